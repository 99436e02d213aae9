"""Adding an item to a plan: what the program suggests, or an own idea."""

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical

from needsmatch.i18n import N_, _
from needsmatch.model.plan import Item
from needsmatch.model.terms import label
from needsmatch.planning.change_words import item_title
from needsmatch.planning.suggest import Origin, Suggestion
from needsmatch.tui.screens.page import Page
from needsmatch.tui.widgets.lines import FILL, Cell, Sentence, line
from needsmatch.tui.widgets.rows import BLANK, Row, Rows, text_row

_HEADINGS = {
    Origin.PROPOSED: N_("Proposed by the program"),
    Origin.UNMET: N_("For a need without an answer, filled in by yourself"),
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

    def __init__(self, offered: Sequence[Suggestion]) -> None:
        super().__init__()
        self._offered = offered
        self.item: Item | None = None
        """What was chosen."""

    def compose_body(self) -> ComposeResult:
        """One list."""
        with Vertical(classes="body pane"):
            yield Sentence(id="question")
            yield SuggestionList(id="suggestions")

    def fill(self) -> None:
        """Show the suggestions under their headings."""
        self.query_one("#question", Sentence).show(line(Cell(_("What shall be added?"), "strong")))
        rows: list[Row] = []
        origin = None
        for number, entry in enumerate(self._offered):
            if entry.origin is not origin:
                origin = entry.origin
                rows += [BLANK, text_row(line(Cell(_(_HEADINGS[origin]), "muted")))]
            item = entry.item
            title = (
                _("An empty item")
                if origin is Origin.OWN
                else item.strength_text or item_title(item)
                if not item.needs
                else item_title(item)
            )
            about = item.strength_text or "" if item.needs else ""
            rows.append(
                Row(
                    (
                        line(
                            Cell(title, "strong", FILL),
                            Cell(label(item.mode) if item.mode else "", "second", 16),
                            Cell(str(item.score or ""), "accent-strong", 4, right=True),
                        ),
                    )
                    + ((line("  ", Cell(about, "muted", FILL)),) if about else ()),
                    str(number),
                )
            )
        self.query_one("#suggestions", Rows).show(rows)

    def on_rows_opened(self, message: Rows.Opened) -> None:
        """Give the chosen item back."""
        self.dismiss(self._offered[int(message.key)].item)
