"""What the keys for teaching do, wherever a need is shown with a donor. The pages they open are loaded only then."""

from needsmatch.i18n import _
from needsmatch.matching.explain import quoted
from needsmatch.model.match import Match, RankedPlan, Unmet
from needsmatch.model.programme import Decision
from needsmatch.tui.reasons import decisions
from needsmatch.tui.screens.page import Page
from needsmatch.tui.widgets.lines import paragraph


def can_teach(action: str, entry: Match | Unmet, plan: RankedPlan) -> bool:
    """Whether `same` or `not_a_match` can be said about a need; what is not answered cannot be wrong."""
    return isinstance(entry, Match) or (action == "same" and bool(plan.donor.strengths))


def teach_same(page: Page, entry: Match | Unmet, plan: RankedPlan) -> None:
    """Let the user say that a need and a strength are the same thing; where it is unmet, which strength."""
    from needsmatch.tui.screens.question import Choice, QuestionPage
    from needsmatch.tui.screens.topic import SamePage
    from needsmatch.tui.teaching import Couple

    def go_on(chosen: str | None) -> None:
        for strength in plan.donor.strengths:
            if strength.id == chosen:
                page.app.push_screen(SamePage(Couple(plan.receiver, entry.need, plan.donor, strength)))

    if isinstance(entry, Match):
        go_on(entry.strength.id)
        return
    made = decisions(page.session.programme, plan, entry.need)
    declined = {strength.id for strength, judgement in made if judgement.decision is Decision.NOT_A_MATCH}
    choices = [
        Choice(strength.id, strength.text, _("so far not a match") if strength.id in declined else "")
        for strength in plan.donor.strengths
    ]
    lines = [
        paragraph(quoted(entry.need.text)),
        paragraph(_("{school} offers").format(school=plan.donor.name), "muted"),
    ]
    page.app.push_screen(QuestionPage(_("Which of these is the same thing?"), lines, choices), go_on)


def teach_not_a_match(page: Page, entry: Match | Unmet, plan: RankedPlan) -> None:
    """Let the user say that the strength shown for a need does not answer it."""
    from needsmatch.tui.screens.lesson import NotAMatchPage
    from needsmatch.tui.teaching import Couple

    if isinstance(entry, Match):
        page.app.push_screen(NotAMatchPage(Couple(plan.receiver, entry.need, plan.donor, entry.strength)))
