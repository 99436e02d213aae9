"""Page 5: problems shown with their lines, mended where they stand, and taken back."""

from contextlib import nullcontext
from datetime import date
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.pilot import Pilot

from needsmatch.display import cells
from needsmatch.tui.app import NeedsmatchApp
from needsmatch.tui.screens.problems import ValueInput
from needsmatch.tui.source import in_view, plain
from needsmatch.tui.widgets.frame import hints_of
from needsmatch.tui.widgets.rows import Rows
from tests.store.test_problems import PLAN, RECEIVER, R
from tests.store.test_problems import write as make
from tests.strategies import any_text
from tests.tui.conftest import SMALL, WIDE, Opened, screen_text, settle
from tests.tui.test_editor import script

PRIORITY = RECEIVER + 'priority = "高"  # 最急\npeople = -1\n'
L = "plans/p.toml"


def app_of(pilot: Pilot[None]) -> NeedsmatchApp:
    app = pilot.app
    assert isinstance(app, NeedsmatchApp)
    return app


def labels(pilot: Pilot[None]) -> list[str]:
    return [hint.label for hint in hints_of(pilot.app.screen)]


def shown(pilot: Pilot[None]) -> str:
    return screen_text(app_of(pilot))


def said(pilot: Pilot[None]) -> str:
    """What stands in the pane about the problem, as one line."""
    pane = pilot.app.screen.query_one("#how-pane").region
    strips = pilot.app.screen._compositor.render_strips()[pane.y : pane.bottom]
    return " ".join("\n".join(strip.crop(pane.x, pane.right).text for strip in strips).split())


async def retype(pilot: Pilot[None], text: str) -> None:
    await pilot.press("enter", "ctrl+shift+a", "delete", *text)
    await pilot.press("enter")
    await settle(pilot)


@pytest.mark.parametrize("size", [WIDE, SMALL])
@pytest.mark.parametrize("end", ["\n", "\r\n"], ids=["LF", "CRLF"])
async def test_a_typed_value_goes_into_the_file_and_nothing_else_changes(
    opened: Opened, tmp_path: Path, size: tuple[int, int], end: str
) -> None:
    before = PRIORITY.replace("\n", end).encode()
    make(tmp_path, {R: before})
    async with opened(tmp_path, page="problems", size=size) as pilot:
        assert "2 errors" in shown(pilot)
        await retype(pilot, "2")
        assert (tmp_path / R).read_bytes() == before.replace('"高"'.encode(), b"2")
        text = shown(pilot)
        assert "1 error " in text
        assert f"Just now: mended: {R}:9: need[1].priority" in text
        await pilot.press("ctrl+z")
        await settle(pilot)
        assert (tmp_path / R).read_bytes() == before
        assert "2 errors" in shown(pilot)
        await pilot.press("ctrl+y")
        await settle(pilot)
        assert b"priority = 2" in (tmp_path / R).read_bytes()


async def test_y_takes_the_suggestion_that_is_shown(opened: Opened, tmp_path: Path) -> None:
    make(tmp_path, {R: PRIORITY})
    async with opened(tmp_path, page="problems") as pilot:
        assert "priority = 1 # 最急" in shown(pilot)
        await pilot.press("ｙ")
        await settle(pilot)
        assert (tmp_path / R).read_text(encoding="utf-8") == PRIORITY.replace('"高"', "1")
        await pilot.press("ctrl+z")
        await settle(pilot)
        assert (tmp_path / R).read_text(encoding="utf-8") == PRIORITY


@pytest.mark.parametrize("size", [WIDE, SMALL])
async def test_a_key_that_is_not_known_is_marked_and_y_renames_it(
    opened: Opened, tmp_path: Path, size: tuple[int, int]
) -> None:
    before = RECEIVER + 'prioriti = "prioriti"  # 急\n'
    make(tmp_path, {R: before})
    async with opened(tmp_path, page="problems", size=size) as pilot:
        lines = shown(pilot).splitlines()
        (place,) = [number for number, text in enumerate(lines) if "^" in text]
        assert lines[place].count("^") == len("prioriti")
        assert lines[place].index("^") == lines[place - 1].index("prioriti")
        assert 'priority = "prioriti"' in said(pilot)
        await pilot.press("y")
        await settle(pilot)
        assert (tmp_path / R).read_text(encoding="utf-8") == before.replace("prioriti =", "priority =")
        await pilot.press("ctrl+z")
        await settle(pilot)
        assert (tmp_path / R).read_text(encoding="utf-8") == before


async def test_enter_changes_a_key_that_is_not_known(opened: Opened, tmp_path: Path) -> None:
    make(tmp_path, {R: RECEIVER + "zzz = 1\npriority = 2\nx = 3\n"})
    async with opened(tmp_path, page="problems") as pilot:
        assert "Take the suggestion" not in labels(pilot)
        await pilot.press("enter")
        assert "The key as it should be:" in said(pilot)
        assert pilot.app.screen.query_one(ValueInput).value == "zzz"
        await pilot.press("ctrl+shift+a", "delete", "enter")
        assert "Nothing was typed" in said(pilot)
        await pilot.press(*"priority", "enter")
        assert "priority stands in this place already" in said(pilot)
        await pilot.press("ctrl+shift+a", *"people", "enter")
        await settle(pilot)
        assert (tmp_path / R).read_text(encoding="utf-8") == RECEIVER + "people = 1\npriority = 2\nx = 3\n"


async def test_a_long_sentence_is_read_whole_in_the_list_of_a_usual_window(opened: Opened, tmp_path: Path) -> None:
    path = "receivers/a-school-with-a-very-long-name-indeed.toml"
    make(tmp_path, {path: RECEIVER.replace('"r"', '"s"') + "prioriti = 1\n"})
    sentence = "this key is not known and has no effect; did you mean priority?"
    for width, key in ((WIDE[0], False), (150, True)):
        async with opened(tmp_path, page="problems", size=(width, 36)) as pilot:
            (row,) = [line for line in shown(pilot).splitlines() if sentence in line]
            assert ("need[1].prioriti" in row) == key
            assert "receivers/a-school" in row and ":9" in row


async def test_y_is_offered_only_where_there_is_a_suggestion(opened: Opened, tmp_path: Path) -> None:
    make(tmp_path, {R: PRIORITY})
    async with opened(tmp_path, page="problems") as pilot:
        assert "Take the suggestion" in labels(pilot)
        await pilot.press("down")
        assert "-1 is out of range" in shown(pilot)
        assert "Take the suggestion" not in labels(pilot)
        await pilot.press("y")
        await settle(pilot)
        assert (tmp_path / R).read_text(encoding="utf-8") == PRIORITY


async def test_the_ways_to_mend_are_reached_without_letters(opened: Opened, tmp_path: Path) -> None:
    make(tmp_path, {R: PRIORITY})
    async with opened(tmp_path, page="problems") as pilot:
        await pilot.press("tab", "tab", "tab", "down", "enter")
        await settle(pilot)
        assert "priority = 1  #" in (tmp_path / R).read_text(encoding="utf-8")


async def test_after_mending_the_neighbour_is_chosen(opened: Opened, tmp_path: Path) -> None:
    make(tmp_path, {R: PRIORITY, "receivers/s.toml": RECEIVER.replace('"r"', '"s"') + "people = -2\n"})
    async with opened(tmp_path, page="problems") as pilot:
        rows = pilot.app.screen.query_one("#problems", Rows)
        await pilot.press("down")
        await retype(pilot, "4")
        assert rows.chosen and rows.chosen.startswith("receivers/s.toml")
        assert "people = -2" in shown(pilot)


async def test_a_row_stays_chosen_when_lines_above_it_come_or_go(opened: Opened, tmp_path: Path) -> None:
    make(tmp_path, {R: PRIORITY})
    async with opened(tmp_path, page="problems") as pilot:
        await pilot.press("down")
        (tmp_path / R).write_text("# one\n# two\n" + PRIORITY.replace('"高"', "1"), encoding="utf-8")
        await pilot.press("ctrl+r")
        await settle(pilot)
        text = shown(pilot)
        assert "r.toml:12" in text and "-1 is out of range" in text


async def test_a_line_that_is_no_toml_is_typed_anew(opened: Opened, tmp_path: Path) -> None:
    make(tmp_path, {R: "# 说明\n" + RECEIVER.replace('name = "R"', "name = “R”")})
    async with opened(tmp_path, page="problems") as pilot:
        await pilot.press("enter")
        assert pilot.app.screen.query_one(ValueInput).value == "name = “R”"
        await pilot.press("escape")
        await retype(pilot, 'name = "R"')
        assert (tmp_path / R).read_text(encoding="utf-8") == "# 说明\n" + RECEIVER
        assert "All 3 files are fine" in shown(pilot)


async def test_a_missing_value_is_typed_under_its_heading(opened: Opened, tmp_path: Path) -> None:
    make(tmp_path, {R: RECEIVER.replace('name = "R"\n', "")})
    async with opened(tmp_path, page="problems") as pilot:
        await retype(pilot, "闽宁小学")
        assert (tmp_path / R).read_text(encoding="utf-8").startswith('[school]\nname = "闽宁小学"\n')
        assert "All 3 files are fine" in shown(pilot)


async def test_what_cannot_be_taken_says_why_and_stays_in_the_input(opened: Opened, tmp_path: Path) -> None:
    make(tmp_path, {R: RECEIVER.replace('name = "R"', "name = “R”")})
    before = (tmp_path / R).read_bytes()
    async with opened(tmp_path, page="problems") as pilot:
        await retype(pilot, "name = 好")
        assert "with this text the file cannot be read" in said(pilot)
        typed = pilot.app.screen.query_one(ValueInput)
        assert typed.has_focus and typed.value == "name = 好"
        assert (tmp_path / R).read_bytes() == before


async def test_a_file_that_was_changed_meanwhile_is_left_as_it_is(opened: Opened, tmp_path: Path) -> None:
    make(tmp_path, {R: PRIORITY})
    async with opened(tmp_path, page="problems") as pilot:
        await pilot.press("enter", "ctrl+shift+a", "3")
        theirs = "# theirs\n" + PRIORITY
        (tmp_path / R).write_text(theirs, encoding="utf-8")
        await pilot.press("enter")
        await settle(pilot)
        assert "changed by somebody else" in said(pilot)
        assert (tmp_path / R).read_text(encoding="utf-8") == theirs
        await pilot.press("ctrl+r")
        await settle(pilot)
        assert pilot.app.screen.query_one(ValueInput).value == "3"
        await pilot.press("enter")
        await settle(pilot)
        assert (tmp_path / R).read_text(encoding="utf-8") == theirs.replace('"高"', "3")


async def test_escape_leaves_the_file_and_keeps_what_was_typed(opened: Opened, tmp_path: Path) -> None:
    make(tmp_path, {R: PRIORITY})
    async with opened(tmp_path, page="problems") as pilot:
        await pilot.press("enter", "x", "escape")
        assert pilot.app.focused and pilot.app.focused.id == "problems"
        assert (tmp_path / R).read_text(encoding="utf-8") == PRIORITY
        await pilot.press("enter")
        typed = pilot.app.screen.query_one(ValueInput)
        assert typed.value == "高x"
        await pilot.press("ctrl+z")
        assert typed.value == "高"


async def test_a_value_over_several_lines_is_not_pressed_into_one(opened: Opened, tmp_path: Path) -> None:
    make(tmp_path, {R: RECEIVER + 'by = """so\non"""\n'})
    async with opened(tmp_path, page="problems") as pilot:
        await pilot.press("enter")
        assert pilot.app.screen.query_one(ValueInput).value == ""
        assert "now it has several lines" in shown(pilot)


@pytest.mark.parametrize("size", [WIDE, SMALL])
async def test_the_mark_stands_under_the_value_also_behind_wide_characters(
    opened: Opened, tmp_path: Path, size: tuple[int, int]
) -> None:
    make(tmp_path, {R: RECEIVER.split("[[need]]")[0] + 'need = [{\ttext = "怎样指导家长读书", priority = "很高" }]\n'})
    async with opened(tmp_path, page="problems", size=size) as pilot:
        lines = shown(pilot).splitlines()
        (place,) = [number for number, text in enumerate(lines) if "^" in text]
        guilty, marks = lines[place - 1], lines[place]
        before = marks.split("^")[0]
        assert cells(before) == cells(guilty.split('"很高"')[0])
        assert "^" * cells('"很高"') in marks and "^" * 7 not in marks


@given(any_text, any_text, any_text, st.integers(10, 90))
def test_the_value_of_a_line_is_always_in_view(before: str, value: str, behind: str, room: int) -> None:
    value = f'"{value}"'
    text, front, marked = in_view(before + value + behind, len(before), len(value), room)
    place = len(text) - len(plain(value.strip()) + plain(behind))
    assert cells(text[:place]) == front
    assert text[place:].startswith('"')
    assert front + marked <= room
    assert marked >= min(cells(plain(value)), room // 2)


async def test_typing_filters_and_escape_shows_everything_again(opened: Opened, tmp_path: Path) -> None:
    make(tmp_path, {R: PRIORITY})
    async with opened(tmp_path, page="problems") as pilot:
        await pilot.press("slash", *"people", "enter")
        rows = pilot.app.screen.query_one("#problems", Rows)
        assert len(rows.keys) == 1 and "people" in rows.keys[0]
        await pilot.press("slash", *"xyz")
        text = shown(pilot)
        assert "No problem here has peoplexyz." in text and "Esc shows all problems again." in text
        await pilot.press("escape")
        assert len(rows.keys) == 2


async def test_where_everything_is_fine_it_is_said_with_the_time(opened: Opened, sample: Path) -> None:
    async with opened(sample, page="problems") as pilot:
        session = app_of(pilot).session
        assert session and session.read_at
        text = shown(pilot)
        assert "All 33 files are fine" in text
        assert f"Checked at {session.read_at:%H:%M}" in text


async def test_notes_stand_behind_errors(opened: Opened, tmp_path: Path) -> None:
    make(
        tmp_path,
        {"donors/a.toml": 'x = 1\n[school]\nid = "a"\nname = "A"\nstage = "high"\nstrength = []\n', R: PRIORITY},
    )
    async with opened(tmp_path, page="problems") as pilot:
        words = [line.split()[0] for line in shown(pilot).replace(">", " ").splitlines() if ".toml:" in line]
        assert words == sorted(words) and {"error", "note"} == set(words)


async def test_hostile_names_and_values_are_shown_as_text(opened: Opened, tmp_path: Path) -> None:
    name = "receivers/[red]x\x1b]0;pwned\x07家.toml"
    school = RECEIVER.replace('"r"', '"s"')
    make(tmp_path, {name: school + 'priority = "[bold]\\u001b[31m\u202e高"\n'})
    async with opened(tmp_path, page="problems") as pilot:
        text = shown(pilot)
        assert "\x1b" not in text and "\x07" not in text and "\u202e" not in text
        assert "[red]x" in text and "[bold]" in text
        await pilot.press("enter")
        typed = pilot.app.screen.query_one(ValueInput)
        assert "\u202e" not in typed.value
        await pilot.press("end", "left", "2", "enter")
        assert "a character that cannot be shown" in said(pilot)
        await pilot.press("ctrl+shift+a", "delete", "2", "enter")
        await settle(pilot)
        assert (tmp_path / name).read_text(encoding="utf-8") == school + "priority = 2\n"


async def test_the_editor_opens_the_file_and_what_it_wrote_is_read(
    opened: Opened, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    programme = make(tmp_path / "p", {R: PRIORITY})
    work = "open(sys.argv[-1], 'a').write('# ' + repr(sys.argv[1:]) + '\\n')"
    monkeypatch.setenv("EDITOR", script(tmp_path, work))
    async with opened(programme, page="problems") as pilot:
        monkeypatch.setattr(pilot.app, "suspend", nullcontext)
        await pilot.press("o")
        await settle(pilot)
        assert (programme / R).read_text(encoding="utf-8") == f"{PRIORITY}# {[str(programme / R)]!r}\n"
        assert "# ['" in shown(pilot)
        monkeypatch.setenv("EDITOR", "no-such-editor")
        await pilot.press("o")
        assert "no-such-editor was not found" in said(pilot)


async def test_where_no_editor_can_have_the_terminal_it_is_said(opened: Opened, tmp_path: Path) -> None:
    make(tmp_path, {R: PRIORITY})
    async with opened(tmp_path, page="problems") as pilot:
        await pilot.press("o")
        assert f"open {R} yourself." in said(pilot)


async def test_what_is_no_file_can_neither_be_opened_nor_mended(opened: Opened, tmp_path: Path) -> None:
    make(tmp_path, {}).joinpath("receivers/folder.toml").mkdir()
    async with opened(tmp_path, page="problems") as pilot:
        assert not {"Open in editor", "Mend it here", "Take the suggestion"} & set(labels(pilot))
        assert "cannot be shown here" in shown(pilot)


async def test_a_mended_plan_can_be_taken_back_and_mended_again(opened: Opened, tmp_path: Path) -> None:
    make(tmp_path, {L: PLAN.replace("X", 'people = "30人"')})
    before = (tmp_path / L).read_bytes()
    async with opened(tmp_path, page="problems") as pilot:
        await pilot.press("y")
        await settle(pilot)
        assert b"people = 30\n" in (tmp_path / L).read_bytes()
        await pilot.press("ctrl+z")
        await settle(pilot)
        assert (tmp_path / L).read_bytes() == before
        await pilot.press("ctrl+y")
        await settle(pilot)
        assert b"people = 30\n" in (tmp_path / L).read_bytes()


async def test_a_plan_with_unsaved_changes_is_not_mended_over_them(opened: Opened, tmp_path: Path) -> None:
    make(tmp_path, {L: PLAN.replace("X", 'strength = "d/t"\nactivity = "x"')})
    before = (tmp_path / L).read_bytes()
    async with opened(tmp_path, page="problems") as pilot:
        session = app_of(pilot).session
        assert session
        plan = session.plan("p")
        assert plan
        session.edit(msgspec.structs.replace(plan, items=()))
        await settle(pilot)
        assert "Take the suggestion" in labels(pilot)
        await pilot.press("y")
        assert "has changes that are not saved" in said(pilot)
        assert (tmp_path / L).read_bytes() == before and session.unsaved


async def test_enter_on_a_value_typed_in_a_plan_goes_to_its_field(
    opened: Opened, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make(tmp_path, {L: PLAN.replace("X", "")})
    async with opened(tmp_path, page="problems") as pilot:
        app = app_of(pilot)
        session = app.session
        assert session
        plan = session.plan("p")
        assert plan
        items = (msgspec.structs.replace(plan.items[0], start=date(2026, 2, 1)),)
        session.edit(msgspec.structs.replace(plan, items=items), wrong={("p", "i", "end"): "soon"})
        app.changed()
        went: list[tuple[str, str | None, str]] = []
        monkeypatch.setattr(app, "go_to_field", lambda *place: went.append(place), raising=False)
        await pilot.press("enter")
        assert went == [("p", "i", "end")]
        assert "Open in editor" not in labels(pilot)


@pytest.mark.parametrize("keys", [["y"], ["enter", "enter"]])
async def test_a_number_in_quotes_loses_them_though_it_reads_the_same(
    opened: Opened, tmp_path: Path, keys: list[str]
) -> None:
    make(tmp_path, {R: RECEIVER + 'priority = "1"\n'})
    async with opened(tmp_path, page="problems") as pilot:
        await pilot.press(*keys)
        await settle(pilot)
        assert (tmp_path / R).read_text(encoding="utf-8") == RECEIVER + "priority = 1\n"


async def test_enter_on_an_empty_input_adds_nothing(opened: Opened, tmp_path: Path) -> None:
    before = RECEIVER.replace('name = "R"\n', "")
    make(tmp_path, {R: before})
    async with opened(tmp_path, page="problems") as pilot:
        await pilot.press("enter", "enter")
        assert "Nothing was typed" in said(pilot)
        assert (tmp_path / R).read_text(encoding="utf-8") == before


async def test_enter_on_a_value_that_was_not_changed_says_so(opened: Opened, tmp_path: Path) -> None:
    make(tmp_path, {R: RECEIVER.replace('"primary"', '"zzz"')})
    async with opened(tmp_path, page="problems") as pilot:
        await pilot.press("enter", "enter")
        assert "This is what stands there now" in said(pilot)
