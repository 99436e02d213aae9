"""Which items answer a need: those of the plan with the school's donor, and any others that were carried out."""

from collections.abc import Iterable, Mapping

from needsmatch.model.fates import entry_names
from needsmatch.model.plan import SupportPlan
from needsmatch.model.programme import Programme
from needsmatch.planning.progress import ItemProgress, State


def answers(
    programme: Programme, items: Iterable[ItemProgress], standing: Mapping[str, SupportPlan]
) -> Mapping[str, tuple[ItemProgress, ...]]:
    """By the reference of every need of a receiver the items that answer it, those of its plan first.

    `items` are those of all plans; `standing` has, by the receiver's id, the plan with the donor of now. Where schools
    merged, or parted again, what was done about the need under another name counts too.
    """
    found: dict[str, list[ItemProgress]] = {}
    for entry in items:
        for reference in () if entry.item.in_return else dict.fromkeys(entry.item.needs):
            found.setdefault(reference, []).append(entry)
    names, _strengths = entry_names(programme)
    told: dict[str, tuple[ItemProgress, ...]] = {}
    for school in programme.receivers:
        plan = standing.get(school.id)
        for need in school.needs:
            reference = school.reference(need)
            every = [entry for name in (reference, *names.formerly(reference)) for entry in found.get(name, ())]
            now = [entry for entry in every if entry.plan is plan]
            told[reference] = (*now, *(entry for entry in every if entry.plan is not plan and _was_carried_out(entry)))
    return told


def _was_carried_out(entry: ItemProgress) -> bool:
    return bool(entry.deeds) or entry.state is State.DONE
