"""What became of schools: decision by decision over what the files say, and back again."""

from functools import reduce

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from needsmatch.model.completed import as_decided, with_decision
from needsmatch.model.fates import Fault, entry_names, fates, verdicts
from needsmatch.model.programme import About, Decision, Judgement, Programme, ProgrammeFile
from needsmatch.model.school import Need, School, Strength
from needsmatch.model.terms import Stage


def school(name: str, *needs: str, head: str | None = None) -> School:
    return School(
        id=name,
        name=name.upper(),
        stage=Stage.PRIMARY,
        head=head,
        needs=tuple(Need(id=need, text=f"{name} asks {need}") for need in needs),
        strengths=(Strength(id="s", text=f"{name} is good at it"),),
    )


RECEIVERS = school("ra", "x", "y", head="Ann"), school("rb", "x"), school("rc")
DONORS = school("da"), school("db")


def programme(*judgements: Judgement) -> Programme:
    """As it is read from its files."""
    receivers, donors, left = as_decided(RECEIVERS, DONORS, judgements)
    settings = ProgrammeFile(programme=About(id="p", name="P"))
    return Programme(settings=settings, receivers=receivers, donors=donors, left=left, judgements=judgements)


def said(decision: Decision, school_id: str, **more: str) -> Judgement:
    if school_id.startswith("r"):
        return Judgement(decision=decision, receiver=school_id, **more)  # type: ignore[arg-type]  # name and into
    return Judgement(decision=decision, donor=school_id, **more)  # type: ignore[arg-type]  # the same


def gone(name: str) -> Judgement:
    return said(Decision.WITHDRAWN, name)


def back(name: str) -> Judgement:
    return said(Decision.RETURNED, name)


def merged(name: str, into: str) -> Judgement:
    return said(Decision.MERGED, name, into=into)


def head(name: str, new: str) -> Judgement:
    return said(Decision.HEAD, name, name=new)


def ids(schools: tuple[School, ...]) -> list[str]:
    return [entry.id for entry in schools]


def needs_of(found: Programme, name: str) -> list[tuple[str, str]]:
    holder = found.receiver(name)
    assert holder
    return [(need.id, need.text) for need in holder.needs]


def test_a_school_that_withdrew_is_among_those_that_left_and_found_there() -> None:
    found = programme(gone("rb"), gone("da"))
    assert (ids(found.receivers), ids(found.donors), ids(found.left)) == (["ra", "rc"], ["db"], ["da", "rb"])
    assert found.school("rb") == RECEIVERS[1]


def test_a_new_head_counts_whatever_the_file_says() -> None:
    found = programme(head("ra", "Ben"), head("ra", "Cai"))
    assert found.receivers[0] == replace(RECEIVERS[0], head="Cai")


def test_a_school_takes_over_needs_and_strengths_and_ids_that_clash_tell_where_they_come_from() -> None:
    found = programme(merged("rb", "ra"))
    assert needs_of(found, "ra") == [("x", "ra asks x"), ("y", "ra asks y"), ("rb-x", "rb asks x")]
    assert [strength.id for strength in found.receivers[0].strengths] == ["s", "rb-s"]
    assert needs_of(programme(merged("ra", "rc")), "rc") == [("x", "ra asks x"), ("y", "ra asks y")]


def test_what_a_school_took_over_has_its_names_from_before() -> None:
    found = programme(merged("rb", "ra"), merged("ra", "rc"))
    assert needs_of(found, "rc")[2] == ("rb-x", "rb asks x")
    names, strengths = entry_names(found)
    assert names.formerly("rc/rb-x") == ("ra/rb-x", "rb/x") and names.in_file("rc/rb-x") == "rb/x"
    assert names.formerly("rc/x") == ("ra/x",)
    assert strengths.formerly("rc/ra-s") == ("ra/s",)
    assert entry_names(programme())[0].formerly("ra/x") == ()


def test_what_is_back_in_its_own_school_has_the_names_that_it_had_in_others() -> None:
    names, _strengths = entry_names(programme(merged("rb", "ra"), merged("ra", "rc"), back("rb"), back("ra")))
    assert names.formerly("rb/x") == ("rc/rb-x", "ra/rb-x") and names.in_file("rb/x") == "rb/x"
    assert names.now("rc/rb-x") == names.now("ra/rb-x") == "rb/x"
    twice, _strengths = entry_names(programme(merged("rb", "ra"), back("rb"), merged("rb", "rc")))
    assert twice.now("ra/rb-x") == twice.now("rb/x") == "rc/x" and twice.in_file("rc/x") == "rb/x"


def test_a_need_that_has_a_name_now_does_not_lose_it_to_one_that_had_it_once() -> None:
    found = programme(merged("ra", "rc"), back("ra"))
    asked = replace(found.receivers[2], needs=(Need(id="x", text="asked since"),))
    names, _strengths = entry_names(replace(found, receivers=(*found.receivers[:2], asked)))
    assert names.formerly("rc/x") == () and names.now("rc/x") == "rc/x"
    assert names.formerly("ra/y") == ("rc/y",) and names.now("rc/y") == "ra/y"


def test_a_name_that_was_given_twice_is_that_of_the_later_one() -> None:
    twice = merged("ra", "rc"), back("ra"), merged("rb", "rc")
    for rows in (twice, (*twice, back("rb"))):
        names, _strengths = entry_names(programme(*rows))
        assert names.formerly("ra/x") == () and names.in_file("rc/x") == "rb/x"
        assert names.now("rc/x") == ("rc/x" if rows is twice else "rb/x")


def test_what_was_decided_about_a_need_and_a_strength_holds_under_their_names_of_now() -> None:
    no = Judgement(decision=Decision.NOT_A_MATCH, need="rb/x", strength="da/s")
    same = Judgement(decision=Decision.SAME, need="ra/rb-x", strength="db/da-s")
    away = (no, merged("rb", "ra"), merged("da", "db"), same)
    assert verdicts(programme(no)) == {("rb/x", "da/s"): no}
    assert verdicts(programme(*away[:3])) == {("ra/rb-x", "db/da-s"): no}
    assert verdicts(programme(*away)) == {("ra/rb-x", "db/da-s"): same}
    assert verdicts(programme(*away, back("rb"), back("da"))) == {("rb/x", "da/s"): same}


def test_a_school_comes_out_of_a_chain_of_mergers_with_its_own_needs_alone() -> None:
    found = programme(merged("rb", "ra"), merged("ra", "rc"), back("rb"))
    assert needs_of(found, "rc") == [("x", "ra asks x"), ("y", "ra asks y")]
    assert found.receiver("rb") == RECEIVERS[1] and found.left == (RECEIVERS[0],)
    assert programme(merged("rb", "ra"), merged("ra", "rc"), back("rb"), back("ra")).receivers == RECEIVERS


def test_of_two_ways_to_leave_the_last_one_counts() -> None:
    assert len(needs_of(programme(gone("rb"), merged("rb", "ra")), "ra")) == 3
    assert len(needs_of(programme(merged("rb", "ra"), gone("rb")), "ra")) == 2


@pytest.mark.parametrize(
    ("rows", "faults"),
    [
        ([gone("rb"), gone("rb")], [None, Fault.GONE]),
        ([back("rb")], [Fault.HERE]),
        ([gone("rx")], [Fault.UNKNOWN]),
        ([head("rx", "Ben")], [Fault.UNKNOWN]),
        ([gone("rb"), head("rb", "Ben")], [None, Fault.GONE]),
        ([gone("rb"), merged("ra", "rb")], [None, Fault.INTO_GONE]),
        ([merged("ra", "ra")], [Fault.INTO_ITSELF]),
        ([merged("ra", "da")], [Fault.INTO_UNKNOWN]),
        ([gone("rb"), back("rb"), gone("rb")], [None, None, None]),
        ([said(Decision.MERGED, "ra"), said(Decision.HEAD, "ra")], [None, None]),
    ],
)
def test_what_contradicts_what_was_decided_before_is_known(rows: list[Judgement], faults: list[Fault | None]) -> None:
    known = fates(RECEIVERS, DONORS)
    assert [known.take(row) for row in rows] == faults


names = st.sampled_from(["ra", "rb", "rc", "da", "db"])
rows = st.lists(
    st.builds(gone, names)
    | st.builds(back, names)
    | st.builds(merged, names, names)
    | st.builds(head, names, st.sampled_from("QRS")),
    max_size=10,
)


@given(rows)
def test_deciding_one_by_one_is_what_the_files_say_when_they_are_read_anew(decided: list[Judgement]) -> None:
    assert reduce(with_decision, decided, programme()) == programme(*decided)


@given(rows)
def test_every_school_and_every_need_is_there_once(decided: list[Judgement]) -> None:
    found = programme(*decided)
    assert sorted(ids(found.receivers + found.donors + found.left)) == ["da", "db", "ra", "rb", "rc"]
    for holder in found.receivers + found.donors:
        assert len({need.id for need in holder.needs}) == len(holder.needs)
    alone = {row.receiver for row in decided if row.decision is Decision.WITHDRAWN}
    if not alone:  # nobody takes the needs of a school out of the programme
        assert sorted(need.text for holder in found.receivers for need in holder.needs) == [
            "ra asks x",
            "ra asks y",
            "rb asks x",
        ]


@given(rows)
def test_whoever_comes_back_takes_part_as_its_file_says(decided: list[Judgement]) -> None:
    found = programme(*(row for row in decided if row.decision is not Decision.HEAD))
    while found.left:
        found = with_decision(found, back(found.left[-1].id))
    assert (found.receivers, found.donors) == (RECEIVERS, DONORS)


@given(rows)
def test_every_need_that_counts_is_found_by_all_its_names(decided: list[Judgement]) -> None:
    found = programme(*decided)
    in_files = {f"{asks.id}/{need.id}": need.text for asks in RECEIVERS for need in asks.needs}
    names, _strengths = entry_names(found)
    counted: list[str] = []
    for holder in found.receivers:
        for need in holder.needs:
            reference = holder.reference(need)
            assert in_files[names.in_file(reference)] == need.text
            called = reference, *names.formerly(reference)
            assert {names.now(name) for name in called} == {reference}
            counted += called
    assert len(set(counted)) == len(counted)


def test_a_need_that_was_added_after_a_merger_stays_when_the_school_comes_back() -> None:
    found = programme(merged("rb", "ra"))
    asked = replace(found.receivers[0], needs=(*found.receivers[0].needs, Need(id="z", text="and this")))
    after = with_decision(replace(found, receivers=(asked, *found.receivers[1:])), back("rb"))
    assert [need for need, _text in needs_of(after, "ra")] == ["x", "y", "z"]


def test_needs_that_say_the_same_are_told_apart_when_the_school_comes_back() -> None:
    twice = (Need(id="x", text="the same"), Need(id="x-2", text="the same"))
    schools = tuple(replace(school(name), needs=twice) for name in ("ra", "rb"))
    receivers, _donors, left = as_decided(schools, DONORS, (merged("rb", "ra"), back("rb")))
    assert receivers == schools and left == ()
