"""From text to TOML tables, with syntax errors worded for people who do not know TOML."""

import re
from typing import Any

import tomli

from needsmatch.errors import Problem
from needsmatch.i18n import _
from needsmatch.store.files import SourceFile

Table = dict[str, Any]


def parse(source: SourceFile) -> Table | Problem:
    """The tables of a file (TOML 1.0 or 1.1), or the syntax error with its line."""
    try:
        return tomli.loads(source.text)
    except tomli.TOMLDecodeError as error:
        lines = source.text.split("\n")
        # An error at the very end is reported one line behind the last one.
        line = min(error.lineno, len(lines))
        return Problem(source.name, line, "", _explain(error, lines[line - 1]))
    except ValueError:
        # Python refuses to read numbers of more than 4,300 digits.
        return Problem(source.name, None, "", _("a number in this file is far too long; write it shorter"))
    except RecursionError:
        message = _("brackets are nested too deeply; a profile needs at most three levels")
        return Problem(source.name, None, "", message)


def _explain(error: tomli.TOMLDecodeError, line: str) -> str:
    """What is wrong in `line` and what to write instead."""
    message = error.msg
    key, _equals, value = line.partition("=")
    key, value = key.strip(), value.strip()
    if re.search("[“”‘’]", line):
        return _('curly quotation marks do not work here; write straight ones, as in text = "..."')
    if re.search("[＝［］，]", re.sub(r'"[^"]*"', "", line)):
        return _('full-width signs do not work here; write = [ ] , in half width, as in text = "..."')
    if message.startswith(("Cannot overwrite", "Duplicate inline table key")):
        return _("the key {key} stands here twice; remove one of the two").format(key=key or "?")
    if message.startswith(("Cannot declare", "Cannot redefine", "Cannot mutate")):
        return _(
            "the table {table} stands here twice; write [[need]] with two brackets for each entry of a list"
        ).format(table=line.strip())
    if message.startswith(("Unterminated string", "Expected \"'''\"", 'Expected \'"""\'')) or (
        message.startswith("Illegal character") and value.count('"') == 1
    ):
        return _('a text has no closing quotation mark; write it as in text = "..."')
    if message.startswith("Illegal character"):
        return _("an invisible control character stands here; delete it and type the place again")
    if message.startswith("Unescaped") or (message.startswith("Invalid hex") and "\\" in value):
        return _("a backslash stands in a text; write it twice (\\\\), or put the text in single quotes '...'")
    if message.startswith(("Unclosed array", "Unclosed inline table")):
        return _("a bracket is opened and not closed; write ] or } behind the last value")
    if message.startswith("Expected ']"):
        return _("the heading of a table is not closed; write [school] or [[need]]")
    if message.startswith("Expected '='"):
        return _('a = is missing between key and value; write it as in text = "..."')
    if message.startswith(("Invalid date", "Invalid hex")) or re.match(r"\d{4}\D\d", value):
        return _("this is not a date or number that exists; write a date as in by = 2026-09-01")
    if message.startswith("Invalid value"):
        return (
            _("the value of {key} is missing; write it behind the =").format(key=key)
            if not value
            else _(
                'the value of {key} cannot be read; put texts in straight quotation marks, as in {key} = "..."'
            ).format(key=key)
        )
    if message.startswith("Expected newline"):
        return _("something stands behind the end of the value; start a new line for each key, and # for a remark")
    if message.startswith(("Invalid statement", "Invalid initial character")):
        return _('this line is no "key = value"; write keys in plain letters a-z, and # before a remark')
    return _("this cannot be read as TOML ({reason})").format(reason=message)
