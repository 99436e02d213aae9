"""What the review shows of a plan: how far a side has come, an item in large plain words, what was done about it."""

from collections.abc import Mapping, Sequence
from datetime import date

from needsmatch.display import cells, clean
from needsmatch.i18n import N_, _, ngettext
from needsmatch.model.plan import Item, PlanSide, Reply, SupportPlan
from needsmatch.model.terms import Useful
from needsmatch.planning.confirm import outdated
from needsmatch.planning.done_words import confirmed_in_words, done_in_words, more_was_done
from needsmatch.planning.plain import Spoken, in_words, who_and_when
from needsmatch.tui.review_steps import WORDS, Said, Step, with_counts
from needsmatch.tui.widgets.lines import FILL, Cell, Line, line, paragraph
from needsmatch.tui.widgets.rows import BLANK, Row, text_row

STYLES: Mapping[Said, str] = {
    Reply.AGREE: "level-2",
    Reply.CHANGE: "badge",
    Reply.DECLINE: "banned",
    Useful.VERY: "level-3",
    Useful.SOME: "level-2",
    Useful.LITTLE: "badge",
    Useful.NOT_SO: "banned",
}

_MARKS: Mapping[Said | None, str] = {
    Reply.AGREE: "+",
    Reply.CHANGE: "~",
    Reply.DECLINE: "x",
    Useful.VERY: "++",
    Useful.SOME: "+",
    Useful.LITTLE: "-",
    Useful.NOT_SO: "x",
    None: "",
}
"""What stands for a word where a box has no room for it."""
LOOK_AGAIN, _MARK_AGAIN = N_("look again"), "!"
"""The same for a word that no longer counts, since what it was about was changed."""
_LEAST_BOX, _WIDEST_BOX = 4, 12
_WIDEST_JUDGED = 22
"""The same where it is said how useful something was: that takes more words."""
_WIDEST_LABEL = 20


def how_far(steps: Sequence[Step], place: int, school: str, name: str) -> Line:
    """Which step is shown, how many there are, what was said so far, and for which school; `name` of who sits here."""
    said = sum(step.given is not None for step in steps)
    answered = ngettext("{count} answered", "{count} answered", said).format(count=said)
    changed = sum(step.old is not None for step in steps)
    again = ngettext("{count} to look at again", "{count} to look at again", changed).format(count=changed)
    return line(
        Cell(_("Item {number}").format(number=place + 1), "strong"),
        Cell("  " + _("of {count}").format(count=len(steps)), "second"),
        Cell("   " + with_counts(answered, steps) if said else "", "muted", FILL),
        Cell("   " + again if changed else "", "need-strong"),
        Cell("   " + school, "muted", spare=1),
        Cell("  " + name if name else "", "muted"),
    )


def boxes(steps: Sequence[Step], place: int, width: int, before: int = 0) -> Line:
    """A box for each step with what was said, the present one marked; a click goes there.

    Where not all of them fit, those around the present one. `before` is how many steps come before these.
    """
    fitting = max(1, min(len(steps), (width + 1) // (_LEAST_BOX + 1)))
    widest = _WIDEST_JUDGED if any(step.about_done for step in steps) else _WIDEST_BOX
    room = min(widest, (width + 1) // fitting - 1)
    first = min(max(0, place - fitting // 2), len(steps) - fitting)
    shown: list[Cell | str] = []
    for number in range(first, first + fitting):
        step, here = steps[number], number == place
        word = f" {_(LOOK_AGAIN)}" if step.old else f" {_(WORDS[step.said])}" if step.said else ""
        mark = _MARK_AGAIN if step.old else ""
        frame = ("> ", " <") if here else ("", "")
        forms = (f"{frame[0]}{number + 1}{word}{frame[1]}", f"{frame[0]}{number + 1}{mark}{frame[1]}")
        text = next((form for form in forms if cells(form) <= room), f"{number + 1}{mark or _MARKS[step.said]}")
        left = (room - cells(text)) // 2
        style = (
            "pair" if here else STYLES[step.said] if step.said else f"rest {'need-strong' if step.old else 'second'}"
        )
        shown += [Cell(" " * left + text, style, room, action=f"screen.go({before + number})"), " "]
    return line(*shown[:-1])


def item_rows(plan: SupportPlan, item: Item, side: PlanSide, since: Sequence[str], *, tight: bool) -> list[Row]:
    """An item in large plain words; `since` is what was changed after the side had answered it."""
    words = in_words(plan, item, side)
    air = [] if tight else [BLANK]
    changed = [paragraph(sentence, "need", 2) for sentence in since]
    remark = [text_row(paragraph(words.remark, "need-strong"), *changed), BLANK] if words.remark else []
    return [
        *remark,
        text_row(paragraph(words.asked.label, "muted")),
        *air,
        text_row(*_paragraphs(words.asked.text, "accent-strong")),
        BLANK,
        *air,
        text_row(paragraph(words.offered.label, "muted")),
        *air,
        text_row(*_paragraphs(words.offered.text, "strong")),
        BLANK,
        *air,
        *_table(words.facts),
        *_said(words.said),
    ]


def done_rows(plan: SupportPlan, item: Item, side: PlanSide, today: date, *, tight: bool) -> list[Row]:
    """What was asked for, what was agreed, and in large plain words what is noted as done until the day `today`."""
    words = in_words(plan, item, side)
    air = [] if tight else [BLANK]
    old = outdated(item, today)
    return [
        *([text_row(paragraph(more_was_done(old), "need-strong")), BLANK] if old else []),
        text_row(paragraph(words.asked.label, "muted")),
        text_row(*_paragraphs(words.asked.text, "accent-strong")),
        *air,
        text_row(paragraph(_("What was agreed"), "muted")),
        text_row(*_paragraphs(words.offered.text)),
        *_table(who_and_when(item)),
        BLANK,
        text_row(paragraph(_("What is noted as done"), "muted")),
        *_table(done_in_words(item, today), "strong"),
        *_said(confirmed_in_words(plan, item, today)),
    ]


def _paragraphs(text: str, style: str = "") -> list[Line]:
    """A text that may have several lines."""
    lines = clean(text, multiline=True).splitlines()
    return [paragraph(each, style) for each in lines if each.strip()]


def _table(facts: Sequence[Spoken], style: str = "") -> list[Row]:
    """Labels, and beside them what they tell."""
    width = min(_WIDEST_LABEL, max((cells(fact.label) for fact in facts), default=0)) + 2
    rows = []
    for fact in facts:
        lines = [each for each in clean(fact.text, multiline=True).splitlines() if each.strip()]
        labels = [fact.label, *[""] * (len(lines) - 1)]
        told = (
            line(Cell(label, "muted", width), Cell(text, style, FILL, wrap=True))
            for label, text in zip(labels, lines, strict=True)
        )
        rows.append(Row(tuple(told)))
    return rows


def _said(said: Sequence[Spoken]) -> list[Row]:
    rows = [BLANK, text_row(paragraph(_("What was said so far"), "muted"))] if said else []
    return [*rows, *(text_row(paragraph(each.label, "second"), *_paragraphs(each.text)) for each in said)]
