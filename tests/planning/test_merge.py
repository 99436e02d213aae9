"""Merging two copies of a plan, case by case."""

from collections import Counter
from datetime import UTC, date, datetime

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from needsmatch.i18n import using
from needsmatch.model.match import Cause, Code
from needsmatch.model.plan import (
    About,
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
)  # fmt: skip
from needsmatch.model.revision import decision_of, revision_of, stamped
from needsmatch.model.terms import Grade, Useful
from needsmatch.planning.edit import add_item, give_reason, move_item, put_back, remove_item
from needsmatch.planning.merge import Merged, NotOnePlan, Part, Whose, decided, merge
from needsmatch.planning.merge_lists import united_text
from needsmatch.planning.merge_names import part_name
from needsmatch.planning.merge_words import item_titles, part_value, summary

AT = datetime(2026, 10, 1, 9, tzinfo=UTC)
LATER = datetime(2026, 10, 2, 9, tzinfo=UTC)


def agrees(name: str, at: datetime = AT, comment: str | None = None) -> Answer:
    return Answer(id=name, side=PlanSide.RECEIVER, by="赵雯", at=at, answer=Reply.AGREE, comment=comment)


BASE = stamped(
    SupportPlan(
        plan=About(
            format=1, id="yuhai-with-huoju", programme="huli-minning", receiver="yuhai", receiver_name="玉海幼儿园",
            donor="huoju", donor_name="火炬幼儿园", status=Status.PROPOSED, start=date(2026, 9, 1),
        ),
        items=(
            Item(
                id="i-art", needs=("yuhai/art",), need_texts=("艺术活动怎么教",), strength="huoju/art", strength_text="艺术教研",
                score=72, sessions=6, lead="欧小妮", note="每学期三次", answers=(agrees("a-0"),),
                outcomes=(Outcome(id="o-1", day=date(2026, 9, 20), sessions=1, people=18),),
            ),
            Item(id="i-games", needs=("yuhai/games",), need_texts=("三大游戏",), people=3),
            Item(id="i-food", needs=("yuhai/food",), need_texts=("孩子挑食",)),
        ),
        unmet=(UnmetNeed(need="yuhai/bus", need_text="一辆校车", cause=Cause.NOBODY, sentence="没有学校提供"),),
    )
)  # fmt: skip


def changed(plan: SupportPlan, item_id: str, **fields: object) -> SupportPlan:
    return replace(plan, items=tuple(replace(item, **fields) if item.id == item_id else item for item in plan.items))


def about(plan: SupportPlan, **fields: object) -> SupportPlan:
    return replace(plan, plan=replace(plan.plan, **fields))


def unmet(plan: SupportPlan, **fields: object) -> SupportPlan:
    return replace(plan, unmet=(replace(plan.unmet[0], **fields),))


def item(plan: SupportPlan, item_id: str = "i-art") -> Item:
    return next(item for item in plan.items if item.id == item_id)


def part(merged: Merged, key: str) -> Part:
    return next(part for part in merged.parts if part.key == key)


def conflict(ours: SupportPlan, theirs: SupportPlan, base: SupportPlan = BASE) -> Part:
    """The one conflict; the merge with the sides turned has the same one."""
    (found,) = merge(base, ours, theirs).conflicts
    (turned,) = merge(base, theirs, ours).conflicts
    assert (turned.key, turned.ours, turned.theirs) == (found.key, found.theirs, found.ours)
    return found


def clean(ours: SupportPlan, theirs: SupportPlan, base: SupportPlan = BASE) -> SupportPlan:
    """The plan of a merge without conflict, which is the same either way and once more."""
    merged = merge(base, ours, theirs)
    assert not merged.conflicts
    assert merge(base, theirs, ours).plan == merged.plan
    assert merge(base, merged.plan, theirs).plan == merged.plan
    return merged.plan


def order(plan: SupportPlan) -> list[str]:
    return [item.id.removeprefix("i-") for item in plan.items]


# Fields


def test_what_each_side_changed_in_one_item_is_in_the_result() -> None:
    merged = merge(BASE, changed(BASE, "i-art", sessions=8), changed(BASE, "i-art", lead="林老师"))
    assert (item(merged.plan).sessions, item(merged.plan).lead) == (8, "林老师")
    assert {(part.key, part.item, part.whose) for part in merged.parts} == {
        ("item/i-art/sessions", "i-art", Whose.OURS),
        ("item/i-art/lead", "i-art", Whose.THEIRS),
    }
    field = part(merged, "item/i-art/lead").field
    assert field is not None
    assert field.label == "Lead"


def test_a_field_that_both_changed_differently_waits_for_a_person() -> None:
    ours, theirs = changed(BASE, "i-art", sessions=8), changed(BASE, "i-art", sessions=10)
    found = conflict(ours, theirs)
    assert (found.key, found.base, found.ours, found.theirs, found.result) == ("item/i-art/sessions", 6, 8, 10, 8)
    merged = merge(BASE, ours, theirs)
    assert item(merged.plan).sessions == 8
    for value in (8, 10, 9):
        plan = decided(merged, {found.key: value})
        assert item(plan).sessions == value
        again = merge(BASE, plan, theirs)
        assert (again.plan, again.parts) == (plan, ())


def test_the_same_change_on_both_sides_is_no_conflict() -> None:
    ours = changed(BASE, "i-art", sessions=8)
    assert part(merge(BASE, ours, ours), "item/i-art/sessions").whose is Whose.BOTH


def test_a_conflict_that_is_left_open_is_no_decision() -> None:
    merged = merge(BASE, changed(BASE, "i-art", sessions=8), changed(BASE, "i-art", sessions=10))
    with pytest.raises(LookupError):
        decided(merged, {"item/i-art/lead": "x"})


def test_a_strength_and_its_reasons_are_one_part() -> None:
    reasons = (Reason(code=Code.SAME_TOPIC, points=80),)
    ours = changed(BASE, "i-art", strength="huoju/paint", strength_text="画展", score=80, evidence=reasons)
    theirs = changed(BASE, "i-art", score=60)
    found = conflict(ours, theirs)
    assert found.key == "item/i-art/strength"
    taken = item(decided(merge(BASE, ours, theirs), {found.key: found.theirs}))
    assert (taken.strength, taken.score, taken.evidence) == ("huoju/art", 60, ())


def test_the_fields_of_the_plan_are_merged_like_those_of_items() -> None:
    plan = clean(about(BASE, end=date(2027, 7, 1)), about(BASE, status=Status.AGREED))
    assert (plan.plan.end, plan.plan.status) == (date(2027, 7, 1), Status.AGREED)
    assert conflict(about(BASE, start=date(2026, 9, 2)), about(BASE, start=date(2026, 9, 3))).key == "plan/start"


def test_a_later_revision_of_ours_stays_and_one_of_theirs_is_taken() -> None:
    sent = stamped(changed(BASE, "i-art", sessions=8))
    for ours, theirs in ((sent, changed(BASE, "i-art", lead="林老师")), (BASE, sent)):
        plan = merge(BASE, ours, theirs).plan
        assert (plan.plan.revision, plan.plan.parent) == (sent.plan.revision, BASE.plan.revision)


# Notes


@pytest.mark.parametrize(
    ("ours", "theirs", "both"),
    [
        ("每学期三次\n带纸", "每学期三次\n三号教室", "每学期三次\n三号教室\n带纸"),
        ("每学期三次, 带纸", "每学期三次, 带纸, 带笔", "每学期三次, 带纸\n每学期三次, 带纸, 带笔"),
        ("不用三号教室", "三号教室", "三号教室\n不用三号教室"),
        ("带纸", "每学期三次\n三号教室", "三号教室\n带纸"),
        ("带纸", "三号教室", "三号教室\n带纸"),
        ("每学期三次, 带纸\nb", "每学期三次\na", "a\n每学期三次, 带纸\nb"),
        ("每学期三次\n\nx", "每学期三次\n\ny", "每学期三次\n\nx\ny"),
    ],
)
def test_two_notes_become_one(ours: str | None, theirs: str | None, both: str) -> None:
    one, other = changed(BASE, "i-art", note=ours), changed(BASE, "i-art", note=theirs)
    assert item(clean(one, other)).note == both
    assert part(merge(BASE, one, other), "item/i-art/note").whose is Whose.UNITED


def test_a_note_taken_out_here_and_written_in_there_waits_for_a_person() -> None:
    for written in ("每学期三次, 带纸", "每学期三次\n带纸", "三号教室"):
        found = conflict(changed(BASE, "i-art", note=None), changed(BASE, "i-art", note=written))
        assert (found.key, found.ours, found.theirs) == ("item/i-art/note", None, written)


def test_lines_that_are_gone_on_either_side_are_gone() -> None:
    base = changed(BASE, "i-art", note="a\nb\nc\nd")
    ours, theirs = changed(base, "i-art", note="a\nc\nd\nx"), changed(base, "i-art", note="b\nc2\na\nx")
    assert item(clean(ours, theirs, base)).note == "c2\na\nx"
    # Nothing is left of what each of them kept.
    assert conflict(changed(base, "i-art", note="a\nb"), changed(base, "i-art", note="c\nd"), base)


@example("", "a\n\na", "\n\n\na")
@settings(max_examples=300)
@given(*[st.lists(st.sampled_from(["", "a", "b", "ab", " "]), max_size=6).map("\n".join)] * 3)
def test_two_texts_become_one_either_way_and_once_more(base: str, ours: str, theirs: str) -> None:
    both = united_text(base, ours, theirs)
    assert united_text(base, theirs, ours) == both
    assert united_text(base, both, theirs) == both
    assert united_text(base, ours, base) == (ours or None)
    before, here, there, now = (Counter(text.split("\n")) for text in (base, ours, theirs, both or ""))
    for line in {*here, *there} - {""}:
        assert now[line] >= max(here[line], there[line]) or before[line]


def test_two_notes_of_many_short_lines_become_one_at_once() -> None:
    # Comparing each line with each would be a hundred million comparisons.
    ours, theirs = ("\n".join(chr(first + number) for number in range(9_999)) for first in (0x4E00, 0x7600))
    both = united_text(None, ours, theirs)
    assert both and sorted(both.split("\n")) == sorted((*ours.split("\n"), *theirs.split("\n")))


def test_notes_that_are_too_long_together_wait_for_a_person() -> None:
    ours, theirs = changed(BASE, "i-art", note="a" * 15_000), changed(BASE, "i-art", note="b" * 15_000)
    assert conflict(ours, theirs).key == "item/i-art/note"


# What was said and done


def test_answers_of_both_are_there_the_latest_last() -> None:
    first, second = agrees("a-9"), agrees("a-1", LATER)
    ours = changed(BASE, "i-art", answers=(agrees("a-0"), second))
    theirs = changed(BASE, "i-art", answers=(agrees("a-0"), first))
    assert item(clean(ours, theirs)).answers == (agrees("a-0"), first, second)
    assert [part.key for part in merge(BASE, ours, theirs).parts] == ["item/i-art/answer/a-9", "item/i-art/answer/a-1"]


def test_two_answers_with_one_id_are_both_kept() -> None:
    ours = changed(BASE, "i-games", answers=(agrees("a-1", comment="好"),))
    theirs = changed(BASE, "i-games", answers=(agrees("a-1", comment="不好"),))
    found = item(clean(ours, theirs), "i-games").answers
    assert sorted(answer.comment or "" for answer in found) == ["不好", "好"]
    assert len({answer.id for answer in found}) == 2


def test_an_answer_that_one_side_took_back_stays_where_the_other_said_more() -> None:
    ours = changed(BASE, "i-art", answers=(agrees("a-2", LATER),))
    theirs = changed(BASE, "i-art", answers=(agrees("a-0"), agrees("a-1")))
    assert [answer.id for answer in item(clean(ours, theirs)).answers] == ["a-0", "a-1", "a-2"]


def test_an_outcome_is_merged_field_by_field_and_never_counted_twice() -> None:
    done = BASE.items[0].outcomes[0]
    new = Outcome(id="o-2", day=date(2026, 10, 9), people=20)
    ours = changed(BASE, "i-art", outcomes=(replace(done, people=20),))
    theirs = changed(BASE, "i-art", outcomes=(replace(done, remark="下雨"), new))
    assert item(clean(ours, theirs)).outcomes == (replace(done, people=20, remark="下雨"), new)
    theirs = changed(BASE, "i-art", outcomes=(replace(done, people=22),))
    found = conflict(ours, theirs)
    assert found.key == "item/i-art/outcome/o-1/people"
    (outcome,) = item(decided(merge(BASE, ours, theirs), {found.key: 22})).outcomes
    assert outcome.people == 22


def test_an_outcome_that_one_side_took_out_and_the_other_changed_waits_for_a_person() -> None:
    done = BASE.items[0].outcomes[0]
    found = conflict(changed(BASE, "i-art", outcomes=()), changed(BASE, "i-art", outcomes=(replace(done, people=20),)))
    assert (found.key, found.ours) == ("item/i-art/outcome/o-1", None)


MA = Placement(id="p-1", person="马英华", start=date(2026, 9, 1), mentors=("李如英", "王芳"))
PLACED = changed(BASE, "i-games", placements=(MA,))


def test_a_placement_is_merged_field_by_field() -> None:
    lin = Placement(id="p-2", person="林岚")
    ours = changed(PLACED, "i-games", placements=(replace(MA, end=date(2026, 9, 30), note="住校"),))
    theirs = changed(PLACED, "i-games", placements=(replace(MA, grade=Grade.GOOD, note="带电脑"), lin))
    both = replace(MA, end=date(2026, 9, 30), grade=Grade.GOOD, note="住校\n带电脑")
    (merged, other) = item(clean(ours, theirs, PLACED), "i-games").placements
    assert (replace(merged, note=both.note), other) == (both, lin)
    assert sorted(str(merged.note).split("\n")) == ["住校", "带电脑"]


def test_a_placement_that_both_changed_differently_waits_for_a_person_who_reads_whose_it_is() -> None:
    ours = changed(PLACED, "i-games", placements=(replace(MA, grade=Grade.GOOD),))
    theirs = changed(PLACED, "i-games", placements=(replace(MA, grade=Grade.PASSED),))
    found = conflict(ours, theirs, PLACED)
    assert found.key == "item/i-games/placement/p-1/grade"
    assert (part_name(found), part_value(found, found.theirs)) == ("Grade (马英华)", "passed")
    assert found.field is not None
    (decided_on,) = item(decided(merge(PLACED, ours, theirs), {found.key: Grade.EXCELLENT}), "i-games").placements
    assert decided_on.grade is Grade.EXCELLENT


def test_a_row_that_one_side_took_out_and_the_other_left_alone_is_out() -> None:
    ours = changed(changed(PLACED, "i-games", placements=()), "i-art", outcomes=())
    plan = clean(ours, changed(PLACED, "i-food", people=3), PLACED)
    assert (item(plan).outcomes, item(plan, "i-games").placements) == ((), ())
    found = conflict(changed(PLACED, "i-games", placements=()), changed(PLACED, "i-games", placements=(replace(MA, role="x"),)), PLACED)  # fmt: skip
    assert (found.key, part_name(found)) == ("item/i-games/placement/p-1", "Who is placed")


def test_new_rows_of_both_stand_in_the_order_of_their_days() -> None:
    early, late = Outcome(id="o-z", day=date(2026, 10, 1), people=1), Outcome(id="o-a", day=date(2026, 10, 2), people=2)
    ours = changed(BASE, "i-games", outcomes=(late,), placements=(replace(MA, start=late.day),))
    theirs = changed(BASE, "i-games", outcomes=(early,), placements=(replace(MA, id="p-9", start=early.day),))
    found = item(clean(ours, theirs), "i-games")
    assert [row.id for row in found.outcomes] == ["o-z", "o-a"]
    assert [row.id for row in found.placements] == ["p-9", "p-1"]


def test_who_noted_something_and_when_is_one_thing() -> None:
    done = BASE.items[0].outcomes[0]
    ours = changed(BASE, "i-art", outcomes=(replace(done, by="林静", at=AT),))
    theirs = changed(BASE, "i-art", outcomes=(replace(done, by="赵雯", at=LATER),))
    found = conflict(ours, theirs)
    assert (found.key, found.ours) == ("item/i-art/outcome/o-1/by", ("林静", AT))
    assert part_name(found) == "Noted by (20 September 2026)"
    assert part_value(found, found.theirs) == "赵雯, 2 October 2026"


def word(name: str, at: datetime = AT, useful: Useful = Useful.VERY) -> Confirmation:
    return Confirmation(id=name, side=PlanSide.RECEIVER, by="赵雯", at=at, useful=useful)


def test_what_was_said_about_what_was_done_is_only_added_the_latest_last() -> None:
    base = changed(BASE, "i-art", confirmations=(word("c-0"),))
    ours = changed(base, "i-art", confirmations=(word("c-0"), word("c-1", LATER, Useful.LITTLE)))
    theirs = changed(base, "i-art", confirmations=(word("c-2"),))
    assert [entry.id for entry in item(clean(ours, theirs, base)).confirmations] == ["c-0", "c-2", "c-1"]
    two = (
        changed(base, "i-art", confirmations=(word("c-1"),)),
        changed(base, "i-art", confirmations=(word("c-1", LATER),)),
    )
    assert [entry.at for entry in item(clean(*two, base)).confirmations] == [AT, LATER]


def test_an_item_that_stays_has_what_was_done_on_both_sides() -> None:
    ours = remove_item(changed(PLACED, "i-games", confirmations=(word("c-1"),)), "i-games", "林静", AT)
    lin = replace(MA, id="p-2", person="林岚", start=date(2026, 10, 1))
    theirs = changed(PLACED, "i-games", placements=(MA, lin), outcomes=(Outcome(id="o", day=AT.date(), people=2),))
    found = conflict(ours, theirs, PLACED)
    stays = item(decided(merge(PLACED, ours, theirs), {found.key: found.theirs}), "i-games")
    assert [row.person for row in stays.placements] == ["马英华", "林岚"]
    assert (len(stays.outcomes), len(stays.confirmations)) == (1, 1)


# Items taken out, added, put back, moved


def test_an_item_that_one_side_took_out_leaves_its_mark() -> None:
    ours = remove_item(BASE, "i-games", "林静", AT, "不需要了")
    plan = clean(ours, changed(BASE, "i-art", sessions=8))
    assert order(plan) == ["art", "food"]
    assert plan.removed == ours.removed


def test_an_item_that_went_without_a_mark_gets_one() -> None:
    plan = clean(replace(BASE, items=BASE.items[1:]), about(BASE, end=date(2027, 7, 1)))
    assert plan.removed == (Removed(id="i-art", needs=("yuhai/art",), item=BASE.items[0]),)


def test_an_item_taken_out_here_and_changed_there_waits_for_a_person() -> None:
    said = replace(BASE.items[0], answers=(agrees("a-0"), agrees("a-1", LATER, "很好")))
    ours = remove_item(changed(BASE, "i-art", answers=(agrees("a-0"), agrees("a-2"))), "i-art", "林静", AT, "太多")
    theirs = replace(BASE, items=(said, *BASE.items[1:]))
    found = conflict(ours, theirs)
    assert (found.key, found.item, found.ours, found.theirs) == ("item/i-art", "i-art", None, said)
    merged = merge(BASE, ours, theirs)
    out, back = decided(merged, {found.key: None}), decided(merged, {found.key: said})
    assert order(merged.plan) == order(out) == ["games", "food"]
    (mark,) = out.removed
    assert (mark.by, mark.why) == ("林静", "太多")
    assert mark.item is not None
    assert [answer.id for answer in mark.item.answers] == ["a-0", "a-2", "a-1"]
    assert order(back) == ["art", "games", "food"]
    assert back.removed == ()
    assert [answer.id for answer in item(back).answers] == ["a-0", "a-2", "a-1"]
    for plan in (out, back):
        assert merge(BASE, plan, theirs).plan == plan


def test_a_copy_that_was_taken_in_says_nothing_new_once_its_item_is_taken_out() -> None:
    theirs = changed(BASE, "i-art", answers=(agrees("a-0"), agrees("a-1", LATER, "不用了")))
    ours = changed(clean(BASE, theirs), "i-art", lead="林老师")
    ours = remove_item(ours, "i-art", "林静", LATER, "太多")
    merged = merge(BASE, ours, theirs)
    assert (merged.plan, merged.conflicts) == (ours, ())
    assert merge(BASE, theirs, ours).plan == ours
    assert part(merged, "item/i-art").whose is Whose.OURS
    assert part_value(part(merged, "item/i-art"), None) == "taken out"
    # What they said since is new.
    more = changed(theirs, "i-art", note="每学期四次")
    assert conflict(ours, more).key == "item/i-art"


@pytest.mark.parametrize(("mine", "yours"), [(8, 9), (9, 8)])
def test_an_item_taken_out_with_another_value_than_theirs_waits_for_a_person(mine: int, yours: int) -> None:
    ours = remove_item(changed(BASE, "i-art", sessions=mine), "i-art", "林静", LATER)
    assert conflict(ours, changed(BASE, "i-art", sessions=yours)).key == "item/i-art"


def test_an_item_that_came_with_a_copy_and_was_taken_out_stays_out() -> None:
    theirs = add_item(BASE, Item(id="i-new", activity="跟岗两周"), None)
    ours = remove_item(clean(BASE, theirs), "i-new", "林静", LATER)
    assert clean(ours, theirs) == ours


def test_an_item_that_was_put_back_there_stays_out_only_where_what_was_said_then_is_known() -> None:
    base = remove_item(BASE, "i-games", "林静", AT, "不需要")
    theirs = changed(put_back(base, "i-games"), "i-games", answers=(agrees("a-1"),))
    ours = remove_item(clean(base, theirs, base), "i-games", "林静", LATER, "还是不需要")
    assert clean(ours, theirs, base) == ours
    # Put back here as well, and taken out once more: that they want it says nothing but the item itself.
    ours = remove_item(put_back(base, "i-games"), "i-games", "林静", LATER, "还是不需要")
    assert conflict(ours, put_back(base, "i-games"), base).key == "item/i-games"


def test_why_an_item_was_taken_out_is_told_in_its_note_where_it_stays() -> None:
    ours = changed(BASE, "i-art", sessions=8)
    theirs = remove_item(BASE, "i-art", "林静", AT, "太远\n太多")
    found = conflict(ours, theirs)
    kept = decided(merge(BASE, ours, theirs), {found.key: found.ours})
    assert (item(kept).note, kept.removed) == ("每学期三次\n太远\n太多", ())
    assert decided(merge(BASE, theirs, ours), {found.key: found.ours}).items == kept.items
    # What was said before it was put back is over.
    base = remove_item(BASE, "i-games", "林静", AT, "不需要")
    ours, theirs = put_back(base, "i-games"), give_reason(base, "i-games", "不需要\n没有钱")
    found = conflict(ours, theirs, base)
    assert item(decided(merge(base, ours, theirs), {found.key: found.ours}), "i-games").note == "没有钱"


def test_where_the_note_has_no_room_for_why_an_item_was_taken_out_its_mark_stays() -> None:
    ours, theirs = changed(BASE, "i-art", note="a" * 19_999), remove_item(BASE, "i-art", "林静", AT, "太远")
    found = conflict(ours, theirs)
    kept = decided(merge(BASE, ours, theirs), {found.key: found.ours})
    assert (item(kept), kept.removed) == (found.ours, theirs.removed)
    assert merge(BASE, kept, theirs).plan == kept


def test_marks_written_by_hand_beside_their_item_are_united() -> None:
    ours, theirs = (replace(BASE, removed=(Removed(id="i-art", why=why),)) for why in ("太远", "太多"))
    (mark,) = clean(ours, theirs).removed
    assert mark.why == "太多\n太远"
    assert part(merge(BASE, ours, theirs), "removed/i-art").whose is Whose.UNITED
    assert clean(BASE, theirs).removed == theirs.removed


def test_an_item_that_both_took_out_has_one_mark_with_both_reasons() -> None:
    ours = remove_item(changed(BASE, "i-art", answers=(agrees("a-1"),)), "i-art", "林静", LATER, "太多")
    theirs = remove_item(changed(BASE, "i-art", note="每学期四次"), "i-art", "赵雯", AT, "已办")
    (mark,) = clean(ours, theirs).removed
    assert (mark.by, mark.at, mark.why) == ("赵雯", AT, "太多\n已办")
    assert mark.item is not None
    assert (mark.item.note, mark.item.answers) == ("每学期四次", (agrees("a-1"),))


def test_an_item_that_was_put_back_stands_and_its_mark_goes() -> None:
    base = remove_item(BASE, "i-games", "林静", AT)
    plan = clean(put_back(base, "i-games"), changed(base, "i-art", sessions=8), base)
    assert (order(plan), plan.removed) == (["art", "food", "games"], ())
    found = conflict(put_back(base, "i-games"), give_reason(base, "i-games", "不需要"), base)
    assert found.key == "item/i-games"


def test_an_item_put_back_by_both_has_what_each_changed_in_it() -> None:
    base = remove_item(BASE, "i-games", "林静", AT)
    back = put_back(base, "i-games")
    plan = clean(changed(back, "i-games", people=5), changed(back, "i-games", lead="林老师"), base)
    assert (item(plan, "i-games").people, item(plan, "i-games").lead) == (5, "林老师")


def test_added_items_stand_behind_what_they_stand_behind_there() -> None:
    ours = add_item(add_item(BASE, Item(id="i-x"), "i-art"), Item(id="i-z"), None)
    theirs = add_item(add_item(BASE, Item(id="i-a"), "i-art"), Item(id="i-y"), "i-games")
    assert order(clean(ours, theirs)) == ["art", "a", "x", "games", "y", "food", "z"]


def test_an_item_that_both_added_is_one() -> None:
    ours = add_item(BASE, Item(id="i-x", sessions=2, people=4), None)
    theirs = add_item(BASE, Item(id="i-x", lead="林老师", people=4), None)
    assert item(clean(ours, theirs), "i-x") == Item(id="i-x", sessions=2, people=4, lead="林老师")
    assert part(merge(BASE, ours, ours), "item/i-x").whose is Whose.BOTH
    assert conflict(ours, changed(ours, "i-x", people=5)).key == "item/i-x/people"


def test_the_order_of_the_side_that_moved_something_is_taken() -> None:
    moved = move_item(BASE, "i-food", -2)
    assert order(clean(moved, add_item(BASE, Item(id="i-x"), "i-games"))) == ["food", "art", "games", "x"]
    assert order(clean(moved, moved)) == ["food", "art", "games"]
    assert part(merge(BASE, BASE, moved), "order").whose is Whose.THEIRS


def test_two_other_orders_wait_for_a_person() -> None:
    ours, theirs = move_item(BASE, "i-food", -2), move_item(BASE, "i-art", 1)
    found = conflict(ours, theirs)
    assert (found.key, found.base) == ("order", ("i-art", "i-games", "i-food"))
    merged = merge(BASE, ours, theirs)
    assert order(merged.plan) == ["food", "art", "games"]
    assert order(decided(merged, {"order": found.theirs})) == ["games", "art", "food"]
    assert order(decided(merged, {"order": ("i-games",)})) == ["games", "food", "art"]


def test_an_id_that_stands_twice_is_two_items() -> None:
    base = replace(BASE, items=(BASE.items[0], replace(BASE.items[1], id="i-art")))
    ours = replace(base, items=(base.items[0], replace(base.items[1], people=9)))
    theirs = replace(base, items=(replace(base.items[0], sessions=9), base.items[1]))
    plan = clean(ours, theirs, base)
    assert [(item.sessions, item.people) for item in plan.items] == [(9, None), (None, 9)]


def test_an_item_that_is_no_longer_asked_for_keeps_what_the_other_side_said() -> None:
    plan = clean(changed(BASE, "i-food", outdated=Outdated.NOT_ASKED), changed(BASE, "i-food", people=2))
    assert (item(plan, "i-food").outdated, item(plan, "i-food").people) == (Outdated.NOT_ASKED, 2)


# Unmet needs, signatures, bookkeeping


def asked(name: str, text: str) -> UnmetNeed:
    return UnmetNeed(
        need=f"yuhai/{name}", need_text=text, cause=Cause.ASKED_IN_REVIEW, side=PlanSide.RECEIVER, by="赵雯", at=AT
    )


def test_needs_that_both_added_stay() -> None:
    ours = replace(BASE, unmet=(*BASE.unmet, asked("n-2", "钢琴")))
    theirs = replace(BASE, unmet=(*BASE.unmet, asked("n-1", "安全")))
    assert [entry.need_text for entry in clean(ours, theirs).unmet] == ["一辆校车", "安全", "钢琴"]


def test_a_need_that_has_an_answer_by_now_does_not_come_back_with_the_copy_it_came_with() -> None:
    copy = replace(BASE, unmet=(*BASE.unmet, asked("n-1", "安全")))
    taken_in = merge(BASE, BASE, copy).plan
    answered = add_item(taken_in, Item(id="i-safe", needs=("yuhai/n-1",), need_texts=("安全",)), None)
    assert merge(BASE, answered, copy).plan == answered


def test_an_unmet_need_that_was_answered_goes_unless_a_person_changed_its_words() -> None:
    ours = add_item(BASE, Item(id="i-bus", needs=("yuhai/bus",), need_texts=("一辆校车",)), None)
    assert clean(ours, unmet(BASE, cause=Cause.OTHER_DONOR, others=("other/bus",))).unmet == ()
    found = conflict(ours, unmet(BASE, sentence="明年再说"))
    assert (found.key, found.ours) == ("unmet/yuhai/bus", None)


def test_an_unmet_need_that_is_gone_without_an_answer_stays_where_it_changed() -> None:
    theirs = unmet(BASE, cause=Cause.OTHER_DONOR, others=("other/bus",))
    assert clean(replace(BASE, unmet=()), theirs).unmet == theirs.unmet


def test_the_words_of_an_unmet_need_are_merged_beside_its_cause() -> None:
    plan = clean(unmet(BASE, sentence="明年再说"), unmet(BASE, cause=Cause.OTHER_DONOR, others=("other/bus",)))
    assert (plan.unmet[0].sentence, plan.unmet[0].cause) == ("明年再说", Cause.OTHER_DONOR)


def signed(plan: SupportPlan, side: PlanSide, at: datetime) -> SupportPlan:
    return replace(
        plan, signatures=(*plan.signatures, Signature(side=side, name="赵雯", at=at, revision=revision_of(plan)))
    )


def test_signatures_of_both_stay_in_the_order_of_time() -> None:
    plan = clean(signed(BASE, PlanSide.DONOR, LATER), signed(BASE, PlanSide.RECEIVER, AT))
    assert [signature.side for signature in plan.signatures] == [PlanSide.RECEIVER, PlanSide.DONOR]


def test_a_copy_that_was_decided_on_still_brings_its_signature() -> None:
    theirs = changed(BASE, "i-art", sessions=10)
    merged = merge(BASE, changed(BASE, "i-art", sessions=8), theirs)
    plan = decided(merged, {"item/i-art/sessions": 8})
    assert plan.plan.merged == (decision_of(theirs, BASE),)
    again = merge(BASE, plan, signed(theirs, PlanSide.RECEIVER, AT))
    assert [part.key.split("/")[0] for part in again.parts] == ["signature"]
    assert len(again.plan.signatures) == 1
    assert replace(again.plan, signatures=()) == plan


def test_a_change_back_to_an_earlier_text_is_taken() -> None:
    first, ours = changed(BASE, "i-art", sessions=2), changed(BASE, "i-art", sessions=3)
    merged = merge(BASE, ours, first)
    plan = decided(merged, {found.key: found.theirs for found in merged.conflicts})
    second = changed(BASE, "i-art", sessions=5)
    plan = merge(first, plan, second).plan
    assert item(plan).sessions == 5
    again = merge(second, plan, first)
    assert (item(again.plan).sessions, again.conflicts) == (2, ())


def test_a_plans_own_file_is_not_remembered() -> None:
    merged = merge(BASE, changed(BASE, "i-art", sessions=8), changed(BASE, "i-art", sessions=10))
    plan = decided(merged, {"item/i-art/sessions": 10}, remember=False)
    assert (item(plan).sessions, plan.plan.merged) == (10, ())


def test_proposed_ids_of_both_are_known() -> None:
    plan = clean(about(BASE, proposed=("i-art", "i-b")), about(BASE, proposed=("i-art", "i-a")))
    assert plan.plan.proposed == ("i-art", "i-a", "i-b")


def test_plans_of_two_pairs_are_not_merged() -> None:
    other = about(BASE, donor="linhai", donor_name="临海幼儿园")
    with pytest.raises(
        NotOnePlan, match=r"two different pairs: 玉海幼儿园 with 火炬幼儿园 and 玉海幼儿园 with 临海幼儿园"
    ):
        merge(BASE, BASE, other)
    with pytest.raises(NotOnePlan, match="huli-minning/yuhai-with-huoju and huli-minning/second"):
        merge(BASE, BASE, about(BASE, id="second"))
    with pytest.raises(NotOnePlan):
        merge(other, BASE, BASE)


def test_without_a_base_equal_things_merge_and_others_wait() -> None:
    empty = SupportPlan(plan=replace(BASE.plan, start=None))
    assert merge(empty, BASE, BASE).plan == BASE
    merged = merge(empty, BASE, move_item(changed(BASE, "i-art", sessions=7), "i-food", -1))
    assert {part.key for part in merged.conflicts} == {"order", "item/i-art/sessions"}


# Words


def test_every_part_has_a_name_and_its_values_in_words() -> None:
    done = BASE.items[0].outcomes[0]
    ours = signed(
        replace(
            move_item(
                changed(
                    changed(BASE, "i-art", sessions=8, outcomes=(replace(done, people=20),), strength="huoju/x", strength_text="画展"),
                    "i-food", need_texts=("孩子很挑食",),
                ),
                "i-food", -2,
            ),
            unmet=(replace(BASE.unmet[0], sentence="明年再说"), asked("n-1", "安全")),
        ),
        PlanSide.RECEIVER, AT,
    )  # fmt: skip
    ours = remove_item(add_item(ours, Item(id="i-x", lead="林老师"), None), "i-games", "林静", AT, "不需要")
    ours = about(changed(ours, "i-food", in_return=True, placements=(replace(MA, role="美术"),)), illustrative=True)
    ours = changed(ours, "i-food", confirmations=(replace(word("c-1"), comment="再来一次"),))
    theirs = about(changed(BASE, "i-art", answers=(agrees("a-0"), agrees("a-5", AT, "很好"))), language="en")
    theirs = changed(theirs, "i-games", people=5, outdated=Outdated.NOT_ASKED)
    merged = merge(BASE, ours, theirs)
    told = {part.key: (part_name(part), part_value(part, part.result).split("\n")) for part in merged.parts}
    assert told == {
        "plan/language": ("Language", ["English"]),
        "plan/illustrative": ("Invented for a sample", ["Yes"]),
        "item/i-food/in_return": ("Who gives it", ["the receiving school, in return"]),
        "item/i-food/placement/p-1": ("Who is placed", ["马英华", "美术; from 1 September 2026; mentors: 李如英, 王芳"]),
        "item/i-food/confirmation/c-1": (
            "What the receiving school says about it", ["赵雯 (receiving school) says: very useful, 1 October 2026", "再来一次"]
        ),
        "order": ("Order of the items", ["2, 1"]),
        "item/i-art/sessions": ("Sessions", ["8"]),
        "item/i-art/strength": ("What the giving school is good at", ["画展", "72 points"]),
        "item/i-art/answer/a-5": ("Answer of the receiving school", ["赵雯 (receiving school) agrees, 1 October 2026", "很好"]),
        "item/i-art/outcome/o-1/people": ("People (20 September 2026)", ["20"]),
        "item/i-food/needs": ("Needs", ["孩子很挑食"]),
        "item/i-x": ("Item added", ["new item", "Lead: 林老师"]),
        "item/i-games": ("Taken out or kept", ["taken out"]),
        "unmet/yuhai/bus/sentence": ("Why it has no answer", ["明年再说"]),
        "unmet/yuhai/n-1": ("Need without an answer", ["安全", "赵雯 (receiving school), 1 October 2026"]),
        f"signature/receiver/{AT.isoformat()}": ("Signature of the receiving school", ["赵雯 (receiving school), 1 October 2026"]),
    }  # fmt: skip
    for one in merged.parts:
        with using("zh_CN"):
            assert part_name(one)
            assert all(isinstance(part_value(one, value), str) for value in (one.base, one.ours, one.theirs))


def test_an_order_is_told_by_what_the_items_are_about() -> None:
    merged = merge(BASE, move_item(BASE, "i-food", -2), move_item(BASE, "i-art", 1))
    (found,) = merged.conflicts
    assert part_value(found, found.ours) == "3, 1, 2"
    assert part_value(found, found.ours, item_titles(merged)) == "1  孩子挑食\n2  艺术活动怎么教\n3  三大游戏"


def test_what_people_wrote_cannot_steer_the_screen() -> None:
    merged = merge(BASE, BASE, changed(BASE, "i-art", lead="x\x1b]0;title\x07"))
    (found,) = merged.parts
    assert "\x1b" not in part_value(found, found.theirs)


def test_the_summary_counts_what_is_the_same_and_what_is_not() -> None:
    ours = changed(BASE, "i-art", sessions=8, lead="林老师")
    theirs = changed(BASE, "i-art", sessions=10, people=4)
    assert summary(merge(BASE, ours, theirs)) == "11 fields are the same, 2 were changed on one side only, 1 on both"
    with using("en"):
        assert summary(merge(BASE, BASE, BASE)).endswith("0 were changed on one side only, 0 on both")
