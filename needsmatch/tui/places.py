"""Where in a plan something is typed: a field of the plan, of an item, or of what was noted about an item."""

import re

from needsmatch.model.plan import Item, SupportPlan
from needsmatch.planning.edit import set_value
from needsmatch.planning.fields import ITEM_FIELDS, OUTCOME_FIELDS, PLACEMENT_FIELDS, PLAN_FIELDS, Field
from needsmatch.planning.log import changed, entries
from needsmatch.tui.work import Place

_TABLES = {"outcome": OUTCOME_FIELDS, "placement": PLACEMENT_FIELDS}
_KEY = re.compile(r"item\[(\d+)\]\.(?:(outcome|placement)\[(\d+)\]\.)?(\w+)")
"""A key as problems name it; rows are counted from 1."""


def entry_place(plan: str, item: str, entry: str, field: Field) -> Place:
    """The place of a field of a log row or a placement, which is named by its key in `log.entries`."""
    return plan, item, f"{entry}/{field.name}"


def field_at(place: Place) -> Field | None:
    """The field; None where the place is no field, or one of another version of the program."""
    entry, name = _parts(place)
    fields = _TABLES[_table(entry)] if entry else PLAN_FIELDS if place[1] is None else ITEM_FIELDS
    return next((field for field in fields if field.name == name), None)


def entry_at(place: Place) -> str | None:
    """Key of the log row or the placement that has the field."""
    return _parts(place)[0]


def is_there(plan: SupportPlan, place: Place) -> bool:
    """Whether the plan has what the place is in."""
    entry = entry_at(place)
    if place[1] is None:
        return entry is None
    return any(item.id == place[1] and (entry is None or entry in entries(item)) for item in plan.items)


def with_value(plan: SupportPlan, place: Place, field: Field, value: object) -> SupportPlan:
    """The plan with another value in a place that is there."""
    item, entry = place[1], entry_at(place)
    return changed(plan, item, entry, field, value) if item and entry else set_value(plan, item, field, value)


def key_of_place(plan: SupportPlan, place: Place) -> str:
    """What problems call the place, such as `item[2].outcome[1].people`; as in the plan's file."""
    entry, name = _parts(place)
    number = next((number for number, item in enumerate(plan.items, 1) if item.id == place[1]), None)
    if number is None:
        return f"plan.{name}"
    if not entry:
        return f"item[{number}].{name}"
    table = _table(entry)
    row = _keys(plan.items[number - 1], table).index(entry) + 1
    return f"item[{number}].{table}[{row}].{name}"


def place_of_key(plan: SupportPlan, key: str) -> Place:
    """The place that problems call `key`."""
    found = _KEY.fullmatch(key)
    if not found:
        return plan.plan.id, None, key.rpartition(".")[2]
    item, (table, row, name) = plan.items[int(found[1]) - 1], found.groups()[1:]
    where = f"{_keys(item, table)[int(row) - 1]}/{name}" if table else name
    return plan.plan.id, item.id, where


def _parts(place: Place) -> tuple[str | None, str]:
    """Key of the entry, and the field's name; None for a field of the item or the plan."""
    entry, _slash, name = place[2].rpartition("/")
    table, slash, _row = entry.partition("/")
    return (entry, name) if slash and table in _TABLES and name else (None, place[2])


def _table(entry: str) -> str:
    return entry.partition("/")[0]


def _keys(item: Item, table: str) -> list[str]:
    return [key for key in entries(item) if _table(key) == table]
