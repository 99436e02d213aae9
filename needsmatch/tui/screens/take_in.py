"""Copies that came back are taken in: what each brings is shown first, conflicts are decided, then all is written."""

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar
from urllib.parse import unquote, urlsplit
from urllib.request import url2pathname

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.message import Message

from needsmatch.copies import PlansWritten, accept, returned, take_in
from needsmatch.errors import NeedsmatchError
from needsmatch.i18n import N_, _, ngettext, together
from needsmatch.model.plan import SupportPlan
from needsmatch.model.revision import revision_of
from needsmatch.planning.merge import decided, merge
from needsmatch.planning.take_in import Arrival, Choices, came, values_of
from needsmatch.store.folder import Reading, StoredPlan
from needsmatch.store.plan_file import read_whole_plan
from needsmatch.store.revisions import Returned
from needsmatch.tui.copy_lines import copy_lines, name_here, name_of
from needsmatch.tui.kept_choices import keep_choices, kept_choices
from needsmatch.tui.keys import twins
from needsmatch.tui.merge_lines import who_wrote
from needsmatch.tui.screens.merge import MergePage
from needsmatch.tui.screens.page import Page
from needsmatch.tui.screens.question import AskPage
from needsmatch.tui.session import Session
from needsmatch.tui.widgets.lines import FILL, Cell, Line, line, paragraph
from needsmatch.tui.widgets.prose import Prose
from needsmatch.tui.widgets.rows import BLANK, Row, Rows, text_row
from needsmatch.workspace import open_programme

if TYPE_CHECKING:
    from needsmatch.tui.app import NeedsmatchApp

_ALL = "all"
"""Key of the row that takes in everything; copies have numbers."""
_WRITING = N_("Taking the copies in ..")


def ask_for_copies(app: "NeedsmatchApp") -> None:
    """Let the user name a file or a folder that came back, and show what is in it."""
    session = app.session
    if session is None or session.reading is None:
        return
    if session.unsaved:
        app.tell(_("Save first with Ctrl+S, then take the copies in."))
        return
    page = AskPage(
        _("Take in copies that came back"),
        _("Which file, or which folder of files? Type its path, or drag it into this window."),
        str(Path.home()) + os.sep,
        _why_not,
    )

    def show(text: str | None) -> None:
        if text:
            app.push_screen(TakeInPage(meant_path(text)))

    app.push_screen(page, show)


def meant_path(text: str) -> Path:
    """The file or folder that is meant: a path as it is typed, or as a terminal or a file manager writes it."""
    bare = text.strip().strip("'\"")
    if bare.startswith("file://"):
        bare = url2pathname(unquote(urlsplit(bare).path))
    # Path.expanduser raises where there is no such user.
    path = Path(os.path.expanduser(bare)).absolute()  # noqa: PTH111
    escaped = Path(str(path).replace("\\ ", " "))
    return escaped if _exists(escaped) and not _exists(path) else path


def _exists(path: Path) -> bool:
    # False where pathlib raises for want of permission.
    return os.path.exists(path)  # noqa: PTH110


def _why_not(text: str) -> str:
    path = meant_path(text)
    return "" if text and _exists(path) else _("There is no file or folder {path}.").format(path=path)


class CopyList(Rows):
    """The copies that came back."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "open", N_("Do this")),
        Binding("down", "move(1)", N_("Choose"), key_display=N_("Up/Down")),
    ]


class TakeInPage(Page):
    """What copies bring. Nothing is written before it is taken in."""

    CSS_PATH = "take_in.tcss"
    TASK: ClassVar[tuple[str, ...]] = (N_("Take in copies"), N_("Plans"))
    ABOUT: ClassVar[tuple[str, ...]] = (
        N_("Here stands what the copies of plans that came back bring with them. Nothing is written yet."),
        N_("Enter on a copy shows it field by field; where both changed the same thing, you decide there."),
        N_("Ctrl+S takes in all that is decided, as one step; Ctrl+Z takes it back afterwards."),
    )
    STEPS = False
    SAVES = True
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "accept", N_("Take in"), priority=True),
        Binding(twins("a"), "accept", show=False),
        Binding("escape", "back", N_("Back")),
    ]
    AUTO_FOCUS = "#copies"

    @dataclass
    class Read(Message):
        """The copies were read, and the programme as it stands in its files; or why that could not be."""

        reading: Reading | None
        copies: Sequence[Returned] = ()
        choices: Sequence[Choices] = ()
        found: Sequence[Arrival] = ()
        problem: str = ""

    @dataclass
    class WorkedOut(Message):
        """What some of the copies bring by what is chosen now."""

        found: Mapping[int, Arrival]
        """By the places of the copies."""
        go_on: bool
        """All was decided in one of them: on to what comes next."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._path = path
        self._reading: Reading | None = None
        """None until the files are read."""
        self._copies: list[Returned] = []
        self._choices: list[Choices] = []
        self._found: list[Arrival] = []
        self._refused = ""
        self._busy = N_("Reading the copies ..")
        """What is going on in a thread; empty where the user may do something."""

    def compose_body(self) -> ComposeResult:
        """One list, and above it what it comes to."""
        with Vertical(classes="body pane"):
            yield Prose(id="came", gutter=False)
            yield CopyList(id="copies")

    def on_mount(self) -> None:
        """Begin to read."""
        self.query_one("#came", Rows).can_focus = False
        super().on_mount()
        self._read_copies()

    # With a description: without one Textual writes down all arguments.
    @work(thread=True, description="copies")
    def _read_copies(self) -> None:
        folder = self.session.folder
        assert folder
        try:
            # Anew: what was written here as a step of its own may not have been read again yet.
            reading = open_programme(folder)
        except NeedsmatchError as error:
            self.post_message(self.Read(None, problem=str(error)))
            return
        copies = returned(reading, [self._path])
        choices = [kept_choices(self.session, _which(copy)) for copy in copies]
        self.post_message(self.Read(reading, copies, choices, take_in(reading, copies, choices)))

    def on_take_in_page_read(self, message: Read) -> None:
        """Show what they bring; what waits for a decision is chosen."""
        self._reading, self._refused, self._busy = message.reading, message.problem, ""
        self._copies, self._choices, self._found = [*message.copies], [*message.choices], [*message.found]
        self.refresh_page()
        self._choose_next()

    def _work_out(self, plan: str, *, go_on: bool) -> None:
        """Have the copies of a plan worked out anew; the others bring what they brought."""
        assert self._reading
        places = [place for place, entry in enumerate(self._copies) if entry.copy and entry.copy.plan.plan.id == plan]
        copies, choices = [self._copies[place] for place in places], [self._choices[place] for place in places]
        self._begin_with(N_("Working out what would change .."))
        self._find(self._reading, dict(zip(places, copies, strict=True)), choices, go_on)

    def _begin_with(self, busy: str) -> None:
        self._busy, self._refused = busy, ""
        self.refresh_page()

    @work(thread=True, description="copies")
    def _find(self, reading: Reading, copies: Mapping[int, Returned], choices: Sequence[Choices], go_on: bool) -> None:
        found = take_in(reading, list(copies.values()), choices)
        self.post_message(self.WorkedOut(dict(zip(copies, found, strict=True)), go_on))

    def on_take_in_page_worked_out(self, message: WorkedOut) -> None:
        """Show it; where all was decided, go on."""
        self._busy = ""
        for place, arrival in message.found.items():
            self._found[place] = arrival
        self.refresh_page()
        if message.go_on and any(arrival.undecided for arrival in self._found):
            self._choose_next()
        elif message.go_on:
            self.action_accept()

    def _choose_next(self) -> None:
        waiting = next((str(number) for number, arrival in enumerate(self._found) if arrival.undecided), _ALL)
        self.query_one("#copies", Rows).choose(waiting)

    # What is shown

    @property
    def _ready(self) -> list[Arrival]:
        return [arrival for arrival in self._found if arrival.is_new and arrival.result]

    def fill(self) -> None:
        """Show what is known."""
        self.query_one("#came", Prose).show([text_row(*self._above())])
        self.query_one("#copies", Rows).show(self._rows())

    def _above(self) -> Sequence[Line]:
        if self._refused:
            return [paragraph(self._refused, "error")]
        if self._busy:
            return [paragraph(_(self._busy), "muted")]
        if not self._copies:
            return [paragraph(_("There is no TOML file in {path}.").format(path=self._path), "need")]
        return [paragraph(self._summary(), "strong")]

    def _summary(self) -> str:
        waiting = sum(bool(arrival.undecided) for arrival in self._found)
        text = ngettext("{count} file came back: {what}.", "{count} files came back: {what}.", len(self._found))
        said = text.format(count=len(self._found), what=came(self._found))
        if waiting:
            wait = ngettext(
                "{count} contradicts the plan here: decide it with Enter.",
                "{count} contradict the plans here: decide them with Enter.",
                waiting,
            )
            said = together(said, wait.format(count=waiting))
        return said

    def _rows(self) -> list[Row]:
        rows: list[Row] = []
        if ready := self._ready:
            text = ngettext("Take in {count} copy", "Take in {count} copies", len(ready)).format(count=len(ready))
            rows += [Row((line(Cell(text, "accent-strong", FILL)),), _ALL)]
        entries = enumerate(zip(self._copies, self._found, strict=True))
        for number, (copy, arrival) in sorted(entries, key=lambda entry: _rank(entry[1][1])):
            rows += [] if self.tight and not rows else [BLANK]
            rows.append(Row(list(copy_lines(copy, arrival)), str(number)))
        return rows

    # What the user does

    def on_rows_opened(self, message: Rows.Opened) -> None:
        """Take all in, or show one copy field by field."""
        if message.key == _ALL:
            self.action_accept()
            return
        number = int(message.key)
        copy, arrival = self._copies[number], self._found[number]
        merged = arrival.merged
        if merged is None or self._busy:
            return

        def chosen(choices: Choices) -> None:
            self._choices[number] = choices
            keep_choices(self.session, _which(copy), choices)

        def done(finished: bool | None) -> None:
            self._work_out(merged.plan.plan.id, go_on=bool(finished))

        page = MergePage(merged, arrival.choices, name_here(merged), name_of(copy, merged), chosen)
        self.app.push_screen(page, done)

    def action_accept(self) -> None:
        """Take in all that is decided, as one step."""
        if self._reading is None or self._busy:
            return
        ready = self._ready
        if not ready:
            self._refused = self._what_is_open() or _("There is nothing to take in.")
            self.fill()
            return
        self._begin_with(_WRITING)
        # As long as something goes on, the app does not look whether somebody else changes files.
        self.needsmatch.busy = _(_WRITING)
        self._accept(self._reading, self.session)

    def _what_is_open(self) -> str:
        """How many conflicts are decided; empty where none waits."""
        left = sum(len(arrival.undecided) for arrival in self._found)
        whole = sum(len(arrival.merged.conflicts) for arrival in self._found if arrival.merged)
        text = _("{done} of {count} decided; Enter on a copy decides the rest.")
        return text.format(done=whole - left, count=whole) if left else ""

    @work(thread=True, description="copies")
    def _accept(self, reading: Reading, session: Session) -> None:
        # Told to the app: where the user has gone on to another page, what was written is a step all the same.
        try:
            written = accept(reading, self._copies, self._found)
        except NeedsmatchError as error:
            self.app.call_later(self._refuse, str(error))
        else:
            self.app.call_later(self._wrote, reading, session, written)

    def action_back(self) -> None:
        """Back; not while files are being written."""
        if self._busy != _WRITING:
            super().action_back()

    def _refuse(self, why: str) -> None:
        self.needsmatch.busy, self._busy, self._refused = "", "", why
        self.refresh_page()

    def _wrote(self, reading: Reading, session: Session, written: PlansWritten) -> None:
        app, ready = self.needsmatch, self._ready
        app.busy = self._busy = ""
        if app.session is not session:
            return  # another programme was opened meanwhile
        for copy, arrival in zip(self._copies, self._found, strict=True):
            if arrival in ready:
                keep_choices(session, _which(copy), {})
        # Where the files were read again while they were being written, too, the step begins with what was in them.
        session.stored.update((old.plan.plan.id, old) for old in reading.plans if old.plan.plan.id in written.plans)
        session.wrote(written.files, _taken_in(ready), plans=written.plans)
        app.own_files_changed()
        if session.folder:
            app.load(session.folder)
        self.close_soon()


def _taken_in(ready: Sequence[Arrival]) -> Callable[[], str]:
    """What is said of copies that were taken in."""

    def say() -> str:
        text = ngettext("{count} copy taken in: {what}", "{count} copies taken in: {what}", len(ready))
        return text.format(count=len(ready), what=came(ready))

    return say


def _rank(arrival: Arrival) -> int:
    """Where a copy stands in the list: what brings something, what waits for a decision, the others."""
    if arrival.merged is None:
        return 3
    return 1 if arrival.undecided else 0 if arrival.is_new else 2


def _which(copy: Returned) -> tuple[str, str] | None:
    """The plan and the revision of a copy; None where it cannot be read."""
    return (copy.copy.plan.plan.id, revision_of(copy.copy.plan)) if copy.copy else None


# A file that somebody changed meanwhile


def merge_with_file(app: "NeedsmatchApp", name: str) -> None:
    """Put the plan `name` as it is being edited here together with its file, which somebody changed meanwhile.

    Conflicts are decided on the merge page; then the plan is saved. Says so where the file cannot be read.
    """
    session = app.session
    mine, before = (session.plan(name), session.stored.get(name)) if session else (None, None)
    if session is None or mine is None or before is None:
        return
    which = name, "file"
    try:
        theirs = read_whole_plan(before.path)
        merged = merge(before.plan, mine, theirs.plan)
    except NeedsmatchError as error:
        app.tell(str(error))
        return
    choices = kept_choices(session, which)

    def chosen(now: Choices) -> None:
        nonlocal choices
        choices = now
        keep_choices(session, which, now)

    def done(finished: bool | None) -> None:
        if finished:
            keep_choices(session, which, {})
            _go_on_with(app, theirs, decided(merged, values_of(merged, choices), remember=False))

    if merged.conflicts:
        wrote = who_wrote(theirs.plan, before.plan) or before.path.name
        page = MergePage(merged, choices, _("Yours"), _("In the file: {who}").format(who=wrote), chosen)
        app.push_screen(page, done)
    else:
        _go_on_with(app, theirs, merged.plan)


def _go_on_with(app: "NeedsmatchApp", theirs: StoredPlan, plan: SupportPlan) -> None:
    """Save a plan over the file as it was read last."""
    from needsmatch.tui.saving import save_all

    session = app.session
    assert session
    session.stored[plan.plan.id] = theirs
    session.edit(plan, _("put together with the file"))
    save_all(app)
