"""A merge as rows: each part with what stands in both copies and what becomes of it; only conflicts have boxes."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from needsmatch.display import cells, clean, clip, wrap
from needsmatch.i18n import _, ngettext
from needsmatch.model.plan import Answer, Confirmation, Item, Outcome, SupportPlan
from needsmatch.planning.change_words import item_title
from needsmatch.planning.merge import Merged, Part, Whose
from needsmatch.planning.merge_lists import moment
from needsmatch.planning.merge_names import part_name
from needsmatch.planning.merge_words import item_titles, part_value
from needsmatch.tui.widgets.lines import FILL, Cell, Line, line, paragraph
from needsmatch.tui.widgets.rows import BLANK, Row, text_row

_LABEL = 18
"""Columns of the parts' names."""
_GAP = 2
_BOX = 4
"""Columns of the box in front of a value."""
_NO_BOX = " " * _BOX
_MOST, _FEW = 4, 3
"""Lines of a value beside each other, and one above the other."""
_RESULT_SHARE = 0.28
"""Share of the room that the result gets beside both copies."""


@dataclass(frozen=True, slots=True)
class Shown:
    """One part as it is shown."""

    part: Part
    number: int = 0
    """Which conflict it is, from 1; 0 where it is none."""
    count: int = 0
    """How many conflicts there are."""
    is_decided: bool = False
    value: object = None
    """What a person chose."""
    titles: Mapping[str, str] = field(default_factory=dict)
    """What the items are about, by id."""

    def said(self, value: object) -> str:
        """A value of the part in plain words, on one or more lines."""
        return part_value(self.part, value, self.titles) or _("(empty)")


def shown_parts(merged: Merged, values: Mapping[str, object]) -> list[Shown]:
    """All parts in their order; `values` are those that were chosen, by the parts' keys."""
    numbers = {part.key: number for number, part in enumerate(merged.conflicts, 1)}
    titles = item_titles(merged)
    return [
        Shown(part, numbers.get(part.key, 0), len(numbers), part.key in values, values.get(part.key), titles)
        for part in merged.parts
    ]


def part_rows(merged: Merged, parts: Sequence[Shown], *, tight: bool) -> list[Row]:
    """Rows for parts, under the headings of their items; one above the other where it is tight."""
    rows: list[Row] = []
    heading: tuple[str | None] | None = None
    for shown in parts:
        if heading != (shown.part.item,):
            heading = (shown.part.item,)
            rows += [BLANK] if rows and not tight else []
            rows.append(text_row(paragraph(heading_of(merged, shown.part), "accent-strong")))
        rows += [] if tight else [BLANK]
        rows.append(Row(_Above(shown) if tight else _Beside(shown), shown.part.key))
    return rows


def heading_of(merged: Merged, part: Part) -> str:
    """The item that a part belongs to, with its number."""
    if part.item is None:
        return _("The plan as a whole")
    numbers = {item.id: number for number, item in enumerate(merged.plan.items, 1)}
    item = _item(merged, part.item)
    title = item_title(item) if item else part.item
    if part.item not in numbers:
        return _("Taken out: {title}").format(title=title)
    return _("Item {number}: {title}").format(number=numbers[part.item], title=title)


def has_words(merged: Merged, shown: Shown, words: Sequence[str]) -> bool:
    """Whether a part, its item or one of its values has all of the words, which are in small letters."""
    part = shown.part
    texts = [part_name(part), heading_of(merged, part)]
    texts += [shown.said(value) for value in (part.ours, part.theirs, part.result, shown.value)]
    text = "\n".join(texts).casefold()
    return all(word in text for word in words)


def head_row(merged: Merged, ours: str, theirs: str, *, tight: bool) -> Row:
    """Who wrote each copy, above their columns."""
    names = (f"1  {ours}", f"2  {theirs}")
    if tight:
        return text_row(*(line(Cell(name, "strong", FILL)) for name in names))
    return Row(_Heads(names, (_count(merged, Whose.OURS), _count(merged, Whose.THEIRS))))


def who_wrote(plan: SupportPlan, base: SupportPlan) -> str:
    """Who said something last in a copy that its base has not, and when: `赵雯, 2026-03-02`; '' where nobody did."""
    said = set(_signed(plan)) - set(_signed(base))
    if not said:
        return ""
    by, at = max(said, key=lambda each: (moment(each[1]), each[0]))
    return _("{name}, {day}").format(name=by, day=f"{at:%Y-%m-%d}")


def full_rows(merged: Merged, shown: Shown, ours: str, theirs: str) -> list[Row]:
    """A part with every text in full."""
    part = shown.part
    texts = [(f"1  {ours}", part.ours), (f"2  {theirs}", part.theirs), (_("Before"), part.base)]
    if shown.is_decided or part.whose is not Whose.CONFLICT:
        texts.append((_("Result"), shown.value if shown.is_decided else part.result))
    rows = [text_row(paragraph(heading_of(merged, part), "accent-strong"), paragraph(part_name(part), "strong"))]
    for name, value in texts:
        said = (paragraph(text, "", 2) for text in shown.said(value).split("\n"))
        rows += [BLANK, text_row(paragraph(name, "muted"), *said)]
    return rows


# Drawing


@dataclass(frozen=True, slots=True)
class _Heads:
    """The heads of the columns."""

    names: tuple[str, str]
    counts: tuple[str, str]

    def __call__(self, width: int) -> Sequence[Line]:
        side, result = _widths(width)
        first = [Cell("", "", _LABEL)]
        second = [Cell("", "", _LABEL)]
        for name, count in zip(self.names, self.counts, strict=True):
            first += [Cell("", "", _GAP), Cell(name, "strong", side)]
            second += [Cell("", "", _GAP), Cell("   " + count, "muted", side)]
        return (*first, Cell("", "", _GAP), Cell(_("Result"), "strong", result)), tuple(second)


@dataclass(frozen=True, slots=True)
class _Beside:
    """A part with its copies and its result beside each other."""

    shown: Shown

    def __call__(self, width: int) -> Sequence[Line]:
        side, result = _widths(width)
        part, shown = self.shown.part, self.shown
        state, look = _state(shown)
        name = [(text, "strong") for text in wrap(clean(part_name(part)), _LABEL)]
        columns = [
            _Column([*name, *((text, look) for text in wrap(state, _LABEL))], _LABEL, ""),
            _copy_column(shown, part.ours, Whose.OURS, side, _MOST),
            _copy_column(shown, part.theirs, Whose.THEIRS, side, _MOST),
            _result_column(shown, result, _MOST),
        ]
        height = max(len(column.texts) for column in columns)
        return [
            line(*(cell for column in columns for cell in (*column.cells(row), Cell("", "", _GAP))))
            for row in range(height)
        ]


@dataclass(frozen=True, slots=True)
class _Above:
    """A part with its copies and its result one above the other."""

    shown: Shown

    def __call__(self, width: int) -> Sequence[Line]:
        shown, part = self.shown, self.shown.part
        state, look = _state(shown)
        words = (_("Result"), "1", "2")
        room = max(cells(word) for word in words) + 2
        columns = [
            ("1", _copy_column(shown, part.ours, Whose.OURS, width - room, _FEW)),
            ("2", _copy_column(shown, part.theirs, Whose.THEIRS, width - room, _FEW)),
            (_("Result"), _result_column(shown, width - room, _FEW, _NO_BOX)),
        ]
        lines = [line(Cell(part_name(part), "strong"), "  ", Cell(state, look, FILL))]
        for word, column in columns:
            for row in range(len(column.texts)):
                lines.append(line(Cell(word if row == 0 else "", "muted", room), *column.cells(row)))
        return lines


@dataclass(frozen=True, slots=True)
class _Column:
    """Lines of text, each with its look, in front of which a box may stand."""

    texts: list[tuple[str, str]]
    width: int
    box: str
    """Empty: there is no room for one."""
    shade: str = ""

    def cells(self, row: int) -> Iterator[Cell]:
        """The cells of one line; a shade is as high as all columns."""
        text, look = self.texts[row] if row < len(self.texts) else ("", "")
        if self.box:
            yield Cell(self.box if row == 0 else "", f"{self.shade} accent-strong", _BOX)
        yield Cell(text, f"{self.shade} {look}".strip(), self.width - (_BOX if self.box else 0))


def _copy_column(shown: Shown, value: object, whose: Whose, width: int, most: int) -> _Column:
    """What stands in one copy."""
    part = shown.part
    is_conflict = part.whose is Whose.CONFLICT
    is_chosen = is_conflict and shown.is_decided and shown.value == value
    other = (Whose.THEIRS if whose is Whose.OURS else Whose.OURS) is part.whose
    look = "muted" if other or not part_value(part, value) else ""
    texts = _texts(shown, value, width - _BOX, look, most)
    if not is_conflict:
        return _Column(texts, width, _NO_BOX)
    return _Column(texts, width, "(*)" if is_chosen else "( )", "field-chosen" if is_chosen else "field")


def _result_column(shown: Shown, width: int, most: int, box: str = "") -> _Column:
    """What becomes of it; `box` keeps it in line with the copies above it."""
    part = shown.part
    if part.whose is Whose.CONFLICT and not shown.is_decided:
        return _Column([(text, "need-strong") for text in wrap(_("please choose"), width - len(box))], width, box)
    value, look = (shown.value, "accent") if shown.is_decided else (part.result, "")
    return _Column(_texts(shown, value, width - len(box), look, most), width, box)


def _texts(shown: Shown, value: object, width: int, look: str, most: int) -> list[tuple[str, str]]:
    """The lines of a value, at most so many."""
    found = wrap(shown.said(value), max(1, width))
    if len(found) > most:
        found = [*found[: most - 1], clip(found[most - 1] + " " * width, width)]
    return [(text, look) for text in found]


def _state(shown: Shown) -> tuple[str, str]:
    """Whose a part is, in words."""
    match shown.part.whose:
        case Whose.OURS:
            return _("changed in 1"), "muted"
        case Whose.THEIRS:
            return _("changed in 2"), "muted"
        case Whose.BOTH:
            return _("changed alike"), "muted"
        case Whose.UNITED:
            return _("both are kept"), "muted"
    said = _("Conflict {number}/{count}").format(number=shown.number, count=shown.count)
    return said, "muted" if shown.is_decided else "need-strong"


def _widths(width: int) -> tuple[int, int]:
    """Columns of each copy and of the result."""
    room = max(4, width - _LABEL - 3 * _GAP)
    result = int(room * _RESULT_SHARE)
    return (room - result) // 2, result


def _count(merged: Merged, whose: Whose) -> str:
    count = sum(part.whose in (whose, Whose.BOTH, Whose.UNITED, Whose.CONFLICT) for part in merged.parts)
    return ngettext("{count} change", "{count} changes", count).format(count=count)


def _item(merged: Merged, item_id: str) -> Item | None:
    """An item, wherever it still stands."""
    plans = (merged.plan, merged.ours, merged.theirs, merged.base)
    return next((item for plan in plans for item in plan.items if item.id == item_id), None)


def _signed(plan: SupportPlan) -> Iterator[tuple[str, datetime]]:
    """Everything in a plan that has a name and a time."""
    for item in plan.items:
        rows: Sequence[Answer | Outcome | Confirmation] = (*item.answers, *item.outcomes, *item.confirmations)
        yield from ((row.by, row.at) for row in rows if row.by and row.at)
    yield from ((signature.name, signature.at) for signature in plan.signatures)
    yield from ((entry.by, entry.at) for entry in plan.unmet if entry.by and entry.at)
    yield from ((mark.by, mark.at) for mark in plan.removed if mark.by and mark.at)
