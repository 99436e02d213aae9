"""An id out of the name of something new."""

import re
import unicodedata
from collections.abc import Container
from itertools import chain, count

from needsmatch.text.pinyin import search_keys

CHINESE = re.compile("[\u3400-\u9fff\U00020000-\U0003fffd]")
"""A Chinese character."""
_NOT_IN_AN_ID = re.compile("[^a-z0-9]+")
_LONGEST_ID = 60


def new_id(name: str, taken: Container[str], otherwise: str) -> str:
    """An id made from `name` that is not among those `taken`: words of Latin letters, Chinese as pinyin without tones.

    Where nothing is left of the name it is made from `otherwise`, itself an id.
    """
    keys = search_keys(name) if CHINESE.search(name) else ()
    text = unicodedata.normalize("NFKD", keys[0] if keys else name).casefold()
    text = "".join(sign for sign in text if not unicodedata.combining(sign))
    root = _NOT_IN_AN_ID.sub("-", text)[:_LONGEST_ID].strip("-") or otherwise
    return next(free for free in chain([root], (f"{root}-{number}" for number in count(2))) if free not in taken)
