"""`needsmatch plan` where help goes both ways: what the receiver could give back is mentioned, or taken into new drafts."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from needsmatch.cli.main import main
from needsmatch.store.plan_file import read_whole_plan
from tests.conftest import PROFILES

Run = Callable[..., str]
RECEIVER = "yuanbaoshan-vocational"


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """`run("plan", folder)` gives what was printed."""

    def call(*arguments: object) -> str:
        capsys.readouterr()
        assert main([str(argument) for argument in arguments]) == 0
        return capsys.readouterr().out

    return call


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A sample in which receivers have something that their donors ask for; nothing is planned in it yet."""
    target = tmp_path / "zhanjiang-liuzhou"
    shutil.copytree(PROFILES / "zhanjiang-liuzhou", target, ignore=shutil.ignore_patterns("plans"))
    return target


def test_what_could_be_given_back_is_mentioned_and_not_planned(run: Run, folder: Path) -> None:
    out = " ".join(run("plan", folder, "--receiver", RECEIVER).split())
    assert "融水元宝山职业教育中心 could give something back: 1; add it with n in the plan" in out
    told = json.loads(run("plan", folder, "--receiver", RECEIVER, "--json"))
    (plan,) = told["plans"]
    assert told["could_give_back"] == {plan["plan"]["id"]: 1}
    assert not any(item.get("in_return") for item in plan["item"])


def test_new_drafts_hold_it_where_that_is_wanted_and_a_refresh_leaves_it_alone(run: Run, folder: Path) -> None:
    out = run("plan", folder, "--receiver", RECEIVER, "--in-return")
    assert "in return, " in out and "could give something back" not in out
    run("plan", folder, "--receiver", RECEIVER, "--in-return", "--write")
    (path,) = (folder / "plans").glob("*.toml")
    before = path.read_bytes()
    item = read_whole_plan(path).plan.items[-1]
    assert item.in_return and item.strength and item.strength.startswith(f"{RECEIVER}/")
    for options in (("--in-return",), ()):
        assert "could give something back" not in run("plan", folder, "--receiver", RECEIVER, *options)
        run("plan", folder, "--receiver", RECEIVER, *options, "--write")
        assert path.read_bytes() == before
    assert run("check", folder) == ""
