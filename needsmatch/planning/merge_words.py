"""What the parts of a merge are called, and their values in plain words, in the current language."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from msgspec.structs import replace

from needsmatch.display import clean
from needsmatch.i18n import LANGUAGES, N_, _, clauses, listed, ngettext
from needsmatch.model.plan import (
    Answer,
    Item,
    Outcome,
    Outdated,
    PlanSide,
    Removed,
    Signature,
    SupportPlan,
    UnmetNeed,
)
from needsmatch.planning.change_words import item_title
from needsmatch.planning.fields import ITEM_FIELDS, shown
from needsmatch.planning.merge import Merged, Part, Whose
from needsmatch.planning.plain import dated, day_in_words
from needsmatch.planning.said import OUTDATED, done, reply, who

_NAMES: Mapping[str, str] = {
    "order": N_("Order of the items"),
    "plan/language": N_("Language"),
    "plan/receiver_name": N_("Receiving school"),
    "plan/donor_name": N_("Giving school"),
    "item/needs": N_("Needs"),
    "item/strength": N_("What the giving school is good at"),
    "item/outdated": N_("Still asked for and offered"),
    "item/outcome": N_("What was done"),
    "item/outcome/day": N_("Done on"),
    "item/outcome/sessions": N_("Sessions held"),
    "item/outcome/people": N_("People reached"),
    "item/outcome/months": N_("Months"),
    "item/outcome/money": N_("Money spent (yuan)"),
    "item/outcome/remark": N_("Remark on what was done"),
    "removed": N_("Taken out"),
    "unmet": N_("Need without an answer"),
    "unmet/need_text": N_("Words of the need"),
    "unmet/cause": N_("Who else could help"),
    "unmet/sentence": N_("Why it has no answer"),
    "unmet/side": N_("Who added the need"),
}
"""What a part is called, by its key without ids."""

_ANSWER_OF: Mapping[PlanSide, str] = {
    PlanSide.RECEIVER: N_("Answer of the receiving school"),
    PlanSide.DONOR: N_("Answer of the giving school"),
    PlanSide.COORDINATOR: N_("Answer of the coordinator"),
}
_SIGNATURE_OF: Mapping[PlanSide, str] = {
    PlanSide.RECEIVER: N_("Signature of the receiving school"),
    PlanSide.DONOR: N_("Signature of the giving school"),
    PlanSide.COORDINATOR: N_("Signature of the coordinator"),
}


def part_name(part: Part) -> str:
    """What a part is called, in a few words."""
    if part.field:
        return _(part.field.label)
    said = next((value for value in (part.result, part.theirs, part.ours, part.base) if value is not None), None)
    match said:
        case Answer():
            return _(_ANSWER_OF[said.side])
        case Signature():
            return _(_SIGNATURE_OF[said.side])
        case Item():
            return _item_name(part)
    return _(_NAMES[_kind(part.key)])


def part_value(part: Part, value: object, titles: Mapping[str, str] | None = None) -> str:
    """A value of a part on one or more lines, safe to show; '' where there is none.

    `titles` tell what the items are about, by id; without them the order of items is told by their old numbers.
    """
    return clean("\n".join(_value_lines(part, value, titles or {})), multiline=True)


def item_titles(merged: Merged) -> dict[str, str]:
    """What the items of the three copies are about, by id; ours where they differ."""
    plans: Sequence[SupportPlan] = (merged.base, merged.theirs, merged.ours)
    return {item.id: item_title(item) for plan in plans for item in plan.items}


def summary(merged: Merged) -> str:
    """How much is the same, was changed on one side, and on both."""
    one_sided = sum(part.whose in (Whose.OURS, Whose.THEIRS) for part in merged.parts)
    both = len(merged.parts) - one_sided
    same = ngettext("{count} field is the same", "{count} fields are the same", merged.same)
    changed = ngettext("{count} was changed on one side only", "{count} were changed on one side only", one_sided)
    on_both = _("{count} on both")
    return listed([same.format(count=merged.same), changed.format(count=one_sided), on_both.format(count=both)])


def _kind(key: str) -> str:
    """The key of a part without ids."""
    match key.split("/"):
        case ["item", _id, "outcome", _outcome, *rest]:
            return "/".join(("item", "outcome", *rest))
        case ["item", _id, *rest]:
            return "/".join(("item", *rest))
        case ["unmet", _school, _need, *rest]:
            return "/".join(("unmet", *rest))
        case ["removed", *_ids]:
            return "removed"
    return key


def _item_name(part: Part) -> str:
    if part.whose is Whose.CONFLICT:
        return _("Taken out or kept")
    if part.result is None:
        return _("Item taken out")
    return _("Item added")


def _value_lines(part: Part, value: object, titles: Mapping[str, str]) -> Iterator[str]:
    if part.field:
        yield shown(part.field, value)
        return
    match value, _kind(part.key):
        case Item(), _:
            yield from _item_lines(value)
        case None, "item":
            yield _("taken out") if part.base or part.whose is Whose.CONFLICT else ""
        case None, "unmet":
            yield _("no longer in the list") if part.base else ""
        case None | (), _:
            yield ""
        case str(), "plan/language":
            yield LANGUAGES.get(value, value)
        case tuple(), "order":
            yield from _order_lines(part, value, titles)
        case tuple(), "item/needs":
            references, texts = value
            yield from texts or references
        case tuple(), "item/strength":
            reference, text, _topic, score, _evidence = value
            yield text or reference or ""
            if score is not None:
                yield ngettext("{count} point", "{count} points", score).format(count=score)
        case tuple(), "unmet/cause":
            yield listed(value[1])
        case tuple(), "unmet/side":
            yield who(*value)
        case _:
            yield from _record_lines(value)


def _record_lines(value: object) -> Iterator[str]:
    match value:
        case Answer():
            yield dated(reply(replace(value, comment=None)), value.at)
            yield from filter(None, [value.comment])
        case Signature():
            yield who(value.side, value.name, value.at)
        case Removed():
            yield item_title(value.item) if value.item else _("taken out")
            yield from filter(None, [who(None, value.by, value.at), value.why])
        case UnmetNeed():
            yield value.need_text
            yield from filter(None, [value.sentence, who(value.side, value.by, value.at)])
        case Outcome():
            yield clauses(filter(None, (day_in_words(value.day), done(replace(value, remark=None)))))
            yield from filter(None, [value.remark])
        case Outdated():
            yield _(OUTDATED[value])
        case date():
            yield day_in_words(value)
        case _:
            yield str(value)


def _item_lines(item: Item) -> Iterator[str]:
    yield item_title(item)
    for field in ITEM_FIELDS:
        if text := shown(field, getattr(item, field.name)):
            yield _("{label}: {value}").format(label=_(field.label), value=text)
    for entry in (*item.answers, *item.outcomes):
        yield from _record_lines(entry)


def _order_lines(part: Part, order: Sequence[str], titles: Mapping[str, str]) -> Iterator[str]:
    if titles:
        yield from (f"{place}  {titles.get(name, name)}" for place, name in enumerate(order, 1))
        return
    before = part.base if isinstance(part.base, tuple) and part.base else order
    numbers = {name: str(number) for number, name in enumerate(before, 1)}
    yield listed(numbers.get(name, "?") for name in order)
