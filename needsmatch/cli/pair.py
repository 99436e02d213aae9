"""`needsmatch pair`: the best pairs of a whole programme, what a decision would change; --write keeps them."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from needsmatch.cli import options
from needsmatch.cli.exit_codes import ExitCode
from needsmatch.cli.output import console, print_json, problems_as_json, progress, say, say_problems
from needsmatch.cli.verbs import Verb
from needsmatch.i18n import _, listed, together
from needsmatch.model.pairing import Goal

if TYPE_CHECKING:
    from needsmatch.cli.pair_outcome import Outcome
    from needsmatch.planning.author import Author
    from needsmatch.store.folder import Reading

_LONGEST = 2000
"""Characters that a reason may have."""
_DIGITS = 9
"""Digits of a capacity that are read at all; its limits are those of the files."""


def command() -> click.Command:
    """The verb, worded in the current language."""
    couples = partial(click.Option, multiple=True, metavar="RECEIVER=DONOR", callback=_couples)
    goals = click.Option(
        ["--goal"],
        type=click.Choice([goal.value for goal in Goal]),
        default=Goal.TOTAL.value,
        help=_("total (unless said): as many points as possible; fair: the worst-served school first."),
    )
    capacity = click.Option(
        ["--capacity"],
        multiple=True,
        metavar="DONOR=N",
        callback=_capacities,
        help=_("What if the donor takes N receivers?"),
    )
    add = click.Option(
        ["--add"],
        multiple=True,
        metavar="FILE",
        type=click.Path(path_type=Path, readable=False),
        help=_(
            "What if the school in this TOML file joins? One with [[need]] is a receiver, one with [[strength]] a "
            "donor; with both it must lie in a folder called receivers or donors."
        ),
    )
    return Verb(
        "pair",
        params=[
            options.programme(),
            goals,
            click.Option(["--anew"], is_flag=True, help=_("Keep only given and pinned pairs, and pair the rest anew.")),
            couples(["--pin"], help=_("What if the two stay together? Schools by id or name.")),
            couples(["--release"], help=_("What if a pin, a ban or an accepted pair is taken back?")),
            couples(["--ban"], help=_("What if the two are never paired?")),
            capacity,
            add,
            click.Option(["--write"], is_flag=True, help=_("Save what was decided, and accept the proposed pairs.")),
            click.Option(["--why"], metavar="TEXT", callback=reason, help=_("The reason, to be kept with it.")),
            options.as_json(),
        ],
        callback=run,
        short_help=_("Pair the whole programme; see what a decision changes."),
        help=together(
            _("Find the main donor of every receiver so that the programme as a whole gains most."),
            _("Given, pinned, accepted and planned pairs stay. What they leave open could be borrowed, or is unmet."),
        )
        + "\n\n"
        + _(
            "With --pin, --release, --ban, --capacity or --add, each as often as you like, see what would change and "
            "for whom. Nothing is saved without --write."
        ),
    )


def _couples(context: click.Context, option: click.Parameter, values: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    return tuple(_couple(context, option, value, "RECEIVER=DONOR") for value in values)


def _capacities(
    context: click.Context, option: click.Parameter, values: tuple[str, ...]
) -> tuple[tuple[str, int], ...]:
    found = [_couple(context, option, value, "DONOR=N") for value in values]
    if any(not number.isdecimal() or len(number) > _DIGITS for _donor, number in found):
        raise click.BadParameter(_("N is a whole number, such as {example}").format(example=2), context, option)
    return tuple((donor, int(number)) for donor, number in found)


def _couple(context: click.Context, option: click.Parameter, value: str, form: str) -> tuple[str, str]:
    # An input method writes the sign twice as wide.
    first, _sign, second = (part.strip() for part in value.replace("\uff1d", "=").partition("="))
    if not first or not second:
        raise click.BadParameter(_("write {form}").format(form=form), context, option)
    return first, second


def reason(context: click.Context, option: click.Parameter, value: str | None) -> str | None:
    """A reason as it may stand in a file; None for none."""
    if value and len(value) > _LONGEST:
        message = _("a text of {count} characters is too long; at most {limit} are possible")
        raise click.BadParameter(message.format(count=len(value), limit=_LONGEST), context, option)
    if value and any("\ud800" <= sign <= "\udfff" for sign in value):
        raise click.BadParameter(_("the text holds bytes that are no characters; type it again"), context, option)
    return value.strip() or None if value else None


def run(
    programme: Path,
    goal: str,
    anew: bool,
    pin: tuple[tuple[str, str], ...],
    release: tuple[tuple[str, str], ...],
    ban: tuple[tuple[str, str], ...],
    capacity: tuple[tuple[str, int], ...],
    add: tuple[Path, ...],
    write: bool,
    why: str | None,
    as_json: bool,
) -> ExitCode:
    """Print the pairs or what would change, and save what was decided."""
    from needsmatch.cli.pair_decisions import Typed, understood
    from needsmatch.cli.pair_json import outcome_as_json
    from needsmatch.cli.pair_outcome import work_out
    from needsmatch.cli.pair_page import print_outcome
    from needsmatch.planning.author import Author
    from needsmatch.store.settings import who
    from needsmatch.workspace import doubt_about_decisions, open_programme

    with progress(_("Reading")) as show:
        reading = open_programme(programme, show)
    author = Author(at=datetime.now().astimezone(), by=who(), why=why)
    decisions = understood(reading.programme, Typed(pin, ban, release, capacity, add), author)
    outcome = work_out(reading, decisions, Goal(goal), anew=anew)
    files, doubt = None, doubt_about_decisions(reading)
    if write and not doubt and (outcome.pairing or _resolves_something(reading, outcome)):
        outcome, files = _written(reading, outcome, decisions.sources, author)
    # What was resolved by what was written is no problem any more.
    problems = open_programme(programme).problems if files else reading.problems
    if as_json:
        saved = {} if files is None else {"files": files}
        print_json({**outcome_as_json(outcome), **saved, "problems": problems_as_json(problems)})
    elif outcome.pairing:
        print_outcome(console(), outcome)
    if not doubt and not as_json:
        _say_what_is_next(reading, outcome, files)
    for contradiction in outcome.contradictions:
        say(contradiction.message)
    told = {contradiction.message for contradiction in outcome.contradictions}
    has_errors = say_problems([problem for problem in problems if problem.message not in told])
    if doubt:
        say(doubt)
    return ExitCode.INPUT_PROBLEMS if has_errors or outcome.contradictions else ExitCode.DONE


def _written(
    reading: "Reading", outcome: "Outcome", sources: Mapping[str, bytes], author: "Author"
) -> "tuple[Outcome, list[str]]":
    """Save the decisions and accept the pairs, all or nothing; gives how they stand then, and the files."""
    from needsmatch.cli.pair_outcome import as_they_stand
    from needsmatch.planning.decide import accept
    from needsmatch.workspace import learn

    if outcome.pairing is None:
        # Of several contradictions one is resolved at a time.
        files = learn(reading, outcome.programme, sources)
        return outcome, [file.path.relative_to(reading.folder).as_posix() for file in files]
    # The reason is that of the decisions; where there are some, the pairs only follow from them.
    accepting = replace(author, why=None) if outcome.decided else author
    programme = accept(outcome.programme, outcome.pairing, accepting)
    files = learn(reading, programme, sources)
    names = [file.path.relative_to(reading.folder).as_posix() for file in files]
    return replace(outcome, programme=programme, pairing=as_they_stand(outcome.pairing, programme)), names


def _resolves_something(reading: "Reading", outcome: "Outcome") -> bool:
    """Whether fewer contradictions are left by what was decided."""
    from needsmatch.matching.rules import PairRules
    from needsmatch.model.holds import Holds

    before = PairRules(reading.programme, Holds(reading.programme)).contradictions()
    return outcome.decided and len(outcome.contradictions) < len(before)


def _say_what_is_next(reading: "Reading", outcome: "Outcome", files: list[str] | None) -> None:
    if files:
        say(_("Written: {files}").format(files=listed(files)))
    elif files is not None:
        say(_("Everything stands in the files already; nothing was written."))
    elif outcome.contradictions:
        say(_("Nothing was saved, and nothing can be paired before this is resolved:"))
    elif outcome.decided:
        say(_("Nothing was saved; --write saves what was decided, and accepts the proposed pairs."))
    elif outcome.comparison or not outcome.is_settled:
        say(_("Nothing was saved; --write accepts the proposed pairs."))
    if outcome.pairing and outcome.pairing.pairs:
        say(_("Then draft the plans of the pairs: needsmatch plan {folder} --write").format(folder=reading.folder))
