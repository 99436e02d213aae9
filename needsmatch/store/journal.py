"""The journal of what is being edited, in the user's state folder: a line for each event, on the disk before the next.

One file for each subject (a programme's folder, or one plan's file), and another one for each program that works on
it at the same time. A journal is a help that no start and no edit waits for in vain: what cannot be understood is laid
aside, and where nothing can be written the work goes on without.
"""

import hashlib
import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Generic, TypeVar

import msgspec
from platformdirs import user_state_path

from needsmatch.errors import reason_of
from needsmatch.i18n import _

if TYPE_CHECKING:
    from filelock import FileLock

State = TypeVar("State")

_DAYS = 180
"""After so many a journal that holds nothing unsaved is let go."""


@dataclass(frozen=True, slots=True)
class Replayed(Generic[State]):
    """What the lines of a journal come to."""

    state: State
    understood: int
    """How many lines are understood, from the first one on."""
    unsaved: bool
    """Something stands in it that is nowhere else."""


Replay = Callable[[Sequence[bytes]], Replayed[State]]


class _Heading(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The first line."""

    needsmatch_journal: int
    subject: str


class Journal:
    """A journal that is being written; nobody else writes it meanwhile. Nothing is raised."""

    def __init__(
        self,
        path: Path,
        subject: Path,
        lock: "FileLock | None",
        size: int = 0,
        reason: str = "",
        aside: Path | None = None,
    ) -> None:
        self.path = path
        self.reason = reason
        """Why what was told last is not on the disk, in the user's language; empty where it is."""
        self.aside = aside
        """Where whole lines of it lie that could not be understood when it was opened; None where all could."""
        self._lock = lock
        self._size = size
        """Bytes that are known to be whole."""
        self._waiting = b"" if size else _heading(subject) + b"\n"

    def append(self, line: bytes, *, lasting: bool = True) -> None:
        """Write one event. Where it is `lasting` it is on the disk then, whatever happens to the computer; otherwise it
        survives the end of this program only."""
        if self._lock is None:
            return
        self._waiting += line + b"\n"
        try:
            # Opened anew each time: what is told here happens at the pace of a person.
            new = 0 if self._size else os.O_CREAT
            handle = os.open(self.path, new | os.O_RDWR | getattr(os, "O_BINARY", 0), 0o600)
            try:
                if os.fstat(handle).st_size < self._size:
                    raise FileNotFoundError
                # Over what a full disk took only half of.
                os.lseek(handle, self._size, os.SEEK_SET)
                _write(handle, self._waiting)
                if lasting:
                    os.fsync(handle)
            finally:
                os.close(handle)
        except FileNotFoundError:
            # A line without those before it would mean nothing.
            self.reason = _("its file was deleted meanwhile")
            return
        except OSError as error:
            # It waits, and is tried again with the next event.
            self.reason = reason_of(error)
            return
        if self._size == 0:
            _fsync_folder(self.path.parent)
        self._size += len(self._waiting)
        self._waiting, self.reason = b"", ""

    def close(self) -> None:
        """Leave it to whoever opens the subject next."""
        if self._lock:
            self._lock.release(force=True)
            self._lock = None


@dataclass(frozen=True, slots=True)
class _Read(Generic[State]):
    path: Path
    lock: "FileLock"
    data: bytes
    good: int
    """Bytes from the first one on that are understood."""
    changed: float
    """When it was written last, in seconds of the system's clock."""
    replayed: Replayed[State]


def open_journal(subject: Path, replay: Replay[State]) -> tuple[Journal, State]:
    """The journal of `subject`, an absolute path, and what it tells.

    Of several that no running program writes it is the one with something unsaved, else the newest. Lines behind one
    that is not understood are laid aside in a file beside it. Nothing is raised.
    """
    folder = user_state_path("needsmatch") / "journals"
    name = hashlib.blake2s(os.fsencode(subject), digest_size=12).hexdigest()
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        found = list(_free(folder, name, subject, replay))
        if found:
            best = max(found, key=lambda read: (read.replayed.unsaved, read.changed))
            for read in found:
                if read is not best:
                    read.lock.release(force=True)
            return _taken_up(best, subject, replay)
        path, lock = _new(folder, name)
        return Journal(path, subject, lock), replay(()).state
    except (OSError, NotImplementedError) as error:  # the latter where a file system knows no locks
        reason = reason_of(error) if isinstance(error, OSError) else str(error)
        return Journal(folder / name, subject, None, reason=reason), replay(()).state


def _taken_up(read: _Read[State], subject: Path, replay: Replay[State]) -> tuple[Journal, State]:
    if not read.replayed.unsaved and read.changed < time.time() - _DAYS * 86_400:
        read.path.unlink()
        return Journal(read.path, subject, read.lock), replay(()).state
    aside, rest = None, read.data[read.good :]
    if rest:
        path = Path(f"{read.path}.broken")
        handle = os.open(path, os.O_CREAT | os.O_WRONLY | os.O_APPEND, 0o600)
        try:
            _write(handle, rest + b"\n")
        finally:
            os.close(handle)
        os.truncate(read.path, read.good)
        # The half line that a kill leaves was confirmed to nobody.
        aside = path if b"\n" in rest else None
    return Journal(read.path, subject, read.lock, read.good, aside=aside), read.replayed.state


def _read(path: Path, lock: "FileLock", subject: Path, replay: Replay[State]) -> _Read[State]:
    data = path.read_bytes()
    # What stands behind the last end of a line was being written when the program was killed.
    heading, *lines = data.split(b"\n")[:-1] or [b""]
    if heading != _heading(subject):
        return _Read(path, lock, data, 0, path.stat().st_mtime, replay(()))
    replayed = replay(lines)
    good = sum(len(line) + 1 for line in (heading, *lines[: replayed.understood]))
    return _Read(path, lock, data, good, path.stat().st_mtime, replayed)


def _free(folder: Path, name: str, subject: Path, replay: Replay[State]) -> Iterator[_Read[State]]:
    """The journals of a subject that can be read and no program writes, locked."""
    for path in sorted(folder.glob(f"{name}*.jsonl")):
        lock = _locked(path)
        if lock:
            try:
                yield _read(path, lock, subject, replay)
            except OSError:
                lock.release(force=True)


def _new(folder: Path, name: str) -> tuple[Path, "FileLock"]:
    for number in count(1):
        path = folder / (f"{name}.jsonl" if number == 1 else f"{name}-{number}.jsonl")
        lock = None if path.exists() else _locked(path)
        if lock:
            return path, lock
    raise AssertionError


def _locked(path: Path) -> "FileLock | None":
    from filelock import FileLock, Timeout  # 15 ms that only the app needs

    # It is opened in a thread and closed in another one.
    lock = FileLock(f"{path}.lock", timeout=0, thread_local=False, mode=0o600)
    try:
        lock.acquire()
    except Timeout:
        return None
    return lock


def _heading(subject: Path) -> bytes:
    # A path may be bytes that are no text.
    plain = os.fsencode(subject).decode("utf-8", "backslashreplace")
    return msgspec.json.encode(_Heading(needsmatch_journal=1, subject=plain))


def _write(handle: int, data: bytes) -> None:
    while data:
        data = data[os.write(handle, data) :]


def _fsync_folder(folder: Path) -> None:
    if os.name == "posix":
        # The new name is on the disk only when the folder is; not every file system can promise that.
        with suppress(OSError):
            handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)
