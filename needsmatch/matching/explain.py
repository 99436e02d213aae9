"""From evidence to sentences that a head can read, in the current language."""

from needsmatch.i18n import N_, _, language, listed
from needsmatch.model.match import Cause, Code, Evidence, Match, Unmet
from needsmatch.model.terms import Mode, Stage, label
from needsmatch.topics.thesaurus import Thesaurus

_NAMES = {
    Code.SAME_TOPIC: N_("Same topic"),
    Code.STRENGTH_BROADER: N_("Wider topic"),
    Code.STRENGTH_NARROWER: N_("Part of the topic"),
    Code.NEAR_TOPIC: N_("Near topic"),
    Code.COMMON_TOPIC: N_("Common topic"),
    Code.WORDING: N_("Alike wording"),
    Code.STAGE: N_("Same stage"),
    Code.MODE: N_("Way of helping fits"),
    Code.OTHER_STAGE: N_("Other stage"),
    Code.OTHER_SUBJECT: N_("Other subject"),
    Code.JUDGED_SAME: N_("Decided by a person"),
}


def part_name(part: Evidence) -> str:
    """What a part of a score stands for, in a word or two of the current language."""
    return _(_NAMES[part.code])


def sentence(part: Evidence, thesaurus: Thesaurus) -> str:
    """One part of a score as a sentence; names and wordings stand in quotes."""
    match part.code:
        case Code.SAME_TOPIC:
            text = _("Both are about {topic}")
        case Code.STRENGTH_BROADER:
            text = _("The need is about {topic}, the strength about {other}, which includes it")
        case Code.STRENGTH_NARROWER:
            text = _("The need is about {topic}, the strength about {other}, which is a part of it")
        case Code.NEAR_TOPIC:
            text = _("The need is about {topic}, the strength about {other}, which lies near it")
        case Code.COMMON_TOPIC:
            text = _("The need is about {topic}, the strength about {other}; both belong to {common}")
        case Code.OTHER_SUBJECT:
            text = _("The need is about {topic}, the strength about {other}: two different subjects")
        case Code.WORDING:
            text = _("The two texts are worded alike")
        case Code.STAGE:
            text = _("Both are meant for the same stage: {stages}")
        case Code.MODE:
            text = _("Wanted and offered: {modes}")
        case Code.OTHER_STAGE:
            text = _("The strength is meant for another stage: {stages}")
        case Code.JUDGED_SAME:
            text = _("A person decided that the two are the same thing")
    details = part.detail.split(",") if part.detail else []
    text = text.format(
        topic=quoted(thesaurus.name(part.topic, language())) if part.topic else "",
        other=quoted(thesaurus.name(part.other_topic or part.topic, language())) if part.topic else "",
        common=quoted(thesaurus.name(part.detail, language())) if part.detail else "",
        stages=listed(label(Stage(word)) for word in details if word in set(Stage)),
        modes=listed(label(Mode(word)) for word in details if word in set(Mode)),
    )
    wordings = []
    if part.need_wording:
        wordings.append(_("the need as in {wording}").format(wording=quoted(part.need_wording)))
    if part.strength_wording:
        wordings.append(_("the strength as in {wording}").format(wording=quoted(part.strength_wording)))
    return _("{statement}: {details}").format(statement=text, details=listed(wordings)) if wordings else text


def cause_sentence(unmet: Unmet) -> str:
    """Why a need stays unmet, and who else could help."""
    match unmet.cause:
        case Cause.NOBODY:
            return _("Nothing that this programme's donors offer was found to match")
        case Cause.OTHER_DONOR:
            return _("Nothing of this donor was found to match; could help: {helpers}").format(
                helpers=_helpers(unmet.helpers)
            )
        case Cause.OTHER_STAGE:
            # Their points, which may lie below 0, would say nothing about what they are worth to their own stage.
            names = listed(match.donor.name for match in unmet.helpers)
            return _("It is offered only for another school stage: {helpers}").format(helpers=names)
        case Cause.DECLINED:
            return _("What is offered was judged not to be a match")
        case Cause.BANNED:
            return _("Only a donor that must not be paired with this school offers it")
        case Cause.PLACES_USED:
            return _("Those who offer it have no place left: {helpers}").format(helpers=_helpers(unmet.helpers))
        case Cause.OTHER_DISTRICT:
            return _("It is offered only in districts that are not linked with the school's: {helpers}").format(
                helpers=_helpers(unmet.helpers)
            )
        case Cause.ASKED_IN_REVIEW:
            return _("It was added during the review; nobody looked for an answer yet")


def _helpers(matches: tuple[Match, ...]) -> str:
    return listed(_("{name} ({score} points)").format(name=match.donor.name, score=match.score) for match in matches)


def quoted(text: str) -> str:
    """A name or a wording in the quotation marks of the current language."""
    # Corner brackets are two cells wide in every terminal; curly quotation marks are one or two.
    return f"「{text}」" if language().startswith("zh") else f'"{text}"'
