"""What workers tell the app. Workers only post messages; the app alone changes what is known."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from textual.message import Message

if TYPE_CHECKING:
    from needsmatch.matching.rank import Matcher
    from needsmatch.matching.unexplained import Unexplained
    from needsmatch.model.match import RankedPlan
    from needsmatch.model.programme import Programme
    from needsmatch.store.folder import Reading
    from needsmatch.store.watch import Signature
    from needsmatch.tui.recall import Recalled
    from needsmatch.tui.reporting import Reported
    from needsmatch.tui.session import Around, PairingNow


@dataclass
class Busy(Message):
    """How far the work is, in words; empty when it is done."""

    text: str


@dataclass
class ProgrammeRead(Message):
    """A programme's folder was read."""

    reading: "Reading"
    signature: "Signature"
    """What the folder looked like just before."""
    request: int = 0
    """Number of the request it answers."""
    recalled: "Recalled | None" = None
    """What was done on the programme before; None where it was open already."""


@dataclass
class ReceiverRanked(Message):
    """The donors for one receiver are known."""

    match: "Matcher"
    """What ranked them; it belongs to one reading, and an older one's results come too late."""
    receiver: str
    plans: "list[RankedPlan]"
    topics: dict[str, str | None]
    """Reference of each of its needs to the topic it is about."""


@dataclass
class AllMatched(Message):
    """Every receiver is ranked."""

    match: "Matcher"
    """What ranked them."""


@dataclass
class PairingReady(Message):
    """Who helps whom is known."""

    pairing: "PairingNow"


@dataclass
class AroundReady(Message):
    """What would be with others instead of two schools is known."""

    pairing: "PairingNow"
    """What was looked at."""
    chosen: tuple[str, str]
    """Ids of receiver and donor."""
    around: "Around"


@dataclass
class TwoWayReady(Message):
    """What receivers could do for donors is known."""

    programme: "Programme"
    match: "Matcher"


@dataclass
class ReportReady(Message):
    """The programme is added up."""

    reported: "Reported"


@dataclass
class CouldNot(Message):
    """Work failed, with the sentence why."""

    sentence: str


@dataclass
class FolderChanged(Message):
    """Files of a programme are not what they were."""

    folder: Path
    seen: "Signature"
    """What they were."""
    signature: "Signature"
    """What they are now."""


@dataclass
class UnexplainedFound(Message):
    """The wordings of a programme that no topic explains are known."""

    programme: "Programme"
    wordings: "Sequence[Unexplained]"


@dataclass
class PinyinReady(Message):
    """Schools can be found by pinyin, and the commands if somebody searches them."""

    programme: "Programme | None"
    """The one whose schools they are; None where none was open."""
    texts: Sequence[str]
    """What else was asked for."""
    keys: dict[str, tuple[str, ...]]
    """Search keys of each school by its id, and of each text by itself."""
