"""The work of a year in the file of a plan: whatever is noted adds lines and touches no other."""

import random
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from needsmatch.model.plan import Confirmation, Item, Outcome, Placement, PlanSide, SupportPlan
from needsmatch.model.terms import Grade, Useful
from needsmatch.planning.edit import put_back, remove_item
from needsmatch.store.by_hand import hand_changes
from needsmatch.store.folder import StoredPlan, read_programme
from needsmatch.store.plans import changed_bytes, save_changed_plan
from tests.store.test_plan_merge import diff, merged, read
from tests.store.test_saving import PLAN

FIRST = date(2026, 9, 1)
LOG = """
# what we did, as Ma tells it
[[item.outcome]]
id = "o-old"
date = 2026-09-02       # a Wednesday
our_count = 3
people = 12
"""
"""Of the first item, as somebody wrote it by hand."""
BEGUN = PLAN.replace("# remark at the end of a\n", f"# remark at the end of a\nroom_of_ours = 7\n{LOG}")
assert LOG in BEGUN


def outcome(number: int) -> Outcome:
    return Outcome(id=f"o-{number}", day=FIRST + timedelta(days=number), sessions=2, people=30, names=("马英华", "林岚"), money=99.5, batch="第一批", remark="都来了")  # fmt: skip


def placement(number: int) -> Placement:
    return Placement(id=f"p-{number}", person=f"马英华{number}", mentors=("李如英", "王芳"), start=FIRST, grade=Grade.GOOD, goals="听课\n上课")  # fmt: skip


def confirmation(number: int) -> Confirmation:
    at = datetime(2026, 9, 1, 8, tzinfo=UTC) + timedelta(hours=number)
    return Confirmation(id=f"c-{number}", side=PlanSide.RECEIVER, by="赵雯", at=at, useful=Useful.VERY, done="0" * 16)


def noted(item: Item, number: int, rng: random.Random) -> Item:
    """An item with one more row of one of its lists."""
    match rng.choice(["outcome", "outcome", "placement", "confirmation"]):
        case "outcome":
            return replace(item, outcomes=(*item.outcomes, outcome(number)))
        case "placement":
            return replace(item, placements=(*item.placements, placement(number)))
    return replace(item, confirmations=(*item.confirmations, confirmation(number)))


def with_item(plan: SupportPlan, place: int, item: Item) -> SupportPlan:
    return replace(plan, items=(*plan.items[:place], item, *plan.items[place + 1 :]))


def adds_only(before: StoredPlan, plan: SupportPlan) -> StoredPlan:
    """The file after saving, in which every line of before still stands."""
    data = changed_bytes(before, plan)
    lines = diff(before.data.decode(), data.decode())
    assert lines and all(line.startswith("+") for line in lines), lines
    assert data.count(b"\r\n") == (data.count(b"\n") if b"\r" in before.data else 0)
    after = read(data)
    assert after.plan == plan
    return after


@pytest.mark.parametrize(
    ("text", "count"), [(PLAN, 40), (BEGUN, 100), (BEGUN.replace("\n", "\r\n"), 40)], ids=["new", "begun", "crlf"]
)
def test_a_hundred_rows_noted_one_by_one_only_add_lines(text: str, count: int) -> None:
    rng = random.Random(7)
    current = read(text)
    for number in range(count):
        place = rng.randrange(2)
        current = adds_only(current, with_item(current.plan, place, noted(current.plan.items[place], number, rng)))
    for item in current.plan.items:
        assert min(map(len, (item.outcomes, item.placements, item.confirmations))) >= count // 20


@pytest.mark.parametrize(
    "more",
    [
        lambda item: replace(item, outcomes=(*item.outcomes, outcome(1))),
        lambda item: replace(item, placements=(placement(1),)),
        lambda item: replace(item, confirmations=(confirmation(1),)),
    ],
    ids=["outcome", "placement", "confirmation"],
)
def test_what_stands_by_hand_in_the_item_stays_where_it_is(more: Callable[[Item], Item]) -> None:
    stored = read(BEGUN)
    text = adds_only(stored, with_item(stored.plan, 0, more(stored.plan.items[0]))).data.decode()
    assert "room_of_ours = 7\n" in text and LOG in text


def test_a_file_on_the_disk_gets_the_new_row_only(tmp_path: Path) -> None:
    (tmp_path / "plans").mkdir()
    file = tmp_path / "plans/r-with-d.toml"
    file.write_text(BEGUN, encoding="utf-8")
    (stored,) = read_programme(tmp_path).plans
    item = stored.plan.items[0]
    save_changed_plan(stored, with_item(stored.plan, 0, replace(item, outcomes=(*item.outcomes, outcome(1)))))
    assert diff(BEGUN, file.read_text(encoding="utf-8")) == [
        "+[[item.outcome]]",
        '+id = "o-1"',
        "+date = 2026-09-02",
        "+sessions = 2",
        "+people = 30",
        '+names = ["马英华", "林岚"]',
        "+money = 99.5",
        '+batch = "第一批"',
        '+remark = "都来了"',
        "+",
    ]


def test_an_assessment_at_the_end_adds_its_lines_to_the_placement() -> None:
    stored = read(BEGUN)
    placed = replace(placement(1), grade=None, goals=None)
    stored = adds_only(stored, with_item(stored.plan, 0, replace(stored.plan.items[0], placements=(placed,))))
    passed = replace(placed, grade=Grade.EXCELLENT, assessed=FIRST, assessor="李如英")
    after = changed_bytes(stored, with_item(stored.plan, 0, replace(stored.plan.items[0], placements=(passed,))))
    assert diff(stored.data.decode(), after.decode()) == [
        '+grade = "excellent"',
        "+assessed = 2026-09-01",
        '+assessor = "李如英"',
    ]


ROWS = {"outcome": "how = 1", "placement": "room = 2", "confirmation": 'said = "by phone"'}
"""A key of somebody's own for each kind of row."""


def with_rows() -> str:
    """A file whose first item has a row of each kind."""
    stored = read(PLAN)
    rows = {"outcomes": (outcome(1),), "placements": (placement(1),), "confirmations": (confirmation(1),)}
    item = replace(stored.plan.items[0], **rows)
    return changed_bytes(stored, with_item(stored.plan, 0, item)).decode()


def by_hand(text: str) -> str:
    """The same with a remark above each row and a key of somebody's own in it."""
    for row, own in ROWS.items():
        text = text.replace(f"[[item.{row}]]\n", f"# about the {row}\n[[item.{row}]]\n{own}   # by hand\n")
    return text


def test_remarks_and_keys_beside_the_rows_of_a_copy_come_along_and_are_told() -> None:
    ours = with_rows()
    result = merged(ours, by_hand(ours), base=ours)
    for row, own in ROWS.items():
        assert f"# about the {row}\n[[item.{row}]]" in result
        assert result.count(f"{own}   # by hand") == 1
    told = hand_changes(ours.encode(), result.encode())
    assert {change.key for change in told if change.key} == {"outcome.how", "placement.room", "confirmation.said"}
    assert {change.item for change in told} == {"i-a"}


def test_rows_of_an_item_that_is_taken_out_and_put_back_keep_what_stands_there_by_hand() -> None:
    stored = read(by_hand(with_rows()))
    out = read(changed_bytes(stored, remove_item(stored.plan, "i-a", "赵雯", None)))
    for row, own in ROWS.items():
        assert f"# about the {row}\n[[removed.item.{row}]]\n{own}   # by hand\n" in out.data.decode()
    back = changed_bytes(out, put_back(out.plan, "i-a")).decode()
    for row, own in ROWS.items():
        assert f"# about the {row}\n[[item.{row}]]\n{own}   # by hand\n" in back
