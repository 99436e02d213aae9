"""Noting what was done: rows that need no typing, put where they belong and nowhere else."""

import random
from collections.abc import Sequence
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from needsmatch.model.plan import About, Item, Outcome, Placement, PlanSide, Removed, Signature, Status, SupportPlan
from needsmatch.model.revision import terms_of
from needsmatch.model.terms import Grade, Mode
from needsmatch.planning.author import Author
from needsmatch.planning.edit import faults
from needsmatch.planning.fields import OUTCOME_FIELDS, PLACEMENT_FIELDS
from needsmatch.planning.log import (
    changed,
    entries,
    is_blank,
    new_outcome,
    new_placements,
    noted,
    outcome_fields,
    placed,
    struck,
)
from needsmatch.planning.progress import State, item_progress

TODAY = date(2026, 11, 22)
AUTHOR = Author(datetime(2026, 11, 22, 10, 30, 15, 999, UTC), "李老师")
ABOUT = About(
    format=1, id="p", programme="x", receiver="r", receiver_name="R", donor="d", donor_name="D", status=Status.AGREED,
    start=date(2026, 9, 1), end=date(2027, 7, 10),
)  # fmt: skip


def plan(*items: Item, status: Status = Status.AGREED) -> SupportPlan:
    return SupportPlan(plan=replace(ABOUT, status=status), items=items)


def next_row(item: Item) -> Outcome:
    return new_outcome(item_progress(plan(item), item, TODAY), TODAY, AUTHOR, random.Random(1))


ROW = Outcome(id="o-1", day=date(2026, 10, 8), sessions=2)
SHADOW = Item(
    id="i", mode=Mode.SHADOW, people=2, sessions=10, mentors=("赵蕴",), start=date(2026, 10, 1), end=date(2026, 11, 30)
)


@pytest.mark.parametrize(
    ("item", "filled_in"),
    [
        (Item(id="i", mode=Mode.LESSON, people=30, sessions=4), {"sessions": 1, "people": 30}),
        (Item(id="i", people=30), {"sessions": 1, "people": 30}),
        (SHADOW, {"people": 2, "months": 2}),
        (replace(SHADOW, end=None), {"people": 2}),
        (replace(SHADOW, placements=(Placement(id="p-1", person="甲"),)), {}),
        (Item(id="i", mode=Mode.DONATION, budget=5000, sessions=1), {"money": 5000}),
        (Item(id="i", mode=Mode.DONATION, budget=0.3, outcomes=(replace(ROW, money=0.1),)), {"money": 0.2}),
        (Item(id="i", mode=Mode.DONATION, budget=500, outcomes=(replace(ROW, money=700),)), {}),
        (Item(id="i", mode=Mode.TRAINING, people=9, budget=5000), {"sessions": 1, "people": 9}),
        (Item(id="i", mode=Mode.RESOURCE, link="https://x.cn"), {"link": "https://x.cn"}),
        (Item(id="i", mode=Mode.LESSON, link="https://x.cn"), {"sessions": 1}),
    ],
)
def test_the_next_row_is_filled_in_as_it_was_most_likely_done(item: Item, filled_in: dict[str, object]) -> None:
    row = next_row(item)
    assert (row.day, row.by, row.at) == (TODAY, "李老师", datetime(2026, 11, 22, 10, 30, 15, tzinfo=UTC))
    bare = Outcome(id=row.id, day=row.day, by=row.by, at=row.at)
    assert row == replace(bare, **filled_in)
    assert is_blank(row) is not bool(filled_in)


def test_as_many_rows_as_sessions_make_an_item_done() -> None:
    item = Item(id="i", mode=Mode.LECTURE, sessions=3, people=40)
    states = []
    now = plan(item)
    for _row in range(3):
        (item,) = now.items
        now = noted(now, "i", new_outcome(item_progress(now, item, TODAY), TODAY, AUTHOR))
        states.append(item_progress(now, now.items[0], TODAY).state)
    assert states == [State.UNDER_WAY, State.UNDER_WAY, State.DONE]
    assert len({row.id for row in now.items[0].outcomes}) == 3


def test_a_row_is_added_at_the_end_and_changed_where_it_stands() -> None:
    other = replace(ROW, id="o-2")
    now = noted(noted(plan(Item(id="h"), Item(id="i")), "i", ROW), "i", other)
    assert [item.outcomes for item in now.items] == [(), (ROW, other)]
    better = changed(now, "i", "outcome/o-1", OUTCOME_FIELDS[2], 12)
    assert [item.outcomes for item in better.items] == [(), (replace(ROW, people=12), other)]


def test_rows_with_one_id_are_changed_and_struck_out_one_by_one() -> None:
    twin, namesake = replace(ROW, day=TODAY), Placement(id="o-1", person="甲")
    item = Item(id="i", outcomes=(ROW, twin), placements=(namesake,))
    now = plan(item, Item(id="h"), replace(item, note="with one id"))
    assert entries(item) == {"placement/o-1": namesake, "outcome/o-1": ROW, "outcome/o-1#2": twin}
    people, person = OUTCOME_FIELDS[2], PLACEMENT_FIELDS[0]
    assert changed(now, "i", "outcome/o-1#2", people, 12).items == (
        replace(item, outcomes=(ROW, replace(twin, people=12))), *now.items[1:],
    )  # fmt: skip
    assert changed(now, "i", "placement/o-1", person, "乙").items[0] == replace(
        item, placements=(replace(namesake, person="乙"),)
    )
    gone = ("outcome/o-1", "outcome/o-1#2", "placement/o-1")
    assert [struck(now, "i", key).items[0] for key in gone] == [
        replace(item, outcomes=(twin,)), replace(item, outcomes=(ROW,)), replace(item, placements=()),
    ]  # fmt: skip
    wrong = replace(namesake, start=TODAY, end=ROW.day)
    assert [fault.placement for fault in faults(plan(replace(item, placements=(namesake, wrong))))] == [
        "placement/o-1#2"
    ]


@pytest.mark.parametrize("status", list(Status))
def test_the_first_row_puts_a_plan_under_way_that_is_agreed_and_no_other(status: Status) -> None:
    now = noted(plan(Item(id="i"), status=status), "i", ROW)
    assert now.plan.status is (Status.ACTIVE if status is Status.AGREED else status)


def test_what_was_done_voids_no_signature() -> None:
    before = plan(SHADOW)
    now = placed(noted(before, "i", ROW), "i", Placement(id="p-1", person="甲"))
    assert terms_of(now) == terms_of(before)


def test_several_people_are_placed_with_what_the_last_one_has() -> None:
    first, second = new_placements(plan(SHADOW), SHADOW, ["甲", "乙"])
    assert first.id != second.id
    assert (first.person, second.person) == ("甲", "乙")
    assert {(entry.mentors, entry.start, entry.end, entry.batch) for entry in (first, second)} == {
        (("赵蕴",), date(2026, 10, 1), date(2026, 11, 30), None)
    }
    last = replace(
        second, batch="第二批", mentors=("许晓婷", "卓玛措"), start=date(2026, 11, 9), role="数学", grade=Grade.GOOD
    )
    (third,) = new_placements(plan(SHADOW), replace(SHADOW, placements=(first, last)), ["丙"])
    assert third == Placement(
        id=third.id, person="丙", batch="第二批", mentors=("许晓婷", "卓玛措"), start=date(2026, 11, 9), end=last.end
    )


def test_a_placement_is_changed_and_struck_out_without_touching_others() -> None:
    one, two = Placement(id="p-1", person="甲"), Placement(id="p-2", person="乙")
    now = placed(placed(plan(replace(SHADOW, outcomes=(ROW,))), "i", one), "i", two)
    grade = next(field for field in PLACEMENT_FIELDS if field.name == "grade")
    graded = changed(now, "i", "placement/p-1", grade, Grade.EXCELLENT)
    assert graded.items[0].placements == (replace(one, grade=Grade.EXCELLENT), two)
    assert struck(graded, "i", "placement/p-1").items[0].placements == (two,)
    assert struck(graded, "i", "outcome/o-1").items[0] == replace(graded.items[0], outcomes=())


@pytest.mark.parametrize("item", ["i", "x"])
def test_who_is_not_there_cannot_be_found(item: str) -> None:
    bare = plan(Item(id="i", outcomes=(ROW,)))
    with pytest.raises(LookupError):
        struck(bare, item, "outcome/o-9")
    with pytest.raises(LookupError):
        changed(bare, item, "outcome/o-9", OUTCOME_FIELDS[2], 1)
    with pytest.raises(LookupError):
        noted(bare, "x", ROW)
    with pytest.raises(LookupError):
        placed(bare, "x", Placement(id="p-1", person="甲"))


def test_an_id_is_never_given_again_also_not_that_of_an_item_taken_out() -> None:
    used = {
        next_row(Item(id="i")).id,
        *(entry.id for entry in new_placements(plan(), Item(id="i"), ["甲"], random.Random(1))),
    }
    gone = Item(
        id="g",
        outcomes=tuple(replace(ROW, id=name) for name in used),
        placements=tuple(Placement(id=name, person="甲") for name in used),
    )
    item = Item(id="i")
    marked = replace(plan(item), removed=(Removed(id="g", item=gone),))
    assert new_outcome(item_progress(marked, item, TODAY), TODAY, AUTHOR, random.Random(1)).id not in used
    assert new_placements(marked, item, ["甲"], random.Random(1))[0].id not in used


@pytest.mark.parametrize("mode", [None, *Mode])
def test_every_way_of_helping_shows_all_fields_the_day_first(mode: Mode | None) -> None:
    fields = outcome_fields(mode)
    assert sorted(field.name for field in fields) == sorted(field.name for field in OUTCOME_FIELDS)
    assert fields[0].name == "day"


@pytest.mark.parametrize(
    ("mode", "second"),
    [(Mode.LESSON, "sessions"), (Mode.PLANNING, "link"), (Mode.RESOURCE, "link"), (Mode.DONATION, "money"), (Mode.SHADOW, "people")],
)  # fmt: skip
def test_what_matters_most_stands_behind_the_day(mode: Mode, second: str) -> None:
    assert outcome_fields(mode)[1].name == second


def test_a_placement_that_ends_before_it_starts_is_a_fault_of_that_placement() -> None:
    wrong = Placement(id="p-1", person="甲", start=date(2026, 11, 2), end=date(2026, 11, 1))
    (fault,) = faults(plan(replace(SHADOW, placements=(wrong, Placement(id="p-2", person="乙")))))
    assert (fault.item, fault.placement, fault.field) == ("i", "placement/p-1", "end")


def ids_in(items: Sequence[Item]) -> list[str]:
    outcomes = [outcome.id for item in items for outcome in item.outcomes]
    return outcomes + [placement.id for item in items for placement in item.placements]


@given(
    st.lists(st.tuples(st.sampled_from("ij"), st.sampled_from(["note", "place", "strike"])), max_size=12),
    st.randoms(use_true_random=True),
)
def test_whatever_is_noted_and_struck_out_ids_stay_apart_and_the_terms_as_they_were(
    deeds: list[tuple[str, str]], rng: random.Random
) -> None:
    before = replace(
        plan(SHADOW, replace(SHADOW, id="j")),
        signatures=(Signature(side=PlanSide.DONOR, name="D", at=AUTHOR.at, revision="x"),),
    )
    now = before
    for name, deed in deeds:
        item = next(item for item in now.items if item.id == name)
        if deed == "note":
            now = noted(now, name, new_outcome(item_progress(now, item, TODAY), TODAY, AUTHOR, rng))
        elif deed == "place":
            now = placed(now, name, new_placements(now, item, ["甲"], rng)[0])
        elif known := list(entries(item)):
            gone = rng.choice(known)
            now = struck(now, name, gone)
            assert gone not in entries(next(item for item in now.items if item.id == name))
    ids = ids_in(now.items)
    assert len(ids) == len(set(ids))
    assert terms_of(now) == terms_of(before)
