"""What all pages and tasks share: the frame around a body, filling it from what is known, one step back."""

from typing import TYPE_CHECKING, Any, ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import Screen
from textual.timer import Timer
from textual.widget import Widget

from needsmatch.i18n import N_, _
from needsmatch.tui.widgets.filter import Filter
from needsmatch.tui.widgets.frame import JustNow, KeyLine, PageTabs, TitleBar
from needsmatch.tui.widgets.lines import paragraph
from needsmatch.tui.widgets.rows import Row, Rows

if TYPE_CHECKING:
    from needsmatch.tui.app import NeedsmatchApp
    from needsmatch.tui.session import Session

LEAST_WIDTH, LEAST_HEIGHT = 60, 20
"""Columns and lines below which nothing useful fits."""
_WIDE, _HIGH = 100, 30
"""Columns and lines from which there is room for space and decoration."""
_SOON = 0.15


class Page(Screen[Any]):
    """A screen inside the frame. A subclass composes its body and fills it; it never changes what is known."""

    PAGE: ClassVar[str] = ""
    """Mode of a main page; empty for a task."""
    TASK: ClassVar[tuple[str, ...]] = ()
    """Name of a task, as message ids."""
    ABOUT: ClassVar[tuple[str, ...]] = ()
    """What the page is for: three plain sentences for the help, as message ids."""
    STEPS: ClassVar[bool] = True
    """Steps can be taken back here; not where something is being asked, for they would be those of the page behind."""
    SAVES: ClassVar[bool] = False
    """Ctrl+S is the page's own here: what is asked is saved, not the plans behind."""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", N_("Back"), show=False),
        Binding("tab", "app.focus_next", N_("Next pane"), show=False),
        Binding("shift+tab", "app.focus_previous", N_("Previous pane"), show=False),
    ]

    def __init__(self) -> None:
        super().__init__()
        # Textual would parse the style sheets of all widgets again for each screen that brings its own: 30 ms.
        stylesheet = self.app.stylesheet
        for path in self.css_path:
            if not stylesheet.has_source(str(path), ""):
                stylesheet.read(path)
                stylesheet.parse()
        self._refill_timer: Timer | None = None
        self._focused_before: Widget | None = None
        self._composed = False
        """The body is there; nothing can be shown before."""

    @property
    def needsmatch(self) -> "NeedsmatchApp":
        """The app."""
        from needsmatch.tui.app import NeedsmatchApp

        assert isinstance(self.app, NeedsmatchApp)
        return self.app

    @property
    def session(self) -> "Session":
        """What is known."""
        from needsmatch.tui.session import Session

        return self.needsmatch.session or Session()

    @property
    def tight(self) -> bool:
        """There is no room for decoration."""
        return self.app.size.width < _WIDE or self.app.size.height < _HIGH

    @property
    def task_words(self) -> tuple[str, ...]:
        """Name of the task and what stands beside it, as message ids; empty on a main page."""
        return self.TASK

    def compose(self) -> ComposeResult:
        """The frame around the body."""
        yield TitleBar()
        yield PageTabs(self.PAGE, self.task_words)
        yield from self.compose_body()
        yield JustNow()
        yield KeyLine()
        small = Rows(id="too-small", gutter=False)
        small.can_focus = False
        yield small

    def compose_body(self) -> ComposeResult:
        """The widgets between tabs and keys; the outermost has the class `body`."""
        raise NotImplementedError

    def fill(self) -> None:
        """Show in the body what is known now."""
        raise NotImplementedError

    def on_mount(self) -> None:
        """Fill the page for the first time."""
        self._composed = True
        self._fit(self.app.size.width, self.app.size.height)
        self.refresh_page()

    def on_screen_resume(self) -> None:
        """Show what has changed while another page was shown."""
        self.refresh_page()

    def on_resize(self, event: events.Resize) -> None:
        """Fit the new size."""
        if self._composed:
            self._fit(event.size.width, event.size.height)
            self.refresh_page()

    def _fit(self, width: int, height: int) -> None:
        small = width < LEAST_WIDTH or height < LEAST_HEIGHT
        if small and not self.has_class("small"):
            # What is hidden loses the focus; it comes back with the room.
            self._focused_before = self.focused
        self.set_class(small, "small")
        if not small and self._focused_before:
            self.call_after_refresh(self._focused_before.focus)
            self._focused_before = None
        self.set_class(self.tight, "tight")
        text = _(
            "This terminal has {width} columns and {height} lines. needsmatch needs {least_width} by {least_height}: "
            "make the window larger or the letters smaller."
        ).format(width=width, height=height, least_width=LEAST_WIDTH, least_height=LEAST_HEIGHT)
        self.query_one("#too-small", Rows).show([Row((paragraph(text),))])

    def refresh_page(self) -> None:
        """Show everything again."""
        if self._composed:
            self.fill()
            self.refresh_frame()

    def refresh_frame(self) -> None:
        """Show title, tabs and keys again."""
        if self._composed:
            for bar in self.query("TitleBar, PageTabs, KeyLine"):
                bar.refresh()
            self.query_one(JustNow).refresh_state()

    def refill_soon(self) -> None:
        """Show everything again in a moment; many calls in a row do it once."""
        if self._refill_timer is None:
            self._refill_timer = self.set_timer(_SOON, self._refill)

    def _refill(self) -> None:
        self._refill_timer = None
        self.refresh_page()

    def on_descendant_focus(self) -> None:
        """The keys of the focused place are others."""
        if self._composed:
            self.query_one(KeyLine).refresh()
        finds_schools = isinstance(self.focused, Filter) and self.PAGE in ("matching", "pairing", "plans")
        if finds_schools and self.needsmatch.pinyin is None:
            self.needsmatch.load_pinyin()

    def action_back(self) -> None:
        """One step back; on a main page there is nowhere to go."""
        if len(self.app.screen_stack) > 1:
            self.dismiss(None)

    def close_soon(self) -> None:
        """Close the page when what goes on is done, as where the thing it shows is gone."""
        self.call_later(self._close)

    def _close(self) -> None:
        # Twice asked for is once closed; and not awaited: a screen cannot wait for its own end.
        if self.is_current and len(self.app.screen_stack) > 1:
            self.dismiss(None)

    def keep_open_field(self) -> None:
        """Take in what stands in a field that has the caret, before anything is done with the whole."""

    def focus_on(self, selector: str) -> None:
        """Move the focus as the user's step."""
        self.query_one(selector, Widget).focus()
