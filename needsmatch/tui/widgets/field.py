"""One field of a form: name, value, what it was before, why a value cannot be used; Enter edits it in place."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.strip import Strip
from textual.widgets import Input, TextArea

from needsmatch.display import cells, clean
from needsmatch.i18n import N_, _, language
from needsmatch.planning.fields import (
    ITEM_FIELDS,
    OUTCOME_FIELDS,
    PLACEMENT_FIELDS,
    PLAN_FIELDS,
    Field,
    Kind,
    WrongValue,
    option_of,
    options,
    read,
    shown,
    stepped,
)  # fmt: skip
from needsmatch.tui.widgets.filter import SafeInput
from needsmatch.tui.widgets.lines import FILL, Cell, Piece, Styled, laid_out, line
from needsmatch.tui.widgets.rows import Row, Rows

_BEFORE_VALUE = 4
"""Columns beside the name: the marks `>` and `*`, and a space before and in the value."""
_LONGEST_CHOICE = 8
_TEXT_LINES = 7
_BESIDE = 22
"""Columns beside a value for what it was before, where lines are dear."""
_EMPTY_CHOICE = ""
_WITH_DIGITS = (Kind.COUNT, Kind.AMOUNT, Kind.DATE)

_WEEKDAYS = (
    N_("Monday"), N_("Tuesday"), N_("Wednesday"), N_("Thursday"), N_("Friday"), N_("Saturday"), N_("Sunday"),
)  # fmt: skip


@dataclass(frozen=True)
class Shown:
    """What a field shows."""

    value: object = None
    before: object = None
    """The value in the file."""
    changed: bool = False
    wrong: str | None = None
    """What was typed and cannot be used."""
    fault: str = ""
    """Why the value cannot be right beside the others."""
    near: date | None = None
    """A day near which dates without a year are meant."""
    item: str | None = None
    """Id of the item, log row or placement it belongs to; None: the plan itself."""


def label_width() -> int:
    """Columns of the longest name of a field in the current language."""
    return max(cells(_(field.label)) for field in (*ITEM_FIELDS, *PLAN_FIELDS, *OUTCOME_FIELDS, *PLACEMENT_FIELDS))


class FieldBox(Styled, can_focus=True):
    """The field."""

    DEFAULT_CSS = "FieldBox { height: auto; layout: vertical; }"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "edit", N_("Change")),
        Binding("up", "screen.field(-1)", show=False),
        Binding("down", "screen.field(1)", show=False),
        Binding("delete", "empty", N_("Empty")),
        # While the field has the caret:
        Binding("enter", "keep", N_("Keep"), priority=True),
        Binding("escape", "leave", N_("Leave"), priority=True),
        Binding("tab", "leave_for(1)", N_("Next field"), priority=True),
        Binding("shift+tab", "leave_for(-1)", show=False, priority=True),
        Binding("up", "step(1)", show=False, priority=True),
        Binding("down", "step(-1)", show=False, priority=True),
        Binding("pageup", "step(30)", show=False, priority=True),
        Binding("pagedown", "step(-30)", show=False, priority=True),
        Binding("ctrl+z", "restore", N_("As it was"), priority=True),
        Binding("ctrl+j", "new_line", show=False, priority=True),
    ]

    def __init__(
        self,
        field: Field,
        keep: Callable[[str | None, Field, str], None],
        typing: Callable[[str | None, Field, str | None], None] = lambda _item, _field, _text: None,
        *,
        id: str | None = None,  # noqa: A002
    ) -> None:
        super().__init__(id=id)
        self.field = field
        # Called at once, not sent: saving and quitting look at the plan right after a field was left.
        self._keep = keep
        self._typing = typing
        """Told what stands in the field while it has the caret, None then."""
        self._edited: str | None = None
        """The item whose value has the caret."""
        self._shown = Shown()
        self._spoken = ""
        """The language in which it is shown."""
        self._editor: Input | TextArea | Rows | None = None
        self._initial = ""
        self._hint = ""
        self._laid_out: tuple[object, list[list[Piece]]] | None = None
        """The lines, and for what they were laid out."""

    @property
    def editing(self) -> bool:
        """The field has the caret."""
        return self._editor is not None

    def show(self, what: Shown) -> None:
        """Show another value; what is being typed stays."""
        now = (what, language())
        if now != (self._shown, self._spoken):
            self._shown, self._spoken = now
            self.refresh(layout=True)

    # Drawing

    @property
    def _message(self) -> str:
        """Why the value cannot be used."""
        if self._shown.wrong is not None:
            try:
                read(self.field, self._shown.wrong, self._shown.near)
            except WrongValue as error:
                return str(error)
        return self._shown.fault

    def _lines(self, width: int) -> list[list[Piece]]:
        """The lines of the box; laid out once, for they are asked for with every line that is drawn."""
        laid_out_for = (
            (width, self._is_tight, language()),
            (self._shown, self._hint, self.has_focus_within),
            self._editor and self._editor.outer_size.height,
        )
        if self._laid_out is None or self._laid_out[0] != laid_out_for:
            self._laid_out = laid_out_for, self._lay_out(width)
        return self._laid_out[1]

    def _lay_out(self, width: int) -> list[list[Piece]]:
        """The lines of the box; while editing, those of the value are left to the editor."""
        what = self._shown
        text = what.wrong if what.wrong is not None else shown(self.field, what.value)
        was = ""
        if what.changed or what.wrong is not None:
            before = shown(self.field, what.before if what.changed else what.value)
            was = _("was: {value}").format(value=before) if before else _("was empty")
        tight = self._is_tight and cells(was) <= _BESIDE
        here = self.has_focus_within
        name = line(
            Cell(">" if here else " ", "accent-strong"),
            Cell("*" if what.changed or what.wrong is not None else " ", "need-strong"),
            Cell(_(self.field.label), "accent-strong" if here else "muted", label_width()),
            " ",
        )
        shade = "field-chosen" if here else "field"
        look = "error" if what.wrong is not None else "" if text else "muted"
        value = Cell(
            text or _("(empty)"),
            f"{shade} {look}".strip(),
            FILL,
            wrap=self.field.kind is Kind.LONG_TEXT and not self._is_tight,
        )
        beside = (Cell(f" {was}", "need", _BESIDE),) if was and tight else ()
        lines = laid_out((*name, Cell(" ", shade), value, *beside), width)
        if self._editor is not None:
            height = self._editor.outer_size.height or self._editor_height
            blank = [("", "", "")]
            lines = [laid_out((*name, Cell("", "", FILL), *beside), width)[0], *(blank for _row in range(height - 1))]
        below: list[tuple[str, str]] = [(self._message, "error"), (self._hint if self.editing else "", "muted")]
        if was and not tight:
            below.insert(0, (was, "need"))
        for sentence, look in below:
            if sentence:
                lines += laid_out(
                    (Cell("", "", label_width() + _BEFORE_VALUE), Cell(sentence, look, FILL, wrap=True)), width
                )
        return lines

    @property
    def _is_tight(self) -> bool:
        return self.screen.has_class("tight")

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Lines of the value and of what stands under it."""
        return len(self._lines(width))

    def render_line(self, y: int) -> Strip:
        """One line of the box."""
        lines = self._lines(self.size.width)
        pieces = lines[y] if y < len(lines) else []
        return self.strip_of(pieces, self.size.width, self.base)

    def on_focus(self) -> None:
        """The value gets the strong shade."""
        self.refresh()

    def on_blur(self) -> None:
        """And loses it."""
        self.refresh()

    async def on_key(self, event: events.Key) -> None:
        """Enter, a digit that begins a number or a date anew, and what is typed before the caret has come: it belongs
        into the editor too.

        As a binding alone, Enter would be done after the keys behind it had gone by, each as a command of the page.
        """
        if event.key == "enter" and not self.editing:
            event.stop()
            await self.action_edit()
        elif not self.editing and self.field.kind in _WITH_DIGITS and (event.character or "").isdecimal():
            event.stop()
            await self.action_edit()
            self._put(event.character or "")
        elif isinstance(self._editor, Input | TextArea) and event.is_printable:
            event.stop()
            self._editor.post_message(event)

    async def on_click(self, event: events.Click) -> None:
        """A click on the value edits it."""
        event.stop()
        if not self.editing:
            await self.action_edit()

    # Editing

    @property
    def _editor_height(self) -> int:
        if self.field.kind is Kind.LONG_TEXT:
            return _TEXT_LINES
        return max(1, min(_LONGEST_CHOICE, len(self._choices)))

    @property
    def _choices(self) -> list[Row]:
        """What can be chosen, nothing first where that can be; no rows in a field that is written."""
        words = [Row((line(Cell(name, "", FILL)),), word) for word, name in options(self.field)]
        if words and self.field.can_be_empty:
            words.insert(0, Row((line(Cell(_("(empty)"), "muted", FILL)),), _EMPTY_CHOICE))
        return words

    async def action_edit(self) -> None:
        """Put the caret into the value."""
        if self.editing:
            return
        what = self._shown
        self._edited = what.item
        # As it will stand in the editor: a value that nobody changes must not look changed.
        self._initial = clean(
            what.wrong if what.wrong is not None else shown(self.field, what.value),
            multiline=self.field.kind is Kind.LONG_TEXT,
        )
        self._editor = self._new_editor()
        if isinstance(self._editor, Rows):
            self._initial = self._editor.chosen or _EMPTY_CHOICE
        self._say()
        self._editor.styles.margin = (0, 0, 0, label_width() + _BEFORE_VALUE - 1)
        await self.mount(self._editor)
        self._editor.focus()
        self.refresh(layout=True)
        self.call_after_refresh(self.scroll_visible, animate=False)

    def _new_editor(self) -> Input | TextArea | Rows:
        if words := self._choices:
            choices = Rows()
            choices.styles.height = self._editor_height
            choices.show(words, option_of(self._shown.value) or _EMPTY_CHOICE)
            return choices
        if self.field.kind is Kind.LONG_TEXT:
            area = LongText(self._initial, soft_wrap=True, tab_behavior="focus", show_line_numbers=False)
            area.styles.height = _TEXT_LINES
            area.move_cursor(area.document.end)
            return area
        return SafeInput(self._initial, compact=True, select_on_focus=False)

    def _say(self) -> None:
        """What helps while typing: the weekday of a date, which keys do something."""
        kind = self.field.kind
        if kind is Kind.LONG_TEXT:
            self._hint = _("Enter keeps it; Ctrl+J starts a new line")
        elif kind is Kind.DATE:
            value = self._typed()
            day = _(_WEEKDAYS[value.weekday()]) if isinstance(value, date) else _("such as 2026-09-01")
            self._hint = _("{day}; Up and Down: one day on or back").format(day=day)
        elif kind in (Kind.COUNT, Kind.AMOUNT):
            self._hint = _("Up and Down: more or less")
        elif kind is Kind.NAMES:
            few = self.field.name == "mentors"
            self._hint = _("at most two names, a comma between them") if few else _("a comma between the names")
        else:
            self._hint = ""

    def _typed(self) -> object:
        assert isinstance(self._editor, Input)
        try:
            return read(self.field, self._editor.value, self._shown.near)
        except WrongValue:
            return None

    def on_input_changed(self, event: Input.Changed) -> None:
        """The weekday of the date that stands there now."""
        event.stop()
        self._typed_now(event.value)
        if isinstance(self._editor, Input) and self.field.kind is Kind.DATE:
            self._say()
            self.refresh()

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Another text stands there now."""
        event.stop()
        self._typed_now(event.text_area.text)

    def _typed_now(self, text: str) -> None:
        if self.editing:  # what was typed last may be told when the field has been left
            self._typing(self._edited, self.field, None if text == self._initial else text)

    def action_step(self, steps: int) -> None:
        """One or more steps up or down from what stands in the input."""
        assert isinstance(self._editor, Input)
        value = stepped(self.field, self._typed(), steps, self._shown.near)
        if value is not None:
            self._put(shown(self.field, value))

    def action_restore(self) -> None:
        """What stood here when the caret came."""
        self._put(self._initial)

    def action_new_line(self) -> None:
        """A new line in a long text."""
        if isinstance(self._editor, TextArea):
            self._editor.insert("\n")

    def _put(self, text: str) -> None:
        assert isinstance(self._editor, Input)
        self._editor.value = text
        self._editor.cursor_position = len(text)

    def on_rows_opened(self, message: Rows.Opened) -> None:
        """A choice was made with the mouse."""
        message.stop()
        self.action_keep()

    def on_rows_moved(self, message: Rows.Moved) -> None:
        """Looking at choices is no choice."""
        message.stop()

    def action_keep(self) -> None:
        """Leave the field with what stands in it."""
        self._leave_in_turn(taken=True)

    def action_leave(self) -> None:
        """Leave the field; what was typed is kept, a choice that was only looked at is not made."""
        self._leave_in_turn()

    def action_leave_for(self, by: int) -> None:
        """Leave the field and go to the next one, or the one before."""
        self._leave_in_turn(by=by)

    def _leave_in_turn(self, *, taken: bool = False, by: int = 0) -> None:
        """Leave once everything is typed: keys with priority overtake letters that still wait for the editor."""
        if self._editor:
            self._editor.call_later(self.call_later, self.leave, taken, by)

    def leave(self, taken: bool = False, by: int = 0) -> None:
        """Leave the field now, with the choice where it is `taken`, and go `by` fields on."""
        editor, self._editor = self._editor, None
        if editor is None:
            return
        choice = editor.chosen if taken and isinstance(editor, Rows) else None
        text = editor.value if isinstance(editor, Input) else editor.text if isinstance(editor, TextArea) else choice
        self.focus()
        editor.remove()
        self.refresh(layout=True)
        if text is not None and text != self._initial:
            self._keep(self._edited, self.field, text)
        self._typing(self._edited, self.field, None)
        if by:
            self.screen.call_after_refresh(self.screen.run_action, f"screen.field({by})")

    def action_empty(self) -> None:
        """Empty the value."""
        if shown(self.field, self._shown.value) or self._shown.wrong is not None:
            self._keep(self._shown.item, self.field, "")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """The caret decides which keys are the field's; what cannot be empty is not emptied."""
        one_line = isinstance(self._editor, Input)
        match action:
            case "edit":
                return not self.editing
            case "empty":
                return not self.editing and self.field.can_be_empty
            case "keep" | "leave" | "leave_for":
                return self.editing
            case "step":
                return one_line and self.field.kind in (Kind.COUNT, Kind.AMOUNT, Kind.DATE)
            case "restore":
                return one_line
            case "new_line":
                return isinstance(self._editor, TextArea)
        return True


class LongText(TextArea):
    """A text of several lines that lets no control character in, whatever is pasted."""

    async def _on_paste(self, event: events.Paste) -> None:
        # Textual then calls its own handler, which inserts the text.
        event.text = clean(event.text, multiline=True)
