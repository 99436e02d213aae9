"""What waits for the coordinator of a programme, or is due, in the current language."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from needsmatch.errors import Problem, Severity
from needsmatch.i18n import _, clauses, listed, ngettext
from needsmatch.model.plan import Status
from needsmatch.model.programme import Programme
from needsmatch.model.terms import Mode
from needsmatch.planning.progress import ItemProgress, State
from needsmatch.planning.standing import Standing

_SOON = timedelta(days=14)
_NAMED = 2
"""Schools that are named in a note."""
_ENTRIES = 12
_REPORT = timedelta(days=30)
_SEMINAR = timedelta(days=60)
"""Before the programme's end; to arrange one takes a while."""
_SCHOOL = re.compile(r"(school(\[\d+\])?(\.(id|name|stage))?)?")
"""Keys that a school cannot be used without; empty for a whole file."""


class Kind(StrEnum):
    """What may wait, most pressing first."""

    ERRORS = "errors"
    NEEDS_LISTS = "needs-lists"
    """The deadline is near or has passed, needs lists are missing."""
    OVERDUE = "overdue"
    """Items that should be done and are not."""
    NOT_SO = "not-so"
    """Items of which the school that was helped says that they were not done as it is noted."""
    UNPAIRED = "unpaired"
    UNDRAFTED = "undrafted"
    """Pairs without a plan."""
    UNMET = "unmet"
    REVIEW = "review"
    """Proposed plans that a head has not answered; near the deadline drafts too."""
    CHANGE = "change"
    """Items that a head wants changed or declines."""
    ADDED = "added"
    """Needs that heads added to plans, and nobody looked for an answer to yet."""
    VOID = "void"
    """Plans that were changed since a head signed them."""
    DUE_THIS_MONTH = "due-this-month"
    """Items whose last day is in what is left of this month."""
    SEMINAR = "seminar"
    """Plans whose yearly seminar was not held, with the programme's end near."""
    UNASSESSED = "unassessed"
    """Placements that ended without an assessment."""
    UNCONFIRMED = "unconfirmed"
    """Items of which the school that was helped has not said how it was."""
    REPORT = "report"
    """The report is due soon, or was lately."""
    MORE = "more"
    """Kinds for which there is no room."""


@dataclass(frozen=True, slots=True)
class Attention:
    """One thing that waits."""

    kind: Kind
    count: int
    """How many; at least 1."""
    text: str
    """What waits, to be read behind the number."""
    note: str
    """Which schools, or by when; names are as they stand in the files."""
    target: tuple[str, ...]
    """Ids of the receivers concerned, in order; none for problems in files."""


def attention(
    programme: Programme, standings: Sequence[Standing], problems: Sequence[Problem], today: date
) -> tuple[Attention, ...]:
    """Everything that waits, most pressing first; at most 12 entries, the last of which may tell what else there is."""
    entries = [
        *_errors(problems),
        *_schools(programme, standings, today),
        *_plans(programme, standings, today),
        *_year(programme, standings, today),
        *_report(programme, today),
    ]
    order = list(Kind)
    return _short(sorted((entry for entry in entries if entry.count), key=lambda entry: order.index(entry.kind)))


def _short(entries: Sequence[Attention]) -> tuple[Attention, ...]:
    """No more than fits on a screen."""
    if len(entries) <= _ENTRIES:
        return tuple(entries)
    rest = entries[_ENTRIES - 1 :]
    told = listed(_("{count} {what}").format(count=entry.count, what=entry.text) for entry in rest)
    return (*entries[: _ENTRIES - 1], Attention(Kind.MORE, len(rest), _("more things wait"), told, ()))


def _errors(problems: Sequence[Problem]) -> Iterator[Attention]:
    errors = sum(problem.severity is Severity.ERROR for problem in problems)
    text = ngettext("problem in the files", "problems in the files", errors)
    yield Attention(Kind.ERRORS, errors, text, _consequence(problems), ())


def _consequence(problems: Sequence[Problem]) -> str:
    """What has to be done about errors, and whether whole schools are missing from all figures because of them."""
    if any(problem.severity is Severity.ERROR and _hides_schools(problem) for problem in problems):
        return _("must be mended; schools in these files are not counted")
    return _("must be mended")


def _hides_schools(problem: Problem) -> bool:
    """Whether a school cannot be used for an error: its file cannot be read, or the school lacks what it must have."""
    return problem.file.split("/")[0] in ("receivers", "donors") and bool(_SCHOOL.fullmatch(problem.key))


def _schools(programme: Programme, standings: Sequence[Standing], today: date) -> Iterator[Attention]:
    deadlines = programme.settings.deadlines
    if deadlines.needs and _is_near(deadlines.needs, today):
        late = [standing for standing in standings if not standing.school.needs]
        text = ngettext("school has no needs list yet", "schools have no needs list yet", len(late))
        yield Attention(Kind.NEEDS_LISTS, len(late), text, _by(deadlines.needs, late, today), _ids(late))

    asking = [standing for standing in standings if standing.school.needs]
    alone = [standing for standing in asking if not standing.donor]
    text = ngettext("school has no partner yet", "schools have no partner yet", len(alone))
    yield Attention(Kind.UNPAIRED, len(alone), text, _names(alone), _ids(alone))

    bare = [standing for standing in asking if standing.donor and not standing.plan]
    text = ngettext("pair has no plan yet", "pairs have no plan yet", len(bare))
    yield Attention(Kind.UNDRAFTED, len(bare), text, _by(deadlines.plans, bare, today), _ids(bare))

    lacking = [standing for standing in asking if standing.unmet]
    count = sum(len(standing.unmet) for standing in lacking)
    text = ngettext("need has no answer yet", "needs have no answer yet", count)
    yield Attention(Kind.UNMET, count, text, _names(lacking), _ids(lacking))


def _plans(programme: Programme, standings: Sequence[Standing], today: date) -> Iterator[Attention]:
    deadline = programme.settings.deadlines.reviews
    waiting = [standing for standing in standings if standing.waits_for_heads]
    text = ngettext("plan waits for a head's answer", "plans wait for a head's answer", len(waiting))
    if deadline and _is_near(deadline, today):
        waiting = [standing for standing in standings if standing.plan and not standing.is_reviewed]
        text = ngettext(
            "plan is not reviewed by both heads yet", "plans are not reviewed by both heads yet", len(waiting)
        )
    yield Attention(Kind.REVIEW, len(waiting), text, _by(deadline, waiting, today), _ids(waiting))

    disputed = [standing for standing in standings if standing.objections]
    count = sum(len(standing.objections) for standing in disputed)
    text = ngettext("item was declined or is to be changed", "items were declined or are to be changed", count)
    yield Attention(Kind.CHANGE, count, text, _names(disputed), _ids(disputed))

    added = [standing for standing in standings if standing.asked_in_review]
    count = sum(len(standing.asked_in_review) for standing in added)
    text = ngettext("need was added in the review", "needs were added in the review", count)
    yield Attention(Kind.ADDED, count, text, _names(added), _ids(added))

    void = [standing for standing in standings if standing.void_signatures]
    text = ngettext("plan was changed since it was signed", "plans were changed since they were signed", len(void))
    yield Attention(Kind.VOID, len(void), text, _names(void), _ids(void))


def _year(programme: Programme, standings: Sequence[Standing], today: date) -> Iterator[Attention]:
    """What the work of the year asks for; plans that are closed ask for nothing."""
    going = [standing for standing in standings if standing.plan and standing.status is not Status.CLOSED]

    count, some = _counted(going, lambda entry: entry.state is State.OVERDUE)
    text = ngettext("item is overdue", "items are overdue", count)
    yield Attention(Kind.OVERDUE, count, text, _names(some), _ids(some))

    count, some = _counted(going, lambda entry: entry.is_not_so)
    text = ngettext("item was not done as it is noted", "items were not done as it is noted", count)
    yield Attention(Kind.NOT_SO, count, text, _names(some), _ids(some))

    count, some = _counted(going, lambda entry: entry.is_due_this_month)
    text = ngettext("item is due this month", "items are due this month", count)
    yield Attention(Kind.DUE_THIS_MONTH, count, text, _names(some), _ids(some))

    end = programme.about.end
    if programme.settings.rules.yearly_seminar and end and end - today <= _SEMINAR:
        some = [standing for standing in going if not any(map(_is_held_seminar, standing.progress))]
        text = ngettext("pair has not held its yearly seminar", "pairs have not held their yearly seminar", len(some))
        yield Attention(Kind.SEMINAR, len(some), text, _names(some), _ids(some))

    count, some = _counted(going, lambda entry: len(entry.unassessed))
    text = ngettext("placement ended without an assessment", "placements ended without an assessment", count)
    yield Attention(Kind.UNASSESSED, count, text, _names(some), _ids(some))

    count, some = _counted(going, lambda entry: entry.waits_for_confirmation)
    text = ngettext(
        "item with work noted waits for the school's word", "items with work noted wait for the school's word", count
    )
    yield Attention(Kind.UNCONFIRMED, count, text, _names(some), _ids(some))


def _counted(standings: Sequence[Standing], number: Callable[[ItemProgress], int]) -> tuple[int, Sequence[Standing]]:
    """The sum of a number over all items, and the receivers in whose plans it is not 0."""
    counts = [sum(map(number, standing.progress)) for standing in standings]
    return sum(counts), [standing for standing, count in zip(standings, counts, strict=True) if count]


def _is_held_seminar(entry: ItemProgress) -> bool:
    return entry.item.mode is Mode.SEMINAR and bool(entry.deeds)


def _report(programme: Programme, today: date) -> Iterator[Attention]:
    deadline = programme.settings.deadlines.report
    # Nobody can tell whether it was written: after a while it is taken for that.
    if deadline and abs(deadline - today) <= _REPORT:
        yield Attention(Kind.REPORT, 1, _("report on the year is to be written"), _deadline(deadline, today), ())


def _is_near(day: date, today: date) -> bool:
    """Whether a day is near, or over."""
    return day - today <= _SOON


def _by(day: date | None, standings: Sequence[Standing], today: date) -> str:
    """Which schools, and by when where that is near or over."""
    names = _names(standings)
    return clauses([names, _deadline(day, today)]) if day and _is_near(day, today) else names


def _deadline(day: date, today: date) -> str:
    text = _("the deadline was {date}") if day < today else _("the deadline is {date}")
    return text.format(date=day.isoformat())


def _ids(standings: Sequence[Standing]) -> tuple[str, ...]:
    return tuple(standing.school.id for standing in standings)


def _names(standings: Sequence[Standing]) -> str:
    """The first schools by name, and how many more there are."""
    names = listed(standing.school.name for standing in standings[:_NAMED])
    more = len(standings) - _NAMED
    return _("{names} and {count} more").format(names=names, count=more) if more > 0 else names
