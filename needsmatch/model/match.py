"""Matches between needs and strengths, and the evidence for them."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

import msgspec

from needsmatch.model.fields import Record, Slug, Text
from needsmatch.model.school import Need, School, Strength

Part = TypeVar("Part")


class Code(StrEnum):
    """What a part of a score stands for."""

    SAME_TOPIC = "same-topic"
    STRENGTH_BROADER = "strength-broader"
    """The strength covers a wider topic than the need."""
    STRENGTH_NARROWER = "strength-narrower"
    """The strength covers a part of the need's topic."""
    NEAR_TOPIC = "near-topic"
    COMMON_TOPIC = "common-topic"
    """Two topics that lie at the same third one."""
    WORDING = "wording"
    STAGE = "stage"
    MODE = "mode"
    OTHER_STAGE = "other-stage"
    OTHER_SUBJECT = "other-subject"
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
    PLACES_USED = "places-used"
    """Others offer it and have no place left."""
    OTHER_DISTRICT = "other-district"
    """It is offered only in districts that are not linked with the receiver's."""
    ASKED_IN_REVIEW = "asked-in-review"
    """A head added it while reviewing the plan; nobody looked for an answer yet."""


class _Seen(msgspec.Struct, frozen=True, eq=False):
    """A value that makes a part of itself when somebody looks. Equal, hashed and pickled by what can be seen of it."""

    def _seen(self) -> tuple[object, ...]:
        raise NotImplementedError

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and isinstance(other, _Seen) and self._seen() == other._seen()

    def __hash__(self) -> int:
        return hash(self._seen())

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), self._seen()


class Match(_Seen, frozen=True, eq=False):
    """A need and the strength that answers it."""

    need: Need
    donor: School
    strength: Strength
    score: int
    """0..100; the sum of the evidence."""
    parts: tuple[Evidence, ...] | Callable[[], tuple[Evidence, ...]]
    """The evidence, or what makes it."""

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        """The parts of the score."""
        made = self.parts
        return made if isinstance(made, tuple) else _kept(self, "parts", made())

    @property
    def topic(self) -> str | None:
        """Id of the need's topic that speaks most for the match."""
        return next((part.topic for part in self.evidence if part.topic), None)

    def _seen(self) -> tuple[object, ...]:
        return self.need, self.donor, self.strength, self.score, self.evidence


@dataclass(frozen=True, slots=True)
class Unmet:
    """A need without an answer."""

    need: Need
    cause: Cause
    helpers: tuple[Match, ...] = ()
    """What other donors could do about it, best first."""


class RankedPlan(_Seen, frozen=True, eq=False):
    """What one donor could do for one receiver."""

    receiver: School
    donor: School
    score: int
    """0..100 over all needs of the receiver, unmet ones as 0, weighted by priority."""
    answers: tuple[Match, ...] | Callable[[School, School], tuple[Match, ...]]
    """The needs that are answered, or what makes them of receiver and donor: of most plans of a large programme
    nobody sees more than the score."""
    gaps: tuple[Unmet, ...] | Callable[[School, School], tuple[Unmet, ...]]
    """The needs that are not, or what makes them."""
    given: bool = False
    """The pair is given or pinned."""

    @property
    def answered(self) -> tuple[Match, ...]:
        """In the order of the needs list."""
        made = self.answers
        return made if isinstance(made, tuple) else _kept(self, "answers", made(self.receiver, self.donor))

    @property
    def unmet(self) -> tuple[Unmet, ...]:
        """In the order of the needs list."""
        made = self.gaps
        return made if isinstance(made, tuple) else _kept(self, "gaps", made(self.receiver, self.donor))

    def _seen(self) -> tuple[object, ...]:
        return self.receiver, self.donor, self.score, self.answered, self.unmet, self.given


def _kept(owner: msgspec.Struct, name: str, made: tuple[Part, ...]) -> tuple[Part, ...]:
    """What was made for a field, kept there. Two threads that both make it make the same."""
    msgspec.structs.force_setattr(owner, name, made)
    return made
