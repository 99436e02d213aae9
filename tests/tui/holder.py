"""A small app that holds single widgets, in the looks of the real one; strings that have broken other programs; any lines."""

from pathlib import Path

from hypothesis import strategies as st
from textual.app import App, ComposeResult
from textual.widget import Widget

import needsmatch.tui
from needsmatch.tui.looks import LOOKS
from needsmatch.tui.theme import THEMES
from needsmatch.tui.widgets.lines import FILL, Cell
from tests.strategies import any_text

HOSTILE = (
    "[red]xq[/] tail",
    "[@click=app.pwn]zq[/] tail",
    "县[/小学] [bold",
    "\\[red]x[/]",
    "$accent {name} %s",
    "a\x1b]0;title\x07b\x1b[2Jc\x9b31md\u202eRTL\u200bz\x07e\rf\tg\x00h",
    "two\nlines\r\nthree",
)
"""Markup, an action on a click, markup that cannot be parsed, escapes, and everything that steers a terminal."""

STEERING = frozenset(map(chr, (*range(0x20), *range(0x7F, 0xA0), *range(0x202A, 0x202F), *range(0x2066, 0x206A))))
"""Controls below U+0020, delete, C1, and what turns the direction of writing."""

styles = st.sampled_from(sorted(LOOKS))
cells_any = st.builds(
    Cell,
    any_text,
    styles,
    width=st.just(FILL) | st.integers(0, 20),
    right=st.booleans(),
    wrap=st.booleans(),
    spare=st.integers(0, 3),
)
lines_any = st.lists(cells_any, max_size=6).map(tuple)


class Holder(App[None]):
    """The widgets below each other."""

    CSS_PATH = Path(needsmatch.tui.__file__).with_name("needsmatch.tcss")
    ENABLE_COMMAND_PALETTE = False

    def __init__(self, *widgets: Widget) -> None:
        super().__init__()
        for theme in THEMES:
            self.register_theme(theme)
        self.theme = "dark"
        self._widgets_held = widgets
        self.done: list[str] = []
        """Actions that were run."""

    def compose(self) -> ComposeResult:
        yield from self._widgets_held

    def action_pwn(self) -> None:
        """What no text may ever do."""
        self.done.append("pwn")

    def action_greet(self, name: str) -> None:
        """What a cell may do."""
        self.done.append(name)


def shown_lines(app: App[None]) -> list[str]:
    """What stands on the screen, line by line, at full width."""
    return ["".join(segment.text for segment in strip) for strip in app.screen._compositor.render_strips()]
