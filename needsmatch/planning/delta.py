"""What one state of a plan has that another one has not: a step told in little room, and done again from it."""

from collections.abc import Sequence
from typing import Annotated, TypeVar

from msgspec import Meta, Struct

from needsmatch.model.plan import About, Item, Removed, Signature, SupportPlan, UnmetNeed

Entry = TypeVar("Entry", Item, UnmetNeed, Signature, Removed)

Place = Annotated[int, Meta(ge=0)]
"""Of an entry in the list as it was, from 0."""


class Delta(Struct, frozen=True, omit_defaults=True):
    """What makes a plan of the one before. None stands for what is as it was."""

    about: About | None = None
    items: tuple[Place | Item, ...] | None = None
    unmet: tuple[Place | UnmetNeed, ...] | None = None
    signatures: tuple[Place | Signature, ...] | None = None
    removed: tuple[Place | Removed, ...] | None = None

    def on(self, before: SupportPlan | None) -> SupportPlan:
        """The plan after the step; `before` is the one it was told from. Raises LookupError on another one."""
        about = self.about or (before.plan if before else None)
        if about is None:
            raise LookupError
        return SupportPlan(
            plan=about,
            items=_again(before.items if before else (), self.items),
            unmet=_again(before.unmet if before else (), self.unmet),
            signatures=_again(before.signatures if before else (), self.signatures),
            removed=_again(before.removed if before else (), self.removed),
        )


def delta(before: SupportPlan | None, after: SupportPlan) -> Delta:
    """What makes `after` of `before`, or of nothing."""
    if before is None:
        return Delta(after.plan, after.items, after.unmet, after.signatures, after.removed)
    return Delta(
        after.plan if after.plan != before.plan else None,
        _told(before.items, after.items),
        _told(before.unmet, after.unmet),
        _told(before.signatures, after.signatures),
        _told(before.removed, after.removed),
    )


def _told(before: Sequence[Entry], after: Sequence[Entry]) -> tuple[Place | Entry, ...] | None:
    if before == after:
        return None
    return tuple(before.index(entry) if entry in before else entry for entry in after)


def _again(before: tuple[Entry, ...], told: Sequence[Place | Entry] | None) -> tuple[Entry, ...]:
    if told is None:
        return before
    return tuple(before[entry] if isinstance(entry, int) else entry for entry in told)
