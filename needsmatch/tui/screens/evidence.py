"""One need in full: both texts with everything written beside them, all reasons, and whom else to ask."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical

from needsmatch.i18n import N_
from needsmatch.model.match import Match, RankedPlan, Unmet
from needsmatch.tui import reasons
from needsmatch.tui.keys import twins
from needsmatch.tui.matching_lines import in_list_order
from needsmatch.tui.screens.page import Page
from needsmatch.tui.screens.teach import can_teach, teach_not_a_match, teach_same
from needsmatch.tui.widgets.lines import Cell, Sentence, line
from needsmatch.tui.widgets.rows import Row, Rows


class EvidencePage(Page):
    """The reasons of one match or the cause of one unmet need. Can be shown to a head: no ids, no formula."""

    CSS_PATH = "evidence.tcss"
    TASK: ClassVar[tuple[str, ...]] = (N_("The reason in full"), N_("Matching"))
    ABOUT: ClassVar[tuple[str, ...]] = (
        N_("This page shows one need and what answers it, with every reason and its points."),
        N_("The points add up to the score. Points below zero speak against the match."),
        N_("Where it is wrong, teach it: s says that the two are the same thing, x that they are not a match."),
        N_("Esc goes back to the list."),
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(twins("s"), "same", N_("The same thing"), key_display="s"),
        Binding(twins("x"), "not_a_match", N_("Not a match"), key_display="x"),
        Binding("escape", "back", N_("Back")),
    ]
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

    def _look_again(self) -> None:
        """The need and its donor as they are ranked now; where they are gone, as they were."""
        for plan in self.session.ranked.get(self._plan.receiver.id, ()):
            if plan.donor.id == self._plan.donor.id:
                entries = (entry for entry in in_list_order(plan) if entry.need.id == self._entry.need.id)
                self._plan, self._entry = plan, next(entries, self._entry)

    def fill(self) -> None:
        """Show the entry in the current language."""
        self._look_again()
        entry, plan = self._entry, self._plan
        self.query_one("#heading", Sentence).show(line(Cell(reasons.heading(entry), "strong")))
        made = reasons.decisions(self.session.programme, plan, entry.need)
        lines = (
            reasons.match_lines(entry, plan.receiver.name, self.session.thesaurus, made)
            if isinstance(entry, Match)
            else reasons.unmet_lines(entry, made)
        )
        self.query_one("#reasons", Rows).show([Row(lines)])
        self.query_one("#details", Rows).show([Row(reasons.detail_lines(entry))])

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what can be taught about this need is offered."""
        if action in ("same", "not_a_match"):
            return can_teach(action, self._entry, self._plan)
        return super().check_action(action, parameters)

    def action_same(self) -> None:
        """Say that need and strength are the same thing."""
        teach_same(self, self._entry, self._plan)

    def action_not_a_match(self) -> None:
        """Say that need and strength do not belong together."""
        teach_not_a_match(self, self._entry, self._plan)
