"""The figures that the benchmarks print are the right ones."""

import importlib.util
import json
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest
import tomli_w
from hypothesis import given
from hypothesis import strategies as st

from needsmatch.store.thesaurus import built_in_topics
from tests.conftest import shared

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"

pytestmark = pytest.mark.usefixtures("known_topics")


def loaded(name: str) -> ModuleType:
    """A module of the benchmarks, which are no package."""
    spec = importlib.util.spec_from_file_location(name, BENCHMARKS / f"{name}.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


gold = loaded("gold")

SMALL = {
    "need": [
        {"id": "n1", "text": "如何指导家长", "stage": "kindergarten", "lang": "zh-Hans", "difficulty": "synonym"},
        {"id": "n2", "text": "spelling", "stage": "primary", "lang": "en", "difficulty": "lexical"},
        {"id": "n3", "text": "想要一辆校车", "stage": "all", "lang": "zh-Hans", "difficulty": "none"},
    ],
    "strength": [
        {"id": "s1", "text": "家庭教育指导工作坊", "stage": "kindergarten", "lang": "zh-Hans"},
        {"id": "s2", "text": "Spelling and handwriting", "stage": "primary", "lang": "en"},
        {"id": "s3", "text": "汽修实训基地", "stage": "vocational", "lang": "zh-Hans"},
    ],
    "relevance": [{"need": "n1", "strength": "s1", "grade": 3}, {"need": "n2", "strength": "s2", "grade": 2}],
}


def test_the_best_order_is_worth_one_and_the_worst_less() -> None:
    best = gold.need_quality([9.0, 5.0, 1.0], [3, 2, 0])
    worst = gold.need_quality([1.0, 5.0, 9.0], [3, 0, 0])
    assert (best.ndcg, best.reciprocal_rank) == (1, 1)
    assert worst.ndcg == pytest.approx(0.5) and worst.reciprocal_rank == pytest.approx(1 / 3)
    assert gold.need_quality([1.0, 2.0], [1, 0]) is None


def test_equal_scores_are_in_the_worst_order() -> None:
    assert gold.need_quality([5.0, 5.0], [3, 0]).reciprocal_rank == pytest.approx(1 / 2)


@given(st.lists(st.tuples(st.floats(0, 100), st.integers(0, 3)), min_size=1, max_size=12))
def test_quality_lies_between_nothing_and_one(rows: list[tuple[float, int]]) -> None:
    found = gold.need_quality([score for score, _grade in rows], [grade for _score, grade in rows])
    if found:
        assert 0 <= found.ndcg <= 1 + 1e-9
        assert 0 < found.reciprocal_rank <= 1


def run_file(tmp_path: Path, set_file: Path) -> Path:
    file = tmp_path / "run.tsv"
    command = [sys.executable, *map(str, (BENCHMARKS / "quality.py", set_file, "--only", "--run", file))]
    environment = {"PYTHONPATH": str(BENCHMARKS.parent), "HOME": str(tmp_path), "PATH": ""}
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False, env=environment)
    assert done.returncode == 0, done.stderr
    assert "needsmatch" in done.stdout and "worst needs" in done.stdout
    return file


def test_the_run_file_has_a_row_for_each_pair(tmp_path: Path) -> None:
    set_file = tmp_path / "small.toml"
    set_file.write_bytes(tomli_w.dumps(SMALL).encode())
    rows = [line.split("\t") for line in run_file(tmp_path, set_file).read_text(encoding="utf-8").splitlines()]
    assert rows[0] == ["need_id", "strength_id", "score"]
    assert len(rows) == 1 + 9
    scores = {(need, strength): float(score) for need, strength, score in rows[1:]}
    assert scores["n1", "s1"] > scores["n1", "s2"] and scores["n2", "s2"] > scores["n2", "s3"]


def test_the_figures_are_those_of_the_set_s_own_evaluator(tmp_path: Path) -> None:
    set_file, evaluator = shared("gold/matching-dev.toml"), shared("gold/evaluate.py")
    run = run_file(tmp_path, set_file)
    command = [sys.executable, *map(str, (evaluator, run, "--data", set_file, "--json"))]
    said = json.loads(subprocess.run(command, capture_output=True, encoding="utf-8", check=True).stdout)
    one = gold.Gold.read(set_file)
    scores = {tuple(line.split("\t")[:2]): float(line.split("\t")[2]) for line in run.read_text().splitlines()[1:]}
    table = [[scores[need["id"], strength["id"]] for strength in one.strengths] for need in one.needs]
    found = [gold.need_quality(row, one.graded(need)) for row, need in zip(table, one.needs, strict=True)]
    known = [entry for entry in found if entry]
    assert sum(entry.ndcg for entry in known) / len(known) == pytest.approx(said["ranking"]["overall"]["nDCG@5"])
    assert sum(entry.reciprocal_rank for entry in known) / len(known) == pytest.approx(
        said["ranking"]["overall"]["MRR"]
    )
    assert gold.answer_auc(table, one) == pytest.approx(said["detection"]["roc_auc"])
    # What the matching reaches on this set; a change that costs so much is one that somebody should know of.
    assert said["ranking"]["overall"]["nDCG@5"] >= 0.89
    assert said["detection"]["roc_auc"] >= 0.95


def test_without_one_of_its_parts_it_still_scores_every_pair(tmp_path: Path) -> None:
    quality = loaded("quality")
    set_file = tmp_path / "small.toml"
    set_file.write_bytes(tomli_w.dumps(SMALL).encode())
    one = gold.Gold.read(set_file)
    topics = [
        topic for topic in built_in_topics() if topic.id in ("kg-parents", "english-vocabulary", "specialty-auto")
    ]
    tables = {name: scorer(one.needs, one.strengths) for name, scorer in quality.ablations(topics, one)}
    assert len(tables) == 4
    assert all(len(row) == 3 for table in tables.values() for row in table)
    assert len({str(table) for table in tables.values()}) > 1
