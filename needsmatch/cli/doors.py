"""What the command line asks of the terminal app, where a person sits at a terminal; the two know nothing else of each
other."""

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import click

from needsmatch.model.plan import PlanSide


@dataclass(frozen=True, slots=True)
class Doors:
    """Ways into the terminal app; each runs it and gives the exit code."""

    open_app: Callable[[Path | None], int]
    """On a programme, or on the one opened last."""
    review: Callable[[Path, PlanSide | None, str | None], int]
    """On one plan file, for a head; with side and name where they were given."""
    merge: Callable[[Path, Path, Path, Path], int]
    """On base, ours and theirs, to decide conflicts; the merged plan is saved to the last path."""


def doors() -> Doors | None:
    """The ways into the app; None where nobody sits at a terminal that can show it."""
    found = click.get_current_context().obj
    assert found is None or isinstance(found, Doors)
    return found if somebody_sits_there() else None


def somebody_sits_there() -> bool:
    """Whether what is read and what is written is a terminal that can be painted on."""
    return sys.stdin.isatty() and sys.stdout.isatty() and os.environ.get("TERM") != "dumb"
