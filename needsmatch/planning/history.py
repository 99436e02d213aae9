"""Undo and redo over values of any kind."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import groupby
from typing import Generic, TypeVar

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class History(Generic[Value]):
    """A value, what it was before, and what was undone."""

    present: Value
    past: tuple[Value, ...] = ()
    """Oldest first."""
    future: tuple[Value, ...] = ()
    """What was undone, the next to come back last."""

    @property
    def can_undo(self) -> bool:
        """Whether there is a step to take back."""
        return bool(self.past)

    @property
    def can_redo(self) -> bool:
        """Whether a step was taken back that can be done again."""
        return bool(self.future)

    def done(self, value: Value) -> "History[Value]":
        """After a step to `value`, which forgets what was undone; an equal value is no step."""
        return self if value == self.present else History(value, (*self.past, self.present))

    def undone(self) -> "History[Value]":
        """One step back; the same where there is none."""
        return History(self.past[-1], self.past[:-1], (*self.future, self.present)) if self.past else self

    def redone(self) -> "History[Value]":
        """The step that was undone last once more; the same where there is none."""
        return History(self.future[-1], (*self.past, self.present), self.future[:-1]) if self.future else self

    def each(self, change: Callable[[Value], Value]) -> "History[Value]":
        """The same steps with every value changed; steps that no longer change anything fall away."""
        present = change(self.present)
        past = [value for value, _equal in groupby([*map(change, self.past), present])]
        future = [value for value, _equal in groupby([*map(change, self.future), present])]
        return History(present, tuple(past[:-1]), tuple(future[:-1]))
