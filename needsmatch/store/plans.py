"""Saving support plans: new files in full, existing ones changed in place."""

from dataclasses import replace
from pathlib import Path

from needsmatch.errors import CannotWrite, Problem, Severity
from needsmatch.i18n import _, using
from needsmatch.model.plan import SupportPlan
from needsmatch.store.atomic import save
from needsmatch.store.bring import brought_bytes, layout_of
from needsmatch.store.files import Seen, SourceFile, require_inside
from needsmatch.store.folder import PLANS, Reading, StoredPlan
from needsmatch.store.keep import CannotKeep, KeptDocument
from needsmatch.store.notebook import Notebook
from needsmatch.store.table import read_table
from needsmatch.store.to_toml import as_table, as_text
from needsmatch.store.toml_text import parse


def save_new_plan(folder: Path, plan: SupportPlan, held: bytes | None = None) -> StoredPlan:
    """Write a plan that has no file yet to `folder`/plans. Raises ChangedOnDisk where the file exists by now.

    `held` is what its file held before it was taken away; what people wrote beside the plan comes again.
    """
    path = folder / PLANS / f"{plan.plan.id}.toml"
    require_inside(folder, path)
    data = (_written_again(path, plan, held) if held else None) or plan_text(plan).encode()
    return StoredPlan(plan, path, data, save(path, data, None))


def _written_again(path: Path, plan: SupportPlan, held: bytes) -> bytes | None:
    stored = StoredPlan(plan, path, held, Seen.of_content(held))
    try:
        was = read_back(held, stored)
        return changed_bytes(replace(stored, plan=was), plan) if was else None
    except CannotWrite:
        return None


def require_whole(reading: Reading, path: Path) -> None:
    """Raises CannotWrite where something in a plan's file could not be read and would be lost."""
    file = f"{PLANS}/{path.name}"
    if any(problem.file == file and problem.severity is Severity.ERROR for problem in reading.problems):
        message = _("{file} has errors and was left as it is; mend them first, then try again")
        raise CannotWrite(message.format(file=file))


def save_changed_plan(stored: StoredPlan, plan: SupportPlan) -> StoredPlan:
    """Change the file of `stored` so that it holds `plan`; an unchanged plan is not written.

    Comments, unknown keys, key order, line ends and what was not changed stay as they are. Raises ChangedOnDisk where
    the file is not what was read, CannotWrite where it cannot be changed without losing something.
    """
    if plan == stored.plan:
        return stored
    data = changed_bytes(stored, plan)
    return StoredPlan(plan, stored.path, data, save(stored.path, data, stored.seen))


def changed_bytes(stored: StoredPlan, plan: SupportPlan) -> bytes:
    """The file of `stored` changed in place so that it holds `plan`. Raises CannotWrite like `save_changed_plan`."""
    try:
        document = KeptDocument(stored.data)
        document.change(as_table(stored.plan), as_table(plan))
        # What stood in a row that is gone, or with a value that was emptied, goes to the table around it.
        data = brought_bytes(document.dump(), layout_of(stored.data), None)
        if read_back(data, stored) != plan:
            raise CannotKeep
    except CannotKeep:
        raise cannot_keep(stored) from None
    return data


def cannot_keep(stored: StoredPlan) -> CannotWrite:
    """The error that the file of `stored` cannot be changed without losing something."""
    return CannotWrite(
        _(
            "{file} is laid out so that it cannot be changed without risking what stands in it; nothing was "
            "written. Move the file away and draft the plan again, then copy your remarks over"
        ).format(file=stored.path.name)
    )


def read_back(data: bytes, stored: StoredPlan) -> SupportPlan | None:
    """The plan that a reader would find in `data`, had the file of `stored` these bytes; None where there is none."""
    source = SourceFile(stored.path, stored.path.name, data, stored.seen, data.decode("utf-8-sig"))
    table = parse(source)
    return None if isinstance(table, Problem) else read_table(table, SupportPlan, Notebook(source, []))


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
