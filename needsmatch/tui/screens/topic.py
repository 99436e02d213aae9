"""Teaching the program what texts are about: a topic is chosen, found by typing, or made."""

from collections.abc import Iterator, Sequence
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Input

from needsmatch.i18n import N_, _, language, listed, ngettext
from needsmatch.matching.explain import quoted
from needsmatch.matching.lookup import named, search
from needsmatch.matching.unexplained import Unexplained
from needsmatch.model.programme import Programme
from needsmatch.model.topic import Topic
from needsmatch.planning.teach import Lesson
from needsmatch.text.normalise import normalise
from needsmatch.topics.thesaurus import Thesaurus
from needsmatch.tui import teaching
from needsmatch.tui.screens.lesson import LessonPage, couple_lines
from needsmatch.tui.teaching import Couple
from needsmatch.tui.unexplained_lines import schools_of
from needsmatch.tui.widgets.lines import FILL, Cell, Line, line, paragraph
from needsmatch.tui.widgets.rows import Row, Rows, text_row
from needsmatch.tui.widgets.search import Search
from needsmatch.workspace import topic_index

_SHOWN = 60
"""Topics that are shown at most, so that every key stays quick."""
_EXAMPLES = 5
"""Wordings that are shown for a topic."""
_NAME, _NAME_TIGHT = 34, 26
"""Columns of a topic's name."""


class TopicSearch(Search):
    """The words of a topic, or the name of a new one."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "screen.take", N_("Teach it"))]


class TopicPage(LessonPage):
    """A topic is chosen: one that seems near, any other by typing, or a new one."""

    AUTO_FOCUS = "#search"

    def __init__(self) -> None:
        super().__init__()
        self._typed = False
        """Something else is searched than when the page was filled last."""
        self._offered: tuple[Topic, ...] | None = None
        self._topics: dict[str, Topic] = {}
        """The topics that are listed, by their ids."""
        self._adds: tuple[Programme | None, Lesson] | None = None
        """What would be added to a programme, whatever the topic."""

    def compose_choice(self) -> ComposeResult:
        """The search and the list under it."""
        yield TopicSearch(id="search")
        yield Rows(id="topics", classes="current")

    def on_mount(self) -> None:
        """The list leaves the caret where it is."""
        self._list.can_focus = False
        super().on_mount()
        self._make_ready(self.thesaurus)

    @work(thread=True, description="search")
    def _make_ready(self, thesaurus: Thesaurus) -> None:
        """Have ready what the first letter would wait for."""
        _ready = thesaurus.searchable

    @property
    def _list(self) -> Rows:
        return self.query_one("#topics", Rows)

    @property
    def _search(self) -> TopicSearch:
        return self.query_one("#search", TopicSearch)

    @property
    def thesaurus(self) -> Thesaurus:
        """All topics with their wordings."""
        programme = self.session.programme
        return topic_index(programme).thesaurus if programme else Thesaurus(())

    @property
    def topic(self) -> Topic | None:
        """The chosen topic."""
        return self._topics.get(self._list.chosen or "")

    def offered(self) -> Sequence[Topic]:
        """The topics that seem near, best first."""
        raise NotImplementedError

    def would_add(self) -> Lesson:
        """What teaching it would add, whatever the topic."""
        raise NotImplementedError

    def taught_texts(self) -> Sequence[str]:
        """The texts that are to be understood."""
        raise NotImplementedError

    def foreseen(self) -> str:
        """What becomes of the wordings."""
        if self.topic is None:
            return ""
        programme = self.session.programme
        if self._adds is None or self._adds[0] is not programme:
            self._adds = programme, self.would_add()
        return teaching.foreseen(self.session, self._adds[1], self.topic, self.taught_texts())

    def fill_choice(self) -> None:
        """List the topics that seem near, or those that have the words that were typed."""
        self._search.placeholder = _("Another topic, or a new one: type its name")
        words = self._search.value.strip()
        rows: list[Row] = []
        self._topics = {}
        for topic, wordings in self._found(words) if words else self._near():
            self._topics[topic.id] = topic
            if len(rows) < _SHOWN:
                name = topic.name(language())
                rows.append(self._row(topic.id, name, listed(wordings[:_EXAMPLES])))
        more = len(self._topics) - len(rows)
        if normalise(words) and named(self.thesaurus, words) is None:
            idea = teaching.idea_of(words)
            self._topics[idea.id] = idea
            rows.append(self._row(idea.id, _("New topic: {name}").format(name=words), _("made in topics.toml")))
        if more > 0:
            text = ngettext("{count} more; type on", "{count} more; type on", more).format(count=f"+{more}")
            rows.append(text_row(line(Cell(text, "muted"))))
        if not self._topics:
            text = _("Type the name of the topic, or of a new one.")
            rows.append(text_row(paragraph(text, "need")))
        first = next(iter(self._topics), None)
        self._list.show(rows, first if self._typed else None)

    def _near(self) -> Iterator[tuple[Topic, Sequence[str]]]:
        if self._offered is None:
            self._offered = tuple(self.offered())
        for topic in self._offered:
            spoken = topic.wordings.zh if language().startswith("zh") else topic.wordings.en
            yield topic, spoken or topic.wordings.all

    def _found(self, words: str) -> Iterator[tuple[Topic, Sequence[str]]]:
        exact = named(self.thesaurus, words)
        if exact:
            yield exact, exact.wordings.all
        for found in search(self.thesaurus, words):
            if found.topic != exact:
                yield found.topic, found.wordings or found.topic.wordings.all

    def _row(self, key: str, name: str, note: str) -> Row:
        width = _NAME_TIGHT if self.tight else _NAME
        return Row((line(Cell(name, "strong", width), "  ", Cell(note, "muted", FILL)),), key)

    @on(Input.Changed, "#search")
    def searched(self) -> None:
        """Show what is found while typing."""
        self._typed = True
        self.fill_choice()
        self._typed = False
        self._fill_what()

    def on_rows_moved(self) -> None:
        """Say what the chosen topic would do."""
        self._refused = ""
        self._fill_what()

    def on_rows_opened(self) -> None:
        """Teach it."""
        self.confirm()

    def confirm(self) -> None:
        """Teach it, once there is a topic."""
        if self.topic:
            super().confirm()

    def action_take(self) -> None:
        """Teach it, with the chosen topic."""
        self._list.action_open()

    def action_move(self, by: int) -> None:
        """The next topic."""
        self._list.action_move(by)

    def action_leaf(self, by: int) -> None:
        """As many topics on as are shown."""
        self._list.action_page(by)

    def action_back(self) -> None:
        """Clear the search; then back."""
        if self._search.value:
            self._search.value = ""
            self._search.focus()
        else:
            super().action_back()


class SamePage(TopicPage):
    """A need and a strength are the same thing, about a topic."""

    TASK: ClassVar[tuple[str, ...]] = (N_("The same thing"), N_("Matching"))
    ABOUT: ClassVar[tuple[str, ...]] = (
        N_("Here you say that a need and a strength are the same thing, and what both are about."),
        N_("Choose a topic with the arrows, or type to find any other, or to name a new one. Enter teaches it."),
        N_("Tab goes to the reason. Your name and the time are kept with it. Ctrl+Z takes it back."),
    )

    def __init__(self, couple: Couple) -> None:
        super().__init__()
        self._couple = couple

    def texts(self) -> Sequence[Line]:
        """Both texts."""
        return couple_lines(self, self._couple)

    def offered(self) -> Sequence[Topic]:
        """The topics of both readings."""
        return teaching.topics_offered(self.session, self._couple)

    def would_add(self) -> Lesson:
        """A judgement, and wordings out of both texts."""
        return teaching.foresee_same(self.session, self._couple)

    def taught_texts(self) -> Sequence[str]:
        """Both texts."""
        return self._couple.need.text, self._couple.strength.text

    def teach(self, why: str) -> None:
        """Keep the judgement and the wordings."""
        if self.topic:
            teaching.same(self.needsmatch, self._couple, self.topic, why)


class WordingPage(TopicPage):
    """What a wording is about."""

    TASK: ClassVar[tuple[str, ...]] = (N_("What is it about?"), N_("Wordings that no topic explains"))
    ABOUT: ClassVar[tuple[str, ...]] = (
        N_("Here you say what a wording is about, so that the program understands texts like it."),
        N_("Choose a topic with the arrows, or type to find any other, or to name a new one. Enter teaches it."),
        N_("Tab goes to the reason. Your name and the time are kept with it. Ctrl+Z takes it back."),
    )

    def __init__(self, wording: Unexplained) -> None:
        super().__init__()
        self._wording = wording

    def texts(self) -> Sequence[Line]:
        """The wording, and who says it."""
        schools = listed(schools_of(self.session.programme, self._wording))
        said = ngettext("Said {count} time: {schools}", "Said {count} times: {schools}", len(self._wording.places))
        text = said.format(count=len(self._wording.places), schools=schools)
        return [paragraph(quoted(self._wording.text), "strong"), paragraph(text, "muted")]

    def offered(self) -> Sequence[Topic]:
        """The nearest topics, then the broader ones of these."""
        by_id = self.thesaurus.by_id
        near = [by_id[name] for name in self._wording.topics if name in by_id]
        wider = [by_id[name] for topic in near for name in topic.broader if name in by_id]
        return list({topic.id: topic for topic in (*near, *wider)}.values())

    def would_add(self) -> Lesson:
        """The wording, unless it stands somewhere by now."""
        return teaching.foresee_wording(self.session, self._wording.text)

    def taught_texts(self) -> Sequence[str]:
        """The wording."""
        return (self._wording.text,)

    def teach(self, why: str) -> None:
        """Keep the wording."""
        if self.topic:
            teaching.wording(self.needsmatch, self._wording.text, self.topic, why)
