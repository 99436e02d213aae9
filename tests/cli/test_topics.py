"""`needsmatch topics`: what was learnt, what no topic explains, searching and teaching."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from needsmatch.cli.main import main
from needsmatch.display import cells
from needsmatch.model.programme import Decision
from needsmatch.store.folder import read_programme
from needsmatch.store.settings import Settings, save_settings
from tests.store.test_problems import write

Run = Callable[..., tuple[int, str, str]]

STRANGE = "南音琵琶與洞簫社"


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs `needsmatch topics`; gives exit code, stdout and stderr."""

    def call(*arguments: object) -> tuple[int, str, str]:
        capsys.readouterr()
        code = main(["topics", *map(str, arguments)])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return call


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A programme with two needs that no topic explains, one of them twice."""
    needs = "".join(
        f'[[need]]\nid = "n{number}"\ntext = "{text}"\n' for number, text in enumerate((STRANGE, "xyzzy plugh"))
    )
    receiver = '[school]\nid = "{id}"\nname = "R"\nstage = "primary"\n\n'
    return write(
        tmp_path / "small",
        {
            "receivers/r.toml": receiver.format(id="r") + needs,
            "receivers/q.toml": receiver.format(id="q") + f'[[need]]\nid = "n"\ntext = "{STRANGE}"\n',
        },
    )


def test_it_lists_what_was_learnt_and_what_is_unexplained(run: Run, small: Path) -> None:
    code, out, err = run(small)
    assert code == 0
    assert out.splitlines()[:7] == [
        "Topics and wordings of this programme",
        "     None yet.",
        "",
        "Wordings that no topic explains",
        f"   2 {STRANGE}",
        "        q/n, r/n0",
        next(line for line in out.splitlines() if line.startswith("        perhaps: ")),
    ]
    assert "   1 xyzzy plugh\n        r/n1\n" in out
    assert err == f"Teach one: needsmatch topics {small} --add WORDING --to TOPIC\n"


def test_lines_end_at_80_columns_in_a_narrow_terminal(run: Run, sample: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("needsmatch.cli.output._PIPE_WIDTH", 80)
    for arguments in ((sample, "--lang", "zh_CN"), (sample, "--search", "e")):
        out = run(*arguments)[1]
        assert out and max(map(cells, out.splitlines())) <= 80


def test_a_wording_is_taught_and_explains_from_then_on(run: Run, small: Path) -> None:
    save_settings(Settings(name="王老师"))
    code, out, err = run(small, "--add", STRANGE, "--add", "nanyin club", "--to", "社团和兴趣小组", "--why", "本地曲艺")
    assert (code, out) == (2, "")
    assert err == "There is no topic 社团和兴趣小组; did you mean Clubs (clubs)?\n"
    code, out, err = run(small, "--add", STRANGE, "--add", "nanyin club", "--to", "CLUBS", "--why", "本地曲艺")
    assert code == 0
    assert out == f"Clubs (clubs): {STRANGE}\nClubs (clubs): nanyin club\n"
    assert err == "Written: judgements.toml, topics.toml\n"
    programme = read_programme(small).programme
    assert programme.topics[0].wordings.zh == (STRANGE,) and programme.topics[0].wordings.en == ("nanyin club",)
    judgement = programme.judgements[0]
    assert (judgement.decision, judgement.wording, judgement.by) == (Decision.TAUGHT, STRANGE, "王老师")
    assert judgement.why == "本地曲艺" and judgement.at and judgement.at.tzinfo and not judgement.at.microsecond
    listed = run(small)[1]
    assert f"     Clubs  clubs\n        {STRANGE}, nanyin club\n" in listed
    assert listed.count("plugh") == 1 and "   2 " not in listed


def test_a_new_topic_is_made_below_a_broader_one(run: Run, small: Path) -> None:
    code, out, _err = run(small, "--add", STRANGE, "--new", "南音", "--broader", "clubs", "--json")
    assert code == 0
    assert json.loads(out) == {
        "topic": "nanyin",
        "added": [STRANGE],
        "standing": [],
        "files": ["judgements.toml", "topics.toml"],
    }
    (topic,) = read_programme(small).programme.topics
    assert (topic.id, topic.broader) == ("nanyin", ("clubs",))
    assert run(small, "--add", "nanyin club", "--to", "南音")[0] == 0
    code, out, _err = run(small, "--json")
    said = json.loads(out)
    assert said["topics"] == [
        {"id": "nanyin", "label": "南音", "broader": ["clubs"], "wordings": [STRANGE, "nanyin club"]}
    ]
    assert [(entry["text"], entry["count"], entry["places"]) for entry in said["unexplained"]] == [
        ("xyzzy plugh", 1, ["r/n1"])
    ]
    assert said["problems"] == []


def test_teaching_the_same_again_writes_nothing(run: Run, small: Path) -> None:
    run(small, "--add", STRANGE, "--to", "clubs")
    before = {path: path.read_bytes() for path in small.rglob("*.toml")}
    code, out, err = run(small, "--add", "想要南音琵琶與洞簫社", "--to", "clubs")
    assert (code, out, err) == (0, "", '"想要南音琵琶與洞簫社" stands there already.\n')
    assert {path: path.read_bytes() for path in small.rglob("*.toml")} == before


def test_search_finds_topics_in_any_script_and_case_with_and_without_a_programme(run: Run, small: Path) -> None:
    by_script = [run("--search", words)[1] for words in ("家長會", "家长会", "　家长会　")]
    assert len(set(by_script)) == 1 and "kg-parents" in by_script[0]
    assert run("--search", "PARENT evening")[1] == run("--search", "ｅvening　parent")[1] != ""
    code, out, err = run("--search", "xyzzy")
    assert (code, out, err) == (0, "", "No topic holds xyzzy; try fewer words, or other ones.\n")
    run(small, "--add", "xyzzy plugh", "--new", "Spells", "--broader", "clubs")
    code, out, err = run(small, "--search", "XYZZY")
    assert (code, err) == (0, "1 topic found.\n")
    assert out == "     Spells  spells\n        xyzzy plugh\n        part of: Clubs (clubs)\n"
    assert [entry["id"] for entry in json.loads(run(small, "--search", "spells", "--json")[1])["topics"]] == ["spells"]


def test_a_label_that_holds_the_words_comes_first(run: Run) -> None:
    found = json.loads(run("--search", "music", "--json")[1])["topics"]
    named = ["music" in entry["label"].casefold() or "music" in entry["id"] for entry in found]
    assert named == sorted(named, reverse=True) and len(set(named)) == 2


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "A programme is missing; name its folder, or search the built-in topics with --search WORDS"),
        (("P", "--search", "a", "--add", "b"), "--search and --add do not go together; search first, then add"),
        (("P", "--to", "clubs"), "--to, --new, --broader and --why go with a wording; write it behind --add"),
        (("P", "--add", "x y"), "Say what the wording belongs to: --to TOPIC for a topic that is there, or --new LABEL for a new one"),
        (("P", "--add", "x y", "--to", "clubs", "--new", "z"), "Say what the wording belongs to: --to TOPIC for a topic that is there, or --new LABEL for a new one"),
        (("P", "--add", "x y", "--to", "clubs", "--broader", "z"), "--broader goes with --new; a topic that is there keeps its place"),
        (("P", "--add", "?!", "--to", "clubs"), '"?!" holds no letter, character or digit; write what people say'),
        (("P", "--add", "x y", "--new", " "), '" " holds no letter, character or digit; write what people say'),
        (("P", "--add", "x" * 2001, "--to", "clubs"), "A text of 2001 characters is too long; at most 2000 are possible"),
        (("P", "--add", "\udcff", "--to", "clubs"), "A text holds bytes that are no characters; type it again"),
        (("P", "--add", "x y", "--to", "clubz"), "There is no topic clubz; did you mean Clubs (clubs)?"),
        (("P", "--add", "x y", "--to", "qqqq"), "There is no topic qqqq; find one with needsmatch topics --search WORDS, or make it with --new"),
        (("P", "--add", "x y", "--new", "Q", "--broader", "clubz"), "There is no topic clubz; did you mean Clubs (clubs)?"),
        (("P", "--add", "x y", "--new", "CLUBS"), "There is a topic Clubs (clubs) already; add to it with --to clubs"),
        (("P", "--add", "家长工作坊", "--to", "clubs"), '"家长工作坊" stands under the topic Parent school and lectures (parent-school) already; nothing was written. Leave it out'),
        (("nowhere", "--add", "x y", "--to", "clubs"), "There is no folder nowhere; name a programme's folder, or make one: needsmatch new FOLDER"),
    ],
)  # fmt: skip
def test_wrong_use_is_named_and_writes_nothing(run: Run, small: Path, arguments: tuple[str, ...], said: str) -> None:
    before = sorted(small.rglob("*"))
    code, out, err = run(*(small if word == "P" else word for word in arguments))
    assert (code, out, err) == (2, "", f"{said}\n")
    assert sorted(small.rglob("*")) == before


def test_a_file_that_cannot_be_read_is_left_as_it_is(run: Run, small: Path) -> None:
    (small / "topics.toml").write_text("[[topic]\n", encoding="utf-8")
    code, out, err = run(small, "--add", STRANGE, "--to", "clubs")
    assert (code, out) == (1, "")
    assert (
        err == "topics.toml:1: the heading of a table is not closed; write [school] or [[need]]. Nothing was written\n"
    )
    assert not (small / "judgements.toml").exists()
