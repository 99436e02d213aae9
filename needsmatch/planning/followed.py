"""Whose a value in a plan is: the program's as long as it is what was proposed, else a person's.

What is the program's follows the new proposal; what is a person's stays.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from msgspec.structs import replace

from needsmatch.model.fields import Record

Part = TypeVar("Part", bound=Record)
Group = tuple[str, ...]
"""Attributes that only make sense together."""


@dataclass(frozen=True, slots=True)
class Edit:
    """A value that the program proposes otherwise than it stands."""

    name: str
    """Attribute of the item, the unmet need or the plan's About; or `gone`: wordings of some needs of an item that
    nobody asks for any more, while others are still asked for."""
    before: object
    after: object
    kept: bool = False
    """It is a person's: `before` stays, `after` is what would be proposed."""


def followed(
    ours: Part, base: Part | None, theirs: Part, groups: Sequence[Group], *, held: bool = False
) -> tuple[Part, tuple[Edit, ...]]:
    """`ours` with the values of `theirs` wherever it stood as in `base`, and what is to be said of it.

    `base` is what was proposed before; without it every value is a person's. A person's value is told only where the
    proposal is news. `held`: people already work by what stands there, so that all of it is theirs.
    """
    edits: list[Edit] = []
    for group in groups:
        mine, now = _values(ours, group), _values(theirs, group)
        if mine == now:
            continue
        if base is not None and mine == _values(base, group) and not held:
            edits += _edits(group, mine, now, kept=False)
            ours = replace(ours, **dict(zip(group, now, strict=True)))
        elif base is None or now != _values(base, group):
            edits += _edits(group, mine, now, kept=True)
    return ours, tuple(edits)


def remembered(ours: Part, base: Part | None, theirs: Part, groups: Sequence[Group]) -> Part:
    """What is to be known of `theirs` as the last proposal, so that what is a person's in `ours` stays a person's.

    Where the program has come to propose the very value that a person chose, it is still that person's choice.
    """
    if base is None:
        return theirs
    for group in groups:
        mine, then = _values(ours, group), _values(base, group)
        if mine == _values(theirs, group) != then:
            theirs = replace(theirs, **dict(zip(group, then, strict=True)))
    return theirs


def _values(record: Record, group: Group) -> tuple[object, ...]:
    return tuple(getattr(record, name) for name in group)


def _edits(group: Group, before: Sequence[object], after: Sequence[object], *, kept: bool) -> Iterator[Edit]:
    for name, old, new in zip(group, before, after, strict=True):
        if old != new:
            yield Edit(name, old, new, kept)
