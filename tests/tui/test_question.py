"""Questions: every way to answer, the safe answer first, and what happens to unsaved changes."""

from pathlib import Path

import pytest
from textual.pilot import Pilot

from needsmatch.tui.app import NeedsmatchApp
from needsmatch.tui.drafting import draft
from needsmatch.tui.screens.question import AnswerLine, AskPage, Choice, QuestionPage
from needsmatch.tui.widgets.lines import line
from tests.tui.conftest import SMALL, WIDE, Opened, screen_text, settle

CHOICES = (
    Choice("first", "The first", "what it means"),
    Choice("second", "The second", safe=True),
    Choice("third", "The third"),
)


@pytest.mark.parametrize(
    ("keys", "given"),
    [
        (("1",), "first"),
        (("3",), "third"),
        (("３",), "third"),
        (("enter",), "second"),
        (("up", "enter"), "first"),
        (("down", "enter"), "third"),
        (("escape",), None),
    ],
)
async def test_a_question_is_answered_by_number_or_by_arrows(
    opened: Opened, keys: tuple[str, ...], given: str | None
) -> None:
    answers: list[str | None] = []
    async with opened(None) as pilot:
        pilot.app.push_screen(QuestionPage("Which one?", (line("Think well."),), CHOICES), answers.append)
        await pilot.pause()
        await pilot.press(*keys)
    assert answers == [given]


async def test_a_number_without_an_answer_answers_nothing(opened: Opened, sample: Path) -> None:
    answers: list[str | None] = []
    async with opened(sample) as pilot:
        pilot.app.push_screen(QuestionPage("Which one?", (), CHOICES), answers.append)
        await pilot.pause()
        await pilot.press("4", "5", "9")
        assert isinstance(pilot.app.screen, QuestionPage)
    assert answers == []


async def test_the_mouse_chooses_and_then_answers(opened: Opened) -> None:
    answers: list[str | None] = []
    async with opened(None, size=SMALL) as pilot:
        pilot.app.push_screen(QuestionPage("Which one?", (), CHOICES), answers.append)
        await pilot.pause()
        row = next(number for number, text in enumerate(screen_text(pilot.app).splitlines()) if "The third" in text)
        await pilot.click(offset=(20, row))
        assert answers == []
        await pilot.click(offset=(20, row))
        await pilot.pause()
    assert answers == ["third"]


async def test_without_a_safe_answer_the_first_one_is_chosen(opened: Opened) -> None:
    answers: list[str | None] = []
    async with opened(None) as pilot:
        pilot.app.push_screen(QuestionPage("?", (), (Choice("a", "A"), Choice("b", "B"))), answers.append)
        await pilot.pause()
        await pilot.press("enter")
    assert answers == ["a"]


async def changed(pilot: Pilot[None]) -> NeedsmatchApp:
    """The app with one plan drafted and not saved."""
    app = pilot.app
    assert isinstance(app, NeedsmatchApp) and app.session
    assert draft(app.session, "yuhai-kindergarten")
    await pilot.press("ctrl+q")
    await pilot.pause()
    return app


def plans(folder: Path) -> list[str]:
    return [path.name for path in folder.glob("plans/*.toml")]


async def test_quitting_asks_nothing_when_everything_is_saved(opened: Opened, sample: Path) -> None:
    async with opened(sample) as pilot:
        await pilot.press("ctrl+q")
        assert pilot.app.return_code == 0


async def test_the_question_names_what_is_not_saved(opened: Opened, sample: Path) -> None:
    async with opened(sample, size=WIDE) as pilot:
        app = await changed(pilot)
        text = screen_text(app)
        assert "1 change is not saved" in text
        assert "玉海幼儿园 with" in text and ": a new plan" in text


@pytest.mark.parametrize("keys", [("enter",), ("escape",), ("3",), ("ctrl+q", "ctrl+q", "enter")])
async def test_habit_keys_keep_the_app_open(opened: Opened, sample: Path, keys: tuple[str, ...]) -> None:
    async with opened(sample) as pilot:
        app = await changed(pilot)
        await pilot.press(*keys)
        assert app.return_code is None
        assert not isinstance(app.screen, QuestionPage)
        assert app.session and app.session.unsaved == 1
    assert plans(sample) == []


async def test_save_and_quit_writes_the_plan(opened: Opened, sample: Path) -> None:
    async with opened(sample) as pilot:
        app = await changed(pilot)
        await pilot.press("1")
        await settle(pilot)
        assert app.return_code == 0
    assert len(plans(sample)) == 1


async def test_quit_without_saving_writes_nothing(opened: Opened, sample: Path) -> None:
    async with opened(sample) as pilot:
        app = await changed(pilot)
        await pilot.press("2")
        await settle(pilot)
        assert app.return_code == 0
    assert plans(sample) == []


async def test_what_cannot_be_saved_keeps_the_app_open_and_says_why(opened: Opened, sample: Path) -> None:
    (sample / "plans").write_text("a file in the way")
    async with opened(sample) as pilot:
        app = await changed(pilot)
        await pilot.press("1")
        await settle(pilot)
        assert app.return_code is None
        assert app.session and app.session.unsaved == 1
        assert "cannot be written" in "".join(screen_text(app).split("\n")[-4:])


async def test_an_answer_that_was_being_typed_when_the_app_ended_is_there_again(opened: Opened, sample: Path) -> None:
    given: list[str | None] = []

    async def ask(pilot: Pilot[None], title: str = "Who?") -> str:
        pilot.app.push_screen(AskPage(title, "Name", "Li", lambda _text: ""), given.append)
        await pilot.pause()
        return pilot.app.screen.query_one(AnswerLine).value

    async with opened(sample) as pilot:
        await ask(pilot)
        await pilot.press("z", "h")
        assert isinstance(pilot.app, NeedsmatchApp) and pilot.app.session
        pilot.app.session.keep_typing()
    async with opened(sample) as pilot:
        assert await ask(pilot, "Who else?") == "Li"
        await pilot.press("escape")
        assert await ask(pilot) == "zh"
        await pilot.press("a", "o", "enter")
        assert given[-1] == "zhao"
        assert await ask(pilot) == "Li"
        await pilot.press("x", "escape")
        assert await ask(pilot) == "Li"
        assert isinstance(pilot.app, NeedsmatchApp) and pilot.app.session and not pilot.app.session.typed
