"""The random programmes that all pair, made of wordings of the built-in topics; the same ones every time."""

import random
from functools import cache

from needsmatch.model.programme import About, Decision, Judgement, Programme, ProgrammeFile
from needsmatch.model.school import Need, School, Strength
from needsmatch.model.terms import Stage
from needsmatch.store.thesaurus import built_in_topics

KINDS = {
    (Stage.KINDERGARTEN,): 4,
    (Stage.PRIMARY,): 5,
    (Stage.MIDDLE,): 4,
    (Stage.HIGH,): 2,
    (Stage.VOCATIONAL,): 1,
    (Stage.PRIMARY, Stage.MIDDLE): 2,
}
"""The stages of a school, and how many of 18 schools have them."""
TEXTS = 5000
"""Texts of each side that all programmes are drawn from: each is read once for all seeds."""


@cache
def wordings(side: str) -> dict[tuple[Stage, ...], list[str]]:
    """The texts of one side for each kind of school. Some topics are on many minds and most on few."""
    draw = random.Random(side)
    # Both sides care for the same topics.
    topics = random.Random("topics").sample(built_in_topics(), len(built_in_topics()))
    found: dict[tuple[Stage, ...], list[str]] = {}
    for stages, share in KINDS.items():
        weights = [
            (not topic.stages or not {*topic.stages}.isdisjoint(stages)) / (rank + 3)
            for rank, topic in enumerate(topics)
        ]
        chosen = draw.choices(topics, weights, k=TEXTS * share // sum(KINDS.values()))
        said = (draw.choice(topic.wordings.zh if draw.random() < 0.8 else topic.wordings.en) for topic in chosen)
        found[stages] = [*dict.fromkeys(said)]
    return found


def drawn(size: int, seed: int) -> Programme:
    """One of the programmes, always the same one."""
    draw = random.Random(f"{size} {seed}")
    receivers, donors = (
        tuple(_school(draw, f"{side}-{number:03}") for number in range(size)) for side in ("receiver", "donor")
    )
    room = {donor.id: donor.capacity for donor in donors}
    pins: list[Judgement] = []
    for receiver in sorted(draw.sample(receivers, size // 10), key=lambda school: school.id):
        able = [donor for donor in donors if room[donor.id] and not {*donor.stages}.isdisjoint(receiver.stages)]
        if able:
            donor = draw.choice(able)
            room[donor.id] -= 1
            pins.append(Judgement(decision=Decision.PINNED, receiver=receiver.id, donor=donor.id, by="benchmark"))
    settings = ProgrammeFile(programme=About(id="drawn", name="drawn"))
    return Programme(settings=settings, receivers=receivers, donors=donors, judgements=tuple(pins))


def _school(draw: random.Random, name: str) -> School:
    (stages,) = draw.choices([*KINDS], [*KINDS.values()])
    asked, offered = (draw.sample(wordings(side)[stages], draw.randint(3, 6)) for side in ("needs", "strengths"))
    return School(
        id=name,
        name=name,
        stage=stages,
        capacity=draw.randint(1, 3),
        needs=tuple(Need(id=f"n-{place}", text=text, priority=draw.randint(1, 5)) for place, text in enumerate(asked)),
        strengths=tuple(Strength(id=f"s-{place}", text=text) for place, text in enumerate(offered)),
    )
