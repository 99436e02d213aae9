"""What became of a need in a year before, in words: as it is written into the next year's file, and as it is shown."""

from collections.abc import Iterable, Sequence
from datetime import date

from needsmatch.i18n import N_, _, clauses
from needsmatch.model.plan import Reply, SupportPlan
from needsmatch.model.school import Need, Past, Result
from needsmatch.planning.asked import AskedNeed
from needsmatch.planning.evaluation import done_sentence, why_not
from needsmatch.planning.measure import Measure
from needsmatch.planning.plain import side_name
from needsmatch.planning.progress import ItemProgress
from needsmatch.planning.report_words import amount, counted
from needsmatch.planning.review import HEADS, standing_answer

_AUTUMN = 9
"""The month in which a school year begins."""
_RESULTS = {
    Result.UNMET: N_("unmet"),
    Result.PLANNED: N_("planned, but nothing was done"),
    Result.BEGUN: N_("begun, but not finished"),
}


def past_in_words(need: Need) -> tuple[str, ...]:
    """What became of a need in the years before, a sentence a year, oldest first."""
    return tuple(map(_year, need.past))


def _year(past: Past) -> str:
    what = past.sentence or _(_RESULTS[past.result])
    if past.end is None:
        return _("Asked for before: {what}").format(what=what)
    return _("Asked for in {year}: {what}").format(year=_school_year(past.end), what=what)


def _school_year(end: date) -> str:
    """The year that ended on a day: a school year such as 2026-27 where that was before autumn."""
    return f"{end.year - 1}-{end.year % 100:02}" if end.month < _AUTUMN else str(end.year)


def help_sentence(items: Sequence[ItemProgress]) -> str:
    """How far the help with a need came, item by item, each with the school that gave it."""
    told: dict[str, list[str]] = {}
    for entry in items:
        told.setdefault(side_name(entry.plan, entry.item.giver), []).append(_how_far(entry))
    return clauses(part for school, parts in told.items() for part in (*dict.fromkeys(parts), school))


def why_unanswered(asked: AskedNeed, plan: SupportPlan | None) -> str:
    """Why a need stayed without an answer to the end of the year."""
    return _without_stop(why_not(asked, plan)) if plan else _("there was no plan")


def _how_far(entry: ItemProgress) -> str:
    done, planned = entry.sessions
    if done and planned:
        unit = counted(Measure.SESSIONS, planned, entry.item.mode)
        return _("{done} of {planned} {unit}").format(done=amount(done), planned=amount(planned), unit=unit)
    if entry.deeds:
        return _without_stop(done_sentence((entry,)))
    return _declined(entry) or _(_RESULTS[Result.PLANNED])


def _declined(entry: ItemProgress) -> str:
    """That heads do not want the item, where they say so; else empty."""
    answers: Iterable[str] = (
        _("{school} declined it").format(school=side_name(entry.plan, side))
        for side in HEADS
        if (given := standing_answer(entry.item, side)) and given.answer is Reply.DECLINE
    )
    return clauses(answers)


def _without_stop(sentence: str) -> str:
    return sentence.rstrip(".。")
