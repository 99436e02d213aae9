"""What is painted first: the frame, before anything of the programme is known."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import Screen

from needsmatch.i18n import N_, _
from needsmatch.tui.widgets.frame import KeyLine, PageTabs, TitleBar
from needsmatch.tui.widgets.lines import FILL, Cell, Sentence, line


class LoadingPage(Screen[None]):
    """The empty frame."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "app.stop", N_("Stop"))]

    def compose(self) -> ComposeResult:
        """Title, tabs, one sentence, keys."""
        yield TitleBar()
        yield PageTabs("overview")
        yield Sentence(line("  ", Cell(_("Reading the programme"), "muted", FILL)), classes="body")
        yield KeyLine()
