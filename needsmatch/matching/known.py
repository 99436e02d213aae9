"""What comparing found, in a form that can be kept, and the keys by which it is found again.

A key is a digest of all that a comparison depends on beside the code and the topics: change a word of a need and its
school has another key.
"""

import hashlib
from collections.abc import Sequence
from typing import Annotated

import msgspec

from needsmatch.model.fields import Slug
from needsmatch.model.match import Evidence
from needsmatch.model.programme import Judgement
from needsmatch.model.school import School
from needsmatch.model.topic import Topic

_DIGEST_BYTES = 12


class Found(msgspec.Struct, frozen=True, array_like=True):
    """The best that a donor has for a need."""

    strength: int
    """Its place in the donor's list."""
    score: Annotated[int, msgspec.Meta(ge=0, le=100)]
    evidence: tuple[Evidence, ...]


class Couple(msgspec.Struct, frozen=True, array_like=True):
    """What one donor has for the needs of one receiver, by the place of the need in its list."""

    best: dict[int, Found]
    """What answers the need; most needs have no entry."""
    other_stage: dict[int, Found]
    """What would answer the need if it were not for another stage."""
    declined: tuple[int, ...]
    """A person said of something this donor has that it is not a match."""

    def fits(self, receiver: School, donor: School) -> bool:
        """Whether all places are places in the lists of these two."""
        needs, strengths = range(len(receiver.needs)), range(len(donor.strengths))
        found = (*self.best.items(), *self.other_stage.items())
        return all(place in needs for place in self.declined) and all(
            place in needs and entry.strength in strengths for place, entry in found
        )


NOTHING = Couple({}, {}, ())
"""A donor that has nothing for a receiver."""


class Known(msgspec.Struct, frozen=True):
    """What is known of a programme without comparing anything."""

    topics: tuple[Topic, ...] = ()
    """The thesaurus without its wordings; empty where nothing was compared yet."""
    need_topics: dict[bytes, tuple[Slug | None, ...]] = {}
    """For the key of a receiver the weightiest topic of each need, in the order of the list."""
    couples: dict[bytes, Couple | None] = {}
    """By the key of the couple; None, which takes one byte, where the donor has nothing for the receiver."""


def receiver_key(school: School) -> bytes:
    """Key of what a school asks for."""
    return _digest((school.stages, school.needs))


def donor_key(school: School) -> bytes:
    """Key of what a school offers."""
    return _digest((school.stages, school.strengths))


def couple_key(receiver: bytes, donor: bytes, judgements: Sequence[Judgement]) -> bytes:
    """Key of a couple from the keys of the two and what people decided about needs and strengths of the two."""
    decided = [(judgement.need, judgement.strength, judgement.decision) for judgement in judgements]
    return receiver + donor + (_digest(decided) if decided else b"")


def _digest(content: object) -> bytes:
    return hashlib.blake2b(msgspec.msgpack.encode(content), digest_size=_DIGEST_BYTES).digest()
