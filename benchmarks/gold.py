"""Labelled sets of needs and strengths, and how good a ranking of them is: shared by quality.py and calibration.py.

A gold file holds [[need]] and [[strength]] (id, text, stage, lang; needs also difficulty) and [[relevance]] (need,
strength, grade 1..3; 2 and 3 serve the need; pairs that are not listed do not).
"""

import math
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import tomli

from needsmatch.matching.compare import Understood, compare
from needsmatch.model.school import Need, School, Strength
from needsmatch.model.terms import Stage
from needsmatch.model.topic import Topic
from needsmatch.store.dictionary import chinese_words
from needsmatch.text.normalise import normalise
from needsmatch.topics.index import TopicIndex
from needsmatch.topics.tables import Tables
from needsmatch.topics.thesaurus import Thesaurus

SERVES = 2
"""Grade from which on a strength serves a need."""
_DEVELOPMENT = Path(__file__).parents[2] / "shared" / "gold"

Row = Mapping[str, str]
Scorer = Callable[[Sequence[Row], Sequence[Row]], Sequence[Sequence[float]]]
"""Scores every need (rows) against every strength (columns); more is better."""


@dataclass(frozen=True)
class Gold:
    """One labelled set."""

    name: str
    needs: Sequence[Row]
    strengths: Sequence[Row]
    grades: Mapping[tuple[str, str], int]

    @classmethod
    def read(cls, path: Path) -> "Gold":
        """The set in the file `path`."""
        table: dict[str, Any] = tomli.loads(path.read_text(encoding="utf-8"))
        grades = {(row["need"], row["strength"]): row["grade"] for row in table["relevance"]}
        return cls(path.stem, table["need"], table["strength"], grades)

    def graded(self, need: Row) -> list[int]:
        """The grade of every strength for a need, in the order of the strengths."""
        return [self.grades.get((need["id"], strength["id"]), 0) for strength in self.strengths]

    @property
    def texts(self) -> set[str]:
        """Every text of the set, normalised."""
        return {normalise(row["text"]) for row in (*self.needs, *self.strengths)}


def sets_named(arguments: Sequence[str]) -> list[Gold]:
    """The sets in these files; without any, the development sets that lie beside the project. Leaves without both."""
    paths = [Path(name) for name in arguments] or sorted(_DEVELOPMENT.glob("matching-dev*.toml"))
    if not paths:
        sys.exit("Name a gold file: there are no development sets beside the project.")
    return [Gold.read(path) for path in paths]


def index_of(topics: Iterable[Topic]) -> TopicIndex:
    """An index over these topics, worked out anew."""
    thesaurus = Thesaurus.of(topics)
    return TopicIndex(thesaurus, tables=Tables.of(thesaurus, chinese_words()))


def understood(row: Row, entry: type[Need] | type[Strength], index: TopicIndex) -> Understood:
    """A row as a school of its stage would say it."""
    stage = row.get("stage", "all")
    school = School(id="school", name="school", stage=tuple(Stage) if stage == "all" else Stage(stage))
    return Understood.of(entry(text=row["text"]), school, index)


def needsmatch(index: TopicIndex) -> Scorer:
    """Scores as the program gives them, before rounding, and also for pairs that are far from any match."""

    def score(needs: Sequence[Row], strengths: Sequence[Row]) -> list[list[float]]:
        offered = [understood(row, Strength, index) for row in strengths]
        asked = [understood(row, Need, index) for row in needs]
        return [[compare(need, offer, index.thesaurus, hopeless=0).exact for offer in offered] for need in asked]

    return score


@dataclass(frozen=True)
class NeedQuality:
    """How good the ranking is for one need that has an answer."""

    ndcg: float
    """nDCG@5: gain 2^grade - 1, discount log2(rank + 1) (Järvelin and Kekäläinen 2002)."""
    reciprocal_rank: float
    """1 / rank of the first strength that serves the need."""


def need_quality(scores: Sequence[float], grades: Sequence[int]) -> NeedQuality | None:
    """Quality for one need, equal scores in the worst order; None where no strength serves it."""
    if max(grades) < SERVES:
        return None
    ranked = [grade for _score, grade in sorted(zip(scores, grades, strict=True), key=lambda row: (-row[0], row[1]))]
    first = next(rank for rank, grade in enumerate(ranked, 1) if grade >= SERVES)
    return NeedQuality(_dcg(ranked) / _dcg(sorted(grades, reverse=True)), 1 / first)


def _dcg(grades: Sequence[int]) -> float:
    return sum((2**grade - 1) / math.log2(rank + 1) for rank, grade in enumerate(grades[:5], 1))


def answer_auc(table: Sequence[Sequence[float]], gold: Gold) -> float:
    """How often the best score of a need with an answer lies above that of one without; ties count as wrong."""
    with_answer, without = [], []
    for scores, need in zip(table, gold.needs, strict=True):
        (with_answer if max(gold.graded(need)) >= SERVES else without).append(max(scores))
    pairs = len(with_answer) * len(without)
    return sum(yes > no for yes in with_answer for no in without) / pairs if pairs else math.nan
