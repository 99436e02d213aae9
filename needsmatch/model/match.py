"""Matches between needs and strengths, and the evidence for them."""

from dataclasses import dataclass
from enum import StrEnum

from needsmatch.model.fields import Record, Slug, Text
from needsmatch.model.school import Need, School, Strength


class Code(StrEnum):
    """What a part of a score stands for."""

    SAME_TOPIC = "same-topic"
    STRENGTH_BROADER = "strength-broader"
    """The strength covers a wider topic than the need."""
    STRENGTH_NARROWER = "strength-narrower"
    """The strength covers a part of the need's topic."""
    NEAR_TOPIC = "near-topic"
    WORDING = "wording"
    STAGE = "stage"
    MODE = "mode"
    OTHER_STAGE = "other-stage"
    JUDGED_SAME = "judged-same"


class Evidence(Record, kw_only=True):
    """One part of a score, as data; `matching.explain` makes a sentence of it."""

    code: Code
    points: int
    """Whole points, negative where it speaks against the match; the parts of a match add up to its score."""
    topic: Slug | None = None
    """Topic of the need."""
    other_topic: Slug | None = None
    """Topic of the strength where it is another one."""
    need_wording: Text | None = None
    """Words in or near the need that led to the topic."""
    strength_wording: Text | None = None
    """Words in or near the strength that led to the topic."""
    detail: Text | None = None
    """What the part is about otherwise, such as a mode; slugs joined by commas."""


class Cause(StrEnum):
    """Why a need stays unmet."""

    NOBODY = "nobody"
    """No donor of the programme offers it."""
    OTHER_DONOR = "other-donor"
    """This donor does not offer it, another one does."""
    OTHER_STAGE = "other-stage"
    """It is offered only for another school stage."""
    DECLINED = "declined"
    """A person decided that what is offered is not a match."""
    BANNED = "banned"
    """Only a donor that must not be paired with the receiver offers it."""


@dataclass(frozen=True, slots=True)
class Match:
    """A need and the strength that answers it."""

    need: Need
    donor: School
    strength: Strength
    score: int
    """0..100; the sum of the evidence."""
    evidence: tuple[Evidence, ...]

    @property
    def topic(self) -> str | None:
        """Id of the need's topic that speaks most for the match."""
        return next((part.topic for part in self.evidence if part.topic), None)


@dataclass(frozen=True, slots=True)
class Unmet:
    """A need without an answer."""

    need: Need
    cause: Cause
    helpers: tuple[Match, ...] = ()
    """What other donors could do about it, best first."""


@dataclass(frozen=True, slots=True)
class RankedPlan:
    """What one donor could do for one receiver."""

    receiver: School
    donor: School
    score: int
    """0..100 over all needs of the receiver, unmet ones as 0, weighted by priority."""
    answered: tuple[Match, ...]
    """In the order of the needs list."""
    unmet: tuple[Unmet, ...]
    """In the order of the needs list."""
    given: bool = False
    """The pair is given or pinned."""
