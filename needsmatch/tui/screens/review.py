"""The review for a head: one item at a time in large plain words, and three answers."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical

from needsmatch.errors import NeedsmatchError
from needsmatch.i18n import N_, _, using
from needsmatch.model.plan import Item, PlanSide, Reply, SupportPlan
from needsmatch.planning.author import Author
from needsmatch.planning.plain import day_in_words
from needsmatch.planning.review import add_need, answer, progress, settled, standing_answer
from needsmatch.tui.answered import changed_since
from needsmatch.tui.authoring import speaks_for, with_author
from needsmatch.tui.review_ending import void_signature
from needsmatch.tui.review_lines import WORDS, boxes, how_far, item_rows
from needsmatch.tui.screens.page import Page
from needsmatch.tui.screens.question import Choice, QuestionPage
from needsmatch.tui.steps import short, usable
from needsmatch.tui.widgets.answers import BigAnswers
from needsmatch.tui.widgets.lines import Cell, Line, Sentence, line
from needsmatch.tui.widgets.reviewing import Boxes, ReviewAnswers, Words
from needsmatch.tui.widgets.rows import Rows
from needsmatch.tui.widgets.writing import WritingBox
from needsmatch.tui.work import Place

_QUESTIONS = {
    Reply.AGREE: N_("A word with it (may stay empty)"),
    Reply.CHANGE: N_("What should be changed?"),
    Reply.DECLINE: N_("Why not? (may stay empty)"),
    None: N_("What else is needed?"),
}
"""What the box asks for with an answer; None: for a need that is missing in the plan."""
COMMENT, NEED = "comment", "need"
"""What is being typed, in the place of a text that was not given yet; beside it stand the side and the answer."""


class ReviewPage(Page):
    """The items of one plan, for one side."""

    CSS_PATH = "review.tcss"
    TASK: ClassVar[tuple[str, ...]] = (N_("Review"),)
    ABOUT: ClassVar[tuple[str, ...]] = (
        N_("Here you read what is planned, one item at a time, and say what you think of it: 1, 2 or 3."),
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
        super().__init__()
        self.plan_name = plan_name
        self.side = side
        self.file = file
        self.keep = keep
        self.place = 0
        """Place of the item, from 0."""
        self._writing: Reply | None = None
        """The answer whose text is being written, where one is; None for a need."""
        self._came_from_end = False
        self._shown: tuple[object, ...] = ()
        """What the item was drawn from last."""
        self._since: tuple[str, ...] = ()
        """What was changed in the item after the side had answered it."""
        self._replies: tuple[Reply | None, ...] = ()
        """The answers that were there when the page was filled last."""

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
            yield Boxes(self._boxes, id="boxes")
            yield Words(id="words", gutter=False)
            yield Sentence(id="more")
            yield ReviewAnswers(self._picked, id="answers")
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

    # What it is about

    @property
    def plan(self) -> SupportPlan | None:
        """The plan as it stands here."""
        return self.session.plan(self.plan_name)

    @property
    def item(self) -> Item | None:
        """The item that is shown."""
        plan = self.plan
        return plan.items[self.place] if plan and self.place < len(plan.items) else None

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
        """Go to a text that was not finished, else to the first item without an answer, else to the end."""
        plan, side = self.plan, self.side
        if plan is None or side is None:
            return
        unfinished = ((place, self._unfinished(item)) for place, item in enumerate(plan.items))
        for place, reply in unfinished:
            if reply:
                self.action_go(place)
                self._write(reply)
                return
        first = progress(plan, side).open
        self.action_go(first[0] if first else len(plan.items))
        if self._typed_place(None) in self.session.typed:
            self._write(None)

    # What is shown

    def fill(self) -> None:
        """Show the item."""
        plan, side = self.plan, self.side
        if plan is None:
            self.close_soon()
            return
        self._follow(plan)
        item = self.item
        self._box.show()
        if side is None or item is None:
            return
        name = self.needsmatch.settings.name if speaks_for(self.needsmatch, plan, side) else None
        self.query_one("#where", Sentence).show(how_far(plan, side, self.place, name or ""))
        self.query_one(Boxes).refresh()
        before = standing_answer(item, side)
        shown = (item, self.place, before)
        if shown != self._shown:
            self._shown = shown
            self._since = changed_since(plan, item, side, self.session.folder)
            self.query_one(ReviewAnswers).speak_for(side)
            self.query_one(BigAnswers).show(before.answer if before else "")
        self.query_one("#words", Rows).show(item_rows(plan, item, side, self._since, tight=self.tight))
        self.query_one("#calm", Sentence).show(line(self._calm(plan, side)))
        self.call_after_refresh(self._fill_more)

    def _follow(self, plan: SupportPlan) -> None:
        """Go to the item whose answer was taken back, or given again."""
        replies = progress(plan, self.side).replies if self.side else ()
        before, self._replies = self._replies, replies
        if len(before) == len(replies):
            others = [place for place, pair in enumerate(zip(before, replies, strict=True)) if pair[0] != pair[1]]
            self.place = others[0] if len(others) == 1 else self.place
        self.place = min(self.place, max(0, len(plan.items) - 1))

    def _boxes(self, width: int) -> Line:
        plan, side = self.plan, self.side
        return boxes(plan, side, self.place, width) if plan and plan.items and side else ()

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
        words = self.query_one("#words", Rows)
        below = words.max_scroll_y > round(words.scroll_y)
        self.query_one("#more", Sentence).show(line(Cell(_("more below: press Down") if below else "", "accent")))

    # Moving

    def action_go(self, place: int) -> None:
        """Show another item; behind the last one, the end."""
        plan = self.plan
        if plan is None or self.side is None:
            return
        if place < len(plan.items):
            self.place, self._replies = max(0, place), progress(plan, self.side).replies
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
                self._came_from_end = True
                self._write(None)
            else:
                self.action_go(self.place if next_place is None else next_place)

        self.place = max(0, len(plan.items) - 1)
        self.app.push_screen(ReviewEndPage(self.plan_name, self.side, keep=self.keep, file=self.file), chosen)

    def action_step(self, by: int) -> None:
        """The next item without answering, or the one before."""
        if self.place + by >= 0:
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
        if self._box.is_open:
            self._stop_writing()
            self._back_to_end()
        else:
            super().action_back()

    def _back_to_end(self) -> None:
        """Where the text was begun there."""
        if self._came_from_end and self.plan:
            self._came_from_end = False
            self.action_go(len(self.plan.items))

    # Answering

    def _picked(self, key: str) -> None:
        """Agreed at once; a change or a refusal wants a word."""
        reply, item = Reply(key), self.item
        if item is None or self.side is None:
            return
        before = standing_answer(item, self.side)
        if reply is Reply.AGREE:
            comment = before.comment if before and before.answer is reply else None
            self._give(lambda author: self._answered(item, reply, comment, author), "")
        else:
            self._write(reply)

    def action_comment(self) -> None:
        """Write a word with the answer; one that was not given yet is agreement."""
        item, side = self.item, self.side
        if item and side:
            before = standing_answer(item, side)
            self._write(before.answer if before else Reply.AGREE)

    def action_add_need(self) -> None:
        """Write a need that is missing in the plan."""
        self._write(None)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Who gives help adds no needs."""
        return self.side is not PlanSide.DONOR if action == "add_need" else True

    def _give(self, then: Callable[[Author], object], text: str) -> None:
        """Go on with who answers; what stands in the way is said."""
        try:
            with_author(self.needsmatch, text, lambda author: then(self._speaker(author)))
        except NeedsmatchError as error:
            if self._box.is_open:
                self._box.refuse(str(error))
            else:
                self.needsmatch.tell(str(error))

    def _speaker(self, author: Author) -> Author:
        """Who sits here, for the side; where that is not its head, as after a telephone call, the name says so."""
        plan, side = self.plan, self.side
        assert plan and side
        if author.by and not speaks_for(self.needsmatch, plan, side):
            with using(plan.plan.language):
                author = replace(author, by=_("{name}, for the school").format(name=author.by))
        return replace(author, side=side)

    def _answered(self, item: Item, reply: Reply, comment: str | None, author: Author) -> None:
        plan = self.plan
        assert plan and self.side
        answered = settled(answer(plan, item.id, reply, comment, author))
        said = _("item {number}: {answer}").format(number=self.place + 1, answer=_(WORDS[reply]))
        for each in Reply:
            self.session.typing(self._typed_place(each, item), None)
        self._stop_writing()
        self.session.edit(answered, said)
        self.keep()
        # After a refusal of the disk the plan may be another one.
        plan = self.plan
        left = [place for place in progress(plan, self.side).open if place > self.place] if plan else []
        self.action_go(left[0] if left else len(answered.items))

    def _need_added(self, text: str, author: Author) -> None:
        plan = self.plan
        assert plan
        added = settled(add_need(plan, text, author))
        self.session.typing(self._typed_place(None), None)
        self._stop_writing()
        self.session.edit(added, _("added: {need}").format(need=short(text)))
        self.keep()
        self.refresh_page()
        self._back_to_end()

    # Writing

    @property
    def _box(self) -> WritingBox:
        return self.query_one(WritingBox)

    def _typed_place(self, reply: Reply | None, item: Item | None = None) -> Place:
        if reply and item:
            return self.plan_name, item.id, f"{COMMENT}/{self.side}/{reply}"
        return self.plan_name, None, f"{NEED}/{self.side}"

    def _unfinished(self, item: Item) -> Reply | None:
        """The answer with which a text was being written that was not given yet."""
        return next((reply for reply in Reply if self._typed_place(reply, item) in self.session.typed), None)

    def _write(self, reply: Reply | None) -> None:
        """Open the box for the text of an answer, or for a need."""
        item, side = self.item, self.side
        if side is None or (reply and item is None):
            return
        if reply and item and (other := self._unfinished(item)) and other is not reply:
            # The words are meant for this answer by now.
            self.session.typing(self._typed_place(reply, item), self.session.typed[self._typed_place(other, item)])
            self.session.typing(self._typed_place(other, item), None)
        self._writing = reply
        before = standing_answer(item, side) if item and reply else None
        said = before.comment or "" if before and before.answer is reply else ""
        self.add_class("writing")
        self._box.open(_QUESTIONS[reply], said, self.session.typed.get(self._typed_place(reply, item)))
        self.refresh_page()

    def _stop_writing(self) -> None:
        self.remove_class("writing")
        self._box.close()
        self.focus_on("#answers")
        self.refresh_page()

    def on_writing_box_typed(self, message: WritingBox.Typed) -> None:
        """What is being typed survives, whatever happens to the program."""
        if self._box.is_open:
            self.session.typing(self._typed_place(self._writing, self.item), message.text)

    def on_writing_box_given(self, message: WritingBox.Given) -> None:
        """Take the text with its answer, or as a need."""
        reply, item, text = self._writing, self.item, message.text
        if not self._box.is_open:
            return
        if reply is None:
            self._give(lambda author: self._need_added(usable(text), author), "")
        elif item:
            self._give(lambda author: self._answered(item, reply, author.why, author), text)
