"""What people wrote by hand into one copy of a plan's file and not into the other: remarks and keys of their own."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto

import tomli

from needsmatch.store.bring import layout_of, text_of
from needsmatch.store.keep import CannotKeep
from needsmatch.store.layout import Name, row_name
from needsmatch.store.own_keys import Keys, own_keys
from needsmatch.store.toml_text import Table

Row = tuple[str, int]
"""What an item is known again by, whether it stands in the plan or in its mark."""


class HandKind(Enum):
    """What happened."""

    ADDED = auto()
    CHANGED = auto()
    GONE = auto()


@dataclass(frozen=True, slots=True)
class HandChange:
    """One remark or key that is different."""

    kind: HandKind
    number: int | None
    """The item's place from 1: in the new file, or in the old one where it is gone; None outside of all items."""
    item: str | None
    """The item's id, where it has one."""
    key: str | None = None
    """A key of somebody's own, with the keys around it (`answer.how`); None for a remark."""
    before: object = None
    """The remark with its `#`, or the values of the key in the old file; None where it was not there."""
    after: object = None


@dataclass(slots=True)
class _Part:
    """What stands by hand in an item, or outside of all items."""

    number: int | None = None
    item: str | None = None
    remarks: Counter[str] = field(default_factory=Counter)
    keys: dict[Keys, list[object]] = field(default_factory=dict)

    def add_keys(self, own: Iterator[tuple[Keys, object]], inside: int = 0) -> None:
        for path, value in own:
            self.keys.setdefault(path[inside:], []).append(value)


def hand_changes(old: bytes, new: bytes) -> tuple[HandChange, ...]:
    """Every remark and every unknown key that is different in two plan files that can be read.

    First what stands outside of all items, then item by item in the new order. A remark that was reworded is one gone
    and one added; one that only stands elsewhere in the same item is not told.
    """
    before, after = _parts(old), _parts(new)
    rows = [*after, *(row for row in before if row not in after)]
    return tuple(change for row in rows for change in _changes(before.get(row, _Part()), after.get(row, _Part())))


def _changes(before: _Part, after: _Part) -> Iterator[HandChange]:
    here = after if after.number else before
    number, item = here.number, here.item
    for remark in (before.remarks - after.remarks).elements():
        yield HandChange(HandKind.GONE, number, item, before=remark)
    for remark in (after.remarks - before.remarks).elements():
        yield HandChange(HandKind.ADDED, number, item, after=remark)
    for path in {**before.keys, **after.keys}:
        mine, theirs = before.keys.get(path), after.keys.get(path)
        # By what they look like: the TOML number nan is not the same as itself.
        if repr(mine) != repr(theirs):
            kind = HandKind.GONE if theirs is None else HandKind.ADDED if mine is None else HandKind.CHANGED
            yield HandChange(kind, number, item, ".".join(path), mine, theirs)


def _parts(data: bytes) -> dict[Row | None, _Part]:
    """What stands by hand outside of all items (None), and in each item."""
    text = text_of(data)
    values = tomli.loads(text)
    parts: dict[Row | None, _Part] = {None: _Part()}
    rows = _rows(values, "item")
    for number, row in enumerate(rows):
        item = row.get("id")
        part = _Part(number + 1, item if isinstance(item, str) else None)
        part.add_keys(own_keys(("item",), row), inside=1)
        parts[row_name(rows, number)] = part
    marks = _rows(values, "removed")
    for number, mark in enumerate(marks):
        if isinstance(item := mark.get("item"), dict):
            parts.setdefault(row_name(marks, number), _Part()).add_keys(own_keys(("item",), item), inside=1)
        parts[None].add_keys(own_keys(("removed",), {key: mark[key] for key in mark if key != "item"}))
    parts[None].add_keys(own_keys((), {key: values[key] for key in values if key not in ("item", "removed")}))
    for name, remark in _remarks(data, text):
        parts.setdefault(_row(name), _Part()).remarks[remark] += 1
    return parts


def _rows(values: Table, key: str) -> Sequence[Table]:
    rows = values.get(key)
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


def _remarks(data: bytes, text: str) -> Iterator[tuple[Name, str]]:
    """Every remark with the table that it stands in."""
    try:
        blocks = layout_of(data).blocks.values()
    except CannotKeep:
        # What stands where cannot be told, but what stands there can.
        lines = (line.strip() for line in text.splitlines())
        return (((), line) for line in lines if line.startswith("#"))
    return ((block.name, remark) for block in blocks for _place, remark in block.remarks)


def _row(name: Name) -> Row | None:
    """The item that a table belongs to."""
    match name:
        case ("item", (str(), int()) as row, *_) | ("removed", (str(), int()) as row, "item", *_):
            return row
    return None
