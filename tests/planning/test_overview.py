"""The programme at a glance: every figure exact, and all of them in step with each other."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from needsmatch import workspace
from needsmatch.errors import Problem, Severity
from needsmatch.i18n import LANGUAGES, use, using
from needsmatch.model.match import Cause, Match, RankedPlan, Unmet
from needsmatch.model.plan import (
    About,
    Answer,
    Item,
    Outcome,
    PlanSide,
    Reply,
    Signature,
    Status,
    SupportPlan,
    UnmetNeed,
)  # fmt: skip
from needsmatch.model.programme import About as ProgrammeAbout
from needsmatch.model.programme import Ban, Deadlines, Figure, Pair, Programme, ProgrammeFile, Target
from needsmatch.model.revision import revision_of, terms_of
from needsmatch.model.school import Need, School, Strength
from needsmatch.model.terms import Mode, Stage
from needsmatch.model.topic import Topic, Words
from needsmatch.planning.attention import Attention, Kind
from needsmatch.planning.overview import Overview, TopicNeeds, cause_label, overview
from needsmatch.planning.propose import propose
from needsmatch.topics.thesaurus import Thesaurus
from tests.conftest import PROFILES
from tests.strategies import items, programmes, slugs

TODAY = date(2026, 10, 10)
RECEIVER, DONOR = PlanSide.RECEIVER, PlanSide.DONOR


def topic(name: str, *broader: str) -> Topic:
    return Topic(id=name, label=Words(zh=name, en=name.title()), broader=broader)


THESAURUS = Thesaurus.of(
    [
        topic("arts"), topic("music", "arts"), topic("choir", "music", "sport"), topic("sport"), topic("games", "gone", "sport"),
        topic("in", "round"), topic("round", "about"), topic("about", "round"), topic("self", "self"),
    ]
)  # fmt: skip


def school(name: str, needs: str = "", strengths: str = "") -> School:
    return School(
        id=name, name=name.title(), stage=Stage.PRIMARY,
        needs=tuple(Need(id=word, text=word) for word in needs.split()),
        strengths=tuple(Strength(id=word, text=word) for word in strengths.split()),
    )  # fmt: skip


def programme(*receivers: School, plans: Sequence[SupportPlan] = (), pairs: str = "", **settings: object) -> Programme:
    """A programme with the donors d and e; pairs as "r:d s:e"."""
    given_pairs = tuple(Pair(receiver=pair.split(":")[0], donor=pair.split(":")[1]) for pair in pairs.split())
    file = ProgrammeFile(programme=ProgrammeAbout(id="p", name="P"), pairs=given_pairs)
    return Programme(
        settings=replace(file, **settings), receivers=receivers, donors=(school("d", "", "x y"), school("e", "", "z")),
        plans=tuple(plans),
    )  # fmt: skip


def plan(receiver: str, *items: Item, donor: str = "d", status: Status = Status.DRAFT) -> SupportPlan:
    """A plan of which each item answers the need a."""
    about = About(
        format=1, id=f"{receiver}-{donor}", programme="p", receiver=receiver, receiver_name=receiver, donor=donor,
        donor_name=donor, status=status,
    )  # fmt: skip
    return SupportPlan(plan=about, items=tuple(replace(entry, needs=(f"{receiver}/a",)) for entry in items))


def item(
    *answers: tuple[PlanSide, Reply], done: Sequence[int | None] = (), mode: Mode | None = None, name: str = "i"
) -> Item:
    return Item(
        id=name,
        mode=mode,
        answers=tuple(Answer(id=f"a-{place}", side=side, answer=reply) for place, (side, reply) in enumerate(answers)),
        outcomes=tuple(Outcome(id=f"o-{place}", day=TODAY, people=people) for place, people in enumerate(done)),
    )


BOTH = ((RECEIVER, Reply.AGREE), (DONOR, Reply.AGREE))


def matched(receiver: School, answered: str = "", cause: Cause = Cause.NOBODY) -> RankedPlan:
    donor = school("d", "", "x")
    return RankedPlan(
        receiver, donor, 50,
        tuple(Match(need, donor, donor.strengths[0], 50, ()) for need in receiver.needs if need.id in answered.split()),
        tuple(Unmet(need, cause) for need in receiver.needs if need.id not in answered.split()),
    )  # fmt: skip


def seen(
    programme: Programme,
    *ranked: RankedPlan,
    topics: Mapping[str, str | None] | None = None,
    problems: Sequence[Problem] = (),
    today: date = TODAY,
) -> Overview:
    by_id = {match.receiver.id: match for match in ranked}
    return overview(programme, by_id, topics or {}, THESAURUS, problems, today)


def numbers(view: Overview) -> list[tuple[int, int | None, str]]:
    return [(number.value, number.whole, number.note) for number in view.numbers]


def steps(view: Overview) -> list[int]:
    return [step.count for step in view.steps]


def waiting(view: Overview, kind: Kind) -> list[tuple[int, str, tuple[str, ...]]]:
    return [(entry.count, entry.note, entry.target) for entry in view.attention if entry.kind is kind]


# Numbers and steps


def test_a_programme_without_schools_says_what_to_fill_in() -> None:
    empty = Programme(settings=ProgrammeFile(programme=ProgrammeAbout(id="p", name="P")))
    view = seen(empty)
    assert numbers(view) == [(0, 0, ""), (0, 0, ""), (0, 0, ""), (0, None, "")]
    assert steps(view) == [0] * 6
    assert (view.topics, view.attention) == ((), ())
    receivers, donors = view.next_steps
    assert "folder receivers" in receivers and "folder donors" in donors


def test_without_donors_nobody_is_sent_to_choose_a_partner() -> None:
    alone = replace(programme(school("r", "a")), donors=())
    (step,) = seen(alone).next_steps
    assert "folder donors" in step


def test_each_receiver_counts_for_the_steps_it_has_taken() -> None:
    first, second, third, fourth = school("q", "a b"), school("r", "a"), school("s", "a"), school("t")
    view = seen(
        programme(
            first, second, third, fourth, pairs="q:d r:e",
            plans=[plan("q", item(done=[5]), status=Status.AGREED), plan("s", item(), status=Status.PROPOSED)],
        ),
        matched(first, "a"), matched(second), matched(third, "a"),
    )  # fmt: skip
    assert [(step.label, step.count, step.whole) for step in view.steps] == [
        ("Needs lists", 3, 4),
        ("Matched", 2, 4),
        ("Paired", 3, 4),
        ("Drafted", 2, 4),
        ("Agreed", 1, 4),
        ("Under way", 1, 4),
    ]
    assert numbers(view) == [
        (3, 4, "1 still open"),
        (2, 4, "2 without an answer"),
        (1, 3, "1 waits for a head"),
        (5, None, "on 1 occasion"),
    ]


@pytest.mark.parametrize(
    ("status", "agreed", "under_way"),
    [
        (Status.DRAFT, 0, 0), (Status.PROPOSED, 0, 0), (Status.AGREED, 1, 0), (Status.ACTIVE, 1, 1), (Status.CLOSED, 0, 0),
    ],
)  # fmt: skip
def test_what_the_status_of_a_plan_says(status: Status, agreed: int, under_way: int) -> None:
    view = seen(programme(school("r", "a"), plans=[plan("r", item(), status=status)]))
    assert steps(view)[4:] == [agreed, under_way]


def test_of_several_plans_the_one_with_the_settled_donor_counts() -> None:
    plans = [plan("r", status=Status.ACTIVE, donor="e"), plan("r", status=Status.DRAFT, donor="d")]
    assert steps(seen(programme(school("r", "a"), plans=plans)))[2:] == [1, 1, 1, 1]
    assert steps(seen(programme(school("r", "a"), plans=plans, pairs="r:d")))[2:] == [1, 1, 0, 0]


def test_a_pair_whose_only_plan_is_with_another_donor_has_no_plan_yet() -> None:
    view = seen(programme(school("r", "a"), plans=[plan("r", donor="e", status=Status.ACTIVE)], pairs="r:d"))
    assert steps(view)[2:] == [1, 0, 0, 0]
    assert waiting(view, Kind.UNDRAFTED) == [(1, "R", ("r",))]


def test_a_plan_of_a_school_that_is_gone_counts_only_for_the_people_it_reached() -> None:
    gone = plan("gone", item((DONOR, Reply.DECLINE), done=[7]), status=Status.PROPOSED)
    view = seen(programme(school("r", "a"), plans=[gone]))
    assert steps(view)[2:] == [0, 0, 0, 0]
    assert numbers(view)[2:] == [(0, 1, ""), (7, None, "on 1 occasion")]
    assert not waiting(view, Kind.REVIEW) and not waiting(view, Kind.CHANGE)


PLACEMENTS = Target(text="placements", amount=20, unit="人次", mode=Mode.SHADOW)


@pytest.mark.parametrize(
    ("targets", "done", "expected"),
    [
        ((), (), (3, None, "by 2 donors")),
        ((Target(text="lessons", amount=60, unit="节"),), (), (3, None, "by 2 donors")),
        ((), ((Mode.LECTURE, 30), (Mode.SHADOW, None)), (30, None, "on 2 occasions")),
        ((PLACEMENTS,), (), (0, 20, "target of the programme")),
        ((PLACEMENTS,), ((Mode.SHADOW, 25),), (25, 20, "target of the programme")),
        ((PLACEMENTS,), ((Mode.SHADOW, 4), (Mode.LECTURE, 30)), (4, 20, "30 more beside the target")),
        (
            (PLACEMENTS, Target(text="all", amount=100, unit="People")),
            ((None, 30), (Mode.SHADOW, 4)),
            (34, 100, "target of the programme"),
        ),
        (
            (PLACEMENTS, Target(text="lectures", amount=9, unit="人次", mode=Mode.LECTURE)),
            ((None, 30), (Mode.SHADOW, 4), (Mode.LECTURE, 2)),
            (6, 29, "30 more beside the target"),
        ),
        (
            (Target(text="of it", amount=9, unit="人", mode=Mode.LECTURE), Target(text="all", amount=50, unit="人")),
            ((Mode.LECTURE, 2), (None, 30)),
            (32, 50, "target of the programme"),
        ),
    ],
)
def test_people_are_those_counted_where_something_was_done(
    targets: tuple[Target, ...],
    done: tuple[tuple[Mode | None, int | None], ...],
    expected: tuple[int, int | None, str],
) -> None:
    counted = [item(mode=mode, done=[people], name=f"i-{place}") for place, (mode, people) in enumerate(done)]
    before = Figure(text="trained", amount=3000, unit="人次")
    view = seen(programme(school("r", "a"), plans=[plan("r", *counted)], targets=targets, figures=(before,)))
    assert numbers(view)[3] == expected


def test_a_pair_counts_once_its_donor_can_be_read() -> None:
    view = seen(programme(school("r", "a"), school("s", "b"), pairs="r:d s:unreadable"))
    assert numbers(view)[0] == (1, 2, "1 still open") and steps(view)[2] == 1


# Topics


def test_needs_count_under_the_topic_at_the_top() -> None:
    receiver = school("r", "a b c d e")
    view = seen(
        programme(receiver), matched(receiver, "a d", Cause.OTHER_DONOR),
        topics={"r/a": "choir", "r/b": "arts", "r/c": "games", "r/d": None, "r/e": "unheard-of"},
    )  # fmt: skip
    assert view.topics == (
        TopicNeeds("sport", "Sport", 1, 0, ((Cause.OTHER_DONOR, 1),)),
        TopicNeeds("arts", "Arts", 2, 1, ((Cause.OTHER_DONOR, 1),)),
        TopicNeeds(None, "Other", 2, 1, ((Cause.OTHER_DONOR, 1),)),
    )


def test_the_topic_with_most_unmet_needs_comes_first() -> None:
    receiver = school("r", "a b c d e f")
    topics = {
        f"r/{need}": name for need, name in zip("abcdef", "sport sport sport arts arts self".split(), strict=True)
    }
    view = seen(programme(receiver), matched(receiver, "a d f"), topics=topics)
    assert [(group.topic, group.unmet) for group in view.topics] == [("sport", 2), ("arts", 1), ("self", 0)]


def test_topics_in_a_circle_are_one_group() -> None:
    receiver = school("r", "a b c d")
    topics = {"r/a": "round", "r/b": "about", "r/c": "in", "r/d": "self"}
    groups = {group.topic: group.asked for group in seen(programme(receiver), topics=topics).topics}
    assert groups == {"about": 3, "self": 1}


def test_causes_come_most_frequent_first() -> None:
    receivers = [school(name, "a b") for name in ("q", "r", "s")]
    causes = (Cause.NOBODY, Cause.BANNED, Cause.BANNED)
    view = seen(programme(*receivers), *map(matched, receivers, ["", "", "a"], causes))
    assert [group.causes for group in view.topics] == [((Cause.BANNED, 3), (Cause.NOBODY, 2))]


def test_a_need_that_was_not_matched_is_unmet_for_no_cause() -> None:
    (group,) = seen(programme(school("r", "a b"))).topics
    assert (group.asked, group.answered, group.unmet, group.causes) == (2, 0, 2, ())


def test_every_cause_has_its_words() -> None:
    assert len({cause_label(cause) for cause in Cause}) == len(Cause)


# What waits


def test_errors_come_first_and_notes_do_not_count() -> None:
    problems = [Problem("a.toml", 1, "", "wrong"), Problem("a.toml", 2, "", "so what", Severity.NOTE)]
    view = seen(programme(school("r", "a")), problems=problems)
    assert view.attention[0] == Attention(Kind.ERRORS, 1, "problem in the files", "must be mended", ())
    assert view.next_steps[0] == "Mend 1 problem in the files: page 5"


@pytest.mark.parametrize(
    ("file", "key", "hides"),
    [
        ("receivers/r.toml", "", True),
        ("donors", "", True),
        ("donors/d.toml", "school", True),
        ("donors/d.toml", "school.id", True),
        ("donors/d.toml", "school[12].stage", True),
        ("donors/d.toml", "school.district", False),
        ("donors/d.toml", "strength[1]", False),
        ("plans/p.toml", "", False),
    ],
)
def test_it_is_said_where_errors_keep_whole_schools_out(file: str, key: str, hides: bool) -> None:
    for severity in Severity:
        view = seen(
            programme(school("r", "a")),
            problems=[Problem(file, 1, key, "x", severity), Problem("plans/p.toml", 1, "x", "y")],
        )
        note = view.attention[0].note
        assert note.startswith("must be mended")
        assert ("are not counted" in note) == (hides and severity is Severity.ERROR)


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (9, [(1, "S; the deadline was 2026-10-09", ("s",))]),
        (24, [(1, "S; the deadline is 2026-10-24", ("s",))]),
        (25, []),
    ],
)
def test_missing_needs_lists_wait_from_a_fortnight_before_the_deadline(day: int, expected: list[object]) -> None:
    deadlines = Deadlines(needs=date(2026, 10, day))
    view = seen(programme(school("r", "a"), school("s"), deadlines=deadlines))
    assert waiting(view, Kind.NEEDS_LISTS) == expected


def test_schools_without_a_partner_are_named_the_first_two_at_least() -> None:
    needy = [school(name, "a") for name in ("q", "r", "s", "t")]
    view = seen(programme(*needy, school("u"), pairs="q:d"))
    assert waiting(view, Kind.UNPAIRED) == [(3, "R, S and 1 more", ("r", "s", "t"))]
    assert waiting(view, Kind.UNDRAFTED) == [(1, "Q", ("q",))]


def test_unmet_needs_are_counted_one_by_one_and_their_schools_named() -> None:
    first, second, third = school("q", "a b c"), school("r", "a"), school("s", "a b")
    view = seen(programme(first, second, third), matched(first, "a"), matched(second, "a"), matched(third))
    assert waiting(view, Kind.UNMET) == [(4, "Q, S", ("q", "s"))]


@pytest.mark.parametrize(
    ("status", "answers", "waits"),
    [
        (Status.PROPOSED, (), True),
        (Status.PROPOSED, BOTH[:1], True),
        (Status.PROPOSED, BOTH[1:], True),
        (Status.PROPOSED, (BOTH[0], (PlanSide.COORDINATOR, Reply.AGREE)), True),
        (Status.PROPOSED, BOTH, False),
        (Status.DRAFT, (), False),
        (Status.ACTIVE, (), False),
    ],
)
def test_a_proposed_plan_waits_until_both_heads_have_answered_every_item(
    status: Status, answers: tuple[tuple[PlanSide, Reply], ...], waits: bool
) -> None:
    proposed = plan("r", item(*BOTH), item(*answers, name="j"), status=status)
    view = seen(programme(school("r", "a"), plans=[proposed]))
    assert waiting(view, Kind.REVIEW) == ([(1, "R", ("r",))] if waits else [])
    assert view.numbers[2].note == ("1 waits for a head" if waits else "")


@pytest.mark.parametrize(
    ("status", "answers", "waits"),
    [
        (Status.PROPOSED, ((DONOR, Reply.CHANGE),), True),
        (Status.PROPOSED, ((RECEIVER, Reply.AGREE), (DONOR, Reply.DECLINE)), True),
        (Status.PROPOSED, ((DONOR, Reply.DECLINE), (RECEIVER, Reply.AGREE)), True),
        (Status.PROPOSED, ((DONOR, Reply.CHANGE), (DONOR, Reply.AGREE)), False),
        (Status.PROPOSED, ((DONOR, Reply.AGREE), (DONOR, Reply.CHANGE)), True),
        (Status.PROPOSED, ((PlanSide.COORDINATOR, Reply.DECLINE),), False),
        (Status.DRAFT, ((DONOR, Reply.CHANGE),), True),
        (Status.CLOSED, ((DONOR, Reply.CHANGE),), False),
    ],
)
def test_the_last_word_of_each_head_decides_whether_an_item_waits(
    status: Status, answers: tuple[tuple[PlanSide, Reply], ...], waits: bool
) -> None:
    view = seen(programme(school("r", "a"), plans=[plan("r", item(*answers), item(name="j"), status=status)]))
    assert waiting(view, Kind.CHANGE) == ([(1, "R", ("r",))] if waits else [])


@pytest.mark.parametrize(
    ("status", "needs", "waits"),
    [
        (Status.PROPOSED, "a", True),
        (Status.DRAFT, "a", True),
        (Status.AGREED, "a b", False),
        (Status.CLOSED, "a", False),
    ],
)
def test_a_need_that_a_head_added_waits_until_it_stands_in_the_needs_list(
    status: Status, needs: str, waits: bool
) -> None:
    added = UnmetNeed(need="r/b", need_text="b", cause=Cause.ASKED_IN_REVIEW, side=RECEIVER, by="A")
    unmet = (added, UnmetNeed(need="r/c", need_text="c", cause=Cause.NOBODY))
    asked = replace(plan("r", item(*BOTH), status=status), unmet=unmet)
    view = seen(programme(school("r", needs), plans=[asked]), matched(school("r", needs), needs))
    assert waiting(view, Kind.ADDED) == ([(1, "R", ("r",))] if waits else [])
    assert any("need that a head added" in step for step in view.next_steps) is waits


def signed(proposed: SupportPlan, side: PlanSide) -> SupportPlan:
    under = Signature(
        side=side, name="A", at=datetime(2026, 11, 22, 9), revision=revision_of(proposed), terms=terms_of(proposed)
    )
    return replace(proposed, signatures=(*proposed.signatures, under))


def test_a_plan_that_was_changed_waits_until_each_head_has_signed_it_anew() -> None:
    once = signed(signed(plan("r", item(), status=Status.PROPOSED), RECEIVER), DONOR)
    changed = replace(once, items=(replace(once.items[0], people=3),))
    half = signed(changed, DONOR)
    closed = replace(changed, plan=replace(changed.plan, status=Status.CLOSED))
    waits = [
        bool(waiting(seen(programme(school("r", "a"), plans=[each])), Kind.VOID))
        for each in (once, changed, half, signed(half, RECEIVER), closed)
    ]
    assert waits == [False, True, True, False, False]


def test_a_plan_declined_as_a_whole_counts_each_item_and_is_not_agreed() -> None:
    declined = [item((DONOR, Reply.DECLINE), (RECEIVER, Reply.DECLINE), name=name) for name in ("i", "j", "k")]
    view = seen(programme(school("r", "a"), plans=[plan("r", *declined, status=Status.PROPOSED)]))
    assert waiting(view, Kind.CHANGE) == [(3, "R", ("r",))]
    assert steps(view)[3:] == [1, 0, 0]
    assert any(step.startswith("Change 3 items") for step in view.next_steps)


@pytest.mark.parametrize(
    ("day", "note"),
    [
        (25, "R"),
        (24, "R; the deadline is 2026-10-24"),
        (10, "R; the deadline is 2026-10-10"),
        (9, "R; the deadline was 2026-10-09"),
    ],
)
def test_the_deadline_of_plans_stands_beside_pairs_without_one_from_a_fortnight_before(day: int, note: str) -> None:
    deadlines = Deadlines(plans=date(2026, 10, day))
    view = seen(programme(school("r", "a"), school("s", "a"), pairs="r:d s:e", plans=[plan("s", item(), donor="e")],
                deadlines=deadlines))  # fmt: skip
    assert waiting(view, Kind.UNDRAFTED) == [(1, note, ("r",))]


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (25, [(1, "S", ("s",))]),
        (24, [(2, "R, S; the deadline is 2026-10-24", ("r", "s"))]),
        (9, [(2, "R, S; the deadline was 2026-10-09", ("r", "s"))]),
    ],
)
def test_near_the_deadline_of_reviews_drafts_wait_too(
    day: int, expected: list[tuple[int, str, tuple[str, ...]]]
) -> None:
    plans = [
        plan("r", item()), plan("s", item(), status=Status.PROPOSED), plan("t", item(*BOTH), status=Status.PROPOSED),
        plan("u", item(), status=Status.ACTIVE),
    ]  # fmt: skip
    view = seen(
        programme(
            *(school(name, "a") for name in "rstuv"), plans=plans, deadlines=Deadlines(reviews=date(2026, 10, day))
        )
    )
    assert waiting(view, Kind.REVIEW) == expected


# What to do next


def test_the_next_steps_follow_the_order_of_the_work() -> None:
    q, r, s, t = (school(name, "a") for name in "qrst")
    view = seen(programme(q, r, s, t, school("u"), pairs="q:d r:d"), *(matched(each) for each in (q, r, s, t)))
    assert view.next_steps == (
        "Ask 1 school for its needs list",
        "Choose partners for 2 schools: page 3",
        "Draft 2 plans: page 4",
    )


@pytest.mark.parametrize(
    ("held", "step"),
    [
        (plan("r", item()), "Send 1 drafted plan to its heads: page 4"),
        (plan("r", item(), status=Status.PROPOSED), "Remind the heads of 1 plan to answer"),
        (plan("r", item(*BOTH), status=Status.PROPOSED), "Both heads said yes to 1 plan, set it to agreed: page 4"),
        (plan("r", item(), status=Status.AGREED), "Note what was done in 1 agreed plan: page 4"),
    ],
)
def test_a_plan_has_one_next_step(held: SupportPlan, step: str) -> None:
    receiver = school("r", "a")
    assert seen(programme(receiver, plans=[held]), matched(receiver, "a")).next_steps == (step,)


def test_nothing_is_left_to_do_while_all_is_under_way() -> None:
    receiver = school("r", "a")
    view = seen(programme(receiver, plans=[plan("r", item(), status=Status.ACTIVE)]), matched(receiver, "a"))
    assert (view.attention, view.next_steps) == ((), ())
    assert numbers(view)[:3] == [(1, 1, "all settled"), (1, 1, "none without an answer"), (1, 1, "")]


# Laws


@st.composite
def situations(draw: st.DrawFn) -> tuple[Programme, dict[str, RankedPlan], dict[str, str | None]]:
    """A programme in any state: pairs, bans, plans of its own and of schools that are gone, some schools matched."""
    drawn = draw(programmes())
    replies = st.tuples(st.sampled_from(PlanSide), st.sampled_from(Reply))
    receivers = [school.id for school in drawn.receivers]
    donors = [school.id for school in drawn.donors]
    plans = [
        plan(
            draw(st.sampled_from([*receivers, "gone"])),
            *(
                replace(entry, answers=item(*draw(st.lists(replies, max_size=3))).answers)
                for entry in draw(st.lists(items, max_size=3))
            ),
            item(done=draw(st.lists(st.none() | st.integers(0, 50), max_size=2))),
            donor=draw(st.sampled_from([*donors, "gone"])),
            status=draw(st.sampled_from(Status)),
        )
        for _place in range(draw(st.integers(0, 4)))
    ]
    pairs = tuple(
        Pair(receiver=name, donor=draw(st.sampled_from([*donors, "gone"])))
        for name in draw(st.lists(st.sampled_from([*receivers, "gone"]), max_size=3))
    )
    days = st.none() | st.dates(date(2026, 9, 1), date(2026, 12, 1))
    file = replace(
        drawn.settings,
        pairs=pairs,
        bans=(Ban(receiver=receivers[0], donor=donors[0]),),
        deadlines=Deadlines(needs=draw(days), plans=draw(days), reviews=draw(days)),
        targets=tuple(draw(st.lists(st.just(PLACEMENTS), max_size=1))),
    )
    ranked = {}
    for receiver in draw(st.lists(st.sampled_from(drawn.receivers), unique_by=lambda school: school.id)):
        answered = [need.id for need in receiver.needs if draw(st.booleans())]
        ranked[receiver.id] = matched(receiver, " ".join(answered), draw(st.sampled_from(Cause)))
    known = st.sampled_from([None, "unheard-of", *THESAURUS.by_id]) | slugs
    topics = {
        school.reference(need): draw(known)
        for school in drawn.receivers
        for need in school.needs
        if draw(st.booleans())
    }
    return replace(drawn, settings=file, plans=tuple(plans)), ranked, topics


@given(situations(), st.sampled_from(list(LANGUAGES)))
def test_all_figures_are_in_step(
    situation: tuple[Programme, dict[str, RankedPlan], dict[str, str | None]], code: str
) -> None:
    programme, ranked, topics = situation
    with using(code):
        view = overview(programme, ranked, topics, THESAURUS, (), TODAY)
    pairs, needs, plans, _people = view.numbers
    lists, matched_step, paired, drafted, agreed, under_way = view.steps

    assert needs.whole == sum(len(school.needs) for school in programme.receivers)
    assert sum(group.asked for group in view.topics) == needs.whole
    assert sum(group.answered for group in view.topics) == needs.value
    for group in view.topics:
        assert group.asked > 0
        assert 0 <= sum(count for _cause, count in group.causes) <= group.unmet
    assert len({group.topic for group in view.topics}) == len(view.topics)
    assert [group.unmet for group in view.topics] == sorted((group.unmet for group in view.topics), reverse=True)

    for number in (pairs, needs, plans):
        assert number.whole is not None and 0 <= number.value <= number.whole
    for step in view.steps:
        assert 0 <= step.count <= step.whole == len(programme.receivers)
    assert matched_step.count <= lists.count
    assert paired.count == pairs.value and agreed.count == plans.value
    assert max(agreed.count, under_way.count) <= drafted.count

    order = [school.id for school in programme.receivers]
    for entry in view.attention:
        assert entry.count > 0 and entry.text and entry.note
        assert list(entry.target) == [name for name in order if name in entry.target] != []
    assert [entry.kind for entry in view.attention] == sorted(
        (entry.kind for entry in view.attention), key=list(Kind).index
    )
    unmet = sum(entry.count for entry in view.attention if entry.kind is Kind.UNMET)
    assert unmet == sum(group.unmet for group in view.topics)
    assert len(view.next_steps) <= 3


# A real programme


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_sample_at_a_glance(code: str) -> None:
    use(code)
    reading = workspace.open_programme(PROFILES / "huli-minning")
    match = workspace.matcher(reading)
    thesaurus = match.thesaurus
    ranked = {}
    topics: dict[str, str | None] = {}
    for receiver in workspace.receivers(reading, None):
        donor = match.best_donor(receiver)
        assert donor
        ranked[receiver.id] = match.plan(receiver, donor)
        for need in receiver.needs:
            topics[receiver.reference(need)] = match.topic_of(receiver, need)

    view = overview(reading.programme, ranked, topics, thesaurus, reading.problems, date(2026, 9, 20))
    asked = sum(len(school.needs) for school in reading.programme.receivers)
    answered = sum(len(each.answered) for each in ranked.values())
    strengths = sum(len(donor.strengths) for donor in reading.programme.donors)
    assert [(number.value, number.whole) for number in view.numbers] == [
        (16, 16), (answered, asked), (0, 16), (strengths, None),
    ]  # fmt: skip
    assert steps(view) == [16, 16, 16, 0, 0, 0]
    assert [entry.kind for entry in view.attention] == [Kind.UNDRAFTED, Kind.UNMET]
    assert [entry.count for entry in view.attention] == [16, asked - answered]
    assert len(view.topics) > 5
    for group in view.topics:
        assert sum(count for _cause, count in group.causes) == group.unmet
        if group.topic:
            assert group.label == thesaurus.by_id[group.topic].name(code)
            assert not thesaurus.by_id[group.topic].broader

    drafted = tuple(propose(reading.programme, each, thesaurus) for each in ranked.values())
    view = overview(
        replace(reading.programme, plans=drafted), ranked, topics, thesaurus, reading.problems, date(2026, 9, 20)
    )
    assert steps(view) == [16, 16, 16, 16, 0, 0]
    assert [entry.kind for entry in view.attention] == [Kind.UNMET]
