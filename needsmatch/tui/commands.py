"""Everything the app can do or show, as entries that are found by words, pinyin or initials."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from textual.dom import DOMNode

from needsmatch.display import clean
from needsmatch.i18n import LANGUAGES, N_, _, listed, ngettext
from needsmatch.model.school import School
from needsmatch.model.terms import label
from needsmatch.planning.fields import label_of
from needsmatch.text.pinyin import found
from needsmatch.tui.examples import examples
from needsmatch.tui.session import Session
from needsmatch.tui.widgets.frame import PAGES

if TYPE_CHECKING:
    from needsmatch.tui.app import NeedsmatchApp

_PAGE_SENTENCES = {
    "overview": N_("Where everything stands, and what needs you"),
    "matching": N_("Who can help which school, and why"),
    "pairing": N_("Who helps whom, and what would change"),
    "plans": N_("Support plans: draft, change, save"),
    "problems": N_("What is wrong in the files, and how to mend it"),
    "report": N_("What was asked, agreed and done, in numbers; what changed; the year against the needs lists"),
}

_COMMANDS: tuple[tuple[str, str, str, str], ...] = (
    (N_("Wordings that no topic explains"), N_("Teach the program what they are about"), "t", "unexplained"),
    (N_("Save"), N_("Write every changed plan to its file"), "Ctrl+S", "save"),
    (N_("Undo"), N_("Take the last step back"), "Ctrl+Z", "undo"),
    (N_("Redo"), N_("Do again what was taken back"), "Ctrl+Y", "redo"),
    (N_("Read the files again"), N_("and check them"), "Ctrl+R", "reload"),
    (N_("My name and role"), N_("They stand beside what you decide, answer or sign"), "", "who"),
    (N_("Help"), N_("The keys of this place, and what the page is for"), "?", "help"),
    (N_("Quit"), N_("Asks if something is not saved"), "Ctrl+Q", "quit"),
)

_THEMES = {
    "dark": (N_("Theme: dark colours"), N_("easier on the eyes in a dim room")),
    "light": (N_("Theme: light colours"), N_("easier to read in a bright room")),
}

_IN_EVERY_LANGUAGE = "Language / 语言"
"""Who cannot read the present language looks for this."""


@dataclass(frozen=True)
class Entry:
    """One thing to do or to go to."""

    group: str
    """Heading it stands under, in the current language."""
    title: str
    sentence: str
    action: str
    key: str = ""
    """The key that does it, as it is called."""
    node: DOMNode | None = None
    """What the action belongs to; None: the app."""
    pinyin: str = ""
    """Under what its pinyin is known, where that is not its title."""
    title_sought: str = field(init=False)
    rest_sought: str = field(init=False)
    """What is looked through, in small letters."""

    @property
    def row_key(self) -> str:
        """Stands for the entry in a list."""
        return f"{self.group}/{self.title}/{self.action}"

    def __post_init__(self) -> None:
        object.__setattr__(self, "title_sought", clean(self.title).casefold())
        object.__setattr__(self, "rest_sought", clean(f"{self.sentence} {self.key} {self.pinyin}").casefold())

    def rank(self, word: str, pinyin: Sequence[str]) -> int | None:
        """How well a word in small letters finds it, from 0 (best); None where it does not."""
        if self.title_sought.startswith(word):
            return 0
        by_pinyin = found(word, pinyin)
        if by_pinyin == 0:
            return 1
        if word in self.title_sought:
            return 2
        if by_pinyin is not None:
            return 3
        return 4 if word in self.rest_sought else None


def sought(entries: Sequence[Entry], words: Sequence[str], pinyin: Mapping[str, Sequence[str]]) -> list[Entry]:
    """The entries that have every word, best first; otherwise in their order."""
    ranked = []
    for entry in entries:
        keys = pinyin.get(entry.pinyin or entry.title, ())
        ranks = [rank for word in words if (rank := entry.rank(word, keys)) is not None]
        if len(ranks) == len(words):
            ranked.append((max(ranks, default=0), entry))
    ranked.sort(key=lambda pair: pair[0])
    return [entry for _rank, entry in ranked]


def everywhere(app: "NeedsmatchApp") -> Iterator[Entry]:
    """What can be done on every page."""
    group = _("Everywhere")
    if app.check_action("page", ()):
        for digit, mode, name in PAGES:
            yield Entry(group, _(name), _(_PAGE_SENTENCES[mode]), f"app.page('{mode}')", str(digit))
    for title, sentence, key, action in _COMMANDS:
        if app.check_action(action, ()):
            yield Entry(group, _(title), _(sentence), f"app.{action}", key)
    if app.busy:
        yield Entry(group, _("Stop"), app.busy, "app.stop")
    for code, own_name in LANGUAGES.items():
        title = _("Language: {name}").format(name=own_name)
        yield Entry(group, title, _IN_EVERY_LANGUAGE, f"app.language('{code}')")
    for theme, (title, sentence) in _THEMES.items():
        yield Entry(group, _(title), _(sentence), f"app.theme('{theme}')")


def programmes(recent: Sequence[Path], present: Path | None) -> Iterator[Entry]:
    """The programmes to go on with."""
    group = _("Programmes")
    yield Entry(group, _("Open another programme"), _("A folder, a new one, or a worked example"), "app.page('start')")
    for folder in recent:
        if folder != present:
            yield Entry(group, folder.name, str(folder.parent), f"app.open_folder({str(folder)!r})")
    for name, example in examples().items():
        sentence = _("Worked example: {size}").format(size=example.size)
        yield Entry(group, example.name, sentence, f"app.open_sample('{name}')")


def schools(session: Session) -> Iterator[Entry]:
    """Every school of the programme."""
    programme = session.programme
    if programme is None:
        return
    helped = _best_helped(session)
    # The first receiver that is settled with a donor, rather than the one it could help best.
    helped |= {donor: school.id for school in reversed(programme.receivers) if (donor := session.settled(school.id))}
    for school in programme.receivers:
        sentence = _about(school, ngettext("{count} need", "{count} needs", len(school.needs)), len(school.needs))
        yield Entry(_("Receiving schools"), school.name, sentence, f"app.show_school({school.id!r})", pinyin=school.id)
    for school in programme.donors:
        receiver = helped.get(school.id)
        if receiver:
            count = len(school.strengths)
            sentence = _about(school, ngettext("{count} strength", "{count} strengths", count), count)
            yield Entry(_("Donor schools"), school.name, sentence, f"app.show_school({receiver!r})", pinyin=school.id)


def _best_helped(session: Session) -> dict[str, str]:
    """For each donor the receiver whose needs it answers best, as far as is known by now; their ids."""
    plans = [plan for ranked in session.ranked.values() for plan in ranked if plan.answered]
    return {plan.donor.id: plan.receiver.id for plan in sorted(plans, key=lambda plan: plan.score)}


def plans(session: Session) -> Iterator[Entry]:
    """Every plan of the programme."""
    for name in dict.fromkeys((*session.stored, *session.work.plans)):
        plan = session.plan(name)
        if plan:
            about = plan.plan
            title = _("{receiver} with {donor}").format(receiver=about.receiver_name, donor=about.donor_name)
            items = ngettext("{count} item", "{count} items", len(plan.items)).format(count=len(plan.items))
            sentence = listed([label_of(about.status), items])
            yield Entry(
                _("Support plans"), title, sentence, f"app.show_plan({about.receiver!r})", pinyin=about.receiver
            )


def _about(school: School, count_text: str, count: int) -> str:
    facts = [*(label(stage) for stage in school.stages), *([school.district] if school.district else [])]
    return listed([*facts, count_text.format(count=count)])
