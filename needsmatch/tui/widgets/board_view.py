"""What is seen of a board: its lines as pieces, and what stands under the mouse. Pure, as the layout is."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from needsmatch.display import cells, clean, clip, pad
from needsmatch.i18n import _
from needsmatch.tui.widgets.board_layout import GUTTER, Axis, Frame, Square, look_of, square_text
from needsmatch.tui.widgets.lines import FILL, Cell, Piece, laid_out


@dataclass(frozen=True, slots=True)
class View:
    """A board scrolled to a place. Rows and columns are known by their numbers here."""

    rows: Axis
    columns: Axis
    frame: Frame
    top: int
    """First line of rows that is seen."""
    left: int
    """First column of squares that is seen: a square is drawn whole, or not at all."""
    rows_seen: range
    columns_seen: range
    chosen: tuple[int, int] | None
    lit: str
    """Look behind the heads of the chosen square."""
    square: Callable[[int, int], Square]

    @classmethod
    def of(
        cls,
        rows: Axis,
        columns: Axis,
        frame: Frame,
        *,
        scrolled: tuple[int, int],
        chosen: tuple[int, int] | None,
        lit: str,
        square: Callable[[int, int], Square],
    ) -> "View":
        """What is seen when the squares were `scrolled` by columns and lines."""
        x, top = scrolled
        first = columns.seen(x, frame.across).start
        left = columns.starts[first] if first < len(columns.starts) else 0
        seen = columns.seen(left, frame.across)
        return cls(rows, columns, frame, top, left, rows.seen(top, frame.lines), seen, chosen, lit, square)

    # What stands where

    def row_at(self, y: int) -> int | None:
        """Number of the row on line `y` of the screen; None: above, below, or between groups."""
        row = self.rows.at(y - self.frame.top + self.top) if y >= self.frame.top else None
        return row if row in self.rows_seen else None

    def column_at(self, x: int) -> int | None:
        """Number of the column at column `x` of the screen."""
        column = self.columns.at(x - self.frame.left + self.left) if x >= self.frame.left else None
        return column if column in self.columns_seen else None

    def under(self, x: int, y: int) -> tuple[int, int] | None:
        """The square a click means; on a head, the one where that row or column meets the chosen column or row."""
        row, column = self.row_at(y), self.column_at(x)
        if self.chosen and row is None and 0 < y < self.frame.top:
            row = self.chosen[0]
        elif self.chosen and column is None and x < self.frame.left:
            column = self.chosen[1]
        return None if row is None or column is None else (row, column)

    # Lines

    def row_pieces(self, row: int) -> list[Piece]:
        """A row: its marks, its name, its squares."""
        is_chosen = self.chosen is not None and self.chosen[0] == row
        alert = self.rows.heads[row].alert
        lit = self.lit if is_chosen else ""
        look = f"{lit} {'need-strong' if alert else 'strong' if is_chosen else ''}"
        return [
            (">" if is_chosen else "?" if alert else " ", f"{lit} accent-strong" if is_chosen else look, ""),
            ("?" if is_chosen and alert else " ", look, ""),
            (pad(self.rows.names[row], self.frame.names) + " ", look, ""),
            *self._side_by_side(lambda column: self._square_piece(row, column)),
        ]

    def pieces_beside(self, y: int) -> list[Piece]:
        """A line that is no row: the chosen two, heads of columns, notes, or what is hidden."""
        frame = self.frame
        if y == 0 and frame.top:
            return list(self._title())
        if y == frame.top - 1:
            above = self._hint(_("+{count} above"), self.rows_seen.start)
            return [*above, *self._hidden_columns(frame.width - sum(cells(text) for text, _look, _action in above))]
        if y == frame.top - 2 and self.columns.has_notes:
            label = pad(_("places left"), frame.left - 1, right=True) + " "
            return [(label, "muted", ""), *self._side_by_side(self._note_piece)]
        from_below = y - (frame.top - 1 - self.columns.has_notes)
        if -self.columns.depth <= from_below < 0:
            # Short ones stand right above their squares.
            letters = self._side_by_side(lambda column: self._letter_piece(column, from_below))
            return [(" " * frame.left, "", ""), *letters]
        if y >= frame.top + frame.lines:
            return self._hint(_("+{count} below"), len(self.rows.heads) - self.rows_seen.stop)
        return []

    def _side_by_side(self, piece: Callable[[int], Piece]) -> Iterator[Piece]:
        """A piece for each column that is seen, with what stands between groups."""
        place = self.left
        for column in self.columns_seen:
            start = self.columns.starts[column]
            if start > place:
                yield " " * (start - place), "", ""
            yield piece(column)
            place = start + self.columns.step

    def _square_piece(self, row: int, column: int) -> Piece:
        square = self.square(row, column)
        look = "square-chosen" if (row, column) == self.chosen else look_of(square)
        return square_text(square, self.columns.step), look, ""

    def _letter_piece(self, column: int, from_below: int) -> Piece:
        letters = self.columns.shorts[column]
        letter = letters[from_below] if -from_below <= len(letters) else ""
        return self._over(column, letter, "accent-strong" if self._is_chosen(column) else "")

    def _note_piece(self, column: int) -> Piece:
        head = self.columns.heads[column]
        return self._over(column, clean(head.note), "need-strong" if head.alert else "muted")

    def _over(self, column: int, text: str, look: str) -> Piece:
        """`text` over the digits of a column."""
        step = self.columns.step
        lit = self.lit if self._is_chosen(column) else ""
        return pad(pad(text, min(step, 3), right=True), step), f"{lit} {look}", ""

    def _is_chosen(self, column: int) -> bool:
        return self.chosen is not None and self.chosen[1] == column

    def _title(self) -> Iterator[Piece]:
        """The names of the chosen two in full, and their score, which a small square does not tell."""
        if self.chosen is None:
            return
        row, column = self.chosen
        score = self.square(row, column).score
        number = "" if score is None else f"  {score}"
        names = _("{row} and {column}").format(row=self.rows.names[row], column=self.columns.names[column])
        yield " " * GUTTER, "", ""
        yield clip(names, self.frame.width - GUTTER - len(number)), "strong", ""
        yield number, "accent-strong", ""

    def _hint(self, text: str, count: int) -> list[Piece]:
        """How many rows are hidden, over or under the names."""
        said = text.format(count=count) if count > 0 else ""
        return [(" " * GUTTER, "", ""), (pad(said, max(self.frame.left - GUTTER, cells(said) + 2)), "muted", "")]

    def _hidden_columns(self, width: int) -> list[Piece]:
        before, behind = self.columns_seen.start, len(self.columns.heads) - self.columns_seen.stop
        left = _("+{count} to the left").format(count=before) if before > 0 else ""
        right = _("+{count} to the right").format(count=behind) if behind > 0 else ""
        return laid_out((Cell(left, "muted"), Cell("", width=FILL), Cell(right, "muted")), width)[0]
