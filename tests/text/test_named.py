"""Stages and ways of helping that a text names."""

import pytest

from needsmatch.model.terms import Mode, Stage
from needsmatch.text.named import modes_named, stages_named
from needsmatch.text.normalise import normalise


@pytest.mark.parametrize(
    ("text", "stages"),
    [
        ("八年级数学直播课", {Stage.MIDDLE}),
        ("中班幼儿挑食", {Stage.KINDERGARTEN}),
        ("二、三年级识字", {Stage.PRIMARY}),
        ("高三一轮复习", {Stage.HIGH}),
        ("中职技能大赛", {Stage.VOCATIONAL}),
        ("小学与初中的衔接", {Stage.PRIMARY, Stage.MIDDLE}),
        ("Year 8 maths", {Stage.MIDDLE}),
        ("Grade 10 chemistry", {Stage.HIGH}),
        ("a nursery in the village", {Stage.KINDERGARTEN}),
        ("大班额怎么化解", set()),
        ("小班化教学", set()),
        ("去小学化", set()),
        ("家长不配合", set()),
        ("in year 1999", set()),
        ("提高一线教师能力", set()),
        ("提高考试成绩", set()),
        ("期中考试怎么分析", set()),
        ("集中学习", set()),
        ("玩中学", set()),
        ("环保教育", set()),
        ("开学前准备", set()),
        ("缩小班级差距", set()),
        ("没有专职教师", set()),
        ("挂职校长助理", set()),
        ("初中班主任", {Stage.MIDDLE}),
        ("中小学教师", set()),
        ("小学生心理", {Stage.PRIMARY}),
    ],
)
def test_the_stages_that_a_text_names(text: str, stages: set[Stage]) -> None:
    assert stages_named(normalise(text)) == stages


@pytest.mark.parametrize(
    ("text", "modes"),
    [
        ("八年级数学直播课", {Mode.LIVE_LESSON}),
        ("到贵校跟岗", {Mode.SHADOW}),
        ("送教上门和专题讲座", {Mode.LESSON, Mode.LECTURE}),
        ("shadowing an experienced head", {Mode.SHADOW}),
        ("帮助学生提高", set()),
        ("互助学习", set()),
        ("顶岗实习", set()),
        ("lesson planning", set()),
        ("家长不配合", set()),
    ],
)
def test_the_ways_of_helping_that_a_text_names(text: str, modes: set[Mode]) -> None:
    assert set(modes_named(normalise(text))) == modes
