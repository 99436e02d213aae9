"""Page 6: the programme in figures. Every figure leads to what is behind it, and from there to the plans."""

from datetime import date, timedelta
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical

from needsmatch.errors import NeedsmatchError
from needsmatch.i18n import N_, _
from needsmatch.planning.asked import Grouping
from needsmatch.planning.fields import PLAN_FIELDS, WrongValue, read
from needsmatch.planning.report_figures import Entry, Section
from needsmatch.planning.report_words import not_counted
from needsmatch.tui import clock
from needsmatch.tui.keys import twins
from needsmatch.tui.report_lines import behind_rows, section_rows
from needsmatch.tui.reporting import REPORTS, Reported, write_report
from needsmatch.tui.screens.page import Page
from needsmatch.tui.screens.question import AskPage
from needsmatch.tui.screens.report_behind import BehindPage, open_behind
from needsmatch.tui.widgets.lines import FILL, Cell, Sentence, line, paragraph
from needsmatch.tui.widgets.rows import BLANK, Row, Rows, text_row

_LATELY = timedelta(days=30)
_BESIDE = 100
"""Rows behind a figure that stand beside the list; all of them stand on their own page."""
_DAY = next(field for field in PLAN_FIELDS if field.name == "start")
"""How days are written."""


class FigureList(Rows):
    """The figures, section by section."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "open", N_("What is behind it")),
        Binding("left", "screen.section(-1)", show=False),
        Binding("right", "screen.section(1)", N_("Next section"), key_display=N_("Left/Right")),
    ]


class ReportPage(Page):
    """The report."""

    CSS_PATH = "report.tcss"
    PAGE = "report"
    ABOUT: ClassVar[tuple[str, ...]] = (
        N_("This page adds up the programme: what was asked, answered, agreed and done, with what is not saved yet."),
        N_("Enter on a figure lists what was counted; Enter there opens the plan. Esc leads back to the same figure."),
        N_("At the end stands the year against the needs lists, school by school."),
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(twins("g"), "group", N_("Topic, stage, district"), key_display="g"),
        Binding(twins("s"), "since", N_("Changes since .."), key_display="s"),
        Binding(twins("w"), "write", N_("Write as a file"), key_display="w"),
    ]
    AUTO_FOCUS = "#figures"

    def __init__(self) -> None:
        super().__init__()
        self._grouping = Grouping.TOPIC
        self._since: date | None = None
        """From when on changes are listed; None: lately."""
        self._sections: tuple[Section, ...] = ()
        self._entries: dict[str, Entry] = {}
        self._starts: list[str] = []
        """Key of the first figure of each section."""
        self._wanted: str | None = None
        """The figure that is to be chosen when the page is filled."""
        self._beside = ""
        """The figure of which stands beside the list what is behind it."""
        self._opening: str | None = None
        """The figure that is to be shown as soon as everything is added up."""

    def compose_body(self) -> ComposeResult:
        """The figures; beside them, where there is room, what is behind the chosen one."""
        with Horizontal(classes="body"):
            with Vertical(id="figures-pane", classes="pane"):
                yield FigureList(id="figures")
            with Vertical(id="behind-pane", classes="pane side"):
                yield Sentence(id="behind-heading")
                yield Rows(id="behind")

    # What is shown

    @property
    def since(self) -> date:
        """From when on changes are listed."""
        return self._since or clock.today() - _LATELY

    def _look(self) -> tuple[Section, ...]:
        """Have the report added up where it is not that of now; the sections of the last one."""
        self.needsmatch.add_up(clock.today(), self.since)
        reported = self.session.reported
        found = reported.sections[self._grouping] if reported else ()
        if found is not self._sections:
            self._sections = found
            self._entries = {entry.key: entry for section in found for entry in section.entries}
            self._starts = [section.entries[0].key for section in found]
        return found

    def fill(self) -> None:
        """Show the report of what is known; what is not known yet is asked for."""
        found, reported = self._look(), self.session.reported
        if reported is None:
            rows = [text_row(paragraph(_("Adding up .."), "muted"))]
        else:
            rows = self._rows(reported, found) if found else _nothing()
        self.query_one("#figures", Rows).show(rows, self._wanted)
        self._wanted = None
        self._fill_behind()
        if self._opening and self._is_current_report and self.is_current:
            key, self._opening = self._opening, None
            self.open_figure(key)

    def _rows(self, reported: Reported, found: tuple[Section, ...]) -> list[Row]:
        day = _("As of {date}, with what is not saved yet.") if self.session.unsaved else _("As of {date}.")
        rows = [
            text_row(paragraph(reported.summary, "strong")),
            text_row(paragraph(day.format(date=reported.report.day.isoformat()), "muted")),
        ]
        reading = self.session.reading
        if missing := not_counted(reading.problems if reading else ()):
            rows.insert(0, text_row(paragraph(missing, "error-strong")))
        for section in found:
            rows += [BLANK, *section_rows(section)]
        return rows

    @property
    def _is_current_report(self) -> bool:
        reported = self.session.reported
        return reported is not None and reported.known == self.session.to_report

    def _fill_behind(self) -> None:
        """Beside the list, what is behind the chosen figure; where there is little room, only Enter shows it."""
        entry, behind = self._chosen, self.query_one("#behind", Rows)
        behind.can_focus = not self.tight and entry is not None and bool(entry.things)
        if not self.tight:
            heading = Cell(f"{entry.number} {entry.label}" if entry else "", "strong", FILL)
            self.query_one("#behind-heading", Sentence).show(line(heading))
            rows = behind_rows(entry, _BESIDE) if entry else []
            # Of another figure the first row is chosen, not the one that stands where the chosen one stood.
            first = rows[0].key if rows and entry and entry.key != self._beside else None
            self._beside = entry.key if entry else ""
            behind.show(rows, first)

    @property
    def _chosen(self) -> Entry | None:
        return self._entries.get(self.query_one("#figures", Rows).chosen or "")

    def figure(self, key: str) -> Entry | None:
        """The figure with this key as it is now."""
        self._look()
        return self._entries.get(key)

    # What the user does

    def on_rows_moved(self, message: Rows.Moved) -> None:
        """Show what is behind another figure."""
        if message.rows.id == "figures":
            self._fill_behind()

    def on_rows_opened(self, message: Rows.Opened) -> None:
        """To what is behind a figure; from what stands beside it to the plan."""
        if message.rows.id == "figures":
            self.open_figure(message.key)
        elif entry := self._chosen:
            open_behind(self.needsmatch, entry, message.key)

    def open_figure(self, key: str) -> None:
        """Show what is behind a figure; it is the chosen one when that is closed."""
        self._wanted = key
        entry = self.figure(key)
        if entry and entry.things:
            self.app.push_screen(BehindPage(key, self.figure))
        elif entry:
            self.needsmatch.tell(_("There is nothing behind this figure yet."), passing=True)
        elif not self._is_current_report:
            self._opening = key

    def action_section(self, by: int) -> None:
        """To the first figure of the next section, or of the one before."""
        figures, keys = self.query_one("#figures", Rows), list(self._entries)
        if figures.chosen in keys:
            place = keys.index(figures.chosen)
            beyond = [start for start in self._starts if (keys.index(start) - place) * by > 0]
            if beyond:
                self._show_section(beyond[0 if by > 0 else -1])

    def _show_section(self, start: str) -> None:
        """Choose the first figure of a section, and have as much of the section in sight as there is room for."""
        figures, keys = self.query_one("#figures", Rows), list(self._entries)
        behind = [keys.index(key) for key in self._starts if keys.index(key) > keys.index(start)]
        figures.choose(keys[min(behind, default=len(keys)) - 1])
        figures.choose(start)
        figures.scroll_relative(y=-1, animate=False, immediate=True)  # its heading
        self._fill_behind()

    def action_group(self) -> None:
        """Group the needs by something else, and show these groups."""
        kinds = list(Grouping)
        self._grouping = kinds[(kinds.index(self._grouping) + 1) % len(kinds)]
        self.refresh_page()
        start = next((key for key in self._starts if key.startswith("group/")), None)
        if start:
            self._show_section(start)

    def action_since(self) -> None:
        """Ask from when on changes are listed."""

        def told(text: str | None) -> None:
            if text is not None:
                self._since = _day_of(text)
                self._wanted = "change"
                self.refresh_page()

        title = _("What changed since when?")
        self.app.push_screen(AskPage(title, _("Day"), self.since.isoformat(), _why_no_day), told)

    def action_write(self) -> None:
        """Write the report as a page of text that can be handed on."""
        try:
            path = write_report(self.session, clock.today())
        except NeedsmatchError as error:
            self.needsmatch.tell(str(error))
        else:
            if path:
                self.needsmatch.tell(_("The report is written to {file}.").format(file=f"{REPORTS}/{path.name}"))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Without figures there is nothing to group, to list or to write."""
        if action in ("group", "since", "write"):
            return bool(self._entries)
        return super().check_action(action, parameters)


def _nothing() -> list[Row]:
    return [
        text_row(paragraph(_("There is nothing to report yet."), "strong")),
        text_row(
            paragraph(_("Figures stand here once there are schools, plans, and notes of what was done."), "second")
        ),
    ]


def _why_no_day(text: str) -> str:
    """Why a text is no day from which on changes can be listed; empty where it is one."""
    try:
        return "" if read(_DAY, text, clock.today()) else _("Type a day, such as 2026-09-01.")
    except WrongValue as error:
        return str(error)


def _day_of(text: str) -> date:
    day = read(_DAY, text, clock.today())
    assert isinstance(day, date)
    return day
