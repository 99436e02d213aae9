"""What only shows in a plan as a whole, or beside the programme: ids that stand twice, names that lead nowhere, dates
that cannot both be right, signatures under something else."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date

from needsmatch.errors import Severity
from needsmatch.i18n import _
from needsmatch.model.plan import Answer, Confirmation, Item, Outcome, Placement, Status, SupportPlan
from needsmatch.model.programme import Programme
from needsmatch.model.revision import void_signatures
from needsmatch.store.locate import KeyPath
from needsmatch.store.notebook import Notebook, as_toml, nearest, quoted


def check_plans(programme: Programme, plans: Sequence[tuple[SupportPlan, Notebook]]) -> None:
    """Note in each plan's file what does not fit the other files, or itself."""
    _plans_twice(plans)
    for plan, notebook in plans:
        _plan(plan, programme, notebook)


def _plan(plan: SupportPlan, programme: Programme, notebook: Notebook) -> None:
    for key, school_id, known in (
        ("receiver", plan.plan.receiver, programme.receivers + programme.left),
        ("donor", plan.plan.donor, programme.donors + programme.left),
    ):
        if all(school.id != school_id for school in known):
            note_nowhere(notebook, ("plan", key), school_id, [school.id for school in known])
    check_period(plan.plan.start, plan.plan.end, notebook, ("plan",))
    count = Counter(item.id for item in plan.items)
    schools = programme.receivers + programme.donors + programme.left
    needs = {school.reference(need) for school in schools for need in school.needs}
    strengths = {school.reference(strength) for school in schools for strength in school.strengths}
    for path, item in notebook.rows(("item",), plan.items):
        if count[item.id] > 1:
            message = _("the id {id} stands twice in this plan; change one of the two").format(id=quoted(item.id))
            notebook.add((*path, "id"), message)
        for number, need in enumerate(item.needs):
            if need not in needs:
                message = _("{name} is no longer asked for; keep the item or take it out").format(name=quoted(need))
                notebook.add((*path, "need", number), message, Severity.NOTE)
        if item.strength and item.strength not in strengths:
            note_nowhere(notebook, (*path, "strength"), item.strength, strengths)
        if item.in_return:
            _in_return(plan, item, notebook, path)
        check_period(item.start, item.end, notebook, path)
        _rows(item, notebook, path)
    _signatures(plan, notebook)


def _in_return(plan: SupportPlan, item: Item, notebook: Notebook, path: KeyPath) -> None:
    """Note needs and a strength that are not those of an item in which the receiver helps the donor."""
    donor, receiver = plan.plan.donor, plan.plan.receiver
    references = [((*path, "need", number), need, donor) for number, need in enumerate(item.needs)]
    if item.strength:
        references.append(((*path, "strength"), item.strength, receiver))
    for place, reference, school in references:
        if not reference.startswith(f"{school}/"):
            message = _(
                "here {receiver} helps {donor}, so {name} should begin with {start}; write that, or take in_return out"
            )
            names = {"receiver": quoted(plan.plan.receiver_name), "donor": quoted(plan.plan.donor_name)}
            message = message.format(name=quoted(reference), start=quoted(f"{school}/"), **names)
            notebook.add(place, message)


def _rows(item: Item, notebook: Notebook, path: KeyPath) -> None:
    """Note what does not fit in what was said and done about an item."""
    _ids_twice(item.answers, notebook, (*path, "answer"))
    _ids_twice(item.placements, notebook, (*path, "placement"))
    _ids_twice(item.outcomes, notebook, (*path, "outcome"))
    _ids_twice(item.confirmations, notebook, (*path, "confirmation"))
    for place, given in notebook.rows((*path, "confirmation"), item.confirmations):
        if given.side is not item.helped:
            message = _("the side that was helped says how useful it was; of {side} this does not count")
            notebook.add((*place, "side"), message.format(side=quoted(given.side)), Severity.NOTE)
    for place, placement in notebook.rows((*path, "placement"), item.placements):
        check_period(placement.start, placement.end, notebook, place)
    for place, outcome in notebook.rows((*path, "outcome"), item.outcomes):
        if outcome == Outcome(id=outcome.id, day=outcome.day, batch=outcome.batch, by=outcome.by, at=outcome.at):
            message = _("this tells nothing but a day; write how many sessions or people there were, or a remark")
            notebook.add(place, message, Severity.NOTE)


def _ids_twice(rows: Sequence[Answer | Placement | Outcome | Confirmation], notebook: Notebook, path: KeyPath) -> None:
    count = Counter(row.id for row in rows)
    for place, row in notebook.rows(path, rows):
        if count[row.id] > 1:
            message = _("the id {id} stands more than once in this list; give each row an id of its own")
            notebook.add((*place, "id"), message.format(id=quoted(row.id)), Severity.NOTE)


def _signatures(plan: SupportPlan, notebook: Notebook) -> None:
    """Note the signatures that no longer count, but for those that their side has renewed; a plan that is closed is
    kept as what was."""
    void = () if plan.plan.status is Status.CLOSED else void_signatures(plan)
    for path, signature in notebook.rows(("signature",), plan.signatures):
        if signature in void:
            message = _("the plan was changed since {name} signed it; send it for review again").format(
                name=quoted(signature.name)
            )
            notebook.add(path, message, Severity.NOTE)


def _plans_twice(plans: Sequence[tuple[SupportPlan, Notebook]]) -> None:
    files: dict[str, list[Notebook]] = {}
    for plan, notebook in plans:
        files.setdefault(plan.plan.id, []).append(notebook)
    for plan_id, notebooks in files.items():
        for notebook in notebooks if len(notebooks) > 1 else ():
            other = next(entry for entry in notebooks if entry is not notebook)
            message = _("the plan {id} stands in {file} too; move one of the two files away")
            notebook.add(("plan", "id"), message.format(id=quoted(plan_id), file=other.file))


def check_period(start: date | None, end: date | None, notebook: Notebook, path: KeyPath) -> None:
    """Note an end that lies before its start; `path` is the table that both stand in."""
    if start and end and end < start:
        notebook.add((*path, "end"), _("the end lies before the start; change one of the two dates"))


def note_nowhere(notebook: Notebook, path: KeyPath, name: str, known: Iterable[str]) -> None:
    """Note a name that leads nowhere, with the one of `known` that was most likely meant."""
    near = nearest(name, known)
    if near:
        message = _("{name} is not in this programme; did you mean {word}?")
        message = message.format(name=quoted(name), word=quoted(near))
        notebook.add(path, message, Severity.NOTE, as_toml(near))
    else:
        notebook.add(path, _("{name} is not in this programme").format(name=quoted(name)), Severity.NOTE)
