"""What the review shows of a plan: how far a side has come, an item in large plain words, the answers at the end."""

from collections.abc import Sequence

from needsmatch.display import cells, clean
from needsmatch.i18n import N_, _, listed, ngettext
from needsmatch.model.plan import Item, PlanSide, Reply, SupportPlan
from needsmatch.planning.plain import PlainItem, Spoken, in_words, side_name
from needsmatch.planning.review import Progress, progress
from needsmatch.tui.widgets.lines import FILL, Cell, Line, line, paragraph
from needsmatch.tui.widgets.rows import BLANK, Row, text_row

WORDS = {Reply.AGREE: N_("agreed"), Reply.CHANGE: N_("change"), Reply.DECLINE: N_("declined")}
"""Each answer in a word, as it stands in a box."""
STYLES = {Reply.AGREE: "level-2", Reply.CHANGE: "badge", Reply.DECLINE: "banned"}

_MARKS = {Reply.AGREE: "+", Reply.CHANGE: "~", Reply.DECLINE: "x", None: ""}
"""What stands for a word where a box has no room for it."""
LOOK_AGAIN, _MARK_AGAIN = N_("look again"), "!"
"""The same for an answer that no longer counts, since the item was changed."""
_LEAST_BOX, _WIDEST_BOX = 4, 12
_WIDEST_LABEL = 20


def how_far(plan: SupportPlan, side: PlanSide, place: int, name: str) -> Line:
    """Which item is shown, how many there are, what was answered so far, and for whom; `name` of who sits here."""
    done = progress(plan, side)
    answered = ngettext("{count} answered", "{count} answered", done.answered).format(count=done.answered)
    again = ngettext("{count} to look at again", "{count} to look at again", len(done.changed))
    return line(
        Cell(_("Item {number}").format(number=place + 1), "strong"),
        Cell("  " + _("of {count}").format(count=done.whole), "second"),
        Cell("   " + with_counts(answered, done) if done.answered else "", "muted", FILL),
        Cell("   " + again.format(count=len(done.changed)) if done.changed else "", "need-strong"),
        Cell("   " + side_name(plan, side), "muted", spare=1),
        Cell("  " + name if name else "", "muted"),
    )


def with_counts(text: str, done: Progress) -> str:
    """A sentence with how often each answer was given behind it."""
    counts = listed(f"{_(WORDS[reply])} {count}" for reply, count in sorted(done.counts.items()))
    return _("{what}: {details}").format(what=text, details=counts) if counts else text


def boxes(plan: SupportPlan, side: PlanSide, place: int, width: int) -> Line:
    """A box for each item with its answer, the present one marked; a click goes there.

    Where not all of them fit, those around the present one.
    """
    done = progress(plan, side)
    replies = done.replies
    fitting = max(1, min(len(replies), (width + 1) // (_LEAST_BOX + 1)))
    room = min(_WIDEST_BOX, (width + 1) // fitting - 1)
    first = min(max(0, place - fitting // 2), len(replies) - fitting)
    shown: list[Cell | str] = []
    for number in range(first, first + fitting):
        reply, here = replies[number], number == place
        again = number in done.changed
        word = f" {_(LOOK_AGAIN)}" if again else f" {_(WORDS[reply])}" if reply else ""
        mark = _MARK_AGAIN if again else ""
        frame = ("> ", " <") if here else ("", "")
        forms = (f"{frame[0]}{number + 1}{word}{frame[1]}", f"{frame[0]}{number + 1}{mark}{frame[1]}")
        text = next((form for form in forms if cells(form) <= room), f"{number + 1}{mark or _MARKS[reply]}")
        left = (room - cells(text)) // 2
        style = "pair" if here else STYLES[reply] if reply else f"rest {'need-strong' if again else 'second'}"
        shown += [Cell(" " * left + text, style, room, action=f"screen.go({number})"), " "]
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
        *_said(words),
    ]


def _paragraphs(text: str, style: str = "") -> list[Line]:
    """A text that may have several lines."""
    lines = clean(text, multiline=True).splitlines()
    return [paragraph(each, style) for each in lines if each.strip()]


def _table(facts: Sequence[Spoken]) -> list[Row]:
    """Labels, and beside them what they tell."""
    width = min(_WIDEST_LABEL, max((cells(fact.label) for fact in facts), default=0)) + 2
    rows = []
    for fact in facts:
        lines = [each for each in clean(fact.text, multiline=True).splitlines() if each.strip()]
        labels = [fact.label, *[""] * (len(lines) - 1)]
        told = (
            line(Cell(label, "muted", width), Cell(text, "", FILL, wrap=True))
            for label, text in zip(labels, lines, strict=True)
        )
        rows.append(Row(tuple(told)))
    return rows


def _said(words: PlainItem) -> list[Row]:
    if not words.said:
        return []
    rows = [BLANK, text_row(paragraph(_("What was said so far"), "muted"))]
    for spoken in words.said:
        rows.append(text_row(paragraph(spoken.label, "second"), *_paragraphs(spoken.text)))
    return rows
