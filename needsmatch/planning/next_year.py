"""What of a programme goes on into the next year: its settings, the needs that are not done, and who helps whom."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from msgspec.structs import replace

from needsmatch.i18n import _, using
from needsmatch.model.fates import entry_names
from needsmatch.model.holds import Holds
from needsmatch.model.next_year import NextYear
from needsmatch.model.pairing import Hold
from needsmatch.model.programme import About, Deadlines, Decision, Judgement, Programme
from needsmatch.model.school import Need, Past, Result
from needsmatch.planning.asked import AskedNeed, asked_needs
from needsmatch.planning.past_words import help_sentence, why_unanswered
from needsmatch.planning.progress import State, progress
from needsmatch.planning.standing import standing_plans

_YEARS = re.compile(r"(.*?)(\d{4})(?:-(\d{2}|\d{4}))?$(?!\n)")
"""An id that ends in a year, or in a school year."""


@dataclass(frozen=True, slots=True)
class _Fate:
    """What becomes of one need."""

    now: str
    """Its name in the programme."""
    file: str
    """Its name in the file."""
    need: Need
    past: Past | None
    """None where it is done."""
    is_donors: bool = False

    @property
    def need_in_file(self) -> str:
        """Its id within its school in the file."""
        return self.file.partition("/")[2]


def next_year(programme: Programme, today: date, taken: Iterable[str] = ()) -> NextYear:
    """What goes on of a programme whose work is looked at on the day `today`; its id is none of `taken`.

    A need goes on unless all that was planned for it is done. Dates go on by a year. Of the needs of donors those go on
    with one more row of their past for which something was planned in return; of schools that left nothing changes.
    """
    about = programme.about
    start, end = a_year_on(about.start), a_year_on(about.end)
    year = (start or today).year
    deadlines = programme.settings.deadlines
    with using(about.language):
        fates = tuple(_fates(programme, today))
        paired = tuple(_paired(programme))
    carried = {fate.file: _carried(fate, fate.past, start or today) for fate in fates if fate.past}
    return NextYear(
        replace(about, id=_next_id(about.id, year, {about.id, *taken}), start=start, end=end, previous=about.id),
        Deadlines(
            needs=a_year_on(deadlines.needs),
            plans=a_year_on(deadlines.plans),
            reviews=a_year_on(deadlines.reviews),
            report=a_year_on(deadlines.report),
        ),
        carried,
        frozenset(fate.file for fate in fates if fate.past is None),
        frozenset(fate.file for fate in fates if fate.is_donors),
        _renamed(programme, fates),
        paired,
    )


def a_year_on(day: date | None) -> date | None:
    """The same day a year later; the last of February where there is no 29th."""
    if day is None or day.year == date.max.year:
        return day
    is_leap_day = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year + 1, day=28 if is_leap_day else day.day)


def _fates(programme: Programme, today: date) -> Iterator[_Fate]:
    items = tuple(entry for plan in programme.plans for entry in progress(plan, today))
    standing = standing_plans(programme, Holds(programme))
    names, _strengths = entry_names(programme)
    for asked in asked_needs(programme, items, {}, standing):
        plan = standing.get(asked.school.id)
        sentence = help_sentence(asked.items) if asked.items else why_unanswered(asked, plan)
        past = None if asked.is_done else _past(programme.about, _result(asked), sentence)
        yield _Fate(asked.reference, names.in_file(asked.reference), asked.need, past)
    returned = [entry for entry in items if entry.item.in_return]
    for school in programme.donors:
        for need in school.needs:
            reference = school.reference(need)
            called = {reference, *names.formerly(reference)}
            given = [entry for entry in returned if called.intersection(entry.item.needs)]
            if given:
                result = Result.BEGUN if any(entry.deeds for entry in given) else Result.PLANNED
                is_done = all(entry.state is State.DONE for entry in given)
                past = None if is_done else _past(programme.about, result, help_sentence(given))
                yield _Fate(reference, names.in_file(reference), need, past, is_donors=True)


def _result(asked: AskedNeed) -> Result:
    if asked.is_begun:
        return Result.BEGUN
    return Result.PLANNED if asked.is_answered else Result.UNMET


def _past(about: About, result: Result, sentence: str) -> Past:
    return Past(programme=about.id, end=about.end, result=result, sentence=sentence)


def _carried(fate: _Fate, past: Past, first: date) -> Need:
    """The need with one more year behind it, and no day before the `first` of the new one."""
    by = fate.need.by
    while by and by < first and by.year < date.max.year:
        by = a_year_on(by)
    return replace(fate.need, id=fate.need_in_file, by=by, past=(*fate.need.past, past))


def _renamed(programme: Programme, fates: Sequence[_Fate]) -> Mapping[str, str | None]:
    """What becomes of the names of needs: those that are done have none any more, and a need that came from a school
    that merged gets its own id back once no other of the school has it."""
    gone = {name: None for fate in fates if fate.past is None for name in (fate.now, fate.file)}
    came = [fate for fate in fates if fate.past and fate.now != fate.file]
    schools = (*programme.receivers, *programme.donors)
    taken = {school.reference(need) for school in schools for need in school.needs}
    taken -= gone.keys() | {fate.now for fate in came}
    found: dict[str, str | None] = {**gone}
    for fate in came:
        own = f"{fate.now.partition('/')[0]}/{fate.need_in_file}"
        name = fate.now if own in taken else own
        taken.add(name)
        if name != fate.now:
            found[fate.now] = name
    return found


def _paired(programme: Programme) -> Iterator[Judgement]:
    why = _("They had a support plan in {programme}").format(programme=programme.about.id)
    for receiver, held in sorted(Holds(programme).by_receiver.items()):
        for pair in held:
            if pair.hold is Hold.PLANNED:
                yield Judgement(decision=Decision.PAIRED, receiver=receiver, donor=pair.donor, why=why)


def _next_id(name: str, year: int, taken: set[str]) -> str:
    """The id of the year after: years at its end go on, others get one; never one of `taken`."""
    found = _YEARS.fullmatch(name)
    following = f"{name}-{year}"
    if found:
        start, first, last = found.groups()
        width = len(last or "")
        is_school_year = last is None or int(last) == (int(first) + 1) % 10**width
        if is_school_year:
            following = f"{start}{int(first) + 1:04}" + (f"-{(int(last) + 1) % 10**width:0{width}}" if last else "")
    wanted, number = following, 2
    while wanted in taken:
        wanted, number = f"{following}-{number}", number + 1
    return wanted
