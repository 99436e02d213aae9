"""What changed since a day, latest first, in sentences that stand by themselves."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from msgspec.structs import replace

from needsmatch.i18n import LANGUAGES, use
from needsmatch.model.plan import Answer, Confirmation, PlanSide, Removed, Reply, Signature, SupportPlan
from needsmatch.model.programme import Decision, Judgement, Programme
from needsmatch.model.terms import Grade, Useful
from needsmatch.planning.decided_words import decided_in_words
from needsmatch.planning.since import What, events
from tests.planning.year import START, TODAY, done, item, placed, plan, programme, programmes, school

NOON = datetime(2027, 1, 10, 12, tzinfo=UTC)


def told(programme: Programme, since: date = START, today: date = TODAY) -> list[tuple[date, What, str]]:
    return [(event.day, event.what, event.text) for event in events(programme, since, today)]


def year(*plans: SupportPlan, judgements: tuple[Judgement, ...] = ()) -> Programme:
    return replace(programme(school("r", "a"), school("s", "b"), plans=plans), judgements=judgements)


def test_everything_that_happened_is_told_latest_first() -> None:
    entry = item(
        "i",
        done(date(2026, 11, 3), sessions=2, at=datetime(2026, 12, 1, 9, tzinfo=UTC)),
        done(date(2026, 11, 4), people=3, id="o-2"),
        placed("Wang", date(2026, 10, 1), grade=Grade.GOOD, assessed=date(2027, 2, 1)),
        Confirmation(id="c", side=PlanSide.RECEIVER, by="Ma", at=NOON, useful=Useful.VERY, comment="it helped"),
        need="r/a",
        answers=(Answer(id="a", side=PlanSide.DONOR, by="Li", at=NOON, answer=Reply.AGREE),),
    )
    one = replace(
        plan("r", entry),
        signatures=(Signature(side=PlanSide.DONOR, name="Li", at=datetime(2026, 9, 20), revision="x"),),
        removed=(Removed(id="i-x", by="Xu", at=NOON, why="twice", item=item("i-x", need="r/a")),),
    )
    decided = Judgement(decision=Decision.PAIRED, receiver="r", donor="d", by="Xu", at=NOON)
    pair = "R with D"
    assert told(year(one, judgements=(decided,))) == [
        (date(2027, 2, 1), What.PLACED, f"{pair}: help with a: assessed: Wang (good)"),
        (date(2027, 1, 10), What.CONFIRMED, f"{pair}: help with a: Ma (receiving school) says: very useful: it helped"),
        (date(2027, 1, 10), What.ANSWERED, f"{pair}: help with a: Li (giving school) agrees"),
        (date(2027, 1, 10), What.TAKEN_OUT, f"{pair}: Item taken out by Xu: help with a (twice)"),
        (date(2027, 1, 10), What.DECIDED, "R is paired with D (Xu)"),
        (date(2026, 12, 1), What.DONE, f"{pair}: help with a: done on 2026-11-03 (2 sessions)"),
        (date(2026, 11, 4), What.DONE, f"{pair}: help with a: done on 2026-11-04 (3 people)"),
        (date(2026, 10, 1), What.PLACED, f"{pair}: help with a: placed: Wang (from 1 October 2026)"),
        (date(2026, 9, 20), What.SIGNED, f"{pair}: Signed: Li (giving school)"),
    ]


def test_what_was_noted_in_advance_is_new_on_its_day() -> None:
    row = done(date(2027, 1, 8), at=datetime(2026, 12, 1, 9, tzinfo=UTC))
    assert [day for day, _what, _text in told(year(plan("r", item("i", row))))] == [row.day]


def test_only_what_happened_between_the_two_days_is_told_both_included() -> None:
    rows = [done(date(2027, 1, day), id=f"o-{day}") for day in (1, 2, 3, 4)]
    found = told(year(plan("r", item("i", *rows))), date(2027, 1, 2), date(2027, 1, 3))
    assert [day.day for day, _what, _text in found] == [3, 2]


def test_what_is_noted_ahead_of_its_day_is_not_told_yet() -> None:
    ahead = done(date(2027, 6, 1), at=NOON)
    assert told(year(plan("r", item("i", ahead, placed("Wang", date(2027, 6, 1)))))) == []


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_decision_has_a_sentence_that_names_its_schools(code: str) -> None:
    use(code)
    known = year()
    for decision in Decision:
        said = Judgement(
            decision=decision, need="r/a", strength="d/x", receiver="r", donor="d", topic="arts", wording="arts",
            capacity=2, name="Bai", into="s", why="because",
        )  # fmt: skip
        text = decided_in_words(known, said)
        assert "because" in text and "{" not in text
        assert any(name in text for name in ("R", "D", "help with a", "arts"))
    assert "D" in decided_in_words(known, Judgement(decision=Decision.RELEASED, donor="d"))
    assert "gone" in decided_in_words(known, Judgement(decision=Decision.WITHDRAWN, donor="gone"))


@given(programmes())
def test_the_days_of_a_year_cut_in_two_tell_the_same_as_the_whole(programme: Programme) -> None:
    first, cut, after = date(2026, 8, 1), date(2027, 1, 1), date(2027, 1, 2)
    whole = list(events(programme, first, TODAY))
    assert whole == sorted(whole, key=lambda event: event.day, reverse=True)
    early = [event for event in events(programme, first, TODAY) if event.day <= cut]
    assert [*events(programme, after, TODAY), *early] == whole
