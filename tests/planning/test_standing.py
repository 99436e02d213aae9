"""Where a receiver stands once an item was changed after a head had answered it."""

from datetime import date

import pytest
from msgspec.structs import replace

from needsmatch.model.plan import Item, Outcome, PlanSide, Reply, Status, SupportPlan
from needsmatch.model.school import School
from needsmatch.model.terms import Stage
from needsmatch.planning.edit import set_value
from needsmatch.planning.review import answer, sign
from needsmatch.planning.standing import Standing, was_agreed
from tests.planning.test_review import DONOR, HEAD, PLACE, PLAN, all_agreed

AGREED = all_agreed(all_agreed(PLAN, HEAD), DONOR)


def standing(plan: SupportPlan) -> Standing:
    return Standing(School(id="r", name="R", stage=Stage.PRIMARY), "d", plan, None)


def test_a_plan_that_both_heads_answered_waits_for_them_again_once_an_item_is_changed() -> None:
    assert standing(AGREED).is_reviewed and not standing(AGREED).waits_for_heads
    changed = set_value(AGREED, "i-b", PLACE, "elsewhere")
    assert standing(changed).waits_for_heads and not standing(changed).is_reviewed
    one = answer(changed, "i-b", Reply.AGREE, None, HEAD)
    assert standing(one).waits_for_heads
    assert standing(answer(one, "i-b", Reply.AGREE, None, DONOR)).is_reviewed


def test_a_plan_that_was_closed_was_agreed_where_something_in_it_says_so() -> None:
    def closed(plan: SupportPlan) -> SupportPlan:
        return replace(plan, plan=replace(plan.plan, status=Status.CLOSED))

    assert not was_agreed(closed(PLAN)) and not was_agreed(closed(all_agreed(PLAN, HEAD)))
    assert was_agreed(closed(AGREED))
    signed = sign(sign(AGREED, HEAD), DONOR)
    assert was_agreed(closed(replace(signed, items=PLAN.items)))
    assert not was_agreed(closed(replace(PLAN, items=())))
    begun = replace(PLAN.items[0], outcomes=(Outcome(id="o", day=date(2026, 10, 1)),))
    assert was_agreed(closed(replace(PLAN, items=(begun, *PLAN.items[1:]))))


@pytest.mark.parametrize("reply", [Reply.CHANGE, Reply.DECLINE])
def test_an_objection_to_an_earlier_text_is_none_any_more_and_waits_for_the_head(reply: Reply) -> None:
    plan = answer(AGREED, "i-b", reply, "nearer", HEAD)
    assert [item.id for item in standing(plan).objections] == ["i-b"]
    assert not standing(plan).waits_for_heads
    changed = set_value(plan, "i-b", PLACE, "next door")
    assert standing(changed).objections == () and standing(changed).waits_for_heads
    active = replace(changed, plan=replace(changed.plan, status=Status.ACTIVE))
    assert standing(active).objections == () and not standing(active).waits_for_heads


def test_an_answer_of_which_nobody_knows_the_text_counts() -> None:
    def without_terms(item: Item) -> Item:
        return replace(item, answers=tuple(replace(given, terms=None) for given in item.answers), lead="Wang")

    plan = replace(AGREED, items=tuple(map(without_terms, AGREED.items)))
    assert {given.side for item in plan.items for given in item.answers} == {PlanSide.RECEIVER, PlanSide.DONOR}
    assert standing(plan).is_reviewed
