"""Decisions about pairs: what holds after them, and what cannot be decided."""

import dataclasses
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from needsmatch.model.completed import with_capacities
from needsmatch.model.holds import Holds
from needsmatch.model.pairing import Alone, Goal, Hold, Paired, Pairing, Unpaired
from needsmatch.model.plan import About as PlanAbout
from needsmatch.model.plan import Status, SupportPlan
from needsmatch.model.programme import About, Ban, Decision, Judgement, Pair, Programme, ProgrammeFile
from needsmatch.model.school import Need, School, Strength
from needsmatch.model.terms import Stage
from needsmatch.planning.author import Author
from needsmatch.planning.decide import CannotDecide, accept, add_school, ban, pin, release, set_capacity
from needsmatch.store.folder import read_programme
from tests.conftest import PROFILES

AT = datetime(2026, 9, 20, 10, 30, 0, 123456, timezone(timedelta(hours=8)))
WANG = Author(at=AT, by="王老师", why="两位校长谈过")
BRIEFLY = Author(at=AT)

RECEIVERS = ("ra", "rb", "rc")
DONORS = ("da", "db", "dc")


def school(school_id: str) -> School:
    return School(id=school_id, name=school_id.upper(), stage=Stage.PRIMARY)


def programme(*pairs: tuple[str, str], bans: tuple[tuple[str, str], ...] = ()) -> Programme:
    return Programme(
        settings=ProgrammeFile(
            programme=About(id="p", name="P"),
            pairs=tuple(Pair(receiver=receiver, donor=donor) for receiver, donor in pairs),
            bans=tuple(Ban(receiver=receiver, donor=donor) for receiver, donor in bans),
        ),
        receivers=tuple(map(school, RECEIVERS)),
        donors=tuple(map(school, DONORS)),
    )


def planned(receiver: str, donor: str) -> SupportPlan:
    return SupportPlan(
        plan=PlanAbout(
            format=1,
            id="x",
            programme="p",
            receiver=receiver,
            receiver_name="R",
            donor=donor,
            donor_name="D",
            status=Status.DRAFT,
        )
    )


def pairing(*pairs: tuple[str, str]) -> Pairing:
    found = tuple(Paired(school(receiver), school(donor), 50, (), None) for receiver, donor in pairs)
    alone = [name for name in RECEIVERS if name not in dict(pairs)]
    return Pairing(Goal.TOTAL, found, tuple(Unpaired(school(name), Alone.NOBODY) for name in alone), (), ())


def rows(after: Programme) -> list[tuple[str, str | None, str | None]]:
    return [(said.decision.value, said.receiver, said.donor) for said in after.judgements]


def held(after: Programme, receiver: str = "ra") -> tuple[str, Hold] | None:
    found = Holds(after).held(receiver)
    return (found.donor, found.hold) if found else None


# Pins


def test_a_pin_tells_who_when_and_why() -> None:
    before = programme()
    after = pin(before, "ra", "da", WANG)
    assert after.judgements == (
        Judgement(
            decision=Decision.PINNED,
            receiver="ra",
            donor="da",
            by="王老师",
            at=AT.replace(microsecond=0),
            why="两位校长谈过",
        ),
    )
    assert held(after) == ("da", Hold.PINNED)
    assert (before.judgements, replace(after, judgements=())) == ((), before)


def test_a_receiver_has_one_pin_and_the_other_is_taken_back_in_a_row_of_its_own() -> None:
    after = pin(pin(programme(), "ra", "da", BRIEFLY), "ra", "db", WANG)
    assert rows(after)[1:] == [("released", "ra", "da"), ("pinned", "ra", "db")]
    assert len(Holds(after).by_receiver["ra"]) == 1 and held(after) == ("db", Hold.PINNED)


def test_every_pin_is_taken_back_where_a_file_has_several() -> None:
    pins = tuple(Judgement(decision=Decision.PINNED, receiver="ra", donor=donor) for donor in ("da", "db"))
    after = pin(replace(programme(), judgements=pins), "ra", "db", BRIEFLY)
    assert [entry.donor for entry in Holds(after).by_receiver["ra"]] == ["db"]


def test_of_a_pin_and_a_ban_the_last_one_counts() -> None:
    banned = ban(pin(programme(), "ra", "da", BRIEFLY), "ra", "da", BRIEFLY)
    assert held(banned) is None and Holds(banned).is_banned("ra", "da")
    pinned = pin(banned, "ra", "da", BRIEFLY)
    assert held(pinned) == ("da", Hold.PINNED) and not Holds(pinned).is_banned("ra", "da")


Verb = Callable[[Programme, str, str, Author], Programme]


@pytest.mark.parametrize("verb", [pin, ban])
def test_deciding_what_holds_adds_nothing_unless_there_is_a_reason(verb: Verb) -> None:
    once = verb(programme(), "ra", "da", BRIEFLY)
    assert verb(once, "ra", "da", BRIEFLY) == once
    assert [said.why for said in verb(once, "ra", "da", WANG).judgements] == [None, WANG.why]


def test_what_programme_toml_says_already_holds() -> None:
    given_pair, banned = programme(("ra", "da")), programme(bans=(("ra", "da"),))
    assert pin(given_pair, "ra", "da", BRIEFLY) == given_pair
    assert ban(banned, "ra", "da", BRIEFLY) == banned
    assert release(programme(), "ra", "da", BRIEFLY) == programme()
    assert rows(release(programme(), "ra", "da", WANG)) == [("released", "ra", "da")]


pairs = st.tuples(st.sampled_from(RECEIVERS), st.sampled_from(DONORS))
steps = st.lists(st.tuples(st.sampled_from([pin, ban, release]), pairs), max_size=8)


def walked(start: Programme, taken: list[tuple[Verb, tuple[str, str]]]) -> Programme:
    for verb, (receiver, donor) in taken:
        start = verb(start, receiver, donor, BRIEFLY)
    return start


@given(steps, pairs, st.sampled_from([pin, ban]))
def test_what_is_decided_and_released_does_not_hold(
    taken: list[tuple[Verb, tuple[str, str]]], pair: tuple[str, str], verb: Verb
) -> None:
    after = release(verb(walked(programme(), taken), *pair, BRIEFLY), *pair, BRIEFLY)
    holds = Holds(after)
    assert not holds.is_banned(*pair)
    assert all(entry.donor != pair[1] for entry in holds.by_receiver.get(pair[0], ()))
    if verb is pin:
        assert holds.held(pair[0]) is None


@given(steps)
def test_no_receiver_ever_has_two_pins_and_nothing_is_rewritten(taken: list[tuple[Verb, tuple[str, str]]]) -> None:
    start = walked(programme(), taken[:4])
    after = walked(start, taken[4:])
    assert all(len(several) == 1 for several in Holds(after).by_receiver.values())
    assert after.judgements[: len(start.judgements)] == start.judgements


# What cannot be decided


@pytest.mark.parametrize(
    ("decide", "said"),
    [
        (lambda: pin(programme(), "rx", "da", WANG), 'There is no receiver "rx"'),
        (lambda: ban(programme(), "ra", "dx", WANG), 'There is no donor "dx"'),
        (lambda: release(programme(), "da", "ra", WANG), 'There is no receiver "da"'),
        (lambda: set_capacity(programme(), "ra", 2, WANG), 'There is no donor "ra"'),
        (
            lambda: set_capacity(programme(), "da", -1, WANG),
            "-1 is out of range; write a number from 0 to 1000",
        ),
        (
            lambda: set_capacity(programme(), "da", 1001, WANG),
            "1001 is out of range; write a number from 0 to 1000",
        ),
        (
            lambda: pin(programme(bans=(("ra", "da"),)), "ra", "da", WANG),
            'RA and DA are banned by a [[ban]] of programme.toml (receiver = "ra", donor = "da"); remove it there',
        ),
        (
            lambda: release(ban(programme(bans=(("ra", "da"),)), "ra", "da", WANG), "ra", "da", WANG),
            'RA and DA are banned by a [[ban]] of programme.toml (receiver = "ra", donor = "da"); remove it there',
        ),
        (
            lambda: pin(programme(("ra", "db")), "ra", "da", WANG),
            'RA is given to DB by a [[pair]] of programme.toml (receiver = "ra", donor = "db"); change or remove it there',
        ),
        (
            lambda: pin(programme(("ra", "gone")), "ra", "da", WANG),
            'RA is given to gone by a [[pair]] of programme.toml (receiver = "ra", donor = "gone"); change or remove it there',
        ),
        (
            lambda: ban(programme(("ra", "db")), "ra", "db", WANG),
            'RA is given to DB by a [[pair]] of programme.toml (receiver = "ra", donor = "db"); change or remove it there',
        ),
        (
            lambda: release(programme(("ra", "db")), "ra", "db", WANG),
            'RA is given to DB by a [[pair]] of programme.toml (receiver = "ra", donor = "db"); change or remove it there',
        ),
        (
            lambda: add_school(programme(), "receiver", replace(school("da"), name="新校"), WANG),
            'the id "da" belongs to DA already; write another one',
        ),
    ],
)
def test_what_cannot_be_decided_has_its_sentence(decide: Callable[[], Programme], said: str) -> None:
    with pytest.raises(CannotDecide) as caught:
        decide()
    assert str(caught.value) == said


def test_a_pair_of_a_plan_is_parted_by_a_ban_another_pin_or_taking_it_back() -> None:
    start = replace(programme(), plans=(planned("ra", "da"),))
    assert held(start) == ("da", Hold.PLANNED)
    assert held(ban(start, "ra", "da", BRIEFLY)) is None
    assert held(pin(start, "ra", "db", BRIEFLY)) == ("db", Hold.PINNED)
    assert held(release(start, "ra", "da", BRIEFLY)) is None
    # So does accepting a pairing in which the receiver has nobody.
    assert held(accept(start, pairing(), WANG)) is None


def test_a_pin_is_taken_back_though_programme_toml_bans_the_two() -> None:
    start = replace(programme(bans=(("ra", "da"),)), judgements=pin(programme(), "ra", "da", BRIEFLY).judgements)
    assert held(start) == ("da", Hold.PINNED)
    after = release(start, "ra", "da", BRIEFLY)
    assert held(after) is None and rows(after)[1:] == [("released", "ra", "da")]
    with pytest.raises(CannotDecide, match=r"are banned by a \[\[ban\]\] of programme.toml"):
        release(after, "ra", "da", WANG)


def test_a_ban_is_taken_back_though_programme_toml_gives_the_pair() -> None:
    start = replace(programme(("ra", "da")), judgements=ban(programme(), "ra", "da", BRIEFLY).judgements)
    after = release(start, "ra", "da", BRIEFLY)
    assert held(after) == ("da", Hold.GIVEN) and not Holds(after).is_banned("ra", "da")


# Accepting


def test_accepting_keeps_every_pair_once() -> None:
    start = replace(programme(("ra", "da")), plans=(planned("rb", "db"),))
    found = pairing(("ra", "da"), ("rb", "db"), ("rc", "dc"))
    after = accept(start, found, WANG)
    assert rows(after) == [("paired", "rc", "dc")]
    assert (after.judgements[0].by, after.judgements[0].why) == (WANG.by, WANG.why)
    assert accept(after, found, WANG) == after
    assert [held(after, name) for name in RECEIVERS] == [
        ("da", Hold.GIVEN),
        ("db", Hold.PLANNED),
        ("dc", Hold.PAIRED),
    ]


def test_a_pair_that_is_accepted_later_takes_the_place_of_the_first_for_good() -> None:
    first = accept(programme(), pairing(("ra", "da"), ("rb", "db")), BRIEFLY)
    second = accept(first, pairing(("ra", "db")), BRIEFLY)
    assert [held(second, name) for name in RECEIVERS] == [("db", Hold.PAIRED), None, None]
    assert held(release(second, "ra", "db", BRIEFLY)) is None
    assert held(ban(second, "ra", "db", BRIEFLY)) is None
    assert held(accept(second, pairing(("ra", "da")), BRIEFLY)) == ("da", Hold.PAIRED)


def test_an_accepted_pair_stays_when_its_donor_only_cannot_be_read() -> None:
    accepted = accept(programme(), pairing(("ra", "da"), ("rb", "db")), BRIEFLY)
    misspelt = replace(accepted, donors=accepted.donors[1:])
    found = replaced_cause(pairing(("rb", "db")), "ra", Alone.UNREADABLE)
    assert accept(misspelt, found, BRIEFLY) == misspelt
    # With another donor, or alone for another cause, it is over.
    assert held(accept(accepted, pairing(("ra", "dc"), ("rb", "db")), BRIEFLY)) == ("dc", Hold.PAIRED)
    assert held(accept(accepted, pairing(("rb", "db")), BRIEFLY)) is None


def replaced_cause(found: Pairing, receiver: str, cause: Alone) -> Pairing:
    alone = tuple(
        Unpaired(entry.receiver, cause) if entry.receiver.id == receiver else entry for entry in found.unpaired
    )
    return dataclasses.replace(found, unpaired=alone)


def test_an_accepted_pair_counts_again_when_a_pin_is_taken_back() -> None:
    accepted = accept(programme(), pairing(("ra", "da")), BRIEFLY)
    pinned = pin(accepted, "ra", "db", BRIEFLY)
    assert held(pinned) == ("db", Hold.PINNED)
    assert held(release(pinned, "ra", "db", BRIEFLY)) == ("da", Hold.PAIRED)


@pytest.mark.parametrize(
    "since", [lambda start: pin(start, "ra", "db", BRIEFLY), lambda start: ban(start, "ra", "da", BRIEFLY)]
)
def test_pairs_are_not_accepted_against_what_was_decided_since(since: Callable[[Programme], Programme]) -> None:
    with pytest.raises(CannotDecide, match=r"RA and DA cannot be paired any more: .* work them out anew"):
        accept(since(programme()), pairing(("ra", "da")), BRIEFLY)


def test_pairs_with_a_school_that_is_gone_are_not_accepted() -> None:
    with pytest.raises(CannotDecide, match='There is no donor "dx"'):
        accept(programme(), pairing(("ra", "dx")), BRIEFLY)


@given(st.permutations(DONORS), st.permutations(DONORS), st.integers(0, 3))
def test_accepting_twice_is_accepting_once(first: list[str], second: list[str], size: int) -> None:
    found = [pairing(*zip(RECEIVERS[:size], donors, strict=False)) for donors in (first, second)]
    once = accept(programme(), found[0], BRIEFLY)
    assert accept(once, found[0], BRIEFLY) == once
    both = accept(once, found[1], BRIEFLY)
    assert {name: donor for name in RECEIVERS if (donor := Holds(both).settled_donor(name))} == {
        pair.receiver.id: pair.donor.id for pair in found[1].pairs
    }


# Capacities


def test_a_capacity_shows_at_once() -> None:
    after = set_capacity(programme(), "db", 3, WANG)
    assert [donor.capacity for donor in after.donors] == [1, 3, 1]
    assert [(said.decision, said.donor, said.capacity, said.by) for said in after.judgements] == [
        (Decision.CAPACITY, "db", 3, "王老师")
    ]
    assert Holds(after).places_left("db") == 3
    assert [donor.capacity for donor in set_capacity(after, "db", 0, BRIEFLY).donors] == [1, 0, 1]


def test_the_other_donors_stay_the_same_objects() -> None:
    before = programme()
    after = set_capacity(before, "db", 3, WANG)
    assert [now is then for now, then in zip(after.donors, before.donors, strict=True)] == [True, False, True]
    banned = ban(after, "ra", "da", WANG)
    assert all(now is then for now, then in zip(banned.donors, after.donors, strict=True))


def test_a_capacity_is_taken_back_by_a_row_about_the_donor_alone() -> None:
    decided = [Judgement(decision=Decision.CAPACITY, donor="db", capacity=number) for number in (3, 4)]
    back = Judgement(decision=Decision.RELEASED, donor="db")
    about_pair = Judgement(decision=Decision.RELEASED, donor="db", receiver="ra")

    def capacities(*judgements: Judgement) -> list[int]:
        return [donor.capacity for donor in with_capacities(programme().donors, judgements)]

    assert capacities(decided[0], back) == [1, 1, 1]
    assert capacities(decided[0], back, decided[1]) == [1, 4, 1]
    assert capacities(decided[0], about_pair) == [1, 3, 1]
    assert capacities(back) == [1, 1, 1]


def test_the_same_capacity_adds_nothing_unless_there_is_a_reason() -> None:
    assert set_capacity(programme(), "db", 1, BRIEFLY) == programme()
    assert len(set_capacity(programme(), "db", 1, WANG).judgements) == 1


# Schools that join


def test_a_school_joins_with_ids_for_all_it_brings() -> None:
    huli = read_programme(PROFILES / "huli-minning").programme
    joining = School(
        id="",
        name="新民幼儿园",
        stage=Stage.KINDERGARTEN,
        needs=(Need(text="怎样指导家长"), Need(text="怎样指导家长"), Need(id="games", text="三大游戏如何开展")),
    )
    after = add_school(huli, "receiver", joining, WANG)
    assert (after.judgements[-1].decision, after.judgements[-1].receiver) == (Decision.ADDED, "xinminyoueryuan")
    joined = after.receiver("xinminyoueryuan")
    assert joined and joined.name == "新民幼儿园"
    ids = [need.id for need in joined.needs]
    assert all(ids) and len(set(ids)) == 3 and ids[2] == "games"
    assert [entry.id for entry in after.receivers] == sorted(entry.id for entry in after.receivers)
    assert after.donors == huli.donors and len(after.receivers) == len(huli.receivers) + 1


def test_ids_of_schools_are_unique_in_the_whole_programme() -> None:
    new = School(id="", name="Ra", stage=Stage.PRIMARY, strengths=(Strength(text="读书早晨"),))
    once = add_school(programme(), "donor", new, BRIEFLY)
    twice = add_school(once, "receiver", new, BRIEFLY)
    nameless = add_school(twice, "donor", replace(new, name="？"), BRIEFLY)
    assert [said.donor or said.receiver for said in nameless.judgements] == ["ra-2", "ra-3", "school"]
    assert [donor.id for donor in nameless.donors] == ["da", "db", "dc", "ra-2", "school"]


def test_a_donor_that_comes_back_has_the_capacity_that_was_decided() -> None:
    decided = set_capacity(programme(), "da", 4, BRIEFLY)
    without = replace(decided, donors=decided.donors[1:])
    back = add_school(without, "donor", school("da"), BRIEFLY).donor("da")
    assert back and back.capacity == 4


def test_seconds_are_whole_and_nothing_else_is_lost() -> None:
    signed = Author(at=datetime(2026, 1, 2, 3, 4, 5, 6, UTC), by="A", why="B").signed(
        Judgement(decision=Decision.CAPACITY, donor="d", capacity=2)
    )
    assert signed == Judgement(
        decision=Decision.CAPACITY, donor="d", capacity=2, by="A", at=datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC), why="B"
    )
