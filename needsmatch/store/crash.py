"""The account of a fault of the program, kept in the user's state folder for whoever looks after the program."""

from pathlib import Path

from platformdirs import user_state_path


def keep_account(text: str) -> Path | None:
    """Write `text` over the account of the crash before; gives its path, None where it cannot be written."""
    path = user_state_path("needsmatch") / "crash.txt"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", errors="replace")
    except OSError:
        return None
    return path
