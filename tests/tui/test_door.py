"""The way into the app, in a real terminal: what must be right before it opens, and how a fault of its own ends."""

import locale
import os
import select
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from needsmatch import workspace
from needsmatch.errors import WrongUse
from needsmatch.i18n import LANGUAGES
from needsmatch.store.settings import Settings, save_settings
from needsmatch.tui import door
from needsmatch.tui.app import NeedsmatchApp
from needsmatch.tui.door import plain_start
from tests.conftest import PROFILES

pty = pytest.importorskip("pty", reason="needs a terminal")
fcntl = pytest.importorskip("fcntl", reason="needs a terminal")
termios = pytest.importorskip("termios", reason="needs a terminal")

PATIENCE = 60.0
"""Seconds after which a program that shows nothing more is taken for stuck."""
CTRL_C, CTRL_Q = b"\x03", b"\x11"
ALTERNATE_SCREEN = "\x1b[?1049h"
"""What the app sends first, and nothing else does."""
NEEDSMATCH = ("-m", "needsmatch")

FAULTY = """
import sys
from pathlib import Path
from needsmatch.tui import app, loading
def fail(*_arguments):
    secret = "what nobody else should see"
    raise ZeroDivisionError("the fault [red]of[/] this test")
if sys.argv[1] == "action":
    app.NeedsmatchApp.action_explain_quit = fail
elif sys.argv[1] == "worker":
    loading.read_and_match = fail
else:
    from needsmatch.tui.widgets.frame import KeyLine
    KeyLine.cells_shown = fail
from needsmatch.tui.door import open_app
sys.exit(open_app(Path(sys.argv[2])))
"""
"""The app with a fault: in an action, in a thread, or while drawing."""


class Terminal:
    """A program in a terminal of 100 columns and 30 lines."""

    def __init__(self, *arguments: str, **environ: str) -> None:
        self._ours, theirs = pty.openpty()
        termios.tcsetwinsize(theirs, (30, 100))
        environment = {**os.environ, "TERM": "xterm-256color", "COLORTERM": "truecolor", **environ}
        environment.pop("COLUMNS", None)
        environment.pop("LINES", None)
        self._process = subprocess.Popen(
            [sys.executable, *arguments],
            stdin=theirs, stdout=theirs, stderr=theirs, env=environment, cwd=PROFILES.parent, start_new_session=True,
        )  # fmt: skip
        os.close(theirs)
        self._received = b""

    def _read(self) -> bool:
        """Take what comes next; gives whether anything came."""
        ready, _write, _error = select.select([self._ours], [], [], PATIENCE)
        if not ready:
            pytest.fail(f"nothing more after {self._received[-500:]!r}")
        try:
            piece = os.read(self._ours, 65_536)
        except OSError:
            return False
        self._received += piece
        return bool(piece)

    def until(self, text: str) -> None:
        """Read until `text` was sent."""
        while text.encode() not in self._received:
            assert self._read(), f"it ended without {text}: {self._received[-500:]!r}"

    def send(self, keys: bytes) -> None:
        """Press keys."""
        os.write(self._ours, keys)

    def end(self, encoding: str = "utf-8") -> tuple[int, str]:
        """Read to the end; gives the exit code and all that was sent."""
        while self._read():
            pass
        return self._process.wait(PATIENCE), self._received.decode(encoding, "replace").replace("\r\n", "\n")

    def close(self) -> None:
        """End the program where a test failed before its end."""
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGKILL)
            self._process.wait(PATIENCE)
        os.close(self._ours)


@contextmanager
def terminal(*arguments: str, **environ: str) -> Iterator[Terminal]:
    """A terminal that is closed whatever happens."""
    opened = Terminal(*arguments, **environ)
    try:
        yield opened
    finally:
        opened.close()


def chinese_terminal() -> dict[str, str]:
    """Environment of a terminal that speaks GB18030; where the system lacks that locale, Python is told directly."""
    before = locale.setlocale(locale.LC_CTYPE)
    try:
        locale.setlocale(locale.LC_CTYPE, "zh_CN.GB18030")
    except locale.Error:
        return {"LC_ALL": "zh_CN.GB18030", "PYTHONIOENCODING": "gb18030"}
    finally:
        locale.setlocale(locale.LC_CTYPE, before)
    return {"LC_ALL": "zh_CN.GB18030"}


# Where the app cannot be opened


@pytest.mark.parametrize("arguments", [(), ("profiles/huli-minning",)])
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_terminal_of_another_encoding_is_refused_with_a_sentence(arguments: tuple[str, ...], language: str) -> None:
    environ = chinese_terminal() | {"NEEDSMATCH_LANG": language}
    with terminal(*NEEDSMATCH, *arguments, **environ) as shown:
        code, text = shown.end("gb18030")
    assert code == 2
    assert "GB18030" in text and "UTF-8" in text and "export LC_ALL=C.UTF-8" in text
    assert ("This terminal" in text) == (language == "en")
    assert ("终端" in text) == (language == "zh_CN")
    assert "Traceback" not in text
    assert ALTERNATE_SCREEN not in text


def test_in_a_terminal_of_another_encoding_commands_still_work() -> None:
    with terminal(*NEEDSMATCH, "match", "profiles/huli-minning", **chinese_terminal()) as shown:
        code, text = shown.end("gb18030")
    assert code == 0
    assert "玉海幼儿园" in text


def test_a_programme_that_is_not_there_is_named_in_a_sentence() -> None:
    with terminal(*NEEDSMATCH, "profiles/nowhere", LC_ALL="C.UTF-8") as shown:
        code, text = shown.end()
    assert code == 2
    assert "nowhere" in text
    assert "Traceback" not in text
    assert ALTERNATE_SCREEN not in text


def printed(**environ: str) -> subprocess.CompletedProcess[str]:
    """What a bare `needsmatch` prints into a pipe."""
    return subprocess.run(
        [sys.executable, *NEEDSMATCH],
        capture_output=True, text=True, encoding="utf-8", check=True, cwd=PROFILES.parent, env={**os.environ, "COLUMNS": "100", **environ},
        stdin=subprocess.DEVNULL,
    )  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
def test_in_a_pipe_a_bare_start_prints_the_sample(language: str) -> None:
    done = printed(NEEDSMATCH_LANG=language)
    folder = "huli-minning" if language == "zh_CN" else "harbour-uplands"
    assert folder in done.stderr
    school = "玉海幼儿园" if language == "zh_CN" else "Curlew Brow Kindergarten"
    assert school in done.stdout
    assert "\x1b" not in done.stdout + done.stderr


def test_a_terminal_that_can_only_print_gets_what_a_pipe_gets() -> None:
    with terminal(*NEEDSMATCH, TERM="dumb") as shown:
        code, text = shown.end()
    assert code == 0
    assert ALTERNATE_SCREEN not in text
    assert "Curlew Brow Kindergarten" in text
    for line in printed().stdout.split()[:40]:
        assert line in text


def test_only_a_plain_start_in_a_terminal_is_quick(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    ours, theirs = pty.openpty()
    with open(theirs, encoding="utf-8") as stream, open(os.devnull, encoding="utf-8") as nowhere:  # noqa: PTH123
        for name in ("stdin", "stdout", "__stdout__"):
            monkeypatch.setattr(sys, name, stream)
        monkeypatch.setenv("TERM", "xterm")
        assert plain_start([])
        assert plain_start([str(tmp_path)])
        assert not plain_start([str(tmp_path / "gone")])
        assert not plain_start([tmp_path.name])
        assert not plain_start(["match"])
        assert not plain_start(["--lang", "en"])
        assert not plain_start([str(tmp_path), str(tmp_path)])
        monkeypatch.setenv("TERM", "dumb")
        assert not plain_start([])
        monkeypatch.setenv("TERM", "xterm")
        monkeypatch.setattr(sys, "stdin", nowhere)
        assert not plain_start([])
    os.close(ours)


# Where it opens


@pytest.mark.parametrize("variable", ["C", "POSIX", "C.UTF-8"])
def test_the_app_opens_in_every_locale_that_speaks_utf8(variable: str) -> None:
    with terminal(*NEEDSMATCH, "profiles/huli-minning", LC_ALL=variable) as shown:
        shown.until(ALTERNATE_SCREEN)
        shown.until("湖里")
        shown.send(CTRL_Q)
        code, text = shown.end()
    assert code == 0
    assert "Traceback" not in text


def test_a_bare_start_opens_the_programme_opened_last(home: Path) -> None:
    save_settings(Settings(language="zh_CN", recent=(home / "gone", PROFILES / "wuxi-lianyungang")))
    with terminal(*NEEDSMATCH, LC_ALL="C.UTF-8") as shown:
        shown.until("连云港")
        shown.send(CTRL_Q)
        assert shown.end()[0] == 0


def test_the_first_start_offers_programmes() -> None:
    with terminal(*NEEDSMATCH, LC_ALL="C.UTF-8") as shown:
        shown.until("worked example")
        shown.send(CTRL_Q)
        assert shown.end()[0] == 0


@pytest.mark.parametrize(("asked", "word"), [("zh_CN", "帮助"), ("en", "help")])
def test_the_language_of_the_environment_comes_before_that_of_the_settings(asked: str, word: str) -> None:
    save_settings(Settings(language="en" if asked == "zh_CN" else "zh_CN"))
    with terminal(*NEEDSMATCH, "profiles/huli-minning", LC_ALL="C.UTF-8", NEEDSMATCH_LANG=asked) as shown:
        shown.until(word)
        shown.send(CTRL_Q)
        assert shown.end()[0] == 0


@pytest.mark.parametrize("asked", [None, "folder", "file"])
def test_a_folder_whose_name_no_system_takes_is_passed_over(
    monkeypatch: pytest.MonkeyPatch, sample: Path, asked: str | None
) -> None:
    opened: list[Path | None] = []
    monkeypatch.setattr(door, "_speaks_utf8", lambda: True)
    monkeypatch.setattr(NeedsmatchApp, "run", lambda app: opened.append(app.folder))
    save_settings(Settings(recent=(Path("/" + "x" * 5000), sample)))
    folders = {None: None, "folder": sample, "file": sample / "programme.toml"}
    door.open_app(folders[asked])
    assert opened == [sample]


@pytest.mark.parametrize("name", ["nowhere", "nowhere/programme.toml", "a file"])
def test_to_find_the_folder_no_programme_is_read(monkeypatch: pytest.MonkeyPatch, sample: Path, name: str) -> None:
    monkeypatch.setattr(door, "_speaks_utf8", lambda: True)
    monkeypatch.setattr(NeedsmatchApp, "run", lambda _app: None)
    monkeypatch.setattr(workspace, "read_programme", None)
    door.open_app(sample / "programme.toml")
    (sample / "a file").touch()
    with pytest.raises(WrongUse):
        door.open_app(sample / name)


# A fault of its own


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("where", ["action", "worker", "drawing"])
def test_a_fault_ends_in_a_sentence_and_its_account_in_a_file(home: Path, where: str, language: str) -> None:
    environ = {"LC_ALL": "C.UTF-8", "NEEDSMATCH_LANG": language, "XDG_STATE_HOME": str(home / "state")}
    with terminal("-c", FAULTY, where, "profiles/huli-minning", **environ) as shown:
        shown.until(ALTERNATE_SCREEN)
        if where == "action":
            shown.until("湖里")
            shown.send(CTRL_C)
        code, text = shown.end()
    assert code not in (0, 2)
    after = text.rpartition("\x1b[?1049l")[2]
    assert "crash.txt" in after.replace("\n", "")
    assert ("met a fault of its own" in after) == (language == "en")
    assert "Traceback" not in text
    assert "ZeroDivisionError" not in text
    assert "nobody else" not in text
    account = (home / "state" / "needsmatch" / "crash.txt").read_text(encoding="utf-8")
    assert "Traceback" in account
    assert "ZeroDivisionError: the fault [red]of[/] this test" in account
