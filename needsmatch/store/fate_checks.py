"""Decisions about schools in judgements.toml that lack something, or contradict what was decided before them; and names
of heads in the files of schools that do not count any more."""

from collections.abc import Iterable, Sequence

from needsmatch.errors import Severity
from needsmatch.i18n import _
from needsmatch.model.fates import ABOUT_SCHOOLS, Fates, Fault, Side, fates, side_of
from needsmatch.model.programme import Decision, Judgement, Programme
from needsmatch.model.school import School
from needsmatch.store.locate import KeyPath
from needsmatch.store.notebook import Notebook, as_toml, nearest, quoted

_WANTED = {Decision.HEAD: ("name", '"name of the head"'), Decision.MERGED: ("into", '"school-id"')}
"""What a decision needs beside its school."""
_OTHER: dict[Side, Side] = {"receiver": "donor", "donor": "receiver"}


def check_fates(
    programme: Programme, schools: Sequence[tuple[str, School]], notebook: Notebook, unusable: set[str]
) -> None:
    """Note what is wrong with the decisions about schools; `schools` are those of the files, each with its side.

    `unusable` are ids of schools that cannot be read.
    """
    known = fates(
        (school for side, school in schools if side == "receiver"),
        (school for side, school in schools if side == "donor"),
    )
    for path, said in notebook.rows(("judgement",), programme.judgements):
        if said.decision not in ABOUT_SCHOOLS:
            continue
        side, name = side_of(said)
        _missing(said, name, notebook, path)
        if said.receiver and said.donor:
            notebook.add((*path, "donor"), _("this decision is about one school; name it as receiver or as donor"))
        fault = known.take(said)
        if fault in (Fault.INTO_UNKNOWN, Fault.INTO_GONE, Fault.INTO_ITSELF) and said.into not in unusable:
            _note(notebook, (*path, "into"), fault, said.into, known, side)
        elif fault in (Fault.UNKNOWN, Fault.GONE, Fault.HERE) and name not in unusable:
            _note(notebook, (*path, side), fault, name, known, side)


def _missing(said: Judgement, name: str | None, notebook: Notebook, path: KeyPath) -> None:
    message = _("this decision needs {key}; write {key} = {example}")
    if name is None and not notebook.noted((*path, "receiver")) and not notebook.noted((*path, "donor")):
        notebook.add((*path, "receiver"), message.format(key="receiver", example='"school-id"'))
    key, example = _WANTED.get(said.decision, ("", ""))
    if key and getattr(said, key) is None and not notebook.noted((*path, key)):
        notebook.add((*path, key), message.format(key=key, example=example))


def _note(notebook: Notebook, path: KeyPath, fault: Fault, name: str | None, known: Fates, side: Side) -> None:
    near = nearest(name or "", known.ids(side))
    match fault:
        case Fault.UNKNOWN | Fault.INTO_UNKNOWN if name in known.ids(_OTHER[side]):
            is_donor = side == "receiver"
            message = _("{id} is a donor, not a receiver") if is_donor else _("{id} is a receiver, not a donor")
        case Fault.UNKNOWN | Fault.INTO_UNKNOWN if near:
            message = _("no school on this side has the id {id}; did you mean {word}?").format(
                id=quoted(name or ""), word=quoted(near)
            )
            notebook.add(path, message, suggestion=as_toml(near))
            return
        case Fault.UNKNOWN | Fault.INTO_UNKNOWN:
            message = _("no school on this side has the id {id}; write the id of a school of this programme")
        case Fault.GONE:
            message = _(
                "{id} had left already; take one of the decisions out, or write before this one that it is back"
            )
        case Fault.HERE:
            message = _("{id} had not left, so it cannot be back; take this decision out")
        case Fault.INTO_GONE:
            message = _("{id} had left, so nothing can merge into it; write another school")
        case Fault.INTO_ITSELF:
            message = _("a school cannot merge into itself ({id}); write another school")
    notebook.add(path, message.format(id=quoted(name or "")))


def check_heads(programme: Programme, schools: Iterable[tuple[School, Notebook, KeyPath]]) -> None:
    """Note a head in a school's file that does not count, because people decided another one; each school comes with
    the place of its head."""
    for school, notebook, path in schools:
        now = programme.school(school.id)
        if now and now.head != school.head and notebook.stands(path):
            message = _("this name does not count, because judgements.toml says {decided}; write the same name here")
            notebook.add(path, message.format(decided=quoted(now.head or "-")), Severity.NOTE)
