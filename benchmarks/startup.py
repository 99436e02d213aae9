"""How soon the app is there: its first screen, and its full matching screen of 16 and 16 schools, beside an empty app.

    python benchmarks/startup.py [ROUNDS]

All three are started in turn in real pseudo-terminals, so that a slow moment of the machine hits all of them. The
programme has been matched once before, as for anybody who opens it a second time; the first time ever is shown too.
"""

import os
import shutil
import sys
import tempfile
from pathlib import Path
from statistics import median

from terminal import PAINT, Terminal

ROOT = Path(__file__).parents[1]
EMPTY = "from textual.app import App\nclass Empty(App): pass\nEmpty().run()"


def environment(home: Path) -> dict[str, str]:
    """A user with an empty home who speaks English."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("XDG_", "LC_", "LANG"))}
    return {**kept, "HOME": str(home), "TERM": "xterm-256color", "NEEDSMATCH_LANG": "en", "PYTHONPATH": str(ROOT)}


def first_paint(command: list[str], home: Path) -> float:
    """Seconds until the first screen is painted."""
    with Terminal(command, environment(home)) as terminal:
        return terminal.until(PAINT)


def full_matching(folder: Path, home: Path) -> float:
    """Seconds until the matching page shows every school with its status."""
    with Terminal([sys.executable, "-m", "needsmatch", str(folder)], environment(home)) as terminal:
        terminal.until(PAINT)
        terminal.press(b"2")
        # The title says so when nothing is being read or matched any more.
        return terminal.until(b"All saved")


def main(rounds: int) -> None:
    """Print the medians and their ratios."""
    with tempfile.TemporaryDirectory() as place:
        home = Path(place)
        folder = home / "huli-minning"
        shutil.copytree(ROOT / "profiles" / "huli-minning", folder)
        first_ever = full_matching(folder, home)
        times: dict[str, list[float]] = {"an empty Textual app": [], "first screen": [], "full matching screen": []}
        for _round in range(rounds):
            times["an empty Textual app"].append(first_paint([sys.executable, "-c", EMPTY], home))
            times["first screen"].append(first_paint([sys.executable, "-m", "needsmatch", str(folder)], home))
            times["full matching screen"].append(full_matching(folder, home))
    base = median(times["an empty Textual app"])
    for name, found in times.items():
        print(f"{name:<24}{median(found):7.3f} s{median(found) / base:7.2f} x   best {min(found):.3f} s")
    print(f"{'matched for the first time':<24}{first_ever:5.3f} s{first_ever / base:7.2f} x")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 15)
