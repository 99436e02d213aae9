"""Matching that was done once is not done again, and nobody can tell from what comes out; plans that are drafted again
keep what people wrote."""

import os
import random
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from msgspec.structs import replace

from needsmatch import workspace
from needsmatch.cli.main import main
from needsmatch.errors import WrongUse
from needsmatch.matching import comparer, table
from needsmatch.matching.known import Couple
from needsmatch.model.match import RankedPlan
from needsmatch.model.programme import About, Decision, Judgement, Programme, ProgrammeFile
from needsmatch.model.school import School
from needsmatch.model.terms import Stage
from needsmatch.store import match_cache
from needsmatch.store.folder import Reading
from needsmatch.store.proposals import load_proposal
from tests.conftest import PROFILES, SAMPLES
from tests.test_rooms import loaded_by

pytestmark = pytest.mark.usefixtures("known_topics")

Compared = list[tuple[str, str]]


@pytest.fixture
def compared(monkeypatch: pytest.MonkeyPatch) -> Compared:
    """The pairs of schools that are really compared."""
    pairs: Compared = []
    couple_of = comparer.couple_of

    def counted(receiver: School, donor: School, *rest: object) -> Couple:
        pairs.append((receiver.id, donor.id))
        return couple_of(receiver, donor, *rest)  # type: ignore[arg-type]

    rows = table.Table.rows

    def counted_rows(self: table.Table, receivers: Sequence[School]) -> list[table.Row]:
        pairs.extend((receiver.id, "all") for receiver in receivers)
        return rows(self, receivers)

    monkeypatch.setattr(comparer, "couple_of", counted)
    monkeypatch.setattr(table.Table, "rows", counted_rows)
    return pairs


def matched(reading: Reading) -> tuple[dict[str, list[RankedPlan]], dict[str, str | None]]:
    """All rankings and the topics of all needs."""
    match = workspace.matcher(reading)
    schools = reading.programme.receivers
    ranked = {school.id: plans for school, plans in workspace.rankings(match, schools)}
    topics = {school.reference(need): match.topic_of(school, need) for school in schools for need in school.needs}
    return ranked, topics


def without_cache(reading: Reading) -> tuple[dict[str, list[RankedPlan]], dict[str, str | None]]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(match_cache, "read_cache", lambda *_rest: None)
        patch.setattr(match_cache, "write_cache", lambda *_rest: None)
        return matched(reading)


def opened(name: str, **changes: object) -> Reading:
    reading = workspace.open_programme(PROFILES / name)
    return Reading(reading.folder, replace(reading.programme, **changes), reading.problems)


@pytest.mark.parametrize("name", SAMPLES)
@pytest.mark.parametrize("verb", [["match"], ["match", "--json"], ["plan", "--json"]], ids=" ".join)
def test_every_byte_is_the_same_when_it_is_known(
    capsys: pytest.CaptureFixture[str], compared: Compared, name: str, verb: list[str]
) -> None:
    def output() -> tuple[int, str, str]:
        code = main([*verb, str(PROFILES / name)])
        return code, *capsys.readouterr()

    first = output()
    assert compared
    compared.clear()
    assert output() == first
    assert not compared


def declined(programme: Programme) -> Programme:
    plan = matched_first(programme)
    match = plan.answered[0]
    no = Judgement(
        decision=Decision.NOT_A_MATCH,
        need=plan.receiver.reference(match.need),
        strength=plan.donor.reference(match.strength),
    )
    return replace(programme, judgements=(no,))


def matched_first(programme: Programme) -> RankedPlan:
    reading = Reading(Path(), programme, ())
    return next(plans[0] for plans in without_cache(reading)[0].values() if plans[0].answered)


def reworded(programme: Programme) -> Programme:
    school = programme.receivers[0]
    needs = (replace(school.needs[0], text="孩子挑食，膳食营养与食育课程"), *school.needs[1:])
    return replace(programme, receivers=(replace(school, needs=needs), *programme.receivers[1:]))


def reordered(programme: Programme) -> Programme:
    school = programme.donors[0]
    strengths = tuple(reversed(school.strengths))
    return replace(programme, donors=(replace(school, strengths=strengths), *programme.donors[1:]))


def shorter(programme: Programme) -> Programme:
    school = programme.donors[0]
    return replace(programme, donors=(replace(school, strengths=school.strengths[1:]), *programme.donors[1:]))


def joined(programme: Programme) -> Programme:
    school = programme.donors[0]
    return replace(programme, donors=(*programme.donors, replace(school, id="zz-new", strengths=school.strengths[:1])))


def another_stage(programme: Programme) -> Programme:
    school = replace(programme.receivers[0], stage=Stage.SPECIAL)
    return replace(programme, receivers=(school, *programme.receivers[1:]))


CHANGES = [declined, reworded, reordered, shorter, joined, another_stage]


@pytest.mark.parametrize("change", CHANGES, ids=[change.__name__ for change in CHANGES])
@pytest.mark.parametrize("name", ["huli-minning", "harbour-uplands"])
def test_what_changed_is_compared_anew_and_nothing_else(
    compared: Compared, name: str, change: Callable[[Programme], Programme]
) -> None:
    before = opened(name)
    matched(before)
    after = Reading(before.folder, change(before.programme), ())
    expected = without_cache(after)
    compared.clear()
    assert matched(after) == expected
    sides = len(after.programme.receivers), len(after.programme.donors)
    assert 0 < len(compared) <= max(sides)
    compared.clear()
    assert matched(after) == expected
    assert not compared


def test_a_judgement_taken_back_counts_no_more(compared: Compared) -> None:
    before = opened("huli-minning")
    expected = matched(before)
    after = Reading(before.folder, declined(before.programme), ())
    assert matched(after) != expected
    compared.clear()
    assert matched(before) == expected
    assert not compared


def test_other_code_compares_everything_anew(compared: Compared, monkeypatch: pytest.MonkeyPatch) -> None:
    reading = opened("huli-minning")
    expected = matched(reading)
    whole = len(compared)
    monkeypatch.setattr(match_cache, "code_digest", lambda: "other")
    assert matched(reading) == expected
    assert len(compared) == 2 * whole


def test_what_was_compared_before_the_caller_stopped_is_kept(compared: Compared) -> None:
    reading = opened("huli-minning")
    donors = len(reading.programme.donors)
    rankings = workspace.rankings(workspace.matcher(reading), reading.programme.receivers)
    next(rankings)
    next(rankings)
    rankings.close()
    assert len(compared) == 2 * donors
    assert matched(reading) == without_cache(reading)
    again = len(set(compared))
    assert again == donors * len(reading.programme.receivers)
    compared.clear()
    matched(reading)
    assert not compared


def test_one_receiver_at_a_time_keeps_what_is_known_of_the_others(compared: Compared) -> None:
    reading = opened("harbour-uplands")
    for school in random.Random(1).sample(reading.programme.receivers, len(reading.programme.receivers)):
        list(workspace.rankings(workspace.matcher(reading), [school]))
    compared.clear()
    matched(reading)
    assert not compared


def test_a_programme_without_donors_has_topics_all_the_same(compared: Compared) -> None:
    reading = opened("huli-minning", donors=())
    assert matched(reading)[1] == without_cache(opened("huli-minning"))[1]


def test_a_known_programme_loads_nothing_that_compares() -> None:
    code = """
from pathlib import Path
from needsmatch import workspace
reading = workspace.open_programme(Path("profiles/huli-minning"))
match = workspace.matcher(reading)
list(workspace.rankings(match, reading.programme.receivers))
for school in reading.programme.receivers:
    for need in school.needs:
        topic = match.topic_of(school, need)
        match.thesaurus.name(topic or "", "zh_CN")
"""
    comparing = {
        "opencc",
        "rapidfuzz",
        "needsmatch.matching.compare",
        "needsmatch.topics.index",
        "needsmatch.text.normalise",
    }
    assert comparing <= loaded_by(code)
    assert not comparing & loaded_by(code)


def test_a_school_is_found_by_its_id_before_others_are_by_their_name() -> None:
    school = School(id="a", name="B", stage=Stage.PRIMARY)
    other = School(id="b", name="A", stage=Stage.PRIMARY)
    settings = ProgrammeFile(programme=About(id="p", name="P"))
    programme = Programme(settings=settings, receivers=(school, other), donors=(replace(other, id="c", name="C"),))
    for word, found in (("a", "a"), ("A", "a"), ("b", "b"), ("B", "b")):
        assert [entry.id for entry in workspace.receivers_called(programme, word)] == [found]
    named = replace(programme, receivers=(school, replace(other, id="d", name="B")))
    assert [entry.id for entry in workspace.receivers_called(named, "b")] == ["a", "d"]
    with pytest.raises(WrongUse, match="There is no receiver C; it is a donor"):
        workspace.receivers_called(programme, "C")
    with pytest.raises(WrongUse, match="There is no donor a; it is a receiver"):
        workspace.donors_called(programme, "a")
    with pytest.raises(WrongUse, match=r"There is no donor xyz; the donors are: C \(c\)"):
        workspace.donors_called(programme, "xyz")


def test_of_many_schools_only_the_first_are_named() -> None:
    schools = [School(id=f"s{number}", name=f"S{number}", stage=Stage.PRIMARY) for number in range(8)]
    assert workspace.names_of(schools) == "S0 (s0), S1 (s1), S2 (s2), S3 (s3), S4 (s4) and 3 more"
    assert workspace.names_of(schools[:5]) == "S0 (s0), S1 (s1), S2 (s2), S3 (s3), S4 (s4)"


# Plans


def drafted(folder: Path) -> workspace.Draft:
    reading = workspace.open_programme(folder)
    (draft,) = workspace.drafts(reading, workspace.matcher(reading), "yuhai-kindergarten")
    return draft


def test_what_was_proposed_is_kept_with_the_plan_and_tells_what_people_changed(sample: Path) -> None:
    reading = workspace.open_programme(sample)
    first = drafted(sample)
    workspace.save_draft(reading, first)
    assert load_proposal(sample, first.plan.plan.id) == first.plan
    donor = sample / "donors/huoju-kindergarten.toml"
    donor.write_text(donor.read_text(encoding="utf-8").replace("places = 20", "places = 15"), encoding="utf-8")
    again = drafted(sample)
    assert again.plan.items[0].people == 15
    # Nothing is known of the time before: all of it counts as written by a person.
    (proposed,) = sample.rglob("proposed.toml")
    proposed.unlink()
    assert drafted(sample).plan == first.plan


@pytest.mark.skipif(os.name != "posix", reason="permissions of another kind")
def test_a_proposal_that_cannot_be_kept_does_not_keep_the_plan_from_being_saved(sample: Path) -> None:
    (sample / "plans").mkdir()
    (sample / "plans/.history").write_text("a file where a folder should be", encoding="utf-8")
    draft = drafted(sample)
    stored = workspace.save_draft(workspace.open_programme(sample), draft)
    assert stored.plan == draft.plan and stored.path.exists()
    assert load_proposal(sample, draft.plan.plan.id) is None


def test_a_closed_plan_of_an_earlier_pair_is_not_spoken_of(sample: Path) -> None:
    reading = workspace.open_programme(sample)
    draft = drafted(sample)
    workspace.save_draft(reading, draft)
    settings = sample / "programme.toml"
    text = settings.read_text(encoding="utf-8").replace('"huoju-kindergarten"', '"rongwan-kindergarten"')
    settings.write_text(text, encoding="utf-8")

    def drafts() -> list[tuple[str, bool]]:
        reading = workspace.open_programme(sample)
        found = workspace.drafts(reading, workspace.matcher(reading), "yuhai-kindergarten")
        return [(entry.plan.plan.donor, entry.is_pair) for entry in found]

    assert drafts() == [("rongwan-kindergarten", True), ("huoju-kindergarten", False)]
    (path,) = (sample / "plans").glob("*.toml")
    path.write_text(path.read_text(encoding="utf-8").replace('"draft"', '"closed"'), encoding="utf-8")
    assert drafts() == [("rongwan-kindergarten", True)]
