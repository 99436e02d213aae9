"""A plan that exists and a fresh proposal: what is new comes in, what is the program's follows, the rest stays.

Nothing that a person wrote, decided or ordered is changed, and no item is ever taken out: what nobody asks for or
offers any more is marked.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

from msgspec.structs import replace

from needsmatch.model.plan import About, Item, Signature, Status, SupportPlan, UnmetNeed
from needsmatch.model.revision import is_valid
from needsmatch.model.school import School
from needsmatch.model.terms import Mode
from needsmatch.planning.followed import Edit, Group, followed, remembered
from needsmatch.planning.refresh_items import ITEM_GROUPS, PERIOD, Items, with_marks
from needsmatch.planning.refresh_unmet import UNMET_GROUPS, UnmetNeeds

_HEAD_GROUPS: tuple[Group, ...] = (PERIOD, ("receiver_name",), ("donor_name",), ("language",))

WHOLE = "plan"
"""Key of the row of the plan as a whole."""


class RowKind(Enum):
    """What a refresh does about something; the value names it for other programs."""

    NEW = "new"
    CHANGED = "changed"
    NO_LONGER = "no-longer"
    """Nobody asks for it or offers it any more. An item is kept and marked; an unmet need goes, unless a person wrote
    about it."""
    KEPT = "kept"
    """It stays as a person left it, though the program proposes something else now."""
    UNTOUCHED = "untouched"


@dataclass(frozen=True, slots=True)
class Row:
    """What a refresh does about the plan as a whole, an item or an unmet need."""

    key: str
    """`plan`, `item/<id>` or `unmet/<need>`."""
    kind: RowKind
    item: Item | None = None
    """As it will stand in the plan."""
    unmet: UnmetNeed | None = None
    """As it stands, or comes in."""
    edits: tuple[Edit, ...] = ()


@dataclass(frozen=True, slots=True)
class Refreshed:
    """What a refresh makes of a plan."""

    plan: SupportPlan
    proposed: SupportPlan
    """What is to be kept as the program's last proposal, beside the plan."""
    rows: tuple[Row, ...] = ()
    """The plan as a whole where something is said of it, its items, and its unmet needs."""
    voids: tuple[Signature, ...] = ()
    """Signatures that hold now and will be void."""

    @property
    def news(self) -> tuple[Row, ...]:
        """The rows of what is not untouched."""
        return tuple(row for row in self.rows if row.kind is not RowKind.UNTOUCHED)

    def of_kind(self, kind: RowKind) -> tuple[Row, ...]:
        """The rows of one kind."""
        return tuple(row for row in self.rows if row.kind is kind)


def refresh(
    plan: SupportPlan,
    proposed: SupportPlan,
    before: SupportPlan | None,
    donor: School | None = None,
    without: Collection[str] = (),
) -> Refreshed:
    """`plan` brought up to date with what is `proposed` for its pair now.

    A value is the program's where it is what `before`, its last proposal for this plan, says; then it follows. Every
    other one is a person's and stays: all of them where `before` is None. Wordings of needs, and of the strengths of
    `donor`, are quotations and follow always; where the donor is not known, nothing is said of what it offers.

    Nothing is done about rows whose keys stand in `without`, and they are told again next time. A closed plan stays
    altogether; so do the values of an item that something was done about, and what is given in return.
    """
    if plan.plan.status is Status.CLOSED:
        return Refreshed(plan, before or proposed)
    items = Items(with_marks(plan, proposed, before), proposed, before, donor)
    refreshing = _Refreshing(plan, items, UnmetNeeds(items), frozenset(without))
    after = refreshing.plan()
    voids = [entry for entry in plan.signatures if is_valid(entry, plan) and not is_valid(entry, after)]
    return Refreshed(after, refreshing.remembered(), tuple(refreshing.rows()), tuple(voids))


@dataclass(frozen=True, slots=True)
class _Refreshing:
    given: SupportPlan
    items: Items
    unmet: UnmetNeeds
    without: frozenset[str]

    def _head(self) -> tuple[About, tuple[Edit, ...]]:
        before = self.items.before.plan if self.items.before else None
        return followed(self.given.plan, before, self.items.proposed.plan, _HEAD_GROUPS)

    def _added(self) -> dict[str, Item]:
        """The items that come in, by their ids in the proposal."""
        return {name: item for name, item in self.items.coming.items() if f"item/{item.id}" not in self.without}

    # The plan

    def plan(self) -> SupportPlan:
        """What the plan becomes."""
        added = list(self._added().values())
        items = [fate.old if f"item/{fate.old.id}" in self.without else fate.new for fate in self.items.fates]
        place = len(items) - (bool(items) and _is_yearly_seminar(items[-1]))
        items[place:place] = [replace(item, note=self._written_about(item)) for item in added]
        head = self.given.plan if WHOLE in self.without else self._head()[0]
        names = dict.fromkeys((*head.proposed, *(item.id for item in added)))
        marks = (replace(mark, needs=self.items.now(mark.needs)) for mark in self.items.plan.removed)
        return replace(
            self.given,
            plan=replace(head, proposed=tuple(names)),
            items=tuple(items),
            unmet=tuple(self._unmet({item.id for item in items})),
            removed=tuple(marks),
        )

    def _unmet(self, standing: Collection[str]) -> Iterator[UnmetNeed]:
        for fate in self.unmet.fates:
            is_left = fate.answer not in standing if fate.answer else f"unmet/{fate.old.need}" in self.without
            entry = fate.old if is_left else fate.new
            if entry:
                yield entry
        yield from (entry for entry in self.unmet.coming if f"unmet/{entry.need}" not in self.without)

    def _written_about(self, item: Item) -> str | None:
        """The note of an item that comes in: what people wrote about its need while nobody answered it."""
        written = (fate.written for fate in self.unmet.fates if fate.answer == item.id)
        return "\n".join(filter(None, (item.note, *written))) or None

    # What is said of it

    def rows(self) -> Iterator[Row]:
        """What happens to everything."""
        head = self._head()[1]
        if head:
            yield Row(WHOLE, _kind(head), edits=head)
        for fate in self.items.fates:
            kind = RowKind.NO_LONGER if fate.is_no_longer else _kind(fate.edits)
            yield Row(f"item/{fate.old.id}", kind, fate.new, edits=fate.edits)
        for item in self.items.coming.values():
            yield Row(f"item/{item.id}", RowKind.NEW, item)
        for unmet in self.unmet.fates:
            if unmet.new or not unmet.answer:
                kind = _kind(unmet.edits) if unmet.new else RowKind.NO_LONGER
                yield Row(f"unmet/{unmet.old.need}", kind, unmet=unmet.new or unmet.old, edits=unmet.edits)
        for entry in self.unmet.coming:
            yield Row(f"unmet/{entry.need}", RowKind.NEW, unmet=entry)

    # What is remembered

    def remembered(self) -> SupportPlan:
        """The proposal with its items called as in the plan; of what is left out, what was proposed before."""
        proposed, before = self.items.proposed, self.items.before
        head = remembered(self.given.plan, before.plan if before else None, proposed.plan, _HEAD_GROUPS)
        left = [fate.old for fate in self.items.fates if f"item/{fate.old.id}" in self.without]
        needs = {need for item in left for need in (*item.needs, *self.items.now(item.needs))}
        for fate in self.unmet.fates:
            if f"unmet/{fate.old.need}" in self.without:
                needs.update((fate.old.need, *self.items.now((fate.old.need,))))
        items, unmet = self._items_now(needs), self._unmet_now(needs)
        if before:
            ids = {item.id for item in left}
            held = (item for item in before.items if item.id in ids or not needs.isdisjoint(item.needs))
            items |= {item.id: item for item in held}
            unmet |= {entry.need: entry for entry in before.unmet if entry.need in needs}
            head = before.plan if WHOLE in self.without else head
        return replace(proposed, plan=head, items=tuple(items.values()), unmet=tuple(unmet.values()))

    def _items_now(self, held: Collection[str]) -> dict[str, Item]:
        owners = {id(fate.theirs): fate for fate in reversed(self.items.fates) if fate.theirs}
        coming, added, items = self.items.coming, self._added(), dict[str, Item]()
        for item in self.items.proposed.items:
            fate = owners.get(id(item))
            if f"item/{fate.old.id if fate else item.id}" in self.without or not set(held).isdisjoint(item.needs):
                continue
            if fate:
                called = replace(item, id=fate.old.id)
                items[fate.old.id] = remembered(fate.old, fate.base, called, ITEM_GROUPS)
            elif item.id in added:
                items[added[item.id].id] = replace(item, id=added[item.id].id)
            elif item.id not in coming:
                items.setdefault(item.id, item)
        return items

    def _unmet_now(self, held: Collection[str]) -> dict[str, UnmetNeed]:
        unmet = {}
        for need, entry in self.unmet.proposed.items():
            if need not in held and f"unmet/{need}" not in self.without:
                unmet[need] = entry
        for fate in self.unmet.fates:
            (need,) = self.items.now((fate.old.need,))
            if need in unmet:
                unmet[need] = remembered(fate.old, self.unmet.before.get(fate.old.need), unmet[need], UNMET_GROUPS)
        return unmet


def _kind(edits: Sequence[Edit]) -> RowKind:
    if not edits:
        return RowKind.UNTOUCHED
    return RowKind.KEPT if all(edit.kept for edit in edits) else RowKind.CHANGED


def _is_yearly_seminar(item: Item) -> bool:
    return item.mode is Mode.SEMINAR and not item.needs
