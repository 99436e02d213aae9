"""Which pairs of a programme stand, and which never may: what its files, its people and its plans say."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from needsmatch.model.pairing import Hold
from needsmatch.model.plan import About, Status
from needsmatch.model.programme import Ban, Decision, Judgement, Pair, Programme
from needsmatch.model.school import School

ABOUT_PAIRS = frozenset({Decision.PINNED, Decision.BANNED, Decision.PAIRED, Decision.RELEASED})
"""Decisions about a receiver and a donor."""

_STEPS = (Status.CLOSED, Status.DRAFT, Status.PROPOSED, Status.AGREED, Status.ACTIVE)
"""A plan that is closed says least about who is together now."""
_STRONG = frozenset({Decision.PINNED, Decision.BANNED})


@dataclass(frozen=True, slots=True)
class Held:
    """A pair that stands before anything is paired."""

    receiver: str
    donor: str
    hold: Hold
    source: Pair | Judgement | None = None
    """The entry that says so, with who, when and why where it tells; None for a plan."""


@dataclass(frozen=True)
class Holds:
    """What is settled in a programme, worked out once; ask anew when the programme is another.

    Nothing holds with a school that left, whatever was said before.
    """

    programme: Programme
    banned: dict[tuple[str, str], Ban | Judgement] = field(init=False, default_factory=dict)
    """Receiver and donor that must never be paired, with the entry that says so."""
    by_receiver: dict[str, tuple[Held, ...]] = field(init=False, default_factory=dict)
    """The pairs that stand for a receiver; more than one only where the files contradict themselves."""

    def __post_init__(self) -> None:
        settings, decided = self.programme.settings, last_decisions(self.programme)
        self.banned.update({(ban.receiver, ban.donor): ban for ban in settings.bans})
        self.banned.update({pair: said for pair, said in decided.items() if said.decision is Decision.BANNED})
        held = [Held(pair.receiver, pair.donor, Hold.GIVEN, pair) for pair in settings.pairs]
        held += _of(decided, Decision.PINNED, Hold.PINNED)
        firm: dict[tuple[str, str], Held] = {}
        for pair in held:
            firm.setdefault((pair.receiver, pair.donor), pair)
        self._take(firm.values())
        # Of those that a person accepted the last one counts, and a plan only where nothing else was said.
        self._take({pair.receiver: pair for pair in _of(decided, Decision.PAIRED, Hold.PAIRED)}.values())
        # Of several plans of one receiver the one that has come furthest counts, then the one that began last.
        plans = sorted((plan.plan for plan in self.programme.plans), key=_progress)
        standing = [plan for plan in plans if not {(plan.receiver, plan.donor)} & (decided.keys() | self.banned.keys())]
        self._take({plan.receiver: Held(plan.receiver, plan.donor, Hold.PLANNED) for plan in standing}.values())

    def _take(self, pairs: Iterable[Held]) -> None:
        gone = {school.id for school in self.programme.left}
        found: dict[str, list[Held]] = {}
        for pair in pairs:
            if gone & {pair.receiver, pair.donor}:
                continue
            if pair.receiver not in self.by_receiver and (
                pair.hold.is_firm or (pair.receiver, pair.donor) not in self.banned
            ):
                found.setdefault(pair.receiver, []).append(pair)
        self.by_receiver.update({receiver: tuple(several) for receiver, several in found.items()})

    def held(self, receiver_id: str) -> Held | None:
        """The pair that stands for a receiver; the first where the files contradict themselves."""
        return next(iter(self.by_receiver.get(receiver_id, ())), None)

    def given_donor(self, receiver_id: str) -> str | None:
        """Id of the donor that is given or pinned for a receiver."""
        held = self.held(receiver_id)
        return held.donor if held and held.hold.is_firm else None

    def settled_donor(self, receiver_id: str) -> str | None:
        """Id of the donor that a receiver has: given, pinned, accepted, or the one of its plan."""
        held = self.held(receiver_id)
        return held.donor if held else None

    def is_banned(self, receiver_id: str, donor_id: str) -> bool:
        """Whether these two must never be paired."""
        return (receiver_id, donor_id) in self.banned

    def taken(self, *, anew: bool = False) -> Mapping[str, tuple[Held, ...]]:
        """By the donor's id the pairs that take its places, those of receivers that cannot be read too; `anew`: only
        firm ones."""
        found: dict[str, list[Held]] = {}
        for receiver in sorted(self.by_receiver):
            held = self.by_receiver[receiver][0]
            if held.hold.is_firm or not anew:
                found.setdefault(held.donor, []).append(held)
        return {donor: tuple(pairs) for donor, pairs in found.items()}

    def places_left(self, donor_id: str) -> int:
        """How many more receivers a donor can take beside those it has."""
        donor = self.programme.donor(donor_id)
        return max(0, donor.capacity - len(self.taken().get(donor_id, ()))) if donor else 0


def pairs_of(programme: Programme) -> Iterator[tuple[School, School]]:
    """Receiver and donor of every pair that stands, in the order of receivers; none whose donor cannot be read."""
    holds = Holds(programme)
    for school in programme.receivers:
        settled = holds.settled_donor(school.id)
        if settled and (donor := programme.donor(settled)):
            yield school, donor


def _progress(plan: About) -> tuple[int, date, str]:
    return _STEPS.index(plan.status), plan.start or date.min, plan.id


def last_decisions(programme: Programme) -> dict[tuple[str, str], Judgement]:
    """What counts of what people decided about each receiver and donor, in the order in which it was said.

    What is said last counts, but accepting what was proposed says nothing against a ban or a pin: whoever accepted may
    not have known of it.
    """
    found: dict[tuple[str, str], Judgement] = {}
    for judgement in programme.judgements:
        if judgement.decision in ABOUT_PAIRS and judgement.receiver and judgement.donor:
            pair = judgement.receiver, judgement.donor
            before = found.pop(pair, None)
            is_weaker = judgement.decision is Decision.PAIRED and before and before.decision in _STRONG
            found[pair] = before if before and is_weaker else judgement
    return found


def _of(decided: dict[tuple[str, str], Judgement], decision: Decision, hold: Hold) -> Iterator[Held]:
    for (receiver, donor), judgement in decided.items():
        if judgement.decision is decision:
            yield Held(receiver, donor, hold, judgement)
