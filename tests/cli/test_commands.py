"""The command line: what goes to stdout, what to stderr, and the exit code."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from needsmatch import workspace
from needsmatch.cli.main import main
from needsmatch.display import MARK, cells
from needsmatch.model.plan import SupportPlan
from tests.conftest import PROFILES, SAMPLES
from tests.store.test_problems import DONOR, RECEIVER, write

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs one command line; gives exit code, stdout and stderr."""

    def call(*arguments: object) -> tuple[int, str, str]:
        capsys.readouterr()
        code = main([str(argument) for argument in arguments])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return call


# check


@pytest.mark.parametrize("name", SAMPLES)
def test_the_samples_have_no_problems(run: Run, name: str) -> None:
    code, out, err = run("check", PROFILES / name)
    assert (code, out) == (0, "")
    assert "nothing is wrong" in err


def test_check_prints_every_problem_and_exits_1(run: Run, tmp_path: Path) -> None:
    write(tmp_path, {"receivers/r.toml": RECEIVER + "priority = 9\nx = 1\n"})
    code, out, err = run("check", tmp_path)
    assert code == 1
    assert out.splitlines() == [
        "receivers/r.toml:9: need[1].priority: 9 is out of range; write a number from 1 to 5",
        "receivers/r.toml:10: need[1].x: note: this key is not known and has no effect",
    ]
    assert err == "3 files read: 1 error, 1 note.\n"


def test_notes_alone_are_no_failure(run: Run, tmp_path: Path) -> None:
    write(tmp_path, {"receivers/r.toml": RECEIVER + "x = 1\n"})
    assert run("check", tmp_path)[0] == 0


def test_check_as_json(run: Run, tmp_path: Path) -> None:
    write(tmp_path, {"receivers/r.toml": RECEIVER + "priority = 9\n"})
    code, out, _err = run("check", tmp_path, "--json")
    assert code == 1
    assert json.loads(out)["problems"] == [
        {
            "file": "receivers/r.toml",
            "line": 9,
            "key": "need[1].priority",
            "message": "9 is out of range; write a number from 1 to 5",
            "severity": "error",
        }
    ]


# match


def test_match_ranks_the_right_donor_first_with_reasons(run: Run) -> None:
    code, out, err = run("match", PROFILES / "huli-minning", "--receiver", "yuhai-kindergarten", "--json")
    assert (code, err) == (0, "")
    (school,) = json.loads(out)["receivers"]
    assert school["id"] == "yuhai-kindergarten"
    best = school["plans"][0]
    assert best["donor"] == "huoju-kindergarten"
    assert [entry["need"] for entry in best["answered"]] == [
        f"yuhai-kindergarten/{need}" for need in ("parents", "arts", "games")
    ]
    assert all(entry["evidence"] and entry["strength"].startswith("huoju-kindergarten/") for entry in best["answered"])
    assert [plan["score"] for plan in school["plans"]] == sorted(
        (plan["score"] for plan in school["plans"]), reverse=True
    )


def test_the_parts_of_a_score_add_up_in_the_output(run: Run) -> None:
    for school in json.loads(run("match", PROFILES / "harbour-uplands", "--json")[1])["receivers"]:
        for plan in school["plans"]:
            assert all(sum(entry["points"]) == entry["score"] for entry in plan["answered"])
            assert {"need", "cause"} <= set().union(*(entry.keys() for entry in plan["unmet"]), {"need", "cause"})


def test_match_reads_like_a_page(run: Run) -> None:
    code, out, _err = run("--lang", "zh_CN", "match", PROFILES / "huli-minning", "--receiver", "玉海幼儿园")
    assert code == 0
    assert out.index("火炬幼儿园") < out.index("怎样指导家长") < out.index("幼儿家长指导") < out.index("新景幼儿园")
    assert not [line for line in out.splitlines() if line != line.rstrip()]


def test_wide_characters_keep_the_columns(run: Run) -> None:
    _code, out, _err = run("--lang", "zh_CN", "match", PROFILES / "wuxi-lianyungang")
    assert max(cells(line) for line in out.splitlines()) <= 110


def test_a_given_pair_is_shown_even_where_others_rank_higher(run: Run) -> None:
    _code, out, _err = run("match", PROFILES / "wuxi-lianyungang")
    assert out.count("given pair") == 59


def test_the_good_schools_are_matched_and_the_bad_ones_named(run: Run, tmp_path: Path) -> None:
    write(tmp_path, {"receivers/bad.toml": "[", "donors/d.toml": DONOR})
    code, out, err = run("match", tmp_path, "--json")
    assert code == 1
    assert [school["id"] for school in json.loads(out)["receivers"]] == ["r"]
    assert "receivers/bad.toml:1" in err


# plan


def test_plan_drafts_without_writing(run: Run, sample: Path) -> None:
    code, out, err = run("plan", sample, "--receiver", "yuhai-kindergarten")
    assert code == 0
    assert "三大游戏" in out and "--write saves" in err
    assert not (sample / "plans").exists()


def test_plan_writes_and_a_second_time_changes_nothing(run: Run, sample: Path) -> None:
    code, out, _err = run("plan", sample, "--write")
    assert code == 0
    assert len(out.splitlines()) == 16 and all(line.endswith(": new") for line in out.splitlines())
    before = {path.name: path.read_bytes() for path in (sample / "plans").glob("*.toml")}
    code, out, _err = run("plan", sample, "--write")
    assert code == 0 and all(line.endswith(": unchanged") for line in out.splitlines())
    assert {path.name: path.read_bytes() for path in (sample / "plans").glob("*.toml")} == before
    assert run("check", sample)[:2] == (0, "")


def test_an_edited_plan_keeps_what_people_wrote(run: Run, sample: Path) -> None:
    run("plan", sample, "--receiver", "yuhai-kindergarten", "--write")
    (path,) = (sample / "plans").glob("*.toml")
    edited = "# ours\n" + path.read_text(encoding="utf-8").replace("people = 20", "people = 7 # agreed", 1)
    path.write_text(edited, encoding="utf-8")
    receiver = sample / "receivers/yuhai-kindergarten.toml"
    receiver.write_text(
        receiver.read_text(encoding="utf-8") + '\n[[need]]\nid = "story"\ntext = "亲子活动怎么组织"\n',
        encoding="utf-8",
    )
    code, out, _err = run("plan", sample, "--receiver", "yuhai-kindergarten", "--write")
    assert (code, out) == (0, f"plans/{path.name}: 1 new, 4 untouched\n")
    text = path.read_text(encoding="utf-8")
    assert "yuhai-kindergarten/story" in text
    gone = [line for line in edited.splitlines() if line not in text.splitlines()]
    assert [line for line in gone if not line.startswith("proposed = ")] == []


def test_an_item_taken_out_by_hand_does_not_come_back(run: Run, sample: Path) -> None:
    run("plan", sample, "--receiver", "yuhai-kindergarten", "--write")
    (path,) = (sample / "plans").glob("*.toml")
    text = path.read_text(encoding="utf-8")
    first, second = (text.index("[[item]]"), text.index("[[item]]", text.index("[[item]]") + 1))
    path.write_text(text[:first] + text[second:], encoding="utf-8")
    assert run("plan", sample, "--write")[0] == 0
    text = path.read_text(encoding="utf-8")
    assert text.count("[[item]]") == 3 and "[[removed]]" in text
    assert run("check", sample)[:2] == (0, "")


def test_a_need_that_is_only_reworded_keeps_its_item(run: Run, sample: Path) -> None:
    receiver = sample / "receivers/shazaolin-primary.toml"
    run("plan", sample, "--receiver", "shazaolin-primary", "--write")
    (path,) = (sample / "plans").glob("*.toml")
    before = path.read_text(encoding="utf-8")
    wording = "教师信息技术应用能力亟待提升"
    assert wording in before
    receiver.write_text(
        receiver.read_text(encoding="utf-8").replace(wording, "教师信息技术应用能力急需提升"), encoding="utf-8"
    )
    assert run("plan", sample, "--receiver", "shazaolin-primary", "--write")[0] == 0
    text = path.read_text(encoding="utf-8")
    assert text.count("[[item]]") == before.count("[[item]]") and wording not in text
    assert run("check", sample)[:2] == (0, "")


def test_what_a_refresh_does_is_listed_before_anything_is_written(run: Run, sample: Path) -> None:
    run("plan", sample, "--receiver", "yuhai-kindergarten", "--write")
    (path,) = (sample / "plans").glob("*.toml")
    path.write_text(path.read_text(encoding="utf-8").replace("people = 20", "people = 7", 1), encoding="utf-8")
    before = path.read_bytes()
    donor, receiver = sample / "donors/huoju-kindergarten.toml", sample / "receivers/yuhai-kindergarten.toml"
    offered = donor.read_text(encoding="utf-8")
    donor.write_text(
        offered.replace("places = 20", "places = 15", 1).replace("places = 4", "places = 3"), encoding="utf-8"
    )
    asked = receiver.read_text(encoding="utf-8").replace("艺术活动怎么教", "屋顶漏水要翻修").replace('"arts"', '"roof"')
    receiver.write_text(asked, encoding="utf-8")
    code, out, err = run("plan", sample, "--receiver", "yuhai-kindergarten")
    assert code == 0 and path.read_bytes() == before and "Nothing was saved" in err
    lines = [line.strip() for line in out.splitlines()]
    assert lines[1:] == [
        "火炬幼儿园 helps 玉海幼儿园  2026-09-01 .. 2027-07-10",
        "New",
        "* 屋顶漏水要翻修",
        "Nobody answers it yet",
        "No longer asked for or offered",
        "* 艺术活动怎么教",
        "Nobody asks for it any more; the item stays and is marked",
        "Kept as it was written here",
        "* 怎样指导家长",
        "People: 7 stays; 15 would be proposed",
        "1 new, 1 no longer asked for, 1 kept as written, 2 untouched",
    ]
    found = json.loads(run("plan", sample, "--receiver", "yuhai-kindergarten", "--json")[1])
    assert {"plans", "could_give_back", "refresh", "problems"} == found.keys()
    (refresh,) = found["refresh"]
    kept = next(row for row in refresh["rows"] if row["kind"] == "kept")
    assert kept["changes"] == [{"field": "people", "before": 7, "after": 15, "kept": True}]
    assert run("plan", sample, "--receiver", "yuhai-kindergarten", "--write")[1].endswith(f": {lines[-1]}\n")
    again = run("plan", sample, "--receiver", "yuhai-kindergarten")[1]
    assert "Nothing is new or changed" in again
    assert "people = 7" in path.read_text(encoding="utf-8") and 'outdated = "not-asked"' in path.read_text(
        encoding="utf-8"
    )


def test_a_plan_of_two_that_were_parted_is_kept_as_it_is(run: Run, sample: Path) -> None:
    run("plan", sample, "--receiver", "yuhai-kindergarten", "--write")
    (path,) = (sample / "plans").glob("*.toml")
    before = path.read_bytes()
    settings = sample / "programme.toml"
    settings.write_text(
        settings.read_text(encoding="utf-8").replace('"huoju-kindergarten"', '"rongwan-kindergarten"'), encoding="utf-8"
    )
    _code, out, err = run("plan", sample, "--receiver", "yuhai-kindergarten", "--write", "--json")
    assert "玉海幼儿园 and 火炬幼儿园 are no longer a pair" in err
    assert path.read_bytes() == before
    assert [entry["file"] for entry in json.loads(out)["files"]] == [
        "plans/yuhai-kindergarten-with-rongwan-kindergarten.toml"
    ]


def test_a_plan_without_a_given_pair_is_brought_up_to_date_too(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "hu"
    run("new", folder, "--sample", "harbour-uplands")
    run("plan", folder, "--receiver", "upper-tarn-middle", "--write")
    code, out, err = run("plan", folder, "--write")
    assert code == 0 and len(out.splitlines()) == 5 and "upper-tarn-middle" not in err


def test_a_donor_without_a_place_is_not_proposed(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "hu"
    run("new", folder, "--sample", "harbour-uplands")
    for donor in ("ropewalk-middle", "beacon-point-high"):
        path = folder / f"donors/{donor}.toml"
        text = path.read_text(encoding="utf-8").replace("capacity = 2", "")
        path.write_text(text.replace("[school]", "[school]\ncapacity = 0"), encoding="utf-8")
    plans = json.loads(run("plan", folder, "--receiver", "upper-tarn-middle", "--json")[1])["plans"]
    assert not {"ropewalk-middle", "beacon-point-high"} & {plan["plan"]["donor"] for plan in plans}


def test_a_plan_says_which_matches_are_doubtful(run: Run) -> None:
    out = run("plan", PROFILES / "wuxi-lianyungang")[1]
    assert "Doubtful" in out and "95 points" in out


def test_two_files_with_one_plan_are_named(run: Run, sample: Path) -> None:
    run("plan", sample, "--receiver", "yuhai-kindergarten", "--write")
    (path,) = (sample / "plans").glob("*.toml")
    path.with_name("copy.toml").write_bytes(path.read_bytes())
    code, out, _err = run("check", sample)
    assert code == 1 and len(out.splitlines()) == 2 and "copy.toml" in out


@pytest.mark.skipif(os.name != "posix", reason="permissions of another kind")
def test_a_write_protected_plan_is_left_alone(run: Run, sample: Path) -> None:
    run("plan", sample, "--receiver", "yuhai-kindergarten", "--write")
    (path,) = (sample / "plans").glob("*.toml")
    text = path.read_text(encoding="utf-8").split("[[item]]")[0]
    path.write_text(text.replace("proposed =", "# proposed ="), encoding="utf-8")
    path.chmod(0o444)
    code, _out, err = run("plan", sample, "--receiver", "yuhai-kindergarten", "--write")
    assert code == 1 and "write-protected" in err


def test_a_plan_changed_meanwhile_is_a_conflict(run: Run, sample: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    drafts = workspace.drafts

    def somebody_is_faster(*arguments: Any, **options: Any) -> Any:
        found = list(drafts(*arguments, **options))
        path = sample / "plans/yuhai-kindergarten-with-huoju-kindergarten.toml"
        path.parent.mkdir(exist_ok=True)
        path.write_text("# somebody else was here\n", encoding="utf-8")
        return found

    monkeypatch.setattr(workspace, "drafts", somebody_is_faster)
    code, out, err = run("plan", sample, "--write")
    assert code == 3
    assert len(out.splitlines()) == 15 and "changed by somebody else" in err


def test_problems_are_told_by_every_command_that_uses_the_files(run: Run, tmp_path: Path) -> None:
    write(tmp_path, {"receivers/bad.toml": "["})
    for verb in ("match", "plan"):
        code, _out, err = run(verb, tmp_path)
        assert code == 1 and "receivers/bad.toml:1" in err


def test_a_school_that_nobody_can_help_is_told_so(run: Run, tmp_path: Path) -> None:
    write(tmp_path, {"donors/d.toml": DONOR.replace("reading evenings", "xyzzy")})
    code, out, _err = run("match", tmp_path)
    assert code == 0
    assert "No donor of this programme offers what the school asks for." in out and "reading at home" in out
    assert "nothing to plan" in run("plan", tmp_path, "--receiver", "r")[2]


def test_schools_without_needs_are_passed_over(run: Run, tmp_path: Path) -> None:
    write(tmp_path, {"receivers/q.toml": RECEIVER.replace('"r"', '"q"').split("[[need]]")[0]})
    assert [school["id"] for school in json.loads(run("match", tmp_path, "--json")[1])["receivers"]] == ["r"]


def test_top_limits_the_plans_of_json_too(run: Run) -> None:
    out = run("match", PROFILES / "huli-minning", "--json", "--top", 2)[1]
    assert {len(school["plans"]) for school in json.loads(out)["receivers"]} == {2}


def test_an_interrupt_is_no_traceback(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_arguments: Any) -> Any:
        raise KeyboardInterrupt

    monkeypatch.setattr(workspace, "open_programme", interrupted)
    assert run("check", PROFILES / "huli-minning") == (130, "", "")


@pytest.mark.skipif(os.name != "posix", reason="other names are possible there")
def test_a_file_name_cannot_steer_the_terminal(run: Run, tmp_path: Path) -> None:
    write(tmp_path, {"receivers/\x1b]0;x\x07.toml": "["})
    for verb in ("check", "match"):
        code, out, err = run(verb, tmp_path)
        assert code == 1 and not {"\x1b", "\x07"} & set(out + err) and MARK in out + err


def test_plan_as_json_is_the_plan(run: Run) -> None:
    _code, out, _err = run("plan", PROFILES / "huli-minning", "--receiver", "yuhai-kindergarten", "--json")
    (plan,) = json.loads(out)["plans"]
    assert msgspec.convert(plan, SupportPlan).plan.donor == "huoju-kindergarten"


def test_a_plan_with_errors_is_left_alone_and_the_others_are_saved(run: Run, sample: Path) -> None:
    (sample / "plans").mkdir()
    taken = sample / "plans/yuhai-kindergarten-with-huoju-kindergarten.toml"
    taken.write_text("[", encoding="utf-8")
    code, out, err = run("plan", sample, "--write")
    assert code == 1
    assert "has errors and was left as it is" in err
    assert taken.read_text(encoding="utf-8") == "["
    assert len(out.splitlines()) == 15


def test_receivers_without_a_partner_are_named(run: Run) -> None:
    assert "Upper Tarn Middle School" in run("plan", PROFILES / "harbour-uplands")[2]
    code, out, _err = run("plan", PROFILES / "harbour-uplands", "--receiver", "upper-tarn-middle", "--json")
    assert code == 0 and len(json.loads(out)["plans"]) == 1


# new, schema, completion, no verb


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_a_new_programme_can_be_used_at_once(run: Run, tmp_path: Path, language: str) -> None:
    folder = tmp_path / "mine"
    code, out, _err = run("--lang", language, "new", folder)
    assert code == 0 and len(out.splitlines()) == 3
    code, out, err = run("--lang", language, "check", folder)
    assert (code, out) == (0, ""), err
    (school,) = json.loads(run("--lang", language, "match", folder, "--json")[1])["receivers"]
    assert len(school["plans"][0]["answered"]) == 2


def test_a_folder_in_use_is_left_alone(run: Run, sample: Path) -> None:
    before = sorted(sample.rglob("*"))
    assert run("new", sample)[0] == 2
    assert run("new", sample, "--sample", "huli-minning")[0] == 2
    assert sorted(sample.rglob("*")) == before


def test_a_sample_can_be_copied(run: Run, tmp_path: Path) -> None:
    code, out, _err = run("new", tmp_path / "copy", "--sample", "huli-minning", "--json")
    assert code == 0 and "programme.toml" in json.loads(out)["files"]


def test_schemas_fit_the_samples(run: Run) -> None:
    schemas: dict[str, Any] = json.loads(run("schema")[1])
    assert set(schemas) == {"programme", "school", "topics", "judgements", "plan"}
    assert json.loads(run("schema", "plan", "--json")[1]) == schemas["plan"]
    need = schemas["school"]["$defs"]["Need"]
    assert need["required"] == ["text"] and need["additionalProperties"] is False


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_scripts(run: Run, shell: str) -> None:
    code, out, _err = run("completion", shell)
    assert code == 0 and "_NEEDSMATCH_COMPLETE" in out


def test_school_ids_are_completed() -> None:
    words = f"needsmatch match {PROFILES / 'huli-minning'} --receiver yuh"
    environment = {
        **os.environ,
        "_NEEDSMATCH_COMPLETE": "bash_complete",
        "COMP_WORDS": words,
        "COMP_CWORD": "4",
    }
    done = subprocess.run(
        [sys.executable, "-m", "needsmatch"], capture_output=True, text=True, env=environment, check=False
    )
    assert "yuhai-kindergarten" in done.stdout


@pytest.mark.parametrize(("language", "name"), [("en", "harbour-uplands"), ("zh_CN", "huli-minning")])
def test_a_newcomer_works_on_a_copy_of_a_sample(run: Run, home: Path, language: str, name: str) -> None:
    code, out, err = run("--lang", language)
    assert code == 0
    (copy,) = home.rglob(f"{name}/programme.toml")
    assert str(copy.parent) in err
    assert out.strip()
    copy.write_text(copy.read_text(encoding="utf-8") + "# mine\n", encoding="utf-8")
    run("--lang", language)
    assert copy.read_text(encoding="utf-8").endswith("# mine\n")


def test_a_newcomer_s_folder_is_never_filled_again(run: Run, home: Path) -> None:
    run()
    (copy,) = home.rglob("harbour-uplands/programme.toml")
    receiver = copy.parent / "receivers/curlew-brow-kindergarten.toml"
    receiver.write_text("# mine\n", encoding="utf-8")
    copy.rename(copy.with_name("programme.old"))
    run()
    assert receiver.read_text(encoding="utf-8") == "# mine\n"


def test_a_given_donor_that_cannot_be_read_is_not_replaced(run: Run, sample: Path) -> None:
    (sample / "donors/huoju-kindergarten.toml").write_text("[", encoding="utf-8")
    code, _out, _err = run("plan", sample, "--receiver", "yuhai-kindergarten", "--write")
    assert code == 1 and not (sample / "plans").exists()


@pytest.mark.skipif(os.name != "posix", reason="links of another kind")
def test_plans_are_not_written_through_a_link_out_of_the_folder(run: Run, sample: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (sample / "plans").symlink_to(elsewhere)
    code, _out, err = run("plan", sample, "--receiver", "yuhai-kindergarten", "--write")
    assert code == 1 and "outside the programme" in err and not list(elsewhere.iterdir())


def test_a_home_that_cannot_be_written_is_no_obstacle(run: Run, home: Path) -> None:
    (home / "Documents").write_text("a file where a folder should be", encoding="utf-8")
    code, out, err = run()
    assert code == 0 and out.strip()
    assert "shown from where it is installed" in err


def test_a_folder_without_a_verb_is_opened(run: Run) -> None:
    assert "Curlew Brow" in run(PROFILES / "harbour-uplands")[1]


# wrong use

WRONG = [
    (("lst",), "There is no command and no folder lst; "),
    (("chek", "x"), "There is no command and no folder chek; did you mean check?"),
    (("match",), "PROGRAMME is missing."),
    (("match", "profiles", "--reciever", "x"), "There is no option --reciever; did you mean --receiver?"),
    (("match", "profiles", "--top", "0"), "--top is not right: write a whole number of 1 or more."),
    (("match", "profiles", "--top", "x"), "--top is not right: write a whole number of 1 or more."),
    (("match", "profiles", "--top"), "The option --top needs a value."),
    (
        ("match", PROFILES / "huli-minning", "--receiver", "yuhai"),
        "There is no receiver yuhai; did you mean 玉海幼儿园 (yuhai-kindergarten)?",
    ),
    (
        ("match", PROFILES / "huli-minning", "--receiver", "huoju-kindergarten"),
        "There is no receiver huoju-kindergarten; it is a donor",
    ),
    (("check", "a", "b"), "There is one argument too many."),
    (("check", "/nowhere/at-all"), "There is no folder /nowhere/at-all; name a programme's folder"),
    (("check", PROFILES / "huli-mining"), "did you mean"),
    (("check", Path(__file__)), "is a file; name the programme's folder"),
    (("schema", "plaan"), "[KIND] is not right: write one of programme, school, topics, judgements, plan."),
    (("new",), "FOLDER is missing."),
    (("new", "/nowhere/x", "--sample", "huli"), "There is no sample huli; did you mean huli-minning?"),
    (("match", PROFILES / "huli-minning", "--receiver", "玉海"), "did you mean 玉海幼儿园 (yuhai-kindergarten)?"),
    (
        ("match", PROFILES / "huli-minning", "--receiver", "火炬幼儿园"),
        "There is no receiver 火炬幼儿园; it is a donor",
    ),
    (("--lang", "fr", "check"), "--lang is not right: write one of en, zh_CN."),
    (("--langg", "fr"), "There is no option --langg; did you mean --lang?"),
]


@pytest.mark.parametrize(("arguments", "sentence"), WRONG, ids=[" ".join(map(str, row[0]))[-40:] for row in WRONG])
def test_wrong_use_is_answered_with_a_sentence(run: Run, arguments: tuple[object, ...], sentence: str) -> None:
    code, out, err = run(*arguments)
    assert (code, out) == (2, "")
    assert sentence.replace("[KIND]", "KIND") in err
    assert len(err.splitlines()) == 1


@pytest.mark.parametrize("arguments", [row[0] for row in WRONG if "--lang" not in row[0]])
def test_wrong_use_is_answered_in_chinese(run: Run, arguments: tuple[object, ...]) -> None:
    _code, _out, err = run("--lang", "zh_CN", *arguments)
    assert any("\u4e00" <= sign <= "\u9fff" for sign in err)
    assert not {"There", "is", "not", "write", "did", "missing"} & set(err.split())


@pytest.mark.parametrize("verb", ["check", "match", "plan", "new", "schema", "completion"])
def test_help_is_in_the_user_s_language_and_fits_80_columns(
    run: Run, verb: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    for language in ("en", "zh_CN"):
        code, out, _err = run("--lang", language, verb, "--help")
        assert code == 0
        assert max(cells(line) for line in out.splitlines()) <= 80
        assert ("Usage" in out) == (language == "en")


def test_the_language_may_stand_anywhere(run: Run) -> None:
    assert "没有发现问题" in run("check", PROFILES / "huli-minning", "--lang", "zh_CN")[2]
    assert "没有发现问题" in run("check", "--lang=zh", PROFILES / "huli-minning")[2]


def test_commands_and_options_are_completed() -> None:
    for line, word in (
        ("needsmatch ma", "match"),
        ("needsmatch --la", "--lang"),
        ("needsmatch match --rec", "--receiver"),
    ):
        place = str(len(line.split()) - 1)
        environment = {**os.environ, "_NEEDSMATCH_COMPLETE": "bash_complete", "COMP_WORDS": line, "COMP_CWORD": place}
        command = [sys.executable, "-m", "needsmatch"]
        assert word in subprocess.run(command, capture_output=True, text=True, env=environment, check=False).stdout


def test_the_version_is_told(run: Run) -> None:
    assert run("--version")[1].startswith("needsmatch 0.")


# untrusted text, pipes, colours, encodings

HOSTILE = "\\u001b]0;owned\\u0007[red]x[/red] \\u202Egnp \\u009b31m [[x]] {0} %s"


def test_nothing_from_a_file_can_steer_the_terminal(run: Run, tmp_path: Path) -> None:
    text = RECEIVER.replace('"R"', f'"{HOSTILE}"').replace("at home", f"at home {HOSTILE}") + f'"{HOSTILE}" = 1\n'
    write(
        tmp_path,
        {
            "receivers/r.toml": text,
            "donors/d.toml": DONOR.replace('"D"', f'"{HOSTILE}"').replace("evenings", "at home"),
        },
    )
    for arguments in (
        ("check", tmp_path),
        ("match", tmp_path),
        ("match", tmp_path, "--json"),
        ("plan", tmp_path, "--receiver", "r"),
        (tmp_path,),
    ):
        _code, out, err = run(*arguments)
        assert not {"\x1b", "\x07", "\x9b", "\u202e"} & set(out + err)
    _code, out, _err = run("match", tmp_path)
    assert "[red]x[/red]" in out and MARK in out
    (school,) = json.loads(run("match", tmp_path, "--json")[1])["receivers"]
    assert "\x1b]0;owned\x07[red]x[/red]" in school["plans"][0]["answered"][0]["need_text"]
    run("plan", tmp_path, "--receiver", "r", "--write")
    (plan,) = (tmp_path / "plans").glob("*.toml")
    assert "\x1b" not in plan.read_text(encoding="utf-8")
    assert run("check", tmp_path)[0] == 0


def shell(command: str, **environ: str) -> subprocess.CompletedProcess[str]:
    environment = {
        **os.environ,
        "PYTHONPATH": str(PROFILES.parent),
        "NM": f"{sys.executable} -m needsmatch",
        **environ,
    }
    return subprocess.run(
        ["bash", "-c", f"set -o pipefail; {command}"],
        capture_output=True,
        text=True,
        env=environment,
        encoding="utf-8",
        check=False,
    )


@pytest.mark.skipif(os.name != "posix", reason="needs a shell")
def test_every_run_gives_the_same_bytes() -> None:
    command = f"$NM match {PROFILES / 'huli-minning'} --json"
    outputs = {shell(command, PYTHONHASHSEED=seed).stdout for seed in ("1", "2", "3")}
    assert len(outputs) == 1 and outputs != {""}


@pytest.mark.skipif(os.name != "posix", reason="needs a shell")
def test_a_reader_that_stops_reading_is_no_error() -> None:
    done = shell(f"$NM match {PROFILES / 'wuxi-lianyungang'} | head -n 1")
    assert done.returncode == 0
    assert "Traceback" not in done.stderr and "Error" not in done.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a full device")
def test_output_that_cannot_be_written_is_no_traceback() -> None:
    full = shell(f"$NM match {PROFILES / 'harbour-uplands'} > /dev/full")
    assert full.returncode == 1 and full.stderr == "This could not be carried out to the end (the disk is full).\n"
    assert shell(f"$NM check {PROFILES / 'harbour-uplands'} 2> /dev/full").returncode == 0
    assert "Traceback" not in shell(f"$NM match {PROFILES / 'harbour-uplands'} >&-").stderr


@pytest.mark.skipif(os.name != "posix", reason="needs a shell")
def test_all_plans_are_saved_even_when_nobody_reads_the_list(sample: Path) -> None:
    shell(f"$NM plan {sample} --write | head -n 1")
    assert len(list((sample / "plans").glob("*.toml"))) == 16


@pytest.mark.skipif(os.name != "posix", reason="needs a locale")
def test_a_terminal_that_lacks_characters_gets_question_marks() -> None:
    done = shell(f"$NM match {PROFILES / 'huli-minning'} --receiver yuhai-kindergarten", PYTHONIOENCODING="ascii")
    assert done.returncode == 0 and "?" in done.stdout and done.stderr == ""
    parsed = shell(f"$NM match {PROFILES / 'huli-minning'} --json", PYTHONIOENCODING="ascii")
    assert "玉海幼儿园" not in parsed.stdout and json.loads(parsed.stdout)["receivers"]


def test_no_colours_outside_a_terminal(run: Run) -> None:
    assert "\x1b" not in run("match", PROFILES / "harbour-uplands")[1]


def test_the_front_door_of_a_checkout() -> None:
    done = shell(f"{sys.executable} {PROFILES.parent / 'app.py'} {PROFILES / 'harbour-uplands'}")
    assert done.returncode == 0 and "Curlew Brow" in done.stdout
