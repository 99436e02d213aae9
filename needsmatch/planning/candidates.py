"""What a donor could add that would answer unmet needs by its words: topics as strengths, most promising first."""

from bisect import insort
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from msgspec.structs import replace

from needsmatch.matching.finder import Progress, mean_score
from needsmatch.matching.known import Couple, Found
from needsmatch.matching.pair import Pairer
from needsmatch.matching.rank import Matcher, Offer
from needsmatch.model.fates import verdicts
from needsmatch.model.match import RankedPlan, Unmet
from needsmatch.model.pairing import Pairing, StillOpen
from needsmatch.model.programme import Decision, Programme
from needsmatch.model.school import Need, School, Strength
from needsmatch.model.terms import Stage
from needsmatch.topics.thesaurus import Relation

_TOPICS = 40
"""Topics that are tried as a further strength: those most asked for."""


Scores = Mapping[tuple[str, int], int]
"""How well one strength answers needs, 0..100, by the receiver's id and the place in its list; others not at all."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A topic that a donor could offer, and the unmet needs (`school/need`) that this would answer by its words."""

    topic: str
    donor: School
    needs: frozenset[str]
    scores: Scores = field(repr=False)
    """Of the topic as a strength of the donor, for the needs of all receivers."""


def candidates(programme: Programme, matcher: Matcher, pairing: Pairing) -> list[Candidate]:
    """The most promising first: by the needs that it may close, then those of the donor's own receivers, then the
    nearness of the topic, then whether the donor has room; ties by topic and donor."""
    direct, asked = _asked(matcher, pairing)
    scores = _scores(programme, matcher, asked)
    reach = _reach(programme, matcher, scores)
    own: defaultdict[str, set[str]] = defaultdict(set)
    pairs = {pair.receiver.id: pair.donor.id for pair in pairing.pairs}
    for entry in pairing.unmet:
        if entry.receiver.id in pairs:
            own[pairs[entry.receiver.id]].add(reference(entry))
    taken = Counter(pairs.values())
    found: list[tuple[tuple[object, ...], Candidate]] = []
    for donor, allowed in _allowed(programme, matcher, pairing):
        full = taken[donor.id] >= donor.capacity
        for topic in asked:
            offer = topic, donor.stages
            if needs := allowed & reach[offer]:
                order = -len(needs), -len(needs & own[donor.id]), -direct[topic], full, topic, donor.id
                found.append((order, Candidate(topic, donor, needs, scores[offer])))
    return [candidate for _order, candidate in sorted(found, key=lambda entry: entry[0])]


def _allowed(programme: Programme, matcher: Matcher, pairing: Pairing) -> Iterator[tuple[School, frozenset[str]]]:
    """Each donor with the unmet needs of the receivers that it may help."""
    rows = {receiver.id: row for row, receiver in enumerate(programme.receivers)}
    fits = Pairer(programme, matcher).allowed[[rows[entry.receiver.id] for entry in pairing.unmet]]
    names = [reference(entry) for entry in pairing.unmet]
    for donor, fit in zip(programme.donors, fits.T.tolist(), strict=True):
        yield donor, frozenset(name for name, fits_it in zip(names, fit, strict=True) if fits_it)


def _asked(matcher: Matcher, pairing: Pairing) -> tuple[Counter[str], list[str]]:
    """How many unmet needs are about each topic, and the topics that most are about, or about a part of."""
    direct: Counter[str] = Counter()
    wider: Counter[str] = Counter()
    for entry in pairing.unmet:
        if topic := matcher.topic_of(entry.receiver, entry.need):
            direct[topic] += 1
            wider.update(name for name in _with_broader(matcher, topic) if not _is_beyond_schools(matcher, name))
    return direct, sorted(wider, key=lambda topic: (-wider[topic], -direct[topic], topic))[:_TOPICS]


def _is_beyond_schools(matcher: Matcher, topic: str) -> bool:
    known = matcher.thesaurus.by_id.get(topic)
    return known is not None and known.beyond_schools


def _with_broader(matcher: Matcher, topic: str) -> list[str]:
    related = matcher.thesaurus.related.get(topic, {})
    return [topic, *(other for other, how in related.items() if how is Relation.BROADER)]


def _scores(programme: Programme, matcher: Matcher, topics: list[str]) -> dict[tuple[str, tuple[Stage, ...]], Scores]:
    """How well each topic answers the needs of all receivers, where a donor of these stages offers it."""
    kinds = list(dict.fromkeys(donor.stages for donor in programme.donors))
    offers = {f"{topic}-{number}": (topic, kind) for topic in topics for number, kind in enumerate(kinds)}
    donors = tuple(
        School(id=name, name=name, stage=kind, strengths=(as_strength(programme, matcher, topic, "offered"),))
        for name, (topic, kind) in offers.items()
    )
    asked = matcher.beside(replace(programme, donors=donors, judgements=()))
    found: dict[str, dict[tuple[str, int], int]] = {name: {} for name in offers}
    for receiver in programme.receivers if offers else ():
        for place, answers in enumerate(asked.offers(receiver)):
            for donor, answer in answers:
                found[donor.id][receiver.id, place] = answer.score
    return {offer: found[name] for name, offer in offers.items()}


def _reach(
    programme: Programme, matcher: Matcher, scores: Mapping[tuple[str, tuple[Stage, ...]], Scores]
) -> dict[tuple[str, tuple[Stage, ...]], frozenset[str]]:
    """The needs (`school/need`) that each topic would answer, without those it was turned down for."""
    names = {
        (receiver.id, place): receiver.reference(need)
        for receiver in programme.receivers
        for place, need in enumerate(receiver.needs)
    }
    refused: defaultdict[str, set[str]] = defaultdict(set)
    for need, topic in _turned_down(programme, matcher):
        refused[topic].add(need)
    return {
        offer: frozenset(names[place] for place in answered) - refused[offer[0]] for offer, answered in scores.items()
    }


def _turned_down(programme: Programme, matcher: Matcher) -> set[tuple[str, str]]:
    """Needs with the topics of what a person said is not a match for them, and with the broader ones: another
    strength of the same kind would be the same thing again."""
    refused = {couple for couple, said in verdicts(programme).items() if said.decision is Decision.NOT_A_MATCH}
    strengths = {strength for _need, strength in refused}
    # What a text is about is known of needs: here the donors ask for what they offer.
    asking = tuple(
        replace(donor, needs=tuple(Need(id=entry.id, text=entry.text, modes=entry.modes) for entry in offered))
        for donor in programme.donors
        if (offered := [entry for entry in donor.strengths if donor.reference(entry) in strengths])
    )
    reader = matcher.beside(replace(programme, receivers=asking))
    topics = {
        donor.reference(entry): _with_broader(matcher, topic)
        for donor in asking
        for entry in donor.needs
        if (topic := reader.topic_of(donor, entry))
    }
    return {(need, topic) for need, strength in refused for topic in topics.get(strength, ())}


def reference(entry: StillOpen) -> str:
    """`school/need`."""
    return entry.receiver.reference(entry.need)


def references(needs: tuple[StillOpen, ...]) -> frozenset[str]:
    """`school/need` of each."""
    return frozenset(map(reference, needs))


def as_strength(programme: Programme, matcher: Matcher, topic: str, name: str) -> Strength:
    """A topic as a strength, worded in the programme's language: what it closes must not depend on who looks."""
    return Strength(id=name, text=matcher.thesaurus.name(topic, programme.about.language))


@dataclass
class Before:
    """What a matcher says of the strengths that there are, kept for all the strengths that are tried beside them."""

    matcher: Matcher
    _others: dict[tuple[str, str, int], list[Offer]] = field(default_factory=dict)

    @cached_property
    def worths(self) -> list[list[int]]:
        """Worth of each donor's plan for each receiver."""
        return self.matcher.worths()

    def others(self, receiver: School, offer: Offer) -> list[Offer]:
        """What a donor has for a need beside its best."""
        key = receiver.id, offer[0].id, offer[1].need
        if key not in self._others:
            self._others[key] = self.matcher.other_offers(receiver, offer)
        return self._others[key]


@dataclass
class OneMore(Matcher):
    """The matcher of a programme in which one donor has one more strength. Nothing is compared for it: all else is as
    it was before. Why a need stays unmet is told as if the strength were not there."""

    before: Before = field(kw_only=True)
    donor: School = field(kw_only=True)
    """With the strength at the end of its list."""
    scores: Scores = field(kw_only=True)
    """Of the strength."""
    _couples: dict[str, Couple] = field(default_factory=dict)

    def worths(self, progress: Progress | None = None) -> list[list[int]]:
        """As of every matcher; nobody waits for it."""
        column = [donor.id for donor in self.programme.donors].index(self.donor.id)
        answered = {receiver_id for receiver_id, _place in self.scores}
        return [
            [*row[:column], self._worth(receiver), *row[column + 1 :]] if receiver.id in answered else row
            for receiver, row in zip(self.programme.receivers, self.before.worths, strict=True)
        ]

    def plan(self, receiver: School, donor: School) -> RankedPlan:
        """As of every matcher."""
        if donor.id != self.donor.id:
            return self.before.matcher.plan(receiver, donor)
        answers = tuple(self.match(receiver, self.donor, found) for found in self._couple(receiver))
        return RankedPlan(receiver, self.donor, self._worth(receiver), answers, self._unmet)

    def offers(self, receiver: School) -> list[list[Offer]]:
        """As of every matcher."""
        found = [
            [offer for offer in offers if offer[0].id != self.donor.id]
            for offers in self.before.matcher.offers(receiver)
        ]
        for best in self._couple(receiver):
            insort(found[best.need], (self.donor, best), key=lambda offer: offer[0].id)
        return found

    def other_offers(self, receiver: School, offer: Offer) -> list[Offer]:
        """As of every matcher."""
        donor, best = offer
        if donor.id != self.donor.id:
            return self.before.others(receiver, offer)
        had, added = self._had(receiver, best.need), self._added(receiver, best.need)
        found = [added, had[1], *(other for _donor, other in self.before.others(receiver, had))] if had else []
        return [(donor, other) for other in sorted(filter(None, found), key=self._order) if other != best]

    def unoffered(self, receiver: School, place: int) -> Unmet:
        """As it was before."""
        return self.before.matcher.unoffered(receiver, place)

    def declined(self, receiver: School) -> frozenset[int]:
        """As of every matcher."""
        return self.before.matcher.declined(receiver)

    def _worth(self, receiver: School) -> int:
        return mean_score([need.weight for need in receiver.needs], self._couple(receiver))

    def _couple(self, receiver: School) -> Couple:
        """The best that the donor has for each need, the strength included."""
        if receiver.id not in self._couples:
            places = range(len(receiver.needs))
            self._couples[receiver.id] = tuple(best for place in places if (best := self._best(receiver, place)))
        return self._couples[receiver.id]

    def _best(self, receiver: School, place: int) -> Found | None:
        had, added = self._had(receiver, place), self._added(receiver, place)
        return min((had[1], added), key=self._order) if had and added else had[1] if had else added

    def _had(self, receiver: School, place: int) -> Offer | None:
        """The best that the donor had for a need."""
        offers = self.before.matcher.offers(receiver)[place]
        return next((offer for offer in offers if offer[0].id == self.donor.id), None)

    def _added(self, receiver: School, place: int) -> Found | None:
        """What the strength is for a need."""
        score = self.scores.get((receiver.id, place))
        return Found(place, len(self.donor.strengths) - 1, score) if score else None

    def _order(self, found: Found) -> tuple[int, str]:
        return -found.score, self.donor.strengths[found.strength].id
