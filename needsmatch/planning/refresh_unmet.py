"""What a fresh proposal means for the unmet needs of a plan."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from msgspec.structs import replace

from needsmatch.model.plan import UnmetNeed
from needsmatch.planning.followed import Edit, Group, followed
from needsmatch.planning.refresh_items import Items, spoken_of

UNMET_GROUPS: tuple[Group, ...] = (("cause",), ("others",), ("sentence",))
"""What the program proposes of an unmet need."""


@dataclass(frozen=True, slots=True)
class UnmetFate:
    """What becomes of an unmet need of the plan."""

    old: UnmetNeed
    new: UnmetNeed | None
    """None where it goes: it is answered, or the program listed it and nobody asks for it any more."""
    edits: tuple[Edit, ...] = ()
    answer: str | None = None
    """Id of the item that answers it: one that comes in, or stands in the plan."""
    written: str | None = None
    """What a person wrote about it; it goes along with the item that comes in."""


@dataclass(frozen=True)
class UnmetNeeds:
    """The unmet needs of a plan beside a proposal."""

    items: Items

    @cached_property
    def fates(self) -> tuple[UnmetFate, ...]:
        """What becomes of each, in the order of the plan."""
        return tuple(map(self._fate, self.items.plan.unmet))

    @cached_property
    def coming(self) -> tuple[UnmetNeed, ...]:
        """Those that the plan does not speak of yet."""
        plan, now = self.items.plan, self.items.now
        known = {need for item in self.items.coming.values() for need in item.needs}
        known.update(need for needs in spoken_of(plan) for need in now(needs))
        known.update(now(tuple(entry.need for entry in plan.unmet)))
        return tuple(entry for entry in self.items.proposed.unmet if entry.need not in known)

    @cached_property
    def before(self) -> dict[str, UnmetNeed]:
        """What was proposed of each before, by its reference then."""
        before = self.items.before
        return {entry.need: entry for entry in before.unmet} if before else {}

    @cached_property
    def proposed(self) -> dict[str, UnmetNeed]:
        """What is proposed of each now, by its reference."""
        return {entry.need: entry for entry in self.items.proposed.unmet}

    @cached_property
    def texts(self) -> dict[str, str]:
        """The wording of each need that is answered now, by its reference."""
        items = self.items.proposed.items
        return {need: text for item in items for need, text in zip(item.needs, item.need_texts, strict=False)}

    def _fate(self, entry: UnmetNeed) -> UnmetFate:
        (need,), base = self.items.now((entry.need,)), self.before.get(entry.need)
        if need in self.proposed:
            return self._renewed(entry, base, self.proposed[need])
        written = entry.sentence if base is None or entry.sentence != base.sentence else None
        coming = next((item.id for item in self.items.coming.values() if need in item.needs), None)
        if coming:
            return UnmetFate(entry, None, answer=coming, written=written)
        if need in self.items.asked:
            standing = next((fate.new.id for fate in self.items.fates if need in fate.new.needs), None)
            if standing and not written:
                return UnmetFate(entry, None, answer=standing)
            new = replace(entry, need=need, need_text=self.texts.get(need, entry.need_text))
            return UnmetFate(entry, new, tuple(_reworded(entry, new)), answer=standing)
        return UnmetFate(entry, None if entry == base else entry)

    def _renewed(self, entry: UnmetNeed, base: UnmetNeed | None, theirs: UnmetNeed) -> UnmetFate:
        # Without a proposal before, what is worked out follows, and a sentence that stands there is a person's.
        new, edits = followed(entry, base or replace(entry, sentence=None), theirs, UNMET_GROUPS)
        new = replace(new, need=theirs.need, need_text=theirs.need_text)
        return UnmetFate(entry, new, (*_reworded(entry, new), *edits))


def _reworded(old: UnmetNeed, new: UnmetNeed) -> Iterator[Edit]:
    if old.need_text != new.need_text:
        yield Edit("need_texts", (old.need_text,), (new.need_text,))
    elif old.need != new.need:
        yield Edit("needs", (old.need,), (new.need,))
