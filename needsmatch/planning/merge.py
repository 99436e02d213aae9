"""Two copies of a plan that were both changed become one: field by field, and nothing is decided silently.

A part that one side changed is taken from there; what both changed differently is a conflict, ours until a person
decides. Notes, answers and marks of both stay. Without a conflict it does not matter which copy is ours.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from msgspec.structs import replace

from needsmatch.errors import NeedsmatchError
from needsmatch.i18n import _
from needsmatch.model.plan import About, SupportPlan
from needsmatch.model.revision import decision_of
from needsmatch.planning.fields import PLAN_FIELDS
from needsmatch.planning.merge_items import merged_items
from needsmatch.planning.merge_lists import by_name, changed, named
from needsmatch.planning.merge_parts import Part, Settling, Whose
from needsmatch.planning.merge_rest import merged_signatures, merged_unmet

__all__ = ["Merged", "NotOnePlan", "Part", "Whose", "decided", "merge"]

_KEPT_APART = ("format", "id", "programme", "receiver", "donor", "proposed", "revision", "parent", "merged")
"""What no person edits in a plan as a whole."""


class NotOnePlan(NeedsmatchError):
    """The files are no copies of one plan."""


@dataclass(frozen=True, slots=True)
class Merged:
    """What two copies of a plan become."""

    plan: SupportPlan
    """With ours wherever a conflict is not decided yet."""
    base: SupportPlan
    ours: SupportPlan
    theirs: SupportPlan
    parts: tuple[Part, ...]
    """Everything that one of the two changed: the plan's own first, then item by item in the order of the plan, then
    what is out, unmet needs and signatures."""
    same: int
    """How many filled-in fields nobody changed."""

    @property
    def conflicts(self) -> tuple[Part, ...]:
        """What a person must decide."""
        return tuple(part for part in self.parts if part.whose is Whose.CONFLICT)


def merge(base: SupportPlan, ours: SupportPlan, theirs: SupportPlan) -> Merged:
    """`ours` with all that `theirs` has changed since `base`.

    A copy that was decided on before, made from the same base, brings nothing but signatures. Raises NotOnePlan where
    the three are not copies of one plan.
    """
    for plan in (base, theirs):
        _check_same(ours.plan, plan.plan)
    return _merged(base, ours, theirs, lambda _key, here, _there: here)


def decided(merged: Merged, choices: Mapping[str, object], *, remember: bool = True) -> SupportPlan:
    """The merged plan with a value for each conflict, by the part's key: `part.ours`, `part.theirs` or one of its own.

    `remember`: the plan names the copy as one that was decided on; not wanted where theirs is the plan's own file,
    which does not come back. Raises LookupError where a conflict is left undecided.
    """
    if not merged.conflicts:
        return merged.plan
    if open_parts := [part.key for part in merged.conflicts if part.key not in choices]:
        raise LookupError(open_parts[0])
    plan = _merged(merged.base, merged.ours, merged.theirs, lambda key, _here, _there: choices[key]).plan
    if not remember:
        return plan
    settled = dict.fromkeys((*plan.plan.merged, decision_of(merged.theirs, merged.base)))
    return replace(plan, plan=replace(plan.plan, merged=tuple(settled)))


def _check_same(one: About, other: About) -> None:
    if (one.receiver, one.donor) != (other.receiver, other.donor):
        message = _("These are plans of two different pairs: {first} and {second}; take copies of one plan")
        raise NotOnePlan(message.format(first=_pair(one), second=_pair(other)))
    if (one.id, one.programme) != (other.id, other.programme):
        message = _("These are two different plans: {first} and {second}; take copies of one plan")
        raise NotOnePlan(message.format(first=f"{one.programme}/{one.id}", second=f"{other.programme}/{other.id}"))


def _pair(about: About) -> str:
    return _("{receiver} with {donor}").format(receiver=about.receiver_name, donor=about.donor_name)


def _merged(
    base: SupportPlan, ours: SupportPlan, theirs: SupportPlan, decide: Callable[[str, object, object], object]
) -> Merged:
    settling = Settling(decide)
    if decision_of(theirs, base) in ours.plan.merged:
        # A signature changes no revision: the copy may have been signed after it was taken in.
        known = (*base.signatures, *ours.signatures)
        signed = [signature for signature in theirs.signatures if signature not in known]
        plan = _combined(settling, ours, ours, replace(ours, signatures=(*ours.signatures, *signed)))
    else:
        plan = _combined(settling, base, ours, theirs)
    places = {item.id: number for number, item in enumerate(plan.items)}

    def place(part: Part) -> tuple[int, int]:
        if part.item is not None:
            return 1, places.get(part.item, len(places))
        return (0 if part.key.startswith(("plan/", "order")) else 2), 0

    return Merged(plan, base, ours, theirs, tuple(sorted(settling.parts, key=place)), settling.same)


def _combined(settling: Settling, base: SupportPlan, ours: SupportPlan, theirs: SupportPlan) -> SupportPlan:
    about = _about(settling, base.plan, ours.plan, theirs.plan)
    items, removed = merged_items(settling, base, ours, theirs)
    unmet = merged_unmet(settling, base, ours, theirs, items, removed)
    signatures = merged_signatures(settling, base, ours, theirs)
    return SupportPlan(plan=about, items=items, unmet=unmet, signatures=signatures, removed=removed)


def _about(settling: Settling, base: About, ours: About, theirs: About) -> About:
    about = settling.record("plan", base, ours, theirs, fields=PLAN_FIELDS, but=_KEPT_APART)
    # Where both left the house again there are two revisions: ours is the one that goes on.
    newer = theirs if (ours.revision, ours.parent) == (base.revision, base.parent) else ours
    return replace(
        about,
        proposed=_names(base.proposed, ours.proposed, theirs.proposed),
        merged=_names(base.merged, ours.merged, theirs.merged),
        revision=newer.revision,
        parent=newer.parent,
    )


def _names(base: tuple[str, ...], ours: tuple[str, ...], theirs: tuple[str, ...]) -> tuple[str, ...]:
    before, here, there = (list(named(names, str)) for names in (base, ours, theirs))
    return tuple(name for name, _before in changed(before, here, there, by_name))
