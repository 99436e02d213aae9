"""Writing a file so that there is always the old one or the new one, and never over an edit that was not seen."""

import contextlib
import hashlib
import os
import secrets
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from platformdirs import user_state_path

from needsmatch.errors import CannotWrite, ChangedOnDisk, reason_of
from needsmatch.i18n import _
from needsmatch.store.files import Seen

if TYPE_CHECKING:
    from filelock import FileLock

_LOCK_SECONDS = 5.0


def save(path: Path, data: bytes, seen: Seen | None) -> Seen:
    """Write `data` to `path`: beside it first, then renamed over it.

    `seen` is what the file was when it was read, None for a new file. Raises ChangedOnDisk where the file is no
    longer that (a touched file with the same content is), CannotWrite where the disk or the permissions refuse; the
    old file is then as it was. A symbolic link is written through; the file's permissions stay.
    """
    path = Path(os.path.realpath(path))
    with _alone(path, seen):
        _replace(path, data)
        with path.open("rb") as file:
            return Seen.of(data, os.fstat(file.fileno()))


def remove(path: Path, seen: Seen) -> None:
    """Take a file away. Raises ChangedOnDisk where it is no longer what was `seen`, CannotWrite where it must stay."""
    path = Path(os.path.realpath(path))
    with _alone(path, seen):
        path.unlink()


@contextlib.contextmanager
def _alone(path: Path, seen: Seen | None) -> Iterator[None]:
    """Nobody else who asks may touch the file inside; what the system refuses is worded."""
    from filelock import Timeout

    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with _lock(path):
            if _changed(path, seen):
                raise ChangedOnDisk(
                    _("{file} was changed by somebody else meanwhile, and nothing was written; read it again").format(
                        file=path.name
                    )
                )
            if path.exists() and not path.stat().st_mode & 0o222:
                raise CannotWrite(
                    _("{file} is write-protected and was left as it is; allow writing first").format(file=path.name)
                )
            yield
    except Timeout:
        raise ChangedOnDisk(
            _("{file} is being written by another program; try again in a moment").format(file=path.name)
        ) from None
    except OSError as error:
        raise CannotWrite(
            _("{file} cannot be written ({reason}); nothing was changed").format(file=path, reason=reason_of(error))
        ) from None


def _changed(path: Path, seen: Seen | None) -> bool:
    # Always by content: size and time can be the same for another text.
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return seen is not None
    return seen is None or hashlib.sha256(data).hexdigest() != seen.digest


def _replace(path: Path, data: bytes) -> None:
    beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}.tmp")
    # Created with the usual permissions: the system takes the user's mask off by itself.
    handle = os.open(beside, os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_BINARY", 0), 0o666)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            if os.name == "posix" and path.exists():
                os.fchmod(file.fileno(), stat.S_IMODE(path.stat().st_mode))
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except BaseException:
        with contextlib.suppress(FileNotFoundError):
            beside.unlink()
        raise
    if os.name == "posix":
        # The rename itself is on the disk only when the folder is; not every file system can promise that.
        with contextlib.suppress(OSError):
            folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
            try:
                os.fsync(folder)
            finally:
                os.close(folder)


def _lock(path: Path) -> "FileLock":
    """A lock between two needsmatch on this computer; editors do not know it, which `seen` is for.

    It lies outside the programme's folder, so that nothing is left in what people share.
    """
    from filelock import FileLock  # 15 ms that only writing needs

    folder = user_state_path("needsmatch") / "locks"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        folder = Path(tempfile.gettempdir())
    name = hashlib.blake2s(str(path).encode(), digest_size=12).hexdigest()
    return FileLock(folder / f"needsmatch-{name}.lock", timeout=_LOCK_SECONDS)
