"""Copies that came back are shown, decided and taken in as one step; choices that were left are still there."""

import threading
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from textual.events import Paste
from textual.pilot import Pilot

from needsmatch import copies
from needsmatch.model.plan import SupportPlan
from needsmatch.store.plans import save_changed_plan
from needsmatch.tui.app import NeedsmatchApp
from needsmatch.tui.screens import take_in
from needsmatch.tui.screens.merge import MergePage
from needsmatch.tui.screens.question import AskPage
from needsmatch.tui.screens.take_in import TakeInPage, ask_for_copies, meant_path, merge_with_file
from needsmatch.tui.session import Session
from needsmatch.tui.widgets.rows import Rows
from tests.test_copies import ANSWER, NAME, change, item, mailed, sent_out, stored_in
from tests.tui.conftest import SMALL, Opened, screen_text, settle


def app_of(pilot: Pilot[None]) -> NeedsmatchApp:
    assert isinstance(pilot.app, NeedsmatchApp)
    return pilot.app


def session_of(pilot: Pilot[None]) -> Session:
    session = app_of(pilot).session
    assert session
    return session


def plan_of(pilot: Pilot[None]) -> SupportPlan:
    plan = session_of(pilot).plan(NAME)
    assert plan
    return plan


@pytest.fixture
def mail(sample: Path, tmp_path: Path) -> Path:
    """A folder with one copy that contradicts the plan in two places, one that does not, and a letter."""
    stored = sent_out(sample)
    folder = tmp_path / "post box"
    first = item(item(stored.plan, 0, sessions=3), 1, answers=(ANSWER,), activity="先到火炬看两次")
    mailed(stored, folder / "a.toml", first)
    mailed(stored, folder / "b.toml", item(stored.plan, 1, place="玉海"))
    (folder / "letter.toml").write_text("Dear colleagues", encoding="utf-8")
    change(stored, item(item(stored.plan, 0, sessions=4), 1, activity="一起看录像"))
    return folder


async def show(pilot: Pilot[None], path: Path) -> None:
    """Name a path as one that was dragged into the terminal."""
    ask_for_copies(app_of(pilot))
    await pilot.pause()
    assert isinstance(pilot.app.screen, AskPage)
    assert pilot.app.focused
    pilot.app.focused.post_message(Paste(f"'{path}'"))
    await pilot.press("enter")
    await settle(pilot)
    assert isinstance(pilot.app.screen, TakeInPage)


async def test_a_folder_of_copies_is_shown_decided_and_taken_in_as_one_step(
    opened: Opened, sample: Path, mail: Path
) -> None:
    before = stored_in(sample).data
    async with opened(sample, size=SMALL) as pilot:
        await show(pilot, mail)
        text = screen_text(pilot.app)
        assert "3 files came back: 1 answer, 1 change." in text
        states = "can be taken in", "2 conflicts to decide", "cannot be taken in"
        assert sorted(states, key=text.index) == list(states)
        assert "Item 2, 三大游戏怎么开展: 赵雯 (receiving school) agrees" in " ".join(text.split())
        assert "Item 2: Place set to 玉海" in text
        assert "赵雯, 2026-03-02" in text
        assert stored_in(sample).data == before
        # The copy that waits is chosen; what is decided and left again is still there.
        await pilot.press("enter")
        await pilot.pause()
        await pilot.press("2", "ctrl+s")
        await pilot.pause()
        assert "1 of 2 decided; this one is still open: 1, 2 or 3." in screen_text(pilot.app)
        await pilot.press("enter")
        await pilot.pause()
        await pilot.press("ctrl+s")
        await pilot.pause()
        assert "1 of 2 decided; this one is still open: 1, 2 or 3." in screen_text(pilot.app)
        await pilot.press("escape", "escape", "escape")
        await pilot.pause()
        assert "Came back: 赵雯" not in screen_text(pilot.app)
        await show(pilot, mail)
        assert "1 conflict to decide" in screen_text(pilot.app)
        await pilot.press("enter", "n", "1")
        await pilot.pause()
        assert "All is decided" in screen_text(pilot.app)
        await pilot.press("ctrl+s")
        await settle(pilot)
        assert not isinstance(pilot.app.screen, MergePage | TakeInPage)
        assert "2 copies taken in: 1 answer, 2 changes" in session_of(pilot).just_now
        plan = stored_in(sample).plan
        assert plan == plan_of(pilot)
        assert [entry.sessions for entry in plan.items] == [3, None]
        assert (plan.items[1].activity, plan.items[1].place) == ("一起看录像", "玉海")
        assert plan.items[1].answers == (ANSWER,)
        assert session_of(pilot).unsaved == 0 and not session_of(pilot).typed
        await pilot.press("ctrl+z")
        await settle(pilot)
        assert stored_in(sample).data == before
        assert plan_of(pilot) == stored_in(sample).plan
        await pilot.press("ctrl+y")
        await settle(pilot)
        assert stored_in(sample).plan == plan
        await show(pilot, mail)
        assert screen_text(pilot.app).count("nothing new") >= 2
        await pilot.press("a")
        assert stored_in(sample).plan == plan


async def test_the_screen_goes_on_while_copies_are_worked_out_and_only_those_of_the_plan_are_worked_out_again(
    opened: Opened, sample: Path, mail: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[tuple[str, int, bool]] = []

    def seen(work: Callable[..., object]) -> Callable[..., object]:
        def run(reading: object, given: Sequence[object], *rest: object) -> object:
            done.append((work.__name__, len(given), threading.current_thread() is threading.main_thread()))
            return work(reading, given, *rest)

        return run

    for work in (copies.take_in, copies.accept):
        monkeypatch.setattr(take_in, work.__name__, seen(work))
    async with opened(sample, size=SMALL) as pilot:
        await show(pilot, mail)
        await pilot.press("enter")
        await pilot.pause()
        await pilot.press("2", "1", "2", "n", "1", "ctrl+s")
        await settle(pilot)
        assert not isinstance(pilot.app.screen, MergePage | TakeInPage)
    # The letter is no copy of the plan.
    assert done == [("take_in", 3, False), ("take_in", 2, False), ("accept", 3, False)]


async def test_one_copy_is_shown_before_it_is_taken_in(opened: Opened, sample: Path, mail: Path) -> None:
    async with opened(sample) as pilot:
        await show(pilot, mail / "b.toml")
        assert stored_in(sample).plan.items[1].place is None
        assert pilot.app.screen.query_one("#copies", Rows).chosen == "all"
        await pilot.press("enter")
        await settle(pilot)
        assert "1 copy taken in: 1 change" in session_of(pilot).just_now
        assert stored_in(sample).plan.items[1].place == "玉海"


async def test_copies_wait_until_everything_is_saved_and_a_wrong_path_is_said(
    opened: Opened, sample: Path, mail: Path
) -> None:
    async with opened(sample) as pilot:
        session_of(pilot).edit(item(plan_of(pilot), 1, lead="李如英"))
        ask_for_copies(app_of(pilot))
        await pilot.pause()
        assert "Save first with Ctrl+S" in session_of(pilot).just_now
        await pilot.press("ctrl+s")
        await settle(pilot)
        ask_for_copies(app_of(pilot))
        await pilot.pause()
        assert pilot.app.focused
        pilot.app.focused.post_message(Paste(str(mail / "gone.toml")))
        await pilot.press("enter")
        await pilot.pause()
        assert "There is no file or folder" in screen_text(pilot.app)
        await pilot.press("escape")
        await show(pilot, mail / "a.toml")
        await pilot.press("ctrl+s")
        assert "0 of 2 decided; Enter on a copy decides the rest." in screen_text(pilot.app)
        await pilot.press("escape")
        await pilot.pause()
        await show(pilot, mail)
        theirs = change(stored_in(sample), item(stored_in(sample).plan, 0, lead="别人"))
        await pilot.press("ctrl+s")
        await settle(pilot)
        assert isinstance(pilot.app.screen, TakeInPage)
        assert "was changed by somebody else" in screen_text(pilot.app).replace("\n", " ")
        assert stored_in(sample).data == theirs.data


async def test_what_somebody_wrote_unnoticed_before_copies_came_is_no_news_when_they_are_taken_back(
    opened: Opened, sample: Path, mail: Path
) -> None:
    async with opened(sample) as pilot:
        session_of(pilot).edit(item(plan_of(pilot), 1, lead="李如英"))
        await pilot.press("ctrl+s")
        await settle(pilot)
        await show(pilot, mail / "b.toml")
        await pilot.press("escape")
        await pilot.pause()
        theirs = change(stored_in(sample), item(stored_in(sample).plan, 0, lead="别人"))
        await show(pilot, mail / "b.toml")
        assert plan_of(pilot).items[0].lead != "别人"
        await pilot.press("ctrl+s")
        await settle(pilot)
        for _turn in range(2):
            await pilot.press("ctrl+z")
            await settle(pilot)
            assert stored_in(sample).data == theirs.data and plan_of(pilot) == theirs.plan
            await pilot.press("ctrl+y")
            await settle(pilot)
            assert (plan_of(pilot).items[0].lead, plan_of(pilot).items[1].place) == ("别人", "玉海")
            assert stored_in(sample).plan == plan_of(pilot)


async def test_what_somebody_wrote_into_the_file_meanwhile_is_put_together_with_mine(
    opened: Opened, sample: Path
) -> None:
    stored = sent_out(sample)
    async with opened(sample) as pilot:
        session_of(pilot).edit(item(plan_of(pilot), 0, sessions=4))
        save_changed_plan(stored, item(stored.plan, 1, place="玉海"))
        merge_with_file(app_of(pilot), NAME)
        await settle(pilot)
        plan = stored_in(sample).plan
        assert (plan.items[0].sessions, plan.items[1].place) == (4, "玉海")
        session_of(pilot).edit(item(plan, 0, sessions=5))
        save_changed_plan(stored_in(sample), item(plan, 0, sessions=6))
        merge_with_file(app_of(pilot), NAME)
        await pilot.pause()
        assert isinstance(pilot.app.screen, MergePage)
        # What is being typed survives the end of the app: it is there when the same thing is written once more.
        place = NAME, "item/i-1/sessions", "own"
        session_of(pilot).typing(place, "70")
        await pilot.press("3")
        await pilot.pause()
        await pilot.pause()
        await pilot.press("end", "8")
        assert session_of(pilot).typed[place] == "708"
        await pilot.press("enter")
        await pilot.pause()
        assert place not in session_of(pilot).typed and "708" in screen_text(pilot.app)
        await pilot.press("escape")
        await pilot.pause()
        assert stored_in(sample).plan.items[0].sessions == 6 and session_of(pilot).unsaved == 1
        merge_with_file(app_of(pilot), NAME)
        await pilot.pause()
        await pilot.press("1", "ctrl+s")
        await settle(pilot)
        plan = stored_in(sample).plan
        assert (plan.items[0].sessions, plan.plan.merged) == (5, ())
        assert session_of(pilot).unsaved == 0 and not session_of(pilot).typed


def test_a_path_is_understood_as_people_and_programs_write_it(tmp_path: Path, home: Path) -> None:
    file = tmp_path / "来 信" / "a b.toml"
    file.parent.mkdir()
    file.touch()
    escaped = str(file).replace(" ", "\\ ")
    for text in (str(file), f"'{file}'", f' "{file}" ', file.as_uri(), escaped):
        assert meant_path(text) == file
    assert meant_path("~/mail") == home / "mail"
