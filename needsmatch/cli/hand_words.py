"""Sentences on what people wrote by hand into a plan's file."""

from typing import TYPE_CHECKING

from needsmatch.i18n import _

if TYPE_CHECKING:
    from needsmatch.store.by_hand import HandChange


def hand_sentence(change: "HandChange") -> str:
    """A remark or a key of somebody's own that is different, as a sentence in the current language."""
    what = _words(change)
    if change.number is None:
        return _("The file: {what}").format(what=what)
    return _("Item {number}: {what}").format(number=change.number, what=what)


def _words(change: "HandChange") -> str:
    from needsmatch.store.by_hand import HandKind

    if change.key is None:
        is_added = change.kind is HandKind.ADDED
        remark = str(change.after if is_added else change.before).lstrip("#").strip() or "#"
        return (_("remark added: {remark}") if is_added else _("remark gone: {remark}")).format(remark=remark)
    messages = {
        HandKind.ADDED: _("own key {key} added"),
        HandKind.CHANGED: _("own key {key} changed"),
        HandKind.GONE: _("own key {key} gone"),
    }
    return messages[change.kind].format(key=change.key)
