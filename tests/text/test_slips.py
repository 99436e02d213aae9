"""Same-sound slips of the keyboard."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from needsmatch.text.normalise import normalise
from needsmatch.text.slips import mended
from needsmatch.text.sounds import ALIKE
from needsmatch.topics.index import TopicIndex
from tests.strategies import wordings


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("幼小衔结", "幼小衔接"),
        ("家涨学校", "家长学校"),
        ("留手儿童关爱", "留守儿童关爱"),
        ("送叫上门", "送教上门"),
        ("大刻间跑操", "大课间跑操"),
        ("课后服误", "课后服务"),
    ],
)
def test_a_slip_is_put_right(index: TopicIndex, typed: str, meant: str) -> None:
    assert mended(typed, index.times) == meant


@pytest.mark.parametrize(
    "right", ["阅读教学", "三大游戏", "书法社团", "停课太久", "爸妈也看不懂通告", "教师 培训", "reading", ""]
)
def test_what_is_right_stays(index: TopicIndex, right: str) -> None:
    assert mended(right, index.times) == right


def test_a_slip_is_understood_like_what_was_meant(index: TopicIndex) -> None:
    assert index.read("家涨学校").weights == index.read("家长学校").weights


@settings(deadline=None)
@given(wordings)
def test_mending_twice_is_the_same_as_once(index: TopicIndex, text: str) -> None:
    once = mended(normalise(text), index.times)
    assert mended(once, index.times) == once
    assert len(once) == len(normalise(text))


@settings(deadline=None)
@given(st.text("家长学校教研活动留守儿童课后服务涨叫手误结衔", max_size=14))
def test_mending_stays_as_it_is_on_slips_of_any_kind(index: TopicIndex, text: str) -> None:
    once = mended(text, index.times)
    assert mended(once, index.times) == once


def test_every_sound_has_its_own_characters() -> None:
    characters = [sign for line in ALIKE.split("\n") for sign in line.partition(" ")[2]]
    assert len(characters) == len(set(characters)) == 6763
