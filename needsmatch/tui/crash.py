"""What is said when the program itself fails: no traceback on the screen, all of it in a file to send on."""

import traceback

from rich.text import Text

from needsmatch.display import clean
from needsmatch.i18n import _, together
from needsmatch.store.crash import keep_account


def last_words() -> Text:
    """The sentence for the user; the traceback of the exception that is being handled goes to a file."""
    what = _("needsmatch met a fault of its own and had to stop. Everything that was saved is safe.")
    path = keep_account(traceback.format_exc())
    if path:
        where = _("What happened is written in {path}; send that file to those who look after the program.")
        what = together(what, where.format(path=path))
    return Text(clean(what))
