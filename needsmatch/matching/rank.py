"""Donors ranked for receivers: for each need the best strength of each donor, for each donor the worth of the whole."""

import heapq
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from operator import attrgetter
from typing import TYPE_CHECKING

from needsmatch.matching.finder import Finder, mean_score
from needsmatch.matching.known import Elsewhere, Found, Known
from needsmatch.model.match import Cause, Match, RankedPlan, Unmet
from needsmatch.model.programme import Decision, Programme
from needsmatch.model.school import Need, School
from needsmatch.topics.thesaurus import Thesaurus

if TYPE_CHECKING:
    from needsmatch.matching.comparer import Comparer

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
    _all_unmet: dict[tuple[str, bytes], list[tuple[Unmet, Unmet]]] = field(default_factory=dict)

    @property
    def thesaurus(self) -> Thesaurus:
        """The topics with their labels, relations and activities; without wordings where nothing had to be read."""
        return self._finder.thesaurus

    def ranking(self, receiver: School) -> list[RankedPlan]:
        """What each donor could do for `receiver`, best first; ties by the donor's id. Banned donors are left out."""
        banned, given, worths = self._banned_for(receiver), self._given.get(receiver.id), self._finder.worths(receiver)
        answered, unmet = self._answered, self._unmet
        plans = [
            RankedPlan(receiver, donor, worths[place], answered, unmet, donor.id == given)
            for place, donor in self._by_id
            if donor.id not in banned
        ]
        # Nobody who looks at a plan waits for what is open then.
        self._finder.elsewhere(receiver)
        return sorted(plans, key=attrgetter("score"), reverse=True)

    def best_donor(self, receiver: School, places_left: Callable[[School], int] | None = None) -> School | None:
        """The given donor of a receiver, else the one that could do most and may take it; None without one.

        `places_left` tells how many more receivers a donor can take; without it the programme's files do.
        """
        given = self.programme.given_donor(receiver.id)
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
            self._given.get(receiver.id) == donor.id,
        )

    def topic_of(self, receiver: School, need: Need) -> str | None:
        """Id of the topic that a need of `receiver` is mostly about; None where no topic explains it."""
        return self._finder.need_topics(receiver)[receiver.needs.index(need)]

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
        left = places_left(donor) if places_left else self.programme.places_left(donor.id)
        return left > 0 and self.programme.districts_allow(receiver, donor)

    def _answered(self, receiver: School, donor: School) -> tuple[Match, ...]:
        return tuple(self._match(receiver, donor, found) for found in self._finder.couple(receiver, donor))

    def _unmet(self, receiver: School, donor: School) -> tuple[Unmet, ...]:
        answered = {found.need for found in self._finder.couple(receiver, donor)}
        declined = self._finder.declined(receiver, donor)
        key = receiver.id, self._finder.keys.among_donors(receiver)
        if key not in self._all_unmet:
            self._all_unmet[key] = list(self._causes(receiver))
        return tuple(
            both[place in declined] for place, both in enumerate(self._all_unmet[key]) if place not in answered
        )

    def _causes(self, receiver: School) -> Iterator[tuple[Unmet, Unmet]]:
        """For each need why a donor leaves it unmet where nothing was declined, and where something was."""
        donors, banned = self.programme.donors, self._banned_for(receiver)
        answers: list[list[tuple[School, Found]]] = [[] for _need in receiver.needs]
        for donor in donors:
            for found in self._finder.couple(receiver, donor):
                answers[found.need].append((donor, found))
        for place, need in enumerate(receiver.needs):
            allowed = [entry for entry in answers[place] if entry[0].id not in banned]
            if allowed:
                unmet = declined = Unmet(need, Cause.OTHER_DONOR, self._helpers(receiver, allowed))
            else:
                declined = Unmet(need, Cause.DECLINED)
                elsewhere = self._best_elsewhere(receiver, place)
                if answers[place]:
                    unmet = Unmet(need, Cause.BANNED, self._helpers(receiver, answers[place]))
                elif elsewhere:
                    unmet = Unmet(need, Cause.OTHER_STAGE, self._helpers(receiver, elsewhere))
                else:
                    unmet = Unmet(need, Cause.NOBODY)
            yield unmet, declined

    def _best_elsewhere(self, receiver: School, place: int) -> list[tuple[School, Found]]:
        """The best that each donor would have for a need if it were not for another stage."""

        def order(entry: Elsewhere) -> tuple[int, int, str]:
            return entry.donor, -entry.score, self.programme.donors[entry.donor].strengths[entry.strength].id

        best: dict[int, Found] = {}
        for entry in sorted((entry for entry in self._finder.elsewhere(receiver) if entry.need == place), key=order):
            best.setdefault(entry.donor, Found(place, entry.strength, entry.score))
        return [(self.programme.donors[donor], found) for donor, found in best.items()]

    def _helpers(self, receiver: School, entries: Iterable[tuple[School, Found]]) -> tuple[Match, ...]:
        """The best for one need, ties by the donor's id."""
        best = heapq.nsmallest(_HELPERS, entries, key=lambda entry: (-entry[1].score, entry[0].id))
        return tuple(self._match(receiver, donor, found) for donor, found in best)

    def _match(self, receiver: School, donor: School, found: Found) -> Match:
        need, strength = receiver.needs[found.need], donor.strengths[found.strength]
        return Match(need, donor, strength, found.score, partial(self._finder.evidence, receiver, donor, found))

    def _banned_for(self, receiver: School) -> frozenset[str]:
        """Ids of the donors that must not be paired with a receiver."""
        return self._banned.get(receiver.id, frozenset())

    @cached_property
    def _banned(self) -> dict[str, frozenset[str]]:
        pairs = [(ban.receiver, ban.donor) for ban in self.programme.settings.bans]
        pairs += [
            (judgement.receiver, judgement.donor)
            for judgement in self.programme.judgements
            if judgement.decision is Decision.BANNED and judgement.receiver and judgement.donor
        ]
        return {one: frozenset(donor for receiver, donor in pairs if receiver == one) for one, _donor in pairs}

    @cached_property
    def _by_id(self) -> list[tuple[int, School]]:
        """The donors in the order of their ids, each with its place in the programme."""
        return sorted(enumerate(self.programme.donors), key=lambda entry: entry[1].id)

    @cached_property
    def _given(self) -> dict[str, str | None]:
        return {school.id: self.programme.given_donor(school.id) for school in self.programme.receivers}

    @cached_property
    def _finder(self) -> Finder:
        return Finder(self.programme, self.load, self.known)


def plan_score(needs: Sequence[Need], answered: Iterable[Match]) -> int:
    """Worth of a plan, 0..100: the mean of the scores weighted by priority over all needs, unmet ones as 0."""
    found = tuple(Found(needs.index(match.need), 0, match.score) for match in answered)
    return mean_score([need.weight for need in needs], found)
