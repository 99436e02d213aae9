"""Questions: a choice among a few things, or one text."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Input

from needsmatch.i18n import N_, _, ngettext
from needsmatch.planning.change_words import described
from needsmatch.tui.keys import twins
from needsmatch.tui.screens.page import Page
from needsmatch.tui.widgets.filter import SafeInput
from needsmatch.tui.widgets.lines import Cell, Line, line, paragraph
from needsmatch.tui.widgets.offers import Offer, offer_rows
from needsmatch.tui.widgets.rows import BLANK, Rows, text_row

if TYPE_CHECKING:
    from needsmatch.tui.app import NeedsmatchApp
    from needsmatch.tui.session import Session

_NAMED = 8
"""Changes that are named in a question."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer."""

    key: str
    label: str
    note: str = ""
    safe: bool = False
    """Chosen at first; where no answer says so, the first one is."""


class Answers(Rows):
    """The question and its answers."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "open", N_("Choose this")),
        Binding("down", "move(1)", N_("Choose"), key_display=N_("Up/Down")),
        *(Binding(twins(str(digit)), f"screen.pick({digit})", show=False) for digit in range(1, 10)),
    ]


class QuestionPage(Page):
    """Asks; gives the key of the answer, or None where the user went back with Esc."""

    CSS_PATH = "question.tcss"
    TASK: ClassVar[tuple[str, ...]] = (N_("A question"),)
    ABOUT: ClassVar[tuple[str, ...]] = (
        N_("Choose an answer by its number, or with the arrows and Enter."),
        N_("Esc goes back without answering; nothing changes then."),
    )
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "back", N_("Back"))]
    AUTO_FOCUS = "#answers"

    def __init__(self, title: str, lines: Sequence[Line], choices: Sequence[Choice]) -> None:
        super().__init__()
        self._title = title
        self._lines = lines
        self._choices = choices

    def compose_body(self) -> ComposeResult:
        """One list: the question above, the answers below."""
        with Vertical(classes="body"):
            yield Answers(id="answers")

    def on_mount(self) -> None:
        """The safe answer is chosen."""
        super().on_mount()
        safe = next((choice.key for choice in self._choices if choice.safe), self._choices[0].key)
        self.query_one(Answers).choose(safe)

    def fill(self) -> None:
        """Show the question."""
        offers = [
            Offer(choice.key, choice.label, choice.note, str(number)) for number, choice in enumerate(self._choices, 1)
        ]
        above = [text_row(paragraph(self._title, "strong")), *([BLANK] if self._lines else [])]
        above += [text_row(line) for line in self._lines]
        self.query_one(Answers).show([*above, BLANK, *offer_rows(offers, airy=not self.tight)])

    def action_pick(self, number: int) -> None:
        """Give the answer with this number."""
        if number <= len(self._choices):
            self.dismiss(self._choices[number - 1].key)

    def on_rows_opened(self, message: Rows.Opened) -> None:
        """Give the chosen answer."""
        self.dismiss(message.key)


class AnswerLine(SafeInput):
    """The text that was asked for."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "submit", N_("Take it")),
        Binding("escape", "screen.back", N_("Back")),
    ]


class AskPage(Page):
    """Asks for one text; gives it, or None where the user went back with Esc.

    `check` is asked when Enter is pressed: it gives a sentence on why the text cannot be taken, or an empty one.
    `remark` gives what is to be known of a text while it is being typed.
    """

    CSS_PATH = "question.tcss"
    TASK: ClassVar[tuple[str, ...]] = (N_("A question"),)
    ABOUT: ClassVar[tuple[str, ...]] = (
        N_("Type the answer, then press Enter."),
        N_("Esc goes back without answering; nothing changes then."),
    )
    AUTO_FOCUS = "#answer"

    def __init__(
        self,
        title: str,
        label: str,
        value: str,
        check: Callable[[str], str],
        remark: Callable[[str], str] = lambda _text: "",
    ) -> None:
        super().__init__()
        self._title = title
        self._label = label
        self._value = value
        self._check = check
        self._remark = remark
        self._wrong = ""
        self._place = title, None, label

    def compose_body(self) -> ComposeResult:
        """What is asked, the line for it, and what is to be known of it. What is preset is selected: typing, pasting
        or dragging a folder there takes its place. What was being typed here when the app ended goes on."""
        typed = self.session.typed.get(self._place)
        with Vertical(classes="body"):
            yield Rows(id="asked", gutter=False)
            yield AnswerLine(
                self._value if typed is None else typed, compact=True, id="answer", select_on_focus=typed is None
            )
            yield Rows(id="remark", gutter=False)

    def on_mount(self) -> None:
        """Only the line is typed into."""
        for rows in self.query(Rows):
            rows.can_focus = False
        super().on_mount()

    def fill(self) -> None:
        """Show what is asked."""
        asked = [text_row(paragraph(self._title, "strong")), BLANK, text_row(paragraph(self._label, "second"))]
        self.query_one("#asked", Rows).show(asked)
        remark = paragraph(self._remark(self.query_one(AnswerLine).value.strip()), "muted")
        self.query_one("#remark", Rows).show([text_row(paragraph(self._wrong, "error") if self._wrong else remark)])

    def on_input_submitted(self) -> None:
        """Give the text, or say why it cannot be taken."""
        text = self.query_one(AnswerLine).value.strip()
        self._wrong = self._check(text)
        if self._wrong:
            self.fill()
        else:
            self.session.typing(self._place, None)
            self.dismiss(text)

    def on_input_changed(self, event: Input.Changed) -> None:
        """What was wrong is being put right; what is typed survives, whatever happens to the program."""
        self._wrong = ""
        if self.is_current:
            self.session.typing(self._place, None if event.value == self._value else event.value)
        self.fill()

    def action_back(self) -> None:
        """Back without an answer."""
        self.session.typing(self._place, None)
        super().action_back()


def ask_before_leaving(app: "NeedsmatchApp", then: Callable[[], object], save: str, drop: str) -> None:
    """Ask what becomes of changes that are not saved, then go on; `save` and `drop` word the two ways."""
    session = app.session
    if session is None or isinstance(app.screen, QuestionPage):
        return

    def answered(choice: str | None) -> None:
        from needsmatch.tui.saving import save_all

        # What keeps it from being saved is said; the user stays.
        if choice == "drop":
            session.put_aside()
        if choice == "drop" or (choice == "save" and save_all(app)):
            then()

    count = session.unsaved
    title = ngettext("{count} change is not saved", "{count} changes are not saved", count).format(count=count)
    choices = (
        Choice("save", save, _("The changed plans are written to their files")),
        Choice("drop", drop, _("These changes are put aside; Ctrl+Z brings them back next time")),
        Choice("stay", _("Stay here"), _("Nothing happens; go on working"), safe=True),
    )
    app.push_screen(QuestionPage(title, unsaved_lines(session), choices), answered)


def unsaved_lines(session: "Session") -> list[Line]:
    """What is not saved, plan by plan."""
    sentences = []
    for name in session.unsaved_plans:
        now = session.plan(name)
        plan = now or session.saved_plan(name)
        assert plan
        about = plan.plan
        pair = _("{receiver} with {donor}").format(receiver=about.receiver_name, donor=about.donor_name)
        whole = _("a new plan") if now else _("taken away; saving takes its file away")
        changed = [described(change) for change in session.changes_of(name)] or [whole]
        sentences += [_("{plan}: {change}").format(plan=pair, change=change) for change in changed]
    wrong = len(session.work.wrong)
    if wrong:
        text = ngettext("{count} value that cannot be used", "{count} values that cannot be used", wrong)
        sentences.append(text.format(count=wrong))
    more = len(sentences) - _NAMED
    lines = [paragraph(sentence, "second") for sentence in sentences[:_NAMED]]
    return [*lines, line(Cell(_("and {count} more").format(count=more), "muted"))] if more > 0 else lines
