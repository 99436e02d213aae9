"""The account of a fault of the program: kept where the user can find it, never a second fault."""

import pytest
from platformdirs import user_state_path

from needsmatch.store.crash import keep_account


def test_an_account_is_kept_in_the_users_state_folder() -> None:
    path = keep_account("县里小学: ZeroDivisionError")
    assert path == user_state_path("needsmatch") / "crash.txt"
    assert path.read_text(encoding="utf-8") == "县里小学: ZeroDivisionError"


def test_the_newest_account_replaces_the_one_before() -> None:
    keep_account("first, and longer")
    path = keep_account("second")
    assert path and path.read_text(encoding="utf-8") == "second"


def test_characters_that_cannot_be_written_do_no_harm() -> None:
    path = keep_account("a\ud800b")
    assert path and path.read_text(encoding="utf-8") == "a?b"


@pytest.mark.parametrize("hindrance", ["a file in place of the folder", "a folder in place of the file"])
def test_where_it_cannot_be_written_there_is_no_path_and_no_fault(hindrance: str) -> None:
    folder = user_state_path("needsmatch")
    folder.parent.mkdir(parents=True, exist_ok=True)
    if hindrance.startswith("a file"):
        folder.write_text("", encoding="utf-8")
    else:
        (folder / "crash.txt").mkdir(parents=True)
    assert keep_account("what happened") is None
