"""Empty lines and remarks at the ends of the tables of a TOML file."""

from collections.abc import Iterable, Iterator
from typing import Any

from tomlkit.items import AoT, Comment, Item, Null, Table, Whitespace

Body = list[tuple[Any, Item]]
"""What stands in a table, in the order of the text; what has no key is a remark or empty lines."""


def last_body(table: Any) -> Body:
    """What stands in the last of a table and the tables inside it."""
    last = table
    for _key, item in _body(table):
        if isinstance(item, Table):
            last = item
        elif isinstance(item, AoT) and item.body:
            last = item.body[-1]
    return _body(table) if last is table else last_body(last)


def ends_in_remark(body: Body) -> bool:
    """Whether a remark is the last that stands in a table."""
    return bool(body) and isinstance(body[-1][1], Comment)


def cut_space(body: Body) -> Body:
    """Take the empty lines behind the last key of a table, and give them back."""
    start = len(body)
    while start > 0 and isinstance(body[start - 1][1], Whitespace):
        start -= 1
    space = body[start:]
    del body[start:]
    return space


def headed(container: Any) -> Iterator[Table]:
    """Every table in a document or a table that has a heading of its own, in the order of the text."""
    for key, item in _body(container):
        if isinstance(item, AoT):
            for table in item.body:
                yield table
                yield from headed(table)
        elif isinstance(item, Table) and not key.is_dotted():
            if not item.is_super_table():
                yield item
            yield from headed(item)


def set_apart(document: Any, known: Iterable[Table]) -> None:
    """Put an empty line in front of every table that is none of the `known`, and behind it, where there is none."""
    old = {id(table) for table in known}
    previous = document
    is_new = False
    for table in headed(document):
        was_new, is_new = is_new, id(table) not in old
        if (was_new or is_new) and not table.trivia.indent.startswith("\n") and _ends_in_text(previous):
            table.trivia.indent = "\n" + table.trivia.indent
        previous = table


def _ends_in_text(table: Any) -> bool:
    """Whether no empty line stands behind the last of a table's own lines; of a document without any there is none."""
    own = [
        item
        for key, item in _body(table)
        if not isinstance(item, Null | AoT) and (not isinstance(item, Table) or key.is_dotted())
    ]
    if own:
        return not isinstance(own[-1], Whitespace)
    return isinstance(table, Table)


def _body(container: Any) -> Body:
    return (container.value if isinstance(container, Table) else container).body
