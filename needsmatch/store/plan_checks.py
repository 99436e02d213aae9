"""What only shows in a plan as a whole, or beside the programme: ids that stand twice, names that lead nowhere, dates
that cannot both be right, signatures under something else."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date

from needsmatch.errors import Severity
from needsmatch.i18n import _
from needsmatch.model.plan import Item, SupportPlan
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
        ("receiver", plan.plan.receiver, programme.receivers),
        ("donor", plan.plan.donor, programme.donors),
    ):
        if all(school.id != school_id for school in known):
            note_nowhere(notebook, ("plan", key), school_id, [school.id for school in known])
    check_period(plan.plan.start, plan.plan.end, notebook, ("plan",))
    count = Counter(item.id for item in plan.items)
    schools = programme.receivers + programme.donors
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
        check_period(item.start, item.end, notebook, path)
        _answers_twice(item, notebook, path)
    _signatures(plan, notebook)


def _answers_twice(item: Item, notebook: Notebook, path: KeyPath) -> None:
    count = Counter(answer.id for answer in item.answers)
    for place, answer in notebook.rows((*path, "answer"), item.answers):
        if count[answer.id] > 1:
            message = _("the id {id} stands at two answers of this item; give one of them another id")
            notebook.add((*place, "id"), message.format(id=quoted(answer.id)), Severity.NOTE)


def _signatures(plan: SupportPlan, notebook: Notebook) -> None:
    """Note the signatures that no longer count, but for those that their side has renewed."""
    void = void_signatures(plan)
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
