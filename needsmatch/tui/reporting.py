"""The report of the programme as it stands here, with what is not saved yet: what is added up, and what came out."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import count
from pathlib import Path

from needsmatch.errors import WrongUse
from needsmatch.i18n import _, language
from needsmatch.model.programme import Programme
from needsmatch.planning.asked import Grouping
from needsmatch.planning.report import Report, report
from needsmatch.planning.report_figures import Section, sections, sum_line
from needsmatch.planning.report_page import as_text, page
from needsmatch.planning.since import events
from needsmatch.tui.finding import topic_label
from needsmatch.tui.glance import glance
from needsmatch.tui.session import Session
from needsmatch.workspace import hand_on

REPORTS = "reports"
"""Folder of a programme for reports as files."""

Known = tuple[object, ...]
"""All that a report depends on."""


@dataclass(frozen=True)
class ToReport:
    """What is to be added up."""

    known: Known
    programme: Programme
    topics: Mapping[str, str | None]
    """Top topic of each need by its reference."""
    labels: Mapping[str, str]
    today: date
    since: date
    """From when on changes are listed."""


@dataclass(frozen=True, eq=False)
class Reported:
    """What came out."""

    known: Known
    report: Report
    summary: str
    """The whole programme in one line."""
    sections: Mapping[Grouping, tuple[Section, ...]]
    """All figures, with the needs in groups of each kind."""


def to_report(session: Session, today: date, since: date) -> ToReport | None:
    """What is to be added up on the day `today`; None as long as no programme is read."""
    programme = session.programme_now
    if programme is None:
        return None
    matched = len(session.topics), len(session.outdated), session.match is None
    # Plans that nobody changed are the same objects: comparing what is known costs nothing.
    known = session.programme, programme.plans, matched, language(), today, since
    topics = {need: session.thesaurus.root(topic) for need, topic in session.topics.items()}
    labels = {topic: topic_label(session, topic) for topic in topics.values() if topic}
    return ToReport(known, programme, topics, labels, today, since)


def added_up(what: ToReport) -> Reported:
    """The report with its figures; asked in a thread.

    With 504 plans and 6,076 deeds it takes three quarters of a second: report, changes and figures a third each.
    """
    found = report(what.programme, what.topics, what.labels, (), what.today)
    changes = tuple(events(what.programme, what.since, what.today))
    whole = tuple(sections(found, tuple(Grouping), what.since, changes))
    kinds = {kind: tuple(section for section in whole if _belongs(section, kind)) for kind in Grouping}
    return Reported(what.known, found, sum_line(found), kinds)


def _belongs(section: Section, kind: Grouping) -> bool:
    """Whether a section stands where needs are grouped by `kind`."""
    key = section.entries[0].key
    return not key.startswith("group/") or key.startswith(f"group/{kind}/")


def write_report(session: Session, today: date) -> Path | None:
    """Write the report as a page of text to a new file of the programme, and give its path; None without a programme.

    Raises CannotWrite; WrongUse as long as matching goes on, for needs have no topics before.
    """
    what = to_report(session, today, today)
    if what is None or session.folder is None:
        return None
    if not session.is_matched:
        raise WrongUse(_("The needs are still being matched; write the report once that is done."))
    found = glance(session, today)
    whole = report(what.programme, what.topics, what.labels, found.attention if found else (), today)
    names = (f"{today.isoformat()}{f'-{number}' if number > 1 else ''}.txt" for number in count(1))
    path = next(path for name in names if not (path := session.folder / REPORTS / name).exists())
    hand_on(path, as_text(page(whole, problems=session.reading.problems if session.reading else ())))
    return path
