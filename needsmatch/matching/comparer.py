"""Texts as they are understood, and one receiver beside one donor: for each need the best strength."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import msgspec

from needsmatch.matching.compare import Understood, compare
from needsmatch.matching.known import CERTAIN, Couple, Decided, Elsewhere, Found, Keys
from needsmatch.matching.scale import THRESHOLD
from needsmatch.model.programme import Decision
from needsmatch.model.school import Need, School, Strength
from needsmatch.topics.thesaurus import Thesaurus

if TYPE_CHECKING:
    from needsmatch.topics.index import TopicIndex


@dataclass(frozen=True)
class Comparer:
    """Understands texts by an index, each once; a text that another school has too is not read again."""

    index: "TopicIndex"
    _read: dict[bytes, Understood] = field(default_factory=dict)

    def has_read(self, key: bytes) -> bool:
        """Whether the text of this key was read."""
        return key in self._read

    def understood(self, entry: Need | Strength, school: School, key: bytes) -> Understood:
        """What the text of `entry` says; `key` is its key."""
        if key not in self._read:
            self._read[key] = Understood.of(entry, school, self.index)
        return self._read[key]


@dataclass
class Texts:
    """The texts of a programme as they were understood before; the index is asked for the others alone."""

    load: Callable[[], Comparer]
    keys: Keys
    readings: Mapping[bytes, msgspec.Raw]
    """What was understood before, by the key of the text."""
    _understood: dict[bytes, Understood] = field(default_factory=dict)
    _comparer: Comparer | None = None

    def needs(self, school: School) -> list[Understood]:
        """The needs of a school, in the order of its list."""
        return self._of(school, school.needs, self.keys.needs(school))

    def strengths(self, school: School) -> list[Understood]:
        """The strengths of a school, in the order of its list."""
        return self._of(school, school.strengths, self.keys.strengths(school))

    def are_read(self, school: School) -> bool:
        """Whether the needs of a school can be had without reading."""
        return all(
            key in self._understood or key in self.readings or (self._comparer and self._comparer.has_read(key))
            for key in self.keys.needs(school)
        )

    def kept(self, keys: Iterable[bytes]) -> dict[bytes, msgspec.Raw]:
        """Those of these texts that are understood by now, to be kept."""
        found: dict[bytes, msgspec.Raw] = {}
        for key in keys:
            if key in self.readings:
                found[key] = self.readings[key]
            elif key in self._understood:
                found[key] = msgspec.Raw(msgspec.msgpack.encode(self._understood[key]))
        return found

    def _of(self, school: School, entries: Sequence[Need | Strength], keys: Sequence[bytes]) -> list[Understood]:
        return [self._one(entry, school, key) for entry, key in zip(entries, keys, strict=True)]

    def _one(self, entry: Need | Strength, school: School, key: bytes) -> Understood:
        known = self._understood.get(key)
        if known is None:
            if key in self.readings:
                known = msgspec.msgpack.decode(self.readings[key], type=Understood)
            else:
                self._comparer = self._comparer or self.load()
                known = self._comparer.understood(entry, school, key)
            self._understood[key] = known
        return known


def couple_of(receiver: School, donor: School, texts: Texts, thesaurus: Thesaurus, decided: Decided) -> Couple:
    """What `donor` has for the needs of `receiver`; what a person decided counts more than any score."""
    answers = (answers_of(receiver, place, donor, texts, thesaurus, decided) for place in range(len(receiver.needs)))
    return tuple(found[0] for found in answers if found)


def answers_of(
    receiver: School, place: int, donor: School, texts: Texts, thesaurus: Thesaurus, decided: Decided
) -> list[Found]:
    """All that `donor` has for the need at `place`, best first, ties by the strength's id."""
    need, asked = texts.needs(receiver)[place], receiver.needs[place]
    scores: list[tuple[int, str, int]] = []
    for other, (strength, offered) in enumerate(zip(texts.strengths(donor), donor.strengths, strict=True)):
        decision = decided.get((receiver.reference(asked), donor.reference(offered))) if decided else None
        if decision is Decision.SAME:
            score = CERTAIN
        else:
            score = 0 if decision is Decision.NOT_A_MATCH else compare(need, strength, thesaurus).score
        if score >= THRESHOLD:
            scores.append((-score, offered.id, other))
    return [Found(place, other, -score) for score, _offered, other in sorted(scores)]


def elsewhere_of(
    receiver: School,
    place: int,
    donors: Sequence[School],
    texts: Texts,
    thesaurus: Thesaurus,
    declined: Collection[str],
) -> Iterator[Elsewhere]:
    """What would answer the need in this place if it were not for another stage, but for the `declined` strengths."""
    need = texts.needs(receiver)[place]
    for number, donor in enumerate(donors):
        for other, strength in enumerate(texts.strengths(donor)):
            if donor.reference(donor.strengths[other]) not in declined:
                found = compare(need, strength, thesaurus)
                if found.other_stage:
                    yield Elsewhere(place, number, other, found.score)
