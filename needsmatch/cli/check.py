"""`needsmatch check`: every problem in every file of a programme."""

from pathlib import Path

import click

from needsmatch.cli import options
from needsmatch.cli.exit_codes import ExitCode
from needsmatch.cli.output import print_json, print_line, problem_line, problems_as_json, progress, say
from needsmatch.cli.verbs import Verb
from needsmatch.errors import Severity
from needsmatch.i18n import _, ngettext


def command() -> click.Command:
    """The verb, worded in the current language."""
    return Verb(
        "check",
        params=[options.programme(), options.as_json()],
        callback=run,
        short_help=_("Show every problem in every file."),
        help=_("Show every problem in every file: where it is, what is wrong, what to write instead."),
    )


def run(programme: Path, as_json: bool) -> ExitCode:
    """Print the problems; INPUT_PROBLEMS where there are errors, notes alone are DONE."""
    from needsmatch.workspace import open_programme

    with progress(_("Reading")) as show:
        reading = open_programme(programme, show)
    errors = sum(problem.severity is Severity.ERROR for problem in reading.problems)
    notes = len(reading.problems) - errors
    if as_json:
        print_json({"problems": problems_as_json(reading.problems)})
    else:
        for problem in reading.problems:
            print_line(problem_line(problem))
        say(_summary(reading.files, errors, notes))
    return ExitCode.INPUT_PROBLEMS if errors else ExitCode.DONE


def _summary(files: int, errors: int, notes: int) -> str:
    read = ngettext("{count} file read", "{count} files read", files).format(count=files)
    if not errors and not notes:
        return _("{read}: nothing is wrong.").format(read=read)
    return _("{read}: {errors}, {notes}.").format(
        read=read,
        errors=ngettext("{count} error", "{count} errors", errors).format(count=errors),
        notes=ngettext("{count} note", "{count} notes", notes).format(count=notes),
    )
