"""Lessons: what a programme knows after a person taught it something."""

import re
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from needsmatch.matching.comparer import Comparer
from needsmatch.matching.rank import Matcher
from needsmatch.model.fates import verdicts
from needsmatch.model.fields import SLUG_PATTERN
from needsmatch.model.match import Code
from needsmatch.model.programme import Decision, Judgement, Programme
from needsmatch.model.school import Need, School, Strength
from needsmatch.model.topic import Topic, Wordings, Words
from needsmatch.planning.author import Author
from needsmatch.planning.teach import Lesson, add_wordings, new_topic, not_a_match, same, topics_to_offer
from needsmatch.store.folder import read_programme
from needsmatch.store.thesaurus import built_in_topics
from needsmatch.text.normalise import normalise
from needsmatch.topics.index import TopicIndex
from needsmatch.topics.thesaurus import Thesaurus
from tests.conftest import PROFILES
from tests.strategies import texts

AT = datetime(2026, 9, 20, 10, 30, 0, 123456, timezone(timedelta(hours=8)))
WANG = Author(at=AT, by="王老师", why="两边谈过")
SLIDE = "院子倒是大，老师只会领着孩子排队溜滑梯"
BRIEFLY = Author(at=AT)


@pytest.fixture(scope="module")
def huli() -> Programme:
    return read_programme(PROFILES / "huli-minning").programme


def pair(
    huli: Programme, receiver: str = "shaliu-kindergarten", donor: str = "huoju-kindergarten"
) -> tuple[tuple[School, Need], tuple[School, Strength]]:
    asking, giving = huli.receiver(receiver), huli.donor(donor)
    assert asking and giving
    need = next(need for need in asking.needs if need.text == SLIDE)
    return (asking, need), (giving, giving.strengths[0])


def test_the_same_thing_is_a_judgement_and_two_wordings(huli: Programme, index: TopicIndex) -> None:
    need, strength = pair(huli)
    topic = new_topic(index.thesaurus, "滑梯以外")
    lesson = same(huli, index, need, strength, topic, WANG)
    assert lesson.programme.judgements == (
        Judgement(
            decision=Decision.SAME,
            need="shaliu-kindergarten/outdoor",
            strength=strength[0].reference(strength[1]),
            topic="huatiyiwai",
            by="王老师",
            at=AT.replace(microsecond=0),
            why="两边谈过",
        ),
    )
    (own,) = lesson.programme.topics
    assert (own.id, own.label) == ("huatiyiwai", Words(zh="滑梯以外", en="滑梯以外"))
    assert own.wordings.zh == lesson.added == (SLIDE, strength[1].text.rstrip("。"))
    assert (huli.judgements, huli.topics) == ((), ())


def test_wordings_go_to_their_language_under_a_built_in_topic(huli: Programme, index: TopicIndex) -> None:
    clubs = index.thesaurus.by_id["clubs"]
    lesson = add_wordings(huli, index.thesaurus, clubs, ["南音社", " nanyin   club ", "XR社"], WANG)
    assert lesson.programme.topics == (
        Topic(id="clubs", wordings=Wordings(zh=("南音社", "XR社"), en=("nanyin club",))),
    )
    assert [(entry.decision, entry.wording, entry.topic, entry.by) for entry in lesson.programme.judgements] == [
        (Decision.TAUGHT, "南音社", "clubs", "王老师"),
        (Decision.TAUGHT, "nanyin club", "clubs", "王老师"),
        (Decision.TAUGHT, "XR社", "clubs", "王老师"),
    ]


def test_a_wording_that_stands_there_is_not_added_twice(huli: Programme, index: TopicIndex) -> None:
    outdoor = index.thesaurus.by_id["kg-outdoor"]
    own = replace(huli, topics=(Topic(id="kg-outdoor", wordings=Wordings(zh=("排队溜滑梯",))),))
    thesaurus = Thesaurus.of(built_in_topics(), own.topics)
    known, label = outdoor.wordings.zh[0], thesaurus.name("kg-outdoor", "zh")
    lesson = add_wordings(own, thesaurus, outdoor, ["排隊溜滑梯", known, label, "想要排队溜滑梯", "？"], WANG)
    assert lesson.programme == own and lesson.added == ()
    assert set(lesson.standing.values()) == {"kg-outdoor"} and len(lesson.standing) == 4


def test_a_wording_of_another_topic_stays_there(huli: Programme, index: TopicIndex) -> None:
    clubs, outdoor = (index.thesaurus.by_id[name] for name in ("clubs", "kg-outdoor"))
    wording = outdoor.wordings.zh[0]
    lesson = add_wordings(huli, index.thesaurus, clubs, [wording, "南音社"], WANG)
    assert (lesson.added, lesson.standing) == (("南音社",), {wording: "kg-outdoor"})


def test_own_topics_grow_where_they_stand(huli: Programme, index: TopicIndex) -> None:
    mine = Topic(id="mine", label=Words(zh="我的", en="mine"), broader=("clubs",), wordings=Wordings(zh=("甲乙",)))
    other = Topic(id="clubs", wordings=Wordings(en=("nanyin club",)))
    own = replace(huli, topics=(mine, other))
    thesaurus = Thesaurus.of(built_in_topics(), own.topics)
    grown = add_wordings(own, thesaurus, thesaurus.by_id["mine"], ["丙丁"], WANG).programme.topics
    assert grown == (replace(mine, wordings=Wordings(zh=("甲乙", "丙丁"))), other)
    grown = add_wordings(own, thesaurus, thesaurus.by_id["clubs"], ["丙丁"], WANG).programme.topics
    assert grown == (mine, replace(other, wordings=Wordings(zh=("丙丁",), en=("nanyin club",))))


def test_the_newest_judgement_counts_and_the_older_stays_readable(huli: Programme, index: TopicIndex) -> None:
    need, strength = pair(huli)
    topic = new_topic(index.thesaurus, "Slides")
    yes = same(huli, index, need, strength, topic, WANG).programme
    no = not_a_match(yes, need, strength, Author(at=AT, by="赵雯", why="看过才知道")).programme
    assert [entry.by for entry in no.judgements] == ["王老师", "赵雯"]
    counting = verdicts(no).get(("shaliu-kindergarten/outdoor", strength[0].reference(strength[1])))
    assert counting and (counting.decision, counting.by) == (Decision.NOT_A_MATCH, "赵雯")

    def codes(programme: Programme) -> set[Code]:
        plan = Matcher(programme, lambda: Comparer(index)).plan(need[0], strength[0])
        matches = [match for match in plan.answered if match.need == need[1] and match.strength == strength[1]]
        return {part.code for match in matches for part in match.evidence}

    assert codes(yes) == {Code.JUDGED_SAME}
    assert codes(no) == set()
    again = same(no, index, need, strength, topic, BRIEFLY).programme
    assert codes(again) == {Code.JUDGED_SAME}


def test_pressing_twice_adds_nothing_unless_there_is_a_reason(huli: Programme, index: TopicIndex) -> None:
    need, strength = pair(huli)
    once = not_a_match(huli, need, strength, BRIEFLY)
    assert not_a_match(once.programme, need, strength, BRIEFLY).programme == once.programme
    assert len(not_a_match(once.programme, need, strength, WANG).programme.judgements) == 2


def test_what_was_taught_is_read_as_that_topic(huli: Programme, index: TopicIndex) -> None:
    need, strength = pair(huli)
    lesson = same(huli, index, need, strength, new_topic(index.thesaurus, "滑梯以外"), WANG)
    taught = TopicIndex(Thesaurus.of(built_in_topics()), lesson.programme.topics)
    reading = taught.read(need[1].text, need[0].stages)
    assert next(iter(reading.weights)) == "huatiyiwai" and reading.known > 0.99
    assert "huatiyiwai" in taught.read(strength[1].text, strength[0].stages).weights


@pytest.mark.parametrize(
    ("label", "expected"),
    [
        ("南音与曲艺", "nanyinyuquyi"),
        ("女教师", "nvjiaoshi"),
        ("Crèche & Nursery", "creche-nursery"),
        ("3D 打印", "3ddayin"),
        ("Ещё", "topic"),
        ("clubs", "clubs-2"),
        ("x" * 300, "x" * 60),
    ],
)
def test_ids_are_made_from_labels(index: TopicIndex, label: str, expected: str) -> None:
    assert new_topic(index.thesaurus, label).id == expected


def test_a_new_topic_is_a_part_of_the_broader_one(index: TopicIndex) -> None:
    topic = new_topic(index.thesaurus, " a  b ", index.thesaurus.by_id["clubs"])
    assert (topic.label, topic.broader) == (Words(zh="a b", en="a b"), ("clubs",))


@given(texts)
def test_every_label_gives_an_id(index: TopicIndex, label: str) -> None:
    topic = new_topic(index.thesaurus, label)
    assert re.match(SLUG_PATTERN, topic.id) and topic.id not in index.thesaurus.by_id


@given(st.lists(texts, max_size=4))
def test_teaching_twice_is_teaching_once(index: TopicIndex, wordings: list[str]) -> None:
    huli = read_programme(PROFILES / "harbour-uplands").programme
    clubs = index.thesaurus.by_id["clubs"]
    lesson: Lesson = add_wordings(huli, index.thesaurus, clubs, wordings, BRIEFLY)
    again = add_wordings(
        lesson.programme, Thesaurus.of(built_in_topics(), lesson.programme.topics), clubs, wordings, BRIEFLY
    )
    assert again.programme == lesson.programme and again.added == ()
    plain = [normalise(text) for topic in lesson.programme.topics for text in topic.wordings.all]
    assert len(set(plain)) == len(plain)


def test_topics_of_both_readings_are_offered_first_then_the_broader_ones(huli: Programme, index: TopicIndex) -> None:
    asking, giving = huli.receiver("yuhai-kindergarten"), huli.donor("huoju-kindergarten")
    assert asking and giving
    need = next(entry for entry in asking.needs if entry.id == "parents")
    strength = next(entry for entry in giving.strengths if "家" in entry.text)
    offered = [topic.id for topic in topics_to_offer(index, (asking, need), (giving, strength))]
    read = [index.read(need.text, asking.stages).weights, index.read(strength.text, giving.stages).weights]
    both, either = set(read[0]) & set(read[1]), set(read[0]) | set(read[1])
    assert offered[0] == "kg-parents"
    assert set(offered[: len(both)]) == both and set(offered[: len(either)]) == either
    wider = {name for topic in either for name in index.thesaurus.by_id[topic].broader}
    assert set(offered) == either | wider and len(set(offered)) == len(offered)


def test_seconds_are_whole() -> None:
    huli = read_programme(PROFILES / "huli-minning").programme
    need, strength = pair(huli)
    (judgement,) = not_a_match(
        huli, need, strength, Author(at=datetime(2026, 1, 2, 3, 4, 5, 6, UTC))
    ).programme.judgements
    assert judgement.at == datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
