"""Search keys for Chinese names: what somebody types who does not want to switch the keyboard.

玉海幼儿园 is found by yuhaiyoueryuan, by youer, and by the initials yhyey.
"""

import json
import re
import sys
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import combinations, islice, product

_MOST_READINGS = 8
"""Readings of one name that are indexed; a long name of characters with two readings each has thousands."""

_CHINESE = re.compile("[\u3007\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003fffd]+")
# 第3中学: the letters and digits between belong to the name.
_RUNS = re.compile(rf"{_CHINESE.pattern}|[a-z0-9]+")
# 女 and 绿 are nv and lv on a keyboard, and nu and lu to those who do not know it.
_TWO_DOTS = re.compile("(?<=[ln])v")

_Syllable = tuple[str, str]
"""How a character is read, and its initial. Letters and digits that stand in a name are typed whole both times."""


def search_keys(text: str, reading: str | None = None) -> tuple[str, ...]:
    """Keys under which `text` is found, in pairs: pinyin without tones and spaces, then its initials.

    There is a pair for each way to read the characters, the likeliest first, at most eight; where a reading has a u
    with two dots (v on a keyboard), there is one more with u. `reading` is the one a profile gives, in words; its
    initials are those of the words. A text without Chinese characters has no keys but those of `reading`. The first
    call takes half a second.
    """
    readings = [[(_plain(word), _plain(word)[:1]) for word in (reading or "").split()]]
    text = unicodedata.normalize("NFKC", text).casefold()
    if _CHINESE.search(text):
        readings += islice(_readings(_syllables(text)), _MOST_READINGS)
    pairs = dict.fromkeys(pair for syllables in readings for pair in _pairs(syllables))
    return tuple(key for pair in pairs if all(pair) for key in pair)


def found(query: str, keys: Sequence[str]) -> int | None:
    """How well `query` finds a name with these keys, best first; None where it does not.

    0 its initials begin so, 1 its initials hold it, 2 its pinyin begins so, 3 its pinyin holds it.
    """
    asked = _plain(query)
    if not asked:
        return None
    full, initials = keys[::2], keys[1::2]
    ways = (
        any(key.startswith(asked) for key in initials),
        any(asked in key for key in initials),
        any(key.startswith(asked) for key in full),
        any(asked in key for key in full),
    )
    return ways.index(True) if True in ways else None


def answer(asked: str) -> str:
    """Search keys for many texts at once, as JSON: `[[key, text, reading or null], ..]` gives `{key: [..], ..}`.

    For a program that runs this module (`python -m`) and goes on meanwhile.
    """
    return json.dumps({key: search_keys(text, reading) for key, text, reading in json.loads(asked)})


def _plain(text: str) -> str:
    """Letters and digits of `text` as they are compared; full width, as Chinese keyboards may write, becomes half."""
    text = unicodedata.normalize("NFKC", text).casefold().replace("ü", "v")
    return "".join(sign for sign in text if sign.isalnum())


def _pairs(syllables: Sequence[_Syllable]) -> Iterator[tuple[str, str]]:
    full, initials = "".join(full for full, _initial in syllables), "".join(initial for _full, initial in syllables)
    yield full, initials
    yield _TWO_DOTS.sub("u", full), initials


def _syllables(text: str) -> list[list[_Syllable]]:
    """For each character all ways to read it: first as in the words it stands in, then as it may be read alone."""
    from pypinyin import Style, lazy_pinyin, pinyin  # half a second and its dictionaries: only where names are searched

    parts: list[list[_Syllable]] = []
    for run in _RUNS.findall(text):
        if not _CHINESE.match(run):
            parts.append([(run, run)])
            continue
        alone = [(sign, pinyin(sign, style=Style.NORMAL, heteronym=True, errors="ignore")) for sign in run]
        # A character that is too rare for the dictionaries is left out of the keys.
        known = [(sign, ways[0]) for sign, ways in alone if ways]
        in_words = lazy_pinyin("".join(sign for sign, _ways in known), style=Style.NORMAL)
        for usual, (_sign, ways) in zip(in_words, known, strict=True):
            parts.append([(full, full[:1]) for full in dict.fromkeys((usual, *ways))])
    return parts


def _readings(parts: Sequence[Sequence[_Syllable]]) -> Iterator[list[_Syllable]]:
    """Every way to read a name: as usual, then with one character read otherwise, from the left, then with two ..."""
    several = [place for place, ways in enumerate(parts) if len(ways) > 1]
    for count in range(len(several) + 1):
        for places in combinations(several, count):
            for others in product(*(parts[place][1:] for place in places)):
                changed = dict(zip(places, others, strict=True))
                yield [changed.get(place, ways[0]) for place, ways in enumerate(parts)]


if __name__ == "__main__":
    sys.stdout.write(answer(sys.stdin.read()))
