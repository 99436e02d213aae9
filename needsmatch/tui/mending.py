"""What is known of one problem, and what can be done about it: no widgets here."""

import os
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from needsmatch.display import MARK, clean
from needsmatch.errors import NeedsmatchError, Problem
from needsmatch.i18n import _
from needsmatch.store.folder import PLANS
from needsmatch.store.mend import CannotMend, Excerpt, Mend, excerpt, mended, write
from needsmatch.tui.places import place_of_key
from needsmatch.tui.session import Session
from needsmatch.tui.work import Place


@dataclass(frozen=True)
class Detail:
    """One problem with its lines and its place."""

    problem: Problem
    excerpt: Excerpt | None = None
    """Its lines in the file; None where they cannot be shown."""
    field: Place | None = None
    """The field of a plan it was typed into, where it is not in any file."""
    can_type: bool = False
    """Another value can be written in its place."""
    has_file: bool = False
    """There is a file that an editor can open."""

    @property
    def suggestion(self) -> str | None:
        """TOML text that can be written in its place."""
        return self.problem.suggestion if self.can_type else None

    @property
    def typed(self) -> str:
        """What stands in the input at first: the value as far as one line can show it."""
        written = self.excerpt.written if self.excerpt else None
        return "" if written is None or "\n" in written else clean(written)

    @property
    def label(self) -> str:
        """What is asked for when something is typed."""
        written = self.excerpt.written if self.excerpt else None
        if not self.problem.key:
            return _("Line {line} as it should be:").format(line=self.problem.line)
        if self.problem.of_key:
            return _("The key as it should be:")
        if written is None:
            return _("The value that is missing:")
        if "\n" in written:
            return _("Another value; now it has several lines:")
        return _("The value as it should be:")


def look_at(session: Session, problem: Problem, around: int) -> Detail:
    """Read what there is to know of a problem, with `around` lines before and behind it."""
    field = field_of(session, problem)
    if field or session.folder is None:
        return Detail(problem, field=field)
    lines = excerpt(session.folder, problem, around)
    # os.path answers False where pathlib raises for want of permission.
    has_file = os.path.isfile(session.folder / problem.file)  # noqa: PTH113
    return Detail(problem, lines, None, lines is not None and _has_place(session.folder, problem, lines), has_file)


def field_of(session: Session, problem: Problem) -> Place | None:
    """The field of a plan that a value was typed into and is not saved yet; None for a problem of a file."""
    if problem not in session.hindrances():
        return None
    name = PurePosixPath(problem.file).stem
    plan = session.plan(name)
    return place_of_key(plan, problem.key) if plan else (name, None, problem.key.rpartition(".")[2])


def mend(session: Session, detail: Detail, typed: str) -> Mend:
    """Write `typed` in the place of a problem and remember the step. Raises CannotMend, ChangedOnDisk, CannotWrite."""
    path, written = PurePosixPath(detail.problem.file), detail.excerpt.written if detail.excerpt else None
    if not typed.strip() and (detail.problem.of_key or not detail.typed):
        raise CannotMend(_("Nothing was typed; type something, or leave it with Esc."))
    if MARK in typed and MARK not in (written or ""):
        raise CannotMend(_("{sign} stands for a character that cannot be shown; take it out.").format(sign=MARK))
    if path.parent.name == PLANS and path.stem in session.unsaved_plans:
        # Reading the mended file would take the place of what was typed here.
        raise CannotMend(_("This plan has changes that are not saved; save them, or take them back with Ctrl+Z."))
    assert session.folder
    step = mended(session.folder, detail.problem, typed, detail.excerpt.digest if detail.excerpt else None)
    if step.after == step.before:
        raise CannotMend(_("This is what stands there now; type something else, or leave it with Esc."))
    write(step)
    session.mended(step)
    return step


def _has_place(folder: Path, problem: Problem, lines: Excerpt) -> bool:
    """Whether there is a place in the file where something can be typed."""
    if not problem.key:
        return lines.written is not None
    try:
        # Any value can stand there; a key must not be one that is there already.
        mended(folder, problem, lines.written or "x" if problem.of_key else "x")
    except CannotMend:
        return False
    except NeedsmatchError:
        pass  # it was changed meanwhile; trying says so
    return True
