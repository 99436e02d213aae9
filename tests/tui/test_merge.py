"""The merge page: only conflicts are asked, each is decided by a key, and nothing is written before all are."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from msgspec.structs import replace
from textual.pilot import Pilot

from needsmatch.model.plan import Item, PlanSide, Removed, Signature, SupportPlan
from needsmatch.model.revision import decision_of
from needsmatch.planning.merge import merge
from needsmatch.store.files import Seen
from needsmatch.store.plan_file import read_whole_plan
from needsmatch.store.plans import plan_text
from needsmatch.store.settings import Settings
from needsmatch.tui import door, merge_app
from needsmatch.tui.merge_app import MergeApp
from needsmatch.tui.merge_lines import who_wrote
from needsmatch.tui.screens.merge import MergePage
from needsmatch.tui.screens.merge_part import FullPage, OwnPage
from needsmatch.tui.widgets.rows import Rows
from tests.test_copies import ANSWER, PLAN, item
from tests.tui.conftest import SMALL, WIDE, screen_text

LONG = "每两周线上一起看游戏录像，说说老师该怎么帮。" * 60 + "就这些"
OURS = item(item(item(PLAN, 0, sessions=4), 1, people=5), 1, activity="每两周线上一起看游戏录像")
THEIRS = item(item(item(PLAN, 0, sessions=3, lead="李如英"), 1, activity=LONG), 1, answers=(ANSWER,))

Merging = Callable[..., AbstractAsyncContextManager[Pilot[None]]]


def files(folder: Path, *plans: SupportPlan) -> tuple[Path, ...]:
    """Plans as files: base, ours, theirs."""
    paths = tuple(folder / f"{name}.toml" for name in ("base", "ours", "theirs"))
    for path, plan in zip(paths, plans, strict=True):
        path.write_text(plan_text(plan), encoding="utf-8")
    return paths


@pytest.fixture
def merging(tmp_path: Path) -> Merging:
    """`async with merging(ours, theirs) as pilot`: the page on two copies of PLAN; the outcome goes to out.toml."""

    @asynccontextmanager
    async def run(
        ours: SupportPlan = OURS, theirs: SupportPlan = THEIRS, *, size: tuple[int, int] = WIDE
    ) -> AsyncIterator[Pilot[None]]:
        stored = tuple(read_whole_plan(path) for path in files(tmp_path, PLAN, ours, theirs))
        base, mine, other = stored
        merged = merge(base.plan, mine.plan, other.plan)
        app = MergeApp(Settings(), merged, (base, mine, other), (tmp_path / "out.toml", None))
        async with app.run_test(size=size) as pilot:
            await pilot.pause()
            await pilot.pause()
            yield pilot

    return run


def outcome(folder: Path) -> SupportPlan:
    return read_whole_plan(folder / "out.toml").plan


def chosen(pilot: Pilot[None]) -> str | None:
    return pilot.app.screen.query_one("#parts", Rows).chosen


async def test_conflicts_are_decided_by_keys_and_saved_once_all_are(merging: Merging, tmp_path: Path) -> None:
    async with merging() as pilot:
        text = screen_text(pilot.app)
        assert "0 of 2 decided" in text
        assert text.count("( )") == 4 and "(*)" not in text
        assert "changed in 2" in text and "李如英" in text
        assert chosen(pilot) == "item/i-1/sessions"
        await pilot.press("ctrl+s")
        assert not (tmp_path / "out.toml").exists()
        assert "this one is still open" in screen_text(pilot.app)
        await pilot.press("home", "n", "1")
        assert "(*) 4" in screen_text(pilot.app)
        await pilot.press("２")
        assert "(*) 3" in screen_text(pilot.app) and "1 of 2 decided" in screen_text(pilot.app)
        await pilot.press("ctrl+z")
        assert "(*) 4" in screen_text(pilot.app)
        await pilot.press("ctrl+z")
        assert "0 of 2 decided" in screen_text(pilot.app)
        await pilot.press("ctrl+y", "ctrl+y", "n")
        assert chosen(pilot) == "item/i-2/activity"
        await pilot.press("1", "ctrl+s")
        await pilot.pause()
    assert pilot.app.return_code == 0
    plan = outcome(tmp_path)
    assert [(entry.sessions, entry.lead, entry.people) for entry in plan.items] == [
        (3, "李如英", None),
        (None, None, 5),
    ]
    assert plan.items[1].activity == OURS.items[1].activity and plan.items[1].answers == (ANSWER,)
    assert plan.plan.merged == (decision_of(THEIRS, PLAN),)


async def test_a_value_of_ones_own_is_typed_and_a_wrong_one_is_explained(merging: Merging, tmp_path: Path) -> None:
    async with merging() as pilot:
        await pilot.press("3")
        await pilot.pause()
        assert isinstance(pilot.app.screen, OwnPage)
        await pilot.pause()
        await pilot.press("end", "shift+home", "delete", "x", "enter")
        await pilot.pause()
        assert "this is not a whole number" in screen_text(pilot.app)
        await pilot.press("enter")
        await pilot.pause()
        await pilot.press("end", "shift+home", "delete", "6", "enter")
        await pilot.pause()
        assert isinstance(pilot.app.screen, MergePage)
        assert "1 of 2 decided" in screen_text(pilot.app)
        await pilot.press("n", "2", "ctrl+s")
        await pilot.pause()
    assert outcome(tmp_path).items[0].sessions == 6


async def test_long_texts_are_read_in_full_on_a_small_screen_and_decided_there(merging: Merging) -> None:
    async with merging(size=SMALL) as pilot:
        text = screen_text(pilot.app)
        assert "please choose" in text and "ours.toml" in text and "theirs.toml" in text
        await pilot.press("n")
        assert ".." in screen_text(pilot.app)
        await pilot.press("enter")
        await pilot.pause()
        assert isinstance(pilot.app.screen, FullPage)
        seen = screen_text(pilot.app)
        for _page in range(8):
            await pilot.press("pagedown")
            seen += screen_text(pilot.app)
        assert "就这些" in seen and "Before" in seen
        await pilot.press("2")
        await pilot.pause()
        assert "1 of 2 decided" in screen_text(pilot.app)


async def test_an_item_that_is_gone_on_one_side_is_kept_or_left_out_but_not_written_anew(
    merging: Merging, tmp_path: Path
) -> None:
    gone = replace(PLAN, items=PLAN.items[1:])
    async with merging(gone, item(PLAN, 0, sessions=3)) as pilot:
        assert "Taken out or kept" in screen_text(pilot.app)
        await pilot.press("3")
        assert "Here only 1 or 2 can be chosen." in screen_text(pilot.app)
        await pilot.press("2", "ctrl+s")
        await pilot.pause()
    assert [entry.sessions for entry in outcome(tmp_path).items] == [3, None]


async def test_items_are_filtered_by_words_and_hidden_conflicts_still_count(merging: Merging) -> None:
    async with merging() as pilot:
        await pilot.press("slash", *"lead", "enter")
        await pilot.pause()
        assert pilot.app.screen.query_one("#parts", Rows).keys == ["item/i-1/lead"]
        await pilot.press("ctrl+s")
        await pilot.pause()
        assert chosen(pilot) == "item/i-1/sessions"
        await pilot.press("slash", *"qqq", "enter")
        await pilot.pause()
        assert "Nothing here has these words" in screen_text(pilot.app)


async def test_leaving_writes_nothing_and_says_so_by_its_code(merging: Merging, tmp_path: Path) -> None:
    async with merging() as pilot:
        await pilot.press("1", "escape")
        await pilot.pause()
    assert pilot.app.return_code == 3
    assert not (tmp_path / "out.toml").exists()


async def test_a_file_that_somebody_wrote_meanwhile_is_not_written_over(merging: Merging, tmp_path: Path) -> None:
    async with merging() as pilot:
        (tmp_path / "out.toml").write_text("mine", encoding="utf-8")
        await pilot.press("1", "n", "1", "ctrl+s")
        await pilot.pause()
        assert "was changed by somebody else meanwhile" in screen_text(pilot.app)
        assert "All is decided" in screen_text(pilot.app)
        await pilot.press("escape")
        await pilot.pause()
    assert (tmp_path / "out.toml").read_text(encoding="utf-8") == "mine"


async def test_both_copies_can_put_an_item_in_another_place(merging: Merging, tmp_path: Path) -> None:
    def ordered(*names: str) -> SupportPlan:
        by_id = {entry.id: entry for entry in three.items}
        return replace(three, items=tuple(by_id[name] for name in names))

    three = replace(PLAN, items=(*PLAN.items, Item(id="i-3", activity="研讨")))
    stored = files(tmp_path, three, ordered("i-2", "i-1", "i-3"), ordered("i-3", "i-1", "i-2"))
    base, ours, theirs = (read_whole_plan(path) for path in stored)
    app = MergeApp(
        Settings(), merge(base.plan, ours.plan, theirs.plan), (base, ours, theirs), (tmp_path / "out.toml", None)
    )
    async with app.run_test(size=SMALL) as pilot:
        await pilot.pause()
        await pilot.pause()
        assert "Order of the items" in screen_text(app) and "1 三大游戏怎么开展" in screen_text(app)
        await pilot.press("2", "ctrl+s")
        await pilot.pause()
    assert [entry.id for entry in outcome(tmp_path).items] == ["i-3", "i-1", "i-2"]


def test_who_wrote_last_is_known_whatever_the_times_say() -> None:
    assert who_wrote(PLAN, PLAN) == ""
    first = replace(PLAN, removed=(Removed(id="i-9", by="林静", at=datetime(1, 1, 1)),))
    assert who_wrote(first, PLAN).startswith("林静")
    at = datetime(2026, 3, 2, 9)
    signed = Signature(side=PlanSide.DONOR, name="赵雯", at=at.replace(tzinfo=UTC), revision="x")
    both = replace(PLAN, removed=(Removed(id="i-9", by="赵雯", at=at),), signatures=(signed,))
    assert who_wrote(both, PLAN) == "赵雯, 2026-03-02"


@pytest.mark.parametrize("known", [True, False])
def test_the_door_merges_three_files_into_one_of_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, known: bool
) -> None:
    base, ours, theirs = files(tmp_path, PLAN, OURS, THEIRS)
    if not known:
        base.write_bytes(b"")
    made: list[MergeApp] = []
    monkeypatch.setattr(merge_app.MergeApp, "run", lambda app: made.append(app))
    monkeypatch.setattr(door, "_speaks_utf8", lambda: True)
    assert door.merge_plans(base, ours, theirs, ours) == 0
    (app,) = made
    assert app._out == (ours, Seen.of_content(ours.read_bytes()))
    keys = {part.key for part in app._merged.conflicts}
    assert "item/i-1/sessions" in keys and ("item/i-1/lead" in keys) is not known
