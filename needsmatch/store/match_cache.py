"""What was compared before in a programme, in the user's cache: matching that was done once is not done again.

A programme has one file, whatever its folder: comparisons are found by the content of what was compared, so that a
copy of a programme knows what the original knows, and nothing that changed is ever taken for what it was.
"""

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
    known: Known


def load_known(programme: Programme) -> Known:
    """What was compared before by the same code and topics; nothing where the cache has none of it."""
    file = read_cache(_name(programme), _File)
    return file.known if file and file.basis == _basis(programme) else Known()


def keep_known(programme: Programme, known: Known) -> None:
    """Put what was compared into the cache; never an error."""
    write_cache(_name(programme), _File(_basis(programme), known), _KEPT)


def _name(programme: Programme) -> str:
    return f"matches-{hashlib.blake2b(programme.about.id.encode(), digest_size=16).hexdigest()}.msgpack"


def _basis(programme: Programme) -> bytes:
    return hashlib.blake2b(msgspec.msgpack.encode((code_digest(), programme.topics)), digest_size=16).digest()
