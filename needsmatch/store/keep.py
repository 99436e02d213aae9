"""Changing a TOML file in place: comments, key order, unknown keys, line ends and byte order mark stay.

tomlkit stores a comment that stands above `[[item]]` at the end of the table before, so that removing or moving a
table takes the wrong comments along (python-poetry/tomlkit issue 295). `KeptDocument` hands each such comment to the
table it stands above, and checks after every change that the text still means what was asked for.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import tomli
import tomlkit
from tomlkit.container import Container
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import AoT, Array, Comment, InlineTable, Item, Null, Table, Trivia, Whitespace

from needsmatch.store.carry import carried, standing
from needsmatch.store.spacing import cut_space, ends_in_remark, headed, last_body, set_apart
from needsmatch.store.toml_text import Table as Values

_BOM = b"\xef\xbb\xbf"
IDENTITIES = ("id", "need", "code", "side")
"""Keys by which the rows of a list are known again, the first that all rows have."""


class CannotKeep(Exception):
    """The text cannot be changed in place without risking what people wrote in it."""


class KeptDocument:
    """One TOML file that is about to be changed."""

    def __init__(self, data: bytes) -> None:
        self._mark = data.startswith(_BOM)
        text = data.decode("utf-8-sig")
        self._crlf = "\r\n" in text
        if self._crlf and text.count("\n") != text.count("\r\n"):
            raise CannotKeep  # one kind of line end would become the other all over the file
        text = text.replace("\r\n", "\n")
        try:
            self._document = tomlkit.parse(text)
            self._footer = _adopt(self._document)
        except (TOMLKitError, RecursionError) as error:
            raise CannotKeep from error
        if self._text() != text:
            raise CannotKeep

    def change(self, old: Values, new: Values) -> None:
        """Make the file say `new` where it said `old`; what is equal in both is not touched."""
        before = dict(standing(self._document, old))
        tables = list(headed(self._document))
        try:
            _change_table(self._document, old, new)
            for table, said, wanted in carried(self._document, before, new):
                _change_table(table, said, wanted)
        except TOMLKitError as error:
            raise CannotKeep from error
        set_apart(self._document, tables)
        if self._footer[:1] in ("", "\n") and old.keys() - new.keys():
            # What went from the end leaves no empty lines there, but for the one that tells whose a remark is.
            last = last_body(self._document)
            space = cut_space(last)
            last += space[:1] if ends_in_remark(last) else []

    def dump(self) -> bytes:
        """The bytes of the changed file. Raises CannotKeep where they would not say what was asked for."""
        text = self._text()
        try:
            if tomli.loads(text) != self._document.unwrap():
                raise CannotKeep
        except tomli.TOMLDecodeError as error:
            raise CannotKeep from error
        if self._crlf:
            text = text.replace("\n", "\r\n")
        return (_BOM if self._mark else b"") + text.encode()

    def _text(self) -> str:
        return self._document.as_string() + self._footer


def _change_table(table: Any, old: Values, new: Values) -> None:
    # tomlkit indents new keys like the first spaces in front of the heading, which may be those of a comment.
    before_heading = table.trivia.indent if isinstance(table, Table) else None
    if before_heading is not None:
        table.trivia.indent = ""
    _change_keys(table, old, new)
    if before_heading is not None:
        table.trivia.indent = before_heading


def _change_keys(table: Any, old: Values, new: Values) -> None:
    for key in old:
        if key not in new:
            _take_out(table, key)
    for key, value in new.items():
        before = old.get(key)
        if before == value:
            continue
        if isinstance(value, Mapping) and isinstance(before, Mapping):
            _change_table(table[key], dict(before), dict(value))
        elif before is not None and _is_rows(value) and _is_rows(before) and isinstance(table[key], AoT):
            _change_rows(table[key], before, value)
        elif (more := _more(before, value)) and isinstance(table[key], Array):
            for entry in more:
                table[key].append(entry)
        elif before is not None and _holds_more(table[key]):
            raise CannotKeep
        else:
            table[key] = _built(value)


def _take_out(table: Any, key: str) -> None:
    """Take a key out; the remark behind its value stays, on a line of its own."""
    body = table.value.body if isinstance(table, Table) else table.body
    place = next((number for number, (name, _item) in enumerate(body) if name is not None and name.key == key), None)
    # Not of table[key]: of true and false tomlkit gives no item.
    item = Null() if place is None else body[place][1]
    del table[key]
    if place is not None and not isinstance(item, AoT | Table) and item.trivia.comment:
        body[place] = (None, Comment(Trivia(comment=item.trivia.comment)))


def _is_rows(value: object) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(row, Mapping) for row in value)


def _more(before: object, value: object) -> list[object]:
    """What a list of plain values has got behind those it had: their remarks and lines can stay."""
    if not isinstance(before, list) or not isinstance(value, list) or value[: len(before)] != before:
        return []
    more = value[len(before) :]
    return [] if any(isinstance(entry, Mapping | list) for entry in more) else more


def _holds_more(item: Item) -> bool:
    """Whether a value holds what a new value would lose: remarks inside a list, keys of inline tables."""
    return isinstance(item, Array | InlineTable) and ("#" in item.as_string() or "{" in item.as_string())


def _change_rows(rows: AoT, old: Sequence[Values], new: Sequence[Values]) -> None:
    if len(rows.body) != len(old):
        raise CannotKeep  # a row of the file could not be read
    # By a key that only the old rows have, none of them would be known again.
    key = next((name for name in IDENTITIES if all(name in row for row in (*old, *new))), None)
    standing = dict(zip(_names(old, key), zip(old, list(rows.body), strict=True), strict=True))
    wanted: list[Table] = []
    for name, values in zip(_names(new, key), new, strict=True):
        if name in standing:
            before, table = standing[name]
            _change_table(table, before, values)
            wanted.append(table)
        else:
            wanted.append(_table(values))
    if [id(table) for table in wanted] == [id(table) for table in rows.body]:
        return
    kept = len(rows.body)
    if [id(table) for table in wanted[:kept]] == [id(table) for table in rows.body]:
        for table in wanted[kept:]:
            # The empty line in front of what stands behind the list stays there.
            space = cut_space(last_body(rows.body[-1]))
            table.trivia.indent = "\n"
            rows.append(table)
            last_body(table).extend(space)
        return
    while len(rows):
        del rows[0]
    for table in wanted:
        rows.append(table)


def _names(rows: Sequence[Values], key: str | None) -> list[tuple[str, int]]:
    """A name for each row that it keeps when rows come, go or move: its id, or what stands for one, and a count."""
    seen: dict[str, int] = {}
    names: list[tuple[str, int]] = []
    for row in rows:
        value = repr(row[key]) if key else ""
        seen[value] = seen.get(value, 0) + 1
        names.append((value, seen[value]))
    return names


def _built(value: object) -> Item | object:
    if _is_rows(value):
        assert isinstance(value, list)
        rows = tomlkit.aot()
        for row in value:
            rows.append(_table(row))
        return rows
    if _is_small(value):
        return _inline(value)
    return _table(value) if isinstance(value, Mapping) else value


def _is_small(value: object) -> bool:
    """Whether a table holds nothing but texts, such as a label in two languages: it stands on one line."""
    return isinstance(value, Mapping) and all(isinstance(entry, str) for entry in value.values())


def _inline(values: Any) -> InlineTable:
    table = tomlkit.inline_table()
    table.update(values)
    return table


def _table(values: Mapping[str, Any]) -> Table:
    table = tomlkit.table()
    # Plain values first: behind a sub-table they would belong to it.
    for key, value in sorted(values.items(), key=lambda entry: _is_heading(entry[1])):
        table[key] = _built(value)
    return table


def _is_heading(value: object) -> bool:
    return _is_rows(value) or (isinstance(value, Mapping) and not _is_small(value))


def _adopt(document: tomlkit.TOMLDocument) -> str:
    """Hand every comment block to the table it stands above; returns what stands behind the last table."""
    previous: Container = document
    for table in list(_tables(document)):
        if table.is_super_table():
            continue
        comments = _cut_tail(previous, table) if previous is not document else ""
        if comments:
            table.trivia.indent = comments + table.trivia.indent
        previous = table.value
    return _cut_tail(previous) if previous is not document else ""


def _tables(container: Container) -> Iterator[Table]:
    """Every table in the order of the text, nested ones included."""
    for _key, item in container.body:
        if isinstance(item, AoT):
            for table in item.body:
                yield table
                yield from _tables(table.value)
        elif isinstance(item, Table):
            yield item
            yield from _tables(item.value)


def _cut_tail(container: Container, following: Table | None = None) -> str:
    """Take the comments that belong to the table that comes next, and give back their text.

    `following` may be the first table inside the container; otherwise the comments stand at its end.
    """
    body = container.body
    inside = (place for place, (_key, item) in enumerate(body) if following is not None and _begins(item, following))
    end = next(inside, len(body))
    start = end
    while start > 0 and body[start - 1][0] is None and isinstance(body[start - 1][1], Whitespace | Comment):
        start -= 1
    # Comments right behind the last key, with a blank line below them, belong to this table; without one they stand
    # above the next heading.
    behind = start
    while behind < end and isinstance(body[behind][1], Comment):
        behind += 1
    if behind < end:
        start = behind
    tail = [item for _key, item in body[start:end]]
    if not any(isinstance(item, Comment) for item in tail):
        return ""
    # tomlkit knows keys by their numbers, so those behind must keep theirs.
    body[start:end] = [(None, Null())] * (end - start) if end < len(body) else []
    return "".join(item.as_string() for item in tail)


def _begins(item: Item, table: Table) -> bool:
    """Whether `table` is `item`, or its first row."""
    return item is table or (isinstance(item, AoT) and bool(item.body) and item.body[0] is table)
