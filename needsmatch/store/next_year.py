"""The files of a programme a year on: as they were, but for what a new year changes in them."""

from collections.abc import Callable, Iterator, Sequence
from copy import deepcopy
from datetime import datetime
from pathlib import Path

import msgspec
from msgspec.structs import replace

from needsmatch.errors import CannotWrite, Problem
from needsmatch.i18n import _
from needsmatch.model.fields import Record
from needsmatch.model.next_year import NextYear
from needsmatch.model.school import Need, School
from needsmatch.store.checks import Origins
from needsmatch.store.files import Seen, SourceFile, read_file
from needsmatch.store.folder import DONORS, JUDGEMENTS, PLANS, RECEIVERS, SETTINGS, programme_files, read_schools
from needsmatch.store.keep import CannotKeep, KeptDocument
from needsmatch.store.mend import Mend
from needsmatch.store.notebook import Notebook
from needsmatch.store.to_toml import as_table
from needsmatch.store.toml_text import Table, parse

ARCHIVE = ".archive"
"""Folder below the plans that has those of years before, by the ids of their programmes; it is never read."""


def archived(folder: Path) -> frozenset[str]:
    """The ids of the programmes whose plans lie in the archive of the programme in `folder`."""
    return frozenset(path.relative_to(folder / PLANS / ARCHIVE).parts[0] for path in _archive(folder))


def next_year_files(old: Path, folder: Path, changes: NextYear) -> tuple[Mend, ...]:
    """The files of the programme in `old` as they go to `folder` with `changes`; its plans go to the archive.

    Comments, order and keys that nobody knows stay. Nothing is written yet. Raises CannotWrite where a file cannot be
    read, or cannot be changed without risking what stands in it.
    """
    files = {path.relative_to(old).as_posix(): _read(path, old) for path in programme_files(old)}
    new = {_place(name, changes): _next(source, changes) for name, source in files.items()}
    new |= {path.relative_to(old).as_posix(): _read(path, old).data for path in _archive(old)}
    if changes.paired and JUDGEMENTS not in files:
        opening = _("What people decided; it counts more than any score. Format: docs/file-formats.md")
        new[JUDGEMENTS] = _judgements(_source(folder / JUDGEMENTS, JUDGEMENTS, f"# {opening}\n".encode()), changes)
    return tuple(Mend(folder / name, None, data) for name, data in sorted(new.items()))


def _archive(folder: Path) -> Iterator[Path]:
    return (path for path in sorted((folder / PLANS / ARCHIVE).glob("*/*.toml")) if path.is_file())


def _read(path: Path, root: Path) -> SourceFile:
    source = read_file(path, root)
    if isinstance(source, Problem):
        raise CannotWrite(_("{problem}. Nothing was written").format(problem=source))
    return source


def _place(name: str, changes: NextYear) -> str:
    """Where a file of the old programme lies in the new one."""
    kind, _slash, rest = name.partition("/")
    return f"{PLANS}/{ARCHIVE}/{changes.about.previous}/{rest}" if kind == PLANS else name


def _next(source: SourceFile, changes: NextYear) -> bytes:
    kind = source.name.partition("/")[0]
    if kind == SETTINGS:
        return _settings(source, changes)
    if kind == JUDGEMENTS:
        return _judgements(source, changes)
    return _schools(source, changes) if kind in (RECEIVERS, DONORS) else source.data


def _settings(source: SourceFile, changes: NextYear) -> bytes:
    old = _tables(source)
    new = deepcopy(old)
    new["programme"] |= _some(changes.about, "id", "start", "end", "previous")
    if "deadlines" in new:
        new["deadlines"] |= as_table(changes.deadlines)
    return _kept(source, lambda document: document.change(old, new))


def _judgements(source: SourceFile, changes: NextYear) -> bytes:
    # With an id in both, a decision is known again when others go; neither is written.
    old = _tables(source)
    rows = [{**row, "id": str(place)} for place, row in enumerate(old.get("judgement", ()))]
    names = changes.renamed
    kept = [row for row in rows if names.get(row.get("need", ""), "") is not None]
    renamed = [{**row, "need": names[row["need"]]} if row.get("need") in names else row for row in kept]
    more = [msgspec.to_builtins(judgement, builtin_types=(datetime,)) for judgement in changes.paired]
    if renamed == rows and not more:
        return source.data
    left = [{key: value for key, value in row.items() if key != "id"} for row in renamed]

    def change(document: KeptDocument) -> None:
        document.change(_with(old, "judgement", rows), _with(old, "judgement", renamed))
        document.change(_with(old, "judgement", left), _with(old, "judgement", [*left, *more]))

    return _kept(source, change)


def _schools(source: SourceFile, changes: NextYear) -> bytes:
    table = _tables(source)
    schools = _schools_of(table, source)
    wanted = [_next_school(school, changes) for school in schools]
    if wanted == schools:
        return source.data
    old, new = deepcopy(table), deepcopy(table)
    for tables, change in ((old, None), (new, changes)):
        for school, place in zip(schools, _places(tables), strict=True):
            rows = [
                row
                for need, given in zip(school.needs, place.get("need", ()), strict=True)
                if (row := _row(school, need, given, change))
            ]
            place.pop("need", None)
            place |= {"need": rows} if rows else {}
    data = _kept(source, lambda document: document.change(old, new))
    after = _source(source.path, source.name, data)
    if [_without_ids(school) for school in _schools_of(_tables(after), after)] != list(map(_without_ids, wanted)):
        raise _cannot_keep(source)
    return data


def _row(school: School, need: Need, given: Table, changes: NextYear | None) -> Table | None:
    """The row of a need; None for one that goes. It has its id also where the file has none, to be known again."""
    row, name = {**given, "id": need.id}, school.reference(need)
    if changes is None:
        return row
    if name in changes.done:
        return None
    if later := changes.carried.get(name):
        row |= _some(later, "past", *(["by"] if later.by != need.by else []))
    return row


def _next_school(school: School, changes: NextYear) -> School:
    left = (need for need in school.needs if school.reference(need) not in changes.done)
    return replace(school, needs=tuple(changes.carried.get(school.reference(need), need) for need in left))


def _places(table: Table) -> list[Table]:
    """For each school of a file the table that holds its needs."""
    given = table["school"]
    if isinstance(given, list):
        return given
    return [given if "need" in given else table]


def _schools_of(table: Table, source: SourceFile) -> list[School]:
    return list(read_schools(table, Notebook(source, []), Origins(), "need"))


def _without_ids(school: School) -> School:
    # Of two needs with one text and no id, the second is the first once that is gone.
    return replace(school, needs=tuple(replace(need, id="") for need in school.needs))


def _kept(source: SourceFile, change: Callable[[KeptDocument], None]) -> bytes:
    """The bytes of a file after `change`."""
    try:
        document = KeptDocument(source.data)
        change(document)
        return document.dump()
    except CannotKeep:
        raise _cannot_keep(source) from None


def _cannot_keep(source: SourceFile) -> CannotWrite:
    return CannotWrite(
        _(
            "{file} is laid out so that it cannot be carried into the next year without risking what stands in it; "
            "nothing was written. Give every need and every decision a heading and lines of its own, then try again"
        ).format(file=source.name)
    )


def _tables(source: SourceFile) -> Table:
    table = parse(source)
    if isinstance(table, Problem):
        raise CannotWrite(_("{problem}. Nothing was written").format(problem=table))
    return table


def _source(path: Path, name: str, data: bytes) -> SourceFile:
    return SourceFile(path, name, data, Seen.of_content(data), data.decode("utf-8-sig"))


def _with(table: Table, key: str, rows: Sequence[Table]) -> Table:
    """The tables of a file with other rows in one list; without it where there are none."""
    rest = {name: value for name, value in table.items() if name != key}
    return {**rest, key: list(rows)} if rows else rest


def _some(record: Record, *keys: str) -> Table:
    table = as_table(record)
    return {key: table[key] for key in keys if key in table}
