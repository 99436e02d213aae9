"""Same-sound slips of the keyboard put right: 幼小衔结 is 幼小衔接.

An input method offers all characters of a sound, and the wrong one is easily taken. Such a character fits to neither
of its neighbours; where another one of the same sound fits to all of them, that one was meant.
"""

from collections.abc import Callable, Mapping
from functools import cache

from needsmatch.text.sounds import ALIKE

Times = Callable[[str], int]
"""How often a character or a pair of them occurs in what people write; 0 for one that nobody uses."""

_USUAL = 2
"""Occurrences from which on a pair is taken for usual: a pair seen once may be a slip itself."""
_WORD = 0.1
"""Part of a character's occurrences that a pair makes up, from which on the pair is taken for a word."""
_SURE = 0.3
"""The same of the neighbour, where there is only one."""


@cache
def _alike() -> Mapping[str, str]:
    """For each character those that sound like it, itself included."""
    by_sound: dict[str, str] = {}
    for line in ALIKE.split("\n"):
        sound, _space, characters = line.partition(" ")
        by_sound[sound] = by_sound.get(sound, "") + characters
    return {character: characters for characters in by_sound.values() for character in characters}


def mended(plain: str, times: Times) -> str:
    """A plain wording with its same-sound slips put right; mending twice is the same as once."""
    signs = list(plain)
    for place, sign in enumerate(signs):
        others = _alike().get(sign, "")
        before = signs[place - 1] if place and signs[place - 1] in _alike() else ""
        behind = signs[place + 1] if place + 1 < len(signs) and signs[place + 1] in _alike() else ""

        def fits(other: str, before: str = before, behind: str = behind) -> int:
            return _fits(before, other, behind, times)

        if others and not (before and times(before + sign)) and not (behind and times(sign + behind)):
            signs[place] = max(
                (other for other in others if fits(other)), key=lambda other: (fits(other), other), default=sign
            )
    return "".join(signs)


def _fits(before: str, sign: str, behind: str, times: Times) -> int:
    """Occurrences of the pairs of a character with its neighbours; 0 where it does not belong between them."""
    if before and behind:
        pairs = [before + sign, sign + behind]
        if min(map(times, pairs)) >= _USUAL and any(
            _part(pair, min(map(times, pair)), times) >= _WORD for pair in pairs
        ):
            return sum(map(times, pairs))
    elif neighbour := before or behind:
        pair = before + sign + behind
        if times(pair) >= _USUAL and _part(pair, times(neighbour), times) >= _SURE:
            return times(pair)
    return 0


def _part(pair: str, whole: int, times: Times) -> float:
    # A character that is too common to be counted (的, 不) makes no word with its neighbour.
    return times(pair) / whole if whole else 0.0
