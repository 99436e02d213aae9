"""What `needsmatch pair` shows a person: the pairs, what is open beside them, and what a decision would change."""

from collections.abc import Sequence
from itertools import zip_longest
from typing import TYPE_CHECKING

from needsmatch.cli.output import row, text
from needsmatch.cli.pair_outcome import Outcome, Price
from needsmatch.display import cells, clean, pad, wrap
from needsmatch.i18n import _, clauses, listed
from needsmatch.matching.explain import cause_sentence, quoted
from needsmatch.model.pairing import Crowded, Goal, Paired, Pairing
from needsmatch.planning.gaps import Advice, further_sentence
from needsmatch.planning.pair_words import (
    alone_sentence,
    answers_phrase,
    borrowed_sentence,
    crowded_sentence,
    hold_word,
    joined_sentence,
    returns_sentence,
    summary_sentences,
)
from needsmatch.planning.whatif import Change, Comparison, price_sentence, summary_sentence

if TYPE_CHECKING:
    from rich.console import Console

_STYLES = {1: "green", 0: "", -1: "red"}
"""Of the mark of a gain and of a loss."""
_GAP = 2
"""Columns between two columns of the table of pairs."""
_START = 5
"""Columns before the names: a worth and a space, as `row` leaves them."""
_NARROWEST = 10
"""Columns that a name gets even in a terminal that has fewer."""


def print_outcome(out: "Console", outcome: Outcome) -> None:
    """The pairs; where somebody asked what a decision changes, only that."""
    pairing = outcome.pairing
    assert pairing  # whoever cannot pair has nothing to show
    out.print(text((outcome.programme.about.name, "bold")))
    goal = [_("Paired so that the worst-served school is served as well as possible")]
    for sentence in (*(goal if outcome.goal is Goal.FAIR else []), *summary_sentences(pairing)):
        for line in wrap(clean(sentence), out.width):
            out.print(text(line), soft_wrap=True)
    if outcome.comparison:
        _print_changes(out, outcome.comparison, outcome.prices)
    if outcome.comparison is None or not outcome.decided:
        _print_pairs(out, pairing, outcome)
        _print_open(out, pairing)
        if outcome.advice:
            _print_advice(out, outcome.advice())


# The pairs


def _print_pairs(out: "Console", pairing: Pairing, outcome: Outcome) -> None:
    if not pairing.pairs:
        return
    _heading(out, _("Pairs"))
    widths, gifts = _widths(out, pairing.pairs), outcome.gifts()
    crowded: dict[str, list[Crowded]] = {}
    for entry in pairing.crowded:
        crowded.setdefault(entry.receiver.id, []).append(entry)
    for pair in pairing.pairs:
        _print_pair(out, pair, widths)
        for entry in crowded.get(pair.receiver.id, ()):
            row(out, 0, "", (crowded_sentence(entry), "dim"))
        for match in gifts[pair.receiver.id]:
            row(out, 0, "", (returns_sentence(match), "dim"))


def _told(pair: Paired) -> tuple[str, ...]:
    """A pair in the columns of the table, as it may be shown."""
    names = clean(pair.receiver.name), clean(pair.donor.name)
    return *names, hold_word(pair.hold), answers_phrase(pair)


def _widths(out: "Console", pairs: Sequence[Paired]) -> list[int]:
    """Columns for each part of a pair: as many as the longest needs, names less where the terminal is narrow."""
    first, second, *facts = (max(map(cells, column)) for column in zip(*map(_told, pairs), strict=True))
    room = out.width - _START - sum(facts) - _GAP * (1 + len(facts))
    half = max(room // 2, _NARROWEST)
    return [min(first, max(half, room - second)), min(second, max(half, room - first)), *facts]


def _print_pair(out: "Console", pair: Paired, widths: Sequence[int]) -> None:
    """One pair; a name that is longer than its column goes on below, in the column."""
    columns = [wrap(part, width) for part, width in zip(_told(pair), widths, strict=True)]
    for number, parts in enumerate(zip_longest(*columns, fillvalue="")):
        receiver, *others = (pad(part, width) for part, width in zip(parts, widths, strict=True))
        worth = str(pair.worth) if number == 0 else ""
        line = text(worth.rjust(_START - 1) + " ", (receiver, "bold"), *(" " * _GAP + part for part in others))
        line.rstrip()
        out.print(line, soft_wrap=True)


# What the pairs leave open


def _print_open(out: "Console", pairing: Pairing) -> None:
    if pairing.unpaired:
        _heading(out, _("Receivers without a partner"))
    for alone in pairing.unpaired:
        row(out, 0, "--", (alone.receiver.name, "yellow"))
        row(out, 0, "", (alone_sentence(alone), "dim"))
    if pairing.borrowed:
        _heading(out, _("Could be borrowed (proposed: the donors have not been asked)"))
    for borrowed in pairing.borrowed:
        _print_need(out, "+", borrowed.receiver.name, borrowed.need.text, borrowed_sentence(borrowed))
    if pairing.unmet:
        _heading(out, _("Unmet needs"))
    for entry in pairing.unmet:
        _print_need(out, "--", entry.receiver.name, entry.need.text, cause_sentence(entry.unmet))


def _print_need(out: "Console", mark: str, receiver: str, need: str, sentence: str) -> None:
    row(out, 0, mark, _("{receiver}: {need}").format(receiver=receiver, need=need), style="yellow")
    row(out, 0, "", (sentence, "dim"))


def _print_advice(out: "Console", advice: Advice) -> None:
    if advice.topics:
        _heading(out, _("Unmet needs by topic"))
    for gap in advice.topics:
        told = [gap.label]
        if gap.urgent:
            told.append(_("{count} urgent").format(count=gap.urgent))
        names = listed(dict.fromkeys(entry.receiver.name for entry in gap.needs))
        row(out, 0, str(len(gap.needs)), _("{statement}: {details}").format(statement=clauses(told), details=names))
    if advice.further:
        _heading(out, _("What would help most"))
    for further in advice.further:
        row(out, 0, f"+{further.gain}", further_sentence(further))
    if advice.unused:
        _heading(out, _("Strengths that nobody uses"))
    for unused in advice.unused:
        row(out, 0, str(len(unused.strengths)), unused.donor.name)
        row(out, 0, "", (listed(quoted(strength.text) for strength in unused.strengths), "dim"))


# What would change


def _print_changes(out: "Console", comparison: Comparison, prices: Sequence[Price]) -> None:
    _heading(out, _("What changes"))
    row(out, 0, "", summary_sentence(comparison))
    before, after = comparison.before, comparison.after
    row(out, 0, "", _before_and_after(_("points in all"), before.total, after.total))
    row(out, 0, "", _before_and_after(_("needs answered by the pairs"), before.answered, after.answered))
    row(out, 0, "", _before_and_after(_("needs that could be borrowed"), _borrowed(before), _borrowed(after)))
    for school in comparison.joined:
        row(out, 0, "+", joined_sentence(school, after), style="green")
    for change in comparison.changes:
        # One that was not there has lost and gained nothing.
        if change.receiver not in comparison.joined:
            _print_change(out, change)
    for price in prices:
        names = _("{receiver} with {donor}").format(receiver=price.receiver.name, donor=price.donor.name)
        told = _("{statement}: {details}").format(statement=names, details=price_sentence(price.comparison))
        row(out, 0, "", (told, "bold"))


def _before_and_after(what: str, before: int, after: int) -> str:
    return _("{what}: {before} before, {after} after").format(what=what, before=before, after=after)


def _borrowed(pairing: Pairing) -> int:
    return len({entry.receiver.reference(entry.need) for entry in pairing.borrowed})


def _print_change(out: "Console", change: Change) -> None:
    told = _("{receiver}: from {before} to {after}").format(
        receiver=change.receiver.name, before=_partner(change.before), after=_partner(change.after)
    )
    row(out, 0, f"{change.gain:+d}", told, style=_STYLES[(change.gain > 0) - (change.gain < 0)])


def _partner(pair: Paired | None) -> str:
    if pair is None:
        return _("no partner")
    return _("{name} ({score} points)").format(name=pair.donor.name, score=pair.worth)


def _heading(out: "Console", words: str) -> None:
    out.print()
    out.print(text((words, "bold cyan")))
