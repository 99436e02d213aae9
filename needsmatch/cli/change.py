"""`needsmatch change`: a school withdraws, comes back, merges or has a new head, and what becomes of it."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from needsmatch.cli import options
from needsmatch.cli.exit_codes import ExitCode
from needsmatch.cli.output import console, print_json, problems_as_json, progress, row, say, say_problems, text
from needsmatch.cli.pair import reason
from needsmatch.cli.verbs import Verb
from needsmatch.errors import WrongUse
from needsmatch.i18n import _, listed, together

if TYPE_CHECKING:
    from rich.console import Console

    from needsmatch.cli.change_steps import Change
    from needsmatch.planning.author import Author
    from needsmatch.planning.effects import Foreseen
    from needsmatch.store.folder import Reading


def command() -> click.Command:
    """The verb, worded in the current language."""
    return Verb(
        "change",
        params=[
            options.programme(),
            click.Option(["--withdraw"], metavar="ID", help=_("The school leaves the programme.")),
            click.Option(["--back"], metavar="ID", help=_("The school that had left is back.")),
            click.Option(["--head"], nargs=2, metavar="ID NAME", callback=_head, help=_("The school has a new head.")),
            click.Option(
                ["--merge"], nargs=2, metavar="ID INTO", help=_("The school becomes part of another one of its side.")
            ),
            click.Option(["--accept"], is_flag=True, help=_("Accept the pairs that are proposed instead as well.")),
            click.Option(["--write"], is_flag=True, help=_("Save the change.")),
            click.Option(["--why"], metavar="TEXT", callback=reason, help=_("The reason, to be kept with it.")),
            click.Option(
                ["--name", "by"],
                metavar="NAME",
                callback=reason,
                help=_("Who decides this; otherwise the name of your account."),
            ),
            options.as_json(),
        ],
        callback=run,
        short_help=_("See what becomes of pairs and plans when a school changes, and save it."),
        help=together(
            _("A school withdraws, comes back, has a new head or merges into another one during the year."),
            _("First see what becomes of its pairs, plans and needs, and what is proposed instead."),
        )
        + "\n\n"
        + _("Schools by id or name. Nothing is saved without --write."),
    )


def _head(context: click.Context, option: click.Parameter, value: tuple[str, str] | None) -> tuple[str, str] | None:
    """The school and a name that can stand in a file."""
    return value and (value[0], reason(context, option, value[1]) or "")


def run(
    programme: Path,
    withdraw: str | None,
    back: str | None,
    head: tuple[str, str] | None,
    merge: tuple[str, str] | None,
    accept: bool,
    write: bool,
    why: str | None,
    by: str | None,
    as_json: bool,
) -> ExitCode:
    """Print what the change means, and save it."""
    from needsmatch.cli.change_steps import understood
    from needsmatch.model.pairing import Goal
    from needsmatch.planning.author import Author
    from needsmatch.planning.effects import foresee
    from needsmatch.store.settings import who
    from needsmatch.workspace import doubt_about_decisions, keep_matches, matcher, open_programme

    typed = {"withdraw": withdraw, "back": back, "head": head, "merge": merge}
    if sum(value is not None for value in typed.values()) != 1:
        raise WrongUse(_("Say one thing that changed: --withdraw, --back, --head or --merge"))
    with progress(_("Reading")) as show:
        reading = open_programme(programme, show)
    author = Author(at=datetime.now().astimezone(), by=by or who(), why=why)
    change = understood(reading.programme, withdraw=withdraw, back=back, head=head, merge=merge)
    match = matcher(reading)
    with progress(_("Matching the schools")) as show:
        match.worths(show)
    after = change(reading.programme, author)
    if after is reading.programme:
        say(_("This holds already; nothing was written."))
        return ExitCode.DONE
    found = foresee(reading.programme, match, lambda before: change(before, author), Goal.TOTAL, author.at.date())
    keep_matches(match)
    files, doubt = None, doubt_about_decisions(reading)
    if write and not doubt and not found.made:
        files = _written(reading, found, change, author, accept=accept)
    problems = open_programme(programme).problems if files else reading.problems
    if as_json:
        from needsmatch.cli.change_json import change_as_json

        saved = {} if files is None else {"files": files}
        print_json({**change_as_json(found), **saved, "problems": problems_as_json(problems)})
    else:
        _print(console(), found)
        _say_what_is_next(found, files, accept=accept)
    for contradiction in found.contradictions:
        say(contradiction.message)
    has_errors = say_problems(problems)
    if doubt:
        say(doubt)
    return ExitCode.INPUT_PROBLEMS if has_errors or found.contradictions else ExitCode.DONE


def _written(reading: "Reading", found: "Foreseen", change: "Change", author: "Author", *, accept: bool) -> list[str]:
    """Save the change, with the proposed pairs where they are accepted: all or nothing; gives the files."""
    from needsmatch.workspace import learn

    after = change(reading.programme, author)
    after = found.repaired(after, author) if accept else after
    plans = [(stored, plan) for stored, plan in zip(reading.plans, after.plans, strict=True) if plan is not stored.plan]
    files = learn(reading, after, plans=plans)
    return [file.path.relative_to(reading.folder).as_posix() for file in files]


def _print(out: "Console", found: "Foreseen") -> None:
    from needsmatch.planning.effect_words import parts, repair_sentences, title_of

    effects = found.effects
    out.print(text((title_of(effects), "bold")))
    told = [(part.title, part.sentences) for part in parts(effects)]
    if repair := repair_sentences(effects):
        told.append((_("Proposed instead"), repair))
    for title, sentences in told:
        out.print()
        out.print(text((title, "bold cyan")))
        for sentence in sentences:
            row(out, 0, "", sentence)


def _say_what_is_next(found: "Foreseen", files: list[str] | None, *, accept: bool) -> None:
    if files is not None:
        say(_("Written: {files}").format(files=listed(files)))
    elif found.made:
        say(_("Nothing was saved; this cannot be decided so:"))
    elif found.effects.repair and not accept:
        say(_("Nothing was saved; --write saves the change, and with --accept the proposed pairs too."))
    else:
        say(_("Nothing was saved; --write saves the change."))
