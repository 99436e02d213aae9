"""Schools with their needs lists and strengths."""

from datetime import date
from enum import StrEnum
from typing import Annotated

from msgspec import Meta, field

from needsmatch.model.fields import Count, LongText, Record, Slug, Text
from needsmatch.model.terms import Mode, Stage

URGENT = 1
"""The highest priority of a need."""
LEAST_URGENT = 5
"""The lowest priority of a need."""

Capacity = Annotated[int, Meta(ge=0, le=1000)]
"""How many receivers a donor serves."""


class Result(StrEnum):
    """What had become of a need when a year ended without it being done."""

    UNMET = "unmet"
    """No plan answered it."""
    PLANNED = "planned"
    """A plan answered it, and nothing was done."""
    BEGUN = "begun"
    """Some of it was done."""


class Past(Record, kw_only=True):
    """What became of a need in a year before."""

    programme: Slug
    end: date | None = None
    """When that programme ended."""
    result: Result
    sentence: LongText | None = None
    """What was planned and done, or why nothing was, in words."""


class Need(Record, kw_only=True):
    """One thing that a school asks for, in its own words."""

    id: Slug = ""
    """Unique within the school. The reader gives needs that have none an id made from their text."""
    text: Text
    priority: Annotated[int, Meta(ge=URGENT, le=LEAST_URGENT)] = 3
    """1 most urgent .. 5."""
    people: Count | None = None
    """How many people it is for."""
    audience: Text | None = None
    """Who they are."""
    modes: tuple[Mode, ...] = ()
    """Ways of helping that the school would like; empty: any."""
    by: date | None = None
    """Needed by."""
    note: LongText | None = None
    past: tuple[Past, ...] = ()
    """Years before in which it was asked for and not done, oldest first."""
    illustrative: bool = False
    """Invented for a sample."""

    @property
    def weight(self) -> int:
        """How much the need counts in a plan's score: 5 for priority 1 down to 1 for priority 5."""
        return LEAST_URGENT + URGENT - self.priority


class Strength(Record, kw_only=True):
    """One thing that a school is good at and can help others with, in its own words."""

    id: Slug = ""
    """Unique within the school. The reader gives strengths that have none an id made from their text."""
    text: Text
    lead: Text | None = None
    """Who leads it."""
    modes: tuple[Mode, ...] = ()
    """Ways of helping that the school offers; empty: any."""
    places: Count | None = None
    """How many people it can take."""
    period: Text | None = None
    """When, in words."""
    link: Text | None = None
    """Into a resource platform."""
    note: LongText | None = None
    illustrative: bool = False
    """Invented for a sample."""


class School(Record, kw_only=True):
    """A school or an institute, on either side of a programme."""

    id: Slug
    name: Text
    stage: Stage | Annotated[tuple[Stage, ...], Meta(min_length=1)]
    district: Text | None = None
    head: Text | None = None
    contact: Text | None = None
    capacity: Capacity = 1
    """How many receivers a donor serves."""
    pinyin: Text | None = None
    """Reading of the name where it is unusual, without tones."""
    note: LongText | None = None
    illustrative: bool = False
    """Invented for a sample."""
    needs: tuple[Need, ...] = field(default=(), name="need")
    strengths: tuple[Strength, ...] = field(default=(), name="strength")

    @property
    def stages(self) -> tuple[Stage, ...]:
        """All stages of the school."""
        return (self.stage,) if isinstance(self.stage, Stage) else self.stage

    def reference(self, entry: Need | Strength) -> str:
        """`school/need` or `school/strength`: how the entry is named outside the school."""
        return f"{self.id}/{entry.id}"
