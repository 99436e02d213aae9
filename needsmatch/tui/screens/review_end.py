"""The end of a review: everything that was said, the signature, and what to do now."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical

from needsmatch.errors import NeedsmatchError
from needsmatch.i18n import N_, _
from needsmatch.model.match import Cause
from needsmatch.model.plan import PlanSide, SupportPlan
from needsmatch.planning.author import Author
from needsmatch.planning.plain import side_name
from needsmatch.planning.review import settled, sign, take_back_need
from needsmatch.store.revisions import find
from needsmatch.tui import clock
from needsmatch.tui.authoring import speaks_for, with_author
from needsmatch.tui.keys import twins
from needsmatch.tui.review_ending import ADD, ITEM, NEED, SIGN, can_sign, ending_rows, void_signature, what_now
from needsmatch.tui.review_steps import steps
from needsmatch.tui.screens.page import Page
from needsmatch.tui.screens.question import AskPage, Choice, QuestionPage
from needsmatch.tui.steps import CannotTake, short, usable
from needsmatch.tui.widgets.lines import paragraph
from needsmatch.tui.widgets.prose import Prose
from needsmatch.tui.widgets.rows import Rows, text_row

LEAVE, WRITE_NEED = -1, -2
"""What is given where it is no step to go back to."""


class Ending(Rows):
    """What can be done, and what was said."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "open", N_("Do this")),
        Binding("down", "move(1)", N_("Choose"), key_display=N_("Up/Down")),
        Binding("backspace", "screen.last_item", N_("Item before"), key_display=N_("Backspace")),
        Binding(twins("n"), "screen.add_need", N_("Add a need"), key_display="n"),
        Binding("delete", "screen.take_back", N_("Take it back")),
    ]


class ReviewEndPage(Page):
    """The end; gives the place of a step to go back to, WRITE_NEED, or LEAVE."""

    CSS_PATH = "review.tcss"
    TASK: ClassVar[tuple[str, ...]] = (N_("Review"), N_("your answers"))
    ABOUT: ClassVar[tuple[str, ...]] = (
        N_("All your answers stand here. Choose one and press Enter to go back to it."),
        N_("Where you agree to everything or leave items out, you can sign the plan as a whole."),
        N_("A signature counts as long as nobody changes what was agreed."),
    )
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "back", N_("Leave"))]
    AUTO_FOCUS = "#ending"

    def __init__(self, plan_name: str, side: PlanSide, *, keep: Callable[[], object], file: Path | None) -> None:
        super().__init__()
        self._plan_name = plan_name
        self._side = side
        self._keep = keep
        self._file = file

    @property
    def _plan(self) -> SupportPlan | None:
        return self.session.plan(self._plan_name)

    def compose_body(self) -> ComposeResult:
        """What to do now, and the list."""
        with Vertical(classes="body"), Vertical(id="sheet"):
            yield Prose(id="now")
            yield Ending(id="ending")

    def on_mount(self) -> None:
        """What to do now is only looked at."""
        self.query_one("#now", Prose).can_focus = False
        super().on_mount()

    def fill(self) -> None:
        """Show what is known now."""
        plan = self._plan
        if plan is None:
            self.close_soon()
            return
        self.query_one("#now", Prose).show([text_row(*what_now(plan, self._side, self._file, self._signed(plan)))])
        self.query_one("#ending", Rows).show(ending_rows(plan, self._side, tight=self.tight))

    def _signed(self, plan: SupportPlan) -> SupportPlan | None:
        """What stood in the plan when it was signed, where the signature is void and that is known."""
        void, folder = void_signature(plan, self._side), self.session.folder
        stored = find(folder, plan.plan.id, void.revision) if void and folder else None
        return stored.plan if stored else None

    # Going on

    def on_rows_opened(self, message: Rows.Opened) -> None:
        """Do what is chosen."""
        key = message.key
        if key.startswith(ITEM):
            self.dismiss(int(key.removeprefix(ITEM)))
        elif key == SIGN:
            self.action_sign()
        elif key == ADD:
            self.action_add_need()
        elif key.startswith(NEED):
            self.action_take_back()
        else:
            self.action_back()

    def action_back(self) -> None:
        """Leave the review."""
        self.dismiss(LEAVE)

    def action_last_item(self) -> None:
        """Back to the last step."""
        plan = self._plan
        if plan and (found := steps(plan, self._side, clock.today())):
            self.dismiss(len(found) - 1)

    def action_add_need(self) -> None:
        """Write a need that is missing in the plan."""
        self.dismiss(WRITE_NEED)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Who gives help adds no needs; only what was added here is taken back."""
        match action:
            case "add_need":
                return self._side is not PlanSide.DONOR
            case "take_back":
                return self._added is not None
        return True

    # Needs

    @property
    def _added(self) -> str | None:
        """Reference of the chosen need, where it was added in the review."""
        key = self.query_one("#ending", Rows).chosen if self.is_mounted else None
        return key.removeprefix(NEED) if key and key.startswith(NEED) else None

    def action_take_back(self) -> None:
        """Take back a need that was added, once that is confirmed."""
        plan, need = self._plan, self._added
        entry = next((entry for entry in plan.unmet if entry.need == need), None) if plan else None
        if entry is None or entry.cause is not Cause.ASKED_IN_REVIEW:
            return

        def answered(choice: str | None) -> None:
            plan = self._plan
            if plan and choice == "take-back":
                self._take(
                    settled(take_back_need(plan, entry.need)),
                    _("taken back: {what}").format(what=short(entry.need_text)),
                )

        choices = [
            Choice("take-back", _("Take it back"), _("The need goes from the plan; Ctrl+Z brings it back")),
            Choice("stay", _("Leave it"), safe=True),
        ]
        self.app.push_screen(QuestionPage(_("Take this need back?"), [paragraph(entry.need_text)], choices), answered)

    # Signing

    def action_sign(self) -> None:
        """Sign the plan as a whole, once it is clear who does so."""
        plan = self._plan
        if plan is None or not can_sign(plan, self._side):
            return
        if self.needsmatch.settings.side is None or speaks_for(self.needsmatch, plan, self._side):
            with_author(self.needsmatch, "", self._confirm)
        else:
            self._ask_who_signs(plan)

    def _confirm(self, author: Author) -> None:
        """A head signs with the own name."""
        plan = self._plan
        assert plan

        def answered(choice: str | None) -> None:
            if choice == SIGN:
                self._sign(author)

        title = _("Sign the plan as {name}, for {school}?")
        title = title.format(name=author.by, school=side_name(plan, self._side))
        meaning = _("You agree to the plan as it stands, without the items that you declined.")
        choices = [
            Choice(SIGN, _("Sign"), _("Name and time are kept in the file; Ctrl+Z takes it back")),
            Choice("stay", _("Not yet"), _("Nothing happens"), safe=True),
        ]
        self.app.push_screen(QuestionPage(title, [paragraph(meaning, "second")], choices), answered)

    def _ask_who_signs(self, plan: SupportPlan) -> None:
        """Where somebody else sits, such as the coordinator, the head's name is asked for."""

        def check(text: str) -> str:
            try:
                return "" if usable(text) else _("Write the name of who signs.")
            except CannotTake as error:
                return str(error)

        def answered(name: str | None) -> None:
            if name:
                with_author(self.needsmatch, "", lambda author: self._sign(replace(author, by=name)))

        title = _("Who signs for {school}?").format(school=side_name(plan, self._side))
        label = _("Write the name only where this person has said so.")
        self.app.push_screen(AskPage(title, label, "", check), answered)

    def _sign(self, author: Author) -> None:
        plan = self._plan
        if plan is None:
            return
        try:
            signed = sign(plan, replace(author, side=self._side))
        except NeedsmatchError as error:
            self.needsmatch.tell(str(error))
        else:
            self._take(settled(signed), _("signed by {name}").format(name=short(author.by or "")))

    def _take(self, plan: SupportPlan, said: str) -> None:
        self.session.edit(plan, said)
        self._keep()
        self.needsmatch.changed()
