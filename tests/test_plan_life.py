"""People live with plans: they edit, undo, refresh, send, review, take in, write into the files by hand, and the program
ends at any moment. Nothing that anybody wrote is ever lost, and no file says anything but what was saved.

Everything that a person writes is a word of its own. After each deed every word must still be somewhere: in a plan, in a
file, in the history of either; and in the plan itself, unless a person put something else in its place. Run it for long
with benchmarks/plan_life.py.
"""

import random
import shutil
import tempfile
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from msgspec.structs import replace

from needsmatch.copies import accept, returned, send, take_in
from needsmatch.errors import ChangedOnDisk
from needsmatch.model.plan import SupportPlan
from needsmatch.model.revision import decision_of, revision_of
from needsmatch.planning.merge import Merged, decided, merge
from needsmatch.planning.take_in import Choice, Take, choice_of, values_of
from needsmatch.store.folder import PLANS, read_programme
from needsmatch.store.mend import held_otherwise
from needsmatch.store.proposals import load_proposal
from needsmatch.store.revisions import HISTORY
from needsmatch.tui.recall import remember
from needsmatch.tui.refreshing import Fresh, apply
from needsmatch.tui.saving import save_plan
from needsmatch.tui.session import Session
from needsmatch.tui.work import Work
from needsmatch.workspace import Draft, save_draft
from tests.life import (
    ANSWERS,
    BY_EDITOR,
    EDITS,
    NOTHING,
    RECEIVERS,
    Deed,
    by_hand,
    changed_proposal,
    donor_of,
    edited_file,
    every_file,
    first_proposal,
    in_file,
    words,
    written_by_hand,
)

# By a seed: numbers that Hypothesis draws one by one are mostly the same few.
RNG = st.integers(0, 2**32 - 1).map(random.Random)
NAMES = st.sampled_from([first_proposal(receiver).plan.id for receiver in RECEIVERS])


class PlanLife(RuleBasedStateMachine):
    """Two plans of one programme, the app, and copies that are on their way."""

    def __init__(self) -> None:
        super().__init__()
        self.home = Path(tempfile.mkdtemp()).resolve()
        self.folder = self.home / "programme"
        self.folder.mkdir()
        (self.folder / "programme.toml").write_text('[programme]\nid = "x"\nname = "X"\n', encoding="utf-8")
        self.proposed = {proposal.plan.id: proposal for proposal in map(first_proposal, RECEIVERS)}
        for proposal in self.proposed.values():
            save_draft(read_programme(self.folder), Draft(proposal, None, proposal))
        self.copies: list[Path] = []
        self.numbers = count(1)
        self.session = self.opened()
        self.held = {name: self.file(name).read_bytes() for name in self.proposed}
        """What each file was seen to be written to."""

    def teardown(self) -> None:
        self.session.close()
        shutil.rmtree(self.home)

    # What there is

    def opened(self) -> Session:
        """The programme as the app opens it."""
        session = Session(self.folder)
        remember(session, self.folder)
        session.take_in(read_programme(self.folder))
        return session

    def file(self, name: str) -> Path:
        return self.folder / PLANS / f"{name}.toml"

    def word(self) -> str:
        return f"w{next(self.numbers):05}w"

    def plan(self, name: str) -> SupportPlan:
        plan = self.session.plan(name)
        assert plan
        return plan

    @property
    def plans(self) -> dict[str, SupportPlan]:
        return {name: self.plan(name) for name in self.proposed}

    @property
    def stale(self) -> list[str]:
        """Plans whose files somebody else changed, and the app has not noticed it."""
        return [name for name, stored in self.session.stored.items() if stored.plan != in_file(stored.path).plan]

    @property
    def touched(self) -> bool:
        """Whether files hold something else than the app knows, be it only another remark, or than a step that wrote
        them has left: such a step falls away at the next start."""
        now, future = self.session.work.written, self.session.history.future[:1]
        undone = future[0].written[len(now) :] if future else ()
        done, taken_back = ([file for step in steps for file in step.files] for steps in (now, undone))
        unknown = (stored.data != stored.path.read_bytes() for stored in self.session.stored.values())
        return any(unknown) or bool(held_otherwise(done, taken_back))

    def somewhere(self) -> frozenset[str]:
        """Every word that is kept: in the app, in files and their history, in copies that are on their way."""
        files = (words(path.read_bytes()) for path in every_file(self.home))
        return NOTHING.union(*files, words(list(self.plans.values())), self.history())

    def history(self, *, past: bool = True) -> frozenset[str]:
        """The words in what undo and redo bring back."""
        history = self.session.history
        works = (*history.past, history.present, *history.future) if past else history.future
        return NOTHING.union(*map(_words_of, works))

    @contextmanager
    def happens(self, may_go: Collection[str] = NOTHING) -> Iterator[None]:
        """Something after which every word is still somewhere, but for those that may be gone."""
        before = self.somewhere()
        yield
        assert not before - self.somewhere() - set(may_go)

    @contextmanager
    def writes(self, *names: str) -> Iterator[None]:
        """Something that may write these files, and loses nothing that was written into them by hand."""
        before = {name: by_hand(in_file(self.file(name))) for name in names}
        yield
        for name in names:
            stored = in_file(self.file(name))
            assert not before[name] - by_hand(stored)
            self.held[name] = stored.data

    def read_again(self) -> None:
        """The app reads the files again, as when it notices that they were changed."""
        stale, mine = self.stale, self.plans
        unsaved = {*self.session.unsaved_plans, *(place[0] for place in self.session.work.wrong)}
        # Somebody else put something in the place of it.
        with self.happens(self.history() | words([mine[name] for name in stale]) if stale else NOTHING):
            self.session.take_in(read_programme(self.folder))
        for name, plan in mine.items():
            assert self.plan(name) == (plan if name in unsaved else in_file(self.file(name)).plan)

    @initialize(rng=RNG)
    def both_are_sent(self, rng: random.Random) -> None:
        for name in self.proposed:
            written_by_hand(self.file(name), rng, self.word())
            self.held[name] = self.file(name).read_bytes()
            self.read_again()
            self.send(name, rng)

    # In the app

    @rule(name=NAMES, rng=RNG)
    def edit(self, name: str, rng: random.Random) -> None:
        for deed in rng.choices(EDITS, k=rng.randrange(1, 4)):
            self.edit_once(name, deed, rng)

    def edit_once(self, name: str, deed: Deed, rng: random.Random) -> None:
        plan = self.plan(name)
        after, may_go = deed(plan, rng, self.word())
        assert words(plan) - words(after) <= may_go
        with self.happens(self.history(past=False)):
            self.session.edit(after)
        assert self.plan(name) == after

    @rule(name=NAMES, rng=RNG)
    def type_what_is_no_number(self, name: str, rng: random.Random) -> None:
        plan = self.plan(name)
        if plan.items:
            word = self.word()
            with self.happens(self.history(past=False)):
                self.session.fill_in(plan, (name, rng.choice(plan.items).id, "people"), word)
            assert word in self.history()

    @rule()
    def undo_and_redo(self) -> None:
        plans, files, stale = self.plans, dict(self.held), self.stale
        unsaved = self.session.unsaved_plans
        with self.happens(self.history() | words([plans[name] for name in stale]) if stale else self.undone()):
            if self.step(back=True) and self.step(back=False) and not stale:
                assert self.plans == plans
                assert unsaved or {name: self.file(name).read_bytes() for name in self.held} == files

    @rule(steps=st.integers(1, 4))
    def undo(self, steps: int) -> None:
        for _number in range(steps):
            self.step(back=True)

    @rule(steps=st.integers(1, 4))
    def redo(self, steps: int) -> None:
        for _number in range(steps):
            self.step(back=False)

    def undone(self) -> frozenset[str]:
        """The words of what was saved and taken back since: they go with the next save, or with a step that wrote."""
        return NOTHING.union(
            *(words(self.session.stored[name].plan) - words(self.plan(name)) for name in self.proposed)
        )

    def step(self, *, back: bool) -> bool:
        """Take a step back or do it again; gives whether that was done."""
        before = self.session.work
        try:
            with self.happens(self.undone()):
                wrote = self.session.undo() if back else self.session.redo()
        except ChangedOnDisk:
            assert self.session.work is before
            return False
        if wrote:
            for name in self.held:
                self.held[name] = self.file(name).read_bytes()
            # Somebody's edit that was not noticed before the step is news once it is taken back.
            past, news = self.session.history, self.stale or self.touched
            self.read_again()
            assert news or self.session.history == past
        return self.session.work is not before

    @rule(rng=RNG)
    def save(self, rng: random.Random) -> None:
        session = self.session
        for place in list(session.work.wrong):
            with self.happens(self.history(past=False)):
                session.fill_in(self.plan(place[0]), place, "3")
        assert not session.hindrances()
        for name in session.unsaved_plans:
            plan = self.plan(name)
            undone = words(session.stored[name].plan) - words(plan)
            try:
                with self.happens(undone), self.writes(name):
                    save_plan(session, name)
            except ChangedOnDisk:
                assert self.file(name).read_bytes() == self.held[name] != session.stored[name].data
                self.decide_between(name, rng)
            else:
                assert self.plan(name) == plan == in_file(self.file(name)).plan
        assert not session.unsaved

    def decide_between(self, name: str, rng: random.Random) -> None:
        """The plan was changed here and in its file."""
        session, mine = self.session, self.plan(name)
        before, theirs = session.stored[name], in_file(self.file(name))
        match rng.choice(("both", "both", "mine", "theirs")):
            case "both":
                merged = merge(before.plan, mine, theirs.plan)
                values = values_of(merged, _chosen(merged, rng, self.word()))
                both = decided(merged, values)
                assert _expected(merged, values) <= words(both)
            case "mine":
                both = mine
            case _:
                both = theirs.plan
        with self.happens(self.history(past=False) | words(theirs.plan)), self.writes(name):
            session.stored[name] = theirs
            if both == theirs.plan:
                session.drop(name)
            else:
                session.edit(both, "put together")
                save_plan(session, name)
        assert self.plan(name) == both == in_file(self.file(name)).plan

    @rule(name=NAMES, rng=RNG, leaves_out=st.booleans())
    def refresh(self, name: str, rng: random.Random, leaves_out: bool) -> None:
        plan = self.plan(name)
        self.proposed[name] = changed_proposal(self.proposed[name], plan, rng)
        fresh = self.fresh(name)
        news = [row.key for row in fresh.refreshed().news]
        without = rng.sample(news, len(news) // 2) if leaves_out else []
        with self.happens(self.history(past=False)):
            apply(self.session, [fresh], {name: without})
        after = self.plan(name)
        assert words(plan) <= words(after)
        assert [item.id for item in plan.items] == [item.id for item in after.items if item.id in _ids(plan)]
        assert {mark.id for mark in plan.removed} <= {mark.id for mark in after.removed}
        assert self.fresh(name).refreshed(without).plan == after

    def fresh(self, name: str) -> Fresh:
        before = self.session.work.proposed.get(name) or load_proposal(self.folder, name)
        return Fresh(self.plan(name), self.proposed[name], before, donor_of(self.proposed[name]))

    # The app ends and begins

    @rule(killed=st.booleans())
    def open_again(self, killed: bool) -> None:
        session, stale, mine = self.session, self.stale, self.plans
        unsaved, touched = set(session.unsaved_plans), self.touched
        with self.happens(self.history() | words([mine[name] for name in stale]) if stale else NOTHING):
            self.end(killed)
            self.session = self.opened()
        assert touched or self.session.history == session.history
        assert all(self.plan(name) == mine[name] for name in mine if name in unsaved or name not in stale)
        assert set(self.session.unsaved_plans) - set(stale) == unsaved - set(stale)

    @rule(name=NAMES, rng=RNG)
    def type_and_be_killed(self, name: str, rng: random.Random) -> None:
        plan = self.plan(name)
        if not plan.items or self.stale:
            return
        item, word = rng.choice(plan.items).id, self.word()
        self.session.typing((name, item, "place"), word)
        self.session.keep_typing()
        may_go = self.history(past=False)
        self.end(killed=True)
        self.session = self.opened()
        with self.happens(may_go):
            self.session.take_in_typed()
        assert next(entry for entry in self.plan(name).items if entry.id == item).place == word

    def end(self, killed: bool) -> None:
        assert self.session.journal
        if killed:
            self.session.journal.close()  # as the system does
        else:
            self.session.close()

    # Somebody else

    @rule(name=NAMES, rng=RNG, noticed=st.booleans())
    def write_by_hand(self, name: str, rng: random.Random, noticed: bool) -> None:
        with self.happens(), self.writes(name):
            written_by_hand(self.file(name), rng, self.word())
        if noticed:
            self.read_again()

    @rule(name=NAMES, deed=st.sampled_from(BY_EDITOR), rng=RNG, noticed=st.booleans())
    def edit_the_file(self, name: str, deed: Deed, rng: random.Random, noticed: bool) -> None:
        with self.writes(name):
            edited_file(self.file(name), deed, rng, self.word())
        if noticed:
            self.read_again()

    # Copies

    @rule(name=NAMES, rng=RNG)
    def send(self, name: str, rng: random.Random) -> None:
        self.save(rng)
        session, touched = self.session, self.touched
        assert session.reading
        try:
            with self.happens(self.history(past=False)), self.writes(name):
                written = send(session.reading, session.stored[name])
                if written.files:
                    session.wrote(written.files, lambda: "sent", plans=written.plans)
        except ChangedOnDisk:
            self.read_again()
            return
        past = session.history
        self.read_again()
        about = self.plan(name).plan
        assert about.revision
        kept = self.folder / PLANS / HISTORY / name / f"{about.revision}.toml"
        assert self.stale or revision_of(in_file(kept).plan) == about.revision
        assert touched or session.history == past
        copy = self.home / f"copy-{next(self.numbers)}.toml"
        copy.write_bytes(self.file(name).read_bytes())
        self.copies.append(copy)

    @precondition(lambda self: self.copies)
    @rule(rng=RNG)
    def review(self, rng: random.Random) -> None:
        copy = rng.choice(self.copies)
        for deed in rng.choices((*ANSWERS, *ANSWERS, *ANSWERS, *BY_EDITOR), k=rng.randrange(1, 5)):
            edited_file(copy, deed, rng, self.word())
        if rng.random() < 0.5:
            written_by_hand(copy, rng, self.word())
        if rng.random() < 0.7:
            self.comes_back(copy, rng)

    @precondition(lambda self: self.copies)
    @rule(rng=RNG)
    def take_in(self, rng: random.Random) -> None:
        self.comes_back(rng.choice(self.copies), rng)

    def comes_back(self, path: Path, rng: random.Random) -> None:
        """A copy is taken in; what contradicts is decided somehow."""
        self.save(rng)
        self.read_again()
        reading = read_programme(self.folder)
        copies = returned(reading, [path])
        (found,) = take_in(reading, copies, [{}])
        assert found.merged and not found.problem and not found.is_guess
        merged, (copy,), name = found.merged, copies, found.merged.ours.plan.id
        choices = _chosen(merged, rng, self.word())
        (found,) = take_in(reading, copies, [choices])
        assert found.result and not found.undecided
        assert _expected(merged, found.values) <= words(found.result)
        if not found.is_new:
            return
        assert copy.copy and copy.base
        brought = by_hand(copy.copy) - by_hand(copy.base)
        with self.happens(self.history(past=False)), self.writes(name):
            written = accept(reading, copies, [found])
            self.session.wrote(written.files, lambda: "taken in", plans=written.plans)
        stored = in_file(self.file(name))
        assert stored.plan == found.result == self.plan(name)
        assert brought <= words(stored.data)
        self.read_again()
        reading = read_programme(self.folder)
        (again,) = take_in(reading, returned(reading, [path]), [{}])
        assert not again.is_new

    # What always holds

    @invariant()
    def files_hold_what_was_saved(self) -> None:
        for name, data in self.held.items():
            assert self.file(name).read_bytes() == data

    @invariant()
    def what_is_unsaved_is_counted(self) -> None:
        session = self.session
        differing = [name for name in self.proposed if self.plan(name) != session.stored[name].plan]
        assert sorted(session.unsaved_plans) == sorted(differing)
        assert (session.unsaved == 0) is (not differing and not session.work.wrong)
        assert session.unsaved >= len(differing) + len(session.work.wrong)
        assert session.chronicle.is_unsaved is bool(session.unsaved)

    @invariant()
    def an_item_stands_or_is_out(self) -> None:
        for plan in self.plans.values():
            ids = [item.id for item in plan.items] + [mark.id for mark in plan.removed]
            assert len(ids) == len(set(ids))


def _words_of(work: Work) -> frozenset[str]:
    return words([list(work.plans.values()), list(work.wrong.values())])


def _ids(plan: SupportPlan) -> set[str]:
    return {item.id for item in plan.items}


def _chosen(merged: Merged, rng: random.Random, word: str) -> dict[str, Choice]:
    """What a person decides about each conflict."""
    choices = {}
    for part in merged.conflicts:
        is_text = part.field is not None and part.field.name in ("activity", "place", "lead", "indicator")
        take = rng.choice((Take.OURS, Take.THEIRS, *([Take.OWN] if is_text else [])))
        choices[part.key] = choice_of(part, take, word)
    return choices


def _expected(merged: Merged, values: dict[str, object] | object) -> frozenset[str]:
    """The words that a merged plan must have: those of both, but for what one of the two put something else in the
    place of, and for what a person decided against."""
    assert isinstance(values, dict)
    base, ours, theirs = words(merged.base), words(merged.ours), words(merged.theirs)
    if decision_of(merged.theirs, merged.base) in merged.ours.plan.merged:
        return ours  # it was decided on before
    lost = [words([part.ours, part.theirs]) - words(values[part.key]) for part in merged.conflicts]
    stays = {part.item for part in merged.conflicts if part.key == f"item/{part.item}" and values[part.key]}
    # Why an item was taken out, once a person has decided that it stays.
    lost += [words(mark.why) for mark in (*merged.ours.removed, *merged.theirs.removed) if mark.id in stays]
    # What was changed in it before it was taken out is given up with it; what was said and done about it is not.
    lost += [
        words(replace(mark.item, answers=(), placements=(), outcomes=(), confirmations=()))
        for mark in (*merged.ours.removed, *merged.theirs.removed)
        if mark.id in stays and mark.item
    ]
    return (ours | theirs) - (base - ours) - (base - theirs) - NOTHING.union(*lost)


LAW = settings(
    deadline=None,
    max_examples=25,
    stateful_step_count=25,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large],
)
TestPlanLife = PlanLife.TestCase
TestPlanLife.settings = LAW
