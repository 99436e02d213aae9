"""The figures of the report: bars and numbers of any size, and what is said about them."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from needsmatch.display import cells
from needsmatch.errors import Problem
from needsmatch.model.plan import Confirmation, Item, PlanSide
from needsmatch.model.programme import Target
from needsmatch.model.terms import Mode, Useful, label
from needsmatch.planning.asked import Grouping
from needsmatch.planning.report import report
from needsmatch.planning.report_figures import Section, head_sentences, sections
from needsmatch.planning.report_page import page
from needsmatch.planning.report_words import amount, how_counted, how_people_are_counted
from tests.planning.year import TODAY, done, item, placed, plan, programme, school


def found(*items: Item, targets: tuple[Target, ...] = (), since: date | None = None) -> list[Section]:
    year = programme(school("r", "a"), plans=(plan("r", *items),), targets=targets)
    made = report(year, {}, {}, (), TODAY, since)
    assert list(page(made, full=True))
    return list(sections(made, tuple(Grouping), None, ()))


def entries(sections: list[Section]) -> dict[str, Any]:
    return {entry.key: entry for section in sections for entry in section.entries}


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0, "0"),
        (5, "5"),
        (5.0, "5"),
        (800_000, "800,000"),
        (12345.67, "12,345.67"),
        (0.5, "0.5"),
        (2.999, "3"),
        (0.1 + 0.2, "0.3"),
        (0.004, "0.004"),
        (1e-300, "1e-300"),
        (10**15, "1,000,000,000,000,000"),
        (Decimal("4.50"), "4.5"),
    ],
)
def test_a_number_is_told_in_two_decimals_and_what_is_little_is_not_nothing(number: float, text: str) -> None:
    assert amount(number) == text


@pytest.mark.parametrize(
    ("aim", "share", "note"),
    [
        (100, 0.05, "5 %"),
        (5, 1.0, "100 %"),
        (4, 1.0, "125 %"),
        (0, 0.0, ""),
        (5e-324, 1.0, ""),
        (10**15, 5e-15, "0 %"),
    ],
)
def test_a_bar_is_never_longer_than_the_whole_whatever_was_aimed_at(aim: float, share: float, note: str) -> None:
    entry = entries(found(item("i", done(people=5)), targets=(Target(text="t", amount=aim, unit="人"),)))["target/0"]
    assert (entry.share, entry.note) == (share, note)


def test_what_is_due_this_month_has_a_figure_beside_what_is_overdue() -> None:
    figures = entries(found(item("i", end=date(2027, 3, 31)), item("j", end=date(2027, 3, 1)), item("k")))
    assert [(figures[key].number, figures[key].label) for key in ("overdue", "due-this-month")] == [
        ("1", "item is overdue"), ("1", "item is due this month"),
    ]  # fmt: skip
    assert [len(figures[key].things) for key in ("overdue", "due-this-month")] == [1, 1]


def test_it_is_said_where_what_was_done_before_the_programme_is_counted() -> None:
    def note(day: date, since: date | None = None) -> str:
        return next(
            section.note for section in found(item("i", done(day), mode=Mode.LESSON), since=since)
            if section.title == "By way of helping"
        )  # fmt: skip

    assert note(date(2026, 9, 1)) == "items done of items planned"
    early = date(2017, 9, 1)
    assert note(early) == "items done of items planned; counted from 2017-09 on"
    assert note(early, date(2026, 12, 1)) == "items done of items planned"


def test_of_rows_without_a_number_each_is_behind_a_figure_of_sessions_held() -> None:
    rows = (done(), done(sessions=3, id="o-2"))
    target = Target(text="t", amount=8, unit="场", mode=Mode.LECTURE)
    entry = entries(found(item("i", *rows, mode=Mode.LECTURE), targets=(target,)))["target/0"]
    assert (entry.number, len(entry.things)) == ("4 / 8 场", 2)


def test_placements_are_counted_as_they_stand() -> None:
    figures = entries(found(item("i", placed("A")), since=date(2027, 3, 1)))
    assert figures["placement/all"].number == figures["placement/now"].number == "1"


def test_people_are_told_where_they_are_placed_and_attendances_of_all_else() -> None:
    figures = entries(
        found(
            item("i", placed("A"), done(people=3), mode=Mode.SHADOW, people=4),
            item(
                "j", done(date(2026, 11, 3), "Li", people=200), done(people=38, id="o-2"), mode=Mode.LECTURE, people=60
            ),
        )
    )
    told = {key: (figures[key].number, figures[key].label, figures[key].note) for key in figures if "/" in key}
    assert told["all/placed"] == ("3", "people placed", "4 planned; 1 of them by name")
    assert told["all/attendances"] == ("238", "attendances", "1 person by name")
    assert told["mode/lecture/attendances"] == told["all/attendances"]
    assert not [key for key in figures if key.endswith("/people")]
    assert cells("All together   " + how_people_are_counted()) <= 80


def test_months_tell_what_donors_gave_with_a_unit_and_what_was_before_the_programme() -> None:
    rows = [done(date(2026, 10, 5), sessions=2), done(date(2017, 9, 1), sessions=3, id="o-2")]
    returned = item("j", done(date(2026, 10, 6), sessions=5), in_return=True, mode=Mode.LESSON)
    figures = entries(found(item("i", *rows, mode=Mode.LESSON), returned))
    assert (figures["month/2026-10"].number, figures["month/2026-10"].note) == ("1 entry", "2 lessons")
    assert figures["month/2017"].note == "before the programme; 3 lessons"
    assert figures["month/2026-11"].number == "0 entries"


def test_what_was_not_done_as_noted_has_a_figure_of_its_own_and_stands_first_beside_its_school() -> None:
    said = [Confirmation(id=f"c-{word}", side=PlanSide.RECEIVER, useful=word) for word in (Useful.VERY, Useful.NOT_SO)]
    items = [item(f"i-{word.useful}", done(), word, need="r/a") for word in said]
    more = item("k", done(), said[0])
    figures = entries(found(items[1], more))
    assert [thing.item.id for thing in figures["not-so"].things] == ["i-not-so"] and figures["not-so"].needs_you
    assert figures["evaluation/r"].note.startswith(label(Useful.NOT_SO))


def test_behind_a_target_stand_the_items_or_pairs_that_it_counts() -> None:
    targets = (
        Target(text="plans", amount=5, unit="份", mode=Mode.PLANNING), Target(text="pairs", amount=1, unit="对"),
        Target(text="roads", amount=2000, unit="公里"),
    )  # fmt: skip
    figures = entries(
        found(
            item("i", done(finished=True), mode=Mode.PLANNING), item("j", done(), mode=Mode.PLANNING), targets=targets
        )
    )
    assert figures["target/0"].number == "1 / 5 份"
    assert [thing.item.id for thing in figures["target/0"].things] == ["i"]
    assert (figures["target/1"].number, len(figures["target/1"].things)) == ("1 / 1 对", 1)
    assert (figures["target/2"].number, figures["target/2"].note) == (
        "2,000 公里", "not counted: this unit is not known",
    )  # fmt: skip


def test_the_done_items_stand_first_and_people_without_a_row_are_told() -> None:
    placing = item("p", placed("A"), done(people=20), mode=Mode.SHADOW)
    figures = entries(found(placing, item("i", done(finished=True))))
    assert [thing.item.id for thing in figures["all/items"].things] == ["i", "p"]
    assert figures["placement/all"].note == "19 more without a row of their own"


def test_the_head_says_what_is_of_the_year_what_began_on_a_day_and_what_could_not_be_read() -> None:
    year = programme(school("r", "a"), plans=(plan("r", item("i", done(sessions=2), mode=Mode.LESSON)),))
    made = report(year, {}, {}, (), TODAY, date(2026, 11, 1))
    assert head_sentences(made) == "1 pair, 0 of 1 need done. Since 2026-11-01: 2 lessons."
    assert head_sentences(report(year, {}, {}, (), TODAY, date(2027, 1, 1))).endswith(
        "Since 2027-01-01: nothing was noted."
    )
    problems = [Problem("receivers/s.toml", 3, "school.id", "wrong"), Problem("receivers/s.toml", 4, "", "wrong")]
    lines = [line.text for line in page(made, problems=problems, full=True)]
    assert lines[1] == "1 file could not be read as a whole (2 errors): what it holds is not counted."
    assert any(line.lstrip().startswith("no answer") for line in lines)


def test_where_rows_come_to_more_than_their_figure_it_is_said_why() -> None:
    targets = (Target(text="schools", amount=1, unit="所", mode=Mode.LESSON), Target(text="of it", amount=9, unit="节"))
    figures = entries(found(item("i", done(sessions=1), done(sessions=1, id="o-2"), mode=Mode.LESSON), targets=targets))
    schools, lessons = figures["target/0"], figures["target/1"]
    assert (schools.number, len(schools.things)) == ("1 / 1 所", 2)
    assert (how_counted(schools.measure), how_counted(lessons.measure)) == ("Each school counts once.", "")
