"""What a decision would change, as lines: the programme as a whole, then each receiver that gains or loses."""

from collections.abc import Callable, Sequence

from needsmatch.i18n import _, ngettext
from needsmatch.model.pairing import Paired, Pairing, Unpaired
from needsmatch.planning.pair_words import alone_sentence, answers_phrase
from needsmatch.planning.whatif import Change, Comparison
from needsmatch.tui.widgets.lines import FILL, Cell, Line, line, paragraph
from needsmatch.tui.widgets.rows import BLANK, Row, text_row

_LABEL = 22
"""Columns of what is counted."""
_COUNT = 8
_WORTH = 5
_GAIN = 12
_SIDE_BY_SIDE = 90
"""Columns from which before and after stand beside each other."""


def total_lines(comparison: Comparison) -> list[Line]:
    """The programme as a whole, before and after."""
    before, after = comparison.before, comparison.after
    lowest = (after.lowest or 0) - (before.lowest or 0)
    return [
        line(
            Cell("", "", _LABEL),
            Cell(_("before"), "muted", _COUNT, right=True),
            Cell(_("after"), "muted", _COUNT, right=True),
        ),
        _counted(_("Total worth"), before.total, after.total, _points(comparison.total_gain)),
        _counted(_("Worst-served school"), before.lowest or 0, after.lowest or 0, _points(lowest)),
        _counted(_("Needs answered"), _answered(before), _answered(after), _needs(comparison.answered_gain)),
    ]


def _counted(label: str, before: int, after: int, said: str) -> Line:
    return line(
        Cell(label, "second", _LABEL),
        Cell(f"{before:,}", "", _COUNT, right=True),
        Cell(f"{after:,}", "strong", _COUNT, right=True),
        "  ",
        Cell(said, _look(after - before), FILL),
    )


def _answered(pairing: Pairing) -> int:
    """Needs that a main donor answers, or one from whom help is borrowed."""
    receivers = [pair.receiver for pair in pairing.pairs] + [entry.receiver for entry in pairing.unpaired]
    return sum(len(receiver.needs) for receiver in receivers) - len(pairing.unmet)


def _points(gain: int) -> str:
    if not gain:
        return _("as before")
    text = (
        ngettext("{count} point more", "{count} points more", gain)
        if gain > 0
        else ngettext("{count} point less", "{count} points less", -gain)
    )
    return text.format(count=abs(gain))


def _needs(gain: int) -> str:
    if not gain:
        return _("as before")
    text = (
        ngettext("{count} need more", "{count} needs more", gain)
        if gain > 0
        else ngettext("{count} need less", "{count} needs less", -gain)
    )
    return text.format(count=abs(gain))


def _look(gain: int) -> str:
    return "accent-strong" if gain > 0 else "need-strong" if gain < 0 else "muted"


def change_rows(comparison: Comparison) -> list[Row]:
    """For each receiver with another partner or another worth: before, after, gain or loss; and who joins alone."""
    alone = [entry for entry in comparison.after.unpaired if entry.receiver in comparison.joined]
    if not comparison.changes and not alone:
        return [text_row(paragraph(_("Nothing changes for any school."), "second"))]
    heading = [Row(_heading)] if comparison.changes else []
    return [*heading, *(Row(_drawn(change, comparison)) for change in comparison.changes), *map(_alone, alone)]


def _alone(entry: Unpaired) -> Row:
    """A receiver without a partner, and why."""
    return text_row(line(Cell(entry.receiver.name, "strong", FILL)), paragraph(alone_sentence(entry), "second", 2))


def _heading(width: int) -> Sequence[Line]:
    if width < _SIDE_BY_SIDE:
        return (paragraph(_("What changes for whom"), "muted"),)
    return (
        line(
            Cell(_("What changes for whom"), "muted", FILL),
            "  ",
            Cell(_("partner before"), "muted", FILL),
            Cell("", "", _WORTH),
            "  ",
            Cell(_("partner after"), "muted", FILL),
            Cell("", "", _WORTH),
            "  ",
            Cell("", "", _GAIN),
        ),
    )


def _drawn(change: Change, comparison: Comparison) -> Callable[[int], Sequence[Line]]:
    def lines(width: int) -> Sequence[Line]:
        is_new = change.receiver in comparison.joined
        before = _("new here") if is_new else _partner(change.before)
        worths = [str(pair.worth) if pair else "" for pair in (change.before, change.after)]
        name = Cell(change.receiver.name, "strong", FILL)
        gain = Cell(_gain(change.gain), _look(change.gain), _GAIN, right=True)
        if width >= _SIDE_BY_SIDE:
            sides = [
                (Cell(partner, "second", FILL), Cell(worth, look, _WORTH, right=True), Cell("  "))
                for partner, worth, look in zip((before, _partner(change.after)), worths, ("", "strong"), strict=True)
            ]
            return (line(name, "  ", *sides[0], *sides[1], gain),)
        text = _("{before} before, {after} after").format(
            before=_with_worth(before, worths[0]), after=_with_worth(_partner(change.after), worths[1])
        )
        return line(name, gain), paragraph(text, "second", indent=2)

    return lines


def _partner(pair: Paired | None) -> str:
    return pair.donor.name if pair else _("no partner")


def _with_worth(partner: str, worth: str) -> str:
    return _("{school} ({worth})").format(school=partner, worth=worth) if worth else partner


def _gain(gain: int) -> str:
    """A word, and the number with its sign."""
    if not gain:
        return _("as good")
    return (_("better {points}") if gain > 0 else _("worse {points}")).format(points=f"{gain:+d}")


def proposed_rows(pairing: Pairing) -> list[Row]:
    """The pairs that are proposed, and the receivers that stay without a partner."""
    proposed = [pair for pair in pairing.pairs if pair.hold is None]
    rows = [
        text_row(
            line(
                Cell(pair.receiver.name, "strong", FILL),
                "  ",
                Cell(pair.donor.name, "", FILL),
                Cell(str(pair.worth), "accent-strong", _WORTH, right=True),
                "  ",
                Cell(answers_phrase(pair), "second", FILL, spare=1),
            )
        )
        for pair in proposed
    ]
    if not rows:
        rows.append(text_row(paragraph(_("No pair is proposed: whoever can be paired has a partner."), "second")))
    if pairing.unpaired:
        rows += [BLANK, text_row(paragraph(_("These stay without a partner"), "need"))]
    return [*rows, *map(_alone, pairing.unpaired)]
