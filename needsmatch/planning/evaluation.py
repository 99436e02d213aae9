"""The year against the needs list: what was asked, what was done, what the school that was helped says."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from needsmatch.i18n import _, clauses, listed, together
from needsmatch.model.fates import fates_of
from needsmatch.model.plan import Confirmation, Item, Outcome, SupportPlan
from needsmatch.model.programme import Programme
from needsmatch.model.school import School
from needsmatch.model.terms import Mode, Useful, label
from needsmatch.planning.asked import AskedNeed
from needsmatch.planning.deeds import totals
from needsmatch.planning.measure import Measure, people_in
from needsmatch.planning.plain import day_in_words, period_in_words, said_by, side_name, why_unmet
from needsmatch.planning.progress import ItemProgress, State
from needsmatch.planning.report_words import amount, counted


@dataclass(frozen=True, slots=True)
class Answered:
    """One need at the end of the year."""

    asked: str
    """In the school's words; empty for what nobody asked for."""
    need: str | None
    """`school/need`; None for something that was done without standing in the needs list."""
    planned: str
    """What the plan says, in a sentence; why there is none, where no plan answers it."""
    done: str
    """What was done, with its numbers; a sentence that nothing was, where nothing was."""
    is_done: bool
    useful: Useful | None
    """What the school said last."""
    said: str
    """Its own sentence, with who and when; may be empty."""
    plan: str | None
    """Id of the plan behind it, or of the one that does not answer it."""
    items: tuple[tuple[str, str], ...]
    """The items behind it: ids of plan and item."""


@dataclass(frozen=True, slots=True)
class Evaluation:
    """One receiver at the end of the year."""

    school: School
    donors: tuple[str, ...]
    """Names of the schools that help it now, or did something for it."""
    needs: tuple[Answered, ...]
    """In the order of the needs list; what was done besides last."""

    @property
    def done(self) -> int:
        """Needs that are done."""
        return sum(row.is_done for row in self.needs if row.need)

    @property
    def asked(self) -> int:
        """Needs on the list."""
        return sum(row.need is not None for row in self.needs)


def evaluations(
    programme: Programme,
    needs: Sequence[AskedNeed],
    items: Sequence[ItemProgress],
    standing: Mapping[str, SupportPlan],
) -> Iterator[Evaluation]:
    """Every receiver, in order: its `needs`, and what else was done for it among the `items` of all plans.

    `standing` has, by the receiver's id, the plan with the donor of now.
    """
    known, told = fates_of(programme), {id(entry) for need in needs for entry in need.items}
    given: dict[str, list[ItemProgress]] = {}
    for entry in items:
        if entry.deeds and not entry.item.in_return and id(entry) not in told:
            given.setdefault(known.holder(entry.plan.plan.receiver), []).append(entry)
    asked: dict[str, list[AskedNeed]] = {}
    for need in needs:
        asked.setdefault(need.school.id, []).append(need)
    for school in programme.receivers:
        plan, mine = standing.get(school.id), asked.get(school.id, [])
        besides = given.get(school.id, [])
        helped = [entry for entry in (*(entry for need in mine for entry in need.items), *besides) if entry.deeds]
        helpers = [entry.plan.plan.donor_name for entry in helped]
        yield Evaluation(
            school,
            tuple(dict.fromkeys([plan.plan.donor_name, *helpers] if plan else helpers)),
            (*(_answered(need, plan) for need in mine), *map(_besides, besides)),
        )


def _answered(need: AskedNeed, plan: SupportPlan | None) -> Answered:
    planned = _joined([planned_sentence(entry.item) for entry in need.items]) or why_not(need, plan)
    return _row(need.need.text, need.reference, planned, need.is_done, need.items, plan)


def _besides(entry: ItemProgress) -> Answered:
    asked, planned = listed(entry.item.need_texts), planned_sentence(entry.item)
    return _row(asked, None, planned, entry.state is State.DONE, (entry,), entry.plan)


def _row(
    asked: str,
    need: str | None,
    planned: str,
    is_done: bool,
    items: Sequence[ItemProgress],
    plan: SupportPlan | None,
) -> Answered:
    given = _last_word(items)
    first = items[0].plan if items else plan
    return Answered(
        asked=asked,
        need=need,
        planned=planned,
        done=done_sentence(items),
        is_done=is_done,
        useful=given[1].useful if given else None,
        said=_told(*given) if given else "",
        plan=first.plan.id if first else None,
        items=tuple((entry.plan.plan.id, entry.item.id) for entry in items),
    )


def planned_sentence(item: Item) -> str:
    """What is planned, by whom, when and how often, as a sentence."""
    what = next(filter(None, (item.activity, item.strength_text, label(item.mode) if item.mode else None)), "")
    parts = (
        what.rstrip(".。 ") or _("not written yet"),
        item.lead if item.lead and item.lead not in what else "",
        period_in_words(item.start, item.end),
        _number(Measure.SESSIONS, item.sessions, item.mode) if item.sessions else "",
        _number(Measure.PEOPLE, item.people) if item.people else "",
    )
    return _("{sentence}.").format(sentence=clauses(filter(None, parts)))


def done_sentence(items: Sequence[ItemProgress]) -> str:
    """What was done about some items, with its numbers and the last day of the log, as a sentence."""
    deeds = [deed for entry in items for deed in entry.deeds]
    if not deeds:
        is_late = any(entry.state is State.OVERDUE for entry in items)
        return _("Nothing was noted, and it is overdue.") if is_late else _("Nothing was noted.")
    sums, modes = totals(deeds), {deed.mode for deed in deeds}
    mode = modes.pop() if len(modes) == 1 else None
    last = max((deed.entry.day for deed in deeds if isinstance(deed.entry, Outcome)), default=None)
    numbers = (
        _number(Measure.SESSIONS, sums.sessions, mode) if sums.sessions else "",
        *(_number(measure, people) for measure, people, _some in people_in(deeds)),
        _number(Measure.MONTHS, sums.months) if sums.months else "",
        _number(Measure.MONEY, sums.money) if sums.money else "",
    )
    told = listed(filter(None, numbers)) or _number(Measure.OCCASIONS, sums.occasions)
    return _("{sentence}.").format(sentence=clauses([told, *_last_day(last)]))


def _number(measure: Measure, number: float | Decimal, mode: Mode | None = None) -> str:
    return _("{count} {what}").format(count=amount(number), what=counted(measure, number, mode))


def _last_day(day: date | None) -> Iterator[str]:
    if day:
        yield _("last on {day}").format(day=day_in_words(day))


def why_not(need: AskedNeed, plan: SupportPlan | None) -> str:
    """Why no item answers a need."""
    if plan is None:
        return _("There is no plan yet.")
    for entry in plan.unmet:
        if entry.need == need.reference:
            return _("{sentence}.").format(sentence=why_unmet(plan, entry).rstrip(".。"))
    if any(need.reference in mark.needs for mark in plan.removed):
        return _("It was taken out of the plan.")
    return _("The plan does not speak of it.")


def _last_word(items: Sequence[ItemProgress]) -> tuple[SupportPlan, Confirmation] | None:
    """What the school that was helped said last about some items; without days what stands last."""
    said = [(entry.plan, entry.confirmation) for entry in items if entry.confirmation]
    return max(reversed(said), key=lambda given: given[1].at.timestamp() if given[1].at else 0.0, default=None)


def _told(plan: SupportPlan, given: Confirmation) -> str:
    """The sentence of who confirmed, with who and when; '' where there is only the word that `useful` has."""
    if not given.comment:
        return ""
    who = said_by(plan, None, given.by or side_name(plan, given.side), given.at)
    return _("{what} ({details})").format(what=given.comment, details=who)


def _joined(sentences: Sequence[str]) -> str:
    told = ""
    for sentence in sentences:
        told = together(told, sentence) if told else sentence
    return told
