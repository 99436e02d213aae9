"""A program in a real pseudo-terminal, with the moments at which it writes: what the benchmarks of the app look at."""

import fcntl
import os
import pty
import select
import struct
import subprocess
import termios
from collections.abc import Mapping, Sequence
from time import perf_counter
from types import TracebackType

PAINT = b"\x1b[1;1H"
"""What Textual writes first of every full frame: the cursor goes to the top left corner."""


class Terminal:
    """One program in a terminal of `columns` by `lines`."""

    def __init__(
        self, command: Sequence[str], environment: Mapping[str, str], columns: int = 120, lines: int = 36
    ) -> None:
        self._ours, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))
        self.started = perf_counter()
        self._process = subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs, env=dict(environment))
        os.close(theirs)
        self.received = bytearray()

    def __enter__(self) -> "Terminal":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.kill()
        self._process.wait()
        os.close(self._ours)

    def until(self, text: bytes, patience: float = 60.0) -> float:
        """Seconds from the start until `text` was received. Raises TimeoutError."""
        while text not in self.received:
            if not self._read(0.5) and perf_counter() - self.started > patience:
                raise TimeoutError(f"{text!r} did not come")
        return perf_counter() - self.started

    def answer(self, keys: bytes, quiet: float = 0.08) -> float:
        """Seconds from pressing keys until the last byte of the answer, which `quiet` seconds of silence end."""
        pressed = last = perf_counter()
        os.write(self._ours, keys)
        while self._read(quiet if last > pressed else 1.0):
            last = perf_counter()
        return last - pressed

    def press(self, keys: bytes) -> None:
        """Press keys and do not wait."""
        os.write(self._ours, keys)

    def _read(self, patience: float) -> bool:
        ready, _writable, _failed = select.select([self._ours], [], [], patience)
        if not ready:
            return False
        self.received += os.read(self._ours, 65_536)
        return True
