"""Decisions about pairs: two schools stay together or apart, what was found is accepted, who can be paired changes.

A decision is a function from a programme to the programme in which it holds; the difference is what is written to its
files (`store.lessons`). Nothing that was decided before is rewritten: it stays readable in front of what counts now.
"""

from typing import get_args

from msgspec.structs import replace

from needsmatch.errors import NeedsmatchError
from needsmatch.i18n import _
from needsmatch.matching.explain import quoted
from needsmatch.model.completed import with_decision, with_ids
from needsmatch.model.fates import Side, in_order
from needsmatch.model.holds import Held, Holds
from needsmatch.model.pairing import Alone, Hold, Pairing
from needsmatch.model.programme import Decision, Judgement, Programme
from needsmatch.model.school import Capacity, School
from needsmatch.planning.author import Author
from needsmatch.planning.naming import new_id

_LIMITS = get_args(Capacity)[1]


class CannotDecide(NeedsmatchError):
    """This cannot be decided, or not here."""


def pin(programme: Programme, receiver_id: str, donor_id: str, author: Author) -> Programme:
    """The pair stays, whatever is computed; a pin of the receiver to another donor is taken back first.

    Deciding what holds already without a reason adds nothing. Raises CannotDecide where a school is unknown, or
    programme.toml bans the two or gives the receiver to another donor.
    """
    receiver, donor = _two(programme, receiver_id, donor_id)
    holds = Holds(programme)
    _refuse_banned(programme, receiver, donor)
    firm = [held for held in holds.by_receiver.get(receiver_id, ()) if held.hold.is_firm]
    others = [held for held in firm if held.donor != donor_id]
    if given := next((held for held in others if held.hold is Hold.GIVEN), None):
        raise _given(programme, receiver, given.donor)
    if firm and not others and not author.why:
        return programme
    for held in others:
        programme = _about_pair(programme, Decision.RELEASED, receiver_id, held.donor, author)
    return _about_pair(programme, Decision.PINNED, receiver_id, donor_id, author)


def ban(programme: Programme, receiver_id: str, donor_id: str, author: Author) -> Programme:
    """The two are never paired; a pin or an accepted pair of the two does not count any more.

    Deciding what holds already without a reason adds nothing. Raises CannotDecide where a school is unknown, or
    programme.toml gives the pair.
    """
    receiver, _donor = _two(programme, receiver_id, donor_id)
    holds = Holds(programme)
    if (held := _held(holds, receiver_id, donor_id)) and held.hold is Hold.GIVEN:
        raise _given(programme, receiver, donor_id)
    if holds.is_banned(receiver_id, donor_id) and not author.why:
        return programme
    return _about_pair(programme, Decision.BANNED, receiver_id, donor_id, author)


def release(programme: Programme, receiver_id: str, donor_id: str, author: Author) -> Programme:
    """Take back the pin, the ban or the acceptance of a pair; where there is none, nothing is added without a reason.

    Two that only have a support plan are parted too; the plan itself stays. An accepted pair that the receiver had
    beside a pin counts again. Raises CannotDecide where a school is unknown, or programme.toml says otherwise.
    """
    receiver, donor = _two(programme, receiver_id, donor_id)
    holds = Holds(programme)
    held, is_banned = _held(holds, receiver_id, donor_id), holds.is_banned(receiver_id, donor_id)
    # A ban in programme.toml is no reason to keep the pin that contradicts it.
    if held is None or not isinstance(held.source, Judgement):
        _refuse_banned(programme, receiver, donor)
    # Nor is what programme.toml says a reason to keep a person's ban.
    if held and held.hold is Hold.GIVEN and not is_banned:
        raise _given(programme, receiver, donor_id)
    if not held and not is_banned and not author.why:
        return programme
    return _about_pair(programme, Decision.RELEASED, receiver_id, donor_id, author)


def accept(programme: Programme, pairing: Pairing, author: Author) -> Programme:
    """Every pair of `pairing`, which is one of this programme, is accepted; pairs that stand already stay as they are.

    Pairs that were accepted or planned before and are no longer in `pairing` are taken back, but for those whose donor
    only cannot be read from the files. Raises CannotDecide where something was decided since that a pair contradicts.
    """
    holds, found = Holds(programme), {pair.receiver.id: pair.donor.id for pair in pairing.pairs}
    waiting = {entry.receiver.id for entry in pairing.unpaired if entry.cause is Alone.UNREADABLE}
    for school in programme.receivers:
        held = holds.held(school.id)
        # Otherwise it would come back as soon as the new pair is taken back.
        is_over = held and not held.hold.is_firm and held.donor != found.get(school.id)
        if held and is_over and school.id not in waiting:
            programme = _about_pair(programme, Decision.RELEASED, school.id, held.donor, author)
    for pair in pairing.pairs:
        receiver, donor = pair.receiver, pair.donor
        if _held(holds, receiver.id, donor.id):
            continue
        _two(programme, receiver.id, donor.id)
        if holds.given_donor(receiver.id) or holds.is_banned(receiver.id, donor.id):
            message = _(
                "{receiver} and {donor} cannot be paired any more: something else was decided since the pairs were "
                "worked out; work them out anew"
            )
            raise CannotDecide(message.format(receiver=receiver.name, donor=donor.name))
        programme = _about_pair(programme, Decision.PAIRED, receiver.id, donor.id, author)
    return programme


def set_capacity(programme: Programme, donor_id: str, capacity: int, author: Author) -> Programme:
    """The donor takes so many receivers, whatever its file says.

    Deciding what holds already without a reason adds nothing. Raises CannotDecide where the donor is unknown or the
    number out of range.
    """
    donor = _school(programme, "donor", donor_id)
    if not _LIMITS.ge <= capacity <= _LIMITS.le:
        message = _("{value} is out of range; write a number from {low} to {high}")
        raise CannotDecide(message.format(value=capacity, low=_LIMITS.ge, high=_LIMITS.le))
    if donor.capacity == capacity and not author.why:
        return programme
    return decided(programme, Judgement(decision=Decision.CAPACITY, donor=donor_id, capacity=capacity), author)


def add_school(programme: Programme, side: Side, school: School, author: Author) -> Programme:
    """A school joins one side of the programme; the last judgement of the result tells its id.

    The id is made from the name where it is empty, and so are those of needs and strengths. Raises CannotDecide where
    a school of either side has the id, also one that left.
    """
    taken = {other.id: other for other in (*programme.receivers, *programme.donors, *programme.left)}
    if other := taken.get(school.id):
        message = _("the id {id} belongs to {name} already; write another one")
        raise CannotDecide(message.format(id=quoted(other.id), name=other.name))
    school = with_ids(replace(school, id=school.id or new_id(school.name, taken, "school")))
    if side == "receiver":
        programme = replace(programme, receivers=in_order((*programme.receivers, school)))
        joined = Judgement(decision=Decision.ADDED, receiver=school.id)
    else:
        programme = replace(programme, donors=in_order((*programme.donors, school)))
        joined = Judgement(decision=Decision.ADDED, donor=school.id)
    return decided(programme, joined, author)


def _about_pair(programme: Programme, decision: Decision, receiver_id: str, donor_id: str, author: Author) -> Programme:
    return decided(programme, Judgement(decision=decision, receiver=receiver_id, donor=donor_id), author)


def decided(programme: Programme, judgement: Judgement, author: Author) -> Programme:
    """The programme with one more judgement, signed by who decides."""
    return with_decision(programme, author.signed(judgement))


def _held(holds: Holds, receiver_id: str, donor_id: str) -> Held | None:
    """How the two stand together, if they do."""
    return next((held for held in holds.by_receiver.get(receiver_id, ()) if held.donor == donor_id), None)


def _two(programme: Programme, receiver_id: str, donor_id: str) -> tuple[School, School]:
    return _school(programme, "receiver", receiver_id), _school(programme, "donor", donor_id)


def _school(programme: Programme, side: Side, school_id: str) -> School:
    """The school with this id. Raises CannotDecide."""
    school = programme.receiver(school_id) if side == "receiver" else programme.donor(school_id)
    if school is None:
        message = _("There is no receiver {id}") if side == "receiver" else _("There is no donor {id}")
        raise CannotDecide(message.format(id=quoted(school_id)))
    return school


def _given(programme: Programme, receiver: School, donor_id: str) -> CannotDecide:
    donor = programme.donor(donor_id)
    message = _(
        "{receiver} is given to {donor} by a [[pair]] of programme.toml (receiver = {id}, donor = {other_id}); change "
        "or remove it there"
    )
    return CannotDecide(
        message.format(
            receiver=receiver.name,
            donor=donor.name if donor else donor_id,
            id=f'"{receiver.id}"',
            other_id=f'"{donor_id}"',
        )
    )


def _refuse_banned(programme: Programme, receiver: School, donor: School) -> None:
    """Raises CannotDecide where programme.toml itself bans the two."""
    if any((entry.receiver, entry.donor) == (receiver.id, donor.id) for entry in programme.settings.bans):
        message = _(
            "{receiver} and {donor} are banned by a [[ban]] of programme.toml (receiver = {id}, donor = {other_id}); "
            "remove it there"
        )
        raise CannotDecide(
            message.format(receiver=receiver.name, donor=donor.name, id=f'"{receiver.id}"', other_id=f'"{donor.id}"')
        )
