"""What the app knows at one moment: the programme that was read, what was matched, the plans being edited, the history.

No widget and no Textual here: screens ask it and show what it says, and every change of a plan goes through `edit`,
so that undo, the count of unsaved changes and saving have one truth.
"""

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from needsmatch.errors import Problem, Severity
from needsmatch.i18n import _, ngettext
from needsmatch.matching.rank import Matcher
from needsmatch.model.holds import Holds
from needsmatch.model.match import RankedPlan
from needsmatch.model.pairing import Goal, Pairing
from needsmatch.model.plan import Item, SupportPlan
from needsmatch.model.programme import About, Programme
from needsmatch.model.school import School
from needsmatch.planning.changes import Change, changes, described
from needsmatch.planning.edit import faults, set_value
from needsmatch.planning.fields import ITEM_FIELDS, PLAN_FIELDS, Field, WrongValue, read
from needsmatch.planning.history import History
from needsmatch.planning.propose import plan_id
from needsmatch.store.folder import PLANS, Reading, StoredPlan
from needsmatch.store.mend import Mend, write_all
from needsmatch.topics.thesaurus import Thesaurus
from needsmatch.tui import clock

if TYPE_CHECKING:
    from needsmatch.matching.pair import Pairer
    from needsmatch.matching.rules import Contradiction
    from needsmatch.matching.unexplained import Unexplained
    from needsmatch.planning.whatif import Comparison

Place = tuple[str, str | None, str]
"""Plan, item (None: the plan itself) and field."""


@dataclass(frozen=True)
class Written:
    """Files that were written at once, and are taken back as one step."""

    files: tuple[Mend, ...]
    what: Callable[[], str] = field(compare=False)
    """Says in the current language what was done."""


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


@dataclass(frozen=True)
class Work:
    """Everything that undo takes back, as one value."""

    plans: Mapping[str, SupportPlan] = field(default_factory=dict)
    """Plans as they are being edited, by id; a plan that nobody touched is not among them."""
    wrong: Mapping[Place, str] = field(default_factory=dict)
    """What was typed into a field and cannot be used there."""
    written: tuple[Written, ...] = ()
    """Steps that were written at once: files mended on the problems page, lessons."""

    def without(self, names: Collection[str]) -> "Work":
        """The same without the plans of these ids."""
        return replace(
            self,
            plans={name: plan for name, plan in self.plans.items() if name not in names},
            wrong={place: text for place, text in self.wrong.items() if place[0] not in names},
        )


@dataclass
class Session:
    """The state of the app."""

    folder: Path | None = None
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
    stored: dict[str, StoredPlan] = field(default_factory=dict)
    history: History[Work] = field(default_factory=lambda: History(Work()))
    searched: dict[tuple[object, ...], str] = field(default_factory=dict)
    """What filters look at in each receiver, once it was worked out."""
    just_now: str = ""
    news: News | None = None
    saved_at: datetime | None = None
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
        before = self.stored
        edited = dict.fromkeys((*self.unsaved_plans, *(place[0] for place in self.work.wrong)))
        self.reading, self.match, self.read_at = reading, None, clock.now()
        self.searched = {}
        self.stored = {stored.plan.plan.id: stored for stored in reading.plans}
        for name in edited:
            if name in before:
                self.stored[name] = before[name]
            else:
                # Drafted here, and meanwhile by somebody else too.
                self.stored.pop(name, None)
        moved = [name for name, stored in before.items() if self.stored.get(name, stored).plan != stored.plan]
        others = {*moved, *(set(before) - set(self.stored))}
        if others:
            # Going back in the history would undo what somebody else wrote.
            self.history = self.history.each(lambda work: work.without(others))
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
        planned = next(
            (plan.plan.donor for plan in self.work.plans.values() if plan.plan.receiver == receiver_id), None
        )
        return self._settled.get(receiver_id) or planned

    def places_left(self, donor: School) -> int:
        """How many more receivers a donor can take."""
        drafted = (plan.plan for plan in self.work.plans.values() if not self._settled.get(plan.plan.receiver))
        return max(0, donor.capacity - self._taken[donor.id] - sum(plan.donor == donor.id for plan in drafted))

    def ranked_plan(self, receiver_id: str) -> RankedPlan | None:
        """What the receiver's donor could do for it; where none is settled, what the best one could."""
        plans = self.ranked.get(receiver_id, [])
        donor = self.settled(receiver_id)
        if donor:
            return next((plan for plan in plans if plan.donor.id == donor), None)
        return plans[0] if plans else None

    # Plans and their history

    @property
    def work(self) -> Work:
        """What is being edited."""
        return self.history.present

    def plan(self, name: str) -> SupportPlan | None:
        """A plan as it stands here, by its id."""
        edited = self.work.plans.get(name)
        if edited:
            return edited
        return self.stored[name].plan if name in self.stored else None

    def saved_plan(self, name: str) -> SupportPlan | None:
        """A plan as it stands in its file."""
        return self.stored[name].plan if name in self.stored else None

    def item_that_was(self, name: str, item_id: str) -> Item | None:
        """An item of a plan that is gone from it, as it was in the file or in the history."""
        before = [work.plans.get(name) for work in (*reversed(self.history.past), *self.history.future)]
        for plan in (*before, self.saved_plan(name)):
            for item in plan.items if plan else ():
                if item.id == item_id:
                    return item
        return None

    def need_text(self, reference: str) -> str:
        """The wording of a need; its reference where the school does not ask for it any more."""
        for school in self.receivers:
            for need in school.needs:
                if school.reference(need) == reference:
                    return need.text
        return reference

    def plan_name(self, receiver_id: str) -> str | None:
        """Id of the plan of a receiver: the one it has, or would get with its settled donor."""
        for name, plan in (*self.work.plans.items(), *((name, stored.plan) for name, stored in self.stored.items())):
            if plan.plan.receiver == receiver_id:
                return name
        donor = self.settled(receiver_id)
        return plan_id(receiver_id, donor) if donor else None

    def edit(self, plan: SupportPlan, said: str = "", *, wrong: Mapping[Place, str] | None = None) -> None:
        """Go on with a changed plan; `said` tells what was done where the change does not tell by itself."""
        before = self.plan(plan.plan.id)
        plan, wrong = _looked_at_again(plan, self.work.wrong if wrong is None else wrong)
        work = replace(self.work, plans={**self.work.plans, plan.plan.id: plan}, wrong=wrong)
        if work != self.work:
            self.history = self.history.done(work)
            self.just_now = said or (_summary(changes(before, plan)) if before else _new_plan(plan))

    def wrote(self, files: Sequence[Mend], what: Callable[[], str]) -> None:
        """Remember files that were written at once as one step; `what` says what was done."""
        step = Written(tuple(files), what)
        self.history = self.history.done(replace(self.work, written=(*self.work.written, step)))
        self.just_now = what()

    def mended(self, mend: Mend) -> None:
        """Remember that a file was mended."""
        self.wrote([mend], lambda: _("{file} mended").format(file=mend.path.name))

    @property
    def can_undo(self) -> bool:
        """There is a step to take back."""
        return self.history.can_undo

    @property
    def can_redo(self) -> bool:
        """There is a step to do again."""
        return self.history.can_redo

    def undo(self) -> bool:
        """Take the last step back; gives whether files were changed by it. Raises ChangedOnDisk, CannotWrite."""
        return self._go(self.history.undone(), back=True)

    def redo(self) -> bool:
        """Do the step again that was taken back; gives whether files were changed by it."""
        return self._go(self.history.redone(), back=False)

    def _go(self, history: History[Work], *, back: bool) -> bool:
        before, after = self.work, history.present
        if before == after:
            return False
        gone, new = before.written[len(after.written) :], after.written[len(before.written) :]
        backwards = [file.reversed() for step in reversed(gone) for file in reversed(step.files)]
        write_all([*backwards, *(file for step in new for file in step.files)])
        self.history = history
        # Taking a step back names the step itself, not its opposite.
        step = self._between(after, before) if back else self._between(before, after)
        self.just_now = (_("undone: {what}") if back else _("done again: {what}")).format(what=step)
        return before.written != after.written

    def _between(self, older: Work, newer: Work) -> str:
        for name, plan in newer.plans.items():
            before = older.plans.get(name) or self.saved_plan(name)
            if before is None:
                return _new_plan(plan)
            found = changes(before, plan)
            if found:
                return _summary(found)
        if older.written != newer.written:
            return (newer.written or older.written)[-1].what()
        return _("a value that cannot be used") if older.wrong != newer.wrong else _("the changes of a plan")

    # Saving

    def changes_of(self, name: str) -> tuple[Change, ...]:
        """What differs between a plan here and its file; empty for a plan without a file."""
        before, now = self.saved_plan(name), self.plan(name)
        return changes(before, now) if before and now else ()

    @property
    def unsaved_plans(self) -> list[str]:
        """Ids of the plans that differ from their files or have none yet."""
        return [name for name, plan in self.work.plans.items() if plan != self.saved_plan(name)]

    @property
    def unsaved(self) -> int:
        """How many changes are not saved; a new plan counts as one."""
        counts = (len(self.changes_of(name)) or 1 for name in self.unsaved_plans)
        return sum(counts) + len(self.work.wrong)

    def hindrances(self) -> list[Problem]:
        """What keeps plans from being saved: values that cannot be used, dates that cannot both be right."""
        found = [self._hindrance(place, message) for place, message in self._wrong_messages()]
        for name in self.unsaved_plans:
            plan = self.work.plans[name]
            found += [self._hindrance((name, fault.item, fault.field), fault.message) for fault in faults(plan)]
        return found

    def _wrong_messages(self) -> list[tuple[Place, str]]:
        found = []
        for place, text in self.work.wrong.items():
            plan = self.plan(place[0])
            try:
                read(_field(place), text, plan.plan.start if plan else None)
            except WrongValue as error:
                found.append((place, str(error)))
        return found

    def _hindrance(self, place: Place, message: str) -> Problem:
        name, item, key = place
        plan = self.plan(name)
        numbers = {entry.id: number for number, entry in enumerate(plan.items, 1)} if plan else {}
        where = f"item[{numbers[item]}].{key}" if item in numbers else f"plan.{key}"
        return Problem(f"{PLANS}/{name}.toml", None, where, message, Severity.ERROR)

    @property
    def problems(self) -> list[Problem]:
        """Problems of the files, and values typed here that cannot be saved; errors first."""
        found = [*self.hindrances(), *(self.reading.problems if self.reading else ())]
        return sorted(found, key=lambda problem: problem.severity is Severity.NOTE)

    @property
    def problem_count(self) -> int:
        """How many errors there are."""
        return sum(problem.severity is Severity.ERROR for problem in self.problems)

    def saved(self, stored: StoredPlan, at: datetime) -> None:
        """Remember what a plan's file holds now; steps from before it was touched keep what the file held then."""
        name = stored.plan.plan.id
        before = self.stored.get(name, stored).plan
        self.stored[name] = stored
        self.saved_at = at

        def as_it_was(work: Work) -> Work:
            # A mend of this file cannot be taken back any more: it holds more than that by now.
            written = tuple(step for step in work.written if all(file.path != stored.path for file in step.files))
            return replace(work, plans={name: before, **work.plans}, written=written)

        self.history = self.history.each(as_it_was)

    def drop(self, name: str) -> None:
        """Go on with a plan as it stands in its file; undo brings the changes back."""
        self.history = self.history.done(self.work.without([name]))


def _same_schools(before: Programme, now: Programme) -> bool:
    return (before.receivers, before.donors) == (now.receivers, now.donors)


def _looked_at_again(plan: SupportPlan, wrong: Mapping[Place, str]) -> tuple[SupportPlan, Mapping[Place, str]]:
    """What was typed into the plan and could not be used: taken where it can be now, gone where its item is gone."""
    items = {None, *(item.id for item in plan.items)}
    still = {place: text for place, text in wrong.items() if place[0] != plan.plan.id or place[1] in items}
    for place, text in list(still.items()):
        if place[0] == plan.plan.id:
            with suppress(WrongValue):
                # A day without a year can be read once the plan has a start.
                value = read(_field(place), text, plan.plan.start)
                plan = set_value(plan, place[1], _field(place), value)
                del still[place]
    return plan, still


def _field(place: Place) -> Field:
    fields = PLAN_FIELDS if place[1] is None else ITEM_FIELDS
    return next(field for field in fields if field.name == place[2])


def _summary(found: Sequence[Change]) -> str:
    first = described(found[0]) if found else ""
    more = len(found) - 1
    if more <= 0:
        return first
    return ngettext("{first}, and {more} more", "{first}, and {more} more", more).format(first=first, more=more)


def _new_plan(plan: SupportPlan) -> str:
    return _("drafted the plan of {receiver} with {donor}").format(
        receiver=plan.plan.receiver_name, donor=plan.plan.donor_name
    )
