"""Which donor each receiver gets: the best assignment by worths and capacities, and the proof that it is.

The solver finds one optimum of many. Prices of the donors, the dual values of linear programming, prove it and tell all
the others; of these the first is taken (`ties.py`), so that nothing depends on the solver's insides.
"""

from collections.abc import Sequence
from itertools import accumulate, takewhile
from operator import mul

import lap
import numpy as np

from needsmatch.matching.grid import Ints
from needsmatch.matching.ties import NOBODY, Optima, received
from needsmatch.model.pairing import Goal

_EXACT = 2**53
"""Below this the solver's floating point is exact for whole numbers."""


def assign(worths: Ints, capacities: Sequence[int], goal: Goal = Goal.TOTAL) -> list[int | None]:
    """For each receiver the column of its donor, or None.

    `worths` has a row for each receiver and a column for each donor, 0..10**6; a pair of worth 0 is never made. A donor
    takes at most as many receivers as its capacity says. Of equally good assignments it is the one in which receiver 0
    has its earliest possible column (None is the last), then receiver 1, and so on.
    """
    limits = _limits(worths, capacities)
    best, optima = _fairest(worths, limits) if goal is Goal.FAIR else _optimum(worths, limits)
    return [None if column == NOBODY else column for column in optima.first(limits, best)]


def best_total(worths: Ints, capacities: Sequence[int]) -> int:
    """The greatest possible sum of worths."""
    return int(received(worths, _solved(worths, _limits(worths, capacities))).sum())


def prices(worths: Ints, capacities: Sequence[int], assignment: Sequence[int | None]) -> Ints | None:
    """The least prices of the donors which prove that nothing has a greater sum of worths; None where something has, or
    where a donor has more receivers than it takes.

    A price is never negative, and 0 where the donor has room. What a donor is worth to its receiver less the price is
    never negative, and no other donor would leave the receiver more; to a receiver without a donor, none would leave
    anything.
    """
    found = np.array([NOBODY if column is None else column for column in assignment], dtype=np.int64)
    return _prices(worths, _limits(worths, capacities), found)


def _limits(worths: Ints, capacities: Sequence[int]) -> Ints:
    """The capacities, none greater than the number of receivers."""
    return np.minimum(np.array(capacities, dtype=np.int64), len(worths))


def _optimum(worths: Ints, limits: Ints) -> tuple[Ints, Optima]:
    """An assignment with the greatest sum of worths, and all of them."""
    best = _solved(worths, limits)
    return best, Optima.of(worths, best, _proven(worths, limits, best))


def _solved(worths: Ints, limits: Ints) -> Ints:
    """Some assignment with the greatest sum of worths.

    The solver knows no capacities: a donor stands in as many columns as it has places. Most places would stay empty, so
    each donor begins with one for each receiver that likes it best, and at least one. Where it then has a price,
    another receiver might be better off with it, and it gets more. Once no donor with places held back has a price, the
    prices prove that all places would not do better.
    """
    if not worths.size:
        return np.full(len(worths), NOBODY)
    likings = np.bincount(worths.argmax(axis=1), minlength=len(limits))
    places = np.minimum(np.maximum(likings, 1), limits)
    while True:
        columns = np.repeat(np.arange(len(limits)), places)
        rows, chosen = lap.lapjvr(-worths[:, columns].astype(np.float64), extend_cost=True, return_cost=False)
        best = np.full(len(worths), NOBODY)
        best[rows] = columns[chosen]
        best[received(worths, best) == 0] = NOBODY
        held_back = places < limits
        if held_back.any():
            held_back &= _proven(worths, places, best) > 0
        if not held_back.any():
            return best
        places = np.where(held_back, np.minimum(2 * places, limits), places)


def _proven(worths: Ints, limits: Ints, best: Ints) -> Ints:
    """The prices of what the solver found."""
    cost = _prices(worths, limits, best)
    assert cost is not None, "the solver found something that is not the best"
    return cost


def _prices(worths: Ints, limits: Ints, found: Ints) -> Ints | None:
    loads = np.bincount(found[found != NOBODY], minlength=len(limits))
    if np.any(loads > limits):
        return None
    busy = np.flatnonzero(loads)
    by_donor = np.argsort(found, kind="stable")[len(found) - loads.sum() :]
    starts = np.cumsum(loads[busy]) - loads[busy]
    has = received(worths, found)[by_donor]
    highest = np.where(loads < limits, 0, np.iinfo(np.int64).max)
    highest[busy] = np.minimum(highest[busy], np.minimum.reduceat(has, starts))
    # What somebody at a busy donor would gain elsewhere, the price there has to take away, on top of the price here.
    gains = np.maximum.reduceat(worths[by_donor] - has[:, None], starts)
    cost: Ints = worths[found == NOBODY].max(axis=0, initial=0)
    # Each round takes the prices one donor further, and the longest way without a circle passes each donor once.
    for _round in range(len(busy) + 1):
        risen = np.maximum(cost, (gains + cost[busy, None]).max(axis=0, initial=0))
        if np.any(risen > highest):
            return None
        if np.array_equal(risen, cost):
            return cost
        cost = risen
    return None


def _fairest(worths: Ints, limits: Ints) -> tuple[Ints, Optima]:
    """A fairest assignment, and all of them.

    Level by level from the worst, as few receivers as possible are left on each; several levels at once, where one
    receiver on a level weighs more than all there can be on the better ones. What is settled stays so by going on among
    the best only: no other pair is worth anything, and to use a receiver or a place that all of them use is worth more
    than all that is still to be settled.
    """
    levels, ranks = np.unique(np.append(0, worths), return_inverse=True)
    ranks = ranks[1:].reshape(worths.shape)
    # Where as many as possible have a donor, and none below some level, none is below it in the fairest.
    best = _solved(np.where(worths > 0, len(worths) * len(levels) + ranks, 0), limits)
    lowest = received(ranks, best)[best != NOBODY].min(initial=len(levels))
    optima = Optima.among((worths > 0) & (ranks >= lowest))
    while counts := _counts(optima, ranks, lowest):
        products = accumulate((n + 1 for n in counts.values()), mul)
        steps = np.array([*takewhile((_EXACT // (3 * len(worths) ** 2)).__ge__, products)])
        weights = np.zeros(len(levels), dtype=np.int64)
        weights[list(counts)[: len(steps)]] = steps[-1] // steps
        uses = optima.served[:, None].astype(np.int64) + optima.full
        gains = steps[-1] - weights[ranks] + len(worths) * steps[-1] * uses
        best, optima = _optimum(np.where(optima.pairs, gains, 0), limits)
        lowest = list(counts)[len(steps) - 1] + 1
    return best, optima


def _counts(optima: Optima, ranks: Ints, lowest: int) -> dict[int, int]:
    """For each level from `lowest` on the number of receivers that may be on it, but need not; no level without any."""
    possible = np.zeros((len(ranks), ranks.max(initial=0) + 1), dtype=np.bool_)
    rows, columns = np.nonzero(optima.pairs)
    possible[rows, ranks[rows, columns]] = True
    possible[optima.served & (possible.sum(axis=1) == 1)] = False
    return {level: n for level, n in enumerate(possible.sum(axis=0).tolist()) if n and level >= lowest}
