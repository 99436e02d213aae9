"""The file of a school that joins a programme."""

import os
from pathlib import Path

from needsmatch.errors import CannotWrite, Problem
from needsmatch.i18n import _
from needsmatch.model.school import School
from needsmatch.store.files import Seen, SourceFile, require_inside
from needsmatch.store.folder import DONORS, RECEIVERS
from needsmatch.store.mend import Mend
from needsmatch.store.notebook import Notebook
from needsmatch.store.table import read_table
from needsmatch.store.to_toml import as_table, as_text

_LISTS = ("need", "strength")


def receiver_file(folder: Path, school: School) -> Mend:
    """A new file in `folder`/receivers that holds this school; nothing is written yet.

    Raises CannotWrite where a file of its name is there already, or the school could not be read back.
    """
    opening = _("A receiving school and its needs list: one file for each school. Format: docs/file-formats.md")
    return _new_file(folder, f"{RECEIVERS}/{school.id}.toml", opening, school)


def donor_file(folder: Path, school: School) -> Mend:
    """The same in `folder`/donors."""
    opening = _("A donor school and what it is good at: one file for each school. Format: docs/file-formats.md")
    return _new_file(folder, f"{DONORS}/{school.id}.toml", opening, school)


def _new_file(folder: Path, name: str, opening: str, school: School) -> Mend:
    path = folder / name
    require_inside(folder, path)
    if os.path.lexists(path):
        raise CannotWrite(
            _(
                "{file} is there already, and nothing was written; read the programme again, or give the new school "
                "another id"
            ).format(file=name)
        )
    table = as_table(school)
    lists = {key: table.pop(key) for key in _LISTS if key in table}
    text = f"# {opening}\n" + as_text({"school": table, **lists})
    data = text.encode()
    problems: list[Problem] = []
    notebook = Notebook(SourceFile(path, name, data, Seen.of_content(data), text), problems)
    read_table({**table, **lists}, School, notebook, ("school",), {key: (key,) for key in lists})
    if problems:
        raise CannotWrite(_("{problem}. Nothing was written").format(problem=problems[0]))
    return Mend(path, None, data)
