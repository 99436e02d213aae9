"""A plan leaves the house and comes back: real files, the history, one step that can be taken back, nothing lost."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from msgspec.structs import replace

from needsmatch.copies import accept, returned, send, take_in
from needsmatch.errors import CannotWrite, ChangedOnDisk
from needsmatch.model.plan import About, Answer, Item, PlanSide, Reply, Signature, Status, SupportPlan
from needsmatch.model.revision import revision_of
from needsmatch.planning.take_in import Arrival, Take, choice_of
from needsmatch.store.folder import Reading, StoredPlan, read_programme
from needsmatch.store.mend import write_all
from needsmatch.store.plans import save_changed_plan, save_new_plan
from needsmatch.store.revisions import HISTORY, Returned, find

NAME = "yuhai-kindergarten-with-huoju-kindergarten"
PLAN = SupportPlan(
    plan=About(
        format=1, id=NAME, programme="huli-minning", receiver="yuhai-kindergarten", receiver_name="玉海幼儿园",
        donor="huoju-kindergarten", donor_name="火炬幼儿园", status=Status.DRAFT,
    ),
    items=(
        Item(id="i-1", needs=("yuhai-kindergarten/arts",), need_texts=("艺术活动怎么教",), sessions=2, lead="欧小妮"),
        Item(id="i-2", needs=("yuhai-kindergarten/games",), need_texts=("三大游戏怎么开展",), people=3),
    ),
)  # fmt: skip
ANSWER = Answer(id="a-1", side=PlanSide.RECEIVER, by="赵雯", at=datetime(2026, 3, 2, 9, tzinfo=UTC), answer=Reply.AGREE)

SIGNED = datetime(2026, 3, 9, 9, tzinfo=UTC)


def stored_in(folder: Path) -> StoredPlan:
    return next(stored for stored in read_programme(folder).plans if stored.plan.plan.id == NAME)


def sent_out(folder: Path) -> StoredPlan:
    """The plan in its file, sent for review."""
    save_new_plan(folder, PLAN)
    send(read_programme(folder), stored_in(folder))
    return stored_in(folder)


def change(stored: StoredPlan, plan: SupportPlan) -> StoredPlan:
    return save_changed_plan(stored, plan)


def mailed(stored: StoredPlan, path: Path, plan: SupportPlan, *, remark: bytes = b"") -> Path:
    """A copy of the file as a head sends it back."""
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(stored.data)
    save_changed_plan(StoredPlan(stored.plan, path, stored.data, stored.seen), plan)
    path.write_bytes(path.read_bytes() + remark)
    return path


def item(plan: SupportPlan, number: int, **fields: object) -> SupportPlan:
    items = list(plan.items)
    items[number] = replace(items[number], **fields)
    return replace(plan, items=tuple(items))


def kept(folder: Path) -> list[str]:
    """The names of the files in which revisions of the plan are kept."""
    return sorted(path.stem for path in (folder / "plans" / HISTORY / NAME).iterdir())


def arrived(folder: Path, path: Path) -> tuple[Reading, list[Returned], list[Arrival]]:
    reading = read_programme(folder)
    copies = returned(reading, [path])
    return reading, copies, take_in(reading, copies, [{}] * len(copies))


def test_a_plan_that_is_sent_gets_its_revision_and_is_kept_whole(sample: Path) -> None:
    save_new_plan(sample, PLAN)
    path = sample / "plans" / f"{NAME}.toml"
    path.write_bytes(b"# ours since 2024\n" + path.read_bytes())
    before = path.read_bytes()
    written = send(read_programme(sample), stored_in(sample))
    plan = stored_in(sample).plan
    assert written.plans == {NAME: plan}
    assert plan.plan.status is Status.PROPOSED
    assert plan.plan.revision == revision_of(plan) and plan.plan.parent is None
    assert path.read_bytes().startswith(b"# ours since 2024\n")
    found = find(sample, NAME, plan.plan.revision)
    assert found and found.data == path.read_bytes()
    write_all([mend.reversed() for mend in reversed(written.files)])
    assert path.read_bytes() == before
    assert kept(sample) == [plan.plan.revision]


def test_a_plan_that_did_not_change_leaves_under_the_same_revision(sample: Path) -> None:
    stored = sent_out(sample)
    assert send(read_programme(sample), stored).files == ()
    change(stored, item(stored.plan, 0, sessions=4))
    send(read_programme(sample), stored_in(sample))
    again = stored_in(sample).plan.plan
    assert again.parent == stored.plan.plan.revision != again.revision
    assert len(kept(sample)) == 2


def test_a_plan_that_was_signed_since_it_left_is_kept_once(sample: Path) -> None:
    stored = sent_out(sample)
    for side in PlanSide:
        plan = stored_in(sample).plan
        signature = Signature(side=side, name="赵雯", at=SIGNED, revision=revision_of(plan))
        change(stored_in(sample), replace(plan, signatures=(*plan.signatures, signature)))
        send(read_programme(sample), stored_in(sample))
    assert kept(sample) == [stored.plan.plan.revision]


def test_a_returned_copy_comes_in_beside_what_was_edited_here_and_can_be_taken_back(
    sample: Path, tmp_path: Path
) -> None:
    stored = sent_out(sample)
    copy = mailed(
        stored, tmp_path / "mail" / "back.toml", item(stored.plan, 0, answers=(ANSWER,)), remark=b"# call me\n"
    )
    ours = change(stored, item(stored.plan, 1, people=5))
    reading, copies, found = arrived(sample, copy)
    written = accept(reading, copies, found)
    plan = stored_in(sample).plan
    assert plan == written.plans[NAME]
    assert plan.items[0].answers == (ANSWER,) and plan.items[1].people == 5
    assert b"# call me" in ours.path.read_bytes()
    back = copies[0].copy
    assert back and revision_of(back.plan) in kept(sample)
    assert not read_programme(sample).problems
    again = arrived(sample, copy)
    assert not again[2][0].is_new
    assert accept(*again).files == ()
    write_all([mend.reversed() for mend in reversed(written.files)])
    assert ours.path.read_bytes() == ours.data


def test_a_folder_of_copies_is_one_step_and_what_is_undecided_stays_out(sample: Path, tmp_path: Path) -> None:
    stored = sent_out(sample)
    mail = tmp_path / "mail"
    mailed(stored, mail / "a.toml", item(item(stored.plan, 0, sessions=3), 1, answers=(ANSWER,)))
    mailed(stored, mail / "b.toml", item(stored.plan, 1, place="玉海"))
    (mail / "c.toml").write_text("no plan", encoding="utf-8")
    change(stored, item(stored.plan, 0, sessions=4))
    reading, copies, found = arrived(sample, mail)
    assert [bool(arrival.undecided) for arrival in found] == [True, False, False]
    assert found[2].problem
    (part,) = found[0].undecided
    decided = take_in(reading, copies, [{part.key: choice_of(part, Take.THEIRS)}, {}, {}])
    write_all([mend.reversed() for mend in accept(reading, copies, found).files])
    (mend,) = accept(reading, copies, decided).files
    plan = stored_in(sample).plan
    assert mend.after == stored_in(sample).data
    assert (plan.items[0].sessions, plan.items[1].place, plan.items[1].answers) == (3, "玉海", (ANSWER,))


def test_nothing_is_written_over_what_somebody_else_wrote_meanwhile(sample: Path, tmp_path: Path) -> None:
    stored = sent_out(sample)
    copy = mailed(stored, tmp_path / "mail" / "back.toml", item(stored.plan, 0, answers=(ANSWER,)))
    reading, copies, found = arrived(sample, copy)
    theirs = change(stored, item(stored.plan, 1, people=9))
    with pytest.raises(ChangedOnDisk):
        accept(reading, copies, found)
    assert stored.path.read_bytes() == theirs.data


def test_a_plan_whose_file_has_errors_is_neither_sent_nor_changed(sample: Path, tmp_path: Path) -> None:
    stored = sent_out(sample)
    copy = mailed(stored, tmp_path / "mail" / "back.toml", item(stored.plan, 0, answers=(ANSWER,)))
    text = stored.path.read_text(encoding="utf-8").replace("people = 3", 'people = "some"')
    stored.path.write_text(text, encoding="utf-8")
    with pytest.raises(CannotWrite, match="has errors"):
        send(read_programme(sample), stored_in(sample))
    _reading, _copies, (arrival,) = arrived(sample, copy)
    assert "has errors" in arrival.problem and arrival.merged is None


def test_what_was_decided_is_not_asked_again_when_the_head_goes_on_in_the_same_copy(
    sample: Path, tmp_path: Path
) -> None:
    stored = sent_out(sample)
    wish = item(stored.plan, 0, sessions=3)
    path = mailed(stored, tmp_path / "mail" / "back.toml", wish)
    change(stored, item(stored.plan, 0, sessions=4))
    reading, copies, found = arrived(sample, path)
    (part,) = found[0].undecided
    accept(reading, copies, take_in(reading, copies, [{part.key: choice_of(part, Take.OURS)}]))
    more = mailed(stored, tmp_path / "mail" / "more.toml", item(wish, 1, answers=(ANSWER,)))
    reading, copies, found = arrived(sample, more)
    assert not found[0].undecided
    accept(reading, copies, found)
    plan = stored_in(sample).plan
    assert plan.items[0].sessions == 4 and plan.items[1].answers == (ANSWER,)
    other = mailed(stored, tmp_path / "mail" / "other.toml", item(stored.plan, 0, sessions=9))
    assert arrived(sample, other)[2][0].undecided  # another wish is another question


def test_a_copy_whose_remarks_cannot_be_brought_over_says_so_itself(sample: Path, tmp_path: Path) -> None:
    stored = sent_out(sample)
    deep = f"[own]\nx = {'[' * 120}{']' * 120}\n".encode()
    mailed(stored, tmp_path / "mail" / "back.toml", stored.plan, remark=deep)
    mailed(stored, tmp_path / "mail" / "other.toml", item(stored.plan, 0, answers=(ANSWER,)))
    reading, copies, found = arrived(sample, tmp_path / "mail")
    assert "back.toml" in found[0].problem and not found[0].is_new
    accept(reading, copies, found)
    assert stored_in(sample).plan.items[0].answers == (ANSWER,)


def test_a_copy_with_nothing_but_remarks_brings_them(sample: Path, tmp_path: Path) -> None:
    stored = sent_out(sample)
    copy = mailed(stored, tmp_path / "mail" / "back.toml", stored.plan, remark=b"# call me\n")
    reading, copies, found = arrived(sample, copy)
    assert found[0].is_new
    accept(reading, copies, found)
    assert b"# call me" in stored.path.read_bytes()
    assert not arrived(sample, copy)[2][0].is_new
