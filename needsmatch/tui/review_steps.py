"""What a review leads a head through: an answer to every item, then a word on everything that was done."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from needsmatch.i18n import N_, _, listed
from needsmatch.model.plan import Answer, Confirmation, Item, PlanSide, Reply, SupportPlan
from needsmatch.model.terms import LABELS, Useful
from needsmatch.planning.author import Author
from needsmatch.planning.confirm import confirm, done_for, outdated, standing, to_answer
from needsmatch.planning.review import answer, outdated_answer, settled, standing_answer

Said = Reply | Useful
"""What is said in one step."""

WORDS: Mapping[Said, str] = {
    Reply.AGREE: N_("agreed"),
    Reply.CHANGE: N_("change"),
    Reply.DECLINE: N_("declined"),
    **{useful: LABELS[useful] for useful in Useful},
}
"""Each of them in a word or two; message ids."""
WANT_WORDS: frozenset[Said] = frozenset({Reply.CHANGE, Reply.DECLINE, Useful.NOT_SO})
"""What is not said before there was room to write why."""


@dataclass(frozen=True, slots=True)
class Step:
    """One item, and what is asked about it."""

    number: int
    """Of the item in the plan, from 1."""
    item: Item
    about_done: bool
    """Whether the school is asked how useful it was; else whether it agrees."""
    waits: bool
    given: Answer | Confirmation | None
    """What counts of what was said."""
    old: Answer | Confirmation | None
    """What was said last, where what it was about was changed since."""

    @property
    def said(self) -> Said | None:
        """What counts of it, without its comment."""
        return said_with(self.given) if self.given else None

    def comment_with(self, said: Said | None) -> str | None:
        """What was written with it, where it was this."""
        return self.given.comment if self.given and self.said is said else None

    @property
    def choices(self) -> type[Useful] | type[Reply]:
        """All that can be said in it."""
        return Useful if self.about_done else Reply

    def choice(self, key: str) -> Said:
        """What is meant by the value `key`."""
        return self.choices(key)

    def taken(self, plan: SupportPlan, said: Said, comment: str | None, author: Author) -> SupportPlan:
        """`plan` with what the author says. Raises CannotReview."""
        if isinstance(said, Useful):
            return confirm(plan, self.item.id, said, comment, author)
        return settled(answer(plan, self.item.id, said, comment, author))


def said_with(given: Answer | Confirmation) -> Said:
    """What was said, without the comment."""
    return given.answer if isinstance(given, Answer) else given.useful


def steps(plan: SupportPlan, side: PlanSide, today: date) -> tuple[Step, ...]:
    """All that `side` is asked about `plan` on the day `today`: every item, then all that was done for it."""
    waiting = to_answer(plan, side)
    answers = (
        Step(
            place + 1,
            item,
            about_done=False,
            waits=place in waiting,
            given=standing_answer(item, side),
            old=outdated_answer(item, side),
        )
        for place, item in enumerate(plan.items)
    )
    numbers = {item.id: number for number, item in enumerate(plan.items, 1)}
    words = (
        Step(
            numbers[item.id],
            item,
            about_done=True,
            waits=standing(item, today) is None,
            given=standing(item, today),
            old=outdated(item, today),
        )
        for item in done_for(plan, side, today)
    )
    return (*answers, *words)


def first_waiting(found: Sequence[Step], after: int = -1) -> int:
    """Place of the first step behind `after` that waits for a word; behind the last one where none does."""
    return next((place for place, step in enumerate(found) if place > after and step.waits), len(found))


def with_counts(text: str, found: Iterable[Step]) -> str:
    """A sentence with how often each thing was said behind it."""
    counts = Counter(step.said for step in found)
    told = listed(f"{_(WORDS[said])} {counts[said]}" for said in WORDS if counts[said])
    return _("{what}: {details}").format(what=text, details=told) if told else text
