"""`needsmatch report`: the page, the JSON, and that both say the same as the plans."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from needsmatch.cli.main import main
from needsmatch.display import cells
from needsmatch.store.folder import read_programme
from needsmatch.store.samples import copy_sample
from tests.conftest import PROFILES
from tests.store.test_problems import DONOR, PROGRAMME, RECEIVER
from tests.store.test_problems import write as write_files

Run = Callable[..., tuple[int, str, str]]

DAY = ("--on", "2026-12-20")
ADDED = ("occasions", "sessions", "attendances", "months", "money")
"""Sums of which the parts make the whole."""

PLAN = r"""
[plan]
format = 1
id = "r-d"
programme = "p"
receiver = "r"
receiver_name = "First [red] School"
donor = "d"
donor_name = "Second School"
status = "active"
start = 2026-09-01
end = 2027-06-30

[[item]]
id = "i-1"
need = ["r/n"]
need_text = ["reading at home"]
mode = "lesson"
activity = "Lessons with books"
sessions = 4
end = 2026-11-30

[[item.outcome]]
id = "o-1"
date = 2026-10-12
sessions = 1
people = 30
money = 0.1

[[item.outcome]]
id = "o-2"
date = 2026-11-02
sessions = 1
names = ["Ann [red] Lee"]
money = 0.2

[[item.confirmation]]
id = "c-1"
side = "receiver"
useful = "very"
comment = "They ask for [bold]more[/bold]"
"""


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs `needsmatch report`; gives exit code, stdout and stderr."""

    def call(*arguments: object) -> tuple[int, str, str]:
        capsys.readouterr()
        code = main(["report", *map(str, arguments)])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return call


def report_of(run: Run, *arguments: object) -> dict[str, Any]:
    code, out, _err = run(*arguments, "--json")
    assert code == 0
    found: dict[str, Any] = json.loads(out)
    return found


@pytest.fixture
def small(tmp_path: Path) -> Path:
    return write_files(tmp_path, {"donors/d.toml": DONOR, "plans/r-d.toml": PLAN})


def test_the_figures_of_the_real_programmes_come_out_of_their_samples(run: Run) -> None:
    found = report_of(run, PROFILES / "zhanjiang-liuzhou", *DAY)
    by_mode = {row["mode"]: row for row in found["by_mode"]}
    assert by_mode["teaching"]["people"] == 217
    assert (by_mode["lesson"]["occasions"], by_mode["lesson"]["sessions"]) == (5, 200)
    assert by_mode["lecture"]["sessions"] == 200
    assert by_mode["donation"]["money"] == 800_000
    found = report_of(run, PROFILES / "huishan-haidong", *DAY)
    by_mode = {row["mode"]: row for row in found["by_mode"]}
    assert (by_mode["shadow"]["people"], by_mode["shadow"]["batches"]) == (102, 2)
    teaching = by_mode["teaching"]
    assert (teaching["people"], teaching["months_shortest"], teaching["months_longest"]) == (12, 3, 13)
    figures = {row["text"]: row for row in found["figures"]}
    assert figures["跟岗批次"]["counted"] == figures["跟岗批次"]["amount"] == 2


@pytest.mark.parametrize("name", ["zhanjiang-liuzhou", "huishan-haidong"])
def test_the_parts_of_every_sum_make_the_whole(run: Run, name: str) -> None:
    found = report_of(run, PROFILES / name, *DAY)
    for sum_name in ADDED:
        whole = found["totals"][sum_name]
        assert sum(row[sum_name] for row in found["by_mode"]) == pytest.approx(whole)
        assert whole > 0
    needs = found["needs"]
    assert needs["asked"] == needs["answered"] + needs["unmet"]
    assert needs["asked"] == sum(len(school.needs) for school in read_programme(PROFILES / name).programme.receivers)
    for grouping in ("by_topic", "by_stage", "by_district"):
        for key in ("asked", "answered", "agreed", "done", "unmet"):
            assert sum(row[key] for row in found[grouping]) == needs[key]
        references = [need for row in found[grouping] for need in row["needs"]]
        assert len(references) == len(set(references)) == needs["asked"]
    assert sum(entry["asked"] for entry in found["evaluation"]) == needs["asked"]
    assert sum(entry["done"] for entry in found["evaluation"]) == needs["done"]
    plans = {plan.plan.id: {item.id for item in plan.items} for plan in read_programme(PROFILES / name).programme.plans}
    behind = [entry["item"] for entry in found["overdue"]] + [item for row in found["by_mode"] for item in row["items"]]
    assert all(item.split("/")[1] in plans[item.split("/")[0]] for item in behind)


def test_sums_of_decimals_are_exact_and_days_to_come_do_not_count(run: Run, small: Path) -> None:
    found = report_of(run, small, *DAY)
    assert found["totals"]["money"] == 0.3
    assert (found["totals"]["people"], found["totals"]["people_named"], found["totals"]["sessions"]) == (31, 1, 2)
    assert [entry["item"] for entry in found["overdue"]] == ["r-d/i-1"]
    assert found["useful"]["very"] == ["r-d/i-1"] and found["needs"]["done"] == 0
    before = report_of(run, small, "--on", "2026-10-31")
    assert (before["totals"]["sessions"], before["overdue"]) == (1, [])
    since = report_of(run, small, *DAY, "--since", "2026-11-01")
    assert since["totals"]["sessions"] == 1 and since["since"] == "2026-11-01"
    assert [(event["date"], event["what"]) for event in since["changes"]] == [("2026-11-02", "done")]


LATER = r"""
[[item]]
id = "i-2"
mode = "shadow"
end = 2026-12-30

[[item.placement]]
id = "p-1"
person = "Wang"
start = 2026-10-01
months = 2
grade = "good"
assessed = 2026-12-10

[[item.confirmation]]
id = "c-2"
side = "receiver"
useful = "some"
at = 2026-12-15T08:00:00Z
"""


def test_on_a_day_what_was_done_assessed_and_confirmed_later_does_not_count(run: Run, small: Path) -> None:
    plan = small / "plans" / "r-d.toml"
    plan.write_text(plan.read_text(encoding="utf-8") + LATER, encoding="utf-8")

    def seen(day: str) -> tuple[object, ...]:
        found = report_of(run, small, "--on", day)
        due = [entry["item"] for entry in found["due_this_month"]]
        return found["placements"], found["useful"]["some"], found["totals"]["months"], due

    running = {"begun": 1, "now": 1, "over": 0, "assessed": 0}
    assert seen("2026-11-15") == (running, [], 1.5, ["r-d/i-1"])
    assert seen("2026-12-05") == ({"begun": 1, "now": 0, "over": 1, "assessed": 0}, [], 2, ["r-d/i-2"])
    over = {"begun": 1, "now": 0, "over": 1, "assessed": 1}
    assert seen("2026-12-20") == (over, ["r-d/i-2"], 2, [])
    assert report_of(run, small, *DAY, "--since", "2026-12-01")["placements"] == over


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_the_page_lines_up_and_has_no_escapes(run: Run, language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEEDSMATCH_LANG", language)
    code, out, _err = run(PROFILES / "zhanjiang-liuzhou", *DAY, "--full", "--since", "2026-11-01")
    assert code == 0 and "\x1b" not in out
    lines = out.splitlines()
    assert max(map(cells, lines)) <= 110
    bars = [line for line in lines if "##" in line]
    assert len(bars) > 20 and all(line == line.rstrip() for line in lines)
    # In one section all bars begin in one column.
    bar = re.compile(r"  [#.]{12}(  |$)")
    sections = [section.splitlines()[1:] for section in out.split("\n\n")]
    starts = [{cells(line[: found.start()]) for line in section if (found := bar.search(line))} for section in sections]
    lengths = [len(columns) for columns in starts if columns]
    assert len(lengths) >= 9 and set(lengths) == {1}


def test_texts_of_people_are_shown_as_they_are_and_command_nothing(run: Run, small: Path) -> None:
    _code, out, _err = run(small, *DAY, "--full")
    assert "They ask for [bold]more[/bold]" in out
    assert "\x1b" not in out


def test_a_page_is_written_once_and_never_over_another_file(run: Run, small: Path) -> None:
    page, data = small / "report.txt", small / "report.json"
    assert run(small, *DAY, "-o", page)[0] == 0
    text = page.read_text(encoding="utf-8")
    assert "Lessons with books" not in text and "20 December 2026" in text and text.endswith("\n")
    assert run(small, *DAY, "--full", "-o", small / "full.txt")[0] == 0
    assert "Lessons with books" in (small / "full.txt").read_text(encoding="utf-8")
    assert run(small, *DAY, "-o", data)[0] == 0
    assert json.loads(data.read_text(encoding="utf-8"))["totals"]["sessions"] == 2
    code, _out, err = run(small, *DAY, "-o", page)
    assert code == 2 and "report.txt" in err and page.read_text(encoding="utf-8") == text


def test_wrong_days_are_worded(run: Run, small: Path) -> None:
    code, _out, err = run(small, "--since", "soon")
    assert code == 2 and "2026-09-01" in err
    code, _out, err = run(small, *DAY, "--since", "2027-01-01")
    assert code == 2 and "2026-12-20" in err


def test_a_report_is_made_of_what_can_be_read_and_the_errors_are_named(run: Run, small: Path) -> None:
    (small / "plans" / "other.toml").write_text("[plan", encoding="utf-8")
    code, out, err = run(small, *DAY)
    assert code == 1 and "other.toml" in err and "2 lessons" in out


def test_a_programme_without_plans_has_a_report(run: Run, tmp_path: Path) -> None:
    copy_sample("harbour-uplands", tmp_path / "p")
    found = report_of(run, tmp_path / "p", *DAY)
    needs = found["needs"]
    assert needs["asked"] == needs["unmet"] == needs["without_plan"] > 0
    assert found["totals"]["occasions"] == 0 and found["by_mode"] == []
    assert run(write_files(tmp_path / "q", {"receivers/r.toml": ""}), *DAY)[0] == 1
    assert PROGRAMME and RECEIVER
