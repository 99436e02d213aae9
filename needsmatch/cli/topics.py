"""`needsmatch topics`: what a programme has learnt, what no topic explains, searching topics and adding to them."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from needsmatch.cli import options
from needsmatch.cli.exit_codes import ExitCode
from needsmatch.cli.output import (
    console,
    print_json,
    print_line,
    problems_as_json,
    progress,
    row,
    say,
    say_problems,
    text,
)
from needsmatch.cli.verbs import Verb
from needsmatch.errors import WrongUse
from needsmatch.i18n import _, language, listed, ngettext

if TYPE_CHECKING:
    from rich.console import Console

    from needsmatch.matching.lookup import FoundTopic
    from needsmatch.matching.unexplained import Unexplained
    from needsmatch.model.topic import Topic
    from needsmatch.store.folder import Reading
    from needsmatch.topics.thesaurus import Thesaurus

_WORDINGS_SHOWN = 6
"""Wordings of a topic that a search shows."""
_LONGEST = 2000
"""Characters that a text may have in a programme's files."""


def command() -> click.Command:
    """The verb, worded in the current language."""
    folder = click.Argument(
        ["programme"], metavar=_("[PROGRAMME]"), required=False, type=click.Path(path_type=Path, readable=False)
    )
    return Verb(
        "topics",
        params=[
            folder,
            click.Option(
                ["--search"], metavar="WORDS", help=_("Find topics whose label or wordings hold these words.")
            ),
            click.Option(
                ["--add"], metavar="WORDING", multiple=True, help=_("Teach a wording; may stand several times.")
            ),
            click.Option(["--to"], metavar="TOPIC", help=_("The topic it belongs to: its id or its label.")),
            click.Option(["--new"], metavar="LABEL", help=_("Or a new topic with this label.")),
            click.Option(["--broader"], metavar="TOPIC", help=_("A wider topic that the new one is a part of.")),
            click.Option(["--why"], metavar="TEXT", help=_("The reason, to be kept with it.")),
            options.as_json(),
        ],
        callback=run,
        short_help=_("Show, search and teach topics and wordings."),
        help=_("Show the programme's own topics, and the wordings that no topic explains, most frequent first.")
        + "\n\n"
        + _("With --search find topics, with --add teach the programme what a wording is about."),
    )


def run(
    programme: Path | None,
    search: str | None,
    add: tuple[str, ...],
    to: str | None,
    new: str | None,
    broader: str | None,
    why: str | None,
    as_json: bool,
) -> ExitCode:
    """Print topics, or add wordings to the programme's own."""
    _require_sense(programme, search, add, to, new, broader, why)
    reading = _open(programme) if programme else None
    if search is not None:
        return _print_found(reading, search, as_json)
    assert reading
    if add:
        return _teach(reading, add, to, new, broader, why, as_json)
    return _print_topics(reading, as_json)


def _open(folder: Path) -> "Reading":
    from needsmatch.workspace import open_programme

    with progress(_("Reading")) as show:
        return open_programme(folder, show)


def _require_sense(
    programme: Path | None,
    search: str | None,
    add: tuple[str, ...],
    to: str | None,
    new: str | None,
    broader: str | None,
    why: str | None,
) -> None:
    """Raises WrongUse where the options do not go together, or a text cannot stand in a file."""
    if programme is None and search is None:
        raise WrongUse(_("A programme is missing; name its folder, or search the built-in topics with --search WORDS"))
    if search is not None and add:
        raise WrongUse(_("--search and --add do not go together; search first, then add"))
    if not add and (to, new, broader, why) != (None, None, None, None):
        raise WrongUse(_("--to, --new, --broader and --why go with a wording; write it behind --add"))
    if add and (to is None) == (new is None):
        raise WrongUse(
            _("Say what the wording belongs to: --to TOPIC for a topic that is there, or --new LABEL for a new one")
        )
    if broader is not None and new is None:
        raise WrongUse(_("--broader goes with --new; a topic that is there keeps its place"))
    for typed in (*add, *filter(None, (search, to, new, broader, why))):
        _require_text(typed)
    if new is not None:
        _require_words(new)


def _require_text(typed: str) -> None:
    if len(typed) > _LONGEST:
        message = _("A text of {count} characters is too long; at most {limit} are possible")
        raise WrongUse(message.format(count=len(typed), limit=_LONGEST))
    if any("\ud800" <= sign <= "\udfff" for sign in typed):
        raise WrongUse(_("A text holds bytes that are no characters; type it again"))


def _require_words(typed: str) -> None:
    from needsmatch.store.notebook import quoted
    from needsmatch.text.normalise import normalise

    if not normalise(typed):
        raise WrongUse(
            _("{text} holds no letter, character or digit; write what people say").format(text=quoted(typed))
        )


# Teaching


def _teach(
    reading: "Reading",
    add: tuple[str, ...],
    to: str | None,
    new: str | None,
    broader: str | None,
    why: str | None,
    as_json: bool,
) -> ExitCode:
    from needsmatch.planning.author import Author
    from needsmatch.planning.teach import add_wordings
    from needsmatch.store.notebook import quoted
    from needsmatch.store.settings import who
    from needsmatch.workspace import learn, thesaurus_of

    for typed in add:
        _require_words(typed)
    thesaurus = thesaurus_of(reading.programme)
    topic = _target(thesaurus, to, new, broader)
    author = Author(at=datetime.now().astimezone(), by=who(), why=why if why and why.strip() else None)
    lesson = add_wordings(reading.programme, thesaurus, topic, add, author)
    standing = lesson.standing
    for wording, owner in standing.items():
        if owner != topic.id:
            message = _("{wording} stands under the topic {other} already; nothing was written. Leave it out")
            raise WrongUse(message.format(wording=quoted(wording), other=_name(thesaurus, owner)))
    written = [file.path.name for file in learn(reading, lesson.programme)]
    if as_json:
        print_json({"topic": topic.id, "added": lesson.added, "standing": list(standing), "files": written})
        return ExitCode.DONE
    name = f"{topic.name(language())} ({topic.id})"
    for wording in lesson.added:
        print_line(_("{topic}: {wording}").format(topic=name, wording=wording))
    for wording in standing:
        say(_("{wording} stands there already.").format(wording=quoted(wording)))
    if written:
        say(_("Written: {files}").format(files=listed(written)))
    return ExitCode.DONE


def _target(thesaurus: "Thesaurus", to: str | None, new: str | None, broader: str | None) -> "Topic":
    """The topic that wordings are to join."""
    from needsmatch.matching.lookup import named
    from needsmatch.planning.teach import new_topic
    from needsmatch.workspace import topic

    if to is not None:
        return topic(thesaurus, to)
    assert new
    before = named(thesaurus, new)
    if before:
        message = _("There is a topic {name} already; add to it with --to {id}")
        raise WrongUse(message.format(name=_name(thesaurus, before.id), id=before.id))
    return new_topic(thesaurus, new, topic(thesaurus, broader) if broader is not None else None)


# Searching


def _print_found(reading: "Reading | None", words: str, as_json: bool) -> ExitCode:
    from needsmatch.matching.lookup import search
    from needsmatch.workspace import thesaurus_of

    thesaurus = thesaurus_of(reading.programme if reading else None)
    found = search(thesaurus, words)
    if as_json:
        print_json({"topics": [_as_json(thesaurus, entry.topic, entry.wordings) for entry in found]})
        return ExitCode.DONE
    if not found:
        say(_("No topic holds {words}; try fewer words, or other ones.").format(words=words))
        return ExitCode.DONE
    out = console()
    for entry in found:
        _print_topic(out, thesaurus, entry)
    say(ngettext("{count} topic found.", "{count} topics found.", len(found)).format(count=len(found)))
    return ExitCode.DONE


def _print_topic(out: "Console", thesaurus: "Thesaurus", entry: "FoundTopic") -> None:
    topic = entry.topic
    row(out, 0, "", (topic.name(language()), "bold"), f"  {topic.id}")
    if entry.wordings:
        more = len(entry.wordings) - _WORDINGS_SHOWN
        rest = [ngettext("{count} more", "{count} more", more).format(count=more)] if more > 0 else []
        row(out, 3, "", listed([*entry.wordings[:_WORDINGS_SHOWN], *rest]))
    if topic.broader:
        names = listed(_name(thesaurus, name) for name in topic.broader)
        row(out, 3, "", (_("part of: {topics}").format(topics=names), "dim"))


# Showing


def _print_topics(reading: "Reading", as_json: bool) -> ExitCode:
    from needsmatch.matching.unexplained import unexplained
    from needsmatch.workspace import topic_index

    index = topic_index(reading.programme)
    found = unexplained(reading.programme, index)
    if as_json:
        own = [_as_json(index.thesaurus, topic, topic.wordings.all) for topic in reading.programme.topics]
        rows = [_unexplained_as_json(index.thesaurus, entry) for entry in found]
        print_json({"topics": own, "unexplained": rows, "problems": problems_as_json(reading.problems)})
    else:
        out = console()
        _print_own(out, reading.programme.topics, index.thesaurus)
        _print_unexplained(out, found, index.thesaurus)
        if found:
            hint = _("Teach one: needsmatch topics {folder} --add WORDING --to TOPIC")
            say(hint.format(folder=reading.folder))
    return ExitCode.INPUT_PROBLEMS if say_problems(reading.problems) else ExitCode.DONE


def _print_own(out: "Console", topics: Sequence["Topic"], thesaurus: "Thesaurus") -> None:
    out.print(text((_("Topics and wordings of this programme"), "bold cyan")))
    for topic in topics:
        row(out, 0, "", (thesaurus.name(topic.id, language()), "bold"), f"  {topic.id}")
        if topic.wordings.all:
            row(out, 3, "", listed(topic.wordings.all))
    if not topics:
        row(out, 0, "", _("None yet."))


def _print_unexplained(out: "Console", found: Sequence["Unexplained"], thesaurus: "Thesaurus") -> None:
    out.print()
    out.print(text((_("Wordings that no topic explains"), "bold cyan")))
    for entry in found:
        row(out, 0, str(len(entry.places)), (entry.text, "bold"))
        row(out, 3, "", (listed(entry.places), "dim"))
        if entry.topics:
            names = listed(_name(thesaurus, name) for name in entry.topics)
            row(out, 3, "", (_("perhaps: {topics}").format(topics=names), "dim"))
    if not found:
        row(out, 0, "", _("None: every text is explained."))


def _name(thesaurus: "Thesaurus", topic_id: str) -> str:
    return f"{thesaurus.name(topic_id, language())} ({topic_id})"


def _as_json(thesaurus: "Thesaurus", topic: "Topic", wordings: Sequence[str]) -> dict[str, object]:
    return {
        "id": topic.id,
        "label": thesaurus.name(topic.id, language()),
        "broader": list(topic.broader),
        "wordings": list(wordings),
    }


def _unexplained_as_json(thesaurus: "Thesaurus", entry: "Unexplained") -> dict[str, object]:
    nearest = [{"id": name, "label": thesaurus.name(name, language())} for name in entry.topics]
    return {"text": entry.text, "count": len(entry.places), "places": list(entry.places), "nearest": nearest}
