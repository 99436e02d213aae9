"""The sample programmes that come with the program. Nobody works on the installed files: they are copied first."""

import shutil
from pathlib import Path

from platformdirs import user_documents_path

from needsmatch.errors import CannotWrite, WrongUse, reason_of
from needsmatch.i18n import _, listed
from needsmatch.store.folder import SETTINGS
from needsmatch.store.notebook import nearest

FIRST_SAMPLE = {"zh_CN": "huli-minning", "en": "harbour-uplands"}
"""The sample a newcomer sees, by language."""

_PACKAGE = Path(__file__).parents[1]


def samples_folder() -> Path:
    """Where the samples lie: inside an installed package, beside it in a checkout."""
    inside = _PACKAGE / "profiles"
    return inside if inside.is_dir() else _PACKAGE.parent / "profiles"


def sample_names() -> list[str]:
    """Names of the sample programmes."""
    return sorted(path.parent.name for path in samples_folder().glob(f"*/{SETTINGS}"))


def sample(name: str) -> Path:
    """Folder of a sample. Raises WrongUse for an unknown name."""
    names = sample_names()
    if name in names:
        return samples_folder() / name
    near = nearest(name, names)
    hint = _("did you mean {word}?").format(word=near) if near else _("there are: {words}").format(words=listed(names))
    raise WrongUse(_("There is no sample {name}; {hint}").format(name=name, hint=hint))


def copy_sample(name: str, folder: Path) -> None:
    """Copy a sample to `folder`, which must not hold anything yet. Raises CannotWrite."""
    source = sample(name)
    try:
        shutil.copytree(source, folder, dirs_exist_ok=True, copy_function=shutil.copyfile)
    except (OSError, shutil.Error) as error:
        reason = reason_of(error) if type(error) is not shutil.Error else str(error)
        raise CannotWrite(_("{folder} cannot be written ({reason})").format(folder=folder, reason=reason)) from None


def programmes_folder() -> Path:
    """Where programmes are kept unless somebody says otherwise: among the user's documents, where people find them."""
    return user_documents_path() / "needsmatch"


def working_copy(name: str) -> Path:
    """The user's own copy of a sample, made at the first call; later calls give what people have made of it.

    Raises CannotWrite.
    """
    folder = programmes_folder() / name
    # Whatever is there already is the user's, even without its settings file.
    if not folder.is_dir() or not any(folder.iterdir()):
        copy_sample(name, folder)
    return folder
