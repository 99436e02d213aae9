"""Teaching: what a person says about two texts, or about a wording, is written at once as one step; no widgets here."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from needsmatch.i18n import _, language, together
from needsmatch.matching.explain import quoted
from needsmatch.model.programme import Programme
from needsmatch.model.school import Need, School, Strength
from needsmatch.model.topic import Topic, Words
from needsmatch.planning import teach
from needsmatch.planning.author import Author
from needsmatch.planning.teach import Lesson
from needsmatch.topics.thesaurus import Thesaurus
from needsmatch.tui import clock
from needsmatch.tui.session import News, Session
from needsmatch.tui.steps import CannotTake, author_here, programme_of, session_of, short, usable, write
from needsmatch.workspace import topic_index

if TYPE_CHECKING:
    from needsmatch.tui.app import NeedsmatchApp

_PROVISIONAL = "-"
"""Id of a topic that is only thought of: no topic of a file can have it."""


@dataclass(frozen=True)
class Couple:
    """A need and a strength, as somebody looked at them."""

    receiver: School
    need: Need
    donor: School
    strength: Strength

    @property
    def asked(self) -> tuple[School, Need]:
        """The need with its school."""
        return self.receiver, self.need

    @property
    def offered(self) -> tuple[School, Strength]:
        """The strength with its school."""
        return self.donor, self.strength

    def score(self, session: Session) -> str:
        """How the donor answers the need now, as far as is known: its score, or that it is unmet."""
        plans = session.ranked.get(self.receiver.id, [])
        answered = [match for plan in plans if plan.donor.id == self.donor.id for match in plan.answered]
        return next((str(match.score) for match in answered if match.need.id == self.need.id), _("unmet"))


def idea_of(label: str) -> Topic:
    """A topic that is only thought of, to show what teaching it would do."""
    return Topic(id=_PROVISIONAL, label=Words(zh=label, en=label))


def name_of(topic: Topic) -> str:
    """A topic as sentences call it, in the current language."""
    name = quoted(topic.name(language()))
    return _("{topic} (new)").format(topic=name) if topic.id == _PROVISIONAL else name


# What would be taught


def foresee_same(session: Session, couple: Couple) -> Lesson:
    """What it would add to say that two texts are the same thing, whatever the topic; nothing is written."""
    programme, idea = programme_of(session), idea_of(_PROVISIONAL)
    return teach.same(programme, topic_index(programme), couple.asked, couple.offered, idea, Author(at=clock.now()))


def foresee_wording(session: Session, wording: str) -> Lesson:
    """What it would add to say what a wording is about, whatever the topic; nothing is written."""
    programme, idea = programme_of(session), idea_of(_PROVISIONAL)
    return teach.add_wordings(programme, topic_index(programme).thesaurus, idea, [wording], Author(at=clock.now()))


def foreseen(session: Session, lesson: Lesson, topic: Topic, texts: Sequence[str]) -> str:
    """What teaching that `texts` are about a topic will do, in sentences; `lesson` is what it would add."""
    match lesson.added:
        case ():
            text = _("No wording is added.")
            if len(texts) > 1:
                text = together(text, _("That the two are the same thing is kept in judgements.toml."))
        case (only,):
            text = _(
                "{wording} joins the topic {topic} in topics.toml; from now on texts like it are understood so in "
                "this programme."
            ).format(wording=quoted(short(only)), topic=name_of(topic))
        case several:
            text = _(
                "Both wordings join the topic {topic} in topics.toml; from now on texts like these are understood so "
                "in this programme."
            ).format(topic=name_of(topic))
            for part in several:
                if part not in texts:
                    only_this = _("Of the longer text it is only {wording}.")
                    text = together(text, only_this.format(wording=quoted(short(part))))
    return _with_standing(session, lesson, text)


def _with_standing(session: Session, lesson: Lesson, text: str) -> str:
    for wording, owner in lesson.standing.items():
        stands = _("{wording} stands under {topic} already.")
        name = quoted(session.thesaurus.name(owner, language()))
        text = together(text, stands.format(wording=quoted(short(wording)), topic=name))
    return text


# What is taught


def same(app: "NeedsmatchApp", couple: Couple, topic: Topic, why: str) -> None:
    """Teach that two texts are the same thing, about a topic. Raises CannotTake, ChangedOnDisk, CannotWrite."""
    session = session_of(app)
    programme = _as_seen(session, couple)
    index, author = topic_index(programme), author_here(app, why)
    topic = _settled(index.thesaurus, topic)
    lesson = teach.same(programme, index, couple.asked, couple.offered, topic, author)
    texts = quoted(short(couple.need.text)), quoted(short(couple.strength.text))

    def what() -> str:
        return _("taught: {need} and {strength} are the same thing").format(need=texts[0], strength=texts[1])

    _write(app, lesson, what, couple)


def not_a_match(app: "NeedsmatchApp", couple: Couple, why: str) -> None:
    """Teach that a strength does not answer a need. Raises CannotTake, ChangedOnDisk, CannotWrite."""
    programme = _as_seen(session_of(app), couple)
    lesson = teach.not_a_match(programme, couple.asked, couple.offered, author_here(app, why))
    texts = quoted(short(couple.need.text)), quoted(short(couple.strength.text))

    def what() -> str:
        return _("taught: {need} and {strength} are not a match").format(need=texts[0], strength=texts[1])

    _write(app, lesson, what, couple)


def wording(app: "NeedsmatchApp", text: str, topic: Topic, why: str) -> None:
    """Teach what a wording is about. Raises CannotTake, ChangedOnDisk, CannotWrite."""
    programme = programme_of(session_of(app))
    thesaurus, author = topic_index(programme).thesaurus, author_here(app, why)
    topic = _settled(thesaurus, topic)
    lesson = teach.add_wordings(programme, thesaurus, topic, [text], author)
    if not lesson.added:
        raise CannotTake(_with_standing(session_of(app), lesson, _("Nothing was added.")))

    def what() -> str:
        return _("taught: {wording} is about {topic}").format(wording=quoted(short(text)), topic=name_of(topic))

    _write(app, lesson, what)


def _write(app: "NeedsmatchApp", lesson: Lesson, what: Callable[[], str], couple: Couple | None = None) -> None:
    """Write a lesson as one step, and say what became of the couple once it is matched anew."""
    session = session_of(app)
    before, programme = couple.score(session) if couple else "", session.programme
    write(app, lesson.programme, what, _("This was taught before, and nothing was written. Esc goes back."))
    if couple:

        def news() -> str:
            text = _("{what}: now {now} (was {before})")
            return text.format(what=what(), now=couple.score(session), before=before)

        session.news = News(couple.receiver.id, programme, session.just_now, news)


def _settled(thesaurus: Thesaurus, topic: Topic) -> Topic:
    """The topic, with an id where it is new."""
    if topic.id != _PROVISIONAL:
        return topic
    return teach.new_topic(thesaurus, usable(topic.name(language())))


def _as_seen(session: Session, couple: Couple) -> Programme:
    """The programme, in which need and strength are still what was looked at. Raises CannotTake."""
    programme = programme_of(session)
    receiver, donor = programme.receiver(couple.receiver.id), programme.donor(couple.donor.id)
    if receiver and donor and couple.need in receiver.needs and couple.strength in donor.strengths:
        return programme
    raise CannotTake(_("The need or the strength was changed meanwhile; go back with Esc and look at it again."))


def topics_offered(session: Session, couple: Couple) -> Sequence[Topic]:
    """The topics that two texts may be about, best first."""
    return teach.topics_to_offer(topic_index(programme_of(session)), couple.asked, couple.offered)
