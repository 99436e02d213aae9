"""Parameters that several verbs share, worded once."""

import os
import shlex
from pathlib import Path

import click
from click.shell_completion import CompletionItem

from needsmatch.display import clean
from needsmatch.i18n import _


def programme() -> click.Argument:
    """The folder of a programme."""
    return click.Argument(["programme"], metavar=_("PROGRAMME"), type=click.Path(path_type=Path, readable=False))


def plan_file(name: str, metavar: str) -> click.Argument:
    """One plan file, wherever it lies."""
    return click.Argument([name], metavar=metavar, type=click.Path(path_type=Path, readable=False))


def as_json() -> click.Option:
    """Results for programs."""
    return click.Option(["--json", "as_json"], is_flag=True, help=_("Print JSON for programs."))


def receiver() -> click.Option:
    """One receiver instead of all."""
    return click.Option(
        ["--receiver"],
        metavar="ID",
        help=_("Only the receiving school with this id or name."),
        shell_complete=_receiver_ids,
    )


def _receiver_ids(context: click.Context, _parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    folder = context.params.get("programme") or _typed_folder()
    if not folder or not folder.is_dir():
        return []
    from needsmatch.store.folder import read_programme

    schools = read_programme(folder).programme.receivers
    # Completions reach the terminal too, and a newline would be another completion.
    ids = [CompletionItem(school.id, help=clean(school.name)) for school in schools if school.id.startswith(incomplete)]
    return ids or [CompletionItem(clean(school.name)) for school in schools if school.name.startswith(incomplete)]


def _typed_folder() -> Path | None:
    """The programme on the line that is being completed; click gives up on a line that ends in a bare option."""
    try:
        words = shlex.split(os.environ.get("COMP_WORDS", ""))
    except ValueError:  # a quotation mark that is still open
        return None
    folders = (Path(word).expanduser() for word in words[1:])
    return next((folder for folder in folders if folder.is_dir()), None)
