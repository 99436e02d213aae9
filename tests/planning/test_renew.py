"""A plan that exists and a fresh proposal: each rule on its own."""

from msgspec.structs import replace

from needsmatch.model.match import Cause
from needsmatch.model.plan import About, Item, Removed, Status, SupportPlan, UnmetNeed
from needsmatch.planning.renew import renew


def item(name: str, text: str = "", **more: str) -> Item:
    return Item(id=f"i-{name}", needs=(f"r/{name}",), need_texts=(text or name,), **more)  # type: ignore[arg-type]


def unmet(name: str, text: str = "", cause: Cause = Cause.NOBODY) -> UnmetNeed:
    return UnmetNeed(need=f"r/{name}", need_text=text or name, cause=cause)


def plan(
    *items: Item, missing: tuple[UnmetNeed, ...] = (), removed: tuple[Removed, ...] = (), proposed: str = ""
) -> SupportPlan:
    about = About(
        format=1, id="p", programme="p", receiver="r", receiver_name="R", donor="d", donor_name="D", status=Status.DRAFT,
        proposed=tuple(f"i-{name}" for name in proposed.split()),
    )  # fmt: skip
    return SupportPlan(plan=about, items=items, unmet=missing, removed=removed)


def names(renewed: SupportPlan) -> list[str]:
    return [entry.id.removeprefix("i-") for entry in renewed.items]


def missing(renewed: SupportPlan) -> list[str]:
    return [entry.need.removeprefix("r/") for entry in renewed.unmet]


def test_new_items_come_behind_and_are_remembered() -> None:
    renewed = renew(plan(item("b"), item("a"), proposed="a b"), plan(item("a"), item("b"), item("c"), proposed="a b c"))
    assert names(renewed) == ["b", "a", "c"]
    assert renewed.plan.proposed == ("i-a", "i-b", "i-c")


def test_an_item_as_people_changed_it_stays() -> None:
    ours = replace(item("a"), activity="ours", people=3)
    assert renew(plan(ours, proposed="a"), plan(item("a"), proposed="a")).items == (ours,)


def test_an_item_for_a_need_that_another_item_answers_already_is_not_added() -> None:
    joined = replace(item("a"), id="i-own", needs=("r/a", "r/b"))
    assert names(renew(plan(joined), plan(item("a"), item("b"), proposed="a b"))) == ["own"]


def test_what_was_taken_out_gets_its_mark_and_stays_out() -> None:
    proposal = plan(item("a"), item("b"), proposed="a b")
    renewed = renew(plan(item("b"), proposed="a b"), proposal)
    assert names(renewed) == ["b"]
    assert renewed.removed == (Removed(id="i-a", needs=("r/a",)),)
    assert renew(renewed, proposal) == renewed


def test_an_item_that_was_given_another_need_leaves_its_own_need_open() -> None:
    ours = replace(item("a"), needs=("r/zz",), need_texts=("三大游戏",))
    renewed = renew(plan(ours, proposed="a"), plan(item("a"), proposed="a"))
    assert [entry.needs for entry in renewed.items] == [("r/zz",), ("r/a",)]
    assert len({entry.id for entry in renewed.items}) == 2
    assert renew(renewed, plan(item("a"), proposed="a")) == renewed


def test_an_unmet_need_as_people_worded_it_stays() -> None:
    ours = replace(unmet("a"), sentence="the bus company was asked")
    theirs = replace(unmet("a"), sentence="nobody offers it")
    assert renew(plan(missing=(ours,)), plan(missing=(theirs,))).unmet == (ours,)


def test_a_closed_plan_stays_as_it_is() -> None:
    closed = plan(item("a"), proposed="a")
    closed = replace(closed, plan=replace(closed.plan, status=Status.CLOSED))
    assert renew(closed, plan(item("a"), item("b"), proposed="a b")) == closed


def test_an_added_need_is_not_listed_unmet_as_well() -> None:
    proposal = plan(item("a"), missing=(unmet("a"),), proposed="a")
    assert missing(renew(plan(), proposal)) == []


def test_a_mark_of_a_person_is_kept_as_it_is() -> None:
    mark = Removed(id="i-a", needs=("r/a",), by="赵雯", why="done")
    renewed = renew(plan(removed=(mark,), proposed="a"), plan(item("a"), proposed="a"))
    assert (renewed.items, renewed.removed, renewed.unmet) == ((), (mark,), ())


def test_an_unmet_need_that_is_answered_now_becomes_an_item() -> None:
    renewed = renew(plan(missing=(unmet("a"),)), plan(item("a"), proposed="a"))
    assert (names(renewed), missing(renewed)) == (["a"], [])


def test_the_cause_of_an_unmet_need_is_brought_up_to_date_in_its_place() -> None:
    old = plan(missing=(unmet("b"), unmet("a")))
    renewed = renew(old, plan(missing=(unmet("a"), unmet("b", cause=Cause.OTHER_DONOR), unmet("c"))))
    assert missing(renewed) == ["b", "a", "c"]
    assert renewed.unmet[0].cause is Cause.OTHER_DONOR


def test_a_need_that_an_item_answers_is_not_listed_unmet() -> None:
    ours = item("a")
    assert missing(renew(plan(ours), plan(missing=(unmet("a"),)))) == []


def test_an_unmet_need_that_nobody_asks_for_any_more_stays() -> None:
    assert missing(renew(plan(missing=(unmet("gone"),)), plan(missing=(unmet("xyz"),)))) == ["gone", "xyz"]


def test_a_reworded_need_is_not_listed_twice() -> None:
    before = plan(item("old", "保育员不会消毒，流程乱"), missing=(unmet("was", "屋顶漏水要修"),), proposed="old")
    now = plan(item("new", "保育员不会消毒，流程很乱"), missing=(unmet("is", "屋顶漏水急要修"),), proposed="new")
    renewed = renew(before, now)
    assert (names(renewed), missing(renewed)) == (["old"], ["is"])


def test_a_need_about_something_else_is_a_new_one() -> None:
    renewed = renew(plan(item("old", "三大游戏"), proposed="old"), plan(item("new", "家长指导"), proposed="new"))
    assert names(renewed) == ["old", "new"]
