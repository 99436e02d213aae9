"""Teaching the program: what all lessons share, and that a strength does not answer a need."""

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.widgets import Input

from needsmatch.display import cells
from needsmatch.errors import NeedsmatchError
from needsmatch.i18n import N_, _, together
from needsmatch.model.fates import verdicts
from needsmatch.model.programme import Decision
from needsmatch.tui import teaching
from needsmatch.tui.authoring import once_known
from needsmatch.tui.reasons import both_texts, decided_by
from needsmatch.tui.screens.page import Page
from needsmatch.tui.teaching import Couple
from needsmatch.tui.widgets.filter import SafeInput
from needsmatch.tui.widgets.lines import Cell, Line, Sentence, line, paragraph
from needsmatch.tui.widgets.prose import Prose
from needsmatch.tui.widgets.rows import text_row
from needsmatch.tui.work import Place


class WhyInput(SafeInput):
    """The reason."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "submit", N_("Confirm")),
        Binding("escape", "screen.back", N_("Back")),
    ]


class LessonPage(Page):
    """What it is about above, then what will happen, and the line for the reason. Enter teaches it."""

    CSS_PATH = "lesson.tcss"
    STEPS = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", N_("Back")),
        Binding("tab", "app.focus_next", N_("Next field")),
    ]
    AUTO_FOCUS = "#why"

    def __init__(self) -> None:
        super().__init__()
        self._refused = ""
        """Why the last try did not work."""
        self._done = False
        """It is taught; a second Enter may still be on its way."""
        self._place: Place = "", None, "why"
        """Of the reason as it is being typed: for this lesson, and no other."""

    def compose_body(self) -> ComposeResult:
        """The texts, what is to be chosen, what it means, and the reason, which goes on where the app ended."""
        self._place = "\n".join(cell.text for line in self.texts() for cell in line), None, "why"
        with Vertical(classes="body pane"):
            yield Prose(id="texts", gutter=False)
            yield from self.compose_choice()
            yield Prose(id="what", gutter=False)
            with Horizontal(id="reason"):
                yield Sentence(id="why-label")
                typed = self.session.typed.get(self._place)
                yield WhyInput(typed, id="why", compact=True, select_on_focus=False)

    def compose_choice(self) -> ComposeResult:
        """What is to be chosen; nothing here."""
        yield from ()

    def on_mount(self) -> None:
        """Texts are only looked at."""
        for text in self.query(Prose):
            text.can_focus = False
        super().on_mount()

    def fill(self) -> None:
        """Show everything in the current language."""
        self.query_one("#texts", Prose).show([text_row(*self.texts())])
        self.fill_choice()
        self._fill_what()
        label = _("Why (may stay empty)")
        why = self.query_one("#why-label", Sentence)
        why.styles.width = cells(label) + 2
        why.show(line(Cell(label, "second")))
        self.call_after_refresh(self._let_scroll)

    def _let_scroll(self) -> None:
        """Texts that are longer than their room can be scrolled."""
        for texts in self.query("#texts").results(Prose):
            texts.can_focus = texts.max_scroll_y > 0

    def _fill_what(self) -> None:
        shown = paragraph(self._refused, "error") if self._refused else paragraph(self.foreseen(), "second")
        self.query_one("#what", Prose).show([text_row(shown)])

    def texts(self) -> Sequence[Line]:
        """What it is about."""
        raise NotImplementedError

    def fill_choice(self) -> None:
        """Show what is to be chosen."""

    def foreseen(self) -> str:
        """What teaching it will do, in a sentence or two."""
        raise NotImplementedError

    def teach(self, why: str) -> None:
        """Teach it. Raises NeedsmatchError."""
        raise NotImplementedError

    def confirm(self) -> None:
        """Teach it and go back, or say why that cannot be; ask first who says so where that is not known yet."""
        if self.is_current and not self._done:
            once_known(self.needsmatch, self._confirmed)

    def _confirmed(self) -> None:
        try:
            self.teach(self.query_one("#why", WhyInput).value)
        except NeedsmatchError as error:
            self._refused = str(error)
            self._fill_what()
        else:
            self._done = True
            self.session.typing(self._place, None)
            self.dismiss(None)

    def action_back(self) -> None:
        """Back; nothing is taught."""
        self.session.typing(self._place, None)
        super().action_back()

    @on(Input.Submitted, "#why")
    def why_given(self) -> None:
        """Teach it."""
        self.confirm()

    @on(Input.Changed, "#why")
    def why_typed(self, event: Input.Changed) -> None:
        """What is typed survives, whatever happens to the program."""
        if self.is_current and not self._done:
            self.session.typing(self._place, event.value or None)

    @on(Input.Changed)
    def typed(self) -> None:
        """What was wrong is being put right."""
        if self._refused:
            self._refused = ""
            self._fill_what()


class NotAMatchPage(LessonPage):
    """A strength does not answer a need."""

    TASK: ClassVar[tuple[str, ...]] = (N_("Not a match"), N_("Matching"))
    ABOUT: ClassVar[tuple[str, ...]] = (
        N_("Here you say that what a donor offers does not answer a need, whatever the program thinks."),
        N_("Enter keeps it in judgements.toml, with your name, the time, and the reason if you give one."),
        N_("Ctrl+Z takes it back. To decide otherwise, press s or x once more."),
    )

    def __init__(self, couple: Couple) -> None:
        super().__init__()
        self._couple = couple

    def texts(self) -> Sequence[Line]:
        """Both texts."""
        return couple_lines(self, self._couple)

    def foreseen(self) -> str:
        """What becomes of the strength."""
        return _(
            "From now on this strength is not proposed for this need. Who said so, when and why is kept in "
            "judgements.toml."
        )

    def teach(self, why: str) -> None:
        """Keep the judgement."""
        teaching.not_a_match(self.needsmatch, self._couple, why)


def couple_lines(page: Page, couple: Couple) -> list[Line]:
    """Both texts in full, and what was decided about them before."""
    lines = both_texts(couple.receiver.name, couple.need.text, couple.donor.name, couple.strength.text)
    asked, offered = couple.receiver.reference(couple.need), couple.donor.reference(couple.strength)
    before = verdicts(page.session.programme).get((asked, offered)) if page.session.programme else None
    if before and before.decision in (Decision.SAME, Decision.NOT_A_MATCH):
        same = before.decision is Decision.SAME
        verdict = _("So far they are the same thing.") if same else _("So far they are not a match.")
        lines.append(paragraph(together(verdict, decided_by(before)), "need"))
    return lines
