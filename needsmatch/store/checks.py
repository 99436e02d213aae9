"""What only shows across files: ids that clash, names that lead nowhere, rules that contradict each other."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from needsmatch.errors import Severity
from needsmatch.i18n import LANGUAGES, _, listed
from needsmatch.model.completed import decided_capacities
from needsmatch.model.fates import ABOUT_SCHOOLS, entry_names
from needsmatch.model.plan import SupportPlan
from needsmatch.model.programme import Decision, Programme
from needsmatch.model.school import Need, School, Strength
from needsmatch.store.fate_checks import check_fates, check_heads
from needsmatch.store.locate import KeyPath
from needsmatch.store.notebook import Notebook, quoted
from needsmatch.store.pair_checks import check_pairs
from needsmatch.store.plan_checks import check_period, check_plans, note_nowhere
from needsmatch.store.topic_checks import check_taught, check_topic, check_topics, topic_ids


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a school stands in the files."""

    notebook: Notebook
    path: KeyPath
    moved: dict[str, KeyPath]
    """Lists that stand beside the school rather than inside it."""

    def of(self, key: str) -> KeyPath:
        """Path of one of the school's keys."""
        return self.moved.get(key, (*self.path, key))


@dataclass(slots=True)
class Origins:
    """Where everything stands, for problems found after the reading."""

    schools: list[tuple[School, str, Origin]] = field(default_factory=list)
    """School, the list its side lives from (`need` or `strength`), and where it stands."""
    plans: list[tuple[SupportPlan, Notebook]] = field(default_factory=list)
    unusable: set[str] = field(default_factory=set)
    """Ids of schools whose entry or file cannot be used; whoever names them has made no mistake."""
    files: dict[str, Notebook] = field(default_factory=dict)
    """`programme`, `topics`, `judgements`: the files that were read."""


def check_programme(programme: Programme, origins: Origins) -> None:
    """Note in each file what does not fit the others; the problems go to the files' notebooks."""
    check_schools(origins, programme)
    _twice(origins)
    _districts(programme, origins)
    _capacities(programme, origins)
    check_heads(
        programme, [(school, origin.notebook, origin.of("head")) for school, _wanted, origin in origins.schools]
    )
    if "programme" in origins.files:
        _settings(programme, origins.files["programme"])
    if "judgements" in origins.files:
        _judgements(programme, origins.files["judgements"], origins.unusable)
        sides = {"need": "receiver", "strength": "donor"}
        schools = [(sides[wanted], school) for school, wanted, _origin in origins.schools]
        check_fates(programme, schools, origins.files["judgements"], origins.unusable)
    check_pairs(programme, origins.files, origins.plans, origins.unusable)
    if "topics" in origins.files and programme.topics:
        check_topics(programme, origins.files["topics"])
    check_plans(programme, origins.plans)


def check_schools(origins: Origins, programme: Programme | None = None) -> None:
    """Note the schools that lack the list their side lives from, and ids that stand twice in one school.

    In a programme what a school took over from another one is in its lists too.
    """
    for school, wanted, origin in origins.schools:
        if origin.notebook.noted(origin.of(wanted)):
            continue
        known = programme.receivers if programme and wanted == "need" else programme.donors if programme else ()
        now = next((each for each in known if each.id == school.id), school)
        if wanted == "need" and not now.needs:
            # It has not sent its list yet, or a year ended with all of it done.
            message = _("this receiver has no needs, so nothing can be matched for it; write [[need]] with text")
            origin.notebook.add(origin.of("need"), message, Severity.NOTE)
        if wanted == "strength" and not now.strengths:
            message = _("this donor has no strengths, so nothing can be matched for it; write [[strength]] with text")
            origin.notebook.add(origin.of("strength"), message)
    for school, _wanted, origin in origins.schools:
        _entries_twice(origin, "need", school.needs)
        _entries_twice(origin, "strength", school.strengths)


def _entries_twice(origin: Origin, key: str, entries: Sequence[Need | Strength]) -> None:
    ids = Counter(entry.id for entry in entries)
    for path, entry in origin.notebook.rows(origin.of(key), entries):
        if ids[entry.id] > 1:
            message = _("the id {id} stands twice in this school; change one of the two").format(id=quoted(entry.id))
            origin.notebook.add((*path, "id"), message)


def _twice(origins: Origins) -> None:
    by_id: dict[str, list[Origin]] = {}
    for school, _wanted, origin in origins.schools:
        by_id.setdefault(school.id, []).append(origin)
    for school_id, places in by_id.items():
        for place in places if len(places) > 1 else ():
            other = next(entry for entry in places if entry is not place)
            message = _("the id {id} belongs to another school too (in {file}); change one of the two")
            place.notebook.add(place.of("id"), message.format(id=quoted(school_id), file=other.notebook.file))


def _districts(programme: Programme, origins: Origins) -> None:
    sides = {"need": programme.settings.receiving.districts, "strength": programme.settings.donating.districts}
    for school, wanted, origin in origins.schools:
        known = sides[wanted]
        if known and school.district and school.district not in known:
            origin.notebook.add(
                origin.of("district"),
                _("the district {name} is not in programme.toml; known there: {names}").format(
                    name=quoted(school.district), names=listed(known)
                ),
                Severity.NOTE,
            )


def _capacities(programme: Programme, origins: Origins) -> None:
    """Note a capacity in a donor's file that does not count, because people decided another one."""
    decided = decided_capacities(programme.judgements)
    for school, wanted, origin in origins.schools:
        capacity, path = decided.get(school.id, school.capacity), origin.of("capacity")
        if wanted == "strength" and capacity != school.capacity and origin.notebook.stands(path):
            message = _(
                "this number does not count, because judgements.toml says {decided}; to go back to {capacity}, decide "
                "so (c on page 3 of the app, or needsmatch pair PROGRAMME --capacity {couple})"
            )
            couple = f"{school.id}={school.capacity}"
            message = message.format(decided=capacity, capacity=school.capacity, couple=couple)
            origin.notebook.add(path, message, Severity.NOTE)


def _settings(programme: Programme, notebook: Notebook) -> None:
    settings = programme.settings
    if programme.about.language not in LANGUAGES:
        words = listed(f'"{code}"' for code in LANGUAGES)
        message = _("plans cannot be drafted in {value}; write one of {words}")
        notebook.add(("programme", "language"), message.format(value=quoted(programme.about.language), words=words))
    check_period(settings.programme.start, settings.programme.end, notebook, ("programme",))
    for path, linked in notebook.rows(("district_pair",), settings.district_pairs):
        for key, name, known in (
            ("receiver", linked.receiver, settings.receiving.districts),
            ("donor", linked.donor, settings.donating.districts),
        ):
            if known and name not in known:
                message = _("the district {name} is not in programme.toml; known there: {names}")
                notebook.add((*path, key), message.format(name=quoted(name), names=listed(known)))


def _judgements(programme: Programme, notebook: Notebook, unusable: set[str]) -> None:
    schools = programme.receivers + programme.donors + programme.left
    # Where a school merged and came back, something may have been decided under the name it had meanwhile.
    need_names, strength_names = entry_names(programme)
    needs = {school.reference(need) for school in schools for need in school.needs} | need_names.files.keys()
    strengths = {school.reference(entry) for school in schools for entry in school.strengths}
    strengths |= strength_names.files.keys()
    gone = {school.id for school in programme.left} | unusable
    receivers = {school.id for school in programme.receivers} | gone
    donors = {school.id for school in programme.donors} | gone
    capacities: set[str | None] = set()
    for path, judgement in notebook.rows(("judgement",), programme.judgements):
        wanted: list[tuple[str, str | None, set[str]]] = []
        match judgement.decision:
            case Decision.SAME | Decision.NOT_A_MATCH:
                wanted += [("need", judgement.need, needs), ("strength", judgement.strength, strengths)]
            case decision if decision in ABOUT_SCHOOLS:
                continue
            case Decision.TAUGHT:
                check_taught(programme, judgement, notebook, path)
                continue
            case Decision.CAPACITY:
                wanted.append(("donor", judgement.donor, donors))
                capacities.add(judgement.donor)
                if judgement.capacity is None:
                    _note_missing(notebook, path, "capacity", "2")
            case Decision.RELEASED if judgement.receiver is None and judgement.donor in capacities:
                wanted.append(("donor", judgement.donor, donors))
            case Decision.ADDED:
                # The school may have left again since.
                if judgement.receiver is None and judgement.donor is None:
                    _note_missing(notebook, path, "receiver", '"school-id"')
            case _:
                wanted += [("receiver", judgement.receiver, receivers), ("donor", judgement.donor, donors)]
        if judgement.topic:
            check_topic(judgement.topic, topic_ids(programme), notebook, (*path, "topic"))
        for key, name, known in wanted:
            if name is None:
                _note_missing(notebook, path, key, '"school/id"' if key in ("need", "strength") else '"school-id"')
            elif name not in known and not notebook.noted((*path, key)):
                note_nowhere(notebook, (*path, key), name, known)


def _note_missing(notebook: Notebook, path: KeyPath, key: str, example: str) -> None:
    if not notebook.noted((*path, key)):
        message = _("this decision needs {key}; write {key} = {example}")
        notebook.add((*path, key), message.format(key=key, example=example))
