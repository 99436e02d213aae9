"""Schools as they count in a programme: an id for every need and strength, and the capacity that people decided."""

import hashlib
from collections import Counter
from collections.abc import Iterable
from typing import TypeVar

from msgspec.structs import replace

from needsmatch.model.programme import Decision, Judgement
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
