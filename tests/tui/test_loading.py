"""Starting without waiting: the first screen before anything is read, progress, and a way out."""

import os
import subprocess
from pathlib import Path

import pytest
from textual.message import Message

from needsmatch import workspace
from needsmatch.store.folder import Progress, Reading, read_programme
from needsmatch.store.settings import Settings
from needsmatch.tui.app import NeedsmatchApp
from needsmatch.tui.loading import match_all, pinyin_of, read_and_match
from needsmatch.tui.messages import AllMatched, Busy, CouldNot, PinyinReady, ProgrammeRead, ReceiverRanked
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


def test_who_is_not_waited_for_any_more_does_not_say_what_failed(tmp_path: Path) -> None:
    posted: list[Message] = []
    read_and_match(tmp_path / "nowhere", None, posted.append, lambda: True)
    assert not any(isinstance(message, CouldNot) for message in posted)
    read_and_match(tmp_path / "nowhere", None, posted.append, lambda: False)
    assert any(isinstance(message, CouldNot) for message in posted)


def test_reading_that_is_stopped_at_its_end_says_that_nothing_goes_on(
    sample: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    posted: list[Message] = []
    whole = read_programme(sample)
    stopped: list[bool] = []

    def read(_folder: Path, progress: Progress) -> Reading:
        progress(1, 2)
        stopped.append(True)
        return whole

    monkeypatch.setattr(workspace, "open_programme", read)
    read_and_match(sample, None, posted.append, lambda: bool(stopped))
    assert [message.text for message in posted if isinstance(message, Busy)] == ["Reading 1 of 2", ""]
    assert not any(isinstance(message, ProgrammeRead) for message in posted)


def test_what_is_ranked_already_is_not_ranked_again(sample: Path) -> None:
    posted: list[Message] = []
    reading = read_programme(sample)
    whole = [school.id for school in reading.programme.receivers if school.needs]
    match_all(reading, whole[5], posted.append, lambda: False, whole[:4])
    ranked = [message.receiver for message in posted if isinstance(message, ReceiverRanked)]
    assert ranked == [whole[5], whole[4], *whole[6:]]
    assert any(isinstance(message, AllMatched) for message in posted)


# Pinyin, in a process of its own


@pytest.mark.parametrize("paths", [None, "", ".", f"{os.pathsep}.", f"inside{os.pathsep}"])
def test_pinyin_runs_no_code_of_the_folder_the_app_was_started_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, paths: str | None
) -> None:
    marker = tmp_path / "ran"
    for folder in (tmp_path / "evil", tmp_path / "evil" / "inside"):
        folder.mkdir()
        for name in ("json", "re", "pypinyin", "sitecustomize", "needsmatch"):
            (folder / f"{name}.py").write_text(f"open({str(marker)!r}, 'w').close()\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path / "evil")
    monkeypatch.delenv("PYTHONPATH", raising=False)
    if paths is not None:
        monkeypatch.setenv("PYTHONPATH", paths)
    posted: list[Message] = []
    pinyin_of(None, ["玉海"], posted.append, lambda: False)
    assert not marker.exists()
    (ready,) = posted
    assert isinstance(ready, PinyinReady)
    assert ready.keys == {"玉海": ("yuhai", "yh")}


@pytest.mark.parametrize("answer", ["", "welcome to this machine", "[1]", '{"a": 1}', '{"a": ["b", 2]}'])
def test_an_answer_that_is_not_pinyin_is_passed_over(monkeypatch: pytest.MonkeyPatch, answer: str) -> None:
    monkeypatch.setattr(subprocess, "run", lambda *_words, **_rest: subprocess.CompletedProcess([], 0, answer))
    posted: list[Message] = []
    pinyin_of(None, ["玉海"], posted.append, lambda: False)
    assert posted == []


def test_bytes_that_are_no_text_are_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    def undecodable(*_words: object, **_rest: object) -> None:
        b"\xff".decode()

    monkeypatch.setattr(subprocess, "run", undecodable)
    posted: list[Message] = []
    pinyin_of(None, ["玉海"], posted.append, lambda: False)
    assert posted == []


def test_pinyin_nobody_waits_for_any_more_is_not_told() -> None:
    posted: list[Message] = []
    pinyin_of(None, ["玉海"], posted.append, lambda: True)
    assert posted == []
