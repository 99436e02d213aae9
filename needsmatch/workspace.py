"""The job in verbs, for the command line and the terminal app alike. Sequencing only: decisions live further down."""

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from needsmatch.errors import CannotWrite, WrongUse
from needsmatch.i18n import _, language, listed
from needsmatch.matching.rank import Matcher
from needsmatch.model.match import RankedPlan
from needsmatch.model.plan import SupportPlan
from needsmatch.model.school import School
from needsmatch.planning.propose import plan_id, propose
from needsmatch.planning.renew import renew
from needsmatch.store.folder import SETTINGS, Reading, StoredPlan, read_programme
from needsmatch.store.index_cache import tables_of
from needsmatch.store.notebook import nearest
from needsmatch.store.samples import FIRST_SAMPLE, copy_sample, sample, working_copy
from needsmatch.store.templates import new_programme, require_empty
from needsmatch.store.thesaurus import built_in_topics
from needsmatch.topics.index import TopicIndex
from needsmatch.topics.thesaurus import Thesaurus

Progress = Callable[[int, int], None]
"""Called with what is done so far and the whole."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What `plan` proposes for one pair."""

    plan: SupportPlan
    stored: StoredPlan | None
    """The plan's file where there is one; its content stays, `plan` adds to it."""

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
    # os.path answers False where pathlib raises for want of permission.
    if folder.name == SETTINGS and os.path.isfile(folder):  # noqa: PTH113
        folder = folder.parent
    if not os.path.exists(folder):  # noqa: PTH110
        raise WrongUse(_no_folder(folder))
    if not os.path.isdir(folder):  # noqa: PTH112
        raise WrongUse(_("{path} is a file; name the programme's folder").format(path=folder))
    return read_programme(folder, progress)


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
    """Everything that is needed to match a programme."""
    thesaurus = Thesaurus.of(built_in_topics(), reading.programme.topics)
    return Matcher(reading.programme, TopicIndex(thesaurus, tables_of(thesaurus)))


def receivers(reading: Reading, receiver_id: str | None) -> Sequence[School]:
    """One receiver by its id or its name, or all that have needs. Raises WrongUse for an unknown one."""
    schools = reading.programme.receivers
    if receiver_id is None:
        return [school for school in schools if school.needs]
    found = [school for school in schools if receiver_id in (school.id, school.name)]
    if found:
        return found
    near = nearest(receiver_id, [school.id for school in schools])
    if reading.programme.donor(receiver_id):
        hint = _("it is a donor")
    elif near:
        hint = _("did you mean {word}?").format(word=near)
    else:
        hint = _("the receivers are: {words}").format(words=listed(school.id for school in schools) or "-")
    raise WrongUse(_("There is no receiver {id}; {hint}").format(id=receiver_id, hint=hint))


def rankings(
    match: Matcher, schools: Sequence[School], progress: Progress | None = None
) -> Iterator[tuple[School, list[RankedPlan]]]:
    """For each receiver its donors, best first."""
    for number, school in enumerate(schools, 1):
        yield school, match.ranking(school)
        if progress:
            progress(number, len(schools))


def drafts(
    reading: Reading, match: Matcher, receiver_id: str | None, progress: Progress | None = None
) -> Iterator[Draft]:
    """A plan for every given pair, or for one receiver with its given or best donor.

    A plan that has a file is proposed with everything that stands in it.
    """
    stored = {plan.plan.plan.id: plan for plan in reading.plans}
    schools = receivers(reading, receiver_id)
    if receiver_id is None:
        schools = [school for school in schools if reading.programme.given_donor(school.id)]
    for number, school in enumerate(schools, 1):
        donor = match.best_donor(school)
        if donor:
            proposed = propose(reading.programme, match.plan(school, donor), match.index.thesaurus)
            file = stored.get(plan_id(school.id, donor.id))
            yield Draft(renew(file.plan, proposed) if file else proposed, file)
        if progress:
            progress(number, len(schools))


def save_draft(reading: Reading, draft: Draft) -> StoredPlan:
    """Write a draft to its file; nothing is written where nothing changed. Raises ChangedOnDisk, CannotWrite."""
    from needsmatch.store.plans import save_changed_plan, save_new_plan  # 30 ms that only saving needs

    if draft.stored:
        return save_changed_plan(draft.stored, draft.plan)
    return save_new_plan(reading.folder, draft.plan)


def make_programme(folder: Path, sample_name: str | None, today: date) -> list[Path]:
    """A new programme in `folder`, empty or a copy of a sample; gives its files. Raises WrongUse, CannotWrite."""
    if sample_name is None:
        return new_programme(folder, today)
    sample(sample_name)
    require_empty(folder)
    copy_sample(sample_name, folder)
    return sorted(folder.rglob("*.toml"))
