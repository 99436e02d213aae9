"""The log of one item: noting what was done, who is placed, and changing what was noted before."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical

from needsmatch.i18n import N_, _, clauses
from needsmatch.model.plan import Item, Outcome, Placement, SupportPlan
from needsmatch.planning.author import Author
from needsmatch.planning.change_words import item_title
from needsmatch.planning.deeds import is_assessed, is_over
from needsmatch.planning.fields import Field, label_of
from needsmatch.planning.log import entries, is_blank, new_outcome, noted, outcome_fields, struck
from needsmatch.planning.plain import day_in_words
from needsmatch.planning.progress import item_progress
from needsmatch.tui import clock
from needsmatch.tui.authoring import with_author
from needsmatch.tui.keys import twins
from needsmatch.tui.log_draft import NEW, Draft, Typed
from needsmatch.tui.log_lines import noted_in_words, sums_in_words
from needsmatch.tui.log_rows import PLACE, log_rows, takes_people
from needsmatch.tui.places import entry_at, entry_place
from needsmatch.tui.saving import save_all
from needsmatch.tui.screens.placement import PlacingPage
from needsmatch.tui.widgets.entry_fields import EntryFields
from needsmatch.tui.widgets.field import FieldBox
from needsmatch.tui.widgets.lines import FILL, Cell, Sentence, line
from needsmatch.tui.widgets.prose import Prose
from needsmatch.tui.widgets.rows import Rows, text_row
from needsmatch.tui.work import Place

_TO_COME = N_("this day is still to come: it counts from then on")


class LogList(Rows):
    """The row to be noted, the people placed, and the rows noted before."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "open_new", N_("Note it")),
        Binding("enter", "open_place", N_("Place people")),
        Binding("enter", "open", N_("Change its fields")),
        Binding("delete", "screen.strike", N_("Strike out")),
        Binding("delete", "screen.empty", N_("Empty")),
    ]

    def action_open_new(self) -> None:
        """Note the first row."""
        self.action_open()

    def action_open_place(self) -> None:
        """Place people."""
        self.action_open()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Enter says what it does here."""
        wanted = {NEW: "open_new", PLACE: "open_place"}.get(self.chosen or "", "open")
        return action == wanted if action.startswith("open") else super().check_action(action, parameters)


class LogPage(PlacingPage):
    """What was done about one item."""

    CSS_PATH = "log.tcss"
    TASK: ClassVar[tuple[str, ...]] = (N_("What was done"), N_("Plans"))
    ABOUT: ClassVar[tuple[str, ...]] = (
        N_("The first row says what was done today, as it was planned: Enter notes it. Change its fields before."),
        N_("Below stand the people who are placed and all that was noted before; choose a row to change its fields."),
        N_("Nothing is written before Ctrl+S; Ctrl+Z takes back any step, also after saving."),
    )
    SAVES = True
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "keep_all", N_("Save"), priority=True),
        Binding(twins("n"), "place", N_("Place people"), key_display="n"),
        Binding("tab", "app.focus_next", N_("Next field")),
        Binding("escape", "back", N_("Back")),
    ]
    AUTO_FOCUS = "#entries"

    def __init__(self, plan_name: str, item: Item, go_to: str | None = None) -> None:
        """`go_to` is the row to begin with, or the place of a field (`placement/p-1/end`)."""
        super().__init__(plan_name, item.id)
        self._mode = item.mode
        self._go_to = go_to
        self._typed = Typed(self.session, plan_name, item.id)

    def compose_body(self) -> ComposeResult:
        """What it is about; the rows at the left, the fields of the chosen one at the right."""
        with Horizontal(classes="body", id="halves"):
            with Vertical(id="entries-pane", classes="pane"):
                yield Sentence(id="about")
                yield Prose(id="sums", gutter=False)
                yield LogList(id="entries")
                yield from self.compose_names()
            yield EntryFields(self._mode, self._keep, self._typing, id="entry-fields", classes="pane side")

    def on_mount(self) -> None:
        """Begin with the row that was asked for."""
        self.query_one("#sums", Prose).can_focus = False
        super().on_mount()
        if self._go_to:
            place: Place = (self.plan_name, self._item_id, self._go_to)
            self.query_one(LogList).choose(entry_at(place) or self._go_to)
            self.fill()
            if entry_at(place):
                self.call_after_refresh(self._focus_field, self._go_to.rpartition("/")[2])

    # What is shown

    @property
    def _key(self) -> str:
        return self.query_one(LogList).chosen or NEW

    @property
    def _entry(self) -> Outcome | Placement | None:
        """The chosen entry; None for rows that are none."""
        return entries(item).get(self._key) if (item := self._item) else None

    @property
    def _fields(self) -> EntryFields:
        return self.query_one(EntryFields)

    def _draft(self, plan: SupportPlan, item: Item, author: Author | None = None) -> Draft:
        now = clock.now()
        by = author or Author(now, self.needsmatch.settings.name)
        filled_in = new_outcome(item_progress(plan, item, now.date()), now.date(), by)
        return self._typed.over(filled_in, now.date())

    def fill(self) -> None:
        """Show the item as it stands now."""
        plan, item = self._plan, self._item
        if plan is None or item is None:
            self.close_soon()  # it was undone
            return
        today, draft = clock.today(), self._draft(plan, item)
        mode = Cell("   " + label_of(item.mode) if item.mode else "", "muted", spare=1)
        self.query_one("#about", Sentence).show(line(Cell(item_title(item), "strong", FILL), mode))
        self.query_one("#sums", Prose).show([text_row(sums_in_words(item_progress(plan, item, today), today))])
        here = (place for place in self.session.work.wrong if place[:2] == (self.plan_name, self._item_id))
        wrong = {entry for place in here if (entry := entry_at(place))}
        self.query_one(LogList).show(log_rows(plan, item, draft, wrong, today, tight=self.tight))
        self._fill_fields(plan, item, draft)
        self.fill_names()

    def _fill_fields(self, plan: SupportPlan, item: Item, draft: Draft) -> None:
        self._fields.show(self.session, plan, item, self._key, draft, clock.today())

    # What the user does

    def on_rows_moved(self, message: Rows.Moved) -> None:
        """Show the fields of the chosen row."""
        if message.rows.id == "entries":
            self.keep_open_field()
            if (plan := self._plan) and (item := self._item):
                self._fill_fields(plan, item, self._draft(plan, item))
            self.refresh_frame()  # another row, other keys
            self._fields.to_top()

    def on_rows_opened(self, message: Rows.Opened) -> None:
        """Note the first row, place people, or go to the fields; of a placement that is over to its assessment."""
        if message.rows.id != "entries":
            return
        entry = self._entry
        if message.key == NEW:
            if self._can_be_noted():
                with_author(self.needsmatch, "", self._note_and_go_back)
        elif message.key == PLACE:
            self.action_place()
        elif isinstance(entry, Placement) and is_over(entry, today := clock.today()) and not is_assessed(entry, today):
            self._focus_field("grade")
        else:
            self._fields.boxes[0].focus()

    def _focus_field(self, name: str) -> None:
        if box := self._fields.box(name):
            box.focus()

    def _note_and_go_back(self, author: Author) -> None:
        self._note(author)
        self.close_soon()

    def _note_and_save(self, author: Author) -> None:
        self._note(author)
        save_all(self.needsmatch)

    def _can_be_noted(self) -> bool:
        """Whether the first row tells something, and nothing in it is wrong; if not, why is said."""
        plan, item = self._plan, self._item
        if plan is None or item is None:
            return False
        draft = self._draft(plan, item)
        if draft.wrong:
            self.query_one(LogList).choose(NEW)
            self.fill()
            self.needsmatch.tell(_("Not noted: one value cannot be used. The reason stands under it."))
            self._focus_field(next(iter(draft.wrong)))
            return False
        if is_blank(draft.outcome):
            # The first field is the day.
            field = next(
                field for field in outcome_fields(item.mode)[1:] if field.name == "remark" or not item.placements
            )
            text = _("There is nothing to note yet: fill in a field first, such as: {field}")
            self.needsmatch.tell(text.format(field=_(field.label)))
            return False
        return True

    def _note(self, author: Author) -> None:
        """Note the first row."""
        plan, item = self._plan, self._item
        if plan is None or item is None:
            return
        draft = self._draft(plan, item, author)
        after = noted(plan, item.id, draft.outcome)
        what = _("noted for {day}: {what}").format(
            day=day_in_words(draft.outcome.day), what=noted_in_words(draft.outcome, item.mode)
        )
        begun = _("the plan is under way now") if after.plan.status is not plan.plan.status else ""
        to_come = _(_TO_COME) if draft.outcome.day > clock.today() else ""
        self._typed.forget()
        self.session.edit(after, clauses(filter(None, (what, to_come, begun))))
        self.needsmatch.changed()

    def action_keep_all(self) -> None:
        """Save; what was typed into the first row and not noted is noted before."""
        self.needsmatch.behind_typing(self._save)

    def _save(self) -> None:
        self.keep_open_field()
        if not self._typed.texts:
            save_all(self.needsmatch)
        elif self._can_be_noted():
            with_author(self.needsmatch, "", self._note_and_save)

    def action_strike(self) -> None:
        """Strike out the chosen entry; undo brings it back."""
        plan = self._plan
        if plan and self._entry:
            self.session.edit(struck(plan, self._item_id, self._key))
            self.needsmatch.changed()

    def action_empty(self) -> None:
        """Forget what was typed into the row that is not noted."""
        self._typed.forget()
        self.refresh_page()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """People are placed only where that is the way of helping; only entries are struck out."""
        if not self.is_mounted:
            return True
        if action == "place":
            return (item := self._item) is not None and takes_people(item) and not self.is_naming
        if action == "strike":
            return self._entry is not None
        return self._key == NEW and bool(self._typed.texts) if action == "empty" else True

    def action_field(self, by: int) -> None:
        """The next field, or the one before; before the first one stands the list."""
        boxes = self._fields.boxes
        place = next((number for number, box in enumerate(boxes) if box.has_focus_within or box.has_focus), None)
        if place is not None and place + by < 0:
            self.focus_on("#entries")
        elif place is not None:
            boxes[min(place + by, len(boxes) - 1)].focus()

    def keep_open_field(self) -> None:
        """Take in what stands in a field that has the caret."""
        for box in self.query(FieldBox):
            if box.editing:
                box.leave()

    def _keep(self, entry: str | None, field: Field, text: str) -> None:
        """Take in what was typed; what cannot be used stays in its field with the reason."""
        plan, item = self._plan, self._item
        if entry == NEW:
            self._typed.keep(field, text, clock.today())
            self.needsmatch.tell("")  # why it could not be noted may not be so any more
        elif plan and item and entry and entry in entries(item):
            self.session.fill_in(plan, entry_place(self.plan_name, self._item_id, entry, field), text)
            changed = self._entry
            if field.name == "day" and isinstance(changed, Outcome) and changed.day > clock.today():
                self.session.just_now = clauses([self.session.just_now, _(_TO_COME)])
            self.needsmatch.changed()
        else:
            self.needsmatch.tell(_("This row is gone; what you typed was: {text}").format(text=text))

    def _typing(self, entry: str | None, field: Field, text: str | None) -> None:
        if entry == NEW:
            self._typed.typing(field, text)
        elif entry:
            self.session.typing(entry_place(self.plan_name, self._item_id, entry, field), text)

    def action_back(self) -> None:
        """From the names or the fields to the list, then to the plan; what was typed is kept."""
        if self.is_naming:
            self.stop_naming()
        elif isinstance(self.focused, FieldBox):
            self.focus_on("#entries")
        else:
            if self._typed.texts:
                self.needsmatch.tell(_("What you typed is kept; it is there when you come back."))
            self.dismiss(None)
