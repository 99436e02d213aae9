"""Saving support plans: new files in full, existing ones changed in place."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

import msgspec
import tomli
import tomli_w

from needsmatch.errors import CannotWrite
from needsmatch.i18n import _, using
from needsmatch.model.plan import SupportPlan
from needsmatch.store.atomic import save
from needsmatch.store.files import SourceFile
from needsmatch.store.folder import PLANS, StoredPlan
from needsmatch.store.keep import CannotKeep, KeptDocument
from needsmatch.store.notebook import Notebook
from needsmatch.store.table import read_table
from needsmatch.store.toml_text import Table

_LINE = 100
"""Lists that fit into so many characters are written on one line."""


def save_new_plan(folder: Path, plan: SupportPlan) -> StoredPlan:
    """Write a plan that has no file yet to `folder`/plans. Raises ChangedOnDisk where the file exists by now."""
    path = folder / PLANS / f"{plan.plan.id}.toml"
    if not path.resolve().is_relative_to(folder.resolve()):
        raise CannotWrite(
            _("{file} leads to a place outside the programme's folder; nothing was written").format(file=path.parent)
        )
    data = plan_text(plan).encode()
    return StoredPlan(plan, path, data, save(path, data, None))


def save_changed_plan(stored: StoredPlan, plan: SupportPlan) -> StoredPlan:
    """Change the file of `stored` so that it holds `plan`; an unchanged plan is not written.

    Comments, unknown keys, key order, line ends and what was not changed stay as they are. Raises ChangedOnDisk where
    the file is not what was read, CannotWrite where it cannot be changed without losing something.
    """
    if plan == stored.plan:
        return stored
    try:
        document = KeptDocument(stored.data)
        document.change(_values(stored.plan), _values(plan))
        data = document.dump()
        if _read_back(data, stored) != plan:
            raise CannotKeep
    except CannotKeep:
        raise CannotWrite(
            _(
                "{file} is laid out so that it cannot be changed without risking what stands in it; nothing was "
                "written. Move the file away and draft the plan again, then copy your remarks over"
            ).format(file=stored.path.name)
        ) from None
    return StoredPlan(plan, stored.path, data, save(stored.path, data, stored.seen))


def _read_back(data: bytes, stored: StoredPlan) -> SupportPlan | None:
    """The plan that a reader would find in `data`."""
    text = data.decode("utf-8-sig")
    source = SourceFile(stored.path, stored.path.name, data, stored.seen, text)
    return read_table(tomli.loads(text), SupportPlan, Notebook(source, []))


def plan_text(plan: SupportPlan) -> str:
    """A plan as the text of a new file."""
    with using(plan.plan.language):
        opening = _("Support plan: {donor} helps {receiver}. Format: docs/file-formats.md of needsmatch").format(
            donor=_one_line(plan.plan.donor_name), receiver=_one_line(plan.plan.receiver_name)
        )
        advice = _("Change what you like: remarks, order and keys of your own are kept")
    return f"# {opening}\n# {advice}\n" + _toml(_values(plan), "")


def _one_line(text: str) -> str:
    return "".join(sign if sign.isprintable() else " " for sign in text).strip()


def _values(plan: SupportPlan) -> Table:
    # TOML has dates of its own; texts would be read back as well, but people write dates without quotes.
    values: Table = _with_lists(msgspec.to_builtins(plan, builtin_types=(date, datetime)))
    return values


def _with_lists(value: Any) -> Any:
    """`value` as a TOML reader would give it, with lists where records hold tuples."""
    if isinstance(value, dict):
        return {key: _with_lists(entry) for key, entry in value.items()}
    return [_with_lists(entry) for entry in value] if isinstance(value, list | tuple) else value


def _toml(table: Table, prefix: str) -> str:
    """TOML text of a table: plain values, then sub-tables, then lists of tables, each row under its own heading."""
    text = "".join(f"{key} = {_value(value)}\n" for key, value in table.items() if not _is_table(value))
    for key, value in table.items():
        if isinstance(value, dict):
            text += f"\n[{prefix}{key}]\n" + _toml(value, f"{prefix}{key}.")
        elif _is_table(value):
            for row in value:
                text += f"\n[[{prefix}{key}]]\n" + _toml(row, f"{prefix}{key}.")
    return text


def _is_table(value: object) -> bool:
    return isinstance(value, dict) or (isinstance(value, list) and bool(value) and isinstance(value[0], dict))


def _value(value: Any) -> str:
    written = tomli_w.dumps({"key": value}).removeprefix("key = ").rstrip("\n")
    if isinstance(value, list):
        in_one = "[" + ", ".join(_value(entry) for entry in value) + "]"
        return in_one if len(in_one) <= _LINE else written
    return written
