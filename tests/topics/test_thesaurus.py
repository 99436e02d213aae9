"""The built-in thesaurus, and a programme's own topics on top of it."""

from collections import defaultdict

from needsmatch.model.terms import Stage
from needsmatch.model.topic import Topic, Wordings, Words
from needsmatch.store.thesaurus import built_in_topics
from needsmatch.text.normalise import normalise
from needsmatch.topics.index import TopicIndex
from needsmatch.topics.thesaurus import Relation, Thesaurus

TOPICS = built_in_topics()


def test_ids_are_unique() -> None:
    assert len({topic.id for topic in TOPICS}) == len(TOPICS) >= 80


def test_every_topic_has_labels_wordings_and_activities() -> None:
    for topic in TOPICS:
        assert topic.label and topic.label.zh and topic.label.en, topic.id
        assert len(topic.wordings.zh) >= 30 and len(topic.wordings.en) >= 10, topic.id
        assert topic.activities, topic.id


def test_relations_lead_to_topics_and_never_in_a_circle() -> None:
    ids = {topic.id: topic for topic in TOPICS}
    for topic in TOPICS:
        assert set(topic.broader) | set(topic.near) <= set(ids), topic.id
        above, level = set(topic.broader), set(topic.broader)
        while level:
            level = {wider for name in level for wider in ids[name].broader} - above
            above |= level
        assert topic.id not in above, topic.id


def test_no_wording_stands_in_two_topics() -> None:
    places: dict[str, set[str]] = defaultdict(set)
    for topic in TOPICS:
        for wording in topic.wordings.all:
            places[normalise(wording)].add(topic.id)
    assert {wording: ids for wording, ids in places.items() if len(ids) > 1} == {}


def test_wordings_say_something() -> None:
    for topic in TOPICS:
        for wording in topic.wordings.all:
            assert len(normalise(wording)) >= 2, (topic.id, wording)


def test_a_programme_s_own_topics_are_laid_over() -> None:
    below = Topic(id="a", label=Words(zh="甲", en="A"), wordings=Wordings(zh=("一",)))
    wider = Topic(id="b", label=Words(zh="乙", en="B"))
    thesaurus = Thesaurus.of([below, wider], [Topic(id="a", broader=("b",), wordings=Wordings(zh=("二", "一")))])
    assert thesaurus.by_id["a"].wordings.zh == ("一", "二")
    assert thesaurus.name("a", "zh_CN") == "甲"
    assert thesaurus.relation("a", "b") is Relation.BROADER
    assert thesaurus.relation("b", "a") is Relation.NARROWER
    assert thesaurus.relation("a", "a") is Relation.SAME


def test_a_wording_of_a_programme_is_understood_at_once() -> None:
    own = Topic(id="kg-parents", wordings=Wordings(zh=("娃他爹不管事",)))
    reading = TopicIndex(Thesaurus.of(TOPICS), [own]).read("娃他爹不管事", (Stage.KINDERGARTEN,))
    assert next(iter(reading.weights)) == "kg-parents"
    assert reading.wordings["kg-parents"] == "娃他爹不管事"


def test_what_nobody_knows_is_about_nothing(index: TopicIndex) -> None:
    reading = index.read("🦄🦄🦄")
    assert reading.weights == {} and reading.spread == {}


def test_the_stage_of_the_school_decides_between_alike_topics(index: TopicIndex) -> None:
    def kindergarten_share(stage: Stage) -> float:
        weights = index.read("家长不配合", (stage,)).weights
        return sum(share for topic, share in weights.items() if topic.startswith("kg-"))

    assert kindergarten_share(Stage.KINDERGARTEN) > kindergarten_share(Stage.HIGH) + 0.1


def test_shares_add_up_to_one(index: TopicIndex) -> None:
    for text in ("三大游戏", "1、计算；2、作文；3、体育", "reading"):
        assert abs(sum(index.read(text).weights.values()) - 1) < 1e-9
