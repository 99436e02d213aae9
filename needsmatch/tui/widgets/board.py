"""A board of receivers by donors, one square of which is chosen: who could help whom, and who does.

The heads stay where they are while the squares scroll under and beside them. Schools are known by their keys, never by
their numbers: whatever is sorted or filtered, the same two stay chosen. Only what is seen is asked for and drawn.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.cache import LRUCache
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import Reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from needsmatch.i18n import N_
from needsmatch.tui.widgets.board_layout import Axis, Frame, Head, Mark, Square
from needsmatch.tui.widgets.board_view import View
from needsmatch.tui.widgets.lines import Styled


class Board(Styled, ScrollView, can_focus=True):
    """The board."""

    DEFAULT_CSS = """
    Board {
        height: 1fr;
        overflow: auto auto;
        scrollbar-gutter: stable;
        scrollbar-size-vertical: 1;
        scrollbar-size-horizontal: 0;
    }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1, 0)", show=False),
        Binding("down", "move(1, 0)", show=False),
        Binding("left", "move(0, -1)", show=False),
        Binding("right", "move(0, 1)", show=False),
        Binding("pageup", "page(-1)", show=False),
        Binding("pagedown", "page(1)", show=False),
        Binding("home", "end(0, -1)", show=False),
        Binding("end", "end(0, 1)", show=False),
        Binding("ctrl+home", "end(-1, -1)", show=False),
        Binding("ctrl+end", "end(1, 1)", show=False),
        Binding("enter", "open", N_("Open")),
    ]

    virtual_size = Reactive(Size(0, 0))
    """Size of the whole board, heads included. As in `Rows`, the screen is not laid out anew where it changes."""

    @dataclass
    class Moved(Message):
        """The user chose another square."""

        board: "Board"
        row: str
        column: str

        @property
        def control(self) -> "Board":
            """The board."""
            return self.board

    @dataclass
    class Opened(Message):
        """The user pressed Enter on the chosen square, or clicked it."""

        board: "Board"
        row: str
        column: str

        @property
        def control(self) -> "Board":
            """The board."""
            return self.board

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id, classes=classes)
        self._rows = self._columns = Axis(())
        self._chosen: tuple[int, int] | None = None
        self._last: tuple[str, str] | None = None
        """Keys of the two chosen last: they are chosen again after a filter that nothing passed."""
        self._square: Callable[[str, str], Square] = lambda _row, _column: Square(Mark.WAITING, None)
        self._squares: dict[tuple[int, int], Square] = {}
        self._strips: LRUCache[tuple[object, ...], Strip] = LRUCache(512)
        self._compact = False
        self._frame_now: Frame | None = None

    # What is shown

    @property
    def chosen(self) -> tuple[str, str] | None:
        """Keys of the chosen row and column; None where a side has no school."""
        if self._chosen is None:
            return None
        row, column = self._chosen
        return self._rows.heads[row].key, self._columns.heads[column].key

    @property
    def compact(self) -> bool:
        """Whether squares take 2 columns, with the ten's digit, instead of 4 with the whole number."""
        return self._compact

    @compact.setter
    def compact(self, compact: bool) -> None:
        if compact != self._compact:
            self._compact = compact
            self._columns = self._across(self._columns.heads)
            self._lay_out()

    def show(
        self,
        rows: Sequence[Head],
        columns: Sequence[Head],
        square: Callable[[str, str], Square],
        chosen: tuple[str, str] | None = None,
    ) -> None:
        """Show the receivers `rows` by the donors `columns`.

        `square` is asked, by the keys of a row and a column, only for what is drawn, and once until the next `show`.
        `chosen`, or else the two that were chosen, stay chosen; where one is gone, its neighbour.
        """
        before, after = (self._rows, self._columns), (Axis(rows), self._across(columns))
        known = self.chosen or self._last or ("", "")
        row, column = (
            old.stays(asked if asked in new.numbers else last, new)
            for old, new, asked, last in zip(before, after, chosen or known, known, strict=True)
        )
        self._rows, self._columns = after
        self._chosen = None if row is None or column is None else (row, column)
        self._last = self.chosen or self._last
        self._square = square
        self._squares.clear()
        self._lay_out()

    def choose(self, row_key: str, column_key: str) -> None:
        """Choose a square as the program's decision: no message is sent."""
        if row_key in self._rows.numbers and column_key in self._columns.numbers:
            self._choose(self._rows.numbers[row_key], self._columns.numbers[column_key])

    def _across(self, heads: Sequence[Head]) -> Axis:
        return Axis(heads, 2 if self._compact else 4)

    # Layout

    @property
    def _frame(self) -> Frame:
        width, height = self.scrollable_content_region.size
        known = self._frame_now
        if known is None or (known.width, known.height) != (width, height):
            self._frame_now = known = Frame.of(self._rows, self._columns, width, height)
            self._strips.clear()
            self.virtual_size = self.container_size + Size(self.max_scroll_x, self.max_scroll_y)
            self._scroll_update(self.virtual_size)
        return known

    @property
    def max_scroll_x(self) -> int:
        """The farthest that the squares scroll to the side, in columns."""
        return max(0, self._columns.length - self._frame.across)

    @property
    def max_scroll_y(self) -> int:
        """The farthest that the squares scroll down, in lines."""
        return max(0, self._rows.length - self._frame.lines)

    def _lay_out(self) -> None:
        self._frame_now = None
        if self.size.width:
            self._scroll_to_chosen()
        self.refresh()

    def on_resize(self) -> None:
        """Share the new room, and keep the chosen square in sight."""
        self._lay_out()

    def notify_style_update(self) -> None:
        """Draw everything in the looks of the new theme."""
        super().notify_style_update()
        self._strips.clear()

    def on_focus(self) -> None:
        """The heads of the chosen square get their strong shade."""
        self.refresh()

    def on_blur(self) -> None:
        """The heads of the chosen square keep a weak shade."""
        self.refresh()

    # Drawing

    @property
    def _view(self) -> View:
        return View.of(
            self._rows,
            self._columns,
            self._frame,
            scrolled=(round(self.scroll_x), round(self.scroll_y)),
            chosen=self._chosen,
            lit="chosen" if self.has_focus else "chosen-weak",
            square=self._square_at,
        )

    def _square_at(self, row: int, column: int) -> Square:
        if (row, column) not in self._squares:
            keys = self._rows.heads[row].key, self._columns.heads[column].key
            self._squares[row, column] = self._square(*keys)
        return self._squares[row, column]

    def render_line(self, y: int) -> Strip:
        """One line of the board as a strip."""
        view, width = self._view, self._frame.width
        row = view.row_at(y)
        if row is None:
            return self.strip_of(view.pieces_beside(y), width, self.base)
        is_chosen = self._chosen is not None and self._chosen[0] == row
        key = (row, view.columns_seen, (self._chosen, view.lit) if is_chosen else None)
        known = self._strips.get(key)
        if known is None:
            known = self._strips[key] = self.strip_of(view.row_pieces(row), width, self.base)
        return known

    # Moving

    def action_move(self, rows: int, columns: int) -> None:
        """Choose the square beside, above or below."""
        if self._chosen is not None:
            row, column = self._chosen
            self._choose_by_hand(row + rows, column + columns)

    def action_page(self, by: int) -> None:
        """Move by as many rows as are seen."""
        self.action_move(by * max(1, len(self._view.rows_seen) - 1), 0)

    def action_end(self, rows: int, columns: int) -> None:
        """Go to the first (-1) or last (1) row and column; 0 stays."""
        self.action_move(rows * len(self._rows.heads), columns * len(self._columns.heads))

    def action_open(self) -> None:
        """Do what Enter does here."""
        if self.chosen is not None:
            self.post_message(self.Opened(self, *self.chosen))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Enter is offered only where there is something to open."""
        return self._chosen is not None if action == "open" else True

    def _choose_by_hand(self, row: int, column: int) -> None:
        row = max(0, min(row, len(self._rows.heads) - 1))
        column = max(0, min(column, len(self._columns.heads) - 1))
        if (row, column) != self._chosen:
            self._choose(row, column)
            assert self.chosen is not None
            self.post_message(self.Moved(self, *self.chosen))

    def _choose(self, row: int, column: int) -> None:
        before, self._chosen = self._chosen, (row, column)
        self._last = self.chosen
        frame = self._frame
        self._refresh_lines(0, frame.top)
        for number in {row, before[0] if before else row}:
            self._refresh_lines(frame.top + self._rows.starts[number] - round(self.scroll_y), 1)
        self._scroll_to_chosen()

    def _refresh_lines(self, first: int, count: int) -> None:
        self.refresh(Region(0, first, self._frame.width, count))

    def _scroll_to_chosen(self) -> None:
        frame = self._frame
        if self._chosen is None:
            return
        row, column = self._chosen
        x = self._columns.scrolled_to(column, round(self.scroll_x), frame.across)
        y = self._rows.scrolled_to(row, round(self.scroll_y), frame.lines)
        self.scroll_to(x, y, animate=False, immediate=True)

    def on_click(self, event: events.Click) -> None:
        """Choose the square, row or column under the mouse; a click on the chosen square opens it."""
        place = event.get_content_offset(self)
        under = self._view.under(*place) if place and self._chosen else None
        if under == self._chosen:
            self.action_open()
        elif under:
            self._choose_by_hand(*under)
