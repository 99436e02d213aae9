"""Search keys for Chinese names."""

import pytest
import tomli
from hypothesis import given
from hypothesis import strategies as st

from needsmatch.text.pinyin import found, search_keys
from tests.conftest import PROFILES
from tests.strategies import any_text
from tests.test_rooms import loaded_by

YUHAI = search_keys("玉海幼儿园")


def test_a_name_has_its_pinyin_and_its_initials() -> None:
    assert YUHAI[:2] == ("yuhaiyoueryuan", "yhyey")
    # Alone, the first character is mostly read zhong.
    assert search_keys("重庆")[:2] == ("chongqing", "cq")
    assert search_keys("STEM课程") == ("stemkecheng", "stemkc")


@pytest.mark.parametrize(
    ("name", "query"),
    [
        pytest.param("单县第一中学", "shanxian", id="a character that is read otherwise in names"),
        pytest.param("单县第一中学", "danxian", id="its usual reading"),
        pytest.param("重庆市实验小学", "chongqing", id="a word whose characters are read otherwise"),
        pytest.param("重庆市实验小学", "zhongqing", id="the same, character by character"),
        pytest.param("省锡中实验学校", "sxzsyxx", id="initials"),
        pytest.param("橫浜里初級中學", "chujizhongxue", id="Traditional"),
        pytest.param("绿城小学", "lvcheng", id="u with two dots as v"),
        pytest.param("绿城小学", "lucheng", id="u with two dots as u"),
        pytest.param("绿城小学", "LÜ cheng", id="u with two dots as it is"),
        pytest.param("第3中学Ｂ区", "d3zxbq", id="digits and letters between"),
        pytest.param("西安小学", "xi'an", id="apostrophe"),
        pytest.param("玉海幼儿园", "ＹＨ", id="full width keyboard"),
    ],
)
def test_a_name_is_found_by(name: str, query: str) -> None:
    assert found(query, search_keys(name)) is not None


def test_the_reading_of_a_profile_is_a_key_of_its_own() -> None:
    keys = search_keys("榧樹坪小學", "Feishuping xiaoxue")
    assert keys[:2] == ("feishupingxiaoxue", "fx")
    assert found("fspxx", keys) == 0
    assert found("lubian", search_keys("Village school", "lvbian xiaoxue")) == 2


@pytest.mark.parametrize("text", ["", "Curlew Brow Kindergarten", "ёлка 2024", "，。", "𠮷"])
def test_what_cannot_be_read_in_pinyin_has_no_keys(text: str) -> None:
    assert search_keys(text) == ()


def test_a_long_name_has_at_most_eight_readings_and_the_first_character_has_all_of_its_own() -> None:
    keys = search_keys("单" * 40)
    assert len(keys) == 16
    assert found("shandandan", keys) == 2


@pytest.mark.parametrize(
    ("query", "rank"),
    [("yhy", 0), ("YH Y", 0), ("yey", 1), ("yuhai", 2), ("yu hai", 2), ("youer", 3), ("xiaoxue", None), (" ", None)],
)
def test_initials_rank_before_pinyin_and_beginnings_before_the_rest(query: str, rank: int | None) -> None:
    assert found(query, YUHAI) == rank


def test_the_best_way_of_being_found_counts() -> None:
    # "d" begins the initials; that it stands in the pinyin too does not matter.
    assert found("d", ("dedan", "dd")) == 0
    assert found("an", ("xian", "xa", "anan", "aa")) == 2


def test_nothing_is_found_without_keys() -> None:
    assert found("a", ()) is None


def test_every_school_of_the_samples_is_found_by_the_reading_that_its_profile_gives() -> None:
    files = [*PROFILES.glob("*/receivers/*.toml"), *PROFILES.glob("*/donors/*.toml")]
    schools = [tomli.loads(path.read_text(encoding="utf-8"))["school"] for path in files]
    given = [
        school for side in schools for school in (side if isinstance(side, list) else [side]) if "pinyin" in school
    ]
    assert len(given) >= 10
    for school in given:
        assert found(school["pinyin"], search_keys(school["name"], school["pinyin"])) == 2


@given(st.text(alphabet="单重乐绿女园校a3 （", max_size=12), any_text)
def test_keys_come_in_pairs_and_each_finds_its_name(text: str, reading: str) -> None:
    keys = search_keys(text, reading)
    assert len(keys) % 2 == 0
    assert all(found(initials, keys) == 0 for initials in keys[1::2])
    assert all(found(full, keys) in (0, 1, 2) for full in keys[::2])


@given(any_text)
def test_any_text_can_be_indexed_and_asked_for(text: str) -> None:
    found(text, search_keys(text))


def test_the_dictionaries_are_loaded_only_for_chinese_names() -> None:
    code = "from needsmatch.text.pinyin import search_keys\nsearch_keys('Curlew Brow', 'a b')"
    assert "pypinyin" not in loaded_by(code)
    assert "pypinyin" in loaded_by(f"{code}\nsearch_keys('玉海')")
