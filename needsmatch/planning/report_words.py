"""The words of the report, in the current language: what is counted, by way of helping, and how people are counted."""

from collections.abc import Iterable
from decimal import Decimal

from needsmatch.errors import Problem, Severity
from needsmatch.i18n import _, ngettext
from needsmatch.model.terms import Mode
from needsmatch.planning.measure import Measure


def amount(number: float | Decimal) -> str:
    """A number as it is read: at most two decimals, none where it is whole, thousands apart."""
    exact = Decimal(str(number))
    rounded = round(exact, 2)
    if exact and not rounded:
        return f"{exact:.1g}"  # it is little, but not nothing
    return f"{int(rounded):,}" if rounded == rounded.to_integral_value() else f"{rounded.normalize():,f}"


def counted(measure: Measure, number: float | Decimal, mode: Mode | None) -> str:
    """What is counted, to be read behind the number; lessons and lectures by their names."""
    many = 1 if number == 1 else 2
    match measure:
        case Measure.SESSIONS | Measure.HELD:
            return sessions_word(mode, many)
        case Measure.PEOPLE:
            return ngettext("person", "people", many)
        case Measure.PLACED:
            return ngettext("person placed", "people placed", many)
        case Measure.ATTENDANCES:
            return ngettext("attendance", "attendances", many)
        case Measure.MONTHS:
            return ngettext("month", "months", many)
        case Measure.MONEY:
            return _("yuan")
        case Measure.BATCHES:
            return ngettext("batch", "batches", many)
        case Measure.OCCASIONS:
            return ngettext("occasion", "occasions", many)
        case Measure.ITEMS:
            return ngettext("item done", "items done", many)
        case Measure.SCHOOLS:
            return ngettext("school", "schools", many)
        case Measure.PAIRS:
            return ngettext("pair of schools", "pairs of schools", many)


SESSION_KINDS = ("lessons", "lectures", "seminars", "sessions")
"""What sessions are, in the order of reports."""

_KINDS = {
    Mode.LESSON: "lessons",
    Mode.LIVE_LESSON: "lessons",
    Mode.TEACHING: "lessons",
    Mode.LECTURE: "lectures",
    Mode.SEMINAR: "seminars",
}


def session_kind(mode: Mode | None) -> str:
    """Which of `SESSION_KINDS` the sessions of a way of helping are."""
    return _KINDS.get(mode, "sessions") if mode else "sessions"


def sessions_word(mode: Mode | None, count: int) -> str:
    """What the sessions of a way of helping are called."""
    match session_kind(mode):
        case "lessons":
            return ngettext("lesson", "lessons", count)
        case "lectures":
            # Alone "lecture" is the way of helping, which Chinese does not count.
            return ngettext("single lecture", "lectures", count)
        case "seminars":
            return ngettext("seminar", "seminars", count)
    return ngettext("session", "sessions", count)


def not_counted(problems: Iterable[Problem]) -> str:
    """That files have errors, and what that means for every figure, as a sentence; '' where none has."""
    files = [problem.file for problem in problems if problem.severity is Severity.ERROR]
    if not files:
        return ""
    errors = ngettext("{count} error", "{count} errors", len(files)).format(count=len(files))
    return ngettext(
        "{count} file could not be read as a whole ({errors}): what it holds is not counted.",
        "{count} files could not be read as a whole ({errors}): what they hold is not counted.",
        len(set(files)),
    ).format(count=len(set(files)), errors=errors)


def how_people_are_counted() -> str:
    """The sentence that every report has."""
    return _("People placed count once, attendances each time.")


def how_counted(measure: Measure | None) -> str:
    """Why the rows behind a figure may come to more than the figure; '' where they add up."""
    match measure:
        case Measure.PEOPLE | Measure.PLACED:
            return _("People with a name are counted once, others as often as they were noted.")
        case Measure.SCHOOLS:
            return _("Each school counts once.")
        case Measure.BATCHES:
            return _("Each batch counts once.")
        case Measure.PAIRS:
            return _("Each pair counts once.")
    return ""
