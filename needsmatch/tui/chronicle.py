"""All that happened to what is being edited, as events: told one by one to the journal, and done again from it.

Every change of the history is an event, in the app as at the next start, so that what the journal tells is what was.
"""

import os
from base64 import b64decode
from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from itertools import pairwise
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from needsmatch.model.plan import SupportPlan
from needsmatch.planning.delta import Delta, delta
from needsmatch.planning.history import History
from needsmatch.store.files import Seen
from needsmatch.tui.work import Place, Saying, Work, Written

Key = TypeVar("Key")
Value = TypeVar("Value")


class _Event(msgspec.Struct, frozen=True, tag=True, omit_defaults=True):
    """Something that happened."""


class InFile(msgspec.Struct, frozen=True):
    """A plan as its file holds it."""

    path: Path
    digest: str
    """SHA-256 of the file's bytes, in hexadecimal."""
    plan: SupportPlan


class Step(_Event, frozen=True):
    """Something was done; only what is different is told."""

    plans: Mapping[str, Delta | None] = {}
    """By id; None where there is no such plan any more."""
    proposed: Mapping[str, Delta | None] = {}
    """As differences from the plans after the step."""
    wrong: tuple[tuple[Place, str], ...] | None = None
    """All that cannot be used, where that is different."""
    written: tuple[Written, ...] = ()
    replaced: Mapping[str, Delta | None] = {}
    """What was proposed for plans before, as differences from the plans before the step; None where nothing was."""


class Back(_Event, frozen=True):
    """A step was taken back."""


class Forth(_Event, frozen=True):
    """A step that was taken back was done again."""


class Found(_Event, frozen=True):
    """What the file of a plan is known to hold from here on."""

    name: str
    file: InFile | None = None
    """None where there is no file."""


class Saved(_Event, frozen=True):
    """A plan was written to its file as it stands."""

    name: str
    path: Path
    digest: str
    found: bool = False
    """It was found to be so: the app was killed before it could tell, or somebody else saved the same."""


class Keeping(_Event, frozen=True):
    """The file of a plan is about to be taken away; what it held is kept, so that it can be written again."""

    name: str
    data: bytes


class TakenAway(_Event, frozen=True):
    """The file of a plan that there is no more was taken away."""

    name: str
    path: Path


class Forgot(_Event, frozen=True):
    """The steps on these plans are no longer known: somebody else changed their files."""

    names: tuple[str, ...]


class Overgrown(_Event, frozen=True):
    """Steps that wrote these files cannot be taken back any more: the files hold something else by now. Those that
    changed plans too stay, so that the plans are not taken back without the files."""

    paths: tuple[Path, ...]


class Typed(_Event, frozen=True):
    """What stands in a field that has the caret; None once the caret has gone."""

    place: Place
    text: str | None = None


Event = Step | Back | Forth | Found | Saved | Keeping | TakenAway | Forgot | Overgrown | Typed


@dataclass(frozen=True)
class Chronicle:
    """What the events make."""

    history: History[Work] = field(default_factory=lambda: History(Work()))
    files: Mapping[str, InFile] = field(default_factory=dict)
    """The files of the plans that were touched, by the plans' ids."""
    typed: Mapping[Place, str] = field(default_factory=dict)
    """What stands in fields that have the caret."""
    kept: Mapping[str, bytes] = field(default_factory=dict)
    """What files held that were taken away, by the plans' ids."""
    untouched: Work = field(default_factory=Work)
    """Plans and proposals as they were in files that hold something else by now. In the past and the future of
    `history` they stand for what a state does not name: thus no step depends on how many there were before it."""
    grown: Mapping[str, str] = field(default_factory=dict)
    """What files hold into which plans were saved here, and what they held before the first of these saves: digests."""

    @property
    def whole_history(self) -> History[Work]:
        """The history with everything that its states stand for."""
        return self.history.each(lambda work: work.over(self.untouched))

    def plan(self, name: str) -> SupportPlan | None:
        """A plan that was touched as it stands now."""
        plans = self.history.present.plans
        return plans[name] if name in plans else self._in_file(name)

    def _in_file(self, name: str) -> SupportPlan | None:
        return self.files[name].plan if name in self.files else None

    def has_grown(self, held: str, holds: str) -> bool:
        """Whether nobody but this app saved into a file between two contents of it, given by their digests."""
        return self.grown.get(held, held) == self.grown.get(holds, holds)

    @property
    def is_unsaved(self) -> bool:
        """Whether something stands here that no file holds."""
        work = self.history.present
        differing = (plan != self._in_file(name) for name, plan in work.plans.items())
        return bool(self.typed or work.wrong) or any(differing)


def step(before: Chronicle, after: Work, replaced: Mapping[str, SupportPlan | None] | None = None) -> Step:
    """The event that leads to `after`; `replaced` is what was proposed for plans until then."""
    work = before.history.present
    plans: dict[str, Delta | None] = {}
    for name, plan in after.plans.items():
        if name not in work.plans or plan is not work.plans[name]:
            plans[name] = delta(before.plan(name), plan) if plan else None
    proposed: dict[str, Delta | None] = {name: None for name in work.proposed if name not in after.proposed}
    for name, proposal in after.proposed.items():
        if proposal and proposal is not work.proposed.get(name):
            proposed[name] = delta(after.plans.get(name), proposal)
    wrong = tuple(after.wrong.items()) if after.wrong != work.wrong else None
    news = {name: was for name, was in (replaced or {}).items() if name not in work.proposed}
    told = {name: delta(before.plan(name), was) if was else None for name, was in news.items()}
    return Step(plans, proposed, wrong, after.written[len(work.written) :], told)


def applied(before: Chronicle, event: Event) -> Chronicle:
    """What is after an event. Raises LookupError where the event cannot have followed on `before`."""
    history = before.history
    match event:
        case Step():
            return _stepped(before, event)
        case Back():
            return _whole(replace(before, history=history.undone()))
        case Forth():
            return _whole(replace(before, history=history.redone()))
        case Found(name, found):
            if found:
                return replace(before, files={**before.files, name: found})
            if name in before.files and name in history.present.plans:
                # Steps from before it was touched still stand for what its file held.
                before = _with_untouched(before, Work({name: before.files[name].plan}))
            return replace(before, files=_without(before.files, [name]))
        case Saved(name, path, digest, found):
            plan = history.present.plans[name]
            if plan is None:
                raise LookupError(name)
            after = _saved(before, name, path) if found else _grown(_saved(before, name, path), name, digest)
            files = {**before.files, name: InFile(path, digest, plan)}
            return replace(after, files=files, kept=_without(before.kept, [name]))
        case Keeping(name, data):
            return replace(before, kept={**before.kept, name: data})
        case TakenAway(name, path):
            if history.present.plans[name] is not None:
                raise LookupError(name)
            return replace(_saved(before, name, path), files=_without(before.files, [name]))
        case Forgot(names):
            files, kept = _without(before.files, names), _without(before.kept, names)
            history, untouched = history.each(lambda work: work.without(names)), before.untouched.without(names)
            return _whole(replace(before, history=history, files=files, kept=kept, untouched=untouched))
        case Overgrown(paths):
            return _whole(_without_written(before, paths))
        case Typed(place, text):
            elsewhere = _without(before.typed, [place])
            return replace(before, typed=elsewhere if text is None else {**elsewhere, place: text})


def _stepped(before: Chronicle, event: Step) -> Chronicle:
    before = _with_replaced(_naming_proposals_that_go(before, event), event)
    work = before.history.present
    plans, proposed = dict(work.plans), work.proposed
    for name, told in event.plans.items():
        plans[name] = told.on(before.plan(name)) if told else None
    if event.proposed:
        stay = {name: plan for name, plan in proposed.items() if name not in event.proposed}
        proposed = stay | {name: told.on(plans.get(name)) for name, told in event.proposed.items() if told}
    wrong = work.wrong if event.wrong is None else dict(event.wrong)
    history = before.history.done(Work(plans, wrong, (*work.written, *event.written), proposed))
    # From here on the files hold something else.
    held = {name: before.files[name].plan for name in event.plans if name in before.files} if event.written else {}
    after = replace(before, history=history)
    return _with_untouched(after, Work(held)) if held else after


def _with_replaced(before: Chronicle, event: Step) -> Chronicle:
    """With what was proposed until a step that is about to replace it, so that undo brings it back."""
    was = {name: told.on(before.plan(name)) if told else None for name, told in event.replaced.items()}
    return _with_untouched(before, Work(proposed=was)) if was else before


def _naming_proposals_that_go(before: Chronicle, event: Step) -> Chronicle:
    """A step that takes a proposal away has no name for it, nor may anything stand for it there."""
    gone = {name for name, change in event.proposed.items() if change is None}
    if gone.isdisjoint(before.untouched.proposed):
        return before
    return replace(before, history=before.whole_history, untouched=Work())


def _saved(before: Chronicle, name: str, path: Path) -> Chronicle:
    """Once a plan is saved: steps from before it was touched keep what its file held until now, or that there was no
    such plan; and a file that was mended cannot be taken back to what it was, for it holds more by now."""
    if name in before.files:
        was = Work({name: before.files[name].plan})
    else:
        was = Work({name: None}, proposed={name: None} if name in before.history.present.proposed else {})
    return _with_untouched(_without_written(before, [path]), was)


def _grown(before: Chronicle, name: str, digest: str) -> Chronicle:
    """Once a plan is saved over what its file held, or over what is kept of it."""
    if name in before.files:
        held = before.files[name].digest
    elif name in before.kept:
        held = Seen.of_content(before.kept[name]).digest
    else:
        return before
    return replace(before, grown={**before.grown, digest: before.grown.get(held, held)})


def _with_untouched(chronicle: Chronicle, was: Work) -> Chronicle:
    """The same where states that do not name what `was` has stand for it, if nothing stood for it yet."""
    return _whole(replace(chronicle, untouched=chronicle.untouched.over(was)))


def _whole(chronicle: Chronicle) -> Chronicle:
    """The same where the present names everything, and the steps next to it change something."""
    history, untouched = chronicle.history, chronicle.untouched
    present = history.present.over(untouched)

    def differing(states: tuple[Work, ...]) -> tuple[Work, ...]:
        count = len(states)
        while count and states[count - 1].over(untouched) == present:
            count -= 1
        return states[:count]

    return replace(chronicle, history=History(present, differing(history.past), differing(history.future)))


def _without(mapping: Mapping[Key, Value], keys: Collection[Key]) -> dict[Key, Value]:
    return {key: value for key, value in mapping.items() if key not in keys}


def _without_written(before: Chronicle, paths: Collection[Path]) -> Chronicle:
    """The same without the steps that wrote one of these files, and changed no plan."""
    whole = before.whole_history
    states = (*whole.past, whole.present, *reversed(whole.future))
    gone = [
        written
        for older, newer in pairwise(states)
        for written in newer.written[len(older.written) :]
        if any(file.path in paths for file in written.files) and older.plans == newer.plans
    ]
    if not gone:
        return before

    def left(work: Work) -> Work:
        return replace(work, written=tuple(written for written in work.written if written not in gone))

    return replace(before, history=before.history.each(left))


def encoded(event: Event) -> bytes:
    """An event as one line of the journal."""
    return _ENCODER.encode(event)


def replayed(lines: Iterable[bytes]) -> tuple[Chronicle, int]:
    """What the lines of a journal tell, up to the first one that cannot be understood; and how many could be."""
    chronicle, understood = Chronicle(), 0
    # RecursionError: brackets in brackets, as in a damaged file.
    with suppress(msgspec.MsgspecError, LookupError, ValueError, RecursionError):
        for line in lines:
            chronicle = applied(chronicle, _DECODER.decode(line))
            understood += 1
    return chronicle, understood


def _plain(value: object) -> object:
    match value:
        case Path():
            return os.fsencode(value)  # a name on Linux may be bytes that are no text
        case Saying():
            return value()
    raise NotImplementedError


def _value(kind: type, plain: Any) -> object:
    return Saying(lambda: plain) if kind is Saying else Path(os.fsdecode(b64decode(plain, validate=True)))


_ENCODER = msgspec.json.Encoder(enc_hook=_plain)
_DECODER: msgspec.json.Decoder[Event] = msgspec.json.Decoder(Event, dec_hook=_value)
