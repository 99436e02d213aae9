"""What goes on into the next year: every need that is not done, with what became of it."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from msgspec.structs import replace

from needsmatch.i18n import using
from needsmatch.model.completed import with_decision
from needsmatch.model.match import Cause
from needsmatch.model.plan import Answer, Item, PlanSide, Reply, Status, UnmetNeed
from needsmatch.model.programme import Ban, Deadlines, Decision, Judgement, Pair, Programme
from needsmatch.model.school import Need, Past, Result
from needsmatch.model.terms import Mode
from needsmatch.planning.next_year import a_year_on, next_year
from needsmatch.planning.past_words import past_in_words
from needsmatch.planning.report import report
from tests.planning.year import END, TODAY, done, item, placed, plan, programme, programmes, school


def past_of(made: Programme, need: str = "r/a") -> Past:
    """What is told of the last year of a need."""
    return next_year(made, TODAY).carried[need].past[-1]


def speaking(made: Programme, language: str = "en") -> Programme:
    """The programme with plans in a language."""
    return replace(made, settings=replace(made.settings, programme=replace(made.about, language=language)))


def helped(*items: Item) -> Programme:
    """A programme with one receiver and its plan."""
    return speaking(programme(school("r", "a", "b"), plans=(plan("r", *items),)))


def test_a_need_whose_items_are_all_done_does_not_go_on() -> None:
    year = next_year(helped(item("i", done(sessions=2), need="r/a", sessions=2), item("j", need="r/b")), TODAY)
    assert (set(year.done), set(year.carried)) == ({"r/a"}, {"r/b"})
    half = helped(item("i", done(sessions=2), need="r/a", sessions=2), item("j", need="r/a"))
    assert next_year(half, TODAY).done == frozenset()


@pytest.mark.parametrize(
    ("items", "result", "sentence"),
    [
        ([item("i", done(sessions=2), need="r/a", sessions=4)], Result.BEGUN, "2 of 4 sessions; D"),
        (
            [item("i", done(sessions=1), need="r/a", sessions=2, mode=Mode.LECTURE), item("j", need="r/a")],
            Result.BEGUN,
            "1 of 2 lectures; planned, but nothing was done; D",
        ),
        (
            [item("i", placed("Ann", date(2026, 10, 1)), need="r/a", mode=Mode.SHADOW)],
            Result.BEGUN,
            "1 person placed, 5.5 months; D",
        ),
        ([item("i", need="r/a"), item("j", need="r/a")], Result.PLANNED, "planned, but nothing was done; D"),
        ([item("i", need="r/b")], Result.UNMET, "The plan does not speak of it"),
    ],
)
def test_what_became_of_a_need_is_told_in_a_sentence(items: list[Item], result: Result, sentence: str) -> None:
    assert past_of(helped(*items)) == Past(programme="p", end=END, result=result, sentence=sentence)


def test_an_item_that_a_head_declined_says_so() -> None:
    said = item("i", need="r/a")
    answer = Answer(id="w", side=PlanSide.DONOR, answer=Reply.DECLINE)
    past = past_of(helped(replace(said, answers=(answer,))))
    assert (past.result, past.sentence) == (Result.PLANNED, "D declined it; D")


def test_an_unmet_need_keeps_its_cause_and_one_without_a_plan_says_so() -> None:
    made = helped(item("i", need="r/b"))
    unmet = UnmetNeed(need="r/a", need_text="a", cause=Cause.NOBODY, sentence="Nobody teaches it.")
    (support,) = made.plans
    assert past_of(replace(made, plans=(replace(support, unmet=(unmet,)),))).sentence == "Nobody teaches it"
    assert past_of(replace(made, plans=())).sentence == "there was no plan"


def test_earlier_years_stay_in_front() -> None:
    before = Past(programme="o", end=date(2026, 7, 10), result=Result.UNMET, sentence="nobody could")
    old = replace(school("r", "a"), needs=(Need(id="a", text="a", past=(before,)),))
    need = next_year(speaking(programme(old)), TODAY).carried["r/a"]
    assert [past.programme for past in need.past] == ["o", "p"]
    assert past_in_words(need) == (
        "Asked for in 2025-26: nobody could",
        "Asked for in 2026-27: there was no plan",
    )
    bare = Past(programme="o", result=Result.BEGUN), Past(programme="o", end=date(2026, 12, 31), result=Result.UNMET)
    assert past_in_words(Need(id="a", text="a", past=bare)) == (
        "Asked for before: begun, but not finished",
        "Asked for in 2026: unmet",
    )


@pytest.mark.parametrize(
    ("by", "later"),
    [
        (date(2026, 12, 31), date(2027, 12, 31)),
        (date(2025, 3, 1), date(2028, 3, 1)),
        (date(2027, 9, 1), date(2027, 9, 1)),
        (date(2028, 2, 29), date(2028, 2, 29)),
        (None, None),
    ],
)
def test_a_need_is_wanted_in_the_new_year(by: date | None, later: date | None) -> None:
    asking = replace(school("r", "a"), needs=(Need(id="a", text="a", by=by),))
    assert next_year(programme(asking), TODAY).carried["r/a"].by == later


def test_days_go_on_by_a_year() -> None:
    assert a_year_on(date(2028, 2, 29)) == date(2029, 2, 28)
    assert a_year_on(date(2027, 2, 28)) == date(2028, 2, 28)
    assert a_year_on(date.max) == date.max
    year = next_year(programme(school("r", "a"), deadlines=Deadlines(needs=date(2026, 9, 15), report=END)), TODAY)
    assert (year.about.start, year.about.end) == (date(2027, 9, 1), date(2028, 7, 10))
    assert year.deadlines == Deadlines(needs=date(2027, 9, 15), report=date(2028, 7, 10))


@pytest.mark.parametrize(
    ("name", "taken", "following"),
    [
        ("huli", (), "huli-2027"),
        ("huli-2026", (), "huli-2027"),
        ("huli-2026-27", (), "huli-2027-28"),
        ("y2098-2099", (), "y2099-2100"),
        ("p-2099-00", (), "p-2100-01"),
        ("class-2026-09", (), "class-2026-09-2027"),
        ("district-5", (), "district-5-2027"),
        ("huli-2026", ("huli-2027", "huli-2027-2"), "huli-2027-3"),
    ],
)
def test_the_id_tells_the_year(name: str, taken: tuple[str, ...], following: str) -> None:
    made = programme(school("r", "a"))
    about = replace(made.about, id=name)
    year = next_year(replace(made, settings=replace(made.settings, programme=about)), TODAY, taken)
    assert (year.about.id, year.about.previous) == (following, name)


def test_a_programme_without_days_goes_on_from_today() -> None:
    made = programme(replace(school("r", "a"), needs=(Need(id="a", text="a", by=date(2027, 3, 1)),)))
    settings = replace(made.settings, programme=replace(made.about, start=None, end=None))
    year = next_year(replace(made, settings=settings), TODAY)
    assert (year.about.start, year.about.end, year.about.id) == (None, None, "p-2027")
    assert year.carried["r/a"].by == date(2028, 3, 1)


def test_only_pairs_of_which_nothing_but_a_plan_tells_are_written_down() -> None:
    settings: dict[str, Any] = {
        "pairs": (Pair(receiver="r", donor="d"),),
        "bans": (Ban(receiver="t", donor="d"),),
    }
    receivers = (school("r", "a"), school("s", "a"), school("t", "a"))
    plans = (plan("r"), plan("s", status=Status.CLOSED), plan("t"))
    (told,) = next_year(speaking(programme(*receivers, plans=plans, **settings)), TODAY).paired
    assert (told.decision, told.receiver, told.donor) == (Decision.PAIRED, "s", "d")
    assert told.why == "They had a support plan in p"


def test_needs_of_donors_go_on_with_the_help_that_was_planned_in_return() -> None:
    made = programme(school("r", "a"), plans=(plan("r", *_in_return("x", "y")),))
    first, second = made.donors
    made = replace(made, donors=(replace(first, needs=school("d", "x", "y", "z").needs), second))
    year = next_year(speaking(made), TODAY)
    assert year.done == {"d/x"}
    assert year.carried["d/y"].past[-1].sentence == "planned, but nothing was done; R"
    assert "d/z" not in year.carried
    # What donors asked is not among what the report counts.
    assert year.of_donors == {"d/x", "d/y"}
    assert [year.count(result) for result in (Result.UNMET, Result.PLANNED, Result.BEGUN)] == [1, 0, 0]


def _in_return(first: str, second: str) -> tuple[Item, ...]:
    return (
        item("i", done(finished=True), need=f"d/{first}", in_return=True),
        item("j", need=f"d/{second}", in_return=True),
    )


def test_needs_of_a_school_that_merged_go_on_in_its_own_file() -> None:
    made = programme(
        school("r", "a"), school("s", "a", "b"), plans=(plan("r", item("i", done(finished=True), need="r/a")),)
    )
    made = with_decision(made, Judgement(decision=Decision.MERGED, receiver="s", into="r"))
    assert [need.id for need in made.receivers[0].needs] == ["a", "s-a", "b"]
    year = next_year(made, TODAY)
    assert (set(year.done), set(year.carried)) == ({"r/a"}, {"s/a", "s/b"})
    assert [need.id for need in year.carried.values()] == ["a", "b"]
    assert year.renamed == {"r/a": None, "r/s-a": "r/a"}


def test_what_is_told_speaks_the_language_of_the_programme() -> None:
    made = helped(item("i", done(sessions=2), need="r/a", sessions=4))
    assert past_of(speaking(made, "zh_CN")).sentence != past_of(made).sentence
    with using("zh_CN"):
        assert past_of(made).sentence == "2 of 4 sessions; D"


@given(programmes())
def test_every_need_is_either_done_or_goes_on(made: Programme) -> None:
    year = next_year(made, TODAY)
    needs = {need.reference: need for need in report(made, {}, {}, (), TODAY).needs}
    assert year.done | year.carried.keys() == needs.keys()
    assert not year.done & year.carried.keys()
    assert year.done == {name for name, need in needs.items() if need.is_done}
    for name, later in year.carried.items():
        now = needs[name].need
        assert replace(later, past=later.past[:-1]) == now
        assert (later.past[-1].result is Result.UNMET) == (not needs[name].is_answered)
    asked = len(report(made, {}, {}, (), TODAY).needs)
    assert sum(map(year.count, Result)) + len(year.done - year.of_donors) == asked
