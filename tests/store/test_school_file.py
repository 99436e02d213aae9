"""A school in a file of its own."""

from pathlib import Path

import pytest

from needsmatch.errors import WrongUse
from needsmatch.store.folder import read_programme
from needsmatch.store.school_file import read_school
from tests.conftest import PROFILES
from tests.store.test_problems import RECEIVER


@pytest.mark.parametrize("side", ["receivers", "donors"])
def test_a_school_is_read_as_it_is_in_its_programme(side: str) -> None:
    folder = PROFILES / "huli-minning"
    programme = read_programme(folder).programme
    schools = programme.receivers if side == "receivers" else programme.donors
    files = sorted((folder / side).glob("*.toml"))
    read = [read_school(path) for path in files]
    assert [(file.school, file.problems) for file in read] == [(school, ()) for school in schools]
    assert [file.data for file in read] == [path.read_bytes() for path in files]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("[", "s.toml:1"),
        ("x = 1\n[school]\nid = 's'\nname = 'S'\nstage = 'primary'\n", "s.toml:1: x"),
        (RECEIVER + "priority = 9\n", "s.toml:9: need[1].priority"),
        (RECEIVER.replace('id = "r"\n', ""), "s.toml:1: school.id"),
        (RECEIVER.replace("\n\n", '\nneed = [{text = "x"}]\n'), "s.toml:5: school.need"),
        (2 * RECEIVER.replace("[school]", "[[school]]").replace("[[need]]", "[[school.need]]"), "s.toml:1: school"),
        ("[[school]]\nid = 's'\nstage = 'primary'\n", "s.toml:1: school[1].name"),
        ("school = []\n", "s.toml:1: school"),
    ],
)
def test_each_problem_has_its_place(tmp_path: Path, text: str, place: str) -> None:
    (tmp_path / "s.toml").write_text(text, encoding="utf-8")
    assert [problem.place for problem in read_school(tmp_path / "s.toml").problems] == [place]


def test_an_id_that_stands_twice_is_a_problem_at_both_places(tmp_path: Path) -> None:
    twice = '[[{kind}]]\nid = "m"\ntext = "x"\n'
    needs, strengths = (2 * twice.format(kind=kind) for kind in ("need", "strength"))
    for text in (needs, strengths, needs + strengths):
        (tmp_path / "s.toml").write_text(RECEIVER.split("[[need]]")[0] + text, encoding="utf-8")
        found = read_school(tmp_path / "s.toml").problems
        assert len(found) == text.count("[[") and all('"m" stands twice' in entry.message for entry in found)


def test_one_school_may_stand_as_in_a_file_of_many(tmp_path: Path) -> None:
    text = RECEIVER.replace("[school]", "[[school]]").replace("[[need]]", "[[school.need]]")
    (tmp_path / "s.toml").write_text(text, encoding="utf-8")
    (tmp_path / "t.toml").write_text(RECEIVER, encoding="utf-8")
    one, other = (read_school(tmp_path / name) for name in ("s.toml", "t.toml"))
    assert one.school == other.school is not None and one.problems == ()


def test_a_file_that_is_no_text_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "s.toml").write_bytes("[school]\nname = '玉海幼儿园'\n".encode("gbk"))
    file = read_school(tmp_path / "s.toml")
    assert file.school is None and "GBK" in file.problems[0].message


def test_a_file_that_is_not_there_is_wrong_use(tmp_path: Path) -> None:
    with pytest.raises(WrongUse, match="There is no file"):
        read_school(tmp_path / "s.toml")
