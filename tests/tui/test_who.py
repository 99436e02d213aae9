"""Who sits here is asked once, before the first decision, and stands with it; without an answer nothing is decided."""

from dataclasses import replace
from pathlib import Path

import pytest
from textual import events
from textual.pilot import Pilot
from textual.widgets import Input

from needsmatch.display import MARK
from needsmatch.model.plan import PlanSide
from needsmatch.planning.author import Author
from needsmatch.store.settings import Settings, load_settings
from needsmatch.tui import steps
from needsmatch.tui.app import NeedsmatchApp
from needsmatch.tui.authoring import with_author
from needsmatch.tui.screens import decide
from needsmatch.tui.screens.decision import DecisionPage
from needsmatch.tui.screens.who import WhoPage
from needsmatch.tui.steps import CannotTake
from tests.tui.conftest import SMALL, WIDE, Opened, screen_text, settle
from tests.tui.test_deciding import FILES, bytes_of, judgements, made, page_of, pressed


def app_of(pilot: Pilot[None]) -> NeedsmatchApp:
    assert isinstance(pilot.app, NeedsmatchApp)
    return pilot.app


async def write(pilot: Pilot[None], text: str) -> None:
    """Into the field that has the caret, instead of what is selected there."""
    pilot.app.post_message(events.Paste(text))
    await settle(pilot)


@pytest.mark.parametrize("size", [WIDE, SMALL])
async def test_the_first_decision_asks_and_stands_with_the_name_and_the_next_one_asks_no_more(
    opened: Opened, tmp_path: Path, size: tuple[int, int]
) -> None:
    folder = made(tmp_path / "p", FILES)
    before = bytes_of(folder)
    async with opened(folder, size=size, settings=Settings()) as pilot:
        decide.pin(page_of(pilot), "r", "e")
        await settle(pilot)
        await pressed(pilot, *"near", "enter")
        assert isinstance(pilot.app.screen, WhoPage)
        # The account of the computer, such as "root", is nobody's name.
        assert pilot.app.screen.query_one(Input).value == ""
        # Without a name the decision is not taken, and the page with the reason is still there.
        await pressed(pilot, "escape")
        assert isinstance(pilot.app.screen, DecisionPage)
        assert bytes_of(folder) == before
        await pressed(pilot, "enter")
        await write(pilot, "王老师")
        await pressed(pilot, "enter", "3")
        assert not isinstance(pilot.app.screen, DecisionPage)
        (row,) = judgements(folder)
        assert (row["by"], row["why"]) == ("王老师", "near")
        decide.release(page_of(pilot), "r", "e")
        await settle(pilot)
        await pressed(pilot, "enter")
        assert judgements(folder)[-1]["by"] == "王老师"
    assert (load_settings().name, load_settings().side) == ("王老师", PlanSide.COORDINATOR)


async def test_name_and_side_are_asked_where_one_is_missing_and_given_on(opened: Opened) -> None:
    told: list[Author] = []
    async with opened(None, settings=Settings(name="赵雯")) as pilot:
        app = app_of(pilot)
        with_author(app, " near ", told.append)
        await settle(pilot)
        assert told == []
        await pressed(pilot, "down", "up", "up", "enter")
        (author,) = told
        assert (author.by, author.side, author.why) == ("赵雯", PlanSide.RECEIVER, "near")
        with_author(app, "", told.append)
        assert told[1].by == "赵雯" and told[1].why is None


async def test_an_empty_or_a_strange_name_is_refused_where_it_stands(opened: Opened) -> None:
    async with opened(None, size=SMALL, settings=Settings()) as pilot:
        app_of(pilot).action_who()
        await settle(pilot)
        await pressed(pilot, "backspace", "enter")
        assert "Write your name first." in screen_text(pilot.app)
        await write(pilot, f"a{MARK}")
        assert "Write your name first." not in screen_text(pilot.app)
        await pressed(pilot, "tab", "1")
        assert "cannot be shown" in screen_text(pilot.app)
        assert isinstance(pilot.app.screen, WhoPage)
        await write(pilot, "a")
        await pressed(pilot, "enter", "2")
        assert not isinstance(pilot.app.screen, WhoPage)
        assert (app_of(pilot).settings.name, app_of(pilot).settings.side) == ("a", PlanSide.DONOR)


async def test_it_can_be_changed_from_the_commands(opened: Opened, sample: Path) -> None:
    async with opened(sample, settings=Settings(name="Li", side=PlanSide.DONOR)) as pilot:
        await pressed(pilot, "ctrl+p", *"my name", "enter")
        assert isinstance(pilot.app.screen, WhoPage)
        await pressed(pilot, "enter")
        side = pilot.app.screen.query_one("#sides")
        assert pilot.app.focused is side
        await pressed(pilot, "enter")
        assert app_of(pilot).settings.side is PlanSide.DONOR
        before = app_of(pilot).settings
        app_of(pilot).action_who()
        await settle(pilot)
        await pressed(pilot, "escape")
        assert app_of(pilot).settings is before


async def test_a_reason_that_cannot_be_written_is_refused_before_anything_is_asked(opened: Opened) -> None:
    async with opened(None, settings=Settings()) as pilot:
        with pytest.raises(CannotTake):
            with_author(app_of(pilot), MARK, lambda author: None)
        assert not isinstance(pilot.app.screen, WhoPage)


async def test_what_goes_wrong_after_the_question_is_told(opened: Opened, sample: Path) -> None:
    def refuse(_author: Author) -> None:
        raise CannotTake("It is too late.")

    async with opened(sample, settings=Settings()) as pilot:
        with_author(app_of(pilot), "", refuse)
        await settle(pilot)
        await pressed(pilot, "a", "enter", "1")
        assert "It is too late." in screen_text(pilot.app)


async def test_settings_that_cannot_be_kept_still_count_until_the_end(
    opened: Opened, monkeypatch: pytest.MonkeyPatch, home: Path
) -> None:
    (home / ".config").write_text("no folder", encoding="utf-8")
    told: list[Author] = []
    async with opened(None, settings=replace(Settings(), side=PlanSide.DONOR)) as pilot:
        monkeypatch.setattr(steps, "who", lambda: None)
        with_author(app_of(pilot), "", told.append)
        await settle(pilot)
        await pressed(pilot, *"teacher7", "enter", "enter")
        with_author(app_of(pilot), "", told.append)
        assert [author.by for author in told] == ["teacher7", "teacher7"]
