"""Everything about a receiver and a donor, as lines: how they stand, why they fit, and what would be with others."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from needsmatch.i18n import N_, _, clauses, language, listed, ngettext
from needsmatch.model.match import Cause, Match, RankedPlan, Unmet
from needsmatch.model.pairing import Hold
from needsmatch.model.programme import Ban, Decision, Judgement, Pair
from needsmatch.model.school import Need
from needsmatch.planning.overview import cause_label
from needsmatch.planning.whatif import price_sentence
from needsmatch.topics.thesaurus import Thesaurus
from needsmatch.tui.pairs import Pairs
from needsmatch.tui.reasons import decided_by
from needsmatch.tui.session import Around
from needsmatch.tui.widgets.lines import FILL, Cell, Line, line, paragraph

_SIGN = 3
"""Columns of the sign in front of a text."""

_HOLDS = {
    Hold.GIVEN: N_("Given in programme.toml; it stays"),
    Hold.PINNED: N_("Pinned; it stays"),
    Hold.PAIRED: N_("Accepted as a pair"),
    Hold.PLANNED: N_("The two have a support plan"),
}
_BANNED = "banned"
_OBSTACLES = {
    _BANNED: N_("The two must not be paired"),
    "same-school": N_("Both sides have a school of this id; give one of them another"),
    "other-stage": N_("They have no school stage in common, and the rules keep stages apart"),
    "other-district": N_("Their districts are not linked in programme.toml"),
}
"""By the values of `matching.rules.Obstacle`, which loads arrays: a page can be seen before those are needed."""


@dataclass(frozen=True)
class Two:
    """A receiver and a donor, with what is known about them."""

    pairs: Pairs
    plan: RankedPlan
    """What the donor could do for the receiver."""
    topics: Mapping[str, str | None]
    """Reference of each need to its topic."""
    thesaurus: Thesaurus
    around: Around | None = None
    """What would be with others; None as long as it is being worked out."""
    returns: Sequence[Match] = ()
    """What the receiver could do for the donor."""

    @property
    def keys(self) -> tuple[str, str]:
        """Their ids."""
        return self.plan.receiver.id, self.plan.donor.id

    # In full

    def lines(self) -> Iterator[Line]:
        """Everything, for the pane beside the board."""
        receiver, donor = self.plan.receiver, self.plan.donor
        yield paragraph(receiver.name, "strong")
        yield paragraph(_("and {donor}").format(donor=donor.name), "strong")
        yield ()
        yield line(Cell(f"{self.plan.score}  ", "accent-strong"), Cell(self._answers(), "", FILL, wrap=True))
        yield ()
        yield from self._standing_lines()
        yield from self._why_lines()
        yield from self._return_lines()
        yield from self._other_lines()

    def _answers(self) -> str:
        asked, answered = len(self.plan.receiver.needs), len(self.plan.answered)
        if not asked:
            return _("has no needs list yet")
        return ngettext("answers {answered} of {count} need", "answers {answered} of {count} needs", asked).format(
            answered=answered, count=asked
        )

    def _standing_lines(self) -> Iterator[Line]:
        said, details, style = self.standing()
        yield paragraph(said, style)
        for text in filter(None, details):
            yield paragraph(text, "muted")

    def standing(self) -> tuple[str, Sequence[str | None], str]:
        """How the two stand in a sentence, who decided so when and why, and how the sentence looks."""
        receiver_id, donor_id = self.keys
        if held := self.pairs.held(receiver_id, donor_id):
            return _(_HOLDS[held.hold]), [_source(held.source)], "accent"
        if ban := self.pairs.holds.banned.get((receiver_id, donor_id)):
            return _(_OBSTACLES[_BANNED]), [_source(ban) or _("It says so in programme.toml")], "error"
        if self.pairs.are_apart(receiver_id, donor_id) and self.pairs.known:
            obstacle = self.pairs.known.pairer.rules.obstacle(self.plan.receiver, self.plan.donor)
            return (_(_OBSTACLES[obstacle]) if obstacle else ""), [], "need"
        if self._is_proposed:
            return _("Proposed: the school has no partner yet"), [], "need"
        return _("Not a pair"), [self._partner()], "second"

    @property
    def _is_proposed(self) -> bool:
        receiver_id, donor_id = self.keys
        pair = self.pairs.proposed.get(receiver_id)
        return pair is not None and pair.donor.id == donor_id

    def _partner(self) -> str | None:
        """Whom the receiver has."""
        donor_id = self.pairs.holds.settled_donor(self.plan.receiver.id)
        donor = self.pairs.programme.donor(donor_id) if donor_id else None
        return _("{receiver} has {donor}").format(receiver=self.plan.receiver.name, donor=donor.name) if donor else None

    def _why_lines(self) -> Iterator[Line]:
        if self.plan.answered:
            yield from _headed(_("Why it fits"))
            for match in self.plan.answered:
                yield line(
                    Cell(" +", "accent-strong", _SIGN),
                    Cell(self._subject(match.need), "", FILL),
                    Cell(f" {match.score}", "accent"),
                )
        if self.plan.unmet:
            yield from _headed(_("What stays open"))
            for unmet in self.plan.unmet:
                yield line(Cell(" -", "need-strong", _SIGN), Cell(self._subject(unmet.need), "", FILL))
                if fate := self._fate(unmet):
                    yield paragraph(fate, "muted", _SIGN)

    def _fate(self, unmet: Unmet) -> str:
        """What becomes of a need that the two leave open: who could lend help where they are a pair, or the cause."""
        pairing, receiver_id = self.pairs.pairing, self.plan.receiver.id
        if pairing and pairing.donor_of(receiver_id) == self.plan.donor.id:
            for lent in pairing.borrowed:
                if lent.receiver.id == receiver_id and lent.need.id == unmet.need.id:
                    return _("could be borrowed from {donor} ({score} points)").format(
                        donor=lent.match.donor.name, score=lent.match.score
                    )
            for still_open in pairing.unmet:
                if still_open.receiver.id == receiver_id and still_open.need.id == unmet.need.id:
                    return cause_label(still_open.unmet.cause)
        return "" if unmet.cause is Cause.OTHER_DONOR else cause_label(unmet.cause)

    def _subject(self, need: Need) -> str:
        """What a need is about, as short as it can be said."""
        topic = self.topics.get(self.plan.receiver.reference(need))
        return self.thesaurus.name(topic, language()) if topic else need.text

    def _return_lines(self) -> Iterator[Line]:
        if self.returns:
            yield from _headed(_("What {school} could give back").format(school=self.plan.receiver.name))
            for match in self.returns:
                yield line(Cell(" +", "accent-strong", _SIGN), Cell(match.strength.text, "", FILL))
                yield _under(_("for: {need}").format(need=match.need.text))

    def _other_lines(self) -> Iterator[Line]:
        total = self.pairs.pairing.total if self.pairs.pairing else None
        if self.around is None or total is None:
            return
        if self.around.price:
            yield ()
            yield paragraph(price_sentence(self.around.price), "second")
        is_pair = self.pairs.held(*self.keys) or self._is_proposed
        if not is_pair and self.around.total is not None:
            yield ()
            yield line(Cell(_("If these two were paired: "), "second"), _difference(self.around.total - total))
        if self.around.others:
            yield from _headed(_("Another donor instead"))
            for donor, worth, with_it in self.around.others:
                yield line(
                    Cell(donor.name, "", FILL), Cell(f" {worth}  ", "accent-strong"), _difference(with_it - total)
                )
        elif is_pair and self.plan.receiver.needs:
            yield from _headed(_("Another donor instead"))
            yield paragraph(_("Nobody else who could help has a place left."), "muted")

    # In three lines

    def short_lines(self) -> Iterator[Line]:
        """The same where there is little room."""
        said, details, style = self.standing()
        yield line(Cell(self._answers() + "   ", "strong"), Cell(clauses([said, *filter(None, details)]), style, FILL))
        fits, lacks = [match.need for match in self.plan.answered], [unmet.need for unmet in self.plan.unmet]
        if fits:
            yield line(Cell("+ ", "accent-strong"), Cell(self._subjects(fits), "second", FILL))
        instead = list(self._instead())
        if lacks or instead:
            sign = Cell("- " if lacks else "", "need-strong")
            yield line(sign, Cell(self._subjects(lacks), "second", FILL), *instead)

    def _subjects(self, needs: Sequence[Need]) -> str:
        return listed(dict.fromkeys(map(self._subject, needs)))

    def _instead(self) -> Iterator[Cell]:
        """The best other donor."""
        if self.around and self.around.others and self.pairs.pairing:
            donor, _score, total = self.around.others[0]
            yield Cell("   " + _("{donor} instead: ").format(donor=donor.name), "muted", spare=1)
            yield _difference(total - self.pairs.pairing.total)._replace(spare=1)


def _source(entry: Pair | Ban | Judgement | None) -> str | None:
    """Who decided something, when and why, as far as it is told."""
    match entry:
        case Judgement():
            return decided_by(entry)
        case Ban() if entry.by or entry.at or entry.why:
            return decided_by(Judgement(decision=Decision.BANNED, by=entry.by, at=entry.at, why=entry.why))
        case Pair():
            return entry.note
    return None


def _headed(text: str) -> Iterator[Line]:
    yield ()
    yield paragraph(text, "strong")


def _under(text: str) -> Line:
    return line(Cell("", "", _SIGN), Cell(text, "muted", FILL))


def _difference(points: int) -> Cell:
    """What the programme's total would gain or lose."""
    if not points:
        return Cell(_("same total"), "muted")
    return Cell(_("total {points}").format(points=f"{points:+d}"), "accent" if points > 0 else "need")
