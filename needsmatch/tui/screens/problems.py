"""Page 5: every problem of every file, the lines it stands in, and the ways to mend it here."""

from datetime import datetime
from typing import ClassVar

from textual import on
from textual.app import ComposeResult, SuspendNotSupported
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.widgets import Input

from needsmatch.display import clean, clip
from needsmatch.errors import NeedsmatchError, Problem, Severity
from needsmatch.i18n import N_, _, ngettext
from needsmatch.store.folder import Reading, programme_files
from needsmatch.store.mend import suggestion_line
from needsmatch.tui.editor import edit
from needsmatch.tui.keys import FILTER_KEYS, twins
from needsmatch.tui.mending import Detail, look_at, mend
from needsmatch.tui.problem_lines import by_key, counts, holds, key_of, narrow, wide
from needsmatch.tui.screens.page import Page
from needsmatch.tui.source import plain, source_lines
from needsmatch.tui.widgets.filter import Filter, SafeInput
from needsmatch.tui.widgets.lines import FILL, Cell, Sentence, line, paragraph
from needsmatch.tui.widgets.prose import Prose
from needsmatch.tui.widgets.rows import BLANK, Row, Rows, text_row

_ABOVE = 24
"""Lines of the screen that are not for the lines of the file."""
_BESIDE = 8
"""Columns of the screen beside the text of a row: edges, the mark `>`, the bar for scrolling."""


class ProblemList(Rows):
    """The problems."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "open", N_("Mend it here"))]

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Enter is offered only where it does something."""
        page = self.screen
        if action == "open" and isinstance(page, ProblemsPage):
            return page.can("type")
        return super().check_action(action, parameters)


class Ways(Rows):
    """What can be done about the problem."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "open", N_("Do this"))]


class ValueInput(SafeInput):
    """What is to stand in the file instead."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "screen.take_typed", N_("Write it into the file"), priority=True),
        Binding("escape", "screen.leave_typing", N_("Leave"), priority=True),
        Binding("ctrl+z", "restore", N_("As it was")),
    ]

    def __init__(self, *, id: str) -> None:  # noqa: A002
        super().__init__(id=id, compact=True, select_on_focus=False)
        self.before = ""
        """What Ctrl+Z brings back."""

    def begin(self, before: str, text: str) -> None:
        """Put the caret behind `text`; `before` stands in the file."""
        self.before = before
        self._put(text)
        self.focus()

    def action_restore(self) -> None:
        """What stands in the file."""
        self._put(self.before)

    def _put(self, text: str) -> None:
        self.value = text
        self.cursor_position = len(text)


class ProblemsPage(Page):
    """Problems above; below the lines of the file, what is wrong, and what can be done."""

    CSS_PATH = "problems.tcss"
    PAGE = "problems"
    ABOUT: ClassVar[tuple[str, ...]] = (
        N_("Here stand all problems of all files: errors first, then notes, which can wait."),
        N_("Most of them can be mended here: only the value is changed; comments and everything else stay."),
        N_("What was mended is written into its file at once. Ctrl+Z takes it back."),
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(twins("y"), "take_suggestion", N_("Take the suggestion"), key_display="y"),
        Binding(twins("o"), "open_editor", N_("Open in editor"), key_display="o"),
        Binding("ctrl+r", "app.reload", N_("Check again"), priority=True),
        Binding(FILTER_KEYS, "filter", N_("Filter"), key_display="/"),
    ]
    AUTO_FOCUS = "#problems"

    def __init__(self) -> None:
        super().__init__()
        self._by_key: dict[str, Problem] = {}
        self._detail: Detail | None = None
        self._detail_of: tuple[Problem, datetime | None, int] | None = None
        """What the detail was read for: a problem, a reading, lines around it."""
        self._typing = False
        """Something is being typed for the problem of the detail."""
        self._drafts: dict[str, str] = {}
        """What was typed and not written yet, by the row."""
        self._refused = ""
        """Why the last try to mend did not work."""
        self._fine: tuple[Reading, int] | None = None
        """How many files of a reading have no problem."""

    def compose_body(self) -> ComposeResult:
        """The list above; below the file at the left, what to do at the right."""
        with Vertical(classes="body"):
            with Vertical(id="list-pane", classes="pane"):
                with Horizontal(id="top"):
                    yield Sentence(id="counts")
                    yield Filter(id="filter")
                yield ProblemList(id="problems")
            with Horizontal(id="detail"):
                with Vertical(id="source-pane", classes="pane side"):
                    yield Sentence(id="place")
                    yield Rows(id="source", gutter=False)
                with Vertical(id="how-pane", classes="pane"):
                    yield Sentence(id="wrong")
                    yield Prose(id="what", gutter=False)
                    yield Sentence(id="label")
                    yield ValueInput(id="typed")
                    refusal = Prose(id="refusal", gutter=False)
                    refusal.can_focus = False
                    yield refusal
                    yield Ways(id="ways")

    # What is shown

    def fill(self) -> None:
        """Show everything."""
        self.query_one(Filter).placeholder = _("/ file or word")
        self._fill_list()
        self._fill_detail()

    def _fill_list(self) -> None:
        problems = self.session.problems
        self.query_one("#counts", Sentence).show(counts(problems, self._count_fine(), short=self.tight))
        self._by_key = by_key(problems)
        words = self.query_one(Filter).words
        found = {key: problem for key, problem in self._by_key.items() if holds(problem, words)}
        drawn = narrow if self.tight else wide(list(found.values()), self.app.size.width - _BESIDE)
        errors, notes = (
            [Row((drawn(entry),), key) for key, entry in found.items() if entry.severity is which] for which in Severity
        )
        rows = [*errors, BLANK, *notes] if errors and notes else [*errors, *notes]
        self.query_one("#problems", Rows).show(rows or self._nothing(hidden=bool(problems)))
        self.set_class(not found, "nothing")

    def _count_fine(self) -> int:
        reading = self.session.reading
        if reading is None:
            return 0
        if self._fine is None or self._fine[0] is not reading:
            names = {path.relative_to(reading.folder).as_posix() for path in programme_files(reading.folder)}
            self._fine = reading, len(names - {problem.file for problem in reading.problems})
        return self._fine[1]

    def _nothing(self, *, hidden: bool) -> list[Row]:
        session = self.session
        if hidden:
            words = self.query_one(Filter).value
            return [
                text_row(paragraph(_("No problem here has {words}.").format(words=words), "need")),
                text_row(paragraph(_("Esc shows all problems again."), "muted")),
            ]
        if session.reading is None or session.read_at is None:
            return []
        count = session.reading.files
        fine = ngettext("The one file is fine", "All {count} files are fine", count).format(count=count)
        checked = _("Checked at {time}. Ctrl+R checks again.").format(time=f"{session.read_at:%H:%M}")
        return [text_row(paragraph(fine, "strong")), text_row(paragraph(checked, "second"))]

    def _fill_detail(self) -> None:
        """Show the chosen problem; its file is read once for each reading of the programme."""
        problem = self._by_key.get(self.query_one("#problems", Rows).chosen or "")
        before, around = self._detail, max(2, (self.app.size.height - _ABOVE) // 2)
        wanted = (problem, self.session.read_at, around) if problem else None
        if wanted != self._detail_of:
            self._detail_of = wanted
            self._detail = look_at(self.session, problem, around) if problem else None
        if before and (problem is None or key_of(before.problem) != key_of(problem)):
            self._refused = ""
            self._stop_typing(before)
        self._fill_source()
        self._fill_how()

    def _fill_source(self) -> None:
        place, source, detail = self.query_one("#place", Sentence), self.query_one("#source", Rows), self._detail
        if detail is None:
            place.show(())
            source.show([])
            return
        problem, lines = detail.problem, detail.excerpt
        number = "  " + _("line {line}").format(line=problem.line) if problem.line else ""
        file = clip(clean(problem.file), self.app.size.width // 3)
        place.show(line(Cell(file, "strong"), Cell(number, "second"), "  ", Cell(problem.key, "muted", FILL)))
        if lines:
            source.show([Row(lambda width: source_lines(lines, width))])
        else:
            typed = _("This was typed into the plan here; it is not in the file.")
            text = typed if detail.field else _("What stands there cannot be shown here.")
            source.show([text_row(paragraph(text, "second"))])

    def _fill_how(self) -> None:
        detail = self._detail
        self.set_class(self._typing, "typing")
        self.query_one("#wrong", Sentence).show(line(Cell(_("What is wrong"), "strong")))
        self.query_one("#label", Sentence).show(line(Cell(detail.label if detail else "", "second", FILL)))
        self.query_one("#refusal", Prose).show([text_row(paragraph(self._refused, "error"))] if self._refused else [])
        self.query_one("#what", Prose).show(self._what(detail) if detail else [])
        self.query_one("#ways", Rows).show(self._ways(detail) if detail else [])

    def _what(self, detail: Detail) -> list[Row]:
        rows = [text_row(paragraph(detail.problem.message))]
        if not self.tight:
            rows.append(BLANK)
        if detail.suggestion is None:
            return rows
        suggested = detail.excerpt and suggestion_line(detail.problem, detail.excerpt)
        label = _("The line would read:") if suggested else _("It could be:")
        text = plain(suggested or detail.suggestion).strip()
        if self.tight:
            return [*rows, text_row(line(Cell(f"{label} ", "muted"), Cell(f" {text}", "field", FILL)))]
        reads = line(Cell(" ", "field"), Cell(text, "field", FILL, wrap=True))
        return [*rows, text_row(paragraph(label, "second")), text_row(reads), BLANK]

    def _ways(self, detail: Detail) -> list[Row]:
        rows = []
        if detail.field:
            rows.append(_way("type", "Enter", _("go to this field in the plan")))
        elif detail.can_type:
            rows.append(_way("type", "Enter", _("mend it here")))
        if detail.suggestion is not None:
            rows.append(_way("take_suggestion", "y", _("take the suggestion")))
        if detail.has_file:
            rows.append(_way("open_editor", "o", _("open the file in your editor")))
        rows.append(_way("check", "Ctrl+R", _("check all files again")))
        if detail.can_type and not self.tight:
            stays = _("Only this place is changed; your comments stay.")
            rows += [BLANK, text_row(paragraph(stays, "muted"))]
        return rows

    # What the user does

    def can(self, way: str) -> bool:
        """Whether the chosen problem can be dealt with in a way: `type`, `take_suggestion` or `open_editor`."""
        detail = self._detail
        if detail is None:
            return False
        able = {
            "type": detail.can_type or detail.field is not None,
            "take_suggestion": detail.suggestion is not None,
            "open_editor": detail.has_file,
        }
        return able[way]

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what can be done is offered."""
        if action in ("take_suggestion", "open_editor"):
            return self.can(action)
        return super().check_action(action, parameters)

    def on_rows_moved(self, message: Rows.Moved) -> None:
        """Show the problem that was chosen."""
        if message.rows.id == "problems":
            self._fill_detail()
            self.refresh_frame()

    async def on_rows_opened(self, message: Rows.Opened) -> None:
        """Do what was chosen; on a problem, mend it."""
        way = message.key if message.rows.id == "ways" else "type"
        if way == "check":
            await self.run_action("app.reload")
        elif way == "type" and self.can(way):
            self._type()
        elif way != "type":
            await self.run_action(f"screen.{way}")

    def _type(self) -> None:
        detail = self._detail
        assert detail
        if detail.field:
            self.show_problem_place()
            return
        self._typing, self._refused = True, ""
        self._fill_how()
        self.query_one(ValueInput).begin(detail.typed, self._drafts.get(key_of(detail.problem), detail.typed))

    def action_take_typed(self) -> None:
        """Write what was typed in place of the value, once all of it has reached the input."""
        self.query_one(ValueInput).call_later(self.call_later, self._take_typed)

    def _take_typed(self) -> None:
        if self._detail and self._mend(self._detail, self.query_one(ValueInput).value):
            self._drafts.pop(key_of(self._detail.problem), None)
            self._typing = False
            self._fill_how()
            self.focus_on("#problems")

    def action_take_suggestion(self) -> None:
        """Write what is suggested in place of the value."""
        if self._detail and self._detail.suggestion is not None:
            self._mend(self._detail, self._detail.suggestion)

    def _mend(self, detail: Detail, typed: str) -> bool:
        """Write another value into the file and read everything again; where that is refused, say why."""
        app = self.needsmatch
        try:
            mend(self.session, detail, typed)
        except NeedsmatchError as error:
            self._refused = str(error)
            self._fill_how()
            return False
        self._refused = ""
        app.own_files_changed()
        app.tell(_("mended: {place}").format(place=detail.problem.place))
        app.action_reload()
        return True

    def action_leave_typing(self) -> None:
        """Leave the input; what was typed comes back with the next Enter."""
        self._refused = ""
        if self._detail:
            self._stop_typing(self._detail)
        self._fill_how()

    def _stop_typing(self, detail: Detail) -> None:
        if not self._typing:
            return
        typed = self.query_one(ValueInput)
        if typed.value != typed.before:
            self._drafts[key_of(detail.problem)] = typed.value
        self._typing = False
        if typed.has_focus:
            self.focus_on("#problems")

    def action_open_editor(self) -> None:
        """Open the file at the line in the user's editor, then read everything again."""
        detail, folder = self._detail, self.session.folder
        if detail is None or folder is None:
            return
        self._refused = ""
        try:
            with self.app.suspend():
                edit(folder / detail.problem.file, detail.problem.line)
        except SuspendNotSupported:
            text = _("No editor can be opened from this window; open {file} yourself.")
            self._refused = text.format(file=detail.problem.file)
        except NeedsmatchError as error:
            self._refused = str(error)
        self._fill_how()
        self.needsmatch.action_reload()

    def show_problem_place(self) -> None:
        """Go to the field of the plan in which the chosen problem was typed."""
        if self._detail and self._detail.field:
            self.needsmatch.go_to_field(*self._detail.field)

    # Filter and ways back

    @on(Input.Changed, "#filter")
    def filter_changed(self) -> None:
        """Filter while typing."""
        self.refresh_page()

    def on_filter_left(self) -> None:
        """Go to the problems that were found."""
        self.focus_on("#problems")

    def action_filter(self) -> None:
        """Put the caret into the filter."""
        self.query_one(Filter).enter()

    def action_back(self) -> None:
        """To the list; then the filter is cleared."""
        if self.focused and self.focused.id != "problems":
            self.focus_on("#problems")
        elif self.query_one(Filter).value:
            self.query_one(Filter).value = ""


def _way(name: str, key: str, text: str) -> Row:
    return Row((line(Cell(key, "key", 8), Cell(text, "", FILL)),), name)
