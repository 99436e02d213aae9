"""What a change of a school means for pairs, plans and needs, and the repair: told before it is made.

`foresee` really pairs the programme with the change, all other pairs standing; nothing is written.
"""

import dataclasses
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce

from needsmatch.i18n import _
from needsmatch.matching.pair import Pairer
from needsmatch.matching.rank import Matcher
from needsmatch.matching.rules import Contradiction
from needsmatch.model.completed import with_decision
from needsmatch.model.fates import ABOUT_SCHOOLS, entry_names, fates_of, side_of
from needsmatch.model.holds import pairs_of
from needsmatch.model.pairing import Alone, Goal, Paired, Pairing, Unpaired
from needsmatch.model.plan import Item, Placement, PlanSide, Signature, Status, SupportPlan
from needsmatch.model.programme import Decision, Judgement, Programme
from needsmatch.model.revision import is_valid
from needsmatch.model.school import Need, School, Strength
from needsmatch.planning.author import Author
from needsmatch.planning.decide import CannotDecide, accept
from needsmatch.planning.deeds import is_running
from needsmatch.planning.progress import State, progress
from needsmatch.planning.review import progress as answered
from needsmatch.planning.whatif import Comparison, compare

Couple = tuple[School, School]
"""A receiver and a donor."""


@dataclass(frozen=True, slots=True)
class EndedPlan:
    """A plan that is closed with the change, as it stood before."""

    plan: SupportPlan
    done: tuple[Item, ...]
    """They stay, and still count."""
    under_way: tuple[Item, ...]
    not_begun: tuple[Item, ...]
    placed: tuple[Placement, ...]
    """Who is placed at the other school just now."""

    @property
    def open_again(self) -> tuple[Item, ...]:
        """Those not begun whose needs are open again where the donor leaves: not what was planned in return, nor for no
        need of the list."""
        return tuple(item for item in self.not_begun if item.needs and not item.in_return)


@dataclass(frozen=True, slots=True)
class Effects:
    """What a change of one school means."""

    said: Judgement
    """The change itself."""
    school: School
    """The school that changes, as it was."""
    into: School | None = None
    """The school that takes it over, as it is then."""
    ended: tuple[Couple, ...] = ()
    """Pairs that stood and stand no more."""
    still_open: tuple[SupportPlan, ...] = ()
    """Plans of such pairs that are not closed with the change."""
    begun: tuple[Couple, ...] = ()
    """Pairs that stand again."""
    opened: tuple[SupportPlan, ...] = ()
    """Plans of such pairs that are open again, as they were before the school left."""
    stay_closed: tuple[SupportPlan, ...] = ()
    """Plans of such pairs that were not closed with it, or cannot be told from those."""
    parted: tuple[tuple[Couple, School | None], ...] = ()
    """Pairs of before that do not stand again, with the donor that the receiver has instead, where it has one."""
    shared: tuple[tuple[SupportPlan, tuple[Item, ...]], ...] = ()
    """Plans of others with items about needs of the school from the time in which it was part of another one."""
    plans: tuple[EndedPlan, ...] = ()
    signed: tuple[tuple[SupportPlan, Signature], ...] = ()
    """What the head before signed for the school, and what still counts."""
    waiting: tuple[SupportPlan, ...] = ()
    """Plans whose review waits for the school's head."""
    needs: tuple[Need, ...] = ()
    """What comes into the needs list of the other school."""
    strengths: tuple[Strength, ...] = ()
    """What the other school can help with from then on."""
    refresh: tuple[SupportPlan, ...] = ()
    """Plans that go on of the other school, or of the one that this school was part of."""
    repair: tuple[Paired, ...] = ()
    """For receivers that have no donor then the one that is proposed."""
    alone: tuple[Unpaired, ...] = ()
    """Those for which none can be proposed."""
    full: tuple[Paired, ...] = ()
    """For those of them for which only a place is missing the donor that would be best."""


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What a change means."""

    effects: Effects
    pairing: Pairing | None = None
    """The pairs then, those of the repair among them as proposed; None where nothing can be paired."""
    comparison: Comparison | None = None
    """With the pairs as they are now."""
    contradictions: tuple[Contradiction, ...] = ()
    """What keeps anything from being paired then."""
    made: tuple[Contradiction, ...] = ()
    """Those of them that were not there before: so the change cannot be made."""

    def repaired(self, after: Programme, author: Author) -> Programme:
        """The programme `after` the change, in which the proposed repair is accepted. Raises CannotDecide."""
        if self.pairing is None:
            return after
        wanted = {pair.receiver.id for pair in self.effects.repair}
        pairs = tuple(pair for pair in self.pairing.pairs if pair.hold or pair.receiver.id in wanted)
        # The reason is that of the change; the pairs only follow from it.
        by = dataclasses.replace(author, why=None)
        return accept(after, dataclasses.replace(self.pairing, pairs=pairs), by)


def foresee(
    before: Programme, matcher: Matcher, change: Callable[[Programme], Programme], goal: Goal, today: date
) -> Foreseen:
    """What becomes of a programme with a change; `matcher` is that of the programme.

    Raises CannotDecide, also where the change makes no difference.
    """
    after = change(before)
    if after is before:
        raise CannotDecide(_("This holds already; nothing would change."))
    now, then = Pairer(before, matcher), Pairer(after, matcher.beside(after))
    known = [entry.held for entry in now.contradictions]
    made = tuple(entry for entry in then.contradictions if not any(set(entry.held) <= set(held) for held in known))
    pairing = None if then.contradictions else _going_on(before, then, goal)
    found = effects(before, after, pairing, today)
    full = (_best(then, entry.receiver) for entry in found.alone if entry.cause is Alone.PLACES_USED)
    return Foreseen(
        dataclasses.replace(found, full=tuple(full)),
        pairing,
        None if pairing is None or now.contradictions else compare(now.pairing(goal), pairing),
        then.contradictions,
        made,
    )


def effects(before: Programme, after: Programme, pairing: Pairing | None, today: date) -> Effects:
    """What the change that leads from `before` to `after` means; `pairing` is one of `after`, None where there is none.

    Raises LookupError where no change of a school stands between the two.
    """
    said = _change(before, after)
    side, name = side_of(said)
    school = before.school(name or "") or after.school(name or "")
    if school is None:
        raise LookupError(name)
    stood, stand = _by_ids(pairs_of(before)), _by_ids(pairs_of(after))
    ended = {pair: couple for pair, couple in stood.items() if pair not in stand}
    found = Effects(
        said,
        school,
        ended=tuple(ended.values()),
        still_open=tuple(plan for plan in _open_plans(after) if (plan.plan.receiver, plan.plan.donor) in ended),
        begun=tuple(couple for pair, couple in stand.items() if pair not in stood),
        plans=tuple(_ended(plan, today) for plan in _closed(before, after)),
    )
    if said.decision is Decision.HEAD:
        return _with_head(found, after, PlanSide(side))
    if said.decision is Decision.RETURNED:
        found = _with_return(found, before, after)
    if said.into:
        found = _with_merger(found, before, after, said.into)
    concerned = {receiver for receiver, _donor in ended} | {name, said.into}
    return _with_repair(found, after, pairing, concerned - {held for held, _donor in stand})


def _change(before: Programme, after: Programme) -> Judgement:
    new = after.judgements[len(before.judgements) :]
    found = next((said for said in new if said.decision in ABOUT_SCHOOLS), None)
    if found is None:
        raise LookupError
    return found


def _by_ids(couples: Iterable[Couple]) -> dict[tuple[str, str], Couple]:
    return {(receiver.id, donor.id): (receiver, donor) for receiver, donor in couples}


# Plans


def _open_plans(programme: Programme, school_id: str | None = None) -> Iterator[SupportPlan]:
    """Plans that are not closed; those of one school where it is named."""
    for plan in programme.plans:
        is_of_school = school_id is None or school_id in (plan.plan.receiver, plan.plan.donor)
        if is_of_school and plan.plan.status is not Status.CLOSED:
            yield plan


def _closed(before: Programme, after: Programme) -> Iterator[SupportPlan]:
    for plan, now in zip(before.plans, after.plans, strict=True):
        if plan.plan.status is not now.plan.status is Status.CLOSED:
            yield plan


def _ended(plan: SupportPlan, today: date) -> EndedPlan:
    states = list(progress(plan, today))
    return EndedPlan(
        plan,
        done=tuple(each.item for each in states if each.state is State.DONE),
        under_way=tuple(each.item for each in states if each.state is not State.DONE and each.deeds),
        not_begun=tuple(each.item for each in states if each.state is not State.DONE and not each.deeds),
        placed=tuple(entry for item in plan.items for entry in item.placements if is_running(entry, today)),
    )


def _with_head(found: Effects, programme: Programme, side: PlanSide) -> Effects:
    plans = tuple(_open_plans(programme, found.school.id))
    return dataclasses.replace(
        found,
        signed=tuple(
            (plan, entry) for plan in plans for entry in plan.signatures if entry.side is side and is_valid(entry, plan)
        ),
        waiting=tuple(plan for plan in plans if plan.plan.status is Status.PROPOSED and answered(plan, side).open),
    )


def _with_merger(found: Effects, before: Programme, after: Programme, into_id: str) -> Effects:
    into, was = after.school(into_id), before.school(into_id)
    assert into and was  # the merger was decided
    return dataclasses.replace(
        found,
        into=into,
        needs=into.needs[len(was.needs) :],
        strengths=into.strengths[len(was.strengths) :],
        refresh=tuple(_open_plans(after, into_id)),
    )


def _with_return(found: Effects, before: Programme, after: Programme) -> Effects:
    again = {(receiver.id, donor.id) for receiver, donor in found.begun}
    held = {receiver.id: donor for receiver, donor in pairs_of(after)}
    of_pairs = [
        (plan, now)
        for plan, now in zip(before.plans, after.plans, strict=True)
        if (plan.plan.receiver, plan.plan.donor) in again and plan.plan.status is Status.CLOSED
    ]
    released = (said for said in after.judgements[len(before.judgements) :] if said.decision is Decision.RELEASED)
    parted = ((after.receiver(said.receiver or ""), after.donor(said.donor or "")) for said in released)
    names, _strengths = entry_names(after)
    called = {name for need in found.school.needs for name in names.formerly(found.school.reference(need))}
    shared = (
        (plan, tuple(item for item in plan.items if called.intersection(item.needs)))
        for plan in after.plans
        if found.school.id not in (plan.plan.receiver, plan.plan.donor)
    )
    into = fates_of(before).merged.get(found.school.id)
    return dataclasses.replace(
        found,
        opened=tuple(now for _plan, now in of_pairs if now.plan.status is not Status.CLOSED),
        stay_closed=tuple(now for _plan, now in of_pairs if now.plan.status is Status.CLOSED),
        parted=tuple(((receiver, donor), held.get(receiver.id)) for receiver, donor in parted if receiver and donor),
        shared=tuple((plan, items) for plan, items in shared if items),
        refresh=tuple(_open_plans(after, into)) if into else (),
    )


# Pairs


def _with_repair(found: Effects, after: Programme, pairing: Pairing | None, concerned: set[str | None]) -> Effects:
    """With the donors that are proposed for receivers without one."""
    if pairing is None:
        return found
    return dataclasses.replace(
        found,
        repair=tuple(pair for pair in pairing.pairs if pair.receiver.id in concerned and pair.hold is None),
        alone=tuple(entry for entry in pairing.unpaired if entry.receiver.id in concerned),
    )


def _going_on(before: Programme, pairer: Pairer, goal: Goal) -> Pairing:
    """The pairs of a programme with a change; of pairs of a school that merged as many as can go on with the other one
    are proposed so."""
    proposed = tuple(_inherited(before, pairer))
    if not proposed:
        return pairer.pairing(goal)
    programme = reduce(with_decision, proposed, pairer.programme)
    pairing = dataclasses.replace(pairer, programme=programme).pairing(goal)
    free = {said.receiver for said in proposed}
    pairs = (dataclasses.replace(pair, hold=None) if pair.receiver.id in free else pair for pair in pairing.pairs)
    return dataclasses.replace(pairing, pairs=tuple(pairs))


def _inherited(before: Programme, pairer: Pairer) -> Iterator[Judgement]:
    said, after, holds = _change(before, pairer.programme), pairer.programme, pairer.rules.holds
    if said.decision is not Decision.MERGED:
        return
    _side, name = side_of(said)
    left: dict[str, int] = {}
    for receiver_id, donor_id in _by_ids(pairs_of(before)):
        if name not in (receiver_id, donor_id):
            continue
        receiver = after.receiver(said.into or "" if receiver_id == name else receiver_id)
        donor = after.donor(said.into or "" if donor_id == name else donor_id)
        if receiver and donor and not holds.held(receiver.id) and pairer.rules.obstacle(receiver, donor) is None:
            left.setdefault(donor.id, holds.places_left(donor.id))
            left[donor.id] -= 1
            if left[donor.id] >= 0:
                yield Judgement(decision=Decision.PAIRED, receiver=receiver.id, donor=donor.id)


def _best(pairer: Pairer, receiver: School) -> Paired:
    """The receiver with the donor that is worth most to it, whether there is a place or not."""
    worths = pairer.worths[pairer.programme.receivers.index(receiver)].tolist()
    plan = pairer.matcher.plan(receiver, pairer.programme.donors[worths.index(max(worths))])
    return Paired(receiver, plan.donor, plan.score, plan.answered, None)


def changed_plans(before: Programme, after: Programme) -> Sequence[SupportPlan]:
    """The plans that a change touches, as they stand after it."""
    was = set(map(id, before.plans))
    return [plan for plan in after.plans if id(plan) not in was]
