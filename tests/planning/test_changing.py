"""Changes of schools during the year: what holds after them, what becomes of plans, and what cannot be decided."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from needsmatch.model.fates import verdicts
from needsmatch.model.holds import Holds
from needsmatch.model.pairing import Hold
from needsmatch.model.plan import About as PlanAbout
from needsmatch.model.plan import Status, SupportPlan
from needsmatch.model.programme import About, Decision, Judgement, Pair, Programme, ProgrammeFile
from needsmatch.model.school import Need, School, Strength
from needsmatch.model.terms import Stage
from needsmatch.planning.author import Author
from needsmatch.planning.changing import merge_schools, return_school, set_head, withdraw
from needsmatch.planning.decide import CannotDecide, add_school, pin, release, set_capacity

WANG = Author(at=datetime(2026, 12, 3, 10, 30, tzinfo=UTC), by="王老师", why="两校合并")
BRIEFLY = Author(at=WANG.at)


def school(name: str, **more: object) -> School:
    made = School(id=name, name=name.upper(), stage=Stage.PRIMARY)
    return replace(made, needs=(Need(id="n", text=f"{name} asks"),), strengths=(Strength(id="s", text="good"),), **more)


def plan(receiver: str, donor: str, status: Status = Status.ACTIVE, **more: object) -> SupportPlan:
    about = PlanAbout(
        format=1, id=f"{receiver}-{donor}", programme="p", receiver=receiver, receiver_name=receiver, donor=donor,
        donor_name=donor, status=status, language="en",
    )  # fmt: skip
    return SupportPlan(plan=replace(about, **more))


def programme(*plans: SupportPlan, pairs: tuple[tuple[str, str], ...] = ()) -> Programme:
    given = tuple(Pair(receiver=receiver, donor=donor) for receiver, donor in pairs)
    return Programme(
        settings=ProgrammeFile(programme=About(id="p", name="P"), pairs=given),
        receivers=tuple(map(school, ("ra", "rb", "rc"))),
        donors=tuple(map(school, ("da", "db"))),
        plans=plans,
    )


def held(found: Programme) -> dict[str, tuple[str, Hold]]:
    holds = Holds(found)
    pairs = (holds.held(receiver.id) for receiver in found.receivers)
    return {pair.receiver: (pair.donor, pair.hold) for pair in pairs if pair}


def rows(found: Programme) -> list[tuple[str, str | None, str | None]]:
    return [(said.decision.value, said.receiver, said.donor) for said in found.judgements]


def test_a_donor_withdraws_and_none_of_its_pairs_holds_any_more() -> None:
    before = pin(programme(plan("rb", "da"), pairs=(("ra", "da"),)), "rc", "db", BRIEFLY)
    assert held(before) == {"ra": ("da", Hold.GIVEN), "rb": ("da", Hold.PLANNED), "rc": ("db", Hold.PINNED)}
    after = withdraw(before, "da", WANG)
    assert held(after) == {"rc": ("db", Hold.PINNED)}
    assert [entry.id for entry in after.left] == ["da"] and [entry.id for entry in after.donors] == ["db"]
    assert after.judgements[-1] == Judgement(
        decision=Decision.WITHDRAWN, donor="da", by="王老师", at=WANG.at, why="两校合并"
    )


def test_the_plans_of_a_school_that_leaves_are_closed_with_a_line_in_their_own_language() -> None:
    old = plan("ra", "db", Status.CLOSED, note="long over")
    before = programme(plan("ra", "da", note="By bus."), plan("rb", "da", language="zh_CN"), plan("rc", "db"), old)
    first, second, *others = withdraw(before, "da", WANG).plans
    assert (first.plan.status, first.plan.note) == (
        Status.CLOSED,
        "By bus.\nended on 3 December 2026 (under way until then): DA withdrew",
    )
    assert second.plan.status is Status.CLOSED and second.plan.note and "DA" in second.plan.note
    assert tuple(others) == before.plans[2:]
    (merged, *_others) = merge_schools(before, "ra", "rb", WANG).plans
    assert merged.plan.note == "By bus.\nended on 3 December 2026 (under way until then): RA merged into RB"


def test_a_note_that_has_no_room_for_the_line_stays_as_it_is() -> None:
    (after,) = withdraw(programme(plan("ra", "da", note="x" * 19_990)), "da", WANG).plans
    assert (after.plan.status, after.plan.note) == (Status.CLOSED, "x" * 19_990)


@pytest.mark.parametrize("status", [status for status in Status if status is not Status.CLOSED])
@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_whoever_comes_back_has_its_pairs_again_and_its_plans_are_as_they_were(status: Status, language: str) -> None:
    old = plan("ra", "da", Status.CLOSED, note="long over")
    before = programme(
        plan("rb", "da", status, language=language),
        plan("rc", "db", status, note="By bus."),
        old,
        pairs=(("ra", "da"),),
    )
    before = set_capacity(before, "da", 2, BRIEFLY)
    after = return_school(withdraw(before, "da", WANG), "da", BRIEFLY)
    assert (after.receivers, after.donors, after.left) == (before.receivers, before.donors, ())
    assert held(after) == held(before)
    assert after.plans == before.plans
    both = withdraw(withdraw(before, "db", WANG), "rc", WANG)
    half = return_school(both, "db", BRIEFLY)
    assert half.plans[1].plan.status is Status.CLOSED
    assert return_school(half, "rc", BRIEFLY).plans == before.plans
    assert return_school(merge_schools(before, "da", "db", WANG), "da", BRIEFLY).plans == before.plans


def test_a_plan_that_somebody_closed_before_or_wrote_another_note_in_stays_closed() -> None:
    away = withdraw(programme(plan("ra", "da", Status.DRAFT)), "da", WANG)
    (closed,) = away.plans
    rewritten = replace(closed, plan=replace(closed.plan, note="it is over"))
    assert return_school(replace(away, plans=(rewritten,)), "da", BRIEFLY).plans == (rewritten,)
    longer = replace(closed, plan=replace(closed.plan, note=f"{closed.plan.note}\nand sad"))
    (open_again,) = return_school(replace(away, plans=(longer,)), "da", BRIEFLY).plans
    assert (open_again.plan.status, open_again.plan.note) == (Status.DRAFT, "and sad")


@pytest.mark.parametrize("is_pinned", [True, False])
def test_a_donor_that_comes_back_takes_no_receiver_from_its_donor_of_now(is_pinned: bool) -> None:
    before = programme(plan("ra", "da"), plan("rb", "da"))
    before = pin(before, "ra", "da", BRIEFLY) if is_pinned else before
    away = withdraw(set_capacity(before, "da", 2, BRIEFLY), "da", WANG)
    away = replace(away, plans=(*away.plans, plan("ra", "db")))
    after = return_school(away, "da", WANG)
    assert held(after) == {"ra": ("db", Hold.PLANNED), "rb": ("da", Hold.PLANNED)}
    assert rows(after)[-2:] == [("returned", None, "da"), ("released", "ra", "da")]
    assert "ra" not in held(release(after, "ra", "db", BRIEFLY))
    assert [entry.plan.status.value for entry in after.plans] == ["closed", "active", "active"]


def test_a_pair_of_programme_toml_stands_again_whatever_was_planned_since() -> None:
    away = withdraw(programme(plan("ra", "da"), pairs=(("ra", "da"),)), "da", WANG)
    after = return_school(replace(away, plans=(*away.plans, plan("ra", "db"))), "da", WANG)
    assert held(after) == {"ra": ("da", Hold.GIVEN)} and rows(after)[-1] == ("returned", None, "da")


def test_a_receiver_that_comes_back_takes_nobodys_place() -> None:
    before = programme(plan("ra", "da"))
    away = pin(withdraw(before, "ra", BRIEFLY), "rb", "da", BRIEFLY)
    after = return_school(away, "ra", BRIEFLY)
    assert held(after) == {"rb": ("da", Hold.PINNED)}
    assert rows(after)[-2:] == [("returned", "ra", None), ("released", "ra", "da")]
    assert [entry.plan.status for entry in after.plans] == [Status.CLOSED]
    both = pin(pin(programme(), "ra", "da", BRIEFLY), "rb", "db", BRIEFLY)
    away = pin(release(withdraw(both, "ra", WANG), "rb", "db", BRIEFLY), "rb", "da", BRIEFLY)
    back = return_school(away, "ra", WANG)
    assert held(back) == {"rb": ("da", Hold.PINNED)}
    assert [said.why for said in back.judgements[-2:]] == ["两校合并", None]


def test_a_new_head_is_known_at_once_and_the_same_one_adds_nothing() -> None:
    after = set_head(programme(), "da", " 李校长 ", WANG)
    assert after.donors[0].head == "李校长" and after.judgements[-1].name == "李校长"
    assert set_head(after, "da", "李校长", BRIEFLY) is after
    assert len(set_head(after, "da", "李校长", WANG).judgements) == 2


def test_a_merger_hands_over_needs_strengths_and_what_was_decided_about_them() -> None:
    verdicts_before = (
        Judgement(decision=Decision.SAME, need="ra/n", strength="da/s", by="Li"),
        Judgement(decision=Decision.NOT_A_MATCH, need="ra/n", strength="da/s", by="Wang"),
        Judgement(decision=Decision.SAME, need="rb/n", strength="da/s"),
    )
    after = merge_schools(replace(programme(), judgements=verdicts_before), "ra", "rb", WANG)
    assert [need.id for need in after.receivers[0].needs] == ["n", "ra-n"]
    assert verdicts(after) == {("rb/ra-n", "da/s"): verdicts_before[1], ("rb/n", "da/s"): verdicts_before[2]}
    assert len(after.judgements) == 4
    assert after.donors == programme().donors


def test_a_donor_that_goes_on_keeps_its_capacity() -> None:
    before = set_capacity(programme(), "da", 5, BRIEFLY)
    assert merge_schools(before, "da", "db", WANG).donors == (
        replace(before.donors[1], needs=(*before.donors[1].needs, Need(id="da-n", text="da asks")), strengths=(*before.donors[1].strengths, Strength(id="da-s", text="good"))),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda found: withdraw(found, "x", WANG), 'There is no school "x" in this programme'),
        (lambda found: withdraw(found, "rc", WANG), "RC has left the programme already"),
        (lambda found: set_head(found, "rc", "Li", WANG), "RC has left the programme already"),
        (lambda found: set_head(found, "ra", " ", WANG), "Write the name of the new head."),
        (lambda found: set_head(found, "ra", "x" * 2001, WANG), "2001 characters"),
        (lambda found: return_school(found, "ra", WANG), "RA has not left the programme"),
        (lambda found: merge_schools(found, "ra", "ra", WANG), "RA cannot merge into itself"),
        (lambda found: merge_schools(found, "ra", "rc", WANG), "RC has left the programme already"),
        (lambda found: merge_schools(found, "ra", "da", WANG), "RA and DA are on different sides"),
        (lambda found: add_school(found, "receiver", school("rc"), WANG), "belongs to RC already"),
        (lambda found: pin(found, "rc", "da", WANG), 'There is no receiver "rc"'),
    ],
)
def test_what_cannot_be_decided_is_refused_in_words(change: Callable[[Programme], Programme], why: str) -> None:
    with pytest.raises(CannotDecide) as refused:
        change(withdraw(programme(), "rc", BRIEFLY))
    assert why in str(refused.value)


Step = Callable[[Programme], Programme]
here = st.sampled_from(["ra", "rb", "rc", "da", "db"])
steps: st.SearchStrategy[Step] = st.one_of(
    st.builds(lambda name: lambda found: withdraw(found, name, BRIEFLY), here),
    st.builds(lambda name: lambda found: return_school(found, name, BRIEFLY), here),
    st.builds(lambda name, into: lambda found: merge_schools(found, name, into, BRIEFLY), here, here),
    st.builds(lambda name: lambda found: set_head(found, name, "Li", BRIEFLY), here),
)


def walked(taken: list[Step]) -> Programme:
    found = programme(plan("rb", "da"), plan("rc", "db"), pairs=(("ra", "da"),))
    for step in taken:
        try:
            found = step(found)
        except CannotDecide:
            continue
    return found


@given(st.lists(steps, max_size=6), here)
def test_a_change_that_is_taken_back_leaves_the_schools_as_they_were(taken: list[Step], name: str) -> None:
    before = walked(taken)
    into = "rb" if name.startswith("r") else "db"
    changes: tuple[Step, ...] = (
        lambda found: withdraw(found, name, BRIEFLY),
        lambda found: merge_schools(found, name, into, BRIEFLY),
    )
    for change in changes:
        try:
            after = return_school(change(before), name, BRIEFLY)
        except CannotDecide:
            continue
        assert (after.receivers, after.donors, after.left) == (before.receivers, before.donors, before.left)


@given(st.lists(steps, max_size=8))
def test_no_pair_holds_with_a_school_that_left_and_no_open_plan_is_with_one(taken: list[Step]) -> None:
    found = walked(taken)
    gone = {entry.id for entry in found.left}
    assert not gone & {name for receiver, (donor, _hold) in held(found).items() for name in (receiver, donor)}
    for entry in found.plans:
        assert entry.plan.status is Status.CLOSED or not gone & {entry.plan.receiver, entry.plan.donor}
