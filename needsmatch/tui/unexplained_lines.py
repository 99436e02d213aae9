"""The lines of the wordings that no topic explains."""

from collections.abc import Sequence

from needsmatch.i18n import _, language, listed, ngettext
from needsmatch.matching.unexplained import Unexplained
from needsmatch.model.programme import Programme
from needsmatch.text.normalise import simplified
from needsmatch.topics.thesaurus import Thesaurus
from needsmatch.tui.widgets.lines import FILL, Cell, Line, line

_COUNT = 10
"""Columns of how often a wording is said."""


def schools_of(programme: Programme | None, wording: Unexplained) -> list[str]:
    """Names of the schools that say a wording, each once."""
    names = {school.id: school.name for school in (*programme.donors, *programme.receivers)} if programme else {}
    ids = dict.fromkeys(place.partition("/")[0] for place in wording.places)
    return [names.get(name, name) for name in ids]


def near_topics(thesaurus: Thesaurus, wording: Unexplained) -> str:
    """The nearest topics of a wording in the current language, or that there is none."""
    names = listed(thesaurus.name(topic, language()) for topic in wording.topics)
    return _("perhaps: {topics}").format(topics=names) if names else _("no topic is near")


def wording_lines(programme: Programme | None, thesaurus: Thesaurus, wording: Unexplained) -> Sequence[Line]:
    """How often a wording is said, by whom, and what it may be about."""
    often = ngettext("{count} time", "{count} times", len(wording.places)).format(count=len(wording.places))
    count = Cell(often, "accent-strong", _COUNT)
    schools = Cell(listed(schools_of(programme, wording)), "second", FILL)
    near = Cell(near_topics(thesaurus, wording), "muted", FILL)
    return (
        line(count, Cell(wording.text, "strong", FILL)),
        line(Cell("", "", _COUNT), schools, "  ", near),
    )


def has_words(programme: Programme | None, thesaurus: Thesaurus, wording: Unexplained, words: Sequence[str]) -> bool:
    """Whether every word (in small letters) stands in a wording, its schools or its nearest topics."""
    parts = [wording.text, *schools_of(programme, wording), near_topics(thesaurus, wording)]
    text = simplified("\n".join(parts))
    return all(simplified(word) in text for word in words)
