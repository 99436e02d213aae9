"""Adding an item where help goes both ways: what the receiver could give back is offered under its own heading."""

import shutil
from pathlib import Path

from needsmatch.model.plan import PlanSide
from needsmatch.planning.plain import in_words
from needsmatch.tui.app import NeedsmatchApp
from needsmatch.tui.drafting import returned_now
from needsmatch.tui.screens.add_item import AddItemPage
from needsmatch.tui.screens.plan import PlanPage
from needsmatch.tui.widgets.rows import Rows
from tests.conftest import PROFILES
from tests.tui.conftest import SMALL, Opened, screen_text, settle

RECEIVER = "yuanbaoshan-vocational"


async def test_what_could_be_given_back_is_offered_and_added(opened: Opened, tmp_path: Path) -> None:
    folder = tmp_path / "zhanjiang-liuzhou"
    shutil.copytree(PROFILES / "zhanjiang-liuzhou", folder, ignore=shutil.ignore_patterns("plans"))
    async with opened(folder, size=SMALL) as pilot:
        app = pilot.app
        assert isinstance(app, NeedsmatchApp) and app.session
        app.action_show_plan(RECEIVER)
        await settle(pilot)
        assert isinstance(app.screen, PlanPage)
        name = app.screen.plan_name
        await pilot.press("n")
        await settle(pilot)
        assert isinstance(app.screen, AddItemPage)
        plan = app.session.plan(name)
        assert plan
        (returned,) = returned_now(app.session, plan)
        fresh = returned.id
        assert fresh in app.screen.query_one("#suggestions", Rows).keys
        app.screen.query_one("#suggestions", Rows).choose(fresh)
        await pilot.pause()
        assert "What the receiver could give in return" in screen_text(app)
        await pilot.press("enter")
        await settle(pilot)
        plan = app.session.plan(name)
        assert plan and plan.items[-1].in_return
        assert in_words(plan, plan.items[-1], PlanSide.RECEIVER).offered.label.startswith("In return: what you give to")
        await pilot.press("escape")
        await settle(pilot)
        assert "in return" in screen_text(app)
        await pilot.press("ctrl+z", "n")
        await settle(pilot)
        assert fresh in app.screen.query_one("#suggestions", Rows).keys
