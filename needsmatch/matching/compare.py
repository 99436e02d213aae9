"""One need against one strength: a score from 0 to 100 as parts that add up to it.

What counts is the topic; alike wording helps out where no topic explains the texts; stage and mode count only as
far as topic or wording speak for the match, and another stage speaks against it.

The score is calibrated: `benchmarks/calibration.py` lays it against the grades of labelled sets (160 needs, 160
strengths so far). Of all pairs that score 40 to 49 one in five serves the need, of those with 50 to 59 one in two,
with 60 to 69 two in three, with 70 to 89 nearly three in four, from 90 nearly all.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from needsmatch.matching.scale import THRESHOLD
from needsmatch.matching.wording import Plain, likeness
from needsmatch.model.match import Code, Evidence
from needsmatch.model.school import Need, School, Strength
from needsmatch.model.terms import Mode, Stage
from needsmatch.topics.index import CLOSENESS, Reading, TopicIndex
from needsmatch.topics.thesaurus import Relation, Thesaurus

SUBJECT_POINTS = 88.0
"""What topic and wording can reach together."""
STAGE_POINTS = 7.0
MODE_POINTS = 5.0
WORDING_POINTS = 12.0
"""What alike wording adds where a topic speaks for the match too."""

_HOPELESS = THRESHOLD * SUBJECT_POINTS / (SUBJECT_POINTS + STAGE_POINTS + MODE_POINTS) - 0.5
"""Points for the subject from which stage and mode can still make a match. Nine pairs in ten end here."""

_CURVE = ((0.0, 0.0), (0.5, 35.0), (0.9, 88.0), (1.0, 88.0))
"""Closeness of two readings (cosine, 0..1) to points: the calibration."""

_LADDER = (Stage.KINDERGARTEN, Stage.PRIMARY, Stage.MIDDLE, Stage.HIGH)
_NEXT_STAGE, _FAR_STAGE = -15.0, -55.0
"""Points against another stage: neighbours on the ladder may still match, others never do by themselves."""

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

    entry: Need | Strength
    school: School
    plain: Plain
    reading: Reading

    @classmethod
    def of(cls, entry: Need | Strength, school: School, index: TopicIndex) -> "Understood":
        """The entry as the index reads it."""
        return cls(entry, school, Plain.of(entry.text), index.read(entry.text, school.stages))


@dataclass(frozen=True)
class Comparison:
    """The outcome of one comparison."""

    score: int
    """0..100; the sum of the parts. 0 without parts where the subject alone rules a match out."""
    parts: tuple[Evidence, ...]
    """Weightiest first; parts against the match last."""
    other_stage: bool = False
    """The score lies below the threshold only because the strength is for another stage."""


NO_MATCH = Comparison(0, ())
"""The outcome where nothing speaks for a match."""


def compare(need: Understood, strength: Understood, thesaurus: Thesaurus) -> Comparison:
    """How well a strength answers a need."""
    topic_points = _on_curve(_cosine(need.reading, strength.reading))
    alike = likeness(need.plain, strength.plain)
    wording_points = min(WORDING_POINTS * alike, SUBJECT_POINTS - topic_points)
    # Where no topic explains two texts that are nearly the same, their wording alone must do.
    wording_points = max(wording_points, SUBJECT_POINTS * alike**2 - topic_points)
    subject = topic_points + wording_points
    if subject < _HOPELESS:
        return NO_MATCH
    # Stage and mode never make a match by themselves: they count as far as the subject does.
    share = subject / SUBJECT_POINTS
    raw = [
        *_topic_parts(need.reading, strength.reading, topic_points, thesaurus),
        (wording_points, Evidence(code=Code.WORDING, points=0)),
        *_school_parts(need, strength, share),
    ]
    parts = _whole_points(raw)
    score = sum(part.points for part in parts)
    against = -sum(part.points for part in parts if part.code is Code.OTHER_STAGE)
    return Comparison(score, parts, other_stage=score < THRESHOLD <= score + against)


def _cosine(one: Reading, other: Reading) -> float:
    if len(one.spread) > len(other.spread):
        one, other = other, one
    far = other.spread
    return min(1.0, sum([weight * far[topic] for topic, weight in one.spread.items() if topic in far]))


def _on_curve(closeness: float) -> float:
    place = bisect_right(_CURVE, (closeness, 1000.0))
    if place >= len(_CURVE):
        return _CURVE[-1][1]
    (left, low), (right, high) = _CURVE[place - 1], _CURVE[place]
    return low + (high - low) * (closeness - left) / (right - left)


def _topic_parts(need: Reading, strength: Reading, points: float, thesaurus: Thesaurus) -> list[tuple[float, Evidence]]:
    """The relations of topics that carry the closeness, with their share of the points."""
    carried: list[tuple[float, str, str, Relation]] = []
    for topic, weight in need.weights.items():
        related = thesaurus.related[topic]
        for other, other_weight in strength.weights.items():
            relation = related.get(other)
            if relation:
                carried.append((weight * other_weight * CLOSENESS[relation], topic, other, relation))
    # Topics that meet only through a third one carry the rest; where nothing else does, there is no reason to show
    # and no points to give.
    total = sum(amount for amount, *_rest in carried)
    carried.sort(key=lambda entry: (-entry[0], entry[1], entry[2]))
    shown = [entry for entry in carried[:_SHOWN_PARTS] if entry[0] >= _SHOWN_SHARE * total]
    shown_total = sum(amount for amount, *_rest in shown)
    return [
        (
            points * amount / shown_total,
            Evidence(
                code=_CODES[relation],
                points=0,
                topic=topic,
                other_topic=other if other != topic else None,
                need_wording=need.wordings.get(topic) or None,
                strength_wording=strength.wordings.get(other) or None,
            ),
        )
        for amount, topic, other, relation in shown
        if shown_total > 0
    ]


def _school_parts(need: Understood, strength: Understood, share: float) -> list[tuple[float, Evidence]]:
    parts: list[tuple[float, Evidence]] = []
    asked, offered = need.school.stages, strength.school.stages
    common = [stage for stage in asked if stage in offered]
    if common:
        detail = ",".join(stage.value for stage in common)
        parts.append((STAGE_POINTS * share, Evidence(code=Code.STAGE, points=0, detail=detail)))
    else:
        detail = ",".join(stage.value for stage in offered)
        against = max(_stage_distance(asked, offered), -SUBJECT_POINTS * share)
        parts.append((against, Evidence(code=Code.OTHER_STAGE, points=0, detail=detail)))
    modes = _common_modes(need.entry, strength.entry)
    if modes:
        detail = ",".join(mode.value for mode in modes)
        parts.append((MODE_POINTS * share, Evidence(code=Code.MODE, points=0, detail=detail)))
    return parts


def _common_modes(need: Need | Strength, strength: Need | Strength) -> list[Mode]:
    return [mode for mode in need.modes if mode in strength.modes]


def _stage_distance(asked: Sequence[Stage], offered: Sequence[Stage]) -> float:
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
