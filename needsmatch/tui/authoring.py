"""Who sits here: asked once, before the first thing that stands in a file with somebody's name, and then remembered."""

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from needsmatch.errors import NeedsmatchError
from needsmatch.model.plan import PlanSide, SupportPlan
from needsmatch.planning.author import Author
from needsmatch.planning.plain import school_of
from needsmatch.tui.steps import author_here

if TYPE_CHECKING:
    from needsmatch.tui.app import NeedsmatchApp


def with_author(app: "NeedsmatchApp", why: str, then: Callable[[Author], object]) -> None:
    """Go on with who sits here and the reason that was typed, once that is known; not at all where nobody says so.

    Raises CannotTake for a reason that cannot stand in a file. An expected error of `then` is raised where nothing had
    to be asked, and told where it had.
    """
    author_here(app, why)  # a reason that cannot be used is refused before anything is asked
    once_known(app, lambda: then(author_here(app, why)))


def once_known(app: "NeedsmatchApp", then: Callable[[], object]) -> None:
    """Go on once name and side of who sits here are known; not at all where nobody says so."""
    if app.settings.name and app.settings.side:
        then()
    else:
        ask_who(app, then)


def speaks_for(app: "NeedsmatchApp", plan: SupportPlan, side: PlanSide) -> bool:
    """Whether who sits here is the head of a side of the plan, as far as that is known."""
    known = app.settings
    return known.side is side and known.school in (None, school_of(plan, side))


def ask_who(app: "NeedsmatchApp", then: Callable[[], object] = lambda: None) -> None:
    """Ask for name and side, remember them, and go on."""
    from needsmatch.tui.screens.who import Person, WhoPage

    def told(person: Person | None) -> None:
        if person:
            school = app.settings.school if person == (app.settings.name, app.settings.side) else None
            app.keep_settings(replace(app.settings, name=person.name, side=person.side, school=school))
            try:
                then()
            except NeedsmatchError as error:
                app.tell(str(error))

    known = app.settings
    app.push_screen(WhoPage(known.name or "", known.side), told)
