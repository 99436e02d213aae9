"""The advice page: what is unmet, what would help most, what nobody uses; Enter shows the schools."""

from pathlib import Path

import pytest

from needsmatch.tui.screens import decide
from needsmatch.tui.screens.gaps import GapsPage
from needsmatch.tui.screens.matching import MatchingPage
from needsmatch.tui.widgets.rows import Rows
from tests.tui.conftest import SMALL, WIDE, Opened, screen_text, settle
from tests.tui.holder import STEERING
from tests.tui.test_deciding import BRUSH, CHESS, FILES, PROGRAMME, made, page_of, pressed, school, shown

BOTH_SIZES = pytest.mark.parametrize(("size", "language"), [(WIDE, "en"), (SMALL, "zh_CN")])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Rowan and Thorn ask for chess, which nobody offers; Elm offers something that nobody asks for."""
    files = {
        **FILES,
        "receivers/t.toml": school("need", "Thorn School", {"chess": CHESS[0]}),
        "donors/d.toml": school("strength", "Dune School", {"brush": BRUSH[1]}, "capacity = 3\n"),
        "donors/e.toml": school("strength", "Elm School", {"idle": "食堂后厨视频监控"}),
    }
    return made(tmp_path / "p", files)


@BOTH_SIZES
async def test_unmet_needs_stand_by_topic_and_unused_strengths_by_donor(
    folder: Path, opened: Opened, size: tuple[int, int], language: str
) -> None:
    async with opened(folder, size=size, language=language) as pilot:
        decide.show_gaps(page_of(pilot))
        await settle(pilot)
        rows = pilot.app.screen.query_one("#gaps", Rows)
        assert rows.keys[0].startswith("topic/")
        assert "Rowan School" in shown(pilot) and "Thorn School" in shown(pilot)
        await pressed(pilot, "end", *["down"] * 20)
        assert "Elm School" in shown(pilot) and "食堂后厨视频监控" in shown(pilot)


async def test_enter_on_a_topic_lists_the_schools_that_ask_for_it(folder: Path, opened: Opened) -> None:
    async with opened(folder) as pilot:
        decide.show_gaps(page_of(pilot))
        await settle(pilot)
        assert "2 needs stay unmet" in shown(pilot)
        await pressed(pilot, "enter")
        assert isinstance(pilot.app.screen, MatchingPage)
        text = shown(pilot)
        assert "unmet" in text and "Rowan School" in text and "Thorn School" in text and "Sedge School" not in text


async def test_what_would_help_most_names_donor_and_needs(folder: Path, opened: Opened) -> None:
    async with opened(folder) as pilot:
        decide.show_gaps(page_of(pilot))
        await settle(pilot)
        text = shown(pilot)
        assert "What would help most" in text
        assert "would close 2 gaps." in text and f'Thorn School: "{CHESS[0]}"' in text


async def test_where_nothing_lacks_that_is_said_too(folder: Path, opened: Opened) -> None:
    both = school("strength", "Dune School", {"brush": BRUSH[1], "chess": CHESS[1]}, "capacity = 3\n")
    made(folder, {"donors/d.toml": both})
    (folder / "donors/e.toml").unlink()
    async with opened(folder) as pilot:
        decide.show_gaps(page_of(pilot))
        await settle(pilot)
        assert "Every need finds an answer" in shown(pilot)
        assert "Every strength of every donor is used." in shown(pilot)


async def test_contradictions_stand_in_place_of_advice(folder: Path, opened: Opened) -> None:
    pairs = "".join(f'\n[[pair]]\nreceiver = "{name}"\ndonor = "e"\n' for name in "rs")
    made(folder, {"programme.toml": PROGRAMME + pairs})
    async with opened(folder) as pilot:
        decide.show_gaps(page_of(pilot))
        await settle(pilot)
        assert "Nothing can be paired before this is put right:" in shown(pilot)
        assert "Elm School takes 1" in shown(pilot)
        await pressed(pilot, "enter", "escape")
        assert not isinstance(pilot.app.screen, GapsPage)


async def test_hostile_texts_steer_nothing(folder: Path, opened: Opened) -> None:
    hostile = "[red]xq[/] \\u001b[2J\\u202e $accent {name}"
    made(folder, {"donors/e.toml": school("strength", "Elm School", {"idle": hostile})})
    async with opened(folder) as pilot:
        decide.show_gaps(page_of(pilot))
        await settle(pilot)
        await pressed(pilot, "end", *["down"] * 20)
        text = screen_text(pilot.app)
        assert "[red]xq[/]" in text and not STEERING & set(text.replace("\n", ""))
