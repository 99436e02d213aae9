"""Targets and published figures beside what the plans count of the same."""

from datetime import date
from decimal import Decimal

import pytest
from msgspec.structs import replace

from needsmatch.model.plan import Item
from needsmatch.model.programme import Figure, Target
from needsmatch.model.terms import Mode
from needsmatch.planning.measure import Measure, Reached
from needsmatch.planning.report import report
from tests.planning.year import TODAY, done, item, placed, plan, programme, school

LESSONS = (done(sessions=120, people=3, id="o-1"), done(sessions=80, people=4, id="o-2"))


def beside(unit: str, mode: Mode | None, *items: Item, amount: float = 10) -> Reached:
    """One target beside what two receivers got: the first all of `items`, the second those of the target's way."""
    plans = (plan("r", *items), plan("s", *(entry for entry in items if entry.mode is mode), donor="e"))
    target = Target(text="t", amount=amount, unit=unit, mode=mode)
    year = programme(school("r"), school("s"), plans=plans, targets=(target,))
    (found,) = report(year, {}, {}, (), TODAY).targets
    return found


@pytest.mark.parametrize(
    ("unit", "mode", "items", "measure", "counted"),
    [
        ("节", Mode.LESSON, [item("i", *LESSONS, mode=Mode.LESSON)], Measure.SESSIONS, 400),
        ("Lessons", Mode.LESSON, [item("i", *LESSONS, mode=Mode.LESSON)], Measure.SESSIONS, 400),
        ("次", Mode.LESSON, [item("i", *LESSONS, mode=Mode.LESSON)], Measure.OCCASIONS, 4),
        ("次", Mode.JOINT_RESEARCH, [item("i", *LESSONS, mode=Mode.JOINT_RESEARCH)], Measure.HELD, 400),
        ("次", Mode.JOINT_RESEARCH, [item("i", done(), mode=Mode.JOINT_RESEARCH)], Measure.HELD, 2),
        ("场", Mode.SEMINAR, [item("i", done(), mode=Mode.SEMINAR)], Measure.HELD, 2),
        ("场", Mode.LECTURE, [item("i", *LESSONS, mode=Mode.LECTURE)], Measure.HELD, 400),
        ("人", Mode.SHADOW, [item("i", placed("A"), done(people=3), mode=Mode.SHADOW)], Measure.PEOPLE, 6),
        ("人次", Mode.SHADOW, [item("i", placed("A"), placed("B"), mode=Mode.SHADOW)], Measure.ATTENDANCES, 4),
        ("人", None, [item("i", done(people=3)), item("j", done(people=4), mode=Mode.LESSON)], Measure.PEOPLE, 10),
        ("元", Mode.DONATION, [item("i", done(money=0.1), mode=Mode.DONATION)], Measure.MONEY, "0.2"),
        ("万元", Mode.DONATION, [item("i", done(money=400_000), mode=Mode.DONATION)], Measure.MONEY, 80),
        ("个月", Mode.TEACHING, [item("i", placed("A", months=13, end=TODAY), mode=Mode.TEACHING)], Measure.MONTHS, 26),
        ("批", Mode.TEACHING, [item("i", done(batch="1"), done(batch="2", id="o-2"), mode=Mode.TEACHING)], Measure.BATCHES, 2),
        ("所", Mode.ASSESSMENT, [item("i", done(), mode=Mode.ASSESSMENT)], Measure.SCHOOLS, 2),
        ("对", Mode.SEMINAR, [item("i", done(), mode=Mode.SEMINAR)], Measure.PAIRS, 2),
        ("对", None, [], Measure.PAIRS, 2),
        ("份", Mode.PLANNING, [item("i", done(finished=True), mode=Mode.PLANNING), item("j", mode=Mode.PLANNING)], Measure.ITEMS, 2),
    ],
)  # fmt: skip
def test_what_a_unit_counts(
    unit: str, mode: Mode | None, items: list[Item], measure: Measure, counted: float | str
) -> None:
    found = beside(unit, mode, *items)
    assert (found.measure, found.counted) == (measure, Decimal(str(counted)))


@pytest.mark.parametrize(
    ("unit", "mode"),
    [("公里", None), ("个", Mode.RESOURCE), ("所", None), ("份", None), ("份", Mode.RESOURCE), ("专家", Mode.LECTURE)],
)
def test_nothing_is_counted_beside_a_unit_in_doubt(unit: str, mode: Mode | None) -> None:
    found = beside(unit, mode, item("i", done(sessions=3, people=3), mode=mode))
    assert (found.measure, found.counted, found.deeds) == (None, None, ())


@pytest.mark.parametrize(("unit", "mode"), [("场", Mode.LECTURE), ("次", Mode.SEMINAR), ("次", Mode.VISIT)])
def test_it_makes_no_difference_which_rows_tell_that_they_are_one_session(unit: str, mode: Mode) -> None:
    bare = [done(id=f"o-{number}") for number in range(5)]
    told = [*bare[:3], *(replace(row, sessions=1) for row in bare[3:])]
    for rows in (bare, told):
        found = beside(unit, mode, item("i", *rows, mode=mode))
        assert found.counted == len(found.deeds) == 10


def test_schools_are_those_where_it_takes_place() -> None:
    def schools(mode: Mode) -> Decimal | None:
        plans = tuple(plan(name, item("i", done(people=1), mode=mode)) for name in "rs")
        figure = Figure(text="f", amount=18, unit="所", mode=mode)
        (found,) = report(
            programme(school("r"), school("s"), plans=plans, figures=(figure,)), {}, {}, (), TODAY
        ).figures
        return found.counted

    # Both receivers are with the donor d.
    assert (schools(Mode.SHADOW), schools(Mode.SECONDMENT), schools(Mode.TRAINING)) == (
        Decimal(1),
        Decimal(1),
        Decimal(2),
    )


def test_help_in_return_reaches_no_target_and_since_a_day_changes_none() -> None:
    returned = item("j", done(sessions=9, id="o-9"), mode=Mode.LESSON, in_return=True)
    year = programme(
        school("r"), plans=(plan("r", item("i", *LESSONS, mode=Mode.LESSON), returned),),
        targets=(Target(text="t", amount=200, unit="节", mode=Mode.LESSON),),
    )  # fmt: skip
    for since in (None, date(2027, 1, 1)):
        (found,) = report(year, {}, {}, (), TODAY, since).targets
        assert found.counted == 200 and [deed.sessions for deed in found.deeds] == [120, 80]


def test_behind_a_figure_stands_only_what_adds_to_it() -> None:
    rows = (done(sessions=3, id="o-1"), done(money=50, id="o-2"))
    assert len(beside("节", Mode.LESSON, item("i", *rows, mode=Mode.LESSON)).deeds) == 2
    assert len(beside("元", Mode.LESSON, item("i", *rows, mode=Mode.LESSON)).deeds) == 2
    assert len(beside("次", Mode.LESSON, item("i", *rows, mode=Mode.LESSON)).deeds) == 4
