"""Whole stories in a real terminal: from an empty home folder to a saved plan, as a person would do it."""

import os
import shlex
import shutil
import subprocess
import sys
import time
import tomllib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.conftest import PROFILES

pytestmark = pytest.mark.skipif(shutil.which("tmux") is None, reason="tmux, the terminal of these tests, is missing")

_DEADLINE = 30.0
"""Seconds until something must have happened."""
_PAUSE = 0.03
"""Seconds between two looks."""


class Terminal:
    """A terminal of its own with the app in it."""

    def __init__(self, socket: Path, environ: dict[str, str]) -> None:
        self._command = ["tmux", "-S", str(socket), "-f", os.devnull]
        self._environ = environ

    def tmux(self, *arguments: str) -> str:
        """What tmux says to one of its commands."""
        return subprocess.run(
            [*self._command, *arguments],
            env={**self._environ, "LC_ALL": "C.UTF-8"},  # tmux itself wants it; the app does without
            capture_output=True, encoding="utf-8", check=True,
        ).stdout  # fmt: skip

    def start(self, size: tuple[int, int], *arguments: str) -> None:
        """Start the app."""
        command = ["env", "-u", "LC_ALL", "TERM=screen-256color", sys.executable, "-m", "needsmatch", *arguments]
        columns, lines = map(str, size)
        line = f"{shlex.join(command)}; echo ended with $?; exec cat"
        self.tmux("new-session", "-d", "-x", columns, "-y", lines, "sh", "-c", line)

    @property
    def screen(self) -> str:
        """What stands on the screen."""
        return self.tmux("capture-pane", "-p")

    def keys(self, *names: str) -> None:
        """Press keys."""
        self.tmux("send-keys", *names)

    def type(self, text: str) -> None:
        """Type a text, as an input method does."""
        self.tmux("send-keys", "-l", text)

    def sees(self, *texts: str, without: str = "") -> str:
        """Wait until all of `texts` stand on the screen; gives the screen."""
        return self.waits_for(
            lambda screen: all(text in screen for text in texts) and not (without and without in screen),
            f"{texts} without {without!r}",
        )

    def ends(self) -> None:
        """Wait until the app has ended without a word and without an error, and let the terminal go."""
        screen = self.sees("ended with ")
        assert screen.split() == ["ended", "with", "0"], screen
        self.tmux("kill-session")

    def waits_for(self, happened: Callable[[str], bool], what: str) -> str:
        """Wait until something can be seen; gives the screen."""
        end = time.monotonic() + _DEADLINE
        while True:
            screen = self.screen
            if happened(screen):
                return screen
            assert time.monotonic() < end, f"waited in vain for {what}:\n{screen}"
            time.sleep(_PAUSE)


@contextmanager
def terminal(tmp_path: Path, language: str) -> Iterator[Terminal]:
    """A terminal for a person with an empty home folder; it is gone afterwards, whatever happened."""
    project = str(PROFILES.parent)
    opened = Terminal(
        tmp_path / "tmux", {**os.environ, "PYTHONPATH": project, "NEEDSMATCH_LANG": language, "TERM": "screen-256color"}
    )
    try:
        yield opened
    finally:
        subprocess.run([*opened._command, "kill-server"], capture_output=True, check=False)


def check(folder: Path) -> subprocess.CompletedProcess[str]:
    """What the command line says to a programme."""
    command = [sys.executable, "-m", "needsmatch", "check", str(folder)]
    return subprocess.run(command, capture_output=True, encoding="utf-8", cwd=PROFILES.parent, check=False)


def test_from_an_empty_home_to_a_saved_plan(tmp_path: Path, home: Path) -> None:
    with terminal(tmp_path, "zh_CN") as at:
        at.start((120, 36))
        at.sees("您要打开哪个项目", "> 湖里—闽宁镇结对帮扶")
        at.keys("Enter")
        at.sees("等您处理", "全部已保存")

        at.keys("2")
        at.sees("全部 16")
        at.keys("/")
        at.sees("Enter 到列表")
        at.type("yhyey")
        assert "玉海幼儿园" in at.sees("全部 1 ")
        at.keys("Escape")
        at.sees("全部 16")
        at.keys("/")
        at.sees("Enter 到列表")
        at.type("玉海")
        at.sees("全部 1 ", "> 玉海幼儿园", "火炬幼儿园")
        at.keys("Enter")
        at.sees("Enter 谁能帮")
        at.keys("Enter")
        at.sees("Enter 哪些需求")
        at.keys("Enter")
        at.sees("Enter 完整理由")
        at.keys("Enter")
        at.sees("怎样指导家长", "幼儿家长指导", "满分 100")

        at.keys("4")
        at.sees("> 玉海幼儿园", "未起草")
        at.keys("Enter")
        at.sees("整份方案", "未保存 1 处")
        at.keys("Down")
        at.sees("第 1 项  怎样指导家长")
        at.keys("Enter")
        at.sees("> 活动")
        for label in ("方式", "负责", "导师", "人数"):
            at.keys("Down")
            at.sees(f"> {label}")
        at.keys("Enter")
        at.sees("Enter 确定")
        at.type("８人\r")  # behind the 20 that was drafted, and Enter in the same breath
        at.sees("刚才：第 1 项「人数」", "Enter 修改")
        at.keys("Down")
        at.sees("> 次数")
        at.keys("Enter")
        at.sees("Enter 确定")
        at.type("9\r")
        at.sees("刚才：第 1 项「次数」", "Enter 修改")
        at.keys("C-z")
        at.sees("Ctrl+Y")
        at.keys("C-s")
        at.sees("已保存", without="未保存")
        at.keys("C-q")
        at.ends()

        folder = home / "Documents" / "needsmatch" / "huli-minning"
        (file,) = (folder / "plans").glob("*.toml")
        plan = tomllib.loads(file.read_text(encoding="utf-8"))
        assert plan["plan"]["receiver_name"] == "玉海幼儿园"
        assert plan["item"][0]["people"] == 208
        assert plan["item"][0].get("sessions") != 9
        checked = check(folder)
        assert checked.returncode == 0, checked.stdout + checked.stderr

        at.start((120, 36))
        assert "您要打开哪个项目" not in at.sees("湖里—闽宁镇结对帮扶", "等您处理")
        at.keys("4")
        at.sees("已起草 1 份")
        at.keys("C-q")
        at.ends()


def test_nobody_leaves_with_unsaved_work_by_accident(tmp_path: Path, home: Path) -> None:
    folder = home / "harbour-uplands"
    shutil.copytree(PROFILES / folder.name, folder)
    with terminal(tmp_path, "en") as at:
        at.start((80, 24), str(folder))
        at.sees("Waits for you")
        at.keys("4")
        at.sees("0 of 5 plans drafted", "unmet 1")  # matched by now
        at.keys("Enter")
        at.sees("The plan as a whole", "* 1 change not saved")
        at.keys("C-q")
        at.sees("1 change is not saved", "> 3  Stay here")
        at.keys("C-q")  # pressed once more by habit
        at.keys("Enter")
        at.sees("The plan as a whole", "* 1 change not saved")
        assert not (folder / "plans").exists()
        at.keys("Down")
        at.sees("Item 1")
        at.keys("Enter")
        at.sees("> Activity")
        at.keys("Enter")
        at.sees("Enter Keep")
        at.type(" Twice.\x13")  # and Ctrl+S in the same breath
        at.sees("1 plan saved", "Saved ")
        at.keys("C-q")
        at.ends()
    (file,) = (folder / "plans").glob("*.toml")
    assert tomllib.loads(file.read_text(encoding="utf-8"))["item"][0]["activity"].endswith(" Twice.")
    assert check(folder).returncode == 0
