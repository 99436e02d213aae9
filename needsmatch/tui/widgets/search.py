"""The line in which a whole page is searched: it always has the caret, and the keys that move are those of a list."""

from typing import ClassVar

from textual.binding import Binding, BindingType

from needsmatch.i18n import N_
from needsmatch.tui.widgets.filter import WordsInput


class Search(WordsInput):
    """What the rows of the page must contain. The page answers the actions."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "screen.take", N_("Do it")),
        Binding("down", "screen.move(1)", N_("Choose"), key_display=N_("Up/Down")),
        Binding("up", "screen.move(-1)", show=False),
        Binding("pagedown", "screen.leaf(1)", show=False),
        Binding("pageup", "screen.leaf(-1)", show=False),
        Binding("escape", "screen.back", N_("Back")),
    ]
