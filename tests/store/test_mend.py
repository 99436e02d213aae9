"""Problems shown in their lines, and mended where they stand."""

from pathlib import Path
from typing import Any

import pytest
import tomli
import tomli_w
from hypothesis import given
from hypothesis import strategies as st

from needsmatch.errors import ChangedOnDisk, Problem
from needsmatch.store.folder import read_programme
from needsmatch.store.locate import key_lines, line_of
from needsmatch.store.mend import CannotMend, excerpt, mended, suggestion_line, write
from needsmatch.store.notebook import written
from tests.store.test_locate import bare_keys, leaves, plain_values, tables_with
from tests.store.test_problems import DONOR, PROGRAMME, RECEIVER, P, R
from tests.store.test_problems import write as make

BOM = b"\xef\xbb\xbf"


def only(folder: Path, key: str = "") -> Problem:
    """The one problem of a programme, or of one key of it."""
    (found,) = [problem for problem in read_programme(folder).problems if not key or problem.key == key]
    return found


def test_an_excerpt_shows_the_lines_around_and_the_place_of_the_value(tmp_path: Path) -> None:
    make(tmp_path, {R: RECEIVER + '  priority = "1" # 急\nnote = "x"\n'})
    problem = only(tmp_path)
    found = excerpt(tmp_path, problem, 1)
    assert found
    assert found.lines == ((8, 'text = "reading at home"'), (9, '  priority = "1" # 急'), (10, 'note = "x"'))
    assert (found.line, found.start, found.length, found.value, found.written) == (9, 13, 3, '"1"', "1")
    assert suggestion_line(problem, found) == "  priority = 1 # 急"


def test_columns_are_characters_and_line_ends_and_marks_do_not_count(tmp_path: Path) -> None:
    text = RECEIVER.replace('"R"', '"育海"').replace('"primary"', '"primery"').replace("\n", "\r\n")
    make(tmp_path, {R: BOM + text.encode()})
    found = excerpt(tmp_path, only(tmp_path), 3)
    assert found
    assert found.lines[0] == (1, "[school]")
    assert found.lines[2] == (3, 'name = "育海"')
    assert (found.line, found.start, found.length) == (4, 8, 9)


def test_a_value_over_several_lines_is_marked_on_its_first(tmp_path: Path) -> None:
    make(tmp_path, {R: RECEIVER + 'by = """so\non"""\nmodes = [\n  "visit",\n  "lectur",\n]\n'})
    by = excerpt(tmp_path, only(tmp_path, "need[1].by"), 0)
    assert by
    assert (by.lines, by.start, by.length, by.written) == (((9, 'by = """so'),), 5, 5, '"""so\non"""')
    mode = excerpt(tmp_path, only(tmp_path, "need[1].modes[2]"), 0)
    assert mode
    assert (mode.lines, mode.start, mode.length, mode.written) == (((13, '  "lectur",'),), 2, 8, "lectur")


def test_a_text_with_escapes_is_shown_as_it_is_written(tmp_path: Path) -> None:
    make(tmp_path, {R: RECEIVER.replace('"n"', r'"a\u00e4"')})
    found = excerpt(tmp_path, only(tmp_path), 0)
    assert found and found.written == r'"a\u00e4"'


def test_a_file_that_is_no_toml_is_shown_with_its_whole_line(tmp_path: Path) -> None:
    make(tmp_path, {R: RECEIVER.replace('name = "R"', "name = “R”")})
    problem = only(tmp_path)
    found = excerpt(tmp_path, problem, 1)
    assert found
    assert found.lines[1] == (3, "name = “R”")
    assert (found.line, found.start, found.length, found.value, found.written) == (3, 0, 10, None, "name = “R”")
    assert suggestion_line(problem, found) is None


def test_a_missing_key_is_shown_by_the_heading_of_its_table(tmp_path: Path) -> None:
    make(tmp_path, {R: RECEIVER.replace('name = "R"\n', "")})
    found = excerpt(tmp_path, only(tmp_path), 1)
    assert found
    assert (found.line, found.start, found.length, found.value) == (1, 0, 0, None)


def test_a_problem_without_a_line_shows_the_beginning_of_its_file(tmp_path: Path) -> None:
    make(tmp_path, {"receivers/old.txt": "one\ntwo\nthree\n"})
    found = excerpt(tmp_path, only(tmp_path), 1)
    assert found and found.lines == ((1, "one"), (2, "two")) and found.line is None


def test_what_cannot_be_read_has_no_excerpt_and_no_mend(tmp_path: Path) -> None:
    (tmp_path / "secret.toml").write_text("[school\n")
    programme = make(tmp_path / "p", {})
    (programme / "receivers/link.toml").symlink_to(tmp_path / "secret.toml")
    for file in ("receivers/link.toml", "receivers/gone.toml", ".", "../secret.toml"):
        problem = Problem(file, 1, "", "x")
        assert excerpt(programme, problem, 2) is None
        with pytest.raises(CannotMend, match=r"link|folder"):
            mended(programme, problem, "[school]")


@pytest.mark.parametrize(("key", "text"), [("", "[school\n"), ("need[1].priority", "[school]\n")])
def test_a_file_that_grew_shorter_since_shows_no_line_that_is_not_there(tmp_path: Path, key: str, text: str) -> None:
    make(tmp_path, {R: text})
    found = excerpt(tmp_path, Problem(R, 40, key, "x"), 1)
    assert found and found.line is None and found.length == 0


VALUES = [
    # before, key, typed, after
    ('priority = "1" # one\n', "need[1].priority", "1", "priority = 1 # one\n"),
    ('priority="1"', "need[1].priority", " 2 ", "priority=2"),
    ('by = "soon"\n', "need[1].by", "2026-09-01", "by = 2026-09-01\n"),
    ('by = "soon"\n', "need[1].by", "next week", 'by = "next week"\n'),
    ("audience = 7\n", "need[1].audience", "parents", 'audience = "parents"\n'),
    ("audience = 7\n", "need[1].audience", '"7"', 'audience = "7"\n'),
    ("audience = 7\n", "need[1].audience", 'the "new" C:\\', 'audience = "the \\"new\\" C:\\\\"\n'),
    ("audience = 7\n", "need[1].audience", "5 # all", 'audience = "5 # all"\n'),
    ("audience = 7\n", "need[1].audience", "1\nx = 2", 'audience = "1\\nx = 2"\n'),
    ("audience = 7\n", "need[1].audience", "1, 2", 'audience = "1, 2"\n'),
    ("audience = 7\n", "need[1].audience", "1]\n[x", 'audience = "1]\\n[x"\n'),
    ("audience = 7\n", "need[1].audience", "", 'audience = ""\n'),
    ("audience = 7\n", "need[1].audience", "家长", 'audience = "家长"\n'),
    ('modes = "visit"\n', "need[1].modes", '["visit", "lesson"]', 'modes = ["visit", "lesson"]\n'),
    ('modes = ["visit", # a\n  "lectur", # b\n]\n', "need[1].modes[2]", "lecture", 'modes = ["visit", # a\n  "lecture", # b\n]\n'),
    ('by = """so\non""" # c\n', "need[1].by", "2026-09-01", "by = 2026-09-01 # c\n"),
]  # fmt: skip


@pytest.mark.parametrize(("before", "key", "typed", "after"), VALUES)
@pytest.mark.parametrize("mark", [b"", BOM], ids=["", "BOM"])
@pytest.mark.parametrize("end", ["\n", "\r\n"], ids=["LF", "CRLF"])
def test_only_the_value_changes(
    tmp_path: Path, before: str, key: str, typed: str, after: str, mark: bytes, end: str
) -> None:
    top = "# 第一行\n" + RECEIVER
    make(tmp_path, {R: mark + (top + before).replace("\n", end).encode()})
    write(mended(tmp_path, only(tmp_path, key), typed))
    assert (tmp_path / R).read_bytes() == mark + (top + after).replace("\n", end).encode()


def test_a_value_in_an_inline_table_is_mended(tmp_path: Path) -> None:
    needs = 'need = [{ text = "x", priority = "1" }]\n'
    make(tmp_path, {R: needs + RECEIVER.split("\n[[need]]")[0]})
    write(mended(tmp_path, only(tmp_path), "1"))
    assert (tmp_path / R).read_text().startswith('need = [{ text = "x", priority = 1 }]\n')


KEYS = [
    # before, key, typed, after
    ('prioriti  =  "1" # prioriti\n', "need[1].prioriti", "priority", 'priority  =  "1" # prioriti\n'),
    ('"prioriti" = 1\n', "need[1].prioriti", " priority ", "priority = 1\n"),
    ("prioriti = 1\n", "need[1].prioriti", "多 急", '"多 急" = 1\n'),
    ("prioriti = 1\n", "need[1].prioriti", "a.b", '"a.b" = 1\n'),
    ("prioriti.x = 1\n", "need[1].prioriti", "priority", "priority.x = 1\n"),
    ("[wish] # wish\nx = 1\n[wish.more]\n", "wish", "strength", "[strength] # wish\nx = 1\n[strength.more]\n"),
    ("[[wish]]\nwish = 1\n[[wish]]\n", "wish", "strength", "[[strength]]\nwish = 1\n[[strength]]\n"),
]


@pytest.mark.parametrize(("before", "key", "typed", "after"), KEYS)
@pytest.mark.parametrize("mark", [b"", BOM], ids=["", "BOM"])
@pytest.mark.parametrize("end", ["\n", "\r\n"], ids=["LF", "CRLF"])
def test_a_key_that_is_not_known_is_renamed_wherever_it_stands_and_its_value_stays(
    tmp_path: Path, before: str, key: str, typed: str, after: str, mark: bytes, end: str
) -> None:
    top = "# 第一行\n" + RECEIVER
    make(tmp_path, {R: mark + (top + before).replace("\n", end).encode()})
    write(mended(tmp_path, only(tmp_path, key), typed))
    assert (tmp_path / R).read_bytes() == mark + (top + after).replace("\n", end).encode()


def test_of_a_key_that_is_not_known_the_key_is_marked(tmp_path: Path) -> None:
    make(tmp_path, {R: RECEIVER + '  prioriti = "prioriti"\n'})
    problem = only(tmp_path)
    found = excerpt(tmp_path, problem, 0)
    assert found
    assert (found.line, found.start, found.length, found.written) == (9, 2, 8, "prioriti")
    assert suggestion_line(problem, found) == '  priority = "prioriti"'


@pytest.mark.parametrize("before", ["prioriti = 1\npriority = 2\n", "priority = 2\nprioriti = 1\n"])
def test_a_key_is_not_renamed_to_one_that_stands_there_already(tmp_path: Path, before: str) -> None:
    make(tmp_path, {R: RECEIVER + before})
    with pytest.raises(CannotMend, match="priority stands in this place already; keep one of the two"):
        mended(tmp_path, only(tmp_path), "priority")
    make(tmp_path, {R: RECEIVER + "[[needs]]\ntext = 'x'\n"})
    with pytest.raises(CannotMend, match="need stands in this place already"):
        mended(tmp_path, only(tmp_path), "need")


def test_a_key_whose_place_is_not_known_is_not_renamed(tmp_path: Path) -> None:
    make(tmp_path, {R: f"{RECEIVER}own = {'[' * 120}{']' * 120}\nprioriti = 1\n"})
    with pytest.raises(CannotMend, match="cannot be changed here"):
        mended(tmp_path, only(tmp_path, "need[1].prioriti"), "priority")


MISSING = [
    (R, RECEIVER.replace('name = "R"\n', ""), "R", RECEIVER.replace('id = "r"\nname = "R"', 'name = "R"\nid = "r"')),
    (R, RECEIVER.replace('text = "reading at home"\n', "") + '[[need]]\ntext = "x"\n', "t", RECEIVER.replace('id = "n"\ntext = "reading at home"', 'text = "t"\nid = "n"') + '[[need]]\ntext = "x"\n'),
    (R, RECEIVER + "[[need]] # last", "t", RECEIVER + '[[need]] # last\ntext = "t"\n'),
    ("donors/d.toml", DONOR.replace("[school]", "[[school]]").replace("[[strength]]", "[[school.strength]]").replace('text = "reading evenings"\n', ""), "t", DONOR.replace("[school]", "[[school]]").replace('[[strength]]\nid = "s"\ntext = "reading evenings"\n', '[[school.strength]]\ntext = "t"\nid = "s"\n')),
    (P, "# top\n", '{ id = "p", name = "P" }', 'programme = { id = "p", name = "P" }\n# top\n'),
]  # fmt: skip


@pytest.mark.parametrize(("file", "before", "typed", "after"), MISSING)
@pytest.mark.parametrize("mark", [b"", BOM], ids=["", "BOM"])
@pytest.mark.parametrize("end", ["\n", "\r\n"], ids=["LF", "CRLF"])
def test_a_missing_key_comes_under_its_heading(
    tmp_path: Path, file: str, before: str, typed: str, after: str, mark: bytes, end: str
) -> None:
    make(tmp_path, {file: mark + before.replace("\n", end).encode()})
    missing = next(problem for problem in read_programme(tmp_path).problems if "is missing" in problem.message)
    write(mended(tmp_path, missing, typed))
    assert (tmp_path / file).read_bytes() == mark + after.replace("\n", end).encode()


@pytest.mark.parametrize("end", ["\n", "\r\n"], ids=["LF", "CRLF"])
def test_a_line_that_is_no_toml_is_replaced_as_a_whole(tmp_path: Path, end: str) -> None:
    broken = RECEIVER.replace('name = "R"', "name = “R”").replace("\n", end)
    make(tmp_path, {R: broken.encode()})
    mend = mended(tmp_path, only(tmp_path), 'name = "R" # so')
    write(mend)
    assert (tmp_path / R).read_bytes() == RECEIVER.replace('name = "R"', 'name = "R" # so').replace("\n", end).encode()
    assert read_programme(tmp_path).problems == ()


def test_a_file_that_stays_unreadable_is_refused_with_its_line(tmp_path: Path) -> None:
    make(tmp_path, {R: "[school]\nid = “r”\nname = “R”\n"})
    with pytest.raises(CannotMend) as refused:
        mended(tmp_path, only(tmp_path), 'id = "r"')
    assert str(refused.value) == (
        "with this text the file cannot be read (receivers/r.toml:3: curly quotation marks do not work here; write "
        'straight ones, as in text = "..."); type something else, or open it in an editor'
    )


def test_what_has_no_place_is_refused(tmp_path: Path) -> None:
    pair = '[[pair]]\nreceiver = "r"\ndonor = "d"\n'
    make(tmp_path, {P: PROGRAMME + pair + pair.replace("pair", "ban"), "receivers/old.txt": "x"})
    both, unread = read_programme(tmp_path).problems
    for problem, sentence in (
        (both, "pair[1] cannot be changed here; open programme.toml in an editor"),
        (unread, "receivers/old.txt cannot be changed here; open receivers/old.txt in an editor"),
        (Problem(P, 1, "programme", ""), "programme cannot be changed here; open programme.toml in an editor"),
        (Problem(P, None, ".", ""), ". cannot be changed here; open programme.toml in an editor"),
        (Problem(P, None, "a.b.c", ""), "a.b.c cannot be changed here; open programme.toml in an editor"),
        (Problem(P, 1, "programme.x.y", ""), "programme.x.y cannot be changed here; open programme.toml in an editor"),
        (
            Problem(P, 2, "programme.id.y", ""),
            "programme.id.y cannot be changed here; open programme.toml in an editor",
        ),
        (Problem(P, 4, "pair[3]", ""), "pair[3] cannot be changed here; open programme.toml in an editor"),
    ):
        with pytest.raises(CannotMend) as refused:
            mended(tmp_path, problem, "1")
        assert str(refused.value) == sentence


def test_a_key_that_would_fall_into_another_table_is_refused(tmp_path: Path) -> None:
    make(tmp_path, {P: 'programme.id = "p"\n'})
    with pytest.raises(CannotMend, match=r"programme\.name cannot be changed here"):
        mended(tmp_path, only(tmp_path), "P")


def test_a_problem_that_moved_since_is_not_mended_in_the_wrong_row(tmp_path: Path) -> None:
    need = '[[need]]\ntext = "x"\npriority = 9\n'
    make(tmp_path, {R: RECEIVER + need})
    problem = only(tmp_path)
    new = RECEIVER + '[[need]]\ntext = "new"\n\npriority = 2\n' + need
    (tmp_path / R).write_text(new)
    with pytest.raises(ChangedOnDisk, match="was changed by somebody else"):
        mended(tmp_path, problem, "5")
    (tmp_path / R).write_text("[school\n" + new)
    with pytest.raises(ChangedOnDisk):
        mended(tmp_path, problem, "5")


def test_a_line_that_is_right_by_now_is_not_replaced(tmp_path: Path) -> None:
    make(tmp_path, {R: RECEIVER.replace('"R"', "R")})
    problem = only(tmp_path)
    make(tmp_path, {R: RECEIVER})
    with pytest.raises(ChangedOnDisk):
        mended(tmp_path, problem, 'name = "Q"')


def test_an_edit_between_looking_and_writing_is_kept(tmp_path: Path) -> None:
    make(tmp_path, {R: RECEIVER + "priority = 9\n"})
    mend = mended(tmp_path, only(tmp_path), "5")
    (tmp_path / R).write_text(RECEIVER)
    with pytest.raises(ChangedOnDisk):
        write(mend)
    assert (tmp_path / R).read_text() == RECEIVER


def test_a_mend_can_be_taken_back(tmp_path: Path) -> None:
    before = (BOM.decode() + RECEIVER + "priority = 9").encode()
    make(tmp_path, {R: before})
    mend = mended(tmp_path, only(tmp_path), "5")
    assert (tmp_path / R).read_bytes() == before
    write(mend)
    assert read_programme(tmp_path).problems == ()
    write(mend.reversed())
    assert (tmp_path / R).read_bytes() == before


def test_numbers_that_are_none_do_not_stand_in_the_way(tmp_path: Path) -> None:
    make(tmp_path, {R: RECEIVER + "people = nan\npriority = nan\n"})
    write(mended(tmp_path, only(tmp_path, "need[1].people"), "3"))
    assert (tmp_path / R).read_text() == RECEIVER + "people = 3\npriority = nan\n"


def test_every_suggestion_can_be_taken_in_turn(tmp_path: Path) -> None:
    bad = (
        RECEIVER.replace('"primary"', '"primery"').replace('"R"', "7")
        + 'priority = "高"\nby = "2026/9/1"\nmodes = "跟岗、visit"\n'
    )
    make(tmp_path, {R: bad, P: PROGRAMME + '[[pair]]\nreceiver = "r"\ndonor = "dd"\n'})
    while problems := read_programme(tmp_path).problems:
        problem = problems[0]
        found = excerpt(tmp_path, problem, 0)
        assert problem.suggestion and found and found.line
        line = suggestion_line(problem, found)
        write(mended(tmp_path, problem, problem.suggestion))
        assert (tmp_path / problem.file).read_text().split("\n")[found.line - 1] == line
    assert (tmp_path / R).read_text() == RECEIVER.replace('"R"', '"7"') + (
        'priority = 1\nby = 2026-09-01\nmodes = ["shadow", "visit"]\n'
    )


@given(tables_with(bare_keys).filter(lambda tables: any(leaves(tables))), plain_values, st.data())
def test_every_other_value_stays_what_it_was(
    tmp_path_factory: pytest.TempPathFactory, tables: dict[str, Any], value: Any, data: st.DataObject
) -> None:
    path, old = data.draw(st.sampled_from(list(leaves(tables))))
    folder = tmp_path_factory.mktemp("p")
    text = tomli_w.dumps(tables)
    (folder / P).write_bytes(text.encode())
    problem = Problem(P, line_of(key_lines(text), path), written(path), "")
    typed = tomli_w.dumps({"x": value}).removeprefix("x = ")
    mend = mended(folder, problem, typed)
    after = tomli.loads((mend.after or b"").decode())
    around: Any = after
    for part in path[:-1]:
        around = around[part]
    assert around[path[-1]] == value
    around[path[-1]] = old
    assert after == tables


@given(tables_with(bare_keys).filter(lambda tables: any(leaves(tables))), bare_keys, st.data())
def test_every_value_stays_when_a_key_is_renamed(
    tmp_path_factory: pytest.TempPathFactory, tables: dict[str, Any], name: str, data: st.DataObject
) -> None:
    path, _value = data.draw(st.sampled_from(list(leaves(tables))))
    path = path[: 1 + max(place for place, part in enumerate(path) if isinstance(part, str))]
    folder = tmp_path_factory.mktemp("p")
    text = tomli_w.dumps(tables)
    (folder / P).write_bytes(text.encode())
    problem = Problem(P, line_of(key_lines(text), path), written(path), "", of_key=True)
    around: Any = tables
    for part in path[:-1]:
        around = around[part]
    if name in around and name != path[-1]:
        with pytest.raises(CannotMend):
            mended(folder, problem, name)
        return
    around[name] = around.pop(path[-1])
    assert tomli.loads((mended(folder, problem, name).after or b"").decode()) == tables


def test_a_file_that_was_changed_since_it_was_looked_at_is_left(tmp_path: Path) -> None:
    file = tmp_path / "receivers" / "a.toml"
    file.parent.mkdir()
    text = '[school]\nid = "a"\nname = "A"\nstage = "primary"\n[[need]]\ntext = "x"\npriority = "low"\n'
    file.write_text(text, encoding="utf-8")
    problem = next(problem for problem in read_programme(tmp_path).problems if problem.key == "need[1].priority")
    looked_at = excerpt(tmp_path, problem, 3)
    assert looked_at
    file.write_text(text.replace('"low"', '"high"'), encoding="utf-8")
    with pytest.raises(ChangedOnDisk):
        mended(tmp_path, problem, "5", looked_at.digest)


@pytest.mark.parametrize("typed", ['name = """', "name = [", "[other]", "= 3", "name = '''"])
def test_a_line_that_would_take_others_with_it_is_refused(tmp_path: Path, typed: str) -> None:
    file = tmp_path / "receivers" / "a.toml"
    file.parent.mkdir()
    file.write_text('[school]\nname = "A\nid = "a"\nnote = """x"""\nstage = "primary"\n', encoding="utf-8")
    problem = next(problem for problem in read_programme(tmp_path).problems if problem.line == 2)
    with pytest.raises(CannotMend):
        mended(tmp_path, problem, typed)
    assert (mended(tmp_path, problem, 'name = "A"').after or b"").splitlines()[1] == b'name = "A"'
