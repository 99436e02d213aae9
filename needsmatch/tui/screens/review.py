"""The review for a head: one item at a time in large plain words, and three answers; then what was done, and four."""

from collections.abc import Callable
from pathlib import Path
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical

from needsmatch.i18n import N_, _
from needsmatch.model.plan import PlanSide, SupportPlan
from needsmatch.planning.plain import day_in_words, side_name
from needsmatch.tui import clock
from needsmatch.tui.answered import changed_since
from needsmatch.tui.authoring import speaks_for
from needsmatch.tui.review_ending import void_signature
from needsmatch.tui.review_lines import boxes, done_rows, how_far, item_rows
from needsmatch.tui.review_steps import Said, Step, first_waiting
from needsmatch.tui.screens.question import Choice, QuestionPage
from needsmatch.tui.screens.review_writing import ReviewWriting
from needsmatch.tui.widgets.lines import Cell, Line, Sentence, line
from needsmatch.tui.widgets.reviewing import Boxes, ReviewAnswers, Words
from needsmatch.tui.widgets.rows import Row, Rows
from needsmatch.tui.widgets.writing import WritingBox


class ReviewPage(ReviewWriting):
    """The items of one plan, for one side."""

    CSS_PATH = "review.tcss"
    TASK: ClassVar[tuple[str, ...]] = (N_("Review"),)
    ABOUT: ClassVar[tuple[str, ...]] = (
        N_("Here you read what is planned, one item at a time, and say what you think of it: 1, 2 or 3."),
        N_("Once something was done, you say how useful it was: 1, 2 or 3; or 4, that it was done in another way."),
        N_("Every answer can be changed: go back with Backspace and answer again, or press Ctrl+Z."),
        N_("You can leave at any time with Esc and go on later where you were."),
    )
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "back", N_("Leave"))]
    AUTO_FOCUS = "#answers"

    def __init__(
        self,
        plan_name: str,
        side: PlanSide | None = None,
        *,
        keep: Callable[[], object] = lambda: None,
        file: Path | None = None,
    ) -> None:
        """`side` answers; None: it is asked. `keep` is called after every answer, such as to save it.

        `file` is what goes back to who sent it; None in a programme's folder.
        """
        super().__init__(plan_name, side, keep)
        self.file = file
        self._answers_too = True
        """The items that are answered are gone through, too; else only what was done."""
        self._shown: tuple[object, ...] = ()
        """What the item was drawn from last."""
        self._since: tuple[str, ...] = ()
        """What was changed in the item after the side had answered it."""
        self._said: tuple[Said | None, ...] = ()
        """What was said in each step when the page was filled last."""

    @property
    def task_words(self) -> tuple[str, ...]:
        """The review, and whose plan it is; where the title says that already, in which file it is."""
        plan = self.plan
        if plan is None:
            return self.TASK
        return (*self.TASK, self.file.name if self.file else f"{plan.plan.receiver_name} / {plan.plan.donor_name}")

    def compose_body(self) -> ComposeResult:
        """How far we are, the item, the answers; in their place the box for a text."""
        with Vertical(classes="body"), Vertical(id="sheet"):
            yield Sentence(id="where")
            yield Boxes(self.boxes, id="boxes")
            yield Words(id="words", gutter=False)
            yield Sentence(id="more")
            yield ReviewAnswers(self.picked, id="answers")
            yield WritingBox(id="writing")
            yield Sentence(id="calm")

    def on_mount(self) -> None:
        """Ask for the side where it is not known; else begin."""
        self.query_one("#words", Rows).can_focus = False
        super().on_mount()
        if self.side is None:
            self._ask_side()
        else:
            self._begin()

    @property
    def _first(self) -> int:
        """Place of the first step that is gone through."""
        plan = self.plan
        return 0 if self._answers_too or plan is None else len(plan.items)

    def _ask_side(self) -> None:
        plan = self.plan
        if plan is None:
            return

        def answered(side: str | None) -> None:
            if side is None:
                self.dismiss(None)
            else:
                self.side = PlanSide(side)
                self.refresh_page()
                self._begin()

        choices = [
            Choice(PlanSide.RECEIVER, plan.plan.receiver_name, _("asks for help")),
            Choice(PlanSide.DONOR, plan.plan.donor_name, _("gives help")),
        ]
        self.app.push_screen(QuestionPage(_("Whose answers do you enter?"), (), choices), answered)

    def _begin(self) -> None:
        """Go to a text that was not finished, else to the first step that waits for a word, else to the end."""
        found = self.steps
        self._answers_too = any(step.waits and not step.about_done for step in found)
        for place, step in enumerate(found):
            if said := self.unfinished(step):
                self.action_go(place)
                self.write(said)
                return
        self.action_go(first_waiting(found))
        if self.typed_place(None) in self.session.typed:
            self.write(None)

    # What is shown

    def fill(self) -> None:
        """Show the item."""
        plan, side = self.plan, self.side
        if plan is None:
            self.close_soon()
            return
        self._follow()
        found, step = self.steps, self.step
        self.box.show()
        if side is None or step is None:
            return
        name = self.needsmatch.settings.name if speaks_for(self.needsmatch, plan, side) else None
        shown, place = found[self._first :], self.place - self._first
        self.query_one("#where", Sentence).show(how_far(shown, place, side_name(plan, side), name or ""))
        self.query_one(Boxes).refresh()
        if (step, self.place) != self._shown:
            self._shown = step, self.place
            self._since = () if step.about_done else changed_since(plan, step.item, side, self.session.folder)
            gives = step.item.giver is side
            self.query_one(ReviewAnswers).offer(step.said or "", about_done=step.about_done, gives=gives)
        self.query_one("#words", Rows).show(self._words(plan, step, side))
        self.query_one("#calm", Sentence).show(line(self._calm(plan, side)))
        self.call_after_refresh(self._fill_more)

    def _words(self, plan: SupportPlan, step: Step, side: PlanSide) -> list[Row]:
        if step.about_done:
            return done_rows(plan, step.item, side, clock.today(), tight=self.tight)
        return item_rows(plan, step.item, side, self._since, tight=self.tight)

    def _follow(self) -> None:
        """Go to the step in which something was taken back, or said again."""
        found = self.steps
        said = tuple(step.said for step in found)
        before, self._said = self._said, said
        if len(before) == len(said):
            others = [place for place, pair in enumerate(zip(before, said, strict=True)) if pair[0] != pair[1]]
            self.place = others[0] if len(others) == 1 else self.place
        self.place = min(self.place, max(0, len(found) - 1))
        self._answers_too = self._answers_too or (bool(found) and not found[self.place].about_done)

    def boxes(self, width: int) -> Line:
        shown, first = self.steps[self._first :], self._first
        return boxes(shown, self.place - first, width, first) if shown else ()

    def _calm(self, plan: SupportPlan, side: PlanSide) -> Cell:
        """What takes the fear of doing something wrong; or that a signature no longer counts."""
        if void := void_signature(plan, side):
            text = _("The plan was changed since you signed on {day}; please sign again at the end.")
            return Cell(text.format(day=day_in_words(void.at)), "need-strong")
        if self.file is None:
            return Cell(_("Ctrl+S saves the answers. You can leave at any time and go on later."), "muted")
        return Cell(_("Every answer is kept at once. You can leave at any time and go on later."), "muted")

    @on(Words.Scrolled)
    def _fill_more(self) -> None:
        if not self.is_mounted:  # it was asked for before the page was closed
            return
        words = self.query_one("#words", Rows)
        below = words.max_scroll_y > round(words.scroll_y)
        self.query_one("#more", Sentence).show(line(Cell(_("more below: press Down") if below else "", "accent")))

    # Moving

    def action_go(self, place: int) -> None:
        """Show another step; behind the last one, the end."""
        found = self.steps
        if self.plan is None or self.side is None:
            return
        if place < len(found):
            self.place, self._said = max(0, place), tuple(step.said for step in found)
            self.query_one("#words", Rows).scroll_home(animate=False)
            self.refresh_page()
            return
        if not self.is_current:
            return  # a key more than there were items
        from needsmatch.tui.screens.review_end import LEAVE, WRITE_NEED, ReviewEndPage

        def chosen(next_place: int | None) -> None:
            if next_place == LEAVE:
                self.dismiss(None)
            elif next_place == WRITE_NEED:
                self.came_from_end = True
                self.write(None)
            else:
                self.action_go(self.place if next_place is None else next_place)

        self.place = max(0, len(found) - 1)
        self.app.push_screen(ReviewEndPage(self.plan_name, self.side, keep=self.keep, file=self.file), chosen)

    def action_step(self, by: int) -> None:
        """The next item without answering, or the one before."""
        if self.place + by >= self._first:
            self.action_go(self.place + by)

    def action_read_on(self, by: int) -> None:
        """Scroll; where there is nothing more to read, the next item or the one before."""
        words = self.query_one("#words", Rows)
        before = round(words.scroll_y)
        words.scroll_relative(y=by, animate=False, immediate=True)
        if round(words.scroll_y) == before:
            self.action_step(1 if by > 0 else -1)

    def action_leaf(self, by: int) -> None:
        """The same by as much as is shown."""
        self.action_read_on(by * max(1, self.query_one("#words", Rows).size.height - 1))

    def action_back(self) -> None:
        """Leave the text that is being written, which is kept; else leave the review."""
        if self.box.is_open:
            self.stop_writing()
            self.back_to_end()
        else:
            super().action_back()
