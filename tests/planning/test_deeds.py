"""What was done: people are counted once where they are named, sums are exact, and what lies ahead is not done yet."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from needsmatch.model.plan import Item, Outcome, Placement, SupportPlan
from needsmatch.model.programme import Programme
from needsmatch.model.terms import Grade, Mode
from needsmatch.planning.deeds import Deed, Totals, deeds, ends_on, months_of, same_words, totals
from tests.planning.year import END, TODAY, done, item, placed, plan, programmes


def sums(*plans: SupportPlan, today: date = TODAY) -> Totals:
    return totals(deed for each in plans for deed in deeds(each, today))


def test_one_who_is_named_again_is_one_person_and_attends_each_time() -> None:
    found = sums(plan("r", item("i", done(TODAY, "王芳", "李明", id="o-1"), done(TODAY, "王 芳", id="o-2"))))
    assert (found.people, found.named, found.unnamed, found.attendances, found.occasions) == (2, 2, 0, 3, 2)


def test_numbers_without_names_are_added_up() -> None:
    found = sums(plan("r", item("i", done(people=30, id="o-1"), done(TODAY, "王芳", people=5, id="o-2"))))
    assert (found.named, found.unnamed, found.people, found.attendances) == (1, 34, 35, 35)


def test_the_same_name_at_two_schools_is_two_people() -> None:
    both = [plan(name, item("i", done(TODAY, "王芳"))) for name in ("r", "s")]
    assert sums(*both).people == 2


def test_a_teacher_who_is_sent_to_two_receivers_is_one_person() -> None:
    both = [plan(name, item("i", placed("王芳"), mode=Mode.TEACHING)) for name in ("r", "s")]
    assert (sums(*both).people, sums(*both).attendances) == (1, 2)
    returned = plan("r", item("i", placed("王芳"), mode=Mode.TEACHING, in_return=True))
    assert sums(both[0], returned).people == 2


@pytest.mark.parametrize(
    ("rows", "people", "attendances"),
    [
        ([done(people=3)], 3, 3),
        ([done(people=5)], 5, 5),
        ([done(people=2)], 3, 3),
        ([done(people=3, id="o-1"), done(people=3, id="o-2")], 3, 3),
        ([done(TODAY, "A", "B", people=3)], 3, 3),
        ([done(TODAY, "A", "X", people=3)], 4, 4),
        ([done(TODAY, "A", "X", people=5)], 5, 5),
    ],
)
def test_placements_and_the_log_of_the_same_people_count_once(
    rows: list[Outcome], people: int, attendances: int
) -> None:
    found = sums(plan("r", item("i", *map(placed, "ABC"), *rows, mode=Mode.SHADOW)))
    assert (found.people, found.attendances) == (people, attendances)


def test_a_row_about_a_batch_tells_only_of_those_placed_with_it() -> None:
    some = [placed(name, batch="第一批") for name in "ABC"]
    rows = (done(people=50, batch="第一 批", id="o-1"), done(people=52, batch="第二批", id="o-2"))
    found = sums(plan("r", item("i", *some, *rows, mode=Mode.SHADOW)))
    assert (found.named, found.unnamed, found.people, found.batches) == (3, 99, 102, 2)


def test_people_placed_without_a_batch_are_taken_off_the_first_batch_of_the_log_and_no_other() -> None:
    rows = (done(people=50, batch="first", id="o-1"), done(people=52, batch="second", id="o-2"))
    found = sums(plan("r", item("i", placed("A"), placed("B"), *rows, mode=Mode.SHADOW)))
    assert (found.named, found.unnamed, found.people, found.attendances) == (2, 100, 102, 102)
    again = (done(people=2, id="o-3"), done(people=2, batch="first", id="o-4"))
    assert sums(plan("r", item("i", placed("A"), placed("B"), *again, mode=Mode.SHADOW))).people == 2


def test_visits_week_by_week_to_the_same_people_who_are_placed_make_no_more_of_them() -> None:
    weekly = [done(date(2026, 11, day), people=5, id=f"o-{day}") for day in (2, 9, 16, 23)]
    found = sums(plan("r", item("i", *map(placed, "ABCDE"), *weekly, mode=Mode.SHADOW)))
    assert (found.people, found.attendances, found.occasions) == (5, 5, 9)


def test_a_batch_of_one_name_in_two_plans_is_one_batch() -> None:
    assert sums(*(plan(name, item("i", done(batch="12"))) for name in ("r", "s"))).batches == 1


def test_sums_of_money_are_exact() -> None:
    found = sums(plan("r", item("i", *(done(money=part, id=f"o-{part}") for part in (0.1, 0.2, 799_999.7)))))
    assert found.money == 800_000


def test_what_lies_ahead_is_not_done_yet() -> None:
    ahead = item("i", done(date(2027, 3, 16), sessions=4), placed("A", date(2027, 4, 1)), placed("B", None))
    assert sums(plan("r", ahead)).occasions == 0
    assert sums(plan("r", ahead), today=date(2027, 4, 1)).occasions == 2


@pytest.mark.parametrize(
    ("placement", "months"),
    [
        (placed("A", date(2026, 9, 1), date(2026, 11, 30)), "3"),
        (placed("A", date(2027, 2, 1), date(2027, 2, 28)), "1"),
        (placed("A", date(2026, 1, 15), date(2027, 2, 14)), "13"),
        (placed("A", date(2026, 9, 1), date(2026, 9, 15)), "0.5"),
        (placed("A", date(2027, 2, 15)), "1"),
        (placed("A", date(2027, 2, 15), date(2027, 7, 14)), "1"),
        (placed("A", date(2027, 2, 15), date(2027, 7, 14), months=5), "1"),
        (placed("A", date(2026, 9, 1), TODAY, months=5), "5"),
        (placed("A", date(2027, 3, 1), months=13), "0.5"),
        (placed("A", date(2027, 3, 1), months=4, grade=Grade.GOOD), "4"),
        (placed("A", None, date(2026, 12, 1), months=4), "4"),
        (placed("A", None, date(2026, 12, 1)), "0"),
        (placed("A", date(2024, 9, 1), months=3), "3"),
        (placed("A", date(2027, 1, 1), months=2.5), "2.5"),
        (placed("A", date(2026, 9, 1), date(2027, 6, 30), months=10, grade=Grade.GOOD, assessed=END), "6.5"),
        (placed("A", date(2027, 3, 1), months=4, assessment="well"), "4"),
    ],
)
def test_the_months_of_a_placement_until_today(placement: Placement, months: str) -> None:
    assert months_of(placement, TODAY) == Decimal(months)


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        (date(2026, 9, 1), 3, date(2026, 11, 30)),
        (date(2026, 1, 15), 13, date(2027, 2, 14)),
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2026, 9, 1), 0.5, date(2026, 9, 15)),
        (date(2026, 9, 1), 1e-300, date(2026, 9, 1)),
        (date.min, 1e-300, date.min),
        (date(2026, 9, 1), 0, None),
        (date(2026, 9, 1), 10**15, None),
        (date(9999, 12, 2), 1, None),
    ],
)
def test_a_placement_without_a_last_day_ends_after_its_months(start: date, months: float, end: date | None) -> None:
    assert ends_on(placed("A", start, months=months)) == end


@given(st.dates(date(2000, 1, 1), date(2030, 1, 1)), st.integers(1, 40))
def test_so_many_months_last_so_many_months(start: date, months: int) -> None:
    end = ends_on(placed("A", start, months=months))
    assert end and months_of(placed("A", start, end), end) == months


def test_the_shortest_and_the_longest_stay_are_told() -> None:
    stays = [placed(f"A{months}", months=months, end=TODAY) for months in (13, 3, 7)]
    found = sums(plan("r", item("i", *stays, done(), mode=Mode.TEACHING)))
    assert (found.shortest, found.longest, found.months) == (Decimal(3), Decimal(13), Decimal(23))
    assert (sums(plan("r", item("i", done()))).shortest, sums().longest) == (None, None)


def test_months_count_by_placements_where_there_are_any() -> None:
    rows = [done(months=4, batch="1", id="o-1"), done(months=0.5, batch="2", id="o-2")]
    assert sums(plan("r", item("i", *rows))).months == Decimal("4.5")
    assert sums(plan("r", item("i", placed("A", months=3, end=TODAY, batch="1"), *rows))).months == Decimal("3.5")


# Laws


def naive(programme: Programme) -> tuple[int, Decimal, int]:
    """Sessions, money, and occasions, added up row by row."""
    sessions, money, rows = 0, Decimal(0), 0
    for each in programme.plans:
        for entry in each.items:
            for outcome in entry.outcomes:
                if outcome.day <= TODAY:
                    sessions += outcome.sessions or 0
                    money += Decimal(str(outcome.money or 0))
                    rows += 1
            for placement in entry.placements:
                known = [day for day in (placement.start, placement.end, placement.assessed) if day]
                first = placement.start or min(known, default=None)
                rows += first <= TODAY if first else placement.grade is not None
    return sessions, money, rows


def names_of(programme: Programme, done_by_now: list[Deed]) -> set[tuple[str, str]]:
    found = set()
    for deed in done_by_now:
        entry = deed.entry
        names = entry.names if isinstance(entry, Outcome) else (entry.person,)
        helped = not deed.item.in_return
        from_receiver = helped is (deed.item.mode is not Mode.TEACHING)
        home = deed.plan.plan.receiver if from_receiver else deed.plan.plan.donor
        found |= {
            (home, {"李 明": "李明", "ＡＮＮ": "ann", "Ann": "ann", "张伟": "张伟"}.get(name, name)) for name in names
        }
    return found


@given(programmes())
def test_totals_are_those_of_rows_added_up_by_hand(programme: Programme) -> None:
    every = [deed for each in programme.plans for deed in deeds(each, TODAY)]
    found = totals(every)
    assert (found.sessions, found.money, found.occasions) == naive(programme)
    assert found.named == len(names_of(programme, every))


@given(programmes())
def test_people_of_an_item_are_no_more_than_were_noted_and_no_fewer_than_are_named(programme: Programme) -> None:
    def noted(entry: Item) -> int:
        return len(entry.placements) + sum(max(row.people or 0, len(set(row.names))) for row in entry.outcomes)

    for each in programme.plans:
        for deed in deeds(each, TODAY):
            assert deed.unnamed >= 0 and deed.attendances >= 0 and deed.months >= 0
        for entry in each.items:
            found = totals(deed for deed in deeds(each, TODAY) if deed.item is entry)
            assert found.named <= found.people <= found.attendances <= noted(entry)


def test_spaces_make_no_difference_beside_chinese_characters_only() -> None:
    assert same_words("马 英花") == same_words("馬英花") and same_words("第 1 批") == same_words("第1批")
    assert same_words("Ann  A") == same_words("ann a") != same_words("Anna")
