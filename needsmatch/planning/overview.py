"""A programme at a glance: four numbers, six steps, its needs by topic, what waits and what to do next."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from needsmatch.errors import Problem
from needsmatch.i18n import N_, _, language, listed, ngettext
from needsmatch.model.holds import pairs_of
from needsmatch.model.match import Cause, RankedPlan
from needsmatch.model.programme import Programme
from needsmatch.planning.attention import Attention, attention
from needsmatch.planning.measure import Measure, count, people_in, reached, since_day
from needsmatch.planning.next_steps import next_steps
from needsmatch.planning.progress import progress
from needsmatch.planning.report_words import amount, counted
from needsmatch.planning.standing import Standing, standings
from needsmatch.topics.thesaurus import Thesaurus

_CAUSES = {
    Cause.NOBODY: N_("nobody offers it"),
    Cause.OTHER_DONOR: N_("another donor does"),
    Cause.OTHER_STAGE: N_("other stage"),
    Cause.DECLINED: N_("judged no match"),
    Cause.BANNED: N_("banned pair"),
    Cause.PLACES_USED: N_("places used up"),
    Cause.OTHER_DISTRICT: N_("other district"),
    Cause.ASKED_IN_REVIEW: N_("new, from the review"),
}


@dataclass(frozen=True, slots=True)
class Number:
    """One figure that sums a programme up."""

    value: int
    whole: int | None
    """What `value` is a part of; None where there is nothing to compare it with."""
    label: str
    """What is counted, to be read behind the number."""
    note: str
    """What is missing; may be empty."""


@dataclass(frozen=True, slots=True)
class Step:
    """How many receivers have come how far."""

    label: str
    count: int
    whole: int
    """All receivers."""


@dataclass(frozen=True, slots=True)
class TopicNeeds:
    """The needs of all receivers about one top topic."""

    topic: str | None
    """Id of a topic without a broader one; None for needs whose topic is not known."""
    label: str
    asked: int
    answered: int
    causes: tuple[tuple[Cause, int], ...]
    """Why the others are unmet, most frequent first; needs that were not matched have no cause."""

    @property
    def unmet(self) -> int:
        """Needs without an answer."""
        return self.asked - self.answered


@dataclass(frozen=True, slots=True)
class Overview:
    """Where a programme stands."""

    numbers: tuple[Number, ...]
    """Pairs; needs answered; plans agreed; people placed, or attendances (strengths offered as long as there can be
    neither)."""
    steps: tuple[Step, ...]
    """Needs lists, matched, paired, drafted, agreed, under way."""
    topics: tuple[TopicNeeds, ...]
    """Worst first: most unmet needs, then the smallest share answered, then by label."""
    attention: tuple[Attention, ...]
    next_steps: tuple[str, ...]


def cause_label(cause: Cause) -> str:
    """Why a need is unmet, in two or three words of the current language."""
    return _(_CAUSES[cause])


def overview(
    programme: Programme,
    ranked: Mapping[str, RankedPlan],
    topics: Mapping[str, str | None],
    thesaurus: Thesaurus,
    problems: Sequence[Problem],
    today: date,
) -> Overview:
    """Where `programme` stands on the day `today`, in the current language.

    `ranked` gives, by the receiver's id, the match with its settled donor or else with its best one; receivers that
    were not matched are missing. `topics` gives the topic of each need by its reference, `school/need`.
    """
    schools = tuple(standings(programme, ranked, today))
    waiting, paired = attention(programme, schools, problems, today), len(list(pairs_of(programme)))
    return Overview(
        numbers=(
            _pairs(paired, len(schools)),
            _needs(schools),
            _plans(schools),
            _people(programme, today) or _strengths(programme),
        ),
        steps=_steps(schools, paired),
        topics=_topics(schools, topics, thesaurus),
        attention=waiting,
        next_steps=next_steps(programme, schools, waiting),
    )


def _pairs(paired: int, schools: int) -> Number:
    left = schools - paired
    note = _("{count} still open").format(count=left) if left else _("all settled")
    label = ngettext("pair of schools", "pairs of schools", schools)
    return Number(paired, schools, label, note if schools else "")


def _needs(schools: Sequence[Standing]) -> Number:
    asked = sum(len(standing.school.needs) for standing in schools)
    answered = sum(len(standing.answered) for standing in schools)
    unmet = asked - answered
    note = _("{count} without an answer").format(count=unmet) if unmet else _("none without an answer")
    return Number(answered, asked, ngettext("need answered", "needs answered", asked), note if asked else "")


def _plans(schools: Sequence[Standing]) -> Number:
    wanted = sum(bool(standing.school.needs or standing.plan) for standing in schools)
    agreed = sum(standing.is_agreed for standing in schools)
    waiting = sum(standing.waits_for_heads for standing in schools)
    note = ngettext("{count} waits for a head", "{count} wait for a head", waiting).format(count=waiting)
    return Number(agreed, wanted, ngettext("plan agreed", "plans agreed", wanted), note if waiting else "")


def _people(programme: Programme, today: date) -> Number | None:
    """People whom donors reached, as the report counts them beside the targets; None where there is neither.

    Targets for people are taken together; those for attendances only where there are no others, and those of single
    ways of helping only where none is for all. Whoever counts for several of them counts once.
    """
    items = [entry for plan in programme.plans for entry in progress(plan, today) if not entry.item.in_return]
    start = programme.about.start
    beside = [reached(target, items, 0, start) for target in programme.settings.targets]
    for measure in (Measure.PEOPLE, Measure.ATTENDANCES):
        if some := [row for row in beside if row.measure is measure]:
            some = [row for row in some if row.entry.mode is None] or some
            value = int(count(measure, {id(deed): deed for row in some for deed in row.deeds}.values()))
            every = since_day((deed for entry in items for deed in entry.deeds), start)
            more = int(count(measure, every)) - value
            note = _("{count} more beside the target").format(count=more) if more else _("target of the programme")
            whole = round(sum(row.entry.amount for row in some))
            people = ngettext("person reached", "people reached", whole)
            return Number(value, whole, people if measure is Measure.PEOPLE else counted(measure, whole, None), note)
    if done := [deed for entry in items for deed in entry.deeds]:
        note = ngettext("on {count} occasion", "on {count} occasions", len(done)).format(count=len(done))
        told = [(measure, people) for measure, people, _some in people_in(done)] or [(Measure.ATTENDANCES, 0)]
        (measure, value), *others = told
        if others:  # attendances beside people placed
            note = listed(f"{amount(people)} {counted(other, people, None)}" for other, people in others)
        return Number(value, None, counted(measure, value, None), note)
    return None


def _strengths(programme: Programme) -> Number:
    offered = sum(len(donor.strengths) for donor in programme.donors)
    donors = sum(bool(donor.strengths) for donor in programme.donors)
    note = ngettext("by {count} donor", "by {count} donors", donors).format(count=donors)
    return Number(offered, None, ngettext("strength offered", "strengths offered", offered), note if donors else "")


def _steps(schools: Sequence[Standing], paired: int) -> tuple[Step, ...]:
    counts = (
        (_("Needs lists"), sum(bool(standing.school.needs) for standing in schools)),
        (_("Matched"), sum(_is_matched(standing) for standing in schools)),
        (_("Paired"), paired),
        (_("Drafted"), sum(standing.plan is not None for standing in schools)),
        (_("Agreed"), sum(standing.is_agreed for standing in schools)),
        (_("Under way"), sum(standing.is_under_way for standing in schools)),
    )
    return tuple(Step(label, count, len(schools)) for label, count in counts)


def _is_matched(standing: Standing) -> bool:
    """Whether anything was found for a school, be it in the plan or by matching."""
    return bool(standing.answered or (standing.match and standing.match.answered))


def _topics(
    schools: Sequence[Standing], topics: Mapping[str, str | None], thesaurus: Thesaurus
) -> tuple[TopicNeeds, ...]:
    answered: Counter[str | None] = Counter()
    unmet: defaultdict[str | None, Counter[Cause | None]] = defaultdict(Counter)
    for standing in schools:
        roots = {need.id: thesaurus.root(topics.get(standing.school.reference(need))) for need in standing.school.needs}
        answered.update(roots[need.id] for need in standing.answered)
        for need, cause in standing.unmet:
            unmet[roots[need.id]][cause] += 1
    groups = [
        TopicNeeds(
            topic=root,
            label=thesaurus.name(root, language()) if root else _("Other"),
            asked=answered[root] + unmet[root].total(),
            answered=answered[root],
            causes=_by_number(unmet[root]),
        )
        for root in {*answered, *unmet}
    ]
    return tuple(sorted(groups, key=lambda group: (-group.unmet, group.answered / group.asked, group.label)))


def _by_number(causes: Counter[Cause | None]) -> tuple[tuple[Cause, int], ...]:
    """The known causes, most frequent first, ties in the order of `Cause`."""
    return tuple(sorted(((cause, causes[cause]) for cause in Cause if causes[cause]), key=lambda pair: -pair[1]))
