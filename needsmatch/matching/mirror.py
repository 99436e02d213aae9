"""The programme seen from the other side: help goes both ways, and a receiver has strengths that its donor may need."""

from msgspec.structs import replace

from needsmatch.matching.rank import Matcher
from needsmatch.model.match import Match
from needsmatch.model.programme import Programme
from needsmatch.model.school import School


def mirrored(programme: Programme) -> Programme:
    """The programme with its sides exchanged, under an id of its own: what is compared in it is kept by itself.

    Pairs, bans and rules stay behind: they are about the other direction.
    """
    about = replace(programme.about, id=f"{programme.about.id}-the-other-way-round")
    return replace(
        programme,
        settings=replace(programme.settings, programme=about, pairs=(), bans=()),
        receivers=programme.donors,
        donors=programme.receivers,
        plans=(),
    )


def returns(matcher: Matcher, receiver: School, donor: School) -> tuple[Match, ...]:
    """What a receiver's strengths could give its donor: for each need of the donor that they answer the best one.

    `matcher` is that of the mirrored programme.
    """
    return matcher.plan(donor, receiver).answered if donor.needs and receiver.strengths else ()
