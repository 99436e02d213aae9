"""How far the items of a plan are: done against planned, under way, overdue."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from needsmatch.model.plan import Confirmation, Item, Placement, Status, SupportPlan
from needsmatch.model.terms import Grade, Mode, Useful
from needsmatch.planning.confirm import standing
from needsmatch.planning.deeds import Deed, Totals, exact, is_assessed, is_over, item_deeds, totals

PLACED = frozenset({Mode.SHADOW, Mode.SECONDMENT, Mode.TEACHING})
"""Ways of helping that place people at another school."""
_ASSESSED = frozenset({Mode.SHADOW, Mode.SECONDMENT})
"""Those that end with an assessment: people come to learn."""
_MONEY = frozenset({Mode.DONATION, Mode.PUPIL_AID})
"""Ways of helping whose budget is what is given; that of others is what it may cost."""


class State(StrEnum):
    """How far an item is."""

    WAITING = "waiting"
    """Nothing was done, and it is not too late."""
    UNDER_WAY = "under-way"
    DONE = "done"
    OVERDUE = "overdue"
    """Its last day has passed, and it is not done."""


@dataclass(frozen=True, slots=True)
class ItemProgress:
    """One item on one day."""

    plan: SupportPlan
    item: Item
    deeds: tuple[Deed, ...]
    done: Totals
    state: State
    day: date

    @property
    def last_day(self) -> date | None:
        """By when it should be done: its own last day, or the plan's."""
        return self.item.end or self.plan.plan.end

    @property
    def sessions(self) -> tuple[int, int | None]:
        """Done and planned; None where no number was planned. Beside a number a row of the log without one is one."""
        return self.done.held if self.item.sessions else self.done.sessions, self.item.sessions

    @property
    def people(self) -> tuple[int, int | None]:
        """Reached and planned; None where no number was planned."""
        return self.done.people, self.item.people

    @property
    def money(self) -> tuple[Decimal, Decimal | None]:
        """Spent and planned, in yuan; None where nothing was planned."""
        return self.done.money, None if self.item.budget is None else exact(self.item.budget)

    @property
    def confirmation(self) -> Confirmation | None:
        """What the school that was helped said last; None where more is done since."""
        return standing(self.item, self.day)

    @property
    def waits_for_confirmation(self) -> bool:
        """Something was noted as done that the school that was helped has said nothing about."""
        return bool(self.deeds) and self.confirmation is None

    @property
    def is_not_so(self) -> bool:
        """The school that was helped says that it was not done as it is noted."""
        return self.confirmation is not None and self.confirmation.useful is Useful.NOT_SO

    @property
    def is_due_this_month(self) -> bool:
        """Its last day is in what is left of this month, and it is not done; a draft promises nothing yet."""
        last, today = self.last_day, self.day
        is_this_month = last is not None and last >= today and (last.year, last.month) == (today.year, today.month)
        return is_this_month and self.plan.plan.status is not Status.DRAFT and self.state is not State.DONE

    @property
    def unassessed(self) -> tuple[Deed, ...]:
        """Placements that ended without an assessment."""
        placed = [(deed, deed.entry) for deed in self.deeds if isinstance(deed.entry, Placement)]
        day = self.day
        return tuple(deed for deed, entry in placed if is_over(entry, day) and not is_assessed(entry, day))


def progress(plan: SupportPlan, today: date) -> Iterator[ItemProgress]:
    """Every item of `plan` on the day `today`, in its order."""
    for item in plan.items:
        yield item_progress(plan, item, today)


def item_progress(plan: SupportPlan, item: Item, today: date) -> ItemProgress:
    """One item on the day `today`."""
    deeds = tuple(item_deeds(plan, item, today))
    done, last = totals(deeds), item.end or plan.plan.end
    is_past = bool(last and last < today)
    if _is_done(item, done, today, is_past=is_past):
        state = State.DONE
    # A draft promises nothing yet, a closed plan nothing any more.
    elif is_past and plan.plan.status not in (Status.DRAFT, Status.CLOSED):
        state = State.OVERDUE
    else:
        state = State.UNDER_WAY if deeds else State.WAITING
    return ItemProgress(plan, item, deeds, done, state, today)


def has_passed(grade: Grade) -> bool:
    """Whether an assessment ended well."""
    return grade is not Grade.FAILED


def _has_ended(item: Item, placement: Placement, today: date) -> bool:
    return is_over(placement, today) and (item.mode not in _ASSESSED or is_assessed(placement, today))


def _is_done(item: Item, done: Totals, today: date, *, is_past: bool) -> bool:
    """Whether somebody said so, or all that was planned in numbers was done; `is_past`: its last day has passed.

    Sessions count before people, and money where it is what is given or nothing else is planned. What is planned in no
    number is done on its last day, if anything was. People who are placed must be back, and assessed where they came to
    learn; those without a name are back on the last day.
    """
    if any(outcome.finished and outcome.day <= today for outcome in item.outcomes):
        return True
    has_people, has_money = done.people >= (item.people or 0), done.money >= exact(item.budget)
    if item.placements or item.mode in PLACED:
        # Days at another school are no sessions, and a number of people alone does not tell that they are back.
        by_name = 0 < done.people <= len(item.placements)
        return (
            has_people
            and done.occasions > 0
            and (by_name or is_past)
            and all(_has_ended(item, placement, today) for placement in item.placements)
        )
    planned: list[bool] = []
    if item.sessions:
        planned.append(done.held >= item.sessions)
    elif item.people:
        planned.append(has_people)
    if item.budget and (item.mode in _MONEY or not planned):
        planned.append(has_money)
    return done.occasions > 0 and (all(planned) if planned else is_past)
