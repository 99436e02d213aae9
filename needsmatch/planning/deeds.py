"""What was done, deed by deed: the one thing that every figure of a report is a sum of.

How people are counted. Somebody who is named counts once per programme, by name and home school. Numbers without names
are added up. In an item with placements each row of its log tells of those who are placed, so only what it has beyond
them is added, and its months not at all; a row that names a batch tells of that batch alone. Who is placed without a
batch belongs to the first one that the log names. Attendances count everybody every time.
"""

import re
from calendar import monthrange
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache

from needsmatch.model.plan import Item, Outcome, Placement, PlanSide, SupportPlan
from needsmatch.model.terms import Mode
from needsmatch.text.normalise import searchable

Person = tuple[str, str]
"""Id of the home school, and the name without what makes no difference."""

_SENT = frozenset({Mode.TEACHING})
"""Ways of helping whose people come from the school that helps; of all others from the one that is helped."""
_DAYS_OF_A_MONTH = Decimal(30)
_SPACE = re.compile(r"(?<=[^\x00-\x7f]) | (?=[^\x00-\x7f])")
"""A space that people write or leave out: 第 1 批, 马 英花; Ann A is not Anna."""
_TENTH = Decimal("0.1")
_NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class Deed:
    """A row of an item's log, or a placement that has begun."""

    plan: SupportPlan
    item: Item
    entry: Outcome | Placement
    day: date | None
    """When it was done, or the first day known of the placement; None for a placement without a date."""
    sessions: int
    attendances: int
    """How many people took part in it, whoever they are."""
    names: frozenset[Person]
    """Those of them who are named."""
    unnamed: int
    """The others; 0 or more."""
    months: Decimal
    money: Decimal
    """Yuan."""
    batch: str | None

    @property
    def mode(self) -> Mode | None:
        """The way of helping."""
        return self.item.mode

    @property
    def held(self) -> int:
        """Sessions, where a row of a log that tells no number of them is one."""
        is_one = isinstance(self.entry, Outcome) and self.entry.sessions is None
        return 1 if is_one else self.sessions


@dataclass(frozen=True, slots=True)
class Totals:
    """Sums over deeds; all but `people`, `named` and `batches` are also the sums of the sums of any parts."""

    occasions: int
    """Rows of logs, and placements that have begun."""
    sessions: int
    held: int
    """Sessions, where a row of a log that tells no number of them is one."""
    attendances: int
    named: int
    """People with a name, each once."""
    unnamed: int
    """People without one, as often as they were noted."""
    months: Decimal
    shortest: Decimal | None
    """The fewest months that stand in one deed; None where none tells months."""
    longest: Decimal | None
    money: Decimal
    """Yuan."""
    batches: int
    """Batches with different names; several without a name are not told apart and do not count."""

    @property
    def people(self) -> int:
        """People: the named ones once, the others as noted."""
        return self.named + self.unnamed


def deeds(plan: SupportPlan, today: date) -> Iterator[Deed]:
    """All that was done by `plan` until the day `today`, item by item: placements first, then the log.

    What is dated later has not been done yet.
    """
    for item in plan.items:
        yield from item_deeds(plan, item, today)


def item_deeds(plan: SupportPlan, item: Item, today: date) -> Iterator[Deed]:
    """All that was done about one item until the day `today`."""
    placed = [entry for entry in item.placements if has_begun(entry, today)]
    for entry in placed:
        names, months = _persons(plan, item, (entry.person,)), months_of(entry, today)
        yield Deed(plan, item, entry, begun_on(entry), 0, 1, names, 0, months, _NOTHING, entry.batch)
    done = [outcome for outcome in item.outcomes if outcome.day <= today]
    first_batch = next((outcome.batch for outcome in done if outcome.batch), None)
    for outcome in done:
        names = _persons(plan, item, outcome.names)
        noted = max(outcome.people or 0, len(names))
        among = [entry for entry in placed if _is_of_batch(outcome.batch, entry.batch or first_batch)]
        known = _persons(plan, item, [entry.person for entry in among])
        # All others of the row may be those who are placed.
        others = noted - len(names - known)
        again = min(len(known), others)
        months, money = _NOTHING if known else exact(outcome.months), exact(outcome.money)
        yield Deed(
                plan, item, outcome, outcome.day, outcome.sessions or 0, noted - again, names, others - again, months,
                money, outcome.batch,
            )  # fmt: skip


def _is_of_batch(told: str | None, batch: str | None) -> bool:
    """Whether a row of a log that tells of a batch, or of none, tells of those who came with `batch` too."""
    return told is None or (batch is not None and same_words(told) == same_words(batch))


def begun_on(placement: Placement) -> date | None:
    """When somebody was placed, or the first day that is known of it."""
    return placement.start or min(filter(None, (placement.end, placement.assessed)), default=None)


def has_begun(placement: Placement, today: date) -> bool:
    """Whether somebody is or was placed by the day `today`; one without any date counts once it was assessed."""
    first = begun_on(placement)
    return first <= today if first else placement.grade is not None or placement.assessment is not None


def ends_on(placement: Placement) -> date | None:
    """The last day of a placement; where only its first one is noted, it follows from its months."""
    start, end, months = placement.start, placement.end, exact(placement.months)
    if end or not start or not months:
        return end
    whole, part = divmod(months, 1)
    years, month = divmod(start.year * 12 + start.month - 1 + int(whole), 12)
    if years >= date.max.year:
        return None
    first = date(years, month + 1, 1)
    after = first.toordinal() + min(start.day - 1, monthrange(years, month + 1)[1]) + round(part * _DAYS_OF_A_MONTH)
    return date.fromordinal(max(start.toordinal(), after - 1))


def is_assessed(placement: Placement, today: date) -> bool:
    """Whether there is an assessment of a placement by the day `today`."""
    if placement.assessed:
        return placement.assessed <= today
    return placement.grade is not None or placement.assessment is not None


def is_over(placement: Placement, today: date) -> bool:
    """Whether a placement has ended by the day `today`, or was assessed."""
    end = ends_on(placement)
    return has_begun(placement, today) and (is_assessed(placement, today) or bool(end and end < today))


def is_running(placement: Placement, today: date) -> bool:
    """Whether somebody is placed on the day `today`."""
    return has_begun(placement, today) and not is_over(placement, today)


def months_of(placement: Placement, today: date) -> Decimal:
    """The months that somebody was placed until the day `today`, to a tenth; what is given counts from its last day."""
    start, end, given = placement.start, ends_on(placement), exact(placement.months)
    if start is None or (given and (is_assessed(placement, today) or (end and end <= today))):
        return given
    elapsed = _months(start, min(end or placement.assessed or today, today))
    return min(given, elapsed) if given else elapsed


def _months(first: date, last: date) -> Decimal:
    """Whole months, and the days beyond them as thirtieths, to a tenth; both days count."""
    if last < first:
        return _NOTHING
    after = last + timedelta(days=1) if last < date.max else last
    whole = (after.year - first.year) * 12 + after.month - first.month
    days = after.day - first.day
    if days < 0:
        whole, days = whole - 1, days + monthrange(*_month_before(after))[1]
    return (whole + max(0, days) / _DAYS_OF_A_MONTH).quantize(_TENTH)


def _month_before(day: date) -> tuple[int, int]:
    return (day.year, day.month - 1) if day.month > 1 else (day.year - 1, 12)


def totals(done: Iterable[Deed]) -> Totals:
    """The sums over some deeds."""
    rows = list(done)
    lengths = [deed.months for deed in rows if deed.months]
    return Totals(
        occasions=len(rows),
        sessions=sum(deed.sessions for deed in rows),
        held=sum(deed.held for deed in rows),
        attendances=sum(deed.attendances for deed in rows),
        named=len({person for deed in rows for person in deed.names}),
        unnamed=sum(deed.unnamed for deed in rows),
        months=sum(lengths, _NOTHING),
        shortest=min(lengths, default=None),
        longest=max(lengths, default=None),
        money=sum((deed.money for deed in rows if deed.money), _NOTHING),
        batches=len({same_words(deed.batch) for deed in rows if deed.batch}),
    )


def exact(amount: float | None) -> Decimal:
    """An amount as it was written, so that sums are exact; nothing is 0."""
    return _NOTHING if amount is None else Decimal(str(amount))


@lru_cache(maxsize=100_000)
def same_words(text: str) -> str:
    """What two ways of writing a name or a batch have in common: width, script and case make no difference, nor do
    spaces beside Chinese characters."""
    return _SPACE.sub("", searchable(text))


def _persons(plan: SupportPlan, item: Item, names: Sequence[str]) -> frozenset[Person]:
    if not names:
        return frozenset()
    side = item.giver if item.mode in _SENT else item.helped
    home = plan.plan.donor if side is PlanSide.DONOR else plan.plan.receiver
    return frozenset((home, same_words(name)) for name in names)
