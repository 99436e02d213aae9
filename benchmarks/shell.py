"""How long a person waits: whole commands from the shell, beside a bare Python interpreter in the same run.

python benchmarks/shell.py [RUNS]    (5 unless said; the first run of each command is not counted, it fills caches)
"""

import statistics
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
SAMPLE = str(ROOT / "profiles" / "huli-minning")
COMMANDS = {
    "bare interpreter": ["-c", "pass"],
    "needsmatch --help": ["-m", "needsmatch", "--help"],
    "check, 16 + 16 schools": ["-m", "needsmatch", "check", SAMPLE],
    "match, 16 + 16 schools": ["-m", "needsmatch", "match", SAMPLE],
    "match, 59 + 59 schools": ["-m", "needsmatch", "match", str(ROOT / "profiles" / "wuxi-lianyungang")],
    "plan, 16 pairs": ["-m", "needsmatch", "plan", SAMPLE],
}


def seconds(arguments: list[str]) -> float:
    """Wall time of one command."""
    start = time.perf_counter()
    subprocess.run([sys.executable, *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    return time.perf_counter() - start


def main() -> None:
    """Print the median of each command and its ratio to the bare interpreter."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    medians: dict[str, float] = {}
    for name, arguments in COMMANDS.items():
        seconds(arguments)
        medians[name] = statistics.median(seconds(arguments) for _ in range(runs))
    bare = medians["bare interpreter"]
    for name, median in medians.items():
        print(f"{name:26}{median:8.2f} s{median / bare:8.1f} x")


if __name__ == "__main__":
    main()
