"""Make the pictures of the READMEs from the sample programmes. After changing any screen: python tools/pictures.py

The app itself is run, keys are pressed, and what stands on its screen becomes an SVG. The same code gives the same
bytes, so that a diff shows what has changed on the screens.
"""

import asyncio
import os
import re
import shutil
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from html import escape, unescape
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

from msgspec.structs import replace
from textual.pilot import Pilot
from textual.widgets import Input

from needsmatch import i18n
from needsmatch.copies import send
from needsmatch.display import cells
from needsmatch.model.plan import Answer, PlanSide, Reply, Status
from needsmatch.model.terms import Useful
from needsmatch.planning.author import Author
from needsmatch.planning.confirm import confirm
from needsmatch.planning.log import new_outcome, noted
from needsmatch.planning.progress import item_progress
from needsmatch.store.plans import changed_bytes, save_changed_plan
from needsmatch.store.samples import FIRST_SAMPLE, samples_folder
from needsmatch.store.settings import Settings
from needsmatch.tui.app import NeedsmatchApp
from needsmatch.workspace import drafts, matcher, open_programme, save_draft

PICTURES = Path(__file__).parents[1] / "docs" / "pictures"
DAY = date(2026, 9, 10)
"""The day on which most pictures are taken."""
DECEMBER = date(2026, 12, 20)
"""The day of those that show the work of a year."""
SIZE = (120, 36)
"""Columns and lines."""

_CELL = 12.2
"""Width of a cell in an SVG of Rich."""
_FONTS = (
    "'DejaVu Sans Mono',Menlo,Consolas,"
    "'Noto Sans Mono CJK SC','Noto Sans CJK SC','PingFang SC','Microsoft YaHei',monospace"
)


@dataclass(frozen=True)
class Picture:
    """What is shown, and how one gets there."""

    name: str
    language: str
    """Of the app, and of the sample programme that is open where none is named."""
    keys: Sequence[str] = ()
    theme: str = "dark"
    mistakes: Sequence[tuple[str, str, str]] = ()
    """Made in the files of the programme before: file, what stands there, what stands there instead."""
    came_back: bool = False
    """A plan was sent, changed here, and came back changed as well: returned.toml in the home folder."""
    at_work: str = ""
    """A sample whose plans are carried out; where it has none, they are drafted and some work is noted."""

    @property
    def file(self) -> str:
        """Its file's name."""
        return f"{self.name}-{self.language}.svg"


def _typed(text: str) -> Sequence[str]:
    """The keys that put `text` into the field one stands on, and go to the next field."""
    return ("enter", "end", "shift+home", "delete", *text, "enter", "down")


# The first needs of these schools are read by everybody who has ever been to a kindergarten.
_SCHOOL = (*["down"] * 13, "enter", "enter")
_TO_PEOPLE = ("ctrl+s", "home", "down", "enter", *["down"] * 4)

_OPEN = [
    f'[[pair]]\nreceiver = "{receiver}-primary"\ndonor = "{donor}-primary"\n'
    for receiver, donor in (
        ("helu", "jinrong"),
        ("maiduo", "haitangli"),
        ("putaoyuan", "wangfan"),
        ("qihong", "chaoyin"),
    )
]
"""Given pairs that are still to be found in a picture of the board."""

_REVIEW = ("v", "1", "1", "1")
"""From a plan to the third item of its review."""


_MERGE = ("4", "m", *"~/returned.toml", "enter", "enter", "1")
"""Take in the copy that came back, and decide the first conflict."""
_HEAD = {"en": ("curlew-brow-kindergarten", "Maren Holroyd"), "zh_CN": ("yuhai-kindergarten", "赵雯")}
"""A receiving school and its head."""
_SAID = {
    "en": ("14 of us would come. Is there room?", "Two mornings, then a look back online", "Mornings only, please"),
    "zh_CN": ("我们想去 14 位老师，坐得下吗？", "先来两个上午，回去再线上说", "请都排在上午"),
}
"""What a head says, and how she and the coordinator want an item changed."""

_DONE = ("6", "right", "down", "down", "down")
"""The needs that are done, among the figures of the report."""
_FIRST_ITEM = ("4", "enter", "down", "d")
_WORK = (
    (date(2026, 10, 14), "Two teachers were away and look at the recording", Useful.VERY, "We talk about it still"),
    (date(2026, 11, 11), None, Useful.SOME, None),
    (date(2026, 12, 9), "The train was late; the last part was held online", None, None),
)
"""What was noted, and what the helped school said about it, item by item."""


ALL = (
    Picture("start", "en"),
    Picture("overview", "en", "1"),
    Picture("matching", "en", ["2", "enter", "enter", "down"]),
    Picture("pairing", "en", "3"),
    Picture("plan", "en", ["4", "enter", *_TO_PEOPLE, *_typed("14"), *_typed("6"), "up"]),
    Picture("review", "en", ["4", "enter", *_REVIEW]),
    Picture("merge", "en", _MERGE, came_back=True),
    Picture("report", "en", _DONE, at_work="harbour-uplands"),
    Picture("log", "en", _FIRST_ITEM, at_work="harbour-uplands"),
    Picture("overview", "zh_CN", "1"),
    Picture("matching", "zh_CN", ["2", *_SCHOOL]),
    Picture("pairing", "zh_CN", "3", mistakes=[("programme.toml", pair, "") for pair in _OPEN]),
    Picture("light", "zh_CN", ["2", *_SCHOOL], theme="light"),
    Picture("review", "zh_CN", ["4", "/", *"玉海", "enter", "enter", *_REVIEW], theme="light"),
    Picture("merge", "zh_CN", _MERGE, came_back=True),
    Picture("report", "zh_CN", _DONE, at_work="huishan-haidong"),
    Picture("log", "zh_CN", _FIRST_ITEM, at_work="huishan-haidong"),
    Picture("plan", "zh_CN", ["4", "/", *"杏花", "enter", "enter", *_TO_PEOPLE, *_typed("30人"), *_typed("6"), "up"]),
    Picture(
        "problems",
        "zh_CN",
        "5",
        mistakes=[
            ("receivers/xinghua-kindergarten.toml", 'stage = "kindergarten"', 'stage = "幼稚园"'),
            ("receivers/xinghua-kindergarten.toml", "people = 9", 'people = "九位老师"'),
            ("receivers/xinqu-primary.toml", "priority = 1", "priority = 9"),
        ],
    ),
)


async def taken(picture: Picture, place: Path) -> str:
    """The picture as SVG; a programme is copied to the folder `place` and changed there.

    Settings and caches of the user are read and written: give the environment a home of its own before.
    """
    folder = None
    if picture.keys:
        sample = picture.at_work or FIRST_SAMPLE[picture.language]
        folder = shutil.copytree(samples_folder() / sample, place / sample)
        for name, old, new in picture.mistakes:
            text = (folder / name).read_text(encoding="utf-8")
            assert old in text
            (folder / name).write_text(text.replace(old, new, 1), encoding="utf-8")
    i18n.use(picture.language)
    if folder and picture.came_back:
        _let_come_back(folder, picture.language)
    if folder and picture.at_work:
        _let_work(folder)
    app = NeedsmatchApp(folder, Settings(theme=picture.theme, name="Li", side=PlanSide.COORDINATOR))
    app.animation_level = "none"
    now = datetime.combine(DECEMBER if picture.at_work else DAY, time(9), UTC)
    with patch("needsmatch.tui.clock.now", lambda: now):
        async with app.run_test(size=SIZE) as pilot:
            await _settled(pilot)
            for _key, same in groupby(picture.keys):
                await pilot.press(*same)
                await _settled(pilot)
            for field in app.screen.query(Input):
                field.cursor_blink = False
            await pilot.pause()
            return on_grid(app.export_screenshot())


def _let_come_back(folder: Path, language: str) -> None:
    """Draft a plan, send it, let a head answer and change her copy, and change it here meanwhile."""
    (receiver, head), (asked, wanted, ours) = _HEAD[language], _SAID[language]
    reading = open_programme(folder)
    save_draft(reading, next(drafts(reading, matcher(reading), receiver)))
    reading = open_programme(folder)
    (sent,) = send(reading, reading.plans[0]).plans.values()
    first, second, *rest = sent.items
    at = datetime(2026, 9, 8, 9, tzinfo=UTC)
    answers = [
        Answer(id="a-1", side=PlanSide.RECEIVER, by=head, at=at, answer=Reply.AGREE),
        Answer(id="a-2", side=PlanSide.RECEIVER, by=head, at=at, answer=Reply.CHANGE, comment=asked),
    ]
    back = (
        replace(first, answers=(answers[0],)),
        replace(second, answers=(answers[1],), people=14, activity=wanted, place=None),
    )
    stored = open_programme(folder).plans[0]
    (Path.home() / "returned.toml").write_bytes(changed_bytes(stored, replace(sent, items=(*back, *rest))))
    changed = replace(second, activity=ours, people=12, sessions=3)
    save_changed_plan(stored, replace(sent, items=(first, changed, *rest)))


def _let_work(folder: Path) -> None:
    """Draft the plans of a programme that has none, agree on them, and note some of their work."""
    reading = open_programme(folder)
    if reading.plans:
        return
    for draft in drafts(reading, matcher(reading), None):
        save_draft(reading, draft)
    for stored in open_programme(folder).plans:
        plan = replace(stored.plan, plan=replace(stored.plan.plan, status=Status.AGREED))
        for item, (day, remark, useful, comment) in zip(plan.items, _WORK, strict=False):
            by = Author(datetime.combine(day, time(16), UTC), "Li")
            row = replace(new_outcome(item_progress(plan, item, day), day, by), remark=remark)
            plan = noted(plan, item.id, row)
            if useful:
                school = reading.programme.receiver(plan.plan.receiver)
                head = Author(by.at + timedelta(days=2), school.head if school else None, side=item.helped)
                plan = confirm(plan, item.id, useful, comment, head)
        save_changed_plan(stored, plan)


async def _settled(pilot: Pilot[None]) -> None:
    """Wait until all work in threads is done and shown."""
    for _round in range(2):
        await pilot.pause()
        await pilot.app.workers.wait_for_complete()
    assert isinstance(pilot.app, NeedsmatchApp)
    pilot.app.changed()
    await pilot.pause()


def on_grid(svg: str) -> str:
    """A screenshot of Textual with every character in its own cell, and with fonts that the reader's computer has.

    Rich asks for fonts from the network, and gives each text a length that is right for narrow characters only.
    """
    line = r'<clipPath id="[\w-]+-line-\d+">.*?</clipPath>'
    svg = re.sub(rf"<!--.*?-->|@font-face \{{.*?\}}|font-variant-east-asian:[^;]*;|{line}", "", svg, flags=re.DOTALL)
    svg = re.sub(r"terminal-\d+", "t", svg)
    svg = svg.replace("Fira Code, monospace", _FONTS).replace("font-family: arial", "font-family: sans-serif")
    svg = re.sub(r'<text class="([^"]*)" x="([^"]*)" y="([^"]*)" textLength[^>]*>([^<]*)</text>', _in_cells, svg)
    return re.sub(r"\s*\n\s*", "\n", svg).strip() + "\n"


def _in_cells(found: re.Match[str]) -> str:
    look, left, y, text = found.groups()
    column, pieces = float(left), []
    # Viewers that know only the first place of a text begin at least each word in its cell.
    for piece in re.split(r"(\s+|[^\s\u2e80-\uffff]+)", unescape(text)):
        places = []
        for sign in piece:
            places.append(f"{column:.5g}")
            column += cells(sign) * _CELL
        if piece.strip():
            pieces.append(f'<text class="{look}" x="{" ".join(places)}" y="{y}">{escape(piece)}</text>')
    return "".join(pieces)


def main(folder: Path) -> None:
    """Make all pictures, and take away those that are no longer made."""
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.svg"):
        old.unlink()
    for name in [name for name in os.environ if name.startswith("XDG_")]:
        del os.environ[name]
    with TemporaryDirectory() as home:
        os.environ["HOME"] = os.environ["USERPROFILE"] = home
        for picture in ALL:
            with TemporaryDirectory() as place:
                svg = asyncio.run(taken(picture, Path(place)))
            (folder / picture.file).write_text(svg, encoding="utf-8", newline="\n")
            print(f"{picture.file:<22}{len(svg.encode()) / 1000:4.0f} kB")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if sys.argv[1:] else PICTURES)
