"""What the keys for deciding about pairs do, wherever a pair is shown. The pages they open are loaded only then."""

from needsmatch.i18n import _
from needsmatch.tui.screens.page import Page
from needsmatch.tui.session import Session


def can(session: Session, action: str, receiver_id: str, donor_id: str) -> bool:
    """Whether `pin`, `ban` or `release` would change anything about two schools."""
    from needsmatch.tui import deciding

    return deciding.can(session, action, receiver_id, donor_id)


def pin(page: Page, receiver_id: str, donor_id: str) -> None:
    """Let the user keep two schools together, once it is seen what that changes."""
    from needsmatch.tui.deciding import pinning
    from needsmatch.tui.screens.decision import DecisionPage

    if programme := page.session.programme:
        page.app.push_screen(DecisionPage(pinning(programme, receiver_id, donor_id)))


def ban(page: Page, receiver_id: str, donor_id: str) -> None:
    """Let the user keep two schools apart."""
    from needsmatch.tui.deciding import banning
    from needsmatch.tui.screens.decision import DecisionPage

    if programme := page.session.programme:
        page.app.push_screen(DecisionPage(banning(programme, receiver_id, donor_id)))


def release(page: Page, receiver_id: str, donor_id: str) -> None:
    """Let the user take back a pin, a ban or an accepted pair."""
    from needsmatch.tui.deciding import releasing
    from needsmatch.tui.screens.decision import DecisionPage

    if programme := page.session.programme:
        page.app.push_screen(DecisionPage(releasing(programme, receiver_id, donor_id)))


def capacity(page: Page, donor_id: str) -> None:
    """Let the user say how many receivers a donor takes."""
    from needsmatch.tui.screens.decision import CapacityPage

    if donor := page.session.programme and page.session.programme.donor(donor_id):
        page.app.push_screen(CapacityPage(donor))


def accept(page: Page) -> None:
    """Let the user accept the pairs that are proposed."""
    from needsmatch.tui.screens.decision import AcceptPage

    page.app.push_screen(AcceptPage())


def add_school(page: Page) -> None:
    """Let the user add a school, on the side that is asked for first."""
    from needsmatch.tui.screens.new_school import NewSchoolPage
    from needsmatch.tui.screens.question import Choice, QuestionPage

    def go_on(side: str | None) -> None:
        if side:
            page.app.push_screen(NewSchoolPage("donor" if side == "donor" else "receiver"))

    choices = [
        Choice("receiver", _("A receiving school"), _("It asks for help, and has a needs list")),
        Choice("donor", _("A donor school"), _("It helps others with what it is good at")),
    ]
    page.app.push_screen(QuestionPage(_("What kind of school joins the programme?"), (), choices), go_on)


def show_gaps(page: Page) -> None:
    """What the programme lacks, and what would help most."""
    from needsmatch.tui.screens.gaps import GapsPage

    page.app.push_screen(GapsPage())
