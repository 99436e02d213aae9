"""What the coordinator of a programme does next, as sentences of the current language."""

from collections.abc import Iterator, Sequence

from needsmatch.i18n import _, ngettext
from needsmatch.model.plan import Status
from needsmatch.model.programme import Programme
from needsmatch.planning.attention import Attention, Kind
from needsmatch.planning.standing import Standing

_STEPS = 3


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
    if count := sum(standing.waits_for_heads for standing in standings):
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
    if count := counts.get(Kind.NOT_SO):
        yield ngettext(
            "Clear up how {count} item was done: page 6", "Clear up how {count} items were done: page 6", count
        ).format(count=count)
    if count := counts.get(Kind.OVERDUE):
        yield ngettext(
            "Note what was done about {count} overdue item, or give it more time: page 4",
            "Note what was done about {count} overdue items, or give them more time: page 4",
            count,
        ).format(count=count)
    if count := counts.get(Kind.UNASSESSED):
        yield ngettext(
            "Note the assessment of {count} placement: page 4",
            "Note the assessments of {count} placements: page 4",
            count,
        ).format(count=count)
    if count := counts.get(Kind.UNCONFIRMED):
        yield ngettext(
            "Ask how useful {count} item was: send the plan to the schools",
            "Ask how useful {count} items were: send the plans to the schools",
            count,
        ).format(count=count)
    if Kind.REPORT in counts:
        yield _("Write the report: page 6")


def _may_be_agreed(standing: Standing) -> bool:
    return standing.status is Status.PROPOSED and standing.is_reviewed and not standing.objections
