"""Adding an item to a plan: what the program suggests, or an own idea."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical

from needsmatch.i18n import N_, _
from needsmatch.model.terms import label
from needsmatch.planning.change_words import item_title
from needsmatch.planning.suggest import Origin, Suggestion, suggested_returns, suggestions
from needsmatch.tui.drafting import proposed_now, returned_now
from needsmatch.tui.screens.page import Page
from needsmatch.tui.widgets.lines import FILL, Cell, Sentence, line
from needsmatch.tui.widgets.rows import BLANK, Row, Rows, text_row

_HEADINGS = {
    Origin.PROPOSED: N_("Proposed by the program"),
    Origin.UNMET: N_("For a need without an answer, filled in by yourself"),
    Origin.IN_RETURN: N_("What the receiver could give in return"),
    Origin.STRENGTH: N_("What the donor offers besides"),
    Origin.OWN: N_("An idea of your own"),
}


class SuggestionList(Rows):
    """What can be added."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "open", N_("Add it"))]


class AddItemPage(Page):
    """The suggestions; gives the item that was chosen."""

    TASK: ClassVar[tuple[str, ...]] = (N_("Add an item"), N_("Plans"))
    ABOUT: ClassVar[tuple[str, ...]] = (
        N_("Choose what to add to the plan; all its fields can be changed afterwards."),
        N_("Ctrl+Z takes an added item out again."),
    )
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "back", N_("Back"))]
    AUTO_FOCUS = "#suggestions"

    def __init__(self, plan_name: str) -> None:
        super().__init__()
        self._plan_name = plan_name
        self._at_once: list[Suggestion] = []
        """What is known as soon as the page is there."""
        self._offered: dict[str, Suggestion] = {}
        """All that is shown, by the ids of the items."""

    def compose_body(self) -> ComposeResult:
        """One list."""
        with Vertical(classes="body pane"):
            yield Sentence(id="question")
            yield SuggestionList(id="suggestions")

    def fill(self) -> None:
        """Show the suggestions under their headings; what could be given in return comes in once it is known."""
        self.query_one("#question", Sentence).show(line(Cell(_("What shall be added?"), "strong")))
        self.needsmatch.match_two_way()
        found = sorted(self._found(), key=lambda entry: entry.origin.value)
        self._offered = {entry.item.id: entry for entry in found}
        rows: list[Row] = []
        origin = None
        for name, entry in self._offered.items():
            if entry.origin is not origin:
                origin = entry.origin
                rows += [BLANK, text_row(line(Cell(_(_HEADINGS[origin]), "muted")))]
            rows.append(_row(name, entry))
        self.query_one("#suggestions", Rows).show(rows)

    def _found(self) -> list[Suggestion]:
        session = self.session
        plan, programme = session.plan(self._plan_name), session.programme
        if plan is None or programme is None:
            return []
        # Only once: ids are new each time, and the chosen one is to stay chosen.
        self._at_once = self._at_once or suggestions(programme, plan, proposed_now(session, plan))
        return [*self._at_once, *suggested_returns(plan, returned_now(session, plan))]

    def on_rows_opened(self, message: Rows.Opened) -> None:
        """Give the chosen item back."""
        self.dismiss(self._offered[message.key].item)


def _row(name: str, entry: Suggestion) -> Row:
    item = entry.item
    title = item_title(item) if item.needs else item.strength_text or item_title(item)
    about = item.strength_text or "" if item.needs else ""
    first = line(
        Cell(_("An empty item") if entry.origin is Origin.OWN else title, "strong", FILL),
        Cell(label(item.mode) if item.mode else "", "second", 16),
        Cell(str(item.score or ""), "accent-strong", 4, right=True),
    )
    return Row((first, line("  ", Cell(about, "muted", FILL))) if about else (first,), name)
