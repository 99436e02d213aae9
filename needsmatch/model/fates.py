"""What became of schools during the year: who left, who came back, who merged into another one, who has a new head.

It is laid over what the files of schools say, decision by decision, in the order in which it was decided.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Literal, TypeVar

from msgspec.structs import replace

from needsmatch.model.programme import Decision, Judgement, Programme
from needsmatch.model.school import Need, School, Strength

Side = Literal["receiver", "donor"]
"""The side of a programme that a school is on."""

Entry = TypeVar("Entry", Need, Strength)

ABOUT_SCHOOLS = frozenset({Decision.WITHDRAWN, Decision.RETURNED, Decision.HEAD, Decision.MERGED})
"""Decisions about one school."""


class Fault(StrEnum):
    """Why a decision about a school contradicts what was decided before. It counts as far as it can."""

    UNKNOWN = "unknown"
    """There is no such school on that side."""
    GONE = "gone"
    """It has left already."""
    HERE = "here"
    """It has not left."""
    INTO_UNKNOWN = "into-unknown"
    """There is no such school on that side to merge into."""
    INTO_GONE = "into-gone"
    """The school to merge into has left."""
    INTO_ITSELF = "into-itself"


@dataclass
class Fates:
    """The schools of a programme while decisions are laid over them, one after the other."""

    sides: dict[Side, dict[str, School]]
    """By id the schools that take part."""
    left: dict[str, tuple[Side, School]] = field(default_factory=dict)
    """By id those that left, as they were."""
    merged: dict[str, str] = field(default_factory=dict)
    """For those that merged into another school its id."""
    needs_moved: list[tuple[str, str]] = field(default_factory=list)
    """What needs were called (`school/need`) before a merger, and what after it; also of schools that are back."""
    strengths_moved: list[tuple[str, str]] = field(default_factory=list)

    def take(self, said: Judgement) -> Fault | None:
        """Lay one decision over the schools; one of another kind, or one that lacks its school, changes nothing."""
        side, name = side_of(said)
        if said.decision not in ABOUT_SCHOOLS or name is None:
            return None
        here, is_gone = self.sides[side], name in self.left
        if name not in here and not (is_gone and self.left[name][0] == side):
            return Fault.UNKNOWN
        fault = Fault.GONE if is_gone else None
        match said.decision:
            case Decision.RETURNED if is_gone:
                self._bring_back(name)
                return None
            case Decision.RETURNED:
                return Fault.HERE
            case Decision.HEAD:
                if said.name and not is_gone:
                    here[name] = replace(here[name], head=said.name)
            case Decision.WITHDRAWN:
                self._leave(name, side)
            case _ if said.into is not None:
                fault = self._wrong_aim(name, side, said.into) or fault
                if fault in (None, Fault.GONE):
                    school = self._leave(name, side)
                    self.merged[name] = said.into
                    here[said.into] = self._take_over(here[said.into], school)
        return fault

    def ids(self, side: Side) -> set[str]:
        """Ids of all schools of one side, also of those that left."""
        return {*self.sides[side], *(name for name, (of_side, _school) in self.left.items() if of_side == side)}

    def school(self, school_id: str) -> School:
        """A school, also one that left. Raises LookupError."""
        here = next((schools[school_id] for schools in self.sides.values() if school_id in schools), None)
        return here or self.left[school_id][1]

    def holder(self, school_id: str) -> str:
        """The school that has by now what was this school's: itself, or the one that it merged into."""
        while school_id in self.merged:
            school_id = self.merged[school_id]
        return school_id

    def _take_over(self, school: School, other: School) -> School:
        """The school with the needs and strengths of another one behind its own."""
        needs = tuple(_renamed(school.needs, other.id, other.needs))
        strengths = tuple(_renamed(school.strengths, other.id, other.strengths))
        self.needs_moved += zip(map(other.reference, other.needs), map(school.reference, needs), strict=True)
        self.strengths_moved += zip(
            map(other.reference, other.strengths), map(school.reference, strengths), strict=True
        )
        return replace(school, needs=(*school.needs, *needs), strengths=(*school.strengths, *strengths))

    def _wrong_aim(self, name: str, side: Side, into: str) -> Fault | None:
        if into == name:
            return Fault.INTO_ITSELF
        if into in self.left and self.left[into][0] == side:
            return Fault.INTO_GONE
        return None if into in self.sides[side] else Fault.INTO_UNKNOWN

    def _leave(self, name: str, side: Side) -> School:
        if name in self.left:  # of two ways to leave the one that is said last counts
            self._bring_back(name)
        school = self.sides[side].pop(name)
        self.left[name] = side, school
        return school

    def _bring_back(self, name: str) -> None:
        side, school = self.left.pop(name)
        self.sides[side][name] = school
        needs, strengths, source, holder = school.needs, school.strengths, name, self.merged.pop(name, None)
        # A school that took it over may have merged into another one since.
        while holder is not None:
            known = self.school(holder)
            needs, strengths = _found(known.needs, source, needs), _found(known.strengths, source, strengths)
            without = replace(
                known,
                needs=tuple(need for need in known.needs if need not in needs),
                strengths=tuple(strength for strength in known.strengths if strength not in strengths),
            )
            if holder in self.left:
                self.left[holder] = side, without
            else:
                self.sides[side][holder] = without
            source, holder = holder, self.merged.get(holder)


def side_of(said: Judgement) -> tuple[Side, str | None]:
    """The side and the id of the school that a decision about a school is about; no id where it names none."""
    return ("receiver", said.receiver) if said.receiver else ("donor", said.donor)


def fates(receivers: Iterable[School], donors: Iterable[School]) -> Fates:
    """The schools before anything was decided about them; of two with one id the first stays."""

    def by_id(schools: Iterable[School]) -> dict[str, School]:
        return {school.id: school for school in reversed(list(schools))}

    return Fates({"receiver": by_id(receivers), "donor": by_id(donors)})


def fates_of(programme: Programme) -> Fates:
    """The schools of a programme as they are by now, with what is known of those that left."""
    said = [judgement for judgement in programme.judgements if judgement.decision in ABOUT_SCHOOLS]
    gone = {school.id: school for school in programme.left}
    sides = {name: side for side, name in map(side_of, said) if name in gone}
    known = fates(
        (*programme.receivers, *(gone[name] for name, side in sides.items() if side == "receiver")),
        (*programme.donors, *(gone[name] for name, side in sides.items() if side == "donor")),
    )
    for judgement in said:
        known.take(judgement)
    now = fates(programme.receivers, programme.donors)
    now.left.update((name, (side, gone[name])) for name, side in sides.items())
    now.merged.update((name, into) for name, into in known.merged.items() if name in now.left)
    if any(judgement.decision is Decision.MERGED for judgement in said):
        again = Fates({side: dict(schools) for side, schools in now.sides.items()}, dict(now.left), dict(now.merged))
        for name in now.left:
            again._bring_back(name)
        for judgement in said:
            again.take(judgement)
        now.needs_moved, now.strengths_moved = again.needs_moved, again.strengths_moved
    return now


@dataclass(frozen=True)
class Names:
    """What needs, or strengths, are called (`school/id`) whose school merged into another one, and maybe came back."""

    files: Mapping[str, str]
    """For every name that a merger gave, in that order, the one in the file of the school that wrote the entry; a name
    that was given twice is the later entry's."""
    here: frozenset[str]
    """Names that count now; none where no school merged."""

    def in_file(self, reference: str) -> str:
        """What the entry is called in the file of its own school."""
        return self.files.get(reference, reference)

    def formerly(self, reference: str) -> tuple[str, ...]:
        """What else the entry was called, the last name first."""
        return tuple(name for name in self._all(reference) if name != reference and name not in self.here)

    def now(self, reference: str) -> str:
        """What the entry of this name is called now; as before, where its school left."""
        known = (reference, *self._all(reference))
        return next((name for name in known if name in self.here), reference)

    def _all(self, reference: str) -> tuple[str, ...]:
        written = self.in_file(reference)
        return (*self._given.get(written, ()), written)

    @cached_property
    def _given(self) -> Mapping[str, Sequence[str]]:
        given: dict[str, list[str]] = {}
        for name, written in reversed([*self.files.items()]):
            given.setdefault(written, []).append(name)
        return given


def entry_names(programme: Programme) -> tuple[Names, Names]:
    """What needs are called, and what strengths are."""
    known, schools = fates_of(programme), (*programme.receivers, *programme.donors)
    needs = (school.reference(need) for school in schools for need in school.needs)
    strengths = (school.reference(strength) for school in schools for strength in school.strengths)
    return _names(known.needs_moved, needs), _names(known.strengths_moved, strengths)


def _names(moved: Iterable[tuple[str, str]], here: Iterable[str]) -> Names:
    files: dict[str, str] = {}
    for before, after in moved:
        files[after] = files.get(before, before)
    return Names(files, frozenset(here) if files else frozenset())


def verdicts(programme: Programme) -> dict[tuple[str, str], Judgement]:
    """What counts of what people decided about a need and a strength, by what the two are called now."""
    needs, strengths = entry_names(programme)
    found: dict[tuple[str, str], Judgement] = {}
    for said in programme.judgements:
        if said.need and said.strength:
            found[needs.now(said.need), strengths.now(said.strength)] = said
    return found


def in_order(schools: Iterable[School]) -> tuple[School, ...]:
    """Schools in the order of their ids."""
    return tuple(sorted(schools, key=lambda school: school.id))


def _renamed(standing: Sequence[Entry], source: str, entries: Sequence[Entry]) -> Iterator[Entry]:
    """The entries of the school `source`; where one of those that stand has the id already, its own goes before it."""
    taken = {entry.id for entry in standing}
    for entry in entries:
        name, number = entry.id, 1
        while name in taken:
            name, number = f"{source}-{entry.id}" + (f"-{number}" if number > 1 else ""), number + 1
        taken.add(name)
        yield entry if name == entry.id else replace(entry, id=name)


def _found(standing: Sequence[Entry], source: str, entries: Sequence[Entry]) -> tuple[Entry, ...]:
    """Those of `standing` that came from the school `source`."""
    return tuple(standing[place] for place in _places(standing, source, entries) if place is not None)


def _places(standing: Sequence[Entry], source: str, entries: Sequence[Entry]) -> list[int | None]:
    """Where each entry of the school `source` stands in the school that took it over."""
    places: dict[str, int] = {each.id: place for place, each in enumerate(standing)}
    found: list[int | None] = []
    for entry in entries:
        renamed = f"{source}-{entry.id}"
        # Under its own id only where it was given no other: that may be an entry of the other school.
        numbered: list[str] = [name for name in places if name.startswith(f"{renamed}-")]
        names = [renamed, *numbered, entry.id]
        known = [places[name] for name in names if name in places]
        found.append(next((place for place in known if replace(standing[place], id=entry.id) == entry), None))
    return found
