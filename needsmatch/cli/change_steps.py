"""What somebody says on the command line of `needsmatch change`: from words to a function of a programme."""

from collections.abc import Callable, Iterable

from needsmatch.errors import WrongUse
from needsmatch.i18n import _
from needsmatch.model.programme import Programme
from needsmatch.model.school import School
from needsmatch.planning.author import Author
from needsmatch.planning.changing import merge_schools, return_school, set_head, withdraw
from needsmatch.planning.decide import CannotDecide
from needsmatch.workspace import likely, names_of

Change = Callable[[Programme, Author], Programme]
"""Makes the programme in which the change holds. Raises WrongUse where it is refused."""


def understood(
    programme: Programme,
    *,
    withdraw: str | None,
    back: str | None,
    head: tuple[str, str] | None,
    merge: tuple[str, str] | None,
) -> Change:
    """The one change that was typed, with the schools that are meant. Raises WrongUse for an unknown school."""
    return _refusing(_change(programme, withdraw, back, head, merge))


def _change(
    programme: Programme,
    leaving: str | None,
    back: str | None,
    head: tuple[str, str] | None,
    merge: tuple[str, str] | None,
) -> Change:
    here = (*programme.receivers, *programme.donors)
    if leaving is not None:
        school = _one(leaving, here, programme)
        return lambda programme, author: withdraw(programme, school, author)
    if back is not None:
        school = _one(back, programme.left, programme)
        return lambda programme, author: return_school(programme, school, author)
    if head is not None:
        school, name = _one(head[0], here, programme), head[1]
        return lambda programme, author: set_head(programme, school, name, author)
    assert merge is not None  # one of them was typed
    school, into = (_one(word, here, programme) for word in merge)
    return lambda programme, author: merge_schools(programme, school, into, author)


def _refusing(change: Change) -> Change:
    def changed(programme: Programme, author: Author) -> Programme:
        try:
            return change(programme, author)
        except CannotDecide as refused:
            raise WrongUse(str(refused)) from None

    return changed


def _one(word: str, schools: Iterable[School], programme: Programme) -> str:
    """Id of the school of this id or name; another one of the programme is left to the change to refuse."""
    known = list(schools)
    others = (*programme.receivers, *programme.donors, *programme.left)
    for group in (known, others):
        by_id = [school for school in group if school.id == word.casefold()]
        found = by_id or [school for school in group if school.name.casefold() == word.casefold()]
        if len(found) > 1:
            message = _("Several schools are called {name}: {names}. Write the id")
            raise WrongUse(message.format(name=word, names=names_of(found)))
        if found:
            return found[0].id
    hint = likely(word, known, _("the schools are: {words}"))
    raise WrongUse(_("There is no school {id}; {hint}").format(id=word, hint=hint))
