"""The stable matching of `matching`: hospitals with capacities are donors, residents are receivers.

Both sides like each other in the order of the pair's worth (ties by place) and do not list a pair without worth; its
game for one to one wants complete lists and would pair such two all the same. A pinned pair stands first on both lists,
which a stable matching always keeps. Of the stable matchings it is the best for the receivers.
"""

import json
import sys
import threading
import warnings
from collections.abc import Sequence
from importlib.metadata import version
from time import perf_counter

from matching.games import HospitalResident

PIN = 1000
"""More than any pair is worth."""


def main() -> None:
    """Pair and tell."""
    task = json.load(sys.stdin)
    start = perf_counter()
    points = task["worths"]
    for receiver, donor in task["pins"]:
        points[receiver][donor] += PIN
    asks = {f"r{row}": [f"d{donor}" for donor in _liked(points[row])] for row in range(len(points))}
    takes = {
        f"d{place}": [f"r{row}" for row in _liked(column)] for place, column in enumerate(zip(*points, strict=True))
    }
    game = HospitalResident.create_from_dictionaries(
        {receiver: likes for receiver, likes in asks.items() if likes},
        {donor: likes for donor, likes in takes.items() if likes},
        {f"d{place}": capacity for place, capacity in enumerate(task["capacities"])},
    )
    found = game.solve(optimal="resident")
    pairs = [(int(taken.name[1:]), int(donor.name[1:])) for donor, all_taken in found.items() for taken in all_taken]
    seconds = perf_counter() - start
    json.dump({"pairs": pairs, "seconds": seconds, "versions": f"matching {version('matching')}"}, sys.stdout)


def _liked(points: Sequence[int]) -> list[int]:
    """The places that have points, those with most first."""
    return sorted((place for place, value in enumerate(points) if value), key=points.__getitem__, reverse=True)


warnings.simplefilter("ignore")
# It copies its players with all that they know of each other, one inside the other.
sys.setrecursionlimit(1_000_000)
threading.stack_size(512 * 1024 * 1024)
with_room = threading.Thread(target=main)
with_room.start()
with_room.join()
