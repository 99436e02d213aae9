"""The one normaliser."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from needsmatch.text.grams import grams, stem
from needsmatch.text.normalise import clauses, normalise
from tests.strategies import any_text, wordings


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        pytest.param("ＡＢＣ　Ｐｌａｙ", "abc play", id="full width"),
        pytest.param("家長指導與校園文化", "家长指导与校园文化", id="Traditional"),
        pytest.param("戶(hù)外體(tǐ)育活動(dòng)", "户外体育活动", id="inline pinyin"),
        pytest.param("1、三大游戏", "三大游戏", id="list number"),
        pytest.param("①三大游戏", "三大游戏", id="circled number"),
        pytest.param("（二）三大游戏", "三大游戏", id="number in brackets"),
        pytest.param("希望得到英语教学方面的帮扶", "英语教学", id="request for help"),
        pytest.param("如何开展家长指导", "家长指导", id="how to"),
        pytest.param("希望在园所文化建设方面得到针对性的帮扶和指导！", "园所文化建设", id="request around the subject"),
        pytest.param("孩子入园哭闹怎么办", "孩子入园哭闹", id="what to do"),
        pytest.param("We would like help with reading, please", "reading", id="English request"),
        pytest.param("How can we reach parents?", "reach parents", id="English how"),
        pytest.param("希望学生爱上阅读", "学生爱上阅读", id="pupils in a request"),
        pytest.param("需要学科带头人", "学科带头人", id="a subject leader"),
        pytest.param("请教师来指导教研", "请教师来指导教研", id="teachers in a request"),
        pytest.param("需要能力强的教师", "能力强的教师", id="ability in a request"),
        pytest.param("  Reading\t evenings \n", "reading evenings", id="spaces"),
        pytest.param("IT lessons at the crèche", "ict lessons at the creche", id="IT and accents"),
        pytest.param("2024年3.5万元", "2024年3 5万元", id="numbers inside stay"),
    ],
)
def test_what_says_nothing_goes(text: str, plain: str) -> None:
    assert normalise(text) == plain


@pytest.mark.parametrize("text", ["教师培训", "家长指导", "请教", "方面", "help", "请求支援", "学科带头人"])
def test_a_subject_that_looks_like_a_frame_stays(text: str) -> None:
    assert normalise(text) == text


@given(any_text | wordings)
def test_normalising_twice_is_once(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


@given(any_text | wordings)
def test_something_always_stays(text: str) -> None:
    if any("\u4e00" <= sign <= "\u9fff" for sign in text):
        assert normalise(text)
    assert clauses(text)


@pytest.mark.parametrize("piece", ["(", "( ", "[ā ", "希望", "在方面", "的帮扶", "1、", "please ", "help with ", "a "])
def test_long_hostile_texts_are_no_burden(piece: str) -> None:
    # With a pattern that backtracks, one of these once took seconds; the suite would not end.
    text = "(" + " " * 900 + "ā" + " " * 1000 if piece == "(" else piece * (2000 // len(piece))
    for number in range(20):
        plain = normalise(f"{text}{number}")
        assert normalise(plain) == plain


def test_a_list_gives_its_parts() -> None:
    assert clauses("1、計算錯誤率高；2、應用題不會審題") == ["计算错误率高", "应用题不会审题"]
    assert clauses("reading and writing") == ["reading", "writing"]
    assert clauses("三大游戏") == ["三大游戏"]


@given(st.text(alphabet="家长指导reading s", max_size=20))
def test_every_unit_has_weight(text: str) -> None:
    assert all(weight > 0 for weight in grams(text).values())


def test_forms_of_a_word_are_one() -> None:
    assert stem("trainings") == stem("trained") == stem("training") == stem("trains")
    assert stem("art") == "art"
