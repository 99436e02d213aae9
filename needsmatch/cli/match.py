"""`needsmatch match`: for each receiver the ranked support plans, with reasons a head can read."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from needsmatch.cli import options
from needsmatch.cli.exit_codes import ExitCode
from needsmatch.cli.output import console, print_json, problems_as_json, progress, row, say_problems, text
from needsmatch.cli.verbs import Verb
from needsmatch.i18n import _, listed, ngettext
from needsmatch.matching.explain import cause_sentence, sentence
from needsmatch.model.match import Match, RankedPlan, Unmet
from needsmatch.model.school import Need, School
from needsmatch.model.terms import label
from needsmatch.topics.thesaurus import Thesaurus

if TYPE_CHECKING:
    from rich.console import Console

    from needsmatch.store.folder import Reading

_TOP_OF_ONE = 3
"""Plans shown in full for one receiver."""
_RUNNERS_UP = 4
"""Further donors named in one line."""


def command() -> click.Command:
    """The verb, worded in the current language."""
    top = click.Option(
        ["--top"],
        type=int,
        metavar="N",
        callback=_at_least_one,
        help=_("Show the N best plans of each receiver: 1 unless said, 3 for one receiver. With --json all are given."),
    )
    return Verb(
        "match",
        params=[options.programme(), options.receiver(), top, options.as_json()],
        callback=run,
        short_help=_("Rank the donors for each school, with reasons."),
        help=_("Rank the donors for each receiving school and show the reasons."),
    )


def _at_least_one(context: click.Context, option: click.Parameter, value: int | None) -> int | None:
    if value is not None and value < 1:
        raise click.BadParameter("", context, option)
    return value


def run(programme: Path, receiver: str | None, top: int | None, as_json: bool) -> ExitCode:
    """Print the ranked plans."""
    from needsmatch.workspace import open_programme

    with progress(_("Reading")) as show:
        reading = open_programme(programme, show)
    return print_matches(reading, receiver, top, as_json)


def print_matches(reading: "Reading", receiver: str | None, top: int | None, as_json: bool) -> ExitCode:
    """Match a programme that was read, and print the ranked plans and, on stderr, what is wrong with the files."""
    from needsmatch.workspace import matcher, rankings, receivers

    schools = receivers(reading, receiver)
    match = matcher(reading)
    with progress(_("Matching the schools")) as show:
        ranked = list(rankings(match, schools, show))
    if as_json:
        rows = [
            {"id": school.id, "plans": [_as_json(plan, match.thesaurus) for plan in plans[:top]]}
            for school, plans in ranked
        ]
        print_json({"receivers": rows, "problems": problems_as_json(reading.problems)})
    else:
        out = console()
        if receiver is None and reading.programme.receivers:
            _print_programme(out, reading)
        for school, plans in ranked:
            _print_receiver(out, school, plans, top or (_TOP_OF_ONE if receiver else 1), match.thesaurus)
    return ExitCode.INPUT_PROBLEMS if say_problems(reading.problems) else ExitCode.DONE


def _print_programme(out: "Console", reading: "Reading") -> None:
    programme = reading.programme
    needs = sum(len(school.needs) for school in programme.receivers)
    out.print(text((programme.about.name, "bold")))
    counts = [
        ngettext("{count} receiver", "{count} receivers", len(programme.receivers)).format(
            count=len(programme.receivers)
        ),
        ngettext("{count} donor", "{count} donors", len(programme.donors)).format(count=len(programme.donors)),
        ngettext("{count} need", "{count} needs", needs).format(count=needs),
    ]
    out.print(text(listed(counts)))


def _print_receiver(
    out: "Console", school: School, plans: Sequence[RankedPlan], top: int, thesaurus: Thesaurus
) -> None:
    out.print()
    needs = ngettext("{count} need", "{count} needs", len(school.needs)).format(count=len(school.needs))
    about = [
        school.id,
        *(label(stage) for stage in school.stages),
        *([school.district] if school.district else []),
        needs,
    ]
    out.print(text((school.name, "bold"), f"  {listed(about)}"))
    worthy = [plan for plan in plans if plan.answered]
    if not worthy:
        row(out, 0, "", _("No donor of this programme offers what the school asks for."))
        for unmet in plans[0].unmet if plans else ():
            _print_unmet(out, unmet)
        return
    shown = [(place, plan) for place, plan in enumerate(plans[:top], 1) if plan.answered]
    # A given pair is shown even where others would do better: it stays.
    shown += [(place, plan) for place, plan in enumerate(plans, 1) if plan.given and (place, plan) not in shown]
    for place, plan in shown:
        _print_plan(out, place, plan, thesaurus)
    rest = [plan for plan in plans[top : top + _RUNNERS_UP] if plan.answered and not plan.given]
    if rest:
        names = listed(_("{name} ({score} points)").format(name=plan.donor.name, score=plan.score) for plan in rest)
        row(out, 0, "", (_("Next: {names}").format(names=names), "dim"))


def _print_plan(out: "Console", place: int, plan: RankedPlan, thesaurus: Thesaurus) -> None:
    answered = _("answers {answered} of {asked}").format(
        answered=len(plan.answered), asked=len(plan.answered) + len(plan.unmet)
    )
    facts = [_("{score} points").format(score=plan.score), answered]
    if plan.given:
        facts.append(_("given pair"))
    heading = _("{place}. {donor}: {facts}").format(place=place, donor=plan.donor.name, facts=listed(facts))
    row(out, 0, "", (heading, "bold cyan"))
    for match in plan.answered:
        _print_match(out, match, thesaurus)
    for unmet in plan.unmet:
        _print_unmet(out, unmet)


def _print_match(out: "Console", match: Match, thesaurus: Thesaurus) -> None:
    row(out, 4, str(match.score), match.need.text, style="bold")
    _print_past(out, match.need)
    lead = f" ({match.strength.lead})" if match.strength.lead else ""
    row(out, 4, "<-", match.strength.text, (lead, "dim"))
    for part in match.evidence:
        row(out, 9, f"{part.points:+d}", (sentence(part, thesaurus), "dim"))


def _print_unmet(out: "Console", unmet: Unmet) -> None:
    row(out, 4, "--", unmet.need.text, style="yellow")
    _print_past(out, unmet.need)
    row(out, 9, "", (cause_sentence(unmet), "dim"))


def _print_past(out: "Console", need: Need) -> None:
    from needsmatch.planning.past_words import past_in_words  # only printing needs it

    for year in past_in_words(need):
        row(out, 9, "", (year, "dim"))


def _as_json(plan: RankedPlan, thesaurus: Thesaurus) -> dict[str, object]:
    receiver, donor = plan.receiver, plan.donor
    return {
        "donor": donor.id,
        "donor_name": donor.name,
        "score": plan.score,
        "given": plan.given,
        "answered": [
            {
                "need": receiver.reference(match.need),
                "need_text": match.need.text,
                "strength": donor.reference(match.strength),
                "strength_text": match.strength.text,
                "score": match.score,
                "evidence": [sentence(part, thesaurus) for part in match.evidence],
                "points": [part.points for part in match.evidence],
            }
            for match in plan.answered
        ],
        "unmet": [
            {
                "need": receiver.reference(unmet.need),
                "need_text": unmet.need.text,
                "cause": unmet.cause.value,
                "cause_text": cause_sentence(unmet),
                "others": [match.donor.id for match in unmet.helpers],
            }
            for unmet in plan.unmet
        ],
    }
