"""An item that is taken out goes below its mark with all that people wrote around it, and comes back as it was."""

import difflib
from datetime import UTC, datetime
from itertools import permutations
from pathlib import Path

import pytest
from msgspec.structs import replace

from needsmatch.planning.edit import give_reason, put_back, remove_item
from needsmatch.store.folder import StoredPlan, read_programme
from needsmatch.store.layout import layout
from needsmatch.store.plans import plan_text, save_changed_plan
from tests.store.test_saving import PLAN, stored

AT = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
TEXT = PLAN.replace('mode = "跟岗"\n', 'mode = "跟岗"\nour_key = "kept"\n').replace(
    "[[item.answer]]", "# the head said so\n[[item.answer]]"
)


def taken_out(file: StoredPlan, *names: str) -> StoredPlan:
    plan = file.plan
    for name in names:
        plan = remove_item(plan, name, "赵雯", AT, "too far")
    return save_changed_plan(file, plan)


def put_in(file: StoredPlan, *names: str) -> StoredPlan:
    plan = file.plan
    for name in names:
        plan = put_back(plan, name)
    return save_changed_plan(file, plan)


@pytest.mark.parametrize("end", ["\n", '\n[[unmet]]\nneed = "r/bus"\nneed_text = "校车"\ncause = "nobody"\n'])
def test_a_remark_at_the_end_of_an_item_goes_with_it_and_back_and_is_there_once(tmp_path: Path, end: str) -> None:
    start = TEXT[: TEXT.index("\n# nobody can do this")]
    text = start.replace("# by telephone", "\n# ring again") + end
    less = taken_out(stored(tmp_path, text), "i-b")
    back = put_in(less, "i-b")
    for file in (less, back):
        found = [name[0] for name, block in layout(file.data.decode()).blocks.items() if "# ring again" in block.behind]
        assert found == ["item" if file is back else "removed"]
        assert file.data.count(b"# ring again") == 1


def test_the_mark_holds_the_item_with_its_remarks_answers_and_unknown_keys(tmp_path: Path) -> None:
    less = taken_out(stored(tmp_path, TEXT), "i-b")
    text = less.data.decode()
    assert text.endswith(
        """
[[removed]]
id = "i-b"
need = ["r/games"]
by = "赵雯"
at = 2026-11-22T09:30:00Z
why = "too far"

# -- about games --
[removed.item]
id = "i-b"
need = ["r/games"]
need_text = ["三大游戏"]

# the head said so
[[removed.item.answer]]
id = "x"
side = "receiver"
answer = "agree"        # by telephone

# the end
"""
    )
    (read,) = read_programme(tmp_path).plans
    assert read.plan == less.plan
    assert read.plan.removed[0].item == stored(tmp_path, TEXT).plan.items[1]


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_the_last_item_comes_back_to_the_byte(tmp_path: Path, end: str) -> None:
    file = stored(tmp_path, TEXT.replace("\n", end))
    assert put_in(taken_out(file, "i-b"), "i-b").data == file.data


@pytest.mark.parametrize("back", list(permutations(("i-a", "i-b"))))
def test_no_line_gets_lost_whatever_comes_back_first(tmp_path: Path, back: tuple[str, str]) -> None:
    file = stored(tmp_path, TEXT)
    less = taken_out(file, "i-a", "i-b")
    assert all(line in less.data.decode() for line in TEXT.splitlines() if "[[" not in line)
    again = put_in(less, *back)
    assert sorted(again.data.decode().split()) == sorted(TEXT.split())
    assert [item.id for item in again.plan.items] == list(back)


def test_empty_lines_stay_between_tables_as_the_program_lays_them_out(tmp_path: Path) -> None:
    file = stored(tmp_path, plan_text(stored(tmp_path, TEXT).plan))
    again = put_in(taken_out(file, "i-b"), "i-b")
    assert again.data == file.data
    assert b"\n\n[[unmet]]" in again.data and b"\n\n\n" not in again.data


def test_a_reason_that_is_written_later_is_one_line(tmp_path: Path) -> None:
    less = save_changed_plan(file := stored(tmp_path, TEXT), remove_item(file.plan, "i-a", None, None))
    told = save_changed_plan(less, give_reason(less.plan, "i-a", "too far"))
    lines = difflib.ndiff(less.data.decode().splitlines(), told.data.decode().splitlines())
    assert [line for line in lines if line[0] in "+-"] == ['+ why = "too far"']


def test_an_item_that_was_changed_before_it_went_takes_its_remarks_along(tmp_path: Path) -> None:
    file = stored(tmp_path, TEXT)
    plan = replace(file.plan, items=(replace(file.plan.items[0], people=30, note="new"), file.plan.items[1]))
    text = save_changed_plan(file, remove_item(plan, "i-a", None, None)).data.decode()
    assert "people = 30             # to be discussed\n" in text
    assert 'our_key = "kept"\n' in text and 'note = "new"\n' in text


def test_a_remark_above_an_answer_stays_there_when_the_item_gets_a_field(tmp_path: Path) -> None:
    file = stored(tmp_path, TEXT)
    plan = replace(file.plan, items=(file.plan.items[0], replace(file.plan.items[1], lead="李如英")))
    after = save_changed_plan(file, plan).data.decode()
    assert after == TEXT.replace('["三大游戏"]\n', '["三大游戏"]\nlead = "李如英"\n')
