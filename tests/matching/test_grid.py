"""Many pairs at once say what one pair says."""

from collections.abc import Sequence

import pytest
from hypothesis import HealthCheck, given, settings
from msgspec.structs import replace

from needsmatch.matching import finder
from needsmatch.matching.compare import Understood, compare
from needsmatch.matching.comparer import Comparer, Texts
from needsmatch.matching.grid import Grid
from needsmatch.matching.known import Keys, Known
from needsmatch.matching.rank import Matcher, plan_score
from needsmatch.matching.scale import THRESHOLD
from needsmatch.matching.table import Row, Table
from needsmatch.model.match import RankedPlan
from needsmatch.model.programme import Decision, Judgement, Programme
from needsmatch.model.school import Need, School, Strength
from needsmatch.model.terms import Mode, Stage
from needsmatch.store.folder import read_programme
from needsmatch.topics.index import TopicIndex
from tests.conftest import PROFILES, SAMPLES
from tests.strategies import programmes


@pytest.fixture
def many(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every programme counts as a large one."""
    monkeypatch.setattr(finder, "_MANY", -1)


def understood(programme: Programme, index: TopicIndex) -> tuple[list[Understood], list[list[Understood]]]:
    texts = Texts(lambda: Comparer(index), Keys(programme), {})
    needs = [need for school in programme.receivers for need in texts.needs(school)]
    return needs, [texts.strengths(school) for school in programme.donors]


def same_as_one_by_one(programme: Programme, index: TopicIndex) -> int:
    """How many pairs there are; all of them score what `compare` gives."""
    needs, donors = understood(programme, index)
    grid = Grid(donors, index.thesaurus)
    sheet = grid.sheet(needs)
    scores = grid.scores(sheet)
    strengths = [text for donor in donors for text in donor]
    places = [(number, place) for number, donor in enumerate(donors) for place in range(len(donor))]
    found = dict(
        zip(zip(scores.rows.tolist(), scores.columns.tolist(), strict=True), scores.points.tolist(), strict=True)
    )
    one_by_one = [[compare(need, strength, index.thesaurus) for strength in strengths] for need in needs]
    for row, compared in enumerate(one_by_one):
        assert [found.get((row, column), 0) for column in range(len(strengths))] == [one.score for one in compared]
    best, which = grid.best(sheet, scores)
    wanted = best.max(axis=1, initial=0) == 0
    elsewhere = {(need, donor, place): score for need, donor, place, score in grid.elsewhere(sheet, scores, wanted)}
    assert elsewhere == {
        (row, *places[column]): one.score
        for row, compared in enumerate(one_by_one)
        for column, one in enumerate(compared)
        if one.other_stage and wanted[row]
    }
    for row, compared in enumerate(one_by_one):
        for donor in range(len(donors)):
            mine = [(-one.score, place[1]) for one, place in zip(compared, places, strict=True) if place[0] == donor]
            score, place = min((entry for entry in mine if -entry[0] >= THRESHOLD), default=(0, 0))
            assert (best[row, donor], which[row, donor]) == (-score, place)
    return len(needs) * len(strengths)


@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(programmes())
def test_every_pair_scores_what_it_scores_alone(index: TopicIndex, programme: Programme) -> None:
    same_as_one_by_one(programme, index)


@pytest.mark.parametrize("name", SAMPLES)
def test_every_pair_of_a_sample_scores_what_it_scores_alone(index: TopicIndex, name: str) -> None:
    assert same_as_one_by_one(read_programme(PROFILES / name).programme, index) > 900


def test_stage_mode_subject_and_wording_count(index: TopicIndex) -> None:
    """Pairs that the samples may not have: each rule decides in one of them."""
    texts = (
        "食堂营养餐",
        "初中数学计算",
        "英语口语教学",
        "xyzzy plugh frobozz",
        "xyzzy plugh frobotz",
        "八年级物理实验",
        "",
    )
    stages: tuple[Stage | tuple[Stage, ...], ...] = (*Stage, (Stage.PRIMARY, Stage.MIDDLE))
    modes = ((), (Mode.SHADOW,), (Mode.SHADOW, Mode.VISIT))
    entries = [(text, how) for text in texts if text for how in modes]
    programme = replace(
        read_programme(PROFILES / "harbour-uplands").programme,
        receivers=tuple(
            School(id=f"r-{place}", name="R", stage=stage, needs=tuple(Need(id=f"n-{number}", text=text, modes=how) for number, (text, how) in enumerate(entries)))
            for place, stage in enumerate(stages)
        ),
        donors=tuple(
            School(id=f"d-{place}", name="D", stage=stage, strengths=tuple(Strength(id=f"s-{number}", text=text, modes=how) for number, (text, how) in enumerate(entries)))
            for place, stage in enumerate(stages)
        ),
    )  # fmt: skip
    assert same_as_one_by_one(programme, index) == (18 * 8) ** 2


def rankings(programme: Programme, index: TopicIndex, known: Known | None = None) -> dict[str, list[RankedPlan]]:
    match = Matcher(programme, lambda: Comparer(index), known or Known())
    return {school.id: match.ranking(school) for school in programme.receivers}


def judged(programme: Programme) -> Programme:
    """The first need of each receiver was judged twice: to be what one donor has, and not to be what others have."""
    decisions = (Decision.SAME, Decision.NOT_A_MATCH)
    return replace(
        programme,
        judgements=tuple(
            Judgement(decision=decision, need=receiver.reference(need), strength=donor.reference(strength))
            for receiver in programme.receivers
            for need in receiver.needs[:1]
            for decision, donor in zip(decisions, programme.donors, strict=False)
            for strength in donor.strengths[:1]
        ),
    )


@settings(
    deadline=None, max_examples=80,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)  # fmt: skip
@given(programmes())
def test_a_large_programme_is_ranked_like_a_small_one(index: TopicIndex, programme: Programme) -> None:
    for asked in (programme, judged(programme)):
        expected = rankings(asked, index)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(finder, "_MANY", -1)
            found = rankings(asked, index)
        assert found == expected
        for plans in found.values():
            assert all(plan.score == plan_score(plan.receiver.needs, plan.answered) for plan in plans)
            assert all(
                match.score == sum(part.points for part in match.evidence) for plan in plans for match in plan.answered
            )


@pytest.mark.usefixtures("many")
def test_who_was_read_comes_along_with_the_first(index: TopicIndex, monkeypatch: pytest.MonkeyPatch) -> None:
    programme = read_programme(PROFILES / "huli-minning").programme
    comparer, together = Comparer(index), list[int]()
    rows = Table.rows

    def counted(self: Table, schools: Sequence[School]) -> list[Row]:
        together.append(len(schools))
        return rows(self, schools)

    monkeypatch.setattr(Table, "rows", counted)
    for _time in range(2):
        match = Matcher(programme, lambda: comparer)
        for school in programme.receivers:
            match.ranking(school)
    # A text that is read for the first time makes nobody else wait.
    assert together == [1] * 16 + [16]


@pytest.mark.usefixtures("many")
def test_of_an_edited_programme_only_new_texts_are_read(index: TopicIndex, monkeypatch: pytest.MonkeyPatch) -> None:
    programme = judged(read_programme(PROFILES / "huli-minning").programme)
    match = Matcher(programme, lambda: Comparer(index))
    for school in programme.receivers:
        match.ranking(school)
    known = match.worth_keeping()
    assert known
    donor = programme.donors[0]
    strengths = (replace(donor.strengths[0], text="膳食营养与食育课程"), *donor.strengths[1:])
    edited = replace(programme, donors=(replace(donor, strengths=strengths), *programme.donors[1:]))
    read: list[str] = []
    of = Understood.of

    def counted(entry: Need | Strength, school: School, index: TopicIndex) -> Understood:
        read.append(entry.text)
        return of(entry, school, index)

    monkeypatch.setattr(Understood, "of", counted)
    found = rankings(edited, index, known)
    assert read == ["膳食营养与食育课程"]
    assert found == rankings(edited, index)


def test_nothing_against_nothing(index: TopicIndex) -> None:
    grid = Grid([[], []], index.thesaurus)
    sheet = grid.sheet([])
    assert grid.best(sheet, grid.scores(sheet))[0].shape == (0, 2)
    needs, _donors = understood(read_programme(PROFILES / "harbour-uplands").programme, index)
    sheet = grid.sheet(needs)
    assert not grid.best(sheet, grid.scores(sheet))[0].any()
