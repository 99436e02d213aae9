"""`needsmatch completion`: the script that lets a shell complete commands, options, samples and school ids."""

import click
from click.shell_completion import get_completion_class

from needsmatch.cli.exit_codes import ExitCode
from needsmatch.cli.verbs import Verb
from needsmatch.i18n import _, listed

_SHELLS = ("bash", "zsh", "fish")
VARIABLE = "_NEEDSMATCH_COMPLETE"
"""The environment variable by which the script asks for completions."""


def command() -> click.Command:
    """The verb, worded in the current language."""
    return Verb(
        "completion",
        params=[click.Argument(["shell"], metavar="SHELL", type=click.Choice(_SHELLS))],
        callback=run,
        short_help=_("Print the completion script for a shell."),
        help=_("Print the completion script for a shell ({words}).").format(words=listed(_SHELLS))
        + "\n\n"
        + _('For bash: put eval "$(needsmatch completion bash)" into ~/.bashrc.'),
    )


def run(shell: str) -> ExitCode:
    """Print the script."""
    kind = get_completion_class(shell)
    assert kind is not None
    root = click.get_current_context().find_root()
    click.echo(kind(root.command, {}, "needsmatch", VARIABLE).source())
    return ExitCode.DONE
