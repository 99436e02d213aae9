"""A support plan: what one donor does for one receiver, item by item."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated

from msgspec import Meta, field

from needsmatch.model.fields import Amount, Count, LongText, Record, Reference, Slug, Text
from needsmatch.model.match import Cause, Evidence
from needsmatch.model.terms import Grade, Mode, Useful


class Status(StrEnum):
    """How far a plan has come."""

    DRAFT = "draft"
    PROPOSED = "proposed"
    AGREED = "agreed"
    ACTIVE = "active"
    CLOSED = "closed"


class PlanSide(StrEnum):
    """Who speaks."""

    RECEIVER = "receiver"
    DONOR = "donor"
    COORDINATOR = "coordinator"


class Reply(StrEnum):
    """What a head answers to an item."""

    AGREE = "agree"
    CHANGE = "change"
    DECLINE = "decline"


class Outdated(StrEnum):
    """Why an item no longer stands on what was asked and offered; it is kept until a person takes it out."""

    NOT_ASKED = "not-asked"
    """The needs list does not ask for it any more."""
    NOT_OFFERED = "not-offered"
    """The donor does not offer it any more."""


class About(Record, kw_only=True):
    """The plan as a whole. It can be read without the programme: names stand beside ids."""

    format: Annotated[int, Meta(ge=1, le=1)]
    """Version of the file format."""
    id: Slug
    programme: Slug
    language: Text = "zh_CN"
    receiver: Slug
    receiver_name: Text
    donor: Slug
    donor_name: Text
    status: Status
    start: date | None = None
    end: date | None = None
    proposed: tuple[Slug, ...] = ()
    """Ids of the items that the program put in. One that stands here and not among the items was taken out by hand."""
    revision: Text | None = None
    """Hash of the content when it last left the house; absent in a draft that never did."""
    parent: Text | None = None
    """The revision before."""
    merged: tuple[Text, ...] = ()
    """Copies that contradicted this plan and were decided on: taken in again, they change nothing. Each is named by its
    revision and by that of what it was made from, with a hyphen between."""
    note: LongText | None = None
    illustrative: bool = False
    """Invented for a sample."""


class Reason(Evidence, kw_only=True):
    """Evidence with its sentence in the plan's language."""

    sentence: LongText | None = None


class Answer(Record, kw_only=True):
    """What one side says about an item in one round."""

    id: Slug
    side: PlanSide
    by: Text | None = None
    at: datetime | None = None
    answer: Reply
    comment: LongText | None = None
    terms: Text | None = None
    """Hash of what the item promised when it was answered: once that is another one, the item waits for an answer."""


class Outcome(Record, kw_only=True):
    """One occasion on which something was done: a row of an item's log."""

    id: Slug
    day: date = field(name="date")
    sessions: Count | None = None
    """Lessons, lectures, seminars ..: what is counted is told by the item's mode."""
    people: Count | None = None
    """How many took part; those in `names` are among them."""
    names: tuple[Text, ...] = ()
    """Who took part, as far as they are named: people are counted once where they are."""
    months: Amount | None = None
    money: Amount | None = None
    """Yuan."""
    batch: Text | None = None
    """The batch these people came in; the same words are the same batch, also in other plans."""
    link: Text | None = None
    """What shows it: a record, pictures, a lesson on a resource platform."""
    finished: bool = False
    """With this the item is done, whatever number was planned."""
    remark: LongText | None = None
    by: Text | None = None
    """Who noted it."""
    at: datetime | None = None


class Placement(Record, kw_only=True):
    """One person who is placed at another school: shadowing, seconded or teaching there."""

    id: Slug
    person: Text
    role: Text | None = None
    """Subject or post, as people say it."""
    mentors: Annotated[tuple[Text, ...], Meta(max_length=2)] = ()
    """One mentor, or two: one from each side."""
    batch: Text | None = None
    """The same words are the same batch, also in other plans."""
    start: date | None = None
    end: date | None = None
    months: Amount | None = None
    """How long it lasts in all; None: as the dates say."""
    goals: LongText | None = None
    """The training plan of this person."""
    link: Text | None = None
    """To the training plan, or to what shows what came of it."""
    grade: Grade | None = None
    assessed: date | None = None
    """Day of the assessment at the end."""
    assessor: Text | None = None
    assessment: LongText | None = None
    """What was said at the end."""
    note: LongText | None = None


class Confirmation(Record, kw_only=True):
    """What the school that was helped says about what was done. The last one by `at` counts."""

    id: Slug
    side: PlanSide
    by: Text | None = None
    at: datetime | None = None
    useful: Useful
    comment: LongText | None = None
    done: Text | None = None
    """Hash of what was done until that day: once more is done, the item waits for another look."""


class Item(Record, kw_only=True):
    """One thing that one side will do for the other."""

    id: Slug
    """Stable for the life of the plan."""
    needs: tuple[Reference, ...] = field(default=(), name="need")
    """The needs it answers; none for a yearly seminar."""
    need_texts: tuple[Text, ...] = field(default=(), name="need_text")
    """Their wording, in the same order."""
    strength: Reference | None = None
    strength_text: Text | None = None
    topic: Slug | None = None
    score: Annotated[int, Meta(ge=0, le=100)] | None = None
    mode: Mode | None = None
    activity: LongText | None = None
    """What is done."""
    lead: Text | None = None
    mentors: Annotated[tuple[Text, ...], Meta(max_length=2)] = ()
    people: Count | None = None
    sessions: Count | None = None
    minutes: Count | None = None
    """Length of each session."""
    recurrence: Text | None = None
    start: date | None = None
    end: date | None = None
    place: Text | None = None
    link: Text | None = None
    budget: Amount | None = None
    """Yuan."""
    indicator: LongText | None = None
    """What shows that it was done and helped."""
    note: LongText | None = None
    in_return: bool = False
    """The receiver gives it to the donor: needs are the donor's, the strength is the receiver's."""
    outdated: Outdated | None = None
    evidence: tuple[Reason, ...] = ()
    answers: tuple[Answer, ...] = field(default=(), name="answer")
    placements: tuple[Placement, ...] = field(default=(), name="placement")
    outcomes: tuple[Outcome, ...] = field(default=(), name="outcome")
    confirmations: tuple[Confirmation, ...] = field(default=(), name="confirmation")

    @property
    def giver(self) -> PlanSide:
        """The side that helps with this item."""
        return PlanSide.RECEIVER if self.in_return else PlanSide.DONOR

    @property
    def helped(self) -> PlanSide:
        """The side that is helped, and that confirms what was done."""
        return PlanSide.DONOR if self.in_return else PlanSide.RECEIVER


class UnmetNeed(Record, kw_only=True):
    """A need that the plan does not answer."""

    need: Reference
    need_text: Text
    cause: Cause
    sentence: LongText | None = None
    """The cause in words, and who else could help."""
    others: tuple[Reference, ...] = ()
    """Strengths of other donors that would answer it, best first."""
    side: PlanSide | None = None
    """Who added the need while reviewing; None where it comes from the needs list."""
    by: Text | None = None
    at: datetime | None = None


class Signature(Record, kw_only=True):
    """A head's name under one revision."""

    side: PlanSide
    name: Text
    at: datetime
    revision: Text
    """Hash of all that stood in the plan."""
    terms: Text | None = None
    """Hash of what the two sides promise each other in it: once that is another one, the signature is void."""


class Removed(Record, kw_only=True):
    """The mark of an item that a person took out, so that nothing brings it back unasked."""

    id: Slug
    """The item's id."""
    needs: tuple[Reference, ...] = field(default=(), name="need")
    by: Text | None = None
    at: datetime | None = None
    why: LongText | None = None
    item: Item | None = None
    """The item as it was, with all that was said and done about it; None where it is not known."""


class SupportPlan(Record, kw_only=True):
    """A support plan as it stands in its file."""

    plan: About
    items: tuple[Item, ...] = field(default=(), name="item")
    unmet: tuple[UnmetNeed, ...] = ()
    signatures: tuple[Signature, ...] = field(default=(), name="signature")
    removed: tuple[Removed, ...] = ()

    @property
    def needs(self) -> frozenset[str]:
        """References of all needs that the plan speaks of: answered, unmet, or taken out by a person."""
        answered = {need for item in self.items for need in item.needs}
        gone = {need for mark in self.removed for need in mark.needs}
        return frozenset(answered | gone | {entry.need for entry in self.unmet})
