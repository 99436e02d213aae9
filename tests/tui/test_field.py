"""One field of a form: what is typed is kept, what is not typed is not changed, and nothing steers the terminal."""

from datetime import date

import pytest
from textual import events
from textual.pilot import Pilot
from textual.widgets import Input, TextArea

from needsmatch import i18n
from needsmatch.display import cells, clean
from needsmatch.model.plan import Status
from needsmatch.model.terms import Mode
from needsmatch.planning.fields import ITEM_FIELDS, PLAN_FIELDS, Field, label_of
from needsmatch.tui.widgets.field import FieldBox, LongText, Shown
from needsmatch.tui.widgets.filter import SafeInput
from needsmatch.tui.widgets.rows import Rows
from tests.tui.holder import HOSTILE, STEERING, Holder, shown_lines

FIELDS: dict[str, Field] = {field.name: field for field in (*ITEM_FIELDS, PLAN_FIELDS[0])}
INVISIBLE = ("line\u2028line", "e" + "\u0301" * 9, "\u2600\ufe0f", "a\r\nb\rc", " two  spaces ", "x" * 3000)
"""Texts that are shown otherwise than they are written."""


class Form(Holder):
    """A field; what it keeps is written down."""

    def __init__(self, name: str, what: Shown) -> None:
        self.kept: list[str] = []
        self.box = FieldBox(FIELDS[name], lambda _item, _field, text: self.kept.append(text))
        self.box.show(what)
        super().__init__(self.box)


def form(name: str, what: Shown | None = None) -> tuple[Form, FieldBox]:
    app = Form(name, what or Shown())
    return app, app.box


def text_of(app: Form) -> str:
    return "\n".join(line.rstrip() for line in shown_lines(app))


async def begin(pilot: Pilot[None]) -> None:
    """Put the caret into the field."""
    await pilot.press("enter")
    await pilot.pause()


# What nobody types stays


@pytest.mark.parametrize("leave", ["enter", "escape", "tab", "shift+tab"])
@pytest.mark.parametrize("name", ["lead", "activity", "place"])
async def test_a_value_stays_as_it_was_when_nothing_is_typed(name: str, leave: str) -> None:
    app, box = form(name)
    async with app.run_test(size=(100, 20)) as pilot:
        for value in (*HOSTILE, *INVISIBLE):
            box.show(Shown(value, value))
            box.focus()
            await begin(pilot)
            assert box.editing
            await pilot.press(leave)
            await pilot.pause()
            assert not box.editing
            assert app.kept == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("mentors", ("[red]甲[/]", "乙\x1b[2J")),
        ("people", 12),
        ("budget", 1234.5),
        ("start", date(2026, 9, 1)),
        *(("mode", mode) for mode in Mode),
        *(("status", status) for status in Status),
        ("mode", None),
    ],
)
async def test_a_value_of_any_kind_stays_as_it_was_when_nothing_is_typed(name: str, value: object) -> None:
    for language in i18n.LANGUAGES:
        i18n.use(language)
        app, _box = form(name, Shown(value, value))
        async with app.run_test(size=(100, 20)) as pilot:
            await begin(pilot)
            await pilot.press("enter")
            await pilot.pause()
            assert app.kept == []


# What is typed is kept


@pytest.mark.parametrize("leave", ["enter", "escape", "tab"])
async def test_what_was_typed_is_kept_however_the_field_is_left(leave: str) -> None:
    app, box = form("lead", Shown("王老师", "王老师"))
    async with app.run_test(size=(100, 20)) as pilot:
        await begin(pilot)
        await pilot.press(*" 和李老师", leave)
        await pilot.pause()
        assert app.kept == ["王老师 和李老师"]
        assert pilot.app.focused is box or leave == "tab"


async def test_signs_that_are_commands_elsewhere_are_typed() -> None:
    app, _box = form("lead")
    async with app.run_test(size=(100, 20)) as pilot:
        await begin(pilot)
        await pilot.press("1", "slash", "n", "question_mark", "space", "enter")
        await pilot.pause()
        assert app.kept == ["1/n? "]


async def test_ctrl_z_brings_back_what_stood_in_the_field() -> None:
    app, _box = form("lead", Shown("王老师"))
    async with app.run_test(size=(100, 20)) as pilot:
        await begin(pilot)
        await pilot.press(*"abc", "ctrl+z", "enter")
        await pilot.pause()
        assert app.kept == []


async def test_a_long_text_gets_new_lines_by_ctrl_j_and_is_kept_by_enter() -> None:
    app, box = form("activity", Shown("one"))
    async with app.run_test(size=(100, 20)) as pilot:
        await begin(pilot)
        await pilot.press("ctrl+j", *"two", "enter")
        await pilot.pause()
        assert app.kept == ["one\ntwo"]
        assert not box.editing


async def test_what_is_being_typed_stays_when_the_field_is_shown_anew() -> None:
    app, box = form("lead", Shown("before"))
    async with app.run_test(size=(100, 20)) as pilot:
        await begin(pilot)
        await pilot.press(*"12")
        box.show(Shown("after"))
        await pilot.pause()
        assert box.editing
        await pilot.press("enter")
        await pilot.pause()
        assert app.kept == ["before12"]


@pytest.mark.parametrize(
    ("name", "value", "keys", "kept"),
    [
        ("people", 12, ["up", "up"], "14"),
        ("people", 1, ["down", "down", "down"], "0"),
        ("people", None, ["up"], "1"),
        ("start", date(2026, 8, 31), ["up"], "2026-09-01"),
        ("start", date(2026, 3, 1), ["down"], "2026-02-28"),
        ("start", date(2026, 9, 1), ["pageup"], "2026-10-01"),
        ("start", date(2026, 10, 1), ["pagedown"], "2026-09-01"),
        ("start", None, ["up"], "2026-09-01"),
    ],
)
async def test_up_and_down_step_numbers_and_dates(name: str, value: object, keys: list[str], kept: str) -> None:
    app, _box = form(name, Shown(value, near=date(2026, 9, 1)))
    async with app.run_test(size=(100, 20)) as pilot:
        await begin(pilot)
        await pilot.press(*keys, "enter")
        await pilot.pause()
        assert app.kept == [kept]


async def test_a_date_is_named_by_its_weekday_while_it_is_typed() -> None:
    app, _box = form("start", Shown(date(2026, 9, 1)))
    async with app.run_test(size=(100, 20)) as pilot:
        await begin(pilot)
        assert "Tuesday; Up and Down: one day on or back" in text_of(app)
        await pilot.press("up")
        assert "Wednesday;" in text_of(app)
        await pilot.press(*["backspace"] * 10, *"soon")
        assert "such as 2026-09-01;" in text_of(app)


# Choices


@pytest.mark.parametrize("field", ["mode", "status"])
async def test_another_choice_is_made_by_enter_and_not_by_escape(field: str) -> None:
    choices = FIELDS[field].choices
    assert choices
    words = list(choices)
    app, _box = form(field, Shown(words[0]))
    async with app.run_test(size=(100, 20)) as pilot:
        await begin(pilot)
        assert label_of(words[-1]) in text_of(app) or len(words) > 8
        await pilot.press("down", "escape")
        await pilot.pause()
        assert app.kept == []
        await begin(pilot)
        await pilot.press("down", "enter")
        await pilot.pause()
        assert app.kept == [words[1].value]


async def test_a_choice_is_made_by_two_clicks() -> None:
    app, box = form("status", Shown(Status.DRAFT))
    async with app.run_test(size=(100, 20)) as pilot:
        await begin(pilot)
        await pilot.click(Rows, offset=(4, 2))
        assert box.editing
        await pilot.click(Rows, offset=(4, 2))
        await pilot.pause()
        assert app.kept == ["agreed"]
        assert not box.editing


async def test_a_choice_can_be_emptied_where_it_may_be_empty() -> None:
    for name, value, kept in (("mode", Mode.SHADOW, [""]), ("status", Status.DRAFT, [])):
        app, _box = form(name, Shown(value))
        async with app.run_test(size=(100, 20)) as pilot:
            await begin(pilot)
            await pilot.press("home", "enter")
            await pilot.pause()
            assert app.kept == kept


@pytest.mark.parametrize(
    ("name", "what", "kept"),
    [
        ("lead", Shown("王"), [""]),
        ("people", Shown(0), [""]),
        ("people", Shown(wrong="many"), [""]),
        ("lead", Shown(), []),
        ("mentors", Shown(()), []),
        ("status", Shown(Status.DRAFT), []),
    ],
)
async def test_delete_empties_a_value_but_not_the_status(name: str, what: Shown, kept: list[str]) -> None:
    app, _box = form(name, what)
    async with app.run_test(size=(100, 20)) as pilot:
        await pilot.press("delete")
        await pilot.pause()
        assert app.kept == kept


async def test_what_was_typed_is_kept_for_the_item_to_which_the_field_belonged_then() -> None:
    kept: list[tuple[str | None, str]] = []
    box = FieldBox(FIELDS["lead"], lambda item, _field, text: kept.append((item, text)))
    box.show(Shown("甲", item="i-1"))
    app = Holder(box)
    async with app.run_test(size=(100, 20)) as pilot:
        await begin(pilot)
        await pilot.press(*"乙")
        box.show(Shown("丙", item="i-2"))
        await pilot.press("enter")
        await pilot.pause()
        assert kept == [("i-1", "甲乙")]


# What is shown


async def test_a_changed_value_has_its_mark_and_what_it_was() -> None:
    for before, words in (("王老师", "was: 王老师"), (None, "was empty")):
        app, _box = form("lead", Shown("李老师", before, changed=True))
        async with app.run_test(size=(100, 20)):
            assert shown_lines(app)[0].startswith(">*Lead")
            assert words in text_of(app)
    app, _box = form("lead", Shown("李老师", "李老师"))
    async with app.run_test(size=(100, 20)):
        assert shown_lines(app)[0].startswith("> Lead")
        assert "was" not in text_of(app)


async def test_a_value_that_cannot_be_used_stays_with_its_reason() -> None:
    app, _box = form("people", Shown(3, 3, wrong="many"))
    async with app.run_test(size=(100, 20)) as pilot:
        assert " many" in text_of(app)
        assert "whole number" in text_of(app)
        await begin(pilot)
        assert app.query_one(Input).value == "many"
        await pilot.press("delete", *["backspace"] * 4, "4", "enter")
        await pilot.pause()
        assert app.kept == ["4"]


async def test_a_fault_beside_other_values_is_explained_under_the_field() -> None:
    app, _box = form("end", Shown(date(2026, 1, 1), fault="the end lies before the start"))
    async with app.run_test(size=(100, 20)):
        assert "the end lies before the start" in shown_lines(app)[1]


@pytest.mark.parametrize("text", HOSTILE)
async def test_any_text_is_shown_as_it_was_written(text: str) -> None:
    app, _box = form("lead", Shown(text, text * 2, changed=True, fault=text))
    async with app.run_test(size=(100, 20)) as pilot:
        shown = text_of(app)
        assert clean(text)[:40].strip() in " ".join(shown.split())
        assert not STEERING & set(shown.replace("\n", ""))
        await begin(pilot)
        assert app.query_one(Input).value == clean(text)
        assert not STEERING & set(text_of(app).replace("\n", ""))
        await pilot.click(Input, offset=(2, 0))
        assert app.done == []


@pytest.mark.parametrize("tight", [False, True])
@pytest.mark.parametrize("width", [1, 10, 17, 18, 19, 20, 40, 60])
@pytest.mark.parametrize("name", ["lead", "activity", "mode"])
async def test_a_field_fits_every_width(name: str, width: int, tight: bool) -> None:
    what = Shown(None, "县里小学" * 9, changed=True, wrong="县里小学" * 20, fault="fault " * 9)
    app, _box = form(name, what)
    async with app.run_test(size=(width, 60)) as pilot:
        app.screen.set_class(tight, "tight")
        await pilot.pause()
        assert {cells(line) for line in shown_lines(app)} == {width}
        await begin(pilot)
        assert {cells(line) for line in shown_lines(app)} == {width}


async def test_shown_again_in_another_language_the_field_has_its_other_name() -> None:
    app, box = form("lead")
    async with app.run_test(size=(100, 20)) as pilot:
        assert "Lead" in text_of(app) and "(empty)" in text_of(app)
        i18n.use("zh_CN")
        box.show(Shown())
        await pilot.pause()
        assert "Lead" not in text_of(app) and "(empty)" not in text_of(app)


async def test_a_click_edits() -> None:
    app, box = form("lead", Shown("王"))
    async with app.run_test(size=(100, 20)) as pilot:
        await pilot.click(FieldBox, offset=(20, 0))
        await pilot.pause()
        assert box.editing


# Pasting


PASTED = "甲\x1b]0;title\x07乙\x1b[2J\n丙\u202e丁\x9b31m\t戊\r\n己"


async def test_what_is_pasted_into_a_line_is_one_line_and_steers_nothing() -> None:
    app = Holder(line := SafeInput())
    async with app.run_test(size=(100, 20)) as pilot:
        app.post_message(events.Paste(PASTED))
        await pilot.pause()
        assert line.value == clean(PASTED)
        assert not STEERING & set(line.value)
        assert "丙" in line.value and "己" in line.value


async def test_what_is_pasted_goes_where_the_caret_is_and_in_place_of_what_is_marked() -> None:
    app = Holder(line := SafeInput(select_on_focus=False))
    async with app.run_test(size=(100, 20)) as pilot:
        await pilot.press(*"abcd", "home", "right", "shift+right", "shift+right")
        app.post_message(events.Paste("甲乙"))
        await pilot.pause()
        assert line.value == "a甲乙d"
        await pilot.press("x")
        assert line.value == "a甲乙xd"


async def test_what_is_pasted_into_a_long_text_keeps_its_lines_and_steers_nothing() -> None:
    app = Holder(area := LongText())
    async with app.run_test(size=(100, 20)) as pilot:
        area.focus()
        await pilot.pause()
        app.post_message(events.Paste(PASTED))
        await pilot.pause()
        assert area.text == clean(PASTED, multiline=True)
        assert not (STEERING - set("\n\t")) & set(area.text)
        assert area.text.count("\n") == 2


@pytest.mark.parametrize("text", [*HOSTILE, *INVISIBLE])
async def test_no_other_way_into_a_line_is_open(text: str) -> None:
    app = Holder(line := SafeInput())
    async with app.run_test(size=(100, 20)) as pilot:
        line.value = text
        assert line.value == clean(text)
        line.value = ""
        line.insert_text_at_cursor(text)
        assert line.value == clean(text)
        line.value = ""
        app.copy_to_clipboard(text)
        await pilot.press("ctrl+v")
        assert line.value == clean(text)
        line.value = ""
        for sign in sorted(STEERING):
            app.post_message(events.Key("x", sign))
        await pilot.pause()
        assert line.value == ""


async def test_a_long_text_takes_what_was_cut_from_it() -> None:
    app = Holder(area := LongText("县里小学"))
    async with app.run_test(size=(100, 20)) as pilot:
        area.focus()
        await pilot.press("ctrl+a", "ctrl+x", "ctrl+v")
        assert isinstance(area, TextArea)
        assert area.text == "县里小学"


async def test_what_is_typed_before_the_caret_has_come_is_not_lost() -> None:
    app, _box = form("lead")
    async with app.run_test(size=(100, 20)) as pilot:
        for key, character in (("enter", "\r"), ("x", "x"), ("y", "y")):
            app.post_message(events.Key(key, character))
        await pilot.pause()
        await pilot.pause()
        await pilot.press("enter")
        await pilot.pause()
        assert app.kept == ["xy"]
