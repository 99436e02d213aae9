"""Both themes can be read: every text on every shade it stands on, with a contrast of at least 4.5 to 1; and in grey."""

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from rich.segment import Segment
from textual.app import App
from textual.color import Color
from textual.theme import Theme

from needsmatch.store.settings import Settings
from needsmatch.tui.app import NeedsmatchApp
from needsmatch.tui.looks import LOOKS, looks_of
from needsmatch.tui.theme import THEMES
from tests.tui.conftest import SMALL, WIDE, Opened, screen_text

LEAST = 4.5
"""Of WCAG 2, level AA, for text of the usual size."""

PANES = ("nm-page", "nm-side", "nm-title", "nm-field", "nm-chosen", "nm-chosen-weak")
"""Shades on which text of any look may stand: panes, fields and the chosen row."""
OWN_SHADES = ("nm-bar", "nm-rest")
"""Shades of bars, on which nothing is written."""

by_name = pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)


def luminance(color: Color) -> float:
    """Relative luminance as WCAG defines it, 0 to 1."""

    def linear(part: int) -> float:
        share = part / 255
        return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4

    return 0.2126 * linear(color.r) + 0.7152 * linear(color.g) + 0.0722 * linear(color.b)


def contrast(one: str, other: str) -> float:
    """Contrast of two colours, 1 to 21."""
    dark, light = sorted((luminance(Color.parse(one)), luminance(Color.parse(other))))
    return (light + 0.05) / (dark + 0.05)


def test_contrast_is_computed_as_wcag_says() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)
    assert contrast("#ff0000", "#ffffff") == pytest.approx(4.0, abs=0.005)


@by_name
@pytest.mark.parametrize("name", [name for name, look in LOOKS.items() if look.shade not in OWN_SHADES])
def test_every_look_of_text_can_be_read_on_every_shade_it_stands_on(theme: Theme, name: str) -> None:
    look = LOOKS[name]
    text = theme.variables[look.colour or "nm-text"]
    poor = {
        shade: round(contrast(text, theme.variables[shade]), 2)
        for shade in ((look.shade,) if look.shade else PANES)
        if contrast(text, theme.variables[shade]) < LEAST
    }
    assert poor == {}


@by_name
def test_a_shade_is_known_from_the_pane_around_it(theme: Theme) -> None:
    # A bar is read by its edge: what it fills against what it does not.
    assert contrast(theme.variables["nm-bar"], theme.variables["nm-rest"]) >= 2
    for shade in ("nm-chosen", "nm-rest"):
        for pane in ("nm-page", "nm-side"):
            assert contrast(theme.variables[shade], theme.variables[pane]) >= 1.15


@by_name
def test_levels_of_scores_are_steps_away_from_the_page_up_to_the_pairs(theme: Theme) -> None:
    shades = [theme.variables[name] for name in ("nm-page", *(f"nm-level-{level}" for level in range(1, 6)), "nm-pair")]
    for before, after in pairwise(shades):
        assert contrast(before, after) >= 1.15
        assert contrast(shades[0], after) > contrast(shades[0], before)


@by_name
def test_plain_shades_and_text_are_those_of_the_panes(theme: Theme) -> None:
    assert theme.variables["nm-page"] == theme.background
    assert theme.variables["nm-text"] == theme.foreground


def test_both_themes_know_the_same_shades() -> None:
    first, second = THEMES
    assert first.variables.keys() == second.variables.keys()
    assert first.dark and not second.dark


def test_only_errors_are_red_and_nothing_is_green() -> None:
    for theme in THEMES:
        for look in LOOKS.values():
            for variable in filter(None, look):
                if isinstance(variable, str):
                    red, green, blue = Color.parse(theme.variables[variable]).rgb
                    assert not (green > red + 24 and green > blue + 24), f"{variable} is green"
                    if red > green + 60 and red > blue + 100 and variable not in ("nm-need",):
                        assert "error" in variable


@by_name
def test_looks_are_what_the_theme_says(theme: Theme) -> None:
    looks = looks_of(theme.name)
    assert looks.keys() == LOOKS.keys()
    for name, look in LOOKS.items():
        color, shade = looks[name].color, looks[name].bgcolor
        assert (color.name if color else "") == theme.variables.get(look.colour, "")
        assert (shade.name if shade else "") == theme.variables.get(look.shade, "")
    # Each can be told from plain text.
    assert all(looks[name] != looks[""] for name in LOOKS if name)


# On the screen


SCROLLBAR = "".join(map(chr, range(0x2580, 0x2590)))


def written(app: App[None]) -> Iterator[Segment]:
    """What is written on the screen, without blanks and scrollbars."""
    for strip in app.screen._compositor.render_strips():
        yield from (segment for segment in strip if segment.text.strip(f" {SCROLLBAR}"))


def hard_to_read(app: App[None]) -> set[tuple[str, str, str]]:
    """Text, colour and shade of what has too little contrast."""
    found = set()
    for text, style, _control in written(app):
        assert style and style.color and style.bgcolor, text
        color, shade = style.color.get_truecolor().hex, style.bgcolor.get_truecolor(foreground=False).hex
        if contrast(color, shade) < LEAST:
            found.add((text.strip(), color, shade))
    return found


PLACES = {
    "overview": ("1",),
    "matching": ("2",),
    "reasons": ("2", "enter", "enter", "enter"),
    "filter": ("2", "slash"),
    "plans": ("4",),
    "plan": ("4", "enter", "down", "enter"),
    "field": ("4", "enter", "down", "enter", "enter"),
    "problems": ("5",),
    "help": ("f1",),
    "commands": ("ctrl+p",),
}


@by_name
@pytest.mark.parametrize("place", PLACES)
async def test_all_that_stands_on_a_page_can_be_read(opened: Opened, sample: Path, theme: Theme, place: str) -> None:
    (sample / "donors" / "huoju-kindergarten.toml").write_text("[school", encoding="utf-8")
    async with opened(sample) as pilot:
        pilot.app.theme = theme.name
        for key in PLACES[place]:
            await pilot.press(key)
            await pilot.pause()
        assert hard_to_read(pilot.app) == set()


async def test_the_start_page_can_be_read_in_both_themes(opened: Opened) -> None:
    async with opened(None) as pilot:
        for theme in THEMES:
            pilot.app.theme = theme.name
            await pilot.pause()
            assert hard_to_read(pilot.app) == set()


async def test_the_theme_of_the_settings_is_taken_and_changed_at_once(opened: Opened, sample: Path) -> None:
    app = NeedsmatchApp(sample, Settings(theme="light"))
    assert app.theme == "light"
    async with opened(sample) as pilot:
        assert pilot.app.theme == "dark"
        for name in ("light", "dark"):
            await pilot.app.run_action(f"theme('{name}')")
            await pilot.pause()
            shade = next(iter(pilot.app.screen._compositor.render_strips()[0])).style
            assert shade and shade.bgcolor
            expected = next(theme for theme in THEMES if theme.name == name).variables["nm-title"]
            assert shade.bgcolor.name == expected


# Without colour


@pytest.mark.parametrize("size", [WIDE, SMALL])
async def test_without_colours_words_and_marks_still_tell_everything(
    opened: Opened, sample: Path, monkeypatch: pytest.MonkeyPatch, size: tuple[int, int]
) -> None:
    async with opened(sample, size=size, page="matching") as pilot:
        with_colours = screen_text(pilot.app)
    monkeypatch.setenv("NO_COLOR", "1")
    async with opened(sample, size=size, page="matching") as pilot:
        assert pilot.app.no_color
        text = screen_text(pilot.app)
        assert text == with_colours
        assert text.count("> ") >= 3, "the chosen row of every pane has its mark"
        assert "answered" in text and "unmet" in text
        for _text, style, _control in written(pilot.app):
            for color in (style.color, style.bgcolor) if style else ():
                if color:
                    red, green, blue = color.get_truecolor()
                    assert red == green == blue, "shades of grey only"
        await pilot.press("4", "n")
        await pilot.pause()
        text = screen_text(pilot.app)
        assert "changes not saved" in text
        assert "* new" in text
