"""A need that a head added while reviewing comes into the school's needs list."""

from msgspec.structs import replace

from needsmatch.i18n import _, using
from needsmatch.model.plan import UnmetNeed
from needsmatch.model.programme import Programme
from needsmatch.model.school import Need, School


def is_listed(programme: Programme, entry: UnmetNeed) -> bool:
    """Whether the need stands in the needs list of a receiver."""
    return any(school.reference(need) == entry.need for school in programme.receivers for need in school.needs)


def ask(programme: Programme, receiver_id: str, entry: UnmetNeed) -> Programme:
    """`programme` with the need at the end of the receiver's needs list; unchanged where it stands there already.

    It keeps its reference, so that the plan knows it again, and a note says who asked for it and when. Raises
    LookupError where there is no such receiver.
    """
    school = programme.receiver(receiver_id)
    if school is None:
        raise LookupError(receiver_id)
    need_id = entry.need.rpartition("/")[2]
    if any(need.id == need_id for need in school.needs):
        return programme
    need = Need(id=need_id, text=entry.need_text, note=_note(programme, entry))
    asked = replace(school, needs=(*school.needs, need))
    return replace(programme, receivers=_with(programme.receivers, asked))


def _note(programme: Programme, entry: UnmetNeed) -> str:
    # It stands in a file of the programme, whatever the coordinator's screen speaks.
    with using(programme.about.language):
        if entry.by and entry.at:
            return _("Asked for by {name} in the review of the plan, {day}").format(
                name=entry.by, day=entry.at.date().isoformat()
            )
        return _("Asked for in the review of the plan")


def _with(schools: tuple[School, ...], changed: School) -> tuple[School, ...]:
    return tuple(changed if school.id == changed.id else school for school in schools)
