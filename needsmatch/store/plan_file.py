"""One plan file, wherever it lies: it came by e-mail, or from another revision of a programme."""

import os
from dataclasses import dataclass, replace
from pathlib import Path

from needsmatch.errors import CannotWrite, NeedsmatchError, Problem, Severity, WrongUse
from needsmatch.i18n import _
from needsmatch.model.plan import SupportPlan
from needsmatch.store.files import read_file
from needsmatch.store.folder import StoredPlan
from needsmatch.store.notebook import Notebook
from needsmatch.store.table import read_table
from needsmatch.store.toml_text import parse


@dataclass(frozen=True, slots=True)
class PlanFile:
    """A plan file as it was read."""

    stored: StoredPlan | None
    """None where it cannot be used."""
    problems: tuple[Problem, ...]

    @property
    def is_whole(self) -> bool:
        """Everything that stands in the file was read, but for keys that are not known."""
        return self.stored is not None and all(problem.severity is Severity.NOTE for problem in self.problems)


class UnreadablePlan(NeedsmatchError):
    """A plan file has errors, so that something in it would be passed over; the first is told."""


def read_plan(path: Path, name: str | None = None) -> PlanFile:
    """The plan of a file, and every problem of the file, in which the file is called `name`; None: as it is.

    Raises WrongUse where there is no such file.
    """
    file = _read(path)
    return file if name is None else replace(file, problems=tuple(replace(each, file=name) for each in file.problems))


def _read(path: Path) -> PlanFile:
    try:
        real = path.resolve(strict=True)
    except (OSError, RuntimeError):  # Python 3.11 raises RuntimeError for a link that leads to itself.
        raise WrongUse(_("There is no file {path}; name the TOML file of a plan").format(path=path)) from None
    source = read_file(real, real.parent)
    if isinstance(source, Problem):
        return PlanFile(None, (source,))
    table = parse(source)
    if isinstance(table, Problem):
        return PlanFile(None, (table,))
    problems: list[Problem] = []
    plan = read_table(table, SupportPlan, Notebook(source, problems))
    stored = StoredPlan(plan, real, source.data, source.seen) if plan else None
    return PlanFile(stored, tuple(problems))


def read_whole_plan(path: Path, name: str | None = None) -> StoredPlan:
    """The plan of a file in which all can be read. Raises WrongUse for no such file, UnreadablePlan, which calls the
    file `name`; None: as it is."""
    file = read_plan(path, name)
    if file.stored is None or not file.is_whole:
        first = next(problem for problem in file.problems if problem.severity is Severity.ERROR)
        raise UnreadablePlan(_("{problem}. This plan cannot be used before that is mended").format(problem=first))
    return file.stored


def require_writable(path: Path) -> None:
    """Raises CannotWrite where a file that was read, or its folder, lets nothing be written."""
    is_open = path.stat().st_mode & 0o222 and os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)
    if not is_open:
        message = _(
            "Nothing can be written to {path}; copy the file to another folder, such as the desktop, and try that"
        )
        raise CannotWrite(message.format(path=path))
