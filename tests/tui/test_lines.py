"""Cells and lines: exactly as wide as there is room, nothing lost that may continue, and no string is ever markup."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import needsmatch.tui
from needsmatch.display import cells, clean
from needsmatch.tui.theme import DARK, LIGHT
from needsmatch.tui.widgets.lines import FILL, Cell, Line, Piece, Sentence, bar, laid_out, line, paragraph
from tests.strategies import any_text
from tests.tui.holder import HOSTILE, STEERING, Holder, lines_any, shown_lines

SOURCES = sorted(Path(needsmatch.tui.__file__).parent.rglob("*.py"))
PARSES_MARKUP = {
    "Static", "Label", "DataTable", "OptionList", "SelectionList", "Select", "Markdown", "MarkdownViewer", "RichLog",
    "Button", "Checkbox", "RadioButton", "RadioSet", "Tree", "TabbedContent", "TabPane", "Tabs", "Collapsible", "Footer",
    "Header", "Option", "from_markup", "from_text", "tooltip", "border_title", "border_subtitle",
}  # fmt: skip
"""Of Textual and rich: what takes a string for markup, or draws what no cell has cleaned."""

widths = st.integers(1, 90)


def text_of(rows: list[list[Piece]]) -> list[str]:
    return ["".join(text for text, _style, _action in pieces) for pieces in rows]


def width_of(pieces: list[Piece]) -> int:
    return sum(cells(text) for text, _style, _action in pieces)


def needed(line: Line) -> int:
    """Columns of everything but the cells that fill."""
    return sum(cell.width or cells(clean(cell.text)) for cell in line if cell.width != FILL)


# Width


@given(lines_any, any_text, widths)
def test_a_line_with_a_filling_cell_is_exactly_as_wide_as_there_is_room(line: Line, text: str, room: int) -> None:
    line = (*(cell._replace(spare=0) for cell in line), Cell(text, "", FILL))
    width = needed(line) + room
    assert {width_of(pieces) for pieces in laid_out(line, width)} == {width}


@given(lines_any, widths)
def test_all_rows_of_a_line_have_one_width(line: Line, width: int) -> None:
    assert len({width_of(pieces) for pieces in laid_out(line, width)}) == 1


@given(st.lists(st.just(Cell("", "", FILL)), min_size=1, max_size=5), widths)
def test_filling_cells_share_evenly(fills: list[Cell], width: int) -> None:
    shares = [cells(text) for text, _style, _action in laid_out(tuple(fills), width)[0]]
    assert sum(shares) == width
    assert max(shares) - min(shares) <= 1 or width < len(fills)


@pytest.mark.parametrize("width", [0, -3])
def test_where_there_is_no_room_nothing_is_drawn(width: int) -> None:
    assert laid_out(paragraph("县里小学"), width) == [[]]


# Text


@given(any_text, st.integers(2, 40))
def test_nothing_is_lost_where_a_cell_continues(text: str, width: int) -> None:
    rows = text_of(laid_out((Cell(text, "", FILL, wrap=True),), width))
    assert "".join("".join(rows).split()) == "".join(clean(text).split())


def test_a_cell_that_does_not_continue_is_cut_with_two_dots() -> None:
    assert text_of(laid_out((Cell("县里小学结对帮扶", "", 9),), 40)) == ["县里小.. "]
    assert text_of(laid_out((Cell("abc", "", 5, right=True),), 40)) == ["  abc"]


def test_a_paragraph_continues_under_its_own_beginning() -> None:
    rows = text_of(laid_out(paragraph("one two three four", indent=3), 12))
    assert rows == ["   one two  ", "   three    ", "   four     "]


def test_cells_beside_one_that_continues_stand_in_its_first_row() -> None:
    rows = text_of(laid_out(line("* ", Cell("one two three", "", FILL, wrap=True), Cell(" 7")), 11))
    assert rows == ["* one two 7", "  three    "]


# Room


@given(st.lists(st.tuples(st.integers(1, 12), st.integers(0, 4)), max_size=8), widths)
def test_spare_cells_give_way_highest_number_first_and_only_for_want_of_room(
    given_cells: list[tuple[int, int]], width: int
) -> None:
    given_line = (*(Cell(str(spare) * size, spare=spare) for size, spare in given_cells), Cell("", "", FILL))
    shown = "".join(text_of(laid_out(given_line, width)))
    left = {spare for _size, spare in given_cells if str(spare) in shown}
    gone = {spare for _size, spare in given_cells} - left
    assert 0 not in gone
    assert all(out > kept for out in gone for kept in left)
    kept_columns = sum(size for size, spare in given_cells if spare in left)
    if gone:
        back = sum(size for size, spare in given_cells if spare == min(gone))
        assert width - kept_columns - back < 16, "there was room for more"
    if left - {0}:
        assert width - kept_columns >= 16, "more had to give way"


def test_a_line_without_a_filling_cell_keeps_its_spare_cells() -> None:
    assert text_of(laid_out((Cell("abc", spare=1),), 10)) == ["abc"]


@given(st.floats(-1, 2), st.integers(0, 40))
def test_a_bar_always_has_its_width_and_is_full_from_one_on(share: float, width: int) -> None:
    full, rest = bar(share, width)
    assert cells(full.text) + cells(rest.text) == width
    assert (rest.text == "" and share > 0) or share < 1
    assert share > 0 or full.text == ""


# The gate


@given(lines_any, widths)
def test_no_character_that_steers_a_terminal_passes(line: Line, width: int) -> None:
    assert not STEERING & set("".join(text_of(laid_out(line, width))))


async def test_a_sentence_shows_markup_as_it_was_written() -> None:
    app = Holder(*(Sentence((Cell(text, "", FILL),)) for text in HOSTILE))
    async with app.run_test(size=(120, 20)) as pilot:
        for text, shown in zip(HOSTILE, shown_lines(app), strict=False):
            assert shown.rstrip() == clean(text)
        assert not any(STEERING & set(shown) for shown in shown_lines(app))
        for number in range(len(HOSTILE)):
            await pilot.click(offset=(2, number))
        assert app.done == []


async def test_a_click_does_what_its_cell_says() -> None:
    bar_of_two = Sentence(line(Cell("县里", action="app.greet('first')"), " ", Cell("b", action="app.greet('second')")))
    app = Holder(bar_of_two)
    async with app.run_test(size=(40, 5)) as pilot:
        await pilot.click(Sentence, offset=(3, 0))
        await pilot.click(Sentence, offset=(4, 0))
        await pilot.click(Sentence, offset=(5, 0))
        await pilot.click(Sentence, offset=(20, 0))
        assert app.done == ["first", "second"]


def drawn_color(app: Holder) -> str | None:
    """Colour of the first character on the screen."""
    style = next(iter(app.screen._compositor.render_strips()[0])).style
    return style.color.name if style and style.color else None


async def test_another_theme_changes_the_looks_at_once() -> None:
    sentence = Sentence(line(Cell("x", "need")))
    app = Holder(sentence)
    async with app.run_test(size=(40, 5)) as pilot:
        assert drawn_color(app) == DARK.variables["nm-need"]
        app.theme = "light"
        await pilot.pause()
        assert drawn_color(app) == LIGHT.variables["nm-need"]


# The source


def names_used(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Every name that is imported, called, assigned or passed as a keyword."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom | ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.Name):
            yield node.lineno, node.id
        elif isinstance(node, ast.Attribute):
            yield node.lineno, node.attr
        elif isinstance(node, ast.keyword) and node.arg:
            yield node.value.lineno, node.arg


def is_loud(node: ast.AST) -> bool:
    """A toast that parses markup."""
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "notify"):
        return False
    markup = next((keyword.value for keyword in node.keywords if keyword.arg == "markup"), None)
    return not (isinstance(markup, ast.Constant) and markup.value is False)


def forbidden(source: str) -> list[str]:
    """What in `source` could take a string for markup."""
    tree = ast.parse(source)
    found = [f"{line}: {name}" for line, name in names_used(tree) if name in PARSES_MARKUP]
    return found + [f"{node.lineno}: notify" for node in ast.walk(tree) if isinstance(node, ast.Call) and is_loud(node)]


@pytest.mark.parametrize(
    "source",
    [
        "from textual.widgets import Static",
        "widgets.DataTable()",
        "yield Label('x')",
        "Content.from_markup(name)",
        "self.tooltip = name",
        "Rows(tooltip=name)",
        "self.notify(name)",
        "self.notify(name, markup=True)",
    ],
)
def test_the_check_of_the_source_finds_what_it_looks_for(source: str) -> None:
    assert forbidden(source)


@pytest.mark.parametrize("source", ["self.notify(name, markup=False)", "Sentence(line(name))", "from x import Input"])
def test_the_check_of_the_source_passes_what_is_safe(source: str) -> None:
    assert not forbidden(source)


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.name)
def test_nothing_in_the_app_parses_markup(path: Path) -> None:
    assert forbidden(path.read_text(encoding="utf-8")) == []
