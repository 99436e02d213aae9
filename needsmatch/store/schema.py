"""The file formats as JSON Schema, made from the records that files are read into."""

from typing import Any

import msgspec

from needsmatch.model.plan import SupportPlan
from needsmatch.model.programme import ProgrammeFile
from needsmatch.model.school import Need, School, Strength
from needsmatch.store.folder import JudgementsFile
from needsmatch.store.thesaurus import TopicsFile

DIALECT = "https://json-schema.org/draft/2020-12/schema"

_FILES: dict[str, Any] = {
    "programme": ProgrammeFile,
    "topics": TopicsFile,
    "judgements": JudgementsFile,
    "plan": SupportPlan,
}

KINDS = ("programme", "school", "topics", "judgements", "plan")
"""The kinds of files, in the order people meet them."""


def file_schema(kind: str) -> dict[str, Any]:
    """JSON Schema of one kind of file, a member of KINDS. Dates are TOML dates; JSON Schema knows them as texts."""
    if kind == "school":
        return {"$schema": DIALECT, "title": kind, **_school_file()}
    return {"$schema": DIALECT, "title": kind, **msgspec.json.schema(_FILES[kind])}


def _school_file() -> dict[str, Any]:
    """One school with its lists beside it, or many with their lists inside."""
    (school, need, strength), definitions = msgspec.json.schema_components(
        (School, Need, Strength), ref_template="#/$defs/{name}"
    )
    alone = {
        key: value for key, value in definitions["School"]["properties"].items() if key not in ("need", "strength")
    }
    return {
        "oneOf": [
            {
                "type": "object",
                "required": ["school"],
                "additionalProperties": False,
                "properties": {
                    "school": {**definitions["School"], "properties": alone},
                    "need": {"type": "array", "items": need},
                    "strength": {"type": "array", "items": strength},
                },
            },
            {
                "type": "object",
                "required": ["school"],
                "additionalProperties": False,
                "properties": {"school": {"type": "array", "items": school}},
            },
        ],
        "$defs": definitions,
    }
