"""The help: the keys of the place it was asked from, found by typing, done by Enter, in our own words."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from textual.binding import Binding
from textual.screen import Screen
from textual.widgets import Input, TextArea

from needsmatch.tui.screens.help import HelpPage
from needsmatch.tui.screens.pages import PAGES
from needsmatch.tui.screens.search import name_of
from needsmatch.tui.shortcuts import keys_everywhere, keys_here
from needsmatch.tui.widgets.filter import Filter
from needsmatch.tui.widgets.frame import shown_bindings
from needsmatch.tui.widgets.rows import Rows
from needsmatch.tui.widgets.search import Search
from tests.tui.conftest import SMALL, WIDE, Opened, screen_text, settle

sys.path.insert(0, str(Path(__file__).parents[2] / "tools"))

import catalogue

OURS = {message.id for message in catalogue.extracted()}


def words_of_textual() -> Iterator[str]:
    """What Textual calls the keys of its own widgets, in words that are not ours too."""
    for kind in (Input, TextArea, Screen):
        for binding in kind.BINDINGS:
            if isinstance(binding, Binding) and binding.description and binding.description not in OURS:
                yield binding.description


@pytest.mark.parametrize("size", [WIDE, SMALL])
async def test_help_names_the_keys_of_the_place_and_of_everywhere(
    opened: Opened, sample: Path, size: tuple[int, int]
) -> None:
    async with opened(sample, page="matching", size=size) as pilot:
        await pilot.press("question_mark")
        await pilot.pause()
        text = screen_text(pilot.app)
        assert "Help   Matching" in text
        assert "Who can help" in text and "Find a school" in text
        assert "Ctrl+S" in text and "take back a step" in text
        assert "What this page is for" in text and "receiving" in text and "input method" in text


async def test_typing_finds_a_key_and_enter_does_it_where_the_user_was(opened: Opened, sample: Path) -> None:
    async with opened(sample, page="matching") as pilot:
        await pilot.press("f1", *"find")
        await pilot.pause()
        assert pilot.app.screen.query_one("#here", Rows).keys == ["here/2"]
        assert "Ctrl+S" not in screen_text(pilot.app)
        await pilot.press("enter")
        await pilot.pause()
        assert isinstance(pilot.app.focused, Filter)


async def test_a_key_of_the_focused_list_is_done_in_that_list(opened: Opened, sample: Path) -> None:
    async with opened(sample, page="matching") as pilot:
        await pilot.press("enter", "f1", "enter")  # which needs
        await pilot.pause()
        assert pilot.app.focused and pilot.app.focused.id == "needs"


async def test_a_key_of_everywhere_is_found_and_done(opened: Opened, sample: Path) -> None:
    async with opened(sample, page="matching", size=SMALL) as pilot:
        await pilot.press("f1", *"read", "space", *"again", "enter")
        await settle(pilot)
        assert pilot.app.screen.query("#schools")
        await pilot.press("f1", *"ctrl+q", "enter")
        await pilot.pause()
        assert pilot.app.return_code == 0


async def test_escape_clears_what_was_typed_and_then_goes_back_to_the_same_place(opened: Opened, sample: Path) -> None:
    async with opened(sample, page="matching") as pilot:
        await pilot.press("enter", "f1", *"xyz")
        await pilot.pause()
        assert "No key here does xyz" in screen_text(pilot.app)
        await pilot.press("enter", "escape")
        assert isinstance(pilot.app.screen, HelpPage) and pilot.app.screen.query_one(Search).value == ""
        await pilot.press("escape")
        assert pilot.app.focused and pilot.app.focused.id == "donors"


async def test_every_key_is_reached_on_a_small_screen(opened: Opened, sample: Path) -> None:
    async with opened(sample, page="matching", size=(60, 20)) as pilot:
        await pilot.press("f1")
        await pilot.pause()
        assert "Ctrl+Q  " not in screen_text(pilot.app).rsplit("\n", 1)[0]
        await pilot.press(*["down"] * 20)
        assert "> Ctrl+Q" in screen_text(pilot.app)
        await pilot.press("tab", *["down"] * 40)
        assert "Ctrl+P." in screen_text(pilot.app)


async def test_the_columns_are_walked_with_tab(opened: Opened, sample: Path) -> None:
    async with opened(sample, page="matching") as pilot:
        await pilot.press("f1", "tab", "down")
        page = pilot.app.screen
        assert isinstance(page, HelpPage) and page.listing.id == "everywhere"
        assert page.listing.chosen == page.listing.keys[1]
        assert page.query_one("#here", Rows).chosen == "here/0"


async def test_help_in_a_line_names_what_edits_it_in_our_words(opened: Opened, sample: Path) -> None:
    async with opened(sample, page="matching") as pilot:
        await pilot.press("slash", "f1")
        await pilot.pause()
        text = screen_text(pilot.app)
        assert "delete before" in text
        assert "1-5" not in text  # digits are typed here
        assert not [words for words in words_of_textual() if words in text]


async def test_from_help_to_commands_and_back_only_one_is_open(opened: Opened, sample: Path) -> None:
    async with opened(sample) as pilot:
        await pilot.press("f1", "ctrl+p", "ctrl+p", "f1", "f1")
        await pilot.pause()
        assert len(pilot.app.screen_stack) == 2
        await pilot.press("escape")
        assert len(pilot.app.screen_stack) == 1


@pytest.mark.parametrize("language", ["en", "zh_CN"])
@pytest.mark.parametrize("name", PAGES)
async def test_every_key_that_is_shown_is_named_in_our_own_words(
    opened: Opened, sample: Path, name: str, language: str
) -> None:
    """What is in our catalogue has a translation (another test looks); what Textual brings along has none."""
    async with opened(sample, page="matching", language=language) as pilot:
        pilot.app.switch_mode(name)
        await settle(pilot)
        screens = [pilot.app.screen]
        for key in ("f1", "ctrl+p"):
            await pilot.press(key)
            await pilot.pause()
            screens.append(pilot.app.screen)
            assert not [words for words in words_of_textual() if words in screen_text(pilot.app)]
        for screen in screens:
            described = [active.binding.description for active in shown_bindings(screen)]
            told = [entry.label for entry in (*keys_here(screen), *keys_everywhere(screen))]
            assert [words for words in (*described, *told) if words not in OURS] == []
            assert name_of(screen) in OURS
