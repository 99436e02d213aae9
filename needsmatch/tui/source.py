"""Lines of a file as they stand on the screen: numbers in front, the guilty line shaded, its value underlined."""

from needsmatch.display import cells, clean
from needsmatch.store.mend import Excerpt
from needsmatch.tui.widgets.lines import FILL, Cell, Line, line

_TAB = "    "
_LEAST_NUMBER = 3
"""Columns of a line number at least, so that short files look like long ones."""


def source_lines(excerpt: Excerpt, width: int) -> list[Line]:
    """The lines of `excerpt` at a width in columns; under the guilty line stands what marks its value."""
    digits = max(_LEAST_NUMBER, *(len(str(number)) for number, _text in excerpt.lines), 0)
    margin = digits + 2
    shown: list[Line] = []
    for number, text in excerpt.lines:
        count = f"{number:>{digits}}  "
        if number != excerpt.line:
            style = "muted" if text.lstrip().startswith("#") else "second"
            shown.append(line(Cell(count, "muted"), Cell(plain(text), style, FILL)))
            continue
        text, before, marked = in_view(text, excerpt.start, excerpt.length, width - margin)
        shown.append(line(Cell(count, "guilty"), Cell(text, "guilty", FILL)))
        if marked:
            shown.append(line(Cell(" " * (margin + before)), Cell("^" * marked, "error-strong")))
    return shown


def in_view(text: str, start: int, length: int, room: int) -> tuple[str, int, int]:
    """A line cut so that its value is seen in `room` columns: the line, columns in front of the value, columns of it.

    `start` and `length` count characters of `text`, as in an Excerpt.
    """
    value = text[start : start + length]
    start += len(value) - len(value.lstrip())
    before, value, behind = plain(text[:start]), plain(value.strip()), plain(text[start + len(value.strip()) :])
    if cells(before) + min(cells(value), room // 2) > room:
        before = f"..{_end_of(before, room // 3)}"
    front = cells(before)
    return before + value + behind, front, max(0, min(cells(value), room - front))


def plain(text: str) -> str:
    """A line of a file as it may be shown: cleaned, tabs as four spaces."""
    return clean(text.replace("\t", _TAB))


def _end_of(text: str, width: int) -> str:
    """The end of a text that fits into `width` columns."""
    start = len(text)
    while start and cells(text[start - 1 :]) <= width:
        start -= 1
    return text[start:]
