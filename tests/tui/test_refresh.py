"""Bringing plans up to date in the app: what changes is shown, things can be left out, and it is one step."""

from pathlib import Path

import pytest
from textual.pilot import Pilot

from needsmatch import workspace
from needsmatch.planning.edit import set_value
from needsmatch.planning.fields import PLAN_FIELDS
from needsmatch.store.proposals import load_proposal
from needsmatch.tui.app import NeedsmatchApp
from needsmatch.tui.drafting import draft, draft_all
from needsmatch.tui.recall import remember
from needsmatch.tui.refreshing import Fresh, apply, asked_for, worked_out
from needsmatch.tui.saving import save_plan
from needsmatch.tui.screens.refresh import RefreshPage
from needsmatch.tui.session import Session
from needsmatch.tui.widgets.rows import Rows
from tests.tui.conftest import SMALL, WIDE, Opened, screen_text, settle
from tests.tui.test_session import session_on

RECEIVER, NAME = "yuhai-kindergarten", "yuhai-kindergarten-with-huoju-kindergarten"
OTHER = "xinghua-kindergarten-with-rongwan-kindergarten"
NOTE = next(field for field in PLAN_FIELDS if field.name == "note")


@pytest.fixture
def folder(sample: Path) -> Path:
    """Two plans that were saved. In one of them a person changed the people; since then one need of its receiver went,
    another one came, and its donor has fewer places."""
    reading = workspace.open_programme(sample)
    match = workspace.matcher(reading)
    for receiver in (RECEIVER, "xinghua-kindergarten"):
        for found in workspace.drafts(reading, match, receiver):
            workspace.save_draft(reading, found)
    changed(sample / f"plans/{NAME}.toml", ("people = 20", "people = 7"))
    changed(sample / "receivers/yuhai-kindergarten.toml", ("艺术活动怎么教", "屋顶漏水要翻修"), ('"arts"', '"roof"'))
    changed(sample / "donors/huoju-kindergarten.toml", ("places = 20", "places = 15"), ("places = 4", "places = 3"))
    return sample


def changed(path: Path, *words: tuple[str, str]) -> None:
    text = path.read_text(encoding="utf-8")
    for before, after in words:
        assert before in text
        text = text.replace(before, after, 1)
    path.write_text(text, encoding="utf-8")


def session_of(pilot: Pilot[None]) -> Session:
    assert isinstance(pilot.app, NeedsmatchApp) and pilot.app.session
    return pilot.app.session


async def show(pilot: Pilot[None], *names: str) -> Rows:
    pilot.app.push_screen(RefreshPage(names))
    await pilot.pause()
    await settle(pilot)
    return pilot.app.screen.query_one("#refresh", Rows)


@pytest.mark.parametrize(("size", "language"), [(WIDE, "en"), (SMALL, "zh_CN")])
async def test_what_changes_stands_there_plan_by_plan(
    folder: Path, opened: Opened, size: tuple[int, int], language: str
) -> None:
    async with opened(folder, size=size, language=language) as pilot:
        rows = await show(pilot, NAME, OTHER)
        assert [key.removeprefix(f"{NAME}/") for key in rows.keys] == [
            "unmet/yuhai-kindergarten/roof",
            "item/i-25c369c6",
            "item/i-e80682b7",
        ]
        text = screen_text(pilot.app)
        assert "玉海幼儿园" in text and "屋顶漏水要翻修" in text and "兴华" not in text and "xinghua" not in text
        if language == "en":
            assert "People: 7 stays; 15 would be proposed" in text
            assert "1 plan is up to date: there is nothing to do" in text


async def test_it_is_taken_over_as_one_step_and_told_no_more(folder: Path, opened: Opened) -> None:
    async with opened(folder) as pilot:
        session = session_of(pilot)
        before = session.plan(NAME)
        await show(pilot, NAME)
        await pilot.press("a")
        after = session.plan(NAME)
        assert after and before and after.items[1].outdated and after.items[0].people == 7
        assert len(after.unmet) == len(before.unmet) + 1
        assert not isinstance(pilot.app.screen, RefreshPage)
        assert session.just_now == "Brought up to date: 1 new, 1 no longer asked for"
        await pilot.press("ctrl+z")
        assert session.plan(NAME) == before
        await pilot.press("ctrl+y", "ctrl+s")
        assert load_proposal(folder, NAME) == session.work.proposed[NAME]
        await settle(pilot)
        rows = await show(pilot, NAME)
        assert rows.keys == [] and "nothing to do" in screen_text(pilot.app)
        await pilot.press("enter")
        assert "nothing to take over" in session.just_now and isinstance(pilot.app.screen, RefreshPage)


async def test_what_is_left_out_stays_as_it_is_and_esc_changes_nothing(folder: Path, opened: Opened) -> None:
    async with opened(folder) as pilot:
        session = session_of(pilot)
        before = session.plan(NAME)
        rows = await show(pilot, NAME)
        await pilot.press("space", "down", "space", "space", "down", "space")
        text = screen_text(pilot.app)
        assert text.count("[ ]") == 1 and text.count("[x]") == 1
        await pilot.press("escape")
        assert session.plan(NAME) == before and not session.can_undo
        rows = await show(pilot, NAME)
        await pilot.press("space", "enter")
        after = session.plan(NAME)
        assert after and before and after.unmet == before.unmet and after.items[1].outdated
        rows = await show(pilot, NAME)
        assert [key for key in rows.keys if "roof" in key] and not [key for key in rows.keys if "25c369c6" in key]


async def test_a_plan_of_two_that_were_parted_is_kept(folder: Path, opened: Opened) -> None:
    changed(folder / "programme.toml", ('"huoju-kindergarten"', '"rongwan-kindergarten"'))
    async with opened(folder) as pilot:
        rows = await show(pilot, NAME)
        assert rows.keys == [] and "no longer a pair" in screen_text(pilot.app)


def test_drafting_remembers_what_was_proposed(sample: Path) -> None:
    session = session_on(sample)
    name = draft(session, RECEIVER)
    assert name == NAME and session.work.proposed == session.work.plans == {NAME: session.plan(NAME)}
    assert session.just_now == "drafted the plan of 玉海幼儿园 with 火炬幼儿园"
    draft_all(session)
    assert session.work.proposed == session.work.plans and len(session.work.plans) > 1


# Taking a refresh back


def fresh_of(session: Session) -> Fresh:
    asked = asked_for(session, [NAME])
    assert asked and session.match
    (fresh,) = worked_out(asked, session.match)
    return fresh


def again(folder: Path, session: Session) -> Session:
    """The session after the app ended and began."""
    session.close()
    after = Session(folder)
    remember(after, folder)
    after.take_in(workspace.open_programme(folder))
    after.match = session.match
    return after


@pytest.mark.parametrize("known", [True, False])
@pytest.mark.parametrize("restarted", [True, False])
def test_a_refresh_that_was_saved_taken_back_and_saved_is_offered_again(
    folder: Path, known: bool, restarted: bool
) -> None:
    file = folder / "plans/.history" / NAME / "proposed.toml"
    if not known:
        file.unlink()
    before, held = load_proposal(folder, NAME), file.read_bytes() if known else None
    session = again(folder, session_on(folder))
    plan = session.plan(NAME)
    first = fresh_of(session)
    said = apply(session, [first], {})
    assert said
    save_plan(session, NAME)
    proposed = load_proposal(folder, NAME)
    assert proposed and proposed != before
    if restarted:
        session = again(folder, session)
    session.undo()
    assert session.plan(NAME) == plan and not session.can_undo
    if restarted:
        session = again(folder, session)
    save_plan(session, NAME)
    assert load_proposal(folder, NAME) == before and (file.read_bytes() if file.exists() else None) == held
    assert fresh_of(session) == first
    session.redo()
    save_plan(session, NAME)
    assert load_proposal(folder, NAME) == proposed
    session.undo()
    assert apply(session, [fresh_of(session)], {}) == said


def test_what_a_refresh_replaced_is_known_to_the_steps_before_it_too(folder: Path) -> None:
    session = session_on(folder)
    plan, before = session.plan(NAME), load_proposal(folder, NAME)
    assert plan and before
    session.edit(set_value(plan, None, NOTE, "a note"))
    assert session.work.proposed == {}
    apply(session, [fresh_of(session)], {})
    save_plan(session, NAME)
    session.undo()
    session.undo()
    assert session.plan(NAME) == plan and session.work.proposed == {NAME: before}
    save_plan(session, NAME)
    assert load_proposal(folder, NAME) == before


def test_a_plan_left_as_in_its_file_keeps_the_proposal_that_was_saved_with_it(folder: Path) -> None:
    session = session_on(folder)
    apply(session, [fresh_of(session)], {})
    save_plan(session, NAME)
    refreshed, proposed = session.plan(NAME), load_proposal(folder, NAME)
    assert refreshed
    session.edit(set_value(refreshed, None, NOTE, "a note"))
    session.drop(NAME)
    session.edit(set_value(refreshed, None, NOTE, "another note"))
    session.undo()
    assert session.plan(NAME) == refreshed and NAME not in session.work.proposed
    session.redo()
    save_plan(session, NAME)
    assert load_proposal(folder, NAME) == proposed
