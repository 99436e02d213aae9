"""What was done and what is said about it, in words a head reads."""

from datetime import date

import pytest

from needsmatch.model.plan import Item, Outcome, Placement, PlanSide
from needsmatch.model.terms import Grade, Mode, Useful
from needsmatch.planning.confirm import confirm
from needsmatch.planning.done_words import confirmed_in_words, done_in_words, more_was_done
from tests.planning.test_confirm import AT, HEAD, PLAN, TODAY, with_more_done

DAY = date(2026, 10, 12)


def told(item: Item, today: date = TODAY) -> list[tuple[str, str]]:
    return [(spoken.label, spoken.text) for spoken in done_in_words(item, today)]


@pytest.mark.parametrize(
    ("mode", "sessions", "words"),
    [
        (Mode.LESSON, 2, "2 lessons"),
        (Mode.LECTURE, 1, "1 single lecture"),
        (Mode.SEMINAR, 1, "1 seminar"),
        (Mode.TRAINING, 3, "3 sessions"),
        (None, 1, "1 session"),
    ],
)
def test_sessions_are_called_as_the_way_of_helping_calls_them(mode: Mode | None, sessions: int, words: str) -> None:
    item = Item(id="i", mode=mode, outcomes=(Outcome(id="o", day=DAY, sessions=sessions, people=30),))
    assert told(item) == [("12 October 2026", f"{words}, 30 people")]


def test_everything_that_was_noted_is_told() -> None:
    outcome = Outcome(
        id="o", day=DAY, names=("马英花", "李娜"), months=3, money=800_000, batch="first", finished=True,
        remark="They gave\ntwo lessons", link="https://example.org/film",
    )  # fmt: skip
    ((_day, text),) = told(Item(id="i", outcomes=(outcome,)))
    assert text == (
        "2 people, 3 months, 800,000 yuan; took part: 马英花, 李娜; batch: first; the item is done with this\n"
        "They gave\ntwo lessons\nhttps://example.org/film"
    )
    assert told(Item(id="i", outcomes=(Outcome(id="o", day=DAY),))) == [("12 October 2026", "done")]


def test_who_was_placed_is_told_by_name_with_mentors_and_assessment_and_what_comes_later_is_not() -> None:
    placement = Placement(
        id="p", person="马英花", role="music", mentors=("欧小妮", "林玉"), start=date(2026, 9, 1), end=date(2026, 12, 31),
        goals="lead games", grade=Grade.GOOD, assessor="李如英", assessed=date(2026, 12, 30), assessment="much better",
    )  # fmt: skip
    later = Placement(id="p-2", person="李娜", start=date(2027, 3, 2))
    bare = Placement(id="p-3", person="王红", grade=Grade.PASSED)
    item = Item(id="i", placements=(placement, later, bare), outcomes=(Outcome(id="o", day=date(2027, 3, 2)),))
    first, second = told(item)
    assert first[0] == "马英花"
    for part in (
        "music",
        "September to December 2026",
        "欧小妮, 林玉",
        "good",
        "李如英, 30 December 2026",
        "much better",
    ):
        assert part in first[1].splitlines()[0]
    assert first[1].splitlines()[1] == "training plan: lead games"
    assert second == ("王红", "passed")
    assert [label for label, _text in told(item, date(2027, 3, 2))] == ["马英花", "李娜", "王红", "2 March 2027"]


def test_what_was_said_is_told_with_who_when_and_whether_it_still_counts() -> None:
    plan = confirm(PLAN, "i-done", Useful.LITTLE, "too short", HEAD)
    (said,) = confirmed_in_words(plan, plan.items[0], TODAY)
    assert (said.label, said.text) == ("赵雯 (R), 1 March 2027", "of little use: too short")
    plan = confirm(with_more_done(plan, "i-done"), "i-done", Useful.VERY, None, HEAD)
    assert [entry.text for entry in confirmed_in_words(plan, plan.items[0], TODAY)] == [
        "of little use (more was noted since): too short",
        "very useful",
    ]
    given = plan.items[0].confirmations[0]
    assert "since you said this on 1 March 2027: please look at it again" in more_was_done(given)
    assert given.at == AT.replace(microsecond=0) and given.side is PlanSide.RECEIVER
