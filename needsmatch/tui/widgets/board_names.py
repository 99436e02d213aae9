"""Names short enough to stand downwards over a column of a board."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from needsmatch.display import cells

_LINES = 4
"""The most characters that stand over a column."""
_LEAST = 2
"""Characters of a Chinese name that say which school it is."""


def downwards(text: str) -> list[str]:
    """`text` one character a line, at most four; a mark stays with the character it belongs to."""
    found: list[str] = []
    for sign in text:
        if cells(sign):
            found.append(sign)
        elif found:
            found[-1] += sign
    return found[:_LINES]


def shorts(names: Sequence[str]) -> list[str]:
    """A few characters for each name, by which schools are told apart: the same ones only where nothing else is left.

    Two characters of a Chinese name without what it has in common with others, four letters of the word of another
    name that the fewest others have.
    """
    telling = _telling(names)
    often = Counter(word[:size] for word, _rest, size in telling)
    taken: set[str] = set()
    found = []
    for word, rest, size in telling:
        others = (word[size:] + rest).replace("第", "")
        choices = [word[:size]] if often[word[:size]] == 1 else []
        choices += [word[: size - 1] + sign for sign in others]
        choices += [word[:size] + sign for sign in others] if size == _LEAST else []
        short = next((choice for choice in choices if choice not in taken), word[:size])
        taken.add(short)
        found.append(short)
    return found


def _telling(names: Sequence[str]) -> list[tuple[str, str, int]]:
    """For each name the part that tells most, what else it has, and how many characters are taken."""
    chinese = {name: "".join(re.findall(r"\w", name)) or name for name in set(names) if _is_wide(name)}
    cores = _without_common(chinese, from_end=True)
    cores = _without_common(cores, from_end=False)
    words = {name: re.findall(r"\w+", name) or [name.strip()] for name in set(names) - chinese.keys()}
    often = Counter(word.casefold() for found in words.values() for word in set(found))
    parts = {
        name: (core, chinese[name][chinese[name].find(core) + len(core) :], _LEAST) for name, core in cores.items()
    }
    for name, found in words.items():
        # "of" and "St" tell little even where no other school has them.
        word = min(found, key=lambda word: (word.isalpha() and len(word) <= 2, often[word.casefold()]))
        parts[name] = word, "".join(other for other in found if other != word), _LINES
    return [parts[name] for name in names]


def _is_wide(name: str) -> bool:
    return any(cells(sign) == 2 for sign in name)


def _without_common(texts: Mapping[str, str], *, from_end: bool) -> dict[str, str]:
    """The texts without the longest end, or beginning, that another of them has too and that leaves both enough."""
    often = Counter(part for text in texts.values() for part in _parts(text, from_end=from_end))
    found = {}
    for name, text in texts.items():
        common = max((part for part in _parts(text, from_end=from_end) if often[part] > 1), key=len, default="")
        found[name] = text[: len(text) - len(common)] if from_end else text[len(common) :]
    return found


def _parts(text: str, *, from_end: bool) -> Iterator[str]:
    """The ends, or beginnings, of a text that leave enough of it; names begin with the same character by chance."""
    for length in range(1 if from_end else 2, len(text) - _LEAST + 1):
        yield text[len(text) - length :] if from_end else text[:length]
