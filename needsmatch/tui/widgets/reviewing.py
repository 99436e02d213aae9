"""What a review is made of: a box for each item, the item itself, and the answers with the keys around them."""

from collections.abc import Callable
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message

from needsmatch.i18n import N_
from needsmatch.model.plan import PlanSide, Reply
from needsmatch.tui.keys import twins
from needsmatch.tui.widgets.answers import BigAnswer, BigAnswers
from needsmatch.tui.widgets.lines import Bar, Line
from needsmatch.tui.widgets.rows import Rows
from needsmatch.tui.widgets.writing import WritingBox, WrittenText

_ANSWERS = (
    BigAnswer(Reply.AGREE, N_("Agree"), N_("just so")),
    BigAnswer(Reply.CHANGE, N_("Change it"), N_("write a few words")),
    BigAnswer(Reply.DECLINE, N_("No, thank you"), N_("leave this item out")),
)
_ANSWERS_OF_DONOR = (*_ANSWERS[:2], BigAnswer(Reply.DECLINE, N_("We cannot"), N_("leave this item out")))
_OPENING = {
    key: action
    for sign, action in (("2", "pick(1)"), ("3", "pick(2)"), ("c", "screen.comment"), ("n", "screen.add_need"))
    for key in (sign, twins(sign).removeprefix(f"{sign},"))
}
"""Keys that open the box."""


class Boxes(Bar):
    """A box for each item."""

    def __init__(self, draw: Callable[[int], Line], *, id: str | None = None) -> None:  # noqa: A002
        """`draw` gives the boxes for a width in columns."""
        super().__init__(id=id)
        self._draw = draw

    def cells_shown(self) -> Line:
        """The boxes that fit."""
        return self._draw(self.size.width)


class Words(Rows):
    """The item; it says when it was scrolled."""

    class Scrolled(Message):
        """Another part is seen."""

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Say so."""
        super().watch_scroll_y(old_value, new_value)
        self.post_message(self.Scrolled())


class ReviewAnswers(BigAnswers):
    """The answers, and the other keys of the page: while something is being written, keys belong to the text."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("backspace", "screen.step(-1)", N_("Item before"), key_display=N_("Backspace")),
        Binding("escape", "screen.back", N_("Leave")),
        Binding("down", "screen.read_on(1)", N_("Read on, next item"), key_display=N_("Up/Down")),
        Binding("up", "screen.read_on(-1)", show=False),
        Binding("pagedown", "screen.leaf(1)", show=False),
        Binding("pageup", "screen.leaf(-1)", show=False),
        Binding(twins("n"), "screen.add_need", N_("Add a need"), key_display="n"),
        Binding(twins("c"), "screen.comment", N_("A word with it"), key_display="c"),
    ]

    def __init__(self, give: Callable[[str], object], *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(_ANSWERS, give, id=id)

    def speak_for(self, side: PlanSide) -> None:
        """Offer the answers in the words of the school that is asked, or of the one that helps."""
        self._answers = _ANSWERS_OF_DONOR if side is PlanSide.DONOR else _ANSWERS

    async def on_key(self, event: events.Key) -> None:
        """Answers that lead to a text, and what is typed before the caret has come there.

        As bindings alone they would be done after the keys behind them had gone by, each as a command of the page.
        """
        box = self.screen.query_one(WritingBox)
        if box.is_open and event.is_printable:
            event.stop()
            box.query_one(WrittenText).post_message(event)
        elif event.key in _OPENING:
            event.stop()
            await self.run_action(_OPENING[event.key])
