"""What a score means, and which threshold parts matches from chance: python benchmarks/calibration.py [GOLD ...]

Prints, for the labelled sets together (by default the development sets beside the project):
- for each band of scores how many of the pairs really serve the need: the table of the README;
- for each threshold how many needs are treated rightly: of those with an answer the share whose best strength scores
  at least so much and serves them, of those without one the share that nothing reaches. The highest threshold whose
  mean of the two is within a hundredth of the best is `matching.scale.THRESHOLD`, in steps of 5: where it makes no
  difference, better no match than a doubtful one;
- for each band of closeness (cosine of the two readings) the share of pairs that serve: what
  `matching.compare.CURVE` follows.
"""

import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import fmean

from gold import SERVES, Gold, index_of, sets_named, understood

from needsmatch.matching.compare import closeness, compare
from needsmatch.model.school import Need, Strength
from needsmatch.store.thesaurus import built_in_topics
from needsmatch.topics.index import TopicIndex

WITHIN = 0.01
"""A mean that is so near to the best is as good."""


@dataclass(frozen=True)
class Pair:
    """A need and a strength of a set, with what the program says and what is right."""

    need: str
    closeness: float
    score: int
    serves: bool


def pairs(gold: Gold, index: TopicIndex) -> Iterator[Pair]:
    """Every pair of a set."""
    offered = [(row["id"], understood(row, Strength, index)) for row in gold.strengths]
    for row in gold.needs:
        need = understood(row, Need, index)
        for strength_id, strength in offered:
            yield Pair(
                f"{gold.name} {row['id']}",
                closeness(need.reading, strength.reading),
                compare(need, strength, index.thesaurus).score,
                gold.grades.get((row["id"], strength_id), 0) >= SERVES,
            )


def rightly_treated(found: Sequence[Pair], threshold: int) -> tuple[float, float]:
    """Share of the needs with an answer that get one, and of those without that get none, 0..1."""
    by_need: dict[str, list[Pair]] = {}
    for pair in found:
        by_need.setdefault(pair.need, []).append(pair)
    answered, left = [], []
    for of_need in by_need.values():
        best = max(of_need, key=lambda pair: (pair.score, not pair.serves))
        if any(pair.serves for pair in of_need):
            answered.append(best.score >= threshold and best.serves)
        else:
            left.append(best.score < threshold)
    return fmean(answered), fmean(left)


def bands(values: Sequence[tuple[int, bool]], width: int, unit: str) -> None:
    """Print for each band how many pairs it holds and how many of them serve."""
    count, serving = Counter(value for value, _serves in values), Counter(value for value, serves in values if serves)
    for value in sorted(count):
        share = serving[value] / count[value]
        edges = f"{value * width:3} to {value * width + width - 1:3} {unit}"
        print(f"{edges}: {count[value]:6} pairs, {share:4.0%} serve the need")


def main() -> None:
    """Print the three tables."""
    index = index_of(built_in_topics())
    found = [pair for gold in sets_named(sys.argv[1:]) for pair in pairs(gold, index)]
    bands([(min(pair.score, 99) // 10, pair.serves) for pair in found], 10, "points")
    print("\nthreshold  needs answered rightly  needs rightly left  mean")
    rows = [(threshold, *rightly_treated(found, threshold)) for threshold in range(20, 85, 5)]
    best = max(row[1] + row[2] for row in rows)
    chosen = max(row[0] for row in rows if row[1] + row[2] >= best - 2 * WITHIN)
    for row in rows:
        mark = "  <- chosen" if row[0] == chosen else ""
        print(f"{row[0]:9} {row[1]:23.0%} {row[2]:19.0%} {(row[1] + row[2]) / 2:5.0%}{mark}")
    print()
    bands([(min(int(pair.closeness * 100), 99) // 5, pair.serves) for pair in found], 5, "hundredths")


if __name__ == "__main__":
    main()
