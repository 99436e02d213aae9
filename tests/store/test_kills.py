"""A process that edits and saves is killed with SIGKILL at any moment: no file is broken, no confirmed step is lost."""

import os

import pytest

from tests.benchmarks.test_quality import loaded


@pytest.mark.skipif(not hasattr(os, "fork"), reason="Windows has no fork")
def test_kills_break_no_file_and_lose_no_confirmed_step() -> None:
    found = loaded("kills").main(kills=12, seed=3)
    assert found["kills"] == 12 and found["lost"] == found["broken"] == 0
    assert found["while saving"] > 0
