"""How text can look: the names that cells use, and what the themes make of them.

Worked out once for a theme. As component classes of style sheets, the same twenty looks were worked out anew for every
widget of every page that was opened: half of the time that another page took.
"""

from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

from rich.style import Style

from needsmatch.tui.theme import THEMES


class Look(NamedTuple):
    """One way text can look."""

    colour: str = ""
    """Variable of the theme; empty: as the text around."""
    shade: str = ""
    """Variable of the theme for the background; empty: as the pane."""
    bold: bool | None = None
    underline: bool | None = None


LOOKS: Mapping[str, Look] = {
    "": Look(),
    "strong": Look(bold=True),
    "second": Look("nm-second"),
    "muted": Look("nm-muted"),
    "accent": Look("nm-accent"),
    "accent-strong": Look("nm-accent", bold=True),
    "need": Look("nm-need"),
    "need-strong": Look("nm-need", bold=True),
    "error": Look("nm-error"),
    "error-strong": Look("nm-error", bold=True),
    "bar": Look(shade="nm-bar"),
    "rest": Look(shade="nm-rest"),
    "gap": Look("nm-need", "nm-need-shade", bold=True),
    "badge": Look("nm-need", "nm-need-shade", bold=True),
    "tab": Look("nm-accent", "nm-page", bold=True, underline=True),
    "chip": Look("nm-accent", bold=True, underline=True),
    "key": Look("nm-accent", bold=True),
    "field": Look(shade="nm-field"),
    "guilty": Look("nm-text", "nm-error-shade", bold=True),
    "chosen": Look(shade="nm-chosen"),
    "chosen-weak": Look(shade="nm-chosen-weak"),
    "field-chosen": Look(shade="nm-chosen", bold=True),
    "level-1": Look("nm-second", "nm-level-1"),
    "level-2": Look("nm-text", "nm-level-2"),
    "level-3": Look("nm-text", "nm-level-3"),
    "level-4": Look("nm-text", "nm-level-4"),
    "level-5": Look("nm-on-level-5", "nm-level-5"),
    "pair": Look("nm-page", "nm-pair", bold=True),
    "banned": Look("nm-error", "nm-error-shade", bold=True),
    "square-chosen": Look("nm-page", "nm-text", bold=True),
}
"""Every look by its name; main text is plain or strong, explanations one shade weaker, meta muted."""


@cache
def looks_of(theme: str) -> Mapping[str, Style]:
    """Each look in a theme of ours, by the theme's name."""
    variables = next(entry for entry in THEMES if entry.name == theme).variables
    return {name: _style(look, variables) for name, look in LOOKS.items()}


def _style(look: Look, variables: Mapping[str, str]) -> Style:
    return Style(
        color=variables[look.colour] if look.colour else None,
        bgcolor=variables[look.shade] if look.shade else None,
        bold=look.bold,
        underline=look.underline,
    )
