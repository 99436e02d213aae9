"""Donors ranked for receivers: for each need the best strength of each donor, for each donor the worth of the whole."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from needsmatch.matching.compare import THRESHOLD, Comparison, Understood, compare
from needsmatch.model.match import Cause, Code, Evidence, Match, RankedPlan, Unmet
from needsmatch.model.programme import Decision, Programme
from needsmatch.model.school import Need, School, Strength
from needsmatch.topics.index import TopicIndex

_HELPERS = 3
"""Other donors that are named for an unmet need."""


@dataclass
class Matcher:
    """Matches one programme. Every text is read once, every pair of texts compared once."""

    programme: Programme
    index: TopicIndex
    _needs: dict[str, list[Understood]] = field(default_factory=dict)
    _strengths: dict[str, list[Understood]] = field(default_factory=dict)
    _found: dict[tuple[str, str], "_Candidates"] = field(default_factory=dict)
    _all_offers: dict[str, "list[_Offers]"] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._decided: Mapping[tuple[str, str], Decision] = {
            (judgement.need, judgement.strength): judgement.decision
            for judgement in self.programme.judgements
            if judgement.need and judgement.strength
        }

    def ranking(self, receiver: School) -> list[RankedPlan]:
        """What each donor could do for `receiver`, best first; ties by the donor's id. Banned donors are left out."""
        plans = [
            self.plan(receiver, donor)
            for donor in self.programme.donors
            if not self.programme.is_banned(receiver.id, donor.id)
        ]
        return sorted(plans, key=lambda plan: (-plan.score, plan.donor.id))

    def best_donor(self, receiver: School) -> School | None:
        """The given donor of a receiver, else the one that could do most and may take it; None without one."""
        given = self.programme.given_donor(receiver.id)
        if given and (donor := self.programme.donor(given)):
            return donor
        able = (plan.donor for plan in self.ranking(receiver) if plan.answered)
        return next((donor for donor in able if self._may_take(donor, receiver)), None)

    def _may_take(self, donor: School, receiver: School) -> bool:
        return self.programme.places_left(donor.id) > 0 and self.programme.districts_allow(receiver, donor)

    def plan(self, receiver: School, donor: School) -> RankedPlan:
        """What `donor` could do for `receiver`: every need is answered or listed unmet, in the order of the list."""
        answered: list[Match] = []
        unmet: list[Unmet] = []
        for place, need in enumerate(receiver.needs):
            match = self._candidates(receiver, donor).best[place]
            if match:
                answered.append(match)
            else:
                unmet.append(self._unmet(receiver, donor, place, need))
        return RankedPlan(
            receiver=receiver,
            donor=donor,
            score=plan_score(receiver.needs, answered),
            answered=tuple(answered),
            unmet=tuple(unmet),
            given=self.programme.given_donor(receiver.id) == donor.id,
        )

    def _unmet(self, receiver: School, donor: School, place: int, need: Need) -> Unmet:
        offers = self._offers(receiver)[place]
        able = [match for match in offers.matches if match.donor.id != donor.id]
        allowed = [match for match in able if not self.programme.is_banned(receiver.id, match.donor.id)]
        if allowed:
            return Unmet(need, Cause.OTHER_DONOR, tuple(allowed[:_HELPERS]))
        if self._candidates(receiver, donor).declined[place]:
            return Unmet(need, Cause.DECLINED)
        if able:
            return Unmet(need, Cause.BANNED, tuple(able[:_HELPERS]))
        if offers.other_stage:
            return Unmet(need, Cause.OTHER_STAGE, tuple(offers.other_stage[:_HELPERS]))
        return Unmet(need, Cause.NOBODY)

    def _offers(self, receiver: School) -> "list[_Offers]":
        """For each need of a receiver what all donors have for it, best first."""
        if receiver.id not in self._all_offers:
            of_donors = [self._candidates(receiver, donor) for donor in self.programme.donors]
            self._all_offers[receiver.id] = [
                _Offers(
                    _sorted(found.best[place] for found in of_donors),
                    _sorted(found.other_stage[place] for found in of_donors),
                )
                for place in range(len(receiver.needs))
            ]
        return self._all_offers[receiver.id]

    def _candidates(self, receiver: School, donor: School) -> "_Candidates":
        key = (receiver.id, donor.id)
        if key not in self._found:
            self._found[key] = self._compare_schools(receiver, donor)
        return self._found[key]

    def _compare_schools(self, receiver: School, donor: School) -> "_Candidates":
        found = _Candidates([], [], [])
        strengths = self._understood(self._strengths, donor, donor.strengths)
        for need in self._understood(self._needs, receiver, receiver.needs):
            reference = receiver.reference(need.entry)
            compared = [
                (self._judged(reference, donor.reference(strength.entry), need, strength), strength)
                for strength in strengths
            ]
            found.declined.append(any(comparison is None for comparison, _strength in compared))
            matches = [
                (comparison, _match(need, strength, comparison)) for comparison, strength in compared if comparison
            ]
            found.best.append(_best(match for comparison, match in matches if comparison.score >= THRESHOLD))
            found.other_stage.append(_best(match for comparison, match in matches if comparison.other_stage))
        return found

    def _judged(
        self, need_reference: str, strength_reference: str, need: Understood, strength: Understood
    ) -> Comparison | None:
        """The comparison, unless a person has decided: None for what was judged not to be a match."""
        match self._decided.get((need_reference, strength_reference)):
            case Decision.NOT_A_MATCH:
                return None
            case Decision.SAME:
                return Comparison(100, (Evidence(code=Code.JUDGED_SAME, points=100),))
        return compare(need, strength, self.index.thesaurus)

    def _understood(
        self, known: dict[str, list[Understood]], school: School, entries: Sequence[Need | Strength]
    ) -> list[Understood]:
        if school.id not in known:
            known[school.id] = [Understood.of(entry, school, self.index) for entry in entries]
        return known[school.id]


@dataclass(slots=True)
class _Candidates:
    """What one donor has for each need of one receiver, in the order of the needs list."""

    best: list[Match | None]
    other_stage: list[Match | None]
    """What would answer the need if it were not for another stage."""
    declined: list[bool]
    """A person said of something this donor has that it is not a match."""


@dataclass(slots=True)
class _Offers:
    """What all donors have for one need, best first, ties by the donor's id."""

    matches: list[Match]
    other_stage: list[Match]


def plan_score(needs: Sequence[Need], answered: Sequence[Match]) -> int:
    """Worth of a plan, 0..100: the mean of the scores weighted by priority over all needs, unmet ones as 0."""
    total = sum(need.weight for need in needs)
    return round(sum(match.need.weight * match.score for match in answered) / total) if total else 0


def _match(need: Understood, strength: Understood, comparison: Comparison) -> Match:
    assert isinstance(need.entry, Need) and isinstance(strength.entry, Strength)
    return Match(need.entry, strength.school, strength.entry, comparison.score, comparison.parts)


def _best(matches: Iterator[Match]) -> Match | None:
    return min(matches, key=lambda match: (-match.score, match.strength.id), default=None)


def _sorted(matches: Iterator[Match | None]) -> list[Match]:
    return sorted((match for match in matches if match), key=lambda match: (-match.score, match.donor.id))
