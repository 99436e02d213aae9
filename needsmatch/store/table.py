"""From TOML tables to records: every mistake of a table in one pass, worded for the person who wrote it.

A table without a mistake is converted at once. Any other is walked field by field against the annotations of its
record, each problem is noted, and what can be used is: a bad optional value is left out, a bad row is passed
over, and only a record that lacks something it cannot do without is given up.
"""

import re
from collections.abc import Sequence
from datetime import date, datetime
from enum import StrEnum
from functools import cache
from math import isfinite
from typing import Any, TypeVar

import msgspec
from msgspec import inspect

from needsmatch.errors import Severity
from needsmatch.i18n import _, listed
from needsmatch.model.fields import SLUG_PATTERN
from needsmatch.model.terms import LABELS, label, spellings
from needsmatch.store.locate import KeyPath
from needsmatch.store.notebook import Notebook, as_toml, meant_day, meant_number, meant_truth, nearest, quoted
from needsmatch.store.toml_text import Table

Found = TypeVar("Found", bound=msgspec.Struct)

_NO_LIMIT = 1_000_000
"""An upper limit from here on only guards against nonsense; nobody needs to be told of it."""

_NONSENSE = 2**63

_FEW = 10
"""A range of fewer numbers is a scale: what lies beyond its end was meant for the end."""

_PRIORITIES = {
    "最高": 1, "高": 1, "紧急": 1, "急": 1, "urgent": 1, "high": 1,
    "中": 3, "一般": 3, "medium": 3, "normal": 3,
    "低": 5, "最低": 5, "low": 5,
}  # fmt: skip
"""What people write for a priority instead of its number."""

_UNUSABLE: Any = object()
"""Stands for a value that cannot be used; its problem has been noted."""


def read_table(
    table: object, kind: type[Found], notebook: Notebook, path: KeyPath = (), sources: dict[str, KeyPath] | None = None
) -> Found | None:
    """The record of type `kind` that a table holds, or None where it cannot be used; problems go to `notebook`.

    `path` is where the table stands. `sources` names keys whose values were moved here from elsewhere in the file.
    """
    try:
        return msgspec.convert(table, kind)
    except msgspec.ValidationError:
        pass
    walker = _Walker(notebook, sources or {})
    usable = walker.record(table, _description(kind), path)
    return None if usable is _UNUSABLE else msgspec.convert(usable, kind)


@cache
def _description(kind: type[msgspec.Struct]) -> inspect.StructType:
    described = inspect.type_info(kind)
    assert isinstance(described, inspect.StructType)
    return described


class _Walker:
    def __init__(self, notebook: Notebook, sources: dict[str, KeyPath]) -> None:
        self.notebook = notebook
        self.sources = sources

    def record(self, table: object, kind: inspect.StructType, path: KeyPath) -> Any:
        if not isinstance(table, dict):
            return self._reject(path, _("a table with keys"), table)
        usable: Table = {}
        complete = True
        fields = {field.encode_name: field for field in kind.fields}
        for key, field in fields.items():
            place = self.sources.get(key, (*path, key)) if not self._inside_row(path) else (*path, key)
            if key not in table:
                if field.required:
                    complete = False
                    self.notebook.add(
                        place, _("this key is missing; write {example}").format(example=_example(key, field.type))
                    )
                continue
            value = self._optional_text(table[key], field, place)
            if value is not None and value is not _UNUSABLE:
                value = self.value(value, field.type, place)
            if value is not None and value is not _UNUSABLE:
                usable[key] = value
            elif field.required:
                complete = False
        self._unknown_keys(table, list(fields), path)
        return usable if complete else _UNUSABLE

    def _inside_row(self, path: KeyPath) -> bool:
        # Moved keys belong to the record that was asked for, never to the rows inside it.
        return any(path[: len(place)] == place for place in self.sources.values())

    def _optional_text(self, value: object, field: inspect.Field, path: KeyPath) -> Any:
        if not field.required and isinstance(value, str) and not value.strip():
            self.notebook.add(path, _("this is empty; write something or remove the line"), Severity.NOTE)
            return None
        return value

    def _unknown_keys(self, table: Table, known: list[str], path: KeyPath) -> None:
        for key in table:
            if key not in known:
                self.notebook.add_unknown_key((*path, key), known)

    def value(self, value: Any, kind: inspect.Type, path: KeyPath) -> Any:
        """`value` as `kind` wants it, or _UNUSABLE with the problem noted."""
        kind = _fitting(value, kind)
        match kind:
            case inspect.StructType():
                return self.record(value, kind, path)
            case inspect.VarTupleType():
                return self._rows(value, kind, path)
            case inspect.EnumType():
                return self._word(value, kind, path)
            case inspect.StrType():
                return self._text(value, kind, path)
            case inspect.IntType() | inspect.FloatType():
                return self._number(value, kind, path)
            case inspect.BoolType():
                if isinstance(value, bool):
                    return value
                return self._reject(path, _("true or false, without quotes"), value, kind)
            case inspect.DateType():
                return self._date(value, kind, path)
            case inspect.DateTimeType():
                return self._moment(value, kind, path)
        raise AssertionError(kind)

    def _rows(self, value: Any, kind: inspect.VarTupleType, path: KeyPath) -> Any:
        row = kind.item_type
        if isinstance(row, inspect.StructType) and isinstance(value, dict):
            message = _("this is a list; write [[{key}]] with two brackets").format(key=path[-1])
            self.notebook.add(path, message)
            value = [value]
        if not isinstance(value, list):
            return self._reject(path, _expected(kind), value, kind)
        if len(value) < (kind.min_length or 0):
            self.notebook.add(path, _("this list is empty; write at least one value"))
            return _UNUSABLE
        if kind.max_length is not None and len(value) > kind.max_length:
            message = _("this list has {found} values; at most {limit} are possible")
            self.notebook.add(path, message.format(found=len(value), limit=kind.max_length))
            value = value[: kind.max_length]
        rows = [self.value(entry, row, (*path, number)) for number, entry in enumerate(value)]
        for number, entry in enumerate(rows):
            if entry is _UNUSABLE:
                self.notebook.drop(path, number)
        usable = [entry for entry in rows if entry is not _UNUSABLE]
        return usable if len(usable) >= (kind.min_length or 0) else _UNUSABLE

    def _word(self, value: Any, kind: inspect.EnumType, path: KeyPath) -> Any:
        words: type[Any] = kind.cls
        if not isinstance(value, str):
            return self._reject(path, _one_of(words), value)
        accepted = _accepted(words)
        meant = accepted.get(value.strip().casefold())
        if meant is not None:
            return meant.value
        near = nearest(value, accepted)
        self.notebook.add(
            path,
            _("{value} is not known here; did you mean {word}?").format(value=quoted(value), word=quoted(near))
            if near
            else _("{value} is not known here; write {expected}").format(value=quoted(value), expected=_one_of(words)),
            suggestion=_meant(value, kind, path),
        )
        return _UNUSABLE

    def _text(self, value: Any, kind: inspect.StrType, path: KeyPath) -> Any:
        if not isinstance(value, str):
            return self._reject(path, _expected(kind), value, kind)
        if not value.strip():
            self.notebook.add(path, _("this text is empty; write what the school says"))
            return _UNUSABLE
        if kind.max_length is not None and len(value) > kind.max_length:
            message = _("this text has {found} characters; at most {limit} are possible, put the rest into a note")
            self.notebook.add(path, message.format(found=len(value), limit=kind.max_length))
            return _UNUSABLE
        if not kind.pattern or re.search(kind.pattern, value):
            return value
        suggestion = _as_slug(value)
        example = as_toml(suggestion) if suggestion else '"yuhai-kindergarten"'
        form = (
            _("{value} is not an id; use small letters a-z, digits and single hyphens, such as {example}")
            if kind.pattern == SLUG_PATTERN
            else _('{value} names no need or strength; write school/id, such as "yuhai-kindergarten/parents"')
        )
        self.notebook.add(path, form.format(value=quoted(value), example=example), suggestion=_meant(value, kind, path))
        return _UNUSABLE

    def _number(self, value: Any, kind: inspect.IntType | inspect.FloatType, path: KeyPath) -> Any:
        whole = isinstance(kind, inspect.IntType)
        if isinstance(value, bool) or not isinstance(value, int if whole else int | float) or _is_endless(value):
            return self._reject(path, _expected(kind), value, kind)
        low, high = kind.ge, kind.le
        if (low is not None and value < low) or (high is not None and value > high):
            message = (
                _("{value} is out of range; write a number from {low} to {high}")
                if high is not None and high < _NO_LIMIT
                else _("{value} is out of range; write {low} or more")
            )
            message = message.format(value=_short(value), low=low, high=high)
            self.notebook.add(path, message, suggestion=_meant(value, kind, path))
            return _UNUSABLE
        return value

    def _date(self, value: Any, kind: inspect.Type, path: KeyPath) -> Any:
        if isinstance(value, datetime):
            return value.date()
        if isinstance(value, date):
            return value
        if isinstance(value, str):
            try:
                return date.fromisoformat(value.strip())
            except ValueError:
                pass
        return self._reject(path, _("a date without quotes, such as 2026-09-01"), value, kind)

    def _moment(self, value: Any, kind: inspect.Type, path: KeyPath) -> Any:
        if isinstance(value, datetime):
            return value
        day = self._date(value, kind, path)
        # People who write a decision by hand seldom know the minute.
        return day if day is _UNUSABLE else datetime(day.year, day.month, day.day)

    def _reject(self, path: KeyPath, expected: str, value: object, kind: inspect.Type | None = None) -> Any:
        message = _("this should be {expected}, and is {found}").format(expected=expected, found=_found(value))
        self.notebook.add(path, message, suggestion=_meant(value, kind, path) if kind else None)
        return _UNUSABLE


def _fitting(value: object, kind: inspect.Type) -> inspect.Type:
    """The alternative of a union that `value` was most likely meant for."""
    if not isinstance(kind, inspect.UnionType):
        return kind
    others = [entry for entry in kind.types if not isinstance(entry, inspect.NoneType)]
    if isinstance(value, list):
        return next((entry for entry in others if isinstance(entry, inspect.VarTupleType)), others[0])
    if isinstance(value, float):
        return next((entry for entry in others if isinstance(entry, inspect.FloatType)), others[0])
    return next((entry for entry in others if not isinstance(entry, inspect.VarTupleType)), others[0])


def _meant(value: object, kind: inspect.Type, path: KeyPath) -> str | None:
    """TOML text of the value of `kind` that `value` was most likely meant to be; None where that cannot be told."""
    kind = _fitting(value, kind)
    meant: str | int | date | None = None
    match kind:
        case inspect.VarTupleType(item_type=row):
            parts = (
                re.split("[,，、;；]", value)
                if isinstance(value, str) and isinstance(row, inspect.EnumType)
                else [value]
            )
            likely = [text for part in parts if (text := _meant(part, row, path))]
            return f"[{', '.join(likely)}]" if len(likely) == len(parts) else None
        case inspect.EnumType(cls=words) if isinstance(value, str):
            accepted = _accepted(words)
            meant = accepted.get(value.strip().casefold()) or accepted.get(nearest(value, accepted) or "")
        case inspect.StrType():
            meant = _meant_text(value, kind)
        case inspect.IntType():
            meant = _meant_number(value, kind, path)
        case inspect.BoolType():
            meant = meant_truth(value)
        case inspect.DateType() | inspect.DateTimeType():
            meant = meant_day(value)
    return None if meant is None else as_toml(meant)


def _meant_text(value: object, kind: inspect.StrType) -> str | None:
    # A decimal number has lost how it was written: 3.10 is 3.1 by now.
    if isinstance(value, bool) or not isinstance(value, str | int | date):
        return None
    if isinstance(value, int) and abs(value) >= _NONSENSE:
        return None
    text = str(value)
    for likely in (text, _as_slug(text), "/".join(_as_slug(part) for part in text.split("/"))):
        if likely.strip() and (not kind.pattern or re.search(kind.pattern, likely)):
            return likely
    return None


def _meant_number(value: object, kind: inspect.IntType, path: KeyPath) -> int | None:
    words = _PRIORITIES if path[-1] == "priority" else {}
    number = words.get(value.strip().casefold()) if isinstance(value, str) else None
    number = meant_number(value) if number is None else number
    low, high = kind.ge, kind.le
    if number is None or low is None or high is None or low <= number <= high:
        return number
    return min(max(number, low), high) if 0 < high - low < _FEW else None


def _accepted(words: type[Any]) -> dict[str, Any]:
    """Everything that may be written for a word of a vocabulary."""
    return spellings(words) if all(word in LABELS for word in words) else {word.value: word for word in words}


def _as_slug(text: str) -> str:
    """The slug that a text is nearly one of; empty when little of it would be left."""
    kept = "".join(sign if sign.isascii() and sign.isalnum() else "-" for sign in text.casefold())
    slug = "-".join(part for part in kept.split("-") if part)
    return slug if len(slug) * 2 >= len(text) else ""


def _one_of(words: Sequence[StrEnum] | type[StrEnum]) -> str:
    names = [label(word) if word in LABELS else word.value for word in words]
    return _("one of {words}").format(words=listed(f'"{name}"' for name in names))


def _expected(kind: inspect.Type) -> str:
    match kind:
        case inspect.VarTupleType():
            return _("a list in square brackets, such as {example}").format(example=_sample_value(kind))
        case inspect.IntType():
            return _("a whole number without quotes, such as 3")
        case inspect.FloatType():
            return _("a number without quotes, such as 3")
    return _("a text in quotation marks")


def _found(value: object) -> str:
    match value:
        case bool():
            return _("{value} (true or false)").format(value=str(value).lower())
        case str():
            return _("the text {value}").format(value=quoted(value))
        case int() | float():
            return _("the number {value}").format(value=_short(value))
        case date():
            return _("the date {value}").format(value=value)
        case list():
            return _("a list")
        case dict():
            return _("a table")
    return _("a time")


def _short(value: float) -> str:
    """A number as it stands in a message; one beyond all sense would fill the screen, or be refused by Python."""
    return str(value) if isinstance(value, float) or abs(value) < _NONSENSE else ".."


def _is_endless(value: float) -> bool:
    return isinstance(value, float) and not isfinite(value)


def _example(key: str, kind: inspect.Type) -> str:
    if isinstance(kind, inspect.StructType):
        return f"[{key}]"
    return f"{key} = {_sample_value(kind)}"


def _sample_value(kind: inspect.Type) -> str:
    match _fitting("", kind):
        case inspect.VarTupleType(item_type=row):
            return f"[{_sample_value(row)}]"
        case inspect.EnumType(cls=words):
            return f'"{next(iter(words)).value}"'
        case inspect.IntType() | inspect.FloatType():
            return "1"
        case inspect.DateType() | inspect.DateTimeType():
            return "2026-09-01"
    return '"..."'
