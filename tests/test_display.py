"""The gate between text from files and a screen."""

import json
import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from needsmatch.display import MARK, clean, json_text

EVERY_CHARACTER = "".join(chr(code) for code in range(sys.maxunicode + 1) if not 0xD800 <= code <= 0xDFFF)


def test_no_control_character_passes() -> None:
    left = {sign for sign in clean(EVERY_CHARACTER, multiline=True) if unicodedata.category(sign) == "Cc"}
    assert left == {"\n", "\t"}


def test_no_bidirectional_control_passes() -> None:
    controls = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
    assert not [sign for sign in clean(EVERY_CHARACTER) if unicodedata.bidirectional(sign) in controls]


@pytest.mark.parametrize(
    "text", ["\x1b]0;title\x07", "\x9b31m", "a\u202eb", "zero\u200bwidth", "\ufeffmark", "tag\U000e0041"]
)
def test_a_mark_shows_that_something_was_held_back(text: str) -> None:
    assert MARK in clean(text)


@pytest.mark.parametrize("text", ["县里小学(第一)𠮷—“”…ü é", "[red]brackets[/]", "Zoë's school"])
def test_ordinary_text_passes_unchanged(text: str) -> None:
    assert clean(text) == text


def test_lines_become_one_line() -> None:
    assert clean("a\r\nb\tc") == "a b c"
    assert clean("a\r\nb", multiline=True) == "a\nb"


def test_marks_do_not_pile_up() -> None:
    assert clean("e" + "\u0301" * 50) == "e" + "\u0301" * 3


@given(st.text())
def test_cleaning_twice_is_once(text: str) -> None:
    assert clean(clean(text)) == clean(text)


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_json_means_the_same_and_steers_nothing(text: str) -> None:
    shown = json_text(json.dumps({"text": text}, ensure_ascii=False, indent=2))
    assert json.loads(shown) == {"text": text}
    assert clean(shown, multiline=True).count(MARK) == text.count(MARK)
