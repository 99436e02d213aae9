"""Values and the texts that stand for them in input fields."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import convert, to_builtins
from msgspec.structs import replace

from needsmatch.i18n import using
from needsmatch.model.plan import Item, Outcome, Placement, Status
from needsmatch.model.terms import Grade, Mode
from needsmatch.planning.fields import (
    ITEM_FIELDS,
    OUTCOME_FIELDS,
    PLACEMENT_FIELDS,
    PLAN_FIELDS,
    Field,
    Kind,
    WrongValue,
    label_of,
    option_of,
    options,
    read,
    shown,
    stepped,
)
from tests.strategies import texts

FIELDS = {field.name: field for field in (*ITEM_FIELDS, *PLAN_FIELDS)}
LOG = {field.name: field for field in (*OUTCOME_FIELDS, *PLACEMENT_FIELDS)}
ALL = (*ITEM_FIELDS, *PLAN_FIELDS, *OUTCOME_FIELDS, *PLACEMENT_FIELDS)
RECORDS = {
    Item: Item(id="x"),
    Outcome: Outcome(id="o", day=date(2026, 1, 1)),
    Placement: Placement(id="p", person="甲"),
}
NEAR = date(2026, 11, 22)

lines = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), max_size=60).map(str.strip).filter(bool)
names = st.text(st.characters(categories=["L", "Nd"], include_characters=" .'-()"), max_size=20).map(str.strip)
languages = st.sampled_from(["en", "zh_CN"])
VALUES: dict[Kind, st.SearchStrategy[object]] = {
    Kind.TEXT: st.none() | lines,
    Kind.LONG_TEXT: st.none() | texts,
    Kind.NAMES: st.lists(names.filter(bool), max_size=2).map(tuple),
    Kind.COUNT: st.none() | st.integers(0, 10**9),
    Kind.AMOUNT: st.none() | st.integers(0, 10**15) | st.floats(0, 10**15),
    Kind.DATE: st.none() | st.dates(),
    Kind.YES_NO: st.booleans(),
}
HOSTILE = (
    "x" * 30_000, "9" * 30_000, "1" + " " * 30_000 + "x", "1," * 15_000, "\x1b]0;title\x07", "[red]x[/red]", "{x}", "%s", "\ud800", "\x00",
    "0000-00-00", "99999999", "2 月 30 日", "\u202e12", "-1", "1e999", "nan", "inf", "²", "፩", "十二", "、、,;", "﷽" * 10_000,
)  # fmt: skip


def values(field: Field) -> st.SearchStrategy[object]:
    return st.sampled_from(list(field.choices)) if field.choices else VALUES[field.kind]


def called(field: Field) -> str:
    return f"{field.record.__name__}-{field.name}"


@pytest.mark.parametrize("field", ALL, ids=called)
@settings(deadline=None)
@given(st.data(), languages)
def test_what_is_shown_reads_as_the_same_value(field: Field, data: st.DataObject, language: str) -> None:
    value = data.draw(values(field).filter(lambda value: value is not None or field.can_be_empty))
    with using(language):
        assert read(field, shown(field, value), None) == value


@pytest.mark.parametrize("field", [field for field in ALL if field.record in RECORDS], ids=called)
@settings(deadline=None)
@given(st.data(), languages, st.text(max_size=40) | st.sampled_from(HOSTILE))
def test_whatever_is_typed_becomes_a_value_of_the_model_or_a_sentence(
    field: Field, data: st.DataObject, language: str, text: str
) -> None:
    with using(language):
        try:
            value = read(field, text, NEAR)
        except WrongValue as error:
            assert str(error)
            return
        assert read(field, shown(field, value), None) == value or field.kind is Kind.NAMES
    record = replace(RECORDS[field.record], **{field.name: value})
    assert convert(to_builtins(record), field.record) == record
    shown(field, value).encode()


MUST_BE_THERE = {
    "status": "cannot be empty; choose one of: draft, proposed, agreed",
    "in_return": "cannot be empty; choose one of: the giving school, the receiving school, in return",
    "finished": "cannot be empty; choose one of: No, Yes",
    "day": "this cannot be empty",
    "person": "this cannot be empty",
}


@pytest.mark.parametrize("field", ALL, ids=called)
@pytest.mark.parametrize("blank", ["", "  ", "\n\t", "　"])
def test_a_blank_text_is_the_empty_value_where_there_may_be_none(field: Field, blank: str) -> None:
    if sentence := MUST_BE_THERE.get(field.name):
        with pytest.raises(WrongValue, match=sentence):
            read(field, blank, NEAR)
    else:
        assert read(field, blank, NEAR) == (() if field.kind is Kind.NAMES else None)


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("people", "12 人", 12), ("people", "12位", 12), ("people", "１２", 12), ("people", "1,200", 1200),
        ("people", "1，200 人次", 1200), ("people", " 20 people ", 20), ("people", "0", 0), ("people", "1.5万人", 15_000),
        ("sessions", "3次", 3), ("sessions", "4 个课时", 4), ("sessions", "3 Sessions", 3), ("sessions", "2.0", 2),
        ("minutes", "90分钟", 90), ("minutes", "45 min", 45),
        ("budget", "800000元", 800_000), ("budget", "80万", 800_000), ("budget", "1.5 万元", 15_000), ("budget", "￥1,200.50", 1200.5),
        ("budget", "3千", 3000), ("budget", "1亿", 10**8), ("budget", "12.50 yuan", 12.5), ("budget", "-0", 0),
        ("start", "2026-09-01", date(2026, 9, 1)), ("start", "2026/9/1", date(2026, 9, 1)), ("start", "2026.9.1", date(2026, 9, 1)),
        ("start", "20260901", date(2026, 9, 1)), ("start", "2026年9月1日", date(2026, 9, 1)), ("start", "２０２６年 ９月 １号", date(2026, 9, 1)),
        ("start", "1 Sep 2026", date(2026, 9, 1)), ("start", "Sep 1 2026", date(2026, 9, 1)), ("start", "September 1st, 2026", date(2026, 9, 1)),
        ("start", "9月1日", date(2026, 9, 1)), ("start", "9-1", date(2026, 9, 1)), ("start", "9.1", date(2026, 9, 1)),
        ("start", "3/1", date(2027, 3, 1)), ("start", "29 feb", date(2028, 2, 29)), ("start", "24 may", date(2026, 5, 24)),
        ("start", "5月23日", date(2027, 5, 23)),
        ("mentors", "欧小妮、李敏", ("欧小妮", "李敏")), ("mentors", "A Smith; B Jones ;", ("A Smith", "B Jones")), ("mentors", "a，b", ("a", "b")),
        ("mentors", "a\nb", ("a", "b")), ("mentors", "、", ()),
        ("mode", "跟岗", Mode.SHADOW), ("mode", "Shadow Placement", Mode.SHADOW), ("mode", "shadow", Mode.SHADOW), ("mode", " 讲座 ", Mode.LECTURE),
        ("status", "ACTIVE", Status.ACTIVE), ("status", "under way", Status.ACTIVE),
        ("lead", " 欧\n小妮\r\n\n!\u2028", "欧 小妮 !"), ("lead", "a\ud800b", "ab"), ("note", "one\n\ntwo\n", "one\n\ntwo\n"),
    ],
)  # fmt: skip
def test_people_may_write_it_their_way(name: str, text: str, value: object) -> None:
    found = read(FIELDS[name], text, NEAR)
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("months", "3个月", 3), ("months", "1.5 months", 1.5), ("money", "80万元", 800_000), ("sessions", "2课时", 2),
        ("day", "今天", NEAR), ("day", "昨天", date(2026, 11, 21)), ("day", "Yesterday", date(2026, 11, 21)), ("day", "10-8", date(2026, 10, 8)),
        ("names", "甲、乙、丙、丁", ("甲", "乙", "丙", "丁")), ("grade", "Excellent", Grade.EXCELLENT), ("grade", "not passed", Grade.FAILED),
        ("finished", "是", True), ("finished", "Yes", True), ("finished", "no", False),
    ],
)  # fmt: skip
def test_what_was_done_may_be_written_the_same_way(name: str, text: str, value: object) -> None:
    assert read(LOG[name], text, NEAR) == value


def test_who_gives_an_item_is_said_in_words() -> None:
    field = FIELDS["in_return"]
    assert (shown(field, False), shown(field, True)) == ("the giving school", "the receiving school, in return")
    assert read(field, "The receiving school, in return", NEAR) is True


@pytest.mark.parametrize("field", [field for field in ALL if options(field)], ids=called)
def test_whatever_can_be_chosen_reads_as_itself(field: Field) -> None:
    for word, label in options(field):
        assert option_of(read(field, word, NEAR)) == option_of(read(field, label, NEAR)) == word


@pytest.mark.parametrize(
    ("name", "text", "sentence"),
    [
        ("people", "many", "this is not a whole number; write one such as 12"),
        ("people", "2.5", "not a whole number"),
        ("people", "90分钟", "not a whole number"),
        ("people", "12 13", "not a whole number"),
        ("people", "1,20", "not a whole number"),
        ("people", "-3", "less than nothing"),
        ("people", "1000000001", "the largest possible is 1000000000"),
        ("people", "9" * 5000, "too large"),
        ("minutes", "2课时", "not a whole number"),
        ("budget", "1001万亿", "not an amount"),
        ("budget", "1.0000001e3", "not an amount"),
        ("budget", "1000000000000000.5", "the largest possible is 1000000000000000"),
        ("start", "today", "this is not a date; write one such as 2026-09-01"),
        ("start", "今天", "not a date"),
        ("start", "2026-9", "not a date"),
        ("start", "1 Sim 2026", "not a date"),
        ("start", "2026-02-30", "there is no such day"),
        ("start", "2月30日", "there is no such day"),
        ("start", "0000-01-01", "there is no such day"),
        ("mentors", "a, b, c", "these are 3 names; at most 2 are possible"),
        ("mentors", "a" * 2001, "this text has 2001 characters; at most 2000 are possible"),
        ("lead", "a" * 2001, "at most 2000"),
        ("activity", "a" * 20_001, "at most 20000"),
        ("mode", "dancing", "not one of the choices; choose one of: training, shadow placement,"),
        ("status", "跟岗", "choose one of: draft"),
    ],
)
def test_what_cannot_be_is_refused_with_what_to_write(name: str, text: str, sentence: str) -> None:
    with pytest.raises(WrongValue, match=sentence):
        read(FIELDS[name], text, NEAR)


def test_a_date_without_a_year_needs_a_day_near_it() -> None:
    with pytest.raises(WrongValue, match="the year is missing"):
        read(FIELDS["end"], "9月1日", None)
    assert read(FIELDS["end"], "3-1", date(2023, 8, 31)) == date(2024, 3, 1)  # 183 days either way
    assert read(FIELDS["end"], "1-5", date(9999, 12, 31)) == date(9999, 1, 5)


@pytest.mark.parametrize(("text", "day"), [("11-22", date(2026, 11, 22)), ("11-23", date(2025, 11, 23)),
    ("1-5", date(2026, 1, 5)), ("2-29", date(2024, 2, 29)), ("2027-1-5", date(2027, 1, 5))])  # fmt: skip
def test_what_was_done_was_done_on_the_last_such_day(text: str, day: date) -> None:
    assessed = next(field for field in PLACEMENT_FIELDS if field.name == "assessed")
    assert read(LOG["day"], text, date(2026, 11, 22)) == read(assessed, text, date(2026, 11, 22)) == day


@settings(deadline=None)
@given(st.dates(), st.dates(date(30, 1, 1), date(9900, 1, 1)))
def test_a_date_without_a_year_is_the_nearest_of_its_kind(day: date, near: date) -> None:
    found = read(FIELDS["start"], f"{day.month}/{day.day}", near)
    assert isinstance(found, date) and (found.month, found.day) == (day.month, day.day)
    if (day.month, day.day) != (2, 29):
        assert abs(found - near).days <= 183


@pytest.mark.parametrize(
    ("name", "value", "text"),
    [
        ("budget", 800.0, "800"), ("budget", 0.1, "0.1"), ("budget", 1e-7, "0.0000001"), ("budget", 1e15, "1000000000000000"),
        ("budget", -0.0, "0"), ("people", None, ""), ("mentors", (), ""), ("start", date(2026, 9, 1), "2026-09-01"),
        ("mode", Mode.SHADOW, "shadow placement"), ("status", Status.ACTIVE, "under way"), ("mentors", ("a", "b"), "a, b"),
    ],
)  # fmt: skip
def test_values_are_shown_as_people_write_them(name: str, value: object, text: str) -> None:
    assert shown(FIELDS[name], value) == text


def test_lists_and_choices_speak_the_language() -> None:
    with using("zh_CN"):
        assert shown(FIELDS["mentors"], ("欧小妮", "李敏")) == "欧小妮、李敏"
        assert shown(FIELDS["mode"], Mode.LECTURE) == label_of(Mode.LECTURE) != "lecture"


@pytest.mark.parametrize(
    ("name", "value", "steps", "after"),
    [
        ("people", 3, 1, 4), ("people", 3, -10, 0), ("people", None, -1, 1), ("people", 10**9, 1, 10**9), ("people", 100, -1, 99),
        ("budget", 99, 1, 100), ("budget", 100, -1, 99), ("budget", 100, 2, 300), ("budget", 10_000, 1, 11_000), ("budget", 10_000, -1, 9900),
        ("budget", 0.1, 1, 1.1), ("budget", 1.1, -1, 0.1), ("budget", None, 1, 1), ("budget", 10**15, 1, 10**15),
        ("start", date(2026, 12, 31), 1, date(2027, 1, 1)), ("start", None, 1, NEAR), ("start", date.max, 1, date.max), ("start", date.min, -5, date.min),
        ("lead", "x", 1, "x"), ("mode", Mode.VISIT, 1, Mode.VISIT), ("mentors", ("a",), -1, ("a",)),
    ],
)  # fmt: skip
def test_keys_step_through_numbers_and_days(name: str, value: object, steps: int, after: object) -> None:
    assert stepped(FIELDS[name], value, steps, NEAR) == after


def test_every_way_of_choosing_has_its_label() -> None:
    assert {field.name: len({label_of(word) for word in field.choices}) for field in ALL if field.choices} == {
        "mode": len(Mode),
        "status": len(Status),
        "grade": len(Grade),
    }
