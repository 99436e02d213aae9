"""What a programme learns from people: that two texts mean the same, that they do not, what a wording belongs to.

A lesson is a function from a programme to the programme that knows it; the difference is what is written to its files
(`store.lessons`).
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from msgspec.structs import replace

from needsmatch.matching.lookup import owners
from needsmatch.matching.unexplained import own_words
from needsmatch.model.fates import verdicts
from needsmatch.model.programme import Decision, Judgement, Programme
from needsmatch.model.school import Need, School, Strength
from needsmatch.model.topic import Topic, Wordings, Words
from needsmatch.planning.author import Author
from needsmatch.planning.naming import CHINESE, new_id
from needsmatch.text.normalise import normalise
from needsmatch.topics.index import TopicIndex
from needsmatch.topics.thesaurus import Thesaurus


@dataclass(frozen=True, slots=True)
class Lesson:
    """What became of something that a person taught."""

    programme: Programme
    """The programme that knows it."""
    added: tuple[str, ...] = ()
    """Wordings that joined the topic."""
    standing: Mapping[str, str] = field(default_factory=dict)
    """Wordings that stood under a topic already and were not added, with the id of that topic."""


def same(
    programme: Programme,
    index: TopicIndex,
    need: tuple[School, Need],
    strength: tuple[School, Strength],
    topic: Topic,
    author: Author,
) -> Lesson:
    """Need and strength mean the same: a judgement, and the words of both join `topic`, known or new (`new_topic`).

    Words that stand under any topic already stay where they are. Judging the same again without a reason adds nothing.
    """
    texts = [own_words(index, entry.text, school.stages) for school, entry in (need, strength)]
    lesson = _joined(programme, index.thesaurus, topic, texts)
    judged = _judgement(Decision.SAME, need, strength, author, topic.id)
    return Lesson(_judged(lesson.programme, judged), lesson.added, lesson.standing)


def not_a_match(
    programme: Programme, need: tuple[School, Need], strength: tuple[School, Strength], author: Author
) -> Lesson:
    """Need and strength do not belong together: a judgement, which takes the place of an earlier one about the two.

    The earlier one stays readable in front of it. Judging the same again without a reason adds nothing.
    """
    return Lesson(_judged(programme, _judgement(Decision.NOT_A_MATCH, need, strength, author)))


def add_wordings(
    programme: Programme, thesaurus: Thesaurus, topic: Topic, wordings: Iterable[str], author: Author
) -> Lesson:
    """Wordings join `topic`, known or new (`new_topic`); who said so is kept for each of them.

    Wordings that stand under any topic already stay where they are, and one without a letter or digit is passed over.
    """
    lesson = _joined(programme, thesaurus, topic, wordings)
    taught = tuple(
        author.signed(Judgement(decision=Decision.TAUGHT, topic=topic.id, wording=text)) for text in lesson.added
    )
    programme = replace(lesson.programme, judgements=(*lesson.programme.judgements, *taught))
    return Lesson(programme, lesson.added, lesson.standing)


def new_topic(thesaurus: Thesaurus, label: str, broader: Topic | None = None) -> Topic:
    """A topic with this label in all languages and an id made from it that no other topic has."""
    label = " ".join(label.split())
    name = new_id(label, thesaurus.by_id, "topic")
    return Topic(id=name, label=Words(zh=label, en=label), broader=(broader.id,) if broader else ())


def topics_to_offer(
    index: TopicIndex, need: tuple[School, Need], strength: tuple[School, Strength]
) -> tuple[Topic, ...]:
    """The topics that two texts may both be about, best first: those of their readings, then the broader ones of these.

    A topic that both readings name comes before one that only one names.
    """
    shares: Counter[str] = Counter()
    readings = [index.read(entry.text, school.stages).weights for school, entry in (need, strength)]
    for weights in readings:
        shares.update(weights)
    ranked = sorted(shares, key=lambda name: (-sum(name in weights for weights in readings), -shares[name], name))
    by_id = index.thesaurus.by_id
    wider = (broader for name in ranked for broader in by_id[name].broader)
    return tuple(by_id[name] for name in dict.fromkeys((*ranked, *wider)) if name in by_id)


def _judgement(
    decision: Decision,
    need: tuple[School, Need],
    strength: tuple[School, Strength],
    author: Author,
    topic: str | None = None,
) -> Judgement:
    return author.signed(
        Judgement(
            decision=decision,
            need=need[0].reference(need[1]),
            strength=strength[0].reference(strength[1]),
            topic=topic,
        )
    )


def _judged(programme: Programme, judgement: Judgement) -> Programme:
    before = verdicts(programme).get((judgement.need or "", judgement.strength or ""))
    unchanged = before and (before.decision, before.topic) == (judgement.decision, judgement.topic)
    if unchanged and not judgement.why:
        return programme
    return replace(programme, judgements=(*programme.judgements, judgement))


def _joined(programme: Programme, thesaurus: Thesaurus, topic: Topic, texts: Iterable[str]) -> Lesson:
    """The programme's own topics with `texts` under `topic`."""
    told = [" ".join(text.split()) for text in texts]
    taken = owners(thesaurus, programme.topics, told)
    added: dict[str, str] = {}
    standing: dict[str, str] = {}
    for text in told:
        plain = normalise(text)
        if taken[plain]:
            standing[text] = topic.id if topic.id in taken[plain] else taken[plain][0]
        elif plain:
            added.setdefault(plain, text)
    wordings = tuple(added.values())
    own = next((entry for entry in programme.topics if entry.id == topic.id), None)
    fresh = own or (Topic(id=topic.id) if topic.id in thesaurus.by_id else topic)
    grown = replace(fresh, wordings=_with(fresh.wordings, wordings))
    if own:
        topics = tuple(grown if entry is own else entry for entry in programme.topics)
    elif wordings or topic.id not in thesaurus.by_id:
        topics = (*programme.topics, grown)
    else:
        topics = programme.topics
    return Lesson(replace(programme, topics=topics), wordings, standing)


def _with(wordings: Wordings, texts: Iterable[str]) -> Wordings:
    zh, en = list(wordings.zh), list(wordings.en)
    for text in texts:
        (zh if CHINESE.search(text) else en).append(text)
    return Wordings(zh=tuple(zh), en=tuple(en))
