"""What receivers and donors are to each other, as it is known here: what the board shows and what is told beside it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from needsmatch.matching.scale import THRESHOLD
from needsmatch.model.holds import Held, Holds
from needsmatch.model.match import RankedPlan
from needsmatch.model.pairing import Paired, Pairing, Unpaired
from needsmatch.model.programme import Programme
from needsmatch.model.school import School
from needsmatch.tui.session import PairingNow, Session
from needsmatch.tui.widgets.board_layout import Mark, Square


@dataclass(frozen=True)
class Pairs:
    """Two sides of a programme, with what stands between them at one moment."""

    programme: Programme
    """As it stands here, plans included."""
    known: PairingNow | None
    """What was paired last; of the programme before, as long as pairing goes on. None: nothing yet."""
    ranked: Mapping[str, Sequence[RankedPlan]]
    """What is ranked by now, for as long as nothing is paired."""

    @classmethod
    def of(cls, session: Session) -> "Pairs | None":
        """What is known in a session; None where there are not yet schools on both sides."""
        programme = session.programme_now
        if programme is None or not programme.receivers or not programme.donors:
            return None
        return cls(programme, session.pairing, session.ranked)

    @cached_property
    def holds(self) -> Holds:
        """What stands now."""
        return Holds(self.programme)

    @property
    def pairing(self) -> Pairing | None:
        """What was paired; None where nothing could be, or nothing was yet."""
        return self.known.pairing if self.known else None

    def held(self, receiver_id: str, donor_id: str) -> Held | None:
        """How these two stand together, if they do."""
        return next((held for held in self.holds.by_receiver.get(receiver_id, ()) if held.donor == donor_id), None)

    @cached_property
    def proposed(self) -> Mapping[str, Paired]:
        """What is proposed for receivers without a partner, by their ids."""
        pairs = self.pairing.pairs if self.pairing else ()
        return {pair.receiver.id: pair for pair in pairs if pair.hold is None and not self.holds.held(pair.receiver.id)}

    @cached_property
    def settled(self) -> Mapping[str, int]:
        """Worth of the pair that stands, by the receiver's id; what is not known yet counts 0."""
        held = [held for school in self.programme.receivers if (held := self.holds.held(school.id))]
        return {pair.receiver: self.worth(pair.receiver, pair.donor) or 0 for pair in held}

    @property
    def open(self) -> Sequence[School]:
        """The receivers without a partner."""
        return [school for school in self.programme.receivers if school.id not in self.settled]

    @cached_property
    def alone(self) -> Mapping[str, Unpaired]:
        """The receivers for which nothing can be proposed, by their ids."""
        return {entry.receiver.id: entry for entry in (self.pairing.unpaired if self.pairing else ())}

    def places_left(self, donor: School) -> int:
        """How many more receivers a donor can take."""
        return max(0, donor.capacity - self._taken[donor.id])

    @cached_property
    def _taken(self) -> Counter[str]:
        held = (self.holds.held(school.id) for school in self.programme.receivers)
        return Counter(pair.donor for pair in held if pair)

    def worth(self, receiver_id: str, donor_id: str) -> int | None:
        """Worth of two schools for each other, 0..100; 0 where the rules forbid them; None as long as it is not known.

        Of a pair that stands against the rules it is still told.
        """
        if self.known is None:
            return self._ranked_scores.get(receiver_id, {}).get(donor_id)
        row, column = self._rows.get(receiver_id), self._columns.get(donor_id)
        if row is None or column is None:
            return None
        worth = int(self.known.pairer.worths[row, column])
        if not worth and self.held(receiver_id, donor_id):
            receiver, donor = self.known.programme.receivers[row], self.known.programme.donors[column]
            return self.known.pairer.matcher.plan(receiver, donor).score
        return worth

    @cached_property
    def _ranked_scores(self) -> Mapping[str, Mapping[str, int]]:
        return {name: {plan.donor.id: plan.score for plan in plans} for name, plans in self.ranked.items()}

    @cached_property
    def _rows(self) -> Mapping[str, int]:
        return {school.id: row for row, school in enumerate(self.known.programme.receivers if self.known else ())}

    @cached_property
    def _columns(self) -> Mapping[str, int]:
        return {school.id: column for column, school in enumerate(self.known.programme.donors if self.known else ())}

    def are_apart(self, receiver_id: str, donor_id: str) -> bool:
        """Whether a rule of the programme keeps these two apart; nothing is told before something is paired."""
        row, column = self._rows.get(receiver_id), self._columns.get(donor_id)
        return (
            self.known is not None
            and row is not None
            and column is not None
            and not self.known.pairer.allowed[row, column]
        )

    def square(self, receiver_id: str, donor_id: str) -> Square:
        """What stands in the square of these two."""
        worth = self.worth(receiver_id, donor_id)
        if held := self.held(receiver_id, donor_id):
            return Square(Mark.FIXED if held.hold.is_firm else Mark.PAIR, worth)
        if self.holds.is_banned(receiver_id, donor_id):
            return Square(Mark.BANNED, None)
        if worth is None:
            return Square(Mark.WAITING, None)
        if (pair := self.proposed.get(receiver_id)) and pair.donor.id == donor_id:
            return Square(Mark.PROPOSED, worth)
        if self.are_apart(receiver_id, donor_id):
            return Square(Mark.APART, None)
        return Square(Mark.PLAIN if worth >= THRESHOLD else Mark.LOW, worth)
