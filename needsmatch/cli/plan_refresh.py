"""What a refresh does about the plans that exist, on the command line: as a list, and as JSON."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from needsmatch.cli.output import row
from needsmatch.i18n import _

if TYPE_CHECKING:
    from rich.console import Console

    from needsmatch.planning.followed import Edit
    from needsmatch.planning.refresh import Refreshed, Row
    from needsmatch.workspace import Draft


def print_refresh(out: "Console", refreshed: "Refreshed") -> None:
    """What is new, changed, no longer asked for and kept, each under its heading; the rest as a number."""
    from needsmatch.planning.refresh_words import HEADINGS, counted, sentences, title, void_sentences

    if not refreshed.news:
        row(out, 0, "", (_("Nothing is new or changed"), "dim"))
        return
    for kind, heading in HEADINGS.items():
        found = refreshed.of_kind(kind)
        if found:
            row(out, 0, "", (_(heading), "bold"))
        for entry in found:
            row(out, 0, "*", title(entry))
            for sentence in sentences(entry):
                row(out, 5, "", (sentence, "dim"))
    for sentence in void_sentences(refreshed):
        row(out, 0, "!", (sentence, "yellow"))
    row(out, 0, "", (counted([refreshed]), "dim"))


def refreshes_as_json(drafts: "Iterable[Draft]") -> dict[str, object]:
    """What a refresh does about each plan that exists, untouched rows too."""
    return {
        "refresh": [
            {
                "plan": draft.plan.plan.id,
                "rows": [_row(entry) for entry in draft.refreshed.rows],
                "void_signatures": [signature.name for signature in draft.refreshed.voids],
            }
            for draft in drafts
            if draft.refreshed
        ]
    }


def _row(entry: "Row") -> object:
    return {
        "key": entry.key,
        "kind": entry.kind.value,
        "item": entry.item.id if entry.item else None,
        "need": entry.unmet.need if entry.unmet else None,
        "changes": [_change(edit) for edit in entry.edits],
    }


def _change(edit: "Edit") -> object:
    import msgspec

    return {
        "field": edit.name,
        "before": msgspec.to_builtins(edit.before),
        "after": msgspec.to_builtins(edit.after),
        "kept": edit.kept,
    }
