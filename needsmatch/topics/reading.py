"""What a text was understood to be about, as a value."""

from collections.abc import Mapping
from dataclasses import dataclass

from needsmatch.topics.thesaurus import Relation

CLOSENESS: Mapping[Relation, float] = {
    Relation.SAME: 1.0,
    Relation.BROADER: 0.40,
    Relation.NARROWER: 0.30,
    Relation.NEAR: 0.20,
}
"""How far a topic speaks for a related one."""


@dataclass(frozen=True)
class Reading:
    """What a text was understood to be about."""

    weights: Mapping[str, float]
    """Share of each topic, adding up to 1, weightiest first; empty where no topic explains the text."""
    wordings: Mapping[str, str]
    """For these topics the wording of the thesaurus that is nearest to the text, where one is near enough to show."""
    spread: Mapping[str, float]
    """The shares with what they say for related topics, as a vector of length 1."""
    known: float = 0.0
    """How near the nearest wording of the thesaurus is to the text or a clause of it, 0..1."""
    subjects: tuple[str, ...] = ()
    """Ids of the subjects and trades it is about, the weightiest first."""
