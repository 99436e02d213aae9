"""A small programme with plans for a test that lets people live with them at random: words that can be told apart and
found again, what people do to a plan, and what the program comes to propose."""

import random
import re
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import msgspec
from msgspec.structs import replace

from needsmatch.model.match import Cause
from needsmatch.model.plan import About, Item, Outcome, PlanSide, Reply, Status, SupportPlan, UnmetNeed
from needsmatch.model.school import School, Strength
from needsmatch.model.terms import Mode, Stage
from needsmatch.planning.author import Author
from needsmatch.planning.edit import (
    add_item,
    fresh_id,
    give_reason,
    move_item,
    own_item,
    put_back,
    remove_item,
    set_value,
)
from needsmatch.planning.fields import ITEM_FIELDS, PLAN_FIELDS
from needsmatch.planning.review import add_need, answer, progress, sign
from needsmatch.store.files import Seen
from needsmatch.store.folder import StoredPlan
from needsmatch.store.plan_file import read_whole_plan
from needsmatch.store.plans import changed_bytes

FIELDS = {field.name: field for field in ITEM_FIELDS}
OWN_NOTE = next(field for field in PLAN_FIELDS if field.name == "note")
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
DONOR = "haibin"
RECEIVERS = ("xiancheng", "shanqu")
WANTED = (
    "如何指导家长", "三大游戏怎么玩", "孩子挑食", "作文起步难", "班主任带班没有办法", "體育課沒人會上", "想要一辆校车",
    "技能大赛辅导", "心理健康教育", "希望得到英语教学方面的帮扶", "屋顶漏水要修", "图书室常年上锁", "围棋", "食堂采购",
)  # fmt: skip
OFFERED = ("家庭教育工作坊", "食育课程", "跟岗研修", "校园足球", "绘本阅读")

_WORD = re.compile(rb"w\d{5}w")


# Words


def words(value: object) -> frozenset[str]:
    """The words of people in bytes, or in anything made of records."""
    data = value if isinstance(value, bytes) else msgspec.json.encode(value)
    return frozenset(found.decode() for found in _WORD.findall(data))


def by_hand(stored: StoredPlan) -> frozenset[str]:
    """The words in a plan's file that stand in remarks and unknown keys."""
    return words(stored.data) - words(stored.plan)


# What people do: each gives the plan afterwards and the words that may be gone from it

Deed = Callable[[SupportPlan, random.Random, str], tuple[SupportPlan, frozenset[str]]]
NOTHING: frozenset[str] = frozenset()


def _item(plan: SupportPlan, rng: random.Random) -> Item | None:
    return rng.choice(plan.items) if plan.items else None


def _write(plan: SupportPlan, rng: random.Random, word: str) -> tuple[SupportPlan, frozenset[str]]:
    item = _item(plan, rng)
    if item is None or rng.random() < 0.15:
        return set_value(plan, None, OWN_NOTE, word), words(plan.plan.note)
    field = FIELDS[rng.choice(("activity", "place", "lead", "indicator", "recurrence"))]
    return set_value(plan, item.id, field, word), words(getattr(item, field.name))


def _add_to_note(plan: SupportPlan, rng: random.Random, word: str) -> tuple[SupportPlan, frozenset[str]]:
    item = _item(plan, rng)
    note = item.note if item else plan.plan.note
    text = "\n".join(filter(None, (note, word)))
    return set_value(plan, item.id if item else None, FIELDS["note"], text), NOTHING


def _number(plan: SupportPlan, rng: random.Random, _word: str) -> tuple[SupportPlan, frozenset[str]]:
    item = _item(plan, rng)
    field = FIELDS[rng.choice(("people", "sessions", "minutes", "budget"))]
    return (set_value(plan, item.id, field, rng.choice((None, 1, 2, 3))) if item else plan), NOTHING


def _take_out(plan: SupportPlan, rng: random.Random, word: str) -> tuple[SupportPlan, frozenset[str]]:
    item = _item(plan, rng)
    why = word if rng.random() < 0.5 else None
    return (remove_item(plan, item.id, "林晓", NOON, why) if item else plan), NOTHING


def _put_back(plan: SupportPlan, rng: random.Random, _word: str) -> tuple[SupportPlan, frozenset[str]]:
    marks = [mark for mark in plan.removed if mark.item]
    if not marks:
        return plan, NOTHING
    mark = rng.choice(marks)
    return put_back(plan, mark.id), words([mark.why, _unmet(plan, mark.needs)])


def _give_reason(plan: SupportPlan, rng: random.Random, word: str) -> tuple[SupportPlan, frozenset[str]]:
    if not plan.removed:
        return plan, NOTHING
    mark = rng.choice(plan.removed)
    return give_reason(plan, mark.id, word), words(mark.why)


def _move(plan: SupportPlan, rng: random.Random, _word: str) -> tuple[SupportPlan, frozenset[str]]:
    item = _item(plan, rng)
    return (move_item(plan, item.id, rng.choice((-2, -1, 1, 2))) if item else plan), NOTHING


def _own(plan: SupportPlan, rng: random.Random, word: str) -> tuple[SupportPlan, frozenset[str]]:
    needs = [rng.choice(plan.unmet)] if plan.unmet and rng.random() < 0.5 else []
    item = replace(own_item(plan, needs, fresh_id(plan, rng)), activity=word)
    behind = _item(plan, rng)
    return add_item(plan, item, behind.id if behind else None), words(_unmet(plan, item.needs)) - words(item)


def _outcome(plan: SupportPlan, rng: random.Random, word: str) -> tuple[SupportPlan, frozenset[str]]:
    item = _item(plan, rng)
    if item is None:
        return plan, NOTHING
    done = replace(
        item, outcomes=(*item.outcomes, Outcome(id=f"o-{rng.getrandbits(24):06x}", day=NOON.date(), remark=word))
    )
    return replace(plan, items=tuple(done if entry is item else entry for entry in plan.items)), NOTHING


def _explain(plan: SupportPlan, rng: random.Random, word: str) -> tuple[SupportPlan, frozenset[str]]:
    if not plan.unmet:
        return plan, NOTHING
    entry = rng.choice(plan.unmet)
    told = replace(entry, sentence=word)
    return replace(plan, unmet=tuple(told if each is entry else each for each in plan.unmet)), words(entry.sentence)


def _unmet(plan: SupportPlan, needs: Sequence[str]) -> list[UnmetNeed]:
    return [entry for entry in plan.unmet if entry.need in needs]


def _answer(plan: SupportPlan, rng: random.Random, word: str) -> tuple[SupportPlan, frozenset[str]]:
    item = _item(plan, rng)
    return (answer(plan, item.id, rng.choice(list(Reply)), word, _head(rng), rng) if item else plan), NOTHING


def _ask(plan: SupportPlan, rng: random.Random, word: str) -> tuple[SupportPlan, frozenset[str]]:
    return add_need(plan, word, _head(rng), rng), NOTHING


def _sign(plan: SupportPlan, rng: random.Random, word: str) -> tuple[SupportPlan, frozenset[str]]:
    head = replace_by(_head(rng), word)
    for number in progress(plan, head.side).open:
        plan = answer(plan, plan.items[number].id, Reply.AGREE, None, head, rng)
    return (sign(plan, head) if progress(plan, head.side).is_settled else plan), NOTHING


def _head(rng: random.Random) -> Author:
    side = rng.choice((PlanSide.RECEIVER, PlanSide.DONOR))
    return Author(at=NOON, by="赵雯" if side is PlanSide.RECEIVER else "欧小妮", side=side)


def replace_by(author: Author, word: str) -> Author:
    """The author under another name."""
    return Author(at=author.at, by=f"{author.by} {word}", side=author.side)


EDITS: Sequence[Deed] = (
    _write, _write, _add_to_note, _number, _take_out, _put_back, _give_reason, _move, _own,
)  # fmt: skip
"""What a coordinator does in the app."""
BY_EDITOR: Sequence[Deed] = (*EDITS, _outcome, _explain)
"""What somebody does in the file."""
ANSWERS: Sequence[Deed] = (_answer, _answer, _ask, _sign)
"""What a head does to a copy, beside editing it."""


def edited_file(path: Path, deed: Deed, rng: random.Random, word: str) -> frozenset[str]:
    """Do something to the plan in a file, as another program would; gives the words that may be gone from it."""
    stored = read_whole_plan(path)
    plan, may_go = deed(stored.plan, rng, word)
    path.write_bytes(stored.data if plan == stored.plan else changed_bytes(stored, plan))
    assert words(stored.plan) - words(read_whole_plan(path).plan) <= may_go
    return may_go


def written_by_hand(path: Path, rng: random.Random, word: str) -> None:
    """Write a remark, or a key that nobody knows, into a plan's file with an editor."""
    data = path.read_bytes()
    end = b"\r\n" if b"\r\n" in data else b"\n"
    lines = data.split(end)
    headings = [number for number, line in enumerate(lines) if line.startswith(b"[")]
    keys = [number for number, line in enumerate(lines) if re.match(rb"[a-z_]+ = ", line) or number in headings]
    match rng.randrange(4):
        case 0:
            lines.insert(rng.choice([*keys, len(lines) - 1]), f"# {word}".encode())
        case 1:
            lines.insert(rng.choice(headings) + 1, f'own_{word} = "{word}"'.encode())
        case 2:
            number = rng.choice(headings)
            name = lines[number].partition(b"#")[0].strip().strip(b"[]")
            table = [b"", b"[" + name + f".own_{word}]".encode(), f'x = "{word}"'.encode(), b""]
            after = next((place for place in headings if place > number), len(lines) - 1)
            lines[after:after] = table
        case _:
            number = rng.choice(headings)
            if b"#" not in lines[number]:
                lines[number] += f"  # {word}".encode()
    path.write_bytes(end.join(lines))


# What the program proposes


def first_proposal(receiver: str) -> SupportPlan:
    """What is proposed for a pair at the beginning."""
    items = tuple(_proposed(receiver, number) for number in range(3))
    seminar = Item(id="yearly-seminar", mode=Mode.SEMINAR, activity="每年联合研讨一次")
    about = About(
        format=1, id=f"{receiver}-with-{DONOR}", programme="x", receiver=receiver, receiver_name=f"{receiver}小学",
        donor=DONOR, donor_name="海滨小学", status=Status.DRAFT,
    )  # fmt: skip
    return _listed(SupportPlan(plan=about, items=(*items, seminar), unmet=(_missing(receiver, 6),)))


def _proposed(receiver: str, number: int, text: str = "", offer: int = 0) -> Item:
    return Item(
        id=f"i-{number}", needs=(f"{receiver}/n{number}",), need_texts=(text or WANTED[number],),
        strength=f"{DONOR}/s{offer}", strength_text=OFFERED[offer], score=60 + offer, mode=Mode.TRAINING,
        activity=f"围绕{OFFERED[offer]}开展培训", lead="林老师", sessions=4 + offer,
    )  # fmt: skip


def _missing(receiver: str, number: int) -> UnmetNeed:
    return UnmetNeed(
        need=f"{receiver}/n{number}", need_text=WANTED[number], cause=Cause.NOBODY, sentence="没有学校能帮"
    )


def _listed(plan: SupportPlan) -> SupportPlan:
    return replace(plan, plan=replace(plan.plan, proposed=tuple(item.id for item in plan.items)))


def donor_of(proposal: SupportPlan) -> School:
    """The donor with the strengths that a proposal names."""
    offered = {item.strength: item.strength_text for item in proposal.items if item.strength}
    strengths = (Strength(id=name.partition("/")[2], text=text or "") for name, text in offered.items())
    return School(id=DONOR, name="海滨小学", stage=Stage.PRIMARY, strengths=tuple(strengths))


def changed_proposal(now: SupportPlan, plan: SupportPlan, rng: random.Random) -> SupportPlan:
    """What is proposed once the needs list or the strengths have changed; `plan` is the plan as it stands."""
    receiver = now.plan.receiver
    items, unmet = list(now.items), list(now.unmet)
    answering = [number for number, item in enumerate(items) if item.needs]
    known = {need for item in items for need in item.needs} | {entry.need for entry in unmet}
    free = [number for number in range(len(WANTED)) if f"{receiver}/n{number}" not in known]
    asked = [entry for entry in plan.unmet if entry.cause is Cause.ASKED_IN_REVIEW and entry.need not in known]
    place = rng.choice(answering) if answering else None
    what = rng.randrange(9)
    if what == 0 and free:
        items.insert(rng.randrange(len(items) + 1), _proposed(receiver, rng.choice(free)))
    elif what == 1 and free:
        unmet.append(_missing(receiver, rng.choice(free)))
    elif what == 2 and asked:
        entry = rng.choice(asked)
        items.append(
            replace(
                _proposed(receiver, 0), id=f"i-{entry.need[-6:]}", needs=(entry.need,), need_texts=(entry.need_text,)
            )
        )
    elif what == 3 and unmet:
        entry = unmet.pop(rng.randrange(len(unmet)))
        if rng.random() < 0.6:
            item = replace(_proposed(receiver, 0), needs=(entry.need,), need_texts=(entry.need_text,))
            items.append(replace(item, id=f"i-{entry.need.rpartition('/n')[2]}"))
    elif place is not None:
        item = items[place]
        (need,), (text,) = item.needs, item.need_texts
        match what:
            case 4:
                items[place] = replace(item, need_texts=(f"{text}，很急" if not words(text) else text,))
            case 5:
                renamed = f"{need}-x"
                items[place] = replace(item, id=f"{item.id}-x", needs=(renamed,))
            case 6:
                del items[place]
            case 7:
                offer = rng.randrange(len(OFFERED))
                other = _proposed(receiver, 0, text, offer)
                items[place] = replace(other, id=item.id, needs=item.needs)
            case _:
                del items[place]
                unmet.append(UnmetNeed(need=need, need_text=text, cause=Cause.NOBODY, sentence="没有学校能帮"))
    return _listed(replace(now, items=tuple(items), unmet=tuple(unmet)))


# What the program keeps


def in_file(path: Path) -> StoredPlan:
    """A plan as it stands in its file, in which all can be read."""
    stored = read_whole_plan(path)
    assert stored.seen.digest == Seen.of_content(stored.data).digest
    return stored


def every_file(folder: Path) -> Iterator[Path]:
    """The files of a programme with its history."""
    return folder.rglob("*.toml")
