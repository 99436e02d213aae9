"""What somebody most likely meant, as the TOML text that would be right."""

from pathlib import Path

import pytest
import tomli
from hypothesis import given
from hypothesis import strategies as st

from needsmatch.errors import Problem, Severity
from needsmatch.i18n import using
from needsmatch.store.folder import read_programme
from needsmatch.store.notebook import as_toml, meant_day, meant_number, meant_truth
from tests.store.test_problems import PLAN, PROGRAMME, RECEIVER, P, R, write
from tests.strategies import any_text, dates

L = "plans/p.toml"


def in_need(line: str) -> dict[str, str]:
    return {R: f"{RECEIVER}{line}\n"}


def in_plan(line: str) -> dict[str, str]:
    return {L: PLAN.replace("X", line)}


CASES: list[tuple[dict[str, str], str, str | None]] = [
    # Known words with a near one
    (in_need('modes = ["shadwo"]'), "need[1].modes[1]", '"shadow"'),
    (in_need('modes = ["跟岗学"]'), "need[1].modes[1]", '"shadow"'),
    ({R: RECEIVER.replace('"primary"', '"primery"')}, "school.stage", '"primary"'),
    ({R: RECEIVER.replace('"primary"', '"zzz"')}, "school.stage", None),
    (in_plan('[[item.answer]]\nid = "a"\nside = "donor"\nanswer = "agreed"'), "item[1].answer[1].answer", '"agree"'),
    # Numbers
    (in_need('priority = "1"'), "need[1].priority", "1"),
    (in_need('priority = "１"'), "need[1].priority", "1"),
    (in_need('priority = "三"'), "need[1].priority", "3"),
    (in_need('priority = "高"'), "need[1].priority", "1"),
    (in_need('priority = "High"'), "need[1].priority", "1"),
    (in_need('priority = "urgent"'), "need[1].priority", "1"),
    (in_need('priority = "中"'), "need[1].priority", "3"),
    (in_need('priority = "medium"'), "need[1].priority", "3"),
    (in_need('priority = "低"'), "need[1].priority", "5"),
    (in_need('priority = "low"'), "need[1].priority", "5"),
    (in_need('priority = "soon"'), "need[1].priority", None),
    (in_need("priority = 3.0"), "need[1].priority", "3"),
    (in_need("priority = 2.5"), "need[1].priority", None),
    (in_need("priority = inf"), "need[1].priority", None),
    (in_need("priority = true"), "need[1].priority", None),
    (in_need("priority = 9"), "need[1].priority", "5"),
    (in_need("priority = 0"), "need[1].priority", "1"),
    (in_need('priority = "9"'), "need[1].priority", "5"),
    (in_need('people = "30人"'), "need[1].people", "30"),
    (in_need('people = "高"'), "need[1].people", None),
    (in_need('people = "many"'), "need[1].people", None),
    (in_need("people = -1"), "need[1].people", None),
    (in_plan("score = 101"), "item[1].score", None),
    ({L: PLAN.replace("format = 1", "format = 2").replace("X", "")}, "plan.format", None),
    # Dates
    (in_need('by = "2026/9/1"'), "need[1].by", "2026-09-01"),
    (in_need('by = "2026年9月1日"'), "need[1].by", "2026-09-01"),
    (in_need('by = "2026/2/30"'), "need[1].by", None),
    (in_need('by = "soon"'), "need[1].by", None),
    ({P: PROGRAMME + '[[ban]]\nreceiver = "r"\ndonor = "d"\nat = "2026.9.1"\n'}, "ban[1].at", "2026-09-01"),
    # True and false
    (in_need('illustrative = "yes"'), "need[1].illustrative", "true"),
    (in_need('illustrative = "否"'), "need[1].illustrative", "false"),
    (in_need("illustrative = 1"), "need[1].illustrative", "true"),
    (in_need('illustrative = "perhaps"'), "need[1].illustrative", None),
    # Texts and ids
    ({R: RECEIVER.replace('"R"', "7")}, "school.name", '"7"'),
    ({R: RECEIVER.replace('"R"', "3.10")}, "school.name", None),
    ({R: RECEIVER.replace('"R"', "true")}, "school.name", None),
    ({R: RECEIVER.replace('"R"', "0x" + "f" * 10_000)}, "school.name", None),
    ({R: RECEIVER.replace('"n"', '"Need One"')}, "need[1].id", '"need-one"'),
    ({R: RECEIVER.replace('"n"', "7")}, "need[1].id", '"7"'),
    ({R: RECEIVER.replace('"n"', '"家长"')}, "need[1].id", None),
    (in_plan('strength = "D/S"'), "item[1].strength", '"d/s"'),
    (in_plan('strength = "evenings"'), "item[1].strength", None),
    ({R: RECEIVER.replace('"reading at home"', '" "')}, "need[1].text", None),
    # Lists
    (in_need('modes = "visit"'), "need[1].modes", '["visit"]'),
    (in_need('modes = "跟岗、shadwo, visit"'), "need[1].modes", '["shadow", "shadow", "visit"]'),
    (in_need('modes = "zzz"'), "need[1].modes", None),
    (in_plan('mentors = "Li, Wang"'), "item[1].mentors", '["Li, Wang"]'),
    (in_plan("mentors = 3"), "item[1].mentors", '["3"]'),
    (in_plan('evidence = "x"'), "item[1].evidence", None),
    # Keys
    (in_need('prioriti = "1"'), "need[1].prioriti", "priority"),
    (in_need('zzz = "1"'), "need[1].zzz", None),
    ({R: RECEIVER.replace("[[need]]", "[[needs]]")}, "needs", "need"),
    ({R: RECEIVER + '[[wish]]\ntext = "x"\n'}, "wish", None),
    ({R: RECEIVER.replace('name = "R"\n', "")}, "school.name", None),
    # Across files
    ({P: PROGRAMME + '[[pair]]\nreceiver = "rr"\ndonor = "d"\n', "receivers/rrr.toml": RECEIVER.replace('"r"', '"rrr"')}, "pair[1].receiver", '"rrr"'),
    ({P: PROGRAMME + '[[ban]]\nreceiver = "zzz"\ndonor = "d"\n'}, "ban[1].receiver", None),
    ({P: PROGRAMME + '[[pair]]\nreceiver = "d"\ndonor = "r"\n'}, "pair[1].receiver", None),
    (in_plan('strength = "d/t"'), "item[1].strength", '"d/s"'),
    ({L: PLAN.replace('donor = "d"', 'donor = "dd"').replace("X", "")}, "plan.donor", '"d"'),
    ({"judgements.toml": '[[judgement]]\ndecision = "same"\nneed = "r/m"\nstrength = "d/s"\n'}, "judgement[1].need", '"r/n"'),
]  # fmt: skip


@pytest.mark.parametrize(("files", "key", "suggestion"), CASES)
def test_each_mistake_has_its_suggestion_or_none(
    tmp_path: Path, files: dict[str, str], key: str, suggestion: str | None
) -> None:
    found = [problem for problem in read_programme(write(tmp_path, {**files})).problems if problem.key == key]
    assert [problem.suggestion for problem in found] == [suggestion]


@pytest.mark.parametrize(("files", "key", "suggestion"), [case for case in CASES if case[2]])
def test_a_suggestion_is_the_same_in_every_language(
    tmp_path: Path, files: dict[str, str], key: str, suggestion: str | None
) -> None:
    with using("zh_CN"):
        found = [problem for problem in read_programme(write(tmp_path, {**files})).problems if problem.key == key]
    assert [problem.suggestion for problem in found] == [suggestion]


def test_a_suggestion_makes_no_second_problem() -> None:
    plain, suggesting = (Problem("f", 1, "k", "m", Severity.ERROR, suggestion) for suggestion in (None, "1"))
    assert len({plain, suggesting}) == 1


@given(any_text | st.integers(-(2**60), 2**60) | st.booleans() | dates)
def test_a_value_written_as_toml_reads_as_itself_and_stands_on_one_line(value: str | int) -> None:
    assert tomli.loads(f"x = {as_toml(value)}") == {"x": value}
    assert "\n" not in as_toml(value)


@given(st.text(), st.floats())
def test_no_text_and_no_number_is_beyond_guessing(text: str, number: float) -> None:
    for value in (text, number):
        assert isinstance(meant_number(value), int | None)
        assert isinstance(meant_truth(value), bool | None)
        meant_day(value)


@given(st.integers(-(10**14), 10**14), dates)
def test_what_is_written_as_a_text_is_meant_as_it_stands(number: int, day: object) -> None:
    assert meant_number(str(number)) == number
    assert meant_day(f" {day} ") == day
