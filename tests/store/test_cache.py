"""The cache folder: what makes a cache a stranger's, and what is left behind where the disk refuses."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from needsmatch.store.cache import code_digest, read_cache, write_cache


@pytest.fixture(autouse=True)
def fresh() -> Iterator[None]:
    """The digest is worked out anew, and not kept for other tests."""
    code_digest.cache_clear()
    yield
    code_digest.cache_clear()


@pytest.mark.parametrize("package", ["rapidfuzz", "opencc"])
def test_another_version_of_a_package_that_does_part_of_the_work_is_other_code(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, package: str
) -> None:
    (tmp_path / package).mkdir()
    (tmp_path / package / "__init__.py").touch()
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])
    digests = {code_digest()}
    for version in ("1.9", "1.10"):
        folder = tmp_path / f"{package}-{version}.dist-info"
        folder.mkdir()
        code_digest.cache_clear()
        digests.add(code_digest())
        folder.rmdir()
    assert len(digests) == 3


def test_a_package_that_cannot_be_found_is_no_obstacle(monkeypatch: pytest.MonkeyPatch) -> None:
    known = code_digest()
    monkeypatch.setattr(sys, "path", [])
    code_digest.cache_clear()
    assert code_digest() != known


def test_nothing_is_left_behind_where_writing_fails(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_self: Path, _target: Path) -> Path:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as changed:
        changed.setattr(Path, "replace", full)
        write_cache("topics-1.msgpack", [1], 4)
    assert not [path for path in home.rglob("*") if path.is_file()]
    write_cache("topics-1.msgpack", [1], 4)
    assert read_cache("topics-1.msgpack", list[int]) == [1]
