"""Stages and modes, as people write them."""

import pytest

from needsmatch.i18n import using
from needsmatch.model.terms import LABELS, Mode, Stage, known_word, label


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


def test_every_word_has_a_label_of_its_own() -> None:
    assert set(LABELS) == {*Stage, *Mode}
    for language in ("en", "zh_CN"):
        with using(language):
            assert len({label(word) for word in LABELS}) == len(LABELS)
