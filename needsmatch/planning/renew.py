"""A plan that exists and a fresh proposal: what is new comes in, what people have is left as it is."""

from itertools import count

from msgspec.structs import replace

from needsmatch.matching.wording import Plain, likeness
from needsmatch.model.plan import Item, Removed, Status, SupportPlan, UnmetNeed

_REWORDED = 0.5
"""Likeness (0..1) from which a need that is new and one that is gone are one need in other words."""


def renew(plan: SupportPlan, proposed: SupportPlan) -> SupportPlan:
    """`plan` with items for needs that it does not speak of yet, and its unmet needs brought up to date.

    Items, answers, marks of removed items and everything else that stands in the plan stay as they are and in their
    order; a closed plan stays altogether. An item that was taken out by hand gets its mark, and what carries a mark is
    not proposed again. A need that was only reworded keeps its item.
    """
    if plan.plan.status is Status.CLOSED:
        return plan
    plan = replace(plan, removed=(*plan.removed, *_taken_out(plan, proposed)))
    settled = {need for item in plan.items for need in item.needs}
    settled |= {need for mark in plan.removed for need in mark.needs}
    settled |= _reworded(plan, proposed)
    present = {item.id for item in plan.items} | {mark.id for mark in plan.removed}
    added = [
        replace(item, id=_free_id(item.id, present)) if item.id in present else item
        for item in proposed.items
        if not (settled.issuperset(item.needs) if item.needs else item.id in present)
    ]
    settled |= {need for item in added for need in item.needs}
    fresh = {entry.need: entry for entry in proposed.unmet if entry.need not in settled}
    asked = proposed.needs
    # In the order of the plan; what is answered by now goes, what is newly unmet comes behind.
    unmet = [
        _newer(entry, fresh.pop(entry.need, entry))
        for entry in plan.unmet
        if entry.need in fresh or (entry.need not in asked and not _in_other_words(entry.need_text, proposed))
    ]
    about = replace(plan.plan, proposed=tuple(dict.fromkeys((*plan.plan.proposed, *(item.id for item in added)))))
    return replace(plan, plan=about, items=(*plan.items, *added), unmet=(*unmet, *fresh.values()))


def _newer(entry: UnmetNeed, fresh: UnmetNeed) -> UnmetNeed:
    """The fresh entry only where it says something else: people may have worded the old one."""
    return entry if (entry.cause, entry.others) == (fresh.cause, fresh.others) else fresh


def _free_id(name: str, taken: set[str]) -> str:
    """An id like `name` that no item has: a person let the item of that name answer another need."""
    return next(free for number in count(2) if (free := f"{name}-{number}") not in taken)


def _taken_out(plan: SupportPlan, proposed: SupportPlan) -> list[Removed]:
    """Marks for items that the program put in and that somebody took out of the file since."""
    standing = {item.id for item in plan.items} | {mark.id for mark in plan.removed}
    needs = {item.id: item.needs for item in proposed.items}
    return [Removed(id=name, needs=needs.get(name, ())) for name in plan.plan.proposed if name not in standing]


def _reworded(plan: SupportPlan, proposed: SupportPlan) -> set[str]:
    """New needs of `proposed` that `plan` answers already, in the words of a need that is gone from the list."""
    asked = proposed.needs
    gone = [item for item in plan.items if item.needs and not asked.intersection(item.needs)]
    known = {need for item in plan.items for need in item.needs}
    texts = {entry.need: entry.need_text for entry in proposed.unmet}
    texts |= {need: text for item in proposed.items for need, text in zip(item.needs, item.need_texts, strict=False)}
    return {need for need, text in texts.items() if need not in known and any(_same_words(text, item) for item in gone)}


def _same_words(text: str, item: Item) -> bool:
    return any(likeness(Plain.of(text), Plain.of(before)) >= _REWORDED for before in item.need_texts)


def _in_other_words(text: str, proposed: SupportPlan) -> bool:
    """Whether a need of `proposed` says the same as `text`."""
    unmet = any(likeness(Plain.of(text), Plain.of(entry.need_text)) >= _REWORDED for entry in proposed.unmet)
    return unmet or any(_same_words(text, item) for item in proposed.items)
