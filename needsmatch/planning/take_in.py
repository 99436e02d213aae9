"""Returned copies of plans are taken in one after the other; what contradicts waits until a person has decided it."""

import dataclasses
import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeVar

from msgspec.structs import replace

from needsmatch.i18n import _, listed, ngettext
from needsmatch.model.fields import Record
from needsmatch.model.plan import Item, Status, SupportPlan
from needsmatch.model.revision import copy_of, revision_of
from needsmatch.planning.fields import WrongValue, read
from needsmatch.planning.merge import Merged, NotOnePlan, Part, Whose, decided, merge
from needsmatch.planning.review import settled

Kind = TypeVar("Kind", bound=Record)

_ANSWER, _WORD, _NEED, _SIGNATURE = "/answer/", "/confirmation/", "unmet/", "signature/"
"""What the keys of such parts hold, or begin with."""


class Take(StrEnum):
    """Which of two values a person wants."""

    OURS = "ours"
    THEIRS = "theirs"
    OWN = "own"
    """One that the person wrote."""


class Choice(Record, kw_only=True):
    """What a person decided about one conflict."""

    take: Take
    text: str = ""
    """What was typed for a value of one's own."""
    between: str
    """Stands for the two values: where they are others by now, nothing is decided."""


Choices = Mapping[str, Choice]
"""By the keys of the parts."""


@dataclass(frozen=True, slots=True)
class Copy:
    """A file that came back."""

    plan: SupportPlan | None
    """None where it cannot be read."""
    base: SupportPlan | None = None
    """What it was made from; None where that is not known."""
    earlier: tuple[SupportPlan, ...] = ()
    """Copies of the same plan whose conflicts were decided since this one's base."""
    problem: str = ""
    """Why it cannot be used, as a sentence."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """What a returned copy brings."""

    merged: Merged | None = None
    """None where the copy cannot be taken in."""
    problem: str = ""
    """Why it cannot be taken in, as a sentence."""
    is_guess: bool = False
    """It is not known what the copy was made from: what it has in common with the plan stands for it."""
    choices: Choices = field(default_factory=dict)
    """What was decided about its conflicts, here or when an earlier copy said the same."""
    values: Mapping[str, object] = field(default_factory=dict)
    """The values that were decided on, by the keys of the parts."""
    result: SupportPlan | None = None
    """The plan with the copy in it; None as long as something is undecided."""
    has_remarks: bool = False
    """The copy's file holds remarks or keys of a person's own that the plan's file has not."""

    @property
    def undecided(self) -> tuple[Part, ...]:
        """The conflicts that wait for a person."""
        return tuple(part for part in self.merged.conflicts if part.key not in self.values) if self.merged else ()

    @property
    def is_new(self) -> bool:
        """The copy brings something, or would once it is decided."""
        changes = self.merged is not None and (self.result is None or self.result != self.merged.ours)
        return changes or self.has_remarks


def arrivals(plans: Mapping[str, SupportPlan], copies: Sequence[Copy], choices: Sequence[Choices]) -> list[Arrival]:
    """What each copy brings to the plans with these ids, in turn: to what those before it have made of its plan.

    A copy with undecided conflicts is passed over by those behind it.
    """
    now = dict(plans)
    found = []
    for copy, chosen in zip(copies, choices, strict=True):
        arrival = _arrival(now, copy, chosen)
        if arrival.result:
            now[arrival.result.plan.id] = arrival.result
        found.append(arrival)
    return found


def _arrival(plans: Mapping[str, SupportPlan], copy: Copy, choices: Choices) -> Arrival:
    if copy.plan is None or copy.problem:
        return Arrival(problem=copy.problem)
    about = copy.plan.plan
    ours = plans.get(about.id)
    if ours is None:
        message = _("This is the plan of {receiver} with {donor}; this programme has no such plan")
        return Arrival(problem=message.format(receiver=about.receiver_name, donor=about.donor_name))
    # What was decided on is known here: a copy that names others would keep them out.
    known = tuple(decision for decision in about.merged if decision in ours.plan.merged)
    theirs = replace(copy.plan, plan=replace(about, merged=copy.base.plan.merged if copy.base else known))
    base = copy.base or common_ground(ours, theirs)
    try:
        merged = merge(base, ours, theirs)
    except NotOnePlan as error:
        return Arrival(problem=str(error))
    choices = {**_decided_before(merged, base, copy.earlier), **choices}
    values = values_of(merged, choices)
    arrival = Arrival(merged, is_guess=copy.base is None, choices=choices, values=values)
    if arrival.undecided:
        return arrival
    outcome = decided(merged, values) if values else merged.plan
    return dataclasses.replace(arrival, result=ours if outcome == ours else settled(outcome))


def _decided_before(merged: Merged, base: SupportPlan, earlier: Iterable[SupportPlan]) -> Choices:
    """Ours, wherever a copy that was decided on already wanted the same: a head who goes on in the same copy sends what
    was decided once more."""
    wanted = {(part.key, repr(part.theirs)) for copy in earlier for part in merge(base, base, copy).parts}
    known = [part for part in merged.conflicts if (part.key, repr(part.theirs)) in wanted]
    return {part.key: choice_of(part, Take.OURS) for part in known}


# Decisions


def choice_of(part: Part, take: Take, text: str = "") -> Choice:
    """The decision of a person about a conflict; `text` is what was typed for a value of one's own."""
    return Choice(take=take, text=text, between=_between(part))


def values_of(merged: Merged, choices: Choices) -> dict[str, object]:
    """The values that were chosen, by the keys of the parts; a choice between other values does not count."""
    values = {}
    for part in merged.conflicts:
        choice = choices.get(part.key)
        if choice and choice.between == _between(part):
            try:
                values[part.key] = _value(part, choice, merged)
            except WrongValue:
                continue  # from a file of choices that was made otherwise
    return values


def _value(part: Part, choice: Choice, merged: Merged) -> object:
    if choice.take is Take.OWN and part.field:
        return read(part.field, choice.text, merged.plan.plan.start)
    return part.theirs if choice.take is Take.THEIRS else part.ours


def _between(part: Part) -> str:
    return hashlib.blake2s(repr((part.ours, part.theirs)).encode(errors="replace"), digest_size=6).hexdigest()


# What a copy was made from, where nobody knows


def common_ground(ours: SupportPlan, theirs: SupportPlan) -> SupportPlan:
    """What two copies of one plan have in common; it stands for what they were made from where that is not known.

    Fields that are equal stand in it, all others are empty: what only one has filled in stays, and what both have
    filled in differently is a conflict. What only one has, an item or an answer, counts as new there. An item that is
    marked as taken out on the other side is one that was changed. A copy that was decided on before is its own ground:
    it brings nothing but signatures.
    """
    signatures = tuple(entry for entry in ours.signatures if entry in theirs.signatures)
    if revision_of(theirs) in map(copy_of, ours.plan.merged):
        return replace(theirs, signatures=signatures)
    others = {item.id: item for item in theirs.items}
    both = [_common(item, others[item.id], Item(id=item.id)) for item in ours.items if item.id in others]
    together = {item.id for item in both}
    marked = {mark.id for mark in (*ours.removed, *theirs.removed)} - together
    alone = [Item(id=item.id) for item in (*ours.items, *theirs.items) if item.id in marked]
    order = _other_order([item.id for item in both], [item.id for item in theirs.items if item.id in together])
    by_id = {item.id: item for item in both}
    empty = replace(
        ours.plan, language="", receiver_name="", donor_name="", start=None, end=None, note=None, proposed=(),
        status=next(status for status in Status if status not in (ours.plan.status, theirs.plan.status)),
        revision=None, parent=None, merged=tuple(entry for entry in ours.plan.merged if entry in theirs.plan.merged),
    )  # fmt: skip
    return SupportPlan(
        plan=_common(ours.plan, theirs.plan, empty),
        items=(*(by_id[name] for name in order), *alone),
        unmet=tuple(entry for entry in ours.unmet if entry in theirs.unmet),
        signatures=signatures,
        removed=tuple(mark for mark in ours.removed if mark in theirs.removed),
    )


def _common(ours: Kind, theirs: Kind, empty: Kind) -> Kind:
    equal = {name: value for name in ours.__struct_fields__ if (value := getattr(ours, name)) == getattr(theirs, name)}
    return replace(empty, **equal)


def _other_order(ours: list[str], theirs: list[str]) -> list[str]:
    """The order of both, or else one of neither, so that a person chooses; of two items only, ours stays."""
    if ours == theirs:
        return ours
    neither = (order for order in (ours[::-1], [*ours[1:], *ours[:1]]) if order not in (ours, theirs))
    return next(neither, theirs)


# In words


def came(found: Iterable[Arrival]) -> str:
    """What copies have brought, counted: `9 answers, 1 new need`, or that it is nothing."""
    counts: Counter[str] = Counter()
    found = list(found)
    for arrival in found:
        for part in arrival.merged.parts if arrival.merged else ():
            if _is_theirs(part, arrival.values):
                counts[_kind(part)] += 1
    words = {
        _ANSWER: ngettext("{count} answer", "{count} answers", counts[_ANSWER]),
        _WORD: ngettext("{count} word on what was done", "{count} words on what was done", counts[_WORD]),
        _NEED: ngettext("{count} new need", "{count} new needs", counts[_NEED]),
        _SIGNATURE: ngettext("{count} signature", "{count} signatures", counts[_SIGNATURE]),
        "": ngettext("{count} change", "{count} changes", counts[""]),
    }
    said = [text.format(count=counts[kind]) for kind, text in words.items() if counts[kind]]
    if any(arrival.has_remarks for arrival in found):
        said.append(_("remarks in the file"))
    return listed(said) or _("nothing new")


def _is_theirs(part: Part, values: Mapping[str, object]) -> bool:
    if part.whose is Whose.CONFLICT:
        return values.get(part.key, part.ours) != part.ours
    return part.whose in (Whose.THEIRS, Whose.UNITED)


def _kind(part: Part) -> str:
    for kind in (_ANSWER, _WORD):
        if kind in part.key:
            return kind
    if part.key.startswith(_NEED) and part.base is None and part.theirs is not None:
        return _NEED
    return _SIGNATURE if part.key.startswith(_SIGNATURE) else ""
