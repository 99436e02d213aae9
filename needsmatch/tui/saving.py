"""Saving what was edited: every changed plan to its file, a small diff each; what stands in the way is said."""

from typing import TYPE_CHECKING

from needsmatch.errors import ChangedOnDisk, NeedsmatchError
from needsmatch.i18n import _, ngettext
from needsmatch.tui import clock
from needsmatch.tui.session import Session
from needsmatch.workspace import Draft, save_draft

if TYPE_CHECKING:
    from needsmatch.tui.app import NeedsmatchApp


def save_all(app: "NeedsmatchApp") -> bool:
    """Save every plan that was changed; gives whether all of them are saved now."""
    session = app.session
    if session is None or session.reading is None or not session.unsaved:
        app.tell(_("There is nothing to save."))
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
    app.read_again_if_reading()
    app.tell(ngettext("{count} plan saved", "{count} plans saved", len(names)).format(count=len(names)))
    return True


def save_plan(session: Session, name: str) -> None:
    """Write one plan to its file. Raises ChangedOnDisk, CannotWrite."""
    assert session.reading is not None
    plan = session.work.plans[name]
    session.saved(save_draft(session.reading, Draft(plan, session.stored.get(name))), clock.now())
