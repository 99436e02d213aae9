"""Returned copies: each comes on top of those before it, what contradicts waits, and nothing is decided unasked."""

from datetime import UTC, datetime

import msgspec
import pytest
from hypothesis import given
from msgspec.structs import replace

from needsmatch.model.match import Cause
from needsmatch.model.plan import (
    About,
    Answer,
    Confirmation,
    Item,
    PlanSide,
    Removed,
    Reply,
    Signature,
    Status,
    SupportPlan,
    UnmetNeed,
)
from needsmatch.model.revision import decision_of, revision_of, stamped, terms_of
from needsmatch.model.terms import Useful
from needsmatch.planning.edit import remove_item
from needsmatch.planning.merge import Part, merge
from needsmatch.planning.take_in import (
    Arrival,
    Choice,
    Choices,
    Copy,
    Take,
    arrivals,
    came,
    choice_of,
    common_ground,
    values_of,
)
from tests.strategies import plans

NAME = "yuhai-with-huoju"
BASE = stamped(
    SupportPlan(
        plan=About(
            format=1, id=NAME, programme="huli-minning", receiver="yuhai", receiver_name="玉海幼儿园", donor="huoju",
            donor_name="火炬幼儿园", status=Status.PROPOSED,
        ),
        items=(
            Item(id="i-1", needs=("yuhai/n-1",), need_texts=("艺术活动怎么教",), sessions=2, lead="欧小妮"),
            Item(id="i-2", needs=("yuhai/n-2",), need_texts=("三大游戏怎么开展",), people=3),
        ),
    )
)  # fmt: skip


def edited(plan: SupportPlan, number: int, **fields: object) -> SupportPlan:
    items = list(plan.items)
    items[number] = replace(items[number], **fields)
    return replace(plan, items=tuple(items))


def said(plan: SupportPlan, number: int, name: str, by: str, side: PlanSide, reply: Reply = Reply.AGREE) -> SupportPlan:
    answer = Answer(id=name, side=side, by=by, at=datetime(2026, 3, 2, tzinfo=UTC), answer=reply)
    return edited(plan, number, answers=(*plan.items[number].answers, answer))


def taken(ours: SupportPlan, *copies: SupportPlan, choices: tuple[Choices, ...] = ()) -> list[Arrival]:
    """The arrivals of copies that were made from BASE."""
    given_copies = [Copy(plan, BASE) for plan in copies]
    return arrivals({NAME: ours}, given_copies, choices or ({},) * len(copies))


def conflict(arrival: Arrival, key: str) -> Part:
    assert arrival.merged
    return next(part for part in arrival.merged.conflicts if part.key == key)


def test_two_heads_answers_come_in_beside_what_was_edited_here_meanwhile() -> None:
    ours = edited(BASE, 1, people=5)
    first = said(BASE, 0, "a-1", "赵雯", PlanSide.RECEIVER)
    second = said(BASE, 1, "a-2", "欧小妮", PlanSide.DONOR)
    one, two = taken(ours, first, second)
    assert one.is_new and two.is_new and not one.undecided and not two.undecided
    assert two.result
    assert [[answer.id for answer in item.answers] for item in two.result.items] == [["a-1"], ["a-2"]]
    assert two.result.items[1].people == 5
    assert came([one, two]) == "2 answers"
    (other_way, last) = taken(ours, second, first)
    assert other_way.result != one.result
    assert last.result == two.result


def test_the_same_copy_once_more_brings_nothing() -> None:
    copy = said(BASE, 0, "a-1", "赵雯", PlanSide.RECEIVER)
    one, two = taken(BASE, copy, copy)
    assert one.is_new
    assert not two.is_new and two.result == one.result
    assert came([two]) == "nothing new"


def test_a_contradiction_waits_and_the_copies_behind_it_do_not() -> None:
    ours = edited(BASE, 0, sessions=4)
    contradicting = said(edited(BASE, 0, sessions=3), 0, "a-1", "赵雯", PlanSide.RECEIVER)
    fine = said(BASE, 1, "a-2", "欧小妮", PlanSide.DONOR)
    one, two = taken(ours, contradicting, fine)
    assert [part.key for part in one.undecided] == ["item/i-1/sessions"]
    assert one.result is None and one.is_new
    assert two.result and two.result.items[0] == ours.items[0]
    choice = choice_of(conflict(one, "item/i-1/sessions"), Take.THEIRS)
    one, two = taken(ours, contradicting, fine, choices=({"item/i-1/sessions": choice}, {}))
    assert one.result and one.result.items[0].sessions == 3
    assert two.result and two.result.items[0].sessions == 3
    assert [len(item.answers) for item in two.result.items] == [1, 1]
    again, _behind = taken(two.result, contradicting, fine)
    assert not again.is_new and not again.undecided


@pytest.mark.parametrize(
    ("take", "text", "sessions"), [(Take.OURS, "", 4), (Take.THEIRS, "", 3), (Take.OWN, "６次", 6)]
)
def test_ours_theirs_or_a_value_of_ones_own_is_taken(take: Take, text: str, sessions: int) -> None:
    ours, copy = edited(BASE, 0, sessions=4), edited(BASE, 0, sessions=3)
    (waiting,) = taken(ours, copy)
    choices = {"item/i-1/sessions": choice_of(conflict(waiting, "item/i-1/sessions"), take, text)}
    (arrival,) = taken(ours, copy, choices=(choices,))
    assert arrival.result and arrival.result.items[0].sessions == sessions
    assert arrival.result.plan.merged == (decision_of(copy, BASE),)


def test_a_choice_between_other_values_does_not_count() -> None:
    ours, copy = edited(BASE, 0, sessions=4), edited(BASE, 0, sessions=3)
    (waiting,) = taken(ours, copy)
    choices = {"item/i-1/sessions": choice_of(conflict(waiting, "item/i-1/sessions"), Take.OURS)}
    moved_on = edited(BASE, 0, sessions=8)
    (arrival,) = taken(moved_on, copy, choices=(choices,))
    assert arrival.undecided and arrival.result is None
    nonsense = {"item/i-1/sessions": choice_of(conflict(waiting, "item/i-1/sessions"), Take.OWN, "many")}
    (arrival,) = taken(ours, copy, choices=(nonsense,))
    assert arrival.undecided


def test_a_copy_cannot_say_what_was_decided_on() -> None:
    copy = edited(BASE, 0, lead="林静")
    lying = edited(BASE, 1, people=4)
    lying = replace(lying, plan=replace(lying.plan, merged=(decision_of(copy, BASE),)))
    first, second = taken(BASE, lying, copy)
    assert first.result and first.result.plan.merged == ()
    assert second.result and (second.result.items[0].lead, second.result.items[1].people) == ("林静", 4)
    (guess,) = arrivals({NAME: BASE}, [Copy(lying)], [{}])
    assert guess.merged and guess.merged.plan.plan.merged == ()


def test_the_same_review_brings_nothing_once_what_was_declined_in_it_is_taken_out() -> None:
    copy = said(BASE, 1, "a-1", "赵雯", PlanSide.RECEIVER, Reply.DECLINE)
    (first,) = taken(BASE, copy)
    assert first.result
    at = datetime(2026, 3, 3, tzinfo=UTC)
    out = remove_item(edited(first.result, 0, lead="林静"), "i-2", "陈协调", at, "不需要了")
    (again,) = taken(out, copy)
    assert not again.is_new and not again.undecided
    # Where nobody knows what it was made from, the item may as well have been put back there.
    (guess,) = arrivals({NAME: out}, [Copy(copy)], [{}])
    assert conflict(guess, "item/i-2")


@pytest.mark.parametrize("base", [BASE, None])
@pytest.mark.parametrize("merged", [(), ("0123456789abcdef-0123456789abcdef",)])
def test_a_copy_that_was_decided_on_brings_nothing_once_more(base: SupportPlan | None, merged: tuple[str, ...]) -> None:
    copy = edited(BASE, 0, sessions=3, note="带纸")
    copy = replace(copy, plan=replace(copy.plan, merged=merged))
    plan = edited(BASE, 0, sessions=4, note="三号教室")
    for take in (Take.OURS, Take.THEIRS):
        (waiting,) = arrivals({NAME: plan}, [Copy(copy, base)], [{}])
        assert waiting.merged and waiting.undecided
        choices = {part.key: choice_of(part, take) for part in waiting.merged.conflicts}
        (arrival,) = arrivals({NAME: plan}, [Copy(copy, base)], [choices])
        assert arrival.result
        (again,) = arrivals({NAME: arrival.result}, [Copy(copy, base)], [{}])
        assert not again.is_new and not again.undecided
        later = edited(arrival.result, 0, lead="林静")
        (again,) = arrivals({NAME: later}, [Copy(copy, base)], [{}])
        assert not again.is_new and not again.undecided
        signature = Signature(
            side=PlanSide.DONOR, name="欧小妮", at=datetime(2026, 3, 2, tzinfo=UTC), revision=revision_of(copy)
        )
        (signed,) = arrivals({NAME: arrival.result}, [Copy(replace(copy, signatures=(signature,)), base)], [{}])
        assert signed.result and replace(signed.result, signatures=()) == arrival.result
        assert signed.result.signatures == (signature,)


def test_choices_can_be_kept_as_text() -> None:
    (waiting,) = taken(edited(BASE, 0, sessions=4), edited(BASE, 0, sessions=3))
    assert waiting.merged
    choices = {part.key: choice_of(part, Take.OWN, "6") for part in waiting.merged.conflicts}
    kept = msgspec.json.decode(msgspec.json.encode(choices), type=dict[str, Choice])
    assert values_of(waiting.merged, kept) == {"item/i-1/sessions": 6}


def test_both_heads_signatures_make_the_plan_agreed() -> None:
    def signed(side: PlanSide, name: str) -> SupportPlan:
        at = datetime(2026, 3, 2, tzinfo=UTC)
        signature = Signature(side=side, name=name, at=at, revision=revision_of(BASE), terms=terms_of(BASE))
        return replace(BASE, signatures=(signature,))

    one, two = taken(BASE, signed(PlanSide.RECEIVER, "赵雯"), signed(PlanSide.DONOR, "欧小妮"))
    assert one.result and one.result.plan.status is Status.PROPOSED
    assert two.result and two.result.plan.status is Status.AGREED
    assert came([one, two]) == "2 signatures"


def test_what_came_is_counted_in_words() -> None:
    need = UnmetNeed(
        need="yuhai/n-77", need_text="想要一辆校车", cause=Cause.ASKED_IN_REVIEW, side=PlanSide.RECEIVER, by="赵雯"
    )
    copy = replace(said(edited(BASE, 1, place="玉海"), 0, "a-1", "赵雯", PlanSide.RECEIVER), unmet=(need,))
    assert came(taken(BASE, copy)) == "1 answer, 1 new need, 1 change"
    word = Confirmation(id="c-1", side=PlanSide.RECEIVER, useful=Useful.VERY)
    assert came(taken(BASE, edited(BASE, 1, confirmations=(word,)))) == "1 word on what was done"


def test_what_cannot_be_taken_in_says_why() -> None:
    foreign = replace(
        BASE, plan=replace(BASE.plan, id="other-with-huoju", receiver="other", receiver_name="别的幼儿园")
    )
    found = arrivals({NAME: BASE}, [Copy(foreign), Copy(None, problem="Broken.")], [{}, {}])
    assert found[0].problem == "This is the plan of 别的幼儿园 with 火炬幼儿园; this programme has no such plan"
    assert found[1].problem == "Broken."
    assert not any(arrival.is_new or arrival.undecided or arrival.result for arrival in found)
    lying = replace(BASE, plan=replace(BASE.plan, receiver="other"))
    (found_lying,) = arrivals({NAME: BASE}, [Copy(lying, BASE)], [{}])
    assert found_lying.problem and found_lying.merged is None


# Where nobody knows what a copy was made from


def unknown(ours: SupportPlan, theirs: SupportPlan) -> Arrival:
    (arrival,) = arrivals({NAME: ours}, [Copy(theirs)], [{}])
    assert arrival.is_guess and arrival.merged
    return arrival


def test_without_a_base_only_what_both_filled_in_differently_is_asked() -> None:
    ours = edited(edited(BASE, 0, sessions=4), 1, place="玉海")
    theirs = said(edited(edited(BASE, 0, sessions=3), 0, indicator="看孩子"), 0, "a-1", "赵雯", PlanSide.RECEIVER)
    arrival = unknown(ours, theirs)
    assert [part.key for part in arrival.undecided] == ["item/i-1/sessions"]
    assert arrival.merged
    first, second = arrival.merged.plan.items
    assert (first.indicator, [answer.id for answer in first.answers], second.place) == ("看孩子", ["a-1"], "玉海")
    assert first.lead == "欧小妮"


def test_without_a_base_an_item_taken_out_on_one_side_is_asked() -> None:
    gone = replace(BASE, items=BASE.items[:1], removed=(Removed(id="i-2", item=BASE.items[1], by="赵雯"),))
    assert [part.key for part in unknown(BASE, gone).undecided] == ["item/i-2"]
    assert [part.key for part in unknown(gone, BASE).undecided] == ["item/i-2"]


def test_without_a_base_no_order_is_chosen_silently() -> None:
    three = replace(BASE, items=(*BASE.items, Item(id="i-3", activity="研讨")))
    turned = replace(three, items=(three.items[1], three.items[0], three.items[2]))
    assert [part.key for part in unknown(three, turned).undecided] == ["order"]
    two = unknown(BASE, replace(BASE, items=BASE.items[::-1]))
    assert two.result is None or [item.id for item in two.result.items] == ["i-1", "i-2"]


@given(plans)
def test_a_plan_has_everything_in_common_with_itself(plan: SupportPlan) -> None:
    assert replace(common_ground(plan, plan), plan=plan.plan) == plan
    merged = merge(common_ground(plan, plan), plan, plan)
    assert merged.plan == plan and not merged.conflicts
