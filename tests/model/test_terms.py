"""Stages and modes, as people write them."""

import pytest

from needsmatch.i18n import using
from needsmatch.model.terms import LABELS, Grade, Mode, Stage, Useful, known_word, label


@pytest.mark.parametrize(
    ("text", "stage"),
    [
        ("kindergarten", Stage.KINDERGARTEN),
        ("幼儿园", Stage.KINDERGARTEN),
        ("Primary School", Stage.PRIMARY),
        ("初中", Stage.MIDDLE),
        (" 中职 ", Stage.VOCATIONAL),
    ],
)
def test_a_stage_is_known_in_any_language(text: str, stage: Stage) -> None:
    assert known_word(text, Stage) is stage


def test_a_mode_is_known_by_label_and_by_other_words() -> None:
    assert known_word("跟岗", Mode) is known_word("影子培训", Mode) is Mode.SHADOW


def test_an_unknown_word_is_nothing() -> None:
    assert known_word("学校", Stage) is None


def test_how_useful_it_was_and_how_it_was_passed_are_said_in_words() -> None:
    assert known_word(" Very useful", Useful) is known_word("very", Useful) is Useful.VERY
    assert (label(Useful.NOT_SO), label(Grade.FAILED)) == ("not done like this", "not passed")


def test_every_word_has_a_label_of_its_own() -> None:
    assert set(LABELS) == {*Stage, *Mode, *Useful, *Grade}
    for language in ("en", "zh_CN"):
        with using(language):
            assert len({label(word) for word in LABELS}) == len(LABELS)
