"""The parts of two copies of a plan, settled one by one; what came of each is written down."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto
from functools import cache
from typing import TypeVar, cast, get_args

import msgspec
from msgspec.structs import replace

from needsmatch.model.fields import LongText, Record
from needsmatch.model.plan import Item, Outcome, UnmetNeed
from needsmatch.planning.fields import Field
from needsmatch.planning.merge_lists import united_text

Value = TypeVar("Value")
Entry = TypeVar("Entry", bound=Record)

GROUPS: Mapping[type[Record], tuple[tuple[str, ...], ...]] = {
    Item: (("needs", "need_texts"), ("strength", "strength_text", "topic", "score", "evidence")),
    UnmetNeed: (("cause", "others"), ("side", "by", "at")),
    Outcome: (("by", "at"),),
}
"""Attributes that make sense only together: one part, named by the first, with a tuple of their values."""

LONGEST: int = get_args(LongText)[1].max_length
"""Characters of a remark at most."""


class Whose(Enum):
    """Where a part of the merged plan comes from."""

    OURS = auto()
    """Only ours was changed."""
    THEIRS = auto()
    """Only theirs was changed."""
    BOTH = auto()
    """Both were changed, to the same."""
    UNITED = auto()
    """Both added something, and all of it stays."""
    CONFLICT = auto()
    """Both were changed, differently: a person decides."""


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a plan that is no longer what it was in the base."""

    key: str
    """Names the part within the plan, such as `item/i-25c369c6/sessions`, `plan/note`, `order`."""
    item: str | None
    """Id of the item; None for the plan as a whole."""
    field: Field | None
    """What it is where a person can edit it; then the values are those of this field. None otherwise."""
    base: object
    ours: object
    theirs: object
    result: object
    """What stands in the merged plan; ours as long as a conflict is not decided."""
    whose: Whose
    row: Record | None = None
    """The row of a list that it is a part of, where several have parts of the same name; as it stands in ours."""


@dataclass(slots=True)
class Settling:
    """Settles values and writes down what came of them."""

    decide: Callable[[str, object, object], object]
    """What a conflict becomes, of the part's key, ours and theirs."""
    parts: list[Part] = field(default_factory=list)
    same: int = 0
    """How many filled-in fields are as in the base on both sides."""

    def value(
        self,
        key: str,
        base: Value,
        ours: Value,
        theirs: Value,
        *,
        item: str | None = None,
        field: Field | None = None,
        unite: Callable[[Value, Value, Value], Value | None] | None = None,
        contradicts: bool = False,
        row: Record | None = None,
    ) -> Value:
        """What a part becomes. `contradicts`: a person must decide, though one of the two is as in the base.

        What both changed differently is left to `unite`; where that gives None, it is a conflict.
        """
        result, whose = ours, Whose.OURS
        if ours == theirs:
            if ours == base:
                return ours
            whose = Whose.BOTH
        elif contradicts or (theirs != base and ours != base):
            joined = unite(base, ours, theirs) if unite else None
            whose = Whose.CONFLICT if joined is None else Whose.UNITED
            # What a person decides comes from a door, which knows by `field` what it may be.
            result = cast("Value", self.decide(key, ours, theirs)) if joined is None else joined
        elif ours == base:
            result, whose = theirs, Whose.THEIRS
        self.parts.append(Part(key, item, field, base, ours, theirs, result, whose, row))
        return result

    def record(
        self,
        key: str,
        base: Entry | None,
        ours: Entry,
        theirs: Entry,
        *,
        item: str | None = None,
        fields: Sequence[Field] = (),
        but: Collection[str] = (),
        is_row: bool = False,
    ) -> Entry:
        """`ours` with every field settled but those named in `but`; without a base all that is filled in is new.

        `is_row`: it is one of several in a list, and its parts know which.
        """
        row = ours if is_row else None
        editable = {field.name: field for field in fields}
        found: dict[str, object] = {}
        for names in _parts_of(type(ours)):
            if names[0] in but:
                continue
            before = _values(base, names) if base else _empty(type(ours), names)
            here, there = _values(ours, names), _values(theirs, names)
            if before == here == there:
                self.same += any(value not in (None, ()) and value is not False for value in here)
            elif len(names) == 1:
                (name,) = names
                found[name] = self.value(
                    f"{key}/{name}", before[0], here[0], there[0],
                    item=item, field=editable.get(name), unite=_united_note if name == "note" else None, row=row,
                )  # fmt: skip
            else:
                values = self.value(f"{key}/{names[0]}", before, here, there, item=item, row=row)
                found |= zip(names, values, strict=True)
        return replace(ours, **found) if found else ours


def without_people() -> Settling:
    """Settles what nobody is asked about, in a way that does not depend on which side is ours."""
    return Settling(lambda _key, ours, theirs: min(ours, theirs, key=repr))


@cache
def _parts_of(kind: type[Record]) -> tuple[tuple[str, ...], ...]:
    """The attributes of a record, those that belong together as one."""
    groups = {names[0]: names for names in GROUPS.get(kind, ())}
    later = {name for names in groups.values() for name in names[1:]}
    return tuple(groups.get(name, (name,)) for name in kind.__struct_fields__ if name not in later)


def _values(entry: Record, names: Sequence[str]) -> tuple[object, ...]:
    return tuple(getattr(entry, name) for name in names)


@cache
def _empty(kind: type[Record], names: tuple[str, ...]) -> tuple[object, ...]:
    """What stands in a record that says nothing; None where it would have to say something."""
    defaults = {entry.name: entry.default for entry in msgspec.structs.fields(kind)}
    return tuple(None if defaults[name] is msgspec.NODEFAULT else defaults[name] for name in names)


def united_remark(base: str | None, ours: str | None, theirs: str | None) -> str | None:
    """Both remarks as one; None where that is too long for a remark, or blank."""
    joined = united_text(base, ours, theirs)
    return joined if joined and joined.strip() and len(joined) <= LONGEST else None


def _united_note(base: object, ours: object, theirs: object) -> str | None:
    """Both notes as one; None also where one side took the note out and the other wrote in it: they contradict."""
    texts = [text if isinstance(text, str) else None for text in (base, ours, theirs)]
    return united_remark(*texts) if all(texts[1:]) else None
