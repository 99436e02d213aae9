"""A year of work for tests: small plans by hand, and Hypothesis strategies for whole programmes with logs."""

from datetime import date

from hypothesis import strategies as st
from msgspec.structs import replace

from needsmatch.model.match import Cause
from needsmatch.model.plan import About as PlanAbout
from needsmatch.model.plan import Confirmation, Item, Outcome, Placement, PlanSide, Status, SupportPlan, UnmetNeed
from needsmatch.model.programme import About, Programme, ProgrammeFile
from needsmatch.model.school import Need, School, Strength
from needsmatch.model.terms import Grade, Mode, Stage, Useful

TODAY = date(2027, 3, 15)
START, END = date(2026, 9, 1), date(2027, 7, 10)


def school(name: str, *needs: str, district: str | None = None, stage: Stage = Stage.PRIMARY) -> School:
    """A school with needs that say their ids."""
    return School(
        id=name, name=name.title(), stage=stage, district=district,
        needs=tuple(Need(id=need, text=f"help with {need}") for need in needs),
    )  # fmt: skip


def plan(receiver: str, *items: Item, donor: str = "d", status: Status = Status.ACTIVE) -> SupportPlan:
    """A plan of a whole year."""
    about = PlanAbout(
        format=1, id=f"{receiver}-{donor}", programme="p", receiver=receiver, receiver_name=receiver.title(), donor=donor,
        donor_name=donor.title(), status=status, start=START, end=END,
    )  # fmt: skip
    return SupportPlan(plan=about, items=items)


def programme(*receivers: School, plans: tuple[SupportPlan, ...] = (), **settings: object) -> Programme:
    """A programme with the donors d and e."""
    file = ProgrammeFile(programme=About(id="p", name="P", start=START, end=END))
    donors = tuple(
        School(id=name, name=name.title(), stage=Stage.PRIMARY, strengths=(Strength(id="x", text="x"),))
        for name in "de"
    )
    return Programme(settings=replace(file, **settings), receivers=receivers, donors=donors, plans=plans)


def item(name: str, *entries: Outcome | Placement | Confirmation, need: str = "", **fields: object) -> Item:
    """An item with what was done about it; `need` as `school/need`."""
    made = Item(
        id=name, needs=(need,) if need else (),
        need_texts=(f"help with {need.partition('/')[2]}",) if need else (),
        outcomes=tuple(entry for entry in entries if isinstance(entry, Outcome)),
        placements=tuple(entry for entry in entries if isinstance(entry, Placement)),
        confirmations=tuple(entry for entry in entries if isinstance(entry, Confirmation)),
    )  # fmt: skip
    return replace(made, **fields)


def done(day: date = date(2026, 11, 3), *names: str, id: str = "o", **fields: object) -> Outcome:  # noqa: A002
    """A row of a log."""
    return replace(Outcome(id=id, day=day, names=names), **fields)


def placed(person: str, start: date | None = date(2026, 10, 1), end: date | None = None, **fields: object) -> Placement:
    """Somebody who is placed."""
    return replace(Placement(id=f"p-{person}", person=person, start=start, end=end), **fields)


# Whole programmes

_ids = st.integers(0, 99).map("e-{}".format)
_days = st.dates(date(2026, 8, 1), date(2027, 6, 30))
_people = st.sampled_from(["王芳", "李明", "李 明", "张伟", "Ann", "ＡＮＮ"])
_batches = st.none() | st.sampled_from(["1", "第一批", "second"])
# Decimals that no sum of floats holds.
_amounts = st.none() | st.sampled_from([0.1, 0.2, 0.7, 1.5, 12345.67]) | st.integers(0, 10_000)

outcomes = st.builds(
    Outcome, id=_ids, day=_days, sessions=st.none() | st.integers(0, 9),
    people=st.none() | st.integers(0, 6), names=st.lists(_people, max_size=3).map(tuple), months=_amounts,
    money=_amounts, batch=_batches, finished=st.booleans(),
)  # fmt: skip
placements = st.builds(
    Placement, id=_ids, person=_people, start=st.none() | _days,
    end=st.none() | _days, months=st.none() | st.sampled_from([3, 13, 0.5]), batch=_batches,
    grade=st.none() | st.sampled_from(Grade), assessed=st.none() | _days,
)  # fmt: skip
confirmations = st.builds(
    Confirmation, id=_ids, side=st.sampled_from(PlanSide),
    useful=st.sampled_from(Useful),
)  # fmt: skip


@st.composite
def programmes(draw: st.DrawFn) -> Programme:
    """Three receivers and two donors, with plans of pairs that stand and of some that do not, and a year of work."""
    districts = st.none() | st.sampled_from(["East", "West"])
    receivers = tuple(
        school(name, "a", "b", "c", district=draw(districts), stage=draw(st.sampled_from(Stage))) for name in "rst"
    )
    pairs = draw(st.lists(st.sampled_from([(r, d) for r in ("r", "s", "t", "gone") for d in "de"]), unique=True))
    plans = []
    for receiver, donor in pairs:
        items = []
        for number in range(draw(st.integers(0, 3))):
            entries: list[Outcome | Placement | Confirmation] = [
                *draw(st.lists(outcomes, max_size=3)), *draw(st.lists(placements, max_size=2)),
                *draw(st.lists(confirmations, max_size=1)),
            ]  # fmt: skip
            need = draw(st.sampled_from(["", f"{receiver}/a", f"{receiver}/b"]))
            items.append(
                item(
                    f"i-{number}", *entries, need=need, mode=draw(st.none() | st.sampled_from(Mode)),
                    in_return=draw(st.integers(0, 3)) == 0, sessions=draw(st.none() | st.integers(0, 5)),
                    people=draw(st.none() | st.integers(0, 5)), end=draw(st.none() | _days), budget=draw(_amounts),
                )
            )  # fmt: skip
        made = plan(receiver, *items, donor=donor, status=draw(st.sampled_from(Status)))
        unmet = (UnmetNeed(need=f"{receiver}/c", need_text="c", cause=draw(st.sampled_from(Cause))),)
        plans.append(replace(made, unmet=unmet if draw(st.booleans()) else ()))
    return programme(*receivers, plans=tuple(plans))
