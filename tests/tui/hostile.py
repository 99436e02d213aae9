"""A programme whose every text tries to break the screen: markup, controls, directions, widths, lengths."""

from pathlib import Path

MARKUP = "[red]x[/] [@click=app.quit]z[/] 县[/小学] [bold"
ESCAPES = "a\x1b]0;pwned\x07b\x1b[2Jc\x9b31md\x1b]52;c;cHduZWQ=\x07e\x7ff\x00g"
DIRECTIONS = "\u202egnp.exe\u202c \u2066left\u2069 \u200bzero\u200dwidth\u200e \ufeffend"
STACKED = "e" + "\u0301" * 60 + "一" + "\u20dd" * 20
FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466 \U0001f1e8\U0001f1f3 \u2764\ufe0f \U0001f44d\U0001f3fd 家"
ARABIC = "مدرسة الأطفال עברית"
WITHOUT_SPACES = "无" * 900 + "x" * 900
SYNTAX = "$accent {name} %s {0} \\[red] \\"

NASTY = (MARKUP, ESCAPES, DIRECTIONS, STACKED, FAMILY, ARABIC, WITHOUT_SPACES, SYNTAX)
"""Texts for names; each begins differently, so that all are seen."""

FOLDER = "[red]x[bold] '引\" \x1b]0;t\x07 [@click=app.quit]z"
"""Name of the programme's folder."""

LONG = ((MARKUP + "\n" + ESCAPES + "\n" + "长" * 400 + " ") * 60)[:20_000]
"""As many characters as a remark may have."""

PLAN_NAME = "r-0-with-d-0"


def toml(text: str) -> str:
    """`text` as a TOML string of one line; all that cannot be printed is written as an escape."""
    return '"' + "".join(sign if sign.isprintable() and sign not in '"\\' else _escape(sign) for sign in text) + '"'


def _escape(sign: str) -> str:
    return f"\\U{ord(sign):08X}"


def write(parent: Path) -> Path:
    """Write the programme into `parent`; gives its folder."""
    folder = parent / FOLDER
    files = {
        "programme.toml": _PROGRAMME,
        "topics.toml": _TOPICS,
        "judgements.toml": _JUDGEMENTS,
        f"plans/{MARKUP.replace('/', '_')}.toml": _plan(),
        "receivers/[red]broken[_] '坏\".toml": _mistakes(),
        "receivers/\x1b]0;t\x07\u202e 断.toml": '[school]\nid = "[red]x[/]\nname = [bold\n',
    }
    for number, name in enumerate(NASTY):
        files[f"receivers/r-{number}.toml"] = _receiver(number, name)
        files[f"donors/{name[:9].replace('/', '_').replace(chr(0), '')}{number}.toml"] = _donor(number, name)
    for path, text in files.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8", newline="\n")
    return folder


def _receiver(number: int, name: str) -> str:
    other = NASTY[(number + 3) % len(NASTY)]
    return f"""[school]
id = "r-{number}"
name = {toml(name)}
stage = "kindergarten"
district = {toml(other)}
head = {toml(other)}
contact = {toml(name)}
note = {toml(other if number else LONG)}

[[need]]
id = "parents"
text = {toml("怎样指导家长 " + name)}
priority = 1
people = 1000000000
audience = {toml(other)}
by = 2026-10-01
note = {toml(other if number else LONG)}

[[need]]
id = "games"
text = {toml(name + " 三大游戏如何开展 " + other)}
modes = ["training", "shadow"]

[[need]]
id = "nobody"
text = {toml(other)}
"""


def _donor(number: int, name: str) -> str:
    other = NASTY[(number + 5) % len(NASTY)]
    return f"""[school]
id = "d-{number}"
name = {toml(name)}
stage = ["kindergarten", "primary"]
capacity = 3
head = {toml(other)}
note = {toml(other)}

[[strength]]
id = "family"
text = {toml("家长指导工作坊 " + other)}
lead = {toml(name)}
modes = ["training", "lecture"]
period = {toml(other)}
link = {toml("https://" + other)}
note = {toml(other if number else LONG)}

[[strength]]
id = "games"
text = {toml("幼儿三大游戏 " + name)}
"""


_PROGRAMME = f"""[programme]
id = "hostile"
name = {toml(MARKUP + ESCAPES)}
language = "zh_CN"
start = 2026-09-01
end = 2027-07-10
note = {toml(LONG)}

[receiving]
name = {toml(MARKUP)}
districts = {"[" + ", ".join(map(toml, NASTY)) + "]"}

[deadlines]
needs = 2026-09-15
plans = 2026-09-30

[rules]
other_stages = true
yearly_seminar = true

[[pair]]
receiver = "r-0"
donor = "d-0"
note = {toml(MARKUP)}

[[ban]]
receiver = "r-1"
donor = "d-2"
by = {toml(ESCAPES)}
why = {toml(MARKUP)}

[[target]]
text = {toml(MARKUP)}
amount = 1e15
unit = {toml(ESCAPES)}
"""

_TOPICS = f"""[[topic]]
id = "hostile"
label = {{ zh = {toml(MARKUP)}, en = {toml(DIRECTIONS + MARKUP)} }}
broader = ["home-school"]

[topic.wordings]
zh = [{toml("怎样指导家长" + MARKUP)}, {toml("家长指导工作坊" + ESCAPES)}]

[[topic.activity]]
mode = "training"
activity = {{ zh = {toml(MARKUP)}, en = {toml(ESCAPES)} }}
indicator = {{ zh = {toml(FAMILY)}, en = {toml(ARABIC)} }}
"""

_JUDGEMENTS = f"""[[judgement]]
decision = "same"
need = "r-0/parents"
strength = "d-0/family"
by = {toml(ESCAPES)}
why = {toml(MARKUP)}

[[judgement]]
decision = "pinned"
receiver = "r-2"
donor = "d-2"
by = {toml(MARKUP)}
"""


def _plan() -> str:
    items = "".join(_item(number, text) for number, text in enumerate(NASTY))
    return f"""# {MARKUP}
[plan]
format = 1
id = "{PLAN_NAME}"
programme = "hostile"
receiver = "r-0"
receiver_name = {toml(MARKUP)}
donor = "d-0"
donor_name = {toml(ESCAPES)}
status = "proposed"
start = 2026-09-01
end = 2027-07-10
note = {toml(LONG)}
{items}
[[unmet]]
need = "r-0/nobody"
need_text = {toml(DIRECTIONS)}
cause = "nobody"
sentence = {toml(LONG)}

[[removed]]
id = "i-gone"
need = ["r-0/gone"]
by = {toml(ESCAPES)}
at = 2026-10-01T08:00:00
why = {toml(MARKUP)}
"""


def _item(number: int, text: str) -> str:
    other = NASTY[(number + 2) % len(NASTY)]
    return f"""
[[item]]
id = "i-{number}"
need = ["r-0/{"parents" if number % 2 else "games"}"]
need_text = [{toml(text)}]
strength_text = {toml(other)}
mode = "training"
activity = {toml(text + chr(10) + other)}
lead = {toml(other)}
mentors = [{toml(text)}, {toml(other)}]
people = 1000000000
recurrence = {toml(other)}
place = {toml(text)}
link = {toml(text)}
budget = 1234567.5
indicator = {toml(other if number else LONG)}
note = {toml(other)}

[[item.answer]]
id = "a-{number}"
side = "donor"
by = {toml(text)}
at = 2026-10-02T09:00:00
answer = "change"
comment = {toml(other if number else LONG[:2_000])}
"""


def _mistakes() -> str:
    """Well over two hundred mistakes in one file."""
    schools = []
    for number in range(26):
        text = NASTY[number % len(NASTY)]
        schools.append(f"""
[[school]]\t# {MARKUP}
id = {toml(text[:100])}
name = {number}
stage = {toml(text[:300])}
capacity = {toml(text[:40])}
head = ""
note = {toml("x" * 30_000 if number == 3 else " ")}
{toml(MARKUP if number < 24 else text[:60])} = 1
[[school.need]]
text = ""
priority = {toml(text)}
modes = [{toml(text[:200])}]
""")
    return "".join(schools)
