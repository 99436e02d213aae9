"""The hard rules of pairing: which two may be together, and where the files of a programme contradict themselves."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from needsmatch.errors import NeedsmatchError
from needsmatch.i18n import _, clauses, listed, ngettext
from needsmatch.model.holds import Held, Holds
from needsmatch.model.pairing import Hold
from needsmatch.model.programme import Ban, Judgement, Programme
from needsmatch.model.school import School
from needsmatch.model.terms import Stage, label


class Obstacle(StrEnum):
    """Why two schools may not be paired."""

    SAME_SCHOOL = "same-school"
    """Both sides of the programme have a school of this id."""
    BANNED = "banned"
    OTHER_STAGE = "other-stage"
    OTHER_DISTRICT = "other-district"


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Rules or decisions that cannot all be kept."""

    held: tuple[Held, ...]
    """The pairs that stand and cannot all be kept; one that a rule forbids stands alone."""
    message: str
    """What contradicts what, by name, and what to change."""

    @property
    def receivers(self) -> tuple[str, ...]:
        """Ids of the receivers concerned."""
        return tuple(dict.fromkeys(held.receiver for held in self.held))

    @property
    def donors(self) -> tuple[str, ...]:
        """Ids of the donors concerned."""
        return tuple(dict.fromkeys(held.donor for held in self.held))


class Contradictory(NeedsmatchError):
    """Nothing can be paired before the contradictions are resolved."""

    def __init__(self, contradictions: Sequence[Contradiction]) -> None:
        super().__init__("\n".join(entry.message for entry in contradictions))
        self.contradictions = tuple(contradictions)


@dataclass(frozen=True)
class PairRules:
    """The rules of one programme, ready to be asked about any two of its schools."""

    programme: Programme
    holds: Holds

    def obstacle(self, receiver: School, donor: School) -> Obstacle | None:
        """Why these two may not be paired; None where they may."""
        if receiver.id == donor.id:
            return Obstacle.SAME_SCHOOL
        if self.holds.is_banned(receiver.id, donor.id):
            return Obstacle.BANNED
        if not self.stages_fit(receiver.stages, donor.stages):
            return Obstacle.OTHER_STAGE
        return None if self.districts_linked(receiver.district, donor.district) else Obstacle.OTHER_DISTRICT

    def stages_fit(self, receiving: tuple[Stage, ...], donating: tuple[Stage, ...]) -> bool:
        """Whether schools of these stages may be paired: they have one in common, or the programme allows others."""
        return self.programme.settings.rules.other_stages or not set(receiving).isdisjoint(donating)

    def districts_linked(self, receiving: str | None, donating: str | None) -> bool:
        """Whether schools of two districts may be paired."""
        return not self.programme.settings.rules.district_with_district or (receiving, donating) in self._linked

    @cached_property
    def _linked(self) -> frozenset[tuple[str, str]]:
        return frozenset((pair.receiver, pair.donor) for pair in self.programme.settings.district_pairs)

    def contradictions(self, *, anew: bool = False) -> tuple[Contradiction, ...]:
        """What cannot all be kept, in the order of the receivers' ids, then of the donors'; `anew`: of what is firm
        alone."""
        return (*self._of_receivers(anew), *self._of_donors(anew))

    def standing(self, receiver: School, *, anew: bool = False) -> list[Held]:
        """The pairs that stand for a receiver; `anew`: only those that are given or pinned."""
        held = self.holds.by_receiver.get(receiver.id, ())
        return [pair for pair in held if pair.hold.is_firm or not anew]

    def _of_receivers(self, anew: bool) -> Iterator[Contradiction]:
        for receiver in self.programme.receivers:
            several = self.standing(receiver, anew=anew)
            if len(several) > 1:
                message = _(
                    "{receiver} cannot have several main donors: {pairs}. Keep one of them and give up the others. "
                    "{cures}"
                )
                cures = clauses(
                    _("{donor}: {cure}").format(donor=self._donor_name(held), cure=_cure(held.hold, [held]))
                    for held in several
                )
                pairs = listed(self._told(held) for held in several)
                yield Contradiction(tuple(several), message.format(receiver=receiver.name, pairs=pairs, cures=cures))
            for held in several:
                donor = self._donors.get(held.donor)
                if donor and (broken := self._against(receiver, donor, held)):
                    yield Contradiction((held,), broken)

    def _against(self, receiver: School, donor: School, held: Held) -> str | None:
        """Which rule a pair that stands breaks, and what to change."""
        match self.obstacle(receiver, donor):
            case Obstacle.SAME_SCHOOL:
                text = _("{receiver} and {donor} have the same id on both sides. Give one of them another")
            case Obstacle.BANNED:
                text = _("{receiver} and {donor} are {hold} and banned at once ({ban}). Either {cure}, or {other_cure}")
            case Obstacle.OTHER_STAGE:
                text = _(
                    "{receiver} ({stages}) and {donor} ({other_stages}) are {hold} and have no school stage in common. "
                    "Either {cure}, or write other_stages = true under [rules] in programme.toml"
                )
            case Obstacle.OTHER_DISTRICT:
                text = _(
                    "{receiver} ({district}) and {donor} ({other_district}) are {hold}, and their districts are not "
                    "linked. Either {cure}, or write a [[district_pair]] for the two in programme.toml"
                )
            case None:
                return None
        ban = self.holds.banned.get((receiver.id, donor.id))
        return text.format(
            receiver=receiver.name,
            donor=donor.name,
            hold=_hold_word(held),
            cure=_cure(held.hold, [held]),
            ban=said_by(ban),
            other_cure=_cure_of_ban(held, ban),
            stages=listed(map(label, receiver.stages)),
            other_stages=listed(map(label, donor.stages)),
            district=receiver.district or _("no district"),
            other_district=donor.district or _("no district"),
        )

    def _of_donors(self, anew: bool) -> Iterator[Contradiction]:
        taken = self.holds.taken(anew=anew)
        for donor in self.programme.donors:
            pairs = taken.get(donor.id, ())
            if len(pairs) > donor.capacity:
                yield Contradiction(pairs, self._beyond(donor, pairs))

    def _beyond(self, donor: School, pairs: Sequence[Held]) -> str:
        """What is said of a donor with more receivers than it takes."""
        names = {school.id: school.name for school in self.programme.receivers}
        text = ngettext(
            "{donor} takes {capacity} receiver and has {count}: {receivers}. Either raise its capacity (c on page 3 of "
            "the app, or needsmatch pair PROGRAMME --capacity {raised}), or {cures}",
            "{donor} takes {capacity} receivers and has {count}: {receivers}. Either raise its capacity (c on page 3 "
            "of the app, or needsmatch pair PROGRAMME --capacity {raised}), or {cures}",
            donor.capacity,
        )
        by_hold = {hold: [held for held in pairs if held.hold is hold] for hold in Hold}
        return text.format(
            donor=donor.name,
            capacity=donor.capacity,
            count=len(pairs),
            receivers=listed(names.get(held.receiver, held.receiver) for held in pairs),
            raised=f"{donor.id}={len(pairs)}",
            cures=_(", or ").join(_cure(hold, alike) for hold, alike in by_hold.items() if alike),
        )

    def _told(self, held: Held) -> str:
        return _("{donor} ({hold})").format(donor=self._donor_name(held), hold=_hold_word(held))

    def _donor_name(self, held: Held) -> str:
        donor = self._donors.get(held.donor)
        return donor.name if donor else held.donor

    @cached_property
    def _donors(self) -> dict[str, School]:
        return {donor.id: donor for donor in self.programme.donors}


def _hold_word(held: Held) -> str:
    """How a pair came to stand, and by whom, in the current language."""
    word = {
        Hold.GIVEN: _("given in programme.toml"),
        Hold.PINNED: _("pinned"),
        Hold.PAIRED: _("accepted as a pair"),
        Hold.PLANNED: _("together in a support plan"),
    }[held.hold]
    if isinstance(held.source, Judgement):
        return _("{hold}, {who}").format(hold=word, who=said_by(held.source))
    return word


def _cure(hold: Hold, pairs: Sequence[Held]) -> str:
    """What ends a pair that stands in this way; of several pairs, one of them."""
    couples = listed(f"{held.receiver}={held.donor}" for held in pairs)
    match hold:
        case Hold.GIVEN:
            text = ngettext(
                "change or remove the [[pair]] in programme.toml ({couples})",
                "change or remove a [[pair]] in programme.toml ({couples})",
                len(pairs),
            )
        case Hold.PINNED:
            text = ngettext(
                "take the pin back (Delete on page 3 of the app, or needsmatch pair PROGRAMME --release {couples})",
                "take a pin back (Delete on page 3 of the app, or needsmatch pair PROGRAMME --release with one of "
                "{couples})",
                len(pairs),
            )
        case Hold.PAIRED | Hold.PLANNED:
            text = ngettext(
                "take the pair back (Delete on page 3 of the app, or needsmatch pair PROGRAMME --release {couples})",
                "take a pair back (Delete on page 3 of the app, or needsmatch pair PROGRAMME --release with one of "
                "{couples})",
                len(pairs),
            )
    return text.format(couples=couples)


def _cure_of_ban(held: Held, ban: Ban | Judgement | None) -> str:
    if isinstance(ban, Judgement):
        text = _("take the ban back (Delete on page 3 of the app, or needsmatch pair PROGRAMME --release {couple})")
    else:
        text = _("remove the [[ban]] in programme.toml ({couple})")
    return text.format(couple=f"{held.receiver}={held.donor}")


def said_by(entry: object) -> str:
    """Who decided something, and when; where nobody is named, the file."""
    if isinstance(entry, Judgement | Ban) and (entry.by or entry.at):
        return " ".join(filter(None, (entry.by, entry.at.date().isoformat() if entry.at else None)))
    return "programme.toml" if isinstance(entry, Ban) else "judgements.toml"
