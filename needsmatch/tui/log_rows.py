"""The list on an item's log page: the row that Enter notes, who is placed, and what was noted before."""

from collections.abc import Iterator
from datetime import date

from needsmatch.i18n import _
from needsmatch.model.plan import Item, Outcome, Placement, SupportPlan
from needsmatch.planning.log import entries, is_blank
from needsmatch.planning.progress import PLACED
from needsmatch.tui.log_draft import NEW, Draft
from needsmatch.tui.log_lines import last_first, noted_in_words, period, placement_word, said_of_work
from needsmatch.tui.plan_lines import column
from needsmatch.tui.widgets.lines import FILL, Cell, Line, line, paragraph
from needsmatch.tui.widgets.rows import BLANK, Row, text_row

PLACE = "place"
"""Key of the row that places people; all others have that of their log row or placement in `log.entries`."""
_DAY = 11
_GRADE = 10


def takes_people(item: Item) -> bool:
    """Whether people are placed by an item."""
    return item.mode in PLACED or bool(item.placements)


def log_rows(plan: SupportPlan, item: Item, draft: Draft, wrong: set[str], today: date, *, tight: bool) -> list[Row]:
    """The rows; `wrong` are the keys of entries with values that cannot be used."""
    rows = [_new(item, draft)]
    placements = {key: entry for key, entry in entries(item).items() if isinstance(entry, Placement)}
    if takes_people(item):
        rows += _section(_("Placed"), tight)
        rows += [Row((_placed(entry, key in wrong, today),), key) for key, entry in placements.items()]
        rows.append(Row((line("  ", Cell(_("Place people"), "accent", FILL), Cell("n", "key")),), PLACE))
    if item.outcomes:
        rows += _section(_("Noted so far"), tight)
        rows += [Row((_noted(entry, item, key in wrong),), key) for key, entry in last_first(item)]
    if said := list(said_of_work(plan, item, today)):
        rows += [*_section(_("What the school says"), tight), *(text_row(line("  ", *words)) for words in said)]
    return rows


def _new(item: Item, draft: Draft) -> Row:
    mark = Cell(
        "! " if draft.wrong else "* " if draft.is_touched else "  ", "error-strong" if draft.wrong else "need-strong"
    )
    told = noted_in_words(draft.outcome, item.mode)
    if is_blank(draft.outcome):
        told = _("nothing yet; fill in a field first")
    first = line(mark, Cell(_("Enter notes this"), "accent-strong"))
    wrong_day = draft.wrong.get("day")
    day = Cell(f"{draft.outcome.day:%Y-%m-%d}", "strong") if wrong_day is None else Cell(wrong_day, "error-strong")
    second = line("  ", day._replace(width=_DAY), Cell(told, "", FILL, wrap=True))
    begun = [paragraph(_("You began this and have not noted it yet; Delete empties it."), "need", 2)]
    return Row((first, second, *(begun if draft.is_touched else [])), NEW)


def _section(title: str, tight: bool) -> Iterator[Row]:
    if not tight:
        yield BLANK
    yield text_row(line("  ", Cell(title, "muted")))


def _mark(*, wrong: bool) -> Cell:
    return Cell("! " if wrong else "  ", "error-strong")


def _placed(entry: Placement, wrong: bool, today: date) -> Line:
    word, style = placement_word(entry, today)
    return line(
        _mark(wrong=wrong),
        Cell(entry.person, "strong", FILL),
        *column(entry.role or "", "", 10, spare=1),
        *column(_(", ").join(entry.mentors), "second", 14, spare=3),
        *column(period(entry), "second", 23, spare=2),
        *column(word, style, _GRADE),
    )


def _noted(entry: Outcome, item: Item, wrong: bool) -> Line:
    return line(
        _mark(wrong=wrong),
        Cell(f"{entry.day:%Y-%m-%d}", "strong", _DAY),
        Cell(noted_in_words(entry, item.mode), "", FILL),
        *column(entry.by or "", "muted", 12, spare=1),
    )
