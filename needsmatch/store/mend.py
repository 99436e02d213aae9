"""Mending a problem where it stands: the lines around it, and the file with another value in its place.

Only the characters of the value, or of the key where that is wrong, are replaced; all else stays byte for byte.
Nothing is handed out to be written that cannot be read back, or that would say something else anywhere but in the
place of the problem.
"""

import codecs
import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import tomli

from needsmatch.errors import ChangedOnDisk, NeedsmatchError, Problem
from needsmatch.i18n import _
from needsmatch.store.atomic import remove, save
from needsmatch.store.files import Seen, SourceFile, read_file
from needsmatch.store.locate import KeyPath, key_lines, key_path, key_spans, line_of, value_spans
from needsmatch.store.notebook import as_toml
from needsmatch.store.toml_text import Table, parse

_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_PLAIN_STRING = re.compile(r"""\"[^"\\\n]*\"|'[^'\n]*'""")


class CannotMend(NeedsmatchError):
    """The problem cannot be mended here, or not with the text that was typed."""


@dataclass(frozen=True, slots=True)
class Excerpt:
    """The lines around a problem as they stand in the file, and the place of what it is about: a value, or a key.

    Everything is raw: whoever shows it cleans it first.
    """

    lines: tuple[tuple[int, str], ...]
    """Number from 1, and the line without its end."""
    line: int | None
    """Number of the guilty line; None where it is not known."""
    start: int
    """Characters of the guilty line in front of the value or key."""
    length: int
    """Characters of it, or of as much as stands in the guilty line; 0 where the place is not known."""
    value: str | None
    """Its TOML text; None where it is not known, and for a line that is no TOML."""
    written: str | None
    """What a person would change: a plain text without its quotation marks, any other value as TOML, a whole line."""
    digest: str = ""
    """Of the file that was read."""


@dataclass(frozen=True, slots=True)
class Mend:
    """A file before and after, so that it can be written and taken back."""

    path: Path
    before: bytes | None
    """None where there was no such file."""
    after: bytes | None
    """None where the file goes."""

    def reversed(self) -> "Mend":
        """The mend that takes this one back."""
        return Mend(self.path, self.after, self.before)


def excerpt(folder: Path, problem: Problem, around: int) -> Excerpt | None:
    """The lines of a problem's file from `around` lines before to `around` lines behind it, read anew.

    Where the line is not known it is the beginning of the file; None where the file cannot be read.
    """
    source = read_file(folder / problem.file, folder)
    if isinstance(source, Problem):
        return None
    lines = [line.removesuffix("\r") for line in source.text.split("\n")]
    line = problem.line if problem.line and problem.line <= len(lines) else None
    start, length, value, typed = 0, 0, None, None
    spans = _spans(source, problem)
    if spans:
        span = spans[0]
        line = source.text.count("\n", 0, span[0]) + 1
        start = span[0] - (source.text.rfind("\n", 0, span[0]) + 1)
        length = min(span[1] - span[0], len(lines[line - 1]) - start)
        typed = source.text[slice(*span)]
        if problem.key:
            value, typed = typed, _without_quotes(typed)
    first = max(0, (line or 1) - 1 - around)
    shown = lines[first : (line or 1) + around]
    return Excerpt(tuple(enumerate(shown, first + 1)), line, start, length, value, typed, source.seen.digest)


def suggestion_line(problem: Problem, excerpt: Excerpt) -> str | None:
    """The guilty line as it would read with the problem's suggestion; None where there is none, or no place for it."""
    if problem.suggestion is None or excerpt.line is None or excerpt.value is None:
        return None
    line = dict(excerpt.lines)[excerpt.line]
    return line[: excerpt.start] + problem.suggestion + line[excerpt.start + excerpt.length :]


def mended(folder: Path, problem: Problem, typed: str, seen: str | None = None) -> Mend:
    """The problem's file with `typed` in its place; nothing is written yet.

    `typed` is taken as TOML where it is a value (`3`, `"text"`, `["visit"]`), else as a text. It replaces the value,
    or comes under the heading of its table where the key is missing, or replaces the whole line of a file that is no
    TOML. Where the key is wrong, `typed` is another key, and the value stays. `seen` is the digest of the excerpt that
    the user looked at. Raises CannotMend where there is no such place, the key is there already or the file could not
    be read afterwards, ChangedOnDisk where the file or the place of the problem is no longer what was seen.
    """
    source = read_file(folder / problem.file, folder)
    if isinstance(source, Problem):
        raise CannotMend(str(source))
    path = key_path(problem.key)
    if not path and (problem.key or not problem.line):
        raise _no_place(problem)
    if seen not in (None, source.seen.digest) or not _stands(source, problem):
        message = _("{file} was changed by somebody else meanwhile, and nothing was written; read it again")
        raise ChangedOnDisk(message.format(file=source.path.name))
    spans, toml = _spans(source, problem), _as_written(problem, typed)
    if problem.of_key:
        _refuse_second(source, problem, typed.strip())
    text = _replaced(source.text, spans, toml) if spans else _inserted(source.text, problem, toml)
    outcome = parse(replace(source, text=text))
    if isinstance(outcome, Problem):
        message = _("with this text the file cannot be read ({problem}); type something else, or open it in an editor")
        raise CannotMend(message.format(problem=outcome))
    if not path and not all(_is_whole_line(source.text[slice(*span)], typed) for span in spans):
        raise _no_place(problem)
    is_right = _differs_only_in_key if problem.of_key else _differs_only_at
    if path and not is_right(path, source.text, text, toml):
        raise _no_place(problem)
    mark = codecs.BOM_UTF8 if source.data.startswith(codecs.BOM_UTF8) else b""
    return Mend(source.path, source.data, mark + text.encode())


def write(mend: Mend) -> None:
    """Write what a mend found out. Raises ChangedOnDisk, CannotWrite."""
    seen = None if mend.before is None else Seen.of_content(mend.before)
    if mend.after is not None:
        save(mend.path, mend.after, seen)
    elif seen:
        remove(mend.path, seen)


def write_all(mends: Sequence[Mend]) -> None:
    """Write several files, all or none: where one is refused, those before it are put back.

    Raises ChangedOnDisk, CannotWrite.
    """
    for number, mend in enumerate(mends):
        try:
            write(mend)
        except NeedsmatchError:
            for done in reversed(mends[:number]):
                with suppress(NeedsmatchError):  # what was refused first is what is told
                    write(done.reversed())
            raise


def held_otherwise(done: Sequence[Mend], undone: Sequence[Mend]) -> tuple[Path, ...]:
    """The files that hold something else than the mends which were `done`, and those which were taken back, left."""
    left = {mend.path: mend.before for mend in reversed(undone)} | {mend.path: mend.after for mend in done}
    return tuple(path for path, data in left.items() if _content(path) != data)


def _content(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError:
        return None


def _stands(source: SourceFile, problem: Problem) -> bool:
    """Whether the place of a problem is still in the line where it was found."""
    outcome = parse(source)
    if isinstance(outcome, Problem):
        return not problem.key and outcome.line == problem.line
    return problem.key != "" and line_of(key_lines(source.text), key_path(problem.key)) == problem.line


def _spans(source: SourceFile, problem: Problem) -> Sequence[tuple[int, int]]:
    """Start and end of what is to be replaced, in order: the value, the key wherever it is written, or the whole line
    of a file that is no TOML; none where it is not known."""
    readable = not isinstance(parse(source), Problem)
    if problem.key:
        path = key_path(problem.key)
        if readable and problem.of_key:
            return key_spans(source.text).get(path, ())
        span = value_spans(source.text).get(path) if readable else None
        return [span] if span else []
    lines = source.text.split("\n")
    if readable or not problem.line or problem.line > len(lines):
        return []
    start = sum(len(line) + 1 for line in lines[: problem.line - 1])
    return [(start, start + len(lines[problem.line - 1].removesuffix("\r")))]


def _as_written(problem: Problem, typed: str) -> str:
    """What was typed as it is to stand in the file."""
    text = typed.strip()
    if not problem.key:
        return typed
    if problem.of_key:
        return text if _BARE_KEY.fullmatch(text) else as_toml(text)
    return text if _is_value(text) else as_toml(text)


def _refuse_second(source: SourceFile, problem: Problem, name: str) -> None:
    """Raises CannotMend where the key's new name is taken by another key beside it."""
    *table, old = key_path(problem.key)
    beside = _at(_said(source.text), tuple(table))
    if name != old and isinstance(beside, dict) and name in beside:
        message = _("{key} stands in this place already; keep one of the two, in an editor")
        raise CannotMend(message.format(key=name))


def _is_whole_line(before: str, typed: str) -> bool:
    """Whether a line stands for itself: it opens no text or list that would swallow the lines below it, and no table
    that would take them over where none was opened before."""
    try:
        _said(typed)
    except (ValueError, RecursionError):
        return False
    return typed.lstrip().startswith("[") == before.lstrip().startswith("[")


def _replaced(text: str, spans: Sequence[tuple[int, int]], toml: str) -> str:
    # From the end, so that the places in front of it stay what they are.
    for start, end in reversed(spans):
        text = text[:start] + toml + text[end:]
    return text


def _inserted(text: str, problem: Problem, toml: str) -> str:
    """The text with a new key right under the heading of its table, at the top for the file's own keys."""
    *table, key = key_path(problem.key)
    heading = None if problem.of_key else key_lines(text).get(tuple(table)) if table else 0
    around = _at(_said(text), tuple(table))
    if heading is None or not isinstance(around, dict) or key in around:
        raise _no_place(problem)
    end = "\r\n" if "\r\n" in text else "\n"
    above = sum(len(line) + 1 for line in text.split("\n")[:heading])
    if above > len(text):
        return f"{text}{end}{key} = {toml}{end}"
    return f"{text[:above]}{key} = {toml}{end}{text[above:]}"


def _differs_only_at(path: KeyPath, before: str, after: str, toml: str) -> bool:
    """Whether `after` says what `before` says, with the value `toml` at `path`."""
    expected = _said(before)
    try:
        _at(expected, path[:-1])[path[-1]] = _said(f"x = {toml}")["x"]
        return _said(after) == expected
    except (LookupError, TypeError, RecursionError):
        return False


def _differs_only_in_key(path: KeyPath, before: str, after: str, toml: str) -> bool:
    """Whether `after` says what `before` says, with the key at `path` named `toml`."""
    expected = _said(before)
    try:
        table = _at(expected, path[:-1])
        (name,) = _said(f"{toml} = 0")
        table[name] = table.pop(path[-1])
        return _said(after) == expected
    except (AttributeError, LookupError, TypeError, RecursionError):
        return False


def _at(tables: Table, path: KeyPath) -> Any:
    """What stands at a path; None where nothing does."""
    found: Any = tables
    for part in path:
        try:
            found = found[part]
        except (LookupError, TypeError):
            return None
    return found


def _said(text: str) -> Table:
    # As numbers, two that are not a number would differ.
    return tomli.loads(text, parse_float=str)


def _is_value(typed: str) -> bool:
    """Whether a text is one TOML value and nothing more."""
    try:
        # In a list a remark would swallow the bracket, and a second line would be no value.
        return list(_said(f"x = {typed}")) == ["x"] and len(_said(f"x = [{typed}]")["x"]) == 1
    except (ValueError, RecursionError):
        return False


def _without_quotes(toml: str) -> str:
    plain = _PLAIN_STRING.fullmatch(toml)
    return toml[1:-1] if plain else toml


def _no_place(problem: Problem) -> CannotMend:
    return CannotMend(
        _("{place} cannot be changed here; open {file} in an editor").format(
            place=problem.key or problem.file, file=problem.file
        )
    )
