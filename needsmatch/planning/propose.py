"""From a ranked plan to a draft that people can edit: every need answered by an item, or unmet with its cause."""

import hashlib
import re
from collections.abc import Iterable
from datetime import date

from msgspec.structs import replace

from needsmatch.i18n import _, using
from needsmatch.matching.explain import cause_sentence, sentence
from needsmatch.model.match import Evidence, Match, RankedPlan
from needsmatch.model.plan import About, Item, Reason, Status, SupportPlan, UnmetNeed
from needsmatch.model.programme import Programme
from needsmatch.model.school import Need, School, Strength
from needsmatch.model.terms import Mode
from needsmatch.model.topic import Activity, Topic
from needsmatch.planning.usual import USUAL, YEARLY_SEMINAR, Where
from needsmatch.topics.thesaurus import Thesaurus

_HOW_OFTEN = re.compile(
    r"每(?:个|两|隔)?(?:学期|月|周|学年|年|天|日)|[一二两三四五六七八九十\d]+(?:次|节|场|期|轮|课时)"
    r"|\b(?:each|every|per|a|once|twice) (?:\w+ )?(?:term|month|week|year|day)s?\b|\b\w+ (?:lessons|sessions|times)\b"
)


def plan_id(receiver_id: str, donor_id: str) -> str:
    """Id of the plan of a pair."""
    return f"{receiver_id}-with-{donor_id}"


def propose(programme: Programme, ranked: RankedPlan, thesaurus: Thesaurus) -> SupportPlan:
    """A draft plan for one pair, in the programme's language. Equal input gives equal drafts, ids included."""
    receiver, donor = ranked.receiver, ranked.donor
    about = programme.about
    with using(about.language):
        items = [_item(programme, receiver, match, thesaurus) for match in ranked.answered]
        if programme.settings.rules.yearly_seminar:
            items.append(_yearly_seminar(programme))
        unmet = tuple(
            UnmetNeed(
                need=receiver.reference(entry.need),
                need_text=entry.need.text,
                cause=entry.cause,
                sentence=cause_sentence(entry),
                others=tuple(match.donor.reference(match.strength) for match in entry.helpers),
            )
            for entry in ranked.unmet
        )
    return SupportPlan(
        plan=About(
            format=1,
            status=Status.DRAFT,
            id=plan_id(receiver.id, donor.id),
            programme=about.id,
            language=about.language,
            receiver=receiver.id,
            receiver_name=receiver.name,
            donor=donor.id,
            donor_name=donor.name,
            start=about.start,
            end=about.end,
            proposed=tuple(item.id for item in items),
        ),
        items=tuple(items),
        unmet=unmet,
    )


def _item(programme: Programme, receiver: School, match: Match, thesaurus: Thesaurus) -> Item:
    """The item that answers a need of `receiver`, whichever side of the programme that is."""
    need, strength, donor = match.need, match.strength, match.donor
    topic = thesaurus.by_id.get(match.topic or "")
    mode = choose_mode(need, strength, topic)
    usual = USUAL[mode]
    typical = _typical(topic, mode)
    language = programme.about.language
    lead = strength.lead or donor.contact or donor.head
    # A typical activity that says how often it happens would contradict the usual numbers.
    says_how_often = typical is not None and bool(
        _HOW_OFTEN.search(f"{typical.activity.get(language)} {typical.indicator.get(language)}")
    )
    return Item(
        id=_item_id(receiver.reference(need)),
        needs=(receiver.reference(need),),
        need_texts=(need.text,),
        strength=donor.reference(strength),
        strength_text=strength.text,
        topic=topic.id if topic else None,
        score=match.score,
        mode=mode,
        activity=typical.activity.get(language) if typical else _(usual.activity).format(strength=strength.text),
        lead=lead,
        mentors=(lead,) if lead and mode in (Mode.SHADOW, Mode.SECONDMENT) else (),
        people=_people(need, strength, usual.people),
        sessions=None if says_how_often else usual.sessions,
        minutes=usual.minutes,
        recurrence=_(usual.recurrence) if usual.recurrence and not says_how_often else None,
        start=programme.about.start,
        end=_earlier(need.by, programme.about.end),
        place={
            Where.RECEIVER: receiver.name,
            Where.DONOR: donor.name,
            Where.ONLINE: _("online"),
            Where.ANYWHERE: None,
        }[usual.where],
        link=strength.link,
        indicator=typical.indicator.get(language) if typical else _(usual.indicator),
        evidence=tuple(_reasons(match.evidence, thesaurus)),
    )


def in_return(programme: Programme, donor: School, matches: Iterable[Match], thesaurus: Thesaurus) -> tuple[Item, ...]:
    """Items by which a receiver helps its donor, in the programme's language, for what `matching.mirror.returns` gives.

    The best come first.
    """
    best = sorted(matches, key=lambda match: -match.score)
    with using(programme.about.language):
        return tuple(_in_return(programme, donor, match, thesaurus) for match in best)


def _in_return(programme: Programme, donor: School, match: Match, thesaurus: Thesaurus) -> Item:
    item = _item(programme, donor, match, thesaurus)
    usual = USUAL[item.mode or Mode.TRAINING]
    # Typical activities speak of the donor as the school that helps; here it is the other way round.
    return replace(
        item,
        in_return=True,
        activity=match.strength.text,
        sessions=usual.sessions,
        recurrence=_(usual.recurrence) if usual.recurrence else None,
        indicator=_(usual.indicator),
    )


def choose_mode(need: Need, strength: Strength, topic: Topic | None) -> Mode:
    """The way of helping that fits best: named by both sides, by the donor, by the receiver, usual for the topic."""
    usual = [activity.mode for activity in topic.activities] if topic else []
    wanted, offered = need.modes or usual, strength.modes
    common = [mode for mode in wanted if mode in offered]
    return next(iter([*common, *offered, *need.modes, *usual]), Mode.TRAINING)


def _typical(topic: Topic | None, mode: Mode) -> Activity | None:
    return next((activity for activity in topic.activities if activity.mode is mode), None) if topic else None


def _people(need: Need, strength: Strength, usual: int | None) -> int | None:
    """How many people: never more than the donor has places for."""
    asked = need.people if need.people is not None else usual
    if asked is None or strength.places is None:
        return asked if asked is not None else strength.places
    return min(asked, strength.places)


def _earlier(one: date | None, other: date | None) -> date | None:
    return min(one, other) if one and other else one or other


def _yearly_seminar(programme: Programme) -> Item:
    usual = USUAL[Mode.SEMINAR]
    return Item(
        id="yearly-seminar",
        mode=Mode.SEMINAR,
        activity=_(YEARLY_SEMINAR),
        people=usual.people,
        sessions=usual.sessions,
        minutes=usual.minutes,
        recurrence=_("once a year"),
        start=programme.about.start,
        end=programme.about.end,
        indicator=_(usual.indicator),
    )


def _reasons(evidence: Iterable[Evidence], thesaurus: Thesaurus) -> Iterable[Reason]:
    for part in evidence:
        yield Reason(
            code=part.code,
            points=part.points,
            topic=part.topic,
            other_topic=part.other_topic,
            need_wording=part.need_wording,
            strength_wording=part.strength_wording,
            detail=part.detail,
            sentence=sentence(part, thesaurus),
        )


def _item_id(need: str) -> str:
    return f"i-{hashlib.blake2s(need.encode(), digest_size=4).hexdigest()}"
