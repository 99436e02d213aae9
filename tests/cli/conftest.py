"""What the tests of the command line share."""

import pytest


@pytest.fixture(autouse=True)
def after_the_first_run(known_topics: None) -> None:
    """The topics need not be worked out for every test."""
