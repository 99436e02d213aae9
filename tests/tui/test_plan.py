"""Page 4 and the plan editor: what is typed reaches the plan and, saved, the file; nothing is lost on the way."""

import difflib
from datetime import date
from pathlib import Path

import pytest
from msgspec.structs import replace
from textual.pilot import Pilot

from needsmatch.model.plan import SupportPlan
from needsmatch.model.terms import Mode
from needsmatch.tui.app import NeedsmatchApp
from needsmatch.tui.screens import plans
from needsmatch.tui.session import Session
from needsmatch.tui.widgets.field import FieldBox
from tests.tui.conftest import SMALL, WIDE, Opened, screen_text, settle

NAME = "yuhai-kindergarten-with-huoju-kindergarten"


def session_of(pilot: Pilot[None]) -> Session:
    assert isinstance(pilot.app, NeedsmatchApp)
    assert pilot.app.session
    return pilot.app.session


def plan_of(pilot: Pilot[None]) -> SupportPlan:
    plan = session_of(pilot).plan(NAME)
    assert plan
    return plan


async def open_plan(pilot: Pilot[None]) -> None:
    """Open the plan of 玉海幼儿园, found by typing."""
    await pilot.press("4")
    await pilot.pause()
    await pilot.press("slash", *"玉海幼儿园", "enter", "enter")
    await pilot.pause()


async def go_to(pilot: Pilot[None], field: str, item: int = 1) -> None:
    """From the list of items to a field of the chosen item."""
    await pilot.press("home", *["down"] * item, "enter")
    while not (isinstance(pilot.app.focused, FieldBox) and pilot.app.focused.field.name == field):
        await pilot.press("down")


async def type_into(pilot: Pilot[None], text: str) -> None:
    """Replace what stands in the field that has the focus."""
    await pilot.press("enter")
    await pilot.pause()
    await pilot.press("end", "shift+home", "delete", *text, "enter")
    await pilot.pause()


@pytest.mark.parametrize("size", [WIDE, SMALL])
async def test_a_plan_is_drafted_edited_and_saved_as_a_small_diff(
    opened: Opened, sample: Path, size: tuple[int, int]
) -> None:
    async with opened(sample, size=size) as pilot:
        await open_plan(pilot)
        assert plan_of(pilot).items
        await pilot.press("ctrl+s")
        await settle(pilot)
        file = sample / "plans" / f"{NAME}.toml"
        drafted = file.read_text(encoding="utf-8")
        await go_to(pilot, "sessions")
        await type_into(pilot, "１２次")
        assert plan_of(pilot).items[0].sessions == 12
        assert "was empty" in screen_text(pilot.app)
        await pilot.press("ctrl+s")
        await settle(pilot)
        after = file.read_text(encoding="utf-8")
        changed = [line for line in difflib.ndiff(drafted.splitlines(), after.splitlines()) if line[0] in "+-"]
        assert changed == ["+ sessions = 12"]
        assert session_of(pilot).unsaved == 0


async def test_undo_and_redo_take_steps_back_also_after_saving(opened: Opened, sample: Path) -> None:
    async with opened(sample) as pilot:
        await open_plan(pilot)
        drafted = plan_of(pilot)
        await go_to(pilot, "people")
        await type_into(pilot, "9")
        await pilot.press("escape")
        await pilot.press("ctrl+s")
        await settle(pilot)
        await pilot.press("ctrl+z")
        assert plan_of(pilot) == drafted
        assert session_of(pilot).unsaved == 1
        await pilot.press("ctrl+y")
        assert plan_of(pilot).items[0].people == 9
        assert session_of(pilot).unsaved == 0


async def test_a_wrong_value_stays_with_its_reason_and_blocks_only_saving(opened: Opened, sample: Path) -> None:
    async with opened(sample) as pilot:
        await open_plan(pilot)
        before = plan_of(pilot)
        await go_to(pilot, "sessions")
        await type_into(pilot, "often")
        assert plan_of(pilot) == before
        text = screen_text(pilot.app)
        assert "often" in text
        assert "whole number" in text
        await pilot.press("down")
        await type_into(pilot, "45")
        await pilot.press("ctrl+s")
        await settle(pilot)
        assert not (sample / "plans").exists()
        assert "Problems 1" in screen_text(pilot.app)
        await pilot.press("up")
        await type_into(pilot, "4")
        await pilot.press("ctrl+s")
        await settle(pilot)
        assert (sample / "plans" / f"{NAME}.toml").is_file()


async def test_an_end_before_the_start_is_explained_under_the_field(opened: Opened, sample: Path) -> None:
    async with opened(sample) as pilot:
        await open_plan(pilot)
        await go_to(pilot, "end")
        await type_into(pilot, "2020年1月5日")
        assert plan_of(pilot).items[0].end == date(2020, 1, 5)
        assert ["before the start" in problem.message for problem in session_of(pilot).hindrances()] == [True]
        assert "the end lies before" in screen_text(pilot.app)
        await pilot.press("ctrl+s")
        await settle(pilot)
        assert not (sample / "plans").exists()


async def test_arrows_step_numbers_and_days_and_control_z_inside_the_field_restores(
    opened: Opened, sample: Path
) -> None:
    async with opened(sample) as pilot:
        await open_plan(pilot)
        item = plan_of(pilot).items[0]
        assert item.start
        await go_to(pilot, "start")
        await pilot.press("enter", "up", "up", "enter")
        await pilot.pause()
        moved = plan_of(pilot).items[0].start
        assert moved and (moved - item.start).days == 2
        await pilot.press("enter", "up", "ctrl+z", "enter")
        await pilot.pause()
        assert plan_of(pilot).items[0].start == moved


async def test_a_choice_is_picked_from_its_list(opened: Opened, sample: Path) -> None:
    async with opened(sample) as pilot:
        await open_plan(pilot)
        await go_to(pilot, "mode")
        await pilot.press("enter", "home", "down", "enter")
        await pilot.pause()
        assert plan_of(pilot).items[0].mode is Mode.TRAINING
        before = plan_of(pilot)
        await pilot.press("enter", "down", "down", "escape")
        await pilot.pause()
        assert plan_of(pilot) == before


async def test_a_long_text_keeps_its_lines(opened: Opened, sample: Path) -> None:
    async with opened(sample) as pilot:
        await open_plan(pilot)
        await go_to(pilot, "note")
        await pilot.press("enter", *"one", "ctrl+j", *"two", "enter")
        await pilot.pause()
        assert plan_of(pilot).items[0].note == "one\ntwo"


async def test_escape_leaves_a_field_and_keeps_what_was_typed(opened: Opened, sample: Path) -> None:
    async with opened(sample) as pilot:
        await open_plan(pilot)
        await go_to(pilot, "place")
        await pilot.press("enter", *"X")
        await pilot.press("escape")
        await pilot.pause()
        place = plan_of(pilot).items[0].place
        assert place and place.endswith("X")
        await pilot.press("ctrl+z")
        assert not (plan_of(pilot).items[0].place or "").endswith("X")


async def test_items_are_added_moved_and_taken_out(opened: Opened, sample: Path) -> None:
    async with opened(sample) as pilot:
        await open_plan(pilot)
        before = [item.id for item in plan_of(pilot).items]
        await pilot.press("home", "down", "shift+down")
        assert [item.id for item in plan_of(pilot).items][:2] == [before[1], before[0]]
        await pilot.press("delete")
        await pilot.pause()
        assert before[0] not in [item.id for item in plan_of(pilot).items]
        assert [mark.id for mark in plan_of(pilot).removed] == [before[0]]
        await pilot.press("n")
        await pilot.pause()
        assert "Proposed by the program" in screen_text(pilot.app)
        await pilot.press("enter")
        await pilot.pause()
        assert before[0] in [item.id for item in plan_of(pilot).items]
        assert not plan_of(pilot).removed
        await pilot.press("escape", "ctrl+z", "ctrl+z", "ctrl+z")
        assert [item.id for item in plan_of(pilot).items] == before


async def test_an_own_item_is_written_by_hand(opened: Opened, sample: Path) -> None:
    async with opened(sample) as pilot:
        await open_plan(pilot)
        count = len(plan_of(pilot).items)
        await pilot.press("n", "end", "enter")
        await pilot.pause()
        await pilot.pause()
        await pilot.press("enter", *"互访", "enter")
        await pilot.pause()
        assert len(plan_of(pilot).items) == count + 1
        assert "互访" in [item.activity for item in plan_of(pilot).items]


async def test_a_file_changed_meanwhile_is_shown_beside_and_the_user_chooses(opened: Opened, sample: Path) -> None:
    async with opened(sample) as pilot:
        await open_plan(pilot)
        await pilot.press("ctrl+s")
        await settle(pilot)
        file = sample / "plans" / f"{NAME}.toml"
        await go_to(pilot, "people")
        await type_into(pilot, "7")
        file.write_text(file.read_text(encoding="utf-8").replace("people = ", "people = 1", 1), encoding="utf-8")
        theirs = file.read_bytes()
        await pilot.press("ctrl+s")
        await settle(pilot)
        text = screen_text(pilot.app)
        assert "two versions" in text
        assert file.read_bytes() == theirs
        await pilot.press("3")
        await settle(pilot)
        assert "people = 7\n" in file.read_text(encoding="utf-8")
        assert session_of(pilot).unsaved == 0


async def test_theirs_can_be_taken_and_mine_comes_back_by_undo(opened: Opened, sample: Path) -> None:
    async with opened(sample) as pilot:
        await open_plan(pilot)
        await pilot.press("ctrl+s")
        await settle(pilot)
        file = sample / "plans" / f"{NAME}.toml"
        await go_to(pilot, "people")
        await type_into(pilot, "7")
        file.write_text(file.read_text(encoding="utf-8").replace("people = ", "people = 1", 1), encoding="utf-8")
        theirs = file.read_bytes()
        await pilot.press("ctrl+s")
        await settle(pilot)
        await pilot.press("4")
        await settle(pilot)
        assert file.read_bytes() == theirs
        assert plan_of(pilot).items[0].people != 7
        await pilot.press("ctrl+z")
        assert plan_of(pilot).items[0].people == 7


async def test_all_missing_plans_are_drafted_in_one_step_and_looked_at_once(
    opened: Opened, sample: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[str] = []

    def word(plan: SupportPlan) -> tuple[str, str]:
        looked.append(plan.plan.id)
        return "", ""

    monkeypatch.setattr(plans, "review_word", word)
    async with opened(sample, page="plans") as pilot:
        await pilot.press("n")
        drafted = session_of(pilot).unsaved_plans
        assert len(drafted) == 16
        await pilot.press("down", "1", "4")
        await settle(pilot)
        assert sorted(looked) == sorted(drafted)
        await pilot.press("ctrl+z")
        assert not session_of(pilot).unsaved_plans
        await pilot.press("ctrl+s")
        assert "There is nothing to save." in screen_text(pilot.app)
        await pilot.press("1")
        assert "There is nothing to save." not in screen_text(pilot.app)


async def test_fifty_items_stay_within_reach(opened: Opened, sample: Path) -> None:
    async with opened(sample, size=SMALL) as pilot:
        await open_plan(pilot)
        plan = plan_of(pilot)
        many = [replace(plan.items[0], id=f"i-{number}", activity=f"Activity {number}") for number in range(50)]
        session_of(pilot).edit(replace(plan, items=tuple(many), unmet=()))
        assert isinstance(pilot.app, NeedsmatchApp)
        pilot.app.changed()
        await pilot.press("end", "enter")
        assert " 50 " in screen_text(pilot.app)
        await type_into(pilot, "Last of all")
        assert plan_of(pilot).items[49].activity == "Last of all"
        await pilot.press("escape", "slash", *"last of", "enter")
        shown = screen_text(pilot.app)
        assert " 50 " in shown
        assert "Activity 40" not in shown


# Nothing that was typed is lost


async def test_what_stands_in_an_open_field_belongs_to_the_item_it_was_opened_in(opened: Opened, sample: Path) -> None:
    async with opened(sample) as pilot:
        await open_plan(pilot)
        first, second = plan_of(pilot).items[:2]
        await go_to(pilot, "lead")
        await pilot.press("enter", *"XY")
        await pilot.click("#items", offset=(8, 3))
        await pilot.pause()
        assert plan_of(pilot).items[0].lead == f"{first.lead}XY"
        assert plan_of(pilot).items[1] == second


async def test_saving_and_quitting_take_in_the_open_field(opened: Opened, sample: Path) -> None:
    async with opened(sample) as pilot:
        await open_plan(pilot)
        await pilot.press("ctrl+s")
        await settle(pilot)
        await go_to(pilot, "place")
        await pilot.press("enter", *"XY", "ctrl+s")
        await settle(pilot)
        assert 'XY"' in (sample / "plans" / f"{NAME}.toml").read_text(encoding="utf-8")
        await pilot.press("enter", *"Z", "ctrl+q")
        await pilot.pause()
        assert session_of(pilot).unsaved == 1
        assert pilot.app.is_running


async def test_a_saved_change_of_a_plan_that_was_read_is_taken_back(opened: Opened, sample: Path) -> None:
    async with opened(sample) as pilot:
        await open_plan(pilot)
        await pilot.press("ctrl+s")
        await settle(pilot)
    async with opened(sample) as pilot:
        await open_plan(pilot)
        as_read = plan_of(pilot)
        await go_to(pilot, "lead")
        await type_into(pilot, "abc")
        await pilot.press("escape", "ctrl+s")
        await settle(pilot)
        await pilot.press("ctrl+z")
        assert plan_of(pilot) == as_read
        assert session_of(pilot).unsaved == 1
        await pilot.press("ctrl+s")
        await settle(pilot)
        assert session_of(pilot).saved_plan(NAME) == as_read


async def test_undoing_the_draft_closes_the_editor(opened: Opened, sample: Path) -> None:
    async with opened(sample) as pilot:
        await open_plan(pilot)
        await pilot.press("ctrl+z")
        await settle(pilot)
        assert session_of(pilot).plan(NAME) is None
        assert len(pilot.app.screen_stack) == 1
        assert pilot.app.is_running


async def test_a_plan_whose_file_is_gone_is_written_again(opened: Opened, sample: Path) -> None:
    async with opened(sample) as pilot:
        await open_plan(pilot)
        await pilot.press("ctrl+s")
        await settle(pilot)
        file = sample / "plans" / f"{NAME}.toml"
        file.write_bytes(file.read_bytes() + b"\n[ours]\nroom = 3  # upstairs\n")
        await pilot.press("ctrl+r")
        await settle(pilot)
        await go_to(pilot, "people")
        await type_into(pilot, "7")
        file.unlink()
        await pilot.press("ctrl+s")
        await settle(pilot)
        assert "the file is gone" in screen_text(pilot.app)
        await pilot.press("2")
        await settle(pilot)
        text = file.read_text(encoding="utf-8")
        assert "people = 7\n" in text and text.endswith("[ours]\nroom = 3  # upstairs\n")
        assert session_of(pilot).unsaved == 0


async def test_a_value_that_cannot_be_used_survives_a_change_of_its_file(opened: Opened, sample: Path) -> None:
    async with opened(sample) as pilot:
        await open_plan(pilot)
        await pilot.press("ctrl+s")
        await settle(pilot)
        await go_to(pilot, "sessions")
        await type_into(pilot, "about twelve")
        file = sample / "plans" / f"{NAME}.toml"
        file.write_text(file.read_text(encoding="utf-8").replace("people = ", "people = 1", 1), encoding="utf-8")
        await pilot.press("ctrl+r")
        await settle(pilot)
        assert list(session_of(pilot).work.wrong.values()) == ["about twelve"]
        assert session_of(pilot).unsaved == 1


async def test_an_invisible_character_is_never_replaced_by_its_mark(opened: Opened, sample: Path) -> None:
    async with opened(sample) as pilot:
        await open_plan(pilot)
        plan = plan_of(pilot)
        joined = "A\u200dB"
        session_of(pilot).edit(replace(plan, items=(replace(plan.items[0], lead=joined), *plan.items[1:])))
        assert isinstance(pilot.app, NeedsmatchApp)
        pilot.app.changed()
        await go_to(pilot, "lead")
        await pilot.press("enter", "x", "enter")
        await pilot.pause()
        assert plan_of(pilot).items[0].lead == joined
        assert len(session_of(pilot).hindrances()) == 1


async def test_one_place_is_given_once(opened: Opened, tmp_path: Path) -> None:
    for side, name, more in (
        ("donors", "giver", '[[strength]]\ntext = "家园共育：育儿沙龙、亲子半日"\n'),
        ("receivers", "one", '[[need]]\ntext = "怎样指导家长"\n'),
        ("receivers", "two", '[[need]]\ntext = "怎样指导家长"\n'),
    ):
        file = tmp_path / side / f"{name}.toml"
        file.parent.mkdir(exist_ok=True)
        file.write_text(f'[school]\nid = "{name}"\nname = "{name}"\nstage = "kindergarten"\n{more}', encoding="utf-8")
    (tmp_path / "programme.toml").write_text('[programme]\nid = "p"\nname = "P"\n', encoding="utf-8")
    async with opened(tmp_path, page="plans") as pilot:
        await pilot.press("enter")
        await pilot.pause()
        assert [plan and plan.plan.receiver for plan in session_of(pilot).work.plans.values()] == ["one"]
        await pilot.press("escape", "down", "enter")
        await pilot.pause()
        assert len(session_of(pilot).work.plans) == 1
        assert "none has a place left" in " ".join(screen_text(pilot.app).split())
