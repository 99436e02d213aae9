"""`needsmatch diff`: what is different between two copies of a plan, in sentences."""

from collections.abc import Iterator, Sequence
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING

import click
import msgspec

from needsmatch.cli import options
from needsmatch.cli.exit_codes import ExitCode
from needsmatch.cli.hand_words import hand_sentence
from needsmatch.cli.output import print_json, print_line, problems_as_json, say, say_file_problems
from needsmatch.cli.verbs import Verb
from needsmatch.errors import WrongUse
from needsmatch.i18n import _, together

if TYPE_CHECKING:
    from needsmatch.model.plan import SupportPlan
    from needsmatch.planning.changes import Change
    from needsmatch.store.by_hand import HandChange


def command() -> click.Command:
    """The verb, worded in the current language."""
    return Verb(
        "diff",
        params=[options.plan_file("old", _("OLD")), options.plan_file("new", _("NEW")), options.as_json()],
        callback=run,
        short_help=_("Say what is different between two copies of a plan."),
        help=together(
            _("Say in sentences what is different between two plan files, item by item."),
            _("The exit code is 0 whether they differ or not."),
        ),
    )


def run(old: Path, new: Path, as_json: bool) -> ExitCode:
    """Print the differences; INPUT_PROBLEMS where something in one of the files cannot be read."""
    from needsmatch.planning.changes import changes
    from needsmatch.store.by_hand import hand_changes
    from needsmatch.store.plan_file import read_plan

    for path in (old, new):
        if path.is_dir():
            raise WrongUse(
                _("{path} is a folder; name two plan files, such as plans/NAME.toml in it").format(path=path)
            )
    files = [read_plan(path, str(path)) for path in (old, new)]
    problems = [problem for file in files for problem in file.problems]
    outcome = ExitCode.INPUT_PROBLEMS if say_file_problems(problems) else ExitCode.DONE
    before, after = (file.stored for file in files)
    found = changes(before.plan, after.plan) if before and after else ()
    by_hand = hand_changes(before.data, after.data) if before and after else ()
    if as_json:
        told = [*map(_as_json, found), *map(_hand_as_json, by_hand)]
        print_json({"changes": told, "problems": problems_as_json(problems)})
    elif before and after:
        for line in _lines(before.plan, after.plan, found):
            print_line(line)
        for change in by_hand:
            print_line(hand_sentence(change))
        if not found and not by_hand:
            same = before.data == after.data
            say(
                _("Nothing is different.")
                if same
                else _("The two say the same; only how the files are written differs.")
            )
    return outcome


def _lines(old: "SupportPlan", new: "SupportPlan", found: "Sequence[Change]") -> Iterator[str]:
    """A sentence for each change, those of one item below its title."""
    from needsmatch.planning.change_words import below_item, described, is_about_a_whole_item, item_title

    heading = None
    for change in found:
        if change.part == "pair":
            message = _("These are plans of two different pairs: {first} and {second}.")
            yield message.format(first=_pair(old), second=_pair(new))
        elif change.number is None or is_about_a_whole_item(change):
            heading = None
            yield described(change, width=None)
        else:
            if heading != change.number:
                heading = change.number
                title = item_title(new.items[change.number - 1])
                yield _("Item {number}, {title}").format(number=heading, title=title)
            yield f"  {below_item(change, width=None)}"


def _pair(plan: "SupportPlan") -> str:
    return _("{receiver} with {donor}").format(receiver=plan.plan.receiver_name, donor=plan.plan.donor_name)


def _as_json(change: "Change") -> dict[str, object]:
    from needsmatch.planning.change_words import described

    return {
        "kind": change.kind.name.lower(),
        "item": change.item,
        "field": change.field.name if change.field else change.part,
        "before": msgspec.to_builtins(change.before),
        "after": msgspec.to_builtins(change.after),
        "sentence": described(change, width=None),
    }


def _hand_as_json(change: "HandChange") -> dict[str, object]:
    return {
        "kind": change.kind.name.lower(),
        "item": change.item,
        "field": "remark" if change.key is None else "own_key",
        "key": change.key,
        "before": _plain(change.before),
        "after": _plain(change.after),
        "sentence": hand_sentence(change),
    }


def _plain(value: object) -> object:
    """A value of a TOML file as JSON has it; where JSON has none, such as for dates and the number nan, as text."""
    match value:
        case list():
            return [_plain(entry) for entry in value]
        case dict():
            return {key: _plain(entry) for key, entry in value.items()}
        case None | str() | int():
            return value
        case float() if isfinite(value):
            return value
    return str(value)
