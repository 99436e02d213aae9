"""What was said and done about an item on either side: answers and confirmations are only added, placements and the log
of what was done are merged row by row, field by field."""

import hashlib
from collections.abc import Iterable, Mapping
from typing import TypeVar

import msgspec
from msgspec.structs import replace

from needsmatch.model.fields import Record
from needsmatch.model.plan import Answer, Confirmation, Item, Outcome, Placement
from needsmatch.planning.fields import OUTCOME_FIELDS, PLACEMENT_FIELDS, Field
from needsmatch.planning.merge_lists import Key, Rank, by_moment, changed, named, path, united
from needsmatch.planning.merge_parts import Settling

SAID_AND_DONE = ("answers", "placements", "outcomes", "confirmations")
"""The lists of an item that this merges; its other attributes are what is planned."""

_FIELDS: Mapping[type[Record], tuple[Field, ...]] = {Placement: PLACEMENT_FIELDS, Outcome: OUTCOME_FIELDS}
_DIGITS = 16

Said = TypeVar("Said", bound=Answer | Confirmation)
Noted = TypeVar("Noted", bound=Placement | Outcome)
Row = TypeVar("Row", bound=Answer | Confirmation | Placement | Outcome)


def merged_said(settling: Settling, key: str, base: Item | None, ours: Item, theirs: Item) -> Item:
    """`ours` with all that was said and done about the item in both copies. `key` is that of the item's part."""
    was = base or Item(id=ours.id)
    name = ours.id
    return replace(
        ours,
        answers=_added(settling, f"{key}/answer", name, was.answers, ours.answers, theirs.answers),
        placements=_noted(settling, f"{key}/placement", name, was.placements, ours.placements, theirs.placements),
        outcomes=_noted(settling, f"{key}/outcome", name, was.outcomes, ours.outcomes, theirs.outcomes),
        confirmations=_added(
            settling, f"{key}/confirmation", name, was.confirmations, ours.confirmations, theirs.confirmations
        ),
    )


def with_said(item: Item, *others: Item | None) -> Item:
    """`item` with what was said and done that only the others have."""
    for other in filter(None, others):
        item = replace(
            item,
            answers=_all_said(item.answers, other.answers),
            placements=_all_noted(item.placements, other.placements),
            outcomes=_all_noted(item.outcomes, other.outcomes),
            confirmations=_all_said(item.confirmations, other.confirmations),
        )
    return item


def _added(
    settling: Settling, key: str, item: str, base: Iterable[Said], ours: Iterable[Said], theirs: Iterable[Said]
) -> tuple[Said, ...]:
    """What was said on both sides, the latest last.

    Where both sides said something new, nothing that one of them has is taken back.
    """
    before, here, there = (_by_id(rows) for rows in (base, ours, theirs))
    _set_apart(before, here, there)
    rank = by_moment({name: said.at for name, said in (*here.items(), *there.items())})
    both_spoke = before not in (here, there)
    order = (united if both_spoke else changed)(before, list(here), list(there), rank)
    found = {}
    for name in dict.fromkeys((*order, *before, *here, *there)):
        kept = before.get(name) if both_spoke and name in order else None
        said = settling.value(
            f"{key}/{path(name)}", before.get(name), here.get(name, kept), there.get(name, kept), item=item
        )
        if said:
            found[name] = said
    return tuple(found[name] for name in order)


def _noted(
    settling: Settling, key: str, item: str, base: Iterable[Noted], ours: Iterable[Noted], theirs: Iterable[Noted]
) -> tuple[Noted, ...]:
    """The rows of both; what both changed differently in one is a conflict: sums would count it twice."""
    before, here, there = (_by_id(rows) for rows in (base, ours, theirs))
    found: dict[Key, Noted] = {}
    for name in dict.fromkeys((*before, *here, *there)):
        part = f"{key}/{path(name)}"
        was, mine, yours = before.get(name), here.get(name), there.get(name)
        if mine and yours and mine != yours:
            row: Noted | None = settling.record(
                part, was, mine, yours, item=item, fields=_FIELDS[type(mine)], but=("id",), is_row=True
            )
        else:
            row = settling.value(part, was, mine, yours, item=item)
        if row:
            found[name] = row
    ours_now, theirs_now = ([name for name in side if name in found] for side in (here, there))
    order = united(before, ours_now, theirs_now, _by_day(found))
    return tuple(found[name] for name in order)


def _all_said(ours: Iterable[Said], theirs: Iterable[Said]) -> tuple[Said, ...]:
    here, there = (_by_id(rows) for rows in (ours, theirs))
    _set_apart({}, here, there)
    both = {**there, **here}
    rank = by_moment({name: said.at for name, said in both.items()})
    return tuple(both[name] for name in united((), list(here), list(there), rank))


def _all_noted(ours: Iterable[Noted], theirs: Iterable[Noted]) -> tuple[Noted, ...]:
    here, there = (_by_id(rows) for rows in (ours, theirs))
    both = {**there, **here}
    return tuple(both[name] for name in united((), list(here), list(there), _by_day(both)))


def _by_day(rows: Mapping[Key, Noted]) -> Rank:
    """Rank by when something was done or began: unknown first, then the earliest."""
    days = {name: row.day if isinstance(row, Outcome) else row.start for name, row in rows.items()}
    return lambda name: (day.toordinal() if (day := days.get(name)) else 0, path(name))


def _by_id(rows: Iterable[Row]) -> dict[Key, Row]:
    return named(rows, lambda row: row.id)


def _set_apart(before: dict[Key, Said], here: dict[Key, Said], there: dict[Key, Said]) -> None:
    """Give one of two things said with one id another id, in both copies: both were said."""
    for key in [name for name in here if name in there]:
        if here[key] == there[key] or before.get(key) in (here[key], there[key]):
            continue
        texts = {_content(said): said for said in (here[key], there[key])}
        first, second = sorted(texts)
        moved = replace(texts[second], id=f"a-{hashlib.sha256(second).hexdigest()[:_DIGITS]}")
        for copy in (here, there):
            if copy[key] == texts[second]:
                copy.setdefault((moved.id, 0), moved)
            copy[key] = texts[first]


def _content(said: Answer | Confirmation) -> bytes:
    return msgspec.json.encode(said, order="deterministic")
