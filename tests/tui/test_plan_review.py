"""What both sides said about a plan, on its page and in the list: answers, signatures, added needs, marks; sending."""

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest
from msgspec.structs import replace
from textual.pilot import Pilot

from needsmatch import workspace
from needsmatch.model.match import Cause
from needsmatch.model.plan import Outdated, PlanSide, Reply, Status, SupportPlan
from needsmatch.model.revision import revision_of
from needsmatch.planning.author import Author
from needsmatch.planning.edit import remove_item
from needsmatch.planning.review import add_need, answer, sign
from needsmatch.store.plans import save_new_plan
from needsmatch.tui.app import NeedsmatchApp
from needsmatch.tui.screens.merge import MergePage
from needsmatch.tui.screens.question import AnswerLine
from needsmatch.tui.screens.refresh import RefreshPage
from needsmatch.tui.screens.review import ReviewPage
from needsmatch.tui.screens.take_in import TakeInPage
from tests.conftest import PROFILES
from tests.tui.conftest import SMALL, WIDE, Opened, screen_text, settle
from tests.tui.test_plan import NAME, open_plan, plan_of, session_of, type_into

AT = datetime(2026, 10, 2, 9, 0, tzinfo=UTC)
HEAD, DONOR = Author(AT, "赵雯", None, PlanSide.RECEIVER), Author(AT, "李如英", None, PlanSide.DONOR)
ADDED = "想要一位老师来园上两个月的课"
CHANGE = "放到十一月"


@pytest.fixture(scope="module")
def reviewed_once(tmp_path_factory: pytest.TempPathFactory, cached_topics: object) -> Path:
    """The sample with one plan that both heads looked at; the donor's head signed it, and it was changed since."""
    folder = tmp_path_factory.mktemp("reviewed") / "huli-minning"
    shutil.copytree(PROFILES / "huli-minning", folder)
    reading = workspace.open_programme(folder)
    plan = next(iter(workspace.drafts(reading, workspace.matcher(reading), "yuhai-kindergarten"))).plan
    plan = replace(plan, plan=replace(plan.plan, status=Status.PROPOSED))
    plan = remove_item(plan, plan.items[-1].id, "王老师", AT, "太远")
    for item in plan.items:
        plan = answer(plan, item.id, Reply.AGREE, None, DONOR)
    plan = sign(plan, DONOR)
    plan = answer(plan, plan.items[0].id, Reply.CHANGE, CHANGE, HEAD)
    plan = add_need(plan, ADDED, HEAD)
    first, second, *others = plan.items
    gone = replace(second, outdated=Outdated.NOT_ASKED)
    save_new_plan(folder, replace(plan, items=(replace(first, people=12), gone, *others)))
    return folder


@pytest.fixture
def reviewed(reviewed_once: Path, tmp_path: Path) -> Path:
    """A copy that a test may change."""
    folder = tmp_path / "huli-minning"
    shutil.copytree(reviewed_once, folder)
    return folder


def words(pilot: Pilot[None]) -> str:
    """What stands on the screen, without line ends."""
    return " ".join(screen_text(pilot.app).split())


def file_of(folder: Path) -> Path:
    return folder / "plans" / f"{NAME}.toml"


@pytest.mark.parametrize("size", [WIDE, SMALL])
async def test_the_list_and_the_page_say_what_both_sides_said(
    opened: Opened, reviewed: Path, size: tuple[int, int]
) -> None:
    async with opened(reviewed, size=size, page="plans") as pilot:
        await pilot.press("slash", *"玉海幼儿园", "enter")
        await pilot.pause()
        shown = words(pilot)
        assert "signed, void" in shown
        assert "玉海幼儿园 must look at 1 again, changed since; 火炬幼儿园 answered 2 of 3" in shown
        assert "火炬幼儿园 must look at 1 again, changed since" in shown
        assert "signed by 李如英" in shown and "void since the plan was changed" in shown
        await pilot.press("enter")
        await pilot.pause()
        shown = words(pilot)
        assert "no longer asked for" in shown
        assert "26-09 ~ 27-07 changed since" in shown
        assert ADDED in shown and "Added in the review: 赵雯" in shown
        await pilot.press("down")
        await pilot.pause()
        shown = words(pilot)
        assert "李如英 (火炬幼儿园), 2 October 2026" in shown and "agrees (changed since)" in shown
        assert "赵雯 (玉海幼儿园), 2 October 2026" in shown and "asks for a change (changed since): " in shown
        await pilot.press("end", *["down"] * 5)
        await pilot.pause()
        assert "void: changed since" in words(pilot)


async def test_what_was_taken_out_is_looked_at_explained_and_put_back(opened: Opened, reviewed: Path) -> None:
    async with opened(reviewed) as pilot:
        await open_plan(pilot)
        (mark,) = plan_of(pilot).removed
        before = plan_of(pilot)
        await pilot.press("end")
        await pilot.pause()
        assert mark.item and mark.item.indicator
        assert mark.item.indicator[:8] in words(pilot) and "王老师, 2 October 2026; 太远" in words(pilot)
        await pilot.press("enter")
        await pilot.pause()
        assert "Taken out: 王老师, 2 October 2026; 太远" in words(pilot)
        await pilot.press("2")
        await pilot.pause()
        await pilot.press("end", *"了", "enter")
        await pilot.pause()
        assert [each.why for each in plan_of(pilot).removed] == ["太远了"]
        await pilot.press("enter")
        await pilot.pause()
        await pilot.press("1")
        await pilot.pause()
        assert plan_of(pilot).items == (*before.items, mark.item)
        assert not plan_of(pilot).removed
        assert f"Item {len(before.items) + 1}" in words(pilot)
        await pilot.press("ctrl+s")
        await settle(pilot)
        assert "[removed.item]" not in file_of(reviewed).read_text(encoding="utf-8")
        await pilot.press("ctrl+z", "ctrl+z")
        assert plan_of(pilot) == before


async def test_an_item_is_taken_out_in_the_name_of_who_sits_here(opened: Opened, reviewed: Path) -> None:
    async with opened(reviewed) as pilot:
        await open_plan(pilot)
        gone = plan_of(pilot).items[0]
        await pilot.press("home", "down", "delete")
        await pilot.pause()
        mark = plan_of(pilot).removed[-1]
        assert (mark.id, mark.item) == (gone.id, gone)
        assert isinstance(pilot.app, NeedsmatchApp)
        assert mark.by == pilot.app.settings.name
        await pilot.press("ctrl+s")
        await settle(pilot)
        assert session_of(pilot).saved_plan(NAME) == plan_of(pilot)


async def choose_added(pilot: Pilot[None]) -> None:
    """The need that was added stands in front of what was taken out."""
    await open_plan(pilot)
    await pilot.press("end", "up", "enter")
    await pilot.pause()
    assert ADDED in words(pilot) and "Take it into the needs list" in words(pilot)


async def test_an_added_need_comes_into_the_needs_list_as_one_step(opened: Opened, reviewed: Path) -> None:
    file = reviewed / "receivers" / "yuhai-kindergarten.toml"
    before = file.read_bytes()
    async with opened(reviewed) as pilot:
        await choose_added(pilot)
        await pilot.press("1")
        await settle(pilot)
        assert file.read_bytes().startswith(before.rstrip()) and ADDED in file.read_text(encoding="utf-8")
        entry = next(entry for entry in plan_of(pilot).unmet if entry.cause is Cause.ASKED_IN_REVIEW)
        school = next(school for school in session_of(pilot).receivers if school.id == "yuhai-kindergarten")
        assert school.reference(school.needs[-1]) == entry.need
        assert "赵雯" in (school.needs[-1].note or "")
        await pilot.press("enter")
        await pilot.pause()
        assert "Look for an answer now" in words(pilot)
        await pilot.press("escape", "ctrl+z")
        await settle(pilot)
        assert file.read_bytes() == before


async def test_an_own_item_for_an_added_need_answers_one_of_the_list(opened: Opened, reviewed: Path) -> None:
    async with opened(reviewed) as pilot:
        await choose_added(pilot)
        await pilot.press("2")
        await settle(pilot)
        assert [item.need_texts for item in plan_of(pilot).items].count((ADDED,)) == 1
        assert not plan_of(pilot).unmet
        needs = {school.reference(need) for school in session_of(pilot).receivers for need in school.needs}
        assert {need for item in plan_of(pilot).items for need in item.needs} <= needs
        await pilot.press("escape", "ctrl+z", "ctrl+z")
        await settle(pilot)
        assert [entry.need_text for entry in plan_of(pilot).unmet] == [ADDED]
        assert ADDED not in (reviewed / "receivers/yuhai-kindergarten.toml").read_text(encoding="utf-8")


async def test_a_plan_that_is_sent_is_saved_stamped_and_kept(opened: Opened, sample: Path) -> None:
    async with opened(sample) as pilot:
        await open_plan(pilot)
        await pilot.press("r")
        await settle(pilot)
        plan = plan_of(pilot)
        revision = plan.plan.revision
        assert revision == revision_of(plan) and plan.plan.status is Status.PROPOSED
        assert f"Send the file plans/{NAME}.toml to both schools" in words(pilot)
        assert session_of(pilot).unsaved == 0
        kept = sample / "plans/.history" / NAME / f"{revision}.toml"
        assert kept.read_bytes() == file_of(sample).read_bytes()
        await pilot.press("r")
        await settle(pilot)
        assert plan_of(pilot) == plan and "Send the file" in words(pilot)
        await pilot.press("ctrl+z")
        await settle(pilot)
        assert plan_of(pilot).plan.status is Status.DRAFT
        assert 'status = "draft"' in file_of(sample).read_text(encoding="utf-8")


async def test_a_plan_that_cannot_be_saved_is_not_sent(opened: Opened, sample: Path) -> None:
    async with opened(sample) as pilot:
        await open_plan(pilot)
        await pilot.press("home", "down", "enter", *["down"] * 5)
        await type_into(pilot, "often")
        await pilot.press("escape", "r")
        await settle(pilot)
        assert "Not saved" in words(pilot)
        assert not (sample / "plans").exists()


async def test_review_refresh_and_taking_in_are_reached_from_the_plan_and_from_the_list(
    opened: Opened, reviewed: Path
) -> None:
    async with opened(reviewed, page="plans") as pilot:
        await pilot.press("slash", *"玉海幼儿园", "enter")
        await pilot.press("v")
        await pilot.pause()
        assert any(isinstance(screen, ReviewPage) for screen in pilot.app.screen_stack)
        while len(pilot.app.screen_stack) > 1:
            pilot.app.pop_screen()
            await pilot.pause()
        await pilot.press("f")
        await pilot.pause()
        assert isinstance(pilot.app.screen, RefreshPage)
        await pilot.press("escape", "enter")
        await pilot.pause()
        await pilot.press("f")
        await pilot.pause()
        assert isinstance(pilot.app.screen, RefreshPage)
        await pilot.press("escape")
        await pilot.press("m")
        await pilot.pause()
        assert "Take in copies that came back" in words(pilot)
        pilot.app.screen.query_one(AnswerLine).value = str(file_of(reviewed))
        await pilot.press("enter")
        await settle(pilot)
        assert isinstance(pilot.app.screen, TakeInPage)


async def test_two_versions_are_put_together(opened: Opened, reviewed: Path) -> None:
    async with opened(reviewed) as pilot:
        await open_plan(pilot)
        plan = plan_of(pilot)
        session_of(pilot).edit(with_people(plan, 7))
        text = file_of(reviewed).read_text(encoding="utf-8")
        file_of(reviewed).write_text(text.replace('lead = "', 'lead = "新', 1), encoding="utf-8")
        await pilot.press("ctrl+s")
        await settle(pilot)
        assert "1 Put both together" in words(pilot)
        await pilot.press("1")
        await settle(pilot)
        assert not isinstance(pilot.app.screen, MergePage)
        both = file_of(reviewed).read_text(encoding="utf-8")
        assert both == text.replace('lead = "', 'lead = "新', 1).replace("people = 12", "people = 7")
        assert session_of(pilot).unsaved == 0


def with_people(plan: SupportPlan, people: int) -> SupportPlan:
    return replace(plan, items=(replace(plan.items[0], people=people), *plan.items[1:]))
