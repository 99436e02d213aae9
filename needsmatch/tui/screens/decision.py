"""Decisions about pairs: what one would change, for the programme and for each school, is seen before it is made."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.message import Message
from textual.widgets import Input

from needsmatch.display import cells
from needsmatch.i18n import N_, _
from needsmatch.matching.rank import Matcher
from needsmatch.model.pairing import Goal
from needsmatch.model.plan import SupportPlan
from needsmatch.model.programme import Programme
from needsmatch.model.school import School
from needsmatch.planning.pair_words import summary_sentences
from needsmatch.planning.whatif import price_sentence, summary_sentence
from needsmatch.tui import deciding
from needsmatch.tui.deciding import Deed, Outlook
from needsmatch.tui.screens.lesson import LessonPage
from needsmatch.tui.steps import CannotTake
from needsmatch.tui.whatif_lines import change_rows, proposed_rows, total_lines
from needsmatch.tui.widgets.filter import SafeInput
from needsmatch.tui.widgets.lines import Cell, Line, Sentence, line, paragraph
from needsmatch.tui.widgets.prose import Prose
from needsmatch.tui.widgets.rows import BLANK, Row, Rows, text_row


@dataclass(frozen=True)
class Question:
    """What an outlook depends on."""

    programme: Programme
    plans: Mapping[str, SupportPlan | None]
    """The plans that are being edited."""
    goal: Goal
    deed: Deed


class DecisionPage(LessonPage):
    """One decision. Nothing holds before Enter."""

    CSS_PATH: ClassVar[Any] = ["lesson.tcss", "decision.tcss"]
    ABOUT: ClassVar[tuple[str, ...]] = (
        N_("Here stands what a decision would change before it is made: for the programme, and for each school."),
        N_("Enter makes it; who did so, when, and the reason, if you give one, are kept in judgements.toml."),
        N_("Esc goes back and nothing has happened. Ctrl+Z takes a decision back once it is made."),
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "look(1)", N_("Look at the list"), key_display=N_("Up/Down")),
        Binding("up", "look(-1)", show=False),
        Binding("pagedown", "leaf(1)", show=False),
        Binding("pageup", "leaf(-1)", show=False),
    ]

    @dataclass
    class Foreseen(Message):
        """What a decision would change is known."""

        question: Question
        outlook: Outlook

    def __init__(self, deed: Deed) -> None:
        super().__init__()
        self._deed = deed
        self._asked: Question | None = None
        """What is being worked out, or was last."""
        self._known: tuple[Question, Outlook] | None = None

    @property
    def task_words(self) -> tuple[str, ...]:
        """The kind of decision, as the tab shows it."""
        return self._deed.task, N_("Pairing")

    @property
    def outlook(self) -> Outlook | None:
        """What the decision would change; None until that is worked out."""
        return self._known[1] if self._known and self._known[0] == self._question else None

    def compose_choice(self) -> ComposeResult:
        """The list of what changes."""
        yield Rows(id="changes", gutter=False)

    def on_mount(self) -> None:
        """The list leaves the caret where it is."""
        self.query_one("#changes", Rows).can_focus = False
        super().on_mount()

    def fill(self) -> None:
        """Show what is known, and have worked out what is not."""
        self._ask()
        super().fill()

    # What it would change

    @property
    def _question(self) -> Question | None:
        session = self.session
        if session.programme is None or not session.is_matched:
            return None
        return Question(session.programme, session.work.plans, session.goal, self._deed)

    def _ask(self) -> None:
        """Have the outlook worked out; one at a time, for a number may be changed faster than that goes."""
        session, question, is_busy = self.session, self._question, self._asked and not self._is_answered
        programme = session.programme_now
        if question is None or question == self._asked or is_busy or programme is None or session.match is None:
            return
        self._asked = question
        self._foresee(question, programme, session.match)

    @property
    def _is_answered(self) -> bool:
        return self._known is not None and self._known[0] is self._asked

    # With a description: without one Textual writes down all arguments, and these are whole programmes.
    @work(thread=True, description="what if")
    def _foresee(self, question: Question, programme: Programme, matcher: Matcher) -> None:
        self.post_message(self.Foreseen(question, self.work_out(question, programme, matcher)))

    def work_out(self, question: Question, programme: Programme, matcher: Matcher) -> Outlook:
        """What the decision would change; asked in a thread."""
        return deciding.foresee(programme, matcher, question.goal, question.deed)

    def on_decision_page_foreseen(self, message: Foreseen) -> None:
        """Show it, or go on with what is asked by now."""
        self._known = message.question, message.outlook
        self.refresh_page()

    # What is shown

    def texts(self) -> Sequence[Line]:
        """What is decided."""
        return paragraph(self._deed.title(), "strong"), paragraph(self._deed.meaning(), "second")

    def fill_choice(self) -> None:
        """The programme as a whole, and the receivers for whom something changes."""
        self.query_one("#changes", Rows).show(self._changes())

    def _changes(self) -> list[Row]:
        outlook = self.outlook
        if outlook is None:
            return [text_row(paragraph(_("Working out what would change .."), "muted"))]
        if outlook.comparison is None:
            return []
        space = [] if self.tight else [BLANK]
        return [text_row(*total_lines(outlook.comparison)), *space, *change_rows(outlook.comparison)]

    def foreseen(self) -> str:
        """What it costs to keep the pair, or what changes in all."""
        outlook = self.outlook
        if outlook and outlook.price:
            return price_sentence(outlook.price)
        comparison = outlook.comparison if outlook else None
        is_change = comparison and (comparison.changes or comparison.answered_gain)
        return summary_sentence(comparison) if comparison and is_change else ""

    def _fill_what(self) -> None:
        self.query_one("#what", Prose).show([text_row(*self._what())])

    def _what(self) -> Sequence[Line]:
        """Why it is refused or nothing can be paired; else what it comes to."""
        outlook = self.outlook
        if refused := self._refused or (outlook.refused if outlook else ""):
            return [paragraph(refused, "error")]
        if outlook and outlook.made:
            above = _("This cannot be decided so:")
            return [paragraph(above, "error-strong"), *(paragraph(each.message, "error") for each in outlook.made)]
        if outlook and outlook.contradictions:
            above = _("Nothing can be paired before this is put right:")
            lines = [paragraph(entry.message, "need") for entry in outlook.contradictions]
            return [paragraph(above, "need-strong"), *lines]
        return [paragraph(self.foreseen(), "strong")]

    def teach(self, why: str) -> None:
        """Decide it."""
        deciding.take(self.needsmatch, self._deed, why)

    def action_look(self, by: int) -> None:
        """Scroll the list."""
        self.query_one("#changes", Rows).action_move(by)

    def action_leaf(self, by: int) -> None:
        """Scroll the list by as much as is shown."""
        self.query_one("#changes", Rows).action_page(by)


class NumberInput(SafeInput):
    """A whole number; the arrows make it one more or less."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "submit", N_("Confirm")),
        Binding("right", "step(1)", N_("More or less"), key_display=N_("Left/Right")),
        Binding("left", "step(-1)", show=False),
    ]

    def __init__(self, value: int, *, most: int, id: str) -> None:  # noqa: A002
        super().__init__(str(value), id=id, compact=True, select_on_focus=True)
        self._most = most

    @property
    def number(self) -> int | None:
        """The number; None where something else stands there."""
        text = self.value.strip()
        return int(text) if text.isdecimal() and int(text) <= self._most else None

    def action_step(self, by: int) -> None:
        """One more or less."""
        self.value = str(min(self._most, max(0, (self.number or 0) + by)))
        self.cursor_position = len(self.value)


class CapacityPage(DecisionPage):
    """How many receivers a donor takes: a number, and what changes with it."""

    AUTO_FOCUS = "#number"

    def __init__(self, donor: School) -> None:
        super().__init__(deciding.with_capacity(donor, donor.capacity))
        self._donor = donor

    def compose_choice(self) -> ComposeResult:
        """The number above the list."""
        with Horizontal(id="number-line"):
            yield Sentence(id="number-label")
            yield NumberInput(self._donor.capacity, most=deciding.MOST_RECEIVERS, id="number")
        yield from super().compose_choice()

    def fill_choice(self) -> None:
        """The label in the current language; the list."""
        label = self.query_one("#number-label", Sentence)
        text = _("Receivers")
        label.styles.width = cells(text) + 2
        label.show(line(Cell(text, "second")))
        super().fill_choice()

    @on(Input.Changed, "#number")
    def number_changed(self) -> None:
        """What changes follows the number."""
        number = self.query_one("#number", NumberInput).number
        if number is not None:
            self._deed = deciding.with_capacity(self._donor, number)
            self.refresh_page()

    @on(Input.Submitted, "#number")
    def number_given(self) -> None:
        """Decide it."""
        self.confirm()

    def teach(self, why: str) -> None:
        """Decide it. Raises CannotTake where no number stands there."""
        if self.query_one("#number", NumberInput).number is None:
            message = _("Write how many receivers it takes: a number from 0 to {most}.")
            raise CannotTake(message.format(most=deciding.MOST_RECEIVERS))
        super().teach(why)


class AcceptPage(DecisionPage):
    """The proposed pairs are accepted."""

    def __init__(self) -> None:
        super().__init__(deciding.accepting(None))

    def _changes(self) -> list[Row]:
        outlook = self.outlook
        return proposed_rows(outlook.after) if outlook and outlook.after else super()._changes()

    def foreseen(self) -> str:
        """How many pairs it is about."""
        outlook = self.outlook
        return summary_sentences(outlook.after)[0] if outlook and outlook.after else ""

    def teach(self, why: str) -> None:
        """Accept them."""
        outlook = self.outlook
        if outlook is None:
            raise CannotTake(_("The pairs are still being worked out; press Enter once more in a moment."))
        if outlook.after is None:
            raise CannotTake(_("Nothing can be paired before this is put right."))
        deciding.take(self.needsmatch, deciding.accepting(outlook.after), why)
