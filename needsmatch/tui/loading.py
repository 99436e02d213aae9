"""The work that takes time, done in threads: reading, matching, looking for changes, pinyin.

Everything heavy is imported here, behind the first paint.
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Collection, Sequence
from pathlib import Path
from time import monotonic, sleep
from typing import TYPE_CHECKING

from needsmatch.errors import NeedsmatchError
from needsmatch.i18n import _
from needsmatch.tui.messages import (
    AllMatched,
    AroundReady,
    Busy,
    CouldNot,
    FolderChanged,
    PairingReady,
    PinyinReady,
    ProgrammeRead,
    ReceiverRanked,
    ReportReady,
    TwoWayReady,
    UnexplainedFound,
)

if TYPE_CHECKING:
    from textual.message import Message

    from needsmatch.matching.rank import Matcher
    from needsmatch.model.pairing import Goal
    from needsmatch.model.programme import Programme
    from needsmatch.store.folder import Reading
    from needsmatch.store.watch import Signature
    from needsmatch.tui.reporting import ToReport
    from needsmatch.tui.session import PairingNow

Post = Callable[["Message"], object]
Stop = Callable[[], bool]

_EVERY = 0.1
"""Seconds between two reports of progress."""
_PASSING = 0.1
"""Seconds that somebody stays at a square before it is looked at: nothing is worked out for those passed by."""


def read_and_match(
    folder: Path, first: str | None, post: Post, stop: Stop, request: int = 0, fresh: bool = False
) -> None:
    """Read the programme in `folder`, then rank the donors of each receiver, that of id `first` before the others.

    `request` is the number under which what was read is told; where the programme is opened `fresh`, with what was done
    on it before.
    """
    from needsmatch.store.watch import signature
    from needsmatch.tui.recall import recall
    from needsmatch.workspace import open_programme

    said = _Said(post, stop)
    try:
        before = signature(folder)
        reading = open_programme(folder, lambda done, whole: said.say(_("Reading {done} of {whole}"), done, whole))
    except NeedsmatchError as error:
        post(Busy(""))
        if not stop():
            post(CouldNot(str(error)))
        return
    except _Stopped:
        post(Busy(""))
        return
    if stop():
        post(Busy(""))
        return
    post(ProgrammeRead(reading, before, request, recall(reading.folder.absolute()) if fresh else None))
    match_all(reading, first, post, stop)


def match_all(
    reading: "Reading", first: str | None, post: Post, stop: Stop, ranked: Collection[str] = frozenset()
) -> None:
    """Rank the donors of each receiver of `reading`, that of id `first` before the others.

    Those whose ids are in `ranked` are done already.
    """
    from needsmatch.workspace import keep_matches, matcher, receivers

    said = _Said(post, lambda: False)
    left = [school for school in receivers(reading, None) if school.id not in ranked]
    schools = sorted(left, key=lambda school: school.id != first)
    post(Busy(_("Matching the schools")))
    match = matcher(reading)
    for number, school in enumerate(schools, 1):
        if stop():
            keep_matches(match)
            post(Busy(""))
            return
        topics = {school.reference(need): match.topic_of(school, need) for need in school.needs}
        post(ReceiverRanked(match, school.id, match.ranking(school), topics))
        said.say(_("Matching {done} of {whole}"), number, len(schools))
    post(AllMatched(match))
    post(Busy(""))
    keep_matches(match)


def look_for_changes(folder: Path, seen: "Signature", post: Post) -> None:
    """Tell when the programme's files are not what they were."""
    from needsmatch.store.watch import signature

    now = signature(folder)
    if now != seen:
        post(FolderChanged(folder, seen, now))


def find_unexplained(programme: "Programme", post: Post, stop: Stop) -> None:
    """Find the wordings of a programme that no topic explains: all its texts are read for it."""
    from needsmatch.matching.unexplained import unexplained
    from needsmatch.workspace import topic_index

    found = unexplained(programme, topic_index(programme))
    if not stop():
        post(UnexplainedFound(programme, found))


def add_up(what: "ToReport", post: Post, stop: Stop) -> None:
    """Add the report up."""
    from needsmatch.tui.reporting import added_up

    found = added_up(what)
    if not stop():
        post(ReportReady(found))


def find_pairs(programme: "Programme", goal: "Goal", match: "Matcher", post: Post, stop: Stop) -> None:
    """Pair a programme whose texts `match` has compared."""
    from needsmatch.matching.pair import Pairer
    from needsmatch.matching.rules import Contradictory
    from needsmatch.tui.session import PairingNow

    pairer = Pairer(programme, match)
    try:
        pairing = pairer.pairing(goal)
    except Contradictory:
        pairing = None
    pairer.worths  # noqa: B018 -- every square asks for them, and where nothing can be paired nobody has yet
    if not stop():
        post(PairingReady(PairingNow(programme, goal, pairer, pairing)))


def look_around(pairing: "PairingNow", chosen: tuple[str, str], post: Post, stop: Stop) -> None:
    """Find what would be with others instead of the receiver and the donor of two ids."""
    from needsmatch.tui.around import around

    sleep(_PASSING)
    if not stop():
        post(AroundReady(pairing, chosen, around(pairing, *chosen)))


def match_two_way(programme: "Programme", post: Post, stop: Stop) -> None:
    """Match what the donors ask for with what the receivers are good at."""
    from needsmatch.workspace import keep_matches, two_way

    def go_on(_done: int, _whole: int) -> None:
        if stop():
            raise _Stopped

    match = two_way(programme)
    try:
        match.worths(go_on)
    except _Stopped:
        return
    post(TwoWayReady(programme, match))
    keep_matches(match)


def pinyin_of(programme: "Programme | None", texts: Sequence[str], post: Post, stop: Stop) -> None:
    """Work out how the schools of a programme and `texts` can be found by pinyin.

    In a process of its own: the dictionaries are loaded in one piece, and no key would be answered for a third of a
    second meanwhile. Without it, as where Python is built in somewhere, schools are found by everything but pinyin.
    """
    import msgspec

    from needsmatch.text.pinyin import answer

    schools = [*programme.receivers, *programme.donors] if programme else []
    asked: list[tuple[str, str, str | None]] = [(text, text, None) for text in texts]
    asked += [(school.id, school.name, school.pinyin) for school in schools]
    # Whatever lies in the folder the app was started in, which may be a programme somebody sent, is no code of ours.
    others = [path for path in os.environ.get("PYTHONPATH", "").split(os.pathsep) if os.path.isabs(path)]  # noqa: PTH117
    paths = os.pathsep.join([str(Path(__file__).parents[2]), *others])
    try:
        done = subprocess.run(
            [sys.executable, "-P", "-m", answer.__module__],
            input=json.dumps(asked),
            env={**os.environ, "PYTHONPATH": paths},
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=True,
        )
        keys = msgspec.json.decode(done.stdout, type=dict[str, tuple[str, ...]])
    except (OSError, ValueError, subprocess.SubprocessError):
        return
    if not stop():
        post(PinyinReady(programme, texts, keys))


class _Stopped(Exception):
    """The user did not want to wait."""


class _Said:
    """Reports progress, not too often: every report makes the screen draw its title."""

    def __init__(self, post: Post, stop: Stop) -> None:
        self._post = post
        self._stop = stop
        self._last = 0.0

    def say(self, text: str, done: int, whole: int) -> None:
        """Tell how far the work is. Raises _Stopped where it shall not go on."""
        if self._stop():
            raise _Stopped
        now = monotonic()
        if now - self._last >= _EVERY:
            self._last = now
            self._post(Busy(text.format(done=done, whole=whole)))
