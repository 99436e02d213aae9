"""Who decided or taught something: what stands with every decision in a programme's files."""

from dataclasses import dataclass
from datetime import datetime

from msgspec.structs import replace

from needsmatch.model.plan import PlanSide
from needsmatch.model.programme import Judgement


@dataclass(frozen=True, slots=True)
class Author:
    """Who decides, answers or teaches something, when and why."""

    at: datetime
    by: str | None = None
    why: str | None = None
    side: PlanSide = PlanSide.COORDINATOR
    """For whom this person speaks."""

    def signed(self, judgement: Judgement) -> Judgement:
        """The judgement as this person's, to the whole second."""
        return replace(judgement, by=self.by, at=self.at.replace(microsecond=0), why=self.why)
