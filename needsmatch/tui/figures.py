"""The figures of a programme as lines: numbers, steps, needs by topic, what waits.

Every bar has its number beside it, and a box without an answer has a sign in it, so that all of it reads in grey.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from needsmatch.display import cells, pad
from needsmatch.i18n import _
from needsmatch.planning.attention import Attention, Kind
from needsmatch.planning.overview import Number, Step, TopicNeeds, cause_label
from needsmatch.tui.widgets.lines import FILL, Cell, Line, bar, line

_GAP = 2
"""Columns between two columns of a table."""
_NAME_SHARE, _LEAST_NAME = 0.3, 14
"""The names of topics get at most this share of the width, but always as many columns."""
_LEAST_BOXES = 10
"""Columns the boxes should have before causes are shown beside them."""
_MARGIN = 1
"""Columns left free at the right, before the scrollbar."""
_BOX = 2
"""Columns of a box where there is room: as wide as one Chinese character."""


def number_lines(numbers: Sequence[Number], *, notes: bool) -> list[Line]:
    """The numbers beside each other, each above what it counts."""
    values = [
        f"{number.value:,}" if number.whole is None else f"{number.value:,} / {number.whole:,}" for number in numbers
    ]
    lines = [
        _beside([Cell(value, "accent-strong", FILL) for value in values]),
        _beside([Cell(number.label, "", FILL) for number in numbers]),
    ]
    return [*lines, _beside([Cell(number.note, "muted", FILL) for number in numbers])] if notes else lines


def step_lines(steps: Sequence[Step], *, tight: bool) -> Callable[[int], Sequence[Line]]:
    """The steps beside each other, each with its count and a bar."""

    def drawn(width: int) -> list[Line]:
        gap = Cell(" " * _GAP)
        room = max(1, (width - _GAP * (len(steps) - 1)) // max(1, len(steps)))
        names: list[Cell] = []
        bars: list[Cell] = []
        for step in steps:
            count = str(step.count)
            share = step.count / step.whole if step.whole else 0
            if tight:
                names += [Cell(step.label, "second", room), gap]
                bars += [Cell(f"{count} ", "strong"), *bar(share, max(0, room - cells(count) - 1), spare=False), gap]
            else:
                names += [Cell(step.label, "second", max(1, room - cells(count))), Cell(count, "strong"), gap]
                bars += [*bar(share, room, spare=False), gap]
        return [line(*names), line(*bars)]

    return drawn


def _beside(parts: Sequence[Cell]) -> Line:
    return tuple(cell for part in parts for cell in (part, Cell(" " * _GAP)))


@dataclass(frozen=True)
class TopicTable:
    """The needs by topic: one box for each need, those without an answer with a sign in them."""

    topics: Sequence[TopicNeeds]

    def lines(self, topic: TopicNeeds) -> Callable[[int], Sequence[Line]]:
        """The line of one topic."""
        return lambda width: [self._line(topic, width)]

    def remark(self, width: int) -> str:
        """What a box stands for at `width` columns."""
        exact = self._largest <= self._columns(width)[1]
        return _("one box is one need") if exact else _("the longer the bar, the more needs")

    @property
    def _largest(self) -> int:
        return max((topic.asked for topic in self.topics), default=0)

    def _columns(self, width: int) -> tuple[int, int, int]:
        """Columns of the names, of the boxes, and of the causes."""
        names = max((cells(topic.label) for topic in self.topics), default=0)
        causes = max((cells(_cause(topic)) for topic in self.topics), default=0)
        figures = self._width(_share) + self._width(_unmet) + 2 * _GAP + _MARGIN
        name = min(names, max(_LEAST_NAME, int(width * _NAME_SHARE)))
        room = width - name - _GAP - figures
        if room - causes - _GAP < _LEAST_BOXES:
            causes = 0
        if causes:
            room -= causes + _GAP
        return name, max(1, min(room, _BOX * self._largest)), causes

    def _width(self, text: Callable[[TopicNeeds], str]) -> int:
        return max((cells(text(topic)) for topic in self.topics), default=0)

    def _line(self, topic: TopicNeeds, width: int) -> Line:
        name, room, cause = self._columns(width)
        answered, missing = _boxes(topic, self._largest, room)
        gap = " " * _GAP
        return line(
            Cell(topic.label, "strong" if topic.unmet else "", name),
            gap,
            Cell(" " * cells(answered), "bar"),
            Cell(missing, "gap"),
            Cell(" " * (room - cells(answered) - cells(missing))),
            gap,
            Cell(_share(topic), "", self._width(_share), right=True),
            gap,
            Cell(_unmet(topic), "need-strong", self._width(_unmet)),
            Cell(gap if cause else ""),
            Cell(_cause(topic) if cause else "", "muted", cause),
        )


def _boxes(topic: TopicNeeds, largest: int, room: int) -> tuple[str, str]:
    """Texts of the answered and the unmet boxes, in at most `room` columns."""
    sign = _("-")
    if _BOX * largest <= room:
        return " " * _BOX * topic.answered, pad(sign, _BOX, right=True) * topic.unmet
    if largest <= room:
        return " " * topic.answered, "-" * topic.unmet
    # Nothing that is there may vanish by rounding.
    least = bool(topic.unmet)
    whole = max(least + bool(topic.answered), round(topic.asked * room / largest))
    unmet = min(max(least, round(topic.unmet * room / largest)), whole - bool(topic.answered))
    return " " * (whole - unmet), "-" * unmet


def _share(topic: TopicNeeds) -> str:
    return f"{topic.answered} / {topic.asked}"


def _unmet(topic: TopicNeeds) -> str:
    return _("unmet {count}").format(count=topic.unmet) if topic.unmet else ""


def _cause(topic: TopicNeeds) -> str:
    """The most frequent cause."""
    return cause_label(topic.causes[0][0]) if topic.causes else ""


def attention_lines(entry: Attention, *, tight: bool) -> list[Line]:
    """One thing that waits, with its number in a column of its own."""
    count = Cell(f"{entry.count}  ", "error-strong" if entry.kind is Kind.ERRORS else "need-strong", 6, right=True)
    if tight:
        return [line(count, Cell(entry.text, "strong"), "  ", Cell(entry.note, "muted", FILL))]
    return [
        line(count, Cell(entry.text, "strong", FILL, wrap=True)),
        line(Cell("", "", 6), Cell(entry.note, "muted", FILL, wrap=True)),
    ]


def step_line(sentence: str) -> Line:
    """One sentence on what to do next."""
    return line(" - ", Cell(sentence, "second", FILL, wrap=True))
