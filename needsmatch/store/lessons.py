"""What was learnt or decided, as changes of files: judgements.toml, topics.toml and needs lists are only added to, all
that stands there stays, and a school that joins gets a file of its own."""

import dataclasses
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from copy import deepcopy
from datetime import datetime
from functools import partial, reduce
from pathlib import Path

import msgspec
from msgspec.structs import replace

from needsmatch.errors import CannotWrite, Problem
from needsmatch.i18n import _
from needsmatch.model.completed import with_decision
from needsmatch.model.plan import SupportPlan
from needsmatch.model.programme import Judgement, Programme
from needsmatch.model.school import Need, School
from needsmatch.model.topic import Topic, Wordings
from needsmatch.store.files import read_file
from needsmatch.store.folder import JUDGEMENTS, RECEIVERS, TOPICS, StoredPlan, programme_files
from needsmatch.store.keep import CannotKeep, KeptDocument
from needsmatch.store.mend import Mend
from needsmatch.store.new_school import donor_file, receiver_file
from needsmatch.store.plans import changed_bytes
from needsmatch.store.to_toml import as_table
from needsmatch.store.toml_text import Table, parse


def lesson_files(
    folder: Path, before: Programme, after: Programme, sources: Mapping[str, bytes] | None = None
) -> tuple[Mend, ...]:
    """The files of a programme with the judgements, topics, wordings, schools and needs of receivers that `after` has
    more than `before`.

    The files are read anew, so that what somebody else added meanwhile stays; a wording or a need that stands there by
    now is not added again. `sources` are, by the id of a school that joins, the bytes of the file that it was read
    from; its new file is the same. Nothing is written yet: `mend.write_all` does, and undoes it with each mend
    reversed. Raises CannotWrite where a file cannot be read or cannot be changed without risking what stands in it, and
    where the file of a school that joins is there already.
    """
    judgements = after.judgements[len(before.judgements) :]
    known = {topic.id: topic for topic in before.topics}
    topics = [_more(topic, known.get(topic.id)) for topic in after.topics if topic != known.get(topic.id)]
    opening = _("What people decided; it counts more than any score. Format: docs/file-formats.md")
    judged = _changed(folder, JUDGEMENTS, opening, lambda table: _add_judgements(table, judgements))
    opening = _("The programme's own topics and wordings, laid over the built-in ones. Format: docs/file-formats.md")
    taught = _changed(folder, TOPICS, opening, lambda table: _add_topics(table, topics))
    sources = sources or {}
    # Who left, came back or took over another school stands in no file but judgements.toml.
    before = reduce(with_decision, judgements, before)
    joined = [
        _as_it_was(new_file(folder, school), sources.get(school.id))
        for new_file, known, now in (
            (receiver_file, before.receivers, after.receivers),
            (donor_file, before.donors, after.donors),
        )
        for school in _joined(known, now)
    ]
    asked = [
        _changed(folder, _file_of(folder, school.id), "", partial(_add_needs, school_id=school.id, needs=needs))
        for school, needs in _asked(before.receivers, after.receivers)
    ]
    return (*(mend for mend in (judged, taught, *asked) if mend), *joined)


def plan_files(plans: Sequence[tuple[StoredPlan, SupportPlan]]) -> tuple[Mend, ...]:
    """The files of plans that a decision changed, each with what stood there; all else in them stays.

    Raises CannotWrite where a file cannot be changed without losing something.
    """
    return tuple(Mend(stored.path, stored.data, changed_bytes(stored, plan)) for stored, plan in plans)


def _as_it_was(file: Mend, source: bytes | None) -> Mend:
    """The file of a new school, with all that stood in the one it was read from, if it was."""
    return dataclasses.replace(file, after=source) if source else file


def _joined(before: Iterable[School], after: Iterable[School]) -> list[School]:
    known = {school.id for school in before}
    return [school for school in after if school.id not in known]


def _asked(before: Iterable[School], after: Iterable[School]) -> Iterator[tuple[School, list[Need]]]:
    """The schools that were there before, with the needs that they have more by now."""
    known = {school.id: {need.id for need in school.needs} for school in before}
    for school in after:
        more = [need for need in school.needs if need.id not in known.get(school.id, {need.id})]
        if more:
            yield school, more


def _file_of(folder: Path, school_id: str) -> str:
    """The file that a receiver stands in, by its name in the folder."""
    for path in programme_files(folder):
        if path.parent.name == RECEIVERS and (source := read_file(path, folder)) and not isinstance(source, Problem):
            table = parse(source)
            if not isinstance(table, Problem) and any(row.get("id") == school_id for row in _schools(table)):
                return f"{RECEIVERS}/{path.name}"
    message = _("The file of the school {id} is gone from the folder receivers; nothing was written")
    raise CannotWrite(message.format(id=school_id))


def _schools(table: Table) -> list[Table]:
    """The tables of the schools of a file, of either shape."""
    given = table.get("school")
    rows = given if isinstance(given, list) else [given]
    return [row for row in rows if isinstance(row, dict)]


def _add_needs(table: Table, school_id: str, needs: Iterable[Need]) -> None:
    school = next(row for row in _schools(table) if row.get("id") == school_id)
    # In a file of one school the list stands beside it, as a rule.
    place = school if isinstance(table["school"], list) or "need" in school else table
    rows = _rows(place, "need")
    standing = {row.get("id") for row in rows}
    more = [as_table(need) for need in needs if need.id not in standing]
    if more:
        place["need"] = rows + more


def _changed(folder: Path, name: str, opening: str, change: Callable[[Table], None]) -> Mend | None:
    """A file after `change` has added to its tables; None where that adds nothing."""
    before, old = _read(folder, name)
    new = deepcopy(old)
    try:
        change(new)
        if new == old:
            return None
        document = KeptDocument(f"# {opening}\n".encode() if before is None else before)
        document.change(old, new)
        return Mend(folder / name, before, document.dump())
    except CannotKeep:
        raise CannotWrite(
            _(
                "{file} is laid out so that nothing can be added to it without risking what stands in it; nothing was "
                "written. Add it in an editor"
            ).format(file=name)
        ) from None


def _read(folder: Path, name: str) -> tuple[bytes | None, Table]:
    """The bytes of a file and its tables; None and no tables where there is no file yet."""
    if not os.path.lexists(folder / name):
        return None, {}
    source = read_file(folder / name, folder)
    table = source if isinstance(source, Problem) else parse(source)
    if isinstance(source, Problem) or isinstance(table, Problem):
        raise CannotWrite(_("{problem}. Nothing was written").format(problem=table))
    return source.data, table


def _add_judgements(table: Table, judgements: Iterable[Judgement]) -> None:
    rows = [msgspec.to_builtins(judgement, builtin_types=(datetime,)) for judgement in judgements]
    if rows:
        table["judgement"] = _rows(table, "judgement") + rows


def _add_topics(table: Table, topics: Iterable[Topic]) -> None:
    for topic in topics:
        rows = _rows(table, "topic")
        row = next((row for row in rows if row.get("id") == topic.id), None)
        if row is None:
            table["topic"] = [*rows, _row(topic)]
        else:
            _add_wordings(row, topic)


def _add_wordings(row: Table, topic: Topic) -> None:
    for language, texts in _wordings(topic).items():
        by_language = row.setdefault("wordings", {})
        standing = by_language.get(language, []) if isinstance(by_language, dict) else None
        if not isinstance(standing, list):
            raise CannotKeep
        by_language[language] = standing + [text for text in texts if text not in standing]


def _rows(table: Table, key: str) -> list[Table]:
    rows = table.get(key, [])
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise CannotKeep
    return rows


def _more(topic: Topic, before: Topic | None) -> Topic:
    """A topic with the wordings only that it has more than before."""
    if before is None:
        return topic
    had, has = before.wordings, topic.wordings
    zh = tuple(text for text in has.zh if text not in had.zh)
    return replace(topic, wordings=Wordings(zh=zh, en=tuple(text for text in has.en if text not in had.en)))


def _row(topic: Topic) -> Table:
    row: Table = msgspec.json.decode(msgspec.json.encode(topic))  # lists where the record has tuples
    row.pop("wordings", None)
    wordings = _wordings(topic)
    return {**row, "wordings": wordings} if wordings else row


def _wordings(topic: Topic) -> dict[str, list[str]]:
    """The wordings by language, without a language that has none."""
    by_language = {"zh": list(topic.wordings.zh), "en": list(topic.wordings.en)}
    return {language: texts for language, texts in by_language.items() if texts}
