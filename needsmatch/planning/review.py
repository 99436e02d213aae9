"""Reviewing a plan: what a side answers to each item, the needs it adds, and its name under the whole.

Pure functions from a plan to a plan. Answers are only ever added: the last one of a side counts, and what was said
before it stays.
"""

import random
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass

from msgspec.structs import replace

from needsmatch.errors import NeedsmatchError
from needsmatch.i18n import _, using
from needsmatch.matching.explain import cause_sentence
from needsmatch.model.match import Cause, Unmet
from needsmatch.model.plan import Answer, Item, PlanSide, Reply, Signature, Status, SupportPlan, UnmetNeed
from needsmatch.model.revision import is_current, is_valid, item_terms, revision_of, terms_of
from needsmatch.model.school import Need
from needsmatch.planning.author import Author

HEADS = (PlanSide.RECEIVER, PlanSide.DONOR)
"""The sides that answer and sign, in the order in which they are named."""


class CannotReview(NeedsmatchError):
    """This cannot be said in a review, or not yet."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a side has come."""

    replies: tuple[Reply | None, ...]
    """What the side answers to each item as it stands, in the order of the plan; None where it has not yet."""
    changed: tuple[int, ...] = ()
    """Places, from 0, of the open items that were changed after the side had answered them."""

    @property
    def whole(self) -> int:
        """How many items there are."""
        return len(self.replies)

    @property
    def answered(self) -> int:
        """How many of them have an answer."""
        return self.whole - len(self.open)

    @property
    def open(self) -> tuple[int, ...]:
        """Places, from 0, of the items without an answer."""
        return tuple(place for place, reply in enumerate(self.replies) if reply is None)

    @property
    def counts(self) -> Counter[Reply]:
        """How often each answer was given."""
        return Counter(reply for reply in self.replies if reply)

    @property
    def is_settled(self) -> bool:
        """There are items, and each is agreed or declined, so that the plan can be signed as a whole."""
        return bool(self.replies) and all(reply in (Reply.AGREE, Reply.DECLINE) for reply in self.replies)


def last_answer(item: Item, side: PlanSide) -> Answer | None:
    """What a side said last about an item, be it about an earlier text of it."""
    return next((given for given in reversed(item.answers) if given.side is side), None)


def standing_answer(item: Item, side: PlanSide) -> Answer | None:
    """What counts of what a side said about an item; None where the item was changed since."""
    given = last_answer(item, side)
    return given if given and is_current(given, item) else None


def outdated_answer(item: Item, side: PlanSide) -> Answer | None:
    """What a side said last about an item that was changed since; None where that still counts."""
    given = last_answer(item, side)
    return given if given and not is_current(given, item) else None


def progress(plan: SupportPlan, side: PlanSide) -> Progress:
    """What a side answered so far."""
    answers = (standing_answer(item, side) for item in plan.items)
    return Progress(
        tuple(given.answer if given else None for given in answers),
        tuple(place for place, item in enumerate(plan.items) if outdated_answer(item, side)),
    )


def answer(
    plan: SupportPlan,
    item_id: str,
    reply: Reply,
    comment: str | None,
    author: Author,
    rng: random.Random | None = None,
) -> SupportPlan:
    """`plan` with one more answer of the author's side; the same one to the same text once more adds nothing.

    Of the author only `by`, `at` and `side` are used. `rng` makes the answer's id repeatable. Raises LookupError where
    the plan has no such item, CannotReview where a change is asked for without saying which.
    """
    comment = (comment or "").strip() or None
    if reply is Reply.CHANGE and not comment:
        raise CannotReview(_("Say in a few words what should be changed."))
    item = next((item for item in plan.items if item.id == item_id), None)
    if item is None:
        raise LookupError(item_id)
    before = standing_answer(item, author.side)
    if before and (before.answer, before.comment) == (reply, comment):
        return plan
    given = Answer(
        id=new_id("a", {answer.id for item in plan.items for answer in item.answers}, rng),
        side=author.side,
        by=author.by,
        at=author.at.replace(microsecond=0),
        answer=reply,
        comment=comment,
        terms=item_terms(item),
    )
    answered = replace(item, answers=(*item.answers, given))
    return replace(plan, items=tuple(answered if entry is item else entry for entry in plan.items))


def add_need(plan: SupportPlan, text: str, author: Author, rng: random.Random | None = None) -> SupportPlan:
    """`plan` with a need that was missing in it; nobody has looked for an answer yet. Raises CannotReview for no text.

    A need that was added in the same words already adds nothing.
    """
    text = text.strip()
    if not text:
        raise CannotReview(_("Say in a few words what is needed."))
    if any(entry.cause is Cause.ASKED_IN_REVIEW and entry.need_text == text for entry in plan.unmet):
        return plan
    receiver = plan.plan.receiver
    known = {need.removeprefix(f"{receiver}/") for need in plan.needs}
    with using(plan.plan.language):
        sentence = cause_sentence(Unmet(Need(text=text), Cause.ASKED_IN_REVIEW))
    added = UnmetNeed(
        need=f"{receiver}/{new_id('n', known, rng)}",
        need_text=text,
        cause=Cause.ASKED_IN_REVIEW,
        sentence=sentence,
        side=author.side,
        by=author.by,
        at=author.at.replace(microsecond=0),
    )
    return replace(plan, unmet=(*plan.unmet, added))


def take_back_need(plan: SupportPlan, need: str) -> SupportPlan:
    """`plan` without a need that was added in the review, by its reference. Raises LookupError where there is none."""
    left = tuple(entry for entry in plan.unmet if (entry.need, entry.cause) != (need, Cause.ASKED_IN_REVIEW))
    if left == plan.unmet:
        raise LookupError(need)
    return replace(plan, unmet=left)


def sign(plan: SupportPlan, author: Author) -> SupportPlan:
    """`plan` with the author's name under it as it stands now; the same name under the same terms adds nothing.

    Signatures that have become void stay. Raises CannotReview for who has no name, and where the author's side is not
    that of a head or has not agreed to or declined every item.
    """
    if author.side not in HEADS:
        raise CannotReview(_("Only the heads of the two schools sign a plan."))
    if not author.by:
        raise CannotReview(_("Nobody can sign without a name."))
    if not progress(plan, author.side).is_settled:
        raise CannotReview(_("Before it is signed, every item must be agreed to or declined."))
    mine = (author.side, author.by)
    if any((entry.side, entry.name) == mine and valid for entry, valid in signatures(plan)):
        return plan
    signature = Signature(
        side=author.side,
        name=author.by,
        at=author.at.replace(microsecond=0),
        revision=revision_of(plan),
        terms=terms_of(plan),
    )
    return replace(plan, signatures=(*plan.signatures, signature))


def signatures(plan: SupportPlan) -> tuple[tuple[Signature, bool], ...]:
    """Every signature in the order of the plan, and whether it is valid: the plan still promises what was signed."""
    return tuple((signature, is_valid(signature, plan)) for signature in plan.signatures)


def settled(plan: SupportPlan) -> SupportPlan:
    """`plan` with the status that its signatures give it.

    A proposed plan is agreed once both heads have signed what it promises now; an agreed one is proposed again where
    a head's signature has become void. Any other status stays, and so does one that was agreed without signatures.
    """
    signed = {signature.side for signature, valid in signatures(plan) if valid}
    void = {signature.side for signature in plan.signatures}.intersection(HEADS) - signed
    status = plan.plan.status
    if status is Status.PROPOSED and signed.issuperset(HEADS):
        status = Status.AGREED
    elif status is Status.AGREED and void:
        status = Status.PROPOSED
    return replace(plan, plan=replace(plan.plan, status=status))


def new_id(letter: str, known: Collection[str], rng: random.Random | None) -> str:
    """An id of a letter and eight digits that is not among `known`; `rng` makes it repeatable."""
    rng = rng or random.SystemRandom()
    while (name := f"{letter}-{rng.getrandbits(32):08x}") in known:
        pass
    return name
