"""How long a large programme takes, and programmes of any size for other benchmarks, made of the samples' schools.

Alone it matches 200 receivers and 200 donors with 5 needs and 5 strengths each, drawn from the samples, and lays the
time beside what rapidfuzz takes to compare the same texts letter by letter.
"""

import random
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import TypeVar

import msgspec
import tomli_w
from rapidfuzz import fuzz, process

from needsmatch import workspace
from needsmatch.matching.comparer import Comparer, Texts
from needsmatch.matching.known import Keys, Known
from needsmatch.matching.rank import Matcher
from needsmatch.matching.table import Table
from needsmatch.model.programme import About, Decision, Judgement, Programme, ProgrammeFile
from needsmatch.model.school import Need, School, Strength
from needsmatch.store.match_cache import keep_known, load_known
from needsmatch.workspace import open_programme

ROOT = Path(__file__).parents[1]
SAMPLES = ("huli-minning", "huishan-haidong", "wuxi-lianyungang", "zhanjiang-liuzhou", "jiangle-hongkou")


def write_programme(folder: Path, count: int) -> None:
    """Write a programme of `count` receivers and `count` donors, given pairs for four in five."""
    readings = [open_programme(ROOT / "profiles" / name) for name in SAMPLES]
    sides = {
        "receivers": [school for reading in readings for school in reading.programme.receivers],
        "donors": [school for reading in readings for school in reading.programme.donors],
    }
    for side, schools in sides.items():
        (folder / side).mkdir(parents=True)
        for number in range(count):
            school = schools[number % len(schools)]
            file = folder / side / f"{side[0]}-{number:03}.toml"
            file.write_text(
                _text(school, f"{side[0]}-{number:03}", f"{school.name}{number // len(schools) + 1}"), encoding="utf-8"
            )
    pairs = [{"receiver": f"r-{number:03}", "donor": f"d-{number:03}"} for number in range(count * 4 // 5)]
    about = {"id": "many-schools", "name": f"{count} + {count}", "language": "zh_CN", "illustrative": True}
    settings = tomli_w.dumps({"programme": about, "pair": pairs})
    (folder / "programme.toml").write_text(settings, encoding="utf-8")


def _text(school: School, school_id: str, name: str) -> str:
    values = msgspec.to_builtins(msgspec.structs.replace(school, id=school_id, name=name, district=None))
    entries = {key: values.pop(key) for key in ("need", "strength") if key in values}
    return tomli_w.dumps({"school": values, **entries})


Entry = TypeVar("Entry", Need, Strength)


def drawn_programme(count: int, entries: int) -> Programme:
    """A programme of `count` receivers and donors with so many needs and strengths each, always the same ones."""
    draw = random.Random(count)
    programmes = [open_programme(folder.parent).programme for folder in sorted(ROOT.glob("profiles/*/programme.toml"))]
    needs = [need for each in programmes for school in each.receivers for need in school.needs]
    strengths = [entry for each in programmes for school in each.donors for entry in school.strengths]
    receivers, donors = (
        [school.stage for each in programmes for school in getattr(each, side)] for side in ("receivers", "donors")
    )
    asked, offered = _drawn(draw, needs, entries), _drawn(draw, strengths, entries)
    return Programme(
        settings=ProgrammeFile(programme=About(id="drawn", name="drawn")),
        receivers=tuple(
            School(id=f"r-{number:03}", name=f"R{number}", stage=draw.choice(receivers), needs=next(asked))
            for number in range(count)
        ),
        donors=tuple(
            School(id=f"d-{number:03}", name=f"D{number}", stage=draw.choice(donors), strengths=next(offered))
            for number in range(count)
        ),
    )


def _drawn(draw: random.Random, entries: list[Entry], count: int) -> Iterator[tuple[Entry, ...]]:
    """Entries for one school after the other; none comes again before all others came."""
    while True:
        mixed = draw.sample(entries, len(entries))
        for first in range(0, len(mixed) - count + 1, count):
            chosen = enumerate(mixed[first : first + count])
            yield tuple(msgspec.structs.replace(entry, id=f"e-{number}") for number, entry in chosen)


def timed(action: Callable[[], object], times: int = 1) -> float:
    """Milliseconds that an action takes, the median of several times."""
    taken = []
    for _time in range(times):
        start = perf_counter()
        action()
        taken.append(1000 * (perf_counter() - start))
    return median(taken)


def say(what: str, taken: float, note: str = "") -> None:
    """One line of the outcome."""
    print(f"{what:<52}{taken:9.1f} ms  {note}".rstrip())


def _index_load() -> tuple[float, float]:
    """Milliseconds that a fresh program takes to load the index: with what it imports for it, and without."""
    code = """
from time import perf_counter
start = perf_counter()
import numpy, needsmatch.matching.comparer, needsmatch.topics.index, needsmatch.store.thesaurus, needsmatch.workspace
imported = perf_counter()
needsmatch.workspace._comparer(())
done = perf_counter()
print(1000 * (done - start), 1000 * (done - imported))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    whole, alone = map(float, done.stdout.split())
    return whole, alone


def main() -> None:
    """Measure and print."""
    programme = drawn_programme(200, 5)
    needs = [need.text for school in programme.receivers for need in school.needs]
    strengths = [entry.text for school in programme.donors for entry in school.strengths]
    print(
        f"{len(needs)} needs ({len(set(needs))} different), "
        f"{len(strengths)} strengths ({len(set(strengths))} different)"
    )

    workspace._comparer(())  # works the index out where the cache does not have it
    loads = [_index_load() for _time in range(5)]
    say("index load, imports included", median(whole for whole, _alone in loads))
    say("index load", median(alone for _whole, alone in loads))
    index = workspace._comparer(()).index

    texts = Texts(lambda: comparer, Keys(programme), {})
    comparer = Comparer(index)

    def read() -> None:
        for school in programme.receivers:
            texts.needs(school)
        for school in programme.donors:
            texts.strengths(school)

    say("reading all texts cold", timed(read))
    table = Table(programme.donors, texts, index.thesaurus)
    say("all plan scores, the first time", timed(lambda: table.rows(programme.receivers)))
    warm = timed(lambda: table.rows(programme.receivers), 21)
    peer = timed(lambda: process.cdist(needs, strengths, scorer=fuzz.ratio), 5)
    say("all plan scores warm", warm, f"{warm / peer:.2f} of rapidfuzz")
    say("rapidfuzz.process.cdist (ratio), the same texts", peer)

    match = Matcher(programme, lambda: comparer)
    say("ranking of one receiver, the first", timed(lambda: match.ranking(programme.receivers[0])))
    say("ranking of all receivers", timed(lambda: [match.ranking(school) for school in programme.receivers]))
    say("ranking of one receiver warm", timed(lambda: match.ranking(programme.receivers[0]), 21))
    say(
        "what is open in the best plan of each", timed(lambda: [match.ranking(s)[0].unmet for s in programme.receivers])
    )
    kept: list[Known | None] = []
    say("making what is kept", timed(lambda: kept.append(match.worth_keeping())))
    known = kept[0]
    assert known
    with tempfile.TemporaryDirectory() as home:
        _in_cache(Path(home), programme, known, comparer)


def _in_cache(home: Path, programme: Programme, known: Known, comparer: Comparer) -> None:
    from needsmatch.store import cache

    cache._folder = lambda: home
    say("keeping it", timed(lambda: keep_known(programme, known)))
    size = sum(file.stat().st_size for file in home.iterdir()) / 1e6
    say("reading what was kept", timed(lambda: load_known(programme), 5), f"{size:.1f} MB")
    known = load_known(programme)

    def everything(changed: Programme) -> Callable[[], object]:
        def rank() -> None:
            match = Matcher(changed, lambda: comparer, known)
            for school in changed.receivers:
                match.ranking(school)

        return rank

    receiver, donor = programme.receivers[0], programme.donors[0]
    judgement = Judgement(
        decision=Decision.NOT_A_MATCH, need=f"{receiver.id}/e-0", strength=f"{donor.id}/{donor.strengths[0].id}"
    )
    edited = msgspec.structs.replace(donor, strengths=donor.strengths[1:])
    say("ranking of all receivers, known before", timed(everything(programme), 5))
    say(".. after a judgement", timed(everything(msgspec.structs.replace(programme, judgements=(judgement,))), 5))
    donors = (edited, *programme.donors[1:])
    say(".. after an edit of one donor", timed(everything(msgspec.structs.replace(programme, donors=donors)), 5))


if __name__ == "__main__":
    main()
