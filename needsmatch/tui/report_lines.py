"""The lines of the report: a figure with its bar, and what is behind it, row by row."""

from collections.abc import Callable, Iterator, Sequence
from itertools import chain, islice
from typing import NamedTuple

from needsmatch.display import cells, clean
from needsmatch.i18n import N_, _, clauses, listed, ngettext
from needsmatch.model.plan import Item, Placement, PlanSide, SupportPlan
from needsmatch.model.terms import label
from needsmatch.planning.asked import AskedNeed
from needsmatch.planning.change_words import item_title
from needsmatch.planning.deeds import Deed
from needsmatch.planning.evaluation import Answered
from needsmatch.planning.measure import Measure
from needsmatch.planning.overview import cause_label
from needsmatch.planning.progress import PLACED, ItemProgress, State
from needsmatch.planning.report_figures import Entry, Section, Thing, part_of
from needsmatch.planning.report_words import amount, counted, how_counted
from needsmatch.planning.since import Event
from needsmatch.tui.widgets.lines import FILL, Cell, Line, bar, line, paragraph
from needsmatch.tui.widgets.rows import Row, text_row

_BAR, _LEAST_BAR = 20, 8
_NUMBER_SHARE, _LABEL_SHARE = 0.3, 0.6
"""The most that numbers take of the width, and labels of what is left."""
_WIDEST_SCHOOL, _DAY = 22, 10
_BESIDE = 60
"""Columns from which a school stands beside the text, not above it."""
_GAP = "  "
_SPACE = Cell(_GAP)

_STATES = {
    State.WAITING: (N_("not begun"), "muted"),
    State.UNDER_WAY: (N_("under way"), "accent"),
    State.DONE: (N_("done"), "strong"),
    State.OVERDUE: (N_("overdue"), "need-strong"),
}


def section_rows(section: Section) -> Iterator[Row]:
    """The heading of a section, and a row for each figure."""
    yield text_row(line(Cell(section.title, "accent-strong"), "   ", Cell(section.note, "muted", FILL)))
    entries = section.entries
    columns = _Columns(
        number=max(cells(clean(entry.number)) for entry in entries),
        label=max(cells(clean(entry.label)) for entry in entries),
        note=max(cells(clean(entry.note)) for entry in entries),
        has_bars=any(entry.share is not None for entry in entries),
        indent=2 if any(entry.is_head for entry in entries) else 0,
    )
    for entry in section.entries:
        yield Row(columns.drawn(entry), entry.key)


class _Columns(NamedTuple):
    """The columns of a section: cells of the longest number, label and note."""

    number: int
    label: int
    note: int
    has_bars: bool
    indent: int
    """Cells before labels of figures that belong to the one above."""

    def drawn(self, entry: Entry) -> Callable[[int], Sequence[Line]]:
        """The line of a figure: its number, a bar, what is counted, and a note."""
        style = "need-strong" if entry.needs_you else "strong" if entry.share is not None else ""

        def lines(width: int) -> Sequence[Line]:
            number = min(self.number, int(width * _NUMBER_SHARE))
            bars = max(_LEAST_BAR, min(_BAR, width // 6)) if self.has_bars else 0
            shades = (Cell(" " * bars),) if entry.share is None else bar(entry.share, bars, spare=0)
            room = width - number - bars - len(_GAP) * (2 + self.has_bars)
            words = entry.label if entry.is_head else " " * self.indent + entry.label
            label = min(self.label + self.indent, max(room - self.note, int(room * _LABEL_SHARE)))
            return [
                line(
                    Cell(entry.number, style, number, right=True),
                    _GAP,
                    *((*shades, _GAP) if bars else ()),
                    Cell(words, "strong" if entry.is_head else "", label),
                    _GAP,
                    Cell(entry.note, "muted", FILL),
                )
            ]

        return lines


def heading_lines(entry: Entry) -> tuple[Line, ...]:
    """The figure again above what was counted, so that the eye can check it; and how, where that must be said."""
    count = len(entry.things)
    rows = ngettext("{count} row", "{count} rows", count).format(count=count)
    said = clauses(filter(None, (rows, entry.note, how_counted(entry.measure))))
    return line(Cell(f"{entry.number} {entry.label}", "strong", FILL, wrap=True)), paragraph(said, "muted")


def things_of(entry: Entry) -> dict[str, Thing]:
    """What is behind a figure, by keys that stay the same while the plans are edited."""
    found: dict[str, Thing] = {}
    for thing in entry.things:
        key = _key(thing)
        while key in found:  # events may be alike, and ids that people wrote may stand twice
            key += "+"
        found[key] = thing
    return found


def _key(thing: Thing) -> str:
    match thing:
        case AskedNeed():
            return f"need/{thing.reference}"
        case ItemProgress():
            return f"item/{thing.plan.plan.id}/{thing.item.id}"
        case Deed():
            return f"deed/{thing.plan.plan.id}/{thing.item.id}/{thing.entry.id}"
        case Event():
            return f"event/{thing.day}/{thing.what}/{thing.plan}/{thing.item}"
        case Answered():
            return thing.need or "/".join(("besides", *chain.from_iterable(thing.items)))
    receiver, donor = thing
    return f"pair/{receiver.id}/{donor.id}"


def behind_rows(entry: Entry, most: int | None = None) -> list[Row]:
    """What is behind a figure: a row for everything that was counted; for no more than the first `most`."""
    things = islice(things_of(entry).items(), most)
    parts = {key: _parts(thing, entry.measure) for key, thing in things}
    schools = min(_WIDEST_SCHOOL, max((cells(clean(part.school)) for part in parts.values()), default=0))
    rows = [Row(_drawn(part, schools), key) for key, part in parts.items()]
    if more := len(entry.things) - len(rows):
        text = ngettext("{count} more: Enter on the figure", "{count} more: Enter on the figure", more)
        rows.append(text_row(paragraph(text.format(count=f"{more:,}"), "muted")))
    return rows


class _Parts(NamedTuple):
    """What is said of one thing."""

    school: str
    text: str
    state: Line = ()
    """At the end."""
    day: str = ""
    below: tuple[Line, ...] = ()
    """Lines under it."""


def _parts(thing: Thing, measure: Measure | None) -> _Parts:
    match thing:
        case AskedNeed():
            return _Parts(thing.school.name, thing.need.text, (Cell(*need_state(thing)),))
        case ItemProgress():
            done = Cell(done_of_planned(thing), "second")
            return _Parts(helped(thing.plan, thing.item), item_title(thing.item), (done, _SPACE, state_cell(thing)))
        case Deed():
            day = str(thing.day or "").ljust(_DAY)
            numbers = (Cell(deed_numbers(thing, measure), "strong"),)
            return _Parts(helped(thing.plan, thing.item), _deed_title(thing), numbers, day)
        case Event():
            return _Parts("", thing.text, (), str(thing.day))
        case Answered():
            state = Cell(_("done"), "strong") if thing.is_done else Cell(_("not done"), "need-strong")
            title = thing.asked or _("Done without being asked for")
            return _Parts("", title, (_SPACE, state), below=tuple(_sheet(thing)))
        case (receiver, donor):
            return _Parts(receiver.name, donor.name)


def _drawn(part: _Parts, schools: int) -> Callable[[int], Sequence[Line]]:
    """The lines of one thing: the school beside the text where there is room, else above it."""
    day = (Cell(part.day, "muted"), _GAP) if part.day else ()

    def drawn(width: int) -> Sequence[Line]:
        text = Cell(part.text, "strong", FILL, wrap=not part.school)
        if not part.school:
            return [line(*day, text, *part.state), *part.below]
        if width >= _BESIDE:
            return [line(*day, Cell(part.school, "second", schools), _GAP, text, _GAP, *part.state)]
        return [line(*day, Cell(part.school, "second", FILL), _GAP, *part.state), line(text)]

    return drawn


def helped(plan: SupportPlan, item: Item) -> str:
    """Name of the school that an item helps."""
    return plan.plan.receiver_name if item.helped is PlanSide.RECEIVER else plan.plan.donor_name


def need_state(need: AskedNeed) -> tuple[str, str]:
    """What became of a need, in a word, and how that looks."""
    if need.is_done:
        return _("done"), "strong"
    if need.is_begun:
        return _("under way"), "accent"
    if need.is_answered:
        return (_("agreed"), "accent") if need.is_agreed else (_("planned"), "second")
    if not need.has_plan:
        return _("no plan yet"), "need"
    return cause_label(need.cause) if need.cause else _("unmet"), "need-strong"


def state_cell(entry: ItemProgress) -> Cell:
    """How far an item is, in a word."""
    words, style = _STATES[entry.state]
    return Cell(_(words), style)


def done_of_planned(entry: ItemProgress) -> str:
    """The number that tells most about an item: done of planned."""
    is_placing = entry.item.mode in PLACED
    for measure, (done, planned) in (
        (Measure.SESSIONS, entry.sessions),
        (Measure.PLACED, entry.people) if is_placing else (Measure.ATTENDANCES, (entry.done.attendances, None)),
        (Measure.MONEY, entry.money),
    ):
        if done or planned:
            word = counted(measure, planned or done, entry.item.mode)
            return f"{amount(done)} / {amount(planned)} {word}" if planned else f"{amount(done)} {word}"
    return ""


def deed_numbers(deed: Deed, measure: Measure | None) -> str:
    """What of a deed is counted; all its numbers where nothing is said about that."""
    if measure is Measure.BATCHES:
        return deed.batch or ""
    people = Measure.PLACED if deed.mode in PLACED else Measure.ATTENDANCES
    measures = (measure,) if measure else (Measure.SESSIONS, people, Measure.MONTHS, Measure.MONEY)
    numbers = [(entry, number) for entry in measures if (number := part_of(deed, entry))]
    return listed(f"{amount(number)} {counted(entry, number, deed.mode)}" for entry, number in numbers)


def _deed_title(deed: Deed) -> str:
    entry = deed.entry
    if isinstance(entry, Placement):
        return listed(filter(None, (entry.person, entry.role)))
    return entry.remark or item_title(deed.item)


def _sheet(row: Answered) -> Iterator[Line]:
    """What was planned and done about a need, and what the school says."""
    word = label(row.useful) if row.useful else ""
    said = _("{what}: {details}").format(what=word, details=row.said) if word and row.said else word or row.said
    planned = _("Planned") if row.items else _("No answer")
    for name, text in ((planned, row.planned), (_("Done"), row.done), (_("The school"), said)):
        if text:
            yield line("  ", Cell(name, "muted", 12), Cell(text, "second", FILL, wrap=True))
    yield ()
