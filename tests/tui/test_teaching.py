"""Teaching in the app: keys pressed, files looked at, the ranking changed at once, every step taken back."""

import tomllib
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from needsmatch.i18n import _
from needsmatch.matching.unexplained import unexplained
from needsmatch.model.match import Match, RankedPlan, Unmet
from needsmatch.tui import clock
from needsmatch.tui.app import NeedsmatchApp
from needsmatch.tui.drafting import draft
from needsmatch.tui.matching_lines import in_list_order
from needsmatch.tui.screens.evidence import EvidencePage
from needsmatch.tui.screens.lesson import LessonPage, NotAMatchPage
from needsmatch.tui.screens.matching import MatchingPage
from needsmatch.tui.screens.question import QuestionPage
from needsmatch.tui.screens.topic import SamePage, WordingPage
from needsmatch.tui.screens.unexplained import UnexplainedPage
from needsmatch.tui.session import Session
from needsmatch.tui.widgets.frame import hints_of
from needsmatch.tui.widgets.rows import Rows
from needsmatch.workspace import topic_index
from tests.tui.conftest import SMALL, WIDE, Opened, screen_text, settle

ANSWERED, UNMET = 0, 1
"""Places in the needs list of the receiver."""
NEED, STRENGTH, ODD = "书法教育从哪里入手", "书法名师来校手把手带班", "魑魅魍魉饕餮貔貅"

PROGRAMME = '[programme]\nid = "p"\nname = "P"\nlanguage = "en"\n'
RECEIVER = f"""[school]
id = "r"
name = "Upland School"
stage = "primary"

[[need]]
id = "brush"
text = "{NEED}"

[[need]]
id = "odd"
text = "{ODD}"
"""
DONOR = f"""[school]
id = "d"
name = "Harbour School"
stage = "primary"
capacity = 2

[[strength]]
id = "brush"
text = "{STRENGTH}"

[[strength]]
id = "chess"
text = "国际象棋"
"""
OTHER = """[school]
id = "e"
name = "Lighthouse School"
stage = "primary"
capacity = 2

[[strength]]
id = "brush"
text = "书法教育课程"
"""

BOTH_SIZES = pytest.mark.parametrize(("size", "language"), [(WIDE, "en"), (SMALL, "zh_CN")])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A receiver with a need that is answered and one that is not, and two donors."""
    files = {"programme.toml": PROGRAMME, "receivers/r.toml": RECEIVER, "donors/d.toml": DONOR, "donors/e.toml": OTHER}
    for name, text in files.items():
        file = tmp_path / "p" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8", newline="\n")
    return tmp_path / "p"


@pytest.fixture(autouse=True)
def moment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Always the same moment."""
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 11, 22, 9, 5).astimezone())


def app_of(pilot: Pilot[None]) -> NeedsmatchApp:
    assert isinstance(pilot.app, NeedsmatchApp)
    return pilot.app


def session_of(pilot: Pilot[None]) -> Session:
    session = app_of(pilot).session
    assert session
    return session


def shown(pilot: Pilot[None]) -> str:
    """What stands on the screen, as one line."""
    return " ".join(screen_text(pilot.app).split())


def pane(pilot: Pilot[None], name: str) -> str:
    """What stands in one pane, without spaces: where its lines end depends on its width."""
    region = pilot.app.screen.query_one(name).region
    strips = pilot.app.screen._compositor.render_strips()[region.y : region.bottom]
    return "".join("".join(strip.crop(region.x, region.right).text.split()) for strip in strips)


def hints(pilot: Pilot[None]) -> list[str]:
    return [hint.key for hint in hints_of(pilot.app.screen)]


def files_of(folder: Path) -> dict[str, bytes]:
    """The files that lessons change, as far as they are there."""
    return {name: (folder / name).read_bytes() for name in LESSONS if (folder / name).exists()}


LESSONS = ("judgements.toml", "topics.toml")


def judgements(folder: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = tomllib.loads((folder / "judgements.toml").read_text(encoding="utf-8"))["judgement"]
    return found


def topics(folder: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = tomllib.loads((folder / "topics.toml").read_text(encoding="utf-8"))["topic"]
    return found


def plan_of(pilot: Pilot[None], donor: str = "d") -> RankedPlan:
    return next(plan for plan in session_of(pilot).ranked["r"] if plan.donor.id == donor)


def entry_of(pilot: Pilot[None], place: int, donor: str = "d") -> Match | Unmet:
    """The need in this place as the donor answers it now."""
    return in_list_order(plan_of(pilot, donor))[place]


def score(pilot: Pilot[None], place: int = ANSWERED) -> int | None:
    entry = entry_of(pilot, place)
    return entry.score if isinstance(entry, Match) else None


def chosen(pilot: Pilot[None]) -> list[str | None]:
    """The chosen school, donor and need."""
    return [pilot.app.screen.query_one(f"#{name}", Rows).chosen for name in ("schools", "donors", "needs")]


async def go(pilot: Pilot[None], place: int, donor: str = "d") -> None:
    """Choose a need of the donor on the matching page."""
    await pilot.press("enter")
    donors = pilot.app.screen.query_one("#donors", Rows)
    await pilot.press("home", *["down"] * donors.keys.index(donor), "enter", "home", *["down"] * place)
    await pilot.pause()
    assert chosen(pilot)[1:] == [donor, ("brush", "odd")[place]]


async def press(pilot: Pilot[None], *keys: str) -> None:
    """Press keys, each when what the one before began is done."""
    for key in keys:
        await pilot.press(key)
        await settle(pilot)


# The same thing


@BOTH_SIZES
async def test_s_and_enter_teach_that_an_answered_need_is_the_same_thing(
    opened: Opened, folder: Path, size: tuple[int, int], language: str
) -> None:
    async with opened(folder, page="matching", size=size, language=language) as pilot:
        await go(pilot, ANSWERED)
        before, was = score(pilot), chosen(pilot)
        assert before and before < 100
        await press(pilot, "s")
        assert isinstance(pilot.app.screen, SamePage)
        text = shown(pilot)
        assert NEED in text and STRENGTH in text and "topics.toml" in text
        topic = pilot.app.screen.topic
        assert topic
        await press(pilot, "enter")
        assert isinstance(pilot.app.screen, MatchingPage)
        assert score(pilot) == 100
        assert chosen(pilot) == was
        assert pilot.app.focused and pilot.app.focused.id == "needs"
        assert _("{what}: now {now} (was {before})").format(what="", now=100, before=before) in (
            session_of(pilot).just_now
        )
        (judged,) = judgements(folder)
        assert judged.pop("at") == clock.now()
        assert judged == {
            "decision": "same",
            "need": "r/brush",
            "strength": "d/brush",
            "topic": topic.id,
            "by": "李老师",
        }
        (own,) = topics(folder)
        assert own == {"id": topic.id, "wordings": {"zh": [NEED, STRENGTH]}}


async def test_a_lesson_is_one_step_that_is_taken_back_and_done_again_byte_for_byte(
    opened: Opened, folder: Path
) -> None:
    async with opened(folder, page="matching") as pilot:
        await go(pilot, ANSWERED)
        before, was = score(pilot), chosen(pilot)
        await press(pilot, "s", "enter")
        written = files_of(folder)
        assert set(written) == set(LESSONS)
        assert session_of(pilot).unsaved == 0
        await press(pilot, "ctrl+z")
        assert files_of(folder) == {}, "what was made is gone again"
        assert score(pilot) == before and chosen(pilot) == was
        assert not session_of(pilot).can_undo
        assert session_of(pilot).just_now.startswith("undone: taught:")
        await press(pilot, "ctrl+y")
        assert files_of(folder) == written
        assert score(pilot) == 100 and chosen(pilot) == was


async def test_what_stood_in_the_files_stays_and_comes_back_exactly(opened: Opened, folder: Path) -> None:
    before = {
        "judgements.toml": "# 我们的决定\r\n[[judgement]]\r\ndecision = 'pinned'\r\nreceiver = 'r'\r\ndonor = 'd'  # 上级\r\n".encode(),
        "topics.toml": b"# ours\n\n[[topic]]\nid = 'calligraphy'\nlabel = { zh = 'x', en = 'x' }\n# the end",
    }
    for name, data in before.items():
        (folder / name).write_bytes(data)
    async with opened(folder, page="matching") as pilot:
        await go(pilot, ANSWERED)
        await press(pilot, "s", "enter")
        for name, data in before.items():
            assert (folder / name).read_bytes() != data
            assert data.splitlines()[0] in (folder / name).read_bytes()
        assert [entry["decision"] for entry in judgements(folder)] == ["pinned", "same"]
        await press(pilot, "ctrl+z")
        assert files_of(folder) == before


@BOTH_SIZES
async def test_s_on_an_unmet_need_first_asks_which_strength(
    opened: Opened, folder: Path, size: tuple[int, int], language: str
) -> None:
    async with opened(folder, page="matching", size=size, language=language) as pilot:
        await go(pilot, UNMET)
        assert score(pilot, UNMET) is None
        was = chosen(pilot)
        await press(pilot, "ｓ")
        assert isinstance(pilot.app.screen, QuestionPage)
        assert ODD in shown(pilot) and "国际象棋" in shown(pilot)
        await press(pilot, "2")
        assert isinstance(pilot.app.screen, SamePage)
        await press(pilot, "enter")
        entry = entry_of(pilot, UNMET)
        assert isinstance(entry, Match)
        assert (entry.strength.id, entry.score) == ("chess", 100)
        assert chosen(pilot) == was
        assert _("unmet") in session_of(pilot).just_now
        assert judgements(folder)[0]["strength"] == "d/chess"


async def test_going_back_from_any_question_teaches_nothing(opened: Opened, folder: Path) -> None:
    async with opened(folder, page="matching") as pilot:
        await go(pilot, UNMET)
        await press(pilot, "s", "escape", "s", "enter", *"xyz", "escape", "escape")
        assert isinstance(pilot.app.screen, MatchingPage)
        await press(pilot, "up", "x", "escape")
        assert files_of(folder) == {} and not session_of(pilot).can_undo


async def test_any_topic_is_found_by_typing_in_either_language(opened: Opened, folder: Path) -> None:
    async with opened(folder, page="matching") as pilot:
        await go(pilot, ANSWERED)
        await press(pilot, "s")
        page = pilot.app.screen
        assert isinstance(page, SamePage)
        for words, label in (("围棋", "围棋"), ("Chess", "chess")):
            await press(pilot, *words)
            assert page.topic and label in " ".join([*page.topic.wordings.all, page.topic.name("en")])
            await press(pilot, "escape")
        assert isinstance(pilot.app.screen, SamePage), "Esc only clears the search"
        await press(pilot, *"围棋")
        topic = page.topic
        assert topic and topic.id in pilot.app.screen.query_one("#topics", Rows).keys
        await press(pilot, "enter")
        assert judgements(folder)[0]["topic"] == topic.id


@BOTH_SIZES
async def test_a_name_that_no_topic_has_makes_a_new_topic(
    opened: Opened, folder: Path, size: tuple[int, int], language: str
) -> None:
    async with opened(folder, page="matching", size=size, language=language) as pilot:
        await go(pilot, UNMET)
        await press(pilot, "s", "enter", *"瑞雪兆丰年课")
        assert "瑞雪兆丰年课" in pane(pilot, "#what") and "topics.toml" in pane(pilot, "#what")
        await press(pilot, "enter")
        (own,) = topics(folder)
        assert own["label"] == {"zh": "瑞雪兆丰年课", "en": "瑞雪兆丰年课"}
        assert own["id"] == judgements(folder)[0]["topic"] != "-"
        assert own["wordings"] == {"zh": [ODD, STRENGTH]}
        assert score(pilot, UNMET) == 100
        await press(pilot, "s")
        assert isinstance(pilot.app.screen, SamePage)
        assert "瑞雪兆丰年课" in shown(pilot), "it is offered from now on"


async def test_a_name_that_a_topic_has_makes_no_second_one(opened: Opened, folder: Path) -> None:
    async with opened(folder, page="matching") as pilot:
        await go(pilot, ANSWERED)
        await press(pilot, "s")
        page = pilot.app.screen
        assert isinstance(page, SamePage) and page.topic
        before = page.topic
        await press(pilot, *before.name("zh_CN"))
        assert page.topic == before
        assert "-" not in pilot.app.screen.query_one("#topics", Rows).keys


async def test_a_name_without_a_letter_names_nothing(opened: Opened, folder: Path) -> None:
    async with opened(folder, page="matching") as pilot:
        await go(pilot, ANSWERED)
        await press(pilot, "s", "!", "?", "enter")
        assert isinstance(pilot.app.screen, SamePage)
        assert files_of(folder) == {}


async def test_wordings_that_stand_under_another_topic_are_told_and_stay_there(opened: Opened, folder: Path) -> None:
    async with opened(folder, page="matching") as pilot:
        await go(pilot, ANSWERED)
        await press(pilot, "s")
        assert isinstance(pilot.app.screen, SamePage) and pilot.app.screen.topic
        first = pilot.app.screen.topic
        await press(pilot, "enter", "s", *"围棋")
        text = shown(pilot)
        assert "No wording is added" in text
        assert text.count("stands under") == 2 and first.name("en") in text
        await press(pilot, "enter")
        assert len(topics(folder)) == 1
        assert len(judgements(folder)) == 2


async def test_what_was_taught_already_is_not_written_twice(opened: Opened, folder: Path) -> None:
    async with opened(folder, page="matching") as pilot:
        await go(pilot, ANSWERED)
        await press(pilot, "s", "enter")
        written = files_of(folder)
        await press(pilot, "s")
        page = pilot.app.screen
        assert isinstance(page, SamePage)
        page.query_one("#topics", Rows).choose(judgements(folder)[0]["topic"])
        await press(pilot, "enter")
        assert pilot.app.screen is page and "This was taught before" in shown(pilot)
        assert files_of(folder) == written


async def test_a_second_enter_teaches_nothing_more(opened: Opened, folder: Path) -> None:
    async with opened(folder, page="matching") as pilot:
        await go(pilot, ANSWERED)
        await press(pilot, "s", "tab", "w")
        page = pilot.app.screen
        assert isinstance(page, LessonPage)
        page.confirm()
        page.confirm()
        await settle(pilot)
        assert len(judgements(folder)) == 1
        assert isinstance(pilot.app.screen, MatchingPage)


# Not a match


@BOTH_SIZES
async def test_x_and_enter_take_a_strength_away_from_a_need(
    opened: Opened, folder: Path, size: tuple[int, int], language: str
) -> None:
    async with opened(folder, page="matching", size=size, language=language) as pilot:
        await go(pilot, ANSWERED)
        before, was = score(pilot), chosen(pilot)
        await press(pilot, "ｘ")
        assert isinstance(pilot.app.screen, NotAMatchPage)
        assert NEED in shown(pilot) and STRENGTH in shown(pilot)
        await press(pilot, *"只收高中", "enter")
        assert score(pilot) is None
        assert chosen(pilot) == was, "though this donor answers nothing any more"
        just_now = session_of(pilot).just_now
        assert _("{what}: now {now} (was {before})").format(what="", now=_("unmet"), before=before) in just_now
        (judged,) = judgements(folder)
        assert (judged["decision"], judged["by"], judged["why"]) == ("not-a-match", "李老师", "只收高中")
        assert not (folder / "topics.toml").exists()
        await press(pilot, "ctrl+z")
        assert files_of(folder) == {} and score(pilot) == before


async def test_what_is_unmet_cannot_be_said_not_to_match(opened: Opened, folder: Path) -> None:
    async with opened(folder, page="matching") as pilot:
        await go(pilot, ANSWERED)
        assert {"s", "x", "t"} <= set(hints(pilot))
        await press(pilot, "down")
        assert "s" in hints(pilot) and "x" not in hints(pilot)
        await press(pilot, "x")
        assert isinstance(pilot.app.screen, MatchingPage)
        await press(pilot, "enter")
        assert isinstance(pilot.app.screen, EvidencePage)
        assert "s" in hints(pilot) and "x" not in hints(pilot)


async def test_where_a_donor_offers_nothing_nothing_can_be_the_same(opened: Opened, folder: Path) -> None:
    donor = folder / "donors" / "d.toml"
    donor.write_text(DONOR.split("[[strength]]")[0], encoding="utf-8")
    (folder / "donors" / "e.toml").unlink()
    (folder / "programme.toml").write_text(PROGRAMME + '[[pair]]\nreceiver = "r"\ndonor = "d"\n', encoding="utf-8")
    async with opened(folder, page="matching") as pilot:
        await go(pilot, ANSWERED)
        assert not {"s", "x"} & set(hints(pilot))
        await press(pilot, "s")
        assert isinstance(pilot.app.screen, MatchingPage)


# Who decided


@BOTH_SIZES
async def test_a_decided_pair_says_who_decided_and_why_and_can_be_decided_again(
    opened: Opened, folder: Path, size: tuple[int, int], language: str
) -> None:
    async with opened(folder, page="matching", size=size, language=language) as pilot:
        await go(pilot, ANSWERED)
        await press(pilot, "enter", "s", "tab", *"当面问过", "enter")
        assert isinstance(pilot.app.screen, EvidencePage)
        decided = _("Decided by {name} on {date}").format(name="李老师", date="2026-11-22").replace(" ", "")
        assert f"{decided}:当面问过" in pane(pilot, "#reasons").replace("：", ":")
        assert "=100" in pane(pilot, "#reasons"), "the page shows the need as it is ranked now"
        await press(pilot, "x")
        assert decided in pane(pilot, "#texts"), "the page says what was decided before"
        await press(pilot, "enter")
        assert isinstance(pilot.app.screen, EvidencePage)
        assert decided in pane(pilot, "#reasons") and STRENGTH[:6] in pane(pilot, "#reasons")
        assert score(pilot) is None
        await press(pilot, "escape")
        assert decided in pane(pilot, "#evidence")
        await press(pilot, "s")
        assert _("so far not a match") in shown(pilot)
        await press(pilot, "1", "enter")
        assert score(pilot) == 100
        assert [entry["decision"] for entry in judgements(folder)] == ["same", "not-a-match", "same"]


async def test_who_decided_is_told_as_far_as_it_is_known(opened: Opened, folder: Path) -> None:
    row = '[[judgement]]\ndecision = "same"\nneed = "r/brush"\nstrength = "d/brush"\n'
    sentences = {
        "": "Decided by a person",
        'by = "王"\n': "Decided by 王",
        "at = 2026-10-01T08:00:00\n": "Decided on 2026-10-01",
        'why = "因为"\n': "Decided by a person: 因为",
    }
    for more, sentence in sentences.items():
        (folder / "judgements.toml").write_text(row + more, encoding="utf-8")
        async with opened(folder, page="matching") as pilot:
            await go(pilot, ANSWERED)
            assert f"{sentence.replace(' ', '')}=100" in pane(pilot, "#evidence"), sentence


# Others, and what is not saved


async def test_a_lesson_is_not_taken_back_over_what_somebody_else_wrote(opened: Opened, folder: Path) -> None:
    async with opened(folder, page="matching") as pilot:
        await go(pilot, ANSWERED)
        await press(pilot, "s", "enter")
        file = folder / "judgements.toml"
        file.write_bytes(file.read_bytes() + b"# theirs\n")
        theirs = files_of(folder)
        await pilot.press("ctrl+z")
        assert files_of(folder) == theirs
        assert "judgements.toml was changed by somebody else meanwhile" in session_of(pilot).just_now
        await settle(pilot)
        assert score(pilot) == 100


async def test_what_somebody_else_wrote_before_stays_beside_the_lesson(opened: Opened, folder: Path) -> None:
    async with opened(folder, page="matching") as pilot:
        await go(pilot, ANSWERED)
        theirs = b"[[judgement]]\ndecision = 'banned'\nreceiver = 'r'\ndonor = 'e'\n"
        (folder / "judgements.toml").write_bytes(theirs)
        await press(pilot, "s", "enter")
        assert [entry["decision"] for entry in judgements(folder)] == ["banned", "same"]
        assert [plan.donor.id for plan in session_of(pilot).ranked["r"]] == ["d"], "theirs is read too"
        await press(pilot, "ctrl+z")
        assert files_of(folder) == {"judgements.toml": theirs}


async def test_what_was_just_taught_is_no_news_even_before_it_is_read_again(
    opened: Opened, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened(folder, page="matching") as pilot:
        await go(pilot, ANSWERED)
        loaded: list[Path] = []
        monkeypatch.setattr(app_of(pilot), "load", loaded.append)
        await press(pilot, "s", "enter")
        said = session_of(pilot).just_now
        app_of(pilot)._look()
        await settle(pilot)
        assert loaded == [folder], "once, for what was taught"
        assert session_of(pilot).just_now == said


async def test_teaching_leaves_what_is_not_saved_alone(opened: Opened, folder: Path) -> None:
    async with opened(folder, page="matching") as pilot:
        session = session_of(pilot)
        name = draft(session, "r")
        assert name and session.unsaved == 1
        plan = session.plan(name)
        await go(pilot, ANSWERED)
        await press(pilot, "s", "enter")
        assert session.unsaved == 1 and session.plan(name) == plan
        assert score(pilot) == 100 and set(files_of(folder)) == set(LESSONS)
        await press(pilot, "ctrl+z")
        assert session.unsaved == 1 and session.plan(name) == plan and files_of(folder) == {}
        await press(pilot, "ctrl+z")
        assert session.unsaved == 0
        await press(pilot, "ctrl+y", "ctrl+y")
        assert session.unsaved == 1 and set(files_of(folder)) == set(LESSONS)
        await press(pilot, "ctrl+s")
        assert session.unsaved == 0 and (folder / "plans" / f"{name}.toml").is_file()


async def test_a_text_that_was_changed_meanwhile_is_looked_at_again_first(opened: Opened, folder: Path) -> None:
    async with opened(folder, page="matching") as pilot:
        await go(pilot, ANSWERED)
        await press(pilot, "x")
        (folder / "receivers" / "r.toml").write_text(RECEIVER.replace(NEED, "家长会怎么办好"), encoding="utf-8")
        await press(pilot, "ctrl+r", "enter")
        assert isinstance(pilot.app.screen, NotAMatchPage)
        assert "was changed meanwhile; go back with Esc" in shown(pilot)
        assert files_of(folder) == {}


async def test_a_file_that_cannot_be_read_is_left_alone_and_the_reason_stays(opened: Opened, folder: Path) -> None:
    (folder / "topics.toml").write_text("[[topic\n", encoding="utf-8")
    async with opened(folder, page="matching") as pilot:
        await go(pilot, ANSWERED)
        await press(pilot, "s", "tab", *"why", "enter")
        page = pilot.app.screen
        assert isinstance(page, SamePage)
        assert "topics.toml" in shown(pilot) and "Nothing was written" in shown(pilot)
        assert "why" in shown(pilot)
        assert files_of(folder) == {"topics.toml": b"[[topic\n"}
        assert not session_of(pilot).can_undo


@pytest.mark.parametrize("text", ["\N{REPLACEMENT CHARACTER}", "x" * 20_001])
async def test_a_reason_that_no_file_can_hold_is_refused(opened: Opened, folder: Path, text: str) -> None:
    async with opened(folder, page="matching") as pilot:
        await go(pilot, ANSWERED)
        await press(pilot, "x")
        why = pilot.app.focused
        assert why and why.id == "why"
        why.value = text  # type: ignore[attr-defined]  # as if it were pasted
        await press(pilot, "enter")
        assert isinstance(pilot.app.screen, NotAMatchPage)
        assert "take it out" in shown(pilot) or "is too long" in shown(pilot)
        assert files_of(folder) == {}


async def test_the_school_stays_listed_though_it_has_no_gap_any_more(opened: Opened, folder: Path) -> None:
    async with opened(folder, page="matching") as pilot:
        await press(pilot, "right")  # only those with gaps, or without a donor
        while not pilot.app.screen.query_one("#schools", Rows).keys:
            await press(pilot, "right")
        await go(pilot, UNMET)
        was = chosen(pilot)
        await press(pilot, "s", "enter", "enter")
        assert score(pilot, UNMET) == 100
        assert chosen(pilot) == was


# Wordings that no topic explains


@BOTH_SIZES
async def test_what_no_topic_explains_is_listed_taught_and_gone(
    opened: Opened, folder: Path, size: tuple[int, int], language: str
) -> None:
    async with opened(folder, page="matching", size=size, language=language) as pilot:
        programme = session_of(pilot).programme
        assert programme
        expected = [wording.text for wording in unexplained(programme, topic_index(programme))]
        assert ODD in expected
        await press(pilot, "ｔ")
        assert isinstance(pilot.app.screen, UnexplainedPage)
        rows = pilot.app.screen.query_one("#wordings", Rows)
        assert rows.keys == expected
        assert "Upland School" in shown(pilot)
        rows.choose(ODD)
        await press(pilot, "enter")
        assert isinstance(pilot.app.screen, WordingPage)
        assert ODD in shown(pilot) and "Upland School" in shown(pilot)
        await press(pilot, *"锅庄", "tab", *"老师说", "enter")
        assert isinstance(pilot.app.screen, UnexplainedPage)
        assert ODD not in rows.keys
        (judged,) = judgements(folder)
        assert (judged["decision"], judged["wording"], judged["by"], judged["why"]) == (
            "taught",
            ODD,
            "李老师",
            "老师说",
        )
        (own,) = topics(folder)
        assert own["wordings"] == {"zh": [ODD]}
        await press(pilot, "ctrl+z")
        assert files_of(folder) == {} and rows.keys == expected
        await press(pilot, "ctrl+y", "escape")
        assert set(files_of(folder)) == set(LESSONS)
        assert isinstance(pilot.app.screen, MatchingPage)


async def test_the_wordings_are_filtered_and_escape_shows_them_all_again(opened: Opened, folder: Path) -> None:
    async with opened(folder, page="matching") as pilot:
        await press(pilot, "t")
        rows = pilot.app.screen.query_one("#wordings", Rows)
        every = rows.keys
        await press(pilot, "/", *"upland")
        assert rows.keys == [ODD]
        await press(pilot, *"zzz")
        assert "No wording here has uplandzzz." in shown(pilot)
        await press(pilot, "enter", "escape")
        assert rows.keys == every and isinstance(pilot.app.screen, UnexplainedPage)


async def test_where_everything_is_explained_it_is_said(opened: Opened, folder: Path) -> None:
    (folder / "receivers" / "r.toml").write_text(RECEIVER.replace(ODD, NEED), encoding="utf-8")
    (folder / "donors" / "d.toml").write_text(DONOR.replace(STRENGTH, "书法教育课程"), encoding="utf-8")
    async with opened(folder, page="matching") as pilot:
        await press(pilot, "t")
        assert "Every text of this programme is explained by a topic." in shown(pilot)
        assert "enter" not in hints(pilot)


async def test_the_list_is_also_reached_by_its_name(opened: Opened, folder: Path) -> None:
    async with opened(folder, page="overview") as pilot:
        await press(pilot, "ctrl+p", *"that no topic".replace(" ", ""), *["backspace"] * 11, *"explains", "enter")
        assert isinstance(pilot.app.screen, UnexplainedPage)
        app_of(pilot).action_unexplained()
        await settle(pilot)
        await press(pilot, "escape")
        assert isinstance(pilot.app.screen, MatchingPage)


async def test_a_wording_that_was_taught_meanwhile_is_not_taught_again(opened: Opened, folder: Path) -> None:
    async with opened(folder, page="matching") as pilot:
        await press(pilot, "t")
        pilot.app.screen.query_one("#wordings", Rows).choose(ODD)
        await press(pilot, "enter")
        (folder / "topics.toml").write_text(
            f'[[topic]]\nid = "games"\nlabel = {{ zh = "操", en = "Games" }}\n[topic.wordings]\nzh = ["{ODD}"]\n',
            encoding="utf-8",
        )
        await press(pilot, "ctrl+r", "enter")
        assert isinstance(pilot.app.screen, WordingPage)
        assert "stands under" in shown(pilot) and "Games" in shown(pilot)
        assert not (folder / "judgements.toml").exists()


async def test_nothing_behind_an_open_question_is_taken_back(opened: Opened, folder: Path) -> None:
    async with opened(folder, page="matching") as pilot:
        await go(pilot, ANSWERED)
        await press(pilot, "s", "enter")
        taught = files_of(folder)
        await press(pilot, "x", "n", "o", "ctrl+z", "ctrl+y")
        assert not any("Ctrl+Z" in hint for hint in hints(pilot))
        assert files_of(folder) == taught
        await press(pilot, "escape", "ctrl+z")
        assert not (folder / "judgements.toml").exists()
