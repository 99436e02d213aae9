"""One receiver beside one donor: for each need the best strength. Every comparison starts here."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from needsmatch.matching.compare import Comparison, Understood, compare
from needsmatch.matching.known import Couple, Found
from needsmatch.matching.scale import THRESHOLD
from needsmatch.model.match import Code, Evidence
from needsmatch.model.programme import Decision
from needsmatch.model.school import Need, School, Strength
from needsmatch.topics.index import TopicIndex

Decided = Mapping[tuple[str, str], Decision]
"""What people decided about a need and a strength, by the references of the two."""


@dataclass(frozen=True)
class Comparer:
    """Compares schools. The texts of a school are read once, as long as the school stays as it is."""

    index: TopicIndex
    _needs: dict[str, tuple[School, list[Understood]]] = field(default_factory=dict)
    _strengths: dict[str, tuple[School, list[Understood]]] = field(default_factory=dict)

    def need_topics(self, receiver: School) -> tuple[str | None, ...]:
        """The weightiest topic of each need, in the order of the list; None where no topic explains it."""
        needs = self._understood(self._needs, receiver, receiver.needs)
        return tuple(next(iter(need.reading.weights), None) for need in needs)

    def couple(self, receiver: School, donor: School, decided: Decided) -> Couple:
        """What `donor` has for the needs of `receiver`; what a person decided counts more than any score."""
        needs = self._understood(self._needs, receiver, receiver.needs)
        strengths = self._understood(self._strengths, donor, donor.strengths)
        compared = [[self._judged(need, strength, decided) for strength in strengths] for need in needs]
        return Couple(
            best=_best(compared, donor, lambda comparison: comparison.score >= THRESHOLD),
            other_stage=_best(compared, donor, lambda comparison: comparison.other_stage),
            declined=tuple(place for place, of_need in enumerate(compared) if None in of_need),
        )

    def _judged(self, need: Understood, strength: Understood, decided: Decided) -> Comparison | None:
        """The comparison, unless a person has decided: None for what was judged not to be a match."""
        if decided:
            match decided.get((need.school.reference(need.entry), strength.school.reference(strength.entry))):
                case Decision.NOT_A_MATCH:
                    return None
                case Decision.SAME:
                    return Comparison(100, (Evidence(code=Code.JUDGED_SAME, points=100),))
        return compare(need, strength, self.index.thesaurus)

    def _understood(
        self, read: dict[str, tuple[School, list[Understood]]], school: School, entries: Sequence[Need | Strength]
    ) -> list[Understood]:
        before = read.get(school.id)
        if before is None or before[0] != school:
            before = read[school.id] = school, [Understood.of(entry, school, self.index) for entry in entries]
        return before[1]


def _best(
    compared: Iterable[Iterable[Comparison | None]], donor: School, counts: Callable[[Comparison], bool]
) -> dict[int, Found]:
    """For each need the best of the comparisons that count; ties by the id of the strength."""
    best: dict[int, Found] = {}
    for place, of_need in enumerate(compared):
        found = [(entry, strength) for strength, entry in enumerate(of_need) if entry and counts(entry)]
        if found:
            entry, strength = min(found, key=lambda pair: (-pair[0].score, donor.strengths[pair[1]].id))
            best[place] = Found(strength, entry.score, entry.parts)
    return best
