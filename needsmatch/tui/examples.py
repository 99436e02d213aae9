"""The worked examples that come with the program: what they are called and how large they are."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from needsmatch.i18n import _, language
from needsmatch.store.samples import FIRST_SAMPLE, sample, sample_names
from needsmatch.workspace import open_programme


@dataclass(frozen=True, slots=True)
class Example:
    """One worked example."""

    name: str
    """The programme's own name."""
    receivers: int
    donors: int

    @property
    def size(self) -> str:
        """How many schools it has, in the current language."""
        return _("{receivers} receiving and {donors} donor schools").format(
            receivers=self.receivers, donors=self.donors
        )


def examples() -> Mapping[str, Example]:
    """The examples by their folders' names; first the one a newcomer should see in the current language."""
    first = FIRST_SAMPLE[language()]
    return dict(sorted(_read().items(), key=lambda example: example[0] != first))


@cache
def _read() -> Mapping[str, Example]:
    programmes = {name: open_programme(sample(name)).programme for name in sample_names()}
    return {
        name: Example(programme.about.name, len(programme.receivers), len(programme.donors))
        for name, programme in programmes.items()
    }
