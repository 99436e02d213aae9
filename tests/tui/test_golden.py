"""Whole screens as text, compared with what they were: a change of a page shows as a difference of files.

After a change that was meant: `NEEDSMATCH_WRITE_GOLDEN=1 python -m pytest tests/tui/test_golden.py`, then read the
difference.
"""

import difflib
import os
import shutil
from datetime import date, datetime
from pathlib import Path
from typing import NamedTuple

import pytest

from needsmatch.tui import clock
from needsmatch.workspace import make_programme
from tests.conftest import PROFILES
from tests.tui.conftest import SMALL, WIDE, Opened, screen_text, settle

GOLDEN = Path(__file__).with_name("golden")

CHINESE, ENGLISH = "huli-minning", "harbour-uplands"
LANGUAGE = {CHINESE: "zh_CN", ENGLISH: "en"}


class Screen(NamedTuple):
    """How a screen is reached."""

    programme: str | None
    """A sample; None: the start page."""
    size: tuple[int, int]
    keys: tuple[str, ...] = ()
    """Keys that are pressed one after the other; "" waits until all work is done."""
    language: str = ""
    """Where it is not that of the programme."""


PLAN = ("4", "", "enter", "")
TWO_FIELDS = ("ctrl+s", "", "down", "enter", *["down"] * 4, "enter", "backspace", "8", "enter", "down", "delete", "")

MISTAKES = (
    ('stage = "', 'stage = "x'),
    ("\npriority = ", "\nurgency = 1\npriority = "),
    ("priority = 1", "priority = 11"),
)
"""What is wrong in the first files of the problems page, as a text and what stands there instead."""

SCREENS = {
    "overview-zh-120": Screen(CHINESE, WIDE),
    "overview-en-80": Screen(ENGLISH, SMALL),
    "matching-en-120": Screen(ENGLISH, WIDE, ("2", "")),
    "matching-zh-80": Screen(CHINESE, SMALL, ("2", "", "enter", "enter")),
    "reason-zh-120": Screen(CHINESE, WIDE, ("2", "", "enter", "enter", "enter", "")),
    "pairing-zh-120": Screen(CHINESE, WIDE, ("3", "", "")),
    "pairing-en-80": Screen(ENGLISH, SMALL, ("3", "", "")),
    "decision-en-120": Screen(ENGLISH, WIDE, ("3", "", "ctrl+end", "enter", "")),
    "gaps-zh-80": Screen(CHINESE, SMALL, ("3", "", "u", "")),
    "plan-zh-120": Screen(CHINESE, WIDE, (*PLAN, *TWO_FIELDS)),
    "plan-en-80": Screen(ENGLISH, SMALL, PLAN),
    "problems-en-120": Screen(ENGLISH, WIDE, ("5", "")),
    "problems-zh-80": Screen(CHINESE, SMALL, ("5", "")),
    "help-zh-120": Screen(ENGLISH, WIDE, ("2", "", "f1", ""), language="zh_CN"),
    "help-en-80": Screen(CHINESE, SMALL, ("1", "f1", ""), language="en"),
    "start-en-120": Screen(None, WIDE, language="en"),
    "start-zh-80": Screen(None, SMALL, language="zh_CN"),
    "empty-zh-80": Screen("empty", SMALL, language="zh_CN"),
    "commands-zh-120": Screen(CHINESE, WIDE, ("ctrl+p", "")),
    "commands-en-80": Screen(ENGLISH, SMALL, ("ctrl+p", *"save", "")),
}


@pytest.fixture(autouse=True)
def still(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Always the same moment, and the same place as far as a screen tells."""
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 10, 10, 9, 5).astimezone())
    monkeypatch.chdir(tmp_path)


def prepared(name: str, *, broken: bool) -> Path:
    """A programme in the current folder, by a path that is the same in every run."""
    folder = Path(name)
    if name == "empty":
        make_programme(folder, None, date(2026, 10, 10))
        for school in folder.glob("*/*.toml"):
            school.unlink()
        # A relative path, for this page says where the programme lies.
        return folder
    shutil.copytree(PROFILES / name, folder)
    if broken:
        for file, mistake in zip(sorted(folder.glob("receivers/*.toml")), MISTAKES, strict=False):
            text = file.read_text(encoding="utf-8")
            file.write_text(text.replace(*mistake, 1), encoding="utf-8", newline="\n")
    return folder.absolute()


@pytest.mark.parametrize("name", SCREENS)
async def test_the_screen_is_as_it_was(opened: Opened, name: str) -> None:
    screen = SCREENS[name]
    folder = prepared(screen.programme, broken=name.startswith("problems")) if screen.programme else None
    language = screen.language or LANGUAGE[screen.programme or ""]
    async with opened(folder, size=screen.size, language=language) as pilot:
        for key in screen.keys:
            if key:
                await pilot.press(key)
            else:
                await settle(pilot)
        compare(name, screen_text(pilot.app) + "\n")


def compare(name: str, shown: str) -> None:
    """Fail where `shown` is not what the golden file holds; write the file where that is asked for."""
    file = GOLDEN / f"{name}.txt"
    if os.environ.get("NEEDSMATCH_WRITE_GOLDEN"):
        file.parent.mkdir(exist_ok=True)
        file.write_text(shown, encoding="utf-8", newline="\n")
    before = file.read_text(encoding="utf-8") if file.is_file() else ""
    difference = difflib.unified_diff(
        before.splitlines(), shown.splitlines(), f"golden/{file.name}", "now", n=1, lineterm=""
    )
    if shown != before:
        pytest.fail("\n".join(["NEEDSMATCH_WRITE_GOLDEN=1 takes the new one:", *difference]), pytrace=False)


def test_no_golden_screen_is_left_over() -> None:
    assert sorted(file.stem for file in GOLDEN.iterdir()) == sorted(SCREENS)
