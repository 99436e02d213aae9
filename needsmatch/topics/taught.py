"""The wordings that a programme's people put under topics: what a person taught counts more than any statistics."""

import math
from collections.abc import Callable, Iterable, Mapping

from needsmatch.model.topic import Topic
from needsmatch.text.normalise import normalise

NEAR_ENOUGH = 0.5
"""Closeness (cosine) from which a text is taken for what a person taught."""


class Taught:
    """A programme's own wordings, found by texts that are like them. Made in a moment: teaching shows at once."""

    def __init__(
        self, topics: Iterable[Topic], units: Callable[[str], Mapping[str, float]], says: Callable[[str], float]
    ) -> None:
        """`units` gives what is counted of a plain wording, `says` what a unit says at all, 0..1."""
        self._units, self._says = units, says
        self._entries: list[tuple[str, str]] = []
        self._holders: dict[str, list[tuple[int, float]]] = {}
        for topic in topics:
            labels = (topic.label.zh, topic.label.en) if topic.label else ()
            for wording in (*labels, *topic.wordings.all):
                for unit, share in self._vector(normalise(wording)).items():
                    self._holders.setdefault(unit, []).append((len(self._entries), share))
                self._entries.append((topic.id, wording))

    def near(self, plain: str) -> Mapping[str, tuple[float, str]]:
        """For a clause the topics with a wording that is near enough: its closeness (0..1) and the wording."""
        products: dict[int, float] = {}
        for unit, share in self._vector(plain).items() if self._entries else ():
            for place, other in self._holders.get(unit, ()):
                products[place] = products.get(place, 0.0) + share * other
        found: dict[str, tuple[float, str]] = {}
        for place, closeness in products.items():
            topic, wording = self._entries[place]
            if closeness >= NEAR_ENOUGH and closeness > found.get(topic, (0.0, ""))[0]:
                found[topic] = min(1.0, closeness), wording
        return found

    def _vector(self, plain: str) -> dict[str, float]:
        """Shares of a text's units, of length 1."""
        weights = {unit: weight * self._says(unit) for unit, weight in self._units(plain).items()}
        length = math.sqrt(sum(weight * weight for weight in weights.values())) or 1.0
        return {unit: weight / length for unit, weight in weights.items()}
