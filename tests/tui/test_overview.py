"""Page 1: figures that hold, and rows that lead to where the work is."""

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace
from textual.pilot import Pilot

from needsmatch.display import cells
from needsmatch.model.match import Cause
from needsmatch.model.plan import Status
from needsmatch.planning.attention import Attention, Kind
from needsmatch.planning.overview import Number, Overview, Step, TopicNeeds
from needsmatch.planning.propose import propose
from needsmatch.tui import figures
from needsmatch.tui.app import NeedsmatchApp
from needsmatch.tui.finding import asking
from needsmatch.tui.glance import glance
from needsmatch.tui.screens.matching import MatchingPage
from needsmatch.tui.screens.overview import OverviewPage
from needsmatch.tui.screens.plans import PlansPage
from needsmatch.tui.session import Session
from needsmatch.tui.widgets.board import Board
from needsmatch.tui.widgets.lines import Line, laid_out
from needsmatch.tui.widgets.rows import Rows
from tests.tui.conftest import SMALL, WIDE, Opened, screen_text, settle

TODAY = date(2026, 10, 10)


def app_of(pilot: Pilot[None]) -> NeedsmatchApp:
    assert isinstance(pilot.app, NeedsmatchApp)
    return pilot.app


def screen(pilot: Pilot[None]) -> str:
    return screen_text(app_of(pilot))


def session_of(pilot: Pilot[None]) -> Session:
    session = app_of(pilot).session
    assert session
    return session


def glance_of(pilot: Pilot[None]) -> Overview:
    found = glance(session_of(pilot), date.today())
    assert found
    return found


def rows_of(pilot: Pilot[None], selector: str) -> Rows:
    return pilot.app.screen.query_one(selector, Rows)


def texts(lines: Any, width: int) -> list[str]:
    drawn: list[Line] = lines(width) if callable(lines) else lines
    return ["".join(text for text, _style, _action in pieces) for line in drawn for pieces in laid_out(line, width)]


def topic(label: str, asked: int, answered: int, cause: Cause | None = None) -> TopicNeeds:
    causes = ((cause, asked - answered),) if cause else ()
    return TopicNeeds(topic=label.lower(), label=label, asked=asked, answered=answered, causes=causes)


# Figures


def test_a_box_without_an_answer_has_a_sign_in_it() -> None:
    table = figures.TopicTable((topic("Reading", 5, 3, Cause.NOBODY), topic("Choir", 2, 2)))
    first, second = (texts(table.lines(entry), 70)[0] for entry in table.topics)
    assert first.rstrip() == "Reading         - -  3 / 5  unmet 2  nobody offers it"
    assert second.split() == ["Choir", "2", "/", "2"]


def test_a_sign_of_two_columns_fills_its_box_and_gives_way_in_narrow_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(figures, "_", lambda message: "缺" if message == "-" else message)
    table = figures.TopicTable((topic("Reading", 5, 3),))
    assert "缺缺" in texts(table.lines(table.topics[0]), 60)[0]
    large = figures.TopicTable((topic("Reading", 30, 28),))
    line = texts(large.lines(large.topics[0]), 60)[0]
    assert "缺" not in line.split("/")[0]
    assert "--" in line


@pytest.mark.parametrize("width", [45, 57, 75, 120])
@pytest.mark.parametrize("largest", [1, 6, 13, 55, 400])
def test_boxes_fit_any_width_and_hide_no_unmet_need(width: int, largest: int) -> None:
    table = figures.TopicTable(
        (
            topic("Subject teaching in every subject", largest, largest // 2, Cause.OTHER_DONOR),
            topic("Choir", 1, 0, Cause.NOBODY),
            topic("Chess", largest, largest - 1, Cause.NOBODY),
            topic("Tales", min(3, largest), 0 if largest < 3 else 1),
            topic("Drama", 1, 1),
        )
    )
    columns = [line.split("/")[0] for line in (texts(table.lines(entry), width)[0] for entry in table.topics)]
    assert all(cells(texts(table.lines(entry), width)[0]) <= width for entry in table.topics)
    assert [column.count("-") > 0 for column in columns] == [True, True, True, True, False]
    for entry in table.topics:
        pieces = laid_out(table.lines(entry)(width)[0], width)[0]
        assert any(style == "bar" for _text, style, _action in pieces) == bool(entry.answered)


def test_what_a_box_stands_for_is_only_said_where_it_is_true() -> None:
    few, many = figures.TopicTable((topic("Choir", 9, 0),)), figures.TopicTable((topic("Choir", 400, 0),))
    assert few.remark(75) == "one box is one need"
    assert many.remark(75) == "the longer the bar, the more needs"


def test_a_step_shows_its_count_and_a_bar_of_its_share() -> None:
    steps = (Step("Needs lists", 16, 16), Step("Drafted", 4, 16), Step("Agreed", 0, 0))
    for tight in (True, False):
        drawn = figures.step_lines(steps, tight=tight)(60)
        bars = [[len(cell.text) for cell in drawn[1] if cell.style == style] for style in ("bar", "rest")]
        full, rest = bars
        assert full[0] > 0 and rest[0] == 0
        assert full[1] == round((full[1] + rest[1]) / 4)
        assert full[2] == 0
        words = " ".join(texts(drawn, 60)).split()
        assert [word for word in words if word.isdigit()] == ["16", "4", "0"]


def test_a_large_number_is_easy_to_read() -> None:
    number = Number(3012, 4000, "people reached", "target of the programme")
    assert texts(figures.number_lines([number], notes=True), 40)[0].strip() == "3,012 / 4,000"


def test_only_errors_are_vermilion() -> None:
    entries = [Attention(kind, 3, "x", "y", ()) for kind in Kind]
    styles = {entry.kind: figures.attention_lines(entry, tight=True)[0][0].style for entry in entries}
    assert {kind for kind, style in styles.items() if "error" in style} == {Kind.ERRORS}


# What is known


async def test_plans_count_as_they_are_edited_not_as_they_are_stored(opened: Opened, sample: Path) -> None:
    async with opened(sample) as pilot:
        session = session_of(pilot)
        assert glance_of(pilot).steps[3].count == 0
        ranked, programme = session.ranked_plan("yuhai-kindergarten"), session.programme
        assert ranked and programme and session.match
        plan = propose(programme, ranked, session.thesaurus)
        session.edit(plan)
        assert [step.count for step in glance_of(pilot).steps[3:]] == [1, 0, 0]
        session.edit(replace(plan, plan=replace(plan.plan, status=Status.AGREED)))
        assert [step.count for step in glance_of(pilot).steps[3:]] == [1, 1, 0]
        app_of(pilot).changed()
        await pilot.pause()
        assert "1 / 16" in screen(pilot)


async def test_while_matching_goes_on_no_need_of_a_waiting_school_counts_as_unmet(opened: Opened, sample: Path) -> None:
    async with opened(sample) as pilot:
        session = session_of(pilot)
        whole = glance_of(pilot)
        for name in list(session.ranked)[5:]:
            del session.ranked[name]
        part = glance_of(pilot)
        known = [school for school in session.receivers if school.id in session.ranked]
        assert part.numbers[1].whole == sum(len(school.needs) for school in known)
        assert part.numbers[1].note == "5 of 16 schools matched"
        assert sum(group.asked for group in part.topics) == part.numbers[1].whole
        assert part.numbers[0] == whole.numbers[0] and part.steps[0] == whole.steps[0]
        assert Kind.UNMET not in {entry.kind for entry in part.attention}
        app_of(pilot).changed()
        await pilot.pause()
        assert "5 of 16 schools matched" in screen(pilot)


# What stands on the screen


@pytest.mark.parametrize("size", [WIDE, SMALL])
@pytest.mark.parametrize("language", ["en", "zh_CN"])
async def test_everything_of_the_glance_is_there_at_both_sizes(
    opened: Opened, sample: Path, size: tuple[int, int], language: str
) -> None:
    async with opened(sample, size=size, language=language) as pilot:
        found, text = glance_of(pilot), screen(pilot)
        for number in found.numbers:
            assert number.label in text
        for step in found.steps:
            assert step.label in text
        assert found.topics[0].label in text
        assert found.attention[0].text in text
        assert found.next_steps[0] in text
        assert all(cells(line) <= size[0] for line in text.split("\n"))


async def test_the_worst_topic_comes_first_and_all_are_reached(opened: Opened, sample: Path) -> None:
    async with opened(sample, size=SMALL) as pilot:
        topics = glance_of(pilot).topics
        await pilot.press("tab")
        assert rows_of(pilot, "#topics").has_focus
        assert rows_of(pilot, "#topics").chosen == topics[0].topic
        await pilot.press("end")
        await pilot.pause()
        assert topics[-1].label in screen(pilot)


async def test_what_waits_is_chosen_first_and_stays_chosen_when_the_language_changes(
    opened: Opened, sample: Path
) -> None:
    async with opened(sample) as pilot:
        waiting = rows_of(pilot, "#attention")
        assert waiting.has_focus
        await pilot.press("down")
        chosen = waiting.chosen
        assert chosen and chosen.startswith(Kind.UNMET)
        app_of(pilot).action_language("zh_CN")
        await settle(pilot)
        assert waiting.chosen == chosen


async def test_all_next_steps_can_be_scrolled_to(opened: Opened, sample: Path) -> None:
    async with opened(sample, size=(80, 20)) as pilot:
        last = glance_of(pilot).next_steps[-1]
        await pilot.press("end", *["down"] * 8)
        await pilot.pause()
        assert last in screen(pilot)


async def test_without_any_needs_the_list_of_topics_says_so(opened: Opened, sample: Path) -> None:
    for path in (sample / "receivers").iterdir():
        path.write_text(path.read_text("utf-8").split("[[need]]")[0], "utf-8")
    async with opened(sample) as pilot:
        assert "No school has a needs list yet." in screen(pilot)


# Where the rows lead


async def test_enter_on_a_topic_lists_exactly_the_schools_that_lack_it(opened: Opened, sample: Path) -> None:
    async with opened(sample) as pilot:
        session, worst = session_of(pilot), glance_of(pilot).topics[0]
        await pilot.press("tab", "enter")
        await settle(pilot)
        assert isinstance(pilot.app.screen, MatchingPage)
        listed = rows_of(pilot, "#schools").keys
        assert listed == list(asking(session, worst.topic))
        assert 0 < len(listed) < len(session.receivers)
        assert worst.label in screen(pilot)
        assert rows_of(pilot, "#schools").has_focus
        await pilot.press("down")
        chosen = rows_of(pilot, "#schools").chosen
        await pilot.press("escape")
        assert len(rows_of(pilot, "#schools").keys) == len(session.receivers)
        assert rows_of(pilot, "#schools").chosen == chosen


async def test_asking_for_a_topic_that_is_answered_gives_who_asked(opened: Opened, sample: Path) -> None:
    async with opened(sample) as pilot:
        session = session_of(pilot)
        for group in glance_of(pilot).topics:
            names = asking(session, group.topic)
            assert names
            lacking = [
                plan.receiver.id
                for school in session.receivers
                if (plan := session.ranked_plan(school.id))
                for entry in plan.unmet
                if session.thesaurus.root(session.topics[plan.receiver.reference(entry.need)]) == group.topic
            ]
            assert len(lacking) == group.unmet
            assert not lacking or list(dict.fromkeys(lacking)) == list(names)


async def test_needs_without_a_topic_are_a_row_that_leads_somewhere_too(opened: Opened, sample: Path) -> None:
    async with opened(sample) as pilot:
        session = session_of(pilot)
        reference = next(name for name in session.topics if name.startswith("shuangqu-middle/"))
        session.topics[reference] = None
        app_of(pilot).changed()
        await pilot.press("tab")
        rows_of(pilot, "#topics").choose("")
        await pilot.press("enter")
        await settle(pilot)
        assert rows_of(pilot, "#schools").keys == ["shuangqu-middle"]
        assert "Other" in screen(pilot)


async def test_a_second_wish_takes_the_place_of_the_first_and_closes_what_was_open(
    opened: Opened, sample: Path
) -> None:
    async with opened(sample) as pilot:
        session, topics = session_of(pilot), glance_of(pilot).topics
        await pilot.press("tab", "enter")
        await settle(pilot)
        await pilot.press("slash", *"xyz", "escape", "enter", "enter", "enter")
        await pilot.pause()
        assert not isinstance(pilot.app.screen, MatchingPage)
        app_of(pilot).action_page("overview")
        await pilot.pause()
        await pilot.press("down", "enter")
        await settle(pilot)
        assert isinstance(pilot.app.screen, MatchingPage)
        assert rows_of(pilot, "#schools").keys == list(asking(session, topics[1].topic))


Change = Callable[[Path], object]


def _break_a_file(folder: Path) -> None:
    path = folder / "receivers" / "yuhai-kindergarten.toml"
    path.write_text(path.read_text("utf-8") + "\n[[need]]\ntext = 5\n", "utf-8")


def _drop_a_pair(folder: Path) -> None:
    path = folder / "programme.toml"
    text = path.read_text("utf-8")
    first, rest = text.split("[[pair]]", 1)
    path.write_text(first + "[[pair]]" + rest.split("[[pair]]", 1)[1], "utf-8")


@pytest.mark.parametrize(
    ("kind", "page", "rows", "change"),
    [
        (Kind.ERRORS, "problems", "", _break_a_file),
        (Kind.UNPAIRED, "pairing", "#board", _drop_a_pair),
        (Kind.UNMET, "matching", "#schools", None),
        (Kind.UNDRAFTED, "plans", "#plans", None),
    ],
)
async def test_enter_on_what_waits_goes_to_the_schools_concerned(
    opened: Opened, sample: Path, kind: Kind, page: str, rows: str, change: Change | None
) -> None:
    if change:
        change(sample)
    async with opened(sample) as pilot:
        entry = next(entry for entry in glance_of(pilot).attention if entry.kind is kind)
        waiting = rows_of(pilot, "#attention")
        # By keys: what the program chooses is chosen anew with every filling, and one may still be on its way.
        while waiting.chosen != f"{kind}-0":
            assert waiting.chosen != waiting.keys[-1]
            await pilot.press("down")
        await pilot.press("enter")
        await settle(pilot)
        assert pilot.app.current_mode == page
        if rows == "#board":
            chosen = pilot.app.screen.query_one(Board).chosen
            assert chosen and (chosen[0],) == entry.target
        elif rows:
            assert rows_of(pilot, rows).keys == list(entry.target)


async def test_a_row_that_leads_to_plans_already_shown_lists_them_anew(opened: Opened, sample: Path) -> None:
    async with opened(sample) as pilot:
        await pilot.press("4")
        await settle(pilot)
        assert isinstance(pilot.app.screen, PlansPage)
        await pilot.press("1", "enter")
        await settle(pilot)
        assert pilot.app.current_mode == "plans"


async def test_slash_puts_the_caret_into_the_filter_of_the_schools(opened: Opened, sample: Path) -> None:
    async with opened(sample) as pilot:
        await pilot.press("slash")
        await settle(pilot)
        await pilot.press(*"yuhai", "enter")
        await settle(pilot)
        assert rows_of(pilot, "#schools").keys == ["yuhai-kindergarten"]


# Without schools


@pytest.fixture
def bare(sample: Path) -> Path:
    """A programme without a school."""
    for name in ("receivers", "donors"):
        shutil.rmtree(sample / name)
        (sample / name).mkdir()
    (sample / "programme.toml").write_text('[programme]\nid = "p"\nname = "P"\n', "utf-8")
    return sample


@pytest.mark.parametrize("size", [WIDE, SMALL])
async def test_without_schools_the_page_offers_the_first_steps(
    opened: Opened, bare: Path, size: tuple[int, int]
) -> None:
    async with opened(bare, size=size) as pilot:
        text = screen(pilot)
        assert "No school is here yet" in text
        assert "0 / 0" not in text
        assert rows_of(pilot, "#first-steps").keys == ["files", "start"]
        assert rows_of(pilot, "#first-steps").has_focus
        assert "Find a school" not in text
        await pilot.press("down", "enter")
        await pilot.pause()
        assert pilot.app.current_mode == "start"


async def test_files_that_were_put_there_are_read_and_the_figures_come(
    opened: Opened, bare: Path, sample: Path
) -> None:
    async with opened(bare) as pilot:
        schools = Path(__file__).parents[2] / "profiles" / "huli-minning"
        shutil.copy(schools / "receivers" / "yuhai-kindergarten.toml", bare / "receivers")
        await pilot.press("enter")
        await settle(pilot)
        assert "No school that helps is here yet" in screen(pilot)
        shutil.copy(schools / "donors" / "huoju-kindergarten.toml", bare / "donors")
        await pilot.press("enter")
        await settle(pilot)
        page = pilot.app.screen
        assert isinstance(page, OverviewPage)
        assert rows_of(pilot, "#attention").has_focus
        assert "Needs lists" in screen(pilot)


@pytest.mark.parametrize("size", [WIDE, SMALL])
async def test_in_an_empty_folder_a_programme_can_be_made(
    opened: Opened, tmp_path: Path, size: tuple[int, int]
) -> None:
    folder = tmp_path / "empty"
    folder.mkdir()
    async with opened(folder, size=size) as pilot:
        assert rows_of(pilot, "#first-steps").keys == ["make", "files", "start", "open", "problems"]
        assert "Make a new programme here" in screen(pilot)
        await pilot.press("enter")
        await settle(pilot)
        assert (folder / "programme.toml").is_file()
        assert "Needs lists" in screen(pilot)
        assert session_of(pilot).just_now.startswith(f"3 files were written to {folder}.")


async def test_in_a_folder_with_other_things_another_one_can_be_opened(opened: Opened, tmp_path: Path) -> None:
    folder = tmp_path / "notes"
    folder.mkdir()
    (folder / "notes.txt").touch()
    async with opened(folder) as pilot:
        assert rows_of(pilot, "#first-steps").keys == ["files", "start", "open", "problems"]
        rows_of(pilot, "#first-steps").choose("open")
        await pilot.press("enter")
        await pilot.pause()
        assert pilot.app.current_mode == "start"
    assert [path.name for path in folder.iterdir()] == ["notes.txt"]


async def test_where_the_folder_was_filled_meanwhile_nothing_is_made(opened: Opened, tmp_path: Path) -> None:
    folder = tmp_path / "empty"
    folder.mkdir()
    async with opened(folder) as pilot:
        (folder / "notes.txt").touch()
        rows_of(pilot, "#first-steps").choose("make")
        await pilot.press("enter")
        await settle(pilot)
        assert "holds files already" in session_of(pilot).just_now
    assert [path.name for path in folder.iterdir()] == ["notes.txt"]


async def test_a_broken_file_is_among_the_first_steps(opened: Opened, bare: Path) -> None:
    (bare / "donors" / "x.toml").write_text("[school\n", "utf-8")
    async with opened(bare) as pilot:
        assert "Mend 1 problem" in screen(pilot)
        rows_of(pilot, "#first-steps").choose("problems")
        await pilot.press("enter")
        await pilot.pause()
        assert pilot.app.current_mode == "problems"


async def test_a_hostile_topic_label_changes_nothing_but_its_text(opened: Opened, sample: Path) -> None:
    label = "[red]x[/]\\u001b]0;t\\u0007\\u202e[@click=app.quit]y"
    (sample / "topics.toml").write_text(
        f'[[topic]]\nid = "school-leadership"\nlabel = {{ zh = "{label}", en = "{label}" }}\n', "utf-8"
    )
    async with opened(sample) as pilot:
        text = screen(pilot)
        assert "[red]x[/]" in text
        assert not {"\x1b", "\x07", "\u202e"} & set(text)
