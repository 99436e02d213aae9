"""What schools say that no topic explains: what a person could teach."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from needsmatch.display import cells
from needsmatch.model.fates import verdicts
from needsmatch.model.programme import Decision, Programme
from needsmatch.model.school import Need, School, Strength
from needsmatch.model.terms import Stage
from needsmatch.text.normalise import normalise
from needsmatch.topics.index import TopicIndex

EXPLAINED = 0.42
"""How well (`Reading.known`) the thesaurus must know a text that counts as explained. In the samples one text in twenty
lies below; above, the nearest topic is mostly right."""
_SHORT = 60
"""Columns (30 Chinese characters) that a text may take and still be learnt as it is."""
_NEAREST = 3
"""Topics that are named for each wording."""
_SPACES_AND_STOPS = " \t\r\n\u3000,.;:!?，。；：！？、"

_BETWEEN_CLAUSES = re.compile(r"[,;:!?，；：！？、。\n]+")
_LIST_NUMBER = re.compile(r"^[\s(（]*(?:\d{1,2}|[一二三四五六七八九十]{1,3})[)）.．、]+\s*(?=\S)")


@dataclass(frozen=True, slots=True)
class Unexplained:
    """A wording that no topic explains."""

    text: str
    """In the words of the first that says it."""
    places: tuple[str, ...]
    """Who says it: `school/need` or `school/strength`, in the order of the ids."""
    topics: tuple[str, ...]
    """Ids of the nearest topics, the nearest first; all of them may be wrong."""


def unexplained(programme: Programme, index: TopicIndex) -> list[Unexplained]:
    """The wordings of a programme that no topic explains, those that most entries say first, then by their text.

    A text that is explained as a whole may hold a clause that is not: it counts where several say it, for alone it is
    mostly a figure of speech. Entries that a person judged to be about a topic are explained.
    """
    taught = _taught(programme)
    entries = [
        (school.reference(entry), entry.text, school.stages)
        for school, entry in _entries(programme)
        if school.reference(entry) not in taught
    ]
    said: dict[str, list[_Said]] = {}
    for wording in sorted(_said(index, entries), key=lambda wording: wording.number):
        said.setdefault(normalise(wording.text), []).append(wording)
    found = [
        Unexplained(rows[0].text, tuple(dict.fromkeys(entries[row.number][0] for row in rows)), rows[0].topics)
        for rows in said.values()
        if len({row.number for row in rows}) > 1 or any(row.is_whole for row in rows)
    ]
    return sorted(found, key=lambda wording: (-len(wording.places), wording.text))


def own_words(index: TopicIndex, text: str, stages: tuple[Stage, ...] = ()) -> str:
    """The part of a text to be learnt as a wording, in the person's own words.

    Of a long text with several clauses it is the clause that is known least, where there is one that no topic
    explains; else the whole.
    """
    whole, parts = _bare(text), _clauses(text)
    if len(parts) < 2 or cells(whole) <= _SHORT:
        return whole
    known = {part: index.read(part, stages).known for part in parts}
    strangest = min(parts, key=lambda part: known[part])
    return strangest if known[strangest] < EXPLAINED else whole


@dataclass(frozen=True, slots=True)
class _Said:
    """An unexplained wording in one entry."""

    number: int
    """Of the entry."""
    text: str
    is_whole: bool
    """The entry as a whole is unexplained."""
    topics: tuple[str, ...]


def _said(index: TopicIndex, entries: Sequence[tuple[str, str, tuple[Stage, ...]]]) -> Iterator[_Said]:
    clauses: list[tuple[int, str, tuple[Stage, ...]]] = []
    for number, (_place, text, stages) in enumerate(entries):
        reading = index.read(text, stages)
        if reading.known >= EXPLAINED:
            clauses += [(number, part, stages) for part in _clauses(text)]
        elif normalise(text):
            yield _Said(number, own_words(index, text, stages), True, tuple(reading.weights)[:_NEAREST])
    for number, part, stages in clauses:
        reading = index.read(part, stages)
        if reading.known < EXPLAINED:
            yield _Said(number, part, False, tuple(reading.weights)[:_NEAREST])


def _clauses(text: str) -> list[str]:
    """The parts of a text as they are written; `text.normalise.clauses` gives them as plain wording."""
    parts = (_bare(part) for part in _BETWEEN_CLAUSES.split(_bare(text)))
    return [part for part in dict.fromkeys(parts) if len(normalise(part)) >= 2]


def _bare(text: str) -> str:
    """A text without the number in a list and the stops around it."""
    one_line = " ".join(text.split())
    return _LIST_NUMBER.sub("", one_line).strip(_SPACES_AND_STOPS) or one_line


def _entries(programme: Programme) -> Iterator[tuple[School, Need | Strength]]:
    # A school that stands on both sides of a programme says what it says once.
    schools = {school.id: school for school in (*programme.donors, *programme.receivers)}
    for school_id in sorted(schools):
        school = schools[school_id]
        yield from ((school, need) for need in school.needs)
        yield from ((school, strength) for strength in school.strengths)


def _taught(programme: Programme) -> set[str]:
    """References of the entries that a person judged to be about a topic."""
    found: set[str] = set()
    for couple, judgement in verdicts(programme).items():
        if judgement.decision is Decision.SAME and judgement.topic:
            found.update(couple)
    return found
