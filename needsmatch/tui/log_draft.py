"""A log row that is not noted yet: what the program fills in, and what was typed over it.

What was typed is kept among the texts that survive whatever happens to the program, so leaving the page loses nothing.
"""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date

from msgspec.structs import replace

from needsmatch.model.plan import Outcome
from needsmatch.planning.fields import OUTCOME_FIELDS, Field, Kind, WrongValue, read, shown
from needsmatch.tui.session import Session
from needsmatch.tui.work import Place

NEW = "new"
"""Stands for the row that is not noted yet, where others have their id."""
_PREFIX, _DAY = "new/", "day"


@dataclass(frozen=True)
class Draft:
    """The row as it would be noted now."""

    filled_in: Outcome
    """What the program fills in."""
    outcome: Outcome
    """The same with what was typed, as far as it can be used."""
    wrong: Mapping[str, str]
    """What was typed and cannot be used, by the field's name."""
    is_touched: bool


@dataclass
class Typed:
    """What was typed into the row of one item, and left there."""

    session: Session
    plan: str
    item: str
    texts: dict[str, str] = field(default_factory=dict)
    """By the field's name."""

    def __post_init__(self) -> None:
        for (plan, item, name), text in self.session.typed.items():
            if (plan, item) == (self.plan, self.item) and name.startswith(_PREFIX):
                self.texts[name.removeprefix(_PREFIX)] = text

    def keep(self, field: Field, text: str, today: date) -> None:
        """A field was left with this text. The row stays one of the day on which it was begun."""
        self.texts.setdefault(_DAY, today.isoformat())
        with suppress(WrongValue):
            # Yesterday is another day tomorrow.
            text = shown(field, read(field, text, today)) if field.kind is Kind.DATE else text
        self.texts[field.name] = text
        for name, kept in self.texts.items():
            self.session.typing(self._place(name), kept)

    def typing(self, field: Field, text: str | None) -> None:
        """This stands in the field that has the caret; None: what was left there before."""
        self.session.typing(self._place(field.name), self.texts.get(field.name) if text is None else text)

    def forget(self) -> None:
        """The row is noted, or not wanted."""
        for name in self.texts:
            self.session.typing(self._place(name), None)
        self.texts.clear()

    def over(self, filled_in: Outcome, today: date) -> Draft:
        """The row with what was typed."""
        outcome, wrong = filled_in, {}
        for entry in OUTCOME_FIELDS:
            text = self.texts.get(entry.name)
            if text is not None:
                try:
                    outcome = replace(outcome, **{entry.name: read(entry, text, today)})
                except WrongValue:
                    wrong[entry.name] = text
        return Draft(filled_in, outcome, wrong, bool(self.texts))

    def _place(self, name: str) -> Place:
        return self.plan, self.item, _PREFIX + name
