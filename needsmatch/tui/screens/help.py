"""Help about one place: the keys of the place, the keys of everywhere, and what the page is for."""

from collections.abc import Mapping
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.screen import Screen

from needsmatch.display import cells
from needsmatch.i18n import N_, _
from needsmatch.tui.screens.page import Page
from needsmatch.tui.screens.search import SearchPage, name_of
from needsmatch.tui.shortcuts import Shortcut, keys_everywhere, keys_here
from needsmatch.tui.widgets.lines import FILL, Cell, line, paragraph
from needsmatch.tui.widgets.rows import BLANK, Row, Rows, text_row
from needsmatch.tui.widgets.search import Search

_FRAME = 6
"""Lines of the screen that are not the columns'."""

_INPUT_METHOD = N_(
    "While an input method is on, letters go to it first. Use the arrows, Enter, digits and Ctrl keys then, or Ctrl+P."
)


class HelpPage(SearchPage):
    """The help."""

    CSS_PATH = "help.tcss"
    TASK: ClassVar[tuple[str, ...]] = (N_("Help"),)
    ABOUT: ClassVar[tuple[str, ...]] = (N_("Type to find a key; Enter does what it does; Esc goes back."),)
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "column(1)", N_("Next column")),
        Binding("shift+tab", "column(-1)", show=False),
    ]

    def __init__(self, below: Screen[Any]) -> None:
        super().__init__(below)
        self._here = {f"here/{number}": entry for number, entry in enumerate(keys_here(below))}
        self._everywhere = {f"everywhere/{number}": entry for number, entry in enumerate(keys_everywhere(below))}
        self._column = "here"

    @property
    def task_words(self) -> tuple[str, ...]:
        """Help, what it is about, and how to use it."""
        return (*self.TASK, *filter(None, (name_of(self.below),)), N_("type to find a key"))

    def compose_body(self) -> ComposeResult:
        """The search, and three columns under it."""
        with Vertical(classes="body"):
            yield Search()
            with Horizontal():
                yield Rows(id="here", classes="pane")
                yield Rows(id="everywhere", classes="pane side")
                yield Rows(id="about", classes="pane", gutter=False)

    def on_mount(self) -> None:
        """The lists leave the caret where it is."""
        for rows in self.query(Rows):
            rows.can_focus = False
        super().on_mount()

    @property
    def listing(self) -> Rows:
        """The column that the keys move in."""
        return self.query_one(f"#{self._column}", Rows)

    def fill(self) -> None:
        """Show the keys that have the words that were typed."""
        self.search.placeholder = _("Type to find a key")
        words = self.search.words
        here = {key: entry for key, entry in self._here.items() if entry.has(words)}
        everywhere = {key: entry for key, entry in self._everywhere.items() if entry.has(words)}
        width = 2 + max((cells(_(entry.key)) for entry in (here | everywhere).values()), default=0)
        nothing = [] if here or everywhere else [text_row(paragraph(self._nothing(), "need"))]
        first = [*self._keys(_("Here you can"), here, width), *nothing]
        second = self._keys(_("The same everywhere"), everywhere, width)
        if self.tight:
            # One column of keys, and beside it what the page is for.
            first += [*([BLANK] if here and everywhere else []), *second]
            second = []
        columns = {"here": first, "everywhere": second, "about": self._about()}
        for name, rows in columns.items():
            keys = [row.key for row in rows if row.key]
            self.query_one(f"#{name}", Rows).show(rows, keys[0] if keys and self.typed else None)
        if self.typed and not self.listing.keys:
            self._column = next((name for name in columns if self.query_one(f"#{name}", Rows).keys), self._column)
        self._mark()

    def _nothing(self) -> str:
        return _("No key here does {words}. Esc clears.").format(words=self.search.value)

    def _keys(self, heading: str, entries: Mapping[str, Shortcut], width: int) -> list[Row]:
        if not entries:
            return []
        airy = not self.tight and 2 * len(entries) + 2 <= self.app.size.height - _FRAME
        rows = [text_row(line(Cell(heading, "strong"))), *([] if self.tight else [BLANK])]
        for number, (key, entry) in enumerate(entries.items()):
            rows += [BLANK] if airy and number else []
            drawn = line(Cell(_(entry.key), "key", width), Cell(_(entry.label), "", FILL, wrap=True))
            rows.append(Row((drawn,), key if entry.action else None))
        return rows

    def _about(self) -> list[Row]:
        about = self.below.ABOUT if isinstance(self.below, Page) else ()
        rows = [text_row(line(Cell(_("What this page is for"), "strong")))] if about else []
        for sentence in (*about, _INPUT_METHOD):
            rows += [BLANK] if rows else []
            rows.append(text_row(paragraph(_(sentence), "second")))
        return rows

    def _mark(self) -> None:
        for rows in self.query(Rows):
            rows.set_class(rows is self.listing, "current")

    def action_column(self, by: int) -> None:
        """The next column; in the text, the keys scroll."""
        names = ["here", "about"] if self.tight else ["here", "everywhere", "about"]
        place = names.index(self._column) if self._column in names else 0
        self._column = names[(place + by) % len(names)]
        self._mark()

    def on_rows_moved(self, message: Rows.Moved) -> None:
        """The mouse may choose in another column."""
        self._column = message.rows.id or self._column
        self._mark()

    def on_rows_opened(self, message: Rows.Opened) -> None:
        """Do what the chosen key does."""
        chosen = (self._here | self._everywhere)[message.key]
        self.leave_and_do(chosen.action, chosen.node or self.below)
