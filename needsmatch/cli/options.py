"""Parameters that several verbs share, worded once."""

import os
from pathlib import Path

import click
from click.shell_completion import CompletionItem

from needsmatch.i18n import _


def programme() -> click.Argument:
    """The folder of a programme."""
    return click.Argument(["programme"], metavar=_("PROGRAMME"), type=click.Path(path_type=Path))


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
    return [CompletionItem(school.id, help=school.name) for school in schools if school.id.startswith(incomplete)]


def _typed_folder() -> Path | None:
    """The programme on the line that is being completed; click gives up on a line that ends in a bare option."""
    words = os.environ.get("COMP_WORDS", "").split()
    return next((Path(word) for word in words[1:] if Path(word).is_dir()), None)
