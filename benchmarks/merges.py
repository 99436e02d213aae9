"""Random merges, and what is lost in them: python benchmarks/merges.py [--merges 10000] [--seed 1]

Each time a plan of a sample programme is edited by two people at random, one to six edits each, and merged; conflicts
are decided at random. Nothing that either wrote may be lost, the same copy once more must change nothing, and where
there is no conflict it must not matter whose copy is ours. Leaves with 1 where something is lost.
"""

import argparse
import random
import sys
from collections import Counter
from pathlib import Path
from time import perf_counter

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from needsmatch import workspace  # noqa: E402
from needsmatch.model.plan import SupportPlan  # noqa: E402
from needsmatch.model.revision import stamped  # noqa: E402
from needsmatch.planning.merge import decided, merge  # noqa: E402
from tests.planning.human import edited, lost  # noqa: E402

SAMPLES = ("huli-minning", "huishan-haidong", "harbour-uplands")


def sample_plans() -> list[SupportPlan]:
    """The plans of the sample programmes as they are drafted."""
    found = []
    for name in SAMPLES:
        reading = workspace.open_programme(ROOT / "profiles" / name)
        found += [draft.plan for draft in workspace.drafts(reading, workspace.matcher(reading), None)]
    return [plan for plan in found if plan.items]


def wrong(base: SupportPlan, ours: SupportPlan, theirs: SupportPlan, rng: random.Random) -> tuple[bool, list[str]]:
    """Whether there was a conflict, and everything that is wrong about a merge."""
    merged = merge(base, ours, theirs)
    choices = {part.key: rng.choice([part.ours, part.theirs]) for part in merged.conflicts}
    plan = decided(merged, choices)
    found = [*lost(merged, merged.plan), *lost(merged, plan)]
    if merge(base, plan, theirs).plan != plan:
        found.append("the same copy once more changes the plan")
    if not merged.conflicts and merge(base, theirs, ours).plan != plan:
        found.append("it matters whose copy is ours")
    return bool(choices), found


def main() -> None:
    """Merge, and print how often something was lost."""
    parser = argparse.ArgumentParser(description="Random merges of plans, and what is lost in them.")
    parser.add_argument("--merges", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    rng = random.Random(asked.seed)
    plans = sample_plans()
    counts = Counter[str]()
    started = perf_counter()
    for number in range(asked.merges):
        # A copy that went to and fro before has answers, outcomes, marks and signatures.
        base = stamped(edited(rng.choice(plans), rng, "coordinator", rng.randint(1, 20)))
        conflict, found = wrong(base, edited(base, rng, "ours"), edited(base, rng, "theirs"), rng)
        counts["conflicts"] += conflict
        counts["lost"] += bool(found)
        for sentence in found:
            print(f"merge {number}: {sentence}")
    seconds = perf_counter() - started
    print(f"{asked.merges} merges of {len(plans)} plans, seed {asked.seed}: {counts['conflicts']} with conflicts,")
    print(f"{counts['lost']} lost something; {seconds:.0f} s")
    sys.exit(1 if counts["lost"] else 0)


if __name__ == "__main__":
    main()
