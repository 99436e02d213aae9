"""What the journal tells is what was: at any moment, after any steps, closed, killed, and with others at the files."""

import gc
import operator
import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from needsmatch.errors import ChangedOnDisk
from needsmatch.model.plan import About, Item, Status, SupportPlan
from needsmatch.planning.delta import Delta, delta
from needsmatch.planning.edit import set_value
from needsmatch.planning.fields import ITEM_FIELDS
from needsmatch.store.atomic import remove
from needsmatch.store.folder import read_programme
from needsmatch.store.mend import Mend, write_all
from needsmatch.store.plans import plan_text, save_changed_plan, save_new_plan
from needsmatch.tui import clock
from needsmatch.tui.chronicle import Back, Chronicle, Overgrown, Saved, Step, Typed, encoded, replayed
from needsmatch.tui.recall import recall, remember
from needsmatch.tui.session import Session
from tests.strategies import plans

FIELDS = {field.name: field for field in ITEM_FIELDS}
NAMES = ("p", "q", "r")
"""Of the plans that there are in the end; the first two have files from the beginning."""
PROGRAMME = '[programme]\nid = "x"\nname = "X"\n'


def plan(name: str) -> SupportPlan:
    about = About(
        format=1, id=name, programme="x", receiver=f"r-{name}", receiver_name="R", donor="d", donor_name="D",
        status=Status.DRAFT,
    )  # fmt: skip
    return SupportPlan(plan=about, items=tuple(Item(id=f"i{number}", people=number) for number in range(3)))


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*.toml"))}


names, places, values = st.sampled_from(NAMES), st.integers(0, 2), st.integers(0, 3)


class Steps(RuleBasedStateMachine):
    """Two people, one with the app and one with an editor, at the plans of one programme."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        (self.folder / "programme.toml").write_text(PROGRAMME, encoding="utf-8")
        for name in NAMES[:2]:
            save_new_plan(self.folder, plan(name))
        self.deleted: set[str] = set()
        """Plans whose files somebody else deleted: drafted anew, they know nothing of what was written beside them."""
        self.session = self.opened()

    def teardown(self) -> None:
        self.session.close()
        shutil.rmtree(self.folder)

    def opened(self) -> Session:
        session = Session(self.folder)
        remember(session, self.folder)
        session.take_in(read_programme(self.folder))
        return session

    def beside(self, name: str) -> Path:
        """The other file of steps that write a plan at once."""
        return self.folder / "plans" / ".history" / f"{name}.toml"

    @rule(name=names, place=places, value=values)
    def edit(self, name: str, place: int, value: int) -> None:
        now = self.session.plan(name)
        if now:
            self.session.edit(set_value(now, now.items[place].id, FIELDS["people"], value))
        else:
            self.session.edit_all([plan(name)], [plan(name)])

    @rule(name=names, place=places)
    def type_what_cannot_be_used(self, name: str, place: int) -> None:
        now = self.session.plan(name)
        if now:
            self.session.fill_in(now, (name, now.items[place].id, "people"), "many")

    @rule(chosen=st.lists(names, min_size=1, unique=True), value=values)
    def edit_several(self, chosen: list[str], value: int) -> None:
        edited = [set_value(self.session.plan(name) or plan(name), "i1", FIELDS["sessions"], value) for name in chosen]
        self.session.edit_all(edited, [plan(name) for name in chosen[:1]], lambda: "drafted")

    @rule(name=names, value=values, known=st.booleans())
    def refresh(self, name: str, value: int, known: bool) -> None:
        now = self.session.saved_plan(name) and self.session.plan(name)
        if now:
            new = set_value(now, now.items[1].id, FIELDS["minutes"], value)
            self.session.edit_all([new], [new], replaced={name: plan(name) if known else None})

    @rule(name=names, text=st.none() | st.sampled_from(["a", "b"]))
    def type(self, name: str, text: str | None) -> None:
        self.session.typing((name, "i0", "comment"), text)
        self.session.keep_typing()

    @rule()
    def undo(self) -> None:
        try:
            self.session.undo()
        except ChangedOnDisk:
            assert self.session.work.written

    @rule()
    def redo(self) -> None:
        try:
            self.session.redo()
        except ChangedOnDisk:
            assert self.session.history.future[-1].written

    @rule(name=names, killed=st.booleans())
    def save(self, name: str, killed: bool) -> None:
        if name in self.session.unsaved_plans:
            now, stored = self.session.work.plans[name], self.session.stored.get(name)
            if now is None:
                assert stored
                self.session.keep_file(name)
                try:
                    remove(stored.path, stored.seen)
                except ChangedOnDisk:
                    return
                if not killed:
                    self.session.taken_away(name, clock.now())
                else:
                    self.read_again()
                return
            try:
                saved = save_changed_plan(stored, now) if stored else save_new_plan(self.folder, now)
            except ChangedOnDisk:
                return
            self.session.saved(saved, clock.now())

    @rule(name=st.sampled_from(NAMES[:2]), value=values)
    def write_at_once(self, name: str, value: int) -> None:
        """Nothing else writes the minutes of item `i2`, or the file beside the plan."""
        stored = self.session.stored.get(name)
        if not stored or self.session.unsaved or not stored.path.exists() or stored.path.read_bytes() != stored.data:
            return
        new = set_value(stored.plan, "i2", FIELDS["minutes"], value)
        other = self.beside(name)
        before = other.read_bytes() if other.exists() else None
        files = [Mend(stored.path, stored.data, plan_text(new).encode()), Mend(other, before, f"# {value}".encode())]
        write_all(files)
        self.session.wrote(files, lambda: "taken in", {name: new})

    @rule(name=names)
    def drop(self, name: str) -> None:
        if self.session.saved_plan(name):
            self.session.drop(name)

    @rule()
    def put_aside(self) -> None:
        self.session.put_aside()
        assert self.session.unsaved == 0

    @rule(name=names, value=st.integers(10, 12))
    def somebody_else_writes(self, name: str, value: int) -> None:
        file = self.folder / "plans" / f"{name}.toml"
        if file.exists():
            stored = {found.plan.plan.id: found for found in read_programme(self.folder).plans}[name]
            save_changed_plan(stored, set_value(stored.plan, "i0", FIELDS["people"], value))

    @rule(name=names)
    def somebody_else_remarks(self, name: str) -> None:
        file = self.folder / "plans" / f"{name}.toml"
        if file.exists():
            file.write_bytes(file.read_bytes() + b"# mine\n")

    @rule(name=names)
    def somebody_else_deletes(self, name: str) -> None:
        (self.folder / "plans" / f"{name}.toml").unlink(missing_ok=True)
        self.deleted.add(name)

    @rule()
    def read_again(self) -> None:
        self.session.take_in(read_programme(self.folder))

    @rule(killed=st.booleans())
    def restart(self, killed: bool) -> None:
        self.session.take_in(read_programme(self.folder))
        before = self.session
        if killed:
            assert before.journal
            before.journal.close()
        else:
            before.close()
        self.session = self.opened()
        assert self.session.work.plans == before.work.plans
        assert self.session.work.wrong == before.work.wrong
        assert self.session.work.proposed == before.work.proposed
        assert self.session.typed == before.typed
        assert self.session.unsaved_plans == before.unsaved_plans
        assert {name: self.session.plan(name) for name in NAMES} == {name: before.plan(name) for name in NAMES}

    @rule()
    @precondition(lambda self: self.session.can_undo)
    def all_the_way_back_and_forth(self) -> None:
        before, steps = self.session.work, 0
        try:
            while self.session.can_undo:
                self.session.undo()
                steps += 1
            for _step in range(steps):
                self.session.redo()
        except ChangedOnDisk:
            return
        assert self.session.work == before

    @invariant()
    def a_step_that_wrote_several_files_stands_whole_or_not_at_all(self) -> None:
        for name in {*NAMES[:2]} - self.deleted:
            in_file = {found.plan.plan.id: found.plan for found in read_programme(self.folder).plans}
            now, beside = self.session.work.plans.get(name) or in_file[name], self.beside(name)
            minutes = next(item.minutes for item in now.items if item.id == "i2")
            assert (beside.read_bytes() if beside.exists() else None) == (
                None if minutes is None else f"# {minutes}".encode()
            )

    @invariant()
    def the_journal_tells_all_of_it(self) -> None:
        journal = self.session.journal
        assert journal and not journal.reason
        lines = journal.path.read_bytes().splitlines()[1:] if journal.path.exists() else []
        assert replayed(lines) == (self.session.chronicle, len(lines))


def test_whatever_is_done_the_journal_tells_all_of_it_and_nothing_is_lost_by_a_restart() -> None:
    run_state_machine_as_test(Steps, settings=settings(max_examples=30, stateful_step_count=20, deadline=None))


@pytest.mark.parametrize("restarts", [False, True])
def test_a_step_that_wrote_several_files_is_taken_back_whole_also_once_its_plan_was_saved_again(
    tmp_path: Path, restarts: bool
) -> None:
    machine = Steps()
    before = contents(machine.folder)
    machine.write_at_once("p", 1)
    written = contents(machine.folder)
    machine.edit("p", 0, 3)
    machine.save("p", killed=False)
    if restarts:
        machine.restart(killed=True)
    machine.undo()
    assert contents(machine.folder) != written
    machine.undo()
    assert (contents(machine.folder), machine.session.unsaved, machine.session.can_undo) == (before, 0, False)
    machine.redo()
    assert (contents(machine.folder), machine.session.unsaved) == (written, 0)
    machine.redo()
    assert machine.session.unsaved == 1
    machine.teardown()


@given(plans)
def test_a_plan_comes_out_of_the_journal_as_it_went_in(plan: SupportPlan) -> None:
    chronicle, understood = replayed([encoded(Step(plans={"p": delta(None, plan)}))])
    assert (chronicle.plan("p"), understood) == (plan, 1)


def test_a_changed_field_takes_little_room(sample: Path) -> None:
    from needsmatch.tui.drafting import draft
    from needsmatch.workspace import matcher, open_programme

    session = Session(sample)
    session.take_in(open_programme(sample))
    assert session.reading
    session.match = matcher(session.reading)
    remember(session, sample)
    name = draft(session, "yuhai-kindergarten")
    assert name and session.journal
    before, now = session.journal.path.stat().st_size, session.plan(name)
    assert now
    session.edit(set_value(now, now.items[0].id, FIELDS["people"], 99))
    assert session.journal.path.stat().st_size - before < 3_000


def test_no_step_and_no_saving_touches_the_states_that_were_before(tmp_path: Path) -> None:
    for name in NAMES:
        save_new_plan(tmp_path, plan(name))
    (tmp_path / "programme.toml").write_text(PROGRAMME, encoding="utf-8")
    session = Session(tmp_path)
    session.take_in(read_programme(tmp_path))
    for number in range(4, 9):
        session.edit(set_value(plan("p"), "i0", FIELDS["people"], number))
    past = session.chronicle.history.past
    for name in NAMES[1:]:
        session.edit(set_value(plan(name), "i0", FIELDS["people"], 9))
        now = session.plan(name)
        assert now
        session.saved(save_changed_plan(session.stored[name], now), clock.now())
    assert all(map(operator.is_, past, session.chronicle.history.past))
    assert [set(work.plans) for work in session.history.past[:2]] == [{"q", "r"}, {*NAMES}]
    while session.can_undo:
        session.undo()
    assert [session.plan(name) for name in NAMES] == [plan(name) for name in NAMES]


# What cannot be understood

whole = [
    encoded(Typed(("p", None, "note"), "a")),
    encoded(Step(plans={"p": delta(None, plan("p"))})),
    encoded(Typed(("p", None, "note"), "b")),
]


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"{",
        b"\xff\xfe",
        b"[]",
        b'{"type":"Later"}',
        b"[" * 100_000,
        encoded(Step(plans={"q": Delta(items=(0,))})),
        encoded(Step(plans={"p": Delta(items=(7,))})),
        b'{"type":"Step","plans":{"p":{"items":[-1]}}}',
        encoded(Saved("q", Path("/q"), "")),
        encoded(Overgrown((Path("/q"),))).replace(b"L3E=", b"L3E"),
    ],
)
def test_what_came_before_a_line_that_cannot_be_understood_is_kept(line: bytes) -> None:
    chronicle, understood = replayed([*whole[:2], line, whole[2]])
    assert understood == 2
    assert chronicle.plan("p") == plan("p")
    assert chronicle.typed == {("p", None, "note"): "a"}


def test_taking_back_where_nothing_was_done_does_nothing() -> None:
    assert replayed([encoded(Back())]) == (Chronicle(), 1)


def test_a_name_of_a_file_that_is_no_text_comes_through() -> None:
    path = Path("/programmes/\udcff")
    chronicle, _understood = replayed([*whole, encoded(Saved("p", path, "d"))])
    assert chronicle.files["p"].path == path


def test_a_journal_nobody_took_in_is_free_again(tmp_path: Path) -> None:
    first = recall(tmp_path).journal.path
    gc.collect()
    again = recall(tmp_path)
    assert again.journal.path == first
    assert recall(tmp_path).journal.path != first
