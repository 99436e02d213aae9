"""The peers of the pairing: each in a virtual environment of its own, asked through JSON.

A script of this folder runs in each. It reads from standard input

    worths      receivers by donors, 0 where the two may not be paired
    capacities  how many receivers each donor takes
    pins        [receiver, donor] that have to stay, as row and column

and writes `pairs` ([receiver, donor]), its own `seconds` (from these lists to the pairs: without starting Python,
importing and JSON) and the `versions` of what it ran.
"""

import json
import subprocess
import sys
import venv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).parent


class Task(NamedTuple):
    """What is to be paired, as numbers."""

    worths: list[list[int]]
    capacities: list[int]
    pins: list[tuple[int, int]]


@dataclass(frozen=True)
class Answer:
    """What a peer made of a task."""

    pairs: list[tuple[int, int]]
    seconds: float
    versions: str


@dataclass(frozen=True)
class Peer:
    """A program that pairs."""

    name: str
    script: str
    requirements: Sequence[str]

    def install(self, environments: Path) -> None:
        """Make its environment where there is none, and see that it holds what it needs."""
        folder = environments / self._folder
        if not self._python(environments).exists():
            venv.create(folder, with_pip=True)
        install = (str(self._python(environments)), "-m", "pip", "install", "--quiet", *self.requirements)
        subprocess.run(install, check=True, stdout=sys.stderr)

    def pair(self, task: Task, environments: Path, patience: float | None) -> Answer | None:
        """Its pairs; None where it needs more than `patience` seconds, starting Python included."""
        command = (str(self._python(environments)), "-I", str(HERE / self.script))
        try:
            done = subprocess.run(
                command,
                input=json.dumps(task._asdict()),
                stdout=subprocess.PIPE,
                text=True,
                check=True,
                timeout=patience,
            )
        except subprocess.TimeoutExpired:
            return None
        said = json.loads(done.stdout)
        return Answer([(row, column) for row, column in said["pairs"]], said["seconds"], said["versions"])

    @property
    def _folder(self) -> str:
        return "-".join(self.requirements).replace("==", "-")

    def _python(self, environments: Path) -> Path:
        # A folder that was named may be relative; resolving the link itself would leave the environment.
        scripts, name = ("Scripts", "python.exe") if sys.platform == "win32" else ("bin", "python")
        return environments.absolute() / self._folder / scripts / name


OPTIMUM = Peer("scipy, dense optimum", "optimum.py", ("scipy",))
PEERS = (
    Peer("matching 1.4.3, stable", "stable.py", ("matching==1.4.3",)),
    Peer("mentor-match 7.0.1", "mentors.py", ("mentor-match==7.0.1",)),
    Peer("mentor-match 7.0.1, old munkres", "mentors.py", ("mentor-match==7.0.1", "munkres==1.1.4")),
)
