"""What a head answered, where an item was changed since: its text then, and what is different now."""

from pathlib import Path

from msgspec.structs import replace

from needsmatch.model.plan import Item, PlanSide, SupportPlan
from needsmatch.model.revision import item_terms
from needsmatch.planning.change_words import below_item
from needsmatch.planning.changes import changes
from needsmatch.planning.review import outdated_answer
from needsmatch.store.revisions import find

_NO_PROMISE = frozenset({"answers", "placements", "outcomes", "confirmations", "evidence", "outdated"})
"""Parts of an item that can change without asking a head again."""


def changed_since(plan: SupportPlan, item: Item, side: PlanSide, folder: Path | None) -> tuple[str, ...]:
    """What is different in an item since a side answered it, in sentences; none where that is not known.

    `folder` is the programme's: what was sent before is kept there, and a head has only the file.
    """
    was = _text_answered(plan, item, side, folder)
    if was is None:
        return ()
    found = changes(replace(plan, items=(was,)), replace(plan, items=(item,)))
    return tuple(below_item(change) for change in found if change.item and change.part not in _NO_PROMISE)


def _text_answered(plan: SupportPlan, item: Item, side: PlanSide, folder: Path | None) -> Item | None:
    """The item as it stood when the side answered it: in a revision that was sent, or in what the side signed."""
    given, seen = outdated_answer(item, side), set[str | None]()
    if given is None or folder is None:
        return None
    left = [plan.plan.revision, *(signature.revision for signature in plan.signatures if signature.side is side)]
    while left:
        revision = left.pop(0)
        stored = None if revision in seen else find(folder, plan.plan.id, revision)
        seen.add(revision)  # a file may name itself as the one before
        if stored is None:
            continue
        for entry in stored.plan.items:
            if entry.id == item.id and item_terms(entry) == given.terms:
                return entry
        left.append(stored.plan.plan.parent)
    return None
