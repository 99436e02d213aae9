"""What a change of a school means, in sentences of the current language, part by part; sentences carry no full stop."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from needsmatch.display import clip
from needsmatch.i18n import _, clauses, listed, ngettext
from needsmatch.matching.explain import quoted
from needsmatch.model.fates import side_of
from needsmatch.model.pairing import Paired
from needsmatch.model.plan import Item, Status, SupportPlan
from needsmatch.model.programme import Decision
from needsmatch.planning.effects import Couple, Effects, EndedPlan
from needsmatch.planning.fields import label_of
from needsmatch.planning.pair_words import alone_sentence, answers_phrase
from needsmatch.planning.plain import day_in_words

_NAMED = 3
"""Texts that are named one by one."""
_CLIPPED = 48
"""Columns of a text that is only named."""


@dataclass(frozen=True, slots=True)
class Part:
    """Some sentences under a heading."""

    title: str
    sentences: tuple[str, ...]


def title_of(effects: Effects) -> str:
    """What is decided, with names."""
    names = {"school": effects.school.name, "other": effects.into.name if effects.into else effects.said.into or ""}
    match effects.said.decision:
        case Decision.WITHDRAWN:
            text = _("{school} withdraws")
        case Decision.RETURNED:
            text = _("{school} comes back")
        case Decision.MERGED:
            text = _("{school} merges into {other}")
        case _:
            text = _("{school} has a new head: {name}")
    return text.format(**names, name=effects.said.name)


def parts(effects: Effects) -> tuple[Part, ...]:
    """What the change means; parts without a sentence are left out."""
    found = (
        Part(_("What stays"), tuple(_stays(effects))),
        Part(_("What ends"), tuple(_ends(effects))),
        Part(_("What holds again"), tuple(_again(effects))),
        Part(_("What the other school takes over"), tuple(_taken_over(effects))),
        Part(_("Without a donor"), tuple(_alone(effects))),
    )
    return tuple(part for part in found if part.sentences)


def repair_sentences(effects: Effects) -> tuple[str, ...]:
    """The donors that are proposed for receivers that have none then."""
    return tuple(map(_proposed, effects.repair))


def summary(effects: Effects) -> str:
    """What the change comes to, in one sentence; empty where it ends nothing and proposes nothing."""
    told = []
    if count := len(effects.ended):
        told.append(ngettext("{count} pair ends", "{count} pairs end", count).format(count=count))
    if count := len(effects.plans):
        told.append(ngettext("{count} plan is closed", "{count} plans are closed", count).format(count=count))
    if count := len(effects.begun):
        told.append(ngettext("{count} pair holds again", "{count} pairs hold again", count).format(count=count))
    if count := len(effects.opened):
        told.append(ngettext("{count} plan is open again", "{count} plans are open again", count).format(count=count))
    if count := len(effects.repair):
        told.append(
            ngettext("{count} new pair is proposed", "{count} new pairs are proposed", count).format(count=count)
        )
    if count := len(effects.alone):
        text = ngettext("{count} school stays without a donor", "{count} schools stay without a donor", count)
        told.append(text.format(count=count))
    return _("{text}.").format(text=clauses(told)) if told else ""


def _proposed(pair: Paired) -> str:
    details = [_("{score} points").format(score=pair.worth), answers_phrase(pair)]
    if pair.answers:
        details.append(_texts([match.need.text for match in pair.answers]))
    return _("{statement}: {details}").format(statement=_couple((pair.receiver, pair.donor)), details=clauses(details))


# What stays


def _stays(effects: Effects) -> Iterator[str]:
    if effects.said.decision is Decision.RETURNED:
        yield from _stays_at_others(effects)
    if effects.said.decision is not Decision.HEAD:
        return
    former = effects.school.head
    if former:
        yield _("The head until now was {name}; what this person signed and answered still counts").format(name=former)
    for plan, signature in effects.signed:
        signed = _("signed by {name} on {day}; the school signed, so it stays valid").format(
            name=signature.name, day=day_in_words(signature.at.date())
        )
        yield _of_plan(plan, signed)
    for plan in effects.waiting:
        waits = _("the review waits for the head and goes to {name}; send it again (r on page 4)")
        yield _of_plan(plan, waits.format(name=effects.said.name))
    if not effects.signed and not effects.waiting:
        yield _("No plan waits for the head; pairs and plans stay as they are")


def _stays_at_others(effects: Effects) -> Iterator[str]:
    """What was planned and done for a school while it was part of another one."""
    for plan, items in effects.shared:
        text = ngettext(
            "{count} item answers a need of {school}; what was done of it counts for {school} ({details})",
            "{count} items answer needs of {school}; what was done of them counts for {school} ({details})",
            len(items),
        )
        yield _of_plan(plan, text.format(count=len(items), school=effects.school.name, details=_items(items)))
    for plan in effects.refresh:
        yield _of_plan(plan, _goes_on())


# What ends


def _ends(effects: Effects) -> Iterator[str]:
    told: set[tuple[str, str]] = set()
    helps = side_of(effects.said)[0] == "donor"
    if effects.said.decision in (Decision.WITHDRAWN, Decision.MERGED) and not effects.ended and not effects.plans:
        yield _("Nothing: it has no pair and no open plan")
    for ended in effects.plans:
        about = ended.plan.plan
        told.add((about.receiver, about.donor))
        yield _of_plan(ended.plan, clauses(_plan_ends(ended, helps=helps)))
        if ended.placed:
            people = listed(entry.person for entry in ended.placed)
            yield _("Placed just now: {people}; agree with them where they go").format(people=people)
    still_open = {(plan.plan.receiver, plan.plan.donor) for plan in effects.still_open}
    for receiver, donor in effects.ended:
        if (receiver.id, donor.id) not in told:
            is_open = (receiver.id, donor.id) in still_open
            yield _("{statement}: {details}").format(
                statement=_couple((receiver, donor)),
                details=_("the pair ends; its plan stays open, close it on page 4")
                if is_open
                else _("the pair ends; it has no open plan"),
            )
    for couple, donor_now in effects.parted:
        text = (
            _("not again, because the receiver is with {donor} now")
            if donor_now
            else _("not again, its place is taken")
        )
        details = text.format(donor=donor_now.name if donor_now else "")
        yield _("{statement}: {details}").format(statement=_couple(couple), details=details)


def _plan_ends(ended: EndedPlan, *, helps: bool) -> Iterator[str]:
    """`helps`: it is the donor that leaves; the needs of a receiver leave with it."""
    yield _("the plan is closed")
    if count := len(ended.done):
        text = ngettext("{count} item is done and still counts", "{count} items are done and still count", count)
        yield text.format(count=count)
    if count := len(ended.under_way):
        text = ngettext(
            "{count} item under way stops; what was done of it still counts",
            "{count} items under way stop; what was done of them still counts",
            count,
        )
        yield _("{statement} ({details})").format(statement=text.format(count=count), details=_items(ended.under_way))
    open_again = ended.open_again if helps else ()
    if count := len(open_again):
        text = ngettext(
            "{count} item was not begun and its need is open again",
            "{count} items were not begun and their needs are open again",
            count,
        )
        yield _("{statement} ({details})").format(statement=text.format(count=count), details=_items(open_again))
    others = tuple(item for item in ended.not_begun if item not in open_again)
    if count := len(others):
        text = ngettext("{count} item was not begun", "{count} items were not begun", count)
        yield _("{statement} ({details})").format(statement=text.format(count=count), details=_items(others))


def _items(items: Sequence[Item]) -> str:
    # Several items may answer one need.
    texts = dict.fromkeys(" / ".join(item.need_texts) or item.activity or item.id for item in items)
    return _texts(list(texts))


# What holds again


def _again(effects: Effects) -> Iterator[str]:
    plans = {(plan.plan.receiver, plan.plan.donor): plan for plan in (*effects.stay_closed, *effects.opened)}
    for receiver, donor in effects.begun:
        statement, plan = _couple((receiver, donor)), plans.get((receiver.id, donor.id))
        if plan is None:
            yield statement
            continue
        if plan.plan.status is Status.CLOSED:
            details = _("the plan stays closed until you set its state on page 4")
        else:
            details = _("the plan is open again ({status})").format(status=label_of(plan.plan.status))
        yield _("{statement}: {details}").format(statement=statement, details=details)


# What the other school takes over


def _taken_over(effects: Effects) -> Iterator[str]:
    into = effects.into
    if into is None:
        return
    if count := len(effects.needs):
        text = ngettext("{count} need comes into its list", "{count} needs come into its list", count)
        texts = _texts([need.text for need in effects.needs])
        yield _("{statement}: {details}").format(statement=text.format(count=count), details=texts)
    if count := len(effects.strengths):
        text = ngettext("{count} strength comes with it", "{count} strengths come with it", count)
        texts = _texts([strength.text for strength in effects.strengths])
        yield _("{statement}: {details}").format(statement=text.format(count=count), details=texts)
    for plan in effects.refresh:
        yield _of_plan(plan, _goes_on())
    if side_of(effects.said)[0] == "donor":
        text = ngettext(
            "{school} still takes {count} receiver; c on page 3 changes that",
            "{school} still takes {count} receivers; c on page 3 changes that",
            into.capacity,
        )
        yield text.format(school=into.name, count=into.capacity)
    if set(effects.school.stages) - set(into.stages):
        text = _("It stays a school of its own stages; if it has those of {school} too now, write them into its file")
        yield text.format(school=effects.school.name)


# Who has no donor


def _alone(effects: Effects) -> Iterator[str]:
    full = {pair.receiver.id: pair for pair in effects.full}
    for entry in effects.alone:
        pair = full.get(entry.receiver.id)
        if pair:
            text = _(
                "all that could help are full or proposed to others; best would be {donor} ({details}): raise its "
                "capacity, c on page 3"
            )
            details = listed([_("{score} points").format(score=pair.worth), answers_phrase(pair)])
            sentence = text.format(donor=pair.donor.name, details=details)
        else:
            sentence = alone_sentence(entry)
        yield _("{statement}: {details}").format(statement=entry.receiver.name, details=sentence)


def _couple(couple: Couple) -> str:
    receiver, donor = couple
    return _("{receiver} with {donor}").format(receiver=receiver.name, donor=donor.name)


def _of_plan(plan: SupportPlan, details: str) -> str:
    pair = _("{receiver} with {donor}").format(receiver=plan.plan.receiver_name, donor=plan.plan.donor_name)
    return _("{statement}: {details}").format(statement=pair, details=details)


def _goes_on() -> str:
    return _("the plan goes on; refresh it (f on page 4) so that it knows of this")


def _texts(texts: Sequence[str]) -> str:
    """The first texts in quotation marks, and how many more there are."""
    shown, more = listed(quoted(clip(text, _CLIPPED)) for text in texts[:_NAMED]), len(texts) - _NAMED
    return _("{texts} and {count} more").format(texts=shown, count=more) if more > 0 else shown
