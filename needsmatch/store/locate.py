"""Where each key and value of a TOML text stands.

No TOML reader tells, so a file in which a problem was found is scanned once more. The scanner serves valid TOML
only, and gives no place where it is not sure.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from itertools import count

import tomli

KeyPath = tuple[str | int, ...]
"""Keys and row numbers (from 0) from the top of the file: `("need", 1, "priority")`."""

_BLANK = re.compile(r"(?:[ \t\r\n]+|#[^\n]*)+")
_KEY_PART = re.compile(r"""[ \t]*(?P<written>([A-Za-z0-9_-]+)|("(?:[^"\\\n]|\\.)*")|'([^'\n]*)')[ \t]*""")
_STRING = re.compile(
    r'''"""(?:[^\\]|\\.)*?"{3,5}(?!")|\'\'\'.*?'{3,5}(?!')|"(?:[^"\\\n]|\\.)*"|'[^'\n]*\'''', re.DOTALL
)
_PLAIN = re.compile(r"""[^\[\]{}"'#,\n]*[^\[\]{}"'#,\s]""")
_WRITTEN_PART = re.compile(r"\[([1-9][0-9]{0,8})\]|([^.\[]+)")

_DEEPEST = 100
"""A value that lies deeper is not looked at: Python's own stack ends soon after."""


_Part = tuple[str, tuple[int, int]]
"""One part of a dotted key, and where it is written."""


class _Unsure(Exception):
    """The text is not what the scanner understands."""


def key_lines(text: str) -> Mapping[KeyPath, int]:
    """Line (from 1) of every table heading and key, as far as the text could be understood."""
    return _scanned(text).lines


def value_spans(text: str) -> Mapping[KeyPath, tuple[int, int]]:
    """Start and end in `text` of every value, and of every value inside lists and inline tables.

    Spaces and remarks around a value are no part of it. What could not be understood is left out.
    """
    return _scanned(text).spans


def key_spans(text: str) -> Mapping[KeyPath, Sequence[tuple[int, int]]]:
    """Start and end in `text` of every key, with its quotation marks, wherever it is written.

    A table's key may stand in several headings. What could not be understood is left out.
    """
    return _scanned(text).keys


def line_of(lines: Mapping[KeyPath, int], path: KeyPath) -> int | None:
    """Line of `path`, or of the nearest table or key around it; None where none is known."""
    for length in range(len(path), 0, -1):
        if path[:length] in lines:
            return lines[path[:length]]
    return None


def key_path(written: str) -> KeyPath:
    """The path that people read as `need[2].priority`: `("need", 1, "priority")`; empty for an empty text.

    A key that itself holds dots or brackets does not come back as it was.
    """
    parts = _WRITTEN_PART.findall(written)
    return tuple(int(number) - 1 if number else key for number, key in parts)


def _said(quoted: str) -> str:
    """What a key in double quotation marks says."""
    try:
        return str(tomli.loads(f"key = {quoted}")["key"]) if "\\" in quoted else quoted[1:-1]
    except tomli.TOMLDecodeError:
        raise _Unsure from None


def _scanned(text: str) -> "_Scanner":
    scanner = _Scanner(text)
    with suppress(_Unsure):
        scanner.scan()
    return scanner


class _Scanner:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.counted_to = 0
        self.line = 1
        self.lines: dict[KeyPath, int] = {}
        self.spans: dict[KeyPath, tuple[int, int]] = {}
        self.keys: dict[KeyPath, list[tuple[int, int]]] = {}
        self.rows: dict[KeyPath, int] = {}
        self.table: KeyPath = ()

    def scan(self) -> None:
        while self._skip_blank():
            line = self._line_here()
            if self.text.startswith("[[", self.at):
                self.at += 2
                self._open_row(self._dotted_key("]]"), line)
            elif self.text[self.at] == "[":
                self.at += 1
                self.table = self._resolve(self._dotted_key("]"))
                self.lines.setdefault(self.table, line)
            else:
                path = self.table
                for part in self._dotted_key("="):
                    path = self._named(path, part)
                    self.lines.setdefault(path, line)
                self._value(path)

    def _skip_blank(self) -> bool:
        blank = _BLANK.match(self.text, self.at)
        if blank:
            self.at = blank.end()
        return self.at < len(self.text)

    def _line_here(self) -> int:
        self.line += self.text.count("\n", self.counted_to, self.at)
        self.counted_to = self.at
        return self.line

    def _dotted_key(self, end: str) -> list[_Part]:
        parts: list[_Part] = []
        while True:
            part = _KEY_PART.match(self.text, self.at)
            if not part:
                raise _Unsure
            _written, bare, quoted, literal = part.groups()
            name = _said(quoted) if quoted else bare or literal or ""
            parts.append((name, part.span("written")))
            self.at = part.end()
            if self.text.startswith(end, self.at):
                self.at += len(end)
                return parts
            if not self.text.startswith(".", self.at):
                raise _Unsure
            self.at += 1

    def _named(self, around: KeyPath, part: _Part) -> KeyPath:
        """The path of a key inside `around`; where it is written is noted."""
        name, span = part
        self.keys.setdefault((*around, name), []).append(span)
        return (*around, name)

    def _resolve(self, parts: list[_Part]) -> KeyPath:
        """A heading's key with the row it stands in: `[[school.need]]` belongs to the last `[[school]]`."""
        path: KeyPath = ()
        for part in parts:
            path = self._named(path, part)
            if path in self.rows:
                path = (*path, self.rows[path])
        return path

    def _open_row(self, parts: list[_Part], line: int) -> None:
        around = self._named(self._resolve(parts[:-1]), parts[-1])
        self.rows[around] = self.rows.get(around, -1) + 1
        self.table = (*around, self.rows[around])
        self.lines.setdefault(around, line)
        self.lines[self.table] = line

    def _value(self, path: KeyPath) -> None:
        if len(path) > _DEEPEST:
            raise _Unsure
        self._skip_blank()
        start = self.at
        match self.text[start : start + 1]:
            case "[":
                for number in self._parts("]"):
                    self._value((*path, number))
            case "{":
                for _number in self._parts("}"):
                    inside = path
                    for part in self._dotted_key("="):
                        inside = self._named(inside, part)
                    self._value(inside)
            case '"' | "'":
                self._pass_over(_STRING)
            case _:
                self._pass_over(_PLAIN)
        self.spans[path] = (start, self.at)

    def _parts(self, end: str) -> Iterator[int]:
        """The number of each part of a list or an inline table; whoever asks passes over the part itself."""
        self.at += 1
        for number in count():
            if not self._skip_blank():
                raise _Unsure
            if self._passed(end):
                return
            yield number
            self._skip_blank()
            if not self._passed(",") and not self.text.startswith(end, self.at):
                raise _Unsure

    def _passed(self, sign: str) -> bool:
        found = self.text.startswith(sign, self.at)
        self.at += len(sign) if found else 0
        return found

    def _pass_over(self, pattern: re.Pattern[str]) -> None:
        found = pattern.match(self.text, self.at)
        if not found:
            raise _Unsure
        self.at = found.end()
