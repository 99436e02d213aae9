"""The report: every figure is the sum of what is behind it, however it is grouped."""

from collections import Counter
from collections.abc import Iterable
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from needsmatch import workspace
from needsmatch.model.match import Cause
from needsmatch.model.plan import Answer, Confirmation, Item, Outcome, PlanSide, Reply, Status, UnmetNeed
from needsmatch.model.programme import Decision, Judgement, Pair, Programme, Target
from needsmatch.model.terms import Grade, Mode, Stage, Useful
from needsmatch.planning.asked import AskedNeed, Grouping
from needsmatch.planning.attention import Kind, attention
from needsmatch.planning.author import Author
from needsmatch.planning.changing import merge_schools, withdraw
from needsmatch.planning.deeds import Deed, totals
from needsmatch.planning.measure import people_in
from needsmatch.planning.overview import overview
from needsmatch.planning.report import Report, report
from needsmatch.planning.report_words import counted
from needsmatch.planning.standing import standings
from needsmatch.topics.thesaurus import Thesaurus
from tests.conftest import PROFILES
from tests.planning.year import END, START, TODAY, done, item, placed, plan, programme, programmes, school

TOPICS = {"r/a": "arts", "r/b": "sport", "s/a": "arts", "s/b": None, "t/a": "arts"}
LABELS = {"arts": "Arts", "sport": "Sport"}
ENDED = done(finished=True)


def made(programme: Programme, since: date | None = None, today: date = TODAY) -> Report:
    return report(programme, TOPICS, LABELS, (), today, since)


def need(found: Report, reference: str) -> AskedNeed:
    return next(entry for entry in found.needs if entry.reference == reference)


def answered(*replies: Reply, name: str = "i") -> Item:
    answers = tuple(
        Answer(id=f"a-{side}", side=side, answer=reply)
        for side, reply in zip((PlanSide.RECEIVER, PlanSide.DONOR), replies, strict=False)
    )
    return item(name, need="r/a", answers=answers)


# Needs


def test_a_need_is_answered_agreed_and_done_step_by_step() -> None:
    def steps(*items: Item, status: Status = Status.PROPOSED) -> tuple[bool, bool, bool, bool]:
        found = need(made(programme(school("r", "a"), plans=(plan("r", *items, status=status),))), "r/a")
        return found.is_answered, found.is_agreed, found.is_begun, found.is_done

    agree, decline = Reply.AGREE, Reply.DECLINE
    assert steps() == (False, False, False, False)
    assert steps(answered(agree)) == (True, False, False, False)
    assert steps(answered(agree, agree)) == (True, True, False, False)
    assert steps(answered(agree, decline), status=Status.AGREED) == (True, False, False, False)
    for status in (Status.AGREED, Status.ACTIVE):
        assert steps(answered(), status=status) == (True, True, False, False)
    # Any plan can be closed: that tells nothing of who agreed to it.
    assert steps(answered(), status=Status.CLOSED)[1] is False
    assert steps(answered(agree, agree), status=Status.CLOSED)[1] is True
    half = item("i", done(sessions=1), need="r/a", sessions=2)
    assert steps(half, status=Status.ACTIVE) == (True, True, True, False)
    whole = item("j", done(sessions=2), need="r/a", sessions=2)
    assert steps(whole, status=Status.ACTIVE) == (True, True, True, True)
    assert steps(whole, half, status=Status.ACTIVE) == (True, True, True, False)
    assert steps(replace(whole, in_return=True), status=Status.ACTIVE) == (False, False, False, False)


def test_what_another_school_did_before_still_answers_and_what_it_only_planned_does_not() -> None:
    before = plan("r", item("i", ENDED, need="r/a"), item("j", need="r/b"), donor="e", status=Status.CLOSED)
    pairs = (Pair(receiver="r", donor="d"),)
    found = made(programme(school("r", "a", "b"), plans=(before,), pairs=pairs))
    assert (need(found, "r/a").is_done, need(found, "r/a").has_plan) == (True, False)
    assert not need(found, "r/b").is_answered
    assert (found.all_needs.unmet, found.all_needs.unplanned) == (1, 1)
    # Who goes on where another one left off is done once its own part is.
    half = plan("r", item("i", done(sessions=1), need="r/a", sessions=9), donor="e", status=Status.CLOSED)
    now = plan("r", item("i", ENDED, need="r/a"))
    found = made(programme(school("r", "a"), plans=(half, now), pairs=pairs))
    assert len(need(found, "r/a").items) == 2 and need(found, "r/a").is_done


def test_the_cause_is_told_of_what_the_plan_does_not_answer() -> None:
    unmet = (UnmetNeed(need="r/b", need_text="b", cause=Cause.NOBODY),)
    found = made(programme(school("r", "a", "b"), plans=(replace(plan("r", item("i", need="r/a")), unmet=unmet),)))
    assert [(entry.cause, entry.has_plan) for entry in found.needs] == [(None, True), (Cause.NOBODY, True)]


def test_a_need_of_a_school_that_merged_keeps_what_was_done_about_it() -> None:
    merged = Judgement(decision=Decision.MERGED, receiver="s", into="r")
    before = plan("s", item("i", ENDED, need="s/b"), status=Status.CLOSED)
    both = replace(programme(school("r", "a", "b"), plans=(before,)), left=(school("s", "b"),), judgements=(merged,))
    assert need(made(both), "r/b").is_done


def test_needs_are_grouped_by_topic_stage_and_district() -> None:
    schools = (
        school("r", "a", "b", district="West"),
        replace(school("s", "a", "b"), stage=(Stage.MIDDLE, Stage.PRIMARY)),
        school("t", "a", stage=Stage.KINDERGARTEN, district="East"),
    )
    found = made(programme(*schools, plans=(plan("r", item("i", need="r/b")),)))
    groups = {by: [(group.key, group.label, group.asked) for group in found.by(by)] for by in Grouping}
    assert groups == {
        Grouping.TOPIC: [("arts", "Arts", 3), ("", "Other", 1), ("sport", "Sport", 1)],
        Grouping.STAGE: [
            ("kindergarten", "kindergarten", 1), ("primary", "primary school", 2),
            ("primary, middle", "primary school, middle school", 2),
        ],
        Grouping.DISTRICT: [("East", "East", 1), ("West", "West", 2), ("", "no district", 2)],
    }  # fmt: skip


# Work


def test_help_in_return_is_counted_apart() -> None:
    both = plan(
        "r",
        item("i", done(sessions=3), mode=Mode.LESSON),
        item("j", done(sessions=5), mode=Mode.LESSON, in_return=True),
    )
    found = made(programme(school("r"), plans=(both,)))
    assert [(work.mode, work.done.sessions) for work in found.work] == [(Mode.LESSON, 3)]
    assert (found.all_work.done.sessions, found.in_return.done.sessions, len(found.deeds)) == (3, 5, 2)


def test_planned_stands_beside_done() -> None:
    items = (
        item("i", done(sessions=3, money=0.1), mode=Mode.LESSON, sessions=3, people=2, budget=0.1),
        item("j", mode=Mode.LESSON, sessions=4, budget=0.2), item("k", mode=Mode.LESSON),
    )  # fmt: skip
    (work,) = made(programme(school("r"), plans=(plan("r", *items),))).work
    planned = (work.planned_sessions, work.planned_people, work.planned_money, work.items_done, len(work.items))
    assert planned == (7, 2, Decimal("0.3"), 1, 3)


def test_every_month_of_the_year_so_far_is_there() -> None:
    rows = [done(date(2026, 11, 3), id="o-1"), done(date(2026, 11, 30), id="o-2"), done(date(2027, 2, 1), id="o-3")]
    year = programme(school("r"), plans=(plan("r", item("i", *rows, placed("A", None, assessment="good"))),))
    months = [(month.first.month, len(month.deeds)) for month in made(year).months]
    assert months == [(9, 0), (10, 0), (11, 2), (12, 0), (1, 0), (2, 1), (3, 0)]
    assert len(made(year).undated) == 1
    assert [month.first.month for month in made(year, today=date(2028, 1, 1)).months][-1] == END.month
    assert made(year, since=date(2027, 1, 5)).months[0].first == date(2027, 1, 1)
    assert made(year).earliest is None
    early = replace(year, plans=(plan("r", item("i", done(date(2026, 7, 1)))),))
    assert made(early).months[0].first == made(early).earliest == date(2026, 7, 1)
    assert made(replace(year, plans=()), today=date(2026, 1, 1)).months == ()


def test_years_before_the_one_in_which_the_programme_starts_are_told_year_by_year() -> None:
    rows = [done(day, id=f"o-{day}") for day in (date(2024, 5, 1), date(2024, 9, 1), date(2026, 2, 1))]
    months = made(programme(school("r"), plans=(plan("r", item("i", *rows)),))).months
    assert [(month.name, month.is_year, len(month.deeds)) for month in months[:3]] == [
        ("2024", True, 2), ("2026-01", False, 0), ("2026-02", False, 1),
    ]  # fmt: skip


@pytest.mark.parametrize("start", [START, None])
def test_a_year_that_was_mistyped_makes_one_row_and_no_others(start: date | None) -> None:
    rows = [done(day, id=f"o-{day}") for day in (date.min, date(2026, 11, 3))]
    year = programme(school("r"), plans=(plan("r", item("i", *rows)),))
    about = replace(year.settings.programme, start=start)
    found = made(replace(year, settings=replace(year.settings, programme=about)), today=date(2027, 3, 20))
    assert [month.name for month in found.months if month.deeds] == ["0001", "2026-11"]
    assert len(found.months) < 20


def test_of_a_closed_plan_and_of_a_pair_that_parted_nothing_waits() -> None:
    def waits(**fields: object) -> list[int]:
        late = [item("i", done(), placed("A", end=date(2027, 1, 1)), people=3, end=date(2027, 2, 1))]
        plans = (plan("r", *late, item("j", end=TODAY), **fields),)  # type: ignore[arg-type]
        found = made(programme(school("r"), plans=plans, pairs=(Pair(receiver="r", donor="d"),)))
        lists = (found.overdue, found.due_this_month, found.unconfirmed, found.placed.unassessed)
        assert len(found.placed.over) == 1
        return [len(each) for each in lists]

    assert waits() == [1, 1, 1, 1]
    assert waits(status=Status.CLOSED) == waits(donor="e") == [0, 0, 0, 0]


@given(programmes())
def test_what_waits_is_what_the_report_lists(programme: Programme) -> None:
    found = made(programme)
    waiting = {
        entry.kind: entry.count for entry in attention(programme, tuple(standings(programme, {}, TODAY)), (), TODAY)
    }
    for kind, some in (
        (Kind.OVERDUE, found.overdue), (Kind.DUE_THIS_MONTH, found.due_this_month),
        (Kind.NOT_SO, found.not_so), (Kind.UNCONFIRMED, found.unconfirmed), (Kind.UNASSESSED, found.placed.unassessed),
    ):  # fmt: skip
        assert waiting.get(kind, 0) == len(some)


def test_placements_are_told_whatever_day_sums_begin_on() -> None:
    people = (placed("A", end=date(2027, 1, 1), grade=Grade.GOOD), placed("B", end=date(2027, 1, 1)), placed("C"))
    year = programme(school("r"), plans=(plan("r", item("i", *people, mode=Mode.SHADOW)),))
    for since in (None, date(2027, 3, 1)):
        who = made(year, since=since).placed
        counts = len(who.all), len(who.now), len(who.over), len(who.assessed), who.passed, len(who.unassessed)
        assert counts == (3, 1, 2, 1, 1, 1)


def test_since_a_day_only_what_was_done_from_then_on_counts() -> None:
    rows = [done(date(2026, 11, 3), sessions=1, id="o-1"), done(date(2026, 12, 1), sessions=2, id="o-2")]
    year = programme(school("r"), plans=(plan("r", item("i", *rows)),))
    assert made(year, since=date(2026, 12, 1)).all_work.done.sessions == 2
    assert made(year).events == () and len(made(year, since=START).events) == 2


def test_overdue_items_are_those_of_pairs_that_stand_the_oldest_first() -> None:
    late = [item("i", end=date(2027, 2, 1)), item("j", end=date(2027, 1, 1))]
    pairs = (Pair(receiver="r", donor="d"),)
    found = made(programme(school("r"), plans=(plan("r", *late), plan("r", *late, donor="e")), pairs=pairs))
    assert [(entry.item.id, entry.plan.plan.donor) for entry in found.overdue] == [("j", "d"), ("i", "d")]


def test_what_schools_say_is_counted_by_their_last_word() -> None:
    said = [Confirmation(id=f"c-{word}", side=PlanSide.RECEIVER, useful=word) for word in (Useful.LITTLE, Useful.VERY)]
    outdated = Confirmation(id="c", side=PlanSide.RECEIVER, useful=Useful.VERY, done="of less")
    items = (item("i", done(), *said), item("j", done()), item("k"), item("l", done(), outdated))
    found = made(programme(school("r"), plans=(plan("r", *items),)))
    assert {word: [entry.item.id for entry in some] for word, some in found.useful.items()} == {
        Useful.VERY: ["i"], Useful.SOME: [], Useful.LITTLE: [], Useful.NOT_SO: [],
    }  # fmt: skip
    assert [entry.item.id for entry in found.unconfirmed] == ["j", "l"]


# Laws


def parts(found: Report, deeds: Iterable[Deed], key: str) -> dict[object, list[Deed]]:
    """Deeds by way of helping, plan, receiver, month or district."""
    districts = {entry.id: entry.district for entry in found.programme.receivers}
    groups: dict[object, list[Deed]] = {}
    for deed in deeds:
        receiver = deed.plan.plan.receiver
        keys: dict[str, object] = {
            "mode": deed.item.mode, "plan": deed.plan.plan.id, "receiver": receiver,
            "month": deed.day and (deed.day.year, deed.day.month), "district": districts.get(receiver, "left"),
        }  # fmt: skip
        groups.setdefault(keys[key], []).append(deed)
    return groups


@given(programmes(), st.sampled_from(["mode", "plan", "receiver", "month", "district"]))
def test_totals_equal_the_sum_over_the_parts_however_they_are_grouped(programme: Programme, key: str) -> None:
    found = made(programme)
    whole = totals(found.deeds)
    some = {name: totals(deeds) for name, deeds in parts(found, found.deeds, key).items()}
    for name in ("occasions", "sessions", "attendances", "unnamed", "months", "money"):
        assert getattr(whole, name) == sum(
            (getattr(part, name) for part in some.values()), type(getattr(whole, name))(0)
        )
    named = [{who for deed in deeds for who in deed.names} for deeds in parts(found, found.deeds, key).values()]
    assert whole.named == len(set().union(*named)) <= sum(map(len, named))
    assert whole.named <= sum(part.named for part in some.values())


@given(programmes())
def test_money_and_sessions_are_those_of_the_rows(programme: Programme) -> None:
    """The oracle goes through the plans by itself."""
    money, sessions = Counter[Mode | None](), Counter[Mode | None]()
    for each in programme.plans:
        for entry in each.items:
            if not entry.in_return:
                rows = [row for row in entry.outcomes if row.day <= TODAY]
                # In hundredths: sums of floats are not exact.
                money[entry.mode] += sum(round((row.money or 0) * 100) for row in rows)
                sessions[entry.mode] += sum(row.sessions or 0 for row in rows)
    found = made(programme)
    for work in found.work:
        assert (work.done.money * 100, work.done.sessions) == (Decimal(money[work.mode]), sessions[work.mode])
    assert found.all_work.done.money * 100 == money.total()
    assert found.all_work.done.sessions == sessions.total()


@given(programmes())
def test_every_deed_stands_in_one_way_of_helping_one_month_and_one_item(programme: Programme) -> None:
    found = made(programme)
    every = Counter(map(id, found.deeds))
    assert Counter(id(deed) for work in (*found.work, found.in_return) for deed in work.deeds) == every
    assert Counter(id(deed) for month in found.months for deed in month.deeds) + Counter(
        map(id, found.undated)
    ) == Counter(map(id, found.all_work.deeds))
    assert Counter(id(deed) for entry in found.items for deed in entry.deeds) == every
    assert Counter(id(entry) for work in (*found.work, found.in_return) for entry in work.items) == Counter(
        map(id, found.items)
    )
    days = [deed.day for deed in found.deeds if deed.day]
    assert days == sorted(days)
    assert all(deed.day is None or deed.day <= TODAY for deed in found.deeds)
    assert all(isinstance(deed.entry, Outcome) or deed.attendances == 1 for deed in found.deeds)
    confirmed = [entry for some in found.useful.values() for entry in some]
    assert len(confirmed) == sum(entry.confirmation is not None for entry in found.items)


@given(programmes(), st.sampled_from(Grouping))
def test_needs_add_up_in_every_group_and_over_all_groups(programme: Programme, by: Grouping) -> None:
    found = made(programme)
    groups, whole = found.by(by), found.all_needs
    assert sorted(entry.reference for group in groups for entry in group.needs) == sorted(
        entry.reference for entry in found.needs
    )
    assert len({group.key for group in groups}) == len(groups)
    for name in ("asked", "answered", "agreed", "done", "unmet", "unplanned"):
        assert sum(getattr(group, name) for group in groups) == getattr(whole, name)
    for group in (*groups, whole):
        assert group.asked == group.answered + group.unmet
        assert group.done <= group.answered and group.agreed <= group.answered and group.unplanned <= group.unmet
    assert whole.asked == sum(len(entry.needs) for entry in programme.receivers)


@given(programmes())
def test_page_1_and_the_report_count_the_same_pairs_people_and_plans(programme: Programme) -> None:
    found = made(programme)
    view = overview(programme, {}, TOPICS, Thesaurus.of([]), (), TODAY)
    pairs, _needs, _plans, people = view.numbers
    assert pairs.value == len(found.pairs)
    if found.all_work.deeds:
        told = [
            (number, words)
            for measure, number, _deeds in people_in(found.all_work.deeds)
            for words in [counted(measure, number, None)]
        ]
        assert (people.value, people.label) == (told[0] if told else (0, "attendances"))
    assert sum(len(group.needs) for group in found.by(Grouping.TOPIC)) == sum(group.asked for group in view.topics)


@given(programmes(), st.sampled_from(["人", "人次"]), st.none() | st.sampled_from(Mode))
def test_page_1_and_the_report_count_the_same_people_beside_a_target(
    programme: Programme, unit: str, mode: Mode | None
) -> None:
    target = Target(text="t", amount=100, unit=unit, mode=mode)
    aimed = replace(programme, settings=replace(programme.settings, targets=(target,)))
    (beside,) = made(aimed).targets
    people = overview(aimed, {}, TOPICS, Thesaurus.of([]), (), TODAY).numbers[3]
    assert people.value == beside.counted and people.whole == 100


# Real programmes


@pytest.mark.parametrize("name", ["huishan-haidong", "zhanjiang-liuzhou"])
def test_the_report_of_a_sample_has_all_its_schools_and_needs(name: str, known_topics: None) -> None:
    reading = workspace.open_programme(PROFILES / name)
    found = workspace.report_of(reading, date(2026, 12, 15))
    assert found.receivers == len(reading.programme.receivers) == len(found.pairs) == len(found.evaluations)
    assert found.all_needs.asked == sum(len(entry.needs) for entry in reading.programme.receivers) > 50
    assert len(found.by(Grouping.TOPIC)) > 5 and all(group.label for group in found.by(Grouping.TOPIC))
    assert [entry.entry for entry in found.targets] == list(reading.programme.settings.targets)
    assert found.months[0].first <= date(2026, 9, 1) and found.months[-1].first == date(2026, 12, 1)


def test_page_1_reminders_and_report_tell_the_same_needs_where_there_are_plans_also_after_a_merger() -> None:
    year = workspace.open_programme(PROFILES / "huishan-haidong").programme
    first, second = year.receivers[:2]
    by = Author(datetime(2026, 12, 15, 9, tzinfo=UTC))
    day = date(2026, 12, 15)
    for each in (year, merge_schools(year, first.id, second.id, by), withdraw(year, year.donors[0].id, by)):
        found = report(each, {}, {}, (), day)
        needs = found.all_needs
        view = overview(each, {}, {}, Thesaurus.of([]), (), day)
        waits = next(entry.count for entry in view.attention if entry.kind is Kind.UNMET)
        assert waits == needs.unmet > 0
        assert (view.numbers[1].value, view.numbers[1].whole) == (needs.answered, needs.asked)
        assert (view.topics[0].answered, view.topics[0].asked) == (needs.answered, needs.asked)
        waiting = {entry.kind: entry.count for entry in view.attention}
        for kind, some in (
            (Kind.OVERDUE, found.overdue), (Kind.DUE_THIS_MONTH, found.due_this_month), (Kind.NOT_SO, found.not_so),
            (Kind.UNCONFIRMED, found.unconfirmed), (Kind.UNASSESSED, found.placed.unassessed),
        ):  # fmt: skip
            assert waiting.get(kind, 0) == len(some)
    assert needs.unplanned > 0


def test_without_a_plan_a_need_is_answered_by_whom_it_was_matched_with_or_who_did_something() -> None:
    school_r, other = school("r", "a", "b"), plan("r", item("i", done(), need="r/b"), donor="e")
    year = programme(school_r, plans=(other,), pairs=(Pair(receiver="r", donor="d"),))
    (alone,) = standings(year, {}, TODAY)
    assert [entry.id for entry in alone.answered] == ["b"] and alone.plan is None


def test_a_report_is_made_in_spite_of_problems_in_files(sample: Path, known_topics: None) -> None:
    (sample / "donors" / "huoju-kindergarten.toml").write_text("[school]\nid = 5\n", "utf-8")
    found = workspace.report_of(workspace.open_programme(sample), date(2026, 12, 15))
    assert (found.receivers, len(found.pairs)) == (16, 15)
    assert found.waiting[0].kind == "errors"
