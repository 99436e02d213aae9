"""What was not saved when the app ended last, killed or without power: it is there again, and may be put aside."""

from typing import TYPE_CHECKING

from needsmatch.i18n import _, ngettext
from needsmatch.tui.screens.question import Choice, QuestionPage, unsaved_lines
from needsmatch.tui.widgets.lines import paragraph

if TYPE_CHECKING:
    from needsmatch.tui.app import NeedsmatchApp


def offer_unsaved(app: "NeedsmatchApp") -> None:
    """Take in what was being typed when the app ended; where something is not saved, ask what becomes of it."""
    session = app.session
    if session is None:
        return
    session.take_in_typed()
    count = session.unsaved
    if not count:
        return

    def answered(choice: str | None) -> None:
        if choice == "aside":
            session.put_aside()
            app.changed()

    title = ngettext(
        "When needsmatch ended last, {count} change was not saved. Nothing is lost.",
        "When needsmatch ended last, {count} changes were not saved. Nothing is lost.",
        count,
    ).format(count=count)
    choices = (
        Choice("on", _("Go on with it"), _("It stands in the plans again; Ctrl+S saves it"), safe=True),
        Choice("aside", _("Put it aside"), _("The plans are shown as in their files; Ctrl+Z brings it back")),
    )
    question = paragraph(_("What shall become of it?"), "second")
    app.push_screen(QuestionPage(title, [*unsaved_lines(session), (), question], choices), answered)
