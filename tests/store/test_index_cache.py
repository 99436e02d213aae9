"""The cache of the worked-out topics: only ever a help."""

from pathlib import Path

import pytest

from needsmatch.model.topic import Topic, Wordings, Words
from needsmatch.store import index_cache
from needsmatch.store.index_cache import built_in
from needsmatch.topics.tables import Tables


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """A small thesaurus and no dictionary, so that nothing takes long."""
    topics = (Topic(id="a", label=Words(zh="甲", en="A"), wordings=Wordings(zh=("家长", "父母"))), Topic(id="b"))
    monkeypatch.setattr(index_cache, "built_in_topics", lambda: topics)
    monkeypatch.setattr(index_cache, "chinese_words", dict)


def version(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """Another version of the program, with other topics maybe."""
    monkeypatch.setattr(index_cache, "code_digest", lambda: name)


def files(home: Path) -> list[Path]:
    return sorted(home.rglob("topics-*.msgpack"))


def test_what_is_read_is_what_was_worked_out(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = built_in()
    assert len(files(home)) == 1
    monkeypatch.setattr(Tables, "of", None)
    monkeypatch.setattr(index_cache, "built_in_topics", None)
    assert built_in() == first == built_in()
    assert first[0].by_id["a"].wordings.zh == ("家长", "父母")


def test_other_code_or_topics_have_tables_of_their_own(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    built_in()
    version(monkeypatch, "other")
    monkeypatch.setattr(index_cache, "built_in_topics", lambda: (Topic(id="c"),))
    assert [topic.id for topic in built_in()[0].topics] == ["c"]
    assert len(files(home)) == 2


def test_a_damaged_cache_is_worked_out_anew(home: Path) -> None:
    first = built_in()
    (file,) = files(home)
    whole = file.read_bytes()
    for damaged in (b"\x93damaged", whole[: len(whole) // 2], whole[:-40] + bytes(40), b""):
        file.write_bytes(damaged)
        assert built_in() == first


def test_old_tables_are_thrown_away(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(5):
        version(monkeypatch, f"version-{number}")
        built_in()
    assert len(files(home)) == 2


def test_a_cache_that_cannot_be_written_is_no_obstacle(home: Path) -> None:
    (home / ".cache").write_text("a file where a folder should be", encoding="utf-8")
    assert built_in()[1].wordings[0]
