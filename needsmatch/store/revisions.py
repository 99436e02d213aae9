"""Revisions of plans: what left the house is kept whole, and what comes back finds there what it was made from.

They lie in plans/.history/<plan>/<revision>.toml, travel with the programme's folder, and are never changed: reading a
programme passes hidden folders over. What stands in a returned copy is not trusted: a revision that is no plain
hash names no file, and a kept file that does not hold what its name says is none.
"""

import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from needsmatch.errors import CannotWrite, ChangedOnDisk, NeedsmatchError, Problem, reason_of
from needsmatch.i18n import _
from needsmatch.model.fields import SLUG_PATTERN
from needsmatch.model.plan import SupportPlan
from needsmatch.model.revision import copy_of, revision_of
from needsmatch.store.atomic import save
from needsmatch.store.files import read_file, require_inside
from needsmatch.store.folder import PLANS, StoredPlan
from needsmatch.store.notebook import Notebook
from needsmatch.store.plan_file import read_whole_plan
from needsmatch.store.plans import read_back
from needsmatch.store.table import read_table
from needsmatch.store.toml_text import parse

HISTORY = ".history"
"""Folder inside the folder of plans."""

_REVISION = re.compile(r"[0-9a-f]{8,64}")
_PLAN = re.compile(SLUG_PATTERN)
_MOST = 1000
"""Files that may hold one revision in other words; a folder with more is not one of ours."""


@dataclass(frozen=True, slots=True)
class Returned:
    """A file that came back, and what it was made from."""

    path: Path
    copy: StoredPlan | None = None
    """None where it cannot be read."""
    base: StoredPlan | None = None
    """The revision that it was made from; None where that is not known."""
    earlier: tuple[SupportPlan, ...] = ()
    """Copies of the same plan that contradicted it and were decided on since that revision."""
    problem: str = ""
    """Why it cannot be read, as a sentence."""


def revision_file(folder: Path, plan_id: str, revision: str) -> Path:
    """Where a revision of a plan is kept in a programme's folder. Raises CannotWrite where these name no file."""
    if not _PLAN.fullmatch(plan_id) or not _REVISION.fullmatch(revision):
        raise CannotWrite(_("{name} is no revision of a plan").format(name=f"{plan_id}/{revision}"))
    return folder / PLANS / HISTORY / plan_id / f"{revision}.toml"


def keep(folder: Path, plan_id: str, revision: str, data: bytes) -> Path:
    """Keep the bytes of a revision; gives their file. What is kept already is not written again, nor over.

    Raises CannotWrite, ChangedOnDisk.
    """
    first = revision_file(folder, plan_id, revision)
    require_inside(folder, first)
    for path in _names(first):
        held = _read(path)
        if held is None:
            save(path, data, None)
        if held in (None, data):
            return path
    raise CannotWrite(_("{file} is kept too often already").format(file=first.name))


def find(folder: Path, plan_id: str, revision: str | None) -> StoredPlan | None:
    """The plan as it was in a revision; None where it is not kept, or its file does not hold it any more."""
    if revision is None:
        return None
    try:
        first = revision_file(folder, plan_id, revision)
    except CannotWrite:
        return None
    for path in _names(first):
        if not path.is_file():
            return None
        stored = _stored(path, folder)
        if stored and stored.plan.plan.id == plan_id and revision_of(stored.plan) == revision:
            return stored
    return None


def read_returned(folder: Path, path: Path, standing: Iterable[StoredPlan]) -> list[Returned]:
    """The returned copies at `path`, a file or a folder of TOML files, by name.

    `folder` is the programme's, `standing` are its plans. Nothing is raised: what cannot be read says so itself.
    """
    plans = {stored.plan.plan.id: stored for stored in standing}
    return [_returned(folder, file, plans) for file in _files(path)]


def as_it_stands(stored: StoredPlan) -> SupportPlan:
    """The plan as a reader finds it in the file: what was edited can be equal to it and written otherwise, as
    one moment in two time zones is, and a revision is a hash of what is written."""
    return read_back(stored.data, stored) or stored.plan


def _files(path: Path) -> list[Path]:
    # os.path answers False where pathlib raises, as for a name that is too long.
    if not os.path.isdir(path):  # noqa: PTH112
        return [path]
    try:
        found = sorted(path.iterdir())
    except OSError:
        return [path]
    return [file for file in found if file.suffix.lower() == ".toml" and not file.name.startswith(".")]


def _returned(folder: Path, path: Path, standing: dict[str, StoredPlan]) -> Returned:
    try:
        if path.is_dir():
            raise NeedsmatchError(_("{path} cannot be looked into").format(path=path))
        copy = read_whole_plan(path)
    except NeedsmatchError as error:
        return Returned(path, problem=str(error))
    except OSError as error:
        message = _("{path} cannot be read ({reason})")
        return Returned(path, problem=message.format(path=path, reason=reason_of(error)))
    ours = standing.get(copy.plan.plan.id)
    base = _base(folder, copy, ours)
    known = base.plan.plan.merged if base else ()
    # What was decided before the base left is no longer what this copy was made from: who says it again means it.
    since = [decision for decision in (ours.plan.plan.merged if ours else ()) if decision not in known]
    copies = (find(folder, copy.plan.plan.id, revision) for revision in dict.fromkeys(map(copy_of, since)))
    return Returned(path, copy, base, tuple(found.plan for found in copies if found))


def _base(folder: Path, copy: StoredPlan, ours: StoredPlan | None) -> StoredPlan | None:
    """What a copy was made from: its revision, or else the one before."""
    about = copy.plan.plan
    for revision in (about.revision, about.parent):
        if found := find(folder, about.id, revision):
            return found
        if ours and revision and revision_of(as_it_stands(ours)) == revision:
            # Not kept here, as where plans/.history was left out when the folder was copied; but it stands still.
            return ours
    return None


def _names(first: Path) -> Iterator[Path]:
    """Names under which one revision may be kept: two copies can say the same with other remarks beside it."""
    yield first
    yield from (first.with_name(f"{first.stem}-{number}.toml") for number in range(2, _MOST))


def _read(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        message = _("{file} cannot be read ({reason})")
        raise ChangedOnDisk(message.format(file=path, reason=reason_of(error))) from None


def _stored(path: Path, folder: Path) -> StoredPlan | None:
    source = read_file(path, folder)
    table = source if isinstance(source, Problem) else parse(source)
    if isinstance(source, Problem) or isinstance(table, Problem):
        return None
    plan = read_table(table, SupportPlan, Notebook(source, []))
    return StoredPlan(plan, path, source.data, source.seen) if plan else None
