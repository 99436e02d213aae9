"""What was not saved is there again at the next start, however the app ended."""

import os
import shutil
from pathlib import Path
from time import sleep

import pytest
from platformdirs import user_state_path

from needsmatch.errors import ChangedOnDisk
from needsmatch.planning.edit import set_value
from needsmatch.planning.fields import ITEM_FIELDS
from needsmatch.store.mend import Mend, write_all
from needsmatch.store.plans import plan_text
from needsmatch.tui.app import NeedsmatchApp
from needsmatch.tui.crash import last_words
from needsmatch.tui.drafting import draft
from needsmatch.tui.recall import recall, remember
from needsmatch.tui.saving import save_plan
from needsmatch.tui.screens.question import QuestionPage
from needsmatch.tui.session import Session
from tests.tui.conftest import SMALL, Opened, screen_text, settle
from tests.tui.test_door import NEEDSMATCH, terminal
from tests.tui.test_session import NAME, RECEIVER, change, file_of, plan_of, read_again, session_on, somebody_writes

CTRL_Z = b"\x1a"
FIELDS = {field.name: field for field in ITEM_FIELDS}


def remembering(folder: Path) -> Session:
    """A session as the app opens it, with what was done before."""
    recalled = recall(folder)
    session = Session(folder)
    session.remember(recalled.chronicle, recalled.journal)
    read_again(session)
    return session


def with_a_saved_plan(folder: Path) -> Session:
    session = remembering(folder)
    assert draft(session, RECEIVER) == NAME
    save_plan(session, NAME)
    return session


def killed(session: Session) -> None:
    """What is left of a session when its process is killed: its journal, free again."""
    assert session.journal
    session.journal.close()


# Steps from before


def test_steps_from_before_a_kill_are_taken_back_and_done_again(sample: Path) -> None:
    first = with_a_saved_plan(sample)
    before = plan_of(first)
    change(first, "people", 9)
    change(first, "sessions", 4)
    first.undo()
    killed(first)
    session = remembering(sample)
    assert session.history == first.history
    assert session.unsaved == 1
    session.redo()
    assert plan_of(session).items[0].sessions == 4
    session.undo()
    session.undo()
    assert plan_of(session) == before and session.unsaved == 0
    session.undo()
    assert session.plan(NAME) is None and not session.can_undo


def test_a_kill_while_the_file_of_a_draft_is_taken_away_loses_nothing_of_it(sample: Path) -> None:
    first = with_a_saved_plan(sample)
    held = file_of(first).read_bytes() + b"# mine\n"
    file_of(first).write_bytes(held)
    read_again(first)
    first.undo()
    first.keep_file(NAME)
    file_of(first).unlink()
    killed(first)
    session = remembering(sample)
    assert session.plan(NAME) is None and session.unsaved == 0
    session.redo()
    save_plan(session, NAME)
    assert file_of(session).read_bytes() == held


def test_what_was_saved_is_not_offered_but_taken_back_at_the_next_start(sample: Path) -> None:
    first = with_a_saved_plan(sample)
    change(first, "people", 9)
    save_plan(first, NAME)
    first.close()
    session = remembering(sample)
    assert session.unsaved == 0
    session.undo()
    assert session.unsaved == 1
    save_plan(session, NAME)
    assert "people = 9" not in file_of(session).read_text(encoding="utf-8")


def test_files_written_at_once_are_taken_back_at_the_next_start_in_the_words_of_that_moment(sample: Path) -> None:
    first = remembering(sample)
    files = [Mend(sample / "topics.toml", None, b"# new\n")]
    write_all(files)
    first.wrote(files, lambda: "taught")
    killed(first)
    session = remembering(sample)
    assert session.undo() is True
    assert not (sample / "topics.toml").exists()
    assert session.just_now == "undone: taught"


def test_files_that_somebody_changed_since_do_not_stand_in_the_way_of_older_steps(sample: Path) -> None:
    first = with_a_saved_plan(sample)
    before = plan_of(first)
    change(first, "people", 9)
    files = [Mend(sample / "topics.toml", None, b"# new\n")]
    write_all(files)
    first.wrote(files, lambda: "taught")
    killed(first)
    (sample / "topics.toml").write_bytes(b"# theirs\n")
    session = remembering(sample)
    session.undo()
    assert plan_of(session) == before
    assert (sample / "topics.toml").read_bytes() == b"# theirs\n"


def test_a_plan_that_was_only_read_comes_back_as_it_was_also_after_saving_and_a_restart(sample: Path) -> None:
    killed(with_a_saved_plan(sample))
    shutil.rmtree(user_state_path("needsmatch"))
    first = remembering(sample)
    before = plan_of(first)
    other = draft(first, "xinghua-kindergarten")
    change(first, "people", 9)
    save_plan(first, NAME)
    killed(first)
    session = remembering(sample)
    session.undo()
    assert plan_of(session) == before and NAME in session.unsaved_plans
    session.undo()
    assert plan_of(session) == before and other and session.plan(other) is None


def test_a_plan_that_was_written_at_once_is_edited_saved_and_taken_back(sample: Path) -> None:
    killed(with_a_saved_plan(sample))
    shutil.rmtree(user_state_path("needsmatch"))
    first = remembering(sample)
    before, file = plan_of(first), file_of(first)
    old, new = file.read_bytes(), set_value(before, before.items[0].id, FIELDS["people"], 77)
    files = [Mend(file, old, plan_text(new).encode())]
    write_all(files)
    first.wrote(files, lambda: "taken in", {NAME: new})
    assert first.unsaved == 0
    # The files have not been read again yet.
    change(first, "sessions", 4)
    assert first.unsaved == 1
    killed(first)
    session = remembering(sample)
    assert session.unsaved == 1
    save_plan(session, NAME)
    session.undo()
    assert plan_of(session) == new
    # It holds more than the step wrote by now, but what it holds more was saved here, and is done again by redo.
    assert session.undo() is True
    assert plan_of(session) == before and session.unsaved == 0 and file.read_bytes() == old
    session.redo()
    assert session.unsaved == 0 and file.read_bytes() == files[0].after
    session.redo()
    assert plan_of(session).items[0].sessions == 4 and session.unsaved == 1


def test_a_plan_that_was_written_at_once_stays_where_somebody_wrote_into_its_file(sample: Path) -> None:
    session = with_a_saved_plan(sample)
    file, note = file_of(session), sample / "judgements.toml"
    new = set_value(plan_of(session), plan_of(session).items[0].id, FIELDS["people"], 77)
    files = [Mend(file, file.read_bytes(), plan_text(new).encode()), Mend(note, None, b"# taken in\n")]
    write_all(files)
    session.wrote(files, lambda: "taken in", {NAME: new})
    file.write_bytes(file.read_bytes() + b"# mine\n")
    killed(session)
    session = remembering(sample)
    change(session, "sessions", 4)
    save_plan(session, NAME)
    held = file.read_bytes()
    assert b"# mine" in held
    killed(session)
    session = remembering(sample)
    session.undo()
    with pytest.raises(ChangedOnDisk):
        session.undo()
    assert plan_of(session) == new and file.read_bytes() == held and note.exists() and session.can_undo


def test_a_plan_that_was_written_at_once_is_taken_back_with_its_file(sample: Path) -> None:
    killed(with_a_saved_plan(sample))
    shutil.rmtree(user_state_path("needsmatch"))
    first = remembering(sample)
    before, file = plan_of(first), file_of(first)
    old, new = file.read_bytes(), set_value(before, before.items[0].id, FIELDS["people"], 77)
    files = [Mend(file, old, plan_text(new).encode())]
    write_all(files)
    first.wrote(files, lambda: "taken in", {NAME: new})
    killed(first)
    session = remembering(sample)
    assert session.undo() is True
    assert file.read_bytes() == old and plan_of(session) == before and session.unsaved == 0
    change(session, "people", 5)
    save_plan(session, NAME)
    assert "people = 5" in file.read_text(encoding="utf-8")


def test_a_step_is_on_the_disk_before_the_next_and_letters_are_not_waited_for(
    sample: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = with_a_saved_plan(sample)
    waited: list[int] = []
    monkeypatch.setattr(os, "fsync", waited.append)
    change(session, "people", 9)
    assert len(waited) == 1
    session.typing((NAME, None, "note"), "a")
    session.keep_typing()
    assert len(waited) == 1


# Files that somebody else changed between two starts


def test_a_plan_that_somebody_changed_meanwhile_is_shown_as_it_is_and_its_steps_are_forgotten(sample: Path) -> None:
    first = with_a_saved_plan(sample)
    change(first, "people", 9)
    save_plan(first, NAME)
    first.close()
    somebody_writes(first, "people = 9", "people = 11")
    session = remembering(sample)
    assert plan_of(session).items[0].people == 11
    assert session.unsaved == 0 and not session.can_undo


def test_what_was_not_saved_of_a_plan_that_somebody_changed_stays_and_saving_finds_the_other_version(
    sample: Path,
) -> None:
    first = with_a_saved_plan(sample)
    change(first, "sessions", 5)
    killed(first)
    somebody_writes(first, "[plan]", "[plan]\nnote = 'theirs'")
    theirs = file_of(first).read_bytes()
    session = remembering(sample)
    assert plan_of(session).items[0].sessions == 5
    assert session.unsaved == 1
    with pytest.raises(ChangedOnDisk):
        save_plan(session, NAME)
    assert file_of(session).read_bytes() == theirs


def test_a_remark_that_somebody_wrote_meanwhile_is_kept_with_what_was_not_saved(sample: Path) -> None:
    first = with_a_saved_plan(sample)
    change(first, "sessions", 5)
    killed(first)
    somebody_writes(first, "[plan]", "# theirs\n[plan]")
    session = remembering(sample)
    save_plan(session, NAME)
    text = file_of(session).read_text(encoding="utf-8")
    assert "# theirs" in text and "sessions = 5" in text


def test_a_kill_between_saving_and_telling_so_leaves_nothing_to_be_saved(sample: Path) -> None:
    killed(with_a_saved_plan(sample))
    shutil.rmtree(user_state_path("needsmatch"))
    first = remembering(sample)
    before = plan_of(first)
    change(first, "people", 9)
    assert first.journal
    lines = first.journal.path.read_bytes()
    save_plan(first, NAME)
    killed(first)
    first.journal.path.write_bytes(lines)
    session = remembering(sample)
    assert session.unsaved == 0
    session.undo()
    assert plan_of(session) == before and session.unsaved == 1


# What was being typed


def test_what_stood_in_a_field_is_taken_in_like_a_field_that_was_left(sample: Path) -> None:
    first = with_a_saved_plan(sample)
    items = plan_of(first).items
    first.typing((NAME, items[0].id, "people"), "12人")
    first.typing((NAME, items[1].id, "people"), "many")
    first.typing((NAME, items[2].id, "comment"), "only on Fri")
    first.typing((NAME, "gone", "people"), "7")
    first.typing((NAME, None, "note"), "left again")
    first.typing((NAME, None, "note"), None)
    first.keep_typing()
    killed(first)
    session = remembering(sample)
    session.take_in_typed()
    assert plan_of(session).items[0].people == 12
    assert session.work.wrong == {(NAME, items[1].id, "people"): "many"}
    assert session.unsaved == 2
    # A comment waits for its page, whatever else happens.
    assert session.typed[NAME, items[2].id, "comment"] == "only on Fri"
    killed(session)
    assert remembering(sample).typed == session.typed


def test_a_field_that_this_version_does_not_know_hinders_nothing(sample: Path) -> None:
    first = with_a_saved_plan(sample)
    first.edit(plan_of(first), "said", wrong={(NAME, None, "later"): "x"})
    killed(first)
    session = remembering(sample)
    change(session, "people", 9)
    assert session.hindrances() == []
    session.put_aside()
    assert session.unsaved == 0


def test_putting_aside_leaves_the_plans_as_in_their_files_and_is_a_step(sample: Path) -> None:
    session = with_a_saved_plan(sample)
    saved = plan_of(session)
    change(session, "people", 9)
    session.fill_in(plan_of(session), (NAME, saved.items[1].id, "people"), "many")
    other = draft(session, "xinghua-kindergarten")
    before = session.work
    session.put_aside()
    assert session.unsaved == 0 and plan_of(session) == saved and other and session.plan(other) is None
    killed(session)
    again = remembering(sample)
    assert again.unsaved == 0
    again.undo()
    assert again.work == before and again.unsaved == session_on(sample).unsaved + 3


# The app


def title(screen: str) -> bool:
    return "was not saved. Nothing is lost" in screen


async def test_what_was_typed_when_the_app_was_killed_is_offered_at_the_next_start(
    opened: Opened, sample: Path
) -> None:
    killed(with_a_saved_plan(sample))
    async with opened(sample, page="plans") as pilot:
        app = pilot.app
        assert isinstance(app, NeedsmatchApp) and app.session
        assert not isinstance(app.screen, QuestionPage)
        app.go_to_field(NAME, plan_of(app.session).items[0].id, "lead")
        await settle(pilot)
        await pilot.press("enter", *"Wang")
        await pilot.pause(0.6)  # the app keeps what is typed every half second
        # From here on nothing more is told: as when it is killed.
        killed(app.session)
    for size in (SMALL, (120, 36)):
        async with opened(sample, page="plans", size=size) as pilot:
            screen = screen_text(pilot.app)
            assert title(screen) and "Wang" in screen
            if size == SMALL:
                await pilot.press("1")
                await settle(pilot)
                assert isinstance(pilot.app, NeedsmatchApp) and pilot.app.session
                assert pilot.app.session.unsaved == 1
                killed(pilot.app.session)
                continue
            await pilot.press("2")
            await settle(pilot)
            assert isinstance(pilot.app, NeedsmatchApp) and pilot.app.session
            assert pilot.app.session.unsaved == 0
            assert "put aside" in screen_text(pilot.app)
            await pilot.press("ctrl+z")
            assert "Wang" in (plan_of(pilot.app.session).items[0].lead or "")


async def test_who_quits_without_saving_is_not_asked_again_but_can_take_that_back(opened: Opened, sample: Path) -> None:
    killed(with_a_saved_plan(sample))
    async with opened(sample) as pilot:
        app = pilot.app
        assert isinstance(app, NeedsmatchApp) and app.session
        change(app.session, "people", 9)
        await pilot.press("ctrl+q")
        await pilot.press("2")
        await pilot.pause()
    async with opened(sample) as pilot:
        app = pilot.app
        assert isinstance(app, NeedsmatchApp) and app.session
        assert not isinstance(app.screen, QuestionPage) and app.session.unsaved == 0
        await pilot.press("ctrl+z")
        assert plan_of(app.session).items[0].people == 9


async def test_a_broken_journal_stops_no_start(opened: Opened, sample: Path) -> None:
    session = with_a_saved_plan(sample)
    change(session, "people", 9)
    killed(session)
    assert session.journal
    session.journal.path.write_bytes(b"\x00\xff" * 1_000)
    async with opened(sample) as pilot:
        app = pilot.app
        assert isinstance(app, NeedsmatchApp) and app.session
        assert app.session.unsaved == 0 and not isinstance(app.screen, QuestionPage)


async def test_where_no_journal_can_be_written_it_is_said_once(opened: Opened, sample: Path, home: Path) -> None:
    (home / ".local").mkdir(exist_ok=True)
    (home / ".local" / "state").write_text("a file", encoding="utf-8")
    async with opened(sample) as pilot:
        assert "would not survive a power cut" in screen_text(pilot.app)
        assert isinstance(pilot.app, NeedsmatchApp) and pilot.app.session
        assert pilot.app.session.warning() == ""


def test_the_last_words_promise_what_the_journal_has_kept(sample: Path) -> None:
    plan = plan_of(with_a_saved_plan(sample))
    kept, not_kept = last_words([plan], kept=True).plain, last_words([plan]).plain
    assert "is there again at the next start" in kept and "stand there too" not in kept
    assert "is there again at the next start" not in not_kept and "stand there too" in not_kept


def test_in_a_real_terminal_nothing_is_lost_by_a_kill_in_the_middle_of_a_word(sample: Path) -> None:
    start = (*NEEDSMATCH, str(sample))
    with terminal(*start, NEEDSMATCH_LANG="en", LC_ALL="C.UTF-8") as shown:
        shown.until("All saved")
        shown.send(b"4")
        shown.until("Open the plan")
        shown.send(b"\r")
        shown.until("change not saved")
        shown.send(b"\x1b[B\r")
        shown.until(" Empty")
        shown.send(b"\r")
        shown.until("Ctrl+J")
        shown.send(b"half a wo")
        (journal,) = (user_state_path("needsmatch") / "journals").glob("*.jsonl")
        while b"half a wo" not in journal.read_bytes():
            sleep(0.05)
    with terminal(*start, NEEDSMATCH_LANG="en", LC_ALL="C.UTF-8") as shown:
        shown.until("Nothing is lost")
        shown.send(b"1" + CTRL_Z)
        shown.until(": Item 1: Activity")
    session = remembering(sample)
    session.redo()
    (plan,) = session.work.plans.values()
    assert plan and (plan.items[0].activity or "").endswith("half a wo")


async def test_drafts_that_were_saved_are_taken_back_with_their_files(opened: Opened, sample: Path) -> None:
    async with opened(sample, page="plans") as pilot:
        await pilot.press("n", "ctrl+s")
        await settle(pilot)
        app = pilot.app
        assert isinstance(app, NeedsmatchApp)
        names = {file.stem for file in (sample / "plans").glob("*.toml")}
        assert len(names) > 1 and app.session and app.session.unsaved == 0
        await pilot.press("ctrl+z")
        assert app.session.just_now.endswith(f", and {len(names) - 1} more") and app.session.unsaved == len(names)
        changed = sorted((sample / "plans").glob("*.toml"))[0]
        changed.write_bytes(changed.read_bytes() + b"# mine\n")
        await pilot.press("ctrl+s")
        await settle(pilot)
        assert "somebody changed its file" in screen_text(app) and changed.exists()
        await pilot.press("escape", "ctrl+s")
        await settle(pilot)
        await pilot.press("down", "enter")
        await settle(pilot)
        assert not list((sample / "plans").glob("*.toml")) and "taken away with" in app.session.just_now
        await pilot.press("ctrl+y", "ctrl+s")
        await settle(pilot)
        assert {file.stem for file in (sample / "plans").glob("*.toml")} == names
        assert changed.read_bytes().endswith(b"# mine\n")


async def test_steps_that_can_no_longer_be_read_are_told_at_the_start(opened: Opened, sample: Path) -> None:
    session = Session(sample)
    remember(session, sample)
    assert session.journal
    session.journal.append(b"{")
    session.journal.append(b"{}")
    session.close()
    async with opened(sample, size=SMALL) as pilot:
        assert "could not be read" in screen_text(pilot.app) and ".broken" in screen_text(pilot.app)
