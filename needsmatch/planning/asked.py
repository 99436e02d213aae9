"""What was asked for in a programme, need by need, and what became of it.

Needs that a head added in a review count once they are taken into the needs list.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from needsmatch.i18n import _, listed
from needsmatch.model.match import Cause
from needsmatch.model.plan import Reply, SupportPlan
from needsmatch.model.programme import Programme
from needsmatch.model.school import Need, School
from needsmatch.model.terms import Stage
from needsmatch.model.terms import label as label_of
from needsmatch.planning.answers import answers
from needsmatch.planning.progress import ItemProgress, State
from needsmatch.planning.review import HEADS, standing_answer
from needsmatch.planning.standing import was_agreed

_STAGES = tuple(Stage)


class Grouping(StrEnum):
    """By what needs are grouped."""

    TOPIC = "topic"
    STAGE = "stage"
    DISTRICT = "district"


@dataclass(frozen=True, slots=True)
class AskedNeed:
    """One need of a receiver, and what became of it."""

    school: School
    need: Need
    topic: str | None
    """Id of its top topic."""
    items: tuple[ItemProgress, ...]
    """The items that answer it: those of the plan with the school's donor, and any others that were carried out."""
    cause: Cause | None
    """Why the plan does not answer it; None where it does, or where there is no plan."""
    has_plan: bool
    """There is a plan with the school's donor."""
    is_agreed: bool
    """An item that answers it was agreed to, by both heads or with its whole plan, and no head objects to it."""
    is_done: bool
    """All items of the school's plan that answer it are done; where it has none, all others that do."""

    @property
    def reference(self) -> str:
        """`school/need`."""
        return self.school.reference(self.need)

    @property
    def is_answered(self) -> bool:
        """At least one item answers it."""
        return bool(self.items)

    @property
    def is_begun(self) -> bool:
        """Something was done about it."""
        return any(entry.deeds for entry in self.items)


@dataclass(frozen=True, slots=True)
class NeedGroup:
    """Some needs: those of a topic, of schools of a kind, of a district, or all."""

    key: str
    """Id of the topic, the school's stages, name of the district; empty for what has none, and for all."""
    label: str
    """Its name in the current language."""
    needs: tuple[AskedNeed, ...]

    @property
    def asked(self) -> int:
        """All of them: what is answered and what is unmet."""
        return len(self.needs)

    @property
    def answered(self) -> int:
        """Those with an item in a plan."""
        return sum(need.is_answered for need in self.needs)

    @property
    def agreed(self) -> int:
        """Those with an answer that was agreed to."""
        return sum(need.is_agreed for need in self.needs)

    @property
    def done(self) -> int:
        """Those whose items are all done."""
        return sum(need.is_done for need in self.needs)

    @property
    def unmet(self) -> int:
        """Those without an answer, for whatever reason: `asked` minus `answered`."""
        return self.asked - self.answered

    @property
    def unplanned(self) -> int:
        """Those of the unmet ones whose school has no plan yet."""
        return sum(not need.is_answered and not need.has_plan for need in self.needs)


def asked_needs(
    programme: Programme,
    items: Iterable[ItemProgress],
    topics: Mapping[str, str | None],
    standing: Mapping[str, SupportPlan],
) -> Iterator[AskedNeed]:
    """Every need of every receiver, in the order of the lists; `items` are those of all plans."""
    answered = answers(programme, items, standing)
    for school in programme.receivers:
        plan = standing.get(school.id)
        causes = {entry.need: entry.cause for entry in plan.unmet} if plan else {}
        for need in school.needs:
            reference = school.reference(need)
            found = answered[reference]
            now = [entry for entry in found if entry.plan is plan]
            yield AskedNeed(
                school,
                need,
                topics.get(reference),
                found,
                None if found else causes.get(reference),
                plan is not None,
                any(map(is_agreed, found)),
                bool(found) and all(entry.state is State.DONE for entry in now or found),
            )


def is_agreed(entry: ItemProgress) -> bool:
    """Whether an item was agreed to by both heads, or with its plan, and no head objects to it as it stands."""
    replies = [given.answer if given else None for given in (standing_answer(entry.item, side) for side in HEADS)]
    if {Reply.CHANGE, Reply.DECLINE}.intersection(replies):
        return False
    return was_agreed(entry.plan) or all(reply is Reply.AGREE for reply in replies)


def grouped(needs: Sequence[AskedNeed], grouping: Grouping, labels: Mapping[str, str]) -> tuple[NeedGroup, ...]:
    """The needs in groups, each in one: topics with most unmet needs first, kinds of schools in their order, districts
    by name and those without one last.

    The stages of a school that has several are a group of their own, so that groups add up.
    """
    keys = {Grouping.TOPIC: _topic, Grouping.STAGE: _stages, Grouping.DISTRICT: _district}
    found: dict[tuple[str, ...], list[AskedNeed]] = {}
    for need in needs:
        found.setdefault(keys[grouping](need), []).append(need)
    groups = [NeedGroup(", ".join(key), _name(key, grouping, labels), tuple(some)) for key, some in found.items()]
    if grouping is Grouping.TOPIC:
        return tuple(sorted(groups, key=lambda group: (-group.unmet, group.answered / group.asked, group.label)))
    if grouping is Grouping.STAGE:
        return tuple(sorted(groups, key=lambda group: [_STAGES.index(Stage(word)) for word in group.key.split(", ")]))
    return tuple(sorted(groups, key=lambda group: (not group.key, group.key)))


def _topic(need: AskedNeed) -> tuple[str, ...]:
    return (need.topic,) if need.topic else ()


def _stages(need: AskedNeed) -> tuple[str, ...]:
    return tuple(stage.value for stage in _STAGES if stage in need.school.stages)


def _district(need: AskedNeed) -> tuple[str, ...]:
    return (need.school.district,) if need.school.district else ()


def _name(key: tuple[str, ...], grouping: Grouping, labels: Mapping[str, str]) -> str:
    if not key:
        return _("Other") if grouping is Grouping.TOPIC else _("no district")
    if grouping is Grouping.STAGE:
        return listed(label_of(Stage(word)) for word in key)
    return labels.get(key[0], key[0]) if grouping is Grouping.TOPIC else key[0]
