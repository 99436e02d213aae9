"""In a real terminal: colours, width, and the same words as in a pipe."""

import os
import re
import subprocess
import sys

import pytest

from needsmatch.display import cells
from tests.conftest import PROFILES

pty = pytest.importorskip("pty", reason="needs a terminal")

COLOUR = re.compile(r"\x1b\[[0-9;]*m")


def in_terminal(*arguments: str, columns: int = 80, **environ: str) -> str:
    """What a terminal of so many columns receives from one command."""
    ours, theirs = pty.openpty()
    environment = {**os.environ, "TERM": "xterm-256color", "COLUMNS": str(columns), **environ}
    command = [sys.executable, "-m", "needsmatch", *arguments]
    process = subprocess.Popen(
        command, stdin=theirs, stdout=theirs, stderr=theirs, env=environment, cwd=PROFILES.parent
    )
    os.close(theirs)
    received = bytearray()
    while True:
        try:
            piece = os.read(ours, 65_536)
        except OSError:
            break
        if not piece:
            break
        received += piece
    os.close(ours)
    assert process.wait() == 0
    return received.decode().replace("\r\n", "\n")


def test_colours_underline_what_the_words_say() -> None:
    # The first one compares; the second one knows, and is too quick for a progress bar.
    piped = subprocess.run(
        [sys.executable, "-m", "needsmatch", "match", "profiles/harbour-uplands"],
        capture_output=True, text=True, encoding="utf-8", check=True, cwd=PROFILES.parent, env={**os.environ, "COLUMNS": "80"},
    ).stdout  # fmt: skip
    shown = in_terminal("match", "profiles/harbour-uplands")
    assert COLOUR.search(shown)
    assert COLOUR.sub("", shown).split() == piped.split()


def test_no_color_is_obeyed() -> None:
    shown = in_terminal("match", "profiles/harbour-uplands", NO_COLOR="1")
    # Bold and dim are no colours.
    assert set(COLOUR.findall(shown)) <= {"\x1b[0m", "\x1b[1m", "\x1b[2m"}


@pytest.mark.parametrize("columns", [60, 80, 120])
def test_lines_fit_the_terminal(columns: int) -> None:
    for language in ("en", "zh_CN"):
        shown = in_terminal("--lang", language, "match", "profiles/huli-minning", columns=columns)
        assert max(cells(line) for line in COLOUR.sub("", shown).splitlines()) <= columns


def test_a_terminal_that_can_only_print_gets_the_page_of_a_pipe() -> None:
    assert "Curlew Brow Kindergarten" in in_terminal(TERM="dumb")
