"""The lines of the matching page: schools, donors, and what is said where nobody can help."""

from collections.abc import Sequence

from needsmatch.display import cells
from needsmatch.i18n import _, listed, ngettext
from needsmatch.model.match import Match, RankedPlan, Unmet
from needsmatch.model.school import School
from needsmatch.model.terms import label
from needsmatch.tui.finding import State
from needsmatch.tui.widgets.lines import FILL, Cell, Line, line, paragraph
from needsmatch.tui.widgets.rows import BLANK, Row, text_row


def in_list_order(plan: RankedPlan) -> Sequence[Match | Unmet]:
    """Answered and unmet needs in the order of the needs list."""
    entries: dict[str, Match | Unmet] = {match.need.id: match for match in plan.answered}
    entries |= {unmet.need.id: unmet for unmet in plan.unmet}
    return [entries[need.id] for need in plan.receiver.needs if need.id in entries]


def columns(*texts: str) -> int:
    """Columns that hold each of these texts, and a space behind it."""
    return max(cells(text) for text in texts) + 1


def school_line(school: School, state: State, word: str) -> Line:
    """A school in the list, with how it stands in a word."""
    needs_you = state in (State.UNMET, State.UNPAIRED)
    name = Cell(school.name, "muted" if state is State.NO_NEEDS else "strong", FILL)
    return line(name, " ", Cell(word, "need-strong" if needs_you else "muted"))


def school_heading(school: School) -> Line:
    """The chosen school: what it is, who leads it, how much it asks for."""
    count = ngettext("{count} need", "{count} needs", len(school.needs)).format(count=len(school.needs))
    facts = [*(label(stage) for stage in school.stages), *([school.district] if school.district else [])]
    if school.head:
        facts.append(_("head {name}").format(name=school.head))
    return line(Cell(school.name, "strong"), "  ", Cell(listed([*facts, count]), "muted", FILL))


def donor_state(plan: RankedPlan, settled: str | None, places: int) -> tuple[str, str]:
    """Whether a donor is taken, free or full, in a word, and how the word looks."""
    if plan.donor.id == settled:
        return (_("given pair") if plan.given else _("paired")), "accent-strong"
    if places:
        return ngettext("{count} place left", "{count} places left", places).format(count=places), "muted"
    return _("no place left"), "muted"


def advice(plans: Sequence[RankedPlan]) -> list[Row]:
    """Why nobody reaches the threshold, and what to try."""
    rows = [
        text_row(paragraph(_("No donor of this programme answers any of these needs."), "need-strong")),
        text_row(
            paragraph(
                _(
                    "Try: word the needs more fully, ask a donor to add a strength, "
                    "or allow other stages in programme.toml."
                ),
                "second",
            )
        ),
    ]
    if not plans:
        return [text_row(paragraph(_("There is no donor in this programme yet."), "need-strong"))]
    return [*rows, BLANK]
