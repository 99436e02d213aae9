"""What if: two pairings of a programme side by side, before and after a decision."""

import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING

from msgspec.structs import replace

from needsmatch.i18n import _, clauses, ngettext
from needsmatch.model.pairing import Paired, Pairing
from needsmatch.model.programme import Decision, Judgement, Programme
from needsmatch.model.school import School

if TYPE_CHECKING:
    from needsmatch.matching.pair import Pairer


@dataclass(frozen=True, slots=True)
class Change:
    """A receiver whose donor or whose worth is another one than before."""

    receiver: School
    before: Paired | None
    """None without a partner, and for a school that was not there."""
    after: Paired | None

    @property
    def gain(self) -> int:
        """Worth that the receiver gains, -100..100."""
        return (self.after.worth if self.after else 0) - (self.before.worth if self.before else 0)

    @property
    def answered_gain(self) -> int:
        """How many more needs its main donor answers."""
        return (len(self.after.answers) if self.after else 0) - (len(self.before.answers) if self.before else 0)

    @property
    def is_other_donor(self) -> bool:
        """The receiver gets another partner, or its first, or loses the one it had."""
        return (self.before and self.before.donor.id) != (self.after and self.after.donor.id)


@dataclass(frozen=True, slots=True)
class Comparison:
    """A pairing beside the one that a decision makes of it."""

    before: Pairing
    after: Pairing
    changes: tuple[Change, ...]
    """The greatest loss first, for it must be justified to a school; then the greatest gain. Ties by the receiver's
    id."""
    joined: tuple[School, ...]
    """Receivers that only the later pairing knows, in the order of their ids."""
    left: tuple[School, ...]
    """Receivers that only the earlier one knows."""

    @property
    def total_gain(self) -> int:
        """Worth that the programme gains."""
        return self.after.total - self.before.total

    @property
    def answered_gain(self) -> int:
        """How many more needs are answered, by a main donor or one from whom help is borrowed."""
        return _answered(self.after) - _answered(self.before)


def compare(before: Pairing, after: Pairing) -> Comparison:
    """What is different in `after`."""
    schools, others = _receivers(before), _receivers(after)
    pairs = {pair.receiver.id: pair for pair in before.pairs}
    other_pairs = {pair.receiver.id: pair for pair in after.pairs}
    changes = [
        Change(school, pairs.get(name), other_pairs.get(name)) for name, school in sorted((schools | others).items())
    ]
    return Comparison(
        before,
        after,
        tuple(
            sorted(
                (change for change in changes if change.gain or change.is_other_donor),
                key=lambda change: (change.gain >= 0, -abs(change.gain)),
            )
        ),
        joined=tuple(school for name, school in others.items() if name not in schools),
        left=tuple(school for name, school in schools.items() if name not in others),
    )


def parted(programme: Programme, receiver_id: str, donor_id: str) -> Programme:
    """The programme in which nothing keeps these two together, whatever did: an entry, a decision, a plan."""
    pair = receiver_id, donor_id
    return replace(
        programme,
        settings=replace(
            programme.settings,
            pairs=tuple(given for given in programme.settings.pairs if (given.receiver, given.donor) != pair),
        ),
        judgements=(*programme.judgements, Judgement(decision=Decision.RELEASED, receiver=receiver_id, donor=donor_id)),
        plans=tuple(plan for plan in programme.plans if (plan.plan.receiver, plan.plan.donor) != pair),
    )


def price(pairer: "Pairer", pairing: Pairing, receiver_id: str, donor_id: str) -> Comparison | None:
    """What it costs to keep these two together: the pairs without them beside `pairing`, which `pairer` found.

    None where nothing could be paired without them.
    """
    free = dataclasses.replace(pairer, programme=parted(pairer.programme, receiver_id, donor_id))
    return None if free.contradictions else compare(free.pairing(pairing.goal), pairing)


def price_sentence(comparison: Comparison) -> str:
    """What it costs the programme to keep a pair: `comparison` is of the pairs without it and those with it."""
    costs = _listed(-comparison.answered_gain, -comparison.total_gain)
    gains = _listed(comparison.answered_gain, comparison.total_gain)
    if costs and gains:
        message = _("Keeping this pair costs the programme {costs}, and gains it {gains}.")
    elif costs:
        message = _("Keeping this pair costs the programme {costs}.")
    elif gains:
        message = _("Keeping this pair gains the programme {gains}.")
    else:
        message = _("Keeping this pair costs the programme nothing.")
    return message.format(costs=costs, gains=gains)


def summary_sentence(comparison: Comparison) -> str:
    """What a decision changes in all, in one sentence; schools that join or leave do not change their partner."""
    moving = {school.id for school in (*comparison.joined, *comparison.left)}
    count = sum(change.is_other_donor for change in comparison.changes if change.receiver.id not in moving)
    points, needs = comparison.total_gain, comparison.answered_gain
    changing = ngettext("{count} school would change its partner", "{count} schools would change their partner", count)
    told = [changing.format(count=count) if count else _("No school would change its partner")]
    if points > 0:
        told.append(ngettext("{count} point more in all", "{count} points more in all", points).format(count=points))
    elif points < 0:
        told.append(ngettext("{count} point less in all", "{count} points less in all", -points).format(count=-points))
    if needs > 0:
        told.append(ngettext("{count} need more answered", "{count} needs more answered", needs).format(count=needs))
    elif needs < 0:
        told.append(ngettext("{count} need less answered", "{count} needs less answered", -needs).format(count=-needs))
    return _("{text}.").format(text=clauses(told))


def _listed(needs: int, points: int) -> str:
    """Answered needs and points, as far as there are any; empty where there are none."""
    told = []
    if needs > 0:
        told.append(ngettext("{count} answered need", "{count} answered needs", needs).format(count=needs))
    if points > 0:
        told.append(ngettext("{count} point", "{count} points", points).format(count=points))
    return _("{first} and {second}").format(first=told[0], second=told[1]) if len(told) == 2 else "".join(told)


def _receivers(pairing: Pairing) -> dict[str, School]:
    """All receivers of a pairing by their ids, in the order of these."""
    receivers = [pair.receiver for pair in pairing.pairs] + [entry.receiver for entry in pairing.unpaired]
    return {school.id: school for school in sorted(receivers, key=lambda school: school.id)}


def _answered(pairing: Pairing) -> int:
    # A need that several donors answer in part is one need.
    borrowed = {(entry.receiver.id, entry.need.id) for entry in pairing.borrowed}
    return pairing.answered + len(borrowed)
