"""`needsmatch [PROGRAMME]`: no verb. In a terminal the app; in a pipe the programme's ranked support plans."""

from pathlib import Path

import click

from needsmatch.cli.doors import doors
from needsmatch.cli.exit_codes import ExitCode
from needsmatch.cli.match import print_matches
from needsmatch.cli.output import progress, say
from needsmatch.cli.verbs import Verb
from needsmatch.i18n import _


def command() -> click.Command:
    """The hidden verb behind a bare `needsmatch`."""
    folder = click.Argument(
        ["programme"], metavar=_("PROGRAMME"), required=False, type=click.Path(path_type=Path, readable=False)
    )
    return Verb("open", params=[folder], callback=run, hidden=True)


def run(programme: Path | None) -> ExitCode:
    """Open the app, or print the ranked support plans with their reasons; a newcomer sees a sample."""
    ways = doors()
    if ways:
        return ExitCode(ways.open_app(programme))
    from needsmatch.workspace import first_programme, open_programme

    if programme is None:
        programme, reason = first_programme()
        say(_("Sample programme: {folder}").format(folder=programme))
        if reason:
            say(_("{reason}; the sample is shown from where it is installed.").format(reason=reason))
    with progress(_("Reading")) as bar:
        reading = open_programme(programme, bar)
    outcome = print_matches(reading, None, None, as_json=False)
    if reading.programme.receivers:
        say(
            _("Next: needsmatch match {folder} --receiver ID shows one school, needsmatch --help all commands.").format(
                folder=programme
            )
        )
    return outcome
