"""Words of which several can be chosen, one behind the other: arrows go to a word, Space takes it or takes it back."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.message import Message
from textual.strip import Strip

from needsmatch.display import cells, clean
from needsmatch.i18n import N_
from needsmatch.tui.keys import twins
from needsmatch.tui.widgets.lines import Piece, Styled

_BETWEEN = "  "


class Ticks(Styled, can_focus=True):
    """The words. Digits choose them too: an input method takes letters first."""

    DEFAULT_CSS = "Ticks { height: auto; }"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "tick", N_("Choose or not")),
        Binding("enter", "app.focus_next", N_("Next field")),
        Binding("right", "move(1)", N_("Next word"), key_display=N_("Left/Right")),
        Binding("left", "move(-1)", show=False),
        *(Binding(twins(str(digit)), f"tick({digit})", show=False) for digit in range(1, 10)),
    ]

    @dataclass
    class Changed(Message):
        """Other words are chosen."""

        ticks: "Ticks"

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._words: Sequence[tuple[str, str]] = ()
        """Key and name of each."""
        self._at = 0
        self._chosen: set[str] = set()

    @property
    def chosen(self) -> tuple[str, ...]:
        """Keys of the chosen words, in their order."""
        return tuple(key for key, _name in self._words if key in self._chosen)

    def show(self, words: Sequence[tuple[str, str]]) -> None:
        """Show words, each with its key; what is chosen stays so."""
        if words != self._words:
            self._words = words
            self.refresh(layout=True)

    def _lines(self, width: int) -> list[list[tuple[int, str]]]:
        """The numbers of the words on each line, with what is drawn of them."""
        lines: list[list[tuple[int, str]]] = [[]]
        used = 0
        for number, (key, name) in enumerate(self._words):
            text = f"[{'x' if key in self._chosen else ' '}] {number + 1} {clean(name)}"
            if lines[-1] and used + cells(text) > width:
                lines.append([])
                used = 0
            lines[-1].append((number, text))
            used += cells(text + _BETWEEN)
        return lines

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Lines of all words."""
        return len(self._lines(width))

    def render_line(self, y: int) -> Strip:
        """One line of words."""
        lines, pieces = self._lines(self.size.width), list[Piece]()
        for number, text in lines[y] if y < len(lines) else ():
            here = self.has_focus and number == self._at
            look = "field-chosen" if here else "strong" if self._words[number][0] in self._chosen else "second"
            pieces += [(text, look, ""), (_BETWEEN, "", "")]
        return self.strip_of(pieces, self.size.width, self.base)

    def on_focus(self) -> None:
        """The word at the caret is marked."""
        self.refresh()

    def on_blur(self) -> None:
        """And no more."""
        self.refresh()

    def action_move(self, by: int) -> None:
        """The next word."""
        self._at = min(max(0, self._at + by), len(self._words) - 1)
        self.refresh()

    def action_tick(self, number: int | None = None) -> None:
        """Choose a word, or take that back: the one with the number, or the one at the caret."""
        place = self._at if number is None else number - 1
        if place < len(self._words):
            self._at = place
            self._chosen ^= {self._words[place][0]}
            self.refresh()
            self.post_message(self.Changed(self))

    def on_click(self, event: events.Click) -> None:
        """Choose the word under the mouse, or take that back."""
        lines, end = self._lines(self.size.width), 0
        for number, text in lines[event.y] if event.y < len(lines) else ():
            if end <= event.x < end + cells(text):
                self.action_tick(number + 1)
                return
            end += cells(text + _BETWEEN)
