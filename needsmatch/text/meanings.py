"""What words mean, in English word stems: by a Chinese-English dictionary 肥胖, 胖 and obese have something in common.

The longest word of the dictionary is taken each time; single characters count where no longer word is found, for many
verbs of spoken Chinese are such.
"""

import math
import re
from collections.abc import Iterable, Mapping

from needsmatch.text.grams import EMPTY_WORDS, RUN, grams, stem

_MARK = "@"
_WEIGHT = 1.5
_LONGEST = 4
"""Characters of a word; longer ones are names and sayings."""
_GLOSSES, _STEMS = 4, 5
"""Of each word so many glosses and so many stems count: the usual senses stand first."""
_WORDS_OF_A_GLOSS = 3
"""A gloss of more words explains rather than translates."""
_ASIDE = re.compile(r"\(.*?\)|\[.*?\]")
_CHINESE = re.compile("[\u3400-\u9fff|]")
_WORD = re.compile("[a-z]{2,}")
_OF_DICTIONARIES = frozenset(
    "sb sth ones etc fig lit abbr variant classifier used see old coll cl idiom pr surname also esp into off over down "
    "away become".split()
)


def stems_of(glosses: Iterable[str]) -> str:
    """The stems of the English words in the first glosses of a dictionary's entry, with spaces between them."""
    found: dict[str, None] = {}
    for gloss in [*glosses][:_GLOSSES]:
        plain = _ASIDE.sub("", gloss).lower()
        words = [word for word in _WORD.findall(plain) if word not in EMPTY_WORDS and word not in _OF_DICTIONARIES]
        if not _CHINESE.search(plain) and len(words) <= _WORDS_OF_A_GLOSS:
            found |= dict.fromkeys(map(stem, words))
    return " ".join([*found][:_STEMS])


def meanings(plain: str, words: Mapping[str, str]) -> dict[str, float]:
    """Units of what a normalised text means, with their weights; `words` gives the stems of a Chinese word."""
    counted: dict[str, float] = {}
    for run in RUN.findall(plain):
        if run[0] <= "\u3000":
            if run not in EMPTY_WORDS:
                counted[_MARK + stem(run)] = counted.get(_MARK + stem(run), 0.0) + 1
            continue
        place = 0
        while place < len(run):
            for length in range(min(_LONGEST, len(run) - place), 0, -1):
                stems = words.get(run[place : place + length], "").split()
                if stems:
                    for unit in stems:
                        counted[_MARK + unit] = counted.get(_MARK + unit, 0.0) + 1 / math.sqrt(len(stems))
                    break
            place += length
    return {unit: math.sqrt(_WEIGHT * weight) for unit, weight in counted.items()}


def units(plain: str, words: Mapping[str, str]) -> dict[str, float]:
    """All that is counted of a normalised text: its runs of characters and stems, and what its words mean."""
    return grams(plain) | meanings(plain, words)
