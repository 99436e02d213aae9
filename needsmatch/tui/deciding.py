"""Deciding about pairs: what a decision would change, worked out by really pairing with it, and writing it as one step.

No widgets here. `foresee` takes as long as pairing twice, so pages ask it in a thread.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, get_args

from needsmatch.errors import NeedsmatchError
from needsmatch.i18n import N_, _, ngettext
from needsmatch.matching.pair import Pairer
from needsmatch.matching.rank import Matcher
from needsmatch.matching.rules import Contradiction
from needsmatch.model.fates import Side
from needsmatch.model.holds import Holds
from needsmatch.model.pairing import Goal, Hold, Pairing
from needsmatch.model.programme import Programme
from needsmatch.model.school import Capacity, School
from needsmatch.planning import decide
from needsmatch.planning.author import Author
from needsmatch.planning.effects import changed_plans
from needsmatch.planning.whatif import Comparison, compare, price
from needsmatch.tui import clock
from needsmatch.tui.session import Session
from needsmatch.tui.steps import CannotTake, author_here, session_of, write
from needsmatch.workspace import doubt_about_decisions

if TYPE_CHECKING:
    from needsmatch.tui.app import NeedsmatchApp

Apply = Callable[[Programme, Author], Programme]
"""The programme in which a decision holds. Raises CannotDecide."""
MOST_RECEIVERS: int = get_args(Capacity)[1].le
"""The largest capacity."""


@dataclass(frozen=True)
class Deed:
    """Something that can be decided. The texts are asked for whenever they are shown, in the current language."""

    task: str
    """What is being done, as a message id."""
    title: Callable[[], str]
    """The same with names."""
    meaning: Callable[[], str]
    """What holds from then on."""
    done: Callable[[], str]
    """What was decided."""
    apply: Apply
    keeps: tuple[str, str] | None = None
    """Receiver and donor that it keeps together, by their ids."""


@dataclass(frozen=True)
class Outlook:
    """What a decision would change."""

    after: Pairing | None = None
    """The pairs with it; None where nothing can be paired then."""
    comparison: Comparison | None = None
    """The pairs without it and with it; None where either cannot be paired."""
    price: Comparison | None = None
    """The pairs without the one that it keeps, and with it."""
    contradictions: Sequence[Contradiction] = ()
    """What keeps anything from being paired then."""
    made: Sequence[Contradiction] = ()
    """Those of them that the decision makes: it is refused."""
    refused: str = ""
    """Why it cannot be decided at all."""


# What can be decided


def pinning(programme: Programme, receiver_id: str, donor_id: str) -> Deed:
    """The two stay together."""
    names = _names(programme, receiver_id, donor_id)
    return Deed(
        N_("Pin a pair"),
        lambda: _("Pin: {receiver} with {donor}").format(**names),
        lambda: _("The two stay together, whatever is worked out, until somebody takes the pin back."),
        lambda: _("pinned: {receiver} with {donor}").format(**names),
        lambda programme, author: decide.pin(programme, receiver_id, donor_id, author),
        (receiver_id, donor_id),
    )


def banning(programme: Programme, receiver_id: str, donor_id: str) -> Deed:
    """The two never come together."""
    names = _names(programme, receiver_id, donor_id)
    return Deed(
        N_("Ban a pair"),
        lambda: _("Ban: {receiver} with {donor}").format(**names),
        lambda: _("The two are never paired, whatever is worked out, until somebody takes the ban back."),
        lambda: _("banned: {receiver} with {donor}").format(**names),
        lambda programme, author: decide.ban(programme, receiver_id, donor_id, author),
    )


def releasing(programme: Programme, receiver_id: str, donor_id: str) -> Deed:
    """A pin, a ban or an accepted pair is taken back."""
    names, holds = _names(programme, receiver_id, donor_id), Holds(programme)
    pinned = [held.donor for held in holds.by_receiver.get(receiver_id, ()) if held.hold is Hold.PINNED]
    if holds.is_banned(receiver_id, donor_id) and donor_id not in pinned:
        task, title = N_("Take a ban back"), N_("Take the ban back: {receiver} with {donor}")
        meaning = N_("The two may be paired again.")
        done = N_("ban taken back: {receiver} with {donor}")
    elif donor_id in pinned:
        task, title = N_("Take a pin back"), N_("Take the pin back: {receiver} with {donor}")
        meaning = N_("The two stay together only where that is best for the programme.")
        done = N_("pin taken back: {receiver} with {donor}")
    else:
        task, title = N_("Take a pair back"), N_("Take the pair back: {receiver} with {donor}")
        meaning = N_("The two stay together only where that is best for the programme.")
        done = N_("pair taken back: {receiver} with {donor}")
    return Deed(
        task,
        lambda: _(title).format(**names),
        lambda: _(meaning),
        lambda: _(done).format(**names),
        lambda programme, author: decide.release(programme, receiver_id, donor_id, author),
    )


def with_capacity(donor: School, capacity: int) -> Deed:
    """A donor takes so many receivers."""

    def takes() -> str:
        text = ngettext("{donor} takes {count} receiver", "{donor} takes {count} receivers", capacity)
        return text.format(donor=donor.name, count=capacity)

    return Deed(
        N_("Change a capacity"),
        lambda: _("How many receivers {donor} takes").format(donor=donor.name),
        lambda: _("This counts from then on, whatever the donor's file says."),
        takes,
        lambda programme, author: decide.set_capacity(programme, donor.id, capacity, author),
    )


def accepting(pairing: Pairing | None) -> Deed:
    """The pairs that are proposed are accepted; those of nobody where nothing is paired yet."""
    count = sum(pair.hold is None for pair in pairing.pairs) if pairing else 0
    return Deed(
        N_("Accept what is proposed"),
        lambda: _("Accept the pairs that are proposed"),
        lambda: _("They stay together from then on, until you take a pair back or have everything paired anew."),
        lambda: ngettext("{count} pair accepted", "{count} pairs accepted", count).format(count=count),
        lambda programme, author: decide.accept(programme, pairing, author) if pairing else programme,
    )


def adding(side: Side, school: School) -> Deed:
    """A school joins the programme."""
    return Deed(
        N_("A new school"),
        lambda: _("A new receiving school") if side == "receiver" else _("A new donor school"),
        lambda: _("The school gets a file of its own in the programme's folder, where all of it can be changed."),
        lambda: _("{school} joined the programme").format(school=school.name),
        lambda programme, author: decide.add_school(programme, side, school, author),
    )


def _names(programme: Programme, receiver_id: str, donor_id: str) -> dict[str, str]:
    """What the two are called; by the id where a school is gone."""
    receiver, donor = programme.receiver(receiver_id), programme.donor(donor_id)
    return {"receiver": receiver.name if receiver else receiver_id, "donor": donor.name if donor else donor_id}


# What it would change


def foresee(programme: Programme, matcher: Matcher, goal: Goal, deed: Deed) -> Outlook:
    """Pair a programme without a decision and with it; `matcher` is that of the programme. Nothing is written."""
    author = Author(at=clock.now())
    try:
        changed = deed.apply(programme, author)
    except NeedsmatchError as error:
        return Outlook(refused=str(error))
    now, then = Pairer(programme, matcher), _pairer(changed, programme, matcher)
    before, after = (None if each.contradictions else each.pairing(goal) for each in (now, then))
    return Outlook(
        after,
        compare(before, after) if before and after else None,
        price(then, after, *deed.keeps) if after and deed.keeps else None,
        then.contradictions,
        _made(now.contradictions, then.contradictions),
    )


def _pairer(changed: Programme, programme: Programme, matcher: Matcher) -> Pairer:
    count = len(programme.receivers), len(programme.donors)
    same_schools = count == (len(changed.receivers), len(changed.donors))
    return Pairer(changed, matcher if same_schools else matcher.beside(changed))


def _made(before: Sequence[Contradiction], after: Sequence[Contradiction]) -> list[Contradiction]:
    """Contradictions that were not there; one about fewer schools than before is the old one, half resolved."""

    def was_there(entry: Contradiction) -> bool:
        return any(
            set(entry.receivers) <= set(old.receivers) and set(entry.donors) <= set(old.donors) for old in before
        )

    return [entry for entry in after if not was_there(entry)]


def can(session: Session, action: str, receiver_id: str, donor_id: str) -> bool:
    """Whether `pin`, `ban` or `release` would change anything about two schools."""
    programme = session.programme_now
    if programme is None:
        return False
    apply = {"pin": decide.pin, "ban": decide.ban, "release": decide.release}[action]
    try:
        return apply(programme, receiver_id, donor_id, Author(at=clock.now())) is not programme
    except NeedsmatchError:
        return False


# Deciding it


def take(app: "NeedsmatchApp", deed: Deed, why: str) -> None:
    """Decide it: one step in the programme's files. Raises CannotTake, CannotDecide, ChangedOnDisk, CannotWrite."""
    session = session_of(app)
    programme, match = session.programme_now, session.match
    if programme is None or match is None:
        raise CannotTake(_("The files are being read again; press Enter once more in a moment."))
    if session.reading and (doubt := doubt_about_decisions(session.reading)):
        raise CannotTake(doubt)
    changed = deed.apply(programme, author_here(app, why))
    made = _made(Pairer(programme, match).contradictions, Pairer(changed, match).contradictions)
    if made:
        raise CannotTake(made[0].message)
    nothing_new = _("This holds already, and nothing was written. Esc goes back.")
    write(app, changed, deed.done, nothing_new, changed_plans(programme, changed))
