"""How points are given, and why a need stays unmet: small programmes where each rule decides alone."""

import pytest
from msgspec.structs import replace

from needsmatch.matching.compare import MODE_POINTS, STAGE_POINTS, SUBJECT_POINTS, Comparison, Understood, compare
from needsmatch.matching.comparer import Comparer
from needsmatch.matching.rank import Matcher, plan_score
from needsmatch.model.match import Cause, Code, Match, RankedPlan
from needsmatch.model.programme import About, Ban, Decision, Judgement, Programme, ProgrammeFile
from needsmatch.model.school import Need, School, Strength
from needsmatch.model.terms import Mode, Stage
from needsmatch.topics.index import TopicIndex

# Two texts that mean the same, one that is near, and one that is about something else.
MEALS, FOOD, OTHER = "娃娃挑食，饭菜倒掉", "膳食营养与食育课程", "机器人编程社团"


def school(name: str, stage: Stage = Stage.KINDERGARTEN, **lists: list[str]) -> School:
    return School(
        id=name,
        name=name,
        stage=stage,
        needs=tuple(Need(id=f"n{number}", text=text) for number, text in enumerate(lists.get("needs", []))),
        strengths=tuple(Strength(id=f"s{number}", text=text) for number, text in enumerate(lists.get("strengths", []))),
    )


def programme(receiver: School, *donors: School, **more: tuple[object, ...]) -> Programme:
    settings = ProgrammeFile(programme=About(id="p", name="p"), bans=more.get("bans", ()))  # type: ignore[arg-type]
    return Programme(settings=settings, receivers=(receiver,), donors=donors, judgements=more.get("judgements", ()))  # type: ignore[arg-type]


def plan(index: TopicIndex, program: Programme, donor: str) -> RankedPlan:
    found = program.donor(donor)
    assert found
    return Matcher(program, lambda: Comparer(index)).plan(program.receivers[0], found)


def compared(index: TopicIndex, asked: Stage, offered: Stage, text: str = FOOD) -> Comparison:
    need, strength = Need(text=MEALS, modes=(Mode.VISIT,)), Strength(text=text, modes=(Mode.VISIT,))
    receiver, donor = School(id="r", name="r", stage=asked), School(id="d", name="d", stage=offered)
    return compare(Understood.of(need, receiver, index), Understood.of(strength, donor, index), index.thesaurus)


def points(found: Comparison, code: Code) -> int:
    return sum(part.points for part in found.parts if part.code is code)


def test_the_next_stage_costs_less_than_a_far_one(index: TopicIndex) -> None:
    assert points(compared(index, Stage.KINDERGARTEN, Stage.PRIMARY), Code.OTHER_STAGE) == -8
    assert points(compared(index, Stage.KINDERGARTEN, Stage.HIGH), Code.OTHER_STAGE) == -50
    assert points(compared(index, Stage.KINDERGARTEN, Stage.KINDERGARTEN), Code.OTHER_STAGE) == 0


def test_stage_and_mode_count_as_far_as_the_subject_does(index: TopicIndex) -> None:
    found = compared(index, Stage.KINDERGARTEN, Stage.KINDERGARTEN)
    subject = found.score - points(found, Code.STAGE) - points(found, Code.MODE)
    share = subject / SUBJECT_POINTS
    assert points(found, Code.STAGE) == pytest.approx(STAGE_POINTS * share, abs=1)
    assert points(found, Code.MODE) == pytest.approx(MODE_POINTS * share, abs=1)


def test_no_more_relations_are_shown_than_carry_weight(index: TopicIndex) -> None:
    found = compared(index, Stage.KINDERGARTEN, Stage.KINDERGARTEN)
    topics = [part for part in found.parts if part.topic]
    assert 1 <= len(topics) <= 3
    assert all(part.points >= 0.1 * sum(entry.points for entry in topics) for part in topics)


def test_all_common_stages_are_named(index: TopicIndex) -> None:
    both = (Stage.PRIMARY, Stage.MIDDLE)
    receiver, donor = School(id="r", name="r", stage=both), School(id="d", name="d", stage=both)
    need, strength = Understood.of(Need(text=MEALS), receiver, index), Understood.of(Strength(text=FOOD), donor, index)
    (part,) = [part for part in compare(need, strength, index.thesaurus).parts if part.code is Code.STAGE]
    assert part.detail == "primary,middle"


def test_a_plan_is_worth_the_weighted_mean_over_all_needs() -> None:
    urgent, later = Need(id="a", text="x", priority=1), Need(id="b", text="y", priority=4)
    donor = School(id="d", name="d", stage=Stage.PRIMARY)
    answered = Match(urgent, donor, Strength(text="z"), 90, ())
    assert plan_score([urgent, later], [answered]) == round(90 * 5 / 7)
    assert plan_score([later, urgent], [replace_need(answered, later)]) == round(90 * 2 / 7)


def replace_need(match: Match, need: Need) -> Match:
    return Match(need, match.donor, match.strength, match.score, match.evidence)


def test_another_donor_is_named_and_never_the_donor_itself(index: TopicIndex) -> None:
    program = programme(
        school("r", needs=[MEALS, OTHER]), school("a", strengths=[FOOD]), school("b", strengths=[OTHER])
    )
    (unmet,) = plan(index, program, "a").unmet
    assert (unmet.need.text, unmet.cause) == (OTHER, Cause.OTHER_DONOR)
    assert [match.donor.id for match in unmet.helpers] == ["b"]
    (answered,) = plan(index, program, "a").answered
    assert answered.donor.id == "a"


def test_helpers_come_best_first(index: TopicIndex) -> None:
    near = "食堂管理与营养餐"
    program = programme(
        school("r", needs=[MEALS]), school("a", strengths=[near]), school("b", strengths=[FOOD]), school("c", strengths=["书法"])
    )  # fmt: skip
    (unmet,) = plan(index, program, "c").unmet
    scores = [match.score for match in unmet.helpers]
    assert len(scores) == 2 and scores == sorted(scores, reverse=True)


def test_unmet_needs_stand_in_the_order_of_the_list(index: TopicIndex) -> None:
    program = programme(school("r", needs=["xyzzy", "plugh", "frobozz"]), school("a", strengths=[FOOD]))
    assert [entry.need.text for entry in plan(index, program, "a").unmet] == ["xyzzy", "plugh", "frobozz"]


def test_only_for_another_stage(index: TopicIndex) -> None:
    program = programme(
        school("r", Stage.PRIMARY, needs=["早恋、顶嘴、摔门"]),
        school("a", Stage.HIGH, strengths=["青春期教育与早恋疏导"]),
    )
    (unmet,) = plan(index, program, "a").unmet
    assert unmet.cause is Cause.OTHER_STAGE
    assert [match.donor.id for match in unmet.helpers] == ["a"]


def test_declined_by_a_person(index: TopicIndex) -> None:
    no = Judgement(decision=Decision.NOT_A_MATCH, need="r/n0", strength="a/s0")
    program = programme(school("r", needs=[MEALS]), school("a", strengths=[FOOD]), judgements=(no,))
    (unmet,) = plan(index, program, "a").unmet
    assert (unmet.cause, unmet.helpers) == (Cause.DECLINED, ())


@pytest.mark.parametrize("how", ["ban", "judgement"])
def test_only_a_banned_donor_has_it(index: TopicIndex, how: str) -> None:
    bans = (Ban(receiver="r", donor="b"),) if how == "ban" else ()
    judgements = (Judgement(decision=Decision.BANNED, receiver="r", donor="b"),) if how == "judgement" else ()
    receiver, donors = school("r", needs=[MEALS]), (school("a", strengths=["书法"]), school("b", strengths=[FOOD]))
    program = programme(receiver, *donors, bans=bans, judgements=judgements)
    ranking = Matcher(program, lambda: Comparer(index)).ranking(receiver)
    assert [entry.donor.id for entry in ranking] == ["a"]
    assert ranking[0].unmet[0].cause is Cause.BANNED
    assert Matcher(program, lambda: Comparer(index)).best_donor(receiver) is None


def test_a_given_donor_that_does_not_exist_is_no_donor(index: TopicIndex) -> None:
    program = programme(school("r", needs=[MEALS]), school("a", strengths=[FOOD]))
    pin = (Judgement(decision=Decision.PINNED, receiver="r", donor="nobody"),)
    best = Matcher(replace(program, judgements=pin), lambda: Comparer(index)).best_donor(program.receivers[0])
    assert best and best.id == "a"
