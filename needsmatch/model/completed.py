"""Schools as they count in a programme: an id for every need and strength, and over what their files say the capacity,
the head and the comings and goings that people decided."""

import hashlib
from collections import Counter
from collections.abc import Iterable
from typing import TypeVar

from msgspec.structs import replace

from needsmatch.model.fates import ABOUT_SCHOOLS, Fates, fates, fates_of, in_order
from needsmatch.model.programme import Decision, Judgement, Programme
from needsmatch.model.school import Need, School, Strength

Entry = TypeVar("Entry", Need, Strength)


def with_ids(school: School) -> School:
    """The school; needs and strengths without an id get one made from their text, whatever their order."""
    return replace(school, needs=_named(school.needs, "n"), strengths=_named(school.strengths, "s"))


def with_capacities(donors: Iterable[School], judgements: Iterable[Judgement]) -> tuple[School, ...]:
    """The donors, each with the capacity that was decided last, where one was; the others are the same objects."""
    decided = decided_capacities(judgements)

    def overlaid(donor: School) -> School:
        capacity = decided.get(donor.id, donor.capacity)
        return donor if capacity == donor.capacity else replace(donor, capacity=capacity)

    return tuple(map(overlaid, donors))


def as_decided(
    receivers: Iterable[School], donors: Iterable[School], judgements: Iterable[Judgement]
) -> tuple[tuple[School, ...], tuple[School, ...], tuple[School, ...]]:
    """The schools of a programme's files as they count by now: receivers, donors, and those that left."""
    said = tuple(judgements)
    known = fates(receivers, with_capacities(donors, said))
    for judgement in said:
        known.take(judgement)
    return _sides(known)


def with_decision(programme: Programme, said: Judgement) -> Programme:
    """The programme with one more judgement, which shows at once in its schools, as it will when it is read anew."""
    judgements = (*programme.judgements, said)
    if said.decision in ABOUT_SCHOOLS:
        known = fates_of(programme)
        known.take(said)
        receivers, donors, left = _sides(known)
        programme = replace(programme, receivers=receivers, donors=donors, left=left)
    return replace(programme, judgements=judgements, donors=with_capacities(programme.donors, judgements))


def _sides(known: Fates) -> tuple[tuple[School, ...], tuple[School, ...], tuple[School, ...]]:
    left = in_order(school for _side, school in known.left.values())
    return in_order(known.sides["receiver"].values()), in_order(known.sides["donor"].values()), left


def decided_capacities(judgements: Iterable[Judgement]) -> dict[str, int]:
    """By the donor's id the capacity that people decided and did not take back."""
    decided: dict[str, int] = {}
    for said in judgements:
        if said.donor and said.decision is Decision.CAPACITY and said.capacity is not None:
            decided[said.donor] = said.capacity
        elif said.donor and said.decision is Decision.RELEASED and said.receiver is None:
            decided.pop(said.donor, None)
    return decided


def _named(entries: tuple[Entry, ...], letter: str) -> tuple[Entry, ...]:
    taken = {entry.id for entry in entries if entry.id}
    copies: Counter[str] = Counter()
    named: list[Entry] = []
    for entry in entries:
        if not entry.id:
            root = f"{letter}-{hashlib.blake2s(entry.text.encode(), digest_size=4).hexdigest()}"
            name = root
            while name in taken:
                copies[root] += 1
                name = f"{root}-{copies[root] + 1}"
            taken.add(name)
            entry = replace(entry, id=name)
        named.append(entry)
    return tuple(named)
