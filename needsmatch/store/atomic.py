"""Writing a file so that there is always the old one or the new one, and never over an edit that was not seen."""

import contextlib
import hashlib
import os
import stat
import tempfile
from pathlib import Path

from filelock import FileLock, Timeout
from platformdirs import user_state_path

from needsmatch.errors import CannotWrite, ChangedOnDisk, reason_of
from needsmatch.i18n import _
from needsmatch.store.files import Seen

_LOCK_SECONDS = 5.0


def save(path: Path, data: bytes, seen: Seen | None) -> Seen:
    """Write `data` to `path`: beside it first, then renamed over it.

    `seen` is what the file was when it was read, None for a new file. Raises ChangedOnDisk where the file is no
    longer that (a touched file with the same content is), CannotWrite where the disk or the permissions refuse; the
    old file is then as it was. A symbolic link is written through; the file's permissions stay.
    """
    path = Path(os.path.realpath(path))
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
            _replace(path, data)
            with path.open("rb") as file:
                return Seen.of(data, os.fstat(file.fileno()))
    except Timeout:
        raise ChangedOnDisk(
            _("{file} is being written by another program; try again in a moment").format(file=path.name)
        ) from None
    except OSError as error:
        raise CannotWrite(
            _("{file} cannot be written ({reason}); nothing was changed").format(file=path, reason=reason_of(error))
        ) from None


def _changed(path: Path, seen: Seen | None) -> bool:
    try:
        status = path.stat()
    except FileNotFoundError:
        return seen is not None
    if seen is None:
        return True
    if (status.st_ino, status.st_mtime_ns, status.st_size) == (seen.inode, seen.mtime_ns, seen.size):
        return False
    return hashlib.sha256(path.read_bytes()).hexdigest() != seen.digest


def _replace(path: Path, data: bytes) -> None:
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".tmp", dir=path.parent)
    beside = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            if os.name == "posix":
                os.fchmod(file.fileno(), _mode_of(path))
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except BaseException:
        with contextlib.suppress(FileNotFoundError):
            beside.unlink()
        raise
    if os.name == "posix":
        # The rename itself is on the disk only when the folder is.
        folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _mode_of(path: Path) -> int:
    try:
        return stat.S_IMODE(path.stat().st_mode)
    except FileNotFoundError:
        umask = os.umask(0)
        os.umask(umask)
        return 0o666 & ~umask


def _lock(path: Path) -> FileLock:
    """A lock between two needsmatch on this computer; editors do not know it, which `seen` is for.

    It lies outside the programme's folder, so that nothing is left in what people share.
    """
    folder = user_state_path("needsmatch") / "locks"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        folder = Path(tempfile.gettempdir())
    name = hashlib.blake2s(str(path).encode(), digest_size=12).hexdigest()
    return FileLock(folder / f"needsmatch-{name}.lock", timeout=_LOCK_SECONDS)
