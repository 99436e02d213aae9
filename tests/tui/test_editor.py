"""Which editor is run, and how it is told the line."""

import os
import sys
from pathlib import Path

import pytest

from needsmatch.tui.editor import NoEditor, commands, edit

FILE = Path("/p/receivers/r.toml").absolute()

AT_LINE = [
    ("vi", ["vi", "+12", "FILE"]),
    ("/usr/bin/vim.tiny", ["/usr/bin/vim.tiny", "+12", "FILE"]),
    ("nano -w", ["nano", "-w", "+12", "FILE"]),
    ("emacs -nw", ["emacs", "-nw", "+12", "FILE"]),
    ("code --wait", ["code", "--wait", "-g", "FILE:12"]),
    ("codium", ["codium", "-g", "FILE:12"]),
    ("subl", ["subl", "FILE:12"]),
    ("hx", ["hx", "FILE:12"]),
    ("notepad", ["notepad", "FILE"]),
    ('"my editor" -x', ["my editor", "-x", "FILE"]),
    ("it's", ["it's", "FILE"]),
]


@pytest.mark.skipif(os.name == "nt", reason="commands are taken apart in another way")
@pytest.mark.parametrize(("chosen", "expected"), AT_LINE)
def test_each_editor_is_told_the_line_in_its_own_way(chosen: str, expected: list[str]) -> None:
    assert commands(FILE, 12, {"EDITOR": chosen}) == [[word.replace("FILE", str(FILE)) for word in expected]]


@pytest.mark.parametrize(("name", "chosen"), [("nt", '"C:\\my editor'), ("posix", "it's")])
def test_a_single_quotation_mark_is_part_of_the_name(monkeypatch: pytest.MonkeyPatch, name: str, chosen: str) -> None:
    with monkeypatch.context() as changed:
        changed.setattr(os, "name", name)
        found = commands(FILE, None, {"EDITOR": chosen})
    assert found == [[chosen, str(FILE)]]


def test_without_a_line_the_file_alone_is_opened() -> None:
    assert commands(FILE, None, {"EDITOR": "vi"}) == [["vi", str(FILE)]]


def test_visual_counts_before_editor_and_an_empty_one_is_none() -> None:
    assert commands(FILE, None, {"VISUAL": "code", "EDITOR": "vi"})[0][0] == "code"
    assert commands(FILE, None, {"VISUAL": " ", "EDITOR": "vi"})[0][0] == "vi"


def test_where_nothing_is_chosen_the_usual_editors_are_tried_in_order() -> None:
    found = [words[0] for words in commands(FILE, 3, {})]
    assert found == ["sensible-editor", "nano", "vim", "vi", "notepad"]


def test_a_file_name_is_never_taken_for_an_option() -> None:
    ((_editor, file),) = commands(Path("-rf"), None, {"EDITOR": "vi"})
    assert Path(file).is_absolute()


def script(folder: Path, text: str) -> str:
    """A command that runs `text` as a program, with the words behind it as sys.argv[1:]."""
    path = folder / "editor of mine.py"
    path.write_text(f"import sys\n{text}\n", encoding="utf-8")
    return f'"{sys.executable}" "{path}"'


def test_the_editor_gets_the_file_and_may_change_it(tmp_path: Path) -> None:
    file = tmp_path / "家长 [red].toml"
    file.write_text("a = 1\n", encoding="utf-8")
    edit(file, 1, {"EDITOR": script(tmp_path, "open(sys.argv[-1], 'a').write('b = 2\\n')")})
    assert file.read_text(encoding="utf-8") == "a = 1\nb = 2\n"


def test_an_editor_that_is_not_there_is_named_with_what_to_do() -> None:
    with pytest.raises(NoEditor, match=r"no-such-editor was not found; set EDITOR .* export EDITOR=nano"):
        edit(FILE, 1, {"EDITOR": "no-such-editor"})


def test_where_no_editor_is_found_at_all_it_is_said_how_to_choose_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(NoEditor, match="No editor was found; set EDITOR"):
        edit(FILE, 1, {})


def test_an_editor_that_fails_is_reported(tmp_path: Path) -> None:
    with pytest.raises(NoEditor, match="ended with error 3"):
        edit(FILE, 1, {"EDITOR": script(tmp_path, "sys.exit(3)")})


@pytest.mark.skipif(os.name == "nt", reason="permissions of another kind")
def test_an_editor_that_cannot_be_started_is_reported_in_words(tmp_path: Path) -> None:
    plain = tmp_path / "plain"
    plain.write_text("no program")
    with pytest.raises(NoEditor, match="no permission"):
        edit(FILE, 1, {"EDITOR": str(plain)})
