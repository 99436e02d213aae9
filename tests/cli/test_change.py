"""`needsmatch change`: what becomes of a programme, and what is written."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from needsmatch.cli.main import main
from needsmatch.model.holds import Holds
from needsmatch.model.plan import Status
from needsmatch.store.folder import read_programme
from tests.store.test_problems import DONOR as READS
from tests.store.test_problems import PAIR, PROGRAMME, RECEIVER
from tests.store.test_problems import write as make

Run = Callable[..., tuple[int, str, str]]

DONOR = READS.replace("reading evenings", "reading at home")
OTHER = DONOR.replace('"d"', '"e"').replace('"D"', '"E"')


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs `needsmatch change`, or another verb; gives exit code, stdout and stderr."""

    def call(*arguments: object, verb: str = "change") -> tuple[int, str, str]:
        capsys.readouterr()
        code = main([verb, *map(str, arguments)])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return call


@pytest.fixture
def folder(tmp_path: Path, run: Run) -> Path:
    """One receiver, given to the first of two donors that are as good, with a plan."""
    programme = PROGRAMME + 'language = "en"\n\n' + PAIR
    make(tmp_path, {"programme.toml": programme, "donors/d.toml": DONOR, "donors/e.toml": OTHER})
    run(tmp_path, "--write", verb="plan")
    return tmp_path


def content(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_what_would_happen_is_said_and_nothing_is_written(run: Run, folder: Path) -> None:
    before = content(folder)
    code, out, err = run(folder, "--withdraw", "d")
    assert code == 0 and content(folder) == before
    assert out.splitlines()[0] == "D withdraws"
    assert "What ends" in out and "R with D: the plan is closed" in out
    assert "Proposed instead" in out and "R with E:" in out
    assert "Nothing was saved; --write saves the change, and with --accept the proposed pairs too." in err


def test_a_change_is_written_with_who_and_why_and_its_plan_is_closed(run: Run, folder: Path) -> None:
    code, _out, err = run(folder, "--withdraw", "D", "--write", "--why", "no teachers", "--name", "Kim")
    assert code == 0 and "Written: judgements.toml, plans/r-with-d.toml" in err
    reading = read_programme(folder)
    (said,) = reading.programme.judgements
    assert (said.decision.value, said.donor, said.by, said.why) == ("withdrawn", "d", "Kim", "no teachers")
    about = reading.plans[0].plan.plan
    assert about.status is Status.CLOSED and about.note and about.note.endswith(": D withdrew")
    assert Holds(reading.programme).settled_donor("r") is None


def test_the_proposed_pairs_are_accepted_with_the_change_where_that_is_wished(run: Run, folder: Path) -> None:
    run(folder, "--withdraw", "d", "--accept", "--write", "--why", "no teachers")
    programme = read_programme(folder).programme
    assert Holds(programme).settled_donor("r") == "e"
    assert [(said.decision.value, said.why) for said in programme.judgements] == [("withdrawn", "no teachers"), ("paired", None)]  # fmt: skip
    code, out, _err = run(folder, "--back", "d", "--write")
    assert code == 0 and "What holds again" in out
    assert Holds(read_programme(folder).programme).settled_donor("r") == "d"


def test_programs_are_told_in_json(run: Run, folder: Path) -> None:
    code, out, err = run(folder, "--withdraw", "d", "--json")
    found = json.loads(out)
    assert (code, err) == (0, "")
    assert found["decision"] == "withdrawn" and found["ended"] == [{"receiver": "r", "donor": "d"}]
    (plan,) = found["plans"]
    assert plan["plan"] == "r-with-d" and plan["done"] == [] and len(plan["not_begun"]) == 1
    assert plan["open_again"] == plan["not_begun"]
    (pair,) = found["proposed"]
    assert (pair["receiver"], pair["donor"], pair["answered"]) == ("r", "e", ["r/n"])
    assert "files" not in found and found["problems"] == []
    found = json.loads(run(folder, "--head", "e", "Li", "--write", "--json")[1])
    assert found["files"] == ["judgements.toml"] and found["name"] == "Li"


def test_two_schools_merge_and_the_donor_of_the_first_is_proposed(run: Run, folder: Path) -> None:
    make(folder, {"receivers/r2.toml": RECEIVER.replace('"r"', '"r2"').replace('"R"', '"R2"'), "programme.toml": (folder / "programme.toml").read_bytes()})  # fmt: skip
    code, out, _err = run(folder, "--merge", "r", "r2", "--accept", "--write")
    assert code == 0 and '1 need comes into its list: "reading at home"' in out
    programme = read_programme(folder).programme
    (school,) = programme.receivers
    assert [need.id for need in school.needs] == ["n", "r-n"]
    assert Holds(programme).settled_donor("r2") == "d"


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        ((), "Say one thing that changed"),
        (("--withdraw", "d", "--back", "d"), "Say one thing that changed"),
        (("--withdraw", "x"), "There is no school x; the schools are: R (r), D (d), E (e)"),
        (("--back", "d"), "D has not left the programme"),
        (("--merge", "r", "d"), "R and D are on different sides"),
        (("--head", "d", " "), "Write the name of the new head."),
        (("--head", "d", "Li\x1b[31m"), "The name holds a character that cannot be shown"),
    ],
)
def test_what_cannot_be_done_is_wrong_use(run: Run, folder: Path, arguments: tuple[str, ...], why: str) -> None:
    before = content(folder)
    code, out, err = run(folder, *arguments, "--write")
    assert (code, out) == (2, "") and why in err
    assert content(folder) == before


def test_of_an_unknown_school_the_nearest_one_is_named(run: Run, folder: Path) -> None:
    make(folder, {"donors/e.toml": OTHER.replace('"E"', '"Elm School"'), "programme.toml": (folder / "programme.toml").read_bytes()})  # fmt: skip
    assert "There is no school elm; did you mean Elm School (e)?" in run(folder, "--withdraw", "elm")[2]


def test_the_name_of_a_head_is_one_line(run: Run, folder: Path) -> None:
    run(folder, "--head", "d", "Li\n Wei", "--write")
    assert [said.name for said in read_programme(folder).programme.judgements] == ["Li Wei"]


def test_what_holds_already_is_not_written_twice(run: Run, folder: Path) -> None:
    run(folder, "--head", "d", "Li", "--write")
    before = content(folder)
    code, _out, err = run(folder, "--head", "d", "Li", "--write")
    assert code == 0 and "This holds already; nothing was written." in err
    assert content(folder) == before


def test_where_decisions_cannot_be_read_nothing_is_written(run: Run, folder: Path) -> None:
    (folder / "judgements.toml").write_text("[[judgement]]\ndecision = 3\n", encoding="utf-8")
    before = content(folder)
    code, _out, err = run(folder, "--withdraw", "d", "--write")
    assert code == 1 and "nothing is written until they are mended" in err
    assert content(folder) == before
