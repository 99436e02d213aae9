"""The rows that every screen has: the title with the save state, the pages, what just happened, and the keys."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from textual.binding import ActiveBinding
from textual.geometry import Size
from textual.screen import Screen

from needsmatch.display import cells, clean
from needsmatch.i18n import N_, _, ngettext
from needsmatch.tui.keys import HELP_AND_COMMANDS, shown_key
from needsmatch.tui.widgets.lines import FILL, Bar, Cell, Line, laid_out, line

if TYPE_CHECKING:
    from needsmatch.tui.app import NeedsmatchApp

PAGES: tuple[tuple[int, str, str], ...] = (
    (1, "overview", N_("Overview")),
    (2, "matching", N_("Matching")),
    (3, "pairing", N_("Pairing")),
    (4, "plans", N_("Plans")),
    (5, "problems", N_("Problems")),
    (6, "report", N_("Report")),
)
"""Digit, mode and name of each page."""


class _Framed(Bar):
    @property
    def _app(self) -> "NeedsmatchApp":
        from needsmatch.tui.app import NeedsmatchApp

        assert isinstance(self.app, NeedsmatchApp)
        return self.app


class TitleBar(_Framed):
    """The programme's name at the left, at the right whether everything is saved."""

    def cells_shown(self) -> Line:
        """Name and state."""
        session = self._app.session
        about = session.about if session else None
        state, style = self._state()
        name = clean(about.name if about else "needsmatch")
        # However long the name is, the state is seen.
        room = max(1, self.size.width - cells(state) - 3)
        return line(
            Cell(name, "strong", min(cells(name), room)),
            Cell("  " + _("school pairing"), "second", spare=1),
            Cell("  " + _("sample data") if about and about.illustrative else "", "muted", spare=1),
            Cell("", "", FILL),
            Cell(f" {state} ", style),
        )

    def _state(self) -> tuple[str, str]:
        session = self._app.session
        unsaved = session.unsaved if session else 0
        if unsaved:
            text = ngettext("* {count} change not saved", "* {count} changes not saved", unsaved)
            return text.format(count=unsaved), "badge"
        if self._app.busy:
            return self._app.busy, "accent"
        if session is None:
            return "", ""
        if session.saved_at:
            return _("Saved {time}").format(time=f"{session.saved_at:%H:%M}"), "muted"
        return _("All saved"), "muted"


class PageTabs(_Framed):
    """The numbered pages; in a task its name instead."""

    def __init__(self, page: str, task: Sequence[str] = ()) -> None:
        super().__init__()
        self._page = page
        self._task_words = task
        """Name of a task and where it was started from; empty on a page."""

    def cells_shown(self) -> Line:
        """The tabs, the present one marked."""
        if self._task_words:
            first, *rest = self._task_words
            return line(Cell(f" {_(first)} ", "tab"), *(Cell(f"  {_(word)} ", "muted") for word in rest))
        # What does not fit moves together; where that is not enough, other pages are their digits alone.
        tabs = self._tabs("  ", named=True)
        for gap, named in ((" ", True), (" ", False)):
            if sum(cells(cell.text) for cell in tabs) > self.size.width:
                tabs = self._tabs(gap, named=named)
        return tabs

    def _tabs(self, gap: str, *, named: bool) -> Line:
        parts: list[Cell | str] = []
        session = self._app.session
        for digit, mode, name in PAGES:
            errors = session.problem_count if session and mode == "problems" else 0
            present = mode == self._page
            words = [str(digit)]
            words += [_(name)] if named or present or errors else []
            words += [str(errors)] if errors else []
            text = f" {' '.join(words)} "
            parts += [Cell(text, "tab" if present else "second", action=f"app.page('{mode}')"), gap]
        return line(*parts[:-1])


class JustNow(_Framed):
    """What just happened, in words, and what undo would do."""

    _said = ""

    def refresh_state(self) -> None:
        """Show the newest sentence, or nothing."""
        session = self._app.session
        said = session.just_now if session else self._app.said
        self.set_class(bool(said), "told")
        # A sentence that is longer than a line needs another line.
        self.refresh(layout=said != self._said)
        self._said = said

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Lines of the sentence."""
        return len(laid_out(self.cells_shown(), width))

    def cells_shown(self) -> Line:
        """The sentence."""
        session = self._app.session
        if session is None:
            return line(Cell(self._app.said, "second", FILL, wrap=True))
        said = _("Just now: {what}").format(what=session.just_now)
        parts: list[Cell | str] = [Cell(said, "second", FILL, wrap=True)]
        if session.can_undo:
            parts += [Cell("  Ctrl+Z", "key"), Cell(" " + _("undo"), "muted", action="app.undo")]
        if session.can_redo:
            parts += [Cell("  Ctrl+Y", "key"), Cell(" " + _("redo"), "muted", action="app.redo")]
        return line(*parts)


class Hint(NamedTuple):
    """One key and what it does here."""

    key: str
    label: str
    action: str


class KeyLine(_Framed):
    """The keys of the focused place: whole groups only, most useful first; what does not fit is counted."""

    def cells_shown(self) -> Line:
        """The groups that fit."""
        right = [Cell("", "", FILL)]
        for key, label, action in HELP_AND_COMMANDS:
            right += [Cell(f"  {key}", "key", action=action), Cell(f" {_(label)}", "second", action=action)]
        room = self.size.width - sum(cells(cell.text) for cell in right if cell.width != FILL)
        hints = list(hints_of(self.screen))
        shown: list[Cell] = []
        for number, hint in enumerate(hints):
            group = [Cell(hint.key, "key", action=hint.action), Cell(f" {hint.label}   ", "second", action=hint.action)]
            left = len(hints) - number
            # The count of those behind it must still fit unless this is the last group.
            needed = sum(cells(cell.text) for cell in group) + (cells(f"+{left - 1}") + 1 if left > 1 else 0)
            if needed > room:
                shown.append(Cell(f"+{left}", "muted", action="app.help"))
                break
            shown += group
            room -= sum(cells(cell.text) for cell in group)
        return line(*shown, *right)


def hints_of(screen: Screen[Any]) -> Iterator[Hint]:
    """The keys that do something now, in the current language."""
    for _node, binding, *_rest in shown_bindings(screen):
        yield Hint(shown_key(binding), _(binding.description), binding.action)


def _rank(active: ActiveBinding) -> tuple[bool, bool]:
    return active.binding.key != "enter", active.binding.action != "save"


def shown_bindings(screen: Screen[Any]) -> Iterator[ActiveBinding]:
    """The bindings that do something now: Enter, saving, then those of the focused place, then those of everywhere."""
    from needsmatch.tui.app import NeedsmatchApp

    seen: set[str] = set()
    for active in sorted(screen.active_bindings.values(), key=_rank):
        binding = active.binding
        if not binding.show or not active.enabled or not binding.description or binding.action in seen:
            continue
        if isinstance(screen.app, NeedsmatchApp) and not screen.app.is_of_use(binding.action):
            continue
        seen.add(binding.action)
        yield active
