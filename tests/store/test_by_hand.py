"""What people wrote by hand into one of two plan files is told, and nothing else is."""

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from needsmatch.model.plan import Item, Removed
from needsmatch.store.by_hand import HandChange, HandKind, hand_changes
from needsmatch.store.plans import changed_bytes
from tests.store.test_plan_merge import ANSWER, hand_edits, read, remarks
from tests.store.test_saving import PLAN

OTHER_WAY = {HandKind.ADDED: HandKind.GONE, HandKind.CHANGED: HandKind.CHANGED, HandKind.GONE: HandKind.ADDED}


def told(old: str, new: str) -> tuple[HandChange, ...]:
    return hand_changes(old.encode(), new.encode())


@pytest.mark.parametrize(
    ("old", "new", "change"),
    [
        ("# Our plan.", "# Hello\n# Our plan.", HandChange(HandKind.ADDED, None, None, after="# Hello")),
        ("# the end\n", "", HandChange(HandKind.GONE, None, None, before="# the end")),
        ("# nobody", "# x\n# nobody", HandChange(HandKind.ADDED, None, None, after="# x")),
        ("# first", "#", HandChange(HandKind.GONE, 1, "i-a", before="# first")),
        ("# -- about games --\n", "", HandChange(HandKind.GONE, 2, "i-b", before="# -- about games --")),
        ("# by telephone", "", HandChange(HandKind.GONE, 2, "i-b", before="# by telephone")),
        ('id = "i-b"', 'id = "i-b"\nown = 1', HandChange(HandKind.ADDED, 2, "i-b", "own", None, [1])),
        ('id = "x"', 'id = "x"\nown = 1', HandChange(HandKind.ADDED, 2, "i-b", "answer.own", None, [1])),
        ("# the end", "# the end\n[[own]]\nx = 1", HandChange(HandKind.ADDED, None, None, "own", None, [[{"x": 1}]])),
        ("[unmet]]", "[unmet]]\nown.x = 1", HandChange(HandKind.ADDED, None, None, "unmet.own", None, [{"x": 1}])),
        ("  3]  ", "  4]  ", HandChange(HandKind.CHANGED, None, None, "plan.our_own_key", [[1, 2, 3]], [[1, 2, 4]])),
    ],
)
def test_a_remark_and_a_key_are_told_with_their_item(old: str, new: str, change: HandChange) -> None:
    assert old in PLAN
    assert change in told(PLAN, PLAN.replace(old, new))
    assert len(told(PLAN, PLAN.replace(old, new))) == 1 + (new == "#")


def test_a_number_that_is_none_is_the_same_as_itself() -> None:
    text = PLAN.replace("our_own_key = ", "what = nan\nour_own_key = ")
    assert told(text, text) == ()


def test_what_a_change_in_the_app_takes_along_is_not_told() -> None:
    plan = read(PLAN).plan
    gone = plan.items[1]
    edited = [
        replace(plan, items=(replace(plan.items[0], people=12, answers=(ANSWER,)), gone)),
        replace(plan, items=(Item(id="i-n", activity="x"), *plan.items[::-1])),
        replace(plan, items=plan.items[:1], removed=(Removed(id=gone.id, needs=gone.needs, item=gone),)),
        replace(plan, unmet=()),
    ]
    for new in edited:
        assert hand_changes(PLAN.encode(), changed_bytes(read(PLAN), new)) == ()


def test_remarks_are_told_even_where_it_cannot_be_told_what_stands_where() -> None:
    deep = PLAN + f"[own]\nx = {'[' * 120}{']' * 120}\n"
    assert told(deep, deep) == ()
    assert told(deep, deep + "# more\n") == (HandChange(HandKind.ADDED, None, None, after="# more"),)


@settings(deadline=None, max_examples=60)
@given(st.data())
def test_nothing_is_told_of_the_same_and_the_other_way_round_is_the_opposite(data: st.DataObject) -> None:
    old = data.draw(hand_edits(PLAN, "old"))
    new = data.draw(hand_edits(old, "new"))
    assert told(old, old) == ()
    found = told(old, new)
    assert Counter((OTHER_WAY[change.kind], change.key, str(change.before)) for change in found) == Counter(
        (change.kind, change.key, str(change.after)) for change in told(new, old)
    )
    balance = Counter(remarks(new))
    balance.subtract(remarks(old))
    for change in found:
        if change.key is None:
            balance[str(change.after or change.before)] -= 1 if change.kind is HandKind.ADDED else -1
    assert not any(balance.values())
