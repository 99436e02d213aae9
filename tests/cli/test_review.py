"""`needsmatch review`: the plan in plain words in a pipe, the app in a terminal, a sentence where neither can be."""

import json
from collections.abc import Callable
from dataclasses import replace as with_
from datetime import date
from pathlib import Path

import pytest
from msgspec.structs import replace

from needsmatch.cli import doors as doors_module
from needsmatch.cli.doors import Doors
from needsmatch.cli.exit_codes import ExitCode
from needsmatch.cli.main import main
from needsmatch.errors import CannotWrite
from needsmatch.model.plan import Item, Outcome, PlanSide, Reply, Status
from needsmatch.model.terms import Useful
from needsmatch.planning.confirm import confirm
from needsmatch.planning.review import answer, settled, sign
from needsmatch.store.plan_file import UnreadablePlan, require_writable
from needsmatch.store.plans import plan_text
from needsmatch.store.settings import Settings, save_settings
from needsmatch.tui.door import review_plan
from tests.planning.test_plain import PLAN
from tests.planning.test_review import DONOR, HEAD

Run = Callable[..., tuple[ExitCode, str, str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """`run("review", plan)` gives exit code, results and what was said."""

    def run(*arguments: object, doors: Doors | None = None) -> tuple[ExitCode, str, str]:
        code = main([str(argument) for argument in arguments], doors)
        captured = capsys.readouterr()
        return ExitCode(code), captured.out, captured.err

    return run


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A plan that the giving school has answered, with a key that no program knows."""
    plan = settled(sign(answer(PLAN, PLAN.items[0].id, Reply.AGREE, "gladly", DONOR), DONOR))
    path = tmp_path / "plan.toml"
    path.write_text(plan_text(plan).replace("[plan]", "[plan]\nroom = 3"), encoding="utf-8")
    return path


def test_in_a_pipe_the_plan_is_told_in_plain_words(run: Run, file: Path) -> None:
    before = file.read_bytes()
    code, out, _err = run("review", file, "--side", "receiver")
    assert code is ExitCode.DONE
    for told in ("Huoju helps Yuhai", "What you asked for", "How do we lead", "When: September 2026 to June 2027"):
        assert told in out
    assert "Wang (Huoju), 5 November 2026: agrees: gladly" in out
    assert "Signed: Wang (Huoju), 5 November 2026" in out
    assert PLAN.items[0].id not in out
    assert file.read_bytes() == before


def test_the_side_is_the_one_that_was_remembered_where_none_is_given(run: Run, file: Path) -> None:
    assert "What Huoju is asked to do" in run("review", file)[1]
    save_settings(Settings(side=PlanSide.DONOR, school=PLAN.plan.donor))
    assert "What you are asked to do" in run("review", file)[1]
    save_settings(Settings(side=PlanSide.DONOR, school="another"))
    assert "What Huoju is asked to do" in run("review", file)[1]


def test_json_has_the_words_the_answers_and_whether_signatures_count(run: Run, file: Path) -> None:
    code, out, _err = run("review", file, "--side", "donor", "--json")
    told = json.loads(out)
    assert code is ExitCode.DONE
    assert (told["side"], told["answered"], told["status"]) == ("donor", 1, "proposed")
    (item,) = told["items"]
    assert (item["number"], item["answer"], item["comment"]) == (1, "agree", "gladly")
    assert item["words"]["asked"] == {"label": "What Yuhai asked for", "text": "How do we lead the three games?"}
    assert [signature["valid"] for signature in told["signatures"]] == [True]
    assert [problem["severity"] for problem in told["problems"]] == ["note"]


def test_what_was_done_is_told_and_what_waits_for_a_word(run: Run, tmp_path: Path) -> None:
    held = Outcome(id="o-1", day=date(2024, 10, 12), sessions=2, people=30)
    back = Item(id="i-back", in_return=True, need_texts=("Songs?",), activity="Songs", outcomes=(held,))
    about = replace(PLAN.plan, status=Status.ACTIVE)
    plan = replace(PLAN, plan=about, items=(replace(PLAN.items[0], outcomes=(held,), answers=()), back))
    path = tmp_path / "plan.toml"
    path.write_text(plan_text(plan), encoding="utf-8")
    out = run("review", path, "--side", "receiver")[1]
    assert "What is noted as done" in out and "12 October 2024: 2 sessions, 30 people" in out
    assert "Yuhai has not said yet how useful it was" in out and "Huoju has not said yet how useful it was" in out
    assert "In return: what you give to Huoju" in out
    # Nobody waits for answers to a plan that is carried out.
    assert "Not answered yet" not in out
    told = json.loads(run("review", path, "--side", "receiver", "--json")[1])
    assert (told["to_answer"], told["to_confirm"]) == ([], [PLAN.items[0].id])
    assert json.loads(run("review", path, "--json")[1])["to_confirm"] == [PLAN.items[0].id, "i-back"]

    head = with_(HEAD, at=HEAD.at.replace(year=2024))
    path.write_text(plan_text(confirm(plan, PLAN.items[0].id, Useful.VERY, "thank you", head)), encoding="utf-8")
    out = run("review", path, "--side", "receiver")[1]
    assert "赵雯 (Yuhai), 5 November 2024: very useful: thank you" in out
    assert "Yuhai has not said yet" not in out
    told = json.loads(run("review", path, "--side", "receiver", "--json")[1])
    item = told["items"][0]
    assert (told["to_confirm"], item["useful"], item["useful_comment"]) == ([], "very", "thank you")
    assert item["done"] == [{"label": "12 October 2024", "text": "2 sessions, 30 people"}]
    assert [entry["in_return"] for entry in told["items"]] == [False, True]


def test_a_void_signature_is_said(run: Run, file: Path) -> None:
    file.write_text(file.read_text(encoding="utf-8").replace("people = 5", "people = 6"), encoding="utf-8")
    assert "Signed, and void since the plan was changed: Wang" in run("review", file)[1]


def test_an_item_that_was_changed_after_it_was_answered_waits_for_an_answer(run: Run, file: Path) -> None:
    file.write_text(file.read_text(encoding="utf-8").replace("people = 5", "people = 6"), encoding="utf-8")
    out = run("review", file, "--side", "donor")[1]
    assert "This item was changed after you agreed on 5 November 2026: please look at it again." in " ".join(
        out.split()
    )
    assert "agrees (changed since): gladly" in out
    told = json.loads(run("review", file, "--side", "donor", "--json")[1])
    assert (told["answered"], told["items"][0]["answer"]) == (0, None)


def test_a_file_with_errors_says_what_is_wrong_and_whom_to_ask(run: Run, file: Path) -> None:
    file.write_text(file.read_text(encoding="utf-8").replace("people = 5", 'people = "5 or so"'), encoding="utf-8")
    code, out, err = run("review", file)
    assert (code, out) == (ExitCode.INPUT_PROBLEMS, "")
    assert err.startswith(f"{file}:") and err.splitlines()[1] == "1 error"
    assert "item[1].people" in err and "ask whoever sent it to you for a new copy" in err
    code, out, _err = run("review", file, "--json")
    assert code is ExitCode.INPUT_PROBLEMS
    assert [problem["key"] for problem in json.loads(out)["problems"] if problem["severity"] == "error"]
    file.write_text("[plan", encoding="utf-8")
    assert run("review", file)[0] is ExitCode.INPUT_PROBLEMS


def test_a_file_that_is_not_there_is_wrong_use(run: Run, tmp_path: Path) -> None:
    code, _out, err = run("review", tmp_path / "none.toml")
    assert code is ExitCode.WRONG_USE
    assert "There is no file" in err
    assert run("review", tmp_path / "none.toml", "--side", "both")[0] is ExitCode.WRONG_USE


def test_in_a_terminal_the_app_is_opened_with_what_was_given(
    run: Run, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doors_module, "somebody_sits_there", lambda: True)
    asked: list[tuple[Path, PlanSide | None, str | None]] = []

    def review(path: Path, side: PlanSide | None, name: str | None) -> int:
        asked.append((path, side, name))
        return 0

    ways = Doors(lambda folder: 1, review, lambda *paths: 1)
    assert run("review", file, "--side", "donor", "--name", " Wang ", doors=ways)[0] is ExitCode.DONE
    assert run("review", file, "--name", " ", doors=ways)[0] is ExitCode.DONE
    assert asked == [(file, PlanSide.DONOR, "Wang"), (file, None, None)]
    # JSON is for programs, whoever sits there.
    assert json.loads(run("review", file, "--json", doors=ways)[1])["answered"] == 0


def test_a_file_that_cannot_be_written_is_refused_before_the_app_opens(file: Path) -> None:
    require_writable(file)
    file.chmod(0o444)
    with pytest.raises(CannotWrite, match="copy the file to another folder"):
        review_plan(file)
    file.chmod(0o644)
    broken = replace(PLAN, items=())
    file.write_text(plan_text(broken) + "[[item]]\n", encoding="utf-8")
    with pytest.raises(UnreadablePlan, match="cannot be used before that is mended"):
        review_plan(file)
