"""Topics of school improvement: what a wording is about."""

from msgspec import field

from needsmatch.model.fields import Record, Slug, Text
from needsmatch.model.terms import Mode, Stage


class Words(Record, kw_only=True):
    """One text in each language."""

    zh: Text
    en: Text

    def get(self, language: str) -> str:
        """The text for a language code such as `zh_CN`; English for an unknown one."""
        return self.zh if language.startswith("zh") else self.en


class Wordings(Record, kw_only=True):
    """What people say for a topic, by language; Chinese is Simplified (Traditional comes from conversion)."""

    zh: tuple[Text, ...] = ()
    en: tuple[Text, ...] = ()

    @property
    def all(self) -> tuple[str, ...]:
        """The wordings of all languages."""
        return self.zh + self.en


class Activity(Record, kw_only=True):
    """What is typically done about a topic in one mode, and what shows that it helped."""

    mode: Mode
    activity: Words
    indicator: Words


class Topic(Record, kw_only=True):
    """One topic: a preferred label, what people say for it, and its place among the others."""

    id: Slug
    label: Words | None = None
    """Preferred label; may be left out only where a programme adds wordings to a built-in topic."""
    broader: tuple[Slug, ...] = ()
    """Ids of wider topics."""
    near: tuple[Slug, ...] = ()
    """Ids of neighbouring topics; the relation holds both ways."""
    stages: tuple[Stage, ...] = ()
    """Stages it fits; empty: all."""
    subject: bool = False
    """A school subject or a trade: two texts about different ones do not mean the same."""
    beyond_schools: bool = False
    """Money, posts or buildings: schools ask for it, and no school can be advised to offer it."""
    wordings: Wordings = Wordings()
    activities: tuple[Activity, ...] = field(default=(), name="activity")
    """Best fitting mode first."""

    def name(self, language: str) -> str:
        """The preferred label in a language; the id when there is none."""
        return self.label.get(language) if self.label else self.id
