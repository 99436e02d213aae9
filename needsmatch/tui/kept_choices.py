"""What was chosen about conflicts that are not all decided yet: kept with what is being typed, also over the night."""

import msgspec

from needsmatch.planning.take_in import Choice, Choices
from needsmatch.tui.session import Session

_FIELD = "merge"
"""What stands for choices among the places where something is typed."""

_Kept = dict[str, Choice]


def keep_choices(session: Session, which: tuple[str, str] | None, choices: Choices) -> None:
    """Keep choices about a plan, by its id, and the copy that is merged into it; none at all forget them."""
    if which:
        session.typing((*which, _FIELD), msgspec.json.encode(dict(choices)).decode() if choices else None)
        session.keep_typing()


def kept_choices(session: Session, which: tuple[str, str] | None) -> Choices:
    """What was chosen before."""
    text = session.typed.get((*which, _FIELD)) if which else None
    try:
        return msgspec.json.decode(text, type=_Kept) if text else {}
    except msgspec.MsgspecError:  # of another version
        return {}
