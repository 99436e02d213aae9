"""What a year later becomes different in a programme and its schools."""

from collections.abc import Mapping
from dataclasses import dataclass

from needsmatch.model.programme import About, Deadlines, Judgement
from needsmatch.model.school import Need, Result


@dataclass(frozen=True, slots=True)
class NextYear:
    """A programme a year on, beside what its files say now; all else in it stays.

    Needs are named as in the files: those of a school that merged into another one by their own school.
    """

    about: About
    deadlines: Deadlines
    carried: Mapping[str, Need]
    """By `school/need` the needs that go on, each with one more row of its past."""
    done: frozenset[str]
    """The needs that are done (`school/need`) and do not go on."""
    of_donors: frozenset[str]
    """Those of `carried` and `done` that donors asked in return; all others are what the report counts as asked."""
    renamed: Mapping[str, str | None]
    """Names of needs by which decisions know them, and that are others by then; None for those that are done."""
    paired: tuple[Judgement, ...]
    """The pairs of which nothing but their plans told, as decisions."""

    def count(self, result: Result) -> int:
        """How many of the receivers' needs that go on had become so much."""
        going = (need for name, need in self.carried.items() if name not in self.of_donors)
        return sum(need.past[-1].result is result for need in going)
