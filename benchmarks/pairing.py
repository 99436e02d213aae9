"""How well and how fast whole programmes are paired, beside peers: python benchmarks/pairing.py [--sizes N ..]

Random programmes of N receivers and N donors, made of wordings of the built-in topics: 3 to 6 needs and strengths a
school, capacities 1 to 3, and every tenth receiver pinned to some donor of its stage, mostly one that has little for
it. How many pairs have a worth, and how much, is about as in the samples. All programs pair the same programmes, one
after the other; worths are those of needsmatch, 0 where the rules forbid the pair. pip installs the peers (`peers/`),
each in an environment of its own: scipy's dense optimum with a column for each place, the stable matching of
`matching`, and mentor-match, once with the munkres that pip finds for it and once with that of the years when it was
written.

Seconds are medians. For a peer they go from the table of worths to the pairs. For needsmatch there are several rows:

    cold         from schools whose texts were never read to the finished pairing: texts read and compared, pairs, and
                 what becomes of every need; the index is loaded. In a fresh process, over the first seeds
    warm         the same where the texts were read before
    scored       texts compared and pairs, without what becomes of every need
    pairs alone  from the table of worths to the pairs, as the peers
    fair         the same by the goal that serves the worst-served best, over the first seeds

A peer has `--limit` seconds for all seeds of a size; the table tells how many it got done. Exits with 1 where
needsmatch does not reach the optimum or loses a pin, with an error where any program makes pairs that are none.
"""

import argparse
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from multiprocessing import get_context
from pathlib import Path
from statistics import fmean, median
from time import perf_counter
from typing import TypeVar

from peers import OPTIMUM, PEERS, Peer, Task
from peers.drawn import drawn
from peers.outcome import Row

from needsmatch import workspace
from needsmatch.matching.assignment import assign
from needsmatch.matching.comparer import Comparer, Texts
from needsmatch.matching.known import Keys
from needsmatch.matching.pair import Pairer
from needsmatch.matching.rank import Matcher
from needsmatch.model.pairing import Goal, Pairing
from needsmatch.model.programme import Programme

CLOSE_LOOKS = 3
"""Seeds of each size that are also paired cold and by the fair goal."""

Value = TypeVar("Value")


def timed(action: Callable[[], Value]) -> tuple[Value, float]:
    """What an action gives, and the seconds it takes."""
    start = perf_counter()
    return action(), perf_counter() - start


def cold(size: int, seed: int) -> float:
    """Seconds that a programme takes in a process that has read nothing of it; to be called in a fresh one."""
    programme, comparer = drawn(size, seed), workspace._comparer(())
    comparer.index.read("什么都行", ())  # loads what any first text loads: conversion, slips, names
    return timed(lambda: Pairer(programme, Matcher(programme, lambda: comparer)).pairing())[1]


def read(programme: Programme, comparer: Comparer) -> None:
    """Read all texts of a programme."""
    texts = Texts(lambda: comparer, Keys(programme), {})
    for receiver in programme.receivers:
        texts.needs(receiver)
    for donor in programme.donors:
        texts.strengths(donor)


class Bench:
    """One size: all programs on the same programmes."""

    def __init__(self, size: int, environments: Path, limit: float) -> None:
        self.size, self._environments, self._limit = size, environments, limit
        self.own = {way: Row(f"needsmatch, {way}") for way in ("cold", "warm", "scored", "pairs alone", "fair")}
        self.optimum = Row(OPTIMUM.name)
        self.peers = {peer: Row(peer.name) for peer in PEERS}
        self.versions: set[str] = set()
        self.goals: dict[Goal, list[Pairing]] = {goal: [] for goal in Goal}
        self._left = dict.fromkeys(PEERS, limit)

    def run(self, seed: int, comparer: Comparer) -> None:
        """Let all of them pair one programme. Raises ValueError where one makes pairs that are none."""
        programme = drawn(self.size, seed)
        read(programme, comparer)
        pairer = Pairer(programme, Matcher(programme, lambda: comparer))
        _worths, scoring = timed(lambda: pairer.worths)
        pairing, rest = timed(pairer.pairing)
        task = task_of(pairer)
        self.own["warm"].take(seed, task, places(pairer, pairing), scoring + rest)
        if pairing.total != self.own["warm"].totals[seed]:
            raise ValueError("the total is not the sum of the worths")
        alone = self._alone(pairer, task, Goal.TOTAL)
        self.own["scored"].seconds.append(scoring + alone)
        self.own["pairs alone"].seconds.append(alone)
        if seed < CLOSE_LOOKS:
            with get_context("spawn").Pool(1) as fresh:
                self.own["cold"].seconds.append(fresh.apply(cold, (self.size, seed)))
            fair = pairer.pairing(Goal.FAIR)
            self.own["fair"].take(seed, task, places(pairer, fair), self._alone(pairer, task, Goal.FAIR))
            self.goals[Goal.TOTAL].append(pairing)
            self.goals[Goal.FAIR].append(fair)
        self._ask(OPTIMUM, self.optimum, seed, task)
        for peer, row in self.peers.items():
            if not row.gave_up:
                self._left[peer] -= self._ask(peer, row, seed, task, self._left[peer])

    def _alone(self, pairer: Pairer, task: Task, goal: Goal) -> float:
        """Seconds from the table to the pairs."""
        pinned, left = {row for row, _column in task.pins}, [*task.capacities]
        for _row, column in task.pins:
            left[column] -= 1
        free = [row for row in range(self.size) if row not in pinned]
        return timed(lambda: assign(pairer.worths[free], left, goal))[1]

    def _ask(self, peer: Peer, row: Row, seed: int, task: Task, patience: float | None = None) -> float:
        """Seconds that a peer took, with all that belongs to it."""
        answer, seconds = timed(lambda: peer.pair(task, self._environments, patience))
        if answer:
            row.take(seed, task, answer.pairs, answer.seconds)
            self.versions.add(answer.versions)
        row.gave_up = answer is None
        return seconds

    @property
    def is_right(self) -> bool:
        """Every total of needsmatch is the optimum, and every pin was kept by both goals."""
        kept = all(self.own[way].kept == self.own[way].pins for way in ("warm", "fair"))
        return kept and self.own["warm"].totals == self.optimum.totals

    def table(self) -> Iterator[str]:
        """The rows of the table."""
        for row in (*self.own.values(), self.optimum, *self.peers.values()):
            yield f"| {self.size} | {' | '.join(row.cells(self._limit, self.optimum.totals))} |"

    def notes(self) -> Iterator[str]:
        """How much faster needsmatch is than each peer, and what the fair goal changes."""
        for row in self.peers.values():
            theirs, more = (median(row.seconds), "") if row.seconds else (self._limit, "more than ")
            ways = ("cold", "warm", "scored", "pairs alone")
            times = ", ".join(f"{more}{theirs / median(self.own[way].seconds):.3g} ({way})" for way in ways)
            yield f"{self.size}: {row.name} takes so many times as long: {times}"
        for goal, pairings in self.goals.items():
            served = [free_worths(pairing) for pairing in pairings]
            total, alone = fmean(map(sum, served)), fmean(worths.count(0) for worths in served)
            tenth = fmean(fmean(worths[: max(1, self.size // 10)]) for worths in served)
            yield (
                f"{self.size}: goal {goal}, of the receivers that are not pinned: total {total:.0f}, worst worth "
                f"{min(map(min, served))}, mean of the worst tenth {tenth:.1f}, without any help {alone:.1f}"
            )


def task_of(pairer: Pairer) -> Task:
    """A programme as numbers, for the peers."""
    rows, columns = _places(pairer.programme)
    pins = [
        (rows[judgement.receiver or ""], columns[judgement.donor or ""]) for judgement in pairer.programme.judgements
    ]
    return Task(pairer.worths.tolist(), [donor.capacity for donor in pairer.programme.donors], pins)


def places(pairer: Pairer, pairing: Pairing) -> list[tuple[int, int]]:
    """The pairs as row and column."""
    rows, columns = _places(pairer.programme)
    return [(rows[pair.receiver.id], columns[pair.donor.id]) for pair in pairing.pairs]


def _places(programme: Programme) -> tuple[dict[str, int], dict[str, int]]:
    rows, columns = (
        {school.id: place for place, school in enumerate(schools)}
        for schools in (programme.receivers, programme.donors)
    )
    return rows, columns


def free_worths(pairing: Pairing) -> list[int]:
    """What each receiver gets whose donor was not fixed before, the worst served first."""
    return sorted([pair.worth for pair in pairing.pairs if not pair.hold] + [0] * len(pairing.unpaired))


def main() -> int:
    """Measure and print; 1 where needsmatch is not right."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--sizes", type=int, nargs="+", default=[20, 100, 200, 500], metavar="N", help="receivers, and as many donors"
    )
    parser.add_argument("--seeds", type=int, default=100, metavar="N", help="programmes of each size (100)")
    parser.add_argument("--limit", type=float, default=1800, metavar="SECONDS", help="for one peer and one size (1800)")
    parser.add_argument("--environments", type=Path, metavar="FOLDER", help="keep the peers' environments here")
    asked = parser.parse_args()
    with ExitStack() as stack:
        folder = asked.environments or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        for peer in (OPTIMUM, *PEERS):
            peer.install(folder)
        comparer = workspace._comparer(())
        benches = [Bench(size, folder, asked.limit) for size in asked.sizes]
        for bench in benches:
            for seed in range(asked.seeds):
                bench.run(seed, comparer)
                print(f"\r{bench.size}: {seed + 1} of {asked.seeds}", end="", file=sys.stderr, flush=True)
            print(file=sys.stderr)
    print("| size | program | seeds | total, first seed | of the optimum | seconds | pins kept |")
    print("|---:|---|---:|---:|---:|---:|---:|")
    for bench in benches:
        print("\n".join(bench.table()))
    print(f"\n{'; '.join(sorted({version for bench in benches for version in bench.versions}))}\n")
    for bench in benches:
        print("\n".join(bench.notes()))
    wrong = [bench.size for bench in benches if not bench.is_right]
    if wrong:
        print(f"NOT the optimum, or a pin lost, at {wrong}")
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
