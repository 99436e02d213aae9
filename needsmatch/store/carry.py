"""What goes from one place of a TOML file to another takes its remarks and the keys that nobody knows along, such as an
item that is taken out: its table goes below the mark, and back."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tomlkit.items import AoT, Table, Whitespace

from needsmatch.store.spacing import cut_space, ends_in_remark, last_body
from needsmatch.store.toml_text import Table as Values

Place = tuple[str, ...]
"""Keys and ids on the way to a table; the last two are its own."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A table with an id, as it stands in a document."""

    values: Values
    table: Any
    around: Any
    """What holds the table, by `key`."""
    key: Any


def standing(table: Any, values: Values, above: Place = ()) -> Iterator[tuple[Place, Standing]]:
    """Every table with an id in `table`, which says `values`; of several in one place the last counts."""
    for key, value in values.items():
        inside = table.get(key)
        if isinstance(inside, AoT) and isinstance(value, list) and len(inside.body) == len(value):
            found = [Standing(row, inside.body[number], inside.body, number) for number, row in enumerate(value)]
        else:
            found = [Standing(value, inside, table, key)] if isinstance(value, dict) else []
        for entry in found:
            place = (*above, key, str(entry.values.get("id", "")))
            if isinstance(entry.table, Table):
                if "id" in entry.values:
                    yield place, entry
                yield from standing(entry.table, entry.values, place)


def carried(document: Any, before: Mapping[Place, Standing], values: Values) -> Iterator[tuple[Table, Values, Values]]:
    """Put tables of `before` that are gone from their places where tables of the same key and id have come in.

    Gives each with what it says and what it is to say, which is still to be changed. `values` are what `document` says.
    """
    now = dict(standing(document, values))
    gone = {place[-2:]: before[place] for place in before.keys() - now.keys()}
    done: list[Place] = []
    for place, new in now.items():
        moved = gone.get(place[-2:])
        # What stands inside a table that was carried came along with it.
        if moved is None or place in before or any(place[: len(above)] == above for above in done):
            continue
        done.append(place)
        space = cut_space(last_body(new.table))
        cut_space(last_body(moved.table))
        table = Table(moved.table.value, moved.table.trivia, new.table.is_aot_element(), name=place[-2])
        last = last_body(table)
        # Without a blank line below it, a remark would belong to what comes next.
        last.extend(space or [(None, Whitespace("\n"))] * ends_in_remark(last))
        heading = "\n" + table.trivia.indent.lstrip("\n")
        new.around[new.key] = table  # tomlkit gives it the spaces in front of the one that it replaces
        table.trivia.indent = heading
        for inside in _tables_in(table):
            inside.display_name = None  # the heading as it was written names the old place
        yield table, moved.values, new.values


def _tables_in(table: Table) -> Iterator[Table]:
    for _key, item in table.value.body:
        for inside in item.body if isinstance(item, AoT) else [item]:
            if isinstance(inside, Table):
                yield inside
                yield from _tables_in(inside)
