"""A programme a year on, in files: what people wrote stays, and the old folder is as it was."""

import hashlib
from datetime import date
from pathlib import Path

import pytest

from needsmatch.errors import CannotWrite, WrongUse
from needsmatch.model.fates import verdicts
from needsmatch.model.holds import Holds
from needsmatch.model.pairing import Hold
from needsmatch.store.folder import Reading, read_programme
from needsmatch.workspace import make_next_year
from tests.conftest import PROFILES, SAMPLES
from tests.store.test_problems import DONOR, lines
from tests.store.test_problems import write as make

TODAY = date(2027, 7, 20)

PROGRAMME = """\
# Our programme
[programme]
id = "p-2026"          # never change it
name = "P"
language = "en"
start = 2026-09-01     # first day
end = 2027-07-10
odd = 1

[deadlines]
needs = 2026-09-15     # lists

[[target]]
text = "lectures"
amount = 20
unit = "lectures"
"""
SCHOOL = """\
# R
[school]
id = "r"     # id
name = "R"
stage = "primary"

# about reading
[[need]]
text = "reading at home"

# about pipes
[[need]]
id = "pipes"
text = "pipes"   # leaking
by = 2026-12-31  # before the frost
colour = "red"

# what we can do
[[strength]]
text = "kites"
"""
CARRIED = """\
# R
[school]
id = "r"     # id
name = "R"
stage = "primary"

# about pipes
[[need]]
id = "pipes"
text = "pipes"   # leaking
by = 2027-12-31  # before the frost
colour = "red"

[[need.past]]
programme = "p-2026"
end = 2027-07-10
result = "unmet"
sentence = "The plan does not speak of it"

# what we can do
[[strength]]
text = "kites"
"""
PLAN = """\
[plan]
format = 1
id = "r-with-d"
programme = "p-2026"
receiver = "r"
receiver_name = "R"
donor = "d"
donor_name = "D"
status = "active"

[[item]]   # reading
id = "i"
need = ["r/{need}"]
need_text = ["reading at home"]

[[item.outcome]]
id = "o"
date = 2026-11-03
finished = true
"""


def reading_need() -> str:
    """The id that the reader gives to a need that has none."""
    return "n-" + hashlib.blake2s(b"reading at home", digest_size=4).hexdigest()


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A small programme whose reading need is done."""
    plan = PLAN.replace("{need}", reading_need())
    return make(
        tmp_path / "old", {"programme.toml": PROGRAMME, "receivers/r.toml": SCHOOL, "plans/r-with-d.toml": plan}
    )


def roll(old: Path, folder: Path, today: date = TODAY) -> Reading:
    """The next year of `old` in `folder`, read again."""
    make_next_year(folder, read_programme(old), today)
    return read_programme(folder)


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_only_what_a_new_year_changes_is_changed_in_the_files(old: Path, tmp_path: Path) -> None:
    before = contents(old)
    roll(old, tmp_path / "new")
    after = contents(tmp_path / "new")
    assert contents(old) == before
    settings = PROGRAMME.replace('id = "p-2026" ', 'id = "p-2027" ').replace(
        "odd = 1\n", 'odd = 1\nprevious = "p-2026"\n'
    )
    for day, later in (("2027-07-10", "2028-07-10"), ("2026-09-01", "2027-09-01"), ("2026-09-15", "2027-09-15")):
        settings = settings.replace(day, later)
    assert after["programme.toml"].decode() == settings
    assert after["receivers/r.toml"].decode() == CARRIED
    assert after["donors/d.toml"] == before["donors/d.toml"]
    assert after["plans/.archive/p-2026/r-with-d.toml"] == before["plans/r-with-d.toml"]
    assert set(after) == {
        "programme.toml", "receivers/r.toml", "donors/d.toml", "plans/.archive/p-2026/r-with-d.toml", "judgements.toml",
    }  # fmt: skip


def test_line_ends_and_byte_order_marks_stay(old: Path, tmp_path: Path) -> None:
    path = old / "receivers/r.toml"
    path.write_bytes(b"\xef\xbb\xbf" + SCHOOL.replace("\n", "\r\n").encode())
    roll(old, tmp_path / "new")
    data = (tmp_path / "new/receivers/r.toml").read_bytes()
    assert data == b"\xef\xbb\xbf" + CARRIED.replace("\n", "\r\n").encode()


def test_a_file_of_many_schools_keeps_each_ones_needs(old: Path, tmp_path: Path) -> None:
    many = SCHOOL.replace("[school]", "[[school]]").replace("[[need]]", "[[school.need]]").replace(
        "[[strength]]", "[[school.strength]]"
    )  # fmt: skip
    other = '\n# S\n[[school]]\nid = "s"\nname = "S"\nstage = "primary"\n\n[[school.need]]\ntext = "songs"  # loud\n'
    (old / "receivers/r.toml").write_text(many + other, encoding="utf-8", newline="\n")
    roll(old, tmp_path / "new")
    wanted = CARRIED.replace("[school]", "[[school]]").replace("[[need", "[[school.need").replace(
        "[[strength]]", "[[school.strength]]"
    )  # fmt: skip
    past = '\n[[school.need.past]]\nprogramme = "p-2026"\nend = 2027-07-10\nresult = "unmet"\nsentence = "there was no plan"\n'
    assert (tmp_path / "new/receivers/r.toml").read_text(encoding="utf-8") == wanted + other + past


def test_a_school_whose_needs_are_all_done_stays_and_is_no_error(old: Path, tmp_path: Path) -> None:
    only = SCHOOL.split("# about pipes")[0] + "# what" + SCHOOL.split("# what")[1]
    (old / "receivers/r.toml").write_text(only, encoding="utf-8", newline="\n")
    roll(old, tmp_path / "new")
    text = (tmp_path / "new/receivers/r.toml").read_text(encoding="utf-8")
    assert text == only.replace('# about reading\n[[need]]\ntext = "reading at home"\n\n', "")
    assert lines_of_errors(tmp_path / "new") == []


def lines_of_errors(folder: Path) -> list[str]:
    return [line for line in lines(folder) if "(note)" not in line]


def test_decisions_go_on_but_for_those_about_needs_that_are_done(old: Path, tmp_path: Path) -> None:
    done = f'# gone\n[[judgement]]\ndecision = "same"\nneed = "r/{reading_need()}"\nstrength = "d/s"\n\n'
    kept = '# not that\n[[judgement]]\ndecision = "not-a-match"\nneed = "r/pipes"   # no\nstrength = "d/s"\nby = "A"\n'
    last = '# for a year\n[[judgement]]\ndecision = "capacity"\ndonor = "d"   # D\ncapacity = 2\n'
    (old / "judgements.toml").write_text(f"# Ours\n\n{kept}\n{done}{last}", encoding="utf-8", newline="\n")
    new = roll(old, tmp_path / "new")
    text = (tmp_path / "new/judgements.toml").read_text(encoding="utf-8")
    assert "gone" not in text and kept in text and last in text and text.startswith("# Ours\n")
    assert text.endswith(
        '[[judgement]]\ndecision = "paired"\nreceiver = "r"\ndonor = "d"\nwhy = "They had a support plan in p-2026"\n'
    )
    assert Holds(new.programme).by_receiver["r"][0].hold is Hold.PAIRED


def test_two_years_on_a_need_has_two_rows_of_its_past_and_both_archives_are_there(old: Path, tmp_path: Path) -> None:
    roll(old, tmp_path / "one")
    new = roll(tmp_path / "one", tmp_path / "two", date(2028, 7, 20))
    (need,) = new.programme.receivers[0].needs
    assert [past.programme for past in need.past] == ["p-2026", "p-2027"]
    assert (new.programme.about.id, new.programme.about.previous) == ("p-2028", "p-2027")
    assert (tmp_path / "two/plans/.archive/p-2026/r-with-d.toml").is_file()
    assert new.plans == ()


def test_schools_that_merged_stay_merged_and_their_decisions_find_their_needs(tmp_path: Path) -> None:
    other = (
        SCHOOL.replace('id = "r"', 'id = "s"')
        .replace("pipes", "parents")
        .replace('text = "reading at home"\n', 'id = "pipes"\ntext = "songs"\n')
    )
    said = (
        '[[judgement]]\ndecision = "merged"\nreceiver = "s"\ninto = "r"\n\n'
        '[[judgement]]\ndecision = "same"\nneed = "r/s-pipes"\nstrength = "d/s"\n'
    )
    files: dict[str, str | bytes] = {
        "programme.toml": PROGRAMME, "receivers/r.toml": SCHOOL, "receivers/s.toml": other, "judgements.toml": said,
        "plans/r-with-d.toml": PLAN.replace("{need}", "pipes"),
    }  # fmt: skip
    old = make(tmp_path / "old", files)
    assert lines_of_errors(old) == []
    new = roll(old, tmp_path / "new")
    assert lines_of_errors(tmp_path / "new") == []
    assert [school.id for school in new.programme.left] == ["s"]
    (school,) = new.programme.receivers
    assert [(need.id, len(need.past)) for need in school.needs] == [(reading_need(), 1), ("pipes", 1), ("parents", 1)]
    assert school.needs[1].text == "songs"
    assert ("r/pipes", "d/s") in verdicts(new.programme)


def test_a_programme_with_errors_stays_where_it_is(old: Path, tmp_path: Path) -> None:
    (old / "donors/d.toml").write_text(DONOR.replace('"primary"', '"nursery"'), encoding="utf-8")
    with pytest.raises(CannotWrite, match="has errors"):
        make_next_year(tmp_path / "new", read_programme(old), TODAY)
    assert not (tmp_path / "new").exists()


def test_a_file_that_cannot_be_changed_safely_stops_everything(old: Path, tmp_path: Path) -> None:
    inline = 'need = [{id = "pipes", text = "pipes"}]\n[school]\nid = "r"\nname = "R"\nstage = "primary"\n'
    (old / "receivers/r.toml").write_text(inline, encoding="utf-8")
    (old / "plans/r-with-d.toml").unlink()
    with pytest.raises(CannotWrite, match="laid out so that it cannot be carried"):
        make_next_year(tmp_path / "new", read_programme(old), TODAY)
    assert not (tmp_path / "new").exists()


def test_a_folder_in_use_is_left_alone(old: Path) -> None:
    before = contents(old)
    with pytest.raises(WrongUse, match="holds files already"):
        make_next_year(old, read_programme(old), TODAY)
    assert contents(old) == before


@pytest.mark.parametrize("place", ["new", "plans/new", "../link/new", "..", "../link"])
def test_neither_year_lies_inside_the_other(old: Path, place: str) -> None:
    before = contents(old)
    (old.parent / "link").symlink_to(old)
    with pytest.raises(WrongUse, match=r"lies inside the folder|holds files already"):
        make_next_year(old / place, read_programme(old), TODAY)
    assert contents(old) == before
    assert not (old / place).exists() or place in ("..", "../link")


@pytest.mark.parametrize("name", SAMPLES)
def test_a_sample_goes_on_without_new_problems_and_with_its_pairs(tmp_path: Path, name: str) -> None:
    old = read_programme(PROFILES / name)
    new = roll(PROFILES / name, tmp_path / "new")
    assert set(new.problems) <= set(old.problems)
    pairs, later = Holds(old.programme), Holds(new.programme)
    assert [(school.id, pairs.settled_donor(school.id)) for school in old.programme.receivers] == [
        (school.id, later.settled_donor(school.id)) for school in new.programme.receivers
    ]
    assert [school.strengths for school in new.programme.donors] == [
        school.strengths for school in old.programme.donors
    ]
    assert len(list((tmp_path / "new/plans").glob(".archive/*/*.toml"))) == len(old.plans)
