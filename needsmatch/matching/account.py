"""What becomes of every need once the pairs are known: answered by the pair, borrowed from another donor, or unmet."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from heapq import heapify, heappop, heappush
from itertools import count
from typing import NamedTuple

from needsmatch.matching.rank import Matcher, Offer
from needsmatch.matching.rules import Obstacle, PairRules
from needsmatch.model.match import Cause, Match, Unmet
from needsmatch.model.pairing import Borrowed, Crowded, Paired, StillOpen
from needsmatch.model.programme import Programme
from needsmatch.model.school import Need, School, Strength

_CAUSES = {
    # Nobody else has it: what the school itself is good at is no help from others.
    Obstacle.SAME_SCHOOL: Cause.NOBODY,
    Obstacle.BANNED: Cause.BANNED,
    Obstacle.OTHER_STAGE: Cause.OTHER_STAGE,
    Obstacle.OTHER_DISTRICT: Cause.OTHER_DISTRICT,
}


@dataclass
class Places:
    """The places that are left: of donors for receivers, and of strengths for people.

    A strength that says how many people it can take may be borrowed by any school as long as it has places. One that
    does not say is borrowed only where its donor could take one more receiver; a school that borrows several of these
    from one donor counts once.
    """

    _room: dict[str, int] = field(default_factory=dict)
    _seats: dict[str, int] = field(default_factory=dict)
    _guests: set[tuple[str, str]] = field(default_factory=set)
    crowded: list[Crowded] = field(default_factory=list)
    """Answers of the pairs with too few places."""

    @classmethod
    def beside(cls, donors: Sequence[School], pairs: Sequence[Paired]) -> "Places":
        """What the pairs leave; `crowded` tells which of their own needs have too few places, and keep their answer:
        how a pair shares them out is its own affair."""
        places = cls(
            {donor.id: donor.capacity for donor in donors},
            {
                donor.reference(strength): strength.places
                for donor in donors
                for strength in donor.strengths
                if strength.places is not None
            },
        )
        for pair in pairs:
            places._room[pair.donor.id] -= 1
            for match in pair.answers:
                people = places._seat(match.donor, match.strength, match.need)
                if people < (match.need.people or 1):
                    places.crowded.append(Crowded(pair.receiver, match, people))
        return places

    def for_need(self, receiver: School, need: Need, donor: School, strength: Strength) -> int:
        """For how many people of a need there is room; 0: none."""
        asked = need.people or 1
        if (name := donor.reference(strength)) in self._seats:
            return min(asked, self._seats[name])
        return asked if (receiver.id, donor.id) in self._guests or self._room[donor.id] > 0 else 0

    def any_for(self, receiver: School, donor: School) -> bool:
        """Whether a donor has room for a school's needs with any of its strengths."""
        if (receiver.id, donor.id) in self._guests or self._room[donor.id] > 0:
            return True
        return any(self._seats.get(donor.reference(strength)) for strength in donor.strengths)

    def take(self, receiver: School, need: Need, donor: School, strength: Strength) -> None:
        """Use the places for a need that is borrowed."""
        if donor.reference(strength) in self._seats:
            self._seat(donor, strength, need)
        elif (receiver.id, donor.id) not in self._guests:
            self._guests.add((receiver.id, donor.id))
            self._room[donor.id] -= 1

    def _seat(self, donor: School, strength: Strength, need: Need) -> int:
        """Use the places of a strength, and tell how many people of the need get one."""
        asked, name = need.people or 1, donor.reference(strength)
        people = min(asked, self._seats.get(name, asked))
        if name in self._seats:
            self._seats[name] -= people
        return people


class Settled(NamedTuple):
    """What is to be told of needs beside the pairs' answers."""

    borrowed: tuple[Borrowed, ...]
    """What could be borrowed."""
    unmet: tuple[StillOpen, ...]
    """What stays unmet."""
    crowded: tuple[Crowded, ...]
    """Answers of the pairs with too few places."""


def settle(programme: Programme, matcher: Matcher, rules: PairRules, pairs: Sequence[Paired]) -> Settled:
    """What becomes of the needs beside the pairs' answers.

    The most urgent needs choose first; of equally urgent ones those of the school that is served worst, then by the
    school's id and the order of its list. Each takes the best offer that has room, ties by the donor's id.
    """
    by_receiver = {pair.receiver.id: pair for pair in pairs}
    open_needs = [
        _OpenNeed(receiver, place, by_receiver[receiver.id].worth if receiver.id in by_receiver else 0)
        for receiver in programme.receivers
        for place in _open(receiver, by_receiver)
    ]
    places, offers = Places.beside(programme.donors, pairs), _Offers(matcher, rules)
    borrowed: dict[tuple[str, int], Borrowed] = {}
    for asked in sorted(open_needs, key=lambda entry: (entry.need.priority, entry.worth)):
        for donor, found in offers.by_score(asked.receiver, asked.place, places):
            strength = donor.strengths[found.strength]
            people = places.for_need(asked.receiver, asked.need, donor, strength)
            if people:
                places.take(asked.receiver, asked.need, donor, strength)
                match = matcher.match(asked.receiver, donor, found)
                borrowed[asked.key] = Borrowed(asked.receiver, match, people)
                break
    unmet = tuple(
        StillOpen(asked.receiver, offers.unmet(asked.receiver, asked.place))
        for asked in open_needs
        if asked.key not in borrowed
    )
    taken = tuple(borrowed[asked.key] for asked in open_needs if asked.key in borrowed)
    return Settled(taken, unmet, tuple(places.crowded))


@dataclass(frozen=True, slots=True)
class _OpenNeed:
    receiver: School
    place: int
    worth: int
    """Of the receiver's pair."""

    @property
    def need(self) -> Need:
        return self.receiver.needs[self.place]

    @property
    def key(self) -> tuple[str, int]:
        return self.receiver.id, self.place


def _open(receiver: School, pairs: Mapping[str, Paired]) -> list[int]:
    """Places of the needs that a receiver's pair does not answer."""
    pair = pairs.get(receiver.id)
    # By identity: two needs of one list may be equal.
    answered = {id(match.need) for match in pair.answers} if pair else set()
    return [place for place, need in enumerate(receiver.needs) if id(need) not in answered]


@dataclass
class _Offers:
    """What the donors have for the needs of receivers, each receiver looked up once."""

    matcher: Matcher
    rules: PairRules
    _known: dict[str, list[list[Offer]]] = field(default_factory=dict)

    def all(self, receiver: School, place: int) -> list[Offer]:
        """What answers a need, best first, ties by the donor's id."""
        if receiver.id not in self._known:
            self._known[receiver.id] = [
                sorted(offers, key=lambda offer: (-offer[1].score, offer[0].id))
                for offers in self.matcher.offers(receiver)
            ]
        return self._known[receiver.id][place]

    def allowed(self, receiver: School, place: int) -> list[Offer]:
        """The same without the donors that the rules forbid."""
        return [offer for offer in self.all(receiver, place) if self.rules.obstacle(receiver, offer[0]) is None]

    def by_score(self, receiver: School, place: int, places: Places) -> Iterator[Offer]:
        """The allowed ones of donors with any room, with what these have beside their best, best first, ties by the
        donor's id."""
        heap = [
            (-found.score, donor.id, number, True, (donor, found))
            for number, (donor, found) in enumerate(self.allowed(receiver, place))
            if places.any_for(receiver, donor)
        ]
        heapify(heap)
        numbers = count(len(heap))
        while heap:
            _score, _donor, _number, is_best, offer = heappop(heap)
            yield offer
            # Whoever asks on had no use for this one. The donor's others are compared only then.
            for other in self.matcher.other_offers(receiver, offer) if is_best else ():
                heappush(heap, (-other[1].score, other[0].id, next(numbers), False, other))

    def unmet(self, receiver: School, place: int) -> Unmet:
        """Why a need stays open that could not be borrowed."""
        need, offers, allowed = receiver.needs[place], self.all(receiver, place), self.allowed(receiver, place)
        if allowed:
            return Unmet(need, Cause.PLACES_USED, self._helpers(receiver, allowed))
        if offers:
            obstacle = self.rules.obstacle(receiver, offers[0][0])
            assert obstacle  # it is not among the allowed ones
            return Unmet(need, _CAUSES[obstacle], self._helpers(receiver, offers))
        if place in self.matcher.declined(receiver):
            return Unmet(need, Cause.DECLINED)
        return self.matcher.unoffered(receiver, place)

    def _helpers(self, receiver: School, offers: Sequence[Offer]) -> tuple[Match, ...]:
        return self.matcher.helpers(receiver, offers)
