"""A new school in the app: the form, what it would change, its file, and how it is taken out again."""

import tomllib
from datetime import datetime
from pathlib import Path

import pytest
from textual.pilot import Pilot

from needsmatch.display import MARK
from needsmatch.model.terms import Stage
from needsmatch.store.folder import read_programme
from needsmatch.tui import clock
from needsmatch.tui.screens import decide
from needsmatch.tui.screens.new_school import NewSchoolPage
from needsmatch.tui.widgets.field import LongText
from needsmatch.tui.widgets.filter import SafeInput
from needsmatch.tui.widgets.ticks import Ticks
from tests.tui.conftest import SMALL, WIDE, Opened, screen_text
from tests.tui.test_deciding import BRUSH, CHESS, FILES, bytes_of, judgements, made, page_of, pressed, session_of, shown

BOTH_SIZES = pytest.mark.parametrize(("size", "language"), [(WIDE, "en"), (SMALL, "zh_CN")])
RECEIVER, DONOR = "1", "2"
"""Digits of the answers to the question for the side."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two receivers and two donors, one place each."""
    return made(tmp_path / "p", FILES)


@pytest.fixture(autouse=True)
def moment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Always the same moment."""
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 11, 22, 9, 5).astimezone())


async def form(pilot: Pilot[None], side: str) -> NewSchoolPage:
    decide.add_school(page_of(pilot))
    await pressed(pilot, side)
    page = pilot.app.screen
    assert isinstance(page, NewSchoolPage)
    return page


def write(page: NewSchoolPage, name: str, texts: str) -> None:
    """What cannot be pressed as keys: Chinese texts come from an input method."""
    page.query_one("#name", SafeInput).value = name
    page.query_one("#wordings", LongText).text = texts


@BOTH_SIZES
async def test_a_donor_joins_with_a_file_of_its_own_and_is_taken_out_again(
    folder: Path, opened: Opened, size: tuple[int, int], language: str
) -> None:
    before = bytes_of(folder)
    async with opened(folder, size=size, language=language) as pilot:
        page = await form(pilot, DONOR)
        await pressed(pilot, *"Harbour", "tab", "2", "3", "tab", *"East", "enter", *"Head", "enter", "right", "tab")
        page.query_one("#wordings", LongText).text = f"{CHESS[1]}\n\n  {BRUSH[1]}  \n"
        await pressed(pilot, "tab")
        assert page.outlook and page.outlook.after
        assert "Harbour" in shown(pilot) or page.outlook.comparison
        await pressed(pilot, *"new", "enter")
        table = tomllib.loads((folder / "donors/harbour.toml").read_text(encoding="utf-8"))
        assert table["school"] == {
            "id": "harbour",
            "name": "Harbour",
            "stage": ["primary", "middle"],
            "district": "East",
            "head": "Head",
            "capacity": 2,
        }
        assert [row["text"] for row in table["strength"]] == [CHESS[1], BRUSH[1]]
        (row,) = judgements(folder)
        assert (row["decision"], row["donor"], row["by"], row["why"]) == ("added", "harbour", "李老师", "new")
        assert "Harbour" in session_of(pilot).just_now
        reading = session_of(pilot).reading
        assert reading and not reading.problems and reading.programme.donor("harbour")
        await pressed(pilot, "ctrl+z")
        assert bytes_of(folder) == before
        assert session_of(pilot).programme == read_programme(folder).programme


async def test_a_receiver_is_paired_in_the_list_before_it_joins(folder: Path, opened: Opened) -> None:
    free = FILES["donors/e.toml"].replace('"e"', '"f"').replace("Elm", "Fir").replace('"brush"', '"b"')
    made(folder, {"donors/f.toml": free})
    before = bytes_of(folder)
    async with opened(folder) as pilot:
        page = await form(pilot, RECEIVER)
        assert "Takes receivers" not in shown(pilot)
        assert "stands here once name, stage and texts are written" in shown(pilot)
        write(page, "Yew School", BRUSH[0])
        await pressed(pilot, "tab", "space", "space", "right", "space", "tab")
        assert page.query_one(Ticks).chosen == (Stage.PRIMARY,)
        text = shown(pilot)
        assert "Yew School new here Fir School" in text and "Total worth" in text
        assert bytes_of(folder) == before
        await pressed(pilot, "tab", "tab", "tab", "enter")
        table = tomllib.loads((folder / "receivers/yew-school.toml").read_text(encoding="utf-8"))
        assert table["school"] == {"id": "yew-school", "name": "Yew School", "stage": "primary"}
        assert [row["text"] for row in table["need"]] == [BRUSH[0]]


async def test_a_receiver_whom_nobody_can_take_is_named_with_the_cause(folder: Path, opened: Opened) -> None:
    async with opened(folder) as pilot:
        page = await form(pilot, RECEIVER)
        write(page, "Yew School", "魑魅魍魉饕餮貔貅")
        await pressed(pilot, "tab", "2", "tab")
        assert "Yew School No donor of this programme offers what it asks for" in shown(pilot)


@pytest.mark.parametrize(
    ("name", "stage", "texts", "said"),
    [
        ("", "2", "art", "Write the name of the school."),
        ("Yew", "", "art", "Choose the school stage"),
        ("Yew", "2", " \n ", "Write what the school is good at"),
        ("Y" * 2001, "2", "art", "at most 2000"),
        (f"Yew{MARK}", "2", "art", "cannot be shown"),
        ("Yew", "2", f"art\n{'b' * 2001}", "at most 2000"),
    ],
)
async def test_what_is_missing_or_cannot_be_kept_is_said_and_nothing_written(
    folder: Path, opened: Opened, name: str, stage: str, texts: str, said: str
) -> None:
    before = bytes_of(folder)
    async with opened(folder) as pilot:
        page = await form(pilot, DONOR)
        write(page, name, texts)
        await pressed(pilot, "tab", *stage)
        page.query_one("#why").focus()
        await pressed(pilot, "enter")
        assert pilot.app.screen is page and said in shown(pilot)
        assert bytes_of(folder) == before


async def test_two_schools_of_one_name_get_files_of_their_own(folder: Path, opened: Opened) -> None:
    async with opened(folder) as pilot:
        for _time in range(2):
            page = await form(pilot, DONOR)
            write(page, "望潮小学", BRUSH[1])
            await pressed(pilot, "tab", "2")
            page.query_one("#why").focus()
            await pressed(pilot, "enter")
        names = {path.name for path in (folder / "donors").iterdir()} - {"d.toml", "e.toml"}
        assert names == {"wangchaoxiaoxue.toml", "wangchaoxiaoxue-2.toml"}
        reading = session_of(pilot).reading
        assert reading and not reading.problems


async def test_a_hostile_name_becomes_a_harmless_file(folder: Path, opened: Opened) -> None:
    async with opened(folder) as pilot:
        page = await form(pilot, DONOR)
        write(page, "../../[red]x[/] '''", BRUSH[1])
        await pressed(pilot, "tab", "2")
        page.query_one("#why").focus()
        await pressed(pilot, "enter")
        assert (folder / "donors/red-x.toml").exists()
        donor = session_of(pilot).programme and read_programme(folder).programme.donor("red-x")
        assert donor and donor.name == "../../[red]x[/] '''"
        assert "[red]x[/]" in screen_text(pilot.app)


async def test_escape_leaves_nothing_behind(folder: Path, opened: Opened) -> None:
    before = bytes_of(folder)
    async with opened(folder) as pilot:
        page = await form(pilot, DONOR)
        write(page, "Yew", BRUSH[1])
        await pressed(pilot, "tab", "2", "tab", "escape")
        assert pilot.app.screen is not page
        assert bytes_of(folder) == before


async def test_a_stage_is_chosen_with_the_mouse(folder: Path, opened: Opened) -> None:
    async with opened(folder) as pilot:
        page = await form(pilot, DONOR)
        await pilot.click(Ticks, offset=(22, 0))
        assert page.query_one(Ticks).chosen == (Stage.PRIMARY,)
        await pilot.click(Ticks, offset=(22, 0))
        assert page.query_one(Ticks).chosen == ()
