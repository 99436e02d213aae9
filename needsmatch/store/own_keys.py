"""Which keys of a plan's file the format has, and which are somebody's own."""

from collections.abc import Iterator
from functools import cache

from msgspec import inspect

from needsmatch.model.plan import SupportPlan

Keys = tuple[str, ...]
"""A key with the keys around it."""


def is_known(keys: Keys) -> bool:
    """Whether the format of plans has this key; the top of a file is known."""
    return not keys or keys in _known_keys()


def own_keys(keys: Keys, value: object) -> Iterator[tuple[Keys, object]]:
    """The unknown keys inside the value of a known one, with their values."""
    if isinstance(value, list):
        for row in value:
            yield from own_keys(keys, row)
    elif isinstance(value, dict):
        for key, inside in value.items():
            if is_known((*keys, key)):
                yield from own_keys((*keys, key), inside)
            else:
                yield (*keys, key), inside


@cache
def _known_keys() -> frozenset[Keys]:
    """Every key that the format of plans has, with the keys around it."""
    described = inspect.type_info(SupportPlan)
    assert isinstance(described, inspect.StructType)
    return frozenset(_keys_of(described, ()))


def _keys_of(kind: inspect.StructType, around: Keys) -> Iterator[Keys]:
    for field in kind.fields:
        path = (*around, field.encode_name)
        yield path
        for inner in field.type.types if isinstance(field.type, inspect.UnionType) else (field.type,):
            row = inner.item_type if isinstance(inner, inspect.VarTupleType) else inner
            if isinstance(row, inspect.StructType):
                yield from _keys_of(row, path)
