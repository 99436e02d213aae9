"""The two sides of the board: which schools are shown, in which order, and under which heads. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto

from needsmatch.i18n import _
from needsmatch.model.school import School
from needsmatch.model.terms import Stage, label
from needsmatch.text.normalise import simplified
from needsmatch.text.pinyin import found
from needsmatch.tui.finding import has_all, state_of
from needsmatch.tui.pairs import Pairs
from needsmatch.tui.session import Session
from needsmatch.tui.widgets.board_layout import Head

_STAGES = {stage: place for place, stage in enumerate(Stage)}


class Order(Enum):
    """What the sides are sorted by."""

    STAGE = auto()
    """Both by school stage, then as in the programme."""
    DONORS = auto()
    """The donors that are worth most to one receiver first."""
    SCHOOLS = auto()
    """The receivers first to which one donor is worth most."""
    WORST = auto()
    """The worst-served receivers first."""


@dataclass(frozen=True)
class Sorting:
    """An order, and the school it is for."""

    order: Order = Order.STAGE
    school: str | None = None
    """Id of the receiver or donor for which the other side is sorted."""

    def next(self, receiver_id: str, donor_id: str) -> "Sorting":
        """The next order for the chosen two; the same one again where it is for a school that was chosen before."""
        schools = {Order.DONORS: receiver_id, Order.SCHOOLS: donor_id}
        if self.school != schools.get(self.order):
            return Sorting(self.order, schools[self.order])
        orders = list(Order)
        order = orders[(orders.index(self.order) + 1) % len(orders)]
        return Sorting(order, schools.get(order))

    def sentence(self, pairs: Pairs) -> str:
        """What the sides are sorted by, in the current language; empty where it is the usual order."""
        schools = (*pairs.programme.receivers, *pairs.programme.donors)
        name = next((school.name for school in schools if school.id == self.school), "")
        return {
            Order.STAGE: "",
            Order.DONORS: _("best donors of {school} first").format(school=name),
            Order.SCHOOLS: _("schools that {school} helps most first").format(school=name),
            Order.WORST: _("worst-served schools first"),
        }[self.order]


@dataclass(frozen=True)
class Sides:
    """The schools that are shown, in the order of the programme."""

    receivers: Sequence[School]
    donors: Sequence[School]


def sides(session: Session, pairs: Pairs, words: Sequence[str], pinyin: Mapping[str, Sequence[str]]) -> Sides:
    """The schools that have every word (in small letters) somewhere; a side where none has them is shown whole.

    Whoever types the name of a receiver wants to see all its donors; a stage or a topic narrows both sides. Where the
    words are nowhere both sides are empty.
    """
    receivers, donors = pairs.programme.receivers, pairs.programme.donors
    if not words:
        return Sides(receivers, donors)
    rows = [school for school in receivers if has_all(session, school, state_of(session, school), words, pinyin)]
    columns = [donor for donor in donors if _has_all(donor, words, pinyin)]
    if not rows and not columns:
        return Sides((), ())
    return Sides(rows or receivers, columns or donors)


def _has_all(donor: School, words: Sequence[str], pinyin: Mapping[str, Sequence[str]]) -> bool:
    texts = [donor.name, donor.id, donor.district or "", donor.head or "", *map(label, donor.stages)]
    sought = simplified("\n".join([*texts, *(strength.text for strength in donor.strengths)]))
    keys = pinyin.get(donor.id, ())
    return all(simplified(word) in sought or found(word, keys) is not None for word in words)


def heads(pairs: Pairs, shown: Sides, sorting: Sorting) -> tuple[list[Head], list[Head]]:
    """Rows and columns of the board."""
    by_stage = _by_stage(shown.receivers), _by_stage(shown.donors)
    rows, columns = by_stage
    school = sorting.school or ""
    match sorting.order:
        case Order.DONORS:
            columns = sorted(shown.donors, key=lambda donor: -(pairs.worth(school, donor.id) or 0))
        case Order.SCHOOLS:
            rows = sorted(shown.receivers, key=lambda receiver: -(pairs.worth(receiver.id, school) or 0))
        case Order.WORST:
            # Who asks for nothing is not badly served.
            rows = sorted(shown.receivers, key=lambda each: (not each.needs, pairs.settled.get(each.id, -1)))
    return (
        [
            Head(each.id, each.name, group=_group(each) if rows is by_stage[0] else "", alert=_is_open(pairs, each))
            for each in rows
        ],
        [
            Head(
                each.id, each.name, group=_group(each) if columns is by_stage[1] else "", note=str(left), alert=left > 0
            )
            for each in columns
            for left in [pairs.places_left(each)]
        ],
    )


def _by_stage(schools: Sequence[School]) -> Sequence[School]:
    return sorted(schools, key=lambda school: _STAGES[school.stages[0]])


def _group(school: School) -> str:
    return school.stages[0]


def _is_open(pairs: Pairs, school: School) -> bool:
    return school.id not in pairs.settled
