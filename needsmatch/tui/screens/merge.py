"""Two copies of a plan become one: what one side changed is merged already, what contradicts is decided by a key."""

from collections.abc import Callable, Mapping
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Input

from needsmatch.i18n import N_, _, ngettext
from needsmatch.planning.history import History
from needsmatch.planning.merge import Merged, Part
from needsmatch.planning.merge_words import summary
from needsmatch.planning.take_in import Choices, Take, choice_of, values_of
from needsmatch.tui.keys import FILTER_KEYS, twins
from needsmatch.tui.merge_lines import Shown, full_rows, has_words, head_row, part_rows, shown_parts
from needsmatch.tui.screens.merge_part import FINISH, FullPage, OwnPage
from needsmatch.tui.screens.page import Page
from needsmatch.tui.widgets.filter import Filter
from needsmatch.tui.widgets.lines import paragraph
from needsmatch.tui.widgets.prose import Prose
from needsmatch.tui.widgets.rows import Row, Rows, text_row

_TAKES: Mapping[int, Take] = {1: Take.OURS, 2: Take.THEIRS}


class PartList(Rows):
    """Everything that one of the two copies changed."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "open", N_("In full"))]


class MergePage(Page):
    """The merge; gives True where it is to be saved, None where the user went back. Each choice is told at once."""

    CSS_PATH = "merge.tcss"
    TASK: ClassVar[tuple[str, ...]] = (N_("Merge two copies"),)
    ABOUT: ClassVar[tuple[str, ...]] = (
        N_("Here two copies of a plan become one. What only one of them changed is merged already."),
        N_("Where both changed the same thing, you choose: 1 the first, 2 the second, 3 write your own."),
        N_("Ctrl+S saves once all is decided; Esc leaves, and what you chose is kept."),
    )
    STEPS = False
    SAVES = True
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(twins("1"), "take(1)", N_("Choose"), key_display="1 2 3"),
        Binding(twins("2"), "take(2)", show=False),
        Binding(twins("3"), "take(3)", show=False),
        Binding(twins("n"), "next", N_("Next undecided"), key_display="n"),
        Binding("ctrl+s", "finish", N_("Save"), priority=True),
        Binding("ctrl+z", "undo_choice", N_("Undo")),
        Binding("escape", "back", N_("Back")),
        Binding("ctrl+y", "redo_choice", N_("Redo")),
        Binding(FILTER_KEYS, "filter", N_("Filter"), key_display="/"),
    ]
    AUTO_FOCUS = "#parts"

    def __init__(
        self, merged: Merged, choices: Choices, ours: str, theirs: str, chosen: Callable[[Choices], object]
    ) -> None:
        super().__init__()
        self._merged = merged
        self._names = ours, theirs
        """What the two copies are called."""
        self._history = History(choices)
        self._tell = chosen
        """Called with all choices after each one."""
        self._refused = ""

    @property
    def task_words(self) -> tuple[str, ...]:
        """With the two schools."""
        about = self._merged.ours.plan
        return (*self.TASK, _("{receiver} with {donor}").format(receiver=about.receiver_name, donor=about.donor_name))

    def compose_body(self) -> ComposeResult:
        """How far it is, who wrote the copies, and the parts."""
        with Vertical(classes="body pane"):
            yield Prose(id="summary", gutter=False)
            yield Filter(id="filter")
            yield Rows(id="heads")
            yield PartList(id="parts")
            yield Prose(id="state", gutter=False)

    def on_mount(self) -> None:
        """The first conflict is chosen; only the parts are moved in."""
        for selector in ("#summary", "#heads", "#state"):
            self.query_one(selector, Rows).can_focus = False
        super().on_mount()
        if self._undecided:
            self._parts.choose(self._undecided[0].key)

    # What is shown

    @property
    def _parts(self) -> Rows:
        return self.query_one("#parts", Rows)

    @property
    def _values(self) -> dict[str, object]:
        return values_of(self._merged, self._history.present)

    @property
    def _undecided(self) -> list[Part]:
        values = self._values
        return [part for part in self._merged.conflicts if part.key not in values]

    @property
    def _chosen(self) -> Shown | None:
        key = self._parts.chosen
        return next((shown for shown in shown_parts(self._merged, self._values) if shown.part.key == key), None)

    def fill(self) -> None:
        """Show the merge with what is chosen so far."""
        merged, tight = self._merged, self.tight
        self.query_one(Filter).placeholder = _("/ item, field, text")
        self.query_one("#summary", Prose).show([text_row(paragraph(summary(merged), "second"))])
        heads = self.query_one("#heads", Rows)
        heads.show([head_row(merged, *self._names, tight=tight)])
        words = self.query_one(Filter).words
        parts = [shown for shown in shown_parts(merged, self._values) if has_words(merged, shown, words)]
        self._parts.show(part_rows(merged, parts, tight=tight) or self._nothing())
        self.query_one("#state", Prose).show([text_row(paragraph(*self._state()))])

    def _nothing(self) -> list[Row]:
        if self.query_one(Filter).words:
            return [text_row(paragraph(_("Nothing here has these words; Esc shows all."), "need"))]
        return [text_row(paragraph(_("The two copies say the same."), "strong"))]

    def _state(self) -> tuple[str, str]:
        if self._refused:
            return self._refused, "error"
        whole, left = len(self._merged.conflicts), len(self._undecided)
        if left:
            return (
                ngettext(
                    "{done} of {count} decided. Ctrl+S saves once it is; until then no file is touched.",
                    "{done} of {count} decided. Ctrl+S saves once all are; until then no file is touched.",
                    whole,
                ).format(done=whole - left, count=whole),
                "need",
            )
        return _("All is decided. Ctrl+S saves."), "strong"

    # What the user does

    def on_rows_moved(self, message: Rows.Moved) -> None:
        """Another part, other keys."""
        self._refused = ""
        self.refresh_frame()

    def on_rows_opened(self, message: Rows.Opened) -> None:
        """The part with every text in full."""
        if shown := self._chosen:
            is_open = bool(shown.number)
            page = FullPage(
                full_rows(self._merged, shown, *self._names), choose=is_open, own=shown.part.field is not None
            )

            def chosen(number: int | None) -> None:
                if number == FINISH:
                    self.action_finish()
                else:
                    self._take(number)

            self.app.push_screen(page, chosen)

    def action_take(self, number: int) -> None:
        """Decide the chosen conflict."""
        self._take(number)

    def _take(self, number: int | None) -> None:
        shown = self._chosen
        if number is None or shown is None or not shown.number:
            return
        part = shown.part
        if number in _TAKES:
            self._decide(part, _TAKES[number])
        elif part.field is None:
            self._refused = _("Here only 1 or 2 can be chosen.")
            self.fill()
        else:
            page = OwnPage(self._merged, part, part.field, *self._names)
            self.app.push_screen(page, lambda text: self._decide(part, Take.OWN, text) if text is not None else None)

    def _decide(self, part: Part, take: Take, text: str = "") -> None:
        self._refused = ""
        self._now(self._history.done({**self._history.present, part.key: choice_of(part, take, text)}))

    def _now(self, history: History[Choices]) -> None:
        self._history = history
        self._tell(history.present)
        self.refresh_page()

    def action_undo_choice(self) -> None:
        """Take the last choice back."""
        self._now(self._history.undone())

    def action_redo_choice(self) -> None:
        """Choose again what was taken back."""
        self._now(self._history.redone())

    def action_next(self) -> None:
        """The next conflict that is not decided, from the top again behind the last one."""
        keys = self._parts.keys
        left = [keys.index(part.key) for part in self._undecided if part.key in keys]
        here = keys.index(self._parts.chosen) if self._parts.chosen in keys else -1
        if left:
            self._parts.choose(keys[min(left, key=lambda place: (place <= here, place))])
            self.refresh_frame()

    def action_finish(self) -> None:
        """Save, once all is decided."""
        if left := len(self._undecided):
            self.query_one(Filter).value = ""
            self.fill()
            self.action_next()
            whole = len(self._merged.conflicts)
            text = _("{done} of {count} decided; this one is still open: 1, 2 or 3.")
            self._refused = text.format(done=whole - left, count=whole)
            self.fill()
        else:
            self.dismiss(True)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only conflicts are decided."""
        if not self.is_mounted:
            return True
        match action:
            case "take":
                return self._chosen is not None and bool(self._chosen.number)
            case "next":
                return bool(self._undecided)
            case "undo_choice":
                return self._history.can_undo
            case "redo_choice":
                return self._history.can_redo
        return True

    @on(Input.Changed, "#filter")
    def filter_changed(self) -> None:
        """Filter while typing."""
        self.refresh_page()

    def on_filter_left(self) -> None:
        """Go to the parts that were found."""
        self.focus_on("#parts")

    def action_filter(self) -> None:
        """Put the caret into the filter."""
        self.query_one(Filter).enter()

    def action_back(self) -> None:
        """Clear the filter; then back."""
        if self.query_one(Filter).value:
            self.query_one(Filter).value = ""
        else:
            super().action_back()
