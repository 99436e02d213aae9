"""`needsmatch new --from`: a programme a year on."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from needsmatch.cli.main import main
from needsmatch.store.folder import read_programme
from tests.conftest import PROFILES
from tests.store.test_problems import PROGRAMME
from tests.store.test_problems import write as make

Run = Callable[..., tuple[int, str, str]]
OLD = PROFILES / "huishan-haidong"


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs one command line; gives exit code, stdout and stderr."""

    def call(*arguments: object) -> tuple[int, str, str]:
        capsys.readouterr()
        code = main([str(argument) for argument in arguments])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return call


def test_the_next_year_says_what_was_carried_and_is_ready_for_every_verb(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "next"
    code, out, err = run("new", folder, "--from", OLD / "programme.toml")
    assert code == 0, err
    said = out.splitlines()
    assert "goes on as huishan-haidong-2027." in said[0]
    assert said[1:3] == ["36 schools are carried over.", "18 pairs stay together."]
    assert said[-1] == "18 plans are kept in plans/.archive/huishan-haidong."
    assert run("check", folder)[:2] == (0, "")
    asked = json.loads(run("match", folder, "--receiver", "guyi-primary", "--json")[1])
    assert asked["problems"] == []
    assert "Asked for in 2026-27: " in run("match", folder, "--receiver", "guyi-primary")[1]
    assert run("plan", folder, "--receiver", "guyi-primary", "--write")[0] == 0
    assert run("report", folder)[0] == 0


def test_programs_get_what_was_carried_in_numbers(run: Run, tmp_path: Path) -> None:
    code, out, _err = run("new", tmp_path / "next", "--from", OLD, "--json")
    told = json.loads(out)
    assert (code, told["id"], told["previous"]) == (0, "huishan-haidong-2027", "huishan-haidong")
    assert (told["start"], told["end"]) == ("2027-09-01", "2028-07-10")
    assert (told["schools"], told["pairs"], told["plans"]) == (36, 18, 18)
    assert all((tmp_path / "next" / name).is_file() for name in told["files"])
    assert set(told["needs"]) == {"done", "unmet", "planned", "begun"} and told["needs"]["unmet"] > 0
    asked = sum(len(school.needs) for school in read_programme(OLD).programme.receivers)
    assert sum(told["needs"].values()) == asked and set(told["in_return"]) == {"carried", "done"}


def test_whoever_carries_over_a_year_that_is_not_over_is_told(run: Run, tmp_path: Path) -> None:
    for year, is_told in ((2999, True), (2001, False)):
        folder = tmp_path / str(year)
        make(folder, {"programme.toml": PROGRAMME + f'language = "en"\nstart = 2000-09-01\nend = {year}-07-10\n'})
        code, _out, err = run("new", tmp_path / f"next-{year}", "--from", folder)
        assert code == 0 and ("P is not over yet: it ends on 10 July 2999." in err) == is_told


def test_a_programme_with_errors_is_not_carried_over(run: Run, sample: Path, tmp_path: Path) -> None:
    (sample / "receivers/yuhai-kindergarten.toml").write_text("[school]\n", encoding="utf-8")
    code, out, err = run("new", tmp_path / "next", "--from", sample)
    assert (code, out) == (1, "")
    assert "receivers/yuhai-kindergarten.toml" in err and "mend them first" in err
    assert not (tmp_path / "next").exists()


def test_a_sample_and_a_year_before_are_not_both_taken(run: Run, tmp_path: Path) -> None:
    code, _out, err = run("new", tmp_path / "next", "--sample", "huli-minning", "--from", OLD)
    assert code == 2 and "leave one of the two out" in err
    assert run("new", tmp_path / "next", "--from", tmp_path / "nowhere")[0] == 2
    assert not (tmp_path / "next").exists()
