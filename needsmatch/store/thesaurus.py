"""Reading the built-in thesaurus, and a programme's own topics on top of it."""

from functools import cache
from importlib import resources

import msgspec
import tomli

from needsmatch.model.topic import Topic

DATA = resources.files("needsmatch.topics") / "data"


class TopicsFile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A file of topics."""

    topics: tuple[Topic, ...] = msgspec.field(default=(), name="topic")


@cache
def built_in_topics() -> tuple[Topic, ...]:
    """The topics that come with the program, in the order of their files' names."""
    files = sorted((file for file in DATA.iterdir() if file.name.endswith(".toml")), key=lambda file: file.name)
    tables = (tomli.loads(file.read_text(encoding="utf-8")) for file in files)
    return tuple(topic for table in tables for topic in msgspec.convert(table, TopicsFile).topics)
