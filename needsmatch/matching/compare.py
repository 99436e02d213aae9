"""One need against one strength: a score from 0 to 100 as parts that add up to it.

What counts is the topic; alike wording helps out where no topic explains the texts; stage and mode count only as
far as topic or wording speak for the match, and another stage or another subject speaks against it.

The score is calibrated: of a hundred pairs with some score at least about so many serve the need, which
`benchmarks/calibration.py` shows on labelled sets (250 needs, 250 strengths). Of all pairs that score 40 to 49 there
half do, with 50 to 69 six in ten, with 70 to 79 eight in ten, from 80 on nearly all.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from needsmatch.matching.scale import THRESHOLD
from needsmatch.matching.wording import Plain, likeness
from needsmatch.model.match import Code, Evidence
from needsmatch.model.school import Need, School, Strength
from needsmatch.model.terms import Mode, Stage
from needsmatch.text.named import modes_named, stages_named
from needsmatch.topics.reading import CLOSENESS, Reading
from needsmatch.topics.thesaurus import Relation, Thesaurus

if TYPE_CHECKING:
    from needsmatch.topics.index import TopicIndex

SUBJECT_POINTS = 88.0
"""What topic and wording can reach together."""
STAGE_POINTS = 7.0
MODE_POINTS = 5.0
WELL_KNOWN = 0.5
"""How well the thesaurus must know two texts (0..1) for their topics alone to decide."""

HOPELESS = THRESHOLD * SUBJECT_POINTS / (SUBJECT_POINTS + STAGE_POINTS + MODE_POINTS) - 0.5
"""Points for the subject from which stage and mode can still make a match. Nine pairs in ten end here."""

CURVE = (
    (0.0, 0.0), (0.2, 3.0), (0.3, 9.0), (0.4, 16.0), (0.5, 26.0), (0.6, 46.0), (0.7, 68.0), (0.8, 81.0), (1.0, 88.0)
)  # fmt: skip
"""Closeness of two readings (cosine, 0..1) to points, so that of 100 pairs with 60 points in all some 60 serve the
need: benchmarks/calibration.py on the labelled sets."""

_LADDER = (Stage.KINDERGARTEN, Stage.PRIMARY, Stage.MIDDLE, Stage.HIGH)
_NEXT_STAGE, _FAR_STAGE = -8.0, -50.0
"""Points against another stage: neighbours on the ladder may still match, others never do by themselves."""

OTHER_SUBJECT = -30.0
"""Points against two different subjects or trades, as far as the subject speaks for the match otherwise."""

_SHOWN_PARTS = 3
_SHOWN_SHARE = 0.12
"""A relation of topics that carries less than this share of the closeness is not worth a sentence."""

_CODES = {
    Relation.SAME: Code.SAME_TOPIC,
    Relation.BROADER: Code.STRENGTH_BROADER,
    Relation.NARROWER: Code.STRENGTH_NARROWER,
    Relation.NEAR: Code.NEAR_TOPIC,
}


@dataclass(frozen=True)
class Understood:
    """A need or a strength with what its words were understood to be."""

    plain: Plain
    reading: Reading
    stages: tuple[Stage, ...]
    """Stages it is meant for: those that the text names, of those that the school teaches."""
    modes: tuple[Mode, ...]
    """Ways of helping that are asked for or offered; where none is chosen, those that the text names."""

    @classmethod
    def of(cls, entry: Need | Strength, school: School, index: "TopicIndex") -> "Understood":
        """The entry as the index reads it."""
        plain = Plain.of(entry.text)
        stages = _stages_meant(school.stages, stages_named(plain.whole))
        return cls(plain, index.read(entry.text, stages), stages, entry.modes or modes_named(plain.whole))


def _stages_meant(taught: Sequence[Stage], named: frozenset[Stage]) -> tuple[Stage, ...]:
    """八年级 at a school with grades 1 to 9 is its middle school; a kindergarten that names 小学 means both."""
    both = tuple(stage for stage in taught if stage in named)
    return both or (*taught, *sorted(named))


@dataclass(frozen=True)
class Comparison:
    """The outcome of one comparison."""

    score: int
    """At most 100, the sum of the parts; 0 without parts where the subject alone rules a match out.

    Below 0 where stage and subject both speak against a match.
    """
    parts: tuple[Evidence, ...]
    """Weightiest first; parts against the match last."""
    exact: float = 0.0
    """The score before it was rounded."""
    other_stage: bool = False
    """The score lies below the threshold only because the strength is for another stage."""


NO_MATCH = Comparison(0, ())
"""The outcome where nothing speaks for a match."""


def compare(need: Understood, strength: Understood, thesaurus: Thesaurus, *, hopeless: float = HOPELESS) -> Comparison:
    """How well a strength answers a need; with fewer than `hopeless` points for the subject it is not worked out."""
    topic_points = _on_curve(closeness(need.reading, strength.reading))
    wording_points = 0.0
    if min(need.reading.known, strength.reading.known) < WELL_KNOWN or need.plain.whole == strength.plain.whole:
        # Where the topics do not explain two texts that are nearly the same, their wording alone must do.
        wording_points = max(0.0, SUBJECT_POINTS * likeness(need.plain, strength.plain) ** 2 - topic_points)
    subject = topic_points + wording_points
    if subject < hopeless:
        return NO_MATCH
    # Stage and mode never make a match by themselves: they count as far as the subject does.
    share = subject / SUBJECT_POINTS
    raw = [
        *_topic_parts(need.reading, strength.reading, topic_points, thesaurus),
        (wording_points, Evidence(code=Code.WORDING, points=0)),
        *_school_parts(need, strength, share),
        *_subject_parts(need.reading, strength.reading, share),
    ]
    parts = _whole_points(raw)
    score = sum(part.points for part in parts)
    against = -sum(part.points for part in parts if part.code is Code.OTHER_STAGE)
    exact = sum(points for points, _part in raw)
    return Comparison(score, parts, exact, other_stage=score < THRESHOLD <= score + against)


def closeness(one: Reading, other: Reading) -> float:
    """How far two texts are about the same, 0..1: the cosine of their readings."""
    if len(one.spread) > len(other.spread):
        one, other = other, one
    far = other.spread
    return min(1.0, sum([weight * far[topic] for topic, weight in one.spread.items() if topic in far]))


def _on_curve(closeness: float) -> float:
    place = bisect_right(CURVE, (closeness, 1000.0))
    if place >= len(CURVE):
        return CURVE[-1][1]
    (left, low), (right, high) = CURVE[place - 1], CURVE[place]
    return low + (high - low) * (closeness - left) / (right - left)


def _topic_parts(need: Reading, strength: Reading, points: float, thesaurus: Thesaurus) -> list[tuple[float, Evidence]]:
    """The pairs of topics that carry the closeness, with their share of the points."""
    carried = [
        (weight * other_weight * kinship, topic, other)
        for topic, weight in need.weights.items()
        for other, other_weight in strength.weights.items()
        if (kinship := _kinship(topic, other, thesaurus)[0])
    ]
    total = sum(amount for amount, *_rest in carried)
    carried.sort(key=lambda entry: (-entry[0], entry[1], entry[2]))
    shown = [entry for entry in carried[:_SHOWN_PARTS] if entry[0] >= _SHOWN_SHARE * total] or carried[:1]
    shown_total = sum(amount for amount, *_rest in shown)
    return [
        (
            points * amount / shown_total,
            _topic_evidence(topic, other, need, strength, thesaurus),
        )
        for amount, topic, other in shown
    ]


def _kinship(topic: str, other: str, thesaurus: Thesaurus) -> tuple[float, str]:
    """How much two topics speak for each other, and the topic through which most of it goes."""
    known = thesaurus.kinships.get((topic, other))
    if known is None:
        related, far = thesaurus.related[topic], thesaurus.related[other]
        ways = [(CLOSENESS[how] * CLOSENESS[far[middle]], middle) for middle, how in related.items() if middle in far]
        known = (sum(amount for amount, _middle in ways), max(ways)[1]) if ways else (0.0, "")
        thesaurus.kinships[topic, other] = known
    return known


def _topic_evidence(topic: str, other: str, need: Reading, strength: Reading, thesaurus: Thesaurus) -> Evidence:
    relation = thesaurus.relation(topic, other)
    return Evidence(
        code=_CODES[relation] if relation else Code.COMMON_TOPIC,
        points=0,
        topic=topic,
        other_topic=other if other != topic else None,
        need_wording=need.wordings.get(topic) or None,
        strength_wording=strength.wordings.get(other) or None,
        detail=None if relation else _kinship(topic, other, thesaurus)[1],
    )


def _school_parts(need: Understood, strength: Understood, share: float) -> list[tuple[float, Evidence]]:
    parts: list[tuple[float, Evidence]] = []
    asked, offered = need.stages, strength.stages
    common = [stage for stage in asked if stage in offered]
    if common:
        detail = ",".join(stage.value for stage in common)
        parts.append((STAGE_POINTS * share, Evidence(code=Code.STAGE, points=0, detail=detail)))
    else:
        detail = ",".join(stage.value for stage in offered)
        against = max(stage_distance(asked, offered), -SUBJECT_POINTS * share)
        parts.append((against, Evidence(code=Code.OTHER_STAGE, points=0, detail=detail)))
    modes = [mode for mode in need.modes if mode in strength.modes]
    if modes:
        detail = ",".join(mode.value for mode in modes)
        parts.append((MODE_POINTS * share, Evidence(code=Code.MODE, points=0, detail=detail)))
    return parts


def _subject_parts(need: Reading, strength: Reading, share: float) -> list[tuple[float, Evidence]]:
    """What speaks against a match of mathematics and English, however much both are about lessons."""
    if not need.subjects or not strength.subjects or set(need.subjects) & set(strength.subjects):
        return []
    one, other = need.subjects[0], strength.subjects[0]
    return [(OTHER_SUBJECT * share, Evidence(code=Code.OTHER_SUBJECT, points=0, topic=one, other_topic=other))]


def stage_distance(asked: Sequence[Stage], offered: Sequence[Stage]) -> float:
    """Points against a match between schools without a common stage: neighbours on the ladder lose less."""
    steps = [
        abs(_LADDER.index(one) - _LADDER.index(other)) if one in _LADDER and other in _LADDER else 1
        for one in asked
        for other in offered
    ]
    return _NEXT_STAGE if min(steps) <= 1 else _FAR_STAGE


def _whole_points(raw: list[tuple[float, Evidence]]) -> tuple[Evidence, ...]:
    """The parts with whole points that add up to the rounded sum (largest remainder); parts of nothing are left out."""
    from msgspec.structs import replace

    total = round(sum(points for points, _part in raw))
    floors = [int(points // 1) for points, _part in raw]
    by_remainder = sorted(range(len(raw)), key=lambda place: (floors[place] - raw[place][0], place))
    for place in by_remainder[: total - sum(floors)]:
        floors[place] += 1
    parts = [replace(part, points=points) for (_raw, part), points in zip(raw, floors, strict=True) if points]
    return tuple(sorted(parts, key=lambda part: -part.points))
