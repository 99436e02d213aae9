"""From a path to text: what is not a plain UTF-8 file inside the programme's folder becomes a problem."""

import codecs
import hashlib
import os
import stat
from dataclasses import dataclass
from pathlib import Path

from needsmatch.errors import CannotWrite, Problem, reason_of
from needsmatch.i18n import _

MAX_BYTES = 16 * 2**20
"""Largest file that is read: some 35,000 schools. A file beyond it is a mistake or an attack."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What a file was when it was read, so that a later save can tell whether somebody else changed it."""

    digest: str
    """SHA-256 of the bytes, in hexadecimal."""
    inode: int
    mtime_ns: int
    size: int

    @classmethod
    def of(cls, data: bytes, status: os.stat_result) -> "Seen":
        """What was seen of a file with these bytes."""
        return cls(hashlib.sha256(data).hexdigest(), status.st_ino, status.st_mtime_ns, status.st_size)

    @classmethod
    def of_content(cls, data: bytes) -> "Seen":
        """The same where only the bytes are known: enough for saving, which compares nothing else."""
        return cls(hashlib.sha256(data).hexdigest(), inode=0, mtime_ns=0, size=len(data))


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One file as it was read."""

    path: Path
    name: str
    """Path relative to the programme's folder, with forward slashes."""
    data: bytes
    seen: Seen
    text: str
    """The bytes as text, without a byte order mark."""


def read_file(path: Path, root: Path) -> SourceFile | Problem:
    """The file at `path`, or the problem that keeps it from being read.

    `root` is the programme's folder; a symbolic link that leads out of it is refused, so that a programme that
    came by e-mail cannot show or send on other files of this computer.
    """
    name = path.relative_to(root).as_posix()

    def problem(message: str, line: int | None = None) -> Problem:
        return Problem(name, line, "", message)

    try:
        real = path.resolve(strict=True)
        if not real.is_relative_to(root.resolve()):
            return problem(
                _("this is a link to a place outside the programme's folder; put a copy of the file here instead")
            )
        # A pipe would block until somebody writes into it: look before opening.
        status = real.stat()
        if stat.S_ISDIR(status.st_mode):
            return problem(_("this is a folder, not a file; rename it or move its files one level up"))
        if not stat.S_ISREG(status.st_mode):
            return problem(_("this is a device or a pipe, not a file; remove it from the programme's folder"))
        if status.st_size > MAX_BYTES:
            return problem(
                _("this file has {size} MB; at most {limit} MB are read, split it into several files").format(
                    size=round(status.st_size / 2**20), limit=MAX_BYTES // 2**20
                )
            )
        data = real.read_bytes()
    except (FileNotFoundError, RuntimeError):
        # Python 3.11 raises RuntimeError for a link that leads to itself.
        return problem(_("this link leads nowhere; put the file here or remove the link"))
    except PermissionError:
        return problem(_("this file may not be read by you; ask its owner, or change its permissions"))
    except OSError as error:
        return problem(_("this file cannot be read ({reason})").format(reason=reason_of(error)))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        return problem(_not_utf8(data), line)
    return SourceFile(path, name, data, Seen.of(data, status), text)


def is_inside(folder: Path, path: Path) -> bool:
    """Whether `path` lies in the programme's `folder` once links are followed."""
    return path.resolve().is_relative_to(folder.resolve())


def require_inside(folder: Path, path: Path) -> None:
    """Raises CannotWrite where a link on the way to `path` leads out of the programme's `folder`."""
    if not is_inside(folder, path):
        message = _("{file} leads to a place outside the programme's folder; nothing was written")
        raise CannotWrite(message.format(file=path.parent))


def _not_utf8(data: bytes) -> str:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _("this file is UTF-16, not UTF-8; open it in your editor and save it as UTF-8")
    try:
        chinese = any("\u4e00" <= character <= "\u9fff" for character in data.decode("gb18030"))
    except UnicodeDecodeError:
        chinese = False
    if chinese:
        return _(
            "this file is not UTF-8, it looks like GBK; convert it: in Notepad or WPS save it again with the encoding "
            "UTF-8, or run: iconv -f GB18030 -t UTF-8 OLD > NEW"
        )
    return _("this file is not UTF-8 from this line on; save it again with the encoding UTF-8")
