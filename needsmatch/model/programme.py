"""A pairing programme: two sides, rules, given pairs, and the schools."""

from datetime import date, datetime
from enum import StrEnum

from msgspec import field

from needsmatch.model.fields import Amount, LongText, Record, Reference, Slug, Text
from needsmatch.model.plan import SupportPlan
from needsmatch.model.school import Capacity, School
from needsmatch.model.terms import Mode
from needsmatch.model.topic import Topic


class About(Record, kw_only=True):
    """What the programme is."""

    id: Slug
    name: Text
    language: Text = "zh_CN"
    """The language plans are drafted in."""
    start: date | None = None
    end: date | None = None
    previous: Slug | None = None
    """Id of the programme of the year before, which this one goes on from."""
    note: LongText | None = None
    illustrative: bool = False


class Area(Record, kw_only=True):
    """Where the schools of one side are."""

    name: Text | None = None
    districts: tuple[Text, ...] = ()


class Deadlines(Record, kw_only=True):
    """By when each step is due."""

    needs: date | None = None
    plans: date | None = None
    reviews: date | None = None
    report: date | None = None


class Rules(Record, kw_only=True):
    """What pairs must keep to."""

    other_stages: bool = False
    """A pair may cross school stages."""
    district_with_district: bool = False
    """Pairs only between the districts named in [[district_pair]]."""
    yearly_seminar: bool = False
    """Every plan holds one joint seminar a year."""


class DistrictPair(Record, kw_only=True):
    """Two districts that help each other."""

    receiver: Text
    donor: Text


class Pair(Record, kw_only=True):
    """A pair given from above."""

    receiver: Slug
    donor: Slug
    note: LongText | None = None


class Ban(Record, kw_only=True):
    """Two schools that are never paired."""

    receiver: Slug
    donor: Slug
    by: Text | None = None
    at: datetime | None = None
    why: LongText | None = None


class Target(Record, kw_only=True):
    """A yearly target of the programme."""

    text: Text
    amount: Amount
    unit: Text
    mode: Mode | None = None


class Figure(Record, kw_only=True):
    """A published figure, of which the plans need not know; no sum holds it."""

    text: Text
    amount: Amount
    unit: Text
    mode: Mode | None = None
    since: date | None = None
    note: LongText | None = None


class ProgrammeFile(Record, kw_only=True):
    """programme.toml as it stands in the file."""

    programme: About
    receiving: Area = Area()
    donating: Area = Area()
    deadlines: Deadlines = Deadlines()
    rules: Rules = Rules()
    district_pairs: tuple[DistrictPair, ...] = field(default=(), name="district_pair")
    pairs: tuple[Pair, ...] = field(default=(), name="pair")
    bans: tuple[Ban, ...] = field(default=(), name="ban")
    targets: tuple[Target, ...] = field(default=(), name="target")
    figures: tuple[Figure, ...] = field(default=(), name="figure")


class Decision(StrEnum):
    """What a person decided about a match or a pair."""

    SAME = "same"
    """Need and strength are the same thing."""
    NOT_A_MATCH = "not-a-match"
    PINNED = "pinned"
    """The pair stays, whatever is computed."""
    BANNED = "banned"
    """The pair never returns."""
    PAIRED = "paired"
    """The pair is accepted; it stays until everything is paired anew."""
    RELEASED = "released"
    """What was decided about the pair before does not count any more."""
    CAPACITY = "capacity"
    """The donor takes so many receivers, whatever its file says."""
    ADDED = "added"
    """The school joined the programme."""
    WITHDRAWN = "withdrawn"
    """The school left the programme; what was done with it still counts."""
    RETURNED = "returned"
    """The school that had left is back."""
    HEAD = "head"
    """The school has another head, whatever its file says."""
    MERGED = "merged"
    """The school became part of another one of the same side, which takes over its needs and strengths."""
    TAUGHT = "taught"
    """A wording belongs to a topic."""


class Judgement(Record, kw_only=True):
    """One decision about a need and a strength (`school/id`), a receiver and a donor, a donor's capacity, a school that
    joined, left, merged or has another head (named as `receiver` or as `donor`), or a wording and a topic.

    Of several about the same thing the one that stands last counts; the others tell what was thought before.
    """

    decision: Decision
    need: Reference | None = None
    strength: Reference | None = None
    receiver: Slug | None = None
    donor: Slug | None = None
    topic: Slug | None = None
    """The topic that need and strength are both about, or that the wording belongs to."""
    wording: Text | None = None
    capacity: Capacity | None = None
    """How many receivers the donor takes."""
    name: Text | None = None
    """The new head."""
    into: Slug | None = None
    """The school that took over the one that merged into it."""
    by: Text | None = None
    at: datetime | None = None
    why: LongText | None = None


class Programme(Record, kw_only=True):
    """Everything that was read from a programme's folder."""

    settings: ProgrammeFile
    receivers: tuple[School, ...] = ()
    """In the order of their ids."""
    donors: tuple[School, ...] = ()
    """In the order of their ids."""
    topics: tuple[Topic, ...] = ()
    """The programme's own topics."""
    judgements: tuple[Judgement, ...] = ()
    plans: tuple[SupportPlan, ...] = ()
    left: tuple[School, ...] = ()
    """Schools of either side that withdrew or merged into another one, as they were; none of them is in `receivers` or
    `donors`."""

    @property
    def about(self) -> About:
        """What the programme is."""
        return self.settings.programme

    def receiver(self, school_id: str) -> School | None:
        """The receiver with this id."""
        return next((school for school in self.receivers if school.id == school_id), None)

    def donor(self, school_id: str) -> School | None:
        """The donor with this id."""
        return next((school for school in self.donors if school.id == school_id), None)

    def school(self, school_id: str) -> School | None:
        """The school of either side with this id, also one that left."""
        return next((school for school in (*self.receivers, *self.donors, *self.left) if school.id == school_id), None)
