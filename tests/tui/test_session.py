"""What the app knows: every change counted once, every step taken back and done again, nobody's work overwritten."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from needsmatch.errors import ChangedOnDisk, Severity
from needsmatch.model.plan import About, Item, Status, SupportPlan
from needsmatch.planning.edit import add_item, move_item, own_item, remove_item, set_value
from needsmatch.planning.fields import ITEM_FIELDS, PLAN_FIELDS
from needsmatch.store.files import Seen
from needsmatch.store.folder import StoredPlan
from needsmatch.store.mend import Mend, mended, write, write_all
from needsmatch.store.plans import changed_bytes
from needsmatch.store.proposals import load_proposal
from needsmatch.tui.drafting import draft, draft_all, proposed_now
from needsmatch.tui.saving import save_plan
from needsmatch.tui.session import News, Session
from needsmatch.tui.work import Place
from needsmatch.workspace import matcher, open_programme

NAME = "yuhai-kindergarten-with-huoju-kindergarten"
RECEIVER = "yuhai-kindergarten"
FIELDS = {field.name: field for field in ITEM_FIELDS}
OF_PLAN = {field.name: field for field in PLAN_FIELDS}

SMALL = SupportPlan(
    plan=About(
        format=1, id="p", programme="x", receiver="r", receiver_name="R", donor="d", donor_name="D", status=Status.DRAFT
    ),
    items=tuple(Item(id=f"i{number}", people=number) for number in range(4)),
)


def session_on(folder: Path) -> Session:
    """A session on a programme, read and ready to draft."""
    reading = open_programme(folder)
    session = Session(folder)
    session.take_in(reading)
    session.match = matcher(reading)
    return session


def read_again(session: Session) -> None:
    """As when the files were changed by somebody else."""
    assert session.folder
    reading = open_programme(session.folder)
    session.take_in(reading)
    session.match = matcher(reading)


def drafted(folder: Path) -> Session:
    """A session with one plan that is drafted and not saved."""
    session = session_on(folder)
    assert draft(session, RECEIVER) == NAME
    return session


def saved(folder: Path) -> Session:
    """A session with one plan that is saved."""
    session = drafted(folder)
    save_plan(session, NAME)
    return session


def plan_of(session: Session, name: str = NAME) -> SupportPlan:
    plan = session.plan(name)
    assert plan
    return plan


def change(session: Session, field: str, value: object, item: int | None = 0) -> None:
    """Change a field of an item, or of the plan."""
    plan = plan_of(session)
    if item is None:
        session.edit(set_value(plan, None, OF_PLAN[field], value))
    else:
        session.edit(set_value(plan, plan.items[item].id, FIELDS[field], value))


def file_of(session: Session, name: str = NAME) -> Path:
    assert session.folder
    return session.folder / "plans" / f"{name}.toml"


def somebody_writes(session: Session, before: str, after: str) -> None:
    """Change the plan's file behind the app's back."""
    file = file_of(session)
    text = file.read_text(encoding="utf-8")
    assert before in text
    file.write_text(text.replace(before, after), encoding="utf-8", newline="\n")


# How much is not saved


def test_a_new_plan_is_one_change_until_it_is_saved(sample: Path) -> None:
    session = drafted(sample)
    assert session.unsaved == 1
    change(session, "people", 9)
    assert session.unsaved == 1
    save_plan(session, NAME)
    assert session.unsaved == 0
    assert session.unsaved_plans == []
    assert session.saved_at


def test_every_changed_field_counts_once(sample: Path) -> None:
    session = saved(sample)
    change(session, "people", 9)
    change(session, "sessions", 4)
    change(session, "people", 10)
    assert session.unsaved == 2
    change(session, "note", "x", item=None)
    assert session.unsaved == 3
    change(session, "sessions", None)
    assert session.unsaved == 2
    session.undo()
    assert session.unsaved == 3


def test_items_added_taken_out_and_moved_count_once_each(sample: Path) -> None:
    session = saved(sample)
    plan = plan_of(session)
    session.edit(move_item(plan, plan.items[0].id, 2))
    assert session.unsaved == 1
    session.edit(remove_item(plan_of(session), plan.items[-1].id, None, None))
    assert session.unsaved == 2
    session.edit(add_item(plan_of(session), own_item(plan, [], "i-00000001"), None))
    assert session.unsaved == 3


changed_fields = st.lists(
    st.tuples(st.integers(0, 3), st.sampled_from(["people", "sessions", "minutes"]), st.integers(0, 2)), max_size=10
)


@given(changed_fields)
def test_what_is_counted_is_what_differs_from_the_file(made: list[tuple[int, str, int]]) -> None:
    session = Session(stored={SMALL.plan.id: StoredPlan(SMALL, Path("plan.toml"), b"", Seen("", 0, 0, 0))})
    for place, field, value in made:
        session.edit(set_value(plan_of(session, "p"), SMALL.items[place].id, FIELDS[field], value))
    now = {(place, field): value for place, field, value in made}
    differing = [key for key, value in now.items() if getattr(SMALL.items[key[0]], key[1]) != value]
    assert session.unsaved == len(differing)
    assert len(session.changes_of("p")) == len(differing)
    assert session.unsaved_plans == (["p"] if differing else [])


def test_what_cannot_be_used_counts_too(sample: Path) -> None:
    session = saved(sample)
    plan = plan_of(session)
    session.edit(plan, "said", wrong={(NAME, plan.items[0].id, "people"): "many"})
    assert session.unsaved == 1
    assert session.unsaved_plans == []
    assert session.just_now == "said"


# Values that cannot be used


def test_what_cannot_be_used_is_a_problem_with_its_place(sample: Path) -> None:
    session = saved(sample)
    plan = plan_of(session)
    errors = session.problem_count
    session.edit(plan, "said", wrong={(NAME, plan.items[1].id, "people"): "many", (NAME, None, "end"): "soon"})
    of_item, of_plan = session.hindrances()
    assert (of_item.file, of_item.key, of_item.severity) == (f"plans/{NAME}.toml", "item[2].people", Severity.ERROR)
    assert "whole number" in of_item.message
    assert of_plan.key == "plan.end"
    assert session.problem_count == errors + 2
    assert session.problems[:2] == [of_item, of_plan]


def test_an_end_before_the_start_hinders_saving_until_it_is_put_right(sample: Path) -> None:
    session = saved(sample)
    change(session, "start", date(2026, 9, 1))
    change(session, "end", date(2026, 8, 1))
    (problem,) = session.hindrances()
    assert problem.key == "item[1].end"
    change(session, "end", date(2026, 9, 2))
    assert session.hindrances() == []


def test_what_was_typed_into_an_item_goes_with_the_item_and_comes_back_with_it(sample: Path) -> None:
    session = saved(sample)
    plan = plan_of(session)
    wrong: dict[Place, str] = {(NAME, plan.items[0].id, "people"): "many", (NAME, plan.items[1].id, "people"): "few"}
    session.edit(plan, "said", wrong=wrong)
    session.edit(remove_item(plan, plan.items[0].id, None, None))
    assert list(session.work.wrong.values()) == ["few"]
    assert [problem.key for problem in session.hindrances()] == ["item[1].people"]
    session.undo()
    assert session.work.wrong == wrong


def test_a_day_without_a_year_is_taken_once_the_plan_says_which_year(sample: Path) -> None:
    session = saved(sample)
    change(session, "start", None, item=None)
    plan = plan_of(session)
    session.edit(plan, "said", wrong={(NAME, plan.items[0].id, "start"): "10月8日"})
    assert len(session.hindrances()) == 1
    change(session, "start", date(2026, 9, 1), item=None)
    assert session.work.wrong == {}
    assert session.hindrances() == []
    assert plan_of(session).items[0].start == date(2026, 10, 8)


# Steps


def test_an_edit_that_changes_nothing_is_no_step(sample: Path) -> None:
    session = saved(sample)
    session.just_now = "before"
    history = session.history
    change(session, "people", plan_of(session).items[0].people)
    assert session.history == history
    assert session.just_now == "before"


@given(
    st.lists(st.builds(lambda people: set_value(SMALL, "i1", FIELDS["people"], people), st.integers(0, 3)), max_size=9)
)
def test_all_steps_are_taken_back_and_done_again_in_order(versions: list[SupportPlan]) -> None:
    session = Session()
    works = [session.work]
    for version in versions:
        session.edit(version)
        if session.work != works[-1]:
            works.append(session.work)
    for work in reversed(works[:-1]):
        assert session.can_undo
        assert session.undo() is False
        assert session.work == work
    assert not session.can_undo
    for work in works[1:]:
        assert session.can_redo
        session.redo()
        assert session.work == work
    assert not session.can_redo


def test_a_step_is_named_alike_when_it_is_taken_back_and_done_again(sample: Path) -> None:
    session = saved(sample)
    change(session, "people", 9)
    said = session.just_now
    assert "People" in said and "9" in said
    session.undo([NAME])
    assert session.just_now == f"undone: {said}"
    session.redo([NAME])
    assert session.just_now == f"done again: {said}"


def test_a_step_on_a_plan_is_told_with_the_plan_where_its_page_is_not_open(sample: Path) -> None:
    session = saved(sample)
    change(session, "people", 9)
    said, about = session.just_now, plan_of(session).plan
    session.undo()
    assert session.just_now == f"undone: {about.receiver_name} with {about.donor_name}: {said}"
    session.redo(["another"])
    assert session.just_now == f"done again: {about.receiver_name} with {about.donor_name}: {said}"


def test_a_new_step_forgets_what_was_undone(sample: Path) -> None:
    session = saved(sample)
    change(session, "people", 9)
    session.undo()
    change(session, "sessions", 3)
    assert not session.can_redo
    session.redo()
    assert plan_of(session).items[0].people != 9


def test_steps_are_taken_back_also_after_saving(sample: Path) -> None:
    session = saved(sample)
    before = plan_of(session)
    change(session, "people", 9)
    save_plan(session, NAME)
    assert session.unsaved == 0
    session.undo()
    assert plan_of(session) == before
    assert session.unsaved == 1
    save_plan(session, NAME)
    assert "people = 9" not in file_of(session).read_text(encoding="utf-8")


def test_dropping_a_plan_is_a_step(sample: Path) -> None:
    session = saved(sample)
    change(session, "people", 9)
    mine = plan_of(session)
    session.drop(NAME)
    assert session.unsaved == 0
    assert plan_of(session) == session.saved_plan(NAME)
    session.undo()
    assert plan_of(session) == mine


def test_what_one_plans_file_held_comes_back_also_across_the_steps_on_another_plan(sample: Path) -> None:
    session = saved(sample)
    other = draft(session, "xinghua-kindergarten")
    assert other
    save_plan(session, other)
    session = session_on(sample)
    held = plan_of(session), plan_of(session, other)
    change(session, "people", 9)
    session.edit(remove_item(held[1], held[1].items[0].id, None, None))
    save_plan(session, other)
    assert session.item_that_was(other, held[1].items[0].id) == held[1].items[0]
    session.undo()
    session.undo()
    assert (plan_of(session), plan_of(session, other)) == held and not session.can_undo
    assert session.unsaved_plans == [other]
    save_plan(session, other)
    session.redo()
    assert plan_of(session).items[0].people == 9 and session.plan(other) == held[1]
    session.redo()
    assert session.unsaved_plans == [NAME, other] and not session.can_redo


def test_a_draft_that_was_saved_is_taken_back_in_its_turn(sample: Path) -> None:
    session = saved(sample)
    change(session, "people", 9)
    other = draft(session, "xinghua-kindergarten")
    assert other
    change(session, "people", 10)
    save_plan(session, other)
    found = []
    while session.can_undo:
        session.undo()
        plan = session.plan(NAME)
        found.append((plan and plan.items[0].people, session.plan(other) == session.saved_plan(other)))
    assert found == [(9, True), (9, False), (20, False), (None, False)]
    assert session.plan(other) is None and set(session.unsaved_plans) == {NAME, other}
    while session.can_redo:
        session.redo()
    assert plan_of(session).items[0].people == 10 and session.unsaved_plans == [NAME]


def test_a_draft_that_was_saved_goes_with_its_file_and_comes_again_with_what_was_written_by_hand(sample: Path) -> None:
    session = saved(sample)
    plan, file, proposal = plan_of(session), file_of(session), load_proposal(sample, NAME)
    file.write_bytes(file.read_bytes() + b"# mine\n")
    read_again(session)
    held = file.read_bytes()
    session.undo()
    assert session.plan(NAME) is None and session.unsaved == 1 and session.hindrances() == []
    assert session.plan(session.plan_name(RECEIVER) or "") is None
    save_plan(session, NAME)
    assert not file.exists() and session.unsaved == 0 and load_proposal(sample, NAME) is None
    read_again(session)
    assert session.unsaved == 0 and session.can_redo
    session.redo()
    assert plan_of(session) == plan and session.unsaved == 1
    save_plan(session, NAME)
    assert file.read_bytes() == held and load_proposal(sample, NAME) == proposal
    session.undo()
    assert session.plan(NAME) is None and session.unsaved == 1


def test_the_file_of_a_draft_that_was_taken_back_stays_where_somebody_changed_it(sample: Path) -> None:
    session = saved(sample)
    session.undo()
    somebody_writes(session, "[plan]", "[plan] # mine")
    theirs = file_of(session).read_bytes()
    for again in (False, True):
        if again:
            read_again(session)
        with pytest.raises(ChangedOnDisk):
            save_plan(session, NAME)
        assert file_of(session).read_bytes() == theirs and session.unsaved == 1
    session.drop(NAME)
    assert session.unsaved == 0 and session.plan(NAME)


def test_a_plan_that_somebody_wrote_where_one_was_taken_away_is_theirs(sample: Path) -> None:
    session = saved(sample)
    held = file_of(session).read_bytes()
    session.undo()
    save_plan(session, NAME)
    file_of(session).write_bytes(held)
    read_again(session)
    assert session.plan(NAME) == session.saved_plan(NAME) and session.plan(NAME) and session.unsaved == 0


def test_an_edit_of_a_plan_that_was_written_again_is_taken_back_to_the_plan_before_it(sample: Path) -> None:
    session = saved(sample)
    session = session_on(sample)
    before = plan_of(session)
    change(session, "people", 9)
    file_of(session).unlink()
    del session.stored[NAME]
    save_plan(session, NAME)
    session.undo()
    assert session.plan(NAME) == before


# Mended files


def with_a_mistake(folder: Path) -> Path:
    file = folder / "receivers" / "shanlu-middle.toml"
    text = file.read_text(encoding="utf-8")
    assert '\nstage = "middle"' in text
    file.write_text(text.replace('\nstage = "middle"', '\nstage = "midle" # 初中'), encoding="utf-8", newline="\n")
    return file


def mend(session: Session) -> None:
    assert session.folder and session.reading
    problem = next(problem for problem in session.reading.problems if problem.file.endswith("shanlu-middle.toml"))
    made = mended(session.folder, problem, "middle")
    write(made)
    session.mended(made)


def test_a_mended_file_is_taken_back_and_mended_again_byte_for_byte(sample: Path) -> None:
    file = with_a_mistake(sample)
    session = drafted(sample)
    broken = file.read_bytes()
    mend(session)
    whole = file.read_bytes()
    assert broken != whole
    assert session.just_now == "shanlu-middle.toml mended"
    change(session, "people", 9)
    assert session.undo() is False
    assert file.read_bytes() == whole
    assert session.undo() is True
    assert file.read_bytes() == broken
    assert session.just_now == "undone: shanlu-middle.toml mended"
    assert session.redo() is True
    assert file.read_bytes() == whole
    assert session.redo() is False
    assert plan_of(session).items[0].people == 9


def test_a_mended_file_that_somebody_changed_is_not_taken_back(sample: Path) -> None:
    file = with_a_mistake(sample)
    session = session_on(sample)
    mend(session)
    file.write_bytes(file.read_bytes() + b"# theirs\n")
    theirs, history = file.read_bytes(), session.history
    with pytest.raises(ChangedOnDisk):
        session.undo()
    assert file.read_bytes() == theirs
    assert session.history == history
    assert session.can_undo


def test_a_mended_file_is_no_unsaved_change(sample: Path) -> None:
    with_a_mistake(sample)
    session = session_on(sample)
    mend(session)
    assert session.unsaved == 0
    assert session.can_undo


# Files that somebody else changed


def test_what_somebody_else_changed_is_shown_and_the_steps_on_it_are_forgotten(sample: Path) -> None:
    session = saved(sample)
    change(session, "people", 9)
    save_plan(session, NAME)
    somebody_writes(session, "people = 9", "people = 11")
    read_again(session)
    assert plan_of(session).items[0].people == 11
    assert session.unsaved == 0
    assert not session.can_undo


def test_steps_on_other_plans_stay_when_one_was_changed_by_somebody_else(sample: Path) -> None:
    session = saved(sample)
    other = draft(session, "xinghua-kindergarten")
    assert other and other != NAME
    change(session, "people", 9)
    save_plan(session, NAME)
    somebody_writes(session, "people = 9", "people = 11")
    read_again(session)
    assert plan_of(session).items[0].people == 11
    assert session.unsaved_plans == [other]
    session.undo()
    assert session.plan(other) is None
    assert not session.can_undo
    session.redo()
    assert session.plan(other)
    assert plan_of(session).items[0].people == 11


def test_what_is_not_saved_stays_and_saving_finds_the_other_version(sample: Path) -> None:
    session = saved(sample)
    change(session, "sessions", 5)
    file = file_of(session)
    somebody_writes(session, "[plan]", "[plan]\nnote = 'theirs'")
    theirs = file.read_bytes()
    read_again(session)
    assert plan_of(session).items[0].sessions == 5
    assert session.unsaved == 1
    assert session.can_undo
    with pytest.raises(ChangedOnDisk):
        save_plan(session, NAME)
    assert file.read_bytes() == theirs


def test_a_plan_drafted_here_does_not_replace_one_that_somebody_drafted_meanwhile(sample: Path) -> None:
    theirs = saved(sample)
    change(theirs, "people", 77)
    save_plan(theirs, NAME)
    written = file_of(theirs).read_bytes()
    file_of(theirs).rename(sample / "aside.toml")
    session = drafted(sample)
    (sample / "aside.toml").rename(file_of(session))
    read_again(session)
    assert plan_of(session).items[0].people != 77
    assert session.unsaved_plans == [NAME]
    with pytest.raises(ChangedOnDisk):
        save_plan(session, NAME)
    assert file_of(session).read_bytes() == written


def test_a_plan_whose_file_is_gone_is_gone_with_its_steps(sample: Path) -> None:
    session = saved(sample)
    change(session, "people", 9)
    save_plan(session, NAME)
    file_of(session).unlink()
    read_again(session)
    assert session.plan(NAME) is None
    assert session.unsaved == 0
    assert not session.can_undo


def test_reading_again_without_a_change_forgets_nothing(sample: Path) -> None:
    session = saved(sample)
    change(session, "people", 9)
    save_plan(session, NAME)
    change(session, "sessions", 3)
    work = session.work
    read_again(session)
    assert session.work == work
    assert session.unsaved == 1
    session.undo()
    session.undo()
    assert plan_of(session).items[0].people != 9


# Pairs


def test_reading_again_keeps_the_chosen_school(sample: Path) -> None:
    session = session_on(sample)
    first = session.receiver
    assert first in {school.id for school in session.receivers if school.needs}
    session.receiver = "xinghua-kindergarten"
    read_again(session)
    assert session.receiver == "xinghua-kindergarten"
    (sample / "receivers" / "xinghua-kindergarten.toml").unlink()
    read_again(session)
    assert session.receiver == first


def test_what_was_matched_is_shown_until_it_is_matched_anew_unless_a_school_changed(sample: Path) -> None:
    session = session_on(sample)
    assert session.match
    session.take_in_ranking(session.match, RECEIVER, [], {"x/y": None})
    before = session.thesaurus
    assert session.folder
    session.take_in(open_programme(session.folder))
    assert session.ranked == {RECEIVER: []} and session.outdated == {RECEIVER}
    assert session.match is None and session.thesaurus is before
    assert session.reading
    session.take_in_ranking(matcher(session.reading), RECEIVER, [], {})
    assert session.outdated == set()
    (sample / "receivers" / "xinghua-kindergarten.toml").unlink()
    session.take_in(open_programme(session.folder))
    assert session.ranked == {} and session.topics == {} and session.outdated == set()


# Steps of several files


def test_files_written_at_once_are_one_step_and_one_that_was_made_goes_again(sample: Path) -> None:
    session = session_on(sample)
    made, changed = sample / "judgements.toml", sample / "topics.toml"
    changed.write_bytes(b"# mine\n")
    files = [Mend(made, None, b"# new\n"), Mend(changed, b"# mine\n", b"# mine\n# more\n")]
    write_all(files)
    session.wrote(files, lambda: "taught")
    assert session.undo() is True
    assert not made.exists() and changed.read_bytes() == b"# mine\n"
    assert session.just_now == "undone: taught" and not session.can_undo
    assert session.redo() is True
    assert made.read_bytes() == b"# new\n" and changed.read_bytes() == b"# mine\n# more\n"


def test_a_step_that_wrote_plans_is_named_in_its_own_words_when_it_is_taken_back_and_done_again(sample: Path) -> None:
    session = saved(sample)
    stored, new = session.stored[NAME], set_value(plan_of(session), None, OF_PLAN["note"], "theirs")
    files = [Mend(stored.path, stored.data, changed_bytes(stored, new))]
    write_all(files)
    session.wrote(files, lambda: "1 copy taken in", {NAME: new})
    session.undo()
    assert session.just_now == "undone: 1 copy taken in"
    session.redo()
    assert session.just_now == "done again: 1 copy taken in" and plan_of(session) == new


def test_a_step_of_several_files_is_taken_back_as_a_whole_or_not_at_all(sample: Path) -> None:
    session = session_on(sample)
    files = [Mend(sample / name, None, b"# new\n") for name in ("judgements.toml", "topics.toml")]
    write_all(files)
    session.wrote(files, lambda: "taught")
    (sample / "judgements.toml").write_bytes(b"# theirs\n")
    with pytest.raises(ChangedOnDisk):
        session.undo()
    assert (sample / "judgements.toml").read_bytes() == b"# theirs\n"
    assert (sample / "topics.toml").read_bytes() == b"# new\n"
    assert session.can_undo


@pytest.mark.parametrize("meanwhile", ["taught", "something else"])
def test_news_are_told_when_the_school_is_ranked_with_them_unless_something_else_was_said(
    sample: Path, meanwhile: str
) -> None:
    session = session_on(sample)
    assert session.match and session.folder
    session.just_now = "taught"
    session.news = News(RECEIVER, session.programme, "taught", lambda: "now 100")
    session.take_in_ranking(session.match, RECEIVER, [], {})
    assert session.just_now == "taught", "this ranking does not know of it yet"
    read_again(session)
    session.just_now = meanwhile
    session.take_in_ranking(session.match, "xinghua-kindergarten", [], {})
    assert session.just_now == meanwhile
    session.take_in_ranking(session.match, RECEIVER, [], {})
    assert session.just_now == ("now 100" if meanwhile == "taught" else meanwhile)
    assert session.news is None


def test_the_donor_of_a_draft_is_the_receivers_until_the_step_is_taken_back(sample: Path) -> None:
    programme = sample / "programme.toml"
    text = programme.read_text(encoding="utf-8")
    assert "[[pair]]" in text
    programme.write_text(text.split("[[pair]]")[0], encoding="utf-8", newline="\n")
    session = session_on(sample)
    assert session.settled(RECEIVER) is None
    assert session.plan_name(RECEIVER) is None
    name = draft(session, RECEIVER)
    assert name
    assert session.settled(RECEIVER) == plan_of(session, name).plan.donor
    assert session.plan_name(RECEIVER) == name
    session.undo()
    assert session.settled(RECEIVER) is None


def test_places_are_left_for_as_many_as_a_donor_takes_less_those_it_has(sample: Path) -> None:
    session = session_on(sample)
    assert session.programme
    taken = [session.settled(school.id) for school in session.receivers]
    for donor in session.programme.donors:
        assert session.places_left(donor) == max(0, donor.capacity - taken.count(donor.id))


def test_the_programme_now_has_the_plans_as_they_stand_here(sample: Path) -> None:
    session = saved(sample)
    change(session, "people", 9)
    other = draft(session, "xinghua-kindergarten")
    now = session.programme_now
    assert now
    assert {plan.plan.id: plan for plan in now.plans} == {NAME: plan_of(session), other: session.plan(other or "")}
    assert Session().programme_now is None


# Drafting


def test_all_missing_plans_are_drafted_in_one_step(sample: Path) -> None:
    session = saved(sample)
    count = draft_all(session)
    paired = [school for school in session.receivers if school.needs and session.settled(school.id)]
    assert count == len(paired) - 1
    assert session.unsaved == count
    assert draft_all(session) == 0
    session.undo()
    assert session.unsaved == 0
    assert session.just_now.endswith(f", and {count - 1} more")


def test_all_plans_that_were_drafted_in_one_step_are_taken_back_also_after_they_were_saved(sample: Path) -> None:
    session = saved(sample)
    change(session, "people", 9)
    count = draft_all(session)
    for name in session.unsaved_plans:
        save_plan(session, name)
    session.undo()
    assert session.unsaved == count and plan_of(session).items[0].people == 9
    for name in session.unsaved_plans:
        save_plan(session, name)
    assert [file.stem for file in sorted((sample / "plans").glob("*.toml"))] == [NAME]


def test_nothing_is_drafted_before_the_schools_are_matched(sample: Path) -> None:
    session = session_on(sample)
    session.match = None
    assert draft(session, RECEIVER) is None
    assert draft_all(session) == 0
    assert draft(session_on(sample), "nobody") is None
    assert not session.can_undo


def test_what_would_be_drafted_now_is_the_draft_while_nothing_changed(sample: Path) -> None:
    session = drafted(sample)
    plan = plan_of(session)
    assert proposed_now(session, plan) == plan
    gone = structs.replace(plan, plan=structs.replace(plan.plan, donor="gone"))
    assert proposed_now(session, gone) is gone


def test_an_empty_session_answers_every_question() -> None:
    session = Session()
    assert session.receivers == () and session.about is None and session.unsaved == 0
    assert session.ranked_plan("x") is None and session.plan_name("x") is None and session.problems == []
    assert session.undo() is False and session.redo() is False
