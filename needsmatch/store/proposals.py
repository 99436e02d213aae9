"""What the program proposed last for each plan, so that a refresh can tell a person's values from its own.

It lies in plans/.history/<plan>/proposed.toml and is written right after the plan, as a file of its own: a plan that is
sent to a school holds nothing but what people agree on. Where the program is stopped between the two, the older
proposal stands there still, and what followed the newer one counts as written by a person: it stays.
"""

from pathlib import Path

from needsmatch.errors import WrongUse
from needsmatch.i18n import _, using
from needsmatch.model.plan import SupportPlan
from needsmatch.store.files import is_inside
from needsmatch.store.folder import PLANS
from needsmatch.store.mend import Mend
from needsmatch.store.plan_file import read_plan
from needsmatch.store.revisions import HISTORY
from needsmatch.store.to_toml import as_table, as_text

_NAME = "proposed.toml"


def load_proposal(folder: Path, plan_id: str) -> SupportPlan | None:
    """What was proposed last for a plan of the programme in `folder`; None where that is not known or not readable."""
    try:
        file = read_plan(_path(folder, plan_id))
    except (WrongUse, OSError):
        return None
    plan = file.stored.plan if file.stored and file.is_whole else None
    return plan if plan and plan.plan.id == plan_id else None


def proposal_mend(folder: Path, plan_id: str, proposed: SupportPlan | None) -> Mend | None:
    """The file of a proposal before and after; None where it holds that already, or cannot be kept.

    Where nothing is `proposed`, the file goes. A link that leads out of the programme's folder is not followed.
    """
    path = _path(folder, plan_id)
    if not is_inside(folder, path):
        return None
    try:
        before = path.read_bytes()
    except FileNotFoundError:
        before = None
    except OSError:
        return None
    after = _text(proposed).encode() if proposed else None
    return None if before == after else Mend(path, before, after)


def _path(folder: Path, plan_id: str) -> Path:
    return folder / PLANS / HISTORY / plan_id / _NAME


def _text(proposed: SupportPlan) -> str:
    with using(proposed.plan.language):
        opening = _("What the program proposed last; it shows what people changed since. Leave it as it is")
    return f"# {opening}\n" + as_text(as_table(proposed))
