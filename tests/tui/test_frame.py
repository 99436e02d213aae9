"""Title, tabs, what just happened and the key line: whole groups at every width, every key with its full-width twin."""

import json
import string
import unicodedata
from collections.abc import Awaitable, Callable
from datetime import datetime
from pathlib import Path

import pytest
from textual import events
from textual.binding import Binding
from textual.geometry import Region
from textual.keys import _character_to_key
from textual.pilot import Pilot

from needsmatch import i18n
from needsmatch.display import cells, clean
from needsmatch.i18n import LANGUAGES, _
from needsmatch.tui.app import NeedsmatchApp
from needsmatch.tui.drafting import draft_all
from needsmatch.tui.keys import HELP_AND_COMMANDS, key_name, shown_key, twins
from needsmatch.tui.screens.commands import CommandsPage
from needsmatch.tui.screens.help import HelpPage
from needsmatch.tui.session import Session
from needsmatch.tui.widgets.filter import Filter
from needsmatch.tui.widgets.frame import PAGES, JustNow, KeyLine, PageTabs, TitleBar, hints_of
from tests.tui.conftest import SMALL, Opened, screen_text
from tests.tui.holder import HOSTILE, STEERING


def app_of(pilot: Pilot[None]) -> NeedsmatchApp:
    assert isinstance(pilot.app, NeedsmatchApp)
    return pilot.app


def session_of(pilot: Pilot[None]) -> Session:
    session = app_of(pilot).session
    assert session
    return session


def text_of(bar: TitleBar | PageTabs | KeyLine) -> str:
    return "".join(text for text, _style, _action in bar._pieces(0))


# The key line


async def in_a_filter(pilot: Pilot[None]) -> None:
    await pilot.press("2", "slash")


async def in_a_field(pilot: Pilot[None]) -> None:
    await pilot.press("4", "enter")
    await pilot.pause()
    await pilot.press("enter", "enter")


PLACES: dict[str, Callable[[Pilot[None]], Awaitable[None]]] = {
    "overview": lambda pilot: pilot.press("1"),
    "matching": lambda pilot: pilot.press("2"),
    "plans": lambda pilot: pilot.press("4"),
    "problems": lambda pilot: pilot.press("5"),
    "filter": in_a_filter,
    "field": in_a_field,
    "help": lambda pilot: pilot.press("f1"),
    "commands": lambda pilot: pilot.press("ctrl+p"),
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("place", PLACES)
async def test_the_key_line_holds_whole_groups_and_counts_the_others(
    opened: Opened, sample: Path, monkeypatch: pytest.MonkeyPatch, place: str, language: str
) -> None:
    async with opened(sample, language=language) as pilot:
        await PLACES[place](pilot)
        await pilot.pause()
        bar = pilot.app.screen.query_one(KeyLine)
        groups = [f"{hint.key} {hint.label}   " for hint in hints_of(pilot.app.screen)]
        assert groups
        right = "".join(f"  {key} {_(label)}" for key, label, _action in HELP_AND_COMMANDS)
        room_for_all = cells("".join(groups) + right)
        for width in range(60, 141):
            monkeypatch.setattr(KeyLine, "content_region", Region(0, 0, width, 1))
            shown = text_of(bar)
            assert cells(shown) == width
            assert shown.endswith(right)
            possible = ["".join(groups[:count]) + f"+{len(groups) - count}" for count in range(len(groups))]
            allowed = {"".join(groups).rstrip(), *possible}
            left = shown.removesuffix(right).rstrip()
            assert left in allowed
            assert (left == "".join(groups).rstrip()) == (width >= room_for_all)
            if left in possible:
                more = possible[possible.index(left) + 1 :][:1]
                assert not more or cells(more[0] + " " + right) > width, "one more group had fitted"


@pytest.mark.parametrize("width", [60, 80, 120])
async def test_the_key_line_fits_a_real_window(opened: Opened, sample: Path, width: int) -> None:
    async with opened(sample, page="matching", size=(width, 24)) as pilot:
        last = screen_text(pilot.app).splitlines()[-1]
        assert last.endswith("? help  Ctrl+P commands")
        assert cells(last) <= width
        assert last.split()[:2] == ["Enter", "Who"]


async def test_a_click_on_a_key_does_it_and_on_the_count_shows_all(opened: Opened, sample: Path) -> None:
    async with opened(sample, page="matching", size=(60, 24)) as pilot:
        shown = text_of(pilot.app.screen.query_one(KeyLine))
        assert "+" in shown
        await pilot.click(KeyLine, offset=(1 + shown.index("+"), 0))
        await pilot.pause()
        assert isinstance(pilot.app.screen, HelpPage)
        await pilot.press("escape")
        await pilot.pause()
        await pilot.click(KeyLine, offset=(1 + shown.index("commands"), 0))
        await pilot.pause()
        assert isinstance(pilot.app.screen, CommandsPage)


async def test_the_keys_are_those_of_the_focused_place(opened: Opened, sample: Path) -> None:
    async with opened(sample, page="matching") as pilot:
        bar = pilot.app.screen.query_one(KeyLine)
        assert text_of(bar).startswith("Enter Who can help")
        await pilot.press("tab")
        assert text_of(bar).startswith("Enter Which needs")
        await pilot.press("slash")
        assert text_of(bar).startswith("Enter To the list")


async def test_a_key_that_would_do_nothing_is_not_named(opened: Opened, sample: Path) -> None:
    async with opened(sample, page="plans") as pilot:
        labels = {hint.label for hint in hints_of(pilot.app.screen)}
        assert not labels & {"Save", "Undo", "Redo"}
        await pilot.press("n")
        await pilot.pause()
        labels = {hint.label for hint in hints_of(pilot.app.screen)}
        assert {"Save", "Undo"} <= labels
        assert "Redo" not in labels
        await pilot.press("ctrl+z")
        labels = {hint.label for hint in hints_of(pilot.app.screen)}
        assert "Redo" in labels
        assert not labels & {"Save", "Undo"}


# Full-width twins


async def send(pilot: Pilot[None], *signs: str) -> None:
    """Signs as a terminal sends them; the pilot's own names of keys lose the signs that are no letters."""
    for sign in signs:
        pilot.app.post_message(events.Key(_character_to_key(sign), sign))
        await pilot.pause()


@pytest.mark.parametrize("sign", string.ascii_letters + string.digits)
def test_a_twin_is_the_same_sign_in_full_width(sign: str) -> None:
    plain, wide = twins(sign).split(",")
    assert plain == sign != wide
    assert unicodedata.normalize("NFKC", wide) == sign
    assert cells(wide) == 2


@pytest.mark.parametrize("key", ["/", "／", "、"])
async def test_slash_and_its_twins_find_a_school(opened: Opened, sample: Path, key: str) -> None:
    async with opened(sample, page="matching") as pilot:
        await send(pilot, key)
        assert isinstance(pilot.app.focused, Filter)
        assert pilot.app.focused.value == ""


@pytest.mark.parametrize("key", ["?", "？"])
async def test_the_question_mark_and_its_twin_help(opened: Opened, sample: Path, key: str) -> None:
    async with opened(sample) as pilot:
        await send(pilot, key)
        assert isinstance(pilot.app.screen, HelpPage)


async def test_digits_and_their_twins_go_to_the_pages(opened: Opened, sample: Path) -> None:
    async with opened(sample) as pilot:
        for digit, name, _label in (*PAGES[1:], PAGES[0]):
            for key in twins(str(digit)).split(","):
                await send(pilot, "1" if digit != 1 else "2", key)
                assert pilot.app.current_mode == name


@pytest.mark.parametrize("key", ["n", "ｎ"])
async def test_a_letter_and_its_twin_do_the_same(opened: Opened, sample: Path, key: str) -> None:
    async with opened(sample, page="plans") as pilot:
        await send(pilot, key)
        assert session_of(pilot).unsaved > 1


async def test_with_the_caret_in_a_line_every_sign_is_typed(opened: Opened, sample: Path) -> None:
    async with opened(sample, page="plans") as pilot:
        await send(pilot, "/", *"n1？／、/ｎ")
        assert isinstance(pilot.app.focused, Filter)
        assert pilot.app.focused.value == "n1？／、/ｎ"
        assert pilot.app.current_mode == "plans"
        assert session_of(pilot).unsaved == 0


@pytest.mark.parametrize(
    ("key", "in_english", "in_chinese"),
    [
        ("ctrl+s", "Ctrl+S", "Ctrl+S"),
        ("shift+tab", "Shift+Tab", "Shift+Tab"),
        ("ctrl+left", "Ctrl+Left", "Ctrl+左"),
        ("slash", "/", "/"),
        ("n", "n", "n"),
        ("pageup", "PgUp", "PgUp"),
    ],
)
def test_keys_have_the_names_people_use(key: str, in_english: str, in_chinese: str) -> None:
    assert key_name(key) == in_english
    i18n.use("zh_CN")
    assert key_name(key) == in_chinese


def test_a_binding_may_say_how_its_key_is_shown() -> None:
    assert shown_key(Binding("left", "x", "x", key_display="Left/Right")) == "Left/Right"
    assert shown_key(Binding("left", "x", "x")) == "Left"


# Title and tabs


async def test_the_title_says_what_is_not_saved_in_words_and_number(opened: Opened, sample: Path) -> None:
    async with opened(sample) as pilot:
        title = pilot.app.screen.query_one(TitleBar)
        assert "湖里—闽宁镇结对帮扶" in text_of(title)
        assert text_of(title).endswith(" All saved ")
        session = session_of(pilot)
        count = draft_all(session)
        assert text_of(title).endswith(f" * {count} changes not saved ")
        plan = session.plan(next(iter(session.work.plans)))
        assert plan
        session.undo()
        session.edit(plan)
        assert text_of(title).endswith(" * 1 change not saved ")
        session.undo()
        session.saved_at = datetime(2026, 9, 1, 14, 32)
        assert text_of(title).endswith(" Saved 14:32 ")
        app_of(pilot).busy = "Matching 3 of 16"
        assert text_of(title).endswith(" Matching 3 of 16 ")


async def test_a_long_name_never_pushes_the_state_out_of_the_title(opened: Opened, sample: Path) -> None:
    programme = sample / "programme.toml"
    text = programme.read_text(encoding="utf-8")
    programme.write_text(text.replace("湖里—闽宁镇结对帮扶", "县里小学结对帮扶" * 20), encoding="utf-8")
    for size in (SMALL, (60, 20)):
        async with opened(sample, size=size) as pilot:
            first = screen_text(pilot.app).splitlines()[0]
            assert first.endswith("All saved")
            assert "县里小学" in first


async def test_the_tabs_mark_the_page_and_count_the_errors(opened: Opened, sample: Path) -> None:
    broken = next((sample / "donors").glob("*.toml"))
    broken.write_text("[school", encoding="utf-8")
    async with opened(sample, size=SMALL) as pilot:
        tabs = pilot.app.screen.query_one(PageTabs)
        assert [text for text, style, _action in tabs._pieces(0) if style == "tab"] == [" 1 Overview "]
        count = session_of(pilot).problem_count
        assert count > 0
        assert f"5 Problems {count} " in text_of(tabs)
        await pilot.click(PageTabs, offset=(text_of(tabs).index("5 Problems") + 1, 0))
        assert pilot.app.current_mode == "problems"


@pytest.mark.parametrize("language", LANGUAGES)
async def test_all_pages_have_their_tab_at_every_width(opened: Opened, sample: Path, language: str) -> None:
    broken = next((sample / "donors").glob("*.toml"))
    broken.write_text("[school", encoding="utf-8")
    async with opened(sample, size=SMALL, language=language) as pilot:
        for width in (60, 80, 120):
            await pilot.resize_terminal(width, 24)
            await pilot.pause()
            shown = screen_text(pilot.app).splitlines()[1]
            assert set("123456") <= set(shown.split())
            assert f"1 {_('Overview')}" in shown
            assert f"5 {_('Problems')} {session_of(pilot).problem_count}" in shown
            if width > 60:
                assert all(f"{digit} {_(name)}" in shown for digit, _mode, name in PAGES)


async def test_a_task_stands_in_place_of_the_tabs(opened: Opened, sample: Path) -> None:
    async with opened(sample, page="matching") as pilot:
        await pilot.press("f1")
        await pilot.pause()
        assert text_of(pilot.app.screen.query_one(PageTabs)).split()[:2] == ["Help", "Matching"]


# What just happened


async def test_what_just_happened_is_said_and_what_undo_would_do(opened: Opened, sample: Path) -> None:
    async with opened(sample, page="plans") as pilot:
        bar = pilot.app.screen.query_one(JustNow)
        assert not bar.display
        await pilot.press("n")
        await pilot.pause()
        assert bar.display
        last = screen_text(pilot.app).splitlines()[-2]
        assert last.strip().startswith("Just now: ")
        assert last.endswith("Ctrl+Z undo")
        await pilot.click(JustNow, offset=(2 + last.index("undo") - last.index("Just"), 0))
        await pilot.pause()
        assert session_of(pilot).unsaved == 0
        assert screen_text(pilot.app).splitlines()[-2].endswith("Ctrl+Y redo")


async def test_a_long_sentence_gets_the_lines_it_needs(opened: Opened, sample: Path) -> None:
    async with opened(sample, size=(60, 24)) as pilot:
        app_of(pilot).tell("one two three four five six seven eight nine ten eleven twelve the end")
        await pilot.pause()
        assert pilot.app.screen.query_one(JustNow).size.height == 2
        assert "the end" in screen_text(pilot.app)
        app_of(pilot).tell("")
        await pilot.pause()
        assert not pilot.app.screen.query_one(JustNow).display


@pytest.mark.parametrize("text", HOSTILE)
async def test_the_frame_shows_any_text_as_it_was_written(opened: Opened, sample: Path, text: str) -> None:
    programme = sample / "programme.toml"
    written = programme.read_text(encoding="utf-8")
    programme.write_text(written.replace('"湖里—闽宁镇结对帮扶"', json.dumps(text)), encoding="utf-8")
    async with opened(sample) as pilot:
        app_of(pilot).tell(text)
        await pilot.pause()
        shown = screen_text(pilot.app).splitlines()
        assert shown[0].strip().startswith(clean(text))
        assert shown[-2].strip() == f"Just now: {clean(text)}"
        assert not STEERING & set("".join(shown))
        await pilot.click(TitleBar, offset=(3, 0))
        await pilot.click(JustNow, offset=(14, 0))
