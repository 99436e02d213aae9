"""Keep wide characters at the edges of widgets behind.

Textual cuts the lines of a widget in front wherever a widget behind it has an edge, and a wide character that is cut in
two is blanked (Textualize/textual issue 6357, open in 8.2.8). Cutting only where the front widget itself ends or
another one lies over it leaves every character whole.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from textual._compositor import ChopsUpdate, Compositor
from textual.geometry import Region
from textual.strip import Strip

_NOTHING = Strip([], 0)
_original_partial_update = Compositor.render_partial_update


def keep_wide_characters() -> None:
    """Put the cure in place; doing so twice changes nothing."""
    # The two methods are private: tests/tui/test_wide.py shows the fault without the cure and its absence with it, so
    # that a Textual that changes either is noticed.
    Compositor._render_chops = _render_chops  # type: ignore[method-assign, assignment]
    Compositor.render_partial_update = _render_partial_update  # type: ignore[method-assign]


def _render_chops(
    self: Compositor, crop: Region, is_rendered_line: Callable[[int], bool]
) -> Sequence[dict[int, Strip | None]]:
    cuts = self.cuts
    chops: list[dict[int, Strip | None]] = [dict.fromkeys(line_cuts[:-1]) for line_cuts in cuts]
    for region, clip, strips in self._get_renders(crop):
        visible = region.intersection(clip)
        first, last = visible.column_span
        for y, strip in zip(visible.line_range, strips, strict=False):
            if is_rendered_line(y):
                _place(chops[y], [cut for cut in cuts[y] if first <= cut <= last], strip, visible.x)
    return chops


def _place(line: dict[int, Strip | None], cuts: list[int], strip: Strip, left: int) -> None:
    """Put a strip into the places of a line that nothing in front has taken, neighbouring places as one piece."""
    runs: list[tuple[bool, list[int]]] = []
    for column in cuts[:-1]:
        free = line.get(column) is None
        if runs and runs[-1][0] == free:
            runs[-1][1].append(column)
        else:
            runs.append((free, [column]))
    if not runs:
        return
    ends = [columns[0] - left for _free, columns in runs[1:]] + [cuts[-1] - left]
    for (free, columns), piece in zip(runs, strip.divide(ends), strict=False):
        if free:
            line[columns[0]] = piece
            line.update(dict.fromkeys(columns[1:], _NOTHING))


def _render_partial_update(self: Compositor) -> Any:
    update = _original_partial_update(self)
    if isinstance(update, ChopsUpdate):
        # A piece ends where the next one that holds something begins.
        update.chop_ends = [
            _ends(list(chops.values()), list(ends)) for chops, ends in zip(update.chops, update.chop_ends, strict=False)
        ]
        # What is drawn anew ends where something behind ends: there too no character is cut.
        update.spans = [
            (y, first, _whole_piece(update.chops[y], update.chop_ends[y], last)) for y, first, last in update.spans
        ]
    return update


def _ends(pieces: list[Strip | None], ends: list[int]) -> list[int]:
    for place in range(len(pieces) - 2, -1, -1):
        if pieces[place + 1] is _NOTHING and pieces[place] is not None:
            ends[place] = ends[place + 1]
    return ends


def _whole_piece(line: Mapping[int, Strip | None], ends: list[int], last: int) -> int:
    """Where the piece of a line ends that the column `last` lies in; the column itself where a piece ends there."""
    pieces = zip(line.items(), ends, strict=False)
    return next((end for (start, piece), end in pieces if piece and start < last < end), last)
