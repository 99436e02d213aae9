"""The figures of the five real programmes can be entered, and come out again as sums over what was done.

Two samples bring a worked year along. The others get theirs here, noted in the plans that the program drafts for them.
"""

import dataclasses
import shutil
from collections.abc import Iterable
from datetime import UTC, date, datetime, time
from decimal import Decimal
from functools import cache
from itertools import islice
from pathlib import Path

import pytest
from msgspec.structs import replace

from needsmatch.model.plan import Answer, Confirmation, Item, Outcome, Placement, Status, SupportPlan
from needsmatch.model.terms import Mode
from needsmatch.planning.deeds import Deed, deeds, totals
from needsmatch.planning.edit import add_item, own_item
from needsmatch.planning.log import noted, placed
from needsmatch.planning.progress import State, progress
from needsmatch.planning.report import Report
from needsmatch.store.folder import Reading
from needsmatch.workspace import Draft, drafts, matcher, open_programme, report_of, save_draft
from tests.conftest import PROFILES

WORKED = ("huishan-haidong", "zhanjiang-liuzhou")
WRITTEN = datetime(2026, 11, 22, 12, tzinfo=UTC)
"""When the samples were written: nothing in them was noted later."""
DECEMBER = date(2026, 12, 20)


@cache
def reading(name: str) -> Reading:
    return open_programme(PROFILES / name)


def given(plans: tuple[SupportPlan, ...], mode: Mode, day: date = DECEMBER) -> list[Deed]:
    """What donors did in one way of helping."""
    done = (deed for plan in plans for deed in deeds(plan, day))
    return [deed for deed in done if deed.mode is mode and not deed.item.in_return]


def sample_given(name: str, mode: Mode) -> list[Deed]:
    return given(reading(name).programme.plans, mode)


def reached(found: Report, text: str) -> Decimal | None:
    """What the report counts beside the published figure that begins so."""
    (row,) = (row for row in found.figures if row.entry.text.startswith(text))
    return row.counted


# Huishan and Haidong


def test_huishan_took_in_102_people_in_two_batches_at_18_schools() -> None:
    done = sample_given("huishan-haidong", Mode.SHADOW)
    assert (totals(done).people, totals(done).batches) == (102, 2)
    assert len({deed.plan.plan.donor for deed in done}) == 18
    # Some are named, the others counted.
    assert totals(done).named > 50 and totals(done).unnamed > 10


def test_everybody_who_was_placed_has_a_mentor_and_of_the_first_batch_an_assessment() -> None:
    items = [item for plan in reading("huishan-haidong").programme.plans for item in plan.items]
    people = [entry for item in items if item.mode is Mode.SHADOW for entry in item.placements]
    assert all(entry.mentors and entry.goals for entry in people)
    assert {len(entry.mentors) for entry in people} == {1, 2}
    assert all(
        entry.grade and entry.assessor and entry.assessment for entry in people if "第一批" in (entry.batch or "")
    )


def test_huishan_sent_12_teachers_for_3_to_13_months() -> None:
    done = sample_given("huishan-haidong", Mode.TEACHING)
    assert (len(done), totals(done).people) == (12, 12)
    assert totals(done).shortest == 3 and totals(done).longest == 13
    assert all(3 <= deed.months <= 13 for deed in done)


def test_five_experts_lectured_to_all_heads() -> None:
    done = sample_given("huishan-haidong", Mode.LECTURE)
    assert totals(done).sessions == 5
    assert len({deed.item.lead for deed in done}) == 5
    assert {deed.attendances for deed in done} == {18}


def test_development_plans_are_adopted_with_a_link() -> None:
    plans = reading("huishan-haidong").programme.plans
    adopted = [
        entry
        for plan in plans
        for entry in progress(plan, DECEMBER)
        if entry.item.mode is Mode.PLANNING and entry.state is State.DONE
    ]
    assert len(adopted) == 5
    assert all(entry.item.outcomes[-1].finished and entry.item.outcomes[-1].link for entry in adopted)


# Zhanjiang and Liuzhou


def test_zhanjiang_sent_217_teachers() -> None:
    assert totals(sample_given("zhanjiang-liuzhou", Mode.TEACHING)).people == 217


def test_zhanjiang_gave_200_lessons_on_five_trips_and_200_lectures() -> None:
    lessons = totals(sample_given("zhanjiang-liuzhou", Mode.LESSON))
    assert (lessons.occasions, lessons.sessions) == (5, 200)
    assert totals(sample_given("zhanjiang-liuzhou", Mode.LECTURE)).sessions == 200


def test_zhanjiang_ligong_donated_800_000_yuan_to_one_school_since_2017() -> None:
    done = [deed for deed in sample_given("zhanjiang-liuzhou", Mode.DONATION) if deed.money]
    assert totals(done).money == 800_000
    assert {deed.plan.plan.id for deed in done} == {"rongshui-minzu-vocational-with-zhanjiang-ligong-vocational"}
    days = sorted(deed.day for deed in done if deed.day)
    assert (days[0].year, len({day.year for day in days})) == (2017, 10)


def test_one_donor_helps_two_receivers() -> None:
    plans = reading("zhanjiang-liuzhou").programme.plans
    helped = [plan.plan.receiver for plan in plans if plan.plan.donor == "zhanjiang-jidian-vocational"]
    assert helped == ["liuzhou-jiaotong-vocational", "luzhai-vocational"]


# Both


def test_the_report_tells_these_figures_beside_the_published_ones(known_topics: None) -> None:
    huishan = report_of(reading("huishan-haidong"), DECEMBER)
    assert reached(huishan, "来惠山跟岗") == 102
    assert reached(huishan, "跟岗批次") == 2
    assert reached(huishan, "接收跟岗的学校") == reached(huishan, "一对一结对") == 18
    assert reached(huishan, "骨干教师支教") == 12
    assert reached(huishan, "为全体校长园长讲学") == 5
    zhanjiang = report_of(reading("zhanjiang-liuzhou"), DECEMBER)
    assert reached(zhanjiang, "送教活动") == 5
    assert reached(zhanjiang, "送教授课") == reached(zhanjiang, "讲座") == 200
    assert reached(zhanjiang, "派出教师") == 217
    assert reached(zhanjiang, "湛江理工") == 800_000


@pytest.mark.parametrize("name", WORKED)
def test_a_worked_year_is_marked_as_invented_and_free_of_problems(name: str) -> None:
    found = reading(name)
    assert not found.problems
    plans = found.programme.plans
    assert {plan.plan.receiver for plan in plans} == {school.id for school in found.programme.receivers}
    assert all(plan.plan.illustrative and plan.plan.note for plan in plans)


@pytest.mark.parametrize("name", WORKED)
def test_a_worked_year_shows_plans_in_several_states(name: str) -> None:
    plans = reading(name).programme.plans
    assert {plan.plan.status for plan in plans} == {Status.PROPOSED, Status.AGREED, Status.ACTIVE}
    states = {entry.state for plan in plans for entry in progress(plan, DECEMBER)}
    assert states == set(State)
    assert any(item.in_return and item.outcomes for plan in plans for item in plan.items)
    assert any(plan.unmet for plan in plans)


@pytest.mark.parametrize("name", WORKED)
def test_nothing_in_a_worked_year_was_noted_before_it_was_done_or_after_it_was_written(name: str) -> None:
    items = [item for plan in reading(name).programme.plans for item in plan.items]
    for outcome in (outcome for item in items for outcome in item.outcomes):
        assert outcome.at and datetime.combine(outcome.day, time(tzinfo=UTC)) <= outcome.at <= WRITTEN
    said: list[Answer | Confirmation] = []
    for item in items:
        said += [*item.answers, *item.confirmations]
    assert said and all(entry.by and entry.at and entry.at <= WRITTEN for entry in said)


@pytest.mark.parametrize("name", WORKED)
def test_a_refresh_finds_nothing_new_in_a_worked_year(name: str, known_topics: None) -> None:
    found = reading(name)
    again = list(drafts(found, matcher(found), None))
    assert len(again) == len(found.programme.plans)
    assert not any(draft.is_changed for draft in again)
    assert not any(draft.refreshed and draft.refreshed.news for draft in again)


# Entered here


def drafted(found: Reading, count: int) -> list[Draft]:
    """The first drafts for a programme."""
    return list(islice(drafts(found, matcher(found), None), count))


def saved(found: Reading, changed: Iterable[tuple[Draft, SupportPlan]]) -> Reading:
    """The programme read again after plans were saved."""
    for draft, plan in changed:
        save_draft(found, dataclasses.replace(draft, plan=plan))
    again = open_programme(found.folder)
    assert not again.problems
    return again


def with_item(plan: SupportPlan, mode: Mode, name: str) -> tuple[SupportPlan, Item]:
    """`plan` with an item of its own in a way of helping."""
    item = replace(own_item(plan, (), name), mode=mode, activity="按计划进行")
    return add_item(plan, item, None), item


def copied(name: str, folder: Path) -> Reading:
    """A copy of a sample in `folder`."""
    shutil.copytree(PROFILES / name, folder / name)
    return open_programme(folder / name)


@pytest.mark.usefixtures("known_topics")
def test_12_batches_and_3_000_attendances_of_huli_come_out_again(tmp_path: Path) -> None:
    found, changed = copied("huli-minning", tmp_path), []
    for number, draft in enumerate(drafted(found, 4)):
        plan, sent = with_item(draft.plan, Mode.TEACHING, "i-sent")
        plan, trained = with_item(plan, Mode.TRAINING, "i-trained")
        for turn in range(3):
            batch = number * 3 + turn + 1
            day = date(2026, 9 + turn, 10 + number)
            plan = noted(plan, sent.id, Outcome(id=f"o-s{batch}", day=day, people=5, batch=f"第 {batch} 批"))
            plan = noted(plan, trained.id, Outcome(id=f"o-t{batch}", day=day, sessions=2, people=250))
        changed.append((draft, plan))
    again = saved(found, changed)
    assert totals(given(again.programme.plans, Mode.TEACHING)).batches == 12
    assert totals(given(again.programme.plans, Mode.TRAINING)).attendances == 3000
    known = report_of(again, DECEMBER)
    assert reached(known, "派出教师") == 12 and reached(known, "培训教师") == 3000


@pytest.mark.usefixtures("known_topics")
def test_ten_master_teachers_of_wuxi_mentor_beside_mentors_of_lianyungang(tmp_path: Path) -> None:
    found, changed = copied("wuxi-lianyungang", tmp_path), []
    assert len(found.programme.settings.pairs) == 59
    for number, draft in enumerate(drafted(found, 12)):
        plan, item = with_item(draft.plan, Mode.SHADOW, "i-two-mentors")
        mentors = (f"名师{number % 10 + 1}", f"本地导师{number + 1}")
        someone = Placement(
            id="p-1", person="骨干教师", mentors=mentors, start=date(2026, 10, 8), end=date(2027, 6, 30)
        )
        changed.append((draft, placed(plan, item.id, someone)))
    done = given(saved(found, changed).programme.plans, Mode.SHADOW)
    people = [deed.entry for deed in done if isinstance(deed.entry, Placement)]
    assert len({entry.mentors[0] for entry in people}) == 10
    assert len({entry.mentors[1] for entry in people}) == 12
    # The same name at another school is another person.
    assert totals(done).named == 12


@pytest.mark.usefixtures("known_topics")
def test_the_live_lesson_of_jiangle_was_on_6_december(tmp_path: Path) -> None:
    found = copied("jiangle-hongkou", tmp_path)
    (draft,) = drafts(found, matcher(found), "shuinan-middle")
    plan, item = with_item(draft.plan, Mode.LIVE_LESSON, "i-live")
    lesson = Outcome(id="o-1", day=date(2026, 12, 6), sessions=1, people=92, link="https://example.org/live/grade-8")
    plans = saved(found, [(draft, noted(plan, item.id, lesson))]).programme.plans
    assert not given(plans, Mode.LIVE_LESSON, date(2026, 12, 5))
    (deed,) = given(plans, Mode.LIVE_LESSON, date(2026, 12, 6))
    assert (deed.day, deed.sessions, deed.attendances) == (date(2026, 12, 6), 1, 92)
    assert (deed.plan.plan.receiver_name, deed.plan.plan.donor_name) == ("水南中学", "江湾初级中学")
