"""People live with plans at random, for long: python benchmarks/plan_life.py [--lives 500] [--steps 40] [--seed 1]

Each life is that of tests/test_plan_life.py: they edit, undo, refresh, save, send, review, take in, write by hand, and
the program ends at any moment. Prints the first fault, with the deeds that led to it, and leaves with 1.
"""

import argparse
import os
import sys
import tempfile
from pathlib import Path
from time import perf_counter

from hypothesis import Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from tests.test_plan_life import LAW, PlanLife  # noqa: E402


def main() -> None:
    """Live, and print how often."""
    parser = argparse.ArgumentParser(description="Random lives of plans, and what is lost in them.")
    parser.add_argument("--lives", type=int, default=500)
    parser.add_argument("--steps", type=int, default=40)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--shrink", action="store_true", help="look for the fewest deeds that lead to a fault")
    asked = parser.parse_args()
    phases = [Phase.generate, *([Phase.shrink] if asked.shrink else [])]
    law = settings(
        LAW, max_examples=asked.lives, stateful_step_count=asked.steps, phases=phases, database=None,
        report_multiple_bugs=False,
    )  # fmt: skip
    started = perf_counter()
    run_state_machine_as_test(seed(asked.seed)(PlanLife), settings=law)
    print(f"{asked.lives} lives of up to {asked.steps} steps, seed {asked.seed}: nothing was lost")
    print(f"{perf_counter() - started:.0f} s")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as home:
        os.environ.update(HOME=home, XDG_STATE_HOME=f"{home}/state")
        main()
