"""What the work of the year asks of the coordinator, and that it is never more than a screen."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

import pytest
from msgspec.structs import replace

from needsmatch.errors import Problem
from needsmatch.i18n import LANGUAGES, use
from needsmatch.model.match import Cause
from needsmatch.model.plan import Answer, Confirmation, Item, PlanSide, Reply, Signature, Status, SupportPlan, UnmetNeed
from needsmatch.model.programme import Deadlines, Pair, Programme, Rules
from needsmatch.model.terms import Mode, Useful
from needsmatch.planning.attention import Kind, attention
from needsmatch.planning.next_steps import next_steps
from needsmatch.planning.standing import Standing, standings
from tests.planning.year import END, TODAY, done, item, placed, plan, programme, school

YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)
TODAY_NOON = datetime(2027, 3, 15, 12, tzinfo=UTC)


def waiting(
    *plans: SupportPlan, today: date = TODAY, problems: Sequence[Problem] = (), **settings: object
) -> dict[Kind, tuple[int, str, tuple[str, ...]]]:
    year = programme(school("r"), school("s"), school("t"), plans=plans, **settings)
    entries = attention(year, tuple(standings(year, {}, today)), problems, today)
    return {entry.kind: (entry.count, entry.note, entry.target) for entry in entries}


def test_overdue_items_wait_with_their_schools() -> None:
    late = item("i", end=YESTERDAY)
    plans = [plan("r", late, replace(late, id="j")), plan("s", item("i", end=TODAY)), plan("t", late)]
    assert waiting(*plans)[Kind.OVERDUE] == (3, "R, T", ("r", "t"))
    for status in (Status.DRAFT, Status.CLOSED):
        assert Kind.OVERDUE not in waiting(plan("r", late, status=status))


@pytest.mark.parametrize(
    ("entry", "waits"),
    [
        (item("i", end=TODAY), True),
        (item("i", end=date(2027, 3, 31)), True),
        (item("i", end=date(2027, 4, 1)), False),
        (item("i", end=YESTERDAY), False),
        (item("i", done(finished=True), end=TODAY), False),
        (item("i", done(), end=TODAY), True),
        (item("i"), False),
    ],
)
def test_items_that_are_due_this_month_wait(entry: Item, waits: bool) -> None:
    assert (Kind.DUE_THIS_MONTH in waiting(plan("r", entry))) == waits
    assert Kind.DUE_THIS_MONTH not in waiting(plan("r", entry, status=Status.DRAFT))


@pytest.mark.parametrize(("days", "waits"), [(61, False), (60, True), (0, True), (-5, True)])
def test_the_yearly_seminar_waits_from_two_months_before_the_end(days: int, waits: bool) -> None:
    held = item("i", done(END - timedelta(days=90)), mode=Mode.SEMINAR)
    plans, today = (plan("r", held), plan("s", item("i", mode=Mode.SEMINAR))), END - timedelta(days=days)
    found = waiting(*plans, today=today, rules=Rules(yearly_seminar=True))
    assert found.get(Kind.SEMINAR) == ((1, "S", ("s",)) if waits else None)
    assert Kind.SEMINAR not in waiting(*plans, today=today)


def test_placements_that_ended_wait_for_their_assessment() -> None:
    some = [
        placed("A", end=YESTERDAY), placed("B", end=YESTERDAY, assessment="well"), placed("C", end=YESTERDAY, id="p"),
        placed("D", end=TOMORROW),
    ]  # fmt: skip
    assert waiting(plan("r", item("i", *some)))[Kind.UNASSESSED] == (2, "R", ("r",))


def test_what_a_school_says_was_not_done_like_this_waits() -> None:
    denied = item("i", done(), Confirmation(id="c", side=PlanSide.RECEIVER, useful=Useful.NOT_SO))
    found = waiting(plan("r", denied), plan("s", item("i", done())))
    assert found[Kind.NOT_SO] == (1, "R", ("r",)) and found[Kind.UNCONFIRMED] == (1, "S", ("s",))
    assert Kind.NOT_SO not in waiting(plan("r", denied, status=Status.CLOSED))


def test_what_was_done_waits_to_be_confirmed() -> None:
    assert waiting(plan("r", item("i", done()), item("j")))[Kind.UNCONFIRMED] == (1, "R", ("r",))


@pytest.mark.parametrize(
    ("days", "note"),
    [
        (31, None),
        (30, "the deadline is 2027-04-14"),
        (-1, "the deadline was 2027-03-14"),
        (-31, None),
    ],
)
def test_the_report_waits_a_month_before_and_after_its_deadline(days: int, note: str | None) -> None:
    found = waiting(deadlines=Deadlines(report=TODAY + timedelta(days=days)))
    assert found.get(Kind.REPORT) == ((1, note, ()) if note else None)


def everything() -> tuple[Programme, tuple[Standing, ...], list[Problem]]:
    """A programme in which all that can wait waits."""
    late = item("i", done(date(2027, 1, 1), sessions=1), placed("A", end=YESTERDAY), sessions=9, end=YESTERDAY)
    disputed = replace(late, id="j", answers=(Answer(id="a", side=PlanSide.DONOR, answer=Reply.CHANGE),))
    denied = item("m", done(), Confirmation(id="c", side=PlanSide.RECEIVER, useful=Useful.NOT_SO))
    added = UnmetNeed(need="r/new", need_text="new", cause=Cause.ASKED_IN_REVIEW)
    signature = Signature(side=PlanSide.DONOR, name="Li", at=TODAY_NOON, revision="x", terms="x")
    busy = plan("r", late, disputed, item("k", end=TODAY), item("l", end=YESTERDAY), denied, status=Status.PROPOSED)
    year = programme(
        school("r", "a"), school("s"), school("t", "a"), school("u", "a"),
        plans=(replace(busy, unmet=(added,), signatures=(signature,)), plan("u", donor="gone")),
        rules=Rules(yearly_seminar=True),
        deadlines=Deadlines(needs=TODAY, plans=TODAY, reviews=TODAY, report=TODAY),
        pairs=(Pair(receiver="u", donor="e"),),
    )  # fmt: skip
    year = replace(year, settings=replace(year.settings, programme=replace(year.about, end=TODAY)))
    return year, tuple(standings(year, {}, TODAY)), [Problem("a.toml", 1, "", "wrong")]


@pytest.mark.parametrize("code", LANGUAGES)
def test_it_is_never_more_than_a_screen_and_nothing_is_passed_over(code: str) -> None:
    use(code)
    year, schools, problems = everything()
    found = attention(year, schools, problems, TODAY)
    every = [kind for kind in Kind if kind is not Kind.MORE]
    assert [entry.kind for entry in found] == [*every[:11], Kind.MORE]
    assert found[-1].count == len(every[11:]) == 5
    without_errors = attention(year, schools, (), TODAY)
    assert (len(without_errors), without_errors[-1].count) == (12, 4)


def test_the_next_steps_of_the_year() -> None:
    late = plan("r", item("i", placed("A", end=YESTERDAY), done(sessions=1), sessions=2, end=YESTERDAY))
    year = programme(school("r", "a"), plans=(late,), deadlines=Deadlines(report=TODAY))
    schools = tuple(standings(year, {}, TODAY))
    every = attention(year, schools, (), TODAY)

    def steps(*kinds: Kind) -> tuple[str, ...]:
        return next_steps(year, schools, [entry for entry in every if entry.kind in kinds])

    assert steps(Kind.OVERDUE) == ()
    assert steps(Kind.UNASSESSED, Kind.UNCONFIRMED, Kind.REPORT) == (
        "Note the assessment of 1 placement: page 4",
        "Ask how useful 1 item was: send the plan to the schools",
        "Write the report: page 6",
    )
