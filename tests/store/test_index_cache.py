"""The cache of worked-out tables: only ever a help."""

from pathlib import Path

import pytest

from needsmatch.model.topic import Topic, Wordings, Words
from needsmatch.store import index_cache
from needsmatch.store.index_cache import tables_of
from needsmatch.topics.index import Tables
from needsmatch.topics.thesaurus import Thesaurus


def thesaurus(*wordings: str) -> Thesaurus:
    return Thesaurus((Topic(id="a", label=Words(zh="甲", en="A"), wordings=Wordings(zh=wordings)), Topic(id="b")))


def files(home: Path) -> list[Path]:
    return sorted(home.rglob("topics-*.msgpack"))


def test_what_is_read_is_what_was_worked_out(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = tables_of(thesaurus("家长"))
    assert len(files(home)) == 1
    monkeypatch.setattr(Tables, "of", None)
    assert tables_of(thesaurus("家长")) == first == tables_of(thesaurus("家长"))


def test_another_thesaurus_has_tables_of_its_own(home: Path) -> None:
    assert tables_of(thesaurus("家长")) != tables_of(thesaurus("家长", "父母"))
    assert len(files(home)) == 2


def test_other_code_does_not_read_old_tables(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tables_of(thesaurus("家长"))
    monkeypatch.setattr(index_cache, "code_digest", lambda: "other")
    tables_of(thesaurus("家长"))
    assert len(files(home)) == 2


def test_a_damaged_cache_is_worked_out_anew(home: Path) -> None:
    first = tables_of(thesaurus("家长"))
    (file,) = files(home)
    file.write_bytes(b"\x93damaged")
    assert tables_of(thesaurus("家长")) == first


def test_old_tables_are_thrown_away(home: Path) -> None:
    for number in range(7):
        tables_of(thesaurus(f"家长{number}"))
    assert len(files(home)) == 4


def test_a_cache_that_cannot_be_written_is_no_obstacle(home: Path) -> None:
    (home / ".cache").write_text("a file where a folder should be", encoding="utf-8")
    assert tables_of(thesaurus("家长")).wordings[0]
