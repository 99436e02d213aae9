"""Folders of programmes as people name them: which one is meant, what lies there, and where a new one may be made."""

import os
from pathlib import Path

from needsmatch.i18n import _, ngettext, together
from needsmatch.store.folder import SETTINGS
from needsmatch.store.samples import programmes_folder

# os.path answers False where pathlib raises for want of permission.


def meant(text: str) -> Path:
    """The folder that is meant: a path as it is typed or as a terminal writes what is dragged into it."""
    # Path.expanduser raises where there is no such user.
    folder = Path(os.path.expanduser(_bare(text))).absolute()  # noqa: PTH111
    return folder.parent if folder.name == SETTINGS else folder


def meant_new(text: str) -> Path:
    """The folder for a new programme; a mere name means one beside the user's other programmes."""
    name = _bare(text)
    is_name = Path(name).name == name != ".." and not name.startswith("~")
    return programmes_folder() / name if is_name else meant(text)


def is_programme(folder: Path) -> bool:
    """Whether a programme is kept in `folder`."""
    return os.path.isfile(folder / SETTINGS)  # noqa: PTH113


def is_empty(folder: Path) -> bool:
    """Whether `folder` exists and holds nothing, so that a programme can be made in it."""
    try:
        return not any(folder.iterdir())
    except OSError:
        return False


def why_not(folder: Path) -> str:
    """Why no programme can be opened in `folder`, which holds none."""
    if not os.path.exists(folder):  # noqa: PTH110
        return _("There is no folder {path}.").format(path=folder)
    if not os.path.isdir(folder):  # noqa: PTH112
        return _("{path} is a file; name the programme's folder.").format(path=folder)
    return _("{path} is no programme: there is no {file} in it. Make a new one instead.").format(
        path=folder, file=SETTINGS
    )


def free_folder() -> Path:
    """A folder for a new programme that does not exist yet."""
    folder = programmes_folder() / "our-programme"
    number = 2
    while os.path.exists(folder):  # noqa: PTH110
        folder = folder.with_name(f"our-programme-{number}")
        number += 1
    return folder


def made(folder: Path, files: int) -> str:
    """What is said of a programme that was just made of so many files, and what to do with it."""
    written = ngettext("{count} file was written to {folder}.", "{count} files were written to {folder}.", files)
    what = _("Put your schools in their place with any editor; Ctrl+R reads them again.")
    return together(written.format(count=files, folder=folder), what)


def _bare(text: str) -> str:
    return text.strip().strip("'\"")
