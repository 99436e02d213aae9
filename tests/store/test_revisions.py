"""What left the house is kept whole and found again; nothing that a returned file says leads anywhere else."""

import os
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from msgspec.structs import replace

from needsmatch.errors import CannotWrite
from needsmatch.model.plan import About, Answer, Item, PlanSide, Reply, Status, SupportPlan
from needsmatch.model.revision import decision_of, revision_of, stamped
from needsmatch.store.folder import StoredPlan, read_programme
from needsmatch.store.plans import changed_bytes, plan_text, save_new_plan
from needsmatch.store.revisions import as_it_stands, find, keep, read_returned, revision_file
from needsmatch.store.watch import signature

NAME = "yuhai-with-huoju"
PLAN = SupportPlan(
    plan=About(
        format=1, id=NAME, programme="huli-minning", receiver="yuhai", receiver_name="玉海幼儿园", donor="huoju",
        donor_name="火炬幼儿园", status=Status.PROPOSED,
    ),
    items=(Item(id="i-1", need_texts=("艺术活动怎么教",), sessions=4, budget=1.0),),
)  # fmt: skip
ANSWER = Answer(id="a-1", side=PlanSide.RECEIVER, by="赵雯", at=datetime(2026, 3, 2, 9, tzinfo=UTC), answer=Reply.AGREE)


def sent(folder: Path, plan: SupportPlan = PLAN) -> SupportPlan:
    """`plan` stamped and kept, as it is when it leaves the house."""
    plan = stamped(plan)
    assert plan.plan.revision
    keep(folder, NAME, plan.plan.revision, plan_text(plan).encode())
    return plan


def answered(plan: SupportPlan) -> SupportPlan:
    return replace(plan, items=tuple(replace(item, answers=(ANSWER,)) for item in plan.items))


def mailed(folder: Path, name: str, plan: SupportPlan) -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_text(plan_text(plan), encoding="utf-8")
    return path


def test_a_returned_copy_finds_the_revision_it_was_made_from(tmp_path: Path) -> None:
    plan = sent(tmp_path)
    (found,) = read_returned(tmp_path, mailed(tmp_path / "mail", "back.toml", answered(plan)), [])
    assert found.base and found.base.plan == plan
    assert found.copy and found.copy.plan.items[0].answers == (ANSWER,)


def test_a_copy_that_was_stamped_once_more_finds_the_revision_before(tmp_path: Path) -> None:
    plan = sent(tmp_path)
    again = stamped(answered(plan))
    assert again.plan.parent == plan.plan.revision
    (found,) = read_returned(tmp_path, mailed(tmp_path / "mail", "back.toml", again), [])
    assert found.base and found.base.plan == plan


def test_copies_that_were_decided_on_since_the_base_left_come_with_a_returned_one(tmp_path: Path) -> None:
    first, second = (replace(PLAN, items=(replace(PLAN.items[0], sessions=count),)) for count in (5, 6))
    for copy in (first, second):
        keep(tmp_path, NAME, revision_of(copy), plan_text(copy).encode())
    before = decision_of(first, PLAN)
    base = sent(tmp_path, replace(PLAN, plan=replace(PLAN.plan, merged=(before,))))
    since = (decision_of(second, base), decision_of(second, PLAN))
    stored = save_new_plan(tmp_path, replace(base, plan=replace(base.plan, merged=(before, *since))))
    (found,) = read_returned(tmp_path, mailed(tmp_path / "mail", "back.toml", answered(base)), [stored])
    assert found.earlier == (second,)


def test_where_the_history_was_left_out_a_plan_that_stands_still_is_the_base(tmp_path: Path) -> None:
    plan = stamped(PLAN)
    stored = save_new_plan(tmp_path, plan)
    path = mailed(tmp_path / "mail", "back.toml", answered(plan))
    assert read_returned(tmp_path, path, [stored])[0].base == stored
    edited = replace(plan, items=(replace(plan.items[0], sessions=5),))
    moved_on = StoredPlan(edited, stored.path, changed_bytes(stored, edited), stored.seen)
    assert read_returned(tmp_path, path, [moved_on])[0].base is None


def test_a_revision_of_what_is_written_does_not_depend_on_how_it_was_typed(tmp_path: Path) -> None:
    plan = answered(PLAN)
    stored = save_new_plan(tmp_path, plan)
    (said,) = plan.items[0].answers
    assert said.at
    elsewhere = replace(said, at=said.at.astimezone(timezone(timedelta(hours=8))))
    typed = StoredPlan(
        replace(plan, items=(replace(plan.items[0], answers=(elsewhere,)),)), stored.path, stored.data, stored.seen
    )
    assert typed.plan == plan
    assert revision_of(typed.plan) != revision_of(plan)
    assert revision_of(as_it_stands(typed)) == revision_of(plan)


def test_what_is_kept_is_written_once_and_never_over(tmp_path: Path) -> None:
    revision = revision_of(PLAN)
    first, second = b"# one\n" + plan_text(PLAN).encode(), b"# other\n" + plan_text(PLAN).encode()
    paths = [keep(tmp_path, NAME, revision, data) for data in (first, second, first, second)]
    assert [path.name for path in paths] == [f"{revision}.toml", f"{revision}-2.toml"] * 2
    assert [path.read_bytes() for path in paths[:2]] == [first, second]
    assert len(list(paths[0].parent.iterdir())) == 2


def test_a_kept_file_that_does_not_hold_what_its_name_says_is_no_base(tmp_path: Path) -> None:
    plan = sent(tmp_path)
    assert plan.plan.revision
    path = revision_file(tmp_path, NAME, plan.plan.revision)
    assert find(tmp_path, NAME, plan.plan.revision)
    path.write_text(path.read_text(encoding="utf-8").replace("sessions = 4", "sessions = 9"), encoding="utf-8")
    assert find(tmp_path, NAME, plan.plan.revision) is None
    path.write_bytes(b"\xff not a plan")
    assert find(tmp_path, NAME, plan.plan.revision) is None


@pytest.mark.parametrize(
    "revision", ["../../../programme", "..", "", "AB12AB12", "12345678/../x", "12345678\n", "a" * 99]
)
def test_a_revision_that_is_no_plain_hash_names_no_file(tmp_path: Path, revision: str) -> None:
    with pytest.raises(CannotWrite):
        revision_file(tmp_path, NAME, revision)
    with pytest.raises(CannotWrite):
        keep(tmp_path, NAME, revision, b"x")
    assert find(tmp_path, NAME, revision) is None
    assert not list(tmp_path.rglob("*"))


@pytest.mark.parametrize("name", ["..", "../plans", "", "A", "a/b"])
def test_a_plan_whose_id_is_no_id_names_no_file(tmp_path: Path, name: str) -> None:
    with pytest.raises(CannotWrite):
        revision_file(tmp_path, name, "0123456789abcdef")


@pytest.mark.skipif(os.name != "posix", reason="links need a right of their own elsewhere")
def test_nothing_is_kept_or_found_outside_the_programme(tmp_path: Path) -> None:
    outside, folder = tmp_path / "outside", tmp_path / "programme"
    (outside / NAME).mkdir(parents=True)
    (folder / "plans").mkdir(parents=True)
    (folder / "plans" / ".history").symlink_to(outside)
    with pytest.raises(CannotWrite, match="outside"):
        keep(folder, NAME, revision_of(PLAN), b"x")
    (outside / NAME / f"{revision_of(PLAN)}.toml").write_text(plan_text(PLAN), encoding="utf-8")
    assert find(folder, NAME, revision_of(PLAN)) is None


def test_a_folder_of_copies_is_read_by_name_and_what_cannot_be_read_says_why(tmp_path: Path) -> None:
    mail = tmp_path / "mail"
    mailed(mail, "b.toml", PLAN)
    mailed(mail, "a.TOML", PLAN)
    (mail / "c.toml").write_text("[plan]\nid = 3\n", encoding="utf-8")
    (mail / "letter.txt").write_text("please", encoding="utf-8")
    (mail / ".hidden.toml").write_text("", encoding="utf-8")
    (mail / "deeper.toml").mkdir()
    found = read_returned(tmp_path, mail, [])
    assert [entry.path.name for entry in found] == ["a.TOML", "b.toml", "c.toml", "deeper.toml"]
    assert [entry.copy is not None for entry in found] == [True, True, False, False]
    assert [bool(entry.problem) for entry in found] == [False, False, True, True]
    (missing,) = read_returned(tmp_path, mail / "gone.toml", [])
    assert "gone.toml" in missing.problem
    (long,) = read_returned(tmp_path, mail / ("x" * 300), [])
    assert "cannot be read" in long.problem


def test_reading_a_programme_and_watching_it_pass_the_history_over(sample: Path) -> None:
    before, seen = read_programme(sample), signature(sample)
    sent(sample)
    (sample / "plans" / ".history" / NAME / "proposed.toml").write_text("no TOML at all", encoding="utf-8")
    after = read_programme(sample)
    assert (after.problems, after.plans, after.files) == (before.problems, before.plans, before.files)
    assert signature(sample) == seen
