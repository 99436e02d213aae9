"""Decisions about schools in the files: what is wrong with them, what is no error, and that they are only added."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from needsmatch.errors import CannotWrite
from needsmatch.model.plan import Status
from needsmatch.model.programme import Programme
from needsmatch.planning.author import Author
from needsmatch.planning.changing import merge_schools, return_school, set_head, withdraw
from needsmatch.planning.effects import changed_plans
from needsmatch.store.folder import Reading, read_programme
from needsmatch.store.mend import write_all
from needsmatch.workspace import learn
from tests.store.test_problems import DONOR, PAIR, PLAN, RECEIVER, judged, lines
from tests.store.test_problems import write as make

WANG = Author(at=datetime(2026, 12, 3, 10, 30, tzinfo=UTC), by="王老师")
J = "judgements.toml"
SECOND = RECEIVER.replace('"r"', '"r2"').replace('"R"', '"R2"')
OPEN = PLAN.replace('status = "draft"', 'status = "active"   # since October\nlanguage = "en"').replace(
    "X\n", 'need = ["r/n"]\nstrength = "d/s"\n'
)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (judged("withdrawn", receiver="r"), []),
        (judged("withdrawn", receiver="r") + judged("returned", receiver="r"), []),
        (judged("head", donor="d", name="Li"), []),
        (judged("merged", receiver="r", into="r2"), []),
        (
            judged("withdrawn", receiver="r", donor="d"),
            ['judgement[1].donor: this decision is about one school; name it as receiver or as donor'],
        ),
        (judged("withdrawn"), ['judgement[1].receiver: this decision needs receiver; write receiver = "school-id"']),
        (judged("head", donor="d"), ['judgement[1].name: this decision needs name; write name = "name of the head"']),
        (judged("merged", receiver="r"), ['judgement[1].into: this decision needs into; write into = "school-id"']),
        (
            judged("withdrawn", receiver="r") * 2,
            ['judgement[2].receiver: "r" had left already; take one of the decisions out, or write before this one that it is back'],
        ),
        (
            judged("returned", receiver="r"),
            ['judgement[1].receiver: "r" had not left, so it cannot be back; take this decision out'],
        ),
        (
            judged("withdrawn", receiver="r2") + judged("merged", receiver="r", into="r2"),
            ['judgement[2].into: "r2" had left, so nothing can merge into it; write another school'],
        ),
        (
            judged("merged", receiver="r", into="r"),
            ['judgement[1].into: a school cannot merge into itself ("r"); write another school'],
        ),
        (
            judged("merged", receiver="r", into="far-away"),
            ['judgement[1].into: no school on this side has the id "far-away"; write the id of a school of this programme'],
        ),
        (
            judged("head", donor="dd", name="Li"),
            ['judgement[1].donor: no school on this side has the id "dd"; did you mean "d"?'],
        ),
        (
            judged("withdrawn", donor="d") + judged("withdrawn", receiver="d"),
            ['judgement[2].receiver: "d" is a donor, not a receiver'],
        ),
        (
            judged("merged", receiver="r", into="d"),
            ['judgement[1].into: "d" is a donor, not a receiver'],
        ),
        (judged("head", donor="r2", name="Li"), ['judgement[1].donor: "r2" is a receiver, not a donor']),
    ],
)  # fmt: skip
def test_what_contradicts_itself_is_said_in_words(tmp_path: Path, text: str, told: list[str]) -> None:
    make(tmp_path, {"receivers/r2.toml": SECOND, J: text})
    assert [line.partition(": ")[2] for line in lines(tmp_path)] == told


def test_a_school_that_took_over_needs_lacks_none(tmp_path: Path) -> None:
    without = SECOND.partition("[[need]]")[0]
    make(tmp_path, {"receivers/r2.toml": without})
    assert "this receiver has no needs" in lines(tmp_path)[0]
    make(tmp_path, {"receivers/r2.toml": without, J: judged("merged", receiver="r", into="r2")})
    assert lines(tmp_path) == []


def test_whoever_names_a_school_that_cannot_be_read_made_no_mistake(tmp_path: Path) -> None:
    text = judged("withdrawn", receiver="r2") + judged("merged", receiver="r", into="r2")
    make(tmp_path, {"receivers/r2.toml": "[school\n", J: text})
    assert not [line for line in lines(tmp_path) if line.startswith(J)]


def test_pairs_and_plans_of_a_school_that_left_are_no_errors(tmp_path: Path) -> None:
    text = (
        judged("pinned", receiver="r", donor="d")
        + judged("withdrawn", donor="d")
        + judged("same", need="r/n", strength="d/s")
    )
    make(tmp_path, {"programme.toml": '[programme]\nid = "p"\nname = "P"\n\n' + PAIR, "plans/p.toml": OPEN, J: text})
    (line,) = lines(tmp_path)
    assert line == (
        "programme.toml:7: pair[1].donor: this does not count any more, because D left the programme; take it out, or "
        "leave it (note)"
    )


def test_a_name_in_a_file_that_does_not_count_is_noted(tmp_path: Path) -> None:
    with_head = DONOR.replace('name = "D"\n', 'name = "D"\nhead = "Old"\n')
    make(tmp_path, {"donors/d.toml": with_head, J: judged("head", donor="d", name="New")})
    (line,) = lines(tmp_path)
    assert 'this name does not count, because judgements.toml says "New"; write the same name here' in line
    make(tmp_path, {"donors/d.toml": with_head.replace("Old", "New")})
    assert lines(tmp_path) == []


def test_what_was_decided_while_a_school_was_part_of_another_one_is_no_error_when_it_is_back(tmp_path: Path) -> None:
    merged = judged("merged", receiver="r", into="r2")
    verdict = judged("same", need="r2/r-n", strength="d/s")
    make(tmp_path, {"receivers/r2.toml": SECOND, J: merged + verdict + judged("returned", receiver="r")})
    assert lines(tmp_path) == []
    make(tmp_path, {J: verdict})
    assert len(lines(tmp_path)) == 1


def folder_with_plans(folder: Path) -> Reading:
    """Two receivers of one donor; the first has a plan that somebody wrote remarks into."""
    files: dict[str, str | bytes] = {"receivers/r2.toml": SECOND, "plans/p.toml": OPEN}
    return read_programme(make(folder, files))


def written(reading: Reading, after: Programme) -> list[str]:
    changed = {plan.plan.id: plan for plan in changed_plans(reading.programme, after)}
    plans = [(stored, changed[stored.plan.plan.id]) for stored in reading.plans if stored.plan.plan.id in changed]
    return [file.path.name for file in learn(reading, after, plans=plans)]


def test_a_withdrawal_is_one_row_and_two_lines_of_the_plan(tmp_path: Path) -> None:
    reading = folder_with_plans(tmp_path)
    files = {path: path.read_bytes() for path in tmp_path.rglob("*.toml")}
    assert written(reading, withdraw(reading.programme, "d", WANG)) == [J, "p.toml"]
    assert (tmp_path / J).read_text(encoding="utf-8").endswith(
        '\n[[judgement]]\ndecision = "withdrawn"\ndonor = "d"\nby = "王老师"\nat = 2026-12-03T10:30:00Z\n'
    )  # fmt: skip
    before, after = OPEN.splitlines(), (tmp_path / "plans/p.toml").read_text(encoding="utf-8").splitlines()
    assert [line for line in after if line not in before] == [
        'status = "closed"   # since October',
        'note = "ended on 3 December 2026 (under way until then): D withdrew"',
    ]
    assert [line for line in before if line not in after] == ['status = "active"   # since October']
    untouched = {path: data for path, data in files.items() if path.name != "p.toml"}
    assert {path: path.read_bytes() for path in untouched} == untouched


def test_what_was_decided_is_there_when_the_files_are_read_anew(tmp_path: Path) -> None:
    reading = folder_with_plans(tmp_path)
    changes: tuple[Callable[[Programme], Programme], ...] = (
        lambda found: set_head(found, "d", "Li", WANG),
        lambda found: merge_schools(found, "r", "r2", WANG),
        lambda found: return_school(found, "r", WANG),
        lambda found: withdraw(found, "d", WANG),
        lambda found: return_school(found, "d", WANG),
    )
    for change in changes:
        after = change(reading.programme)
        written(reading, after)
        reading = read_programme(tmp_path)
        assert reading.programme == after and reading.problems == ()
    assert sorted(path.name for path in tmp_path.rglob("*.toml")) == [
        "d.toml", J, "p.toml", "programme.toml", "r.toml", "r2.toml",
    ]  # fmt: skip
    assert [stored.plan.plan.status for stored in reading.plans] == [Status.ACTIVE]
    assert "note" not in (tmp_path / "plans/p.toml").read_text(encoding="utf-8")


def test_all_is_taken_back_to_the_byte(tmp_path: Path) -> None:
    reading = folder_with_plans(tmp_path)
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    after = merge_schools(reading.programme, "r", "r2", WANG)
    files = learn(reading, after, plans=list(zip(reading.plans, after.plans, strict=True)))
    write_all([file.reversed() for file in reversed(files)])
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before


def test_a_plan_with_errors_keeps_the_whole_change_from_being_written(tmp_path: Path) -> None:
    make(tmp_path, {"plans/p.toml": OPEN + 'people = "many"\n'})
    reading = read_programme(tmp_path)
    with pytest.raises(CannotWrite):
        written(reading, withdraw(reading.programme, "d", WANG))
    assert not (tmp_path / J).exists()
