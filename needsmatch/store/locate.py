"""The line of each key of a TOML text.

No TOML reader tells where a value stands, so a file in which a problem was found is scanned once more. The
scanner serves valid TOML only, and gives no line where it is not sure.
"""

import re
from collections.abc import Mapping
from contextlib import suppress

KeyPath = tuple[str | int, ...]
"""Keys and row numbers (from 0) from the top of the file: `("need", 1, "priority")`."""

_BLANK = re.compile(r"(?:[ \t\r\n]+|#[^\n]*)+")
_KEY_PART = re.compile(r"""[ \t]*(?:([A-Za-z0-9_-]+)|"([^"\\\n]*)"|'([^'\n]*)')[ \t]*""")
_STRING = re.compile(
    r'''"""(?:[^\\]|\\.)*?"{3,5}(?!")|\'\'\'.*?'{3,5}(?!')|"(?:[^"\\\n]|\\.)*"|'[^'\n]*\'''', re.DOTALL
)
_PLAIN = re.compile(r"""[^\[\]{}"'#\n]+""")


class _Unsure(Exception):
    """The text is not what the scanner understands."""


def key_lines(text: str) -> Mapping[KeyPath, int]:
    """Line (from 1) of every table heading and key, as far as the text could be understood."""
    scanner = _Scanner(text.replace("\r\n", "\n"))
    with suppress(_Unsure):
        scanner.scan()
    return scanner.lines


def line_of(lines: Mapping[KeyPath, int], path: KeyPath) -> int | None:
    """Line of `path`, or of the nearest table or key around it; None where none is known."""
    for length in range(len(path), 0, -1):
        if path[:length] in lines:
            return lines[path[:length]]
    return None


class _Scanner:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.counted_to = 0
        self.line = 1
        self.lines: dict[KeyPath, int] = {}
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
                    path = (*path, part)
                    self.lines.setdefault(path, line)
                self._skip_value()

    def _skip_blank(self) -> bool:
        blank = _BLANK.match(self.text, self.at)
        if blank:
            self.at = blank.end()
        return self.at < len(self.text)

    def _line_here(self) -> int:
        self.line += self.text.count("\n", self.counted_to, self.at)
        self.counted_to = self.at
        return self.line

    def _dotted_key(self, end: str) -> list[str]:
        parts: list[str] = []
        while True:
            part = _KEY_PART.match(self.text, self.at)
            if not part:
                raise _Unsure
            parts.append(next(group for group in part.groups() if group is not None))
            self.at = part.end()
            if self.text.startswith(end, self.at):
                self.at += len(end)
                return parts
            if not self.text.startswith(".", self.at):
                raise _Unsure
            self.at += 1

    def _resolve(self, parts: list[str]) -> KeyPath:
        """A heading's key with the row it stands in: `[[school.need]]` belongs to the last `[[school]]`."""
        path: KeyPath = ()
        for part in parts:
            path = (*path, part)
            if path in self.rows:
                path = (*path, self.rows[path])
        return path

    def _open_row(self, parts: list[str], line: int) -> None:
        around = (*self._resolve(parts[:-1]), parts[-1])
        self.rows[around] = self.rows.get(around, -1) + 1
        self.table = (*around, self.rows[around])
        self.lines.setdefault(around, line)
        self.lines[self.table] = line

    def _skip_value(self) -> None:
        depth = 0
        while self.at < len(self.text):
            sign = self.text[self.at]
            if sign == "\n" and depth == 0:
                return
            if sign in "\"'":
                string = _STRING.match(self.text, self.at)
                if not string:
                    raise _Unsure
                self.at = string.end()
            elif sign in "[{":
                depth += 1
                self.at += 1
            elif sign in "]}":
                depth -= 1
                self.at += 1
            elif sign == "#":
                end = self.text.find("\n", self.at)
                self.at = end if end >= 0 else len(self.text)
            elif sign == "\n":
                self.at += 1
            else:
                plain = _PLAIN.match(self.text, self.at)
                self.at = plain.end() if plain else self.at + 1
