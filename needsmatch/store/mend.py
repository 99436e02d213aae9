"""Mending a problem where it stands: the lines around it, and the file with another value in its place.

Only the value's own characters are replaced; all else stays byte for byte. Nothing is handed out to be written that
cannot be read back, or that would say something else anywhere but in the place of the problem.
"""

import codecs
import hashlib
import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import tomli

from needsmatch.errors import ChangedOnDisk, NeedsmatchError, Problem
from needsmatch.i18n import _
from needsmatch.store.atomic import save
from needsmatch.store.files import Seen, SourceFile, read_file
from needsmatch.store.locate import KeyPath, key_lines, key_path, line_of, value_spans
from needsmatch.store.notebook import as_toml
from needsmatch.store.toml_text import Table, parse

_PLAIN_STRING = re.compile(r"""\"[^"\\\n]*\"|'[^'\n]*'""")


class CannotMend(NeedsmatchError):
    """The problem cannot be mended here, or not with the text that was typed."""


@dataclass(frozen=True, slots=True)
class Excerpt:
    """The lines around a problem as they stand in the file, and the place of the value it is about.

    Everything is raw: whoever shows it cleans it first.
    """

    lines: tuple[tuple[int, str], ...]
    """Number from 1, and the line without its end."""
    line: int | None
    """Number of the guilty line; None where it is not known."""
    start: int
    """Characters of the guilty line in front of the value."""
    length: int
    """Characters of the value, or of as much of it as stands in the guilty line; 0 where it is not known."""
    value: str | None
    """The value's TOML text; None where it is not known, and for a line that is no TOML."""
    written: str | None
    """What a person would change: a plain text without its quotation marks, any other value as TOML, a whole line."""


@dataclass(frozen=True, slots=True)
class Mend:
    """A file before and after, so that it can be written and taken back."""

    path: Path
    before: bytes
    after: bytes

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
    span = _span(source, problem)
    if span:
        line = source.text.count("\n", 0, span[0]) + 1
        start = span[0] - (source.text.rfind("\n", 0, span[0]) + 1)
        length = min(span[1] - span[0], len(lines[line - 1]) - start)
        typed = source.text[slice(*span)]
        if problem.key:
            value, typed = typed, _without_quotes(typed)
    first = max(0, (line or 1) - 1 - around)
    shown = lines[first : (line or 1) + around]
    return Excerpt(tuple(enumerate(shown, first + 1)), line, start, length, value, typed)


def suggestion_line(problem: Problem, excerpt: Excerpt) -> str | None:
    """The guilty line as it would read with the problem's suggestion; None where there is none, or no place for it."""
    if problem.suggestion is None or excerpt.line is None or excerpt.value is None:
        return None
    line = dict(excerpt.lines)[excerpt.line]
    return line[: excerpt.start] + problem.suggestion + line[excerpt.start + excerpt.length :]


def mended(folder: Path, problem: Problem, typed: str) -> Mend:
    """The problem's file with `typed` in its place; nothing is written yet.

    `typed` is taken as TOML where it is a value (`3`, `"text"`, `["visit"]`), else as a text. It replaces the value,
    or comes under the heading of its table where the key is missing, or replaces the whole line of a file that is no
    TOML. Raises CannotMend where there is no such place or the file could not be read afterwards, ChangedOnDisk where
    the problem no longer stands where it was found.
    """
    source = read_file(folder / problem.file, folder)
    if isinstance(source, Problem):
        raise CannotMend(str(source))
    path = key_path(problem.key)
    if not path and (problem.key or not problem.line):
        raise _no_place(problem)
    if not _stands(source, problem):
        message = _("{file} was changed by somebody else meanwhile, and nothing was written; read it again")
        raise ChangedOnDisk(message.format(file=source.path.name))
    toml = typed if not path else typed.strip() if _is_value(typed.strip()) else as_toml(typed.strip())
    span = _span(source, problem)
    text = _replaced(source.text, span, toml) if span else _inserted(source.text, problem, toml)
    outcome = parse(replace(source, text=text))
    if isinstance(outcome, Problem):
        message = _("with this text the file cannot be read ({problem}); type something else, or open it in an editor")
        raise CannotMend(message.format(problem=outcome))
    if path and not _differs_only_at(path, source.text, text, toml):
        raise _no_place(problem)
    mark = codecs.BOM_UTF8 if source.data.startswith(codecs.BOM_UTF8) else b""
    return Mend(source.path, source.data, mark + text.encode())


def write(mend: Mend) -> None:
    """Write what a mend found out. Raises ChangedOnDisk, CannotWrite."""
    # Saving compares the content alone.
    seen = Seen(hashlib.sha256(mend.before).hexdigest(), inode=0, mtime_ns=0, size=len(mend.before))
    save(mend.path, mend.after, seen)


def _stands(source: SourceFile, problem: Problem) -> bool:
    """Whether the place of a problem is still in the line where it was found."""
    outcome = parse(source)
    if isinstance(outcome, Problem):
        return not problem.key and outcome.line == problem.line
    return problem.key != "" and line_of(key_lines(source.text), key_path(problem.key)) == problem.line


def _span(source: SourceFile, problem: Problem) -> tuple[int, int] | None:
    """Start and end of what is to be replaced: the value, or the whole line of a file that is no TOML."""
    readable = not isinstance(parse(source), Problem)
    if problem.key:
        return value_spans(source.text).get(key_path(problem.key)) if readable else None
    lines = source.text.split("\n")
    if readable or not problem.line or problem.line > len(lines):
        return None
    start = sum(len(line) + 1 for line in lines[: problem.line - 1])
    return start, start + len(lines[problem.line - 1].removesuffix("\r"))


def _replaced(text: str, span: tuple[int, int], toml: str) -> str:
    return text[: span[0]] + toml + text[span[1] :]


def _inserted(text: str, problem: Problem, toml: str) -> str:
    """The text with a new key right under the heading of its table, at the top for the file's own keys."""
    *table, key = key_path(problem.key)
    heading = key_lines(text).get(tuple(table)) if table else 0
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
