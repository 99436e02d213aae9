"""`needsmatch new`: a new programme, ready to be filled in, or a copy of a sample."""

from datetime import date
from pathlib import Path

import click

from needsmatch.cli import options
from needsmatch.cli.exit_codes import ExitCode
from needsmatch.cli.output import print_json, print_line, say
from needsmatch.cli.verbs import Verb
from needsmatch.i18n import _, listed


def command() -> click.Command:
    """The verb, worded in the current language."""
    folder = click.Argument(["folder"], metavar=_("FOLDER"), type=click.Path(path_type=Path, readable=False))
    sample = click.Option(
        ["--sample"],
        metavar="NAME",
        help=_("Copy a sample programme instead of an empty one."),
        shell_complete=lambda _context, _parameter, incomplete: _samples(incomplete),
    )
    return Verb(
        "new",
        params=[folder, sample, options.as_json()],
        callback=run,
        short_help=_("Make a new programme, empty or from a sample."),
        help=_("Make a new programme in FOLDER: small files with a remark on every key.")
        + "\n\n"
        + _("Samples: {names}").format(names=listed(_samples(""))),
    )


def run(folder: Path, sample: str | None, as_json: bool) -> ExitCode:
    """Write the files and name them."""
    from needsmatch.workspace import make_programme

    files = make_programme(folder, sample, date.today())
    if as_json:
        print_json({"folder": str(folder), "files": [path.relative_to(folder).as_posix() for path in files]})
        return ExitCode.DONE
    for path in files:
        print_line(str(path))
    say(_("Fill the files in with any editor, then: needsmatch check {folder}").format(folder=folder))
    return ExitCode.DONE


def _samples(incomplete: str) -> list[str]:
    from needsmatch.store.samples import sample_names

    return [name for name in sample_names() if name.startswith(incomplete)]
