"""Deciding in the app: what would change is seen first, then written as one step, and taken back byte for byte."""

import tomllib
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from needsmatch.model.pairing import Goal
from needsmatch.planning import decide as decisions
from needsmatch.tui import clock, deciding, steps
from needsmatch.tui.app import NeedsmatchApp
from needsmatch.tui.screens import decide
from needsmatch.tui.screens.decision import AcceptPage, CapacityPage, DecisionPage, NumberInput
from needsmatch.tui.screens.lesson import WhyInput
from needsmatch.tui.screens.page import Page
from needsmatch.tui.session import Session
from tests.tui.conftest import SMALL, WIDE, Opened, screen_text, settle
from tests.tui.holder import HOSTILE, STEERING

PROGRAMME = '[programme]\nid = "p"\nname = "P"\nlanguage = "en"\n'
BRUSH, CHESS = ("书法教育从哪里入手", "书法名师来校手把手带班"), ("国际象棋社团没有人会教", "国际象棋")
BOTH_SIZES = pytest.mark.parametrize(("size", "language"), [(WIDE, "en"), (SMALL, "zh_CN")])


def school(kind: str, name: str, texts: dict[str, str], more: str = "") -> str:
    entries = "".join(f'\n[[{kind}]]\nid = "{entry}"\ntext = "{text}"\n' for entry, text in texts.items())
    return f'[school]\nid = "{name[0].lower()}"\nname = "{name}"\nstage = "primary"\n{more}{entries}'


FILES = {
    "programme.toml": PROGRAMME,
    "receivers/r.toml": school("need", "Rowan School", {"brush": BRUSH[0], "chess": CHESS[0]}),
    "receivers/s.toml": school("need", "Sedge School", {"brush": BRUSH[0]}),
    "donors/d.toml": school("strength", "Dune School", {"brush": BRUSH[1], "chess": CHESS[1]}),
    "donors/e.toml": school("strength", "Elm School", {"brush": BRUSH[1]}),
}
"""Best are Rowan with Dune, which does all it asks for, and Sedge with Elm."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two receivers and two donors, one place each."""
    return made(tmp_path / "p", FILES)


def made(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8", newline="\n")
    return folder


@pytest.fixture(autouse=True)
def moment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Always the same moment."""
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 11, 22, 9, 5).astimezone())


def session_of(pilot: Pilot[None]) -> Session:
    assert isinstance(pilot.app, NeedsmatchApp) and pilot.app.session
    return pilot.app.session


def page_of(pilot: Pilot[None]) -> Page:
    assert isinstance(pilot.app.screen, Page)
    return pilot.app.screen


def shown(pilot: Pilot[None]) -> str:
    """What stands on the screen, as one line."""
    return " ".join(screen_text(pilot.app).split())


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*.toml")}


def judgements(folder: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = tomllib.loads((folder / "judgements.toml").read_text(encoding="utf-8"))["judgement"]
    return found


def decided(folder: Path) -> list[tuple[str, ...]]:
    """What was decided about which two, without who and when."""
    return [(row["decision"], row.get("receiver", ""), row.get("donor", "")) for row in judgements(folder)]


async def pressed(pilot: Pilot[None], *keys: str) -> None:
    await pilot.press(*keys)
    await settle(pilot)


@BOTH_SIZES
async def test_a_pin_is_seen_then_made_with_its_reason_and_taken_back_byte_for_byte(
    folder: Path, opened: Opened, size: tuple[int, int], language: str
) -> None:
    before = bytes_of(folder)
    async with opened(folder, size=size, language=language) as pilot:
        decide.pin(page_of(pilot), "r", "e")
        await settle(pilot)
        text = shown(pilot)
        assert "Rowan School" in text and "Sedge School" in text and "Dune School" in text and "Elm School" in text
        assert bytes_of(folder) == before
        await pressed(pilot, *"near", "enter")
        assert not isinstance(pilot.app.screen, DecisionPage)
        (row,) = judgements(folder)
        assert (row["decision"], row["receiver"], row["donor"]) == ("pinned", "r", "e")
        assert (row["by"], row["why"]) == ("李老师", "near")
        assert row["at"] == clock.now()
        assert session_of(pilot).settled("r") == "e"
        assert "Rowan School" in session_of(pilot).just_now
        await pressed(pilot, "ctrl+z")
        assert bytes_of(folder) == before
        assert session_of(pilot).settled("r") is None


async def test_a_reason_that_was_being_written_when_the_app_ended_is_there_again(folder: Path, opened: Opened) -> None:
    async with opened(folder) as pilot:
        decide.pin(page_of(pilot), "r", "e")
        await pressed(pilot, *"nea")
        session_of(pilot).keep_typing()
    async with opened(folder) as pilot:
        decide.pin(page_of(pilot), "r", "d")
        await settle(pilot)
        assert page_of(pilot).query_one(WhyInput).value == ""
        await pressed(pilot, "escape")
        decide.pin(page_of(pilot), "r", "e")
        await settle(pilot)
        await pressed(pilot, "r", "enter")
        assert judgements(folder)[0]["why"] == "near"
        assert not session_of(pilot).typed


async def test_a_pin_tells_its_price_and_who_gains_and_loses(folder: Path, opened: Opened) -> None:
    async with opened(folder) as pilot:
        decide.pin(page_of(pilot), "r", "e")
        await settle(pilot)
        page = page_of(pilot)
        assert isinstance(page, DecisionPage) and page.outlook and page.outlook.comparison
        comparison = page.outlook.comparison
        (rowan,) = (change for change in comparison.changes if change.receiver.id == "r")
        text = shown(pilot)
        assert rowan.gain < 0 and f"worse {rowan.gain}" in text
        assert f"Total worth {comparison.before.total} {comparison.after.total}" in text
        assert f"{-comparison.total_gain} points less" in text
        assert "Keeping this pair costs the programme" in text and f"{-comparison.total_gain} points." in text


async def test_keeping_what_is_best_anyway_costs_nothing(folder: Path, opened: Opened) -> None:
    async with opened(folder) as pilot:
        decide.pin(page_of(pilot), "r", "d")
        await settle(pilot)
        assert "Keeping this pair costs the programme nothing." in shown(pilot)
        assert "Nothing changes for any school." in shown(pilot)


async def test_the_price_of_an_accepted_pair_is_told_when_it_is_pinned(folder: Path, opened: Opened) -> None:
    made(folder, {"judgements.toml": '[[judgement]]\ndecision = "paired"\nreceiver = "r"\ndonor = "e"\n'})
    async with opened(folder) as pilot:
        decide.pin(page_of(pilot), "r", "e")
        await settle(pilot)
        assert "Nothing changes for any school." in shown(pilot)
        assert "Keeping this pair costs the programme 1 answered need and" in shown(pilot)


async def test_escape_leaves_everything_as_it_was(folder: Path, opened: Opened) -> None:
    before = bytes_of(folder)
    async with opened(folder) as pilot:
        decide.ban(page_of(pilot), "r", "d")
        await settle(pilot)
        await pressed(pilot, *"no", "escape")
        assert not isinstance(pilot.app.screen, DecisionPage)
        assert bytes_of(folder) == before and not session_of(pilot).can_undo


async def test_a_ban_and_taking_it_back_stand_in_the_file_one_behind_the_other(folder: Path, opened: Opened) -> None:
    async with opened(folder) as pilot:
        decide.ban(page_of(pilot), "r", "d")
        await settle(pilot)
        assert "Ban: Rowan School with Dune School" in shown(pilot) and "Elm School" in shown(pilot)
        await pressed(pilot, "enter")
        assert decided(folder) == [("banned", "r", "d")]
        assert not deciding.can(session_of(pilot), "ban", "r", "d")
        assert deciding.can(session_of(pilot), "release", "r", "d")
        decide.release(page_of(pilot), "r", "d")
        await settle(pilot)
        assert "Take the ban back: Rowan School with Dune School" in shown(pilot)
        await pressed(pilot, "enter")
        assert decided(folder) == [("banned", "r", "d"), ("released", "r", "d")]
        assert deciding.can(session_of(pilot), "ban", "r", "d")


async def test_a_pin_is_taken_back_as_a_pin_and_an_accepted_pair_as_a_pair(folder: Path, opened: Opened) -> None:
    rows = '[[judgement]]\ndecision = "pinned"\nreceiver = "r"\ndonor = "e"\n\n[[judgement]]\ndecision = "paired"\n'
    made(folder, {"judgements.toml": rows + 'receiver = "s"\ndonor = "d"\n'})
    async with opened(folder) as pilot:
        decide.release(page_of(pilot), "r", "e")
        await settle(pilot)
        assert "Take the pin back: Rowan School with Elm School" in shown(pilot)
        await pressed(pilot, "escape")
        decide.release(page_of(pilot), "s", "d")
        await settle(pilot)
        assert "Take the pair back: Sedge School with Dune School" in shown(pilot)
        await pressed(pilot, "enter")
        assert decided(folder)[2:] == [("released", "s", "d")]


async def test_what_programme_toml_says_is_refused_with_the_reason(folder: Path, opened: Opened) -> None:
    made(folder, {"programme.toml": PROGRAMME + '\n[[pair]]\nreceiver = "r"\ndonor = "d"\n'})
    before = bytes_of(folder)
    async with opened(folder) as pilot:
        session = session_of(pilot)
        assert not any(deciding.can(session, action, "r", "d") for action in ("pin", "ban", "release"))
        assert not deciding.can(session, "pin", "r", "e")
        for open_page in (decide.ban, decide.release):
            open_page(page_of(pilot), "r", "d")
            await settle(pilot)
            assert "change or remove it there" in shown(pilot)
            await pressed(pilot, "enter")
            assert isinstance(pilot.app.screen, DecisionPage)
            await pressed(pilot, "escape")
        assert bytes_of(folder) == before


async def test_a_decision_that_contradicts_another_is_refused_and_names_both(folder: Path, opened: Opened) -> None:
    made(folder, {"programme.toml": PROGRAMME + '\n[[pair]]\nreceiver = "s"\ndonor = "d"\n'})
    before = bytes_of(folder)
    async with opened(folder) as pilot:
        decide.pin(page_of(pilot), "r", "d")
        await settle(pilot)
        text = shown(pilot)
        assert "This cannot be decided so:" in text
        assert "Dune School takes 1" in text and "Rowan School" in text and "Sedge School" in text
        await pressed(pilot, "enter")
        assert isinstance(pilot.app.screen, DecisionPage)
        assert "Dune School takes 1" in shown(pilot)
        assert bytes_of(folder) == before


async def test_a_decision_that_resolves_a_contradiction_is_made(folder: Path, opened: Opened) -> None:
    rows = [f'[[judgement]]\ndecision = "pinned"\nreceiver = "{name}"\ndonor = "d"\n' for name in "rs"]
    made(folder, {"judgements.toml": "\n".join(rows)})
    async with opened(folder) as pilot:
        decide.accept(page_of(pilot))
        await settle(pilot)
        assert "Nothing can be paired before this is put right:" in shown(pilot)
        await pressed(pilot, "enter")
        assert isinstance(pilot.app.screen, AcceptPage)
        await pressed(pilot, "escape")
        decide.release(page_of(pilot), "s", "d")
        await settle(pilot)
        await pressed(pilot, "enter")
        assert decided(folder)[2:] == [("released", "s", "d")]


@BOTH_SIZES
async def test_the_list_follows_the_number_of_a_capacity(
    folder: Path, opened: Opened, size: tuple[int, int], language: str
) -> None:
    before = bytes_of(folder)
    async with opened(folder, size=size, language=language) as pilot:
        decide.capacity(page_of(pilot), "d")
        await settle(pilot)
        page = page_of(pilot)
        assert isinstance(page, CapacityPage)
        await pressed(pilot, "left")
        assert page.outlook and page.outlook.comparison
        assert page.outlook.comparison.after.donor_of("r") is None
        assert page.outlook.comparison.total_gain < 0
        await pressed(pilot, "right", "right")
        assert page.query_one(NumberInput).value == "2"
        assert page.outlook and page.outlook.comparison and page.outlook.comparison.total_gain >= 0
        await pressed(pilot, "tab", *"hall", "enter")
        (row,) = judgements(folder)
        assert (row["decision"], row["donor"], row["capacity"], row["why"]) == ("capacity", "d", 2, "hall")
        programme = session_of(pilot).programme
        donor = programme and programme.donor("d")
        assert donor and donor.capacity == 2
        await pressed(pilot, "ctrl+z")
        assert bytes_of(folder) == before


@pytest.mark.parametrize("typed", ["x", "1001", "-1", ""])
async def test_what_is_no_capacity_is_refused(folder: Path, opened: Opened, typed: str) -> None:
    before = bytes_of(folder)
    async with opened(folder) as pilot:
        decide.capacity(page_of(pilot), "d")
        await settle(pilot)
        await pressed(pilot, "delete", *typed, "enter")
        assert isinstance(pilot.app.screen, CapacityPage)
        assert "a number from 0 to 1000" in shown(pilot)
        assert bytes_of(folder) == before


async def test_a_capacity_that_its_pairs_exceed_is_refused(folder: Path, opened: Opened) -> None:
    made(folder, {"programme.toml": PROGRAMME + '\n[[pair]]\nreceiver = "s"\ndonor = "d"\n'})
    before = bytes_of(folder)
    async with opened(folder) as pilot:
        decide.capacity(page_of(pilot), "d")
        await settle(pilot)
        await pressed(pilot, "left", "enter")
        assert isinstance(pilot.app.screen, CapacityPage) and "Dune School takes 0" in shown(pilot)
        assert bytes_of(folder) == before


@BOTH_SIZES
async def test_the_pairs_that_are_proposed_are_accepted_at_once_and_once(
    folder: Path, opened: Opened, size: tuple[int, int], language: str
) -> None:
    before = bytes_of(folder)
    async with opened(folder, size=size, language=language) as pilot:
        decide.accept(page_of(pilot))
        await settle(pilot)
        assert "Dune School" in shown(pilot) and "Elm School" in shown(pilot)
        await pressed(pilot, "enter")
        assert decided(folder) == [("paired", "r", "d"), ("paired", "s", "e")]
        decide.accept(page_of(pilot))
        await settle(pilot)
        await pressed(pilot, "enter")
        assert isinstance(pilot.app.screen, AcceptPage)
        await pressed(pilot, "escape", "ctrl+z")
        assert bytes_of(folder) == before


async def test_who_stays_without_a_partner_is_named_with_the_cause(folder: Path, opened: Opened) -> None:
    made(folder, {"receivers/t.toml": school("need", "Thorn School", {"odd": "魑魅魍魉饕餮貔貅"})})
    async with opened(folder) as pilot:
        decide.accept(page_of(pilot))
        await settle(pilot)
        assert "Thorn School No donor of this programme offers what it asks for" in shown(pilot)


async def test_a_second_enter_on_its_way_decides_nothing_more(folder: Path, opened: Opened) -> None:
    async with opened(folder) as pilot:
        decide.pin(page_of(pilot), "r", "e")
        await settle(pilot)
        await pilot.press("enter", "enter")
        await settle(pilot)
        assert len(judgements(folder)) == 1


async def test_a_file_that_somebody_else_changed_meanwhile_is_not_written_over(folder: Path, opened: Opened) -> None:
    made(folder, {"judgements.toml": '[[judgement]]\ndecision = "pinned"\nreceiver = "s"\ndonor = "e"\n'})
    async with opened(folder) as pilot:
        decide.ban(page_of(pilot), "r", "e")
        await settle(pilot)
        theirs = '# mine\n[[judgement]]\ndecision = "pinned"\nreceiver = "s"\ndonor = "e"\nby = "other"\n'
        (folder / "judgements.toml").write_text(theirs, encoding="utf-8")
        await pressed(pilot, "enter")
        assert (folder / "judgements.toml").read_text(encoding="utf-8").startswith(theirs)
        assert decided(folder) == [("pinned", "s", "e"), ("banned", "r", "e")]


async def test_hostile_names_steer_nothing(folder: Path, opened: Opened) -> None:
    for place, name in enumerate(HOSTILE):
        text = school("need", "X", {"brush": BRUSH[0]}).replace('"x"', f'"x{place}"')
        escaped = "".join(f"\\u{ord(sign):04x}" if ord(sign) < 0x20 or sign in '\\"\x7f' else sign for sign in name)
        made(folder, {f"receivers/x{place}.toml": text.replace('"X"', f'"{escaped}"')})
    async with opened(folder) as pilot:
        assert len(session_of(pilot).receivers) == 2 + len(HOSTILE)
        decide.pin(page_of(pilot), "x0", "d")
        await settle(pilot)
        text = screen_text(pilot.app)
        assert "[red]xq[/] tail" in text and not STEERING & set(text.replace("\n", ""))
        await pressed(pilot, "enter")
        assert decided(folder) == [("pinned", "x0", "d")]


async def test_before_everything_is_matched_the_page_waits(folder: Path, opened: Opened) -> None:
    async with opened(folder) as pilot:
        session = session_of(pilot)
        match, session.match = session.match, None
        decide.pin(page_of(pilot), "r", "e")
        await settle(pilot)
        assert "Working out what would change .." in shown(pilot)
        session.match = match
        await settle(pilot)
        await settle(pilot)
        assert "Total worth" in shown(pilot)


async def test_an_outlook_tells_the_fair_goal_from_the_total(folder: Path, opened: Opened) -> None:
    async with opened(folder) as pilot:
        session = session_of(pilot)
        programme, match = session.programme, session.match
        assert programme and match
        deed = deciding.pinning(programme, "r", "e")
        for goal in Goal:
            outlook = deciding.foresee(programme, match, goal, deed)
            assert outlook.after and outlook.after.goal is goal and outlook.after.donor_of("r") == "e"


async def test_what_would_be_decided_about_a_school_that_is_gone_is_refused(folder: Path, opened: Opened) -> None:
    async with opened(folder) as pilot:
        assert not deciding.can(session_of(pilot), "pin", "gone", "d")
        decide.pin(page_of(pilot), "gone", "d")
        await settle(pilot)
        assert "There is no receiver" in shown(pilot)
        programme = session_of(pilot).programme
        assert isinstance(pilot.app, NeedsmatchApp) and programme
        with pytest.raises(decisions.CannotDecide):
            deciding.take(pilot.app, deciding.pinning(programme, "gone", "d"), "")


async def test_nothing_is_decided_where_decisions_may_be_missing(folder: Path, opened: Opened) -> None:
    made(folder, {"judgements.toml": '[[judgement]]\ndecision = "baned"\nreceiver = "r"\ndonor = "d"\n'})
    before = bytes_of(folder)
    async with opened(folder) as pilot:
        programme = session_of(pilot).programme
        assert isinstance(pilot.app, NeedsmatchApp) and programme
        with pytest.raises(steps.CannotTake, match=r"There are errors in judgements\.toml, so pins, bans and pairs"):
            deciding.take(pilot.app, deciding.pinning(programme, "r", "e"), "")
        assert bytes_of(folder) == before
