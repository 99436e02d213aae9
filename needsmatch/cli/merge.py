"""`needsmatch merge`: two copies of a plan that were both changed become one; also what git calls for a plan file."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click
import msgspec

from needsmatch.cli import options
from needsmatch.cli.doors import doors
from needsmatch.cli.exit_codes import ExitCode
from needsmatch.cli.hand_words import hand_sentence
from needsmatch.cli.output import print_file, print_json, say
from needsmatch.cli.verbs import Verb
from needsmatch.errors import CannotWrite, WrongUse, reason_of
from needsmatch.i18n import _, ngettext, together

if TYPE_CHECKING:
    from needsmatch.model.plan import SupportPlan
    from needsmatch.planning.merge import Merged, Part
    from needsmatch.store.files import Seen


def command() -> click.Command:
    """The verb, worded in the current language."""
    return Verb(
        "merge",
        params=[
            options.plan_file("base", _("BASE")),
            options.plan_file("ours", _("OURS")),
            options.plan_file("theirs", _("THEIRS")),
            click.Option(
                ["-o", "--output"],
                metavar=_("FILE"),
                type=click.Path(path_type=Path, dir_okay=False, readable=False),
                help=_("Write the merged plan to this file, which may be OURS; otherwise it is printed."),
            ),
            click.Option(["--ours", "take_ours"], is_flag=True, help=_("Where they contradict each other, take OURS.")),
            click.Option(
                ["--theirs", "take_theirs"], is_flag=True, help=_("Where they contradict each other, take THEIRS.")
            ),
            options.as_json(),
        ],
        callback=run,
        short_help=_("Merge two copies of a plan that were both changed."),
        help=together(
            _("Merge what THEIRS changed since BASE into OURS: field by field, with all answers and remarks of both."),
            _("An empty BASE is one that is not known."),
        )
        + "\n\n"
        + together(
            _("Where the two contradict each other, you decide at the terminal if FILE is given; "
              "otherwise nothing is written and the exit code is 3."),
            _("docs/merging.md says how git uses this command."),
        ),
    )  # fmt: skip


def run(
    base: Path, ours: Path, theirs: Path, output: Path | None, take_ours: bool, take_theirs: bool, as_json: bool
) -> ExitCode:
    """Merge, and write or print the outcome; CONFLICT where a person must decide."""
    from needsmatch.planning.merge import decided, merge
    from needsmatch.planning.take_in import common_ground
    from needsmatch.store.by_hand import hand_changes
    from needsmatch.store.plan_file import read_whole_plan
    from needsmatch.store.plan_merge import kept_bytes, merged_bytes

    if take_ours and take_theirs:
        raise WrongUse(_("--ours and --theirs contradict each other; give one of them"))
    seen = _seen(output) if output else None
    mine, other = (read_whole_plan(path, str(path)) for path in (ours, theirs))
    known = None if _is_empty(base) else read_whole_plan(base, str(base))
    merged = merge(known.plan if known else common_ground(mine.plan, other.plan), mine.plan, other.plan)
    is_open = bool(merged.conflicts) and not (take_ours or take_theirs)
    if is_open and output and not as_json and (ways := doors()):
        return ExitCode(ways.merge(base, ours, theirs, output))
    if is_open:
        if as_json:
            print_json(_as_json(merged, None))
        _say_conflicts(merged)
        return ExitCode.CONFLICT
    plan = decided(merged, {part.key: part.theirs if take_theirs else part.ours for part in merged.conflicts})
    data = merged_bytes(known, mine, other, plan)
    if output:
        _write(output, data, seen)
    if as_json:
        print_json(_as_json(merged, output))
    elif not output:
        print_file(data)
    by_hand = hand_changes(kept_bytes(mine, plan), data)
    _say_outcome(merged, plan, theirs.name, take_theirs, [hand_sentence(change) for change in by_hand])
    return ExitCode.DONE


def _is_empty(path: Path) -> bool:
    """Whether git says by this file that there is no base."""
    return path.exists() and not path.is_dir() and (not path.is_file() or path.stat().st_size == 0)


def _seen(path: Path) -> "Seen | None":
    """What stands in the file before it is written; None where there is no file."""
    from needsmatch.store.files import Seen

    try:
        return Seen.of_content(path.read_bytes())
    except FileNotFoundError:
        return None
    except OSError as error:
        message = _("{file} cannot be written ({reason}); nothing was changed")
        raise CannotWrite(message.format(file=path, reason=reason_of(error))) from None


def _write(path: Path, data: bytes, seen: "Seen | None") -> None:
    from needsmatch.store.atomic import save
    from needsmatch.store.files import Seen

    if seen is None or seen.digest != Seen.of_content(data).digest:
        save(path, data, seen)


def _say_outcome(merged: "Merged", plan: "SupportPlan", theirs: str, take_theirs: bool, by_hand: Sequence[str]) -> None:
    """What came in from the file `theirs`, at last what was written into it by hand, and how conflicts were decided."""
    from needsmatch.planning.change_words import described
    from needsmatch.planning.changes import changes
    from needsmatch.planning.merge_words import summary

    say(_("Merged: {summary}.").format(summary=summary(merged)))
    came = [described(change, width=None) for change in changes(merged.ours, plan) if change.part != "record"]
    say(_("From {file}:").format(file=theirs))
    for sentence in [*came, *by_hand] or [_("nothing new")]:
        say(f"  {sentence}")
    if merged.conflicts:
        say(_("THEIRS was taken for:") if take_theirs else _("OURS was taken for:"))
    for part in merged.conflicts:
        say(f"  {_title(merged, part)}")


def _say_conflicts(merged: "Merged") -> None:
    from needsmatch.planning.merge_words import item_titles, part_value

    count = len(merged.conflicts)
    titles = item_titles(merged)
    for part in merged.conflicts:
        say(_title(merged, part))
        for label, value in ((_("ours"), part.ours), (_("theirs"), part.theirs), (_("before"), part.base)):
            words = " / ".join(part_value(part, value, titles).split("\n")) or _("(nothing)")
            say("  " + _("{name}: {details}").format(name=label, details=words))
    say(
        ngettext(
            "{count} contradiction: both copies changed the same thing differently. Nothing was written.",
            "{count} contradictions: both copies changed the same things differently. Nothing was written.",
            count,
        ).format(count=count)
    )
    say(_("Decide at a terminal with -o FILE, or for all at once with --ours or --theirs."))


def _title(merged: "Merged", part: "Part") -> str:
    """What a part is, with its item."""
    from needsmatch.planning.merge_names import part_name
    from needsmatch.planning.merge_words import item_titles

    number = next((number for number, item in enumerate(merged.plan.items, 1) if item.id == part.item), None)
    if part.item is None:
        return part_name(part)
    title = item_titles(merged).get(part.item, part.item)
    what = _("Item {number}, {title}").format(number=number, title=title) if number else title
    return _("{name}: {details}").format(name=what, details=part_name(part))


def _as_json(merged: "Merged", output: Path | None) -> dict[str, object]:
    """The report for programs: what changed on which side, what is to be decided, and where the outcome goes."""
    from needsmatch.planning.merge_words import summary

    return {
        "parts": list(_parts(merged)),
        "conflicts": [part.key for part in merged.conflicts],
        "same": merged.same,
        "written": str(output) if output else None,
        "summary_text": summary(merged),
    }


def _parts(merged: "Merged") -> Iterator[dict[str, object]]:
    for part in merged.parts:
        yield {
            "key": part.key,
            "item": part.item,
            "whose": part.whose.name.lower(),
            "base": msgspec.to_builtins(part.base),
            "ours": msgspec.to_builtins(part.ours),
            "theirs": msgspec.to_builtins(part.theirs),
            "result": msgspec.to_builtins(part.result),
            "name_text": _title(merged, part),
        }
