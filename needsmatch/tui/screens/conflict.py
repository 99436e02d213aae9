"""A plan that somebody else changed meanwhile: both versions side by side, and the choice."""

from typing import TYPE_CHECKING

from needsmatch.errors import NeedsmatchError
from needsmatch.i18n import _
from needsmatch.model.plan import SupportPlan
from needsmatch.planning.change_words import described
from needsmatch.planning.changes import changes
from needsmatch.store.atomic import save
from needsmatch.store.files import Seen
from needsmatch.store.folder import StoredPlan
from needsmatch.tui import clock
from needsmatch.tui.saving import save_all
from needsmatch.tui.screens.question import Choice, QuestionPage
from needsmatch.tui.screens.take_in import merge_with_file
from needsmatch.tui.session import Session
from needsmatch.tui.widgets.lines import Cell, Line, line, paragraph
from needsmatch.workspace import open_programme

if TYPE_CHECKING:
    from needsmatch.tui.app import NeedsmatchApp

_SHOWN = 12
"""Changes of one side that are named."""


def ask_which(app: "NeedsmatchApp", name: str) -> None:
    """Show what was changed here and in the file of the plan `name`, and let the user choose."""
    session = app.session
    assert session is not None and session.reading is not None
    try:
        reading = open_programme(session.reading.folder)
    except NeedsmatchError as error:
        app.tell(str(error))
        return
    theirs = next((stored for stored in reading.plans if stored.plan.plan.id == name), None)
    mine, base = session.plan(name), session.saved_plan(name)
    if theirs is None and not session.stored[name].path.exists():
        if mine:
            _ask_about_missing(app, name, mine)
        else:
            # Somebody else took it away too.
            session.taken_away(name, clock.now())
            save_all(app)
        return
    if theirs and mine is None:
        _ask_about_taking_away(app, name, theirs)
        return
    if theirs is None or mine is None:
        app.tell(
            _(
                "The file of this plan was changed meanwhile and cannot be read now. Yours is kept here, unsaved; "
                "see page 5."
            )
        )
        return
    lines: list[Line] = [
        paragraph(_("Somebody changed the file of this plan after you had opened it. Nothing is lost yet."), "second"),
        (),
        *_side(_("Changed by you"), base, mine),
        (),
        *_side(_("Changed in the file"), base, theirs.plan),
    ]
    title = _("{receiver} with {donor}: two versions").format(
        receiver=mine.plan.receiver_name, donor=mine.plan.donor_name
    )
    # Without the plan as it was before both changed it there is nothing to tell their changes by.
    both = Choice("both", _("Put both together"), _("Only what both changed differently is asked"))
    choices = (
        *((both,) if base else ()),
        Choice("later", _("Decide later"), _("Yours stays here, unsaved; theirs stays in the file")),
        Choice("mine", _("Keep mine"), _("What was changed in the file is replaced by yours")),
        Choice("theirs", _("Take theirs"), _("Yours is dropped here; Ctrl+Z brings it back")),
    )
    app.push_screen(QuestionPage(title, lines, choices), lambda chosen: _decide(app, name, theirs, chosen))


def _ask_about_taking_away(app: "NeedsmatchApp", name: str, theirs: StoredPlan) -> None:
    about = theirs.plan.plan
    title = _("{receiver} with {donor}: the file was changed").format(
        receiver=about.receiver_name, donor=about.donor_name
    )
    lines = [paragraph(_("You took this plan away, and somebody changed its file. It stands there still."), "second")]
    choices = (
        Choice("later", _("Decide later"), _("Its file stays until you save again")),
        Choice("mine", _("Take it away"), _("The file goes; Ctrl+Z and saving write it again")),
        Choice("theirs", _("Keep theirs"), _("The plan stays as it stands in the file")),
    )
    app.push_screen(QuestionPage(title, lines, choices), lambda chosen: _decide(app, name, theirs, chosen))


def _ask_about_missing(app: "NeedsmatchApp", name: str, mine: SupportPlan) -> None:
    title = _("{receiver} with {donor}: the file is gone").format(
        receiver=mine.plan.receiver_name, donor=mine.plan.donor_name
    )
    lines = [paragraph(_("Somebody deleted or renamed the file of this plan after you had opened it."), "second")]
    choices = (
        Choice("later", _("Decide later"), _("Yours stays here, unsaved")),
        Choice("write", _("Write it again"), _("A new file with the plan as it stands here")),
    )

    def decide(chosen: str | None) -> None:
        if app.session and chosen == "write":
            _write_again(app, app.session, name)

    app.push_screen(QuestionPage(title, lines, choices), decide)


def _write_again(app: "NeedsmatchApp", session: Session, name: str) -> None:
    stored = session.stored[name]
    if Seen.of_content(stored.data).digest == stored.seen.digest:
        try:
            # As it was read first: then saving changes it in place, with all that people wrote beside the plan.
            save(stored.path, stored.data, None)
        except NeedsmatchError as error:
            app.tell(str(error))
            return
    else:
        del session.stored[name]  # its bytes are not known any more
    save_all(app)


def _side(title: str, base: SupportPlan | None, now: SupportPlan) -> list[Line]:
    found = changes(base, now) if base else ()
    sentences = list(dict.fromkeys(described(change) for change in found))
    lines: list[Line] = [line(Cell(title, "strong"))]
    lines += [paragraph(sentence, "", 2) for sentence in sentences[:_SHOWN]]
    if len(sentences) > _SHOWN:
        lines.append(line("  ", Cell(_("and {count} more").format(count=len(sentences) - _SHOWN), "muted")))
    return lines if sentences else [*lines, line("  ", Cell(_("everything: there was no file before"), "muted"))]


def _decide(app: "NeedsmatchApp", name: str, theirs: StoredPlan, chosen: str | None) -> None:
    session = app.session
    if session is None or chosen in (None, "later"):
        return
    if chosen == "both":
        merge_with_file(app, name)
        return
    # From here on theirs is what the file is known to hold.
    session.stored[name] = theirs
    if chosen == "theirs":
        session.drop(name)
        app.tell(_("Theirs was taken; Ctrl+Z brings yours back."))
        app.own_files_changed()
    else:
        save_all(app)
