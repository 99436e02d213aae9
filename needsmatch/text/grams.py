"""Plain wording as units that can be counted: runs of characters for Chinese, word stems for English.

Chinese has no spaces, and dictionaries of words cut school language wrongly; single characters and overlapping pairs
need no dictionary. Runs of three and four were tried on two labelled sets: no better, and twice to three times the
units.
"""

import math
import re
from functools import lru_cache

RUN = re.compile(r"[\u3400-\u9fff]+|[a-z0-9]+")
"""A run of Chinese characters, or a word."""
# A single character says little, a pair is the usual Chinese word.
_WEIGHT = {1: 0.3, 2: 1.0}
_WORD_WEIGHT, _WORD_PAIR_WEIGHT = 1.5, 1.0
_EMPTY = frozenset("的了和与及在是我有也都不就要会能等对中上下为以从给到让把被个地得很又还们这那吗呢吧啊之其")
EMPTY_WORDS = frozenset(
    "a about after again all also always am an and another any are arent as at be because been before being both "
    "but by can cannot cant come comes could did didnt do does doesnt doing done dont each even ever every few "
    "for from get gets give given go goes going got had half has hasnt have havent he her him his how i if im in "
    "into is isnt it its ive just keep keeps kept let lets like made make makes many may me might more most much "
    "must my never nobody not nothing now of often on one only or other our out own put puts same say says she "
    "should so some still such take takes than that thats the their them then there these they theyre this those "
    "three till to too took two up us use very want was we were weve what when where which while who whole why "
    "will with without wont would yet you your youre".split()
)


def grams(plain: str) -> dict[str, float]:
    """Units of a normalised text, each with the square root of its occurrences times the weight of its kind."""
    counted: dict[str, float] = {}
    previous = ""
    for run in RUN.findall(plain):
        if run[0] > "\u3000":
            previous = ""
            for length, weight in _WEIGHT.items():
                for start in range(len(run) - length + 1):
                    unit = run[start : start + length]
                    if length > 1 or unit not in _EMPTY:
                        counted[unit] = counted.get(unit, 0.0) + weight
        elif run not in EMPTY_WORDS:
            unit = f"~{stem(run)}"
            counted[unit] = counted.get(unit, 0.0) + _WORD_WEIGHT
            if previous:
                counted[previous + unit] = counted.get(previous + unit, 0.0) + _WORD_PAIR_WEIGHT
            previous = unit
    return {unit: math.sqrt(weight) for unit, weight in counted.items()}


_ENDINGS = (
    ("isation", "ise"), ("ization", "ise"), ("izing", "ise"), ("ising", "ise"), ("ies", "y"), ("ments", ""),
    ("ment", ""), ("tions", "t"), ("tion", "t"), ("ings", ""), ("ing", ""), ("ers", "er"), ("ed", ""), ("es", "e"),
    ("s", ""), ("ly", ""),
)  # fmt: skip


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """An English word without its ending: training, trained and trains are one."""
    if len(word) <= 3:
        return word
    for ending, instead in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            word = word[: -len(ending)] + instead
            break
    if len(word) > 4 and word.endswith("e"):
        word = word[:-1]
    if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "aeiouls":
        word = word[:-1]
    return word
