"""Large answers side by side, one of which is chosen."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.strip import Strip

from needsmatch.display import cells, clip
from needsmatch.i18n import N_, _
from needsmatch.tui.keys import twins
from needsmatch.tui.widgets.lines import Piece, Styled

_MANY = 4
"""From so many answers on, the gaps between them are smaller."""


@dataclass(frozen=True, slots=True)
class BigAnswer:
    """One answer. The texts are message ids."""

    key: str
    label: str
    note: str


class BigAnswers(Styled, can_focus=True):
    """The answers; a digit, a click, or the arrows and Enter give one. Enter without a choice gives ''."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "give", N_("Confirm")),
        Binding(twins("1"), "pick(0)", N_("Answer"), key_display="1 2 3"),
        Binding(twins("2"), "pick(1)", show=False),
        Binding(twins("3"), "pick(2)", show=False),
        Binding("right", "choose(1)", N_("Choose"), key_display=N_("Left/Right")),
        Binding("left", "choose(-1)", show=False),
    ]

    def __init__(
        self,
        answers: Sequence[BigAnswer],
        give: Callable[[str], object],
        *,
        id: str | None = None,  # noqa: A002
    ) -> None:
        super().__init__(id=id)
        self._answers = answers
        # Called at once, not sent: the next key may wait already, and belongs to what the answer leads to.
        self._give = give
        self._chosen: int | None = 0
        self._before = ""

    def show(self, before: str, first: int | None = 0) -> None:
        """Begin with the answer that was given `before`; where that is '', with the `first` one, or with none."""
        keys = [answer.key for answer in self._answers]
        self._before, self._chosen = before, keys.index(before) if before else first
        self.refresh()

    @property
    def chosen(self) -> str:
        """Key of the answer that Enter gives; '' where none is chosen yet."""
        return "" if self._chosen is None else self._answers[self._chosen].key

    def action_choose(self, by: int) -> None:
        """The next answer, or the one before."""
        place = 0 if self._chosen is None else self._chosen + by
        self._chosen = min(max(0, place), len(self._answers) - 1)
        self.refresh()

    def action_give(self) -> None:
        """Give the chosen answer."""
        self._give(self.chosen)

    def action_pick(self, number: int) -> None:
        """Give this answer."""
        self._chosen = number
        self.refresh()
        self.action_give()

    def on_click(self, event: events.Click) -> None:
        """Give the answer under the mouse."""
        for number, (start, width) in enumerate(self._places):
            if start <= event.x < start + width:
                self.action_pick(number)

    @property
    def _gap(self) -> int:
        return 1 if len(self._answers) >= _MANY else 2

    @property
    def _places(self) -> list[tuple[int, int]]:
        """Where each answer begins, and how wide it is."""
        count = len(self._answers)
        width = (self.size.width - self._gap * (count - 1)) // count
        return [(number * (width + self._gap), width) for number in range(count)]

    def render_line(self, y: int) -> Strip:
        """One line of all answers."""
        pieces: list[Piece] = []
        first = (self.size.height - 2) // 2
        for number, (answer, (_start, width)) in enumerate(zip(self._answers, self._places, strict=True)):
            chosen = number == self._chosen
            look = "pair" if chosen else "rest"
            text = ""
            if y == first:
                text = f"{number + 1}  {_(answer.label)}"
                text = f"> {text} <" if chosen else text
                look = look if chosen else "rest strong"
            elif y == first + 1:
                text = _("your answer so far") if answer.key == self._before else _(answer.note)
            pieces += [(_centred(text, width), look, ""), (" " * self._gap, "", "")]
        return self.strip_of(pieces[:-1], self.size.width, self.base)


def _centred(text: str, width: int) -> str:
    text = clip(text, width)
    left = (width - cells(text)) // 2
    return " " * left + text + " " * (width - cells(text) - left)
