"""Languages: how one is chosen, and that none lacks a text."""

import ast
import re
import sys
from pathlib import Path

import pytest
from babel.messages.catalog import Message

from needsmatch import i18n
from needsmatch.i18n import _, every_translation, from_environment, ngettext, using

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tools"))

import catalogue  # noqa: E402

PO = ROOT / "needsmatch/locale/zh_CN/LC_MESSAGES/needsmatch.po"


def texts(message: Message) -> tuple[list[str], list[str]]:
    """Message ids and translations of one entry, plural forms included."""
    ids = message.id if isinstance(message.id, list | tuple) else [message.id]
    forms = message.string if isinstance(message.string, list | tuple) else [message.string]
    return [str(entry) for entry in ids], [str(entry) for entry in forms]


@pytest.mark.parametrize(
    ("environ", "language"),
    [
        ({"LANG": "zh_CN.UTF-8"}, "zh_CN"),
        ({"LANG": "zh_TW.UTF-8"}, "zh_CN"),
        ({"LANG": "zh"}, "zh_CN"),
        ({"LANG": "zh-Hant-HK"}, "zh_CN"),
        ({"LANG": "en_GB.UTF-8"}, "en"),
        ({"LANG": "fr_FR.UTF-8"}, "en"),
        ({"LANG": "C"}, "en"),
        ({"LANG": "POSIX"}, "en"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({}, "en"),
        ({"LC_ALL": "C", "LANG": "zh_CN.UTF-8"}, "en"),
        ({"LC_ALL": "", "LANG": "zh_CN.UTF-8"}, "zh_CN"),
        ({"LC_MESSAGES": "zh_CN", "LANG": "en_US"}, "zh_CN"),
        ({"NEEDSMATCH_LANG": "zh_CN", "LC_ALL": "C"}, "zh_CN"),
    ],
)
def test_the_language_comes_from_the_environment(environ: dict[str, str], language: str) -> None:
    assert from_environment(environ) == language


def test_a_language_can_be_spoken_for_a_while() -> None:
    with using("zh_CN"):
        assert _("primary school") == "小学"
    assert _("primary school") == "primary school"


def test_labels_are_known_in_every_language() -> None:
    assert every_translation("kindergarten") == {"kindergarten", "幼儿园"}


def test_the_empty_text_stays_empty() -> None:
    with using("zh_CN"):
        assert _("") == ""


def test_numbers_take_their_form() -> None:
    assert ngettext("{count} need", "{count} needs", 1) == "{count} need"
    with using("zh_CN"):
        assert "需求" in ngettext("{count} need", "{count} needs", 1)


def test_no_text_lacks_a_translation() -> None:
    assert catalogue.missing(catalogue.updated(PO)) == []


def test_the_catalogues_are_up_to_date() -> None:
    updated = catalogue.updated(PO)
    message = "run: python tools/catalogue.py"
    assert PO.read_bytes() == catalogue.po_bytes(updated), message
    assert PO.with_suffix(".mo").read_bytes() == catalogue.mo_bytes(updated), message


def test_translations_keep_the_placeholders() -> None:
    for message in catalogue.updated(PO):
        ids, forms = texts(message)
        for form in forms if message.id else ():
            assert set(re.findall(r"\{\w+\}", form)) == set(re.findall(r"\{\w+\}", ids[-1])), message.id


def test_our_texts_hold_no_character_of_ambiguous_width() -> None:
    # Such characters are one cell wide in some terminals and two in others, and push a line out of shape.
    ambiguous = set("…—–·“”‘’→←■□★●○①②③※±×°")
    for message in catalogue.updated(PO):
        ids, forms = texts(message)
        for text in (*forms, *ids) if message.id else ():
            assert not ambiguous & set(text), text


def test_no_sentence_is_printed_past_the_catalogue() -> None:
    """Every text handed to the printing functions of the command line comes from `_`, or is data."""
    for path in (ROOT / "needsmatch/cli").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("say", "print_line"):
                literals = [arg for arg in node.args if isinstance(arg, ast.Constant)]
                assert not literals, f"{path.name}:{node.lineno}"


def test_an_unknown_language_is_english() -> None:
    i18n.use("xx")
    assert i18n.language() == "en"
