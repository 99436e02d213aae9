"""Advice on the gaps: what is unmet, which one further strength would help most, and what nobody uses."""

from dataclasses import dataclass
from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.message import Message

from needsmatch.errors import NeedsmatchError
from needsmatch.i18n import N_, _, listed, ngettext
from needsmatch.matching.explain import quoted
from needsmatch.matching.pair import Pairer
from needsmatch.matching.rank import Matcher
from needsmatch.model.pairing import Goal, StillOpen
from needsmatch.model.programme import Programme
from needsmatch.planning.gaps import Advice, Further, TopicGap, Unused, advice, further_sentence
from needsmatch.tui.finding import Wanted
from needsmatch.tui.screens.page import Page
from needsmatch.tui.widgets.lines import FILL, Cell, line, paragraph
from needsmatch.tui.widgets.rows import BLANK, Row, Rows, text_row

_COUNT = 6
"""Columns of how many needs are unmet."""
_NAMED = 4
"""Needs and strengths that are named."""


class GapList(Rows):
    """The gaps."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "open", N_("Show the schools"))]


class GapsPage(Page):
    """One list in three parts."""

    CSS_PATH = "gaps.tcss"
    TASK: ClassVar[tuple[str, ...]] = (N_("Advice on the gaps"), N_("Pairing"))
    ABOUT: ClassVar[tuple[str, ...]] = (
        N_("Here stands what stays unmet if the programme is paired as it stands, by topic, most needs first."),
        N_("Then which one further strength would help most, tried out by really pairing with it."),
        N_("Last come the strengths that nobody uses. Enter shows the schools that ask for something."),
    )
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "back", N_("Back"))]
    AUTO_FOCUS = "#gaps"

    @dataclass
    class Advised(Message):
        """The advice is known, or why there is none."""

        asked: tuple[Programme, Goal]
        advice: Advice | None
        hindrance: str = ""

    def __init__(self) -> None:
        super().__init__()
        self._asked: tuple[Programme, Goal] | None = None
        self._known: GapsPage.Advised | None = None
        self._wanted: dict[str, Wanted] = {}
        """What Enter lists, by the keys of the rows."""

    def compose_body(self) -> ComposeResult:
        """One list."""
        with Vertical(classes="body pane"):
            yield GapList(id="gaps")

    def fill(self) -> None:
        """Show what is known; what is not is worked out."""
        self._ask()
        self.query_one("#gaps", Rows).show(self._rows())

    def _ask(self) -> None:
        session, programme = self.session, self.session.programme_now
        if programme is None or session.match is None or not session.is_matched:
            return
        asked = programme, session.goal
        if asked != self._asked:
            self._asked = asked
            self._advise(asked, session.match)

    # With a description: without one Textual writes down all arguments, and these are whole programmes.
    @work(thread=True, exclusive=True, group="gaps", description="advice")
    def _advise(self, asked: tuple[Programme, Goal], matcher: Matcher) -> None:
        programme, goal = asked
        try:
            found = advice(programme, matcher, Pairer(programme, matcher).pairing(goal))
        except NeedsmatchError as error:
            self.post_message(self.Advised(asked, None, str(error)))
        else:
            self.post_message(self.Advised(asked, found))

    def on_gaps_page_advised(self, message: Advised) -> None:
        """Show it, unless something else is asked for by now."""
        if message.asked is self._asked:
            self._known = message
            self.refresh_page()

    def _rows(self) -> list[Row]:
        known, self._wanted = self._known, {}
        if known is None:
            return [text_row(paragraph(_("Looking for the gaps .."), "muted"))]
        if known.advice is None:
            above = _("Nothing can be paired before this is put right:")
            lines = [paragraph(text, "need") for text in known.hindrance.splitlines()]
            return [text_row(paragraph(above, "need-strong"), *lines)]
        return [*self._unmet(known.advice), BLANK, *self._further(known.advice), BLANK, *self._unused(known.advice)]

    def _unmet(self, found: Advice) -> list[Row]:
        count = sum(len(gap.needs) for gap in found.topics)
        if not count:
            return [
                text_row(paragraph(_("Every need finds an answer, from its own donor or a borrowed one."), "strong"))
            ]
        text = ngettext("{count} need stays unmet", "{count} needs stay unmet", count).format(count=count)
        return [_heading(text), *(self._topic(gap) for gap in found.topics)]

    def _topic(self, gap: TopicGap) -> Row:
        key = f"topic/{gap.topic or ''}"
        self._wanted[key] = Wanted(_receivers(gap.needs), lambda: _("{topic}: unmet").format(topic=gap.label))
        urgent = ngettext("{count} urgent", "{count} urgent", gap.urgent).format(count=gap.urgent) if gap.urgent else ""
        schools = dict.fromkeys(entry.receiver.name for entry in gap.needs)
        return Row(
            (
                line(
                    Cell(str(len(gap.needs)), "need-strong", _COUNT, right=True),
                    "  ",
                    Cell(gap.label, "strong", FILL),
                    Cell(f"  {urgent}" if urgent else "", "need"),
                ),
                line(Cell("", "", _COUNT + 2), Cell(listed(schools), "second", FILL)),
            ),
            key,
        )

    def _further(self, found: Advice) -> list[Row]:
        if not found.further:
            said = _("No single further strength would close a gap.") if found.topics else ""
            return [text_row(paragraph(said, "second"))] if said else []
        return [_heading(_("What would help most")), *map(self._strength, found.further)]

    def _strength(self, further: Further) -> Row:
        key = f"further/{further.donor.id}/{further.topic}"
        self._wanted[key] = Wanted(
            _receivers(further.closed), lambda: _("{topic}: could be closed").format(topic=further.label)
        )
        needs = [
            _("{school}: {text}").format(school=entry.receiver.name, text=quoted(entry.need.text))
            for entry in further.closed[:_NAMED]
        ]
        if (more := len(further.closed) - _NAMED) > 0:
            needs.append(_("and {count} more").format(count=more))
        return Row(
            (
                paragraph(_("{sentence}.").format(sentence=further_sentence(further)), "strong"),
                *(paragraph(text, "second", indent=2) for text in needs),
            ),
            key,
        )

    def _unused(self, found: Advice) -> list[Row]:
        if not found.unused:
            return [text_row(paragraph(_("Every strength of every donor is used."), "strong"))]
        count = sum(len(entry.strengths) for entry in found.unused)
        text = ngettext("{count} strength is used by nobody", "{count} strengths are used by nobody", count)
        return [_heading(text.format(count=count)), *map(_idle, found.unused)]

    def on_rows_opened(self, message: Rows.Opened) -> None:
        """List the schools on the matching page."""
        self.needsmatch.go("matching", self._wanted[message.key])


def _heading(text: str) -> Row:
    return text_row(paragraph(text, "accent-strong"))


def _idle(unused: Unused) -> Row:
    texts = (paragraph(strength.text, "second", indent=_COUNT + 2) for strength in unused.strengths)
    return text_row(line(Cell(unused.donor.name, "strong", FILL)), *texts)


def _receivers(needs: tuple[StillOpen, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(entry.receiver.id for entry in needs))
