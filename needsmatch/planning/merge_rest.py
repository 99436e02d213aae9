"""What stands in a plan beside its items: needs without an answer, and signatures."""

import msgspec

from needsmatch.model.plan import Item, Removed, Signature, SupportPlan, UnmetNeed
from needsmatch.planning.merge_lists import Key, by_moment, by_name, changed, named, path, united
from needsmatch.planning.merge_parts import Settling


def merged_unmet(
    settling: Settling,
    base: SupportPlan,
    ours: SupportPlan,
    theirs: SupportPlan,
    items: tuple[Item, ...],
    removed: tuple[Removed, ...],
) -> tuple[UnmetNeed, ...]:
    """The needs that stay without an answer; `items` and `removed` are those of the merged plan."""
    before, here, there = (named(plan.unmet, lambda entry: entry.need) for plan in (base, ours, theirs))
    answered = {need for item in items for need in item.needs}
    known, ours_known, theirs_known = (_answered_or_out(plan.items, plan.removed) for plan in (base, ours, theirs))
    # What was found in one copy may have gone with what a person decided about its item.
    stays = _answered_or_out(items, removed)
    found = {}
    for key in dict.fromkeys((*before, *here, *there)):
        was, mine, yours = before.get(key), here.get(key), there.get(key)
        if was is None and not (mine and yours):
            own, other = (ours_known, theirs_known) if mine else (theirs_known, ours_known)
            if key[0] in (other & stays) - own - known:
                continue  # found an answer in the other copy: it was taken in from there before
        if entry := _entry(settling, key, was, mine, yours, is_answered=key[0] in answered):
            found[key] = entry
    order = united(before, [key for key in here if key in found], [key for key in there if key in found], by_name)
    return tuple(found[key] for key in order)


def merged_signatures(
    settling: Settling, base: SupportPlan, ours: SupportPlan, theirs: SupportPlan
) -> tuple[Signature, ...]:
    """The signatures of both; one that a side took away, and the other only kept, is gone."""
    before, here, there = (named(plan.signatures, _text) for plan in (base, ours, theirs))
    for key, signature in {**before, **here, **there}.items():
        part = f"signature/{signature.side}/{signature.at.isoformat()}"
        settling.value(part, before.get(key), here.get(key), there.get(key))
    moments = by_moment({key: signature.at for key, signature in {**here, **there}.items()})
    signatures = {**here, **there}
    return tuple(signatures[key] for key in changed(before, list(here), list(there), moments))


def _entry(
    settling: Settling,
    key: Key,
    was: UnmetNeed | None,
    mine: UnmetNeed | None,
    yours: UnmetNeed | None,
    *,
    is_answered: bool,
) -> UnmetNeed | None:
    part = f"unmet/{path(key)}"
    if mine and yours and mine != yours:
        return settling.record(part, was, mine, yours, but=("need",))
    one = mine or yours
    if was and one and (mine is None or yours is None) and one != was and one.sentence == was.sentence:
        # Gone on one side, and on the other only what the program says about it is new: no person need be asked.
        was = one if is_answered else None
    return settling.value(part, was, mine, yours)


def _answered_or_out(items: tuple[Item, ...], removed: tuple[Removed, ...]) -> set[str]:
    """The needs that an item answers, or one that was taken out."""
    return {need for item in items for need in item.needs} | {need for mark in removed for need in mark.needs}


def _text(signature: Signature) -> str:
    return msgspec.json.encode(signature, order="deterministic").decode()
