"""Every command, school and plan, found by typing."""

import os
from collections.abc import Sequence
from itertools import groupby
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.screen import Screen

from needsmatch.i18n import N_, _, language, ngettext
from needsmatch.tui.commands import Entry, everywhere, plans, programmes, schools, sought
from needsmatch.tui.screens.search import SearchPage, name_of
from needsmatch.tui.shortcuts import keys_here
from needsmatch.tui.widgets.lines import FILL, Cell, line, paragraph
from needsmatch.tui.widgets.rows import BLANK, Row, Rows, text_row
from needsmatch.tui.widgets.search import Search

_SHOWN = 60
"""Entries that are shown at most, so that every key stays quick."""
_TITLE, _TITLE_TIGHT = 40, 30
"""Columns of a title."""


class CommandsPage(SearchPage):
    """The commands."""

    CSS_PATH = "commands.tcss"
    TASK: ClassVar[tuple[str, ...]] = (N_("All commands"), N_("type to find a command, a school or a plan"))
    ABOUT: ClassVar[tuple[str, ...]] = (
        N_("Everything the program can do stands here, and every school, plan and programme."),
        N_("Type any part of a word, pinyin, or the initials of pinyin. Enter does what is chosen."),
    )

    def __init__(self, below: Screen[Any]) -> None:
        super().__init__(below)
        self._here = tuple(keys_here(below))
        self._entries: dict[str, Entry] = {}
        self._known: object = None
        """What the entries were made from."""
        self._pinyin_asked: object = None

    def compose_body(self) -> ComposeResult:
        """The search, and the list under it."""
        with Vertical(classes="body"):
            yield Search()
            yield Rows(id="commands", classes="current")

    def on_mount(self) -> None:
        """The list leaves the caret where it is."""
        self.listing.can_focus = False
        super().on_mount()

    @property
    def listing(self) -> Rows:
        """The list."""
        return self.query_one("#commands", Rows)

    def fill(self) -> None:
        """Show what has the words that were typed."""
        self.search.placeholder = _("Type a word, pinyin or initials")
        session = self.session
        known = (language(), session.reading, len(session.ranked), session.work, self.needsmatch.busy != "")
        if known != self._known:
            self._known = known
            self._entries = {entry.row_key: entry for entry in self._all()}
        words = self.search.words
        if words:
            self._want_pinyin()
            found = sought(list(self._entries.values()), words, self.needsmatch.pinyin or {})
        else:
            found = list(self._entries.values())
        rows = self._rows(found[:_SHOWN], grouped=not words)
        if len(found) > _SHOWN:
            text = ngettext("{count} more; type on", "{count} more; type on", len(found) - _SHOWN)
            rows.append(text_row(line(Cell(text.format(count=f"+{len(found) - _SHOWN}"), "muted"))))
        if not found:
            rows = [
                text_row(paragraph(_("Nothing is called {words}; Esc clears.").format(words=self.search.value), "need"))
            ]
        first = next((row.key for row in rows if row.key), None)
        self.listing.show(rows, first if self.typed else None)

    def _all(self) -> Sequence[Entry]:
        app, session = self.needsmatch, self.session
        place = _("On the page {page}").format(page=_(name_of(self.below))) if name_of(self.below) else _("Here")
        here = [
            Entry(_("Here"), _(shortcut.label), place, shortcut.action, _(shortcut.key), shortcut.node)
            for shortcut in self._here
            if shortcut.action
        ]
        recent = [folder for folder in app.settings.recent if os.path.isdir(folder)]  # noqa: PTH112 - pathlib raises
        return [
            *here,
            *everywhere(app),
            *(programmes(recent, session.folder) if app.check_action("open_folder", ()) else ()),
            *schools(session),
            *(plans(session) if app.check_action("show_plan", ()) else ()),
        ]

    def _want_pinyin(self) -> None:
        """Ask once for the pinyin of what is listed now."""
        if self._pinyin_asked != self._known:
            self._pinyin_asked = self._known
            titles = tuple(entry.title for entry in self._entries.values() if not entry.pinyin)
            if not set(titles) <= set(self.needsmatch.pinyin or ()):
                self.needsmatch.load_pinyin(titles)

    def _rows(self, entries: Sequence[Entry], *, grouped: bool) -> list[Row]:
        if not grouped:
            return [self._row(entry) for entry in entries]
        rows: list[Row] = []
        for heading, group in groupby(entries, key=lambda entry: entry.group):
            rows += [BLANK] if rows else []
            rows += [text_row(line(Cell(heading, "muted"))), *(self._row(entry) for entry in group)]
        return rows

    def _row(self, entry: Entry) -> Row:
        drawn = line(
            Cell(entry.title, "strong", _TITLE_TIGHT if self.tight else _TITLE),
            "  ",
            Cell(entry.sentence, "muted", FILL),
            Cell(f"  {entry.key}", "key"),
        )
        return Row((drawn,), entry.row_key)

    def on_rows_opened(self, message: Rows.Opened) -> None:
        """Do it."""
        entry = self._entries[message.key]
        self.leave_and_do(entry.action, entry.node or self.app)
