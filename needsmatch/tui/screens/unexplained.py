"""The wordings of the programme that no topic explains, most frequent first: what a person could teach."""

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.widgets import Input

from needsmatch.i18n import N_, _, ngettext
from needsmatch.matching.unexplained import Unexplained
from needsmatch.tui.keys import FILTER_KEYS
from needsmatch.tui.screens.page import Page
from needsmatch.tui.screens.topic import WordingPage
from needsmatch.tui.unexplained_lines import has_words, wording_lines
from needsmatch.tui.widgets.filter import Filter
from needsmatch.tui.widgets.lines import FILL, Cell, Sentence, line, paragraph
from needsmatch.tui.widgets.rows import Row, Rows, text_row


class WordingList(Rows):
    """The wordings."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "open", N_("Say what it is about"))]


class UnexplainedPage(Page):
    """The list of wordings."""

    CSS_PATH = "unexplained.tcss"
    TASK: ClassVar[tuple[str, ...]] = (N_("Wordings that no topic explains"), N_("Matching"))
    ABOUT: ClassVar[tuple[str, ...]] = (
        N_("Here stands what schools wrote and the program does not understand, most frequent first."),
        N_("Enter says what a wording is about; from then on texts like it are understood in this programme."),
        N_("What you teach stands in topics.toml and judgements.toml of the programme. Ctrl+Z takes it back."),
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(FILTER_KEYS, "filter", N_("Filter"), key_display="/"),
        Binding("escape", "back", N_("Back")),
    ]
    AUTO_FOCUS = "#wordings"

    def __init__(self) -> None:
        super().__init__()
        self._by_key: dict[str, Unexplained] = {}

    def compose_body(self) -> ComposeResult:
        """How many there are, the filter, and the list."""
        with Vertical(classes="body pane"):
            with Horizontal(id="top"):
                yield Sentence(id="count")
                yield Filter(id="filter")
            yield WordingList(id="wordings")

    def fill(self) -> None:
        """Show what is known; what is not known yet is asked for, and meanwhile what was known before is shown."""
        self.needsmatch.find_unexplained()
        self.query_one(Filter).placeholder = _("/ word, school or topic")
        session, count = self.session, self.query_one("#count", Sentence)
        rows = self.query_one("#wordings", Rows)
        if session.unexplained is None:
            count.show(())
            rows.show([text_row(paragraph(_("Reading all texts .."), "muted"))])
            return
        _programme, wordings = session.unexplained
        about = session.programme, session.thesaurus
        words = self.query_one(Filter).words
        self._by_key = {wording.text: wording for wording in wordings if has_words(*about, wording, words)}
        text = ngettext(
            "{count} wording is not understood", "{count} wordings are not understood", len(wordings)
        ).format(count=len(wordings))
        count.show(line(Cell(text if wordings else "", "strong", FILL)))
        found = [Row(wording_lines(*about, wording), key) for key, wording in self._by_key.items()]
        rows.show(found or self._nothing(hidden=bool(wordings)))

    def _nothing(self, *, hidden: bool) -> list[Row]:
        if hidden:
            words = self.query_one(Filter).value
            return [
                text_row(paragraph(_("No wording here has {words}.").format(words=words), "need")),
                text_row(paragraph(_("Esc shows all wordings again."), "muted")),
            ]
        return [
            text_row(paragraph(_("Every text of this programme is explained by a topic."), "strong")),
            text_row(paragraph(_("There is nothing to teach here."), "second")),
        ]

    def on_rows_opened(self, message: Rows.Opened) -> None:
        """Say what the wording is about."""
        self.app.push_screen(WordingPage(self._by_key[message.key]))

    @on(Input.Changed, "#filter")
    def filter_changed(self) -> None:
        """Filter while typing."""
        self.refresh_page()

    def on_filter_left(self) -> None:
        """Go to the wordings that were found."""
        self.focus_on("#wordings")

    def action_filter(self) -> None:
        """Put the caret into the filter."""
        self.query_one(Filter).enter()

    def action_back(self) -> None:
        """Clear the filter; then back."""
        if self.query_one(Filter).value:
            self.query_one(Filter).value = ""
        else:
            super().action_back()
