"""What is being edited, as one value that undo takes back."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace

from needsmatch.model.plan import SupportPlan
from needsmatch.store.mend import Mend

Place = tuple[str, str | None, str]
"""Plan, item (None: the plan itself) and field, or whatever else a page takes texts for, such as a comment."""


class Saying:
    """A sentence in the language of the moment; one out of the journal is in the language in which it was said."""

    def __init__(self, say: Callable[[], str]) -> None:
        self._say = say

    def __call__(self) -> str:
        """The sentence."""
        return self._say()


@dataclass(frozen=True)
class Written:
    """Files that were written at once, and are taken back as one step."""

    files: tuple[Mend, ...]
    what: Saying = field(compare=False)
    """Says what was done."""


@dataclass(frozen=True)
class Work:
    """Everything that undo takes back, as one value."""

    plans: Mapping[str, SupportPlan | None] = field(default_factory=dict)
    """Plans as they are being edited, by id; a plan that nobody touched is not among them. None: there is no such plan,
    though its file may still be there."""
    wrong: Mapping[Place, str] = field(default_factory=dict)
    """What was typed into a field and cannot be used there."""
    written: tuple[Written, ...] = ()
    """Steps that were written at once: files mended on the problems page, lessons, copies that were taken in."""
    proposed: Mapping[str, SupportPlan | None] = field(default_factory=dict)
    """What the program proposed last for plans that were drafted or refreshed here, by id; it is saved with the plan.
    None where nothing had been proposed before the first refresh."""

    def without(self, names: Collection[str]) -> "Work":
        """The same without the plans of these ids."""
        return replace(
            self,
            plans={name: plan for name, plan in self.plans.items() if name not in names},
            wrong={place: text for place, text in self.wrong.items() if place[0] not in names},
            proposed={name: plan for name, plan in self.proposed.items() if name not in names},
        )

    def over(self, other: "Work") -> "Work":
        """The same with what only `other` has of plans and proposals."""
        if other.plans.keys() <= self.plans.keys() and other.proposed.keys() <= self.proposed.keys():
            return self
        return replace(self, plans={**other.plans, **self.plans}, proposed={**other.proposed, **self.proposed})
