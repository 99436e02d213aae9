"""The report of a programme: what was asked, answered, agreed and done, and what it comes to.

A report keeps the needs, items and deeds themselves; every figure is worked out of them, so that it can be followed
down to what is behind it, and the parts of a sum always make the whole.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property

from needsmatch.model.holds import Holds, pairs_of
from needsmatch.model.plan import Placement, Status
from needsmatch.model.programme import Programme
from needsmatch.model.school import School
from needsmatch.model.terms import Mode, Useful
from needsmatch.planning.asked import AskedNeed, Grouping, NeedGroup, asked_needs, grouped
from needsmatch.planning.attention import Attention
from needsmatch.planning.deeds import Deed, Totals, is_assessed, is_over, is_running, totals
from needsmatch.planning.evaluation import Evaluation, evaluations
from needsmatch.planning.measure import Reached, reached
from needsmatch.planning.progress import PLACED, ItemProgress, State, has_passed, progress
from needsmatch.planning.report_words import SESSION_KINDS, session_kind
from needsmatch.planning.since import Event, events
from needsmatch.planning.standing import standing_plans


@dataclass(frozen=True)
class Work:
    """What one way of helping comes to, or all of them."""

    mode: Mode | None
    """None for items without a way of helping, and for all."""
    items: tuple[ItemProgress, ...]
    """All items, also those about which nothing was done yet."""
    deeds: tuple[Deed, ...]
    """In the order of days."""

    @cached_property
    def done(self) -> Totals:
        """The sums."""
        return totals(self.deeds)

    @property
    def planned_sessions(self) -> int:
        """Sessions that were planned; items without a number count nothing."""
        return sum(entry.item.sessions or 0 for entry in self.items)

    @property
    def planned_people(self) -> int:
        """People that were planned for, item by item."""
        return sum(entry.item.people or 0 for entry in self.items)

    @property
    def planned_money(self) -> Decimal:
        """Yuan."""
        return sum((entry.money[1] or Decimal(0) for entry in self.items), Decimal(0))

    @property
    def items_done(self) -> int:
        """Items that are done."""
        return sum(entry.state is State.DONE for entry in self.items)


@dataclass(frozen=True, slots=True)
class Placed:
    """Who was placed until a day."""

    all: tuple[Deed, ...]
    now: tuple[Deed, ...]
    over: tuple[Deed, ...]
    assessed: tuple[Deed, ...]
    """Those of them that were assessed."""
    passed: int
    """How many of these ended well."""
    unassessed: tuple[Deed, ...]
    """Those that wait for it: in plans that go on."""
    rowless: int
    """People beside them who were placed by the log only, without a row of their own."""


@dataclass(frozen=True, slots=True)
class Month:
    """What was done in a month; in a year, where that was long before the programme."""

    first: date
    is_year: bool
    deeds: tuple[Deed, ...]

    @property
    def name(self) -> str:
        """2026-11, or 2017."""
        return self.first.isoformat()[: 4 if self.is_year else 7]


@dataclass(frozen=True)
class Report:
    """What a programme comes to on one day. All sequences are in a stable order."""

    programme: Programme
    day: date
    since: date | None
    """Only what was done from this day on is in `deeds`; None: everything."""
    receivers: int
    """Schools that are helped, without those that left."""
    donors: int
    pairs: tuple[tuple[School, School], ...]
    """Receiver and donor that are together now: given, pinned, accepted, or planned."""
    needs: tuple[AskedNeed, ...]
    """Every need of every receiver of now, once."""
    items: tuple[ItemProgress, ...]
    """Every item of every plan, help in return among them."""
    deeds: tuple[Deed, ...]
    """Of all plans, also those with schools that left; by day, then by plan, those without a day last."""
    labels: Mapping[str, str] = field(repr=False)
    """Names of topics by id, in the current language."""
    waiting: tuple[Attention, ...]
    """What waits or is due, most pressing first."""
    events: tuple[Event, ...]
    """What changed since `since`, latest first; empty without it."""
    evaluations: tuple[Evaluation, ...]
    """The year against the needs list, receiver by receiver."""

    @property
    def earliest(self) -> date | None:
        """The day of the first thing that is counted, where that was before the programme began."""
        start, days = self.programme.about.start, (deed.day for deed in self.all_work.deeds if deed.day)
        first = min(days, default=None)
        return first if start and first and first < start else None

    @property
    def all_needs(self) -> NeedGroup:
        """All needs as one group."""
        return NeedGroup("", "", self.needs)

    def by(self, grouping: Grouping) -> tuple[NeedGroup, ...]:
        """The needs in groups: topics with most unmet needs first, stages in their order, districts by name."""
        return grouped(self.needs, grouping, self.labels)

    @cached_property
    def work(self) -> tuple[Work, ...]:
        """What was given by donors, by way of helping, in the order of `Mode`; only ways that occur."""
        return by_mode(self.all_work.items, self.all_work.deeds)

    @cached_property
    def all_work(self) -> Work:
        """What was given by donors, all together."""
        return self._work(in_return=False)

    @cached_property
    def in_return(self) -> Work:
        """What receivers gave to their donors."""
        return self._work(in_return=True)

    def _work(self, *, in_return: bool) -> Work:
        items = tuple(entry for entry in self.items if entry.item.in_return is in_return)
        return Work(None, items, tuple(deed for deed in self.deeds if deed.item.in_return is in_return))

    @cached_property
    def targets(self) -> tuple[Reached, ...]:
        """The programme's yearly targets beside what donors gave since its start, whatever `since` says."""
        settings, items, pairs = self.programme.settings, self.all_work.items, len(self.pairs)
        return tuple(reached(entry, items, pairs, self.programme.about.start) for entry in settings.targets)

    @cached_property
    def figures(self) -> tuple[Reached, ...]:
        """Published figures beside what the plans count of the same; no sum holds them."""
        return tuple(reached(entry, self.all_work.items, len(self.pairs)) for entry in self.programme.settings.figures)

    @cached_property
    def months(self) -> tuple[Month, ...]:
        """What donors gave month by month, from the first deed (or the programme's start) to the last one (or the day).

        With `since` it begins there; after the programme's end it goes on only as long as something was done. Years
        before the one in which the programme starts (where no start is known: before last year) are not told month by
        month, and only those are there in which something was done.
        """
        about, days = self.programme.about, [deed.day for deed in self.all_work.deeds if deed.day]
        begin = self.since or (about.start if about.start and about.start <= self.day else None)
        first = min(filter(None, (begin, *days)), default=None)
        if first is None:
            return ()
        last = max(first, min(self.day, about.end or self.day), *days)
        year = about.start.year if about.start else self.day.year - 1

        def month_of(day: date) -> date:
            return day.replace(day=1) if day.year >= year else date(day.year, 1, 1)

        spans: dict[date, list[Deed]] = {month: [] for month in _months(max(first, date(year, 1, 1)), last)}
        for deed in self.all_work.deeds:
            if deed.day:
                spans.setdefault(month_of(deed.day), []).append(deed)
        return tuple(Month(month, month.year < year, tuple(spans[month])) for month in sorted(spans))

    @cached_property
    def undated(self) -> tuple[Deed, ...]:
        """Placements of which nobody noted the day they began: they are in no month."""
        return tuple(deed for deed in self.all_work.deeds if deed.day is None)

    @cached_property
    def placed(self) -> Placed:
        """Who was placed until the report's day, whatever `since` says."""
        every = [
            (deed, deed.entry) for entry in self.items for deed in entry.deeds if isinstance(deed.entry, Placement)
        ]
        over = [(deed, entry) for deed, entry in every if is_over(entry, self.day)]
        assessed = [(deed, entry) for deed, entry in over if is_assessed(entry, self.day)]
        noted = [
            deed for entry in self.items if entry.item.mode in PLACED or entry.item.placements for deed in entry.deeds
        ]
        return Placed(
            all=tuple(deed for deed, _entry in every),
            now=tuple(deed for deed, entry in every if is_running(entry, self.day)),
            over=tuple(deed for deed, _entry in over),
            assessed=tuple(deed for deed, _entry in assessed),
            passed=sum(entry.grade is not None and has_passed(entry.grade) for _deed, entry in assessed),
            unassessed=tuple(deed for entry in self.going for deed in entry.unassessed),
            rowless=totals(noted).people - totals(deed for deed, _entry in every).people,
        )

    @cached_property
    def going(self) -> tuple[ItemProgress, ...]:
        """Items that may wait for somebody: of plans that are not closed and whose two schools are together now."""
        plans = {id(plan) for plan in standing_plans(self.programme, Holds(self.programme)).values()}
        return tuple(
            entry for entry in self.items if id(entry.plan) in plans and entry.plan.plan.status is not Status.CLOSED
        )

    @cached_property
    def overdue(self) -> tuple[ItemProgress, ...]:
        """Items that should be done and are not, the oldest first."""
        return _by_day(entry for entry in self.going if entry.state is State.OVERDUE)

    @cached_property
    def not_so(self) -> tuple[ItemProgress, ...]:
        """Items of which the school that was helped says that they were not done as it is noted."""
        return tuple(entry for entry in self.going if entry.is_not_so)

    @cached_property
    def due_this_month(self) -> tuple[ItemProgress, ...]:
        """Items whose last day is in what is left of this month, the next first."""
        return _by_day(entry for entry in self.going if entry.is_due_this_month)

    @cached_property
    def useful(self) -> Mapping[Useful, tuple[ItemProgress, ...]]:
        """Items by what the school that was helped said last, unless more is done since; every answer is there."""
        said = [(entry.confirmation.useful, entry) for entry in self.items if entry.confirmation]
        return {word: tuple(entry for useful, entry in said if useful is word) for word in Useful}

    @cached_property
    def unconfirmed(self) -> tuple[ItemProgress, ...]:
        """Items of which the school that was helped has not confirmed all that was noted as done."""
        return tuple(entry for entry in self.going if entry.waits_for_confirmation)


def report(
    programme: Programme,
    topics: Mapping[str, str | None],
    labels: Mapping[str, str],
    waiting: Sequence[Attention],
    today: date,
    since: date | None = None,
) -> Report:
    """The report of `programme`, with the plans as they stand in it, on the day `today`.

    `topics` gives the top topic of each need by its reference, `labels` the names of topics. Needs that a head added in
    a review are asked for once they stand in the needs list.
    """
    plans = sorted(programme.plans, key=lambda plan: plan.plan.id)
    items = tuple(entry for plan in plans for entry in progress(plan, today))
    done = [deed for entry in items for deed in entry.deeds if since is None or (deed.day and deed.day >= since)]
    standing = standing_plans(programme, Holds(programme))
    needs = tuple(asked_needs(programme, items, topics, standing))
    return Report(
        programme,
        today,
        since,
        len(programme.receivers),
        len(programme.donors),
        tuple(pairs_of(programme)),
        needs,
        items,
        tuple(sorted(done, key=lambda deed: deed.day or date.max)),
        labels,
        tuple(waiting),
        tuple(events(programme, since, today)) if since else (),
        tuple(evaluations(programme, needs, items, standing)),
    )


def by_mode(items: Iterable[ItemProgress], deeds: Iterable[Deed]) -> tuple[Work, ...]:
    """Items and deeds by way of helping, in the order of `Mode`, those without one last."""
    planned, done = tuple(items), tuple(deeds)
    ways = {entry.item.mode for entry in planned} | {deed.mode for deed in done}
    return tuple(
        Work(
            mode,
            tuple(entry for entry in planned if entry.item.mode is mode),
            tuple(deed for deed in done if deed.mode is mode),
        )
        for mode in (*Mode, None)
        if mode in ways
    )


def by_kind(deeds: Iterable[Deed]) -> Mapping[str, tuple[Deed, ...]]:
    """Deeds with sessions by what these are called, in the order of `SESSION_KINDS`; only kinds that occur."""
    some = [deed for deed in deeds if deed.sessions]
    found = {kind: tuple(deed for deed in some if session_kind(deed.mode) == kind) for kind in SESSION_KINDS}
    return {kind: deeds for kind, deeds in found.items() if deeds}


def _by_day(items: Iterable[ItemProgress]) -> tuple[ItemProgress, ...]:
    return tuple(sorted(items, key=lambda entry: entry.last_day or date.max))


def _months(first: date, last: date) -> Iterator[date]:
    """The first day of every month from `first` to `last`."""
    for number in range(first.year * 12 + first.month - 1, last.year * 12 + last.month):
        yield date(number // 12, number % 12 + 1, 1)
