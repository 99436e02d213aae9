"""What waits for the coordinator of a programme, and what to do next, in the current language."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from needsmatch.errors import Problem, Severity
from needsmatch.i18n import _, listed, ngettext
from needsmatch.model.plan import Status
from needsmatch.model.programme import Programme
from needsmatch.planning.standing import Standing

_SOON = timedelta(days=14)
_NAMED = 2
"""Schools that are named in a note."""
_STEPS = 3
_SCHOOL = re.compile(r"(school(\[\d+\])?(\.(id|name|stage))?)?")
"""Keys that a school cannot be used without; empty for a whole file."""


class Kind(StrEnum):
    """What may wait, most pressing first."""

    ERRORS = "errors"
    OVERDUE_NEEDS = "overdue-needs"
    """The deadline has passed, needs lists are missing."""
    UNPAIRED = "unpaired"
    UNDRAFTED = "undrafted"
    """Pairs without a plan."""
    UNMET = "unmet"
    REVIEW = "review"
    """Proposed plans that a head has not answered."""
    CHANGE = "change"
    """Items that a head wants changed or declines."""
    ADDED = "added"
    """Needs that heads added to plans, and nobody looked for an answer to yet."""
    VOID = "void"
    """Plans that were changed since a head signed them."""
    DUE = "due"
    """A deadline for plans or reviews is near or has passed."""


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
    """Everything that waits, most pressing first."""
    errors = sum(problem.severity is Severity.ERROR for problem in problems)
    text = ngettext("problem in the files", "problems in the files", errors)
    entries = [
        Attention(Kind.ERRORS, errors, text, _consequence(problems), ()),
        *_overdue_needs(programme, standings, today),
        *_open_work(standings),
        *_due(programme, standings, today),
    ]
    return tuple(entry for entry in entries if entry.count)


def _consequence(problems: Sequence[Problem]) -> str:
    """What has to be done about errors, and whether whole schools are missing from all figures because of them."""
    if any(problem.severity is Severity.ERROR and _hides_schools(problem) for problem in problems):
        return _("must be mended; schools in these files are not counted")
    return _("must be mended")


def _hides_schools(problem: Problem) -> bool:
    """Whether a school cannot be used for an error: its file cannot be read, or the school lacks what it must have."""
    return problem.file.split("/")[0] in ("receivers", "donors") and bool(_SCHOOL.fullmatch(problem.key))


def _overdue_needs(programme: Programme, standings: Sequence[Standing], today: date) -> Iterator[Attention]:
    deadline = programme.settings.deadlines.needs
    if deadline and deadline < today:
        late = [standing for standing in standings if not standing.school.needs]
        text = ngettext("school has no needs list yet", "schools have no needs list yet", len(late))
        yield Attention(Kind.OVERDUE_NEEDS, len(late), text, _deadline(deadline, today), _ids(late))


def _open_work(standings: Sequence[Standing]) -> Iterator[Attention]:
    asking = [standing for standing in standings if standing.school.needs]
    alone = [standing for standing in asking if not standing.donor]
    text = ngettext("school has no partner yet", "schools have no partner yet", len(alone))
    yield Attention(Kind.UNPAIRED, len(alone), text, _names(alone), _ids(alone))

    bare = [standing for standing in asking if standing.donor and not standing.plan]
    text = ngettext("pair has no plan yet", "pairs have no plan yet", len(bare))
    yield Attention(Kind.UNDRAFTED, len(bare), text, _names(bare), _ids(bare))

    lacking = [standing for standing in asking if standing.unmet]
    count = sum(len(standing.unmet) for standing in lacking)
    text = ngettext("need has no answer yet", "needs have no answer yet", count)
    yield Attention(Kind.UNMET, count, text, _names(lacking), _ids(lacking))

    waiting = [standing for standing in standings if standing.waits_for_heads]
    text = ngettext("plan waits for a head's answer", "plans wait for a head's answer", len(waiting))
    yield Attention(Kind.REVIEW, len(waiting), text, _names(waiting), _ids(waiting))

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


def _due(programme: Programme, standings: Sequence[Standing], today: date) -> Iterator[Attention]:
    deadlines = programme.settings.deadlines
    asking = [standing for standing in standings if standing.school.needs or standing.plan]
    if deadlines.plans and deadlines.plans - today <= _SOON:
        late = [standing for standing in asking if not standing.plan]
        text = ngettext("plan is not drafted yet", "plans are not drafted yet", len(late))
        yield Attention(Kind.DUE, len(late), text, _deadline(deadlines.plans, today), _ids(late))
    if deadlines.reviews and deadlines.reviews - today <= _SOON:
        late = [standing for standing in asking if not standing.is_reviewed]
        text = ngettext("plan is not reviewed by both heads yet", "plans are not reviewed by both heads yet", len(late))
        yield Attention(Kind.DUE, len(late), text, _deadline(deadlines.reviews, today), _ids(late))


def next_steps(programme: Programme, standings: Sequence[Standing], waiting: Sequence[Attention]) -> tuple[str, ...]:
    """At most three sentences on what to do next, the first one first; in an empty programme what to fill in."""
    counts = {entry.kind: entry.count for entry in waiting}
    if not programme.receivers or not programme.donors:
        # Without schools on both sides every need is unmet, and nothing can be done about it.
        counts = {kind: count for kind, count in counts.items() if kind is Kind.ERRORS}
    return tuple([*_repairs(programme, standings, counts), *_work(standings, counts)][:_STEPS])


def _repairs(programme: Programme, standings: Sequence[Standing], counts: dict[Kind, int]) -> Iterator[str]:
    """What keeps the programme from being matched as a whole."""
    if count := counts.get(Kind.ERRORS):
        yield ngettext(
            "Mend {count} problem in the files: page 5", "Mend {count} problems in the files: page 5", count
        ).format(count=count)
    if not programme.receivers:
        yield _("Add the schools that need help, each with its needs list, to the folder receivers")
    if not programme.donors:
        yield _("Add the schools that help, each with its strengths, to the folder donors")
    if count := sum(not standing.school.needs for standing in standings):
        yield ngettext(
            "Ask {count} school for its needs list", "Ask {count} schools for their needs lists", count
        ).format(count=count)


def _work(standings: Sequence[Standing], counts: dict[Kind, int]) -> Iterator[str]:
    """What takes the schools a step further, in the order of the work."""
    if count := counts.get(Kind.UNPAIRED):
        yield ngettext(
            "Choose a partner for {count} school: page 3", "Choose partners for {count} schools: page 3", count
        ).format(count=count)
    if count := counts.get(Kind.UNDRAFTED):
        yield ngettext("Draft {count} plan: page 4", "Draft {count} plans: page 4", count).format(count=count)
    if count := counts.get(Kind.UNMET):
        yield ngettext(
            "See {count} unmet need and ask another donor: page 2",
            "See {count} unmet needs and ask another donor: page 2",
            count,
        ).format(count=count)
    if count := counts.get(Kind.CHANGE):
        yield ngettext(
            "Change {count} item that a head objects to: page 4",
            "Change {count} items that heads object to: page 4",
            count,
        ).format(count=count)
    if count := counts.get(Kind.ADDED):
        yield ngettext(
            "Take {count} need that a head added into the needs list: page 4",
            "Take {count} needs that heads added into the needs lists: page 4",
            count,
        ).format(count=count)
    if count := sum(standing.status is Status.DRAFT for standing in standings):
        yield ngettext(
            "Send {count} drafted plan to its heads: page 4", "Send {count} drafted plans to their heads: page 4", count
        ).format(count=count)
    if count := counts.get(Kind.REVIEW):
        yield ngettext(
            "Remind the heads of {count} plan to answer", "Remind the heads of {count} plans to answer", count
        ).format(count=count)
    if count := sum(_may_be_agreed(standing) for standing in standings):
        yield ngettext(
            "Both heads said yes to {count} plan, set it to agreed: page 4",
            "Both heads said yes to {count} plans, set them to agreed: page 4",
            count,
        ).format(count=count)
    if count := sum(standing.status is Status.AGREED and not standing.is_under_way for standing in standings):
        yield ngettext(
            "Note what was done in {count} agreed plan: page 4",
            "Note what was done in {count} agreed plans: page 4",
            count,
        ).format(count=count)


def _may_be_agreed(standing: Standing) -> bool:
    return standing.status is Status.PROPOSED and standing.is_reviewed and not standing.objections


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
