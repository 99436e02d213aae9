"""Problems of one file, each with its place: what the readers write into, and how places and values are shown."""

import difflib
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from itertools import count
from typing import Any, TypeVar

from needsmatch.errors import Problem, Severity
from needsmatch.store.files import SourceFile
from needsmatch.store.locate import KeyPath, key_lines, line_of

Row = TypeVar("Row")


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

    def add(self, path: KeyPath, message: str, severity: Severity = Severity.ERROR) -> None:
        """Note a problem at a key path of the file."""
        self._noted.add(path)
        line = line_of(self._lines(), path)
        self._problems.append(Problem(self.file, line, written(path), message, severity))

    def noted(self, path: KeyPath) -> bool:
        """Whether a problem was noted at `path` or inside it."""
        return any(place[: len(path)] == path for place in self._noted)

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
    return f'"{text if len(text) <= limit else text[: limit - 2] + ".."}"'
