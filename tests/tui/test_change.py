"""A school changes during the year: in the app it is seen what becomes of everything, and all of it is one step."""

from pathlib import Path

from needsmatch.model.holds import Holds
from needsmatch.model.plan import Status
from needsmatch.store.folder import read_programme
from needsmatch.tui.screens.change import ChangePage
from needsmatch.tui.screens.question import QuestionPage
from needsmatch.workspace import drafts, matcher, open_programme, save_draft
from tests.tui.conftest import SMALL, Opened
from tests.tui.test_deciding import (
    BRUSH,
    bytes_of,
    decided,
    folder,
    made,
    moment,
    page_of,
    pressed,
    school,
    session_of,
    shown,
)

__all__ = ["folder", "moment"]  # fixtures


def with_plan(folder: Path) -> Path:
    """Rowan has a plan with Dune that is under way; a third donor has a place."""
    made(folder, {"donors/f.toml": school("strength", "Fir School", {"brush": BRUSH[1]})})
    made(folder, {"judgements.toml": '[[judgement]]\ndecision = "pinned"\nreceiver = "r"\ndonor = "d"\n'})
    reading = open_programme(folder)
    for draft in drafts(reading, matcher(reading), "r"):
        save_draft(reading, draft)
    (stored,) = read_programme(folder).plans
    text = stored.path.read_text(encoding="utf-8").replace('status = "draft"', 'status = "active"')
    stored.path.write_text(text, encoding="utf-8", newline="\n")
    return folder


async def test_a_donor_withdraws_with_w_and_the_whole_change_is_taken_back_at_once(
    folder: Path, opened: Opened
) -> None:
    before = bytes_of(with_plan(folder))
    async with opened(folder, page="pairing") as pilot:
        await pressed(pilot, "w")
        assert isinstance(page_of(pilot), QuestionPage)
        text = shown(pilot)
        assert "Rowan School" in text and "Dune School" in text and "A school joins" in text
        await pressed(pilot, "2", "1")
        assert isinstance(page_of(pilot), ChangePage)
        text = shown(pilot)
        assert "Rowan School with Dune School: the plan is closed; 2 items were not begun" in text
        assert "Proposed instead" in text and "1 pair ends; 1 plan is closed; 1 new pair is proposed." in text
        assert bytes_of(folder) == before
        await pressed(pilot, *"ill", "enter")
        assert "Accept the proposed pair too?" in shown(pilot)
        await pressed(pilot, "1")
        assert decided(folder)[1:] == [("withdrawn", "", "d"), ("paired", "r", session_of(pilot).settled("r"))]
        programme = read_programme(folder).programme
        assert [plan.plan.status for plan in programme.plans] == [Status.CLOSED]
        assert session_of(pilot).just_now == "Dune School withdrew; 1 pair accepted"
        assert session_of(pilot).settled("r") in ("e", "f")
        assert session_of(pilot).unsaved == 0
        name = session_of(pilot).plan_name("r")
        assert name and "with-d" not in name
        await pressed(pilot, "ctrl+z")
        assert bytes_of(folder) == before
        assert session_of(pilot).settled("r") == "d" and session_of(pilot).unsaved == 0
        await pressed(pilot, "ctrl+y")
        assert Holds(read_programme(folder).programme).settled_donor("r") in ("e", "f")


async def test_a_plan_that_is_not_saved_is_saved_first_and_nothing_was_written(folder: Path, opened: Opened) -> None:
    with_plan(folder)
    async with opened(folder, page="matching", size=SMALL, language="zh_CN") as pilot:
        session, before = session_of(pilot), bytes_of(folder)
        (plan,) = session.stored.values()
        session.fill_in(plan.plan, (plan.plan.plan.id, None, "note"), "by bus")
        await pressed(pilot, "w", "1", "1", "enter")
        assert isinstance(page_of(pilot), ChangePage) and bytes_of(folder) == before
        assert "Ctrl+S" in shown(pilot)
        await pressed(pilot, "escape", "ctrl+s", "w", "1", "1", "enter")
        assert not isinstance(page_of(pilot), ChangePage)
        (stored,) = read_programme(folder).plans
        assert stored.plan.plan.status is Status.CLOSED and (stored.plan.plan.note or "").startswith("by bus\n")
        assert [entry.id for entry in read_programme(folder).programme.left] == ["r"]
        await pressed(pilot, "w", "3")  # the one that left comes back
        assert isinstance(page_of(pilot), ChangePage)
        await pressed(pilot, "enter")
        assert read_programme(folder).programme.left == ()


async def test_on_page_2_the_donor_that_is_chosen_can_change_too(folder: Path, opened: Opened) -> None:
    with_plan(folder)
    async with opened(folder, page="matching") as pilot:
        await pressed(pilot, "w")
        assert isinstance(page_of(pilot), QuestionPage) and "Dune School" not in shown(pilot)
        await pressed(pilot, "escape", "enter", "w")
        assert "Rowan School" in shown(pilot) and "Dune School" in shown(pilot)


async def test_the_head_of_now_is_no_change(folder: Path, opened: Opened) -> None:
    with_plan(folder)
    async with opened(folder, page="pairing") as pilot:
        await pressed(pilot, "w", "1", "2", *"Li", "enter", "enter")
        await pressed(pilot, "w", "1", "2", *"Li", "enter")
        assert isinstance(page_of(pilot), ChangePage) and "This holds already" in shown(pilot)
        await pressed(pilot, "enter")
        assert decided(folder)[1:] == [("head", "r", "")]


async def test_a_head_and_a_merger_are_asked_for_and_seen_first(folder: Path, opened: Opened) -> None:
    with_plan(folder)
    async with opened(folder, page="pairing") as pilot:
        await pressed(pilot, "w", "1", "2", *"Li", "enter")
        assert isinstance(page_of(pilot), ChangePage)
        assert "Rowan School has a new head: Li" in shown(pilot)
        await pressed(pilot, "enter")
        assert decided(folder)[1:] == [("head", "r", "")]
        await pressed(pilot, "w", "1", "3")
        assert "Which school goes on?" in shown(pilot)
        await pressed(pilot, "1")
        text = shown(pilot)
        assert "Rowan School merges into Sedge School" in text and "2 needs come into its list" in text
        await pressed(pilot, "escape")
        assert decided(folder)[1:] == [("head", "r", "")]
