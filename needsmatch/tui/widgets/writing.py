"""A box in which somebody writes a few words when asked for them."""

from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.message import Message
from textual.widgets import TextArea

from needsmatch.display import clean
from needsmatch.i18n import N_, _
from needsmatch.tui.widgets.field import LongText
from needsmatch.tui.widgets.lines import paragraph
from needsmatch.tui.widgets.prose import Prose
from needsmatch.tui.widgets.rows import text_row


class WrittenText(LongText):
    """The words."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "give", N_("Keep it")),
        Binding("ctrl+j", "new_line", N_("New line"), key_display="Ctrl+J"),
        Binding("escape", "screen.back", N_("Back")),
    ]

    async def _on_key(self, event: events.Key) -> None:
        # Here, and not as a binding with priority: that would overtake letters which still wait for the box.
        if event.key == "enter":
            event.stop()
            event.prevent_default()
            self.action_give()

    def action_give(self) -> None:
        """Keep what stands here."""
        self.post_message(WritingBox.Given(self.text))

    def action_new_line(self) -> None:
        """Begin another line."""
        self.insert("\n")


class WritingBox(Vertical):
    """The question, the words, and which keys do something. It is seen only while it is in use."""

    @dataclass
    class Typed(Message):
        """Something else stands in the box; None where it is what stood there first."""

        text: str | None

    @dataclass
    class Given(Message):
        """What was written is to be kept."""

        text: str

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._question = ""
        self._initial = ""
        self._wrong = ""

    def compose(self) -> ComposeResult:
        """The question above, the keys below."""
        yield Prose(id="question", gutter=False)
        yield WrittenText(soft_wrap=True, tab_behavior="focus", show_line_numbers=False)
        yield Prose(id="hint", gutter=False)

    def on_mount(self) -> None:
        """Only the words have a caret."""
        for text in self.query(Prose):
            text.can_focus = False

    @property
    def is_open(self) -> bool:
        """Somebody writes."""
        return self.has_class("open")

    def open(self, question: str, initial: str, draft: str | None = None) -> None:
        """Ask something; what was said before stands there, or what was being written already."""
        self._question, self._initial, self._wrong = question, clean(initial, multiline=True), ""
        words = self.query_one(WrittenText)
        words.load_text(self._initial if draft is None else clean(draft, multiline=True))
        words.move_cursor(words.document.end)
        self.show()
        self.add_class("open")
        words.focus()

    def close(self) -> None:
        """Ask no more."""
        self.remove_class("open")

    def refuse(self, wrong: str) -> None:
        """Say why what was given cannot be used."""
        self._wrong = wrong
        self.show()

    def show(self) -> None:
        """Show the question in the current language."""
        self.query_one("#question", Prose).show([text_row(paragraph(_(self._question), "strong"))])
        keys = paragraph(_("Enter keeps it; Ctrl+J starts a new line; Esc goes back"), "muted")
        self.query_one("#hint", Prose).show([text_row(paragraph(self._wrong, "error") if self._wrong else keys)])

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Tell what stands there now."""
        event.stop()
        if self.is_open:
            self.refuse("")
            text = self.query_one(WrittenText).text
            self.post_message(self.Typed(text if text != self._initial else None))
