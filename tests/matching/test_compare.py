"""One need against one strength."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from needsmatch.matching.compare import Comparison, Understood, compare
from needsmatch.matching.explain import sentence
from needsmatch.matching.scale import THRESHOLD
from needsmatch.matching.wording import Plain, likeness
from needsmatch.model.match import Code
from needsmatch.model.school import Need, School, Strength
from needsmatch.model.terms import Mode, Stage
from needsmatch.store.folder import read_programme
from needsmatch.text.normalise import normalise
from needsmatch.topics.index import TopicIndex
from tests.conftest import PROFILES
from tests.strategies import wordings

KINDERGARTEN = Stage.KINDERGARTEN


def compared(
    index: TopicIndex,
    need: str | Need,
    strength: str | Strength,
    asked: Stage = KINDERGARTEN,
    offered: Stage = KINDERGARTEN,
) -> Comparison:
    receiver = School(id="r", name="R", stage=asked)
    donor = School(id="d", name="D", stage=offered)
    need = Need(text=need) if isinstance(need, str) else need
    strength = Strength(text=strength) if isinstance(strength, str) else strength
    return compare(Understood.of(need, receiver, index), Understood.of(strength, donor, index), index.thesaurus)


PRIMARY = Stage.PRIMARY

SAME_THING_IN_OTHER_WORDS = [
    (KINDERGARTEN, "如何指导家长", "家园共育：育儿沙龙、入户访谈，教爸妈和祖辈科学带娃"),
    (KINDERGARTEN, "娃娃挑食", "膳食营养与食育课程"),
    (KINDERGARTEN, "幼儿行为分析", "观察记录、学习故事，读懂孩子"),
    (KINDERGARTEN, "如何引導家長", "家庭教育指導"),
    (PRIMARY, "跟岗研修", "影子培训，名师带教"),
    (PRIMARY, "Helping parents", "家长工作坊"),
    (KINDERGARTEN, "新生入园哭闹", "A gentle start: settling in without tears"),
    (PRIMARY, "老师一喊班里就乱，年轻班主任压不住", "班主任带班艺术，班级公约"),
    (PRIMARY, "作文无话可写", "习作教学：从观察日记到成文"),
]

NOT_THE_SAME = [
    ("家长工作坊", "教师信息技术应用工作坊"),
    ("数学计算错误多", "古筝与合唱社团"),
    ("校车接送", "家园共育沙龙"),
    ("教师编制不够、工资低", "绘本阅读与语言活动"),
    ("spelling", "汽修实训基地"),
]


@pytest.mark.parametrize(("stage", "need", "strength"), SAME_THING_IN_OTHER_WORDS)
def test_the_same_thing_in_other_words_is_a_match(index: TopicIndex, stage: Stage, need: str, strength: str) -> None:
    assert compared(index, need, strength, stage, stage).score >= THRESHOLD


@pytest.mark.parametrize(("need", "strength"), NOT_THE_SAME)
def test_other_things_are_no_match(index: TopicIndex, need: str, strength: str) -> None:
    assert compared(index, need, strength).score < THRESHOLD


def test_the_right_one_beats_the_one_that_looks_alike(index: TopicIndex) -> None:
    right = compared(index, "家长工作坊", "家庭教育指导")
    alike = compared(index, "家长工作坊", "教师工作坊")
    assert right.score > alike.score


def test_wording_alone_is_enough_where_no_topic_explains_the_texts(index: TopicIndex) -> None:
    assert compared(index, "xyzzy plugh frobozz", "xyzzy plugh frobozz").score >= 80
    assert compared(index, "xyzzy plugh frobozz", "quux corge grault").score == 0


def test_another_stage_speaks_against_a_match(index: TopicIndex) -> None:
    here = compared(index, "食堂营养餐", "营养配餐与食育")
    far = compared(index, "食堂营养餐", "营养配餐与食育", offered=Stage.HIGH)
    assert far.score < here.score
    assert any(part.code is Code.OTHER_STAGE and part.points < 0 for part in far.parts)


def test_a_common_mode_adds_points_only_to_a_match(index: TopicIndex) -> None:
    need, strength = (
        Need(text="如何指导家长", modes=(Mode.SHADOW,)),
        Strength(text="家长学校", modes=(Mode.SHADOW, Mode.VISIT)),
    )
    assert compared(index, need, strength).score > compared(index, "如何指导家长", "家长学校").score
    unrelated = compared(
        index, Need(text="数学计算", modes=(Mode.SHADOW,)), Strength(text="古筝", modes=(Mode.SHADOW,))
    )
    assert unrelated.parts == ()


@settings(deadline=None)
@given(wordings, wordings, st.sampled_from(Stage), st.sampled_from(Stage))
def test_the_parts_add_up_to_the_score(
    index: TopicIndex, need: str, strength: str, asked: Stage, offered: Stage
) -> None:
    found = compared(index, need, strength, asked, offered)
    assert found.score == sum(part.points for part in found.parts)
    assert found.score <= 100
    assert all(part.points for part in found.parts)
    assert all(one.points >= other.points for one, other in pairwise(found.parts))


@settings(deadline=None)
@given(wordings)
def test_identical_texts_are_the_best_match_there_is(index: TopicIndex, text: str) -> None:
    if normalise(text):
        assert compared(index, text, text).score >= 80


@settings(deadline=None)
@given(wordings, wordings)
def test_likeness_is_symmetric_and_bounded(one: str, other: str) -> None:
    there, back = likeness(Plain.of(one), Plain.of(other)), likeness(Plain.of(other), Plain.of(one))
    assert there == pytest.approx(back)
    assert 0 <= there <= 1


def test_every_reason_is_a_sentence_with_the_wordings_in_it(index: TopicIndex) -> None:
    found = compared(
        index, Need(text="如何指导家长", modes=(Mode.LECTURE,)), Strength(text="家园共育沙龙", modes=(Mode.LECTURE,))
    )
    text = "\n".join(sentence(part, index.thesaurus) for part in found.parts)
    assert "家长指导" in text and "家园共育" in text
    assert "lecture" in text and "kindergarten" in text
    assert "{" not in text


def test_the_samples_do_not_stand_in_the_thesaurus(index: TopicIndex) -> None:
    """The matching must not be fitted to the samples: a need longer than a term is no wording of the thesaurus."""

    known = {normalise(wording) for topic in index.thesaurus.topics for wording in topic.wordings.all}
    programmes = [read_programme(path.parent).programme for path in PROFILES.glob("*/programme.toml")]
    needs = [need.text for programme in programmes for school in programme.receivers for need in school.needs]
    long = [text for text in needs if len(normalise(text)) > 8]
    assert len(long) > 300
    assert sum(normalise(text) in known for text in long) <= len(long) // 100
