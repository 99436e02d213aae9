"""What is different between two states of a plan, as data and in sentences."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto

from msgspec.structs import replace

from needsmatch.display import clean, clip
from needsmatch.i18n import _, listed
from needsmatch.model.fields import Record
from needsmatch.model.plan import Item, SupportPlan
from needsmatch.planning.fields import ITEM_FIELDS, PLAN_FIELDS, Field, label_of, shown

_LONGEST = 30
"""Cells that a value takes in a sentence at most."""


class ChangeKind(Enum):
    """What happened."""

    ADDED = auto()
    REMOVED = auto()
    MOVED = auto()
    EDITED = auto()


@dataclass(frozen=True, slots=True)
class Change:
    """One difference between an old and a new plan."""

    kind: ChangeKind
    item: str | None = None
    """Id of the item; None for the plan as a whole."""
    number: int | None = None
    """The item's place from 1: in the new plan, or in the old one where it was removed."""
    field: Field | None = None
    """What was edited; None for what cannot be edited by hand, such as answers."""
    before: object = None
    """The old value, the removed item, or the old place (from 1) of one that was moved."""
    after: object = None
    """The new value, the added item, or the new place."""


def changes(old: SupportPlan, new: SupportPlan) -> tuple[Change, ...]:
    """Every difference: the plan's own first, then item by item in the new order, then the items that are gone.

    Items are the same where their ids are. What follows from an added or removed item by itself (needs that are unmet
    or no longer, marks, the list of proposed items) is not told again.
    """
    before, after = _by_id(old.items), _by_id(new.items)
    came = [item for key, item in after.items() if key not in before]
    gone = [item for key, item in before.items() if key not in after]
    moved = _moved([key for key in before if key in after], [key for key in after if key in before])
    places = {key: number for number, key in enumerate(before, 1)}
    found = list(_plan_edits(_settled(old, came, gone), _settled(new, came, gone)))
    for number, (key, item) in enumerate(after.items(), 1):
        if key not in before:
            found.append(Change(ChangeKind.ADDED, item.id, number, after=item))
            continue
        if key in moved:
            found.append(Change(ChangeKind.MOVED, item.id, number, before=places[key], after=number))
        found.extend(_edits(before[key], item, ITEM_FIELDS, item.id, number))
    found.extend(
        Change(ChangeKind.REMOVED, item.id, places[key], before=item)
        for key, item in before.items()
        if key not in after
    )
    return tuple(found)


def described(change: Change) -> str:
    """A change as a short sentence on one line, in the current language, that is safe to show."""
    if isinstance(change.after, Item):
        return _("Item {number} added: {what}").format(number=change.number, what=_cut(item_title(change.after)))
    if isinstance(change.before, Item):
        return _("Item {number} taken out: {what}").format(number=change.number, what=_cut(item_title(change.before)))
    if change.kind is ChangeKind.MOVED:
        return _("Item {number} moved to place {place}").format(number=change.before, place=change.after)
    if change.field is None:
        return _in_item(change, _("further details changed"))
    before, after = (_cut(shown(change.field, value)) for value in (change.before, change.after))
    if not before:
        sentence = _("{field} set to {after}")
    elif not after:
        sentence = _("{field} emptied (was {before})")
    else:
        sentence = _("{field} changed from {before} to {after}")
    return _in_item(change, sentence.format(field=_(change.field.label), before=before, after=after))


def item_title(item: Item) -> str:
    """What an item is about, in a few words: its needs, else the first line of what is done, else how."""
    lines = (line.strip() for line in (item.activity or "").splitlines())
    titles = (listed(item.need_texts), next(filter(None, lines), ""), label_of(item.mode) if item.mode else "")
    return next(filter(None, titles), _("new item"))


def _in_item(change: Change, sentence: str) -> str:
    if change.number is None:
        return sentence
    return _("Item {number}: {sentence}").format(number=change.number, sentence=sentence)


def _by_id(items: Iterable[Item]) -> dict[tuple[str, int], Item]:
    """Items by id; where a hand-written file has an id twice, counted as well."""
    seen: Counter[str] = Counter()
    found = {}
    for item in items:
        found[item.id, seen[item.id]] = item
        seen[item.id] += 1
    return found


def _moved(old: Sequence[tuple[str, int]], new: Sequence[tuple[str, int]]) -> set[tuple[str, int]]:
    """The fewest items whose moving explains the new order: those outside the longest run that kept its order."""
    places = {key: place for place, key in enumerate(old)}
    ends: list[int] = []  # for each length, the lowest old place that a run of this length ends with
    runs: list[tuple[tuple[str, int], ...]] = []
    for key in new:
        length = bisect_left(ends, places[key])
        run = (*(runs[length - 1] if length else ()), key)
        ends[length : length + 1] = [places[key]]
        runs[length : length + 1] = [run]
    return set(new) - set(runs[-1] if runs else ())


def _settled(plan: SupportPlan, came: Sequence[Item], gone: Sequence[Item]) -> SupportPlan:
    """`plan` without what follows from the items that came and went."""
    ids = {item.id for item in (*came, *gone)}
    needs = {need for item in (*came, *gone) for need in item.needs}
    return replace(
        plan,
        plan=replace(plan.plan, proposed=tuple(name for name in plan.plan.proposed if name not in ids)),
        unmet=tuple(entry for entry in plan.unmet if entry.need not in needs),
        removed=tuple(mark for mark in plan.removed if mark.id not in ids),
    )


def _plan_edits(old: SupportPlan, new: SupportPlan) -> Iterator[Change]:
    yield from _edits(old.plan, new.plan, PLAN_FIELDS, None, None)
    for name in ("unmet", "signatures", "removed"):
        before, after = getattr(old, name), getattr(new, name)
        if before != after:
            yield Change(ChangeKind.EDITED, before=before, after=after)


def _edits(
    old: Record, new: Record, fields: Sequence[Field], item_id: str | None, number: int | None
) -> Iterator[Change]:
    """One change for each attribute that differs, those a person can edit first and in their order."""
    editable = {field.name: field for field in fields}
    for name in dict.fromkeys((*editable, *old.__struct_fields__)):
        before, after = getattr(old, name), getattr(new, name)
        if before != after:
            yield Change(ChangeKind.EDITED, item_id, number, editable.get(name), before, after)


def _cut(text: str) -> str:
    return clip(" ".join(clean(text).split()), _LONGEST)
