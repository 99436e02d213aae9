"""The items of two copies become one list: what was changed, added, taken out, put back and moved on either side."""

from collections.abc import Iterable, Sequence
from itertools import chain
from typing import NamedTuple

from msgspec.structs import replace

from needsmatch.model.plan import Item, Removed, SupportPlan
from needsmatch.planning.fields import ITEM_FIELDS
from needsmatch.planning.merge_lists import (
    Key,
    by_moment,
    by_name,
    common_orders,
    moment,
    named,
    path,
    united,
    woven,
)
from needsmatch.planning.merge_parts import LONGEST, Settling, Whose, united_remark, without_people
from needsmatch.planning.merge_said import SAID_AND_DONE, merged_said, with_said


class _Place(NamedTuple):
    """What one copy has under an id: an item, or the mark of one that was taken out, or nothing."""

    item: Item | None
    mark: Removed | None


def merged_items(
    settling: Settling, base: SupportPlan, ours: SupportPlan, theirs: SupportPlan
) -> tuple[tuple[Item, ...], tuple[Removed, ...]]:
    """The items of the merged plan in their order, and the marks of those that are out."""
    items: list[dict[Key, Item]] = []
    marks: list[dict[Key, Removed]] = []
    for plan in (base, ours, theirs):
        items.append(named(plan.items, lambda item: item.id))
        marks.append(named(plan.removed, lambda mark: mark.id))
    standing, out = {}, {}
    for key in dict.fromkeys([*chain(*items), *chain(*marks)]):
        before, here, there = (_Place(side.get(key), gone.get(key)) for side, gone in zip(items, marks, strict=True))
        item, mark = _place(settling, key, before, here, there)
        if item:
            standing[key] = item
        if mark:
            out[key] = mark
    before_items, our_items, their_items = ([key for key in side if key in standing] for side in items)
    before_marks, our_marks, their_marks = ([key for key in side if key in out] for side in marks)
    order = _order(settling, before_items, our_items, their_items)
    rank = by_moment({key: mark.at for key, mark in out.items()})
    told = united(before_marks, our_marks, their_marks, rank)
    made = [key for key in out if key not in told]
    return tuple(standing[key] for key in order), tuple(out[key] for key in (*told, *made))


def merged_item(settling: Settling, key: str, base: Item | None, ours: Item, theirs: Item) -> Item:
    """One item of two copies; `key` is that of its part."""
    if base is None and ours == theirs:
        return settling.value(key, None, ours, theirs, item=ours.id) or ours
    planned = settling.record(key, base, ours, theirs, item=ours.id, fields=ITEM_FIELDS, but=("id", *SAID_AND_DONE))
    return merged_said(settling, key, base, planned, theirs)


def _place(settling: Settling, key: Key, before: _Place, here: _Place, there: _Place) -> _Place:
    if here.item and there.item:
        base = before.item or (before.mark.item if before.mark else None)
        item = merged_item(settling, f"item/{path(key)}", base, here.item, there.item)
        # A mark stands beside its item only where it was written by hand.
        stands = here.mark or there.mark
        return _Place(item, _mark(settling, key, base, before.mark, here.mark, there.mark) if stands else None)
    if here.item or there.item:
        return _one_has_it(settling, key, before, here, there)
    return _Place(None, _taken_out(settling, key, before, here, there))


def _one_has_it(settling: Settling, key: Key, before: _Place, here: _Place, there: _Place) -> _Place:
    """An item that stands in one copy only: added, put back, or taken out of the other."""
    inside, outside = (here, there) if here.item else (there, here)
    has = inside.item
    assert has is not None
    if _is_known(before, has, outside.mark):
        settling.value(f"item/{path(key)}", has, here.item, there.item, item=key[0])
        return _Place(None, outside.mark)
    contradicts = has != before.item if before.item else outside.mark not in (None, before.mark)
    item = settling.value(f"item/{path(key)}", before.item, here.item, there.item, item=key[0], contradicts=contradicts)
    archived = outside.mark.item if outside.mark else None
    if item:
        return _kept(with_said(item, has, archived), before, outside) if contradicts else _Place(item, inside.mark)
    mark = outside.mark or Removed(id=key[0], needs=has.needs)
    if contradicts:
        return _Place(None, replace(mark, item=_fused(before.item, has, archived)))
    return _Place(None, mark if mark.item else replace(mark, item=has))


def _is_known(before: _Place, has: Item, mark: Removed | None) -> bool:
    """Whether who took the item out had all that is new on the other side: so it is when a copy is taken in again."""
    if mark is None or mark.item is None:
        return False
    base = before.item or (before.mark.item if before.mark else None)
    if base == Item(id=has.id) or (before.mark and not before.item and base in (None, has)):
        # What both were made from is not known; or it was put back there, which may not be known here.
        return False
    settling = without_people()
    return merged_item(settling, "", base, mark.item, has) == mark.item and not any(
        part.whose is Whose.CONFLICT for part in settling.parts
    )


def _kept(item: Item, before: _Place, outside: _Place) -> _Place:
    """An item that stays though one side took it out: its note tells why. Where it has no room, the mark stays."""
    if outside.mark is None or outside.mark.why is None:
        return _Place(item, None)
    known = {line for text in (item.note, before.mark and before.mark.why) if text for line in text.split("\n")}
    new = [line for line in outside.mark.why.split("\n") if line not in known]
    note = "\n".join((*filter(None, [item.note]), *new)) or None
    return _Place(replace(item, note=note), None) if len(note or "") <= LONGEST else _Place(item, outside.mark)


def _taken_out(settling: Settling, key: Key, before: _Place, here: _Place, there: _Place) -> Removed | None:
    """The mark of an item that stands in neither copy; a mark is never taken away."""
    if before.item:
        settling.value(f"item/{path(key)}", before.item, None, None, item=key[0])
        settling = without_people()
    item = before.item or (before.mark.item if before.mark else None)
    mark = _mark(settling, key, item, before.mark, here.mark or before.mark, there.mark or before.mark)
    if before.item:
        mark = mark or Removed(id=key[0], needs=before.item.needs)
        return mark if mark.item else replace(mark, item=before.item)
    return mark


def _mark(
    settling: Settling,
    key: Key,
    item: Item | None,
    before: Removed | None,
    ours: Removed | None,
    theirs: Removed | None,
) -> Removed | None:
    """What becomes of a mark; `item` is what the item was before."""
    return settling.value(
        f"removed/{path(key)}", before, ours, theirs, item=key[0],
        unite=lambda was, mine, yours: mine and yours and _one_mark(was, item, mine, yours),
    )  # fmt: skip


def _one_mark(before: Removed | None, item: Item | None, ours: Removed, theirs: Removed) -> Removed:
    """Both took the item out: who did so first, every reason, and all that was said about it."""
    first = min(ours, theirs, key=lambda mark: (mark.at is None, moment(mark.at), mark.by or ""))
    why = united_remark(before.why if before else None, ours.why, theirs.why)
    archived = _fused(item, ours.item, theirs.item) if ours.item else theirs.item
    return Removed(
        id=ours.id,
        needs=tuple(dict.fromkeys((*min(ours.needs, theirs.needs), *max(ours.needs, theirs.needs)))),
        by=first.by,
        at=first.at,
        why=why or first.why,
        item=archived,
    )


def _fused(base: Item | None, one: Item, other: Item | None) -> Item:
    return merged_item(without_people(), "", base, one, other) if other else one


def _order(settling: Settling, base: Iterable[Key], ours: Sequence[Key], theirs: Sequence[Key]) -> tuple[Key, ...]:
    before, here, there = common_orders(base, ours, theirs)
    was, ours_now, theirs_now = (tuple(name for name, _before in keys) for keys in (before, here, there))
    chosen = named(settling.value("order", was, ours_now, theirs_now), str)
    common = [key for key in chosen if key in here]
    return woven([*common, *(key for key in here if key not in chosen)], ours, theirs, by_name)
