"""Donors ranked for receivers: for each need the best strength of each donor, for each donor the worth of the whole."""

import heapq
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from msgspec.structs import replace

from needsmatch.matching.known import NOTHING, Couple, Found, Known, couple_key, donor_key, receiver_key
from needsmatch.model.match import Cause, Match, RankedPlan, Unmet
from needsmatch.model.programme import Judgement, Programme
from needsmatch.model.school import Need, School
from needsmatch.model.topic import Wordings
from needsmatch.topics.thesaurus import Thesaurus

if TYPE_CHECKING:
    from needsmatch.matching.comparer import Comparer

_HELPERS = 3
"""Other donors that are named for an unmet need."""


@dataclass
class Matcher:
    """Matches one programme. What is known is not compared again, and nothing is loaded for it."""

    programme: Programme
    load: "Callable[[], Comparer]"
    """Gives what compares texts; asked once, at the first comparison that is not known."""
    known: Known = field(default_factory=Known)
    _new: Known = field(default_factory=Known)
    _receiver_keys: dict[str, tuple[School, bytes]] = field(default_factory=dict)
    _donor_keys: dict[str, tuple[School, bytes]] = field(default_factory=dict)
    _candidates: dict[tuple[str, str], "_Candidates"] = field(default_factory=dict)
    _all_unmet: dict[str, list[tuple[Unmet, Unmet]]] = field(default_factory=dict)

    @cached_property
    def thesaurus(self) -> Thesaurus:
        """The topics with their labels, relations and activities; without wordings where nothing had to be compared."""
        return Thesaurus(self.known.topics) if self.known.topics else self._comparer.index.thesaurus

    def ranking(self, receiver: School) -> list[RankedPlan]:
        """What each donor could do for `receiver`, best first; ties by the donor's id. Banned donors are left out."""
        plans = [
            self.plan(receiver, donor)
            for donor in self.programme.donors
            if not self.programme.is_banned(receiver.id, donor.id)
        ]
        return sorted(plans, key=lambda plan: (-plan.score, plan.donor.id))

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
        found = self._found(receiver, donor)
        answered = tuple(found.best[place] for place in sorted(found.best))
        return RankedPlan(
            receiver=receiver,
            donor=donor,
            score=plan_score(receiver.needs, answered),
            answered=answered,
            unmet=tuple(
                self._unmet(receiver, place, place in found.declined)
                for place in range(len(receiver.needs))
                if place not in found.best
            ),
            given=self._given.get(receiver.id) == donor.id,
        )

    def topic_of(self, receiver: School, need: Need) -> str | None:
        """Id of the topic that a need of `receiver` is mostly about; None where no topic explains it."""
        return self._need_topics(receiver)[receiver.needs.index(need)]

    def worth_keeping(self) -> Known | None:
        """What is known by now of the programme as it stands; None where nothing is new since this was asked last."""
        if self._new == Known():
            return None
        need_topics = self.known.need_topics | self._new.need_topics
        couples = self.known.couples | self._new.couples
        receivers, donors = self.programme.receivers, self.programme.donors
        receiver_keys = (self._receiver_key(receiver) for receiver in receivers)
        couple_keys = (self._key(receiver, donor) for receiver in receivers for donor in donors)
        self._new = Known()
        self.known = Known(
            topics=tuple(replace(topic, wordings=Wordings()) for topic in self.thesaurus.topics),
            need_topics={key: need_topics[key] for key in receiver_keys if key in need_topics},
            couples={key: couples[key] for key in couple_keys if key in couples},
        )
        return self.known

    def _may_take(self, donor: School, receiver: School, places_left: Callable[[School], int] | None) -> bool:
        left = places_left(donor) if places_left else self.programme.places_left(donor.id)
        return left > 0 and self.programme.districts_allow(receiver, donor)

    def _unmet(self, receiver: School, place: int, declined: bool) -> Unmet:
        """What a donor's plan says of a need that the donor has nothing for; the same for all of them."""
        if receiver.id not in self._all_unmet:
            self._all_unmet[receiver.id] = list(self._causes(receiver))
        open_need, declined_need = self._all_unmet[receiver.id][place]
        return declined_need if declined else open_need

    def _causes(self, receiver: School) -> Iterator[tuple[Unmet, Unmet]]:
        """For each need why it is unmet where nothing was declined, and where something was."""
        found = [self._found(receiver, donor) for donor in self.programme.donors]
        banned = {donor.id for donor in self.programme.donors if self.programme.is_banned(receiver.id, donor.id)}
        for place, need in enumerate(receiver.needs):
            matches = [of_donor.best[place] for of_donor in found if place in of_donor.best]
            allowed = _helpers(match for match in matches if match.donor.id not in banned)
            if allowed:
                unmet = declined = Unmet(need, Cause.OTHER_DONOR, allowed)
            else:
                other_stage = _helpers(entry.other_stage[place] for entry in found if place in entry.other_stage)
                declined = Unmet(need, Cause.DECLINED)
                if matches:
                    unmet = Unmet(need, Cause.BANNED, _helpers(matches))
                elif other_stage:
                    unmet = Unmet(need, Cause.OTHER_STAGE, other_stage)
                else:
                    unmet = Unmet(need, Cause.NOBODY)
            yield unmet, declined

    def _found(self, receiver: School, donor: School) -> "_Candidates":
        key = receiver.id, donor.id
        if key not in self._candidates:
            self._candidates[key] = _Candidates.of(self._couple(receiver, donor), receiver, donor)
        return self._candidates[key]

    def _couple(self, receiver: School, donor: School) -> Couple:
        """What is known of the two, else what comparing them finds."""
        key = self._key(receiver, donor)
        if key in self.known.couples:
            couple = self.known.couples[key] or NOTHING
            if couple.fits(receiver, donor):
                return couple
        # The needs are read for it anyway: their topics are kept with it, or asking for them would load the index.
        self._need_topics(receiver)
        decided = {
            (judgement.need or "", judgement.strength or ""): judgement.decision
            for judgement in self._judgements[receiver.id, donor.id]
        }
        couple = self._comparer.couple(receiver, donor, decided)
        self._new.couples[key] = couple if couple != NOTHING else None
        return couple

    def _need_topics(self, receiver: School) -> tuple[str | None, ...]:
        key = self._receiver_key(receiver)
        topics = self._new.need_topics.get(key) or self.known.need_topics.get(key, ())
        if len(topics) != len(receiver.needs):
            topics = self._new.need_topics[key] = self._comparer.need_topics(receiver)
        return topics

    @cached_property
    def _given(self) -> dict[str, str | None]:
        return {school.id: self.programme.given_donor(school.id) for school in self.programme.receivers}

    @cached_property
    def _comparer(self) -> "Comparer":
        return self.load()

    @cached_property
    def _judgements(self) -> dict[tuple[str, str], list[Judgement]]:
        """What people decided about needs and strengths, by receiver and donor."""
        found: dict[tuple[str, str], list[Judgement]] = defaultdict(list)
        for judgement in self.programme.judgements:
            if judgement.need and judgement.strength:
                found[judgement.need.partition("/")[0], judgement.strength.partition("/")[0]].append(judgement)
        return found

    def _key(self, receiver: School, donor: School) -> bytes:
        judgements = self._judgements[receiver.id, donor.id]
        return couple_key(self._receiver_key(receiver), _key_of(self._donor_keys, donor, donor_key), judgements)

    def _receiver_key(self, receiver: School) -> bytes:
        return _key_of(self._receiver_keys, receiver, receiver_key)


def _key_of(made: dict[str, tuple[School, bytes]], school: School, make: Callable[[School], bytes]) -> bytes:
    """The key of a school, made once. One that was edited meanwhile must not be kept under the key it had before."""
    before = made.get(school.id)
    if before is None or before[0] is not school:
        before = made[school.id] = school, make(school)
    return before[1]


@dataclass(slots=True)
class _Candidates:
    """What one donor has for the needs of one receiver, by the place of the need in its list."""

    best: dict[int, Match]
    other_stage: dict[int, Match]
    """What would answer the need if it were not for another stage."""
    declined: tuple[int, ...]
    """A person said of something this donor has that it is not a match."""

    @classmethod
    def of(cls, couple: Couple, receiver: School, donor: School) -> "_Candidates":
        """The places of a couple with what stands there."""

        def matches(found: dict[int, Found]) -> dict[int, Match]:
            return {
                place: Match(receiver.needs[place], donor, donor.strengths[entry.strength], entry.score, entry.evidence)
                for place, entry in found.items()
            }

        return cls(matches(couple.best), matches(couple.other_stage), couple.declined)


def plan_score(needs: Sequence[Need], answered: Iterable[Match]) -> int:
    """Worth of a plan, 0..100: the mean of the scores weighted by priority over all needs, unmet ones as 0."""
    total = sum(need.weight for need in needs)
    return round(sum(match.need.weight * match.score for match in answered) / total) if total else 0


def _helpers(matches: Iterable[Match]) -> tuple[Match, ...]:
    """The best for one need, ties by the donor's id."""
    return tuple(heapq.nsmallest(_HELPERS, matches, key=lambda match: (-match.score, match.donor.id)))
