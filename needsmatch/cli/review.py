"""`needsmatch review`: a head reads one plan file that came by e-mail and answers item by item; in a pipe the plan in
plain words."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from needsmatch.cli import options
from needsmatch.cli.doors import doors
from needsmatch.cli.exit_codes import ExitCode
from needsmatch.cli.output import console, print_json, problems_as_json, row, say, say_file_problems, text
from needsmatch.cli.verbs import Verb
from needsmatch.i18n import _, together
from needsmatch.model.plan import Item, PlanSide, SupportPlan

if TYPE_CHECKING:
    from rich.console import Console

    from needsmatch.planning.plain import Spoken


def command() -> click.Command:
    """The verb, worded in the current language."""
    plan = click.Argument(["plan"], metavar=_("PLAN"), type=click.Path(path_type=Path, readable=False))
    side = click.Option(
        ["--side"],
        type=click.Choice([PlanSide.RECEIVER.value, PlanSide.DONOR.value]),
        help=_("Whose answers: of the school that asks for help (receiver) or gives it (donor)."),
    )
    name = click.Option(["--name"], metavar=_("NAME"), help=_("Who reviews; otherwise it is asked once."))
    return Verb(
        "review",
        params=[plan, side, name, options.as_json()],
        callback=run,
        short_help=_("Read a plan and answer it, item by item."),
        help=together(
            _("Read a plan that was sent to you, one item at a time, and answer; every answer is kept in the file."),
            together(
                _("Once something was done, say how useful it was."),
                _("Without a terminal it prints the plan in plain words."),
            ),
        ),
    )


def run(plan: Path, side: str | None, name: str | None, as_json: bool) -> ExitCode:
    """Open the review, or print the plan; INPUT_PROBLEMS where something in the file cannot be read."""
    from needsmatch.planning.plain import school_of
    from needsmatch.store.plan_file import read_plan
    from needsmatch.store.settings import load_settings

    file = read_plan(plan, str(plan))
    if file.stored is None or not file.is_whole:
        if as_json:
            print_json({"problems": problems_as_json(file.problems)})
        say_file_problems(file.problems)
        say(_("This plan cannot be reviewed before that is mended; ask whoever sent it to you for a new copy."))
        return ExitCode.INPUT_PROBLEMS
    spoken = PlanSide(side) if side else None
    ways = None if as_json else doors()
    if ways:
        return ExitCode(ways.review(plan, spoken, name.strip() or None if name else None))
    known = load_settings()
    is_own = known.side and known.school == school_of(file.stored.plan, known.side)
    spoken = spoken or (known.side if is_own else None) or PlanSide.COORDINATOR
    if as_json:
        print_json({**_as_json(file.stored.plan, spoken), "problems": problems_as_json(file.problems)})
    else:
        _print(console(), file.stored.plan, spoken)
    return ExitCode.DONE


def _print(out: "Console", plan: SupportPlan, side: PlanSide) -> None:
    from needsmatch.planning.confirm import to_answer
    from needsmatch.planning.plain import signed_by, why_unmet
    from needsmatch.planning.review import signatures

    about = plan.plan
    heading = _("{donor} helps {receiver}").format(donor=about.donor_name, receiver=about.receiver_name)
    out.print(text((heading, "bold")))
    waiting = to_answer(plan, side)
    for place, item in enumerate(plan.items):
        _print_item(out, plan, place + 1, item, side, waits=place in waiting)
    for entry in plan.unmet:
        out.print()
        row(out, 0, "--", entry.need_text, style="yellow")
        row(out, 0, "", (why_unmet(plan, entry), "dim"))
    if plan.signatures:
        out.print()
    for signature, valid in signatures(plan):
        signed = _("Signed: {who}") if valid else _("Signed, and void since the plan was changed: {who}")
        out.print(text(signed.format(who=signed_by(plan, signature))), soft_wrap=True)


def _print_item(out: "Console", plan: SupportPlan, number: int, item: Item, side: PlanSide, *, waits: bool) -> None:
    from needsmatch.planning.plain import in_words
    from needsmatch.planning.review import HEADS

    words = in_words(plan, item, side)
    out.print()
    row(out, 0, f"{number}.", (words.asked.label, "dim"), style="bold")
    row(out, 0, "", (words.asked.text, "bold"))
    row(out, 0, "", (words.offered.label, "dim"))
    row(out, 0, "", (words.offered.text, "bold"))
    if words.remark:
        row(out, 0, "", (words.remark, "yellow"))
    _print_told(out, (*words.facts, *words.said))
    if waits and (side in HEADS or not words.said):
        row(out, 0, "", (_("Not answered yet"), "yellow"))
    _print_done(out, plan, item)


def _print_done(out: "Console", plan: SupportPlan, item: Item) -> None:
    """What was done, what the school that was helped says about it, and that it has not said anything yet."""
    from needsmatch.planning.confirm import standing
    from needsmatch.planning.done_words import confirmed_in_words, done_in_words
    from needsmatch.planning.plain import side_name

    today = date.today()
    if done := done_in_words(item, today):
        row(out, 0, "", (_("What is noted as done"), "dim"))
        _print_told(out, done)
    _print_told(out, confirmed_in_words(plan, item, today))
    if done and not standing(item, today):
        text = _("{school} has not said yet how useful it was").format(school=side_name(plan, item.helped))
        row(out, 0, "", (text, "yellow"))


def _print_told(out: "Console", told: "Sequence[Spoken]") -> None:
    for fact in told:
        row(out, 0, "", (_("{what}: {details}").format(what=fact.label, details=""), "dim"), fact.text)


def _as_json(plan: SupportPlan, side: PlanSide) -> dict[str, object]:
    from msgspec import to_builtins

    from needsmatch.planning.confirm import to_answer, to_confirm
    from needsmatch.planning.review import progress, signatures

    waiting, today = to_answer(plan, side), date.today()
    sides = (PlanSide.RECEIVER, PlanSide.DONOR) if side is PlanSide.COORDINATOR else (side,)
    return {
        "plan": plan.plan.id,
        "status": plan.plan.status.value,
        "side": side.value,
        "answered": progress(plan, side).answered,
        "to_answer": [plan.items[place].id for place in waiting],
        "to_confirm": [item.id for each in sides for item in to_confirm(plan, each, today)],
        "items": [_item_as_json(plan, number, item, side) for number, item in enumerate(plan.items, 1)],
        "unmet": to_builtins(plan.unmet),
        "signatures": [{**to_builtins(signature), "valid": valid} for signature, valid in signatures(plan)],
    }


def _item_as_json(plan: SupportPlan, number: int, item: Item, side: PlanSide) -> object:
    from msgspec import to_builtins

    from needsmatch.planning.confirm import standing
    from needsmatch.planning.done_words import done_in_words
    from needsmatch.planning.plain import in_words
    from needsmatch.planning.review import standing_answer

    given, judged = standing_answer(item, side), standing(item, date.today())
    return {
        "number": number,
        "id": item.id,
        "in_return": item.in_return,
        "words": to_builtins(in_words(plan, item, side)),
        "answer": given.answer.value if given else None,
        "comment": given.comment if given else None,
        "done": to_builtins(done_in_words(item, date.today())),
        "useful": judged.useful.value if judged else None,
        "useful_comment": judged.comment if judged else None,
    }
