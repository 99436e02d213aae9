"""What the tests of the app share: the app opened on a programme and ready, and what stands on its screen."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from textual.app import App
from textual.pilot import Pilot
from textual.worker import WorkerCancelled

from needsmatch import i18n
from needsmatch.model.plan import PlanSide
from needsmatch.store.settings import Settings
from needsmatch.tui.app import NeedsmatchApp

WIDE, SMALL = (120, 36), (80, 24)
"""The two sizes every screen is made for."""

SOMEBODY = Settings(name="李老师", side=PlanSide.COORDINATOR)
"""What a person has chosen who was asked for name and role already."""

Opened = Callable[..., AbstractAsyncContextManager[Pilot[None]]]


def screen_text(app: App[Any]) -> str:
    """What stands on the screen, line by line, without trailing blanks."""
    strips = app.screen._compositor.render_strips()
    return "\n".join("".join(segment.text for segment in strip).rstrip() for strip in strips)


async def settle(pilot: Pilot[None]) -> None:
    """Wait until all work in threads is done and shown."""
    # What one thread tells starts the next one: reading and matching, then pairing, then looking at one pair.
    await pilot.pause()
    while not all(worker.is_finished for worker in pilot.app.workers):
        # One that is replaced by a newer one is cancelled, and nothing is wrong with that.
        with suppress(WorkerCancelled):
            await pilot.app.workers.wait_for_complete()
        await pilot.pause()
    app = pilot.app
    assert isinstance(app, NeedsmatchApp)
    app.changed()
    await pilot.pause()


@pytest.fixture(autouse=True)
def after_the_first_run(known_topics: None) -> None:
    """The topics need not be worked out for every test."""


@pytest.fixture
def opened() -> Opened:
    """`async with opened(folder, size=SMALL, language="zh_CN") as pilot`: the app on a programme, read and matched."""

    @asynccontextmanager
    async def run(
        folder: Path | None,
        *,
        size: tuple[int, int] = WIDE,
        language: str = "en",
        page: str = "overview",
        settings: Settings = SOMEBODY,
    ) -> AsyncIterator[Pilot[None]]:
        i18n.use(language)
        app = NeedsmatchApp(folder, settings, first=page)
        async with app.run_test(size=size) as pilot:
            await pilot.pause()
            await settle(pilot)
            yield pilot

    return run
