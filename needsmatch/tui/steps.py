"""Steps that are written to the files at once: who takes them, what may be said with them, how they are taken back."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from needsmatch.display import MARK, clean, clip
from needsmatch.errors import NeedsmatchError
from needsmatch.i18n import _
from needsmatch.model.plan import PlanSide, SupportPlan
from needsmatch.model.programme import Programme
from needsmatch.planning.author import Author
from needsmatch.store.folder import StoredPlan
from needsmatch.store.settings import who
from needsmatch.tui import clock
from needsmatch.tui.session import Session
from needsmatch.workspace import learn

if TYPE_CHECKING:
    from needsmatch.tui.app import NeedsmatchApp

LONGEST_TEXT, LONGEST_REASON = 2_000, 20_000
"""Characters that a name and a reason may have in a file."""
_SHORT = 30
"""Columns of a text in the sentence on what just happened."""


class CannotTake(NeedsmatchError):
    """This step cannot be taken, or not any more."""


def author_here(app: "NeedsmatchApp", why: str) -> Author:
    """Who sits here now, with the reason that was typed. Raises CannotTake.

    `authoring` asks for name and side where they are not known yet; until then it is whose account this is, for the
    coordinator.
    """
    name, side = app.settings.name or who(), app.settings.side or PlanSide.COORDINATOR
    return Author(at=clock.now(), by=name, why=usable(why, LONGEST_REASON) or None, side=side)


def usable(text: str, limit: int = LONGEST_TEXT) -> str:
    """A text as it may stand in a file. Raises CannotTake."""
    if MARK in text:
        raise CannotTake(_("{sign} stands for a character that cannot be shown; take it out.").format(sign=MARK))
    if len(text) > limit:
        message = _("A text of {count} characters is too long; at most {limit} are possible")
        raise CannotTake(message.format(count=len(text), limit=limit))
    return text.strip()


def write(
    app: "NeedsmatchApp",
    programme: Programme,
    what: Callable[[], str],
    nothing_new: str,
    plans: Sequence[SupportPlan] = (),
) -> None:
    """Write what `programme` knows more as one step, which `what` puts into words, and match everything anew.

    `plans` are those that the step changes too. Raises CannotTake with `nothing_new` where there is nothing to write,
    and where one of the plans is not saved yet; ChangedOnDisk, CannotWrite.
    """
    session = session_of(app)
    assert session.reading
    files = learn(session.reading, programme, plans=[(_saved(session, plan), plan) for plan in plans])
    if not files:
        raise CannotTake(nothing_new)
    session.wrote(files, what, {plan.plan.id: plan for plan in plans})
    app.own_files_changed()
    app.load(session.reading.folder)


def _saved(session: Session, plan: SupportPlan) -> StoredPlan:
    """The file of a plan. Raises CannotTake where something of it is not saved."""
    about = plan.plan
    is_typed_into = any(place[0] == about.id for place in session.work.wrong)
    if about.id in session.unsaved_plans or is_typed_into or about.id not in session.stored:
        message = _("The plan of {receiver} with {donor} has changes that are not saved: save first with Ctrl+S.")
        raise CannotTake(message.format(receiver=about.receiver_name, donor=about.donor_name))
    return session.stored[about.id]


def session_of(app: "NeedsmatchApp") -> Session:
    """What is known; a page with a step to take is there only where a programme is open."""
    assert app.session
    return app.session


def programme_of(session: Session) -> Programme:
    """The programme that is open."""
    assert session.programme
    return session.programme


def short(text: str) -> str:
    """A text for the sentence on what just happened."""
    return clip(clean(text), _SHORT)
