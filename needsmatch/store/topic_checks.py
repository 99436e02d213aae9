"""A programme's own topics, and what judgements say of topics: names that lead nowhere, wordings that stand twice."""

from needsmatch.errors import Severity
from needsmatch.i18n import _
from needsmatch.model.programme import Judgement, Programme
from needsmatch.store.locate import KeyPath
from needsmatch.store.notebook import Notebook, as_toml, nearest, quoted
from needsmatch.store.thesaurus import built_in_topics


def check_taught(programme: Programme, judgement: Judgement, notebook: Notebook, path: KeyPath) -> None:
    """Note what a judgement about a wording lacks, and a topic that does not exist."""
    for key, value in (("wording", judgement.wording), ("topic", judgement.topic)):
        if value is None and not notebook.noted((*path, key)):
            message = _("this decision needs {key}; write {key} = {example}")
            notebook.add((*path, key), message.format(key=key, example='"..."' if key == "wording" else '"topic-id"'))
    if judgement.topic:
        check_topic(judgement.topic, topic_ids(programme), notebook, (*path, "topic"))


def check_topics(programme: Programme, notebook: Notebook) -> None:
    """Note own topics that lead nowhere, and wordings that stand under another topic as well."""
    # What reads texts: programmes without topics of their own do without it.
    from needsmatch.matching.lookup import owners
    from needsmatch.text.normalise import normalise
    from needsmatch.topics.thesaurus import Thesaurus

    known, built_in = topic_ids(programme), {topic.id for topic in built_in_topics()}
    thesaurus = Thesaurus.of(built_in_topics(), programme.topics)
    own = [wording for topic in programme.topics for wording in topic.wordings.all]
    standing = owners(thesaurus, programme.topics, own)
    for path, topic in notebook.rows(("topic",), programme.topics):
        if topic.id not in built_in and topic.label is None and not notebook.noted((*path, "label")):
            message = _(
                'no built-in topic has the id {id}; a topic of your own needs label = {{ zh = "...", en = "..." }}'
            )
            near = nearest(topic.id, built_in)
            notebook.add(
                (*path, "id"), message.format(id=quoted(topic.id)), Severity.NOTE, as_toml(near) if near else None
            )
        for key, names in (("broader", topic.broader), ("near", topic.near)):
            for number, name in enumerate(names):
                check_topic(name, known, notebook, (*path, key, number))
        for language, wordings in (("zh", topic.wordings.zh), ("en", topic.wordings.en)):
            for number, wording in enumerate(wordings):
                others = [name for name in standing[normalise(wording)] if name != topic.id]
                if others:
                    message = _("{wording} stands under the topic {other} too; keep it under one of the two").format(
                        wording=quoted(wording), other=quoted(others[0])
                    )
                    notebook.add((*path, "wordings", language, number), message, Severity.NOTE)


def check_topic(name: str, known: set[str], notebook: Notebook, path: KeyPath) -> None:
    """Note the id of a topic that is not among the `known` ones."""
    if name in known:
        return
    near = nearest(name, known)
    if near:
        message = _("no topic has the id {id}; did you mean {word}?").format(id=quoted(name), word=quoted(near))
        notebook.add(path, message, Severity.NOTE, as_toml(near))
    else:
        message = _("no topic has the id {id}; needsmatch topics --search WORDS finds topics").format(id=quoted(name))
        notebook.add(path, message, Severity.NOTE)


def topic_ids(programme: Programme) -> set[str]:
    """Ids of all topics that a programme knows."""
    return {topic.id for topic in (*built_in_topics(), *programme.topics)}
