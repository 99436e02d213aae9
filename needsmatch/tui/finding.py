"""Finding schools: how each stands, and what a filter looks at."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto

from needsmatch.i18n import _, language
from needsmatch.model.school import School
from needsmatch.model.terms import label
from needsmatch.text.normalise import simplified
from needsmatch.text.pinyin import found
from needsmatch.tui.session import Session


class State(Enum):
    """How a receiver stands."""

    WAITING = auto()
    """It is not matched yet."""
    NO_NEEDS = auto()
    UNPAIRED = auto()
    """It has no donor."""
    UNMET = auto()
    """Its donor does not answer everything."""
    COMPLETE = auto()


@dataclass(frozen=True)
class Wanted:
    """What another page asks a list of receivers to show."""

    receivers: tuple[str, ...] = ()
    """Their ids; none: all of them."""
    common: Callable[[], str] = str
    """Says in the current language what they have in common."""
    find: bool = False
    """The caret goes into the filter."""


def state_of(session: Session, school: School) -> State:
    """How a receiver stands now."""
    if not school.needs:
        return State.NO_NEEDS
    if school.id not in session.ranked:
        return State.WAITING
    if not session.settled(school.id):
        return State.UNPAIRED
    plan = session.ranked_plan(school.id)
    return State.UNMET if plan is None or plan.unmet else State.COMPLETE


def schools_found(
    session: Session, words: Sequence[str], pinyin: Mapping[str, Sequence[str]], only: Collection[str]
) -> list[tuple[School, State]]:
    """The receivers that have every word somewhere; only those with one of the ids, if any are given."""
    schools = [(school, state_of(session, school)) for school in session.receivers if not only or school.id in only]
    return [(school, state) for school, state in schools if has_all(session, school, state, words, pinyin)]


def has_all(
    session: Session, school: School, state: State, words: Sequence[str], pinyin: Mapping[str, Sequence[str]]
) -> bool:
    """Whether a receiver has every word (in small letters) somewhere: in its texts, its state, or as pinyin."""
    keys = (*pinyin.get(school.id, ()), *pinyin.get(session.settled(school.id) or "", ()))
    return all(
        simplified(word) in searched(session, school)
        or word in state_word(session, school, state).casefold()
        or found(word, keys) is not None
        for word in words
    )


def state_word(session: Session, school: School, state: State) -> str:
    """How a receiver stands, in a word of the current language."""
    plan = session.ranked_plan(school.id) if state is State.UNMET else None
    return {
        State.WAITING: "..",
        State.COMPLETE: _("complete"),
        State.UNMET: _("unmet {count}").format(count=len(plan.unmet) if plan else 0),
        State.UNPAIRED: _("no donor"),
        State.NO_NEEDS: _("no needs"),
    }[state]


def searched(session: Session, school: School) -> str:
    """Everything of a receiver that a filter looks at, in small letters."""
    # With every letter that is typed all schools are asked, and none has changed.
    state = school.id in session.ranked, school.id in session.outdated, session.settled(school.id)
    known = (language(), school.id, *state)
    if known not in session.searched:
        session.searched[known] = _searched(session, school)
    return session.searched[known]


def _searched(session: Session, school: School) -> str:
    parts = [
        school.name,
        school.id,
        school.district or "",
        school.head or "",
        *(label(stage) for stage in school.stages),
    ]
    for need in school.needs:
        parts.append(need.text)
        topic = session.topics.get(school.reference(need))
        if topic:
            parts += [topic_label(session, topic), topic_label(session, session.thesaurus.root(topic) or topic)]
    donor = session.settled(school.id)
    helping = session.programme.donor(donor) if session.programme and donor else None
    if helping:
        parts.append(helping.name)
    plan = session.ranked_plan(school.id)
    parts += [match.strength.text for match in plan.answered] if plan else []
    return simplified("\n".join(parts))


def topic_label(session: Session, topic: str | None) -> str:
    """Preferred label of a topic in the current language."""
    return session.thesaurus.name(topic, language()) if topic else _("Other")


def asking(session: Session, topic: str | None) -> tuple[str, ...]:
    """Ids of the receivers with unmet needs of a root topic; where nobody has any, of all that ask for it."""
    asked: dict[str, bool] = {}
    for school in session.receivers:
        plan = session.ranked_plan(school.id)
        answered = {match.need.id for match in plan.answered} if plan else set()
        for need in school.needs:
            if session.thesaurus.root(session.topics.get(school.reference(need))) == topic:
                asked[school.id] = asked.get(school.id, False) or need.id not in answered
    return tuple(name for name, lacks in asked.items() if lacks) or tuple(asked)
