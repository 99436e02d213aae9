"""The commands: everything is there, found by words, keys, pinyin and initials, and done by Enter."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.pilot import Pilot

from needsmatch import i18n
from needsmatch.store.settings import Settings, load_settings
from needsmatch.text.pinyin import search_keys
from needsmatch.tui.app import NeedsmatchApp
from needsmatch.tui.commands import Entry, sought
from needsmatch.tui.drafting import draft
from needsmatch.tui.screens.commands import CommandsPage
from needsmatch.tui.screens.plan import PlanPage
from needsmatch.tui.screens.start import StartPage
from needsmatch.tui.widgets.filter import Filter
from needsmatch.tui.widgets.rows import Rows
from needsmatch.tui.widgets.search import Search
from tests.tui.conftest import SMALL, WIDE, Opened, screen_text, settle


def app_of(pilot: Pilot[None]) -> NeedsmatchApp:
    assert isinstance(pilot.app, NeedsmatchApp)
    return pilot.app


def listed(pilot: Pilot[None]) -> list[str]:
    return pilot.app.screen.query_one("#commands", Rows).keys


async def search(pilot: Pilot[None], text: str) -> None:
    """Open the commands, type, and wait for pinyin."""
    await pilot.press("ctrl+p", *("space" if sign == " " else sign for sign in text))
    await settle(pilot)


@pytest.mark.parametrize("size", [WIDE, SMALL])
async def test_every_group_is_there(opened: Opened, sample: Path, size: tuple[int, int]) -> None:
    async with opened(sample, page="matching", size=size) as pilot:
        app = app_of(pilot)
        assert app.session and draft(app.session, "yuhai-kindergarten")
        await pilot.press("ctrl+p")
        await settle(pilot)
        assert "Find a school" in screen_text(app) and "Write every changed plan" in screen_text(app)
        page = app.screen
        assert isinstance(page, CommandsPage)
        groups = dict.fromkeys(entry.group for entry in page._entries.values())
        assert list(groups) == [
            "Here", "Everywhere", "Programmes", "Receiving schools", "Donor schools", "Support plans",
        ]  # fmt: skip


async def test_every_command_of_the_app_exists(opened: Opened, sample: Path) -> None:
    async with opened(sample) as pilot:
        await pilot.press("ctrl+p")
        page = pilot.app.screen
        assert isinstance(page, CommandsPage)
        for entry in page._entries.values():
            if entry.node is None:
                name = entry.action.removeprefix("app.").partition("(")[0]
                assert hasattr(pilot.app, f"action_{name}"), entry


@pytest.mark.parametrize("typed", ["yhyey", "yuhai", "玉海", "yuhai-kind", "YHYEY"])
async def test_a_school_is_found_however_it_is_typed_and_shown_by_enter(
    opened: Opened, sample: Path, typed: str
) -> None:
    async with opened(sample) as pilot:
        await search(pilot, typed)
        await pilot.press("enter")
        await settle(pilot)
        assert pilot.app.current_mode == "matching"
        assert pilot.app.screen.query_one("#schools", Rows).chosen == "yuhai-kindergarten"


async def test_a_donor_leads_to_the_school_it_helps(opened: Opened, sample: Path) -> None:
    async with opened(sample) as pilot:
        await search(pilot, "huoju-kindergarten")
        await pilot.press("enter")
        await settle(pilot)
        session = app_of(pilot).session
        assert session and session.receiver and session.settled(session.receiver) == "huoju-kindergarten"


async def test_a_plan_is_opened(opened: Opened, sample: Path) -> None:
    async with opened(sample) as pilot:
        session = app_of(pilot).session
        assert session and draft(session, "yuhai-kindergarten")
        await search(pilot, "玉海 with")
        await pilot.press("enter")
        await settle(pilot)
        assert isinstance(pilot.app.screen, PlanPage)


async def test_a_command_is_found_by_its_key_and_done(opened: Opened, sample: Path) -> None:
    async with opened(sample, page="matching") as pilot:
        await search(pilot, "find a sch")
        await pilot.press("enter")
        await pilot.pause()
        assert isinstance(pilot.app.focused, Filter)
        await pilot.press("escape")
        await search(pilot, "ctrl+q")
        assert listed(pilot)[0].endswith("app.quit")
        await pilot.press("enter")
        await pilot.pause()
        assert pilot.app.return_code == 0


async def test_the_language_is_found_by_the_initials_of_its_own_name(opened: Opened, sample: Path) -> None:
    async with opened(sample) as pilot:
        await search(pilot, "jtzw")
        await pilot.press("enter")
        await settle(pilot)
        assert i18n.language() == "zh_CN" and load_settings().language == "zh_CN"
        await search(pilot, "语言")
        assert any(key.endswith("app.language('en')") for key in listed(pilot))


async def test_light_and_another_programme_are_commands(opened: Opened, sample: Path) -> None:
    async with opened(sample) as pilot:
        await search(pilot, "bright")
        await pilot.press("enter")
        await pilot.pause()
        assert pilot.app.theme == "light"
        await search(pilot, "another prog")
        await pilot.press("enter")
        await pilot.pause()
        assert isinstance(pilot.app.screen, StartPage)


async def test_an_unknown_word_is_named_and_escape_clears_then_closes(opened: Opened, sample: Path) -> None:
    async with opened(sample) as pilot:
        await search(pilot, "[red]xyz")
        assert "Nothing is called [red]xyz; Esc clears." in screen_text(pilot.app)
        await pilot.press("enter", "escape")
        assert isinstance(pilot.app.screen, CommandsPage) and pilot.app.screen.query_one(Search).value == ""
        await pilot.press("escape")
        assert not isinstance(pilot.app.screen, CommandsPage)


async def test_more_than_can_be_shown_is_counted(opened: Opened, sample: Path) -> None:
    for number in range(200):
        text = f'[school]\nid = "many-{number}"\nname = "Many {number}"\nstage = "primary"\n'
        (sample / "receivers" / f"many-{number}.toml").write_text(text, encoding="utf-8")
    async with opened(sample) as pilot:
        await search(pilot, "many")
        assert len(listed(pilot)) == 60
        await pilot.press("end", *["down"] * 80)
        assert "+140 more; type on" in screen_text(pilot.app)
        await pilot.press(*" 199".replace(" ", ""))
        assert "many199" in pilot.app.screen.query_one(Search).value


async def test_without_a_programme_only_what_works_is_listed(opened: Opened) -> None:
    async with opened(None) as pilot:
        await pilot.press("ctrl+p")
        await pilot.pause()
        actions = [key.rpartition("/")[2] for key in listed(pilot)]
        assert "app.quit" in actions and "app.language('zh_CN')" in actions
        assert "app.save" not in actions and "app.page('matching')" not in actions


def entry(title: str, sentence: str = "", key: str = "") -> Entry:
    return Entry("", title, sentence, "", key)


def found(words: str, *entries: Entry) -> list[str]:
    pinyin = {entry.title: search_keys(entry.title) for entry in entries}
    return [entry.title for entry in sought(entries, words.split(), pinyin)]


SAVE, KEEP, READ = entry("保存", "写入文件", "Ctrl+S"), entry("不保存就退出"), entry("重新读取", "保存之后再读")


def test_what_begins_so_comes_before_what_holds_it() -> None:
    assert found("保存", READ, KEEP, SAVE) == ["保存", "不保存就退出", "重新读取"]


def test_initials_find_a_command() -> None:
    assert found("bc", READ, KEEP, SAVE) == ["保存", "不保存就退出"]
    assert found("baocun", READ, KEEP, SAVE) == ["不保存就退出", "保存"]


def test_every_word_must_be_found_somewhere() -> None:
    assert found("保存 ctrl+s", READ, KEEP, SAVE) == ["保存"]
    assert found("保存 xyz", READ, KEEP, SAVE) == []


def test_the_word_that_fits_least_decides_the_order() -> None:
    begins, holds = entry("保存方案", "写入文件"), entry("再次保存文件")
    assert found("保存 文件", begins, holds) == ["再次保存文件", "保存方案"]


@given(st.lists(st.text(max_size=8).map(entry), max_size=8), st.lists(st.text(min_size=1, max_size=4), max_size=3))
def test_more_words_never_find_more(entries: list[Entry], words: list[str]) -> None:
    fewer, more = sought(entries, words[:-1], {}), sought(entries, words, {})
    assert all(entry in fewer for entry in more)
    assert sought(entries, [], {}) == entries


async def test_a_remembered_folder_whose_name_no_system_takes_is_not_offered(sample: Path, tmp_path: Path) -> None:
    other = tmp_path / "another one"
    other.mkdir()
    app = NeedsmatchApp(sample, Settings(recent=(Path("/" + "x" * 5000), other)))
    async with app.run_test(size=WIDE) as pilot:
        await settle(pilot)
        await search(pilot, "another one")
        assert any("another one" in key for key in listed(pilot))
        assert not any("xxx" in key for key in listed(pilot))
