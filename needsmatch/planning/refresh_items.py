"""What a fresh proposal means for the items of a plan: what becomes of each, and which ones come in."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import count

from msgspec.structs import replace

from needsmatch.model.plan import Item, Outdated, Removed, SupportPlan
from needsmatch.model.school import School
from needsmatch.planning.fields import ITEM_FIELDS
from needsmatch.planning.followed import Edit, Group, followed
from needsmatch.planning.reworded import reworded, texts_of

PERIOD: Group = ("start", "end")
_STRENGTH: Group = ("strength", "strength_text", "topic", "score", "evidence")
_OTHERS: tuple[Group, ...] = (
    PERIOD,
    *((entry.name,) for entry in ITEM_FIELDS if entry.name not in (*PERIOD, "note")),
)
ITEM_GROUPS: tuple[Group, ...] = (_STRENGTH, *_OTHERS)
"""What the program proposes of an item, beside the needs that it answers."""
_QUOTED = ("need_texts", "strength_text")


@dataclass(frozen=True, slots=True)
class Fate:
    """What becomes of an item of the plan."""

    old: Item
    new: Item
    edits: tuple[Edit, ...]
    base: Item | None
    """What was proposed for it before."""
    theirs: Item | None
    """What is proposed for it now; None too where the item is a person's own."""

    @property
    def is_no_longer(self) -> bool:
        """Nobody asks for it any more, for a part of it, or offers it; and that is news."""
        is_marked = self.new.outdated is not None and self.new.outdated is not self.old.outdated
        return is_marked or any(edit.name == "gone" for edit in self.edits)


@dataclass(frozen=True)
class Items:
    """The items of a plan beside a proposal."""

    plan: SupportPlan
    """With a mark for each item that somebody took out (`with_marks`)."""
    proposed: SupportPlan
    before: SupportPlan | None
    donor: School | None

    @cached_property
    def words(self) -> dict[str, str]:
        """For needs of the plan that are in the list in other words: the reference that they have there."""
        return reworded(self.plan, self.proposed, self.before)

    @cached_property
    def asked(self) -> dict[str, str]:
        """The wording of every need that is asked for now, by its reference."""
        return texts_of(self.proposed)

    @cached_property
    def fates(self) -> tuple[Fate, ...]:
        """What becomes of each item, in the order of the plan."""
        return tuple(map(self._fate, self.plan.items))

    @cached_property
    def coming(self) -> dict[str, Item]:
        """What is proposed for needs that no item answers or answered, by its id in the proposal."""
        plan = self.plan
        settled = {need for needs in spoken_of(plan) for need in self.now(needs)}
        taken = _ids(plan)
        coming = {}
        for item in self.proposed.items:
            if not (settled.issuperset(item.needs) if item.needs else item.id in taken):
                coming[item.id] = replace(item, id=_free_id(item.id, taken))
                taken.add(coming[item.id].id)
        return coming

    def now(self, needs: tuple[str, ...]) -> tuple[str, ...]:
        """References of needs of the plan as they are in the list now."""
        return tuple(dict.fromkeys(self.words.get(need, need) for need in needs))

    @cached_property
    def _offered(self) -> dict[str, str]:
        donor = self.donor
        return {donor.reference(strength): strength.text for strength in donor.strengths} if donor else {}

    @cached_property
    def _asked_by_donor(self) -> dict[str, str]:
        donor = self.donor
        return {donor.reference(need): need.text for need in donor.needs} if donor else {}

    def _fate(self, item: Item) -> Fate:
        base = theirs = None
        new, edits = item, tuple[Edit, ...]()
        if item.id in self.plan.plan.proposed and not item.in_return:
            base = self._base(item)
            theirs = self._theirs(item, base)
        if theirs:
            held = bool(item.outcomes or item.placements)
            new, edits = _with_strength(item, base, theirs, held=held and item.strength != theirs.strength)
            new, others = followed(new, base, theirs, _OTHERS, held=held)
            edits += others
        new = self._quoting(new)
        new = replace(new, outdated=self._outdated(new, base, theirs))
        edits = (*self._about_needs(item, new), *edits, *_about_strength(item, new, edits))
        if base and not theirs and new.strength and new.outdated is None:
            # Its need is asked for, and nothing answers it any more: somebody said that it is no match, for instance.
            edits += (Edit("strength_text", new.strength_text, None, kept=True),)
        return Fate(item, new, edits, base, theirs)

    def _base(self, item: Item) -> Item | None:
        """What was proposed for an item before; None where a person let it answer something else since."""
        found = next((entry for entry in self.before.items if entry.id == item.id), None) if self.before else None
        return found if found and _shares(found, item.needs) else None

    def _theirs(self, item: Item, base: Item | None) -> Item | None:
        """What is proposed for an item now."""
        needs = self.now((*(base.needs if base else ()), *item.needs))
        likely = [entry for entry in self.proposed.items if entry.id == item.id and _shares(entry, needs)]
        likely += [entry for need in needs for entry in self.proposed.items if need in entry.needs]
        return likely[0] if likely else None

    def _quoting(self, item: Item) -> Item:
        """An item with the wordings that its needs and its strength have now."""
        needs, texts = tuple(self.words.get(need, need) for need in item.needs), item.need_texts
        asked = self._asked_by_donor if item.in_return else self.asked
        if len(texts) == len(needs):
            texts = tuple(asked.get(need, text) for need, text in zip(needs, texts, strict=True))
        text = self._offered.get(item.strength or "", item.strength_text)
        return replace(item, needs=needs, need_texts=texts, strength_text=text)

    def _outdated(self, item: Item, base: Item | None, theirs: Item | None) -> Outdated | None:
        if item.in_return:
            return item.outdated  # a proposal tells nothing of what the donor asks and the receiver offers
        if self._is_not_asked(item, base, theirs):
            return Outdated.NOT_ASKED
        if self.donor is None or item.strength is None or not item.strength.startswith(f"{self.donor.id}/"):
            return None if item.outdated is Outdated.NOT_ASKED else item.outdated
        return None if item.strength in self._offered else Outdated.NOT_OFFERED

    def _is_not_asked(self, item: Item, base: Item | None, theirs: Item | None) -> bool:
        if theirs or any(need in self.asked for need in item.needs):
            return False
        if item.outdated is Outdated.NOT_ASKED or not item.needs:
            return item.outdated is Outdated.NOT_ASKED or base is not None
        # A need that never stood in the list, as one that a head added while reviewing, has not gone from it.
        if self.before is None:
            return item.id in self.plan.plan.proposed
        return not self.before.needs.isdisjoint(item.needs)

    def _about_needs(self, old: Item, new: Item) -> Iterator[Edit]:
        if old.need_texts != new.need_texts:
            yield Edit("need_texts", old.need_texts, new.need_texts)
        elif old.needs != new.needs:
            yield Edit("needs", old.needs, new.needs)
        if old.outdated and new.outdated is not old.outdated:
            yield Edit("outdated", old.outdated, new.outdated)
        is_asked = any(need in self.asked for need in new.needs)
        gone = [need for need in new.needs if need not in self.asked and self.before and need in self.before.needs]
        if gone and is_asked:
            texts = texts_of(replace(self.plan, items=(old,)))
            yield Edit("gone", tuple(texts.get(need, need) for need in gone), None)


def with_marks(plan: SupportPlan, proposed: SupportPlan, before: SupportPlan | None) -> SupportPlan:
    """`plan` with a mark for each item that the program put in and that somebody took out of the file since."""
    standing = _ids(plan)
    then = {item.id: item for item in before.items} if before else {}
    now = {item.id: item.needs for item in proposed.items}
    marks = [
        Removed(id=name, needs=then[name].needs if name in then else now.get(name, ()), item=then.get(name))
        for name in plan.plan.proposed
        if name not in standing
    ]
    return replace(plan, removed=(*plan.removed, *marks))


def spoken_of(plan: SupportPlan) -> Iterator[tuple[str, ...]]:
    """The needs of each item, and of each mark of one that was taken out."""
    yield from (item.needs for item in plan.items)
    yield from (mark.needs for mark in plan.removed)


def _ids(plan: SupportPlan) -> set[str]:
    return {item.id for item in plan.items} | {mark.id for mark in plan.removed}


def _with_strength(item: Item, base: Item | None, theirs: Item, *, held: bool) -> tuple[Item, tuple[Edit, ...]]:
    # Points and reasons are no person's work: where nothing is known of the time before, they follow for the strength.
    known = base or (item if item.strength == theirs.strength else None)
    new, edits = followed(item, known, theirs, (_STRENGTH,), held=held)
    if any(edit.kept for edit in edits):
        other = Edit("strength_text", item.strength_text, theirs.strength_text, kept=True)
        edits = (other,) if item.strength != theirs.strength else ()
    return new, edits


def _about_strength(old: Item, new: Item, edits: tuple[Edit, ...]) -> Iterator[Edit]:
    is_told = any(edit.name == "strength_text" and not edit.kept for edit in edits)
    if old.strength_text != new.strength_text and not is_told:
        yield Edit("strength_text", old.strength_text, new.strength_text)


def _shares(item: Item, needs: tuple[str, ...]) -> bool:
    return not set(item.needs).isdisjoint(needs) if needs else not item.needs


def _free_id(name: str, taken: set[str]) -> str:
    """An id like `name` that no item has: a person let the item of that name answer another need."""
    if name not in taken:
        return name
    return next(free for number in count(2) if (free := f"{name}-{number}") not in taken)
