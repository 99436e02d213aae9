"""The work that takes time, done in threads: reading, matching, looking for changes, pinyin.

Everything heavy is imported here, behind the first paint.
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

from needsmatch.errors import NeedsmatchError
from needsmatch.i18n import _
from needsmatch.tui.messages import (
    AllMatched,
    Busy,
    CouldNot,
    FolderChanged,
    PinyinReady,
    ProgrammeRead,
    ReceiverRanked,
)

if TYPE_CHECKING:
    from textual.message import Message

    from needsmatch.model.school import School
    from needsmatch.store.folder import Reading
    from needsmatch.store.watch import Signature

Post = Callable[["Message"], object]
Stop = Callable[[], bool]

_EVERY = 0.1
"""Seconds between two reports of progress."""


def read_and_match(folder: Path, first: str | None, post: Post, stop: Stop) -> None:
    """Read the programme in `folder`, then rank the donors of each receiver, that of id `first` before the others."""
    from needsmatch.store.watch import signature
    from needsmatch.workspace import open_programme

    said = _Said(post, stop)
    try:
        before = signature(folder)
        reading = open_programme(folder, lambda done, whole: said.say(_("Reading {done} of {whole}"), done, whole))
    except NeedsmatchError as error:
        post(Busy(""))
        post(CouldNot(str(error)))
        return
    except _Stopped:
        post(Busy(""))
        return
    if stop():
        return
    post(ProgrammeRead(reading, before))
    match_all(reading, first, post, stop)


def match_all(reading: "Reading", first: str | None, post: Post, stop: Stop) -> None:
    """Rank the donors of each receiver of `reading`, that of id `first` before the others."""
    from needsmatch.workspace import keep_matches, matcher, receivers

    said = _Said(post, lambda: False)
    schools = sorted(receivers(reading, None), key=lambda school: school.id != first)
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
        post(FolderChanged(now))


def pinyin_of(schools: "Sequence[School]", texts: Sequence[str], post: Post) -> None:
    """Work out how schools and `texts` can be found by pinyin.

    In a process of its own: the dictionaries are loaded in one piece, and no key would be answered for a third of a
    second meanwhile. Without it, as where Python is built in somewhere, schools are found by everything but pinyin.
    """
    from needsmatch.text.pinyin import answer

    asked: list[tuple[str, str, str | None]] = [(text, text, None) for text in texts]
    asked += [(school.id, school.name, school.pinyin) for school in schools]
    paths = os.pathsep.join([str(Path(__file__).parents[2]), *filter(None, [os.environ.get("PYTHONPATH")])])
    try:
        done = subprocess.run(
            [sys.executable, "-m", answer.__module__],
            input=json.dumps(asked),
            env={**os.environ, "PYTHONPATH": paths},
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=True,
        )
    except (OSError, subprocess.SubprocessError):
        return
    post(PinyinReady({key: tuple(keys) for key, keys in json.loads(done.stdout).items()}))


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
