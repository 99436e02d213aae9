"""A new programme: small files with a remark on every key, in the user's language, ready to be filled in."""

from datetime import date
from pathlib import Path

from needsmatch.errors import CannotWrite, WrongUse, reason_of
from needsmatch.i18n import _, language
from needsmatch.store.folder import DONORS, PLANS, RECEIVERS, SETTINGS


def new_programme(folder: Path, today: date) -> list[Path]:
    """Write the files of a new programme to `folder`; gives their paths.

    Raises WrongUse where the folder holds something already, CannotWrite where it cannot be written.
    """
    require_empty(folder)
    # A school year from September to July; from spring on the next one is meant.
    year = today.year if today.month >= 3 else today.year - 1
    files = {
        SETTINGS: _PROGRAMME.format(
            comment=_("A school pairing programme. Format: docs/file-formats.md"),
            name=_("Our pairing programme"),
            language=f'"{language()}"'.ljust(18),
            start=f"{year}-09-01",
            end=f"{year + 1}-07-10",
            about=_("plans are drafted in this language"),
            period=_("the period of the plans"),
            receiving=_("Receiving district"),
            donating=_("Donor district"),
            seminar=_("every plan holds one joint seminar a year"),
            pair=_("a pair given from above; leave pairs out to have the best donor proposed"),
        ),
        f"{RECEIVERS}/first-receiver.toml": _RECEIVER.format(
            comment=_("A receiving school and its needs list: one file for each school. Format: docs/file-formats.md"),
            name=_("First receiving school"),
            stage=_("kindergarten, primary, middle, high, vocational, special or institute"),
            need=_("Our pupils hardly ever borrow a library book"),
            words=_("in the school's own words"),
            priority=_("1 most urgent .. 5"),
            second=_("Our young teachers cannot keep a class quiet"),
        ),
        f"{DONORS}/first-donor.toml": _DONOR.format(
            comment=_("A donor school and what it is good at: one file for each school. Format: docs/file-formats.md"),
            name=_("First donor school"),
            strength=_("A school library that pupils run themselves, with reading mornings and lending bags"),
            words=_("in the school's own words"),
            modes=_("the ways of helping it offers"),
            second=_("Mentors for new class teachers: rules, routines, calm classrooms"),
            places=_("how many people it can take"),
        ),
    }
    written = []
    try:
        for name in (RECEIVERS, DONORS, PLANS):
            (folder / name).mkdir(parents=True, exist_ok=True)
        for name, text in files.items():
            (folder / name).write_text(text, encoding="utf-8", newline="\n")
            written.append(folder / name)
    except OSError as error:
        raise CannotWrite(
            _("{folder} cannot be written ({reason})").format(folder=folder, reason=reason_of(error))
        ) from None
    return written


def require_empty(folder: Path) -> None:
    """Raises WrongUse where `folder` is a file or holds anything."""
    if folder.is_file():
        raise WrongUse(_("{folder} is a file; name a folder that does not exist yet").format(folder=folder))
    if folder.is_dir() and any(folder.iterdir()):
        raise WrongUse(_("{folder} holds files already; name a folder that does not exist yet").format(folder=folder))


_PROGRAMME = """\
# {comment}
[programme]
id = "our-programme"
name = "{name}"
language = {language} # {about}
start = {start}           # {period}
end = {end}

[receiving]
name = "{receiving}"
districts = ["{receiving}"]

[donating]
name = "{donating}"
districts = ["{donating}"]

[rules]
yearly_seminar = true         # {seminar}

# {pair}
# [[pair]]
# receiver = "first-receiver"
# donor = "first-donor"
"""

_RECEIVER = """\
# {comment}
[school]
id = "first-receiver"
name = "{name}"
stage = "primary"             # {stage}
illustrative = true

[[need]]
id = "library"
text = "{need}"   # {words}
priority = 1                  # {priority}

[[need]]
text = "{second}"
"""

_DONOR = """\
# {comment}
[school]
id = "first-donor"
name = "{name}"
stage = "primary"
illustrative = true

[[strength]]
id = "pupil-library"
text = "{strength}"   # {words}
modes = ["training", "lecture"]   # {modes}

[[strength]]
text = "{second}"
modes = ["shadow"]
places = 2                    # {places}
"""
