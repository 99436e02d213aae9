"""The review of one plan file: a head reads, answers, leaves, comes back, signs; all of it reaches the file at once."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace as with_
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from msgspec.structs import replace
from textual import events
from textual.pilot import Pilot

from needsmatch import i18n
from needsmatch.model.match import Cause
from needsmatch.model.plan import (
    About,
    Answer,
    Item,
    Outcome,
    Placement,
    PlanSide,
    Reply,
    Status,
    SupportPlan,
    UnmetNeed,
)
from needsmatch.model.revision import is_valid, revision_of, stamped
from needsmatch.model.terms import Mode, Useful
from needsmatch.planning.author import Author
from needsmatch.planning.edit import set_value
from needsmatch.planning.fields import ITEM_FIELDS
from needsmatch.planning.review import answer, sign
from needsmatch.store.plan_file import read_whole_plan
from needsmatch.store.plans import plan_text, save_changed_plan
from needsmatch.store.revisions import keep
from needsmatch.store.settings import Settings, load_settings, save_settings
from needsmatch.tui import clock
from needsmatch.tui.answered import changed_since
from needsmatch.tui.app import NeedsmatchApp
from needsmatch.tui.review_app import ReviewApp, introduced
from needsmatch.tui.review_state import review_sentence, review_word
from needsmatch.tui.screens.question import AskPage, QuestionPage
from needsmatch.tui.screens.review import ReviewPage
from needsmatch.tui.screens.review_end import ReviewEndPage
from needsmatch.tui.screens.who import WhoPage
from tests.tui.conftest import SMALL, WIDE, Opened, screen_text, settle

HEAD = Settings(theme="dark", name="赵雯", side=PlanSide.RECEIVER, school="yuhai-kindergarten")
AT = datetime(2026, 11, 5, 9, tzinfo=UTC)
LONG = " ".join(f"word{number}" for number in range(200))
NAME = "yuhai-kindergarten-with-huoju-kindergarten"

PLAN = SupportPlan(
    plan=About(
        format=1, id=NAME, programme="huli-minning", language="en", receiver="yuhai-kindergarten",
        receiver_name="玉海幼儿园", donor="huoju-kindergarten", donor_name="火炬幼儿园", status=Status.PROPOSED,
    ),
    items=(
        Item(id="i-a", need_texts=("三大游戏怎么开展",), activity="每两周线上教研一次", lead="欧小妮", start=date(2026, 9, 1)),
        Item(id="i-b", need_texts=("孩子挑食",), activity=f"{LONG}\nthe very end", people=5),
        Item(id="i-c", activity="Meet once a year"),
    ),
    unmet=(UnmetNeed(need="yuhai-kindergarten/bus", need_text="一辆校车", cause=Cause.NOBODY, sentence="Nobody has one"),),
)  # fmt: skip

Reviewed = Callable[..., AbstractAsyncContextManager[Pilot[None]]]


def written(path: Path, plan: SupportPlan = PLAN) -> Path:
    """A plan file as it came by e-mail, with a remark and a key that no program knows."""
    text = plan_text(plan).replace('\nid = "i-b"', '\nroom = 3\nid = "i-b" # mine')
    path.write_text(text, encoding="utf-8", newline="\n")
    return path


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return written(tmp_path / "方案.toml")


@pytest.fixture
def reviewed() -> Reviewed:
    """`async with reviewed(file, settings=HEAD, side=None, size=SMALL, language="zh_CN") as pilot`."""

    @asynccontextmanager
    async def run(
        file: Path,
        *,
        settings: Settings = HEAD,
        side: PlanSide | None = None,
        size: tuple[int, int] = SMALL,
        language: str = "en",
    ) -> AsyncIterator[Pilot[None]]:
        i18n.use(language)
        app = ReviewApp(read_whole_plan(file), settings, side)
        async with app.run_test(size=size) as pilot:
            await pilot.pause()
            await settle(pilot)
            yield pilot

    return run


def plan_in(file: Path) -> SupportPlan:
    return read_whole_plan(file).plan


def answers(file: Path) -> list[Reply | None]:
    return [item.answers[-1].answer if item.answers else None for item in plan_in(file).items]


def page_of(pilot: Pilot[None]) -> ReviewPage:
    assert isinstance(pilot.app.screen, ReviewPage)
    return pilot.app.screen


async def press(pilot: Pilot[None], *keys: str) -> None:
    """Press keys, each when what the one before began is done."""
    for key in keys:
        await pilot.press(key)
        await settle(pilot)


async def paste(pilot: Pilot[None], text: str) -> None:
    pilot.app.post_message(events.Paste(text))
    await pilot.pause()


@pytest.mark.parametrize("size", [SMALL, WIDE])
async def test_a_head_answers_every_item_signs_and_is_told_what_to_do_now(
    reviewed: Reviewed, file: Path, size: tuple[int, int]
) -> None:
    async with reviewed(file, size=size) as pilot:
        text = screen_text(pilot.app)
        for shown in (
            "Item 1  of 3",
            "三大游戏怎么开展",
            "每两周线上教研一次",
            "from 1 September 2026",
            "欧小妮",
            "赵雯",
        ):
            assert shown in text
        await press(pilot, "1")
        assert "Item 2  of 3   1 answered: agreed 1" in screen_text(pilot.app)
        assert "玉海幼儿园  赵雯" in screen_text(pilot.app)
        assert answers(file) == [Reply.AGREE, None, None]
        # To the right, and Enter; the reason may stay empty.
        await press(pilot, "right", "right", "enter", "enter")
        assert answers(file) == [Reply.AGREE, Reply.DECLINE, None]
        assert "2 answered: agreed 1, declined 1" in screen_text(pilot.app) and "赵雯" in screen_text(pilot.app)
        await press(pilot, "１")
        assert isinstance(pilot.app.screen, ReviewEndPage)
        assert "3 of 3 items are answered: agreed 2, declined 1" in screen_text(pilot.app)
        assert "一辆校车" in screen_text(pilot.app) and "Nobody has one" in screen_text(pilot.app)
        # Enter once too often signs nothing.
        await press(pilot, "enter")
        assert "Sign the plan as 赵雯, for 玉海幼儿园?" in screen_text(pilot.app)
        await press(pilot, "enter", "enter", "1")
        plan = plan_in(file)
        (signature,) = plan.signatures
        assert (signature.name, signature.side, is_valid(signature, plan)) == ("赵雯", PlanSide.RECEIVER, True)
        assert signature.revision == revision_of(plan)
        text = screen_text(pilot.app)
        assert "send this file back to whoever sent it to you" in text
        assert "方案.toml" in text
        assert "Saved" in text
    kept = file.read_text(encoding="utf-8")
    assert '\nroom = 3\nid = "i-b" # mine\n' in kept
    assert [item.answers[0].by for item in plan.items] == ["赵雯"] * 3


async def test_a_change_wants_a_word_and_the_plan_goes_back_with_the_wishes(reviewed: Reviewed, file: Path) -> None:
    async with reviewed(file) as pilot:
        await press(pilot, "2", "enter")
        assert "Say in a few words what should be changed." in screen_text(pilot.app)
        await paste(pilot, "周三下午\n好吗")
        await press(pilot, "enter")
        (given,) = plan_in(file).items[0].answers
        assert (given.answer, given.comment) == (Reply.CHANGE, "周三下午\n好吗")
        # Escape leaves the text, and nothing is answered; the text waits.
        await press(pilot, "3", "x", "y", "escape")
        assert answers(file) == [Reply.CHANGE, None, None]
        await press(pilot, "3", "enter", "1")
        assert plan_in(file).items[1].answers[0].comment == "xy"
        text = screen_text(pilot.app)
        assert "Sign the plan" not in text and "You ask for a change, so nothing is signed yet." in text
        assert "send this file back" in text and "周三下午" in text
        # Enter on an answer goes back to it; the same key with another word adds another answer.
        await press(pilot, "down", "down", "enter")
        assert page_of(pilot).place == 0
        assert "your answer so far" in screen_text(pilot.app)
        await press(pilot, "c", "!", "enter")
        assert [given.comment for given in plan_in(file).items[0].answers] == ["周三下午\n好吗", "周三下午\n好吗!"]


async def test_a_word_can_stand_with_an_agreement_and_stays_when_it_is_given_again(
    reviewed: Reviewed, file: Path
) -> None:
    async with reviewed(file) as pilot:
        await press(pilot, "c", "o", "k", "enter", "backspace")
        assert page_of(pilot).place == 0
        await press(pilot, "1")
        (given,) = plan_in(file).items[0].answers
        assert (given.answer, given.comment) == (Reply.AGREE, "ok")


async def test_back_and_forth_without_answering_and_the_whole_text_can_be_read(reviewed: Reviewed, file: Path) -> None:
    async with reviewed(file) as pilot:
        await press(pilot, "down")
        assert page_of(pilot).place == 1
        assert "more below: press Down" in screen_text(pilot.app) and "the very end" not in screen_text(pilot.app)
        seen = ""
        for _turn in range(20):
            seen += screen_text(pilot.app)
            if "more below" not in screen_text(pilot.app):
                break
            await press(pilot, "pagedown")
        assert all(word in seen for word in LONG.split()) and "the very end" in seen and "5 people" in seen
        assert page_of(pilot).place == 1
        await press(pilot, "pagedown")
        assert page_of(pilot).place == 2
        await press(pilot, "backspace", "backspace", "backspace")
        assert page_of(pilot).place == 0
        await press(pilot, "pagedown", "pageup")
        assert page_of(pilot).place == 0
    assert answers(file) == [None, None, None]


async def test_leaving_keeps_everything_and_the_next_start_goes_on_and_can_undo(reviewed: Reviewed, file: Path) -> None:
    async with reviewed(file) as pilot:
        await press(pilot, "1", "1", "escape")
        assert not pilot.app.is_running
    async with reviewed(file) as pilot:
        assert page_of(pilot).place == 2
        assert "2 answered" in screen_text(pilot.app)
        await press(pilot, "ctrl+z")
        assert answers(file) == [Reply.AGREE, None, None]
        assert page_of(pilot).place == 1
        await press(pilot, "ctrl+y")
        assert answers(file) == [Reply.AGREE, Reply.AGREE, None]


async def test_a_text_that_was_being_written_when_the_program_ended_waits(reviewed: Reviewed, file: Path) -> None:
    async with reviewed(file) as pilot:
        await press(pilot, "1", "2")
        await paste(pilot, "please later")
        page_of(pilot).session.keep_typing()
    async with reviewed(file) as pilot:
        assert "What should be changed?" in screen_text(pilot.app) and "please later" in screen_text(pilot.app)
        await press(pilot, "enter")
        assert plan_in(file).items[1].answers[0].comment == "please later"
    async with reviewed(file) as pilot:
        assert "please later" not in screen_text(pilot.app)


async def test_a_reason_that_was_being_written_waits_with_its_answer_and_its_side(
    reviewed: Reviewed, file: Path
) -> None:
    async with reviewed(file) as pilot:
        await press(pilot, "2", "x", "escape", "3")
        await paste(pilot, "too far")
        page_of(pilot).session.keep_typing()
    donor = with_(HEAD, side=PlanSide.DONOR, school="huoju-kindergarten")
    async with reviewed(file, settings=donor) as pilot:
        assert page_of(pilot).side is PlanSide.DONOR and "too far" not in screen_text(pilot.app)
    async with reviewed(file) as pilot:
        assert "Why not?" in screen_text(pilot.app) and "xtoo far" in screen_text(pilot.app)
        await press(pilot, "enter")
        (given,) = plan_in(file).items[0].answers
        assert (given.answer, given.comment) == (Reply.DECLINE, "xtoo far")
        assert not page_of(pilot).session.typed


async def test_a_need_is_added_and_taken_back(reviewed: Reviewed, file: Path) -> None:
    async with reviewed(file) as pilot:
        await press(pilot, "n", "enter")
        assert "Say in a few words what is needed." in screen_text(pilot.app)
        await paste(pilot, "一套积木")
        await press(pilot, "enter")
        added = plan_in(file).unmet[1]
        assert (added.need_text, added.cause, added.by) == ("一套积木", Cause.ASKED_IN_REVIEW, "赵雯")
        assert page_of(pilot).place == 0
        await press(pilot, "1", "1", "1")
        # From the end as well, and back to it.
        await press(pilot, "n")
        await paste(pilot, "画笔")
        await press(pilot, "enter")
        assert isinstance(pilot.app.screen, ReviewEndPage)
        assert [entry.need_text for entry in plan_in(file).unmet[1:]] == ["一套积木", "画笔"]
        await press(pilot, "end", "delete", "1")
        assert [entry.need_text for entry in plan_in(file).unmet] == ["一辆校车", "一套积木"]
        await press(pilot, "ctrl+z")
        assert len(plan_in(file).unmet) == 3


async def test_who_gives_help_reads_it_from_the_other_side_and_adds_no_needs(reviewed: Reviewed, file: Path) -> None:
    async with reviewed(file, settings=introduced(HEAD, PLAN, PlanSide.DONOR, "Wang")) as pilot:
        assert "What you are asked to do" in screen_text(pilot.app)
        await press(pilot, "n", "1")
        (given,) = plan_in(file).items[0].answers
        assert (given.side, given.by) == (PlanSide.DONOR, "Wang")


async def test_the_mouse_answers_and_goes_to_an_item(reviewed: Reviewed, file: Path) -> None:
    async with reviewed(file) as pilot:
        await pilot.click("#answers", offset=(3, 0))
        await settle(pilot)
        assert answers(file) == [Reply.AGREE, None, None]
        await pilot.click("#boxes", offset=(30, 0))
        await settle(pilot)
        assert page_of(pilot).place == 2
        await pilot.click("#answers", offset=(60, 1))
        await settle(pilot)
        assert "Why not?" in screen_text(pilot.app)


async def test_letters_that_overtake_the_caret_are_written_and_do_nothing_else(reviewed: Reviewed, file: Path) -> None:
    async with reviewed(file) as pilot:
        for key in ("2", "n", "1", "c", "县"):
            pilot.app.post_message(events.Key(key, key))
        await settle(pilot)
        await press(pilot, "enter")
        (given,) = plan_in(file).items[0].answers
        assert (given.answer, given.comment) == (Reply.CHANGE, "n1c县")


async def test_the_first_start_asks_for_light_or_dark_and_who_somebody_is_and_no_other_start_does(
    reviewed: Reviewed, file: Path
) -> None:
    async with reviewed(file, settings=Settings()) as pilot:
        assert isinstance(pilot.app.screen, QuestionPage)
        await press(pilot, "1")
        assert pilot.app.theme == "light"
        assert isinstance(pilot.app.screen, WhoPage) and "玉海幼儿园" in screen_text(pilot.app)
        await paste(pilot, "赵雯")
        await press(pilot, "enter", "1")
        await press(pilot, "1")
        assert plan_in(file).items[0].answers[0].by == "赵雯"
    assert load_settings() == with_(HEAD, theme="light")
    async with reviewed(file, settings=load_settings()) as pilot:
        assert page_of(pilot).place == 1


async def test_who_was_remembered_for_another_school_is_not_taken_for_this_plan(reviewed: Reviewed, file: Path) -> None:
    save_settings(with_(HEAD, name="Wu", school="haiyue-kindergarten"))
    async with reviewed(file, settings=load_settings()) as pilot:
        assert isinstance(pilot.app.screen, WhoPage) and "Wu" not in screen_text(pilot.app)
        await paste(pilot, "李如英")
        await press(pilot, "enter", "2")
        assert page_of(pilot).side is PlanSide.DONOR and "火炬幼儿园  李如英" in screen_text(pilot.app)
        await press(pilot, "1", "1", "1", "enter")
        assert "Sign the plan as 李如英, for 火炬幼儿园?" in screen_text(pilot.app)
    assert plan_in(file).items[0].answers[0].by == "李如英"
    assert load_settings() == with_(HEAD, name="李如英", side=PlanSide.DONOR, school="huoju-kindergarten")
    # The side that is given is not the one of who was remembered.
    async with reviewed(file, settings=load_settings(), side=PlanSide.RECEIVER) as pilot:
        assert isinstance(pilot.app.screen, WhoPage) and "李如英" not in screen_text(pilot.app)


def test_who_gives_a_name_and_a_side_at_the_start_is_not_asked_again() -> None:
    other = with_(HEAD, school="haiyue-kindergarten")
    donor = with_(HEAD, name="Wang", side=PlanSide.DONOR, school="huoju-kindergarten")
    assert introduced(other, PLAN, PlanSide.DONOR, "Wang") == donor
    assert introduced(HEAD, PLAN, None, "Wang") == with_(HEAD, name="Wang")
    unknown = with_(HEAD, name="Wang", side=None, school=None)
    assert introduced(other, PLAN, None, "Wang") == introduced(Settings(theme="dark"), PLAN, None, "Wang") == unknown
    coordinator = with_(HEAD, name="Li", side=PlanSide.COORDINATOR, school=None)
    assert introduced(coordinator, PLAN, PlanSide.DONOR, "Wang") == with_(coordinator, name="Wang")


async def test_who_does_not_say_who_reviews_has_changed_nothing(reviewed: Reviewed, file: Path) -> None:
    before = file.read_bytes()
    async with reviewed(file, settings=Settings(theme="dark")) as pilot:
        await press(pilot, "escape")
        assert not pilot.app.is_running
    assert file.read_bytes() == before


async def test_a_coordinator_is_asked_for_each_file_whose_answers_these_are(reviewed: Reviewed, file: Path) -> None:
    settings = with_(HEAD, name="Li", side=PlanSide.COORDINATOR)
    async with reviewed(file, settings=settings) as pilot:
        assert "Whose answers do you enter?" in screen_text(pilot.app)
        await press(pilot, "2", "1", "1", "1")
        given = [item.answers[0] for item in plan_in(file).items]
        assert [(each.side, each.by) for each in given] == [(PlanSide.DONOR, "Li, for the school")] * 3
        # And signs with the head's name, not with the own one.
        await press(pilot, "enter")
        assert isinstance(pilot.app.screen, AskPage)
        await paste(pilot, "Wang")
        await press(pilot, "enter")
        (signature,) = plan_in(file).signatures
        assert (signature.name, signature.side) == ("Wang", PlanSide.DONOR)
    async with reviewed(file, settings=settings, side=PlanSide.RECEIVER) as pilot:
        assert page_of(pilot).side is PlanSide.RECEIVER


async def test_what_somebody_else_wrote_into_the_file_meanwhile_stays(reviewed: Reviewed, file: Path) -> None:
    async with reviewed(file) as pilot:
        await press(pilot, "1")
        stored = read_whole_plan(file)
        place = next(field for field in ITEM_FIELDS if field.name == "place")
        save_changed_plan(stored, set_value(stored.plan, "i-b", place, "elsewhere"))
        await press(pilot, "1")
        assert "The file was changed by somebody else meanwhile" in screen_text(pilot.app)
        assert answers(file) == [Reply.AGREE, Reply.AGREE, None]
        assert plan_in(file).items[1].place == "elsewhere"
        await press(pilot, "1")
        assert answers(file) == [Reply.AGREE] * 3


async def test_steps_stay_where_somebody_else_wrote_into_the_file_meanwhile(reviewed: Reviewed, file: Path) -> None:
    def written_meanwhile(comment: str) -> None:
        stored = read_whole_plan(file)
        donor = Author(AT, "Wang", side=PlanSide.DONOR)
        save_changed_plan(stored, answer(stored.plan, "i-c", Reply.DECLINE, comment, donor))

    def comments() -> list[str | None]:
        return [given.comment for given in plan_in(file).items[2].answers if given.side is PlanSide.DONOR]

    def mine() -> list[bool]:
        return [any(given.side is PlanSide.RECEIVER for given in item.answers) for item in plan_in(file).items]

    async with reviewed(file) as pilot:
        await press(pilot, "1", "1")
        written_meanwhile("no")
        # A step is taken back while somebody else writes; it can be done again, and those before it taken back.
        await press(pilot, "ctrl+z")
        assert "The file was changed by somebody else meanwhile" in page_of(pilot).session.just_now
        assert mine() == [True, False, False]
        await press(pilot, "ctrl+z")
        assert mine() == [False, False, False]
        assert not page_of(pilot).session.can_undo
        await press(pilot, "ctrl+y", "ctrl+y")
        assert mine() == [True, True, False]
        written_meanwhile("never")
        page_of(pilot).action_go(2)
        await press(pilot, "1")
        assert mine() == [True, True, True]
        await press(pilot, "ctrl+z", "ctrl+z", "ctrl+z", "ctrl+z")
        assert mine() == [False, False, False]
        assert comments() == ["no", "never"]
    # And at the next start.
    async with reviewed(file) as pilot:
        await press(pilot, "ctrl+y", "ctrl+y", "ctrl+y")
        assert mine() == [True, True, True] and comments() == ["no", "never"]


async def test_a_remark_that_somebody_else_wrote_meanwhile_is_no_other_plan(reviewed: Reviewed, file: Path) -> None:
    async with reviewed(file) as pilot:
        await press(pilot, "1")
        file.write_text(file.read_text(encoding="utf-8") + "# call them\n", encoding="utf-8", newline="\n")
        await press(pilot, "1", "ctrl+z", "ctrl+z")
        assert answers(file) == [None, None, None]
        assert not page_of(pilot).session.can_undo
    assert file.read_text(encoding="utf-8").endswith("# call them\n")


async def test_another_plan_at_the_same_path_does_not_hold_a_head_back(reviewed: Reviewed, file: Path) -> None:
    async with reviewed(file) as pilot:
        file.write_text("[plan", encoding="utf-8")
        await press(pilot, "1")
        assert page_of(pilot).session.unsaved == 1
    written(file, replace(PLAN, plan=replace(PLAN.plan, id="another-plan")))
    whole = file.read_bytes()
    async with reviewed(file) as pilot:
        session = page_of(pilot).session
        assert "not saved" not in screen_text(pilot.app)
        await press(pilot, "escape")
        assert not pilot.app.is_running
    assert file.read_bytes() == whole
    # What was answered in the first one is not lost.
    assert not session.undo() and session.unsaved_plans == [NAME]


async def test_an_answer_that_cannot_be_saved_is_said_and_kept_until_it_can(reviewed: Reviewed, file: Path) -> None:
    whole = file.read_bytes()
    async with reviewed(file) as pilot:
        file.write_text("[plan", encoding="utf-8")
        await press(pilot, "1", "escape")
        assert page_of(pilot)
        assert "* 1 change not saved" in screen_text(pilot.app)
        file.write_bytes(whole)
        await press(pilot, "ctrl+s")
        assert answers(file) == [Reply.AGREE, None, None]
        assert "not saved" not in screen_text(pilot.app)


def signed(plan: SupportPlan) -> SupportPlan:
    head = Author(AT, "赵雯", side=PlanSide.RECEIVER)
    for item in plan.items:
        plan = answer(plan, item.id, Reply.AGREE, None, head)
    return sign(plan, head)


async def test_a_signature_that_no_longer_counts_is_said_with_what_changed(reviewed: Reviewed, tmp_path: Path) -> None:
    before = signed(PLAN)
    people = next(field for field in ITEM_FIELDS if field.name == "people")
    after = set_value(before, "i-b", people, 12)
    file = written(tmp_path / "plan.toml", after)
    async with reviewed(file) as pilot:
        # It begins at the item that is another one now, and her answer to the old one is none to this one.
        assert page_of(pilot).place == 1
        text = " ".join(screen_text(pilot.app).split())
        assert "Item 2 of 3 2 answered: agreed 2 1 to look at again" in text and "> 2! <" in text
        assert "This item was changed after you agreed on 5 November 2026: please look at it again." in text
        assert "The plan was changed since you signed on 5 November 2026" in text and "your answer so far" not in text
        await press(pilot, "backspace")
        assert "2 look again" in screen_text(pilot.app)
        page_of(pilot).action_go(3)
        await settle(pilot)
        text = " ".join(screen_text(pilot.app).split())
        assert "You signed on 5 November 2026. The plan was changed since" in text
        assert "1 item was changed after it was answered" in text and "has no answer yet" not in text
        assert "look again" in text and "Sign the plan" not in text
        assert "12" not in text
        # Answered once more: on to the end, where it is signed anew.
        await press(pilot, "backspace", "backspace", "1", "enter", "1")
        assert [is_valid(entry, plan_in(file)) for entry in plan_in(file).signatures] == [False, True]
        assert [len(item.answers) for item in plan_in(file).items] == [1, 2, 1]
    keep(tmp_path, NAME, before.signatures[0].revision, plan_text(before).encode())
    written(file, after)
    async with reviewed(file) as pilot:
        # What was sent before is at hand here, so what is different is told.
        assert "People changed from 5 to 12" in screen_text(pilot.app)
        await press(pilot, "1")
        assert "People changed from 5 to 12" in screen_text(pilot.app)


def test_what_changed_since_an_answer_is_found_in_what_was_sent_before(tmp_path: Path) -> None:
    people = next(field for field in ITEM_FIELDS if field.name == "people")
    first = stamped(PLAN)
    second = stamped(replace(set_value(first, "i-b", people, 7), unmet=()))
    for sent in (first, second):
        keep(tmp_path, NAME, str(sent.plan.revision), plan_text(sent).encode())
    answered = answer(first, "i-b", Reply.AGREE, None, Author(AT, "赵雯", side=PlanSide.RECEIVER))
    given = answered.items[1].answers
    other = set_value(second, "i-b", people, 12)
    items = tuple(replace(item, answers=given) if item.id == "i-b" else item for item in other.items)
    plan = stamped(replace(other, items=items))
    assert plan.plan.parent == second.plan.revision
    receiver, donor = PlanSide.RECEIVER, PlanSide.DONOR
    keep(tmp_path, NAME, str(plan.plan.revision), plan_text(plan).encode())
    assert changed_since(plan, plan.items[1], receiver, tmp_path) == ("People changed from 5 to 12",)
    assert changed_since(plan, plan.items[1], donor, tmp_path) == ()
    assert changed_since(plan, plan.items[0], receiver, tmp_path) == ()
    for folder in (tmp_path / "elsewhere", None):
        assert changed_since(plan, plan.items[1], receiver, folder) == ()


async def test_in_the_programme_answers_are_edits_that_are_saved_with_control_s(opened: Opened, sample: Path) -> None:
    (sample / "plans").mkdir(exist_ok=True)
    file = written(sample / "plans" / f"{NAME}.toml")
    async with opened(sample, size=SMALL) as pilot:
        app = pilot.app
        assert isinstance(app, NeedsmatchApp) and app.session
        app.push_screen(ReviewPage(NAME))
        await settle(pilot)
        await press(pilot, "1")
        assert page_of(pilot).side is PlanSide.RECEIVER
        await press(pilot, "1", "2", "x", "enter")
        assert app.session.unsaved_plans == [NAME]
        assert answers(file) == [None, None, None]
        await press(pilot, "ctrl+s")
        assert answers(file) == [Reply.AGREE, Reply.CHANGE, None]
        # In the plan's language it says that somebody else answered for the school.
        names = [given.by or "" for item in plan_in(file).items for given in item.answers]
        assert len(names) == 2 and all(len(name) > len("李老师") and name.startswith("李老师") for name in names)
        await press(pilot, "escape")
        assert not isinstance(app.screen, ReviewPage)


async def test_help_and_commands_name_what_can_be_done_here_and_no_other_page(reviewed: Reviewed, file: Path) -> None:
    async with reviewed(file) as pilot:
        await press(pilot, "question_mark")
        text = screen_text(pilot.app)
        assert "Add a need" in text and "1 2 3" in text and "the page of this number" not in text
        await press(pilot, "escape", "ctrl+p")
        text = screen_text(pilot.app)
        assert "My name and role" in text and "Theme" in text
        assert "Pairing" not in text and "Open another programme" not in text
        await press(pilot, "escape", "4", "5")
        assert page_of(pilot).place == 0


@pytest.mark.parametrize("count", [1, 14, 15, 60])
async def test_any_number_of_items_has_its_boxes(reviewed: Reviewed, tmp_path: Path, count: int) -> None:
    items = tuple(
        Item(
            id=f"i-{n}", activity="x", answers=(Answer(id="a", side=PlanSide.RECEIVER, answer=Reply.CHANGE),) * (n % 2)
        )
        for n in range(count)
    )
    file = written(tmp_path / "plan.toml", replace(PLAN, items=items))
    async with reviewed(file) as pilot:
        page_of(pilot).action_go(count // 2)
        await settle(pilot)
        boxes = screen_text(pilot.app).splitlines()[3]
        assert f"> {count // 2 + 1}" in boxes or f" {count // 2 + 1}" in boxes
        assert len(boxes) <= 80


async def test_a_plan_without_items_says_so(reviewed: Reviewed, tmp_path: Path) -> None:
    file = written(tmp_path / "plan.toml", replace(PLAN, items=()))
    async with reviewed(file) as pilot:
        assert "The plan has no items yet" in screen_text(pilot.app)
        assert "Sign the plan" not in screen_text(pilot.app)
        await press(pilot, "n")
        await paste(pilot, "Lego")
        await press(pilot, "enter")
        assert plan_in(file).unmet[-1].need_text == "Lego"


# What was done

LATER = datetime(2027, 3, 1, 9, tzinfo=UTC)
TEACHER = Placement(
    id="p-1", person="马英花", mentors=("欧小妮", "林玉"), start=date(2026, 9, 1), assessment="much better"
)
WORKED = replace(
    PLAN,
    plan=replace(PLAN.plan, status=Status.ACTIVE),
    items=(
        replace(
            PLAN.items[0],
            mode=Mode.LECTURE,
            outcomes=(Outcome(id="o-1", day=date(2026, 10, 12), sessions=2, people=30, remark="parents came"),),
        ),
        replace(PLAN.items[1], activity="Shadowing", placements=(TEACHER,)),
        PLAN.items[2],
        Item(
            id="i-back",
            in_return=True,
            need_texts=("民间游戏",),
            activity="Two lessons",
            outcomes=(Outcome(id="o-2", day=date(2027, 1, 12), sessions=1),),
        ),
    ),
)


@pytest.fixture
def in_march(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: LATER)


def judged(file: Path) -> list[tuple[str, ...]]:
    return [tuple(given.useful for given in item.confirmations) for item in plan_in(file).items]


@pytest.mark.usefixtures("in_march")
async def test_a_head_says_how_useful_it_was_one_by_one_goes_back_and_leaves(
    reviewed: Reviewed, tmp_path: Path
) -> None:
    file = written(tmp_path / "plan.toml", WORKED)
    async with reviewed(file) as pilot:
        # Nobody ever answered this plan here, and it is carried out: only what was done is asked about.
        text = screen_text(pilot.app)
        assert "Item 1  of 2 " in text
        for shown in ("三大游戏怎么开展", "What was agreed", "12 October 2026  2 lectures, 30 people", "parents came"):
            assert shown in text
        assert "4  Not like this" in text and "Agree" not in text
        await press(pilot, "２")
        assert judged(file) == [("some",), (), (), ()]
        text = screen_text(pilot.app)
        assert "1 answered: somewhat useful 1" in text and "马英花" in text and "much better" in text
        # A sentence with the chosen answer; and back to the first one, which is judged anew.
        await press(pilot, "enter", "c")
        assert judged(file)[1] == () and "Press 1, 2, 3 or 4" in screen_text(pilot.app)
        await press(pilot, "right", "right", "right", "c", "s", "o", "enter")
        assert isinstance(pilot.app.screen, ReviewEndPage)
        (given,) = plan_in(file).items[1].confirmations
        assert (given.useful, given.comment, given.by, given.at) == (Useful.LITTLE, "so", "赵雯", LATER)
        text = screen_text(pilot.app)
        assert "What was done: 2 of 2 judged: somewhat useful 1, of little use 1" in text
        assert "send this file back to whoever sent it to you" in text and "You ask for a change" not in text
        assert "not answered" not in text and "items are answered" not in text
        await press(pilot, "backspace", "backspace", "backspace")
        assert page_of(pilot).place == len(WORKED.items)
        await press(pilot, "4", "enter")
        assert "Say in a few words how it was done." in screen_text(pilot.app)
        await paste(pilot, "one lecture only")
        await press(pilot, "enter", "ctrl+z")
        assert judged(file) == [("some",), ("little",), (), ()]
        await press(pilot, "ctrl+y", "escape")
        assert judged(file) == [("some", "not-so"), ("little",), (), ()]
    plan = plan_in(file)
    assert review_word(plan)[0] == "not as noted"
    assert review_sentence(plan) == (
        "玉海幼儿园 says of item 1 that it was not done as noted; 火炬幼儿园 has yet to say how useful it was: 1"
    )
    async with reviewed(file, settings=introduced(HEAD, PLAN, PlanSide.DONOR, "Wang")) as pilot:
        # Whoever gives help is asked about what it got in return.
        assert "Item 1  of 1 " in screen_text(pilot.app) and "民间游戏" in screen_text(pilot.app)
        await press(pilot, "1")
        assert judged(file)[3] == ("very",)


@pytest.mark.usefixtures("in_march")
async def test_words_that_were_begun_wait_while_the_other_question_about_the_item_is_answered(
    reviewed: Reviewed, tmp_path: Path
) -> None:
    file = written(tmp_path / "plan.toml", replace(WORKED, plan=replace(PLAN.plan, status=Status.PROPOSED)))
    async with reviewed(file) as pilot:
        page_of(pilot).action_go(len(WORKED.items))
        await press(pilot, "4", "h", "m", "escape")
        page_of(pilot).action_go(0)
        await press(pilot, "1")
        assert plan_in(file).items[0].answers and list(page_of(pilot).session.typed.values()) == ["hm"]


@pytest.mark.usefixtures("in_march")
async def test_answers_come_first_and_what_was_done_behind_them_in_one_row(reviewed: Reviewed, tmp_path: Path) -> None:
    file = written(tmp_path / "plan.toml", replace(WORKED, plan=replace(PLAN.plan, status=Status.PROPOSED)))
    async with reviewed(file) as pilot:
        assert "Item 1  of 6 " in screen_text(pilot.app)
        await press(pilot, "1", "4", "1", "1")
        # 4 is no answer to an item; what this school gives in return it can only be unable to give.
        assert page_of(pilot).place == 3
        assert "In return: what you give to 火炬幼儿园" in screen_text(pilot.app)
        assert "We cannot" in screen_text(pilot.app)
        await press(pilot, "1", "1")
        assert "Item 6  of 6   5 answered: agreed 4, very useful 1" in screen_text(pilot.app)
        await press(pilot, "4", "n", "o", "enter")
        text = screen_text(pilot.app)
        assert "4 of 4 items are answered: agreed 4" in text
        assert "What was done: 2 of 2 judged: very useful 1, not done like this 1" in text
    assert judged(file) == [("very",), ("not-so",), (), ()]
    # More is noted: it is asked about again, and nothing else.
    plan = plan_in(file)
    more = replace(plan.items[0], outcomes=(*plan.items[0].outcomes, Outcome(id="o-3", day=date(2027, 2, 1))))
    file = written(tmp_path / "plan.toml", replace(plan, items=(more, *plan.items[1:])))
    async with reviewed(file, size=WIDE) as pilot:
        text = " ".join(screen_text(pilot.app).split())
        assert "Item 1 of 2" in text and "1 to look at again" in text
        assert "changed since you said this on 1 March 2027: please look at it again." in text
        assert "very useful (more was noted since)" in text
        page_of(pilot).action_go(6)
        await settle(pilot)
        text = screen_text(pilot.app)
        assert "1 item with something done waits for a word from you." in text and "look again" in text
