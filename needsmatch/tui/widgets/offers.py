"""Rows that offer something to do: its name, and beside it what it means."""

from collections.abc import Sequence
from dataclasses import dataclass

from needsmatch.display import cells, clean
from needsmatch.tui.widgets.lines import FILL, Cell, Line, line
from needsmatch.tui.widgets.rows import BLANK, Row

_WIDEST = 40
"""Columns that names get at most."""
_LEAST_NOTE = 24
"""Columns below which a note stands under its name."""


@dataclass(frozen=True, slots=True)
class Offer:
    """One thing to do."""

    key: str
    title: str
    note: str = ""
    number: str = ""
    """The digit that chooses it."""


def offer_rows(offers: Sequence[Offer], *, width: int = 0, airy: bool = False) -> list[Row]:
    """A row for each; names in a column of at least `width`, an empty line between where it is `airy`."""
    width = max(width, title_width(offers))
    rows: list[Row] = []
    for offer in offers:
        rows += [BLANK] if airy and rows else []
        rows.append(Row(_Drawn(offer, width), offer.key))
    return rows


def title_width(offers: Sequence[Offer]) -> int:
    """Columns that the names of offers take."""
    return min(_WIDEST, max((cells(clean(offer.title)) for offer in offers), default=0)) + 2


@dataclass(frozen=True, slots=True)
class _Drawn:
    """The lines of an offer."""

    offer: Offer
    title_width: int

    def __call__(self, width: int) -> Sequence[Line]:
        offer = self.offer
        number = Cell(f"{offer.number}  " if offer.number else "", "key")
        if not offer.note:
            return (line(number, Cell(offer.title, "strong", FILL, wrap=True)),)
        note = Cell(offer.note, "second", FILL, wrap=True)
        if width - self.title_width - cells(number.text) < _LEAST_NOTE:
            below = line(" " * (cells(number.text) + 2), note)
            return (line(number, Cell(offer.title, "strong", FILL, wrap=True)), below)
        # A name that is longer than its column continues under itself.
        return (line(number, Cell(offer.title, "strong", self.title_width - 2, wrap=True), "  ", note),)
