"""The fields of a log row, of the one that is not noted yet, or of a placement."""

from collections.abc import Callable
from datetime import date

from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll

from needsmatch.i18n import _
from needsmatch.model.plan import Item, Outcome, Placement, SupportPlan
from needsmatch.model.terms import Mode
from needsmatch.planning.edit import faults
from needsmatch.planning.fields import PLACEMENT_FIELDS, Field
from needsmatch.planning.log import entries, outcome_fields
from needsmatch.tui.log_draft import NEW, Draft
from needsmatch.tui.places import entry_place
from needsmatch.tui.session import Session
from needsmatch.tui.widgets.field import FieldBox, Shown
from needsmatch.tui.widgets.lines import FILL, Cell, Sentence, line


class EntryFields(Vertical):
    """What is known of the chosen row; nothing where it has no fields."""

    def __init__(
        self,
        mode: Mode | None,
        keep: Callable[[str | None, Field, str], None],
        typing: Callable[[str | None, Field, str | None], None],
        *,
        id: str,  # noqa: A002
        classes: str,
    ) -> None:
        super().__init__(id=id, classes=classes)
        self._mode = mode
        self._keep = keep
        self._typing = typing

    def compose(self) -> ComposeResult:
        """The title, and the fields of either kind."""
        yield Sentence(id="entry-title")
        with VerticalScroll(id="outcome-fields", can_focus=False):
            for field in outcome_fields(self._mode):
                yield FieldBox(field, self._keep, self._typing, id=f"outcome-{field.name}")
        with VerticalScroll(id="placement-fields", can_focus=False):
            for field in PLACEMENT_FIELDS:
                yield FieldBox(field, self._keep, self._typing, id=f"placement-{field.name}")

    @property
    def boxes(self) -> list[FieldBox]:
        """The fields that are shown, from above."""
        return [box for pane in self.query(VerticalScroll) if pane.display for box in pane.query(FieldBox)]

    def box(self, name: str) -> FieldBox | None:
        """The field of a name that is shown."""
        return next((box for box in self.boxes if box.field.name == name), None)

    def to_top(self) -> None:
        """Show the first field."""
        for pane in self.query(VerticalScroll):
            pane.scroll_home(animate=False)

    def show(
        self,
        session: Session,
        plan: SupportPlan,
        item: Item,
        key: str,
        draft: Draft,
        today: date,
    ) -> None:
        """Show the fields of the entry with a key, or of the row that is not noted yet where it is NEW."""
        is_new = key == NEW
        entry = draft.outcome if is_new else entries(item).get(key)
        self.query_one("#outcome-fields").display = isinstance(entry, Outcome)
        self.query_one("#placement-fields").display = isinstance(entry, Placement)
        title = _("Not noted yet") if is_new else entry.person if isinstance(entry, Placement) else ""
        if isinstance(entry, Outcome) and not is_new:
            title = _("Noted for {day}").format(day=entry.day)
        self.query_one("#entry-title", Sentence).show(line(Cell(title, "strong", FILL)))
        if entry is None:
            return
        before = draft.filled_in if is_new else _saved(session, plan, item, key)
        here = (item.id, key)
        found = {fault.field: fault.message for fault in faults(plan) if (fault.item, fault.placement) == here}
        for box in self.boxes:
            name, place = box.field.name, entry_place(plan.plan.id, item.id, key, box.field)
            value = getattr(entry, name)
            was = getattr(before, name) if before else value
            box.show(
                Shown(
                    item=key,
                    value=value,
                    before=was,
                    changed=was != value,
                    wrong=draft.wrong.get(name) if is_new else session.work.wrong.get(place),
                    fault=found.get(name, ""),
                    near=today,
                )
            )


def _saved(session: Session, plan: SupportPlan, item: Item, key: str) -> Outcome | Placement | None:
    """The entry as it stands in the file."""
    saved = session.saved_plan(plan.plan.id)
    items = [each for each in saved.items if each.id == item.id] if saved else []
    return entries(items[0]).get(key) if items else None
