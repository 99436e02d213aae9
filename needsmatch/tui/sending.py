"""Sending a plan for review: its file is stamped and kept, and leaves the house."""

from typing import TYPE_CHECKING

from needsmatch.copies import send
from needsmatch.errors import NeedsmatchError
from needsmatch.i18n import _
from needsmatch.store.folder import PLANS
from needsmatch.tui.saving import save_all

if TYPE_CHECKING:
    from needsmatch.tui.app import NeedsmatchApp


def send_for_review(app: "NeedsmatchApp", name: str) -> None:
    """Save what is not saved, stamp the plan `name` as it stands, and say what to do with its file."""
    session = app.session
    if session is None or session.reading is None or session.plan(name) is None:
        return
    if session.unsaved and not save_all(app):
        return
    stored = session.stored[name]
    try:
        written = send(session.reading, stored)
    except NeedsmatchError as error:
        app.tell(str(error))
        return
    about = stored.plan.plan
    pair = _("{receiver} with {donor}").format(receiver=about.receiver_name, donor=about.donor_name)
    if written.files:
        session.wrote(written.files, lambda: _("{plan}: sent for review").format(plan=pair), plans=written.plans)
        app.own_files_changed()
        app.load(session.reading.folder)
    app.tell(
        _("Send the file {file} to both schools now. What comes back is taken in with m.").format(
            file=f"{PLANS}/{stored.path.name}"
        )
    )
