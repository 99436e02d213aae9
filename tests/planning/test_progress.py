"""How far items are: done, under way, overdue, and whether somebody is placed, was, and was assessed."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from msgspec.structs import replace

from needsmatch.model.plan import Confirmation, Item, Placement, PlanSide, Status
from needsmatch.model.programme import Programme
from needsmatch.model.revision import done_of
from needsmatch.model.terms import Grade, Mode, Useful
from needsmatch.planning.deeds import is_assessed, is_over, is_running
from needsmatch.planning.progress import ItemProgress, State, has_passed, item_progress, progress
from tests.planning.year import END, TODAY, done, item, placed, plan, programmes

YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)


def on(entry: Item, status: Status = Status.ACTIVE, today: date = TODAY) -> ItemProgress:
    return item_progress(plan("r", entry, status=status), entry, today)


@pytest.mark.parametrize(
    ("entry", "state"),
    [
        (item("i"), State.WAITING),
        (item("i", end=TODAY), State.WAITING),
        (item("i", end=YESTERDAY), State.OVERDUE),
        (item("i", done(TOMORROW)), State.WAITING),
        # Sessions
        (item("i", done(sessions=2), sessions=3), State.UNDER_WAY),
        (item("i", done(sessions=2), sessions=3, end=YESTERDAY), State.OVERDUE),
        (item("i", done(sessions=2), done(sessions=1, id="o-2"), sessions=3, end=YESTERDAY), State.DONE),
        (item("i", done(people=5), sessions=1, people=100), State.DONE),
        # A row without a number is one, whatever the others say.
        (item("i", done(), sessions=2), State.UNDER_WAY),
        (item("i", done(), done(id="o-2"), sessions=2), State.DONE),
        (item("i", done(), done(sessions=1, id="o-2"), sessions=2), State.DONE),
        (item("i", done(), done(sessions=0, id="o-2"), sessions=2), State.UNDER_WAY),
        # People and money
        (item("i", done(people=5), people=100), State.UNDER_WAY),
        (item("i", done(people=60), done(people=40, id="o-2"), people=100), State.DONE),
        (item("i", done(people=30), people=30, budget=500), State.DONE),
        (item("i", done(money=10), mode=Mode.DONATION, budget=800_000), State.UNDER_WAY),
        (item("i", done(money=10), mode=Mode.DONATION, sessions=1, budget=800_000), State.UNDER_WAY),
        (item("i", done(money=500), mode=Mode.DONATION, people=9, budget=500), State.UNDER_WAY),
        (item("i", done(money=500, people=9), mode=Mode.DONATION, people=9, budget=500), State.DONE),
        (item("i", done(money=499), budget=500), State.UNDER_WAY),
        (item("i", done(money=500), budget=500), State.DONE),
        # Nothing that can be counted
        (item("i", done()), State.UNDER_WAY),
        (item("i", done(), end=TODAY), State.UNDER_WAY),
        (item("i", done(), end=YESTERDAY), State.DONE),
        # Somebody says so
        (item("i", done(finished=True), sessions=9), State.DONE),
        (item("i", done(TOMORROW, finished=True), sessions=9), State.WAITING),
        # Placed without a name
        (item("i", done(people=2), mode=Mode.SHADOW), State.UNDER_WAY),
        (item("i", done(people=2), mode=Mode.SHADOW, end=TODAY), State.UNDER_WAY),
        (item("i", done(people=2), mode=Mode.SHADOW, end=YESTERDAY), State.DONE),
        (item("i", done(people=2), mode=Mode.SHADOW, people=3, end=YESTERDAY), State.OVERDUE),
        # Placed by name
        (item("i", placed("A"), mode=Mode.SHADOW), State.UNDER_WAY),
        (item("i", placed("A", end=TODAY), mode=Mode.SHADOW), State.UNDER_WAY),
        (item("i", placed("A", end=YESTERDAY), mode=Mode.SHADOW), State.UNDER_WAY),
        (item("i", placed("A", end=YESTERDAY), end=YESTERDAY, mode=Mode.SECONDMENT), State.OVERDUE),
        (item("i", placed("A", end=YESTERDAY, grade=Grade.GOOD), mode=Mode.SECONDMENT), State.DONE),
        (item("i", placed("A", end=YESTERDAY), mode=Mode.TEACHING), State.DONE),
        (item("i", placed("A", end=TODAY), mode=Mode.TEACHING), State.UNDER_WAY),
        (item("i", placed("A", grade=Grade.FAILED), mode=Mode.SHADOW), State.DONE),
        (item("i", placed("A", end=YESTERDAY), placed("B", TOMORROW), mode=Mode.SHADOW), State.UNDER_WAY),
        (item("i", placed("A", end=YESTERDAY), people=2, end=YESTERDAY, mode=Mode.SHADOW), State.OVERDUE),
        (item("i", placed("A", end=YESTERDAY), done(people=2), people=2, mode=Mode.TEACHING), State.UNDER_WAY),
        (
            item("i", placed("A", end=YESTERDAY), done(people=2), people=2, end=YESTERDAY, mode=Mode.TEACHING),
            State.DONE,
        ),
    ],
)
def test_how_far_an_item_is(entry: Item, state: State) -> None:
    assert on(entry).state is state


def test_an_item_without_a_last_day_has_that_of_its_plan() -> None:
    after = END + timedelta(days=1)
    assert (on(item("i"), today=END).state, on(item("i"), today=after).state) == (State.WAITING, State.OVERDUE)
    for mode in (Mode.SHADOW, Mode.LESSON):
        begun = item("i", done(people=2), mode=mode)
        assert (on(begun, today=END).state, on(begun, today=after).state) == (State.UNDER_WAY, State.DONE)


@pytest.mark.parametrize("status", Status)
def test_drafts_and_closed_plans_are_never_overdue(status: Status) -> None:
    is_overdue = on(item("i", end=YESTERDAY), status).state is State.OVERDUE
    assert is_overdue == (status not in (Status.DRAFT, Status.CLOSED))


def test_done_stands_beside_planned() -> None:
    entry = on(item("i", done(TODAY, "A", sessions=2, money=0.5), sessions=3, people=4, budget=2))
    assert (entry.sessions, entry.people, entry.money) == ((2, 3), (1, 4), (Decimal("0.5"), Decimal(2)))
    assert on(item("i")).money == (Decimal(0), None)
    assert on(item("i", done(), done(sessions=3, id="o-2"), sessions=9)).sessions == (4, 9)
    assert on(item("i", done(), done(sessions=3, id="o-2"))).sessions == (3, None)


def test_what_is_noted_later_waits_to_be_confirmed_again() -> None:
    entry = item("i", done())
    said = Confirmation(id="c", side=PlanSide.RECEIVER, useful=Useful.VERY, done=done_of(entry.outcomes))
    confirmed = replace(entry, confirmations=(said,))
    more = replace(confirmed, outcomes=(*entry.outcomes, done(id="o-2")))
    assert [on(each).waits_for_confirmation for each in (item("i"), entry, confirmed, more)] == [
        False, True, False, True,
    ]  # fmt: skip
    assert (on(confirmed).confirmation, on(more).confirmation) == (said, None)


@pytest.mark.parametrize(
    ("placement", "running", "over"),
    [
        (placed("A", TOMORROW), False, False),
        (placed("A", TODAY), True, False),
        (placed("A", end=TODAY), True, False),
        (placed("A", end=YESTERDAY), False, True),
        (placed("A", assessed=TODAY), False, True),
        (placed("A", assessed=TOMORROW), True, False),
        (placed("A", assessment="well done"), False, True),
        (placed("A", None), False, False),
        (placed("A", date(2027, 1, 1), months=2), False, True),
        (placed("A", date(2027, 1, 1), months=3), True, False),
        (placed("A", date(2027, 1, 1), date(2027, 6, 30), months=2), True, False),
        (placed("A", grade=Grade.GOOD, assessed=TOMORROW), True, False),
        (placed("A", TOMORROW, YESTERDAY), False, False),
    ],
)
def test_a_placement_runs_until_it_ends_or_is_assessed(placement: Placement, running: bool, over: bool) -> None:
    assert (is_running(placement, TODAY), is_over(placement, TODAY)) == (running, over)


@pytest.mark.parametrize(
    ("placement", "assessed"),
    [
        (placed("A"), False),
        (placed("A", assessed=TODAY), True),
        (placed("A", assessment="well done"), True),
        (placed("A", grade=Grade.GOOD), True),
        (placed("A", grade=Grade.GOOD, assessed=TOMORROW), False),
    ],
)
def test_an_assessment_counts_from_its_day_on(placement: Placement, assessed: bool) -> None:
    assert is_assessed(placement, TODAY) is assessed


def test_all_grades_but_one_are_passes() -> None:
    assert [grade for grade in Grade if not has_passed(grade)] == [Grade.FAILED]


@given(programmes())
def test_what_is_done_stays_done_and_nothing_done_is_overdue(programme: Programme) -> None:
    later = TODAY + timedelta(days=400)
    for each in programme.plans:
        for now, then in zip(progress(each, TODAY), progress(each, later), strict=True):
            assert (now.state is State.OVERDUE) <= (each.plan.status not in (Status.DRAFT, Status.CLOSED))
            assert (now.state is State.WAITING) <= (not now.deeds)
            if not now.item.placements:  # somebody who is placed may begin later
                assert (now.state is State.DONE) <= (then.state is State.DONE)
