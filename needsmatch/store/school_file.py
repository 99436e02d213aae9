"""A school in a file of its own, wherever it lies, before it joins a programme."""

from dataclasses import dataclass
from pathlib import Path

from needsmatch.errors import Problem, WrongUse
from needsmatch.i18n import _
from needsmatch.model.school import School
from needsmatch.store.checks import Origins, check_schools
from needsmatch.store.files import read_file
from needsmatch.store.folder import read_schools
from needsmatch.store.notebook import Notebook
from needsmatch.store.toml_text import Table, parse


@dataclass(frozen=True, slots=True)
class SchoolFile:
    """A file of one school as it was read."""

    school: School | None
    """None where it cannot be used."""
    problems: tuple[Problem, ...]
    data: bytes = b""
    """What stands in the file, comments and all."""


def read_school(path: Path) -> SchoolFile:
    """The school of a file in the format of receivers/*.toml and donors/*.toml, and every problem of the file.

    Raises WrongUse where there is no such file.
    """
    try:
        real = path.resolve(strict=True)
    except (OSError, RuntimeError):  # Python 3.11 raises RuntimeError for a link that leads to itself.
        raise WrongUse(_("There is no file {path}; name the TOML file of a school").format(path=path)) from None
    source = read_file(real, real.parent)
    if isinstance(source, Problem):
        return SchoolFile(None, (source,))
    table = parse(source)
    if isinstance(table, Problem):
        return SchoolFile(None, (table,))
    problems: list[Problem] = []
    school = _school(table, Notebook(source, problems))
    return SchoolFile(school, tuple(problems), source.data)


def _school(table: Table, notebook: Notebook) -> School | None:
    origins = Origins()
    schools = list(read_schools(table, notebook, origins, "need"))
    if len(schools) > 1:
        notebook.add(("school",), _("several schools stand here; each school that joins needs a file of its own"))
    elif not schools and not notebook.noted(("school",)):
        notebook.add(("school",), _("this file holds no school; write [school] with id, name and stage"))
    # Which side a school joins is asked later; here it is held to a list that it has.
    origins.schools = [
        (school, "need" if school.needs else "strength", origin)
        for school, _wanted, origin in origins.schools
        if school.needs or school.strengths
    ]
    check_schools(origins)
    return schools[0] if len(schools) == 1 else None
