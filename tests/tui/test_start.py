"""The start page: choosing, opening and making programmes, and what goes wrong with them."""

import shutil
from pathlib import Path

import pytest
from textual import events
from textual.pilot import Pilot

from needsmatch import i18n
from needsmatch.store.samples import programmes_folder
from needsmatch.store.settings import Settings, load_settings
from needsmatch.tui.app import NeedsmatchApp
from needsmatch.tui.drafting import draft
from needsmatch.tui.examples import examples
from needsmatch.tui.screens.pages import PAGES
from needsmatch.tui.screens.question import AnswerLine, AskPage, QuestionPage
from needsmatch.tui.screens.start import StartPage
from needsmatch.tui.widgets.filter import Filter
from needsmatch.tui.widgets.rows import Rows
from tests.conftest import PROFILES
from tests.tui.conftest import SMALL, WIDE, Opened, screen_text, settle


def app_of(pilot: Pilot[None]) -> NeedsmatchApp:
    assert isinstance(pilot.app, NeedsmatchApp)
    return pilot.app


def opened_name(pilot: Pilot[None]) -> str:
    session = app_of(pilot).session
    return session.about.name if session and session.about else ""


async def choose(pilot: Pilot[None], key: str) -> None:
    """Press Enter on a row of the start page."""
    pilot.app.screen.query_one("#choices", Rows).choose(key)
    await pilot.press("enter")
    await settle(pilot)


async def answer(pilot: Pilot[None], text: str) -> None:
    """Write into the line that was asked for, and press Enter. What is long is pasted, as people do: a path of a
    hundred letters typed one by one takes eight seconds."""
    typed, pasted = text[:8], text[8:]
    await pilot.press("ctrl+u", *("space" if sign == " " else sign for sign in typed))
    if pasted:
        pilot.app.post_message(events.Paste(pasted))
        await pilot.pause()
    await pilot.press("enter")
    await settle(pilot)


@pytest.mark.parametrize("size", [WIDE, SMALL])
async def test_everything_is_seen_at_the_first_start(opened: Opened, size: tuple[int, int]) -> None:
    async with opened(None, size=size) as pilot:
        text = screen_text(pilot.app)
        assert all(example.name in text for example in examples().values())
        assert "5 receiving and 6 donor schools" in text
        assert "Make a new programme" in text and "Light colours" in text and "简体中文" in text


async def test_nothing_of_a_programme_stands_in_the_frame_while_none_is_open(opened: Opened) -> None:
    async with opened(None) as pilot:
        title, tabs, *_body, keys = screen_text(pilot.app).splitlines()
        assert title.split() == ["needsmatch", "school", "pairing"]
        assert tabs.split() == ["Programmes"]
        assert "Save" not in keys and "Undo" not in keys


@pytest.mark.parametrize(("language", "first"), [("en", "harbour-uplands"), ("zh_CN", "huli-minning")])
async def test_enter_opens_ones_own_copy_of_the_example_in_ones_language(
    opened: Opened, language: str, first: str
) -> None:
    async with opened(None, language=language) as pilot:
        await pilot.press("enter")
        await settle(pilot)
        assert app_of(pilot).folder == programmes_folder() / first
        assert (programmes_folder() / first / "programme.toml").is_file()
        assert opened_name(pilot) in screen_text(pilot.app).splitlines()[0]
        assert load_settings().recent == (programmes_folder() / first,)


async def test_a_copy_that_cannot_be_made_is_explained_on_the_page(opened: Opened) -> None:
    programmes_folder().parent.mkdir(parents=True, exist_ok=True)
    programmes_folder().write_text("a file in the way")
    async with opened(None) as pilot:
        await pilot.press("enter")
        await settle(pilot)
        assert isinstance(pilot.app.screen, StartPage)
        assert "cannot be written (a folder on the way is a file)" in " ".join(screen_text(pilot.app).split())


async def test_a_programme_that_cannot_be_opened_is_explained_and_others_are_offered(
    opened: Opened, tmp_path: Path
) -> None:
    async with opened(tmp_path / "nothing-here") as pilot:
        text = screen_text(pilot.app)
        assert "There is no folder" in text
        assert "Make a new programme" in text
        await pilot.press("enter")
        await settle(pilot)
        assert opened_name(pilot) == examples()["harbour-uplands"].name
        assert app_of(pilot).reason == ""


async def test_the_language_changes_at_once_and_for_the_next_start(opened: Opened) -> None:
    async with opened(None) as pilot:
        await choose(pilot, "language/zh_CN")
        assert i18n.language() == "zh_CN"
        assert load_settings().language == "zh_CN"
        text = screen_text(pilot.app)
        assert "English" in text and "简体中文" not in text
        rows = pilot.app.screen.query_one("#choices", Rows)
        assert rows.keys[0] == "sample/huli-minning"


@pytest.mark.parametrize("name", PAGES)
async def test_after_a_change_of_language_every_page_is_as_if_opened_in_it(
    opened: Opened, sample: Path, name: str
) -> None:
    async with opened(sample, page=name, language="zh_CN") as pilot:
        chinese = screen_text(pilot.app)
    async with opened(sample, page=name, language="en") as pilot:
        english = screen_text(pilot.app)
        app_of(pilot).action_language("zh_CN")
        await settle(pilot)
        assert screen_text(pilot.app) == chinese
        app_of(pilot).action_language("en")
        await settle(pilot)
        assert screen_text(pilot.app) == english
    assert chinese != english


async def test_light_is_kept_for_the_next_start_and_dark_is_offered_then(opened: Opened) -> None:
    async with opened(None) as pilot:
        await choose(pilot, "theme/light")
        assert pilot.app.theme == "light" and load_settings().theme == "light"
        assert "Dark colours" in screen_text(pilot.app)
        await choose(pilot, "theme/dark")
        assert pilot.app.theme == "dark"


@pytest.mark.parametrize("written", ["{folder}", "{folder}/", "{folder}/programme.toml", "'{folder}'", "~/{name}"])
async def test_a_folder_is_opened_however_its_path_is_written(
    opened: Opened, sample: Path, home: Path, written: str
) -> None:
    shutil.copytree(sample, home / sample.name)
    async with opened(None) as pilot:
        await choose(pilot, "open")
        await answer(pilot, written.format(folder=sample, name=sample.name))
        assert opened_name(pilot) == examples()["huli-minning"].name


@pytest.mark.parametrize(
    ("path", "sentence"),
    [("nowhere", "There is no folder"), ("notes.txt", "is a file"), ("plain", "there is no programme.toml in it")],
)
async def test_what_is_no_programme_is_explained_and_what_was_typed_stays(
    opened: Opened, tmp_path: Path, path: str, sentence: str
) -> None:
    (tmp_path / "notes.txt").touch()
    (tmp_path / "plain").mkdir()
    async with opened(None) as pilot:
        await choose(pilot, "open")
        await answer(pilot, str(tmp_path / path))
        assert isinstance(pilot.app.screen, AskPage)
        assert sentence in " ".join(screen_text(pilot.app).split())
        assert path in screen_text(pilot.app)
        await pilot.press("x")
        assert sentence not in " ".join(screen_text(pilot.app).split())
        await pilot.press("escape")
        assert isinstance(pilot.app.screen, StartPage)


async def test_a_new_programme_is_made_where_it_is_proposed_and_opened(opened: Opened) -> None:
    (programmes_folder() / "our-programme").mkdir(parents=True)
    async with opened(None) as pilot:
        await choose(pilot, "new")
        await pilot.press("enter")
        await settle(pilot)
        # The folder that is there already is not touched.
        assert app_of(pilot).folder == programmes_folder() / "our-programme-2"
        assert (programmes_folder() / "our-programme-2" / "receivers").is_dir()
        assert opened_name(pilot) == "Our pairing programme"


async def test_what_was_made_is_told_with_its_folder_and_what_to_do(opened: Opened) -> None:
    async with opened(None) as pilot:
        await choose(pilot, "new")
        await answer(pilot, "我们的项目")
        folder = programmes_folder() / "我们的项目"
        assert app_of(pilot).folder == folder and (folder / "programme.toml").is_file()
        session = app_of(pilot).session
        assert session
        assert session.just_now.startswith(f"3 files were written to {folder}. Put your schools in their place")
        assert "Ctrl+R reads them again" in " ".join(screen_text(pilot.app).split())


async def test_the_folder_that_a_name_stands_for_is_seen_while_it_is_typed(opened: Opened) -> None:
    async with opened(None) as pilot:
        await choose(pilot, "new")
        assert "The folder will be" not in screen_text(pilot.app)
        await pilot.press(*"ours")
        text = "".join(screen_text(pilot.app).split())
        assert f"Thefolderwillbe{programmes_folder() / 'ours'}" in text


@pytest.mark.parametrize("what", ["open", "new"])
async def test_a_folder_that_is_dragged_there_takes_the_place_of_what_is_preset(
    opened: Opened, tmp_path: Path, what: str
) -> None:
    async with opened(None) as pilot:
        await choose(pilot, what)
        typed = pilot.app.screen.query_one(AnswerLine)
        assert typed.value
        typed.post_message(events.Paste(str(tmp_path / "x")))
        await pilot.pause()
        assert typed.value == str(tmp_path / "x")
        await pilot.press("y")
        assert typed.value == str(tmp_path / "xy")


async def test_without_a_name_no_programme_is_made(opened: Opened) -> None:
    async with opened(None) as pilot:
        await choose(pilot, "new")
        await pilot.press("delete", "enter")
        assert isinstance(pilot.app.screen, AskPage)
        assert "Nothing was typed" in screen_text(pilot.app)


async def test_no_programme_is_made_over_what_exists(opened: Opened, sample: Path) -> None:
    before = sorted(sample.iterdir())
    async with opened(None) as pilot:
        await choose(pilot, "new")
        await answer(pilot, str(sample))
        assert isinstance(pilot.app.screen, AskPage)
        assert "holds files already" in " ".join(screen_text(pilot.app).split())
    assert sorted(sample.iterdir()) == before


async def test_escape_goes_back_to_the_page_one_came_from(opened: Opened, sample: Path) -> None:
    async with opened(sample, page="matching") as pilot:
        app_of(pilot).action_page("start")
        await pilot.pause()
        assert "Back to the programme" in screen_text(pilot.app)
        await pilot.press("escape")
        await pilot.pause()
        assert pilot.app.current_mode == "matching"


async def test_without_a_programme_there_is_nowhere_to_go_back_to(opened: Opened) -> None:
    async with opened(None) as pilot:
        await pilot.press("escape", "2", "ctrl+s", "ctrl+z", "ctrl+r")
        assert isinstance(pilot.app.screen, StartPage)
        await pilot.press("enter")
        await settle(pilot)
        assert pilot.app.current_mode == "overview"


async def test_only_programmes_that_still_exist_are_offered_again(sample: Path, tmp_path: Path) -> None:
    app = NeedsmatchApp(None, Settings(recent=(tmp_path / "gone", sample)))
    async with app.run_test(size=WIDE) as pilot:
        await settle(pilot)
        rows = app.screen.query_one("#choices", Rows)
        assert [key for key in rows.keys if key.startswith("folder/")] == [f"folder/{sample}"]
        await pilot.press("enter")
        await settle(pilot)
        assert app.folder == sample


async def test_another_programme_does_not_inherit_what_was_filtered(opened: Opened, sample: Path) -> None:
    async with opened(sample, page="matching") as pilot:
        await pilot.press("slash", *"玉海", "enter")
        app_of(pilot).open_folder(PROFILES / "harbour-uplands")
        await settle(pilot)
        await pilot.press("2")
        await settle(pilot)
        assert pilot.app.screen.query_one(Filter).value == ""
        assert opened_name(pilot) == examples()["harbour-uplands"].name


async def test_opening_another_programme_asks_first_where_something_is_not_saved(opened: Opened, sample: Path) -> None:
    async with opened(sample) as pilot:
        app = app_of(pilot)
        assert app.session
        draft(app.session, "yuhai-kindergarten")
        app.open_folder(PROFILES / "harbour-uplands")
        await pilot.pause()
        assert isinstance(pilot.app.screen, QuestionPage)
        await pilot.press("enter")  # stay
        await settle(pilot)
        assert app.folder == sample and app.session.unsaved
        app.open_folder(PROFILES / "harbour-uplands")
        await pilot.pause()
        await pilot.press("1")
        await settle(pilot)
        assert len(list((sample / "plans").glob("*.toml"))) == 1
        assert opened_name(pilot) == examples()["harbour-uplands"].name
