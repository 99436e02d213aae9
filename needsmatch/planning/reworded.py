"""Which new needs of a list are old ones in other words.

Where a school leaves the ids of its needs out, they are made from the texts: a need that was only reworded has another.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain

from needsmatch.matching.wording import Plain, likeness
from needsmatch.model.plan import Item, SupportPlan

_REWORDED = 0.5
"""Likeness (0..1) from which a need that is new and one that is gone are one need in other words."""


def texts_of(plan: SupportPlan) -> dict[str, str]:
    """The wording of every need that `plan` names, by its reference; its items first, in their order."""
    texts: dict[str, str] = {}
    for need, text in chain(
        chain.from_iterable(map(_quoted, plan.items)),
        ((entry.need, entry.need_text) for entry in plan.unmet),
        chain.from_iterable(_quoted(mark.item) for mark in plan.removed if mark.item),
    ):
        texts.setdefault(need, text)
    return texts


def reworded(plan: SupportPlan, proposed: SupportPlan, before: SupportPlan | None) -> dict[str, str]:
    """For references of `plan` that nobody asks for any more: that of the new need which is the same in other words.

    Those whose wordings are most alike are brought together first; then those of which each is alone with one and the
    same topic. `before` is what the program proposed last, where that is known.
    """
    asked = texts_of(proposed)
    # What the donor asks for in return stands in another list.
    known = {need for need in plan.needs if not need.startswith(f"{plan.plan.donor}/")}
    gone = {**(texts_of(before) if before else {}), **texts_of(plan)}
    gone = {need: gone.get(need, "") for need in sorted(known - asked.keys())}
    new = {need: text for need, text in asked.items() if need not in known}
    if not gone or not new:
        return {}
    found: dict[str, str] = {}
    for old, other in chain(_alike(gone, new), _same_topic(plan, proposed, gone, new)):
        if old not in found and other not in found.values():
            found[old] = other
    return found


def _alike(gone: Mapping[str, str], new: Mapping[str, str]) -> list[tuple[str, str]]:
    """Pairs of references whose wordings are alike, the most alike first."""
    before = {need: Plain.of(text) for need, text in gone.items()}
    now = {need: Plain.of(text) for need, text in new.items()}
    close = [(likeness(before[old], now[other]), old, other) for old in before for other in now]
    close = sorted((entry for entry in close if entry[0] >= _REWORDED), key=lambda entry: (-entry[0], *entry[1:]))
    return [(old, other) for _likeness, old, other in close]


def _same_topic(
    plan: SupportPlan, proposed: SupportPlan, gone: Mapping[str, str], new: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    """Pairs of references that are alone with their topic, in the plan and in the proposal."""
    removed = (mark.item for mark in plan.removed if mark.item)
    before, now = _by_topic((*plan.items, *removed)), _by_topic(proposed.items)
    for topic, need in before.items():
        if need in gone and now.get(topic) in new:
            yield need, now[topic]


def _by_topic(items: Iterable[Item]) -> dict[str, str]:
    """Topics that only one need has, with its reference."""
    topics = {need: item.topic for item in items if item.topic for need in item.needs}
    count = Counter(topics.values())
    return {topic: need for need, topic in topics.items() if count[topic] == 1}


def _quoted(item: Item) -> Iterable[tuple[str, str]]:
    return zip(item.needs, item.need_texts, strict=False)
