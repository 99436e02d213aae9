"""Topics found by what people write: an id, a label in any language, words out of a wording."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from needsmatch.model.topic import Topic
from needsmatch.text.normalise import normalise, searchable
from needsmatch.topics.thesaurus import Thesaurus


@dataclass(frozen=True, slots=True)
class FoundTopic:
    """A topic that a search found."""

    topic: Topic
    wordings: tuple[str, ...]
    """Its wordings that hold the words; none where only the id or the label does."""


def labels(topic: Topic) -> tuple[str, ...]:
    """The preferred label in each language, each once."""
    return tuple(dict.fromkeys((topic.label.zh, topic.label.en))) if topic.label else ()


def owners(thesaurus: Thesaurus, own: Iterable[Topic], wordings: Sequence[str]) -> dict[str, list[str]]:
    """For the plain form of each of these wordings the ids of the topics it stands under; `own` are the programme's.

    What people taught is compared in its plain form. Of the built-in wordings, which are many, only those are that have
    the same letters and characters as a wording or its plain form.
    """
    found: dict[str, list[str]] = {normalise(wording): [] for wording in wordings}
    wanted = {_letters(form) for wording in wordings for form in (wording, normalise(wording))}

    def note(topic: Topic, texts: Iterable[str]) -> None:
        for plain in dict.fromkeys(map(normalise, texts)):
            if plain in found and topic.id not in found[plain]:
                found[plain].append(topic.id)

    for topic in thesaurus.topics:
        note(topic, (text for text in (*labels(topic), *topic.wordings.all) if _letters(text) in wanted))
    for topic in own:
        note(topic, (*labels(topic), *topic.wordings.all))
    return found


def named(thesaurus: Thesaurus, word: str) -> Topic | None:
    """The topic with this id, or with this label in any language and script; None where there is none."""
    wanted = searchable(word)
    by_label = (topic for topic in thesaurus.topics if wanted in map(searchable, labels(topic)))
    return thesaurus.by_id.get(word.strip()) or next(by_label, None)


def search(thesaurus: Thesaurus, words: str) -> list[FoundTopic]:
    """The topics with an id, a label or a wording that holds all the words; case and script make no difference.

    Those whose label holds them come first, then those with most wordings that do, then in the order of their ids.
    """
    wanted = searchable(words).split()
    ranked = []
    for topic in thesaurus.topics if wanted else ():
        wordings = zip(topic.wordings.all, thesaurus.searchable[topic.id], strict=True)
        found = tuple(wording for wording, form in wordings if all(word in form for word in wanted))
        names = map(searchable, (topic.id, *labels(topic)))
        in_name = any(all(word in name for word in wanted) for name in names)
        if found or in_name:
            ranked.append((not in_name, -len(found), topic.id, FoundTopic(topic, found)))
    return [entry[-1] for entry in sorted(ranked, key=lambda entry: entry[:-1])]


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold()))
