"""The app: what is known, which page is shown, and the actions that every page has.

Kept light to import: until the first screen is painted, nothing of the core is loaded.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from textual import work
from textual.app import App
from textual.binding import Binding, BindingType
from textual.screen import Screen
from textual.worker import get_current_worker

from needsmatch import i18n
from needsmatch.i18n import LANGUAGES, N_, _
from needsmatch.tui import loading, wide
from needsmatch.tui.keys import HELP_KEYS, twins
from needsmatch.tui.messages import (
    AllMatched,
    AroundReady,
    Busy,
    CouldNot,
    FolderChanged,
    PairingReady,
    PinyinReady,
    ProgrammeRead,
    ReceiverRanked,
    ReportReady,
    TwoWayReady,
    UnexplainedFound,
)
from needsmatch.tui.screens.loading import LoadingPage
from needsmatch.tui.theme import THEMES
from needsmatch.tui.widgets.frame import PAGES

if TYPE_CHECKING:
    from datetime import date

    from needsmatch.matching.rank import Matcher
    from needsmatch.model.pairing import Goal
    from needsmatch.model.programme import Programme
    from needsmatch.store.folder import Reading
    from needsmatch.store.settings import Settings
    from needsmatch.store.watch import Signature
    from needsmatch.tui.finding import Wanted
    from needsmatch.tui.reporting import ToReport
    from needsmatch.tui.screens.page import Page
    from needsmatch.tui.screens.plan import PlanPage
    from needsmatch.tui.screens.search import SearchPage
    from needsmatch.tui.session import PairingNow, Session

_LOOK_EVERY = 2.0
"""Seconds between two looks at the programme's folder."""
_KEEP_EVERY = 0.5
"""Seconds of typing that are lost at most where the app is killed."""


def _page(name: str) -> Callable[[], Screen[Any]]:
    """What makes a page when it is first wanted; its module is loaded then."""

    def make() -> Screen[Any]:
        from needsmatch.tui.screens import pages

        return pages.PAGES[name]()

    return make


class NeedsmatchApp(App[None]):
    """The terminal app."""

    TITLE = "needsmatch"
    CSS_PATH = Path(__file__).with_name("needsmatch.tcss")
    ENABLE_COMMAND_PALETTE = False
    ALLOW_SELECT = False
    MODES: ClassVar[dict[str, str | Callable[[], Screen[Any]]]] = {
        "start": _page("start"),
        **{name: _page(name) for _digit, name, _label in PAGES},
    }
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "save", N_("Save"), priority=True),
        Binding("ctrl+z", "undo", N_("Undo")),
        Binding("ctrl+y", "redo", N_("Redo")),
        *(
            Binding(twins(str(digit)), f"page('{name}')", label, show=False, key_display=str(digit))
            for digit, name, label in PAGES
        ),
        Binding("ctrl+r", "reload", N_("Read the files again"), show=False, priority=True),
        Binding(HELP_KEYS, "help", N_("Help"), show=False),
        Binding("ctrl+p", "commands", N_("All commands"), show=False, priority=True),
        Binding("ctrl+q", "quit", N_("Quit"), priority=True),
        Binding("ctrl+c", "explain_quit", show=False, system=True),
    ]

    def __init__(self, folder: Path | None, settings: "Settings", *, first: str = "overview") -> None:
        wide.keep_wide_characters()
        super().__init__()
        for theme in THEMES:
            self.register_theme(theme)
        self.theme = settings.theme or "dark"
        self.settings = settings
        self.folder = folder
        self.session: Session | None = None
        self.busy = ""
        """What is being worked on, for the title."""
        self.said = ""
        """What just happened, while no programme is open; then the session knows."""
        self.reason = ""
        """Why the programme asked for last could not be opened."""
        self.pinyin: dict[str, tuple[str, ...]] | None = None
        self._first = first
        self._seen: Signature | None = None
        self._asked = folder
        """Folder of the programme that was asked for last; it may not be there yet, or never."""
        self._request = 0
        """Number of the latest request to read a programme."""
        self._is_reading = False
        self._postponed = False
        """Files that somebody else changed are still to be read again."""
        self._waiting_page: str | None = None
        self._news = ""
        """What is to be said once the programme that is being opened has been read."""
        self._passing = ""
        """What was said of the page shown; it is gone with the page."""
        self._page_before = first
        """The page from which the user went to the start page."""
        self._searched_programme: Programme | None = None
        """The programme whose unexplained wordings were asked for last."""
        self._mirrored_programme: Programme | None = None
        """The programme that was to be matched the other way round last."""
        self._wanted: dict[str, Wanted] = {}
        """What main pages are asked to list when they are filled next, by their names."""

    def get_default_screen(self) -> Screen[None]:
        """The frame with nothing in it yet: painted before anything is read."""
        return LoadingPage()

    def on_mount(self) -> None:
        """Begin to read as soon as the first screen is painted."""
        self.call_after_refresh(self._begin)
        self.set_interval(_KEEP_EVERY, self._keep_typing)

    def _begin(self) -> None:
        if self.folder is None:
            self.switch_mode("start")
        else:
            self.load(self.folder)
        self.set_interval(_LOOK_EVERY, self._look)

    # Work in threads. Without a description Textual writes out all arguments: seconds for a large programme.

    def load(self, folder: Path) -> None:
        """Read and match a programme; what was still going on is stopped."""
        self._request += 1
        self._asked, self._is_reading = folder, True
        self._load(folder, self._request)

    def _go_on(self) -> None:
        """Work with the programme that is open, after all, and match what asking for another one left unmatched."""
        session = self.session
        if session and session.reading:
            self._request += 1  # what is still being read is no longer wanted
            self._asked, self._is_reading = session.folder, False
            self._match(session.reading, session.receiver, frozenset(session.ranked) - session.outdated)

    def read_again_if_reading(self) -> None:
        """What was read before a save is older than what was saved."""
        if self._is_reading and self.folder and self._asked == self.folder:
            self.load(self.folder)

    @work(thread=True, exclusive=True, group="programme", exit_on_error=True)
    def _load(self, folder: Path, request: int) -> None:
        session, post = self.session, self.post_message
        first = session.receiver if session else None
        fresh = session is None or session.folder != folder
        loading.read_and_match(folder, first, post, lambda: get_current_worker().is_cancelled, request, fresh)

    @work(thread=True, exclusive=True, group="programme", exit_on_error=True, description="match")
    def _match(self, reading: "Reading", first: str | None, ranked: frozenset[str]) -> None:
        loading.match_all(reading, first, self.post_message, lambda: get_current_worker().is_cancelled, ranked)

    @work(thread=True, exclusive=True, group="watch")
    def _look_at(self, folder: Path, seen: "Signature") -> None:
        loading.look_for_changes(folder, seen, self.post_message)

    def _look(self) -> None:
        if self.folder and self._seen and not self.busy:
            self._look_at(self.folder, self._seen)

    @work(thread=True, exclusive=True, group="pinyin")
    def load_pinyin(self, texts: Sequence[str] = ()) -> None:
        """Make schools and `texts` findable by pinyin; it takes most of a second, so only once somebody searches."""
        programme = self.session.programme if self.session else None
        loading.pinyin_of(programme, texts, self.post_message, lambda: get_current_worker().is_cancelled)

    @work(thread=True, exclusive=True, group="unexplained", description="unexplained")
    def _find_unexplained(self, programme: "Programme") -> None:
        loading.find_unexplained(programme, self.post_message, lambda: get_current_worker().is_cancelled)

    def find_unexplained(self) -> None:
        """Have the wordings found that no topic explains, once for each reading of the programme."""
        programme = self.session.programme if self.session else None
        if programme and self._searched_programme is not programme:
            self._searched_programme = programme
            self._find_unexplained(programme)

    @work(thread=True, exclusive=True, group="report", description="report")
    def _add_up(self, what: "ToReport") -> None:
        loading.add_up(what, self.post_message, lambda: get_current_worker().is_cancelled)

    def add_up(self, today: "date", since: "date") -> None:
        """Have the report added up, once for all that is known."""
        from needsmatch.tui.reporting import to_report

        session = self.session
        what = to_report(session, today, since) if session else None
        if session and what and what.known != session.to_report:
            session.to_report = what.known
            self._add_up(what)

    @work(thread=True, exclusive=True, group="pairing", description="pairing")
    def _find_pairs(self, programme: "Programme", goal: "Goal", match: "Matcher") -> None:
        loading.find_pairs(programme, goal, match, self.post_message, lambda: get_current_worker().is_cancelled)

    @work(thread=True, exclusive=True, group="two-way", description="two-way")
    def _match_two_way(self, programme: "Programme") -> None:
        loading.match_two_way(programme, self.post_message, lambda: get_current_worker().is_cancelled)

    def find_pairs(self) -> None:
        """Have the pairs found once everything is matched, and what help could go back: once for each programme."""
        session = self.session
        if session is None or not session.is_matched:
            return
        programme, now = session.programme, session.programme_now
        assert session.match and programme and now
        if session.to_pair != (now, session.goal):
            session.to_pair = now, session.goal
            self._find_pairs(now, session.goal, session.match)
        self.match_two_way()

    def match_two_way(self) -> None:
        """Have it worked out what help could go back, once everything is matched: once for each programme."""
        session = self.session
        if session is None or session.programme is None or not session.is_matched:
            return
        if self._mirrored_programme is not session.programme:
            self._mirrored_programme = session.programme
            self._match_two_way(session.programme)

    @work(thread=True, exclusive=True, group="around", description="around")
    def look_around(self, pairing: "PairingNow", chosen: tuple[str, str]) -> None:
        """Find what would be with others instead of a receiver and a donor."""
        loading.look_around(pairing, chosen, self.post_message, lambda: get_current_worker().is_cancelled)

    def on_busy(self, message: Busy) -> None:
        """Show how far the work is."""
        self.busy = message.text
        self._page_shown(lambda page: page.refresh_frame())

    def on_programme_read(self, message: ProgrammeRead) -> None:
        """Show what was read; where another programme was being edited meanwhile, ask first."""
        if message.request != self._request:
            return  # another one was asked for since
        if self.session and self.session.folder != message.reading.folder:
            self._leave(lambda: self._take_in(message), _("Save and open the other"), _("Open without saving"))
        else:
            self._take_in(message)

    def _take_in(self, message: ProgrammeRead) -> None:
        from needsmatch.tui.recall import recall
        from needsmatch.tui.session import Session

        self._is_reading = False
        self.folder = message.reading.folder
        fresh = self.session is None or self.session.folder != self.folder
        if self.session is None or fresh:
            self._close_journal()
            self.session = Session(self.folder)
            recalled = message.recalled or recall(self.folder.absolute())
            self.session.remember(recalled.chronicle, recalled.journal)
        self.session.take_in(message.reading)
        self._seen, self._postponed = message.signature, False
        if fresh:
            self.pinyin = None
        elif self.pinyin is not None:
            self.load_pinyin()  # until then what is known of the schools before serves
        self.said = self.reason = ""
        if fresh:
            from needsmatch.store.settings import with_recent

            self.keep_settings(with_recent(self.settings, message.reading.folder))
            self.switch_mode(self._waiting_page or self._first)
            self._waiting_page = None
            self.session.just_now, self._news = self._news, ""
            from needsmatch.tui.screens.recover import offer_unsaved

            offer_unsaved(self)
        self.changed()

    def _close_journal(self) -> None:
        if self.session:
            self.session.close()

    def _keep_typing(self) -> None:
        if self.session:
            self.session.keep_typing()

    def on_unmount(self) -> None:
        """Whoever opens the programme next goes on with its journal."""
        self._close_journal()

    def on_receiver_ranked(self, message: ReceiverRanked) -> None:
        """Take in the ranking of one school; pages are filled soon, not for every single one."""
        session = self.session
        if session and session.programme is message.match.programme:
            session.take_in_ranking(message.match, message.receiver, message.plans, message.topics)
            self._page_shown(lambda page: page.refill_soon())

    def on_all_matched(self, message: AllMatched) -> None:
        """Everything is known."""
        if self.session and self.session.programme is message.match.programme:
            self.session.match = message.match
            self.changed()

    def on_could_not(self, message: CouldNot) -> None:
        """Say why; where another programme was to be opened, offer others."""
        self._is_reading = False
        if self.session is None or self.current_mode == "start":
            self.reason = message.sentence
            self.switch_mode("start")
            self.changed()
        else:
            self.tell(message.sentence)
        self._go_on()

    def on_folder_changed(self, message: FolderChanged) -> None:
        """Read again what somebody else changed, unless something here is not saved yet."""
        if self.session is None or self.folder is None:
            return
        if (message.folder, message.seen) != (self.folder, self._seen):
            # A look at the programme before this one, or one that was taken while something was saved here.
            return
        if self.session.unsaved or self.editing:
            # What was seen stays as it is, so that the next look finds the change again; it is told once.
            if not self._postponed:
                self._postponed = True
                self.tell(_("Files were changed on the disk. They are read again once you have saved, or with Ctrl+R."))
        else:
            self._seen = message.signature
            self.tell(_("Files were changed on the disk and have been read again."))
            self.load(self.folder)

    def on_pairing_ready(self, message: PairingReady) -> None:
        """Show the pairs, unless others are wanted by now."""
        found, session = message.pairing, self.session
        if session and session.to_pair == (found.programme, found.goal):
            session.pairing, session.around = found, {}
            self.changed()

    def on_around_ready(self, message: AroundReady) -> None:
        """Show what would be with others."""
        if self.session and self.session.pairing is message.pairing:
            self.session.around[message.chosen] = message.around
            self.changed()

    def on_two_way_ready(self, message: TwoWayReady) -> None:
        """Show what help could go back."""
        if self.session and self.session.programme is message.programme:
            self.session.two_way = message.programme, message.match
            self.changed()

    def on_unexplained_found(self, message: UnexplainedFound) -> None:
        """Show the wordings, unless the files were read again meanwhile."""
        if self.session and self.session.programme is message.programme:
            self.session.unexplained = message.programme, message.wordings
            self.changed()

    def on_report_ready(self, message: ReportReady) -> None:
        """Show the report, unless something was changed meanwhile."""
        if self.session and self.session.to_report == message.reported.known:
            self.session.reported = message.reported
            self.changed()

    def on_pinyin_ready(self, message: PinyinReady) -> None:
        """Schools are found by pinyin from now on."""
        if message.programme is not (self.session.programme if self.session else None):
            self.load_pinyin(message.texts)  # the files were read again meanwhile
            return
        self.pinyin = {**(self.pinyin or {}), **message.keys}
        self.changed()

    # Pages

    def _page_shown(self, do: "Callable[[Page], object]") -> None:
        from needsmatch.tui.screens.page import Page

        if isinstance(self.screen, Page):
            do(self.screen)

    def changed(self) -> None:
        """Show again what is known; called after every change of it."""
        warning = self.session.warning() if self.session else ""
        if self.session and warning:
            self.session.just_now = warning
        self._page_shown(lambda page: page.refresh_page())

    def tell(self, sentence: str, *, passing: bool = False) -> None:
        """Say what just happened, in the line above the keys; `passing`: nothing did, and it goes with the page."""
        self._passing = sentence if passing else ""
        if self.session:
            self.session.just_now = sentence
        else:
            self.said = sentence
        self.changed()

    def is_of_use(self, action: str) -> bool:
        """Whether an action would do something now; its key is named only then."""
        session = self.session
        match action:
            case "undo":
                return session is not None and session.can_undo and self._steps_here
            case "redo":
                return session is not None and session.can_redo and self._steps_here
            case "save":
                return session is not None and session.unsaved > 0
        return True

    @property
    def _steps_here(self) -> bool:
        from needsmatch.tui.screens.page import Page

        return not isinstance(self.screen, Page) or self.screen.STEPS

    @property
    def editing(self) -> bool:
        """A value is being typed or chosen, here or on a page below; words to look for are none."""
        from needsmatch.tui.widgets.field import FieldBox
        from needsmatch.tui.widgets.filter import SafeInput, WordsInput

        carets = [screen.focused for screen in self.screen_stack if screen.focused]
        return any(
            isinstance(caret.parent, FieldBox) or (isinstance(caret, SafeInput) and not isinstance(caret, WordsInput))
            for caret in carets
        )

    def action_page(self, name: str) -> None:
        """Go to a page."""
        self._keep_open_field()
        if name == "start":
            self._page_before = self.current_mode if self.current_mode in self.MODES else self._page_before
        elif self.session is None:
            self._waiting_page = name
            return
        if self.session and self.session.just_now == self._passing:
            self.session.just_now = ""
        self.switch_mode(name)

    def go(self, name: str, wanted: "Wanted") -> None:
        """Go to a page and have it list what is wanted; what was open on top of it is closed, but no field."""
        self._wanted[name] = wanted
        self.action_page(name)
        while len(self.screen_stack) > 1 and not self.editing:
            self.pop_screen()
        self.changed()

    def go_to_plan(self, plan_name: str) -> "PlanPage":
        """Open the editor of a plan."""
        from needsmatch.tui.screens.plan import PlanPage

        self.action_page("plans")
        while len(self.screen_stack) > 1 and not (
            isinstance(self.screen, PlanPage) and self.screen.plan_name == plan_name
        ):
            self.pop_screen()
        if not isinstance(self.screen, PlanPage):
            self.push_screen(PlanPage(plan_name))
        page = self.screen
        assert isinstance(page, PlanPage)
        return page

    def go_to_field(self, plan_name: str, item: str | None, field: str) -> None:
        """Show a field of a plan, or of one of its items."""
        self.go_to_plan(plan_name).go_to(item, field)

    def go_to_figure(self, key: str) -> None:
        """Show what is behind a figure of the report; Esc leads to the report."""
        from needsmatch.tui.screens.report import ReportPage

        self.action_page("report")
        while len(self.screen_stack) > 1:
            self.pop_screen()
        if isinstance(self.screen, ReportPage):
            self.screen.open_figure(key)

    def action_unexplained(self) -> None:
        """The wordings that no topic explains."""
        from needsmatch.tui.screens.unexplained import UnexplainedPage

        self.action_page("matching")
        if not any(isinstance(screen, UnexplainedPage) for screen in self.screen_stack):
            self.push_screen(UnexplainedPage())

    def take_wanted(self, name: str) -> "Wanted | None":
        """What a page is asked to list; a page asks when it is filled, and is told once."""
        return self._wanted.pop(name, None)

    def action_help(self) -> None:
        """Help about the focused place."""
        from needsmatch.tui.screens.help import HelpPage

        self._search(HelpPage)

    def action_commands(self) -> None:
        """Every command and every school."""
        from needsmatch.tui.screens.commands import CommandsPage

        self._search(CommandsPage)

    def _search(self, page: "type[SearchPage]") -> None:
        from needsmatch.tui.screens.search import SearchPage

        # From one to the other: both are about the place below.
        if isinstance(self.screen, SearchPage):
            if not isinstance(self.screen, page):
                self.switch_screen(page(self.screen.below))
        else:
            self.push_screen(page(self.screen))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Without a programme there is nothing to save, undo or read again, and no page but the first."""
        if action == "save" and getattr(self.screen, "SAVES", False):
            return False
        if action in ("save", "undo", "redo", "reload", "unexplained"):
            return self.session is not None
        if action == "page":
            # While the first programme is being read, a page can be asked for already.
            return self.session is not None or isinstance(self.screen, LoadingPage)
        return True

    def action_explain_quit(self) -> None:
        """Ctrl+C only says how to quit: people press it by habit."""
        self.tell(_("Ctrl+Q quits. Nothing was stopped or lost."), passing=True)

    async def action_quit(self) -> None:
        """Quit; ask only when something is not saved."""
        self.behind_typing(lambda: self._leave(self.exit, _("Save and quit"), _("Quit without saving")))

    def behind_typing(self, do: Callable[[], object]) -> None:
        """Do something once the letters typed before have arrived: keys with priority overtake them."""
        from textual.widgets import Input, TextArea

        caret = self.focused
        if not (isinstance(caret, Input | TextArea) and caret.call_later(self.call_later, do)):
            do()

    def _leave(self, then: Callable[[], object], save: str, drop: str) -> None:
        """Do what leaves this programme; where something is not saved, ask first."""
        self._keep_open_field()
        if self.session is None or not self.session.unsaved:
            then()
            return
        from needsmatch.tui.screens.question import ask_before_leaving

        ask_before_leaving(self, then, save, drop)

    def _fatal_error(self) -> None:
        """A fault of the program: what happened goes to a file, a sentence to the user."""
        from needsmatch.tui.crash import last_words

        session = self.session
        unsaved = [plan for name in session.unsaved_plans if (plan := session.plan(name))] if session else []
        kept = bool(session and session.journal and not session.journal.reason)
        self._exit_renderables.append(last_words(unsaved, kept=kept))
        self._close_messages_no_wait()

    # Undo, save, read again

    def action_undo(self) -> None:
        """Take the last step back."""
        self._step(lambda session: session.undo(self._plans_here))

    def action_redo(self) -> None:
        """Do again what was taken back."""
        self._step(lambda session: session.redo(self._plans_here))

    @property
    def _plans_here(self) -> list[str]:
        """The plan that the page shown is about; a page on top of it is about it too."""
        return [screen.plan_name for screen in self.screen_stack if hasattr(screen, "plan_name")]

    def _step(self, step: "Callable[[Session], bool]") -> None:
        from needsmatch.errors import NeedsmatchError

        if self.session is None or not self._steps_here:
            return
        try:
            files_changed = step(self.session)
        except NeedsmatchError as error:
            self.tell(str(error))
            return
        self.changed()
        if files_changed and self.folder:
            self.own_files_changed()
            self.load(self.folder)

    def action_save(self) -> None:
        """Save every plan that was changed."""
        self.behind_typing(self._save)

    def _save(self) -> None:
        from needsmatch.tui.saving import save_all

        self._keep_open_field()
        if self.session:
            save_all(self)

    def _keep_open_field(self) -> None:
        self._page_shown(lambda page: page.keep_open_field())

    def own_files_changed(self) -> None:
        """What was just written is no news; look at the folder as it is now."""
        from needsmatch.store.watch import signature

        if self.folder and not self._postponed:
            self._seen = signature(self.folder)

    def action_stop(self) -> None:
        """Stop reading or matching; what is known by then stays."""
        self.workers.cancel_group(self, "programme")
        self._is_reading = False
        if self.session is None:
            self.switch_mode("start")
        else:
            self.tell(_("Stopped. Ctrl+R reads and matches again."))

    def action_reload(self) -> None:
        """Read the files again and check them."""
        if self.folder:
            self.load(self.folder)

    # Language, theme, programme

    def action_language(self, code: str) -> None:
        """Speak another language from here on; problems are worded while reading, so the files are read again."""
        if code in LANGUAGES:
            i18n.use(code)
            self.said = self.reason = ""  # said in the other language
            if self.session:
                self.session.just_now = ""
            self.keep_settings(replace(self.settings, language=code))
            self.changed()
            if self.folder and self.session:
                self.load(self.folder)

    def action_theme(self, name: str) -> None:
        """Light or dark."""
        self.theme = name
        self.keep_settings(replace(self.settings, theme=name))
        self.changed()

    def action_who(self) -> None:
        """Say anew who sits here."""
        from needsmatch.tui.authoring import ask_who

        ask_who(self)

    def open_folder(self, folder: Path, news: str = "") -> None:
        """Work with another programme, and say `news` then; ask first where something of this one is not saved."""
        self._leave(lambda: self._open(folder, news), _("Save and go on"), _("Go on without saving"))

    def _open(self, folder: Path, news: str) -> None:
        self.reason, self._news = "", news
        if self.session and self.session.folder == folder:
            self.close_start()
            return
        self.action_page("start")
        # Pages of the programme before show nothing of the new one.
        for name in [mode for mode in self._screen_stacks if mode in self.MODES and mode != "start"]:
            self.remove_mode(name)
            self.add_mode(name, self.MODES[name])
        self.load(folder)

    def action_open_folder(self, folder: str) -> None:
        """Work with the programme in a folder."""
        self.open_folder(Path(folder))

    def action_open_sample(self, name: str) -> None:
        """Work with the user's own copy of a sample programme."""
        from needsmatch.errors import NeedsmatchError
        from needsmatch.store.samples import working_copy

        try:
            self.open_folder(working_copy(name))
        except NeedsmatchError as error:
            self.reason = str(error)
            self.action_page("start")
            self.changed()

    def close_start(self) -> None:
        """From the start page back to where the user was, if a programme is open."""
        if self.session and self.current_mode == "start":
            self.reason = ""
            self.switch_mode(self._page_before)
            if self._asked != self.session.folder:
                self._go_on()

    def action_show_school(self, receiver_id: str) -> None:
        """Show a receiver and who can help it."""
        self._show("matching", receiver_id)

    def action_show_plan(self, receiver_id: str) -> None:
        """Open the plan of a receiver."""
        from needsmatch.tui.screens.plans import PlansPage

        self._show("plans", receiver_id)
        if isinstance(self.screen, PlansPage):
            self.screen.open_plan(receiver_id)

    def _show(self, page: str, receiver_id: str) -> None:
        from needsmatch.tui.finding import Wanted

        if self.session:
            self.session.receiver = receiver_id
            self.go(page, Wanted())

    def keep_settings(self, settings: "Settings") -> None:
        from needsmatch.errors import NeedsmatchError
        from needsmatch.store.settings import save_settings

        if settings == self.settings:
            return
        self.settings = settings
        try:
            save_settings(settings)
        except NeedsmatchError as error:
            self.tell(str(error))
