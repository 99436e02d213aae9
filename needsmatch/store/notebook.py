"""Problems of one file, each with its place: what the readers write into, how places and values are shown, and what
somebody most likely meant."""

import difflib
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from functools import cache
from itertools import count
from typing import Any, TypeVar

from needsmatch.errors import Problem, Severity
from needsmatch.i18n import _, language
from needsmatch.store.files import SourceFile
from needsmatch.store.locate import KeyPath, key_lines, line_of

Row = TypeVar("Row")

_DIGITS = re.compile(r"([+-]?[0-9０-９]{1,15})(?:\.0+)?\s*(?:人|名|位|次|节|个|元|分钟|级)?")
_DAY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*[日号]?")
_NUMERALS = {sign: number for number, sign in enumerate("零一二三四五六七八九十")} | {"两": 2}
_TRUTHS = {"true": True, "yes": True, "y": True, "1": True, "是": True, "对": True, "有": True} | {
    "false": False, "no": False, "n": False, "0": False, "否": False, "不": False, "不是": False, "无": False
}  # fmt: skip


class Notebook:
    """Collects the problems of one file; finds their lines only when there is one."""

    def __init__(self, source: SourceFile, problems: list[Problem]) -> None:
        self._source = source
        self._problems = problems
        self._noted: set[KeyPath] = set()
        self._dropped: dict[KeyPath, list[int]] = {}
        self._lines: Callable[[], Any] = cache(lambda: key_lines(source.text))

    @property
    def file(self) -> str:
        """Name of the file, relative to the programme's folder."""
        return self._source.name

    def silent(self) -> "Notebook":
        """A notebook of the same file whose problems nobody reads."""
        return Notebook(self._source, [])

    def add(
        self,
        path: KeyPath,
        message: str,
        severity: Severity = Severity.ERROR,
        suggestion: str | None = None,
        *,
        of_key: bool = False,
    ) -> None:
        """Note a problem at a key path of the file, with the TOML text that would most likely be right there."""
        self._noted.add(path)
        line = line_of(self._lines(), path)
        self._problems.append(Problem(self.file, line, written(path), message, severity, suggestion, of_key))

    def add_unknown_key(self, path: KeyPath, known: Iterable[str]) -> None:
        """Note a key that is passed over, with the known one that was most likely meant."""
        near = nearest(str(path[-1]), known)
        message = (
            _("this key is not known and has no effect; did you mean {word}?").format(word=near)
            if near
            else _("this key is not known and has no effect")
        )
        self.add(path, message, Severity.NOTE, near, of_key=True)

    def noted(self, path: KeyPath) -> bool:
        """Whether a problem was noted at `path` or inside it."""
        return any(place[: len(path)] == path for place in self._noted)

    def stands(self, path: KeyPath) -> bool:
        """Whether a key or table stands in the file, as far as the file could be understood."""
        return path in self._lines()

    def drop(self, path: KeyPath, row: int) -> None:
        """Remember that a row of the list at `path` could not be used."""
        self._dropped.setdefault(path, []).append(row)

    def rows(self, path: KeyPath, records: Sequence[Row]) -> Iterator[tuple[KeyPath, Row]]:
        """The records that were read from the list at `path`, each with its place in the file."""
        dropped = self._dropped.get(path, [])
        places = (row for row in count() if row not in dropped)
        return (((*path, row), record) for row, record in zip(places, records, strict=False))


def written(path: KeyPath) -> str:
    """A key path as people read it, rows counted from 1: `need[2].priority`."""
    text = ""
    for part in path:
        text += f"[{part + 1}]" if isinstance(part, int) else f".{part}" if text else part
    return text


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word that `word` is most likely a slip or the beginning of."""
    words = list(known)
    begun = [entry for entry in words if len(word) >= 3 and entry.startswith(word.casefold())]
    return next(
        iter(difflib.get_close_matches(word.casefold(), begun or words, n=1, cutoff=0.0 if begun else 0.6)), None
    )


def quoted(text: str, limit: int = 40) -> str:
    """A value as it stands in a message: in quotes, and not too long."""
    shown = text if len(text) <= limit else text[: limit - 2] + ".."
    # Straight quotation marks do not tell where a Chinese line may break.
    return f"「{shown}」" if language().startswith("zh") else f'"{shown}"'


def as_toml(value: str | int | date) -> str:
    """A value as it stands behind the `=` of a TOML file, on one line."""
    import tomli_w  # 3 ms that only suggestions need

    return tomli_w.dumps({"x": value}).removeprefix("x = ").removesuffix("\n")


def meant_number(value: object) -> int | None:
    """The whole number that `value` was most likely meant to be: 3 for "3", "3人", "三" and 3.0."""
    if isinstance(value, float):
        return int(value) if value.is_integer() else None
    if not isinstance(value, str):
        return value if isinstance(value, int) and not isinstance(value, bool) else None
    digits = _DIGITS.fullmatch(value.strip())
    return int(digits[1]) if digits else _NUMERALS.get(value.strip())


def meant_truth(value: object) -> bool | None:
    """The truth that `value` was most likely meant to be: true for "yes", "是" and 1."""
    return _TRUTHS.get(str(value).strip().casefold()) if isinstance(value, str | int) else None


def meant_day(value: object) -> date | None:
    """The day that `value` was most likely meant to be: 2026-09-01 for "2026/9/1" and "2026年9月1日"."""
    parts = _DAY.fullmatch(value.strip()) if isinstance(value, str) else None
    try:
        return date(*map(int, parts.groups())) if parts else None
    except ValueError:
        return None
