"""The board of the pairing page: what Enter does in a square, and whether its squares have room for numbers."""

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType

from needsmatch.display import cells, clean
from needsmatch.i18n import N_
from needsmatch.tui.pairs import Pairs
from needsmatch.tui.widgets.board import Board
from needsmatch.tui.widgets.board_layout import GUTTER, Head

_NAMES = 16
"""Columns that names should have beside squares with numbers."""
_NUMBER = 4
"""Columns of a square with its number."""


class PairBoard(Board):
    """The board; its squares are narrow where not all donors have room for numbers, unless the user says otherwise."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "open", N_("Its plan")),
        Binding("enter", "pair", N_("Pair these two")),
    ]

    numbers: bool | None = None
    """What the user wants; None: as they fit."""
    _needed = 0
    _pairs: Pairs | None = None

    def show_sides(self, pairs: Pairs, rows: Sequence[Head], columns: Sequence[Head], chosen: tuple[str, str]) -> None:
        """Show the schools of a programme."""
        groups = len({head.group for head in columns})
        names = max((cells(clean(head.name)) for head in rows), default=0)
        self._pairs = pairs
        self._needed = GUTTER + min(names, _NAMES) + 1 + _NUMBER * len(columns) + groups - 1
        self.show(rows, columns, pairs.square, chosen)
        self.fit()

    def fit(self) -> None:
        """Show numbers where they are wanted or fit."""
        numbers = self.scrollable_content_region.width >= self._needed if self.numbers is None else self.numbers
        self.compact = not numbers

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Enter says what it does."""
        if action in ("open", "pair"):
            held = self._pairs.held(*self.chosen) if self._pairs and self.chosen else None
            return self.chosen is not None and (held is not None) == (action == "open")
        return super().check_action(action, parameters)

    def action_pair(self) -> None:
        """Do what Enter does here."""
        self.action_open()

    def on_resize(self) -> None:
        """There is another room for numbers."""
        self.fit()
