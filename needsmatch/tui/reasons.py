"""Why a need is answered or unmet, as lines: texts of both schools, parts that add up, causes, and whom to ask."""

from collections.abc import Sequence

from needsmatch.i18n import _, listed
from needsmatch.matching.explain import cause_sentence, part_name, quoted, sentence
from needsmatch.matching.scale import THRESHOLD
from needsmatch.model.match import Match, Unmet
from needsmatch.model.school import LEAST_URGENT, URGENT
from needsmatch.model.terms import label
from needsmatch.topics.thesaurus import Thesaurus
from needsmatch.tui.widgets.lines import FILL, Cell, Line, line, paragraph

_POINTS = 6
"""Columns of the points in front of a reason."""


def match_lines(match: Match, receiver_name: str, thesaurus: Thesaurus) -> list[Line]:
    """Both wordings, every part of the score with its sentence, and the sum."""
    lines: list[Line] = [
        paragraph(_("{school} asks for").format(school=receiver_name), "muted"),
        paragraph(quoted(match.need.text), "strong"),
        paragraph(_("{school} offers").format(school=match.donor.name), "muted"),
        paragraph(quoted(match.strength.text), "strong"),
        (),
    ]
    for part in match.evidence:
        style = "accent-strong" if part.points >= 0 else "need-strong"
        lines.append(
            line(Cell(f"{part.points:+d}  ", style, _POINTS, right=True), Cell(part_name(part), "strong", FILL))
        )
        lines.append(line(Cell("", "", _POINTS), Cell(sentence(part, thesaurus), "second", FILL, wrap=True)))
    total = _("out of 100; below {threshold} nothing is proposed").format(threshold=THRESHOLD)
    lines.append(
        line(
            Cell(f"= {match.score}  ", "accent-strong", _POINTS + 1, right=True), Cell(total, "muted", FILL, wrap=True)
        )
    )
    return lines


def match_lines_short(match: Match, thesaurus: Thesaurus) -> list[Line]:
    """Every part of the score on one line each, for a small screen."""
    return [
        line(
            Cell(f"{part.points:+d}  ", "accent-strong" if part.points >= 0 else "need-strong", _POINTS, right=True),
            Cell(part_name(part) + "  ", "strong"),
            Cell(sentence(part, thesaurus), "second", FILL),
        )
        for part in match.evidence
    ]


def unmet_lines(unmet: Unmet, *, short: bool = False) -> list[Line]:
    """The need, its cause, and what other donors could do."""
    lines = [] if short else [paragraph(quoted(unmet.need.text), "strong"), ()]
    lines.append(paragraph(cause_sentence(unmet), "need"))
    if unmet.helpers and not short:
        lines += [(), paragraph(_("Whom to ask"), "strong")]
        for match in unmet.helpers:
            # What is offered only for another stage stays below the threshold, and its points would mislead.
            score = f"{match.score}  " if match.score >= THRESHOLD else ""
            name = Cell(match.donor.name, "strong", FILL)
            lines.append(line(Cell(score, "accent-strong", _POINTS, right=True), name))
            whom = [match.donor.district, match.donor.contact or match.donor.head]
            said = listed(word for word in whom if word)
            if said:
                lines.append(line(Cell("", "", _POINTS), Cell(said, "muted", FILL)))
            lines.append(line(Cell("", "", _POINTS), Cell(match.strength.text, "second", FILL, wrap=True)))
    return lines


def detail_lines(entry: Match | Unmet) -> list[Line]:
    """What both sides wrote beside their texts."""
    need = entry.need
    facts = [
        (_("Priority"), _priority(need.priority)),
        (_("For"), need.audience or ""),
        (_("People"), str(need.people) if need.people is not None else ""),
        (_("Would like"), listed(label(mode) for mode in need.modes)),
        (_("Needed by"), str(need.by or "")),
        (_("Note"), need.note or ""),
    ]
    lines = [paragraph(_("About the need"), "strong"), *_facts(facts)]
    if isinstance(entry, Match):
        strength = entry.strength
        facts = [
            (_("Lead"), strength.lead or ""),
            (_("Ways of helping"), listed(label(mode) for mode in strength.modes)),
            (_("Places"), str(strength.places) if strength.places is not None else ""),
            (_("When"), strength.period or ""),
            (_("Link"), strength.link or ""),
            (_("Note"), strength.note or ""),
        ]
        lines += [(), paragraph(_("About the strength"), "strong"), *_facts(facts)]
    return lines


def _priority(priority: int) -> str:
    words = {URGENT: _("1 (most urgent)"), LEAST_URGENT: _("5 (least urgent)")}
    return words.get(priority, str(priority))


def _facts(facts: Sequence[tuple[str, str]]) -> list[Line]:
    return [line(Cell(name, "muted", 18), Cell(value, "", FILL, wrap=True)) for name, value in facts if value]


def heading(entry: Match | Unmet) -> str:
    """What the reasons are about."""
    if isinstance(entry, Match):
        return _("Why {score} points").format(score=entry.score)
    return _("Why it is unmet")
