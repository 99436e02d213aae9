"""What `needsmatch change --json` prints. Order and content do not depend on the language, but for the texts."""

from needsmatch.model.plan import Item, SupportPlan
from needsmatch.planning.effect_words import parts, repair_sentences, title_of
from needsmatch.planning.effects import Couple, EndedPlan, Foreseen

Row = dict[str, object]


def change_as_json(found: Foreseen) -> Row:
    """Everything but the problems of the files."""
    effects = found.effects
    return {
        "decision": effects.said.decision.value,
        "school": effects.school.id,
        "into": effects.said.into,
        "name": effects.said.name,
        "title_text": title_of(effects),
        "ended": [_couple(couple) for couple in effects.ended],
        "begun": [_couple(couple) for couple in effects.begun],
        "opened": _ids(effects.opened),
        "still_open": _ids(effects.still_open),
        "parted": [_couple(couple) for couple, _donor in effects.parted],
        "shared": [{"plan": plan.plan.id, "items": _names(items)} for plan, items in effects.shared],
        "plans": [_plan(ended) for ended in effects.plans],
        "signed": [{"plan": plan.plan.id, "by": signature.name} for plan, signature in effects.signed],
        "waiting": _ids(effects.waiting),
        "needs": [effects.into.reference(need) for need in effects.needs] if effects.into else [],
        "strengths": [effects.into.reference(strength) for strength in effects.strengths] if effects.into else [],
        "refresh": _ids(effects.refresh),
        "proposed": [
            {
                **_couple((pair.receiver, pair.donor)),
                "worth": pair.worth,
                "answered": [pair.receiver.reference(match.need) for match in pair.answers],
            }
            for pair in effects.repair
        ],
        "unpaired": [{"receiver": entry.receiver.id, "cause": entry.cause.value} for entry in effects.alone],
        "full": [{**_couple((pair.receiver, pair.donor)), "worth": pair.worth} for pair in effects.full],
        "total_before": found.comparison.before.total if found.comparison else None,
        "total_after": found.comparison.after.total if found.comparison else None,
        "contradictions": [entry.message for entry in found.contradictions],
        "texts": [{"title_text": part.title, "sentences_text": list(part.sentences)} for part in parts(effects)],
        "proposed_text": list(repair_sentences(effects)),
    }


def _couple(couple: Couple) -> Row:
    receiver, donor = couple
    return {"receiver": receiver.id, "donor": donor.id}


def _plan(ended: EndedPlan) -> Row:
    return {
        "plan": ended.plan.plan.id,
        "done": _names(ended.done),
        "under_way": _names(ended.under_way),
        "open_again": _names(ended.open_again),
        "not_begun": _names(ended.not_begun),
        "placed": [entry.person for entry in ended.placed],
    }


def _names(items: tuple[Item, ...]) -> list[str]:
    return [item.id for item in items]


def _ids(plans: tuple[SupportPlan, ...]) -> list[str]:
    return [plan.plan.id for plan in plans]
