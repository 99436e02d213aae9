"""What is said when the program itself fails: no traceback on the screen, all of it in a file to send on."""

import traceback
from collections.abc import Sequence

from rich.text import Text

from needsmatch.display import clean
from needsmatch.i18n import _, together
from needsmatch.model.plan import SupportPlan
from needsmatch.store.crash import keep_account
from needsmatch.store.plans import plan_text


def last_words(unsaved: Sequence[SupportPlan], *, kept: bool = False) -> Text:
    """The sentence for the user; the traceback of the exception that is being handled goes to a file.

    Where the journal has not `kept` what was not saved, those plans go there too, whole, so that nothing is lost.
    """
    what = _("needsmatch met a fault of its own and had to stop. Everything that was saved is safe.")
    if unsaved and kept:
        what = together(what, _("What was not saved is there again at the next start."))
        unsaved = ()
    path = keep_account("\n\n".join([traceback.format_exc(), *(plan_text(plan) for plan in unsaved)]))
    if path:
        where = _("What happened is written in {path}; send that file to those who look after the program.")
        if unsaved:
            where = together(where, _("The plans that were not saved stand there too."))
        what = together(what, where.format(path=path))
    return Text(clean(what))
