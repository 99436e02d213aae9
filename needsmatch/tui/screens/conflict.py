"""A plan that somebody else changed meanwhile: both versions side by side, and the choice."""

from typing import TYPE_CHECKING

from needsmatch.errors import NeedsmatchError
from needsmatch.i18n import _
from needsmatch.model.plan import SupportPlan
from needsmatch.planning.changes import changes, described
from needsmatch.store.folder import StoredPlan
from needsmatch.tui.saving import save_all
from needsmatch.tui.screens.question import Choice, QuestionPage
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
    if theirs is None and mine is not None and not session.stored[name].path.exists():
        _ask_about_missing(app, name, mine)
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
    choices = (
        Choice("later", _("Decide later"), _("Yours stays here, unsaved; theirs stays in the file")),
        Choice("mine", _("Keep mine"), _("What was changed in the file is replaced by yours")),
        Choice("theirs", _("Take theirs"), _("Yours is dropped here; Ctrl+Z brings it back")),
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
            del app.session.stored[name]
            save_all(app)

    app.push_screen(QuestionPage(title, lines, choices), decide)


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
    # From here on theirs is what the file is known to hold.
    session.stored[name] = theirs
    if chosen == "theirs":
        session.drop(name)
        app.tell(_("Theirs was taken; Ctrl+Z brings yours back."))
        app.own_files_changed()
    else:
        save_all(app)
