"""What a kill leaves behind: a process that edits and saves a plan is killed with SIGKILL, and all is looked at.

    python benchmarks/kills.py [--kills 500] [--seed 1]

The process tells every step that it has confirmed to a person. After the kill the plan's file must be the last one
that was saved or the one that was being saved, whole and with its hand-written remarks; every confirmed step must be
there at the next start; and taking back everything must give the plan from before all of them. Half of the kills come
at any moment, half while the file is being saved.
"""

import argparse
import hashlib
import os
import random
import select
import signal
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import msgspec

from needsmatch.model.plan import About, Item, Status, SupportPlan
from needsmatch.planning.edit import move_item, set_value
from needsmatch.planning.fields import ITEM_FIELDS
from needsmatch.store.folder import read_programme
from needsmatch.store.mend import Mend, write
from needsmatch.store.plans import plan_text, save_changed_plan
from needsmatch.tui.chronicle import Chronicle, replayed
from needsmatch.tui.recall import remember
from needsmatch.tui.session import Session

NAME = "p"
REMARK = "# a remark written by hand\n"
LONGEST = 0.15
"""Seconds of work until a kill, at most."""
A_SAVE = 0.015
"""Seconds that saving takes, about."""
FIELDS = {field.name: field for field in ITEM_FIELDS}


def original() -> SupportPlan:
    """The plan before anybody touched it."""
    about = About(
        format=1, id=NAME, programme="x", receiver="r", receiver_name="县里小学", donor="d", donor_name="海滨小学",
        status=Status.DRAFT,
    )  # fmt: skip
    text = "骨干教师每两周线上教研一次，共同备课、观课、评课，期末各上一节公开课。"
    items = [Item(id=f"i-{number}", activity=text * (number + 1), people=number) for number in range(7)]
    return SupportPlan(plan=about, items=tuple(items))


def programme(folder: Path) -> None:
    """A programme with one plan in which somebody wrote a remark by hand."""
    (folder / "plans").mkdir(parents=True)
    (folder / "programme.toml").write_text('[programme]\nid = "x"\nname = "X"\n', encoding="utf-8")
    text = plan_text(original())
    (folder / "plans" / f"{NAME}.toml").write_text(text + REMARK, encoding="utf-8", newline="\n")


def opened(folder: Path) -> Session:
    """The programme as the app opens it."""
    session = Session(folder)
    remember(session, folder)
    session.take_in(read_programme(folder))
    return session


def digest(value: object) -> str:
    """What tells two values apart."""
    return hashlib.sha256(msgspec.json.encode(value, order="deterministic")).hexdigest()[:16]


def standing(chronicle: Chronicle) -> str:
    """What tells two histories apart: where they are, and what stands there and one step before and behind."""
    history = chronicle.history
    works = (*history.past[-1:], history.present, *history.future[-1:])
    return digest([len(history.past), len(history.future), *(work.plans for work in works)])


def work(folder: Path, seed: int, pipe: int) -> None:
    """Edit, take back, do again and save until the kill; tell each thing when it is done."""

    def tell(*words: object) -> None:
        os.write(pipe, (" ".join(map(str, words)) + "\n").encode())

    chosen, session = random.Random(seed), opened(folder)
    tell("step", 0, standing(session.chronicle))
    number = 0
    while True:
        number += 1
        plan = session.plan(NAME)
        assert plan
        item = chosen.choice(plan.items)
        match chosen.choices(
            ("field", "text", "move", "typing", "undo", "redo", "save", "write"), (5, 3, 1, 3, 3, 2, 3, 1)
        )[0]:
            case "field":
                session.edit(set_value(plan, item.id, FIELDS["people"], chosen.randrange(1_000)))
            case "text":
                session.edit(set_value(plan, item.id, FIELDS["note"], "教研" * chosen.randrange(1, 2_000)))
            case "move":
                session.edit(move_item(plan, item.id, chosen.choice((-1, 1))))
            case "typing":
                session.typing((NAME, item.id, "place"), "会议室" * chosen.randrange(1, 100))
                session.keep_typing()
            case "undo":
                session.undo()
            case "redo":
                session.redo()
            case "save" if session.unsaved:
                tell("saving", digest(plan))
                session.saved(save_changed_plan(session.stored[NAME], plan), datetime.now().astimezone())
                tell("saved")
            case "write":
                path = folder / "topics.toml"
                mend = Mend(path, path.read_bytes() if path.exists() else None, f"# {number}\n".encode())
                write(mend)
                session.wrote([mend], lambda: "taught")
        tell("step", number, standing(session.chronicle))


def killed(folder: Path, seed: int) -> list[list[str]]:
    """What a process told before it was killed at a moment that `seed` chooses."""
    chosen = random.Random(seed)
    ours, theirs = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            work(folder, seed, theirs)
        finally:
            os._exit(1)
    os.close(theirs)
    told = b""
    try:
        awaited = b"step" if chosen.random() < 0.5 else b"saving"
        awaited_times = 1 if awaited == b"step" else chosen.randrange(1, 4)
        while told.count(awaited) < awaited_times:
            told += _read(ours)
        time.sleep(chosen.uniform(0, LONGEST if awaited == b"step" else A_SAVE))
    finally:
        os.kill(child, signal.SIGKILL)
        _pid, status = os.waitpid(child, 0)
    if os.WIFEXITED(status):
        raise RuntimeError("the process ended by itself")
    while more := os.read(ours, 65_536):
        told += more
    os.close(ours)
    return [line.split() for line in told.decode().splitlines()]


def _read(pipe: int) -> bytes:
    if not select.select([pipe], [], [], 60)[0]:
        raise TimeoutError("the process tells nothing")
    read = os.read(pipe, 65_536)
    if not read:
        raise RuntimeError("the process ended by itself")
    return read


def looked_at(folder: Path, told: list[list[str]]) -> Iterator[str]:
    """What is wrong after a kill: `broken` for a file, `lost` for a step."""
    saves = [words[1] for words in told if words[0] == "saving"]
    finished = sum(words[0] == "saved" for words in told)
    allowed = {digest(original()) if finished == 0 else saves[finished - 1], *saves[finished:]}
    reading = read_programme(folder)
    if [digest(stored.plan) for stored in reading.plans] not in [[name] for name in allowed]:
        yield "broken: the plan's file is neither the old one nor the new one"
    if {problem.file for problem in reading.problems} - {"programme.toml", f"plans/{NAME}.toml"}:
        yield "broken: something in the folder of the plans is read that is no plan"
    if REMARK.encode() not in (folder / "plans" / f"{NAME}.toml").read_bytes():
        yield "broken: the remark is gone"
    session = Session(folder)
    remember(session, folder)
    assert session.journal
    path = session.journal.path
    lines = path.read_bytes().splitlines()[1:] if path.exists() else []
    confirmed = [words[2] for words in told if words[0] == "step"][-1]
    # What came after the last confirmed step is one step at most: of three events, where it saves or writes.
    after = [standing(replayed(lines[: len(lines) - more])[0]) for more in range(4)]
    if confirmed not in after or replayed(lines)[1] < len(lines):
        yield "lost: a confirmed step is not there"
    before = session.work
    session.take_in(reading)
    if session.work.plans != before.plans or session.work.wrong != before.wrong:
        yield "lost: what the journal tells is not taken in"
    while session.undo() or session.can_undo:
        pass
    if session.plan(NAME) != original():
        yield "lost: taking back everything does not give the plan from before"
    session.close()


def main(kills: int, seed: int) -> Counter[str]:
    """Kill so many times; gives what happened how often."""
    counted: Counter[str] = Counter(kills=0, lost=0, broken=0)
    for number in range(kills):
        with tempfile.TemporaryDirectory() as place:
            folder = Path(place).resolve() / "programme"
            programme(folder)
            told = killed(folder, seed * 1_000_000 + number)
            counted["kills"] += 1
            counted["while saving"] += sum(words[0] == "saving" for words in told) > sum(
                words[0] == "saved" for words in told
            )
            counted["confirmed steps"] += sum(words[0] == "step" for words in told)
            for fault in looked_at(folder, told):
                counted[fault.split(":")[0]] += 1
                print(f"kill {number} of seed {seed}: {fault}")
    return counted


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        os.environ.update(HOME=home, XDG_STATE_HOME=f"{home}/state")
        found = main(given.kills, given.seed)
    print("   ".join(f"{what}: {count}" for what, count in found.items()))
    raise SystemExit(bool(found["lost"] or found["broken"]))
