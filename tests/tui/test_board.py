"""The board: the chosen two stay the same schools, are always in sight, and every line is as wide as it should be."""

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from string import ascii_lowercase

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.events import MouseScrollDown
from textual.pilot import Pilot
from textual.strip import Strip
from textual.theme import Theme

from needsmatch.display import cells, clean
from needsmatch.i18n import LANGUAGES, using
from needsmatch.tui.theme import THEMES
from needsmatch.tui.widgets.board import Board
from needsmatch.tui.widgets.board_layout import Axis, Frame, Head, Mark, Square, level, square_text
from needsmatch.tui.widgets.board_names import downwards, shorts
from tests.strategies import any_text
from tests.tui.holder import HOSTILE, STEERING, Holder, shown_lines
from tests.tui.test_theme import hard_to_read

WIDE, SMALL = (120, 36), (80, 24)

keys = st.lists(st.text(ascii_lowercase, min_size=1, max_size=2), min_size=1, max_size=10, unique=True)
squares = st.builds(Square, st.sampled_from(Mark), st.none() | st.integers(0, 100))

RECEIVERS = {"k": "玉海幼儿园 沙柳幼儿园", "p": "玉海小学 原隆小学 园艺小学", "m": "双渠中学"}
DONORS = {"k": "火炬幼儿园 新景幼儿园", "p": "金安小学 榕浦小学 金山小学 云屿小学", "m": "榕湖中学"}


def heads(schools: dict[str, str], **notes: str) -> list[Head]:
    """The schools of each stage, with a note and an alert where one is given."""
    return [
        Head(name, name, group=stage, note=notes.get(name, ""), alert=name in notes)
        for stage, names in schools.items()
        for name in names.split()
    ]


def many(letter: str, count: int, group_of: int = 10) -> list[Head]:
    return [
        Head(f"{letter}{number}", f"{letter}{number} 学校", f"{number:03}", group=str(number // group_of))
        for number in range(count)
    ]


def plain(_row: str, _column: str) -> Square:
    return Square(Mark.PLAIN, 71)


class Listening(Holder):
    """Notes what the board tells."""

    def __init__(self, board: Board) -> None:
        super().__init__(board)
        self.heard: list[tuple[str, str, str]] = []

    def on_board_moved(self, message: Board.Moved) -> None:
        self.heard.append(("moved", message.row, message.column))

    def on_board_opened(self, message: Board.Opened) -> None:
        self.heard.append(("opened", message.row, message.column))


def is_seen(board: Board) -> bool:
    """Whether the chosen square is inside the window."""
    view = board._view
    assert view.chosen is not None
    return view.chosen[0] in view.rows_seen and view.chosen[1] in view.columns_seen


def chosen(board: Board) -> tuple[str, str]:
    assert board.chosen is not None
    return board.chosen


def place_of(board: Board, text: str, line: int | None = None) -> tuple[int, int]:
    """Column and line of the screen where a text begins."""
    for y, shown in enumerate(shown_lines(board.app)):
        if text in shown and line in (None, y):
            return cells(shown[: shown.index(text)]), y
    raise AssertionError(f"{text} is not on the screen")


# What stays chosen


@given(keys, keys, st.data())
def test_the_chosen_two_stay_whatever_is_sorted_or_filtered(
    rows: list[str], columns: list[str], data: st.DataObject
) -> None:
    board = Board()
    two = data.draw(st.sampled_from(rows)), data.draw(st.sampled_from(columns))
    board.show([Head(key, key) for key in rows], [Head(key, key) for key in columns], plain, two)
    assert board.chosen == two
    for side in (rows, columns):
        side[:] = data.draw(st.permutations(side))
    fewer = [key for key in rows if key == two[0] or data.draw(st.booleans())]
    board.show([Head(key, key) for key in fewer], [Head(key, key) for key in columns], plain)
    assert board.chosen == two


@given(keys, st.data())
def test_where_the_chosen_row_is_gone_its_neighbour_is_chosen(rows: list[str], data: st.DataObject) -> None:
    board = Board()
    place = data.draw(st.integers(0, len(rows) - 1))
    board.show([Head(key, key) for key in rows], [Head("x", "x")], plain, (rows[place], "x"))
    left = [key for key in rows if key != rows[place] and data.draw(st.booleans())]
    board.show([Head(key, key) for key in left], [Head("x", "x")], plain)
    behind = [key for key in rows[place:] if key in left]
    before = [key for key in rows[:place] if key in left]
    near = behind[0] if behind else before[-1] if before else None
    assert board.chosen == ((near, "x") if near else None)


def test_after_a_filter_that_nothing_passed_the_same_two_are_chosen() -> None:
    board = Board()
    board.show(many("r", 5), many("c", 5), plain, ("r3", "c2"))
    board.show([], many("c", 5), plain)
    assert board.chosen is None
    board.show(many("r", 5), many("c", 5), plain)
    assert board.chosen == ("r3", "c2")


def test_what_the_program_asks_for_comes_before_what_was_chosen() -> None:
    board = Board()
    board.show(many("r", 5), many("c", 5), plain, ("r3", "c2"))
    board.show(many("r", 5), many("c", 5), plain, ("r1", "gone"))
    assert board.chosen == ("r1", "c2")


async def test_only_what_the_user_does_is_told() -> None:
    app = Listening(board := Board())
    async with app.run_test(size=SMALL) as pilot:
        board.show(many("r", 3), many("c", 3), plain)
        board.choose("r1", "c1")
        board.choose("gone", "c1")
        assert board.chosen == ("r1", "c1")
        await pilot.pause()
        assert app.heard == []
        await pilot.press("down", "down", "right", "enter")
        assert app.heard == [("moved", "r2", "c1"), ("moved", "r2", "c2"), ("opened", "r2", "c2")]


async def test_a_board_without_schools_does_nothing() -> None:
    app = Listening(board := Board())
    async with app.run_test(size=SMALL) as pilot:
        for rows, columns in (([], []), (many("r", 2), []), ([], many("c", 2))):
            board.show(rows, columns, plain)
            await pilot.press("down", "right", "pagedown", "end", "ctrl+end", "enter")
            await pilot.click(offset=(30, 3))
            assert board.chosen is None
    assert app.heard == []


# Keys


async def test_arrows_go_to_the_neighbour_and_stop_at_the_edge() -> None:
    app = Holder(board := Board())
    async with app.run_test(size=SMALL) as pilot:
        board.show(many("r", 3, 1), many("c", 3, 1), plain)
        for key, expected in (
            ("up", ("r0", "c0")),
            ("left", ("r0", "c0")),
            ("down", ("r1", "c0")),
            ("right", ("r1", "c1")),
            ("end", ("r1", "c2")),
            ("right", ("r1", "c2")),
            ("home", ("r1", "c0")),
            ("ctrl+end", ("r2", "c2")),
            ("down", ("r2", "c2")),
            ("ctrl+home", ("r0", "c0")),
        ):
            await pilot.press(key)
            assert board.chosen == expected, key


@pytest.mark.parametrize("size", [WIDE, SMALL])
@pytest.mark.parametrize("compact", [False, True])
async def test_in_60_by_60_the_chosen_square_is_always_in_sight(size: tuple[int, int], compact: bool) -> None:
    app = Holder(board := Board())
    board.compact = compact
    async with app.run_test(size=size) as pilot:
        board.show(many("r", 60), many("c", 60), plain)
        await pilot.pause()
        for key in (
            *["down", "right"] * 28,
            "home",
            "end",
            "pageup",
            "pageup",
            "left",
            "ctrl+home",
            "pagedown",
            "ctrl+end",
        ):
            await pilot.press(key)
            assert is_seen(board), f"{key} to {board.chosen}"
            row, column = chosen(board)
            assert shown_lines(app)[0].startswith(f"  {row} 学校 and {column} 学校  71")
        assert board.chosen == ("r59", "c59")


async def test_a_page_is_the_rows_that_are_seen() -> None:
    app = Holder(board := Board())
    async with app.run_test(size=SMALL) as pilot:
        board.show(many("r", 60, 60), many("c", 3), plain)
        await pilot.pause()
        seen = len(board._view.rows_seen)
        assert seen == 24 - 1 - 3 - 1 - 1
        await pilot.press("pagedown")
        assert board.chosen == (f"r{seen - 1}", "c0")
        await pilot.press("pageup")
        assert board.chosen == ("r0", "c0")


async def test_the_chosen_square_stays_in_sight_when_the_window_shrinks_and_squares_grow() -> None:
    app = Holder(board := Board())
    board.compact = True
    async with app.run_test(size=WIDE) as pilot:
        board.show(many("r", 60), many("c", 60), plain, ("r25", "c40"))
        await pilot.pause()
        assert is_seen(board)
        board.compact = False
        assert is_seen(board) and board.chosen == ("r25", "c40")
        await pilot.resize_terminal(60, 20)
        await pilot.pause()
        assert is_seen(board)


# Mouse


async def test_a_click_chooses_and_a_click_on_the_chosen_square_opens() -> None:
    app = Listening(board := Board())
    board.styles.padding = (1, 2)
    async with app.run_test(size=SMALL) as pilot:
        marks = {("玉海小学", "榕浦小学"): 67, ("双渠中学", "榕湖中学"): 88}
        board.show(heads(RECEIVERS), heads(DONORS), lambda *two: Square(Mark.PLAIN, marks.get(two, 42)))
        await pilot.pause()
        await pilot.click(offset=place_of(board, "67"))
        assert app.heard == [("moved", "玉海小学", "榕浦小学")]
        await pilot.click(offset=place_of(board, "67", place_of(board, "> 玉海小学")[1]))
        assert app.heard[1:] == [("opened", "玉海小学", "榕浦小学")]
        await pilot.click(offset=place_of(board, "88"))
        assert app.heard[2:] == [("moved", "双渠中学", "榕湖中学")]
        await pilot.click(offset=place_of(board, "沙柳幼儿园"))
        assert board.chosen == ("沙柳幼儿园", "榕湖中学")
        await pilot.click(offset=place_of(board, "新"))
        assert board.chosen == ("沙柳幼儿园", "新景幼儿园")
        # Between groups, in the corner, below and on the names there is nothing to choose.
        x, y = place_of(board, "玉海小学")
        for offset in ((x, y - 1), (x, 3), (x, 20), (70, y), place_of(board, "沙柳幼儿园 and")):
            await pilot.click(offset=offset)
        assert board.chosen == ("沙柳幼儿园", "新景幼儿园")
        assert len(app.heard) == 5


async def test_the_wheel_scrolls_rows_and_with_shift_columns_and_a_click_means_what_is_seen() -> None:
    app = Holder(board := Board())
    async with app.run_test(size=SMALL) as pilot:
        board.show(many("r", 60, 60), many("c", 60, 7), lambda row, column: Square(Mark.PLAIN, 40 + int(column[1:])))
        await pilot.pause()
        for _turn in range(5):
            await pilot._post_mouse_events([MouseScrollDown], board, offset=(40, 10))
            await pilot._post_mouse_events([MouseScrollDown], board, offset=(40, 10), shift=True)
        await pilot.pause()
        view = board._view
        assert view.rows_seen.start > 0 and view.columns_seen.start > 0
        assert board.chosen == ("r0", "c0"), "scrolling chooses nothing"
        column = view.columns_seen[3]
        x, y = place_of(board, f" {40 + column} ")
        await pilot.click(offset=(x + 1, y))
        row = view.rows_seen[y - view.frame.top]
        assert board.chosen == (f"r{row}", f"c{column}")


# Drawing


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("size", [WIDE, SMALL, (40, 12), (24, 24), (9, 5), (3, 2), (1, 1)])
@pytest.mark.parametrize("compact", [False, True])
async def test_every_line_is_as_wide_as_the_board_whatever_the_names(
    size: tuple[int, int], compact: bool, language: str
) -> None:
    names = [*HOSTILE, "", "e\u0301\u0301a\u0300", "\u0301", "火炬幼儿园" * 20, "Ａ🌊学", "한국", "." * 90]
    schools = [Head(str(number), name, group=name[:1], note=name, alert=True) for number, name in enumerate(names)]
    marks = list(Mark)
    app = Holder(board := Board())
    board.compact = compact
    with using(language):
        async with app.run_test(size=size) as pilot:
            board.show(schools, schools, lambda row, column: Square(marks[(int(row) + int(column)) % len(marks)], 100))
            for key in ("down", "right", "ctrl+end", "up"):
                await pilot.press(key)
                for y in range(size[1]):
                    strip = board.render_line(y)
                    assert strip.cell_length == board._frame.width
                    text = "".join(segment.text for segment in strip)
                    assert cells(text) == board._frame.width, repr(text)
                    assert not STEERING & set(text)


async def test_squares_stand_below_their_heads_and_groups_apart() -> None:
    app = Holder(board := Board())
    async with app.run_test(size=SMALL) as pilot:
        board.show(
            heads(RECEIVERS, 园艺小学="1"),
            heads(DONORS, 金山小学="2"),
            lambda row, column: (
                Square(Mark.PAIR, 86) if (row, column) == ("园艺小学", "金山小学") else Square(Mark.APART, None)
            ),
        )
        await pilot.press("down")
        assert [line.rstrip() for line in shown_lines(app)[:15]] == [
            "  沙柳幼儿园 and 火炬幼儿园",
            "",
            "              火  新   金  榕  金  云   榕",
            "              炬  景   安  浦  山  屿   湖",
            " places left                    2",
            "",
            "  玉海幼儿园   .   .    .   .   .   .    .",
            "> 沙柳幼儿园   .   .    .   .   .   .    .",
            "",
            "  玉海小学     .   .    .   .   .   .    .",
            "  原隆小学     .   .    .   .   .   .    .",
            "? 园艺小学     .   .    .   . [86]  .    .",
            "",
            "  双渠中学     .   .    .   .   .   .    .",
            "",
        ]


async def test_what_is_hidden_is_counted_at_the_edges() -> None:
    app = Holder(board := Board())
    async with app.run_test(size=SMALL) as pilot:
        board.show(many("r", 60), many("c", 60), plain, ("r30", "c30"))
        await pilot.press("up", "left")
        view = board._view
        lines = shown_lines(app)
        assert f"+{view.rows_seen.start} above " in lines[4]
        assert f"+{view.columns_seen.start} to the left " in lines[4]
        assert f"+{60 - view.columns_seen.stop} to the right" in lines[4]
        assert f"+{60 - view.rows_seen.stop} below" in lines[23]
        await pilot.press("ctrl+end")
        assert "below" not in shown_lines(app)[23] and "right" not in shown_lines(app)[4]
        await pilot.press("ctrl+home")
        assert "above" not in shown_lines(app)[4] and "left" not in shown_lines(app)[4]


async def test_all_that_fits_is_seen_and_nothing_scrolls() -> None:
    app = Holder(board := Board())
    async with app.run_test(size=(3 + 8 + 16 * 4 + 1 + 1, 24)):
        board.show(many("r", 18, 18), many("c", 16, 8), plain)
        view = board._view
        assert (len(view.rows_seen), len(view.columns_seen)) == (18, 16)
        assert (board.max_scroll_x, board.max_scroll_y) == (0, 0)
        assert not any("+" in line for line in shown_lines(app))


async def test_only_what_is_drawn_is_asked_and_only_once() -> None:
    asked: Counter[tuple[str, str]] = Counter()

    def square(row: str, column: str) -> Square:
        asked[row, column] += 1
        return plain(row, column)

    app = Holder(board := Board())
    async with app.run_test(size=WIDE) as pilot:
        board.show(many("r", 500), many("c", 500), square)
        await pilot.press("down", "right", "up", "tab", "down")
        assert set(asked.values()) == {1}
        view = board._view
        assert len(asked) == len(view.rows_seen) * len(view.columns_seen) < 36 * 30
        board.show(many("r", 500), many("c", 500), square)
        await pilot.pause()
        assert set(asked.values()) == {2}


async def test_the_chosen_square_and_its_heads_light_up_and_only_they() -> None:
    app = Holder(board := Board())
    async with app.run_test(size=SMALL) as pilot:
        board.styles.padding = (1, 2)
        board.show(heads(RECEIVERS), heads(DONORS), plain)
        for key in ("right", "down", "right", "left", "up", "down"):
            await pilot.press(key)
        lit, inverse = (board.looks[name].bgcolor for name in ("chosen", "square-chosen"))
        strips = app.screen._compositor.render_strips()
        found = [
            (y, segment.text.strip())
            for y, strip in enumerate(strips)
            for segment in strip
            if segment.style and segment.style.bgcolor in (lit, inverse) and segment.text.strip()
        ]
        assert found == [(3, "新"), (4, "景"), (7, ">"), (7, "沙柳幼儿园"), (7, "71")]


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
async def test_every_mark_and_level_can_be_read_in_both_themes(theme: Theme) -> None:
    marks = list(Mark)
    app = Holder(board := Board())
    async with app.run_test(size=WIDE) as pilot:
        app.theme = theme.name
        board.show(
            [Head(str(score), "沙柳", alert=score > 50) for score in range(0, 101, 5)],
            [Head(mark.name, mark.name, note="1") for mark in marks],
            lambda row, column: Square(Mark[column], int(row)),
        )
        for _focus in ("with", "without"):
            await pilot.pause()
            assert hard_to_read(app) == set()
            app.screen.set_focus(None)


async def test_a_new_theme_is_seen_at_once() -> None:
    app = Holder(board := Board())
    async with app.run_test(size=SMALL) as pilot:
        board.show(many("r", 3), many("c", 3), plain)
        seen = []
        for theme in THEMES:
            app.theme = theme.name
            await pilot.pause()
            seen.append({segment.style.bgcolor for segment in board.render_line(7) if segment.style})
        assert not seen[0] & seen[1]


# Squares


@given(squares, st.sampled_from([2, 4]), st.sampled_from(sorted(LANGUAGES)))
def test_a_square_takes_its_columns_exactly(square: Square, width: int, language: str) -> None:
    with using(language):
        assert cells(square_text(square, width)) == width


@given(st.sampled_from([2, 4]), st.sampled_from([None, 86, 100]))
def test_marks_are_told_apart_without_colours(width: int, score: int | None) -> None:
    texts = [square_text(Square(mark, score), width) for mark in Mark if score is not None or mark is not Mark.PLAIN]
    assert len(set(texts)) == len(texts)


def test_squares_look_as_in_the_legend() -> None:
    assert [square_text(Square(mark, 86), 4) for mark in Mark] == [
        "[86]",
        "=86 ",
        "(86)",
        " no ",
        " -- ",
        "  . ",
        " 86 ",
        " .. ",
    ]
    assert [square_text(Square(mark, 86), 2) for mark in Mark] == ["[]", "==", "()", "no", "--", " .", " 8", ".."]
    assert [square_text(Square(Mark.PLAIN, score), 2) for score in (9, 70, 79, 100)] == [" 0", " 7", " 7", " *"]
    assert square_text(Square(Mark.PLAIN, 100), 4) == "100 "


def test_five_levels_of_scores() -> None:
    levels = Counter(level(score) for score in range(101))
    assert levels == {"level-1": 40, "level-2": 10, "level-3": 20, "level-4": 20, "level-5": 11}


# Where things stand


@given(
    st.lists(st.sampled_from("aab"), max_size=12), st.sampled_from([1, 2, 4]), st.integers(0, 60), st.integers(0, 30)
)
def test_a_school_is_found_where_it_stands_and_seen_only_whole(
    groups: list[str], step: int, scroll: int, room: int
) -> None:
    axis = Axis([Head(str(number), "x", group=group) for number, group in enumerate(groups)], step)
    places = [axis.at(place) for place in range(axis.length)]
    assert Counter(number for number in places if number is not None) == dict.fromkeys(range(len(groups)), step)
    assert places.count(None) == sum(one != other for one, other in pairwise(groups))
    assert axis.at(-1) is None and axis.at(axis.length) is None
    whole = [n for n, start in enumerate(axis.starts) if start >= scroll and start + step <= scroll + room]
    assert list(axis.seen(scroll, room)) == whole
    for number in range(len(groups)):
        if room >= step:
            assert number in axis.seen(axis.scrolled_to(number, scroll, room), room)
        if number in whole:
            assert axis.scrolled_to(number, scroll, room) == scroll


@given(st.integers(0, 200), st.integers(0, 60), st.integers(0, 40), st.integers(0, 40))
def test_a_frame_takes_no_more_room_than_there_is(width: int, height: int, rows: int, columns: int) -> None:
    frame = Frame.of(Axis(many("r", rows)), Axis(many("c", columns), 4), width, height)
    assert frame.top + frame.lines <= height
    assert frame.across == max(0, width - frame.left)
    assert not frame.has_heads or frame.lines >= 3


# Short names


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["火炬幼儿园", "新景幼儿园"], ["火炬", "新景"]),
        (["闽宁镇中心小学", "闽宁镇第二小学"], ["中心", "第二"]),
        (["湖滨一中", "湖滨二中", "禾山中学"], ["湖一", "湖二", "禾山"]),
        (["湖里中学", "湖里第二中学", "五缘第二中学"], ["湖中", "湖二", "五缘"]),
        (["洛社高中", "堰桥高中", "洛社中心小学", "藕塘中心小学"], ["洛高", "堰桥", "洛中", "藕塘"]),
        (["Beacon Point High School", "Ropewalk High School"], ["Beac", "Rope"]),
        (["St Mary Primary School", "St John Primary School"], ["Mary", "John"]),
        (["School No. 12", "School No. 14"], ["12", "14"]),
        (["", "!", "同名", "同名", "同名"], ["", "!", "同名", "同名", "同名"]),
        ([], []),
    ],
)
def test_short_names_say_which_school_it_is(names: list[str], expected: list[str]) -> None:
    assert shorts(names) == expected


@given(st.lists(any_text.map(clean), max_size=20))
def test_short_names_are_short_whatever_the_names(names: list[str]) -> None:
    made = shorts(names)
    assert len(made) == len(names)
    assert all(len(short) <= 4 for short in made)


@given(st.lists(st.text("火炬新景金安榕浦湖里", min_size=2, max_size=3), min_size=1, max_size=12, unique=True))
def test_schools_of_one_kind_get_different_short_names(names: list[str]) -> None:
    made = shorts([f"{name}幼儿园" for name in names])
    clashes = len(made) - len(set(made))
    assert clashes == 0 or len({name[0] for name in names}) < len(names)


@given(any_text.map(clean))
def test_downwards_no_mark_stands_alone(text: str) -> None:
    signs = downwards(text)
    assert len(signs) <= 4
    assert all(cells(sign[0]) and not any(cells(mark) for mark in sign[1:]) for sign in signs)


# Speed


async def test_a_key_in_500_by_500_draws_no_more_lines_than_in_60_by_60() -> None:
    drawn: list[tuple[int, int]] = []
    for count in (60, 500):
        app = Holder(board := Board())
        async with app.run_test(size=SMALL) as pilot:
            board.show(many("r", count), many("c", count), plain)
            await pilot.pause()
            drawn.append(await lines_drawn(board, pilot, ["right", "left"]))
    assert drawn[0] == drawn[1]


async def lines_drawn(board: Board, pilot: Pilot[None], pressed: Sequence[str]) -> tuple[int, int]:
    """How many lines are asked for while keys are pressed, and how many different ones."""
    lines: list[int] = []
    render = board.render_line

    def noted(y: int) -> Strip:
        lines.append(y)
        return render(y)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(board, "render_line", noted)
        await pilot.press(*pressed)
        await pilot.pause()
    return len(lines), len(set(lines))
