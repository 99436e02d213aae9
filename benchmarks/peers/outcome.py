"""What one program made of the programmes of one size: checked, counted, and as cells of a table."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median

from peers import Task


@dataclass
class Row:
    """What one program did at one size."""

    name: str
    totals: dict[int, int] = field(default_factory=dict)
    """By the seed."""
    seconds: list[float] = field(default_factory=list)
    kept: int = 0
    pins: int = 0
    gave_up: bool = False

    def take(self, seed: int, task: Task, pairs: Sequence[tuple[int, int]], seconds: float) -> None:
        """Count what came of one programme. Raises ValueError for pairs that are none."""
        _check(task, pairs)
        self.totals[seed] = sum(task.worths[row][column] for row, column in pairs)
        self.seconds.append(seconds)
        self.kept += len({*task.pins} & {*pairs})
        self.pins += len(task.pins)

    def cells(self, limit: float, optima: Mapping[int, int]) -> Iterator[str]:
        """The cells of the table."""
        best = sum(optima[seed] for seed in self.totals)
        yield self.name
        yield f"{len(self.totals) or len(self.seconds)}"
        yield f"{min(self.totals.items())[1]}" if self.totals else ""
        yield f"{100 * sum(self.totals.values()) / best:.2f} %" if best else ""
        yield f"{median(self.seconds):.3f}" if self.seconds else f"more than {limit:.0f}"
        yield f"{self.kept} of {self.pins}" if self.pins else ""


def _check(task: Task, pairs: Sequence[tuple[int, int]]) -> None:
    """Raises ValueError where the pairs are not allowed."""
    if len({row for row, _column in pairs}) < len(pairs):
        raise ValueError("a receiver has two donors")
    taken = [0] * len(task.capacities)
    for row, column in pairs:
        taken[column] += 1
        if not task.worths[row][column] and (row, column) not in task.pins:
            raise ValueError("a pair that is not allowed")
    if any(count > capacity for count, capacity in zip(taken, task.capacities, strict=True)):
        raise ValueError("a donor has too many receivers")
