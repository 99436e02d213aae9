"""What would be with others instead of two schools: other donors, and what it costs to keep the two together.

Every answer is a pairing of the whole programme, so a thread finds it.
"""

from itertools import islice

from needsmatch.model.school import School
from needsmatch.planning.whatif import Comparison, price
from needsmatch.tui.session import Around, PairingNow

_OTHERS = 2
"""Other donors that are named."""


def around(known: PairingNow, receiver_id: str, donor_id: str) -> Around:
    """What is known about the receiver and the donor of these ids only when somebody looks."""
    receiver, donor = known.programme.receiver(receiver_id), known.programme.donor(donor_id)
    if known.pairing is None or receiver is None or donor is None:
        return Around(())
    row = known.programme.receivers.index(receiver)
    worths = {
        other.id: int(worth) for other, worth in zip(known.programme.donors, known.pairer.worths[row], strict=True)
    }
    # The sort keeps the order of the ids among equals.
    likely = sorted(
        (other for other in known.programme.donors if worths[other.id]), key=lambda other: -worths[other.id]
    )
    able = (
        (other, worths[other.id], total)
        for other in likely
        if other.id != donor_id and (total := known.pairer.total_with(receiver, other)) is not None
    )
    return Around(
        tuple(islice(able, _OTHERS)), known.pairer.total_with(receiver, donor), _price(known, receiver, donor)
    )


def _price(known: PairingNow, receiver: School, donor: School) -> Comparison | None:
    """What becomes of the pairs without these two, where they are given or pinned."""
    held = known.pairer.standing.get(receiver.id)
    if held is None or held.donor != donor.id or not held.hold.is_firm:
        return None
    assert known.pairing
    return price(known.pairer, known.pairing, receiver.id, donor.id)
