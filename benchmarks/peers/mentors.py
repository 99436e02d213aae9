"""The pairs of mentor-match: mentors are donors, mentees are receivers.

It knows neither capacities nor pins. A donor is as many mentors as it takes receivers. One rule fills the matrix,
called for each pair as all its rules are: it looks the worth up in the table and forbids a pair without. A pin is the
nearest that a rule can say: so many points more that no other pairs can outweigh them.
"""

import json
import sys
from importlib.metadata import version
from time import perf_counter

from matching.match import Match
from matching.mentee import Mentee
from matching.mentor import Mentor
from matching.process import process_data

PIN = 1000
"""Two others gain at most 100 each when a pinned pair is given up."""


class Worth:
    """A rule that gives what the two are worth to each other."""

    def __init__(self, points: list[list[int]]) -> None:
        self._points = points

    def evaluate(self, match: Match) -> bool:
        """Whether the two may be paired."""
        return self._points[match.mentee.grade][match.mentor.grade] > 0

    def apply(self, match: Match) -> int:
        """The points of the pair."""
        points = self._points[match.mentee.grade][match.mentor.grade]
        match.disallowed = not points
        return points


task = json.load(sys.stdin)
start = perf_counter()
points = task["worths"]
for receiver, donor in task["pins"]:
    points[receiver][donor] += PIN
mentees = [Mentee(grade=row, email=f"r{row}") for row in range(len(points))]
mentors = [
    Mentor(grade=column, email=f"d{column}")
    for column, capacity in enumerate(task["capacities"])
    for _place in range(capacity)
]
process_data(mentors, mentees, [[Worth(points)]])
pairs = [(mentee.grade, mentor.grade) for mentee in mentees for mentor in mentee.mentors]
seconds = perf_counter() - start
versions = ", ".join(f"{name} {version(name)}" for name in ("mentor-match", "munkres"))
json.dump({"pairs": pairs, "seconds": seconds, "versions": versions}, sys.stdout)
