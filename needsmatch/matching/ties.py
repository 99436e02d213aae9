"""All best assignments as one value, and the first of them."""

from dataclasses import dataclass
from itertools import pairwise
from typing import Self

import numpy as np

from needsmatch.matching.grid import Flags, Ints

NOBODY = -1
"""Stands for the donor of a receiver that has none."""


def received(worths: Ints, found: Ints) -> Ints:
    """What each receiver's donor is worth to it; 0 without one."""
    # The last column is NOBODY's.
    values: Ints = np.pad(worths, ((0, 0), (0, 1)))[np.arange(len(worths)), found]
    return values


@dataclass(frozen=True)
class Optima:
    """All best assignments: of these pairs only, with all of these receivers and all places of these donors."""

    pairs: Flags
    """Receivers by donors."""
    served: Flags
    """The receivers that have a donor in all of them."""
    full: Flags
    """The donors that have no room in any of them."""

    @classmethod
    def among(cls, pairs: Flags) -> Self:
        """Everything that can be made of these pairs."""
        receivers, donors = pairs.shape
        return cls(pairs, np.zeros(receivers, dtype=np.bool_), np.zeros(donors, dtype=np.bool_))

    @classmethod
    def of(cls, worths: Ints, best: Ints, prices: Ints) -> Self:
        """All that are worth as much in sum as `best`, by its prices."""
        # Complementary slackness: in every optimum, who is left with anything has a donor, what has a price is taken,
        # and nobody has a donor that leaves less than another.
        left = received(worths - prices, best)
        return cls((worths > 0) & (worths - prices == left[:, None]), left > 0, prices > 0)

    def first(self, limits: Ints, best: Ints) -> list[int]:
        """The one in which receiver 0 has its earliest donor (NOBODY is the last), then receiver 1, and so on.

        `best` is any of them, and `limits` tells how many receivers each donor takes.
        """
        walk = _Walk(self, limits, best)
        for receiver in range(len(best)):
            walk.settle(receiver)
        return [NOBODY if donor == walk.nobody else donor for donor in walk.donor_of]


class _Walk:
    """From one of the best assignments to the first of them, receiver by receiver.

    Sets of donors are the bits of a number. Behind the donors comes `nobody`, which has all receivers without a donor.
    """

    def __init__(self, optima: Optima, limits: Ints, best: Ints) -> None:
        self.nobody = len(limits)
        self.donor_of: list[int] = np.where(best == NOBODY, self.nobody, best).tolist()
        self._options = _bits(np.column_stack([optima.pairs, ~optima.served]))
        [self._may_have_room] = _bits(~optima.full[None, :])
        # What `nobody` has of room is counted and never asked for.
        self._room: list[int] = [*(limits - np.bincount(best[best != NOBODY], minlength=self.nobody)).tolist(), 0]
        self._unsettled: list[set[int]] = [set() for _ in range(self.nobody + 1)]
        for receiver, donor in enumerate(self.donor_of):
            self._unsettled[donor].add(receiver)
        self._leads: dict[int, int] = {}

    def settle(self, receiver: int) -> None:
        """Give a receiver its earliest donor, and let it stay there."""
        home = self.donor_of[receiver]
        self._unsettled[home].remove(receiver)
        self._leads.pop(home, None)
        way = self._way(self._options[receiver] & ((1 << home) - 1), home)
        for donor, onward in pairwise(way):
            self._pass_on(donor, onward)
        if way:
            self.donor_of[receiver] = way[0]

    def _way(self, starts: int, home: int) -> list[int]:
        """The donors from the earliest start that leads to `home`; empty where none does.

        Each passes a receiver on to the next, and the last takes the place that became free.
        """
        # What was seen from an earlier start does not lead home.
        seen = 0
        while starts := starts & ~seen:
            start = _lowest(starts)
            seen |= 1 << start
            before: dict[int, int] = {}
            reached = [start]
            for donor in reached:
                onward = self._onward(donor)
                if onward >> home & 1:
                    way = [home, donor]
                    while way[-1] != start:
                        way.append(before[way[-1]])
                    return way[::-1]
                fresh = onward & ~seen
                seen |= fresh
                while fresh:
                    other = _lowest(fresh)
                    fresh ^= 1 << other
                    before[other] = donor
                    reached.append(other)
        return []

    def _onward(self, donor: int) -> int:
        """Where a receiver of this donor can go, or a free place: only `nobody` takes and gives those."""
        if donor not in self._leads:
            leads = self._may_have_room if donor == self.nobody else (self._room[donor] > 0) << self.nobody
            for receiver in self._unsettled[donor]:
                leads |= self._options[receiver]
            self._leads[donor] = leads
        return self._leads[donor]

    def _pass_on(self, donor: int, onward: int) -> None:
        """Move a receiver, or else a free place."""
        able = (receiver for receiver in self._unsettled[donor] if self._options[receiver] >> onward & 1)
        if (receiver := next(able, None)) is None:
            self._room[donor] -= 1
            self._room[onward] += 1
        else:
            self._unsettled[donor].remove(receiver)
            self._unsettled[onward].add(receiver)
            self.donor_of[receiver] = onward
        self._leads.pop(donor, None)


def _bits(rows: Flags) -> list[int]:
    """Each row as a number with a bit for each column."""
    return [int.from_bytes(row.tobytes(), "little") for row in np.packbits(rows, axis=1, bitorder="little")]


def _lowest(bits: int) -> int:
    """Place of the lowest bit of a number that has one."""
    return (bits & -bits).bit_length() - 1
