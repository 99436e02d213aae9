"""Noticing that files of a programme were changed on disk, by looking every few seconds.

Two signatures differ where a file was edited, added, removed or renamed between them. That is all the terminal app
needs, and it works on shared folders, where no system tells of changes.
"""

from pathlib import Path

from needsmatch.store.folder import programme_files

Signature = tuple[tuple[str, int, int, int], ...]
"""Path, size in bytes, time of the last change in nanoseconds and inode of each file."""


def signature(folder: Path) -> Signature:
    """What the files of the programme in `folder` look like from outside; nothing is read, and nothing raised.

    Exactly the files that reading the programme looks at count. One that cannot be reached counts by its name.
    """
    return tuple(_look(path) for path in programme_files(folder))


def _look(path: Path) -> tuple[str, int, int, int]:
    try:
        # Through a link: what it leads to is what was read.
        status = path.stat()
    except OSError:
        return str(path), -1, 0, 0
    return str(path), status.st_size, status.st_mtime_ns, status.st_ino
