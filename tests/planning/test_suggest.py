"""What could be added to a plan: what it lacks, what is unmet, what the donor offers besides, an own idea."""

import random
from collections.abc import Sequence

import pytest
from msgspec.structs import replace

from needsmatch.matching.mirror import returns
from needsmatch.matching.scale import RELIABLE
from needsmatch.model.holds import Holds
from needsmatch.model.plan import Item, SupportPlan
from needsmatch.model.programme import Programme
from needsmatch.planning.edit import add_item, remove_item
from needsmatch.planning.propose import in_return, propose
from needsmatch.planning.suggest import (
    Origin,
    Suggestion,
    not_spoken_of,
    suggested_returns,
    suggestions,
    with_sure,
)
from needsmatch.workspace import matcher, open_programme, two_way
from tests.conftest import PROFILES

Made = tuple[Programme, SupportPlan]


@pytest.fixture(scope="module")
def made() -> Made:
    """The sample programme and the plan proposed for a pair of it that leaves a need unmet."""
    programme = open_programme(PROFILES / "huli-minning").programme
    match = matcher(open_programme(PROFILES / "huli-minning"))
    for receiver in match.programme.receivers:
        donor = match.programme.donor(Holds(match.programme).settled_donor(receiver.id) or "")
        if donor and receiver.needs:
            plan = propose(match.programme, match.plan(receiver, donor), match.thesaurus)
            if plan.unmet and sum(bool(item.needs) for item in plan.items) > 1:
                return programme, plan
    raise AssertionError("no pair of the sample leaves a need unmet")


def offered(made: Made, plan: SupportPlan, proposed: SupportPlan | None = None) -> list[Suggestion]:
    return suggestions(made[0], plan, proposed or made[1], random.Random(1))


def of(found: Sequence[Suggestion], origin: Origin) -> list[Item]:
    return [entry.item for entry in found if entry.origin is origin]


def test_a_plan_as_it_was_drafted_lacks_no_proposal(made: Made) -> None:
    assert of(offered(made, made[1]), Origin.PROPOSED) == []


def test_an_item_that_was_taken_out_is_offered_again_as_it_was(made: Made) -> None:
    _programme, plan = made
    for item in plan.items:
        assert of(offered(made, remove_item(plan, item.id, None, None)), Origin.PROPOSED) == [item]


def test_a_need_that_another_item_answers_is_not_proposed_again(made: Made) -> None:
    _programme, plan = made
    item = next(item for item in plan.items if item.needs)
    other = replace(item, id="i-00000001", activity="an idea of our own")
    changed = add_item(remove_item(plan, item.id, None, None), other, None)
    assert of(offered(made, changed), Origin.PROPOSED) == []


def test_a_proposal_whose_id_is_taken_gets_another(made: Made) -> None:
    _programme, plan = made
    first, second = [item for item in plan.items if item.needs][:2]
    # The item now answers another need than the one it was proposed for.
    changed = replace(plan, items=(replace(first, needs=second.needs),))
    found = of(offered(made, changed, replace(plan, items=(first,))), Origin.PROPOSED)
    assert [replace(item, id=first.id) for item in found] == [first]
    assert found[0].id != first.id


def test_every_unmet_need_is_offered_as_an_empty_item_over_the_whole_period(made: Made) -> None:
    _programme, plan = made
    found = of(offered(made, plan), Origin.UNMET)
    assert [(item.needs, item.need_texts) for item in found] == [
        ((entry.need,), (entry.need_text,)) for entry in plan.unmet
    ]
    for item in found:
        assert (item.start, item.end) == (plan.plan.start, plan.plan.end)
        assert (item.mode, item.activity, item.lead) == (None, None, None)


def test_what_the_donor_offers_besides_is_offered_with_what_is_known_of_it(made: Made) -> None:
    programme, plan = made
    donor = programme.donor(plan.plan.donor)
    assert donor
    used = {item.strength for item in plan.items}
    rest = [strength for strength in donor.strengths if donor.reference(strength) not in used]
    found = of(offered(made, plan), Origin.STRENGTH)
    assert rest
    assert [item.strength for item in found] == [donor.reference(strength) for strength in rest]
    for item, strength in zip(found, rest, strict=True):
        assert item.activity == item.strength_text == strength.text
        assert item.mode == (strength.modes[0] if strength.modes else None)
        assert item.lead == (strength.lead or donor.contact or donor.head)
        assert (item.people, item.link, item.needs) == (strength.places, strength.link, ())


def test_a_strength_is_led_by_the_contact_and_else_by_the_head(made: Made) -> None:
    programme, plan = made
    donor = programme.donor(plan.plan.donor)
    assert donor
    strength = replace(donor.strengths[0], id="other", lead=None, modes=())
    for contact, head, lead in (("甲", "乙", "甲"), (None, "乙", "乙"), (None, None, None)):
        changed = replace(donor, strengths=(strength,), contact=contact, head=head)
        with_it = replace(programme, donors=(changed,))
        (item,) = of(suggestions(with_it, plan, plan), Origin.STRENGTH)
        assert (item.lead, item.mode) == (lead, None)


def test_without_its_donor_a_plan_still_gets_ideas(made: Made) -> None:
    programme, plan = made
    found = suggestions(replace(programme, donors=()), plan, plan)
    assert of(found, Origin.STRENGTH) == []
    assert len(of(found, Origin.UNMET)) == len(plan.unmet)


def test_an_empty_item_comes_last(made: Made) -> None:
    _programme, plan = made
    last = offered(made, plan)[-1]
    assert last.origin is Origin.OWN
    assert last.item == Item(id=last.item.id, start=plan.plan.start, end=plan.plan.end)


def test_the_likeliest_come_first(made: Made) -> None:
    _programme, plan = made
    found = [entry.origin for entry in offered(made, remove_item(plan, plan.items[0].id, None, None))]
    assert found == sorted(found, key=lambda origin: origin.value)


def test_every_suggestion_can_be_added_and_is_then_no_longer_offered(made: Made) -> None:
    _programme, plan = made
    plan = remove_item(plan, plan.items[0].id, None, None)
    found = offered(made, plan)
    known = {item.id for item in plan.items} | {mark.id for mark in plan.removed}
    assert len({entry.item.id for entry in found}) == len(found)
    for entry in found:
        assert entry.origin is Origin.PROPOSED or entry.item.id not in known
        after = add_item(plan, entry.item, None)
        assert after.items[-1] == entry.item
        if entry.origin is not Origin.OWN:
            assert entry.item not in [replace(again.item, id=entry.item.id) for again in offered(made, after)]


def test_suggestions_need_no_chance_but_for_ids(made: Made) -> None:
    programme, plan = made
    one, two = (suggestions(programme, plan, plan) for _turn in range(2))
    assert [replace(entry.item, id="") for entry in one] == [replace(entry.item, id="") for entry in two]


@pytest.fixture(scope="module")
def returned() -> tuple[Programme, SupportPlan, tuple[Item, ...]]:
    """A sample in which help goes both ways, the plan of a pair of it, and what its receiver could give back."""
    reading = open_programme(PROFILES / "zhanjiang-liuzhou")
    match, other_way = matcher(reading), two_way(reading.programme)
    receiver = match.programme.receiver("yuanbaoshan-vocational")
    donor = match.programme.donor(Holds(match.programme).settled_donor("yuanbaoshan-vocational") or "")
    assert receiver and donor
    plan = propose(match.programme, match.plan(receiver, donor), match.thesaurus)
    found = in_return(match.programme, donor, returns(other_way, receiver, donor), match.thesaurus)
    return match.programme, plan, found


Returned = tuple[Programme, SupportPlan, tuple[Item, ...]]


def test_help_in_return_answers_the_donors_needs_with_the_receivers_strengths(returned: Returned) -> None:
    programme, plan, found = returned
    receiver, donor = programme.receiver(plan.plan.receiver), programme.donor(plan.plan.donor)
    assert receiver and donor and found
    asked = {donor.reference(need): need.text for need in donor.needs}
    offered = {receiver.reference(strength): strength for strength in receiver.strengths}
    for item in found:
        assert item.in_return and item.giver == "receiver"
        assert item.needs[0] in asked and item.need_texts == (asked[item.needs[0]],)
        strength = offered[item.strength or ""]
        assert item.strength_text == item.activity == strength.text
        assert item.lead in (strength.lead, receiver.contact, receiver.head)
        assert item.mode and item.evidence and item.indicator
        assert item.score == sum(reason.points for reason in item.evidence)
        # Typical activities name the sides, and here they are exchanged.
        assert "受援" not in f"{item.activity}{item.indicator}"
    scores = [item.score or 0 for item in found]
    assert scores == sorted(scores, reverse=True)


def test_what_could_be_given_back_is_offered_until_the_plan_has_it(returned: Returned) -> None:
    _programme, plan, found = returned
    offered = suggested_returns(plan, found)
    assert [entry.item for entry in offered] == list(found)
    assert {entry.origin for entry in offered} == {Origin.IN_RETURN}
    first = found[0]
    added = add_item(plan, first, None)
    assert first not in [entry.item for entry in suggested_returns(added, found)]
    assert added.unmet == plan.unmet
    # One that was taken out is offered again, but nobody is told about it unasked.
    removed = remove_item(added, first.id, None, None)
    assert first in [entry.item for entry in suggested_returns(removed, found)]
    assert first in not_spoken_of(plan, found)
    assert first not in (*not_spoken_of(added, found), *not_spoken_of(removed, found))


def test_a_draft_takes_in_only_what_is_sure(returned: Returned) -> None:
    _programme, plan, found = returned
    doubtful = replace(found[0], id="i-doubtful", score=RELIABLE - 1)
    sure = replace(found[0], id="i-sure", score=RELIABLE)
    assert with_sure(plan, (sure, doubtful)).items == (*plan.items, sure)
