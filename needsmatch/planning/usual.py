"""What is usual for each way of helping: a first draft's numbers and words, for people to change.

The numbers are what such help looks like in the programmes the samples are built on: a placement takes a few people for
two weeks, a lecture a hall, a remote lesson one class hour.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto

from needsmatch.i18n import N_
from needsmatch.model.terms import Mode


class Where(Enum):
    """Where a way of helping usually happens."""

    RECEIVER = auto()
    DONOR = auto()
    ONLINE = auto()
    ANYWHERE = auto()


@dataclass(frozen=True, slots=True)
class Usual:
    """A first draft for one mode. Texts are message ids."""

    activity: str
    """What is done, with {strength} for what the donor offers."""
    indicator: str
    where: Where
    people: int | None = None
    sessions: int | None = None
    minutes: int | None = None
    recurrence: str | None = None


USUAL: Mapping[Mode, Usual] = {
    Mode.TRAINING: Usual(
        N_("Train the school's teachers in {strength}"),
        N_("Every participant tries it out at their own school and hands in one record"),
        Where.RECEIVER, people=20, sessions=2, minutes=90,
    ),
    Mode.SHADOW: Usual(
        N_("Placement at the donor school beside a mentor: {strength}"),
        N_("Every participant keeps a placement log and gives one lesson to show what was learned"),
        Where.DONOR, people=2, sessions=10, recurrence=N_("every working day for two weeks"),
    ),
    Mode.SECONDMENT: Usual(
        N_("Second a manager to the donor school for {strength}"),
        N_("A work report, and two measures that are put into practice at the own school"),
        Where.DONOR, people=1, sessions=1, recurrence=N_("one month or more"),
    ),
    Mode.TEACHING: Usual(
        N_("A teacher of the donor school teaches at the receiving school: {strength}"),
        N_("Lessons given, and two local teachers who can go on alone"),
        Where.RECEIVER, people=1, recurrence=N_("one term"),
    ),
    Mode.LECTURE: Usual(
        N_("A lecture with questions and answers: {strength}"),
        N_("Attendance, and one step that each participant takes within a month"),
        Where.RECEIVER, people=40, sessions=1, minutes=120,
    ),
    Mode.LESSON: Usual(
        N_("Model lessons at the receiving school, each followed by a talk about it: {strength}"),
        N_("Lessons given, and one lesson by a local teacher on the same lines"),
        Where.RECEIVER, people=10, sessions=2, minutes=40,
    ),
    Mode.JOINT_RESEARCH: Usual(
        N_("Joint online research of both schools: {strength}"),
        N_("A record of each meeting, and one shared lesson plan or case per term"),
        Where.ONLINE, people=10, sessions=4, minutes=60, recurrence=N_("once a month"),
    ),
    Mode.LIVE_LESSON: Usual(
        N_("Live lessons taught across both schools: {strength}"),
        N_("Lessons held as agreed in the timetable, and what pupils answer afterwards"),
        Where.ONLINE, people=40, sessions=4, minutes=40, recurrence=N_("once every two weeks"),
    ),
    Mode.VISIT: Usual(
        N_("A visit with observation and talks: {strength}"),
        N_("A visit report with three points that the school takes up"),
        Where.DONOR, people=5, sessions=1,
    ),
    Mode.COMPETITION: Usual(
        N_("A joint match, show or competition of both schools: {strength}"),
        N_("The event is held with pupils of both schools taking part"),
        Where.ANYWHERE, people=20, sessions=1,
    ),
    Mode.RESOURCE: Usual(
        N_("Share materials and show how to use them: {strength}"),
        N_("Materials handed over, and lessons in which they were used"),
        Where.ONLINE,
    ),
    Mode.DONATION: Usual(
        N_("Donate what is needed and help to put it to use: {strength}"),
        N_("Handed over against a list, and in use within a month"),
        Where.RECEIVER, sessions=1,
    ),
    Mode.SEMINAR: Usual(
        N_("A joint seminar of both schools: {strength}"),
        N_("The seminar is held, with a record of what was agreed"),
        Where.ANYWHERE, people=20, sessions=1, minutes=180,
    ),
    Mode.PUPIL_AID: Usual(
        N_("Help for pupils in difficulty, one to one: {strength}"),
        N_("A list of the pupils helped, and a talk with each family every term"),
        Where.RECEIVER, people=10,
    ),
    Mode.PLANNING: Usual(
        N_("Work out a plan together with the school's leaders: {strength}"),
        N_("The plan is discussed by the staff and adopted"),
        Where.RECEIVER, people=8, sessions=3, minutes=120,
    ),
    Mode.ASSESSMENT: Usual(
        N_("Experts look at the school and give a written opinion: {strength}"),
        N_("A written opinion with priorities, and a look back after half a year"),
        Where.RECEIVER, sessions=1,
    ),
}  # fmt: skip
"""A first draft for every mode."""

YEARLY_SEMINAR = N_("Both schools hold their yearly joint seminar: what was done, what it brought, what comes next")
"""Activity of the seminar that a programme asks of every pair."""
