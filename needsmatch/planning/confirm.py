"""Confirming what was done: the school that was helped says how useful it was, or that it was not done like that.

Pure functions from a plan to a plan. Confirmations are only ever added: the last one that the helped side gave counts,
as long as what is done is what was done on that day. What is noted in advance is done once its day has come.
"""

import random
from datetime import date

from msgspec.structs import replace

from needsmatch.i18n import _
from needsmatch.model.plan import Confirmation, Item, Outcome, Placement, PlanSide, Status, SupportPlan
from needsmatch.model.revision import done_of
from needsmatch.model.terms import Useful
from needsmatch.planning.author import Author
from needsmatch.planning.deeds import has_begun
from needsmatch.planning.merge_lists import moment
from needsmatch.planning.review import CannotReview, new_id, progress

_UNDECIDED = (Status.DRAFT, Status.PROPOSED)
"""Statuses of a plan that is not carried out yet."""


def done_until(item: Item, day: date) -> tuple[Placement | Outcome, ...]:
    """What was done about an item until a day: who is placed, then the rows of the log."""
    placed = (entry for entry in item.placements if has_begun(entry, day))
    return (*placed, *(entry for entry in item.outcomes if entry.day <= day))


def done_for(plan: SupportPlan, side: PlanSide, today: date) -> tuple[Item, ...]:
    """The items that help `side` and about which something was done until the day `today`, in the plan's order."""
    return tuple(item for item in plan.items if item.helped is side and done_until(item, today))


def to_confirm(plan: SupportPlan, side: PlanSide, today: date) -> tuple[Item, ...]:
    """Those of them that wait for a word of `side`: nothing was said yet, or more is done since."""
    return tuple(item for item in done_for(plan, side, today) if standing(item, today) is None)


def to_answer(plan: SupportPlan, side: PlanSide) -> tuple[int, ...]:
    """Places, from 0, of the items that wait for an answer of `side`.

    A plan that is carried out though this side never answered it was agreed in another way: nothing waits.
    """
    done = progress(plan, side)
    spoke = any(answer.side is side for item in plan.items for answer in item.answers)
    return done.open if spoke or plan.plan.status in _UNDECIDED else ()


def words(item: Item, today: date) -> tuple[Confirmation, ...]:
    """All that the helped side said about what was done until the day `today`, oldest first.

    What others said does not count. What does not say when it was said is oldest, in the order of the file.
    """
    said = (given for given in item.confirmations if given.side is item.helped)
    until = (given for given in said if not given.at or given.at.date() <= today)
    return tuple(sorted(until, key=lambda given: moment(given.at)))


def last_word(item: Item, today: date) -> Confirmation | None:
    """What was said last about what was done, be it before more was done."""
    return next(reversed(words(item, today)), None)


def standing(item: Item, today: date) -> Confirmation | None:
    """What counts of it on the day `today`; None where more is done since."""
    given = last_word(item, today)
    return given if given and given.done in (None, done_of(done_until(item, today))) else None


def outdated(item: Item, today: date) -> Confirmation | None:
    """What was said last before more was done; None where that still counts."""
    return None if standing(item, today) else last_word(item, today)


def objected(plan: SupportPlan, today: date) -> tuple[Item, ...]:
    """The items of which the school that was helped says that they were not done as it is noted."""
    given = ((item, standing(item, today)) for item in plan.items)
    return tuple(item for item, word in given if word and word.useful is Useful.NOT_SO)


def confirm(
    plan: SupportPlan,
    item_id: str,
    useful: Useful,
    comment: str | None,
    author: Author,
    rng: random.Random | None = None,
) -> SupportPlan:
    """`plan` with one more word on what was done about an item until the author's day; the same one to the same log
    once more adds nothing.

    Of the author only `by`, `at` and `side` are used. `rng` makes the id repeatable. Raises LookupError where the plan
    has no such item, CannotReview where the author's side was not the one that was helped, and where it was not done
    as noted without a word on how it was.
    """
    comment = (comment or "").strip() or None
    item = next((item for item in plan.items if item.id == item_id), None)
    if item is None:
        raise LookupError(item_id)
    if author.side is not item.helped:
        raise CannotReview(_("Only the school that was helped says how useful it was."))
    if useful is Useful.NOT_SO and not comment:
        raise CannotReview(_("Say in a few words how it was done."))
    day = author.at.date()
    before = standing(item, day)
    if before and (before.useful, before.comment) == (useful, comment):
        return plan
    given = Confirmation(
        id=new_id("c", {given.id for entry in plan.items for given in entry.confirmations}, rng),
        side=author.side,
        by=author.by,
        at=author.at.replace(microsecond=0),
        useful=useful,
        comment=comment,
        done=done_of(done_until(item, day)),
    )
    confirmed = replace(item, confirmations=(*item.confirmations, given))
    return replace(plan, items=tuple(confirmed if entry is item else entry for entry in plan.items))
