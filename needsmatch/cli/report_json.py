"""The report for programs: numbers as they are, and ids of what is behind them."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import TypeAlias

from needsmatch.cli.output import problems_as_json
from needsmatch.errors import Problem
from needsmatch.model.terms import Useful
from needsmatch.planning.asked import Grouping, NeedGroup
from needsmatch.planning.deeds import Deed, Totals
from needsmatch.planning.evaluation import Answered, Evaluation
from needsmatch.planning.measure import Reached
from needsmatch.planning.progress import ItemProgress
from needsmatch.planning.report import Report, Work, by_kind
from needsmatch.planning.report_words import SESSION_KINDS

Row: TypeAlias = dict[str, object]


def report_as_json(report: Report, problems: Iterable[Problem]) -> Row:
    """Everything that the report says. Needs are named `school/need`, items `plan/item`, money is in yuan."""
    needs = report.all_needs
    return {
        "programme": {"id": report.programme.about.id, "name": report.programme.about.name},
        "day": report.day.isoformat(),
        "since": report.since.isoformat() if report.since else None,
        "schools": {"receivers": report.receivers, "donors": report.donors},
        "pairs": len(report.pairs),
        "needs": _counts(needs),
        "by_topic": [_group(group, "topic") for group in report.by(Grouping.TOPIC)],
        "by_stage": [_group(group, "stage") for group in report.by(Grouping.STAGE)],
        "by_district": [_group(group, "district") for group in report.by(Grouping.DISTRICT)],
        "totals": {**_totals(report.all_work.done), **_sessions(report.all_work)},
        "by_mode": [{"mode": work.mode and work.mode.value, **_work(work)} for work in report.work],
        "in_return": _work(report.in_return),
        "targets": [_reached(entry) for entry in report.targets],
        "figures": [_reached(entry) for entry in report.figures],
        "months": [
            {"month": month.name, **_totals(Work(None, (), month.deeds).done)} for month in report.months
        ],
        "placements": {
            "begun": len(report.placed.all),
            "now": len(report.placed.now),
            "over": len(report.placed.over),
            "assessed": len(report.placed.assessed),
        },
        "useful": {
            **{useful.value: _ids(report.useful[useful]) for useful in Useful},
            "waiting": _ids(report.unconfirmed),
        },
        "overdue": [_due(entry) for entry in report.overdue],
        "due_this_month": [_due(entry) for entry in report.due_this_month],
        "waiting": [
            {"kind": entry.kind.value, "count": entry.count, "text": entry.text, "note": entry.note,
             "receivers": list(entry.target)}
            for entry in report.waiting
        ],
        "changes": [
            {"date": event.day.isoformat(), "what": event.what.value, "text": event.text, "plan": event.plan,
             "item": event.item}
            for event in report.events
        ],
        "evaluation": [_evaluation(entry) for entry in report.evaluations],
        "problems": problems_as_json(problems),
    }  # fmt: skip


def _counts(group: NeedGroup) -> Row:
    return {
        "asked": group.asked,
        "answered": group.answered,
        "agreed": group.agreed,
        "done": group.done,
        "unmet": group.unmet,
        "without_plan": group.unplanned,
    }


def _group(group: NeedGroup, name: str) -> Row:
    return {
        name: group.key or None,
        "label": group.label,
        **_counts(group),
        "needs": [need.reference for need in group.needs],
    }


def _totals(done: Totals) -> Row:
    return {
        "occasions": done.occasions,
        "sessions": done.sessions,
        "people": done.people,
        "people_named": done.named,
        "attendances": done.attendances,
        "months": _number(done.months),
        "months_shortest": None if done.shortest is None else _number(done.shortest),
        "months_longest": None if done.longest is None else _number(done.longest),
        "money": _number(done.money),
        "batches": done.batches,
    }


def _sessions(work: Work) -> Row:
    """The sessions of all ways of helping by what they are called."""
    called = by_kind(work.deeds)
    return {kind: sum(deed.sessions for deed in called.get(kind, ())) for kind in SESSION_KINDS if kind != "sessions"}


def _work(work: Work) -> Row:
    planned = {
        "items": len(work.items),
        "sessions": work.planned_sessions,
        "people": work.planned_people,
        "money": _number(work.planned_money),
    }
    return {**_totals(work.done), "items_done": work.items_done, "planned": planned, "items": _ids(work.items)}


def _reached(entry: Reached) -> Row:
    return {
        "text": entry.entry.text,
        "amount": entry.entry.amount,
        "unit": entry.entry.unit,
        "mode": entry.entry.mode and entry.entry.mode.value,
        "counts": entry.measure and entry.measure.value,
        "counted": None if entry.counted is None else _number(entry.counted),
        "items": _behind(entry.deeds),
    }


def _due(entry: ItemProgress) -> Row:
    last = entry.last_day
    return {"item": _id(entry), "receiver": entry.plan.plan.receiver, "end": last.isoformat() if last else None}


def _evaluation(entry: Evaluation) -> Row:
    return {
        "receiver": entry.school.id,
        "name": entry.school.name,
        "donors": list(entry.donors),
        "asked": entry.asked,
        "done": entry.done,
        "needs": [_answered(row) for row in entry.needs],
    }


def _answered(row: Answered) -> Row:
    return {
        "need": row.need,
        "asked": row.asked,
        "planned": row.planned,
        "done": row.done,
        "is_done": row.is_done,
        "useful": row.useful and row.useful.value,
        "said": row.said,
        "items": [f"{plan}/{item}" for plan, item in row.items],
    }


def _ids(items: Sequence[ItemProgress]) -> list[str]:
    return [_id(entry) for entry in items]


def _id(entry: ItemProgress) -> str:
    return f"{entry.plan.plan.id}/{entry.item.id}"


def _behind(deeds: Iterable[Deed]) -> list[str]:
    return list(dict.fromkeys(f"{deed.plan.plan.id}/{deed.item.id}" for deed in deeds))


def _number(amount: Decimal) -> int | float:
    """As it was written: sums of decimals are exact until here."""
    return int(amount) if amount == amount.to_integral_value() else float(amount)
