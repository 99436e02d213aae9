"""The review of one plan file that came by e-mail: nothing else is there, nothing is configured, every answer is saved
at once."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from rich.text import Text
from textual.screen import Screen

from needsmatch.display import clean
from needsmatch.errors import ChangedOnDisk, NeedsmatchError
from needsmatch.i18n import _, together
from needsmatch.model.plan import PlanSide, SupportPlan
from needsmatch.model.programme import About, Programme, ProgrammeFile
from needsmatch.planning.merge import decided, merge
from needsmatch.planning.plain import school_of
from needsmatch.planning.review import HEADS
from needsmatch.store.folder import PLANS, Reading, StoredPlan
from needsmatch.store.plan_file import read_whole_plan
from needsmatch.store.plans import save_changed_plan
from needsmatch.store.settings import Settings
from needsmatch.tui import clock
from needsmatch.tui.app import NeedsmatchApp
from needsmatch.tui.recall import remember
from needsmatch.tui.screens.question import Choice, QuestionPage
from needsmatch.tui.screens.review import ReviewPage
from needsmatch.tui.screens.who import Person, WhoPage
from needsmatch.tui.session import Session
from needsmatch.tui.widgets.lines import paragraph
from needsmatch.tui.work import Work

_NOT_HERE = frozenset({"page", "reload", "unexplained", "open_folder", "open_sample", "show_plan", "show_school"})
"""Actions that need a programme."""


class ReviewApp(NeedsmatchApp):
    """The app with nothing but one plan."""

    def __init__(self, stored: StoredPlan, settings: Settings, side: PlanSide | None = None) -> None:
        """`side` answers; None: the one of the settings, or it is asked."""
        super().__init__(None, settings)
        self._stored = stored
        self._side = side

    def get_default_screen(self) -> Screen[None]:
        """Nothing, until it is known what is asked first."""
        return Screen()

    def _begin(self) -> None:
        self.session = Session(_folder(self._stored))
        remember(self.session, self._stored.path)
        self.session.take_in(_reading(self._stored))
        for name in self.session.unsaved_plans:
            if name != self._plan_name:
                # Another plan lay at this path when it could not be saved. Undo has it still.
                self.session.drop(name)
        # Answers that were given and not saved, because the program was killed at that moment.
        self.save_answers()
        self._ask_theme()

    @property
    def _plan_name(self) -> str:
        return self._stored.plan.plan.id

    @property
    def _is_unsaved(self) -> bool:
        return self.session is not None and self._plan_name in self.session.unsaved_plans

    # What is asked before the first item

    def _ask_theme(self) -> None:
        if self.settings.theme:
            self._ask_side()
            return

        def answered(theme: str | None) -> None:
            if theme:
                self.action_theme(theme)
            self._ask_side()

        once = _("You are asked only once. To change it later, press Ctrl+P.")
        choices = [
            Choice("light", _("Light"), _("Dark letters on light ground, as on paper")),
            Choice("dark", _("Dark"), _("Light letters on dark ground")),
        ]
        self.push_screen(QuestionPage(_("How shall the screen look?"), [paragraph(once, "second")], choices), answered)

    def _ask_side(self) -> None:
        known, plan = self.settings, self._stored.plan
        is_coordinator = known.side is PlanSide.COORDINATOR
        if is_coordinator or (known.name and known.school and _speaks_in(known, plan, self._side)):
            self._review()
            return

        def answered(person: Person | None) -> None:
            if person is None:
                self.exit()
                return
            school = school_of(plan, person.side)
            self.keep_settings(replace(self.settings, name=person.name, side=person.side, school=school))
            self._side = person.side if person.side in HEADS else self._side
            self._review()

        schools = {PlanSide.RECEIVER: plan.plan.receiver_name, PlanSide.DONOR: plan.plan.donor_name}
        # On a shared computer the name is likely that of somebody else, who speaks for another school.
        name = "" if known.school else known.name or ""
        self.push_screen(WhoPage(name, self._side or PlanSide.RECEIVER, schools), answered)

    def _review(self) -> None:
        known = self.settings.side if self.settings.side in HEADS else None
        file = self._stored.path
        page = ReviewPage(self._plan_name, self._side or known, keep=self.save_answers, file=file)
        self.push_screen(page, lambda _result: self._left())

    def _left(self) -> None:
        """Leave; where something could not be saved, stay."""
        self.save_answers()
        if self._is_unsaved:
            self._review()
            return
        path = self._stored.path
        said = (_("Your answers are kept in {path}."), _("To go on: needsmatch review {path}"))
        # A path that is broken at the edge of the terminal could not be copied.
        self.exit(
            message=Text("\n".join(clean(each.format(path=path)) for each in said), no_wrap=True, overflow="ignore")
        )

    # Saving

    def save_answers(self) -> None:
        """Save what was answered; what somebody else wrote into the file meanwhile stays."""
        session, name = self.session, self._plan_name
        plan = session.plan(name) if session else None
        if session is None or plan is None or not self._is_unsaved:
            return
        try:
            try:
                written = save_changed_plan(session.stored[name], plan)
            except ChangedOnDisk:
                written = _save_into_changed(session, session.stored[name], plan)
        except NeedsmatchError as error:
            self.tell(str(error))
        else:
            session.saved(written, clock.now())
        self.changed()

    def action_undo(self) -> None:
        """Take the last answer back, in the file as well."""
        super().action_undo()
        self.save_answers()

    def action_redo(self) -> None:
        """Give it again."""
        super().action_redo()
        self.save_answers()

    def _save(self) -> None:
        self.save_answers()
        if not self._is_unsaved:
            self.tell(_("Everything is saved already."))

    # What is not here

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """There is no programme, and there are no other pages."""
        return action not in _NOT_HERE and super().check_action(action, parameters)


def introduced(settings: Settings, plan: SupportPlan, side: PlanSide | None, name: str) -> Settings:
    """Settings for a person who gave this name at the start, for this side or the one that is known."""
    if settings.side is PlanSide.COORDINATOR or _speaks_in(settings, plan, side):
        return replace(settings, name=name)
    return replace(settings, name=name, side=side, school=school_of(plan, side))


def _speaks_in(settings: Settings, plan: SupportPlan, side: PlanSide | None) -> bool:
    """Whether who is known speaks for a school of the plan, that of `side` where it is given."""
    known = settings.side
    return known is not None and known is (side or known) and settings.school == school_of(plan, known)


def _save_into_changed(session: Session, before: StoredPlan, plan: SupportPlan) -> StoredPlan:
    """Put the answers into the file as it is now; gives what it holds then. Raises NeedsmatchError.

    The steps stay, each with what somebody else wrote, so that taking one back takes back nothing of that.
    """
    now, name, said = read_whole_plan(before.path), plan.plan.id, session.just_now

    def both(mine: SupportPlan) -> SupportPlan:
        merged = merge(before.plan, mine, now.plan)
        # A head answers and adds; whatever else is contradicted was decided in the file.
        return decided(merged, {part.key: part.theirs for part in merged.conflicts}, remember=False)

    written = save_changed_plan(now, both(plan))
    if now.plan == before.plan:
        session.stored[name] = now  # other remarks, the same plan
    else:
        _take_steps_anew(session, now, [both(work.plans.get(name) or before.plan) for work in _states(session)])
    session.just_now = together(_("The file was changed by somebody else meanwhile; both stands in it now."), said)
    return written


def _states(session: Session) -> list[Work]:
    """What was, what is, and what was taken back, in this order."""
    history = session.history
    return [*history.past, history.present, *reversed(history.future)]


def _take_steps_anew(session: Session, now: StoredPlan, plans: Sequence[SupportPlan]) -> None:
    """Have the plan go through `plans`, one for each of `_states`, and stand where it stood among them."""
    here, undone, name = len(session.history.past), 0, now.plan.plan.id
    session.drop(name)
    # What was before the first step is what the file would hold without any.
    session.take_in(_reading(replace(now, plan=plans[0])))
    for place, plan in enumerate(plans):
        if plan != session.plan(name):
            session.edit(plan)
            undone += place > here
    for _step in range(undone):
        session.undo()


def _reading(stored: StoredPlan) -> Reading:
    """The plan alone, as if it were a programme; it is called by its two schools."""
    about = stored.plan.plan
    name = _("{receiver} with {donor}").format(receiver=about.receiver_name, donor=about.donor_name)
    settings = ProgrammeFile(programme=About(id=about.programme, name=name, language=about.language))
    return Reading(_folder(stored), Programme(settings=settings, plans=(stored.plan,)), (), (stored,), 1)


def _folder(stored: StoredPlan) -> Path:
    """Where revisions of the plan may be kept: in the programme, where the file lies in one."""
    folder = stored.path.parent
    return folder.parent if folder.name == PLANS else folder
