"""The language of everything the program says. Message ids are English; catalogues are gettext's.

`_` translates now, `N_` only marks a text for the catalogue (tables of labels that are filled at import,
before the language is known). `using` switches for a while: a plan speaks the programme's language, whatever
the coordinator's terminal speaks.
"""

import gettext
import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path

LANGUAGES: Mapping[str, str] = {"en": "English", "zh_CN": "简体中文"}
"""The languages the program speaks: code to its own name."""

LOCALE_FOLDER = Path(__file__).parent / "locale"

_chosen: str | None = None
_for_a_while: ContextVar[str | None] = ContextVar("language", default=None)


def N_(message: str) -> str:
    """Mark `message` for the catalogue and return it as it is."""
    return message


def _(message: str) -> str:
    """`message` in the current language."""
    # gettext answers "" with the header of its catalogue.
    return _catalogue(language()).gettext(message) if message else ""


def ngettext(singular: str, plural: str, count: int) -> str:
    """The form of a text that fits `count`, in the current language."""
    return _catalogue(language()).ngettext(singular, plural, count)


def listed(words: Iterable[str]) -> str:
    """Words as a list in the current language: with commas, or with the Chinese enumeration mark."""
    return _(", ").join(words)


def clauses(parts: Iterable[str]) -> str:
    """Clauses as one sentence in the current language."""
    return _("; ").join(parts)


def together(first: str, second: str) -> str:
    """Two sentences, one behind the other, as the current language puts them."""
    return _("{first} {second}").format(first=first, second=second)


def language() -> str:
    """Code of the current language, a key of LANGUAGES."""
    return _for_a_while.get() or _chosen or "en"


def was_chosen() -> bool:
    """Whether a language was chosen for this run; English is spoken until then."""
    return _chosen is not None


def use(code: str) -> None:
    """Speak the language `code`, a key of LANGUAGES, from here on, in every thread and task."""
    global _chosen
    _chosen = code if code in LANGUAGES else "en"


@contextmanager
def using(code: str) -> Iterator[None]:
    """Speak the language `code` inside a `with` block; other threads and tasks do not notice."""
    token = _for_a_while.set(code if code in LANGUAGES else "en")
    try:
        yield
    finally:
        _for_a_while.reset(token)


def every_translation(message: str) -> set[str]:
    """`message` in all languages: what a person may have written for it."""
    return {_catalogue(code).gettext(message) for code in LANGUAGES}


def nearest_language(locale: str) -> str:
    """Code of the language that fits a locale name best: `zh_TW.UTF-8` gives `zh_CN`; C, POSIX and others `en`."""
    return "zh_CN" if locale.lower().replace("-", "_").split("_")[0].split(".")[0] == "zh" else "en"


def from_environment(environ: Mapping[str, str] = os.environ, saved: str | None = None) -> str:
    """Code of the language the user asks for.

    NEEDSMATCH_LANG first, then the language that was `saved` in the app, then LC_ALL, LC_MESSAGES and LANG; on Windows,
    where none is usual, the language of the desktop. An unset or unknown locale, C and POSIX give English.
    """
    if environ.get("NEEDSMATCH_LANG"):
        return nearest_language(environ["NEEDSMATCH_LANG"])
    if saved and saved in LANGUAGES:
        return saved
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if environ.get(name):
            return nearest_language(environ[name])
    return nearest_language(_desktop_locale())


def _desktop_locale() -> str:
    if sys.platform == "win32":
        import ctypes
        import locale

        return locale.windows_locale.get(ctypes.windll.kernel32.GetUserDefaultUILanguage(), "")
    return ""


@cache
def _catalogue(code: str) -> gettext.NullTranslations:
    if code == "en":
        return gettext.NullTranslations()
    return gettext.translation("needsmatch", LOCALE_FOLDER, languages=[code], fallback=True)
