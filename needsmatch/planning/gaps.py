"""Advice on the gaps of a pairing: which needs are unmet, which strengths nobody uses, what one donor could add."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import count

from msgspec.structs import replace

from needsmatch.i18n import _, language, ngettext
from needsmatch.matching.explain import quoted
from needsmatch.matching.pair import Pairer
from needsmatch.matching.rank import Matcher
from needsmatch.model.holds import Holds
from needsmatch.model.match import Match
from needsmatch.model.pairing import Alone, Pairing, StillOpen
from needsmatch.model.programme import Pair, Programme
from needsmatch.model.school import URGENT, Need, School, Strength
from needsmatch.planning.candidates import Before, Candidate, OneMore, as_strength, candidates, reference, references

_PAIRINGS = 12
"""Further strengths that are really paired; one pairing of 59 + 59 schools takes 70 ms."""
_SHOWN = 3
"""Further strengths that are named."""


@dataclass(frozen=True, slots=True)
class TopicGap:
    """The unmet needs about one topic."""

    topic: str | None
    """None for needs that no topic explains."""
    label: str
    needs: tuple[StillOpen, ...]
    """In the order of the receivers' ids."""

    @property
    def urgent(self) -> int:
        """How many of the needs are of the highest priority."""
        return sum(entry.need.priority == URGENT for entry in self.needs)


@dataclass(frozen=True, slots=True)
class Unused:
    """Strengths of one donor that no pair answers with and nobody borrows."""

    donor: School
    strengths: tuple[Strength, ...]


@dataclass(frozen=True, slots=True)
class Further:
    """A strength that one donor could add, and what it would close if all pairs stayed as they are."""

    topic: str
    label: str
    donor: School
    closed: tuple[StillOpen, ...]
    """The needs that its own receivers would have answered, or others could borrow; in the order of their ids."""
    places: int
    """How many people would use it, those of needs that another strength answers now included."""
    opened: int
    """Needs that would lose their place to these; mostly 0."""

    @property
    def gain(self) -> int:
        """How many needs fewer would be unmet."""
        return len(self.closed) - self.opened


@dataclass(frozen=True, slots=True)
class Advice:
    """Where a programme has gaps, and what would help."""

    topics: tuple[TopicGap, ...]
    """Most unmet needs first, then most urgent ones; those that no topic explains come last."""
    unused: tuple[Unused, ...]
    """In the order of the donors' ids; donors all of whose strengths are used are left out."""
    further: tuple[Further, ...]
    """The best three at most, best first; none closes only what another one before it closes too."""


def advice(programme: Programme, matcher: Matcher, pairing: Pairing) -> Advice:
    """What can be said about the gaps of `pairing`, a pairing of this programme; labels are in the current language.

    Quick where the matcher knows the programme: out of the cache, or after `Matcher.worth_keeping`.
    """
    return Advice(
        tuple(_by_topic(matcher, pairing)),
        tuple(_unused(programme, pairing)),
        tuple(_further(programme, matcher, pairing)),
    )


def further_sentence(further: Further) -> str:
    """What one more strength would do, in the current language."""
    room = ngettext("with places for {count} person", "with places for {count} people", further.places)
    return ngettext(
        "One more strength, {strength} at {donor}, {room}, would close {count} gap",
        "One more strength, {strength} at {donor}, {room}, would close {count} gaps",
        further.gain,
    ).format(
        strength=quoted(further.label),
        donor=further.donor.name,
        room=room.format(count=further.places),
        count=further.gain,
    )


def _by_topic(matcher: Matcher, pairing: Pairing) -> list[TopicGap]:
    found: defaultdict[str | None, list[StillOpen]] = defaultdict(list)
    for entry in pairing.unmet:
        found[matcher.topic_of(entry.receiver, entry.need)].append(entry)
    groups = [
        TopicGap(topic, matcher.thesaurus.name(topic, language()) if topic else _("Other"), tuple(needs))
        for topic, needs in found.items()
    ]
    return sorted(groups, key=lambda one: (one.topic is None, -len(one.needs), -one.urgent, one.topic))


def _unused(programme: Programme, pairing: Pairing) -> Iterator[Unused]:
    used = {match.donor.reference(match.strength) for match in _matches(pairing)}
    for donor in programme.donors:
        idle = tuple(strength for strength in donor.strengths if donor.reference(strength) not in used)
        if idle:
            yield Unused(donor, idle)


def _further(programme: Programme, matcher: Matcher, pairing: Pairing) -> list[Further]:
    tried: list[Further] = []
    best: list[Further] = []
    closed: list[frozenset[str]] = []
    before = Before(matcher)
    for candidate in candidates(programme, matcher, pairing):
        if len(tried) == _PAIRINGS or (len(best) == _SHOWN and len(candidate.needs) <= best[-1].gain):
            break
        if any(candidate.needs <= needs for needs in closed):
            continue
        tried.append(_tried(programme, before, pairing, candidate))
        best = _best(tried)
        closed = [references(entry.closed) for entry in best]
    return best


def _best(tried: list[Further]) -> list[Further]:
    found: list[Further] = []
    for entry in sorted(tried, key=lambda one: -one.gain):
        if entry.gain > 0 and not any(references(entry.closed) <= references(other.closed) for other in found):
            found.append(entry)
    return found[:_SHOWN]


def _tried(programme: Programme, before: Before, pairing: Pairing, candidate: Candidate) -> Further:
    """What a further strength really closes: the programme is paired with it, and every pair there is stays."""
    matcher = before.matcher
    taken = {strength.id for strength in candidate.donor.strengths}
    name = next(name for number in count(1) if (name := f"{candidate.topic}-{number}") not in taken)
    everybody = _people(need for receiver in programme.receivers for need in receiver.needs)
    strength = replace(as_strength(programme, matcher, candidate.topic, name), places=everybody)
    donor = replace(candidate.donor, strengths=(*candidate.donor.strengths, strength))
    changed = replace(
        programme,
        settings=replace(programme.settings, pairs=(*programme.settings.pairs, *_standing(programme, pairing))),
        donors=tuple(donor if entry.id == donor.id else entry for entry in programme.donors),
    )
    with_it = OneMore(changed, matcher.load, before=before, donor=donor, scores=candidate.scores)
    after = Pairer(changed, with_it, anew=True).pairing(pairing.goal)
    were, still = references(pairing.unmet), references(after.unmet)
    return Further(
        candidate.topic,
        matcher.thesaurus.name(candidate.topic, language()),
        candidate.donor,
        closed=tuple(entry for entry in pairing.unmet if reference(entry) not in still),
        places=_people(match.need for match in _matches(after) if match.strength is strength),
        opened=len(still - were),
    )


def _standing(programme: Programme, pairing: Pairing) -> Iterator[Pair]:
    """All pairs of a pairing as given ones, with those whose donor cannot be read."""
    for pair in pairing.pairs:
        yield Pair(receiver=pair.receiver.id, donor=pair.donor.id)
    holds = Holds(programme)
    for entry in pairing.unpaired:
        donor = holds.settled_donor(entry.receiver.id)
        if donor and entry.cause is Alone.UNREADABLE:
            yield Pair(receiver=entry.receiver.id, donor=donor)


def _matches(pairing: Pairing) -> list[Match]:
    """All that is answered, by the pairs and by what is borrowed."""
    answers = [match for pair in pairing.pairs for match in pair.answers]
    return answers + [entry.match for entry in pairing.borrowed]


def _people(needs: Iterable[Need]) -> int:
    return sum(need.people or 1 for need in needs)
