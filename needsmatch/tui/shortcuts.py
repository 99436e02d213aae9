"""What each key does in one place and everywhere, for the help and the commands."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from textual.dom import DOMNode
from textual.screen import Screen
from textual.widgets import Input, TextArea

from needsmatch.i18n import N_, _
from needsmatch.tui.keys import shown_key
from needsmatch.tui.widgets.board import Board
from needsmatch.tui.widgets.frame import shown_bindings
from needsmatch.tui.widgets.rows import Rows

_EVERYWHERE: tuple[tuple[str, str, str, str], ...] = (
    ("f1", "?", N_("help, also with F1"), ""),
    ("escape", "Esc", N_("back; nothing is lost"), "screen.back"),
    ("tab", "Tab", N_("the next pane"), "app.focus_next"),
    ("1", "1 2 3 4 5 6", N_("the page of this number"), ""),
    ("ctrl+p", "Ctrl+P", N_("everything, by its name"), "app.commands"),
    ("ctrl+s", "Ctrl+S", N_("save"), "app.save"),
    ("ctrl+z", "Ctrl+Z", N_("take back a step"), "app.undo"),
    ("ctrl+y", "Ctrl+Y", N_("do it again"), "app.redo"),
    ("ctrl+r", "Ctrl+R", N_("read the files again"), "app.reload"),
    ("ctrl+q", "Ctrl+Q", N_("quit"), "app.quit"),
)
"""Key that must do something, as it is called, what it does, and the action; without one it is only told."""

_IN_A_LIST = (
    (N_("Up/Down"), N_("choose")),
    ("PgUp/PgDn", N_("a page up or down")),
    ("Home/End", N_("the first, the last")),
)
_ON_A_BOARD = (
    (N_("Arrows"), N_("choose")),
    ("PgUp/PgDn", N_("a page up or down")),
    ("Home/End", N_("the first, the last")),
    ("Ctrl+Home/End", N_("the first, the last of both sides")),
)
_IN_A_TEXT = ((N_("Up/Down"), N_("scroll")),)
_IN_A_LINE = (
    (N_("Left/Right"), N_("move the caret; with Ctrl by words")),
    ("Home/End", N_("to the beginning, to the end")),
    ("Backspace", N_("delete before the caret")),
    ("Delete", N_("delete behind the caret")),
    (N_("Shift+Left/Right"), N_("mark text")),
    ("Ctrl+X, Ctrl+V", N_("cut marked text, put it in again")),
    ("Ctrl+U, Ctrl+K", N_("delete to the beginning, to the end")),
)
_IN_AN_AREA = (
    (N_("Arrows"), N_("move the caret; with Ctrl by words")),
    *_IN_A_LINE[1:6],
    ("Ctrl+Z", N_("take back what was typed here")),
)


class Shortcut(NamedTuple):
    """A key and what it does, as message ids."""

    key: str
    label: str
    action: str = ""
    """Empty: cannot be done from here."""
    node: DOMNode | None = None
    """What the action belongs to."""

    def has(self, words: Sequence[str]) -> bool:
        """Whether every word stands in its key or in what it does."""
        text = f"{_(self.key)} {_(self.label)}".casefold()
        return all(word in text for word in words)


def keys_here(screen: Screen[Any]) -> Iterator[Shortcut]:
    """The keys of the focused place: what they do first, then how to move or to write there."""
    everywhere = {action for _key, _name, _label, action in _EVERYWHERE}
    named = set()
    for node, binding, *_rest in shown_bindings(screen):
        if node is not screen.app and binding.action not in everywhere:
            named.add(binding.key_display or shown_key(binding))
            yield Shortcut(binding.key_display or shown_key(binding), binding.description, binding.action, node)
    focused = screen.focused
    moves: tuple[tuple[str, str], ...]
    if isinstance(focused, TextArea):
        moves = _IN_AN_AREA
    elif isinstance(focused, Input):
        moves = _IN_A_LINE
    elif isinstance(focused, Rows) and focused.chosen is None:
        moves = _IN_A_TEXT
    elif isinstance(focused, Board):
        moves = _ON_A_BOARD
    else:
        moves = _IN_A_LIST if "up" in screen.active_bindings else ()
    yield from (Shortcut(key, label) for key, label in moves if key not in named)


def keys_everywhere(screen: Screen[Any]) -> Iterator[Shortcut]:
    """The keys that do the same on every page; not those that do something else in this place."""
    active = screen.active_bindings
    otherwise = {entry.key for entry in keys_here(screen)}
    for key, name, label, action in _EVERYWHERE:
        # Digits are answers where something is asked.
        is_answer = key == "1" and key in active and not active[key].binding.action.startswith("page(")
        if key in active and not is_answer and name not in otherwise:
            yield Shortcut(name, label, action, screen)
