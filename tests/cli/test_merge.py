"""`needsmatch merge`: the outcome goes where it was wanted, and nothing is decided silently."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from needsmatch.cli import merge as merging
from needsmatch.cli.doors import Doors
from needsmatch.cli.main import main
from tests.store.test_saving import PLAN

Run = Callable[..., tuple[int, str, str]]

OURS = PLAN.replace("people = 20 ", "people = 12 ")
THEIRS = PLAN.replace("# remark at", "sessions = 3   # by phone\n# remark at")
AGAINST = THEIRS.replace("people = 20 ", "people = 21 ")
BOTH = OURS.replace("# remark at", "sessions = 3   # by phone\n# remark at")


class Copies(NamedTuple):
    """Three files that are given to the command, in its order."""

    base: Path
    ours: Path
    theirs: Path


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs `needsmatch merge`; gives exit code, stdout and stderr."""

    def call(*arguments: object) -> tuple[int, str, str]:
        capsys.readouterr()
        code = main(["merge", *map(str, arguments)])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return call


@pytest.fixture
def copies(tmp_path: Path) -> Callable[..., Copies]:
    def write(base: str = PLAN, ours: str = OURS, theirs: str = THEIRS) -> Copies:
        paths = Copies(*(tmp_path / f"{name}.toml" for name in Copies._fields))
        for path, text in zip(paths, (base, ours, theirs), strict=True):
            path.write_text(text, encoding="utf-8")
        return paths

    return write


def test_without_a_file_the_merged_plan_is_printed_and_nothing_is_written(
    run: Run, copies: Callable[..., Copies]
) -> None:
    files = copies()
    code, out, err = run(*files)
    assert code == 0
    assert sorted(out.splitlines()) == sorted(BOTH.splitlines())
    assert err.splitlines() == [
        "Merged: 7 fields are the same, 2 were changed on one side only, 0 on both.",
        "From theirs.toml:",
        "  Item 1: Sessions set to 3",
        "  Item 1: remark added: by phone",
    ]
    assert [path.read_text(encoding="utf-8") for path in files] == [PLAN, OURS, THEIRS]


def test_the_outcome_goes_to_the_file_and_doing_it_again_writes_nothing(
    run: Run, copies: Callable[..., Copies], tmp_path: Path
) -> None:
    files = copies()
    code, out, _err = run(*files, "-o", tmp_path / "out.toml")
    assert (code, out) == (0, "")
    assert run(*files, "-o", files.ours)[0] == 0
    written = files.ours.read_bytes()
    assert written == (tmp_path / "out.toml").read_bytes()
    inode = files.ours.stat().st_ino
    code, _out, err = run(*files, "-o", files.ours)
    assert (code, files.ours.read_bytes(), files.ours.stat().st_ino) == (0, written, inode)
    assert err.endswith("From theirs.toml:\n  nothing new\n")


def test_what_came_along_by_hand_is_told_and_ours_is_not(run: Run, copies: Callable[..., Copies]) -> None:
    busfare = PLAN.replace('id = "i-b"', 'id = "i-b"\nbusfare = "20 yuan"')
    files = copies(ours=OURS.replace("# the end", "# of ours\n# the end"), theirs=busfare)
    code, _out, err = run(*files, "-o", files.ours)
    assert code == 0
    assert err.splitlines()[1:] == ["From theirs.toml:", "  Item 2: own key busfare added"]
    assert run(*files, "-o", files.ours)[2].endswith("From theirs.toml:\n  nothing new\n")
    # What ours had at a need that theirs settled is kept as a remark; it did not come from theirs.
    settled = PLAN[: PLAN.index("[[unmet]]")] + PLAN[PLAN.index("# the end") :]
    files = copies(ours=OURS.replace("[[unmet]]", "[[unmet]]\nasked_twice = true"), theirs=settled)
    code, out, err = run(*files)
    assert code == 0 and "# asked_twice = true" in out
    assert "asked_twice" not in err


def test_a_contradiction_is_told_and_nothing_is_written(run: Run, copies: Callable[..., Copies]) -> None:
    files = copies(theirs=AGAINST)
    code, out, err = run(*files, "-o", files.ours)
    assert (code, out) == (3, "")
    assert err.splitlines()[:4] == ["Item 1, 如何指导家长: People", "  ours: 12", "  theirs: 21", "  before: 20"]
    assert "Nothing was written" in err and "--theirs" in err
    assert files.ours.read_text(encoding="utf-8") == OURS


@pytest.mark.parametrize(("side", "people"), [("--ours", "12"), ("--theirs", "21")])
def test_all_contradictions_are_decided_one_way_on_wish(
    run: Run, copies: Callable[..., Copies], side: str, people: str
) -> None:
    files = copies(theirs=AGAINST)
    code, _out, err = run(*files, "-o", files.ours, side)
    assert code == 0
    assert err.splitlines()[-2:] == [f"{side.strip('-').upper()} was taken for:", "  Item 1, 如何指导家长: People"]
    assert f"people = {people} " in files.ours.read_text(encoding="utf-8")
    # What was decided once is known: the same copy brings nothing new.
    decided = files.ours.read_bytes()
    assert run(*files, "-o", files.ours)[0] == 0
    assert files.ours.read_bytes() == decided


def test_json_reports_every_part(run: Run, copies: Callable[..., Copies], tmp_path: Path) -> None:
    files = copies(theirs=AGAINST)
    code, out, _err = run(*files, "--json", "-o", tmp_path / "out.toml")
    found = json.loads(out)
    assert (code, found["conflicts"], found["written"]) == (3, ["item/i-a/people"], None)
    assert not (tmp_path / "out.toml").exists()
    code, out, _err = run(*files, "--json", "--theirs", "-o", tmp_path / "out.toml")
    found = json.loads(out)
    assert (code, found["written"]) == (0, str(tmp_path / "out.toml"))
    parts = {part["key"]: (part["whose"], part["ours"], part["theirs"]) for part in found["parts"]}
    assert parts == {"item/i-a/people": ("conflict", 12, 21), "item/i-a/sessions": ("theirs", None, 3)}


def test_at_a_terminal_a_person_decides(
    run: Run, copies: Callable[..., Copies], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[Path, ...]] = []

    def page(*paths: Path) -> int:
        asked.append(paths)
        return 0

    ways = Doors(open_app=lambda _folder: 9, review=lambda *_: 9, merge=page)
    monkeypatch.setattr(merging, "doors", lambda: ways)
    files = copies(theirs=AGAINST)
    assert run(*files, "-o", files.ours)[0] == 0
    assert asked == [(*files, files.ours)]
    # Where nothing was said about a file, or a program reads, nobody is asked.
    assert [run(*files)[0], run(*files, "-o", files.ours, "--json")[0]] == [3, 3]
    files = copies()
    assert run(*files, "-o", files.ours)[0] == 0
    assert len(asked) == 1


def test_an_empty_base_is_one_that_is_not_known(run: Run, copies: Callable[..., Copies]) -> None:
    files = copies(base="", theirs=PLAN)
    code, _out, err = run(*files)
    assert code == 3 and "Item 1, 如何指导家长: People" in err
    files = copies(base="", ours=PLAN)
    code, out, _err = run("/dev/null", files.ours, files.theirs)
    assert code == 0 and "sessions = 3   # by phone" in out


def test_what_cannot_be_merged_is_refused(run: Run, copies: Callable[..., Copies], tmp_path: Path) -> None:
    files = copies(theirs=THEIRS.replace('receiver = "r"', 'receiver = "s"'))
    code, _out, err = run(*files, "-o", files.ours)
    assert code == 1 and "two different pairs" in err
    files = copies(theirs=THEIRS.replace("sessions = 3", "sessions = -3"))
    code, _out, err = run(*files, "-o", files.ours)
    assert code == 1 and "theirs.toml" in err and "item[1].sessions" in err
    assert run(*copies(), "--ours", "--theirs")[0] == 2
    assert run(tmp_path / "none", files.ours, files.theirs)[0] == 2
    assert files.ours.read_text(encoding="utf-8") == OURS


def test_a_file_that_was_changed_meanwhile_is_left_alone(
    run: Run, copies: Callable[..., Copies], monkeypatch: pytest.MonkeyPatch
) -> None:
    files = copies()
    from needsmatch.store import plan_merge

    merged_bytes = plan_merge.merged_bytes

    def slow(*arguments: object) -> bytes:
        files.ours.write_text(PLAN, encoding="utf-8")
        return merged_bytes(*arguments)  # type: ignore[arg-type]  # handed on as they came

    monkeypatch.setattr(plan_merge, "merged_bytes", slow)
    code, _out, err = run(*files, "-o", files.ours)
    assert code == 3 and "changed by somebody else" in err
    assert files.ours.read_text(encoding="utf-8") == PLAN


def test_a_copy_with_errors_is_named_as_it_was_given(run: Run, copies: Callable[..., Copies]) -> None:
    files = copies(theirs=THEIRS.replace("people = 20 ", "people = -1 "))
    code, out, err = run(*files)
    assert (code, out) == (1, "") and err.startswith(f"{files.theirs}:") and "item[1].people" in err
