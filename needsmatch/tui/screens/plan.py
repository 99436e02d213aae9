"""The plan editor: the items of one plan, all fields of the chosen one, undo, and saving as a small diff."""

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll

from needsmatch.display import cells
from needsmatch.i18n import N_, _, listed, ngettext
from needsmatch.model.plan import Item, SupportPlan
from needsmatch.planning.changes import Change, item_title
from needsmatch.planning.edit import add_item, faults, move_item, remove_item, set_value
from needsmatch.planning.fields import ITEM_FIELDS, PLAN_FIELDS, Field, WrongValue, label_of, read
from needsmatch.planning.suggest import suggestions
from needsmatch.tui import clock
from needsmatch.tui.drafting import proposed_now
from needsmatch.tui.keys import FILTER_KEYS, twins
from needsmatch.tui.plan_lines import answer_word, column, period, said_by_both, searched_in
from needsmatch.tui.screens.add_item import AddItemPage
from needsmatch.tui.screens.page import Page
from needsmatch.tui.widgets.field import FieldBox, Shown
from needsmatch.tui.widgets.filter import Filter
from needsmatch.tui.widgets.lines import FILL, Cell, Line, Sentence, line, paragraph
from needsmatch.tui.widgets.rows import BLANK, Row, Rows, text_row

_WHOLE = "plan"
"""Key of the row that stands for the plan itself; no item has a key without its mark in front."""
_WIDEST_MODE = 14
_ITEM, _UNMET = "item/", "unmet/"


class ItemList(Rows):
    """The plan itself, its items, its unmet needs, and what both sides said."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "open", N_("Change its fields")),
        Binding("delete", "screen.remove", N_("Take out")),
        Binding("shift+up,ctrl+up", "screen.shift(-1)", N_("Move"), key_display=N_("Shift+Up/Down")),
        Binding("shift+down,ctrl+down", "screen.shift(1)", show=False),
    ]


class PlanPage(Page):
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
        Binding(twins("n"), "add", N_("Add an item"), key_display="n"),
        Binding(FILTER_KEYS, "filter", N_("Filter"), key_display="/"),
        Binding("tab", "app.focus_next", N_("Next field")),
    ]
    AUTO_FOCUS = "#items"

    def __init__(self, name: str) -> None:
        super().__init__()
        self.plan_name = name
        """Id of the plan."""
        self._go_to: tuple[str | None, str] | None = None

    def compose_body(self) -> ComposeResult:
        """Items at the left, the fields of the chosen one at the right."""
        with Horizontal(classes="body", id="halves"):
            with Vertical(id="items-pane", classes="pane"):
                yield Filter(id="filter")
                yield Sentence(id="pair")
                yield ItemList(id="items")
            with Vertical(id="fields-pane", classes="pane side"):
                yield Sentence(id="title")
                yield Sentence(id="state")
                yield Rows(id="aside", gutter=False)
                with VerticalScroll(id="plan-fields", can_focus=False):
                    for field in PLAN_FIELDS:
                        yield FieldBox(field, self._keep, id=f"plan-{field.name}")
                with VerticalScroll(id="item-fields", can_focus=False):
                    for field in ITEM_FIELDS:
                        yield FieldBox(field, self._keep, id=f"item-{field.name}")

    # What is shown

    @property
    def _plan(self) -> SupportPlan | None:
        return self.session.plan(self.plan_name)

    @property
    def _key(self) -> str:
        return self.query_one("#items", Rows).chosen or _WHOLE

    @property
    def _item(self) -> Item | None:
        plan, key = self._plan, self._key
        return next((item for item in plan.items if _ITEM + item.id == key), None) if plan else None

    def fill(self) -> None:
        """Show the plan as it stands now."""
        plan = self._plan
        if plan is None:
            # Its draft was undone, or its file is gone.
            self.close_soon()
            return
        self.query_one(Filter).placeholder = _("/ need, activity, lead")
        self.query_one("#pair", Sentence).show(self._pair(plan))
        self._fill_items(plan)
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

    def _fill_items(self, plan: SupportPlan) -> None:
        changed = {change.item for change in self.session.changes_of(self.plan_name)}
        words = self.query_one(Filter).words
        rows = [self._head()] if not self.tight or not words else []
        if not words:
            rows.append(
                Row(
                    (
                        line(
                            Cell("   ", "muted"),
                            Cell("*" if None in changed else " ", "need-strong"),
                            Cell(_("The plan as a whole"), "second", FILL),
                        ),
                    ),
                    _WHOLE,
                )
            )
        for number, item in enumerate(plan.items, 1):
            if all(word in searched_in(item) for word in words):
                rows.append(Row((self._item_line(plan, number, item, changed),), _ITEM + item.id))
        if words and len(rows) < 2:
            rows.append(text_row(paragraph(_("No item has these words; Esc shows all."), "need")))
        if not words:
            rows += [*self._unmet(plan), *self._taken_out(plan), *said_by_both(plan)]
        self.query_one("#items", Rows).show(rows)

    @property
    def _modes(self) -> int:
        """Columns of the ways of helping that this plan names."""
        plan = self._plan
        words = [label_of(item.mode) for item in plan.items if item.mode] if plan else []
        return min(_WIDEST_MODE, max(cells(word) for word in (_("Way of helping"), *words)))

    def _head(self) -> Row:
        return text_row(
            line(
                Cell("    "),
                Cell(_("Need"), "muted", FILL),
                *column(_("Way of helping"), "muted", self._modes, spare=1),
                *column(_("Lead"), "muted", 9, spare=3),
                *column(_("When"), "muted", 13, spare=2),
                *column(_("Answer"), "muted", 9),
            )
        )

    def _item_line(self, plan: SupportPlan, number: int, item: Item, changed: set[str | None]) -> Line:
        state, style = answer_word(plan, item)
        wrong = any(place[:2] == (self.plan_name, item.id) for place in self.session.work.wrong)
        return line(
            Cell(f"{number} ", "muted", 3, right=True),
            Cell("!" if wrong else "*" if item.id in changed else " ", "error-strong" if wrong else "need-strong"),
            Cell(item_title(item), "strong", FILL),
            *column(label_of(item.mode) if item.mode else "", "", self._modes, spare=1),
            *column(item.lead or "", "", 9, spare=3),
            *column(period(item), "second", 13, spare=2),
            *column(state, style, 9),
        )

    def _unmet(self, plan: SupportPlan) -> list[Row]:
        if not plan.unmet:
            return []
        count = ngettext("{count} need", "{count} needs", len(plan.unmet)).format(count=len(plan.unmet))
        rows = [
            *self._gap(),
            text_row(line(Cell("    "), Cell(_("Without an answer"), "need-strong"), Cell(f"   {count}", "muted"))),
        ]
        for entry in plan.unmet:
            lines: list[Line] = [line(Cell("    "), Cell(entry.need_text, "", FILL))]
            if entry.sentence and not self.tight:
                lines.append(line(Cell("    "), Cell(entry.sentence, "muted", FILL)))
            rows.append(Row(lines, _UNMET + entry.need))
        return rows

    def _taken_out(self, plan: SupportPlan) -> list[Row]:
        if not plan.removed:
            return []
        rows = [*self._gap(), text_row(line("    ", Cell(_("Taken out"), "muted")))]
        for mark in plan.removed:
            gone = self.session.item_that_was(self.plan_name, mark.id)
            title = item_title(gone) if gone else listed(self.session.need_text(need) for need in mark.needs)
            facts = [mark.by, f"{mark.at:%Y-%m-%d}" if mark.at else None, mark.why]
            said = listed(fact for fact in facts if fact)
            rows.append(text_row(line("    ", Cell(title or mark.id, "muted", FILL), "  ", Cell(said, "muted"))))
        return rows

    def _gap(self) -> Sequence[Row]:
        return () if self.tight else (BLANK,)

    def _fill_fields(self, plan: SupportPlan) -> None:
        key, item = self._key, self._item
        unmet = next((entry for entry in plan.unmet if _UNMET + entry.need == key), None)
        self.query_one("#item-fields").display = item is not None
        self.query_one("#plan-fields").display = item is None and unmet is None
        aside = self.query_one("#aside", Rows)
        aside.display = unmet is not None
        if unmet:
            self.query_one("#title", Sentence).show(line(Cell(unmet.need_text, "strong", FILL)))
            self.query_one("#state", Sentence).show(line(Cell(_("Without an answer"), "need")))
            lines = [
                paragraph(unmet.sentence or "", "second"),
                (),
                paragraph(_("Enter adds an item for it that you fill in yourself."), "muted"),
            ]
            aside.show([Row(lines)])
            return
        changes = [
            change for change in self.session.changes_of(self.plan_name) if change.item == (item.id if item else None)
        ]
        self.query_one("#title", Sentence).show(self._title(plan, item))
        self.query_one("#state", Sentence).show(self._changed(changes))
        self._fill_boxes(plan, item, {change.field.name: change for change in changes if change.field})

    def _title(self, plan: SupportPlan, item: Item | None) -> Line:
        if item is None:
            return line(Cell(_("The plan as a whole"), "strong"))
        number = plan.items.index(item) + 1
        return line(
            Cell(_("Item {number}").format(number=number) + "  ", "strong"), Cell(item_title(item), "strong", FILL)
        )

    def _changed(self, changes: Sequence[Change]) -> Line:
        if not changes:
            return ()
        return line(
            Cell(
                ngettext("{count} change, not saved yet", "{count} changes, not saved yet", len(changes)).format(
                    count=len(changes)
                ),
                "need",
            )
        )

    def _fill_boxes(self, plan: SupportPlan, item: Item | None, changes: dict[str, Change]) -> None:
        found = {fault.field: fault.message for fault in faults(plan) if fault.item == (item.id if item else None)}
        record = item if item else plan.plan
        for field in ITEM_FIELDS if item else PLAN_FIELDS:
            change = changes.get(field.name)
            self._box(item, field).show(
                Shown(
                    item=item.id if item else None,
                    value=getattr(record, field.name),
                    before=change.before if change else None,
                    changed=change is not None,
                    wrong=self.session.work.wrong.get((self.plan_name, item.id if item else None, field.name)),
                    fault=found.get(field.name, ""),
                    near=plan.plan.start,
                )
            )

    def _box(self, item: Item | None, field: Field) -> FieldBox:
        return self.query_one(f"#{'item' if item else 'plan'}-{field.name}", FieldBox)

    # What the user does

    def on_rows_moved(self, message: Rows.Moved) -> None:
        """Show the fields of the chosen row."""
        plan = self._plan
        if message.rows.id == "items" and plan:
            self.keep_open_field()
            self._fill_fields(plan)
            self.refresh_frame()  # another row, other keys
            for pane in self.query("#item-fields, #plan-fields").results(VerticalScroll):
                pane.scroll_home(animate=False)

    def on_rows_opened(self, message: Rows.Opened) -> None:
        """To the first field; an unmet need gets an item of its own."""
        if message.rows.id != "items":
            return
        if message.key.startswith(_UNMET):
            self._add_for(message.key.removeprefix(_UNMET))
        else:
            self._first_box().focus()

    def _boxes(self) -> list[FieldBox]:
        pane = "#item-fields" if self._item else "#plan-fields"
        return list(self.query_one(pane).query(FieldBox))

    def _first_box(self) -> FieldBox:
        return self._boxes()[0]

    def action_field(self, by: int) -> None:
        """The next field, or the one before; before the first one stands the list."""
        boxes = self._boxes()
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
        place = (self.plan_name, item_id, field.name)
        wrong = {key: typed for key, typed in self.session.work.wrong.items() if key != place}
        try:
            value = read(field, text, plan.plan.start)
        except WrongValue as error:
            said = _("{field}: {message}").format(field=_(field.label), message=error)
            self.session.edit(plan, said, wrong={**wrong, place: text})
        else:
            self.session.edit(set_value(plan, item_id, field, value), wrong=wrong)
        self.needsmatch.changed()

    def action_add(self) -> None:
        """Choose what to add."""
        plan, programme = self._plan, self.session.programme
        if plan and programme:
            offered = suggestions(programme, plan, proposed_now(self.session, plan))
            self.app.push_screen(AddItemPage(offered), self._add)

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
        self.query_one("#items", Rows).choose(_ITEM + item.id)
        self.fill()
        self.call_after_refresh(self._focus_field, item.id, ITEM_FIELDS[0].name)

    def action_remove(self) -> None:
        """Take the chosen item out; undo brings it back."""
        plan, item = self._plan, self._item
        if plan and item:
            at = clock.now().replace(microsecond=0)
            self.session.edit(remove_item(plan, item.id, self.needsmatch.settings.name, at))
            self.needsmatch.changed()

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
        """Only items are taken out and moved."""
        return self._item is not None if action in ("remove", "shift") and self.is_mounted else True

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
        self.query_one("#items", Rows).choose(_ITEM + item if item else _WHOLE)
        self.fill()
        self.query_one(f"#{'item' if item else 'plan'}-{field}", FieldBox).focus()
