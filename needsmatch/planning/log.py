"""Noting what was done about an item, and who is placed where, as pure functions from a plan to a plan.

A new row is filled in as a person would most likely write it, so that noting it takes no typing. The first one in a
plan that is agreed puts it under way.
"""

import random
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from msgspec.structs import replace

from needsmatch.model.plan import Item, Outcome, Placement, Status, SupportPlan
from needsmatch.model.terms import Mode
from needsmatch.planning.author import Author
from needsmatch.planning.deeds import months_of
from needsmatch.planning.fields import OUTCOME_FIELDS, Field
from needsmatch.planning.merge_lists import named, path
from needsmatch.planning.progress import PLACED, ItemProgress
from needsmatch.planning.review import new_id

_USUAL_FIRST = ("day", "sessions", "people", "remark")
_FIRST: Mapping[Mode, tuple[str, ...]] = {
    **dict.fromkeys(PLACED, ("day", "people", "names", "months", "batch", "remark")),
    Mode.DONATION: ("day", "money", "remark", "link"),
    Mode.PUPIL_AID: ("day", "people", "money", "remark"),
    Mode.RESOURCE: ("day", "link", "people", "remark"),
    Mode.PLANNING: ("day", "link", "sessions", "people", "remark"),
    Mode.ASSESSMENT: ("day", "link", "people", "remark"),
}
"""What matters most about each way of helping; otherwise it is what matters of most."""
_WITHOUT_SESSIONS = PLACED | {Mode.DONATION, Mode.PUPIL_AID, Mode.RESOURCE}


def outcome_fields(mode: Mode | None) -> tuple[Field, ...]:
    """The fields of a log row, those first that matter most for a way of helping."""
    first = _FIRST.get(mode, _USUAL_FIRST) if mode else _USUAL_FIRST
    by_name = {field.name: field for field in OUTCOME_FIELDS}
    return tuple(by_name[name] for name in dict.fromkeys((*first, *by_name)))


def new_outcome(entry: ItemProgress, today: date, author: Author, rng: random.Random | None = None) -> Outcome:
    """The next row of an item's log as a person would most likely write it.

    One session today with the planned people; of a placement the planned people and months, of a donation what is left
    of its budget. People who stand in placements are not noted again. Of the author only `by` and `at` are used;
    `rng` makes the id repeatable.
    """
    item = entry.item
    is_placed = item.mode in PLACED
    left = entry.money[1] - entry.money[0] if item.mode is Mode.DONATION and entry.money[1] is not None else Decimal(0)
    return Outcome(
        id=new_id("o", _known_ids(entry.plan), rng),
        day=today,
        sessions=None if item.mode in _WITHOUT_SESSIONS else 1,
        people=None if item.placements else item.people,
        months=_planned_months(item) if is_placed and not item.placements else None,
        money=_plain(left) if left > 0 else None,
        link=item.link if "link" in _FIRST.get(item.mode or Mode.TRAINING, ()) else None,
        by=author.by,
        at=author.at.replace(microsecond=0),
    )


def is_blank(outcome: Outcome) -> bool:
    """Whether a log row tells nothing but its day."""
    told = ("sessions", "people", "names", "months", "money", "batch", "link", "finished", "remark")
    return not any(getattr(outcome, name) for name in told)


def new_placements(
    plan: SupportPlan, item: Item, names: Sequence[str], rng: random.Random | None = None
) -> tuple[Placement, ...]:
    """One placement for each name, with dates, mentors and batch of the last one; without one, the item's own."""
    like = item.placements[-1] if item.placements else None
    known = _known_ids(plan)
    found = []
    for name in names:
        known.add(fresh := new_id("p", known, rng))
        found.append(
            Placement(
                id=fresh,
                person=name,
                mentors=like.mentors if like else item.mentors,
                batch=like.batch if like else None,
                start=like.start if like else item.start,
                end=like.end if like else item.end,
                months=like.months if like else None,
            )
        )
    return tuple(found)


def noted(plan: SupportPlan, item_id: str, outcome: Outcome) -> SupportPlan:
    """`plan` with one more row at the end of an item's log.

    A plan that is agreed is under way then. Raises LookupError where the plan has no such item.
    """
    item = item_of(plan, item_id)
    plan = _with(plan, item, outcomes=(*item.outcomes, outcome))
    if plan.plan.status is not Status.AGREED:
        return plan
    return replace(plan, plan=replace(plan.plan, status=Status.ACTIVE))


def placed(plan: SupportPlan, item_id: str, *placements: Placement) -> SupportPlan:
    """`plan` with more people placed by an item. Raises LookupError where the plan has no such item."""
    item = item_of(plan, item_id)
    return _with(plan, item, placements=(*item.placements, *placements))


def changed(plan: SupportPlan, item_id: str, key: str, field: Field, value: object) -> SupportPlan:
    """`plan` with one field of a log row or a placement changed; `value` is one that `fields.read` gives for it.

    Raises LookupError where there is no such item or entry.
    """
    item = item_of(plan, item_id)
    rows = entries(item)
    rows[key] = replace(rows[key], **{field.name: value})
    return _with_entries(plan, item, rows)


def struck(plan: SupportPlan, item_id: str, key: str) -> SupportPlan:
    """`plan` without a log row or a placement. Raises LookupError where there is no such item or entry."""
    item = item_of(plan, item_id)
    rows = entries(item)
    del rows[key]
    return _with_entries(plan, item, rows)


def item_of(plan: SupportPlan, item_id: str) -> Item:
    """An item by its id. Raises LookupError."""
    for item in plan.items:
        if item.id == item_id:
            return item
    raise LookupError(item_id)


def entries(item: Item) -> dict[str, Placement | Outcome]:
    """Who is placed, then the rows of the log, each by a key of its own, such as `outcome/o-1`.

    Where a file written by hand has an id twice, they are told apart: the second one is `outcome/o-1#2`.
    """
    placements = named(item.placements, lambda row: row.id)
    outcomes = named(item.outcomes, lambda row: row.id)
    return {
        **{f"placement/{path(key)}": placement for key, placement in placements.items()},
        **{f"outcome/{path(key)}": outcome for key, outcome in outcomes.items()},
    }


def _with_entries(plan: SupportPlan, item: Item, rows: Mapping[str, Placement | Outcome]) -> SupportPlan:
    placements = tuple(row for row in rows.values() if isinstance(row, Placement))
    outcomes = tuple(row for row in rows.values() if isinstance(row, Outcome))
    return _with(plan, item, placements=placements, outcomes=outcomes)


def _with(plan: SupportPlan, item: Item, **change: object) -> SupportPlan:
    return replace(plan, items=tuple(replace(each, **change) if each is item else each for each in plan.items))


def _known_ids(plan: SupportPlan) -> set[str]:
    items: tuple[Item, ...] = (*plan.items, *(mark.item for mark in plan.removed if mark.item))
    outcomes = {outcome.id for item in items for outcome in item.outcomes}
    return outcomes | {placement.id for item in items for placement in item.placements}


def _planned_months(item: Item) -> float | None:
    if item.start is None or item.end is None or item.end < item.start:
        return None
    # As long as somebody would be placed who came for the whole of it.
    return _plain(months_of(Placement(id="p", person="p", start=item.start, end=item.end), item.end))


def _plain(amount: Decimal) -> int | float:
    return int(amount) if amount == int(amount) else float(amount)
