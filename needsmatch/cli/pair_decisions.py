"""What somebody decides on the command line of `needsmatch pair`: from words to functions of a programme."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from pathlib import Path

from needsmatch.cli.output import problem_line, say
from needsmatch.errors import WrongUse
from needsmatch.i18n import _
from needsmatch.model.fates import Side
from needsmatch.model.programme import Programme
from needsmatch.model.school import School
from needsmatch.planning.author import Author
from needsmatch.planning.decide import CannotDecide, add_school, ban, pin, release, set_capacity
from needsmatch.store.folder import DONORS, RECEIVERS
from needsmatch.store.school_file import read_school
from needsmatch.workspace import donors_called, names_of, receivers_called

Step = Callable[[Programme], Programme]
"""A decision: makes the programme in which it holds."""


@dataclass(frozen=True, slots=True)
class Typed:
    """The decisions on the command line, schools by id or name."""

    pins: tuple[tuple[str, str], ...] = ()
    bans: tuple[tuple[str, str], ...] = ()
    releases: tuple[tuple[str, str], ...] = ()
    capacities: tuple[tuple[str, int], ...] = ()
    schools: tuple[Path, ...] = ()
    """Files of schools that join."""


@dataclass(frozen=True, slots=True)
class Joining:
    """A school that joins."""

    school: School
    source: bytes
    """Its file."""
    step: Step


@dataclass(frozen=True, slots=True)
class Decisions:
    """Decisions that can be carried out: schools join first."""

    before: Programme
    joining: tuple[Joining, ...]
    others: tuple[Step, ...] = ()
    pinned: tuple[tuple[School, School], ...] = ()
    """Receivers and donors that stay together."""

    def __bool__(self) -> bool:
        return bool(self.joining or self.others)

    @property
    def sources(self) -> dict[str, bytes]:
        """The files of the schools that join, by the schools' ids."""
        return {entry.school.id: entry.source for entry in self.joining}

    def programme(self) -> Programme:
        """The programme in which they hold. Raises WrongUse where one is refused."""
        steps = (*(entry.step for entry in self.joining), *self.others)
        try:
            return reduce(lambda known, step: step(known), steps, self.before)
        except CannotDecide as refused:
            raise WrongUse(str(refused)) from None


def understood(programme: Programme, typed: Typed, author: Author) -> Decisions:
    """The decisions with the schools that are meant. Raises WrongUse for what is unknown or does not go together."""
    joining = tuple(_joining(path, author) for path in typed.schools)
    known = Decisions(programme, joining).programme()
    capacities = [(_donor(known, word), number) for word, number in typed.capacities]
    undone, banned, kept = (_couples(known, couples) for couples in (typed.releases, typed.bans, typed.pins))
    _refuse_twice(donor.name for donor, _number in capacities)
    _refuse_twice(_names(couple) for couple in (*undone, *banned, *kept))
    _refuse_twice(receiver.name for receiver, _donor in kept)
    others = (
        *(_capacity(donor, number, author) for donor, number in capacities),
        *(_step(release, couple, author) for couple in undone),
        *(_step(ban, couple, author) for couple in banned),
        *(_step(pin, couple, author) for couple in kept),
    )
    return Decisions(programme, joining, others, tuple(kept))


def _step(
    decide: Callable[[Programme, str, str, Author], Programme], couple: tuple[School, School], author: Author
) -> Step:
    receiver, donor = couple
    return lambda programme: decide(programme, receiver.id, donor.id, author)


def _capacity(donor: School, number: int, author: Author) -> Step:
    return lambda programme: set_capacity(programme, donor.id, number, author)


def _joining(path: Path, author: Author) -> Joining:
    """The school of a file. Raises WrongUse where the file cannot be used."""
    file = read_school(path)
    for problem in file.problems:
        say(problem_line(problem))
    school = file.school
    if school is None or file.problems:
        raise WrongUse(_("{path} cannot be used as it stands; mend it, then add the school").format(path=path))
    side = _side(path, school)
    return Joining(school, file.data, lambda programme: add_school(programme, side, school, author))


def _side(path: Path, school: School) -> Side:
    """Where a school joins: it asks or it offers; the folder of its file tells for one that does both."""
    if not school.needs and not school.strengths:
        message = _("{path} holds neither needs nor strengths; write [[need]] for a receiver, [[strength]] for a donor")
        raise WrongUse(message.format(path=path))
    if not school.strengths:
        return "receiver"
    if not school.needs:
        return "donor"
    sides: dict[str, Side] = {RECEIVERS: "receiver", DONORS: "donor"}
    folder = path.resolve().parent.name
    if folder not in sides:
        message = _(
            "{path} has both needs and strengths; put it into a folder receivers or donors to say which side it joins"
        )
        raise WrongUse(message.format(path=path))
    return sides[folder]


# The schools that are meant


def _couples(programme: Programme, words: Iterable[tuple[str, str]]) -> list[tuple[School, School]]:
    return [(_receiver(programme, receiver), _donor(programme, donor)) for receiver, donor in words]


def _receiver(programme: Programme, word: str) -> School:
    return _only_one(word, receivers_called(programme, word))


def _donor(programme: Programme, word: str) -> School:
    return _only_one(word, donors_called(programme, word))


def _only_one(word: str, schools: Sequence[School]) -> School:
    """Raises WrongUse for a name that several have."""
    if len(schools) > 1:
        message = _("Several schools are called {name}: {names}. Write the id")
        raise WrongUse(message.format(name=word, names=names_of(schools)))
    return schools[0]


def _names(couple: tuple[School, School]) -> str:
    receiver, donor = couple
    return f"{receiver.name} = {donor.name}"


def _refuse_twice(names: Iterable[str]) -> None:
    """Raises WrongUse where options say different things about one school or pair."""
    for name, count in Counter(names).items():
        if count > 1:
            message = _("{name} stands behind several options that do not go together; keep one of them")
            raise WrongUse(message.format(name=name))
