"""Records as TOML: their tables, and the text of a new file."""

from datetime import date, datetime
from typing import Any

import msgspec
import tomli_w

from needsmatch.model.fields import Record
from needsmatch.store.toml_text import Table

_LINE = 100
"""Lists that fit into so many characters are written on one line."""


def as_table(record: Record) -> Table:
    """A record as a TOML reader would give it."""
    # TOML has dates of its own; texts would be read back as well, but people write dates without quotes.
    values: Table = _with_lists(msgspec.to_builtins(record, builtin_types=(date, datetime)))
    return values


def as_text(table: Table) -> str:
    """TOML text of a table: plain values, then sub-tables, then lists of tables, each row under its own heading."""
    return _text(table, "")


def _with_lists(value: Any) -> Any:
    """`value` with lists where records hold tuples."""
    if isinstance(value, dict):
        return {key: _with_lists(entry) for key, entry in value.items()}
    return [_with_lists(entry) for entry in value] if isinstance(value, list | tuple) else value


def _text(table: Table, prefix: str) -> str:
    text = "".join(f"{key} = {_value(value)}\n" for key, value in table.items() if not _is_table(value))
    for key, value in table.items():
        if isinstance(value, dict):
            text += f"\n[{prefix}{key}]\n" + _text(value, f"{prefix}{key}.")
        elif _is_table(value):
            for row in value:
                text += f"\n[[{prefix}{key}]]\n" + _text(row, f"{prefix}{key}.")
    return text


def _is_table(value: object) -> bool:
    return isinstance(value, dict) or (isinstance(value, list) and bool(value) and isinstance(value[0], dict))


def _value(value: Any) -> str:
    written = tomli_w.dumps({"key": value}).removeprefix("key = ").rstrip("\n")
    if isinstance(value, list):
        in_one = "[" + ", ".join(_value(entry) for entry in value) + "]"
        return in_one if len(in_one) <= _LINE else written
    return written
