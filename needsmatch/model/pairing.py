"""Who helps whom: the pairs of a whole programme, and what became of every receiver and every need."""

from dataclasses import dataclass
from enum import StrEnum

from needsmatch.model.match import Match, Unmet
from needsmatch.model.school import Need, School


class Goal(StrEnum):
    """What the best pairs are."""

    TOTAL = "total"
    """The greatest sum of worths."""
    FAIR = "fair"
    """The worst-served receiver as well served as possible, then the next, and so on."""


class Hold(StrEnum):
    """Why a pair stands before anything is paired."""

    GIVEN = "given"
    """It is given in programme.toml."""
    PINNED = "pinned"
    """A person pinned it."""
    PAIRED = "paired"
    """A person accepted it."""
    PLANNED = "planned"
    """The two have a support plan, and nobody took the pair back."""

    @property
    def is_firm(self) -> bool:
        """The pair stays even where everything is paired anew."""
        return self in (Hold.GIVEN, Hold.PINNED)


class Alone(StrEnum):
    """Why a receiver has no partner."""

    NO_NEEDS = "no-needs"
    """It has written no needs list."""
    NOBODY = "nobody"
    """No donor answers any of its needs."""
    PLACES_USED = "places-used"
    """Those who could help have taken all the receivers they can."""
    OTHER_STAGE = "other-stage"
    """Those who could help are of another school stage."""
    OTHER_DISTRICT = "other-district"
    """Those who could help are in districts that are not linked with the receiver's."""
    BANNED = "banned"
    """Those who could help must not be paired with it."""
    UNREADABLE = "unreadable"
    """Its donor is settled, but cannot be read from the files."""


@dataclass(frozen=True, slots=True)
class Paired:
    """A receiver and its main donor."""

    receiver: School
    donor: School
    worth: int
    """0..100: score of the support plan of the two."""
    answers: tuple[Match, ...]
    """The needs that the donor answers, in the order of the needs list."""
    hold: Hold | None
    """Why the two were together before; None where they are proposed."""


@dataclass(frozen=True, slots=True)
class Borrowed:
    """A need that another donor than the main one could answer: proposed, never assumed."""

    receiver: School
    match: Match
    people: int
    """How many people the donor has room for; at least 1, at most as many as the need is for."""

    @property
    def need(self) -> Need:
        """The need."""
        return self.match.need


@dataclass(frozen=True, slots=True)
class Crowded:
    """A need that its pair answers, with a strength that has fewer places than the need has people."""

    receiver: School
    match: Match
    people: int
    """How many people the strength has room for beside the needs before this one; 0 where they use all places."""


@dataclass(frozen=True, slots=True)
class StillOpen:
    """A need that nobody in the programme answers as it is paired."""

    receiver: School
    unmet: Unmet

    @property
    def need(self) -> Need:
        """The need."""
        return self.unmet.need


@dataclass(frozen=True, slots=True)
class Unpaired:
    """A receiver without a partner."""

    receiver: School
    cause: Alone


@dataclass(frozen=True, slots=True)
class Pairing:
    """The pairs of a programme. Every receiver is in one of `pairs` and `unpaired`; every need of every receiver is in
    the answers of its pair, in `borrowed` or in `unmet`."""

    goal: Goal
    pairs: tuple[Paired, ...]
    """In the order of the receivers' ids, as everything here."""
    unpaired: tuple[Unpaired, ...]
    borrowed: tuple[Borrowed, ...]
    unmet: tuple[StillOpen, ...]
    crowded: tuple[Crowded, ...] = ()
    """Among the answers of the pairs those for which there are too few places: a pair settles that itself."""

    @property
    def total(self) -> int:
        """Sum of the worths."""
        return sum(pair.worth for pair in self.pairs)

    @property
    def lowest(self) -> int | None:
        """Worth of the worst-served receiver that has needs, 0 where it has no partner; None where nobody asks."""
        worths = [pair.worth for pair in self.pairs if pair.receiver.needs]
        worths += [0 for entry in self.unpaired if entry.receiver.needs]
        return min(worths, default=None)

    @property
    def answered(self) -> int:
        """How many needs are answered by the pairs."""
        return sum(len(pair.answers) for pair in self.pairs)

    def donor_of(self, receiver_id: str) -> str | None:
        """Id of a receiver's main donor."""
        return next((pair.donor.id for pair in self.pairs if pair.receiver.id == receiver_id), None)

    def worth_of(self, receiver_id: str) -> int:
        """Worth of a receiver's pair; 0 without one."""
        return next((pair.worth for pair in self.pairs if pair.receiver.id == receiver_id), 0)
