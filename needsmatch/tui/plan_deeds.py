"""What can be done with the rows of a plan that are no items: with one that was taken out, with a need that was added
in the review."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from needsmatch.errors import NeedsmatchError
from needsmatch.i18n import _
from needsmatch.model.plan import Removed, SupportPlan, UnmetNeed
from needsmatch.planning.ask import ask, is_listed
from needsmatch.planning.edit import add_item, give_reason
from needsmatch.planning.plain import why_unmet
from needsmatch.tui.plan_lines import gone_item, mark_title, taken_out_by
from needsmatch.tui.screens.question import AskPage, Choice, QuestionPage
from needsmatch.tui.steps import LONGEST_REASON, CannotTake, programme_of, session_of, short, usable, write
from needsmatch.tui.widgets.lines import paragraph

if TYPE_CHECKING:
    from needsmatch.tui.app import NeedsmatchApp


def ask_about_gone(app: "NeedsmatchApp", plan: SupportPlan, mark: Removed, show: Callable[[], object]) -> None:
    """Let the user put an item back that was taken out, or write why it was; `show` shows it once it is back."""
    session, name = session_of(app), plan.plan.id
    title = mark_title(session, plan, mark)
    back = Choice("back", _("Put it back"), _("It stands at the end of the plan, as it was"))
    why = Choice("why", _("Write why"), _("The reason stands beside it from then on"))
    leave = Choice("leave", _("Leave it out"), _("Nothing happens"))
    item = gone_item(session, plan, mark)
    choices = (back, why, leave) if item else (why, leave)

    def chosen(choice: str | None) -> None:
        now = session.plan(name)
        if now is None or all(each.id != mark.id for each in now.removed):
            return
        if choice == "back" and item:
            session.edit(add_item(now, item, None), _("put back: {what}").format(what=short(title)))
            app.changed()
            show()
        elif choice == "why":
            _ask_why(app, now, mark, title)

    lines = [paragraph(_("Taken out: {who}").format(who=who), "second")] if (who := taken_out_by(mark)) else []
    app.push_screen(QuestionPage(title, lines, choices), chosen)


def _ask_why(app: "NeedsmatchApp", plan: SupportPlan, mark: Removed, title: str) -> None:
    def told(why: str | None) -> None:
        if why is not None:
            said = _("the reason why it was taken out: {what}").format(what=short(title))
            session_of(app).edit(give_reason(plan, mark.id, why or None), said)
            app.changed()

    app.push_screen(AskPage(title, _("Why was it taken out? (may stay empty)"), mark.why or "", _why_not), told)


def _why_not(text: str) -> str:
    try:
        usable(text, LONGEST_REASON)
    except CannotTake as error:
        return str(error)
    return ""


def ask_about_added(
    app: "NeedsmatchApp", plan: SupportPlan, entry: UnmetNeed, add: Callable[[], object], refresh: Callable[[], object]
) -> None:
    """Let the user say what becomes of a need that was added in the review.

    `add` adds an item for it to the plan; `refresh` looks for an answer once it stands in the needs list.
    """
    listed = is_listed(programme_of(session_of(app)), entry)
    first = (
        Choice("refresh", _("Look for an answer now"), _("The plan is refreshed; it stands in the needs list already"))
        if listed
        else Choice("list", _("Take it into the needs list"), _("A refresh, key f, then looks for an answer"))
    )
    note = _("You fill it in") if listed else _("You fill it in; the need comes into the needs list as well")
    choices = (
        first,
        Choice("own", _("Add an item for it"), note),
        Choice("leave", _("Leave it"), _("It stays here, without an answer")),
    )

    def chosen(choice: str | None) -> None:
        if choice == "refresh":
            refresh()
        elif choice in ("list", "own") and (listed or _into_the_list(app, plan, entry)) and choice == "own":
            add()

    app.push_screen(QuestionPage(entry.need_text, [paragraph(why_unmet(plan, entry), "second")], choices), chosen)


def _into_the_list(app: "NeedsmatchApp", plan: SupportPlan, entry: UnmetNeed) -> bool:
    """Write the need into the file of its school; gives whether it stands there now."""
    text = short(entry.need_text)
    try:
        more = ask(programme_of(session_of(app)), plan.plan.receiver, entry)
        write(
            app,
            more,
            lambda: _("taken into the needs list: {what}").format(what=text),
            _("This need stands in the needs list already."),
        )
    except LookupError:
        app.tell(_("{school} is not among the receivers of this programme.").format(school=plan.plan.receiver_name))
    except NeedsmatchError as error:
        app.tell(str(error))
    else:
        app.changed()
        return True
    return False
