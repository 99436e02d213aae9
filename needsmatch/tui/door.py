"""Opening the app from a terminal: what must be right before the first screen.

Imported at every start, also of the command line: everything else is loaded inside.
"""

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from needsmatch.model.plan import PlanSide


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


def review_plan(path: Path, side: "PlanSide | None" = None, name: str | None = None) -> int:
    """Run the review of one plan file; gives the exit code.

    `side` and `name` of who reviews are those of the settings where they are not given. Raises WrongUse as `open_app`
    does, UnreadablePlan, CannotWrite where answers could not be kept in the file.
    """
    from needsmatch.store.plan_file import read_whole_plan, require_writable
    from needsmatch.store.settings import load_settings

    if not _speaks_utf8():
        _refuse()
    stored = read_whole_plan(path, str(path))
    require_writable(stored.path)
    settings = load_settings()
    from needsmatch.tui.review_app import ReviewApp, introduced

    app = ReviewApp(stored, introduced(settings, stored.plan, side, name) if name else settings, side)
    app.run()
    return app.return_code or 0


def merge_plans(base: Path, ours: Path, theirs: Path, out: Path) -> int:
    """Run the page on which the conflicts of two copies are decided; gives the exit code.

    An empty base is one that is not known. Raises WrongUse as `open_app` does and where there is no such file,
    UnreadablePlan, NotOnePlan.
    """
    if not _speaks_utf8():
        _refuse()
    from needsmatch.planning.merge import merge
    from needsmatch.planning.take_in import common_ground
    from needsmatch.store.files import Seen
    from needsmatch.store.plan_file import read_whole_plan
    from needsmatch.store.settings import load_settings
    from needsmatch.tui.merge_app import MergeApp

    mine, other = (read_whole_plan(path, str(path)) for path in (ours, theirs))
    is_unknown = base.exists() and (not base.is_file() or not base.stat().st_size)
    known = None if is_unknown else read_whole_plan(base, str(base))
    merged = merge(known.plan if known else common_ground(mine.plan, other.plan), mine.plan, other.plan)
    seen = Seen.of_content(out.read_bytes()) if out.exists() else None
    app = MergeApp(load_settings(), merged, (known, mine, other), (out, seen))
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
