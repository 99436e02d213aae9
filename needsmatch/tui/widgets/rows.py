"""A list of rows of one or more lines, one of which is chosen: the one list of all screens.

Rows are known by their key, never by their number: whatever is sorted, filtered or read anew, the same school stays
chosen. Rows without a key are headings and text and cannot be chosen; a list of only such rows is a text that scrolls.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import Reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from needsmatch.i18n import N_
from needsmatch.tui.widgets.lines import Drawing, Line, Piece, Styled, laid_out

_GUTTER = 2
"""Columns in front of a row that can be chosen, for the mark `>`."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a list."""

    lines: Drawing
    key: str | None = None
    """Stands for what the row is about; None: cannot be chosen."""

    def drawn(self, width: int) -> list[list[Piece]]:
        """The row's lines as pieces at a width in columns."""
        lines = self.lines(width) if callable(self.lines) else self.lines
        return [pieces for line in lines for pieces in laid_out(line, width)]

    def height(self, width: int) -> int:
        """How many lines the row takes; found without drawing it where nothing continues on further lines."""
        if callable(self.lines) or any(cell.wrap for line in self.lines for cell in line):
            return len(self.drawn(width))
        return len(self.lines)


def text_row(*lines: Line) -> Row:
    """A row that cannot be chosen."""
    return Row(lines)


BLANK = Row(((),))
"""An empty line."""


@dataclass(slots=True)
class _Layout:
    """The rows at one width."""

    width: int
    heights: list[int]
    """Lines of each row."""
    starts: list[int]
    """First line of each row."""
    rows_of_lines: list[int]
    """For each line the row it belongs to."""
    pieces: dict[int, list[list[Piece]]] = field(default_factory=dict)
    """What was drawn so far, by row: of 200 rows some 20 are seen."""
    strips: dict[tuple[int, str], Strip] = field(default_factory=dict)


class Rows(Styled, ScrollView, can_focus=True):
    """The list."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1)", show=False),
        Binding("down", "move(1)", show=False),
        Binding("pageup", "page(-1)", show=False),
        Binding("pagedown", "page(1)", show=False),
        Binding("home", "end(-1)", show=False),
        Binding("end", "end(1)", show=False),
        Binding("enter", "open", N_("Open")),
    ]

    virtual_size = Reactive(Size(0, 0))
    """Size of all rows. Textual lays the whole screen out anew where it changes; a list has the room that it has, and
    only its scrollbar follows: 20 ms less for each key that shows other rows."""

    @dataclass
    class Moved(Message):
        """The user chose another row."""

        rows: "Rows"
        key: str

        @property
        def control(self) -> "Rows":
            """The list."""
            return self.rows

    @dataclass
    class Opened(Message):
        """The user pressed Enter on the chosen row, or clicked it."""

        rows: "Rows"
        key: str

        @property
        def control(self) -> "Rows":
            """The list."""
            return self.rows

    def __init__(self, *, id: str | None = None, classes: str | None = None, gutter: bool = True) -> None:  # noqa: A002
        super().__init__(id=id, classes=classes)
        self._rows: Sequence[Row] = ()
        self._chosen: int | None = None
        self._layout_now: _Layout | None = None
        self._gutter = _GUTTER if gutter else 0

    # What is shown

    @property
    def chosen(self) -> str | None:
        """Key of the chosen row; None in a list without rows to choose."""
        return self._rows[self._chosen].key if self._chosen is not None else None

    @property
    def keys(self) -> list[str]:
        """Keys of all rows that can be chosen, in their order."""
        return [row.key for row in self._rows if row.key is not None]

    def show(self, rows: Sequence[Row], chosen: str | None = None) -> None:
        """Show `rows`; `chosen`, or else the row that was chosen, stays chosen; where it is gone, its neighbour."""
        before, place = self.chosen, self._chosen
        self._rows = rows
        by_key = {row.key: number for number, row in enumerate(rows) if row.key is not None}
        for key in (chosen, before):
            if key in by_key:
                self._chosen = by_key[key]
                break
        else:
            near = [number for number in by_key.values() if number >= (place or 0)]
            self._chosen = near[0] if near else max(by_key.values(), default=None)
        self._layout_now = None
        if self.size.width:
            self._measure()
            self._scroll_to_chosen()
        self.refresh()

    def choose(self, key: str) -> None:
        """Choose a row as the program's decision: no message is sent."""
        for number, row in enumerate(self._rows):
            if row.key == key and number != self._chosen:
                self._choose(number)

    # Layout and drawing

    def _measure(self) -> _Layout:
        width = self.scrollable_content_region.width
        if self._layout_now is None or self._layout_now.width != width:
            heights = [row.height(self._room(width)) for row in self._rows]
            starts: list[int] = []
            rows_of_lines: list[int] = []
            for number, height in enumerate(heights):
                starts.append(len(rows_of_lines))
                rows_of_lines += [number] * height
            self._layout_now = _Layout(width, heights, starts, rows_of_lines)
            self.virtual_size = Size(width, len(rows_of_lines))
            self._scroll_update(self.virtual_size)
        return self._layout_now

    def _room(self, width: int) -> int:
        return max(1, width - self._gutter)

    def on_resize(self) -> None:
        """Lay the rows out for the new width."""
        self._measure()
        self._scroll_to_chosen()

    def notify_style_update(self) -> None:
        """Draw everything in the looks of the new theme."""
        super().notify_style_update()
        if self._layout_now:
            self._layout_now.strips.clear()

    def on_focus(self) -> None:
        """The chosen row gets its strong shade."""
        self.refresh()

    def on_blur(self) -> None:
        """The chosen row keeps a weak shade."""
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """One line of the list as a strip."""
        layout = self._measure()
        place = y + round(self.scroll_y)
        width = self.scrollable_content_region.width
        if place >= len(layout.rows_of_lines):
            return Strip.blank(width, self.base)
        number = layout.rows_of_lines[place]
        state = ("focus" if self.has_focus or self.has_class("current") else "weak") if number == self._chosen else ""
        known = layout.strips.get((place, state))
        if known is None:
            known = layout.strips[place, state] = self._strip(layout, number, place, state, width)
        return known

    def _strip(self, layout: _Layout, number: int, place: int, state: str, width: int) -> Strip:
        base = self.base
        if state:
            base = base + self.looks["chosen" if state == "focus" else "chosen-weak"]
        if number not in layout.pieces:
            layout.pieces[number] = self._rows[number].drawn(self._room(layout.width))
        pieces = layout.pieces[number][place - layout.starts[number]]
        if self._gutter:
            mark = "> " if state and place == layout.starts[number] else "  "
            pieces = [(mark, "accent-strong", ""), *pieces]
        return self.strip_of(pieces, width, base)

    # Moving

    def action_move(self, by: int) -> None:
        """Choose the next row that can be chosen; in a text, scroll."""
        if self._chosen is None:
            self.scroll_relative(y=by, animate=False)
            return
        step = 1 if by > 0 else -1
        place = self._chosen + step
        while 0 <= place < len(self._rows):
            if self._rows[place].key is not None:
                self._choose_by_hand(place)
                return
            place += step
        # Nothing more to choose: show the text before or behind.
        self.scroll_relative(y=by, animate=False)

    def action_page(self, by: int) -> None:
        """Move by as many lines as are shown."""
        height = max(1, self.scrollable_content_region.height - 1)
        chosen = self._chosen
        beyond = [] if chosen is None else [number for number in self._able if (number - chosen) * by > 0]
        if chosen is None or not beyond:
            self.scroll_relative(y=by * height, animate=False)
            return
        starts = self._measure().starts
        goal = starts[chosen] + by * height
        # At least one row on, however high it is.
        self._choose_by_hand(min(beyond, key=lambda number: abs(starts[number] - goal)))

    def action_end(self, by: int) -> None:
        """Go to the first or the last row."""
        if able := self._able:
            self._choose_by_hand(able[0] if by < 0 else able[-1])
        elif by < 0:
            self.scroll_home(animate=False)
        else:
            self.scroll_end(animate=False)

    @property
    def _able(self) -> list[int]:
        """Numbers of the rows that can be chosen."""
        return [number for number, row in enumerate(self._rows) if row.key is not None]

    def action_open(self) -> None:
        """Do what Enter does here."""
        if self.chosen is not None:
            self.post_message(self.Opened(self, self.chosen))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Enter is offered only where there is something to open."""
        return self._chosen is not None if action == "open" else True

    def _choose_by_hand(self, number: int) -> None:
        if number != self._chosen:
            self._choose(number)
            key = self.chosen
            assert key is not None
            self.post_message(self.Moved(self, key))

    def _choose(self, number: int) -> None:
        before, self._chosen = self._chosen, number
        layout = self._measure()
        for row in {before, number} - {None}:
            assert row is not None
            top = layout.starts[row] - round(self.scroll_y)
            self.refresh(Region(0, top, self.size.width, layout.heights[row]))
        self._scroll_to_chosen()

    def _scroll_to_chosen(self) -> None:
        if self._chosen is None or self._layout_now is None:
            return
        layout = self._layout_now
        first = layout.starts[self._chosen]
        last = first + layout.heights[self._chosen]
        height = self.scrollable_content_region.height
        if last <= height and not any(row.key is not None for row in self._rows[: self._chosen]):
            first = 0  # what stands above the first row that can be chosen is seen with it
        top = round(self.scroll_y)
        if last - first >= height or first < top:
            self.scroll_to(y=first, animate=False, immediate=True)
        elif last > top + height:
            self.scroll_to(y=last - height, animate=False, immediate=True)

    def on_click(self, event: events.Click) -> None:
        """Choose the row under the mouse; a click on the chosen one opens it."""
        layout = self._measure()
        place = event.y + round(self.scroll_y)
        if not 0 <= place < len(layout.rows_of_lines):
            return
        number = layout.rows_of_lines[place]
        if self._rows[number].key is None:
            return
        if number == self._chosen:
            self.action_open()
        else:
            self._choose_by_hand(number)
