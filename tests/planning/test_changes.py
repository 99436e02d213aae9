"""Differences between two states of a plan."""

import random
from datetime import date, datetime

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from msgspec.structs import replace

from needsmatch.display import cells, clean
from needsmatch.i18n import using
from needsmatch.model.match import Cause, Code
from needsmatch.model.plan import (
    Answer,
    Confirmation,
    Item,
    Outcome,
    Outdated,
    Placement,
    PlanSide,
    Reason,
    Removed,
    Reply,
    Signature,
    Status,
    SupportPlan,
    UnmetNeed,
)
from needsmatch.model.revision import terms_of
from needsmatch.model.terms import Grade, Mode, Useful
from needsmatch.planning.change_words import described, item_title
from needsmatch.planning.changes import Change, ChangeKind, changes
from needsmatch.planning.edit import add_item, fresh_id, move_item, own_item, put_back, remove_item, set_value
from needsmatch.planning.fields import ITEM_FIELDS, PLAN_FIELDS, Field
from tests.planning.test_edit import FIELDS, PLAN, law, some_plans, unmet
from tests.planning.test_fields import HOSTILE, values
from tests.strategies import any_text, edited, plans, whole_plans


@law
@given(plans)
def test_the_same_plan_has_no_changes(plan: SupportPlan) -> None:
    assert changes(plan, plan) == ()


@law
@given(st.data(), some_plans, st.sampled_from(ITEM_FIELDS))
def test_an_edited_value_is_one_change(data: st.DataObject, plan: SupportPlan, field: Field) -> None:
    place = data.draw(st.integers(0, len(plan.items) - 1))
    item = plan.items[place]
    value = data.draw(values(field))
    before = getattr(item, field.name)
    assume(value != before)
    edited = set_value(plan, item.id, field, value)
    assert changes(plan, edited) == (Change(ChangeKind.EDITED, item.id, place + 1, field, before, value),)
    assert described(changes(plan, edited)[0]).startswith(f"Item {place + 1}: {field.label} ")


@law
@given(st.data(), plans, st.sampled_from(PLAN_FIELDS))
def test_an_edited_value_of_the_plan_is_one_change(data: st.DataObject, plan: SupportPlan, field: Field) -> None:
    value, before = data.draw(values(field)), getattr(plan.plan, field.name)
    assume(value != before)
    found = changes(plan, set_value(plan, None, field, value))
    assert found == (Change(ChangeKind.EDITED, None, None, field, before, value),)
    assert described(found[0]).startswith(f"{field.label} ")


@law
@given(some_plans, st.data(), st.integers(-5, 5))
def test_a_move_is_one_change_however_far(plan: SupportPlan, data: st.DataObject, steps: int) -> None:
    item = data.draw(st.sampled_from(plan.items))
    moved = move_item(plan, item.id, steps)
    found = changes(plan, moved)
    assert [change.kind for change in found] == ([ChangeKind.MOVED] if moved != plan else [])


@law
@given(st.permutations(list(range(7))))
def test_no_more_items_are_told_as_moved_than_must_be(numbers: list[int]) -> None:
    old = replace(PLAN, items=tuple(Item(id=f"i-{number}") for number in range(7)))
    new = replace(old, items=tuple(old.items[number] for number in numbers))
    told = {change.item for change in changes(old, new)}
    stayed = [number for number in numbers if f"i-{number}" not in told]
    assert stayed == sorted(stayed)
    longest = [1] * 7
    for place, number in enumerate(numbers):
        longest[place] += max((longest[other] for other in range(place) if numbers[other] < number), default=0)
    assert len(stayed) == max(longest)


@law
@given(plans, st.data())
def test_an_added_or_removed_item_is_one_change(plan: SupportPlan, data: st.DataObject) -> None:
    after = data.draw(st.none() | st.sampled_from([item.id for item in plan.items])) if plan.items else None
    item = own_item(plan, plan.unmet[:2], fresh_id(plan, random.Random(1)))
    more = add_item(plan, item, after)
    place = more.items.index(item) + 1
    assert changes(plan, more) == (Change(ChangeKind.ADDED, item.id, place, after=item),)
    gone = remove_item(more, item.id, "赵雯", None)
    mark = next(mark for mark in gone.removed if mark.id == item.id)
    assert changes(more, gone) == (Change(ChangeKind.REMOVED, item.id, place, before=item, after=mark),)


@law
@given(whole_plans(), whole_plans(), st.data())
def test_different_plans_have_changes_that_can_be_told(old: SupportPlan, new: SupportPlan, data: st.DataObject) -> None:
    for other in (new, data.draw(edited(old, "赵雯"))):
        found = changes(old, other)
        assert bool(found) == (old != other)
        for language in ("en", "zh_CN"):
            with using(language):
                assert all(described(change) and described(change, width=None) for change in found)


def test_a_removed_item_that_was_proposed_is_told_once() -> None:
    gone = replace(
        remove_item(PLAN, "i-b", None, None),
        plan=replace(PLAN.plan, proposed=("i-a", "i-c")),
        unmet=(unmet("b"), *PLAN.unmet),
    )
    assert [change.kind for change in changes(PLAN, gone)] == [ChangeKind.REMOVED]


ANSWER = Answer(id="n", side=PlanSide.RECEIVER, by="赵雯", answer=Reply.CHANGE, comment="in the afternoon, please")
OUTCOME = Outcome(id="o", day=date(2026, 11, 5), sessions=1, people=18, money=1500, remark="all came")
FULL = Outcome(
    id="o",
    day=date(2026, 11, 5),
    months=1.5,
    names=("Ma", "Lin"),
    batch="2",
    link="https://x",
    finished=True,
    by="赵雯",
)
PLACED = Placement(
    id="p", person="Ma Yinghua", role="maths", start=date(2026, 9, 1), end=date(2026, 9, 30), mentors=("Li", "Wang"),
    batch="1", goals="Watch lessons",
)  # fmt: skip
PASSED = replace(PLACED, grade=Grade.GOOD, assessed=date(2026, 9, 30), assessor="Li", assessment="kept a diary")
WORD = Confirmation(
    id="c", side=PlanSide.RECEIVER, by="赵雯", useful=Useful.VERY, comment="once more, please", done="1"
)
SIGNED = Signature(side=PlanSide.DONOR, name="李如英", at=datetime(2026, 9, 3, 8), revision="1", terms=terms_of(PLAN))
MARK = Removed(id="i-old", item=Item(id="i-old", activity="Painting"), why="too far")
ASKED = UnmetNeed(need="r/n-1", need_text="a library", cause=Cause.ASKED_IN_REVIEW, side=PlanSide.RECEIVER, by="赵雯")


def with_item(plan: SupportPlan, **values: object) -> SupportPlan:
    """`plan` with other values in its second item."""
    return replace(plan, items=(plan.items[0], replace(plan.items[1], **values), *plan.items[2:]))


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        (
            PLAN,
            with_item(PLAN, answers=(ANSWER,)),
            "Item 2: 赵雯 (receiving school) asks for a change: in the afternoon, please",
        ),
        (
            PLAN,
            with_item(PLAN, answers=(Answer(id="n", side=PlanSide.DONOR, answer=Reply.AGREE),)),
            "Item 2: giving school agrees",
        ),
        (
            with_item(PLAN, answers=(ANSWER,)),
            with_item(PLAN, answers=(replace(ANSWER, answer=Reply.DECLINE),)),
            "Item 2: answer changed: 赵雯 (receiving school) declines: in the afternoon, please",
        ),
        (
            with_item(PLAN, answers=(ANSWER,)),
            PLAN,
            "Item 2: answer taken away: 赵雯 (receiving school) asks for a change: in the afternoon, please",
        ),
        (
            PLAN,
            with_item(PLAN, outcomes=(OUTCOME,)),
            "Item 2: done on 2026-11-05 (1 session, 18 people, 1,500 yuan; all came)",
        ),
        (
            with_item(PLAN, outcomes=(OUTCOME,)),
            with_item(PLAN, outcomes=(replace(OUTCOME, people=20),)),
            "Item 2: note of what was done on 2026-11-05 changed (1 session, 20 people, 1,500 yuan; all came)",
        ),
        (
            with_item(PLAN, outcomes=(Outcome(id="o", day=date(2026, 11, 5)),)),
            PLAN,
            "Item 2: no longer noted as done on 2026-11-05",
        ),
        (
            PLAN,
            with_item(PLAN, outcomes=(FULL,)),
            "Item 2: done on 2026-11-05 (2 people, 1.5 months; took part: Ma, Lin; batch: 2; the item is done with this; https://x)",
        ),
        (
            PLAN,
            with_item(PLAN, placements=(PLACED,)),
            "Item 2: placed: Ma Yinghua (maths; September 2026; mentors: Li, Wang; batch: 1)",
        ),
        (
            with_item(PLAN, placements=(PLACED,)),
            with_item(PLAN, placements=(PASSED,)),
            "Item 2: assessed: Ma Yinghua (good; Li, 30 September 2026; kept a diary)",
        ),
        (
            with_item(PLAN, placements=(PASSED,)),
            with_item(PLAN, placements=(replace(PASSED, role=None, start=None, mentors=(), assessor=None),)),
            "Item 2: placement of Ma Yinghua changed "
            "(until 30 September 2026; batch: 1; good; 30 September 2026; kept a diary)",
        ),
        (
            with_item(PLAN, placements=(Placement(id="p", person="Ma", months=3),)),
            PLAN,
            "Item 2: no longer placed: Ma (3 months)",
        ),
        (
            PLAN,
            with_item(PLAN, confirmations=(WORD,)),
            "Item 2: 赵雯 (receiving school) says: very useful: once more, please",
        ),
        (
            with_item(PLAN, confirmations=(WORD,)),
            with_item(PLAN, confirmations=(replace(WORD, useful=Useful.NOT_SO, comment=None),)),
            "Item 2: word on what was done changed: 赵雯 (receiving school) says: not done like this",
        ),
        (
            with_item(PLAN, confirmations=(replace(WORD, by=None, comment=None),)),
            PLAN,
            "Item 2: word on what was done taken away: receiving school says: very useful",
        ),
        (PLAN, replace(PLAN, plan=replace(PLAN.plan, illustrative=True)), "marked as invented for a sample"),
        (PLAN, with_item(PLAN, need_texts=("b!",)), "Item 2: Needs changed from b? to b!"),
        (PLAN, with_item(PLAN, needs=("r/other",)), "Item 2: Needs changed from r/b to r/other"),
        (PLAN, with_item(PLAN, strength="d/s", strength_text="Games"), "Item 2: Strength set to Games"),
        (
            PLAN,
            with_item(PLAN, evidence=(Reason(code=Code.WORDING, points=3),)),
            "Item 2: the reasons were worked out anew",
        ),
        (
            with_item(PLAN, score=50),
            with_item(PLAN, score=60, topic="games"),
            "Item 2: the reasons were worked out anew (60 points instead of 50)",
        ),
        (PLAN, with_item(PLAN, outdated=Outdated.NOT_ASKED), "Item 2: no longer asked for"),
        (with_item(PLAN, outdated=Outdated.NOT_OFFERED), PLAN, "Item 2: asked for and offered again"),
        (PLAN, replace(PLAN, unmet=(*PLAN.unmet, ASKED)), "赵雯 (receiving school) adds a need: a library"),
        (PLAN, replace(PLAN, unmet=(*PLAN.unmet, unmet("w"))), "Without an answer: w?"),
        (PLAN, replace(PLAN, unmet=PLAN.unmet[1:]), "No longer without an answer: x?"),
        (
            PLAN,
            replace(PLAN, unmet=(replace(PLAN.unmet[0], sentence="Nobody."), *PLAN.unmet[1:])),
            "Need without an answer, x?: the reason was worded anew",
        ),
        (
            PLAN,
            replace(PLAN, unmet=(replace(PLAN.unmet[0], need_text="x!"), *PLAN.unmet[1:])),
            "Need without an answer changed from x? to x!",
        ),
        (PLAN, replace(PLAN, signatures=(SIGNED,)), "Signed: 李如英 (giving school), 3 September 2026"),
        (replace(PLAN, signatures=(SIGNED,)), PLAN, "Signature taken away: 李如英 (giving school), 3 September 2026"),
        (PLAN, replace(PLAN, removed=(MARK,)), "Noted as taken out: Painting (too far)"),
        (replace(PLAN, removed=(MARK,)), PLAN, "No longer noted as taken out: Painting (too far)"),
        (
            replace(PLAN, removed=(MARK,)),
            replace(PLAN, removed=(replace(MARK, why="no room"),)),
            "Note of what was taken out changed: Painting (no room)",
        ),
        (PLAN, replace(PLAN, plan=replace(PLAN.plan, donor_name="E")), "Giving school changed from D to E"),
        (PLAN, replace(PLAN, plan=replace(PLAN.plan, donor="e")), "this is the plan of another pair"),
        (PLAN, replace(PLAN, plan=replace(PLAN.plan, revision="r1")), "the program's own notes changed"),
        (PLAN, replace(PLAN, plan=replace(PLAN.plan, proposed=())), "the program's own notes changed"),
        (PLAN, replace(PLAN, unmet=PLAN.unmet[::-1]), "further details changed"),
    ],
)
def test_what_cannot_be_edited_by_hand_is_told_too(old: SupportPlan, new: SupportPlan, sentence: str) -> None:
    assert [described(change, width=None) for change in changes(old, new)] == [sentence]


def test_an_item_that_is_put_back_and_why_one_went_are_told() -> None:
    gone = remove_item(PLAN, "i-b", "赵雯", None, "too far")
    assert [described(change) for change in changes(PLAN, gone)] == ["Item 2 taken out: b? (too far)"]
    assert [described(change) for change in changes(gone, put_back(gone, "i-b"))] == ["Item 3 put back: b?"]


def test_a_signature_that_no_longer_stands_is_told_last() -> None:
    signed = replace(PLAN, signatures=(SIGNED,))
    edited = set_value(signed, "i-a", FIELDS["people"], 3)
    assert [described(change) for change in changes(signed, edited)] == [
        "Item 1: People set to 3",
        "Signature is void, the plan is another: 李如英 (giving school), 3 September 2026",
    ]
    assert described(changes(edited, signed)[-1]).startswith("Signature stands again: 李如英")


def test_what_the_program_notes_for_itself_is_not_told_beside_something_else() -> None:
    sent = replace(PLAN, plan=replace(PLAN.plan, status=Status.PROPOSED, revision="r1", parent="r0"))
    assert [described(change) for change in changes(PLAN, sent)] == ["Status changed from draft to proposed"]


def test_on_which_text_an_answer_was_given_is_no_news() -> None:
    answered = with_item(PLAN, answers=(ANSWER,))
    with_terms = with_item(PLAN, answers=(replace(ANSWER, terms="0" * 16),))
    assert [change.part for change in changes(answered, with_terms)] == ["record"]
    assert [change.part for change in changes(PLAN, with_terms)] == ["answers"]


def test_the_plan_comes_first_then_the_items_in_order_then_what_is_gone() -> None:
    new = set_value(PLAN, "i-c", FIELDS["sessions"], 4)
    new = remove_item(new, "i-a", None, None)
    new = set_value(new, None, FIELDS["status"], Status.AGREED)
    new = add_item(new, Item(id="i-n", mode=Mode.VISIT), "i-b")
    new = set_value(new, "i-b", FIELDS["start"], date(2026, 10, 1))
    assert [described(change) for change in changes(PLAN, new)] == [
        "Status changed from draft to agreed",
        "Item 1: Start set to 2026-10-01",
        "Item 2 added: visit",
        "Item 3: Sessions set to 4",
        "Item 1 taken out: a?",
    ]


def test_sentences_say_what_happened() -> None:
    old = set_value(PLAN, "i-b", FIELDS["lead"], "欧小妮")
    assert [described(change) for change in changes(old, PLAN)] == ["Item 2: Lead emptied (was 欧小妮)"]
    assert [described(change) for change in changes(PLAN, move_item(PLAN, "i-a", 2))] == ["Item 1 moved to place 3"]
    three, four = (set_value(PLAN, "i-b", FIELDS["sessions"], number) for number in (3, 4))
    assert [described(change) for change in changes(three, four)] == ["Item 2: Sessions changed from 3 to 4"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a" * 30, "a" * 30),
        ("a" * 31, "a" * 28 + ".."),
        ("玉" * 15, "玉" * 15),
        ("玉" * 16, "玉" * 14 + ".."),
        ("a" + "玉" * 15, "a" + "玉" * 13 + ".."),
        ("one\n\n two", "one two"),
        ("{x} [b]%s", "{x} [b]%s"),
    ],
)
def test_long_values_are_cut_unless_they_are_wanted_whole(text: str, told: str) -> None:
    (change,) = changes(PLAN, set_value(PLAN, "i-a", FIELDS["note"], text))
    assert described(change) == f"Item 1: Note set to {told}"
    assert described(change, width=None) == f"Item 1: Note set to {' '.join(text.split())}"


@law
@given(any_text | st.sampled_from(HOSTILE), any_text | st.sampled_from(HOSTILE))
def test_sentences_are_one_short_line_whatever_stands_in_the_plan(before: str, after: str) -> None:
    old, new = (set_value(PLAN, "i-a", FIELDS["note"], text) for text in (before, after))
    for change in changes(old, new):
        sentence = described(change)
        assert cells(sentence) <= 60 + 40
        assert sentence == clean(sentence) and len(sentence.splitlines()) == 1
    assert "\n" not in described(Change(ChangeKind.ADDED, "i-n", 1, after=Item(id="i-n", activity=after)))


@pytest.mark.parametrize(
    ("item", "title"),
    [
        (Item(id="i", need_texts=("one", "two"), activity="x"), "one, two"),
        (Item(id="i", activity="\n  first \nsecond", mode=Mode.VISIT), "first"),
        (Item(id="i", mode=Mode.VISIT), "visit"),
        (Item(id="i"), "new item"),
    ],
)
def test_an_item_is_called_after_what_is_known_of_it(item: Item, title: str) -> None:
    assert item_title(item) == title


def test_an_id_that_stands_twice_hides_no_change() -> None:
    twice = replace(PLAN, items=(PLAN.items[0], replace(PLAN.items[1], id="i-a")))
    assert changes(twice, twice) == ()
    edited = replace(twice, items=(twice.items[0], replace(twice.items[1], people=3)))
    assert [described(change) for change in changes(twice, edited)] == ["Item 2: People set to 3"]
