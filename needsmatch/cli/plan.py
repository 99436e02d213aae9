"""`needsmatch plan`: a draft plan for every given pair, or for one receiver; saved with --write."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from needsmatch.cli import options
from needsmatch.cli.exit_codes import ExitCode, code_of
from needsmatch.cli.output import (
    Cell,
    console,
    print_json,
    print_line,
    problems_as_json,
    progress,
    row,
    say,
    say_problems,
    text,
)
from needsmatch.cli.plan_refresh import print_refresh, refreshes_as_json
from needsmatch.cli.verbs import Verb
from needsmatch.errors import CannotWrite, ChangedOnDisk
from needsmatch.i18n import _, listed, ngettext, together
from needsmatch.matching.scale import RELIABLE
from needsmatch.model.plan import Item, SupportPlan, UnmetNeed
from needsmatch.model.terms import label

if TYPE_CHECKING:
    from rich.console import Console

    from needsmatch.store.folder import Reading
    from needsmatch.workspace import Draft


def command() -> click.Command:
    """The verb, worded in the current language."""
    write = click.Option(["--write"], is_flag=True, help=_("Save the plans to the programme's plans folder."))
    in_return = click.Option(
        ["--in-return"], is_flag=True, help=_("New plans also hold what the receiver can give its donor.")
    )
    return Verb(
        "plan",
        params=[options.programme(), options.receiver(), in_return, write, options.as_json()],
        callback=run,
        short_help=_("Draft support plans, and save them with --write."),
        help=together(
            _("Draft a support plan for every pair, or for one receiver with its partner or its best donor."),
            _("A plan that exists keeps what people wrote in it; what is new and changed is listed first."),
        ),
    )


def run(programme: Path, receiver: str | None, in_return: bool, write: bool, as_json: bool) -> ExitCode:
    """Print or save the drafts."""
    from needsmatch.workspace import drafts, matcher, open_programme

    with progress(_("Reading")) as show:
        reading = open_programme(programme, show)
    match = matcher(reading)
    with progress(_("Drafting")) as show:
        found = list(drafts(reading, match, receiver, show, in_return=in_return))
    proposed = [draft for draft in found if draft.is_pair]
    outcome = ExitCode.INPUT_PROBLEMS if say_problems(reading.problems) else ExitCode.DONE
    if write:
        outcome = _save(reading, proposed, as_json) or outcome
    elif as_json:
        plans = [_as_json(draft.plan) for draft in proposed]
        returns = {draft.plan.plan.id: len(draft.returns) for draft in proposed if draft.returns}
        refreshes = refreshes_as_json(proposed)
        problems = problems_as_json(reading.problems)
        print_json({"plans": plans, "could_give_back": returns, **refreshes, "problems": problems})
    else:
        out = console()
        for draft in proposed:
            _print_plan(out, draft)
        if proposed:
            say(_("Nothing was saved; --write saves."))
    _say_who_was_parted(found)
    _say_who_is_left(reading, receiver, proposed)
    return outcome


def _save(reading: "Reading", proposed: "list[Draft]", as_json: bool) -> ExitCode | None:
    """Save each draft by itself: one that cannot be saved does not keep the others from it."""
    from needsmatch.workspace import save_draft

    conflict: ExitCode | None = None
    # Printed only when all is saved: who reads the output may stop reading before.
    written: list[tuple[Draft, str]] = []
    for draft in proposed:
        try:
            stored = save_draft(reading, draft)
        except (ChangedOnDisk, CannotWrite) as error:
            say(str(error))
            conflict = max(conflict or ExitCode.DONE, code_of(error))
            continue
        written.append((draft, stored.path.relative_to(reading.folder).as_posix()))
    if as_json:
        files = [_file_as_json(draft, path) for draft, path in written]
        refreshes = refreshes_as_json(draft for draft, _path in written)
        print_json({"files": files, **refreshes, "problems": problems_as_json(reading.problems)})
        return conflict
    for draft, path in written:
        print_line(f"{path}: {_what_was_written(draft)}")
    return conflict


def _file_as_json(draft: "Draft", path: str) -> object:
    what = "new" if draft.is_new else "changed" if draft.is_changed else "unchanged"
    added = len(draft.plan.items) - (len(draft.stored.plan.items) if draft.stored else 0)
    return {"file": path, "outcome": what, "added_items": added}


def _what_was_written(draft: "Draft") -> str:
    if draft.refreshed is None:
        return _("new")
    if not draft.is_changed:
        return _("unchanged")
    from needsmatch.planning.refresh_words import counted

    return counted([draft.refreshed])


def _say_who_was_parted(found: "list[Draft]") -> None:
    for draft in found:
        if not draft.is_pair:
            about = draft.plan.plan
            text = _("{receiver} and {donor} are no longer a pair; their plan is kept as it is")
            say(text.format(receiver=about.receiver_name, donor=about.donor_name))


def _say_who_is_left(reading: "Reading", receiver: str | None, proposed: "list[Draft]") -> None:
    if receiver:
        if not proposed:
            say(
                _("No donor of this programme offers what {id} asks for; there is nothing to plan.").format(id=receiver)
            )
        return
    planned = {draft.plan.plan.receiver for draft in proposed}
    without = [school for school in reading.programme.receivers if school.needs and school.id not in planned]
    if without:
        say(
            ngettext(
                "{count} receiver has no partner yet: {names}. needsmatch pair finds one.",
                "{count} receivers have no partner yet: {names}. needsmatch pair finds them.",
                len(without),
            ).format(count=len(without), names=listed(school.name for school in without))
        )


def _print_plan(out: "Console", draft: "Draft") -> None:
    plan, about = draft.plan, draft.plan.plan
    out.print()
    heading = _("{donor} helps {receiver}").format(donor=about.donor_name, receiver=about.receiver_name)
    period = f"  {about.start} .. {about.end}" if about.start and about.end else ""
    out.print(text((heading, "bold"), (period, "dim")))
    if draft.refreshed:
        print_refresh(out, draft.refreshed)
        _print_returns(out, draft)
        return
    for number, item in enumerate(plan.items, 1):
        _print_item(out, number, item)
    for unmet in plan.unmet:
        _print_unmet(out, unmet)
    _print_returns(out, draft)


def _print_returns(out: "Console", draft: "Draft") -> None:
    """How much the receiver could give back that the plan does not speak of."""
    if count := len(draft.returns):
        text = _("{receiver} could give something back: {count}; add it with n in the plan, or draft with --in-return")
        row(out, 0, "", (text.format(receiver=draft.plan.plan.receiver_name, count=count), "dim"))


def _print_item(out: "Console", number: int, item: Item) -> None:
    asked = " / ".join(item.need_texts)
    row(out, 0, f"{number}.", asked or item.activity or "", style="bold")
    if asked and item.activity:
        row(out, 0, "", item.activity)
    if item.strength_text:
        row(out, 5, "<-", (item.strength_text, "dim"))
    facts = listed(_facts(item))
    if facts:
        row(out, 5, "", (facts, "dim"))
    if item.score is not None and item.score < RELIABLE:
        row(out, 5, "", (_("Doubtful: read both texts before you agree"), "yellow"))
    if item.indicator:
        row(out, 5, "", (_("Shown by: {indicator}").format(indicator=item.indicator), "dim"))


def _facts(item: Item) -> list[str]:
    """Who, when, how many, as short phrases."""
    facts = [_("in return")] if item.in_return else []
    facts += [_("{score} points").format(score=item.score)] if item.score is not None else []
    if item.mode:
        facts.append(label(item.mode))
    if item.lead:
        facts.append(_("led by {name}").format(name=item.lead))
    if item.people is not None:
        facts.append(ngettext("{count} person", "{count} people", item.people).format(count=item.people))
    if item.sessions is not None:
        facts.append(ngettext("{count} session", "{count} sessions", item.sessions).format(count=item.sessions))
    if item.minutes is not None:
        facts.append(_("{count} minutes each").format(count=item.minutes))
    facts += [fact for fact in (item.recurrence, item.place) if fact]
    if item.start and item.end:
        facts.append(f"{item.start} .. {item.end}")
    return facts


def _print_unmet(out: "Console", unmet: UnmetNeed) -> None:
    row(out, 0, "--", unmet.need_text, style="yellow")
    cause: Cell = (unmet.sentence or unmet.cause.value, "dim")
    row(out, 5, "", cause)


def _as_json(plan: SupportPlan) -> object:
    import msgspec

    return msgspec.to_builtins(plan)
