"""Placing people: a page about one item of a plan on which names can be given, and each becomes a placement."""

from collections.abc import Iterator

from textual.widget import Widget

from needsmatch.i18n import N_, _, ngettext
from needsmatch.model.plan import Item, SupportPlan
from needsmatch.planning.fields import OUTCOME_FIELDS, WrongValue, read
from needsmatch.planning.log import new_placements, placed
from needsmatch.tui.log_rows import PLACE
from needsmatch.tui.screens.page import Page
from needsmatch.tui.widgets.rows import Rows
from needsmatch.tui.widgets.writing import WritingBox
from needsmatch.tui.work import Place

_NAMES = next(field for field in OUTCOME_FIELDS if field.name == "names")
_WHO = N_("Who is placed? Several names: one a line, or with commas between.")


class PlacingPage(Page):
    """A page about one item; its list of rows has the id `entries`."""

    def __init__(self, plan_name: str, item_id: str) -> None:
        super().__init__()
        self.plan_name = plan_name
        """Id of the plan."""
        self._item_id = item_id

    @property
    def _plan(self) -> SupportPlan | None:
        return self.session.plan(self.plan_name)

    @property
    def _item(self) -> Item | None:
        plan = self._plan
        return next((item for item in plan.items if item.id == self._item_id), None) if plan else None

    @property
    def _entries(self) -> Rows:
        return self.query_one("#entries", Rows)

    @property
    def _box(self) -> WritingBox:
        return self.query_one(WritingBox)

    @property
    def _names_place(self) -> Place:
        return self.plan_name, self._item_id, "placed"

    def compose_names(self) -> Iterator[Widget]:
        """The box for names."""
        yield WritingBox(id="names")

    def fill_names(self) -> None:
        """Ask in the current language."""
        self._box.show()

    @property
    def is_naming(self) -> bool:
        """Names are being typed."""
        return self._box.is_open

    def action_place(self) -> None:
        """Ask for names; what was typed before and not given is still there."""
        self.keep_open_field()
        self._entries.choose(PLACE)
        self.fill()
        self._box.open(_WHO, "", self.session.typed.get(self._names_place))

    def stop_naming(self) -> None:
        """Leave the names; they are kept until they are asked for again."""
        self._box.close()
        self.focus_on("#entries")

    def on_writing_box_typed(self, message: WritingBox.Typed) -> None:
        """What is being typed survives, whatever happens to the program."""
        self.session.typing(self._names_place, message.text)

    def on_writing_box_given(self, message: WritingBox.Given) -> None:
        """Place everybody who was named, as one step."""
        plan, item = self._plan, self._item
        if plan is None or item is None:
            return
        try:
            names = read(_NAMES, message.text, None)
        except WrongValue as error:
            self._box.refuse(str(error))
            return
        assert isinstance(names, tuple)
        if not names:
            self._box.refuse(_("Type at least one name, or leave with Esc."))
            return
        self.stop_naming()
        self.session.typing(self._names_place, None)
        added = new_placements(plan, item, names)
        said = ngettext("{count} person placed", "{count} people placed", len(added)).format(count=len(added))
        self.session.edit(placed(plan, item.id, *added), said)
        self.needsmatch.changed()
        self._entries.choose(f"placement/{added[0].id}")
        self.refresh_page()
