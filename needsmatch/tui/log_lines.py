"""What was done about an item, in words: done against planned, the log, who is placed, what the helped school says."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from needsmatch.i18n import _, clauses, listed, ngettext
from needsmatch.model.plan import Item, Outcome, Placement, Status, SupportPlan
from needsmatch.model.terms import Mode, Useful, label
from needsmatch.planning.confirm import last_word, standing
from needsmatch.planning.deeds import Totals, is_assessed, is_over, is_running, totals
from needsmatch.planning.done_words import confirmed_in_words
from needsmatch.planning.log import entries
from needsmatch.planning.measure import Measure
from needsmatch.planning.plain import day_in_words
from needsmatch.planning.progress import PLACED, ItemProgress, State, item_progress, progress
from needsmatch.planning.report_words import amount, counted
from needsmatch.planning.said import done
from needsmatch.tui.widgets.lines import FILL, Cell, Line, line, paragraph

_BESIDE = 3
"""Log rows and placements that stand beside an item's fields; all of them stand on its log page."""


def is_counted(plan: SupportPlan) -> bool:
    """Whether it matters how far a plan is: it is agreed, or something was noted already."""
    has_log = any(item.outcomes or item.placements for item in plan.items)
    return has_log or plan.plan.status in (Status.AGREED, Status.ACTIVE, Status.CLOSED)


def done_word(entry: ItemProgress) -> tuple[str, str]:
    """How far an item is, for a column: a word, or how many of the planned sessions or people, and its look."""
    if entry.state is State.DONE:
        return _("done"), "accent"
    reached = _reached(entry)
    if entry.state is State.OVERDUE:
        return _("overdue {reached}").format(reached=reached).strip(), "need-strong"
    return (reached or _("begun"), "") if entry.deeds else (reached, "muted")


def _reached(entry: ItemProgress) -> str:
    counts_people = entry.item.mode in PLACED or entry.item.placements
    done, planned = entry.people if counts_people else entry.sessions
    return f"{done}/{planned}" if planned and (done or not entry.deeds) else ""


def sums_in_words(entry: ItemProgress, today: date) -> Line:
    """Done against planned, and whether it is too late."""
    sentence = clauses([listed(_amounts(entry.done, entry.item)), _state(entry, today)])
    return paragraph(sentence, "need" if entry.state is State.OVERDUE else "second")


@dataclass(frozen=True, slots=True)
class HowFar:
    """How far a plan is on one day."""

    entries: tuple[ItemProgress, ...]

    @property
    def done(self) -> int:
        """How many items are done."""
        return sum(entry.state is State.DONE for entry in self.entries)

    @property
    def late(self) -> int:
        """How many are overdue."""
        return sum(entry.state is State.OVERDUE for entry in self.entries)

    @property
    def last_day(self) -> date | None:
        """For which day something was noted last."""
        return max((deed.day for entry in self.entries for deed in entry.deeds if deed.day), default=None)

    @property
    def late_words(self) -> str:
        """How many are overdue, in words; '' where none is."""
        return ngettext("{count} overdue", "{count} overdue", self.late).format(count=self.late) if self.late else ""

    @property
    def words(self) -> str:
        """How many items are done and overdue, all that was done, and when it was noted last."""
        items = ngettext("{done} of {count} item done", "{done} of {count} items done", len(self.entries))
        deeds = [deed for entry in self.entries for deed in entry.deeds]
        last = self.last_day
        parts = (
            items.format(done=self.done, count=len(self.entries)),
            self.late_words,
            listed(_amounts(totals(deeds))) if deeds else "",
            _("last noted for {day}").format(day=day_in_words(last)) if last else "",
        )
        return clauses(filter(None, parts))


def how_far(plan: SupportPlan, today: date) -> HowFar | None:
    """How far a plan is; None where that does not matter yet."""
    return HowFar(tuple(progress(plan, today))) if is_counted(plan) else None


def _amounts(found: Totals, item: Item | None = None) -> list[str]:
    """What was done in numbers, each beside what was planned where that is a number."""
    mode, sessions, people, budget = (item.mode, item.sessions, item.people, item.budget) if item else (None,) * 4
    numbers = (
        _number(Measure.SESSIONS, found.held if sessions else found.sessions, mode, sessions),
        _people(found, people),
        _number(Measure.MONTHS, found.months),
        _number(Measure.MONEY, found.money, mode, budget),
    )
    told = list(filter(None, numbers))
    if not told and found.occasions:
        return [_number(Measure.OCCASIONS, found.occasions, mode)]
    return told or [_("not begun")]


def _people(found: Totals, planned: int | None) -> str:
    if planned and found.unnamed and found.people > planned:
        # Whoever came again without a name was noted again: these may be no more people than were planned.
        text = _("{done} ({planned} planned)")
        times = _number(Measure.ATTENDANCES, found.attendances)
        return text.format(done=times, planned=_number(Measure.PEOPLE, planned))
    return _number(Measure.PEOPLE, found.people, planned=planned)


def _number(measure: Measure, done: float | Decimal, mode: Mode | None = None, planned: float | None = None) -> str:
    """A number beside what was planned; '' where there is neither."""
    if planned:
        text = _("{done} of {planned} {unit}")
        return text.format(done=amount(done), planned=amount(planned), unit=counted(measure, planned, mode))
    return _("{count} {unit}").format(count=amount(done), unit=counted(measure, done, mode)) if done else ""


def _state(entry: ItemProgress, today: date) -> str:
    last = day_in_words(entry.last_day) if entry.last_day else ""
    match entry.state:
        case State.DONE:
            return _("done")
        case State.OVERDUE:
            return _("overdue since {day}").format(day=last)
        case _:
            late = bool(entry.last_day and entry.last_day < today)
            return _("until {day}").format(day=last) if last and not late else _("not done yet")


def noted_in_words(outcome: Outcome, mode: Mode | None) -> str:
    """What stands in a log row, but for its day."""
    return done(outcome, mode) or _("done")


def placement_word(placement: Placement, today: date) -> tuple[str, str]:
    """How far a placement is, in a word, and its look: the grade once it is known."""
    if placement.grade:
        return label(placement.grade), "accent"
    if is_assessed(placement, today):
        return _("assessed"), "accent"
    if is_over(placement, today):
        return _("assess it"), "need-strong"
    return (_("placed now"), "accent") if is_running(placement, today) else (_("to come"), "muted")


def period(placement: Placement) -> str:
    """From when to when."""
    days = [f"{day:%Y-%m-%d}" if day else "" for day in (placement.start, placement.end)]
    return " ~ ".join(days) if any(days) else ""


def said_of_work(plan: SupportPlan, item: Item, today: date) -> Iterator[Line]:
    """What the school that was helped says about what was done, the last word where it said several."""
    if given := last_word(item, today):
        spoken = confirmed_in_words(plan, item, today)[-1]
        yield paragraph(spoken.label, "muted")
        yield paragraph(spoken.text, "need" if given.useful is Useful.NOT_SO else "", 2)
        if standing(item, today) is None:
            yield paragraph(_("Something else is noted since they said this: ask the school again."), "need", 2)


def work_beside(plan: SupportPlan, item: Item, today: date, *, tight: bool) -> list[Line]:
    """What was done, for the fields of an item: the sums, the last rows, what the helped school says."""
    if not (is_counted(plan) or item.confirmations):
        return []
    entry = item_progress(plan, item, today)
    lines = [sums_in_words(entry, today)]
    rows = [(f"{row.day:%Y-%m-%d}", noted_in_words(row, item.mode)) for _key, row in last_first(item)]
    people = [(placement.person, placement_word(placement, today)[0]) for placement in item.placements]
    for told in () if tight else (people, rows):
        lines += [line(Cell(f"{name}  ", "muted"), Cell(text, "", FILL, wrap=True)) for name, text in told[:_BESIDE]]
        if (more := len(told) - _BESIDE) > 0:
            lines.append(paragraph(_("and {count} more; d shows all").format(count=more), "muted"))
    return [*lines, *said_of_work(plan, item, today)]


def last_first(item: Item) -> list[tuple[str, Outcome]]:
    """The rows of the log with their keys, the last day first; of one day, what was noted last."""
    rows = [(key, entry) for key, entry in entries(item).items() if isinstance(entry, Outcome)]
    rows.reverse()
    return sorted(rows, key=lambda row: row[1].day, reverse=True)
