"""The job in verbs, for the command line and the terminal app alike. Sequencing only: decisions live further down."""

import os
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

from needsmatch.errors import CannotWrite, ChangedOnDisk, Severity, WrongUse
from needsmatch.i18n import _, language, listed
from needsmatch.matching.rank import Matcher
from needsmatch.model.holds import Holds
from needsmatch.model.match import RankedPlan
from needsmatch.model.plan import About, Status, SupportPlan
from needsmatch.model.school import School
from needsmatch.store.folder import JUDGEMENTS, PLANS, SETTINGS, Progress, Reading, StoredPlan, read_programme
from needsmatch.store.match_cache import keep_known, load_known
from needsmatch.store.notebook import nearest
from needsmatch.store.samples import FIRST_SAMPLE, copy_sample, sample, working_copy
from needsmatch.store.templates import new_programme, require_empty

if TYPE_CHECKING:
    from needsmatch.matching.comparer import Comparer
    from needsmatch.matching.pair import Pairer
    from needsmatch.model.next_year import NextYear
    from needsmatch.model.plan import Item
    from needsmatch.model.programme import Programme
    from needsmatch.model.topic import Topic
    from needsmatch.planning.refresh import Refreshed
    from needsmatch.planning.report import Report
    from needsmatch.store.mend import Mend
    from needsmatch.topics.index import TopicIndex
    from needsmatch.topics.tables import Tables
    from needsmatch.topics.thesaurus import Thesaurus


_NAMED = 5
"""Schools that a message names one by one."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What `plan` proposes for one pair."""

    plan: SupportPlan
    stored: StoredPlan | None
    """The plan's file where there is one; what people wrote there stands in `plan` too."""
    proposed: SupportPlan | None = None
    """What is kept beside it as the program's last proposal; None: what is kept stays."""
    refreshed: "Refreshed | None" = None
    """What is new and changed in a plan that has a file."""
    forgets_proposal: bool = False
    """Nothing had been proposed yet when the plan stood so: what is kept beside it goes."""
    held: bytes | None = None
    """What the file of the plan held before it was taken away."""
    returns: "tuple[Item, ...]" = ()
    """What the receiver could give its donor and the plan does not speak of, the best first."""
    is_pair: bool = True
    """The two still belong together; a plan whose pair was parted is left as it is."""

    @property
    def is_new(self) -> bool:
        """There is no file yet."""
        return self.stored is None

    @property
    def is_changed(self) -> bool:
        """Saving would write something."""
        return self.stored is None or self.stored.plan != self.plan


def open_programme(folder: Path, progress: Progress | None = None) -> Reading:
    """Read the programme in `folder`. Raises WrongUse where there is no such folder."""
    folder = programme_folder(folder)
    require_folder(folder)
    return read_programme(folder, progress)


def programme_folder(path: Path) -> Path:
    """The folder that is meant by `path`, which may also name the programme's own file in it."""
    # os.path answers False where pathlib raises for want of permission.
    return path.parent if path.name == SETTINGS and os.path.isfile(path) else path  # noqa: PTH113


def require_folder(folder: Path) -> None:
    """Raises WrongUse where there is no such folder."""
    if not os.path.exists(folder):  # noqa: PTH110
        raise WrongUse(_no_folder(folder))
    if not os.path.isdir(folder):  # noqa: PTH112
        raise WrongUse(_("{path} is a file; name the programme's folder").format(path=folder))


def _no_folder(folder: Path) -> str:
    around = folder.parent
    try:
        names = [path.name for path in around.iterdir() if path.is_dir()]
    except OSError:
        names = []
    near = nearest(folder.name, names)
    if near:
        return _("There is no folder {path}; did you mean {word}?").format(path=folder, word=around / near)
    return _("There is no folder {path}; name a programme's folder, or make one: needsmatch new FOLDER").format(
        path=folder
    )


def first_programme() -> tuple[Path, str | None]:
    """The folder a newcomer starts with: a copy of the sample in the user's language.

    Where the user's documents cannot be written, the sample itself with the reason: it can be looked at.
    """
    name = FIRST_SAMPLE[language()]
    try:
        return working_copy(name), None
    except CannotWrite as error:
        return sample(name), str(error)


def matcher(reading: Reading) -> Matcher:
    """Everything that is needed to match a programme. What was compared before is not compared again."""
    programme = reading.programme
    return Matcher(programme, partial(_comparer, programme.topics), load_known(programme))


@lru_cache(maxsize=1)
def _comparer(own_topics: "tuple[Topic, ...]") -> "Comparer":
    # All that reads and compares texts: some 150 ms that a programme which was matched before does not need.
    from needsmatch.matching.comparer import Comparer
    from needsmatch.topics.index import TopicIndex

    thesaurus, tables = _built_in()
    return Comparer(TopicIndex(thesaurus, own_topics, tables))


@cache
def _built_in() -> "tuple[Thesaurus, Tables]":
    """The built-in topics with what is worked out of them: the same for every programme."""
    from needsmatch.store.index_cache import built_in

    return built_in()


def keep_matches(match: Matcher) -> None:
    """Keep what was compared, so that it is not compared again; never an error."""
    known = match.worth_keeping()
    if known:
        keep_known(match.programme, known)


def receivers(reading: Reading, receiver_id: str | None) -> Sequence[School]:
    """One receiver by its id or its name, or all that have needs. Raises WrongUse for an unknown one."""
    if receiver_id is not None:
        return receivers_called(reading.programme, receiver_id)
    return [school for school in reading.programme.receivers if school.needs]


def receivers_called(programme: "Programme", word: str) -> Sequence[School]:
    """The receiver of this id, or else all of this name. Raises WrongUse where there is none."""
    schools, others = programme.receivers, programme.donors
    if found := _called(word, schools):
        return found
    everybody = _("the receivers are: {words}")
    hint = _("it is a donor") if _called(word, others) else likely(word, schools, everybody)
    raise WrongUse(_("There is no receiver {id}; {hint}").format(id=word, hint=hint))


def donors_called(programme: "Programme", word: str) -> Sequence[School]:
    """The donor of this id, or else all of this name. Raises WrongUse where there is none."""
    schools, others = programme.donors, programme.receivers
    if found := _called(word, schools):
        return found
    everybody = _("the donors are: {words}")
    hint = _("it is a receiver") if _called(word, others) else likely(word, schools, everybody)
    raise WrongUse(_("There is no donor {id}; {hint}").format(id=word, hint=hint))


def names_of(schools: Iterable[School]) -> str:
    """The first schools by name and id, as a list in the current language, and how many more there are."""
    texts = [f"{school.name} ({school.id})" for school in schools]
    shown, more = listed(texts[:_NAMED]), len(texts) - _NAMED
    return _("{texts} and {count} more").format(texts=shown, count=more) if more > 0 else shown


def _called(word: str, schools: Iterable[School]) -> list[School]:
    by_id = [school for school in schools if school.id == word.casefold()]
    return by_id or [school for school in schools if school.name.casefold() == word.casefold()]


def likely(word: str, schools: Sequence[School], everybody: str) -> str:
    """The school that was most likely meant; where none is like it, `everybody` with the first `{words}` of all."""
    if near := _nearest_school(word, schools):
        return _("did you mean {word}?").format(word=names_of([near]))
    return everybody.format(words=names_of(schools) or "-")


def _nearest_school(word: str, schools: Sequence[School]) -> School | None:
    """The school whose id or name begins with `word`, holds it, or is most like it."""
    holding = [school for school in schools if word.casefold() in f"{school.id} {school.name.casefold()}"]
    by_spelling = {spelling: school for school in schools for spelling in (school.id, school.name)}
    near = nearest(word, by_spelling)
    return holding[0] if len(holding) == 1 else by_spelling[near] if near else None


def rankings(
    match: Matcher, schools: Sequence[School], progress: Progress | None = None
) -> Generator[tuple[School, list[RankedPlan]]]:
    """For each receiver its donors, best first. The caller may stop at any time; what was compared is kept."""
    try:
        for number, school in enumerate(schools, 1):
            yield school, match.ranking(school)
            if progress:
                progress(number, len(schools))
    finally:
        keep_matches(match)


def drafts(
    reading: Reading,
    match: Matcher,
    receiver_id: str | None,
    progress: Progress | None = None,
    *,
    in_return: bool = False,
) -> Iterator[Draft]:
    """A plan for every settled pair: given, pinned, accepted, or planned already; or for one receiver.

    A receiver without a settled donor gets, where it is asked for by itself, the best one that has a place left. A plan
    that has a file is refreshed; those of pairs that were parted come last, as they are. With `in_return`, new plans
    hold what the receiver can give its donor for sure.
    """
    stored, holds = {plan.plan.plan.id: plan for plan in reading.plans}, Holds(reading.programme)
    schools = receivers(reading, receiver_id)
    ids = {school.id for school in schools} if receiver_id else {plan.plan.plan.receiver for plan in reading.plans}
    if receiver_id is None:
        schools = [school for school in schools if holds.settled_donor(school.id)]
    from needsmatch.planning.propose import plan_id, propose  # 30 ms that only drafting needs

    other_way = two_way(reading.programme)
    try:
        for number, school in enumerate(schools, 1):
            settled = holds.settled_donor(school.id)
            # A donor that is settled and cannot be read is no reason to plan with another one.
            donor = reading.programme.donor(settled) if settled else match.best_donor(school)
            if donor:
                proposed = propose(reading.programme, match.plan(school, donor), match.thesaurus)
                file = stored.pop(plan_id(school.id, donor.id), None)
                draft = _refreshed(reading, file, proposed, donor) if file else Draft(proposed, None, proposed)
                yield _with_returns(draft, reading.programme, other_way, school, donor, in_return)
            if progress:
                progress(number, len(schools))
    finally:
        keep_matches(match)
        keep_matches(other_way)
    for file in stored.values():
        about = file.plan.plan
        if about.receiver in ids and is_parted(about, holds.settled_donor(about.receiver)):
            yield Draft(file.plan, file, is_pair=False)


def _with_returns(
    draft: Draft, programme: "Programme", other_way: Matcher, receiver: School, donor: School, take_in: bool
) -> Draft:
    """`draft` with what its receiver could give back: in a new plan where `take_in` is set, else beside it."""
    from needsmatch.matching.mirror import returns
    from needsmatch.planning.propose import in_return
    from needsmatch.planning.suggest import not_spoken_of, with_sure

    found = in_return(programme, donor, returns(other_way, receiver, donor), other_way.thesaurus)
    plan = with_sure(draft.plan, found) if draft.is_new and take_in else draft.plan
    return replace(draft, plan=plan, returns=not_spoken_of(plan, found))


def is_parted(about: About, donor_id: str | None) -> bool:
    """Whether a plan that goes on is one with another donor than the one its receiver has now, `donor_id`."""
    return about.status is not Status.CLOSED and about.donor != donor_id


def _refreshed(reading: Reading, file: StoredPlan, proposed: SupportPlan, donor: School) -> Draft:
    from needsmatch.planning.refresh import refresh
    from needsmatch.store.proposals import load_proposal

    found = refresh(file.plan, proposed, load_proposal(reading.folder, file.plan.plan.id), donor)
    return Draft(found.plan, file, found.proposed, found)


def save_draft(reading: Reading, draft: Draft) -> StoredPlan:
    """Write a draft to its file; nothing is written where nothing changed. Raises ChangedOnDisk, CannotWrite."""
    path = draft.stored.path if draft.stored else reading.folder / PLANS / f"{draft.plan.plan.id}.toml"
    from needsmatch.store.plans import require_whole, save_changed_plan, save_new_plan  # 30 ms that only saving needs

    require_whole(reading, path)
    if draft.stored:
        saved = save_changed_plan(draft.stored, draft.plan)
    else:
        saved = save_new_plan(reading.folder, draft.plan, draft.held)
    if draft.proposed or draft.forgets_proposal:
        _keep_proposal(reading, draft.plan.plan.id, draft.proposed)
    return saved


def take_away(reading: Reading, stored: StoredPlan) -> None:
    """Take the file of a plan away, and what was proposed for it. Raises ChangedOnDisk, CannotWrite."""
    from needsmatch.store.atomic import remove
    from needsmatch.store.plans import require_whole

    require_whole(reading, stored.path)
    remove(stored.path, stored.seen)
    _keep_proposal(reading, stored.plan.plan.id, None)


def _keep_proposal(reading: Reading, name: str, proposed: SupportPlan | None) -> None:
    from needsmatch.store.mend import write
    from needsmatch.store.proposals import proposal_mend

    mend = proposal_mend(reading.folder, name, proposed)
    if mend:
        # Without it the plan is whole: a refresh only takes more of it for a person's.
        with suppress(ChangedOnDisk, CannotWrite):
            write(mend)


def doubt_about_decisions(reading: Reading) -> str | None:
    """Why decisions may be missing from what was read, so that none should be written; None where they are all there.

    What only contradicts itself was read, and can be resolved by deciding.
    """
    from needsmatch.matching.rules import PairRules

    wrong = {problem.file for problem in reading.problems if problem.severity is Severity.ERROR}
    if PairRules(reading.programme, Holds(reading.programme)).contradictions():
        wrong &= set(reading.unread)
    files = [name for name in (SETTINGS, JUDGEMENTS) if name in wrong]
    if not files:
        return None
    return _(
        "There are errors in {files}, so pins, bans and pairs may be missing; nothing is written until they are mended"
    ).format(files=listed(files))


def pairer(reading: Reading, *, anew: bool = False) -> "Pairer":
    """Everything that is needed to pair a programme; `anew`: only given and pinned pairs stay."""
    from needsmatch.matching.pair import Pairer  # 100 ms of arrays and a solver that only pairing needs

    return Pairer(reading.programme, matcher(reading), anew)


def two_way(programme: "Programme") -> Matcher:
    """What matches the two sides the other way round: the donors' needs with what the receivers are good at."""
    from needsmatch.matching.mirror import mirrored

    other = mirrored(programme)
    return Matcher(other, partial(_comparer, other.topics), load_known(other))


def topic_index(programme: "Programme") -> "TopicIndex":
    """What reads texts against the built-in topics and those of a programme."""
    return _comparer(programme.topics).index


def thesaurus_of(programme: "Programme | None" = None) -> "Thesaurus":
    """The built-in topics, with those of a programme laid over them."""
    from needsmatch.store.thesaurus import built_in_topics
    from needsmatch.topics.thesaurus import Thesaurus

    return Thesaurus.of(built_in_topics(), programme.topics if programme else ())


def topic(thesaurus: "Thesaurus", word: str) -> "Topic":
    """The topic with this id, or this label in any language. Raises WrongUse for an unknown one."""
    from needsmatch.matching.lookup import labels, named, search

    found = named(thesaurus, word)
    if found:
        return found
    by_spelling = {spelling: entry for entry in thesaurus.topics for spelling in (entry.id, *labels(entry))}
    near, holding = nearest(word, by_spelling), search(thesaurus, word)
    likely = by_spelling[near] if near else holding[0].topic if holding else None
    if likely:
        name = f"{likely.name(language())} ({likely.id})"
        raise WrongUse(_("There is no topic {name}; did you mean {word}?").format(name=word, word=name))
    raise WrongUse(
        _("There is no topic {name}; find one with needsmatch topics --search WORDS, or make it with --new").format(
            name=word
        )
    )


def learn(
    reading: Reading,
    programme: "Programme",
    sources: Mapping[str, bytes] | None = None,
    plans: Sequence[tuple[StoredPlan, SupportPlan]] = (),
) -> "tuple[Mend, ...]":
    """Write what `programme` knows more than the one that was read: all of it or nothing; gives the files written.

    `planning.teach` tells what a lesson changes; `sources` are the bytes of the files that new schools were read from,
    by the schools' ids; `plans` are those that a decision changed with it. Raises ChangedOnDisk, CannotWrite.
    """
    from needsmatch.store.lessons import lesson_files, plan_files  # 30 ms that only writing needs
    from needsmatch.store.mend import write_all
    from needsmatch.store.plans import require_whole

    for stored, _plan in plans:
        require_whole(reading, stored.path)
    files = (*lesson_files(reading.folder, reading.programme, programme, sources), *plan_files(plans))
    write_all(files)
    return files


def report_of(reading: Reading, today: date, since: date | None = None) -> "Report":
    """The report of a programme on the day `today`; `since`: what changed and was done since that day."""
    from needsmatch.planning.attention import attention
    from needsmatch.planning.report import report
    from needsmatch.planning.standing import standings

    programme, match, holds = reading.programme, matcher(reading), Holds(reading.programme)
    asking = [school for school in programme.receivers if school.needs]
    ranked = {school.id: plan for school in asking if (plan := _with_partner(match, holds, school))}
    topics = {
        school.reference(need): match.thesaurus.root(match.topic_of(school, need))
        for school in asking
        for need in school.needs
    }
    keep_matches(match)
    labels = {topic: match.thesaurus.name(topic, language()) for topic in topics.values() if topic}
    waiting = attention(programme, tuple(standings(programme, ranked, today)), reading.problems, today)
    return report(programme, topics, labels, waiting, today, since)


def hand_on(path: Path, text: str) -> None:
    """Write a page to a new file. Raises WrongUse where there is something already, CannotWrite."""
    from needsmatch.store.atomic import save

    if os.path.lexists(path):
        raise WrongUse(_("{path} exists already and stays as it is; name another file").format(path=path))
    save(path, text.encode(), None)


def _with_partner(match: Matcher, holds: Holds, school: School) -> RankedPlan | None:
    """What a receiver's donor could do for it; where none is settled, what the best one could."""
    settled = holds.settled_donor(school.id)
    if settled is None:
        return next(iter(match.ranking(school)), None)
    donor = match.programme.donor(settled)
    return match.plan(school, donor) if donor else None


def make_programme(folder: Path, sample_name: str | None, today: date) -> list[Path]:
    """A new programme in `folder`, empty or a copy of a sample; gives its files. Raises WrongUse, CannotWrite."""
    if sample_name is None:
        return new_programme(folder, today)
    sample(sample_name)
    require_empty(folder)
    copy_sample(sample_name, folder)
    return sorted(folder.rglob("*.toml"))


def make_next_year(folder: Path, reading: Reading, today: date) -> "tuple[NextYear, list[Path]]":
    """The programme that was read, a year on, in `folder`; gives what became of it and the files. The old one stays.

    Raises WrongUse where the folder holds something or lies in the old programme's, CannotWrite where files of the old
    programme have errors, or cannot be carried over whole.
    """
    from needsmatch.planning.next_year import next_year
    from needsmatch.store.mend import write_all
    from needsmatch.store.next_year import archived, next_year_files

    require_empty(folder)
    if Path(os.path.realpath(folder)).is_relative_to(os.path.realpath(reading.folder)):
        message = _("{folder} lies inside the folder of the programme that goes on; name a folder beside that one")
        raise WrongUse(message.format(folder=folder))
    if any(problem.severity is Severity.ERROR for problem in reading.problems):
        message = _("{folder} has errors, and what they touch would be lost; mend them first, then try again")
        raise CannotWrite(message.format(folder=reading.folder))
    year = next_year(reading.programme, today, archived(reading.folder))
    files = next_year_files(reading.folder, folder, year)
    write_all(files)
    return year, [file.path for file in files]
