"""Who somebody is: a name, and for whom this person speaks."""

from collections.abc import Mapping
from typing import ClassVar, NamedTuple

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.widgets import Input

from needsmatch.display import cells
from needsmatch.i18n import N_, _
from needsmatch.model.plan import PlanSide
from needsmatch.tui.screens.page import Page
from needsmatch.tui.screens.question import Answers
from needsmatch.tui.steps import CannotTake, usable
from needsmatch.tui.widgets.filter import SafeInput
from needsmatch.tui.widgets.lines import Cell, Sentence, line, paragraph
from needsmatch.tui.widgets.offers import Offer, offer_rows
from needsmatch.tui.widgets.prose import Prose
from needsmatch.tui.widgets.rows import Rows, text_row

_SIDES = {
    PlanSide.RECEIVER: (N_("A receiving school"), N_("It asks for help")),
    PlanSide.DONOR: (N_("A donor school"), N_("It gives help")),
    PlanSide.COORDINATOR: (N_("The coordinator"), N_("Looks after the whole programme")),
}


class Person(NamedTuple):
    """Who sits here."""

    name: str
    side: PlanSide


class NameInput(SafeInput):
    """The name."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,down", "screen.to_sides", N_("Go on")),
        Binding("escape", "screen.back", N_("Back")),
    ]


class WhoPage(Page):
    """Asks; gives the person, or None where the user went back with Esc."""

    CSS_PATH = "who.tcss"
    STEPS = False
    TASK: ClassVar[tuple[str, ...]] = (N_("My name and role"),)
    ABOUT: ClassVar[tuple[str, ...]] = (
        N_("Your name and your role stand beside what you decide, answer or sign, so that others know whom to ask."),
        N_("You are asked once. To change it later, press Ctrl+P and choose: My name and role."),
        N_("Esc goes back; what you were about to do has then not happened, and nothing is lost."),
    )
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "back", N_("Back"))]
    AUTO_FOCUS = "#name"

    def __init__(self, name: str, side: PlanSide | None, schools: Mapping[PlanSide, str] | None = None) -> None:
        """`name` and `side` are proposed; `schools` are names for sides, where it is about one plan."""
        super().__init__()
        self._name = name
        self._side = side or PlanSide.COORDINATOR
        self._schools = schools or {}
        self._wrong = ""

    def compose_body(self) -> ComposeResult:
        """The name above, the sides below."""
        with Vertical(classes="body"):
            yield Prose(id="asked", gutter=False)
            with Horizontal(id="name-line"):
                yield Sentence(id="name-label")
                yield NameInput(self._name, compact=True, select_on_focus=True, id="name")
            yield Prose(id="for-whom", gutter=False)
            yield Answers(id="sides")

    def on_mount(self) -> None:
        """Texts are only looked at; the most likely side is chosen."""
        for text in self.query(Prose):
            text.can_focus = False
        super().on_mount()
        self.query_one("#sides", Rows).choose(self._side)

    def fill(self) -> None:
        """Show the questions in the current language."""
        title = paragraph(_("Who are you?"), "strong")
        once = paragraph(_("Your name stands beside what you decide. You are asked only once."), "second")
        self.query_one("#asked", Prose).show([text_row(title, once)])
        label = self.query_one("#name-label", Sentence)
        text = _("Your name")
        label.styles.width = cells(text) + 2
        label.show(line(Cell(text, "second")))
        wrong = paragraph(self._wrong, "error") if self._wrong else paragraph("")
        whom = paragraph(_("Whom do you speak for?"), "strong")
        self.query_one("#for-whom", Prose).show([text_row(wrong, whom)])
        offers = [
            Offer(side, self._schools.get(side) or _(title), _(note), str(number))
            for number, (side, (title, note)) in enumerate(_SIDES.items(), 1)
        ]
        self.query_one("#sides", Rows).show(offer_rows(offers, airy=not self.tight))

    def action_to_sides(self) -> None:
        """From the name to the sides."""
        if self._usable_name():
            self.focus_on("#sides")

    def action_pick(self, number: int) -> None:
        """The side with this number."""
        if number <= len(_SIDES):
            self._give(list(_SIDES)[number - 1])

    def on_rows_opened(self, message: Rows.Opened) -> None:
        """The chosen side."""
        self._give(PlanSide(message.key))

    @on(Input.Changed, "#name")
    def name_changed(self) -> None:
        """What was wrong is being put right."""
        if self._wrong:
            self._wrong = ""
            self.fill()

    def _give(self, side: PlanSide) -> None:
        if name := self._usable_name():
            self.dismiss(Person(name, side))

    def _usable_name(self) -> str:
        """The name; where none can be used, '', and why is said."""
        try:
            name = usable(self.query_one("#name", Input).value)
            self._wrong = "" if name else _("Write your name first.")
        except CannotTake as error:
            name, self._wrong = "", str(error)
        if self._wrong:
            self.focus_on("#name")
            self.fill()
        return name
