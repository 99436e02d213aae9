"""The report as sections of figures, each with what is behind it: what page 6 shows, and what Enter lists."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from needsmatch.i18n import N_, _, clauses, ngettext, together
from needsmatch.model.school import School
from needsmatch.model.terms import Mode, Useful, label
from needsmatch.planning.asked import AskedNeed, Grouping, NeedGroup
from needsmatch.planning.deeds import Deed, Totals, totals
from needsmatch.planning.evaluation import Answered
from needsmatch.planning.measure import Measure, Reached, people_in
from needsmatch.planning.progress import PLACED, ItemProgress, State
from needsmatch.planning.report import Report, Work, by_kind
from needsmatch.planning.report_words import amount, counted, how_people_are_counted
from needsmatch.planning.since import Event, What

_MOST = 1000
"""From so many per cent on the two numbers themselves say more."""

Pair = tuple[School, School]
"""Receiver and donor."""
Thing = AskedNeed | ItemProgress | Deed | Event | Answered | Pair
"""What may be behind a figure."""

GROUPINGS = {
    Grouping.TOPIC: N_("Needs by topic"),
    Grouping.STAGE: N_("Needs by stage"),
    Grouping.DISTRICT: N_("Needs by district"),
}
_EVENTS = {
    What.DONE: N_("notes of what was done"),
    What.PLACED: N_("placements begun"),
    What.CONFIRMED: N_("words of schools that were helped"),
    What.ANSWERED: N_("answers of heads"),
    What.SIGNED: N_("signatures"),
    What.TAKEN_OUT: N_("items taken out"),
    What.DECIDED: N_("decisions about schools and pairs"),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One figure."""

    key: str
    """Stays the same whatever the language and the number are."""
    number: str
    label: str
    """What is counted, to be read behind the number."""
    note: str = ""
    share: float | None = None
    """0..1, for the bar; None: no bar."""
    things: Sequence[Thing] = ()
    """What was counted."""
    measure: Measure | None = None
    """What of each deed was counted."""
    needs_you: bool = False
    is_head: bool = False
    """Figures below it belong to it."""


@dataclass(frozen=True, slots=True)
class Section:
    """Figures under one heading."""

    title: str
    note: str
    entries: tuple[Entry, ...]


def sections(
    report: Report, groupings: Sequence[Grouping], since: date | None, changes: Sequence[Event]
) -> Iterator[Section]:
    """All sections with something to show; `changes` are what happened from the day `since` on, if one is asked for."""
    if not (report.receivers or report.items):
        return
    found = (
        _section(_("All together"), how_people_are_counted(), _together(report)),
        _section(_("Needs"), "", _needs(report.all_needs, "needs")),
        *(_section(_(GROUPINGS[by]), _("done of asked"), _groups(report, by)) for by in groupings),
        _section(_("By way of helping"), _note_of_modes(report), _modes(report)),
        _section(_("Targets"), _("reached of what was aimed at"), _reached(report.targets, report.pairs, "target")),
        _section(_("Published figures"), _("counted in the plans, beside what was published"), _published(report)),
        _section(_("Month by month"), _("rows of logs, and placements begun"), _months(report)),
        _section(_("Placements"), "", _placements(report)),
        _section(_("What the schools say that were helped"), "", _useful(report)),
        _section(_("Help in return"), _("from receivers to donors"), _work(report.in_return, "return")),
        _section(_("Overdue and due"), "", _due(report)),
        *(
            _section(_("What changed"), _("since {date}").format(date=day.isoformat()), _changes(changes))
            for day in filter(None, (since,))
        ),
        _section(_("The year, school by school"), _("needs done of asked"), _evaluations(report)),
    )
    yield from (section for section in found if section.entries)


def sum_line(report: Report) -> str:
    """The whole programme in one line."""
    return _(", ").join([*_state(report), *_sums_told(report)])


def head_sentences(report: Report) -> str:
    """The same as sentences; where sums begin on a day, what is of the whole year stands before it."""
    if report.since is None:
        return _("{sentence}.").format(sentence=sum_line(report))
    sums = _(", ").join(_sums_told(report)) or _("nothing was noted")
    since = _("Since {day}: {details}.").format(day=report.since.isoformat(), details=sums)
    return together(_("{sentence}.").format(sentence=_(", ").join(_state(report))), since)


def _state(report: Report) -> list[str]:
    needs, pairs = report.all_needs, len(report.pairs)
    return [
        ngettext("{count} pair", "{count} pairs", pairs).format(count=pairs),
        ngettext("{done} of {count} need done", "{done} of {count} needs done", needs.asked).format(
            done=needs.done, count=needs.asked
        ),
    ]


def _sums_told(report: Report) -> list[str]:
    work = report.all_work
    return [f"{entry.number} {entry.label}" for entry in _sums(work.done, work.deeds, None, "sum")]


def _section(title: str, note: str, entries: Iterator[Entry]) -> Section:
    return Section(title, note, tuple(entries))


def _share(part: int | Decimal, whole: int | Decimal) -> float:
    """0..1, however much more there is than was aimed at."""
    return float(min(Decimal(part) / Decimal(whole), Decimal(1))) if whole else 0.0


def _note_of_modes(report: Report) -> str:
    said, first = _("items done of items planned"), report.earliest
    return clauses([said, _("counted from {month} on").format(month=f"{first:%Y-%m}")]) if first else said


def _together(report: Report) -> Iterator[Entry]:
    pairs = len(report.pairs)
    whole = max(report.receivers, pairs)
    yield Entry(
        "pairs", f"{pairs} / {whole}", ngettext("pair of schools", "pairs of schools", whole),
        ngettext("{count} donor", "{count} donors", report.donors).format(count=report.donors),
        _share(pairs, whole), report.pairs,
    )  # fmt: skip
    yield from _work(report.all_work, "all")


def _needs(group: NeedGroup, key: str) -> Iterator[Entry]:
    asked = group.asked
    if not asked:
        return
    rows: tuple[tuple[str, str, int, Callable[[AskedNeed], bool]], ...] = (
        ("asked", _("asked"), asked, lambda _need: True),
        ("answered", _("answered by a plan"), group.answered, lambda need: need.is_answered),
        ("agreed", _("agreed by both heads"), group.agreed, lambda need: need.is_agreed),
        ("done", _("done"), group.done, lambda need: need.is_done),
        ("unmet", _("unmet"), group.unmet, lambda need: not need.is_answered),
    )
    for name, words, count, belongs in rows:
        without = group.unplanned if name == "unmet" else 0
        note = ngettext("{count} without a plan", "{count} without a plan", without).format(count=without)
        things = tuple(filter(belongs, group.needs))
        yield Entry(
            f"{key}/{name}", f"{count:,}", words, note if without else "", _share(count, asked), things,
            needs_you=name == "unmet" and count > 0,
        )  # fmt: skip


def _groups(report: Report, grouping: Grouping) -> Iterator[Entry]:
    for group in report.by(grouping):
        counts = [
            (_("agreed {count}"), group.agreed),
            (_("unmet {count}"), group.unmet),
        ]
        note = clauses(text.format(count=count) for text, count in counts if count)
        share = _share(group.done, group.asked)
        number = f"{group.done} / {group.asked}"
        yield Entry(f"group/{grouping}/{group.key}", number, group.label, note, share, group.needs)


def _modes(report: Report) -> Iterator[Entry]:
    for work in report.work:
        yield from _work(work, f"mode/{work.mode or ''}")


def _work(work: Work, key: str) -> Iterator[Entry]:
    """The items of some work, and what was done in them."""
    if not work.items:
        return
    done, whole = work.items_done, len(work.items)
    name = label(work.mode) if work.mode else _("without a way of helping") if key == "mode/" else ""
    words = name or ngettext("item done", "items done", whole)
    items = tuple(sorted(work.items, key=lambda entry: entry.state is not State.DONE))
    yield Entry(f"{key}/items", f"{done} / {whole}", words, "", _share(done, whole), items, is_head=bool(name))
    for entry in _sums(work.done, work.deeds, work.mode, key):
        planned = _planned(work, entry.measure)
        yield _noted(entry, _("{count} planned").format(count=amount(planned)) if planned else "")


def _planned(work: Work, measure: Measure | None) -> int | Decimal:
    """What was planned of what is counted; 0 where that can stand beside nothing, as people beside attendances."""
    match measure:
        case Measure.SESSIONS:
            # What sessions of several ways are called is told apart, what was planned is not.
            return work.planned_sessions if len({entry.item.mode for entry in work.items}) == 1 else 0
        case Measure.PLACED:
            return sum(entry.item.people or 0 for entry in work.items if entry.item.mode in PLACED)
        case Measure.MONEY:
            return work.planned_money
    return 0


def _noted(entry: Entry, note: str) -> Entry:
    said = clauses(filter(None, (note, entry.note)))
    return Entry(entry.key, entry.number, entry.label, said, entry.share, entry.things, entry.measure)


def _sums(done: Totals, deeds: Sequence[Deed], mode: Mode | None, key: str) -> Iterator[Entry]:
    """The sums that are not nothing; sessions of several ways of helping by what they are called."""
    yield from _sessions(deeds, key)
    for measure, people, some in people_in(deeds):
        named = totals(some).named
        by_name = ngettext("{count} person by name", "{count} people by name", named)
        words = _("{count} of them by name") if measure is Measure.PLACED else by_name
        note = words.format(count=f"{named:,}") if named else ""
        yield Entry(f"{key}/{measure}", amount(people), counted(measure, people, mode), note, None, some, measure)
    values: tuple[tuple[Measure, int | Decimal], ...] = (
        (Measure.MONTHS, done.months),
        (Measure.MONEY, done.money),
        (Measure.BATCHES, done.batches),
    )
    for measure, value in values:
        if value:
            note = ""
            if measure is Measure.MONTHS and done.shortest is not None and done.shortest != done.longest:
                note = _("{shortest} to {longest} each").format(
                    shortest=amount(done.shortest), longest=amount(done.longest or 0)
                )
            things = tuple(deed for deed in deeds if part_of(deed, measure))
            yield Entry(f"{key}/{measure}", amount(value), counted(measure, value, mode), note, None, things, measure)


def _sessions(deeds: Sequence[Deed], key: str) -> Iterator[Entry]:
    called = by_kind(deeds)
    for kind, some in called.items():
        count = sum(deed.sessions for deed in some)
        words = counted(Measure.SESSIONS, count, some[0].mode)
        if kind == "sessions" and len(called) > 1:
            words = ngettext("other session", "other sessions", count)
        yield Entry(f"{key}/{kind}", amount(count), words, "", None, some, Measure.SESSIONS)


def part_of(deed: Deed, measure: Measure) -> int | Decimal:
    """How much a deed has of what is counted."""
    match measure:
        case Measure.SESSIONS:
            return deed.sessions
        case Measure.HELD:
            return deed.held
        case Measure.PEOPLE | Measure.PLACED:
            return len(deed.names) + deed.unnamed
        case Measure.ATTENDANCES:
            return deed.attendances
        case Measure.MONTHS:
            return deed.months
        case Measure.MONEY:
            return deed.money
        case Measure.BATCHES:
            return 1 if deed.batch else 0
    return 1


def _reached(rows: Sequence[Reached], pairs: Sequence[Pair], key: str) -> Iterator[Entry]:
    for number, reached in enumerate(rows):
        entry, count = reached.entry, reached.counted
        whole = f"{amount(Decimal(str(entry.amount)))} {entry.unit}"
        if count is None:
            yield Entry(f"{key}/{number}", whole, entry.text, _("not counted: this unit is not known"), None)
        else:
            aim = Decimal(str(entry.amount))
            percent = int(count * 100 / aim) if aim else _MOST
            note = f"{percent} %" if percent < _MOST else ""
            share = _share(count, aim)
            text = f"{amount(count)} / {whole}"
            things: Sequence[Thing] = reached.items or reached.deeds
            if reached.measure is Measure.PAIRS and entry.mode is None:
                things = pairs
            yield Entry(f"{key}/{number}", text, entry.text, note, share, things, reached.measure)


def _published(report: Report) -> Iterator[Entry]:
    for entry in _reached(report.figures, report.pairs, "figure"):
        # Published figures tell of years before, too: what the plans count is no share of them.
        note = "" if entry.measure else entry.note
        yield Entry(entry.key, entry.number, entry.label, note, None, entry.things, entry.measure)


def _months(report: Report) -> Iterator[Entry]:
    months, start = report.months, report.programme.about.start
    most = max((len(month.deeds) for month in months), default=0)
    if not most:
        return
    for month in months:
        done = Work(None, (), month.deeds).done
        told = [f"{entry.number} {entry.label}" for entry in _sums(done, month.deeds, None, "")]
        if start and month.first < start.replace(day=1):
            told.insert(0, _("before the programme"))
        yield _entries(f"month/{month.name}", month.name, clauses(told), month.deeds, most)
    if undated := report.undated:
        yield _entries("month/none", _("without a day"), "", undated, most)


def _entries(key: str, name: str, note: str, deeds: Sequence[Deed], most: int) -> Entry:
    count = len(deeds)
    number = ngettext("{count} entry", "{count} entries", count).format(count=count)
    return Entry(key, number, name, note, _share(count, most), deeds)


def _placements(report: Report) -> Iterator[Entry]:
    placed = report.placed
    if not placed.all:
        return
    passed = ngettext("{count} passed", "{count} passed", placed.passed).format(count=placed.passed)
    more = ngettext(
        "{count} more without a row of their own", "{count} more without a row of their own", placed.rowless
    ).format(count=placed.rowless)
    rows = (
        ("all", _("placed so far"), more if placed.rowless else "", placed.all),
        ("now", _("placed now"), "", placed.now),
        ("over", _("over"), "", placed.over),
        ("assessed", _("assessed at the end"), passed if placed.passed else "", placed.assessed),
        ("unassessed", _("over, not assessed"), "", placed.unassessed),
    )
    for name, words, note, deeds in rows:
        share = _share(len(deeds), len(placed.all))
        waits = name == "unassessed" and bool(deeds)
        yield Entry(f"placement/{name}", str(len(deeds)), words, note, share, deeds, needs_you=waits)


def _useful(report: Report) -> Iterator[Entry]:
    said, waiting = report.useful, report.unconfirmed
    whole = sum(map(len, said.values())) + len(waiting)
    if not whole:
        return
    for word in Useful:
        items = said[word]
        yield Entry(f"useful/{word}", str(len(items)), label(word), "", _share(len(items), whole), items)
    count = len(waiting)
    words = _("wait for the school's word")
    yield Entry("useful/waiting", str(count), words, "", _share(count, whole), waiting, needs_you=count > 0)


def _due(report: Report) -> Iterator[Entry]:
    if report.items:
        late, due = len(report.overdue), len(report.due_this_month)
        words = ngettext("item is overdue", "items are overdue", late)
        note = _("the oldest first") if late > 1 else ""
        yield Entry("overdue", str(late), words, note, None, report.overdue, needs_you=late > 0)
        wrong = len(report.not_so)
        words = ngettext("item was not done as it is noted", "items were not done as it is noted", wrong)
        note = _("so say the schools that were helped")
        yield Entry("not-so", str(wrong), words, note if wrong else "", None, report.not_so, needs_you=wrong > 0)
        words = ngettext("item is due this month", "items are due this month", due)
        yield Entry("due-this-month", str(due), words, "", None, report.due_this_month)


def _changes(changes: Sequence[Event]) -> Iterator[Entry]:
    yield Entry("change", str(len(changes)), ngettext("event", "events", len(changes)), "", None, tuple(changes))
    for what in What:
        found = tuple(event for event in changes if event.what is what)
        if found:
            share = _share(len(found), len(changes))
            yield Entry(f"change/{what}", str(len(found)), _(_EVENTS[what]), "", share, found)


def _evaluations(report: Report) -> Iterator[Entry]:
    for evaluation in report.evaluations:
        said = [row.useful for row in evaluation.needs if row.useful]
        words = [f"{label(word)} {said.count(word)}" for word in reversed(Useful) if word in said]
        yield Entry(
            f"evaluation/{evaluation.school.id}", f"{evaluation.done} / {evaluation.asked}", evaluation.school.name,
            clauses(words), _share(evaluation.done, evaluation.asked), evaluation.needs,
        )  # fmt: skip
