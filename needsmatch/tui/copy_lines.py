"""Copies that came back, as lines: how it stands with each, and what it brings."""

from needsmatch.display import clean, clip
from needsmatch.i18n import _, ngettext
from needsmatch.model.plan import SupportPlan
from needsmatch.planning.change_words import below_item, described, item_title
from needsmatch.planning.changes import Change, changes
from needsmatch.planning.merge import Merged
from needsmatch.planning.take_in import Arrival
from needsmatch.store.revisions import Returned
from needsmatch.tui.merge_lines import who_wrote
from needsmatch.tui.widgets.lines import FILL, Cell, Line, line, paragraph

_SHOWN = 6
"""Sentences on one copy."""
_TITLE = 30
"""Columns of an item's title in a sentence."""


def copy_lines(copy: Returned, arrival: Arrival) -> list[Line]:
    """One copy: its file, how it stands with it, and what it brings."""
    state, look = _state(arrival)
    lines: list[Line] = [line(Cell(copy.path.name, "strong", FILL), "  ", Cell(state, look))]
    if arrival.problem:
        return [*lines, paragraph(arrival.problem, "error", 2)]
    if arrival.merged is None:
        return lines
    about = arrival.merged.ours.plan
    pair = _("{receiver} with {donor}").format(receiver=about.receiver_name, donor=about.donor_name)
    wrote = who_wrote(arrival.merged.theirs, arrival.merged.base)
    lines.append(line(Cell(f"  {pair}", "muted", FILL), Cell(f"  {wrote}" if wrote else "", "muted")))
    if arrival.is_guess:
        text = _("What this copy was made from is not kept here, so it is compared with the plan as it stands now.")
        lines.append(paragraph(text, "need", 2))
    outcome = arrival.result or arrival.merged.plan
    found = (change for change in changes(arrival.merged.ours, outcome) if change.part != "record")
    sentences = list(dict.fromkeys(_sentence(change, outcome) for change in found))
    lines += [paragraph(sentence, "second", 2) for sentence in sentences[:_SHOWN]]
    if (more := len(sentences) - _SHOWN) > 0:
        lines.append(paragraph(_("and {count} more").format(count=more), "muted", 2))
    return lines


def _sentence(change: Change, outcome: SupportPlan) -> str:
    """What a school says, with what it is about; anything else as everywhere."""
    if change.part not in ("answers", "confirmations") or change.number is None:
        return described(change)
    title = clip(clean(item_title(outcome.items[change.number - 1])), _TITLE)
    what = _("Item {number}, {title}").format(number=change.number, title=title)
    return _("{name}: {details}").format(name=what, details=below_item(change))


def _state(arrival: Arrival) -> tuple[str, str]:
    if arrival.merged is None:
        return _("cannot be taken in"), "error"
    if count := len(arrival.undecided):
        text = ngettext("{count} conflict to decide", "{count} conflicts to decide", count)
        return text.format(count=count), "need-strong"
    if not arrival.is_new:
        return _("nothing new"), "muted"
    return _("can be taken in"), "accent"


def name_here(merged: Merged) -> str:
    """What the plan here is called."""
    wrote = who_wrote(merged.ours, merged.base)
    return _("Here: {who}").format(who=wrote) if wrote else _("The plan here")


def name_of(copy: Returned, merged: Merged) -> str:
    """What a copy is called."""
    wrote = who_wrote(merged.theirs, merged.base)
    return _("Came back: {who}").format(who=wrote or copy.path.name)
