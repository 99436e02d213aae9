"""Where a programme is chosen: at the first start, where one cannot be opened, and to go on with another one."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical

from needsmatch.errors import NeedsmatchError
from needsmatch.i18n import LANGUAGES, N_, _, language, using
from needsmatch.tui import clock
from needsmatch.tui.examples import examples
from needsmatch.tui.folders import free_folder, is_programme, made, meant, meant_new, why_not
from needsmatch.tui.screens.page import Page
from needsmatch.tui.screens.question import AskPage
from needsmatch.tui.widgets.lines import Cell, line, paragraph
from needsmatch.tui.widgets.offers import Offer, offer_rows, title_width
from needsmatch.tui.widgets.rows import BLANK, Row, Rows, text_row
from needsmatch.workspace import make_programme

_FEW = 12
"""Rows that fit with more space between."""


class StartList(Rows):
    """What can be done at the start."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "open", N_("Do this")),
        Binding("down", "move(1)", N_("Choose"), key_display=N_("Up/Down")),
    ]


class StartPage(Page):
    """The start."""

    CSS_PATH = "start.tcss"
    TASK: ClassVar[tuple[str, ...]] = (N_("Programmes"),)
    ABOUT: ClassVar[tuple[str, ...]] = (
        N_("A programme is a folder of small text files: one for each school, one for each support plan."),
        N_("A worked example is a copy that belongs to you: change in it whatever you like."),
        N_("Language and light or dark are remembered for the next start."),
    )
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "back", N_("Back to the programme"))]
    AUTO_FOCUS = "#choices"

    def __init__(self) -> None:
        super().__init__()
        self._files_made = 0
        """How many files the programme that was made last had."""

    def compose_body(self) -> ComposeResult:
        """One list."""
        with Vertical(classes="body"):
            yield StartList(id="choices")

    # What is shown

    def fill(self) -> None:
        """Show what can be done."""
        groups = [
            (_("Opened last"), list(self._recent())),
            (_("See a worked example"), list(self._examples_offered())),
            (_("Your own programme"), list(self._own())),
            (_("Language and looks"), list(self._looks())),
        ]
        width = max(title_width(offers) for _heading, offers in groups)
        # Space is decoration: it goes where the rows would not fit any more.
        airy = not self.tight and sum(len(offers) for _heading, offers in groups) <= _FEW
        rows = [*self._above(airy)]
        for heading, offers in groups:
            if offers:
                rows += [BLANK, BLANK] if airy else [BLANK]
                rows += [text_row(line(Cell(heading, "muted"))), *offer_rows(offers, width=width)]
        self.query_one(StartList).show(rows)

    def _above(self, airy: bool) -> Iterator[Row]:
        if self.needsmatch.reason:
            yield text_row(paragraph(self.needsmatch.reason, "error-strong"))
            yield BLANK
        yield text_row(paragraph(_("Which programme do you want to work on?"), "strong"))
        if airy:
            yield BLANK
        yield text_row(
            paragraph(
                _("A programme brings together schools that need help and schools that give it, and plans the help."),
                "second",
            )
        )

    def _recent(self) -> Iterator[Offer]:
        for folder in self.needsmatch.settings.recent:
            if is_programme(folder):
                yield Offer(f"folder/{folder}", folder.name, str(folder.parent))

    def _examples_offered(self) -> Iterator[Offer]:
        for name, example in examples().items():
            yield Offer(f"sample/{name}", example.name, example.size)

    def _own(self) -> Iterator[Offer]:
        yield Offer("open", _("Open a folder"), _("a programme that exists already"))
        yield Offer("new", _("Make a new programme"), _("small files, ready to fill in"))

    def _looks(self) -> Iterator[Offer]:
        for code, name in LANGUAGES.items():
            if code != language():
                with using(code):
                    yield Offer(f"language/{code}", name, _("Show everything in this language"))
        if self.needsmatch.theme == "light":
            yield Offer("theme/dark", _("Dark colours"), _("easier on the eyes in a dim room"))
        else:
            yield Offer("theme/light", _("Light colours"), _("easier to read in a bright room"))

    # What the user does

    def on_rows_opened(self, message: Rows.Opened) -> None:
        """Do what was chosen."""
        what, _slash, which = message.key.partition("/")
        match what:
            case "folder":
                self.needsmatch.open_folder(Path(which))
            case "sample":
                self.needsmatch.action_open_sample(which)
            case "language":
                self.needsmatch.action_language(which)
            case "theme":
                self.needsmatch.action_theme(which)
            case "open":
                self._ask_for_a_folder()
            case "new":
                self._ask_for_ameant_new()

    def _ask_for_a_folder(self) -> None:
        page = AskPage(
            _("Open a folder"),
            _("Where is it? Type its path, or drag the folder into this window."),
            str(Path.home()) + os.sep,
            lambda text: "" if is_programme(meant(text)) else why_not(meant(text)),
        )
        self.app.push_screen(page, self._open)

    def _ask_for_ameant_new(self) -> None:
        page = AskPage(
            _("Make a new programme"),
            _("In which folder? It is made if it does not exist; what exists already is not touched."),
            str(free_folder()),
            self._make,
            _becomes,
        )
        self.app.push_screen(page, self._open_made)

    def _open(self, text: str | None) -> None:
        if text:
            self.needsmatch.open_folder(meant(text))

    def _make(self, text: str) -> str:
        """Make a programme; gives why it cannot be made."""
        if not text:
            return _("Nothing was typed; type something, or leave it with Esc.")
        try:
            self._files_made = len(make_programme(meant_new(text), None, clock.today()))
        except NeedsmatchError as error:
            return str(error)
        return ""

    def _open_made(self, text: str | None) -> None:
        if text:
            folder = meant_new(text)
            self.needsmatch.open_folder(folder, made(folder, self._files_made))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """There is a way back only where a programme is open."""
        return self.needsmatch.session is not None if action == "back" else True

    def action_back(self) -> None:
        """Back to the programme that is open."""
        self.needsmatch.close_start()


def _becomes(text: str) -> str:
    """Which folder a text stands for, where it is not that path itself."""
    folder = str(meant_new(text))
    return "" if folder == text or not text else _("The folder will be {folder}").format(folder=folder)
