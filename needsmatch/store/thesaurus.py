"""Reading the built-in thesaurus, and a programme's own topics on top of it."""

from functools import cache
from pathlib import Path

import msgspec
import tomli

from needsmatch.model.topic import Topic

DATA = Path(__file__).parents[1] / "topics" / "data"


class TopicsFile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A file of topics."""

    topics: tuple[Topic, ...] = msgspec.field(default=(), name="topic")


@cache
def built_in_topics() -> tuple[Topic, ...]:
    """The topics that come with the program, in the order of their files' names."""
    tables = (tomli.loads(file.read_text(encoding="utf-8")) for file in sorted(DATA.glob("*.toml")))
    return tuple(topic for table in tables for topic in msgspec.convert(table, TopicsFile).topics)
