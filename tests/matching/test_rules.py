"""The hard rules of pairing: what they forbid, and what is said where the files contradict themselves."""

from datetime import datetime

import pytest
from msgspec.structs import replace

from needsmatch.i18n import using
from needsmatch.matching.pair import Pairer
from needsmatch.matching.rank import Matcher
from needsmatch.matching.rules import Contradictory, Obstacle, PairRules
from needsmatch.model.holds import Holds
from needsmatch.model.programme import Ban, Decision, DistrictPair, Judgement, Pair, Programme, Rules
from needsmatch.model.school import School
from needsmatch.model.terms import Stage
from needsmatch.planning import decide
from needsmatch.planning.author import Author
from tests.matching.test_pair import plan_of, programme_of, random_programme, school

CHANGE = "change or remove the [[pair]] in programme.toml (r=d)"
UNPIN = "take the pin back (Delete on page 3 of the app, or needsmatch pair PROGRAMME --release {})"
AT = datetime.fromisoformat("2026-09-18T10:00:00+08:00")
GIVEN = Pair(receiver="r", donor="d")
PIN = Judgement(decision=Decision.PINNED, receiver="r", donor="d", by="Lin", at=AT)
BAN = Judgement(decision=Decision.BANNED, receiver="r", donor="d", by="Wang", at=AT)


def rules(programme: Programme) -> PairRules:
    return PairRules(programme, Holds(programme))


def messages(programme: Programme, *, anew: bool = False) -> list[str]:
    return [entry.message for entry in rules(programme).contradictions(anew=anew)]


def with_rules(programme: Programme, *linked: tuple[str, str], other_stages: bool = False) -> Programme:
    pairs = tuple(DistrictPair(receiver=one, donor=other) for one, other in linked)
    about = Rules(district_with_district=True, other_stages=other_stages)
    return replace(programme, settings=replace(programme.settings, rules=about, district_pairs=pairs))


def test_two_schools_of_a_stage_may_be_paired() -> None:
    assert rules(programme_of([school("r")], [school("d")])).obstacle(school("r"), school("d")) is None


@pytest.mark.parametrize(
    ("asked", "offered", "expected"),
    [
        (Stage.PRIMARY, Stage.MIDDLE, Obstacle.OTHER_STAGE),
        ((Stage.PRIMARY, Stage.MIDDLE), Stage.MIDDLE, None),
        ((Stage.PRIMARY, Stage.MIDDLE), (Stage.MIDDLE, Stage.HIGH), None),
        (Stage.PRIMARY, (Stage.MIDDLE, Stage.HIGH), Obstacle.OTHER_STAGE),
        (Stage.PRIMARY, Stage.INSTITUTE, Obstacle.OTHER_STAGE),
        (Stage.INSTITUTE, Stage.INSTITUTE, None),
    ],
)
def test_schools_need_one_stage_in_common(
    asked: Stage | tuple[Stage, ...], offered: Stage | tuple[Stage, ...], expected: Obstacle | None
) -> None:
    one, other = school("r", stage=asked), school("d", stage=offered)
    programme = programme_of([one], [other])
    assert rules(programme).obstacle(one, other) is expected
    open_rules = replace(programme, settings=replace(programme.settings, rules=Rules(other_stages=True)))
    assert rules(open_rules).obstacle(one, other) is None


@pytest.mark.parametrize(
    ("asked", "offered", "expected"),
    [
        ("East", "North", None),
        ("East", "South", Obstacle.OTHER_DISTRICT),
        ("West", "North", Obstacle.OTHER_DISTRICT),
        (None, "North", Obstacle.OTHER_DISTRICT),
        ("North", "East", Obstacle.OTHER_DISTRICT),
    ],
)
def test_only_districts_that_are_linked_help_each_other(
    asked: str | None, offered: str, expected: Obstacle | None
) -> None:
    one, other = school("r", district=asked), school("d", district=offered)
    programme = programme_of([one], [other])
    assert rules(programme).obstacle(one, other) is None
    assert rules(with_rules(programme, ("East", "North"))).obstacle(one, other) is expected


def test_a_ban_is_named_before_the_stage_and_the_stage_before_the_district() -> None:
    one, other = school("r"), school("d", stage=Stage.HIGH)
    programme = with_rules(programme_of([one], [other]))
    assert rules(replace(programme, judgements=(BAN,))).obstacle(one, other) is Obstacle.BANNED
    assert rules(programme).obstacle(one, other) is Obstacle.OTHER_STAGE
    assert rules(with_rules(programme, other_stages=True)).obstacle(one, other) is Obstacle.OTHER_DISTRICT


def test_all_pairs_at_once_are_allowed_like_one() -> None:
    forbidden = 0
    for seed in range(300):
        programme = random_programme(seed)
        asked, pairer = rules(programme), Pairer(programme, Matcher(programme, load=lambda: pytest.fail("read")))
        assert pairer.allowed.shape == (len(programme.receivers), len(programme.donors))
        for row, receiver in enumerate(programme.receivers):
            for column, donor in enumerate(programme.donors):
                forbidden += not pairer.allowed[row, column]
                assert pairer.allowed[row, column] == (asked.obstacle(receiver, donor) is None)
    assert forbidden > 100


def two(receiver: School | None = None, donor: School | None = None, **more: object) -> Programme:
    return programme_of([receiver or school("r")], [donor or school("d"), school("e")], **more)


def test_several_main_donors() -> None:
    pin = replace(PIN, donor="e")
    assert messages(two(pairs=[GIVEN], judgements=[pin])) == [
        "School r cannot have several main donors: School d (given in programme.toml), School e (pinned, Lin "
        f"2026-09-18). Keep one of them and give up the others. School d: {CHANGE}; School e: {UNPIN.format('r=e')}"
    ]


def test_a_donor_that_cannot_be_read_is_named_by_its_id() -> None:
    (message,) = messages(two(pairs=[GIVEN, Pair(receiver="r", donor="gone")]))
    assert "School d (given in programme.toml), gone (given in programme.toml)" in message


def test_pinned_and_banned() -> None:
    pinned_first = two(pairs=[], bans=[Ban(receiver="r", donor="d", by="Wang", at=AT)], judgements=[PIN])
    assert messages(pinned_first) == [
        "School r and School d are pinned, Lin 2026-09-18 and banned at once (Wang 2026-09-18). "
        f"Either {UNPIN.format('r=d')}, or remove the [[ban]] in programme.toml (r=d)"
    ]


@pytest.mark.parametrize(
    ("ban", "source"), [(Ban(receiver="r", donor="d"), "programme.toml"), (replace(BAN, by=None, at=None), "judgements.toml"), (replace(BAN, at=None), "Wang")]
)  # fmt: skip
def test_given_and_banned_by_somebody(ban: Ban | Judgement, source: str) -> None:
    programme = two(pairs=[GIVEN], bans=[ban]) if isinstance(ban, Ban) else two(pairs=[GIVEN], judgements=[ban])
    cure = (
        "remove the [[ban]] in programme.toml (r=d)"
        if isinstance(ban, Ban)
        else UNPIN.format("r=d").replace("pin", "ban")
    )
    assert messages(programme) == [
        f"School r and School d are given in programme.toml and banned at once ({source}). Either {CHANGE}, or {cure}"
    ]


def test_a_pair_across_stages() -> None:
    nine = school("d", stage=(Stage.MIDDLE, Stage.HIGH))
    assert messages(two(donor=nine, pairs=[GIVEN])) == [
        "School r (primary school) and School d (middle school, high school) are given in programme.toml and have no "
        f"school stage in common. Either {CHANGE}, or write other_stages = true under [rules] in programme.toml"
    ]


def test_a_pair_across_districts() -> None:
    assert messages(two(receiver=school("r", district="East"), pairs=[GIVEN], districts=True)) == [
        "School r (East) and School d (no district) are given in programme.toml, and their districts are not linked. "
        f"Either {CHANGE}, or write a [[district_pair]] for the two in programme.toml"
    ]


@pytest.mark.parametrize("capacity", [0, 1])
def test_more_receivers_than_a_donor_takes(capacity: int) -> None:
    receivers = [school("r"), school("s"), school("t")]
    accepted = Judgement(decision=Decision.PAIRED, receiver="t", donor="d")
    programme = programme_of(receivers, [school("d", capacity=capacity)], pairs=[GIVEN], judgements=[accepted], plans=[plan_of("s", "d")])  # fmt: skip
    assert messages(programme) == [
        f"School d takes {capacity} {'receiver' if capacity == 1 else 'receivers'} and has 3: School r, School s, School t. Either raise its "
        f"capacity (c on page 3 of the app, or needsmatch pair PROGRAMME --capacity d=3), or {CHANGE}, or "
        f"{UNPIN.format('t=d').replace('pin', 'pair')}, or {UNPIN.format('s=d').replace('pin', 'pair')}"
    ]
    # What is not firm gives way when all is paired anew.
    assert len(messages(programme, anew=True)) == (0 if capacity else 1)


def test_of_several_pairs_of_a_kind_one_is_to_be_taken_back() -> None:
    pins = [replace(PIN, receiver=name) for name in ("r", "s")]
    (message,) = messages(programme_of([school("r"), school("s")], [school("d")], judgements=pins))
    assert message.endswith(
        "or take a pin back (Delete on page 3 of the app, or needsmatch pair PROGRAMME --release with one of r=d, s=d)"
    )


def test_a_contradiction_tells_which_entries_it_is_about() -> None:
    (found,) = rules(two(pairs=[GIVEN], judgements=[replace(PIN, donor="e")])).contradictions()
    assert [held.source for held in found.held] == [GIVEN, replace(PIN, donor="e")]
    assert (found.receivers, found.donors) == (("r",), ("d", "e"))


@pytest.mark.parametrize("hold", ["pinned", "accepted"])
def test_what_is_told_to_take_back_can_be_taken_back(hold: str) -> None:
    high = school("d", stage=Stage.HIGH)
    said = PIN if hold == "pinned" else replace(PIN, decision=Decision.PAIRED)
    planned = two(donor=high, plans=[plan_of("r", "d")])
    for programme in (planned, two(donor=high, judgements=[said]), two(bans=[Ban(receiver="r", donor="d")], judgements=[PIN]), two(pairs=[GIVEN], judgements=[BAN])):  # fmt: skip
        assert "--release r=d" in messages(programme)[0]
        assert messages(decide.release(programme, "r", "d", Author(at=AT))) == []


def test_a_planned_pair_that_the_rules_forbid_is_told_too() -> None:
    programme = two(donor=school("d", stage=Stage.HIGH), plans=[plan_of("r", "d")])
    (message,) = messages(programme)
    assert "are together in a support plan and have no school stage in common" in message
    assert messages(programme, anew=True) == []


def test_every_contradiction_is_told_at_once_and_in_the_language_of_the_moment() -> None:
    receivers = [school("r"), school("s", stage=Stage.HIGH)]
    programme = programme_of(
        receivers, [school("d", capacity=1)], pairs=[GIVEN, Pair(receiver="s", donor="d")], judgements=[BAN]
    )
    found = rules(programme).contradictions()
    assert [(entry.receivers, entry.donors) for entry in found] == [(("r",), ("d",)), (("s",), ("d",)), (("r", "s"), ("d",))]  # fmt: skip
    assert str(Contradictory(found)).splitlines() == [entry.message for entry in found]
    with using("zh_CN"):
        assert all("School d" in message for message in messages(programme))


def test_what_was_taken_back_contradicts_nothing() -> None:
    back = Judgement(decision=Decision.RELEASED, receiver="r", donor="d")
    assert messages(two(judgements=[BAN, back], pairs=[GIVEN])) == []
    assert messages(two(judgements=[PIN, back, replace(PIN, donor="e")])) == []


def test_a_school_never_helps_itself() -> None:
    programme = two(receiver=school("r"), donor=school("r"))
    assert rules(programme).obstacle(programme.receivers[0], programme.donors[0]) is Obstacle.SAME_SCHOOL


def test_the_place_of_a_receiver_that_cannot_be_read_is_not_given_away() -> None:
    pairs = [Pair(receiver="r", donor="d"), Pair(receiver="unreadable", donor="d")]
    (message,) = messages(two(pairs=pairs))
    assert message.startswith("School d takes 1 receiver and has 2: School r, unreadable.")
