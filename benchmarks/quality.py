"""How good the matching is beside its peers: python benchmarks/quality.py [GOLD ...] [--run FILE] [--worst N] [--only]

For each labelled set (by default the development sets beside the project) one table: needsmatch, its peers, and
needsmatch without one of its parts. nDCG@5 and MRR over the needs that have an answer, also by difficulty and by
language; AUC of "this need has an answer" by the best score. `--run` writes the scores of needsmatch for the set's own
evaluator, a line for each pair: need, strength, score. `--only` leaves out peers and ablations.

Needs the extra `quality`: pip install ".[quality]"
"""

import argparse
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from statistics import fmean
from unittest.mock import patch

from gold import Gold, Row, Scorer, answer_auc, index_of, need_quality, needsmatch, sets_named
from msgspec.structs import replace

from needsmatch.matching.wording import Plain, likeness
from needsmatch.model.topic import Topic, Wordings
from needsmatch.store.thesaurus import built_in_topics
from needsmatch.text.normalise import normalise
from needsmatch.topics.index import TopicIndex
from needsmatch.topics.reading import CLOSENESS
from needsmatch.topics.thesaurus import Relation

_USES_NORMALISER = ("topics.index", "topics.tables", "matching.wording")


def by_text(compared: Callable[[str, str], float]) -> Scorer:
    """A peer that compares two texts."""
    return lambda needs, strengths: [[compared(need["text"], row["text"]) for row in strengths] for need in needs]


def tfidf(needs: Sequence[Row], strengths: Sequence[Row]) -> list[list[float]]:
    """Cosine of character pairs weighed by TF-IDF, fitted on the strengths and needs of the set."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    vectors = TfidfVectorizer(analyzer="char", ngram_range=(2, 2))
    vectors.fit([row["text"] for row in (*needs, *strengths)])
    asked, offered = (vectors.transform([row["text"] for row in rows]) for rows in (needs, strengths))
    table: list[list[float]] = (asked @ offered.T).toarray().tolist()
    return table


def bm25(needs: Sequence[Row], strengths: Sequence[Row]) -> list[list[float]]:
    """BM25 on the words that jieba finds."""
    import bm25s
    import jieba

    jieba.setLogLevel(60)
    words = [[word for word in jieba.lcut(row["text"].casefold()) if word.strip()] for row in strengths]
    search = bm25s.BM25()
    search.index(words, show_progress=False)
    return [search.get_scores(jieba.lcut(row["text"].casefold())).tolist() for row in needs]


def peers() -> dict[str, Scorer]:
    """What else people would use."""
    import thefuzz.fuzz
    from rapidfuzz import fuzz

    return {
        "rapidfuzz ratio": by_text(fuzz.ratio),
        "rapidfuzz WRatio": by_text(fuzz.WRatio),
        "thefuzz token set": by_text(thefuzz.fuzz.token_set_ratio),
        "char pairs TF-IDF": tfidf,
        "BM25 with jieba": bm25,
    }


def ablations(topics: Sequence[Topic], gold: Gold) -> Iterator[tuple[str, Scorer]]:
    """needsmatch without one of its parts; each holds while it is being asked."""
    yield "no thesaurus", by_text(lambda need, strength: likeness(Plain.of(need), Plain.of(strength)))
    with ExitStack() as without:
        for room in _USES_NORMALISER:
            without.enter_context(patch(f"needsmatch.{room}.normalise", str.casefold))
        yield "no normaliser", needsmatch(index_of(topics))
    unrelated = {relation: float(relation is Relation.SAME) for relation in CLOSENESS}
    with ExitStack() as without:
        for room in ("topics.index", "matching.compare"):
            without.enter_context(patch(f"needsmatch.{room}.CLOSENESS", unrelated))
        yield "no relations", needsmatch(index_of(topics))
    yield "no text of the set", needsmatch(index_of(map(without_texts(gold.texts), topics)))


def without_texts(texts: set[str]) -> Callable[[Topic], Topic]:
    """Takes every wording that equals a text of a set out of a topic."""

    def left(wordings: Sequence[str]) -> tuple[str, ...]:
        return tuple(wording for wording in wordings if normalise(wording) not in texts)

    return lambda topic: replace(topic, wordings=Wordings(zh=left(topic.wordings.zh), en=left(topic.wordings.en)))


def figures(gold: Gold, table: Sequence[Sequence[float]]) -> Mapping[str, tuple[float, float]]:
    """nDCG@5 and MRR overall and for each group of needs."""
    groups: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for scores, need in zip(table, gold.needs, strict=True):
        found = need_quality(scores, gold.graded(need))
        if found:
            for group in ("all", need["difficulty"], need["lang"]):
                groups[group].append((found.ndcg, found.reciprocal_rank))
    return {
        group: (fmean(ndcg for ndcg, _rank in rows), fmean(rank for _ndcg, rank in rows))
        for group, rows in groups.items()
    }


def report(gold: Gold, index: TopicIndex, only: bool, worst: int) -> Sequence[Sequence[float]]:
    """Print the tables of one set; gives the scores of needsmatch."""
    own = needsmatch(index)(gold.needs, gold.strengths)
    groups = list(dict.fromkeys(["all", *sorted({need["difficulty"] for need in gold.needs} - {"none"})]))
    groups += sorted({need["lang"] for need in gold.needs})
    print(f"\n{gold.name}: {len(gold.needs)} needs, {len(gold.strengths)} strengths (nDCG@5 by group)")
    print(f"{'':20}{'MRR':>7}{'AUC':>7}" + "".join(f"{group:>11}" for group in groups))

    def show(name: str, table: Sequence[Sequence[float]]) -> None:
        found = figures(gold, table)
        numbers = "".join(f"{found[group][0]:11.3f}" if group in found else f"{'-':>11}" for group in groups)
        print(f"{name:20}{found['all'][1]:7.3f}{answer_auc(table, gold):7.3f}{numbers}", flush=True)

    show("needsmatch", own)
    if not only:
        for name, scorer in [*peers().items()]:
            show(name, scorer(gold.needs, gold.strengths))
        for name, scorer in ablations(index.thesaurus.topics, gold):
            show(name, scorer(gold.needs, gold.strengths))
    show_worst(gold, own, worst)
    return own


def show_worst(gold: Gold, table: Sequence[Sequence[float]], count: int) -> None:
    """Print the needs whose ranking is worst, with what stands first and what should."""
    rows = []
    for scores, need in zip(table, gold.needs, strict=True):
        grades = gold.graded(need)
        found = need_quality(scores, grades)
        if found:
            first, wanted = max(range(len(scores)), key=scores.__getitem__), grades.index(max(grades))
            rows.append(
                (found.ndcg, need, gold.strengths[first], scores[first], gold.strengths[wanted], scores[wanted])
            )
    rows.sort(key=lambda row: (row[0], row[1]["id"]))
    if count:
        print(f"\nThe {count} worst needs of {gold.name}")
    for ndcg, need, first, first_score, wanted, wanted_score in rows[:count]:
        print(f"  {ndcg:.2f} {need['id']} {need['text']}")
        print(f"       first {first_score:3.0f} {first['text']}\n       best  {wanted_score:3.0f} {wanted['text']}")


def main() -> None:
    """Report on each set."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", nargs="*", metavar="GOLD", help="labelled sets; by default the development sets")
    parser.add_argument("--run", type=Path, metavar="FILE", help="write the scores of needsmatch for one set")
    parser.add_argument("--worst", type=int, default=10, metavar="N", help="worst needs to show (10)")
    parser.add_argument("--only", action="store_true", help="leave out peers and ablations")
    asked = parser.parse_args()
    if asked.run and len(asked.gold) != 1:
        parser.error("--run goes with one set; name it")
    index = index_of(built_in_topics())
    for gold in sets_named(asked.gold):
        table = report(gold, index, asked.only, asked.worst)
        if asked.run:
            lines = (
                f"{need['id']}\t{strength['id']}\t{score:.6f}\n"
                for need, scores in zip(gold.needs, table, strict=True)
                for strength, score in zip(gold.strengths, scores, strict=True)
            )
            asked.run.write_text("need_id\tstrength_id\tscore\n" + "".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main()
