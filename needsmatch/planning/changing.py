"""Changes of schools during the year: one withdraws or comes back, has a new head, or merges into another one.

Like every decision a change is a function from a programme to the programme in which it holds. Support plans of a
school that leaves are closed with it; what was done by them stays and still counts.
"""

import dataclasses
from collections.abc import Iterator

from msgspec.structs import replace

from needsmatch.display import MARK, clean
from needsmatch.i18n import _, using
from needsmatch.matching.explain import quoted
from needsmatch.model.fates import Side, fates_of, side_of
from needsmatch.model.holds import Holds, last_decisions
from needsmatch.model.pairing import Hold
from needsmatch.model.plan import About, Status, SupportPlan
from needsmatch.model.programme import Decision, Judgement, Programme
from needsmatch.model.school import School
from needsmatch.planning.author import Author
from needsmatch.planning.decide import CannotDecide, decided
from needsmatch.planning.fields import label_of
from needsmatch.planning.merge_parts import LONGEST
from needsmatch.planning.plain import day_in_words

_LONGEST = 2000
"""Characters of a name."""


def withdraw(programme: Programme, school_id: str, author: Author) -> Programme:
    """The school leaves the programme; its pairs end, and its plans are closed. Raises CannotDecide."""
    side, _school = _here(programme, school_id)
    return _closing(decided(programme, _about(Decision.WITHDRAWN, side, school_id), author), school_id)


def return_school(programme: Programme, school_id: str, author: Author) -> Programme:
    """The school that left is back, also one that merged. Its pairs hold again, but for receivers that have another
    donor by now and places that are taken; with them the plans are open again that were closed when it left.

    Raises CannotDecide.
    """
    left = fates_of(programme).left.get(school_id)
    if left is None:
        _side, school = _here(programme, school_id)
        raise CannotDecide(_("{school} has not left the programme").format(school=school.name))
    after = decided(programme, _about(Decision.RETURNED, left[0], school_id), author)
    return _opening(_giving_way(programme, after, left[0], school_id, author), school_id)


def set_head(programme: Programme, school_id: str, name: str, author: Author) -> Programme:
    """The school has another head, whatever its file says; what was signed stays signed. The name becomes one line.

    Deciding what holds already without a reason adds nothing. Raises CannotDecide.
    """
    side, school = _here(programme, school_id)
    name = " ".join(name.split())
    if not name:
        raise CannotDecide(_("Write the name of the new head."))
    if len(name) > _LONGEST:
        message = _("A text of {count} characters is too long; at most {limit} are possible")
        raise CannotDecide(message.format(count=len(name), limit=_LONGEST))
    if MARK in clean(name):
        raise CannotDecide(_("The name holds a character that cannot be shown; type it again without it."))
    if school.head == name and not author.why:
        return programme
    return decided(programme, replace(_about(Decision.HEAD, side, school_id), name=name), author)


def merge_schools(programme: Programme, school_id: str, into_id: str, author: Author) -> Programme:
    """The school becomes part of another one of the same side, which takes over its needs and strengths.

    What people decided about single needs and strengths of it holds for those of the other one. Its pairs end, and its
    plans are closed. Raises CannotDecide.
    """
    side, school = _here(programme, school_id)
    other_side, into = _here(programme, into_id)
    if school_id == into_id:
        raise CannotDecide(_("{school} cannot merge into itself").format(school=school.name))
    if side != other_side:
        message = _("{school} and {other} are on different sides of the programme; only schools of one side can merge")
        raise CannotDecide(message.format(school=school.name, other=into.name))
    merged = replace(_about(Decision.MERGED, side, school_id), into=into_id)
    return _closing(decided(programme, merged, author), school_id)


def _about(decision: Decision, side: Side, school_id: str) -> Judgement:
    if side == "receiver":
        return Judgement(decision=decision, receiver=school_id)
    return Judgement(decision=decision, donor=school_id)


def _here(programme: Programme, school_id: str) -> tuple[Side, School]:
    """The school, which takes part, and its side. Raises CannotDecide."""
    if school := programme.receiver(school_id):
        return "receiver", school
    if school := programme.donor(school_id):
        return "donor", school
    if school := programme.school(school_id):
        raise CannotDecide(_("{school} has left the programme already").format(school=school.name))
    raise CannotDecide(_("There is no school {id} in this programme").format(id=quoted(school_id)))


def _closing(programme: Programme, school_id: str) -> Programme:
    """The programme with the plans closed of a school that left just now; a line in each note says so."""
    said = programme.judgements[-1]

    def closed(plan: SupportPlan) -> SupportPlan:
        about = plan.plan
        if school_id not in (about.receiver, about.donor) or about.status is Status.CLOSED:
            return plan
        line = _ending(programme, said, about)
        note = f"{about.note}\n{line}" if about.note else line
        fits = len(note) <= LONGEST
        return replace(plan, plan=replace(about, status=Status.CLOSED, note=note if fits else about.note))

    return replace(programme, plans=tuple(map(closed, programme.plans)))


def _opening(programme: Programme, school_id: str) -> Programme:
    """The programme in which plans of a school that is back are as they were when they were closed with one of their
    schools, and the line in the note is gone; only those whose pair holds."""
    holds = Holds(programme)
    leaving = [said for said in programme.judgements if said.decision in (Decision.WITHDRAWN, Decision.MERGED)]

    def opened(plan: SupportPlan) -> SupportPlan:
        about = plan.plan
        schools, is_held = (about.receiver, about.donor), holds.settled_donor(about.receiver) == about.donor
        if school_id not in schools or about.status is not Status.CLOSED or not is_held:
            return plan
        lines = about.note.split("\n") if about.note else []
        for said in (said for said in reversed(leaving) if side_of(said)[1] in schools):
            for was in (replace(about, status=status) for status in Status):
                line = _ending(programme, said, was)
                if line in lines:
                    lines.remove(line)
                    return replace(plan, plan=replace(was, note="\n".join(lines) or None))
        return plan

    return replace(programme, plans=tuple(map(opened, programme.plans)))


def _ending(programme: Programme, said: Judgement, about: About) -> str:
    """The line that says, in the language of a plan, when and why it was closed, and how far it was then."""
    school, other = (programme.school(name or "") for name in (side_of(said)[1], said.into))
    names = {"school": school.name if school else "", "other": other.name if other else ""}
    with using(about.language):
        what = _("{school} merged into {other}") if said.into else _("{school} withdrew")
        text = _("ended on {day} ({status} until then): {what}")
        day = day_in_words(said.at.date()) if said.at else ""
        return text.format(day=day, status=label_of(about.status), what=what.format(**names))


def _giving_way(before: Programme, after: Programme, side: Side, school_id: str, author: Author) -> Programme:
    """The programme in which a school that is back takes nobody's donor and nobody's place."""
    # The reason is that of the return; that pairs of before end only follows from it.
    by = dataclasses.replace(author, why=None)
    if side == "donor":
        for receiver_id in _receivers_elsewhere(Holds(before), after, school_id):
            after = _released(after, receiver_id, school_id, by)
        return after
    while donor_id := _full_donor(Holds(after), school_id):
        after = _released(after, school_id, donor_id, by)
    return after


def _receivers_elsewhere(was: Holds, programme: Programme, donor_id: str) -> Iterator[str]:
    """The receivers of before of a donor that is back that have another one by now, but for those that programme.toml
    gives it."""
    holds, said = Holds(programme), last_decisions(programme)
    planned = {plan.plan.receiver for plan in programme.plans if plan.plan.donor == donor_id}
    for receiver in programme.receivers:
        last, held = said.get((receiver.id, donor_id)), holds.held(receiver.id)
        stood = last.decision in (Decision.PINNED, Decision.PAIRED) if last else receiver.id in planned
        is_given = held and held.hold is Hold.GIVEN and held.donor == donor_id
        if stood and not is_given and was.settled_donor(receiver.id):
            yield receiver.id


def _full_donor(holds: Holds, receiver_id: str) -> str | None:
    """The donor of a receiver that is back, where others have all its places; none that programme.toml gives it."""
    held = holds.held(receiver_id)
    donor = holds.programme.donor(held.donor) if held and held.hold is not Hold.GIVEN else None
    return donor.id if donor and len(holds.taken()[donor.id]) > donor.capacity else None


def _released(programme: Programme, receiver_id: str, donor_id: str, author: Author) -> Programme:
    return decided(programme, Judgement(decision=Decision.RELEASED, receiver=receiver_id, donor=donor_id), author)
