"""Bringing remarks and unknown keys from one TOML text of a plan into another one, each to where it belongs."""

import json
import re
from collections import Counter
from collections.abc import Iterator

from needsmatch.store.keep import CannotKeep
from needsmatch.store.layout import END, HEADING, TOP, Block, Key, Layout, Name, keys_of, layout
from needsmatch.store.own_keys import is_known, own_keys

Place = tuple[Key | None, str]
"""A remark with the key it stands at."""

_BOM = b"\xef\xbb\xbf"
_NOTHING = object()
_BARE = re.compile("[A-Za-z0-9_-]+")
_INSIDE, _NEW_TABLE, _ABOVE, _AT_END = range(4)
"""What comes first where several things are put to one place."""


def brought(text: str, source: Layout, since: Layout | None) -> str:
    """`text` with the remarks and unknown keys of `source` that neither `since` nor `text` itself has.

    Nothing is taken out, and what came already is known again: doing it once more changes nothing. `text` ends in a
    line end. Raises CannotKeep where it cannot be told what stands where.
    """
    bringing = _Bringing(layout(text), source, since or layout(""))
    for block in source.blocks.values():
        bringing.bring(block)
    return bringing.result()


def layout_of(data: bytes) -> Layout:
    """How a plan's file is laid out. Raises CannotKeep where it cannot be told what stands where."""
    return layout(text_of(data))


def brought_bytes(data: bytes, source: Layout, since: Layout | None) -> bytes:
    """The same of files; byte order mark and line ends are those of `data`, which is given back where nothing comes.

    Raises CannotKeep also where something would come into a file of mixed line ends.
    """
    text = text_of(data)
    after = brought(text, source, since)
    if after == text:
        return data
    crlf = data.count(b"\r\n")
    if crlf and crlf != data.count(b"\n"):
        raise CannotKeep  # one kind of line end would become the other all over the file
    if crlf:
        after = after.replace("\n", "\r\n")
    return (_BOM if data.startswith(_BOM) else b"") + after.encode()


class _Bringing:
    """What is to be changed in one text. It is changed at the end: until then its places are those of the layout."""

    def __init__(self, into: Layout, source: Layout, since: Layout) -> None:
        self._into = into
        self._source = source
        self._since = since
        self._edits: list[tuple[int, int, int, str]] = []
        """Where, which of several at one place, up to where, and what stands there instead."""
        self._behind: dict[Name, list[str]] = {}
        """What comes behind the last key of a table."""
        self._brought: set[Name] = set()
        """Unknown tables of the source that came."""

    def result(self) -> str:
        """The changed text."""
        text = self._into.text
        for name, lines in self._behind.items():
            block = self._into.blocks[name]
            if name == END:
                space = "" if block.behind else "\n"
                self._edits.append((block.end, _AT_END, block.end, space + _lines(lines)))
            else:
                # Without a blank line below it, a remark would belong to the next table.
                space = "\n" if lines[-1].startswith("#") and text[block.end : block.end + 1] != "\n" else ""
                self._edits.append((block.end, _INSIDE, block.end, _lines(lines) + space))
        parts, at = [], 0
        for start, _rank, end, new in sorted(self._edits, key=lambda edit: edit[:2]):
            parts += [text[at:start], new]
            at = end
        return "".join([*parts, text[at:]])

    def bring(self, block: Block) -> None:
        """What a table of the source has more."""
        before = self._since.blocks.get(block.name)
        fresh = [*self._fresh(block, before)]
        if not is_known(keys_of(block.name)) and self._bring_table(block, before, fresh):
            return
        home, is_same = self._home(block.name)
        done = set()
        for key, entry in block.entries.items():
            if not is_known((*keys_of(block.name), *key)):
                new = [remark for place, remark in fresh if place == key]
                if self._bring_key(block, key, before, home, is_same, new):
                    done.add(key)
            elif self._is_stranger(block, key, before, home, is_same):
                self._put_remark(home, key, _as_remark(self._source.bare(entry)))
        for place, remark in fresh:
            if place in done:
                continue
            if not is_same:
                place = None
            if remark in home.remarks_at(place):
                continue
            if place and place in home.entries and self._put_behind(block, place, remark, home):
                continue
            self._put_remark(home, place, [remark])

    def _bring_table(self, block: Block, before: Block | None, fresh: list[Place]) -> bool:
        """Put an unknown table behind those of the table that it stands in, as it is written; whether that was done."""
        around = _around(block.name)
        while around in self._brought:
            around = _around(around)
        home, is_same = self._home(around)
        name = (*home.name, *block.name[len(around) :])
        if not is_same or name in self._into.blocks:
            return False
        if before and before.values == block.values and not fresh:
            return True  # it was taken out of ours by hand
        first = name[: len(home.name) + 1]
        if first[-1] in home.values and not any(known[: len(first)] == first for known in self._into.blocks):
            return False  # written in another way, such as on one line
        text = self._source.text
        above = [remark for place, remark in fresh if place == HEADING]
        body = text[text.index("\n", block.start) + 1 : block.end]
        space = "\n" if block.behind else ""
        self._brought.add(block.name)
        end = self._into.last_inside(home.name).end
        self._edits.append((end, _NEW_TABLE, end, f"\n{_lines(above)}{_heading(name)}\n{body}{space}"))
        return True

    def _bring_key(
        self, block: Block, key: Key, before: Block | None, home: Block, is_same: bool, remarks: list[str]
    ) -> bool:
        """Put an unknown key where it belongs; whether it was put there with its new remarks."""
        entry = block.entries[key]
        value, known, there = _value(block, key), _value(before, key), _value(home if is_same else None, key)
        if value in (known, there):
            return False
        if there is _NOTHING and is_same and key[0] not in home.values:
            whole = self._source.whole(entry)
            lines = [remark for remark in remarks if remark not in whole]
            self._behind.setdefault(home.name, []).extend([*lines, whole])
            return True
        if known is not _NOTHING and there == known and key in home.entries:
            old = home.entries[key]
            self._edits.append((old.start, _ABOVE, old.value_end, self._source.bare(entry)))
            return False
        self._put_remark(home, key, _as_remark(self._source.bare(entry)))
        return False

    def _is_stranger(self, block: Block, key: Key, before: Block | None, home: Block, is_same: bool) -> bool:
        """Whether a known key has unknown ones inside its value that stand nowhere else."""
        keys = (*keys_of(block.name), *key)
        mine = set(_strangers(keys, _value(block, key)))
        there = set(_strangers(keys, _value(home, key))) if is_same else set()
        return bool(mine - set(_strangers(keys, _value(before, key))) - there)

    def _fresh(self, block: Block, before: Block | None) -> Iterator[Place]:
        """The remarks of a table that it did not have; one that only moved inside it is none of them."""
        old = [*before.remarks] if before else []
        # What stood at the end stands above the table that a person wrote below it.
        ends = self._since.blocks[END].behind
        count = Counter(remark for _place, remark in block.remarks)
        count.subtract(Counter(remark for _place, remark in old))
        chosen = set()
        remarks = [*enumerate(block.remarks)]
        for number, (place, remark) in sorted(remarks, key=lambda each: each[1] in old):
            if count[remark] > 0 and not (place == HEADING and remark in ends):
                count[remark] -= 1
                chosen.add(number)
        return (each for number, each in remarks if number in chosen)

    def _home(self, name: Name) -> tuple[Block, bool]:
        """The table that is called `name` in the text, else the nearest around it; and whether it is the same."""
        for same in (name, _moved(name)):
            if same in self._into.blocks:
                return self._into.blocks[same], True
        while name:
            name = _around(name)
            for around in (name, _moved(name)):
                if around and around in self._into.blocks:
                    return self._into.blocks[around], False
        return self._into.blocks[END], False

    def _put_behind(self, block: Block, key: Key, remark: str, home: Block) -> bool:
        """Put a remark that stands behind a value there as well, where there is room; whether that was done."""
        mine, there = block.entries[key], home.entries[key]
        behind = self._source.text[mine.value_end : mine.end]
        if behind.strip() != remark or self._into.text[there.value_end : there.end].strip():
            return False
        self._edits.append((there.value_end, _ABOVE, there.end, behind.rstrip()))
        return True

    def _put_remark(self, home: Block, place: Key | None, lines: list[str]) -> None:
        """Put a remark above a key or a heading, or behind the last key."""
        if set(lines) <= set(home.remarks_at(place)):
            return
        if place == HEADING and home.name not in (TOP, END):
            self._edits.append((home.start, _ABOVE, home.start, _lines(lines)))
        elif place and place in home.entries:
            start = home.entries[place].start
            self._edits.append((start, _ABOVE, start, _lines(lines)))
        else:
            self._behind.setdefault(home.name, []).extend(lines)


def text_of(data: bytes) -> str:
    """The text of a file in the form that `layout` reads: every line ends in a line feed."""
    text = data.decode("utf-8-sig").replace("\r\n", "\n")
    return text if text.endswith("\n") else f"{text}\n"


def _around(name: Name) -> Name:
    """The table that the table `name` stands in: a row, or the top."""
    return next((name[:length] for length in range(len(name) - 1, 0, -1) if isinstance(name[length - 1], tuple)), TOP)


def _moved(name: Name) -> Name:
    """Where an item's table is once the item was taken out, or put back."""
    match name:
        case ("item", row, *inside):
            return ("removed", row, "item", *inside)
        case ("removed", row, "item", *inside):
            return ("item", row, *inside)
    return name


def _heading(name: Name) -> str:
    keys = (key if _BARE.fullmatch(key) else _quoted(key) for key in keys_of(name))
    return f"[[{'.'.join(keys)}]]" if isinstance(name[-1], tuple) else f"[{'.'.join(keys)}]"


def _quoted(key: str) -> str:
    # JSON lets the sign DEL stand as it is, TOML does not.
    return json.dumps(key, ensure_ascii=False).replace("\x7f", "\\u007f")


def _as_remark(text: str) -> list[str]:
    return [f"# {line.strip()}" for line in text.splitlines() if line.strip()]


def _lines(lines: list[str]) -> str:
    return "".join(f"{line}\n" for line in lines)


def _strangers(keys: tuple[str, ...], value: object) -> Iterator[tuple[tuple[str, ...], str]]:
    return ((path, repr(inside)) for path, inside in own_keys(keys, value))


def _value(block: Block | None, key: Key) -> object:
    here: object = block.values if block else _NOTHING
    for part in key:
        here = here.get(part, _NOTHING) if isinstance(here, dict) else _NOTHING
    return here
