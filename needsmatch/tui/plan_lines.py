"""The lines of a plan: what stands in the columns of an item, and what both sides said."""

from needsmatch.i18n import _
from needsmatch.model.plan import Item, PlanSide, Reply, Status, SupportPlan
from needsmatch.planning.changes import item_title
from needsmatch.planning.fields import label_of
from needsmatch.tui.widgets.lines import FILL, Cell, line
from needsmatch.tui.widgets.rows import BLANK, Row, text_row


def column(text: str, style: str, width: int, *, spare: int = 0) -> tuple[Cell, Cell]:
    """A column of the list of items, a space in front."""
    return Cell(" ", spare=spare), Cell(text, style, width, spare=spare)


def searched_in(item: Item) -> str:
    """Everything of an item that a filter looks at, in small letters."""
    parts = [item_title(item), *item.need_texts, item.strength_text, item.activity, item.lead, item.place, item.note]
    return "\n".join([*(part for part in parts if part), label_of(item.mode) if item.mode else ""]).casefold()


def period(item: Item) -> str:
    """When an item happens, as short as it can be said."""
    if item.recurrence and not item.start:
        return item.recurrence
    if not item.start or not item.end:
        day = item.start or item.end
        return f"{day:%Y-%m-%d}" if day else ""
    if (item.start.year, item.start.month) == (item.end.year, item.end.month):
        return _("{year}-{month}").format(year=item.start.year, month=f"{item.start.month:02}")
    return f"{item.start:%y-%m} ~ {item.end:%y-%m}"


def answer_word(plan: SupportPlan, item: Item) -> tuple[str, str]:
    """What the heads said last about an item, in a word."""
    last = {answer.side: answer.answer for answer in item.answers if answer.side is not PlanSide.COORDINATOR}
    if Reply.DECLINE in last.values():
        return _("declined"), "need-strong"
    if Reply.CHANGE in last.values():
        return _("change"), "need-strong"
    if len(last) == 2:
        return _("agreed"), "accent"
    return (_("waiting") if plan.plan.status is Status.PROPOSED else ""), "muted"


def said_by_both(plan: SupportPlan) -> list[Row]:
    """Comments of both sides, item by item."""
    names = {PlanSide.RECEIVER: plan.plan.receiver_name, PlanSide.DONOR: plan.plan.donor_name}
    rows = []
    for number, item in enumerate(plan.items, 1):
        for answer in item.answers:
            if answer.comment:
                who = answer.by or names.get(answer.side, _("coordinator"))
                day = f"  {answer.at:%Y-%m-%d}" if answer.at else ""
                rows.append(
                    text_row(
                        line(Cell(f"{number} ", "muted", 4, right=True), Cell(f"{who}{day}", "muted", FILL)),
                        line("    ", Cell(answer.comment, "", FILL, wrap=True)),
                    )
                )
    return [BLANK, text_row(line("    ", Cell(_("What both sides said"), "strong"))), *rows] if rows else []
