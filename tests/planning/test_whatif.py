"""What a decision changes, and what it costs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from needsmatch.model.holds import Holds
from needsmatch.model.match import Match
from needsmatch.model.pairing import Alone, Borrowed, Goal, Paired, Pairing, Unpaired
from needsmatch.model.plan import About as AboutPlan
from needsmatch.model.plan import Status, SupportPlan
from needsmatch.model.programme import About, Decision, Judgement, Pair, Programme, ProgrammeFile
from needsmatch.model.school import Need, School, Strength
from needsmatch.model.terms import Stage
from needsmatch.planning.whatif import Change, compare, parted, price_sentence, summary_sentence

NEEDS = tuple(Need(id=f"n{number}", text=f"need {number}") for number in range(5))
STRENGTH = Strength(id="s", text="strength")


def receiver(name: str) -> School:
    return School(id=name, name=name, stage=Stage.PRIMARY, needs=NEEDS)


def donor(name: str) -> School:
    return School(id=name, name=name, stage=Stage.PRIMARY, strengths=(STRENGTH,))


def answer(need: Need, donor_id: str) -> Match:
    return Match(need, donor(donor_id), STRENGTH, 60, ())


Told = dict[str, tuple[str, int, int] | None]
"""For each receiver its donor, the worth and the number of needs answered; None where it is alone."""


def pairing(told: Told, borrowed: tuple[tuple[str, int, str], ...] = ()) -> Pairing:
    pairs, alone = [], []
    for name, entry in sorted(told.items()):
        if entry is None:
            alone.append(Unpaired(receiver(name), Alone.NOBODY))
        else:
            partner, worth, answered = entry
            answers = tuple(answer(need, partner) for need in NEEDS[:answered])
            pairs.append(Paired(receiver(name), donor(partner), worth, answers, None))
    lent = tuple(Borrowed(receiver(name), answer(NEEDS[number], partner), 1) for name, number, partner in borrowed)
    return Pairing(Goal.TOTAL, tuple(pairs), tuple(alone), lent, ())


def told(change: Change) -> tuple[str, str | None, str | None, int, int]:
    before, after = (pair.donor.id if pair else None for pair in (change.before, change.after))
    return change.receiver.id, before, after, change.gain, change.answered_gain


def test_losses_come_first_then_gains_and_what_stays_is_left_out() -> None:
    before = pairing({"a": ("x", 50, 2), "b": ("y", 40, 2), "c": ("z", 30, 1), "d": None, "e": ("v", 9, 1), "f": None})
    after = pairing({"a": ("y", 40, 1), "b": ("x", 10, 1), "c": ("z", 30, 1), "d": ("w", 70, 3), "e": ("u", 9, 1)})
    result = compare(before, after)
    assert [told(change) for change in result.changes] == [
        ("b", "y", "x", -30, -1),
        ("a", "x", "y", -10, -1),
        ("d", None, "w", 70, 3),
        ("e", "v", "u", 0, 0),
    ]
    assert (result.total_gain, result.answered_gain) == (30, 1)
    assert [change.is_other_donor for change in result.changes] == [True, True, True, True]


def test_the_same_donor_of_another_worth_is_a_change() -> None:
    result = compare(pairing({"a": ("x", 50, 2)}), pairing({"a": ("x", 51, 2)}))
    assert [told(change) for change in result.changes] == [("a", "x", "x", 1, 0)]
    assert not result.changes[0].is_other_donor


def test_equal_changes_come_in_the_order_of_the_ids() -> None:
    names = ["c", "a", "b"]
    result = compare(pairing(dict.fromkeys(names, ("x", 9, 1))), pairing(dict.fromkeys(names, ("y", 5, 1))))
    assert [change.receiver.id for change in result.changes] == ["a", "b", "c"]


def test_schools_that_join_or_leave_are_named_whether_they_are_paired_or_not() -> None:
    before = pairing({"a": ("x", 50, 2), "b": None, "c": ("y", 20, 1)})
    after = pairing({"a": ("x", 50, 2), "d": ("y", 30, 2), "e": None})
    result = compare(before, after)
    assert [school.id for school in result.joined] == ["d", "e"]
    assert [school.id for school in result.left] == ["b", "c"]
    assert [told(change) for change in result.changes] == [("c", "y", None, -20, -1), ("d", None, "y", 30, 2)]
    assert summary_sentence(result) == (
        "No school would change its partner; 10 points more in all; 1 need more answered."
    )


def test_a_need_that_is_borrowed_is_answered_once_however_many_lend() -> None:
    before = pairing({"a": ("x", 50, 2)})
    after = pairing({"a": ("x", 50, 2)}, borrowed=(("a", 3, "y"), ("a", 3, "z"), ("a", 4, "y")))
    assert compare(before, after).answered_gain == 2


@pytest.mark.parametrize(
    ("without", "held", "said"),
    [
        (("x", 50, 3), ("y", 37, 1), "Keeping this pair costs the programme 2 answered needs and 13 points."),
        (("x", 50, 3), ("y", 49, 2), "Keeping this pair costs the programme 1 answered need and 1 point."),
        (("x", 50, 3), ("y", 37, 3), "Keeping this pair costs the programme 13 points."),
        (("x", 50, 3), ("y", 50, 2), "Keeping this pair costs the programme 1 answered need."),
        (("x", 50, 3), ("y", 37, 4), "Keeping this pair costs the programme 13 points, and gains it 1 answered need."),
        (("x", 50, 3), ("y", 52, 2), "Keeping this pair costs the programme 1 answered need, and gains it 2 points."),
        (("x", 50, 3), ("y", 51, 3), "Keeping this pair gains the programme 1 point."),
        (("x", 50, 3), ("y", 50, 3), "Keeping this pair costs the programme nothing."),
    ],
)
def test_the_price_of_a_pair_in_all_its_forms(
    without: tuple[str, int, int], held: tuple[str, int, int], said: str
) -> None:
    assert price_sentence(compare(pairing({"a": without}), pairing({"a": held}))) == said


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (
            {"a": ("x", 9, 1), "b": ("y", 9, 1), "c": None},
            {"a": ("y", 9, 1), "b": ("x", 9, 0), "c": ("z", 12, 0)},
            "3 schools would change their partner; 12 points more in all; 1 need less answered.",
        ),
        (
            {"a": ("x", 9, 1)},
            {"a": ("y", 8, 3)},
            "1 school would change its partner; 1 point less in all; 2 needs more answered.",
        ),
        (
            {"a": ("x", 9, 3)},
            {"a": None},
            "1 school would change its partner; 9 points less in all; 3 needs less answered.",
        ),
        ({"a": ("x", 9, 1)}, {"a": ("y", 9, 1)}, "1 school would change its partner."),
        ({"a": ("x", 9, 1)}, {"a": ("x", 10, 1)}, "No school would change its partner; 1 point more in all."),
        ({"a": ("x", 9, 1)}, {"a": ("x", 9, 1)}, "No school would change its partner."),
    ],
)
def test_all_that_changes_in_one_sentence(before: Told, after: Told, said: str) -> None:
    assert summary_sentence(compare(pairing(before), pairing(after))) == said


entries = st.dictionaries(
    st.sampled_from("abcde"),
    st.none() | st.tuples(st.sampled_from("xyz"), st.integers(0, 100), st.integers(0, 5)),
    max_size=5,
)


@given(entries, entries)
def test_the_changes_add_up_and_the_way_back_is_the_opposite(before: Told, after: Told) -> None:
    there, back = (compare(pairing(one), pairing(other)) for one, other in ((before, after), (after, before)))
    assert sum(change.gain for change in there.changes) == there.total_gain == -back.total_gain
    assert there.answered_gain == -back.answered_gain
    assert (there.joined, there.left) == (back.left, back.joined)
    assert {told(change)[0]: told(change)[3] for change in there.changes} == {
        told(change)[0]: -told(change)[3] for change in back.changes
    }
    assert compare(pairing(before), pairing(before)).changes == ()


def test_nothing_keeps_two_together_once_they_are_parted_and_others_stay() -> None:
    pairs = [Pair(receiver="a", donor="x"), Pair(receiver="b", donor="x")]
    judgements = [
        Judgement(decision=decision, receiver="a", donor="x") for decision in (Decision.PAIRED, Decision.PINNED)
    ]
    plans = [
        SupportPlan(
            plan=AboutPlan(
                format=1,
                id=name,
                programme="p",
                receiver=name,
                receiver_name=name,
                donor="x",
                donor_name="x",
                status=Status.DRAFT,
            )
        )
        for name in "ab"
    ]
    about = ProgrammeFile(programme=About(id="p", name="P"), pairs=tuple(pairs))
    programme = Programme(settings=about, judgements=tuple(judgements), plans=tuple(plans))
    for settled in (
        programme,
        replace(programme, settings=replace(about, pairs=tuple(pairs[1:]))),
        replace(programme, settings=replace(about, pairs=tuple(pairs[1:])), judgements=(judgements[0],)),
        replace(programme, settings=replace(about, pairs=tuple(pairs[1:])), judgements=()),
    ):
        assert Holds(settled).settled_donor("a") == "x"
        free = Holds(parted(settled, "a", "x"))
        assert (free.settled_donor("a"), free.settled_donor("b")) == (None, "x")
