"""What changed in a programme since a day: what was done, said, signed, decided."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from msgspec.structs import replace

from needsmatch.display import clip
from needsmatch.i18n import _
from needsmatch.model.plan import Item, SupportPlan
from needsmatch.model.programme import Programme
from needsmatch.planning.change_words import item_title
from needsmatch.planning.decided_words import decided_in_words
from needsmatch.planning.deeds import begun_on, has_begun
from needsmatch.planning.said import assessed, confirmed, done, placed, reply, who

_TITLE = 40
"""Cells that the title of an item takes in a sentence at most."""


class What(StrEnum):
    """What kind of thing happened."""

    DONE = "done"
    PLACED = "placed"
    CONFIRMED = "confirmed"
    ANSWERED = "answered"
    SIGNED = "signed"
    TAKEN_OUT = "taken-out"
    DECIDED = "decided"
    """Somebody decided about schools, pairs, matches or wordings."""


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened."""

    day: date
    what: What
    text: str
    """A sentence in the current language."""
    plan: str | None = None
    """Id of the plan; None for a decision about the programme."""
    item: str | None = None


def events(programme: Programme, since: date, today: date) -> Iterator[Event]:
    """What happened from the day `since` to the day `today`, latest first; of one day plan by plan, decisions last.

    What was done counts on the day it was noted, where that is known: a report of the last weeks tells what is new.
    """
    found = [event for plan in programme.plans for event in _of_plan(plan, today)]
    found += _decisions(programme)
    yield from sorted(
        (event for event in found if since <= event.day <= today), key=lambda event: -event.day.toordinal()
    )


def _of_plan(plan: SupportPlan, today: date) -> Iterator[Event]:
    for item in plan.items:
        yield from _of_item(plan, item, today)
    for signature in plan.signatures:
        text = _("Signed: {who}").format(who=who(signature.side, signature.name))
        yield Event(_day(signature.at), What.SIGNED, _of(plan, text), plan.plan.id)
    for mark in plan.removed:
        if mark.at:
            title = clip(item_title(mark.item), _TITLE) if mark.item else mark.id
            text = _("Item taken out by {name}: {what}") if mark.by else _("Item taken out: {what}")
            text = _details(text.format(name=mark.by, what=title), mark.why)
            yield Event(_day(mark.at), What.TAKEN_OUT, _of(plan, text), plan.plan.id, mark.id)


def _of_item(plan: SupportPlan, item: Item, today: date) -> Iterator[Event]:
    for placement in item.placements:
        begun = begun_on(placement)
        if begun and has_begun(placement, today):
            bare = replace(placement, grade=None, assessed=None, assessor=None, assessment=None)
            text = _details(_("placed: {person}").format(person=placement.person), placed(bare))
            yield _about(plan, item, begun, What.PLACED, text)
        if placement.assessed and (said := assessed(replace(placement, assessed=None))):
            text = _("assessed: {person}").format(person=placement.person)
            yield _about(plan, item, placement.assessed, What.PLACED, _details(text, said))
    for outcome in item.outcomes:
        if outcome.day <= today:
            text = _details(_("done on {day}").format(day=outcome.day), done(outcome, item.mode))
            # What was noted in advance is new on its day.
            day = max(_day(outcome.at), outcome.day) if outcome.at else outcome.day
            yield _about(plan, item, day, What.DONE, text)
    for given in item.confirmations:
        if given.at:
            yield _about(plan, item, _day(given.at), What.CONFIRMED, confirmed(given))
    for answer in item.answers:
        if answer.at:
            yield _about(plan, item, _day(answer.at), What.ANSWERED, reply(answer))


def _decisions(programme: Programme) -> Iterator[Event]:
    for judgement in programme.judgements:
        if judgement.at:
            yield Event(_day(judgement.at), What.DECIDED, decided_in_words(programme, judgement))


def _about(plan: SupportPlan, item: Item, day: date, what: What, text: str) -> Event:
    text = _("{statement}: {details}").format(statement=clip(item_title(item), _TITLE), details=text)
    return Event(day, what, _of(plan, text), plan.plan.id, item.id)


def _of(plan: SupportPlan, text: str) -> str:
    pair = _("{receiver} with {donor}").format(receiver=plan.plan.receiver_name, donor=plan.plan.donor_name)
    return _("{statement}: {details}").format(statement=pair, details=text)


def _details(text: str, details: str | None) -> str:
    return _("{what} ({details})").format(what=text, details=details) if details else text


def _day(moment: date) -> date:
    return moment.date() if isinstance(moment, datetime) else moment
