"""The one place that knows the program's doors."""

import sys
from pathlib import Path
from typing import NoReturn


def main() -> NoReturn:
    """Run the terminal app or the command line, and leave with the exit code."""
    from needsmatch.tui.door import merge_plans, open_app, plain_start, review_plan

    # Reading the arguments takes the command line 60 ms, a quarter of the time to the first screen; where there is
    # nothing to read, the app does not wait for it.
    if plain_start(sys.argv[1:]):
        sys.exit(open_app(Path(sys.argv[1]) if sys.argv[1:] else None))
    from needsmatch.cli.doors import Doors
    from needsmatch.cli.main import main as command_line

    sys.exit(command_line(doors=Doors(open_app, review_plan, merge_plans)))


if __name__ == "__main__":
    main()
