"""The year against the needs list, school by school, in plain words."""

from datetime import UTC, date, datetime

from hypothesis import given
from msgspec.structs import replace

from needsmatch.model.completed import with_decision
from needsmatch.model.match import Cause
from needsmatch.model.plan import Confirmation, Item, PlanSide, Removed, Status, SupportPlan, UnmetNeed
from needsmatch.model.programme import Decision, Judgement, Pair, Programme
from needsmatch.model.terms import Mode, Useful
from needsmatch.planning.evaluation import Answered, Evaluation, done_sentence, planned_sentence
from needsmatch.planning.progress import item_progress
from needsmatch.planning.report import report
from tests.planning.year import TODAY, done, item, placed, plan, programme, programmes, school

NOON = datetime(2027, 1, 10, 12, tzinfo=UTC)


def evaluated(*plans: SupportPlan, needs: str = "a b") -> Evaluation:
    pairs = (Pair(receiver="r", donor="d"),)
    (found,) = report(programme(school("r", *needs.split()), plans=plans, pairs=pairs), {}, {}, (), TODAY).evaluations
    return found


def rows(found: Evaluation) -> dict[str | None, Answered]:
    return {row.need: row for row in found.needs}


def test_each_need_has_what_was_planned_done_and_said() -> None:
    entry = item(
        "i", done(date(2026, 11, 3), sessions=2, people=30),
        Confirmation(id="c", side=PlanSide.RECEIVER, by="Ma", at=NOON, useful=Useful.VERY, comment="parents come now"),
        need="r/a", mode=Mode.LECTURE, activity="Evenings for parents.", lead="Li", start=date(2026, 11, 1),
        end=date(2026, 11, 30), sessions=2, people=25,
    )  # fmt: skip
    found = evaluated(plan("r", entry))
    assert rows(found)["r/a"] == Answered(
        asked="help with a",
        need="r/a",
        planned="Evenings for parents; Li; November 2026; 2 lectures; 25 people.",
        done="2 lectures, 30 attendances; last on 3 November 2026.",
        is_done=True,
        useful=Useful.VERY,
        said="parents come now (Ma, 10 January 2027)",
        plan="r-d",
        items=(("r-d", "i"),),
    )
    assert (found.donors, found.done, found.asked) == (("D",), 1, 2)


def test_it_is_told_why_no_plan_answers_a_need() -> None:
    assert rows(evaluated())["r/a"].planned == "There is no plan yet."
    assert rows(evaluated())["r/a"].done == "Nothing was noted."
    one = plan("r", item("i", need="r/b", end=date(2027, 1, 1)))
    assert rows(evaluated(one))["r/a"].planned == "The plan does not speak of it."
    assert rows(evaluated(one))["r/b"].done == "Nothing was noted, and it is overdue."
    out = replace(one, removed=(Removed(id="i-x", needs=("r/a",)),))
    assert rows(evaluated(out))["r/a"].planned == "It was taken out of the plan."
    unmet = replace(one, unmet=(UnmetNeed(need="r/a", need_text="a", cause=Cause.NOBODY, sentence="Nobody has it."),))
    answer = rows(evaluated(unmet))["r/a"]
    assert (answer.planned, answer.plan, answer.items) == ("Nobody has it.", "r-d", ())


def test_what_was_done_besides_stands_last_and_counts_as_no_need() -> None:
    seminar = item("s", done(people=8, finished=True), mode=Mode.SEMINAR, activity="Yearly seminar")
    found = evaluated(plan("r", seminar, item("planned-only"), item("back", done(), in_return=True)))
    assert [row.need for row in found.needs] == ["r/a", "r/b", None]
    assert found.needs[-1].planned == "Yearly seminar." and found.needs[-1].is_done
    assert (found.done, found.asked) == (0, 2)


def test_who_helped_before_is_named_too() -> None:
    before = plan("r", item("i", done(), need="r/a"), donor="e", status=Status.CLOSED)
    found = evaluated(plan("r", item("j", need="r/b")), before)
    assert found.donors == ("D", "E")
    assert rows(found)["r/a"].plan == "r-e"


def test_of_several_items_the_last_word_counts() -> None:
    def said(day: int, useful: Useful) -> Confirmation:
        at = datetime(2027, 1, day, tzinfo=UTC)
        return Confirmation(id=f"c-{day}", side=PlanSide.RECEIVER, at=at, useful=useful, comment=f"of {day}")

    both = plan(
        "r", item("i", done(), said(9, Useful.VERY), need="r/a"), item("j", done(), said(2, Useful.LITTLE), need="r/a")
    )
    answer = rows(evaluated(both))["r/a"]
    assert (answer.useful, answer.said) == (Useful.VERY, "of 9 (R, 9 January 2027)")
    assert answer.items == (("r-d", "i"), ("r-d", "j"))


def test_items_of_several_plans_stand_behind_a_need_each_with_its_plan() -> None:
    before = plan("r", item("i", done(), need="r/a"), donor="e", status=Status.CLOSED)
    answer = rows(evaluated(plan("r", item("i", need="r/a")), before))["r/a"]
    assert (answer.plan, answer.items) == ("r-d", (("r-d", "i"), ("r-e", "i")))


def test_what_was_done_is_told_with_all_its_numbers() -> None:
    def sentence(entry: Item) -> str:
        return done_sentence([item_progress(plan("r", entry), entry, TODAY)])

    assert sentence(item("i", done(money=800_000))) == "800,000 yuan; last on 3 November 2026."
    assert sentence(item("i", done())) == "1 occasion; last on 3 November 2026."
    assert sentence(item("i", placed("A", months=3, end=TODAY), mode=Mode.SHADOW)) == "1 person placed, 3 months."
    assert planned_sentence(item("i")) == "not written yet."
    assert planned_sentence(item("i", mode=Mode.VISIT)) == "visit."


def test_what_was_done_for_a_school_that_merged_stands_under_the_one_that_took_it_over() -> None:
    before = plan("s", item("i", done(sessions=2), need="s/b"), item("j", done(sessions=3)), status=Status.CLOSED)
    made = programme(school("r", "b"), school("s", "b"), plans=(before,))
    merged = with_decision(made, Judgement(decision=Decision.MERGED, receiver="s", into="r"))
    (found,) = report(merged, {}, {}, (), TODAY).evaluations
    assert [(row.need, row.items) for row in found.needs] == [
        ("r/b", ()),
        ("r/s-b", (("s-d", "i"),)),
        (None, (("s-d", "j"),)),
    ]


def test_what_was_done_for_a_school_while_it_was_part_of_another_one_stays_its_own() -> None:
    now = plan("r", item("i", done(sessions=2), need="r/s-b"))
    made = programme(school("r", "a", "b"), school("s", "b"), plans=(now,))
    for decision, into in ((Decision.MERGED, "r"), (Decision.RETURNED, None)):
        made = with_decision(made, Judgement(decision=decision, receiver="s", into=into))
    other, own = report(made, {}, {}, (), TODAY).evaluations
    assert [(row.need, row.items) for row in other.needs] == [("r/a", ()), ("r/b", ())]
    assert [(row.need, row.items, row.plan) for row in own.needs] == [("s/b", (("r-d", "i"),), "r-d")]


@given(programmes())
def test_every_need_of_every_receiver_stands_in_the_evaluation_once(programme: Programme) -> None:
    found = report(programme, {}, {}, (), TODAY)
    assert [entry.school.id for entry in found.evaluations] == [entry.id for entry in programme.receivers]
    for entry in found.evaluations:
        needs = [row.need for row in entry.needs if row.need]
        assert needs == [entry.school.reference(need) for need in entry.school.needs]
        assert all(row.asked or row.need is None for row in entry.needs)
        assert all(row.planned and row.done for row in entry.needs)
    assert sum(entry.done for entry in found.evaluations) == found.all_needs.done
    assert sum(entry.asked for entry in found.evaluations) == found.all_needs.asked
