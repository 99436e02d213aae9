"""Saving plans: round trip, small diffs, nothing lost, nothing overwritten."""

import difflib
import os
import random
import re
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest
import tomli
from hypothesis import HealthCheck, given, settings
from msgspec.structs import replace

from needsmatch.errors import CannotWrite, ChangedOnDisk
from needsmatch.model.match import Cause
from needsmatch.model.plan import Answer, Item, PlanSide, Reply, SupportPlan
from needsmatch.model.terms import Mode
from needsmatch.store.atomic import save
from needsmatch.store.folder import StoredPlan, read_programme
from needsmatch.store.plans import plan_text, save_changed_plan, save_new_plan
from needsmatch.store.samples import copy_sample
from tests.strategies import plans, whole_plans

PLAN = """# Our plan. Do not touch!

[plan]
language = "zh_CN"      # order is ours
format = 1
id = "r-with-d"
programme = "p"
receiver = "r"
receiver_name = "玉海幼儿园"
donor = "d"
donor_name = "火炬幼儿园"
status = "draft"
our_own_key = [1, 2,
  3]                    # kept

# -- about parents --
[[item]]
id = "i-a"              # first
need = ["r/parents"]
need_text = ['如何指导家长']
people = 20             # to be discussed
mode = "跟岗"
# remark at the end of a

# -- about games --
[[item]]
id = "i-b"
need = ["r/games"]
need_text = ["三大游戏"]

[[item.answer]]
id = "x"
side = "receiver"
answer = "agree"        # by telephone

# nobody can do this
[[unmet]]
need = "r/bus"
need_text = "校车"
cause = "nobody"

# the end
"""


def stored(folder: Path, text: str = PLAN) -> StoredPlan:
    (folder / "plans").mkdir(exist_ok=True)
    (folder / "plans/r-with-d.toml").write_bytes(text.encode())
    (found,) = read_programme(folder).plans
    return found


def change(folder: Path, plan: SupportPlan, text: str = PLAN) -> list[str]:
    """The lines that differ after saving `plan` over `text`."""
    before = stored(folder, text)
    save_changed_plan(before, plan)
    after = before.path.read_bytes().decode()
    assert stored(folder, after).plan == plan
    diff = difflib.unified_diff(text.splitlines(), after.splitlines(), lineterm="", n=0)
    return [line for line in diff if not line.startswith(("---", "+++", "@@"))]


def test_a_changed_field_is_a_diff_of_one_line(tmp_path: Path) -> None:
    plan = stored(tmp_path).plan
    edited = replace(plan, items=(replace(plan.items[0], people=12), plan.items[1]))
    assert change(tmp_path, edited) == [
        "-people = 20             # to be discussed",
        "+people = 12             # to be discussed",
    ]


def test_a_new_field_is_one_more_line(tmp_path: Path) -> None:
    plan = stored(tmp_path).plan
    edited = replace(plan, items=(replace(plan.items[0], lead="李如英"), plan.items[1]))
    assert change(tmp_path, edited) == ['+lead = "李如英"']


def test_the_remark_behind_a_value_stays_when_the_value_is_emptied(tmp_path: Path) -> None:
    plan = stored(tmp_path).plan
    edited = replace(plan, items=(replace(plan.items[0], people=None), plan.items[1]))
    assert change(tmp_path, edited) == ["-people = 20             # to be discussed", "+# to be discussed"]


@pytest.mark.parametrize(
    "own", ['["k\\"ey"]\nv = 1', '[our."b\\\\s".\'a"b\']\nv = 1', '["\\u4ef7"]\n"a\\tb" = 1', '["\\u007f"]\nv = 1']
)
def test_keys_of_a_persons_own_that_are_written_with_a_backslash_stay(tmp_path: Path, own: str) -> None:
    text = PLAN.replace("# the end", f"{own}\n\n# the end")
    plan = stored(tmp_path, text).plan
    edited = replace(plan, items=(replace(plan.items[0], people=12), plan.items[1]))
    assert len(change(tmp_path, edited, text)) == 2


def test_an_added_item_leaves_everything_else_alone(tmp_path: Path) -> None:
    plan = stored(tmp_path).plan
    added = Item(id="i-c", needs=("r/arts",), need_texts=("艺术",), mode=Mode.LESSON)
    lines = change(tmp_path, replace(plan, items=(*plan.items, added)))
    assert [line for line in lines if line.startswith("-")] == []
    assert '+id = "i-c"' in lines


@pytest.mark.parametrize("place", [0, 1, 2])
@pytest.mark.parametrize("keep", [0, 1], ids=["bare", "remarks"])
def test_a_row_that_comes_in_between_is_set_apart_by_an_empty_line(tmp_path: Path, place: int, keep: int) -> None:
    text = PLAN if keep else re.sub("\n\n+", "\n\n", re.sub("(?m)^#.*\n", "", PLAN)).strip() + "\n"
    plan = stored(tmp_path, text).plan
    new = Item(id="i-c", activity="画画", answers=(Answer(id="z", side=PlanSide.DONOR, answer=Reply.AGREE),))
    lines = change(tmp_path, replace(plan, items=(*plan.items[:place], new, *plan.items[place:])), text)
    row = ["+[[item]]", '+id = "i-c"', '+activity = "画画"', "+"]
    row += ["+[[item.answer]]", '+id = "z"', '+side = "donor"', '+answer = "agree"', "+"]
    assert lines in [row[turn:] + row[:turn] for turn in range(len(row))]
    after = (tmp_path / "plans/r-with-d.toml").read_text(encoding="utf-8")
    assert not re.search("[^\n#].*\n\\[", re.sub("(?m)^# .*\n", "", after)) and "\n\n\n" not in after


def test_the_first_answer_of_an_item_is_set_apart_by_an_empty_line(tmp_path: Path) -> None:
    text = PLAN.replace("# remark at the end of a\n", "").replace("# -- about games --\n", "")
    plan = stored(tmp_path, text).plan
    answers = (Answer(id="z", side=PlanSide.DONOR, answer=Reply.AGREE),)
    change(tmp_path, replace(plan, items=(replace(plan.items[0], answers=answers), plan.items[1])), text)
    after = (tmp_path / "plans/r-with-d.toml").read_text(encoding="utf-8")
    assert '"跟岗"\n\n[[item.answer]]\nid = "z"\nside = "donor"\nanswer = "agree"\n\n[[item]]\nid = "i-b"' in after


def test_an_item_that_goes_without_a_mark_leaves_its_remarks_at_the_end_and_no_other(tmp_path: Path) -> None:
    plan = stored(tmp_path).plan
    change(tmp_path, replace(plan, items=plan.items[1:]))
    text = (tmp_path / "plans/r-with-d.toml").read_text(encoding="utf-8")
    assert text.endswith("# the end\n# -- about parents --\n# first\n# to be discussed\n# remark at the end of a\n")
    for remark in ("Do not touch", "kept", "about games", "by telephone", "nobody can do this", "the end"):
        assert remark in text


def test_what_stood_by_hand_at_a_need_that_found_an_answer_stays(tmp_path: Path) -> None:
    text = PLAN.replace("[[unmet]]\n", "[[unmet]]   # since May\nasked_twice = true\n")
    change(tmp_path, replace(stored(tmp_path, text).plan, unmet=()), text)
    after = (tmp_path / "plans/r-with-d.toml").read_text(encoding="utf-8")
    assert after.endswith("# the end\n# asked_twice = true\n# nobody can do this\n# since May\n")


def test_items_change_places_with_their_remarks(tmp_path: Path) -> None:
    plan = stored(tmp_path).plan
    change(tmp_path, replace(plan, items=plan.items[::-1]))
    text = (tmp_path / "plans/r-with-d.toml").read_text(encoding="utf-8")
    places = [
        text.index(word)
        for word in ("about games", 'id = "i-b"', "by telephone", "about parents", 'id = "i-a"', "nobody")
    ]
    assert places == sorted(places)


def test_a_save_without_a_change_writes_nothing(tmp_path: Path) -> None:
    before = stored(tmp_path)
    inode = before.path.stat().st_ino
    assert save_changed_plan(before, before.plan) is before
    assert before.path.stat().st_ino == inode


def test_line_ends_and_byte_order_mark_stay(tmp_path: Path) -> None:
    before = stored(tmp_path, "\ufeff" + PLAN.replace("\n", "\r\n"))
    save_changed_plan(before, replace(before.plan, items=before.plan.items[1:]))
    data = before.path.read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    assert data.count(b"\n") == data.count(b"\r\n")


def test_a_layout_that_cannot_be_kept_is_refused(tmp_path: Path) -> None:
    interrupted = PLAN.replace("# -- about games", "[extra]\nx = 1\n\n# -- about games")
    before = stored(tmp_path, interrupted)
    data = before.path.read_bytes()
    try:
        save_changed_plan(before, replace(before.plan, items=before.plan.items[1:]))
    except CannotWrite as error:
        assert "nothing was written" in str(error)
        assert before.path.read_bytes() == data
    else:
        assert "about games" in before.path.read_text(encoding="utf-8")


def test_a_hundred_random_edits_lose_nothing(tmp_path: Path) -> None:
    for seed in range(100):
        draw = random.Random(seed)
        current = stored(tmp_path)
        for step in range(6):
            items = list(current.plan.items)
            match draw.choice(["add", "remove", "move", "edit"]):
                case "add":
                    items.insert(draw.randint(0, len(items)), Item(id=f"n-{step}", activity="新的"))
                case "remove" if len(items) > 1:
                    items.pop(draw.randrange(len(items)))
                case "move":
                    draw.shuffle(items)
                case _:
                    place = draw.randrange(len(items))
                    items[place] = replace(items[place], sessions=draw.randint(1, 9), note="第一行\n第二行")
            current = save_changed_plan(current, replace(current.plan, items=tuple(items)))
            text = current.path.read_text(encoding="utf-8")
            assert read_programme(tmp_path).plans[0].plan == current.plan
            for remark in ("about parents", "about games", "by telephone", "# the end", "our_own_key"):
                assert text.count(remark) == 1


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(plans | whole_plans())
def test_a_plan_that_is_saved_and_read_is_the_same(tmp_path_factory: pytest.TempPathFactory, plan: SupportPlan) -> None:
    folder = tmp_path_factory.mktemp("plan")
    saved = save_new_plan(folder, plan)
    (read,) = read_programme(folder).plans
    assert read.plan == plan
    assert read.seen == saved.seen


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(plans, plans | whole_plans())
def test_any_plan_can_become_any_other_in_place(
    tmp_path_factory: pytest.TempPathFactory, plan: SupportPlan, other: SupportPlan
) -> None:
    folder = tmp_path_factory.mktemp("plan")
    saved = save_changed_plan(save_new_plan(folder, plan), other)
    assert msgspec.convert(tomli.loads(saved.data.decode()), SupportPlan) == other


def test_a_list_of_items_is_written_as_tables_that_people_can_edit() -> None:
    plan = msgspec.convert(
        tomli.loads(PLAN.replace("跟岗", "shadow").replace("our_own_key", "# ").replace("  3]", "")), SupportPlan
    )
    text = plan_text(plan)
    assert text.startswith("# 支援方案") and text.count("[[item]]") == 2 and "[[item.answer]]" in text


def test_a_file_changed_meanwhile_is_never_overwritten(tmp_path: Path) -> None:
    before = stored(tmp_path)
    before.path.write_text(PLAN + "# somebody else\n", encoding="utf-8")
    with pytest.raises(ChangedOnDisk, match="changed by somebody else"):
        save_changed_plan(before, replace(before.plan, items=()))
    assert before.path.read_text(encoding="utf-8").endswith("# somebody else\n")


def test_a_file_that_appeared_or_went_meanwhile_is_a_conflict(tmp_path: Path) -> None:
    before = stored(tmp_path)
    with pytest.raises(ChangedOnDisk):
        save_new_plan(tmp_path, before.plan)
    before.path.unlink()
    with pytest.raises(ChangedOnDisk):
        save_changed_plan(before, replace(before.plan, items=()))
    assert not before.path.exists()


def test_another_text_of_the_same_size_and_time_is_a_conflict(tmp_path: Path) -> None:
    file = tmp_path / "plan.toml"
    seen = save(file, b"old-ours", None)
    status = file.stat()
    file.write_bytes(b"old-your")
    os.utime(file, ns=(status.st_atime_ns, status.st_mtime_ns))
    with pytest.raises(ChangedOnDisk):
        save(file, b"new-ours", seen)


INLINE = """[[item]]
id = "i-a"
need = [
  "r/parents", # by telephone
]
evidence = [
  { code = "stage", points = 7, own = 1 },
]
"""


@pytest.mark.parametrize("change_of", ["needs", "evidence"])
def test_what_stands_inside_a_list_is_not_lost(tmp_path: Path, change_of: str) -> None:
    text = PLAN.split("# -- about parents")[0] + INLINE
    before = stored(tmp_path, text)
    item = before.plan.items[0]
    edited = replace(item, needs=("r/other",)) if change_of == "needs" else replace(item, evidence=())
    harmless = replace(item, people=3)
    save_changed_plan(before, replace(before.plan, items=(harmless,)))
    before = stored(tmp_path, text)
    if change_of == "needs":
        with pytest.raises(CannotWrite):
            save_changed_plan(before, replace(before.plan, items=(edited,)))
        assert before.path.read_text(encoding="utf-8") == text


def test_a_remark_above_a_heading_belongs_to_it_even_without_a_blank_line(tmp_path: Path) -> None:
    text = PLAN.replace("# remark at the end of a\n\n# -- about games", "# -- about games")
    plan = stored(tmp_path, text).plan
    change(tmp_path, replace(plan, items=plan.items[1:]), text)
    assert "about games" in (tmp_path / "plans/r-with-d.toml").read_text(encoding="utf-8")


def test_a_touched_file_with_the_same_content_is_no_conflict(tmp_path: Path) -> None:
    before = stored(tmp_path)
    os.utime(before.path, (1, 1))
    save_changed_plan(before, replace(before.plan, items=()))


def test_permissions_stay_and_links_are_written_through(tmp_path: Path) -> None:
    file = tmp_path / "real"
    seen = save(file, b"one", None)
    file.chmod(0o640)
    (tmp_path / "link").symlink_to(file)
    save(tmp_path / "link", b"two", seen)
    assert (tmp_path / "link").is_symlink()
    assert file.read_bytes() == b"two"
    assert file.stat().st_mode & 0o777 == 0o640


def test_a_full_disk_leaves_the_old_file_and_no_litter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "plan.toml"
    seen = save(file, b"old", None)

    def no_space(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", no_space)
    with pytest.raises(CannotWrite, match="the disk is full"):
        save(file, b"new", seen)
    assert file.read_bytes() == b"old"
    assert [path.name for path in tmp_path.iterdir()] == ["plan.toml"]


def test_a_file_is_replaced_whole_and_never_written_into(tmp_path: Path) -> None:
    file = tmp_path / "plan.toml"
    seen = save(file, b"old", None)
    reader = file.open("rb")
    save(file, b"new and longer", seen)
    assert reader.read() == b"old"
    reader.close()


@pytest.mark.skipif(os.name != "posix", reason="permissions of another kind")
def test_a_new_file_has_the_usual_permissions(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        save(tmp_path / "plan.toml", b"x", None)
    finally:
        os.umask(before)
    assert (tmp_path / "plan.toml").stat().st_mode & 0o777 == 0o640


def test_many_writers_never_lose_or_mix_anything(tmp_path: Path) -> None:
    """Each of four programs adds one to a number forty times; whoever saw an old number must read again."""
    file = tmp_path / "number"
    save(file, b"0", None)
    code = (
        "import sys; from pathlib import Path; from needsmatch.store.atomic import save\n"
        "from needsmatch.store.files import read_file; from needsmatch.errors import ChangedOnDisk\n"
        "path = Path(sys.argv[1]); done = 0\n"
        "while done < 40:\n"
        "    seen = read_file(path, path.parent)\n"
        "    try: save(path, str(int(seen.data) + 1).encode(), seen.seen); done += 1\n"
        "    except ChangedOnDisk: pass\n"
    )
    programs = [subprocess.Popen([sys.executable, "-c", code, str(file)]) for _ in range(4)]
    assert [program.wait() for program in programs] == [0, 0, 0, 0]
    assert file.read_bytes() == b"160"


def test_a_changed_unmet_need_is_a_diff_of_one_line(tmp_path: Path) -> None:
    text = PLAN.replace(
        "# the end", '[[unmet]]\nneed = "r/roof"\nneed_text = "屋顶"\ncause = "nobody"  # sadly\n\n# the end'
    )
    plan = stored(tmp_path, text).plan
    edited = replace(plan, unmet=(plan.unmet[0], replace(plan.unmet[1], cause=Cause.OTHER_DONOR)))
    assert change(tmp_path, edited, text) == ['-cause = "nobody"  # sadly', '+cause = "other-donor"  # sadly']
    swapped = replace(plan, unmet=plan.unmet[::-1])
    change(tmp_path, swapped, text)
    after = (tmp_path / "plans/r-with-d.toml").read_text(encoding="utf-8")
    assert after.index("sadly") < after.index("nobody can do this")


def test_saving_leaves_nothing_else_in_the_folder(tmp_path: Path) -> None:
    stored_plan = stored(tmp_path)
    save_changed_plan(stored_plan, replace(stored_plan.plan, items=()))
    assert [path.name for path in (tmp_path / "plans").iterdir()] == ["r-with-d.toml"]


def test_a_sample_is_copied_with_files_that_can_be_written(tmp_path: Path) -> None:
    copy_sample("harbour-uplands", tmp_path / "copy")
    assert all(os.access(path, os.W_OK) for path in (tmp_path / "copy").rglob("*.toml"))
