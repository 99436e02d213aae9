"""What people decided about schools, pairs, matches and wordings, as sentences of the current language."""

from collections.abc import Callable, Sequence

from needsmatch.i18n import N_, _, language, ngettext
from needsmatch.matching.explain import quoted
from needsmatch.model.fates import Names, entry_names
from needsmatch.model.programme import Decision, Judgement, Programme
from needsmatch.model.school import Need, School, Strength

_TEXTS = {
    Decision.SAME: N_("{need} and {strength} are the same thing"),
    Decision.NOT_A_MATCH: N_("{strength} is no answer to {need}"),
    Decision.PINNED: N_("{receiver} and {donor} stay together"),
    Decision.BANNED: N_("{receiver} and {donor} are never paired"),
    Decision.PAIRED: N_("{receiver} is paired with {donor}"),
    Decision.RELEASED: N_("what was decided about {receiver} and {donor} counts no more"),
    Decision.ADDED: N_("{school} joined"),
    Decision.WITHDRAWN: N_("{school} withdrew"),
    Decision.RETURNED: N_("{school} is back"),
    Decision.HEAD: N_("{school} has a new head: {name}"),
    Decision.MERGED: N_("{school} became part of {other}"),
    Decision.TAUGHT: N_("{wording} belongs to the topic {topic}"),
}


def decided_in_words(programme: Programme, said: Judgement) -> str:
    """What was decided, by whom, and why; schools and texts that are not known any more are told by their ids."""
    text = _text(programme, said)
    if said.by:
        text = _("{what} ({details})").format(what=text, details=said.by)
    return _("{statement}: {details}").format(statement=text, details=said.why) if said.why else text


def _text(programme: Programme, said: Judgement) -> str:
    receiver, donor = _school(programme, said.receiver), _school(programme, said.donor)
    if said.decision is Decision.CAPACITY:
        count = said.capacity or 0
        return ngettext("{donor} takes {count} school", "{donor} takes {count} schools", count).format(
            donor=donor, count=count
        )
    if said.decision is Decision.RELEASED and not said.receiver:
        return _("{donor} takes as many schools again as its file says").format(donor=donor)
    topic = next((topic for topic in programme.topics if topic.id == said.topic), None)
    return _(_TEXTS[said.decision]).format(
        need=_need(programme, said.need or ""),
        strength=_strength(programme, said.strength or ""),
        receiver=receiver,
        donor=donor,
        school=receiver or donor,
        other=_school(programme, said.into),
        name=said.name or "",
        wording=quoted(said.wording or ""),
        topic=quoted(topic.name(language()) if topic else said.topic or ""),
    )


def _school(programme: Programme, name: str | None) -> str:
    school = programme.school(name) if name else None
    return school.name if school else name or ""


def _need(programme: Programme, reference: str) -> str:
    """A need in its own words."""
    return _entry(programme, reference, lambda school: school.needs, lambda: entry_names(programme)[0])


def _strength(programme: Programme, reference: str) -> str:
    """A strength in its own words."""
    return _entry(programme, reference, lambda school: school.strengths, lambda: entry_names(programme)[1])


def _entry(
    programme: Programme,
    reference: str,
    entries: Callable[[School], Sequence[Need | Strength]],
    names: Callable[[], Names],
) -> str:
    def text(name: str) -> str | None:
        school = programme.school(name.partition("/")[0])
        return (
            next((entry.text for entry in entries(school) if school.reference(entry) == name), None) if school else None
        )

    # It may be known by a name only that it had while its school was part of another one.
    return quoted(text(reference) or text(names().now(reference)) or reference)
