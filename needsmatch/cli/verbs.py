"""Commands whose help pages are in the user's language and keep their shape with wide characters."""

import unicodedata
from collections.abc import Iterable
from typing import Any

import click

from needsmatch.i18n import _

_INDENT = 2
_FIRST_COLUMN = 30
"""Columns that the longest name in a list may push the explanations to."""


def cells(text: str) -> int:
    """Columns that `text` takes in a terminal: two for each wide character."""
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)


def wrap(text: str, width: int) -> list[str]:
    """`text` in lines of at most `width` columns, broken at spaces or between wide characters."""
    lines: list[str] = []
    line = ""
    for piece in _pieces(text):
        if line and cells(line) + cells(piece.rstrip()) > width and piece not in _NEVER_FIRST:
            lines.append(line.rstrip())
            line = piece.lstrip()
        else:
            line += piece
    return [*lines, line.rstrip()] if line.strip() else lines


_NEVER_FIRST = frozenset("，。；：、！？）」")


def _pieces(text: str) -> list[str]:
    pieces: list[str] = []
    for sign in " ".join(text.split()):
        wide = cells(sign) == 2
        if pieces and not wide and not pieces[-1].endswith(" ") and cells(pieces[-1][-1]) == 1:
            pieces[-1] += sign
        else:
            pieces.append(sign)
    return pieces


class Formatter(click.HelpFormatter):
    """Help that counts columns rather than characters: click counts characters, and Chinese ran out of its columns."""

    def write_text(self, text: str) -> None:
        """A paragraph or several."""
        indent = " " * self.current_indent
        for number, paragraph in enumerate(text.split("\n\n")):
            if number:
                self.write("\n")
            for line in wrap(paragraph, self.width - self.current_indent):
                self.write(f"{indent}{line}\n")

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = _FIRST_COLUMN, col_spacing: int = 2) -> None:
        """Names with their explanations in two columns."""
        rows = list(rows)
        first = min(max((cells(name) for name, _text in rows), default=0), col_max) + col_spacing
        start = self.current_indent + first
        for name, text in rows:
            head = " " * self.current_indent + name
            lines = wrap(text, max(self.width - start, 20)) or [""]
            if cells(name) > first - col_spacing:
                self.write(f"{head}\n")
                head = ""
            self.write(f"{head}{' ' * (start - cells(head))}{lines[0]}".rstrip() + "\n")
            for line in lines[1:]:
                self.write(f"{' ' * start}{line}\n")


class Context(click.Context):
    """A context with our help pages."""

    formatter_class = Formatter


class Verb(click.Command):
    """One command."""

    context_class = Context

    def __init__(self, name: str, **settings: Any) -> None:
        super().__init__(name, options_metavar=_("[OPTIONS]"), **settings)


class Group(click.Group):
    """The command that holds the verbs."""

    context_class = Context
