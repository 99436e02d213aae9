"""Page 3: the board says what stands and what is proposed, and every key does what it says and no more."""

import re
import shutil
from pathlib import Path

import pytest
from msgspec.structs import replace
from textual.pilot import Pilot

from needsmatch.matching.pair import Pairer
from needsmatch.model.holds import Holds
from needsmatch.model.pairing import Goal, Hold
from needsmatch.model.programme import Decision, Judgement, Pair
from needsmatch.model.terms import Stage
from needsmatch.planning.whatif import price_sentence
from needsmatch.tui.app import NeedsmatchApp
from needsmatch.tui.around import around
from needsmatch.tui.board_order import Order, Sides, Sorting, heads, sides
from needsmatch.tui.drafting import draft
from needsmatch.tui.messages import PairingReady
from needsmatch.tui.pairs import Pairs
from needsmatch.tui.screens.decision import DecisionPage
from needsmatch.tui.screens.matching import MatchingPage
from needsmatch.tui.screens.pairing import PairingPage
from needsmatch.tui.screens.plan import PlanPage
from needsmatch.tui.session import PairingNow, Session
from needsmatch.tui.widgets.board import Board
from needsmatch.tui.widgets.board_layout import Mark, Square
from needsmatch.tui.widgets.frame import hints_of
from tests.conftest import PROFILES
from tests.tui.conftest import SMALL, WIDE, Opened, screen_text, settle

GIVEN = "yuhai-kindergarten", "huoju-kindergarten"
OPEN = "xinghua-kindergarten", "rongwan-kindergarten"
"""A receiver whose given pair was taken out, and the donor it had."""
BANNED = "shaliu-kindergarten", "huoju-kindergarten"
APART = "yuhai-kindergarten", "jinan-primary"
BAN = '\n[[ban]]\nreceiver = "shaliu-kindergarten"\ndonor = "huoju-kindergarten"\nby = "李敏"\nwhy = "两园商定"\n'


@pytest.fixture
def folder(sample: Path) -> Path:
    """The sample without two of its given pairs, and with a ban."""
    take_out(sample, OPEN[0], "xinqu-primary")
    file = sample / "programme.toml"
    file.write_text(file.read_text("utf-8") + BAN, "utf-8")
    return sample


def take_out(folder: Path, *receivers: str) -> None:
    file = folder / "programme.toml"
    parts = re.split(r"(?=\[\[)", file.read_text("utf-8"))
    kept = [part for part in parts if not any(f'receiver = "{name}"' in part for name in receivers)]
    file.write_text("".join(kept), "utf-8")


def app_of(pilot: Pilot[None]) -> NeedsmatchApp:
    assert isinstance(pilot.app, NeedsmatchApp)
    return pilot.app


def session_of(pilot: Pilot[None]) -> Session:
    session = app_of(pilot).session
    assert session
    return session


def pairs_of(pilot: Pilot[None]) -> Pairs:
    pairs = Pairs.of(session_of(pilot))
    assert pairs
    return pairs


def known_of(pilot: Pilot[None]) -> PairingNow:
    known = session_of(pilot).pairing
    assert known
    return known


def board(pilot: Pilot[None]) -> Board:
    return pilot.app.screen.query_one(Board)


def keys_named(pilot: Pilot[None]) -> set[str]:
    return {hint.key for hint in hints_of(pilot.app.screen)}


def words(pilot: Pilot[None]) -> str:
    return " ".join(screen_text(pilot.app).split())


def pane(pilot: Pilot[None]) -> str:
    """What stands beside or below the board, without blanks: Chinese texts continue on further lines without any."""
    region = pilot.app.screen.query_one("#two").region
    strips = pilot.app.screen._compositor.render_strips()[region.y : region.bottom]
    return "".join("".join(strip.crop(region.x, region.right).text for strip in strips).split())


def unspaced(text: str) -> str:
    return "".join(text.split())


async def choose(pilot: Pilot[None], receiver: str, donor: str) -> None:
    """Go to a square by the arrow keys."""
    await pilot.press("ctrl+home")
    rows, columns = heads(pairs_of(pilot), everybody(pilot), Sorting())
    await pilot.press(*["down"] * [head.key for head in rows].index(receiver))
    await pilot.press(*["right"] * [head.key for head in columns].index(donor))
    await settle(pilot)
    assert board(pilot).chosen == (receiver, donor)


def everybody(pilot: Pilot[None]) -> Sides:
    return sides(session_of(pilot), pairs_of(pilot), [], {})


# What is shown


async def test_every_square_says_what_the_files_the_rules_and_the_best_pairs_say(opened: Opened, folder: Path) -> None:
    async with opened(folder, page="pairing") as pilot:
        pairs, pairing = pairs_of(pilot), known_of(pilot).pairing
        assert pairing
        assert pairs.square(*GIVEN) == Square(Mark.FIXED, pairing.worth_of(GIVEN[0]))
        assert pairs.square(*BANNED) == Square(Mark.BANNED, None)
        assert pairs.square(*APART) == Square(Mark.APART, None)
        assert pairs.square(*OPEN) == Square(Mark.PROPOSED, pairing.worth_of(OPEN[0]))
        for receiver in pairs.programme.receivers:
            for donor in pairs.programme.donors:
                square = pairs.square(receiver.id, donor.id)
                if square.mark in (Mark.PLAIN, Mark.LOW):
                    assert (square.mark is Mark.LOW) == (session_score(pilot, receiver.id, donor.id) < 40)
                    assert square.score == session_score(pilot, receiver.id, donor.id)


def session_score(pilot: Pilot[None], receiver: str, donor: str) -> int:
    plans = session_of(pilot).ranked[receiver]
    return next(plan.score for plan in plans if plan.donor.id == donor)


async def test_before_anything_is_matched_squares_wait_and_given_pairs_stand(opened: Opened, folder: Path) -> None:
    async with opened(folder) as pilot:
        programme = session_of(pilot).programme
        assert programme
        pairs = Pairs(programme, None, {})
        assert pairs.square(*OPEN) == Square(Mark.WAITING, None)
        assert pairs.square(*GIVEN) == Square(Mark.FIXED, None)
        ranked = Pairs(programme, None, session_of(pilot).ranked)
        assert ranked.square(*GIVEN).score == session_score(pilot, *GIVEN)


@pytest.mark.parametrize("size", [WIDE, SMALL])
async def test_the_page_says_how_many_are_settled_and_what_is_proposed_for_the_others(
    opened: Opened, folder: Path, size: tuple[int, int]
) -> None:
    async with opened(folder, page="pairing", size=size) as pilot:
        pairs = pairs_of(pilot)
        text = words(pilot)
        settled = list(pairs.settled.values())
        assert len(settled) == 14
        assert f"14 settled; 2 open total {sum(settled)}, lowest {min(settled)}" in text
        assert "? 杏花幼儿园" in text
        assert "proposed pair" in text
        await pilot.press("tab")
        await pilot.press("end", "pagedown", "pagedown")
        await pilot.pause()
        text = words(pilot)
        for pair in pairs.proposed.values():
            assert f"{pair.receiver.name} {pair.donor.name} {pair.worth}" in text
        total = known_of(pilot).pairing
        assert total
        assert f"{total.total:,}" in text


async def test_the_pane_says_why_two_fit_and_what_stays_open(opened: Opened, folder: Path) -> None:
    async with opened(folder, page="pairing", size=(160, 60)) as pilot:
        await choose(pilot, *GIVEN)
        match = session_of(pilot).match
        programme = session_of(pilot).programme
        assert match and programme
        receiver, donor = programme.receiver(GIVEN[0]), programme.donor(GIVEN[1])
        assert receiver and donor
        plan = match.plan(receiver, donor)
        text = pane(pilot)
        assert unspaced(f"{plan.score} answers {len(plan.answered)} of {len(receiver.needs)} needs") in text
        assert unspaced("Given in programme.toml; it stays") in text
        assert "见公开报道" in text
        await choose(pilot, *BANNED)
        assert unspaced("must not be paired Decided by 李敏: 两园商定") in pane(pilot)
        await choose(pilot, *APART)
        assert unspaced("They have no school stage in common") in pane(pilot)


async def test_what_the_receiver_could_give_back_is_told(opened: Opened, tmp_path: Path) -> None:
    folder = tmp_path / "huishan-haidong"
    shutil.copytree(PROFILES / "huishan-haidong", folder)
    async with opened(folder, page="pairing", size=(160, 60)) as pilot:
        session = session_of(pilot)
        assert session.two_way and session.programme
        from needsmatch.matching.mirror import returns

        both = [(one, other) for one in session.programme.receivers for other in session.programme.donors]
        receiver, donor = next(pair for pair in both if returns(session.two_way[1], *pair))
        await choose(pilot, receiver.id, donor.id)
        given = returns(session.two_way[1], receiver, donor)
        assert unspaced(f"What {receiver.name} could give back + {given[0].strength.text[:8]}") in pane(pilot)


async def test_a_drafted_plan_counts_as_a_pair_before_it_is_saved(opened: Opened, folder: Path) -> None:
    async with opened(folder, page="pairing") as pilot:
        assert pairs_of(pilot).square(*OPEN).mark is Mark.PROPOSED
        draft(session_of(pilot), OPEN[0])
        await settle(pilot)
        await settle(pilot)
        pairing = known_of(pilot).pairing
        assert pairing
        held = {pair.receiver.id: pair.hold for pair in pairing.pairs}
        assert held[OPEN[0]] is Hold.PLANNED
        assert pairs_of(pilot).square(*OPEN).mark is Mark.PAIR
        await pilot.press("ctrl+z")
        await settle(pilot)
        assert pairs_of(pilot).square(*OPEN).mark is Mark.PROPOSED


async def test_contradictions_stand_first_and_the_board_still_shows_what_stands(opened: Opened, folder: Path) -> None:
    file = folder / "programme.toml"
    pair = f'\n[[pair]]\nreceiver = "{BANNED[0]}"\ndonor = "{BANNED[1]}"\n'
    file.write_text(file.read_text("utf-8") + pair, "utf-8")
    async with opened(folder, page="pairing") as pilot:
        known = known_of(pilot)
        assert known.pairing is None
        assert pairs_of(pilot).square(*GIVEN).mark is Mark.FIXED
        assert "This cannot all be kept" in words(pilot)
        assert "沙柳幼儿园" in words(pilot)
        assert not keys_named(pilot) & {"a", "u"}


@pytest.mark.parametrize("size", [WIDE, SMALL])
async def test_a_programme_without_donors_says_so(opened: Opened, sample: Path, size: tuple[int, int]) -> None:
    shutil.rmtree(sample / "donors")
    async with opened(sample, page="pairing", size=size) as pilot:
        assert "There are not yet schools on both sides" in words(pilot)
        assert not keys_named(pilot) & {"p", "x", "a", "g", "o", "v", "u", "c", "/"}
        assert "n" in keys_named(pilot)


async def test_at_80_columns_three_lines_tell_of_the_two_and_tab_shows_everything(opened: Opened, folder: Path) -> None:
    async with opened(folder, page="pairing", size=SMALL) as pilot:
        await choose(pilot, *GIVEN)
        assert "Why it fits" not in words(pilot)
        assert unspaced("needs Given in programme.toml") in pane(pilot)
        await pilot.press("tab")
        await pilot.pause()
        assert "Why it fits" in words(pilot)
        await pilot.press("escape")
        await pilot.pause()
        assert board(pilot).has_focus
        assert "Why it fits" not in words(pilot)


async def test_squares_are_narrow_where_numbers_do_not_fit_and_v_says_otherwise(opened: Opened, folder: Path) -> None:
    async with opened(folder, page="pairing") as pilot:
        assert not board(pilot).compact
        await pilot.resize_terminal(*SMALL)
        await pilot.pause()
        assert board(pilot).compact
        await pilot.press("v")
        assert not board(pilot).compact
        await pilot.press("v")
        assert board(pilot).compact


# Moving, sorting, finding


async def test_the_chosen_school_is_the_one_on_other_pages(opened: Opened, folder: Path) -> None:
    async with opened(folder, page="pairing") as pilot:
        await choose(pilot, *BANNED)
        assert session_of(pilot).receiver == BANNED[0]
        await pilot.press("2")
        await settle(pilot)
        assert isinstance(pilot.app.screen, MatchingPage)
        session_of(pilot).receiver = GIVEN[0]
        await pilot.press("3")
        await settle(pilot)
        assert board(pilot).chosen == GIVEN


async def test_what_a_thread_tells_while_the_user_moves_takes_no_step_back(opened: Opened, folder: Path) -> None:
    async with opened(folder, page="pairing") as pilot:
        await choose(pilot, *BANNED)
        board(pilot).action_move(1, 1)
        moved = board(pilot).chosen
        app_of(pilot).changed()
        assert board(pilot).chosen == moved != BANNED
        await settle(pilot)
        assert moved and board(pilot).chosen == moved
        assert session_of(pilot).receiver == moved[0]


async def test_the_order_changes_and_the_same_two_stay_chosen(opened: Opened, folder: Path) -> None:
    async with opened(folder, page="pairing") as pilot:
        await choose(pilot, *BANNED)
        seen = []
        for _order in Order:
            await pilot.press("o")
            await pilot.pause()
            assert board(pilot).chosen == BANNED
            seen.append(words(pilot))
        assert "best donors of 沙柳幼儿园 first" in seen[0]
        assert "schools that 火炬幼儿园 helps most first" in seen[1]
        assert "worst-served" in seen[2]
        assert "first" not in seen[3]


async def test_each_order_sorts_by_what_it_says(opened: Opened, folder: Path) -> None:
    async with opened(folder, page="pairing") as pilot:
        pairs, shown = pairs_of(pilot), everybody(pilot)
        rows, columns = heads(pairs, shown, Sorting())
        for side, schools in ((rows, pairs.programme.receivers), (columns, pairs.programme.donors)):
            stages = {school.id: list(Stage).index(school.stages[0]) for school in schools}
            assert [stages[head.key] for head in side] == sorted(stages.values())
        rows, columns = heads(pairs, shown, Sorting(Order.DONORS, GIVEN[0]))
        worths = [pairs.worth(GIVEN[0], head.key) or 0 for head in columns]
        assert worths == sorted(worths, reverse=True) and worths[0]
        rows, columns = heads(pairs, shown, Sorting(Order.SCHOOLS, GIVEN[1]))
        assert rows[0].key == GIVEN[0]
        rows, columns = heads(pairs, shown, Sorting(Order.WORST))
        served = [pairs.settled.get(head.key, -1) for head in rows]
        assert served == sorted(served) and served[:2] == [-1, -1]


def test_the_order_is_asked_for_again_before_the_next_one_comes() -> None:
    sorting = Sorting().next("r", "d")
    assert sorting == Sorting(Order.DONORS, "r")
    assert sorting.next("s", "d") == Sorting(Order.DONORS, "s")
    assert sorting.next("r", "d") == Sorting(Order.SCHOOLS, "d")


async def test_heads_say_who_has_no_partner_and_who_has_places(opened: Opened, folder: Path) -> None:
    async with opened(folder, page="pairing") as pilot:
        pairs = pairs_of(pilot)
        rows, columns = heads(pairs, everybody(pilot), Sorting())
        assert {head.key for head in rows if head.alert} == {OPEN[0], "xinqu-primary"}
        holds = Holds(pairs.programme)
        assert {head.key: head.note for head in columns} == {
            donor.id: str(holds.places_left(donor.id)) for donor in pairs.programme.donors
        }
        assert {head.key for head in columns if head.alert} == {OPEN[1], "lushi-primary"}


@pytest.mark.parametrize(
    ("typed", "rows", "columns"),
    [
        ("沙柳", 1, 16),
        ("rongwan", 16, 1),
        ("火炬", 1, 1),
        ("kindergarten", 5, 5),
        ("yhyey", 1, 16),
        ("xyzzy", 0, 0),
    ],
)
async def test_the_filter_narrows_each_side_that_has_the_words(
    opened: Opened, folder: Path, typed: str, rows: int, columns: int
) -> None:
    async with opened(folder, page="pairing") as pilot:
        await pilot.press("slash", *typed)
        await settle(pilot)
        shown = sides(session_of(pilot), pairs_of(pilot), [typed], app_of(pilot).pinyin or {})
        assert (len(shown.receivers), len(shown.donors)) == (rows, columns)
        if rows:
            assert f"{rows} of 16 receivers, {columns} of 16 donors" in words(pilot)
        else:
            assert "No school here has xyzzy" in words(pilot)
        await pilot.press("escape")
        await pilot.pause()
        assert "of 16 receivers" not in words(pilot)
        assert board(pilot).has_focus


async def test_the_overview_leads_to_the_schools_without_a_partner(opened: Opened, folder: Path) -> None:
    async with opened(folder) as pilot:
        await pilot.press("enter")
        await settle(pilot)
        assert isinstance(pilot.app.screen, PairingPage)
        assert "2 of 16 receivers" in words(pilot)
        assert board(pilot).chosen == OPEN
        await pilot.press("escape")
        await settle(pilot)
        assert "2 of 16 receivers" not in words(pilot)


# Deciding


async def test_enter_on_a_pair_opens_its_plan_and_on_two_others_offers_to_pair_them(
    opened: Opened, folder: Path
) -> None:
    async with opened(folder, page="pairing") as pilot:
        await choose(pilot, *OPEN)
        await pilot.press("enter")
        await settle(pilot)
        assert isinstance(pilot.app.screen, DecisionPage)
        await pilot.press("escape")
        await choose(pilot, *GIVEN)
        await pilot.press("enter")
        await settle(pilot)
        assert isinstance(pilot.app.screen, PlanPage)


@pytest.mark.parametrize("key", ["p", "ｐ"])
async def test_a_pin_is_written_taken_back_by_the_same_key_and_undone(opened: Opened, folder: Path, key: str) -> None:
    file = folder / "judgements.toml"
    before = file.read_bytes() if file.exists() else None
    async with opened(folder, page="pairing") as pilot:
        await choose(pilot, *OPEN)
        await pilot.press(key)
        await settle(pilot)
        await pilot.press("enter")
        await settle(pilot)
        assert isinstance(pilot.app.screen, PairingPage)
        assert board(pilot).chosen == OPEN
        assert pairs_of(pilot).square(*OPEN).mark is Mark.FIXED
        assert 'decision = "pinned"' in file.read_text("utf-8")
        await pilot.press(key)
        await settle(pilot)
        await pilot.press("enter")
        await settle(pilot)
        assert pairs_of(pilot).square(*OPEN).mark is Mark.PROPOSED
        await pilot.press("ctrl+z", "ctrl+z")
        await settle(pilot)
        assert (file.read_bytes() if file.exists() else None) == before


async def test_accepting_makes_pairs_of_what_is_proposed_and_delete_takes_one_back(
    opened: Opened, folder: Path
) -> None:
    async with opened(folder, page="pairing") as pilot:
        assert "a" in keys_named(pilot)
        await pilot.press("a")
        await settle(pilot)
        await pilot.press("enter")
        await settle(pilot)
        assert pairs_of(pilot).square(*OPEN).mark is Mark.PAIR
        assert not pairs_of(pilot).open
        assert "a" not in keys_named(pilot)
        await choose(pilot, *OPEN)
        await pilot.press("delete")
        await settle(pilot)
        await pilot.press("enter")
        await settle(pilot)
        assert pairs_of(pilot).square(*OPEN).mark is Mark.PROPOSED


async def test_a_ban_keeps_two_apart_and_the_same_key_takes_it_back(opened: Opened, folder: Path) -> None:
    async with opened(folder, page="pairing") as pilot:
        await choose(pilot, *OPEN)
        await pilot.press("x")
        await settle(pilot)
        await pilot.press("enter")
        await settle(pilot)
        assert pairs_of(pilot).square(*OPEN).mark is Mark.BANNED
        await pilot.press("x")
        await settle(pilot)
        await pilot.press("enter")
        await settle(pilot)
        assert pairs_of(pilot).square(*OPEN).mark is Mark.PROPOSED


async def test_only_keys_that_would_do_something_are_named(opened: Opened, folder: Path) -> None:
    async with opened(folder, page="pairing") as pilot:
        await choose(pilot, *OPEN)
        assert {"p", "x", "a", "g", "/", "o", "v", "u", "c", "n"} <= keys_named(pilot)
        assert "Delete" not in keys_named(pilot)
        await choose(pilot, *GIVEN)
        # Given in programme.toml: only that file can change it.
        assert not keys_named(pilot) & {"p", "x", "Delete"}
        await choose(pilot, *BANNED)
        assert not keys_named(pilot) & {"p", "x", "Delete"}


@pytest.mark.parametrize("key", ["c", "n", "u"])
async def test_capacity_a_new_school_and_advice_open_their_pages(opened: Opened, folder: Path, key: str) -> None:
    async with opened(folder, page="pairing") as pilot:
        await choose(pilot, *OPEN)
        await pilot.press(key)
        await settle(pilot)
        assert not isinstance(pilot.app.screen, PairingPage)
        await pilot.press("escape")
        await settle(pilot)
        assert isinstance(pilot.app.screen, PairingPage)
        assert board(pilot).chosen == OPEN


async def test_every_key_is_in_the_help_and_among_the_commands(opened: Opened, folder: Path) -> None:
    async with opened(folder, page="pairing", size=(160, 60)) as pilot:
        await choose(pilot, *OPEN)
        await pilot.press("question_mark")
        await pilot.pause()
        assert "Ctrl+Home/End" in words(pilot)
        await pilot.press("escape", "ctrl+p")
        await pilot.pause()
        text = words(pilot)
        for label in ("Pin", "Ban", "Accept", "Goal", "Order", "Numbers", "Gaps", "Places", "New school"):
            assert label in text


async def test_the_goal_changes_what_is_proposed_from_then_on(opened: Opened, folder: Path) -> None:
    async with opened(folder, page="pairing") as pilot:
        assert "greatest total" in words(pilot)
        await pilot.press("g")
        await settle(pilot)
        assert known_of(pilot).goal is Goal.FAIR
        assert "fair to all" in words(pilot)


# What threads tell


async def test_pairs_of_another_goal_come_too_late(opened: Opened, folder: Path) -> None:
    async with opened(folder, page="pairing") as pilot:
        known = known_of(pilot)
        late = PairingNow(known.programme, Goal.FAIR, known.pairer, known.pairing)
        app_of(pilot).post_message(PairingReady(late))
        await settle(pilot)
        assert known_of(pilot) is known


async def test_another_donor_costs_what_the_changed_programme_shows(opened: Opened, folder: Path) -> None:
    async with opened(folder, page="pairing") as pilot:
        known = known_of(pilot)
        found = around(known, *OPEN)
        assert all(other.id != OPEN[1] for other, _worth, _total in found.others)
        worths = [worth for _other, worth, _total in found.others]
        assert worths == sorted(worths, reverse=True)
        for donor_id, total in [(OPEN[1], found.total), *((other.id, total) for other, _w, total in found.others)]:
            pin = Judgement(decision=Decision.PINNED, receiver=OPEN[0], donor=donor_id)
            pinned = replace(known.programme, judgements=(*known.programme.judgements, pin))
            assert Pairer(pinned, known.pairer.matcher).pairing().total == total


async def test_the_price_of_a_given_pair_is_what_the_programme_gains_without_it(opened: Opened, folder: Path) -> None:
    """沙柳幼儿园 is given to a donor that answers nothing, while a better one has a place."""
    take_out(folder, "shaliu-kindergarten", "putaoteng-kindergarten")
    file = folder / "programme.toml"
    wrong = '\n[[pair]]\nreceiver = "shaliu-kindergarten"\ndonor = "luxi-kindergarten"\n'
    file.write_text(file.read_text("utf-8") + wrong, "utf-8")
    async with opened(folder, page="pairing", size=(160, 60)) as pilot:
        known = known_of(pilot)
        price = around(known, "shaliu-kindergarten", "luxi-kindergarten").price
        assert price and known.pairing
        pairs = tuple(
            pair
            for pair in known.programme.settings.pairs
            if pair != Pair(receiver="shaliu-kindergarten", donor="luxi-kindergarten")
        )
        free = replace(known.programme, settings=replace(known.programme.settings, pairs=pairs))
        without = Pairer(free, known.pairer.matcher).pairing()
        assert price.total_gain == known.pairing.total - without.total < 0
        await choose(pilot, "shaliu-kindergarten", "luxi-kindergarten")
        assert unspaced(price_sentence(price)) in pane(pilot)
        assert around(known, *OPEN).price is None


async def test_a_click_chooses_a_square(opened: Opened, folder: Path) -> None:
    async with opened(folder, page="pairing") as pilot:
        await choose(pilot, *GIVEN)
        text = screen_text(pilot.app).split("\n")
        row = next(place for place, shown in enumerate(text) if "? 杏花幼儿园" in shown)
        await pilot.click("#board", offset=(4, row - board(pilot).region.y))
        await settle(pilot)
        assert board(pilot).chosen == (OPEN[0], GIVEN[1])
