"""The plans as they are being edited: steps, what is not saved, what the files hold.

Every change of a plan goes through `edit`, so that undo, the count of unsaved changes and saving have one truth.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, datetime

from needsmatch.errors import Problem, Severity
from needsmatch.i18n import _, ngettext
from needsmatch.model.plan import Item, SupportPlan
from needsmatch.planning.change_words import described
from needsmatch.planning.changes import Change, changes
from needsmatch.planning.edit import Fault, faults
from needsmatch.planning.fields import WrongValue, read
from needsmatch.store.files import Seen
from needsmatch.store.folder import PLANS, StoredPlan
from needsmatch.store.mend import Mend, write_all
from needsmatch.tui import clock
from needsmatch.tui.chronicle import Back, Forgot, Forth, Keeping, Saved, TakenAway, applied
from needsmatch.tui.places import entry_at, field_at, is_there, key_of_place, with_value
from needsmatch.tui.remembering import Remembering
from needsmatch.tui.work import Place, Saying, Work, Written


@dataclass
class Editing(Remembering):
    """The plans of a programme, or one plan alone, while somebody works on them."""

    just_now: str = ""
    """What just happened, for the line above the keys."""
    saved_at: datetime | None = None

    # Plans and their history

    def plan(self, name: str) -> SupportPlan | None:
        """A plan as it stands here, by its id."""
        plans = self.work.plans
        return plans[name] if name in plans else self.saved_plan(name)

    def saved_plan(self, name: str) -> SupportPlan | None:
        """A plan as it stands in its file."""
        return self.stored[name].plan if name in self.stored else None

    def item_that_was(self, name: str, item_id: str) -> Item | None:
        """An item of a plan that is gone from it, as it was in the file or in the history."""
        history = self.chronicle.history
        states = (*reversed(history.past), *history.future, self.chronicle.untouched)
        for plan in (*(work.plans.get(name) for work in states), self.saved_plan(name)):
            for item in plan.items if plan else ():
                if item.id == item_id:
                    return item
        return None

    def edit(self, plan: SupportPlan, said: str = "", *, wrong: Mapping[Place, str] | None = None) -> None:
        """Go on with a changed plan; `said` tells what was done where the change does not tell by itself."""
        before = self.plan(plan.plan.id)
        plan, wrong = _looked_at_again(plan, self.work.wrong if wrong is None else wrong)
        work = replace(self.work, plans={**self.work.plans, plan.plan.id: plan}, wrong=wrong)
        if work != self.work:
            self._done(work)
            self.just_now = said or (_summary(changes(before, plan)) if before else _new_plan(plan))

    def edit_all(
        self,
        plans: Sequence[SupportPlan],
        proposed: Sequence[SupportPlan] = (),
        said: Callable[[], str] | None = None,
        *,
        replaced: Mapping[str, SupportPlan | None] | None = None,
    ) -> None:
        """Go on with several changed plans, as one step; `proposed` is what the program proposed for them.

        `replaced` is what had been proposed before for plans that have a file, by id; None where nothing had been.
        """
        work = self.work
        for plan in plans:
            plan, wrong = _looked_at_again(plan, work.wrong)
            work = replace(work, plans={**work.plans, plan.plan.id: plan}, wrong=wrong)
        work = replace(work, proposed={**work.proposed, **{plan.plan.id: plan for plan in proposed}})
        if work != self.work:
            self._done(work, replaced)
            if said:
                self.just_now = said()

    def fill_in(self, plan: SupportPlan, place: Place, text: str) -> None:
        """Take what was typed into a field of `plan`; what cannot be used stays there with the reason."""
        field = field_at(place)
        assert field
        wrong = {key: typed for key, typed in self.work.wrong.items() if key != place}
        try:
            value = read(field, text, near(plan, place))
        except WrongValue as error:
            said = _("{field}: {message}").format(field=_(field.label), message=error)
            self.edit(plan, said, wrong={**wrong, place: text})
        else:
            self.edit(with_value(plan, place, field, value), wrong=wrong)

    def wrote(
        self, files: Sequence[Mend], what: Callable[[], str], plans: Mapping[str, SupportPlan] | None = None
    ) -> None:
        """Remember files that were written at once as one step; `what` says what was done.

        `plans` are, by id, those that stand in the files now; nothing of them may have been unsaved.
        """
        written = Written(tuple(files), Saying(what))
        self._done(
            replace(self.work, written=(*self.work.written, written), plans={**self.work.plans, **(plans or {})})
        )
        self._were_written(files, plans or {})
        self.just_now = what()

    def _were_written(self, files: Sequence[Mend], names: Iterable[str]) -> None:
        """Know what the files of plans hold now, those of the ids `names` among them."""
        paths = {name: self.folder / PLANS / f"{name}.toml" for name in names} if self.folder else {}
        paths |= {name: stored.path for name, stored in self.stored.items()}
        held = {file.path: file.after for file in files}
        for name in (name for name, path in paths.items() if path in held):
            data, plan = held[paths[name]], self.work.plans.get(name)
            if data is None:
                self.stored.pop(name, None)
            elif plan:
                self.stored[name] = StoredPlan(plan, paths[name], data, Seen.of_content(data))
            self._look_at_files([name])

    def mended(self, mend: Mend) -> None:
        """Remember that a file was mended."""
        self.wrote([mend], lambda: _("{file} mended").format(file=mend.path.name))

    @property
    def can_undo(self) -> bool:
        """There is a step to take back."""
        return self.chronicle.history.can_undo

    @property
    def can_redo(self) -> bool:
        """There is a step to do again."""
        return self.chronicle.history.can_redo

    def undo(self, here: Collection[str] = ()) -> bool:
        """Take the last step back; gives whether files were changed by it. Raises ChangedOnDisk, CannotWrite.

        What was done to a plan is told with the plan's name, unless its page is open: `here` are the ids of those.
        """
        return self._go(Back(), here)

    def redo(self, here: Collection[str] = ()) -> bool:
        """Do the step again that was taken back, told like `undo`; gives whether files were changed by it."""
        return self._go(Forth(), here)

    def _go(self, way: Back | Forth, here: Collection[str]) -> bool:
        back = isinstance(way, Back)
        before, after = self.work, applied(self.chronicle, way).history.present
        if before == after:
            return False
        gone, new = before.written[len(after.written) :], after.written[len(before.written) :]
        backwards = [file.reversed() for written in reversed(gone) for file in reversed(written.files)]
        files = [*map(self._as_saved, (*backwards, *(file for written in new for file in written.files)))]
        write_all(files)
        self._happened(way)
        self._were_written(files, self.work.plans)
        # Taking a step back names the step itself, not its opposite.
        what = self._between(after, before, here) if back else self._between(before, after, here)
        self.just_now = (_("undone: {what}") if back else _("done again: {what}")).format(what=what)
        return bool(files)

    def _as_saved(self, file: Mend) -> Mend:
        """The same for a plan's file that grew by what was saved here since: the history has that, so it may go."""
        for stored in self.stored.values():
            if stored.path == file.path and file.before is not None:
                held = Seen.of_content(file.before).digest
                if self.chronicle.has_grown(held, stored.seen.digest):
                    return replace(file, before=stored.data)
        return file

    def _between(self, older: Work, newer: Work, here: Collection[str]) -> str:
        if older.written != newer.written:
            return (newer.written or older.written)[-1].what()
        told = []
        for name, plan in newer.plans.items():
            before = older.plans[name] if name in older.plans else self.saved_plan(name)
            if plan is before:
                continue
            if before is None or plan is None:
                told += [_new_plan(plan)] if plan else [_no_plan(before)] if before else []
            elif found := changes(before, plan):
                what = _summary(found)
                told.append(what if name in here else _("{plan}: {change}").format(plan=_pair(plan), change=what))
        if told:
            return _first_of(told)
        return _("a value that cannot be used") if older.wrong != newer.wrong else _("the changes of a plan")

    def take_in_typed(self) -> None:
        """Take in what stood in fields when the app ended, as if they had been left; a comment waits for its page."""
        for place, text in list(self.typed.items()):
            plan = self.plan(place[0])
            if plan and field_at(place) and is_there(plan, place):
                self.fill_in(plan, place, text)
                self.typing(place, None)

    # Saving

    def changes_of(self, name: str) -> tuple[Change, ...]:
        """What differs between a plan here and its file; empty for a plan without a file."""
        before, now = self.saved_plan(name), self.plan(name)
        return changes(before, now) if before and now else ()

    @property
    def unsaved_plans(self) -> list[str]:
        """Ids of the plans that differ from their files or have none yet."""
        return [name for name, plan in self.work.plans.items() if plan != self.saved_plan(name)]

    @property
    def unsaved(self) -> int:
        """How many changes are not saved; a new plan counts as one, and so does one that was taken away."""
        counts = (len(self.changes_of(name)) or 1 for name in self.unsaved_plans)
        return sum(counts) + len(self.work.wrong)

    def hindrances(self) -> list[Problem]:
        """What keeps plans from being saved: values that cannot be used, dates that cannot both be right."""
        found = [self._hindrance(place, message) for place, message in self._wrong_messages()]
        for name in self.unsaved_plans:
            plan = self.work.plans[name]
            wrong = faults(plan) if plan else ()
            found += [self._hindrance(_place_of(name, fault), fault.message) for fault in wrong]
        return found

    def _wrong_messages(self) -> list[tuple[Place, str]]:
        found = []
        for place, text in self.work.wrong.items():
            plan, field = self.plan(place[0]), field_at(place)
            try:
                if plan and field:
                    read(field, text, near(plan, place))
            except WrongValue as error:
                found.append((place, str(error)))
        return found

    def _hindrance(self, place: Place, message: str) -> Problem:
        plan = self.plan(place[0])
        where = key_of_place(plan, place) if plan else place[2]
        return Problem(f"{PLANS}/{place[0]}.toml", None, where, message, Severity.ERROR)

    def saved(self, stored: StoredPlan, at: datetime) -> None:
        """Remember what a plan's file holds now; steps from before it was touched keep what the file held then."""
        name = stored.plan.plan.id
        self._look_at_files([name])
        self.stored[name] = stored
        self.saved_at = at
        if self.work.plans.get(name) == stored.plan:
            self._happened(Saved(name, stored.path, stored.seen.digest))
        self._look_at_files([name])

    def keep_file(self, name: str) -> None:
        """Keep what the file of a plan holds that is about to be taken away, so that redo can write it again."""
        self._look_at_files([name])
        self._happened(Keeping(name, self.stored[name].data))

    def taken_away(self, name: str, at: datetime) -> None:
        """Remember that the file of a plan that there is no more was taken away."""
        self._happened(TakenAway(name, self.stored.pop(name).path))
        self.saved_at = at

    def drop(self, name: str) -> None:
        """Go on with a plan as it stands in its file; undo brings the changes back."""
        self._done(self._as_in_files([name]))

    def put_aside(self) -> None:
        """Go on with all plans as they stand in their files; undo brings the changes back, also at the next start."""
        work = replace(self._as_in_files(self.unsaved_plans), wrong={})
        if work != self.work:
            self._done(work)
            self.just_now = _("What was not saved was put aside; Ctrl+Z brings it back.")

    def _as_in_files(self, names: Collection[str]) -> Work:
        work = self.work.without(names)
        return replace(work, plans={**work.plans, **{name: self.saved_plan(name) for name in names}})

    # Files

    def _take_in_plans(self, now: dict[str, StoredPlan]) -> None:
        """Work with the plans as they were read; one with unsaved changes stays as it was read before."""
        before = self.stored
        # What was written here as a step of its own is no news.
        own = {name for name, stored in now.items() if stored.plan == self.work.plans.get(name)}
        gone = {name for name, plan in self.work.plans.items() if plan is None}
        own |= {name for name in gone if name in before and not before[name].path.exists()}
        edited = dict.fromkeys((*self.unsaved_plans, *(place[0] for place in self.work.wrong)))
        self.stored = now
        for name in edited:
            if name in own:
                continue
            if name in before:
                # With another remark in the file it is the same plan, and the remark stays. A file that is to be
                # taken away is taken as it was.
                same = name in now and now[name].plan == before[name].plan and name not in gone
                self.stored[name] = now[name] if same else before[name]
            else:
                # Drafted here, and meanwhile by somebody else too.
                self.stored.pop(name, None)
        moved = [name for name, stored in before.items() if self.stored.get(name, stored).plan != stored.plan]
        others = {*moved, *(set(before) - set(self.stored)), *(gone & (set(self.stored) - set(before)))} - own
        if others:
            # Going back in the history would undo what somebody else wrote.
            self._happened(Forgot(tuple(sorted(others))))
        for name in self.work.plans:
            known = self.chronicle.files.get(name)
            if name in own and name in gone:
                # The app was killed between taking it away and telling so, or somebody else took it away too.
                self._happened(TakenAway(name, before[name].path))
            elif name in own and not (known and known.digest == now[name].seen.digest):
                # The app was killed between saving it and telling so, or somebody else saved the same.
                self._happened(Saved(name, now[name].path, now[name].seen.digest, found=True))
        self._look_at_files(name for name in self.work.plans if name in now)


def near(plan: SupportPlan, place: Place) -> date | None:
    """The day near which a date without a year is meant: today for what was done, else the beginning of the plan."""
    return clock.today() if entry_at(place) else plan.plan.start


def _place_of(name: str, fault: Fault) -> Place:
    field = f"{fault.placement}/{fault.field}" if fault.placement else fault.field
    return name, fault.item, field


def _looked_at_again(plan: SupportPlan, wrong: Mapping[Place, str]) -> tuple[SupportPlan, Mapping[Place, str]]:
    """What was typed into the plan and could not be used: taken where it can be now, gone where its item is gone."""
    still = {place: text for place, text in wrong.items() if place[0] != plan.plan.id or is_there(plan, place)}
    for place, text in list(still.items()):
        field = field_at(place)
        if field and place[0] == plan.plan.id:
            with suppress(WrongValue):
                # A day without a year can be read once the plan has a start.
                plan = with_value(plan, place, field, read(field, text, near(plan, place)))
                del still[place]
    return plan, still


def _summary(found: Sequence[Change]) -> str:
    return _first_of([described(change) for change in found]) if found else ""


def _first_of(told: Sequence[str]) -> str:
    first, more = told[0], len(told) - 1
    if not more:
        return first
    return ngettext("{first}, and {more} more", "{first}, and {more} more", more).format(first=first, more=more)


def _pair(plan: SupportPlan) -> str:
    return _("{receiver} with {donor}").format(receiver=plan.plan.receiver_name, donor=plan.plan.donor_name)


def _new_plan(plan: SupportPlan) -> str:
    return _("drafted the plan of {receiver} with {donor}").format(
        receiver=plan.plan.receiver_name, donor=plan.plan.donor_name
    )


def _no_plan(plan: SupportPlan) -> str:
    return _("the plan of {receiver} with {donor} taken away").format(
        receiver=plan.plan.receiver_name, donor=plan.plan.donor_name
    )
