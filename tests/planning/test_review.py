"""Reviewing: answers are only added, a signature stands under what was agreed, and the status follows the signatures."""

import random
from dataclasses import replace as with_
from datetime import UTC, date, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from needsmatch.model.match import Cause
from needsmatch.model.plan import About, Item, Outcome, Outdated, PlanSide, Reply, Status, SupportPlan, UnmetNeed
from needsmatch.model.revision import is_current, item_terms, revision_of, terms_of
from needsmatch.planning.author import Author
from needsmatch.planning.edit import set_value
from needsmatch.planning.fields import ITEM_FIELDS
from needsmatch.planning.review import (
    CannotReview,
    add_need,
    answer,
    last_answer,
    outdated_answer,
    progress,
    settled,
    sign,
    signatures,
    standing_answer,
    take_back_need,
)
from tests.strategies import plans, texts

law = settings(deadline=None, max_examples=50, suppress_health_check=[HealthCheck.too_slow])

AT = datetime(2026, 11, 5, 9, 30, 15, 999, tzinfo=UTC)
HEAD = Author(AT, "赵雯", side=PlanSide.RECEIVER)
DONOR = Author(AT, "Wang", side=PlanSide.DONOR)
COORDINATOR = Author(AT, "Li", side=PlanSide.COORDINATOR)

PLAN = SupportPlan(
    plan=About(
        format=1,
        id="p",
        programme="p",
        language="en",
        receiver="r",
        receiver_name="R",
        donor="d",
        donor_name="D",
        status=Status.PROPOSED,
        start=date(2026, 9, 1),
    ),
    items=tuple(Item(id=f"i-{name}", need_texts=(f"{name}?",)) for name in "abc"),
    unmet=(UnmetNeed(need="r/x", need_text="x?", cause=Cause.NOBODY),),
)
ACTIVITY, PLACE = (next(field for field in ITEM_FIELDS if field.name == name) for name in ("activity", "place"))

some_plans = plans.map(lambda plan: plan if plan.items else replace(plan, items=(Item(id="i-a"), Item(id="i-b"))))
authors = st.builds(Author, at=st.just(AT), by=texts, side=st.sampled_from(PlanSide))


@st.composite
def said(draw: st.DrawFn, plan: SupportPlan) -> tuple[str, Reply, str]:
    """An answer to one of the items: its id, the reply, a comment."""
    reply = draw(st.sampled_from(Reply))
    comment = draw(texts) if reply is Reply.CHANGE else draw(texts | st.just(""))
    return draw(st.sampled_from([item.id for item in plan.items])), reply, comment


def all_agreed(plan: SupportPlan, author: Author) -> SupportPlan:
    for item in plan.items:
        plan = answer(plan, item.id, Reply.AGREE, None, author)
    return plan


@law
@given(st.data(), some_plans, authors)
def test_an_answer_is_added_behind_those_before_and_nothing_else_changes(
    data: st.DataObject, plan: SupportPlan, author: Author
) -> None:
    item_id, reply, comment = data.draw(said(plan))
    answered = answer(plan, item_id, reply, comment, author)
    before, after = (next(item for item in each.items if item.id == item_id) for each in (plan, answered))
    last = last_answer(after, author.side)
    assert last and (last.answer, last.by, last.side) == (reply, author.by, author.side)
    assert (last.comment or "") == comment.strip()
    assert after.answers[: len(before.answers)] == before.answers
    as_before = replace(after, answers=before.answers)
    assert replace(answered, items=tuple(as_before if item is after else item for item in answered.items)) == plan
    assert terms_of(answered) == terms_of(plan)
    ids = [given.id for item in answered.items for given in item.answers]
    assert len(set(ids)) == len(ids)


@law
@given(st.data(), some_plans, authors)
def test_the_same_answer_once_more_adds_nothing(data: st.DataObject, plan: SupportPlan, author: Author) -> None:
    item_id, reply, comment = data.draw(said(plan))
    once = answer(plan, item_id, reply, comment, author)
    assert answer(once, item_id, reply, f" {comment} ", author) is once
    other = Reply.AGREE if reply is Reply.DECLINE else Reply.DECLINE
    back = answer(answer(once, item_id, other, None, author), item_id, reply, comment, author)
    place = [item.id for item in plan.items].index(item_id)
    assert len(back.items[place].answers) == len(once.items[place].answers) + 2


@law
@given(st.data(), some_plans)
def test_progress_counts_what_a_side_said_last(data: st.DataObject, plan: SupportPlan) -> None:
    plan = replace(plan, items=tuple(replace(item, answers=()) for item in plan.items))
    expected: dict[str, Reply] = {}
    for item_id, reply, comment in data.draw(st.lists(said(plan), max_size=6)):
        plan = answer(plan, item_id, reply, comment, HEAD)
        expected[item_id] = reply
    done = progress(plan, PlanSide.RECEIVER)
    assert done.replies == tuple(expected.get(item.id) for item in plan.items)
    assert (done.answered, done.whole) == (len(expected), len(plan.items))
    assert [plan.items[place].id for place in done.open] == [i.id for i in plan.items if i.id not in expected]
    assert sum(done.counts.values()) == done.answered
    assert progress(plan, PlanSide.DONOR).answered == 0


@law
@given(st.data(), some_plans)
def test_an_answer_counts_until_its_item_is_changed_and_again_once_it_is_as_it_was(
    data: st.DataObject, plan: SupportPlan
) -> None:
    item_id, reply, comment = data.draw(said(plan))
    place = [item.id for item in plan.items].index(item_id)
    answered = answer(plan, item_id, reply, comment, HEAD)
    assert progress(answered, HEAD.side).replies[place] is reply
    before = answered.items[place]
    changed = set_value(answered, item_id, ACTIVITY, f"{before.activity or ''}, and more")
    item = changed.items[place]
    done = progress(changed, HEAD.side)
    assert done.replies[place] is None and place in done.open and place in done.changed
    assert standing_answer(item, HEAD.side) is None
    assert outdated_answer(item, HEAD.side) == last_answer(item, HEAD.side) == before.answers[-1]
    # The same words about another text are another answer.
    again = answer(changed, item_id, reply, comment, HEAD)
    assert len(again.items[place].answers) == len(item.answers) + 1
    assert (progress(again, HEAD.side).replies[place], place in progress(again, HEAD.side).changed) == (reply, False)
    assert set_value(changed, item_id, ACTIVITY, before.activity) == answered


def test_what_the_program_works_out_and_others_do_leaves_an_answer_as_it_counts() -> None:
    item = answer(PLAN, "i-a", Reply.AGREE, None, HEAD).items[0]
    given = item.answers[0]
    assert given.terms == item_terms(item)
    done = Outcome(id="o", day=date(2026, 10, 1))
    for other in (
        replace(item, score=7, topic="t", outdated=Outdated.NOT_ASKED),
        replace(item, outcomes=(done,)),
        answer(replace(PLAN, items=(item,)), "i-a", Reply.DECLINE, None, DONOR).items[0],
    ):
        assert is_current(given, other)
    for other in (replace(item, lead="Wang"), replace(item, people=0), replace(item, need_texts=("another",))):
        assert not is_current(given, other)
        assert is_current(replace(given, terms=None), other)


def test_a_change_opens_only_its_own_item() -> None:
    plan = all_agreed(PLAN, HEAD)
    done = progress(set_value(plan, "i-b", PLACE, "elsewhere"), HEAD.side)
    assert (done.replies, done.open, done.changed) == ((Reply.AGREE, None, Reply.AGREE), (1,), (1,))
    assert progress(replace(plan, plan=replace(plan.plan, start=None)), HEAD.side) == progress(plan, HEAD.side)


def test_an_id_can_be_repeated_and_the_time_is_whole_seconds() -> None:
    ours, theirs = (answer(PLAN, "i-a", Reply.AGREE, None, HEAD, random.Random(3)) for _turn in range(2))
    assert ours == theirs
    assert ours.items[0].answers[0].at == AT.replace(microsecond=0)


def test_a_change_without_a_word_and_an_unknown_item_are_refused() -> None:
    with pytest.raises(CannotReview, match="what should be changed"):
        answer(PLAN, "i-a", Reply.CHANGE, "  ", HEAD)
    with pytest.raises(LookupError):
        answer(PLAN, "i-z", Reply.AGREE, None, HEAD)


# Needs


@law
@given(some_plans, texts, authors)
def test_a_need_that_is_added_can_be_taken_back(plan: SupportPlan, text: str, author: Author) -> None:
    plan = replace(plan, unmet=tuple(entry for entry in plan.unmet if entry.cause is not Cause.ASKED_IN_REVIEW))
    added = add_need(plan, text, author)
    entry = added.unmet[-1]
    assert added.unmet[:-1] == plan.unmet
    assert (entry.need_text, entry.cause, entry.side, entry.by) == (
        text.strip(), Cause.ASKED_IN_REVIEW, author.side, author.by
    )  # fmt: skip
    assert entry.need.startswith(f"{plan.plan.receiver}/n-") and entry.need not in plan.needs
    assert entry.sentence
    assert take_back_need(added, entry.need) == plan
    assert add_need(added, text, author) is added


def test_only_a_need_of_the_review_is_taken_back_and_none_is_empty() -> None:
    with pytest.raises(LookupError):
        take_back_need(PLAN, "r/x")
    with pytest.raises(CannotReview, match="what is needed"):
        add_need(PLAN, " \n", HEAD)


# Signatures


@law
@given(some_plans, st.sampled_from([HEAD, DONOR]))
def test_a_signature_stands_until_what_was_agreed_changes(plan: SupportPlan, author: Author) -> None:
    signed = sign(all_agreed(replace(plan, signatures=()), author), author)
    (signature,) = signed.signatures
    assert signature.revision == revision_of(signed)
    assert signatures(signed) == ((signature, True),)
    assert sign(signed, with_(author, at=AT.replace(year=2027))) is signed
    other = DONOR if author is HEAD else HEAD
    both = sign(all_agreed(signed, other), other)
    assert [valid for _signature, valid in signatures(both)] == [True, True]
    item = plan.items[0]
    changed = set_value(both, item.id, ACTIVITY, f"{item.activity or ''}, and more")
    assert [valid for _signature, valid in signatures(changed)] == [False, False]
    with pytest.raises(CannotReview, match="agreed to or declined"):
        sign(changed, author)
    again = sign(all_agreed(changed, author), author)
    assert [valid for _signature, valid in signatures(again)] == [False, False, True]
    assert set_value(again, item.id, ACTIVITY, item.activity).signatures == again.signatures


def test_a_plan_is_signed_only_where_every_item_is_agreed_or_declined_and_by_a_head_with_a_name() -> None:
    open_items = answer(PLAN, "i-a", Reply.AGREE, None, HEAD)
    wishes = answer(all_agreed(PLAN, HEAD), "i-b", Reply.CHANGE, "later", HEAD)
    for plan in (PLAN, open_items, wishes, replace(PLAN, items=())):
        with pytest.raises(CannotReview, match="agreed to or declined"):
            sign(plan, HEAD)
    assert sign(answer(wishes, "i-b", Reply.DECLINE, None, HEAD), HEAD).signatures
    with pytest.raises(CannotReview, match="heads"):
        sign(all_agreed(PLAN, COORDINATOR), COORDINATOR)
    with pytest.raises(CannotReview, match="name"):
        sign(all_agreed(PLAN, HEAD), with_(HEAD, by=None))


def test_the_status_follows_the_signatures() -> None:
    plan = all_agreed(all_agreed(PLAN, HEAD), DONOR)
    one = settled(sign(plan, HEAD))
    assert one.plan.status is Status.PROPOSED
    both = settled(sign(one, DONOR))
    assert both.plan.status is Status.AGREED
    assert settled(both) == both
    assert [valid for _signature, valid in signatures(both)] == [True, True]
    changed = settled(set_value(both, "i-a", PLACE, "elsewhere"))
    assert changed.plan.status is Status.PROPOSED
    half = settled(sign(all_agreed(changed, HEAD), HEAD))
    assert half.plan.status is Status.PROPOSED
    assert settled(sign(all_agreed(half, DONOR), DONOR)).plan.status is Status.AGREED
    assert settled(set_value(changed, "i-a", PLACE, None)).plan.status is Status.AGREED


@pytest.mark.parametrize("status", [Status.DRAFT, Status.ACTIVE, Status.CLOSED])
def test_any_other_status_stays(status: Status) -> None:
    plan = all_agreed(all_agreed(replace(PLAN, plan=replace(PLAN.plan, status=status)), HEAD), DONOR)
    signed = sign(sign(plan, HEAD), DONOR)
    assert settled(signed) == signed
    changed = set_value(signed, "i-a", PLACE, "elsewhere")
    assert settled(changed) == changed


def test_a_plan_that_was_agreed_without_signatures_stays_agreed() -> None:
    plan = replace(PLAN, plan=replace(PLAN.plan, status=Status.AGREED))
    assert settled(plan) == plan
