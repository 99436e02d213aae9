"""The closed vocabularies of the field, with their labels: school stages, ways of helping, how useful something was,
and how a placement was passed."""

from enum import StrEnum
from typing import TypeVar

from needsmatch.i18n import N_, _, every_translation


class Stage(StrEnum):
    """What kind of school a school is."""

    KINDERGARTEN = "kindergarten"
    PRIMARY = "primary"
    MIDDLE = "middle"
    HIGH = "high"
    VOCATIONAL = "vocational"
    SPECIAL = "special"
    INSTITUTE = "institute"


class Mode(StrEnum):
    """A way of helping."""

    TRAINING = "training"
    SHADOW = "shadow"
    SECONDMENT = "secondment"
    TEACHING = "teaching"
    LECTURE = "lecture"
    LESSON = "lesson"
    JOINT_RESEARCH = "joint-research"
    LIVE_LESSON = "live-lesson"
    VISIT = "visit"
    COMPETITION = "competition"
    RESOURCE = "resource"
    DONATION = "donation"
    SEMINAR = "seminar"
    PUPIL_AID = "pupil-aid"
    PLANNING = "planning"
    ASSESSMENT = "assessment"


class Useful(StrEnum):
    """How useful the school that was helped found what was done."""

    VERY = "very"
    SOME = "some"
    LITTLE = "little"
    NOT_SO = "not-so"
    """It was not done as it is noted."""


class Grade(StrEnum):
    """How somebody did in a placement, by the assessment at its end."""

    EXCELLENT = "excellent"
    GOOD = "good"
    PASSED = "passed"
    FAILED = "failed"


LABELS: dict[StrEnum, str] = {
    Stage.KINDERGARTEN: N_("kindergarten"),
    Stage.PRIMARY: N_("primary school"),
    Stage.MIDDLE: N_("middle school"),
    Stage.HIGH: N_("high school"),
    Stage.VOCATIONAL: N_("vocational school"),
    Stage.SPECIAL: N_("special school"),
    Stage.INSTITUTE: N_("teacher-training institute"),
    Mode.TRAINING: N_("training"),
    Mode.SHADOW: N_("shadow placement"),
    Mode.SECONDMENT: N_("secondment"),
    Mode.TEACHING: N_("teaching support"),
    Mode.LECTURE: N_("lecture"),
    Mode.LESSON: N_("lesson delivery"),
    Mode.JOINT_RESEARCH: N_("joint research"),
    Mode.LIVE_LESSON: N_("live lesson"),
    Mode.VISIT: N_("visit"),
    Mode.COMPETITION: N_("match or competition"),
    Mode.RESOURCE: N_("shared resource"),
    Mode.DONATION: N_("donation"),
    Mode.SEMINAR: N_("joint seminar"),
    Mode.PUPIL_AID: N_("aid for pupils"),
    Mode.PLANNING: N_("development planning"),
    Mode.ASSESSMENT: N_("assessment"),
    Useful.VERY: N_("very useful"),
    Useful.SOME: N_("somewhat useful"),
    Useful.LITTLE: N_("of little use"),
    Useful.NOT_SO: N_("not done like this"),
    Grade.EXCELLENT: N_("excellent"),
    Grade.GOOD: N_("good"),
    Grade.PASSED: N_("passed"),
    Grade.FAILED: N_("not passed"),
}
"""Preferred label of each word; message ids of the catalogue."""

_OTHER_WORDS: dict[StrEnum, tuple[str, ...]] = {
    Stage.KINDERGARTEN: ("幼儿", "学前", "preschool", "nursery"),
    Stage.PRIMARY: ("primary", "elementary", "完小", "中心校"),
    Stage.MIDDLE: ("初级中学", "初中学校", "junior", "中学"),
    Stage.HIGH: ("高级中学", "普高", "senior"),
    Stage.VOCATIONAL: ("中职", "职高", "职教中心", "职业学校", "中等职业学校", "技工学校"),
    Stage.SPECIAL: ("特校", "特教学校"),
    Stage.INSTITUTE: ("教师进修学校", "教育学院", "institute"),
    Mode.SHADOW: ("跟岗", "影子培训", "跟岗研修"),
    Mode.SECONDMENT: ("挂职",),
    Mode.TEACHING: ("支教",),
    Mode.LESSON: ("送教", "送课", "送教上门"),
    Mode.JOINT_RESEARCH: ("联合教研", "线上教研", "同步教研"),
    Mode.LIVE_LESSON: ("直播课", "同步课堂"),
    Mode.RESOURCE: ("资源", "资源共享"),
}
"""Further words that people write for the same thing; the vocabulary of files, not of screens."""

Word = TypeVar("Word", bound=StrEnum)


def label(word: StrEnum) -> str:
    """The word as people say it, in the current language."""
    return _(LABELS[word])


def spellings(kind: type[Word]) -> dict[str, Word]:
    """Everything that may be written for each member of `kind`: slugs, labels in all languages, other words."""
    found: dict[str, Word] = {}
    for word in kind:
        for spelling in (word.value, *every_translation(LABELS[word]), *_OTHER_WORDS.get(word, ())):
            found.setdefault(spelling.casefold(), word)
    return found


def known_word(text: str, kind: type[Word]) -> Word | None:
    """The member of `kind` that `text` means, whatever the language and case; None when it means none."""
    return spellings(kind).get(text.strip().casefold())
