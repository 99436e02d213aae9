"""Advice on the gaps: what is unmet, what nobody uses, what one more strength would close."""

import pytest
from msgspec.structs import replace

from needsmatch.i18n import using
from needsmatch.matching.comparer import Comparer
from needsmatch.matching.pair import Pairer
from needsmatch.matching.rank import Matcher
from needsmatch.model.match import Cause
from needsmatch.model.pairing import Alone, Goal, Pairing
from needsmatch.model.programme import Ban, Decision, Judgement, Pair, Programme
from needsmatch.model.school import Need, School, Strength
from needsmatch.model.terms import Stage
from needsmatch.planning.candidates import Before, OneMore, as_strength, candidates
from needsmatch.planning.gaps import Advice, Further, advice, further_sentence
from needsmatch.store.folder import read_programme
from needsmatch.topics.index import TopicIndex
from tests.conftest import PROFILES
from tests.matching.test_pair import programme_of, random_programme, school

MEALS, FOOD = "娃娃挑食，饭菜倒掉", "膳食营养与食育课程"
SUMS, DRILL = "两位数乘法算下来，全班错一半", "口算过关、竖式错因归类"


@pytest.fixture(scope="module")
def comparer(index: TopicIndex) -> Comparer:
    return Comparer(index)


def advised(programme: Programme, comparer: Comparer) -> tuple[Pairing, Advice]:
    matcher = Matcher(programme, lambda: comparer)
    pairing = Pairer(programme, matcher).pairing()
    return pairing, advice(programme, matcher, pairing)


def given(programme: Programme, pairs: dict[str, str]) -> Programme:
    rows = tuple(Pair(receiver=one, donor=other) for one, other in pairs.items())
    return replace(programme, settings=replace(programme.settings, pairs=rows))


def with_people(asking: School, *people: int, priority: int = 3) -> School:
    needs = (replace(need, people=many, priority=priority) for need, many in zip(asking.needs, people, strict=True))
    return replace(asking, needs=tuple(needs))


def closed(further: Further) -> list[str]:
    return [entry.receiver.reference(entry.need) for entry in further.closed]


# Unmet needs by topic


def test_unmet_needs_are_grouped_by_topic_most_first_and_the_unexplained_last(comparer: Comparer) -> None:
    receivers = [school("r0", needs=[MEALS, "xyzzy", SUMS]), school("r1", needs=["plugh", MEALS, "frobozz"])]
    _pairing, found = advised(programme_of(receivers, []), comparer)
    assert [(group.label, [(entry.receiver.id, entry.need.id) for entry in group.needs]) for group in found.topics] == [
        (found.topics[0].label, [("r0", "n0"), ("r1", "n1")]),
        (found.topics[1].label, [("r0", "n2")]),
        ("Other", [("r0", "n1"), ("r1", "n0"), ("r1", "n2")]),
    ]
    assert found.topics[2].topic is None
    assert all(entry.unmet.cause is Cause.NOBODY for group in found.topics for entry in group.needs)


def test_of_equally_many_the_more_urgent_ones_come_first(comparer: Comparer) -> None:
    for urgent in (MEALS, SUMS):
        needs = tuple(Need(id=f"n{place}", text=text, priority=1 if text == urgent else 2) for place, text in enumerate((MEALS, SUMS)))  # fmt: skip
        _pairing, found = advised(programme_of([replace(school("r"), needs=needs)], []), comparer)
        assert [group.urgent for group in found.topics] == [1, 0]
        assert found.topics[0].needs[0].need.text == urgent


def test_labels_speak_the_language_of_the_moment_and_nothing_else_depends_on_it(comparer: Comparer) -> None:
    programme = programme_of([school("r", needs=[MEALS, "xyzzy"])], [school("d")])
    _pairing, english = advised(programme, comparer)
    with using("zh_CN"):
        _pairing, chinese = advised(programme, comparer)
    assert english.topics[0].label != chinese.topics[0].label
    assert [(one.topic, one.needs) for one in english.topics] == [(one.topic, one.needs) for one in chinese.topics]
    assert [(one.topic, one.donor, one.closed) for one in english.further] == [
        (one.topic, one.donor, one.closed) for one in chinese.further
    ]


# Strengths nobody uses


def test_strengths_that_no_pair_answers_with_and_nobody_borrows(comparer: Comparer) -> None:
    receivers = [school("r0", needs=[MEALS, SUMS])]
    donors = [school("a", strengths=[FOOD, "书法"]), school("b", strengths=["机器人编程社团", DRILL]), school("c", strengths=[FOOD]), school("d")]  # fmt: skip
    pairing, found = advised(given(programme_of(receivers, donors), {"r0": "a"}), comparer)
    assert [entry.match.strength.text for entry in pairing.borrowed] == [DRILL]
    assert [(one.donor.id, [entry.text for entry in one.strengths]) for one in found.unused] == [
        ("a", ["书法"]),
        ("b", ["机器人编程社团"]),
        ("c", [FOOD]),
    ]


# One further strength


def test_the_strength_that_closes_most_gaps_comes_first(comparer: Comparer) -> None:
    receivers = [school("r0", needs=[SUMS]), school("r1", needs=[MEALS]), school("r2", needs=[MEALS])]
    _pairing, found = advised(programme_of(receivers, [school("d", capacity=3)]), comparer)
    assert closed(found.further[0]) == ["r1/n0", "r2/n0"]
    assert found.further[0].topic == found.topics[0].topic
    assert closed(found.further[1]) == ["r0/n0"]


def test_nobody_is_advised_to_offer_what_no_school_can_give(comparer: Comparer) -> None:
    receivers = [school("r0", needs=["编制不足", MEALS]), school("r1", needs=["增加编制"])]
    pairing, found = advised(programme_of(receivers, [school("d", capacity=2)]), comparer)
    assert found.topics[0].topic == "staff-posts-pay" and len(pairing.unmet) == 3
    assert [closed(one) for one in found.further] == [["r0/n1"]]


def test_a_donor_whose_own_receivers_ask_for_it_comes_before_others(comparer: Comparer) -> None:
    receivers = [school("r0", needs=[MEALS])]
    for own in ("a", "b", "c"):
        donors = [school(name) for name in ("a", "b", "c")]
        _pairing, found = advised(given(programme_of(receivers, donors), {"r0": own}), comparer)
        assert [one.donor.id for one in found.further] == [own]


def test_a_donor_with_room_comes_before_one_that_is_full(comparer: Comparer) -> None:
    donors = [school("a", capacity=0), school("b", capacity=1), school("c", capacity=1)]
    _pairing, found = advised(programme_of([school("r0", needs=[MEALS])], donors), comparer)
    assert [one.donor.id for one in found.further] == ["b"]


def test_places_are_for_all_the_people_of_what_it_closes(comparer: Comparer) -> None:
    receivers = [with_people(school("r0", needs=[MEALS]), 20), school("r1", needs=[MEALS])]
    _pairing, found = advised(programme_of(receivers, [school("d", capacity=0)]), comparer)
    (further,) = found.further
    assert (closed(further), further.places, further.gain) == (["r0/n0", "r1/n0"], 21, 2)


def test_places_that_were_used_up_are_a_gap_that_can_be_closed(comparer: Comparer) -> None:
    receivers = [with_people(school(name, needs=[MEALS]), 10) for name in ("r0", "r1")]
    full = replace(school("d", capacity=0), strengths=(Strength(id="s", text=FOOD, places=10),))
    pairing, found = advised(programme_of(receivers, [full, school("e", capacity=0)]), comparer)
    assert [entry.unmet.cause for entry in pairing.unmet] == [Cause.PLACES_USED]
    assert [(one.donor.id, closed(one), one.places) for one in found.further] == [("d", ["r1/n0"], 10)]


def test_who_would_change_over_to_it_needs_a_place_too(comparer: Comparer) -> None:
    receivers = [with_people(school(name, needs=[MEALS]), 10) for name in ("r0", "r1")]
    worse = Strength(id="s", text="食堂管理与营养餐", places=10)
    donor = replace(school("d", capacity=0), strengths=(worse,))
    _pairing, found = advised(programme_of(receivers, [donor]), comparer)
    assert [(closed(one), one.places) for one in found.further] == [(["r1/n0"], 20)]


def test_no_pair_is_changed_by_it(comparer: Comparer) -> None:
    """Were everything paired anew, the new strength would draw r0 away from the donor that it has."""
    receivers = [school("r0", needs=[SUMS, MEALS, "早恋、顶嘴、摔门"])]
    donors = [school("a", strengths=[DRILL]), school("b", strengths=["青春期教育与早恋疏导"])]
    pairing, found = advised(programme_of(receivers, donors), comparer)
    assert (pairing.donor_of("r0"), [entry.need.text for entry in pairing.unmet]) == ("a", [MEALS])
    assert [(one.donor.id, closed(one)) for one in found.further] == [("a", ["r0/n1"])]
    assert found.further[0].opened == 0


def test_rules_and_bans_hold_for_a_further_strength_too(comparer: Comparer) -> None:
    receiver = replace(school("r0", needs=[MEALS]), district="East")
    forbidden = (
        programme_of([receiver], [school("d")], bans=[Ban(receiver="r0", donor="d")]),
        programme_of([receiver], [school("d", stage=Stage.HIGH)]),
        programme_of([receiver], [school("d", district="West")], districts=True),
        programme_of([receiver], []),
    )
    for programme in forbidden:
        pairing, found = advised(programme, comparer)
        assert len(pairing.unmet) == 1 and found.further == ()
    # However many must not, the one that may is found.
    banned = [school(f"c{number:02}") for number in range(20)]
    bans = [Ban(receiver="r0", donor=donor.id) for donor in banned]
    _pairing, found = advised(programme_of([receiver], [*banned, school("d")], bans=bans), comparer)
    assert [one.donor.id for one in found.further] == ["d"]


def test_what_a_person_turned_down_is_not_advised_again(comparer: Comparer) -> None:
    no = Judgement(decision=Decision.NOT_A_MATCH, need="r0/n0", strength="d/s0")
    receivers = [school("r0", needs=[MEALS])]
    donors = [school("d", strengths=[FOOD], capacity=0), school("e", capacity=0)]
    programme = programme_of(receivers, donors, judgements=[no])
    pairing, found = advised(programme, comparer)
    assert [entry.unmet.cause for entry in pairing.unmet] == [Cause.DECLINED]
    about_food = Matcher(programme, lambda: comparer)
    reader = about_food.beside(replace(programme, receivers=(school("x", needs=[FOOD]),)))
    topic = reader.topic_of(school("x", needs=[FOOD]), Need(id="n0", text=FOOD))
    assert topic and topic not in {one.topic for one in found.further}
    # Nobody said anything about another school's need; a later word of the same person counts.
    more = replace(programme, receivers=(*receivers, school("r1", needs=[MEALS])), donors=(donors[1],))
    assert "r1/n0" in {name for one in advised(more, comparer)[1].further for name in closed(one)}
    taken_back = replace(no, decision=Decision.SAME)
    met, _found = advised(replace(programme, judgements=(no, taken_back), donors=(replace(donors[0], capacity=1),)), comparer)  # fmt: skip
    assert met.unmet == ()


def test_no_advice_closes_only_what_one_before_closes_too(comparer: Comparer) -> None:
    needs = [MEALS, SUMS, "三年级一写作文就是流水账", "教师信息技术应用能力亟待提升", "早恋、顶嘴、摔门"]
    receivers = [school(f"r{place}", needs=[text, MEALS]) for place, text in enumerate(needs[1:])]
    _pairing, found = advised(programme_of(receivers, [school("d"), school("e")]), comparer)
    assert len(found.further) == 3
    assert [one.gain for one in found.further] == [4, 1, 1]
    seen: set[str] = set()
    for further in found.further:
        assert set(closed(further)) - seen
        seen |= set(closed(further))


def test_nothing_to_advise_where_nothing_is_open(comparer: Comparer) -> None:
    _pairing, found = advised(programme_of([school("r0", needs=[MEALS])], [school("d", strengths=[FOOD])]), comparer)
    assert found == Advice((), (), ())
    _pairing, found = advised(programme_of([], []), comparer)
    assert found == Advice((), (), ())


@pytest.mark.parametrize("how", ["given", "paired"])
def test_an_unreadable_donor_keeps_its_receiver(how: str, comparer: Comparer) -> None:
    receivers = [school("r0", needs=[MEALS]), school("r1", needs=[SUMS])]
    said = [Judgement(decision=Decision.PAIRED, receiver="r0", donor="gone")] if how == "paired" else []
    programme = programme_of(receivers, [school("d", strengths=[DRILL]), school("z")], judgements=said)
    pairs = {"r1": "z"} if how == "paired" else {"r0": "gone", "r1": "z"}
    pairing, found = advised(given(programme, pairs), comparer)
    assert [entry.need.text for entry in pairing.borrowed] == [SUMS]
    # r0 would borrow it; as a receiver of d it would take the place that r1 has there.
    assert [(one.donor.id, closed(one), one.opened) for one in found.further] == [("d", ["r0/n0"], 0)]


def test_the_sentence_names_strength_school_places_and_number(comparer: Comparer) -> None:
    receivers = [with_people(school("r0", needs=[MEALS]), 20), school("r1", needs=[MEALS])]
    programme = programme_of(receivers, [school("d", capacity=2)])
    (two,) = advised(programme, comparer)[1].further
    said = f'One more strength, "{two.label}" at School d, with places for 21 people, would close 2 gaps'
    assert further_sentence(two) == said
    (one,) = advised(replace(programme, receivers=(receivers[1],)), comparer)[1].further
    assert further_sentence(one).endswith("at School d, with places for 1 person, would close 1 gap")


# Laws


def test_what_is_advised_is_what_pairing_with_it_gives(comparer: Comparer) -> None:
    """Over random programmes: groups hold every unmet need once; each advice is checked by adding the strength."""
    checked = 0
    for seed in range(150):
        programme = random_programme(seed)
        matcher = Matcher(programme, lambda: comparer)
        pairer = Pairer(programme, matcher)
        if pairer.contradictions or any(Alone.UNREADABLE is entry.cause for entry in pairer.pairing().unpaired):
            continue
        pairing = pairer.pairing(Goal.FAIR if seed % 2 else Goal.TOTAL)
        found = advice(programme, matcher, pairing)
        assert sorted(id(entry) for group in found.topics for entry in group.needs) == sorted(map(id, pairing.unmet))
        sizes = [len(group.needs) for group in found.topics if group.topic]
        assert sizes == sorted(sizes, reverse=True)
        assert [one.gain for one in found.further] == sorted((one.gain for one in found.further), reverse=True)
        for further in found.further:
            assert 0 < further.gain <= len(pairing.unmet)
            assert set(closed(further)) <= {entry.receiver.reference(entry.need) for entry in pairing.unmet}
            # The same by hand: all pairs are given, and the strength has places for just these people.
            label = matcher.thesaurus.name(further.topic, programme.about.language)
            more = Strength(id=f"{further.topic}-1", text=label, places=further.places)
            donor = replace(further.donor, strengths=(*further.donor.strengths, more))
            held = given(programme, {pair.receiver.id: pair.donor.id for pair in pairing.pairs})
            changed = replace(held, donors=tuple(donor if one.id == donor.id else one for one in held.donors))
            after = Pairer(changed, matcher.beside(changed), anew=True).pairing(pairing.goal)
            still = {entry.receiver.reference(entry.need) for entry in after.unmet}
            before = {entry.receiver.reference(entry.need) for entry in pairing.unmet}
            assert (before - still, len(still - before)) == (set(closed(further)), further.opened)
            checked += 1
    assert checked > 80


def check_one_more(programme: Programme, matcher: Matcher, pairing: Pairing, most: int) -> int:
    """See that candidates are matched and paired as if everything were compared again; how many were looked at."""
    before, found = Before(matcher), candidates(programme, matcher, pairing)[:most]
    for number, candidate in enumerate(found):
        # With and without places; with an id that comes before or after all others.
        text = as_strength(programme, matcher, candidate.topic, "az"[number % 2])
        more = replace(text, places=(None, 0, 1, 30)[number % 4])
        donor = replace(candidate.donor, strengths=(*candidate.donor.strengths, more))
        donors = tuple(donor if one.id == donor.id else one for one in programme.donors)
        changed = replace(programme, donors=donors)
        quick = OneMore(changed, matcher.load, before=before, donor=donor, scores=candidate.scores)
        plain = matcher.beside(changed)
        assert quick.worths() == plain.worths()
        for receiver in changed.receivers:
            offers = plain.offers(receiver)
            assert quick.offers(receiver) == offers
            for offer in (offer for of_need in offers for offer in of_need):
                assert quick.other_offers(receiver, offer) == plain.other_offers(receiver, offer)
            for other in donors:
                fast, slow = quick.plan(receiver, other), plain.plan(receiver, other)
                assert (fast.score, fast.answered) == (slow.score, slow.answered)
        for goal in Goal:
            with_it, by_hand = Pairer(changed, quick).pairing(goal), Pairer(changed, plain).pairing(goal)
            assert (with_it.pairs, with_it.borrowed) == (by_hand.pairs, by_hand.borrowed)
            assert [(entry.receiver, entry.need) for entry in with_it.unmet] == [
                (entry.receiver, entry.need) for entry in by_hand.unmet
            ]
    return len(found)


def test_one_more_strength_is_matched_as_if_everything_were_compared_again(comparer: Comparer) -> None:
    checked = 0
    for seed in range(120):
        programme = random_programme(seed)
        matcher = Matcher(programme, lambda: comparer)
        pairer = Pairer(programme, matcher)
        if not pairer.contradictions:
            checked += check_one_more(programme, matcher, pairer.pairing(), 6)
    assert checked > 150


def test_one_more_strength_that_a_donor_has_already_is_told_apart_by_its_id(comparer: Comparer) -> None:
    receivers = [with_people(school("r0", needs=[MEALS, MEALS]), 5, 5), school("r1", needs=[MEALS])]
    programme = programme_of(receivers, [school("d", capacity=0), school("e", capacity=0)])
    (further, *_rest) = advised(programme, comparer)[1].further
    text = Matcher(programme, lambda: comparer).thesaurus.name(further.topic, programme.about.language)
    full = tuple(Strength(id=name, text=one, places=0) for name, one in (("m", text), ("n", FOOD), ("o", text)))
    had = replace(programme, donors=tuple(replace(donor, strengths=full) for donor in programme.donors))
    matcher = Matcher(had, lambda: comparer)
    assert check_one_more(had, matcher, Pairer(had, matcher).pairing(), 8) >= 2


def test_candidates_are_what_comparing_one_by_one_gives(comparer: Comparer) -> None:
    """Over random programmes without refusals: each topic of an unmet need, as the one strength of each donor."""
    checked = 0
    for seed in range(120):
        drawn = random_programme(seed)
        said = tuple(entry for entry in drawn.judgements if entry.decision is not Decision.NOT_A_MATCH)
        programme = replace(drawn, judgements=said)
        matcher = Matcher(programme, lambda: comparer)
        pairer = Pairer(programme, matcher)
        if pairer.contradictions:
            continue
        pairing = pairer.pairing()
        found = {(one.topic, one.donor.id): one.needs for one in candidates(programme, matcher, pairing)}
        for topic in {matcher.topic_of(entry.receiver, entry.need) for entry in pairing.unmet} - {None}:
            assert topic
            if matcher.thesaurus.by_id[topic].beyond_schools:
                continue
            for donor in programme.donors:
                alone = replace(donor, strengths=(as_strength(programme, matcher, topic, "offered"),))
                asked = matcher.beside(replace(programme, donors=(alone,), judgements=()))
                needs = {
                    entry.receiver.reference(entry.need)
                    for entry in pairing.unmet
                    if pairer.rules.obstacle(entry.receiver, donor) is None
                    and asked.offers(entry.receiver)[entry.receiver.needs.index(entry.need)]
                }
                assert found.get((topic, donor.id), frozenset()) == needs
                checked += len(needs)
    assert checked > 100


@pytest.mark.usefixtures("known_topics")
@pytest.mark.parametrize("name", ["harbour-uplands", "huli-minning", "zhanjiang-liuzhou"])
def test_samples_get_advice_after_a_few_pairings(
    name: str, comparer: Comparer, monkeypatch: pytest.MonkeyPatch
) -> None:
    programme = read_programme(PROFILES / name).programme
    matcher = Matcher(programme, lambda: comparer)
    pairing = Pairer(programme, matcher).pairing()
    times: list[Goal] = []
    really = Pairer.pairing

    def counted(self: Pairer, goal: Goal = Goal.TOTAL) -> Pairing:
        times.append(goal)
        return really(self, goal)

    monkeypatch.setattr(Pairer, "pairing", counted)
    found = advice(programme, matcher, pairing)
    assert found.topics and found.unused and 1 <= len(found.further) <= 3
    assert len(found.further) <= len(times) <= 12
    assert advice(programme, matcher, pairing) == found
