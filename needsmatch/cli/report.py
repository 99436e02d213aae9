"""`needsmatch report`: a programme added up, as a page for people or as JSON for programs."""

from datetime import date
from pathlib import Path

import click

from needsmatch.cli import options
from needsmatch.cli.exit_codes import ExitCode
from needsmatch.cli.output import console, json_page, print_json, progress, say, say_problems, text
from needsmatch.cli.verbs import Verb
from needsmatch.errors import WrongUse
from needsmatch.i18n import _, together


def command() -> click.Command:
    """The verb, worded in the current language."""
    return Verb(
        "report",
        params=[
            options.programme(),
            click.Option(
                ["--since"],
                metavar=_("DATE"),
                callback=_day,
                help=_("Only what was done from this day on, and what changed since."),
            ),
            click.Option(
                ["--on"],
                metavar=_("DATE"),
                callback=_day,
                help=together(
                    _("Count what was done, assessed and confirmed until this day; otherwise until today."),
                    _("Pairs, answers and statuses of plans are told as they stand today."),
                ),
            ),
            click.Option(["--full"], is_flag=True, help=_("Also the year school by school, need by need.")),
            click.Option(
                ["-o", "--output"],
                metavar="FILE",
                type=click.Path(path_type=Path),
                help=_("Write it to a file that does not exist yet: a page, or JSON where it ends in .json."),
            ),
            options.as_json(),
        ],
        callback=run,
        short_help=_("Add up what was asked, agreed and done in a programme."),
        help=together(
            _("Add up a programme: pairs, needs asked, answered, agreed and done, lessons, people, months and money."),
            _("Beside them stand its targets, what is overdue or due, and what the schools say that were helped."),
        ),
    )


def run(
    programme: Path, since: date | None, on: date | None, full: bool, output: Path | None, as_json: bool
) -> ExitCode:
    """Print the report or write it; INPUT_PROBLEMS where files have errors: what they hold is not counted."""
    from needsmatch.cli.report_json import report_as_json
    from needsmatch.planning.report_page import Part, as_text, page
    from needsmatch.workspace import hand_on, open_programme, report_of

    with progress(_("Reading")) as show:
        reading = open_programme(programme, show)
    day = on or date.today()
    if since and since > day:
        raise WrongUse(_("--since must be a day before the report's own, {day}").format(day=day.isoformat()))
    found = report_of(reading, day, since)
    wants_json = as_json or bool(output and output.suffix.lower() == ".json")
    if output:
        hand_on(
            output,
            json_page(report_as_json(found, reading.problems))
            if wants_json
            else as_text(page(found, problems=reading.problems, full=full)),
        )
        say(_("The report is written to {file}.").format(file=output))
    elif wants_json:
        print_json(report_as_json(found, reading.problems))
    else:
        out = console()
        styles = {Part.TITLE: "bold", Part.HEADING: "bold cyan", Part.REMARK: "dim"}
        for line in page(found, out.width, problems=reading.problems, full=full):
            out.print(text((line.text, styles.get(line.part, ""))), soft_wrap=True)
    return ExitCode.INPUT_PROBLEMS if say_problems(reading.problems) else ExitCode.DONE


def _day(_context: click.Context, _option: click.Parameter, value: str | None) -> date | None:
    """The day that is meant by what was typed."""
    if value is None:
        return None
    from needsmatch.planning.fields import OUTCOME_FIELDS, WrongValue, read

    try:
        found = read(next(field for field in OUTCOME_FIELDS if field.name == "day"), value, date.today())
    except WrongValue as error:
        raise click.BadParameter(str(error)) from None
    return found if isinstance(found, date) else None
