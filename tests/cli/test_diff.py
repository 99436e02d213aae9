"""`needsmatch diff`: sentences on what is different between two plan files."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from needsmatch.cli.main import main
from tests.store.test_saving import PLAN

Run = Callable[..., tuple[int, str, str]]

AFTER = (
    PLAN.replace('status = "draft"', 'status = "proposed"')
    .replace("people = 20 ", "people = 12 ")
    .replace("# nobody can", '[[item.outcome]]\nid = "o"\ndate = 2026-11-05\nsessions = 1\npeople = 18\n\n# nobody can')
    .replace('id = "x"', 'id = "y"\nby = "赵雯"\ncomment = "On a\\nFriday, please: the hall is free from two o\'clock"')
    .replace('answer = "agree"', 'answer = "change"')
)


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs `needsmatch diff`; gives exit code, stdout and stderr."""

    def call(*arguments: object) -> tuple[int, str, str]:
        capsys.readouterr()
        code = main(["diff", *map(str, arguments)])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return call


def files(folder: Path, *texts: str) -> list[Path]:
    paths = [folder / f"{number}.toml" for number in range(len(texts))]
    for path, text in zip(paths, texts, strict=True):
        path.write_text(text, encoding="utf-8")
    return paths


def test_every_change_is_a_sentence_below_its_item_and_nothing_is_cut(run: Run, tmp_path: Path) -> None:
    code, out, err = run(*files(tmp_path, PLAN, AFTER))
    assert (code, err) == (0, "")
    assert out.splitlines() == [
        "Status changed from draft to proposed",
        "Item 1, 如何指导家长",
        "  People changed from 20 to 12",
        "Item 2, 三大游戏",
        "  赵雯 (receiving school) asks for a change: On a Friday, please: the hall is free from two o'clock",
        "  answer taken away: receiving school agrees",
        "  done on 2026-11-05 (1 session, 18 people)",
    ]


def test_an_item_that_came_or_went_is_told_by_its_title(run: Run, tmp_path: Path) -> None:
    code, out, _err = run(*files(tmp_path, PLAN, PLAN.replace('id = "i-b"', 'id = "i-c"\npeople = 3')))
    assert code == 0
    assert out.splitlines()[:2] == ["Item 2 added: 三大游戏", "Item 2 taken out: 三大游戏"]


def test_the_same_twice_is_said_in_a_sentence(run: Run, tmp_path: Path) -> None:
    old, new, spaced = files(tmp_path, PLAN, PLAN, PLAN.replace("people = 20     ", "people = 20 "))
    assert run(old, new) == (0, "", "Nothing is different.\n")
    assert run(old, spaced) == (0, "", "The two say the same; only how the files are written differs.\n")


HAND = (
    PLAN.replace("# Our plan.", "# more\n#\n# Our plan.")
    .replace("# to be discussed", "# 12 is enough")
    .replace('id = "i-b"', 'id = "i-b"\nbusfare = "20 yuan"')
    .replace('answer = "agree"  ', 'how = "by phone"\nanswer = "agree"  ')
    .replace("our_own_key = [1, 2,\n  3] ", "our_own_key = 2026-05-01 ")
)


def test_what_was_written_by_hand_is_named(run: Run, tmp_path: Path) -> None:
    old, new = files(tmp_path, PLAN, HAND)
    code, out, err = run(old, new)
    assert (code, err) == (0, "")
    assert out.splitlines() == [
        "The file: remark added: more",
        "The file: remark added: #",
        "The file: own key plan.our_own_key changed",
        "Item 1: remark gone: to be discussed",
        "Item 1: remark added: 12 is enough",
        "Item 2: own key busfare added",
        "Item 2: own key answer.how added",
    ]
    assert "Item 2: own key busfare gone\n" in run(new, old)[1]
    found = json.loads(run(old, new, "--json")[1])["changes"]
    assert [(change["kind"], change["item"], change["field"], change["key"]) for change in found] == [
        ("added", None, "remark", None),
        ("added", None, "remark", None),
        ("changed", None, "own_key", "plan.our_own_key"),
        ("gone", "i-a", "remark", None),
        ("added", "i-a", "remark", None),
        ("added", "i-b", "own_key", "busfare"),
        ("added", "i-b", "own_key", "answer.how"),
    ]
    assert (found[2]["before"], found[2]["after"]) == ([[1, 2, 3]], ["2026-05-01"])
    assert (found[4]["before"], found[4]["after"]) == (None, "# 12 is enough")
    assert found[5]["sentence"] == "Item 2: own key busfare added"


def test_plans_of_different_pairs_are_told_first(run: Run, tmp_path: Path) -> None:
    other = PLAN.replace('receiver = "r"', 'receiver = "s"').replace("玉海幼儿园", "海月幼儿园")
    code, out, _err = run(*files(tmp_path, PLAN, other))
    assert code == 0
    assert out.splitlines() == [
        "These are plans of two different pairs: 玉海幼儿园 with 火炬幼儿园 and 海月幼儿园 with 火炬幼儿园.",
        "Receiving school changed from 玉海幼儿园 to 海月幼儿园",
    ]


def test_json_gives_the_values_too(run: Run, tmp_path: Path) -> None:
    code, out, _err = run(*files(tmp_path, PLAN, AFTER), "--json")
    found = json.loads(out)
    assert code == 0
    assert {problem["message"] for problem in found["problems"]} == {"this key is not known and has no effect"}
    assert found["changes"][1] == {
        "kind": "edited", "item": "i-a", "field": "people", "before": 20, "after": 12,
        "sentence": "Item 1: People changed from 20 to 12",
    }  # fmt: skip
    assert found["changes"][-1]["field"] == "outcomes"
    assert found["changes"][-1]["after"] == {"id": "o", "date": "2026-11-05", "sessions": 1, "people": 18}


def test_what_cannot_be_read_is_named_and_the_rest_compared(run: Run, tmp_path: Path) -> None:
    code, out, err = run(*files(tmp_path, PLAN, AFTER.replace("people = 12", "people = -1")))
    assert code == 1
    assert err.startswith(f"{tmp_path / '1.toml'}:") and "item[1].people" in err
    assert err.splitlines()[1:] == ["1 error"]
    assert "  People emptied (was 20)" in out.splitlines()
    code, out, err = run(*files(tmp_path, PLAN, "x = "))
    assert (code, out) == (1, "") and err.startswith(f"{tmp_path / '1.toml'}:1: ")


def test_a_folder_or_no_file_is_wrong_use_and_says_what_to_name(run: Run, tmp_path: Path) -> None:
    (path,) = files(tmp_path, PLAN)
    assert run(tmp_path, path) == (
        2,
        "",
        f"{tmp_path} is a folder; name two plan files, such as plans/NAME.toml in it\n",
    )
    code, _out, err = run(path, tmp_path / "none.toml")
    assert code == 2 and "none.toml" in err
