"""Page 4: all plans; Enter opens one, or drafts it from the needs list."""

from collections.abc import Collection
from datetime import date
from typing import ClassVar, NamedTuple

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical

from needsmatch.i18n import N_, _, clauses, language, ngettext
from needsmatch.model.plan import SupportPlan
from needsmatch.model.school import School
from needsmatch.planning.fields import label_of
from needsmatch.tui import clock
from needsmatch.tui.drafting import draft, draft_all
from needsmatch.tui.finding import has_all, state_of
from needsmatch.tui.keys import FILTER_KEYS, twins
from needsmatch.tui.log_lines import HowFar, how_far
from needsmatch.tui.review_state import review_sentence, review_word
from needsmatch.tui.screens.plan import PlanPage
from needsmatch.tui.screens.plan_keys import PLAN_KEYS, PlanKeys
from needsmatch.tui.widgets.filter import Filter
from needsmatch.tui.widgets.lines import FILL, Cell, Line, Sentence, line, paragraph
from needsmatch.tui.widgets.prose import Prose
from needsmatch.tui.widgets.rows import Row, Rows, text_row


class _Known(NamedTuple):
    """What a line says of a plan, worked out once: for 500 plans it takes a quarter of a second."""

    plan: SupportPlan
    today: date
    language: str
    far: HowFar | None
    review: tuple[str, str]


class PlanList(Rows):
    """A row for each receiver."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "open", N_("Open the plan, or draft it"))]


class PlansPage(PlanKeys):
    """The plans of a programme."""

    CSS_PATH = "plans.tcss"
    PAGE = "plans"
    ABOUT: ClassVar[tuple[str, ...]] = (
        N_("Every receiving school has one line here: its donor, how far its plan has come, and what stays unmet."),
        N_(
            "Enter opens a plan. Where there is none yet, Enter drafts one from the needs list; you then change "
            "what you like."
        ),
        N_("Nothing is written to a file before you save with Ctrl+S."),
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(twins("n"), "draft_all", N_("Draft all that are missing"), key_display="n"),
        *PLAN_KEYS,
        Binding(FILTER_KEYS, "filter", N_("Filter"), key_display="/"),
    ]
    AUTO_FOCUS = "#plans"

    def __init__(self) -> None:
        super().__init__()
        self._only: tuple[str, ...] = ()
        """Ids of the receivers that are listed; empty: all."""
        self._known: dict[str, _Known] = {}
        """By the plans' ids."""

    def compose_body(self) -> ComposeResult:
        """Filter, heading and list."""
        with Vertical(classes="body pane"):
            yield Filter(id="filter")
            yield Sentence(id="counts")
            yield PlanList(id="plans")
            review = Prose(id="review", gutter=False)
            review.can_focus = False
            yield review

    def fill(self) -> None:
        """Show every receiver with its plan."""
        wanted = self.needsmatch.take_wanted(self.PAGE)
        if wanted:
            self.show_receivers(wanted.receivers)
            return
        filter_line = self.query_one(Filter)
        filter_line.placeholder = _("/ school, donor, need")
        schools = [school for school in self.session.receivers if school.needs or self.session.plan_name(school.id)]
        pinyin = self.needsmatch.pinyin or {}
        shown = [
            school
            for school in schools
            if (not self._only or school.id in self._only)
            and has_all(self.session, school, state_of(self.session, school), filter_line.words, pinyin)
        ]
        unsaved = set(self.session.unsaved_plans)
        rows = [Row((self._line(school, unsaved),), school.id) for school in shown]
        self.query_one("#plans", Rows).show(rows or self._nothing(bool(schools)), self.session.receiver)
        drafted = sum(self._plan_of(school) is not None for school in schools)
        counts = ngettext("{drafted} of {count} plan drafted", "{drafted} of {count} plans drafted", len(schools))
        parts = [Cell(counts.format(drafted=drafted, count=len(schools)), "strong")]
        if len(shown) < len(schools):
            parts.append(Cell("   " + _("{count} shown; Esc shows all").format(count=len(shown)), "need"))
        self.query_one("#counts", Sentence).show(line(*parts))
        self._fill_review()

    def _fill_review(self) -> None:
        """How far the review of the chosen plan has come."""
        plan = self.session.plan(name) if (name := self.chosen_plan) else None
        far = self._know(plan).far if plan else None
        said = clauses(filter(None, (far.words if far else "", review_sentence(plan) if plan else "")))
        review = self.query_one("#review", Prose)
        review.display = bool(said)
        review.show([text_row(paragraph(said, "second"))] if said else [])

    def _plan_of(self, school: School) -> SupportPlan | None:
        name = self.session.plan_name(school.id)
        return self.session.plan(name) if name else None

    @property
    def chosen_plan(self) -> str | None:
        """The plan of the chosen receiver, where it has one."""
        key = self.query_one("#plans", Rows).chosen
        name = self.session.plan_name(key) if key else None
        return name if name and self.session.plan(name) else None

    @property
    def shown_plans(self) -> list[str]:
        """The plans of the programme."""
        return [plan.plan.id for school in self.session.receivers if (plan := self._plan_of(school))]

    def _know(self, plan: SupportPlan) -> _Known:
        name, today = plan.plan.id, clock.today()
        known = self._known.get(name)
        if known is None or known.plan is not plan or known[1:3] != (today, language()):
            known = self._known[name] = _Known(plan, today, language(), how_far(plan, today), review_word(plan))
        return known

    def _line(self, school: School, unsaved: Collection[str]) -> Line:
        session = self.session
        programme = session.programme
        name = session.plan_name(school.id)
        plan = session.plan(name) if name else None
        donor_id = plan.plan.donor if plan else session.settled(school.id)
        donor = programme.donor(donor_id) if programme and donor_id else None
        donor_name = donor.name if donor else plan.plan.donor_name if plan else ""
        parts: list[Cell | str] = [
            Cell(school.name, "strong", FILL),
            "  ",
            Cell(donor_name or _("no donor"), "" if donor_name else "need", FILL),
        ]
        if plan is None or name is None:
            ranked = session.ranked_plan(school.id)
            unmet = len(ranked.unmet) if ranked else 0
            return line(*parts, "  ", *_columns(Cell(_("not drafted"), "need"), unmet=unmet))
        count = len(session.changes_of(name)) if session.saved_plan(name) else 0
        items = ngettext("{count} item", "{count} items", len(plan.items)).format(count=len(plan.items))
        known = self._know(plan)
        far = known.far
        if far:
            items = _("{done}/{count} done").format(done=far.done, count=len(plan.items))
        changed = _("* new") if name in unsaved and not count else f"* {count}" if count else ""
        state = Cell(label_of(plan.plan.status), "accent")
        review = _lately(far) or Cell(*known.review)
        return line(*parts, "  ", *_columns(state, items, review, changed, unmet=len(plan.unmet)))

    def _nothing(self, any_schools: bool) -> list[Row]:
        if not any_schools:
            return [text_row(paragraph(_("There is no school with needs yet, so there is nothing to plan."), "need"))]
        return [
            text_row(paragraph(_("No plan here has these words."), "need")),
            text_row(paragraph(_("Esc shows all again."), "muted")),
        ]

    def show_receivers(self, ids: tuple[str, ...]) -> None:
        """List only the plans of these receivers."""
        self._only = ids
        self.query_one(Filter).value = ""
        self.session.receiver = next(iter(ids), self.session.receiver)
        self.refresh_page()

    def on_rows_moved(self, message: Rows.Moved) -> None:
        """The chosen school is the one on other pages too."""
        self.session.receiver = message.key
        self._fill_review()
        self.refresh_frame()  # not every receiver has a plan

    def on_rows_opened(self, message: Rows.Opened) -> None:
        """Open the plan, drafted first where there is none."""
        self.open_plan(message.key)

    def open_plan(self, receiver_id: str) -> None:
        """Open the plan of a receiver, drafted first where there is none."""
        name = self.session.plan_name(receiver_id)
        if name is None or self.session.plan(name) is None:
            name = draft(self.session, receiver_id)
        if name is None:
            ready = self.session.match is not None
            self.needsmatch.tell(
                _("No donor can take this school: none has a place left and answers a need. See page 2.")
                if ready
                else _("The schools are still being matched; try again in a moment.")
            )
            return
        self.app.push_screen(PlanPage(name))
        self.needsmatch.changed()

    def action_draft_all(self) -> None:
        """Draft every plan that is missing, as one step."""
        count = draft_all(self.session)
        self.needsmatch.tell(
            ngettext("{count} plan drafted, not saved yet", "{count} plans drafted, not saved yet", count).format(
                count=count
            )
            if count
            else _("Every school with a donor has its plan.")
        )

    def action_filter(self) -> None:
        """Put the caret into the filter."""
        self.query_one(Filter).enter()

    def on_input_changed(self) -> None:
        """Filter while typing."""
        self.fill()

    def on_filter_left(self) -> None:
        """Go to the plans that were found."""
        self.focus_on("#plans")

    def action_back(self) -> None:
        """Clear the filter."""
        self._only = ()
        self.query_one(Filter).value = ""
        self.refresh_page()


def _lately(far: HowFar | None) -> Cell | None:
    """What is overdue in a plan, or else when something was noted last; None where neither is so."""
    if far is None or not (far.late or far.last_day):
        return None
    return (
        Cell(far.late_words, "need-strong")
        if far.late
        else Cell(_("noted {day}").format(day=f"{far.last_day:%m-%d}"), "second")
    )


_NOTHING = Cell("")


def _columns(state: Cell, items: str = "", review: Cell = _NOTHING, changed: str = "", *, unmet: int) -> list[Cell]:
    """What stands behind the names, in columns."""
    return [
        state._replace(width=11),
        Cell(items, "", 11, spare=2),
        review._replace(width=14, spare=1),
        Cell(changed, "need-strong", 6),
        Cell(_("unmet {count}").format(count=unmet) if unmet else "", "need", 8),
    ]
