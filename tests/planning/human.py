"""What people do to copies of a plan, at random, and what of it a merge has lost: told without the merge's own code."""

import random
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import TypeVar

from msgspec.structs import replace

from needsmatch.model.fields import Record
from needsmatch.model.match import Cause
from needsmatch.model.plan import (
    Answer,
    Confirmation,
    Item,
    Outcome,
    Placement,
    PlanSide,
    Reply,
    Signature,
    SupportPlan,
    UnmetNeed,
)
from needsmatch.model.revision import done_of, revision_of, terms_of
from needsmatch.model.terms import Grade, Useful
from needsmatch.planning.edit import add_item, fresh_id, give_reason, move_item, put_back, remove_item, set_value
from needsmatch.planning.fields import ITEM_FIELDS, PLAN_FIELDS, Field, Kind
from needsmatch.planning.merge import Merged

_START = datetime(2026, 9, 1, 8, tzinfo=UTC)
Row = TypeVar("Row", bound=Outcome | Placement)
_WORDS = ("每月一次教研", "跟岗两周", "三大游戏", "Bring paper", "Room 3", "林老师", "线上", "看情况")


# What people do


def edited(plan: SupportPlan, rng: random.Random, name: str, edits: int | None = None) -> SupportPlan:
    """`plan` after one to six edits by a person called `name`, or as many as are asked for."""
    for _number in range(edits or rng.randint(1, 6)):
        plan = rng.choice(_EDITS)(plan, rng, name)
    return plan


def _text(rng: random.Random, name: str = "") -> str:
    return f"{rng.choice(_WORDS)} {rng.randrange(100)}{name}"


def _moment(rng: random.Random) -> datetime:
    return _START + timedelta(minutes=rng.randrange(200_000))


def _value(field: Field, rng: random.Random) -> object:
    if field.choices:
        return rng.choice(list(field.choices))
    match field.kind:
        case Kind.COUNT:
            return rng.randrange(5)
        case Kind.AMOUNT:
            return rng.choice([0, 100, 99.5])
        case Kind.DATE:
            return date(2026, 9, 1) + timedelta(days=rng.randrange(5))
        case Kind.NAMES:
            return tuple(_text(rng) for _number in range(rng.randrange(3)))
        case Kind.YES_NO:
            return rng.random() < 0.5
    return rng.choice([None, _text(rng)])


def _item(plan: SupportPlan, rng: random.Random) -> Item | None:
    return rng.choice(plan.items) if plan.items else None


def _with_item(plan: SupportPlan, old: Item, new: Item) -> SupportPlan:
    return replace(plan, items=tuple(new if item is old else item for item in plan.items))


def _set_field(plan: SupportPlan, rng: random.Random, _name: str) -> SupportPlan:
    fields = [field for field in ITEM_FIELDS if field.name != "note"]
    field = rng.choice(fields)
    item = _item(plan, rng)
    return set_value(plan, item.id, field, _value(field, rng)) if item else plan


def _set_own_field(plan: SupportPlan, rng: random.Random, _name: str) -> SupportPlan:
    field = rng.choice([field for field in PLAN_FIELDS if field.name != "note"])
    return set_value(plan, None, field, _value(field, rng))


def _note(plan: SupportPlan, rng: random.Random, name: str) -> SupportPlan:
    (field,) = (field for field in PLAN_FIELDS if field.name == "note")
    item = _item(plan, rng) if rng.random() < 0.7 else None
    lines = ((item.note if item else plan.plan.note) or "").split("\n") if rng.random() < 0.8 else []
    if rng.random() < 0.3 and lines:
        lines.pop(rng.randrange(len(lines)))
    lines += [_text(rng, name)] if rng.random() < 0.8 else []
    return set_value(plan, item.id if item else None, field, "\n".join(filter(None, lines)) or None)


def _answer(plan: SupportPlan, rng: random.Random, name: str) -> SupportPlan:
    item = _item(plan, rng)
    if not item:
        return plan
    given = Answer(
        id=f"a-{rng.getrandbits(24):06x}", side=rng.choice(list(PlanSide)), by=name, at=rng.choice([None, _moment(rng)]),
        answer=rng.choice(list(Reply)), comment=rng.choice([None, _text(rng, name)]),
    )  # fmt: skip
    return _with_item(plan, item, replace(item, answers=(*item.answers, given)))


def _outcome(plan: SupportPlan, rng: random.Random, name: str) -> SupportPlan:
    item = _item(plan, rng)
    if not item:
        return plan
    done = list(item.outcomes)
    if done and rng.random() < 0.7:
        place = rng.randrange(len(done))
        new = [
            ("people", rng.randrange(4)), ("sessions", rng.randrange(4)), ("remark", _text(rng)), ("batch", _text(rng)),
            ("names", (_text(rng),)), ("link", _text(rng)), ("finished", rng.random() < 0.5), ("months", 1.5),
        ]  # fmt: skip
        done[place : place + 1] = _changed_or_out(done[place], new, rng)
    else:
        added = Outcome(
            id=f"o-{rng.getrandbits(24):06x}", day=_moment(rng).date(), people=rng.randrange(9), by=name,
            at=rng.choice([None, _moment(rng)]),
        )  # fmt: skip
        done.append(added)
    return _with_item(plan, item, replace(item, outcomes=tuple(done)))


def _placement(plan: SupportPlan, rng: random.Random, _name: str) -> SupportPlan:
    item = _item(plan, rng)
    if not item:
        return plan
    placed = list(item.placements)
    if placed and rng.random() < 0.7:
        place = rng.randrange(len(placed))
        new = [
            ("person", _text(rng)), ("mentors", (_text(rng),)), ("grade", rng.choice(list(Grade))),
            ("assessment", _text(rng)), ("end", _moment(rng).date()), ("note", _text(rng)), ("months", rng.randrange(3)),
        ]  # fmt: skip
        placed[place : place + 1] = _changed_or_out(placed[place], new, rng)
    else:
        placed.append(Placement(id=f"p-{rng.getrandbits(24):06x}", person=_text(rng), start=_moment(rng).date()))
    return _with_item(plan, item, replace(item, placements=tuple(placed)))


def _changed_or_out(row: Row, new: Sequence[tuple[str, object]], rng: random.Random) -> list[Row]:
    """A row of a list with one of the new values; now and then no row any more."""
    return [] if rng.random() < 0.2 else [replace(row, **dict([rng.choice(new)]))]


def _confirm(plan: SupportPlan, rng: random.Random, name: str) -> SupportPlan:
    item = _item(plan, rng)
    if not item:
        return plan
    given = Confirmation(
        id=f"c-{rng.getrandbits(24):06x}", side=item.helped, by=name, at=_moment(rng), useful=rng.choice(list(Useful)),
        comment=rng.choice([None, _text(rng, name)]), done=done_of((*item.placements, *item.outcomes)),
    )  # fmt: skip
    return _with_item(plan, item, replace(item, confirmations=(*item.confirmations, given)))


def _turn_round(plan: SupportPlan, rng: random.Random, _name: str) -> SupportPlan:
    item = _item(plan, rng)
    return _with_item(plan, item, replace(item, in_return=not item.in_return)) if item else plan


def _add(plan: SupportPlan, rng: random.Random, name: str) -> SupportPlan:
    entry = rng.choice(plan.unmet) if plan.unmet and rng.random() < 0.5 else None
    item = Item(
        id=fresh_id(plan, rng), activity=_text(rng, name),
        needs=(entry.need,) if entry else (), need_texts=(entry.need_text,) if entry else (),
    )  # fmt: skip
    behind = _item(plan, rng)
    return add_item(plan, item, behind.id if behind and rng.random() < 0.7 else None)


def _remove(plan: SupportPlan, rng: random.Random, name: str) -> SupportPlan:
    item = _item(plan, rng)
    return remove_item(plan, item.id, name, _moment(rng), rng.choice([None, _text(rng, name)])) if item else plan


def _put_back(plan: SupportPlan, rng: random.Random, _name: str) -> SupportPlan:
    marks = [mark.id for mark in plan.removed if mark.item]
    return put_back(plan, rng.choice(marks)) if marks else plan


def _reason(plan: SupportPlan, rng: random.Random, name: str) -> SupportPlan:
    return give_reason(plan, rng.choice(plan.removed).id, _text(rng, name)) if plan.removed else plan


def _move(plan: SupportPlan, rng: random.Random, _name: str) -> SupportPlan:
    item = _item(plan, rng)
    return move_item(plan, item.id, rng.choice([-2, -1, 1, 2])) if item else plan


def _sign(plan: SupportPlan, rng: random.Random, name: str) -> SupportPlan:
    side = rng.choice([PlanSide.RECEIVER, PlanSide.DONOR])
    signed = Signature(side=side, name=name, at=_moment(rng), revision=revision_of(plan), terms=terms_of(plan))
    return replace(plan, signatures=(*plan.signatures, signed))


def _ask(plan: SupportPlan, rng: random.Random, name: str) -> SupportPlan:
    asked = UnmetNeed(
        need=f"{plan.plan.receiver}/n-{rng.getrandbits(24):06x}", need_text=_text(rng, name), cause=Cause.ASKED_IN_REVIEW,
        side=PlanSide.RECEIVER, by=name, at=_moment(rng),
    )  # fmt: skip
    return plan if asked.need in plan.needs else replace(plan, unmet=(*plan.unmet, asked))


def _reword(plan: SupportPlan, rng: random.Random, name: str) -> SupportPlan:
    if not plan.unmet:
        return plan
    entry = rng.choice(plan.unmet)
    told = replace(entry, sentence=_text(rng, name))
    return replace(plan, unmet=tuple(told if each is entry else each for each in plan.unmet))


_EDITS = (
    _set_field, _set_field, _set_field, _set_own_field, _note, _answer, _answer, _outcome, _outcome, _placement,
    _placement, _confirm, _turn_round, _add, _remove, _put_back, _reason, _move, _sign, _ask, _reword,
)  # fmt: skip


# What is lost

_TOGETHER = {
    "needs": ("need_texts",),
    "strength": ("strength_text", "topic", "score", "evidence"),
    "cause": ("others",),
    "side": ("by", "at"),
    "by": ("at",),
}
"""What is one thing to a person, who is asked about it once: half of it from each side would be what nobody wrote."""
_LISTS = ("answers", "placements", "outcomes", "confirmations")
"""Of an item; looked at row by row."""


def lost(merged: Merged, plan: SupportPlan) -> list[str]:
    """What somebody wrote that `plan`, which came of the merge, has not, though nobody was asked about it."""
    asked = [part.key for part in merged.conflicts]
    return [*_lost_values(merged, plan, asked), *_lost_items(merged, plan, asked), *_lost_words(merged, plan)]


def _lost_values(merged: Merged, plan: SupportPlan, asked: Sequence[str]) -> Iterator[str]:
    here, there, now = (_facts(each, each.items) for each in (merged.ours, merged.theirs, plan))
    # What both put back was before as it stands in its mark.
    both = set(_ids(merged.ours)) & set(_ids(merged.theirs))
    before = _facts(merged.base, [item for item in _all_items(merged.base) if item.id in both])
    standing = set(_ids(plan))
    spoken_of = plan.needs - {entry.need for entry in plan.unmet}
    for key in {**before, **here, **there, **now}:
        was, mine, yours, result = (side.get(key) for side in (before, here, there, now))
        kind, name, *_rest = key.split("/")
        if kind == "item" and name not in standing:
            continue
        if (was, result) == (None, None) and None in (mine, yours) and _need_of(key) in spoken_of:
            # Only one of them had it without an answer: the other found one, or took that out again.
            continue
        if _is_asked(key, asked):
            if key in asked and result not in (mine, yours):
                yield f"{key}: {result}, and who was asked took {mine} or {yours}"
            continue
        wanted = yours if mine == was else mine
        if mine != yours and was not in (mine, yours):
            if not key.endswith("/note"):
                yield f"{key}: {mine} and {yours}, and nobody was asked"
            # A line that one of them took out of a note is gone.
            both = (_lines(mine) | _lines(yours)) - (_lines(was) - _lines(mine)) - (_lines(was) - _lines(yours))
            wanted = result if both == _lines(result) else "both"
        if result != wanted:
            yield f"{key}: {result} instead of {wanted}"


def _facts(plan: SupportPlan, items: Sequence[Item]) -> dict[str, object]:
    """Every value of a plan and of some of its items that can be edited, by where it stands."""
    found: dict[str, object] = {}
    records: list[tuple[str, Record]] = [("plan", plan.plan)]
    for item in items:
        records.append((f"item/{item.id}", item))
        records += [(f"item/{item.id}/placement/{placement.id}", placement) for placement in item.placements]
        records += [(f"item/{item.id}/outcome/{outcome.id}", outcome) for outcome in item.outcomes]
    records += [(f"unmet/{entry.need}", entry) for entry in plan.unmet]
    for key, record in records:
        names = record.__struct_fields__
        beside = [each for name in names for each in _TOGETHER.get(name, ())]
        for name in names:
            if name not in (*beside, *_LISTS, "proposed", "merged", "revision", "parent"):
                found[f"{key}/{name}"] = _filled_in(record, name)
    return found


def _filled_in(record: Record, name: str) -> object:
    """The value of a name, with all that belongs to it; None where nothing is filled in."""
    value = getattr(record, name)
    if name in _TOGETHER:
        values = (value, *(getattr(record, each) for each in _TOGETHER[name]))
        return None if all(_is_empty(each) for each in values) else values
    return None if _is_empty(value) else value


def _is_empty(value: object) -> bool:
    return value is None or value is False or value == ()


def _need_of(key: str) -> str:
    """The need in the key of a fact about one without an answer; '' in others."""
    kind, _slash, rest = key.partition("/")
    return rest.rpartition("/")[0] if kind == "unmet" else ""


def _is_asked(key: str, asked: Sequence[str]) -> bool:
    return any(f"{key}/".startswith(f"{part}/") for part in asked)


def _lost_items(merged: Merged, plan: SupportPlan, asked: Sequence[str]) -> Iterator[str]:
    standing, out = _ids(plan), {mark.id for mark in plan.removed}
    before, here, there = _ids(merged.base), _ids(merged.ours), _ids(merged.theirs)
    for name in dict.fromkeys((*before, *here, *there)):
        if name in out and name in standing:
            yield f"item {name} stands and is out"
        elif f"item/{name}" in asked:
            if name not in out and name not in standing:
                yield f"item {name} is nowhere"
        elif (name in here) is (name in there) or name in before:
            stays = name in here and name in there
            if (name in standing, name in out) != (stays, not stays):
                yield f"item {name} is not where both sides have it, or where one side put it"
        elif name not in standing and not _was_taken_out(merged, name):
            yield f"item {name} was added and does not stand"
    for mark in (*merged.ours.removed, *merged.theirs.removed):
        if mark.id not in out and mark.id not in standing:
            yield f"the mark of {mark.id}"
    common = [name for name in before if name in here and name in there and name in standing]
    for side in (here, there):
        order = [name for name in side if name in common]
        if order != common and order != [name for name in standing if name in common] and "order" not in asked:
            yield f"the order {order}"


def _was_taken_out(merged: Merged, name: str) -> bool:
    """Whether who took the item out had every value that is new in it on the other side; its words are looked at too."""
    sides = (merged.ours, merged.theirs)
    before = [item for item in _all_items(merged.base) if item.id == name]
    has = [item for side in sides for item in side.items if item.id == name]
    marked = [mark.item for side in sides for mark in side.removed if mark.id == name and mark.item]
    was, now, out = (_facts(merged.base, items) for items in (before, has, marked))
    new = [key for key in now if now[key] != was.get(key) and not key.endswith("/note")]
    return bool(marked) and all(now[key] == out.get(key) for key in new)


def _ids(plan: SupportPlan) -> list[str]:
    return [item.id for item in plan.items]


def _lost_words(merged: Merged, plan: SupportPlan) -> Iterator[str]:
    """What was said and done, signatures, and lines of notes and reasons of items that are out."""
    known, old = set(_said(plan)), set(_said(merged.base))
    taken_out = set(_rows(merged.base)) - (set(_rows(merged.ours)) & set(_rows(merged.theirs)))
    standing = {item.id for item in plan.items}
    for side in (merged.ours, merged.theirs):
        for said in _said(side):
            # A note of an item that stands is looked at as a value; what was in the base may have been changed. Why it
            # was taken out stands in its note.
            if said[0] == "note" and said[1] in standing:
                continue
            if said not in known and said not in old and ("note", *said[1:]) not in known:
                yield f"{said}"
        for kept in (*_kept(side), *_rows(side)):
            if kept not in {*_kept(plan), *_rows(plan), *taken_out}:
                yield f"{kept}"


def _said(plan: SupportPlan) -> Iterator[tuple[object, ...]]:
    """Lines of notes and reasons, each with its item."""
    for item in _all_items(plan):
        yield from (("note", item.id, line) for line in _lines(item.note))
    for mark in plan.removed:
        yield from (("why", mark.id, line) for line in _lines(mark.why))


def _kept(plan: SupportPlan) -> Iterator[tuple[object, ...]]:
    """What is only ever added."""
    for item in _all_items(plan):
        for given in item.answers:
            yield "answer", item.id, given.side, given.by, given.at, given.answer, given.comment
        for word in item.confirmations:
            yield "confirmation", item.id, word.side, word.by, word.at, word.useful, word.comment, word.done
    yield from (("signature", signature) for signature in plan.signatures)


def _rows(plan: SupportPlan) -> Iterator[tuple[object, ...]]:
    """Placements and rows of the log; who takes one out means it."""
    for item in _all_items(plan):
        yield from (("placement", item.id, placement.id) for placement in item.placements)
        yield from (("outcome", item.id, outcome.id) for outcome in item.outcomes)


def _all_items(plan: SupportPlan) -> list[Item]:
    return [*plan.items, *(mark.item for mark in plan.removed if mark.item)]


def _lines(text: object) -> set[str]:
    return set(text.split("\n")) if isinstance(text, str) else set()
