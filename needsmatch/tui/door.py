"""Opening the app from a terminal: what must be right before the first screen.

Imported at every start, also of the command line: everything else is loaded inside.
"""

import os
import sys
from collections.abc import Sequence
from pathlib import Path


def plain_start(arguments: Sequence[str]) -> bool:
    """Whether the app can be opened right away: a terminal that speaks UTF-8, and at most the path of a folder."""
    if not (sys.stdin and sys.stdout and sys.stdin.isatty() and sys.stdout.isatty()):
        return False
    plain = not arguments or (len(arguments) == 1 and os.sep in arguments[0] and os.path.isdir(arguments[0]))  # noqa: PTH112
    return plain and os.environ.get("TERM") != "dumb" and _speaks_utf8()


def open_app(folder: Path | None) -> int:
    """Run the app on the programme in `folder`, or on the one opened last; gives the exit code.

    Raises WrongUse where there is no such programme or the terminal does not speak UTF-8.
    """
    from needsmatch import i18n
    from needsmatch.store.settings import load_settings

    settings = load_settings()
    if not _speaks_utf8():
        _refuse()
    if folder is None:
        # pathlib raises for want of permission, and where a name is too long.
        folder = next((path for path in settings.recent if os.path.isdir(path)), None)  # noqa: PTH112
    elif not os.path.isdir(folder):  # noqa: PTH112
        from needsmatch.workspace import programme_folder, require_folder

        folder = programme_folder(folder)
        require_folder(folder)
    from needsmatch.tui.app import NeedsmatchApp

    if not i18n.was_chosen():
        i18n.use(i18n.from_environment(saved=settings.language))
    # A programme is known by one path, whatever folder the app was started in.
    app = NeedsmatchApp(folder.absolute() if folder else None, settings)
    app.run()
    return app.return_code or 0


def _speaks_utf8() -> bool:
    # Textual reads keys as UTF-8 whatever the locale says: in a GB18030 terminal the first Chinese character typed
    # would end the app.
    encoding = (getattr(sys.__stdout__, "encoding", None) or "utf-8").lower()
    return encoding.replace("-", "").replace("_", "") in ("utf8", "utf8sig")


def _refuse() -> None:
    from needsmatch.errors import WrongUse
    from needsmatch.i18n import _

    raise WrongUse(
        _(
            "This terminal is set to the encoding {encoding}; the app needs UTF-8. Set the terminal to UTF-8 and "
            "run: export LC_ALL=C.UTF-8 . Commands such as needsmatch match work without it."
        ).format(encoding=(sys.__stdout__.encoding if sys.__stdout__ else "?").upper())
    )
