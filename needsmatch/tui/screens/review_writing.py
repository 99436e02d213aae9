"""What a head says in a review: answers taken at once or with a text that is written in a box, and missing needs."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from needsmatch.errors import NeedsmatchError
from needsmatch.i18n import N_, _, using
from needsmatch.model.plan import Item, PlanSide, Reply, SupportPlan
from needsmatch.model.terms import Useful
from needsmatch.planning.author import Author
from needsmatch.planning.review import add_need, settled
from needsmatch.tui import clock
from needsmatch.tui.authoring import speaks_for, with_author
from needsmatch.tui.review_steps import WANT_WORDS, WORDS, Said, Step, first_waiting, steps
from needsmatch.tui.screens.page import Page
from needsmatch.tui.steps import short, usable
from needsmatch.tui.widgets.reviewing import ReviewAnswers
from needsmatch.tui.widgets.writing import WritingBox
from needsmatch.tui.work import Place

_QUESTIONS: Mapping[Said | None, str] = {
    Reply.AGREE: N_("A word with it (may stay empty)"),
    Reply.CHANGE: N_("What should be changed?"),
    Reply.DECLINE: N_("Why not? (may stay empty)"),
    Useful.VERY: N_("Very useful; a sentence with it (may stay empty)"),
    Useful.SOME: N_("Some use; a sentence with it (may stay empty)"),
    Useful.LITTLE: N_("Little use; what would have helped? (may stay empty)"),
    Useful.NOT_SO: N_("How was it done? Or was it not done at all?"),
    None: N_("What else is needed?"),
}
"""What the box asks for with an answer; None: for a need that is missing in the plan."""
COMMENT, NEED = "comment", "need"
"""What is being typed, in the place of a text that was not given yet; beside it stand the side and the answer."""


class ReviewWriting(Page):
    """A review page as far as things are said on it; a subclass shows the step, and goes from one to another.

    Its answers have the id `answers`.
    """

    def __init__(self, plan_name: str, side: PlanSide | None, keep: Callable[[], object]) -> None:
        super().__init__()
        self.plan_name = plan_name
        self.side = side
        self.keep = keep
        self.place = 0
        """Place among all steps, from 0."""
        self.came_from_end = False
        """The need that is being written was begun on the last page."""
        self._writing: Said | None = None
        """The answer whose text is being written, where one is; None for a need."""

    def action_go(self, place: int) -> None:
        """Show another step; behind the last one, the end."""
        raise NotImplementedError

    # What it is about

    @property
    def plan(self) -> SupportPlan | None:
        """The plan as it stands here."""
        return self.session.plan(self.plan_name)

    @property
    def steps(self) -> tuple[Step, ...]:
        """All that is asked, the items first."""
        plan = self.plan
        return steps(plan, self.side, clock.today()) if plan and self.side else ()

    @property
    def step(self) -> Step | None:
        """What is shown."""
        return dict(enumerate(self.steps)).get(self.place)

    # Answering

    def picked(self, key: str) -> None:
        """Taken at once; a change, a refusal and what was done in another way want a word."""
        step = self.step
        if step is None or not self._is_chosen(key):
            return
        said = step.choice(key)
        if said in WANT_WORDS:
            self.write(said)
        else:
            self._give(lambda author: self._answered(step, said, step.comment_with(said), author), "")

    def action_comment(self) -> None:
        """Write a word with the answer that is chosen."""
        key = self.query_one(ReviewAnswers).chosen
        if (step := self.step) and self._is_chosen(key):
            self.write(step.choice(key))

    def _is_chosen(self, key: str) -> bool:
        """Whether there is an answer; where not, what to press is said."""
        if not key:
            self.needsmatch.tell(_("How useful was it? Press 1, 2, 3 or 4."))
        return bool(key)

    def action_add_need(self) -> None:
        """Write a need that is missing in the plan."""
        self.write(None)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Who gives help adds no needs."""
        return self.side is not PlanSide.DONOR if action == "add_need" else True

    def _give(self, then: Callable[[Author], object], text: str) -> None:
        """Go on with who answers; what stands in the way is said."""
        try:
            with_author(self.needsmatch, text, lambda author: then(self._speaker(author)))
        except NeedsmatchError as error:
            if self.box.is_open:
                self.box.refuse(str(error))
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

    def _answered(self, step: Step, said: Said, comment: str | None, author: Author) -> None:
        plan = self.plan
        assert plan
        answered = step.taken(plan, said, comment, author)
        for each in step.choices:
            self.session.typing(self.typed_place(each, step.item), None)
        self.stop_writing()
        words = _("item {number}: {answer}").format(number=step.number, answer=_(WORDS[said]))
        self.session.edit(answered, words)
        self.keep()
        # After a refusal of the disk the plan may be another one.
        self.action_go(first_waiting(self.steps, self.place))

    def _need_added(self, text: str, author: Author) -> None:
        plan = self.plan
        assert plan
        added = settled(add_need(plan, text, author))
        self.session.typing(self.typed_place(None), None)
        self.stop_writing()
        self.session.edit(added, _("added: {need}").format(need=short(text)))
        self.keep()
        self.refresh_page()
        self.back_to_end()

    # Writing

    @property
    def box(self) -> WritingBox:
        """In which texts are written."""
        return self.query_one(WritingBox)

    def typed_place(self, said: Said | None, item: Item | None = None) -> Place:
        """Where the text with an answer is kept while it is being written, or that of a need."""
        if said and item:
            return self.plan_name, item.id, f"{COMMENT}/{self.side}/{said}"
        return self.plan_name, None, f"{NEED}/{self.side}"

    def unfinished(self, step: Step) -> Said | None:
        """What a text was being written with that was not given yet."""
        return next((said for said in step.choices if self.typed_place(said, step.item) in self.session.typed), None)

    def write(self, said: Said | None) -> None:
        """Open the box for the text of an answer, or for a need."""
        step = self.step
        if self.side is None or (said and step is None):
            return
        if said and step and (other := self.unfinished(step)) and other is not said:
            # The words are meant for this answer by now.
            self.session.typing(
                self.typed_place(said, step.item), self.session.typed[self.typed_place(other, step.item)]
            )
            self.session.typing(self.typed_place(other, step.item), None)
        self._writing = said
        before = step.comment_with(said) if step and said else None
        self.add_class("writing")
        draft = self.session.typed.get(self.typed_place(said, step.item if step else None))
        self.box.open(_QUESTIONS[said], before or "", draft)
        self.refresh_page()

    def stop_writing(self) -> None:
        """Leave the text; it is kept until it is given."""
        self.remove_class("writing")
        self.box.close()
        self.focus_on("#answers")
        self.refresh_page()

    def on_writing_box_typed(self, message: WritingBox.Typed) -> None:
        """What is being typed survives, whatever happens to the program."""
        if self.box.is_open:
            item = self.step.item if self.step else None
            self.session.typing(self.typed_place(self._writing, item), message.text)

    def on_writing_box_given(self, message: WritingBox.Given) -> None:
        """Take the text with its answer, or as a need."""
        said, step, text = self._writing, self.step, message.text
        if not self.box.is_open:
            return
        if said is None:
            self._give(lambda author: self._need_added(usable(text), author), "")
        elif step:
            self._give(lambda author: self._answered(step, said, author.why, author), text)

    def back_to_end(self) -> None:
        """Where the text was begun there."""
        if self.came_from_end and self.plan:
            self.came_from_end = False
            self.action_go(len(self.steps))
