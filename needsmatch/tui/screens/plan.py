"""The plan editor: the items of one plan, all fields of the chosen one, undo, and saving as a small diff."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical

from needsmatch.i18n import N_, _
from needsmatch.model.match import Cause
from needsmatch.model.plan import Item, SupportPlan
from needsmatch.planning.author import Author
from needsmatch.planning.edit import add_item, move_item, remove_item
from needsmatch.planning.fields import ITEM_FIELDS, Field, label_of
from needsmatch.planning.log import entries
from needsmatch.planning.suggest import suggestions
from needsmatch.tui.authoring import with_author
from needsmatch.tui.keys import FILTER_KEYS, twins
from needsmatch.tui.log_rows import PLACE, takes_people
from needsmatch.tui.places import entry_at
from needsmatch.tui.plan_deeds import ask_about_added, ask_about_gone
from needsmatch.tui.plan_rows import GONE, ITEM, UNMET, WHOLE, plan_rows
from needsmatch.tui.screens.add_item import AddItemPage
from needsmatch.tui.screens.log import LogPage
from needsmatch.tui.screens.plan_keys import PLAN_KEYS, PlanKeys
from needsmatch.tui.widgets.field import FieldBox
from needsmatch.tui.widgets.filter import Filter
from needsmatch.tui.widgets.lines import FILL, Cell, Line, Sentence, line
from needsmatch.tui.widgets.plan_fields import PlanFields
from needsmatch.tui.widgets.rows import Rows


class ItemList(Rows):
    """The plan itself, its items, its unmet needs, and what both sides said."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "open", N_("Change its fields")),
        Binding("enter", "open_other", N_("What to do with it")),
        Binding(twins("d"), "screen.log", N_("Note what was done"), key_display="d"),
        Binding("delete", "screen.remove", N_("Take out")),
        Binding("shift+up,ctrl+up", "screen.shift(-1)", N_("Move"), key_display=N_("Shift+Up/Down")),
        Binding("shift+down,ctrl+down", "screen.shift(1)", show=False),
    ]

    def action_open_other(self) -> None:
        """Do what Enter does with a row that has no fields."""
        self.action_open()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Enter says what it does here."""
        if action in ("open", "open_other"):
            is_other = (self.chosen or "").startswith((UNMET, GONE))
            return self.chosen is not None and is_other == (action == "open_other")
        return super().check_action(action, parameters)


class PlanPage(PlanKeys):
    """One plan."""

    CSS_PATH = "plan.tcss"
    PAGE = "plans"
    ABOUT: ClassVar[tuple[str, ...]] = (
        N_(
            "A plan gives every need of the receiving school something to do: who, when, how often, and what "
            "shows success."
        ),
        N_(
            "Choose an item at the left and change its fields at the right. What was changed has a *, with the "
            "old value beside it."
        ),
        N_("Nothing is written before Ctrl+S; Ctrl+Z takes back any step, also after saving."),
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(twins("p"), "placements", N_("People placed"), key_display="p"),
        Binding(twins("n"), "add", N_("Add an item"), key_display="n"),
        *PLAN_KEYS,
        Binding(FILTER_KEYS, "filter", N_("Filter"), key_display="/"),
        Binding("tab", "app.focus_next", N_("Next field")),
    ]
    AUTO_FOCUS = "#items"

    def __init__(self, name: str, row: str | None = None) -> None:
        super().__init__()
        self.plan_name = name
        """Id of the plan."""
        self._row = row
        """Key of the row that is to be chosen at first."""
        self._go_to: tuple[str | None, str] | None = None

    def compose_body(self) -> ComposeResult:
        """Items at the left, the fields of the chosen one at the right."""
        with Horizontal(classes="body", id="halves"):
            with Vertical(id="items-pane", classes="pane"):
                yield Filter(id="filter")
                yield Sentence(id="pair")
                yield ItemList(id="items")
            yield PlanFields(self._keep, self._typing, id="fields-pane", classes="pane side")

    # What is shown

    @property
    def chosen_plan(self) -> str | None:
        """The plan."""
        return self.plan_name

    @property
    def shown_plans(self) -> list[str]:
        """The plan."""
        return [self.plan_name]

    @property
    def _plan(self) -> SupportPlan | None:
        return self.session.plan(self.plan_name)

    @property
    def _key(self) -> str:
        return self.query_one("#items", Rows).chosen or WHOLE

    @property
    def _item(self) -> Item | None:
        plan, key = self._plan, self._key
        return next((item for item in plan.items if ITEM + item.id == key), None) if plan else None

    @property
    def _fields(self) -> PlanFields:
        return self.query_one(PlanFields)

    def fill(self) -> None:
        """Show the plan as it stands now."""
        plan = self._plan
        if plan is None:
            # Its draft was undone, or its file is gone.
            self.close_soon()
            return
        self.query_one(Filter).placeholder = _("/ need, activity, lead")
        self.query_one("#pair", Sentence).show(self._pair(plan))
        words = self.query_one(Filter).words
        self.query_one("#items", Rows).show(plan_rows(self.session, plan, words, tight=self.tight), self._row)
        self._row = None
        self._fill_fields(plan)
        if self._go_to:
            (item, field), self._go_to = self._go_to, None
            self.call_after_refresh(self._focus_field, item, field)

    def _pair(self, plan: SupportPlan) -> Line:
        about = plan.plan
        new = self.session.saved_plan(self.plan_name) is None
        return line(
            Cell(about.receiver_name, "strong"),
            Cell(" " + _("with") + " ", "muted"),
            Cell(about.donor_name, "strong"),
            "   ",
            Cell(label_of(about.status), "accent-strong"),
            Cell("   " + _("new, not saved yet") if new else "", "need", FILL),
        )

    def _fill_fields(self, plan: SupportPlan) -> None:
        self._fields.show(self.session, plan, self._key, tight=self.tight)

    # What the user does

    def on_rows_moved(self, message: Rows.Moved) -> None:
        """Show the fields of the chosen row."""
        plan = self._plan
        if message.rows.id == "items" and plan:
            self.keep_open_field()
            self._fill_fields(plan)
            self.refresh_frame()  # another row, other keys
            self._fields.to_top()

    def on_rows_opened(self, message: Rows.Opened) -> None:
        """To the first field; an unmet need gets an item of its own, and what was taken out may come back."""
        plan, key = self._plan, message.key
        if message.rows.id != "items" or plan is None:
            return
        if key.startswith(GONE):
            mark = next(mark for mark in plan.removed if GONE + mark.id == key)
            ask_about_gone(self.needsmatch, plan, mark, lambda: self._show_item(mark.id))
        elif key.startswith(UNMET):
            self._open_unmet(plan, key.removeprefix(UNMET))
        else:
            self._fields.boxes[0].focus()

    def _show_item(self, item_id: str) -> None:
        self.query_one("#items", Rows).choose(ITEM + item_id)
        self.fill()

    def _open_unmet(self, plan: SupportPlan, need: str) -> None:
        entry = next(entry for entry in plan.unmet if entry.need == need)
        if entry.cause is Cause.ASKED_IN_REVIEW:
            ask_about_added(self.needsmatch, plan, entry, lambda: self._add_for(need), self.action_refresh_plans)
        else:
            self._add_for(need)

    def action_field(self, by: int) -> None:
        """The next field, or the one before; before the first one stands the list."""
        boxes = self._fields.boxes
        place = next((number for number, box in enumerate(boxes) if box.has_focus_within or box.has_focus), None)
        if place is None:
            return
        if place + by < 0:
            self.focus_on("#items")
        else:
            boxes[min(place + by, len(boxes) - 1)].focus()

    def keep_open_field(self) -> None:
        """Take in what stands in a field that has the caret."""
        for box in self.query(FieldBox):
            if box.editing:
                box.leave()

    def _keep(self, item_id: str | None, field: Field, text: str) -> None:
        """Take in what was typed; what cannot be used stays in its field with the reason."""
        plan = self._plan
        if plan is None or (item_id and all(item.id != item_id for item in plan.items)):
            self.needsmatch.tell(_("This item is gone; what you typed was: {text}").format(text=text))
            return
        self.session.fill_in(plan, (self.plan_name, item_id, field.name), text)
        self.needsmatch.changed()

    def _typing(self, item_id: str | None, field: Field, text: str | None) -> None:
        self.session.typing((self.plan_name, item_id, field.name), text)

    def action_add(self) -> None:
        """Choose what to add."""
        if self._plan and self.session.programme:
            self.app.push_screen(AddItemPage(self.plan_name), self._add)

    def _add_for(self, need: str) -> None:
        plan, programme = self._plan, self.session.programme
        if plan and programme:
            offered = suggestions(programme, plan, plan)
            self._add(next((entry.item for entry in offered if entry.item.needs == (need,)), None))

    def _add(self, item: Item | None) -> None:
        plan, chosen = self._plan, self._item
        if plan is None or item is None:
            return
        self.query_one(Filter).value = ""
        self.session.edit(add_item(plan, item, chosen.id if chosen else None))
        self.needsmatch.changed()
        self._show_item(item.id)
        self.call_after_refresh(self._focus_field, item.id, ITEM_FIELDS[0].name)

    def action_remove(self) -> None:
        """Take the chosen item out; undo brings it back, and so does Enter on its mark."""
        if item := self._item:
            with_author(self.needsmatch, "", lambda author: self._remove(item.id, author))

    def _remove(self, item_id: str, author: Author) -> None:
        plan = self._plan
        if plan and any(item.id == item_id for item in plan.items):
            self.session.edit(remove_item(plan, item_id, author.by, author.at.replace(microsecond=0)))
            self.needsmatch.changed()

    def action_log(self) -> None:
        """Note what was done about the chosen item."""
        self._open_log(None)

    def action_placements(self) -> None:
        """Who is placed by the chosen item."""
        if item := self._item:
            self._open_log(next(iter(entries(item))) if item.placements else PLACE)

    def _open_log(self, go_to: str | None) -> None:
        if item := self._item:
            self.keep_open_field()
            self.app.push_screen(LogPage(self.plan_name, item, go_to))

    def action_shift(self, by: int) -> None:
        """Move the chosen item up or down."""
        plan, item = self._plan, self._item
        if plan and item:
            moved = move_item(plan, item.id, by)
            said = _("Item {number} moved to place {place}").format(
                number=plan.items.index(item) + 1, place=moved.items.index(item) + 1
            )
            self.session.edit(moved, said)
            self.needsmatch.changed()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only items are taken out, moved and done."""
        if action in ("remove", "shift", "log", "placements") and self.is_mounted:
            item = self._item
            return item is not None and (action != "placements" or takes_people(item))
        return super().check_action(action, parameters)

    def action_filter(self) -> None:
        """Put the caret into the filter."""
        self.query_one(Filter).enter()

    def on_input_changed(self) -> None:
        """Filter while typing."""
        self.fill()

    def on_filter_left(self) -> None:
        """Go to the items that were found."""
        self.focus_on("#items")

    def action_back(self) -> None:
        """From the fields to the list, then the filter, then the list of plans."""
        if isinstance(self.focused, FieldBox):
            self.focus_on("#items")
        elif self.query_one(Filter).value:
            self.query_one(Filter).value = ""
        else:
            self.dismiss(None)

    def go_to(self, item: str | None, field: str) -> None:
        """Show a field, as soon as the page is there."""
        self._go_to = (item, field)
        self.refresh_page()

    def _focus_field(self, item: str | None, field: str) -> None:
        self.query_one("#items", Rows).choose(ITEM + item if item else WHOLE)
        self.fill()
        if entry_at((self.plan_name, item, field)):
            self._open_log(field)
            return
        self.query_one(f"#{'item' if item else 'plan'}-{field}", FieldBox).focus()
