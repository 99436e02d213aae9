"""The report as a page of plain text: what is printed, and what can be handed on as a file.

Columns line up in cells, bars are runs of a plain sign with the number beside them, and nothing needs a colour.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto

from needsmatch.display import cells, clean, pad, wrap
from needsmatch.errors import Problem
from needsmatch.i18n import _, clauses, listed
from needsmatch.model.terms import label
from needsmatch.planning.asked import Grouping
from needsmatch.planning.attention import Attention
from needsmatch.planning.evaluation import Answered, Evaluation
from needsmatch.planning.plain import day_in_words, period_in_words
from needsmatch.planning.report import Report
from needsmatch.planning.report_figures import Entry, Section, head_sentences, sections
from needsmatch.planning.report_words import not_counted

WIDTH = 96
"""Columns of a page that is handed on: what a sheet of paper takes in a small type."""
_BAR = 12
_WIDEST_NUMBER = 24
_GAP = "  "
_INDENT = 4
_EVENTS = 20
"""What changed is told in so many sentences at most; the rest is a number."""


class Part(Enum):
    """What a line is, for those who can show it."""

    TITLE = auto()
    HEADING = auto()
    TEXT = auto()
    REMARK = auto()
    """An explanation, one shade weaker."""


@dataclass(frozen=True, slots=True)
class PageLine:
    """One line of the page; texts of people in it are cleaned."""

    text: str
    part: Part = Part.TEXT


def page(
    report: Report, width: int = WIDTH, *, problems: Sequence[Problem] = (), full: bool = False
) -> Iterator[PageLine]:
    """The report in lines of at most `width` columns; `full`: the year school by school, need by need.

    Where files have errors, which stand among the `problems`, the first lines say so.
    """
    yield from _head(report, problems, width)
    for section in sections(report, tuple(Grouping), report.since, report.events):
        yield from _section(section, width)
    yield from _waiting(report.waiting, width)
    yield from _events(report, width)
    if full:
        for evaluation in report.evaluations:
            yield from _evaluation(evaluation, width)


def _head(report: Report, problems: Sequence[Problem], width: int) -> Iterator[PageLine]:
    about, settings = report.programme.about, report.programme.settings
    yield from _wrapped(about.name, width, Part.TITLE)
    yield from _wrapped(not_counted(problems), width)
    told = [_("Report of {day}").format(day=day_in_words(report.day))]
    if report.since:
        told.append(_("what was done since {day}").format(day=day_in_words(report.since)))
    yield from _wrapped(clauses(told), width)
    if report.since:
        said = _("Only sums of what was done begin on that day; needs, items and placements are told as they stand.")
        yield from _wrapped(said, width, Part.REMARK)
    if period := period_in_words(about.start, about.end):
        yield from _wrapped(_("Period: {period}").format(period=period), width, Part.REMARK)
    for words, side in (
        (_("Receiving side: {name}"), settings.receiving),
        (_("Donor side: {name}"), settings.donating),
    ):
        if side.name:
            yield from _wrapped(words.format(name=side.name), width, Part.REMARK)
    if about.illustrative:
        yield from _wrapped(_("Sample data"), width, Part.REMARK)
    yield PageLine("")
    yield from _wrapped(head_sentences(report), width)


def _section(section: Section, width: int) -> Iterator[PageLine]:
    yield from _heading(section.title, section.note, width)
    rows = section.entries
    number = min(_WIDEST_NUMBER, max(cells(clean(row.number)) for row in rows))
    bars = _BAR if any(row.share is not None for row in rows) else 0
    start = number + len(_GAP) + (bars + len(_GAP) if bars else 0)
    for row in rows:
        yield from _figure(row, number, bars, start, width)


def _figure(row: Entry, number: int, bars: int, start: int, width: int) -> Iterator[PageLine]:
    figure = clean(row.number)
    if cells(figure) > number:
        yield from _wrapped(figure, width)
        figure = ""
    front = pad(figure, number, right=True) + _GAP + (_bar(row.share, bars) + _GAP if bars else "")
    words = clauses(filter(None, (clean(row.label), clean(row.note))))
    yield from _hanging(front, words, start, width)


def _bar(share: float | None, width: int) -> str:
    if share is None:
        return " " * width
    filled = min(width, int(share * width + 0.5))
    # However little it is, it is not nothing.
    filled = max(filled, 1) if share > 0 else 0
    return "#" * filled + "." * (width - filled)


def _waiting(waiting: Sequence[Attention], width: int) -> Iterator[PageLine]:
    if not waiting:
        return
    yield from _heading(_("What waits or is due"), "", width)
    number = max(len(str(entry.count)) for entry in waiting)
    for entry in waiting:
        words = clauses(filter(None, (entry.text, entry.note)))
        yield from _hanging(str(entry.count).rjust(number) + _GAP, clean(words), number + len(_GAP), width)


def _events(report: Report, width: int) -> Iterator[PageLine]:
    if not report.events:
        return
    yield from _heading(_("What changed, the latest first"), "", width)
    for event in report.events[:_EVENTS]:
        day = event.day.isoformat()
        yield from _hanging(day + _GAP, clean(event.text), len(day + _GAP), width)
    if (more := len(report.events) - _EVENTS) > 0:
        yield PageLine(_("and {count} more").format(count=more), Part.REMARK)


def _evaluation(evaluation: Evaluation, width: int) -> Iterator[PageLine]:
    done = _("{done} of {count} needs done").format(done=evaluation.done, count=evaluation.asked)
    helped = _("helped by {names}").format(names=listed(evaluation.donors)) if evaluation.donors else ""
    yield from _heading(evaluation.school.name, clauses(filter(None, (done, helped))), width)
    for number, row in enumerate(evaluation.needs, 1):
        yield from _answered(number, row, width)


def _answered(number: int, row: Answered, width: int) -> Iterator[PageLine]:
    asked = row.asked or _("not asked for, done besides")
    yield from _hanging(f"{number}.".ljust(_INDENT), clean(asked), _INDENT, width)
    told = [(_("planned") if row.items else _("no answer"), row.planned), (_("done"), row.done)]
    if row.useful:
        told.append((_("the school"), clauses(filter(None, (label(row.useful), row.said)))))
    widest = max(cells(words) for words, _text in told)
    for words, text in told:
        front = " " * _INDENT + pad(words, widest) + _GAP
        yield from _hanging(front, clean(text), cells(front), width, Part.REMARK)


def _heading(title: str, note: str, width: int) -> Iterator[PageLine]:
    yield PageLine("")
    words = _("{what} ({details})").format(what=clean(title), details=clean(note)) if note else clean(title)
    yield from _wrapped(words, width, Part.HEADING)


def _hanging(front: str, words: str, start: int, width: int, part: Part = Part.TEXT) -> Iterator[PageLine]:
    """`words` behind `front`; what does not fit goes on below, from the column `start`."""
    for place, line in enumerate(wrap(words, max(width - start, 1)) or [""]):
        yield PageLine(((front if place == 0 else " " * start) + line).rstrip(), part)


def _wrapped(words: str, width: int, part: Part = Part.TEXT) -> Iterator[PageLine]:
    return (PageLine(line, part) for line in wrap(clean(words), width))


def as_text(lines: Iterable[PageLine]) -> str:
    """The page as the text of a file."""
    return "\n".join(line.text for line in lines) + "\n"
