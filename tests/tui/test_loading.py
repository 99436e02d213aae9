"""Starting without waiting: the first screen before anything is read, progress, and a way out."""

from pathlib import Path

from textual.message import Message

from needsmatch.store.settings import Settings
from needsmatch.tui.app import NeedsmatchApp
from needsmatch.tui.loading import read_and_match
from needsmatch.tui.messages import AllMatched, Busy, ProgrammeRead, ReceiverRanked
from needsmatch.tui.screens.loading import LoadingPage
from tests.tui.conftest import screen_text


async def test_the_frame_is_painted_before_anything_is_read(sample: Path) -> None:
    app = NeedsmatchApp(sample, Settings())
    seen: list[tuple[str, bool]] = []
    begin = app._begin

    def look() -> None:
        seen.append((screen_text(app), app.session is None and isinstance(app.screen, LoadingPage)))
        begin()

    app._begin = look  # type: ignore[method-assign]
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
    assert seen[0][1]
    assert "1 Overview" in seen[0][0]
    assert "Ctrl+P" in seen[0][0]


def test_the_chosen_school_is_ranked_before_the_others(sample: Path) -> None:
    posted: list[Message] = []
    read_and_match(sample, "yuhai-kindergarten", posted.append, lambda: False)
    ranked = [message.receiver for message in posted if isinstance(message, ReceiverRanked)]
    assert ranked[0] == "yuhai-kindergarten"
    assert len(set(ranked)) == 16
    assert isinstance(next(message for message in reversed(posted) if not isinstance(message, Busy)), AllMatched)
    assert any("Reading" in message.text for message in posted if isinstance(message, Busy))


def test_reading_stops_when_nobody_waits_any_more(sample: Path) -> None:
    posted: list[Message] = []
    read_and_match(sample, None, posted.append, lambda: True)
    assert [message.text for message in posted if isinstance(message, Busy)][-1] == ""
    assert not any(isinstance(message, ProgrammeRead) for message in posted)


def test_matching_stops_in_the_middle_and_keeps_what_is_known(sample: Path) -> None:
    posted: list[Message] = []

    def enough() -> bool:
        return sum(isinstance(message, ReceiverRanked) for message in posted) >= 3

    read_and_match(sample, None, posted.append, enough)
    assert sum(isinstance(message, ReceiverRanked) for message in posted) == 3
    assert not any(isinstance(message, AllMatched) for message in posted)
    assert isinstance(posted[-1], Busy)
    assert posted[-1].text == ""


async def test_escape_while_reading_leads_to_the_other_programmes(sample: Path) -> None:
    app = NeedsmatchApp(sample, Settings())
    app._begin = lambda: None  # type: ignore[method-assign]
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("escape")
        await pilot.pause()
        assert app.current_mode == "start"
