"""The right side of the plan editor: all fields of the chosen item or of the plan itself, or what else is chosen."""

from collections.abc import Callable, Sequence

from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll

from needsmatch.i18n import _, ngettext
from needsmatch.model.match import Cause
from needsmatch.model.plan import Item, SupportPlan
from needsmatch.planning.change_words import item_title
from needsmatch.planning.changes import Change
from needsmatch.planning.edit import faults
from needsmatch.planning.fields import ITEM_FIELDS, PLAN_FIELDS, Field
from needsmatch.tui import clock
from needsmatch.tui.plan_lines import about_gone, about_unmet, mark_title, said_about, sums_of
from needsmatch.tui.plan_rows import GONE, ITEM, UNMET
from needsmatch.tui.session import Session
from needsmatch.tui.widgets.field import FieldBox, Shown
from needsmatch.tui.widgets.lines import FILL, Cell, Line, Sentence, line
from needsmatch.tui.widgets.prose import Prose
from needsmatch.tui.widgets.rows import Row, Rows, text_row


class _Said(Prose, can_focus=False):
    """What stands above the fields, where there is something to say."""

    def say(self, lines: Sequence[Line]) -> None:
        """Show it."""
        self.display = bool(lines)
        self.show([text_row(*lines)] if lines else [])


class PlanFields(Vertical):
    """What is known of the chosen row."""

    def __init__(
        self,
        keep: Callable[[str | None, Field, str], None],
        typing: Callable[[str | None, Field, str | None], None],
        *,
        id: str,  # noqa: A002
        classes: str,
    ) -> None:
        super().__init__(id=id, classes=classes)
        self._keep = keep
        self._typing = typing
        self._item: str | None = None
        """Id of the item whose fields are shown."""

    def compose(self) -> ComposeResult:
        """The title, what was said, and the fields; a text in their place where there are none."""
        yield Sentence(id="title")
        yield Sentence(id="state")
        yield Rows(id="aside", gutter=False)
        with VerticalScroll(id="plan-fields", can_focus=False):
            yield _Said(id="sums", gutter=False)
            for field in PLAN_FIELDS:
                yield FieldBox(field, self._keep, self._typing, id=f"plan-{field.name}")
        with VerticalScroll(id="item-fields", can_focus=False):
            yield _Said(id="said", gutter=False)
            for field in ITEM_FIELDS:
                yield FieldBox(field, self._keep, self._typing, id=f"item-{field.name}")

    @property
    def boxes(self) -> list[FieldBox]:
        """The fields that are shown, from above."""
        return list(self.query_one("#item-fields" if self._item else "#plan-fields").query(FieldBox))

    def to_top(self) -> None:
        """Show the first field."""
        for pane in self.query(VerticalScroll):
            pane.scroll_home(animate=False)

    def show(self, session: Session, plan: SupportPlan, key: str, *, tight: bool) -> None:
        """Show what the row `key` is about."""
        item = next((item for item in plan.items if ITEM + item.id == key), None)
        self._item = item.id if item else None
        aside = _aside(session, plan, key)
        self.query_one("#item-fields").display = item is not None
        self.query_one("#plan-fields").display = item is None and aside is None
        self.query_one("#aside").display = aside is not None
        if aside:
            title, state, lines = aside
            self._head(line(Cell(title, "strong", FILL)), line(Cell(state, "need")))
            self.query_one("#aside", Rows).show([Row(tuple(lines))])
            return
        changes = [change for change in session.changes_of(plan.plan.id) if change.item == self._item]
        self._head(_title(plan, item), _changed(changes))
        if item:
            self.query_one("#said", _Said).say(said_about(plan, item, clock.today(), tight=tight))
        else:
            self.query_one("#sums", _Said).say(sums_of(plan, clock.today()))
        self._fill_boxes(session, plan, item, {change.field.name: change for change in changes if change.field})

    def _head(self, title: Line, state: Line) -> None:
        self.query_one("#title", Sentence).show(title)
        self.query_one("#state", Sentence).show(state)

    def _fill_boxes(self, session: Session, plan: SupportPlan, item: Item | None, changes: dict[str, Change]) -> None:
        found = {
            fault.field: fault.message for fault in faults(plan) if (fault.item, fault.placement) == (self._item, None)
        }
        record = item if item else plan.plan
        for box in self.boxes:
            name = box.field.name
            change = changes.get(name)
            box.show(
                Shown(
                    item=self._item,
                    value=getattr(record, name),
                    before=change.before if change else None,
                    changed=change is not None,
                    wrong=session.work.wrong.get((plan.plan.id, self._item, name)),
                    fault=found.get(name, ""),
                    near=plan.plan.start,
                )
            )


def _aside(session: Session, plan: SupportPlan, key: str) -> tuple[str, str, Sequence[Line]] | None:
    """Title, state and text of a row without fields."""
    for entry in plan.unmet:
        if UNMET + entry.need == key:
            is_new = entry.cause is Cause.ASKED_IN_REVIEW
            advice = _("Enter: what to do with it.") if is_new else _("Enter adds an item that you fill in yourself.")
            return entry.need_text, _("Without an answer"), about_unmet(plan, entry, advice)
    for mark in plan.removed:
        if GONE + mark.id == key:
            return mark_title(session, plan, mark), _("Taken out"), about_gone(session, plan, mark)
    return None


def _title(plan: SupportPlan, item: Item | None) -> Line:
    if item is None:
        return line(Cell(_("The plan as a whole"), "strong"))
    number = plan.items.index(item) + 1
    return line(Cell(_("Item {number}").format(number=number) + "  ", "strong"), Cell(item_title(item), "strong", FILL))


def _changed(changes: Sequence[Change]) -> Line:
    if not changes:
        return ()
    count = len(changes)
    text = ngettext("{count} change, not saved yet", "{count} changes, not saved yet", count).format(count=count)
    return line(Cell(text, "need"))
