"""What one person chose, kept between two starts."""

import os
from pathlib import Path

import pytest
import tomli
from hypothesis import given
from hypothesis import strategies as st
from platformdirs import user_config_path

from needsmatch.errors import CannotWrite, ChangedOnDisk
from needsmatch.model.plan import PlanSide
from needsmatch.store.atomic import save
from needsmatch.store.files import Seen
from needsmatch.store.settings import MOST_RECENT, Settings, load_settings, save_settings, who, with_recent
from tests.test_rooms import loaded_by

CHOSEN = Settings(
    language="zh_CN", theme="light", name="王老师", side=PlanSide.DONOR, school="huoju-kindergarten",
    recent=(Path("/data/互助"), Path("/data/b c")),
)  # fmt: skip

pytestmark = pytest.mark.skipif(os.name != "posix", reason="paths of another kind")


@pytest.fixture
def file(home: Path) -> Path:
    """Where the settings stand, in a folder that is there."""
    path = user_config_path("needsmatch") / "settings.toml"
    assert path.is_relative_to(home)
    path.parent.mkdir(parents=True)
    return path


def test_a_first_start_has_no_settings(home: Path) -> None:
    assert load_settings() == Settings()
    assert list(home.iterdir()) == []


def test_what_was_saved_is_loaded(home: Path) -> None:
    save_settings(CHOSEN)
    assert load_settings() == CHOSEN
    save_settings(Settings(theme="dark"))
    assert load_settings() == Settings(theme="dark")


def test_keys_of_another_version_stay(file: Path) -> None:
    file.write_text('theme = "dark"\nsound = true\n\n[columns]\nwidth = 30\n', encoding="utf-8")
    save_settings(CHOSEN)
    table = tomli.loads(file.read_text(encoding="utf-8"))
    assert (table["sound"], table["columns"], table["theme"]) == (True, {"width": 30}, "light")
    assert load_settings() == CHOSEN


def test_a_choice_that_was_taken_back_leaves_the_file(file: Path) -> None:
    save_settings(CHOSEN)
    save_settings(Settings())
    assert file.read_bytes() == b""


@pytest.mark.parametrize(
    "data",
    [
        b"", b"theme = ", b"\xff\xfe\x00", "name = '王'".encode("gb18030"), b"x = " + b"[" * 5000, b"n = " + b"9" * 5000,
        b"theme = 1\nlanguage = ['en']\nname = true\nrecent = 'x'", b"[theme]\n[language]\n[name]\n[recent]",
        b"theme = 'pink'\nlanguage = 'fr'\nname = ' '\nschool = ' '\nrecent = [1, 'relative/path', '']",
    ],
)  # fmt: skip
def test_a_broken_file_gives_the_defaults_and_can_be_saved_over(data: bytes, file: Path) -> None:
    file.write_bytes(data)
    assert load_settings() == Settings()
    save_settings(CHOSEN)
    assert load_settings() == CHOSEN


def test_one_wrong_value_does_not_spoil_the_others(file: Path) -> None:
    file.write_bytes(b"\xef\xbb\xbftheme = 'pink'\nlanguage = 'en'\nrecent = ['/a', 3, '/b', '/a']\n")
    assert load_settings() == Settings(language="en", recent=(Path("/a"), Path("/b")))


def test_a_folder_in_the_place_of_the_file_is_passed_over_and_not_written(file: Path) -> None:
    file.mkdir()
    assert load_settings() == Settings()
    with pytest.raises(CannotWrite):
        save_settings(CHOSEN)


def test_a_file_in_the_place_of_the_folder_cannot_be_written(file: Path) -> None:
    file.parent.rmdir()
    file.parent.touch()
    assert load_settings() == Settings()
    with pytest.raises(CannotWrite):
        save_settings(CHOSEN)


def test_a_folder_whose_name_is_no_text_is_not_kept(home: Path) -> None:
    save_settings(with_recent(CHOSEN, Path(os.fsdecode(b"/data/\xff"))))
    assert load_settings() == CHOSEN


def test_the_folder_opened_last_stands_first_and_only_once() -> None:
    assert with_recent(CHOSEN, Path("/data/b c")).recent == (Path("/data/b c"), Path("/data/互助"))
    assert with_recent(CHOSEN, Path("/new")).recent == (Path("/new"), *CHOSEN.recent)


def test_a_relative_folder_is_kept_as_it_is_found_from_anywhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert with_recent(Settings(), Path("mine")).recent == (tmp_path / "mine",)


@given(st.lists(st.sampled_from([Path(f"/programmes/{number}") for number in range(12)]), max_size=30))
def test_at_most_nine_are_remembered_newest_first(opened: list[Path]) -> None:
    settings = Settings()
    for folder in opened:
        settings = with_recent(settings, folder)
    assert list(settings.recent) == list(dict.fromkeys(reversed(opened)))[:MOST_RECENT]


def test_more_than_nine_in_the_file_are_cut(file: Path) -> None:
    file.write_text(f"recent = {[f'/p/{number}' for number in range(20)]}", encoding="utf-8")
    assert load_settings().recent == tuple(Path(f"/p/{number}") for number in range(9))


def test_loading_needs_neither_locks_nor_a_writer() -> None:
    loaded = loaded_by("from needsmatch.store.settings import load_settings\nload_settings()")
    assert not loaded & {"tomlkit", "tomli_w", "filelock", "rich", "click"}


def test_a_file_is_saved_over_by_its_content_alone(file: Path) -> None:
    seen = Seen.of_content(b"before")
    assert seen == Seen.of_content(b"before") != Seen.of_content(b"after!")
    file.write_bytes(b"before")
    assert save(file, b"after!", seen).size == 6
    with pytest.raises(ChangedOnDisk):
        save(file, b"again", seen)


def test_who_sits_here_is_named_as_in_the_settings_else_as_the_account(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("LOGNAME", "USER", "LNAME", "USERNAME"):
        monkeypatch.setenv(name, "wang")
    assert who() == "wang"
    save_settings(CHOSEN)
    assert who() == "王老师"


@pytest.mark.parametrize("error", [KeyError, OSError, ImportError])
def test_an_account_without_a_name_is_nobody(
    home: Path, monkeypatch: pytest.MonkeyPatch, error: type[Exception]
) -> None:
    def nobody() -> str:
        raise error

    monkeypatch.setattr("getpass.getuser", nobody)
    assert who() is None
