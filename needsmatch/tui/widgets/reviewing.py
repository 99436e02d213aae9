"""What a review is made of: a box for each item, the item itself, and the answers with the keys around them."""

from collections.abc import Callable
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message

from needsmatch.i18n import N_
from needsmatch.model.plan import Reply
from needsmatch.model.terms import Useful
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
_ANSWERS_OF_GIVER = (*_ANSWERS[:2], BigAnswer(Reply.DECLINE, N_("We cannot"), N_("leave this item out")))
_USEFUL = (
    BigAnswer(Useful.VERY, N_("Very useful"), N_("it helped a lot")),
    BigAnswer(Useful.SOME, N_("Some use"), N_("it helped a little")),
    BigAnswer(Useful.LITTLE, N_("Little use"), N_("it hardly helped")),
    BigAnswer(Useful.NOT_SO, N_("Not like this"), N_("write how it was")),
)


def _opening(numbers: str) -> dict[str, str]:
    """Keys that open the box, and what they do: those of some answers, of a word, of a need."""
    actions = {
        **{number: f"pick({int(number) - 1})" for number in numbers},
        "c": "screen.comment",
        "n": "screen.add_need",
    }
    return {key: action for sign, action in actions.items() for key in (sign, twins(sign).removeprefix(f"{sign},"))}


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
        Binding(twins("4"), "pick(3)", N_("Not like this"), key_display="4"),
        Binding(twins("n"), "screen.add_need", N_("Add a need"), key_display="n"),
        Binding(twins("c"), "screen.comment", N_("A word with it"), key_display="c"),
    ]

    def __init__(self, give: Callable[[str], object], *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(_ANSWERS, give, id=id)
        self._keys = _opening("23")

    def offer(self, before: str, *, about_done: bool, gives: bool) -> None:
        """Offer what can be said about what was done, or to an item by the school that `gives` or is helped.

        It begins with what was said `before`, as `show` does; nobody is led to say that it was useful.
        """
        self._answers = _USEFUL if about_done else _ANSWERS_OF_GIVER if gives else _ANSWERS
        self._keys = _opening("4" if about_done else "23")
        self.show(before, None if about_done else 0)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only the answers that are there are given."""
        return parameters[0] in range(len(self._answers)) if action == "pick" else True

    async def on_key(self, event: events.Key) -> None:
        """Answers that lead to a text, and what is typed before the caret has come there.

        As bindings alone they would be done after the keys behind them had gone by, each as a command of the page.
        """
        box = self.screen.query_one(WritingBox)
        if box.is_open and event.is_printable:
            event.stop()
            box.query_one(WrittenText).post_message(event)
        elif event.key in self._keys:
            event.stop()
            await self.run_action(self._keys[event.key])
