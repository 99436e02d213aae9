"""Changes of schools as what can be decided: the same page foresees, writes and takes them back as one step."""

from needsmatch.i18n import N_, _
from needsmatch.model.programme import Programme
from needsmatch.planning import changing
from needsmatch.tui.deciding import Deed


def withdrawing(programme: Programme, school_id: str) -> Deed:
    """A school leaves the programme."""
    names = _names(programme, school_id)
    return Deed(
        N_("A school withdraws"),
        lambda: _("{school} withdraws").format(**names),
        lambda: _("It leaves the programme. What was done with it stays in its plans and still counts."),
        lambda: _("{school} withdrew").format(**names),
        lambda programme, author: changing.withdraw(programme, school_id, author),
    )


def returning(programme: Programme, school_id: str) -> Deed:
    """A school that left is back."""
    names = _names(programme, school_id)
    return Deed(
        N_("A school comes back"),
        lambda: _("{school} comes back").format(**names),
        lambda: _("It takes part again. Plans that were closed when it left are open again where its pairs hold."),
        lambda: _("{school} is back").format(**names),
        lambda programme, author: changing.return_school(programme, school_id, author),
    )


def with_new_head(programme: Programme, school_id: str, head: str) -> Deed:
    """A school has another head."""
    names = {**_names(programme, school_id), "name": head}
    return Deed(
        N_("A new head"),
        lambda: _("{school} has a new head: {name}").format(**names),
        lambda: _("This name counts from then on, whatever the school's file says."),
        lambda: _("{school} has a new head: {name}").format(**names),
        lambda programme, author: changing.set_head(programme, school_id, head, author),
    )


def merging(programme: Programme, school_id: str, into_id: str) -> Deed:
    """A school becomes part of another one."""
    names = {**_names(programme, school_id), "other": _names(programme, into_id)["school"]}
    return Deed(
        N_("Two schools merge"),
        lambda: _("{school} merges into {other}").format(**names),
        lambda: _("{other} goes on and takes over the needs and strengths of {school}.").format(**names),
        lambda: _("{school} merged into {other}").format(**names),
        lambda programme, author: changing.merge_schools(programme, school_id, into_id, author),
    )


def _names(programme: Programme, school_id: str) -> dict[str, str]:
    school = programme.school(school_id)
    return {"school": school.name if school else school_id}
