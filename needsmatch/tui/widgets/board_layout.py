"""What stands where on a board: its squares, its two sides, and how they share the room there is.

Pure: no widget, no screen. Names pass the display gate here, so that whatever a file calls a school, it takes the
columns that it was given.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from functools import cached_property
from typing import NamedTuple

from needsmatch.display import cells, clean, pad
from needsmatch.i18n import _
from needsmatch.tui.widgets.board_names import downwards, shorts


class Mark(Enum):
    """What a square says besides its score."""

    PAIR = auto()
    FIXED = auto()
    """A pair that was settled from above or by a person: pairing anew leaves it alone."""
    PROPOSED = auto()
    """A pair that waits to be accepted."""
    BANNED = auto()
    """The two must not be paired."""
    LOW = auto()
    """The score is too low to be worth a pair."""
    APART = auto()
    """The two cannot be paired at all, such as a kindergarten with a middle school."""
    PLAIN = auto()
    """Nothing but the score."""
    WAITING = auto()
    """The score is not known yet."""


class Square(NamedTuple):
    """What a receiver and a donor are to each other."""

    mark: Mark
    score: int | None
    """0 to 100; None: not known."""


_LOOKS: Mapping[Mark, str] = {
    Mark.PAIR: "pair",
    Mark.FIXED: "pair",
    Mark.PROPOSED: "badge",
    Mark.BANNED: "banned",
    Mark.LOW: "level-1",
    Mark.APART: "muted",
    Mark.WAITING: "muted",
}


def look_of(square: Square) -> str:
    """Name of the look of a square."""
    return _LOOKS.get(square.mark) or level(square.score or 0)


def level(score: int) -> str:
    """Name of the look of a score: five steps from below 40 to 90 and more."""
    return f"level-{1 + bisect_right((40, 50, 70, 90), score)}"


def square_text(square: Square, width: int) -> str:
    """A square in 4 columns, with its number, or in 2, with the ten's digit alone; 100 is `*` where it does not fit."""
    return pad(_with_number(square) if width == 4 else _small(square), width)


def _with_number(square: Square) -> str:
    mark, score = square
    # Two columns are left for the number inside the marks.
    number = "--" if score is None else f"{score:2}" if score < 100 else "**"
    match mark:
        case Mark.PAIR:
            return f"[{number}]"
        case Mark.FIXED:
            return _fixed() + number
        case Mark.PROPOSED:
            return f"({number})"
        case Mark.BANNED:
            return f" {_('no')}"
        case Mark.LOW:
            return " --"
        case Mark.APART:
            return "  ."
        case Mark.WAITING:
            return " .."
        case Mark.PLAIN:
            return f"{number if score is None else score:>3}"


def _small(square: Square) -> str:
    mark, score = square
    match mark:
        case Mark.PAIR:
            return "[]"
        case Mark.FIXED:
            return _fixed() * (2 // cells(_fixed()))
        case Mark.PROPOSED:
            return "()"
        case Mark.BANNED:
            return _("no")
        case Mark.LOW:
            return "--"
        case Mark.APART:
            return " ."
        case Mark.WAITING:
            return ".."
        case Mark.PLAIN:
            return "--" if score is None else f" {score // 10}" if score < 100 else " *"


def _fixed() -> str:
    """In front of the score of a fixed pair; one or two columns wide."""
    return _("=")


@dataclass(frozen=True)
class Head:
    """A school at one side of a board."""

    key: str
    """Stands for the school; no other of the same side has it."""
    name: str
    short: str = ""
    """What stands downwards over a column; empty: made from the names."""
    group: str = ""
    """Where it changes from one school to the next, an empty line or column stands between them."""
    note: str = ""
    """Stands under the head of a column, such as the number of places left."""
    alert: bool = False
    """Wants attention, such as a school without a partner."""


class Axis:
    """One side of a board: its schools one behind the other, each `step` lines or columns, one more between groups."""

    def __init__(self, heads: Sequence[Head], step: int = 1) -> None:
        self.heads = heads
        self.step = step
        self.starts: list[int] = []
        """Line or column at which each school begins."""
        for number, head in enumerate(heads):
            gap = number > 0 and head.group != heads[number - 1].group
            self.starts.append(self.starts[-1] + step + gap if number else 0)
        self.length = self.starts[-1] + step if heads else 0
        """Lines or columns of the whole side."""

    @cached_property
    def numbers(self) -> Mapping[str, int]:
        """Where each school stands, by its key."""
        return {head.key: number for number, head in enumerate(self.heads)}

    @cached_property
    def names(self) -> Sequence[str]:
        """The names as they may be shown."""
        return [clean(head.name) for head in self.heads]

    @cached_property
    def shorts(self) -> Sequence[Sequence[str]]:
        """What stands over each column: one character a line."""
        made = shorts(self.names)
        return [downwards(clean(head.short) or short) for head, short in zip(self.heads, made, strict=True)]

    @cached_property
    def widest(self) -> int:
        """Columns of the longest name."""
        return max(map(cells, self.names), default=0)

    @cached_property
    def depth(self) -> int:
        """Lines of what stands over the columns."""
        return max(map(len, self.shorts), default=0)

    @cached_property
    def has_notes(self) -> bool:
        """Whether a note stands under any head."""
        return any(head.note for head in self.heads)

    def at(self, place: int) -> int | None:
        """Number of the school that has a line or column; None: between groups, or outside."""
        number = bisect_right(self.starts, place) - 1
        return number if number >= 0 and place < self.starts[number] + self.step else None

    def seen(self, scroll: int, room: int) -> range:
        """Numbers of the schools that are seen whole in `room` lines or columns from `scroll` on."""
        return range(bisect_left(self.starts, scroll), bisect_right(self.starts, scroll + room - self.step))

    def scrolled_to(self, number: int, scroll: int, room: int) -> int:
        """`scroll`, or the nearest to it from which a school is seen whole."""
        start = self.starts[number]
        return max(0, min(start, max(scroll, start + self.step - room)))

    def stays(self, key: str, after: "Axis") -> int | None:
        """Number in `after` of the school `key`, or of what stood nearest behind it here, or else before it."""
        if key in after.numbers:
            return after.numbers[key]
        place = self.numbers.get(key, 0)
        near = [*self.heads[place:], *reversed(self.heads[:place])]
        return next((after.numbers[head.key] for head in near if head.key in after.numbers), 0 if after.heads else None)


GUTTER = 2
"""Columns in front of a row, for the marks `>` and `?`."""
_GAP = 1
"""Columns between the names and the squares."""
_NAMES_LEAST = 12
"""Columns that names keep where all columns of squares could be seen otherwise."""
_ROWS_LEAST = 3
"""With fewer rows in sight the column heads go, and the names of the chosen two remain."""


@dataclass(frozen=True, slots=True)
class Frame:
    """How a board shares `width` columns and `height` lines."""

    width: int
    height: int
    names: int
    """Columns for the names of the rows."""
    has_heads: bool
    """Whether there is room for the heads of the columns."""
    top: int
    """Lines above the squares: the names of the chosen two, the heads, their notes, and what is hidden."""
    across: int
    """Columns in which squares are seen."""
    lines: int
    """Lines in which squares are seen."""

    @property
    def left(self) -> int:
        """Columns in front of the squares."""
        return GUTTER + self.names + _GAP

    @classmethod
    def of(cls, rows: Axis, columns: Axis, width: int, height: int) -> "Frame":
        """The frame of a board; where not all rows are seen, the last line tells how many there are below."""
        room = width - GUTTER - _GAP - columns.length
        names = min(rows.widest, room if room >= _NAMES_LEAST else max(1, width // 4))
        top = 2 + columns.depth + columns.has_notes
        top += height > top + rows.length  # air, where nothing is hidden for it
        has_heads = height - top > _ROWS_LEAST
        if not has_heads:
            top = 1 if height > 1 else 0
        lines = height - top
        if has_heads and rows.length > lines:
            lines -= 1
        return cls(width, height, names, has_heads, top, max(0, width - GUTTER - names - _GAP), max(0, lines))
