"""The merge driver and the merge tool of docs/merging.md, with real git."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.store.test_saving import PLAN

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")

ROOT = Path(__file__).parents[2]
DOCUMENT = (ROOT / "docs/merging.md").read_text(encoding="utf-8")
FILE = "plans/r-with-d.toml"


class Repository:
    """A folder under git with one plan, and a branch `theirs` beside the first one."""

    def __init__(self, folder: Path, home: Path) -> None:
        self.folder = folder
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("GIT_")},
            "HOME": str(home), "GIT_CONFIG_NOSYSTEM": "1", "PYTHONPATH": str(ROOT),
            **{f"GIT_{who}_{what}": "a@b" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")},
        }  # fmt: skip
        self.git("init", "-q", "-b", "ours")
        self.write(PLAN)
        self.commit("the plan as it was sent")
        self.git("branch", "theirs")

    def git(self, *arguments: str, code: int = 0) -> str:
        done = subprocess.run(
            ["git", *arguments], cwd=self.folder, env=self.environment, stdin=subprocess.DEVNULL, capture_output=True,
            text=True, encoding="utf-8",
        )  # fmt: skip
        assert done.returncode == code, done.stdout + done.stderr
        return done.stdout

    def set_up(self) -> None:
        """What the document tells to do, with this Python's needsmatch for the one on the PATH."""
        attributes = re.search(r"plans/\S+ merge=needsmatch", DOCUMENT)
        assert attributes
        (self.folder / ".git/info/attributes").write_text(attributes.group() + "\n")
        commands = re.findall(r"^ +git (config .+)$", DOCUMENT, re.MULTILINE)
        assert len(commands) == 4
        for command in commands:
            program = f"{shlex.quote(sys.executable)} -m needsmatch"
            words = [re.sub("^needsmatch", program, word) if " " in word else word for word in shlex.split(command)]
            self.git(*words)

    def write(self, text: str) -> None:
        (self.folder / "plans").mkdir(exist_ok=True)
        (self.folder / FILE).write_text(text, encoding="utf-8")

    def read(self) -> str:
        return (self.folder / FILE).read_text(encoding="utf-8")

    def commit(self, message: str) -> None:
        self.git("add", "-A")
        self.git("commit", "-q", "-m", message)

    def diverge(self, ours: str, theirs: str) -> None:
        """One commit on each branch; `ours` is checked out."""
        self.git("checkout", "-q", "theirs")
        self.write(theirs)
        self.commit("reviewed")
        self.git("checkout", "-q", "ours")
        self.write(ours)
        self.commit("worked on meanwhile")


OURS = PLAN.replace("people = 20             # to be discussed", "people = 12             # in two groups")
THEIRS = PLAN.replace('mode = "跟岗"', 'sessions = 3  # on Fridays\nmode = "跟岗"')
BOTH = OURS.replace('mode = "跟岗"', 'sessions = 3  # on Fridays\nmode = "跟岗"')
AGAINST = THEIRS.replace("people = 20 ", "people = 21 ")


@pytest.fixture
def repository(tmp_path: Path, home: Path) -> Repository:
    return Repository(tmp_path, home)


def lines(text: str) -> list[list[str]]:
    """The lines of each paragraph, in no order: a new key may stand anywhere in its table."""
    return [sorted(part.splitlines()) for part in text.split("\n\n")]


def test_two_people_who_changed_other_fields_of_one_item_do_not_disturb_each_other(repository: Repository) -> None:
    repository.diverge(OURS, THEIRS)
    repository.git("merge", "-q", "theirs", code=1)  # by lines it is a conflict
    assert "<<<<<<<" in repository.read()
    repository.git("merge", "--abort")
    repository.set_up()
    repository.git("merge", "-q", "--no-edit", "theirs")
    assert lines(repository.read()) == lines(BOTH)
    assert repository.git("status", "--porcelain") == ""


def test_a_rebase_and_a_cherry_pick_use_it_too(repository: Repository) -> None:
    repository.diverge(OURS, THEIRS)
    repository.set_up()
    repository.git("checkout", "-q", "-b", "picked", "ours")
    repository.git("cherry-pick", "theirs")
    assert lines(repository.read()) == lines(BOTH)
    repository.git("checkout", "-q", "theirs")
    repository.git("rebase", "-q", "ours")
    assert lines(repository.read()) == lines(BOTH)
    assert repository.git("log", "--format=%s").splitlines()[:2] == ["reviewed", "worked on meanwhile"]


def test_a_contradiction_is_left_to_the_merge_tool(repository: Repository) -> None:
    repository.diverge(OURS, AGAINST)
    repository.set_up()
    repository.git("merge", "-q", "theirs", code=1)
    assert repository.read() == OURS
    assert repository.git("status", "--porcelain") == f"UU {FILE}\n"
    # Where nobody sits at a terminal the tool decides nothing by itself.
    tool = ("mergetool", "--no-prompt", "--tool=needsmatch")
    repository.git(*tool, code=1)
    assert repository.git("status", "--porcelain").startswith(f"UU {FILE}\n")
    command = repository.git("config", "mergetool.needsmatch.cmd").strip()
    repository.git("config", "mergetool.needsmatch.cmd", f"{command} --theirs")
    repository.git(*tool)
    repository.git("commit", "-q", "--no-edit")
    assert "people = 21 " in repository.read() and "sessions = 3  # on Fridays" in repository.read()
    assert "# in two groups" in repository.read()
    assert repository.git("status", "--porcelain", "--untracked-files=no") == ""


def test_a_plan_that_both_added_is_merged_without_a_base(repository: Repository) -> None:
    repository.git("rm", "-q", FILE)
    repository.git("commit", "-q", "-m", "no plan yet")
    repository.git("branch", "-f", "theirs")
    repository.diverge(PLAN, THEIRS)
    repository.set_up()
    repository.git("merge", "-q", "--no-edit", "theirs")
    assert lines(repository.read()) == lines(THEIRS)
