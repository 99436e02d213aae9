"""The one gate between text from files and a screen.

Terminals obey control characters, and no widget or table library filters them: a school's name could set the
window title, fill the clipboard or repaint the screen. Every string that was not written in this program's
source passes `clean` (or `json_text`) before it is shown. Records keep the raw value, so that saving loses nothing.

Behind the gate, `cells`, `wrap`, `clip` and `pad` fit a text into columns. They count as the terminal app lays out, for
texts that have passed the gate: characters on whose width programs disagree are held back there.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import cache

MARK = "\N{REPLACEMENT CHARACTER}"
"""Shown where a character was held back, so that a reader sees that something was there."""

# C0 and C1 controls but tab and newline; soft hyphen and other invisible joiners and fillers; bidirectional marks,
# embeddings and isolates; line and paragraph separators; byte order mark; controls of hieroglyphs, shorthand and music;
# tags; surrogates.
_HELD_BACK = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"
    "\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\ud800-\udfff"
    "\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
# All but Latin letters, Chinese and its punctuation: only among these are characters that Unicode does not have yet.
_UNCOMMON = re.compile("[^\x00-\u02ff\u3000-\u303f\u4e00-\u9fff\uff01-\uff60]")
# Rare characters of people's names are still being added here; all of them are wide.
_NEW_CHINESE = re.compile("[\U00020000-\U0002fffd\U00030000-\U0003fffd]")
# Behind a sign, this asks for its coloured form, which is wider in some terminals and not in others.
_COLOURED = "\ufe0f"
_COMBINING = "\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe00-\ufe0f\ufe20-\ufe2f"
# More than three marks on one letter grow into the lines above and below.
_STACKED = re.compile(f"([{_COMBINING}]{{3}})[{_COMBINING}]+")


def clean(text: str, *, multiline: bool = False) -> str:
    """`text` as it may be shown: nothing in it can steer a terminal.

    Newlines and tabs become single spaces unless `multiline`. Cleaning twice changes nothing more.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = _instead(text.replace(_COLOURED, ""), lambda _sign: MARK)
    text = _STACKED.sub(r"\1", text)
    return text if multiline else re.sub(r"[\n\t]+", " ", text)


def json_text(text: str) -> str:
    """JSON `text` with the same characters written as escapes: it means the same and is safe to print."""
    # Newlines outside strings are JSON's own layout; inside strings the encoder has escaped them already.
    return _instead(text, lambda sign: _escape(ord(sign)))


def _instead(text: str, shown: Callable[[str], str]) -> str:
    """`text` with what `shown` gives for each character that is held back."""
    text = _HELD_BACK.sub(lambda found: shown(found.group()), text)
    return _UNCOMMON.sub(lambda found: shown(found.group()) if _is_unknown(found.group()) else found.group(), text)


def _is_unknown(sign: str) -> bool:
    """Whether nothing is known of a character, its width least of all: Unicode may not have it yet."""
    return unicodedata.category(sign) == "Cn" and not _NEW_CHINESE.match(sign)


def _escape(code: int) -> str:
    if code <= 0xFFFF:
        return f"\\u{code:04x}"
    code -= 0x10000
    return f"\\u{0xD800 + (code >> 10):04x}\\u{0xDC00 + (code & 0x3FF):04x}"


# The library's tables are of several Unicode versions; these are what later ones changed.
_NO_WIDTH = re.compile("[\u1161-\u11ff\ud7b0-\ud7ff\U0001f3fb-\U0001f3ff]")
"""Vowels and final consonants of a Korean syllable, tints of the emoji before."""
_WIDE = re.compile("[\u2630-\u2637\u268a-\u268f\u4dc0-\u4dff\U0001d300-\U0001d376]")
"""Trigrams, hexagrams and counting rods."""

_CLOSING = frozenset("，。、；：！？）】》」』”’〉〕…,.;:!?)]}")
"""Never at the start of a line."""
_OPENING = frozenset("（【《「『“‘〈〔([{")
"""Never at the end of a line."""


def cells(text: str) -> int:
    """Columns that `text` takes in a terminal: two for a wide character, none for a mark on the one before.

    Characters whose width is ambiguous count one; line breaks and tabs, which take no columns of their own, none.
    """
    if text.isascii() and text.isprintable():
        return len(text)
    return sum(map(_width, text))


@cache
def _width(sign: str) -> int:
    if unicodedata.category(sign) in ("Mn", "Me", "Mc", "Cc") or _NO_WIDTH.match(sign):
        return 0
    return 2 if unicodedata.east_asian_width(sign) in "WF" or _WIDE.match(sign) else 1


def wrap(text: str, width: int) -> list[str]:
    """`text` in lines of at most `width` columns; each line of `text` begins a new one, and runs of spaces become one.

    Breaks stand at spaces and beside wide characters, but not before closing or behind opening punctuation; a word is
    broken only where it is longer than a line. Where not even one character fits, it stands alone on its line.
    """
    return [line for given in text.split("\n") for line in _lines(" ".join(given.split()), width)]


def _lines(text: str, width: int) -> Iterator[str]:
    start = 0
    while text and (end := _fitting(text, start, max(width, _width(text[start])))) < len(text):
        end = _last_break(text, start, end)
        yield text[start:end].rstrip()
        start = end + (text[end] == " ")
    yield text[start:]


def _last_break(text: str, start: int, end: int) -> int:
    """The best place behind `start` and up to `end` for the next line to begin."""
    spare = None
    for place in range(end, start, -1):
        if _may_break(text, place):
            if _is_between_words(text, place):
                return place
            spare = spare or place
    return spare or end


def _may_break(text: str, place: int) -> bool:
    before = text[place - 2] if text[place - 1] == " " else text[place - 1]
    after = text[place + 1] if text[place] == " " else text[place]
    return before not in _OPENING and after not in _CLOSING and _width(after) > 0


def _is_between_words(text: str, place: int) -> bool:
    before, after = text[place - 1], text[place]
    return " " in (before, after) or _width(before) == 2 or _width(after) == 2


def clip(text: str, width: int) -> str:
    """One line of text, cut to at most `width` columns, with `..` at the end where something was cut.

    It is one column short where a wide character would have stood half outside.
    """
    if cells(text) <= width:
        return text
    cut = ".."[: max(width, 0)]
    return text[: _fitting(text, 0, width - len(cut))] + cut


def _fitting(text: str, start: int, width: int) -> int:
    """Where in `text` the first character stands that does not fit into `width` columns from `start`."""
    room = width
    for place in range(start, len(text)):
        room -= _width(text[place])
        if room < 0:
            return place
    return len(text)


def pad(text: str, width: int, right: bool = False) -> str:
    """One line of text, clipped or filled to exactly `width` columns; `right` puts the spaces in front."""
    clipped = clip(text, width)
    spaces = " " * (width - cells(clipped))
    return spaces + clipped if right else clipped + spaces
