"""Page 6: figures that hold, that can be followed down to the plans, and that fit any screen."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import msgspec
import pytest
from textual.pilot import Pilot

from needsmatch.display import cells
from needsmatch.model.plan import Outcome
from needsmatch.planning.asked import Grouping
from needsmatch.planning.attention import attention
from needsmatch.planning.measure import Measure
from needsmatch.planning.report import Report, report
from needsmatch.planning.report_figures import Entry, Section, part_of, sections, sum_line
from needsmatch.planning.since import events
from needsmatch.planning.standing import standings
from needsmatch.tui import clock
from needsmatch.tui.app import NeedsmatchApp
from needsmatch.tui.report_lines import behind_rows, section_rows, things_of
from needsmatch.tui.reporting import added_up, to_report
from needsmatch.tui.screens.matching import MatchingPage
from needsmatch.tui.screens.overview import FIGURES
from needsmatch.tui.screens.plan import PlanPage
from needsmatch.tui.screens.report import ReportPage
from needsmatch.tui.screens.report_behind import BehindPage
from needsmatch.tui.session import Session
from needsmatch.tui.widgets.rows import Rows
from needsmatch.workspace import open_programme
from tests.tui.conftest import SMALL, WIDE, Opened, screen_text, settle
from tests.tui.year import DAY, PLANS, with_a_year

SINCE = date(2026, 12, 1)


@pytest.fixture(autouse=True)
def in_december(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every test looks at the programme on the same day."""
    monkeypatch.setattr(clock, "today", lambda: DAY)


@pytest.fixture
def year(sample: Path) -> Path:
    """The sample in the middle of its year."""
    with_a_year(sample)
    return sample


def report_of(folder: Path) -> Report:
    programme = open_programme(folder).programme
    return report(programme, {}, {}, (), DAY)


def sections_of(found: Report, grouping: Grouping = Grouping.DISTRICT) -> list[Section]:
    return list(sections(found, (grouping,), SINCE, tuple(events(found.programme, SINCE, DAY))))


def entries_of(folder: Path) -> dict[str, Entry]:
    return {entry.key: entry for section in sections_of(report_of(folder)) for entry in section.entries}


def numbers(entries: dict[str, Entry]) -> dict[str, str]:
    return {key: entry.number for key, entry in entries.items()}


# Figures


def test_the_figures_are_those_of_the_plans(year: Path) -> None:
    found = numbers(entries_of(year))
    expected = {
        "pairs": "16 / 16",
        "needs/answered": "18",
        "needs/done": "9",
        "all/items": "9 / 18",
        "mode/lesson/items": "5 / 6",
        "mode/lesson/lessons": "20",
        "mode/lesson/attendances": "250",
        "mode/shadow/placed": "3",
        "mode/shadow/batches": "1",
        "mode/donation/money": "4,938",
        "placement/now": "1",
        "placement/over": "2",
        "placement/assessed": "1",
        "placement/unassessed": "1",
        "useful/very": "5",
        "return/attendances": "10",
        "overdue": "1",
        "month/2026-10": "5 entries",
    }
    assert {key: found.get(key) for key in expected} == expected


def test_every_figure_is_the_sum_of_what_is_behind_it(year: Path) -> None:
    for key, entry in entries_of(year).items():
        deeds = [thing for thing in entry.things if isinstance(getattr(thing, "entry", None), Outcome)]
        if entry.measure in (Measure.SESSIONS, Measure.MONEY) and "/" not in entry.number:
            total = sum((Decimal(part_of(deed, entry.measure)) for deed in deeds), Decimal(0))  # type: ignore[arg-type]
            assert f"{total.normalize():,f}" == entry.number, key
        elif entry.measure is None and entry.number.isdigit():
            assert len(entry.things) == int(entry.number), key
        assert len(things_of(entry)) == len(entry.things) == len(behind_rows(entry)), key


def test_what_waits_leads_to_a_figure_that_lists_as_much(year: Path) -> None:
    programme, entries = open_programme(year).programme, entries_of(year)
    waiting = {entry.kind: entry.count for entry in attention(programme, tuple(standings(programme, {}, DAY)), (), DAY)}
    for kind, key in FIGURES.items():
        assert len(entries[key].things) == waiting.get(kind, 0) == int(entries[key].number)


@pytest.mark.parametrize("grouping", Grouping)
def test_the_groups_of_needs_make_the_whole(year: Path, grouping: Grouping) -> None:
    entries = [entry for section in sections_of(report_of(year), grouping) for entry in section.entries]
    groups = [entry for entry in entries if entry.key.startswith("group/")]
    done, asked = (sum(int(entry.number.split(" / ")[part]) for entry in groups) for part in (0, 1))
    found = {entry.key: entry.number for entry in entries}
    assert (str(done), str(asked)) == (found["needs/done"], found["needs/asked"])


def test_lessons_and_lectures_are_called_so(year: Path) -> None:
    entries = entries_of(year)
    assert entries["mode/lesson/lessons"].label == "lessons"
    assert "16 pairs, 9 of 80 needs done, 20 lessons" in sum_line(report_of(year))


def test_a_target_in_an_unknown_unit_says_that_nothing_is_counted(year: Path) -> None:
    path = year / "programme.toml"
    path.write_text(
        path.read_text("utf-8") + '\n[[target]]\ntext = "x"\namount = 40\nunit = "furlongs"\n'
        '[[target]]\ntext = "y"\namount = 40\nunit = "节"\nmode = "lesson"\n',
        "utf-8",
    )
    entries = [entry for key, entry in entries_of(year).items() if key.startswith("target/")][-2:]
    assert [entry.number for entry in entries] == ["40 furlongs", "20 / 40 节"]
    assert entries[0].share is None
    assert entries[1].share == 0.5
    assert entries[1].note == "50 %"


def test_without_schools_and_plans_there_are_no_sections(year: Path) -> None:
    programme = open_programme(year).programme
    bare = msgspec.structs.replace(programme, receivers=(), donors=(), plans=())
    assert sections_of(report(bare, {}, {}, (), DAY)) == []


def test_each_kind_of_groups_has_its_own_sections_beside_the_same_others(year: Path) -> None:
    session = Session(year)
    session.take_in(open_programme(year))
    what = to_report(session, DAY, SINCE)
    assert what
    found, whole = added_up(what), report_of(year)
    assert found.summary == sum_line(whole)
    for kind in Grouping:
        keys = [[entry.key for entry in section.entries] for section in found.sections[kind]]
        assert keys == [[entry.key for entry in section.entries] for section in sections_of(whole, kind)]


def test_beside_the_list_stand_the_first_rows_and_how_many_more_there_are(year: Path) -> None:
    entry = entries_of(year)["mode/lesson/lessons"]
    rows, count = behind_rows(entry), len(entry.things)
    few = behind_rows(entry, 3)
    assert [row.key for row in few] == [*(row.key for row in rows[:3]), None]
    assert "".join(piece[0] for line in few[-1].drawn(60) for piece in line).startswith(f"{count - 3} more: Enter")
    assert [row.key for row in behind_rows(entry, count)] == [row.key for row in rows]


def test_two_of_the_same_id_are_both_listed(year: Path) -> None:
    entry = entries_of(year)["mode/lesson/lessons"]
    twice = replace(entry, things=(*entry.things, *entry.things))
    assert len(behind_rows(twice)) == len(set(things_of(twice))) == 2 * len(entry.things)


@pytest.mark.parametrize("width", [54, 66, 74, 110])
def test_every_row_has_its_number_and_fits(year: Path, width: int) -> None:
    for section in sections_of(report_of(year)):
        rows = list(section_rows(section))[1:]
        for row, entry in zip(rows, section.entries, strict=True):
            (pieces,) = row.drawn(width)
            text = "".join(piece[0] for piece in pieces)
            assert cells(text) == width
            assert entry.number in text
        for entry in section.entries:
            for row in behind_rows(entry):
                assert all(sum(cells(piece[0]) for piece in pieces) == width for pieces in row.drawn(width) if pieces)


# The page


def app_of(pilot: Pilot[None]) -> NeedsmatchApp:
    assert isinstance(pilot.app, NeedsmatchApp)
    return pilot.app


def session_of(pilot: Pilot[None]) -> Session:
    session = app_of(pilot).session
    assert session
    return session


def rows_of(pilot: Pilot[None], selector: str) -> Rows:
    return pilot.app.screen.query_one(selector, Rows)


async def enter(pilot: Pilot[None], selector: str, key: str) -> None:
    rows = rows_of(pilot, selector)
    assert key in rows.keys
    rows.choose(key)
    await pilot.press("enter")
    await settle(pilot)


async def test_from_a_figure_to_the_item_in_its_plan_and_back_to_the_same_rows(opened: Opened, year: Path) -> None:
    async with opened(year, page="report", size=SMALL) as pilot:
        assert "16 pairs, 9 of 80 needs done" in screen_text(pilot.app)
        await enter(pilot, "#figures", "mode/lesson/lessons")
        assert isinstance(pilot.app.screen, BehindPage)
        text = screen_text(pilot.app)
        assert "\n 20 lessons" in text
        assert text.count("2 lessons") == 10
        key = rows_of(pilot, "#behind").keys[3]
        _deed, plan, item, _entry = key.split("/")
        await enter(pilot, "#behind", key)
        page = pilot.app.screen
        assert isinstance(page, PlanPage)
        assert page.plan_name == plan
        assert rows_of(pilot, "#items").chosen == f"item/{item}"
        await pilot.press("escape")
        await settle(pilot)
        assert rows_of(pilot, "#behind").chosen == key
        await pilot.press("escape")
        await settle(pilot)
        assert isinstance(pilot.app.screen, ReportPage)
        assert rows_of(pilot, "#figures").chosen == "mode/lesson/lessons"


async def test_unmet_needs_lead_to_their_plan_and_those_without_one_to_who_can_help(opened: Opened, year: Path) -> None:
    programme = open_programme(year).programme
    planned, bare = (programme.settings.pairs[number].receiver for number in (0, PLANS))
    async with opened(year, page="report") as pilot:
        await enter(pilot, "#figures", "needs/unmet")
        keys = rows_of(pilot, "#behind").keys
        of_bare = next(key for key in keys if key.startswith(f"need/{bare}/"))
        of_planned = next((key for key in keys if key.startswith(f"need/{planned}/")), None)
        if of_planned:
            await enter(pilot, "#behind", of_planned)
            assert isinstance(pilot.app.screen, PlanPage)
            assert rows_of(pilot, "#items").chosen == of_planned.replace("need/", "unmet/")
            await pilot.press("escape")
        await enter(pilot, "#behind", of_bare)
        assert isinstance(pilot.app.screen, MatchingPage)
        assert session_of(pilot).receiver == bare


async def test_what_is_edited_counts_before_it_is_saved(opened: Opened, year: Path) -> None:
    async with opened(year, page="report", size=SMALL) as pilot:
        await enter(pilot, "#figures", "mode/lesson/lessons")
        session = session_of(pilot)
        plan = next(plan for name in session.stored if (plan := session.plan(name)))
        first = plan.items[0]
        more = Outcome(id="o-new", day=DAY, sessions=7)
        items = (msgspec.structs.replace(first, outcomes=(*first.outcomes, more)), *plan.items[1:])
        session.edit(msgspec.structs.replace(plan, items=items))
        app_of(pilot).changed()
        await settle(pilot)
        assert "\n 27 lessons" in screen_text(pilot.app)
        await pilot.press("escape")
        await settle(pilot)
        await pilot.press("home")
        assert "27 lessons" in screen_text(pilot.app)
        assert "with what is not saved yet" in screen_text(pilot.app)
        await pilot.press("ctrl+z")
        await settle(pilot)
        assert "20 lessons" in screen_text(pilot.app)


async def test_needs_are_grouped_by_topic_stage_and_district(opened: Opened, year: Path) -> None:
    async with opened(year, page="report", size=SMALL) as pilot:
        seen = []
        for _turn in range(3):
            await pilot.press("g")
            chosen = rows_of(pilot, "#figures").chosen
            assert chosen
            seen.append((chosen.split("/")[1], "Needs by" in screen_text(pilot.app)))
        assert seen == [("stage", True), ("district", True), ("topic", True)]


async def test_changes_are_listed_since_the_day_that_was_asked_for(opened: Opened, year: Path) -> None:
    async with opened(year, page="report", size=SMALL) as pilot:
        figures = rows_of(pilot, "#figures")
        assert "change/done" in figures.keys
        await pilot.press("s", *"x", "enter")
        assert "this is not a date" in screen_text(pilot.app)
        await pilot.press(*("backspace",) * 20, *"2026-12-19", "enter")
        await settle(pilot)
        assert isinstance(pilot.app.screen, ReportPage)
        assert figures.chosen == "change"
        assert "since 2026-12-19" in screen_text(pilot.app)
        assert "change/done" not in figures.keys
        await pilot.press("enter")
        await settle(pilot)
        assert "There is nothing behind this figure yet." in screen_text(pilot.app)


async def test_left_and_right_go_from_section_to_section_with_its_heading(opened: Opened, year: Path) -> None:
    async with opened(year, page="report", size=SMALL) as pilot:
        titles = ["All together", "Needs", "Needs by topic", "By way of helping"]
        for title in titles[1:]:
            await pilot.press("right")
            await pilot.pause()
            assert title in screen_text(pilot.app)
        for title in reversed(titles[:-1]):
            await pilot.press("left")
            await pilot.pause()
            assert any(line.strip().startswith(title) for line in screen_text(pilot.app).splitlines())
        assert rows_of(pilot, "#figures").chosen == "pairs"


async def test_the_year_of_a_school_is_a_sheet(opened: Opened, year: Path) -> None:
    receiver = open_programme(year).programme.settings.pairs[0].receiver
    async with opened(year, page="report") as pilot:
        rows_of(pilot, "#figures").choose(f"evaluation/{receiver}")
        app_of(pilot).changed()
        await pilot.pause()
        beside = screen_text(pilot.app)
        await enter(pilot, "#figures", f"evaluation/{receiver}")
        for text in (beside, screen_text(pilot.app)):
            assert "Planned" in text
            assert "很有帮助" in text
        await pilot.press("enter")
        await settle(pilot)
        assert isinstance(pilot.app.screen, PlanPage)


async def test_what_waits_on_the_overview_leads_to_the_figure(opened: Opened, year: Path) -> None:
    path = year / "programme.toml"
    path.write_text(path.read_text("utf-8").replace("report = 2027-07-10", "report = 2026-12-30"), "utf-8")
    async with opened(year, size=SMALL) as pilot:
        await enter(pilot, "#attention", "unassessed-0")
        assert isinstance(pilot.app.screen, BehindPage)
        assert "王芳" in screen_text(pilot.app)
        await pilot.press("escape")
        await settle(pilot)
        assert isinstance(pilot.app.screen, ReportPage)
        assert rows_of(pilot, "#figures").chosen == "placement/unassessed"
        await pilot.press("1")
        await enter(pilot, "#attention", "report-0")
        assert isinstance(pilot.app.screen, ReportPage)
        await pilot.press("1")
        await pilot.pause()
        await pilot.click("#numbers", offset=(70, 0))
        await settle(pilot)
        assert pilot.app.current_mode == "report"


@pytest.mark.parametrize("size", [SMALL, WIDE])
async def test_it_fits_in_chinese(opened: Opened, year: Path, size: tuple[int, int]) -> None:
    async with opened(year, page="report", size=size, language="zh_CN") as pilot:
        for _page in range(8):
            text = screen_text(pilot.app)
            assert all(cells(line) <= size[0] for line in text.splitlines())
            assert len(text.splitlines()) <= size[1]
            await pilot.press("pagedown")
            await pilot.pause()


async def test_a_programme_without_plans_and_an_empty_one_say_what_there_is(
    opened: Opened, sample: Path, tmp_path: Path
) -> None:
    async with opened(sample, page="report", size=SMALL) as pilot:
        text = screen_text(pilot.app)
        assert "16 pairs, 0 of 80 needs done" in text
        assert "80 without a plan" in text
    bare = tmp_path / "bare"
    bare.mkdir()
    (bare / "programme.toml").write_text('[programme]\nid = "bare"\nname = "Bare"\n', "utf-8")
    async with opened(bare, page="report", size=SMALL) as pilot:
        assert "There is nothing to report yet." in screen_text(pilot.app)
        await pilot.press("g", "s", "right", "enter")
        assert isinstance(pilot.app.screen, ReportPage)


async def test_no_report_is_written_before_all_needs_are_matched(opened: Opened, year: Path) -> None:
    (year / "donors" / "unread.toml").write_text("[school]\nid = 5\n", "utf-8")
    async with opened(year, page="report", size=SMALL) as pilot:
        assert "1 file could not be read as a whole" in screen_text(pilot.app)
        session = app_of(pilot).session
        assert session
        session.ranked.pop(session.receivers[0].id)
        await pilot.press("w")
        await pilot.pause()
        assert "still being matched" in screen_text(pilot.app)
    assert not (year / "reports").exists()


async def test_the_report_is_written_to_a_new_file_each_time(opened: Opened, year: Path) -> None:
    async with opened(year, page="report", size=SMALL) as pilot:
        await pilot.press("w", "w")
        await pilot.pause()
        assert "reports/2026-12-20-2.txt" in screen_text(pilot.app)
    first, second = ((year / "reports" / name).read_text("utf-8") for name in ("2026-12-20.txt", "2026-12-20-2.txt"))
    assert first == second
    assert "16 pairs, 9 of 80 needs done" in first
    assert "placement ended without an assessment" in first
