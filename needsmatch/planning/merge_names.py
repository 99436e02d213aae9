"""What the parts of a merge are called, in the current language."""

from collections.abc import Mapping

from needsmatch.display import clean, clip
from needsmatch.i18n import N_, _
from needsmatch.model.fields import Record
from needsmatch.model.plan import Answer, Confirmation, Item, Outcome, Placement, PlanSide, Signature
from needsmatch.planning.merge import Part, Whose
from needsmatch.planning.plain import day_in_words

_LONGEST = 30
"""Cells that the name of a row takes at most."""
_NAMES: Mapping[str, str] = {
    "order": N_("Order of the items"),
    "plan/language": N_("Language"),
    "plan/receiver_name": N_("Receiving school"),
    "plan/donor_name": N_("Giving school"),
    "plan/illustrative": N_("Invented for a sample"),
    "item/needs": N_("Needs"),
    "item/strength": N_("What the giving school is good at"),
    "item/outdated": N_("Still asked for and offered"),
    "item/placement": N_("Who is placed"),
    "item/outcome": N_("What was done"),
    "item/outcome/by": N_("Noted by"),
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
_CONFIRMATION_OF: Mapping[PlanSide, str] = {
    PlanSide.RECEIVER: N_("What the receiving school says about it"),
    PlanSide.DONOR: N_("What the giving school says about it"),
    PlanSide.COORDINATOR: N_("What the coordinator says about it"),
}
_SIGNATURE_OF: Mapping[PlanSide, str] = {
    PlanSide.RECEIVER: N_("Signature of the receiving school"),
    PlanSide.DONOR: N_("Signature of the giving school"),
    PlanSide.COORDINATOR: N_("Signature of the coordinator"),
}


def part_name(part: Part) -> str:
    """What a part is called, in a few words; that of a row with what tells the row from others."""
    if part.row is not None:
        return _("{name} ({row})").format(name=_name(part), row=_row_name(part.row))
    if part.field:
        return _name(part)
    said = next((value for value in (part.result, part.theirs, part.ours, part.base) if value is not None), None)
    match said:
        case Answer():
            return _(_ANSWER_OF[said.side])
        case Confirmation():
            return _(_CONFIRMATION_OF[said.side])
        case Signature():
            return _(_SIGNATURE_OF[said.side])
        case Item():
            return _item_name(part)
    return _name(part)


def kind_of(key: str) -> str:
    """The key of a part without ids."""
    match key.split("/"):
        case ["item", _id, "placement" | "outcome" as rows, _row, *rest]:
            return "/".join(("item", rows, *rest))
        case ["item", _id, *rest]:
            return "/".join(("item", *rest))
        case ["unmet", _school, _need, *rest]:
            return "/".join(("unmet", *rest))
        case ["removed", *_ids]:
            return "removed"
    return key


def _name(part: Part) -> str:
    return _(part.field.label if part.field else _NAMES[kind_of(part.key)])


def _row_name(row: Record) -> str:
    match row:
        case Placement():
            return clip(" ".join(clean(row.person).split()), _LONGEST)
        case Outcome():
            return day_in_words(row.day)
    raise AssertionError(row)


def _item_name(part: Part) -> str:
    if part.whose is Whose.CONFLICT:
        return _("Taken out or kept")
    if part.result is None:
        return _("Item taken out")
    return _("Item added")
