"""The journal: every line is on the disk, one program writes it, and nothing that stands there stops a start."""

import os
import stat
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from needsmatch.store.journal import Journal, Replayed, open_journal

SUBJECT = Path("/programmes/湖里")


def replay(lines: Sequence[bytes]) -> Replayed[list[bytes]]:
    """Lines are understood up to one that says nonsense; one that says unsaved is."""
    understood = list(lines).index(b"nonsense") if b"nonsense" in lines else len(lines)
    state = list(lines[:understood])
    return Replayed(state, understood, b"unsaved" in state)


def opened(subject: Path = SUBJECT) -> tuple[Journal, list[bytes]]:
    return open_journal(subject, replay)


def told(subject: Path = SUBJECT) -> list[bytes]:
    """What a journal tells; it is left alone."""
    journal, state = opened(subject)
    journal.close()
    return state


def written(*lines: bytes) -> Path:
    """A journal that was written and left."""
    journal, _state = opened()
    for line in lines:
        journal.append(line)
    journal.close()
    return journal.path


def test_what_was_told_is_there_at_the_next_start_and_goes_on() -> None:
    written(b"one", b"two")
    assert told() == [b"one", b"two"]
    written(b"three")
    assert told() == [b"one", b"two", b"three"]


def test_every_line_is_on_the_disk_before_the_program_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    journal, _state = opened()
    journal.append(b"one")
    calls: list[int] = []
    monkeypatch.setattr(os, "fsync", calls.append)
    journal.append(b"two")
    assert len(calls) == 1 and journal.path.read_bytes().endswith(b"two\n")
    journal.append(b"typed", lasting=False)
    assert len(calls) == 1 and journal.path.read_bytes().endswith(b"typed\n")


def test_who_only_looks_leaves_no_journal() -> None:
    journal, state = opened()
    assert state == [] and not journal.path.exists()
    journal.close()


def test_each_subject_has_its_own_journal() -> None:
    written(b"one")
    assert told(Path("/programmes/other")) == []
    assert told() == [b"one"]


@pytest.mark.skipif(os.name != "posix", reason="permissions are those of POSIX")
def test_nobody_else_can_read_it() -> None:
    path = written(b"one")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


# Several programs at once


def test_a_second_program_has_a_journal_of_its_own() -> None:
    first, _state = opened()
    first.append(b"first")
    second, state = opened()
    assert state == [] and second.path != first.path
    second.append(b"second")
    first.append(b"again")
    first.close()
    assert told() == [b"first", b"again"]
    second.close()


def test_a_second_program_finds_another_place_also_before_the_first_one_has_written() -> None:
    first, _state = opened()
    second, _state = opened()
    assert second.path != first.path
    first.close()
    second.close()


def test_of_several_journals_the_one_with_something_unsaved_is_taken_or_else_the_newest() -> None:
    first, _state = opened()
    second, _state = opened()
    first.append(b"first")
    second.append(b"second")
    first.close()
    second.close()
    os.utime(first.path, (1_900_000_000, 1_900_000_000))
    os.utime(second.path, (2_000_000_000, 2_000_000_000))
    assert told() == [b"second"]
    with first.path.open("ab") as file:
        file.write(b"unsaved\n")
    os.utime(first.path, (1_900_000_000, 1_900_000_000))
    assert told() == [b"first", b"unsaved"]
    # The other one is free again, not held by who passed it over.
    assert told() == [b"first", b"unsaved"]
    held, _state = opened()
    assert told() == [b"second"]
    held.close()


def test_a_journal_is_free_once_its_program_was_killed() -> None:
    code = (
        "import os, signal; from pathlib import Path; from needsmatch.store.journal import *\n"
        f"journal, _ = open_journal(Path({str(SUBJECT)!r}), lambda lines: Replayed(None, len(lines), False))\n"
        "journal.append(b'one')\nos.kill(os.getpid(), signal.SIGKILL)"
    )
    subprocess.run([sys.executable, "-c", code], check=False)
    assert told() == [b"one"]


# Damaged journals


@given(st.binary(max_size=60))
def test_no_content_stops_a_start_and_what_is_told_then_is_kept(content: bytes) -> None:
    path = written(b"one")
    path.write_bytes(content)
    told()
    written(b"new")
    assert told()[-1] == b"new"
    path.unlink()


def test_a_line_that_was_being_written_when_the_power_failed_is_laid_aside() -> None:
    path = written(b"one", b"two")
    whole = path.read_bytes()
    path.write_bytes(whole + b"thr")
    assert told() == [b"one", b"two"]
    assert path.read_bytes() == whole
    assert path.with_name(f"{path.name}.broken").read_bytes() == b"thr\n"


def test_what_stands_behind_a_line_that_is_not_understood_is_laid_aside_and_the_journal_goes_on() -> None:
    path = written(b"one", b"nonsense", b"two")
    assert told() == [b"one"]
    assert path.with_name(f"{path.name}.broken").read_bytes() == b"nonsense\ntwo\n\n"
    written(b"three")
    assert told() == [b"one", b"three"]


def test_lines_that_were_lost_are_told_at_the_next_start_and_half_a_line_is_not() -> None:
    path = written(b"one", b"nonsense", b"two")
    journal, _state = opened()
    assert journal.aside == path.with_name(f"{path.name}.broken")
    journal.close()
    path.write_bytes(path.read_bytes() + b"thr")
    for _start in range(2):
        journal, _state = opened()
        assert journal.aside is None
        journal.close()


@pytest.mark.parametrize("heading", [b"{}", b'{"needsmatch_journal":2,"subject":"/programmes"}', b"\xff", b""])
def test_a_foreign_journal_is_laid_aside_as_a_whole(heading: bytes) -> None:
    path = written(b"one")
    path.write_bytes(heading + b"\nunsaved\n")
    assert told() == []
    assert path.with_name(f"{path.name}.broken").read_bytes().startswith(heading + b"\nunsaved\n")
    written(b"new")
    assert told() == [b"new"]


def test_a_journal_of_another_folder_of_the_same_name_in_disguise_is_not_taken() -> None:
    path = written(b"one")
    other, _state = opened(Path("/other"))
    other.append(b"theirs")
    other.close()
    path.write_bytes(other.path.read_bytes())
    assert told() == []


def test_a_folder_in_the_place_of_a_journal_is_passed_over() -> None:
    path = written(b"one")
    path.unlink()
    path.mkdir()
    written(b"new")
    assert told() == [b"new"]


# What the disk refuses


def test_where_nothing_can_be_written_the_work_goes_on_without(home: Path) -> None:
    (home / ".local").write_text("a file", encoding="utf-8")
    journal, state = opened()
    assert state == [] and journal.reason == "a folder on the way is a file"
    journal.append(b"one")
    journal.close()


def test_what_a_full_disk_refused_is_written_with_the_next_line(monkeypatch: pytest.MonkeyPatch) -> None:
    journal, _state = opened()
    journal.append(b"one")
    write = os.write

    def full(handle: int, data: bytes) -> int:
        write(handle, data[:2])
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "write", full)
    journal.append(b"two")
    assert journal.reason == "the disk is full"
    monkeypatch.setattr(os, "write", write)
    journal.append(b"three")
    assert journal.reason == ""
    journal.close()
    assert told() == [b"one", b"two", b"three"]


# Old ones


@pytest.mark.parametrize("harm", [Path.unlink, lambda path: os.truncate(path, 3)], ids=["deleted", "cut"])
def test_a_journal_that_is_taken_away_meanwhile_is_told_and_leaves_no_hole(harm: Callable[[Path], None]) -> None:
    journal, _state = opened()
    journal.append(b"one")
    harm(journal.path)
    journal.append(b"two")
    assert "deleted" in journal.reason
    journal.close()
    assert not journal.path.exists() or b"\0" not in journal.path.read_bytes()
    assert told() == []


def test_an_old_journal_without_anything_unsaved_is_let_go() -> None:
    path = written(b"one")
    os.utime(path, (1_000_000_000, 1_000_000_000))
    assert told() == []
    written(b"unsaved")
    os.utime(path, (1_000_000_000, 1_000_000_000))
    assert told() == [b"unsaved"]
