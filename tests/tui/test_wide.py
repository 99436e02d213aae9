"""Wide characters in front of the edges of other widgets: lost in Textual as it comes, whole with the cure."""

import importlib.util
import random
import re
from collections.abc import Callable

import pytest
from rich.console import Console
from rich.segment import Segment
from textual._compositor import Compositor
from textual.app import App, ComposeResult
from textual.containers import Container
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from needsmatch.display import cells
from needsmatch.store.settings import Settings
from needsmatch.tui import wide
from needsmatch.tui.app import NeedsmatchApp

WIDTH, HEIGHT = 48, 9
CHINESE = "县里小学结对帮扶名师工作室跟岗研修送教上门支教"
OTHER = "家长孩子老师园长校长教研活动优质课程资源共享平"
_TOKEN = re.compile(
    r"\x1b\[(?P<row>\d+);(?P<column>\d+)H|\x1b\[[0-9;?]*[A-Za-z]|(?P<newline>\r?\n)|(?P<sign>.)", re.DOTALL
)

Box = tuple[int, int, int, int]
"""Column, line, width and height."""
Choose = Callable[[bool], None]


class Block(Widget):
    """The same Chinese text on every line."""

    shown = CHINESE

    def render_line(self, y: int) -> Strip:
        return Strip([Segment(self.shown)]).adjust_cell_length(self.size.width)


class Overlaps(App[None]):
    """Widgets behind, and widgets in front of them."""

    CSS = """
    Screen { layers: behind front; }
    Block { position: absolute; layer: behind; }
    .front { layer: front; }
    """

    def __init__(self, behind: list[Box], front: list[Box]) -> None:
        super().__init__()
        self._boxes = {"behind": behind, "front": front}

    def compose(self) -> ComposeResult:
        for name, boxes in self._boxes.items():
            for x, y, width, height in boxes:
                block = Block(classes=name)
                block.styles.offset = (x, y)
                block.styles.width, block.styles.height = width, height
                yield block


class Framed(Overlaps):
    """The same with one more widget in front, inside a frame that clips it."""

    CSS = (
        Overlaps.CSS
        + """
    Container { position: absolute; layer: front; offset: 30 1; width: 9; height: 1; }
    """
    )

    def compose(self) -> ComposeResult:
        yield from super().compose()
        with Container():
            clipped = Block()
            clipped.shown = OTHER
            clipped.styles.width, clipped.styles.height = 20, 3
            yield clipped


class Terminal:
    """What a terminal shows after what was written to it: half a wide character is none."""

    def __init__(self) -> None:
        self._rows = [[" "] * WIDTH for _row in range(HEIGHT)]

    def write(self, written: str) -> "Terminal":
        row = column = 0
        for token in _TOKEN.finditer(written):
            if token["row"]:
                row, column = int(token["row"]) - 1, int(token["column"]) - 1
            elif token["newline"]:
                row, column = row + 1, 0
            elif token["sign"]:
                self._put(self._rows[row], column, token["sign"])
                column += cells(token["sign"])
        return self

    @staticmethod
    def _put(line: list[str], column: int, sign: str) -> None:
        # An empty cell is the right half of the character before it.
        end = column + cells(sign)
        if line[column] == "":
            line[column - 1] = " "
        if end < WIDTH and line[end] == "":
            line[end] = " "
        line[column:end] = [sign, *[""] * (end - column - 1)]

    @property
    def lines(self) -> list[str]:
        return ["".join(line) for line in self._rows]


@pytest.fixture
def cure(monkeypatch: pytest.MonkeyPatch) -> Choose:
    """Puts the cure in place, or Textual as it comes, until the test ends."""
    spec = importlib.util.find_spec("textual._compositor")
    assert spec and spec.loader
    as_it_comes = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(as_it_comes)

    def choose(cured: bool) -> None:
        monkeypatch.setattr(Compositor, "_render_chops", as_it_comes.Compositor._render_chops)
        monkeypatch.setattr(Compositor, "render_partial_update", wide._original_partial_update)
        if cured:
            wide.keep_wide_characters()

    return choose


def written(compositor: Compositor, changed: Widget | None = None) -> str:
    """What a terminal is sent to show everything anew, or only one widget."""
    console = Console(width=WIDTH, height=HEIGHT, color_system=None)
    if changed is None:
        return compositor.render_full_update().render_segments(console)
    compositor.update_widgets({changed})
    update = compositor.render_partial_update()
    assert update
    return update.render_segments(console)


def boxes(seed: int) -> tuple[list[Box], list[Box]]:
    """Widgets with edges anywhere, some on odd columns; two in front that do not touch each other."""
    chance = random.Random(seed)
    behind = [
        (chance.randrange(30), chance.randrange(5), chance.randrange(3, 17), chance.randrange(1, 5))
        for _box in range(chance.randrange(2, 6))
    ]
    return behind, [(1, 1, 44, 3), (chance.randrange(9), 5, chance.randrange(20, 38), 3)]


async def test_as_it_comes_a_hidden_edge_makes_a_wide_character_vanish(cure: Choose) -> None:
    cure(False)
    app = Overlaps([(0, 0, 10, 3)], [(1, 1, 44, 1)])
    async with app.run_test(size=(WIDTH, HEIGHT)):
        line = Terminal().write(written(app.screen._compositor)).lines[1]
        assert line.strip() != CHINESE[:22]
        assert "小学结" not in line or "扶" not in line


@pytest.mark.parametrize("seed", range(12))
async def test_no_hidden_edge_takes_a_wide_character_away(seed: int, cure: Choose) -> None:
    cure(True)
    behind, front = boxes(seed)
    app = Overlaps(behind, front)
    async with app.run_test(size=(WIDTH, HEIGHT)):
        lines = Terminal().write(written(app.screen._compositor)).lines
        for x, y, width, height in front:
            for line in lines[y : y + height]:
                assert f"{' ' * x}{CHINESE[: width // 2]}".strip() in line


@pytest.mark.parametrize("seed", range(12))
async def test_drawing_one_widget_anew_gives_what_drawing_all_gives(seed: int, cure: Choose) -> None:
    cure(True)
    app = Overlaps(*boxes(seed))
    async with app.run_test(size=(WIDTH, HEIGHT)):
        compositor = app.screen._compositor
        terminal = Terminal().write(written(compositor))
        for block in app.query(Block):
            block.shown = OTHER
            block._styles_cache.clear()
            assert terminal.write(written(compositor, block)).lines == Terminal().write(written(compositor)).lines


async def test_what_lies_in_front_is_not_drawn_over(cure: Choose) -> None:
    cure(True)
    app = Framed([(0, 0, 10, 3)], [(1, 1, 44, 1)])
    async with app.run_test(size=(WIDTH, HEIGHT)):
        compositor = app.screen._compositor
        terminal = Terminal().write(written(compositor))
        assert terminal.lines[1].count(OTHER[:4]) == 1
        before = terminal.lines
        assert terminal.write(written(compositor, app.query(Block).first())).lines == before


@pytest.mark.parametrize("first", range(0, 44, 3))
async def test_a_part_of_a_widget_is_drawn_anew_wherever_hidden_edges_are(first: int, cure: Choose) -> None:
    cure(True)
    app = Overlaps([(5, 0, 6, 3), (20, 0, 7, 3)], [(1, 1, 44, 1)])
    async with app.run_test(size=(WIDTH, HEIGHT)):
        compositor = app.screen._compositor
        terminal = Terminal().write(written(compositor))
        front = app.query_one(".front", Block)
        sign = first // 2
        front.shown = CHINESE[:sign] + "爱" + CHINESE[sign + 1 :]
        front._exchange_repaint_regions()  # all of it, since it is new
        front.refresh(Region(first, 0, 3, 1))
        changed = terminal.write(written(compositor, front)).lines
        assert changed == Terminal().write(written(compositor)).lines
        assert "爱" in changed[1]


def test_opening_the_app_puts_the_cure_in_place(cure: Choose) -> None:
    cure(False)
    NeedsmatchApp(None, Settings())
    assert (Compositor._render_chops, Compositor.render_partial_update) == (
        wide._render_chops,
        wide._render_partial_update,
    )
