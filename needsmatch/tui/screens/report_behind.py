"""What is behind a figure of the report, one by one; Enter leads to the plan, Esc back to the figure."""

from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical

from needsmatch.i18n import N_, _
from needsmatch.model.school import School
from needsmatch.planning.asked import AskedNeed
from needsmatch.planning.deeds import Deed
from needsmatch.planning.evaluation import Answered
from needsmatch.planning.progress import ItemProgress
from needsmatch.planning.report_figures import Entry, Thing
from needsmatch.planning.since import Event
from needsmatch.tui.plan_rows import ITEM, UNMET
from needsmatch.tui.report_lines import behind_rows, heading_lines, things_of
from needsmatch.tui.screens.page import Page
from needsmatch.tui.screens.plan import PlanPage
from needsmatch.tui.widgets.prose import Prose
from needsmatch.tui.widgets.rows import Rows, text_row

if TYPE_CHECKING:
    from needsmatch.tui.app import NeedsmatchApp
    from needsmatch.tui.session import Session


class BehindList(Rows):
    """What was counted."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "open", N_("Open the plan there"))]


class BehindPage(Page):
    """One figure."""

    CSS_PATH = "report.tcss"
    TASK: ClassVar[tuple[str, ...]] = (N_("What is behind it"), N_("Report"))
    ABOUT: ClassVar[tuple[str, ...]] = (
        N_("Here stands everything that was counted for one figure of the report."),
        N_("Enter opens the plan at the item; for a need without a plan, who can help."),
        N_("Esc leads back to the figure."),
    )
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "back", N_("Back"))]
    AUTO_FOCUS = "#behind"

    def __init__(self, key: str, figure: Callable[[str], Entry | None]) -> None:
        super().__init__()
        self._key, self._figure = key, figure
        self._shown: Entry | None = None

    def compose_body(self) -> ComposeResult:
        """The figure again, and what was counted."""
        with Vertical(classes="body pane"):
            yield Prose(id="figure", gutter=False)
            yield BehindList(id="behind")

    def on_mount(self) -> None:
        """The figure is only looked at."""
        self.query_one("#figure", Prose).can_focus = False
        super().on_mount()

    def fill(self) -> None:
        """Show what is behind the figure now; what was counted may have been changed in its plan."""
        before, self._shown = self._shown, self._figure(self._key)
        if before and before is self._shown:
            return  # thousands of rows are laid out only where something was counted anew
        if self._shown is None or not self._shown.things:
            self.close_soon()
            return
        self.query_one("#figure", Prose).show([text_row(*heading_lines(self._shown))])
        self.query_one("#behind", Rows).show(behind_rows(self._shown))

    def on_rows_opened(self, message: Rows.Opened) -> None:
        """To the plan."""
        if self._shown:
            open_behind(self.needsmatch, self._shown, message.key)


def open_behind(app: "NeedsmatchApp", entry: Entry, key: str) -> None:
    """Show one of the things behind a figure where it stands: in its plan, or among what can help a school."""
    thing, session = things_of(entry).get(key), app.session
    if thing is None or session is None:
        return
    plan, row = _place(session, thing)
    school = _receiver(thing)
    if plan and session.plan(plan):
        app.push_screen(PlanPage(plan, row))
    elif school:
        app.action_show_school(school.id)
    else:
        app.tell(_("This was decided about the programme as a whole; no plan stands behind it."))


def _place(session: "Session", thing: Thing) -> tuple[str | None, str | None]:
    """Id of the plan, and key of the row in it."""
    match thing:
        case AskedNeed() if thing.items:
            entry = thing.items[0]
            return entry.plan.plan.id, ITEM + entry.item.id
        case AskedNeed():
            return _plan_of(session, thing.school.id, session.settled(thing.school.id)), UNMET + thing.reference
        case ItemProgress() | Deed():
            return thing.plan.plan.id, ITEM + thing.item.id
        case Event():
            return thing.plan, ITEM + thing.item if thing.item else None
        case Answered():
            return thing.plan, ITEM + thing.items[0][1] if thing.items else UNMET + (thing.need or "")
        case (receiver, donor):
            return _plan_of(session, receiver.id, donor.id), None


def _plan_of(session: "Session", receiver_id: str, donor_id: str | None) -> str | None:
    programme = session.programme_now
    abouts = [plan.plan for plan in programme.plans] if programme else []
    return next((about.id for about in abouts if (about.receiver, about.donor) == (receiver_id, donor_id)), None)


def _receiver(thing: Thing) -> School | None:
    match thing:
        case AskedNeed():
            return thing.school
        case (School() as receiver, _donor):
            return receiver
    return None
