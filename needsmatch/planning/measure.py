"""Targets and published figures beside what the plans count of the same: what a unit counts, and how far it is.

How schools are counted, where a way of helping is named: those where it takes place. These are the schools that take
people in for shadowing and secondment, and for everything else the schools that are helped. Without a way of helping
"schools" may be those of one side or of both, so nothing is counted beside them.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from needsmatch.model.plan import PlanSide
from needsmatch.model.programme import Figure, Target
from needsmatch.model.terms import Mode
from needsmatch.planning.deeds import Deed, Totals, totals
from needsmatch.planning.progress import PLACED, ItemProgress, State


class Measure(StrEnum):
    """What a target or a figure counts."""

    SESSIONS = "sessions"
    HELD = "held"
    """Sessions, where a row of a log that tells no number of them is one."""
    PEOPLE = "people"
    PLACED = "placed"
    """People in the ways of helping that place them at another school; in all others the report tells attendances."""
    ATTENDANCES = "attendances"
    MONTHS = "months"
    MONEY = "money"
    BATCHES = "batches"
    OCCASIONS = "occasions"
    """Rows of logs, and placements."""
    ITEMS = "items"
    """Items that are done: assessments written, development plans adopted."""
    SCHOOLS = "schools"
    """Schools where something was done."""
    PAIRS = "pairs"
    """Pairs of schools: with a way of helping those that something was done in, else all of the programme."""


_UNITS = {
    Measure.PEOPLE: "人 名 位 people persons person teachers teacher pupils pupil participants heads",
    Measure.ATTENDANCES: "人次 attendances person-times",
    Measure.SESSIONS: "节 节课 课时 讲 lessons lesson lectures lecture classes",
    Measure.HELD: "场 场次 期 sessions meetings seminars",
    Measure.OCCASIONS: "次 times visits trips",
    Measure.MONEY: "元 万元 yuan rmb",
    Measure.MONTHS: "月 个月 人月 months month",
    Measure.BATCHES: "批 批次 batches batch",
    Measure.SCHOOLS: "所 schools school",
    Measure.PAIRS: "对 pairs pair",
    Measure.ITEMS: "份 plans reports",
}
"""What people write for each; the vocabulary of files, not of screens."""

_MEASURES = {word: measure for measure, words in _UNITS.items() for word in words.split()}
_WORTH = {"万元": 10_000}
"""How many of what is counted one of the unit is, where it is not one."""

_MEETINGS = frozenset(
    {Mode.TRAINING, Mode.LECTURE, Mode.JOINT_RESEARCH, Mode.LIVE_LESSON, Mode.COMPETITION, Mode.SEMINAR}
)
"""Ways of helping of which each time is a session; of the others one may hold several, which is another figure."""
_WRITTEN = frozenset({Mode.PLANNING, Mode.ASSESSMENT})
"""Ways of helping of which each item comes to one thing that can be counted."""
_AWAY = frozenset({Mode.SHADOW, Mode.SECONDMENT})
"""Ways of helping that take place at the school that helps."""


@dataclass(frozen=True, slots=True)
class Reached:
    """A yearly target, or a published figure, beside what the plans count."""

    entry: Target | Figure
    measure: Measure | None
    """None where its unit is not known: then nothing is counted beside it."""
    counted: Decimal | None
    """What the plans count in that measure and way of helping, in the entry's own unit."""
    deeds: tuple[Deed, ...]
    """What `counted` was counted from; empty for the pairs of the programme."""
    items: tuple[ItemProgress, ...] = ()
    """The items that are counted, where items are."""


def measure_of(unit: str, mode: Mode | None) -> Measure | None:
    """What a unit counts in a way of helping; None where that is in doubt."""
    measure = _MEASURES.get(unit.strip().casefold())
    if measure is Measure.OCCASIONS and mode in _MEETINGS:
        return Measure.HELD
    if (measure is Measure.SCHOOLS and mode is None) or (measure is Measure.ITEMS and mode not in _WRITTEN):
        return None
    return measure


def reached(entry: Target | Figure, items: Collection[ItemProgress], pairs: int, since: date | None = None) -> Reached:
    """What was done by `items`, and the number of `pairs` of the programme, beside a target or a figure.

    What was done before the day `since` does not count, nor do items that were done with nothing after it.
    """
    measure = measure_of(entry.unit, entry.mode)
    some = [item for item in items if entry.mode is None or item.item.mode is entry.mode]
    some = [item for item in some if not item.deeds or since_day(item.deeds, since)]
    done = since_day((deed for item in some for deed in item.deeds), since)
    if measure is None:
        return Reached(entry, None, None, ())
    if measure is Measure.PAIRS and entry.mode is None:
        return Reached(entry, measure, Decimal(pairs), ())
    finished: list[ItemProgress] = []
    if measure is Measure.ITEMS:
        finished = [item for item in some if item.state is State.DONE]
        done = since_day((deed for item in finished for deed in item.deeds), since)
        counted = Decimal(len(finished))
    else:
        counted = count(measure, done)
    counted /= _WORTH.get(entry.unit.strip(), 1)
    return Reached(entry, measure, counted, tuple(deed for deed in done if _adds(deed, measure)), tuple(finished))


def since_day(done: Iterable[Deed], since: date | None) -> list[Deed]:
    """What was done from a day on; what has no day counts too."""
    return [deed for deed in done if since is None or deed.day is None or deed.day >= since]


def count(measure: Measure, done: Collection[Deed]) -> Decimal:
    """What some deeds come to in a measure; items are counted by `reached`, each once."""
    sums: Totals = totals(done)
    match measure:
        case Measure.SESSIONS:
            return Decimal(sums.sessions)
        case Measure.HELD:
            return Decimal(sums.held)
        case Measure.PEOPLE:
            return Decimal(sums.people)
        case Measure.PLACED:
            return Decimal(totals(deed for deed in done if deed.mode in PLACED).people)
        case Measure.ATTENDANCES:
            return Decimal(sums.attendances)
        case Measure.MONTHS:
            return sums.months
        case Measure.MONEY:
            return sums.money
        case Measure.BATCHES:
            return Decimal(sums.batches)
        case Measure.OCCASIONS:
            return Decimal(sums.occasions)
        case Measure.SCHOOLS:
            return Decimal(len({_host(deed) for deed in done}))
        case Measure.PAIRS | Measure.ITEMS:
            return Decimal(len({(deed.plan.plan.receiver, deed.plan.plan.donor) for deed in done}))


def people_in(done: Iterable[Deed]) -> Iterator[tuple[Measure, int, tuple[Deed, ...]]]:
    """People placed, and attendances in all other ways of helping, each with what they are counted from; none of 0.

    Whoever comes to a lecture and to the next one is no second person, and only attendances tell how often they came.
    """
    rows = tuple(done)
    placed = tuple(deed for deed in rows if deed.mode in PLACED)
    others = tuple(deed for deed in rows if deed.mode not in PLACED)
    for measure, some in ((Measure.PLACED, placed), (Measure.ATTENDANCES, others)):
        if number := int(count(measure, some)):
            yield measure, number, tuple(deed for deed in some if _adds(deed, measure))


def _adds(deed: Deed, measure: Measure) -> bool:
    """Whether a deed is a part of what was counted, or only stands beside it."""
    if measure in (Measure.OCCASIONS, Measure.SCHOOLS, Measure.PAIRS, Measure.ITEMS):
        return True
    return count(measure, [deed]) > 0


def _host(deed: Deed) -> str:
    """The school where it took place."""
    side = deed.item.giver if deed.item.mode in _AWAY else deed.item.helped
    return deed.plan.plan.donor if side is PlanSide.DONOR else deed.plan.plan.receiver
