"""Plans are brought up to date: what that changes stands here first, and each thing can be left out."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.message import Message

from needsmatch.i18n import N_, _, ngettext
from needsmatch.matching.rank import Matcher
from needsmatch.planning import refresh
from needsmatch.planning.refresh import Refreshed, RowKind
from needsmatch.planning.refresh_words import HEADINGS, counted, sentences, title, void_sentences
from needsmatch.tui.keys import twins
from needsmatch.tui.refreshing import Asked, Fresh, apply, asked_for, worked_out
from needsmatch.tui.screens.page import Page
from needsmatch.tui.widgets.lines import FILL, Cell, Line, Sentence, line, paragraph
from needsmatch.tui.widgets.rows import BLANK, Row, Rows, text_row

_INDENT = 6
_STYLES = {RowKind.NEW: "accent", RowKind.CHANGED: "accent", RowKind.NO_LONGER: "need", RowKind.KEPT: "muted"}


class RefreshList(Rows):
    """What is new and changed, plan by plan."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "screen.apply", N_("Take it over")),
        Binding("space", "screen.leave_out", N_("Leave out, or not")),
    ]


class RefreshPage(Page):
    """What a refresh of plans does. Nothing changes before it is taken over."""

    CSS_PATH = "refresh.tcss"
    TASK: ClassVar[tuple[str, ...]] = (N_("Bring up to date"), N_("Plans"))
    ABOUT: ClassVar[tuple[str, ...]] = (
        N_("Needs, strengths or pairs have changed: here stands what that changes in plans, before it does."),
        N_("Whatever a person wrote or decided stays. What is no longer asked for is marked, never taken out."),
        N_("Space leaves something out. Enter takes over the rest as one step, and Ctrl+Z takes it back."),
    )
    STEPS = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(twins("a"), "apply", show=False),
        Binding("escape", "back", N_("Back")),
    ]
    AUTO_FOCUS = "#refresh"

    @dataclass
    class Found(Message):
        """What is proposed for each plan now."""

        asked: Asked
        found: Sequence[Fresh]

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__()
        self._names = names
        """Ids of the plans."""
        self._asked: Asked | None = None
        self._found: list[tuple[Fresh, Refreshed]] | None = None
        """None until it is known."""
        self._without: dict[str, set[str]] = {}
        """Keys of the rows that are left out, by the plan's id."""
        self._rows: dict[str, tuple[str, refresh.Row]] = {}
        """Plan and row of each row on the screen, by its key there."""

    def compose_body(self) -> ComposeResult:
        """What comes of it in a line, and the list."""
        with Vertical(classes="body pane"):
            yield Sentence(id="counts")
            yield RefreshList(id="refresh")

    def fill(self) -> None:
        """Show what is known; what is not is worked out."""
        self._ask()
        self._rows = {}
        found = self._found or ()
        counts = counted(refreshed for _fresh, refreshed in found)
        self.query_one("#counts", Sentence).show(line(Cell(counts, "strong", FILL)))
        self.query_one("#refresh", Rows).show(list(self._shown()))

    def _ask(self) -> None:
        asked, match = asked_for(self.session, self._names), self.session.match
        if asked and match and asked != self._asked:
            self._asked, self._found = asked, None
            self._work_out(asked, match)

    # With a description: without one Textual writes down all arguments, and these are whole programmes.
    @work(thread=True, exclusive=True, group="refresh", description="refresh")
    def _work_out(self, asked: Asked, match: Matcher) -> None:
        self.post_message(self.Found(asked, list(worked_out(asked, match))))

    def on_refresh_page_found(self, message: Found) -> None:
        """Show it, unless something else is asked for by now."""
        if message.asked is self._asked:
            self._found = [(fresh, fresh.refreshed()) for fresh in message.found]
            self.refresh_page()

    # What is shown

    def _shown(self) -> Iterator[Row]:
        if self._found is None:
            waiting = (
                _("Looking for what is new ..") if self.session.match else _("The schools are still being matched ..")
            )
            yield text_row(paragraph(waiting, "muted"))
            return
        same = 0
        for fresh, refreshed in self._found:
            if refreshed.news or fresh.proposed is None:
                yield from (self._head(fresh), *self._plan(fresh, refreshed), BLANK)
            else:
                same += 1
        if same:
            text = ngettext(
                "{count} plan is up to date: there is nothing to do",
                "{count} plans are up to date: there is nothing to do",
                same,
            )
            yield text_row(paragraph(text.format(count=same), "second"))

    def _head(self, fresh: Fresh) -> Row:
        about = fresh.plan.plan
        text = _("{donor} helps {receiver}").format(donor=about.donor_name, receiver=about.receiver_name)
        return text_row(line(Cell(text, "accent-strong", FILL)))

    def _plan(self, fresh: Fresh, refreshed: Refreshed) -> Iterator[Row]:
        if fresh.proposed is None:
            yield text_row(paragraph(_("The two are no longer a pair; the plan is kept as it is."), "need", 2))
        for sentence in void_sentences(refreshed):
            yield text_row(paragraph(sentence, "need-strong", 2))
        for kind, heading in HEADINGS.items():
            found = refreshed.of_kind(kind)
            if found:
                yield text_row(line("  ", Cell(_(heading), _STYLES[kind], FILL)))
            for entry in found:
                yield self._row(fresh.plan.plan.id, entry)
        untouched = [row for row in refreshed.rows if row.kind is RowKind.UNTOUCHED]
        if untouched and fresh.proposed:
            count = ngettext("{count} untouched", "{count} untouched", len(untouched)).format(count=len(untouched))
            yield text_row(line("  ", Cell(count, "muted", FILL)))

    def _row(self, name: str, entry: refresh.Row) -> Row:
        key = f"{name}/{entry.key}"
        self._rows[key] = name, entry
        is_left = entry.key in self._without.get(name, ())
        box = "    " if entry.kind is RowKind.KEPT else "[ ] " if is_left else "[x] "
        lines: list[Line] = [
            line("  ", Cell(box, "muted"), Cell(title(entry), "second" if is_left else "strong", FILL))
        ]
        lines += [paragraph(sentence, "second", _INDENT) for sentence in sentences(entry)]
        return Row(lines, key)

    # What the user does

    def action_leave_out(self) -> None:
        """Leave the chosen row out, or take it over after all."""
        key = self.query_one("#refresh", Rows).chosen
        if key is not None:
            name, entry = self._rows[key]
            if entry.kind is not RowKind.KEPT:
                self._without.setdefault(name, set()).symmetric_difference_update([entry.key])
                self.fill()

    def action_apply(self) -> None:
        """Take over everything that is not left out, as one step."""
        if self._found is None or asked_for(self.session, self._names) != self._asked:
            self.needsmatch.tell(_("This is still being worked out; try again in a moment."))
            return
        said = apply(self.session, [fresh for fresh, _refreshed in self._found], self._without)
        if not said:
            self.needsmatch.tell(_("There is nothing to take over; Esc goes back."))
            return
        self.dismiss(None)
        self.needsmatch.changed()

    def on_rows_opened(self) -> None:
        """A click on the chosen row leaves it out, or not: the list is taken over by a key only."""
        self.action_leave_out()
