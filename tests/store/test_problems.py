"""What is wrong in the files, and the exact sentence for it."""

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from needsmatch.errors import Problem, Severity
from needsmatch.i18n import using
from needsmatch.model.revision import revision_of
from needsmatch.store.folder import read_programme
from tests.conftest import shared

PROGRAMME = '[programme]\nid = "p"\nname = "P"\n'
RECEIVER = '[school]\nid = "r"\nname = "R"\nstage = "primary"\n\n[[need]]\nid = "n"\ntext = "reading at home"\n'
DONOR = '[school]\nid = "d"\nname = "D"\nstage = "primary"\n\n[[strength]]\nid = "s"\ntext = "reading evenings"\n'


PLAN = """[plan]
format = 1
id = "p"
programme = "p"
receiver = "r"
receiver_name = "R"
donor = "d"
donor_name = "D"
status = "draft"

[[item]]
id = "i"
X
"""


def write(folder: Path, files: dict[str, str | bytes]) -> Path:
    for name, content in {
        "programme.toml": PROGRAMME,
        "receivers/r.toml": RECEIVER,
        "donors/d.toml": DONOR,
        **files,
    }.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


def lines(folder: Path) -> list[str]:
    return [
        f"{problem}{' (note)' if problem.severity is Severity.NOTE else ''}"
        for problem in read_programme(folder).problems
    ]


def judged(decision: str, **schools: str) -> str:
    said = {"decision": decision, **schools}
    return "[[judgement]]\n" + "".join(f'{key} = "{value}"\n' for key, value in said.items())


R = "receivers/r.toml"
D = "donors/d.toml"
P = "programme.toml"
J = "judgements.toml"
PAIR = '[[pair]]\nreceiver = "r"\ndonor = "d"\n'
BAN = PAIR.replace("pair", "ban")
CHANGE = "change or remove the [[pair]] in programme.toml"
UNPIN = "take the pin back (Delete on page 3 of the app, or needsmatch pair PROGRAMME --release {})"
UNBAN = UNPIN.replace("pin", "ban")
RAISE = "Either raise its capacity (c on page 3 of the app, or needsmatch pair PROGRAMME --capacity d=2)"
NO_DONORS = "R cannot have several main donors: D ({}), D ({}). Keep one of them and give up the others."
PINNED = "pinned, judgements.toml"
GIVEN = "given in programme.toml"
TWO = {"receivers/q.toml": RECEIVER.replace('"r"', '"q"'), "donors/e.toml": DONOR.replace('"d"', '"e"')}
TAKES = DONOR.replace("\n\n", "\ncapacity = 3\n\n")
SIGNED = '[[signature]]\nside = "donor"\nname = "A"\nat = 2026-10-20T15:00:00\nrevision = "old"'
AGAIN = PLAN.partition("[[item]]")[0]
WITH_E = AGAIN.replace('"d"', '"e"').replace('"D"', '"E"')
QD = AGAIN.replace('"r"', '"q"')

CASES = [
    ("good files", {}, []),
    # TOML that cannot be read
    ("missing value", {R: 'x = \n'}, [f"{R}:1: the value of x is missing; write it behind the ="]),
    ("no quotes", {R: "[school]\nid = abc\n"}, [f'{R}:2: the value of id cannot be read; put texts in straight quotation marks, as in id = "..."']),
    ("curly quotes", {R: "[school]\nid = “abc”\n"}, [f'{R}:2: curly quotation marks do not work here; write straight ones, as in text = "..."']),
    ("full-width sign", {R: '[school]\nid ＝ "abc"\n'}, [f'{R}:2: full-width signs do not work here; write = [ ] , in half width, as in text = "..."']),
    ("no closing quote", {R: '[school]\nid = "abc\nname = "x"\n'}, [f'{R}:2: a text has no closing quotation mark; write it as in text = "..."']),
    ("no equals sign", {R: "[school]\nid\n"}, [f'{R}:2: a = is missing between key and value; write it as in text = "..."']),
    ("Chinese key", {R: '[school]\n名称 = "x"\n'}, [f'{R}:2: this line is no "key = value"; write keys in plain letters a-z, and # before a remark']),
    ("key twice", {R: '[school]\nid = "a"\nid = "b"\n'}, [f"{R}:3: the key id stands here twice; remove one of the two"]),
    ("table twice", {R: '[school]\nid = "a"\n[school]\n'}, [f"{R}:3: the table [school] stands here twice; write [[need]] with two brackets for each entry of a list"]),
    ("open heading", {R: "[school\n"}, [f"{R}:1: the heading of a table is not closed; write [school] or [[need]]"]),
    ("open list", {R: 'a = ["x"\n'}, [f"{R}:2: a bracket is opened and not closed; write ] or }} behind the last value"]),
    ("impossible date", {R: RECEIVER + "by = 2026-02-30\n"}, [f"{R}:9: this is not a date or number that exists; write a date as in by = 2026-09-01"]),
    ("backslash", {R: '[school]\nid = "a\\q"\n'}, [f"{R}:2: a backslash stands in a text; write it twice (\\\\), or put the text in single quotes '...'"]),
    ("two values", {R: "[school]\nid = 1 2\n"}, [f"{R}:2: something stands behind the end of the value; start a new line for each key, and # for a remark"]),
    ("Windows path", {R: RECEIVER + 'note = "C:\\Users\\x"\n'}, [f"{R}:9: a backslash stands in a text; write it twice (\\\\), or put the text in single quotes '...'"]),
    ("hexadecimal without end", {R: RECEIVER + "people = 0x" + "f" * 100_000}, [f"{R}:9: need[1].people: .. is out of range; write 0 or more"]),
    ("endless amount", {P: PROGRAMME + '[[target]]\ntext = "x"\nunit = "y"\namount = inf\n'}, [f"{P}:7: target[1].amount: this should be a number without quotes, such as 3, and is the number inf"]),
    ("districts that are not linked", {P: PROGRAMME + '[rules]\ndistrict_with_district = true\n[[pair]]\nreceiver = "r"\ndonor = "d"\n'}, [f"{P}:6: pair[1]: R (no district) and D (no district) are {GIVEN}, and their districts are not linked. Either {CHANGE} (r=d), or write a [[district_pair]] for the two in programme.toml"]),
    ("number without end", {R: RECEIVER + "people = " + "9" * 5000}, [f"{R}: a number in this file is far too long; write it shorter"]),
    ("file that is not read", {"receivers/old.txt": "", "receivers/a.TOML": RECEIVER.replace('"r"', '"a"'), "donor/x": ""}, ["donor: this is not read; did you mean donors? (note)", "receivers/old.txt: this is not read; only files that end in .toml and lie right in this folder are (note)"]),
    ("nested brackets", {R: "a = " + "[" * 100_000}, [f"{R}: brackets are nested too deeply; a profile needs at most three levels"]),
    # Keys
    ("unknown key", {R: RECEIVER.replace("stage", 'heed = "x"\nstage')}, [f"{R}:4: school.heed: this key is not known and has no effect; did you mean need? (note)"]),
    ("unknown table", {R: RECEIVER + '[[wish]]\ntext = "x"\n'}, [f"{R}:9: wish: this key is not known and has no effect (note)"]),
    ("missing key", {R: RECEIVER.replace('name = "R"\n', "")}, [f'{R}:1: school.name: this key is missing; write name = "..."']),
    ("empty optional text", {R: RECEIVER.replace("stage", 'head = " "\nstage')}, [f"{R}:4: school.head: this is empty; write something or remove the line (note)"]),
    # Values
    ("number for text", {R: RECEIVER.replace('"R"', "7")}, [f"{R}:3: school.name: this should be a text in quotation marks, and is the number 7"]),
    ("text for number", {R: RECEIVER + 'priority = "1"\n'}, [f'{R}:9: need[1].priority: this should be a whole number without quotes, such as 3, and is the text "1"']),
    ("true for number", {R: RECEIVER + "priority = true\n"}, [f"{R}:9: need[1].priority: this should be a whole number without quotes, such as 3, and is true (true or false)"]),
    ("text for truth", {R: RECEIVER + 'illustrative = "yes"\n'}, [f'{R}:9: need[1].illustrative: this should be true or false, without quotes, and is the text "yes"']),
    ("text for list", {R: RECEIVER + 'modes = "visit"\n'}, [f'{R}:9: need[1].modes: this should be a list in square brackets, such as ["training"], and is the text "visit"']),
    ("priority out of range", {R: RECEIVER + "priority = 9\n"}, [f"{R}:9: need[1].priority: 9 is out of range; write a number from 1 to 5"]),
    ("negative number", {R: RECEIVER + "people = -1\n"}, [f"{R}:9: need[1].people: -1 is out of range; write 0 or more"]),
    ("unknown stage", {R: RECEIVER.replace('"primary"', '"primery"')}, [f'{R}:4: school.stage: "primery" is not known here; did you mean "primary"?']),
    ("unknown mode", {R: RECEIVER + 'modes = ["lectur"]\n'}, [f'{R}:9: need[1].modes[1]: "lectur" is not known here; did you mean "lecture"?']),
    ("empty text", {R: RECEIVER.replace('"reading at home"', '"  "') + '[[need]]\ntext = "more"\n'}, [f"{R}:8: need[1].text: this text is empty; write what the school says"]),
    ("text too long", {R: RECEIVER.replace("reading at home", "x" * 2001) + '[[need]]\ntext = "more"\n'}, [f"{R}:8: need[1].text: this text has 2001 characters; at most 2000 are possible, put the rest into a note"]),
    ("not a date", {R: RECEIVER + 'by = "soon"\n'}, [f'{R}:9: need[1].by: this should be a date without quotes, such as 2026-09-01, and is the text "soon"']),
    ("not a slug", {R: RECEIVER.replace('"n"', '"Need One"')}, [f'{R}:7: need[1].id: "Need One" is not an id; use small letters a-z, digits and single hyphens, such as "need-one"']),
    ("id with a newline", {R: RECEIVER.replace('"n"', '"n\\n"')}, [f'{R}:7: need[1].id: "n\n" is not an id; use small letters a-z, digits and single hyphens, such as "n"']),
    ("Chinese id", {R: RECEIVER.replace('"n"', '"家长"')}, [f'{R}:7: need[1].id: "家长" is not an id; use small letters a-z, digits and single hyphens, such as "yuhai-kindergarten"']),
    # Shapes
    ("need beside many schools", {R: RECEIVER.replace("[school]", "[[school]]")}, [f"{R}:1: school[1].need: this receiver has no needs, so nothing can be matched for it; write [[need]] with text (note)", f"{R}:6: need: [[need]] cannot stand beside [[school]]; write [[school.need]] under its school"]),
    ("one bracket", {R: RECEIVER.replace("[[need]]", "[need]")}, [f"{R}:6: need: this is a list; write [[need]] with two brackets"]),
    ("no school", {R: 'x = 1\n'}, [f"{R}: school: this file holds no school; write [school] with id, name and stage"]),
    ("no needs", {R: RECEIVER.split("[[need]]")[0]}, [f"{R}:1: school.need: this receiver has no needs, so nothing can be matched for it; write [[need]] with text (note)"]),
    ("no strengths", {"donors/d.toml": DONOR.split("[[strength]]")[0]}, ["donors/d.toml:1: school.strength: this donor has no strengths, so nothing can be matched for it; write [[strength]] with text"]),
    ("need twice", {R: RECEIVER + '[[need]]\nid = "n"\ntext = "x"\n'}, [f'{R}:7: need[1].id: the id "n" stands twice in this school; change one of the two', f'{R}:10: need[2].id: the id "n" stands twice in this school; change one of the two']),
    ("list in two places", {R: RECEIVER.replace("[[need]]", 'need = []\n[[need]]', 1)}, [f"{R}:6: school.need: this list stands both inside [school] and beside it; keep one"]),
    ("too many mentors", {"plans/p.toml": PLAN.replace("X", 'mentors = ["a", "b", "c"]')}, ["plans/p.toml:13: item[1].mentors: this list has 3 values; at most 2 are possible"]),
    ("item twice", {"plans/p.toml": PLAN.replace("X", '[[item]]\nid = "i"')}, ['plans/p.toml:12: item[1].id: the id "i" stands twice in this plan; change one of the two', 'plans/p.toml:14: item[2].id: the id "i" stands twice in this plan; change one of the two']),
    ("item for a need that is gone", {"plans/p.toml": PLAN.replace("X", 'need = ["r/gone"]\nstrength = "d/t"')}, ['plans/p.toml:13: item[1].need[1]: "r/gone" is no longer asked for; keep the item or take it out (note)', 'plans/p.toml:14: item[1].strength: "d/t" is not in this programme; did you mean "d/s"? (note)']),
    ("a placement, a row of the log and a confirmation twice", {"plans/p.toml": PLAN.replace("X", 2 * '[[item.placement]]\nid = "a"\nperson = "Ma"\n' + 2 * '[[item.outcome]]\nid = "a"\ndate = 2026-10-12\npeople = 1\n' + 2 * '[[item.confirmation]]\nid = "a"\nside = "receiver"\nuseful = "very"\n')}, [f'plans/p.toml:{line}: item[1].{row}.id: the id "a" stands more than once in this list; give each row an id of its own (note)' for line, row in ((14, "placement[1]"), (17, "placement[2]"), (20, "outcome[1]"), (24, "outcome[2]"), (28, "confirmation[1]"), (32, "confirmation[2]"))]),
    ("a placement that ends before it begins", {"plans/p.toml": PLAN.replace("X", '[[item.placement]]\nid = "a"\nperson = "Ma"\nstart = 2026-10-01\nend = 2026-09-01\n')}, ["plans/p.toml:17: item[1].placement[1].end: the end lies before the start; change one of the two dates"]),
    ("a word of the side that helped", {"plans/p.toml": PLAN.replace("X", '[[item.confirmation]]\nid = "a"\nside = "donor"\nuseful = "very"\n')}, ['plans/p.toml:15: item[1].confirmation[1].side: the side that was helped says how useful it was; of "donor" this does not count (note)']),
    ("rows of the log that tell something", {"plans/p.toml": PLAN.replace("X", "".join(f'[[item.outcome]]\nid = "a-{number}"\ndate = 2026-10-12\n{told}\n' for number, told in enumerate(("sessions = 0", "people = 3", 'names = ["Ma"]', "months = 1.5", "money = 10", 'link = "https://x"', "finished = true", 'remark = "all came"'))))}, []),
    ("a row of the log that tells nothing", {"plans/p.toml": PLAN.replace("X", '[[item.outcome]]\nid = "a"\ndate = 2026-10-12\nbatch = "2"\n')}, ["plans/p.toml:13: item[1].outcome[1]: this tells nothing but a day; write how many sessions or people there were, or a remark (note)"]),
    ("an item in return", {"receivers/r.toml": RECEIVER + DONOR.partition("\n\n")[2], "donors/d.toml": DONOR + RECEIVER.partition("\n\n")[2], "plans/p.toml": PLAN.replace("X", 'need = ["d/n"]\nstrength = "r/s"\nin_return = true')}, []),
    ("an item in return the wrong way round", {"plans/p.toml": PLAN.replace("X", 'need = ["r/n"]\nstrength = "d/s"\nin_return = true')}, [f'plans/p.toml:{line}: item[1].{key}: here "R" helps "D", so "{name}" should begin with "{start}"; write that, or take in_return out' for line, key, name, start in ((13, "need[1]", "r/n", "d/"), (14, "strength", "d/s", "r/"))]),
    ("an answer twice", {"plans/p.toml": PLAN.replace("X", 2 * '[[item.answer]]\nid = "a"\nside = "donor"\nanswer = "agree"\n')}, ['plans/p.toml:14: item[1].answer[1].id: the id "a" stands more than once in this list; give each row an id of its own (note)', 'plans/p.toml:18: item[1].answer[2].id: the id "a" stands more than once in this list; give each row an id of its own (note)']),
    ("a signature of which nothing is known", {"plans/p.toml": PLAN.replace("X", SIGNED)}, ['plans/p.toml:13: signature[1]: the plan was changed since "A" signed it; send it for review again (note)']),
    ("a mark of an item that is not known", {"plans/p.toml": PLAN.replace("X", '[[removed]]\nid = "j"\nneed = ["r/n"]')}, []),
    ("item that ends too early", {"plans/p.toml": PLAN.replace("X", "start = 2026-02-01\nend = 2026-01-01")}, ["plans/p.toml:14: item[1].end: the end lies before the start; change one of the two dates"]),
    ("rows behind a bad row", {R: RECEIVER.replace('"reading at home"', "3") + '[[need]]\nid = "m"\ntext = "x"\n[[need]]\nid = "m"\ntext = "y"\n'}, [f"{R}:8: need[1].text: this should be a text in quotation marks, and is the number 3", f'{R}:10: need[2].id: the id "m" stands twice in this school; change one of the two', f'{R}:13: need[3].id: the id "m" stands twice in this school; change one of the two']),
    # Across files
    ("unknown district in a pair", {P: PROGRAMME + '[receiving]\ndistricts = ["East"]\n[[district_pair]]\nreceiver = "Est"\ndonor = "West"\n'}, [f'{P}:7: district_pair[1].receiver: the district "Est" is not in programme.toml; known there: East']),
    ("school twice", {"receivers/q.toml": RECEIVER}, ['receivers/q.toml:2: school.id: the id "r" belongs to another school too (in receivers/r.toml); change one of the two', 'receivers/r.toml:2: school.id: the id "r" belongs to another school too (in receivers/q.toml); change one of the two']),
    ("unknown school in a pair", {P: PROGRAMME + '[[pair]]\nreceiver = "rr"\ndonor = "d"\n', "receivers/rrr.toml": RECEIVER.replace('"r"', '"rrr"')}, [f'{P}:5: pair[1].receiver: no school has the id "rr"; did you mean "rrr"?']),
    ("sides exchanged", {P: PROGRAMME + '[[pair]]\nreceiver = "d"\ndonor = "r"\n'}, [f'{P}:5: pair[1].receiver: "d" is on the other side of the programme; exchange receiver and donor', f'{P}:6: pair[1].donor: "r" is on the other side of the programme; exchange receiver and donor']),
    ("donor beyond its capacity", {P: PROGRAMME + '[[pair]]\nreceiver = "r"\ndonor = "d"\n[[pair]]\nreceiver = "q"\ndonor = "d"\n', "receivers/q.toml": RECEIVER.replace('"r"', '"q"')}, [f"{P}:7: pair[2]: D takes 1 receiver and has 2: R, R. {RAISE}, or {CHANGE.replace('the', 'a')} (q=d, r=d)"]),
    ("receiver paired twice", {P: PROGRAMME + '[[pair]]\nreceiver = "r"\ndonor = "d"\n[[pair]]\nreceiver = "r"\ndonor = "e"\n', "donors/e.toml": DONOR.replace('"d"', '"e"')}, [f"{P}:7: pair[2]: {NO_DONORS.format(GIVEN, GIVEN)} D: {CHANGE} (r=d); D: {CHANGE} (r=e)"]),
    ("paired and banned", {P: PROGRAMME + '[[pair]]\nreceiver = "r"\ndonor = "d"\n[[ban]]\nreceiver = "r"\ndonor = "d"\n'}, [f"{P}:4: pair[1]: R and D are {GIVEN} and banned at once (programme.toml). Either {CHANGE} (r=d), or remove the [[ban]] in programme.toml (r=d)"]),
    ("no common stage", {P: PROGRAMME + '[[pair]]\nreceiver = "r"\ndonor = "d"\n', "donors/d.toml": DONOR.replace("primary", "high")}, [f"{P}:4: pair[1]: R (primary school) and D (high school) are {GIVEN} and have no school stage in common. Either {CHANGE} (r=d), or write other_stages = true under [rules] in programme.toml"]),
    ("unknown district", {P: PROGRAMME + '[receiving]\ndistricts = ["East"]\n', R: RECEIVER.replace("stage", 'district = "Eest"\nstage')}, [f'{R}:4: school.district: the district "Eest" is not in programme.toml; known there: East (note)']),
    ("unknown language", {P: PROGRAMME + 'language = "fr"\n'}, [f'{P}:4: programme.language: plans cannot be drafted in "fr"; write one of "en", "zh_CN"']),
    ("end before start", {P: PROGRAMME + "start = 2026-09-01\nend = 2026-01-01\n"}, [f"{P}:5: programme.end: the end lies before the start; change one of the two dates"]),
    ("judgement leads nowhere", {"judgements.toml": '[[judgement]]\ndecision = "same"\nneed = "r/m"\nstrength = "d/s"\n'}, ['judgements.toml:3: judgement[1].need: "r/m" is not in this programme; did you mean "r/n"? (note)']),
    ("judgement lacks a side", {"judgements.toml": '[[judgement]]\ndecision = "pinned"\nreceiver = "r"\n'}, ['judgements.toml:1: judgement[1].donor: this decision needs donor; write donor = "school-id"']),
    ("accepted pair that leads nowhere", {J: judged("paired", receiver="q", donor="d")}, [f'{J}:3: judgement[1].receiver: "q" is not in this programme (note)']),
    ("released pair lacks a side", {J: judged("released", donor="d")}, [f'{J}:1: judgement[1].receiver: this decision needs receiver; write receiver = "school-id"']),
    ("capacity without a number", {J: judged("capacity", donor="dd")}, [f"{J}:1: judgement[1].capacity: this decision needs capacity; write capacity = 2", f'{J}:3: judgement[1].donor: "dd" is not in this programme; did you mean "d"? (note)']),
    ("capacity of nobody", {J: judged("capacity") + "capacity = 2\n"}, [f'{J}:1: judgement[1].donor: this decision needs donor; write donor = "school-id"']),
    ("capacity out of range", {J: judged("capacity", donor="d") + "capacity = 1001\n"}, [f"{J}:4: judgement[1].capacity: 1001 is out of range; write a number from 0 to 1000"]),
    ("nobody was added", {J: judged("added")}, [f'{J}:1: judgement[1].receiver: this decision needs receiver; write receiver = "school-id"']),
    ("school that was added and has left", {J: judged("added", donor="gone")}, []),
    ("pinned twice", {**TWO, J: judged("pinned", receiver="r", donor="d") + judged("pinned", receiver="r", donor="e")}, [f"{J}:5: judgement[2]: {NO_DONORS.format(PINNED, PINNED)} D: {UNPIN.format('r=d')}; D: {UNPIN.format('r=e')}"]),
    ("pinned elsewhere", {**TWO, P: PROGRAMME + PAIR, J: judged("pinned", receiver="r", donor="e")}, [f"{J}:1: judgement[1]: {NO_DONORS.format(GIVEN, PINNED)} D: {CHANGE} (r=d); D: {UNPIN.format('r=e')}"]),
    ("pin that was taken back", {**TWO, P: PROGRAMME + PAIR, J: judged("pinned", receiver="r", donor="e") + judged("released", receiver="r", donor="e")}, []),
    ("pin of a given pair", {P: PROGRAMME + PAIR, J: judged("pinned", receiver="r", donor="d")}, []),
    ("the same pinned twice", {J: judged("pinned", receiver="r", donor="d") * 2}, []),
    ("pinned beyond the capacity", {**TWO, P: PROGRAMME + PAIR, J: judged("pinned", receiver="q", donor="d")}, [f"{J}:1: judgement[1]: D takes 1 receiver and has 2: R, R. {RAISE}, or {CHANGE} (r=d), or {UNPIN.format('q=d')}"]),
    ("capacity that was raised", {**TWO, P: PROGRAMME + PAIR, J: judged("pinned", receiver="q", donor="d") + judged("capacity", donor="d") + "capacity = 2\n"}, []),
    ("pinned and banned", {P: PROGRAMME + BAN, J: judged("pinned", receiver="r", donor="d")}, [f"{J}:1: judgement[1]: R and D are {PINNED} and banned at once (programme.toml). Either {UNPIN.format('r=d')}, or remove the [[ban]] in programme.toml (r=d)"]),
    ("paired and banned by a person", {P: PROGRAMME + PAIR, J: judged("banned", receiver="r", donor="d")}, [f"{P}:4: pair[1]: R and D are {GIVEN} and banned at once (judgements.toml). Either {CHANGE} (r=d), or {UNBAN.format('r=d')}"]),
    ("accepted across stages", {D: DONOR.replace("primary", "high"), J: judged("paired", receiver="r", donor="d")}, [f"{J}:1: judgement[1]: R (primary school) and D (high school) are accepted as a pair, judgements.toml and have no school stage in common. Either {UNPIN.replace('pin', 'pair').format('r=d')}, or write other_stages = true under [rules] in programme.toml"]),
    ("planned beyond the capacity", {**TWO, P: PROGRAMME + PAIR, "plans/p.toml": QD}, [f"plans/p.toml:7: plan.donor: D takes 1 receiver and has 2: R, R. {RAISE}, or {CHANGE} (r=d), or {UNPIN.replace('pin', 'pair').format('q=d')}"]),
    ("the same pair twice", {P: PROGRAMME + PAIR * 2}, [f"{P}:7: pair[2]: this pair stands here twice (as pair[1] too); remove one of the two, or write who was meant (note)"]),
    ("accepted behind a ban", {J: judged("banned", receiver="r", donor="d", by="Wang") + judged("paired", receiver="r", donor="d")}, [f"{J}:6: judgement[2]: accepting these two does not count, because they are banned (Wang); if they are to be a pair, take the ban back and accept them again (note)"]),
    ("accepted against programme.toml", {P: PROGRAMME + BAN, J: judged("paired", receiver="r", donor="d")}, [f"{J}:1: judgement[1]: accepting these two does not count, because they are banned (programme.toml); if they are to be a pair, take the ban back and accept them again (note)"]),
    ("accepted behind a pin", {J: judged("pinned", receiver="r", donor="d") + judged("paired", receiver="r", donor="d")}, [f"{J}:5: judgement[2]: accepting these two does not count, because they are pinned already (judgements.toml); they stay together as long as the pin stands (note)"]),
    ("accepted behind what was taken back", {J: judged("banned", receiver="r", donor="d") + judged("paired", receiver="r", donor="d") + judged("released", receiver="r", donor="d")}, []),
    ("accepted when a ban was taken back", {J: judged("banned", receiver="r", donor="d") + judged("released", receiver="r", donor="d") + judged("paired", receiver="r", donor="d")}, []),
    ("accepted beside another pin", {**TWO, J: judged("pinned", receiver="r", donor="e") + judged("paired", receiver="r", donor="d")}, []),
    ("one id on both sides", {"donors/d.toml": DONOR.replace('"d"', '"r"')}, [f'{D}:2: school.id: the id "r" belongs to another school too (in {R}); change one of the two', f'{R}:2: school.id: the id "r" belongs to another school too (in {D}); change one of the two']),
    # Capacities that were decided
    ("capacity that was decided otherwise", {D: TAKES, J: judged("capacity", donor="d") + "capacity = 2\n"}, [f"{D}:5: school.capacity: this number does not count, because judgements.toml says 2; to go back to 3, decide so (c on page 3 of the app, or needsmatch pair PROGRAMME --capacity d=3) (note)"]),
    ("capacity that was decided as it is", {D: TAKES, J: judged("capacity", donor="d") + "capacity = 2\n" + judged("capacity", donor="d") + "capacity = 3\n"}, []),
    ("decided capacity of a donor whose file says none", {J: judged("capacity", donor="d") + "capacity = 2\n"}, []),
    ("decided capacity that was taken back", {D: TAKES, J: judged("capacity", donor="d") + "capacity = 2\n" + judged("released", donor="d")}, []),
    ("capacity taken back before it was decided", {J: judged("released", donor="d") + judged("capacity", donor="d") + "capacity = 2\n"}, [f'{J}:1: judgement[1].receiver: this decision needs receiver; write receiver = "school-id"']),
    # Several plans
    ("plans with two donors", {"donors/e.toml": DONOR.replace('"d"', '"e"').replace('"D"', '"E"'), "plans/a.toml": AGAIN.replace('"p"', '"a"'), "plans/p.toml": WITH_E}, ["plans/a.toml:7: plan.donor: this plan does not count when schools are paired, because R is together with E; close the plan or move its file away if it is over (note)"]),
    ("plans with two donors, and a pin", {**TWO, "plans/a.toml": AGAIN.replace('"p"', '"a"'), "plans/p.toml": WITH_E, J: judged("pinned", receiver="r", donor="d")}, ["plans/p.toml:7: plan.donor: this plan does not count when schools are paired, because R is together with D; close the plan or move its file away if it is over (note)"]),
    ("plan that is over", {**TWO, "plans/a.toml": AGAIN.replace('"p"', '"a"').replace("draft", "closed"), "plans/p.toml": WITH_E}, []),
    ("one plan, and a pin to another donor", {**TWO, "plans/p.toml": AGAIN, J: judged("pinned", receiver="r", donor="e")}, []),
    ("two plans with one donor", {"plans/a.toml": AGAIN.replace('"p"', '"a"'), "plans/p.toml": AGAIN}, []),
    ("pin of a school whose file is bad", {R: "[school", J: judged("pinned", receiver="r", donor="d")}, [f"{R}:1: the heading of a table is not closed; write [school] or [[need]]"]),
    # Encodings
    ("byte order mark", {R: b"\xef\xbb\xbf" + RECEIVER.encode()}, []),
    ("GBK", {R: RECEIVER.replace("reading", "阅读").encode("gbk")}, [f"{R}:8: this file is not UTF-8, it looks like GBK; convert it: in Notepad or WPS save it again with the encoding UTF-8, or run: iconv -f GB18030 -t UTF-8 OLD > NEW"]),
    ("UTF-16", {R: RECEIVER.encode("utf-16")}, [f"{R}:1: this file is UTF-16, not UTF-8; open it in your editor and save it as UTF-8"]),
    ("broken bytes", {R: RECEIVER.encode() + b"\n# \xff\xff\xff"}, [f"{R}:10: this file is not UTF-8 from this line on; save it again with the encoding UTF-8"]),
    ("Windows line ends", {R: RECEIVER.replace("\n", "\r\n") + "priority = 9\r\n"}, [f"{R}:9: need[1].priority: 9 is out of range; write a number from 1 to 5"]),
]  # fmt: skip


@pytest.mark.parametrize(("files", "expected"), [case[1:] for case in CASES], ids=[str(case[0]) for case in CASES])
def test_each_mistake_has_its_sentence(tmp_path: Path, files: dict[str, str | bytes], expected: list[str]) -> None:
    assert lines(write(tmp_path, files)) == expected


def test_a_void_signature_that_was_renewed_is_no_problem(tmp_path: Path) -> None:
    write(tmp_path, {"plans/p.toml": PLAN.replace("X", SIGNED)})
    (plan,) = read_programme(tmp_path).programme.plans
    renewed = SIGNED.replace("old", revision_of(plan))
    assert lines(write(tmp_path, {"plans/p.toml": PLAN.replace("X", f"{SIGNED}\n{renewed}")})) == []


def test_values_stand_in_the_quotation_marks_of_the_language(tmp_path: Path) -> None:
    write(tmp_path, {R: RECEIVER.replace('"primary"', '"primery"')})
    with using("zh_CN"):
        (problem,) = read_programme(tmp_path).problems
    assert "「primery」" in problem.message and '"' not in problem.message


def test_a_folder_that_is_no_programme(tmp_path: Path) -> None:
    (expected,) = read_programme(tmp_path).problems
    assert expected == Problem(
        ".",
        None,
        "",
        "this folder is no programme: it holds no programme.toml, receivers or donors; name another folder, or make a "
        "new programme: on the start page, or with needsmatch new FOLDER",
    )


def test_a_programme_without_its_settings_still_gives_its_schools(tmp_path: Path) -> None:
    write(tmp_path, {})
    (tmp_path / "programme.toml").unlink()
    reading = read_programme(tmp_path)
    assert [school.id for school in reading.programme.receivers] == ["r"]
    assert [problem.file for problem in reading.problems] == ["programme.toml"]


def test_one_bad_file_never_hides_the_others(tmp_path: Path) -> None:
    write(
        tmp_path,
        {"receivers/bad.toml": "[[[", "donors/bad.toml": b"\xff", "topics.toml": "topic = 3", "plans/bad.toml": "?"},
    )
    reading = read_programme(tmp_path)
    assert [school.id for school in (*reading.programme.receivers, *reading.programme.donors)] == ["r", "d"]
    assert {problem.file for problem in reading.problems} == {
        "receivers/bad.toml",
        "donors/bad.toml",
        "topics.toml",
        "plans/bad.toml",
    }


def test_every_mistake_of_every_file_is_named_in_one_pass(tmp_path: Path) -> None:
    bad = RECEIVER.replace('"primary"', '"primery"').replace('"R"', "7") + "priority = 9\n"
    assert len(lines(write(tmp_path, {"receivers/r.toml": bad, "receivers/q.toml": bad.replace('"r"', '"q"')}))) == 6


def test_a_pair_with_a_school_whose_file_is_bad_is_no_second_mistake(tmp_path: Path) -> None:
    pair = '[[pair]]\nreceiver = "r"\ndonor = "d"\n'
    broken = write(tmp_path, {P: PROGRAMME + pair, R: "[school"})
    assert lines(broken) == [f"{R}:1: the heading of a table is not closed; write [school] or [[need]]"]
    unusable = write(tmp_path, {P: PROGRAMME + pair, R: RECEIVER.replace("primary", "primery")})
    assert lines(unusable) == [f'{R}:4: school.stage: "primery" is not known here; did you mean "primary"?']


def test_fifty_megabytes_of_brackets(tmp_path: Path) -> None:
    write(tmp_path, {"receivers/big.toml": b"a = " + b"[" * 50_000_000})
    assert lines(tmp_path) == [
        "receivers/big.toml: this file has 48 MB; at most 16 MB are read, split it into several files"
    ]


def test_a_link_out_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    secret = tmp_path / "secret.toml"
    secret.write_text(RECEIVER.replace('"r"', '"secret"'))
    programme = write(tmp_path / "p", {})
    (programme / "receivers/link.toml").symlink_to(secret)
    (programme / "receivers/inside.toml").symlink_to(programme / "receivers/r.toml")
    (programme / "receivers/nowhere.toml").symlink_to("gone.toml")
    (programme / "receivers/self-link.toml").symlink_to("self-link.toml")
    assert [school.id for school in read_programme(programme).programme.receivers] == ["r"]
    assert [line for line in lines(programme) if "link" in line] == [
        "receivers/link.toml: this is a link to a place outside the programme's folder; put a copy of the file here instead",
        "receivers/nowhere.toml: this link leads nowhere; put the file here or remove the link",
        "receivers/self-link.toml: this link leads nowhere; put the file here or remove the link",
    ]


def test_a_linked_folder_is_not_followed(tmp_path: Path) -> None:
    write(tmp_path / "other", {})
    programme = write(tmp_path / "p", {})
    (programme / "plans").symlink_to(tmp_path / "other/receivers")
    assert lines(programme) == [
        "plans/r.toml: this is a link to a place outside the programme's folder; put a copy of the file here instead"
    ]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_pipes_and_folders_are_not_opened(tmp_path: Path) -> None:
    write(tmp_path, {})
    os.mkfifo(tmp_path / "receivers/pipe.toml")
    (tmp_path / "receivers/folder.toml").mkdir()
    assert lines(tmp_path) == [
        "receivers/folder.toml: this is a folder, not a file; rename it or move its files one level up",
        "receivers/pipe.toml: this is a device or a pipe, not a file; remove it from the programme's folder",
    ]


@pytest.mark.skipif(os.name != "posix", reason="permissions of another kind")
def test_a_file_that_may_not_be_read(tmp_path: Path) -> None:
    write(tmp_path, {"receivers/closed.toml": RECEIVER})
    (tmp_path / "receivers/closed.toml").chmod(0)
    with unprivileged(tmp_path):
        assert lines(tmp_path) == [
            "receivers/closed.toml: this file may not be read by you; ask its owner, or change its permissions"
        ]


@contextmanager
def unprivileged(folder: Path) -> Iterator[None]:
    """Be nobody for a while: root may read everything."""
    if os.geteuid() != 0:
        yield
        return
    for path in (folder, *folder.parents):
        if path.stat().st_uid == 0 and path != Path("/"):
            path.chmod(path.stat().st_mode | stat.S_IRGRP | stat.S_IXGRP | stat.S_IROTH | stat.S_IXOTH)
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


def test_files_that_nobody_wrote_for_us(tmp_path: Path) -> None:
    """Every file of toml-test as a receiver: a problem or none, never a traceback; what is no TOML is refused."""
    root = shared("toml-test")
    for name in (root / "files-toml-1.1.0").read_text(encoding="utf-8").split():
        if not name.endswith(".toml"):
            continue
        programme = write(tmp_path, {"receivers/r.toml": (root / name).read_bytes()})
        problems = [problem for problem in read_programme(programme).problems if problem.file == "receivers/r.toml"]
        assert problems, name
        if name.startswith("invalid/"):
            assert problems[0].key == "", name
