"""Pairs across files: schools that do not exist, decisions that cannot all be kept, and rows that do not count."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from needsmatch.errors import Severity
from needsmatch.i18n import _
from needsmatch.matching.rules import PairRules, said_by
from needsmatch.model.holds import ABOUT_PAIRS, Held, Holds
from needsmatch.model.pairing import Hold
from needsmatch.model.plan import Status, SupportPlan
from needsmatch.model.programme import Decision, Judgement, Programme
from needsmatch.model.school import School
from needsmatch.store.locate import KeyPath
from needsmatch.store.notebook import Notebook, as_toml, nearest, quoted, written

Plans = Sequence[tuple[SupportPlan, Notebook]]
"""The plans of a programme, each with the notebook of its file."""


@dataclass(frozen=True, slots=True)
class _Place:
    """Where it stands that two schools are a pair."""

    order: int
    """Which of two places comes later."""
    notebook: Notebook
    path: KeyPath


def check_pairs(programme: Programme, files: Mapping[str, Notebook], plans: Plans, unusable: set[str]) -> None:
    """Note what is wrong with the pairs and bans of programme.toml, the decisions of judgements.toml and the plans.

    What keeps the programme from being paired is an error, at the last of the entries that contradict each other.
    `files` are the notebooks of `programme` and `judgements`, as far as there are such files; `unusable` are ids of
    schools that cannot be read.
    """
    if "programme" in files:
        notebook, settings = files["programme"], programme.settings
        for path, pair in notebook.rows(("pair",), settings.pairs):
            _schools(programme, notebook, path, pair.receiver, pair.donor, unusable)
        for path, ban in notebook.rows(("ban",), settings.bans):
            _schools(programme, notebook, path, ban.receiver, ban.donor, unusable)
        _given_twice(programme, notebook)
    rules = PairRules(programme, Holds(programme))
    if contradictions := rules.contradictions():
        places = _places(programme, files, plans)
        for entry in contradictions:
            place = max((places[_key(held)] for held in entry.held), key=lambda place: place.order)
            place.notebook.add(place.path, entry.message)
    if "judgements" in files:
        _accepted_in_vain(programme, rules.holds, files["judgements"])
    _plans_beside(programme, rules.holds, plans)


def _places(programme: Programme, files: Mapping[str, Notebook], plans: Plans) -> dict[int | tuple[str, str], _Place]:
    """Every entry that may make two schools a pair."""
    found: list[tuple[int | tuple[str, str], Notebook, KeyPath]] = []
    for name, records in (("pair", programme.settings.pairs), ("judgement", programme.judgements)):
        if notebook := files.get("programme" if name == "pair" else "judgements"):
            found += ((id(record), notebook, path) for path, record in notebook.rows((name,), records))
    found += (((plan.plan.receiver, plan.plan.donor), notebook, ("plan", "donor")) for plan, notebook in plans)
    return {key: _Place(order, notebook, path) for order, (key, notebook, path) in enumerate(found)}


def _key(held: Held) -> int | tuple[str, str]:
    """How a pair that stands is found among the places: by its entry, or by its schools where that is a plan."""
    return id(held.source) if held.source else (held.receiver, held.donor)


def _schools(
    programme: Programme, notebook: Notebook, path: KeyPath, receiver_id: str, donor_id: str, unusable: set[str]
) -> None:
    """Note a receiver or donor that does not exist, or that left."""
    for key, school_id, own, others in (
        ("receiver", receiver_id, programme.receivers, programme.donors),
        ("donor", donor_id, programme.donors, programme.receivers),
    ):
        if left := next((school for school in programme.left if school.id == school_id), None):
            message = _("this does not count any more, because {school} left the programme; take it out, or leave it")
            notebook.add((*path, key), message.format(school=left.name), Severity.NOTE)
        elif school_id not in unusable and all(school.id != school_id for school in own):
            _note_unknown(notebook, (*path, key), school_id, own, others)


def _note_unknown(
    notebook: Notebook, path: KeyPath, school_id: str, own: Iterable[School], others: Iterable[School]
) -> None:
    if any(school.id == school_id for school in others):
        message = _("{id} is on the other side of the programme; exchange receiver and donor")
        notebook.add(path, message.format(id=quoted(school_id)))
    elif near := nearest(school_id, [school.id for school in own]):
        message = _("no school has the id {id}; did you mean {word}?").format(id=quoted(school_id), word=quoted(near))
        notebook.add(path, message, suggestion=as_toml(near))
    else:
        message = _("no school has the id {id}; write the id of a school of this programme")
        notebook.add(path, message.format(id=quoted(school_id)))


def _given_twice(programme: Programme, notebook: Notebook) -> None:
    first: dict[tuple[str, str], KeyPath] = {}
    for path, pair in notebook.rows(("pair",), programme.settings.pairs):
        before = first.setdefault((pair.receiver, pair.donor), path)
        if before is not path:
            message = _("this pair stands here twice (as {place} too); remove one of the two, or write who was meant")
            notebook.add(path, message.format(place=written(before)), Severity.NOTE)


def _accepted_in_vain(programme: Programme, holds: Holds, notebook: Notebook) -> None:
    """Note pairs that were accepted last although a ban or a pin of the same two stands, which counts more."""
    last: dict[tuple[str, str], tuple[KeyPath, Judgement]] = {}
    for path, said in notebook.rows(("judgement",), programme.judgements):
        if said.decision in ABOUT_PAIRS and said.receiver and said.donor:
            last[said.receiver, said.donor] = path, said
    for two, (path, said) in last.items():
        if said.decision is not Decision.PAIRED:
            continue
        if ban := holds.banned.get(two):
            message = _(
                "accepting these two does not count, because they are banned ({who}); if they are to be a pair, take "
                "the ban back and accept them again"
            )
            notebook.add(path, message.format(who=said_by(ban)), Severity.NOTE)
        for held in holds.by_receiver.get(two[0], ()):
            if held.hold is Hold.PINNED and held.donor == two[1]:
                message = _(
                    "accepting these two does not count, because they are pinned already ({who}); they stay together "
                    "as long as the pin stands"
                )
                notebook.add(path, message.format(who=said_by(held.source)), Severity.NOTE)


def _plans_beside(programme: Programme, holds: Holds, plans: Plans) -> None:
    """Where a receiver has plans with several donors, note those that do not count for pairing."""
    by_receiver: dict[str, list[tuple[SupportPlan, Notebook]]] = {}
    for plan, notebook in plans:
        by_receiver.setdefault(plan.plan.receiver, []).append((plan, notebook))
    for receiver_id, several in by_receiver.items():
        donors = {plan.plan.donor for plan, _notebook in several}
        donor_id = holds.settled_donor(receiver_id)
        if len(donors) == 1 or donor_id is None:
            continue
        names = {school.id: school.name for school in (*programme.receivers, *programme.donors)}
        message = _(
            "this plan does not count when schools are paired, because {receiver} is together with {donor}; close the "
            "plan or move its file away if it is over"
        ).format(receiver=names.get(receiver_id, receiver_id), donor=names.get(donor_id, donor_id))
        for plan, notebook in several:
            # A plan that is closed is kept as what was.
            if plan.plan.donor != donor_id and plan.plan.status is not Status.CLOSED:
                notebook.add(("plan", "donor"), message, Severity.NOTE)
