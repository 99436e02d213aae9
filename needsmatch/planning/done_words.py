"""What was done about an item, and what the school that was helped says about it, in plain words.

What people wrote is handed on as it stands; whoever shows it cleans it.
"""

from collections.abc import Iterable
from datetime import date

from msgspec.structs import replace

from needsmatch.i18n import _
from needsmatch.model.plan import Confirmation, Item, Outcome, Placement, SupportPlan
from needsmatch.model.revision import done_of
from needsmatch.model.terms import Mode, label
from needsmatch.planning.confirm import done_until, words
from needsmatch.planning.plain import Spoken, day_in_words, said_by
from needsmatch.planning.said import done, placed


def done_in_words(item: Item, today: date) -> tuple[Spoken, ...]:
    """All that was done about an item until the day `today`: who is placed first, then day by day."""
    return tuple(
        _placed(entry) if isinstance(entry, Placement) else _on_a_day(entry, item.mode)
        for entry in done_until(item, today)
    )


def confirmed_in_words(plan: SupportPlan, item: Item, today: date) -> tuple[Spoken, ...]:
    """What the school that was helped said about it until the day `today`, oldest first: by whom and when, and what."""
    now = done_of(done_until(item, today))
    return tuple(
        Spoken(said_by(plan, given.side, given.by, given.at), _said(given, is_current=given.done in (None, now)))
        for given in words(item, today)
    )


def more_was_done(given: Confirmation) -> str:
    """What is told to who said something about what was done, where something else is noted by now."""
    if given.at is None:
        return _("What is noted as done was changed since you said this: please look at it again.")
    text = _("What is noted as done was changed since you said this on {day}: please look at it again.")
    return text.format(day=day_in_words(given.at))


def _said(given: Confirmation, *, is_current: bool) -> str:
    word = label(given.useful)
    if not is_current:
        word = _("{what} ({details})").format(what=word, details=_("more was noted since"))
    return _("{what}: {details}").format(what=word, details=given.comment) if given.comment else word


def _on_a_day(outcome: Outcome, mode: Mode | None) -> Spoken:
    told = done(replace(outcome, remark=None, link=None), mode)
    return Spoken(day_in_words(outcome.day), _lines((told, outcome.remark, outcome.link)) or _("done"))


def _placed(placement: Placement) -> Spoken:
    goals = _("training plan: {text}").format(text=placement.goals) if placement.goals else ""
    return Spoken(placement.person, _lines((placed(placement), goals, placement.note)) or _("placed"))


def _lines(texts: Iterable[str | None]) -> str:
    return "\n".join(filter(None, texts))
