"""Keep the message catalogues up to date: extract, merge, compile. After changing any text: python tools/catalogue.py

Needs the extra `test` (Babel). Prints the messages that still lack a translation and exits 1 when there are any.
"""

import io
import sys
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

PACKAGE = Path(__file__).parents[1] / "needsmatch"
KEYWORDS = {"_": None, "N_": None, "ngettext": (1, 2)}

_NOT_KEPT = (
    '"POT-Creation-Date',
    '"PO-Revision-Date',
    '"Generated-By',
    '"Report-Msgid',
    '"Last-Translator',
    '"Language-Team',
)


def extracted() -> Catalog:
    """All messages of the package's source."""
    catalogue = Catalog(project="needsmatch", charset="utf-8")
    files = extract_from_dir(PACKAGE, method_map=[("**.py", "python")], keywords=KEYWORDS)
    for _name, _line, message, _comments, context in files:
        catalogue.add(message, context=context)
    return catalogue


def updated(po: Path) -> Catalog:
    """The catalogue in `po` with the messages of the source: new ones empty, unused ones gone."""
    with po.open("rb") as file:
        catalogue = read_po(file, locale=po.parts[-3])
    catalogue.update(extracted(), no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    return catalogue


def po_bytes(catalogue: Catalog) -> bytes:
    """The catalogue as a .po file without dates and line numbers, so that a diff shows texts only."""
    buffer = io.BytesIO()
    write_po(buffer, catalogue, no_location=True, omit_header=False, sort_output=True, width=0)
    lines = buffer.getvalue().decode().splitlines(keepends=True)
    return "".join(line for line in lines if not line.startswith(_NOT_KEPT)).encode()


def mo_bytes(catalogue: Catalog) -> bytes:
    """The catalogue compiled; the same catalogue gives the same bytes."""
    catalogue.creation_date = catalogue.revision_date = datetime(2026, 1, 1, tzinfo=UTC)
    buffer = io.BytesIO()
    write_mo(buffer, catalogue)
    return buffer.getvalue()


def missing(catalogue: Catalog) -> list[str]:
    """Messages without a translation, or with one that may be of another message: it is not compiled."""
    return [
        str(message.id)
        for message in catalogue
        if message.id
        and (message.fuzzy or not (all(message.string) if isinstance(message.string, tuple) else message.string))
    ]


def main() -> int:
    """Bring every catalogue up to date."""
    lacking = 0
    for po in sorted(PACKAGE.glob("locale/*/LC_MESSAGES/needsmatch.po")):
        catalogue = updated(po)
        po.write_bytes(po_bytes(catalogue))
        po.with_suffix(".mo").write_bytes(mo_bytes(catalogue))
        for message in missing(catalogue):
            print(f"{po.parts[-3]}: no translation: {message}")
            lacking += 1
    return 1 if lacking else 0


if __name__ == "__main__":
    sys.exit(main())
