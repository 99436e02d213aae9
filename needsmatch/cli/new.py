"""`needsmatch new`: a new programme, ready to be filled in, a copy of a sample, or an old programme a year on."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from needsmatch.cli import options
from needsmatch.cli.exit_codes import ExitCode
from needsmatch.cli.output import print_json, print_line, progress, say, say_file_problems
from needsmatch.cli.verbs import Verb
from needsmatch.errors import WrongUse
from needsmatch.i18n import _, listed, ngettext
from needsmatch.model.school import Result

if TYPE_CHECKING:
    from needsmatch.model.next_year import NextYear
    from needsmatch.store.folder import Reading


def command() -> click.Command:
    """The verb, worded in the current language."""
    folder = click.Argument(["folder"], metavar=_("FOLDER"), type=click.Path(path_type=Path, readable=False))
    sample = click.Option(
        ["--sample"],
        metavar="NAME",
        help=_("Copy a sample programme instead of an empty one."),
        shell_complete=lambda _context, _parameter, incomplete: _samples(incomplete),
    )
    before = click.Option(
        ["--from", "before"],
        metavar=_("PROGRAMME"),
        type=click.Path(path_type=Path, readable=False),
        help=_("Carry this programme into its next year: schools, pairs, and the needs that are not done."),
    )
    return Verb(
        "new",
        params=[folder, sample, before, options.as_json()],
        callback=run,
        short_help=_("Make a new programme: empty, from a sample, or the next year."),
        help=_("Make a new programme in FOLDER: small files with a remark on every key.")
        + "\n\n"
        + _("Samples: {names}").format(names=listed(_samples(""))),
    )


def run(folder: Path, sample: str | None, before: Path | None, as_json: bool) -> ExitCode:
    """Write the files and name them."""
    if before is not None:
        if sample is not None:
            raise WrongUse(_("A new programme is made from a sample or from the year before: leave one of the two out"))
        return _next_year(folder, before, as_json)
    from needsmatch.workspace import make_programme

    files = make_programme(folder, sample, date.today())
    if as_json:
        print_json({"folder": str(folder), "files": _names(folder, files)})
        return ExitCode.DONE
    for path in files:
        print_line(str(path))
    say(_("Fill the files in with any editor, then: needsmatch check {folder}").format(folder=folder))
    return ExitCode.DONE


def _next_year(folder: Path, before: Path, as_json: bool) -> ExitCode:
    """Carry a programme over and tell what became of it."""
    from needsmatch.planning.plain import day_in_words
    from needsmatch.workspace import make_next_year, open_programme

    with progress(_("Reading")) as show:
        reading = open_programme(before, show)
    say_file_problems(reading.problems)
    today = date.today()
    year, files = make_next_year(folder, reading, today)
    if as_json:
        print_json({"folder": str(folder), "files": _names(folder, files), **_as_json(reading, year)})
        return ExitCode.DONE
    for sentence in _sentences(reading, year):
        print_line(sentence)
    about = reading.programme.about
    if about.end and about.end > today:
        not_over = _("{programme} is not over yet: it ends on {day}. What is done until then does not stand here.")
        say(not_over.format(programme=about.name, day=day_in_words(about.end)))
    say(
        _(
            "Look through programme.toml, and ask the schools what they need this year. Then: needsmatch check {folder}"
        ).format(folder=folder)
    )
    return ExitCode.DONE


def _sentences(reading: "Reading", year: "NextYear") -> list[str]:
    programme, plans = reading.programme, len(reading.plans)
    schools, pairs = len(programme.receivers) + len(programme.donors), _pairs(reading)
    kept = ngettext("{count} school is carried over.", "{count} schools are carried over.", schools)
    together = ngettext("{count} pair stays together.", "{count} pairs stay together.", pairs)
    going = _("Needs that go on, with what became of them: {unmet} unmet, {planned} planned, {begun} begun.")
    archived = ngettext("{count} plan is kept in {place}.", "{count} plans are kept in {place}.", plans)
    sentences = [
        _("{programme} goes on as {id}.").format(programme=programme.about.name, id=year.about.id),
        kept.format(count=schools),
        together.format(count=pairs),
        going.format(**_going_on(year)),
        _("Needs that are done and left out: {count}.").format(count=len(year.done - year.of_donors)),
    ]
    if year.of_donors:
        in_return = _("What donors asked in return: {carried} go on, {done} done and left out.")
        sentences.append(in_return.format(**_in_return(year)))
    place = f"plans/.archive/{programme.about.id}"
    return [*sentences, *([archived.format(count=plans, place=place)] if plans else [])]


def _as_json(reading: "Reading", year: "NextYear") -> dict[str, object]:
    programme, about = reading.programme, year.about
    return {
        "id": about.id,
        "previous": about.previous,
        "start": about.start.isoformat() if about.start else None,
        "end": about.end.isoformat() if about.end else None,
        "schools": len(programme.receivers) + len(programme.donors),
        "pairs": _pairs(reading),
        "needs": {**_going_on(year), "done": len(year.done - year.of_donors)},
        "in_return": _in_return(year),
        "plans": len(reading.plans),
    }


def _going_on(year: "NextYear") -> dict[str, int]:
    """How many needs of receivers go on, by what had become of them."""
    return {result.value: year.count(result) for result in Result}


def _in_return(year: "NextYear") -> dict[str, int]:
    return {"carried": len(year.of_donors - year.done), "done": len(year.of_donors & year.done)}


def _pairs(reading: "Reading") -> int:
    from needsmatch.model.holds import Holds

    return len(Holds(reading.programme).by_receiver)


def _names(folder: Path, files: list[Path]) -> list[str]:
    return [path.relative_to(folder).as_posix() for path in files]


def _samples(incomplete: str) -> list[str]:
    from needsmatch.store.samples import sample_names

    return [name for name in sample_names() if name.startswith(incomplete)]
