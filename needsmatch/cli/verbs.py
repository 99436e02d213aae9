"""Commands whose help pages are in the user's language and keep their shape with wide characters."""

from collections.abc import Iterable
from typing import Any

import click

from needsmatch.display import cells, wrap
from needsmatch.i18n import _

_INDENT = 2
_FIRST_COLUMN = 30
"""Columns that the longest name in a list may push the explanations to."""


class Formatter(click.HelpFormatter):
    """Help that counts columns rather than characters: click counts characters, and Chinese ran out of its columns."""

    def write_text(self, text: str) -> None:
        """A paragraph or several."""
        indent = " " * self.current_indent
        for number, paragraph in enumerate(text.split("\n\n")):
            if number:
                self.write("\n")
            for line in wrap(" ".join(paragraph.split()), self.width - self.current_indent):
                self.write(f"{indent}{line}\n")

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = _FIRST_COLUMN, col_spacing: int = 2) -> None:
        """Names with their explanations in two columns."""
        rows = list(rows)
        first = min(max((cells(name) for name, _text in rows), default=0), col_max) + col_spacing
        start = self.current_indent + first
        for name, text in rows:
            head = " " * self.current_indent + name
            lines = wrap(text, max(self.width - start, 20))
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
