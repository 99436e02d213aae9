"""What a text names outright: school stages, and ways of helping.

八年级数学直播课 names the middle school and the live lesson, whatever the school that says so is.
"""

import re
from collections.abc import Mapping
from functools import lru_cache

from needsmatch.model.terms import Mode, Stage

# Patterns over plain wording, which has no spaces between Chinese words: what stands in the look-arounds belongs to
# another word (期中|考试, 集中|学习, 提高|一线) or to another meaning (大班额 and 小班化 are sizes of classes).
_STAGES: Mapping[Stage, str] = {
    Stage.KINDERGARTEN: r"幼儿园|幼儿|(?<![开入升放])学前(?!准备)|托班|(?<![缩减高初])[小中大]班(?![额化型制级主教])"
    r"|(?<!环)保教(?!育)|kindergartens?|preschool\w*|nursery|early years",
    Stage.PRIMARY: r"(?<![从缩中])小学(?![化习生差])|(?<![缩中])小学生|完小|[一二三四五六](?:、[一二三四五六])*年级"
    r"|[1-6]年级|低年级|低段|primary (?:school|pupil|class|teacher)\w*|elementary|(?:grade|year) [1-6]\b",
    Stage.MIDDLE: r"初中|(?<![当最起])初[一二三](?!步)|[七八九]年级|[789]年级|(?<![期其集])中考(?![虑察])"
    r"|(?<![集玩做戏作动其从当用])中学(?![习会到生物])|middle schools?|junior (?:high|secondary)"
    r"|lower secondary|(?:grade|year) [789]\b",
    Stage.HIGH: r"(?<!提)高中|(?<![提拔])高[一二三](?![线步层])|(?<!提)高考|普高"
    r"|(?<![集玩做戏作动其从当用])中学(?![习会到生物])|senior (?:high|secondary)|high schools?"
    r"|upper secondary|sixth form|(?:grade|year) 1[012]\b",
    Stage.VOCATIONAL: r"(?<!其)中职(?!称)|职高|(?<![挂兼])职校(?!长)|(?<![专兼入在本现])职教(?!师的)|职业学校|技校"
    r"|中高职|vocational|tvet",
    Stage.SPECIAL: r"特校|特教学校|特殊教育学校|培智|special schools?",
    Stage.INSTITUTE: r"进修学校|进修院校|教育学院|教师发展中心|teacher training (?:institute|college|centre)s?",
}

_MODES: Mapping[Mode, str] = {
    Mode.LIVE_LESSON: r"直播课|同步课堂|专递课堂|远程|网课|线上课"
    r"|live lessons?|remote (?:lesson|teaching|class)\w*|online lessons?",
    Mode.SHADOW: r"跟岗|影子培训|跟班学习|shadow\w*",
    Mode.SECONDMENT: r"挂职|second(?:ed|ment)s?\b",
    Mode.TEACHING: r"支教|顶岗(?!实习)|volunteer teach\w*",
    Mode.LESSON: r"送教|送课|示范课|(?:model|demonstration|visiting) lessons?",
    Mode.LECTURE: r"讲座|报告会|宣讲|lectures?\b",
    Mode.JOINT_RESEARCH: r"联合教研|共研|joint (?:lesson )?research|lesson study",
    Mode.TRAINING: r"培训|研修|轮训|(?<![大赛])集训|workshops?\b|training",
    Mode.VISIT: r"参观|观摩|互访|考察|visits?\b",
    Mode.COMPETITION: r"比赛|竞赛|大赛|联赛|competitions?|tournaments?",
    Mode.DONATION: r"捐|赠送|donat\w*",
    Mode.RESOURCE: r"资源共享|课件|教案|题库|shared (?:resources?|materials)",
    Mode.SEMINAR: r"研讨会|论坛|seminars?",
    Mode.PUPIL_AID: r"资助|(?<![帮互辅协])助学(?![生校习])|bursar\w*|sponsor\w*",
    Mode.PLANNING: r"发展规划|development plan\w*",
    Mode.ASSESSMENT: r"评估|诊断|督导|assessments?|inspections?",
}

_ANY_STAGE = {stage: re.compile(rf"(?<![a-z])(?:{words})") for stage, words in _STAGES.items()}
_ANY_MODE = {mode: re.compile(rf"(?<![a-z])(?:{words})") for mode, words in _MODES.items()}


@lru_cache(maxsize=20_000)
def stages_named(plain: str) -> frozenset[Stage]:
    """The stages that a plain wording names; empty for most texts."""
    return frozenset(stage for stage, words in _ANY_STAGE.items() if words.search(plain))


@lru_cache(maxsize=20_000)
def modes_named(plain: str) -> tuple[Mode, ...]:
    """The ways of helping that a plain wording names."""
    return tuple(mode for mode, words in _ANY_MODE.items() if words.search(plain))
