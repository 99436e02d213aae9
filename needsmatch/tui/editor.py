"""The user's own editor: which one it is, and how it opens a file at a line."""

import os
import shlex
import subprocess
from collections.abc import Mapping
from pathlib import Path, PureWindowsPath

from needsmatch.errors import NeedsmatchError, reason_of
from needsmatch.i18n import _

_USUAL = ("sensible-editor", "nano", "vim", "vi", "notepad")
"""What is tried where the user has chosen nothing."""

_PLUS = frozenset(
    "sensible-editor editor vi vim nvim gvim view vis nano pico emacs emacsclient kak micro joe jed mg ne gedit".split()
)
"""Take the line as `+12 file`."""
_COLON = frozenset("subl sublime_text hx helix zed".split())
"""Take it as `file:12`."""
_GOTO = frozenset("code code-insiders codium cursor".split())
"""Take it as `-g file:12`."""


class NoEditor(NeedsmatchError):
    """There is no editor, or it could not do its work."""


def commands(path: Path, line: int | None, environ: Mapping[str, str]) -> list[list[str]]:
    """What to run to edit `path` at `line` (from 1), in the order to try: the user's editor, or else the usual ones."""
    chosen = environ.get("VISUAL", "").strip() or environ.get("EDITOR", "").strip()
    return [_at_line(words, path, line) for words in ([_words(chosen)] if chosen else [[name] for name in _USUAL])]


def edit(path: Path, line: int | None, environ: Mapping[str, str] = os.environ) -> None:
    """Open `path` at `line` in the user's editor and wait until it ends. Raises NoEditor.

    The terminal must be free for it.
    """
    tried = commands(path, line, environ)
    for words in tried:
        try:
            ended = subprocess.run(words, check=False)
        except FileNotFoundError:
            continue
        except OSError as error:
            message = _("{editor} cannot be started ({reason})")
            raise NoEditor(message.format(editor=words[0], reason=reason_of(error))) from None
        if ended.returncode:
            raise NoEditor(_("{editor} ended with error {code}").format(editor=words[0], code=ended.returncode))
        return
    how = _("set EDITOR to the one you use, such as: export EDITOR=nano")
    if len(tried) == 1:
        raise NoEditor(_("The editor {editor} was not found; {how}").format(editor=tried[0][0], how=how))
    raise NoEditor(_("No editor was found; {how}").format(how=how))


def _words(chosen: str) -> list[str]:
    """A command with its options, as a shell would take it apart."""
    try:
        if os.name == "nt":
            # There a backslash parts folders.
            return [word.strip('"') for word in shlex.split(chosen, posix=False)]
        return shlex.split(chosen)
    except ValueError:
        return [chosen]


def _at_line(words: list[str], path: Path, line: int | None) -> list[str]:
    # Never a name that an editor could take for an option.
    file = str(path.absolute())
    # Debian's names have an ending, such as vim.tiny, and so have those of Windows.
    name = PureWindowsPath(words[0]).name.split(".")[0].lower()
    if line is None:
        return [*words, file]
    if name in _PLUS:
        return [*words, f"+{line}", file]
    if name in _GOTO:
        return [*words, "-g", f"{file}:{line}"]
    return [*words, f"{file}:{line}" if name in _COLON else file]
