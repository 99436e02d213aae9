"""A plan that exists and a fresh proposal: what is new comes in, what people have is left as it is."""

import msgspec

from needsmatch.model.plan import SupportPlan


def renew(plan: SupportPlan, proposed: SupportPlan) -> SupportPlan:
    """`plan` with items for needs that it does not speak of yet, and its unmet needs brought up to date.

    Items, answers, marks of removed items and everything else that stands in the plan stay as they are and in
    their order. A need whose item a person removed is not proposed again.
    """
    settled = {need for item in plan.items for need in item.needs}
    settled |= {need for mark in plan.removed for need in mark.needs}
    present = {item.id for item in plan.items} | {mark.id for mark in plan.removed}
    added = [
        item
        for item in proposed.items
        if item.id not in present and (not item.needs or not settled.issuperset(item.needs))
    ]
    settled |= {need for item in added for need in item.needs}
    fresh = {entry.need: entry for entry in proposed.unmet if entry.need not in settled}
    # In the order of the plan; what is newly unmet comes behind, what has been answered goes.
    unmet = [fresh.pop(entry.need, entry) for entry in plan.unmet if entry.need not in settled]
    return msgspec.structs.replace(plan, items=(*plan.items, *added), unmet=(*unmet, *fresh.values()))
