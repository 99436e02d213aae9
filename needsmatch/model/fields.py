"""Kinds of values that several records share, with the limits a file is held to."""

from typing import Annotated, dataclass_transform

from msgspec import Meta, Struct, field

# Alone, $ would let a newline at the end pass, and ids become names of files.
SLUG_PATTERN = r"^[a-z0-9]+(-[a-z0-9]+)*$(?!\n)"

Slug = Annotated[str, Meta(pattern=SLUG_PATTERN, max_length=120)]
"""An id: small letters, digits, single hyphens."""

Reference = Annotated[str, Meta(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*/[a-z0-9]+(-[a-z0-9]+)*$(?!\n)", max_length=241)]
"""A need or a strength by its school: `school/need`."""

Text = Annotated[str, Meta(pattern=r"\S", max_length=2000)]
"""What a person wrote: not blank, at most 2,000 characters."""

LongText = Annotated[str, Meta(pattern=r"\S", max_length=20_000)]
"""A remark: not blank, at most 20,000 characters."""

Count = Annotated[int, Meta(ge=0, le=1_000_000_000)]
"""A number of people, sessions, places or minutes."""

Amount = Annotated[int, Meta(ge=0, le=10**15)] | Annotated[float, Meta(ge=0, le=10**15)]
"""A quantity with its own unit, such as yuan."""


@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(field,))
class Record(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """A frozen record that stands in a file as one TOML table; defaults are left out when it is written."""
