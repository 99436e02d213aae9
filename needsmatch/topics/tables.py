"""What the index knows of a thesaurus, worked out once: which topics and wordings each unit of text occurs in."""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt

from needsmatch.model.topic import Words
from needsmatch.text.meanings import units
from needsmatch.text.normalise import normalise
from needsmatch.topics.thesaurus import Thesaurus

Floats = npt.NDArray[np.floating[Any]]
Ints = npt.NDArray[np.integer[Any]]

# The figures below were chosen on two labelled development sets (90 x 90 and 70 x 70 texts, benchmarks/quality.py);
# quality changes little around them.
_INFORMATION_POWER = 0.4
_ENTROPY_WEIGHT = 1.1
"""Above 1, so that units that occur nearly everywhere say nothing."""
_COUNT_POWER = 0.5
"""Below 1, so that a topic with many alike wordings does not drown the others."""
_DOUBT = 3.0
"""Occurrences that are added for topics in which a unit was not seen: a unit seen once says little."""
_THEME_COUNT = 300
"""Dimensions that are kept of the topics; the rest is chance."""
_THEME_POWER = 0.5
"""How far what topics have in common is taken out, 0..1."""
_LARGE = 10_000
"""Wordings of a large thesaurus."""
_FEW_TOPICS = 30
"""Topics of a unit up to which pairs of them are summed up one by one."""
_PIECE = 4096
"""Units that are multiplied at once."""


class Tables(msgspec.Struct, frozen=True):
    """What the index knows of its thesaurus, worked out once.

    Units, topics and wordings are numbered in their order. Arrays are bytes of little-endian numbers of 4 bytes; an
    array of starts tells where the rows of each unit begin in the arrays that follow it.
    """

    units: list[str]
    information: bytes
    """Floats: what each unit says at all, 0..1."""
    topic_starts: bytes
    topics: bytes
    """Integers: the topics in which each unit occurs."""
    pointing: bytes
    """Floats: the probability of each of these topics given the unit."""
    loading: bytes
    """Floats: the share of the unit in each of these topics, whose units together have the length 1."""
    themes: bytes
    """Floats, topics x topics: what turns loadings into a reading without what topics have in common."""
    wording_starts: bytes
    wordings_of_unit: bytes
    """Integers: the wordings that hold each unit."""
    shares: bytes
    """Floats: the share of the unit in each of these wordings, which have the length 1."""
    wordings: list[list[str]]
    """For each topic its wordings as they are shown."""
    words: dict[str, str]
    """For Chinese words the stems of what they mean, as far as some wording means the same."""

    @classmethod
    def of(cls, thesaurus: Thesaurus, words: Mapping[str, str]) -> "Tables":
        """Work the tables out: some three seconds for the built-in thesaurus.

        `words` gives the stems of what a Chinese word means (`text.meanings`); it may be empty.
        """
        distinct = [_distinct(topic.id, topic.label, topic.wordings.all) for topic in thesaurus.topics]
        parts = _without_rare([units(plain, words) for plain_to_shown in distinct for plain in plain_to_shown])
        owner = np.repeat(np.arange(len(distinct)), [len(entry) for entry in distinct])
        numbers: dict[str, int] = {}
        for part in parts:
            for unit in part:
                numbers.setdefault(unit, len(numbers))
        held = np.array([numbers[unit] for part in parts for unit in part], dtype=np.int64)
        weights = np.array([weight for part in parts for weight in part.values()])
        holders = np.repeat(np.arange(len(parts)), [len(part) for part in parts])
        count = len(distinct)
        # How many wordings of each topic hold each unit: pairs of unit and topic, by unit.
        pairs, times = np.unique(held * count + owner[holders], return_counts=True)
        of_unit, of_topic = np.divmod(pairs, count)
        damped = times**_COUNT_POWER
        total = np.bincount(of_unit, damped, len(numbers)) + _DOUBT
        pointing = damped / total[of_unit]
        information = _information(pointing, of_unit, _DOUBT / total, max(count, 2))
        loading = np.log1p(times) * information[of_unit]
        length = np.sqrt(np.bincount(of_topic, loading**2, count))
        loading /= length[of_topic]
        by_unit = np.argsort(held, kind="stable")
        shares = weights * information[held]
        shares /= np.sqrt(np.bincount(holders, shares**2, len(parts)))[holders]
        return cls(
            units=list(numbers),
            information=_floats(information),
            topic_starts=_starts(of_unit, len(numbers)),
            topics=_ints(of_topic),
            pointing=_floats(pointing),
            loading=_floats(loading),
            themes=_floats(_themes(of_unit, of_topic, loading, count)),
            wording_starts=_starts(held, len(numbers)),
            wordings_of_unit=_ints(holders[by_unit]),
            shares=_floats(shares[by_unit]),
            wordings=[list(entry.values()) for entry in distinct],
            words={word: known for word, stems in words.items() if (known := _known(stems, numbers))},
        )


def _without_rare(parts: list[dict[str, float]]) -> list[dict[str, float]]:
    """In a large thesaurus units that only one wording holds go: they are two thirds, and mostly chance."""
    if len(parts) < _LARGE:
        return parts
    times = Counter(unit for part in parts for unit in part)
    return [{unit: weight for unit, weight in part.items() if times[unit] > 1} for part in parts]


def _known(stems: str, numbers: Mapping[str, int]) -> str:
    """The stems that some wording has too."""
    return " ".join(stem for stem in stems.split() if f"@{stem}" in numbers)


def _distinct(topic: str, label: Words | None, wordings: Sequence[str]) -> dict[str, str]:
    """Plain to shown form of a topic's labels and wordings, each plain form once; its id where it has none."""
    labels = [label.zh, label.en] if label else []
    shown: dict[str, str] = {}
    for wording in (*labels, *wordings):
        shown.setdefault(normalise(wording), wording)
    return shown or {topic: topic}


def _information(pointing: Floats, of_unit: Ints, doubt: Floats, topics: int) -> Floats:
    """What each unit says: 1 minus its entropy over the topics, the doubt spread evenly over all of them."""
    entropy = -np.bincount(of_unit, pointing * np.log(pointing), len(doubt)) - doubt * np.log(doubt / topics)
    return np.maximum(0.05, 1 - _ENTROPY_WEIGHT * entropy / math.log(topics)) ** _INFORMATION_POWER


def _themes(of_unit: Ints, of_topic: Ints, loading: Floats, count: int) -> Floats:
    """The matrix U S^-2p U' of the loadings' singular value decomposition: by it loadings become themes.

    It comes from the products of the topics with each other, which have as many rows as there are topics.
    """
    sizes = np.bincount(of_unit)
    few = sizes[of_unit] <= _FEW_TOPICS
    # The table of all loadings would be some 100 MB. Most units belong to few topics: their products are summed up pair
    # by pair, those of the others in pieces of the table.
    topics, weights = of_topic[few], loading[few]
    starts = np.concatenate([[0], np.cumsum(np.bincount(of_unit[few], minlength=len(sizes)))])
    partners = starts[of_unit[few] + 1] - starts[of_unit[few]]
    one = np.repeat(np.arange(len(topics)), partners)
    other = np.arange(len(one)) + np.repeat(starts[of_unit[few]] - (np.cumsum(partners) - partners), partners)
    products = np.bincount(topics[one] * count + topics[other], weights[one] * weights[other], count * count)
    products = products.reshape(count, count)
    names, column = np.unique(of_unit[~few], return_inverse=True)
    row, weight = of_topic[~few], loading[~few].astype(np.float32)
    for first in range(0, len(names), _PIECE):
        piece = slice(*np.searchsorted(column, [first, first + _PIECE]))
        table = np.zeros((count, _PIECE), dtype=np.float32)
        table[row[piece], column[piece] - first] = weight[piece]
        products = products + table @ table.T
    values, vectors = np.linalg.eigh(products)
    kept = slice(max(0, count - _THEME_COUNT), count)
    values, vectors = np.maximum(values[kept], 1e-9), vectors[:, kept]
    themes: Floats = (vectors * values**-_THEME_POWER) @ vectors.T
    return themes


def _starts(numbers: Ints, count: int) -> bytes:
    return _ints(np.concatenate([[0], np.cumsum(np.bincount(numbers, minlength=count))]))


def _ints(numbers: npt.ArrayLike) -> bytes:
    return np.asarray(numbers, dtype="<i4").tobytes()


def _floats(numbers: npt.ArrayLike) -> bytes:
    return np.asarray(numbers, dtype="<f4").tobytes()
