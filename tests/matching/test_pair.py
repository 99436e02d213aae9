"""Who helps whom: laws over a thousand small programmes, each checked against an account of its own, and examples."""

import random
import shutil
from collections import Counter
from collections.abc import Callable, Sequence
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest
from msgspec.structs import replace

from needsmatch.matching.comparer import Comparer
from needsmatch.matching.mirror import returns
from needsmatch.matching.pair import Pairer
from needsmatch.matching.rank import Matcher
from needsmatch.matching.rules import Contradictory
from needsmatch.model.pairing import Alone, Goal, Hold, Pairing
from needsmatch.model.plan import About as PlanAbout
from needsmatch.model.plan import Status, SupportPlan
from needsmatch.model.programme import (
    About,
    Ban,
    Decision,
    DistrictPair,
    Judgement,
    Pair,
    Programme,
    ProgrammeFile,
    Rules,
)
from needsmatch.model.school import Need, School, Strength
from needsmatch.model.terms import Stage
from needsmatch.store.folder import read_programme
from needsmatch.topics.index import TopicIndex
from needsmatch.workspace import two_way
from tests.conftest import PROFILES

NEEDS = (
    "娃娃挑食，饭菜倒掉", "怎样指导家长", "艺术活动怎么教", "三年级一写作文就是流水账", "刚毕业的班主任镇不住场",
    "两位数乘法算下来，全班错一半", "教师信息技术应用能力亟待提升", "早恋、顶嘴、摔门", "希望得到英语教学方面的帮扶", "扩建食堂",
)  # fmt: skip
STRENGTHS = (
    "膳食营养与食育课程", "家园共育：育儿沙龙、入户访谈", "美术创想、奥尔夫音乐的示范课与磨课", "习作起步：观察日记、导图构思",
    "新手带班三十招：班级公约、课堂常规", "口算过关、竖式错因归类", "互动白板、微课录制与 AI 助教", "青春期教育与早恋疏导", "机器人编程社团",
)  # fmt: skip
STAGES: tuple[Stage | tuple[Stage, ...], ...] = (
    Stage.PRIMARY, Stage.PRIMARY, Stage.KINDERGARTEN, Stage.MIDDLE, (Stage.PRIMARY, Stage.MIDDLE),
    Stage.INSTITUTE,
)  # fmt: skip
DISTRICTS = ("East", "West", None)


def plan_of(receiver: str, donor: str) -> SupportPlan:
    about = PlanAbout(
        format=1, id=f"{receiver}-{donor}", programme="p", receiver=receiver, receiver_name=receiver, donor=donor,
        donor_name=donor, status=Status.DRAFT,
    )  # fmt: skip
    return SupportPlan(plan=about)


def random_programme(seed: int) -> Programme:
    """Up to six receivers and four donors with everything that pairing looks at; many contradict themselves."""
    rng = random.Random(seed)

    def school(name: str) -> School:
        needs, strengths = rng.sample(NEEDS, rng.randint(0, 4)), rng.sample(STRENGTHS, rng.randint(0, 4))
        return School(
            id=name,
            name=f"School {name}",
            stage=rng.choice(STAGES),
            district=rng.choice(DISTRICTS),
            capacity=rng.choice((0, 1, 1, 2, 3)),
            needs=tuple(
                Need(id=f"n{place}", text=text, priority=rng.randint(1, 5), people=rng.choice((None, 0, 1, 20)))
                for place, text in enumerate(needs)
            ),
            strengths=tuple(
                Strength(id=f"s{place}", text=text, places=rng.choice((None, None, 0, 1, 30)))
                for place, text in enumerate(strengths)
            ),
        )

    receivers = tuple(school(f"r{number}") for number in range(rng.randint(0, 6)))
    donors = tuple(school(f"d{number}") for number in range(rng.randint(0, 4)))
    # Now and then a donor whose file cannot be read.
    two = [(receiver.id, donor) for receiver in receivers for donor in (*(one.id for one in donors), "gone")]

    def some(most: int) -> list[tuple[str, str]]:
        return rng.sample(two, min(len(two), rng.choice((0, 0, rng.randint(0, most)))))

    about_pairs = (Decision.PINNED, Decision.BANNED, Decision.PAIRED, Decision.PAIRED, Decision.RELEASED)
    judged = [
        Judgement(decision=rng.choice(about_pairs), receiver=one, donor=other) for one, other in some(3) + some(2)
    ]
    judged += [
        Judgement(decision=Decision.NOT_A_MATCH, need=receiver.reference(need), strength=donor.reference(strength))
        for receiver in receivers[:2]
        for need in receiver.needs[:2]
        for donor in donors[:2]
        for strength in donor.strengths
        if rng.random() < 0.3
    ]
    linked = [DistrictPair(receiver=one, donor=other) for one in ("East", "West") for other in ("East", "West")]
    return Programme(
        settings=ProgrammeFile(
            programme=About(id="p", name="p"),
            rules=Rules(other_stages=rng.random() < 0.6, district_with_district=rng.random() < 0.3),
            district_pairs=tuple(rng.sample(linked, 2)),
            pairs=tuple(Pair(receiver=one, donor=other) for one, other in some(2)),
            bans=tuple(Ban(receiver=one, donor=other) for one, other in some(3)),
        ),
        receivers=receivers,
        donors=donors,
        judgements=tuple(judged),
        plans=tuple(plan_of(one, other) for one, other in some(2)),
    )


class Account:
    """What pairing should come to, worked out plainly: every rule asked of every two schools, every choice tried."""

    def __init__(self, programme: Programme, anew: bool) -> None:
        self.programme, self.anew = programme, anew
        said: dict[tuple[str, str], tuple[int, Decision]] = {}
        for number, judged in enumerate(programme.judgements):
            if judged.receiver and judged.donor:
                _before, decision = said.get((judged.receiver, judged.donor), (0, None))
                # Who accepts says nothing against what others decided.
                if judged.decision is not Decision.PAIRED or decision not in (Decision.PINNED, Decision.BANNED):
                    said[judged.receiver, judged.donor] = number, judged.decision
        self.banned = {(ban.receiver, ban.donor) for ban in programme.settings.bans}
        self.banned |= {two for two, (_number, decision) in said.items() if decision is Decision.BANNED}
        self.standing = {school.id: self._standing(school.id, said) for school in programme.receivers}

    def _standing(self, receiver: str, said: dict[tuple[str, str], tuple[int, Decision]]) -> set[str]:
        given = {pair.donor for pair in self.programme.settings.pairs if pair.receiver == receiver}
        mine = {donor: entry for (one, donor), entry in said.items() if one == receiver}
        firm = given | {donor for donor, (_number, decision) in mine.items() if decision is Decision.PINNED}
        if firm or self.anew:
            return firm
        accepted = [(number, donor) for donor, (number, decision) in mine.items() if decision is Decision.PAIRED]
        plans = sorted(self.programme.plans, key=lambda plan: plan.plan.id)
        planned = [plan.plan.donor for plan in plans if plan.plan.receiver == receiver]
        planned = [donor for donor in planned if donor not in mine and (receiver, donor) not in self.banned]
        for donor in ([max(accepted)[1]] if accepted else []) + planned[-1:]:
            if (receiver, donor) not in self.banned:
                return {donor}
        return set()

    def may(self, receiver: School, donor: School) -> bool:
        rules, linked = self.programme.settings.rules, self.programme.settings.district_pairs
        stages = rules.other_stages or set(receiver.stages) & set(donor.stages)
        districts = not rules.district_with_district or any(
            (pair.receiver, pair.donor) == (receiver.district, donor.district) for pair in linked
        )
        return bool((receiver.id, donor.id) not in self.banned and stages and districts)

    @property
    def is_contradictory(self) -> bool:
        donors = {donor.id: donor for donor in self.programme.donors}
        load = Counter(donor for held in self.standing.values() for donor in held)
        return (
            any(len(held) > 1 for held in self.standing.values())
            or any(load[name] > donor.capacity for name, donor in donors.items())
            or any(
                not self.may(receiver, donors[name])
                for receiver in self.programme.receivers
                for name in self.standing[receiver.id]
                if name in donors
            )
        )

    def best(self, goal: Goal, matcher: Matcher) -> tuple[int, ...]:
        """The worths of all receivers, lowest first, in a best pairing."""
        donors, receivers = self.programme.donors, self.programme.receivers
        scores = {(one.id, other.id): matcher.plan(one, other).score for one in receivers for other in donors}
        held = {name: next(iter(donor)) for name, donor in self.standing.items() if donor}
        fixed = [scores.get(pair, 0) for pair in held.items()]
        load = Counter(held.values())
        free = [receiver for receiver in receivers if receiver.id not in held]
        key: Callable[[Sequence[int]], object] = sum if goal is Goal.TOTAL else tuple

        @cache
        def rest(place: int, room: tuple[int, ...]) -> tuple[int, ...]:
            if place == len(free):
                return ()
            ways = [(0, *rest(place + 1, room))]
            for column, donor in enumerate(donors):
                if room[column] > 0 and self.may(free[place], donor):
                    left = (*room[:column], room[column] - 1, *room[column + 1 :])
                    ways.append((scores[free[place].id, donor.id], *rest(place + 1, left)))
            return max((tuple(sorted(way)) for way in ways), key=key)  # type: ignore[arg-type]

        room = tuple(donor.capacity - load[donor.id] for donor in donors)
        return tuple(sorted((*fixed, *rest(0, room))))


class Case:
    """One random programme, paired."""

    def __init__(self, seed: int, comparer: Comparer) -> None:
        self.programme = random_programme(seed)
        self.goal, anew = Goal.FAIR if seed % 2 else Goal.TOTAL, seed % 5 == 0
        self.pairer = Pairer(self.programme, Matcher(self.programme, lambda: comparer), anew)
        self.account = Account(self.programme, anew)
        self.pairing: Pairing | None = None
        if not self.pairer.contradictions:
            self.pairing = self.pairer.pairing(self.goal)


@pytest.fixture(scope="module")
def comparer(index: TopicIndex) -> Comparer:
    return Comparer(index)


@pytest.fixture(scope="module")
def cases(comparer: Comparer) -> list[Case]:
    return [Case(seed, comparer) for seed in range(1000)]


@pytest.fixture(scope="module")
def paired(cases: list[Case]) -> list[tuple[Case, Pairing]]:
    found = [(case, case.pairing) for case in cases if case.pairing]
    assert len(found) > 500
    return found


def pairs_of(pairing: Pairing) -> dict[str, str]:
    return {pair.receiver.id: pair.donor.id for pair in pairing.pairs}


def test_every_receiver_is_paired_or_told_why_not(paired: list[tuple[Case, Pairing]]) -> None:
    for case, pairing in paired:
        places = {school.id: place for place, school in enumerate(case.programme.receivers)}
        having = [places[pair.receiver.id] for pair in pairing.pairs]
        lacking = [places[entry.receiver.id] for entry in pairing.unpaired]
        assert all(one < other for row in (having, lacking) for one, other in pairwise(row))
        assert sorted(having + lacking) == list(places.values())
    assert {entry.cause for _case, pairing in paired for entry in pairing.unpaired} == set(Alone)


def test_every_need_is_answered_or_borrowed_or_unmet(paired: list[tuple[Case, Pairing]]) -> None:
    for case, pairing in paired:
        found = [(pair.receiver.id, match.need.id) for pair in pairing.pairs for match in pair.answers]
        found += [(entry.receiver.id, entry.need.id) for entry in pairing.borrowed]
        found += [(entry.receiver.id, entry.need.id) for entry in pairing.unmet]
        assert Counter(found) == Counter(
            (school.id, need.id) for school in case.programme.receivers for need in school.needs
        )


def test_what_stands_stays(paired: list[tuple[Case, Pairing]]) -> None:
    seen: Counter[Hold | None] = Counter()
    for case, pairing in paired:
        readable = {donor.id for donor in case.programme.donors}
        found = pairs_of(pairing)
        for receiver, held in case.account.standing.items():
            if held & readable:
                assert {found[receiver]} == held
            elif held:
                assert receiver not in found
        assert {name for name, held in case.account.standing.items() if held & readable} == {
            pair.receiver.id for pair in pairing.pairs if pair.hold
        }
        seen.update(pair.hold for pair in pairing.pairs)
    assert all(seen[hold] > 20 for hold in (*Hold, None))


def test_no_pair_breaks_a_rule(paired: list[tuple[Case, Pairing]]) -> None:
    for case, pairing in paired:
        load = Counter(pair.donor.id for pair in pairing.pairs)
        assert all(load[donor.id] <= donor.capacity for donor in case.programme.donors)
        assert all(case.account.may(pair.receiver, pair.donor) for pair in pairing.pairs)


def test_nobody_is_paired_for_nothing(paired: list[tuple[Case, Pairing]]) -> None:
    for case, pairing in paired:
        assert all(pair.worth > 0 for pair in pairing.pairs if not pair.hold)
        for pair in pairing.pairs:
            plan = case.pairer.matcher.plan(pair.receiver, pair.donor)
            assert (pair.worth, pair.answers) == (plan.score, plan.answered)


def test_no_other_pairing_is_better(paired: list[tuple[Case, Pairing]]) -> None:
    for case, pairing in paired:
        best = case.account.best(case.goal, case.pairer.matcher)
        worths = sorted([*(pair.worth for pair in pairing.pairs), *(0 for _entry in pairing.unpaired)])
        if case.goal is Goal.TOTAL:
            assert pairing.total == sum(best)
        else:
            assert tuple(worths) == best


def test_what_is_borrowed_has_a_place_and_breaks_no_rule(paired: list[tuple[Case, Pairing]]) -> None:
    for case, pairing in paired:
        seats: Counter[str] = Counter()
        guests: set[tuple[str, str]] = set()
        for entry in pairing.borrowed:
            match = entry.match
            assert case.account.may(entry.receiver, match.donor)
            assert match.donor.id != pairing.donor_of(entry.receiver.id)
            assert 1 <= entry.people <= (entry.need.people or 1)
            assert entry.need in entry.receiver.needs and match.strength in match.donor.strengths
            if match.strength.places is None:
                guests.add((entry.receiver.id, match.donor.id))
            else:
                seats[match.donor.reference(match.strength)] += entry.people
        seated, load = seats_of_pairs(pairing), Counter(pair.donor.id for pair in pairing.pairs)
        for donor in case.programme.donors:
            assert sum(name == donor.id for _receiver, name in guests) <= donor.capacity - load[donor.id]
            for strength in donor.strengths:
                name = donor.reference(strength)
                assert not seats[name] or seats[name] + seated[name] <= (strength.places or 0)


def seats_of_pairs(pairing: Pairing) -> Counter[str]:
    seats: Counter[str] = Counter()
    for pair in pairing.pairs:
        for match in pair.answers:
            seats[pair.donor.reference(match.strength)] += match.need.people or 1
    return seats


def test_nothing_stays_unmet_that_has_a_place(paired: list[tuple[Case, Pairing]]) -> None:
    short = 0
    for case, pairing in paired:
        seats, load = seats_of_pairs(pairing), Counter(pair.donor.id for pair in pairing.pairs)
        visitors = {
            (entry.receiver.id, entry.match.donor.id)
            for entry in pairing.borrowed
            if entry.match.strength.places is None
        }
        for borrowed in pairing.borrowed:
            seats[borrowed.match.donor.reference(borrowed.match.strength)] += borrowed.people
        for entry in pairing.unmet:
            place = entry.receiver.needs.index(entry.need)
            for donor, found in case.pairer.matcher.offers(entry.receiver)[place]:
                if not case.account.may(entry.receiver, donor):
                    continue
                short += 1
                strength = donor.strengths[found.strength]
                if strength.places is None:
                    assert (entry.receiver.id, donor.id) not in visitors
                    assert load[donor.id] + sum(name == donor.id for _one, name in visitors) >= donor.capacity
                else:
                    assert seats[donor.reference(strength)] >= strength.places
    assert short > 100


def test_the_same_programme_is_paired_the_same(paired: list[tuple[Case, Pairing]], comparer: Comparer) -> None:
    for case, pairing in paired:
        again = Pairer(case.programme, Matcher(case.programme, lambda: comparer), case.account.anew)
        assert again.pairing(case.goal) == pairing


def test_the_order_of_pairs_bans_and_schools_decides_nothing(
    paired: list[tuple[Case, Pairing]], comparer: Comparer
) -> None:
    rng = random.Random(0)
    for case, pairing in paired:
        settings = case.programme.settings
        turned = replace(
            case.programme, settings=replace(settings, pairs=settings.pairs[::-1], bans=settings.bans[::-1])
        )
        assert Pairer(turned, Matcher(turned, lambda: comparer), case.account.anew).pairing(case.goal) == pairing
        shuffled = replace(
            turned,
            receivers=tuple(rng.sample(turned.receivers, len(turned.receivers))),
            donors=tuple(rng.sample(turned.donors, len(turned.donors))),
        )
        # Which of equally good pairings it is goes by the order of the ids, in which the reader puts the schools.
        other = Pairer(shuffled, Matcher(shuffled, lambda: comparer), case.account.anew).pairing(case.goal)
        assert (other.total, other.lowest) == (pairing.total, pairing.lowest)


@pytest.mark.usefixtures("known_topics")
def test_the_names_of_files_decide_nothing(tmp_path: Path, comparer: Comparer) -> None:
    folder = tmp_path / "huishan-haidong"
    shutil.copytree(PROFILES / "huishan-haidong", folder)
    for side in ("receivers", "donors"):
        for number, file in enumerate(sorted((folder / side).glob("*.toml"), reverse=True)):
            file.rename(file.with_name(f"a{number:03}.toml"))

    def found(path: Path) -> Pairing:
        programme = read_programme(path).programme
        free = replace(programme, settings=replace(programme.settings, pairs=()), plans=(), judgements=())
        return Pairer(free, Matcher(free, lambda: comparer)).pairing()

    assert found(folder) == found(PROFILES / "huishan-haidong")


def test_contradictions_are_found_and_name_every_school(cases: list[Case]) -> None:
    contradictory = [case for case in cases if case.account.is_contradictory]
    assert contradictory == [case for case in cases if case.pairer.contradictions]
    assert len(contradictory) > 100
    for case in contradictory:
        with pytest.raises(Contradictory) as error:
            case.pairer.pairing()
        assert error.value.contradictions == case.pairer.contradictions
        for entry in case.pairer.contradictions:
            assert entry.receivers and entry.donors and entry.message in str(error.value)
            for name in (*entry.receivers, *(name for name in entry.donors if name != "gone")):
                assert f"School {name}" in entry.message
            assert ("gone" in entry.donors) == ("gone" in entry.message)


def test_the_total_with_two_together_is_that_of_the_programme_that_has_them_together(
    paired: list[tuple[Case, Pairing]], comparer: Comparer
) -> None:
    told: Counter[bool] = Counter()
    for case, _pairing in paired[:250]:
        for receiver in case.programme.receivers:
            for donor in case.programme.donors:
                total = case.pairer.total_with(receiver, donor)
                told[total is None] += 1
                changed = together(case.programme, receiver, donor)
                pairer = Pairer(changed, case.pairer.matcher, case.account.anew)
                assert total == (None if pairer.contradictions else pairer.pairing().total)
    assert min(told.values()) > 300


def together(programme: Programme, receiver: School, donor: School) -> Programme:
    """These two are given; nothing else was said about the receiver."""
    settings = programme.settings
    pairs = (
        *(pair for pair in settings.pairs if pair.receiver != receiver.id),
        Pair(receiver=receiver.id, donor=donor.id),
    )
    said = tuple(
        judged
        for judged in programme.judgements
        if judged.receiver != receiver.id or judged.decision not in (Decision.PINNED, Decision.PAIRED)
    )
    return replace(programme, settings=replace(settings, pairs=pairs), judgements=said)


# Examples


def school(name: str, *, needs: Sequence[str] = (), strengths: Sequence[str] = (), **more: object) -> School:
    return School(
        id=name,
        name=f"School {name}",
        stage=more.get("stage", Stage.PRIMARY),  # type: ignore[arg-type]
        district=more.get("district"),  # type: ignore[arg-type]
        capacity=more.get("capacity", 1),  # type: ignore[arg-type]
        needs=tuple(Need(id=f"n{place}", text=text) for place, text in enumerate(needs)),
        strengths=tuple(Strength(id=f"s{place}", text=text) for place, text in enumerate(strengths)),
    )


def programme_of(receivers: Sequence[School], donors: Sequence[School], **more: object) -> Programme:
    settings = ProgrammeFile(
        programme=About(id="p", name="p"),
        rules=Rules(district_with_district=bool(more.get("districts"))),
        bans=tuple(more.get("bans", ())),  # type: ignore[arg-type]
        pairs=tuple(more.get("pairs", ())),  # type: ignore[arg-type]
    )
    return Programme(
        settings=settings,
        receivers=tuple(receivers),
        donors=tuple(donors),
        judgements=tuple(more.get("judgements", ())),  # type: ignore[arg-type]
        plans=tuple(more.get("plans", ())),  # type: ignore[arg-type]
    )


def pairing_of(programme: Programme, comparer: Comparer, *, anew: bool = False) -> Pairing:
    return Pairer(programme, Matcher(programme, lambda: comparer), anew).pairing()


def cause(programme: Programme, comparer: Comparer) -> Alone:
    return next(entry.cause for entry in pairing_of(programme, comparer).unpaired if entry.receiver.id == "r")


MEALS, FOOD = NEEDS[0], STRENGTHS[0]
ASKING, OFFERING = school("r", needs=[MEALS]), school("d", strengths=[FOOD])
BAN = Ban(receiver="r", donor="d")


@pytest.mark.parametrize(
    ("expected", "programme"),
    [
        (Alone.NO_NEEDS, programme_of([school("r")], [OFFERING])),
        (Alone.NOBODY, programme_of([ASKING], [school("d", strengths=["机器人编程社团"])])),
        (Alone.NOBODY, programme_of([ASKING], [])),
        (Alone.PLACES_USED, programme_of([ASKING], [replace(OFFERING, capacity=0)])),
        (Alone.PLACES_USED, programme_of([replace(ASKING, id="a"), ASKING], [OFFERING])),
        (Alone.OTHER_STAGE, programme_of([ASKING], [replace(OFFERING, stage=Stage.KINDERGARTEN)])),
        (Alone.OTHER_DISTRICT, programme_of([ASKING], [replace(OFFERING, district="West")], districts=True)),
        (Alone.BANNED, programme_of([ASKING], [OFFERING], bans=[BAN])),
        (Alone.UNREADABLE, programme_of([ASKING], [OFFERING], pairs=[Pair(receiver="r", donor="gone")])),
    ],
    ids=str,
)
def test_why_a_receiver_has_no_partner(expected: Alone, programme: Programme, comparer: Comparer) -> None:
    assert cause(programme, comparer) is expected


def test_a_donor_takes_as_many_as_it_can(comparer: Comparer) -> None:
    receivers = [replace(ASKING, id=f"r{number}") for number in range(4)]
    for capacity in range(6):
        pairing = pairing_of(programme_of(receivers, [replace(OFFERING, capacity=capacity)]), comparer)
        # All are equally well served: the first by their ids have the places.
        assert list(pairs_of(pairing)) == ["r0", "r1", "r2", "r3"][:capacity]


def test_one_common_stage_of_several_is_enough(comparer: Comparer) -> None:
    nine = replace(ASKING, stage=(Stage.PRIMARY, Stage.MIDDLE))
    assert pairs_of(pairing_of(programme_of([nine], [OFFERING]), comparer)) == {"r": "d"}
    twelve = replace(OFFERING, stage=(Stage.MIDDLE, Stage.HIGH))
    assert pairs_of(pairing_of(programme_of([nine], [twelve]), comparer)) == {"r": "d"}
    high = programme_of([nine], [replace(OFFERING, stage=Stage.HIGH)])
    assert cause(high, comparer) is Alone.OTHER_STAGE


def test_an_institute_helps_institutes_and_others_only_where_stages_may_be_crossed(comparer: Comparer) -> None:
    institute = school("d", strengths=["新手带班三十招：班级公约、课堂常规"], stage=Stage.INSTITUTE)
    asking = school("r", needs=["刚毕业的班主任镇不住场"])
    programme = programme_of([asking, replace(asking, id="s", stage=Stage.INSTITUTE)], [replace(institute, capacity=2)])
    assert pairs_of(pairing_of(programme, comparer)) == {"s": "d"}
    # The stage speaks against it, so that much must speak for it; a person may say so.
    same = Judgement(decision=Decision.SAME, need="r/n0", strength="d/s0")
    open_rules = replace(programme.settings, rules=Rules(other_stages=True))
    crossed = replace(programme, settings=open_rules, judgements=(same,))
    assert pairs_of(pairing_of(crossed, comparer)) == {"r": "d", "s": "d"}


@pytest.mark.parametrize("how", ["paired", "planned"])
def test_what_was_accepted_or_planned_stays_until_all_is_paired_anew(how: str, comparer: Comparer) -> None:
    receivers = [ASKING, school("s", needs=["机器人编程社团"])]
    donors = [OFFERING, school("e", strengths=["机器人编程社团"])]
    accepted = [Judgement(decision=Decision.PAIRED, receiver="r", donor="e")]
    programme = (
        programme_of(receivers, donors, judgements=accepted)
        if how == "paired"
        else programme_of(receivers, donors, plans=[plan_of("r", "e")])
    )
    pairing = pairing_of(programme, comparer)
    assert [(pair.receiver.id, pair.donor.id, pair.hold) for pair in pairing.pairs] == [("r", "e", Hold(how))]
    anew = pairing_of(programme, comparer, anew=True)
    assert pairs_of(anew) == {"r": "d", "s": "e"}
    assert [pair.hold for pair in anew.pairs] == [None, None]


def test_given_and_pinned_pairs_stay_where_all_is_paired_anew(comparer: Comparer) -> None:
    receivers = [ASKING, school("s", needs=["机器人编程社团"])]
    donors = [OFFERING, school("e", strengths=["机器人编程社团"])]
    programme = programme_of(
        receivers,
        donors,
        pairs=[Pair(receiver="r", donor="e")],
        judgements=[Judgement(decision=Decision.PINNED, receiver="s", donor="d")],
    )
    pairing = pairing_of(programme, comparer, anew=True)
    assert [(pair.donor.id, pair.hold, pair.worth) for pair in pairing.pairs] == [
        ("e", Hold.GIVEN, 0),
        ("d", Hold.PINNED, 0),
    ]
    assert (pairing.total, pairing.lowest, pairing.answered) == (0, 0, 0)


def test_a_pair_is_chosen_for_the_whole_programme(comparer: Comparer) -> None:
    """The best donor for one is the only one for the other."""
    choosy = school("r1", needs=[MEALS])
    easy = school("r0", needs=[MEALS, "两位数乘法算下来，全班错一半"])
    only, also = (
        school("d0", strengths=[FOOD, "口算过关、竖式错因归类"]),
        school("d1", strengths=["口算过关、竖式错因归类"]),
    )
    found = pairs_of(pairing_of(programme_of([easy, choosy], [only, also]), comparer))
    assert found == {"r0": "d1", "r1": "d0"}


def test_pairing_twice_does_not_ask_for_another_matcher_where_only_decisions_differ(comparer: Comparer) -> None:
    programme = programme_of([ASKING], [OFFERING, replace(OFFERING, id="e")])
    matcher = Matcher(programme, lambda: comparer)
    banned = replace(programme, judgements=(Judgement(decision=Decision.BANNED, receiver="r", donor="d"),))
    assert pairs_of(Pairer(programme, matcher).pairing()) == {"r": "d"}
    assert Pairer(banned, matcher).pairing() == pairing_of(banned, comparer)
    assert pairs_of(Pairer(banned, matcher).pairing()) == {"r": "e"}


@pytest.mark.usefixtures("known_topics")
@pytest.mark.parametrize("name", ["huishan-haidong", "jiangle-hongkou"])
def test_help_goes_both_ways(name: str, comparer: Comparer) -> None:
    programme = read_programme(PROFILES / name).programme
    other_way = two_way(programme)
    pairing = Pairer(programme, Matcher(programme, lambda: comparer)).pairing()
    found = {pair.receiver.id: returns(other_way, pair.receiver, pair.donor) for pair in pairing.pairs}
    assert any(found.values())
    for pair in pairing.pairs:
        for match in found[pair.receiver.id]:
            assert match.need in pair.donor.needs and match.strength in pair.receiver.strengths
            assert match.donor == pair.receiver
