"""Donors ranked for receivers: for each need the best strength of each donor, for each donor the worth of the whole."""

import heapq
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from operator import attrgetter
from typing import TYPE_CHECKING

from needsmatch.matching.finder import Finder, Progress, mean_score
from needsmatch.matching.known import Elsewhere, Found, Known
from needsmatch.matching.rules import PairRules
from needsmatch.model.holds import Holds
from needsmatch.model.match import Cause, Match, RankedPlan, Unmet
from needsmatch.model.programme import Programme
from needsmatch.model.school import Need, School
from needsmatch.topics.thesaurus import Thesaurus

if TYPE_CHECKING:
    from needsmatch.matching.comparer import Comparer

Offer = tuple[School, Found]
"""A donor, and what it has for a need."""

_HELPERS = 3
"""Other donors that are named for an unmet need."""


@dataclass
class Matcher:
    """Matches one programme. What is known is not compared again, and nothing is loaded for it.

    One thread may fill it while another looks: what both work out is the same.
    """

    programme: Programme
    load: "Callable[[], Comparer]"
    """Gives what understands texts; asked once, at the first text that is not known."""
    known: Known = field(default_factory=Known)
    _all_offers: dict[tuple[str, bytes], list[list[Offer]]] = field(default_factory=dict)
    _all_unmet: dict[tuple[str, bytes], list[tuple[Unmet, Unmet]]] = field(default_factory=dict)

    @property
    def thesaurus(self) -> Thesaurus:
        """The topics with their labels, relations and activities; without wordings where nothing had to be read."""
        return self._finder.thesaurus

    def ranking(self, receiver: School) -> list[RankedPlan]:
        """What each donor could do for `receiver`, best first; ties by the donor's id. Banned donors are left out."""
        given, worths = self._holds.given_donor(receiver.id), self._finder.worths(receiver)
        answered, unmet = self._answered, self._unmet
        plans = [
            RankedPlan(receiver, donor, worths[place], answered, unmet, donor.id == given)
            for place, donor in self._by_id
            if not self._holds.is_banned(receiver.id, donor.id)
        ]
        # Nobody who looks at a plan waits for what is open then.
        self._finder.elsewhere(receiver)
        return sorted(plans, key=attrgetter("score"), reverse=True)

    def best_donor(self, receiver: School, places_left: Callable[[School], int] | None = None) -> School | None:
        """The given donor of a receiver, else the one that could do most and may take it; None without one.

        `places_left` tells how many more receivers a donor can take; without it the programme's files do.
        """
        given = self._holds.given_donor(receiver.id)
        if given and (donor := self.programme.donor(given)):
            return donor
        able = (plan.donor for plan in self.ranking(receiver) if plan.answered)
        return next((donor for donor in able if self._may_take(donor, receiver, places_left)), None)

    def plan(self, receiver: School, donor: School) -> RankedPlan:
        """What `donor` could do for `receiver`: every need is answered or listed unmet, in the order of the list."""
        return RankedPlan(
            receiver,
            donor,
            self._finder.worth(receiver, donor),
            self._answered,
            self._unmet,
            self._holds.given_donor(receiver.id) == donor.id,
        )

    def topic_of(self, receiver: School, need: Need) -> str | None:
        """Id of the topic that a need of `receiver` is mostly about; None where no topic explains it."""
        return self._finder.need_topics(receiver)[receiver.needs.index(need)]

    def worths(self, progress: Progress | None = None) -> list[list[int]]:
        """For each receiver the worth of each donor's plan, 0..100, in the order of the programme; banned ones too.

        `progress` hears of each receiver that was looked at.
        """
        return self._finder.all_worths(progress)

    def offers(self, receiver: School) -> list[list[Offer]]:
        """For each need of `receiver` the donors that answer it, in the order of the programme; banned ones too."""
        key = self._among_donors(receiver)
        if key not in self._all_offers:
            self._all_offers[key] = self._finder.offers(receiver)
        return self._all_offers[key]

    def other_offers(self, receiver: School, offer: Offer) -> list[Offer]:
        """What the same donor has for the same need beside what it offers first, best first."""
        donor, found = offer
        return [(donor, other) for other in self._finder.others(receiver, donor, found)]

    def match(self, receiver: School, donor: School, found: Found) -> Match:
        """What a donor has for a need, with the texts and the evidence."""
        need, strength = receiver.needs[found.need], donor.strengths[found.strength]
        return Match(need, donor, strength, found.score, partial(self._finder.evidence, receiver, donor, found))

    def unoffered(self, receiver: School, place: int) -> Unmet:
        """Why nobody answers the need at `place` of the list: it is offered for another stage only, or not at all."""
        elsewhere, need = self._best_elsewhere(receiver, place), receiver.needs[place]
        return (
            Unmet(need, Cause.OTHER_STAGE, self.helpers(receiver, elsewhere))
            if elsewhere
            else Unmet(need, Cause.NOBODY)
        )

    def declined(self, receiver: School) -> frozenset[int]:
        """Places of the needs for which a person said of something a donor offers that it is not a match."""
        return self._finder.declined_at_all(receiver)

    def beside(self, programme: Programme) -> "Matcher":
        """The matcher of another programme that has most texts in common: what is known here is known there."""
        return Matcher(programme, self.load, self.known)

    def worth_keeping(self) -> Known | None:
        """What is known by now of the programme as it stands; None where nothing is new since this was asked last."""
        if not self._finder.has_news:
            return None
        self.known = self._finder.known_now(self._shown_first())
        return self.known

    def _shown_first(self) -> Iterator[tuple[School, School, Found]]:
        """What stands in the best plan and in the given one: people see the reasons for these first."""
        for receiver in filter(self._finder.has_found, self.programme.receivers):
            plans = self.ranking(receiver)
            for plan in {id(plan): plan for plan in (*plans[:1], *(plan for plan in plans if plan.given))}.values():
                for found in self._finder.couple(receiver, plan.donor):
                    yield receiver, plan.donor, found

    def _may_take(self, donor: School, receiver: School, places_left: Callable[[School], int] | None) -> bool:
        left = places_left(donor) if places_left else self._holds.places_left(donor.id)
        return left > 0 and self._rules.obstacle(receiver, donor) is None

    def _among_donors(self, receiver: School) -> tuple[str, bytes]:
        return receiver.id, self._finder.keys.among_donors(receiver)

    def _answered(self, receiver: School, donor: School) -> tuple[Match, ...]:
        return tuple(self.match(receiver, donor, found) for found in self._finder.couple(receiver, donor))

    def _unmet(self, receiver: School, donor: School) -> tuple[Unmet, ...]:
        answered = {found.need for found in self._finder.couple(receiver, donor)}
        declined = self._finder.declined(receiver, donor)
        key = self._among_donors(receiver)
        if key not in self._all_unmet:
            self._all_unmet[key] = list(self._causes(receiver))
        return tuple(
            both[place in declined] for place, both in enumerate(self._all_unmet[key]) if place not in answered
        )

    def _causes(self, receiver: School) -> Iterator[tuple[Unmet, Unmet]]:
        """For each need why a donor leaves it unmet where nothing was declined, and where something was."""
        for place, (need, offers) in enumerate(zip(receiver.needs, self.offers(receiver), strict=True)):
            allowed = [entry for entry in offers if not self._holds.is_banned(receiver.id, entry[0].id)]
            if allowed:
                unmet = declined = Unmet(need, Cause.OTHER_DONOR, self.helpers(receiver, allowed))
            else:
                declined = Unmet(need, Cause.DECLINED)
                banned = Unmet(need, Cause.BANNED, self.helpers(receiver, offers))
                unmet = banned if offers else self.unoffered(receiver, place)
            yield unmet, declined

    def _best_elsewhere(self, receiver: School, place: int) -> list[Offer]:
        """The best that each donor would have for a need if it were not for another stage."""

        def order(entry: Elsewhere) -> tuple[int, int, str]:
            return entry.donor, -entry.score, self.programme.donors[entry.donor].strengths[entry.strength].id

        best: dict[int, Found] = {}
        for entry in sorted((entry for entry in self._finder.elsewhere(receiver) if entry.need == place), key=order):
            best.setdefault(entry.donor, Found(place, entry.strength, entry.score))
        return [(self.programme.donors[donor], found) for donor, found in best.items()]

    def helpers(self, receiver: School, entries: Iterable[Offer]) -> tuple[Match, ...]:
        """The best of these offers for one need, ties by the donor's id."""
        best = heapq.nsmallest(_HELPERS, entries, key=lambda entry: (-entry[1].score, entry[0].id))
        return tuple(self.match(receiver, donor, found) for donor, found in best)

    @cached_property
    def _holds(self) -> Holds:
        return Holds(self.programme)

    @cached_property
    def _rules(self) -> PairRules:
        return PairRules(self.programme, self._holds)

    @cached_property
    def _by_id(self) -> list[tuple[int, School]]:
        """The donors in the order of their ids, each with its place in the programme."""
        return sorted(enumerate(self.programme.donors), key=lambda entry: entry[1].id)

    @cached_property
    def _finder(self) -> Finder:
        return Finder(self.programme, self.load, self.known)


def plan_score(needs: Sequence[Need], answered: Iterable[Match]) -> int:
    """Worth of a plan, 0..100: the mean of the scores weighted by priority over all needs, unmet ones as 0."""
    found = tuple(Found(needs.index(match.need), 0, match.score) for match in answered)
    return mean_score([need.weight for need in needs], found)
