"""What is different between two states of a plan, as data; `change_words` makes sentences of it."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import TypeVar

from msgspec.structs import replace

from needsmatch.model.fields import Record
from needsmatch.model.plan import (
    Answer,
    Confirmation,
    Item,
    Outcome,
    Placement,
    Removed,
    Signature,
    SupportPlan,
    UnmetNeed,
)
from needsmatch.model.revision import is_valid
from needsmatch.model.terms import Mode
from needsmatch.planning.fields import ITEM_FIELDS, PLAN_FIELDS, Field

_TOGETHER: Mapping[str, tuple[str, ...]] = {
    "needs": ("needs", "need_texts"),
    "strength": ("strength", "strength_text"),
    "evidence": ("topic", "score", "evidence"),
    "pair": ("id", "programme", "receiver", "donor", "format"),
}
"""Attributes that are one part of a plan or an item."""
_SILENT = frozenset({"revision", "parent", "merged", "proposed"})
"""What the program notes in a plan for itself."""
_ROWS = ("answers", "placements", "outcomes", "confirmations")
"""The lists of an item whose rows are told one by one."""
Row = TypeVar("Row", Item, Answer, Placement, Outcome, Confirmation, UnmetNeed, Signature, Removed)


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
    """What was edited, where a person can edit it as a field."""
    before: object = None
    """The old value, row or place (from 1); of an item that was put back its mark."""
    after: object = None
    """The new value, row or place; of an item that was removed its mark, where it left one."""
    part: str | None = None
    """What changed where it is neither a field nor the whole item: `answers`, `placements`, `outcomes`,
    `confirmations`, `unmet`, `signatures`, `removed`, `needs`, `strength`, `evidence`, `outdated`, `valid` (whether a
    signature stands), `pair`, `record` (what the program notes for itself), or the attribute's name."""
    mode: Mode | None = None
    """How the item helps, where a row of one of its lists changed."""


def changes(old: SupportPlan, new: SupportPlan) -> tuple[Change, ...]:
    """Every difference: the plan's own first, then item by item in the new order, then the items that are gone, then
    unmet needs, marks and signatures.

    Items are the same where their ids are. What follows from an added or removed item by itself (needs that are unmet
    or no longer, marks, the list of proposed items) is not told again, and what the program notes for itself (such as
    the revision) only where nothing else is different.
    """
    before, after = _by_key(old.items, _id), _by_key(new.items, _id)
    came = [item for key, item in after.items() if key not in before]
    gone = [item for key, item in before.items() if key not in after]
    found = [*_edits(old.plan, new.plan, PLAN_FIELDS, None, None), *_item_changes(old, new)]
    was, now = _settled(old, came, gone), _settled(new, came, gone)
    found += _rows("unmet", was.unmet, now.unmet, lambda entry: entry.need)
    found += _rows("removed", was.removed, now.removed, _id)
    found += _rows("signatures", old.signatures, new.signatures, lambda signature: signature)
    found += _voided(old, new)
    if not found and old != new:
        found.append(Change(ChangeKind.EDITED, before=old.plan, after=new.plan, part="record"))
    return tuple(found)


def _item_changes(old: SupportPlan, new: SupportPlan) -> Iterator[Change]:
    before, after = _by_key(old.items, _id), _by_key(new.items, _id)
    moved = _moved([key for key in before if key in after], [key for key in after if key in before])
    places = {key: number for number, key in enumerate(before, 1)}
    marks = {mark.id: mark for mark in old.removed}
    for number, (key, item) in enumerate(after.items(), 1):
        if key not in before:
            yield Change(ChangeKind.ADDED, item.id, number, before=marks.get(item.id), after=item)
            continue
        if key in moved:
            yield Change(ChangeKind.MOVED, item.id, number, before=places[key], after=number)
        yield from _edits(before[key], item, ITEM_FIELDS, item.id, number)
        was = before[key]
        yield from _rows("answers", _spoken(was), _spoken(item), _id, item, number)
        yield from _rows("placements", was.placements, item.placements, _id, item, number)
        yield from _rows("outcomes", was.outcomes, item.outcomes, _id, item, number)
        yield from _rows("confirmations", _confirmed(was), _confirmed(item), _id, item, number)
    marks = {mark.id: mark for mark in new.removed}
    for key, item in before.items():
        if key not in after:
            yield Change(ChangeKind.REMOVED, item.id, places[key], before=item, after=marks.get(item.id))


def _edits(
    old: Record, new: Record, fields: Sequence[Field], item_id: str | None, number: int | None
) -> Iterator[Change]:
    """One change for each part that differs, those a person can edit first and in their order."""
    editable = {field.name: field for field in fields}
    parts = {name: part for part, names in _TOGETHER.items() for name in names}
    told = set()
    for name in dict.fromkeys((*editable, *old.__struct_fields__)):
        before, after = getattr(old, name), getattr(new, name)
        if before == after or name in _SILENT or name in _ROWS:
            continue
        if name in editable:
            yield Change(ChangeKind.EDITED, item_id, number, editable[name], before, after)
        elif name not in parts:
            yield Change(ChangeKind.EDITED, item_id, number, None, before, after, name)
        elif (part := parts[name]) not in told:
            told.add(part)
            was, now = (tuple(getattr(record, name) for name in _TOGETHER[part]) for record in (old, new))
            yield Change(ChangeKind.EDITED, item_id, number, None, was, now, part)


def _rows(
    part: str,
    old: Sequence[Row],
    new: Sequence[Row],
    key: Callable[[Row], Hashable],
    item: Item | None = None,
    number: int | None = None,
) -> Iterator[Change]:
    """The rows that came, went or differ."""
    item_id, mode = (item.id, item.mode) if item else (None, None)
    before: dict[tuple[Hashable, int], Row] = _by_key(old, key)
    after: dict[tuple[Hashable, int], Row] = _by_key(new, key)
    if before == after and old != new:
        yield Change(ChangeKind.MOVED, item_id, number, None, old, new, part, mode)
    for name in dict.fromkeys((*after, *before)):
        was, now = before.get(name), after.get(name)
        if was != now:
            kind = ChangeKind.ADDED if was is None else ChangeKind.REMOVED if now is None else ChangeKind.EDITED
            yield Change(kind, item_id, number, None, was, now, part, mode)


def _voided(old: SupportPlan, new: SupportPlan) -> Iterator[Change]:
    """The signatures that stood under the old plan and do not under the new one, or the other way round."""
    for signature in dict.fromkeys(new.signatures):
        stood, stands = (is_valid(signature, plan) for plan in (old, new))
        if signature in old.signatures and stood != stands:
            yield Change(
                ChangeKind.EDITED,
                before=signature if stood else None,
                after=signature if stands else None,
                part="valid",
            )


def _spoken(item: Item) -> tuple[Answer, ...]:
    """What was said about an item, without what the program notes with it."""
    return tuple(replace(given, terms=None) for given in item.answers)


def _confirmed(item: Item) -> tuple[Confirmation, ...]:
    """What was said about what was done, without what the program notes with it."""
    return tuple(replace(given, done=None) for given in item.confirmations)


def _id(row: Item | Answer | Placement | Outcome | Confirmation | Removed) -> str:
    return row.id


def _by_key(rows: Iterable[Row], key: Callable[[Row], Hashable]) -> dict[tuple[Hashable, int], Row]:
    """Rows by what makes them known again; where a hand-written file has one twice, counted as well."""
    seen: Counter[Hashable] = Counter()
    found = {}
    for row in rows:
        found[key(row), seen[key(row)]] = row
        seen[key(row)] += 1
    return found


def _moved(old: Sequence[Hashable], new: Sequence[Hashable]) -> set[Hashable]:
    """The fewest items whose moving explains the new order: those outside the longest run that kept its order."""
    places = {key: place for place, key in enumerate(old)}
    ends: list[int] = []  # for each length, the lowest old place that a run of this length ends with
    runs: list[tuple[Hashable, ...]] = []
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
        unmet=tuple(entry for entry in plan.unmet if entry.need not in needs),
        removed=tuple(mark for mark in plan.removed if mark.id not in ids),
    )
