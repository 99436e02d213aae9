"""Confirming: whoever was helped says how useful it was; it counts as long as nothing more is noted as done."""

import random
from dataclasses import replace as with_
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from needsmatch.model.plan import About, Item, Outcome, Placement, PlanSide, Reply, Status, SupportPlan
from needsmatch.model.revision import done_of, terms_of
from needsmatch.model.terms import Useful
from needsmatch.planning.author import Author
from needsmatch.planning.confirm import (
    confirm,
    done_for,
    done_until,
    last_word,
    objected,
    outdated,
    standing,
    to_answer,
    to_confirm,
)
from needsmatch.planning.deeds import item_deeds
from needsmatch.planning.edit import set_value
from needsmatch.planning.fields import ITEM_FIELDS
from needsmatch.planning.review import CannotReview, answer, sign, signatures
from tests.strategies import texts, whole_plans

law = settings(deadline=None, max_examples=50, suppress_health_check=[HealthCheck.too_slow])

AT = datetime(2027, 3, 1, 9, 30, 15, 999, tzinfo=UTC)
TODAY = date(2027, 3, 1)
HEAD = Author(AT, "赵雯", side=PlanSide.RECEIVER)
DONOR = Author(AT, "李如英", side=PlanSide.DONOR)
RECEIVER_ASKED, DONOR_ASKED = PlanSide.RECEIVER, PlanSide.DONOR

PLAN = SupportPlan(
    plan=About(
        format=1, id="p", programme="p", language="en", receiver="r", receiver_name="R", donor="d", donor_name="D",
        status=Status.ACTIVE,
    ),
    items=(
        Item(id="i-done", need_texts=("a?",), outcomes=(Outcome(id="o-1", day=date(2026, 10, 12), sessions=2),)),
        Item(id="i-placed", placements=(Placement(id="p-1", person="马英花", start=date(2026, 9, 1)),)),
        Item(id="i-nothing"),
        Item(id="i-later", outcomes=(Outcome(id="o-1", day=date(2027, 3, 2)),)),
        Item(id="i-back", in_return=True, outcomes=(Outcome(id="o-1", day=date(2027, 1, 5)),)),
    ),
)  # fmt: skip


def ids(items: tuple[Item, ...]) -> list[str]:
    return [item.id for item in items]


def with_more_done(plan: SupportPlan, item_id: str) -> SupportPlan:
    """The plan with one more row in the log of an item."""
    more = Outcome(id="o-more", day=date(2027, 2, 1), sessions=1)
    items = (replace(item, outcomes=(*item.outcomes, more)) if item.id == item_id else item for item in plan.items)
    return replace(plan, items=tuple(items))


def test_each_side_confirms_what_was_done_for_it_until_today() -> None:
    assert ids(to_confirm(PLAN, RECEIVER_ASKED, TODAY)) == ["i-done", "i-placed"]
    assert ids(to_confirm(PLAN, DONOR_ASKED, TODAY)) == ["i-back"]
    assert to_confirm(PLAN, PlanSide.COORDINATOR, TODAY) == ()
    assert ids(to_confirm(PLAN, RECEIVER_ASKED, date(2027, 3, 2))) == ["i-done", "i-placed", "i-later"]
    assert ids(to_confirm(PLAN, RECEIVER_ASKED, date(2026, 9, 30))) == ["i-placed"]


def test_what_was_confirmed_waits_again_once_more_is_noted() -> None:
    plan = confirm(PLAN, "i-done", Useful.VERY, "  We still use it ", HEAD, random.Random(1))
    (given_,) = plan.items[0].confirmations
    assert (given_.useful, given_.comment, given_.by, given_.side) == (
        Useful.VERY,
        "We still use it",
        "赵雯",
        "receiver",
    )
    assert given_.at == AT.replace(microsecond=0) and given_.done == done_of(PLAN.items[0].outcomes)
    assert ids(to_confirm(plan, RECEIVER_ASKED, TODAY)) == ["i-placed"]
    assert ids(done_for(plan, RECEIVER_ASKED, TODAY)) == ["i-done", "i-placed"]
    assert (standing(plan.items[0], TODAY), outdated(plan.items[0], TODAY)) == (given_, None)

    more = with_more_done(plan, "i-done")
    assert ids(to_confirm(more, RECEIVER_ASKED, TODAY)) == ["i-done", "i-placed"]
    assert (standing(more.items[0], TODAY), outdated(more.items[0], TODAY), last_word(more.items[0], TODAY)) == (
        None,
        given_,
        given_,
    )
    again = confirm(more, "i-done", Useful.VERY, "We still use it", HEAD)
    assert len(again.items[0].confirmations) == 2 and standing(again.items[0], TODAY)


def test_a_word_on_what_was_done_by_hand_counts_whatever_is_noted_later() -> None:
    plan = confirm(PLAN, "i-done", Useful.SOME, None, HEAD)
    by_hand = replace(plan.items[0], confirmations=(replace(plan.items[0].confirmations[0], done=None),))
    more = with_more_done(replace(plan, items=(by_hand, *plan.items[1:])), "i-done")
    assert standing(more.items[0], TODAY) and ids(to_confirm(more, RECEIVER_ASKED, TODAY)) == ["i-placed"]


def test_what_is_noted_in_advance_waits_for_a_word_of_its_own_once_its_day_has_come() -> None:
    ahead = replace(PLAN.items[0], outcomes=(*PLAN.items[0].outcomes, Outcome(id="o-2", day=date(2027, 4, 1))))
    plan = confirm(replace(PLAN, items=(ahead,)), "i-done", Useful.VERY, None, HEAD)
    assert [ids(to_confirm(plan, RECEIVER_ASKED, day)) for day in (TODAY, date(2027, 3, 31), date(2027, 4, 1))] == [
        [], [], ["i-done"],
    ]  # fmt: skip
    # What is noted in advance later on, or taken back before its day, was never seen as done.
    assert standing(replace(plan.items[0], outcomes=ahead.outcomes[:1]), TODAY)


def test_what_another_side_says_or_says_later_does_not_count() -> None:
    plan = confirm(PLAN, "i-done", Useful.VERY, None, HEAD)
    (own,) = plan.items[0].confirmations
    others = (replace(own, id="c-2", side=PlanSide.DONOR), replace(own, id="c-3", side=PlanSide.COORDINATOR))
    assert last_word(replace(plan.items[0], confirmations=(own, *others)), TODAY) == own
    assert last_word(replace(plan.items[0], confirmations=others), TODAY) is None
    bare = replace(plan, items=(replace(plan.items[0], confirmations=others),))
    assert ids(to_confirm(bare, RECEIVER_ASKED, TODAY)) == ["i-done"] and objected(bare, TODAY) == ()
    assert standing(plan.items[0], date(2027, 2, 28)) is None


def test_the_order_of_rows_in_the_file_changes_nothing_that_counts() -> None:
    plan = with_more_done(PLAN, "i-done")
    plan = confirm(plan, "i-done", Useful.VERY, None, HEAD)
    plan = confirm(plan, "i-done", Useful.LITTLE, None, with_(HEAD, at=AT + timedelta(hours=1)))
    item = plan.items[0]
    turned = replace(item, confirmations=item.confirmations[::-1], outcomes=item.outcomes[::-1])
    assert standing(item, TODAY) == standing(turned, TODAY) == item.confirmations[1]
    # Without a time, what stands last in the file.
    bare = tuple(replace(given, at=None) for given in turned.confirmations)
    assert standing(replace(item, confirmations=bare), TODAY) == bare[-1]


def test_what_was_not_done_like_this_wants_a_word_and_is_found() -> None:
    for nothing in (None, "", "  "):
        with pytest.raises(CannotReview, match="how it was done"):
            confirm(PLAN, "i-done", Useful.NOT_SO, nothing, HEAD)
    plan = confirm(PLAN, "i-done", Useful.NOT_SO, "Only one lesson", HEAD)
    assert ids(objected(plan, TODAY)) == ["i-done"]
    assert objected(with_more_done(plan, "i-done"), TODAY) == ()
    assert objected(confirm(plan, "i-done", Useful.LITTLE, None, HEAD), TODAY) == ()


def test_only_who_was_helped_confirms() -> None:
    for item_id, author in (("i-done", DONOR), ("i-back", HEAD), ("i-done", with_(HEAD, side=PlanSide.COORDINATOR))):
        with pytest.raises(CannotReview, match="Only the school that was helped"):
            confirm(PLAN, item_id, Useful.VERY, None, author)
    assert confirm(PLAN, "i-back", Useful.VERY, None, DONOR).items[4].confirmations[0].side is PlanSide.DONOR
    with pytest.raises(LookupError):
        confirm(PLAN, "i-none", Useful.VERY, None, HEAD)


def test_a_plan_that_is_carried_out_waits_for_no_answer_of_a_side_that_never_gave_one() -> None:
    assert to_answer(PLAN, RECEIVER_ASKED) == ()
    for status in (Status.DRAFT, Status.PROPOSED):
        early = replace(PLAN, plan=replace(PLAN.plan, status=status))
        assert to_answer(early, RECEIVER_ASKED) == (0, 1, 2, 3, 4)
    begun = answer(PLAN, "i-placed", Reply.AGREE, None, HEAD)
    assert to_answer(begun, RECEIVER_ASKED) == (0, 2, 3, 4)
    assert to_answer(begun, DONOR_ASKED) == ()
    place = next(field for field in ITEM_FIELDS if field.name == "place")
    changed = set_value(begun, "i-placed", place, "elsewhere")
    assert to_answer(changed, RECEIVER_ASKED) == (0, 1, 2, 3, 4)


def test_a_signature_survives_the_year() -> None:
    plan = replace(PLAN, plan=replace(PLAN.plan, status=Status.PROPOSED))
    for item in plan.items:
        plan = answer(plan, item.id, Reply.AGREE, None, HEAD)
    signed = sign(plan, HEAD)
    after = with_more_done(confirm(signed, "i-done", Useful.VERY, "thank you", HEAD), "i-placed")
    assert terms_of(after) == terms_of(signed)
    assert [valid for _signature, valid in signatures(after)] == [True]


@law
@given(st.data(), whole_plans(), st.sampled_from(Useful), texts)
def test_a_confirmation_is_added_behind_those_before_and_nothing_else_changes(
    data: st.DataObject, plan: SupportPlan, useful: Useful, comment: str
) -> None:
    if not plan.items:
        return
    item = data.draw(st.sampled_from(plan.items))
    author = Author(AT, "Zhao", side=item.helped)
    after = confirm(plan, item.id, useful, comment, author)
    (changed,) = [entry for entry in after.items if entry.id == item.id]
    added = changed.confirmations[len(item.confirmations) :]
    assert changed.confirmations[: len(item.confirmations)] == item.confirmations
    assert [entry.useful for entry in added] == [useful] or standing(item, TODAY) == standing(changed, TODAY)
    assert len({entry.id for entry in added} - {entry.id for entry in item.confirmations}) == len(added)
    assert replace(changed, confirmations=item.confirmations) == item
    assert [entry for entry in after.items if entry is not changed] == [
        entry for entry in plan.items if entry is not item
    ]
    # Said once more it adds nothing, and it waits no longer.
    assert confirm(after, item.id, useful, comment, author) is after
    assert changed not in to_confirm(after, item.helped, TODAY)


@law
@given(whole_plans(), st.dates(date(2026, 1, 1), date(2028, 1, 1)))
def test_every_item_with_something_done_waits_for_one_side_until_it_spoke(plan: SupportPlan, today: date) -> None:
    for side in (PlanSide.RECEIVER, PlanSide.DONOR):
        for item in to_confirm(plan, side, today):
            now = datetime.combine(today, AT.timetz())
            plan = confirm(plan, item.id, Useful.SOME, None, Author(now, side=side))
        assert to_confirm(plan, side, today) == ()
    done = {item.id for item in plan.items if list(item_deeds(plan, item, today))}
    for item in plan.items:
        assert [deed.entry for deed in item_deeds(plan, item, today)] == list(done_until(item, today))
    helped = (*done_for(plan, PlanSide.RECEIVER, today), *done_for(plan, PlanSide.DONOR, today))
    assert sorted(item.id for item in helped) == sorted(done)
