"""A school joins the programme: a form, and what changes for whom with it."""

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.widgets import Input

from needsmatch.display import cells
from needsmatch.i18n import N_, _
from needsmatch.model.fates import Side
from needsmatch.model.school import Need, School, Strength
from needsmatch.model.terms import Stage, label
from needsmatch.tui import deciding
from needsmatch.tui.screens.decision import DecisionPage, NumberInput, Question
from needsmatch.tui.steps import CannotTake, usable
from needsmatch.tui.widgets.field import LongText
from needsmatch.tui.widgets.filter import SafeInput
from needsmatch.tui.widgets.lines import Cell, Line, Sentence, line, paragraph
from needsmatch.tui.widgets.rows import Row, text_row
from needsmatch.tui.widgets.ticks import Ticks

_LABELS = {
    "name": N_("Name"),
    "stages": N_("School stage"),
    "district": N_("District"),
    "head": N_("Head"),
    "capacity": N_("Takes receivers"),
}
_ASKED, _OFFERED = N_("Asks for, one per line"), N_("Is good at, one per line")


class FormInput(SafeInput):
    """A line of the form; Enter goes to the next."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "app.focus_next", N_("Next field"))]


class FormNumber(NumberInput):
    """A number of the form; Enter goes to the next line."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "app.focus_next", N_("Next field"))]


class NewSchoolPage(DecisionPage):
    """The form. What changes is worked out whenever a field is left."""

    CSS_PATH: ClassVar[list[str]] = ["lesson.tcss", "decision.tcss", "new_school.tcss"]
    ABOUT: ClassVar[tuple[str, ...]] = (
        N_("Here a school joins the programme; it gets a file of its own, and Ctrl+Z takes it out again."),
        N_("Name, stage, and what it asks for or is good at are enough; write each thing on a line of its own."),
        N_("Below stands what changes for whom. Enter in the last line, the reason, adds the school."),
    )
    AUTO_FOCUS = "#name"

    def __init__(self, side: Side) -> None:
        self._side: Side = side
        super().__init__(deciding.adding(side, School(id="", name="-", stage=Stage.PRIMARY)))
        self._school: School | None = None
        """The school as far as it is written; None while it cannot be used."""

    def compose_choice(self) -> ComposeResult:
        """The form above the list."""
        with Vertical(id="form"):
            for name in self._fields:
                with Horizontal(classes="form-line"):
                    yield Sentence(id=f"{name}-label", classes="form-label")
                    match name:
                        case "stages":
                            yield Ticks(id=name)
                        case "capacity":
                            yield FormNumber(1, most=deciding.MOST_RECEIVERS, id=name)
                        case "wordings":
                            yield LongText(id=name, soft_wrap=True, tab_behavior="focus", show_line_numbers=False)
                        case _:
                            yield FormInput(id=name, compact=True, select_on_focus=False)
        yield from super().compose_choice()

    @property
    def _fields(self) -> Sequence[str]:
        return [name for name in (*_LABELS, "wordings") if name != "capacity" or self._side == "donor"]

    # What is written

    def _value(self, name: str) -> str:
        return usable(self.query_one(f"#{name}", Input).value)

    def _written(self) -> School:
        """The school of the form. Raises CannotTake with what is missing."""
        name, stages = self._value("name"), self.query_one(Ticks).chosen
        if not name:
            raise CannotTake(_("Write the name of the school."))
        if not stages:
            raise CannotTake(_("Choose the school stage: go to it with Tab, then choose with Space or a digit."))
        lines = self.query_one("#wordings", LongText).text.splitlines()
        texts = [text for text in map(usable, lines) if text]
        if not texts:
            is_receiver = self._side == "receiver"
            raise CannotTake(
                _("Write what the school asks for, each thing on a line of its own.")
                if is_receiver
                else _("Write what the school is good at, each thing on a line of its own.")
            )
        return School(
            id="",
            name=name,
            stage=Stage(stages[0]) if len(stages) == 1 else tuple(map(Stage, stages)),
            district=self._value("district") or None,
            head=self._value("head") or None,
            capacity=self._capacity(),
            needs=tuple(Need(text=text) for text in texts) if self._side == "receiver" else (),
            strengths=tuple(Strength(text=text) for text in texts) if self._side == "donor" else (),
        )

    def _capacity(self) -> int:
        if self._side == "receiver":
            return 1
        number = self.query_one("#capacity", NumberInput).number
        if number is None:
            message = _("Write how many receivers it takes: a number from 0 to {most}.")
            raise CannotTake(message.format(most=deciding.MOST_RECEIVERS))
        return number

    def _take_form(self) -> None:
        """Look at the form as it is now."""
        try:
            school = self._written()
        except CannotTake:
            school = None
        if school != self._school:
            self._school = school
            if school:
                self._deed = deciding.adding(self._side, school)

    @property
    def _question(self) -> Question | None:
        return super()._question if self._school else None

    # What is shown

    def fill(self) -> None:
        """Show the form's labels in the current language; ask what would change."""
        names = {**_LABELS, "wordings": _ASKED if self._side == "receiver" else _OFFERED}
        labels = {name: _(names[name]) for name in self._fields}
        width = max(map(cells, labels.values())) + 2
        for name, text in labels.items():
            sentence = self.query_one(f"#{name}-label", Sentence)
            sentence.styles.width = width
            sentence.show(line(Cell(text, "second")))
        self.query_one(Ticks).show([(stage.value, label(stage)) for stage in Stage])
        super().fill()

    def texts(self) -> Sequence[Line]:
        """What is being done."""
        return (paragraph(self._deed.title(), "strong"),)

    def _changes(self) -> list[Row]:
        if self._school is None:
            text = _("What changes for whom stands here once name, stage and texts are written.")
            return [text_row(paragraph(text, "muted"))]
        return super()._changes()

    def on_descendant_focus(self) -> None:
        """A field was left: what changes with it is worked out."""
        super().on_descendant_focus()
        self._look_again()

    @on(Ticks.Changed)
    def stage_chosen(self) -> None:
        """The same for the stage, which is chosen without typing."""
        self._look_again()

    def _look_again(self) -> None:
        if self._composed:
            before = self._school
            self._take_form()
            if self._school != before:
                self.refresh_page()

    def teach(self, why: str) -> None:
        """Add the school. Raises CannotTake with what is missing."""
        deciding.take(self.needsmatch, deciding.adding(self._side, self._written()), why)
