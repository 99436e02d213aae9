"""What one person chose, kept between two starts of the terminal app. Nothing of a programme stands here.

A settings file is a convenience: one that cannot be read is passed over, and no start is stopped by it.
"""

import getpass
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

import tomli
from platformdirs import user_config_path

from needsmatch.i18n import LANGUAGES
from needsmatch.model.plan import PlanSide
from needsmatch.store.files import Seen

Chosen = TypeVar("Chosen", bound=str)

THEMES = ("dark", "light")
MOST_RECENT = 9
"""Programmes that are remembered: as many as there are digits to choose one by."""

# How Python shows bytes of a file name that are no text; no TOML file can hold them.
_NOT_UNICODE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Settings:
    """A person's choices; None where none was made."""

    language: str | None = None
    """A key of LANGUAGES."""
    theme: str | None = None
    """One of THEMES."""
    name: str | None = None
    """The person's own name, for remarks and signatures."""
    side: PlanSide | None = None
    """For whom the person speaks."""
    school: str | None = None
    """Id of the school for which a head speaks; None for a coordinator, and where it is not known."""
    recent: tuple[Path, ...] = ()
    """Folders of the programmes opened last, newest first, at most MOST_RECENT; some may be gone by now."""


def load_settings() -> Settings:
    """The user's settings; what is missing, unreadable or of no use is left at its default. Raises nothing."""
    table = _table(_read())
    recent = table.get("recent")
    paths = [Path(path) for path in recent if isinstance(path, str)] if isinstance(recent, list) else []
    return Settings(
        language=_one_of(LANGUAGES, table.get("language")),
        theme=_one_of(THEMES, table.get("theme")),
        name=name if isinstance(name := table.get("name"), str) and name.strip() else None,
        side=_one_of(PlanSide, table.get("side")),
        school=school if isinstance(school := table.get("school"), str) and school.strip() else None,
        recent=tuple(dict.fromkeys(path for path in paths if path.is_absolute()))[:MOST_RECENT],
    )


def save_settings(settings: Settings) -> None:
    """Write the user's settings; keys in the file that this version does not know stay, a broken file is replaced.

    Raises CannotWrite where the disk or the permissions refuse, ChangedOnDisk where another needsmatch is writing
    them at this moment; the file is then as it was.
    """
    # Locks and a writer of TOML, which no start of the program waits for.
    import tomli_w

    from needsmatch.store.atomic import save

    before = _read()
    chosen = {
        "language": settings.language,
        "theme": settings.theme,
        "name": settings.name,
        "side": settings.side.value if settings.side else None,
        "school": settings.school,
        "recent": [path for path in map(str, settings.recent) if not _NOT_UNICODE.search(path)] or None,
    }
    table = {key: value for key, value in {**_table(before), **chosen}.items() if value is not None}
    seen = None if before is None else Seen.of_content(before)
    save(_path(), tomli_w.dumps(table).encode(), seen)


def with_recent(settings: Settings, folder: Path) -> Settings:
    """`settings` with `folder` as the programme opened last; a relative path is one from the current folder."""
    # Not resolved: a person knows the folder by the link or the drive it was opened through.
    newest = folder.absolute()
    return replace(settings, recent=tuple(dict.fromkeys((newest, *settings.recent)))[:MOST_RECENT])


def who() -> str | None:
    """Who sits here: the name in the settings, else that of the account; None where neither is known."""
    if name := load_settings().name:
        return name.strip()
    try:
        return getpass.getuser().strip() or None
    except (ImportError, KeyError, OSError):  # no variable says so, and no account has this number
        return None


def _path() -> Path:
    return user_config_path("needsmatch") / "settings.toml"


def _read() -> bytes | None:
    try:
        return _path().read_bytes()
    except OSError:
        return None


def _table(data: bytes | None) -> dict[str, Any]:
    try:
        return tomli.loads((data or b"").decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return {}


def _one_of(choices: Iterable[Chosen], value: object) -> Chosen | None:
    return next((choice for choice in choices if choice == value), None)
