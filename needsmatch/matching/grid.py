"""Many needs against many strengths at once, in arrays: what `compare` says of every pair, a thousand times sooner.

`compare` is what a score means. Here is the same sum in the same order for whole columns; a pair so near to a limit
that the last bit of a sum could decide is given to `compare` itself.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain

import numpy as np
import numpy.typing as npt

from needsmatch.matching.compare import (
    CURVE,
    HOPELESS,
    MODE_POINTS,
    OTHER_SUBJECT,
    STAGE_POINTS,
    SUBJECT_POINTS,
    WELL_KNOWN,
    Understood,
    compare,
    stage_distance,
)
from needsmatch.matching.scale import THRESHOLD
from needsmatch.matching.wording import likeness
from needsmatch.model.terms import Mode, Stage
from needsmatch.topics.thesaurus import Thesaurus

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bits = npt.NDArray[np.uint64]
Flags = npt.NDArray[np.bool_]

_CLOSENESS, _POINTS = (np.array(column) for column in zip(*CURVE, strict=True))
_SLACK = 1e-6
"""Points: far more than a sum of a hundred products can differ by, far less than nearly all pairs lie from a limit."""
_MODES = {mode: 1 << place for place, mode in enumerate(Mode)}


@dataclass(frozen=True)
class Sheet:
    """Texts as arrays, a row each."""

    texts: Sequence[Understood]
    spread: Floats
    """A column for each topic."""
    subjects: Bits
    """A bit for each topic, 64 to a column."""
    modes: Bits
    little_known: Ints
    """The rows whose wording may count."""

    @classmethod
    def of(cls, texts: Sequence[Understood], thesaurus: Thesaurus) -> "Sheet":
        """The arrays of `texts`, which were read by this thesaurus."""
        column = {topic.id: place for place, topic in enumerate(thesaurus.topics)}
        spread = np.zeros((len(texts), len(column)))
        shares = np.fromiter(chain.from_iterable(text.reading.spread.values() for text in texts), dtype=np.float64)
        spread[_cells([text.reading.spread for text in texts], column)] = shares
        subjects = np.zeros((len(texts), 64 * (1 + len(column) // 64)), dtype=np.bool_)
        subjects[_cells([text.reading.subjects for text in texts], column)] = True
        modes = np.array([sum(_MODES[mode] for mode in set(text.modes)) for text in texts], dtype=np.uint64)
        little_known = np.array(
            [row for row, text in enumerate(texts) if text.reading.known < WELL_KNOWN], dtype=np.int64
        )
        return cls(texts, spread, np.packbits(subjects, axis=1).view(np.uint64), modes, little_known)


def _cells(rows: Sequence[Collection[str]], column: Mapping[str, int]) -> tuple[Ints, Ints]:
    """The cells of a table that hold something: of each row the columns of its topics."""
    columns = np.fromiter(map(column.__getitem__, chain.from_iterable(rows)), dtype=np.int64)
    return np.repeat(np.arange(len(rows)), [len(row) for row in rows]), columns


@dataclass(frozen=True)
class Scores:
    """The pairs of texts in which something speaks for a match; all others score 0."""

    rows: Ints
    """Which need."""
    columns: Ints
    """Which strength."""
    points: Ints
    """0..100, or below 0 where stage and subject both speak against a match."""
    against: Floats
    """0, or points below 0 for another stage."""


@dataclass
class Grid:
    """The strengths of all donors of a programme, ready for any needs."""

    strengths: Sequence[Sequence[Understood]]
    """Of each donor, in an order in which the first of several equally good ones is the best."""
    thesaurus: Thesaurus
    _alike: dict[tuple[str, tuple[str, ...], bool], list[tuple[int, float]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._sheet = Sheet.of([text for donor in self.strengths for text in donor], self.thesaurus)
        sizes = np.array([len(donor) for donor in self.strengths], dtype=np.int64)
        self._first = np.cumsum(sizes) - sizes
        self._donor = np.repeat(np.arange(len(sizes)), sizes)
        self._most = int(sizes.max(initial=0))
        self._stages = _coded([text.stages for text in self._sheet.texts])
        self._little_known = frozenset(self._sheet.little_known.tolist())
        self._by_unit: dict[str, list[int]] = {}
        self._by_whole: dict[str, list[int]] = {}
        for column, text in enumerate(self._sheet.texts):
            self._by_whole.setdefault(text.plain.whole, []).append(column)
            for unit in text.plain.units:
                self._by_unit.setdefault(unit, []).append(column)

    def sheet(self, needs: Sequence[Understood]) -> Sheet:
        """The arrays of `needs`; whoever asks often keeps them."""
        return Sheet.of(needs, self.thesaurus)

    def scores(self, needs: Sheet) -> Scores:
        """What `compare` gives for every need and every strength of the grid."""
        width = len(self._sheet.texts)
        closeness = (needs.spread @ self._sheet.spread.T).ravel()
        hopeful = closeness >= np.interp(HOPELESS - _SLACK, _POINTS, _CLOSENESS)
        pairs, alike = self._worded_alike(needs)
        hopeful[pairs] = True
        places = np.flatnonzero(hopeful)
        rows, columns = np.divmod(places, max(width, 1))
        topic = np.interp(np.minimum(1.0, closeness[places]), _CLOSENESS, _POINTS)
        likenesses = np.zeros(len(places))
        likenesses[np.searchsorted(places, pairs)] = alike
        wording = np.maximum(0.0, SUBJECT_POINTS * likenesses**2 - topic)
        subject = topic + wording
        share = subject / SUBJECT_POINTS
        against = np.maximum(self._other_stage(needs, rows, columns), -SUBJECT_POINTS * share)
        with_mode = (needs.modes[rows] & self._sheet.modes[columns]) != 0
        exact = (
            topic
            + wording
            + np.where(against < 0, against, STAGE_POINTS * share)
            + np.where(with_mode, MODE_POINTS * share, 0.0)
            + np.where(self._other_subject(needs, rows, columns), OTHER_SUBJECT * share, 0.0)
        )
        points = np.where(subject < HOPELESS, 0, np.rint(exact)).astype(np.int64)
        doubtful = (np.abs(subject - HOPELESS) < _SLACK) | (np.abs(exact - np.floor(exact) - 0.5) < _SLACK)
        for place in np.flatnonzero(doubtful):
            points[place] = self._compared(needs, rows[place], columns[place])[0]
        return Scores(rows, columns, points, np.where(subject < HOPELESS - _SLACK, 0.0, against))

    def best(self, needs: Sheet, scores: Scores) -> tuple[Ints, Ints]:
        """For each need and donor the best score, 0 below the threshold, and which of the donor's strengths has it."""
        # A score with the strength it belongs to in one number: of equal scores the first strength has the larger one.
        good = scores.points >= THRESHOLD
        rows, donors = scores.rows[good], self._donor[scores.columns[good]]
        first_is_most = self._most - (scores.columns[good] - self._first[donors])
        best = np.zeros((len(needs.texts), len(self.strengths)), dtype=np.int64)
        np.maximum.at(best, (rows, donors), scores.points[good] * (self._most + 1) + first_is_most)
        points, rest = np.divmod(best, self._most + 1)
        return points, np.where(best, self._most - rest, 0)

    def elsewhere(self, needs: Sheet, scores: Scores, wanted: Flags) -> Iterator[tuple[int, int, int, int]]:
        """What would answer one of the `wanted` needs but for its stage: need, donor, strength, score."""
        whole = np.floor(scores.against)
        near = (scores.points < THRESHOLD) & (scores.points - whole >= THRESHOLD) & wanted[scores.rows]
        for place in np.flatnonzero(near):
            row, column = int(scores.rows[place]), int(scores.columns[place])
            # Of points that are not whole `compare` knows which way they were rounded.
            if scores.against[place] == whole[place] or self._compared(needs, row, column)[1]:
                donor = int(self._donor[column])
                yield row, donor, column - int(self._first[donor]), int(scores.points[place])

    def _compared(self, needs: Sheet, row: int, column: int) -> tuple[int, bool]:
        found = compare(needs.texts[row], self._sheet.texts[column], self.thesaurus)
        return found.score, found.other_stage

    def _other_stage(self, needs: Sheet, rows: Ints, columns: Ints) -> Floats:
        """The points against another stage; 0 where there is a stage in common."""
        asked, row_codes = _coded([text.stages for text in needs.texts])
        offered, column_codes = self._stages
        table = np.zeros((len(asked), len(offered)))
        for row, one in enumerate(asked):
            for column, other in enumerate(offered):
                if not set(one) & set(other):
                    table[row, column] = stage_distance(one, other)
        found: Floats = table[row_codes[rows], column_codes[columns]]
        return found

    def _other_subject(self, needs: Sheet, rows: Ints, columns: Ints) -> Flags:
        """The pairs that are about different subjects."""
        one, other = needs.subjects[rows], self._sheet.subjects[columns]
        found: Flags = np.any(one, axis=1) & np.any(other, axis=1) & ~np.any(one & other, axis=1)
        return found

    def _worded_alike(self, needs: Sheet) -> tuple[Ints, Floats]:
        """The pairs whose wording could make a match, by their place in the whole, with their likeness (0..1)."""
        width = len(self._sheet.texts)
        little_known = frozenset(needs.little_known.tolist())
        found = [
            (row * width + column, alike)
            for row, need in enumerate(needs.texts)
            for column, alike in self._alike_to(need, row in little_known)
        ]
        places = np.array([place for place, _alike in found], dtype=np.int64)
        return places, np.array([alike for _place, alike in found], dtype=np.float64)

    def _alike_to(self, need: Understood, little_known: bool) -> list[tuple[int, float]]:
        """The strengths that are worded like a need, by their columns; worked out once for each wording."""
        key = need.plain.whole, tuple(need.plain.clauses), little_known
        if key not in self._alike:
            near = {column for unit in need.plain.units for column in self._by_unit.get(unit, ())}
            if not little_known:
                near &= self._little_known
            near.update(self._by_whole.get(need.plain.whole, ()))
            alike = ((column, likeness(need.plain, self._sheet.texts[column].plain)) for column in sorted(near))
            self._alike[key] = [(column, part) for column, part in alike if SUBJECT_POINTS * part**2 > HOPELESS - 1]
        return self._alike[key]


def _coded(values: Sequence[tuple[Stage, ...]]) -> tuple[list[tuple[Stage, ...]], Ints]:
    """The different values, and for each the place of its value among them."""
    codes = {value: code for code, value in enumerate(dict.fromkeys(values))}
    return list(codes), np.array([codes[value] for value in values], dtype=np.int64)
