"""What is different between two states of a plan, in sentences of the current language that are safe to show."""

from collections.abc import Mapping

from needsmatch.display import clean, clip
from needsmatch.i18n import N_, _, listed
from needsmatch.model.match import Cause
from needsmatch.model.plan import (
    Answer,
    Confirmation,
    Item,
    Outcome,
    Outdated,
    Placement,
    Removed,
    Signature,
    UnmetNeed,
)
from needsmatch.planning.changes import Change, ChangeKind
from needsmatch.planning.fields import label_of, shown
from needsmatch.planning.said import OUTDATED, assessed, confirmed, done, placed, reply, who

_LONGEST = 30
"""Cells that a value takes in a sentence at most, unless said otherwise."""
_CLAUSES = frozenset({"answers", "placements", "outcomes", "confirmations", "evidence", "outdated"})
"""Parts of an item that are told by a clause with a subject of its own, not by the name of a field."""
_LABELS: Mapping[str, str] = {
    "needs": N_("Needs"),
    "strength": N_("Strength"),
    "language": N_("Language"),
    "receiver_name": N_("Receiving school"),
    "donor_name": N_("Giving school"),
}


def described(change: Change, width: int | None = _LONGEST) -> str:
    """A change as a sentence on one line, in the current language, that is safe to show.

    Values are cut to `width` cells, or stand as a whole where it is None.
    """
    if change.number is None or is_about_a_whole_item(change):
        return below_item(change, width)
    if change.part in _CLAUSES:
        return _("Item {number}: {what}").format(number=change.number, what=below_item(change, width))
    return _("Item {number}: {sentence}").format(number=change.number, sentence=below_item(change, width))


def below_item(change: Change, width: int | None = _LONGEST) -> str:
    """The same sentence for a line below the item's title."""
    if is_about_a_whole_item(change):
        return _whole_item(change, width)
    if change.field:
        before, after = (shown(change.field, value) for value in (change.before, change.after))
        return _edited(_(change.field.label), before, after, width)
    if change.part in ("needs", "strength"):
        before, after = _words(change.before, 1), _words(change.after, 1)
        if before == after:  # only what they refer to is another
            before, after = _words(change.before, 0), _words(change.after, 0)
        return _edited(_(_LABELS[change.part]), before, after, width)
    if change.part and change.part in _LABELS:
        return _edited(_(_LABELS[change.part]), str(change.before or ""), str(change.after or ""), width)
    return _said(change, width)


def is_about_a_whole_item(change: Change) -> bool:
    """Whether an item came, went or moved: such a sentence names the item itself."""
    return change.field is None and change.part is None


def item_title(item: Item) -> str:
    """What an item is about, in a few words: its needs, else the first line of what is done, else how."""
    lines = (line.strip() for line in (item.activity or "").splitlines())
    titles = (listed(item.need_texts), next(filter(None, lines), ""), label_of(item.mode) if item.mode else "")
    return next(filter(None, titles), _("new item"))


def _whole_item(change: Change, width: int | None) -> str:
    match change.before, change.after:
        case _, Item() as item:
            text = _("Item {number} put back: {what}") if change.before else _("Item {number} added: {what}")
            return text.format(number=change.number, what=_cut(item_title(item), width))
        case Item() as item, mark:
            text = _("Item {number} taken out: {what}").format(number=change.number, what=_cut(item_title(item), width))
            why = mark.why if isinstance(mark, Removed) else None
            return _with_details(text, why, width)
    if change.before == change.after:  # others came and went around it
        return _("Item {number} stands in another order").format(number=change.after)
    return _("Item {number} moved to place {place}").format(number=change.before, place=change.after)


def _edited(label: str, before: str, after: str, width: int | None) -> str:
    before, after = _cut(before, width), _cut(after, width)
    if not before:
        sentence = _("{field} set to {after}")
    elif not after:
        sentence = _("{field} emptied (was {before})")
    else:
        sentence = _("{field} changed from {before} to {after}")
    return sentence.format(field=label, before=before, after=after)


def _words(value: object, which: int) -> str:
    """What needs or a strength say (1), or what names them (0)."""
    assert isinstance(value, tuple)
    said = value[which]
    return said if isinstance(said, str) else listed(said or ())


def _said(change: Change, width: int | None) -> str:
    """What rows, marks and signatures say, and what the program worked out."""
    row = change.after if change.after is not None else change.before
    match change.part, row:
        case "answers", Answer():
            return _answer(change.kind, row, width)
        case "outcomes", Outcome():
            return _outcome(change, row, width)
        case "placements", Placement():
            return _placement(change, row, width)
        case "confirmations", Confirmation():
            return _confirmation(change.kind, row, width)
        case "illustrative", bool():
            return _("marked as invented for a sample") if row else _("no longer marked as invented for a sample")
        case "unmet", UnmetNeed():
            return _unmet(change, row, width)
        case "removed", Removed():
            return _mark(change.kind, row, width)
        case "signatures" | "valid", Signature():
            return _signature(change, row, width)
        case "outdated", _:
            return _(OUTDATED[change.after]) if isinstance(change.after, Outdated) else _("asked for and offered again")
        case "evidence", (_topic, score, *_rest):
            text = _("the reasons were worked out anew")
            was = change.before[1] if isinstance(change.before, tuple) else None
            if was != score and was is not None and score is not None:
                return _with_details(
                    text, _("{after} points instead of {before}").format(after=score, before=was), None
                )
            return text
        case "pair", _:
            return _("this is the plan of another pair")
        case "record", _:
            return _("the program's own notes changed")
    return _("further details changed")


def _answer(kind: ChangeKind, answer: Answer, width: int | None) -> str:
    said = _cut(reply(answer), width and 2 * width)
    if kind is ChangeKind.ADDED:
        return said
    text = _("answer taken away: {what}") if kind is ChangeKind.REMOVED else _("answer changed: {what}")
    return text.format(what=said)


def _outcome(change: Change, outcome: Outcome, width: int | None) -> str:
    if change.kind is ChangeKind.ADDED:
        text = _("done on {day}")
    elif change.kind is ChangeKind.REMOVED:
        text = _("no longer noted as done on {day}")
    else:
        text = _("note of what was done on {day} changed")
    return _with_details(text.format(day=outcome.day), done(outcome, change.mode), width)


def _placement(change: Change, placement: Placement, width: int | None) -> str:
    details = placed(placement)
    if change.kind is ChangeKind.ADDED:
        text = _("placed: {person}")
    elif change.kind is ChangeKind.REMOVED:
        text = _("no longer placed: {person}")
    elif isinstance(change.before, Placement) and not assessed(change.before) and assessed(placement):
        text, details = _("assessed: {person}"), assessed(placement)
    else:
        text = _("placement of {person} changed")
    return _with_details(text.format(person=_cut(placement.person, width)), details, width and 2 * width)


def _confirmation(kind: ChangeKind, given: Confirmation, width: int | None) -> str:
    said = _cut(confirmed(given), width and 2 * width)
    if kind is ChangeKind.ADDED:
        return said
    text = _("word on what was done taken away: {what}")
    if kind is ChangeKind.EDITED:
        text = _("word on what was done changed: {what}")
    return text.format(what=said)


def _unmet(change: Change, entry: UnmetNeed, width: int | None) -> str:
    need = _cut(entry.need_text, width)
    if change.kind is ChangeKind.EDITED:
        if isinstance(change.before, UnmetNeed) and change.before.need_text != entry.need_text:
            return _edited(_("Need without an answer"), change.before.need_text, entry.need_text, width)
        return _("Need without an answer, {need}: the reason was worded anew").format(need=need)
    if change.kind is ChangeKind.REMOVED:
        return _("No longer without an answer: {need}").format(need=need)
    if entry.cause is Cause.ASKED_IN_REVIEW and (asking := who(entry.side, entry.by)):
        return _("{who} adds a need: {need}").format(who=_cut(asking, width), need=need)
    return _("Without an answer: {need}").format(need=need)


def _mark(kind: ChangeKind, mark: Removed, width: int | None) -> str:
    if kind is ChangeKind.ADDED:
        text = _("Noted as taken out: {what}")
    elif kind is ChangeKind.REMOVED:
        text = _("No longer noted as taken out: {what}")
    else:
        text = _("Note of what was taken out changed: {what}")
    title = item_title(mark.item) if mark.item else listed(mark.needs) or mark.id
    return _with_details(text.format(what=_cut(title, width)), mark.why, width)


def _signature(change: Change, signature: Signature, width: int | None) -> str:
    if change.part == "valid":
        text = (
            _("Signature is void, the plan is another: {who}") if change.before else _("Signature stands again: {who}")
        )
    else:
        text = _("Signed: {who}") if change.kind is ChangeKind.ADDED else _("Signature taken away: {who}")
    return text.format(who=_cut(who(signature.side, signature.name, signature.at), width and 2 * width))


def _with_details(text: str, details: str | None, width: int | None) -> str:
    if not details:
        return text
    return _("{what} ({details})").format(what=text, details=_cut(details, width))


def _cut(text: str, width: int | None) -> str:
    line = " ".join(clean(text).split())
    return line if width is None else clip(line, width)
