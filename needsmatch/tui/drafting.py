"""Drafting plans in the app: values from the planning room, taken into the session as steps that undo takes back."""

from needsmatch.i18n import _
from needsmatch.matching.mirror import returns
from needsmatch.model.plan import Item, SupportPlan
from needsmatch.planning.propose import in_return, propose
from needsmatch.tui.session import Session


def draft(session: Session, receiver_id: str) -> str | None:
    """Draft the plan of a receiver with its donor, or the best one that has a place; gives its id, None without one."""
    plan = _drafted(session, receiver_id)
    if plan is None:
        return None
    about = plan.plan
    said = _("drafted the plan of {receiver} with {donor}")
    session.edit_all([plan], [plan], lambda: said.format(receiver=about.receiver_name, donor=about.donor_name))
    return about.id


def draft_all(session: Session) -> int:
    """Draft every missing plan of a settled pair, as one step; gives how many."""
    plans: dict[str, SupportPlan] = {}
    for school in session.receivers:
        name = session.plan_name(school.id)
        if school.needs and name and session.plan(name) is None and session.settled(school.id):
            plan = _drafted(session, school.id)
            if plan:
                plans[plan.plan.id] = plan
    drafted = list(plans.values())
    session.edit_all(drafted, drafted)
    return len(drafted)


def proposed_now(session: Session, plan: SupportPlan) -> SupportPlan:
    """What would be drafted for the pair of `plan` now; the plan itself where one of the two is gone."""
    programme, match = session.programme, session.match
    receiver = programme.receiver(plan.plan.receiver) if programme else None
    donor = programme.donor(plan.plan.donor) if programme else None
    if programme is None or match is None or receiver is None or donor is None:
        return plan
    return propose(programme, match.plan(receiver, donor), match.thesaurus)


def returned_now(session: Session, plan: SupportPlan) -> tuple[Item, ...]:
    """What the receiver of `plan` could give its donor now; nothing until the app has matched that way round, too."""
    programme, two_way = session.programme, session.two_way
    receiver = programme.receiver(plan.plan.receiver) if programme else None
    donor = programme.donor(plan.plan.donor) if programme else None
    if programme is None or two_way is None or two_way[0] is not programme or receiver is None or donor is None:
        return ()
    match = two_way[1]
    return in_return(programme, donor, returns(match, receiver, donor), match.thesaurus)


def _drafted(session: Session, receiver_id: str) -> SupportPlan | None:
    programme, match = session.programme, session.match
    receiver = programme.receiver(receiver_id) if programme else None
    if programme is None or match is None or receiver is None or not receiver.needs:
        return None
    settled = session.settled(receiver_id)
    donor = programme.donor(settled) if settled else match.best_donor(receiver, session.places_left)
    return propose(programme, match.plan(receiver, donor), match.thesaurus) if donor else None
