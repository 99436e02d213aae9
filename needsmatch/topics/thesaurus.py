"""The topics as one value: looked up by id, related to each other, laid over by a programme's own."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

import msgspec

from needsmatch.model.topic import Topic, Wordings


class Relation(StrEnum):
    """How one topic stands to another."""

    SAME = "same"
    BROADER = "broader"
    """The other topic is the wider one."""
    NARROWER = "narrower"
    """The other topic is a part of it."""
    NEAR = "near"


@dataclass(frozen=True)
class Thesaurus:
    """Topics with unique ids."""

    topics: tuple[Topic, ...]

    @classmethod
    def of(cls, topics: Iterable[Topic], own: Iterable[Topic] = ()) -> "Thesaurus":
        """The thesaurus of `topics` with a programme's `own` laid over it.

        An own topic with a known id adds its wordings, relations and activities; its label, if any, wins.
        """
        by_id: dict[str, Topic] = {}
        for topic in (*topics, *own):
            by_id[topic.id] = _joined(by_id[topic.id], topic) if topic.id in by_id else topic
        return cls(tuple(by_id.values()))

    @cached_property
    def by_id(self) -> Mapping[str, Topic]:
        """Topic of each id."""
        return {topic.id: topic for topic in self.topics}

    @cached_property
    def related(self) -> Mapping[str, Mapping[str, Relation]]:
        """For each topic the topics directly related to it; itself included as SAME.

        Where two topics are related in two ways, broader and narrower win over near.
        """
        found: dict[str, dict[str, Relation]] = {topic.id: {topic.id: Relation.SAME} for topic in self.topics}
        for topic in self.topics:
            for other in topic.broader:
                if other in found:
                    found[topic.id].setdefault(other, Relation.BROADER)
                    found[other].setdefault(topic.id, Relation.NARROWER)
        for topic in self.topics:
            for other in topic.near:
                if other in found:
                    found[topic.id].setdefault(other, Relation.NEAR)
                    found[other].setdefault(topic.id, Relation.NEAR)
        return found

    def relation(self, topic_id: str, other_id: str) -> Relation | None:
        """How `other_id` stands to `topic_id`; None when they are not directly related."""
        return self.related.get(topic_id, {}).get(other_id)

    @cached_property
    def kinships(self) -> dict[tuple[str, str], tuple[float, str]]:
        """How near pairs of topics are, as far as somebody asked; filled by `matching.compare`."""
        return {}

    @cached_property
    def searchable(self) -> Mapping[str, Sequence[str]]:
        """For each topic what a search compares of its wordings; half a second for the built-in topics."""
        from needsmatch.text.normalise import searchable  # only where somebody searches

        return {topic.id: [searchable(wording) for wording in topic.wordings.all] for topic in self.topics}

    @cached_property
    def subjects(self) -> Mapping[str, frozenset[str]]:
        """For each topic the subjects and trades it belongs to, itself included; most topics have none."""
        return {topic.id: self._subjects_above(topic) for topic in self.topics}

    def _subjects_above(self, topic: Topic) -> frozenset[str]:
        """The subjects that are met first on each way up."""
        found: set[str] = set()
        seen = {topic.id}
        level = [topic]
        while level:
            found |= {entry.id for entry in level if entry.subject}
            wider = {name for entry in level if not entry.subject for name in entry.broader} - seen
            seen |= wider
            level = [self.by_id[name] for name in wider if name in self.by_id]
        return frozenset(found)

    def root(self, topic_id: str | None) -> str | None:
        """The topic at the top above a topic, by the first broader one each time; None for an unknown topic."""
        path: list[str] = []
        while topic_id and topic_id in self.by_id:
            if topic_id in path:  # a programme's own topics may lead in a circle
                return min(path[path.index(topic_id) :])
            path.append(topic_id)
            topic_id = next((name for name in self.by_id[topic_id].broader if name in self.by_id), None)
        return path[-1] if path else None

    def name(self, topic_id: str, language: str) -> str:
        """Preferred label of a topic in a language; the id for an unknown one."""
        topic = self.by_id.get(topic_id)
        return topic.name(language) if topic else topic_id


def _joined(below: Topic, above: Topic) -> Topic:
    wordings = Wordings(
        zh=tuple(dict.fromkeys(below.wordings.zh + above.wordings.zh)),
        en=tuple(dict.fromkeys(below.wordings.en + above.wordings.en)),
    )
    return msgspec.structs.replace(
        below,
        label=above.label or below.label,
        broader=tuple(dict.fromkeys(below.broader + above.broader)),
        near=tuple(dict.fromkeys(below.near + above.near)),
        stages=below.stages,
        subject=below.subject or above.subject,
        wordings=wordings,
        activities=above.activities + below.activities,
    )
