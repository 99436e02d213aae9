"""The one key map. Letters are only shortcuts: an input method takes them first, so everything is also reached by
arrows, Enter, Esc, Tab, digits, Delete and Ctrl keys; the full-width twins that input methods send are bound as well.
"""

from textual.binding import Binding

from needsmatch.i18n import N_, _

_NAMES = {
    "up": N_("Up"),
    "down": N_("Down"),
    "left": N_("Left"),
    "right": N_("Right"),
    "enter": "Enter",
    "escape": "Esc",
    "tab": "Tab",
    "shift+tab": "Shift+Tab",
    "delete": "Delete",
    "space": N_("Space"),
    "pageup": "PgUp",
    "pagedown": "PgDn",
    "home": "Home",
    "end": "End",
    "slash": "/",
    "question_mark": "?",
    "f1": "F1",
}

HELP_AND_COMMANDS: tuple[tuple[str, str, str], ...] = (
    ("?", N_("help"), "app.help"),
    ("Ctrl+P", N_("commands"), "app.commands"),
)
"""What stands at the right end of the key line at every width."""

FILTER_KEYS = "slash,fullwidth_solidus,ideographic_comma"
HELP_KEYS = "question_mark,fullwidth_question_mark,f1"


def twins(letter: str) -> str:
    """A letter's or digit's keys: itself, and what an input method sends in full width."""
    return f"{letter},{chr(ord(letter) - ord('!') + ord('！'))}"


def shown_key(binding: Binding) -> str:
    """A key as people call it, in the current language."""
    return _(binding.key_display) if binding.key_display else key_name(binding.key)


def key_name(key: str) -> str:
    """The name of a key: `ctrl+s` is Ctrl+S, `slash` is /."""
    if key in _NAMES:
        return _(_NAMES[key])
    if "+" in key:
        *modifiers, last = key.split("+")
        return "+".join([*(part.capitalize() for part in modifiers), key_name(last) if len(last) > 1 else last.upper()])
    return key
