"""The gate between text from files and a screen."""

import json
import re
import sys
import unicodedata
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from rich.cells import cell_len

from needsmatch.display import MARK, cells, clean, clip, json_text, pad, wrap
from needsmatch.i18n import LOCALE_FOLDER
from tests.conftest import PROFILES

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


def test_unassigned_characters_are_held_back_on_screen_and_in_json() -> None:
    assert clean("a\u0378b\ufff8") == f"a{MARK}b{MARK}"
    assert json_text('"\u0378"') == '"\\u0378"'


def test_rare_characters_of_names_pass_even_where_unicode_is_newer_than_python() -> None:
    # U+323B0 came with Unicode 17.
    assert clean("\U000323b0\U00031350") == "\U000323b0\U00031350"
    assert cells("\U000323b0\U00031350") == 4


def test_an_emoji_is_shown_without_asking_for_its_coloured_form() -> None:
    assert clean("\u2600\ufe0f\u2764\ufe0f") == "\u2600\u2764"


# columns

shown = st.text(st.characters(), max_size=60).map(lambda text: clean(text, multiline=True))
mixed = st.text(alphabet="abc 家长园，。（）「」,.;)(e\u0301…\n", max_size=80)
paragraphs = mixed | shown
widths = st.integers(2, 40)

CLOSING = "，。、；：！？）】》」』”’,.;:!?)]}"
OPENING = "（【《「『“‘([{"


def test_every_character_takes_the_columns_it_is_laid_out_with() -> None:
    signs = clean(EVERY_CHARACTER, multiline=True)
    assert {sign for sign in signs if cells(sign) != cell_len(sign)} == set()


@given(st.text(st.characters()))
@example("❤️👨\u200d👩\u200d👧🇨🇳👋🏽")
@example("\u1112\u1161\u11ab e\u0301 ☰䷀")
def test_every_text_takes_the_columns_it_is_laid_out_with(text: str) -> None:
    assert cells(clean(text)) == cell_len(clean(text))
    assert cells(clean(text, multiline=True)) == cell_len(clean(text, multiline=True))


def test_the_samples_and_the_catalogue_take_the_columns_they_are_laid_out_with() -> None:
    files = [*PROFILES.rglob("*.toml"), *LOCALE_FOLDER.rglob("*.po")]
    lines = [clean(line) for file in files for line in file.read_text(encoding="utf-8").splitlines()]
    assert len(files) > 100
    assert [line for line in lines if cells(line) != cell_len(line)] == []


def test_wide_characters_count_two_and_marks_none() -> None:
    assert (cells("家长"), cells("e\u0301"), cells("—“…"), cells("ab\tc\n")) == (4, 1, 3, 3)


@given(paragraphs, widths)
def test_no_line_is_wider_than_asked(text: str, width: int) -> None:
    assert all(cells(line) <= width for line in wrap(text, width))


@given(paragraphs, st.integers(-1, 40))
def test_wrapping_keeps_every_character_but_spaces(text: str, width: int) -> None:
    assert "".join("".join(wrap(text, width)).split()) == "".join(text.split())


@given(paragraphs)
def test_with_room_enough_only_the_given_lines_stay(text: str) -> None:
    assert wrap(text, 1000) == [" ".join(line.split()) for line in text.split("\n")]


@given(st.text(alphabet="家长园ab ，。（）,.()", max_size=80), widths)
def test_punctuation_stands_on_the_wrong_line_only_where_no_break_was_better(text: str, width: int) -> None:
    for above, below in pairwise(wrap(text, width)):
        if above[-1] in OPENING or below[0] in CLOSING:
            run = (above + below[0]).replace(" ", "")
            assert all(before in OPENING or after in CLOSING for before, after in pairwise(run))


@given(st.lists(st.text(alphabet="abc", min_size=1, max_size=12) | st.sampled_from(["家长", "园"]), max_size=12))
def test_words_that_fit_a_line_stay_whole(words: list[str]) -> None:
    lines = wrap(" ".join(words), 12)
    assert [word for word in words if word.isascii()] == re.findall("[abc]+", " ".join(lines))


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("家长会，怎么开", 6, ["家长", "会，怎", "么开"]),
        ("我们（新园）想", 6, ["我们", "（新", "园）想"]),
        ("reading evenings for families", 10, ["reading", "evenings", "for", "families"]),
        ("extraordinarily", 6, ["extrao", "rdinar", "ily"]),
        ("abcdefgh)", 8, ["abcdefg", "h)"]),
        ("ab cd", 2, ["ab", "cd"]),
        ("家\u0301，", 3, ["家\u0301", "，"]),
        ("a\n\nb", 6, ["a", "", "b"]),
        ("家", 1, ["家"]),
        ("", 6, [""]),
        ("，，，，", 4, ["，，", "，，"]),
    ],
)
def test_lines_break_where_a_reader_would(text: str, width: int, lines: list[str]) -> None:
    assert wrap(text, width) == lines


@given(shown.map(clean), st.integers(-1, 40))
def test_clipping_shows_the_beginning_and_says_so(text: str, width: int) -> None:
    clipped = clip(text, width)
    assert cells(clipped) <= max(width, 0)
    if cells(text) <= width:
        assert clipped == text
    else:
        assert clipped.endswith(".."[: max(width, 0)]) and text.startswith(clipped.removesuffix(".."[: max(width, 0)]))
        assert cells(clipped) >= width - 1


@pytest.mark.parametrize(
    ("width", "clipped"), [(8, "玉海幼.."), (7, "玉海.."), (2, ".."), (1, "."), (0, ""), (10, "玉海幼儿园")]
)
def test_a_wide_character_that_does_not_fit_is_left_out(width: int, clipped: str) -> None:
    assert clip("玉海幼儿园", width) == clipped


@given(shown.map(clean), st.integers(0, 40), st.booleans())
def test_padding_gives_exactly_the_width(text: str, width: int, right: bool) -> None:
    padded = pad(text, width, right)
    assert cells(padded) == width
    assert clip(text, width) in padded


def test_a_number_is_padded_in_front() -> None:
    assert (pad("7", 3, right=True), pad("家", 3)) == ("  7", "家 ")
