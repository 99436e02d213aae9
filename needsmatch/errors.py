"""What can go wrong, in one place: problems found in files, and errors that carry a finished sentence.

A `Problem` is a row that the reader of a programme can act on; problems are collected, never raised. A
`NeedsmatchError` stops one verb; its text is a whole sentence in the user's language, and only the doors
(the command line, the terminal app) catch it.
"""

import errno
from dataclasses import dataclass, field
from enum import StrEnum

from needsmatch.i18n import _


class Severity(StrEnum):
    """How much a problem matters."""

    ERROR = "error"
    """The file or the entry cannot be used as it stands."""
    NOTE = "note"
    """The file can be used; something in it was passed over."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong in one file."""

    file: str
    """Path of the file, relative to the programme's folder, with forward slashes; `.` for the folder itself."""
    line: int | None
    """Line from 1, or None where it is not known for sure: a wrong number is worse than none."""
    key: str
    """Where in the file, such as `need[2].priority`, rows counted from 1; empty for the file as a whole."""
    message: str
    """What is wrong and what to write instead, in the user's language."""
    severity: Severity = Severity.ERROR
    suggestion: str | None = field(default=None, compare=False)
    """TOML text of the value that would most likely be right, such as `1` for `priority = "1"`; None where it cannot
    be told. Of two problems that say the same, it makes no second one."""
    of_key: bool = field(default=False, compare=False)
    """The key itself is wrong, not its value: the suggestion is a key, and stands in its place."""

    @property
    def place(self) -> str:
        """`file:line: key`, as far as it is known."""
        where = f"{self.file}:{self.line}" if self.line else self.file
        return f"{where}: {self.key}" if self.key else where

    def __str__(self) -> str:
        return f"{self.place}: {self.message}"


class NeedsmatchError(Exception):
    """The family of expected errors. The text is a finished sentence for the user."""


class WrongUse(NeedsmatchError):
    """The command cannot be carried out as it was given, such as an unknown school."""


class ChangedOnDisk(NeedsmatchError):
    """A file was changed by somebody else after it was read; it was left as it is."""


class CannotWrite(NeedsmatchError):
    """A file or folder cannot be written (no space, no permission)."""


def reason_of(error: OSError) -> str:
    """Why the system refused something, in the user's language where it is one of the usual reasons."""
    reasons = {
        errno.EACCES: _("no permission"),
        errno.EPERM: _("no permission"),
        errno.EROFS: _("the disk is read-only"),
        errno.ENOSPC: _("the disk is full"),
        errno.EDQUOT: _("the disk is full"),
        errno.ENOTDIR: _("a folder on the way is a file"),
        errno.ENAMETOOLONG: _("the name is too long"),
        errno.ELOOP: _("links lead in a circle"),
    }
    return reasons.get(error.errno or 0) or error.strerror or str(error)
