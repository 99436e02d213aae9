"""A plan file with remarks everywhere, odd key order and unknown keys goes through all that the program does with it:
edit, save, refresh, send, review, merge. Every remark and every key of both people is there afterwards, in its table."""

import difflib
from datetime import UTC, datetime
from pathlib import Path

import pytest
import tomli
from msgspec.structs import replace

from needsmatch.copies import accept, returned, send, take_in
from needsmatch.model.plan import Item, PlanSide, Reply, SupportPlan
from needsmatch.planning.author import Author
from needsmatch.planning.edit import move_item, put_back, remove_item, set_value
from needsmatch.planning.fields import ITEM_FIELDS
from needsmatch.planning.refresh import refresh
from needsmatch.planning.review import add_need, answer
from needsmatch.store.folder import StoredPlan, read_programme
from needsmatch.store.layout import END, layout
from needsmatch.store.plan_file import read_whole_plan
from needsmatch.store.plans import save_changed_plan
from needsmatch.workspace import Draft, save_draft

FIELDS = {field.name: field for field in ITEM_FIELDS}
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
HEAD = Author(at=NOON, by="赵雯", side=PlanSide.RECEIVER)
PLAN = """\
# 县里小学的方案 (remark 1)
our_file = "school archive 12"   # remark 2

# remark 3: above the plan
[plan]   # remark 4
status = "draft"          # remark 5
donor_name = '海滨小学'
donor = "haibin"
our_key = { room = 3, "门" = "北" }   # remark 6
receiver_name = "县里小学"
receiver = "xianli"
language = "zh_CN"
programme = "x"
id = "xianli-with-haibin"
proposed = [
  "i-a",   # remark 7
  "i-b",
]
format = 1
note = \"\"\"
第一行
第二行\"\"\"
# remark 8: behind the last key

[plan.archive]            # remark 9
shelf = 7

# remark 10: above the first item
[[item]]
people = 20               # remark 11
our_cost = 1_000.50
id = "i-a"
need = ["xianli/parents"] # remark 12
# remark 13: above a key
need_text = ['如何指导家长']
mode = "跟岗"
strength = "haibin/workshop"
strength_text = "家庭教育工作坊"

[item.van]                # remark 14
seats = 0x10

[[item.answer]]
answer = "change"         # remark 15
by_phone = true
side = "receiver"
id = "a-1"
comment = "Not on Fridays"

# remark 16: above the second item
[[item]]
id = "i-b"
need = ["xianli/games"]
need_text = ["三大游戏"]   # remark 17
activity = "每月一次"

# remark 18: nobody can do this
[[unmet]]
cause = "nobody"
need_text = "校车"
our_hint = "ask the county"
need = "xianli/bus"       # remark 19

# remark 20: a table of ours
[[contact]]
name = "林老师"

# remark 21: the end
"""
HEADS_HAND = {
    "people = 20  ": "# theirs 1: of the head\npeople = 20  ",
    "shelf = 7": 'shelf = 7\ntheir_shelf = "left"   # theirs 2',
    "[[unmet]]": "[[unmet]]   # theirs 3",
    'activity = "每月一次"': 'activity = "每月一次"  # theirs 4\ntheir_idea = "outdoors"',
    "# remark 21: the end": "[item_of_theirs]\nx = 1   # theirs 5\n\n# remark 21: the end\n# theirs 6",
}


@pytest.fixture(params=["plain", "CRLF", "BOM"])
def programme(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A programme with the plan, as editors on three systems would write it."""
    data = PLAN.encode()
    if request.param == "CRLF":
        data = data.replace(b"\n", b"\r\n")
    elif request.param == "BOM":
        data = b"\xef\xbb\xbf" + data
    folder = tmp_path / "programme"
    (folder / "plans").mkdir(parents=True)
    (folder / "programme.toml").write_text('[programme]\nid = "x"\nname = "X"\n', encoding="utf-8")
    (folder / "plans/xianli-with-haibin.toml").write_bytes(data)
    return folder


def stored_in(folder: Path) -> StoredPlan:
    (found,) = read_programme(folder).plans
    return found


def save(folder: Path, plan: SupportPlan) -> list[str]:
    """Save, and give the lines that differ."""
    before = stored_in(folder)
    return diff(before.data, save_changed_plan(before, plan).path.read_bytes())


def diff(before: bytes, after: bytes) -> list[str]:
    lines = difflib.unified_diff(before.decode().split("\n"), after.decode().split("\n"), lineterm="", n=0)
    return [line.removesuffix("\r") for line in lines if not line.startswith(("---", "+++", "@@"))]


def as_text(data: bytes) -> str:
    return data.decode("utf-8-sig").replace("\r\n", "\n")


def as_written(data: bytes, like: bytes) -> bytes:
    """With the byte order mark and the line ends of `like`."""
    lines = data.replace(b"\n", b"\r\n") if b"\r\n" in like else data
    return (b"\xef\xbb\xbf" if like.startswith(b"\xef\xbb\xbf") else b"") + lines


def kept_in_place(before: bytes, after: bytes) -> None:
    """Every remark and unknown key of `before` stands in `after`, in the table of the same name or at its mark."""
    now = layout(as_text(after)).blocks
    for name, block in layout(as_text(before)).blocks.items():
        place = name if name in now else ("removed", name[1], "item", *name[2:])
        assert {remark for _key, remark in block.remarks} <= {remark for _key, remark in now[place].remarks}, name
        own = {
            key: value for key, value in block.values.items() if key.startswith(("our_", "their_", "by_phone", "van"))
        }
        assert own.items() <= now[place].values.items()
    for key in ("our_file", "contact"):
        assert tomli.loads(as_text(before))[key] == tomli.loads(as_text(after))[key]
    assert after.count(b"\r\n") in (0, after.count(b"\n"))
    assert (b"\r\n" in before, before[:3]) == (b"\r\n" in after, after[:3])


def test_a_field_that_is_edited_is_a_diff_of_one_line(programme: Path) -> None:
    plan = stored_in(programme).plan
    assert save(programme, set_value(plan, "i-a", FIELDS["people"], 12)) == [
        "-people = 20               # remark 11",
        "+people = 12               # remark 11",
    ]
    plan = stored_in(programme).plan
    assert save(programme, set_value(plan, "i-b", FIELDS["lead"], "李如英")) == ['+lead = "李如英"']


def test_a_plan_in_which_nothing_changed_is_not_written(programme: Path) -> None:
    before = stored_in(programme)
    seen = before.path.stat()
    assert save_changed_plan(before, before.plan) is before
    reading = read_programme(programme)
    refreshed = refresh(before.plan, before.plan, before.plan)
    save_draft(reading, Draft(refreshed.plan, before, before.plan))
    there_and_back = move_item(move_item(before.plan, "i-a", 1), "i-a", -1)
    save_changed_plan(before, there_and_back)
    assert (before.path.stat().st_mtime_ns, before.path.stat().st_ino) == (seen.st_mtime_ns, seen.st_ino)
    assert before.path.read_bytes() == before.data


def test_a_need_that_finds_an_answer_leaves_what_stood_there_by_hand_at_the_end(programme: Path) -> None:
    plan = stored_in(programme).plan
    bus = Item(id="i-bus", needs=("xianli/bus",), need_texts=("校车",), activity="拼车")
    refreshed = refresh(plan, replace(plan, items=(*plan.items, bus), unmet=()), plan)
    save_draft(read_programme(programme), Draft(refreshed.plan, stored_in(programme), refreshed.proposed))
    assert stored_in(programme).plan.unmet == ()
    end = layout(as_text(stored_in(programme).data)).blocks[END]
    assert {"# remark 18: nobody can do this", '# our_hint = "ask the county"', "# remark 19"} <= set(end.behind)


def test_all_that_stands_by_hand_goes_through_everything(programme: Path, tmp_path: Path) -> None:
    file = stored_in(programme).path
    original = file.read_bytes()

    def still_there() -> None:
        kept_in_place(original, file.read_bytes())

    # Edit and save: every kind of step.
    plan = set_value(stored_in(programme).plan, "i-a", FIELDS["note"], "请提前两周通知")
    plan = move_item(remove_item(plan, "i-b", "林晓", NOON, "too much"), "i-a", 1)
    save(programme, plan)
    still_there()
    save(programme, set_value(put_back(plan, "i-b"), "i-b", FIELDS["place"], "县里小学"))
    still_there()
    # Refresh: one is no longer asked for, one is new, one reworded.
    plan = stored_in(programme).plan
    listed = replace(plan.plan, proposed=("i-a", "i-c"))
    first = replace(plan.items[0], need_texts=("如何指导家长读书",))
    new = Item(id="i-c", needs=("xianli/food",), need_texts=("食育",), activity="示范课")
    proposed = replace(plan, plan=listed, items=(first, new))
    refreshed = refresh(plan, proposed, plan)
    save_draft(read_programme(programme), Draft(refreshed.plan, stored_in(programme), refreshed.proposed))
    assert {item.id for item in stored_in(programme).plan.items} == {"i-a", "i-b", "i-c"}
    still_there()
    # It is sent, and reviewed by a head who writes into the file as well.
    send(read_programme(programme), stored_in(programme))
    still_there()
    copy = tmp_path / "back.toml"
    text = as_text(file.read_bytes())
    for old, now in HEADS_HAND.items():
        assert text.count(old) == 1, old
        text = text.replace(old, now)
    copy.write_bytes(text.encode())
    reviewed = read_whole_plan(copy)
    answered = add_need(answer(reviewed.plan, "i-b", Reply.DECLINE, "没有操场", HEAD), "想要操场", HEAD)
    save_changed_plan(reviewed, answered)
    sent = read_whole_plan(copy).data
    # Meanwhile it is edited here; then the copy is taken in, twice.
    save(programme, set_value(stored_in(programme).plan, "i-a", FIELDS["sessions"], 6))
    for _time in range(2):
        reading = read_programme(programme)
        copies = returned(reading, [copy])
        accept(reading, copies, take_in(reading, copies, [{}]))
        still_there()
        after = as_text(file.read_bytes())
        kept_in_place(as_written(sent, like=original), file.read_bytes())
        assert [after.count(f"theirs {number}") for number in range(1, 7)] == [1] * 6
        assert all(after.count(f"remark {number}") >= 1 for number in range(1, 22))
        assert "没有操场" in after and "想要操场" in after and "sessions = 6" in after
    plan = stored_in(programme).plan
    assert plan.items[0].note == "请提前两周通知"
