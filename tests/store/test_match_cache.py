"""The cache of what was compared before: only ever a help."""

from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from needsmatch.matching.comparer import Comparer
from needsmatch.matching.known import Couple, Known
from needsmatch.matching.rank import Matcher
from needsmatch.model.programme import Programme
from needsmatch.model.topic import Topic, Words
from needsmatch.store import match_cache
from needsmatch.store.folder import read_programme
from needsmatch.store.match_cache import keep_known, load_known
from needsmatch.topics.index import TopicIndex
from tests.conftest import PROFILES

NOTHING_KNOWN = Known()


@pytest.fixture(scope="module")
def huli() -> Programme:
    return read_programme(PROFILES / "huli-minning").programme


@pytest.fixture(scope="module")
def known(huli: Programme, index: TopicIndex) -> Known:
    match = Matcher(huli, lambda: Comparer(index))
    for school in huli.receivers:
        match.ranking(school)
    found = match.worth_keeping()
    assert found
    return found


def files(home: Path) -> list[Path]:
    return sorted(home.rglob("matches-*.msgpack"))


def named(programme: Programme, name: str) -> Programme:
    about = replace(programme.about, id=name)
    return replace(programme, settings=replace(programme.settings, programme=about))


def test_what_is_kept_is_what_is_known_later(home: Path, huli: Programme, known: Known) -> None:
    assert load_known(huli) == NOTHING_KNOWN
    keep_known(huli, known)
    assert load_known(huli) == known
    assert len(files(home)) == 1


def test_a_couple_without_any_match_takes_little_room(home: Path, huli: Programme, known: Known) -> None:
    nobody: Couple = ()
    nothing = {receiver: dict.fromkeys(couples, nobody) for receiver, couples in known.couples.items()}
    keep_known(huli, Known(couples=nothing))
    count = sum(map(len, nothing.values()))
    assert count == len(huli.receivers) * len(huli.donors)
    assert files(home)[0].stat().st_size < 20 * count + 200


def test_each_programme_has_a_file_of_its_own(home: Path, huli: Programme, known: Known) -> None:
    keep_known(huli, known)
    assert load_known(named(huli, "other")) == NOTHING_KNOWN


def test_other_code_knows_nothing(huli: Programme, known: Known, monkeypatch: pytest.MonkeyPatch) -> None:
    keep_known(huli, known)
    monkeypatch.setattr(match_cache, "code_digest", lambda: "other")
    assert load_known(huli) == NOTHING_KNOWN


def test_other_topics_of_the_programme_know_nothing(huli: Programme, known: Known) -> None:
    keep_known(huli, known)
    own = (Topic(id="bamboo", label=Words(zh="竹艺", en="Bamboo craft")),)
    assert load_known(replace(huli, topics=own)) == NOTHING_KNOWN


def test_a_foreign_file_is_not_read(home: Path, huli: Programme, known: Known) -> None:
    keep_known(huli, known)
    (file,) = files(home)
    for content in (b"", b"matches", msgspec.msgpack.encode({"basis": b"", "known": {}}), msgspec.json.encode([1])):
        file.write_bytes(content)
        assert load_known(huli) == NOTHING_KNOWN


@settings(deadline=None, max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(place=st.floats(0, 1, exclude_max=True), new=st.binary(max_size=12), rest=st.booleans())
def test_a_damaged_file_is_never_an_error(
    home: Path, huli: Programme, known: Known, place: float, new: bytes, rest: bool
) -> None:
    keep_known(huli, known)
    (file,) = files(home)
    data = file.read_bytes()
    cut = int(place * len(data))
    file.write_bytes(data[:cut] + new + (data[cut + len(new) :] if rest else b""))
    changed = file.read_bytes() != data
    assert load_known(huli) == (NOTHING_KNOWN if changed else known)


def test_few_programmes_stay(home: Path, huli: Programme, known: Known) -> None:
    (home / ".cache" / "needsmatch").mkdir(parents=True)
    tables = home / ".cache" / "needsmatch" / "topics-1.msgpack"
    tables.write_bytes(b"")
    for number in range(11):
        keep_known(named(huli, f"programme-{number}"), NOTHING_KNOWN)
    assert len(files(home)) == 8
    assert tables.exists()


def test_a_cache_that_cannot_be_written_is_no_obstacle(home: Path, huli: Programme, known: Known) -> None:
    (home / ".cache").write_text("a file where a folder should be", encoding="utf-8")
    keep_known(huli, known)
    assert load_known(huli) == NOTHING_KNOWN
