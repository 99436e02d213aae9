"""Undo and redo."""

from hypothesis import given
from hypothesis import strategies as st

from needsmatch.planning.history import History

values = st.integers(0, 3)


@st.composite
def histories(draw: st.DrawFn) -> History[int]:
    history = History(draw(values))
    for step in draw(st.lists(values | st.sampled_from(["undo", "redo"]), max_size=12)):
        if isinstance(step, int):
            history = history.done(step)
        else:
            history = history.undone() if step == "undo" else history.redone()
    return history


@given(histories())
def test_undo_then_redo_is_the_same(history: History[int]) -> None:
    if history.can_undo:
        assert history.undone() != history
        assert history.undone().redone() == history
    else:
        assert history.undone() == history


@given(histories())
def test_redo_then_undo_is_the_same(history: History[int]) -> None:
    if history.can_redo:
        assert history.redone() != history
        assert history.redone().undone() == history
    else:
        assert history.redone() == history


@given(histories(), values)
def test_a_step_can_be_taken_back_and_forgets_what_was_undone(history: History[int], value: int) -> None:
    after = history.done(value)
    assert after.present == value
    if value == history.present:
        assert after == history
    else:
        assert after.undone().present == history.present
        assert not after.can_redo


@given(st.lists(values, min_size=1))
def test_every_step_is_remembered(steps: list[int]) -> None:
    history = History(-1)
    for value in steps:
        history = history.done(value)
    before = [history.present]
    while history.can_undo:
        history = history.undone()
        before.append(history.present)
    kept = [value for value, last in zip(steps, [-1, *steps], strict=False) if value != last]
    assert before[::-1] == [-1, *kept]
    while history.can_redo:
        history = history.redone()
    assert history.present == steps[-1]


@given(histories())
def test_changing_every_value_leaves_no_step_that_changes_nothing(history: History[int]) -> None:
    assert history.each(lambda value: value) == history
    assert history.each(lambda _value: 7) == History(7)
    halved = history.each(lambda value: value // 2)
    assert halved.present == history.present // 2
    while halved.can_undo:
        before, halved = halved, halved.undone()
        assert halved.present != before.present
    assert halved.present == (history.past[0] if history.past else history.present) // 2
    while halved.can_redo:
        before, halved = halved, halved.redone()
        assert halved.present != before.present
    assert halved.present == (history.future[0] if history.future else history.present) // 2
