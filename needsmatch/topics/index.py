"""Which topics a text speaks of, and through which wordings.

Each unit of text (`text.grams`) points to the topics in whose wordings it occurs; a unit that occurs in few topics
says much, one that occurs everywhere says nothing (1 minus the entropy over topics). Three readings of a text are
joined: what its units point to; the same with what topics have in common taken out (latent semantic analysis of the
topics, Deerwester et al. 1990), so that a word shared by a family of topics counts for the family once; and the
wording of each topic that is nearest to the text. The last one can be shown to people: "as in 家长工作坊".
"""

import heapq
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np

from needsmatch.model.terms import Stage
from needsmatch.model.topic import Topic
from needsmatch.text.meanings import units
from needsmatch.text.normalise import clauses, normalise
from needsmatch.text.slips import mended
from needsmatch.topics.reading import CLOSENESS, Reading
from needsmatch.topics.tables import Floats, Ints, Tables
from needsmatch.topics.taught import Taught
from needsmatch.topics.thesaurus import Thesaurus

# The figures below were chosen on two labelled development sets (90 x 90 and 70 x 70 texts, benchmarks/quality.py);
# quality changes little around them.
_CANDIDATES = 8
"""Topics of a text that are looked at closely."""
_KEPT = 16
"""Topics that a reading keeps."""
_THEMES = 0.5
"""Weight of the second reading beside the first."""
_NEAREST = 0.1
"""Weight of the third reading beside the other two."""
_NEAREST_POWER = 2.0
_CLAUSE_WEIGHT = 0.5
"""A clause against the whole text: lists name several topics, sentences one."""
_SHARPNESS = 1.6
_OTHER_STAGE = 0.2
"""What is left of a topic that does not fit the stage of the school that speaks."""
_ANY_STAGE = 0.6
"""What is left of a topic for all stages beside one made for the stage of that school."""
_TAUGHT = 0.5
"""What a text that a person taught takes away from its other topics; all, and other donors would be lost."""
_WORTH_SHOWING = 0.4
"""Closeness (cosine) from which a wording helps a reader; one that shares a chance pair of characters puzzles."""
_AS_NEAR = 0.85
"""Part of the greatest closeness from which a wording tells a reader as much."""
_SUBJECT_SHARE = 0.3
"""Part of a text from which on a subject is one that it is about."""
_READINGS = 20_000
"""Texts whose readings are kept in memory, some 40 MB at most."""
_FLOOR = 0.03
"""Least part of a reading's vector that is kept."""


@dataclass(frozen=True)
class _Rows:
    """The topics or wordings that hold each unit: `starts` tells where those of a unit begin."""

    starts: Ints
    numbers: Ints

    def places(self, units: Ints) -> tuple[Ints, Ints]:
        """The rows of each unit one after the other: to which of `units` each belongs, and its place."""
        sizes = self.starts[units + 1] - self.starts[units]
        which = np.repeat(np.arange(len(units)), sizes)
        return which, np.arange(len(which)) + np.repeat(self.starts[units] - (np.cumsum(sizes) - sizes), sizes)


Candidate = tuple[str, float, float, str]
"""A topic of a clause, its share (0..1), the closeness of its nearest wording (0..1), and that wording."""


class TopicIndex:
    """Reads texts against a thesaurus. It never changes."""

    def __init__(self, thesaurus: Thesaurus, own: Sequence[Topic] = (), tables: Tables | None = None) -> None:
        """An index over `thesaurus`, with the `own` topics of a programme laid over it.

        `tables` are those of `thesaurus`; without them they are worked out, without what Chinese words mean.
        """
        tables = tables or Tables.of(thesaurus, {})
        self.thesaurus = Thesaurus.of(thesaurus.topics, own)
        self._topics = [topic.id for topic in thesaurus.topics]
        self._stages = {topic.id: frozenset(topic.stages) for topic in self.thesaurus.topics}
        self._numbers = {unit: number for number, unit in enumerate(tables.units)}
        self._information = _float_array(tables.information)
        self._of_topics = _Rows(_int_array(tables.topic_starts), _int_array(tables.topics))
        self._pointing, self._loading = map(_float_array, (tables.pointing, tables.loading))
        self._themes = _float_array(tables.themes).reshape(len(self._topics), len(self._topics))
        self._of_wordings = _Rows(_int_array(tables.wording_starts), _int_array(tables.wordings_of_unit))
        self._shares = _float_array(tables.shares)
        self._wordings = tables.wordings
        sizes = [len(wordings) for wordings in tables.wordings]
        self._first = np.cumsum([0, *sizes])
        self._words = tables.words
        self._taught = Taught(own, self._units, self._says)
        # Files are read again whenever one of them changes, and nearly all of their texts are as before.
        self._readings = lru_cache(maxsize=_READINGS)(self._read)

    def read(self, text: str, stages: Sequence[Stage] = ()) -> Reading:
        """The topics of `text`; `stages` are those it is meant for, empty when unknown.

        Takes one to three milliseconds, the first time.
        """
        return self._readings(text, tuple(stages))

    def _read(self, text: str, stages: tuple[Stage, ...]) -> Reading:
        parts = dict.fromkeys((normalise(text), *clauses(text)))
        shares: dict[str, float] = {}
        nearest: dict[str, tuple[float, str]] = {}
        for place, part in enumerate(parts):
            weight = _CLAUSE_WEIGHT if place else 1.0
            for topic, share, closeness, wording in self._with_taught(part):
                shares[topic] = shares.get(topic, 0.0) + weight * share**_SHARPNESS
                nearest[topic] = max(nearest.get(topic, (0.0, "")), (closeness, wording))
        return self._reading(shares, nearest, frozenset(stages))

    def _with_taught(self, plain: str) -> list[Candidate]:
        """The topics of a clause: what people taught about texts like it, then what the statistics say."""
        found = self._candidates(mended(plain, self.times))
        nearest = max((closeness for _topic, _share, closeness, _wording in found), default=0.0)
        # Half of what a person taught does not outweigh a built-in wording that is nearer.
        taught = {topic: near for topic, near in self._taught.near(plain).items() if near[0] >= nearest}
        if not taught:
            return found
        left = 1.0 - _TAUGHT * max(closeness for closeness, _wording in taught.values())
        rest = [(topic, share * left, closeness, wording) for topic, share, closeness, wording in found]
        return [
            *((topic, closeness, closeness, wording) for topic, (closeness, wording) in taught.items()),
            *(entry for entry in rest if entry[0] not in taught),
        ]

    def times(self, unit: str) -> int:
        """How many wordings hold a unit; at least one where it is a word of the dictionary."""
        number = self._numbers.get(unit)
        if number is None:
            return int(unit in self._words)
        return int(self._of_wordings.starts[number + 1] - self._of_wordings.starts[number])

    def _units(self, plain: str) -> dict[str, float]:
        return units(plain, self._words)

    def _says(self, unit: str) -> float:
        """What a unit says, 0..1; one that the thesaurus does not know stands for something of its own."""
        number = self._numbers.get(unit)
        return 1.0 if number is None else float(self._information[number])

    def _reading(
        self, shares: dict[str, float], nearest: Mapping[str, tuple[float, str]], stages: frozenset[Stage]
    ) -> Reading:
        for topic in shares if stages else ():
            if not self._stages[topic]:
                shares[topic] *= _ANY_STAGE
            elif not stages & self._stages[topic]:
                shares[topic] *= _OTHER_STAGE
        best = heapq.nsmallest(_KEPT, shares.items(), key=lambda entry: (-entry[1], entry[0]))
        total = sum(share for _topic, share in best)
        weights = {topic: share / total for topic, share in best if share > 0}
        wordings = {
            topic: nearest[topic][1] for topic, share in best if share > 0 and nearest[topic][0] >= _WORTH_SHOWING
        }
        known = max((closeness for closeness, _wording in nearest.values()), default=0.0)
        return Reading(weights, wordings, self._spread(weights), known, self._subjects(weights))

    def _candidates(self, plain: str) -> list[Candidate]:
        """The topics of a clause, by the statistics of the thesaurus."""
        counted = {
            number: weight
            for unit, weight in self._units(plain).items()
            if (number := self._numbers.get(unit)) is not None
        }
        if not counted:
            return []
        found = np.array([*counted], dtype=np.int32)
        weights = np.array([*counted.values()], dtype=np.float32) * self._information[found]
        shares = self._topic_shares(found, weights)
        products = self._products(found, weights)
        closest = np.maximum.reduceat(products, self._first[:-1])
        best = np.argsort(-shares, kind="stable")[:_CANDIDATES]
        most_close = float(closest[best].max()) or 1.0
        return [
            (
                self._topics[topic],
                float((1 - _NEAREST) * shares[topic] + _NEAREST * (closest[topic] / most_close) ** _NEAREST_POWER),
                min(1.0, float(closest[topic])),
                self._nearest(topic, products),
            )
            for topic in best.tolist()
            if shares[topic] > 0
        ]

    def _topic_shares(self, units: Ints, weights: Floats) -> Floats:
        """For each topic what the units point to, joined with the same without what topics have in common."""
        which, places = self._of_topics.places(units)
        topics, weights = self._of_topics.numbers[places], weights[which]
        pointed: Floats = np.bincount(topics, weights * self._pointing[places], len(self._topics)).astype(np.float32)
        loaded = np.bincount(topics, weights * self._loading[places], len(self._topics)).astype(np.float32)
        return (1 - _THEMES) * _to_one(pointed) + _THEMES * _to_one(np.maximum(loaded @ self._themes, 0))

    def _products(self, units: Ints, weights: Floats) -> Floats:
        """For each wording its cosine with the text."""
        which, places = self._of_wordings.places(units)
        products = np.bincount(
            self._of_wordings.numbers[places], weights[which] * self._shares[places], int(self._first[-1])
        )
        return products / max(1e-9, float(np.sqrt(weights @ weights)))

    def _nearest(self, topic: int, products: Floats) -> str:
        """The wording of a topic that is nearest to a text, of nearly equal ones the shortest; empty without one."""
        of_topic = products[self._first[topic] : self._first[topic + 1]]
        near = np.flatnonzero(of_topic >= _AS_NEAR * of_topic.max()) if of_topic.any() else ()
        return min((self._wordings[topic][place] for place in near), key=len, default="")

    def _subjects(self, weights: Mapping[str, float]) -> tuple[str, ...]:
        """The subjects that carry a good part of the shares, the weightiest first."""
        shares: dict[str, float] = {}
        for topic, weight in weights.items():
            for subject in self.thesaurus.subjects[topic]:
                shares[subject] = shares.get(subject, 0.0) + weight
        good = [subject for subject, share in shares.items() if share >= _SUBJECT_SHARE]
        return tuple(sorted(good, key=lambda subject: (-shares[subject], subject)))

    @cached_property
    def _closeness(self) -> dict[str, list[tuple[str, float]]]:
        related = self.thesaurus.related
        return {topic: [(other, CLOSENESS[how]) for other, how in rows.items()] for topic, rows in related.items()}

    def _spread(self, weights: Mapping[str, float]) -> dict[str, float]:
        spread: dict[str, float] = {}
        for topic, weight in weights.items():
            for other, closeness in self._closeness[topic]:
                spread[other] = spread.get(other, 0.0) + weight * closeness
        length = math.sqrt(sum(weight * weight for weight in spread.values())) or 1.0
        # What lies below the floor changes no score by a point and makes up most of the vector.
        return {topic: weight / length for topic, weight in spread.items() if weight >= _FLOOR * length}


def _to_one(shares: Floats) -> Floats:
    """The same with 1 for the largest entry."""
    return shares / max(1e-9, float(shares.max()))


def _int_array(data: bytes) -> Ints:
    return np.frombuffer(data, dtype="<i4")


def _float_array(data: bytes) -> Floats:
    return np.frombuffer(data, dtype="<f4")
