"""The lines of the pairing page: how the programme stands, what the marks mean, what is contradictory, who is open."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from needsmatch.i18n import N_, _, clauses, listed, ngettext
from needsmatch.matching.scale import THRESHOLD
from needsmatch.model.pairing import Goal
from needsmatch.planning.pair_words import alone_sentence
from needsmatch.tui.pairs import Pairs
from needsmatch.tui.widgets.board_layout import Mark, Square, look_of, square_text
from needsmatch.tui.widgets.lines import FILL, Cell, Line, line, paragraph

if TYPE_CHECKING:
    from needsmatch.matching.rules import Contradiction

_SIGN = 3
"""Columns of the sign in front of a text."""
_NAMED = 8
"""Schools without a partner that are named."""
_CONTRADICTIONS = 3
"""Contradictions that are told at once; another one shows when they are resolved, or one of its schools is chosen."""

_GOALS = {Goal.TOTAL: N_("greatest total"), Goal.FAIR: N_("fair to all")}
_LEGEND: tuple[tuple[Square, str], ...] = (
    (Square(Mark.PAIR, 86), N_("pair")),
    (Square(Mark.FIXED, 84), N_("given or pinned")),
    (Square(Mark.PROPOSED, 67), N_("proposed pair")),
    (Square(Mark.BANNED, None), N_("banned")),
    (Square(Mark.LOW, None), N_("below {threshold}")),
    (Square(Mark.APART, None), N_("other stage or district")),
)
_FIRST_MARKS = 4
"""How many of them stand in the first line."""


# Above and below the board


def head_line(pairs: Pairs, goal: Goal) -> Line:
    """How many schools there are, how many of them have a partner, and what the pairs are worth."""
    receivers, donors = len(pairs.programme.receivers), len(pairs.programme.donors)
    settled = list(pairs.settled.values())
    words = [ngettext("{count} settled", "{count} settled", len(settled)).format(count=len(settled))]
    if left := receivers - len(settled):
        words.append(ngettext("{count} open", "{count} open", left).format(count=left))
    worth = _("total {total}, lowest {lowest}").format(total=f"{sum(settled):,}", lowest=min(settled, default=0))
    return line(
        Cell(ngettext("{count} receiver", "{count} receivers", receivers).format(count=receivers), "strong", spare=1),
        Cell("  " + ngettext("{count} donor", "{count} donors", donors).format(count=donors), "strong", spare=1),
        Cell("   ", spare=1),
        Cell(clauses(words), "need" if left else "second"),
        Cell("  " + worth + "  " if settled else "  ", "second"),
        Cell(_(_GOALS[goal]), "muted", FILL),
    )


def legend(*, compact: bool) -> tuple[Line, Line]:
    """What the marks of the squares mean, in two lines, of which the first is the more important one."""
    parts = [
        (
            Cell(square_text(square, 2 if compact else 4), look_of(square)),
            Cell(f" {_(words).format(threshold=THRESHOLD)}  ", "muted"),
        )
        for square, words in _LEGEND
    ]
    alone = Cell("?", "need-strong"), Cell(" " + _("no partner yet"), "muted", FILL)
    first, second = parts[:_FIRST_MARKS], parts[_FIRST_MARKS:]
    return tuple(cell for part in first for cell in part), tuple(cell for part in (*second, alone) for cell in part)


def contradiction_lines(
    found: "Sequence[Contradiction]", chosen: tuple[str, str] | None, *, short: bool
) -> Iterator[Line]:
    """What contradicts what, and what to change: first what is about one of the chosen two."""
    if not found:
        return
    receiver_id, donor_id = chosen or ("", "")
    near_first = sorted(found, key=lambda entry: receiver_id not in entry.receivers and donor_id not in entry.donors)
    yield paragraph(_("This cannot all be kept. Nothing is proposed until it is changed:"), "error-strong")
    named = near_first[: 1 if short else _CONTRADICTIONS]
    for entry in named:
        yield from [] if short else [()]
        yield paragraph(_("{text}.").format(text=entry.message))
    if more := len(found) - len(named):
        yield paragraph(_("and {count} more").format(count=more), "muted")


# Receivers without a partner


def open_lines(pairs: Pairs) -> Iterator[Line]:
    """The receivers without a partner, each with what is proposed for it, or why nothing is."""
    if not pairs.open:
        return
    yield ()
    yield paragraph(_("No partner yet"), "need-strong")
    for school in pairs.open[:_NAMED]:
        pair, entry = pairs.proposed.get(school.id), pairs.alone.get(school.id)
        donor, worth = (pair.donor.name, f" {pair.worth}") if pair else ("", "")
        yield line(Cell(school.name, "strong", FILL), " " if pair else "", *_proposal(donor, worth))
        if entry and not pair:
            yield paragraph(alone_sentence(entry), "muted", 1)
    if (more := len(pairs.open) - _NAMED) > 0:
        yield paragraph(_("and {count} more").format(count=more), "muted")
    if pairs.proposed:
        yield ()
        yield line(Cell("a", "key", _SIGN), Cell(accepting(pairs), "", FILL, wrap=True))


def _proposal(donor: str, worth: str) -> Sequence[Cell]:
    return (Cell(donor, "", FILL), Cell(worth, "accent-strong")) if donor else ()


def accepting(pairs: Pairs) -> str:
    """What accepting comes to."""
    count, total = len(pairs.proposed), pairs.pairing.total if pairs.pairing else 0
    return ngettext(
        "accept the {count} pair that is proposed; the total is then {total}",
        "accept the {count} pairs that are proposed; the total is then {total}",
        count,
    ).format(count=count, total=f"{total:,}")


def short_open_line(pairs: Pairs) -> Line:
    """The same in one line."""
    names = [
        _("{receiver} with {donor}").format(receiver=pair.receiver.name, donor=pair.donor.name)
        for pair in pairs.proposed.values()
    ]
    names = names or [school.name for school in pairs.open]
    if not names:
        return ()
    said = _("Proposed: ") if pairs.proposed else _("No partner yet: ")
    key = [Cell("a ", "key"), Cell(_("accept"), "muted")] if pairs.proposed else []
    return line(Cell(said, "need-strong"), Cell(listed(names), "", FILL), "  ", *key)
