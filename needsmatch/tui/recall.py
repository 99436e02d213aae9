"""What was done on a programme, or on one plan file, before the app was opened: read from its journal, in a thread."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from needsmatch.store.journal import Journal, Replayed, open_journal
from needsmatch.store.mend import held_otherwise
from needsmatch.tui.chronicle import Chronicle, Overgrown, applied, encoded, replayed
from needsmatch.tui.session import Session


@dataclass(frozen=True)
class Recalled:
    """What a journal tells, and the journal, which goes on."""

    chronicle: Chronicle
    journal: Journal


def recall(subject: Path) -> Recalled:
    """What was done on `subject`, an absolute path. Raises nothing."""
    journal, chronicle = open_journal(subject, _replay)
    now, future = chronicle.history.present.written, chronicle.history.future[:1]
    undone = future[0].written[len(now) :] if future else ()
    paths = held_otherwise(
        [file for written in now for file in written.files], [file for written in undone for file in written.files]
    )
    if paths:
        # Steps before one that cannot be taken back could not be, either.
        event = Overgrown(paths)
        after = applied(chronicle, event)
        if after != chronicle:
            journal.append(encoded(event))
            chronicle = after
    return Recalled(chronicle, journal)


def remember(session: Session, subject: Path) -> None:
    """Have `session`, which has nothing yet, go on with what was done on `subject`, and keep a journal from now on."""
    recalled = recall(subject)
    session.remember(recalled.chronicle, recalled.journal)


def _replay(lines: Sequence[bytes]) -> Replayed[Chronicle]:
    chronicle, understood = replayed(lines)
    return Replayed(chronicle, understood, chronicle.is_unsaved)
