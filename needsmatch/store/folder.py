"""Reading a whole programme: everything that can be used, and every problem in every file."""

import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from needsmatch.errors import Problem, Severity, reason_of
from needsmatch.i18n import _
from needsmatch.model.completed import as_decided, with_ids
from needsmatch.model.plan import SupportPlan
from needsmatch.model.programme import About, Judgement, Programme, ProgrammeFile
from needsmatch.model.school import School
from needsmatch.model.topic import Topic
from needsmatch.store.checks import Origin, Origins, check_programme
from needsmatch.store.files import Seen, SourceFile, read_file
from needsmatch.store.locate import KeyPath
from needsmatch.store.notebook import Notebook, nearest
from needsmatch.store.table import read_table
from needsmatch.store.thesaurus import TopicsFile
from needsmatch.store.toml_text import Table, parse

Progress = Callable[[int, int], None]
"""Called with what is done so far and the whole."""

RECEIVERS, DONORS, PLANS = "receivers", "donors", "plans"
SETTINGS, TOPICS, JUDGEMENTS = "programme.toml", "topics.toml", "judgements.toml"


class JudgementsFile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """judgements.toml as it stands in the file."""

    judgements: tuple[Judgement, ...] = msgspec.field(default=(), name="judgement")


@dataclass(frozen=True, slots=True)
class StoredPlan:
    """A plan as it was read, with what is needed to change its file in place."""

    plan: SupportPlan
    path: Path
    data: bytes
    seen: Seen


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read from a programme's folder."""

    folder: Path
    programme: Programme
    problems: tuple[Problem, ...]
    """In the order of the files' names and of their lines."""
    plans: tuple[StoredPlan, ...] = ()
    files: int = 0
    """How many files were looked at."""
    unread: tuple[str, ...] = ()
    """The files of decisions, programme.toml and judgements.toml, of which something could not be read."""


@dataclass(slots=True)
class _Collected:
    """What the files gave so far; the reader's working table."""

    settings: ProgrammeFile | None = None
    receivers: list[School] = field(default_factory=list)
    donors: list[School] = field(default_factory=list)
    topics: tuple[Topic, ...] = ()
    judgements: tuple[Judgement, ...] = ()
    plans: list[StoredPlan] = field(default_factory=list)
    origins: Origins = field(default_factory=Origins)
    problems: list[Problem] = field(default_factory=list)


def read_programme(folder: Path, progress: Progress | None = None) -> Reading:
    """Read every file of the programme in `folder`; the result does not depend on the order of the files.

    Nothing is raised for what stands in the files: what cannot be used is named among the problems.
    """
    collected = _Collected()
    paths = programme_files(folder)
    for number, path in enumerate(paths, 1):
        source = read_file(path, folder)
        if isinstance(source, Problem):
            collected.problems.append(source)
            collected.origins.unusable.add(path.stem)
        else:
            _take_in(source, collected)
        if progress:
            progress(number, len(paths))
    collected.problems += _not_read(folder)
    if not os.path.lexists(folder / SETTINGS):
        collected.problems.append(_no_programme(folder, paths))
    receivers, donors, left = as_decided(
        _in_order(collected.receivers), _in_order(collected.donors), collected.judgements
    )
    programme = Programme(
        settings=collected.settings
        or ProgrammeFile(programme=About(id="programme", name=folder.resolve().name or "?")),
        receivers=receivers,
        donors=donors,
        topics=collected.topics,
        judgements=collected.judgements,
        plans=tuple(stored.plan for stored in collected.plans),
        left=left,
    )
    unread = _unread(collected)
    check_programme(programme, collected.origins)
    problems = sorted(
        dict.fromkeys(collected.problems),
        key=lambda problem: (problem.file, problem.line or 0, problem.key, problem.message),
    )
    return Reading(folder, programme, tuple(problems), tuple(collected.plans), len(paths), unread)


def _unread(collected: _Collected) -> tuple[str, ...]:
    """The files of decisions of which something could not be read; asked before the files are held side by side."""
    wrong = {problem.file for problem in collected.problems if problem.severity is Severity.ERROR}
    return tuple(name for name in (SETTINGS, JUDGEMENTS) if name in wrong)


def programme_files(folder: Path) -> list[Path]:
    """The files of a programme in the order of their names; hidden ones and others' files are not looked at."""
    paths = [folder / name for name in (SETTINGS, TOPICS, JUDGEMENTS) if os.path.lexists(folder / name)]
    for name in (RECEIVERS, DONORS, PLANS):
        paths += _toml_files(folder / name)
    return paths


def _toml_files(folder: Path) -> Iterator[Path]:
    try:
        paths = sorted(folder.iterdir())
    except OSError:
        return
    yield from (path for path in paths if _is_toml(path) and not path.name.startswith("."))


def _is_toml(path: Path) -> bool:
    return path.suffix.lower() == ".toml"


def _not_read(folder: Path) -> Iterator[Problem]:
    """What lies in the folders of a programme and is passed over, so that no school goes missing unnoticed."""
    for name in (RECEIVERS, DONORS, PLANS):
        try:
            others = [path for path in sorted((folder / name).iterdir()) if not _is_toml(path)]
        except (FileNotFoundError, NotADirectoryError):
            continue
        except OSError as error:
            message = _("this folder cannot be read ({reason})").format(reason=reason_of(error))
            yield Problem(name, None, "", message)
            continue
        for path in others:
            if not path.name.startswith(".") and not (name == PLANS and path.suffix in (".md", ".html", ".xlsx")):
                message = _("this is not read; only files that end in .toml and lie right in this folder are")
                yield Problem(path.relative_to(folder).as_posix(), None, "", message, Severity.NOTE)
    known = {name.removesuffix(".toml"): name for name in (RECEIVERS, DONORS, PLANS, SETTINGS, TOPICS, JUDGEMENTS)}
    with suppress(OSError):
        for path in sorted(folder.iterdir()):
            near = nearest(path.stem, known)
            if near and path.name not in known.values() and (path.is_dir() or _is_toml(path)):
                message = _("this is not read; did you mean {word}?").format(word=known[near])
                yield Problem(path.name, None, "", message, Severity.NOTE)


def _no_programme(folder: Path, paths: list[Path]) -> Problem:
    if paths:
        message = _(
            "this file is missing; write it, or copy it from a new programme: make one on the start page, or with "
            "needsmatch new FOLDER"
        )
        return Problem(SETTINGS, None, "", message)
    message = _(
        "this folder is no programme: it holds no programme.toml, receivers or donors; name another folder, or make a "
        "new programme: on the start page, or with needsmatch new FOLDER"
    )
    return Problem(".", None, "", message)


def _take_in(source: SourceFile, collected: _Collected) -> None:
    table = parse(source)
    if isinstance(table, Problem):
        collected.problems.append(table)
        # Most files are named after their school.
        collected.origins.unusable.add(source.path.stem)
        return
    notebook = Notebook(source, collected.problems)
    match source.name.split("/")[0]:
        case "programme.toml":
            collected.settings = _settings(table, notebook)
            collected.origins.files["programme"] = notebook
        case "topics.toml":
            found = read_table(table, TopicsFile, notebook)
            collected.topics = found.topics if found else ()
            collected.origins.files["topics"] = notebook
        case "judgements.toml":
            judged = read_table(table, JudgementsFile, notebook)
            collected.judgements = judged.judgements if judged else ()
            collected.origins.files["judgements"] = notebook
        case "receivers":
            collected.receivers += read_schools(table, notebook, collected.origins, "need")
        case "donors":
            collected.donors += read_schools(table, notebook, collected.origins, "strength")
        case _:
            plan = read_table(table, SupportPlan, notebook)
            if plan:
                collected.plans.append(StoredPlan(plan, source.path, source.data, source.seen))
                collected.origins.plans.append((plan, notebook))


def _settings(table: Table, notebook: Notebook) -> ProgrammeFile | None:
    """The settings; where [programme] itself is unusable, the rest of the file still is."""
    settings = read_table(table, ProgrammeFile, notebook)
    if settings or "programme" not in table:
        return settings
    rest = {**table, "programme": {"id": "programme", "name": "?"}}
    # Read once more only to keep what is right; its problems have been noted already.
    return read_table(rest, ProgrammeFile, notebook.silent())


def read_schools(table: Table, notebook: Notebook, origins: Origins, wanted: str) -> Iterator[School]:
    """The schools of one file, of either shape; `wanted` is the list its side lives from.

    Every problem is noted, and where each school stands.
    """
    given = table.get("school")
    if isinstance(given, list):
        yield from _many_schools(table, given, notebook, origins, wanted)
        return
    if not isinstance(given, dict):
        notebook.add(("school",), _("this file holds no school; write [school] with id, name and stage"))
        return
    # [[need]] stands beside [school]; the record holds it inside.
    lists = {key: table[key] for key in ("need", "strength") if key in table}
    for key in lists.keys() & given.keys():
        notebook.add(("school", key), _("this list stands both inside [school] and beside it; keep one"))
    _pass_over(table, notebook, {"school", *lists})
    merged = {**given, **lists}
    moved: dict[str, KeyPath] = {key: (key,) for key in lists}
    school = read_table(merged, School, notebook, ("school",), moved)
    if school:
        yield _finished(school, notebook, ("school",), moved, origins, wanted)
    else:
        origins.unusable.add(str(given.get("id")))


def _many_schools(
    table: Table, rows: list[object], notebook: Notebook, origins: Origins, wanted: str
) -> Iterator[School]:
    for key in ("need", "strength"):
        if key in table:
            message = _("[[{key}]] cannot stand beside [[school]]; write [[school.{key}]] under its school").format(
                key=key
            )
            notebook.add((key,), message)
    _pass_over(table, notebook, {"school", "need", "strength"})
    for number, row in enumerate(rows):
        path: KeyPath = ("school", number)
        school = read_table(row, School, notebook, path)
        if school:
            yield _finished(school, notebook, path, {}, origins, wanted)
        elif isinstance(row, dict):
            origins.unusable.add(str(row.get("id")))


def _pass_over(table: Table, notebook: Notebook, known: set[str]) -> None:
    for key in table:
        if key not in known:
            notebook.add_unknown_key((key,), ("school", "need", "strength"))


def _finished(
    school: School, notebook: Notebook, path: KeyPath, moved: dict[str, KeyPath], origins: Origins, wanted: str
) -> School:
    """The school with an id for each entry; what it lacks is noted, and where it stands is remembered."""
    school = with_ids(school)
    origins.schools.append((school, wanted, Origin(notebook, path, moved)))
    return school


def _in_order(schools: list[School]) -> tuple[School, ...]:
    """The schools by id; of two with one id the first that was read stays (the other is a problem)."""
    first = {school.id: school for school in reversed(schools)}
    return tuple(first[school_id] for school_id in sorted(first))
