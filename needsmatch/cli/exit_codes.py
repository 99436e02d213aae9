"""What the command line tells the shell."""

from enum import IntEnum

from needsmatch.errors import ChangedOnDisk, NeedsmatchError, WrongUse


class ExitCode(IntEnum):
    """Exit codes; scripts depend on them."""

    DONE = 0
    INPUT_PROBLEMS = 1
    """The input has errors; what could be used was used."""
    WRONG_USE = 2
    CONFLICT = 3
    """A file was changed by somebody else, or two changes contradict each other."""
    INTERRUPTED = 130
    """Ctrl+C."""


def code_of(error: NeedsmatchError) -> ExitCode:
    """The exit code for an expected error."""
    if isinstance(error, WrongUse):
        return ExitCode.WRONG_USE
    return ExitCode.CONFLICT if isinstance(error, ChangedOnDisk) else ExitCode.INPUT_PROBLEMS
