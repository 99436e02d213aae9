"""Where values stand in a TOML text."""

from collections.abc import Iterator
from typing import Any

import pytest
import tomli
import tomli_w
from hypothesis import given
from hypothesis import strategies as st

from needsmatch.store.locate import KeyPath, key_lines, key_path, key_spans, value_spans
from needsmatch.store.notebook import written
from tests.conftest import shared
from tests.strategies import any_text, dates

bare_keys = st.from_regex(r"[A-Za-z0-9_-]{1,6}", fullmatch=True)
plain_values = any_text | st.integers(-(2**40), 2**40) | st.booleans() | dates | st.floats(allow_nan=False)


def tables_with(keys: st.SearchStrategy[str]) -> st.SearchStrategy[dict[str, Any]]:
    values = st.recursive(
        plain_values,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=3),
        max_leaves=12,
    )
    return st.dictionaries(keys, values, max_size=4)


def leaves(value: Any, path: KeyPath = ()) -> Iterator[tuple[KeyPath, Any]]:
    if isinstance(value, dict | list):
        for key, part in value.items() if isinstance(value, dict) else enumerate(value):
            yield from leaves(part, (*path, key))
    else:
        yield path, value


def at(tables: Any, path: KeyPath) -> Any:
    for part in path:
        tables = tables[part]
    return tables


def values_found(text: str) -> dict[KeyPath, Any]:
    return {
        path: tomli.loads(f"x = {text[start:end]}", parse_float=str)["x"]
        for path, (start, end) in value_spans(text).items()
    }


def test_every_place_of_every_key_is_found() -> None:
    text = (
        "title = 1 # title\n"
        "[school.'head master']\n"
        ' "a b"  =  { one = 1, two . three = "one" }\n'
        "[[need]]\n"
        "[need.by]\n"
        "day = 1\n"
        "[[ need ]]\n"
    )
    assert {path: [text[start:end] for start, end in spans] for path, spans in key_spans(text).items()} == {
        ("title",): ["title"],
        ("school",): ["school"],
        ("school", "head master"): ["'head master'"],
        ("school", "head master", "a b"): ['"a b"'],
        ("school", "head master", "a b", "one"): ["one"],
        ("school", "head master", "a b", "two"): ["two"],
        ("school", "head master", "a b", "two", "three"): ["three"],
        ("need",): ["need", "need", "need"],
        ("need", 0, "by"): ["by"],
        ("need", 0, "by", "day"): ["day"],
    }
    assert [text.count("\n", 0, start) for start, _end in key_spans(text)["need",]] == [3, 4, 6]


def test_a_key_says_what_its_escapes_mean() -> None:
    text = '["a\\"b".c]\n"\\u4ef7" = { "\\t" = 1 }\n[\'a\\"b\']\nx = 2\n'
    assert dict(leaves(tomli.loads(text), ())) == {
        path: tomli.loads(f"x = {text[start:end]}")["x"]
        for path, (start, end) in value_spans(text).items()
        if text[start] != "{"
    }
    assert not value_spans('"\\q" = 1')  # no TOML at all


def test_the_place_of_every_value_is_found() -> None:
    text = (
        "# remark\n"
        'title = "a # b"   # remark\r\n'
        "[school]\n"
        "stage  =  [ 'x' , # ]\n"
        '  "y\\"]" ]\n'
        "[[need]]\n"
        "by = 1979-05-27 07:32:00 \n"
        "[[need]]\n"
        "modes.wanted = { first = 1, rest = [2, 3] } # end\n"
        'text = """a\n'
        'b"""\n'
        "last = true"
    )
    assert {path: text[start:end] for path, (start, end) in value_spans(text).items()} == {
        ("title",): '"a # b"',
        ("school", "stage"): '[ \'x\' , # ]\n  "y\\"]" ]',
        ("school", "stage", 0): "'x'",
        ("school", "stage", 1): '"y\\"]"',
        ("need", 0, "by"): "1979-05-27 07:32:00",
        ("need", 1, "modes", "wanted"): "{ first = 1, rest = [2, 3] }",
        ("need", 1, "modes", "wanted", "first"): "1",
        ("need", 1, "modes", "wanted", "rest"): "[2, 3]",
        ("need", 1, "modes", "wanted", "rest", 0): "2",
        ("need", 1, "modes", "wanted", "rest", 1): "3",
        ("need", 1, "text"): '"""a\nb"""',
        ("need", 1, "last"): "true",
    }


@given(tables_with(bare_keys))
def test_every_value_under_plain_keys_is_found_and_reads_as_itself(tables: dict[str, Any]) -> None:
    text = tomli_w.dumps(tables)
    spans = value_spans(text)
    for path, value in leaves(tables):
        start, end = spans[path]
        assert tomli.loads(f"x = {text[start:end]}") == {"x": value}


@given(tables_with(bare_keys), st.booleans())
def test_windows_line_ends_move_nothing_but_the_places(tables: dict[str, Any], multiline: bool) -> None:
    text = tomli_w.dumps(tables, multiline_strings=multiline).replace("\r", "")
    windows = text.replace("\n", "\r\n")
    assert values_found(windows) == values_found(text)
    assert key_lines(windows) == key_lines(text)


@given(tables_with(st.text(max_size=6) | bare_keys))
def test_what_is_found_under_any_key_is_right(tables: dict[str, Any]) -> None:
    text = tomli_w.dumps(tables)
    read = tomli.loads(text, parse_float=str)
    for path, value in values_found(text).items():
        assert value == at(read, path)


@given(st.text(alphabet="[]{}\"'#=\n\r.,a1 \\", max_size=60))
def test_no_text_makes_the_scanner_fail_or_leave_it(text: str) -> None:
    assert all(0 <= start <= end <= len(text) for start, end in value_spans(text).values())


@pytest.mark.parametrize("opening", ["[", "{a=", "[{a=[", "a."])
def test_deep_nesting_ends_the_scan_and_not_the_program(opening: str) -> None:
    spans = value_spans(f"x = 1\ny = {opening * 100_000}")
    assert spans[("x",)] == (4, 5)


def test_places_in_files_that_nobody_wrote_for_us_are_right() -> None:
    root = shared("toml-test")
    found = 0
    for name in (root / "files-toml-1.1.0").read_text(encoding="utf-8").split():
        if not name.endswith(".toml"):
            continue
        text = (root / name).read_bytes().decode("utf-8-sig", errors="replace")
        if name.startswith("invalid/"):
            value_spans(text)
            continue
        read = tomli.loads(text, parse_float=str)
        for path, value in values_found(text).items():
            assert value == at(read, path), (name, path)
            found += 1
    assert found > 1000


def test_a_written_path_leads_back() -> None:
    assert key_path("need[2].modes[1]") == ("need", 1, "modes", 0)
    assert key_path("school.name") == ("school", "name")
    assert key_path("") == ()


@given(st.lists(st.from_regex(r"[^.\[\]]+", fullmatch=True) | st.integers(0, 10**9 - 2), max_size=5))
def test_writing_a_path_and_reading_it_gives_the_path(parts: list[str | int]) -> None:
    path = ("top", *parts)
    assert key_path(written(path)) == path


@given(st.text(alphabet="[]0123456789.a", max_size=30))
def test_no_written_path_counts_rows_from_behind(text: str) -> None:
    assert all(part >= 0 for part in key_path(text) if isinstance(part, int))
