"""The list of a plan, row by row: the plan itself, its items, what has no answer, what was taken out, who signed, and
what both sides said."""

from collections.abc import Iterator, Sequence

from needsmatch.display import cells
from needsmatch.i18n import _, ngettext
from needsmatch.model.match import Cause
from needsmatch.model.plan import Item, Removed, SupportPlan, UnmetNeed
from needsmatch.planning.change_words import item_title
from needsmatch.planning.fields import label_of
from needsmatch.planning.plain import signed_by, why_unmet
from needsmatch.planning.review import signatures
from needsmatch.tui import clock
from needsmatch.tui.log_lines import done_word, how_far
from needsmatch.tui.plan_lines import (
    OUTDATED,
    answer_word,
    column,
    mark_title,
    said_by_both,
    searched_in,
    taken_out_by,
    when,
)  # fmt: skip
from needsmatch.tui.session import Session
from needsmatch.tui.widgets.lines import FILL, Cell, Line, line, paragraph
from needsmatch.tui.widgets.rows import BLANK, Row, text_row

WHOLE = "plan"
"""Key of the row that stands for the plan itself; all other keys have their mark in front."""
ITEM, UNMET, GONE = "item/", "unmet/", "gone/"
"""In front of an item's id, of the reference of a need without an answer, of the id of an item that was taken out."""
_INDENT = "    "
_WIDEST_MODE = 14
_ANSWERS = 9
"""Cells of the column of answers, but where a longer word stands in it."""
_DONE = 7
"""Cells of the column of what is done, likewise."""


def plan_rows(session: Session, plan: SupportPlan, words: Sequence[str], *, tight: bool) -> list[Row]:
    """The rows of a plan; while `words` are looked for, only the items that have them."""
    return list(_Shown(session, plan, tight).rows(words))


class _Shown:
    """One plan as it is shown."""

    def __init__(self, session: Session, plan: SupportPlan, tight: bool) -> None:
        self._session, self._plan, self._tight = session, plan, tight
        name = plan.plan.id
        self._changed = {change.item for change in session.changes_of(name)}
        self._wrong = {place[1] for place in session.work.wrong if place[0] == name}
        modes = [label_of(item.mode) for item in plan.items if item.mode]
        self._answers = max(_ANSWERS, *(cells(answer_word(plan, item)[0]) for item in plan.items), 0)
        self._far = how_far(plan, clock.today())
        self._done = {entry.item.id: done_word(entry) for entry in self._far.entries} if self._far else {}
        self._widest_done = max(_DONE, *(cells(text) for text, _look in self._done.values()), 0)
        self._modes = min(_WIDEST_MODE, max(cells(word) for word in (_("Way of helping"), *modes)))

    def rows(self, words: Sequence[str]) -> Iterator[Row]:
        if not self._tight or not words:
            yield self._head()
        found = [
            Row(tuple(self._item(number, item)), ITEM + item.id)
            for number, item in enumerate(self._plan.items, 1)
            if all(word in searched_in(item) for word in words)
        ]
        if words:
            yield from found or [text_row(paragraph(_("No item has these words; Esc shows all."), "need"))]
            return
        yield self._whole()
        yield from found
        yield from self._unmet()
        yield from self._taken_out()
        yield from self._signed()
        yield from said_by_both(self._plan)

    def _head(self) -> Row:
        return text_row(
            line(
                Cell(_INDENT),
                Cell(_("Need"), "muted", FILL),
                *column(_("Way of helping"), "muted", self._modes, spare=1),
                *column(_("Lead"), "muted", 9, spare=3),
                *column(_("When"), "muted", 13, spare=2),
                *column(_("Answer"), "muted", self._answers, spare=2 if self._far else 0),
                *(column(_("Done"), "muted", self._widest_done) if self._far else ()),
            )
        )

    def _whole(self) -> Row:
        star = Cell("*" if None in self._changed else " ", "need-strong")
        cells_behind: list[Cell] = []
        if self._far:
            count = Cell(f"{self._far.done}/{len(self._far.entries)} ", "accent")
            cells_behind = [Cell(self._far.late_words + "  ", "need-strong"), count, Cell(_("done"), "second")]
        return Row((line("   ", star, Cell(_("The plan as a whole"), "second", FILL), *cells_behind),), WHOLE)

    def _item(self, number: int, item: Item) -> Iterator[Line]:
        state, style = answer_word(self._plan, item)
        wrong = item.id in self._wrong
        mark = "!" if wrong else "*" if item.id in self._changed else " "
        yield line(
            Cell(f"{number} ", "muted", 3, right=True),
            Cell(mark, "error-strong" if wrong else "need-strong"),
            Cell(item_title(item), "strong", FILL),
            Cell("  " + _("in return") if item.in_return else "", "accent"),
            *column(label_of(item.mode) if item.mode else "", "", self._modes, spare=1),
            *column(item.lead or "", "", 9, spare=3),
            *column(when(item), "second", 13, spare=2),
            *column(state, style, self._answers, spare=2 if self._far else 0),
            *(column(*self._done[item.id], self._widest_done) if self._far else ()),
        )
        if item.outdated:
            yield line(_INDENT, Cell(_(OUTDATED[item.outdated]), "need", FILL))

    def _section(self, title: str, style: str, count: str = "") -> Iterator[Row]:
        if not self._tight:
            yield BLANK
        yield text_row(line(_INDENT, Cell(title, style), Cell(f"   {count}" if count else "", "muted")))

    def _unmet(self) -> Iterator[Row]:
        entries = self._plan.unmet
        if entries:
            count = ngettext("{count} need", "{count} needs", len(entries)).format(count=len(entries))
            yield from self._section(_("Without an answer"), "need-strong", count)
        for entry in entries:
            yield Row(tuple(self._without_answer(entry)), UNMET + entry.need)

    def _without_answer(self, entry: UnmetNeed) -> Iterator[Line]:
        yield line(_INDENT, Cell(entry.need_text, "", FILL))
        if entry.cause is Cause.ASKED_IN_REVIEW:
            yield line(_INDENT, Cell(why_unmet(self._plan, entry), "need", FILL))
        elif entry.sentence and not self._tight:
            yield line(_INDENT, Cell(entry.sentence, "muted", FILL))

    def _taken_out(self) -> Iterator[Row]:
        if self._plan.removed:
            yield from self._section(_("Taken out"), "muted")
        for mark in self._plan.removed:
            yield Row((self._gone(mark),), GONE + mark.id)

    def _gone(self, mark: Removed) -> Line:
        title = mark_title(self._session, self._plan, mark)
        return line(_INDENT, Cell(title, "muted", FILL), "  ", Cell(taken_out_by(mark), "muted", spare=1))

    def _signed(self) -> Iterator[Row]:
        if self._plan.signatures:
            yield from self._section(_("Signed"), "strong")
        for signature, valid in signatures(self._plan):
            state = Cell(_("valid") if valid else _("void: changed since"), "accent" if valid else "need-strong")
            yield text_row(line(_INDENT, Cell(signed_by(self._plan, signature), "", FILL), "  ", state))
