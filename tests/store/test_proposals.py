"""What the program proposed last: kept beside the plan, and never a reason not to go on."""

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from msgspec.structs import replace

from needsmatch.model.plan import SupportPlan
from needsmatch.store.folder import read_programme
from needsmatch.store.mend import write
from needsmatch.store.proposals import load_proposal, proposal_mend
from tests.planning.test_refresh import item, plan
from tests.strategies import plans

PROPOSED = plan(item("a", people=20))


def keep(folder: Path, proposed: SupportPlan) -> None:
    mend = proposal_mend(folder, proposed.plan.id, proposed)
    assert mend
    write(mend)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(plans)
def test_what_was_kept_is_found_again(tmp_path: Path, proposed: SupportPlan) -> None:
    if proposal_mend(tmp_path, proposed.plan.id, proposed):
        keep(tmp_path, proposed)
    assert load_proposal(tmp_path, proposed.plan.id) == proposed
    assert proposal_mend(tmp_path, proposed.plan.id, proposed) is None


def test_it_is_no_plan_of_the_programme(tmp_path: Path) -> None:
    keep(tmp_path, PROPOSED)
    assert read_programme(tmp_path).plans == ()


def test_another_proposal_takes_its_place_and_can_be_taken_back(tmp_path: Path) -> None:
    keep(tmp_path, PROPOSED)
    other = replace(PROPOSED, items=())
    mend = proposal_mend(tmp_path, "p", other)
    assert mend
    write(mend)
    assert load_proposal(tmp_path, "p") == other
    write(mend.reversed())
    assert load_proposal(tmp_path, "p") == PROPOSED


def test_where_nothing_is_proposed_the_file_goes_and_can_be_brought_back(tmp_path: Path) -> None:
    assert proposal_mend(tmp_path, "p", None) is None
    keep(tmp_path, PROPOSED)
    mend = proposal_mend(tmp_path, "p", None)
    assert mend
    write(mend)
    assert list(tmp_path.rglob("proposed.toml")) == [] and load_proposal(tmp_path, "p") is None
    write(mend.reversed())
    assert load_proposal(tmp_path, "p") == PROPOSED


@pytest.mark.parametrize("text", ["[", "", "[plan]\nid = 3\n", "\x00"])
def test_one_that_cannot_be_read_is_none(tmp_path: Path, text: str) -> None:
    keep(tmp_path, PROPOSED)
    (path,) = tmp_path.rglob("proposed.toml")
    path.write_text(text, encoding="utf-8")
    assert load_proposal(tmp_path, "p") is None
    keep(tmp_path, PROPOSED)
    assert load_proposal(tmp_path, "p") == PROPOSED


def test_one_of_another_plan_is_none(tmp_path: Path) -> None:
    keep(tmp_path, PROPOSED)
    (path,) = tmp_path.rglob("proposed.toml")
    path.parent.rename(path.parent.with_name("q"))
    assert load_proposal(tmp_path, "q") is None
    assert load_proposal(tmp_path, "nothing") is None


@pytest.mark.skipif(os.name != "posix", reason="links of another kind")
def test_a_link_out_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    outside, folder = tmp_path / "outside", tmp_path / "programme"
    outside.mkdir()
    (folder / "plans").mkdir(parents=True)
    (folder / "plans/.history").symlink_to(outside)
    assert proposal_mend(folder, "p", PROPOSED) is None


def test_a_folder_in_its_place_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "plans/.history/p/proposed.toml").mkdir(parents=True)
    assert load_proposal(tmp_path, "p") is None
    assert proposal_mend(tmp_path, "p", PROPOSED) is None
