"""Where each receiver of a programme stands: its partner, its plan, and which of its needs are answered."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import chain

from needsmatch.model.holds import Holds
from needsmatch.model.match import Cause, RankedPlan
from needsmatch.model.plan import Item, PlanSide, Reply, Signature, Status, SupportPlan, UnmetNeed
from needsmatch.model.programme import Programme
from needsmatch.model.revision import void_signatures
from needsmatch.model.school import Need, School
from needsmatch.planning.answers import answers
from needsmatch.planning.progress import ItemProgress, progress
from needsmatch.planning.review import HEADS, standing_answer

_AGREED = frozenset({Status.AGREED, Status.ACTIVE})
"""What a plan that goes on is once both sides agreed to it."""


@dataclass(frozen=True, slots=True)
class Standing:
    """One receiver on its way from the needs list to a plan that is under way."""

    school: School
    donor: str | None
    """Id of the settled donor: given, pinned, accepted, or the one its plan is with."""
    plan: SupportPlan | None
    """The plan with the settled donor; the last one where there are several."""
    match: RankedPlan | None
    """What the settled or the best donor could do; None as long as nothing was matched."""
    progress: tuple[ItemProgress, ...] = ()
    """How far the items of the plan are."""
    planned: frozenset[str] = frozenset()
    """Ids of the needs that an item of the plan answers, or one that was carried out by another plan."""

    @property
    def answered(self) -> tuple[Need, ...]:
        """Needs with an answer, in the order of the needs list: by the plan; without one as they were matched."""
        matched = {match.need.id for match in self.match.answered} if self.match and not self.plan else set()
        return tuple(need for need in self.school.needs if need.id in self.planned | matched)

    @property
    def unmet(self) -> tuple[tuple[Need, Cause | None], ...]:
        """All other needs, each with its cause; None where nobody knows it."""
        causes = {unmet.need.id: unmet.cause for unmet in self.match.unmet} if self.match else {}
        if self.plan:
            named = {self.school.reference(need): need.id for need in self.school.needs}
            causes |= {named[entry.need]: entry.cause for entry in self.plan.unmet if entry.need in named}
        answered = {need.id for need in self.answered}
        return tuple((need, causes.get(need.id)) for need in self.school.needs if need.id not in answered)

    @property
    def status(self) -> Status | None:
        """How far the plan has come; None without one."""
        return self.plan.plan.status if self.plan else None

    @property
    def is_agreed(self) -> bool:
        """Both sides agreed to the plan."""
        return self.plan is not None and was_agreed(self.plan)

    @property
    def is_under_way(self) -> bool:
        """Work has begun: the plan says so, or something was done."""
        return self.status is Status.ACTIVE or any(entry.deeds for entry in self.progress)

    @property
    def waits_for_heads(self) -> bool:
        """The plan was proposed, and a head has not answered every item as it stands."""
        return self.status is Status.PROPOSED and any(not _replies(item).keys() >= set(HEADS) for item in self.items)

    @property
    def is_reviewed(self) -> bool:
        """Both heads have answered every item as it stands, or the plan is past that."""
        return self.is_agreed or (self.status is Status.PROPOSED and not self.waits_for_heads)

    @property
    def objections(self) -> tuple[Item, ...]:
        """Items of a plan that is not closed to which a head said last that they change or go; none that was changed
        since: it waits for the head again."""
        if self.status is Status.CLOSED:
            return ()
        return tuple(item for item in self.items if {Reply.CHANGE, Reply.DECLINE} & set(_replies(item).values()))

    @property
    def asked_in_review(self) -> tuple[UnmetNeed, ...]:
        """Needs that a head added to a plan that is not closed, and that do not stand in the needs list yet."""
        if self.plan is None or self.status is Status.CLOSED:
            return ()
        listed = {self.school.reference(need) for need in self.school.needs}
        added = (entry for entry in self.plan.unmet if entry.cause is Cause.ASKED_IN_REVIEW)
        return tuple(entry for entry in added if entry.need not in listed)

    @property
    def void_signatures(self) -> tuple[Signature, ...]:
        """Signatures under a plan that is not closed, and that was changed since; none of a head that signed anew."""
        if self.plan is None or self.status is Status.CLOSED:
            return ()
        return void_signatures(self.plan)

    @property
    def items(self) -> tuple[Item, ...]:
        """Items of the plan; none without one."""
        return self.plan.items if self.plan else ()


def was_agreed(plan: SupportPlan) -> bool:
    """Whether both sides agreed to a plan. Any plan can be closed: that tells nothing, but signatures or answers of
    both heads do, and that something was done by it."""
    if plan.plan.status is not Status.CLOSED:
        return plan.plan.status in _AGREED
    is_signed = {signature.side for signature in plan.signatures}.issuperset(HEADS)
    is_answered = bool(plan.items) and all(
        [*_replies(item).values()] == [Reply.AGREE] * len(HEADS) for item in plan.items
    )
    return is_signed or is_answered or any(item.outcomes or item.placements for item in plan.items)


def standings(programme: Programme, ranked: Mapping[str, RankedPlan], today: date) -> Iterator[Standing]:
    """Every receiver of `programme` on the day `today`, in order; `ranked` has what was matched by the receiver's id.

    Plans of schools that are no longer in the programme are left out.
    """
    holds = Holds(programme)
    plans = standing_plans(programme, holds)
    items = {id(plan): tuple(progress(plan, today)) for plan in programme.plans}
    answered = answers(programme, chain.from_iterable(items.values()), plans)
    for school in programme.receivers:
        plan = plans.get(school.id)
        planned = frozenset(need.id for need in school.needs if answered[school.reference(need)])
        done = items[id(plan)] if plan else ()
        yield Standing(school, holds.settled_donor(school.id), plan, ranked.get(school.id), done, planned)


def standing_plans(programme: Programme, holds: Holds) -> Mapping[str, SupportPlan]:
    """By the receiver's id the plan with the donor that it has now; receivers without one are missing."""
    plans = {(plan.plan.receiver, plan.plan.donor): plan for plan in programme.plans}
    settled = ((school.id, holds.settled_donor(school.id)) for school in programme.receivers)
    return {receiver: plans[receiver, donor] for receiver, donor in settled if donor and (receiver, donor) in plans}


def _replies(item: Item) -> Mapping[PlanSide, Reply]:
    """What each head answers to an item as it stands."""
    return {side: given.answer for side in HEADS if (given := standing_answer(item, side))}
