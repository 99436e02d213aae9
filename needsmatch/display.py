"""The one gate between text from files and a screen.

Terminals obey control characters, and no widget or table library filters them: a school's name could set the
window title, fill the clipboard or repaint the screen. Every string that was not written in this program's
source passes `clean` (or `json_text`) before it is shown. Records keep the raw value, so that saving loses nothing.
"""

import re

MARK = "\N{REPLACEMENT CHARACTER}"
"""Shown where a character was held back, so that a reader sees that something was there."""

# C0 and C1 controls but tab and newline; soft hyphen and other invisible joiners and fillers; bidirectional marks,
# embeddings and isolates; line and paragraph separators; byte order mark; tags; surrogates.
_HELD_BACK = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"
    "\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e0fff]"
)
_COMBINING = "\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe00-\ufe0f\ufe20-\ufe2f"
# More than three marks on one letter grow into the lines above and below.
_STACKED = re.compile(f"([{_COMBINING}]{{3}})[{_COMBINING}]+")


def clean(text: str, *, multiline: bool = False) -> str:
    """`text` as it may be shown: nothing in it can steer a terminal.

    Newlines and tabs become single spaces unless `multiline`. Cleaning twice changes nothing more.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = _HELD_BACK.sub(MARK, text)
    text = _STACKED.sub(r"\1", text)
    return text if multiline else re.sub(r"[\n\t]+", " ", text)


def json_text(text: str) -> str:
    """JSON `text` with the same characters written as escapes: it means the same and is safe to print."""
    # Newlines outside strings are JSON's own layout; inside strings the encoder has escaped them already.
    return _HELD_BACK.sub(lambda found: _escape(ord(found.group())), text)


def _escape(code: int) -> str:
    if code <= 0xFFFF:
        return f"\\u{code:04x}"
    code -= 0x10000
    return f"\\u{0xD800 + (code >> 10):04x}\\u{0xDC00 + (code & 0x3FF):04x}"
