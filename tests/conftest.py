"""What several tests share: a programme in a temporary folder, one index for all, a language that is put back."""

import os
import shutil
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from platformdirs import user_cache_path

from needsmatch import i18n
from needsmatch.store import cache
from needsmatch.store.index_cache import built_in
from needsmatch.topics.index import TopicIndex
from needsmatch.topics.tables import Tables
from needsmatch.topics.thesaurus import Thesaurus

# How long an example takes tells about the machine, and nothing about the code.
settings.register_profile("needsmatch", deadline=None)
settings.load_profile("needsmatch")

PROFILES = Path(__file__).parents[1] / "profiles"
SHARED = Path(__file__).parents[2] / "shared"

SAMPLES = sorted(path.parent.name for path in PROFILES.glob("*/programme.toml"))


@pytest.fixture(autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty home folder: no test reads or writes the user's own files."""
    folder = tmp_path_factory.mktemp("home")
    for name in list(os.environ):
        if name.startswith(("XDG_", "LC_")) or name in ("LANG", "LANGUAGE", "NEEDSMATCH_LANG", "NO_COLOR"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(folder))
    monkeypatch.setenv("USERPROFILE", str(folder))
    return folder


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Every test starts in English, whatever the one before spoke."""
    i18n.use("en")
    yield
    i18n.use("en")


@pytest.fixture(scope="session")
def cached_topics(tmp_path_factory: pytest.TempPathFactory) -> tuple[Thesaurus, Tables, Path]:
    """The built-in topics, their tables, and the file that keeps them: worked out once, which takes some seconds."""
    folder = tmp_path_factory.mktemp("topics")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cache, "_folder", lambda: folder)
        thesaurus, tables = built_in()
    (file,) = folder.glob("topics-*")
    return thesaurus, tables, file


@pytest.fixture(scope="session")
def index(cached_topics: tuple[Thesaurus, Tables, Path]) -> TopicIndex:
    """The index over the built-in thesaurus; reading changes nothing."""
    thesaurus, tables, _file = cached_topics
    return TopicIndex(thesaurus, tables=tables)


@pytest.fixture
def known_topics(home: Path, cached_topics: tuple[Thesaurus, Tables, Path]) -> None:
    """The user's cache has the tables of the built-in thesaurus, as after the first run of the program."""
    file = cached_topics[-1]
    kept = user_cache_path("needsmatch")
    assert kept.is_relative_to(home)
    kept.mkdir(parents=True)
    try:
        (kept / file.name).hardlink_to(file)
    except OSError:
        shutil.copy(file, kept)


@pytest.fixture
def sample(tmp_path: Path) -> Path:
    """A copy of the sample huli-minning that a test may change."""
    folder = tmp_path / "huli-minning"
    shutil.copytree(PROFILES / "huli-minning", folder)
    return folder


def shared(path: str) -> Path:
    """A file beside the project; the test is skipped where it is not there: the project passes its tests alone."""
    found = SHARED / path
    if not found.exists():
        pytest.skip(f"{path} is not here")
    return found


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Where all checks must run, a skip for want of a terminal or a browser is a failure."""
    report = yield
    reason = str(report.longrepr)
    if report.skipped and os.environ.get("NEEDSMATCH_NO_SKIPS") and ("terminal" in reason or "browser" in reason):
        report.outcome = "failed"
    return report
