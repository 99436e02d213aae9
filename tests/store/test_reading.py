"""Reading good files: shapes, labels, ids, order."""

import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from needsmatch.model.terms import Mode, Stage
from needsmatch.store.folder import read_programme
from needsmatch.store.locate import key_lines
from tests.conftest import PROFILES, SAMPLES
from tests.store.test_problems import RECEIVER, write


def test_both_shapes_of_a_school_file_mean_the_same(tmp_path: Path) -> None:
    one = read_programme(write(tmp_path / "one", {})).programme
    text = RECEIVER.replace("[school]", "[[school]]").replace("[[need]]", "[[school.need]]")
    many = read_programme(write(tmp_path / "many", {"receivers/r.toml": text})).programme
    assert one.receivers == many.receivers


def test_labels_are_read_in_any_language(tmp_path: Path) -> None:
    text = RECEIVER.replace('"primary"', '["小学", "middle school"]') + 'modes = ["跟岗", "Lecture"]\n'
    programme = write(tmp_path, {"receivers/r.toml": text})
    reading = read_programme(programme)
    assert reading.problems == ()
    assert reading.programme.receivers[0].stages == (Stage.PRIMARY, Stage.MIDDLE)
    assert reading.programme.receivers[0].needs[0].modes == (Mode.SHADOW, Mode.LECTURE)


def test_entries_without_an_id_get_one_that_does_not_depend_on_their_order(tmp_path: Path) -> None:
    needs = ["[[need]]\ntext = 'a'\n", "[[need]]\ntext = 'b'\n", "[[need]]\ntext = 'a'\n"]
    head = RECEIVER.split("[[need]]")[0]
    ids = []
    for number, order in enumerate(([0, 1, 2], [1, 2, 0])):
        folder = write(tmp_path / str(number), {"receivers/r.toml": head + "".join(needs[place] for place in order)})
        reading = read_programme(folder)
        assert reading.problems == ()
        ids.append({need.id for need in reading.programme.receivers[0].needs})
    assert ids[0] == ids[1]
    assert len(ids[0]) == 3


def test_the_person_s_own_wording_is_kept(tmp_path: Path) -> None:
    text = "①　希望得到「家長」方面的帮扶！\\u001b[31m"
    programme = read_programme(
        write(tmp_path, {"receivers/r.toml": RECEIVER.replace("reading at home", text)})
    ).programme
    assert programme.receivers[0].needs[0].text == "①　希望得到「家長」方面的帮扶！\x1b[31m"


def test_schools_come_in_the_order_of_their_ids(tmp_path: Path) -> None:
    files = {f"receivers/{number}.toml": RECEIVER.replace('"r"', f'"{name}"') for number, name in enumerate("cab")}
    programme = read_programme(write(tmp_path, dict(files))).programme
    assert [school.id for school in programme.receivers] == ["a", "b", "c", "r"]


def test_hidden_and_other_files_are_left_alone(tmp_path: Path) -> None:
    write(tmp_path, {"receivers/.hidden.toml": "[", "plans/plan.md": "x", "notes.toml": "[", "README.md": "x"})
    assert read_programme(tmp_path).problems == ()


@pytest.mark.parametrize("name", SAMPLES)
def test_the_result_does_not_depend_on_the_files_names(name: str, tmp_path: Path) -> None:
    original = read_programme(PROFILES / name).programme
    shutil.copytree(PROFILES / name, tmp_path / "copy")
    for side in ("receivers", "donors"):
        for number, path in enumerate(sorted((tmp_path / "copy" / side).iterdir(), reverse=True)):
            path.rename(path.with_name(f"{number:03}.toml"))
    assert read_programme(tmp_path / "copy").programme == original


def test_progress_is_told(tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    read_programme(write(tmp_path, {}), lambda done, whole: seen.append((done, whole)))
    assert seen == [(1, 3), (2, 3), (3, 3)]


LINES = """# remark
title = "x" # [not.a.table]

[a.b]
one = [
  1, # ]
  "]", '[x]'
]
two.three = {x = "\\"", y = 1}
long = \"\"\"
[fake]
key = 1 \\\"\"\"
\"\"\"
raw = '''
[fake2]
'''
"quoted key" = 1

[[row]]
n = 1
[[row.sub]]
m = 1
[[row]]
n = 2
[[row.sub]]
m = 2
[row.table]
z = 1
"""


def test_the_line_of_every_key_is_found() -> None:
    assert key_lines(LINES) == {
        ("title",): 2,
        ("a", "b"): 4,
        ("a", "b", "one"): 5,
        ("a", "b", "two"): 9,
        ("a", "b", "two", "three"): 9,
        ("a", "b", "long"): 10,
        ("a", "b", "raw"): 14,
        ("a", "b", "quoted key"): 17,
        ("row",): 19,
        ("row", 0): 19,
        ("row", 0, "n"): 20,
        ("row", 0, "sub"): 21,
        ("row", 0, "sub", 0): 21,
        ("row", 0, "sub", 0, "m"): 22,
        ("row", 1): 23,
        ("row", 1, "n"): 24,
        ("row", 1, "sub"): 25,
        ("row", 1, "sub", 0): 25,
        ("row", 1, "sub", 0, "m"): 26,
        ("row", 1, "table"): 27,
        ("row", 1, "table", "z"): 28,
    }


@given(st.text(alphabet="[]{}\"'#=\n.a \\", max_size=60))
def test_the_scanner_never_fails_and_never_leaves_the_text(text: str) -> None:
    assert all(1 <= line <= text.count("\n") + 1 for line in key_lines(text).values())
