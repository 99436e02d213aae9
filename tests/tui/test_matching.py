"""Page 2: found by typing, ranked, and with reasons whose points add up."""

import re
from pathlib import Path

import pytest
from textual.pilot import Pilot

from needsmatch.tui.app import NeedsmatchApp
from needsmatch.tui.session import Session
from needsmatch.tui.widgets.rows import Rows
from tests.tui.conftest import SMALL, WIDE, Opened, screen_text, settle


def session_of(pilot: Pilot[None]) -> Session:
    assert isinstance(pilot.app, NeedsmatchApp)
    assert pilot.app.session
    return pilot.app.session


def schools(pilot: Pilot[None]) -> list[str]:
    """Ids of the schools that are listed."""
    return pilot.app.screen.query_one("#schools", Rows).keys


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("三大游戏", ["yuhai-kindergarten"]),
        ("赵雯", ["yuhai-kindergarten"]),
        ("火炬", ["yuhai-kindergarten"]),
        ("yhyey", ["yuhai-kindergarten"]),
        ("yuhai", ["yuhai-kindergarten"]),
        ("kindergarten 游戏 三大", ["yuhai-kindergarten"]),
        (
            "complete",
            ["minningzhen-dier-zhongxin-kindergarten", "minningzhen-zhongxin-primary", "yuhai-kindergarten"],
        ),
        ("nobody-is-called-so", []),
    ],
)
async def test_the_filter_looks_at_everything_in_the_row(
    opened: Opened, sample: Path, typed: str, found: list[str]
) -> None:
    async with opened(sample, page="matching") as pilot:
        await pilot.press("slash", *(key if key != " " else "space" for key in typed))
        await settle(pilot)
        assert schools(pilot) == found
        if not found:
            assert typed in screen_text(pilot.app)
        await pilot.press("escape")
        await pilot.pause()
        assert len(schools(pilot)) == 16


async def test_chips_list_the_schools_in_one_state(opened: Opened, sample: Path) -> None:
    async with opened(sample, page="matching") as pilot:
        await pilot.press("right")
        await pilot.pause()
        lacking = schools(pilot)
        session = session_of(pilot)
        expected = []
        for school in session.receivers:
            plan = session.ranked_plan(school.id)
            if plan and plan.unmet:
                expected.append(school.id)
        assert lacking == expected
        await pilot.press("left")
        assert len(schools(pilot)) == 16


@pytest.mark.parametrize("size", [WIDE, SMALL])
async def test_enter_leads_from_the_school_to_the_reasons_and_escape_back(
    opened: Opened, sample: Path, size: tuple[int, int]
) -> None:
    async with opened(sample, page="matching", size=size) as pilot:
        for pane in ("donors", "needs"):
            await pilot.press("enter")
            assert pilot.app.focused and pilot.app.focused.id == pane
        await pilot.press("enter")
        await pilot.pause()
        assert "The reason in full" in screen_text(pilot.app)
        await pilot.press("escape")
        assert pilot.app.focused and pilot.app.focused.id == "needs"
        await pilot.press("escape", "escape")
        assert pilot.app.focused and pilot.app.focused.id == "schools"


@pytest.mark.parametrize("size", [WIDE, SMALL])
async def test_the_points_that_are_shown_add_up_to_the_score(
    opened: Opened, sample: Path, size: tuple[int, int]
) -> None:
    async with opened(sample, page="matching", size=size) as pilot:
        await pilot.press("slash", *"玉海幼儿园", "enter", "enter", "enter", "enter")
        await pilot.pause()
        await pilot.resize_terminal(100, 60)
        await pilot.pause()
        text = screen_text(pilot.app)
        points = [int(found) for found in re.findall(r"^ *([+-]\d+) ", text, re.MULTILINE)]
        total = re.search(r"^ *= (\d+) ", text, re.MULTILINE)
        assert points and total
        assert sum(points) == int(total[1])
        assert f"Why {total[1]} points" in text


async def test_an_unmet_need_says_why_and_whom_to_ask(opened: Opened, sample: Path) -> None:
    async with opened(sample, page="matching") as pilot:
        session = session_of(pilot)
        plans = [plan for school in session.receivers if (plan := session.ranked_plan(school.id))]
        plan, unmet = next((plan, unmet) for plan in plans for unmet in plan.unmet if unmet.helpers)
        await pilot.press("slash", *plan.receiver.name, "enter", "enter", "enter", "home")
        await pilot.press(*["down"] * plan.receiver.needs.index(unmet.need), "enter")
        await pilot.pause()
        text = screen_text(pilot.app)
        assert "Why it is unmet" in text
        assert "Whom to ask" in text


async def test_donors_stand_best_first_and_the_settled_one_is_chosen(opened: Opened, sample: Path) -> None:
    async with opened(sample, page="matching") as pilot:
        session = session_of(pilot)
        for school in session.receivers:
            scores = [plan.score for plan in session.ranked[school.id]]
            assert scores == sorted(scores, reverse=True)
        await pilot.press("down", "down")
        assert session.receiver
        assert pilot.app.screen.query_one("#donors", Rows).chosen == session.settled(session.receiver)


async def test_a_click_chooses_and_a_second_one_goes_on(opened: Opened, sample: Path) -> None:
    async with opened(sample, page="matching") as pilot:
        third = schools(pilot)[2]
        await pilot.click("#schools", offset=(6, 2))
        assert session_of(pilot).receiver == third
        await pilot.click("#schools", offset=(6, 2))
        assert pilot.app.focused and pilot.app.focused.id == "donors"


async def test_a_school_that_nobody_can_help_gets_advice(opened: Opened, sample: Path) -> None:
    file = sample / "receivers" / "yuhai-kindergarten.toml"
    text = file.read_text(encoding="utf-8").split("[[need]]")[0]
    file.write_text(text + '[[need]]\ntext = "xyzzy plugh"\n', encoding="utf-8")
    settings = sample / "programme.toml"
    lines = re.sub(r"\[\[pair\]\]\nreceiver = \"yuhai-kindergarten\"\n.*\n", "", settings.read_text(encoding="utf-8"))
    settings.write_text(lines, encoding="utf-8")
    async with opened(sample, page="matching") as pilot:
        await pilot.press("slash", *"玉海幼儿园", "enter")
        await pilot.pause()
        shown = " ".join(screen_text(pilot.app).split())
        assert "No donor of this programme" in shown


async def test_the_chosen_school_survives_reading_the_files_again(opened: Opened, sample: Path) -> None:
    async with opened(sample, page="matching") as pilot:
        await pilot.press("down", "down", "down")
        chosen = session_of(pilot).receiver
        (sample / "receivers" / "aaa.toml").write_text(
            '[school]\nid = "aaa"\nname = "First of all"\nstage = "primary"\n[[need]]\ntext = "书法"\n',
            encoding="utf-8",
        )
        await pilot.press("ctrl+r")
        await settle(pilot)
        assert schools(pilot)[0] == "aaa"
        assert pilot.app.screen.query_one("#schools", Rows).chosen == chosen


@pytest.mark.parametrize("size", [SMALL, WIDE])
async def test_a_need_of_the_year_before_tells_what_became_of_it(
    opened: Opened, sample: Path, size: tuple[int, int]
) -> None:
    file = sample / "receivers/yuhai-kindergarten.toml"
    head, _heading, needs = file.read_text(encoding="utf-8").partition("[[need]]\n")
    first, _heading, others = needs.partition("[[need]]\n")
    past = '[[need.past]]\nprogramme = "o"\nend = 2026-07-10\nresult = "begun"\nsentence = "2 of 4 sessions"\n\n'
    file.write_text(f"{head}[[need]]\n{first}{past}[[need]]\n{others}", encoding="utf-8")
    async with opened(sample, page="matching", size=size) as pilot:
        await pilot.press("slash", *"yuhai")
        await settle(pilot)
        assert "Asked for in 2025-26: 2 of 4 sessions" in screen_text(pilot.app)
        await pilot.press("enter", "tab", "enter", "enter")
        await settle(pilot)
        assert "The reason in full" in screen_text(pilot.app)
        assert "Asked for in 2025-26: 2 of 4" in screen_text(pilot.app)
