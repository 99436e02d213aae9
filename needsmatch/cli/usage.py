"""Wrong use, worded: what was wrong, what is meant, in the user's language. And click's own words, translated."""

import difflib
import gettext
import os
from collections.abc import Iterable

import click

from needsmatch.i18n import LOCALE_FOLDER, N_, _, listed, together

# What click itself prints in help pages; it looks its texts up in gettext's global domain.
CLICKS_TEXTS = (
    N_("Usage:"),
    N_("Options"),
    N_("Commands"),
    N_("Arguments"),
    N_("Show this message and exit."),
)
"""Message ids of click that our help pages show."""


def speak_clicks_language(language: str) -> None:
    """Let click look its texts up in our catalogue, in `language`."""
    gettext.bindtextdomain("needsmatch", str(LOCALE_FOLDER))
    gettext.textdomain("needsmatch")
    # gettext's global functions know no other way to be told.
    os.environ["LANGUAGE"] = language


def usage_sentence(error: click.ClickException) -> str:
    """One or two sentences for a wrong command line."""
    context = getattr(error, "ctx", None)
    command = context.command_path if context else "needsmatch"
    return together(_what_is_wrong(error, context), _("{command} --help shows how it is used.").format(command=command))


def unknown_command(word: str, known: Iterable[str]) -> str:
    """The sentence for a word that is neither a command nor a folder."""
    wrong = _("There is no command and no folder {word}; {hint}").format(word=word, hint=did_you_mean(word, known))
    return together(wrong, _("{command} --help shows how it is used.").format(command="needsmatch"))


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """The nearest known word as a question, or all of them; ends the sentence."""
    names = list(known)
    near = difflib.get_close_matches(word, names, n=1, cutoff=0.5)
    if near:
        return _("did you mean {word}?").format(word=near[0])
    return _("there are: {words}.").format(words=listed(names))


def _what_is_wrong(error: click.ClickException, context: click.Context | None) -> str:
    match error:
        case click.NoSuchOption():
            hint = did_you_mean(error.option_name, _options(context))
            return _("There is no option {word}; {hint}").format(word=error.option_name, hint=hint)
        case click.MissingParameter():
            return _("{name} is missing.").format(name=_name(error.param))
        case click.BadParameter():
            return _("{name} is not right: {reason}.").format(name=_name(error.param), reason=_reason(error))
        case click.BadOptionUsage():
            return _("The option {word} needs a value.").format(word=error.option_name)
        case click.UsageError():
            return _("There is one argument too many.")
    return error.format_message()


def _options(context: click.Context | None) -> list[str]:
    parameters = context.command.get_params(context) if context else []
    return [name for parameter in parameters if isinstance(parameter, click.Option) for name in parameter.opts]


def _name(parameter: click.Parameter | None) -> str:
    if parameter is None:
        return "?"
    return parameter.opts[0] if isinstance(parameter, click.Option) else parameter.human_readable_name.strip("[]")


def _reason(error: click.BadParameter) -> str:
    kind = error.param.type if error.param else None
    if isinstance(kind, click.Choice):
        return _("write one of {words}").format(words=listed(str(choice) for choice in kind.choices))
    if isinstance(kind, click.types.IntParamType):
        return _("write a whole number of {low} or more").format(low=1)
    return error.message.rstrip(".")
