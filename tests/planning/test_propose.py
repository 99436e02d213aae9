"""Draft plans, and what becomes of a plan that exists."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from msgspec.structs import replace

from needsmatch import workspace
from needsmatch.matching.comparer import Comparer
from needsmatch.matching.rank import Matcher
from needsmatch.model.plan import Item, Removed, SupportPlan
from needsmatch.model.programme import Programme
from needsmatch.model.school import Need, Strength
from needsmatch.model.terms import Mode
from needsmatch.model.topic import Activity, Topic, Words
from needsmatch.planning.propose import choose_mode, propose
from needsmatch.planning.refresh import refresh
from needsmatch.planning.usual import USUAL
from needsmatch.store.folder import read_programme
from needsmatch.topics.index import TopicIndex
from tests.conftest import PROFILES
from tests.strategies import programmes

TRAINING = Activity(mode=Mode.TRAINING, activity=Words(zh="训", en="t"), indicator=Words(zh="训", en="t"))
LECTURE = Activity(mode=Mode.LECTURE, activity=Words(zh="讲", en="l"), indicator=Words(zh="讲", en="l"))
TOPIC = Topic(id="t", activities=(TRAINING, LECTURE))


def draft(index: TopicIndex, school_id: str = "yuhai-kindergarten", programme: Programme | None = None) -> SupportPlan:
    programme = programme or read_programme(PROFILES / "huli-minning").programme
    school = programme.receiver(school_id)
    assert school
    match = Matcher(programme, lambda: Comparer(index))
    donor = match.best_donor(school)
    assert donor
    return propose(programme, match.plan(school, donor), index.thesaurus)


@pytest.mark.parametrize(
    ("wanted", "offered", "topic", "mode"),
    [
        ((Mode.VISIT, Mode.SHADOW), (Mode.SHADOW, Mode.VISIT), TOPIC, Mode.VISIT),
        ((Mode.VISIT,), (Mode.SHADOW,), TOPIC, Mode.SHADOW),
        ((Mode.VISIT,), (), TOPIC, Mode.VISIT),
        ((), (Mode.VISIT, Mode.LECTURE), TOPIC, Mode.LECTURE),
        ((), (Mode.VISIT,), TOPIC, Mode.VISIT),
        ((), (), TOPIC, Mode.TRAINING),
        ((), (), None, Mode.TRAINING),
    ],
    ids=[
        "both name it",
        "only the donor can",
        "the donor says nothing",
        "usual for the topic",
        "offered",
        "usual",
        "nothing known",
    ],
)
def test_the_mode_is_what_both_sides_can(
    wanted: tuple[Mode, ...], offered: tuple[Mode, ...], topic: Topic | None, mode: Mode
) -> None:
    assert choose_mode(Need(text="n", modes=wanted), Strength(text="s", modes=offered), topic) is mode


def test_every_mode_has_its_usual_draft() -> None:
    assert set(USUAL) == set(Mode)


def test_a_draft_reads_like_a_plan(index: TopicIndex) -> None:
    plan = draft(index)
    assert (plan.plan.receiver_name, plan.plan.donor_name) == ("玉海幼儿园", "火炬幼儿园")
    *items, seminar = plan.items
    assert [item.needs for item in items] == [(f"yuhai-kindergarten/{need}",) for need in ("parents", "arts", "games")]
    for item in items:
        assert item.mode and item.activity and item.indicator and item.lead and item.people
        assert item.evidence and sum(reason.points for reason in item.evidence) == item.score
        assert all(reason.sentence for reason in item.evidence)
        assert (item.start, item.end) == (date(2026, 9, 1), date(2027, 7, 10))
    assert seminar.mode is Mode.SEMINAR and not seminar.needs
    assert plan.unmet == ()


def test_a_plan_speaks_the_programme_s_language(index: TopicIndex) -> None:
    chinese = draft(index)
    assert "联合研讨" in (chinese.items[-1].activity or "")
    english = draft(index, "curlew-brow-kindergarten", read_programme(PROFILES / "harbour-uplands").programme)
    assert "seminar" in (english.items[-1].activity or "")
    assert all(ord(sign) < 0x3000 for reason in english.items[0].evidence for sign in reason.sentence or "")


def test_each_field_comes_from_where_it_should(index: TopicIndex) -> None:
    programme = read_programme(PROFILES / "huli-minning").programme
    school, donor = programme.receiver("yuhai-kindergarten"), programme.donor("huoju-kindergarten")
    assert school and donor
    need = Need(id="x", text="三大游戏", people=2, by=date(2026, 12, 31), modes=(Mode.SHADOW,))
    strength = Strength(
        id="y", text="角色扮演、积木搭建", lead="欧小妮", modes=(Mode.SHADOW,), places=9, link="https://example.org/x"
    )
    own, other = replace(school, needs=(need,)), replace(donor, strengths=(strength,))
    small = replace(programme, receivers=(own,), donors=(other,))
    item = draft(index, programme=small).items[0]
    assert (item.lead, item.mentors, item.people, item.link) == ("欧小妮", ("欧小妮",), 2, "https://example.org/x")
    assert (item.start, item.end, item.place) == (date(2026, 9, 1), date(2026, 12, 31), "火炬幼儿园")
    without = replace(small, donors=(replace(other, strengths=(replace(strength, lead=None, places=1),)),))
    item = draft(index, programme=without).items[0]
    assert (item.lead, item.people) == ("主任 欧小妮", 1)


def test_a_typical_activity_brings_its_indicator_and_does_not_contradict_the_numbers(index: TopicIndex) -> None:
    for name in ("huli-minning", "harbour-uplands"):
        programme = read_programme(PROFILES / name).programme
        language = programme.about.language
        for school in programme.receivers:
            for item in draft(index, school.id, programme).items:
                topic = index.thesaurus.by_id.get(item.topic or "")
                typical = [entry for entry in topic.activities if entry.mode is item.mode] if topic else []
                if typical:
                    assert item.indicator == typical[0].indicator.get(language)
                    if "每学期" in typical[0].indicator.zh or "every month" in typical[0].indicator.en:
                        assert item.sessions is None and item.recurrence is None


def test_unmet_needs_say_why_and_who_else_could_help(index: TopicIndex) -> None:
    plans = [draft(index, school.id) for school in read_programme(PROFILES / "huli-minning").programme.receivers]
    unmet = [entry for plan in plans for entry in plan.unmet]
    assert unmet and all(entry.sentence for entry in unmet)
    assert any(entry.others for entry in unmet) and any(not entry.others for entry in unmet)


def test_no_item_takes_more_people_than_the_donor_has_places_for(index: TopicIndex) -> None:
    for name in ("huli-minning", "zhanjiang-liuzhou"):
        programme = read_programme(PROFILES / name).programme
        places = {
            donor.reference(strength): strength.places for donor in programme.donors for strength in donor.strengths
        }
        for school in programme.receivers:
            for item in draft(index, school.id, programme).items:
                limit = places.get(item.strength or "")
                assert limit is None or item.people is None or item.people <= limit


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(programmes())
def test_every_need_is_in_the_draft(index: TopicIndex, programme: Programme) -> None:
    match = Matcher(programme, lambda: Comparer(index))
    for school in programme.receivers:
        for donor in programme.donors:
            plan = propose(programme, match.plan(school, donor), index.thesaurus)
            assert plan.needs == {school.reference(need) for need in school.needs}
            assert len({item.id for item in plan.items}) == len(plan.items)
            assert plan == propose(programme, match.plan(school, donor), index.thesaurus)
            assert refresh(plan, plan, None, donor).plan == plan


def test_a_need_that_comes_later_is_added_and_all_else_stays(index: TopicIndex) -> None:
    programme = read_programme(PROFILES / "huli-minning").programme
    plan = draft(index, programme=programme)
    edited = replace(plan, items=(replace(plan.items[1], lead="somebody", note="ours"), plan.items[0]))
    school = programme.receiver("yuhai-kindergarten")
    assert school
    longer = replace(
        school,
        needs=(*school.needs, Need(id="story", text="绘本阅读"), Need(id="roof", text="屋顶漏水要翻修")),
    )
    others = tuple(entry for entry in programme.receivers if entry.id != school.id)
    renewed = refresh(edited, draft(index, programme=replace(programme, receivers=(longer, *others))), plan).plan
    assert renewed.items[:2] == edited.items
    assert renewed.needs >= {school.reference(need) for need in longer.needs}


def test_what_a_person_took_out_does_not_come_back(index: TopicIndex) -> None:
    plan = draft(index)
    gone = plan.items[0]
    seminar = plan.items[-1]
    marks = (Removed(id=gone.id, needs=gone.needs, why="done already"), Removed(id=seminar.id))
    without = replace(plan, items=plan.items[1:-1], removed=marks)
    assert refresh(without, plan, plan).plan == without


def test_a_need_that_is_answered_now_leaves_the_unmet_ones(index: TopicIndex) -> None:
    plan = draft(index)
    unmet = replace(plan, plan=replace(plan.plan, proposed=plan.plan.proposed[1:]), items=plan.items[1:])
    renewed = refresh(unmet, plan, None).plan
    assert {item.id for item in renewed.items} == {item.id for item in plan.items}
    assert isinstance(renewed.items[-1], Item)


def test_the_whole_way_on_every_sample(tmp_path: Path) -> None:
    """Read, match, draft, save, read again: the same plans, and nothing wrong."""
    for name in sorted(path.parent.name for path in PROFILES.glob("*/programme.toml")):
        folder = tmp_path / name
        workspace.make_programme(folder, name, date(2026, 11, 22))
        reading = workspace.open_programme(folder)
        assert reading.problems == (), name
        drafts = list(workspace.drafts(reading, workspace.matcher(reading), None))
        assert len(drafts) == len(reading.programme.settings.pairs) > 0
        saved = {stored.plan for stored in (workspace.save_draft(reading, entry) for entry in drafts)}
        again = workspace.open_programme(folder)
        assert again.problems == ()
        assert set(again.programme.plans) == saved
        assert not any(entry.is_changed for entry in workspace.drafts(again, workspace.matcher(again), None))
