"""The lines of a plan: what stands in the columns of an item, beside its fields, and what both sides said."""

from collections.abc import Iterator
from datetime import date

from needsmatch.i18n import N_, _, clauses, listed
from needsmatch.model.plan import Item, Outdated, PlanSide, Removed, Reply, Status, SupportPlan, UnmetNeed
from needsmatch.planning.change_words import item_title
from needsmatch.planning.fields import ITEM_FIELDS, label_of, shown
from needsmatch.planning.plain import dated, in_words, why_unmet
from needsmatch.planning.review import HEADS, last_answer, outdated_answer, standing_answer
from needsmatch.tui.log_lines import how_far, work_beside
from needsmatch.tui.session import Session
from needsmatch.tui.widgets.lines import FILL, Cell, Line, line, paragraph
from needsmatch.tui.widgets.rows import BLANK, Row, text_row

OUTDATED = {
    Outdated.NOT_ASKED: N_("no longer asked for; Delete takes it out"),
    Outdated.NOT_OFFERED: N_("no longer offered; Delete takes it out"),
}


def column(text: str, style: str, width: int, *, spare: int = 0) -> tuple[Cell, Cell]:
    """A column of the list of items, a space in front."""
    return Cell(" ", spare=spare), Cell(text, style, width, spare=spare)


def searched_in(item: Item) -> str:
    """Everything of an item that a filter looks at, in small letters."""
    parts = [item_title(item), *item.need_texts, item.strength_text, item.activity, item.lead, item.place, item.note]
    return "\n".join([*(part for part in parts if part), label_of(item.mode) if item.mode else ""]).casefold()


def when(item: Item) -> str:
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
    """What the heads answer to an item as it stands, in a word."""
    last = [given.answer for given in (standing_answer(item, side) for side in HEADS) if given]
    if Reply.DECLINE in last:
        return _("declined"), "need-strong"
    if Reply.CHANGE in last:
        return _("change"), "need-strong"
    if any(outdated_answer(item, side) for side in HEADS):
        return _("changed since"), "need-strong"
    if len(last) == len(HEADS):
        return _("agreed"), "accent"
    return (_("waiting") if plan.plan.status is Status.PROPOSED else ""), "muted"


def mark_title(session: Session, plan: SupportPlan, mark: Removed) -> str:
    """What an item was about that was taken out."""
    item = gone_item(session, plan, mark)
    return item_title(item) if item else listed(map(session.need_text, mark.needs)) or mark.id


def gone_item(session: Session, plan: SupportPlan, mark: Removed) -> Item | None:
    """The item that was taken out: its mark has it, or else the history."""
    return mark.item or session.item_that_was(plan.plan.id, mark.id)


def taken_out_by(mark: Removed) -> str:
    """Who took an item out, when and why."""
    return clauses(filter(None, (dated(mark.by or "", mark.at), mark.why)))


def said_by_both(plan: SupportPlan) -> list[Row]:
    """Comments of both sides, item by item."""
    rows = []
    for number, item in enumerate(plan.items, 1):
        said = in_words(plan, item, PlanSide.COORDINATOR).said
        for given, spoken in zip(item.answers, said, strict=True):
            if given.comment:
                rows.append(
                    text_row(
                        line(Cell(f"{number} ", "muted", 4, right=True), Cell(spoken.label, "muted", FILL)),
                        line("    ", Cell(spoken.text, "", FILL, wrap=True)),
                    )
                )
    return [BLANK, text_row(line("    ", Cell(_("What both sides said"), "strong"))), *rows] if rows else []


def sums_of(plan: SupportPlan, today: date) -> list[Line]:
    """What stands above the fields of the plan as a whole: how much of it is done."""
    far = how_far(plan, today)
    return [paragraph(far.words, "second")] if far else []


def said_about(plan: SupportPlan, item: Item, today: date, *, tight: bool) -> list[Line]:
    """What stands above the fields of an item: why it is still there, all that both sides said, and what was done;
    where there is little room the last word of each head."""
    lines = [paragraph(_(OUTDATED[item.outdated]), "need")] if item.outdated else []
    last = {given.id for given in (last_answer(item, side) for side in HEADS) if given}
    said = zip(item.answers, in_words(plan, item, PlanSide.COORDINATOR).said, strict=True)
    for given, spoken in said:
        if not tight:
            lines += [paragraph(spoken.label, "muted"), paragraph(spoken.text, _STYLES[given.answer], 2)]
        elif given.id in last:
            lines.append(line(Cell(spoken.label, "muted", FILL), "  ", Cell(spoken.text, _STYLES[given.answer], FILL)))
    return [*lines, *work_beside(plan, item, today, tight=tight)]


_STYLES = {Reply.AGREE: "", Reply.CHANGE: "need", Reply.DECLINE: "need"}


def about_unmet(plan: SupportPlan, entry: UnmetNeed, advice: str) -> list[Line]:
    """What is known about a need without an answer, and what Enter does."""
    return [paragraph(why_unmet(plan, entry), "second"), (), paragraph(advice, "muted")]


def about_gone(session: Session, plan: SupportPlan, mark: Removed) -> list[Line]:
    """An item that was taken out: who did it, when and why, and all that stood in it."""
    lines: list[Line] = [paragraph(taken_out_by(mark), "second"), ()]
    item = gone_item(session, plan, mark)
    return [*lines, *_fields(plan, item)] if item else [*lines, paragraph(_("What stood in it is not known."), "muted")]


def _fields(plan: SupportPlan, item: Item) -> Iterator[Line]:
    for need in item.need_texts:
        yield line(Cell(_("Need"), "muted", 16), Cell(need, "", FILL, wrap=True))
    for field in ITEM_FIELDS:
        value = shown(field, getattr(item, field.name))
        if value and (field.name != "in_return" or item.in_return):
            yield line(Cell(_(field.label), "muted", 16), Cell(value, "", FILL, wrap=True))
    for spoken in in_words(plan, item, PlanSide.COORDINATOR).said:
        yield paragraph(spoken.label, "muted")
        yield paragraph(spoken.text, "", 2)
