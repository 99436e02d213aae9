"""Saving what was edited: every changed plan to its file, a small diff each; what stands in the way is said."""

from typing import TYPE_CHECKING

from needsmatch.errors import ChangedOnDisk, NeedsmatchError
from needsmatch.i18n import _, listed, ngettext
from needsmatch.tui import clock
from needsmatch.tui.session import Session
from needsmatch.workspace import Draft, save_draft, take_away

if TYPE_CHECKING:
    from needsmatch.tui.app import NeedsmatchApp


def save_all(app: "NeedsmatchApp") -> bool:
    """Save every plan that was changed; gives whether all of them are saved now."""
    session = app.session
    if session is None or session.reading is None or not session.unsaved:
        app.tell(_("There is nothing to save."), passing=True)
        return True
    hindrances = session.hindrances()
    if hindrances:
        app.tell(
            ngettext(
                "Not saved: {count} value cannot be used. Page 5 names it.",
                "Not saved: {count} values cannot be used. Page 5 names them.",
                len(hindrances),
            ).format(count=len(hindrances))
        )
        return False
    names = session.unsaved_plans
    for name in names:
        try:
            save_plan(session, name)
        except ChangedOnDisk:
            app.own_files_changed()
            from needsmatch.tui.screens.conflict import ask_which

            ask_which(app, name)
            return False
        except NeedsmatchError as error:
            app.own_files_changed()
            app.tell(str(error))
            return False
    app.own_files_changed()
    gone = sum(session.plan(name) is None for name in names)
    if gone and app.folder:
        app.load(app.folder)  # who is settled with whom is another thing without them
    else:
        app.read_again_if_reading()
    count, told = len(names) - gone, []
    if count:
        told.append(ngettext("{count} plan saved", "{count} plans saved", count).format(count=count))
    if gone:
        said = ngettext("{count} plan taken away with its file", "{count} plans taken away with their files", gone)
        told.append(said.format(count=gone))
    app.tell(listed(told))
    return True


def save_plan(session: Session, name: str) -> None:
    """Write one plan to its file, or take the file away where there is no such plan any more.

    Raises ChangedOnDisk, CannotWrite.
    """
    assert session.reading is not None
    plan = session.work.plans[name]
    if plan is None:
        session.keep_file(name)
        take_away(session.reading, session.stored[name])
        session.taken_away(name, clock.now())
        return
    proposed = session.work.proposed
    forgets = name in proposed and proposed[name] is None
    stored, held = session.stored.get(name), session.chronicle.kept.get(name)
    draft = Draft(plan, stored, proposed.get(name), forgets_proposal=forgets, held=held)
    session.saved(save_draft(session.reading, draft), clock.now())
