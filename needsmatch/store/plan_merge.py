"""A merged plan as the text of a file: what people wrote by hand into either copy comes along.

A plan's records know nothing of remarks (`# ...`) and of keys that the format does not have. Ours keeps its own, in its
own layout; what theirs has got since the base goes to the same table of the merged file. What stood by hand in a table
that is gone goes to the mark of the removed item, to the table around it, or to the end of the file.
"""

from needsmatch.errors import CannotWrite
from needsmatch.i18n import _
from needsmatch.model.plan import SupportPlan
from needsmatch.store.bring import brought_bytes, layout_of
from needsmatch.store.folder import StoredPlan
from needsmatch.store.keep import CannotKeep
from needsmatch.store.plans import cannot_keep, changed_bytes, read_back


def merged_bytes(base: StoredPlan | None, ours: StoredPlan, theirs: StoredPlan, plan: SupportPlan) -> bytes:
    """The file of `ours` changed in place so that it holds `plan`, with what people wrote by hand into `theirs`.

    Of theirs come the remarks and the unknown keys that `base` has not (all, where there is no base). Where both gave
    an unknown key another value, ours stays and theirs stands above it as a remark. Doing the same again changes
    nothing. Raises CannotWrite, which names the file of the two that stands in the way, where something would be lost.
    """
    data = kept_bytes(ours, plan)
    try:
        source, since = layout_of(theirs.data), layout_of(base.data) if base else None
    except CannotKeep:
        raise _cannot_bring(theirs) from None
    try:
        after = brought_bytes(data, source, since)
    except CannotKeep:
        raise cannot_keep(ours) from None
    if after != data and read_back(after, ours) != plan:
        raise _cannot_bring(theirs)
    return after


def kept_bytes(ours: StoredPlan, plan: SupportPlan) -> bytes:
    """The same without what stands in `theirs` by hand. Raises CannotWrite where something would be lost."""
    return ours.data if plan == ours.plan else changed_bytes(ours, plan)


def _cannot_bring(theirs: StoredPlan) -> CannotWrite:
    message = _(
        "{file} is laid out so that remarks and keys of your own cannot be brought over from it; nothing was written. "
        "Take them out of {file}, then try again"
    )
    return CannotWrite(message.format(file=theirs.path.name))
