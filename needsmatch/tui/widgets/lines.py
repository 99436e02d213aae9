"""Lines of text as cells: how everything the app says reaches the screen.

A line is a tuple of cells; `laid_out` turns it into pieces of exactly the width there is. Every string passes the
display gate here, and nothing is ever parsed as markup.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.strip import Strip
from textual.widget import Widget

from needsmatch.display import cells, clean, clip, pad, wrap
from needsmatch.tui.looks import looks_of

FILL = -1
"""Width of a cell that takes what the others leave."""
_LEAST_FILL = 16
"""Columns a filling cell should get before spare cells give way."""


class Cell(NamedTuple):
    """A piece of text in a line."""

    text: str
    style: str = ""
    """Names of `looks.LOOKS` with spaces between, the later over the earlier ones; empty: plain text."""
    width: int = 0
    """Columns; 0: as many as the text has; FILL: what the other cells leave."""
    right: bool = False
    """Aligned to the right."""
    wrap: bool = False
    """Continues on further lines; otherwise cut with two dots."""
    spare: int = 0
    """Above 0: left out where there is too little room, the highest number first."""
    action: str = ""
    """What a click does."""


Line = tuple[Cell, ...]
Piece = tuple[str, str, str]
"""Text, style, action."""


def line(*parts: Cell | str) -> Line:
    """A line; plain strings are plain cells."""
    return tuple(part if isinstance(part, Cell) else Cell(part) for part in parts)


def paragraph(text: str, style: str = "", indent: int = 0) -> Line:
    """A line whose text continues on further lines under its own beginning."""
    return (Cell(" " * indent), Cell(text, style, FILL, wrap=True))


def bar(share: float, width: int, *, spare: int = 1) -> tuple[Cell, Cell]:
    """A bar of `width` columns filled by `share` (0..1); shades only, so that it survives without colour."""
    full = round(max(0.0, min(1.0, share)) * width)
    return Cell(" " * full, "bar", spare=spare), Cell(" " * (width - full), "rest", spare=spare)


def laid_out(line: Line, width: int) -> list[list[Piece]]:
    """The pieces of a line at `width` columns: one row of pieces, or several where a cell continues."""
    if width <= 0:
        return [[]]
    fills, rest = _fills(line), _what_is_left(line, width)
    while fills and rest < _LEAST_FILL * fills and (least := max(cell.spare for cell in line)):
        line = tuple(cell for cell in line if cell.spare < least)
        fills, rest = _fills(line), _what_is_left(line, width)
    share, odd = divmod(max(0, rest), fills) if fills else (0, 0)
    columns: list[tuple[Cell, int, list[str]]] = []
    for cell in line:
        text = clean(cell.text)
        room = cell.width or cells(text)
        if cell.width == FILL:
            room, odd = share + (odd > 0), odd - 1
        columns.append((cell, room, (wrap(text, room) or [""]) if cell.wrap and room > 1 else [text]))
    height = max((len(texts) for _cell, _room, texts in columns), default=1)
    return [
        [
            (pad(texts[row] if row < len(texts) else "", room, cell.right), cell.style, cell.action)
            for cell, room, texts in columns
            if room > 0
        ]
        for row in range(height)
    ]


def _fills(line: Line) -> int:
    return sum(cell.width == FILL for cell in line)


def _what_is_left(line: Line, width: int) -> int:
    return width - sum(cell.width or cells(clean(cell.text)) for cell in line if cell.width != FILL)


class Styled(Widget):
    """A widget that draws pieces in the styles of the theme."""

    @cached_property
    def base(self) -> Style:
        """The look of plain text here, worked out once: a widget asks for it with every line."""
        return self.rich_style

    @property
    def looks(self) -> Mapping[str, Style]:
        """All looks in the present theme."""
        return looks_of(self.app.theme)

    def notify_style_update(self) -> None:
        """Forget the looks of the theme before."""
        super().notify_style_update()
        self.__dict__.pop("base", None)

    def strip_of(self, pieces: Sequence[Piece], width: int, base: Style) -> Strip:
        """The pieces as a strip of exactly `width` columns."""
        looks = self.looks
        segments = [Segment(text, sum((looks[name] for name in look.split()), base)) for text, look, _action in pieces]
        # Counted here, where widths of characters are known already: Textual would count each text anew.
        return Strip(segments, sum(cells(text) for text, _look, _action in pieces)).adjust_cell_length(width, base)


class Bar(Styled):
    """A line of cells, such as the title; a click on a cell with an action does it."""

    DEFAULT_CSS = "Bar { height: 1; }"

    def cells_shown(self) -> Line:
        """What the bar shows now."""
        raise NotImplementedError

    def _pieces(self, y: int) -> list[Piece]:
        rows = laid_out(self.cells_shown(), self.size.width)
        return rows[y] if y < len(rows) else []

    def render_line(self, y: int) -> Strip:
        """A row of it as a strip."""
        return self.strip_of(self._pieces(y), self.size.width, self.base)

    async def on_click(self, event: events.Click) -> None:
        """Do what stands under the mouse."""
        for start, (text, _style, action) in _with_starts(self._pieces(event.y)):
            if action and start <= event.x < start + cells(text):
                await self.run_action(action)
                return


def _with_starts(pieces: Sequence[Piece]) -> Iterator[tuple[int, Piece]]:
    start = 0
    for piece in pieces:
        yield start, piece
        start += cells(piece[0])


class Sentence(Bar):
    """A bar that shows the line it was given."""

    def __init__(self, line: Line = (), *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id, classes=classes)
        self._line = line

    def show(self, line: Line) -> None:
        """Show another line."""
        if line != self._line:
            self._line = line
            self.refresh()

    def cells_shown(self) -> Line:
        """The line."""
        return self._line


Drawing = Sequence[Line] | Callable[[int], Sequence[Line]]
"""Lines, or what makes them for a width in columns."""

__all__ = [
    "FILL",
    "Bar",
    "Cell",
    "Drawing",
    "Line",
    "Piece",
    "Sentence",
    "Styled",
    "bar",
    "clip",
    "laid_out",
    "line",
    "paragraph",
]
