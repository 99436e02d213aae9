"""A plan that exists and a fresh proposal: each rule on its own, and the laws of all of them."""

from datetime import date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

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
)
from needsmatch.model.revision import revision_of, terms_of
from needsmatch.model.school import Need, School, Strength
from needsmatch.model.terms import Mode, Stage, Useful
from needsmatch.planning.edit import move_item, remove_item
from needsmatch.planning.fields import ITEM_FIELDS
from needsmatch.planning.followed import Edit
from needsmatch.planning.refresh import Refreshed, RowKind, refresh
from needsmatch.planning.reworded import texts_of

NOON = datetime(2026, 11, 22, 12)
PIPES, PIPES_AGAIN = "保育员不会消毒，流程乱", "保育员不会消毒，流程很乱"
ROOF, ROOF_AGAIN = "屋顶漏水要修", "屋顶漏水急要修"


def item(name: str, text: str = "", **more: object) -> Item:
    return replace(Item(id=f"i-{name}", needs=(f"r/{name}",), need_texts=(text or name,)), **more)


def unmet(name: str, text: str = "", **more: object) -> UnmetNeed:
    return replace(UnmetNeed(need=f"r/{name}", need_text=text or name, cause=Cause.NOBODY), **more)


def plan(
    *items: Item, missing: tuple[UnmetNeed, ...] = (), removed: tuple[Removed, ...] = (), proposed: str | None = None
) -> SupportPlan:
    """A plan whose items all come from the program, or those that are `proposed`."""
    ids = [entry.id for entry in items] if proposed is None else [f"i-{name}" for name in proposed.split()]
    about = About(
        format=1, id="p", programme="p", receiver="r", receiver_name="R", donor="d", donor_name="D", status=Status.DRAFT,
        proposed=tuple(ids),
    )  # fmt: skip
    return SupportPlan(plan=about, items=items, unmet=missing, removed=removed)


def donor(**strengths: str) -> School:
    offered = tuple(Strength(id=name, text=text) for name, text in strengths.items())
    return School(id="d", name="D", stage=Stage.PRIMARY, strengths=offered)


def names(refreshed: Refreshed) -> list[str]:
    return [entry.id.removeprefix("i-") for entry in refreshed.plan.items]


def missing(refreshed: Refreshed) -> list[str]:
    return [entry.need.removeprefix("r/") for entry in refreshed.plan.unmet]


def kinds(refreshed: Refreshed) -> dict[str, RowKind]:
    return {row.key: row.kind for row in refreshed.rows}


def edits(refreshed: Refreshed, key: str) -> tuple[Edit, ...]:
    return next(row.edits for row in refreshed.rows if row.key == key)


# What is new


def test_new_items_come_behind_and_are_remembered() -> None:
    after = refresh(plan(item("b"), item("a")), plan(item("a"), item("b"), item("c")), None)
    assert names(after) == ["b", "a", "c"]
    assert after.plan.plan.proposed == ("i-b", "i-a", "i-c")
    assert kinds(after)["item/i-c"] is RowKind.NEW


def test_new_items_come_before_a_yearly_seminar_that_stands_last() -> None:
    seminar = Item(id="yearly-seminar", mode=Mode.SEMINAR)
    assert names(refresh(plan(item("a"), seminar), plan(item("a"), item("b"), seminar), None)) == [
        "a",
        "b",
        "yearly-seminar",
    ]
    assert names(refresh(plan(seminar, item("a")), plan(item("a"), item("b"), seminar), None))[-1] == "b"


def test_an_item_for_a_need_that_another_item_answers_already_is_not_added() -> None:
    joined = Item(id="i-own", needs=("r/a", "r/b"))
    assert names(refresh(plan(joined, proposed=""), plan(item("a"), item("b")), None)) == ["own"]


def test_an_unmet_need_that_is_answered_now_becomes_an_item() -> None:
    after = refresh(plan(missing=(unmet("a"),)), plan(item("a")), None)
    assert (names(after), missing(after)) == (["a"], [])


def test_what_a_person_wrote_about_an_unmet_need_goes_along_with_its_new_item() -> None:
    before = plan(missing=(unmet("a", sentence="nobody offers it"),))
    ours = plan(missing=(unmet("a", sentence="the bus company was asked"),))
    assert refresh(ours, plan(item("a")), before).plan.items[0].note == "the bus company was asked"
    assert refresh(before, plan(item("a")), before).plan.items[0].note is None


def test_an_added_need_is_not_listed_unmet_as_well() -> None:
    assert missing(refresh(plan(), plan(item("a"), missing=(unmet("a"),)), None)) == []


# What a person took out


def test_what_was_taken_out_of_the_file_gets_its_mark_and_stays_out() -> None:
    proposal = plan(item("a"), item("b"))
    after = refresh(plan(item("b"), proposed="a b"), proposal, None)
    assert names(after) == ["b"]
    assert after.plan.removed == (Removed(id="i-a", needs=("r/a",)),)
    assert refresh(after.plan, proposal, None).plan == after.plan
    known = refresh(plan(item("b"), proposed="a b"), proposal, proposal)
    assert known.plan.removed == (Removed(id="i-a", needs=("r/a",), item=item("a")),)


def test_a_mark_of_a_person_is_kept_as_it_is() -> None:
    mark = Removed(id="i-a", needs=("r/a",), by="赵雯", why="done")
    after = refresh(plan(removed=(mark,), proposed="a"), plan(item("a"), missing=(unmet("a"),)), None)
    assert (after.plan.items, after.plan.removed, after.plan.unmet) == ((), (mark,), ())


@pytest.mark.parametrize("by_hand", [True, False], ids=["in the file", "in the app"])
def test_what_was_taken_out_does_not_return_when_its_need_is_reworded(by_hand: bool) -> None:
    before = plan(item("old", PIPES))
    ours = replace(before, items=()) if by_hand else remove_item(before, "i-old", None, None)
    if not by_hand:
        (mark,) = ours.removed
        ours = replace(ours, removed=(replace(mark, item=before.items[0]),))
    proposal = plan(item("new", PIPES_AGAIN))
    after = refresh(ours, proposal, before)
    assert names(after) == [] and [mark.needs for mark in after.plan.removed] == [("r/new",)]
    assert names(refresh(after.plan, proposal, after.proposed)) == []


# What follows, and what stays


def test_what_is_as_it_was_proposed_follows_and_what_a_person_changed_stays() -> None:
    before = plan(item("a", people=20, sessions=2, lead="赵雯"))
    ours = plan(item("a", people=12, sessions=2, lead="赵雯", note="in the old hall"))
    after = refresh(ours, plan(item("a", people=30, sessions=4, lead="赵雯")), before)
    assert after.plan.items == (item("a", people=12, sessions=4, lead="赵雯", note="in the old hall"),)
    assert kinds(after) == {"item/i-a": RowKind.CHANGED}
    assert edits(after, "item/i-a") == (Edit("people", 12, 30, kept=True), Edit("sessions", 2, 4))


def test_a_persons_value_is_told_only_where_the_proposal_is_news() -> None:
    before, ours = plan(item("a", people=20)), plan(item("a", people=12))
    assert kinds(refresh(ours, before, before)) == {"item/i-a": RowKind.UNTOUCHED}
    after = refresh(ours, plan(item("a", people=30)), before)
    assert kinds(after) == {"item/i-a": RowKind.KEPT}
    assert kinds(refresh(after.plan, plan(item("a", people=30)), after.proposed)) == {"item/i-a": RowKind.UNTOUCHED}


def test_without_the_last_proposal_everything_stays_and_is_told() -> None:
    ours = plan(item("a", activity="ours", people=3))
    after = refresh(ours, plan(item("a", activity="theirs", people=3)), None)
    assert after.plan == ours
    assert edits(after, "item/i-a") == (Edit("activity", "ours", "theirs", kept=True),)


def test_a_persons_value_stays_hers_though_the_program_came_to_propose_the_same() -> None:
    ours, proposals = plan(item("a", people=12)), [plan(item("a", people=count)) for count in (20, 12, 18)]
    known = proposals[0]
    for proposal in proposals[1:]:
        after = refresh(ours, proposal, known)
        ours, known = after.plan, after.proposed
    assert ours.items[0].people == 12


def test_start_and_end_belong_together() -> None:
    days = [date(2026, month, 1) for month in (3, 6, 9)]
    before = plan(item("a", start=days[0], end=days[2]))
    ours = plan(item("a", start=days[1], end=days[2]))
    assert refresh(ours, plan(item("a", start=days[0], end=days[0])), before).plan == ours


def test_an_own_item_of_a_person_follows_only_the_needs_wording() -> None:
    own = item("own", needs=("r/a",), need_texts=("a",), mode=Mode.VISIT)
    before, now = plan(item("a", mode=Mode.VISIT)), plan(item("a", "a!", mode=Mode.LECTURE))
    after = refresh(plan(own, proposed=""), now, before)
    assert after.plan.items == (replace(own, need_texts=("a!",)),)


def test_the_period_of_the_programme_is_followed_where_nobody_changed_it() -> None:
    def over(end: date) -> SupportPlan:
        made = plan()
        return replace(made, plan=replace(made.plan, end=end))

    old, new, ours = (over(date(2026, month, 1)) for month in (6, 7, 8))
    assert refresh(old, new, old).plan == new
    assert kinds(refresh(old, new, old)) == {"plan": RowKind.CHANGED}
    assert refresh(ours, new, old).plan == ours
    assert kinds(refresh(ours, new, old)) == {"plan": RowKind.KEPT}


def test_an_item_that_was_given_another_need_leaves_its_own_need_open() -> None:
    ours = item("a", needs=("r/zz",), need_texts=("三大游戏",))
    proposal = plan(item("a"))
    after = refresh(plan(ours, proposed="a"), proposal, None)
    assert [entry.needs for entry in after.plan.items] == [("r/zz",), ("r/a",)]
    assert len({entry.id for entry in after.plan.items}) == 2
    assert refresh(after.plan, proposal, after.proposed).plan == after.plan
    less = replace(after.plan, items=after.plan.items[:1])
    assert names(refresh(less, proposal, after.proposed)) == ["a"]


def test_a_closed_plan_stays_as_it_is() -> None:
    closed = plan(item("a"))
    closed = replace(closed, plan=replace(closed.plan, status=Status.CLOSED))
    after = refresh(closed, plan(item("a"), item("b")), None)
    assert (after.plan, after.news) == (closed, ())


# Strengths


def test_another_strength_is_taken_with_its_points_and_reasons_unless_a_person_chose_one() -> None:
    def by(strength: str, score: int) -> Item:
        reason = Reason(code=Code.SAME_TOPIC, points=score)
        return item("a", strength=f"d/{strength}", strength_text=strength, score=score, evidence=(reason,))

    before, now, school = plan(by("x", 70)), plan(by("y", 80)), donor(x="x", y="y", z="z")
    assert refresh(before, now, before, school).plan == now
    chosen = plan(by("z", 0))
    after = refresh(chosen, now, before, school)
    assert after.plan == chosen
    assert edits(after, "item/i-a") == (Edit("strength_text", "z", "y", kept=True),)


def test_points_follow_for_the_same_strength_where_no_proposal_is_known() -> None:
    ours, now = (plan(item("a", strength="d/x", strength_text="x", score=score)) for score in (60, 70))
    after = refresh(ours, now, None, donor(x="x"))
    assert after.plan == now
    assert kinds(after) == {"item/i-a": RowKind.CHANGED}


def test_the_wording_of_a_strength_is_quoted_anew() -> None:
    ours = plan(item("a", strength="d/x", strength_text="old"), proposed="")
    after = refresh(ours, plan(missing=(unmet("a"),)), None, donor(x="new"))
    assert after.plan.items[0].strength_text == "new"
    assert edits(after, "item/i-a") == (Edit("strength_text", "old", "new"),)


def test_a_strength_that_is_gone_marks_the_item_and_the_mark_goes_when_it_is_back() -> None:
    ours = plan(item("a", strength="d/x", strength_text="x"))
    now = plan(missing=(unmet("a"),))
    after = refresh(ours, now, ours, donor(y="y"))
    assert after.plan.items == (replace(ours.items[0], outdated=Outdated.NOT_OFFERED),)
    assert kinds(after) == {"item/i-a": RowKind.NO_LONGER}
    assert missing(after) == []
    again = refresh(after.plan, ours, after.proposed, donor(x="x"))
    assert again.plan.items == ours.items
    assert kinds(again) == {"item/i-a": RowKind.CHANGED}
    assert refresh(ours, now, ours).plan == ours  # what the donor offers is not known


def test_an_item_that_is_not_proposed_any_more_stays_and_that_is_told_once() -> None:
    ours = plan(item("a", strength="d/x", strength_text="x"))
    now = plan(missing=(unmet("a", cause=Cause.DECLINED),))
    after = refresh(ours, now, ours, donor(x="x"))
    assert after.plan == ours
    assert edits(after, "item/i-a") == (Edit("strength_text", "x", None, kept=True),)
    assert refresh(after.plan, now, after.proposed, donor(x="x")).news == ()


# Needs


def test_a_need_in_other_words_keeps_its_item() -> None:
    before = plan(item("a", "三大游戏"))
    after = refresh(before, plan(item("a", "我们想学三大游戏")), before)
    assert after.plan.items == (item("a", "我们想学三大游戏"),)
    assert edits(after, "item/i-a") == (Edit("need_texts", ("三大游戏",), ("我们想学三大游戏",)),)


def test_a_need_in_other_words_and_with_another_id_keeps_its_item() -> None:
    before = plan(item("old", PIPES, people=20), missing=(unmet("was", ROOF),))
    now = plan(item("new", PIPES_AGAIN, people=30), missing=(unmet("is", ROOF_AGAIN),))
    after = refresh(before, now, before)
    assert (names(after), missing(after)) == (["old"], ["is"])
    assert after.plan.items == (replace(now.items[0], id="i-old"),)
    assert after.plan.plan.proposed == ("i-old",)
    later = refresh(after.plan, plan(item("new", PIPES_AGAIN, people=40)), after.proposed)
    assert later.plan.items[0].people == 40


def test_a_need_in_quite_other_words_keeps_its_item_where_it_is_alone_with_its_topic() -> None:
    before, now = plan(item("old", "三大游戏", topic="play")), plan(item("new", "区域活动", topic="play"))
    assert names(refresh(before, now, before)) == ["old"]
    two = plan(item("old", "三大游戏", topic="play"), item("too", "玩具", topic="play"))
    assert names(refresh(two, now, two)) == ["old", "too", "new"]


def test_the_needs_most_alike_are_brought_together() -> None:
    before = plan(item("one", PIPES_AGAIN), item("two", PIPES))
    after = refresh(before, plan(item("new", PIPES)), before)
    assert [entry.needs for entry in after.plan.items] == [("r/one",), ("r/new",)]


def test_a_need_about_something_else_is_a_new_one() -> None:
    before = plan(item("old", "三大游戏"))
    after = refresh(before, plan(item("new", "家长指导")), before)
    assert names(after) == ["old", "new"]
    assert after.plan.items[0].outdated is Outdated.NOT_ASKED
    assert kinds(after) == {"item/i-old": RowKind.NO_LONGER, "item/i-new": RowKind.NEW}


@pytest.mark.parametrize("known", [True, False])
def test_a_need_that_is_asked_for_again_loses_its_mark(known: bool) -> None:
    before = plan(item("a", "三大游戏"))
    gone = refresh(before, plan(), before if known else None)
    assert [entry.outdated for entry in gone.plan.items] == [Outdated.NOT_ASKED]
    again = refresh(gone.plan, before, gone.proposed)
    assert again.plan == before
    assert edits(again, "item/i-a") == (Edit("outdated", Outdated.NOT_ASKED, None),)


def test_an_item_keeps_when_one_of_its_needs_is_not_asked_for_any_more() -> None:
    joined = item("a", needs=("r/a", "r/b"), need_texts=("a", "b"))
    after = refresh(plan(joined), plan(item("a")), plan(item("a"), item("b")))
    assert after.plan.items == (joined,)
    assert kinds(after) == {"item/i-a": RowKind.NO_LONGER}
    assert edits(after, "item/i-a") == (Edit("gone", ("b",), None),)


def test_a_need_that_never_stood_in_the_list_has_not_gone_from_it() -> None:
    own = Item(id="i-own", needs=("r/n-1",), need_texts=("books",))
    for before in (plan(), None):
        assert refresh(plan(own, proposed=""), plan(), before).plan.items == (own,)


# Unmet needs


def test_a_need_that_an_item_answers_is_not_listed_unmet() -> None:
    assert missing(refresh(plan(item("a"), proposed=""), plan(missing=(unmet("a"),)), None)) == []


def test_an_unmet_need_is_brought_up_to_date_in_its_place() -> None:
    old = plan(missing=(unmet("b", sentence="nobody"), unmet("a")))
    now = plan(missing=(unmet("a"), unmet("b", cause=Cause.OTHER_DONOR, sentence="Elm does"), unmet("c")))
    after = refresh(old, now, old)
    assert missing(after) == ["b", "a", "c"]
    assert after.plan.unmet[0] == now.unmet[1]
    assert kinds(after)["unmet/r/b"] is RowKind.CHANGED and kinds(after)["unmet/r/c"] is RowKind.NEW
    assert refresh(old, now, None).plan.unmet[0].cause is Cause.OTHER_DONOR


@pytest.mark.parametrize("known", [True, False])
def test_an_unmet_need_as_people_worded_it_stays(known: bool) -> None:
    ours, before = (plan(missing=(unmet("a", sentence=text),)) for text in ("we asked the bus company", "nobody"))
    now = plan(missing=(unmet("a", sentence="Elm does it"),))
    after = refresh(ours, now, before if known else None)
    assert after.plan.unmet == ours.unmet
    assert kinds(after) == {"unmet/r/a": RowKind.KEPT}


def test_an_unmet_need_that_nobody_asks_for_goes_unless_people_wrote_about_it() -> None:
    before = plan(missing=(unmet("gone", sentence="nobody"),))
    after = refresh(before, plan(), before)
    assert (missing(after), kinds(after)) == ([], {"unmet/r/gone": RowKind.NO_LONGER})
    worded = plan(missing=(unmet("gone", sentence="we asked"),))
    assert refresh(worded, plan(), before).plan == worded
    assert refresh(before, plan(), None).plan == before


def test_a_need_that_was_added_in_the_review_stays_until_the_list_has_it() -> None:
    added = unmet("n-1", "books", cause=Cause.ASKED_IN_REVIEW, side=PlanSide.RECEIVER, by="赵雯", at=NOON)
    ours = plan(missing=(added,))
    assert refresh(ours, plan(), plan()).plan == ours
    listed = refresh(ours, plan(missing=(unmet("n-1", "books", sentence="nobody"),)), plan())
    assert listed.plan.unmet == (replace(added, cause=Cause.NOBODY, sentence="nobody"),)
    answered = refresh(ours, plan(item("n-1", "books")), plan())
    assert (names(answered), missing(answered)) == (["n-1"], [])


# Leaving out


def test_what_is_left_out_stays_and_is_told_again() -> None:
    before = plan(item("a", people=20), item("b", "三大游戏"), missing=(unmet("c", sentence="nobody"),))
    now = plan(item("a", people=30), item("d", "家长指导"), missing=(unmet("c", sentence="Elm"), unmet("e", ROOF)))
    now = replace(now, plan=replace(now.plan, donor_name="Elm"))
    whole = refresh(before, now, before)
    keys = {row.key for row in whole.news}
    assert keys == {"plan", "item/i-a", "item/i-b", "item/i-d", "unmet/r/c", "unmet/r/e"}
    nothing = refresh(before, now, before, without=keys)
    assert nothing.plan == before
    assert refresh(nothing.plan, now, nothing.proposed).rows == whole.rows
    for key in keys:
        part = refresh(before, now, before, without={key})
        rest = refresh(part.plan, now, part.proposed)
        assert {row.key for row in rest.news} == {key}
        assert set(rest.plan.items) == set(whole.plan.items) and set(rest.plan.unmet) == set(whole.plan.unmet)


def test_an_answer_that_is_left_out_leaves_its_need_unmet() -> None:
    before = plan(missing=(unmet("a", sentence="we asked"),))
    after = refresh(before, plan(item("a")), before, without={"item/i-a"})
    assert after.plan == before


def test_a_rewording_that_is_left_out_adds_nothing_and_is_told_again() -> None:
    before, now = plan(item("old", PIPES)), plan(item("new", PIPES_AGAIN))
    after = refresh(before, now, before, without={"item/i-old"})
    assert after.plan == before
    assert refresh(before, now, after.proposed).plan == refresh(before, now, before).plan


# The year of work

DONE = Outcome(id="o", day=date(2026, 11, 22), sessions=1)


@pytest.mark.parametrize("begun", [{"outcomes": (DONE,)}, {"placements": (Placement(id="p", person="马英华"),)}])
def test_what_people_work_by_stays_and_the_proposal_is_told_once(begun: dict[str, object]) -> None:
    before = plan(item("a", people=20, strength="d/x", strength_text="x", score=80))
    ours = plan(replace(before.items[0], **begun))
    now = plan(item("a", people=30, strength="d/y", strength_text="y", score=90))
    after = refresh(ours, now, before, donor(x="x", y="y"))
    assert after.plan.items == ours.items
    assert set(edits(after, "item/i-a")) == {
        Edit("people", 20, 30, kept=True),
        Edit("strength_text", "x", "y", kept=True),
    }
    assert refresh(after.plan, now, after.proposed, donor(x="x", y="y")).news == ()


def test_points_and_wordings_follow_also_where_work_has_begun() -> None:
    before = plan(item("a", "教研", strength="d/x", strength_text="x", score=80, outcomes=(DONE,)))
    now = plan(item("a", "每月教研", strength="d/x", strength_text="x", score=85))
    (after,) = refresh(before, now, plan(replace(before.items[0], outcomes=())), donor(x="x")).plan.items
    assert (after.score, after.need_texts, after.outcomes) == (85, ("每月教研",), (DONE,))


def test_an_item_that_was_begun_is_marked_when_its_need_is_no_longer_asked_for() -> None:
    begun = plan(item("a", outcomes=(DONE,)))
    (after,) = refresh(begun, plan(), plan(item("a"))).plan.items
    assert after == replace(begun.items[0], outdated=Outdated.NOT_ASKED)


RETURN = Item(id="i-own", needs=("d/drama",), need_texts=("方言戏剧",), strength="r/drama", in_return=True)


@pytest.mark.parametrize("proposed", ["", "own"])
@pytest.mark.parametrize("before", [None, plan(item("a"))])
def test_what_is_given_in_return_is_never_called_no_longer_asked_for(proposed: str, before: SupportPlan | None) -> None:
    ours = plan(RETURN, proposed=proposed)
    after = refresh(ours, plan(item("a")), before, donor(x="x"))
    assert after.plan.items[0] == RETURN
    assert names(after) == ["own", "a"]


def test_a_need_of_the_donor_is_no_need_of_the_receiver_in_other_words() -> None:
    ours = plan(replace(RETURN, need_texts=(PIPES,)), proposed="")
    after = refresh(ours, plan(item("a", PIPES_AGAIN)), plan(), donor(x="x"))
    assert [entry.needs for entry in after.plan.items] == [("d/drama",), ("r/a",)]


def test_what_is_given_in_return_quotes_the_needs_list_of_the_donor() -> None:
    school = replace(donor(x="x"), needs=(Need(id="drama", text="方言戏剧进课堂"),))
    (after,) = refresh(plan(RETURN, proposed=""), plan(), None, school).plan.items
    assert after.need_texts == ("方言戏剧进课堂",)


# Signatures


def test_a_signature_that_a_refresh_makes_void_is_told() -> None:
    before = plan(item("a", people=20))
    signature = Signature(
        side=PlanSide.DONOR, name="赵雯", at=NOON, revision=revision_of(before), terms=terms_of(before)
    )
    signed = replace(before, signatures=(signature,))
    assert refresh(signed, plan(item("a", people=30)), before).voids == (signature,)
    assert refresh(signed, plan(item("a", people=20, score=70)), before).voids == ()


# Laws

FULL = donor(x="x", y="y")
_texts = st.sampled_from(["三大游戏", "家长指导", PIPES, PIPES_AGAIN, ROOF, ROOF_AGAIN, "孩子挑食", "作文起步难"])
_names = st.sampled_from("abcdef")


@st.composite
def proposals(draw: st.DrawFn, school: School) -> SupportPlan:
    """What the program could propose for one pair: each need is answered once, or unmet."""
    asked = draw(st.lists(_names, unique=True, max_size=5))
    items, rest = list[Item](), list[UnmetNeed]()
    for name in asked:
        text = draw(_texts)
        if draw(st.booleans()):
            strength = draw(st.sampled_from(school.strengths))
            made = item(
                name, text, strength=school.reference(strength), strength_text=strength.text, score=draw(st.integers(40, 43)),
                people=draw(st.none() | st.integers(1, 3)), lead=draw(st.none() | st.sampled_from(["赵雯", "林岚"])),
                mode=draw(st.sampled_from([Mode.VISIT, Mode.LECTURE])), topic=draw(st.none() | st.just("play")),
            )  # fmt: skip
            items.append(made)
        else:
            rest.append(unmet(name, text, cause=draw(st.sampled_from([Cause.NOBODY, Cause.OTHER_DONOR]))))
    if draw(st.booleans()):
        items.append(Item(id="yearly-seminar", mode=Mode.SEMINAR))
    return plan(*items, missing=tuple(rest))


_FIELDS = [entry.name for entry in ITEM_FIELDS if entry.name in ("activity", "lead", "people", "note", "place")]


@st.composite
def edited(draw: st.DrawFn, proposal: SupportPlan) -> SupportPlan:
    """A proposal that people went on with."""
    made = proposal
    for _step in range(draw(st.integers(0, 5))):
        chosen = draw(st.sampled_from([entry.id for entry in made.items])) if made.items else None
        kinds = ["field", "answer", "remove", "lose", "move", "own", "word", "outcome", "placement", "confirmation"]
        kind = draw(st.sampled_from(kinds))
        if kind == "own":
            need = f"r/{draw(_names)}"
            texts = (texts_of(proposal).get(need, "own"),)
            own = Item(id=f"own-{draw(st.integers(1, 9))}", needs=(need,), need_texts=texts)
            made = made if own.id in {entry.id for entry in made.items} else replace(made, items=(*made.items, own))
        elif kind == "word" and made.unmet:
            first = replace(made.unmet[0], sentence=draw(st.sampled_from(["we asked", "later"])))
            made = replace(made, unmet=(first, *made.unmet[1:]))
        elif chosen and kind == "remove":
            made = remove_item(made, chosen, "赵雯", NOON)
        elif chosen and kind == "lose":
            made = replace(made, items=tuple(entry for entry in made.items if entry.id != chosen))
        elif chosen and kind == "move":
            made = move_item(made, chosen, draw(st.integers(-2, 2)))
        elif chosen:
            items = [_touched(draw, entry, kind) if entry.id == chosen else entry for entry in made.items]
            made = replace(made, items=tuple(items))
    return made


def _touched(draw: st.DrawFn, entry: Item, kind: str) -> Item:
    if kind == "answer":
        answer = Answer(id=f"a{len(entry.answers)}", side=PlanSide.DONOR, answer=Reply.CHANGE, comment="less")
        return replace(entry, answers=(*entry.answers, answer))
    if kind == "outcome":
        return replace(entry, outcomes=(Outcome(id="o", day=date(2026, 11, 22), people=5),))
    if kind == "placement":
        return replace(entry, placements=(Placement(id="p", person="马英华"),))
    if kind == "confirmation":
        return replace(entry, confirmations=(Confirmation(id="c", side=PlanSide.RECEIVER, useful=Useful.VERY),))
    name = draw(st.sampled_from(_FIELDS))
    value = draw(st.integers(1, 3)) if name == "people" else draw(st.sampled_from(["ours", "赵雯"]))
    return replace(entry, **{name: value})


@st.composite
def stories(draw: st.DrawFn) -> tuple[SupportPlan, SupportPlan, SupportPlan, School]:
    """What was proposed, the plan as people went on with it, and what is proposed now."""
    school = draw(st.sampled_from([FULL, donor(x="x!")]))
    before = draw(proposals(FULL))
    return before, draw(edited(before)), draw(proposals(school)), school


def ids(made: SupportPlan) -> list[str]:
    return [entry.id for entry in made.items]


law = settings(max_examples=100, deadline=None)


@law
@given(stories(), st.booleans())
def test_refreshing_twice_is_refreshing_once(
    story: tuple[SupportPlan, SupportPlan, SupportPlan, School], known: bool
) -> None:
    before, ours, now, school = story
    once = refresh(ours, now, before if known else None, school)
    twice = refresh(once.plan, now, once.proposed, school)
    assert twice.plan == once.plan
    assert twice.news == ()
    # Where the program was stopped before the proposal was kept, the one before stands there still.
    assert refresh(once.plan, now, before if known else None, school).plan == once.plan


@law
@given(stories())
def test_an_equal_proposal_changes_nothing(story: tuple[SupportPlan, SupportPlan, SupportPlan, School]) -> None:
    before, ours, *_rest = story
    lost = {name for name in ours.plan.proposed if name not in ids(ours)} - {mark.id for mark in ours.removed}
    after = refresh(ours, before, before, FULL)
    marks = after.plan.removed[len(ours.removed) :]
    assert {mark.id for mark in marks} == lost
    assert replace(after.plan, removed=ours.removed) == replace(ours, unmet=after.plan.unmet)
    assert set(after.plan.unmet) <= set(ours.unmet)


@law
@given(stories(), st.booleans())
def test_nothing_that_people_made_disappears(
    story: tuple[SupportPlan, SupportPlan, SupportPlan, School], known: bool
) -> None:
    before, ours, now, school = story
    after = refresh(ours, now, before if known else None, school).plan
    assert [name for name in ids(after) if name in ids(ours)] == ids(ours)
    then, new = {entry.id: entry for entry in before.items}, {entry.id: entry for entry in after.items}
    for entry in ours.items:
        mine, base = new[entry.id], then.get(entry.id)
        for name in ("answers", "placements", "outcomes", "confirmations", "note"):
            assert getattr(mine, name) == getattr(entry, name)
        begun = entry.outcomes or entry.placements
        for name in _FIELDS:
            if base is None or not known or begun or getattr(entry, name) != getattr(base, name):
                assert getattr(mine, name) == getattr(entry, name)
    kept = {(mark.id, mark.by, mark.at, mark.item) for mark in after.removed}
    assert kept >= {(mark.id, mark.by, mark.at, mark.item) for mark in ours.removed}
    sentences = "\n".join(
        [*(entry.sentence or "" for entry in after.unmet), *(entry.note or "" for entry in after.items)]
    )
    assert all(entry.sentence in sentences for entry in ours.unmet if entry.sentence)


@law
@given(stories(), st.booleans())
def test_what_was_taken_out_never_returns(
    story: tuple[SupportPlan, SupportPlan, SupportPlan, School], known: bool
) -> None:
    before, ours, now, school = story
    gone = {name for name in ours.plan.proposed if name not in ids(ours)}
    after = refresh(ours, now, before if known else None, school).plan
    for _time in range(2):
        assert gone.isdisjoint(ids(after))
        for mark in after.removed:
            assert all(entry.id in ids(ours) for entry in after.items if set(mark.needs) & set(entry.needs))
        after = refresh(after, now, None, school).plan


@law
@given(stories(), st.data())
def test_what_is_left_out_stays_as_it_was(
    story: tuple[SupportPlan, SupportPlan, SupportPlan, School], data: st.DataObject
) -> None:
    before, ours, now, school = story
    rows = refresh(ours, now, before, school).news
    without = data.draw(st.sets(st.sampled_from([row.key for row in rows]))) if rows else set()
    after = refresh(ours, now, before, school, without)
    new = {f"item/{entry.id}": entry for entry in after.plan.items}
    old = {f"item/{entry.id}": entry for entry in ours.items}
    assert all(new.get(key) == old.get(key) for key in without if key.startswith("item/"))
    assert {row.key for row in refresh(after.plan, now, after.proposed, school).news} >= without
    assert refresh(after.plan, now, after.proposed, school, without).plan == after.plan
