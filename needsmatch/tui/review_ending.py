"""What stands at the end of a review: what to do now, all answers, the needs without one, and who signed."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from needsmatch.display import clean
from needsmatch.i18n import _, ngettext
from needsmatch.model.match import Cause
from needsmatch.model.plan import Answer, PlanSide, Reply, Signature, SupportPlan
from needsmatch.planning.change_words import described, item_title
from needsmatch.planning.changes import changes
from needsmatch.planning.done_words import more_was_done
from needsmatch.planning.plain import changed_since, day_in_words, signed_by, why_unmet
from needsmatch.planning.review import HEADS, progress, signatures
from needsmatch.tui import clock
from needsmatch.tui.review_lines import LOOK_AGAIN, STYLES
from needsmatch.tui.review_steps import WORDS, Step, said_with, steps, with_counts
from needsmatch.tui.widgets.lines import FILL, Cell, Line, line, paragraph
from needsmatch.tui.widgets.offers import Offer, offer_rows
from needsmatch.tui.widgets.rows import BLANK, Row, text_row

SIGN, ADD, STOP = "sign", "add", "stop"
"""Keys of the rows that do something."""
ITEM, NEED = "item/", "need/"
"""Beginnings of the keys of rows about a step's place and a need's reference."""
_NAMED = 6
"""Changes since a signature that are named."""


def can_sign(plan: SupportPlan, side: PlanSide) -> bool:
    """Whether a side can sign the plan now, and has not done so."""
    signed = any(valid and signature.side is side for signature, valid in signatures(plan))
    return side in HEADS and not signed and progress(plan, side).is_settled


def void_signature(plan: SupportPlan, side: PlanSide) -> Signature | None:
    """What a side signed last, where none of its signatures counts any more."""
    own = [(signature, valid) for signature, valid in signatures(plan) if signature.side is side]
    return own[-1][0] if own and not any(valid for _signature, valid in own) else None


def what_now(plan: SupportPlan, side: PlanSide, file: Path | None, signed: SupportPlan | None) -> list[Line]:
    """How far the side has come, and what it does next; `signed` is the plan that a void signature stood under."""
    if not plan.items:
        return [paragraph(_("The plan has no items yet; there is nothing to answer."), "need-strong")]
    found = steps(plan, side, clock.today())
    lines = _what_was_said(found)
    if void := void_signature(plan, side):
        lines += _what_is_void(void, plan, signed)
    if any(step.waits for step in found):
        return [*lines, *_what_is_open(found)]
    own = [signature for signature, valid in signatures(plan) if valid and signature.side is side]
    if own:
        day = day_in_words(own[-1].at)
        lines.append(paragraph(_("The plan is signed by {name}, {day}.").format(name=own[-1].name, day=day)))
    elif can_sign(plan, side):
        return [*lines, paragraph(_("Sign the plan as a whole, then send it back."))]
    elif side in HEADS and any(step.said is Reply.CHANGE for step in found):
        lines.append(paragraph(_("You ask for a change, so nothing is signed yet.")))
    return [*lines, *_send_back(file)]


def _what_was_said(found: Sequence[Step]) -> list[Line]:
    """How often what was said: about the items where somebody answers them, and about what was done."""
    answers = [step for step in found if not step.about_done]
    words = [step for step in found if step.about_done]
    lines = []
    if any(step.waits or step.given for step in answers) or not words:
        said = sum(step.given is not None for step in answers)
        heading = _("{count} of {whole} items are answered").format(count=said, whole=len(answers))
        lines.append(paragraph(with_counts(heading, answers), "strong"))
    if words:
        said = sum(step.given is not None for step in words)
        heading = _("What was done: {count} of {whole} judged").format(count=said, whole=len(words))
        lines.append(paragraph(with_counts(heading, words), "strong"))
    return lines


def _what_is_open(found: Sequence[Step]) -> Iterator[Line]:
    again = sum(step.waits and step.old is not None and not step.about_done for step in found)
    if again:
        text = ngettext(
            "{count} item was changed after it was answered: please look at it again.",
            "{count} items were changed after they were answered: please look at them again.",
            again,
        )
        yield paragraph(text.format(count=again), "need-strong")
    if new := sum(step.waits and step.old is None and not step.about_done for step in found):
        text = ngettext("{count} item has no answer yet.", "{count} items have no answer yet.", new)
        yield paragraph(text.format(count=new), "need")
    if done := sum(step.waits and step.about_done for step in found):
        text = ngettext(
            "{count} item with something done waits for a word from you.",
            "{count} items with something done wait for a word from you.",
            done,
        )
        yield paragraph(text.format(count=done), "need")


def _send_back(file: Path | None) -> list[Line]:
    if file is None:
        return [paragraph(_("Ctrl+S saves the answers."), "accent-strong")]
    return [
        paragraph(_("What to do now: send this file back to whoever sent it to you."), "accent-strong"),
        paragraph(str(file), "accent"),
    ]


def _what_is_void(void: Signature, plan: SupportPlan, signed: SupportPlan | None) -> list[Line]:
    message = _("You signed on {day}. The plan was changed since, so the signature no longer counts.")
    lines = [paragraph(message.format(day=day_in_words(void.at)), "need-strong")]
    sentences = [described(change) for change in changes(signed, plan)] if signed else []
    more = len(sentences) - _NAMED
    lines += [paragraph(sentence, "second", 2) for sentence in sentences[:_NAMED]]
    return [*lines, paragraph(_("and {count} more").format(count=more), "muted", 2)] if more > 0 else lines


def ending_rows(plan: SupportPlan, side: PlanSide, *, tight: bool) -> list[Row]:
    """What can be done, then everything that was said."""
    return [
        *_deeds(plan, side, tight=tight),
        BLANK,
        *_said(plan, side),
        *_unmet(plan),
        *_signed(plan),
    ]


def _deeds(plan: SupportPlan, side: PlanSide, *, tight: bool) -> Sequence[Row]:
    offers = []
    if can_sign(plan, side):
        offers.append(Offer(SIGN, _("Sign the plan"), _("Your name and the time are kept with it")))
    offers.append(Offer(STOP, _("Leave"), _("Everything is kept; you can go on later")))
    if side is not PlanSide.DONOR:
        offers.append(Offer(ADD, _("Add a need"), _("Something that you need and that is missing here")))
    return offer_rows(offers, airy=not tight)


def _said(plan: SupportPlan, side: PlanSide) -> list[Row]:
    """What was said: about what was done, then to the items."""
    found = list(enumerate(steps(plan, side, clock.today())))
    done = [(place, step) for place, step in found if step.about_done]
    answers = [(place, step) for place, step in found if not step.about_done]
    rows = []
    if done:
        rows.append(_heading(_("How useful it was; Enter goes back to it")))
        rows += [_row(place, step) for place, step in done]
    if done and answers:
        rows.append(BLANK)
    if answers:
        rows.append(_heading(_("What you said; Enter goes back to it")))
        rows += [_row(place, step) for place, step in answers]
    return rows


def _row(place: int, step: Step) -> Row:
    given = step.given or step.old
    if step.old:
        word, style = _(LOOK_AGAIN), "need-strong"
    elif given:
        word, style = _(WORDS[said_with(given)]), STYLES[said_with(given)]
    else:
        word, style = _("not answered") if step.waits else "", "need-strong"
    lines = [
        line(
            Cell(f"{step.number} ", "muted", 4, right=True),
            Cell(item_title(step.item), "", FILL),
            "  ",
            Cell(f" {word} ", style),
        )
    ]
    if step.old:
        changed = changed_since(step.old) if isinstance(step.old, Answer) else more_was_done(step.old)
        lines.append(paragraph(changed, "need", 4))
    if given and given.comment:
        lines += [paragraph(each, "second", 4) for each in clean(given.comment, multiline=True).splitlines()]
    return Row(tuple(lines), f"{ITEM}{place}")


def _unmet(plan: SupportPlan) -> list[Row]:
    rows = [BLANK, _heading(_("What this plan has no answer for"))] if plan.unmet else []
    for entry in plan.unmet:
        lines = (paragraph(entry.need_text, "", 4), paragraph(why_unmet(plan, entry), "muted", 4))
        rows.append(Row(lines, NEED + entry.need if entry.cause is Cause.ASKED_IN_REVIEW else None))
    return rows


def _signed(plan: SupportPlan) -> list[Row]:
    rows = [BLANK, _heading(_("Signed"))] if plan.signatures else []
    for signature, valid in signatures(plan):
        state = "" if valid else _("no longer counts: the plan was changed since")
        rows.append(
            text_row(paragraph(signed_by(plan, signature), "", 4), *([paragraph(state, "need", 4)] if state else []))
        )
    return rows


def _heading(text: str) -> Row:
    return text_row(line("  ", Cell(text, "strong", FILL)))
