"""An item in plain words: everything a head must know, nothing a machine needs."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from needsmatch import i18n
from needsmatch.matching.scale import RELIABLE
from needsmatch.model.match import Cause, Code
from needsmatch.model.plan import (
    About,
    Answer,
    Item,
    Outdated,
    PlanSide,
    Reason,
    Reply,
    Signature,
    Status,
    SupportPlan,
    UnmetNeed,
)
from needsmatch.model.terms import Mode
from needsmatch.planning.plain import day_in_words, in_words, period_in_words, signed_by, why_unmet
from needsmatch.planning.review import add_need, answer
from tests.planning.test_review import HEAD
from tests.strategies import dates

AT = datetime(2026, 11, 5, 9, 30, tzinfo=UTC)

ITEM = Item(
    id="i-25c369c6",
    needs=("yuhai/n-1",),
    need_texts=("How do we lead the three games?",),
    strength="huoju/play",
    strength_text="Eight years of free play",
    topic="three-games",
    score=87,
    mode=Mode.JOINT_RESEARCH,
    activity="Look at films of children's play together",
    lead="Ou Xiaoni",
    mentors=("Ou Xiaoni", "Lin"),
    people=5,
    sessions=6,
    minutes=60,
    recurrence="every two weeks",
    start=date(2026, 9, 1),
    end=date(2027, 6, 30),
    place="online",
    budget=3000,
    indicator="Every class has a game a day",
    evidence=(
        Reason(code=Code.STAGE, points=5, sentence="Both are meant for the same stage: kindergarten"),
        Reason(code=Code.OTHER_SUBJECT, points=-3, sentence="Two subjects"),
        Reason(code=Code.SAME_TOPIC, points=82, sentence="Both are about play。"),
    ),
    answers=(
        Answer(id="a-1", side=PlanSide.DONOR, by="Wang", at=AT, answer=Reply.AGREE),
        Answer(id="a-2", side=PlanSide.RECEIVER, answer=Reply.CHANGE, comment="on Wednesdays"),
    ),
)
PLAN = SupportPlan(
    plan=About(
        format=1, id="p", programme="p", language="en", receiver="yuhai", receiver_name="Yuhai", donor="huoju",
        donor_name="Huoju", status=Status.PROPOSED,
    ),
    items=(ITEM,),
)  # fmt: skip


def facts(item: Item, side: PlanSide = PlanSide.RECEIVER) -> dict[str, str]:
    return {fact.label: fact.text for fact in in_words(PLAN, item, side).facts}


def test_an_item_is_told_in_sentences_of_its_side() -> None:
    words = in_words(PLAN, ITEM, PlanSide.RECEIVER)
    assert (words.asked.label, words.asked.text) == ("What you asked for", "How do we lead the three games?")
    assert (words.offered.label, words.offered.text) == ("How Huoju wants to help you", ITEM.activity)
    assert facts(ITEM) == {
        "When": "September 2026 to June 2027; every two weeks; 6 times in all; 1 hour each time",
        "Who leads it": "Ou Xiaoni",
        "Mentors": "Lin",
        "Who takes part": "5 people",
        "How and where": "joint research, online",
        "What it costs": "3,000 yuan",
        "What shows success": "Every class has a game a day",
        "Why it was chosen": 'Huoju is good at this: "Eight years of free play". Both are about play. Against it: Two subjects.',
    }
    assert [(said.label, said.text) for said in words.said] == [
        ("Wang (Huoju), 5 November 2026", "agrees"),
        ("Yuhai", "asks for a change: on Wednesdays"),
    ]
    assert words.remark == ""
    donor, coordinator = (in_words(PLAN, ITEM, side) for side in (PlanSide.DONOR, PlanSide.COORDINATOR))
    assert (donor.asked.label, donor.offered.label) == ("What Yuhai asked for", "What you are asked to do")
    assert coordinator.offered.label == "What Huoju is asked to do"


def test_who_answered_an_item_that_was_changed_since_is_told_so_and_nobody_else() -> None:
    plan = answer(replace(PLAN, items=(replace(ITEM, answers=()),)), ITEM.id, Reply.AGREE, "gladly", HEAD)
    item = replace(plan.items[0], lead="Lin")
    words = in_words(plan, item, PlanSide.RECEIVER)
    assert words.remark == "This item was changed after you agreed on 5 November 2026: please look at it again."
    assert [said.text for said in words.said] == ["agrees (changed since): gladly"]
    assert in_words(plan, item, PlanSide.DONOR).remark == ""
    old = in_words(plan, replace(item, outdated=Outdated.NOT_ASKED), PlanSide.RECEIVER)
    assert old.remark == f"{words.remark} The needs list does not ask for this any more."
    undated = replace(item, answers=(replace(item.answers[0], at=None),))
    assert "after you answered it: please" in in_words(plan, undated, PlanSide.RECEIVER).remark


@given(st.sampled_from(PlanSide), st.sampled_from(sorted(i18n.LANGUAGES)))
@settings(deadline=None, max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_id_and_no_points_are_told(side: PlanSide, language: str) -> None:
    with i18n.using(language):
        words = in_words(PLAN, replace(ITEM, outdated=Outdated.NOT_ASKED, score=60), side)
    told = " ".join(f"{each.label} {each.text}" for each in (words.asked, words.offered, *words.facts, *words.said))
    for hidden in ("i-25", "yuhai/", "huoju/", "three-games", "a-1", "87", "82", "60 ", "joint-research"):
        assert hidden not in told


def test_an_item_without_a_need_says_why_it_is_there() -> None:
    seminar = Item(id="yearly-seminar", mode=Mode.SEMINAR)
    words = in_words(PLAN, seminar, PlanSide.RECEIVER)
    assert words.asked.text == "It answers no single need; both schools do it together."
    assert words.offered.text == "joint seminar"
    besides = in_words(PLAN, replace(seminar, strength_text="Choir"), PlanSide.RECEIVER)
    assert besides.asked.text == "It was not asked for; Huoju offers it besides."
    assert in_words(PLAN, Item(id="i"), PlanSide.DONOR).offered.text == "This is not written yet."


def test_help_in_return_is_told_the_right_way_round_to_each_side() -> None:
    item = replace(ITEM, in_return=True)
    receiver, donor, coordinator = (in_words(PLAN, item, side) for side in PlanSide)
    assert (receiver.asked.label, receiver.offered.label) == (
        "What Huoju asked for",
        "In return: what you give to Huoju",
    )
    assert (donor.asked.label, donor.offered.label) == ("What you asked for", "In return: what Yuhai gives to you")
    assert coordinator.asked.label == "What Huoju asked for"
    assert coordinator.offered.label == "In return: what Yuhai gives to Huoju"
    assert facts(item)["Why it was chosen"].startswith("Yuhai is good at this:")
    besides = in_words(PLAN, replace(item, need_texts=()), PlanSide.DONOR)
    assert besides.asked.text == "It was not asked for; Yuhai offers it besides."
    own = in_words(PLAN, Item(id="i", in_return=True, activity="Songs"), PlanSide.RECEIVER)
    assert own.asked.text == "Help goes both ways: Yuhai gives something back."
    assert own.offered.label == "In return: what you give to Huoju"


@pytest.mark.parametrize(
    ("budget", "told"),
    [(None, "No cost is planned"), (0, "Nothing"), (3000, "3,000 yuan"), (1200.5, "1,200.5 yuan")],
)
def test_the_cost_is_told_as_far_as_it_is_known(budget: float | None, told: str) -> None:
    assert facts(replace(ITEM, budget=budget))["What it costs"] == told


@pytest.mark.parametrize(
    ("minutes", "told"),
    [(60, "1 hour each time"), (120, "2 hours each time"), (90, "90 minutes each time"), (45, "45 minutes each time")],
)
def test_whole_hours_are_told_as_hours(minutes: int, told: str) -> None:
    assert facts(Item(id="i", minutes=minutes))["When"] == told


def test_a_doubtful_match_is_told_honestly() -> None:
    doubt = "The program is not sure that the two fit"
    assert doubt in facts(replace(ITEM, score=RELIABLE - 1))["Why it was chosen"]
    assert doubt not in facts(replace(ITEM, score=RELIABLE))["Why it was chosen"]


@pytest.mark.parametrize(
    ("outdated", "told"),
    [(Outdated.NOT_ASKED, "does not ask for this any more"), (Outdated.NOT_OFFERED, "does not offer it any more")],
)
def test_what_is_no_longer_asked_or_offered_is_said(outdated: Outdated, told: str) -> None:
    assert told in in_words(PLAN, replace(ITEM, outdated=outdated), PlanSide.RECEIVER).remark


@pytest.mark.parametrize(
    ("start", "end", "told"),
    [
        (date(2026, 9, 1), date(2027, 6, 30), "September 2026 to June 2027"),
        (date(2024, 3, 1), date(2024, 6, 30), "March to June 2024"),
        (date(2024, 2, 1), date(2024, 2, 29), "February 2024"),
        (date(2024, 3, 1), date(2024, 6, 15), "1 March to 15 June 2024"),
        (date(2026, 9, 1), date(2027, 7, 10), "1 September 2026 to 10 July 2027"),
        (date(2026, 9, 7), date(2026, 9, 7), "7 September 2026"),
        (date(2026, 9, 7), None, "from 7 September 2026"),
        (None, date(2026, 9, 7), "until 7 September 2026"),
        (None, None, ""),
    ],
)
def test_a_period_is_told_in_words(start: date | None, end: date | None, told: str) -> None:
    assert period_in_words(start, end) == told


@given(dates, dates)
@settings(deadline=None, max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_two_periods_are_never_told_alike(start: date, end: date) -> None:
    told = period_in_words(start, end)
    for other in (date.fromordinal(start.toordinal() + 1), date.fromordinal(start.toordinal() + 365)):
        assert period_in_words(other, end) != told
    assert day_in_words(start) in (told, period_in_words(start, start))


def test_why_a_need_is_unmet_and_who_added_it() -> None:
    nobody = UnmetNeed(need="yuhai/x", need_text="x", cause=Cause.NOBODY, sentence="Nobody offers it")
    assert why_unmet(PLAN, nobody) == "Nobody offers it"
    assert why_unmet(PLAN, replace(nobody, sentence=None)) == "The program found nothing that answers it."
    added = add_need(PLAN, "Lego", HEAD).unmet[-1]
    assert why_unmet(PLAN, added) == "Added in the review: 赵雯 (Yuhai), 5 November 2026"
    assert why_unmet(PLAN, replace(added, side=None, by=None, at=None)) == "Added in the review"


def test_who_signed_is_told_with_school_and_day() -> None:
    signature = Signature(side=PlanSide.DONOR, name="Wang", at=AT, revision="0" * 16)
    assert signed_by(PLAN, signature) == "Wang (Huoju), 5 November 2026"
