"""Something changed during the year: which school, and what; what becomes of its pairs and plans; and the repair."""

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from needsmatch.errors import NeedsmatchError
from needsmatch.i18n import N_, _, clauses, listed, ngettext
from needsmatch.matching.rank import Matcher
from needsmatch.model.programme import Decision, Programme
from needsmatch.model.school import School
from needsmatch.model.terms import label
from needsmatch.planning.author import Author
from needsmatch.planning.effect_words import parts, repair_sentences, summary
from needsmatch.planning.effects import Foreseen, foresee
from needsmatch.tui import changing, clock, deciding
from needsmatch.tui.deciding import Deed, Outlook
from needsmatch.tui.screens import decide
from needsmatch.tui.screens.decision import DecisionPage, Question
from needsmatch.tui.screens.page import Page
from needsmatch.tui.screens.question import AskPage, Choice, QuestionPage
from needsmatch.tui.steps import CannotTake, usable
from needsmatch.tui.whatif_lines import change_rows, total_lines
from needsmatch.tui.widgets.lines import paragraph
from needsmatch.tui.widgets.rows import BLANK, Row, text_row


@dataclass(frozen=True)
class ChangeOutlook(Outlook):
    """What a change of a school means."""

    found: Foreseen | None = None


class ChangePage(DecisionPage):
    """One change. Nothing holds before Enter; where pairs are proposed, it is asked whether they are accepted too."""

    CSS_PATH: ClassVar[Any] = ["lesson.tcss", "decision.tcss"]
    ABOUT: ClassVar[tuple[str, ...]] = (
        N_("Here stands what becomes of pairs, plans and needs before the change is made, and how to repair it."),
        N_("What was done stays and still counts; plans of a school that leaves are closed with the reason."),
        N_("Enter makes the change; where new pairs are proposed, you are asked whether to accept them."),
        N_("Esc goes back and nothing has happened. Ctrl+Z takes the whole change back once it is made."),
    )

    def __init__(self, deed: Deed) -> None:
        super().__init__(deed)
        self._accepts = False
        """The proposed pairs are accepted with the change."""

    @property
    def found(self) -> Foreseen | None:
        """What the change means; None until that is worked out, and where it is refused."""
        return self.outlook.found if isinstance(self.outlook, ChangeOutlook) else None

    def work_out(self, question: Question, programme: Programme, matcher: Matcher) -> Outlook:
        """What the change means; asked in a thread."""
        author = Author(at=clock.now())
        try:
            found = foresee(
                programme, matcher, lambda before: question.deed.apply(before, author), question.goal, clock.today()
            )
        except NeedsmatchError as error:
            return Outlook(refused=str(error))
        return ChangeOutlook(
            found.pairing, found.comparison, contradictions=found.contradictions, made=found.made, found=found
        )

    def _changes(self) -> list[Row]:
        found = self.found
        if found is None:
            return super()._changes()
        rows: list[Row] = []
        repair = repair_sentences(found.effects)
        told = [(part.title, part.sentences) for part in parts(found.effects)]
        for title, sentences in (*told, *([(_("Proposed instead"), repair)] if repair else [])):
            rows += [BLANK] if rows and not self.tight else []
            rows.append(text_row(paragraph(title, "strong")))
            rows += [text_row(paragraph(sentence, "second", indent=2)) for sentence in sentences]
        if found.comparison and found.effects.said.decision is not Decision.HEAD:
            space = [] if self.tight else [BLANK]
            rows += [*space, text_row(*total_lines(found.comparison))]
            # Whoever leaves has lost its donor and nothing else.
            changes = tuple(
                change for change in found.comparison.changes if change.receiver not in found.comparison.left
            )
            if changes:
                rows += [*space, *change_rows(dataclasses.replace(found.comparison, changes=changes))]
        return rows

    def foreseen(self) -> str:
        """What it comes to."""
        return summary(self.found.effects) if self.found else ""

    def confirm(self) -> None:
        """Make the change; ask first whether pairs that are proposed are accepted."""
        found = self.found
        if not self.is_current or found is None or not found.effects.repair or found.made:
            super().confirm()
            return
        count = len(found.effects.repair)
        title = ngettext("Accept the proposed pair too?", "Accept the {count} proposed pairs too?", count)
        lines = [paragraph(sentence, "second") for sentence in repair_sentences(found.effects)]
        choices = (
            Choice("accept", _("Make the change and accept"), _("One step; Ctrl+Z takes all of it back")),
            Choice("open", _("Make the change only"), _("Page 3 goes on proposing; a accepts there")),
        )

        def answered(choice: str | None) -> None:
            if choice:
                self._accepts = choice == "accept"
                super(ChangePage, self).confirm()

        self.app.push_screen(QuestionPage(title.format(count=count), lines, choices), answered)

    def teach(self, why: str) -> None:
        """Make the change. Raises CannotTake as long as it is not known what it means."""
        found, deed = self.found, self._deed
        if found is None:
            refused = self.outlook.refused if self.outlook else ""
            raise CannotTake(refused or _("This is still being worked out; press Enter once more in a moment."))
        if self._accepts and found.effects.repair:
            deed = dataclasses.replace(
                deed,
                apply=lambda programme, author: found.repaired(self._deed.apply(programme, author), author),
                done=lambda: clauses([self._deed.done(), _accepted(found)]),
            )
        deciding.take(self.needsmatch, deed, why)


def _accepted(found: Foreseen) -> str:
    count = len(found.effects.repair)
    return ngettext("{count} pair accepted", "{count} pairs accepted", count).format(count=count)


# Which school, and what

_JOINS = "+"
"""The answer that a school joins; no school has such an id."""


def ask_what_changed(page: Page, receiver_id: str = "", donor_id: str = "") -> None:
    """Let the user say which school changed, one of the two that are chosen, or that one joins or comes back."""
    programme = page.session.programme
    if programme is None:
        return
    here = {school.id: school for school in (programme.receiver(receiver_id), programme.donor(donor_id)) if school}
    left = {school.id: school for school in programme.left}
    choices = [
        *(Choice(name, school.name, _("It withdraws, merges, or has a new head")) for name, school in here.items()),
        Choice(_JOINS, _("A school joins"), _("You see with whom it would be paired")),
        *(Choice(name, _("{school} comes back").format(school=school.name)) for name, school in left.items()),
    ]

    def chosen(name: str | None) -> None:
        if name in left:
            page.app.push_screen(ChangePage(changing.returning(programme, name)))
        elif name in here:
            _ask_kind(page, programme, here[name])
        elif name == _JOINS:
            decide.add_school(page)

    page.app.push_screen(QuestionPage(_("Which school changed?"), (), choices), chosen)


def _ask_kind(page: Page, programme: Programme, school: School) -> None:
    choices = (
        Choice("withdraw", _("It withdraws"), _("It leaves the programme during the year")),
        Choice("head", _("It has a new head"), _("What was signed stays valid")),
        Choice("merge", _("It merges into another school"), _("The other one takes over its needs and strengths")),
    )

    def chosen(kind: str | None) -> None:
        if kind == "withdraw":
            page.app.push_screen(ChangePage(changing.withdrawing(programme, school.id)))
        elif kind == "head":
            _ask_head(page, programme, school)
        elif kind == "merge":
            _ask_other(page, programme, school)

    page.app.push_screen(QuestionPage(school.name, [paragraph(_("What changed?"), "second")], choices), chosen)


def _ask_head(page: Page, programme: Programme, school: School) -> None:
    def told(name: str | None) -> None:
        if name:
            page.app.push_screen(ChangePage(changing.with_new_head(programme, school.id, usable(name))))

    before = _("Until now: {name}").format(name=school.head) if school.head else ""
    page.app.push_screen(AskPage(school.name, _("Name of the new head"), "", _why_no_name, lambda _text: before), told)


def _why_no_name(text: str) -> str:
    try:
        return "" if usable(text) else _("Write the name of the new head.")
    except CannotTake as error:
        return str(error)


def _ask_other(page: Page, programme: Programme, school: School) -> None:
    side = programme.receivers if programme.receiver(school.id) else programme.donors
    others = [other for other in side if other.id != school.id]
    if not others:
        page.needsmatch.tell(_("There is no other school on its side to merge into."))
        return
    # Those of its own stages first: schools of one stage merge most often.
    others.sort(key=lambda other: set(other.stages).isdisjoint(school.stages))
    choices = [Choice(other.id, other.name, _facts(other)) for other in others]

    def chosen(into_id: str | None) -> None:
        if into_id:
            page.app.push_screen(ChangePage(changing.merging(programme, school.id, into_id)))

    title = _("Which school goes on? {school} becomes part of it.").format(school=school.name)
    page.app.push_screen(QuestionPage(title, (), choices), chosen)


def _facts(school: School) -> str:
    facts: Sequence[str] = [*map(label, school.stages), *([school.district] if school.district else [])]
    return listed(facts)
