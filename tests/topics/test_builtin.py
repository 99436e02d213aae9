"""The built-in thesaurus is consistent: what its writers promised each other."""

from collections import defaultdict
from itertools import combinations

import pytest

from needsmatch.model.terms import Stage
from needsmatch.model.topic import Topic
from needsmatch.store.thesaurus import built_in_topics
from needsmatch.text.normalise import normalise

TOPICS = built_in_topics()
BY_ID = {topic.id: topic for topic in TOPICS}

FIELDS = [
    "kg-parents", "kg-play", "kg-observation", "kg-environment", "kg-arts", "kg-transition", "kg-care-health", "kg-safety",
    "kg-home-contact", "subject-teaching", "teaching-research", "class-teacher", "school-leadership",
    "development-planning", "campus-culture", "moral-education", "mental-health", "special-education",
    "labour-education", "reading-campus", "sport", "arts-education", "science-tech", "it-ai", "evaluation",
    "exam-reform", "after-school", "left-behind", "poor-pupils", "school-safety", "canteen", "mandarin",
    "ethnic-unity", "boarding", "specialty-building", "training-base", "skills-competition", "school-enterprise",
    "study-tours", "small-schools", "teacher-training-institute",
]  # fmt: skip


def wider(topic_id: str) -> set[str]:
    """All topics above one."""
    found: set[str] = set()
    level = set(BY_ID[topic_id].broader)
    while level:
        found |= level
        level = {name for below in level for name in BY_ID[below].broader} - found
    return found


def test_there_are_as_many_topics_and_wordings_as_promised() -> None:
    chinese = sum(len(topic.wordings.zh) for topic in TOPICS)
    english = sum(len(topic.wordings.en) for topic in TOPICS)
    assert len(BY_ID) == len(TOPICS) >= 300
    assert chinese + english >= 12_000
    assert english >= (chinese + english) / 6


@pytest.mark.parametrize("topic", FIELDS)
def test_the_whole_field_is_covered(topic: str) -> None:
    assert topic in BY_ID


@pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: topic.id)
def test_a_topic_is_complete(topic: Topic) -> None:
    assert topic.label and topic.label.zh and topic.label.en
    assert topic.label.en.isascii() and not topic.label.zh.isascii()
    assert len(topic.wordings.zh) >= 30 and len(topic.wordings.en) >= 10
    assert 1 <= len(topic.activities) == len({activity.mode for activity in topic.activities})
    for activity in topic.activities:
        for words in (activity.activity, activity.indicator):
            assert not words.zh.isascii() and words.en.isascii(), words


@pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: topic.id)
def test_relations_lead_to_topics_and_never_in_a_circle(topic: Topic) -> None:
    assert set(topic.broader) | set(topic.near) <= set(BY_ID)
    above = wider(topic.id)
    assert topic.id not in above
    # What is wider or narrower is not beside it.
    assert not above & set(topic.near)
    assert not any(topic.id in wider(other) for other in topic.near)
    assert len(set(topic.broader)) == len(topic.broader) and len(set(topic.near)) == len(topic.near)


def test_no_wording_stands_in_two_topics_and_none_twice() -> None:
    places: dict[str, list[str]] = defaultdict(list)
    for topic in TOPICS:
        for wording in (*{topic.label.zh, topic.label.en}, *topic.wordings.all) if topic.label else ():
            places[normalise(wording)].append(topic.id)
    assert {wording: ids for wording, ids in places.items() if len(ids) > 1} == {}


def test_no_two_topics_have_the_same_label() -> None:
    for one, other in combinations(TOPICS, 2):
        assert one.label and other.label
        assert one.label.zh != other.label.zh and one.label.en != other.label.en


def test_wordings_say_something_in_the_language_they_stand_under() -> None:
    for topic in TOPICS:
        for wording in topic.wordings.zh:
            assert len(normalise(wording)) >= 2, (topic.id, wording)
            # 3+1+2 is the same in all languages.
            assert any("\u3400" <= sign <= "\u9fff" for sign in wording) or not any(map(str.isalpha, wording)), wording
            # A list does not begin inside a wording, and nothing is cut off by a bracket.
            assert wording == wording.strip() and wording.count("（") == wording.count("）"), (topic.id, wording)
        for wording in topic.wordings.en:
            assert len(normalise(wording)) >= 2, (topic.id, wording)
            assert not any("\u3400" <= sign <= "\u9fff" for sign in wording), (topic.id, wording)


def test_chinese_is_simplified() -> None:
    from needsmatch.text.normalise import simplified

    wrong = [
        (topic.id, wording)
        for topic in TOPICS
        for wording in topic.wordings.zh
        if simplified(wording) != wording.casefold()
    ]
    assert wrong == []


def test_a_subject_has_no_subject_above_it() -> None:
    subjects = {topic.id for topic in TOPICS if topic.subject}
    assert {"math-teaching", "english-teaching", "music", "specialty-auto"} <= subjects
    for topic in subjects:
        assert not wider(topic) & subjects, topic


def test_stages_of_a_narrower_topic_lie_within_the_wider_one() -> None:
    """A topic may widen what is above it only to the institutes, which train teachers of all stages."""
    for topic in TOPICS:
        for name in topic.broader:
            if BY_ID[name].stages and topic.stages:
                beyond = set(topic.stages) - set(BY_ID[name].stages) - {Stage.INSTITUTE}
                assert len(beyond) < len(topic.stages), (topic.id, name)
