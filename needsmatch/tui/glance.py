"""The programme at a glance as it stands here: with the plans as they are edited, and while matching goes on."""

from dataclasses import replace
from datetime import date

import msgspec

from needsmatch.i18n import _
from needsmatch.planning.attention import Kind
from needsmatch.planning.overview import Overview, overview
from needsmatch.tui.session import Session


def glance(session: Session, today: date) -> Overview | None:
    """Where the programme stands on the day `today`; None where there are not yet schools on both sides.

    As long as matching goes on, answered and unmet needs are those of the schools that are matched, and say so.
    """
    programme = session.programme_now
    if programme is None or not programme.receivers or not programme.donors:
        return None
    ranked = {school.id: plan for school in session.receivers if (plan := session.ranked_plan(school.id))}
    what = (ranked, session.topics, session.thesaurus, session.problems, today)
    found = overview(programme, *what)
    asking = [school for school in session.receivers if school.needs]
    matched = tuple(school for school in asking if school.id in session.ranked)
    if len(matched) == len(asking):
        return found
    so_far = overview(msgspec.structs.replace(programme, receivers=matched), *what)
    pairs, _needs, *others = found.numbers
    note = _("{done} of {whole} schools matched").format(done=len(matched), whole=len(asking))
    return replace(
        found,
        numbers=(pairs, replace(so_far.numbers[1], note=note), *others),
        topics=so_far.topics,
        attention=tuple(entry for entry in found.attention if entry.kind is not Kind.UNMET),
        next_steps=(),
    )
