"""Revisions and terms of plans, and signatures that stand under them."""

from datetime import UTC, datetime

from msgspec.structs import replace

from needsmatch.model.plan import About, Item, Outcome, PlanSide, Signature, Status, SupportPlan
from needsmatch.model.revision import is_valid, revision_of, stamped, terms_of

DONE = Outcome(id="o-1", day=datetime(2026, 3, 2).date(), months=2, money=10**15)
PLAN = SupportPlan(
    plan=About(
        format=1, id="yuhai-with-huoju", programme="huli-minning", receiver="yuhai", receiver_name="玉海幼儿园",
        donor="huoju", donor_name="火炬幼儿园", status=Status.PROPOSED,
    ),
    items=(Item(id="i-1", activity="每月 1.0 次", budget=100, outcomes=(DONE,)),),
)  # fmt: skip


def with_item(**fields: object) -> SupportPlan:
    return replace(PLAN, items=(replace(PLAN.items[0], **fields),))


def test_plans_that_are_equal_have_one_revision_and_one_set_of_terms() -> None:
    same = with_item(budget=100.0, outcomes=(replace(DONE, months=2.0, money=1e15),))
    assert same == PLAN
    assert (revision_of(same), terms_of(same)) == (revision_of(PLAN), terms_of(PLAN))


def test_plans_that_are_not_equal_have_other_revisions() -> None:
    others = [with_item(budget=100.5), with_item(budget=101), with_item(activity="每月 1 次"), PLAN]
    assert len(set(map(revision_of, others))) == len(set(map(terms_of, others))) == 4


def test_a_signature_without_terms_is_void_once_anything_was_changed() -> None:
    sent = stamped(PLAN)
    assert sent.plan.revision
    signed = Signature(
        side=PlanSide.DONOR, name="欧小妮", at=datetime(2026, 3, 2, tzinfo=UTC), revision=sent.plan.revision
    )
    assert is_valid(signed, sent)
    assert not is_valid(signed, replace(sent, items=(replace(sent.items[0], budget=999_999),)))
