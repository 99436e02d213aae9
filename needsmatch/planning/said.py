"""What people said and did about a plan, in plain words of the current language: replies, names, what was done, who was
placed, and what the school that was helped says about it."""

from collections.abc import Mapping
from datetime import date

from needsmatch.i18n import N_, _, clauses, listed
from needsmatch.model.plan import Answer, Confirmation, Outcome, Outdated, Placement, PlanSide, Reply
from needsmatch.model.terms import Mode, label
from needsmatch.planning.measure import Measure
from needsmatch.planning.plain import dated, period_in_words
from needsmatch.planning.report_words import amount, counted

SIDES: Mapping[PlanSide, str] = {
    PlanSide.RECEIVER: N_("receiving school"),
    PlanSide.DONOR: N_("giving school"),
    PlanSide.COORDINATOR: N_("coordinator"),
}
OUTDATED: Mapping[Outdated, str] = {
    Outdated.NOT_ASKED: N_("no longer asked for"),
    Outdated.NOT_OFFERED: N_("no longer offered"),
}
_REPLIES: Mapping[Reply, str] = {
    Reply.AGREE: N_("{who} agrees"),
    Reply.CHANGE: N_("{who} asks for a change"),
    Reply.DECLINE: N_("{who} declines"),
}


def who(side: PlanSide | None, name: str | None, at: date | None = None) -> str:
    """Who said something, for whom and when, as far as it is known."""
    school = _(SIDES[side]) if side else ""
    person = _("{name} ({school})").format(name=name, school=school) if name and school else name or school
    return dated(person, at)


def reply(answer: Answer) -> str:
    """Who answers what, with the comment."""
    said = _(_REPLIES[answer.answer]).format(who=who(answer.side, answer.by))
    return _("{what}: {details}").format(what=said, details=answer.comment) if answer.comment else said


def confirmed(given: Confirmation) -> str:
    """Who says how useful something was, with the sentence."""
    said = _("{who} says: {what}").format(who=who(given.side, given.by), what=label(given.useful))
    return _("{what}: {details}").format(what=said, details=given.comment) if given.comment else said


def done(outcome: Outcome, mode: Mode | None) -> str:
    """How much was done by an item with a way of helping, who took part, and what was remarked about it, on one line;
    '' where nothing of that is known."""
    people = outcome.people if outcome.people is not None else len(outcome.names) or None
    amounts = (
        _amount(Measure.SESSIONS, outcome.sessions, mode),
        _amount(Measure.PEOPLE, people, mode),
        _amount(Measure.MONTHS, outcome.months, mode),
        _amount(Measure.MONEY, outcome.money, mode),
    )
    parts = (
        listed(filter(None, amounts)),
        _("took part: {names}").format(names=listed(outcome.names)) if outcome.names else "",
        _batch(outcome.batch),
        _("the item is done with this") if outcome.finished else "",
        outcome.remark,
        outcome.link,
    )
    return clauses(filter(None, parts))


def placed(placement: Placement) -> str:
    """All that is known of a placement but the person's name, the training plan and the note, on one line; '' where
    nothing is."""
    parts = (
        placement.role,
        period_in_words(placement.start, placement.end),
        _amount(Measure.MONTHS, placement.months, None),
        _("mentors: {names}").format(names=listed(placement.mentors)) if placement.mentors else "",
        _batch(placement.batch),
        placement.link,
        assessed(placement),
    )
    return clauses(filter(None, parts))


def assessed(placement: Placement) -> str:
    """How a placement was assessed, by whom and when, with what was said; '' where it was not."""
    grade = label(placement.grade) if placement.grade else ""
    return clauses(filter(None, (grade, dated(placement.assessor or "", placement.assessed), placement.assessment)))


def _amount(measure: Measure, number: float | None, mode: Mode | None) -> str:
    if number is None:
        return ""
    return _("{count} {unit}").format(count=amount(number), unit=counted(measure, number, mode))


def _batch(batch: str | None) -> str:
    return _("batch: {batch}").format(batch=batch) if batch else ""
