"""A programme in the middle of its year: six plans with logs, placements, confirmations and help in return."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from needsmatch.model.match import Cause
from needsmatch.model.plan import (
    About,
    Confirmation,
    Item,
    Outcome,
    Placement,
    PlanSide,
    Status,
    SupportPlan,
    UnmetNeed,
)
from needsmatch.model.school import School
from needsmatch.model.terms import Grade, Mode, Useful
from needsmatch.planning.propose import plan_id
from needsmatch.store.plans import save_new_plan
from needsmatch.workspace import open_programme

DAY = date(2026, 12, 20)
"""The day on which it is looked at."""
PLANS = 6


def with_a_year(folder: Path) -> list[SupportPlan]:
    """Write the plans of the first six given pairs of a programme, and give them.

    Each answers the first three needs of its receiver: with lessons that were held, with a donation (in the second plan
    with three placements), and with a lecture that was not. In the last plan nothing was done; the third is overdue.
    """
    programme = open_programme(folder).programme
    plans = []
    for number, pair in enumerate(programme.settings.pairs[:PLANS]):
        receiver, donor = programme.receiver(pair.receiver), programme.donor(pair.donor)
        assert receiver and donor
        plan = _plan(programme.about.id, receiver, donor, number)
        save_new_plan(folder, plan)
        plans.append(plan)
    return plans


def _plan(programme: str, receiver: School, donor: School, number: int) -> SupportPlan:
    about = About(
        format=1,
        id=plan_id(receiver.id, donor.id),
        programme=programme,
        receiver=receiver.id,
        receiver_name=receiver.name,
        donor=donor.id,
        donor_name=donor.name,
        status=Status.ACTIVE,
        start=date(2026, 9, 1),
        end=date(2026, 12, 1) if number == 2 else date(2027, 7, 10),
    )
    kinds: tuple[dict[str, Any], ...] = (
        {"mode": Mode.LESSON, "sessions": 4, "people": 30},
        {"mode": Mode.SHADOW, "people": 3} if number == 1 else {"mode": Mode.DONATION, "budget": 1234.5},
        {"mode": Mode.LECTURE, "sessions": 2},
    )
    asked = [(receiver.reference(need), need.text) for need in receiver.needs]
    done = () if number == PLANS - 1 else (_lessons(number), _placed() if number == 1 else _given(), {})
    items = [
        Item(id=f"i-{place}", needs=(need,), need_texts=(text,), **kind, **(done[place] if done else {}))
        for place, ((need, text), kind) in enumerate(zip(asked, kinds, strict=False))
    ]
    if number == 0:
        visit = Outcome(id="o-visit", day=date(2026, 11, 2), sessions=1, people=10)
        items.append(Item(id="i-return", mode=Mode.VISIT, in_return=True, activity="参观", outcomes=(visit,)))
    unmet = tuple(UnmetNeed(need=need, need_text=text, cause=Cause.NOBODY) for need, text in asked[3:])
    return SupportPlan(plan=about, items=tuple(items), unmet=unmet)


def _lessons(number: int) -> dict[str, Any]:
    held = tuple(
        Outcome(id=f"o-{month}", day=date(2026, month, 10 + number), sessions=2, people=25) for month in (10, 11)
    )
    at = datetime(2026, 12, 10, 9, tzinfo=UTC)
    said = Confirmation(id="c-1", side=PlanSide.RECEIVER, by="园长", at=at, useful=Useful.VERY, comment="很有帮助")
    return {"outcomes": held, "confirmations": (said,)}


def _given() -> dict[str, Any]:
    at = datetime(2026, 12, 18, 9, tzinfo=UTC)
    return {
        "outcomes": (Outcome(id="o-gift", day=date(2026, 12, 17), money=1234.5, remark="图书", by="李老师", at=at),)
    }


def _placed() -> dict[str, Any]:
    autumn, spring = date(2026, 12, 1), date(2027, 3, 1)
    people = (
        Placement(id="p-1", person="马英花", start=date(2026, 9, 15), end=autumn, months=3, grade=Grade.GOOD),
        Placement(id="p-2", person="王芳", start=date(2026, 9, 15), end=autumn, months=3),
        Placement(id="p-3", person="李明", start=date(2026, 9, 15), end=spring, batch="第一批"),
    )
    return {"placements": people}
