"""Saving support plans: new files in full, existing ones changed in place."""

from pathlib import Path

import tomli

from needsmatch.errors import CannotWrite
from needsmatch.i18n import _, using
from needsmatch.model.plan import SupportPlan
from needsmatch.store.atomic import save
from needsmatch.store.files import SourceFile
from needsmatch.store.folder import PLANS, StoredPlan
from needsmatch.store.keep import CannotKeep, KeptDocument
from needsmatch.store.notebook import Notebook
from needsmatch.store.table import read_table
from needsmatch.store.to_toml import as_table, as_text


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
        document.change(as_table(stored.plan), as_table(plan))
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
    return f"# {opening}\n# {advice}\n" + as_text(as_table(plan))


def _one_line(text: str) -> str:
    return "".join(sign if sign.isprintable() else " " for sign in text).strip()
