"""How alike two wordings are, letter by letter: the last resort where no topic explains them."""

from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from needsmatch.text.grams import grams
from needsmatch.text.normalise import clauses, normalise

_CHANCE = 30.0
"""Ratio (0..100) that unrelated texts of this field reach."""
_CLAUSE = 0.95
"""What a clause that is alike counts against a whole text that is alike."""


@dataclass(frozen=True)
class Plain:
    """A text ready to be compared."""

    whole: str
    clauses: Sequence[str]
    units: frozenset[str]

    @classmethod
    def of(cls, text: str) -> "Plain":
        """The plain wording of a person's text."""
        plain = normalise(text)
        return cls(plain, clauses(text), frozenset(unit for unit in grams(plain) if len(unit) > 1))


def likeness(one: Plain, other: Plain) -> float:
    """0 for wordings no more alike than chance, 1 for the same; symmetric.

    The normalised edit distance (insertions and deletions) of the whole texts, or of the two clauses most alike.
    """
    if one.whole == other.whole:
        return 1.0 if one.whole else 0.0
    # Most pairs of texts share no pair of characters and no word; they are told apart 20 times faster this way.
    if one.units.isdisjoint(other.units):
        return 0.0
    # rapidfuzz has no clean-up of its own; both sides are normalised already.
    best = fuzz.ratio(one.whole, other.whole)
    if len(one.clauses) > 1 or len(other.clauses) > 1:
        best = max([best, *(_CLAUSE * fuzz.ratio(a, b) for a in one.clauses for b in other.clauses)])
    return max(0.0, best - _CHANCE) / (100.0 - _CHANCE)
