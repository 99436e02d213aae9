"""The built-in thesaurus with what is worked out of it, in the user's cache: read in a tenth of a second."""

import contextlib
import gc
import zlib

import msgspec

from needsmatch.model.topic import Topic
from needsmatch.store.cache import code_digest, read_cache, write_cache
from needsmatch.store.dictionary import chinese_words
from needsmatch.store.thesaurus import built_in_topics
from needsmatch.topics.tables import Tables
from needsmatch.topics.thesaurus import Thesaurus

_KEPT = 2
"""Files that stay in the cache, some 35 MB each: that of this version, and that of another one in use beside it."""


class _Kept(msgspec.Struct, frozen=True):
    checksum: int
    """Of the content: a damaged file must not be read as numbers."""
    content: msgspec.Raw


class _File(msgspec.Struct, frozen=True):
    topics: tuple[Topic, ...]
    """Reading them from their TOML files takes three times as long."""
    tables: Tables


def built_in() -> tuple[Thesaurus, Tables]:
    """The built-in topics and their tables; the very first time they are worked out, which takes some seconds."""
    name = f"topics-{code_digest()}.msgpack"
    # The strings are some 300,000 small objects that never die. Collecting while they are made, and walking them in
    # every later collection, takes longer than reading them.
    was_on = gc.isenabled()
    gc.disable()
    try:
        file = _read(name) or _worked_out(name)
    finally:
        gc.freeze()
        if was_on:
            gc.enable()
    return Thesaurus(file.topics), file.tables


def _read(name: str) -> _File | None:
    kept = read_cache(name, _Kept)
    if kept is None or zlib.crc32(kept.content) != kept.checksum:
        return None
    with contextlib.suppress(msgspec.MsgspecError):
        return msgspec.msgpack.decode(kept.content, type=_File)
    return None


def _worked_out(name: str) -> _File:
    thesaurus = Thesaurus.of(built_in_topics())
    file = _File(thesaurus.topics, Tables.of(thesaurus, chinese_words()))
    content = msgspec.msgpack.encode(file)
    write_cache(name, _Kept(zlib.crc32(content), msgspec.Raw(content)), _KEPT)
    return file
