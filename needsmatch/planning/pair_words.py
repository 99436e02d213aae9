"""What is said about pairs in the current language: why a receiver has none, how one stands, what a pairing comes to.

Phrases and sentences carry no full stop, like those of `matching.explain`; both doors put them into their lines.
"""

from needsmatch.i18n import N_, _, clauses, ngettext
from needsmatch.matching.explain import quoted
from needsmatch.model.match import Match
from needsmatch.model.pairing import Alone, Borrowed, Crowded, Hold, Paired, Pairing, Unpaired
from needsmatch.model.school import School

_HOLDS = {
    Hold.GIVEN: N_("given pair"),
    Hold.PINNED: N_("pinned"),
    Hold.PAIRED: N_("accepted"),
    Hold.PLANNED: N_("has a plan"),
    None: N_("proposed pair"),
}
_ALONE = {
    Alone.NO_NEEDS: N_("It has written no needs list"),
    Alone.NOBODY: N_("No donor of this programme offers what it asks for"),
    Alone.PLACES_USED: N_("The donors that could help have taken all the receivers they can; raise a capacity"),
    Alone.OTHER_STAGE: N_("The donor that could help most is of another school stage"),
    Alone.OTHER_DISTRICT: N_("The donor that could help most is in a district that is not linked with its own"),
    Alone.BANNED: N_("The donor that could help most must not be paired with it"),
    Alone.UNREADABLE: N_("Its donor is settled, but the donor's file cannot be read; mend that first"),
}


def hold_word(hold: Hold | None) -> str:
    """How a pair stands, in a word or two; None: it is proposed."""
    return _(_HOLDS[hold])


def alone_sentence(unpaired: Unpaired) -> str:
    """Why a receiver has no partner, and where it can be told, what to do."""
    return _(_ALONE[unpaired.cause])


def answers_phrase(pair: Paired) -> str:
    """How many of its needs a receiver's partner answers."""
    return _("answers {answered} of {asked}").format(answered=len(pair.answers), asked=len(pair.receiver.needs))


def borrowed_sentence(borrowed: Borrowed) -> str:
    """Which other donor could answer a need with what, and for how many people where it is not for all of them."""
    match, asked = borrowed.match, borrowed.need.people
    offer = _("{donor} could help with {strength} ({score} points)").format(
        donor=match.donor.name, strength=quoted(match.strength.text), score=match.score
    )
    if asked is None or borrowed.people >= asked:
        return offer
    return clauses([offer, _room(borrowed.people, asked)])


def crowded_sentence(crowded: Crowded) -> str:
    """For how many people of a need that a pair answers there is room."""
    need = crowded.match.need
    return _("{statement}: {details}").format(
        statement=quoted(need.text), details=_room(crowded.people, need.people or 1)
    )


def _room(people: int, asked: int) -> str:
    return _("room for {count} of {asked} people").format(count=people, asked=asked)


def joined_sentence(receiver: School, pairing: Pairing) -> str:
    """What becomes of a receiver that joins: its partner, or why it has none, and how many needs are answered."""
    pair = next((pair for pair in pairing.pairs if pair.receiver.id == receiver.id), None)
    alone = [alone_sentence(entry) for entry in pairing.unpaired if entry.receiver.id == receiver.id]
    borrowed = {entry.need.id for entry in pairing.borrowed if entry.receiver.id == receiver.id}
    partner = (
        [_("paired with {donor} ({score} points)").format(donor=pair.donor.name, score=pair.worth)] if pair else alone
    )
    needs = [_answered_of(len(pair.answers) if pair else 0, len(receiver.needs))]
    needs += [_("{count} could be borrowed").format(count=len(borrowed))] if borrowed else []
    return _("{receiver} joins: {details}").format(receiver=receiver.name, details=clauses([*partner, *needs]))


def returns_sentence(match: Match) -> str:
    """What a receiver could do for its donor; `match` as `matching.mirror.returns` gives it."""
    return _("In return: {strength} for {need} ({score} points)").format(
        strength=quoted(match.strength.text), need=quoted(match.need.text), score=match.score
    )


def summary_sentences(pairing: Pairing) -> tuple[str, ...]:
    """What a pairing comes to: its pairs, its worth, its needs."""
    proposed = sum(pair.hold is None for pair in pairing.pairs)
    pairs = [_pairs(len(pairing.pairs))]
    if proposed:
        pairs.append(_("{count} of them proposed").format(count=proposed))
    if alone := len(pairing.unpaired):
        pairs.append(
            ngettext("{count} receiver without a partner", "{count} receivers without a partner", alone).format(
                count=alone
            )
        )
    return (clauses(pairs), _worths(pairing), _needs(pairing))


def _pairs(count: int) -> str:
    return ngettext("{count} pair", "{count} pairs", count).format(count=count)


def _worths(pairing: Pairing) -> str:
    total = ngettext("{count} point in all", "{count} points in all", pairing.total).format(count=pairing.total)
    asking = [pair for pair in pairing.pairs if pair.receiver.needs]
    if not asking:
        return total
    worst = min(asking, key=lambda pair: pair.worth)
    names = _("{receiver} with {donor}").format(receiver=worst.receiver.name, donor=worst.donor.name)
    lowest = _("the lowest pair is {pair} ({score} points)").format(pair=names, score=worst.worth)
    return clauses([total, lowest])


def _needs(pairing: Pairing) -> str:
    # A need that several donors could answer in part is one need.
    borrowed = len({entry.receiver.reference(entry.need) for entry in pairing.borrowed})
    unmet = len(pairing.unmet)
    asked = pairing.answered + borrowed + unmet
    return clauses(
        [
            _answered_of(pairing.answered, asked),
            _("{count} could be borrowed").format(count=borrowed),
            _("{count} unmet").format(count=unmet),
        ]
    )


def _answered_of(answered: int, asked: int) -> str:
    text = ngettext("{answered} of {count} need answered", "{answered} of {count} needs answered", asked)
    return text.format(answered=answered, count=asked)
