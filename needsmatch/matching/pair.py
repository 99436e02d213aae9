"""Who helps whom: what stands stays, the rest is paired as well as possible, and every need is accounted for."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

import numpy as np

from needsmatch.matching.account import settle
from needsmatch.matching.assignment import assign, best_total
from needsmatch.matching.grid import Flags, Ints
from needsmatch.matching.rank import Matcher
from needsmatch.matching.rules import Contradiction, Contradictory, Obstacle, PairRules
from needsmatch.model.holds import Held, Holds
from needsmatch.model.pairing import Alone, Goal, Paired, Pairing, Unpaired
from needsmatch.model.programme import Programme
from needsmatch.model.school import School

Kind = TypeVar("Kind", bound=Hashable)

_ALONE = {
    Obstacle.SAME_SCHOOL: Alone.NOBODY,
    Obstacle.BANNED: Alone.BANNED,
    Obstacle.OTHER_STAGE: Alone.OTHER_STAGE,
    Obstacle.OTHER_DISTRICT: Alone.OTHER_DISTRICT,
}


@dataclass
class Pairer:
    """Pairs one programme.

    `matcher` may be that of a programme that differs in rules, capacities and decisions about pairs alone: a question
    of the kind "what if" then compares no text again.
    """

    programme: Programme
    matcher: Matcher
    anew: bool = False
    """Only given and pinned pairs stay; what was accepted or planned is paired anew."""

    @cached_property
    def rules(self) -> PairRules:
        """The hard rules."""
        return PairRules(self.programme, Holds(self.programme))

    @cached_property
    def contradictions(self) -> tuple[Contradiction, ...]:
        """What must be changed before anything can be paired."""
        return self.rules.contradictions(anew=self.anew)

    @cached_property
    def worths(self) -> Ints:
        """Receivers by donors: worth of the support plan of the two, 0..100; 0 where the rules forbid the pair."""
        return np.where(self.allowed, self._all_worths, 0)

    @cached_property
    def allowed(self) -> Flags:
        """Receivers by donors: whether the rules let the two be paired."""
        receivers, donors = self.programme.receivers, self.programme.donors
        # Stages and districts are few: each two of them are looked at once.
        fit = _by_kind(
            [school.stages for school in receivers], [school.stages for school in donors], self.rules.stages_fit
        )
        fit &= _by_kind(
            [school.district for school in receivers],
            [school.district for school in donors],
            self.rules.districts_linked,
        )
        others = [(school.id, school.id) for school in receivers]
        for receiver, donor in (*self.rules.holds.banned, *others):
            if receiver in self._rows and donor in self._columns:
                fit[self._rows[receiver], self._columns[donor]] = False
        return fit

    @cached_property
    def _all_worths(self) -> Ints:
        sides = len(self.programme.receivers), len(self.programme.donors)
        return np.array(self.matcher.worths(), dtype=np.int64).reshape(sides)

    @cached_property
    def _rows(self) -> Mapping[str, int]:
        return {receiver.id: row for row, receiver in enumerate(self.programme.receivers)}

    @cached_property
    def _columns(self) -> Mapping[str, int]:
        return {donor.id: column for column, donor in enumerate(self.programme.donors)}

    @cached_property
    def standing(self) -> Mapping[str, Held]:
        """The pairs that stay, by the receiver's id; their donors may be unreadable."""
        found = ((school.id, self.rules.standing(school, anew=self.anew)) for school in self.programme.receivers)
        return {name: held[0] for name, held in found if held}

    def pairing(self, goal: Goal = Goal.TOTAL) -> Pairing:
        """The best pairs with what stands: of equally good ones the first by the schools' ids.

        Raises Contradictory.
        """
        if self.contradictions:
            raise Contradictory(self.contradictions)
        free, room = self._left()
        found = dict(zip(free, assign(self.worths[free], room, goal), strict=True))
        pairs: list[Paired] = []
        alone: list[Unpaired] = []
        for row, receiver in enumerate(self.programme.receivers):
            held = self.standing.get(receiver.id)
            column = self._columns.get(held.donor) if held else found[row]
            if column is None:
                alone.append(Unpaired(receiver, self._why_alone(row, receiver, held)))
            else:
                donor = self.programme.donors[column]
                plan = self.matcher.plan(receiver, donor)
                pairs.append(Paired(receiver, donor, plan.score, plan.answered, held.hold if held else None))
        beside = settle(self.programme, self.matcher, self.rules, pairs)
        return Pairing(goal, tuple(pairs), tuple(alone), beside.borrowed, beside.unmet, beside.crowded)

    def total_with(self, receiver: School, donor: School) -> int | None:
        """The best total worth if these two were paired; None where the rules forbid it or there is no place."""
        row, column = self._rows[receiver.id], self._columns[donor.id]
        free, room = self._left(without=receiver.id)
        if self.contradictions or not self.allowed[row, column] or not room[column]:
            return None
        room[column] -= 1
        others = [place for place in free if place != row]
        return (
            self._worth_standing(receiver.id)
            + int(self._all_worths[row, column])
            + best_total(self.worths[others], room)
        )

    def _left(self, without: str | None = None) -> tuple[list[int], list[int]]:
        """The rows of the receivers that are free to be paired, and how many receivers each donor can still take."""
        taken = self.rules.holds.taken(anew=self.anew)
        room = [
            donor.capacity - sum(held.receiver != without for held in taken.get(donor.id, ()))
            for donor in self.programme.donors
        ]
        free = [
            row
            for row, receiver in enumerate(self.programme.receivers)
            if receiver.id not in self.standing or receiver.id == without
        ]
        return free, room

    def _worth_standing(self, without: str) -> int:
        rows = enumerate(self.programme.receivers)
        pairs = ((row, self.standing[school.id].donor) for row, school in rows if school.id in self.standing)
        return sum(
            int(self._all_worths[row, self._columns[donor]])
            for row, donor in pairs
            if donor in self._columns and self.programme.receivers[row].id != without
        )

    def _why_alone(self, row: int, receiver: School, held: Held | None) -> Alone:
        if held:
            return Alone.UNREADABLE
        if not receiver.needs:
            return Alone.NO_NEEDS
        if self.worths[row].any():
            return Alone.PLACES_USED
        best = int(np.argmax(self._all_worths[row])) if len(self.programme.donors) else 0
        if not self._all_worths[row].any():
            return Alone.NOBODY
        obstacle = self.rules.obstacle(receiver, self.programme.donors[best])
        assert obstacle  # a worth that is not among the allowed ones
        return _ALONE[obstacle]


def _by_kind(rows: Sequence[Kind], columns: Sequence[Kind], fits: Callable[[Kind, Kind], bool]) -> Flags:
    """What `fits` says of every row and column, asked once for each two different values."""
    kinds, others = list(dict.fromkeys(rows)), list(dict.fromkeys(columns))
    table = np.array([[fits(kind, other) for other in others] for kind in kinds], dtype=np.bool_)
    row_codes = np.array([kinds.index(kind) for kind in rows], dtype=np.int64)
    column_codes = np.array([others.index(kind) for kind in columns], dtype=np.int64)
    found: Flags = table.reshape(len(kinds), len(others))[np.ix_(row_codes, column_codes)]
    return found
