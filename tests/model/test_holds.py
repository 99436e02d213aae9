"""Which pairs stand, and which never may: what counts of several things that were said."""

import pytest
from msgspec.structs import replace

from needsmatch.model.holds import Held, Holds
from needsmatch.model.pairing import Hold
from needsmatch.model.plan import About as PlanAbout
from needsmatch.model.plan import Status, SupportPlan
from needsmatch.model.programme import About, Ban, Decision, Judgement, Pair, Programme, ProgrammeFile
from needsmatch.model.school import School
from needsmatch.model.terms import Stage

GIVEN = Pair(receiver="r", donor="d")
BAN = Ban(receiver="r", donor="d")


def said(decision: Decision, donor: str = "d", receiver: str = "r") -> Judgement:
    return Judgement(decision=decision, receiver=receiver, donor=donor)


PINNED, BANNED, PAIRED, RELEASED = map(said, (Decision.PINNED, Decision.BANNED, Decision.PAIRED, Decision.RELEASED))


def plan(donor: str = "d", receiver: str = "r") -> SupportPlan:
    about = PlanAbout(
        format=1, id=f"{receiver}-{donor}", programme="p", receiver=receiver, receiver_name=receiver, donor=donor,
        donor_name=donor, status=Status.DRAFT,
    )  # fmt: skip
    return SupportPlan(plan=about)


def programme(
    *judgements: Judgement,
    pairs: tuple[Pair, ...] = (),
    bans: tuple[Ban, ...] = (),
    plans: tuple[SupportPlan, ...] = (),
) -> Programme:
    def schools(*names: str) -> tuple[School, ...]:
        return tuple(School(id=name, name=name, stage=Stage.PRIMARY, capacity=2) for name in names)

    return Programme(
        settings=ProgrammeFile(programme=About(id="p", name="p"), pairs=pairs, bans=bans),
        receivers=schools("r", "s", "t"),
        donors=schools("d", "e"),
        judgements=judgements,
        plans=plans,
    )


def stands(*judgements: Judgement, pairs: tuple[Pair, ...] = (), bans: tuple[Ban, ...] = (), plans: tuple[SupportPlan, ...] = ()) -> list[tuple[str, Hold]]:  # fmt: skip
    found = Holds(programme(*judgements, pairs=pairs, bans=bans, plans=plans)).by_receiver.get("r", ())
    return [(held.donor, held.hold) for held in found]


def test_nothing_stands_where_nothing_was_said() -> None:
    holds = Holds(programme())
    assert (holds.held("r"), holds.given_donor("r"), holds.settled_donor("r")) == (None, None, None)
    assert not holds.is_banned("r", "d")


def test_given_and_pinned_are_firm_and_what_was_accepted_or_planned_is_not() -> None:
    assert stands(pairs=(GIVEN,)) == [("d", Hold.GIVEN)]
    assert stands(PINNED) == [("d", Hold.PINNED)]
    assert stands(PAIRED) == [("d", Hold.PAIRED)]
    assert stands(plans=(plan(),)) == [("d", Hold.PLANNED)]
    assert [hold for hold in Hold if hold.is_firm] == [Hold.GIVEN, Hold.PINNED]
    assert Holds(programme(PINNED)).given_donor("r") == "d"
    assert Holds(programme(PAIRED)).given_donor("r") is None
    assert Holds(programme(PAIRED)).settled_donor("r") == "d"


def test_a_pair_tells_where_it_comes_from() -> None:
    assert Holds(programme(PINNED)).held("r") == Held("r", "d", Hold.PINNED, PINNED)
    assert Holds(programme(pairs=(GIVEN,))).held("r") == Held("r", "d", Hold.GIVEN, GIVEN)
    assert Holds(programme(plans=(plan(),))).held("r") == Held("r", "d", Hold.PLANNED)
    ban = Holds(programme(BANNED)).banned
    assert ban == {("r", "d"): BANNED}


@pytest.mark.parametrize(
    ("judgements", "expected"),
    [
        ((PINNED, RELEASED), []),
        ((RELEASED, PINNED), [("d", Hold.PINNED)]),
        ((BANNED, PINNED), [("d", Hold.PINNED)]),
        ((PINNED, BANNED), []),
        ((PINNED, PAIRED), [("d", Hold.PINNED)]),
        ((PINNED, RELEASED, PAIRED), [("d", Hold.PAIRED)]),
        ((PAIRED, RELEASED, PAIRED), [("d", Hold.PAIRED)]),
        ((PAIRED, BANNED), []),
        ((PINNED, said(Decision.RELEASED, "e")), [("d", Hold.PINNED)]),
    ],
)
def test_of_what_was_said_about_two_schools_the_last_counts(
    judgements: tuple[Judgement, ...], expected: list[tuple[str, Hold]]
) -> None:
    assert stands(*judgements) == expected


def test_a_ban_holds_until_it_is_taken_back() -> None:
    assert Holds(programme(BANNED)).is_banned("r", "d")
    assert not Holds(programme(BANNED)).is_banned("r", "e")
    for later in (RELEASED, PINNED):
        assert not Holds(programme(BANNED, later)).is_banned("r", "d")
    # Whoever accepted what was proposed may not have known of the ban.
    assert Holds(programme(BANNED, PAIRED)).is_banned("r", "d")
    assert stands(BANNED, PAIRED) == []
    # programme.toml is another voice: a judgement does not take its ban back.
    assert Holds(programme(RELEASED, bans=(BAN,))).is_banned("r", "d")


def test_of_several_accepted_donors_the_last_counts() -> None:
    other = said(Decision.PAIRED, "e")
    assert stands(PAIRED, other) == [("e", Hold.PAIRED)]
    assert stands(other, PAIRED) == [("d", Hold.PAIRED)]
    # Said again, it is the last.
    assert stands(PAIRED, other, PAIRED) == [("d", Hold.PAIRED)]


def test_what_is_firm_counts_more_than_what_was_accepted_and_that_more_than_a_plan() -> None:
    accepted = said(Decision.PAIRED, "e")
    assert stands(PINNED, accepted) == [("d", Hold.PINNED)]
    assert stands(accepted, pairs=(GIVEN,)) == [("d", Hold.GIVEN)]
    assert stands(PAIRED, plans=(plan("e"),)) == [("d", Hold.PAIRED)]
    assert stands(PINNED, plans=(plan("e"),)) == [("d", Hold.PINNED)]


def test_given_and_pinned_to_one_donor_is_given() -> None:
    assert stands(PINNED, pairs=(GIVEN,)) == [("d", Hold.GIVEN)]


def test_firm_pairs_with_several_donors_all_stand_and_contradict_each_other() -> None:
    assert stands(said(Decision.PINNED, "e"), pairs=(GIVEN,)) == [("d", Hold.GIVEN), ("e", Hold.PINNED)]


def test_a_ban_ends_what_is_not_firm() -> None:
    assert stands(bans=(BAN,), plans=(plan(),)) == []
    assert stands(BANNED, plans=(plan(),)) == []
    assert stands(PAIRED, bans=(BAN,)) == []
    # With the accepted donor banned, the plan with another one is what remains.
    assert stands(PAIRED, bans=(BAN,), plans=(plan("e"),)) == [("e", Hold.PLANNED)]
    assert stands(pairs=(GIVEN,), bans=(BAN,)) == [("d", Hold.GIVEN)]


def test_what_is_about_a_need_says_nothing_about_a_pair() -> None:
    same = Judgement(decision=Decision.SAME, need="r/n", strength="d/s", receiver="r", donor="d")
    assert stands(PINNED, same) == [("d", Hold.PINNED)]


def test_receivers_do_not_count_for_each_other() -> None:
    holds = Holds(programme(PINNED, said(Decision.PINNED, "e", "s"), plans=(plan("d", "t"),)))
    assert [holds.settled_donor(name) for name in ("r", "s", "t")] == ["d", "e", "d"]


def test_places_left_are_those_that_no_pair_has() -> None:
    asked = programme(PINNED, plans=(plan("d", "t"),))
    assert [Holds(asked).places_left(name) for name in ("d", "e")] == [0, 2]
    # More than there are places is a contradiction, and no place the less than none.
    assert Holds(replace(asked, plans=(plan("d", "t"), plan("d", "s")))).places_left("d") == 0
    assert Holds(asked).places_left("nobody") == 0


def test_what_is_given_comes_before_any_pin() -> None:
    pinned = said(Decision.PINNED, "e"), said(Decision.PINNED, "d")
    assert stands(*pinned, pairs=(GIVEN,)) == [("d", Hold.GIVEN), ("e", Hold.PINNED)]


def test_a_plan_holds_no_pair_that_was_taken_back() -> None:
    assert stands(said(Decision.RELEASED, "d"), plans=(plan(),)) == []
    assert stands(said(Decision.RELEASED, "e"), plans=(plan(),)) == [("d", Hold.PLANNED)]
    # Of two plans the other one is what remains.
    assert stands(said(Decision.RELEASED, "d"), plans=(plan("e"), plan())) == [("e", Hold.PLANNED)]
