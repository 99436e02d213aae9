"""Hypothesis strategies for texts, schools, programmes and plans."""

from datetime import UTC, date, datetime
from typing import TypeVar

from hypothesis import strategies as st
from msgspec.structs import replace

from needsmatch.model.match import Cause, Code
from needsmatch.model.plan import About as PlanAbout
from needsmatch.model.plan import (
    Answer,
    Confirmation,
    Item,
    Outcome,
    Placement,
    PlanSide,
    Reason,
    Removed,
    Reply,
    Signature,
    Status,
    SupportPlan,
    UnmetNeed,
)
from needsmatch.model.programme import About, Programme, ProgrammeFile, Rules
from needsmatch.model.revision import stamped
from needsmatch.model.school import Need, School, Strength
from needsmatch.model.terms import Grade, Mode, Stage, Useful
from tests.planning import human

WORDINGS = (
    "如何指导家长", "家庭教育指导工作坊", "艺术活动怎么教", "三大游戏", "孩子挑食", "膳食营养与食育课程", "作文起步难",
    "班主任带班艺术", "跟岗研修", "校園文化建設", "How can we reach parents?", "Reading evenings for families", "想要一辆校车",
    "心理健康教育", "体育课没人会上", "技能大赛辅导", "希望得到英语教学方面的帮扶", "xyzzy",
)  # fmt: skip

slugs = st.from_regex(r"[a-z0-9]{1,6}(-[a-z0-9]{1,6}){0,2}", fullmatch=True)
# Anything a TOML text can hold: all but surrogates.
any_text = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)
texts = any_text.filter(lambda text: text.strip() != "")
wordings = st.sampled_from(WORDINGS) | texts
dates = st.dates(date(2020, 1, 1), date(2040, 1, 1))
counts = st.integers(0, 10_000)
modes = st.lists(st.sampled_from(Mode), max_size=3, unique=True).map(tuple)
stages = st.sampled_from(Stage) | st.lists(st.sampled_from(Stage), min_size=1, max_size=2, unique=True).map(tuple)

needs = st.builds(Need, id=slugs, text=wordings, priority=st.integers(1, 5), people=st.none() | counts, modes=modes)
strengths = st.builds(Strength, id=slugs, text=wordings, lead=st.none() | texts, places=st.none() | counts, modes=modes)


Entry = TypeVar("Entry", Need, Strength, School, Item, Answer, Placement, Outcome, Confirmation)


def _by_id(entries: list[Entry]) -> tuple[Entry, ...]:
    return tuple({entry.id: entry for entry in entries}.values())


@st.composite
def schools(draw: st.DrawFn, prefix: str) -> School:
    """A school with needs and strengths; ids of the two sides never meet."""
    return School(
        id=prefix + draw(slugs),
        name=draw(texts),
        stage=draw(stages),
        needs=_by_id(draw(st.lists(needs, max_size=4))),
        strengths=_by_id(draw(st.lists(strengths, max_size=4))),
    )


@st.composite
def programmes(draw: st.DrawFn) -> Programme:
    """A small programme without given pairs."""
    about = About(
        id=draw(slugs), name=draw(texts), language=draw(st.sampled_from(["en", "zh_CN"])), start=draw(st.none() | dates)
    )
    return Programme(
        settings=ProgrammeFile(programme=about, rules=Rules(yearly_seminar=draw(st.booleans()))),
        receivers=_by_id(draw(st.lists(schools("r-"), min_size=1, max_size=3))),
        donors=_by_id(draw(st.lists(schools("d-"), min_size=1, max_size=3))),
    )


references = st.builds("{}/{}".format, slugs, slugs)

items = st.builds(
    Item,
    id=slugs,
    needs=st.lists(references, max_size=2).map(tuple),
    need_texts=st.lists(texts, max_size=2).map(tuple),
    strength=st.none() | references,
    strength_text=st.none() | texts,
    score=st.none() | st.integers(0, 100),
    mode=st.none() | st.sampled_from(Mode),
    activity=st.none() | texts,
    lead=st.none() | texts,
    mentors=st.lists(texts, max_size=2).map(tuple),
    people=st.none() | counts,
    start=st.none() | dates,
    budget=st.none() | counts | st.floats(0, 1e9),
    note=st.none() | texts,
    in_return=st.booleans(),
)

plans = st.builds(
    SupportPlan,
    plan=st.builds(
        PlanAbout,
        format=st.just(1),
        id=slugs,
        programme=slugs,
        language=st.sampled_from(["en", "zh_CN"]),
        receiver=slugs,
        receiver_name=texts,
        donor=slugs,
        donor_name=texts,
        status=st.sampled_from(Status),
        start=st.none() | dates,
        note=st.none() | texts,
        illustrative=st.booleans(),
    ),
    items=st.lists(items, max_size=4).map(_by_id),
    unmet=st.lists(
        st.builds(
            UnmetNeed, need=references, need_text=texts, cause=st.sampled_from(Cause), sentence=st.none() | texts
        ),
        max_size=3,
        unique_by=lambda entry: entry.need,
    ).map(tuple),
)

moments = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC)).map(
    lambda moment: moment.replace(microsecond=0)
)

answers = st.builds(
    Answer,
    id=slugs,
    side=st.sampled_from(PlanSide),
    by=st.none() | texts,
    at=st.none() | moments,
    answer=st.sampled_from(Reply),
    comment=st.none() | texts,
    terms=st.none() | slugs,
)

amounts = counts | st.floats(0, 1e9)
names = st.lists(texts, max_size=2).map(tuple)

outcomes = st.builds(
    Outcome,
    id=slugs,
    day=dates,
    sessions=st.none() | counts,
    people=st.none() | counts,
    names=names,
    months=st.none() | amounts,
    money=st.none() | amounts,
    batch=st.none() | texts,
    link=st.none() | texts,
    finished=st.booleans(),
    remark=st.none() | texts,
    by=st.none() | texts,
    at=st.none() | moments,
)

placements = st.builds(
    Placement,
    id=slugs,
    person=texts,
    role=st.none() | texts,
    mentors=names,
    batch=st.none() | texts,
    start=st.none() | dates,
    end=st.none() | dates,
    months=st.none() | amounts,
    goals=st.none() | texts,
    link=st.none() | texts,
    grade=st.none() | st.sampled_from(Grade),
    assessed=st.none() | dates,
    assessor=st.none() | texts,
    assessment=st.none() | texts,
    note=st.none() | texts,
)

confirmations = st.builds(
    Confirmation,
    id=slugs,
    side=st.sampled_from(PlanSide),
    by=st.none() | texts,
    at=st.none() | moments,
    useful=st.sampled_from(Useful),
    comment=st.none() | texts,
    done=st.none() | slugs,
)

reasons = st.builds(Reason, code=st.sampled_from(Code), points=st.integers(-30, 60), sentence=st.none() | texts)


@st.composite
def whole_items(draw: st.DrawFn) -> Item:
    """An item with all that was said and done about it."""
    return replace(
        draw(items),
        evidence=tuple(draw(st.lists(reasons, max_size=2))),
        answers=_by_id(draw(st.lists(answers, max_size=2))),
        placements=_by_id(draw(st.lists(placements, max_size=2))),
        outcomes=_by_id(draw(st.lists(outcomes, max_size=2))),
        confirmations=_by_id(draw(st.lists(confirmations, max_size=2))),
    )


@st.composite
def whole_plans(draw: st.DrawFn) -> SupportPlan:
    """A plan that has left the house: with what was said and done, signatures, and items that were taken out."""
    every = _by_id(draw(st.lists(whole_items(), max_size=4)))
    out = draw(st.integers(0, len(every))) // 2
    signatures = st.builds(
        Signature, side=st.sampled_from(PlanSide), name=texts, at=moments, revision=slugs, terms=st.none() | slugs
    )
    plan = replace(
        draw(plans),
        items=every[out:],
        signatures=tuple(draw(st.lists(signatures, max_size=2, unique=True))),
        removed=tuple(
            Removed(id=item.id, needs=item.needs, by=draw(st.none() | texts), at=draw(st.none() | moments), item=item)
            for item in every[:out]
        ),
    )
    return stamped(plan)


def edited(plan: SupportPlan, name: str) -> st.SearchStrategy[SupportPlan]:
    """`plan` after one to six edits by a person called `name`."""
    return st.randoms().map(lambda rng: human.edited(plan, rng, name))
