"""A programme full of markup and control characters on every screen: all of it is only text."""

import tomllib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from rich.cells import cell_len
from textual import events
from textual.pilot import Pilot

from needsmatch.display import cells, clean
from needsmatch.model.plan import SupportPlan
from needsmatch.planning.fields import ITEM_FIELDS, PLAN_FIELDS, Field, Kind
from needsmatch.store.folder import PLANS
from needsmatch.tui.app import NeedsmatchApp
from needsmatch.tui.screens.add_item import AddItemPage
from needsmatch.tui.screens.commands import CommandsPage
from needsmatch.tui.screens.evidence import EvidencePage
from needsmatch.tui.screens.help import HelpPage
from needsmatch.tui.screens.lesson import NotAMatchPage
from needsmatch.tui.screens.matching import MatchingPage
from needsmatch.tui.screens.plan import PlanPage
from needsmatch.tui.screens.question import AskPage, QuestionPage
from needsmatch.tui.screens.start import StartPage
from needsmatch.tui.screens.topic import SamePage, WordingPage
from needsmatch.tui.screens.unexplained import UnexplainedPage
from needsmatch.tui.widgets.field import FieldBox
from needsmatch.tui.widgets.rows import Rows
from needsmatch.workspace import open_programme
from tests.tui import hostile
from tests.tui.conftest import SMALL, WIDE, Opened, screen_text, settle
from tests.tui.holder import STEERING

PASTED = hostile.MARKUP + hostile.ESCAPES + hostile.DIRECTIONS + hostile.FAMILY

KEPT = hostile.MARKUP + hostile.ARABIC
"""What can be typed into a plan; what is pasted with escapes cannot, for they would be lost."""
GOOD = {
    Kind.TEXT: KEPT,
    Kind.LONG_TEXT: KEPT,
    Kind.NAMES: f"{hostile.MARKUP}、{hostile.ARABIC}",
    Kind.COUNT: "12",
    Kind.AMOUNT: "1200",
    Kind.DATE: "2026-10-08",
}

CHARACTERS = {"slash": "/"}
"""What named keys type."""

SIZES = pytest.mark.parametrize(("size", "language"), [(WIDE, "zh_CN"), (SMALL, "en")], ids=["120x36", "80x24"])


def assert_safe(app: NeedsmatchApp) -> None:
    """What stands on the screen steers no terminal, fits exactly, and is no markup."""
    assert app.is_running and app.return_value is None
    assert app.title == "needsmatch" and not app.sub_title
    width, height = app.size
    strips = app.screen._compositor.render_strips()
    assert len(strips) == height
    for strip in strips:
        assert not STEERING.intersection(strip.text), repr(strip.text)
        assert (cells(strip.text), cell_len(strip.text)) == (width, width), repr(strip.text)
        for segment in strip:
            assert not segment.control
            assert not (segment.style and (segment.style.link or "@click" in segment.style.meta)), segment


class Walk:
    """The app on the hostile programme; after every step the screen is looked at."""

    def __init__(self, pilot: Pilot[None]) -> None:
        assert isinstance(pilot.app, NeedsmatchApp)
        self.pilot = pilot
        self.app = pilot.app

    async def press(self, *keys: str) -> None:
        """Press each key and look; a third of the time that the pilot's way takes, which waits for animations."""
        for key in keys:
            character = key if len(key) == 1 else CHARACTERS.get(key)
            self.app.post_message(events.Key(key, character))
            await self.look()

    async def paste(self, text: str) -> None:
        """Paste into what has the caret, and look."""
        self.app.post_message(events.Paste(text))
        await self.look()

    async def settled(self) -> None:
        """Wait for all work, and look."""
        await settle(self.pilot)
        await self.look()

    async def look(self) -> None:
        await self.pilot.pause()
        assert_safe(self.app)

    def sees(self, text: str) -> bool:
        """Whether a text stands on the screen as it is."""
        return text in screen_text(self.app)

    @property
    def plan(self) -> SupportPlan:
        """The hostile plan as it stands in the app."""
        assert self.app.session
        plan = self.app.session.plan(hostile.PLAN_NAME)
        assert plan
        return plan

    async def open_plan(self) -> None:
        """Open the plan that stands in a file."""
        self.app.action_show_plan("r-0")
        await self.look()
        assert isinstance(self.app.screen, PlanPage)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return hostile.write(tmp_path)


@asynccontextmanager
async def walk(opened: Opened, folder: Path, size: tuple[int, int], language: str) -> AsyncIterator[Walk]:
    async with opened(folder, size=size, language=language) as pilot:
        walking = Walk(pilot)
        await walking.look()
        yield walking


@SIZES
async def test_overview_and_matching(opened: Opened, folder: Path, size: tuple[int, int], language: str) -> None:
    async with walk(opened, folder, size, language) as at:
        assert at.sees("[red]x[/] [@click=app.quit]z[/]")
        await at.press("down", "down", "end", "tab", "down", "end", "enter")
        await at.press("escape", "2", "home")
        assert at.sees("[red]x[/] [@cl")
        for _school in hostile.NASTY:
            await at.press("down")
        await at.press("home", "enter", "down", "down", "up", "enter")
        for _need in range(3):
            await at.press("enter")
            assert isinstance(at.app.screen, EvidencePage)
            await at.press("pagedown", "tab", "pagedown", "end", "escape", "down")
        await at.press("tab", "pagedown", "escape", "escape")
        await at.press("right", "right", "right")
        await at.press("slash")
        await at.paste(PASTED)
        assert at.sees("[red]x[/] [@cl")
        await at.settled()  # pinyin
        await at.press("escape", "slash")
        await at.paste("[RED]")
        await at.press("enter")
        assert at.app.screen.query_one("#schools", Rows).keys


@SIZES
async def test_teaching(opened: Opened, folder: Path, size: tuple[int, int], language: str) -> None:
    before = {name: (folder / name).read_bytes() for name in ("judgements.toml", "topics.toml")}
    async with walk(opened, folder, size, language) as at:
        at.app.action_show_school("r-0")
        await at.look()
        await at.press("enter", "enter", "home")
        for _need in range(3):
            await at.press("s")
            if isinstance(at.app.screen, QuestionPage):
                assert at.sees("[red]x[/]")
                await at.press("down", "up", "enter")
            assert isinstance(at.app.screen, SamePage)
            for _topic in range(4):
                await at.press("down")
            await at.press("pagedown", "tab", "tab", "pagedown", "down")
            at.app.screen.query_one("#search").focus()
            await at.paste(PASTED)
            assert at.sees("[red]x[/]")
            await at.press("enter", "escape", "escape", "down")  # a name that no file can hold
        assert {name: (folder / name).read_bytes() for name in before} == before
        await at.press("home", "s")
        if isinstance(at.app.screen, QuestionPage):
            await at.press("enter")
        await at.paste(hostile.MARKUP)
        assert at.sees("[red]x[/]")
        await at.press("tab")
        await at.paste(KEPT)
        await at.press("enter")
        await at.settled()
        assert isinstance(at.app.screen, MatchingPage), screen_text(at.app)
        assert at.app.session and "[red]x[/]" in clean(open_programme(folder).programme.judgements[-1].why or "")
        await at.press("enter", "pagedown", "x")
        if isinstance(at.app.screen, NotAMatchPage):
            await at.paste(KEPT)
            await at.press("enter")
            await at.settled()
        assert isinstance(at.app.screen, EvidencePage)
        await at.press("pagedown", "escape", "t")
        await at.settled()
        assert isinstance(at.app.screen, UnexplainedPage)
        wordings = at.app.screen.query_one("#wordings", Rows)
        await at.press("end", "pageup", "home", "slash")
        await at.paste(PASTED)
        await at.press("escape")
        count = len(wordings.keys)
        assert count
        await at.press("enter")
        assert isinstance(at.app.screen, WordingPage)
        await at.press("down")
        await at.paste(hostile.MARKUP[:12])
        await at.press("enter")
        await at.settled()
        assert isinstance(at.app.screen, UnexplainedPage) and len(wordings.keys) < count
        for _step in range(3):
            await at.press("ctrl+z")
            await at.settled()
        assert not at.app.session.can_undo
        assert {name: (folder / name).read_bytes() for name in before} == before


@SIZES
async def test_plans_and_what_can_be_added(opened: Opened, folder: Path, size: tuple[int, int], language: str) -> None:
    async with walk(opened, folder, size, language) as at:
        await at.press("4", "down", "down", "slash")
        await at.paste(PASTED)
        await at.press("escape", "n")
        assert at.app.session and len(at.app.session.unsaved_plans) == 1  # of the other pair that is pinned
        await at.press("ctrl+z")
        await at.open_plan()
        assert at.sees("[red]x[/] [@click=app.quit]z[/]")
        for _row in range(len(hostile.NASTY) + 1):
            await at.press("down")
        await at.press("end", "pageup", "slash")
        await at.paste(PASTED)
        await at.press("escape", "n")
        assert isinstance(at.app.screen, AddItemPage)
        suggestions = at.app.screen.query_one("#suggestions", Rows).keys
        for _suggestion in suggestions:
            await at.press("down")
        await at.press("home", "enter")
        await at.press("escape", "delete", "shift+down")
        at.app.session.drop(hostile.PLAN_NAME)
        at.app.changed()
        await at.press("end", "enter")  # an item for the need without an answer
        await at.press("escape")
        # A school that is only drafted now, with texts of both sides.
        at.app.action_show_plan("r-2")
        await at.look()
        assert isinstance(at.app.screen, PlanPage)
        await at.press("down", "down", "enter", "escape", "escape")
        await at.press("ctrl+q")
        assert isinstance(at.app.screen, QuestionPage)
        await at.press("down", "3")


@SIZES
async def test_every_field_is_edited_and_saved(
    opened: Opened, folder: Path, size: tuple[int, int], language: str
) -> None:
    before = plan_in_file(folder)
    async with walk(opened, folder, size, language) as at:
        await at.open_plan()
        await at.press("home", "enter")
        await edit_all(at, PLAN_FIELDS)
        await at.press("escape", "down", "down", "enter")  # the item whose texts are escapes
        untouched = at.plan
        await at.press("enter", "enter")
        assert at.plan == untouched  # it was only looked at
        await edit_all(at, ITEM_FIELDS)
        await at.press("ctrl+s")
        await at.settled()
        assert not at.app.session or not at.app.session.unsaved, screen_text(at.app)
        saved = at.plan
    after = plan_in_file(folder)
    assert after == saved
    assert after.items[0] == before.items[0] and after.items[2:] == before.items[2:]
    assert after.items[1].lead == KEPT
    assert after.items[1].needs == before.items[1].needs and after.plan.receiver_name == hostile.MARKUP
    assert after.items[1].answers == before.items[1].answers


async def edit_all(at: Walk, fields: tuple[Field, ...]) -> None:
    """Type into each field something that cannot be kept, then something that can; where lines are few, one a kind."""
    tried: set[Kind] = set()
    for field in fields:
        box = at.app.focused
        assert isinstance(box, FieldBox) and box.field is field
        if field.kind in tried and at.app.size == SMALL:
            await at.press("down")
            continue
        if field.kind is Kind.CHOICE:
            await at.press("enter", "end", "up", "enter")
        elif field.kind is Kind.YES_NO:  # there and back: turned round, the item would answer needs of the wrong school
            await at.press("enter", "end", "enter", "enter", "home", "enter")
        else:
            assert at.app.session
            if field.kind not in tried:
                await type_into(at, PASTED)
                assert len(at.app.session.work.wrong) == 1
            await type_into(at, GOOD[field.kind])
            assert not at.app.session.work.wrong
        if field.kind not in tried:
            await at.press("ctrl+z", "ctrl+y")
        tried.add(field.kind)
        await at.press("down")


async def type_into(at: Walk, text: str) -> None:
    """Replace what stands in the field that has the focus."""
    await at.press("delete", "enter")
    at.app.post_message(events.Paste(text))
    await at.press("enter")  # in the same breath: nothing of the text is lost


def plan_in_file(folder: Path) -> SupportPlan:
    reading = open_programme(folder)
    assert not [problem for problem in reading.problems if problem.file.startswith(PLANS)]
    (stored,) = reading.plans
    return stored.plan


@SIZES
async def test_a_conflict_is_shown(opened: Opened, folder: Path, size: tuple[int, int], language: str) -> None:
    (file,) = folder.glob("plans/*.toml")
    async with walk(opened, folder, size, language) as at:
        await at.open_plan()
        await at.press("down", "enter", "down", "down")
        await type_into(at, KEPT)
        text = file.read_text(encoding="utf-8")
        file.write_text(text.replace("budget = 1234567.5", f"budget = 1  # {hostile.MARKUP}", 3), encoding="utf-8")
        await at.press("ctrl+s")
        await at.settled()
        assert isinstance(at.app.screen, QuestionPage)
        await at.press("end", "pagedown", "3")
        await at.settled()
        # Never the session itself: to tell what went wrong its whole programme would be written out, for minutes.
        unsaved = at.app.session.unsaved if at.app.session else None
        assert unsaved == 0
    assert tomllib.loads(file.read_text(encoding="utf-8"))["item"][0]["lead"] == KEPT


@SIZES
async def test_two_hundred_problems_and_mending(
    opened: Opened, folder: Path, size: tuple[int, int], language: str
) -> None:
    (broken,) = folder.glob("receivers/*broken*")
    async with walk(opened, folder, size, language) as at:
        assert at.app.session and len(at.app.session.problems) > 200
        await at.press("5")
        for _problem in range(12):
            await at.press("down")
        await at.press("pagedown", "end", "home", "slash")
        await at.paste("[red]x[/]")
        assert at.app.screen.query_one("#problems", Rows).keys
        await at.press("enter", "down", "o")
        await at.settled()
        await at.press("escape", "home", "slash")
        await at.paste("capacity")
        await at.press("enter", "enter")
        assert not at.sees("\x1b")
        count, before = len(at.app.session.problems), broken.read_bytes()
        await at.press("ctrl+shift+a", "delete")
        await at.paste(PASTED)
        await at.press("enter")
        await at.settled()
        assert broken.read_bytes() == before  # refused, with its reason
        await at.press("ctrl+shift+a", "delete", "4", "enter")
        await at.settled()
        assert len(at.app.session.problems) == count - 1
        assert b"capacity = 4\n" in broken.read_bytes()
        await at.press("ctrl+z")
        await at.settled()
        assert broken.read_bytes() == before
        # A file that is no TOML, with a name that no terminal should see.
        await at.press("escape", "slash")
        await at.paste("断")
        await at.press("enter", "tab", "down", "tab", "down")


@SIZES
async def test_help_commands_and_start(opened: Opened, folder: Path, size: tuple[int, int], language: str) -> None:
    async with walk(opened, folder, size, language) as at:
        for page in ("1", "2", "4", "5"):
            await at.press(page, "f1")
            assert isinstance(at.app.screen, HelpPage)
            await at.paste(PASTED)
            await at.press("escape", "escape")
        await at.open_plan()
        await at.press("down", "enter", "enter", "f1", "escape", "escape", "escape")
        await at.press("ctrl+p")
        assert isinstance(at.app.screen, CommandsPage)
        await at.press("pagedown", "pagedown", "end", "home")
        await at.paste(PASTED)
        await at.settled()
        await at.press("escape")
        await at.paste("[@click=app.quit]")
        await at.settled()
        assert at.sees("[@click=app.quit]z")
        await at.press("escape", "escape")
        at.app.action_page("start")
        await at.look()
        assert isinstance(at.app.screen, StartPage)
        assert at.sees(clean(hostile.FOLDER)[:24])
        choices = at.app.screen.query_one("#choices", Rows)
        choices.choose("open")
        await at.press("enter")
        assert isinstance(at.app.screen, AskPage)
        await at.paste(PASTED)
        await at.press("enter", "escape")
        at.app.open_folder(folder.parent / PASTED.replace("\0", ""))
        await at.settled()
        assert at.app.reason
        await at.press("escape")
