"""Which text of a plan this is, and whether a signature still stands under what it was set under.

A revision is a hash of all that stands in a plan; terms are a hash of what the two sides promise each other in it.
Answers, what was done, order and what the program worked out do not change the terms: a second head can answer and sign
what the first one signed, and the work of the year voids no signature.
"""

import hashlib
from collections.abc import Iterable, Sequence

import msgspec
from msgspec.structs import replace

from needsmatch.model.fields import Record
from needsmatch.model.plan import Answer, Item, Outcome, Placement, Signature, Status, SupportPlan

_DIGITS = 16
"""Hexadecimal digits of a hash: 64 bits, so that two texts of one plan never share one by chance."""


def revision_of(plan: SupportPlan) -> str:
    """The revision of what stands in `plan` now: 16 hexadecimal digits. Signatures are set under it, so not in it."""
    return _hash(replace(plan, plan=replace(plan.plan, revision=None, parent=None), signatures=()))


def terms_of(plan: SupportPlan) -> str:
    """The terms of `plan` as 16 hexadecimal digits: its items without order, answers, outcomes, points and reasons,
    its period and note, and which needs it leaves without an answer."""
    about = replace(plan.plan, revision=None, parent=None, merged=(), proposed=(), status=Status.DRAFT)
    items = sorted(map(_promise, plan.items), key=lambda item: item.id)
    unmet = sorted((entry.need, entry.need_text) for entry in plan.unmet)
    return _hash([about, items, unmet])


def item_terms(item: Item) -> str:
    """What one item promises, as 16 hexadecimal digits."""
    return _hash(_promise(item))


def done_of(done: Iterable[Placement | Outcome]) -> str:
    """What was done about one item, as 16 hexadecimal digits, in whatever order it stands in the file."""
    rows = sorted(done, key=lambda entry: entry.id)
    return _hash(rows)


def is_current(answer: Answer, item: Item) -> bool:
    """Whether the item still promises what was answered; so it is where the answer does not say what that was."""
    return answer.terms is None or answer.terms == item_terms(item)


def stamped(plan: SupportPlan) -> SupportPlan:
    """`plan` as it leaves the house: named by its revision, with the one before as its parent."""
    revision = revision_of(plan)
    if revision == plan.plan.revision:
        return plan
    return replace(plan, plan=replace(plan.plan, revision=revision, parent=plan.plan.revision))


def is_valid(signature: Signature, plan: SupportPlan) -> bool:
    """Whether the plan still promises what was signed."""
    if signature.terms is None:  # written by hand, or by another program
        return signature.revision == revision_of(plan)
    return signature.terms == terms_of(plan)


def void_signatures(plan: SupportPlan) -> tuple[Signature, ...]:
    """The signatures that no longer count, but for those of a side that has signed anew."""
    valid = {signature.side for signature in plan.signatures if is_valid(signature, plan)}
    return tuple(signature for signature in plan.signatures if signature.side not in valid)


def decision_of(copy: SupportPlan, base: SupportPlan) -> str:
    """How a plan names, in `merged`, a copy that was decided on, and what that was made from."""
    return f"{revision_of(copy)}-{revision_of(base)}"


def copy_of(decision: str) -> str:
    """The revision of the copy that was decided on."""
    return decision.partition("-")[0]


def _promise(item: Item) -> Item:
    return replace(
        item,
        score=None,
        evidence=(),
        answers=(),
        placements=(),
        outcomes=(),
        confirmations=(),
        topic=None,
        outdated=None,
    )


def _hash(value: Record | Sequence[object]) -> str:
    # Records leave out what is not set, so that a later version with more fields gives old plans the same hash.
    plain = _PLAIN.decode(msgspec.json.encode(value, order="deterministic"))
    return hashlib.sha256(msgspec.json.encode(plain)).hexdigest()[:_DIGITS]


def _number(text: str) -> float:
    """1.0 as 1: plans that are equal have one hash."""
    number = float(text)
    return int(number) if number.is_integer() else number


_PLAIN = msgspec.json.Decoder(float_hook=_number)
