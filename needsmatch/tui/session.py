"""What the app knows at one moment: the programme that was read, what was matched, the plans being edited.

No widget and no Textual here: screens ask it and show what it says. What changes plans is in `editing.py`, what keeps
it for the next start in `remembering.py`.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

import msgspec

from needsmatch.errors import Problem, Severity
from needsmatch.matching.rank import Matcher
from needsmatch.model.holds import Holds
from needsmatch.model.match import RankedPlan
from needsmatch.model.pairing import Goal, Pairing
from needsmatch.model.programme import About, Programme
from needsmatch.model.school import School
from needsmatch.planning.propose import plan_id
from needsmatch.store.folder import Reading
from needsmatch.topics.thesaurus import Thesaurus
from needsmatch.tui import clock
from needsmatch.tui.editing import Editing

if TYPE_CHECKING:
    from needsmatch.matching.pair import Pairer
    from needsmatch.matching.rules import Contradiction
    from needsmatch.matching.unexplained import Unexplained
    from needsmatch.planning.whatif import Comparison
    from needsmatch.tui.reporting import Reported


@dataclass(frozen=True)
class News:
    """What is said of a step once a receiver is ranked with what it changed."""

    receiver: str
    """The receiver's id."""
    before: Programme | None
    """The programme that does not know of the step."""
    meanwhile: str
    """What is said of the step until then; once something else is said, the news are stale."""
    say: Callable[[], str]


@dataclass(frozen=True)
class PairingNow:
    """Who helps whom, worked out for one programme."""

    programme: Programme
    """With the plans as they stood here."""
    goal: Goal
    pairer: "Pairer"
    pairing: Pairing | None
    """None where the programme contradicts itself."""

    @property
    def contradictions(self) -> "Sequence[Contradiction]":
        """What must be changed before anything can be paired."""
        return self.pairer.contradictions


@dataclass(frozen=True)
class Around:
    """What is worked out about two schools only when somebody looks at them."""

    others: Sequence[tuple[School, int, int]]
    """Other donors for the receiver with their worths, best first, and the best total with each."""
    total: int | None = None
    """The best total with the two; None where the rules forbid it, or there is no place."""
    price: "Comparison | None" = None
    """Of the pairs without the two, and with them, where they are given or pinned."""


@dataclass(repr=False)
class Session(Editing):
    """The state of the app."""

    reading: Reading | None = None
    match: Matcher | None = None
    ranked: dict[str, list[RankedPlan]] = field(default_factory=dict)
    """Receiver's id to its ranked plans; grows while matching goes on."""
    outdated: set[str] = field(default_factory=set)
    """Ids of receivers whose ranking is from before the files were read last."""
    topics: dict[str, str | None] = field(default_factory=dict)
    """Reference of each need to the topic it is about; filled with `ranked`."""
    unexplained: "tuple[Programme, Sequence[Unexplained]] | None" = None
    """The wordings that no topic explains, and the programme that was asked."""
    goal: Goal = Goal.TOTAL
    """What the best pairs are."""
    pairing: PairingNow | None = None
    """Who helps whom, of the programme and the goal that were worked out last."""
    to_pair: tuple[Programme, Goal] | None = None
    """What is to be paired, or was last."""
    around: dict[tuple[str, str], Around] = field(default_factory=dict)
    """What is known about a receiver and a donor in `pairing`, by their ids."""
    two_way: tuple[Programme, Matcher] | None = None
    """What matches the two sides the other way round, and the programme it was made for."""
    searched: dict[tuple[object, ...], str] = field(default_factory=dict)
    """What filters look at in each receiver, once it was worked out."""
    reported: "Reported | None" = None
    """The report that was added up last."""
    to_report: object = None
    """All that the report depends on that is being added up, or was last."""
    news: News | None = None
    read_at: datetime | None = None
    """When the files were read last."""
    receiver: str | None = None
    """The receiver that was chosen last, on whatever page."""
    _taken: Counter[str] = field(default_factory=Counter)
    _settled: dict[str, str | None] = field(default_factory=dict)
    _thesaurus: Thesaurus = field(default_factory=lambda: Thesaurus(()))

    # The programme

    def take_in(self, reading: Reading) -> None:
        """Work with what was read; plans that changed in their files replace what was shown of them.

        A plan with unsaved changes stays as it was read before: saving it then finds the other version and asks.
        Where no school changed, what was ranked is shown until it is ranked anew.
        """
        if self.programme and _same_schools(self.programme, reading.programme):
            self.outdated, self._thesaurus = set(self.ranked), self.thesaurus
        else:
            self.ranked, self.topics, self.outdated, self._thesaurus = {}, {}, set(), Thesaurus(())
            self.pairing, self.to_pair, self.around = None, None, {}
        self.reading, self.match, self.read_at = reading, None, clock.now()
        self.searched = {}
        self._take_in_plans({stored.plan.plan.id: stored for stored in reading.plans})
        self._taken.clear()
        self._settled.clear()
        holds = Holds(reading.programme)
        for school in reading.programme.receivers:
            self._settled[school.id] = holds.settled_donor(school.id)
        self._taken.update(donor for donor in self._settled.values() if donor)
        if self.receiver not in self._settled:
            self.receiver = next((school.id for school in reading.programme.receivers if school.needs), None)

    def take_in_ranking(
        self, match: Matcher, receiver_id: str, plans: list[RankedPlan], topics: Mapping[str, str | None]
    ) -> None:
        """Work with the ranking of one receiver, and say what it changed where that is awaited."""
        self.match = match
        self.ranked[receiver_id] = plans
        self.outdated.discard(receiver_id)
        self.topics.update(topics)
        news = self.news
        if news and news.receiver == receiver_id and news.before is not self.programme:
            self.news = None
            if self.just_now == news.meanwhile:
                self.just_now = news.say()

    @property
    def programme(self) -> Programme | None:
        """The programme, once it is read."""
        return self.reading.programme if self.reading else None

    @property
    def programme_now(self) -> Programme | None:
        """The programme with the plans as they stand here."""
        if self.programme is None:
            return None
        names = dict.fromkeys((*self.stored, *self.work.plans))
        return msgspec.structs.replace(self.programme, plans=tuple(filter(None, map(self.plan, names))))

    @property
    def is_matched(self) -> bool:
        """Every receiver that asks for something is ranked, by the files as they were read last."""
        asking = (school.id for school in self.receivers if school.needs)
        return self.match is not None and all(name in self.ranked and name not in self.outdated for name in asking)

    @property
    def thesaurus(self) -> Thesaurus:
        """The topics, for their names; empty until the first school is matched."""
        return self.match.thesaurus if self.match else self._thesaurus

    @property
    def about(self) -> About | None:
        """What the programme is, once it is read."""
        return self.reading.programme.about if self.reading else None

    @property
    def receivers(self) -> Sequence[School]:
        """The receivers, by id."""
        return self.reading.programme.receivers if self.reading else ()

    def settled(self, receiver_id: str) -> str | None:
        """Id of the donor that a receiver has: given, pinned, or of its plan as it stands here."""
        left = {school.id for school in self.programme.left} if self.programme else set()
        planned = (plan.plan.donor for plan in self.work.plans.values() if plan and plan.plan.receiver == receiver_id)
        return self._settled.get(receiver_id) or next((donor for donor in planned if donor not in left), None)

    def places_left(self, donor: School) -> int:
        """How many more receivers a donor can take."""
        edited = (plan.plan for plan in self.work.plans.values() if plan)
        drafted = (about for about in edited if not self._settled.get(about.receiver))
        return max(0, donor.capacity - self._taken[donor.id] - sum(about.donor == donor.id for about in drafted))

    def ranked_plan(self, receiver_id: str) -> RankedPlan | None:
        """What the receiver's donor could do for it; where none is settled, what the best one could."""
        plans = self.ranked.get(receiver_id, [])
        donor = self.settled(receiver_id)
        if donor:
            return next((plan for plan in plans if plan.donor.id == donor), None)
        return plans[0] if plans else None

    # What schools and plans say

    def need_text(self, reference: str) -> str:
        """The wording of a need; its reference where the school does not ask for it any more."""
        for school in self.receivers:
            for need in school.needs:
                if school.reference(need) == reference:
                    return need.text
        return reference

    def plan_name(self, receiver_id: str) -> str | None:
        """Id of the plan of a receiver: the one it has, or would get with its settled donor. A plan with a school that
        left is told only where there is no other donor yet."""
        left = {school.id for school in self.programme.left} if self.programme else set()
        over = None
        for name in dict.fromkeys((*self.work.plans, *self.stored)):
            plan = self.plan(name)
            if plan and plan.plan.receiver == receiver_id:
                if plan.plan.donor not in left:
                    return name
                over = over or name
        donor = self.settled(receiver_id)
        return plan_id(receiver_id, donor) if donor else over

    @property
    def problems(self) -> list[Problem]:
        """Problems of the files, and values typed here that cannot be saved; errors first."""
        found = [*self.hindrances(), *(self.reading.problems if self.reading else ())]
        return sorted(found, key=lambda problem: problem.severity is Severity.NOTE)

    @property
    def problem_count(self) -> int:
        """How many errors there are."""
        return sum(problem.severity is Severity.ERROR for problem in self.problems)


def _same_schools(before: Programme, now: Programme) -> bool:
    return (before.receivers, before.donors) == (now.receivers, now.donors)
