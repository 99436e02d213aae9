"""What a change of a school means: pairs, plans and needs before it is made, and the repair."""

import random
from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from msgspec.structs import replace

from needsmatch.matching.comparer import Comparer
from needsmatch.matching.pair import Pairer
from needsmatch.matching.rank import Matcher
from needsmatch.model.holds import Holds
from needsmatch.model.pairing import Alone, Goal, Hold
from needsmatch.model.plan import Answer, Item, Outcome, Placement, PlanSide, Reply, Signature, Status, SupportPlan
from needsmatch.model.programme import About, Pair, Programme, ProgrammeFile
from needsmatch.model.revision import revision_of, terms_of
from needsmatch.model.school import Need, School, Strength
from needsmatch.model.terms import Mode, Stage
from needsmatch.planning.author import Author
from needsmatch.planning.changing import merge_schools, return_school, set_head, withdraw
from needsmatch.planning.decide import CannotDecide, accept, pin
from needsmatch.planning.effect_words import parts, repair_sentences, summary, title_of
from needsmatch.planning.effects import Foreseen, changed_plans, effects, foresee
from needsmatch.topics.index import TopicIndex
from tests.matching.test_pair import random_programme
from tests.planning.test_changing import plan

WANG = Author(at=datetime(2026, 12, 3, 10, 30, tzinfo=UTC), by="王老师", why="两校合并")
TODAY = date(2026, 12, 3)
BRUSH, CHESS = ("书法教育从哪里入手", "书法名师来校手把手带班"), ("国际象棋社团没有人会教", "国际象棋")


def school(name: str, *, needs: tuple[str, ...] = (), strengths: tuple[str, ...] = (), capacity: int = 1) -> School:
    return School(
        id=name,
        name=name.upper(),
        stage=Stage.PRIMARY,
        capacity=capacity,
        head=f"head of {name}",
        needs=tuple(Need(id=f"n{place}", text=text) for place, text in enumerate(needs)),
        strengths=tuple(Strength(id=f"s{place}", text=text) for place, text in enumerate(strengths)),
    )


def programme(*plans: SupportPlan) -> Programme:
    """Two pairs are given; the third donor is free, and worse for the first receiver than the one it has."""
    return Programme(
        settings=ProgrammeFile(
            programme=About(id="p", name="P"),
            pairs=(Pair(receiver="ra", donor="da"), Pair(receiver="rb", donor="db")),
        ),
        receivers=(school("ra", needs=(BRUSH[0], CHESS[0])), school("rb", needs=(CHESS[0],))),
        donors=(
            school("da", strengths=(BRUSH[1], CHESS[1])),
            school("db", strengths=(CHESS[1],)),
            school("dc", strengths=(BRUSH[1],)),
        ),
        plans=plans,
    )


Foresee = Callable[..., Foreseen]


@pytest.fixture(scope="module")
def comparer(index: TopicIndex) -> Comparer:
    return Comparer(index)


@pytest.fixture
def foreseen(comparer: Comparer) -> Foresee:
    def call(before: Programme, change: Callable[[Programme], Programme]) -> Foreseen:
        return foresee(before, Matcher(before, lambda: comparer), change, Goal.TOTAL, TODAY)

    return call


def told(found: Foreseen) -> dict[str, tuple[str, ...]]:
    return {part.title: part.sentences for part in parts(found.effects)}


def proposed(found: Foreseen) -> list[tuple[str, str]]:
    return [(pair.receiver.id, pair.donor.id) for pair in found.effects.repair]


def working_plan() -> SupportPlan:
    done = Item(
        id="a", need_texts=("brush",), sessions=1, outcomes=(Outcome(id="o", day=date(2026, 10, 1), sessions=1),)
    )
    begun = Item(
        id="b", need_texts=("chess",), sessions=9, outcomes=(Outcome(id="o", day=date(2026, 10, 1), sessions=1),)
    )
    placed = Placement(id="x", person="李明", start=date(2026, 11, 1), end=date(2027, 1, 1))
    over = Placement(id="y", person="王芳", start=date(2026, 9, 1), end=date(2026, 10, 1))
    away = Item(id="c", need_texts=("visit",), mode=Mode.SHADOW, placements=(placed, over))
    return replace(plan("ra", "da"), items=(done, begun, away, Item(id="d", needs=("ra/n1",), need_texts=("maths",))))


def test_a_withdrawal_tells_what_was_done_what_stops_and_what_is_open_again(foreseen: Foresee) -> None:
    found = foreseen(programme(working_plan()), lambda before: withdraw(before, "da", WANG))
    (ended,) = found.effects.plans
    groups = ended.done, ended.under_way, ended.not_begun, ended.open_again
    assert [[item.id for item in group] for group in groups] == [["a"], ["b", "c"], ["d"], ["d"]]
    assert [entry.person for entry in ended.placed] == ["李明"]
    ends = told(found)["What ends"]
    assert ends == (
        'ra with da: the plan is closed; 1 item is done and still counts; 2 items under way stop; what was done of them still counts ("chess", "visit"); 1 item was not begun and its need is open again ("maths")',
        "Placed just now: 李明; agree with them where they go",
    )
    assert title_of(found.effects) == "DA withdraws"


def test_only_what_was_planned_for_a_need_of_the_receiver_is_open_again_and_each_need_is_named_once(
    foreseen: Foresee,
) -> None:
    answering = Item(id="a", needs=("ra/n0",), need_texts=("brush",))
    in_return = Item(id="c", needs=("da/x",), need_texts=("chess",), in_return=True)
    items = (answering, replace(answering, id="b"), in_return, Item(id="d", activity="A visit"))
    found = foreseen(programme(replace(plan("ra", "da"), items=items)), lambda before: withdraw(before, "da", WANG))
    assert told(found)["What ends"] == (
        'ra with da: the plan is closed; 2 items were not begun and their needs are open again ("brush"); 2 items were not begun ("chess", "A visit")',
    )


def test_a_change_that_makes_no_difference_is_refused(foreseen: Foresee) -> None:
    with pytest.raises(CannotDecide, match="This holds already"):
        foreseen(programme(), lambda before: set_head(before, "da", "head of da", Author(at=WANG.at)))


def test_the_best_donor_with_a_place_left_is_proposed_instead_with_what_it_answers(foreseen: Foresee) -> None:
    found = foreseen(programme(), lambda before: withdraw(before, "da", WANG))
    assert proposed(found) == [("ra", "dc")]
    (sentence,) = repair_sentences(found.effects)
    assert sentence.startswith("RA with DC: ") and 'answers 1 of 2; "书法教育从哪里入手"' in sentence
    assert summary(found.effects) == "1 pair ends; 1 new pair is proposed."
    assert found.comparison and found.comparison.total_gain < 0
    assert told(found)["What ends"] == ("RA with DA: the pair ends; it has no open plan",)


def test_accepting_the_repair_makes_the_proposed_pairs_and_no_others(foreseen: Foresee) -> None:
    lonely = school("rz", needs=(BRUSH[0],))
    more = replace(
        programme(),
        receivers=(*programme().receivers, lonely),
        donors=(*programme().donors, school("dd", strengths=(BRUSH[1],))),
    )
    found = foreseen(more, lambda before: withdraw(before, "da", WANG))
    assert found.pairing and {pair.receiver.id for pair in found.pairing.pairs if pair.hold is None} == {"ra", "rz"}
    after = found.repaired(withdraw(more, "da", WANG), WANG)
    pairs = Holds(after)
    assert pairs.settled_donor("ra") in ("dc", "dd") and pairs.settled_donor("rz") is None
    assert [(said.decision.value, said.why) for said in after.judgements] == [
        ("withdrawn", "两校合并"),
        ("paired", None),
    ]


def test_a_receiver_for_which_nobody_is_left_is_told_with_the_cause(foreseen: Foresee) -> None:
    found = foreseen(programme(), lambda before: withdraw(before, "db", WANG))
    assert (proposed(found), [entry.cause for entry in found.effects.alone]) == ([], [Alone.PLACES_USED])
    (pair,) = found.effects.full
    assert told(found)["Without a donor"] == (
        f"RB: all that could help are full or proposed to others; best would be DA ({pair.worth} points, answers 1 of 1): raise its capacity, c on page 3",
    )
    nobody = replace(programme(), receivers=(programme().receivers[0], school("rb", needs=("xyzzy",))))
    found = foreseen(nobody, lambda before: withdraw(before, "db", WANG))
    assert told(found)["Without a donor"] == ("RB: No donor of this programme offers what it asks for",)


def test_what_a_receiver_asked_leaves_with_it(foreseen: Foresee) -> None:
    found = foreseen(programme(working_plan()), lambda before: withdraw(before, "ra", WANG))
    assert 'was not begun ("maths")' in told(found)["What ends"][0]
    assert not found.effects.repair and not found.effects.alone


def test_a_school_without_a_pair_ends_nothing(foreseen: Foresee) -> None:
    found = foreseen(programme(), lambda before: withdraw(before, "dc", WANG))
    assert told(found) == {"What ends": ("Nothing: it has no pair and no open plan",)}
    assert summary(found.effects) == ""


def test_a_new_head_inherits_what_was_signed_and_what_waits(foreseen: Foresee) -> None:
    waiting = replace(plan("rb", "da", Status.PROPOSED), items=(Item(id="a"),))
    answered = replace(waiting, plan=replace(waiting.plan, id="x"), items=(
        Item(id="a", answers=(Answer(id="q", side=PlanSide.DONOR, answer=Reply.AGREE),)),
    ))  # fmt: skip
    signed = plan("ra", "da")
    signature = Signature(
        side=PlanSide.DONOR, name="Old", at=WANG.at, revision=revision_of(signed), terms=terms_of(signed)
    )
    other = replace(signature, side=PlanSide.RECEIVER)
    signed = replace(signed, signatures=(signature, other, replace(signature, terms="0" * 16)))
    found = foreseen(programme(signed, waiting, answered), lambda before: set_head(before, "da", "New", WANG))
    assert found.effects.signed == ((signed, signature),) and found.effects.waiting == (waiting,)
    assert told(found) == {
        "What stays": (
            "The head until now was head of da; what this person signed and answered still counts",
            "ra with da: signed by Old on 3 December 2026; the school signed, so it stays valid",
            "rb with da: the review waits for the head and goes to New; send it again (r on page 4)",
        )
    }
    assert found.comparison and not found.comparison.changes


def test_a_merger_tells_what_comes_in_and_which_plan_to_refresh(foreseen: Foresee) -> None:
    going_on = plan("rb", "db")
    found = foreseen(programme(plan("ra", "da"), going_on), lambda before: merge_schools(before, "ra", "rb", WANG))
    assert [need.id for need in found.effects.needs] == ["ra-n0", "n1"]
    assert found.effects.refresh == (going_on,)
    takes = told(found)["What the other school takes over"]
    assert takes[0] == '2 needs come into its list: "书法教育从哪里入手", "国际象棋社团没有人会教"'
    assert takes[-1] == "rb with db: the plan goes on; refresh it (f on page 4) so that it knows of this"
    assert proposed(found) == []


def test_where_the_school_that_goes_on_has_no_donor_that_of_the_other_one_is_proposed(foreseen: Foresee) -> None:
    free = replace(programme(), settings=replace(programme().settings, pairs=(Pair(receiver="rb", donor="db"),)))
    # With the donor of its own choice it would be better off; the other one knows the school.
    found = foreseen(free, lambda before: merge_schools(before, "rb", "ra", WANG))
    assert proposed(found) == [("ra", "db")]
    after = found.repaired(merge_schools(free, "rb", "ra", WANG), WANG)
    assert (held := Holds(after).held("ra")) and (held.donor, held.hold) == ("db", Hold.PAIRED)


def test_receivers_of_a_donor_that_merged_go_with_it_as_far_as_there_are_places(foreseen: Foresee) -> None:
    found = foreseen(programme(), lambda before: merge_schools(before, "da", "dc", WANG))
    assert proposed(found) == [("ra", "dc")]
    found = foreseen(programme(), lambda before: merge_schools(before, "da", "db", WANG))
    assert proposed(found) == [("ra", "dc")]
    assert "DB still takes 1 receiver; c on page 3 changes that" in told(found)["What the other school takes over"]


def test_who_comes_back_has_its_pair_again(foreseen: Foresee) -> None:
    away = withdraw(programme(), "da", WANG)
    found = foreseen(away, lambda before: return_school(before, "da", WANG))
    assert told(found) == {"What holds again": ("RA with DA",)} and proposed(found) == []
    assert summary(found.effects) == "1 pair holds again."


def test_plans_are_named_that_are_open_again_and_those_that_stay_closed(foreseen: Foresee) -> None:
    away = withdraw(programme(plan("ra", "da"), plan("rb", "db", Status.CLOSED)), "da", WANG)
    found = foreseen(away, lambda before: return_school(before, "da", WANG))
    assert [each.plan.status for each in found.effects.opened] == [Status.ACTIVE]
    assert told(found) == {"What holds again": ("RA with DA: the plan is open again (under way)",)}
    assert summary(found.effects) == "1 pair holds again; 1 plan is open again."
    away = withdraw(programme(plan("rb", "db", Status.CLOSED)), "db", WANG)
    found = foreseen(away, lambda before: return_school(before, "db", WANG))
    assert told(found) == {"What holds again": ("RB with DB: the plan stays closed until you set its state on page 4",)}


def test_a_plan_with_a_donor_that_loses_its_receiver_to_one_that_is_back_is_not_overlooked(foreseen: Foresee) -> None:
    away = withdraw(programme(plan("ra", "da")), "da", WANG)
    since = replace(away, plans=(*away.plans, plan("ra", "dc")))
    found = foreseen(since, lambda before: return_school(before, "da", WANG))
    assert told(found)["What ends"] == ("RA with DC: the pair ends; its plan stays open, close it on page 4",)


def test_pairs_of_before_that_do_not_stand_again_are_told(foreseen: Foresee) -> None:
    free = replace(programme(), settings=replace(programme().settings, pairs=()))
    away = withdraw(pin(free, "ra", "da", WANG), "da", WANG)
    found = foreseen(pin(away, "ra", "dc", WANG), lambda before: return_school(before, "da", WANG))
    assert told(found) == {"What ends": ("RA with DA: not again, because the receiver is with DC now",)}
    away = pin(withdraw(pin(free, "ra", "dc", WANG), "ra", WANG), "rb", "dc", WANG)
    found = foreseen(away, lambda before: return_school(before, "ra", WANG))
    assert told(found)["What ends"] == ("RA with DC: not again, its place is taken",)
    assert proposed(found) == [("ra", "da")]


def test_what_was_done_for_a_school_while_it_was_part_of_another_one_is_told(foreseen: Foresee) -> None:
    away = merge_schools(programme(), "ra", "rb", WANG)
    done = Item(id="a", needs=("rb/ra-n0",), need_texts=(BRUSH[0],))
    going_on = replace(plan("rb", "db"), items=(done, Item(id="b", needs=("rb/n0",))))
    found = foreseen(replace(away, plans=(going_on,)), lambda before: return_school(before, "ra", WANG))
    assert found.effects.shared == ((going_on, (done,)),)
    assert told(found)["What stays"] == (
        f'rb with db: 1 item answers a need of RA; what was done of it counts for RA ("{BRUSH[0]}")',
        "rb with db: the plan goes on; refresh it (f on page 4) so that it knows of this",
    )


def test_a_change_that_contradicts_what_stands_is_known_before(foreseen: Foresee) -> None:
    away = withdraw(programme(), "ra", WANG)
    taken = replace(
        away, settings=replace(away.settings, pairs=(*away.settings.pairs, Pair(receiver="rc", donor="da")))
    )
    taken = replace(taken, receivers=(*taken.receivers, school("rc", needs=(BRUSH[0],))))
    found = foreseen(taken, lambda before: return_school(before, "ra", WANG))
    assert found.pairing is None and len(found.made) == 1 and found.made == found.contradictions
    blind = foreseen(taken, lambda before: set_head(before, "da", "New", WANG))
    assert blind.made == () and blind.pairing


def test_only_plans_of_the_school_are_changed() -> None:
    before = programme(plan("ra", "da"), plan("rb", "db"))
    assert [each.plan.id for each in changed_plans(before, withdraw(before, "da", WANG))] == ["ra-da"]
    assert changed_plans(before, set_head(before, "da", "New", WANG)) == []


def test_without_a_change_of_a_school_there_is_nothing_to_tell() -> None:
    with pytest.raises(LookupError):
        effects(programme(), programme(), None, TODAY)


def changed_somehow(before: Programme, rng: random.Random) -> Callable[[Programme], Programme]:
    everybody = [school.id for school in (*before.receivers, *before.donors, *before.left)] or ["nobody"]
    name, other = rng.choice(everybody), rng.choice(everybody)
    return rng.choice(
        (
            lambda found: withdraw(found, name, WANG),
            lambda found: merge_schools(found, name, other, WANG),
            lambda found: return_school(found, name, WANG),
        )
    )


def test_after_any_changes_every_receiver_and_every_need_is_accounted_for_once(comparer: Comparer) -> None:
    paired, repaired = 0, 0
    for seed in range(250):
        rng, found = random.Random(seed), random_programme(seed)
        first = Pairer(found, Matcher(found, lambda: comparer))
        found = found if first.contradictions else accept(found, first.pairing(), WANG)
        for _step in range(4):
            change = changed_somehow(found, rng)
            matcher = Matcher(found, lambda: comparer)
            try:
                outlook = foresee(found, matcher, change, Goal.TOTAL, TODAY)
                after = change(found)
            except CannotDecide:
                continue
            if outlook.pairing:
                paired += 1
                # The merged, the withdrawn and the others: nobody is lost.
                pairing = outlook.pairing
                schools = [pair.receiver.id for pair in pairing.pairs] + [
                    entry.receiver.id for entry in pairing.unpaired
                ]
                assert sorted(schools) == [school.id for school in after.receivers]
                needs = [(pair.receiver.id, match.need.id) for pair in pairing.pairs for match in pair.answers]
                needs += [(entry.receiver.id, entry.need.id) for entry in pairing.borrowed]
                needs += [(entry.receiver.id, entry.need.id) for entry in pairing.unmet]
                assert Counter(needs) == Counter(
                    (school.id, need.id) for school in after.receivers for need in school.needs
                )
                whole = outlook.repaired(after, WANG)
                anew = Pairer(whole, Matcher(whole, lambda: comparer))
                assert not anew.contradictions
                held = {pair.receiver.id: pair.donor.id for pair in anew.pairing().pairs if pair.hold}
                wanted = {pair.receiver.id: pair.donor.id for pair in outlook.effects.repair}
                assert wanted.items() <= held.items()
                repaired += len(wanted)
                after = rng.choice((after, whole))
            found = after
    assert paired > 200 and repaired > 5
