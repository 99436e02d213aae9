"""Editing plans: each edit does what it says and nothing else."""

import random
from datetime import date, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from needsmatch.model.match import Cause
from needsmatch.model.plan import About, Item, Removed, Status, SupportPlan, UnmetNeed
from needsmatch.planning.edit import (
    Fault,
    add_item,
    faults,
    fresh_id,
    give_reason,
    move_item,
    own_item,
    put_back,
    remove_item,
    set_value,
)  # fmt: skip
from needsmatch.planning.fields import ITEM_FIELDS, PLAN_FIELDS, Field, read, shown
from tests.planning.test_fields import values
from tests.strategies import plans

law = settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
some_plans = plans.map(lambda plan: plan if plan.items else replace(plan, items=(Item(id="i-a"), Item(id="i-b"))))

FIELDS = {field.name: field for field in (*ITEM_FIELDS, *PLAN_FIELDS)}


def unmet(name: str) -> UnmetNeed:
    return UnmetNeed(need=f"r/{name}", need_text=f"{name}?", cause=Cause.NOBODY)


PLAN = SupportPlan(
    plan=About(
        format=1, id="p", programme="p", receiver="r", receiver_name="R", donor="d", donor_name="D", status=Status.DRAFT,
        start=date(2026, 9, 1), end=date(2027, 7, 10), proposed=("i-a", "i-b", "i-c"),
    ),
    items=tuple(Item(id=f"i-{name}", needs=(f"r/{name}",), need_texts=(f"{name}?",)) for name in "abc"),
    unmet=(unmet("x"), unmet("y"), unmet("z")),
)  # fmt: skip


def order(plan: SupportPlan) -> str:
    return "".join(item.id[-1] for item in plan.items)


@law
@given(st.data(), some_plans, st.sampled_from(ITEM_FIELDS))
def test_a_value_that_was_set_is_shown_and_nothing_else_changes(
    data: st.DataObject, plan: SupportPlan, field: Field
) -> None:
    item = data.draw(st.sampled_from(plan.items))
    value = data.draw(values(field))
    edited = set_value(plan, item.id, field, value)
    place = plan.items.index(item)
    assert shown(field, getattr(edited.items[place], field.name)) == shown(field, value)
    assert set_value(edited, item.id, field, getattr(item, field.name)) == plan


def test_the_plan_itself_is_edited_without_an_item() -> None:
    edited = set_value(PLAN, None, FIELDS["status"], read(FIELDS["status"], "agreed", None))
    assert edited == replace(PLAN, plan=replace(PLAN.plan, status=Status.AGREED))


def test_an_item_is_added_where_it_is_wanted() -> None:
    new = Item(id="i-n")
    assert [order(add_item(PLAN, new, after)) for after in (None, "i-a", "i-c")] == ["abcn", "anbc", "abcn"]


def test_what_an_added_item_answers_is_no_longer_unmet_and_no_longer_marked() -> None:
    marks = (Removed(id="i-n"), Removed(id="i-m"))
    added = add_item(replace(PLAN, removed=marks), Item(id="i-n", needs=("r/x", "r/z", "r/other")), None)
    assert added.unmet == (unmet("y"),)
    assert added.removed == (Removed(id="i-m"),)
    assert added.plan == PLAN.plan


def test_an_item_that_is_taken_out_leaves_its_mark() -> None:
    when = datetime(2026, 11, 22, 9, 30)
    less = remove_item(PLAN, "i-b", "赵雯", when, "too far")
    assert order(less) == "ac"
    gone = PLAN.items[1]
    assert less.removed == (Removed(id="i-b", needs=("r/b",), by="赵雯", at=when, why="too far", item=gone),)
    assert replace(less, items=PLAN.items, removed=()) == PLAN
    twice = remove_item(add_item(less, gone, None), "i-b", None, None)
    assert twice.removed == (Removed(id="i-b", needs=("r/b",), item=gone),)


@law
@given(some_plans, st.data())
def test_an_item_that_is_put_back_is_as_it_was_and_stands_at_the_end(plan: SupportPlan, data: st.DataObject) -> None:
    item = data.draw(st.sampled_from(plan.items))
    back = put_back(remove_item(plan, item.id, "A", None, "B"), item.id)
    assert back.items == (*(each for each in plan.items if each.id != item.id), item)
    assert back.removed == plan.removed
    assert {entry.need for entry in plan.unmet} - {entry.need for entry in back.unmet} <= set(item.needs)


def test_the_reason_of_a_mark_is_written_later_and_the_others_stay() -> None:
    less = remove_item(remove_item(PLAN, "i-a", "A", None), "i-b", "B", None, "old")
    told = give_reason(less, "i-b", "too far")
    assert [mark.why for mark in told.removed] == [None, "too far"]
    assert give_reason(told, "i-b", "old") == less


@law
@given(plans, st.data())
def test_adding_and_taking_out_leaves_the_items_as_they_were(plan: SupportPlan, data: st.DataObject) -> None:
    after = data.draw(st.none() | st.sampled_from([item.id for item in plan.items])) if plan.items else None
    item = own_item(plan, plan.unmet[:2], fresh_id(plan, random.Random(1)))
    assert remove_item(add_item(plan, item, after), item.id, None, None).items == plan.items


@pytest.mark.parametrize(
    ("item", "steps", "after"),
    [
        ("a", 1, "bac"),
        ("a", 2, "bca"),
        ("a", 9, "bca"),
        ("a", -1, "abc"),
        ("c", -1, "acb"),
        ("c", -9, "cab"),
        ("b", 0, "abc"),
    ],
)
def test_an_item_moves_as_far_as_there_is_room(item: str, steps: int, after: str) -> None:
    moved = move_item(PLAN, f"i-{item}", steps)
    assert order(moved) == after
    assert replace(moved, items=PLAN.items) == PLAN


def test_an_own_item_carries_the_needs_and_the_period() -> None:
    assert own_item(PLAN, PLAN.unmet[:2], "i-n") == Item(
        id="i-n", needs=("r/x", "r/y"), need_texts=("x?", "y?"), start=date(2026, 9, 1), end=date(2027, 7, 10)
    )


def test_a_fresh_id_was_never_used() -> None:
    def drawn(plan: SupportPlan) -> str:
        return fresh_id(plan, random.Random(7))

    first = drawn(PLAN)
    second = drawn(add_item(PLAN, Item(id=first), None))
    third = drawn(replace(PLAN, removed=(Removed(id=first), Removed(id=second))))
    fourth = drawn(replace(PLAN, plan=replace(PLAN.plan, proposed=(first, second, third))))
    assert len({first, second, third, fourth}) == 4
    assert all(len(name) == 10 and name.startswith("i-") for name in (first, second, third, fourth))
    assert fresh_id(PLAN, None) != fresh_id(PLAN, None)


def test_an_end_before_the_start_is_a_fault_of_the_plan_and_of_items() -> None:
    assert faults(PLAN) == ()
    turned = set_value(PLAN, None, FIELDS["end"], date(2026, 8, 31))
    turned = set_value(turned, "i-b", FIELDS["start"], date(2030, 1, 2))
    turned = set_value(turned, "i-b", FIELDS["end"], date(2030, 1, 1))
    message = "the end lies before the start; change one of the two dates"
    assert faults(turned) == (Fault(None, "end", message), Fault("i-b", "end", message))


def test_help_in_return_is_for_a_need_of_the_giving_school() -> None:
    turned = set_value(PLAN, "i-b", FIELDS["in_return"], True)
    (fault,) = faults(turned)
    assert (fault.item, fault.field) == ("i-b", "in_return") and "it is for a need of R; set this back" in fault.message
    own = replace(turned, items=(replace(turned.items[1], needs=("d/x",)), Item(id="i-free", in_return=True)))
    assert faults(own) == ()


def test_one_day_or_a_day_outside_the_plan_is_no_fault() -> None:
    day = date(2031, 1, 1)
    edited = set_value(set_value(PLAN, "i-a", FIELDS["start"], day), "i-a", FIELDS["end"], day)
    assert faults(set_value(edited, "i-b", FIELDS["end"], date(2020, 1, 1))) == ()


def test_an_item_that_is_not_there_cannot_be_edited() -> None:
    with pytest.raises(LookupError):
        set_value(PLAN, "i-z", FIELDS["note"], "x")
    with pytest.raises(LookupError):
        remove_item(PLAN, "i-z", None, None)
    marked = replace(PLAN, removed=(Removed(id="i-m"),))
    for name in ("i-z", "i-m"):
        with pytest.raises(LookupError):
            put_back(marked, name)
    with pytest.raises(LookupError):
        give_reason(marked, "i-z", "x")
