"""Text that is as high as it is, up to the height it may have; then it scrolls."""

from collections.abc import Sequence

from textual.geometry import Size

from needsmatch.tui.widgets.rows import Row, Rows


class Prose(Rows):
    """Text as high as it is."""

    def show(self, rows: Sequence[Row], chosen: str | None = None) -> None:
        """Show other text at its own height."""
        if rows != self._rows:
            super().show(rows, chosen)
            self.refresh(layout=True)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Lines of the text."""
        return sum(len(row.drawn(width)) for row in self._rows)
