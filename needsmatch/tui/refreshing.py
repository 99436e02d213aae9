"""Refreshing plans in the app: what a refresh would do, worked out beside the screen, and taken into the session."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from needsmatch.i18n import _
from needsmatch.matching.rank import Matcher
from needsmatch.model.plan import SupportPlan
from needsmatch.model.programme import Programme
from needsmatch.model.school import School
from needsmatch.planning.propose import propose
from needsmatch.planning.refresh import Refreshed, RowKind, refresh
from needsmatch.planning.refresh_words import counted
from needsmatch.store.proposals import load_proposal
from needsmatch.tui.session import Session
from needsmatch.workspace import is_parted


@dataclass(frozen=True)
class Asked:
    """The plans that are to be refreshed, and what that depends on."""

    folder: Path
    programme: Programme
    plans: Sequence[SupportPlan]
    proposed: Mapping[str, SupportPlan | None]
    """The last proposals as the session knows them, by the plan's id; those of other plans stand in files."""
    donors: Mapping[str, str | None]
    """By the receiver's id the donor that it has now."""


@dataclass(frozen=True)
class Fresh:
    """A plan with what is proposed for it now."""

    plan: SupportPlan
    proposed: SupportPlan | None = None
    """None where nothing is: the two are no longer a pair, or the files say nothing of one of them any more."""
    before: SupportPlan | None = None
    donor: School | None = None

    def refreshed(self, without: Collection[str] = ()) -> Refreshed:
        """What a refresh does; `without` are keys of rows that are left out."""
        if self.proposed is None:
            return Refreshed(self.plan, self.plan)
        return refresh(self.plan, self.proposed, self.before, self.donor, without)


def asked_for(session: Session, names: Sequence[str]) -> Asked | None:
    """What is to be worked out for the plans of these ids; None while nothing is read."""
    reading = session.reading
    if reading is None:
        return None
    plans = tuple(plan for name in names if (plan := session.plan(name)))
    donors = {plan.plan.receiver: session.settled(plan.plan.receiver) for plan in plans}
    return Asked(reading.folder, reading.programme, plans, session.work.proposed, donors)


def worked_out(asked: Asked, match: Matcher) -> Iterator[Fresh]:
    """Each plan with what is proposed for it now."""
    programme = asked.programme
    for plan in asked.plans:
        about = plan.plan
        receiver, donor = programme.receiver(about.receiver), programme.donor(about.donor)
        if receiver is None or donor is None or is_parted(about, asked.donors[about.receiver]):
            yield Fresh(plan)
            continue
        proposed = propose(programme, match.plan(receiver, donor), match.thesaurus)
        before = asked.proposed[about.id] if about.id in asked.proposed else load_proposal(asked.folder, about.id)
        yield Fresh(plan, proposed, before, donor)


def apply(session: Session, found: Sequence[Fresh], without: Mapping[str, Collection[str]]) -> str:
    """Refresh plans as one step, without the rows of these keys, by the plan's id; says what was done, or nothing."""
    done, replaced = [], {}
    for fresh in found:
        left = without.get(fresh.plan.plan.id, ())
        refreshed = fresh.refreshed(left)
        if refreshed.plan != fresh.plan:
            done.append(replace(refreshed, rows=tuple(row for row in refreshed.rows if row.key not in left)))
            replaced[fresh.plan.plan.id] = fresh.before
    if not done:
        return ""
    told = [replace(entry, rows=entry.of_kind(kind)) for entry in done for kind in _APPLIED]
    said = _("Brought up to date: {counts}")
    counts = counted(told)
    session.edit_all(
        [entry.plan for entry in done],
        [entry.proposed for entry in done],
        lambda: said.format(counts=counts),
        replaced=replaced,
    )
    return said.format(counts=counts)


_APPLIED = (RowKind.NEW, RowKind.CHANGED, RowKind.NO_LONGER)
