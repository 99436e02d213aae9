"""Edits of a plan, as pure functions from a plan to a plan.

Items are named by their id. Each function raises LookupError where the plan has no item of that id, and touches
nothing but what it says.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from msgspec.structs import replace

from needsmatch.i18n import _
from needsmatch.model.plan import About, Item, Placement, Removed, SupportPlan, UnmetNeed
from needsmatch.planning.fields import Field
from needsmatch.planning.log import entries


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that cannot be right, though each value may stand by itself."""

    item: str | None
    """Id of the item; None for the plan as a whole."""
    field: str
    """Name of the field to change."""
    message: str
    """What is wrong and what to do."""
    placement: str | None = None
    """Key of the placement that has the field, as `log.entries` gives it."""


def set_value(plan: SupportPlan, item_id: str | None, field: Field, value: object) -> SupportPlan:
    """`plan` with one field of an item changed, or of the plan itself where `item_id` is None.

    `value` is one that `fields.read` gives for this field.
    """
    change = {field.name: value}
    if item_id is None:
        return replace(plan, plan=replace(plan.plan, **change))
    place = _place(plan, item_id)
    return replace(plan, items=(*plan.items[:place], replace(plan.items[place], **change), *plan.items[place + 1 :]))


def add_item(plan: SupportPlan, item: Item, after: str | None) -> SupportPlan:
    """`plan` with one more item, behind the item with the id `after` or at the end.

    The needs that it answers are no longer unmet, and a mark that it was taken out goes. No item may have its id yet.
    """
    place = len(plan.items) if after is None else _place(plan, after) + 1
    return replace(
        plan,
        items=(*plan.items[:place], item, *plan.items[place:]),
        unmet=tuple(entry for entry in plan.unmet if entry.need not in item.needs),
        removed=_marks_but(plan, item.id),
    )


def remove_item(
    plan: SupportPlan, item_id: str, by: str | None, at: datetime | None, why: str | None = None
) -> SupportPlan:
    """`plan` without an item; a mark that keeps the whole item stays, so that nothing brings it back unasked.

    `by` is the name of the person who takes it out, `at` when.
    """
    place = _place(plan, item_id)
    item = plan.items[place]
    mark = Removed(id=item_id, needs=item.needs, by=by, at=at, why=why, item=item)
    return replace(
        plan, items=(*plan.items[:place], *plan.items[place + 1 :]), removed=(*_marks_but(plan, item_id), mark)
    )


def put_back(plan: SupportPlan, item_id: str) -> SupportPlan:
    """`plan` with an item that was taken out standing at the end again, as it was; its mark goes.

    Raises LookupError also where the mark does not know the item.
    """
    item = _mark(plan, item_id).item
    if item is None:
        raise LookupError(item_id)
    return add_item(plan, item, None)


def give_reason(plan: SupportPlan, item_id: str, why: str | None) -> SupportPlan:
    """`plan` with the reason why an item was taken out standing at its mark."""
    mark = _mark(plan, item_id)
    return replace(plan, removed=tuple(replace(mark, why=why) if each is mark else each for each in plan.removed))


def move_item(plan: SupportPlan, item_id: str, steps: int) -> SupportPlan:
    """`plan` with an item `steps` places further down (up, where negative), at most to the end or the top."""
    place = _place(plan, item_id)
    items = list(plan.items)
    item = items.pop(place)
    items.insert(min(max(place + steps, 0), len(items)), item)
    return replace(plan, items=tuple(items))


def own_item(plan: SupportPlan, needs: Sequence[UnmetNeed], item_id: str) -> Item:
    """An empty item with the id `item_id` for needs that are unmet (or none), over the whole period of the plan."""
    return Item(
        id=item_id,
        needs=tuple(entry.need for entry in needs),
        need_texts=tuple(entry.need_text for entry in needs),
        start=plan.plan.start,
        end=plan.plan.end,
    )


def fresh_id(plan: SupportPlan, rng: random.Random | None) -> str:
    """An id for an item that the plan does not know and never knew; `rng` makes it repeatable."""
    rng = rng or random.SystemRandom()
    known = {item.id for item in plan.items} | {mark.id for mark in plan.removed} | set(plan.plan.proposed)
    while (name := f"i-{rng.getrandbits(32):08x}") in known:
        pass
    return name


def faults(plan: SupportPlan) -> tuple[Fault, ...]:
    """What cannot be right across fields, the plan's own first. An item may lie outside the plan's period."""
    periods: list[tuple[str | None, str | None, About | Item | Placement]] = [(None, None, plan.plan)]
    for item in plan.items:
        placed = ((key, entry) for key, entry in entries(item).items() if isinstance(entry, Placement))
        periods += [(item.id, None, item), *((item.id, key, placement) for key, placement in placed)]
    backwards = (
        Fault(item_id, "end", _("the end lies before the start; change one of the two dates"), placement)
        for item_id, placement, record in periods
        if _is_backwards(record.start, record.end)
    )
    return (*backwards, *(fault for item in plan.items for fault in _not_in_return(plan.plan, item)))


def _not_in_return(about: About, item: Item) -> Iterator[Fault]:
    if item.in_return and not all(need.startswith(f"{about.donor}/") for need in item.needs):
        text = _(
            "it is for a need of {school}; set this back, or take the item out and add one from the list of what "
            "{school} could give in return"
        )
        yield Fault(item.id, "in_return", text.format(school=about.receiver_name))


def _is_backwards(start: date | None, end: date | None) -> bool:
    return start is not None and end is not None and end < start


def _place(plan: SupportPlan, item_id: str) -> int:
    for place, item in enumerate(plan.items):
        if item.id == item_id:
            return place
    raise LookupError(item_id)


def _mark(plan: SupportPlan, item_id: str) -> Removed:
    for mark in plan.removed:
        if mark.id == item_id:
            return mark
    raise LookupError(item_id)


def _marks_but(plan: SupportPlan, item_id: str) -> tuple[Removed, ...]:
    return tuple(mark for mark in plan.removed if mark.id != item_id)
