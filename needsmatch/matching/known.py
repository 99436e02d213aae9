"""What comparing found, in a form that can be kept, and the keys by which it is found again.

A key is a digest of all that a value depends on beside the code and the topics: change a word of a need and its
school has another key.
"""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Annotated

import msgspec

from needsmatch.model.fates import verdicts
from needsmatch.model.fields import Slug
from needsmatch.model.match import Evidence
from needsmatch.model.programme import Decision, Programme
from needsmatch.model.school import School
from needsmatch.model.topic import Topic

_DIGEST_BYTES = 12

CERTAIN = 100
"""Points of what a person decided to be the same thing."""

Decided = Mapping[tuple[str, str], Decision]
"""What people decided about needs and strengths of two schools, by the references of the two."""


class Found(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """The best that a donor has for a need."""

    need: int
    """Its place in the receiver's list."""
    strength: int
    """Its place in the donor's list."""
    score: Annotated[int, msgspec.Meta(ge=0, le=100)]


Couple = tuple[Found, ...]
"""What one donor has for the needs of one receiver, in the order of the needs; most needs have no entry."""


class Elsewhere(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """What would answer a need that nobody answers, if it were not for another stage."""

    need: int
    """Its place in the receiver's list."""
    donor: int
    """Its place among the donors."""
    strength: int
    """Its place in the donor's list."""
    score: int
    """Below the threshold; negative where subject and stage both speak against it."""


class Known(msgspec.Struct, frozen=True):
    """What is known of a programme without comparing anything."""

    topics: tuple[Topic, ...] = ()
    """The thesaurus without its wordings; empty where nothing was compared yet."""
    need_topics: dict[bytes, tuple[Slug | None, ...]] = {}
    """For the key of a receiver the weightiest topic of each need, in the order of the list."""
    couples: dict[bytes, dict[bytes, Couple]] = {}
    """By the key of the receiver, then by the key of the donor beside it."""
    elsewhere: dict[bytes, tuple[Elsewhere, ...]] = {}
    """By the key of a receiver among all donors; best first for each need."""
    readings: dict[bytes, msgspec.Raw] = {}
    """What each text was understood to be, by the key of the text. Most are never looked at: they stay as bytes."""
    evidence: dict[bytes, tuple[Evidence, ...]] = {}
    """By the keys of two texts; only of the plans that are shown first."""


@dataclass
class Keys:
    """The keys of one programme. Each is made once, as long as its school stays the same object."""

    programme: Programme
    _made: dict[tuple[str, str], tuple[School, tuple[bytes, ...]]] = field(default_factory=dict)

    def receiver(self, school: School) -> bytes:
        """Key of what a school asks for."""
        return self._of("receiver", school, lambda: [(school.stages, school.needs)])[0]

    def donor(self, school: School) -> bytes:
        """Key of what a school offers."""
        return self._of("donor", school, lambda: [(school.stages, school.strengths)])[0]

    def beside(self, receiver: School, donor: School) -> bytes:
        """Key of a donor beside a receiver: of what it offers, and of what people decided about these two."""
        decided = self.decided.get((receiver.id, donor.id))
        return self.donor(donor) + _digest(list(decided.items())) if decided else self.donor(donor)

    def besides(self, receiver: School) -> list[bytes]:
        """Keys of all donors beside a receiver, in the order of the programme."""
        decided = [(place, self.beside(receiver, donor)) for place, donor in self.decided_with(receiver)]
        keys = [*self._donors]
        for place, key in decided:
            keys[place] = key
        return keys

    def among_donors(self, receiver: School) -> bytes:
        """Key of a receiver among all donors of the programme."""
        return self.receiver(receiver) + self._all_donors + self.decided_about(receiver)

    def needs(self, school: School) -> tuple[bytes, ...]:
        """Keys of the texts of a school's needs."""
        return self._of("needs", school, lambda: [(need.text, need.modes, school.stages) for need in school.needs])

    def strengths(self, school: School) -> tuple[bytes, ...]:
        """Keys of the texts of a school's strengths."""
        return self._of(
            "strengths", school, lambda: [(entry.text, entry.modes, school.stages) for entry in school.strengths]
        )

    def pair(self, receiver: School, donor: School, found: Found) -> bytes:
        """Key of the texts of a need and of the strength that answers it."""
        return self.needs(receiver)[found.need] + self.strengths(donor)[found.strength]

    @cached_property
    def decided(self) -> Mapping[tuple[str, str], Decided]:
        """What people decided about needs and strengths, by the ids of receiver and donor; what stands last counts."""
        found: dict[tuple[str, str], dict[tuple[str, str], Decision]] = {}
        for (need, strength), judgement in verdicts(self.programme).items():
            schools = need.partition("/")[0], strength.partition("/")[0]
            found.setdefault(schools, {})[need, strength] = judgement.decision
        return found

    def decided_about(self, receiver: School) -> bytes:
        """Key of all that people decided about a receiver's needs; empty where they decided nothing."""
        return self._decided_about.get(receiver.id, b"")

    @cached_property
    def _decided_about(self) -> Mapping[str, bytes]:
        found: dict[str, list[object]] = {}
        for (receiver, _donor), decided in self.decided.items():
            found.setdefault(receiver, []).append(list(decided.items()))
        return {receiver: _digest(decided) for receiver, decided in found.items()}

    def decided_with(self, receiver: School) -> Sequence[tuple[int, School]]:
        """The donors, with their places, about whose strengths and a receiver's needs people decided something."""
        return self._decided_with.get(receiver.id, ())

    @cached_property
    def _decided_with(self) -> Mapping[str, list[tuple[int, School]]]:
        places = {donor.id: (place, donor) for place, donor in enumerate(self.programme.donors)}
        found: dict[str, list[tuple[int, School]]] = {}
        for receiver, donor in self.decided:
            if donor in places:
                found.setdefault(receiver, []).append(places[donor])
        return found

    @cached_property
    def _donors(self) -> list[bytes]:
        return [self.donor(donor) for donor in self.programme.donors]

    @cached_property
    def _all_donors(self) -> bytes:
        return _digest([(donor.id, key) for donor, key in zip(self.programme.donors, self._donors, strict=True)])

    def _of(self, kind: str, school: School, contents: Callable[[], Sequence[object]]) -> tuple[bytes, ...]:
        before = self._made.get((kind, school.id))
        # One that was edited meanwhile must not be kept under the keys it had before.
        if before is None or before[0] is not school:
            before = self._made[kind, school.id] = school, tuple(map(_digest, contents()))
        return before[1]


def _digest(content: object) -> bytes:
    return hashlib.blake2b(msgspec.msgpack.encode(content), digest_size=_DIGEST_BYTES).digest()
