"""Page 1: where the programme stands, what waits, and what to do next; without schools the first steps."""

from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical

from needsmatch.errors import NeedsmatchError
from needsmatch.i18n import N_, _, ngettext
from needsmatch.planning.attention import Attention, Kind
from needsmatch.planning.overview import Overview
from needsmatch.tui import clock, figures
from needsmatch.tui.finding import Wanted, asking, topic_label
from needsmatch.tui.folders import is_empty, is_programme, made
from needsmatch.tui.glance import glance
from needsmatch.tui.keys import FILTER_KEYS
from needsmatch.tui.screens.page import Page
from needsmatch.tui.widgets.lines import FILL, Bar, Cell, Line, Sentence, line, paragraph
from needsmatch.tui.widgets.rows import BLANK, Row, Rows, text_row
from needsmatch.workspace import make_programme

_ROOMY_TOPICS, _ROOMY_ENTRIES = 9, 4
"""As many rows may have an empty line between them."""
_CHOICE = 28
"""Columns of what can be chosen in an empty programme."""

_COMMON = {
    Kind.NEEDS_LISTS: N_("without a needs list"),
    Kind.UNPAIRED: N_("without a donor"),
    Kind.UNMET: N_("with unmet needs"),
}
"""What the schools have in common to which a row leads on another page; rows of most other kinds lead to the plans."""
FIGURES = {
    Kind.OVERDUE: "overdue",
    Kind.NOT_SO: "not-so",
    Kind.DUE_THIS_MONTH: "due-this-month",
    Kind.UNASSESSED: "placement/unassessed",
    Kind.UNCONFIRMED: "useful/waiting",
}
"""Figures of the report whose list a row leads to."""
_NUMBERS = ("pairing", "matching", "plans", "report")
"""Where a click on each of the numbers leads."""


class AttentionList(Rows):
    """What waits for the coordinator."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "open", N_("Go there"))]


class Numbers(Rows):
    """The numbers; each leads to the page where it comes from."""

    def on_click(self, event: events.Click) -> None:
        """Go to the page of the number under the mouse."""
        place = min(event.x * len(_NUMBERS) // max(1, self.size.width), len(_NUMBERS) - 1)
        self.call_later(self.run_action, f"app.page('{_NUMBERS[place]}')")


class TopicList(Rows):
    """The needs by topic."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "open", N_("Which schools"))]

    @property
    def row_width(self) -> int:
        """Columns that a row has."""
        return max(1, self.scrollable_content_region.width - self._gutter)


class FirstSteps(Rows):
    """What to do in a programme without schools."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "open", N_("Begin"))]


class TopicsHeading(Bar):
    """Says what a box stands for; that depends on the room."""

    def __init__(self, *, id: str) -> None:  # noqa: A002
        super().__init__(id=id)
        self._table = figures.TopicTable(())

    def show_table(self, table: figures.TopicTable) -> None:
        """Show the remark for other topics."""
        self._table = table
        self.refresh()

    def cells_shown(self) -> Line:
        """Heading and remark."""
        remark = self._table.remark(self.screen.query_one(TopicList).row_width)
        return line(Cell(_("Needs by topic"), "strong"), "   ", Cell(remark, "muted", FILL))


class OverviewPage(Page):
    """The programme at a glance."""

    CSS_PATH = "overview.tcss"
    PAGE = "overview"
    ABOUT: ClassVar[tuple[str, ...]] = (
        N_("This page shows how far the programme has come, from needs lists to plans that are under way."),
        N_("What waits for you stands in a list, most pressing first: Enter goes to where you can do it."),
        N_("Needs are grouped by topic, worst first: Enter shows which schools ask for it and have no answer."),
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "app.focus_next", N_("Next pane")),
        Binding(FILTER_KEYS, "find_school", N_("Find a school"), key_display="/"),
    ]
    AUTO_FOCUS = "#attention, #first-steps"

    def __init__(self) -> None:
        super().__init__()
        self._overview: Overview | None = None
        self._chosen: dict[str, str] = {}
        """The row that was chosen last in each list: some go while matching goes on, and come again."""

    def compose_body(self) -> ComposeResult:
        """The figures above, two lists below; or the first steps."""
        with Vertical(id="glance", classes="body"):
            yield Numbers(id="numbers", gutter=False)
            yield Rows(id="steps", gutter=False)
            with Horizontal(id="lists"):
                with Vertical(id="attention-pane", classes="pane side"):
                    yield Sentence(id="attention-heading")
                    yield AttentionList(id="attention")
                with Vertical(id="topics-pane", classes="pane"):
                    yield TopicsHeading(id="topics-heading")
                    yield TopicList(id="topics")
        with Vertical(id="empty", classes="body pane"):
            yield FirstSteps(id="first-steps")

    def on_mount(self) -> None:
        """Figures are only looked at."""
        for figure in self.query("#numbers, #steps").results(Rows):
            figure.can_focus = False

    # What is shown

    def fill(self) -> None:
        """Show everything."""
        self._overview = glance(self.session, clock.today())
        is_empty = self._overview is None
        self.set_class(is_empty, "empty")
        first_steps = self.query_one("#first-steps", Rows)
        first_steps.can_focus = is_empty
        for pane in self.query("#attention, #topics").results(Rows):
            pane.can_focus = not is_empty
        if self._overview:
            self._fill_glance(self._overview)
        else:
            first_steps.show(self._first_steps())
        if self.focused and not self.focused.can_focus:
            self.focus_on("#first-steps" if is_empty else "#attention")

    def _fill_glance(self, found: Overview) -> None:
        self.query_one("#numbers", Rows).show([Row(figures.number_lines(found.numbers, notes=not self.tight))])
        self.query_one("#steps", Rows).show([Row(figures.step_lines(found.steps, tight=self.tight))])
        table = figures.TopicTable(found.topics)
        self.query_one(TopicsHeading).show_table(table)
        rows = [Row(table.lines(topic), topic.topic or "") for topic in found.topics]
        shown = self._spaced(rows, _ROOMY_TOPICS) or [text_row(paragraph(self._no_topics(), "second"))]
        # Until the user chooses, the worst stays chosen: which one that is changes while matching goes on.
        self.query_one("#topics", Rows).show(shown, self._chosen.get("topics", rows[0].key if rows else None))
        self._fill_attention(found)

    def _no_topics(self) -> str:
        if any(school.needs for school in self.session.receivers):
            return _("Being matched ..")
        return _("No school has a needs list yet.")

    def _fill_attention(self, found: Overview) -> None:
        self.query_one("#attention-heading", Sentence).show(line(Cell(_("Waits for you"), "strong", FILL)))
        rows = [Row(figures.attention_lines(entry, tight=self.tight), key) for key, entry in self._waiting().items()]
        shown = self._spaced(rows, _ROOMY_ENTRIES) or [text_row(paragraph(_("Nothing waits for you."), "second"))]
        if found.next_steps:
            gap = [] if self.tight else [BLANK]
            heading = text_row(line(Cell(_("Next steps"), "strong", FILL)))
            shown += [*gap, heading, *gap, *(text_row(figures.step_line(step)) for step in found.next_steps)]
        self.query_one("#attention", Rows).show(shown, self._chosen.get("attention", rows[0].key if rows else None))

    def _spaced(self, rows: list[Row], most: int) -> list[Row]:
        """The rows with empty lines between them where there is room for that."""
        if self.tight or len(rows) > most:
            return rows
        return [row for entry in rows for row in (BLANK, entry)][1:]

    def _waiting(self) -> dict[str, Attention]:
        """What waits, by keys that stay the same when numbers and language change."""
        entries = self._overview.attention if self._overview else ()
        kinds = [entry.kind for entry in entries]
        return {f"{entry.kind}-{kinds[:place].count(entry.kind)}": entry for place, entry in enumerate(entries)}

    def _first_steps(self) -> list[Row]:
        """What is missing, and the ways to go on."""
        programme = self.session.programme
        if programme and programme.receivers:
            missing = _("No school that helps is here yet")
        elif programme and programme.donors:
            missing = _("No school that asks for help is here yet")
        else:
            missing = _("No school is here yet")
        why = _("Put in what some schools need and what the others do well, and you see who can help whom.")
        errors = self.session.problem_count
        mend = ngettext("Mend {count} problem", "Mend {count} problems", errors).format(count=errors)
        choices = [
            ("make", _("Make a new programme here"), _("small files, ready to fill in")),
            (
                "files",
                _("Fill in files yourself"),
                _("one for each school, in the folders receivers and donors; Enter reads them"),
            ),
            ("start", _("See a worked example"), _("a whole programme to look at and to change as you like")),
            ("open", _("Open another folder"), _("a programme that exists already")),
            ("problems", mend, _("you see which file, which line, and what to write")),
        ]
        offered = {"files", "start", *self._without_a_programme(), *(["problems"] if errors else [])}
        rows = [
            Row((line(Cell(name, "strong", _CHOICE), Cell(explanation, "second", FILL, wrap=True)),), key)
            for key, name, explanation in choices
            if key in offered
        ]
        when = f"{self.session.read_at:%H:%M:%S}" if self.session.read_at else ""
        read = _("Read at {time} from {folder}").format(time=when, folder=self.session.folder)
        parts = [[text_row(paragraph(missing, "strong"))], [text_row(paragraph(why, "second")), BLANK]]
        parts += [[row] for row in rows] + [[text_row(paragraph(read, "muted"))]]
        return [row for part in parts for row in (*part, BLANK)]

    def _without_a_programme(self) -> list[str]:
        """What is offered besides where the folder holds no programme; one is made only where nothing is."""
        reading = self.session.reading
        if reading is None or is_programme(reading.folder):
            return []
        return ["make", "open"] if is_empty(reading.folder) else ["open"]

    def _make_programme(self) -> None:
        """Make a programme in the folder that is open, and read it."""
        folder = self.session.folder
        if folder is None:
            return
        try:
            files = make_programme(folder, None, clock.today())
        except NeedsmatchError as error:
            self.needsmatch.tell(str(error))
            return
        self.needsmatch.own_files_changed()
        self.needsmatch.tell(made(folder, len(files)))
        self.needsmatch.action_reload()

    # What the user does

    def on_rows_moved(self, message: Rows.Moved) -> None:
        """Remember what was chosen."""
        self._chosen[message.rows.id or ""] = message.key

    def on_rows_opened(self, message: Rows.Opened) -> None:
        """Go to what the row is about."""
        match message.rows.id:
            case "attention":
                self._go_to(self._waiting()[message.key])
            case "topics":
                session, topic = self.session, message.key or None
                self.needsmatch.go("matching", Wanted(asking(session, topic), lambda: topic_label(session, topic)))
            case "first-steps" if message.key == "files":
                self.needsmatch.action_reload()
            case "first-steps" if message.key == "make":
                self._make_programme()
            case "first-steps" if message.key == "open":
                self.needsmatch.action_page("start")
            case "first-steps":
                self.needsmatch.action_page(message.key)

    def _go_to(self, entry: Attention) -> None:
        if entry.kind is Kind.ERRORS:
            self.needsmatch.action_page("problems")
        elif entry.kind in _COMMON:
            page = "pairing" if entry.kind is Kind.UNPAIRED else "matching"
            self.needsmatch.go(page, Wanted(entry.target, lambda: _(_COMMON[entry.kind])))
        elif entry.kind in FIGURES:
            self.needsmatch.go_to_figure(FIGURES[entry.kind])
        elif entry.kind in (Kind.REPORT, Kind.MORE):
            self.needsmatch.action_page("report")
        else:
            self.needsmatch.go("plans", Wanted(entry.target))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Without schools there is none to be found."""
        return self._overview is not None if action == "find_school" else super().check_action(action, parameters)

    def action_find_school(self) -> None:
        """To the matching page, with the caret in its filter."""
        self.needsmatch.go("matching", Wanted(find=True))
