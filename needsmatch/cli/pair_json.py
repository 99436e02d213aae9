"""What `needsmatch pair --json` prints. Order and content do not depend on the language, but for the texts."""

from collections.abc import Mapping

from needsmatch.cli.pair_outcome import Outcome, Price
from needsmatch.matching.explain import cause_sentence
from needsmatch.matching.rules import Contradiction
from needsmatch.model.match import Match
from needsmatch.model.pairing import Borrowed, Paired, Pairing, StillOpen
from needsmatch.model.school import School
from needsmatch.planning.gaps import Advice, further_sentence
from needsmatch.planning.pair_words import alone_sentence, joined_sentence
from needsmatch.planning.whatif import Change, price_sentence, summary_sentence

Row = dict[str, object]


def outcome_as_json(outcome: Outcome) -> Row:
    """Everything but the problems of the files."""
    pairing = outcome.pairing or Pairing(outcome.goal, (), (), (), ())
    gifts = outcome.gifts()
    found: Row = {
        "goal": outcome.goal.value,
        "pairs": [_pair(pair, pairing, gifts[pair.receiver.id]) for pair in pairing.pairs],
        "total": pairing.total,
        "lowest": pairing.lowest,
        "borrowed": [_borrowed(entry) for entry in pairing.borrowed],
        "unmet": [_unmet(entry) for entry in pairing.unmet],
        "unpaired": [
            {"receiver": entry.receiver.id, "cause": entry.cause.value, "cause_text": alone_sentence(entry)}
            for entry in pairing.unpaired
        ],
        "contradictions": [_contradiction(entry) for entry in outcome.contradictions],
        "advice": _advice(outcome.advice()) if outcome.advice else {},
    }
    return {**found, "what_if": _what_if(outcome)} if outcome.decided else found


def _pair(pair: Paired, pairing: Pairing, gifts: tuple[Match, ...]) -> Row:
    room = {entry.match.need.id: entry.people for entry in pairing.crowded if entry.receiver.id == pair.receiver.id}
    return {
        "receiver": pair.receiver.id,
        "receiver_name": pair.receiver.name,
        "donor": pair.donor.id,
        "donor_name": pair.donor.name,
        "worth": pair.worth,
        "given": pair.hold is not None and pair.hold.is_firm,
        "held": pair.hold.value if pair.hold else None,
        "answered": [_answer(pair.receiver, match, room) for match in pair.answers],
        # The other way round: the donor's need, the receiver's strength.
        "returns": [_match(pair.donor, match) for match in gifts],
    }


def _answer(receiver: School, match: Match, room: Mapping[str, int]) -> Row:
    """A need that a pair answers, with the people that there is room for where that is not all of them."""
    return {**_match(receiver, match), "people_room": room.get(match.need.id)}


def _match(asking: School, match: Match) -> Row:
    return {
        "need": asking.reference(match.need),
        "need_text": match.need.text,
        "strength": match.donor.reference(match.strength),
        "strength_text": match.strength.text,
        "score": match.score,
    }


def _borrowed(entry: Borrowed) -> Row:
    match = _match(entry.receiver, entry.match)
    return {"receiver": entry.receiver.id, "donor": entry.match.donor.id, **match, "people": entry.people}


def _unmet(entry: StillOpen) -> Row:
    return {
        "receiver": entry.receiver.id,
        "need": entry.receiver.reference(entry.need),
        "need_text": entry.need.text,
        "cause": entry.unmet.cause.value,
        "cause_text": cause_sentence(entry.unmet),
        "others": [match.donor.id for match in entry.unmet.helpers],
    }


def _contradiction(entry: Contradiction) -> Row:
    return {"receivers": list(entry.receivers), "donors": list(entry.donors), "message": entry.message}


def _what_if(outcome: Outcome) -> Row:
    """What the decisions change; null where nothing can be paired without them, or with them."""
    compared = outcome.comparison
    before, after = compared.before if compared else None, outcome.pairing
    return {
        "total_before": before and before.total,
        "total_after": after and after.total,
        "lowest_before": before and before.lowest,
        "lowest_after": after and after.lowest,
        "answered_before": before and before.answered,
        "answered_after": after and after.answered,
        "summary_text": compared and summary_sentence(compared),
        "changes": [_change(change) for change in compared.changes] if compared else [],
        "joined": [_joined(school, compared.after) for school in compared.joined] if compared else [],
        "prices": [_price(price) for price in outcome.prices],
    }


def _joined(receiver: School, pairing: Pairing) -> Row:
    """A receiver that joins, with its partner or why it has none."""
    pair = next((pair for pair in pairing.pairs if pair.receiver.id == receiver.id), None)
    alone = next((entry for entry in pairing.unpaired if entry.receiver.id == receiver.id), None)
    return {
        "receiver": receiver.id,
        "receiver_name": receiver.name,
        "donor": pair and pair.donor.id,
        "worth": pair.worth if pair else 0,
        "answered": len(pair.answers) if pair else 0,
        "asked": len(receiver.needs),
        "cause": alone and alone.cause.value,
        "cause_text": alone and alone_sentence(alone),
        "summary_text": joined_sentence(receiver, pairing),
    }


def _price(price: Price) -> Row:
    return {
        "receiver": price.receiver.id,
        "donor": price.donor.id,
        "points": -price.comparison.total_gain,
        "needs": -price.comparison.answered_gain,
        "price_text": price_sentence(price.comparison),
    }


def _change(change: Change) -> Row:
    before, after = change.before, change.after
    return {
        "receiver": change.receiver.id,
        "receiver_name": change.receiver.name,
        "before": before.donor.id if before else None,
        "after": after.donor.id if after else None,
        "worth_before": before.worth if before else 0,
        "worth_after": after.worth if after else 0,
        "gain": change.gain,
        "answered_gain": change.answered_gain,
    }


def _advice(found: Advice) -> Row:
    return {
        "topics": [
            {
                "topic": gap.topic,
                "label_text": gap.label,
                "urgent": gap.urgent,
                "needs": [entry.receiver.reference(entry.need) for entry in gap.needs],
            }
            for gap in found.topics
        ],
        "unused": [
            {"donor": unused.donor.id, "strengths": [unused.donor.reference(entry) for entry in unused.strengths]}
            for unused in found.unused
        ],
        "further": [
            {
                "topic": further.topic,
                "label_text": further.label,
                "donor": further.donor.id,
                "places": further.places,
                "gain": further.gain,
                "needs": [entry.receiver.reference(entry.need) for entry in further.closed],
                "advice_text": further_sentence(further),
            }
            for further in found.further
        ],
    }
