"""What the command line prints. Every string passes the display gate here and nowhere else.

Texts are handed on as `rich.text.Text` or plain strings with markup switched off: brackets in a school's name are
brackets. Colours only underline what the words say, and NO_COLOR is obeyed.
"""

import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any

from needsmatch.display import clean, json_text
from needsmatch.errors import Problem, Severity
from needsmatch.i18n import _, ngettext

if TYPE_CHECKING:
    from rich.console import Console

_PIPE_WIDTH = 110
"""Columns where no terminal gives a width."""

_PATIENCE = 1.0
"""Seconds before a progress bar appears."""
_MARK_WIDTH = 4
_NARROWEST = 20
"""Columns that text gets even in a terminal that has fewer."""

Cell = tuple[str, str]
"""Text and style."""


def prepare_streams() -> None:
    """A character that the terminal's encoding lacks becomes a question mark instead of a traceback."""
    # A stream that was closed before the start is None; its stand-in lives as long as the program.
    sys.stdout = sys.stdout or Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115
    sys.stderr = sys.stderr or Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure:
            reconfigure(errors="replace")


def console() -> "Console":
    """Where results are printed."""
    from rich.console import Console  # 50 ms that --json and --help do without

    class Results(Console):
        def on_broken_pipe(self) -> None:
            # Rich would leave with exit code 1; a reader that has read enough is no failure.
            raise BrokenPipeError

    width = None if sys.stdout.isatty() else _PIPE_WIDTH
    return Results(file=sys.stdout, width=width, highlight=False, markup=False, emoji=False)


def text(*cells: Cell | str) -> Any:
    """One line of styled text; strings from files may stand in it as they are."""
    from rich.text import Text

    line = Text()
    for cell in cells:
        content, style = cell if isinstance(cell, tuple) else (cell, "")
        line.append(clean(content), style=style or None)
    return line


def row(out: "Console", indent: int, mark: str, *cells: Cell | str, style: str = "") -> None:
    """A line with a short mark in front, right-aligned; long text wraps beside the mark, not under it."""
    start = indent + _MARK_WIDTH + 1
    lines = text(*cells).wrap(out, max(out.width - start, _NARROWEST), overflow="fold")
    for number, line in enumerate(lines):
        line.rstrip()
        head = text((" " * indent + clean(mark).rjust(_MARK_WIDTH) + " ", style)) if number == 0 else text(" " * start)
        out.print(head + line, soft_wrap=True)


def print_json(value: object) -> None:
    """`value` as JSON on stdout: UTF-8 where the stream is, escapes where it is not."""
    plain = (sys.stdout.encoding or "").lower().replace("-", "") != "utf8"
    print(json_text(json.dumps(value, ensure_ascii=plain, indent=2)))


def json_page(value: object) -> str:
    """`value` as the text of a JSON file."""
    return json_text(json.dumps(value, ensure_ascii=False, indent=2)) + "\n"


def print_line(line: str) -> None:
    """One line of results."""
    print(clean(line))


def print_file(data: bytes) -> None:
    """The content of a text file: byte by byte where a program reads it, safe to look at where a person does."""
    if sys.stdout.isatty():
        print(clean(data.decode("utf-8-sig"), multiline=True), end="")
    else:
        sys.stdout.flush()
        sys.stdout.buffer.write(data)


def say(sentence: str) -> None:
    """A sentence for the person at the terminal, on stderr; what cannot be said stops no work."""
    with suppress(OSError):
        print(clean(sentence), file=sys.stderr, flush=True)


def problem_line(problem: Problem) -> str:
    """`file:line: key: what is wrong, what to write`, notes marked as such."""
    mark = _("note: ") if problem.severity is Severity.NOTE else ""
    return f"{problem.place}: {mark}{problem.message}"


def problems_as_json(problems: Iterable[Problem]) -> list[dict[str, object]]:
    """Problems as rows for programs."""
    return [
        {
            "file": problem.file,
            "line": problem.line,
            "key": problem.key,
            "message": problem.message,
            "severity": problem.severity.value,
        }
        for problem in problems
    ]


def say_problems(problems: Iterable[Problem]) -> bool:
    """Name the errors of a programme on stderr, notes only by number; gives whether there are errors."""
    if count := _say_errors(problems):
        say(
            ngettext(
                "{count} error; what it does not touch was used. needsmatch check shows notes as well",
                "{count} errors; what they do not touch was used. needsmatch check shows notes as well",
                count,
            ).format(count=count)
        )
    return bool(count)


def say_file_problems(problems: Iterable[Problem]) -> bool:
    """The same for plan files that stand alone, for which there is no `needsmatch check`."""
    if count := _say_errors(problems):
        say(ngettext("{count} error", "{count} errors", count).format(count=count))
    return bool(count)


def _say_errors(problems: Iterable[Problem]) -> int:
    errors = [problem for problem in problems if problem.severity is Severity.ERROR]
    for problem in errors:
        say(problem_line(problem))
    return len(errors)


@contextmanager
def progress(label: str) -> Iterator[Callable[[int, int], None]]:
    """A progress bar on stderr, in a terminal only and only for work that takes long enough to wonder about."""
    if not sys.stderr.isatty():
        yield lambda done, whole: None
        return
    import click

    started = monotonic()
    bars: list[Any] = []

    def show(done: int, whole: int) -> None:
        if not bars and monotonic() - started > _PATIENCE:
            # So narrow that label, bar and percents fit into 60 columns.
            bars.append(click.progressbar(length=whole, label=clean(label), file=sys.stderr, show_eta=False, width=16))
            bars[0].__enter__()
        if bars:
            bars[0].update(done - bars[0].pos)

    try:
        yield show
    finally:
        if bars:
            bars[0].__exit__(None, None, None)
