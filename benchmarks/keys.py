"""How soon a key is answered in a programme of 200 and 200 schools, beside a bare list of 200 rows in Textual.

    python benchmarks/keys.py [SCHOOLS]

Each key is pressed in a real pseudo-terminal, and the time until the last byte of the answer is taken. The keys are
pressed twice: while the programme is still being matched for the first time ever, and when everything is known.
"""

import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from statistics import median, quantiles
from time import sleep

from many_schools import write_programme
from startup import environment
from terminal import PAINT, Terminal

BARE = """
from textual.app import App
from textual.widgets import DataTable
class Bare(App):
    def compose(self):
        yield DataTable(cursor_type="row")
    def on_mount(self):
        table = self.query_one(DataTable)
        table.add_columns("name", "state")
        for number in range(200):
            table.add_row(f"school {number}", "unmet 2")
Bare().run()
"""

DOWN, UP, HOME, ENTER = b"\x1b[B", b"\x1b[A", b"\x1b[H", b"\r"
KEYS: Mapping[str, list[bytes]] = {
    "next school": [*([DOWN] * 25), HOME],
    "next donor": [ENTER] + [DOWN] * 15,
    "next need": [ENTER] + [DOWN, UP] * 5,
    "typing in the filter": [b"/", *(bytes([sign]) for sign in b"youeryuan"), *([b"\x7f"] * 9), b"\r"],
    "another page": [b"1", b"2", b"4", b"2", b"5", b"2"],
}


def report(name: str, times: list[float], peer: float | None) -> None:
    """One line of the table."""
    beside = f"{median(times) / peer:6.1f} x" if peer else ""
    worst = quantiles(times, n=20)[-1] if len(times) > 1 else times[0]
    middle, most = median(times) * 1000, max(times) * 1000
    print(f"{name:<34}{middle:7.0f} ms   p95 {worst * 1000:5.0f} ms   worst {most:5.0f} ms{beside}")


def press_all(terminal: Terminal) -> dict[str, list[float]]:
    """Press every key of the table; gives the times by what was done."""
    return {name: [terminal.answer(key) for key in keys] for name, keys in KEYS.items()}


def main(schools: int) -> None:
    """Print median, 95th percentile and worst time of each group of keys."""
    with tempfile.TemporaryDirectory() as place:
        home = Path(place)
        with Terminal([sys.executable, "-c", BARE], environment(home)) as terminal:
            terminal.until(PAINT)
            sleep(1)
            peer = [terminal.answer(DOWN) for _number in range(30)]
        report("bare list of 200 rows, next row", peer, None)
        folder = home / "many"
        write_programme(folder, schools)
        with Terminal([sys.executable, "-m", "needsmatch", str(folder)], environment(home)) as terminal:
            terminal.until(b"Matching")
            terminal.press(b"2")
            sleep(3)
            # The title shows progress all the time: only the answer of the list is waited for, in silence of 20 ms.
            times = [terminal.answer(DOWN, 0.02) for _number in range(20)]
            report("next school, while matching", times, median(peer))
            seconds = terminal.until(b"All saved", 600)
            print(f"matched for the first time after {seconds:.1f} s")
            sleep(5)  # what was compared is being kept for the next start
        with Terminal([sys.executable, "-m", "needsmatch", str(folder)], environment(home)) as terminal:
            terminal.until(PAINT)
            terminal.press(b"2")
            print(f"matched before: all there after {terminal.until(b'All saved', 600):.2f} s")
            sleep(1)
            for name, found in press_all(terminal).items():
                report(name, found, median(peer))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 200)
