"""`needsmatch schema`: the file formats as JSON Schema."""

import click

from needsmatch.cli import options
from needsmatch.cli.exit_codes import ExitCode
from needsmatch.cli.output import print_json
from needsmatch.cli.verbs import Verb
from needsmatch.i18n import _, listed

_KINDS = ("programme", "school", "topics", "judgements", "plan")


def command() -> click.Command:
    """The verb, worded in the current language."""
    kind = click.Argument(["kind"], metavar=_("[KIND]"), required=False, type=click.Choice(_KINDS))
    return Verb(
        "schema",
        params=[kind, options.as_json()],
        callback=run,
        short_help=_("Print the file formats as JSON Schema."),
        help=_("Print the file formats as JSON Schema, for editors that check TOML while you type.")
        + "\n\n"
        + _("KIND is one of {words}; all unless said.").format(words=listed(_KINDS)),
    )


def run(kind: str | None, as_json: bool) -> ExitCode:
    """Print one schema, or all by the kind of file. It is JSON with or without --json."""
    from needsmatch.store.schema import file_schema

    print_json(file_schema(kind) if kind else {name: file_schema(name) for name in _KINDS})
    return ExitCode.DONE
