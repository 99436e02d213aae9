"""What could be added to a plan: proposals that it lacks, its unmet needs, what the receiver could give in return, what
the donor offers besides, an own idea."""

import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum, auto

from msgspec.structs import replace

from needsmatch.matching.scale import RELIABLE
from needsmatch.model.plan import Item, SupportPlan
from needsmatch.model.programme import Programme
from needsmatch.model.school import School, Strength
from needsmatch.planning.edit import fresh_id, own_item


class Origin(Enum):
    """Where a suggestion comes from."""

    PROPOSED = auto()
    """The program proposes it, and the plan does not have it (any more)."""
    UNMET = auto()
    """An empty item for a need that is unmet."""
    IN_RETURN = auto()
    """Something that the receiver could do for the donor."""
    STRENGTH = auto()
    """Something else that the donor offers, for no need in particular."""
    OWN = auto()
    """An empty item."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An item that could be added."""

    origin: Origin
    item: Item


def suggestions(
    programme: Programme, plan: SupportPlan, proposed: SupportPlan, rng: random.Random | None = None
) -> list[Suggestion]:
    """What could be added to `plan`, the likeliest first; `proposed` is what would be drafted for the pair now."""
    return [*_lacking(Origin.PROPOSED, plan, proposed.items, rng), *_others(programme, plan, rng)]


def suggested_returns(
    plan: SupportPlan, returned: Iterable[Item], rng: random.Random | None = None
) -> list[Suggestion]:
    """Those of `returned`, as `propose.in_return` gives it, that could be added to `plan`, in the same order."""
    return list(_lacking(Origin.IN_RETURN, plan, returned, rng))


def not_spoken_of(plan: SupportPlan, returned: Iterable[Item]) -> tuple[Item, ...]:
    """Those of some items whose needs `plan` has nothing about: neither answered, nor taken out by a person."""
    return tuple(item for item in returned if plan.needs.isdisjoint(item.needs))


def with_sure(plan: SupportPlan, returned: Iterable[Item]) -> SupportPlan:
    """A fresh draft with those of `returned` at its end of which the program is sure that need and strength fit."""
    return replace(plan, items=(*plan.items, *(item for item in returned if (item.score or 0) >= RELIABLE)))


def _lacking(
    origin: Origin, plan: SupportPlan, items: Iterable[Item], rng: random.Random | None
) -> Iterator[Suggestion]:
    answered = {need for item in plan.items for need in item.needs}
    present = {item.id for item in plan.items}
    for item in items:
        if not (answered.issuperset(item.needs) if item.needs else item.id in present):
            name = fresh_id(plan, rng) if item.id in present else item.id
            yield Suggestion(origin, replace(item, id=name))


def _others(programme: Programme, plan: SupportPlan, rng: random.Random | None) -> Iterator[Suggestion]:
    for entry in plan.unmet:
        yield Suggestion(Origin.UNMET, own_item(plan, [entry], fresh_id(plan, rng)))
    donor = programme.donor(plan.plan.donor)
    used = {item.strength for item in plan.items}
    for strength in donor.strengths if donor else ():
        if donor and donor.reference(strength) not in used:
            yield Suggestion(Origin.STRENGTH, _from_strength(plan, donor, strength, fresh_id(plan, rng)))
    yield Suggestion(Origin.OWN, own_item(plan, [], fresh_id(plan, rng)))


def _from_strength(plan: SupportPlan, donor: School, strength: Strength, item_id: str) -> Item:
    return replace(
        own_item(plan, [], item_id),
        strength=donor.reference(strength),
        strength_text=strength.text,
        activity=strength.text,
        mode=strength.modes[0] if strength.modes else None,
        lead=strength.lead or donor.contact or donor.head,
        people=strength.places,
        link=strength.link,
    )
