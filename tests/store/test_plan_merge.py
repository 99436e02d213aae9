"""The file of a merged plan: what people wrote by hand into either copy is in it, once, and where it belongs."""

import dataclasses
import difflib
import random
from pathlib import Path

import pytest
import tomli
from hypothesis import given, reject, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from needsmatch.errors import CannotWrite, Problem, Severity
from needsmatch.model.plan import Answer, PlanSide, Removed, Reply, SupportPlan
from needsmatch.planning.merge import decided, merge
from needsmatch.store.files import Seen, SourceFile
from needsmatch.store.folder import StoredPlan
from needsmatch.store.layout import layout
from needsmatch.store.notebook import Notebook
from needsmatch.store.plan_merge import merged_bytes
from needsmatch.store.plans import changed_bytes
from needsmatch.store.table import read_table
from tests.planning import human
from tests.store.test_saving import PLAN

law = settings(deadline=None, max_examples=60)

ANSWER = Answer(id="z", side=PlanSide.RECEIVER, answer=Reply.AGREE)
NEW = """
# -- about arts, by telephone --
[[item]]
our_room = "3.14"       # upstairs
id = "i-c"              # the third
activity = "画画"
# ask again in May

[item.budget_of_ours]
yuan = 20
"""


def read(text: str | bytes) -> StoredPlan:
    """A plan file with this text."""
    data = text.encode() if isinstance(text, str) else text
    path, seen = Path("plans/r-with-d.toml"), Seen.of_content(data)
    plain = data.decode("utf-8-sig")
    problems: list[Problem] = []
    notebook = Notebook(SourceFile(path, path.name, data, seen, plain), problems)
    plan = read_table(tomli.loads(plain), SupportPlan, notebook)
    assert plan and all(problem.severity is Severity.NOTE for problem in problems)
    return StoredPlan(plan, path, data, seen)


def merged(ours: str, theirs: str, plan: SupportPlan | None = None, base: str | None = PLAN) -> str:
    """The merged file; `plan` is what ours says unless said otherwise. Merging once more changes nothing."""
    stored = read(ours)
    known = read(base) if base is not None else None
    data = merged_bytes(known, stored, read(theirs), plan or stored.plan)
    assert read(data).plan == (plan or stored.plan)
    assert merged_bytes(known, read(data), read(theirs), plan or stored.plan) == data
    return data.decode()


def diff(before: str, after: str) -> list[str]:
    lines = difflib.unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=0)
    return [line for line in lines if not line.startswith(("---", "+++", "@@"))]


def test_a_copy_that_was_not_touched_changes_nothing() -> None:
    assert merged(PLAN, PLAN) == PLAN
    assert merged(PLAN, PLAN, base=None) == PLAN
    assert merged(PLAN.rstrip(), PLAN) == PLAN.rstrip()


def test_a_field_that_comes_by_merge_is_a_diff_of_one_line() -> None:
    theirs = PLAN.replace("people = 20 ", "people = 12 ")
    assert diff(PLAN, merged(PLAN, theirs, read(theirs).plan)) == [
        "-people = 20             # to be discussed",
        "+people = 12             # to be discussed",
    ]


@pytest.mark.parametrize(
    ("old", "new", "lines"),
    [
        ("people = 20", "# not on Fridays\npeople = 20", ["+# not on Fridays"]),
        ('mode = "跟岗"\n', 'mode = "跟岗"  # agreed\n', ['-mode = "跟岗"', '+mode = "跟岗"  # agreed']),
        ("# to be discussed", "# 12 is enough", ["+# 12 is enough"]),
        ("# -- about games --", "# -- about games --\n# with balls", ["+# with balls"]),
        ("# remark at the end of a", "# remark at the end of a\n# and another", ["+# and another"]),
        ('answer = "agree"        #', 'how = "by phone" # really\nanswer = "agree"        #', ['+how = "by phone" # really']),
        ("# the end", "# the end\n# of all", ["+# of all"]),
        ("[plan]", "mine = 1\n\n[plan]", ["+mine = 1"]),
        ("# Our plan.", "# Hello\n# Our plan.", ["+# Hello"]),
        ("our_own_key = [1, 2,\n  3]", "our_own_key = [1]", ["-our_own_key = [1, 2,", "-  3]                    # kept", "+our_own_key = [1]                    # kept"]),
        ("[[unmet]]\n", "[[unmet]]  # [still]\n", ["+# [still]"]),
        ('["r/games"]', '[ # both\n "r/games"]', ["+# both"]),
        ("# the end", '# the end\n["own\\u007f"]\nx = 1', ['+["own\\u007f"]', "+x = 1", "+"]),
        ("# the end", "# the end\n[[own]]\nx = 1\n[own.more]\ny.z = 2", ["+[[own]]", "+x = 1", "+", "+[own.more]", "+y.z = 2", "+"]),
    ],
)  # fmt: skip
def test_what_they_wrote_by_hand_comes_to_the_same_place(old: str, new: str, lines: list[str]) -> None:
    assert old in PLAN
    theirs = PLAN.replace(old, new)
    assert diff(PLAN, merged(PLAN, theirs)) == lines
    assert diff(PLAN, merged(PLAN, theirs, base=None))
    # It stands at the same key or table there and here.
    result = merged(PLAN, theirs)
    for name, block in layout(theirs).blocks.items():
        assert set(block.remarks) <= set(layout(result).blocks[name].remarks) or "# both" in new or "own" in new


def test_nothing_comes_into_a_file_of_mixed_line_ends() -> None:
    mixed = PLAN.replace("\n", "\r\n", 3)
    assert merged(mixed, PLAN) == mixed
    with pytest.raises(CannotWrite, match="nothing was written"):
        merged(mixed, PLAN.replace("people = 20", "# not on Fridays\npeople = 20"))


def test_what_stands_in_the_way_is_named_whichever_of_the_two_it_is() -> None:
    plain, more = read(PLAN), read(PLAN.replace("# the end", "# the end\n# of all"))
    deep = dataclasses.replace(read(PLAN + f"[own]\nx = {'[' * 120}{']' * 120}\n"), path=Path("deep.toml"))
    with pytest.raises(CannotWrite, match=r"^deep\.toml .* Move the file away"):
        merged_bytes(plain, deep, more, plain.plan)
    with pytest.raises(CannotWrite, match=r"^deep\.toml .* Take them out of deep\.toml"):
        merged_bytes(plain, plain, deep, plain.plan)


def test_a_new_item_comes_with_its_remarks_and_keys_of_its_own() -> None:
    theirs = PLAN.replace("# nobody can do this", NEW.strip() + "\n\n# nobody can do this")
    result = merged(PLAN, theirs, read(theirs).plan)
    assert [line for line in diff(PLAN, result) if line.startswith("-")] == []
    block = layout(result).blocks["item", ("'i-c'", 1)]
    assert block.above == ["# -- about arts, by telephone --"]
    assert block.values["our_room"] == "3.14" and block.values["budget_of_ours"] == {"yuan": 20}
    assert 'id = "i-c"              # the third\n' in result and "# upstairs" in result
    assert "# ask again in May" in block.behind
    assert layout(result).blocks["unmet", ("'r/bus'", 1)].above == ["# nobody can do this"]


def test_an_unknown_key_that_both_changed_stays_as_ours_with_theirs_above_it() -> None:
    ours, theirs = (PLAN.replace("our_own_key = [1, 2,\n  3]", f"our_own_key = {value}") for value in ("7", "[\n8]"))
    assert diff(ours, merged(ours, theirs)) == ["+# our_own_key = [", "+# 8]"]


def test_what_ours_took_out_by_hand_does_not_come_back() -> None:
    ours = PLAN.replace("# the end\n", "").replace("our_own_key = [1, 2,\n  3]                    # kept\n", "")
    assert merged(ours, PLAN) == ours


def test_what_stood_in_a_removed_item_stands_at_its_mark() -> None:
    plan = read(PLAN).plan
    gone = plan.items[0]
    mark = Removed(id=gone.id, needs=gone.needs, item=gone)
    theirs = PLAN.replace("# to be discussed", "# to be discussed\nours = 3").replace(
        "# remark at the end of a\n", "# remark at the end of a\n\n[item.our_table]\nx = 1\n"
    )
    result = merged(PLAN, theirs, replace(plan, items=plan.items[1:], removed=(mark,)))
    inside = layout(result).blocks["removed", ("'i-a'", 1), "item"]
    assert {"# -- about parents --", "# first", "# to be discussed", "# remark at the end of a"} <= {
        remark for _place, remark in inside.remarks
    }
    assert inside.values["ours"] == 3 and inside.values["our_table"] == {"x": 1}
    back = merged(result, theirs, plan)
    assert {"# -- about parents --", "# to be discussed"} <= {
        remark for _place, remark in layout(back).blocks["item", ("'i-a'", 1)].remarks
    }


def test_what_stood_in_a_table_that_is_gone_is_kept_as_remarks() -> None:
    theirs = PLAN.replace('cause = "nobody"', 'cause = "nobody"  # so sad\nasked = ["us",\n "them"]')
    plan = replace(read(PLAN).plan, unmet=())
    result = merged(PLAN, theirs, plan)
    end = layout(result).blocks[(("", 0),)].behind
    assert {"# the end", "# nobody can do this", "# so sad", '# asked = ["us",', '# "them"]'} <= set(end)


def test_the_remark_of_a_value_that_was_emptied_stays() -> None:
    plan = read(PLAN).plan
    emptied = replace(plan, items=(replace(plan.items[0], people=None), plan.items[1]))
    result = merged(PLAN, PLAN, emptied)
    assert "# to be discussed" in [text for _key, text in layout(result).blocks["item", ("'i-a'", 1)].remarks]


def test_unknown_keys_in_a_line_are_kept_as_a_remark() -> None:
    base = PLAN.replace('id = "i-b"\n', 'id = "i-b"\nevidence = [{ code = "stage", points = 7 }]\n')
    theirs = base.replace("points = 7", "points = 7, own = 1")
    assert diff(base, merged(base, theirs, base=base)) == ['+# evidence = [{ code = "stage", points = 7, own = 1 }]']


def test_line_ends_and_byte_order_mark_of_ours_stay() -> None:
    theirs = PLAN.replace("# the end", "# a\n# the end")
    odd = "\ufeff" + PLAN.replace("\n", "\r\n")
    result = merged(odd, theirs)
    assert result.startswith("\ufeff") and result.count("\n") == result.count("\r\n")
    assert merged(PLAN, "\ufeff" + theirs.replace("\n", "\r\n")) == merged(PLAN, theirs)


def test_a_layout_that_cannot_be_kept_is_refused() -> None:
    inline = PLAN.replace('need = ["r/parents"]', 'need = ["r/parents" # x\n]')
    plan = read(inline).plan
    with pytest.raises(CannotWrite, match="nothing was written"):
        merged(inline, PLAN, replace(plan, items=(replace(plan.items[0], needs=("r/x",)), *plan.items[1:])))


# laws

REMARKS = ("# one", "# 二 [x]", '# three = "3"', "# -- 4 --", "# == five")
LINES = (*REMARKS, "own_a = 1", 'own_b = "# no remark"', "own_c = [1, # inside\n 2]", "own.d = true", "", "",
         "[own_table]\nx = 1", "[[own_row]]\nid = 1 # row", "[[item.own_row]]\nx = 2026-01-01", NEW)  # fmt: skip


@st.composite
def hand_edits(draw: st.DrawFn, text: str, tag: str) -> str:
    """`text` after some edits in a text editor; lines that no TOML reader would take are not written."""
    for number in range(draw(st.integers(0, 5))):
        lines = text.split("\n")
        place = draw(st.integers(0, len(lines)))
        new = draw(st.sampled_from(LINES))
        if draw(st.booleans()):
            new = new.replace("own", f"own_{tag}").replace("i-c", f"i-{tag}")
        if draw(st.integers(0, 3)) == 0 and place < len(lines) and not lines[place].startswith("["):
            edited = [*lines[:place], f"{lines[place]} # {tag}{number}", *lines[place + 1 :]]
        else:
            edited = [*lines[:place], new, *lines[place:]]
        try:
            read("\n".join(edited))
        except (tomli.TOMLDecodeError, AssertionError):
            continue
        text = "\n".join(edited)
    return text


@st.composite
def copies(draw: st.DrawFn) -> tuple[str, str, str, SupportPlan]:
    """Base, ours, theirs as texts, and a plan that may come out of merging them."""
    base = draw(hand_edits(PLAN, "base"))
    ours, theirs = (draw(hand_edits(base, tag)) for tag in ("ours", "theirs"))
    plan, other = read(ours).plan, read(theirs).plan
    items = {item.id: item for item in (*plan.items, *other.items)}
    edited = [
        replace(item, people=draw(st.sampled_from([item.people, 3])), answers=(*item.answers, ANSWER)[: draw(st.integers(0, 2))])
        for item in draw(st.permutations(list(items.values())))
    ]  # fmt: skip
    gone = draw(st.integers(0, 2))
    marks = tuple(Removed(id=item.id, item=draw(st.sampled_from([item, None]))) for item in edited[:gone])
    unmet = draw(st.sampled_from([plan.unmet, (), other.unmet]))
    plan = replace(plan, items=tuple(edited[gone:]), removed=marks, unmet=unmet)
    return base, ours, theirs, plan


def remarks(text: str) -> list[str]:
    return [remark for block in layout(text).blocks.values() for _place, remark in block.remarks]


@law
@given(copies())
def test_everything_written_by_hand_is_there_and_doing_it_again_changes_nothing(
    case: tuple[str, str, str, SupportPlan],
) -> None:
    base, ours, theirs, plan = case
    try:
        changed_bytes(read(ours), plan)
    except CannotWrite:  # such as a list of tables with another one in between
        reject()
    result = merged(ours, theirs, plan, base)
    there = set(remarks(result))
    assert set(remarks(ours)) <= there
    assert {remark for remark in remarks(theirs) if remark not in remarks(base)} <= there
    for word in ("own_a = 1", 'own_b = "# no remark"', "own_ours_a = 1", "own_theirs_a = 1", "own_theirs.d = true"):
        if word in ours or (word in theirs and word not in base):
            assert word in result
    assert set(remarks(theirs)) <= set(remarks(merged(ours, theirs, plan, None)))


@law
@given(st.data(), st.randoms())
def test_copies_that_people_edited_in_the_app_and_by_hand_lose_nothing_written_by_hand(
    data: st.DataObject, rng: random.Random
) -> None:
    base = data.draw(hand_edits(PLAN, "base"))
    texts = []
    for tag in ("ours", "theirs"):
        stored = read(base)
        try:
            edited = changed_bytes(stored, human.edited(stored.plan, rng, tag)).decode()
        except CannotWrite:
            reject()
        texts.append(data.draw(hand_edits(edited, tag)))
    known, ours, theirs = read(base), *map(read, texts)
    outcome = merge(known.plan, ours.plan, theirs.plan)
    plan = decided(outcome, {part.key: part.theirs for part in outcome.conflicts})
    try:
        result = read(merged_bytes(known, ours, theirs, plan))
    except CannotWrite:
        reject()
    there = set(remarks(result.data.decode()))
    assert set(remarks(texts[0])) <= there
    assert set(remarks(texts[1])) - set(remarks(base)) <= there
    again = merge(known.plan, result.plan, theirs.plan)
    assert again.plan == plan
    assert merged_bytes(known, result, theirs, again.plan) == result.data
