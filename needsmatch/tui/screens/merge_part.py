"""One part of a merge by itself: every text in full, or a value of one's own."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.widgets import Input, TextArea

from needsmatch.i18n import N_
from needsmatch.planning.fields import Field, WrongValue, read
from needsmatch.planning.merge import Merged, Part
from needsmatch.planning.merge_names import part_name
from needsmatch.planning.merge_words import part_value
from needsmatch.tui.keys import twins
from needsmatch.tui.merge_lines import heading_of
from needsmatch.tui.screens.page import Page
from needsmatch.tui.widgets.field import FieldBox, Shown
from needsmatch.tui.widgets.lines import FILL, Cell, Sentence, line, paragraph
from needsmatch.tui.widgets.prose import Prose
from needsmatch.tui.widgets.rows import BLANK, Row, Rows, text_row

FINISH = 0
"""Given where the whole merge is to be saved."""


class FullPage(Page):
    """A part with every text in full; gives 1, 2 or 3 where it was decided here, or FINISH."""

    CSS_PATH = "merge_part.tcss"
    TASK: ClassVar[tuple[str, ...]] = (N_("In full"), N_("Merge two copies"))
    ABOUT: ClassVar[tuple[str, ...]] = (
        N_("Here both copies of a part stand in full, with what it was before."),
        N_("1 takes the first, 2 the second, 3 lets you write your own; Esc goes back."),
    )
    STEPS = False
    SAVES = True
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(twins("1"), "take(1)", N_("Take the first"), key_display="1"),
        Binding(twins("2"), "take(2)", N_("Take the second"), key_display="2"),
        Binding(twins("3"), "take(3)", N_("Write your own"), key_display="3"),
        Binding("ctrl+s", "finish", show=False, priority=True),
        Binding("escape", "back", N_("Back")),
    ]
    AUTO_FOCUS = "#full"

    def __init__(self, rows: list[Row], *, choose: bool, own: bool) -> None:
        super().__init__()
        self._rows = rows
        self._able = {1: choose, 2: choose, 3: choose and own}

    def compose_body(self) -> ComposeResult:
        """One text."""
        with Vertical(classes="body pane"):
            yield Rows(id="full", gutter=False)

    def fill(self) -> None:
        """Show it."""
        self.query_one("#full", Rows).show(self._rows)

    def action_take(self, number: int) -> None:
        """Decide it."""
        self.dismiss(number)

    def action_finish(self) -> None:
        """Save all, or hear what is still open."""
        self.dismiss(FINISH)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What can be chosen."""
        return self._able[number] if action == "take" and isinstance(number := parameters[0], int) else True


class OwnPage(Page):
    """A value of one's own; gives the text that was typed."""

    CSS_PATH = "merge_part.tcss"
    TASK: ClassVar[tuple[str, ...]] = (N_("Write your own"), N_("Merge two copies"))
    ABOUT: ClassVar[tuple[str, ...]] = (
        N_("Write what shall stand in the plan instead of what the two copies say."),
        N_("Enter takes it; Esc goes back without it."),
    )
    STEPS = False
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "back", N_("Back"))]

    def __init__(self, merged: Merged, part: Part, field: Field, ours: str, theirs: str) -> None:
        super().__init__()
        self._merged = merged
        self._part = part
        self._field = field
        self._names = ours, theirs
        self._wrong: str | None = None

    def compose_body(self) -> ComposeResult:
        """Both values above, the field below."""
        with Vertical(classes="body pane"):
            yield Sentence(id="own-title")
            yield Prose(id="own-texts", gutter=False)
            with VerticalScroll(can_focus=False):
                yield FieldBox(self._field, self._keep, self._typing, id="own")

    def on_mount(self) -> None:
        """The caret is in the field."""
        self.query_one("#own-texts", Prose).can_focus = False
        super().on_mount()
        self.query_one(FieldBox).focus()
        self.call_after_refresh(self._begin)

    async def _begin(self) -> None:
        """The caret in the field, behind what was being typed here when the app ended."""
        box = self.query_one(FieldBox)
        await box.action_edit()
        if text := self.session.typed.get(self._place):
            for editor in box.query(Input):
                editor.value = text
            for area in box.query(TextArea):
                area.text = text

    @property
    def _place(self) -> tuple[str, str, str]:
        return self._merged.plan.plan.id, self._part.key, "own"

    def _typing(self, _item: str | None, _field: Field, text: str | None) -> None:
        """Keep what stands in the field, so that it survives a power cut."""
        self.session.typing(self._place, text)

    def fill(self) -> None:
        """Show the field."""
        part = self._part
        title = f"{heading_of(self._merged, part)}: {part_name(part)}"
        self.query_one("#own-title", Sentence).show(line(Cell(title, "strong", FILL)))
        texts = [
            text_row(paragraph(f"{number}  {name}", "muted"), paragraph(part_value(part, value), "second", 3))
            for number, (name, value) in enumerate(zip(self._names, (part.ours, part.theirs), strict=True), 1)
        ]
        self.query_one("#own-texts", Prose).show([*texts, BLANK])
        near = self._merged.plan.plan.start
        self.query_one(FieldBox).show(Shown(value=part.ours, wrong=self._wrong, near=near))

    def _keep(self, _item: str | None, field: Field, text: str) -> None:
        """Give what was typed; what cannot be used stays in the field with the reason."""
        try:
            read(field, text, self._merged.plan.plan.start)
        except WrongValue:
            self._wrong = text
            self.fill()
        else:
            self.dismiss(text)

    def action_field(self, by: int) -> None:
        """There is no other field."""
