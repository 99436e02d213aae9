"""What a score means: how many of the pairs in each band of scores really serve the need.

python benchmarks/calibration.py GOLD.toml ...

A gold file holds [[need]] and [[strength]] (id, text, stage) and [[relevance]] (need, strength, grade 1..3; 2 and 3
serve the need, pairs that are not listed do not).
"""

import sys
from collections import Counter
from pathlib import Path

import tomli

from needsmatch.matching.compare import Understood, compare
from needsmatch.model.school import Need, School, Strength
from needsmatch.model.terms import Stage
from needsmatch.store.thesaurus import built_in_topics
from needsmatch.topics.index import TopicIndex
from needsmatch.topics.thesaurus import Thesaurus

SERVES = 2


def scores(path: Path, index: TopicIndex) -> list[tuple[int, int]]:
    """Score and grade of every pair of a gold file."""
    gold = tomli.loads(path.read_text(encoding="utf-8"))
    grades = {(row["need"], row["strength"]): row["grade"] for row in gold["relevance"]}

    def understood(row: dict[str, str], entry: Need | Strength) -> Understood:
        stage = row.get("stage", "all")
        school = School(id="school", name="school", stage=tuple(Stage) if stage == "all" else Stage(stage))
        return Understood.of(entry, school, index)

    needs = [(row["id"], understood(row, Need(text=row["text"]))) for row in gold["need"]]
    strengths = [(row["id"], understood(row, Strength(text=row["text"]))) for row in gold["strength"]]
    return [
        (compare(need, strength, index.thesaurus).score, grades.get((need_id, strength_id), 0))
        for need_id, need in needs
        for strength_id, strength in strengths
    ]


def main() -> None:
    """Print one line for each band of ten points."""
    index = TopicIndex(Thesaurus.of(built_in_topics()))
    pairs = [pair for path in sys.argv[1:] for pair in scores(Path(path), index)]
    bands = Counter(min(score, 99) // 10 for score, _grade in pairs)
    serving = Counter(min(score, 99) // 10 for score, grade in pairs if grade >= SERVES)
    for band in sorted(bands):
        share = serving[band] / bands[band]
        print(f"{band * 10:3} to {band * 10 + 9:3}: {bands[band]:6} pairs, {share:4.0%} serve the need")


if __name__ == "__main__":
    main()
