"""Which keys of a plan's file are known, and that the documentation names each of them."""

from pathlib import Path

import pytest
import tomli

from needsmatch.store.own_keys import own_keys
from needsmatch.store.schema import file_schema

FORMATS = Path(__file__).parents[2] / "docs/file-formats.md"


def documented() -> dict[str, object]:
    """The example of a plan's file."""
    _before, _heading, text = FORMATS.read_text(encoding="utf-8").partition("## plans/*.toml")
    return tomli.loads(text.partition("```toml")[2].partition("```")[0])


def keys_of(value: object, above: tuple[str, ...] = ()) -> set[tuple[str, ...]]:
    """Every key of a TOML value with the keys around it."""
    if isinstance(value, list):
        return {key for row in value for key in keys_of(row, above)}
    if not isinstance(value, dict):
        return set()
    return {(*above, key) for key in value} | {inside for key in value for inside in keys_of(value[key], (*above, key))}


def test_the_example_in_the_documentation_has_no_unknown_key() -> None:
    assert list(own_keys((), documented())) == []


@pytest.mark.parametrize(
    ("record", "place"),
    [
        ("About", ("plan",)),
        ("Item", ("item",)),
        ("Reason", ("item", "evidence")),
        ("Answer", ("item", "answer")),
        ("Placement", ("item", "placement")),
        ("Outcome", ("item", "outcome")),
        ("Confirmation", ("item", "confirmation")),
        ("UnmetNeed", ("unmet",)),
        ("Signature", ("signature",)),
        ("Removed", ("removed",)),
    ],
)
def test_every_key_stands_in_the_documentation(record: str, place: tuple[str, ...]) -> None:
    told = {key[-1] for key in keys_of(documented()) if key[:-1] == place}
    assert set(file_schema("plan")["$defs"][record]["properties"]) == told
