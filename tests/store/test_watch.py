"""Noticing that files of a programme were changed on disk."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from needsmatch.store.folder import read_programme
from needsmatch.store.watch import signature

SCHOOL = "receivers/yuhai-kindergarten.toml"


def edit(folder: Path) -> None:
    path = folder / SCHOOL
    path.write_bytes(path.read_bytes() + b"\n")


def edit_without_another_size(folder: Path) -> None:
    path = folder / SCHOOL
    path.write_bytes(path.read_bytes().replace(b"2", b"3"))
    status = path.stat()
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns + 1_000_000))


def save_beside_and_rename(folder: Path) -> None:
    path, beside = folder / SCHOOL, folder / ".beside"
    beside.write_bytes(path.read_bytes())
    status = path.stat()
    os.utime(beside, ns=(status.st_atime_ns, status.st_mtime_ns))
    beside.replace(path)


def add_judgements(folder: Path) -> None:
    (folder / "judgements.toml").touch()


def add_the_first_plan(folder: Path) -> None:
    (folder / "plans").mkdir()
    (folder / "plans" / "a.TOML").touch()


def remove(folder: Path) -> None:
    (folder / SCHOOL).unlink()


def rename(folder: Path) -> None:
    (folder / SCHOOL).rename(folder / "receivers" / "z.toml")


def hide(folder: Path) -> None:
    (folder / SCHOOL).rename(folder / "receivers" / ".yuhai-kindergarten.toml")


def remove_the_programme_file(folder: Path) -> None:
    (folder / "programme.toml").unlink()


@pytest.mark.parametrize(
    "change",
    [
        edit, edit_without_another_size, save_beside_and_rename, add_judgements, add_the_first_plan, remove, rename,
        hide, remove_the_programme_file,
    ],
)  # fmt: skip
def test_a_change_is_noticed(change: Callable[[Path], None], sample: Path) -> None:
    before = signature(sample)
    change(sample)
    assert signature(sample) != before


def test_a_receiver_that_becomes_a_donor_is_noticed(tmp_path: Path) -> None:
    (tmp_path / "receivers").mkdir()
    (tmp_path / "donors").mkdir()
    (tmp_path / "receivers" / "a.toml").touch()
    before = signature(tmp_path)
    (tmp_path / "receivers" / "a.toml").rename(tmp_path / "donors" / "a.toml")
    assert signature(tmp_path) != before


def test_reading_changes_nothing(sample: Path) -> None:
    before = signature(sample)
    assert len(before) == read_programme(sample).files > 20
    assert signature(sample) == before
    assert hash(signature(sample)) == hash(before)


def test_files_of_others_do_not_count(sample: Path) -> None:
    before = signature(sample)
    (sample / "notes.toml").touch()
    (sample / "receivers" / "letter.docx").touch()
    (sample / "receivers" / ".yuhai.toml.swp").touch()
    (sample / "donors" / ".hidden.toml").touch()
    (sample / "receivers" / "old").mkdir()
    (sample / "receivers" / "old" / "school.toml").touch()
    assert signature(sample) == before


@pytest.mark.skipif(os.name != "posix", reason="links of another kind")
def test_a_link_that_leads_nowhere_counts_by_its_name(sample: Path) -> None:
    before = signature(sample)
    link = sample / "donors" / "gone.toml"
    link.symlink_to(sample / "nowhere")
    broken = signature(sample)
    assert len(broken) == len(before) + 1
    (sample / "nowhere").touch()
    assert signature(sample) != broken


def test_a_folder_that_is_not_there_has_no_files(tmp_path: Path) -> None:
    assert signature(tmp_path / "nowhere") == ()
