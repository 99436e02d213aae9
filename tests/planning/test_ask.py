"""A need that a head added in the review becomes one of the needs list."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from needsmatch.i18n import use
from needsmatch.model.match import Cause
from needsmatch.model.plan import PlanSide, UnmetNeed
from needsmatch.model.programme import Programme
from needsmatch.planning.ask import ask, is_listed
from tests.strategies import programmes, texts

AT = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)


def added(receiver_id: str, text: str, by: str | None = "赵雯", at: datetime | None = AT) -> UnmetNeed:
    return UnmetNeed(
        need=f"{receiver_id}/n-1234abcd", need_text=text, cause=Cause.ASKED_IN_REVIEW, side=PlanSide.RECEIVER, by=by, at=at
    )  # fmt: skip


@given(programmes(), st.data(), texts)
def test_the_need_stands_last_and_nothing_else_changes(programme: Programme, data: st.DataObject, text: str) -> None:
    school = data.draw(st.sampled_from(programme.receivers))
    entry = added(school.id, text)
    assert not is_listed(programme, entry)
    after = ask(programme, school.id, entry)
    assert is_listed(after, entry)
    asked = after.receiver(school.id)
    assert asked and asked.needs[:-1] == school.needs
    assert (asked.reference(asked.needs[-1]), asked.needs[-1].text) == (entry.need, text)
    undone = tuple(school if each.id == school.id else each for each in after.receivers)
    assert replace(after, receivers=undone) == programme
    assert ask(after, school.id, entry) is after


@given(programmes())
def test_the_note_says_who_asked_in_the_language_of_the_programme(programme: Programme) -> None:
    use("zh_CN")
    about = replace(programme.about, language="en")
    programme = replace(programme, settings=replace(programme.settings, programme=about))
    school = programme.receivers[0]
    notes = [
        ask(programme, school.id, entry).receivers[0].needs[-1].note
        for entry in (added(school.id, "x"), added(school.id, "x", by=None, at=None))
    ]
    assert notes == ["Asked for by 赵雯 in the review of the plan, 2026-11-22", "Asked for in the review of the plan"]


@given(programmes())
def test_nobody_asks_for_a_school_that_is_not_there(programme: Programme) -> None:
    with pytest.raises(LookupError):
        ask(programme, "nowhere", added("nowhere", "x"))
