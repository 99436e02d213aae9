"""What was compared before in a programme, in the user's cache: matching that was done once is not done again.

A programme has one file, whatever its folder: comparisons are found by the content of what was compared, so that a
copy of a programme knows what the original knows, and nothing that changed is ever taken for what it was.
"""

import contextlib
import gc
import hashlib

import msgspec

from needsmatch.matching.known import Known
from needsmatch.model.programme import Programme
from needsmatch.store.cache import code_digest, read_cache, write_cache

_KEPT = 8
"""Programmes that stay in the cache."""


class _File(msgspec.Struct, frozen=True):
    basis: bytes
    """Digest of the code and the topics by which all of it was compared."""
    digest: bytes
    """Digest of what follows: a damaged file must not pass for what people's schools have."""
    known: msgspec.Raw


def load_known(programme: Programme) -> Known:
    """What was compared before by the same code and topics; nothing where the cache has none of it."""
    file = read_cache(_name(programme), _File)
    if file and file.basis == _basis(programme) and file.digest == _digest(file.known):
        with contextlib.suppress(msgspec.MsgspecError):
            return _decoded(file.known)
    return Known()


def keep_known(programme: Programme, known: Known) -> None:
    """Put what was compared into the cache; never an error."""
    content = msgspec.msgpack.encode(known)
    write_cache(_name(programme), _File(_basis(programme), _digest(content), msgspec.Raw(content)), _KEPT)


def _decoded(content: msgspec.Raw) -> Known:
    # A large programme has 40,000 couples, which never die: collecting while they are made takes longer than making.
    was_on = gc.isenabled()
    gc.disable()
    try:
        return msgspec.msgpack.decode(content, type=Known)
    finally:
        if was_on:
            gc.enable()


def _name(programme: Programme) -> str:
    return f"matches-{hashlib.blake2b(programme.about.id.encode(), digest_size=16).hexdigest()}.msgpack"


def _basis(programme: Programme) -> bytes:
    return _digest(msgspec.msgpack.encode((code_digest(), programme.topics)))


def _digest(content: bytes | msgspec.Raw) -> bytes:
    return hashlib.blake2b(content, digest_size=16).digest()
