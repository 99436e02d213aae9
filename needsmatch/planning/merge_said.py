"""What was said and done about an item on either side: answers are only added, outcomes merged field by field."""

import hashlib

import msgspec
from msgspec.structs import replace

from needsmatch.model.plan import Answer, Item, Outcome
from needsmatch.planning.merge_lists import Key, by_moment, by_name, changed, named, path, united
from needsmatch.planning.merge_parts import Settling

_DIGITS = 16


def merged_answers(settling: Settling, key: str, base: Item | None, ours: Item, theirs: Item) -> tuple[Answer, ...]:
    """The answers of both, the latest last. `key` is that of the item's part.

    Where both sides said something new, nothing that one of them has is taken back.
    """
    before, here, there = _answers(base), _answers(ours), _answers(theirs)
    _set_apart(before, here, there)
    rank = by_moment({name: answer.at for name, answer in (*here.items(), *there.items())})
    both_spoke = before not in (here, there)
    order = (united if both_spoke else changed)(before, list(here), list(there), rank)
    found = {}
    for name in dict.fromkeys((*order, *before, *here, *there)):
        kept = before.get(name) if both_spoke and name in order else None
        answer = settling.value(
            f"{key}/answer/{path(name)}", before.get(name), here.get(name, kept), there.get(name, kept), item=ours.id
        )
        if answer:
            found[name] = answer
    return tuple(found[name] for name in order)


def merged_outcomes(settling: Settling, key: str, base: Item | None, ours: Item, theirs: Item) -> tuple[Outcome, ...]:
    """The outcomes of both; one that both changed differently is a conflict: sums would count it twice."""
    before, here, there = _outcomes(base), _outcomes(ours), _outcomes(theirs)
    found = {}
    for name in dict.fromkeys((*before, *here, *there)):
        part = f"{key}/outcome/{path(name)}"
        was, mine, yours = before.get(name), here.get(name), there.get(name)
        if mine and yours and mine != yours:
            outcome: Outcome | None = settling.record(part, was, mine, yours, item=ours.id, but=("id",))
        else:
            outcome = settling.value(part, was, mine, yours, item=ours.id)
        if outcome:
            found[name] = outcome
    order = united(before, [name for name in here if name in found], [name for name in there if name in found], by_name)
    return tuple(found[name] for name in order)


def with_said(item: Item, *others: Item | None) -> Item:
    """`item` with the answers and outcomes that only the others have."""
    for other in filter(None, others):
        here, there = _answers(item), _answers(other)
        _set_apart({}, here, there)
        rank = by_moment({name: answer.at for name, answer in (*here.items(), *there.items())})
        answers = {**there, **here}
        outcomes = {**_outcomes(other), **_outcomes(item)}
        item = replace(
            item,
            answers=tuple(answers[name] for name in united((), list(here), list(there), rank)),
            outcomes=tuple(
                outcomes[name] for name in united((), list(_outcomes(item)), list(_outcomes(other)), by_name)
            ),
        )
    return item


def _answers(item: Item | None) -> dict[Key, Answer]:
    return named(item.answers if item else (), lambda answer: answer.id)


def _outcomes(item: Item | None) -> dict[Key, Outcome]:
    return named(item.outcomes if item else (), lambda outcome: outcome.id)


def _set_apart(before: dict[Key, Answer], here: dict[Key, Answer], there: dict[Key, Answer]) -> None:
    """Give one of two answers with one id another id, in both copies: both were said."""
    for key in [name for name in here if name in there]:
        if here[key] == there[key] or before.get(key) in (here[key], there[key]):
            continue
        texts = {_content(answer): answer for answer in (here[key], there[key])}
        first, second = sorted(texts)
        moved = replace(texts[second], id=f"a-{hashlib.sha256(second).hexdigest()[:_DIGITS]}")
        for copy in (here, there):
            if copy[key] == texts[second]:
                copy.setdefault((moved.id, 0), moved)
            copy[key] = texts[first]


def _content(answer: Answer) -> bytes:
    return msgspec.json.encode(answer, order="deterministic")
