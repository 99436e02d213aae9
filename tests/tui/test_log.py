"""The log of an item: two keystrokes note what was done, nothing typed is lost, and files grow only by the lines added."""

import difflib
from datetime import date, timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace
from textual import events
from textual.pilot import Pilot

from needsmatch.model.plan import About, Item, Outcome, Placement, PlanSide, Status, SupportPlan
from needsmatch.model.terms import Grade, Mode, Useful
from needsmatch.planning.author import Author
from needsmatch.planning.confirm import confirm
from needsmatch.planning.fields import OUTCOME_FIELDS, PLACEMENT_FIELDS
from needsmatch.planning.log import new_outcome, new_placements, noted, placed
from needsmatch.planning.progress import item_progress
from needsmatch.tui import clock
from needsmatch.tui.drafting import draft
from needsmatch.tui.log_lines import said_of_work, sums_in_words
from needsmatch.tui.places import entry_place, field_at, key_of_place, place_of_key
from needsmatch.tui.saving import save_plan
from needsmatch.tui.screens.log import LogPage
from needsmatch.tui.screens.plan import PlanPage
from needsmatch.tui.widgets.field import FieldBox
from needsmatch.tui.widgets.lines import Cell
from needsmatch.tui.widgets.rows import Rows
from tests.tui.conftest import SMALL, WIDE, Opened, screen_text, settle
from tests.tui.test_plan import NAME, plan_of, session_of
from tests.tui.test_session import RECEIVER, session_on

TODAY = clock.today()


async def open_agreed(pilot: Pilot[None], *, mode: Mode = Mode.LESSON, budget: int | None = 5000) -> Item:
    """The plan of 玉海幼儿园 as it was agreed; its first item is chosen, four sessions for 30 people in one `mode`."""
    session = session_of(pilot)
    draft(session, RECEIVER)
    plan = plan_of(pilot)
    first = replace(plan.items[0], mode=mode, sessions=4, people=30, budget=budget, mentors=("欧小妮",))
    session.edit(replace(plan, plan=replace(plan.plan, status=Status.AGREED), items=(first, *plan.items[1:])))
    await pilot.press("ctrl+s")
    await settle(pilot)
    pilot.app.push_screen(PlanPage(NAME))
    await pilot.pause()
    await pilot.press("down")
    await pilot.pause()
    return first


def rows_of(pilot: Pilot[None]) -> tuple[Outcome, ...]:
    return plan_of(pilot).items[0].outcomes


async def go_to(pilot: Pilot[None], field: str) -> None:
    """From the list, or a field, to a field of the chosen row."""
    if isinstance(pilot.app.focused, FieldBox):
        await pilot.press("escape")
    await pilot.press("tab")
    while not (isinstance(pilot.app.focused, FieldBox) and pilot.app.focused.field.name == field):
        await pilot.press("down")


async def type_into(pilot: Pilot[None], text: str) -> None:
    await pilot.press("enter")
    await pilot.pause()
    await pilot.press("end", "shift+home", "delete", *text, "enter")
    await pilot.pause()


@pytest.mark.parametrize(("size", "language"), [(WIDE, "en"), (SMALL, "zh_CN")])
async def test_two_keystrokes_note_what_was_done(
    opened: Opened, sample: Path, size: tuple[int, int], language: str
) -> None:
    file = sample / "plans" / f"{NAME}.toml"
    async with opened(sample, size=size, language=language) as pilot:
        item = await open_agreed(pilot)
        before = file.read_text(encoding="utf-8")
        await pilot.press("d")
        await pilot.pause()
        assert f"{TODAY}" in screen_text(pilot.app) and item.need_texts[0][:8] in screen_text(pilot.app)
        await pilot.press("enter")
        await pilot.pause()
        (row,) = rows_of(pilot)
        assert (row.day, row.sessions, row.people, row.by) == (TODAY, 1, 30, "李老师")
        assert plan_of(pilot).plan.status is Status.ACTIVE
        assert isinstance(pilot.app.screen, PlanPage)
        assert "1/4" in screen_text(pilot.app)
        await pilot.press("ctrl+z")
        assert not rows_of(pilot) and plan_of(pilot).plan.status is Status.AGREED
        await pilot.press("ctrl+y")
        assert rows_of(pilot) == (row,)
        await pilot.press("ctrl+s")
        await settle(pilot)
    after = file.read_text(encoding="utf-8")
    gone = [line for line in difflib.ndiff(before.splitlines(), after.splitlines()) if line.startswith("- ")]
    assert gone == ['- status = "agreed"']


async def test_a_row_is_typed_kept_by_escape_noted_by_saving_and_struck_out(opened: Opened, sample: Path) -> None:
    async with opened(sample, size=SMALL) as pilot:
        await open_agreed(pilot)
        await pilot.press("d")
        await go_to(pilot, "people")
        await type_into(pilot, "many")
        assert "not a whole number" in screen_text(pilot.app)
        await pilot.press("escape", "enter")
        await pilot.pause()
        assert not rows_of(pilot) and isinstance(pilot.app.screen, LogPage)
        assert "Not noted: one value cannot be used" in screen_text(pilot.app)
        assert isinstance(pilot.app.focused, FieldBox) and pilot.app.focused.field.name == "people"
        await type_into(pilot, "12人")
        await pilot.press("escape", "escape")
        await pilot.pause()
        assert isinstance(pilot.app.screen, PlanPage) and not rows_of(pilot)
        await pilot.press("d")
        await pilot.pause()
        assert "12 people" in screen_text(pilot.app) and "not noted it yet" in screen_text(pilot.app)
        await pilot.press("ctrl+s")
        await settle(pilot)
        assert [row.people for row in rows_of(pilot)] == [12]
        assert session_of(pilot).unsaved == 0 and not session_of(pilot).typed
        # The row before: changed, then struck out.
        await pilot.press("end", "enter")
        await pilot.pause()
        await go_to(pilot, "sessions")
        await type_into(pilot, "often")
        assert [problem.key for problem in session_of(pilot).hindrances()] == ["item[1].outcome[1].sessions"]
        await pilot.press("5")
        await settle(pilot)
        await pilot.press("enter")
        await settle(pilot)
        assert isinstance(pilot.app.screen, LogPage)
        assert isinstance(pilot.app.focused, FieldBox) and pilot.app.focused.field.name == "sessions"
        await type_into(pilot, "2课时")
        assert [row.sessions for row in rows_of(pilot)] == [2] and not session_of(pilot).hindrances()
        await pilot.press("escape", "delete")
        await pilot.pause()
        assert not rows_of(pilot)
        await pilot.press("ctrl+z")
        assert [row.sessions for row in rows_of(pilot)] == [2]


async def test_what_is_typed_into_a_new_row_can_be_emptied(opened: Opened, sample: Path) -> None:
    async with opened(sample) as pilot:
        await open_agreed(pilot)
        await pilot.press("d")
        await go_to(pilot, "sessions")
        await type_into(pilot, "3")
        await pilot.press("escape")
        assert "3 lessons" in screen_text(pilot.app)
        await pilot.press("delete")
        await pilot.pause()
        assert "1 lesson, 30 people" in screen_text(pilot.app) and not session_of(pilot).typed


async def test_a_row_that_would_tell_nothing_is_not_noted(opened: Opened, sample: Path) -> None:
    async with opened(sample) as pilot:
        first = await open_agreed(pilot, mode=Mode.DONATION, budget=None)
        session = session_of(pilot)
        plan = plan_of(pilot)
        session.edit(replace(plan, items=(replace(first, people=None), *plan.items[1:])))
        await pilot.press("d", "enter")
        await pilot.pause()
        assert isinstance(pilot.app.screen, LogPage) and not rows_of(pilot)
        assert "fill in a field first, such as: Money (yuan)" in screen_text(pilot.app)
        # A digit on a field that is chosen begins its number.
        await go_to(pilot, "money")
        await pilot.press(*"300", "enter")
        await pilot.pause()
        assert isinstance(pilot.app.screen, LogPage) and "such as: Money" not in screen_text(pilot.app)
        await pilot.press("escape", "enter")
        await pilot.pause()
        assert [row.money for row in rows_of(pilot)] == [300]


async def test_a_day_that_was_begun_stays_and_a_day_to_come_is_said(
    opened: Opened, sample: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened(sample) as pilot:
        await open_agreed(pilot)
        await pilot.press("d")
        await go_to(pilot, "people")
        await type_into(pilot, "12")
        await pilot.press("escape", "escape")
        now = clock.now()
        monkeypatch.setattr(clock, "now", lambda: now + timedelta(1))
        await pilot.press("d")
        await pilot.pause()
        assert f"{TODAY} 1 lesson, 12 people" in screen_text(pilot.app)
        await go_to(pilot, "day")
        await type_into(pilot, "13-45")
        await pilot.press("escape", "enter")
        await pilot.pause()
        text = screen_text(pilot.app)
        assert "! " in text and "13-45" in text and "Not noted:" in text and f"{TODAY} 1 lesson" not in text
        await type_into(pilot, "昨天")
        assert "Not noted:" not in screen_text(pilot.app)
        await pilot.press("escape", "enter")
        await pilot.pause()
        assert [(row.day, row.people) for row in rows_of(pilot)] == [(TODAY, 12)]
        assert "still to come" not in screen_text(pilot.app)
        await pilot.press("d")
        await go_to(pilot, "day")
        await type_into(pilot, f"{TODAY + timedelta(30)}")
        await pilot.press("escape", "enter")
        await pilot.pause()
        assert len(rows_of(pilot)) == 2 and "still to come" in screen_text(pilot.app)


async def test_several_people_are_placed_at_once_and_assessed_when_it_is_over(opened: Opened, sample: Path) -> None:
    async with opened(sample) as pilot:
        await open_agreed(pilot, mode=Mode.SHADOW)
        await pilot.press("p", "enter")
        await pilot.pause()
        await pilot.press("enter")
        assert "at least one name" in screen_text(pilot.app)
        pilot.app.post_message(events.Paste("马英花\n王老师、李老师\n"))
        await pilot.pause()
        await pilot.press("escape")
        assert not plan_of(pilot).items[0].placements
        await pilot.press("n", "enter")
        await pilot.pause()
        placements = plan_of(pilot).items[0].placements
        assert [entry.person for entry in placements] == ["马英花", "王老师", "李老师"]
        assert {entry.mentors for entry in placements} == {("欧小妮",)}
        assert "3 people placed" in screen_text(pilot.app)
        await go_to(pilot, "end")
        await type_into(pilot, "昨天")
        await go_to(pilot, "start")
        await type_into(pilot, "今天")
        assert "the end lies before" in screen_text(pilot.app)
        assert [problem.key for problem in session_of(pilot).hindrances()] == ["item[1].placement[1].end"]
        await type_into(pilot, "2026-9-1")
        await pilot.press("escape", "enter")
        await pilot.pause()
        assert isinstance(pilot.app.focused, FieldBox) and pilot.app.focused.field.name == "grade"
        await pilot.press("enter", "down", "enter")
        await pilot.pause()
        assert plan_of(pilot).items[0].placements[0].grade is Grade.EXCELLENT
        await pilot.press("escape", "delete")
        await pilot.pause()
        assert [entry.person for entry in plan_of(pilot).items[0].placements] == ["王老师", "李老师"]
        assert isinstance(pilot.app.screen, LogPage) and pilot.app.screen.query_one("#entries", Rows).chosen


# Without a screen


def noted_somewhere(plan: SupportPlan, number: int) -> SupportPlan:
    """`plan` with one more row in one of its items."""
    item = plan.items[number % len(plan.items)]
    day = date(2026, 10, 1 + number % 28)
    row = new_outcome(item_progress(plan, item, day), day, Author(clock.now(), "李老师"))
    return noted(plan, item.id, replace(row, remark=f"第 {number} 次"))


def test_a_hundred_rows_only_add_lines_to_the_file(sample: Path) -> None:
    session = session_on(sample)
    draft(session, RECEIVER)
    plan = session.plan(NAME)
    assert plan
    session.edit(replace(plan, plan=replace(plan.plan, status=Status.ACTIVE)))
    save_plan(session, NAME)
    file = sample / "plans" / f"{NAME}.toml"
    file.write_text("# 我们的方案\n" + file.read_text(encoding="utf-8"), encoding="utf-8")
    session = session_on(sample)
    for first in range(0, 100, 10):
        before = file.read_text(encoding="utf-8").splitlines()
        for number in range(first, first + 10):
            plan = session.plan(NAME)
            assert plan
            session.edit(noted_somewhere(plan, number))
        save_plan(session, NAME)
        after = iter(file.read_text(encoding="utf-8").splitlines())
        assert all(line in after for line in before)  # each behind the one before it
    read = session_on(sample).plan(NAME)
    assert read and sum(len(item.outcomes) for item in read.items) == 100
    for _number in range(100):
        session.undo()
    undone = session.plan(NAME)
    assert undone and not any(item.outcomes for item in undone.items)


def test_every_field_of_a_log_has_its_place_and_its_key(sample: Path) -> None:
    session = session_on(sample)
    draft(session, RECEIVER)
    plan = session.plan(NAME)
    assert plan
    item = plan.items[1]
    for entry in new_placements(plan, item, ["甲", "乙"]):
        plan = placed(plan, item.id, entry)
    plan = noted(plan, item.id, Outcome(id="o-1", day=TODAY))
    item = plan.items[1]
    places = [
        *(entry_place(NAME, item.id, "outcome/o-1", field) for field in OUTCOME_FIELDS),
        *(entry_place(NAME, item.id, f"placement/{item.placements[1].id}", field) for field in PLACEMENT_FIELDS),
        (NAME, item.id, "people"),
        (NAME, None, "start"),
    ]
    assert [place_of_key(plan, key_of_place(plan, place)) for place in places] == places
    assert all(map(field_at, places))
    assert key_of_place(plan, places[-3]) == "item[2].placement[2].note"


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([{"people": 19}], "19 of 20 people"),
        ([{"people": 19}] * 2, "38 attendances (20 people planned)"),
        ([{"names": tuple(f"n{number}" for number in range(21))}], "21 of 20 people"),
        ([{"sessions": 3, "people": 7}], "3 of 2 sessions, 7 of 20 people"),
        ([], "0 of 20 people"),
    ],
)
def test_people_without_names_who_may_have_come_again_are_told_as_attendances(
    rows: list[dict[str, object]], told: str
) -> None:
    outcomes = (replace(Outcome(id=f"o-{number}", day=TODAY), **row) for number, row in enumerate(rows))
    sessions = 2 if any("sessions" in row for row in rows) else None
    item = Item(id="i", people=20, sessions=sessions, outcomes=tuple(outcomes))
    about = About(
        format=1, id="p", programme="p", receiver="r", receiver_name="R", donor="d", donor_name="D", status=Status.ACTIVE,
    )  # fmt: skip
    entry = item_progress(SupportPlan(plan=about, items=(item,)), item, TODAY)
    cells = (cell for cell in sums_in_words(entry, TODAY) if isinstance(cell, Cell))
    assert "".join(cell.text for cell in cells).startswith(told)


async def test_of_two_rows_with_one_id_the_chosen_one_is_changed_and_struck_out(opened: Opened, sample: Path) -> None:
    async with opened(sample) as pilot:
        first = await open_agreed(pilot)
        session = session_of(pilot)
        twins = tuple(Outcome(id="o-1", day=TODAY, people=people) for people in (5, 6))
        plan = plan_of(pilot)
        items = (
            replace(plan.items[0], outcomes=twins, placements=(Placement(id="o-1", person="甲"),)),
            *plan.items[1:],
        )
        session.edit(replace(plan, items=items))
        pilot.app.push_screen(LogPage(NAME, first, "outcome/o-1"))
        await pilot.pause()
        await go_to(pilot, "people")
        await type_into(pilot, "7")
        assert [row.people for row in rows_of(pilot)] == [7, 6]
        await pilot.press("escape", "delete")
        assert [row.people for row in rows_of(pilot)] == [6]
        assert [entry.person for entry in plan_of(pilot).items[0].placements] == ["甲"]


def test_a_coordinator_is_told_to_ask_the_school_again_once_more_is_noted(sample: Path) -> None:
    session = session_on(sample)
    draft(session, RECEIVER)
    plan = session.plan(NAME)
    assert plan
    head = Author(clock.now(), "赵雯", side=PlanSide.RECEIVER)
    first, second = (Outcome(id=name, day=TODAY, sessions=1) for name in ("o-1", "o-2"))
    plan = confirm(noted(plan, plan.items[0].id, first), plan.items[0].id, Useful.VERY, None, head)
    for after, asked in ((plan, False), (noted(plan, plan.items[0].id, second), True)):
        told = "".join(cell.text for words in said_of_work(after, after.items[0], TODAY) for cell in words)
        assert "very useful" in told and ("ask the school again" in told) is asked


def test_what_stood_in_a_field_of_a_log_when_the_app_ended_is_taken_in(sample: Path) -> None:
    session = session_on(sample)
    draft(session, RECEIVER)
    plan = session.plan(NAME)
    assert plan
    item = plan.items[0]
    session.edit(noted(plan, item.id, Outcome(id="o-1", day=TODAY)))
    session.typing((NAME, item.id, "outcome/o-1/people"), "25人")
    session.typing((NAME, item.id, "outcome/o-9/people"), "7")
    session.typing((NAME, item.id, "new/people"), "8")
    session.take_in_typed()
    now = session.plan(NAME)
    assert now and [row.people for row in now.items[0].outcomes] == [25]
    assert session.typed[NAME, item.id, "new/people"] == "8"  # waits for its page
