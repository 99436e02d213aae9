"""Why a need is answered or unmet, as lines: texts of both schools, parts that add up, causes, and whom to ask."""

from collections.abc import Sequence

from needsmatch.i18n import _, listed
from needsmatch.matching.explain import cause_sentence, part_name, quoted, sentence
from needsmatch.matching.scale import THRESHOLD
from needsmatch.model.fates import verdicts
from needsmatch.model.match import Code, Match, RankedPlan, Unmet
from needsmatch.model.programme import Decision, Judgement, Programme
from needsmatch.model.school import LEAST_URGENT, URGENT, Need, Strength
from needsmatch.model.terms import label
from needsmatch.planning.past_words import past_in_words
from needsmatch.topics.thesaurus import Thesaurus
from needsmatch.tui.widgets.lines import FILL, Cell, Line, line, paragraph

_POINTS = 6
"""Columns of the points in front of a reason."""


Decisions = Sequence[tuple[Strength, Judgement]]
"""Strengths of one donor, with what counts of what people decided about each and one need."""


def decisions(programme: Programme | None, plan: RankedPlan, need: Need) -> Decisions:
    """What people decided about a need and the strengths of a plan's donor."""
    if programme is None:
        return ()
    asked, donor, decided = plan.receiver.reference(need), plan.donor, verdicts(programme)
    found = [(strength, decided.get((asked, donor.reference(strength)))) for strength in donor.strengths]
    about_texts = (Decision.SAME, Decision.NOT_A_MATCH)
    return [(strength, judgement) for strength, judgement in found if judgement and judgement.decision in about_texts]


def decided_by(judgement: Judgement) -> str:
    """Who decided something, when and why, as far as it is kept."""
    when = f"{judgement.at:%Y-%m-%d}" if judgement.at else ""
    if judgement.by:
        text = _("Decided by {name} on {date}") if when else _("Decided by {name}")
    else:
        text = _("Decided on {date}") if when else _("Decided by a person")
    text = text.format(name=judgement.by, date=when)
    return _("{statement}: {details}").format(statement=text, details=judgement.why) if judgement.why else text


def both_texts(receiver_name: str, need: str, donor_name: str, strength: str) -> list[Line]:
    """What one school asks for and the other offers, in their own words."""
    return [
        paragraph(_("{school} asks for").format(school=receiver_name), "muted"),
        paragraph(quoted(need), "strong"),
        paragraph(_("{school} offers").format(school=donor_name), "muted"),
        paragraph(quoted(strength), "strong"),
    ]


def match_lines(match: Match, receiver_name: str, thesaurus: Thesaurus, made: Decisions = ()) -> list[Line]:
    """Both wordings, every part of the score with its sentence, and the sum."""
    lines: list[Line] = [*both_texts(receiver_name, match.need.text, match.donor.name, match.strength.text), ()]
    for part in match.evidence:
        style = "accent-strong" if part.points >= 0 else "need-strong"
        lines.append(
            line(Cell(f"{part.points:+d}  ", style, _POINTS, right=True), Cell(part_name(part), "strong", FILL))
        )
        said = [sentence(part, thesaurus), *(_who_decided(match, made) if part.code is Code.JUDGED_SAME else ())]
        lines += [line(Cell("", "", _POINTS), Cell(text, "second", FILL, wrap=True)) for text in said]
    total = _("out of 100; below {threshold} nothing is proposed").format(threshold=THRESHOLD)
    lines.append(
        line(
            Cell(f"= {match.score}  ", "accent-strong", _POINTS + 1, right=True), Cell(total, "muted", FILL, wrap=True)
        )
    )
    return [*lines, *_declined_lines(made)]


def match_lines_short(match: Match, thesaurus: Thesaurus, made: Decisions = ()) -> list[Line]:
    """Every part of the score on one line each, for a small screen."""
    lines = [
        line(
            Cell(f"{part.points:+d}  ", "accent-strong" if part.points >= 0 else "need-strong", _POINTS, right=True),
            Cell(part_name(part) + "  ", "strong"),
            Cell(sentence(part, thesaurus), "second", FILL),
        )
        for part in match.evidence
    ]
    lines += [line(Cell("", "", _POINTS), Cell(text, "second", FILL)) for text in _who_decided(match, made)]
    return [*lines, *_declined_lines(made, short=True)]


def _who_decided(match: Match, made: Decisions) -> list[str]:
    """Who decided that need and strength of a match are the same thing."""
    return [decided_by(judgement) for strength, judgement in made if strength.id == match.strength.id]


def _declined_lines(made: Decisions, *, short: bool = False) -> list[Line]:
    """The strengths that were judged not to be a match, and by whom."""
    lines: list[Line] = []
    for strength, judgement in made:
        if judgement.decision is Decision.NOT_A_MATCH:
            title = _("Not a match: {strength}").format(strength=quoted(strength.text))
            wrap = not short
            lines += [] if short else [()]
            lines.append(line(Cell(title, "need", FILL, wrap=wrap)))
            lines.append(line(Cell(decided_by(judgement), "second", FILL, wrap=wrap)))
    return lines


def unmet_lines(unmet: Unmet, made: Decisions = (), *, short: bool = False) -> list[Line]:
    """The need, its cause, and what other donors could do."""
    lines = [] if short else [paragraph(quoted(unmet.need.text), "strong"), ()]
    lines += [paragraph(cause_sentence(unmet), "need"), *_declined_lines(made, short=short)]
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


def past_lines(need: Need) -> list[Line]:
    """What became of a need in the years before, a year a paragraph."""
    return [line(Cell(year, "muted", FILL, wrap=True)) for year in past_in_words(need)]


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
    lines = [paragraph(_("About the need"), "strong"), *_facts(facts), *past_lines(need)]
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
