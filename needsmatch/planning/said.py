"""What people said and did about a plan, in plain words of the current language: replies, names, what was done."""

from collections.abc import Mapping
from datetime import date

from needsmatch.i18n import N_, _, clauses, listed, ngettext
from needsmatch.model.plan import Answer, Outcome, Outdated, PlanSide, Reply
from needsmatch.planning.plain import dated

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


def done(outcome: Outcome) -> str:
    """How much was done, and what was remarked about it; '' where neither is known."""
    sessions, people, months, money = outcome.sessions, outcome.people, outcome.months, outcome.money
    amounts = (
        "" if sessions is None else ngettext("{count} session", "{count} sessions", sessions).format(count=sessions),
        "" if people is None else ngettext("{count} person", "{count} people", people).format(count=people),
        "" if months is None else _("months: {count}").format(count=months),
        "" if money is None else _("{amount} yuan").format(amount=f"{money:,}"),
    )
    return clauses(filter(None, (listed(filter(None, amounts)), outcome.remark)))
