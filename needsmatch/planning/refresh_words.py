"""What a refresh does, in words of the current language: the same at both doors."""

from collections.abc import Iterable

from needsmatch.i18n import N_, _, listed, ngettext
from needsmatch.model.plan import Item, Outdated
from needsmatch.model.terms import label
from needsmatch.planning.change_words import item_title
from needsmatch.planning.fields import ITEM_FIELDS, shown
from needsmatch.planning.followed import Edit
from needsmatch.planning.refresh import Refreshed, Row, RowKind

HEADINGS = {
    RowKind.NEW: N_("New"),
    RowKind.CHANGED: N_("Changed"),
    RowKind.NO_LONGER: N_("No longer asked for or offered"),
    RowKind.KEPT: N_("Kept as it was written here"),
}
"""What stands above the rows of each kind, in the order in which they are shown; message ids."""

_FIELDS = {field.name: field for field in ITEM_FIELDS}
_LABELS = {
    "need_texts": N_("Need"),
    "strength_text": N_("Strength"),
    "score": N_("Points"),
    "sentence": N_("Why nobody answers it"),
    "receiver_name": N_("Receiving school"),
    "donor_name": N_("Donor"),
    "language": N_("Language"),
}
"""Names of what is no field that people edit; message ids."""

_SILENT = ("strength", "topic", "evidence", "cause", "others")
"""What is told by another value, or as a whole."""


def title(row: Row) -> str:
    """What a row is about, in a few words."""
    if row.item:
        return item_title(row.item)
    return row.unmet.need_text if row.unmet else _("The plan as a whole")


def sentences(row: Row) -> list[str]:
    """What happens to it, a sentence each."""
    if row.kind is RowKind.NEW:
        return [_new_item(row.item)] if row.item else [_("Nobody answers it yet")]
    told = list(filter(None, map(_told, row.edits)))
    if row.kind is RowKind.NO_LONGER and not any(edit.name == "gone" for edit in row.edits):
        told.insert(0, _no_longer(row.item))
    return told or [_("The reasons were worked out anew")] * bool(row.edits)


def counted(found: Iterable[Refreshed]) -> str:
    """How many are new, changed and so on, in all of them; none that are not."""
    rows = [row for refreshed in found for row in refreshed.rows]
    return listed(text for kind in RowKind if (text := _count(kind, sum(row.kind is kind for row in rows))))


def void_sentences(refreshed: Refreshed) -> list[str]:
    """Which signatures will not count any more."""
    text = _("Signed by {name}: the signature will be void, for what was agreed on changes")
    return [text.format(name=signature.name) for signature in refreshed.voids]


def _count(kind: RowKind, count: int) -> str:
    if not count:
        return ""
    words = {
        RowKind.NEW: ngettext("{count} new", "{count} new", count),
        RowKind.CHANGED: ngettext("{count} changed", "{count} changed", count),
        RowKind.NO_LONGER: ngettext("{count} no longer asked for", "{count} no longer asked for", count),
        RowKind.KEPT: ngettext("{count} kept as written", "{count} kept as written", count),
        RowKind.UNTOUCHED: ngettext("{count} untouched", "{count} untouched", count),
    }
    return words[kind].format(count=count)


def _new_item(item: Item) -> str:
    facts = [item.strength_text, label(item.mode) if item.mode else None, item.lead]
    return listed(fact for fact in facts if fact)


def _no_longer(item: Item | None) -> str:
    if item is None:
        return _("Nobody asks for it any more; it is taken off the list of what is unmet")
    if item.outdated is Outdated.NOT_OFFERED:
        return _("The donor does not offer it any more; the item stays and is marked")
    return _("Nobody asks for it any more; the item stays and is marked")


def _told(edit: Edit) -> str:
    """A value in a sentence; nothing for one that others tell."""
    before, after = (_value(edit, value) for value in (edit.before, edit.after))
    match edit.name:
        case name if name in _SILENT:
            return ""
        case "needs":
            return _("The needs list has it under another id")
        case "outdated":
            again = edit.before is Outdated.NOT_ASKED
            return _("It is asked for again") if again else _("It is offered again")
        case "gone":
            return _("{needs}: nobody asks for it any more; the item stays for its other needs").format(needs=before)
        case "strength_text" if edit.kept and edit.after is None:
            return _("The program finds no answer to the need any more; the item stays")
    text = _("{before} stays; {after} would be proposed") if edit.kept else _("{before} -> {after}")
    message = text.format(before=before or _("(empty)"), after=after or _("(empty)"))
    return _("{label}: {value}").format(label=_label(edit.name), value=message)


def _label(name: str) -> str:
    return _(_LABELS[name] if name in _LABELS else _FIELDS[name].label)


def _value(edit: Edit, value: object) -> str:
    if edit.name in _FIELDS:
        return " ".join(shown(_FIELDS[edit.name], value).split())
    if isinstance(value, tuple):
        return listed(map(str, value))
    return "" if value is None else str(value)
