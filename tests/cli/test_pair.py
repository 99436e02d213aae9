"""`needsmatch pair`: the pairs of a programme, what a decision changes, and what is written."""

import json
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from needsmatch import workspace
from needsmatch.cli.main import main
from needsmatch.display import MARK, cells
from needsmatch.matching.mirror import returns
from needsmatch.model.holds import Holds
from needsmatch.model.pairing import Hold
from needsmatch.model.programme import Decision
from needsmatch.store import lessons
from needsmatch.store.folder import read_programme
from needsmatch.store.settings import Settings, save_settings
from tests.cli.test_commands import HOSTILE, shell
from tests.conftest import PROFILES, SAMPLES
from tests.store.test_problems import DONOR as READS
from tests.store.test_problems import PROGRAMME, RECEIVER
from tests.store.test_problems import write as write_files

Run = Callable[..., tuple[int, str, str]]

DONOR = READS.replace("reading evenings", "reading at home")

UNMET = {"nobody", "other-donor", "other-stage", "declined", "banned", "places-used", "other-district"}


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs `needsmatch pair`, or another verb; gives exit code, stdout and stderr."""

    def call(*arguments: object, verb: str = "pair") -> tuple[int, str, str]:
        capsys.readouterr()
        code = main([verb, *map(str, arguments)])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return call


@pytest.fixture
def asked(run: Run) -> Callable[..., dict[str, Any]]:
    """Runs `needsmatch pair --json` where all is well; gives what it prints."""

    def call(*arguments: object) -> dict[str, Any]:
        code, out, err = run(*arguments, "--json")
        assert (code, err) == (0, "")
        found: dict[str, Any] = json.loads(out)
        return found

    return call


Asked = Callable[..., dict[str, Any]]


@pytest.fixture
def free(sample: Path) -> Path:
    """The sample without the pairs of its primary and middle schools: eleven receivers are to be paired."""
    file = sample / "programme.toml"
    text = file.read_text(encoding="utf-8")
    given = re.findall(r"\[\[pair\]\]\n(?:\w+ = .*\n)+", text)
    for entry in given:
        text = text if "kindergarten" in entry else text.replace(entry, "")
    file.write_text(text, encoding="utf-8")
    assert len(given) == 16 and text.count("[[pair]]") == 5
    return sample


def write(folder: Path, files: dict[str, str | bytes]) -> Path:
    """A programme of one receiver and the donor that has what it asks for, and other files."""
    return write_files(folder, {"donors/d.toml": DONOR, **files})


def content(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def donors(found: dict[str, Any]) -> dict[str, str]:
    return {pair["receiver"]: pair["donor"] for pair in found["pairs"]}


# The pairs


def test_the_pairs_of_a_programme_read_like_a_page(run: Run) -> None:
    folder = PROFILES / "harbour-uplands"
    code, out, err = run(folder)
    assert code == 0
    lines = out.splitlines()
    assert lines[:6] == [
        "Harbour and Uplands school partnership",
        "5 pairs; 1 of them proposed",
        lines[2],
        lines[3],
        "",
        "Pairs",
    ]
    assert re.fullmatch(r"\d+ points in all; the lowest pair is .+ with .+ \(\d+ points\)", lines[2])
    assert re.fullmatch(r"\d+ of 27 needs answered; \d+ could be borrowed; \d+ unmet", lines[3])
    table = [line for line in lines[6 : lines.index("", 6)] if not line.startswith("     ")]
    assert [re.split(r" {2,}", line.strip())[1:3] for line in table] == [
        ["Lantern Quay Kindergarten", "given pair"],
        ["Chandlers' Row Primary School", "given pair"],
        ["Tidewheel Primary School", "given pair"],
        ["Seawall Gardens Kindergarten", "given pair"],
        ["Beacon Point School", "proposed pair"],
    ]
    assert len({line.index("answers ") for line in table}) == 1
    for heading in ("Could be borrowed (proposed: the donors have not been asked)", "Unmet needs"):
        assert heading in lines
    assert lines.index("Unmet needs") < lines.index("Unmet needs by topic") < lines.index("Strengths that nobody uses")
    assert err == (
        "Nothing was saved; --write accepts the proposed pairs.\n"
        f"Then draft the plans of the pairs: needsmatch plan {folder} --write\n"
    )


@pytest.mark.parametrize("language", ["en", "zh_CN"])
@pytest.mark.parametrize("name", SAMPLES)
def test_lines_end_at_80_columns_in_a_narrow_terminal(
    run: Run, name: str, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("needsmatch.cli.output._PIPE_WIDTH", 80)
    code, out, _err = run(PROFILES / name, "--lang", language)
    assert code == 0 and out
    assert max(map(cells, out.splitlines())) <= 80
    assert not [line for line in out.splitlines() if line != line.rstrip()]


def test_a_name_that_is_too_long_goes_on_in_its_column(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("needsmatch.cli.output._PIPE_WIDTH", 60)
    name = "The Very Long Name of a Primary School in the Hills"
    write(tmp_path, {"receivers/r.toml": RECEIVER.replace('"R"', f'"{name}"')})
    table = run(tmp_path)[1].split("Pairs\n")[1].split("\n\n")[0].splitlines()
    assert [line[:5] for line in table] == ["  95 ", "     ", "     "] and max(map(cells, table)) <= 60
    assert table[0].endswith("  D  proposed pair  answers 1 of 1")
    assert " ".join([table[0][5:].split("  ")[0], *(line.strip() for line in table[1:])]) == name


def test_what_a_receiver_could_give_back_stands_below_its_pair(run: Run, asked: Asked) -> None:
    folder = PROFILES / "huli-minning"
    (pair,) = (pair for pair in asked(folder)["pairs"] if pair["returns"])
    (gift,) = pair["returns"]
    assert gift["need"].startswith(f"{pair['donor']}/") and gift["strength"].startswith(f"{pair['receiver']}/")
    lines = run(folder)[1].splitlines()
    place = next(number for number, line in enumerate(lines) if pair["receiver_name"] in line)
    assert gift["strength_text"] in lines[place + 1] and lines[place + 1].startswith("     In return: ")


@pytest.mark.parametrize("name", SAMPLES)
def test_the_json_accounts_for_every_receiver_and_every_need(asked: Asked, name: str) -> None:
    found, programme = asked(PROFILES / name), read_programme(PROFILES / name).programme
    assert found["goal"] == "total" and "what_if" not in found and "files" not in found
    assert found["contradictions"] == [] and found["problems"] == []
    receivers = [entry["receiver"] for key in ("pairs", "unpaired") for entry in found[key]]
    assert sorted(receivers) == [school.id for school in programme.receivers]
    needs = [match["need"] for pair in found["pairs"] for match in pair["answered"]]
    needs += [entry["need"] for key in ("borrowed", "unmet") for entry in found[key]]
    assert sorted(needs) == sorted(school.reference(need) for school in programme.receivers for need in school.needs)
    assert found["total"] == sum(pair["worth"] for pair in found["pairs"])
    assert found["lowest"] == min(pair["worth"] for pair in found["pairs"])
    assert all(pair["given"] == (pair["held"] in ("given", "pinned")) for pair in found["pairs"])
    given = {pair.receiver: pair.donor for pair in programme.settings.pairs}
    assert {pair["receiver"]: pair["donor"] for pair in found["pairs"] if pair["given"]} == given
    assert {entry["cause"] for entry in found["unmet"]} <= UNMET and all(
        entry["cause_text"] for entry in found["unmet"]
    )
    for entry in found["borrowed"]:
        assert (
            entry["strength"].startswith(f"{entry['donor']}/") and entry["people"] >= 1 and 40 <= entry["score"] <= 100
        )
        assert entry["donor"] != donors(found)[entry["receiver"]]
    assert {"topics", "unused", "further"} == found["advice"].keys()


def test_order_and_content_of_the_json_do_not_depend_on_the_language(asked: Asked) -> None:
    def plain(value: object) -> object:
        if isinstance(value, dict):
            return {key: plain(entry) for key, entry in value.items() if not key.endswith("_text")}
        return [plain(entry) for entry in value] if isinstance(value, list) else value

    pin = ("--pin", "upper-tarn-middle=ropewalk-middle")
    one, other = (asked(PROFILES / "harbour-uplands", *pin, "--lang", code) for code in ("en", "zh_CN"))
    assert plain(one) == plain(other) and one != other


def test_fair_serves_the_worst_served_school_at_least_as_well(run: Run, asked: Asked, free: Path) -> None:
    total, fair = (asked(free, "--goal", goal, "--anew") for goal in ("total", "fair"))
    assert (total["goal"], fair["goal"]) == ("total", "fair")
    assert fair["lowest"] >= total["lowest"] and fair["total"] <= total["total"]
    assert "worst-served school is served as well as possible" in run(free, "--goal", "fair")[1]


def test_a_receiver_without_a_partner_is_named_with_the_cause(run: Run, asked: Asked, tmp_path: Path) -> None:
    other = RECEIVER.replace('"r"', '"q"').replace('"R"', '"Q"').replace("reading at home", "xyzzy plugh")
    write(tmp_path, {"receivers/q.toml": other})
    found = asked(tmp_path)
    assert found["unpaired"] == [
        {"receiver": "q", "cause": "nobody", "cause_text": "No donor of this programme offers what it asks for"}
    ]
    assert found["lowest"] == 0 and found["unmet"][0]["receiver"] == "q"
    out = run(tmp_path)[1]
    assert "1 pair; 1 of them proposed; 1 receiver without a partner\n" in out
    assert "Receivers without a partner\n  -- Q\n     No donor of this programme offers what it asks for\n" in out


def test_an_empty_programme_is_paired_too_and_has_no_plans_to_draft(run: Run, tmp_path: Path) -> None:
    (tmp_path / "programme.toml").write_text(PROGRAMME, encoding="utf-8")
    code, out, err = run(tmp_path)
    assert code == 0 and out.startswith("P\n0 pairs\n0 points in all\n0 of 0 needs answered") and err == ""


def test_the_good_schools_are_paired_and_the_bad_ones_named(run: Run, tmp_path: Path) -> None:
    write(tmp_path, {"receivers/bad.toml": "["})
    code, out, err = run(tmp_path, "--json")
    assert code == 1 and donors(json.loads(out)) == {"r": "d"}
    assert "receivers/bad.toml:1" in err and json.loads(out)["problems"][0]["file"] == "receivers/bad.toml"


def test_an_answer_with_too_few_places_says_for_how_many_people_there_is_room(
    run: Run, asked: Asked, tmp_path: Path
) -> None:
    crowd = {"receivers/r.toml": RECEIVER + "people = 30\n", "donors/d.toml": DONOR + "places = 1\n"}
    write(tmp_path, dict(crowd))
    assert '  proposed pair  answers 1 of 1\n     "reading at home": room for 1 of 30 people\n' in run(tmp_path)[1]
    assert asked(tmp_path)["pairs"][0]["answered"][0]["people_room"] == 1
    write(tmp_path, {"donors/d.toml": DONOR + "places = 30\n"})
    assert "room for" not in run(tmp_path)[1]
    assert asked(tmp_path)["pairs"][0]["answered"][0]["people_room"] is None


def test_what_a_receiver_could_give_back_is_compared_once_and_kept(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = PROFILES / "huli-minning"
    first = run(folder)

    def compares_again(_topics: object) -> None:
        pytest.fail("a text is compared again")

    monkeypatch.setattr(workspace, "_comparer", compares_again)
    match = workspace.two_way(read_programme(folder).programme)
    schools = match.programme.donors, match.programme.receivers
    assert "In return: " in first[1]
    pairs = read_programme(folder).programme.settings.pairs
    by_id = [{school.id: school for school in side} for side in schools]
    assert any(returns(match, by_id[0][pair.receiver], by_id[1][pair.donor]) for pair in pairs)


# What if


def test_a_pin_shows_who_loses_and_what_it_costs(run: Run, asked: Asked, free: Path) -> None:
    before = asked(free)
    assert donors(before)["shanlu-middle"] == "luchao-middle" and donors(before)["shuangqu-middle"] == "ronghu-middle"
    files = content(free)
    code, out, err = run(free, "--pin", "山麓中学＝ronghu-middle")
    assert code == 0 and content(free) == files
    found = asked(free, "--pin", "shanlu-middle=榕湖中学")
    pair = next(pair for pair in found["pairs"] if pair["receiver"] == "shanlu-middle")
    assert (pair["donor"], pair["held"], pair["given"]) == ("ronghu-middle", "pinned", True)
    change = found["what_if"]
    assert (change["total_before"], change["total_after"]) == (before["total"], found["total"])
    assert {(entry["receiver"], entry["before"], entry["after"]) for entry in change["changes"]} == {
        ("shanlu-middle", "luchao-middle", "ronghu-middle"),
        ("shuangqu-middle", "ronghu-middle", "luchao-middle"),
    }
    assert sum(entry["gain"] for entry in change["changes"]) == found["total"] - before["total"] < 0
    (price,) = change["prices"]
    assert price["points"] == before["total"] - found["total"]
    assert f"points in all: {before['total']} before, {found['total']} after" in out
    worst = change["changes"][0]
    assert f"{worst['gain']:+d} {worst['receiver_name']}: from " in out
    assert (
        f"     山麓中学 with 榕湖中学: {price['price_text']}\n" in out and "costs the programme" in price["price_text"]
    )
    assert "Unmet needs" not in out
    assert err.startswith("Nothing was saved; --write saves what was decided")


@pytest.mark.parametrize("hold", ["given", "pinned", "paired", "planned"])
def test_the_price_of_a_pair_does_not_depend_on_how_it_stands(run: Run, asked: Asked, free: Path, hold: str) -> None:
    pin = ("--pin", "shanlu-middle=ronghu-middle")
    (price,) = asked(free, *pin)["what_if"]["prices"]
    assert price["points"] > 0
    row = 'receiver = "shanlu-middle"\ndonor = "ronghu-middle"\n'
    if hold == "given":
        file = free / "programme.toml"
        file.write_text(file.read_text(encoding="utf-8") + f"\n[[pair]]\n{row}", encoding="utf-8")
    else:
        decision = "pinned" if hold == "planned" else hold
        (free / "judgements.toml").write_text(f'[[judgement]]\ndecision = "{decision}"\n{row}', encoding="utf-8")
    if hold == "planned":
        assert run(free, "--receiver", "shanlu-middle", "--write", verb="plan")[0] == 0
        (free / "judgements.toml").unlink()
    assert {pair["receiver"]: pair["held"] for pair in asked(free)["pairs"]}["shanlu-middle"] == hold
    assert asked(free, *pin)["what_if"]["prices"] == [price]


def test_the_price_of_one_pin_is_not_that_of_another(asked: Asked, free: Path) -> None:
    pins = ("--pin", "shanlu-middle=ronghu-middle", "--pin", "xinqu-primary=lushi-primary")
    bad, good = asked(free, *pins)["what_if"]["prices"]
    assert bad["points"] > 0 and (good["receiver"], good["points"], good["needs"]) == ("xinqu-primary", 0, 0)


def test_a_ban_and_a_capacity_change_the_pairs(asked: Asked, free: Path) -> None:
    found = asked(free, "--ban", "xinqu-primary=lushi-primary", "--capacity", "海棠里小学=2")
    assert donors(found)["xinqu-primary"] == "haitangli-primary"
    (change,) = found["what_if"]["changes"]
    assert (change["receiver"], change["before"], change["after"]) == (
        "xinqu-primary",
        "lushi-primary",
        "haitangli-primary",
    )
    assert change["gain"] == change["worth_after"] - change["worth_before"] < 0
    alone = asked(free, "--capacity", "jinan-primary=0")
    assert "jinan-primary" not in donors(alone).values() and alone["unpaired"][0]["cause"] == "places-used"


def test_a_decision_that_changes_nothing_says_so(run: Run) -> None:
    code, out, _err = run(PROFILES / "huli-minning", "--pin", "yuhai-kindergarten=huoju-kindergarten")
    assert code == 0 and "No school would change its partner." in out
    assert "Keeping this pair costs the programme nothing." in out


def test_a_school_that_joins_is_paired(run: Run, asked: Asked, tmp_path: Path) -> None:
    folder = write(tmp_path / "p", {})
    (tmp_path / "q.toml").write_text(RECEIVER.replace('"r"', '"q"').replace('"R"', '"Q"'), encoding="utf-8")
    (tmp_path / "e.toml").write_text(DONOR.replace('"d"', '"e"').replace('"D"', '"E"'), encoding="utf-8")
    found = asked(folder, "--add", tmp_path / "q.toml")
    assert len(found["pairs"]) == 1 and found["unpaired"][0]["cause"] == "places-used"
    (tmp_path / "z.toml").write_text(RECEIVER.replace('"r"', '"z"').replace('"R"', '"Z"'), encoding="utf-8")
    (joined,) = asked(folder, "--add", tmp_path / "z.toml")["what_if"]["joined"]
    assert (joined["donor"], joined["worth"], joined["cause"], joined["answered"]) == (None, 0, "places-used", 0)
    (line,) = re.findall(r"\+ Z joins: [^+]*answered", run(folder, "--add", tmp_path / "z.toml")[1])
    assert " ".join(line.split()).endswith(f"Z joins: {joined['cause_text']}; 0 of 1 need answered")
    both = ("--add", tmp_path / "q.toml", "--add", tmp_path / "e.toml", "--pin", "q=e")
    assert donors(asked(folder, *both)) == {"q": "e", "r": "d"}
    (joined,) = asked(folder, *both)["what_if"]["joined"]
    assert (joined["receiver"], joined["donor"], joined["answered"], joined["asked"]) == ("q", "e", 1, 1)
    out = run(folder, *both)[1]
    assert f"   + Q joins: paired with E ({joined['worth']} points); 1 of 1 need answered\n" in out
    assert "from no partner" not in out
    assert not (folder / "receivers/q.toml").exists()
    assert run(folder, *both, "--write")[0] == 0
    programme = read_programme(folder).programme
    assert [school.id for school in (*programme.receivers, *programme.donors)] == ["q", "r", "d", "e"]
    assert programme.receivers[0].needs[0].text == "reading at home"
    assert Holds(programme).settled_donor("q") == "e" and run(folder, verb="check")[:2] == (0, "")


def test_a_school_that_joins_keeps_its_file_as_it_was_typed(run: Run, tmp_path: Path) -> None:
    folder, file = write(tmp_path / "p", {}), tmp_path / "typed.toml"
    typed = "\ufeff# from the head\r\n" + RECEIVER.replace('"r"', '"q"  # new').replace("\n", "\r\n")
    file.write_bytes(typed.encode())
    assert run(folder, "--add", file, "--write")[0] == 0
    assert (folder / "receivers/q.toml").read_bytes() == typed.encode()
    assert [school.id for school in read_programme(folder).programme.receivers] == ["q", "r"]


def test_the_folder_tells_the_side_of_a_school_with_both_lists(run: Run, asked: Asked, tmp_path: Path) -> None:
    folder = write(tmp_path / "p", {})
    both = RECEIVER.replace('"r"', '"q"') + DONOR[DONOR.index("[[strength]]") :]
    write(tmp_path, {"q.toml": both, "donors/q.toml": both})
    code, out, err = run(folder, "--add", tmp_path / "q.toml")
    assert (code, out) == (2, "") and "put it into a folder receivers or donors" in err
    assert asked(folder, "--add", tmp_path / "donors/q.toml")["unpaired"] == []


@pytest.mark.parametrize(
    ("file", "said"),
    [
        ("[school]\nid = 'q'\nname = 'Q'\nstage = 'primary'\n", "holds neither needs nor strengths"),
        (RECEIVER.replace('"r"', '"q"') + "priority = 9\n", "q.toml:9: need[1].priority: 9 is out of range"),
        (RECEIVER.replace('"r"', '"q"').replace("[[need]]", "[[nead]]"), "did you mean need?"),
        ("[", "q.toml:1: "),
        ("x = 1\n", "this file holds no school"),
        (RECEIVER, 'the id "r" belongs to R already'),
        (
            RECEIVER.replace('"r"', '"q"').replace("\n\n", '\nneed = [{text = "x"}]\n'),
            "both inside [school] and beside it",
        ),
        (RECEIVER.replace('"r"', '"q"') + '[[need]]\nid = "n"\ntext = "x"\n', 'the id "n" stands twice in this school'),
    ],
)
def test_a_file_that_holds_no_usable_school_is_refused(run: Run, tmp_path: Path, file: str, said: str) -> None:
    folder = write(tmp_path / "p", {})
    (tmp_path / "q.toml").write_text(file, encoding="utf-8")
    before = content(folder)
    code, out, err = run(folder, "--add", tmp_path / "q.toml", "--write")
    assert (code, out) == (2, "") and said in err and content(folder) == before


# Contradictions


def test_contradictions_are_named_and_nothing_is_paired(run: Run, free: Path) -> None:
    before = content(free)
    arguments = (free, "--pin", "shanlu-middle=huoju-kindergarten", "--write")
    code, out, err = run(*arguments)
    assert (code, out) == (1, "") and content(free) == before
    nothing, stage, room = err.splitlines()
    assert nothing.startswith("Nothing was saved")
    assert "no school stage in common" in stage and "山麓中学" in stage
    assert "aise its capacity" in room and "玉海幼儿园" in room
    code, out, err = run(*arguments, "--json")
    found = json.loads(out)
    assert code == 1 and err.splitlines() == [stage, room] == [entry["message"] for entry in found["contradictions"]]
    assert (found["contradictions"][0]["receivers"], found["contradictions"][0]["donors"]) == (
        ["shanlu-middle"],
        ["huoju-kindergarten"],
    )
    assert found["pairs"] == found["unmet"] == found["borrowed"] == found["unpaired"] == []
    assert (found["total"], found["lowest"], found["what_if"]["total_after"]) == (0, None, None)


def test_what_contradicts_can_be_resolved_by_a_decision(run: Run, asked: Asked, free: Path) -> None:
    pin = "shanlu-middle=jinan-primary"
    rows = '[[judgement]]\ndecision = "pinned"\nreceiver = "shanlu-middle"\ndonor = "jinan-primary"\n'
    (free / "judgements.toml").write_text(rows, encoding="utf-8")
    assert run(free)[0] == 1
    code, out, err = run(free, "--release", pin, "--json")
    found = json.loads(out)
    assert code == 1 and donors(found)["shanlu-middle"] == "luchao-middle"
    assert "may be missing" not in err  # all of it was read
    assert found["what_if"]["total_before"] is None and found["what_if"]["total_after"] == found["total"]
    assert "Unmet needs" in run(free, "--release", pin)[1]
    # Once it is resolved, nothing is left to complain about.
    code, out, err = run(free, "--release", pin, "--write")
    assert code == 0 and err.startswith("Written: judgements.toml\n") and len(err.splitlines()) == 2
    assert donors(asked(free)) == donors(found)


def test_of_several_contradictions_one_is_resolved_at_a_time(run: Run, free: Path) -> None:
    rows = '[[judgement]]\ndecision = "pinned"\nreceiver = "{}"\ndonor = "huoju-kindergarten"\n'
    path = free / "judgements.toml"
    path.write_text("".join(map(rows.format, ("shanlu-middle", "yuhai-kindergarten"))), encoding="utf-8")
    before = len(run(free)[2].splitlines())
    code, _out, err = run(free, "--capacity", "huoju-kindergarten=2", "--write")
    assert (
        code == 1
        and err.startswith("Written: judgements.toml\n")
        and 'decision = "capacity"' in path.read_text("utf-8")
    )
    assert before > len(run(free)[2].splitlines()) > 0
    # What resolves nothing is not saved.
    _code, _out, err = run(free, "--capacity", "huoju-kindergarten=3", "--write")
    assert err.startswith("Nothing was saved") and "capacity = 3" not in path.read_text("utf-8")


# Writing


def test_what_is_written_stands_and_can_be_planned(run: Run, asked: Asked, free: Path) -> None:
    save_settings(Settings(name="王老师"))
    proposed = donors(asked(free, "--pin", "shanlu-middle=ronghu-middle"))
    code, out, err = run(free, "--pin", "shanlu-middle=ronghu-middle", "--why", " 两校相邻 ", "--write")
    assert code == 0 and "山麓中学" in out
    assert err == (f"Written: judgements.toml\nThen draft the plans of the pairs: needsmatch plan {free} --write\n")
    programme = read_programme(free).programme
    assert [said.decision for said in programme.judgements] == [Decision.PINNED] + 10 * [Decision.PAIRED]
    assert {said.by for said in programme.judgements} == {"王老师"}
    # The reason is that of the pin; the other pairs only follow from it.
    assert [said.why for said in programme.judgements] == ["两校相邻"] + 10 * [None]
    assert all(said.at and said.at.tzinfo for said in programme.judgements)
    holds = Holds(programme)
    assert {school.id: holds.settled_donor(school.id) for school in programme.receivers} == proposed
    assert (holds.held("shanlu-middle") or pytest.fail()).hold is Hold.PINNED
    code, out, err = run(free, "--write", verb="plan")
    assert code == 0 and len(out.splitlines()) == 16 and err == ""
    assert run(free, verb="check")[:2] == (0, "")


def test_a_second_time_nothing_is_written(run: Run, asked: Asked, free: Path) -> None:
    arguments = (free, "--ban", "xinqu-primary=lushi-primary", "--capacity", "jinan-primary=2", "--write")
    first = asked(*arguments)
    assert first["files"] == ["judgements.toml"]
    assert {pair["held"] for pair in first["pairs"]} == {"given", "paired"}
    before = content(free)
    code, _out, err = run(*arguments)
    assert code == 0 and content(free) == before
    assert err.startswith("Everything stands in the files already; nothing was written.\n")
    again = asked(*arguments)
    assert again["files"] == [] and donors(again) == donors(first)
    assert "proposed" not in run(free)[1].split("Could be borrowed")[0]


def test_anew_accepts_the_pairs_that_changed(run: Run, asked: Asked, free: Path) -> None:
    best = donors(asked(free))
    rows = ""
    for receiver, donor in (("shanlu-middle", "ronghu-middle"), ("shuangqu-middle", "luchao-middle")):
        rows += f'[[judgement]]\ndecision = "paired"\nreceiver = "{receiver}"\ndonor = "{donor}"\n'
    (free / "judgements.toml").write_text(rows, encoding="utf-8")
    assert donors(asked(free))["shanlu-middle"] == "ronghu-middle"
    code, out, _err = run(free, "--anew")
    assert code == 0 and "2 schools would change their partner" in out and "Unmet needs" in out
    assert run(free, "--anew", "--write")[0] == 0
    assert donors(asked(free)) == best
    assert {pair["held"] for pair in asked(free, "--anew")["pairs"]} == {"given", "paired"}
    before = content(free)
    found = asked(free, "--anew", "--write")
    assert found["files"] == [] and content(free) == before
    assert {pair["held"] for pair in found["pairs"]} == {"given", "paired"}


def test_an_accepted_pair_is_taken_back(run: Run, asked: Asked, free: Path) -> None:
    run(free, "--write")
    found = asked(free, "--release", "xinqu-primary=lushi-primary", "--ban", "putaoyuan-primary=wangfan-primary")
    held = {pair["receiver"]: pair["held"] for pair in found["pairs"]}
    assert held["xinqu-primary"] is None and held["qihong-primary"] == "paired"


def test_a_file_that_somebody_changes_meanwhile_is_a_conflict(
    run: Run, free: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(free, "--pin", "shanlu-middle=ronghu-middle", "--write")
    file, worked_out = free / "judgements.toml", lessons.lesson_files

    def then_somebody_saves(*arguments: Any) -> Any:
        files = worked_out(*arguments)
        file.write_text(file.read_text(encoding="utf-8") + "# mine\n", encoding="utf-8")
        return files

    monkeypatch.setattr(lessons, "lesson_files", then_somebody_saves)
    before = file.read_bytes()
    code, out, err = run(free, "--capacity", "jinan-primary=5", "--write")
    assert (code, out) == (3, "") and len(err.splitlines()) == 1
    assert file.read_bytes() == before + b"# mine\n"


LOST = '[[judgement]]\ndecision = "baned"\nreceiver = "r"\ndonor = "d"\n'


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("judgements.toml", LOST),
        ("judgements.toml", "["),
        ("programme.toml", PROGRAMME + '[[ban]]\nreceiver = "r"\n'),
        ("programme.toml", PROGRAMME + '[[ban]]\nreceiver = "r"\ndonor = "dd"\n'),
    ],
)
def test_nothing_is_written_where_decisions_may_be_missing(run: Run, tmp_path: Path, file: str, text: str) -> None:
    said = (
        f"There are errors in {file}, so pins, bans and pairs may be missing; nothing is written until they are mended"
    )
    before = content(write(tmp_path, {file: text}))
    for arguments in ((), ("--write",), ("--pin", "r=d", "--write"), ("--write", "--json")):
        code, out, err = run(tmp_path, *arguments)
        assert code == 1 and out and content(tmp_path) == before
        assert err.splitlines()[-1] == said and "--write" not in err
    assert "files" not in json.loads(out)


def test_what_lacks_in_a_file_of_contradictions_is_not_forgotten(run: Run, free: Path) -> None:
    pinned = '[[judgement]]\ndecision = "pinned"\nreceiver = "shanlu-middle"\ndonor = "jinan-primary"\n'
    (free / "judgements.toml").write_text(pinned + LOST, encoding="utf-8")
    before = content(free)
    code, _out, err = run(free, "--release", "shanlu-middle=jinan-primary", "--write")
    assert code == 1 and content(free) == before and "may be missing" in err


def test_errors_elsewhere_keep_nobody_from_writing(run: Run, tmp_path: Path) -> None:
    write(tmp_path, {"receivers/bad.toml": "["})
    code, _out, err = run(tmp_path, "--write")
    assert code == 1 and err.startswith("Written: judgements.toml\n") and "may be missing" not in err


def test_a_reason_without_other_decisions_is_that_of_the_accepted_pairs(run: Run, tmp_path: Path) -> None:
    assert run(write(tmp_path, {}), "--why", "agreed", "--write")[0] == 0
    assert [said.why for said in read_programme(tmp_path).programme.judgements] == ["agreed"]


# Wrong use


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--pin", "a"), "--pin is not right: write RECEIVER=DONOR. needsmatch pair --help shows how it is used."),
        (("--ban", "a="), "--ban is not right: write RECEIVER=DONOR. needsmatch pair --help shows how it is used."),
        (("--capacity", "d=-1"), "--capacity is not right: N is a whole number, such as 2. needsmatch pair --help shows how it is used."),
        (("--capacity", "d"), "--capacity is not right: write DONOR=N. needsmatch pair --help shows how it is used."),
        (("--capacity", "huoju-kindergarten=1001"), "1001 is out of range; write a number from 0 to 1000"),
        (("--goal", "best"), "--goal is not right: write one of total, fair. needsmatch pair --help shows how it is used."),
        (("--why", "x" * 2001), "--why is not right: a text of 2001 characters is too long; at most 2000 are possible. needsmatch pair --help shows how it is used."),
        (("--why", "\udcff"), "--why is not right: the text holds bytes that are no characters; type it again. needsmatch pair --help shows how it is used."),
        (("--pin", "yuhai=huoju-kindergarten"), "There is no receiver yuhai; did you mean 玉海幼儿园 (yuhai-kindergarten)?"),
        (("--pin", "玉海幼儿园=火矩幼儿园"), "There is no donor 火矩幼儿园; did you mean 火炬幼儿园 (huoju-kindergarten)?"),
        (("--pin", "huoju-kindergarten=huoju-kindergarten"), "There is no receiver huoju-kindergarten; it is a donor"),
        (("--capacity", "玉海幼儿园=2"), "There is no donor 玉海幼儿园; it is a receiver"),
        (("--ban", "yuhai-kindergarten=huoju-kindergarten"), "玉海幼儿园 is given to 火炬幼儿园 by a [[pair]] of programme.toml"),
        (("--pin", "yuhai-kindergarten=xinjing-kindergarten"), "玉海幼儿园 is given to 火炬幼儿园 by a [[pair]] of programme.toml"),
        (("--pin", "xinqu-primary=lushi-primary", "--ban", "新渠小学=lushi-primary"), "新渠小学 = 鹭石小学 stands behind several options that do not go together; keep one of them"),
        (("--pin", "xinqu-primary=lushi-primary", "--pin", "xinqu-primary=jinan-primary"), "新渠小学 stands behind several options that do not go together; keep one of them"),
        (("--capacity", "jinan-primary=2", "--capacity", "金安小学=3"), "金安小学 stands behind several options that do not go together; keep one of them"),
        (("--add", "nowhere.toml"), "There is no file nowhere.toml; name the TOML file of a school"),
    ],
)  # fmt: skip
def test_wrong_use_is_named_and_writes_nothing(run: Run, sample: Path, arguments: tuple[str, ...], said: str) -> None:
    before = content(sample)
    code, out, err = run(sample, *arguments, "--write")
    assert (code, out) == (2, "") and err.startswith(said) and len(err.splitlines()) == 1
    assert content(sample) == before


def test_a_name_that_several_schools_have_is_no_answer(run: Run, tmp_path: Path) -> None:
    write(tmp_path, {"receivers/q.toml": RECEIVER.replace('"r"', '"q"')})
    code, _out, err = run(tmp_path, "--pin", "r=d")
    assert code == 0  # an id comes before names, whatever their case
    write(
        tmp_path,
        {"receivers/r.toml": RECEIVER.replace('"r"', '"s"'), "receivers/s.toml": RECEIVER.replace('"r"', '"t"')},
    )
    code, _out, err = run(tmp_path, "--pin", "R=d")
    assert code == 2 and err == "Several schools are called R: R (q), R (s), R (t). Write the id\n"


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_help_fits_80_columns(run: Run, language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    code, out, _err = run("--help", "--lang", language)
    assert code == 0 and max(map(cells, out.splitlines())) <= 80
    for option in (
        "--goal",
        "--anew",
        "--pin",
        "--ban",
        "--release",
        "--capacity",
        "--add",
        "--write",
        "--why",
        "--json",
    ):
        assert f"  {option}" in out


# Untrusted text, pipes


def test_nothing_from_a_file_can_steer_the_terminal(run: Run, tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "receivers/r.toml": RECEIVER.replace('"R"', f'"{HOSTILE}"').replace("at home", f"at home {HOSTILE}"),
        "donors/d.toml": DONOR.replace('"D"', f'"{HOSTILE}"'),
    }
    write(tmp_path, files)
    for arguments in ((), ("--json",), ("--pin", "r=d"), ("--pin", "r=x"), ("--write",)):
        _code, out, err = run(tmp_path, *arguments)
        assert not {"\x1b", "\x07", "\x9b", "\u202e"} & set(out + err)
    out = run(tmp_path)[1]
    assert "[red]x[/red]" in out and MARK in out


@pytest.mark.skipif(os.name != "posix", reason="needs a shell")
def test_a_reader_that_stops_reading_is_no_error_and_all_is_saved(free: Path) -> None:
    done = shell(f"$NM pair {free} --write | head -n 1")
    assert done.returncode == 0 and "Traceback" not in done.stderr
    assert len(read_programme(free).programme.judgements) == 11


@pytest.mark.skipif(os.name != "posix", reason="needs a shell")
def test_every_run_gives_the_same_bytes(free: Path) -> None:
    outputs = {shell(f"$NM pair {free} --json", PYTHONHASHSEED=seed).stdout for seed in ("1", "2")}
    assert len(outputs) == 1 and outputs != {""}
