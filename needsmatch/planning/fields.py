"""What a person can edit in a plan, and the way between a value and the text that stands for it in an input field.

Every door that edits plans uses these tables, so that labels, order, limits and what may be typed are the same
everywhere. Reading is generous: people write 12人, 1.5万 or 9月1日 without thinking about it.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import Enum, StrEnum, auto
from functools import cache

from msgspec import inspect

from needsmatch.display import MARK
from needsmatch.errors import NeedsmatchError
from needsmatch.i18n import N_, _, every_translation, listed
from needsmatch.model import terms
from needsmatch.model.fields import Record
from needsmatch.model.plan import About, Item, Outcome, Placement, Status
from needsmatch.model.terms import Grade, Mode


class Kind(Enum):
    """What sort of value a field holds."""

    TEXT = auto()
    """One line; None when empty."""
    LONG_TEXT = auto()
    """Several lines; None when empty."""
    NAMES = auto()
    """A tuple of names."""
    COUNT = auto()
    """A whole number from 0."""
    AMOUNT = auto()
    """A number from 0, with decimals where it has some."""
    DATE = auto()
    CHOICE = auto()
    """A member of the field's `choices`."""
    YES_NO = auto()
    """True or False, told in the field's `words`."""


@dataclass(frozen=True, slots=True)
class Field:
    """One thing that can be edited."""

    name: str
    """Attribute of `record`."""
    label: str
    """Message id of its name on screens."""
    kind: Kind
    record: type[Record] = Item
    """What has it: Item, the plan's About, Outcome or Placement."""
    choices: type[StrEnum] | None = None
    units: str = ""
    """Regular expression of the words that people write beside the number, in lower case."""
    words: tuple[str, str] = (N_("No"), N_("Yes"))
    """Message ids of what False and True are called."""
    is_past: bool = False
    """A day on which something was done: without a year it is none to come."""

    @property
    def can_be_empty(self) -> bool:
        """Whether there may be no value."""
        return self.kind is Kind.NAMES or any(isinstance(kind, inspect.NoneType) for kind in _alternatives(self))


_PEOPLE = "人次?|位|名|个|people|persons?|teachers?"
_SESSIONS = "个?课时|次|节课?|场|期|轮|sessions?|times?|lessons?"
_MONTHS_OF = "个?月|months?"
_YUAN = "元|块钱?|圆|人民币|¥|yuan|rmb|cny"

_START = Field("start", N_("Start"), Kind.DATE)
_END = Field("end", N_("End"), Kind.DATE)
_NOTE = Field("note", N_("Note"), Kind.LONG_TEXT)

ITEM_FIELDS: tuple[Field, ...] = (
    Field("activity", N_("Activity"), Kind.LONG_TEXT),
    Field("mode", N_("Way of helping"), Kind.CHOICE, choices=Mode),
    Field("lead", N_("Lead"), Kind.TEXT),
    Field("mentors", N_("Mentors"), Kind.NAMES),
    Field("people", N_("People"), Kind.COUNT, units=_PEOPLE),
    Field("sessions", N_("Sessions"), Kind.COUNT, units=_SESSIONS),
    Field("minutes", N_("Minutes each"), Kind.COUNT, units="分钟?|minutes?|mins?"),
    Field("recurrence", N_("How often"), Kind.TEXT),
    _START,
    _END,
    Field("place", N_("Place"), Kind.TEXT),
    Field("link", N_("Link"), Kind.TEXT),
    Field("budget", N_("Budget (yuan)"), Kind.AMOUNT, units=_YUAN),
    Field("indicator", N_("Sign of success"), Kind.LONG_TEXT),
    Field(
        "in_return", N_("Who gives it"), Kind.YES_NO,
        words=(N_("the giving school"), N_("the receiving school, in return")),
    ),
    _NOTE,
)  # fmt: skip
"""What can be edited in an item, in the order of screens."""

PLAN_FIELDS: tuple[Field, ...] = (
    Field("status", N_("Status"), Kind.CHOICE, About, choices=Status),
    _START,
    _END,
    _NOTE,
)
"""What can be edited in the plan as a whole."""

OUTCOME_FIELDS: tuple[Field, ...] = (
    Field("day", N_("Date"), Kind.DATE, Outcome, is_past=True),
    Field("sessions", N_("Sessions"), Kind.COUNT, Outcome, units=_SESSIONS),
    Field("people", N_("People"), Kind.COUNT, Outcome, units=_PEOPLE),
    Field("names", N_("Names"), Kind.NAMES, Outcome),
    Field("months", N_("Months"), Kind.AMOUNT, Outcome, units=_MONTHS_OF),
    Field("money", N_("Money (yuan)"), Kind.AMOUNT, Outcome, units=_YUAN),
    Field("batch", N_("Batch"), Kind.TEXT, Outcome),
    Field("link", N_("Link"), Kind.TEXT, Outcome),
    Field("finished", N_("Item is done"), Kind.YES_NO, Outcome),
    Field("remark", N_("Remark"), Kind.LONG_TEXT, Outcome),
)
"""What can be edited in a row of an item's log."""

PLACEMENT_FIELDS: tuple[Field, ...] = (
    Field("person", N_("Person"), Kind.TEXT, Placement),
    Field("role", N_("Subject or post"), Kind.TEXT, Placement),
    Field("mentors", N_("Mentors"), Kind.NAMES, Placement),
    Field("batch", N_("Batch"), Kind.TEXT, Placement),
    Field("start", N_("Start"), Kind.DATE, Placement),
    Field("end", N_("End"), Kind.DATE, Placement),
    Field("months", N_("Months"), Kind.AMOUNT, Placement, units=_MONTHS_OF),
    Field("goals", N_("Training plan"), Kind.LONG_TEXT, Placement),
    Field("link", N_("Link"), Kind.TEXT, Placement),
    Field("grade", N_("Grade"), Kind.CHOICE, Placement, choices=Grade),
    Field("assessed", N_("Assessed on"), Kind.DATE, Placement, is_past=True),
    Field("assessor", N_("Assessed by"), Kind.TEXT, Placement),
    Field("assessment", N_("Assessment"), Kind.LONG_TEXT, Placement),
    Field("note", N_("Note"), Kind.LONG_TEXT, Placement),
)
"""What can be edited in a placement."""

_STATUS_LABELS: dict[Status, str] = {
    Status.DRAFT: N_("draft"),
    Status.PROPOSED: N_("proposed"),
    Status.AGREED: N_("agreed"),
    Status.ACTIVE: N_("under way"),
    Status.CLOSED: N_("closed"),
}

_FACTORS = {"百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000}
_NUMBER = r"(?:{units})? ?(-?)((?:\d{{1,3}}(?:,\d{{3}})+|\d+)(?:\.\d+)?) ?([百千万亿])? ?(?:{units})?"
_DAY = re.compile(r"(?:(?P<year>\d{4}) ?[-/.年] ?)?(?P<month>\d{1,2}) ?[-/.月] ?(?P<day>\d{1,2}) ?[日号]?")
_DAY_FORMS = (
    _DAY,
    re.compile(r"(?P<year>\d{4})(?P<month>\d\d)(?P<day>\d\d)"),
    re.compile(r"(?P<day>\d{1,2})(?:st|nd|rd|th)? (?P<name>[a-z]{3,9})\.?,?(?: (?P<year>\d{4}))?"),
    re.compile(r"(?P<name>[a-z]{3,9})\.? (?P<day>\d{1,2})(?:st|nd|rd|th)?,?(?: (?P<year>\d{4}))?"),
)
_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
)  # fmt: skip
_DAYS_BACK = {"today": 0, "今天": 0, "今日": 0, "yesterday": 1, "昨天": 1, "昨日": 1, "前天": 2}
"""Days of a log as people say them."""
_YES = frozenset({"yes", "y", "true", "是", "对"})
_NO = frozenset({"no", "n", "false", "否", "不是"})


class WrongValue(NeedsmatchError):
    """What was typed is no value of the field; the text says what to write instead."""


def label_of(word: StrEnum) -> str:
    """A word that can be chosen, as people say it, in the current language."""
    return _(_STATUS_LABELS[word]) if isinstance(word, Status) else terms.label(word)


def shown(field: Field, value: object) -> str:
    """The value of a field as it stands in an input; '' where there is none."""
    match value:
        case None:
            return ""
        case bool():
            return _(field.words[value])
        case StrEnum():
            return label_of(value)
        case tuple():
            return listed(value)
        case date():
            return value.isoformat()
        case float() if not value.is_integer():
            # Never with an exponent.
            return format(Decimal(str(value)), "f")
        case float():
            return str(int(value))
    return str(value)


def read(field: Field, text: str, near: date | None) -> object:
    """The value that a person meant by `text`; a blank text gives the field's empty value (None, or () for names).

    `near` is a day near which a date without a year is looked for; for what was done it is today, from which
    "yesterday" is counted as well. Raises WrongValue.
    """
    # Half of a character pair cannot be written to a file.
    text = text.encode(errors="ignore").decode()
    if not text.strip():
        return _empty(field)
    if MARK in text:
        # It stands for a character of the file that no screen shows; saved, it would take that character's place.
        raise WrongValue(_("{sign} stands for a character that cannot be shown; take it out").format(sign=MARK))
    match field.kind:
        case Kind.TEXT:
            return _short_enough(_one_line(text), _limit(field))
        case Kind.LONG_TEXT:
            return _short_enough(text, _limit(field))
        case Kind.NAMES:
            return _names(field, text)
        case Kind.COUNT | Kind.AMOUNT:
            return _number(field, _plain(text))
        case Kind.DATE:
            return _day(field, _plain(text), near)
        case Kind.CHOICE:
            return _choice(field, text)
        case Kind.YES_NO:
            return _yes_or_no(field, _plain(text))


def options(field: Field) -> tuple[tuple[str, str], ...]:
    """What can be chosen: the text that `read` takes for it, and what it is called in the current language."""
    if field.kind is Kind.YES_NO:
        return tuple(zip(("no", "yes"), map(_, field.words), strict=True))
    return tuple((word.value, label_of(word)) for word in field.choices or ())


def option_of(value: object) -> str | None:
    """The text that `read` takes for a value that was chosen; None where none was."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value.value if isinstance(value, StrEnum) else None


def stepped(field: Field, value: object, steps: int, near: date | None) -> object:
    """`value` one or more steps up (or down, where `steps` is negative), within the field's limits.

    Counts and dates go by 1 (day), amounts by 1, 100 or 1000 after their size. No value starts at 1, a date at `near`.
    A field that has no steps keeps its value.
    """
    if field.kind is Kind.DATE:
        if not isinstance(value, date):
            return near
        return date.fromordinal(min(max(value.toordinal() + steps, 1), date.max.toordinal()))
    if field.kind not in (Kind.COUNT, Kind.AMOUNT):
        return value
    if not isinstance(value, int | float):
        return 1
    size = 1
    if field.kind is Kind.AMOUNT:
        # Downwards from 100 the step is the one that led there.
        reached = value if steps > 0 else value - 1
        size = 1 if reached < 100 else 100 if reached < 10_000 else 1000
    return _as_number(min(max(Decimal(str(value)) + steps * size, Decimal(0)), Decimal(_limit(field))))


def _empty(field: Field) -> object:
    if field.can_be_empty:
        return () if field.kind is Kind.NAMES else None
    if words := _words(field):
        raise WrongValue(_("this cannot be empty; choose one of: {words}").format(words=words))
    raise WrongValue(_("this cannot be empty"))


def _names(field: Field, text: str) -> tuple[str, ...]:
    names = tuple(name.strip() for name in re.split(r"[、,;，；\r\n]", text) if name.strip())
    (kind,) = _alternatives(field)
    assert isinstance(kind, inspect.VarTupleType)
    if kind.max_length is not None and len(names) > kind.max_length:
        message = _("these are {found} names; at most {limit} are possible, so take some out")
        raise WrongValue(message.format(found=len(names), limit=kind.max_length))
    return tuple(_short_enough(_one_line(name), _limit_of(kind.item_type)) for name in names)


def _number(field: Field, text: str) -> int | float:
    found = re.fullmatch(_NUMBER.format(units=field.units), text)
    if not found:
        raise _no_number(field)
    sign, digits, factor = found.groups()
    number = Decimal(digits.replace(",", "")) * _FACTORS.get(factor, 1)
    if sign and number:
        raise WrongValue(_("less than nothing is not possible; write 0 or more"))
    if number > _limit(field):
        raise WrongValue(_("this number is too large; the largest possible is {limit}").format(limit=_limit(field)))
    value = _as_number(number)
    if field.kind is Kind.COUNT and isinstance(value, float):
        raise _no_number(field)
    return value


def _no_number(field: Field) -> WrongValue:
    if field.kind is Kind.COUNT:
        return WrongValue(_("this is not a whole number; write one such as 12"))
    return WrongValue(_("this is not an amount; write a number such as 1200 or 1200.50"))


def _as_number(number: Decimal) -> int | float:
    return int(number) if number == int(number) else float(number)


def _day(field: Field, text: str, near: date | None) -> date:
    if near and text in _DAYS_BACK and field.record in (Outcome, Placement):
        return near - timedelta(_DAYS_BACK[text])
    return _date(text, near, near if field.is_past and near else date.max)


def _date(text: str, near: date | None, latest: date) -> date:
    found = next(filter(None, (form.fullmatch(text) for form in _DAY_FORMS)), None)
    parts = found.groupdict() if found else {}
    month = _month(parts["name"]) if parts.get("name") else int(parts.get("month") or 0)
    if not parts or month is None:
        raise WrongValue(_("this is not a date; write one such as 2026-09-01"))
    day = int(parts["day"])
    if not parts["year"] and near is None:
        raise WrongValue(_("the year is missing; write the whole date, such as 2026-09-01"))
    # A leap day lies at most eight years away. The later of two that are equally near: people plan ahead.
    years = range(near.year + 8, near.year - 9, -1) if near and not parts["year"] else (int(parts["year"]),)
    days = [entry for entry in _existing(years, month, day) if parts["year"] or entry <= latest]
    if not days:
        raise WrongValue(_("there is no such day; write a date such as 2026-09-01"))
    return min(days, key=lambda entry: abs(entry - near)) if near else days[0]


def _month(name: str) -> int | None:
    return next((number for number, month in enumerate(_MONTHS, 1) if month.startswith(name)), None)


def _existing(years: range | tuple[int], month: int, day: int) -> Iterator[date]:
    for year in years:
        try:
            yield date(year, month, day)
        except ValueError:
            continue


def _choice(field: Field, text: str) -> StrEnum:
    assert field.choices
    meant = _plain(text)
    known = _known_status(meant) if field.choices is Status else terms.known_word(meant, field.choices)
    if known is None:
        raise _no_choice(field)
    return known


def _yes_or_no(field: Field, text: str) -> bool:
    for value, words in enumerate((_NO, _YES)):
        if text in words or text in {label.casefold() for label in every_translation(field.words[value])}:
            return bool(value)
    raise _no_choice(field)


def _no_choice(field: Field) -> WrongValue:
    return WrongValue(_("this is not one of the choices; choose one of: {words}").format(words=_words(field)))


def _known_status(text: str) -> Status | None:
    for word, message in _STATUS_LABELS.items():
        if text in {word.value, *(label.casefold() for label in every_translation(message))}:
            return word
    return None


def _words(field: Field) -> str:
    return listed(label for _word, label in options(field))


def _plain(text: str) -> str:
    """`text` without full-width forms, capitals and more than single spaces."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def _one_line(text: str) -> str:
    return " ".join(line.strip() for line in text.splitlines() if line.strip())


def _short_enough(text: str, limit: int) -> str:
    if len(text) > limit:
        message = _("this text has {found} characters; at most {limit} are possible, so make it shorter")
        raise WrongValue(message.format(found=len(text), limit=limit))
    return text


def _limit(field: Field) -> int:
    return _limit_of(_alternatives(field)[0])


def _limit_of(kind: inspect.Type) -> int:
    """The longest text or the greatest number that the model's annotation lets through."""
    match kind:
        case inspect.StrType(max_length=int(limit)) | inspect.IntType(le=int(limit)):
            return limit
    raise AssertionError(kind)


@cache
def _alternatives(field: Field) -> tuple[inspect.Type, ...]:
    """The types that the model allows for a field."""
    described = inspect.type_info(field.record)
    assert isinstance(described, inspect.StructType)
    kind = next(entry.type for entry in described.fields if entry.name == field.name)
    return kind.types if isinstance(kind, inspect.UnionType) else (kind,)
