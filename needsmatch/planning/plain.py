"""An item of a plan in plain words for the head of one side, in the current language: no ids, no points.

What people wrote is handed on as it stands; whoever shows it cleans it.
"""

from calendar import monthrange
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from needsmatch.i18n import N_, _, clauses, listed, ngettext, together
from needsmatch.matching.explain import part_name, quoted
from needsmatch.matching.scale import RELIABLE
from needsmatch.model.match import Cause
from needsmatch.model.plan import Answer, Item, Outdated, PlanSide, Reason, Reply, Signature, SupportPlan, UnmetNeed
from needsmatch.model.revision import is_current
from needsmatch.model.terms import label
from needsmatch.planning.review import outdated_answer

_MONTHS = (
    N_("January"), N_("February"), N_("March"), N_("April"), N_("May"), N_("June"), N_("July"), N_("August"),
    N_("September"), N_("October"), N_("November"), N_("December"),
)  # fmt: skip

_SAID = {
    Reply.AGREE: N_("agrees"),
    Reply.CHANGE: N_("asks for a change"),
    Reply.DECLINE: N_("does not want it"),
}
_CHANGED = {
    Reply.AGREE: N_("This item was changed after you agreed on {day}: please look at it again."),
    Reply.CHANGE: N_("This item was changed after you asked for a change on {day}: please look at it again."),
    Reply.DECLINE: N_("This item was changed after you declined it on {day}: please look at it again."),
}
_OUTDATED = {
    Outdated.NOT_ASKED: N_("The needs list does not ask for this any more."),
    Outdated.NOT_OFFERED: N_("The school that offered this does not offer it any more."),
}


@dataclass(frozen=True, slots=True)
class Spoken:
    """Something about an item."""

    label: str
    """What it tells, such as when."""
    text: str


@dataclass(frozen=True, slots=True)
class PlainItem:
    """An item in plain words."""

    asked: Spoken
    """What was asked for, by whichever side it was; where nothing was, why the item is there."""
    offered: Spoken
    """What is done."""
    facts: tuple[Spoken, ...]
    """Who, when, where, what it costs, what shows success, and why it was chosen."""
    said: tuple[Spoken, ...]
    """What was said about it so far, oldest first: by whom and when, and what."""
    remark: str
    """What is no longer as it was when the item was written or answered; empty where nothing is."""


def in_words(plan: SupportPlan, item: Item, side: PlanSide) -> PlainItem:
    """An item of `plan` as it is told to the head of `side`."""
    return PlainItem(
        _asked(plan, item, side),
        Spoken(_offer_label(plan, item, side), _offer(item)),
        tuple(_facts(plan, item)),
        tuple(Spoken(said_by(plan, given.side, given.by, given.at), _said(given, item)) for given in item.answers),
        _remark(item, side),
    )


def side_name(plan: SupportPlan, side: PlanSide) -> str:
    """The school of a side by its name, or the coordinator."""
    names = {PlanSide.RECEIVER: plan.plan.receiver_name, PlanSide.DONOR: plan.plan.donor_name}
    return names.get(side) or _("coordinator")


def school_of(plan: SupportPlan, side: PlanSide | None) -> str | None:
    """Id of the school of a side; None for the coordinator and for nobody."""
    return {PlanSide.RECEIVER: plan.plan.receiver, PlanSide.DONOR: plan.plan.donor}.get(side) if side else None


def why_unmet(plan: SupportPlan, entry: UnmetNeed) -> str:
    """Why a need is without an answer, in the words of the plan; who added it in the review, and when."""
    if entry.cause is Cause.ASKED_IN_REVIEW:
        who = said_by(plan, entry.side, entry.by, entry.at)
        return _("Added in the review: {who}").format(who=who) if who else _("Added in the review")
    return entry.sentence or _("The program found nothing that answers it.")


def signed_by(plan: SupportPlan, signature: Signature) -> str:
    """Who signed, for whom and when."""
    return said_by(plan, signature.side, signature.name, signature.at)


# Days and times


def day_in_words(day: date) -> str:
    """A day, such as 5 March 2027."""
    return _("{day} {month} {year}").format(day=day.day, month=_(_MONTHS[day.month - 1]), year=day.year)


def period_in_words(start: date | None, end: date | None) -> str:
    """From when to when; whole months are told as months. Empty where neither is known."""
    if start is None and end is None:
        return ""
    if start is None or end is None:
        sentence = _("from {day}") if start else _("until {day}")
        return sentence.format(day=day_in_words(start or end or date.min))
    if start == end:
        return day_in_words(start)
    months = _is_first(start) and _is_last(end)
    first, last = (_month(day) if months else _day(day) for day in (start, end))
    if start.year != end.year:
        sentence = _("{first} {first_year} to {last} {last_year}")
        return sentence.format(first=first, first_year=start.year, last=last, last_year=end.year)
    sentence = _("{first} {year}") if first == last else _("{first} to {last} {year}")
    return sentence.format(first=first, last=last, year=start.year)


def _is_first(day: date) -> bool:
    return day.day == 1


def _is_last(day: date) -> bool:
    return day.day == monthrange(day.year, day.month)[1]


def _month(day: date) -> str:
    return _(_MONTHS[day.month - 1])


def _day(day: date) -> str:
    return _("{day} {month}").format(day=day.day, month=_month(day))


def _minutes(minutes: int) -> str:
    hours, rest = divmod(minutes, 60)
    if hours and not rest:
        return ngettext("{count} hour each time", "{count} hours each time", hours).format(count=hours)
    return ngettext("{count} minute each time", "{count} minutes each time", minutes).format(count=minutes)


# The parts


def _asked(plan: SupportPlan, item: Item, side: PlanSide) -> Spoken:
    if item.need_texts:
        yours = _("What you asked for")
        theirs = _("What {school} asked for").format(school=side_name(plan, item.helped))
        return Spoken(yours if side is item.helped else theirs, listed(item.need_texts))
    why = _("It answers no single need; both schools do it together.")
    if item.strength_text:
        why = _("It was not asked for; {school} offers it besides.").format(school=side_name(plan, item.giver))
    elif item.in_return:
        why = _("Help goes both ways: {school} gives something back.").format(school=side_name(plan, item.giver))
    return Spoken(_("Why this is in the plan"), why)


def _offer_label(plan: SupportPlan, item: Item, side: PlanSide) -> str:
    giver, helped = side_name(plan, item.giver), side_name(plan, item.helped)
    if item.in_return:
        return _returned_label(side, giver, helped)
    if not item.need_texts and not item.strength_text:
        return _("What both schools do together")
    if side is item.giver:
        return _("What you are asked to do")
    if side is item.helped:
        return _("How {school} wants to help you").format(school=giver)
    return _("What {school} is asked to do").format(school=giver)


def _returned_label(side: PlanSide, giver: str, helped: str) -> str:
    """The label of what the receiver gives, so that nobody takes it for help that it gets."""
    if side is PlanSide.RECEIVER:
        return _("In return: what you give to {school}").format(school=helped)
    if side is PlanSide.DONOR:
        return _("In return: what {school} gives to you").format(school=giver)
    return _("In return: what {school} gives to {other}").format(school=giver, other=helped)


def _offer(item: Item) -> str:
    words = (item.activity, item.strength_text, label(item.mode) if item.mode else None)
    return next(filter(None, words), _("This is not written yet."))


def who_and_when(item: Item) -> tuple[Spoken, ...]:
    """When an item is done, by whom and for how many, as far as it was agreed."""
    facts = (
        (_("When"), _when(item)),
        (_("Who leads it"), item.lead or ""),
        (_("Mentors"), listed(name for name in item.mentors if name != item.lead)),
        (_("Who takes part"), _people(item.people)),
    )
    return tuple(Spoken(name, text) for name, text in facts if text)


def _facts(plan: SupportPlan, item: Item) -> Iterator[Spoken]:
    facts = (
        (_("How and where"), listed(filter(None, (label(item.mode) if item.mode else "", item.place)))),
        (_("Link"), item.link or ""),
        (_("What it costs"), _cost(item)),
        (_("What shows success"), item.indicator or ""),
        (_("Note"), item.note or ""),
        (_("Why it was chosen"), _why(plan, item)),
    )
    yield from who_and_when(item)
    yield from (Spoken(name, text) for name, text in facts if text)


def _when(item: Item) -> str:
    parts = [period_in_words(item.start, item.end), item.recurrence or ""]
    if item.sessions is not None:
        count = ngettext("{count} time in all", "{count} times in all", item.sessions)
        parts.append(count.format(count=item.sessions))
    if item.minutes is not None:
        parts.append(_minutes(item.minutes))
    return clauses(filter(None, parts))


def _people(people: int | None) -> str:
    return "" if people is None else ngettext("{count} person", "{count} people", people).format(count=people)


def _cost(item: Item) -> str:
    if item.budget is None:
        return _("No cost is planned")
    return _("{amount} yuan").format(amount=f"{item.budget:,}") if item.budget else _("Nothing")


def _why(plan: SupportPlan, item: Item) -> str:
    """What the school that helps is good at, what speaks for the match and against it, how sure the program is."""
    parts = []
    if item.strength_text:
        good_at = _("{school} is good at this: {strength}.")
        parts.append(good_at.format(school=side_name(plan, item.giver), strength=quoted(item.strength_text)))
    parts += [_("{sentence}.").format(sentence=sentence) for sentence in _reasons(item.evidence)]
    if item.score is not None and item.score < RELIABLE:
        parts.append(_("The program is not sure that the two fit: read both texts before you agree."))
    told = ""
    for part in parts:
        told = together(told, part) if told else part
    return told


def _reasons(evidence: Iterable[Reason]) -> Iterator[str]:
    """The strongest reason, and all that speak against: a head reads no more, and the plan has them all."""
    told = sorted(evidence, key=lambda reason: -reason.points)
    for reason in (*told[:1], *(other for other in told[1:] if other.points < 0)):
        sentence = (reason.sentence or part_name(reason)).rstrip(".。")
        yield sentence if reason.points >= 0 else _("Against it: {sentence}").format(sentence=sentence)


def _remark(item: Item, side: PlanSide) -> str:
    old = outdated_answer(item, side)
    changed = changed_since(old) if old else ""
    outdated = _(_OUTDATED[item.outdated]) if item.outdated else ""
    return together(changed, outdated) if changed and outdated else changed or outdated


def changed_since(given: Answer) -> str:
    """What is said to who answered an item that was changed since."""
    if given.at is None:
        return _("This item was changed after you answered it: please look at it again.")
    return _(_CHANGED[given.answer]).format(day=day_in_words(given.at))


def _said(given: Answer, item: Item) -> str:
    word = _(_SAID[given.answer])
    if not is_current(given, item):
        word = _("{what} ({details})").format(what=word, details=_("changed since"))
    return _("{what}: {details}").format(what=word, details=given.comment) if given.comment else word


def said_by(plan: SupportPlan, side: PlanSide | None, name: str | None, at: date | None) -> str:
    """Who said something: name, school and day, as far as they are known."""
    school = side_name(plan, side) if side else ""
    who = _("{name} ({school})").format(name=name, school=school) if name and school else name or school
    return dated(who, at)


def dated(who: str, at: date | None) -> str:
    """A person and a day, as far as they are known."""
    if not who or at is None:
        return who or (day_in_words(at) if at else "")
    return _("{who}, {day}").format(who=who, day=day_in_words(at))
