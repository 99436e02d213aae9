"""The values of the parts of a merge in plain words, and how much was changed, in the current language."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from msgspec.structs import replace

from needsmatch.display import clean
from needsmatch.i18n import LANGUAGES, _, clauses, listed, ngettext
from needsmatch.model.plan import (
    Answer,
    Confirmation,
    Item,
    Outcome,
    Outdated,
    Placement,
    Removed,
    Signature,
    SupportPlan,
    UnmetNeed,
)
from needsmatch.planning.change_words import item_title
from needsmatch.planning.fields import ITEM_FIELDS, shown
from needsmatch.planning.merge import Merged, Part, Whose
from needsmatch.planning.merge_names import kind_of
from needsmatch.planning.overview import cause_label
from needsmatch.planning.plain import dated, day_in_words
from needsmatch.planning.said import OUTDATED, confirmed, done, placed, reply, who


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


def _value_lines(part: Part, value: object, titles: Mapping[str, str]) -> Iterator[str]:
    if part.field:
        yield shown(part.field, value)
        return
    match value, kind_of(part.key):
        case Item(), _:
            yield from _item_lines(value)
        case None, "item":
            yield _("taken out") if part.base or part.whose is Whose.CONFLICT else ""
        case None, "unmet":
            yield _("no longer in the list") if part.base else ""
        case None | (), _:
            yield ""
        case bool(), _:
            yield _("Yes") if value else _("No")
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
            cause, others = value
            yield listed(others) or (cause_label(cause) if cause else "")
        case tuple(), "unmet/side":
            yield who(*value)
        case tuple(), "item/outcome/by":
            yield who(None, *value)
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
            told = done(replace(value, remark=None, link=None), None)
            yield clauses(filter(None, (day_in_words(value.day), told)))
            yield from filter(None, [value.remark, value.link])
        case Placement():
            yield value.person
            yield from filter(
                None, [placed(replace(value, assessment=None)), value.goals, value.assessment, value.note]
            )
        case Confirmation():
            yield dated(confirmed(replace(value, comment=None)), value.at)
            yield from filter(None, [value.comment])
        case Outdated():
            yield _(OUTDATED[value])
        case date():
            yield day_in_words(value)
        case _:
            yield str(value)


def _item_lines(item: Item) -> Iterator[str]:
    yield item_title(item)
    for field in ITEM_FIELDS:
        value = getattr(item, field.name)
        if value is not False and (text := shown(field, value)):
            yield _("{label}: {value}").format(label=_(field.label), value=text)
    for entry in (*item.answers, *item.placements, *item.outcomes, *item.confirmations):
        yield from _record_lines(entry)


def _order_lines(part: Part, order: Sequence[str], titles: Mapping[str, str]) -> Iterator[str]:
    if titles:
        yield from (f"{place}  {titles.get(name, name)}" for place, name in enumerate(order, 1))
        return
    before = part.base if isinstance(part.base, tuple) and part.base else order
    numbers = {name: str(number) for number, name in enumerate(before, 1)}
    yield listed(numbers.get(name, "?") for name in order)
