"""What help and commands share: typing filters, Enter leaves and does the chosen thing where the user was before."""

from typing import Any, ClassVar

from textual.dom import DOMNode
from textual.screen import Screen

from needsmatch.tui.screens.page import Page
from needsmatch.tui.widgets.frame import PAGES
from needsmatch.tui.widgets.rows import Rows
from needsmatch.tui.widgets.search import Search


class SearchPage(Page):
    """A page about the screen below it. The caret stays in the search; the keys that move belong to a list."""

    AUTO_FOCUS: ClassVar[str | None] = "Search"

    def __init__(self, below: Screen[Any]) -> None:
        super().__init__()
        self.below = below
        self.typed = False
        """Something else is searched than when the page was filled last."""

    @property
    def listing(self) -> Rows:
        """The list that the keys move in."""
        raise NotImplementedError

    @property
    def search(self) -> Search:
        """The line that is typed into."""
        return self.query_one(Search)

    def on_input_changed(self) -> None:
        """Show what is found while typing."""
        self.typed = True
        self.fill()
        self.typed = False
        self.refresh_frame()

    def action_move(self, by: int) -> None:
        """The next row that can be chosen."""
        self.listing.action_move(by)

    def action_leaf(self, by: int) -> None:
        """As many lines on as are shown."""
        self.listing.action_page(by)

    def action_take(self) -> None:
        """Do what is chosen."""
        self.listing.action_open()

    def action_back(self) -> None:
        """Clear the search; then back."""
        if self.search.value:
            self.search.value = ""
        else:
            super().action_back()

    def leave_and_do(self, action: str, node: DOMNode) -> None:
        """Go back, then do an action as if its key were pressed there; `node` is what it belongs to."""
        self.dismiss(None)
        self.app.call_next(self.app.run_action, action, node)


def name_of(screen: Screen[Any]) -> str:
    """What a screen is called, as a message id; empty for one that has no name."""
    if not isinstance(screen, Page):
        return ""
    pages = {mode: name for _digit, mode, name in PAGES}
    return next(iter(screen.TASK), pages.get(screen.PAGE, ""))
