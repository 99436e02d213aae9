"""What is being edited, and its journal: every change is an event, told to the journal at once."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from needsmatch.i18n import _
from needsmatch.model.plan import SupportPlan
from needsmatch.planning.history import History
from needsmatch.store.files import Seen
from needsmatch.store.folder import StoredPlan
from needsmatch.store.plans import plan_text
from needsmatch.tui.chronicle import Chronicle, Event, Found, InFile, Typed, applied, encoded, step
from needsmatch.tui.work import Place, Work

if TYPE_CHECKING:
    from needsmatch.store.journal import Journal


@dataclass
class Remembering:
    """What was done here, now and before the app was opened."""

    folder: Path | None = None
    """Of the programme; None where one plan is worked on alone."""
    stored: dict[str, StoredPlan] = field(default_factory=dict)
    """The plans as their files hold them, by id."""
    chronicle: Chronicle = field(default_factory=Chronicle)
    """All that was done; only events change it."""
    journal: "Journal | None" = None
    """Keeps what happens to `chronicle`."""
    typed: dict[Place, str] = field(default_factory=dict)
    """What stands in fields that have the caret."""
    _warned: bool = False

    @property
    def work(self) -> Work:
        """What is being edited."""
        return self.chronicle.history.present

    @property
    def history(self) -> History[Work]:
        """What was done, what it was before, and what was undone."""
        return self.chronicle.whole_history

    def _happened(self, event: Event) -> None:
        """The only way in which anything changes that is being edited."""
        self.chronicle = applied(self.chronicle, event)
        if self.journal:
            self.journal.append(encoded(event), lasting=not isinstance(event, Typed))

    def _done(self, work: Work, replaced: Mapping[str, SupportPlan | None] | None = None) -> None:
        self._look_at_files(name for name, plan in work.plans.items() if plan is not self.work.plans.get(name))
        self._happened(step(self.chronicle, work, replaced))

    def _look_at_files(self, names: Iterable[str]) -> None:
        """Tell what the files of plans hold, where that is not known yet."""
        for name in names:
            stored, known = self.stored.get(name), self.chronicle.files.get(name)
            if stored and (known is None or known.digest != stored.seen.digest):
                self._happened(Found(name, InFile(stored.path, stored.seen.digest, stored.plan)))
            elif known and not stored:
                self._happened(Found(name))

    def remember(self, chronicle: Chronicle, journal: "Journal") -> None:
        """Go on with what was done before the app was opened; what was read is taken in after it."""
        self.chronicle, self.journal, self.typed = chronicle, journal, dict(chronicle.typed)
        for name, file in chronicle.files.items():
            # The bytes are not known any more. Where they are not in the file still, saving refuses before it writes.
            seen = Seen(file.digest, inode=0, mtime_ns=0, size=0)
            self.stored[name] = StoredPlan(file.plan, file.path, plan_text(file.plan).encode(), seen)

    def typing(self, place: Place, text: str | None) -> None:
        """Remember what stands in a field that has the caret; None once the caret has gone."""
        if text is not None:
            self.typed[place] = text
        elif place in self.typed:
            del self.typed[place]
            self.keep_typing()

    def keep_typing(self) -> None:
        """Tell the journal what is being typed; called every now and then, not for every letter."""
        for place in (*self.typed, *self.chronicle.typed):
            if self.typed.get(place) != self.chronicle.typed.get(place):
                self._happened(Typed(place, self.typed.get(place)))

    def warning(self) -> str:
        """What of the steps before could not be read, or why nothing is kept for the next start; each told once, empty
        where all is well."""
        if self.journal and self.journal.aside:
            path, self.journal.aside = self.journal.aside, None
            message = _("Part of what is kept for undo could not be read; it was put aside in {path}.")
            return message.format(path=path)
        reason = self.journal.reason if self.journal else ""
        if not reason or self._warned:
            return ""
        self._warned = True
        message = _("What is not saved would not survive a power cut ({reason}); save often with Ctrl+S.")
        return message.format(reason=reason)

    def close(self) -> None:
        """Leave the journal to whoever opens this programme next."""
        if self.journal:
            self.keep_typing()
            self.journal.close()
