"""The app as a whole: languages, sizes, files that others change, work that is cancelled, steps and saving."""

import shutil
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from platformdirs import user_state_path
from textual.message import Message
from textual.pilot import Pilot
from textual.widget import Widget

from needsmatch import i18n, workspace
from needsmatch.planning.edit import set_value
from needsmatch.planning.fields import ITEM_FIELDS
from needsmatch.store.folder import Reading
from needsmatch.store.settings import Settings, load_settings
from needsmatch.store.watch import signature
from needsmatch.tui.app import NeedsmatchApp
from needsmatch.tui.crash import last_words
from needsmatch.tui.drafting import draft, draft_all
from needsmatch.tui.loading import look_for_changes
from needsmatch.tui.messages import AllMatched, FolderChanged, PinyinReady, ReceiverRanked
from needsmatch.tui.screens.page import LEAST_HEIGHT, LEAST_WIDTH, Page
from needsmatch.tui.screens.question import AskPage
from needsmatch.tui.screens.start import StartPage
from needsmatch.tui.session import Session
from needsmatch.tui.widgets.field import FieldBox
from needsmatch.tui.widgets.filter import WordsInput
from needsmatch.tui.widgets.rows import Rows
from tests.conftest import PROFILES
from tests.tui.conftest import SMALL, WIDE, Opened, screen_text, settle

RECEIVER = "yuhai-kindergarten"
PEOPLE = next(field for field in ITEM_FIELDS if field.name == "people")

PLACES: dict[str, tuple[str, ...]] = {
    "overview": ("1",),
    "matching": ("2", "down"),
    "reasons": ("2", "enter", "enter", "enter"),
    "the same thing": ("2", "enter", "enter", "s"),
    "not a match": ("2", "enter", "enter", "x"),
    "wordings": ("2", "t"),
    "pairing": ("3",),
    "plans": ("4",),
    "plan": ("4", "enter", "down"),
    "problems": ("5",),
    "help": ("2", "f1"),
    "commands": ("ctrl+p",),
}


def app_of(pilot: Pilot[None]) -> NeedsmatchApp:
    assert isinstance(pilot.app, NeedsmatchApp)
    return pilot.app


def session_of(pilot: Pilot[None]) -> Session:
    session = app_of(pilot).session
    assert session
    return session


async def go(pilot: Pilot[None], place: str) -> None:
    for key in PLACES[place]:
        await pilot.press(key)
        await pilot.pause()
    await settle(pilot)


def lists_of(pilot: Pilot[None]) -> list[tuple[str | None, str | None, bool]]:
    """Name, chosen row and focus of every list of the page."""
    return [(rows.id, rows.chosen, rows.has_focus) for rows in pilot.app.screen.query(Rows) if rows.id != "too-small"]


def words_of(pilot: Pilot[None]) -> str:
    """What stands on the screen, without scrollbars."""
    lines = screen_text(pilot.app).translate(dict.fromkeys(range(0x2580, 0x2590), " ")).splitlines()
    return "\n".join(line.rstrip() for line in lines)


def with_mistakes(folder: Path) -> Path:
    (folder / "donors" / "huoju-kindergarten.toml").write_text("[school", encoding="utf-8")
    return folder


# Languages


@pytest.mark.parametrize("size", [WIDE, SMALL])
@pytest.mark.parametrize("place", PLACES)
async def test_another_language_changes_every_text_at_once(
    opened: Opened, sample: Path, place: str, size: tuple[int, int]
) -> None:
    with_mistakes(sample)
    async with opened(sample, size=size, language="zh_CN") as pilot:
        await go(pilot, place)
        app_of(pilot).action_language("zh_CN")
        await settle(pilot)
        chinese = words_of(pilot)
    shutil.rmtree(user_state_path("needsmatch"), ignore_errors=True)  # a plan that was not saved would be offered
    async with opened(sample, size=size, language="en") as pilot:
        await go(pilot, place)
        app_of(pilot).action_language("en")
        await settle(pilot)
        english = words_of(pilot)
        app_of(pilot).action_language("zh_CN")
        await settle(pilot)
        assert words_of(pilot) == chinese
        assert chinese != english
        app_of(pilot).action_language("en")
        await settle(pilot)
        assert words_of(pilot) == english


async def test_another_language_changes_the_start_page_and_is_remembered(opened: Opened) -> None:
    async with opened(None, language="zh_CN") as pilot:
        chinese = screen_text(pilot.app)
    async with opened(None, language="en") as pilot:
        await pilot.app.run_action("language('zh_CN')")
        await pilot.pause()
        # The chosen row stays chosen, though it stands elsewhere now.
        assert screen_text(pilot.app).replace(">", " ") == chinese.replace(">", " ")
        assert load_settings().language == "zh_CN"
        await pilot.app.run_action("language('xx')")
        assert i18n.language() == "zh_CN"


# Sizes


@pytest.mark.parametrize("place", PLACES)
async def test_where_nothing_useful_fits_one_sentence_says_so_and_nothing_else(
    opened: Opened, sample: Path, place: str
) -> None:
    async with opened(sample) as pilot:
        await go(pilot, place)
        for width, height in ((LEAST_WIDTH - 1, 40), (120, LEAST_HEIGHT - 1), (30, 10)):
            await pilot.resize_terminal(width, height)
            await pilot.pause()
            assert " ".join(screen_text(pilot.app).split()) == (
                f"This terminal has {width} columns and {height} lines. needsmatch needs {LEAST_WIDTH} by "
                f"{LEAST_HEIGHT}: make the window larger or the letters smaller."
            )


@pytest.mark.parametrize("place", PLACES)
async def test_made_large_again_the_page_is_as_it_was(opened: Opened, sample: Path, place: str) -> None:
    async with opened(sample) as pilot:
        await go(pilot, place)
        before, lists, focus = screen_text(pilot.app), lists_of(pilot), pilot.app.focused
        for size in ((LEAST_WIDTH - 1, 40), (30, 5), WIDE):
            await pilot.resize_terminal(*size)
            await pilot.pause()
        assert pilot.app.focused is focus
        assert lists_of(pilot) == lists
        assert screen_text(pilot.app) == before


@pytest.mark.parametrize("place", PLACES)
async def test_the_least_size_is_enough_and_the_chosen_school_stays(opened: Opened, sample: Path, place: str) -> None:
    async with opened(sample) as pilot:
        await go(pilot, place)
        lists = [entry for entry in lists_of(pilot) if entry[2]]
        await pilot.resize_terminal(LEAST_WIDTH, LEAST_HEIGHT)
        await pilot.pause()
        assert "This terminal has" not in screen_text(pilot.app)
        assert [entry for entry in lists_of(pilot) if entry[2]] == lists
        assert isinstance(pilot.app.screen, Page) and pilot.app.screen.has_class("tight")


async def test_a_field_keeps_what_is_typed_while_the_window_is_too_small(opened: Opened, sample: Path) -> None:
    async with opened(sample) as pilot:
        await go(pilot, "plan")
        await pilot.press("enter", "down", "down", "enter")
        await pilot.pause()
        await pilot.press(*"王老师")
        await pilot.resize_terminal(40, 10)
        await pilot.pause()
        await pilot.resize_terminal(*WIDE)
        await pilot.pause()
        assert any(box.editing for box in pilot.app.screen.query(FieldBox))
        await pilot.press(*"12", "enter")
        await pilot.pause()
        assert "王老师12" in screen_text(pilot.app)


# Files that others change


def somebody_renames(folder: Path, before: str = "玉海幼儿园", after: str = "玉湖幼儿园") -> None:
    file = folder / "receivers" / f"{RECEIVER}.toml"
    file.write_text(file.read_text(encoding="utf-8").replace(before, after), encoding="utf-8", newline="\n")


async def look(pilot: Pilot[None]) -> None:
    """The look at the folder that the app takes every few seconds."""
    app_of(pilot)._look()
    await settle(pilot)


async def test_files_that_somebody_changed_are_read_again(opened: Opened, sample: Path) -> None:
    async with opened(sample, page="matching") as pilot:
        reading = session_of(pilot).reading
        await look(pilot)
        assert session_of(pilot).reading is reading, "nothing was changed"
        somebody_renames(sample)
        await look(pilot)
        assert session_of(pilot).reading is not reading
        assert "玉湖幼儿园" in screen_text(pilot.app)
        assert "read again" in session_of(pilot).just_now


async def test_reading_again_keeps_the_chosen_school_and_the_focus(opened: Opened, sample: Path) -> None:
    async with opened(sample, page="matching") as pilot:
        await pilot.press("down", "down", "enter", "down")
        before, focus = lists_of(pilot)[:2], pilot.app.focused
        somebody_renames(sample)
        await look(pilot)
        assert lists_of(pilot)[:2] == before
        assert pilot.app.focused is focus


async def test_files_are_not_read_again_while_something_is_not_saved(opened: Opened, sample: Path) -> None:
    async with opened(sample, page="plans") as pilot:
        session = session_of(pilot)
        reading = session.reading
        assert draft(session, RECEIVER)
        somebody_renames(sample)
        await look(pilot)
        assert session.reading is reading
        assert "once you have saved" in session.just_now
        session.just_now = "what the user did next"
        await look(pilot)
        assert session.just_now == "what the user did next", "it is told once"
        await pilot.press("ctrl+s")
        await settle(pilot)
        assert session.unsaved == 0
        await look(pilot)
        assert session.reading is not reading
        assert "玉湖幼儿园" in screen_text(pilot.app)
        await pilot.app.workers.wait_for_complete()
        assert app_of(pilot)._seen == signature(sample)


# Keys that put the caret into a value, and those that leave it again without a change.
VALUES = {
    "text": (("4", "enter", "down", "enter", "down", "down", "enter"), ("escape",)),
    "choice": (("4", "enter", "down", "enter", "enter"), ("escape",)),
    "below the help": (("4", "enter", "down", "enter", "down", "down", "enter", "f1"), ("escape", "escape")),
    "problem": (("5", "enter"), ("escape",)),
    "question": (("ask",), ("escape",)),
}


@pytest.mark.parametrize("where", VALUES)
async def test_files_are_not_read_again_while_a_value_is_being_typed(opened: Opened, sample: Path, where: str) -> None:
    begin, leave = VALUES[where]
    receiver = sample / "receivers" / "shanlu-middle.toml"
    text = receiver.read_text(encoding="utf-8")
    receiver.write_text(text.replace('stage = "middle"', 'stage = "midle"'), encoding="utf-8", newline="\n")
    async with opened(sample) as pilot:
        session = session_of(pilot)
        draft_all(session)
        await pilot.press("ctrl+s")
        await settle(pilot)
        assert session.unsaved == 0
        reading = session.reading
        for key in begin:
            if key == "ask":
                pilot.app.push_screen(AskPage("A question", "Which one?", "this", lambda _text: ""))
            else:
                await pilot.press(key)
            await pilot.pause()
        assert app_of(pilot).editing
        somebody_renames(sample)
        await look(pilot)
        assert session.reading is reading
        for key in leave:
            await pilot.press(key)
            await pilot.pause()
        assert session.unsaved == 0
        await look(pilot)
        assert session.reading is not reading


@pytest.mark.parametrize("keys", [("2", "slash", *"玉"), ("4", "slash", *"玉"), ("ctrl+p", *"玉"), ("f1", *"k")])
async def test_the_caret_in_a_search_does_not_keep_files_from_being_read_again(
    opened: Opened, sample: Path, keys: tuple[str, ...]
) -> None:
    async with opened(sample) as pilot:
        reading = session_of(pilot).reading
        await pilot.press(*keys)
        await settle(pilot)
        caret = pilot.app.focused
        assert isinstance(caret, WordsInput)
        somebody_renames(sample)
        await look(pilot)
        assert session_of(pilot).reading is not reading
        assert pilot.app.focused is caret
        assert caret.value == keys[-1]


async def test_schools_are_found_by_pinyin_after_files_were_read_again(opened: Opened, sample: Path) -> None:
    async with opened(sample, page="matching") as pilot:
        await pilot.press("slash", *"yhyey", "enter")
        await settle(pilot)
        assert pilot.app.screen.query_one("#schools", Rows).keys == [RECEIVER]
        somebody_renames(sample, "玉海幼儿园", "东海幼儿园")
        await look(pilot)
        await settle(pilot)
        assert pilot.app.screen.query_one("#schools", Rows).keys == []
        await pilot.press("slash", *["backspace"] * 5, *"dhyey")
        await pilot.pause()
        assert pilot.app.screen.query_one("#schools", Rows).keys == [RECEIVER]


async def test_a_look_taken_while_something_was_saved_here_is_no_news(opened: Opened, sample: Path) -> None:
    async with opened(sample, page="plans") as pilot:
        app, session = app_of(pilot), session_of(pilot)
        reading, seen = session.reading, app._seen
        assert seen is not None
        draft_all(session)
        await pilot.press("ctrl+s")
        await pilot.pause()
        looks: list[Message] = []
        look_for_changes(sample, seen, looks.append)
        assert looks
        app.post_message(looks[0])
        await settle(pilot)
        assert session.reading is reading
        assert "saved" in session.just_now
        assert app._seen == signature(sample)


async def test_a_look_at_another_programme_is_no_news(opened: Opened, sample: Path, tmp_path: Path) -> None:
    async with opened(sample) as pilot:
        app, session = app_of(pilot), session_of(pilot)
        reading, seen = session.reading, app._seen
        assert seen is not None
        app.post_message(FolderChanged(tmp_path, seen, ()))
        await settle(pilot)
        assert session.reading is reading
        assert app._seen == seen


async def test_what_was_just_saved_here_is_no_news(opened: Opened, sample: Path) -> None:
    async with opened(sample, page="plans") as pilot:
        session = session_of(pilot)
        draft_all(session)
        reading = session.reading
        await pilot.press("ctrl+s")
        await look(pilot)
        assert session.unsaved == 0
        assert session.reading is reading
        assert "saved" in session.just_now


async def test_ctrl_r_reads_again_and_keeps_what_is_not_saved(opened: Opened, sample: Path) -> None:
    async with opened(sample, page="plans") as pilot:
        session = session_of(pilot)
        assert draft(session, RECEIVER)
        work = session.work
        somebody_renames(sample)
        await pilot.press("ctrl+r")
        await settle(pilot)
        assert "玉湖幼儿园" in screen_text(pilot.app)
        assert session.work == work
        assert session.unsaved == 1


# Work in threads


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> Callable[[Path], tuple[threading.Event, threading.Event]]:
    """Makes reading one folder wait: gives what tells that it began, and what lets it go on."""
    read = workspace.open_programme

    def hold(folder: Path) -> tuple[threading.Event, threading.Event]:
        began, go_on = threading.Event(), threading.Event()

        def slowly(place: Path, progress: object = None) -> Reading:
            if place == folder:
                began.set()
                assert go_on.wait(60)
            return read(place)

        monkeypatch.setattr(workspace, "open_programme", slowly)
        return began, go_on

    return hold


async def test_of_two_programmes_only_the_second_is_opened(
    opened: Opened,
    sample: Path,
    tmp_path: Path,
    held: Callable[[Path], tuple[threading.Event, threading.Event]],
) -> None:
    slow, quick = tmp_path / "slow", tmp_path / "quick"
    shutil.copytree(PROFILES / "harbour-uplands", slow)
    shutil.copytree(PROFILES / "wuxi-lianyungang", quick)
    async with opened(sample) as pilot:
        app = app_of(pilot)
        began, go_on = held(slow)
        app.load(slow)
        first = next(worker for worker in app.workers if worker.group == "programme")
        while not began.is_set():
            await pilot.pause()
        app.load(quick)
        while session_of(pilot).folder != quick:
            await pilot.pause()
        go_on.set()
        await settle(pilot)
        assert first.is_cancelled
        assert session_of(pilot).folder == app.folder == quick
        assert session_of(pilot).ranked.keys() == {school.id for school in session_of(pilot).receivers if school.needs}
        assert app.busy == ""
        assert load_settings().recent[0] == quick
        assert slow not in load_settings().recent


async def test_a_programme_that_cannot_be_opened_does_not_end_the_matching_of_the_present_one(
    opened: Opened, sample: Path, tmp_path: Path
) -> None:
    async with opened(sample) as pilot:
        app, session = app_of(pilot), session_of(pilot)
        everything = dict(session.ranked)
        for name in list(session.ranked)[3:]:
            del session.ranked[name]  # as where matching had only begun
        app.open_folder(tmp_path / "nowhere")
        await settle(pilot)
        assert "nowhere" in screen_text(pilot.app)
        assert session.ranked.keys() == everything.keys()
        assert app.busy == ""


async def test_who_goes_back_while_another_programme_is_read_keeps_the_one_that_is_open(
    opened: Opened, sample: Path, tmp_path: Path, held: Callable[[Path], tuple[threading.Event, threading.Event]]
) -> None:
    slow = tmp_path / "slow"
    shutil.copytree(PROFILES / "harbour-uplands", slow)
    async with opened(sample) as pilot:
        app, session = app_of(pilot), session_of(pilot)
        everything = dict(session.ranked)
        for name in list(session.ranked)[3:]:
            del session.ranked[name]
        began, go_on = held(slow)
        app.open_folder(slow)
        while not began.is_set():
            await pilot.pause()
        await pilot.press("escape")
        await pilot.pause()
        go_on.set()
        await settle(pilot)
        assert app.session is session
        assert app.current_mode == "overview"
        assert session.ranked.keys() == everything.keys()
        assert app.busy == ""


async def test_pinyin_of_an_older_reading_is_asked_for_again(opened: Opened, sample: Path) -> None:
    async with opened(sample) as pilot:
        app, session = app_of(pilot), session_of(pilot)
        old = session.programme
        await pilot.press("ctrl+r")
        await settle(pilot)
        app.post_message(PinyinReady(old, ("打印",), {"of the older": ("old",)}))
        await pilot.pause()
        await settle(pilot)
        assert app.pinyin is not None
        assert "of the older" not in app.pinyin
        assert app.pinyin[RECEIVER][0].startswith("yuhai")
        assert "dayin" in app.pinyin["打印"]


async def test_a_page_asked_for_while_the_programme_is_read_comes_when_it_is_there(
    sample: Path, held: Callable[[Path], tuple[threading.Event, threading.Event]]
) -> None:
    _began, go_on = held(sample)
    app = NeedsmatchApp(sample, Settings())
    async with app.run_test(size=SMALL) as pilot:
        await pilot.pause()
        await pilot.press("ctrl+s", "ctrl+z", "4")
        assert app.session is None
        go_on.set()
        await settle(pilot)
        assert app.current_mode == "plans"


async def test_results_of_an_older_reading_are_not_taken_in(opened: Opened, sample: Path) -> None:
    async with opened(sample) as pilot:
        session = session_of(pilot)
        old = session.match
        assert old
        ranked = dict(session.ranked)
        await pilot.press("ctrl+r")
        await settle(pilot)
        app_of(pilot).post_message(ReceiverRanked(old, RECEIVER, [], {}))
        app_of(pilot).post_message(AllMatched(old))
        await pilot.pause()
        assert session.ranked[RECEIVER] != []
        assert session.ranked.keys() == ranked.keys()
        assert session.match is not old


@pytest.mark.parametrize("folder", ["nowhere", "a file"])
async def test_a_programme_that_cannot_be_opened_leads_to_the_start_page_with_the_reason(
    opened: Opened, tmp_path: Path, folder: str
) -> None:
    (tmp_path / "a file").write_text("", encoding="utf-8")
    async with opened(tmp_path / folder) as pilot:
        assert isinstance(pilot.app.screen, StartPage)
        assert app_of(pilot).session is None
        assert app_of(pilot).reason
        assert app_of(pilot).reason.split()[0] in screen_text(pilot.app)
        await pilot.press("1", "ctrl+s", "ctrl+z", "ctrl+y", "ctrl+r")
        assert isinstance(pilot.app.screen, StartPage)


# Saving, steps, quitting


async def test_saving_that_is_not_possible_is_said_and_loses_nothing(opened: Opened, sample: Path) -> None:
    (sample / "plans").write_text("not a folder", encoding="utf-8")
    async with opened(sample, page="plans") as pilot:
        session = session_of(pilot)
        assert draft(session, RECEIVER)
        work = session.work
        await pilot.press("ctrl+s")
        await settle(pilot)
        assert session.work == work
        assert session.unsaved == 1
        assert session.just_now
        assert "Errno" not in session.just_now
        assert "saved" not in session.just_now.split()[:3]
        assert (sample / "plans").read_text(encoding="utf-8") == "not a folder"


async def test_undo_and_redo_go_over_plans_and_pages(opened: Opened, sample: Path) -> None:
    async with opened(sample, page="plans") as pilot:
        session = session_of(pilot)
        name = draft(session, RECEIVER)
        plan = session.plan(name or "")
        assert name and plan
        session.edit(set_value(plan, plan.items[0].id, PEOPLE, 9))
        await pilot.press("1", "ctrl+z")
        assert session.plan(name) == plan
        await pilot.press("2", "ctrl+z")
        assert session.plan(name) is None
        await pilot.press("ctrl+z")
        await pilot.press("ctrl+y", "ctrl+y", "ctrl+y")
        assert session.plan(name) != plan
        await pilot.press("ctrl+s")
        await settle(pilot)
        assert (sample / "plans" / f"{name}.toml").is_file()
        assert session.unsaved == 0


async def test_a_step_that_cannot_be_taken_back_is_said(opened: Opened, sample: Path) -> None:
    file = sample / "receivers" / "shanlu-middle.toml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace('stage = "middle"', 'stage = "midle"'), encoding="utf-8", newline="\n")
    async with opened(sample, page="problems") as pilot:
        await pilot.press("y")
        await settle(pilot)
        mended = file.read_bytes()
        assert mended == text.encode()
        file.write_bytes(mended + b"# theirs\n")
        await pilot.press("ctrl+z")
        await settle(pilot)
        assert file.read_bytes() == mended + b"# theirs\n"
        assert "shanlu-middle.toml" in session_of(pilot).just_now
        assert session_of(pilot).can_undo


async def test_settings_that_cannot_be_written_are_said(opened: Opened, sample: Path, home: Path) -> None:
    async with opened(sample) as pilot:
        shutil.rmtree(home / ".config", ignore_errors=True)
        (home / ".config").write_text("", encoding="utf-8")
        await pilot.app.run_action("theme('light')")
        await pilot.pause()
        assert pilot.app.theme == "light"
        assert session_of(pilot).just_now
        assert "Errno" not in session_of(pilot).just_now


async def test_ctrl_c_only_says_how_to_quit(opened: Opened, sample: Path) -> None:
    async with opened(sample) as pilot:
        await pilot.press("ctrl+c")
        await pilot.pause()
        assert pilot.app.is_running
        assert "Ctrl+Q quits" in screen_text(pilot.app)
        await pilot.press("ctrl+q")
        await pilot.pause()
        assert pilot.app.return_code == 0


@pytest.mark.parametrize("key", ["ctrl+q", "ctrl+c", "escape"])
async def test_no_key_quits_with_something_unsaved_unasked(opened: Opened, sample: Path, key: str) -> None:
    async with opened(sample, page="plans") as pilot:
        assert draft(session_of(pilot), RECEIVER)
        await pilot.press(*[key] * 4)
        await pilot.pause()
        assert pilot.app.is_running
        assert pilot.app.return_code is None
        assert session_of(pilot).unsaved == 1


async def test_esc_on_a_main_page_goes_nowhere_and_loses_nothing(opened: Opened, sample: Path) -> None:
    async with opened(sample) as pilot:
        for key, mode in (("1", "overview"), ("2", "matching"), ("4", "plans"), ("5", "problems")):
            await pilot.press(key)
            await pilot.pause()
            before, focus = lists_of(pilot), pilot.app.focused
            await pilot.press("escape", "escape")
            await pilot.pause()
            assert pilot.app.current_mode == mode
            assert lists_of(pilot) == before
            assert isinstance(focus, Widget) and pilot.app.focused is focus


# A fault of its own


def test_the_last_words_name_the_file_that_holds_the_traceback() -> None:
    try:
        raise ZeroDivisionError("[red]in[/] \x1b]0;title\x07")
    except ZeroDivisionError:
        words = last_words([])
    account = user_state_path("needsmatch") / "crash.txt"
    assert words.plain.endswith(f"{account}; send that file to those who look after the program.")
    assert words.spans == []
    assert "ZeroDivisionError" not in words.plain
    text = account.read_text(encoding="utf-8")
    assert text.startswith("Traceback")
    assert "ZeroDivisionError: [red]in[/]" in text


def test_without_a_file_the_last_words_still_say_that_everything_saved_is_safe(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Path, "write_text", _full)
    words = last_words([]).plain
    assert words == "needsmatch met a fault of its own and had to stop. Everything that was saved is safe."


def _full(*_arguments: object, **_options: object) -> int:
    raise OSError("No space left on device")
