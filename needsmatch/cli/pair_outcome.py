"""What `needsmatch pair` works out before it prints anything: the pairs, what decisions change, and what pins cost."""

import dataclasses
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial

from needsmatch.cli.output import progress
from needsmatch.cli.pair_decisions import Decisions
from needsmatch.i18n import _
from needsmatch.matching.mirror import returns
from needsmatch.matching.pair import Pairer
from needsmatch.matching.rank import Matcher
from needsmatch.matching.rules import Contradiction
from needsmatch.model.holds import Holds
from needsmatch.model.match import Match
from needsmatch.model.pairing import Goal, Paired, Pairing
from needsmatch.model.programme import Programme
from needsmatch.model.school import School
from needsmatch.planning.gaps import Advice, advice
from needsmatch.planning.whatif import Comparison, compare, price
from needsmatch.store.folder import Reading
from needsmatch.workspace import keep_matches, matcher, two_way


@dataclass(frozen=True, slots=True)
class Price:
    """What it costs to keep two schools together."""

    receiver: School
    donor: School
    comparison: Comparison
    """Of the pairs without the two and those with them."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """The pairs of a programme in which the decisions hold."""

    programme: Programme
    goal: Goal
    decided: bool
    """Something was decided on the command line."""
    contradictions: tuple[Contradiction, ...] = ()
    pairing: Pairing | None = None
    """None where something contradicts."""
    comparison: Comparison | None = None
    """With the pairs as they are now, where these can be worked out and something was decided or is paired anew."""
    prices: tuple[Price, ...] = ()
    """Of the pins on the command line."""
    gifts: Callable[[], Mapping[str, tuple[Match, ...]]] = dict
    """Works out what each receiver that is paired could do for its donor, by the receiver's id."""
    advice: Callable[[], Advice] | None = None
    """Works out what can be said about the gaps, which takes longer than all the rest; None without pairs."""

    @property
    def is_settled(self) -> bool:
        """No pair is only proposed."""
        return self.pairing is not None and all(pair.hold for pair in self.pairing.pairs)


def work_out(reading: Reading, decisions: Decisions, goal: Goal, *, anew: bool) -> Outcome:
    """Pair the programme that was read, and the one in which the decisions hold."""
    now, changed, decided = _matched(reading), decisions.programme(), bool(decisions)
    # Where only decisions are new, no text is compared again.
    match = now.beside(changed) if decisions.joining else now
    pairer = Pairer(changed, match, anew)
    if pairer.contradictions:
        return Outcome(changed, goal, decided, pairer.contradictions)
    pairing = pairer.pairing(goal)
    before = Pairer(reading.programme, now) if decided or anew else None
    comparison = compare(before.pairing(goal), pairing) if before and not before.contradictions else None
    return Outcome(
        changed,
        goal,
        decided,
        pairing=as_they_stand(pairing, changed),
        comparison=comparison,
        prices=tuple(_prices(decisions, pairer, pairing)),
        gifts=partial(_gifts, changed, pairing),
        advice=partial(advice, changed, match, pairing),
    )


def as_they_stand(pairing: Pairing, programme: Programme) -> Pairing:
    """The pairs with how they stand in a programme: one that was found anew may be the one that stood before."""
    holds = Holds(programme)

    def told(pair: Paired) -> Paired:
        held = holds.held(pair.receiver.id)
        return dataclasses.replace(pair, hold=held.hold if held and held.donor == pair.donor.id else None)

    return dataclasses.replace(pairing, pairs=tuple(map(told, pairing.pairs)))


def _matched(reading: Reading) -> Matcher:
    """What matches the programme; everything is compared by now, and kept for the next time."""
    match = matcher(reading)
    with progress(_("Matching the schools")) as show:
        match.worths(show)
    keep_matches(match)
    return match


def _prices(decisions: Decisions, pairer: Pairer, pairing: Pairing) -> Iterator[Price]:
    for receiver, donor in decisions.pinned:
        if found := price(pairer, pairing, receiver.id, donor.id):
            yield Price(receiver, donor, found)


def _gifts(programme: Programme, pairing: Pairing) -> dict[str, tuple[Match, ...]]:
    match = two_way(programme)
    found = {pair.receiver.id: returns(match, pair.receiver, pair.donor) for pair in pairing.pairs}
    keep_matches(match)
    return found
