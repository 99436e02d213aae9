"""The one list: what is chosen stays chosen by its key, is always seen, and can always be reached."""

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from textual import events
from textual.pilot import Pilot

from needsmatch.display import clean
from needsmatch.tui.widgets.lines import FILL, Cell, Line, line, paragraph
from needsmatch.tui.widgets.rows import BLANK, Row, Rows, text_row
from tests.tui.holder import HOSTILE, STEERING, Holder, lines_any, shown_lines

WIDTH, HEIGHT = 30, 8

names = st.text("abcdefghij", min_size=1, max_size=3)
keys = st.lists(names, min_size=1, max_size=12, unique=True)
in_one_app = settings(deadline=None, max_examples=150)
"""All examples use one open app."""


class Listening(Holder):
    """Notes what the list tells."""

    def __init__(self, rows: Rows) -> None:
        super().__init__(rows)
        self.heard: list[tuple[str, str]] = []

    def on_rows_moved(self, message: Rows.Moved) -> None:
        self.heard.append(("moved", message.key))

    def on_rows_opened(self, message: Rows.Opened) -> None:
        self.heard.append(("opened", message.key))


def row(key: str, lines: int = 1) -> Row:
    return Row(tuple(line(f"{key} {number}") for number in range(lines)), key)


def heading(text: str) -> Row:
    return text_row(line(text))


@st.composite
def mixed_rows(draw: st.DrawFn) -> list[Row]:
    """Rows of one to three lines, with headings and empty lines between them."""
    found: list[Row] = []
    for key in draw(keys):
        found += draw(st.sampled_from([[], [], [BLANK], [heading("Heading"), BLANK]]))
        found.append(row(key, draw(st.integers(1, 3))))
    return found


def position(rows: Rows) -> int:
    assert rows.chosen is not None
    return rows.keys.index(rows.chosen)


def seen(app: Holder) -> list[str]:
    """The lines of the list that stand on the screen."""
    return [line.rstrip() for line in shown_lines(app)[:HEIGHT]]


def is_seen(rows: Rows) -> bool:
    """Whether all lines of the chosen row are inside the window."""
    layout = rows._measure()
    assert rows._chosen is not None
    first = layout.starts[rows._chosen]
    last = first + layout.heights[rows._chosen]
    top = round(rows.scroll_y)
    return top <= first and last <= top + rows.scrollable_content_region.height


# What stays chosen


@given(keys, st.data())
def test_the_chosen_key_stays_whatever_is_sorted_taken_out_or_put_in(before: list[str], data: st.DataObject) -> None:
    rows = Rows()
    chosen = data.draw(st.sampled_from(before))
    rows.show([row(key) for key in before], chosen)
    assert rows.chosen == chosen
    others = data.draw(st.lists(names.filter(lambda key: key != chosen), max_size=12, unique=True))
    after = data.draw(st.permutations([*others, chosen]))
    rows.show([entry for key in after for entry in (BLANK, row(key, 2))])
    assert rows.chosen == chosen


@given(mixed_rows(), st.data())
def test_where_the_chosen_row_is_gone_its_neighbour_is_chosen(before: list[Row], data: st.DataObject) -> None:
    rows = Rows()
    able = [entry.key for entry in before if entry.key]
    place = data.draw(st.integers(0, len(able) - 1))
    rows.show(before, able[place])
    rows.show([entry for entry in before if entry.key != able[place]])
    rest = [*able[:place], *able[place + 1 :]]
    assert rows.chosen == (rest[min(place, len(rest) - 1)] if rest else None)


@given(mixed_rows())
def test_at_first_the_first_row_that_can_be_chosen_is_chosen(entries: list[Row]) -> None:
    rows = Rows()
    rows.show(entries)
    assert rows.chosen == rows.keys[0]


def test_what_the_program_asks_for_comes_before_what_was_chosen() -> None:
    rows = Rows()
    rows.show([row("a"), row("b"), row("c")], "c")
    rows.show([row("a"), row("b"), row("c")], "b")
    assert rows.chosen == "b"
    rows.show([row("c"), row("b")], "gone")
    assert rows.chosen == "b"


async def test_only_what_the_user_does_is_told() -> None:
    app = Listening(rows := Rows())
    async with app.run_test(size=(WIDTH, HEIGHT)) as pilot:
        rows.show([row("a"), row("b"), row("c")])
        rows.choose("b")
        rows.show([row("c"), row("a")])
        await pilot.pause()
        assert app.heard == []
        rows.show([row("a"), row("b"), row("c")], "a")
        await pilot.press("down", "down", "down", "up", "enter")
        assert app.heard == [("moved", "b"), ("moved", "c"), ("moved", "b"), ("opened", "b")]


# Moving

MOVES: dict[str, Callable[[Rows], None]] = {
    "up": lambda rows: rows.action_move(-1),
    "down": lambda rows: rows.action_move(1),
    "pageup": lambda rows: rows.action_page(-1),
    "pagedown": lambda rows: rows.action_page(1),
    "home": lambda rows: rows.action_end(-1),
    "end": lambda rows: rows.action_end(1),
}


@pytest.mark.parametrize("key", MOVES)
async def test_the_keys_that_move_are_bound(key: str) -> None:
    app = Listening(rows := Rows())
    async with app.run_test(size=(WIDTH, HEIGHT)) as pilot:
        rows.show([row(str(number)) for number in range(30)], "15")
        await pilot.press(key)
        expected = {"up": "14", "down": "16", "pageup": "8", "pagedown": "22", "home": "0", "end": "29"}
        assert rows.chosen == expected[key]


async def test_every_move_lands_on_a_row_that_can_be_chosen_and_is_seen() -> None:
    app = Listening(rows := Rows())
    async with app.run_test(size=(WIDTH, HEIGHT)):

        @in_one_app
        @given(mixed_rows(), st.lists(st.sampled_from(sorted(MOVES)), max_size=12))
        def law(entries: list[Row], moves: list[str]) -> None:
            rows.show(entries)
            for name in moves:
                before = position(rows)
                MOVES[name](rows)
                after = position(rows)
                forward = name in ("down", "pagedown", "end")
                assert after >= before if forward else after <= before
                assert after != before or before in (0, len(rows.keys) - 1)
                assert is_seen(rows) or after == before

        law()


async def test_a_page_of_a_list_with_rows_higher_than_the_window_goes_on_to_the_next() -> None:
    app = Listening(rows := Rows())
    async with app.run_test(size=(WIDTH, HEIGHT)) as pilot:
        rows.show([row(key, 20) for key in "abc"])
        await pilot.press("pagedown")
        assert rows.chosen == "b"
        await pilot.press("pagedown")
        assert rows.chosen == "c"
        await pilot.press("pageup", "pageup")
        assert rows.chosen == "a"


async def test_text_above_the_first_row_is_seen_with_it() -> None:
    app = Listening(rows := Rows())
    async with app.run_test(size=(WIDTH, HEIGHT)) as pilot:
        rows.show([heading("Title"), BLANK, *(row(str(number)) for number in range(20))])
        await pilot.press("end")
        assert "Title" not in seen(app)[0]
        await pilot.press("home")
        assert seen(app)[0].strip() == "Title"


async def test_text_behind_the_last_row_can_be_read() -> None:
    app = Listening(rows := Rows())
    async with app.run_test(size=(WIDTH, HEIGHT)) as pilot:
        rows.show([row("a"), *(heading(f"line {number}") for number in range(20)), heading("the end")])
        await pilot.press(*["down"] * 14)
        assert rows.chosen == "a"
        assert seen(app)[-1].strip() == "the end"


async def test_shown_anew_the_chosen_row_is_seen() -> None:
    app = Listening(rows := Rows())
    async with app.run_test(size=(WIDTH, HEIGHT)):

        @in_one_app
        @given(mixed_rows(), st.data())
        def law(entries: list[Row], data: st.DataObject) -> None:
            rows.show(entries, data.draw(st.sampled_from([entry.key for entry in entries if entry.key])))
            assert is_seen(rows)

        law()


async def test_after_scrolling_away_the_next_step_brings_the_chosen_row_back() -> None:
    app = Listening(rows := Rows())
    async with app.run_test(size=(WIDTH, HEIGHT)) as pilot:
        rows.show([row(str(number)) for number in range(60)])
        for _turn in range(10):
            app.post_message(events.MouseScrollDown(rows, 2, 2, 0, 1, 0, False, False, False))
        await pilot.pause()
        rows.scroll_to(y=40, animate=False, immediate=True)
        assert not is_seen(rows)
        await pilot.press("down")
        assert rows.chosen == "1"
        assert is_seen(rows)


async def test_a_narrower_window_keeps_the_chosen_row_in_view() -> None:
    app = Listening(rows := Rows())
    async with app.run_test(size=(80, HEIGHT)) as pilot:
        words = " ".join(["word"] * 30)
        rows.show([Row((paragraph(f"{number} {words}"),), str(number)) for number in range(20)], "15")
        wide_lines = len(rows._measure().rows_of_lines)
        await pilot.resize_terminal(40, HEIGHT)
        await pilot.pause()
        assert len(rows._measure().rows_of_lines) > wide_lines
        assert rows.chosen == "15"
        assert any(line.startswith("> 15 ") for line in seen(app))


# The mouse


async def test_a_click_chooses_and_a_second_one_opens() -> None:
    app = Listening(rows := Rows())
    async with app.run_test(size=(WIDTH, HEIGHT)) as pilot:
        rows.show([heading("Title"), row("a", 2), row("b", 2)])
        await pilot.click(Rows, offset=(5, 4))
        assert app.heard == [("moved", "b")]
        await pilot.click(Rows, offset=(5, 3))
        assert app.heard == [("moved", "b"), ("opened", "b")]
        for nothing in (0, 6):
            await pilot.click(Rows, offset=(5, nothing))
        assert app.heard == [("moved", "b"), ("opened", "b")]
        assert rows.chosen == "b"


async def test_a_click_in_a_scrolled_list_chooses_what_stands_there() -> None:
    app = Listening(rows := Rows())
    async with app.run_test(size=(WIDTH, HEIGHT)) as pilot:
        rows.show([row(str(number)) for number in range(60)], "50")
        await pilot.pause()
        under_the_mouse = seen(app)[1].split()[0]
        await pilot.click(Rows, offset=(5, 1))
        assert rows.chosen == under_the_mouse == "44"


# How high rows are


@given(st.lists(lines_any, max_size=4).map(tuple), st.integers(1, 60))
def test_a_row_is_as_high_as_what_it_draws(lines: tuple[Line, ...], width: int) -> None:
    for drawing in (lines, lambda _width: lines):
        assert Row(drawing).height(width) == len(Row(drawing).drawn(width))


# Lists with nothing to choose


async def test_an_empty_list_takes_every_key_and_has_nothing_to_open() -> None:
    app = Listening(rows := Rows())
    async with app.run_test(size=(WIDTH, HEIGHT)) as pilot:
        for entries in ([], [heading("Nothing here")]):
            rows.show(entries)
            await pilot.press(*MOVES, "enter")
            await pilot.click(Rows, offset=(1, 1))
            assert rows.chosen is None
        assert app.heard == []
        assert rows.check_action("open", ()) is False
        rows.show([row("a")])
        assert rows.check_action("open", ()) is True
        assert rows.chosen == "a"


async def test_a_list_of_nothing_but_text_scrolls() -> None:
    app = Listening(rows := Rows(gutter=False))
    async with app.run_test(size=(WIDTH, HEIGHT)) as pilot:
        rows.show([heading(f"line {number}") for number in range(30)])
        steps = [("down", 1), ("pagedown", 8), ("up", 7), ("pageup", 0), ("end", 22), ("home", 0)]
        for key, first in steps:
            await pilot.press(key)
            assert seen(app)[0].split("  ")[0] == f"line {first}"


# Drawing


@pytest.mark.parametrize("focused", [True, False])
async def test_the_chosen_row_has_its_mark_with_and_without_the_focus(focused: bool) -> None:
    app = Listening(rows := Rows())
    async with app.run_test(size=(WIDTH, HEIGHT)) as pilot:
        rows.show([row("a", 2), row("b", 2)], "b")
        if not focused:
            app.set_focus(None)
        await pilot.pause()
        assert seen(app)[:4] == ["  a 0", "  a 1", "> b 0", "  b 1"]
        shades = {_shade(pilot, number) for number in range(4)}
        assert len(shades) == 2
        assert _shade(pilot, 2) == _shade(pilot, 3)


def _shade(pilot: Pilot[None], number: int) -> str:
    """Background of a line of the list."""
    style = list(pilot.app.screen._compositor.render_strips()[number])[1].style
    assert style and style.bgcolor
    return style.bgcolor.name


async def test_moving_draws_both_rows_anew() -> None:
    app = Listening(rows := Rows())
    async with app.run_test(size=(WIDTH, HEIGHT)) as pilot:
        rows.show([row(key, 2) for key in "abc"])
        for key, marked in (("down", 2), ("down", 4), ("up", 2), ("home", 0), ("end", 4)):
            await pilot.press(key)
            assert [number for number, line in enumerate(seen(app)) if line.startswith(">")] == [marked]


async def test_a_row_shows_markup_and_escapes_as_text() -> None:
    app = Listening(rows := Rows())
    async with app.run_test(size=(120, 20)) as pilot:
        rows.show([Row((line(Cell(text, "", FILL)),), str(number)) for number, text in enumerate(HOSTILE)])
        await pilot.pause()
        for text, shown in zip(HOSTILE, shown_lines(app), strict=False):
            assert shown[2:].rstrip() == clean(text)
        assert not any(STEERING & set(shown) for shown in shown_lines(app))
        for number in range(len(HOSTILE)):
            await pilot.click(Rows, offset=(4, number))
        assert app.done == []


async def test_lines_that_depend_on_the_width_are_made_anew_for_another() -> None:
    app = Listening(rows := Rows())
    async with app.run_test(size=(40, HEIGHT)) as pilot:
        rows.show([Row(lambda width: [line(f"{width} columns")] * (width // 12), "a"), row("b")])
        await pilot.pause()
        assert seen(app)[:4] == ["> 37 columns", "  37 columns", "  37 columns", "  b 0"]
        await pilot.resize_terminal(30, HEIGHT)
        await pilot.pause()
        assert seen(app)[:3] == ["> 27 columns", "  27 columns", "  b 0"]
