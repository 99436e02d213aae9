"""The worked-out tables of a thesaurus in the user's cache: read in some 40 ms, worked out in ten times that.

The cache is only ever a help: what cannot be read is worked out anew, what cannot be written is let go.
"""

import contextlib
import gc
import hashlib
import os
import tempfile
from pathlib import Path

import msgspec
from platformdirs import user_cache_path

from needsmatch import __version__
from needsmatch.topics.index import Tables
from needsmatch.topics.thesaurus import Thesaurus

_KEPT = 4
"""Files that stay in the cache: the built-in thesaurus, and those of a few programmes with topics of their own."""


def tables_of(thesaurus: Thesaurus) -> Tables:
    """The tables of a thesaurus, from the cache where they are there."""
    content = msgspec.msgpack.encode((__version__, _code_digest(), thesaurus.topics))
    path = user_cache_path("needsmatch") / f"topics-{hashlib.blake2b(content, digest_size=16).hexdigest()}.msgpack"
    # The tables are some 350,000 small objects that never die. Collecting while they are made, and walking them in
    # every later collection, took 0.3 of the 0.9 seconds that matching 18 + 18 schools took.
    gc.disable()
    try:
        return _read(path) or _worked_out(thesaurus, path)
    finally:
        gc.freeze()
        gc.enable()


def _read(path: Path) -> Tables | None:
    with contextlib.suppress(OSError, msgspec.MsgspecError):
        return msgspec.msgpack.decode(path.read_bytes(), type=Tables)
    return None


def _worked_out(thesaurus: Thesaurus, path: Path) -> Tables:
    tables = Tables.of(thesaurus)
    with contextlib.suppress(OSError):
        _write(path, msgspec.msgpack.encode(tables))
    return tables


def _code_digest() -> str:
    """What the code that works the tables out looks like, so that a changed checkout does not read old tables."""
    from needsmatch.text import grams, normalise
    from needsmatch.topics import index

    digest = hashlib.blake2b(digest_size=8)
    for module in (grams, normalise, index):
        with contextlib.suppress(OSError):
            digest.update(Path(module.__file__ or "").read_bytes())
    return digest.hexdigest()


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, suffix=".tmp")
    with os.fdopen(handle, "wb") as file:
        file.write(data)
    # Two programs that start at once each rename a whole file: the reader never sees half of one.
    Path(name).replace(path)
    files = sorted(path.parent.glob("topics-*.msgpack"), key=lambda file: file.stat().st_mtime, reverse=True)
    for old in files[_KEPT:]:
        old.unlink(missing_ok=True)
