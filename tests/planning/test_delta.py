"""The difference between two plans: told in little room, and enough to make the one of the other."""

from datetime import datetime

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from needsmatch.model.match import Cause
from needsmatch.model.plan import About, Item, PlanSide, Removed, Signature, Status, SupportPlan, UnmetNeed
from needsmatch.planning.delta import Delta, delta
from tests.strategies import edited, plans, whole_plans

ABOUT = About(
    format=1, id="p", programme="x", receiver="r", receiver_name="R", donor="d", donor_name="D", status=Status.DRAFT
)
SMALL = SupportPlan(plan=ABOUT, items=tuple(Item(id=f"i{number}") for number in range(3)))


@given(st.none() | plans, plans)
def test_a_plan_is_made_of_the_one_before_and_the_difference(before: SupportPlan | None, after: SupportPlan) -> None:
    assert delta(before, after).on(before) == after


@given(whole_plans(), st.data())
def test_a_difference_that_was_written_down_makes_the_plan_with_all_that_was_said_and_done(
    before: SupportPlan, data: st.DataObject
) -> None:
    after = data.draw(edited(before, "赵雯") | whole_plans())
    read = msgspec.json.decode(msgspec.json.encode(delta(before, after)), type=Delta)
    assert read.on(before) == after
    assert msgspec.json.decode(msgspec.json.encode(delta(None, after)), type=Delta).on(None) == after


def test_a_difference_makes_nothing_of_another_plan() -> None:
    with pytest.raises(LookupError):
        Delta(items=(9,)).on(SMALL)
    with pytest.raises(LookupError):
        Delta().on(None)


@given(plans)
def test_what_is_as_it_was_is_not_told(plan: SupportPlan) -> None:
    assert delta(plan, plan) == Delta()
    if plan.items:
        changed = replace(plan, items=(*plan.items[:-1], replace(plan.items[-1], note="new")))
        if changed != plan:
            assert delta(plan, changed).items == (*range(len(plan.items) - 1), changed.items[-1])


def test_every_list_of_a_plan_is_told() -> None:
    before = SMALL
    mark = Removed(id="i0", item=before.items[0])
    signature = Signature(side=PlanSide.DONOR, name="Li", at=datetime(2026, 9, 1, 12), revision="0" * 16)
    unmet = UnmetNeed(need="r-p/n-1", need_text="x", cause=Cause.ASKED_IN_REVIEW)
    after = replace(before, items=before.items[1:], unmet=(unmet,), signatures=(signature,), removed=(mark,))
    told = delta(before, after)
    assert told == Delta(items=(1, 2), unmet=(unmet,), signatures=(signature,), removed=(mark,))
    assert told.on(before) == after and delta(after, before).on(after) == before
