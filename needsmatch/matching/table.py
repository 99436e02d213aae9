"""All donors of a programme against many receivers at once: the worth of every plan, and what stands in it."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from needsmatch.matching.comparer import Texts
from needsmatch.matching.grid import Grid, Ints
from needsmatch.matching.known import Couple, Elsewhere, Found
from needsmatch.model.school import School
from needsmatch.topics.thesaurus import Thesaurus


@dataclass(frozen=True)
class Row:
    """What all donors have for one receiver, by their places; made into couples when somebody looks."""

    worths: Sequence[int]
    """Worth of each donor's plan, 0..100."""
    elsewhere: tuple[Elsewhere, ...]
    """For the needs that nobody answers."""
    _scores: Ints
    _strengths: Ints

    def couples(self) -> list[Couple]:
        """What each donor has."""
        found: list[list[Found]] = [[] for _donor in self.worths]
        needs, donors = np.nonzero(self._scores)
        columns = needs, donors, self._strengths[needs, donors], self._scores[needs, donors]
        for need, donor, strength, score in zip(*(column.tolist() for column in columns), strict=True):
            found[donor].append(Found(need, strength, score))
        return [tuple(couple) for couple in found]


class Table:
    """The donors of a programme, ready for any receivers."""

    def __init__(self, donors: Sequence[School], texts: Texts, thesaurus: Thesaurus) -> None:
        self._texts = texts
        orders = [
            sorted(range(len(donor.strengths)), key=lambda place, donor=donor: (donor.strengths[place].id, place))  # type: ignore[misc]
            for donor in donors
        ]
        self._orders = orders
        strengths = [
            [read[place] for place in order] for read, order in zip(map(texts.strengths, donors), orders, strict=True)
        ]
        self._grid = Grid(strengths, thesaurus)
        # Where a donor's strengths stand in its own list; one entry more for a donor without any.
        width = max(map(len, orders), default=0) + 1
        self._places = np.array([[*order, *[0] * (width - len(order))] for order in orders], dtype=np.int64)

    def rows(self, receivers: Sequence[School]) -> list[Row]:
        """What all donors have for each of these."""
        sheet = self._grid.sheet([need for receiver in receivers for need in self._texts.needs(receiver)])
        pairs = self._grid.scores(sheet)
        scores, order = self._grid.best(sheet, pairs)
        strengths = self._places[np.arange(scores.shape[1]), order]
        weights = np.array([need.weight for receiver in receivers for need in receiver.needs], dtype=np.int64)
        open_needs = scores.max(axis=1, initial=0) == 0
        elsewhere: dict[int, list[tuple[int, int, int]]] = {}
        for need, donor, strength, score in self._grid.elsewhere(sheet, pairs, open_needs):
            elsewhere.setdefault(need, []).append((donor, self._orders[donor][strength], score))
        sums = np.zeros((len(weights) + 1, scores.shape[1]), dtype=np.int64)
        np.cumsum(scores * weights[:, np.newaxis], axis=0, out=sums[1:])
        found: list[Row] = []
        first = 0
        for receiver in receivers:
            last = first + len(receiver.needs)
            whole = max(1, int(weights[first:last].sum()))
            # Halves go to the even number, as everywhere in Python.
            worths = np.rint((sums[last] - sums[first]) / whole)
            others = [
                Elsewhere(need - first, *entry) for need in range(first, last) for entry in elsewhere.get(need, ())
            ]
            found.append(
                Row(worths.astype(np.int64).tolist(), tuple(others), scores[first:last], strengths[first:last])
            )
            first = last
        return found
