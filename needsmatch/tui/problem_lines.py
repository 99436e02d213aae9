"""Problems as lines of a list: how many there are, where each stands, and which words it holds."""

from collections.abc import Callable, Iterable, Sequence

from needsmatch.display import cells, clean, clip
from needsmatch.errors import Problem, Severity
from needsmatch.i18n import _, ngettext
from needsmatch.tui.widgets.lines import FILL, Cell, Line, line

_WIDEST_PLACE, _WIDEST_KEY, _NARROW_PLACE = 36, 24, 26
"""Columns of file with line, of the key, and of file with line where there is little room."""

_GAP = 3
"""Columns between two columns."""


def key_of(problem: Problem) -> str:
    """What a row is known by: not its line, which moves when something above is mended."""
    return f"{problem.file}:{problem.key}:{problem.message}"


def by_key(problems: Sequence[Problem]) -> dict[str, Problem]:
    """The problems by what their rows are known by."""
    rows: dict[str, Problem] = {}
    for problem in problems:
        key = key_of(problem)
        rows[f"{key}:{problem.line}" if key in rows else key] = problem
    return rows


def holds(problem: Problem, words: Sequence[str]) -> bool:
    """Whether all of `words`, in small letters, occur in what is seen of a problem."""
    text = clean(f"{problem} {_severity(problem)}").casefold()
    return all(word in text for word in words)


def _severity(problem: Problem) -> str:
    return _("error") if problem.severity is Severity.ERROR else _("note")


def counts(problems: Sequence[Problem], fine: int, *, short: bool) -> Line:
    """How many errors and notes there are, what that means, and how many files are fine."""
    errors = sum(problem.severity is Severity.ERROR for problem in problems)
    notes = len(problems) - errors
    parts: list[Cell | str] = []
    if errors:
        counted = ngettext("{count} error", "{count} errors", errors).format(count=errors)
        parts += [Cell(counted, "error-strong"), "" if short else "  " + _("to be mended"), "   "]
    if notes:
        counted = ngettext("{count} note", "{count} notes", notes).format(count=notes)
        parts += [Cell(counted, "need"), Cell("" if short else "  " + _("can wait"), "second"), "   "]
    if problems and fine:
        text = ngettext("the other file is fine", "the other {count} files are fine", fine).format(count=fine)
        parts.append(Cell(text, "muted"))
    return line(*parts)


def _word(problem: Problem) -> Cell:
    style = "error-strong" if problem.severity is Severity.ERROR else "need"
    return Cell(_severity(problem), style, _word_width())


def _word_width() -> int:
    return max(cells(_("error")), cells(_("note"))) + 2


def _place(problem: Problem, width: int) -> str:
    """File and line in at most `width` columns; the line is never cut off."""
    number = f":{problem.line}" if problem.line else ""
    return clip(clean(problem.file), width - len(number)) + number


def narrow(problem: Problem) -> Line:
    """A problem without its key, where there is little room."""
    place = Cell(_place(problem, _NARROW_PLACE), "", _NARROW_PLACE + 2)
    return line(_word(problem), place, Cell(problem.message, "strong", FILL))


def wide(problems: Sequence[Problem], room: int) -> Callable[[Problem], Line]:
    """Draws a problem in columns that fit all of `problems`.

    The sentences come first: where one would be cut in a row of `room` columns, the keys are left out, and then long
    names of files are shortened; the detail shows both.
    """
    sentence = max((cells(clean(problem.message)) for problem in problems), default=0)
    place = _widest((_place(problem, _WIDEST_PLACE) for problem in problems), _WIDEST_PLACE)
    key = _widest((clean(problem.key) for problem in problems), _WIDEST_KEY)
    left = room - _word_width() - sentence
    if place + key > left:
        key = 0
    if place + key > left:
        place = min(place, _NARROW_PLACE + _GAP)

    def drawn(problem: Problem) -> Line:
        where = Cell(_place(problem, place - _GAP), "", place)
        name = [Cell(clip(clean(problem.key), key - _GAP), "muted", key)] if key else []
        return line(_word(problem), where, *name, Cell(problem.message, "strong", FILL))

    return drawn


def _widest(texts: Iterable[str], most: int) -> int:
    """Columns of a column for `texts` and the gap behind it."""
    return min(most, max(map(cells, texts), default=0)) + _GAP
