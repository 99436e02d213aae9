"""How a TOML text is laid out: its tables, where their keys stand, and the remarks that stand with them.

A remark above a heading belongs to the table below it, one right behind the last key with a blank line below it to the
table above; what stands behind the last table is the end. This is the rule by which `keep.py` moves remarks.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import tomli

from needsmatch.store.keep import IDENTITIES, CannotKeep
from needsmatch.store.locate import KeyPath, key_lines, value_spans
from needsmatch.store.toml_text import Table

Name = tuple[str | tuple[str, int], ...]
"""Which table it is, wherever it stands: its keys, and behind that of a list what makes the row known again."""

Key = tuple[str, ...]
"""A key within its table: of several parts where it is written with dots."""

TOP: Name = ()
"""What stands above all headings."""
END: Name = (("", 0),)
"""What stands behind the last table."""
HEADING: Key = ()
"""The place of remarks above a table's heading, or behind it."""

_HEADING = re.compile(r"""\[(?:"(?:\\.|[^"\\])*"|'[^']*'|[^]"'])*\]+\s*(#.*)?""")


@dataclass(slots=True)
class Entry:
    """One key with its value."""

    start: int
    """Where its line begins."""
    value_end: int
    end: int
    """Where its last line ends, without the line end."""
    remarks: list[str]
    """Remarks above it, inside its value and behind it."""


@dataclass(slots=True)
class Block:
    """One table, from its heading to what belongs to the next."""

    name: Name
    values: Table
    """All that the table holds, with the tables inside it."""
    start: int
    """Where its heading begins."""
    end: int
    """Behind the last line that belongs to it."""
    above: list[str] = field(default_factory=list)
    entries: dict[Key, Entry] = field(default_factory=dict)
    behind: list[str] = field(default_factory=list)
    """Remarks behind the last key."""

    @property
    def remarks(self) -> Iterator[tuple[Key | None, str]]:
        """Every remark with the key it stands at: HEADING above the table, None behind the last key."""
        yield from ((HEADING, text) for text in self.above)
        yield from ((key, text) for key, entry in self.entries.items() for text in entry.remarks)
        yield from ((None, text) for text in self.behind)

    def remarks_at(self, place: Key | None) -> Sequence[str]:
        """The remarks that stand at `place`; those of the whole table where it has no such place."""
        if place == HEADING and self.name not in (TOP, END):
            return self.above
        if place and place in self.entries:
            return self.entries[place].remarks
        return [text for _place, text in self.remarks]


@dataclass(frozen=True, slots=True)
class Layout:
    """A TOML text with its tables."""

    text: str
    blocks: Mapping[Name, Block]
    """TOP, then the tables in their order, then END."""

    def whole(self, entry: Entry) -> str:
        """The lines of a key with its value and the remark behind it."""
        return self.text[entry.start : entry.end]

    def bare(self, entry: Entry) -> str:
        """The same without the remark behind it."""
        return self.text[entry.start : entry.value_end]

    def last_inside(self, name: Name) -> Block:
        """The last table of those inside the table `name`, or that table itself."""
        return [block for block in self.blocks.values() if block.name[: len(name)] == name and block.name != END][-1]


def keys_of(name: Name) -> tuple[str, ...]:
    """The keys on the way to a table, whichever row of a list it is."""
    return tuple(part for part in name if isinstance(part, str))


def layout(text: str) -> Layout:
    """How a valid TOML text is laid out whose lines all end in a line feed.

    Raises CannotKeep where it cannot be told what stands where.
    """
    values = tomli.loads(text)
    block = Block(TOP, values, 0, 0)
    around: KeyPath = ()
    blocks = {TOP: block}
    headings, entries = _headings(text), _entries(text)
    loose: list[str] = []  # remarks and blank lines behind the last key
    at = 0
    while at < len(text):
        end = _line_end(text, at)
        line = text[at:end].strip()
        if at in entries:
            entry, path = entries[at]
            entry.remarks[:0] = filter(None, loose)
            block.entries[tuple(map(str, path[len(around) :]))] = entry
            end = entry.end
            block.end = end + 1
            loose = []
        elif not line or line.startswith("#"):
            loose.append(line)
        elif at in headings:
            above = [*_handed_over(block, loose, text), *_behind_heading(line)]
            around = headings[at]
            block = Block(*_named(around, values), at, end + 1, above)
            blocks[block.name] = block
            loose = []
        else:
            raise CannotKeep
        at = end + 1
    blocks[END] = Block(END, {}, len(text), len(text), behind=_handed_over(block, loose, text))
    return Layout(text, blocks)


def _handed_over(block: Block, loose: list[str], text: str) -> list[str]:
    """Of the lines behind the last key of `block`, the remarks that belong to what comes next."""
    own = next((number for number, line in enumerate(loose) if not line), 0)
    block.behind += loose[:own]
    for _line in loose[:own]:
        block.end = _line_end(text, block.end) + 1
    return [line for line in loose[own:] if line]


def _behind_heading(line: str) -> list[str]:
    found = _HEADING.fullmatch(line)
    return [found[1]] if found and found[1] else []


def _headings(text: str) -> dict[int, KeyPath]:
    """The path of the table, by where the line begins, for every line that a path was first met on."""
    starts = [0, *(found.end() for found in re.finditer("\n", text))]
    found: dict[int, KeyPath] = {}
    for path, line in key_lines(text).items():
        start = starts[line - 1]
        found[start] = max(path, found.get(start, ()), key=len)
    return found


def _entries(text: str) -> dict[int, tuple[Entry, KeyPath]]:
    """Every key that stands on a line of its own, by where the line begins."""
    found: dict[int, tuple[Entry, KeyPath]] = {}
    entry = None
    gap = 0  # where the part of a value begins that may hold remarks
    for path, (start, end) in sorted(value_spans(text).items(), key=lambda each: (each[1][0], -each[1][1])):
        if entry is None or start >= entry.value_end:
            if entry:
                entry.remarks += _remarks(text[gap : entry.end])
            line_start = text.rfind("\n", 0, start) + 1
            entry = Entry(line_start, end, _line_end(text, end), [])
            found[line_start] = entry, path
            gap = start
        if text[start] not in "[{":
            entry.remarks += _remarks(text[gap:start])
            gap = end
    if entry:
        entry.remarks += _remarks(text[gap : entry.end])
    return found


def _remarks(text: str) -> list[str]:
    return [found.strip() for found in re.findall("#[^\n]*", text)]


def _line_end(text: str, at: int) -> int:
    end = text.find("\n", at)
    return len(text) if end < 0 else end


def _named(path: KeyPath, values: Table) -> tuple[Name, Table]:
    """The name of the table at `path`, and the table."""
    name: list[str | tuple[str, int]] = []
    here: Any = values
    for part in path:
        name.append(row_name(here, part) if isinstance(part, int) else part)
        here = here[part]
    if not isinstance(here, dict):
        raise CannotKeep
    return tuple(name), here


def row_name(rows: Sequence[Table], number: int) -> tuple[str, int]:
    """Row `number` (from 0): its id or what stands for one, else all that it says; and which it is of those that say
    the same."""
    names = [repr(next((row[key] for key in IDENTITIES if key in row), row)) for row in rows[: number + 1]]
    return names[number], names.count(names[number])
