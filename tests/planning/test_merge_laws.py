"""What holds of every merge: nothing is lost, nothing is decided silently, and it does not matter whose is ours."""

from datetime import UTC, datetime
from itertools import permutations

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from needsmatch.display import clean
from needsmatch.model.match import Cause
from needsmatch.model.plan import PlanSide, SupportPlan, UnmetNeed
from needsmatch.planning.edit import remove_item
from needsmatch.planning.merge import Merged, decided, merge
from needsmatch.planning.merge_names import part_name
from needsmatch.planning.merge_words import item_titles, part_value
from tests.planning.human import lost
from tests.strategies import edited, whole_plans

law = settings(
    deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much]
)


@st.composite
def copies(draw: st.DrawFn, count: int = 2) -> tuple[SupportPlan, ...]:
    """A plan, and copies of it that were edited by as many people."""
    base = draw(whole_plans())
    return base, *(draw(edited(base, f"person {number}")) for number in range(count))


@st.composite
def strangers(draw: st.DrawFn) -> tuple[SupportPlan, ...]:
    """Two plans of one pair that were made each for itself: some items have the same id, some needs stand in both."""
    one, other = numbered(draw(whole_plans()), 0), numbered(draw(whole_plans()), draw(st.integers(0, 4)))
    empty = SupportPlan(plan=replace(one.plan, note=None, start=None))
    shared = draw(st.lists(st.sampled_from(sorted(one.needs)), max_size=2, unique=True)) if one.needs else []
    asked = [
        UnmetNeed(need=need, need_text="-", cause=Cause.ASKED_IN_REVIEW, side=PlanSide.RECEIVER)
        for need in shared
        if need not in other.needs
    ]
    about = replace(one.plan, note=other.plan.note, start=other.plan.start)
    return empty, one, replace(other, plan=about, unmet=(*other.unmet, *asked))


@st.composite
def decisions(draw: st.DrawFn, apart: bool = False) -> tuple[Merged, SupportPlan]:
    """A merge, and the plan that a person makes of it."""
    merged = merge(*draw(strangers() if apart else copies()))
    taken = {part.key: draw(st.sampled_from([part.ours, part.theirs])) for part in merged.conflicts}
    return merged, decided(merged, taken)


@law
@given(whole_plans())
def test_a_plan_with_itself_is_itself(plan: SupportPlan) -> None:
    merged = merge(plan, plan, plan)
    assert (merged.plan, merged.parts) == (plan, ())


@law
@given(copies(1))
def test_what_only_one_side_changed_is_taken_as_it_is(copies: tuple[SupportPlan, ...]) -> None:
    base, changed = copies
    assert merge(base, base, changed).plan == changed
    assert merge(base, changed, base).plan == changed
    assert merge(base, changed, changed).plan == changed
    assert not merge(base, changed, changed).conflicts


@law
@given(decisions())
def test_nothing_that_was_written_is_lost(decision: tuple[Merged, SupportPlan]) -> None:
    merged, plan = decision
    assert lost(merged, merged.plan) == []
    assert lost(merged, plan) == []


@law
@given(decisions())
def test_the_same_copy_once_more_changes_nothing(decision: tuple[Merged, SupportPlan]) -> None:
    merged, plan = decision
    again = merge(merged.base, plan, merged.theirs)
    assert again.plan == plan
    assert not again.conflicts


@law
@given(copies(), st.data())
def test_a_copy_that_was_taken_in_asks_nothing_about_items_that_are_taken_out_later(
    copies: tuple[SupportPlan, ...], data: st.DataObject
) -> None:
    base, one, theirs = copies
    ours = merge(base, one, theirs).plan
    # One that they put back asks again: it says nothing by which it is known here.
    known = sorted(item_ids(ours) - {mark.id for mark in base.removed})
    assume(known and not merge(base, one, theirs).conflicts)
    for name in data.draw(st.lists(st.sampled_from(known), min_size=1, max_size=3, unique=True)):
        ours = remove_item(ours, name, "person 0", datetime(2028, 1, 1, tzinfo=UTC), None)
    again = merge(base, ours, theirs)
    # Nobody knows any more which side of an item that is out another one was moved or put to.
    assert {part.key for part in again.conflicts} <= {"order"}
    assert again.conflicts or again.plan.items == ours.items
    assert {mark.id: mark for mark in again.plan.removed} == {mark.id: mark for mark in ours.removed}


@law
@given(copies())
def test_without_conflict_it_does_not_matter_whose_is_ours(copies: tuple[SupportPlan, ...]) -> None:
    base, one, other = copies
    merged = merge(base, one, other)
    turned = merge(base, other, one)
    assert {part.key for part in merged.conflicts} == {part.key for part in turned.conflicts}
    assert merged.same == turned.same
    assert merged.conflicts or merged.plan == turned.plan


@law
@given(copies(3))
def test_three_reviews_are_the_same_in_any_order(copies: tuple[SupportPlan, ...]) -> None:
    base, *reviews = copies
    found = []
    for first, second, third in permutations(reviews):
        two = merge(base, first, second)
        assume(not two.conflicts)
        three = merge(base, two.plan, third)
        assume(not three.conflicts)
        found.append(three.plan)
    if any(len(item_ids(review) & item_ids(base)) < len(base.items) for review in reviews):
        # Nobody knows any more which side of an item that is out another one was moved or put to.
        found = [replace(plan, items=tuple(sorted(plan.items, key=lambda item: item.id))) for plan in found]
    assert all(plan == found[0] for plan in found)


@settings(law, max_examples=30)
@given(st.booleans().flatmap(decisions))
def test_every_part_can_be_told_in_words(decision: tuple[Merged, SupportPlan]) -> None:
    merged, _plan = decision
    for part in merged.parts:
        assert part_name(part)
        told = [part_value(part, value, item_titles(merged)) for value in (part.base, part.ours, part.theirs)]
        assert all(text == clean(text, multiline=True) for text in told)
        assert any(told)


@settings(law, max_examples=30)
@given(decisions(apart=True))
def test_copies_without_a_common_base_become_one_plan(decision: tuple[Merged, SupportPlan]) -> None:
    merged, plan = decision
    assert lost(merged, plan) == []
    assert merge(merged.base, plan, merged.theirs).plan == plan
    assert merge(merged.base, merged.ours, merged.ours).plan == merged.ours


def numbered(plan: SupportPlan, first: int) -> SupportPlan:
    """`plan` with numbers for the ids of its items, from `first`; evidence stands only beside a strength, as drafted."""
    ids = [*(item.id for item in plan.items), *(mark.id for mark in plan.removed)]
    names = {name: f"i-{number}" for number, name in enumerate(ids, first)}
    return replace(
        plan,
        items=tuple(
            replace(item, id=names[item.id], evidence=item.evidence if item.strength else ()) for item in plan.items
        ),
        removed=tuple(
            replace(mark, id=names[mark.id], item=mark.item and replace(mark.item, id=names[mark.id]))
            for mark in plan.removed
        ),
    )


def item_ids(plan: SupportPlan) -> set[str]:
    return {item.id for item in plan.items}
