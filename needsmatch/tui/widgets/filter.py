"""The line in which a list is filtered: always seen, in use only while it has the caret."""

from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widgets import Input

from needsmatch.display import clean
from needsmatch.i18n import N_


class SafeInput(Input):
    """An input that lets no control character in, wherever a text comes from."""

    def validate_value(self, value: str) -> str:
        """The one gate of everything that stands in the input."""
        return clean(value)

    def _on_paste(self, event: events.Paste) -> None:
        # All pasted lines as one; Textual then calls its own handler, which would take only the first.
        event.text = clean(event.text)


class WordsInput(SafeInput):
    """An input of words that are looked for."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id, compact=True, select_on_focus=False)

    @property
    def words(self) -> list[str]:
        """The words to look for, in small letters."""
        return self.value.casefold().split()


class Filter(WordsInput):
    """What the rows of a list must contain."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,down", "done", N_("To the list"), priority=True),
        Binding("escape", "clear", N_("Clear"), priority=True),
    ]

    @dataclass
    class Left(Message):
        """The user is done with the filter."""

        filter: "Filter"

    def __init__(self, *, id: str) -> None:  # noqa: A002
        super().__init__(id=id)
        # Out of the way of Tab: it is entered by its key, and left by Enter, Down or Esc.
        self.can_focus = False

    def enter(self) -> None:
        """Put the caret here."""
        self.can_focus = True
        self.focus()

    def on_click(self) -> None:
        """A click puts the caret here too."""
        self.enter()

    def on_blur(self) -> None:
        """Tab passes by again."""
        self.can_focus = False

    def action_done(self) -> None:
        """Keep the filter and go to the list."""
        self.post_message(self.Left(self))

    def action_clear(self) -> None:
        """Empty the filter and go to the list."""
        self.value = ""
        self.post_message(self.Left(self))
