"""Write needsmatch/text/sounds.py: the characters of GB 2312 by their most usual sound, from pypinyin's dictionary.

python tools/sounds.py
"""

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from pypinyin import lazy_pinyin

TARGET = Path(__file__).parents[1] / "needsmatch" / "text" / "sounds.py"

_LINE = 50
"""Characters in a line."""

_HEAD = '''"""Which characters sound alike, tones aside: written by tools/sounds.py, not by hand."""

ALIKE = """
'''


def characters() -> Iterator[str]:
    """The 6,763 characters of GB 2312: what an input method offers in everyday writing."""
    for high in range(0xB0, 0xF8):
        for low in range(0xA1, 0xFF):
            try:
                yield bytes((high, low)).decode("gb2312")
            except UnicodeDecodeError:
                continue


def main() -> None:
    """Write the module."""
    by_sound: dict[str, list[str]] = defaultdict(list)
    for character in characters():
        by_sound[lazy_pinyin(character)[0]].append(character)
    lines = [
        f"{sound} {''.join(by_sound[sound][first : first + _LINE])}\n"
        for sound in sorted(by_sound)
        for first in range(0, len(by_sound[sound]), _LINE)
    ]
    tail = '"""\n"""A sound with its characters in each line; several lines where they are many."""\n'
    TARGET.write_text(_HEAD + "".join(lines) + tail, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
