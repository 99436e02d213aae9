"""What becomes of every need once the pairs are known."""

import pytest
from msgspec.structs import replace

from needsmatch.matching.comparer import Comparer
from needsmatch.model.match import Cause
from needsmatch.model.pairing import Pairing
from needsmatch.model.programme import Ban, Decision, Judgement, Pair, Programme
from needsmatch.model.school import Need, School, Strength
from needsmatch.model.terms import Stage
from needsmatch.topics.index import TopicIndex
from tests.matching.test_pair import pairing_of, programme_of, school

MEALS, FOOD = "娃娃挑食，饭菜倒掉", "膳食营养与食育课程"
SUMS, DRILL = "两位数乘法算下来，全班错一半", "口算过关、竖式错因归类"


@pytest.fixture(scope="module")
def comparer(index: TopicIndex) -> Comparer:
    return Comparer(index)


def offering(name: str, *places: int | None, capacity: int = 0, **more: object) -> School:
    """A school that offers FOOD once for each of `places`, and takes no receiver unless told."""
    strengths = tuple(Strength(id=f"s{number}", text=FOOD, places=many) for number, many in enumerate(places))
    return replace(school(name, capacity=capacity, **more), strengths=strengths)  # type: ignore[arg-type]


def asking(name: str, *people: int | None, priority: int = 3) -> School:
    """A school that asks for MEALS once for each of `people`."""
    needs = tuple(
        Need(id=f"n{number}", text=MEALS, people=many, priority=priority) for number, many in enumerate(people)
    )
    return replace(school(name), needs=needs)


def borrowed(pairing: Pairing) -> list[tuple[str, str, int]]:
    """Receiver, strength, people."""
    return [
        (entry.receiver.id, entry.match.donor.reference(entry.match.strength), entry.people)
        for entry in pairing.borrowed
    ]


def cause(programme: Programme, comparer: Comparer) -> Cause:
    (entry,) = pairing_of(programme, comparer).unmet
    return entry.unmet.cause


def test_a_pair_answers_what_it_can_and_the_rest_is_borrowed(comparer: Comparer) -> None:
    receiver = school("r", needs=[SUMS, MEALS, "xyzzy"])
    programme = programme_of([receiver], [school("d", strengths=[DRILL]), school("e", strengths=[FOOD])], pairs=[Pair(receiver="r", donor="d")])  # fmt: skip
    pairing = pairing_of(programme, comparer)
    assert [match.need.text for match in pairing.pairs[0].answers] == [SUMS]
    assert borrowed(pairing) == [("r", "e/s0", 1)]
    assert [entry.need.text for entry in pairing.unmet] == ["xyzzy"]
    assert pairing.answered == 1


def test_a_receiver_without_a_partner_can_borrow(comparer: Comparer) -> None:
    pairing = pairing_of(programme_of([asking("r", None)], [offering("d", 5)]), comparer)
    assert not pairing.pairs and borrowed(pairing) == [("r", "d/s0", 1)]


# Why a need stays unmet


def test_nobody_offers_it(comparer: Comparer) -> None:
    assert cause(programme_of([asking("r", None)], [school("d", strengths=[DRILL])]), comparer) is Cause.NOBODY


def test_the_places_are_used(comparer: Comparer) -> None:
    programme = programme_of([asking("r", 20)], [offering("d", 0), offering("e", None), school("f")])
    (entry,) = pairing_of(programme, comparer).unmet
    assert entry.unmet.cause is Cause.PLACES_USED
    assert [match.donor.id for match in entry.unmet.helpers] == ["d", "e"]


def test_it_is_offered_for_another_stage_that_the_rules_keep_apart(comparer: Comparer) -> None:
    near = offering("d", 5, capacity=1, stage=Stage.KINDERGARTEN)
    (entry,) = pairing_of(programme_of([asking("r", None)], [near]), comparer).unmet
    assert (entry.unmet.cause, [match.donor.id for match in entry.unmet.helpers]) == (Cause.OTHER_STAGE, ["d"])


def test_it_is_offered_for_another_stage_that_is_too_far(comparer: Comparer) -> None:
    receiver = school("r", needs=["早恋、顶嘴、摔门"])
    far = school("d", strengths=["青春期教育与早恋疏导"], stage=Stage.HIGH)
    assert cause(programme_of([receiver], [far]), comparer) is Cause.OTHER_STAGE


def test_it_is_offered_in_another_district(comparer: Comparer) -> None:
    programme = programme_of([asking("r", None)], [offering("d", 5, district="West")], districts=True)
    assert cause(programme, comparer) is Cause.OTHER_DISTRICT


def test_a_person_declined_it(comparer: Comparer) -> None:
    no = Judgement(decision=Decision.NOT_A_MATCH, need="r/n0", strength="d/s0")
    programme = programme_of([asking("r", None)], [offering("d", 5)], judgements=[no])
    (entry,) = pairing_of(programme, comparer).unmet
    assert (entry.unmet.cause, entry.unmet.helpers) == (Cause.DECLINED, ())
    # Of another school it would be something else.
    other = replace(programme, donors=(*programme.donors, offering("e", 5)))
    assert borrowed(pairing_of(other, comparer)) == [("r", "e/s0", 1)]


def test_only_a_banned_donor_offers_it(comparer: Comparer) -> None:
    ban = Ban(receiver="r", donor="d")
    programme = programme_of([asking("r", None)], [offering("d", 5), school("e", strengths=[DRILL])], bans=[ban])
    assert cause(programme, comparer) is Cause.BANNED


def test_who_may_help_and_has_no_place_is_named_before_who_must_not(comparer: Comparer) -> None:
    ban = Ban(receiver="r", donor="d")
    programme = programme_of([asking("r", None)], [offering("d", 5), offering("e", 0)], bans=[ban])
    (entry,) = pairing_of(programme, comparer).unmet
    assert entry.unmet.cause is Cause.PLACES_USED
    assert [match.donor.id for match in entry.unmet.helpers] == ["e"]


# Places


def test_a_strength_is_borrowed_as_far_as_its_places_go(comparer: Comparer) -> None:
    receivers = [asking("r0", 20), asking("r1", 15), asking("r2", 1)]
    pairing = pairing_of(programme_of(receivers, [offering("d", 30)]), comparer)
    assert borrowed(pairing) == [("r0", "d/s0", 20), ("r1", "d/s0", 10)]
    assert [entry.receiver.id for entry in pairing.unmet] == ["r2"]


def test_a_need_that_does_not_say_for_how_many_takes_one_place(comparer: Comparer) -> None:
    receivers = [asking("r0", None), asking("r1", 0), asking("r2", 1)]
    pairing = pairing_of(programme_of(receivers, [offering("d", 2)]), comparer)
    assert borrowed(pairing) == [("r0", "d/s0", 1), ("r1", "d/s0", 1)]


def test_the_most_urgent_need_chooses_first_then_who_is_served_worst_then_the_id(comparer: Comparer) -> None:
    receivers = [asking("r0", None), asking("r1", None, priority=1)]
    assert borrowed(pairing_of(programme_of(receivers, [offering("d", 1)]), comparer)) == [("r1", "d/s0", 1)]
    served = replace(school("r0", needs=[SUMS, MEALS]))
    programme = programme_of([served, asking("r1", None)], [offering("d", 1), school("e", strengths=[DRILL])])
    assert borrowed(pairing_of(programme, comparer)) == [("r1", "d/s0", 1)]
    equal = programme_of([asking("r0", None), asking("r1", None)], [offering("d", 1)])
    assert borrowed(pairing_of(equal, comparer)) == [("r0", "d/s0", 1)]


def test_a_pair_uses_places_before_anybody_borrows(comparer: Comparer) -> None:
    receivers = [asking("r0", 25), asking("r1", 10)]
    programme = programme_of(receivers, [offering("d", 30, capacity=1)], pairs=[Pair(receiver="r0", donor="d")])
    assert borrowed(pairing_of(programme, comparer)) == [("r1", "d/s0", 5)]
    # Its own needs never fail for want of places.
    crowded = replace(programme, receivers=(asking("r0", 100), asking("r1", 10)))
    pairing = pairing_of(crowded, comparer)
    assert len(pairing.pairs[0].answers) == 1
    assert [(entry.receiver.id, entry.unmet.cause) for entry in pairing.unmet] == [("r1", Cause.PLACES_USED)]


def test_a_strength_without_places_is_borrowed_where_its_donor_could_take_one_more_receiver(comparer: Comparer) -> None:
    # Three guests, each given to somebody who has nothing for it, and one receiver of the donor's own.
    receivers = [school("a", needs=[SUMS]), *(asking(f"r{number}", None) for number in range(3))]
    idle = [school(f"z{number}") for number in range(3)]
    given = [Pair(receiver="a", donor="d"), *(Pair(receiver=f"r{number}", donor=f"z{number}") for number in range(3))]
    for capacity, guests in ((1, 0), (2, 1), (3, 2)):
        programme = programme_of(receivers, [offering("d", None, capacity=capacity), *idle], pairs=given)
        assert borrowed(pairing_of(programme, comparer)) == [(f"r{number}", "d/s0", 1) for number in range(guests)]


def test_a_school_that_borrows_several_from_one_donor_counts_once(comparer: Comparer) -> None:
    receivers = [school("r0", needs=[MEALS, SUMS]), school("r1", needs=[MEALS, SUMS])]
    donors = [school("d", strengths=[FOOD, DRILL]), school("z0"), school("z1")]
    given = [Pair(receiver="r0", donor="z0"), Pair(receiver="r1", donor="z1")]
    pairing = pairing_of(programme_of(receivers, donors, pairs=given), comparer)
    assert borrowed(pairing) == [("r0", "d/s0", 1), ("r0", "d/s1", 1)]
    assert [entry.receiver.id for entry in pairing.unmet] == ["r1", "r1"]


def test_the_best_offer_with_a_place_is_borrowed_ties_by_the_donors_id(comparer: Comparer) -> None:
    near = replace(offering("a", 9), strengths=(Strength(id="s0", text="食堂管理与营养餐", places=9),))
    pairing = pairing_of(programme_of([asking("r", None)], [near, offering("c", 9), offering("d", 9)]), comparer)
    assert borrowed(pairing) == [("r", "c/s0", 1)]
    full = pairing_of(programme_of([asking("r", None)], [near, offering("c", 0)]), comparer)
    assert borrowed(full) == [("r", "a/s0", 1)]


def test_nothing_is_borrowed_across_a_ban_a_stage_or_a_district(comparer: Comparer) -> None:
    receiver = replace(asking("r", None), district="East")
    open_to_all = programme_of([receiver], [offering("d", 9)])
    assert borrowed(pairing_of(open_to_all, comparer))
    for programme in (
        programme_of([receiver], [offering("d", 9)], bans=[Ban(receiver="r", donor="d")]),
        programme_of([receiver], [offering("d", 9, stage=Stage.KINDERGARTEN)]),
        programme_of([receiver], [offering("d", 9, district="West")], districts=True),
    ):
        assert borrowed(pairing_of(programme, comparer)) == []


def test_two_needs_in_the_same_words_are_two_needs(comparer: Comparer) -> None:
    same = Need(id="n", text=MEALS)
    receiver = replace(school("r"), needs=(same, same))
    pairing = pairing_of(programme_of([receiver], [offering("d", 1)]), comparer)
    assert (len(pairing.borrowed), len(pairing.unmet)) == (1, 1)


def test_a_donor_s_second_strength_serves_where_its_best_is_full(comparer: Comparer) -> None:
    pairing = pairing_of(programme_of([asking("r0", None), asking("r1", None)], [offering("d", 1, 50)]), comparer)
    assert borrowed(pairing) == [("r0", "d/s0", 1), ("r1", "d/s1", 1)]


def test_a_pair_keeps_an_answer_that_has_too_few_places_and_it_is_told(comparer: Comparer) -> None:
    programme = programme_of([asking("r0", 30), asking("r1", 2)], [offering("d", 31, capacity=2)])
    pairing = pairing_of(programme, comparer)
    assert [len(pair.answers) for pair in pairing.pairs] == [1, 1]
    assert [(entry.receiver.id, entry.people) for entry in pairing.crowded] == [("r1", 1)]
    enough = programme_of([asking("r0", 30), asking("r1", 2)], [offering("d", 32, capacity=2)])
    assert pairing_of(enough, comparer).crowded == ()
