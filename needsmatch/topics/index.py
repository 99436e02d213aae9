"""Which topics a text speaks of, and through which wordings.

Each unit of text (`text.grams`) points to the topics in whose wordings it occurs; a unit that occurs in few topics
says much, one that occurs everywhere says nothing (1 minus the entropy over topics). The topics that a text's units
point to most are then compared with the text wording by wording. Both readings count, and the second one can be
shown to people: "as in 家长工作坊".
"""

import heapq
import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import msgspec

from needsmatch.model.terms import Stage
from needsmatch.model.topic import Words
from needsmatch.text.grams import grams
from needsmatch.text.normalise import clauses, normalise
from needsmatch.topics.thesaurus import Relation, Thesaurus

# The figures below were chosen on two labelled development sets (90 x 90 and 70 x 70 texts); quality changes little
# around them.
_CANDIDATES = 8
"""Topics of a text that are looked at closely."""
_INFORMATION_POWER = 0.8
_ENTROPY_WEIGHT = 1.15
"""Above 1, so that units that occur nearly everywhere say nothing."""
_CLAUSE_WEIGHT = 0.7
"""A clause against the whole text: lists name several topics, sentences one."""
_SHARPNESS = 2.0
_OTHER_STAGE = 0.4
"""What is left of a topic that does not fit the stage of the school that speaks."""
_ANY_STAGE = 0.7
"""What is left of a topic for all stages beside one made for the stage of that school."""
_WORTH_SHOWING = 0.4
"""Closeness (cosine) from which a wording helps a reader; one that shares a chance pair of characters puzzles."""
_FLOOR = 0.03
"""Least part of a reading's vector that is kept."""
_DOUBT = 2.0
"""Occurrences that are added for topics in which a unit was not seen: a unit seen once says little."""

CLOSENESS: Mapping[Relation, float] = {
    Relation.SAME: 1.0,
    Relation.BROADER: 0.50,
    Relation.NARROWER: 0.45,
    Relation.NEAR: 0.25,
}
"""How far a topic speaks for a related one."""


@dataclass(frozen=True)
class Reading:
    """What a text was understood to be about."""

    weights: Mapping[str, float]
    """Share of each topic, adding up to 1, weightiest first; empty where no topic explains the text."""
    wordings: Mapping[str, str]
    """For these topics the wording of the thesaurus that is nearest to the text, where one is near enough to show."""
    spread: Mapping[str, float]
    """The shares with what they say for related topics, as a vector of length 1."""


class Tables(msgspec.Struct, frozen=True):
    """What the index knows of its thesaurus, worked out once; numbers stand for topics and wordings in their order."""

    pointers: dict[str, list[tuple[int, float]]]
    """For each unit the topics it points to, each with its probability."""
    information: dict[str, float]
    """What each unit says at all, 0..1."""
    occurrences: list[dict[str, list[tuple[int, float]]]]
    """For each topic and unit the wordings that hold it, with its share in the wording's length of 1."""
    wordings: list[list[str]]
    """For each topic its wordings as they are shown."""

    @classmethod
    def of(cls, thesaurus: Thesaurus) -> "Tables":
        """Work the tables out: about a third of a second for the built-in thesaurus."""
        wordings = [_distinct(topic.label, topic.wordings.all) for topic in thesaurus.topics]
        units = [[grams(plain) for plain in plain_to_shown] for plain_to_shown in wordings]
        pointers, information = _count(units)
        occurrences = [_occurrences(of_topic, information) for of_topic in units]
        return cls(pointers, information, occurrences, [list(shown.values()) for shown in wordings])


class TopicIndex:
    """Reads texts against a thesaurus. It never changes."""

    def __init__(self, thesaurus: Thesaurus, tables: Tables | None = None) -> None:
        self.thesaurus = thesaurus
        self._tables = tables or Tables.of(thesaurus)
        self._topics = [topic.id for topic in thesaurus.topics]
        self._stages = [frozenset(topic.stages) for topic in thesaurus.topics]

    def read(self, text: str, stages: Sequence[Stage] = ()) -> Reading:
        """The topics of `text`; `stages` are those of the school that speaks, empty when unknown."""
        whole = normalise(text)
        shares: dict[int, float] = {}
        nearest: dict[int, tuple[float, str]] = {}
        for part in dict.fromkeys([whole, *clauses(text)]):
            weight = 1.0 if part == whole else _CLAUSE_WEIGHT
            for topic, share, closeness, wording in self._read_part(part):
                shares[topic] = shares.get(topic, 0.0) + weight * share**_SHARPNESS
                nearest[topic] = max(nearest.get(topic, (0.0, "")), (closeness, wording))
        spoken = frozenset(stages)
        for topic in shares if spoken else ():
            if not self._stages[topic]:
                shares[topic] *= _ANY_STAGE
            elif not spoken & self._stages[topic]:
                shares[topic] *= _OTHER_STAGE
        best = heapq.nsmallest(_CANDIDATES, shares.items(), key=lambda entry: (-entry[1], self._topics[entry[0]]))
        total = sum(share for _topic, share in best)
        weights = {self._topics[topic]: share / total for topic, share in best if share > 0}
        wordings = {
            self._topics[topic]: nearest[topic][1]
            for topic, share in best
            if share > 0 and nearest[topic][0] >= _WORTH_SHOWING
        }
        return Reading(weights, wordings, self._spread(weights))

    def _read_part(self, plain: str) -> list[tuple[int, float, float, str]]:
        """Topic, share (0..1), closeness of the nearest wording (0..1), and that wording, for one clause."""
        information, pointers = self._tables.information, self._tables.pointers
        units = {unit: weight * information[unit] for unit, weight in grams(plain).items() if unit in information}
        pointed: dict[int, float] = {}
        for unit, weight in units.items():
            for topic, share in pointers[unit]:
                pointed[topic] = pointed.get(topic, 0.0) + weight * share
        if not pointed:
            return []
        candidates = heapq.nsmallest(_CANDIDATES, pointed.items(), key=lambda entry: (-entry[1], entry[0]))
        length = math.sqrt(sum(weight * weight for weight in units.values()))
        closest = [(topic, points, *self._closest(topic, units, length)) for topic, points in candidates]
        most_points = candidates[0][1]
        most_close = max(closeness for _topic, _points, closeness, _wording in closest) or 1.0
        return [
            (topic, 0.5 * points / most_points + 0.5 * (closeness / most_close) ** 1.5, closeness, wording)
            for topic, points, closeness, wording in closest
        ]

    def _closest(self, topic: int, units: Mapping[str, float], length: float) -> tuple[float, str]:
        """Cosine of the nearest wording of a topic, and the wording."""
        products: dict[int, float] = {}
        occurrences = self._tables.occurrences[topic]
        # In the text's own order: a set's order changes from run to run, and with it the last bit of a sum.
        for unit, weight in units.items():
            for wording, share in occurrences.get(unit, ()):
                products[wording] = products.get(wording, 0.0) + weight * share
        if not products:
            return 0.0, ""
        nearest = min(products, key=lambda wording: (-products[wording], wording))
        return products[nearest] / length, self._tables.wordings[topic][nearest]

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


def _distinct(label: Words | None, wordings: Sequence[str]) -> dict[str, str]:
    """Plain to shown form of a topic's labels and wordings, each plain form once."""
    labels = [label.zh, label.en] if label else []
    shown: dict[str, str] = {}
    for wording in (*labels, *wordings):
        shown.setdefault(normalise(wording), wording)
    return shown


def _count(
    units: Sequence[Sequence[Mapping[str, float]]],
) -> tuple[dict[str, list[tuple[int, float]]], dict[str, float]]:
    """Probability of each topic given a unit, and what the unit says at all; from the wordings of each topic."""
    seen: dict[str, list[tuple[int, float]]] = {}
    for topic, wordings in enumerate(units):
        # The square root keeps a topic with many alike wordings from drowning the others.
        for unit, count in Counter(unit for wording in wordings for unit in wording).items():
            seen.setdefault(unit, []).append((topic, math.sqrt(count)))
    pointers: dict[str, list[tuple[int, float]]] = {}
    information: dict[str, float] = {}
    for unit, rows in seen.items():
        total = _DOUBT + sum(times for _topic, times in rows)
        pointers[unit] = [(topic, times / total) for topic, times in rows]
        information[unit] = _says([times / total for _topic, times in rows], _DOUBT / total, max(len(units), 2))
    return pointers, information


def _says(shares: Sequence[float], doubt: float, topics: int) -> float:
    """What a unit says: 1 minus its entropy over the topics, the doubt spread evenly over all of them."""
    entropy = -sum(share * math.log(share) for share in shares) - doubt * math.log(doubt / topics)
    return float(max(0.05, 1 - _ENTROPY_WEIGHT * entropy / math.log(topics)) ** _INFORMATION_POWER)


def _occurrences(
    wordings: Sequence[Mapping[str, float]], information: Mapping[str, float]
) -> dict[str, list[tuple[int, float]]]:
    found: dict[str, list[tuple[int, float]]] = {}
    for wording, units in enumerate(wordings):
        weighed = {unit: weight * information[unit] for unit, weight in units.items()}
        length = math.sqrt(sum(weight * weight for weight in weighed.values())) or 1.0
        for unit, weight in weighed.items():
            found.setdefault(unit, []).append((wording, weight / length))
    return found
