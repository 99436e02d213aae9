"""The one place that knows the program's doors."""

import sys
from typing import NoReturn


def main() -> NoReturn:
    """Run the command line and leave with its exit code."""
    from needsmatch.cli.main import main as command_line

    sys.exit(command_line())


if __name__ == "__main__":
    main()
