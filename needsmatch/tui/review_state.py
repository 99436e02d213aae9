"""How far the review of a plan has come: in a word for a list, and in a sentence."""

from needsmatch.i18n import _, clauses
from needsmatch.model.plan import Item, SupportPlan
from needsmatch.model.revision import void_signatures
from needsmatch.planning.confirm import objected, to_confirm
from needsmatch.planning.plain import side_name, signed_by
from needsmatch.planning.review import HEADS, progress, signatures
from needsmatch.tui import clock


def review_word(plan: SupportPlan) -> tuple[str, str]:
    """The state in a few columns, and its look: what was not done as noted, void signatures, who signed, whether an
    item was changed after it was answered, how many items have an answer."""
    if objected(plan, clock.today()):
        return _("not as noted"), "need-strong"
    if void_signatures(plan):
        return _("signed, void"), "need-strong"
    signed = {signature.side for signature, valid in signatures(plan) if valid}
    if signed.issuperset(HEADS):
        return _("both signed"), "accent"
    if signed:
        return _("one signed"), "accent"
    done = [progress(plan, side) for side in HEADS]
    if any(each.changed for each in done):
        return _("changed since"), "need-strong"
    if not any(each.answered for each in done):
        return "", ""
    counts = "+".join(str(each.answered) for each in done)
    return _("answers {counts}").format(counts=counts), "second"


def review_sentence(plan: SupportPlan) -> str:
    """How many items each side has answered, who signed, and whether what was done is confirmed; empty where nobody has
    said anything yet, and nothing was done."""
    parts = [_not_so(plan, item) for item in objected(plan, clock.today())]
    for side in HEADS:
        done = progress(plan, side)
        if done.answered:
            text = _("{school} answered {answered} of {count}")
            parts.append(text.format(school=side_name(plan, side), answered=done.answered, count=done.whole))
        if done.changed:
            text = _("{school} must look at {count} again, changed since")
            parts.append(text.format(school=side_name(plan, side), count=len(done.changed)))
    for signature, valid in signatures(plan):
        text = _("signed by {who}") if valid else _("signed by {who}, void since the plan was changed")
        parts.append(text.format(who=signed_by(plan, signature)))
    for side in HEADS:
        if waiting := to_confirm(plan, side, clock.today()):
            text = _("{school} has yet to say how useful it was: {count}")
            parts.append(text.format(school=side_name(plan, side), count=len(waiting)))
    return clauses(parts)


def _not_so(plan: SupportPlan, item: Item) -> str:
    text = _("{school} says of item {number} that it was not done as noted")
    return text.format(school=side_name(plan, item.helped), number=plan.items.index(item) + 1)
