"""Page 2: who can help this school, and why."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical

from needsmatch.i18n import N_, _, listed, ngettext
from needsmatch.model.match import Match, RankedPlan, Unmet
from needsmatch.model.school import School
from needsmatch.model.terms import label
from needsmatch.tui import reasons
from needsmatch.tui.finding import State, Wanted, schools_found, state_word
from needsmatch.tui.keys import FILTER_KEYS, twins
from needsmatch.tui.matching_lines import advice, columns, donor_state, in_list_order, school_heading, school_line
from needsmatch.tui.screens.evidence import EvidencePage
from needsmatch.tui.screens.page import Page
from needsmatch.tui.screens.teach import can_teach, teach_not_a_match, teach_same
from needsmatch.tui.widgets.filter import Filter
from needsmatch.tui.widgets.lines import FILL, Cell, Sentence, bar, line, paragraph
from needsmatch.tui.widgets.rows import Row, Rows, text_row

_BAR = 20
"""Columns of a plan's bar."""

_BEHIND = ("donors", "needs", "evidence")
"""The panes behind the schools."""

_CHIPS: tuple[tuple[State | None, str], ...] = (
    (None, N_("all")),
    (State.UNMET, N_("gaps")),
    (State.UNPAIRED, N_("no donor")),
)


class SchoolList(Rows):
    """The receivers."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "open", N_("Who can help")),
        Binding("left", "screen.chip(-1)", N_("Which schools"), key_display=N_("Left/Right")),
        Binding("right", "screen.chip(1)", show=False),
    ]


class DonorList(Rows):
    """The ranked plans of the chosen receiver."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "open", N_("Which needs"))]


class NeedList(Rows):
    """The needs of the receiver, answered by the chosen donor or unmet."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "open", N_("The reason in full")),
        Binding(twins("s"), "screen.same", N_("The same thing"), key_display="s"),
        Binding(twins("x"), "screen.not_a_match", N_("Not a match"), key_display="x"),
    ]


class MatchingPage(Page):
    """Schools, their ranked plans, their needs, and the evidence."""

    CSS_PATH = "matching.tcss"
    PAGE = "matching"
    ABOUT: ClassVar[tuple[str, ...]] = (
        N_("At the left are the receiving schools. For the chosen one you see which donors could help, best first."),
        N_(
            "Below stand its needs: what the chosen donor answers, and what stays unmet, "
            "with the cause and whom to ask."
        ),
        N_(
            "Every match has its reasons, whose points add up to its score. "
            "From 70 on rely on it; from 40 to 69 read both texts first."
        ),
        N_("Where it is wrong, teach it: s and x on a need."),
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(FILTER_KEYS, "filter", N_("Find a school"), key_display="/"),
        Binding(twins("w"), "changed", N_("Something changed"), key_display="w"),
        Binding(twins("t"), "app.unexplained", N_("Unclear wordings"), key_display="t"),
        Binding("tab", "app.focus_next", N_("Next pane")),
    ]
    AUTO_FOCUS = "#schools"

    def __init__(self) -> None:
        super().__init__()
        self._chip: State | None = None
        self._only = Wanted()
        """What another page asked to be listed."""
        self._donors: dict[str, str] = {}
        """The donor that was chosen last for each receiver."""
        self._taught: str | None = None
        """The receiver for which something was taught: it stays listed though it may be in another state now."""

    def compose_body(self) -> ComposeResult:
        """Four panes."""
        with Horizontal(classes="body"):
            with Vertical(id="schools-pane", classes="pane side"):
                yield Filter(id="filter")
                yield Sentence(id="only")
                yield Sentence(id="chips")
                yield SchoolList(id="schools")
            with Vertical(id="right"):
                with Vertical(id="plans-pane", classes="pane"):
                    yield Sentence(id="school")
                    yield DonorList(id="donors")
                with Horizontal(id="lower"):
                    with Vertical(id="needs-pane", classes="pane"):
                        yield Sentence(id="donor")
                        yield NeedList(id="needs")
                    with Vertical(id="evidence-pane", classes="pane side"):
                        yield Sentence(id="why")
                        yield Rows(id="evidence", gutter=False)

    # What is shown

    def fill(self) -> None:
        """Show everything."""
        wanted = self.needsmatch.take_wanted(self.PAGE)
        if wanted:
            self._list(wanted)
        self.query_one(Filter).placeholder = _("/ school, pinyin, need, topic")
        self._fill_schools()
        self._fill_donors()

    def _fill_schools(self) -> None:
        session = self.session
        words = self.query_one(Filter).words
        found = schools_found(session, words, self.needsmatch.pinyin or {}, self._only.receivers)
        counts = {which: sum(which in (None, state) for _school, state in found) for which, _name in _CHIPS}
        shown = [(school, state) for school, state in found if self._chip in (None, state) or school.id == self._taught]
        rows = [
            Row((school_line(school, state, state_word(session, school, state)),), school.id) for school, state in shown
        ]
        self.query_one("#schools", Rows).show(rows or self._nothing_found(), session.receiver)
        chips: list[Cell | str] = []
        for number, (which, name) in enumerate(_CHIPS):
            style = "chip" if which is self._chip else "second"
            chips += [Cell(f"{_(name)} {counts[which]}", style, action=f"screen.pick_chip({number})"), "  "]
        self.query_one("#chips", Sentence).show(line(*chips))
        only = self.query_one("#only", Sentence)
        only.display = bool(self._only.receivers)
        esc = Cell("  " + _("Esc: all"), "muted", spare=True, action="screen.list_all")
        only.show(line(Cell(f" {self._only.common()} ", "badge", action="screen.list_all"), esc))

    def _nothing_found(self) -> list[Row]:
        if not self.session.receivers:
            return [text_row(paragraph(_("There is no school here yet."), "need"))]
        value = self.query_one(Filter).value
        hidden = _("No school here has {words}.").format(words=value) if value else _("No school is in this state.")
        return [text_row(paragraph(hidden, "need")), text_row(paragraph(_("Esc shows all schools again."), "muted"))]

    @property
    def _school(self) -> School | None:
        programme = self.session.programme
        chosen = self.query_one("#schools", Rows).chosen
        return programme.receiver(chosen) if programme and chosen else None

    def _fill_donors(self) -> None:
        session, school = self.session, self._school
        donors = self.query_one("#donors", Rows)
        heading = self.query_one("#school", Sentence)
        if school is None:
            heading.show(())
            donors.show([])
            self._fill_needs()
            return
        heading.show(school_heading(school))
        plans = session.ranked.get(school.id)
        if plans is None:
            donors.show([text_row(paragraph(_("Being matched .."), "muted"))])
        else:
            settled = session.settled(school.id)
            kept = {settled, self._donors.get(school.id) if school.id == self._taught else settled}
            able = [(place, plan) for place, plan in enumerate(plans, 1) if plan.answered or plan.donor.id in kept]
            rows = [self._donor_row(place, plan, settled) for place, plan in able]
            rest = len(plans) - len(able)
            if rest and rows:
                text = ngettext(
                    "{count} more donor answers none of the needs", "{count} more donors answer none of the needs", rest
                )
                rows.append(text_row(line(Cell(text.format(count=rest), "muted", FILL))))
            donors.show(rows or advice(plans), self._donors.get(school.id) or settled)
        self._fill_needs()

    def _donor_row(self, place: int, plan: RankedPlan, settled: str | None) -> Row:
        state, style = donor_state(plan, settled, self.session.places_left(plan.donor))
        unmet = len(plan.unmet)
        answers, lacks = "  " + _("answers {count}"), _("unmet {count}")
        first = line(
            Cell(f"{place:>2} ", "muted"),
            Cell(plan.donor.name, "strong", FILL),
            Cell(f"{plan.score} ", "accent-strong", 5, right=True),
            *bar(plan.score / 100, _BAR, spare=3),
            Cell(answers.format(count=len(plan.answered)), "", columns(answers.format(count=99)), spare=2),
            Cell(lacks.format(count=unmet) if unmet else "", "need", columns(lacks.format(count=99))),
            Cell(state, style, columns(state, _("given pair"), _("no place left")), spare=1),
        )
        if self.tight:
            return Row((first,), plan.donor.id)
        modes = dict.fromkeys(label(mode) for match in plan.answered for mode in match.strength.modes)
        can = _("Can give: {modes}").format(modes=listed(modes)) if modes else ""
        return Row((first, line("   ", Cell(can, "muted", FILL))), plan.donor.id)

    @property
    def _plan(self) -> RankedPlan | None:
        school, donor = self._school, self.query_one("#donors", Rows).chosen
        plans = self.session.ranked.get(school.id, []) if school else []
        return next((plan for plan in plans if plan.donor.id == donor), None)

    def _fill_needs(self) -> None:
        plan = self._plan
        heading = self.query_one("#donor", Sentence)
        if plan is None:
            heading.show(())
            school = self._school
            needs = school.needs if school else ()
            self.query_one("#needs", Rows).show([Row((line(Cell(need.text, "", FILL)),), need.id) for need in needs])
        else:
            heading.show(line(Cell(_("What {donor} answers").format(donor=plan.donor.name), "strong", FILL)))
            self.query_one("#needs", Rows).show([self._need_row(entry, plan) for entry in in_list_order(plan)])
        self._fill_evidence()

    def _need_row(self, entry: Match | Unmet, plan: RankedPlan) -> Row:
        need = entry.need.text
        if isinstance(entry, Match):
            word, score = (
                Cell(_("answered"), "accent", columns(_("answered"), _("unmet"))),
                Cell(str(entry.score), "accent-strong", 4, right=True),
            )
            if self.tight:
                return Row(
                    (line(word, Cell(need, "strong", FILL), " ", Cell(entry.strength.text, "muted", FILL), score),),
                    entry.need.id,
                )
            return Row(
                (
                    line(word, Cell(need, "strong", FILL), score),
                    line(Cell("", "", columns(_("answered"), _("unmet"))), Cell(entry.strength.text, "muted", FILL)),
                ),
                entry.need.id,
            )
        from needsmatch.planning.overview import cause_label

        word = Cell(_("unmet"), "need-strong", columns(_("answered"), _("unmet")))
        cause = cause_label(entry.cause)
        if self.tight:
            return Row((line(word, Cell(need, "", FILL), " ", Cell(cause, "need", FILL)),), entry.need.id)
        return Row(
            (
                line(word, Cell(need, "", FILL)),
                line(Cell("", "", columns(_("answered"), _("unmet"))), Cell(cause, "need", FILL)),
            ),
            entry.need.id,
        )

    @property
    def _entry(self) -> Match | Unmet | None:
        plan, chosen = self._plan, self.query_one("#needs", Rows).chosen
        return next((entry for entry in in_list_order(plan) if entry.need.id == chosen), None) if plan else None

    def _fill_evidence(self) -> None:
        entry, plan = self._entry, self._plan
        why, rows = self.query_one("#why", Sentence), self.query_one("#evidence", Rows)
        if entry is None or plan is None:
            why.show(())
            rows.show([])
            return
        more = Cell("   " + _("Enter shows everything") if self.tight else "", "muted", spare=1)
        why.show(line(Cell(reasons.heading(entry), "strong"), more))
        thesaurus = self.session.thesaurus
        made = reasons.decisions(self.session.programme, plan, entry.need)
        if isinstance(entry, Unmet):
            lines = reasons.unmet_lines(entry, made, short=self.tight)
        elif self.tight:
            lines = reasons.match_lines_short(entry, thesaurus, made)
        else:
            lines = reasons.match_lines(entry, plan.receiver.name, thesaurus, made)
        past = reasons.past_lines(entry.need)
        # On a small screen the reasons come first; elsewhere there is room above them.
        rows.show([Row([*lines, *past] if self.tight else [*past, *([()] if past else []), *lines])])

    # What the user does

    def on_rows_moved(self, message: Rows.Moved) -> None:
        """Show what belongs to the row that was chosen."""
        match message.rows.id:
            case "schools":
                self.session.receiver = message.key
                self._fill_donors()
            case "donors":
                school = self._school
                if school:
                    self._donors[school.id] = message.key
                self._fill_needs()
            case "needs":
                self._fill_evidence()
                self.refresh_frame()  # an unmet need has other keys

    def on_rows_opened(self, message: Rows.Opened) -> None:
        """One pane further; behind the last the reason in full."""
        match message.rows.id:
            case "schools":
                self.focus_on("#donors")
            case "donors":
                self.focus_on("#needs")
            case "needs" if self._entry and self._plan:
                self._stay_with(self._plan)
                self.app.push_screen(EvidencePage(self._entry, self._plan))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what can be taught about the chosen need is offered."""
        if action in ("same", "not_a_match"):
            return bool(self._entry and self._plan and can_teach(action, self._entry, self._plan))
        return super().check_action(action, parameters)

    def action_same(self) -> None:
        """Say that need and strength are the same thing."""
        if self._entry and self._plan:
            self._stay_with(self._plan)
            teach_same(self, self._entry, self._plan)

    def action_not_a_match(self) -> None:
        """Say that need and strength do not belong together."""
        if self._entry and self._plan:
            self._stay_with(self._plan)
            teach_not_a_match(self, self._entry, self._plan)

    def _stay_with(self, plan: RankedPlan) -> None:
        """Keep receiver and donor chosen, whatever a lesson makes of them."""
        self._taught, self._donors[plan.receiver.id] = plan.receiver.id, plan.donor.id

    def on_input_changed(self) -> None:
        """Filter while typing."""
        self._taught = None
        self._fill_schools()
        self._fill_donors()

    def on_filter_left(self) -> None:
        """Go to the schools that were found."""
        chosen = self.query_one("#schools", Rows).chosen
        if chosen:
            self.session.receiver = chosen
        self.focus_on("#schools")

    def action_changed(self) -> None:
        """The chosen school, or in another pane the chosen donor, withdraws, merges or has a new head; or one joins."""
        from needsmatch.tui.screens.change import ask_what_changed

        plan = self._plan if self.focused and self.focused.id in _BEHIND else None
        ask_what_changed(self, self._school.id if self._school else "", plan.donor.id if plan else "")

    def action_filter(self) -> None:
        """Put the caret into the filter."""
        self.query_one(Filter).enter()

    def action_chip(self, by: int) -> None:
        """The next or previous group of schools."""
        place = [which for which, _name in _CHIPS].index(self._chip)
        self.action_pick_chip((place + by) % len(_CHIPS))

    def action_pick_chip(self, number: int) -> None:
        """One group of schools."""
        self._chip, self._taught = _CHIPS[number][0], None
        self._fill_schools()
        self._fill_donors()

    def action_back(self) -> None:
        """From pane to pane; then the filter, the topic and the group are cleared."""
        where = self.focused.id if self.focused else None
        if where in _BEHIND:
            self.focus_on("#donors" if where != "donors" else "#schools")
        elif self.query_one(Filter).value:
            self.query_one(Filter).value = ""
        elif self._only.receivers or self._chip:
            self.action_list_all()

    def action_list_all(self) -> None:
        """List every school again; the chosen one stays chosen."""
        self.session.receiver = self.query_one("#schools", Rows).chosen or self.session.receiver
        self._only, self._chip, self._taught = Wanted(), None, None
        self.refresh_page()

    # What others ask of this page

    def _list(self, wanted: Wanted) -> None:
        """List what is wanted, whatever was filtered."""
        self._only, self._chip, self._taught = wanted, None, None
        self.query_one(Filter).value = ""
        if wanted.find:
            self.action_filter()
        else:
            self.focus_on("#schools")
