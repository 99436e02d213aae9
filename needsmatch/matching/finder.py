"""What the donors of a programme have for its receivers: known, or else compared, pair by pair or all at once."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from msgspec.structs import replace

from needsmatch.matching.known import CERTAIN, Couple, Elsewhere, Found, Keys, Known
from needsmatch.model.match import Code, Evidence
from needsmatch.model.programme import Decision, Programme
from needsmatch.model.school import School
from needsmatch.model.topic import Wordings
from needsmatch.topics.thesaurus import Thesaurus

if TYPE_CHECKING:
    from needsmatch.matching.comparer import Comparer, Texts
    from needsmatch.matching.table import Row, Table

Value = TypeVar("Value")
Progress = Callable[[int, int], object]
"""Called with what is done so far and the whole."""

_MANY = 20_000
"""Pairs of texts in a programme from which on it is worth its time to load what compares them all at once."""


@dataclass
class Finder:
    """Finds what donors have for needs. What is known is not compared again, and nothing is loaded for it."""

    programme: Programme
    load: "Callable[[], Comparer]"
    """Gives what understands texts; asked at the first text that is not known."""
    known: Known
    has_news: bool = False
    """Something was found that is not in `known`."""
    _couples: dict[bytes, dict[bytes, Couple]] = field(default_factory=dict)
    _rows: "dict[bytes, Row]" = field(default_factory=dict)
    _elsewhere: dict[bytes, tuple[Elsewhere, ...]] = field(default_factory=dict)
    _need_topics: dict[bytes, tuple[str | None, ...]] = field(default_factory=dict)

    @cached_property
    def keys(self) -> Keys:
        """The keys of the programme's schools."""
        return Keys(self.programme)

    @cached_property
    def thesaurus(self) -> Thesaurus:
        """The topics; without wordings where nothing had to be read."""
        return Thesaurus(self.known.topics) if self.known.topics else self.load().index.thesaurus

    def has_found(self, receiver: School) -> bool:
        """What all donors have for a receiver is known."""
        couples, row = self._couples_of(receiver), self.keys.receiver(receiver) in self._rows
        return all(key in couples or (row and key in self._places) for key in self.keys.besides(receiver))

    def couple(self, receiver: School, donor: School) -> Couple:
        """What `donor` has for `receiver`."""
        couples = self._couples_of(receiver)
        beside = self.keys.beside(receiver, donor)
        if beside not in couples:
            if beside in self._places and self._row(receiver):
                self._take_row(receiver, couples)
            else:
                couples[beside] = self._compared(receiver, donor)
        return couples[beside]

    def worths(self, receiver: School) -> list[int]:
        """Worth of each donor's plan, 0..100, in the order of the programme."""
        couples, besides = self._couples_of(receiver), self.keys.besides(receiver)
        row = None if couples.keys() >= set(besides) else self._row(receiver)
        weights = [need.weight for need in receiver.needs]
        found: list[int] = []
        for place, (donor, beside) in enumerate(zip(self.programme.donors, besides, strict=True)):
            if row and beside not in couples and beside in self._places:
                found.append(row.worths[place])
            else:
                couple = couples[beside] if beside in couples else self.couple(receiver, donor)
                found.append(mean_score(weights, couple) if couple else 0)
        return found

    def all_worths(self, progress: Progress | None = None) -> list[list[int]]:
        """The worths for every receiver, in the order of the programme; `progress` hears of each that is looked at."""
        receivers = self.programme.receivers
        # A table takes along whose needs are read: all of them at once is much less work than one by one.
        by_table = self._has_many and not all(map(self.has_found, receivers))
        for number, receiver in enumerate(receivers, 1):
            if by_table:
                self._texts.needs(receiver)
            else:
                self.worths(receiver)
            if progress:
                progress(number, len(receivers))
        return [self.worths(receiver) for receiver in receivers]

    def offers(self, receiver: School) -> list[list[tuple[School, Found]]]:
        """For each need of a receiver the donors that answer it, in the order of the programme."""
        couples, besides = self._couples_of(receiver), self.keys.besides(receiver)
        self._take_row(receiver, couples)
        found: list[list[tuple[School, Found]]] = [[] for _need in receiver.needs]
        for donor, beside in zip(self.programme.donors, besides, strict=True):
            for entry in couples[beside] if beside in couples else self.couple(receiver, donor):
                found[entry.need].append((donor, entry))
        return found

    def others(self, receiver: School, donor: School, best: Found) -> list[Found]:
        """What a donor has for a need beside its best, best first."""
        from needsmatch.matching.comparer import answers_of

        decided = self.keys.decided.get((receiver.id, donor.id), {})
        return [
            found
            for found in answers_of(receiver, best.need, donor, self._texts, self.thesaurus, decided)
            if found.strength != best.strength
        ]

    def worth(self, receiver: School, donor: School) -> int:
        """Worth of one donor's plan."""
        return mean_score([need.weight for need in receiver.needs], self.couple(receiver, donor))

    def elsewhere(self, receiver: School) -> tuple[Elsewhere, ...]:
        """For the needs that nobody answers: what would answer them if it were not for another stage."""
        key = self.keys.among_donors(receiver)
        found = self.known.elsewhere.get(key, self._elsewhere.get(key))
        if found is None:
            self.has_news = True
            found = self._elsewhere[key] = tuple(self._looked_elsewhere(receiver))
        return found

    def need_topics(self, receiver: School) -> tuple[str | None, ...]:
        """The weightiest topic of each need, in the order of the list; None where no topic explains it."""
        key = self.keys.receiver(receiver)
        topics = self._need_topics.get(key, self.known.need_topics.get(key))
        if topics is None:
            self.has_news = True
            topics = tuple(next(iter(need.reading.weights), None) for need in self._texts.needs(receiver))
            self._need_topics[key] = topics
        return topics

    def evidence(self, receiver: School, donor: School, found: Found) -> tuple[Evidence, ...]:
        """The parts of the score of what a donor has for a need."""
        if self._is_certain(receiver, donor, found):
            return (Evidence(code=Code.JUDGED_SAME, points=CERTAIN),)
        key = self.keys.pair(receiver, donor, found)
        if key in self.known.evidence:
            return self.known.evidence[key]
        from needsmatch.matching.compare import compare

        need, strength = self._texts.needs(receiver)[found.need], self._texts.strengths(donor)[found.strength]
        return compare(need, strength, self.thesaurus).parts

    def declined(self, receiver: School, donor: School) -> frozenset[int]:
        """Places of the needs for which a person said of something this donor has that it is not a match."""
        decided = self.keys.decided.get((receiver.id, donor.id), {})
        offered = {donor.reference(strength) for strength in donor.strengths}
        refused = {
            need for (need, strength), how in decided.items() if how is Decision.NOT_A_MATCH and strength in offered
        }
        return frozenset(place for place, need in enumerate(receiver.needs) if receiver.reference(need) in refused)

    def declined_at_all(self, receiver: School) -> frozenset[int]:
        """The same for all donors."""
        declined = (self.declined(receiver, donor) for _place, donor in self.keys.decided_with(receiver))
        return frozenset().union(*declined)

    def _is_certain(self, receiver: School, donor: School, found: Found) -> bool:
        """A person decided that the two are the same thing."""
        decided = self.keys.decided.get((receiver.id, donor.id), {})
        need, strength = receiver.needs[found.need], donor.strengths[found.strength]
        return decided.get((receiver.reference(need), donor.reference(strength))) is Decision.SAME

    def known_now(self, shown: Iterable[tuple[School, School, Found]]) -> Known:
        """What is known by now of the programme as it stands; of what is `shown` the evidence too."""
        self.has_news = False
        donors, keys = self.programme.donors, self.keys
        couples: dict[bytes, dict[bytes, Couple]] = {}
        for receiver in self.programme.receivers:
            have = self._couples_of(receiver)
            self._take_row(receiver, have)
            # What people decided may be taken back: what was found without it stays too.
            wanted = dict.fromkeys((*keys.besides(receiver), *self._places))
            if found := {key: have[key] for key in wanted if key in have}:
                couples[keys.receiver(receiver)] = found
        topics, elsewhere = self.known.need_topics | self._need_topics, self.known.elsewhere | self._elsewhere
        receivers = self.programme.receivers
        text_keys = [key for school in receivers for key in keys.needs(school)]
        text_keys += [key for school in donors for key in keys.strengths(school)]
        self.known = Known(
            topics=tuple(replace(topic, wordings=Wordings()) for topic in self.thesaurus.topics),
            need_topics=_of(topics, map(keys.receiver, receivers)),
            couples=couples,
            elsewhere=_of(elsewhere, map(keys.among_donors, receivers)),
            readings=self._texts.kept(text_keys),
            evidence={keys.pair(*entry): self.evidence(*entry) for entry in shown if not self._is_certain(*entry)},
        )
        return self.known

    def _couples_of(self, receiver: School) -> dict[bytes, Couple]:
        """What is known of a receiver so far, by the key of the donor beside it."""
        key = self.keys.receiver(receiver)
        if key not in self._couples:
            self._couples[key] = dict(self.known.couples.get(key, {}))
        return self._couples[key]

    def _take_row(self, receiver: School, couples: dict[bytes, Couple]) -> None:
        """Put what a table found for a receiver among its couples."""
        row = self._rows.get(self.keys.receiver(receiver))
        if row and not couples.keys() >= self._places.keys():
            of_donors = row.couples()
            for key, place in self._places.items():
                couples.setdefault(key, of_donors[place])

    def _compared(self, receiver: School, donor: School) -> Couple:
        from needsmatch.matching.comparer import couple_of

        self._is_read(receiver)
        decided = self.keys.decided.get((receiver.id, donor.id), {})
        return couple_of(receiver, donor, self._texts, self.thesaurus, decided)

    def _looked_elsewhere(self, receiver: School) -> Iterator[Elsewhere]:
        from needsmatch.matching.comparer import elsewhere_of

        donors = self.programme.donors
        answered = {place for place, offers in enumerate(self.offers(receiver)) if offers}
        declined = {
            (need, strength)
            for decided in (self.keys.decided.get((receiver.id, donor.id), {}) for donor in donors)
            for (need, strength), decision in decided.items()
            if decision is Decision.NOT_A_MATCH
        }
        # What people decide is about one receiver: its few open needs take less time alone than a table for them.
        made = self._rows.get(self.keys.receiver(receiver))
        rows = made or (None if self.keys.decided_about(receiver) else self._row(receiver))
        for place, need in enumerate(receiver.needs):
            if place in answered:
                continue
            reference = receiver.reference(need)
            row = None if any(reference == asked for asked, _strength in declined) else rows
            if row:
                yield from (entry for entry in row.elsewhere if entry.need == place)
            else:
                offered = {strength for asked, strength in declined if asked == reference}
                yield from elsewhere_of(receiver, place, donors, self._texts, self.thesaurus, offered)

    def _row(self, receiver: School) -> "Row | None":
        """What all donors have for a receiver; None where the programme is too small for a table."""
        if not self._has_many:
            return None
        key = self.keys.receiver(receiver)
        if key not in self._rows:
            table = self._table
            # All whose needs need not be read come along: it takes less time than the next two by themselves.
            others = {self.keys.receiver(school): school for school in self.programme.receivers}
            together = [
                school
                for other, school in {**others, key: receiver}.items()
                if other == key or (other not in self._rows and self._texts.are_read(school))
            ]
            for school, row in zip(together, table.rows(together), strict=True):
                self._is_read(school)
                self._rows[self.keys.receiver(school)] = row
        return self._rows[key]

    def _is_read(self, receiver: School) -> None:
        # The needs are read for it anyway: their topics are kept with it, or asking for them would load the index.
        self.has_news = True
        self.need_topics(receiver)

    @cached_property
    def _places(self) -> Mapping[bytes, int]:
        """Place of each donor by its key where nothing was decided."""
        return {self.keys.donor(donor): place for place, donor in enumerate(self.programme.donors)}

    @cached_property
    def _has_many(self) -> bool:
        needs = sum(len(school.needs) for school in self.programme.receivers)
        return needs * sum(len(school.strengths) for school in self.programme.donors) > _MANY

    @cached_property
    def _texts(self) -> "Texts":
        from needsmatch.matching.comparer import Texts

        return Texts(self.load, self.keys, self.known.readings)

    @cached_property
    def _table(self) -> "Table":
        from needsmatch.matching.table import Table

        return Table(self.programme.donors, self._texts, self.thesaurus)


def mean_score(weights: Sequence[int], couple: Couple) -> int:
    """The mean, 0..100, of the scores, weighted by the needs' `weights`; those without an answer count as 0."""
    whole = sum(weights)
    return round(sum([weights[found.need] * found.score for found in couple]) / whole) if whole else 0


def _of(values: Mapping[bytes, Value], keys: Iterable[bytes]) -> dict[bytes, Value]:
    return {key: values[key] for key in keys if key in values}
