"""Plans that leave the house and come back, in verbs for the app: send, take in. Sequencing only, as in `workspace`."""

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from msgspec.structs import replace

from needsmatch.errors import CannotWrite
from needsmatch.model.plan import Status, SupportPlan
from needsmatch.model.revision import revision_of, stamped
from needsmatch.planning.take_in import Arrival, Choices, Copy, arrivals
from needsmatch.store.files import Seen
from needsmatch.store.folder import Reading, StoredPlan
from needsmatch.store.mend import Mend, write_all
from needsmatch.store.plan_merge import merged_bytes
from needsmatch.store.plans import changed_bytes, require_whole
from needsmatch.store.revisions import Returned, as_it_stands, find, keep, read_returned


@dataclass(frozen=True, slots=True)
class PlansWritten:
    """Plans whose files were changed at once, as one step."""

    plans: Mapping[str, SupportPlan]
    """As they stand in their files now, by id."""
    files: tuple[Mend, ...]
    """The files before and after. What was kept in plans/.history is not among them: it stays when the step is taken
    back, for a copy may be on its way."""


def send(reading: Reading, stored: StoredPlan) -> PlansWritten:
    """A plan leaves the house: it is named by its revision, which is kept whole; a draft becomes a proposal.

    `stored` is the plan's file as it stands. A plan that has not changed since it left is left as it is. Raises
    ChangedOnDisk, CannotWrite.
    """

    require_whole(reading, stored.path)
    plan = as_it_stands(stored)
    if plan.plan.status is Status.DRAFT:
        plan = replace(plan, plan=replace(plan.plan, status=Status.PROPOSED))
    plan = stamped(plan)
    data = stored.data if plan == stored.plan else changed_bytes(stored, plan)
    name, revision = plan.plan.id, plan.plan.revision
    assert revision
    if not find(reading.folder, name, revision):
        keep(reading.folder, name, revision, data)
    return _written([(stored, StoredPlan(plan, stored.path, data, stored.seen))])


def returned(reading: Reading, paths: Iterable[Path]) -> list[Returned]:
    """The copies that came back, files or folders of files, each with what it was made from. Raises nothing."""

    return [copy for path in paths for copy in read_returned(reading.folder, path, reading.plans)]


def take_in(reading: Reading, copies: Sequence[Returned], choices: Sequence[Choices]) -> list[Arrival]:
    """What each copy brings to the plans of a programme, with what was chosen for its conflicts; nothing is written.

    Nothing is raised: a copy that cannot be taken in says so itself.
    """

    stored = {plan.plan.plan.id: plan for plan in reading.plans}
    given = []
    for entry in copies:
        plan, problem = entry.copy.plan if entry.copy else None, entry.problem
        ours = stored.get(plan.plan.id) if plan else None
        if ours:
            try:
                require_whole(reading, ours.path)
            except CannotWrite as error:
                problem = str(error)
        given.append(Copy(plan, entry.base.plan if entry.base else None, entry.earlier, problem))
    found = arrivals({name: plan.plan for name, plan in stored.items()}, given, choices)
    return [_with_remarks(entry, arrival, stored) for entry, arrival in zip(copies, found, strict=True)]


def _with_remarks(entry: Returned, arrival: Arrival, stored: Mapping[str, StoredPlan]) -> Arrival:
    """Where a copy changes nothing in the plan: whether something was written beside it by hand."""
    if entry.copy is None or arrival.result is None or arrival.is_new:
        return arrival
    ours = stored[arrival.result.plan.id]
    try:
        data = merged_bytes(entry.base, ours, entry.copy, ours.plan)
    except CannotWrite as error:
        return Arrival(problem=str(error))
    return dataclasses.replace(arrival, has_remarks=data != ours.data)


def accept(reading: Reading, copies: Sequence[Returned], found: Sequence[Arrival]) -> PlansWritten:
    """Write what copies bring that are decided on: all of it or nothing. They are kept themselves as well.

    `found` is what `take_in` gave for `copies`. Remarks and keys that people wrote into a copy by hand come along.
    Raises ChangedOnDisk, CannotWrite.
    """

    before = {plan.plan.plan.id: plan for plan in reading.plans}
    now = dict(before)
    for entry, arrival in zip(copies, found, strict=True):
        if entry.copy is None or arrival.result is None or not arrival.is_new:
            continue
        name = arrival.result.plan.id
        keep(reading.folder, name, revision_of(entry.copy.plan), entry.copy.data)
        data = merged_bytes(entry.base, now[name], entry.copy, arrival.result)
        now[name] = StoredPlan(arrival.result, now[name].path, data, Seen.of_content(data))
    return _written([(before[name], plan) for name, plan in now.items()])


def _written(plans: Sequence[tuple[StoredPlan, StoredPlan]]) -> PlansWritten:
    """Write plans, each as it was and as it is now."""

    changed = [(old, new) for old, new in plans if old.data != new.data]
    files = tuple(Mend(old.path, old.data, new.data) for old, new in changed)
    write_all(files)
    return PlansWritten({new.plan.plan.id: new.plan for _old, new in changed}, files)
