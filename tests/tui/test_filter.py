"""The filter line: always seen, out of the way of Tab, and left without losing anything."""

from pathlib import Path

import pytest
from textual import events

from needsmatch.display import clean
from needsmatch.tui.widgets.filter import Filter
from needsmatch.tui.widgets.lines import line
from needsmatch.tui.widgets.rows import Row, Rows
from tests.tui.conftest import SMALL, Opened, screen_text
from tests.tui.holder import HOSTILE, STEERING, Holder, shown_lines


class Filtered(Holder):
    """A filter above a list."""

    def __init__(self) -> None:
        self.filter = Filter(id="filter")
        self.rows = Rows()
        super().__init__(self.filter, self.rows)
        self.left = 0

    def on_mount(self) -> None:
        self.rows.show([Row((line(key),), key) for key in "abc"], "b")
        self.rows.focus()

    def on_filter_left(self) -> None:
        self.left += 1
        self.rows.focus()


@pytest.mark.parametrize("key", ["enter", "down"])
async def test_enter_and_down_go_to_the_list_and_keep_what_was_typed(key: str) -> None:
    app = Filtered()
    async with app.run_test(size=(60, 12)) as pilot:
        app.filter.enter()
        await pilot.press(*"三大 游戏", key)
        assert app.left == 1
        assert app.filter.value == "三大 游戏"
        assert app.focused is app.rows
        assert app.rows.chosen == "b"


async def test_escape_empties_it_and_goes_to_the_list() -> None:
    app = Filtered()
    async with app.run_test(size=(60, 12)) as pilot:
        app.filter.enter()
        await pilot.press(*"abc", "escape")
        assert (app.left, app.filter.value) == (1, "")
        assert app.focused is app.rows


async def test_it_is_out_of_the_way_of_tab_unless_it_has_the_caret() -> None:
    app = Filtered()
    async with app.run_test(size=(60, 12)) as pilot:
        for key in ("tab", "tab", "shift+tab"):
            await pilot.press(key)
            assert isinstance(app.focused, Rows)
        app.filter.enter()
        await pilot.pause()
        assert isinstance(app.focused, Filter)
        await pilot.press("tab", "tab")
        assert isinstance(app.focused, Rows)


async def test_a_click_puts_the_caret_into_it() -> None:
    app = Filtered()
    async with app.run_test(size=(60, 12)) as pilot:
        await pilot.click(Filter)
        await pilot.press("x")
        assert app.filter.value == "x"


def test_words_are_looked_for_one_by_one_whatever_their_case() -> None:
    entry = Filter(id="filter")
    entry.set_reactive(Filter.value, "  Reading  EVENING 县\u3000里 ")
    assert entry.words == ["reading", "evening", "县", "里"]


@pytest.mark.parametrize("text", HOSTILE)
async def test_any_text_is_typed_pasted_and_shown_as_it_is(text: str) -> None:
    app = Filtered()
    async with app.run_test(size=(100, 12)) as pilot:
        app.filter.placeholder = clean(text)
        await pilot.pause()
        assert shown_lines(app)[0].strip() == clean(text).strip()
        app.filter.enter()
        app.post_message(events.Paste(text))
        await pilot.pause()
        assert app.filter.value == clean(text)
        assert clean(text).strip() in shown_lines(app)[0]
        assert not STEERING & set("".join(shown_lines(app)))
        await pilot.click(Filter, offset=(5, 0))
        assert app.done == []


@pytest.mark.parametrize("page", ["matching", "plans", "problems"])
async def test_zero_results_say_so_and_that_escape_shows_all(opened: Opened, sample: Path, page: str) -> None:
    if page == "problems":
        (sample / "donors" / "huoju-kindergarten.toml").write_text("[school", encoding="utf-8")
    async with opened(sample, page=page, size=SMALL) as pilot:
        lists = pilot.app.screen.query(Rows)
        before = [rows.keys for rows in lists]
        await pilot.press("slash", *"xyzzy")
        await pilot.pause()
        assert "Esc" in screen_text(pilot.app)
        assert "xyzzy" in screen_text(pilot.app)
        await pilot.press("escape")
        await pilot.pause()
        assert [rows.keys for rows in lists] == before
