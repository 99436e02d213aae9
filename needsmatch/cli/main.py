"""The command `needsmatch`: its verbs, and how every outcome becomes a sentence and an exit code."""

import os
import sys
from collections.abc import Sequence
from pathlib import Path

import click

from needsmatch import __version__, i18n
from needsmatch.cli.completion import VARIABLE as COMPLETION_VARIABLE
from needsmatch.cli.doors import Doors
from needsmatch.cli.exit_codes import ExitCode, code_of
from needsmatch.cli.output import prepare_streams, say
from needsmatch.cli.usage import speak_clicks_language, unknown_command, usage_sentence
from needsmatch.cli.verbs import Group
from needsmatch.errors import NeedsmatchError, WrongUse, reason_of
from needsmatch.i18n import LANGUAGES, _
from needsmatch.store.settings import load_settings


def main(argv: Sequence[str] | None = None, doors: Doors | None = None) -> int:
    """Run one command line (without the program's name); gives the exit code.

    `doors` lead into the terminal app; they are taken where a person sits at a terminal.
    """
    arguments = list(sys.argv[1:] if argv is None else argv)
    prepare_streams()
    # Help and usage are worded while the arguments are read, so the language must be known before.
    asked, rest = _without_language(arguments)
    spoken = asked is None or _is_spoken(asked)
    saved = load_settings().language
    i18n.use(i18n.nearest_language(asked) if asked and spoken else i18n.from_environment(saved=saved))
    speak_clicks_language(i18n.language())
    try:
        code = _run(build(), rest if spoken else arguments, doors)
        sys.stdout.flush()
        return code
    except click.ClickException as error:
        say(usage_sentence(error))
        return ExitCode.WRONG_USE
    except NeedsmatchError as error:
        say(str(error))
        return code_of(error)
    except (click.Abort, KeyboardInterrupt):
        return ExitCode.INTERRUPTED
    except BrokenPipeError:
        # The reader (head, less) has gone: nothing to say.
        _discard_output()
        return ExitCode.DONE
    except OSError as error:
        # The programme's files have been dealt with further down: most likely it is the output, such as a full disk.
        _discard_output()
        say(_("This could not be carried out to the end ({reason}).").format(reason=reason_of(error)))
        return ExitCode.INPUT_PROBLEMS


def _discard_output() -> None:
    """Nothing more can be printed; the flush at exit must not fail."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _run(group: click.Group, arguments: list[str], doors: Doors | None) -> int:
    if COMPLETION_VARIABLE in os.environ:
        group.main(arguments, prog_name="needsmatch", complete_var=COMPLETION_VARIABLE)
    # Not click's own main: it would turn a closed pipe into an error.
    try:
        with group.make_context("needsmatch", arguments, obj=doors) as context:
            return int(group.invoke(context) or ExitCode.DONE)
    except click.exceptions.Exit as leaving:
        return leaving.exit_code


def _without_language(arguments: list[str]) -> tuple[str | None, list[str]]:
    """The value of --lang, wherever people write it, and the other arguments."""
    asked: str | None = None
    rest: list[str] = []
    words = iter(arguments)
    for word in words:
        if word == "--":
            return asked, [*rest, word, *words]
        if word.startswith("--lang="):
            asked = word.removeprefix("--lang=")
        elif word == "--lang" and (value := next(words, None)) is not None:
            asked = value
        else:
            rest.append(word)
    return asked, rest


def _is_spoken(value: str) -> bool:
    return value in LANGUAGES or value.replace("-", "_").split("_")[0].casefold() in ("en", "zh")


class Verbs(Group):
    """The verbs; an argument that is no verb but a folder is the programme to open."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Open the programme where no verb is given."""
        if ctx.resilient_parsing:  # a shell asks for completions
            return super().parse_args(ctx, args)
        place = next((place for place, word in enumerate(args) if not self._is_option(args, place)), None)
        if place is None and not ({"--help", "-h", "--version"} & set(args)):
            args = [*args, "open"]
        elif place is not None and args[place] not in self.commands and _looks_like_folder(args[place]):
            args = [*args[:place], "open", *args[place:]]
        return super().parse_args(ctx, args)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The verb; an unknown one is named with the nearest known one."""
        if args[0] not in self.commands and not ctx.resilient_parsing:
            known = [name for name, command in self.commands.items() if not command.hidden]
            raise WrongUse(unknown_command(args[0], known))
        return super().resolve_command(ctx, args)

    @staticmethod
    def _is_option(args: list[str], place: int) -> bool:
        return args[place].startswith("-") or (place > 0 and args[place - 1] == "--lang")


def _looks_like_folder(word: str) -> bool:
    return Path(word).is_dir() or word.endswith(".toml") or any(sign in word for sign in ("/", os.sep, "~"))


def build() -> click.Group:
    """All verbs, worded in the current language."""
    from needsmatch.cli import (
        change,
        check,
        completion,
        diff,
        match,
        merge,
        new,
        pair,
        plan,
        report,
        review,
        schema,
        show,
        topics,
    )

    def choose_language(context: click.Context, option: click.Parameter, value: str | None) -> None:
        if value is not None and not _is_spoken(value):
            raise click.BadParameter(_("write one of {words}").format(words=i18n.listed(LANGUAGES)), context, option)

    def print_version(context: click.Context, option: click.Parameter, value: bool) -> None:
        if value and not context.resilient_parsing:
            click.echo(f"needsmatch {__version__}")
            context.exit()

    options: list[click.Parameter] = [
        click.Option(
            ["--lang"],
            metavar="LANGUAGE",
            expose_value=False,
            callback=choose_language,
            help=_("Language: en or zh_CN; otherwise that of your system."),
        ),
        click.Option(
            ["--version"],
            is_flag=True,
            expose_value=False,
            is_eager=True,
            callback=print_version,
            help=_("Show the version."),
        ),
    ]
    group = Verbs(
        "needsmatch",
        params=options,
        help=_("Match what schools need with what partner schools do well, and draft the support plans.")
        + "\n\n"
        + _("Without a command it opens PROGRAMME (a folder), or a copy of a sample programme."),
        context_settings={"help_option_names": ["--help", "-h"], "max_content_width": 100},
        options_metavar=_("[OPTIONS]"),
        subcommand_metavar=_("[PROGRAMME] | COMMAND [OPTIONS]"),
    )
    for module in (
        check,
        match,
        pair,
        change,
        plan,
        report,
        review,
        diff,
        merge,
        topics,
        new,
        schema,
        completion,
        show,
    ):
        group.add_command(module.command())
    return group
