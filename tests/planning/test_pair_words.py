"""What is said about pairs."""

from dataclasses import replace

import pytest

from needsmatch import i18n
from needsmatch.model.match import Cause, Match, Unmet
from needsmatch.model.pairing import Alone, Borrowed, Goal, Hold, Paired, Pairing, StillOpen, Unpaired
from needsmatch.model.school import Need, School, Strength
from needsmatch.model.terms import Stage
from needsmatch.planning.pair_words import (
    alone_sentence,
    answers_phrase,
    borrowed_sentence,
    hold_word,
    returns_sentence,
    summary_sentences,
)

NEEDS = (Need(id="a", text="choir", people=20), Need(id="b", text="library"), Need(id="c", text="bus"))
RECEIVER = School(id="r", name="Hill School", stage=Stage.PRIMARY, needs=NEEDS)
LONELY = School(id="q", name="Moor School", stage=Stage.PRIMARY, needs=NEEDS[:1])
DONOR = School(id="d", name="Bay School", stage=Stage.PRIMARY, strengths=(Strength(id="s", text="Singing for all"),))


def match(need: Need, score: int = 80) -> Match:
    return Match(need, DONOR, DONOR.strengths[0], score, ())


def pairing(*alone: School, hold: Hold | None = None) -> Pairing:
    return Pairing(
        Goal.TOTAL,
        (Paired(RECEIVER, DONOR, 41, (match(NEEDS[0]),), hold),),
        tuple(Unpaired(school, Alone.PLACES_USED) for school in alone),
        (Borrowed(RECEIVER, match(NEEDS[1]), 1),),
        (StillOpen(RECEIVER, Unmet(NEEDS[2], Cause.NOBODY)),),
    )


def test_every_way_to_stand_and_every_cause_has_words_of_its_own() -> None:
    assert len({hold_word(hold) for hold in (*Hold, None)}) == len(Hold) + 1
    assert len({alone_sentence(Unpaired(LONELY, cause)) for cause in Alone}) == len(Alone)


def test_what_could_be_borrowed_tells_for_how_many_where_it_is_not_for_all() -> None:
    offer = 'Bay School could help with "Singing for all" (80 points)'
    assert borrowed_sentence(Borrowed(RECEIVER, match(NEEDS[0]), 20)) == offer
    assert borrowed_sentence(Borrowed(RECEIVER, match(NEEDS[0]), 5)) == f"{offer}; room for 5 of 20 people"
    assert borrowed_sentence(Borrowed(RECEIVER, match(NEEDS[1]), 1)) == offer


def test_help_in_return_names_strength_and_need() -> None:
    assert returns_sentence(match(NEEDS[1], 63)) == 'In return: "Singing for all" for "library" (63 points)'


def test_a_pairing_comes_to_pairs_points_and_needs() -> None:
    assert summary_sentences(pairing(LONELY)) == (
        "1 pair; 1 of them proposed; 1 receiver without a partner",
        "41 points in all; the lowest pair is Hill School with Bay School (41 points)",
        "1 of 3 needs answered; 1 could be borrowed; 1 unmet",
    )
    assert summary_sentences(pairing(hold=Hold.GIVEN))[0] == "1 pair"
    assert summary_sentences(Pairing(Goal.TOTAL, (), (), (), ()))[:2] == ("0 pairs", "0 points in all")
    assert answers_phrase(pairing().pairs[0]) == "answers 1 of 3"


def test_a_need_that_several_could_answer_in_part_counts_once() -> None:
    twice = replace(pairing(), borrowed=2 * pairing().borrowed)
    assert summary_sentences(twice)[2] == "1 of 3 needs answered; 1 could be borrowed; 1 unmet"


@pytest.mark.parametrize("code", ["en", "zh_CN"])
def test_phrases_carry_no_full_stop(code: str) -> None:
    i18n.use(code)
    said = [*summary_sentences(pairing(LONELY)), *(alone_sentence(Unpaired(LONELY, cause)) for cause in Alone)]
    assert not [text for text in said if text.endswith((".", "。"))]
