"""Page 3: who helps whom. The board of receivers by donors, and beside it everything about the chosen two."""

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical

from needsmatch.i18n import N_, _
from needsmatch.model.match import Match
from needsmatch.model.pairing import Goal
from needsmatch.model.school import School
from needsmatch.tui.board_order import Sides, Sorting, heads, sides
from needsmatch.tui.finding import Wanted
from needsmatch.tui.keys import FILTER_KEYS, twins
from needsmatch.tui.pairing_lines import (
    contradiction_lines,
    head_line,
    legend,
    open_lines,
    short_open_line,
)
from needsmatch.tui.pairs import Pairs
from needsmatch.tui.screens import decide
from needsmatch.tui.screens.page import Page
from needsmatch.tui.two_lines import Two
from needsmatch.tui.widgets.board import Board
from needsmatch.tui.widgets.filter import Filter
from needsmatch.tui.widgets.lines import FILL, Cell, Line, Sentence, line, paragraph
from needsmatch.tui.widgets.pair_board import PairBoard
from needsmatch.tui.widgets.rows import Row, Rows, text_row


class PairingPage(Page):
    """The pairing board."""

    CSS_PATH = "pairing.tcss"
    PAGE = "pairing"
    ABOUT: ClassVar[tuple[str, ...]] = (
        N_("Receivers stand at the left, donors above; every square says what the two are worth to each other."),
        N_("What is given or pinned stays. For schools without a partner the best pairs are proposed; a accepts them."),
        N_("Before a decision counts you see what it changes for whom, and Ctrl+Z takes it back."),
        N_("Beside the board stands why the chosen two fit, and what would be with others instead."),
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(twins("p"), "pin", N_("Pin"), key_display="p"),
        Binding(twins("p"), "unpin", N_("Take the pin back"), key_display="p"),
        Binding(twins("x"), "ban", N_("Ban"), key_display="x"),
        Binding(twins("x"), "unban", N_("Take the ban back"), key_display="x"),
        Binding(twins("a"), "accept", N_("Accept"), key_display="a"),
        Binding(twins("g"), "goal", N_("Goal"), key_display="g"),
        Binding(FILTER_KEYS, "filter", N_("Find"), key_display="/"),
        Binding(twins("o"), "order", N_("Order"), key_display="o"),
        Binding(twins("v"), "numbers", N_("Numbers"), key_display="v"),
        Binding(twins("u"), "gaps", N_("Gaps"), key_display="u"),
        Binding(twins("c"), "capacity", N_("Places"), key_display="c"),
        Binding(twins("w"), "changed", N_("Something changed"), key_display="w"),
        Binding(twins("n"), "add_school", N_("New school"), key_display="n"),
        Binding("delete", "release", N_("Take the pair back")),
    ]
    AUTO_FOCUS = "#board"

    def __init__(self) -> None:
        super().__init__()
        self._pairs: Pairs | None = None
        self._sorting = Sorting()
        self._only = Wanted()
        """What another page asked to be listed."""
        self._at: tuple[str, str] | None = None
        """The two that the user chose; None: none yet."""
        self._shown_chosen: tuple[str, str] | None = None
        """The two that were chosen when the board was filled, or moved, last."""
        self._looked_at: tuple[object, tuple[str, str]] | None = None
        """What is being worked out about the chosen two, or was last."""
        self._able: tuple[object, dict[str, bool]] = (None, {})
        """What can be done about the chosen two, and what was chosen then."""

    def compose_body(self) -> ComposeResult:
        """The board, and the chosen two beside or below it."""
        with Horizontal(classes="body"):
            with Vertical(id="board-pane", classes="pane"):
                yield Sentence(id="head")
                yield Filter(id="filter")
                yield Sentence(id="found")
                yield PairBoard(id="board")
                yield Rows(id="nothing", gutter=False)
                yield Sentence(id="legend")
                yield Sentence(id="legend-more")
            with Vertical(id="side-pane", classes="pane side"):
                yield Rows(id="two", gutter=False)

    # What is shown

    @property
    def _board(self) -> PairBoard:
        return self.query_one(PairBoard)

    @property
    def _filter(self) -> Filter:
        return self.query_one(Filter)

    def fill(self) -> None:
        """Show everything."""
        wanted = self.needsmatch.take_wanted(self.PAGE)
        if wanted:
            self._list(wanted)
        self.needsmatch.find_pairs()
        self._pairs = pairs = Pairs.of(self.session)
        self._fill_filter()
        shown = self._shown(pairs) if pairs else Sides((), ())
        has_squares = bool(shown.receivers and shown.donors)
        self._board.display = self._board.can_focus = has_squares
        nothing = self.query_one("#nothing", Rows)
        nothing.display = nothing.can_focus = not has_squares
        nothing.show([] if has_squares else self._nothing())
        self.query_one("#head", Sentence).show(head_line(pairs, self.session.goal) if pairs else ())
        if pairs and has_squares:
            rows, columns = heads(pairs, shown, self._sorting)
            self._board.show_sides(pairs, rows, columns, self._chosen_now(pairs))
            self._shown_chosen = self._board.chosen
        marks = legend(compact=self._board.compact) if has_squares else ((), ())
        for name, shown_marks in zip(("#legend", "#legend-more"), marks, strict=True):
            self.query_one(name, Sentence).show(shown_marks)
        self._fill_side()

    def _fill_filter(self) -> None:
        self._filter.placeholder = _("/ school, pinyin, stage, need, topic")
        self._filter.display = bool(self._filter.value) or self._filter.has_focus

    def _shown(self, pairs: Pairs) -> Sides:
        shown = sides(self.session, pairs, self._filter.words, self.needsmatch.pinyin or {})
        if self._only.receivers:
            only = [school for school in shown.receivers if school.id in self._only.receivers]
            shown = Sides(only or shown.receivers, shown.donors)
        self._fill_found(pairs, shown)
        return shown

    def _fill_found(self, pairs: Pairs, shown: Sides) -> None:
        """How many schools are shown where it is not all of them, and in which order where it is not the usual one."""
        shown_counts = len(shown.receivers), len(shown.donors)
        all_counts = len(pairs.programme.receivers), len(pairs.programme.donors)
        parts: list[Cell | str] = []
        if self._only.receivers:
            parts += [Cell(f" {self._only.common()} ", "badge", action="screen.back"), "  "]
        if shown_counts != all_counts:
            counts = _("{receivers} of {all_receivers} receivers, {donors} of {all_donors} donors")
            numbers = (*shown_counts, *all_counts)
            names = ("receivers", "donors", "all_receivers", "all_donors")
            parts.append(Cell(counts.format(**dict(zip(names, numbers, strict=True))) + "  ", "second"))
            parts.append(Cell(_("Esc: all") + "  ", "muted", action="screen.back"))
        if order := self._sorting.sentence(pairs):
            parts.append(Cell(order, "second", FILL))
        found = self.query_one("#found", Sentence)
        found.display = bool(parts)
        found.show(line(*parts))

    def _nothing(self) -> list[Row]:
        if self._pairs is None:
            text = _("There are not yet schools on both sides, so there is nobody to pair.")
            return [text_row(paragraph(text, "need")), text_row(paragraph(_("n adds a school."), "muted"))]
        hidden = _("No school here has {words}.").format(words=self._filter.value)
        return [text_row(paragraph(hidden, "need")), text_row(paragraph(_("Esc shows all schools again."), "muted"))]

    def _chosen_now(self, pairs: Pairs) -> tuple[str, str]:
        """The two that the user chose; before that, and for a receiver chosen elsewhere, it and its donor."""
        chosen = self._board.chosen
        if chosen and self._shown_chosen and chosen != self._shown_chosen:
            return chosen  # the user has moved on, and the message that says so is on its way
        receiver_id = self.session.receiver or ""
        if self._at and self._at[0] == receiver_id:
            return self._at
        pair = pairs.proposed.get(receiver_id)
        donor_id = pairs.holds.settled_donor(receiver_id) or (pair.donor.id if pair else "")
        return receiver_id, donor_id or (self._at[1] if self._at else "")

    def _fill_side(self) -> None:
        self.query_one("#two", Rows).show([Row(tuple(self._side_lines()))])

    def _side_lines(self) -> Sequence[Line]:
        pairs, known = self._pairs, self.session.pairing
        if pairs is None:
            return ()
        short = self.tight and not self._reads_side
        found = known.contradictions if known else ()
        conflicts = list(contradiction_lines(found, self._board.chosen, short=short))
        two = self._two(pairs)
        if two is None:
            about = [paragraph(_("Being matched .."), "muted")]
        else:
            about = list(two.short_lines() if short else two.lines())
        gap: list[Line] = [()] if conflicts and not short else []
        return [*conflicts, *gap, *about, *([short_open_line(pairs)] if short else open_lines(pairs))]

    @property
    def _reads_side(self) -> bool:
        return self.focused is not None and self.focused.id == "two"

    def _two(self, pairs: Pairs) -> Two | None:
        """Everything about the chosen two; what takes longer is worked out in a thread and comes soon."""
        session, schools = self.session, self._schools
        if schools is None or session.match is None or (schools[0].needs and schools[0].id not in session.ranked):
            return None
        keys = schools[0].id, schools[1].id
        around = session.around.get(keys)
        looked_at = (session.pairing, keys)
        if session.pairing and around is None and self._looked_at != looked_at:
            self._looked_at = looked_at
            self.needsmatch.look_around(session.pairing, keys)
        returns: Sequence[Match] = ()
        if session.two_way and session.two_way[0] is session.programme:
            from needsmatch.matching.mirror import returns as given_back

            returns = given_back(session.two_way[1], *schools)
        return Two(pairs, session.match.plan(*schools), session.topics, session.thesaurus, around, returns)

    @property
    def _schools(self) -> tuple[School, School] | None:
        """The chosen two."""
        chosen = self._board.chosen if self._board.display else None
        if self._pairs is None or chosen is None:
            return None
        receiver, donor = self._pairs.programme.receiver(chosen[0]), self._pairs.programme.donor(chosen[1])
        return (receiver, donor) if receiver and donor else None

    # Moving and finding

    def on_board_moved(self, message: Board.Moved) -> None:
        """Show what belongs to the square that was chosen."""
        self._at = self._shown_chosen = self._board.chosen or (message.row, message.column)
        self.session.receiver = self._at[0]
        self._fill_side()
        self.refresh_frame()

    def on_descendant_focus(self) -> None:
        """Where there is little room, the pane of the two grows while it is read."""
        self._fill_side()

    def on_descendant_blur(self) -> None:
        """The filter goes where it is not needed."""
        self._fill_filter()

    def on_input_changed(self) -> None:
        """Filter while typing."""
        self.refresh_page()

    def on_filter_left(self) -> None:
        """Go to the squares that were found."""
        self.focus_on("#board" if self._board.display else "#nothing")

    def action_filter(self) -> None:
        """Put the caret into the filter."""
        self._filter.display = True
        self._filter.enter()

    def action_back(self) -> None:
        """To the board; then everything is shown again."""
        if self._reads_side:
            self.focus_on("#board")
            return
        if self._board.chosen:
            self._stay()  # with what was found
        self._only, self._filter.value = Wanted(), ""
        self.refresh_page()

    def _list(self, wanted: Wanted) -> None:
        self._only, self._filter.value = wanted, ""
        if wanted.receivers:
            self.session.receiver = wanted.receivers[0]
            self._at = None

    def action_order(self) -> None:
        """Sort the sides otherwise; the same two stay chosen."""
        if schools := self._schools:
            self._stay()
            self._sorting = self._sorting.next(schools[0].id, schools[1].id)
            self.refresh_page()

    def action_numbers(self) -> None:
        """Show numbers in the squares, or narrow squares."""
        self._board.numbers = self._board.compact
        self._board.fit()
        self.refresh_page()

    # Deciding

    def on_board_opened(self, message: Board.Opened) -> None:
        """Open the plan of a pair; of two others, ask whether they are to be one."""
        if self._pairs and self._pairs.held(message.row, message.column):
            self._stay()
            self.needsmatch.action_show_plan(message.row)
        elif self.session.pairing:
            self._stay()
            decide.pin(self, message.row, message.column)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what would do something is offered."""
        match action:
            case "pin" | "ban" | "release" | "unpin" | "unban":
                return self._can(action)
            case "accept":
                return bool(self._pairs and self._pairs.proposed)
            case "goal" | "order" | "numbers" | "capacity":
                return self._schools is not None
            case "gaps":
                return bool(self._pairs and self._pairs.pairing)
            case "filter":
                return self._pairs is not None
            case "add_school" | "changed":
                return self.session.programme is not None
        return super().check_action(action, parameters)

    def _can(self, action: str) -> bool:
        chosen, pairs = self._board.chosen, self._pairs
        if chosen is None or pairs is None or self._schools is None or self.session.pairing is None:
            return False
        if action in ("unpin", "unban"):
            held, is_banned = pairs.held(*chosen), pairs.holds.is_banned(*chosen)
            stands = is_banned if action == "unban" else held is not None and held.hold.is_firm
            return stands and self._can("release")
        about = (pairs, chosen)
        if self._able[0] != about:
            self._able = about, {}
        if action not in self._able[1]:
            self._able[1][action] = decide.can(self.session, action, *chosen)
        return self._able[1][action]

    def _stay(self) -> tuple[str, str]:
        """Keep the chosen two chosen, whatever is decided about them."""
        chosen = self._board.chosen
        assert chosen
        self._at, self.session.receiver = chosen, chosen[0]
        return chosen

    def action_pin(self) -> None:
        """Keep the chosen two together."""
        decide.pin(self, *self._stay())

    def action_ban(self) -> None:
        """Keep the chosen two apart."""
        decide.ban(self, *self._stay())

    def action_release(self) -> None:
        """Take back a pin, a ban or an accepted pair."""
        decide.release(self, *self._stay())

    action_unpin = action_unban = action_release

    def action_accept(self) -> None:
        """Accept the pairs that are proposed."""
        decide.accept(self)

    def action_goal(self) -> None:
        """The greatest total, or fair to the worst served."""
        self.session.goal = Goal.FAIR if self.session.goal is Goal.TOTAL else Goal.TOTAL
        self.refresh_page()

    def action_capacity(self) -> None:
        """Change how many receivers the chosen donor takes."""
        decide.capacity(self, self._stay()[1])

    def action_add_school(self) -> None:
        """A school joins the programme."""
        decide.add_school(self)

    def action_changed(self) -> None:
        """A school withdraws, comes back, merges, or has a new head."""
        from needsmatch.tui.screens.change import ask_what_changed

        ask_what_changed(self, *(self._stay() if self._schools else ()))

    def action_gaps(self) -> None:
        """What is missing in the programme, and what would help."""
        decide.show_gaps(self)
