"""One need in full: both texts with everything written beside them, all reasons, and whom else to ask."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical

from needsmatch.i18n import N_
from needsmatch.model.match import Match, RankedPlan, Unmet
from needsmatch.tui import reasons
from needsmatch.tui.screens.page import Page
from needsmatch.tui.widgets.lines import Cell, Sentence, line
from needsmatch.tui.widgets.rows import Row, Rows


class EvidencePage(Page):
    """The reasons of one match or the cause of one unmet need. Can be shown to a head: no ids, no formula."""

    CSS_PATH = "evidence.tcss"
    TASK: ClassVar[tuple[str, ...]] = (N_("The reason in full"), N_("Matching"))
    ABOUT: ClassVar[tuple[str, ...]] = (
        N_("This page shows one need and what answers it, with every reason and its points."),
        N_("The points add up to the score. Points below zero speak against the match."),
        N_("Esc goes back to the list."),
    )
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "back", N_("Back"))]
    AUTO_FOCUS = "#reasons"

    def __init__(self, entry: Match | Unmet, plan: RankedPlan) -> None:
        super().__init__()
        self._entry = entry
        self._plan = plan

    def compose_body(self) -> ComposeResult:
        """Reasons at the left, what both sides wrote at the right."""
        with Horizontal(classes="body"):
            with Vertical(id="reasons-pane", classes="pane"):
                yield Sentence(id="heading")
                yield Rows(id="reasons", gutter=False)
            with Vertical(id="details-pane", classes="pane side"):
                yield Rows(id="details", gutter=False)

    def fill(self) -> None:
        """Show the entry in the current language."""
        self.query_one("#heading", Sentence).show(line(Cell(reasons.heading(self._entry), "strong")))
        lines = (
            reasons.match_lines(self._entry, self._plan.receiver.name, self.session.thesaurus)
            if isinstance(self._entry, Match)
            else reasons.unmet_lines(self._entry)
        )
        self.query_one("#reasons", Rows).show([Row(lines)])
        self.query_one("#details", Rows).show([Row(reasons.detail_lines(self._entry))])
